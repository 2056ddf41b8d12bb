/* test_advice.c - how people are told to say something fits what is configured: whatever is advised counts, and where nothing
 * proves who wrote a mail no notice says that an answer does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "notices/advice.h"

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

#define POLICY(tokens, proof) { .list_address = "bsc@lists.example.org", .from_addr = "bot@example.org", .operator_addr = "ops@example.org", \
				.has_tokens = tokens, .mail_proof = proof }

static const struct notice_policy token = POLICY(true, MAIL_PROVED_BY_NOTHING), both = POLICY(true, MAIL_PROVED_BY_SIGNATURE),
	signature = POLICY(false, MAIL_PROVED_BY_SIGNATURE), from = POLICY(false, MAIL_PROVED_BY_FROM),
	nothing = POLICY(false, MAIL_PROVED_BY_NOTHING);

static void an_answer_is_advised_where_it_counts(void **state)
{
	(void)state;
	assert_string_equal(advice_answer(arena, &token, "\"done\"", "\"help\" tells more"), "Answer with \"done\"; \"help\" tells more.");
	assert_string_equal(advice_answer(arena, &both, "\"done\"", ""), "Answer with \"done\".");
	assert_string_equal(advice_answer(arena, &signature, "\"done\"", "\"help\" tells more"),
			    "Reply to bot@example.org, in a mail that your server signs, with \"done\"; \"help\" tells more.");
	assert_string_equal(advice_answer(arena, &from, "\"done\"", ""), "Reply to bot@example.org, with \"done\".");
	assert_string_equal(advice_answer(arena, &nothing, "\"done\"", "\"help\" tells more"),
			    "Nothing proves here who wrote a mail: tell ops@example.org what shall change.");
}

static void the_list_is_told_what_counts_as_a_vote(void **state)
{
	static const char own[] = "Voters have a ballot of their own: to vote, answer that mail.";

	(void)state;
	assert_string_equal(advice_vote(arena, &token, 0, false), own);
	assert_string_equal(advice_vote(arena, &both, 0, true), "Voters have a ballot of their own: to vote, answer that mail. What is said here does not count.");
	assert_string_equal(advice_vote(arena, &both, 0, false),
			    "Voters have a ballot of their own: to vote, answer that mail. A reply to this one counts too if it begins with "
			    "\"yes\", \"no\" or \"abstain\", and why.");
	assert_string_equal(advice_vote(arena, &from, 3, false),
			    "Voters have a ballot of their own: to vote, answer that mail. A reply to this one counts too if it begins with "
			    "the options from the best one on, as in \"B > A\".");
}

static void what_is_said_beside_a_title_counts(void **state)
{
	(void)state;
	assert_string_equal(advice_beside(arena, &token, false, "\"not D5\""), " (\"not D5\")");
	assert_string_equal(advice_beside(arena, &from, true, "\"not D5\""), " (\"not D5\")");
	assert_string_equal(advice_beside(arena, &token, true, "\"not D5\""), "");
	assert_string_equal(advice_beside(arena, &nothing, false, "\"not D5\""), "");
}

static void the_list_is_told_to_write_to_it_where_that_is_proved(void **state)
{
	(void)state;
	assert_string_equal(advice_close(arena, &both, 3), "Done with one? Write \"[DONE #3]\" and a few words in a mail to bsc@lists.example.org.");
	assert_string_equal(advice_close(arena, &token, 3), "Done with one? Answer the mail that you got about it with \"done\".");
	assert_string_equal(advice_close(arena, &nothing, 3), "Done with one? Tell ops@example.org.");
	assert_string_equal(advice_object(arena, &from), "To object, begin a line of a reply to bsc@lists.example.org with \"[OBJECT]\" and say why. "
							 "Silence is consent.");
	assert_string_equal(advice_object(arena, &token), "To object, begin a line of a reply to bsc@lists.example.org with \"[OBJECT]\" and say why, and "
							  "answer the mail that asks whether it was you. Silence is consent.");
	assert_string_equal(advice_object(arena, &nothing), "To object, begin a line of a reply to bsc@lists.example.org with \"[OBJECT]\" and say why: "
							    "the chair is told. Silence is consent.");
}

static void who_was_not_believed_hears_how_he_is(void **state)
{
	(void)state;
	assert_string_equal(advice_prove(arena, &token), "If you wrote it, answer this mail with the same line: the address that it goes to is proof.");
	assert_string_equal(advice_prove(arena, &signature), "If you wrote it, write the same line once more to bot@example.org, in a mail that your "
							     "server signs.");
	assert_string_equal(advice_prove(arena, &nothing), "Nothing proves here who wrote a mail: tell ops@example.org what shall change.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_is_advised_where_it_counts),
		cmocka_unit_test(the_list_is_told_what_counts_as_a_vote),
		cmocka_unit_test(what_is_said_beside_a_title_counts),
		cmocka_unit_test(the_list_is_told_to_write_to_it_where_that_is_proved),
		cmocka_unit_test(who_was_not_believed_hears_how_he_is),
	};

	return cmocka_run_group_tests_name("advice", tests, setup, teardown);
}
