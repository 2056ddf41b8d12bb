/* record_agenda.c - see record_agenda.h. */
#include "committee/record_agenda.h"

#include <limits.h>
#include <string.h>

#include "committee/presence.h"
#include "committee/walk.h"
#include "tags/likeness.h"

enum { SAME_TITLE_PERCENT = 75, SHARED_WORDS = 2 };

struct agenda_recorder {
	struct arena *arena;
	const struct state *state;
	const struct incoming *mail;
	struct meeting_calendar *calendar;
	struct event_list *out;
	const struct person *author; /* NULL: nobody whom the list knows */
};

static struct event new_event(const struct agenda_recorder *r, enum event_kind kind,
			      const struct fact *fact)
{
	struct event e = incoming_event(r->mail, kind);

	e.line = fact->line;
	e.rule = fact->rule;
	return e;
}

/* The meeting that a heading speaks of, as far as it says. */
struct heading {
	int number; /* 0: unknown */
	struct civil_date date;
};

static struct heading heading_of(const struct agenda_recorder *r, const struct fact *fact)
{
	struct heading h = { .number = fact->meeting > 0 ? fact->meeting : 0 };
	struct meeting meeting;

	if (!fact_is_minutes_tag(fact))
		h.date = fact->due;
	else if (!h.number && calendar_last(r->calendar, r->mail->received_at_s, &meeting))
		h.number = meeting.number;
	if (!civil_is_set(h.date) && h.number &&
	    calendar_by_number(r->calendar, h.number, &meeting))
		h.date = meeting.date;
	if (!h.number && civil_is_set(h.date) && calendar_by_date(r->calendar, h.date, &meeting))
		h.number = meeting.number;
	return h;
}

/* Does the heading stand above minutes rather than above a plan? */
static bool is_over(const struct agenda_recorder *r, const struct heading *h)
{
	struct meeting meeting;

	if (!civil_is_set(h->date))
		return false;
	if (civil_compare(h->date, r->mail->date) != 0)
		return civil_compare(h->date, r->mail->date) < 0;
	/* on the day itself: what came before it began is its agenda */
	return !calendar_by_date(r->calendar, h->date, &meeting) ||
	       meeting.start_utc_s <= r->mail->received_at_s;
}

static bool same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

/* Of the same meeting. */
static bool is_same_meeting(const struct event *a, const struct event *b)
{
	return a->minutes.meeting == b->minutes.meeting &&
	       civil_compare(a->minutes.day, b->minutes.day) == 0;
}

/* Minutes of the same meeting, by whomever; the same entry for, or discussed in, the same meeting.
 */
static bool is_of_same(const struct event *a, const struct event *b)
{
	if (a->kind != b->kind || !same(a->list, b->list))
		return false;
	if (a->kind == EVENT_MINUTES)
		return is_same_meeting(a, b);
	return a->agenda.meeting == b->agenda.meeting &&
	       a->agenda.discussed == b->agenda.discussed && same(a->agenda.title, b->agenda.title);
}

static bool says_same(const struct event *a, const struct event *b)
{
	return a->kind != EVENT_MINUTES || (same(a->minutes.chair, b->minutes.chair) &&
					    same(a->minutes.present, b->minutes.present) &&
					    same(a->minutes.regrets, b->minutes.regrets));
}

/* The newest of the same; NULL: there is none. */
static const struct event *last_of_same(const struct event_list *list, const struct event *e)
{
	for (size_t i = list->len; i-- > 0;) {
		if (is_of_same(&list->events[i], e))
			return &list->events[i];
	}
	return NULL;
}

/* The same of what was recorded before the mail. */
static const struct event *last_before(const struct agenda_recorder *r, const struct event *e)
{
	struct event_walk walk = walk_events(r->state, e->list, WALK(e->kind));
	const struct event *before;

	do
		before = event_walk_back(&walk, e->kind);
	while (before && !is_of_same(before, e));
	return before;
}

/* Minutes are mailed again and again, often all of them: once is enough. */
static void emit_once(struct agenda_recorder *r, const struct event *e)
{
	const struct event *before = last_before(r, e), *here = last_of_same(r->out, e);
	bool is_said = (before && says_same(before, e)) || (here && says_same(here, e));

	if (!is_said)
		event_list_add(r->arena, r->out, e);
}

