/* digest_deadline.c - what the list hears of a deadline by silence. */
#include "notices/digest_work.h"

#include <string.h>

const char *deadline_notice_name(enum deadline_notice notice)
{
	static const char *const names[] = {
		"deadline-opened",   "deadline-text",	"deadline-moved",
		"deadline-last-day", "deadline-closed", "deadline-corrected",
	};

	return names[notice];
}

/* A mail that the list has not seen has no place where it could be read. */
void digest_deadline_objection(struct digest *d, const struct deadline_objection *o)
{
	const char *where = o->unseen ? ", in a mail to beadle alone"
				      : digest_source(d, ", ", o->message_id);

	digest_row(d,
		   arena_printf(d->arena, "*  %s: ",
				format_short(d->arena, o->actor, DIGEST_NAME_BYTES)),
		   *o->text ? o->text : "objects");
	digest_note(d, arena_printf(d->arena, "%s%s", digest_instant(d, o->at_s), where));
}

void digest_deadline_objections(struct digest *d, const struct deadline *deadline)
{
	for (size_t i = 0; i < deadline->n_objections; i++) {
		if (deadline->objections[i].end == OBJECTION_STANDS)
			digest_deadline_objection(d, &deadline->objections[i]);
	}
}

void digest_deadline_instant(struct digest *d, const char *what, int64_t at_s)
{
	buf_add_char(&d->text, '\n');
	digest_row(d, arena_printf(d->arena, "%s  ", what), digest_instant(d, at_s));
}

/* Who has opened it, and where. */
void digest_deadline_by(struct digest *d, const char *what, const struct deadline *deadline)
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

void digest_deadline_opener(struct digest *d, const struct deadline_view *view)
{
	digest_deadline_by(d, "Opened by  ", view->deadline);
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

const char *digest_deadline_subject(struct arena *arena, const struct deadline_view *view,
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

void digest_wrong(struct digest *d, const char *said, int64_t said_s, bool is_untold,
		  bool is_over)
{
	const char *why = "mail that came in time was not known then";

	if (is_untold)
		why = "the mail that told of its end has reached nobody";
	else if (!is_over)
		why = "it was not over yet; the clock of this machine was ahead, or mail that came "
		      "in time was not known";
	digest_row(d, "Said before  ",
		   arena_printf(d->arena, "\"%s\", on %s", said, digest_instant(d, said_s)));
	digest_row(d, "That was wrong  ", why);
}

void digest_deadline_wrong(struct digest *d, const struct deadline_view *view)
{
	const struct deadline *deadline = view->deadline;

	if (view->wrong.at_s)
		digest_wrong(d, state_word((enum deadline_state)view->wrong.state),
			     view->wrong.at_s, deadline->untold,
			     deadline_state_is_end(deadline->state));
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
	digest_deadline_instant(&d, over ? "Ended" : "Ends",
				over ? deadline->settled_s : deadline->closes_s);
	if (notice == DEADLINE_NOTICE_MOVED)
		add_why_later(&d, deadline);
	if (notice == DEADLINE_NOTICE_CORRECTED)
		digest_deadline_wrong(&d, view);
	digest_deadline_opener(&d, view);
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
		digest_deadline_objections(&d, deadline);
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
	digest_end(&d, deadline_notice_name(notice), digest_deadline_subject(arena, view, notice),
		   answer, NULL, 0, out);
}
