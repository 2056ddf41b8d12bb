/* compose.c - see compose.h.  One function a kind of notice writes its text; the envelope around it
 * is the same for all (envelope.h). */
#include "notices/compose.h"

#include <stdlib.h>
#include <string.h>

#include "committee/raise.h"
#include "notices/advice.h"
#include "notices/layout.h"
#include "notices/format.h"
#include "notices/source.h"
#include "time/zone.h"

/* A body holds DECIDE_ROWS_MAX of the longest rows. */
enum {
	BODY_MAX = 1024 * 1024,
	SUBJECT_TEXT_BYTES = 60,
	QUOTE_LINES = 3,
	TEXT_LINES = 6,
	BRIEF_LINES = 2,
	ROW_INDENT = 4
};

struct composer {
	struct arena *arena;
	const struct notice *notice;
	const struct state *state;
	const struct notice_policy *policy;
	const struct zone *zone;	/* the reader's */
	int64_t now_s;
	struct buf body;
};

/* "in 3 days", "today", "4 days overdue": days of the reader's calendar. */
static const char *in_days(struct arena *arena, int64_t days)
{
	return days < -1 ? arena_printf(arena, "%lld days overdue", (long long)-days)
			 : format_in_days(arena, days);
}

static int64_t today(const struct composer *c)
{
	return civil_to_days(zone_to_local(c->zone, c->now_s).date);
}

static const char *short_date(const struct composer *c, struct civil_date date)
{
	return format_date(c->arena, c->zone, c->now_s, date);
}

static const char *due_text(const struct composer *c, const struct item *item)
{
	if (!civil_is_set(item->due))
		return "no due date";
	return arena_printf(c->arena, "due %s (%s)", short_date(c, item->due),
			    in_days(c->arena, civil_to_days(item->due) - today(c)));
}

/* "with Joe Stringer" for joint owners; "for all: each one answers separately" for a group. */
static const char *shared_with(const struct composer *c, const struct item *item, const char *me)
{
	const char *others = "";

	for (size_t i = 0; i < item->n_owners; i++) {
		const struct owner *o = &item->owners[i];

		if (strcmp(o->person, me) == 0) {
			if (*o->group)
				return arena_printf(
					c->arena, "For %s: each one answers separately.", o->group);
			continue;
		}
		if (*o->group)
			continue;
		others = arena_printf(c->arena, "%s%s%s", others, *others ? ", " : "",
				      *o->person ? o->person : o->written);
	}
	return *others ? arena_printf(c->arena, "Together with %s: one answer is enough.", others)
		       : "";
}

/* Who wrote it, when, and where it stands. */
static const char *source_of(const struct composer *c, const char *actor, const char *proof,
			     int64_t at_s, const char *message_id, unsigned line)
{
	const char *note = raise_note(c->policy->people, actor, proof);
	struct civil_time at = zone_to_local(c->zone, at_s);
	const char *text = arena_printf(c->arena, "%s%s%s%s on %s", actor, *note ? " (" : "", note,
					*note ? ")" : "", short_date(c, at.date));

	if (!*message_id)
		return text;
	return arena_printf(c->arena, "%s, %s%s", text,
			    source_text(c->arena, c->policy, c->state, message_id),
			    line ? arena_printf(c->arena, " line %u", line) : " (subject)");
}

/* Plain words that say it is done: they close nothing, its owner is asked. */
static void add_looks_done(struct composer *c, const struct item *item, const char *me)
{
	const struct looks_done *said = item_looks_done(item, me);

	if (!said)
		return;
	layout_hanging(&c->body, "    ", ROW_INDENT,
		       arena_printf(c->arena, "It looks done, is it? Answer \"#%d done\" if so:",
				    item->number),
		       0);
	layout_hanging(&c->body, "    | ", ROW_INDENT + 2, said->words, QUOTE_LINES);
	layout_hanging(&c->body, "    ", ROW_INDENT,
		       source_of(c, said->actor, said->proof, said->at_s, said->message_id,
				 said->line),
		       0);
}

