/* world.c - see world.h. */
#include "bot/world.h"

#include <stdlib.h>
#include <string.h>

#include "base/failpoint.h"
#include "base/log.h"
#include "bot/plan.h"
#include "bot/secret.h"
#include "committee/event_stored.h"
#include "committee/record_agenda.h"
#include "notices/decide_meeting.h"

/* What the chair has changed since the configuration was written. */
static void follow_changes(struct world *w, size_t list)
{
	struct meeting_change *changes;
	size_t n = record_meeting_changes(w->state->arena, w->state, w->config->lists[list].name,
					  &changes);

	if (w->calendars[list])
		calendar_set_changes(w->calendars[list], changes, n);
	w->plan_version++;
}

static void follow_event(struct world *w, const struct event *e)
{
	const struct config_list *list =
		e->kind == EVENT_MEETING ? config_list(w->config, e->list) : NULL;

	if (list && w->calendars)
		follow_changes(w, (size_t)(list - w->config->lists));
}

enum err_kind world_take_plan(struct world *w, size_t list, struct err *err)
{
	struct arena *arena = arena_new();
	const struct meeting_plan *plan;
	enum err_kind kind = plan_of(w->ledger, arena, &w->config->lists[list], &plan, err);

	if (kind) {
		arena_free(&arena);
		return kind;
	}
	calendar_free(&w->calendars[list]);
	arena_free(&w->plans[list]);
	w->plans[list] = arena;
	w->calendars[list] = calendar_new(plan);
	follow_changes(w, list);
	w->sleeps[list] = (struct world_sleep){ 0 };
	return ERR_NONE;
}

enum err_kind world_open(struct world *w, const char *state_dir, enum ledger_mode mode,
			 int64_t born_at_s, struct err *err)
{
	w->state = state_new();
	w->calendars = mem_zalloc(w->config->n_lists, sizeof *w->calendars);
	w->plans = mem_zalloc(w->config->n_lists, sizeof *w->plans);
	w->sleeps = mem_zalloc(w->config->n_lists, sizeof *w->sleeps);
	if (ledger_open(state_dir, mode, born_at_s, &w->ledger, err))
		return err->kind;
	return ledger_load_state(w->ledger, w->state, err);
}

enum err_kind world_load_plans(struct world *w, struct err *err)
{
	enum err_kind kind = ERR_NONE;

	for (size_t i = 0; !kind && i < w->config->n_lists; i++)
		kind = world_take_plan(w, i, err);
	return kind;
}

enum err_kind world_load_mailboxes(struct world *w, struct err *err)
{
	const char *witness = w->config->outbox.witness;

	w->mailboxes = mem_zalloc(w->config->n_mailboxes, sizeof *w->mailboxes);
	for (size_t i = 0; i < w->config->n_mailboxes; i++) {
		const struct config_mailbox *config = &w->config->mailboxes[i];
		struct world_mailbox *mailbox = &w->mailboxes[w->n_mailboxes];

		if (!config_is_used(w->config, config))
			continue;
		mailbox->config = config;
		if (ledger_get_cursor(w->ledger, config->name, &mailbox->cursor, err) ||
		    (witness && ledger_has_witness(w->ledger, config->name, witness,
						   &mailbox->has_copies, err)))
			return err->kind;
		w->n_mailboxes++;
	}
	return ERR_NONE;
}

void world_close(struct world *w)
{
	for (size_t i = 0; w->calendars && i < w->config->n_lists; i++) {
		calendar_free(&w->calendars[i]);
		arena_free(&w->plans[i]);
	}
	free(w->calendars);
	free(w->plans);
	free(w->sleeps);
	free(w->mailboxes);
	w->calendars = NULL;
	w->plans = NULL;
	w->sleeps = NULL;
	w->mailboxes = NULL;
	ledger_close(&w->ledger);	/* rolls back what a failure has left open */
	if (w->state)
		state_free(&w->state);
}

