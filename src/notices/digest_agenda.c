/* digest_agenda.c - the mail that a chair prepares a meeting with, the list's agenda, and the
 * skeleton. */
#include "notices/digest_work.h"

#include <string.h>

#include "notices/calendar.h"

enum { SKELETON_COLUMNS = 70 };

/* Those who present: named, else who raised it. */
static const char *presenters(struct arena *arena, const struct agenda_row *row,
			      const char *between)
{
	return row->n_presenters ? digest_join(arena, row->presenters, row->n_presenters, between)
				 : row->raised_by;
}

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

/* ---- the skeleton ---- */

/* One bullet, wrapped so that its later lines stand below its text. */
static void add_bullet(struct buf *out, unsigned depth, const char *text)
{
	int indent = (int)depth * 2;
	size_t column = 0;
	struct span rest = span_of(text);

	buf_addf(out, "%*s- ", indent, "");
	while (rest.len) {
		size_t n = 0, width;

		while (rest.len && ascii_is_space((unsigned char)rest.ptr[0]))
			rest = span_sub(rest, 1, rest.len);
		while (n < rest.len && !ascii_is_space((unsigned char)rest.ptr[n]))
			n++;
		if (!n)
			break;
		width = 0;
		for (size_t i = 0; i < n; i++)
			width += ((unsigned char)rest.ptr[i] & 0xC0) != 0x80;
		/* a bullet or number at a line's beginning would be another entry */
		if (column && column + 1 + width > (size_t)(SKELETON_COLUMNS - indent - 2) &&
		    !(n <= 3 && strchr("-*+#0123456789", rest.ptr[0]))) {
			buf_addf(out, "\n%*s", indent + 2, "");
			column = 0;
		} else if (column) {
			buf_add_char(out, ' ');
			column++;
		}
		buf_add(out, rest.ptr, n);
		column += width;
		rest = span_sub(rest, n, rest.len);
	}
	buf_add_char(out, '\n');
}

static const char *duration(struct arena *arena, int minutes)
{
	if (minutes <= 0)
		return "";
	if (minutes % 60 == 0)
		return arena_printf(arena, " %dh", minutes / 60);
	return minutes % 60 == 30 && minutes > 60 ? arena_printf(arena, " %d.5h", minutes / 60) :
	       arena_printf(arena, " %dm", minutes);
}

/* A title as markdown shows it literally. */
static const char *escape(struct arena *arena, const char *title)
{
	struct buf text;

	buf_init(&text, 2 * strlen(title) + 1);
	for (; *title; title++) {
		if (strchr("*_~`\\", *title))
			buf_add_char(&text, '\\');
		buf_add_char(&text, *title);
	}
	return buf_finish_shown(&text, arena);
}

const char *digest_skeleton(struct arena *arena, const struct agenda_view *view)
{
	char date[CIVIL_TEXT_SIZE];
	struct buf text;

	buf_init(&text, DIGEST_TEXT_MAX);
	civil_format_iso(zone_to_local(view->list_zone, view->meeting.start_s).date, date);
	if (view->meeting.number >= 0)
		buf_addf(&text, "## Meeting #%d - %s\n\n", view->meeting.number, date);
	else
		buf_addf(&text, "## Meeting %s\n\n", date);
	add_bullet(&text, 0,
		   arena_printf(arena, "**Duration:**%s",
				duration(arena, view->meeting.length_minutes)));
	add_bullet(&text, 0, arena_printf(arena, "**Chair: %s**", view->meeting.chair));
	add_bullet(&text, 0, "**Participants:**");
	for (size_t i = 0; i < view->n_participants; i++)
		add_bullet(&text, 1, arena_printf(arena, "**%s**", view->participants[i]));
	add_bullet(&text, 0, "**Agenda**");
	for (size_t i = 0; i < view->n_rows; i++) {
		const struct agenda_row *row = &view->rows[i];
		const char *who = presenters(arena, row, "/");

		add_bullet(&text, 1,
			   arena_printf(arena, "%s%s%s%s%s", *who ? "[" : "", who, *who ? "] " : "",
					escape(arena, row->title),
					row->minutes >= 0
						? arena_printf(arena, " (%dm)", row->minutes)
						: ""));
	}
	return buf_finish_shown(&text, arena);
}

/* ---- the parts of the mail ---- */

