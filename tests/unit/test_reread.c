/* test_reread.c - by which numbers items and deadlines are known again, what of it is news, what is left of those
 * that are not there again, and what a difference is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "committee/deadlines.h"
#include "committee/difference.h"
#include "committee/event_stored.h"
#include "committee/reread.h"

enum { THEN = 1000000, NOW = 2000000, MAX = 6 };

static const char *const daves[] = { "Dave", "Dave T" };
static struct person persons[] = { { .name = "Dave Thaler", .aliases = (const char **)(uintptr_t)daves, .n_aliases = 2 } };
static const struct people people = { .persons = persons, .n_persons = 1 };

/* One event, as far as it matters here. */
struct said {
	enum event_kind kind;
	int number;			/* of the item; DEADLINE: of the deadline */
	const char *mail;		/* "" by the operator */
	unsigned line;
	const char *text;		/* ASSIGNED: the owner as written */
	const char *person;
	int64_t quiet_s;
};

static struct event event_of(struct arena *arena, const struct said *said)
{
	bool item = event_is_of_item(said->kind), owner = said->kind == EVENT_ASSIGNED;
	struct event e = {
		.at_s = THEN, .kind = said->kind, .list = "bsc", .actor = "KP Singh", .message_id = said->mail, .line = said->line,
		.rule = *said->mail ? "bracket" : RULE_OPERATOR, .quiet_until_s = said->quiet_s,
		.act = item ? "" : deadline_event_name(DEADLINE_EVENT_OPENED),
	};

	if (item)
		e.item = said->number;
	else
		e.deadline = (struct event_deadline){ .number = said->number, .meeting = -1 };
	event_set_text(&e, owner ? STORED_WRITTEN : STORED_TEXT, said->text);
	event_set_text(&e, STORED_PERSON, said->person);
	return event_copy(arena, &e);
}

static size_t count(const struct said *said)
{
	size_t n = 0;

	while (n < MAX && said[n].mail)
		n++;
	return n;
}

static void add_all(struct arena *arena, const struct said *said, struct event_list *out)
{
	for (size_t i = 0; i < count(said); i++) {
		struct event e = event_of(arena, &said[i]);

		event_list_add(arena, out, &e);
		out->events[out->len - 1].id = (int64_t)out->len;
	}
}

static struct state *fold(const struct event_list *events)
{
	struct state *state = state_new();
	struct err err;

	for (size_t i = 0; i < events->len; i++) {
		if (state_apply(state, &events->events[i], &err))
			fail_msg("%s", err.text);
	}
	return state;
}

/* A ledger, and a mail of it that is read again: every mail of it is, but the one called "lost". */
struct number_case {
	const char *name;
	struct said before[MAX];
	const char *mail;
	struct said now[MAX];		/* with provisional numbers */
	struct { int number; int64_t quiet_s; const char *person; } wanted[MAX];
};

