/* digest_deadline.c - what the list, the chair and the governing-board chair hear of a deadline by
 * silence. */
#include "notices/digest_work.h"

#include <string.h>

enum { REMARK_BYTES = 400 };

const char *deadline_notice_name(enum deadline_notice notice)
{
	static const char *const names[] = {
		"deadline-opened",   "deadline-text",	"deadline-moved",
		"deadline-last-day", "deadline-closed", "deadline-corrected",
	};

	return names[notice];
}

static void add_objections(struct digest *d, const struct deadline *deadline, bool standing)
{
	for (size_t i = 0; i < deadline->n_objections; i++) {
		const struct deadline_objection *o = &deadline->objections[i];

		if (standing && o->end != OBJECTION_STANDS)
			continue;
		digest_row(d,
			   arena_printf(d->arena, "*  %s: ",
					format_short(d->arena, o->actor, DIGEST_NAME_BYTES)),
			   *o->text ? o->text : "objects");
		digest_note(d, arena_printf(d->arena, "%s%s", digest_instant(d, o->at_s),
					    digest_source(d, ", ", o->message_id)));
	}
}

static void add_instant(struct digest *d, const char *what, int64_t at_s)
{
	buf_add_char(&d->text, '\n');
	digest_row(d, arena_printf(d->arena, "%s  ", what), digest_instant(d, at_s));
}

/* Who has opened it, and where. */
static void add_by(struct digest *d, const char *what, const struct deadline *deadline)
{
	if (*deadline->opener)
		digest_row(d, what,
			   arena_printf(d->arena, "%s%s", deadline->opener,
					digest_source(d, ", ", deadline->message_id)));
}

static bool has_note(const struct deadline_view *view)
{
	return view->note && *view->note;
}

static void add_opener(struct digest *d, const struct deadline_view *view)
{
	add_by(d, "Opened by  ", view->deadline);
	if (has_note(view))
		digest_note(d, view->note);
}

/* Long lines of minutes are wrapped below their mark. */
static void add_changes(struct digest *d, const char *changes)
{
	struct span rest = span_of(changes), line;

	while (span_next_line(&rest, &line)) {
		bool marked = line.len > 2 && (line.ptr[0] == '-' || line.ptr[0] == '+') &&
			      line.ptr[1] == ' ';
		const char *text = arena_strndup(d->arena, line.ptr, line.len);

		layout_hanging(&d->text, marked ? arena_strndup(d->arena, text, 2) : "", 2,
			       marked ? text + 2 : text, 0);
	}
}

static const char *wanted_of(struct arena *arena, const struct deadline_view *view,
			     enum deadline_notice notice)
{
	const struct deadline *deadline = view->deadline;
	const char *title = format_short(arena, view->title, 300);

	switch (notice) {
	case DEADLINE_NOTICE_OPENED:
		return arena_printf(arena, "Please read and object in time, or it stands: %s",
				    title);
	case DEADLINE_NOTICE_TEXT:
		return arena_printf(arena, "Please read the new text of: %s", title);
	case DEADLINE_NOTICE_MOVED:
		return arena_printf(arena, "There is more time to object to: %s", title);
	case DEADLINE_NOTICE_LAST_DAY:
		return deadline->n_standing
			       ? arena_printf(arena,
					      "Last day, and an objection stands: it is not agreed "
					      "unless that changes: %s",
					      title)
			       : arena_printf(arena, "Last day to object, or it stands: %s", title);
	case DEADLINE_NOTICE_CLOSED:
	case DEADLINE_NOTICE_CORRECTED:
		break;
	}
	const char *start = notice == DEADLINE_NOTICE_CORRECTED ? "Correction. " : "";

	switch (deadline->state) {
	case DEADLINE_NOT_AGREED:
		return arena_printf(arena, "%sThis is not agreed and goes to the next agenda: %s",
				    start, title);
	case DEADLINE_WITHDRAWN:
		return arena_printf(arena, "%sThis was withdrawn; nothing is decided: %s", start,
				    title);
	case DEADLINE_STANDS:
		return arena_printf(arena, "%sNo objection stands, so this does: %s", start, title);
	default:
		return arena_printf(arena, "%sThis has not ended, and you can object: %s", start,
				    title);
	}
}

