/* digest.c - what all digests share, and the list's digest of a week. */
#include "notices/digest_work.h"

#include <string.h>

#include "committee/raise.h"

void digest_begin(struct digest *d, struct arena *arena, const struct notice_policy *policy,
		  const struct digest_reader *reader, int64_t now_s, const char *wanted)
{
	*d = (struct digest){ .arena = arena, .policy = policy, .reader = reader, .now_s = now_s,
			      .row_lines = DIGEST_ROW_LINES };
	buf_init(&d->text, DIGEST_TEXT_MAX);
	if (policy->opening) {
		layout_paragraph(&d->text, policy->opening);
		buf_add_char(&d->text, '\n');
	}
	/* what would follow a name begins a sentence where there is none */
	char *sentence = arena_printf(arena, "%s", wanted);

	if (!*reader->name && *sentence >= 'a' && *sentence <= 'z')
		*sentence = (char)(*sentence - 'a' + 'A');
	layout_paragraph(&d->text, sentence);
}

void digest_end(struct digest *d, const char *kind, const char *subject, const char *how_to_answer,
		const struct mailtext_part *parts, size_t n_parts, struct notice_composed *out)
{
	struct envelope envelope = {
		.policy = d->policy,
		.zone = d->reader->zone,
		.kind = kind,
		.message_id = d->reader->message_id,
		.to_name = d->reader->name,
		.to_addr = d->reader->addr,
		.subject = subject,
		.of_list = true,
		.answers = d->reader->answers,
		.parts = parts,
		.n_parts = n_parts,
	};

	if (d->policy->closing)
		digest_paragraph(d, d->policy->closing);
	digest_paragraph(d, how_to_answer);
	envelope.text = buf_shown(&d->text).ptr;
	envelope_write(d->arena, &envelope, d->now_s, out);
	buf_free(&d->text);
}

void digest_title(struct digest *d, const char *title)
{
	buf_add_char(&d->text, '\n');
	layout_paragraph(&d->text, title);
}

void digest_paragraph(struct digest *d, const char *text)
{
	buf_add_char(&d->text, '\n');
	layout_paragraph(&d->text, text);
}

void digest_row(struct digest *d, const char *head, const char *text)
{
	layout_hanging(&d->text, head, DIGEST_ROW_INDENT, text, d->row_lines);
}

void digest_note(struct digest *d, const char *text)
{
	layout_hanging(&d->text, "    ", DIGEST_ROW_INDENT, text, d->row_lines);
}

int64_t digest_days_until(const struct digest *d, struct civil_date date)
{
	return civil_to_days(date) - civil_to_days(zone_to_local(d->reader->zone, d->now_s).date);
}

const char *digest_join(struct arena *arena, const char *const *names, size_t n,
			const char *between)
{
	const char *text = "";

	for (size_t i = 0; i < n; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? between : "", names[i]);
	return text;
}

/* Of a group its name, once; of a closed item all its owners. */
const char *digest_owners(const struct digest *d, const struct item *item)
{
	const char *text = "", *group = "";

	for (size_t i = 0; i < item->n_owners; i++) {
		const struct owner *o = &item->owners[i];
		const char *name = *o->group ? o->group : *o->person ? o->person : o->written;

		if (*o->group && strcmp(o->group, group) == 0)
			continue;
		group = o->group;
		text = arena_printf(d->arena, "%s%s%s", text, *text ? ", " : "", name);
	}
	return *text ? text : "nobody";
}

const char *digest_due(const struct digest *d, const struct item *item)
{
	int64_t days;

	if (!civil_is_set(item->due))
		return "no due date";
	days = digest_days_until(d, item->due);
	return arena_printf(d->arena, "due %s (%s)",
			    format_date(d->arena, d->reader->zone, d->now_s, item->due),
			    days < -1
				    ? arena_printf(d->arena, "%lld days overdue", (long long)-days)
				    : format_in_days(d->arena, days));
}

const char *digest_source(const struct digest *d, const char *before, const char *message_id)
{
	const char *text = source_text(d->arena, d->policy, d->reader->state, message_id);

	return *text ? arena_printf(d->arena, "%s%s", before, text) : "";
}