static const struct number_case number_cases[] = {
	{ "the same", { { EVENT_RAISED, 1, "a", 1, "read it", "", 0 } },
	  "a", { { EVENT_RAISED, 9, "a", 1, "read it", "", 0 } }, { { 1, 0, "" } } },
	{ "other words at the same place", { { EVENT_RAISED, 1, "a", 1, "read it", "", 0 } },
	  "a", { { EVENT_RAISED, 9, "a", 1, "read the report", "", 0 } }, { { 1, 0, "" } } },
	{ "the same words at another place", { { EVENT_RAISED, 1, "a", 1, "read it", "", 0 } },
	  "a", { { EVENT_RAISED, 9, "a", 4, "read it", "", 0 } }, { { 1, 0, "" } } },
	{ "words are surer than places, and provisional numbers mean nothing",
	  { { EVENT_RAISED, 1, "a", 1, "read it", "", 0 }, { EVENT_RAISED, 2, "a", 2, "write it", "", 0 } },
	  "a", { { EVENT_RAISED, 2, "a", 1, "write it", "", 0 }, { EVENT_RAISED, 1, "a", 2, "read it", "", 0 },
		 { EVENT_ASSIGNED, 2, "a", 1, "Dave", "Dave Thaler", 0 } },
	  { { 2, 0, "" }, { 1, 0, "" }, { 2, NOW, "Dave Thaler" } } },
	{ "one more in the same mail", { { EVENT_RAISED, 1, "a", 1, "read it", "", 0 } },
	  "a", { { EVENT_RAISED, 8, "a", 1, "read it", "", 0 }, { EVENT_RAISED, 9, "a", 2, "write it", "", 0 } },
	  { { 1, 0, "" }, { 2, NOW, "" } } },
	{ "its line spoke of it before", { { EVENT_RAISED, 1, "a", 1, "read it", "", 0 }, { EVENT_MENTIONED, 1, "b", 3, "", "", 0 } },
	  "b", { { EVENT_RAISED, 9, "b", 3, "read that", "", 0 } }, { { 1, NOW, "" } } },
	{ "another mail, the same owner in the same words",
	  { { EVENT_RAISED, 1, "b", 1, "read the long report", "", 0 }, { EVENT_ASSIGNED, 1, "b", 1, "Dave", "Dave Thaler", 0 } },
	  "a", { { EVENT_RAISED, 9, "a", 1, "read the long report", "", 0 }, { EVENT_ASSIGNED, 9, "a", 1, "Dave", "Dave Thaler", 0 } },
	  { { 1, NOW, "" }, { 1, 0, "Dave Thaler" } } },
	{ "another mail, another owner",
	  { { EVENT_RAISED, 1, "b", 1, "read the long report", "", 0 }, { EVENT_ASSIGNED, 1, "b", 1, "Joe", "Joe Stringer", 0 } },
	  "a", { { EVENT_RAISED, 9, "a", 1, "read the long report", "", 0 }, { EVENT_ASSIGNED, 9, "a", 1, "Dave", "Dave Thaler", 0 } },
	  { { 2, NOW, "" }, { 2, NOW, "Dave Thaler" } } },
	{ "a mail that is not there any more keeps its number", { { EVENT_RAISED, 1, "lost", 1, "read the long report", "", 0 } },
	  "a", { { EVENT_RAISED, 9, "a", 1, "read the long report", "", 0 } }, { { 2, NOW, "" } } },
	{ "now he is known",
	  { { EVENT_RAISED, 1, "a", 1, "read it", "", 0 }, { EVENT_ASSIGNED, 1, "a", 1, "Davey", "", 0 } },
	  "a", { { EVENT_RAISED, 9, "a", 1, "read it", "", 0 }, { EVENT_ASSIGNED, 9, "a", 1, "Davey", "Dave Thaler", 0 } },
	  { { 1, 0, "" }, { 1, NOW, "Dave Thaler" } } },
	{ "of the past then is of the past now",
	  { { EVENT_RAISED, 1, "a", 1, "read it", "", 77 }, { EVENT_ASSIGNED, 1, "a", 1, "Dave", "Dave Thaler", 77 } },
	  "a", { { EVENT_RAISED, 9, "a", 1, "read it", "", 0 }, { EVENT_ASSIGNED, 9, "a", 2, "Dave", "Dave Thaler", 0 } },
	  { { 1, 77, "" }, { 1, 77, "Dave Thaler" } } },
	{ "by his new name he was told as well",
	  { { EVENT_RAISED, 1, "a", 1, "read it", "", 0 }, { EVENT_ASSIGNED, 1, "a", 1, "Dave", "Dave T", 0 } },
	  "a", { { EVENT_RAISED, 9, "a", 1, "read it", "", 0 }, { EVENT_ASSIGNED, 9, "a", 1, "Dave", "Dave Thaler", 0 } },
	  { { 1, 0, "" }, { 1, 0, "Dave Thaler" } } },
	{ "who has left owns it still",
	  { { EVENT_RAISED, 1, "a", 1, "read it", "", 0 }, { EVENT_ASSIGNED, 1, "a", 1, "Joe", "Joe Stringer", 0 } },
	  "a", { { EVENT_RAISED, 9, "a", 1, "read it", "", 0 }, { EVENT_ASSIGNED, 9, "a", 1, "Joe", "", 0 } },
	  { { 1, 0, "" }, { 1, 0, "Joe Stringer" } } },
	{ "whose name means nobody any more does not",
	  { { EVENT_RAISED, 1, "a", 1, "read it", "", 0 }, { EVENT_ASSIGNED, 1, "a", 1, "DT", "Dave Thaler", 0 } },
	  "a", { { EVENT_RAISED, 9, "a", 1, "read it", "", 0 }, { EVENT_ASSIGNED, 9, "a", 1, "DT", "", 0 } },
	  { { 1, 0, "" }, { 1, NOW, "" } } },
	{ "a deadline by its words", { { EVENT_DEADLINE, 1, "a", 1, "the logo", "", 0 }, { EVENT_DEADLINE, 2, "a", 2, "the name", "", 0 } },
	  "a", { { EVENT_DEADLINE, 9, "a", 1, "the name", "", 0 } }, { { 2, 0, "" } } },
	{ "a new deadline", { { EVENT_DEADLINE, 1, "a", 1, "the logo", "", 0 } },
	  "b", { { EVENT_DEADLINE, 9, "b", 1, "the logo", "", 0 } }, { { 2, NOW, "" } } },
};