static const char *state_word(enum deadline_state state)
{
	switch (state) {
	case DEADLINE_STANDS:
		return "Stands";
	case DEADLINE_NOT_AGREED:
		return "Not agreed";
	case DEADLINE_WITHDRAWN:
		return "Withdrawn";
	default:
		return "Still open";
	}
}

static const char *subject_of(struct arena *arena, const struct deadline_view *view,
			      enum deadline_notice notice)
{
	const char *title = format_short(arena, view->title, DIGEST_SUBJECT_BYTES), *what = "";

	switch (notice) {
	case DEADLINE_NOTICE_OPENED:
		what = "Silent deadline";
		break;
	case DEADLINE_NOTICE_TEXT:
		what = "New text";
		break;
	case DEADLINE_NOTICE_MOVED:
		what = "Later deadline";
		break;
	case DEADLINE_NOTICE_LAST_DAY:
		what = "Last day";
		break;
	case DEADLINE_NOTICE_CLOSED:
		what = state_word(view->deadline->state);
		break;
	case DEADLINE_NOTICE_CORRECTED:
		what = arena_printf(arena, "Correction: %s", state_word(view->deadline->state));
		break;
	}
	return arena_printf(arena, "%s: %s", what, title);
}

/* "2 objections, 1 withdrawn, 1 resolved": where none stands. */
static const char *past_objections(struct arena *arena, const struct deadline *deadline)
{
	const char *text = format_count(arena, deadline->n_objections, "objection", NULL);
	size_t n_withdrawn = 0;

	for (size_t i = 0; i < deadline->n_objections; i++)
		n_withdrawn += deadline->objections[i].end == OBJECTION_WITHDRAWN;
	if (!deadline->n_objections || n_withdrawn == deadline->n_objections)
		return arena_printf(arena, "%s%s", text, n_withdrawn ? ", withdrawn" : "");
	if (!n_withdrawn)
		return arena_printf(arena, "%s, resolved", text);
	return arena_printf(arena, "%s, %zu withdrawn, %zu resolved", text, n_withdrawn,
			    deadline->n_objections - n_withdrawn);
}

/* Who has spoken, in a line. */
static void add_voices(struct digest *d, const struct deadline *deadline)
{
	if (deadline->n_ok + deadline->n_comments + deadline->n_objections == 0)
		return;
	digest_paragraph(d,
			 arena_printf(d->arena, "So far: %u in favour, %s, %s.", deadline->n_ok,
				      format_count(d->arena, deadline->n_comments, "comment", NULL),
				      past_objections(d->arena, deadline)));
}

/* What moved its end last. */
static void add_why_later(struct digest *d, const struct deadline *deadline)
{
	if (deadline->delayed) {
		digest_row(d, "Why  ",
			   arena_printf(d->arena,
					"the mail that told of it went out only on %s, and the "
					"time to object "
					"begins with that",
					digest_instant(d, deadline->known_s)));
		return;
	}
	for (size_t i = deadline->n_steps; i-- > 0;) {
		const struct deadline_step *step = &deadline->steps[i];
		const struct deadline_event *e = step->event;
		const char *what;

		if (!e || (step->from != step->to && step->to != DEADLINE_OPEN))
			continue;
		if (e->kind == DEADLINE_EVENT_EXTENDED)
			what = "extended it";
		else if (e->kind == DEADLINE_EVENT_WITHDRAW)
			what = "withdrew an objection and none is left, so a full period began "
			       "anew";
		else if (e->kind == DEADLINE_EVENT_RESOLVED)
			what = "called the objections resolved, so a full period began anew";
		else
			what = "let a full period begin anew";
		digest_row(d, "Why  ",
			   arena_printf(d->arena, "%s %s%s%s",
					format_short(d->arena, e->actor, DIGEST_NAME_BYTES), what,
					*e->text ? ": " : "", e->text));
		return;
	}
}

/* What was said, and why it was wrong. */
static void add_wrong(struct digest *d, const struct deadline_view *view)
{
	const struct deadline *deadline = view->deadline;
	const char *why = "mail that came in time was not known then";

	if (!view->wrong.at_s)
		return;
	if (deadline->untold)
		why = "the mail that told of its end has reached nobody";
	else if (!deadline_state_is_end(deadline->state))
		why = "it was not over yet; the clock of this machine was ahead, or mail that came "
		      "in time was not known";
	digest_row(d, "Said before  ",
		   arena_printf(d->arena, "\"%s\", on %s", state_word(view->wrong.state),
				digest_instant(d, view->wrong.at_s)));
	digest_row(d, "That was wrong  ", why);
}

