/* test_tally.c - the rules of votes: what they read, what they say, and what comes of each count.
 *
 * The table has every boundary by hand; the property test counts all votes of few members, and
 * random ones of many, against a count by fractions that is slow and plain.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "committee/tally.h"

/* "2/3 members 50%": threshold, whole, quorum ("-": none) */
static struct vote_rule rule_of(const char *threshold, const char *of, const char *quorum)
{
	struct vote_rule rule = { .name = "test" };

	assert_true(vote_threshold_parse(span_of(threshold), &rule.threshold));
	rule.of = strcmp(of, "cast") == 0      ? VOTE_OF_CAST
		  : strcmp(of, "present") == 0 ? VOTE_OF_PRESENT
					       : VOTE_OF_MEMBERS;
	if (strcmp(quorum, "-") != 0)
		assert_true(quorum_parse(span_of(quorum), &rule.quorum));
	return rule;
}

/* ---- the rule in words ---- */

static void a_rule_says_what_it_means(void **state)
{
	static const struct {
		const char *threshold, *of, *quorum;
		size_t members;
		const char *said;
	} rows[] = {
		{ "majority", "cast", "50%", 9, "more than half of the yes and no votes; at least 5 of 9 must vote" },
		{ "majority", "cast", "-", 9, "more than half of the yes and no votes" },
		{ "majority", "present", "5", 9, "more than half of the votes, abstentions included; at least 5 of 9 must vote" },
		{ "majority", "members", "-", 8, "5 of 8 members must say yes" },
		{ "2/3", "members", "-", 9, "6 of 9 members must say yes" },
		{ "2/3", "members", "2/3", 10, "7 of 10 members must say yes; at least 7 of 10 must vote" },
		{ "70%", "members", "-", 10, "7 of 10 members must say yes" },
		{ "70 %", "cast", "-", 10, "at least 70 % of the yes and no votes" },
		{ "2 / 3", "present", "1", 10, "at least 2/3 of the votes, abstentions included; at least 1 of 10 must vote" },
		{ "Unanimous", "cast", "-", 9, "all of the yes and no votes" },
		{ "unanimous", "members", "-", 9, "9 of 9 members must say yes" },
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct vote_rule rule = rule_of(rows[i].threshold, rows[i].of, rows[i].quorum);

		assert_string_equal(vote_rule_text(arena, &rule, rows[i].members), rows[i].said);
	}
	arena_free(&arena);
}

static void what_is_no_threshold_is_refused(void **state)
{
	static const char *const texts[] = { "", "half", "5", "0%", "0/3", "3/0", "4/3", "101%", "2/3 of the members", "66.7%", "2/3/4", "-1/2",
					     "majority of two", "99999/99999" };
	struct vote_threshold t = { .kind = THRESHOLD_UNANIMOUS };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		if (vote_threshold_parse(span_of(texts[i]), &t))
			fail_msg("\"%s\" is taken for a threshold", texts[i]);
	}
	assert_int_equal(t.kind, THRESHOLD_UNANIMOUS);
}

static void who_may_vote_is_a_group_or_all_members(void **state)
{
	struct person persons[] = { { .name = "Dave Thorn", .member = true }, { .name = "Zoe Berg", .member = true }, { .name = "A Guest" } };
	size_t board[] = { 1 };
	struct people_group groups[] = { { .name = "Board", .members = board, .n_members = 1 } };
	const struct people people = { .persons = persons, .n_persons = 3, .groups = groups, .n_groups = 1 };
	struct vote_rule rule = { 0 };

	(void)state;
	assert_int_equal(vote_rule_voters(&rule, &people), 2);
	rule.voters = "board";
	assert_int_equal(vote_rule_voters(&rule, &people), 1);
	rule.voters = "everyone";
	assert_int_equal(vote_rule_voters(&rule, &people), 2);
}

/* ---- outcomes ---- */

/* Each boundary from both sides.  The letter behind: P passed, F failed, Q no quorum; small: those
 * who are absent can still change it. */
