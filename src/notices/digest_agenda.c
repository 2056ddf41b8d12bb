/* digest_agenda.c - the mail that a chair prepares a meeting with, part by part in the order of a
 * table, and the list's agenda. */
#include "notices/digest_work.h"

#include "notices/calendar.h"

enum { CHAIR_LINES = 80 };		/* that a chair reads at most */

static int sum_minutes(const struct agenda_view *view, size_t *unknown_out)
{
	int sum = 0;

	*unknown_out = 0;
	for (size_t i = 0; i < view->n_rows; i++) {
		if (view->rows[i].minutes >= 0)
			sum += view->rows[i].minutes;
		else
			++*unknown_out;
	}
	return sum;
}

/* How much of each part there is room for. */
struct room {
	size_t rows;			/* of a list of items, or of deadlines */
	unsigned lines;			/* of a row */
	bool sources;			/* of questions */
	bool names;			/* of participants, a line each */
};

/* From the roomiest to the narrowest. */
static const struct room rooms[] = { { 12, 3, true, true },  { 8, 2, true, true },
				     { 5, 2, false, true },  { 3, 1, false, true },
				     { 1, 1, false, true },  { 0, 1, false, false } };

static void add_questions(struct digest *d, const struct agenda_view *view, const struct room *room)
{
	if (!view->n_questions)
		return;
	digest_title(d, "Answers wanted:");
	digest_questions_asked(d, view->questions, view->n_questions, false, room->sources);
}

static void add_when(struct digest *d, const struct agenda_view *view, const struct room *room)
{
	const struct meeting_view *m = &view->meeting;
	const char *length =
		m->length_minutes > 0
			? format_count(d->arena, (size_t)m->length_minutes, "minute", NULL)
			: "";

	(void)room;
	digest_title(d, "When and where:");
	digest_row(d, "*  ",
		   arena_printf(d->arena, "%s%s%s", digest_instant(d, m->start_s),
				*length ? ", " : "", length));
	if (*m->where)
		digest_note(d, m->where);
}

static void add_presence(struct digest *d, const struct agenda_view *view, const struct room *room)
{
	(void)room;
	digest_presence(d, &view->presence, &view->quorum);
}

static void add_row(struct digest *d, const struct agenda_row *row, size_t number)
{
	const char *who = digest_presenters(d->arena, row, ", ");
	const char *time =
		row->minutes >= 0 ? arena_printf(d->arena, "%dm", row->minutes) : "no time";
	const char *carried =
		row->carried_from >= 0
			? arena_printf(d->arena, " (carried over from #%d)", row->carried_from)
			: "";

	digest_row(d, arena_printf(d->arena, "%zu.  %s  ", number, time),
		   arena_printf(d->arena, "%s%s%s%s%s", row->title, *who ? " [" : "", who,
				*who ? "]" : "", carried));
	digest_raised(d, row->raised_by, row->note);
}

static void add_agenda(struct digest *d, const struct agenda_view *view, const struct room *room)
{
	size_t unknown;
	int sum = sum_minutes(view, &unknown), length = view->meeting.length_minutes;
	const char *open =
		unknown ? arena_printf(d->arena, "; %s said no time",
				       format_count(d->arena, unknown, "entry", "entries"))
			: "";

	(void)room;
	if (!view->n_rows) {
		digest_title(d, "Nothing is on the agenda: cancel?");
		return;
	}
	digest_title(d, length > 0 ? arena_printf(d->arena, "Agenda (%d of %d minutes%s):", sum,
						  length, open)
				   : arena_printf(d->arena, "Agenda (%d minutes%s):", sum, open));
	if (length > 0 && sum > length)
		layout_paragraph(&d->text,
				 arena_printf(d->arena, "WARNING: %s too many for the meeting.",
					      format_count(d->arena, (size_t)(sum - length),
							   "minute", NULL)));
	for (size_t i = 0; i < view->n_rows; i++)
		add_row(d, &view->rows[i], i + 1);
}

static const char *numbers_of(struct arena *arena, const struct item_list *items, size_t from,
			      size_t to)
{
	const char *text = "";

	for (size_t i = from; i < to; i++)
		text = arena_printf(arena, "%s%s#%d", text, i > from ? " " : "",
				    items->rows[i].item->number);
	return text;
}

/* All of it by number at least. */
static void add_items(struct digest *d, const char *title, struct item_list items,
		      const struct room *room)
{
	size_t all = items.n;

	items.n = all <= room->rows ? all : room->rows;
	if (all && !items.n)
		digest_title(d, title);
	digest_items(d, title, items);
	if (all > items.n)
		layout_hanging(&d->text, items.n ? "and " : "", DIGEST_ROW_INDENT,
			       numbers_of(d->arena, &items, items.n, all), 0);
}

static void add_new(struct digest *d, const struct agenda_view *view, const struct room *room)
{
	add_items(d, "New since the last meeting:", view->added, room);
}