void digest_deadline(struct arena *arena, const struct notice_policy *policy,
		     const struct digest_reader *reader, const struct deadline_view *view,
		     enum deadline_notice notice, const char *changes, int64_t now_s,
		     struct notice_composed *out)
{
	const struct deadline *deadline = view->deadline;
	bool over = deadline_state_is_end(deadline->state);
	const char *answer = advice_object(arena, policy);
	struct digest d;

	digest_begin(&d, arena, policy, reader, now_s, wanted_of(arena, view, notice));
	add_instant(&d, over ? "Ended" : "Ends", over ? deadline->settled_s : deadline->closes_s);
	if (notice == DEADLINE_NOTICE_MOVED)
		add_why_later(&d, deadline);
	if (notice == DEADLINE_NOTICE_CORRECTED)
		add_wrong(&d, view);
	add_opener(&d, view);
	if (notice == DEADLINE_NOTICE_OPENED && (*view->end_said || deadline->date_passed))
		digest_paragraph(
			&d, arena_printf(arena, "%s %s, so it has a week.",
					 *view->end_said
						 ? arena_printf(arena, "\"%s\"",
								format_short(arena, view->end_said,
									     DIGEST_NAME_BYTES))
						 : "The day that was named",
					 deadline->date_passed ? "had passed already"
							       : "was not understood as its end"));
	if (!changes) {
		digest_paragraph(&d, "There is a new text. It is too long to be compared here: "
				     "please compare the mails.");
	} else if (*changes) {
		digest_title(&d, "What changed:");
		add_changes(&d, changes);
	}
	if (notice == DEADLINE_NOTICE_TEXT) {
		digest_paragraph(&d, deadline->n_reopened ? "The time to object began anew." :
						 "The time to object goes on as before.");
	}
	if (deadline->n_standing && deadline->state != DEADLINE_WITHDRAWN) {
		digest_title(&d, "Objections:");
		add_objections(&d, deadline, true);
	} else if (notice == DEADLINE_NOTICE_LAST_DAY || over) {
		add_voices(&d, deadline);
	}
	if (over)
		answer = deadline->state == DEADLINE_NOT_AGREED
				 ? arena_printf(arena,
						"To try again, mail a new text to %s with a line "
						"\"[SILENT 1w] title\".",
						policy->list_address)
				 : arena_printf(arena, "Too late to object here. %s",
						advice_agenda(arena, policy));
	digest_end(&d, deadline_notice_name(notice), subject_of(arena, view, notice), answer, NULL,
		   0, out);
}

static const char *why_text(enum deadline_why why)
{
	static const char *const texts[] = {
		[DEADLINE_LATE] = "came after the end and changed nothing",
		[DEADLINE_UNPROVED] =
			"could not be proved to be from its sender, and did not count",
		[DEADLINE_NOT_ALLOWED] = "was not his to do, and did not count",
		[DEADLINE_NOTHING_THERE] = "found nothing to resolve",
		[DEADLINE_NOT_LATER] = "would not have made it later",
		[DEADLINE_ASK] = "may be meant as an objection",
		[DEADLINE_OK_OR_NOT] = "agrees, but his objection stands until he withdraws it",
	};

	return texts[why];
}

static const char *does(enum deadline_event_kind kind)
{
	switch (kind) {
	case DEADLINE_EVENT_OBJECTED:
		return "objects";
	case DEADLINE_EVENT_WITHDRAW:
		return "withdraws";
	case DEADLINE_EVENT_RESOLVED:
		return "calls it resolved";
	case DEADLINE_EVENT_EXTENDED:
		return "extends it";
	case DEADLINE_EVENT_RESTART:
		return "begins it anew";
	case DEADLINE_EVENT_OPENED:
	case DEADLINE_EVENT_TEXT_CHANGED:
		return "mails a text";
	default:
		return "writes";
	}
}