static void rules_against_outcomes(void **state)
{
	static const struct {
		const char *threshold, *of, *quorum;
		struct tally tally; /* members, yes, no, abstain */
		char want;
	} rows[] = {
		/* more than half of yes and no: a tie fails, abstentions count for nothing */
		{ "majority", "cast", "-", { 9, 0, 0, 0, 0 }, 'f' },
		{ "majority", "cast", "-", { 9, 1, 0, 0, 0 }, 'p' },
		{ "majority", "cast", "-", { 9, 1, 0, 8, 0 }, 'P' },
		{ "majority", "cast", "-", { 9, 0, 0, 9, 0 }, 'F' },
		{ "majority", "cast", "-", { 9, 4, 4, 1, 0 }, 'F' },
		{ "majority", "cast", "-", { 9, 4, 3, 2, 0 }, 'P' },
		{ "majority", "cast", "-", { 9, 5, 0, 0, 0 }, 'P' },
		{ "majority", "cast", "-", { 9, 4, 0, 0, 0 }, 'p' },
		{ "majority", "cast", "-", { 8, 4, 0, 0, 0 }, 'p' },
		{ "majority", "cast", "-", { 8, 0, 4, 0, 0 }, 'F' },
		{ "majority", "cast", "-", { 9, 0, 4, 0, 0 }, 'f' },
		{ "majority", "cast", "-", { 9, 0, 5, 0, 0 }, 'F' },
		/* the quorum counts abstentions: half of nine are five */
		{ "majority", "cast", "50%", { 9, 4, 0, 0, 0 }, 'q' },
		{ "majority", "cast", "50%", { 9, 4, 0, 1, 0 }, 'p' },
		{ "majority", "cast", "50%", { 9, 4, 0, 2, 0 }, 'P' },
		{ "majority", "cast", "50%", { 9, 3, 0, 2, 0 }, 'p' },
		{ "majority", "cast", "50%", { 9, 1, 0, 4, 0 }, 'p' },
		{ "majority", "cast", "50%", { 9, 0, 0, 5, 0 }, 'f' },
		{ "majority", "cast", "50%", { 9, 0, 4, 0, 0 }, 'q' },
		{ "majority", "cast", "50%", { 9, 0, 5, 0, 0 }, 'F' },
		{ "majority", "cast", "50%", { 8, 3, 0, 0, 0 }, 'q' },
		{ "majority", "cast", "50%", { 8, 3, 0, 1, 0 }, 'p' },
		{ "majority", "cast", "2/3", { 9, 5, 0, 0, 0 }, 'q' },
		{ "majority", "cast", "2/3", { 9, 5, 0, 1, 0 }, 'P' },
		{ "majority", "cast", "2/3", { 10, 6, 0, 0, 0 }, 'q' },
		{ "majority", "cast", "2/3", { 10, 6, 1, 0, 0 }, 'P' },
		{ "majority", "cast", "100%", { 9, 8, 0, 0, 0 }, 'q' },
		{ "majority", "cast", "100%", { 9, 8, 0, 1, 0 }, 'P' },
		{ "majority", "cast", "5", { 9, 2, 2, 0, 0 }, 'q' },
		{ "majority", "cast", "5", { 9, 3, 2, 0, 0 }, 'p' },
		/* of all votes: an abstention is as good as a no */
		{ "majority", "present", "-", { 9, 4, 3, 2, 0 }, 'F' },
		{ "majority", "present", "-", { 9, 5, 2, 2, 0 }, 'P' },
		{ "majority", "present", "-", { 8, 4, 0, 4, 0 }, 'F' },
		{ "majority", "present", "-", { 8, 4, 0, 3, 0 }, 'p' },
		/* of all who may vote: staying away is, too */
		{ "majority", "members", "-", { 9, 4, 0, 0, 0 }, 'f' },
		{ "majority", "members", "-", { 9, 5, 0, 0, 0 }, 'P' },
		{ "majority", "members", "-", { 8, 4, 0, 0, 0 }, 'f' },
		{ "majority", "members", "-", { 8, 4, 4, 0, 0 }, 'F' },
		{ "majority", "members", "-", { 8, 5, 3, 0, 0 }, 'P' },
		{ "majority", "members", "-", { 9, 0, 5, 0, 0 }, 'F' },
		{ "majority", "members", "-", { 9, 0, 2, 3, 0 }, 'F' },
		{ "majority", "members", "-", { 9, 0, 2, 2, 0 }, 'f' },
		/* two thirds: of nine six, of ten seven */
		{ "2/3", "cast", "-", { 9, 6, 3, 0, 0 }, 'P' },
		{ "2/3", "cast", "-", { 9, 5, 3, 1, 0 }, 'F' },
		{ "2/3", "cast", "-", { 9, 5, 4, 0, 0 }, 'F' },
		{ "2/3", "cast", "-", { 9, 2, 1, 6, 0 }, 'P' },
		{ "2/3", "cast", "-", { 10, 6, 4, 0, 0 }, 'F' },
		{ "2/3", "cast", "-", { 10, 7, 3, 0, 0 }, 'P' },
		{ "2/3", "cast", "-", { 9, 6, 0, 0, 0 }, 'P' },
		{ "2/3", "cast", "-", { 9, 0, 4, 0, 0 }, 'F' },
		{ "2/3", "cast", "-", { 9, 0, 3, 0, 0 }, 'f' },
		{ "2/3", "present", "-", { 9, 6, 0, 3, 0 }, 'P' },
		{ "2/3", "present", "-", { 9, 5, 0, 4, 0 }, 'F' },
		{ "2/3", "members", "-", { 9, 6, 0, 0, 0 }, 'P' },
		{ "2/3", "members", "-", { 9, 5, 0, 0, 0 }, 'f' },
		{ "2/3", "members", "-", { 9, 5, 4, 0, 0 }, 'F' },
		{ "2/3", "members", "-", { 10, 6, 0, 0, 0 }, 'f' },
		{ "2/3", "members", "-", { 10, 7, 0, 0, 0 }, 'P' },
		{ "2/3", "members", "70%", { 9, 6, 0, 0, 0 }, 'q' },
		{ "2/3", "members", "70%", { 9, 6, 0, 1, 0 }, 'P' },
		{ "2/3", "members", "70%", { 9, 5, 2, 0, 0 }, 'f' },
		{ "2/3", "members", "70%", { 9, 3, 4, 0, 0 }, 'F' },
		/* seventy of a hundred: of ten seven, of nine seven, of three three */
		{ "70%", "cast", "-", { 10, 7, 3, 0, 0 }, 'P' },
		{ "70%", "cast", "-", { 10, 6, 3, 1, 0 }, 'F' },
		{ "70%", "cast", "-", { 9, 6, 3, 0, 0 }, 'F' },
		{ "70%", "cast", "-", { 9, 7, 2, 0, 0 }, 'P' },
		{ "70%", "cast", "-", { 3, 2, 1, 0, 0 }, 'F' },
		{ "70%", "members", "50%", { 7, 5, 0, 0, 0 }, 'P' },
		{ "70%", "members", "50%", { 7, 4, 3, 0, 0 }, 'F' },
		/* half is at least half, unlike a majority */
		{ "50%", "cast", "-", { 9, 4, 4, 1, 0 }, 'P' },
		{ "1/2", "members", "-", { 8, 4, 4, 0, 0 }, 'P' },
		/* unanimous */
		{ "unanimous", "cast", "-", { 9, 0, 0, 9, 0 }, 'F' },
		{ "unanimous", "cast", "-", { 9, 1, 0, 8, 0 }, 'P' },
		{ "unanimous", "cast", "-", { 9, 8, 0, 0, 0 }, 'p' },
		{ "unanimous", "cast", "-", { 9, 0, 1, 0, 0 }, 'F' },
		{ "unanimous", "cast", "-", { 9, 8, 1, 0, 0 }, 'F' },
		{ "unanimous", "present", "-", { 9, 8, 0, 1, 0 }, 'F' },
		{ "unanimous", "present", "-", { 9, 9, 0, 0, 0 }, 'P' },
		{ "unanimous", "members", "-", { 9, 8, 0, 0, 0 }, 'f' },
		{ "unanimous", "members", "-", { 9, 9, 0, 0, 0 }, 'P' },
		{ "100%", "members", "-", { 9, 8, 0, 1, 0 }, 'F' },
		/* nobody may vote, and one may */
		{ "majority", "cast", "-", { 0, 0, 0, 0, 0 }, 'F' },
		{ "2/3", "members", "50%", { 0, 0, 0, 0, 0 }, 'F' },
		{ "majority", "members", "100%", { 1, 0, 0, 0, 0 }, 'q' },
		{ "majority", "members", "100%", { 1, 1, 0, 0, 0 }, 'P' },
		{ "unanimous", "cast", "1", { 1, 0, 0, 1, 0 }, 'F' },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct vote_rule rule = rule_of(rows[i].threshold, rows[i].of, rows[i].quorum);
		const struct tally *t = &rows[i].tally;
		char got = "PFQ"[tally_decide(&rule, t)];

		if (!tally_is_settled(&rule, t))
			got = (char)(got - 'A' + 'a');
		if (got != rows[i].want)
			fail_msg("%s of %s, quorum %s: %zu yes, %zu no, %zu abstained of %zu: %c, not %c", rows[i].threshold, rows[i].of,
				 rows[i].quorum, t->yes, t->no, t->abstain, t->members, got, rows[i].want);
	}
}

