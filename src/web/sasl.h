/* sasl.h - the client's side of the SASL mechanisms a mail server offers; no I/O.
 *
 * PLAIN (RFC 4616), LOGIN, SCRAM-SHA-1 and -SHA-256 (RFC 5802, 7677; without channel
 * binding), XOAUTH2 and OAUTHBEARER (RFC 7628).  Messages here are raw: base64 is the
 * caller's.  Written here and not taken from libetpan, which hands the password to a
 * second library that needs plug-ins and leaves copies behind.
 */
#ifndef BEADLE_WEB_SASL_H
#define BEADLE_WEB_SASL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"
#include "config/config.h"

struct sasl {
	enum auth_mechanism mechanism;	/* neither AUTO nor NONE */
	const char *user, *secret;	/* borrowed */
	const char *host;		/* OAUTHBEARER: where we are; borrowed */
	unsigned port;
	const char *nonce;		/* SCRAM: printable ASCII without comma; borrowed.
					 * NULL: a new one is made */
	/* private */
	char own_nonce[33];
	int step;
	bool finished;			/* ours is all said; SCRAM: and the server has proved
					 * itself */
	struct buf transcript;
	unsigned char server_key_signature[32];
};

void sasl_start(struct sasl *sasl);
void sasl_end(struct sasl *sasl);	/* wipes */

/* "SCRAM-SHA-256", ... */
const char *sasl_name(enum auth_mechanism mechanism);

/* True when the client speaks first: its message may go along with the command (RFC 4959). */
bool sasl_client_first(enum auth_mechanism mechanism);

/* Between what a mechanism says and what a line of the protocol has.  Reading fails at what is no
 * base64; nothing stands for nothing. */
void sasl_add_base64(struct buf *out, struct span raw);
MUST_CHECK bool sasl_read_base64(struct span text, struct buf *out);

/* The answer to a challenge (the first call of a client-first mechanism has an empty one).
 * ERR_RETRY: no random numbers.  ERR_REFUSED: the server's message is no such message, asks for a
 * derivation that is too cheap or too dear, or does not prove that it knows the password. */
MUST_CHECK enum err_kind sasl_answer(struct sasl *sasl, struct span challenge,
				     struct buf *answer_out, struct err *err);

#endif
