/* refusal.h - what a mail server's refusal is about.  Pure.
 *
 * A refusal of a recipient says that this address gets no mail.  Many refusals look like one but
 * are about the bot's own account: its daily limit, its login, whether it may send as its own
 * address, whether the server relays for it.  These are no recipient's fault, and they pass: such
 * mail is tried again.
 *
 * A table in refusal.c has the words and codes of the usual servers.  When you meet a new one, add
 * a row.
 */
#ifndef BEADLE_OUTBOX_REFUSAL_H
#define BEADLE_OUTBOX_REFUSAL_H

#include "base/err.h"
#include "outbox/outbox.h"

enum refusal_cause {
	REFUSAL_OTHER,		/* policy, routing, a filter: it is not said whose fault it is */
	REFUSAL_OF_ADDRESS,	/* the mailbox or its domain: another address of the person may
				 * get it */
	REFUSAL_OF_CONTENT,	/* the mail itself: its size or its form.  No try will help */
	REFUSAL_OF_ACCOUNT,	/* the bot's own account */
};

enum refusal_by {
	REFUSAL_BY_OUR_SERVER,	/* the one that the bot hands its mail to: an answer in its
				 * dialogue */
	REFUSAL_BY_REPORT,	/* anybody on the way: a delivery report.  That others do not
				 * relay for us, or do not like our sender, says nothing of our
				 * account */
};

/* code: of SMTP, 0 unknown; status: RFC 3463, "" unknown, then it is looked for in the text. */
enum refusal_cause refusal_cause(int code, const char *status, const char *text,
				 enum refusal_by by);

/* To be asked when a driver has sent: recipients that were REFUSED on the account's account become
 * LATER, with the server's code and words.  They are those whose refusal says so, and all of them
 * when the server has refused the sender (mail->sender_refused) or every recipient that it was
 * asked about, the witness among them: it takes nothing from us now.  One recipient refused among
 * others keeps its refusal.
 *
 * ERR_REFUSED, with the server's words, when it is certain to hold for the next mail too: the
 * server has taken nobody and says that it is the account, or has refused the sender.  Else
 * ERR_NONE. */
enum err_kind refusal_judge(struct outbox_mail *mail, struct err *err);

#endif
