/* smtp_private.h - what the files of the smtp driver share. */
#ifndef BEADLE_OUTBOX_SMTP_PRIVATE_H
#define BEADLE_OUTBOX_SMTP_PRIVATE_H

#include <curl/curl.h>

#include "base/buf.h"
#include "config/config.h"
#include "outbox/smtp_dialogue.h"

enum { SMTP_SOCKETS_MAX = 8 };

/* One handle, its connection, and the dialogue that passes over it.  Never moved: curl holds its
 * address. */
struct smtp_session {
	const struct config_outbox *config;
	CURL *curl;			/* NULL: none kept */
	struct curl_slist *connect_to;
	struct smtp_dialogue dialogue;
	int sockets[SMTP_SOCKETS_MAX]; /* that curl has open: more than one while several addresses
					  are tried */
	size_t n_sockets;
	struct trace *trace;		/* NULL: none */

	struct span body;		/* the mail's bytes that are still to be read by curl */
	bool body_begun;
	int64_t active_ms;		/* when the server was last heard, or something was said
					 * to it */
	unsigned texts_left;		/* curl's own remarks count as life only so often */
	bool stalled;
	const char *certificate_fault;	/* of this connection's server; NULL: none, or not looked at
					   yet */
	bool plain_refused;		/* the address is not this machine's, and plain text was
					 * not allowed */
	char cipher[100];		/* "TLS1.3 / ...", "" without TLS */
	char why[CURL_ERROR_SIZE];	/* curl's words */
};

/* A handle with everything set that belongs to the connection: URL, TLS, login, time limits,
 * callbacks. Reads the secret.  ERR_CONFIG for what the configuration asks and cannot be done. */
MUST_CHECK enum err_kind smtp_session_open(struct smtp_session *s, struct err *err);

/* Drops handle and connection; a polite one still says QUIT, and does not wait for the answer. */
void smtp_session_drop(struct smtp_session *s, bool polite);

/* curl_easy_perform with the clock set; the dialogue must have been started. */
CURLcode smtp_session_perform(struct smtp_session *s);

/* What curl's failure means, as "step: cause", and who may mend it. */
enum err_kind smtp_session_cause(struct smtp_session *s, CURLcode rc, char *text_out, size_t size);

#endif