static void a_count_is_told_with_what_was_needed(void **state)
{
	static const struct {
		const char *threshold, *of, *quorum;
		struct tally tally;
		const char *said;
	} rows[] = {
		{ "majority", "cast", "50%", { 9, 4, 2, 1, 0 }, "passed: 4 yes, 2 no, 1 abstained, 2 did not vote; 4 of 6 yes and no votes had to be yes" },
		{ "2/3", "members", "-", { 9, 5, 1, 0, 0 }, "failed: 5 yes, 1 no, 0 abstained, 3 did not vote; 6 of 9 members had to say yes" },
		{ "2/3", "present", "-", { 9, 5, 1, 3, 0 }, "failed: 5 yes, 1 no, 3 abstained, 0 did not vote; 6 of 9 votes had to be yes" },
		{ "2/3", "cast", "50%", { 9, 4, 0, 0, 0 }, "no quorum: 4 yes, 0 no, 0 abstained, 5 did not vote; 5 of 9 had to vote" },
		{ "2/3", "cast", "-", { 9, 0, 0, 2, 0 }, "failed: 0 yes, 0 no, 2 abstained, 7 did not vote; nobody said yes or no" },
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct vote_rule rule = rule_of(rows[i].threshold, rows[i].of, rows[i].quorum);

		assert_string_equal(tally_text(arena, &rule, &rows[i].tally), rows[i].said);
	}
	arena_free(&arena);
}

