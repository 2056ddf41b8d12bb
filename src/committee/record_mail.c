/* record_mail.c - see record_mail.h. */
#include "committee/record_mail.h"

#include <string.h>

#include "committee/held.h"
#include "committee/record_command.h"
#include "committee/record_promise.h"
#include "committee/record_raised.h"
#include "committee/record_receipt.h"
#include "committee/record_report.h"
#include "committee/record_vote.h"

static bool raises(const struct event_list *events)
{
	for (size_t i = 0; i < events->len; i++) {
		if (raise_is_one(&events->events[i]))
			return true;
	}
	return false;
}

static struct fact_list commands_of(struct arena *arena, const struct fact *facts, size_t n_facts)
{
	struct fact_list list = { .facts = arena_alloc(arena, n_facts, sizeof *facts) };

	for (size_t i = 0; i < n_facts; i++) {
		if (facts[i].kind == FACT_COMMAND)
			list.facts[list.len++] = facts[i];
	}
	return list;
}

static struct event copy_has_come(const struct incoming *mail)
{
	struct event e = held_event(mail, HELD_COME);

	e.held.mail = mail->message_id;
	return e;
}

static void add_all(struct arena *arena, const struct event_list *from, struct event_list *out)
{
	for (size_t i = 0; i < from->len; i++)
		event_list_add(arena, out, &from->events[i]);
}

/* An answer to a secret ballot: whatever else is in it may tell what it says. */
static void record_secret(struct arena *arena, const struct state *state,
			  const struct incoming *mail, const struct fact *facts, size_t n_facts,
			  struct event_list *out, const char **limit_out)
{
	const struct fact_list commands = commands_of(arena, facts, n_facts);

	record_votes(arena, state, mail, commands.facts, commands.len, out);
	record_commands(arena, state, mail, commands.facts, commands.len, out, 0, limit_out);
}

void record_mail(struct arena *arena, const struct state *state, const struct incoming *mail,
		 const struct fact *facts, size_t n_facts, struct event_list *out,
		 const char **limit_out)
{
	struct held_mail copy; /* of it that waits for the chair, or has waited */
	const char *why = raise_why_not(arena, mail), *limit = NULL;
	struct event_list all = { 0 };
	bool counts_already, is_held_back;

	if (mail->secret_vote) {
		record_secret(arena, state, mail, facts, n_facts, out, limit_out);
		return;
	}
	bool is_copied = held_is_kept(state, mail->list, mail->message_id, mail->received_at_s,
				      &copy);

	counts_already = is_copied && copy.fate == HELD_IS_CONFIRMED;
	if (is_copied && !counts_already) {
		const struct event come = copy_has_come(mail);

		event_list_add(arena, out, &come);
	}
	record_raised(arena, state, mail, facts, n_facts, &all);
	if (!why)
		why = raise_too_much(arena, state, mail, &all, &limit);
	is_held_back = raises(&all) && (why || counts_already);
	if (is_held_back) {
		const struct fact_list commands = commands_of(arena, facts, n_facts);

		all = (struct event_list){ 0 };
		record_raised(arena, state, mail, commands.facts, commands.len, &all);
	} else {
		why = NULL;
	}
	add_all(arena, &all, out);
	if (why && !counts_already) {
		const struct event kept = held_keep(arena, state, mail, facts, n_facts, why);

		event_list_add(arena, out, &kept);
		if (!*kept.held.facts)
			limit = "held.waiting";
	}
	record_reports(arena, state, mail, facts, n_facts, out);
	if (!is_held_back) {
		record_promises(arena, state, mail, facts, n_facts, out);
		record_receipt(arena, state, mail, facts, n_facts, out);
	}
	record_commands(arena, state, mail, facts, n_facts, out, 0, limit_out);
	*limit_out = *limit_out ? *limit_out : limit;
}