static void record_minutes(struct agenda_recorder *r, const struct fact *fact)
{
	struct heading h = heading_of(r, fact);
	struct event e = new_event(r, EVENT_MINUTES, fact);

	if (strcmp(fact->note, "cancelled") == 0 || (!fact_is_minutes_tag(fact) && !is_over(r, &h)))
		return;
	e.minutes.meeting = h.number;
	e.minutes.day = h.date;
	if (!fact_is_minutes_tag(fact)) {
		e.minutes.chair_written = fact->n_owners ? fact->owners[0] : "";
		e.minutes.chair = fact->n_people ? fact->people[0] : "";
	}
	/* a tag by itself says that there are some, and nothing against what others say of them */
	if (fact_is_minutes_tag(fact) && !fact->n_present && !fact->n_regrets &&
	    (last_before(r, &e) || last_of_same(r->out, &e)))
		return;
	e.minutes.present = presence_joined(r->arena, fact->present, fact->n_present);
	e.minutes.regrets = presence_joined(r->arena, fact->regrets, fact->n_regrets);
	emit_once(r, &e);
}

static const char *joined(struct arena *arena, const struct fact *fact)
{
	const char *text = "";

	/* names that all resolved are told in full */
	bool full = fact->n_people && fact->n_people == fact->n_owners;

	for (size_t i = 0; i < fact->n_owners; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? ", " : "",
				    full ? fact->people[i] : fact->owners[i]);
	return text;
}

bool agenda_is_same_title(const char *a, const char *b)
{
	return span_eq_ci(span_of(a), span_of(b)) || likeness_percent(a, b) >= SAME_TITLE_PERCENT;
}

/* "Translations" of the entry "Translations: where we are". */
static bool is_topic_of(const char *title, const char *entry)
{
	size_t n = strlen(title);

	return n && span_starts_ci(span_of(entry), title) && entry[n] == ':' && entry[n + 1] == ' ';
}

/* "Moving the list to groups.io (KP)" of the entry "Should we move the list to groups.io?": one of
 * them has all that the other says, in any form of its words. */
static bool is_like(struct arena *arena, const char *title, const char *entry)
{
	const struct wording a = wording_of(arena, title, (struct span){ 0 });
	const struct wording b = wording_of(arena, entry, (struct span){ 0 });

	return wording_shared(&a, &b) >= SHARED_WORDS && !wording_swaps(&a, &b) &&
	       !wording_differs(&a, &b);
}

/* "3. Website", "Topic 3: Website", "2) Website": without the number. */
static const char *without_number(const char *title)
{
	static const char *const words[] = { "topic ", "item ", "agenda item ", "point ", NULL };
	const char *word = span_any(span_of(title), span_starts_ci, words);
	const char *digits = title + (word ? strlen(word) : 0);
	size_t n = strspn(digits, "0123456789.#"), mark = strspn(digits + n, ".):- ");
	bool is_number = n && (mark || digits[n - 1] == '.') && digits[n + mark];

	return is_number ? digits + n + mark : title;
}

static bool is_entry_for(const struct event *entry, int meeting)
{
	return !entry->agenda.discussed && entry->agenda.meeting <= meeting;
}

static bool was_discussed(const struct agenda_recorder *r, const struct event *entry)
{
	struct event_walk walk = walk_events(r->state, entry->list, WALK(EVENT_AGENDA));
	const struct event *e;

	while ((e = event_walk_next(&walk))) {
		bool is_one =
			e->agenda.discussed && e->agenda.meeting >= entry->agenda.meeting;

		if (is_one && strcmp(e->agenda.title, entry->agenda.title) == 0)
			return true;
	}
	return false;
}

/* The entry of the agenda that the words mean; NULL: none, or two.  The newest of those that say
 * the same; what is only like it must be the only one. */