const char *digest_instant(const struct digest *d, int64_t at_s)
{
	return format_instant(d->arena, d->reader->zone, at_s);
}

const char *digest_hello(const struct digest *d)
{
	return *d->reader->name ? arena_printf(d->arena, "%s, ",
					       format_first_name(d->arena, d->reader->name))
				: "";
}

/* Those who present: named, else who raised it. */
const char *digest_presenters(struct arena *arena, const struct agenda_row *row,
			      const char *between)
{
	return row->n_presenters ? digest_join(arena, row->presenters, row->n_presenters, between)
				 : row->raised_by;
}

const char *digest_meeting_day(const struct digest *d, const struct meeting_view *meeting)
{
	return format_date(d->arena, d->reader->zone, d->now_s,
			zone_to_local(d->reader->zone, meeting->start_s).date);
}

const char *digest_meeting(const struct digest *d, const struct meeting_view *meeting)
{
	return meeting->number >= 0 ? arena_printf(d->arena, "meeting #%d", meeting->number)
				    : "the meeting";
}

size_t digest_owned_by_one(const struct item_list *open, const char *const *owners, size_t from)
{
	size_t n = 1;

	while (from + n < open->n && strcmp(owners[from + n], owners[from]) == 0)
		n++;
	return n;
}

void digest_raised(struct digest *d, const char *raised_by, const char *note)
{
	if (note && *note)
		digest_note(d, arena_printf(d->arena, "raised by %s: %s",
					    format_short(d->arena, raised_by, DIGEST_NAME_BYTES),
					    note));
}

/* What is parked stands below a title that says so. */
static const char *behind_owner(const struct digest *d, const struct item *item)
{
	if (item->status == ITEM_PARKED)
		return "";
	return arena_printf(d->arena, ", %s",
			    item->status == ITEM_OPEN ? digest_due(d, item)
						      : item_status_name(item->status));
}

void digest_items(struct digest *d, const char *title, struct item_list items)
{
	if (!items.n)
		return;
	digest_title(d, title);
	for (size_t i = 0; i < items.n; i++) {
		const struct item *item = items.rows[i].item;
		const char *who = format_short(d->arena, digest_owners(d, item), DIGEST_NAME_BYTES);

		digest_row(d,
			   arena_printf(d->arena, "#%d  %s%s  ", item->number, who,
					behind_owner(d, item)),
			   item->text);
		if (item->status != ITEM_OPEN && item->status != ITEM_PARKED && *item->note)
			digest_note(d, item->note);
		if (item->status == ITEM_OPEN)
			digest_raised(
				d, item->raised_by,
				raise_note(d->policy->people, item->raised_by, item->raise_proof));
	}
}

static const char *on_day(const struct digest *d, const char *what, int64_t at_s)
{
	struct civil_date day = zone_to_local(d->reader->zone, at_s).date;

	return arena_printf(d->arena, "%s %s", what,
			    format_date(d->arena, d->reader->zone, d->now_s, day));
}

/* Its state and day in a few words: a notice of its own has the instant. */
static const char *deadline_line(const struct digest *d, const struct deadline *deadline)
{
	switch (deadline->state) {
	case DEADLINE_STANDS:
		return on_day(d, "stands since", deadline->settled_s);
	case DEADLINE_NOT_AGREED:
		return on_day(d, "not agreed on", deadline->settled_s);
	case DEADLINE_WITHDRAWN:
		return on_day(d, "withdrawn on", deadline->settled_s);
	case DEADLINE_CONTESTED:
	case DEADLINE_OPEN:
		break;
	}
	if (deadline_is_unheard(deadline, d->now_s))
		return "not told to the list yet";
	if (deadline->state == DEADLINE_CONTESTED)
		return on_day(d, "contested, ends", deadline->closes_s);
	return on_day(d, deadline->waits ? "was to end" : "ends", deadline->closes_s);
}

void digest_deadlines(struct digest *d, const struct deadline_view *deadlines, size_t n)
{
	if (n)
		digest_title(d, "Deadlines:");
	for (size_t i = 0; i < n; i++) {
		digest_row(d,
			   arena_printf(d->arena, "#%d  %s  ", deadlines[i].number,
					deadline_line(d, deadlines[i].deadline)),
			   deadlines[i].title);
		digest_raised(d, deadlines[i].deadline->opener, deadlines[i].note);
	}
}

