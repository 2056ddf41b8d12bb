/* promises.c - see promises.h. */
#include "committee/promises.h"

#include <string.h>

#include "committee/told.h"
#include "committee/walk.h"

struct promise_entry *promise_find(const struct promise_list *list, const char *mail, int row)
{
	for (size_t i = 0; i < list->len; i++) {
		const struct event *said = list->entries[i].said;

		if (said->promise.row == row && strcmp(said->message_id, mail) == 0)
			return &list->entries[i];
	}
	return NULL;
}

const char **promise_names(struct arena *arena, const struct event *said, size_t *n_out)
{
	struct span rest = span_of(said->promise.owners), line;
	const char **names = NULL;
	size_t cap = 0;

	*n_out = 0;
	while (span_next_line(&rest, &line)) {
		names = arena_grow(arena, names, *n_out, &cap, sizeof *names);
		names[(*n_out)++] = arena_strndup(arena, line.ptr, line.len);
	}
	return names;
}

struct ownership promise_owners(struct arena *arena, const struct people *people,
				const struct event *said)
{
	size_t n;
	const char **names = promise_names(arena, said, &n);

	return ownership_of(arena, people, names, n);
}

bool promise_is_forgotten(const struct promise_entry *entry, int64_t now_s)
{
	/* whose receipt never went out will not be answered either */
	int64_t until_s = entry->until_s == INT64_MAX ? entry->said->at_s + PROMISE_FOR_S
						      : entry->until_s;

	return entry->fate == PROMISE_WAITS && now_s > until_s;
}

static void add(struct arena *arena, struct promise_list *list, const struct event *said)
{
	if (promise_find(list, said->message_id, said->promise.row))
		return;
	list->entries =
		arena_grow(arena, list->entries, list->len, &list->cap, sizeof *list->entries);
	list->entries[list->len++] =
		(struct promise_entry){ .said = said, .until_s = INT64_MAX };
}

/* Until when an answer counts, by what is known of the receipt. */
static int64_t until_of(const struct event *e)
{
	if (strcmp(e->act, NOTICE_TOLD) == 0)
		return e->at_s + PROMISE_FOR_S;
	return strcmp(e->act, NOTICE_UNTOLD) == 0 ? INT64_MAX : e->promise.until_s;
}

static void ask(const struct promise_list *list, const struct event *e)
{
	for (size_t i = 0; i < list->len; i++) {
		if (strcmp(list->entries[i].said->message_id, e->promise.mail) == 0)
			list->entries[i].until_s = until_of(e);
	}
}

static void apply(struct arena *arena, struct promise_list *list, const struct event *e)
{
	struct promise_entry *entry = promise_find(list, e->promise.mail, e->promise.row);

	if (strcmp(e->act, PROMISE_SAID) == 0)
		add(arena, list, e);
	else if (strcmp(e->act, PROMISE_CONFIRMED) == 0 && entry)
		entry->fate = PROMISE_IS_CONFIRMED;
	else if (strcmp(e->act, PROMISE_REFUSED) == 0 && entry)
		entry->fate = PROMISE_IS_REFUSED;
	else if (!entry)
		ask(list, e);
}

void promises_of(struct arena *arena, const struct state *state, const struct event_list *pending,
		 const char *list, struct promise_list *out)
{
	struct event_walk walk = walk_events(state, list, WALK(EVENT_PROMISE));
	const struct event *e;

	*out = (struct promise_list){ 0 };
	while ((e = event_walk_next(&walk)))
		apply(arena, out, e);
	for (size_t i = 0; pending && i < pending->len; i++) {
		e = &pending->events[i];
		if (e->kind == EVENT_PROMISE && strcmp(e->list, list) == 0)
			apply(arena, out, e);
	}
}