static const struct event *find_entry(const struct agenda_recorder *r, const char *title,
				      int meeting)
{
	struct event_walk walk = walk_events(r->state, r->mail->list, WALK(EVENT_AGENDA));
	const struct event *entry, *like = NULL;
	bool is_one = true;

	while ((entry = event_walk_back(&walk, EVENT_AGENDA))) {
		const char *said = entry->agenda.title;

		if (!is_entry_for(entry, meeting))
			continue;
		if (agenda_is_same_title(title, said) || is_topic_of(title, said))
			return entry;
		if (!is_like(r->arena, title, said) || was_discussed(r, entry))
			continue;
		is_one = is_one && (!like || strcmp(like->agenda.title, said) == 0);
		like = entry;
	}
	return is_one ? like : NULL;
}

/* What minutes speak of says that an entry of the agenda was discussed. */
static void record_discussed(struct agenda_recorder *r, const struct fact *fact, int meeting)
{
	const struct event *entry = find_entry(r, without_number(fact->text), meeting);
	struct event e = new_event(r, EVENT_AGENDA, fact);

	if (!entry)
		return;
	e.agenda = (struct event_agenda){
		.meeting = meeting,
		.discussed = true,
		.title = entry->agenda.title,
		.minutes = -1,
	};
	emit_once(r, &e);
}

/* A part of minutes that is headed by an entry of the agenda says so; other titles say nothing. */
static void record_title(struct agenda_recorder *r, const struct fact *facts, size_t n_facts,
			 const struct fact *fact)
{
	const struct fact *above = fact_heading_above(facts, n_facts, fact, fact->meeting);
	struct heading h;

	if (!above)
		return;
	h = heading_of(r, above);
	if (fact_is_minutes_tag(above) || is_over(r, &h))
		record_discussed(r, fact, h.number);
}

/* The meeting that an entry is for by what its mail says; 0: the next one.  A number in brackets is
 * meant whatever the plan says; one of a subject, or a day, only if the plan has it. */
static int meeting_meant(const struct agenda_recorder *r, const struct fact *fact)
{
	struct meeting meeting;

	if (fact->meeting > 0 && (strcmp(fact->rule, "agenda-tag") == 0 ||
				  calendar_by_number(r->calendar, fact->meeting, &meeting)))
		return fact->meeting;
	if (civil_is_set(fact->due) && calendar_by_date(r->calendar, fact->due, &meeting))
		return meeting.number;
	return 0;
}

/* An agenda that is mailed lists what is on it already, too: that is no news, with the presenter
 * that the entry has or whoever raised it. */
static bool is_on_it(const struct agenda_recorder *r, const struct event_agenda *now)
{
	int meeting = now->meeting ? now->meeting : INT_MAX;
	const struct event *entry = find_entry(r, now->title, meeting);

	if (!entry || was_discussed(r, entry) ||
	    !agenda_is_same_title(now->title, entry->agenda.title))
		return false;
	bool is_by_same = !*now->presenters || same(now->presenters, entry->agenda.presenters) ||
			  same(now->presenters, entry->actor);

	return is_by_same && (now->minutes < 0 || now->minutes == entry->agenda.minutes);
}

static void record_entry(struct agenda_recorder *r, const struct fact *facts, size_t n_facts,
			 const struct fact *fact)
{
	const struct fact *above = fact_heading_above(facts, n_facts, fact, fact->meeting);
	struct event e = new_event(r, EVENT_AGENDA, fact);
	struct heading h = { .number = meeting_meant(r, fact) };

	if (above)
		h = heading_of(r, above);
	e.agenda = (struct event_agenda){
		.meeting = h.number,
		.title = fact->text,
		.presenters = joined(r->arena, fact),
		.minutes = fact->minutes,
	};
	if (above && (fact_is_minutes_tag(above) || is_over(r, &h))) {
		e.agenda.discussed = true;
		emit_once(r, &e);
		record_discussed(r, fact, h.number);
		return;
	}
	if (strcmp(fact->rule, "agenda-tag") == 0 || !is_on_it(r, &e.agenda))
		event_list_add(r->arena, r->out, &e);
}

static void ignore(struct agenda_recorder *r, struct event e, const struct fact *fact,
		   const char *why)
{
	e.act = MEETING_IGNORED;
	e.meeting.note = arena_printf(r->arena, "%s: %s", fact->command, why);
	e.meeting.quote = fact->quote;
	event_list_add(r->arena, r->out, &e);
}

