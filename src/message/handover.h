/* handover.h - what shows that a mailing list has handed a mail over (PRODUCT 2).
 *
 * A List-Id and a To field can be written by anybody who knows the bot's address.  These cannot:
 *
 *	signed_by	our server's Authentication-Results show the domain's signature, or that one
 *			of its servers handed the mail to ours (authres_is_from(), authres.h)
 *	delivered_to	an address that nobody but the list's server knows stands in a field that
 *			our own server has written when it delivered the mail: Delivered-To,
 *			X-Original-To, Envelope-To, X-Envelope-To or X-Delivered-To, above the
 *			Received fields of our servers.  What the sender wrote stands below them
 *	field		a header field with this value, which the list's server alone can set
 *
 * One of them is enough.  Where none is configured nothing can be shown, and the caller goes by
 * List-Id and To.
 *
 * A secret that got about shows nothing any more.  So a mail that names the address in To or Cc is
 * not the list's, and handover_blot() takes the secrets out of what a mail says before any of it is
 * repeated: a list's footer often names the address of who gets the mail.  Pure.
 */
#ifndef BEADLE_MESSAGE_HANDOVER_H
#define BEADLE_MESSAGE_HANDOVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "message/authres.h"

struct message;

struct handover_terms {
	const char *signed_by;		/* a domain; NULL: not asked */
	const char *list_address;
	struct authres_server ours;	/* who writes the Authentication-Results; its hops also
					 * say where delivery fields stand */
	const char *delivered_to;	/* an address; NULL: not asked */
	const char *field_name, *field_value;	/* NULL: not asked */
};

enum handover {
	HANDOVER_NOT_ASKED,		/* nothing is configured that could show it */
	HANDOVER_NOT_SHOWN,
	HANDOVER_LEAKED,		/* the same, and the mail is addressed to the secret
					 * address, which is none any more */
	HANDOVER_SIGNED,		/* by the domain: which of its lists it was, List-Id and
					 * To say */
	HANDOVER_SECRET,		/* by what is this list's alone */
};

/* received_s: when the mail came. */
enum handover handover_of(struct arena *arena, struct span bytes, const struct message *message,
			  const struct handover_terms *terms, int64_t received_s);

/* Takes the secrets out of the subject and the lines. */
void handover_blot(struct arena *arena, const struct handover_terms *terms,
		   struct message *message);

#endif
