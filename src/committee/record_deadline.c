/* record_deadline.c - see record_deadline.h. */
#include "committee/record_deadline.h"

#include <string.h>

#include "committee/answered.h"
#include "committee/deadlines.h"

struct deadline_recorder {
	struct arena *arena;
	const struct state *state;
	const struct deadline_mail *mail;
	struct event_list *out;
	struct deadline_list deadlines;	/* of the list, before this mail */
	struct vote_list votes;		/* the same */
	const struct person *author;	/* NULL: nobody whom the list knows */
	const char *actor;
	bool reply;
};

const char *deadline_chair(struct meeting_calendar *calendar, int meeting, int64_t at_s,
			   const char *fallback)
{
	struct meeting m;

	if (meeting > 0 && calendar_by_number(calendar, meeting, &m) && m.chair)
		return m.chair;
	if (fallback)		/* a committee with one chair has named it */
		return fallback;
	if (calendar_last(calendar, at_s, &m) && m.chair)
		return m.chair;
	return calendar_next(calendar, at_s, &m) && m.chair ? m.chair : NULL;
}

const char *deadline_named_chair(struct arena *arena, const struct people *people,
				 const struct deadline_entry *entry)
{
	const struct event **texts;
	size_t index;

	for (size_t n = deadline_texts(arena, entry, &texts); n-- > 0;) {
		const struct event_deadline *text = &texts[n]->deadline;
		const char *name = *text->chair		  ? text->chair
				   : *text->chair_written ? texts[n]->actor
							  : "";

		if (*name && people_resolve(people, span_of(name), &index) == PEOPLE_PERSON)
			return people->persons[index].name;
	}
	return NULL;
}