static void add_when(struct digest *d, const struct agenda_view *view)
{
	const struct meeting_view *m = &view->meeting;

	digest_title(d, "When and where:");
	digest_row(d, "*  ", digest_instant(d, m->start_s));
	if (m->length_minutes > 0)
		digest_note(d, say_count(d->arena, (size_t)m->length_minutes, "minute", NULL));
	if (*m->where)
		digest_note(d, m->where);
}

static void add_rows(struct digest *d, const struct agenda_view *view)
{
	for (size_t i = 0; i < view->n_rows; i++) {
		const struct agenda_row *row = &view->rows[i];
		const char *who = presenters(d->arena, row, ", ");
		const char *time =
			row->minutes >= 0 ? arena_printf(d->arena, "%dm", row->minutes) : "no time";

		digest_row(d, arena_printf(d->arena, "%zu.  %s  ", i + 1, time), row->title);
		if (*who)
			digest_note(d, who);
		digest_raised(d, row->raised_by, row->note);
		if (row->carried_from >= 0)
			digest_note(d, arena_printf(d->arena, "carried over from #%d",
						    row->carried_from));
	}
}

static void add_agenda(struct digest *d, const struct agenda_view *view)
{
	size_t unknown;
	int sum = sum_minutes(view, &unknown), length = view->meeting.length_minutes;
	const char *open = unknown ? arena_printf(d->arena, "; %s said no time",
						  say_count(d->arena, unknown, "entry", "entries"))
				   : "";

	if (!view->n_rows) {
		digest_title(d, "Agenda:");
		digest_paragraph(d, "Nothing is on the agenda: cancel?");
		return;
	}
	digest_title(d, length > 0 ? arena_printf(d->arena, "Agenda (%d of %d minutes%s):", sum,
						  length, open)
				   : arena_printf(d->arena, "Agenda (%d minutes%s):", sum, open));
	if (length > 0 && sum > length)
		layout_paragraph(
			&d->text,
			arena_printf(d->arena, "WARNING: %s too many for the meeting.",
				     say_count(d->arena, (size_t)(sum - length), "minute", NULL)));
	add_rows(d, view);
}

static void add_open_item(struct digest *d, const struct item_view *row)
{
	struct civil_time opened = zone_to_local(d->reader->zone, item_opened_at(row->item));

	digest_row(d,
		   arena_printf(d->arena, "#%d  %s  ", row->item->number, digest_due(d, row->item)),
		   row->item->text);
	digest_note(d, arena_printf(d->arena, "%s old, %s sent",
				    say_age(d->arena, -digest_days_until(d, opened.date)),
				    say_count(d->arena, row->reminders, "reminder", NULL)));
}

/* Of each owner the newest, which are the likeliest to be talked about; older ones are counted. */
static void add_open(struct digest *d, const struct agenda_view *view)
{
	size_t n = 0, rows;

	if (!view->open.n)
		return;
	digest_title(d, "Open action items:");
	for (size_t from = 0; from < view->open.n; from += n) {
		const char *owner = view->open_owner[from];

		n = digest_owned_by_one(&view->open, view->open_owner, from);
		rows = n < DIGEST_ROWS_OF_ONE ? n : DIGEST_ROWS_OF_ONE;
		layout_paragraph(&d->text, *owner ? owner : "Nobody");
		if (n > rows)
			digest_note(d,
				    arena_printf(d->arena, "%s, and",
						 say_count(d->arena, n - rows, "older one", NULL)));
		for (size_t i = from + n - rows; i < from + n; i++)
			add_open_item(d, &view->open.rows[i]);
	}
}

void digest_questions_asked(struct digest *d, const struct question_view *questions, size_t n,
			    bool with_due)
{
	for (size_t i = 0; i < n; i++) {
		const struct question_view *q = &questions[i];

		digest_row(d, q->item ? arena_printf(d->arena, "#%d  ", q->item->number) : "*  ",
			   q->text);
		if (q->item)
			digest_note(d, q->item->text);
		if (q->item && with_due)
			digest_note(d, digest_due(d, q->item));
		if (*q->message_id)
			digest_note(d, digest_source(d, "", q->message_id));
	}
}