static void begin(struct arena *arena, const struct event_list *before, const struct state *state, struct reread *r)
{
	reread_begin(arena, before, state, NOW, r);
	for (size_t i = 0; i < before->len; i++)
		r->again[i] = reread_is_of_mail(&before->events[i]) && strcmp(before->events[i].message_id, "lost") != 0;
}

static void numbers_are_kept(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof number_cases / sizeof number_cases[0]; i++) {
		const struct number_case *c = &number_cases[i];
		struct arena *arena = arena_new();
		struct event_list before = { 0 }, now = { 0 };
		struct reread r;

		add_all(arena, c->before, &before);
		add_all(arena, c->now, &now);
		struct state *state = fold(&before);

		begin(arena, &before, state, &r);
		reread_adopt(&r, &people, c->mail, now.events, now.len);
		for (size_t n = 0; n < now.len; n++) {
			const struct event *e = &now.events[n];
			int number = e->item ? e->item : event_number(e);

			if (number != c->wanted[n].number || e->quiet_until_s != c->wanted[n].quiet_s ||
			    strcmp(event_person(e), c->wanted[n].person) != 0)
				fail_msg("%s: %zu: number %d, quiet until %lld, person \"%s\"", c->name, n, number,
					 (long long)e->quiet_until_s, event_person(e));
		}
		state_free(&state);
		arena_free(&arena);
	}
}

static void what_is_gone_can_come_back(void **unused)
{
	static const struct said before[MAX] = {
		{ EVENT_RAISED, 1, "a", 1, "read it", "", 0 }, { EVENT_RAISED, 2, "a", 2, "write it", "", 0 },
		{ EVENT_DONE, 2, "", 0, "it was easy", "", 0 }, { EVENT_DEADLINE, 1, "a", 3, "the logo", "", 0 },
	};
	static const struct said again[MAX] = { { EVENT_RAISED, 3, "a", 1, "read it", "", 0 } };
	struct arena *arena = arena_new();
	struct event_list old = { 0 }, now = { 0 }, left = { 0 }, all = { 0 };
	struct deadline_list deadlines;
	struct reread r;

	(void)unused;
	add_all(arena, before, &old);
	add_all(arena, again, &now);
	struct state *state = fold(&old);

	begin(arena, &old, state, &r);
	reread_adopt(&r, &people, "a", now.events, now.len);
	reread_remains(&r, 0, &left);
	assert_int_equal(left.len, 5);		/* raised, done, gone; opened, gone */
	assert_int_equal(left.events[2].kind, EVENT_GONE);
	assert_int_equal(left.events[2].item, 2);
	assert_string_equal(left.events[4].act, DEADLINE_GONE);

	event_list_add(arena, &all, &now.events[0]);
	for (size_t i = 0; i < left.len; i++)
		event_list_add(arena, &all, &left.events[i]);
	state_free(&state);
	state = fold(&all);
	assert_non_null(state_item(state, 1));
	assert_null(state_item(state, 2));
	assert_int_equal(state_next_number(state, NULL), 3);	/* no number is used twice */
	deadlines_of(arena, state, "bsc", NULL, NOW, NOW, &deadlines);
	assert_int_equal(deadlines.len, 0);

	/* it stays where it is, and is no more than that, until a mail says it again */
	begin(arena, &all, state, &r);
	for (size_t i = 0; i < all.len; i++)
		assert_int_equal(reread_is_left(&r, i), i > 0);
	now.events[0] = event_of(arena, &again[0]);
	reread_adopt(&r, &people, "a", now.events, 1);
	left.len = 0;
	reread_remains(&r, all.len, &left);
	assert_int_equal(left.len, 0);
	begin(arena, &all, state, &r);
	now.events[0] = event_of(arena, &before[1]);
	now.events[0].item = 7;
	reread_adopt(&r, &people, "a", now.events, 1);
	assert_int_equal(now.events[0].item, 2);
	assert_true(reread_is_back(&r, 1));
	assert_false(reread_is_back(&r, 4));
	state_free(&state);
	arena_free(&arena);
}

