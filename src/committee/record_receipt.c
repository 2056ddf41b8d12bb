/* record_receipt.c - see record_receipt.h. */
#include "committee/record_receipt.h"

#include <string.h>

#include "committee/calendar.h"
#include "committee/person.h"
#include "committee/record_command.h"
#include "committee/record_deadline.h"
#include "committee/walk.h"

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

static bool are_of(const struct event *e, int number, struct civil_date day)
{
	return (number > 0 && e->minutes.meeting == number) ||
	       (civil_is_set(day) && civil_compare(e->minutes.day, day) == 0);
}

/* The minutes of that meeting which are known; NULL: none.  out: what this mail has said so far. */
static const struct event *find_minutes(const struct state *state, const struct incoming *mail,
					const struct event_list *out, int number,
					struct civil_date day)
{
	struct event_walk walk = walk_events(state, mail->list, WALK(EVENT_MINUTES));
	const struct event *e;

	for (size_t i = out->len; i-- > 0;) {
		e = &out->events[i];
		if (e->kind == EVENT_MINUTES && are_of(e, number, day))
			return e;
	}
	do
		e = event_walk_back(&walk, EVENT_MINUTES);
	while (e && !are_of(e, number, day));
	return e;
}

/* The heading of the meeting whose minutes are awaited; NULL: none are. */
static const char *heading_for(struct arena *arena, const struct state *state,
			       const struct incoming *mail)
{
	const struct event_list none = { 0 };
	char day[CIVIL_TEXT_SIZE];
	struct meeting meeting;

	if (!mail->terms.calendar)
		return arena_printf(arena, "## Meeting - %s", civil_format_iso(mail->date, day));
	if (!calendar_last(mail->terms.calendar, mail->received_at_s, &meeting) ||
	    civil_to_days(mail->date) - civil_to_days(meeting.date) > MINUTES_FOLLOW_DAYS ||
	    find_minutes(state, mail, &none, meeting.number, meeting.date))
		return NULL;
	return arena_printf(arena, "## Meeting #%d - %s", meeting.number,
			    civil_format_iso(meeting.date, day));
}

static bool was_asked(const struct state *state, const struct incoming *mail, const char *heading)
{
	struct event_walk walk = walk_events(state, mail->list, WALK(EVENT_ANSWER));
	const struct event *e;

	while ((e = event_walk_next(&walk))) {
		bool is_receipt = strcmp(e->act, ANSWER_RECEIPT) == 0;

		if (is_receipt && !receipt_is_headed(e) && strcmp(e->answer.words, heading) == 0)
			return true;
	}
	return false;
}

/* The first meeting whose minutes the mail has; NULL: it has none. */
static const struct event *minutes_in(const struct state *state, const struct incoming *mail,
				      const struct fact *facts, size_t n_facts,
				      const struct event_list *out)
{
	const struct event *minutes = NULL;

	for (size_t i = 0; !minutes && i < n_facts; i++) {
		const struct fact *fact = &facts[i];

		if (fact->kind != FACT_MEETING || strcmp(fact->note, "cancelled") == 0)
			continue;
		minutes = find_minutes(state, mail, out, fact->meeting, fact->due);
	}
	return minutes;
}

bool receipt_is_headed(const struct event *owed)
{
	return owed->answer.meeting || civil_is_set(owed->answer.meeting_day);
}

static void owe(struct arena *arena, const struct state *state, const struct incoming *mail,
		struct event_answer answer, struct event_list *out)
{
	const struct person *person = incoming_sender(mail);
	struct event e = incoming_event(mail, EVENT_ANSWER);

	answer.person = person->name;
	answer.addr = person_addr(state, person, mail->received_at_s);
	answer.subject = mail->subject;
	e.rule = "answer";
	e.act = ANSWER_RECEIPT;
	e.answer = answer;
	event_list_add(arena, out, &e);
}

void record_receipt(struct arena *arena, const struct state *state, const struct incoming *mail,
		    const struct fact *facts, size_t n_facts, struct event_list *out)
{
	const struct person *person = incoming_sender(mail);
	const struct deadline_mail deadline = deadline_mail_of(mail);
	struct event_answer answer = { .words = "" };
	const struct event *minutes;

	if (!person || !person->n_addresses || !incoming_is_proved(mail) || mail->to_bot ||
	    !*mail->message_id)
		return;
	minutes = minutes_in(state, mail, facts, n_facts, out);
	if (minutes) {
		answer.meeting = minutes->minutes.meeting;
		answer.meeting_day = minutes->minutes.day;
		if (mail->terms.deadlines)
			answer.words = record_deadline_why_not(arena, state, &deadline, facts,
							       n_facts);
		owe(arena, state, mail, answer, out);
	} else if (looks_like_minutes(mail, facts, n_facts)) {
		answer.words = heading_for(arena, state, mail);
		if (answer.words && !was_asked(state, mail, answer.words))
			owe(arena, state, mail, answer, out);
	}
}
