/* record_heading.c - see record_heading.h. */
#include "committee/record_heading.h"

#include <string.h>

#include "committee/calendar.h"
#include "committee/person.h"
#include "committee/record_command.h"

enum { MINUTES_FOLLOW_DAYS = 21 };	/* later a mail is hardly that meeting's minutes */

static bool looks_like_minutes(const struct incoming *mail, const struct fact *facts, size_t n)
{
	bool is_unheaded = false;

	for (size_t i = 0; i < n; i++) {
		if (facts[i].kind == FACT_MEETING)
			return false;
		is_unheaded = is_unheaded || facts[i].kind == FACT_UNHEADED;
	}
	return is_unheaded && !mail->outside && !mail->to_bot && incoming_is_from_chair(mail);
}

static bool has_minutes(const struct state *state, const struct incoming *mail,
			const struct meeting *meeting)
{
	for (size_t i = state->others.len; i-- > 0;) {
		const struct event *e = &state->others.events[i];

		if (e->kind == EVENT_MINUTES && strcmp(e->list, mail->list) == 0 &&
		    (e->minutes.meeting == meeting->number ||
		     civil_compare(e->minutes.day, meeting->date) == 0))
			return true;
	}
	return false;
}

/* The heading of the meeting whose minutes are awaited; NULL: none are. */
static const char *heading_for(struct arena *arena, const struct state *state,
			       const struct incoming *mail)
{
	char day[CIVIL_TEXT_SIZE];
	struct meeting meeting;

	if (!mail->terms.calendar)
		return arena_printf(arena, "## Meeting - %s", civil_format_iso(mail->date, day));
	if (!calendar_last(mail->terms.calendar, mail->received_at_s, &meeting) ||
	    civil_to_days(mail->date) - civil_to_days(meeting.date) > MINUTES_FOLLOW_DAYS ||
	    has_minutes(state, mail, &meeting))
		return NULL;
	return arena_printf(arena, "## Meeting #%d - %s", meeting.number,
			    civil_format_iso(meeting.date, day));
}

static bool was_asked(const struct state *state, const struct incoming *mail, const char *heading)
{
	for (size_t i = state->others.len; i-- > 0;) {
		const struct event *e = &state->others.events[i];

		if (event_is(e, EVENT_ANSWER, ANSWER_HEADING) && strcmp(e->list, mail->list) == 0 &&
		    strcmp(e->answer.words, heading) == 0)
			return true;
	}
	return false;
}

void record_heading(struct arena *arena, const struct state *state, const struct incoming *mail,
		    const struct fact *facts, size_t n_facts, struct event_list *out)
{
	const struct person *person = incoming_sender(mail);

	if (!looks_like_minutes(mail, facts, n_facts) || !person->n_addresses ||
	    !*mail->message_id)
		return;
	const char *heading = heading_for(arena, state, mail);

	if (!heading || was_asked(state, mail, heading))
		return;
	struct event e = incoming_event(mail, EVENT_ANSWER);

	e.rule = "answer";
	e.act = ANSWER_HEADING;
	e.answer = (struct event_answer){
		.person = person->name,
		.addr = person_addr(state, person, mail->received_at_s),
		.subject = mail->subject,
		.words = heading,
	};
	event_list_add(arena, out, &e);
}