/* What looked like a day and named none: who is asked can say which. */
static void add_unread(struct composer *c, const struct item *item)
{
	const char *instead = civil_is_set(item->due) ? "it is due as if no day was said"
						      : "it has no due date";
	char example[CIVIL_TEXT_SIZE];

	if (!*item->due_unread)
		return;
	civil_format_iso(civil_from_days(today(c) + 7), example);
	layout_hanging(&c->body, "    ", ROW_INDENT,
		       arena_printf(c->arena,
				    "\"%s\" was not understood, so %s. Answer \"#%d due %s\" or "
				    "the like to say the day.",
				    item->due_unread, instead, item->number, example),
		       0);
}

/* The row of an item, its source and who said it: enough to know it again without opening
 * anything. */
static void add_item(struct composer *c, const struct item *item, const char *me)
{
	const char *shared = shared_with(c, item, me);

	layout_hanging(&c->body,
		       arena_printf(c->arena, "#%d  %s  ", item->number, due_text(c, item)),
		       ROW_INDENT, item->text, TEXT_LINES);
	add_unread(c, item);
	if (*item->context)
		layout_hanging(&c->body, "    About: ", ROW_INDENT, item->context, QUOTE_LINES);
	if (item_recurs(item))
		layout_hanging(&c->body, "    ", ROW_INDENT,
			       arena_printf(c->arena, "Comes back %s.", item->duty.every), 0);
	if (*shared)
		layout_hanging(&c->body, "    ", ROW_INDENT, shared, 0);
	if (*item->quote && strcmp(item->quote, item->text) != 0)
		layout_hanging(&c->body, "    | ", ROW_INDENT + 2, item->quote, QUOTE_LINES);
	const char *source = source_of(c, item->raised_by, item->raise_proof, item->raised_at_s,
				       item->message_id, item->line);

	layout_hanging(&c->body, "    ", ROW_INDENT, source, 0);
	add_looks_done(c, item, me);
	buf_add_char(&c->body, '\n');
}

static const struct item *row_item(const struct composer *c, size_t i)
{
	return state_item(c->state, c->notice->rows[i].item);
}

static void add_line(struct composer *c, const struct item *item, const char *me)
{
	layout_hanging(&c->body,
		       arena_printf(c->arena, "#%d  %s  ", item->number, due_text(c, item)),
		       ROW_INDENT, item->text, BRIEF_LINES);
	add_looks_done(c, item, me);
}

static bool is_call(const struct composer *c, size_t i)
{
	return c->notice->rows[i].rung == RUNG_LAST_CALL;
}

/* The last two lines: how to answer. */
static void add_how_to_answer(struct composer *c)
{
	const struct notice *notice = c->notice;
	int item = notice->rows[0].item;
	const char *me = notice->person->name, *lines,
		   *another = format_another(c->arena, c->policy->people, me);

	if (is_call(c, 0))
		lines = notice->n_rows == 1 ?
			"\"keep\", \"drop\", \"done\" or \"due Friday\"" :
			arena_printf(c->arena, "lines such as \"#%d keep\" or \"#%d drop\"", item,
				     item);
	else if (notice->n_rows == 1)
		lines = arena_printf(c->arena,
				     "\"done\", \"snooze 2w\", \"due Friday\", \"not me -> %s\" "
				     "or \"drop\"",
				     another);
	else
		lines = arena_printf(c->arena, "lines such as \"#%d done\" or \"#%d snooze 2w\"",
				     item, item);
	layout_paragraph(&c->body,
			 advice_answer(c->arena, c->policy, lines,
				       "\"help\" tells more, \"stop\" ends these mails"));
}