static void a_difference_is_told_by_what_differs(void **unused)
{
	static const struct said was[MAX] = {
		{ EVENT_RAISED, 1, "a", 1, "read it", "", 0 }, { EVENT_ASSIGNED, 1, "a", 1, "Davey", "", 0 },
		{ EVENT_RAISED, 2, "a", 2, "write it", "", 0 }, { EVENT_MENTIONED, 2, "b", 2, "", "", 0 },
		{ EVENT_DEADLINE, 1, "a", 3, "the logo", "", 0 }, { EVENT_DEADLINE, 2, "a", 4, "the name", "", 0 },
	};
	static const struct said is[MAX] = {
		{ EVENT_RAISED, 1, "a", 1, "read it", "", 0 }, { EVENT_ASSIGNED, 1, "a", 1, "Davey", "Dave Thaler", 0 },
		{ EVENT_RAISED, 2, "a", 2, "write it", "", 0 }, { EVENT_RAISED, 4, "a", 5, "post it", "", 0 },
		{ EVENT_DEADLINE, 1, "a", 3, "the logo", "", 0 }, { EVENT_DEADLINE, 3, "a", 5, "the place", "", 0 },
	};
	static const struct { int item; unsigned fields; bool before, after, gone, come; } wanted[] = {
		{ 1, DIFFERS_OWNERS, true, true, false, false }, { 2, DIFFERS_HISTORY, true, true, false, false },
		{ 4, 0, false, true, false, false }, { 0, 0, false, false, true, false }, { 0, 0, false, false, false, true },
	};
	struct arena *arena = arena_new();
	struct event_list before = { 0 }, after = { 0 };
	struct difference_list found;

	(void)unused;
	add_all(arena, was, &before);
	add_all(arena, is, &after);
	struct state *old = fold(&before), *now = fold(&after);

	differences_find(arena, &(struct difference_side){ old, &before }, &(struct difference_side){ now, &after }, &found);
	assert_int_equal(found.len, sizeof wanted / sizeof wanted[0]);
	for (size_t i = 0; i < found.len; i++) {
		const struct difference *d = &found.differences[i];

		if (d->item != wanted[i].item || d->fields != wanted[i].fields || !d->before == wanted[i].before ||
		    !d->after == wanted[i].after || !d->gone == wanted[i].gone || !d->come == wanted[i].come)
			fail_msg("%zu: item %d, fields %u", i, d->item, d->fields);
	}
	differences_find(arena, &(struct difference_side){ old, &before }, &(struct difference_side){ old, &before }, &found);
	assert_int_equal(found.len, 0);
	state_free(&old);
	state_free(&now);
	arena_free(&arena);
}

static void what_no_mail_says_is_known(void **unused)
{
	static const struct { const char *rule, *mail; bool of_mail; } cases[] = {
		{ "bracket", "a", true }, { "bracket", "", false }, { RULE_OPERATOR, "", false }, { RULE_NOTICE, "a", false },
		{ RULE_HEARD_FROM, "a", false }, { RULE_REBUILD, "", false }, { DUTY_STANDING, "a", false }, { DUTY_ROUND, "a", false },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct event e = { .kind = EVENT_AGENDA, .rule = cases[i].rule, .message_id = cases[i].mail};

		assert_int_equal(reread_is_of_mail(&e), cases[i].of_mail);
	}
}

static struct event vote_of(struct arena *arena, int number, const char *voters, const char *options, const char *terms)
{
	const struct event e = {
		.at_s = THEN, .kind = EVENT_VOTE, .act = "opened", .list = "bsc", .actor = "KP Singh", .message_id = "a", .line = 3, .rule = "vote-tag",
		.vote = { .number = number, .title = "Seat", .rule = "default", .terms = terms, .voters = voters, .options = options, .period_days = number + 6 },
	};

	return event_copy(arena, &e);
}

/* Whatever the configuration or a later beadle makes of its mail. */
static void a_vote_stays_what_was_opened(void **unused)
{
	struct arena *arena = arena_new();
	struct event_list before = { 0 };
	struct event then = vote_of(arena, 1, "Dave Thaler", "Anna\nBert\nNone of these", "majority of cast"),
		     now = vote_of(arena, 7, "Dave Thaler\nJoe Stringer", "Anna\nBert\nCleo\nNone of these", "2/3 of members");
	struct reread r;

	(void)unused;
	event_list_add(arena, &before, &then);
	struct state *state = fold(&before);

	begin(arena, &before, state, &r);
	reread_adopt(&r, &people, "a", &now, 1);
	assert_int_equal(now.vote.number, 1);
	assert_string_equal(now.vote.options, "Anna\nBert\nNone of these");
	assert_string_equal(now.vote.voters, "Dave Thaler");
	assert_string_equal(now.vote.terms, "majority of cast");
	assert_int_equal(now.vote.period_days, 7);
	state_free(&state);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_kept),
		cmocka_unit_test(what_is_gone_can_come_back),
		cmocka_unit_test(a_vote_stays_what_was_opened),
		cmocka_unit_test(a_difference_is_told_by_what_differs),
		cmocka_unit_test(what_no_mail_says_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