static void add_remark(struct digest *d, const struct deadline_remark *remark)
{
	const struct deadline_event *e = remark->event;

	digest_row(d,
		   arena_printf(d->arena, "*  %s %s: ",
				format_short(d->arena, e->actor, DIGEST_NAME_BYTES), does(e->kind)),
		   *e->text ? format_short(d->arena, e->text, REMARK_BYTES) : "without a word");
	digest_note(d, arena_printf(d->arena, "%s; %s%s", why_text(remark->why),
				    digest_instant(d, e->at_s),
				    digest_source(d, ", ", e->message_id)));
}

static bool is_in_peoples_name(unsigned roles)
{
	return roles & (DEADLINE_BY_MEMBER | DEADLINE_BY_CHAIR | DEADLINE_BY_OPERATOR);
}

static void add_rest(struct digest *d, size_t n)
{
	if (n)
		digest_paragraph(
			d,
			arena_printf(d->arena, "And %zu more that this mail has no room for.", n));
}

/* Those in the name of people of the list before others.  False: there are none. */
static bool add_not_counted(struct digest *d, const struct deadline *deadline)
{
	size_t n = 0;

	for (int others = 0; others < 2; others++) {
		for (size_t i = 0; i < deadline->n_remarks; i++) {
			const struct deadline_remark *remark = &deadline->remarks[i];

			if (!remark->to_chair || is_in_peoples_name(remark->event->roles) == others)
				continue;
			if (!n)
				digest_title(d, "Not counted:");
			if (n++ < DIGEST_OBJECTIONS_MAX)
				add_remark(d, remark);
		}
	}
	add_rest(d, n > DIGEST_OBJECTIONS_MAX ? n - DIGEST_OBJECTIONS_MAX : 0);
	return n;
}

void digest_deadline_chair(struct arena *arena, const struct notice_policy *policy,
			   const struct digest_reader *reader, const struct deadline_view *view,
			   int64_t now_s, struct notice_composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	const struct deadline *deadline = view->deadline;
	const char *title = format_short(arena, view->title, 300), *wanted;
	bool over = deadline_state_is_end(deadline->state), any;

	if (deadline->state == DEADLINE_STANDS)
		wanted = arena_printf(arena, "%s%s: %s", digest_hello(&probe),
				      view->kind == DEADLINE_MINUTES
					      ? "please publish these minutes, they stand"
					      : "this stands",
				      title);
	else if (deadline->state == DEADLINE_NOT_AGREED)
		wanted = arena_printf(arena,
				      "%sthis is not agreed and was put on the next agenda: %s",
				      digest_hello(&probe), title);
	else if (!over)
		wanted = arena_printf(arena,
				      "%sthis has not ended, and nothing of it stands yet: %s",
				      digest_hello(&probe), title);
	else
		wanted = arena_printf(arena, "%sthis was withdrawn: %s", digest_hello(&probe),
				      title);
	digest_begin(&d, arena, policy, reader, now_s, wanted);
	add_instant(&d, over ? "Ended" : "Ends", over ? deadline->settled_s : deadline->closes_s);
	add_wrong(&d, view);
	if (has_note(view))
		add_opener(&d, view);
	else if (*deadline->message_id)
		digest_row(&d, "Text  ", digest_source(&d, "", deadline->message_id));
	if (deadline->n_standing) {
		digest_title(&d, "Objections:");
		add_objections(&d, deadline, true);
	}
	any = add_not_counted(&d, deadline);
	digest_end(
		&d, "deadline-chair",
		subject_of(arena, view,
			   view->wrong.at_s ? DEADLINE_NOTICE_CORRECTED : DEADLINE_NOTICE_CLOSED),
		arena_printf(arena, "%s %s",
			     deadline->state == DEADLINE_STANDS && any
				     ? "You think that it should not stand?"
				     : "No answer is needed.",
			     advice_agenda(arena, policy)),
		NULL, 0, out);
}

static void add_unclear(struct digest *d, const struct event *e)
{
	digest_row(d,
		   arena_printf(d->arena,
				"*  %s: ", format_short(d->arena, e->actor, DIGEST_NAME_BYTES)),
		   format_short(d->arena, e->deadline.words, REMARK_BYTES));
	digest_note(d, arena_printf(d->arena, "%s%s%s", digest_instant(d, e->at_s),
				    *e->proof ? "" : ", and nothing proves who wrote it",
				    digest_source(d, ", ", e->message_id)));
}

