/* deadlines.c - see deadlines.h. */
#include "committee/deadlines.h"

#include <string.h>

#include "committee/walk.h"

bool deadline_state_is_end(enum deadline_state state)
{
	return state != DEADLINE_OPEN && state != DEADLINE_CONTESTED;
}

bool deadline_is_running(const struct deadline *deadline)
{
	return deadline->opened && !deadline_state_is_end(deadline->state);
}

size_t deadlines_running(const struct deadline_list *list)
{
	size_t n = 0;

	for (size_t i = 0; i < list->len; i++)
		n += deadline_is_running(&list->entries[i].deadline);
	return n;
}

static struct deadline_entry *find(struct deadline_list *list, int number)
{
	for (size_t i = list->len; i-- > 0;) {
		if (list->entries[i].number == number)
			return &list->entries[i];
	}
	return NULL;
}

static void forget(struct deadline_list *list, int number)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->len; i++) {
		if (list->entries[i].number != number)
			list->entries[kept++] = list->entries[i];
	}
	list->len = kept;
}

static void open_entry(struct arena *arena, struct deadline_list *list, const struct event *e,
		       const struct zone *zone)
{
	const struct event_deadline *opened = &e->deadline;
	bool minutes = opened->meeting >= 0;

	list->entries =
		arena_grow(arena, list->entries, list->len, &list->cap, sizeof *list->entries);
	struct deadline_terms terms = {
		.kind = minutes ? DEADLINE_MINUTES : DEADLINE_PROPOSAL,
		.zone = zone,
		.period = { .days = opened->period_days, .seconds = opened->period_s },
		.meeting_date = opened->meeting_day,
		.until = opened->until,
		.quiet = e->quiet_until_s != 0,
	};

	list->entries[list->len++] = (struct deadline_entry){
		.number = opened->number,
		.list = e->list,
		.title = opened->title,
		.meeting = opened->meeting,
		.end_said = minutes ? "" : opened->end_written,
		.quiet_until_s = e->quiet_until_s,
		.terms = terms,
	};
}

static void add_word(struct deadline_entry *entry, const struct event *e)
{
	enum deadline_state state;

	if (!deadline_state_from_name(e->deadline.state, &state))
		return;
	ending_tell(&entry->said,
		    (struct told_end){ (int)state, deadline_state_is_end(state), e->at_s });
}

static void add_event(struct arena *arena, struct deadline_entry *entry, const struct event *e,
		      enum deadline_event_kind kind)
{
	const struct event_deadline *said = &e->deadline;
	bool extends = kind == DEADLINE_EVENT_EXTENDED;
	bool names = kind == DEADLINE_EVENT_ANNOUNCED || kind == DEADLINE_EVENT_NOTICED;

	entry->events =
		arena_grow(arena, entry->events, entry->n, &entry->cap, sizeof *entry->events);
	entry->sources = arena_grow(arena, entry->sources, entry->n, &entry->cap_sources,
				    sizeof *entry->sources);
	entry->sources[entry->n] = e;
	entry->events[entry->n++] = (struct deadline_event){
		.kind = kind,
		.at_s = e->at_s,
		.actor = e->actor,
		.roles = said->roles,
		.proved = *e->proof != '\0',
		.message_id = e->message_id,
		.line = e->line,
		.text = kind == DEADLINE_EVENT_OPENED ? said->title : said->words,
		.unseen = said->unseen,
		.period = { .days = extends ? said->period_days : 0,
			    .seconds = extends ? said->period_s : 0 },
		.until = extends ? said->until : (struct civil_date){ 0 },
		.named_s = names ? said->named_s : 0,
	};
	if (kind == DEADLINE_EVENT_ANNOUNCED)
		add_word(entry, e);
}

/* What the mail has opened. */
static void take_back(struct deadline_list *list, const struct event *back)
{
	for (size_t i = 0; i < list->len; i++) {
		struct deadline_entry *entry = &list->entries[i];

		if (entry->n && strcmp(entry->list, back->list) == 0 &&
		    strcmp(entry->sources[0]->message_id, back->held.mail) == 0)
			entry->taken_back = true;
	}
}

void deadlines_of(struct arena *arena, const struct state *state, const char *list,
		  const struct zone *zone, int64_t read_s, int64_t now_s, struct deadline_list *out)
{
	struct event_walk walk = walk_events(state, list, WALK(EVENT_DEADLINE) | WALK(EVENT_HELD));
	const struct event *e;

	*out = (struct deadline_list){ 0 };
	while ((e = event_walk_next(&walk))) {
		enum deadline_event_kind kind;
		struct deadline_entry *entry;

		if (event_is(e, EVENT_HELD, HELD_TAKEN_BACK))
			take_back(out, e);
		if (e->kind != EVENT_DEADLINE)
			continue;
		if (strcmp(e->act, DEADLINE_GONE) == 0) {
			forget(out, e->deadline.number);
			continue;
		}
		/* what a later beadle may have written is passed over */
		if (!deadline_event_from_name(e->act, &kind))
			continue;
		entry = find(out, e->deadline.number);
		if (!entry && kind == DEADLINE_EVENT_OPENED) {
			open_entry(arena, out, e, zone);
			entry = &out->entries[out->len - 1];
		}
		if (entry)
			add_event(arena, entry, e, kind);
	}
	for (size_t i = 0; i < out->len; i++) {
		struct deadline_entry *entry = &out->entries[i];

		deadline_fold(arena, &entry->terms, entry->events, entry->n, read_s, now_s,
			      &entry->deadline);
	}
}

const struct deadline_entry *deadline_of_minutes(const struct deadline_list *list, int meeting,
						 struct civil_date date)
{
	for (size_t i = 0; i < list->len; i++) {
		const struct deadline_entry *e = &list->entries[i];

		if (e->meeting < 0 || e->taken_back)
			continue;
		if (meeting && e->meeting ? meeting == e->meeting :
		    civil_is_set(date) && civil_compare(date, e->terms.meeting_date) == 0)
			return e;
	}
	return NULL;
}

static bool counted(const struct deadline_entry *entry, const struct deadline_event *e)
{
	for (size_t i = 0; i < entry->deadline.n_remarks; i++) {
		const struct deadline_remark *remark = &entry->deadline.remarks[i];

		if (remark->event == e &&
		    (remark->why == DEADLINE_LATE || remark->why == DEADLINE_NOT_ALLOWED))
			return false;
	}
	return true;
}

size_t deadline_texts(struct arena *arena, const struct deadline_entry *entry,
		      const struct event ***out)
{
	const struct event **texts = arena_alloc(arena, entry->n, sizeof *texts);
	size_t n = 0;

	for (size_t i = 0; i < entry->n; i++) {
		const struct deadline_event *e = &entry->events[i];
		size_t at = n;

		if ((e->kind != DEADLINE_EVENT_OPENED && e->kind != DEADLINE_EVENT_TEXT_CHANGED) ||
		    !counted(entry, e))
			continue;
		for (; at > 0 && texts[at - 1]->at_s > e->at_s; at--)
			texts[at] = texts[at - 1];
		texts[at] = entry->sources[i];
		n++;
	}
	*out = texts;
	return n;
}
