/* test_committee_threads.c - which mails of a week belong together, and who spoke. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "committee/threads.h"

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

/* "subject messages/people", one line a thread. */
static const char *describe(const struct thread_mail *mails, size_t n, int64_t from_s, int64_t to_s)
{
	struct thread *threads;
	size_t n_threads = threads_of(arena, mails, n, "[BSC]", from_s, to_s, &threads);
	const char *text = "";

	for (size_t i = 0; i < n_threads; i++)
		text = arena_printf(arena, "%s%s %u/%u\n", text, threads[i].subject, threads[i].messages, threads[i].people);
	return text;
}

static struct thread_mail mail(const char *id, const char *parent, const char *subject, const char *author, int64_t at_s)
{
	return (struct thread_mail){ .message_id = id, .in_reply_to = parent, .subject = subject, .author = author,
				     .received_s = at_s };
}

static void replies_are_of_their_parents_thread(void **state)
{
	const struct thread_mail mails[] = {
		mail("a", "", "[BSC] Logo", "Dave", 10), mail("b", "a", "Re: [BSC] Logo", "Joe", 11),
		mail("c", "b", "Re: [BSC] Logo", "DAVE", 12), mail("d", "", "[BSC] Charter", "Joe", 13),
	};

	(void)state;
	assert_string_equal(describe(mails, 4, 0, 100), "Logo 3/2\nCharter 1/1\n");
}

static void a_missing_parent_holds_its_replies_together(void **state)
{
	static const char *const refs[] = { "root", "lost" };
	struct thread_mail mails[] = {
		mail("b", "lost", "Re: Logo", "Joe", 11), mail("c", "", "Re: Logo colours", "KP", 12),
		mail("r", "", "x", "KP", 9),
	};

	(void)state;
	mails[1].references = refs;
	mails[1].n_references = 2;
	assert_string_equal(describe(mails, 3, 0, 100), "Logo 2/2\nx 1/1\n");
}

static void loops_do_no_harm(void **state)
{
	const struct thread_mail mails[] = {
		mail("a", "b", "A", "x", 1), mail("b", "a", "B", "y", 2), mail("c", "c", "C", "z", 3),
	};

	(void)state;
	assert_string_equal(describe(mails, 3, 0, 100), "A 2/2\nC 1/1\n");
}

static void a_reply_without_a_parent_joins_by_subject(void **state)
{
	const struct thread_mail mails[] = {
		mail("a", "", "Agenda?", "x", 1), mail("b", "", "Agenda?", "y", 2), mail("c", "", "AW: agenda?", "z", 3),
		mail("d", "", "Re:", "z", 4), mail("e", "", "Re:", "y", 5),
	};

	(void)state;
	assert_string_equal(describe(mails, 5, 0, 100), "Agenda? 2/2\nAgenda? 1/1\n 1/1\n 1/1\n");
}

static void only_the_week_is_counted(void **state)
{
	const struct thread_mail mails[] = {
		mail("a", "", "Logo", "x", 1), mail("b", "a", "Re: Logo", "y", 10), mail("c", "a", "Re: Logo", "y", 20),
		mail("d", "", "Old", "y", 2),
	};
	struct thread *threads;

	(void)state;
	assert_int_equal(threads_of(arena, mails, 4, "", 10, 20, &threads), 1);
	assert_string_equal(threads[0].message_id, "a");
	assert_int_equal(threads[0].messages, 1);
	assert_int_equal(threads[0].first_s, 10);
	assert_int_equal(threads_of(arena, mails, 0, "", 10, 20, &threads), 0);
}

static void a_mail_that_came_twice_is_one(void **state)
{
	const struct thread_mail mails[] = {
		mail("a", "", "Logo", "x", 3), mail("a", "", "Logo", "x", 1), mail("", "", "none", "x", 1), mail("", "", "none", "x", 1),
	};

	(void)state;
	assert_string_equal(describe(mails, 4, 0, 100), "none 1/1\nnone 1/1\nLogo 1/1\n");
}

static void the_order_given_does_not_matter(void **state)
{
	struct thread_mail mails[40];
	unsigned seed = getenv("BEADLE_SEED") ? (unsigned)strtoul(getenv("BEADLE_SEED"), NULL, 10) : 20230628;
	const char *want;

	(void)state;
	printf("# seed %u\n", seed);
	srand(seed);
	for (int i = 0; i < 40; i++) {
		mails[i] = mail(arena_printf(arena, "m%d", i), i % 3 ? arena_printf(arena, "m%d", rand() % 40) : "",
				arena_printf(arena, "%sS%d", i % 5 ? "" : "Re: ", rand() % 6),
				arena_printf(arena, "p%d", rand() % 5), rand() % 20);
	}
	want = describe(mails, 40, 3, 18);
	for (int round = 0; round < 200; round++) {
		int a = rand() % 40, b = rand() % 40;
		struct thread_mail keep = mails[a];

		mails[a] = mails[b];
		mails[b] = keep;
		assert_string_equal(describe(mails, 40, 3, 18), want);
	}
}

static void what_nobody_wrote_is_no_thread(void **state)
{
	const struct thread_mail mails[] = {
		mail("a@x", "", "Logo", "", 100), mail("b@x", "", "The week on the list", "", 200), mail("c@x", "a@x", "Re: Logo", "Dave", 300),
	};
	struct thread *threads;
	size_t n = threads_of(arena, mails, 3, "", 0, 1000, &threads);

	(void)state;
	assert_int_equal(n, 1);
	assert_string_equal(threads[0].subject, "Logo");
	assert_int_equal(threads[0].messages, 2);
	assert_int_equal(threads[0].people, 1);
}

static void subjects_are_stripped(void **state)
{
	static const struct { const char *subject, *base; bool reply; } cases[] = {
		{ "Logo", "Logo", false }, { "Re: [BSC] Logo", "Logo", true }, { "[BSC] Re: Fwd: Logo", "Logo", true },
		{ "Re[2]: Logo", "Logo", true }, { "RE :Logo", "RE :Logo", false }, { "Fwd: x", "x", false },
		{ "Rest: x", "Rest: x", false }, { "", "", false }, { "Re:", "", true }, { "[PATCH] x", "[PATCH] x", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		bool reply;
		struct span base = threads_base_subject(span_of(cases[i].subject), "[BSC]", &reply);

		if (!span_is(base, cases[i].base) || reply != cases[i].reply)
			fail_msg("%s: " SPAN_FMT, cases[i].subject, SPAN_ARG(base));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replies_are_of_their_parents_thread),
		cmocka_unit_test(a_missing_parent_holds_its_replies_together),
		cmocka_unit_test(loops_do_no_harm),
		cmocka_unit_test(a_reply_without_a_parent_joins_by_subject),
		cmocka_unit_test(only_the_week_is_counted),
		cmocka_unit_test(a_mail_that_came_twice_is_one),
		cmocka_unit_test(the_order_given_does_not_matter),
		cmocka_unit_test(what_nobody_wrote_is_no_thread),
		cmocka_unit_test(subjects_are_stripped),
	};

	return cmocka_run_group_tests_name("threads", tests, setup, teardown);
}