enum err_kind world_follow(struct world *w, bool *more_out, struct err *err)
{
	struct arena *arena = arena_new();
	struct event_list events;
	enum err_kind kind = ledger_new_events(w->ledger, arena, &events, err);

	for (size_t i = 0; !kind && i < events.len; i++) {
		const struct event *e = &events.events[i];

		kind = state_apply(w->state, e, err);
		if (!kind)
			follow_event(w, e);
		log_info("act", L_STR("by", e->actor), L_STR("list", e->list),
			 L_STR("kind", event_kind_name(e->kind)), L_SOME("item", e->item),
			 L_SOME("number", event_number(e)),
			 L_STR("what", event_text(e, STORED_WHAT)));
	}
	if (!kind && events.len) {
		w->changed = true;
		failpoint("follow.applied");
	}
	if (more_out)
		*more_out = !kind && events.len > 0;
	arena_free(&arena);
	return kind;
}

enum err_kind world_begin(struct world *w, bool *more_out, struct err *err)
{
	if (ledger_begin(w->ledger, err))
		return err->kind;
	return world_follow(w, more_out, err);
}

enum err_kind world_commit(struct world *w, struct err *err)
{
	return ledger_commit(w->ledger, err);
}

void world_rollback(struct world *w)
{
	ledger_rollback(w->ledger);
}

enum err_kind world_append(struct world *w, struct event *event, struct err *err)
{
	if (secret_keep(w->ledger, event, err) || ledger_add_event(w->ledger, event, err) ||
	    state_apply(w->state, event, err))
		return err->kind;
	w->report.items += event->kind == EVENT_RAISED;
	if (!event_is(event, EVENT_MEETING, MEETING_IGNORED))
		follow_event(w, event);
	return ERR_NONE;
}

enum err_kind world_spend(struct world *w, const char *key, struct err *err)
{
	if (ledger_add_key(w->ledger, key, w->now_s, err))
		return err->kind;
	state_add_key(w->state, key);
	return ERR_NONE;
}

enum err_kind world_show(const struct world *w, struct arena *arena, const struct ledger_mail *mail,
			 struct span *out, struct err *err)
{
	const struct config_list *list = *mail->list ? config_list(w->config, mail->list) : NULL;
	const struct secret_reader reader = { w->state, list ? &list->people : NULL };

	return secret_show(w->ledger, arena, &reader, mail, out, err);
}

enum err_kind world_trouble(struct world *w, const char *key, const char *text, struct err *err)
{
	return ledger_add_trouble(w->ledger, key, text, w->now_s, err);
}

enum err_kind world_tell_operator(struct world *w, const char *key, const char *text,
				  struct err *err)
{
	if (ledger_begin(w->ledger, err) || world_trouble(w, key, text, err))
		return err->kind;
	return ledger_commit(w->ledger, err);
}

void world_wake(struct world *w)
{
	for (size_t i = 0; i < w->config->n_lists; i++)
		w->sleeps[i] = (struct world_sleep){ 0 };
}

bool world_has_meetings(const struct world *w, size_t list)
{
	struct meeting meeting;

	return calendar_next(w->calendars[list], 0, &meeting);
}

int64_t world_read_until(const struct world *w, const struct config_list *list)
{
	int64_t read_s = w->now_s;

	for (size_t i = 0; i < w->n_mailboxes; i++) {
		const struct world_mailbox *mailbox = &w->mailboxes[i];

		if (strcmp(mailbox->config->name, list->mailbox) == 0 &&
		    mailbox->read_until_s < read_s)
			read_s = mailbox->read_until_s;
	}
	return read_s;
}

void world_context(const struct world *w, size_t list, struct meeting_context *out)
{
	const struct config_list *config = &w->config->lists[list];

	*out = (struct meeting_context){ .state = w->state,
					 .policy = &config->policy,
					 .people = &config->people,
					 .calendar = w->calendars[list],
					 .read_s = world_read_until(w, config) };
}