static void add_running(struct digest *d, const struct deadline_view *running, size_t n)
{
	if (n)
		digest_title(d, "Open:");
	for (size_t i = 0; i < n; i++) {
		digest_row(d, arena_printf(d->arena, "#%d  ", running[i].number), running[i].title);
		digest_note(d, arena_printf(d->arena, "ends %s",
					    digest_instant(d, running[i].deadline->closes_s)));
	}
}

void digest_objection_unclear(struct arena *arena, const struct notice_policy *policy,
			      const struct digest_reader *reader, const struct event *unclear,
			      const struct deadline_view *running, size_t n_running, int64_t now_s,
			      struct notice_composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	const char *who = format_short(arena, unclear->actor, DIGEST_NAME_BYTES);

	digest_begin(
		&d, arena, policy, reader, now_s,
		n_running
			? arena_printf(arena,
				       "%splease find out which deadline this objection is about:",
				       digest_hello(&probe))
			: arena_printf(arena,
				       "%ssomebody objects, and no deadline is open that it could "
				       "be about:",
				       digest_hello(&probe)));
	buf_add_char(&d.text, '\n');
	add_unclear(&d, unclear);
	add_running(&d, running, n_running);
	digest_end(&d, "deadline-question", arena_printf(arena, "Objection to what: %s", who),
		   n_running ? arena_printf(arena, "It does not count as it is. %s",
					    advice_answer(arena, policy,
							  arena_printf(arena,
								       "\"[OBJECT #%d]\" if it is "
								       "about #%d",
								       running[0].number,
								       running[0].number),
							  ""))
			     : arena_printf(arena, "Nothing has changed by it. %s",
					    advice_agenda(arena, policy)),
		   NULL, 0, out);
}

void digest_objection_asked(struct arena *arena, const struct notice_policy *policy,
			    const struct digest_reader *reader, const struct deadline_view *view,
			    const struct deadline_remark *remark, int64_t now_s,
			    struct notice_composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	const char *title = format_short(arena, view->title, 300);
	bool late = remark->why == DEADLINE_LATE;

	digest_begin(
		&d, arena, policy, reader, now_s,
		late ? arena_printf(arena, "%sfor your information, this came too late for: %s",
				    digest_hello(&probe), title)
		     : arena_printf(arena, "%splease decide whether this is an objection to: %s",
				    digest_hello(&probe), title));
	add_instant(&d, view->deadline->settled_s ? "Ended" : "Ends",
		    view->deadline->settled_s ? view->deadline->settled_s
					      : view->deadline->closes_s);
	buf_add_char(&d.text, '\n');
	add_remark(&d, remark);
	digest_end(&d, "deadline-question",
		   arena_printf(arena, "%s: %s", late ? "Too late" : "Is this an objection",
				format_short(arena, view->title, DIGEST_SUBJECT_BYTES)),
		   late ? arena_printf(arena, "Nothing has changed by it. %s",
				       advice_agenda(arena, policy))
			: advice_answer(arena, policy,
					arena_printf(arena, "\"[OBJECT #%d]\" if it is one",
						     view->number),
					"if not, do nothing"),
		   NULL, 0, out);
}

/* ---- all of a day ---- */

/* The rows of one deadline, or of none that is known. */
static void add_group(struct digest *d, const struct objection_row *const *rows, size_t n)
{
	const struct deadline_entry *entry = rows[0]->entry;

	digest_title(d, entry ? arena_printf(d->arena, "#%d %s", entry->number,
					     format_short(d->arena, entry->title, 300))
			      : "To what, nobody knows:");
	if (entry) {
		const struct deadline *deadline = &entry->deadline;

		digest_row(d, deadline->settled_s ? "Ended  " : "Ends  ",
			   digest_instant(d, deadline->settled_s ? deadline->settled_s
								 : deadline->closes_s));
	}
	for (size_t i = 0; i < n; i++) {
		if (rows[i]->entry != entry)
			continue;
		if (entry)
			add_remark(d, rows[i]->remark);
		else
			add_unclear(d, rows[i]->unclear);
	}
}

static bool is_first_of_group(const struct objection_row *const *rows, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (rows[k]->entry == rows[i]->entry)
			return false;
	}
	return true;
}

