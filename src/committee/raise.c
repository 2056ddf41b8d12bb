/* raise.c - see raise.h. */
#include "committee/raise.h"

#include <string.h>

#include "committee/deadlines.h"
#include "committee/record.h"

const char *raise_why_not(struct arena *arena, const struct incoming *mail)
{
	enum raise_rule rule = mail->terms.raise;
	bool is_proved = mail->proof && *mail->proof;
	bool is_stranger = mail->people->n_persons && !incoming_sender(mail);

	if (mail->was_let_in)
		return NULL;
	if (mail->outside)
		return "nothing shows that the list has handed it over";
	if (rule == RAISE_ANYONE)
		return NULL;
	if (is_stranger)
		return arena_printf(arena, "%s is not among the people of the list", incoming_actor(mail));
	if (rule == RAISE_MEMBERS || is_proved)
		return NULL;
	return arena_printf(arena, "nothing proves that %s wrote it%s%s", incoming_actor(mail),
			    mail->proof_why && *mail->proof_why ? ": " : "", mail->proof_why ? mail->proof_why : "");
}

bool raise_is_one(const struct event *e)
{
	switch (e->kind) {
	case EVENT_RAISED:
	case EVENT_AGENDA:
	case EVENT_MINUTES:
		return true;
	case EVENT_DEADLINE:
		return strcmp(e->what, deadline_event_name(DEADLINE_EVENT_OPENED)) == 0 ||
		       strcmp(e->what, deadline_event_name(DEADLINE_EVENT_TEXT_CHANGED)) == 0;
	default:
		return false;
	}
}
