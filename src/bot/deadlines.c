/* deadlines.c - deadlines by silence between the ledger and the pure rules.
 *
 * Recording looks up what a mail answers in the ledger; deciding says up to when the list's mailbox was read.
 */
#include <string.h>

#include "bot/keeper_parts.h"
#include "bot/reading.h"
#include "committee/record_deadline.h"
#include "notices/decide_deadline.h"
#include "notices/decide_meeting.h"
#include "time/zone.h"

enum { THREAD_MAX = 200 };		/* mails that are looked up for one answer */

struct thread_ids {
	struct arena *arena;
	struct span *ids;
	size_t len, cap;
};

/* The last line is the nearest mail. */
static void add_refs(struct thread_ids *t, const char *refs)
{
	struct span rest = span_of(refs), line, *lines = NULL;
	size_t n = 0, cap = 0;

	while (span_next_line(&rest, &line)) {
		lines = arena_grow(t->arena, lines, n, &cap, sizeof *lines);
		lines[n++] = line;
	}
	while (n-- > 0 && t->len < THREAD_MAX) {
		bool there = lines[n].len == 0;

		for (size_t i = 0; i < t->len && !there; i++)
			there = span_eq(t->ids[i], lines[n]);
		if (there)
			continue;
		t->ids = arena_grow(t->arena, t->ids, t->len, &t->cap, sizeof *t->ids);
		t->ids[t->len++] = lines[n];
	}
}

/* All that the mail answers, through other mails too, the nearest first, one a line. */
static enum err_kind thread_of(struct keeper *k, struct arena *arena, const char *refs, const char **out, struct err *err)
{
	struct thread_ids t = { .arena = arena };
	struct buf text;

	add_refs(&t, refs);
	for (size_t i = 0; i < t.len; i++) {
		const char *more;

		if (ledger_message_refs(k->ledger, arena, arena_strndup(arena, t.ids[i].ptr, t.ids[i].len), &more, err))
			return err->kind;
		add_refs(&t, more);
	}
	buf_init(&text, 1024 * 1024);
	for (size_t i = 0; i < t.len; i++) {
		buf_add_span(&text, t.ids[i]);
		buf_add_char(&text, '\n');
	}
	*out = arena_strndup(arena, text.data, text.len);
	buf_free(&text);
	return ERR_NONE;
}

static const struct zone *zone_of(const struct list_config *list)
{
	return zone_of_either(list->policy.zone, NULL);
}

/* A list that leaves the family "deadline" away has none by minutes either. */
static bool wants_deadlines(const struct list_config *list)
{
	for (size_t i = 0; list->tags && list->tags[i]; i++) {
		if (strcmp(list->tags[i], "deadline") == 0 || strcmp(list->tags[i], "bsc") == 0 || strcmp(list->tags[i], "all") == 0)
			return true;
	}
	return list->tags == NULL;
}

enum err_kind deadlines_record(struct keeper *k, struct arena *arena, const struct reading *r,
			       const struct incoming *mail, struct event_list *out, struct err *err)
{
	const struct list_config *list = config_list(k->config, r->list);
	struct deadline_mail dm = { .mail = mail, .subject = r->subject, .text = r->minutes, .zone = zone_of(list),
				    .calendar = k->calendars[list - k->config->lists] };

	if (!wants_deadlines(list) || !record_has_deadlines(r->facts.facts, r->facts.len))
		return ERR_NONE;
	if (thread_of(k, arena, r->refs, &dm.refs, err))
		return err->kind;
	record_deadlines(arena, k->state, &dm, r->facts.facts, r->facts.len, out);
	return ERR_NONE;
}

/* Every mail of the list that was received up to then was read.  A simulation has no mailbox: it has read them. */
int64_t deadlines_read_until(const struct keeper *k, const struct list_config *list)
{
	int64_t read_s = k->now_s;

	for (size_t i = 0; i < k->n_intakes; i++) {
		const struct intake *in = &k->intakes[i];

		if (strcmp(in->config->name, list->mailbox) == 0 && in->read_until_s < read_s)
			read_s = in->read_until_s;
	}
	return read_s;
}

void keeper_context(const struct keeper *k, size_t list, struct meeting_context *out)
{
	const struct list_config *config = &k->config->lists[list];

	*out = (struct meeting_context){ .state = k->state, .policy = &config->policy, .people = &config->people,
					 .calendar = k->calendars[list], .read_s = deadlines_read_until(k, config) };
}

enum err_kind deadlines_decide(struct keeper *k, struct arena *arena, const struct list_config *list,
			       struct notice_list *out, struct err *err)
{
	const struct deadline_context context = {
		.policy = &list->policy, .people = &list->people, .calendar = k->calendars[list - k->config->lists],
		.read_s = deadlines_read_until(k, list), .proves = k->believe_from || k->config->answers.authserv_id,
	};
	struct deadline_waits waits = { 0 };

	decide_deadlines(arena, k->state, &context, k->now_s, out, &waits, &k->next_decide_s);
	if (!waits.len)
		return ERR_NONE;
	if (ledger_begin(k->ledger, err))
		return err->kind;
	for (size_t i = 0; i < waits.len; i++) {
		if (ledger_add_trouble(k->ledger, waits.waits[i].key, waits.waits[i].text, k->now_s, err))
			return err->kind;
	}
	return ledger_commit(k->ledger, err);
}
