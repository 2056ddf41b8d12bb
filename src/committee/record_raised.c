/* record_raised.c - see record_raised.h. */
#include "committee/record_raised.h"

#include "committee/presence.h"
#include "committee/record_agenda.h"
#include "committee/record_deadline.h"
#include "committee/record_decision.h"
#include "committee/record_vote.h"

void record_raised(struct arena *arena, const struct state *state, const struct incoming *mail,
		   const struct fact *facts, size_t n_facts, struct event_list *out)
{
	const struct deadline_mail deadline = deadline_mail_of(mail);

	record_facts(arena, state, mail, facts, n_facts, out);
	if (mail->terms.deadlines && record_has_deadlines(facts, n_facts))
		record_deadlines(arena, state, &deadline, facts, n_facts, out);
	record_votes(arena, state, mail, facts, n_facts, out);
	record_decisions(arena, state, mail, facts, n_facts, out);
	record_agenda(arena, state, mail, mail->terms.calendar, facts, n_facts, out);
	record_presence(arena, mail, state, facts, n_facts, out);
}