static const char *vote_ended(const struct digest *d, const struct vote_entry *entry)
{
	const struct vote *vote = &entry->vote;
	const char *day = on_day(d, "on", vote->settled_s);

	if (vote->ranked && vote->state != VOTE_NO_QUORUM)
		return arena_printf(d->arena, "ended %s (%s)", day,
				    votes_result_text(d->arena, entry));
	switch (vote->state) {
	case VOTE_PASSED:
	case VOTE_FAILED:
		return arena_printf(d->arena, "%s %s (%zu yes, %zu no, %zu abstained)",
				    vote->state == VOTE_PASSED ? "passed" : "not passed", day,
				    vote->tally.yes, vote->tally.no, vote->tally.abstain);
	default:
		return arena_printf(d->arena, "%s %s", vote_state_name(vote->state), day);
	}
}

static const char *vote_line(const struct digest *d, const struct vote_entry *entry)
{
	const struct vote *vote = &entry->vote;

	if (!vote_is_running(vote))
		return vote_ended(d, entry);
	if (vote->untold)
		return "its ballots are on their way";
	return arena_printf(d->arena, "%s, %s have voted",
			    on_day(d, vote->waits ? "was to end" : "ends", vote->closes_s),
			    votes_voted_text(d->arena, entry));
}

void digest_votes(struct digest *d, const struct vote_list *votes)
{
	if (votes->len)
		digest_title(d, "Votes:");
	for (size_t i = 0; i < votes->len; i++) {
		const struct vote_entry *e = &votes->entries[i];

		digest_row(d, arena_printf(d->arena, "#%d  %s  ", e->number, vote_line(d, e)),
			   e->title);
	}
}

void digest_decisions(struct digest *d, const char *title, bool to_list,
		      const struct decision_list *decisions, size_t max)
{
	const char *others = "", *correct;

	if (!decisions->len)
		return;
	correct = arena_printf(d->arena, "%s\"not D%d\" takes one out",
			       to_list ? "the chair's " : "",
			       decisions->entries[decisions->len - 1].number);
	digest_title(d, arena_printf(d->arena, "%s%s:", title,
				     advice_beside(d->arena, d->policy, to_list, correct)));
	for (size_t i = decisions->len; i-- > 0;) {
		const struct decision_entry *e = &decisions->entries[i];
		const char *name = arena_printf(d->arena, "D%d", e->number);

		if (decisions->len - i > max)
			others = arena_printf(d->arena, "%s%s%s", others, *others ? " " : "", name);
		else
			digest_row(d, arena_printf(d->arena, "%s  ", name), e->text);
	}
	if (*others)
		layout_hanging(&d->text, max ? "and " : "", DIGEST_ROW_INDENT, others, 0);
}

static void add_next(struct digest *d, const struct meeting_view *next)
{
	if (!next)
		return;
	digest_title(d, "Next meeting:");
	digest_row(
		d, "*  ",
		arena_printf(d->arena, "%s%s%s",
			     next->number >= 0 ? arena_printf(d->arena, "#%d, ", next->number) : "",
			     digest_instant(d, next->start_s),
			     *next->chair ? arena_printf(d->arena, ", chaired by %s", next->chair)
					  : ""));
	if (*next->where)
		digest_note(d, next->where);
}

static void add_quiet(struct digest *d, const char *quiet)
{
	if (quiet && *quiet)
		digest_paragraph(d, arena_printf(d->arena, "No reminders go to %s.", quiet));
}

static void add_threads(struct digest *d, const struct thread *threads, size_t n)
{
	enum { THREADS_SHOWN = 20 };

	if (!n)
		return;
	digest_title(d, "On the list:");
	for (size_t i = 0; i < n && i < THREADS_SHOWN; i++) {
		digest_row(d, "*  ", *threads[i].subject ? threads[i].subject : "(no subject)");
		digest_note(d,
			    arena_printf(
				    d->arena, "%s by %s",
				    format_count(d->arena, threads[i].messages, "message", NULL),
				    format_count(d->arena, threads[i].people, "person", "people")));
	}
	if (n > THREADS_SHOWN)
		digest_row(d, "*  ", arena_printf(d->arena, "and %zu more", n - THREADS_SHOWN));
}

