/* digest_objection.c - what the list hears at once of objections to a deadline, and what a chair is
 * asked about those that do not count by themselves. */
#include "notices/digest_work.h"

static void add_unclear(struct digest *d, const struct event *e)
{
	digest_row(d,
		   arena_printf(d->arena,
				"*  %s: ", format_short(d->arena, e->actor, DIGEST_NAME_BYTES)),
		   format_short(d->arena, e->deadline.words, DIGEST_REMARK_BYTES));
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
	digest_deadline_instant(&d, view->deadline->settled_s ? "Ended" : "Ends",
				view->deadline->settled_s ? view->deadline->settled_s
							  : view->deadline->closes_s);
	buf_add_char(&d.text, '\n');
	digest_remark(&d, remark);
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
			digest_remark(d, rows[i]->remark);
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

			if (digest_is_in_peoples_name(row->entry ? row->remark->event->roles
								 : row->unclear->deadline.roles) !=
			    others)
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
	digest_rest(&d, view->n_rows - n);
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

/* Those that stand, or those that are withdrawn; nothing where there are none. */
static void add_unseen(struct digest *d, const char *title,
		       const struct deadline_objection *const *rows, size_t n, bool standing)
{
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		if ((rows[i]->end == OBJECTION_STANDS) != standing)
			continue;
		if (!any)
			digest_title(d, title);
		any = true;
		digest_deadline_objection(d, rows[i]);
	}
}

void digest_objections(struct arena *arena, const struct notice_policy *policy,
		       const struct digest_reader *reader, const struct deadline_view *view,
		       const struct deadline_objection *const *rows, size_t n, int64_t now_s,
		       struct notice_composed *out)
{
	const struct deadline *deadline = view->deadline;
	size_t n_made = 0;
	struct digest d;

	for (size_t i = 0; i < n; i++)
		n_made += rows[i]->end == OBJECTION_STANDS;
	const char *what = n_made > 1 ? "Objections" : n_made ? "Objection" : "Objection withdrawn";

	digest_begin(&d, arena, policy, reader, now_s,
		     arena_printf(arena, "%s that the list has not seen, to #%d: %s",
				  n_made > 1 ? "There are objections"
				  : n_made   ? "There is an objection"
					     : "An objection was withdrawn in a mail",
				  view->number, format_short(arena, view->title, 300)));
	digest_deadline_instant(&d, "Ends", deadline->closes_s);
	digest_deadline_opener(&d, view);
	add_unseen(&d, n_made > 1 ? "Objections:" : "Objection:", rows, n, true);
	add_unseen(&d, "Withdrawn:", rows, n, false);
	digest_paragraph(
		&d, arena_printf(arena, "%s now. While one stands, nothing is agreed.",
				 format_count(arena, deadline->n_standing, "objection stands",
					      "objections stand")));
	digest_end(&d, DEADLINE_OBJECTION_NAME,
		   arena_printf(arena, "%s: %s", what,
				format_short(arena, view->title, DIGEST_SUBJECT_BYTES)),
		   advice_object(arena, policy), NULL, 0, out);
}
