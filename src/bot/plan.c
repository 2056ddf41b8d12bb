/* plan.c - see plan.h. */
#include "bot/plan.h"

#include <string.h>

#include "committee/record_agenda.h"
#include "config/config.h"
#include "ledger/ledger.h"

enum { FETCH_MS = 30 * 1000 };

enum err_kind plan_of(struct ledger *ledger, struct arena *arena, const struct config_list *list,
		      const struct meeting_plan **out, struct err *err)
{
	struct meeting_plan *plan = arena_alloc(arena, 1, sizeof *plan);
	struct ledger_calendar stored;
	bool found = false;

	*out = list->meetings;
	if (!list->feed.url)
		return ERR_NONE;
	if (ledger_get_calendar(ledger, arena, list->name, &found, &stored, err))
		return err->kind;
	if (!found || strcmp(stored.url, list->feed.url) != 0)
		return ERR_NONE;
	/* `summary` may have been changed since it was fetched: then there are no meetings until
	 * the next fetch says so */
	if (!config_plan_with(arena, list, stored.bytes, plan, err))
		*out = plan;
	return ERR_NONE;
}

enum err_kind plan_calendar(struct ledger *ledger, struct arena *arena, const struct state *state,
			    const struct config_list *list, struct meeting_calendar **out,
			    struct err *err)
{
	const struct meeting_plan *plan;
	struct meeting_change *changes;
	enum err_kind kind = plan_of(ledger, arena, list, &plan, err);

	*out = kind ? NULL : calendar_new(plan);
	if (*out) {
		size_t n = record_meeting_changes(arena, state, list->name, &changes);

		calendar_set_changes(*out, changes, n);
	}
	return kind;
}

enum err_kind plan_copy(struct ledger *from, struct ledger *to, const struct config_list *list,
			bool *found_out, struct err *err)
{
	struct arena *arena = arena_new();
	struct ledger_calendar calendar;
	enum err_kind kind =
		ledger_get_calendar(from, arena, list->name, found_out, &calendar, err);

	*found_out = !kind && *found_out && strcmp(calendar.url, list->feed.url) == 0;
	if (*found_out)
		kind = ledger_begin(to, err);
	if (*found_out && !kind)
		kind = ledger_set_calendar(to, list->name, &calendar, err);
	if (*found_out && !kind)
		kind = ledger_commit(to, err);
	arena_free(&arena);
	return kind;
}

enum err_kind plan_fetch(const struct config_list *list, const char *etag, const char *modified,
			 int64_t now_s, void (*report)(void *, const char *, const char *),
			 void *user, struct web_answer *out, struct meeting *next_out,
			 struct err *err)
{
	const struct web_request request = {
		.url = list->feed.url,
		.ca_file = list->feed.ca_file,
		.etag = etag,
		.modified = modified,
		.max_bytes = ICAL_BYTES_MAX,
		.timeout_ms = FETCH_MS,
	};
	enum err_kind kind = web_fetch(&request, report, user, out, err);

	if (kind || out->unchanged)
		return kind;
	struct arena *arena = arena_new();
	struct meeting_plan plan;
	struct meeting next = { 0 };

	kind = config_plan_with(arena, list, buf_fitted(&out->bytes), &plan, err);
	if (kind) {
		err_wrap(err, "calendar");
	} else {
		struct meeting_calendar *calendar = calendar_new(&plan);

		if (!calendar_next(calendar, now_s, &next))
			next = (struct meeting){ 0 };
		calendar_free(&calendar);
	}
	if (next_out) {
		*next_out = next;
		next_out->chair = NULL;		/* the arena's */
	}
	arena_free(&arena);
	return kind;
}
