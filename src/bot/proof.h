/* proof.h - who sent a mail and which notice it answers; at which address a notice asks for
 * answers, and where bounces of a mail come back to. */
#ifndef BEADLE_BOT_PROOF_H
#define BEADLE_BOT_PROOF_H

#include "base/err.h"
#include "base/mem.h"
#include "base/span.h"

struct notice_composed;
struct incoming;
struct ledger_mail;
struct notice;
struct reading;
struct world;

/* Fills in sender, proof and answered of a mail.  *seen_key_out: to be spent, for its token proves
 * nothing any more once it was on the list; NULL: none. */
MUST_CHECK enum err_kind proof_identify(const struct world *w, struct arena *arena,
					  const struct reading *reading, struct incoming *mail,
					  const char **seen_key_out, struct err *err);
struct span proof_with_address(const struct world *w, struct arena *arena,
			       const struct notice *notice, const struct notice_composed *composed);
const char *proof_envelope_from(const struct world *w, struct arena *arena,
				  const struct ledger_mail *mail);

#endif