static bool may_command(const struct agenda_recorder *r, const struct meeting *meeting)
{
	if (!r->author)
		return false;
	return (meeting->chair && strcmp(meeting->chair, r->author->name) == 0) ||
	       (r->mail->chair && strcmp(r->mail->chair, r->author->name) == 0);
}

static void record_command(struct agenda_recorder *r, const struct fact *fact)
{
	struct meeting_act act = {
		.what = fact->command,
		.number = fact->meeting > 0 ? fact->meeting : 0,
		.text = fact->text,
		.date = fact->due,
		.start_minute = meeting_act_minute(span_of(fact->note)),
		.written = fact->n_owners ? fact->owners[0] : "",
		.person = fact->n_people == 1 && !fact->n_groups ? fact->people[0] : "",
	};
	struct event e = new_event(r, EVENT_MEETING, fact);
	struct meeting meeting;

	e.meeting.quote = fact->quote;
	if (*fact->note && act.start_minute < 0) /* an hour that no day has is no time at all */
		act.date = (struct civil_date){ 0 };
	e.meeting.number = act.number;
	e.meeting.start_minute = -1;
	if (!meeting_act_find(r->calendar, &act, r->mail->received_at_s, &meeting)) {
		ignore(r, e, fact, "there is no such meeting");
		return;
	}
	const char *why = meeting_act_judge(r->calendar, &act, &meeting, &e);

	if (!r->mail->proof || !*r->mail->proof)
		why = "the sender is not proved";
	else if (!may_command(r, &meeting))
		why = "only who chairs the meeting, or the list's chair, may say so";
	if (why)
		ignore(r, e, fact, why);
	else
		event_list_add(r->arena, r->out, &e);
}

static bool is_chair_command(const struct fact *fact)
{
	return fact->kind == FACT_COMMAND && fact->command &&
	       (fact_is_command(fact, MEETING_CANCEL) || fact_is_command(fact, MEETING_MOVE) ||
		fact_is_command(fact, MEETING_CHAIR) || fact_is_command(fact, MEETING_SKIP));
}

void record_agenda(struct arena *arena, const struct state *state, const struct incoming *mail,
		   struct meeting_calendar *calendar, const struct fact *facts, size_t n_facts,
		   struct event_list *out)
{
	struct agenda_recorder r = {
		.arena = arena,
		.state = state,
		.mail = mail,
		.calendar = calendar,
		.out = out,
		.author = incoming_sender(mail),
	};

	for (size_t i = 0; i < n_facts; i++) {
		const struct fact *fact = &facts[i];

		if (fact->kind == FACT_MEETING)
			record_minutes(&r, fact);
		else if (fact->kind == FACT_AGENDA)
			record_entry(&r, facts, n_facts, fact);
		else if (fact->kind == FACT_TITLE)
			record_title(&r, facts, n_facts, fact);
		else if (is_chair_command(fact))
			record_command(&r, fact);
	}
}

static bool change_of(const struct event *e, struct meeting_change *out)
{
	static const struct {
		const char *act;
		enum meeting_change_kind kind;
	} kinds[] = {
		{ MEETING_CANCEL, CHANGE_CANCEL },
		{ MEETING_MOVE, CHANGE_MOVE },
		{ MEETING_CHAIR, CHANGE_CHAIR },
		{ MEETING_SKIP, CHANGE_SKIP },
	};

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(e->act, kinds[i].act) != 0)
			continue;
		*out = (struct meeting_change){
			.at_s = e->at_s,
			.actor = e->actor,
			.kind = kinds[i].kind,
			.number = e->meeting.number,
			.date = e->meeting.day,
			.start_minute = e->meeting.start_minute,
			.chair = *e->meeting.chair ? e->meeting.chair : NULL,
		};
		return true;
	}
	return false;
}

size_t record_meeting_changes(struct arena *arena, const struct state *state, const char *list,
			      struct meeting_change **out)
{
	struct event_walk walk = walk_events(state, list, WALK(EVENT_MEETING));
	const struct event *e;
	size_t n = 0, cap = 0;

	*out = NULL;
	while ((e = event_walk_next(&walk))) {
		*out = arena_grow(arena, *out, n, &cap, sizeof **out);
		n += change_of(e, &(*out)[n]);
	}
	return n;
}