static void add_done(struct digest *d, const struct agenda_view *view, const struct room *room)
{
	add_items(d, "Done since the last meeting:", view->done, room);
}

static void add_due(struct digest *d, const struct agenda_view *view, const struct room *room)
{
	add_items(d, "Due since the last meeting, or at this one:", view->due, room);
}

static void add_others(struct digest *d, const struct agenda_view *view, const struct room *room)
{
	size_t n = 0;

	(void)room;
	if (view->open.n)
		digest_title(d, "All other open items:");
	for (size_t from = 0; from < view->open.n; from += n) {
		const char *owner = view->open_owner[from];

		n = digest_owned_by_one(&view->open, view->open_owner, from);
		layout_hanging(
			&d->text,
			arena_printf(d->arena, "%s  ",
				     *owner ? format_short(d->arena, owner, DIGEST_NAME_BYTES)
					    : "Nobody"),
			DIGEST_ROW_INDENT, numbers_of(d->arena, &view->open, from, from + n), 0);
	}
}

static void add_parked(struct digest *d, const struct agenda_view *view, const struct room *room)
{
	const struct item_list *parked = &view->parked;
	const char *what;

	if (!parked->n)
		return;
	what = arena_printf(d->arena, "\"drop parked\" or \"revive #%d\"",
			    parked->rows[0].item->number);
	add_items(d,
		  arena_printf(d->arena, "Parked since the last meeting%s:",
			       advice_beside(d->arena, d->policy, false, what)),
		  *parked, room);
}

static void add_failing(struct digest *d, const struct agenda_view *view, const struct room *room)
{
	(void)room;
	if (view->n_failing)
		digest_title(d, "Mail that does not arrive:");
	for (size_t i = 0; i < view->n_failing; i++) {
		const struct failing_view *f = &view->failing[i];
		struct civil_date since = zone_to_local(d->reader->zone, f->since_s).date;

		digest_row(d, "*  ",
			   arena_printf(d->arena, "Mail to %s (%s) comes back since %s.", f->name,
					f->addr,
					format_date(d->arena, d->reader->zone, d->now_s, since)));
		if (*f->why)
			digest_note(d, f->why);
		digest_note(d, *f->instead ? arena_printf(d->arena, "Meanwhile it goes to %s.",
							  f->instead)
					   : "No other address is known.");
	}
}

/* The latest, where there are many: of so many these. */
static size_t latest(const struct room *room, size_t n)
{
	size_t most = room->rows ? room->rows : 1;

	return n < most ? n : most;
}

static void add_before(struct digest *d, size_t n)
{
	if (n)
		digest_note(d, arena_printf(d->arena, "and %zu before", n));
}

static void add_deadlines(struct digest *d, const struct agenda_view *view, const struct room *room)
{
	size_t n = latest(room, view->n_deadlines), before = view->n_deadlines - n;

	digest_deadlines(d, view->deadlines + before, n);
	add_before(d, before);
}

static void add_votes(struct digest *d, const struct agenda_view *view, const struct room *room)
{
	size_t n = latest(room, view->votes.len), before = view->votes.len - n;
	const struct vote_list shown = { .entries = view->votes.entries + before, .len = n };

	digest_votes(d, &shown);
	add_before(d, before);
}

static void add_decisions(struct digest *d, const struct agenda_view *view, const struct room *room)
{
	digest_decisions(d, "Decided since the last meeting", false, &view->decisions, room->rows);
}

static void add_skeleton(struct digest *d, const struct agenda_view *view, const struct room *room)
{
	digest_title(d, "The minutes, to be filled in and mailed to the list:");
	buf_add_char(&d->text, '\n');
	layout_lines(&d->text, digest_skeleton(d->arena, view, !room->names));
}

/* A part that has nothing to say writes nothing. */
typedef void chair_part(struct digest *d, const struct agenda_view *view, const struct room *room);

static chair_part *const chair_parts[] = {
	add_questions,
	add_when,
	add_presence,
	add_agenda,
	add_new,
	add_done,
	add_due,
	add_others,
	add_parked,
	add_failing,
	add_deadlines,
	add_votes,
	add_decisions,
	add_skeleton,
};

static const char *calendar_part(struct arena *arena, const struct notice_policy *policy,
				 const struct agenda_view *view, int64_t now_s)
{
	const char *agenda = "";
	struct buf buf;

	for (size_t i = 0; i < view->n_rows; i++)
		agenda = arena_printf(arena, "%s%s%zu. %s", agenda, i ? "\n" : "", i + 1,
				      format_short(arena, view->rows[i].title, 200));
	const struct calendar_event event =
		calendar_of_meeting(arena, policy, &view->meeting, view->list_zone, agenda, now_s);

	buf_init(&buf, DIGEST_TEXT_MAX);
	calendar_write(&buf, &event);
	return buf_finish_shown(&buf, arena);
}

