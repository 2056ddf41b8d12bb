/* delivery_work.h - what the files of delivery.h share. */
#ifndef BEADLE_BOT_DELIVERY_WORK_H
#define BEADLE_BOT_DELIVERY_WORK_H

#include "bot/delivery.h"

/* Has a copy been seen, and when did it come? */
MUST_CHECK enum err_kind delivery_was_seen(struct delivery *d, const struct ledger_mail *mail,
					   bool *out, int64_t *received_s_out, struct err *err);

/* Is it to be waited for the server to take the bot's own account again? */
bool delivery_is_held(const struct delivery *d);
/* The server has taken nothing.  certain: it will take no other mail either, so that all wait. */
MUST_CHECK enum err_kind delivery_begin_hold(struct delivery *d, const char *reply, bool certain,
					     struct err *err);
MUST_CHECK enum err_kind delivery_end_hold(struct delivery *d, struct err *err);
/* A round that has mail to send to a server that takes none has not done its work. */
MUST_CHECK enum err_kind delivery_note_waiting(struct delivery *d, struct err *err);

/* head: the send worker's answer, NULL when it died. */
MUST_CHECK enum err_kind delivery_note_answer(struct delivery *d, struct arena *arena,
					      struct ledger_mail *mail, const json_t *head,
					      struct err *err);

#endif
