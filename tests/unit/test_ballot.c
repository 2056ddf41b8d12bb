/* test_ballot.c - what is a vote on the first line of an answer, and what only begins like one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "committee/ballot.h"

/* "yes (why)" */
static const char *told(struct arena *arena, const char *line)
{
	struct span reason;
	enum ballot_choice choice = ballot_read(span_of(line), &reason);

	if (!reason.len)
		return ballot_name(choice);
	return arena_printf(arena, "%s (" SPAN_FMT ")", ballot_name(choice), SPAN_ARG(reason));
}

static void votes_are_read(void **state)
{
	static const char *const rows[][2] = {
		{ "yes", "yes" },
		{ "Yes.", "yes" },
		{ "YES!!", "yes" },
		{ "  yes  ", "yes" },
		{ "**yes**", "yes" },
		{ "*Yes*, of course", "yes (of course)" },
		{ "\xE2\x80\x9Cyes\xE2\x80\x9D", "yes" },
		{ "\"aye\"", "yes" },
		{ "yes, it is time", "yes (it is time)" },
		{ "yes it is time", "yes (it is time)" },
		{ "yes: it is time", "yes (it is time)" },
		{ "yes - it is time", "yes (it is time)" },
		{ "yes \xE2\x80\x93 it is time", "yes (it is time)" },
		{ "yes, no objections", "yes (no objections)" },
		{ "yes, and no changes please", "yes (and no changes please)" },
		{ "aye", "yes" },
		{ "Yea", "yes" },
		{ "y", "yes" },
		{ "Y.", "yes" },
		{ "+1", "yes" },
		{ "+1 (binding)", "yes ((binding))" },
		{ "+1, thanks for writing it up", "yes (thanks for writing it up)" },
		{ "**+1**", "yes" },
		{ "I vote yes", "yes" },
		{ "My vote: yes", "yes" },
		{ "My vote is *yes*, as before", "yes (as before)" },
		{ "Vote: aye", "yes" },
		{ "I'm in favour", "yes" },
		{ "I\xE2\x80\x99m voting +1", "yes" },
		{ "In favor of the proposal", "yes (of the proposal)" },
		{ "no", "no" },
		{ "No.", "no" },
		{ "no, too early", "no (too early)" },
		{ "No - we have no money", "no (we have no money)" },
		{ "no thanks", "no (thanks)" },
		{ "Yes - after all", "yes (after all)" },
		{ "no, no", "no (no)" },
		{ "NAY", "no" },
		{ "n", "no" },
		{ "-1", "no" },
		{ "-1 why now?", "no (why now?)" },
		{ "\xE2\x88\x92" "1, too early", "no (too early)" },
		{ "\xE2\x80\x93" "1", "no" },
		{ "I am against", "no" },
		{ "Against, for the reasons above", "no (for the reasons above)" },
		{ "I vote no.", "no" },
		{ "abstain", "abstain" },
		{ "Abstain, I was not there", "abstain (I was not there)" },
		{ "I abstain", "abstain" },
		{ "I'm abstaining", "abstain" },
		{ "abstention", "abstain" },
		{ "0", "abstain" },
		{ "+0", "abstain" },
		{ "-0 not convinced", "abstain (not convinced)" },
		{ "\xC2\xB1" "0", "abstain" },
		{ "0 (no opinion)", "abstain ((no opinion))" },
		{ "yes\r\n", "yes" },
		{ "+1\xC2\xA0", "yes" },
		{ "yes,\xC2\xA0of course", "yes (of course)" },
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *got = told(arena, rows[i][0]);

		if (strcmp(got, rows[i][1]) != 0)
			fail_msg("%s: %s, not %s", rows[i][0], got, rows[i][1]);
	}
	arena_free(&arena);
}

static void what_only_begins_like_one_is_none(void **state)
{
	static const char *const lines[] = {
		"", " ", "maybe", "yes?", "yes ?", "no?", "+1?", "yes/no", "yes / no", "yes and no", "yes or no", "yes, but no", "no, yes",
		"Yes, I abstain", "no, I vote yes", "yes if the price is right", "yes, if the price is right", "+1 once the text is fixed",
		"yes, but only if it is cheaper", "Yes provided that Bert agrees", "yes, after the review", "yes (subject to the review)", "no objections", "No objection from me",
		"no problem", "no comment", "no opinion", "no strong feelings", "no vote from me yet", "no idea", "no longer needed", "0 objections",
		"0 comments", "0.5", "0,5", "00", "+10", "+1000", "+1.5", "-10", "-1.5", "-1%", "+1/2", "1", "2 1 3", "nobody", "not yes", "note: yes",
		"nope-ish", "no-one", "yesterday", "yes-man", "ayes have it", "yearly", "n/a", "y tho", "n or y", "noon", "eye", "I agree", "for",
		"abstainer", "I will vote later", "vote", "unless", "\xE2\x80\x93", "B > A",
	};
	struct span reason;

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		enum ballot_choice choice = ballot_read(span_of(lines[i]), &reason);

		if (choice != BALLOT_NONE)
			fail_msg("\"%s\" is read as %s", lines[i], ballot_name(choice));
		assert_int_equal(reason.len, 0);
	}
}

static void a_number_says_which_vote(void **state)
{
	static const struct {
		const char *line;
		int number;
		enum ballot_choice choice;
	} rows[] = {
		{ "yes", 0, BALLOT_YES },	       { "#3 yes", 3, BALLOT_YES },
		{ "#3: no, too early", 3, BALLOT_NO }, { "[#3] +1", 3, BALLOT_YES },
		{ "**#3** abstain", 3, BALLOT_ABSTAIN }, { "yes #3", 3, BALLOT_YES },
		{ "no, #3", 3, BALLOT_NO },	       { "yes, see #3", 0, BALLOT_YES },
		{ "#3", 3, BALLOT_NONE },	       { "#x yes", 0, BALLOT_NONE },
		{ "#99999999999 yes", 0, BALLOT_NONE }, { "3 yes", 0, BALLOT_NONE },
	};
	struct span reason;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct span line = span_of(rows[i].line);

		assert_int_equal(ballot_number(&line), rows[i].number);
		assert_int_equal(ballot_read(line, &reason), rows[i].choice);
	}
}

/* No byte beyond the line is looked at: each beginning of a line, at the end of what may be read. */
static void any_line_is_safe_to_read(void **state)
{
	static const char line[] = "**My vote is: \xE2\x80\x9C\xE2\x88\x92" "1\xE2\x80\x9D** \xE2\x80\x93 no, but only if \xC2\xB1" "0?";
	struct span reason;

	(void)state;
	for (size_t from = 0; from < sizeof line; from++) {
		for (size_t len = 0; from + len < sizeof line; len++) {
			char *copy = mem_alloc(len + 1);

			memcpy(copy, line + from, len);
			struct span s = span_from(copy, len);

			(void)ballot_read(s, &reason);
			(void)ballot_number(&s);
			assert_true(!reason.len || (reason.ptr >= copy && reason.ptr + reason.len <= copy + len));
			free(copy);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(votes_are_read),
		cmocka_unit_test(what_only_begins_like_one_is_none),
		cmocka_unit_test(a_number_says_which_vote),
		cmocka_unit_test(any_line_is_safe_to_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