/* Rows of one sort, the brief ones in a line each. */
static void add_rows_from(struct composer *c, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		if (c->notice->rows[i].brief)
			add_line(c, row_item(c, i), c->notice->rows[i].person);
		else
			add_item(c, row_item(c, i), c->notice->rows[i].person);
	}
	if (from < to && c->notice->rows[to - 1].brief)
		buf_add_char(&c->body, '\n');
}

/* "Without an answer by Wed 4 Oct it is parked"; "" where nothing is. */
static const char *parking(const struct composer *c, const char *it)
{
	const struct ladder_rung *call = ladder_find(&c->policy->ladder, RUNG_LAST_CALL),
				 *parked = ladder_find(&c->policy->ladder, RUNG_PARKED);

	if (!call || !parked)
		return "";
	return arena_printf(c->arena,
			    " Without an answer by %s %s is parked: nobody asks about it any "
			    "more, and the chair is told.",
			    short_date(c, civil_from_days(today(c) + parked->days - call->days)),
			    it);
}

/* What is asked in a last call, and until when. */
static void add_last_call(struct composer *c, size_t n)
{
	const char *it = n == 1 ? "it" : "an item";

	layout_paragraph(&c->body,
			 arena_printf(c->arena,
				      "This is the last call: with \"keep\" %s is due at the next "
				      "meeting, with \"drop\" or \"done\" it is closed.%s",
				      it, parking(c, it)));
	buf_add_char(&c->body, '\n');
}

static void add_rows(struct composer *c, const char *wanted)
{
	const struct notice *notice = c->notice;
	size_t n_calls = 0, full;

	if (c->policy->opening) {
		layout_paragraph(&c->body, c->policy->opening);
		buf_add_char(&c->body, '\n');
	}
	layout_paragraph(&c->body, wanted);
	buf_add_char(&c->body, '\n');
	while (n_calls < notice->n_rows && is_call(c, n_calls))
		n_calls++;
	for (full = n_calls; full < notice->n_rows && !notice->rows[full].brief; full++)
		;
	add_rows_from(c, 0, n_calls);
	if (n_calls)
		add_last_call(c, n_calls);
	if (n_calls && full > n_calls)
		layout_paragraph(&c->body, "Also due or overdue:");
	add_rows_from(c, n_calls, full);
	if (full && full < notice->n_rows)
		layout_paragraph(&c->body, "And still open, as you have been told before:");
	add_rows_from(c, full, notice->n_rows);
	if (c->policy->closing) {
		layout_paragraph(&c->body, c->policy->closing);
		buf_add_char(&c->body, '\n');
	}
	add_how_to_answer(c);
}

/* "the one text" or "3 action items": what a subject can say. */
static const char *subject_of_rows(struct composer *c, const char *verb)
{
	const struct item *item = row_item(c, 0);
	const char *text = format_short(c->arena, item->text, SUBJECT_TEXT_BYTES);

	if (c->notice->n_rows > 1)
		return arena_printf(c->arena, "%zu action items %s", c->notice->n_rows, verb);
	if (is_call(c, 0))
		return arena_printf(c->arena, "Last call: #%d %s", item->number, text);
	return arena_printf(c->arena, "Action item %s: #%d %s", verb, item->number, text);
}

static const char *compose_assigned(struct composer *c)
{
	const char *name = format_first_name(c->arena, c->notice->person->name);
	size_t n = c->notice->n_rows, back = 0;

	for (size_t i = 0; i < n; i++)
		back += row_item(c, i)->duty.opened_at_s != 0;
	if (back == n)
		add_rows(c,
			 n == 1 ? arena_printf(c->arena, "%s, a duty of yours has come back:", name)
				: arena_printf(c->arena,
					       "%s, %zu duties of yours have come back:", name, n));
	else
		add_rows(c,
			 n == 1 ? arena_printf(c->arena,
					       "%s, this action item was recorded for you:", name)
				: arena_printf(c->arena,
					       "%s, these %zu action items were recorded for you:",
					       name, n));
	return subject_of_rows(c, "for you");
}