static void add_failing(struct digest *d, const struct agenda_view *view)
{
	if (view->n_failing)
		digest_title(d, "Mail that does not arrive:");
	for (size_t i = 0; i < view->n_failing; i++) {
		const struct failing_view *f = &view->failing[i];
		struct civil_date since = zone_to_local(d->reader->zone, f->since_s).date;

		digest_row(d, "*  ",
			   arena_printf(d->arena, "Mail to %s (%s) comes back since %s.", f->name,
					f->addr,
					say_date(d->arena, d->reader->zone, d->now_s, since)));
		if (*f->why)
			digest_note(d, f->why);
		digest_note(d, *f->instead ? arena_printf(d->arena, "Meanwhile it goes to %s.",
							  f->instead)
					   : "No other address is known.");
	}
}

static void add_skeleton(struct digest *d, const struct agenda_view *view)
{
	digest_title(d, "The minutes, to be filled in and mailed to the list:");
	buf_add_char(&d->text, '\n');
	layout_lines(&d->text, digest_skeleton(d->arena, view));
}

static const char *calendar_part(struct arena *arena, const struct notice_policy *policy,
				 const struct agenda_view *view, int64_t now_s)
{
	const char *agenda = "";
	struct buf buf;

	for (size_t i = 0; i < view->n_rows; i++)
		agenda = arena_printf(arena, "%s%s%zu. %s", agenda, i ? "\n" : "", i + 1,
				      say_short(arena, view->rows[i].title, 200));
	const struct calendar_event event =
		calendar_of_meeting(arena, policy, &view->meeting, view->list_zone, agenda, now_s);

	buf_init(&buf, DIGEST_TEXT_MAX);
	calendar_write(&buf, &event);
	return buf_finish_shown(&buf, arena);
}

static const char *meeting_day(const struct digest *d, const struct meeting_view *meeting)
{
	return say_date(d->arena, d->reader->zone, d->now_s,
			zone_to_local(d->reader->zone, meeting->start_s).date);
}

void digest_agenda(struct arena *arena, const struct notice_policy *policy,
		   const struct digest_reader *reader, const struct agenda_view *view,
		   int64_t now_s, struct composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	const struct mailtext_part part = {
		.type = "text/calendar; method=PUBLISH",
		.file_name = view->meeting.number >= 0
				     ? arena_printf(arena, "meeting-%d.ics", view->meeting.number)
				     : "meeting.ics",
		.text = calendar_part(arena, policy, view, now_s)
	};
	struct civil_date day = zone_to_local(reader->zone, view->meeting.start_s).date;
	const char *name = digest_meeting(&probe, &view->meeting),
		   *another = say_another(arena, policy->people, reader->name);
	int example = view->open.n ? view->open.rows[0].item->number : 12;

	digest_begin(&d, arena, policy, reader, now_s,
		     arena_printf(arena, "%syou chair %s %s: please look through its agenda%s.",
				  digest_hello(&probe), name,
				  say_in_days(arena, digest_days_until(&probe, day)),
				  view->n_questions ? " and answer the questions below" : ""));
	add_when(&d, view);
	add_agenda(&d, view);
	if (view->n_questions) {
		digest_title(&d, "Questions to you:");
		digest_questions_asked(&d, view->questions, view->n_questions, false);
	}
	add_failing(&d, view);
	add_open(&d, view);
	digest_items(&d, "Done since the last meeting:", view->done);
	digest_deadlines(&d, view->deadlines, view->n_deadlines);
	add_skeleton(&d, view);
	digest_end(&d, "agenda-digest",
		   arena_printf(arena, "You chair %s on %s", name, meeting_day(&d, &view->meeting)),
		   advice_answer(arena, policy,
				 view->meeting.number >= 0
					 ? arena_printf(arena,
							"\"owner #%d %s\", \"[CHAIR #%d %s]\" or "
							"\"[CANCEL #%d]\"",
							example, another, view->meeting.number,
							another, view->meeting.number)
					 : arena_printf(arena, "\"#%d done\" or \"owner #%d %s\"",
							example, example, another),
				 arena_printf(arena,
					      "new entries go to the list: \"[AGENDA 20m %s] ...\"",
					      another)),
		   &part, 1, out);
}

void digest_list_agenda(struct arena *arena, const struct notice_policy *policy,
			const struct digest_reader *reader, const struct agenda_view *view,
			int64_t now_s, struct composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	const char *name = digest_meeting(&probe, &view->meeting), *chair = view->meeting.chair;
	struct civil_date day = zone_to_local(reader->zone, view->meeting.start_s).date;

	digest_begin(&d, arena, policy, reader, now_s,
		     arena_printf(arena, "Please come prepared: %s is %s%s.", name,
				  say_in_days(arena, digest_days_until(&probe, day)),
				  *chair ? arena_printf(arena, ", chaired by %s", chair) : ""));
	add_when(&d, view);
	add_agenda(&d, view);
	digest_end(&d, "agenda",
		   arena_printf(arena, "Agenda of %s on %s", name, meeting_day(&d, &view->meeting)),
		   arena_printf(arena,
				"Something is missing? A line \"[AGENDA 20m %s] title\" in a mail "
				"to %s puts it on "
				"the agenda.",
				say_another(arena, policy->people, ""), policy->list_address),
		   NULL, 0, out);
}

