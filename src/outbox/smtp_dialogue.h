/* smtp_dialogue.h - what an SMTP dialogue means for each recipient.
 *
 * Pure: it is told the commands and reply lines as they pass, in order, and the moment
 * from which the final dot may be on the wire; it does no I/O and knows no library.
 * The library that speaks for us reports one code for the whole mail; this pairs each
 * command with its reply instead (RFC 5321 4.2 and 4.3).
 *
 *	refused at		recipients			the dialogue's verdict
 *	greeting, EHLO, TLS,	UNTRIED				ERR_REFUSED (5xx), ERR_RETRY (4xx)
 *	  login
 *	MAIL, 530 534 535 538	UNTRIED: the login is wanting,	ERR_REFUSED
 *				not the mail
 *	MAIL			all LATER (4xx), REFUSED (5xx)	ERR_NONE
 *	RCPT			that one LATER or REFUSED	ERR_NONE
 *	DATA, final dot		those accepted: LATER, REFUSED	ERR_NONE
 *	421 before the dot	accepted or asked: LATER,	ERR_RETRY
 *				not asked yet: UNTRIED
 *	no answer, before dot	the same			the caller's kind
 *	no answer, after dot	accepted: DOUBT			the caller's kind
 */
#ifndef BEADLE_OUTBOX_SMTP_DIALOGUE_H
#define BEADLE_OUTBOX_SMTP_DIALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/span.h"
#include "outbox/outbox.h"

enum smtp_step { SMTP_GREETING, SMTP_EHLO, SMTP_STARTTLS, SMTP_AUTH, SMTP_MAIL, SMTP_RCPT,
		 SMTP_DATA, SMTP_DOT, SMTP_OTHER };

struct smtp_dialogue {
	struct outbox_recipient **rcpt;	/* borrowed: those told to the server, in order */
	size_t n_rcpt;
	size_t asked;			/* RCPT commands that went out */
	enum smtp_step step;		/* of the last command */
	bool want_login;		/* a user is configured */

	int code;			/* of the last complete reply to this step, 0: none yet */
	char text[OUTCOME_REPLY_MAX];	/* its words; of several lines, joined by a space */
	size_t text_len;
	bool gathering;			/* inside a reply of several lines */
	size_t reply_bytes, reply_bytes_max;

	bool greeted;			/* a greeting came: the connection is new */
	bool tls_offered;		/* the last EHLO named STARTTLS */
	bool logged_in;
	bool login_missing;		/* MAIL went out on a new connection without the login
					 * wanted */
	bool sender_refused;		/* MAIL was answered by 5xx, and not because of the login */
	bool answered;			/* some reply came since MAIL went out */
	bool accepted;			/* the server takes at least one recipient */
	bool data_open;			/* 354 came */
	bool dot;			/* the final dot may be on the wire */
	bool complete;			/* the server answered all it was asked */
	bool over;			/* QUIT went out: what comes now says nothing about the
					 * mail */
	bool confused;			/* a RCPT that is none of ours: nothing can be paired any
					 * more */
	char mechanisms[128];		/* what AUTH offered, "" for none */
	char greeting[128];		/* the server's first words */
	char garbage[80];		/* the first line that is no reply, "" for none */

	int fault_code;			/* what speaks of the connection, not of a recipient; 0:
					 * none */
	enum smtp_step fault_step;
	char fault[OUTCOME_REPLY_MAX];
};

/* Every recipient becomes UNTRIED. */
void smtp_dialogue_start(struct smtp_dialogue *d, struct outbox_recipient **rcpt, size_t n_rcpt,
			 bool want_login);

void smtp_dialogue_command(struct smtp_dialogue *d,
			   struct span bytes); /* one command; not the mail's bytes */
void smtp_dialogue_reply(struct smtp_dialogue *d,
			 struct span line); /* one line, with or without line end */
void smtp_dialogue_dot(struct smtp_dialogue *d); /* from now on a broken connection is doubt */

/* To be asked before the first of the mail's bytes: true when the server takes nobody but the
 * witness.  The witness is then UNTRIED, and the dialogue has come to its end: the caller breaks it
 * off. */
bool smtp_dialogue_ends_before_data(struct smtp_dialogue *d);

/* True when the server has said more than any server needs to: an endless reply. */
bool smtp_dialogue_is_endless(const struct smtp_dialogue *d);

/* Settles every recipient.  kind and reason are the caller's for a dialogue that broke off; what
 * the server itself said goes before them.  ERR_NONE when the dialogue came to its end, whatever
 * was answered. */
enum err_kind smtp_dialogue_finish(struct smtp_dialogue *d, enum err_kind kind, const char *reason,
				   struct err *err);

const char *smtp_step_name(enum smtp_step step);	/* "greeting", "login", "sender", ... */

#endif