/* The decision that is wanted of the first rows: ":" where there is none. */
static const char *question_about(const struct composer *c, size_t calls)
{
	if (!calls)
		return ":";
	if (c->notice->n_rows == 1)
		return ". Keep, drop or done?";
	if (calls == c->notice->n_rows)
		return ". Keep, drop or done with each?";
	return calls == 1 ?
		", the first for the last time. Keep, drop or done?" :
		arena_printf(c->arena,
			     ", the first %zu for the last time. Keep, drop or done with each?",
			     calls);
}

static const char *compose_reminder(struct composer *c)
{
	const char *name = format_first_name(c->arena, c->notice->person->name), *state = "due";
	size_t n = c->notice->n_rows, overdue = 0, calls = 0;

	for (size_t i = 0; i < n; i++) {
		overdue += civil_to_days(row_item(c, i)->due) < today(c);
		calls += is_call(c, i);
	}
	if (overdue)
		state = overdue == n ? "overdue" : "due or overdue";
	const char *whose = n == 1 ? "an action item of yours is" :
				     arena_printf(c->arena, "%zu action items of yours are", n);

	add_rows(c, arena_printf(c->arena, "%s, %s %s%s", name, whose, state,
				 question_about(c, calls)));
	return subject_of_rows(c, calls ? "overdue: keep, drop or done?" : state);
}

static const char *compose_trouble(struct composer *c)
{
	layout_paragraph(&c->body, c->notice->n_rows == 1 ?
		"Something went wrong that beadle cannot mend by itself:" :
		"Some things went wrong that beadle cannot mend by itself:");
	buf_add_char(&c->body, '\n');
	for (size_t i = 0; i < c->notice->n_rows; i++) {
		char at[CIVIL_TEXT_SIZE];

		layout_hanging(&c->body,
			       arena_printf(c->arena, "%s  ",
					    civil_format_instant(c->notice->rows[i].at_s, at)),
			       ROW_INDENT, c->notice->rows[i].text, 0);
		buf_add_char(&c->body, '\n');
	}
	layout_paragraph(&c->body, "The log has the same events. Each of them is mailed once.");
	return c->notice->n_rows == 1 ? "beadle needs a hand" :
		arena_printf(c->arena, "beadle needs a hand (%zu events)", c->notice->n_rows);
}

void compose_notice(struct arena *arena, const struct notice *notice, const struct state *state,
		    const struct notice_policy *policy, int64_t now_s, struct notice_composed *out)
{
	struct composer c = {
		.arena = arena, .notice = notice, .state = state, .policy = policy, .now_s = now_s,
	};
	/* trouble is the operator's: no list's prefix */
	struct envelope envelope = {
		.policy = policy,
		.kind = notice_name(notice),
		.message_id = envelope_message_id(arena, policy, state, notice->key),
		.to_name = notice->person ? notice->person->name : "",
		.to_addr = notice->addr,
		.of_list = notice->person != NULL,
	};

	c.zone = zone_of_either(notice->person ? notice->person->zone : NULL, policy->zone);
	buf_init(&c.body, BODY_MAX);
	switch (notice->kind) {
	case NOTICE_ASSIGNED:
		envelope.subject = compose_assigned(&c);
		break;
	case NOTICE_REMINDER:
	case NOTICE_LAST_CALL:
		envelope.subject = compose_reminder(&c);
		break;
	case NOTICE_TROUBLE:
		envelope.subject = compose_trouble(&c);
		break;
	case NOTICE_COMPOSED:	/* not for this function */
		envelope.subject = "";
		break;
	}
	envelope.zone = c.zone;
	envelope.text = buf_shown(&c.body).ptr;
	envelope.answers = notice->person ? row_item(&c, 0)->message_id : "";
	envelope_write(arena, &envelope, now_s, out);
	buf_free(&c.body);
}