static bool is_name(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

unsigned deadline_roles(const struct incoming *mail, struct meeting_calendar *calendar,
			int meeting)
{
	const struct person *sender = incoming_sender(mail);
	unsigned roles = 0;

	if (!sender)
		return 0;
	if (sender->member)
		roles |= DEADLINE_BY_MEMBER;
	if (is_name(sender->name, mail->chair) ||
	    is_name(sender->name, deadline_chair(calendar, meeting, mail->received_at_s, NULL)))
		roles |= DEADLINE_BY_CHAIR;
	return roles;
}

static bool is_chair(const struct deadline_recorder *r, int meeting)
{
	return deadline_roles(r->mail->mail, r->mail->calendar, meeting) & DEADLINE_BY_CHAIR;
}

static struct event new_event(const struct deadline_recorder *r, enum deadline_event_kind kind,
			      int number, int meeting, const struct fact *fact)
{
	struct event e = incoming_event(r->mail->mail, EVENT_DEADLINE);

	e.line = fact->line;
	e.rule = fact->rule;
	e.act = deadline_event_name(kind);
	e.deadline.quote = fact->quote;
	e.deadline.number = number;
	e.deadline.meeting = -1;
	e.deadline.roles = deadline_roles(r->mail->mail, r->mail->calendar, meeting);
	return e;
}

static void emit(struct deadline_recorder *r, const struct event *e)
{
	event_list_add(r->arena, r->out, e);
}

static void open_proposal(struct deadline_recorder *r, const struct fact *fact)
{
	int number = state_next_number(r->state, r->out);
	struct event e = new_event(r, DEADLINE_EVENT_OPENED, number, -1, fact);
	struct period period;

	e.deadline.title = *fact->text	       ? fact->text
			   : *r->mail->subject ? r->mail->subject
					       : "(no title)";
	e.deadline.body = fact->detail;
	if (period_read(span_of(fact->note), &period)) {
		e.deadline.period_days = period.days;
		e.deadline.period_s = period.seconds;
	} else {
		e.deadline.until = fact->due;
		e.deadline.end_written = fact->note;
	}
	emit(r, &e);
}

/* The minutes of a mail: number and day from whichever of its facts has them. */
struct minutes {
	const struct fact *fact;	/* NULL: it has none */
	const struct fact *heading;	/* the body's, which may name the chair; NULL */
	int meeting;			/* 0: no number */
	struct civil_date date;
	bool tagged;			/* [MINUTES #39] in the subject */
};

/* Any other fact of a meeting in the subject stands for the text's heading. */
static struct minutes minutes_of(const struct deadline_recorder *r, const struct fact *facts,
				 size_t n)
{
	struct minutes m = { 0 };
	struct meeting meeting;

	for (size_t i = 0; i < n; i++) {
		const struct fact *fact = &facts[i];
		int number = fact->meeting > 0 ? fact->meeting : 0;

		if (fact->kind != FACT_MEETING || strcmp(fact->note, "cancelled") == 0)
			continue;
		if (fact->line == 0 && !m.tagged && fact_is_minutes_tag(fact)) {
			m = (struct minutes){
				.fact = fact, .meeting = number, .date = fact->due, .tagged = true
			};
		} else if ((fact->line > 0 || !fact_is_minutes_tag(fact)) && !m.heading &&
			   (!m.meeting || !number || number == m.meeting)) {
			m.heading = fact;
			m.fact = m.fact ? m.fact : fact;
			m.meeting = m.meeting ? m.meeting : number;
			m.date = civil_is_set(m.date) ? m.date : fact->due;
		}
	}
	if (m.meeting && !civil_is_set(m.date) &&
	    calendar_by_number(r->mail->calendar, m.meeting, &meeting))
		m.date = meeting.date;
	return m;
}

static bool has_begun(const struct deadline_recorder *r, const struct minutes *m)
{
	const struct incoming *mail = r->mail->mail;
	struct meeting meeting;

	if (m->meeting && calendar_by_number(r->mail->calendar, m->meeting, &meeting) &&
	    civil_compare(meeting.date, m->date) == 0)
		return meeting.start_utc_s <= mail->received_at_s;
	return civil_compare(m->date, mail->date) <= 0;
}

static const char *minutes_title(const struct deadline_recorder *r, const struct minutes *m)
{
	char iso[CIVIL_TEXT_SIZE];

	if (m->meeting && civil_is_set(m->date))
		return arena_printf(r->arena, "minutes of meeting #%d of %s", m->meeting,
				    civil_format_iso(m->date, iso));
	if (m->meeting)
		return arena_printf(r->arena, "minutes of meeting #%d", m->meeting);
	return arena_printf(r->arena, "minutes of %s", civil_format_iso(m->date, iso));
}

static void name_chair(struct event *e, const struct minutes *m)
{
	if (m->heading && m->heading->n_owners)
		e->deadline.chair_written = m->heading->owners[0];
	if (m->heading && m->heading->n_people == 1)
		e->deadline.chair = m->heading->people[0];
}

/* But for white space, the same?  A text that is not at hand is no other's copy. */
static bool is_same_text(const char *a, const char *b)
{
	struct span left = span_trim(span_of(a)), right = span_trim(span_of(b));

	while (left.len && right.len && left.ptr[0] == right.ptr[0]) {
		left = span_sub(left, 1, left.len);
		right = span_sub(right, 1, right.len);
		/* both go on behind white space, or neither */
		if (left.len && right.len && ascii_is_space((unsigned char)left.ptr[0]) &&
		    ascii_is_space((unsigned char)right.ptr[0])) {
			left = span_trim(left);
			right = span_trim(right);
		}
	}
	return *a && !left.len && !right.len;
}

static void record_text(struct deadline_recorder *r, const struct deadline_entry *entry,
			const struct minutes *m)
{
	const struct event **texts;
	size_t n = deadline_texts(r->arena, entry, &texts);
	bool same = n && is_same_text(r->mail->text, texts[n - 1]->deadline.body);
	struct event e =
		new_event(r, same ? DEADLINE_EVENT_TEXT_AGAIN : DEADLINE_EVENT_TEXT_CHANGED,
			  entry->number, m->meeting, m->fact);

	if (!same) {
		e.deadline.body = r->mail->text;
		name_chair(&e, m);
	}
	emit(r, &e);
}

/* Why the mail brings no new text of its minutes, as the end of a sentence; NULL: it does. */
static const char *text_why_not(const struct deadline_recorder *r, const struct minutes *m,
				const struct deadline_entry *entry)
{
	/* a name alone is anybody's */
	bool is_known = r->author || *r->mail->mail->author_addr;
	bool speaks = is_chair(r, m->meeting) || strcmp(entry->deadline.opener, r->actor) == 0;

	if (!deadline_is_running(&entry->deadline))
		return "theirs is over, and no other one opens";
	if (is_known && (m->tagged || (m->heading && speaks)))
		return NULL;
	return "theirs goes on with the text that was mailed first";
}

/* Why its minutes open no deadline.  An agenda has the heading of its meeting too: that one is
 * still to come. */
static const char *opening_why_not(const struct deadline_recorder *r, const struct minutes *m)
{
	if (r->reply)
		return "the mail is a reply";
	if (m->tagged)
		return NULL;
	if (!civil_is_set(m->date))
		return "they do not say of which day they are";
	if (!is_chair(r, m->meeting))
		return "they are not by the chair, and the subject does not begin with "
		       "\"[MINUTES]\"";
	return m->heading && has_begun(r, m) ? NULL : "no line heads them";
}

static bool are_of_meeting(const struct minutes *m)
{
	return m->fact && (m->meeting || civil_is_set(m->date));
}

static void record_minutes(struct deadline_recorder *r, const struct fact *facts, size_t n)
{
	struct minutes m = minutes_of(r, facts, n);
	const struct deadline_entry *entry;
	struct event e;

	if (!are_of_meeting(&m))
		return;
	entry = deadline_of_minutes(&r->deadlines, m.meeting, m.date);
	if (entry) {
		if (!text_why_not(r, &m, entry))
			record_text(r, entry, &m);
		return;
	}
	if (opening_why_not(r, &m))
		return;
	e = new_event(r, DEADLINE_EVENT_OPENED, state_next_number(r->state, r->out), m.meeting,
		      m.fact);
	e.deadline.body = r->mail->text;
	name_chair(&e, &m);
	e.deadline.title = minutes_title(r, &m);
	e.deadline.meeting = m.meeting;
	e.deadline.meeting_day = m.date;
	emit(r, &e);
}

static bool answer_kind(const char *command, enum deadline_event_kind *out)
{
	static const struct {
		const char *command;
		enum deadline_event_kind kind;
	} answers[] = {
		{ "object", DEADLINE_EVENT_OBJECTED },
		{ "ok", DEADLINE_EVENT_OK },
		{ "comment", DEADLINE_EVENT_COMMENT },
		{ "withdraw", DEADLINE_EVENT_WITHDRAW },
		{ "extend", DEADLINE_EVENT_EXTENDED },
		{ "restart", DEADLINE_EVENT_RESTART },
		{ "resolved", DEADLINE_EVENT_RESOLVED },
		{ "plain-objection", DEADLINE_EVENT_PLAIN_OBJECTION },
	};

	for (size_t i = 0; command && i < sizeof answers / sizeof answers[0]; i++) {
		if (strcmp(answers[i].command, command) == 0) {
			*out = answers[i].kind;
			return true;
		}
	}
	return false;
}

/* The chair's "[RESTART]" stands in the mail that has the new text, which need not be a reply. */
static void add_own_minutes(struct deadline_recorder *r, const struct fact *facts, size_t n,
			    struct answered_deadlines *out)
{
	struct minutes m = minutes_of(r, facts, n);
	const struct deadline_entry *entry =
		m.fact ? deadline_of_minutes(&r->deadlines, m.meeting, m.date) : NULL;

	if (entry)
		out->entries[out->n++] = entry;
}

static void answer(struct deadline_recorder *r, const struct fact *fact,
		   enum deadline_event_kind kind, const struct fact *facts, size_t n_facts)
{
	struct answered_deadlines found;
	struct period period;

	answered_find(r->arena, &r->deadlines, &r->votes, r->mail->mail, fact, kind, &found);
	if (!found.n && kind == DEADLINE_EVENT_RESTART && fact->item <= 0)
		add_own_minutes(r, facts, n_facts, &found);
	if (found.unclear || (found.doubtful && kind == DEADLINE_EVENT_OBJECTED))
		kind = found.unclear ? DEADLINE_EVENT_UNCLEAR : DEADLINE_EVENT_PLAIN_OBJECTION;
	for (size_t i = 0; i < found.n + found.unclear; i++) {
		const struct deadline_entry *entry = found.unclear ? NULL : found.entries[i];
		struct event e = new_event(r, kind, entry ? entry->number : 0,
					   entry ? entry->meeting : -1, fact);

		e.deadline.words =
			kind == DEADLINE_EVENT_PLAIN_OBJECTION || kind == DEADLINE_EVENT_UNCLEAR
				? fact->quote
				: fact->text;
		e.deadline.unseen = r->mail->mail->to_bot && (kind == DEADLINE_EVENT_OBJECTED ||
							      kind == DEADLINE_EVENT_WITHDRAW);
		if (kind == DEADLINE_EVENT_EXTENDED &&
		    period_read(span_of(fact->note), &period)) {
			e.deadline.period_days = period.days;
			e.deadline.period_s = period.seconds;
		} else if (kind == DEADLINE_EVENT_EXTENDED) {
			e.deadline.until = fact->due;
		}
		emit(r, &e);
	}
}

bool record_has_deadlines(const struct fact *facts, size_t n_facts)
{
	enum deadline_event_kind kind;

	for (size_t i = 0; i < n_facts; i++) {
		if (facts[i].kind == FACT_DEADLINE || facts[i].kind == FACT_MEETING ||
		    (facts[i].kind == FACT_COMMAND && answer_kind(facts[i].command, &kind)))
			return true;
	}
	return false;
}

static bool is_reply(const struct deadline_mail *mail)
{
	return *mail->refs || span_starts_ci(span_trim(span_of(mail->subject)), "re:");
}

/* An answer may repeat the subject of the mail it answers without "Re:". */
static bool repeats_subject(const struct deadline_mail *mail, const struct fact *fact)
{
	struct span namesakes = span_of(mail->mail->namesakes), id;

	while (fact->line == 0 && span_next_line(&namesakes, &id)) {
		if (span_has_line(span_of(mail->refs), id))
			return true;
	}
	return false;
}

struct deadline_mail deadline_mail_of(const struct incoming *mail)
{
	return (struct deadline_mail){
		.mail = mail,
		.subject = mail->subject ? mail->subject : "",
		.refs = mail->thread ? mail->thread : "",
		.text = mail->minutes ? mail->minutes : "",
		.zone = mail->terms.zone,
		.calendar = mail->terms.calendar,
	};
}

/* What was received later than this mail is not known to it: the fold judges again when all is
 * read. */
static struct deadline_recorder recorder_of(struct arena *arena, const struct state *state,
					    const struct deadline_mail *mail,
					    struct event_list *out)
{
	const struct incoming *in = mail->mail;
	struct deadline_recorder r = {
		.arena = arena,
		.state = state,
		.mail = mail,
		.out = out,
		.reply = is_reply(mail),
		.author = incoming_sender(in),
		.actor = incoming_actor(in),
	};

	deadlines_of(arena, state, in->list, mail->zone, in->received_at_s, in->received_at_s,
		     &r.deadlines);
	votes_of(arena, state, NULL, in->list, mail->zone, in->received_at_s, in->received_at_s,
		 &r.votes);
	return r;
}

void record_deadlines(struct arena *arena, const struct state *state,
		      const struct deadline_mail *mail, const struct fact *facts, size_t n_facts,
		      struct event_list *out)
{
	struct deadline_recorder r = recorder_of(arena, state, mail, out);
	enum deadline_event_kind kind;

	for (size_t i = 0; i < n_facts; i++) {
		if (facts[i].kind == FACT_COMMAND && answer_kind(facts[i].command, &kind))
			answer(&r, &facts[i], kind, facts, n_facts);
	}
	record_minutes(&r, facts, n_facts);
	for (size_t i = 0; i < n_facts; i++) {
		if (facts[i].kind == FACT_DEADLINE && !repeats_subject(mail, &facts[i]))
			open_proposal(&r, &facts[i]);
	}
}

const char *record_deadline_why_not(struct arena *arena, const struct state *state,
				    const struct deadline_mail *mail, const struct fact *facts,
				    size_t n_facts)
{
	const struct deadline_recorder r = recorder_of(arena, state, mail, NULL);
	const struct minutes m = minutes_of(&r, facts, n_facts);

	if (!are_of_meeting(&m))
		return NULL;
	const struct deadline_entry *entry =
		deadline_of_minutes(&r.deadlines, m.meeting, m.date);

	return entry ? text_why_not(&r, &m, entry) : opening_why_not(&r, &m);
}