void digest_objections_asked(struct arena *arena, const struct notice_policy *policy,
			     const struct digest_reader *reader, const struct objections_view *view,
			     int64_t now_s, struct notice_composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	const struct objection_row *shown[DIGEST_OBJECTIONS_MAX];
	size_t n = 0;
	bool is_any_unclear = false;

	for (int others = 0; others < 2; others++) {
		for (size_t i = 0; i < view->n_rows && n < DIGEST_OBJECTIONS_MAX; i++) {
			const struct objection_row *row = &view->rows[i];

			if (is_in_peoples_name(row->entry ? row->remark->event->roles
							  : row->unclear->deadline.roles) != others)
				shown[n++] = row;
		}
	}
	digest_begin(&d, arena, policy, reader, now_s,
		     arena_printf(arena,
				  "%splease look whether one of these %zu counts as an objection. "
				  "None does by itself: nothing proves that "
				  "people of the list wrote them, or they came too late.",
				  digest_hello(&probe), view->n_rows));
	for (size_t i = 0; i < n; i++) {
		is_any_unclear = is_any_unclear || !shown[i]->entry;
		if (is_first_of_group(shown, i))
			add_group(&d, &shown[i], n - i);
	}
	add_rest(&d, view->n_rows - n);
	if (is_any_unclear)
		add_running(&d, view->running, view->n_running);
	digest_end(&d, "deadline-question",
		   arena_printf(arena, "Objections to look at: %zu", view->n_rows),
		   advice_answer(
			   arena, policy,
			   "\"[OBJECT #12]\", with the number of its deadline, for one that does",
			   "for the rest do nothing"),
		   NULL, 0, out);
}

static void not_final_minutes(struct arena *arena, const struct notice_policy *policy,
			      const struct digest_reader *reader, const struct deadline_view *view,
			      int64_t now_s, struct notice_composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	bool over = deadline_state_is_end(view->deadline->state);

	digest_begin(
		&d, arena, policy, reader, now_s,
		arena_printf(
			arena,
			"%sthese minutes are not final after all, please do not publish them: %s",
			digest_hello(&probe), format_short(arena, view->title, 300)));
	add_instant(&d, over ? "Ended" : "Ends",
		    over ? view->deadline->settled_s : view->deadline->closes_s);
	add_wrong(&d, view);
	digest_end(&d, "minutes-not-final",
		   arena_printf(arena, "Correction: not final: %s",
				format_short(arena, view->title, DIGEST_SUBJECT_BYTES)),
		   arena_printf(arena,
				"No answer is needed. Questions go to %s; when they stand, you get "
				"them again.",
				policy->list_address),
		   NULL, 0, out);
}

void digest_final_minutes(struct arena *arena, const struct notice_policy *policy,
			  const struct digest_reader *reader, const struct deadline_view *view,
			  const char *text, int64_t now_s, struct notice_composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	const struct deadline *deadline = view->deadline;
	const char *title = format_short(arena, view->title, 300);
	const struct mailtext_part part = {
		.type = "text/markdown",
		.text = text,
		.file_name = view->meeting >= 0
				     ? arena_printf(arena, "minutes-%d.md", view->meeting)
				     : "minutes.md",
	};

	if (deadline->state != DEADLINE_STANDS) {
		not_final_minutes(arena, policy, reader, view, now_s, out);
		return;
	}
	digest_begin(&d, arena, policy, reader, now_s,
		     arena_printf(arena, "%sthese minutes are final and can be published: %s",
				  digest_hello(&probe), title));
	add_instant(&d, "Final since", deadline->settled_s);
	add_by(&d, "Mailed by  ", deadline);
	digest_paragraph(
		&d, deadline->n_objections
			    ? arena_printf(arena, "%s; none stands any more.",
					   format_count(arena, deadline->n_objections,
						     "objection was made", "objections were made"))
			    : "Nobody objected.");
	digest_paragraph(&d, *text ? "Their text is attached."
				   : "Their text is in the mail named above.");
	digest_end(
		&d, "minutes-final",
		arena_printf(arena, "Final: %s",
			     format_short(arena, view->title, DIGEST_SUBJECT_BYTES)),
		arena_printf(
			arena,
			"No answer is needed. Questions go to %s, where the minutes were agreed.",
			policy->list_address),
		&part, *text ? 1 : 0, out);
}
