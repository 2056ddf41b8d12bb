/* test_committee_person.c - which addresses of a person mail comes back from, and where his mail goes then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "committee/person.h"

enum { DAY_S = 24 * 3600 };

struct said {
	int day;
	const char *what, *addr;
};

struct address_case {
	const char *name;
	struct said events[5];
	int now_day;
	const char *addr;		/* where mail goes */
	int a_since, b_since;		/* the day since when mail comes back; -1: it does not */
};

static int since_day(const struct state *state, const char *addr, int64_t now_s)
{
	const struct event *since;
	bool fails = person_address_fails(state, addr, now_s, &since);

	assert_true(fails == (since != NULL));
	return since ? (int)(since->at_s / DAY_S) : -1;
}

static void mail_goes_to_the_first_address_that_works(void **unused)
{
	static const struct address_case cases[] = {
		{ "nothing is known", { { 0 } }, 1, "a@x", -1, -1 },
		{ "the first fails", { { 1, PERSON_FAILING, "A@x" } }, 1, "b@x", 1, -1 },
		{ "another's fails", { { 1, PERSON_FAILING, "c@x" } }, 1, "a@x", -1, -1 },
		{ "he asked to be left alone", { { 1, PERSON_STOP, "a@x" } }, 1, "a@x", -1, -1 },
		{ "both fail: the first", { { 1, PERSON_FAILING, "a@x" }, { 2, PERSON_FAILING, "b@x" } }, 3, "a@x", 1, 2 },
		{ "it works again", { { 1, PERSON_FAILING, "a@x" }, { 2, PERSON_WORKING, "a@x" } }, 3, "a@x", -1, -1 },
		{ "the other works", { { 1, PERSON_FAILING, "a@x" }, { 2, PERSON_WORKING, "b@x" } }, 3, "b@x", 1, -1 },
		{ "and fails again", { { 1, PERSON_FAILING, "a@x" }, { 2, PERSON_WORKING, "a@x" }, { 3, PERSON_FAILING, "a@x" } }, 4,
		  "b@x", 3, -1 },
		{ "on the 30th day", { { 1, PERSON_FAILING, "a@x" } }, 30, "b@x", 1, -1 },
		{ "after 30 days", { { 1, PERSON_FAILING, "a@x" } }, 31, "a@x", -1, -1 },
		{ "30 days from the last one", { { 1, PERSON_FAILING, "a@x" }, { 20, PERSON_FAILING, "a@x" } }, 49, "b@x", 1, -1 },
		{ "a new time begins after them", { { 1, PERSON_FAILING, "a@x" }, { 40, PERSON_FAILING, "a@x" } }, 41, "b@x", 40, -1 },
	};
	const char *addresses[] = { "a@x", "b@x" };
	const struct person person = { .name = "Dave", .addresses = addresses, .n_addresses = 2 };

	(void)unused;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct address_case *c = &cases[i];
		struct state *state = state_new();
		struct err err;

		for (size_t n = 0; n < 5 && c->events[n].what; n++) {
			struct event e = { .at_s = (int64_t)c->events[n].day * DAY_S, .kind = EVENT_PERSON, .list = "bsc", .person.person = "Dave",
					   .act = c->events[n].what, .person.addr = c->events[n].addr};

			assert_int_equal(state_apply(state, &e, &err), ERR_NONE);
		}
		int64_t now_s = (int64_t)c->now_day * DAY_S;
		const char *addr = person_addr(state, &person, now_s);
		int a_since = since_day(state, "a@x", now_s), b_since = since_day(state, "b@x", now_s);

		if (strcmp(addr, c->addr) != 0 || a_since != c->a_since || b_since != c->b_since)
			fail_msg("%s: %s, a fails since %d, b since %d", c->name, addr, a_since, b_since);
		state_free(&state);
	}
}

static void who_has_no_address_gets_none(void **unused)
{
	const struct person person = { .name = "Dave" };
	struct state *state = state_new();

	(void)unused;
	assert_null(person_addr(state, &person, 1));
	state_free(&state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mail_goes_to_the_first_address_that_works),
		cmocka_unit_test(who_has_no_address_gets_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