/* "3 new, 1 overdue": what the subject and the first line count. */
static const char *weekly_counts(struct arena *arena, const struct weekly_view *view)
{
	const struct { size_t n; const char *name; } counts[] = {
		{ view->added.n, "new" }, { view->done.n, "done" }, { view->overdue.n, "overdue" },
		{ view->due.n, "due this week" },
	};
	const char *text = "";

	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
		if (counts[i].n)
			text = arena_printf(arena, "%s%s%zu %s", text, *text ? ", " : "",
					    counts[i].n, counts[i].name);
	}
	return text;
}

/* What ends within the week, and was opened before the last one. */
static bool ends_soon(const struct weekly_view *view, int64_t opened_s, int64_t closes_s)
{
	enum { WEEK_S = 7 * 24 * 3600 };

	return closes_s >= view->to_s && closes_s < view->to_s + WEEK_S &&
	       opened_s < view->to_s - WEEK_S;
}

/* A decision is none: who reads the list has read it there, and it goes with the next news. */
static bool has_news(const struct weekly_view *view)
{
	bool is_news = view->n_news;

	for (size_t i = 0; i < view->n_deadlines; i++) {
		const struct deadline *deadline = view->deadlines[i].deadline;

		is_news = is_news || deadline->settled_s ||
			  ends_soon(view, deadline->opened_s, deadline->closes_s);
	}
	for (size_t i = 0; i < view->votes.len; i++) {
		const struct vote *vote = &view->votes.entries[i].vote;

		is_news = is_news || vote->settled_s ||
			  ends_soon(view, vote->opened_s, vote->closes_s);
	}
	for (size_t i = 0; i < view->n_threads; i++)
		is_news = is_news || view->threads[i].people > 1;
	return is_news;
}

enum { DECISIONS_SHOWN = 20 };

bool digest_weekly(struct arena *arena, const struct notice_policy *policy,
		   const struct digest_reader *reader, const struct weekly_view *view,
		   int64_t now_s, struct notice_composed *out)
{
	const char *counts = weekly_counts(arena, view);
	struct digest d;
	const char *since, *wanted;
	int example;

	if (!has_news(view))
		return false;
	since = format_date(arena, reader->zone, now_s,
			 zone_to_local(reader->zone, view->from_s).date);
	wanted =
		*counts ? arena_printf(
				  arena,
				  "Action items since %s: %s. Please look whether yours are right.",
				  since, counts)
			: arena_printf(arena,
				       "Nothing is wanted of you: this is what happened since %s.",
				       since);
	digest_begin(&d, arena, policy, reader, now_s, wanted);
	digest_items(&d,
		     view->n_overdue_before ? arena_printf(arena,
							   "Overdue (and %zu for longer, which "
							   "their owners are reminded of):",
							   view->n_overdue_before)
					    : "Overdue:",
		     view->overdue);
	digest_items(&d, "Due this week:", view->due);
	digest_items(&d, "New:", view->added);
	digest_items(&d, "Done:", view->done);
	digest_deadlines(&d, view->deadlines, view->n_deadlines);
	digest_votes(&d, &view->votes);
	digest_decisions(&d, "Decided", true, &view->decisions, DECISIONS_SHOWN);
	add_next(&d, view->next);
	add_quiet(&d, view->quiet);
	add_threads(&d, view->threads, view->n_threads);
	example = view->overdue.n ? view->overdue.rows[0].item->number
		  : view->due.n	  ? view->due.rows[0].item->number
		  : view->added.n ? view->added.rows[0].item->number
				  : 12;
	digest_end(&d, "weekly-digest",
		   *counts ? arena_printf(arena, "The week: %s", counts) : "The week on the list",
		   arena_printf(arena,
				"%s On the list \"[AI %s]\" begins a new one for somebody, "
				"\"[AGENDA 20m]\" an entry for the agenda.",
				advice_close(arena, policy, example),
				format_another(arena, policy->people, "")),
		   NULL, 0, out);
	return true;
}