static size_t count_lettered(const struct agenda_view *view)
{
	size_t n = 0;

	for (size_t i = 0; i < view->n_questions; i++)
		n += view->questions[i].item != NULL;
	return n;
}

static const char *chair_wanted(struct digest *d, const struct agenda_view *view)
{
	struct civil_date day = zone_to_local(d->reader->zone, view->meeting.start_s).date;
	const char *first = !view->n_questions ? "" :
			    view->n_questions == 1 ? "answer the question below and "
						   : "answer the questions below and ";
	const char *then =
		view->n_rows ? "look through its agenda" : "see whether the meeting is needed";

	return arena_printf(d->arena, "%syou chair %s %s: please %s%s.", digest_hello(d),
			    digest_meeting(d, &view->meeting),
			    format_in_days(d->arena, digest_days_until(d, day)), first, then);
}

static const struct item *an_open_item(const struct agenda_view *view)
{
	const struct item_list *lists[] = { &view->added, &view->due, &view->open };

	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		if (lists[i]->n)
			return lists[i]->rows[0].item;
	}
	return NULL;
}

/* What the last lines tell to write: an answer to the first question, or about an item. */
static const char *chair_answers(struct digest *d, const struct agenda_view *view)
{
	const char *another = format_another(d->arena, d->policy->people, d->reader->name);
	const struct item *item = an_open_item(view);
	const char *answer;
	int number = view->meeting.number;

	if (count_lettered(view))
		answer = arena_printf(d->arena, "\"a %s\" or \"a drop\"", another);
	else if (item)
		answer = arena_printf(d->arena, "\"owner #%d %s\"", item->number, another);
	else
		answer = "\"help\"";
	if (number < 0)
		return answer;
	return arena_printf(d->arena, "%s, \"[CHAIR #%d %s]\" or \"[CANCEL #%d]\"", answer, number,
			    another, number);
}

static void compose_chair(struct digest *d, const struct agenda_view *view, const struct room *room,
			  const struct mailtext_part *calendar, struct notice_composed *out)
{
	digest_begin(d, d->arena, d->policy, d->reader, d->now_s, chair_wanted(d, view));
	d->row_lines = room->lines;
	for (size_t i = 0; i < sizeof chair_parts / sizeof chair_parts[0]; i++)
		chair_parts[i](d, view, room);
	digest_end(d, "agenda-digest",
		   arena_printf(d->arena, "You chair %s on %s", digest_meeting(d, &view->meeting),
				digest_meeting_day(d, &view->meeting)),
		   advice_answer(d->arena, d->policy, chair_answers(d, view),
				 arena_printf(d->arena,
					      "new entries go to the list: \"[AGENDA 20m %s] ...\"",
					      format_another(d->arena, d->policy->people,
							  d->reader->name))),
		   calendar, 1, out);
}

static size_t count_lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

void digest_agenda(struct arena *arena, const struct notice_policy *policy,
		   const struct digest_reader *reader, const struct agenda_view *view,
		   int64_t now_s, struct notice_composed *out)
{
	const struct mailtext_part calendar = {
		.type = "text/calendar; method=PUBLISH",
		.file_name = view->meeting.number >= 0
				     ? arena_printf(arena, "meeting-%d.ics", view->meeting.number)
				     : "meeting.ics",
		.text = calendar_part(arena, policy, view, now_s)
	};

	for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++) {
		struct digest d = {
			.arena = arena, .policy = policy, .reader = reader, .now_s = now_s
		};

		compose_chair(&d, view, &rooms[i], &calendar, out);
		if (count_lines(out->text) <= CHAIR_LINES)
			return;
	}
}

void digest_list_agenda(struct arena *arena, const struct notice_policy *policy,
			const struct digest_reader *reader, const struct agenda_view *view,
			int64_t now_s, struct notice_composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	const char *name = digest_meeting(&probe, &view->meeting), *chair = view->meeting.chair;
	struct civil_date day = zone_to_local(reader->zone, view->meeting.start_s).date;

	digest_begin(&d, arena, policy, reader, now_s,
		     arena_printf(arena, "Please come prepared: %s is %s%s.", name,
				  format_in_days(arena, digest_days_until(&probe, day)),
				  *chair ? arena_printf(arena, ", chaired by %s", chair) : ""));
	add_when(&d, view, &rooms[0]);
	add_agenda(&d, view, &rooms[0]);
	digest_end(&d, "agenda",
		   arena_printf(arena, "Agenda of %s on %s", name,
				digest_meeting_day(&d, &view->meeting)),
		   arena_printf(arena,
				"Something is missing? A line \"[AGENDA 20m %s] title\" in a mail "
				"to %s puts it on "
				"the agenda.%s",
				format_another(arena, policy->people, ""), policy->list_address,
				advice_regrets(policy)),
		   NULL, 0, out);
}