/* ---- the plain count ---- */

/* a/b >= c/d, and a/b > c/d, of numbers that are not negative; the bottoms are not 0. */
typedef unsigned __int128 wide;

static bool at_least(wide a, wide b, wide c, wide d)
{
	return a * d >= c * b;
}

static bool more_than(wide a, wide b, wide c, wide d)
{
	return a * d > c * b;
}

static enum tally_outcome plainly(const struct vote_rule *rule, const struct tally *t)
{
	wide voted = (wide)t->yes + t->no + t->abstain, whole = t->members;
	const struct quorum *q = &rule->quorum;

	if (q->number && !q->over && voted < q->number)
		return TALLY_NO_QUORUM;
	if (q->over && t->members && !at_least(voted, t->members, q->number, q->over))
		return TALLY_NO_QUORUM;
	if (rule->of == VOTE_OF_CAST)
		whole = (wide)t->yes + t->no;
	else if (rule->of == VOTE_OF_PRESENT)
		whole = voted;
	if (!t->yes)
		return TALLY_FAILED;
	switch (rule->threshold.kind) {
	case THRESHOLD_MAJORITY:
		return more_than(t->yes, whole, 1, 2) ? TALLY_PASSED : TALLY_FAILED;
	case THRESHOLD_UNANIMOUS:
		return t->yes == whole ? TALLY_PASSED : TALLY_FAILED;
	case THRESHOLD_SHARE:
		break;
	}
	return at_least(t->yes, whole, rule->threshold.share.number, rule->threshold.share.over) ? TALLY_PASSED : TALLY_FAILED;
}

