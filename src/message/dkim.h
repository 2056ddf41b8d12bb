/* dkim.h - the DKIM-Signature fields of a mail (RFC 6376): what each of them covers.
 *
 * Nothing is verified here: our server has done that, and Authentication-Results say what came of
 * it (message/authres.h).  The field itself says what they do not: a signature that leaves out To
 * or In-Reply-To stays valid when somebody sends the mail on to another place, as an answer to
 * another mail.
 *
 * For each name, as many fields are signed as h= names it, from the bottom of the header up
 * (5.4.2), while readers take the topmost.  So a signature covers a name when h= has it as often
 * as the mail; a name that the mail lacks needs none.  Pure; strings are borrowed from the arena.
 */
#ifndef BEADLE_MESSAGE_DKIM_H
#define BEADLE_MESSAGE_DKIM_H

#include <stddef.h>

enum { DKIM_SIGNATURES_MAX = 50 };	/* with more of them the header is in doubt */

struct dkim_signature {
	const char *domain;	/* d=, without the dot at its end; "" if none */
	const char *selector;	/* s= */
	const char *b;		/* b=, without white space */
	const char *lacks;	/* what keeps it from holding the mail together: "does not cover
				 * To"; NULL: it does */
};

#endif
