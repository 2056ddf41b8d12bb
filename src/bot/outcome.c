/* outcome.c - see outcome.h. */
#include "bot/outcome.h"

#include <string.h>

#include "base/failpoint.h"
#include "base/log.h"
#include "bot/worker.h"
#include "bot/world.h"
#include "committee/told.h"
#include "config/config.h"
#include "notices/decide.h"

bool outcome_is_operators(const struct ledger_mail *mail)
{
	return strcmp(mail->kind, NOTICE_TROUBLE_NAME) == 0;
}

enum err_kind outcome_told(struct world *w, const struct ledger_mail *mail, const char *what,
			   int64_t at_s, struct err *err)
{
	struct arena *arena = arena_new();
	struct event_list events = { 0 };
	enum err_kind kind = ERR_NONE;

	told_events(arena, w->state, mail->message_id, what, at_s, &events);
	for (size_t i = 0; !kind && i < events.len; i++) {
		struct event *e = &events.events[i];

		kind = world_append(w, e, err);
		log_info("told", L_STR("msg", mail->message_id), L_STR("list", e->list),
			 L_NUM("number", e->deadline.number), L_STR("what", e->act));
		failpoint("told.kept");
	}
	w->changed = w->changed || events.len > 0;
	arena_free(&arena);
	return kind;
}

int64_t outcome_retry_after_s(const struct world *w, unsigned tries)
{
	const struct config_outbox *outbox = &w->config->outbox;

	return worker_doubled(outbox->retry_first_s, outbox->retry_last_s, tries);
}

enum err_kind outcome_tell_operator(struct world *w, const struct ledger_mail *mail,
				    const struct ledger_recipient *r, const char *stage,
				    const char *what, struct err *err)
{
	enum err_kind kind;

	if (outcome_is_operators(mail))
		return ERR_NONE;	/* a mail to the operator that fails cannot be told by
					 * another one */
	struct arena *arena = arena_new();
	const char *key =
		arena_printf(arena, "%s/%s/%s", stage, mail->message_id,
			     r->addr); /* its id is another when the ledger was restored */
	const char *text = arena_printf(arena, "The %s mail \"%.1000s\" to %s %s: %.1000s",
					mail->kind, mail->subject, r->addr, what, r->reply);
	kind = world_trouble(w, key, text, err);
	arena_free(&arena);
	w->changed = true;
	return kind;
}
