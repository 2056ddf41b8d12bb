/* test_decisions.c - which decision a mail speaks of: a new one, one that is said again, one whose minutes were corrected; who may
 * take one out; what a deadline that stood decides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "committee/deadlines.h"
#include "committee/decisions.h"
#include "committee/record_decision.h"

enum { NOON = 1686052800 };

static struct person persons[] = { { .name = "Joe Stone", .member = true }, { .name = "Dora Lind", .member = true } };
static const struct people people = { .persons = persons, .n_persons = 2 };

struct desk {
	struct arena *arena;
	struct state *state;
	struct incoming mail;
	int mails;
};

static int setup(void **state)
{
	struct desk *d = mem_zalloc(1, sizeof *d);

	d->arena = arena_new();
	d->state = state_new();
	*state = d;
	return 0;
}

static int teardown(void **state)
{
	struct desk *d = *state;

	state_free(&d->state);
	arena_free(&d->arena);
	free(d);
	return 0;
}

static void apply(struct desk *d, const struct event_list *events)
{
	struct err err;

	for (size_t i = 0; i < events->len; i++)
		assert_int_equal(state_apply(d->state, &events->events[i], &err), ERR_NONE);
}

static struct fact said(const char *text, int meeting, unsigned line)
{
	return (struct fact){ .kind = FACT_DECISION, .rule = "decision-decided", .text = text, .quote = text, .line = line,
			      .meeting = meeting, .item = -1, .note = "", .detail = "", .context = "", .command = "" };
}

static void mail(struct desk *d, const char *sender, const struct fact *facts, size_t n)
{
	struct event_list events = { 0 };

	d->mail = (struct incoming){
		.list = "sc", .people = &people, .message_id = arena_printf(d->arena, "m%d@x", ++d->mails), .author_addr = "a@x",
		.author_name = sender, .sender = sender, .proof = "dkim", .received_at_s = NOON + d->mails * 3600,
	};
	record_decisions(d->arena, d->state, &d->mail, facts, n, &events);
	apply(d, &events);
}

/* "D1 stands text | D2 out text" */
static const char *register_of(struct desk *d)
{
	struct decision_list list;
	const char *text = "";

	decisions_of(d->arena, d->state, "sc", &list);
	for (size_t i = 0; i < list.len; i++)
		text = arena_printf(d->arena, "%s%sD%d %s %s", text, i ? " | " : "", list.entries[i].number,
				    decision_status(&list.entries[i]), list.entries[i].text);
	return text;
}

static const char *not_decision(struct desk *d, size_t who, bool is_chair, const char *proof, int number)
{
	const struct actor actor = { .name = persons[who].name, .person = &persons[who], .is_chair = is_chair, .proof = proof };
	const struct act_place place = { .list = "sc", .people = &people, .message_id = "not@x", .rule = "reply-not-decision",
					 .quote = "not", .at_s = NOON };
	struct event_list events = { 0 };
	const char *sentence = record_not_decision(d->arena, d->state, &place, &actor, number, "why", &events);

	apply(d, &events);
	return sentence;
}

static void corrected_minutes_double_nothing(void **state)
{
	struct desk *d = *state;
	const struct fact first[] = { said("We decided to keep two mirrors in Europe", 10, 5), said("Logo: board voted yes", 10, 7) };
	const struct fact again[] = { said("Logo: board voted yes", 10, 6), said("We decided to keep two mirrors, both in Europe", 10, 9),
				      said("TSC approved the budget of the workshop", 10, 11) };

	mail(d, "Joe Stone", first, 2);
	mail(d, "Joe Stone", again, 3);
	assert_string_equal(register_of(d), "D1 stands We decided to keep two mirrors, both in Europe | D2 stands Logo: board voted yes"
					    " | D3 stands TSC approved the budget of the workshop");
}

