/* answers.h - who has sent a mail and which notice it answers; where a notice asks to be answered, and where reports
 * about a mail come back to. */
#ifndef BEADLE_BOT_ANSWERS_H
#define BEADLE_BOT_ANSWERS_H

#include "base/err.h"
#include "base/mem.h"
#include "base/span.h"

struct composed;
struct incoming;
struct ledger_mail;
struct notice;
struct reading;
struct world;

/* Fills in sender, proof and answered of a mail. */
MUST_CHECK enum err_kind answers_identify(struct world *w, struct arena *arena, const struct reading *reading,
					  struct incoming *mail, struct err *err);
struct span answers_with_address(const struct world *w, struct arena *arena, const struct notice *notice,
				 const struct composed *composed);
const char *answers_envelope_from(const struct world *w, struct arena *arena, const struct ledger_mail *mail);

#endif