void digest_questions(struct arena *arena, const struct notice_policy *policy,
		      const struct digest_reader *reader, const struct question_view *questions,
		      size_t n_questions, int64_t now_s, struct composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	const struct item *item = n_questions ? questions[0].item : NULL;

	digest_begin(&d, arena, policy, reader, now_s,
		     arena_printf(arena, "%s%s.", digest_hello(&probe),
				  n_questions == 1
					  ? "please answer a question that cannot wait"
					  : "please answer these questions that cannot wait"));
	buf_add_char(&d.text, '\n');
	digest_questions_asked(&d, questions, n_questions, true);
	digest_end(&d, "question",
		   n_questions == 1 && item
			   ? arena_printf(arena, "Whose is #%d %s?", item->number,
					  say_short(arena, item->text, DIGEST_SUBJECT_BYTES))
			   : say_count(arena, n_questions, "question to the chair",
				       "questions to the chair"),
		   advice_answer(arena, policy,
				 arena_printf(arena, "a line such as \"owner %s%s\" or \"drop%s\"",
					      item && n_questions > 1
						      ? arena_printf(arena, "#%d ", item->number)
						      : "",
					      say_another(arena, policy->people, reader->name),
					      item && n_questions > 1
						      ? arena_printf(arena, " #%d", item->number)
						      : ""),
				 "the next minutes can say it, too"),
		   NULL, 0, out);
}

void digest_handover(struct arena *arena, const struct notice_policy *policy,
		     const struct digest_reader *reader, const struct meeting_view *next,
		     int64_t now_s, struct composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	const char *name = digest_meeting(&probe, next),
		   *another = say_another(arena, policy->people, reader->name);

	digest_begin(
		&d, arena, policy, reader, now_s,
		arena_printf(arena, "%sit is your turn to chair %s.", digest_hello(&probe), name));
	digest_title(&d, "When and where:");
	digest_row(&d, "*  ", digest_instant(&d, next->start_s));
	if (*next->where)
		digest_note(&d, next->where);
	digest_paragraph(&d, "Two days before it you get the agenda, the open action items and a "
			     "skeleton of the minutes.");
	digest_end(
		&d, "handover",
		arena_printf(arena, "You chair %s on %s", name, meeting_day(&d, next)),
		arena_printf(arena, "Cannot come? %s",
			     advice_answer(
				     arena, policy,
				     next->number >= 0
					     ? arena_printf(arena,
							    "\"[SKIP]\" to pass the turn on, or "
							    "\"[CHAIR #%d %s]\" to swap it with %s",
							    next->number, another, another)
					     : "\"[SKIP]\" to pass the turn on",
				     "")),
		NULL, 0, out);
}

void digest_minutes_missing(struct arena *arena, const struct notice_policy *policy,
			    const struct digest_reader *reader, const struct meeting_view *meeting,
			    int64_t now_s, struct composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	const char *name = digest_meeting(&probe, meeting);

	digest_begin(
		&d, arena, policy, reader, now_s,
		arena_printf(arena,
			     "%splease mail the minutes of %s of %s to %s: none have come so far.",
			     digest_hello(&probe), name, meeting_day(&probe, meeting),
			     policy->list_address));
	digest_paragraph(&d, "The week in which the members can object begins with the meeting; "
			     "they have at least three "
			     "days from the notice that follows your mail.");
	digest_end(&d, "minutes-missing", arena_printf(arena, "Minutes of %s are missing", name),
		   meeting->number >= 0
			   ? arena_printf(arena,
					  "A mail with the minutes' headings is enough, or one "
					  "with \"[MINUTES #%d]\" in its subject. It was "
					  "cancelled? %s",
					  meeting->number,
					  advice_answer(arena, policy,
							arena_printf(arena, "\"[CANCEL #%d]\"",
								     meeting->number),
							""))
			   : "A mail with the minutes' headings is enough.",
		   NULL, 0, out);
}