static void what_is_said_again_is_linked(void **state)
{
	struct desk *d = *state;
	const struct fact once[] = { said("The workshop is held in November", -1, 3) };
	const struct fact other[] = { said("the workshop is held in November.", -1, 8), said("The workshop is held in March", -1, 9) };

	mail(d, "Joe Stone", once, 1);
	mail(d, "Dora Lind", other, 2);
	assert_string_equal(register_of(d), "D1 stands The workshop is held in November | D2 stands The workshop is held in March");
}

static void short_words_of_two_meetings_are_two(void **state)
{
	struct desk *d = *state;
	const struct fact one[] = { said("Minutes approved", 10, 3) }, two[] = { said("Minutes approved", 11, 3) };

	mail(d, "Joe Stone", one, 1);
	mail(d, "Joe Stone", two, 1);
	assert_string_equal(register_of(d), "D1 stands Minutes approved | D2 stands Minutes approved");
}

static void one_replaces_another(void **state)
{
	struct desk *d = *state;
	struct fact facts[] = { said("The workshop is held in October", 10, 3) };

	mail(d, "Joe Stone", facts, 1);
	facts[0] = said("The workshop is held in November", -1, 3);
	facts[0].item = 1;
	mail(d, "Dora Lind", facts, 1);
	assert_string_equal(register_of(d), "D1 replaced The workshop is held in October | D2 stands The workshop is held in November");
	assert_non_null(strstr(not_decision(d, 1, false, "dkim", 2), "D2 is no decision any more"));
	assert_string_equal(register_of(d), "D1 stands The workshop is held in October | D2 out The workshop is held in November");
}

static void one_is_taken_out_by_whom_it_may(void **state)
{
	struct desk *d = *state;
	const struct fact facts[] = { said("We decided to keep two mirrors in Europe", 10, 5) };

	mail(d, "Joe Stone", facts, 1);
	assert_non_null(strstr(not_decision(d, 0, false, "", 1), "not proved"));
	assert_non_null(strstr(not_decision(d, 1, false, "dkim", 1), "only the chair or who mailed it"));
	assert_non_null(strstr(not_decision(d, 0, false, "dkim", 7), "no decision D7"));
	assert_string_equal(register_of(d), "D1 stands We decided to keep two mirrors in Europe");
	(void)not_decision(d, 1, true, "dkim", 1);
	mail(d, "Joe Stone", facts, 1);		/* its minutes come again */
	assert_string_equal(register_of(d), "D1 out We decided to keep two mirrors in Europe");
}

static void what_stands_is_decided_once(void **state)
{
	struct desk *d = *state;
	struct deadline_entry entry = { .number = 4, .list = "sc", .title = "One list is enough", .meeting = -1 };
	struct deadline_list deadlines = { .entries = &entry, .len = 1 };
	const struct { enum deadline_state state; const char *want; } steps[] = {
		{ DEADLINE_OPEN, "" },
		{ DEADLINE_STANDS, "D1 stands One list is enough" },
		{ DEADLINE_STANDS, "D1 stands One list is enough" },
		{ DEADLINE_CONTESTED, "D1 stands One list is enough" },
		{ DEADLINE_NOT_AGREED, "D1 out One list is enough" },
	};

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		struct event_list events = { 0 };

		entry.deadline.state = steps[i].state;
		decisions_by_silence(d->arena, d->state, "sc", &deadlines, NOON, &events);
		apply(d, &events);
		assert_string_equal(register_of(d), steps[i].want);
	}
	entry.number = 5;
	entry.meeting = 38;
	entry.deadline.state = DEADLINE_STANDS;
	struct event_list none = { 0 };

	decisions_by_silence(d->arena, d->state, "sc", &deadlines, NOON, &none);
	assert_int_equal(none.len, 0);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(corrected_minutes_double_nothing), CASE(what_is_said_again_is_linked), CASE(short_words_of_two_meetings_are_two),
		CASE(one_replaces_another), CASE(one_is_taken_out_by_whom_it_may), CASE(what_stands_is_decided_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