/* All that those who are absent can do, one after another. */
static bool settled_plainly(const struct vote_rule *rule, const struct tally *t)
{
	enum tally_outcome now = plainly(rule, t);
	size_t away = t->members - t->yes - t->no - t->abstain;

	for (size_t yes = 0; yes <= away; yes++) {
		for (size_t no = 0; yes + no <= away; no++) {
			for (size_t abstain = 0; yes + no + abstain <= away; abstain++) {
				const struct tally then = { t->members, t->yes + yes, t->no + no, t->abstain + abstain, 0 };

				if (plainly(rule, &then) != now)
					return false;
			}
		}
	}
	return true;
}

static void check_against_plain(const struct vote_rule *rule, const struct tally *t, bool settled_too)
{
	enum tally_outcome got = tally_decide(rule, t), want = plainly(rule, t);

	if (got != want || (settled_too && tally_is_settled(rule, t) != settled_plainly(rule, t)))
		fail_msg("threshold %d %u/%u of %d, quorum %u/%u: %zu yes, %zu no, %zu abstained of %zu: %s, plainly %s", rule->threshold.kind,
			 rule->threshold.share.number, rule->threshold.share.over, rule->of, rule->quorum.number, rule->quorum.over, t->yes, t->no,
			 t->abstain, t->members, tally_outcome_name(got), tally_outcome_name(want));
}

static void every_vote_of_few_is_as_by_fractions(void **state)
{
	static const char *const thresholds[] = { "majority", "unanimous", "1/2", "2/3", "3/4", "70%", "100%", "1%", "5/7" };
	static const char *const wholes[] = { "cast", "present", "members" };
	static const char *const quorums[] = { "-", "1", "3", "50%", "2/3", "100%", "1/7" };
	enum { MEMBERS = 9 };

	(void)state;
	for (size_t i = 0; i < 9 * 3 * 7; i++) {
		struct vote_rule rule = rule_of(thresholds[i / 21], wholes[i / 7 % 3], quorums[i % 7]);
		struct tally t = { 0 };

		for (t.members = 0; t.members <= MEMBERS; t.members++) {
			for (t.yes = 0; t.yes <= t.members; t.yes++) {
				for (t.no = 0; t.yes + t.no <= t.members; t.no++) {
					for (t.abstain = 0; t.yes + t.no + t.abstain <= t.members; t.abstain++)
						check_against_plain(&rule, &t, true);
				}
			}
		}
	}
}

static size_t below(size_t n)
{
	return n ? (((size_t)(unsigned)rand() << 31) ^ (unsigned)rand()) % n : 0;
}

/* A random rule; two of three counts lie just beside its boundary. */
static void random_votes_of_many_are_as_by_fractions(void **state)
{
	const char *given = getenv("BEADLE_SEED");
	unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);

	(void)state;
	print_message("seed %u\n", seed);
	srand(seed);
	for (int i = 0; i < 300000; i++) {
		unsigned over = 1 + (unsigned)below(10000);
		const unsigned bits = (unsigned)below(60);
		struct vote_rule rule = {
			.threshold = { (enum vote_threshold_kind)below(3), { 1 + (unsigned)below(over), over, false } },
			.of = (enum vote_whole)below(3),
			.quorum = { (unsigned)below(over + 1), below(2) ? over : 0, false },
		};
		struct tally t = { .members = below((size_t)1 << bits) };

		t.abstain = below(3) ? 0 : below(t.members + 1);
		size_t rest = t.members - t.abstain, cast = below(2) ? rest : below(rest + 1);

		t.yes = below(cast + 1);
		if (below(3)) {
			size_t edge = (size_t)((wide)cast * rule.threshold.share.number / over) + below(3);

			t.yes = edge && edge - 1 <= cast ? edge - 1 : t.yes;
		}
		t.no = cast - t.yes;
		check_against_plain(&rule, &t, t.members < 12);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_says_what_it_means),
		cmocka_unit_test(what_is_no_threshold_is_refused),
		cmocka_unit_test(who_may_vote_is_a_group_or_all_members),
		cmocka_unit_test(rules_against_outcomes),
		cmocka_unit_test(a_count_is_told_with_what_was_needed),
		cmocka_unit_test(every_vote_of_few_is_as_by_fractions),
		cmocka_unit_test(random_votes_of_many_are_as_by_fractions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
