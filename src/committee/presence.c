/* presence.c - see presence.h. */
#include "committee/presence.h"

#include <string.h>

#include "committee/walk.h"

static bool has(const struct name_list *list, const char *name)
{
	for (size_t i = 0; i < list->len; i++) {
		if (strcmp(list->names[i], name) == 0)
			return true;
	}
	return false;
}

static void add(struct arena *arena, struct name_list *list, const char *name)
{
	if (has(list, name))
		return;
	list->names = arena_grow(arena, list->names, list->len, &list->cap, sizeof *list->names);
	list->names[list->len++] = name;
}

static void take(struct name_list *list, const char *name)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->len; i++) {
		if (strcmp(list->names[i], name) != 0)
			list->names[kept++] = list->names[i];
	}
	list->len = kept;
}

static void add_lines(struct arena *arena, struct name_list *list, const char *text)
{
	struct span rest = span_of(text), line;

	while (span_next_line(&rest, &line)) {
		if (line.len)
			add(arena, list, arena_strndup(arena, line.ptr, line.len));
	}
}

const char *presence_joined(struct arena *arena, const char *const *names, size_t n)
{
	const char *text = "";

	for (size_t i = 0; i < n; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? "\n" : "", names[i]);
	return text;
}

static bool is_of(const struct event *e, const struct meeting *m)
{
	if (e->kind == EVENT_PRESENCE)
		return m->number > 0 && e->presence.meeting == m->number;
	if (e->minutes.meeting > 0 && m->number > 0)
		return e->minutes.meeting == m->number;
	return civil_is_set(e->minutes.day) && civil_compare(e->minutes.day, m->date) == 0;
}

void presence_of(struct arena *arena, const struct state *state, const char *list,
		 const struct meeting *meeting, struct presence *out)
{
	struct event_walk walk =
		walk_events(state, list, WALK(EVENT_PRESENCE) | WALK(EVENT_MINUTES));
	const struct event *e, *minutes = NULL;

	*out = (struct presence){ 0 };
	while ((e = event_walk_next(&walk))) {
		if (!is_of(e, meeting))
			continue;
		if (event_is(e, EVENT_PRESENCE, PRESENCE_REGRETS))
			add(arena, &out->regrets, e->presence.person);
		else if (event_is(e, EVENT_PRESENCE, PRESENCE_ATTEND))
			take(&out->regrets, e->presence.person);
		else if (e->kind == EVENT_MINUTES && (*e->minutes.present || *e->minutes.regrets))
			minutes = e;
	}
	if (!minutes)
		return;
	add_lines(arena, &out->present, minutes->minutes.present);
	add_lines(arena, &out->regrets, minutes->minutes.regrets);
	out->is_known = out->present.len > 0;
	for (size_t i = 0; i < out->present.len; i++)
		take(&out->regrets, out->present.names[i]); /* who came after all */
}

bool presence_names(const struct people *people, const struct name_list *list,
		    const struct person *person)
{
	for (size_t i = 0; i < list->len; i++) {
		if (people_is(people, list->names[i], person))
			return true;
	}
	return false;
}

struct quorum_count presence_count(const struct presence *presence, const struct quorum *quorum,
				   const struct people *people)
{
	struct quorum_count count = { .members = quorum_members(people) };

	if (!count.members)
		return count;
	count.needed = quorum_needed(quorum, count.members);
	for (size_t i = 0; i < people->n_persons; i++) {
		const struct person *person = &people->persons[i];

		if (!person->member)
			continue;
		count.present += presence_names(people, &presence->present, person);
		count.coming += !has(&presence->regrets, person->name);
	}
	return count;
}

bool presence_is_too_few(const struct quorum_count *count)
{
	return count->coming < count->needed;
}

/* ---- what mail says ---- */

struct presence_recorder {
	struct arena *arena;
	const struct incoming *mail;
	const struct state *state;
	struct event_list *out;
	const struct person *sender; /* NULL: nobody of the list */
};

static bool is_said(const struct fact *fact)
{
	return fact->kind == FACT_COMMAND && (strcmp(fact->command, PRESENCE_REGRETS) == 0 ||
					      strcmp(fact->command, PRESENCE_ATTEND) == 0);
}

/* The meeting that is meant: by its number, as that of the notice that is answered, or the next
 * one. */
static int number_of(const struct presence_recorder *r, const struct fact *fact)
{
	const struct answered_notice *answered = r->mail->answered;
	struct meeting next;

	if (fact->meeting > 0)
		return fact->meeting;
	if (answered && answered->meeting > 0)
		return answered->meeting;
	return calendar_next(r->mail->terms.calendar, r->mail->received_at_s, &next) ? next.number
										     : 0;
}

static const char *why_not(const struct presence_recorder *r, const struct fact *fact, int number)
{
	struct presence so_far;
	struct meeting meeting;
	bool regrets = strcmp(fact->command, PRESENCE_REGRETS) == 0, said;

	if (!r->mail->proof || !*r->mail->proof)
		return "the sender is not proved";
	if (!r->sender)
		return "you are none of the people of this list";
	if (!number || !calendar_by_number(r->mail->terms.calendar, number, &meeting))
		return "there is no such meeting";
	if (meeting.cancelled)
		return "the meeting is cancelled";
	if (meeting.start_utc_s <= r->mail->received_at_s)
		return "the meeting has begun";
	presence_of(r->arena, r->state, r->mail->list, &meeting, &so_far);
	said = has(&so_far.regrets, r->sender->name);
	if (regrets && said)
		return "your regrets are known already";
	return !regrets && !said ? "you have sent no regrets" : NULL;
}

static void record_one(struct presence_recorder *r, const struct fact *fact)
{
	struct event e = incoming_event(r->mail, EVENT_PRESENCE);
	int number = number_of(r, fact);
	const char *why = why_not(r, fact, number);

	e.line = fact->line;
	e.rule = fact->rule;
	e.act = why ? PRESENCE_IGNORED : fact->command;
	e.presence = (struct event_presence){
		.meeting = number,
		.person = r->sender ? r->sender->name : "",
		.note = why ? why : fact->text,
		.quote = fact->quote,
	};
	event_list_add(r->arena, r->out, &e);
}

void record_presence(struct arena *arena, const struct incoming *mail, const struct state *state,
		     const struct fact *facts, size_t n_facts, struct event_list *out)
{
	struct presence_recorder r = { .arena = arena,
				       .mail = mail,
				       .state = state,
				       .out = out,
				       .sender = incoming_sender(mail) };
	bool is_about_meeting = mail->to_bot || (mail->answered && mail->answered->meeting > 0);

	for (size_t i = 0; i < n_facts; i++) {
		/* on the list a bare word is said to us in answer to an agenda alone */
		if (is_said(&facts[i]) && (facts[i].meeting > 0 || is_about_meeting))
			record_one(&r, &facts[i]);
	}
}
