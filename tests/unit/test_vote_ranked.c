/* test_vote_ranked.c - ranked votes by mail: what a rule means for them, how they end, and that the mail with the result
 * has all that anybody needs to count again.
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

#include "base/buf.h"
#include "committee/deadline.h"
#include "committee/ranked_ballot.h"
#include "committee/tally_sheet.h"
#include "committee/votes.h"
#include "notices/digest_vote.h"
#include "notices/format.h"

enum { DAY = 24 * 3600, T0 = 1688371200 /* Mon 2023-07-03 08:00 UTC */, VOTERS_MAX = 12, OPTIONS_MAX = 26 };

static const char *const people_names[VOTERS_MAX] = { "Ana Berg", "Ben Thorn", "Cem Oz", "Dee Lind", "Eva Moor", "Finn Ray",
						      "Gus Holm", "Ida Fors", "Jan Kral", "Kim Song", "Lea Wolf", "Zo\xC3\xAB Rey" };
static const struct notice_policy policy = {
	.list_name = "bsc", .list_address = "bsc@lists.example.org", .has_tokens = true, .list_id = "bsc.lists.example.org",
	.prefix = "[BSC]", .zone = "UTC", .from_name = "Beadle", .from_addr = "beadle@example.org",
};

struct election {
	struct arena *arena;
	struct state *state;
	struct vote_list list;
	const struct vote_entry *entry;
};

static void apply(struct election *e, const struct event *event)
{
	struct err err;

	assert_int_equal(state_apply(e->state, event, &err), ERR_NONE);
}

static const char *lines_of(struct arena *arena, const char *const *names, size_t n)
{
	const char *lines = "";

	for (size_t i = 0; i < n; i++)
		lines = arena_printf(arena, "%s%s%s", lines, i ? "\n" : "", names[i]);
	return lines;
}

static void begin(struct election *e, const char *terms, const char *options, size_t n_voters)
{
	const struct event opened = {
		.kind = EVENT_VOTE, .act = "opened", .at_s = T0, .list = "bsc", .actor = "Ana Berg", .proof = "dkim", .message_id = "vote",
		.rule = "vote-tag",
		.vote = { .number = 1, .roles = DEADLINE_BY_MEMBER, .title = "A seat", .body = "", .rule = "default", .terms = terms,
			  .voters = lines_of(e->arena, people_names, n_voters), .options = options, .period_days = 7 },
	};

	e->state = state_new();
	apply(e, &opened);
	/* every ballot has been taken */
	for (size_t i = 0; i < n_voters; i++) {
		for (size_t k = 0; k < 2; k++) {
			const struct event mail = { .kind = EVENT_VOTE, .act = k ? "told" : "announced", .at_s = T0, .list = "bsc",
						    .actor = EVENT_BY_BOT, .message_id = arena_printf(e->arena, "b%zu", i),
						    .vote = { .number = 1, .mail = "ballot", .voter = people_names[i], .named_s = T0 + 7 * DAY } };

			apply(e, &mail);
		}
	}
}

static void cast(struct election *e, size_t voter, const char *signs, const char *why, int64_t after_s)
{
	const struct event ballot = { .kind = EVENT_VOTE, .act = "cast", .at_s = T0 + after_s, .list = "bsc", .actor = people_names[voter],
				      .proof = "token", .message_id = arena_printf(e->arena, "c%zu-%lld", voter, (long long)after_s),
				      .rule = "reply-unknown", .vote = { .number = 1, .choice = signs, .words = why } };

	apply(e, &ballot);
}

static const struct vote *look(struct election *e, int64_t after_s)
{
	votes_of(e->arena, e->state, NULL, "bsc", zone_utc(), T0 + after_s, T0 + after_s, &e->list);
	e->entry = votes_find(&e->list, 1);
	assert_non_null(e->entry);
	return &e->entry->vote;
}

/* ---- rules ---- */

#define BEATS "more ballots must prefer it to \"none of these\" than the other way round"
#define TELL " of the ballots that tell it from \"none of these\" must prefer it"

static void what_a_rule_means(void **state)
{
	static const struct {
		const char *terms;
		size_t members, voted;
		const char *want;	/* quorum of each option, majority ratio */
		const char *text;
	} rows[] = {
		{ "majority of cast", 9, 5, "0, 0:0", BEATS },
		{ "majority of cast, quorum 50 %", 9, 5, "0, 0:0", BEATS "; at least 5 of 9 must vote" },
		{ "2/3 of cast", 9, 5, "0, 2:1", "at least 2/3" TELL },
		{ "70 % of cast, quorum 2/3", 9, 9, "0, 7:3", "at least 70 %" TELL "; at least 6 of 9 must vote" },
		{ "3/4 of cast", 4, 4, "0, 3:1", "at least 3/4" TELL },
		/* nothing is out that beats the default option, and nothing wins that does not */
		{ "1/2 of cast", 9, 9, "0, 0:0", BEATS },
		{ "1/3 of cast", 9, 9, "0, 0:0", BEATS },
		{ "unanimous of cast", 9, 9, "0, 9:1", "no ballot may prefer \"none of these\" to it" },
		{ "100 % of cast", 9, 9, "0, 9:1", "no ballot may prefer \"none of these\" to it" },
		{ "70 % of cast", 7, 7, "0, 7:3", "at least 70 %" TELL },
		{ "majority of present", 9, 5, "3, 0:0", "more than half of the ballots must prefer it to \"none of these\"" },
		{ "2/3 of present", 9, 6, "4, 0:0", "at least 2/3 of the ballots must prefer it to \"none of these\"" },
		{ "unanimous of present", 9, 6, "6, 0:0", "all of the ballots must prefer it to \"none of these\"" },
		{ "majority of members", 9, 5, "5, 0:0", "5 of 9 members must prefer it to \"none of these\"" },
		{ "2/3 of members, quorum 7", 9, 9, "6, 0:0", "6 of 9 members must prefer it to \"none of these\"; at least 7 of 9 must vote" },
		{ "unanimous of members", 9, 9, "9, 0:0", "9 of 9 members must prefer it to \"none of these\"" },
		{ "2/3 of present", 9, 0, "1, 0:0", "at least 2/3 of the ballots must prefer it to \"none of these\"" },
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct vote_rule rule = { .name = "default" };
		struct ranked_terms terms;

		assert_true(vote_rule_from_terms(span_of(rows[i].terms), &rule));
		vote_rule_ranked(&rule, rows[i].members, rows[i].voted, &terms);
		assert_string_equal(arena_printf(arena, "%u, %u:%u", terms.quorum, terms.majority[0].for_it, terms.majority[0].against), rows[i].want);
		assert_memory_equal(&terms.majority[0], &terms.majority[RANKED_OPTIONS_MAX - 1], sizeof terms.majority[0]);
		assert_string_equal(vote_rule_ranked_text(arena, &rule, rows[i].members), rows[i].text);
	}
	arena_free(&arena);
}

/* ---- how they end ---- */

static void how_they_end(void **state)
{
	static const struct {
		const char *terms, *ballots[VOTERS_MAX]; /* of five voters; "": absent */
		enum vote_state end;
		const char *result;
	} rows[] = {
		{ "majority of cast", { "12-", "12-", "21-", "", "" }, VOTE_PASSED, "A Anna wins; 3 of 5 have voted" },
		{ "majority of cast", { "12-", "21-", "", "", "" }, VOTE_TIED, "A Anna and B Bert win alike; 2 of 5 have voted" },
		{ "majority of cast", { "112", "", "", "", "" }, VOTE_TIED, "A Anna and B Bert win alike; 1 of 5 have voted" },
		{ "majority of cast", { "231", "-21", "1--", "", "" }, VOTE_FAILED, "C None of these wins; 3 of 5 have voted" },
		{ "majority of cast", { "", "", "", "", "" }, VOTE_FAILED, "C None of these wins; 0 of 5 have voted" },
		{ "majority of cast", { "---", "---", "---", "", "" }, VOTE_FAILED, "C None of these wins; 3 of 5 have voted" },
		/* the quorum is of voters, who ranks nothing among them */
		{ "majority of cast, quorum 3", { "12-", "12-", "", "", "" }, VOTE_NO_QUORUM, "no quorum: 2 of 5 have voted; 3 of 5 had to vote" },
		{ "majority of cast, quorum 3", { "12-", "12-", "---", "", "" }, VOTE_PASSED, "A Anna wins; 3 of 5 have voted" },
		{ "majority of cast, quorum 3", { "12-", "-1-", "---", "", "" }, VOTE_TIED, "A Anna and B Bert win alike; 3 of 5 have voted" },
		{ "majority of cast, quorum 50 %", { "", "", "", "", "" }, VOTE_NO_QUORUM, "no quorum: 0 of 5 have voted; 3 of 5 had to vote" },
		/* two thirds of those who tell it from none */
		{ "2/3 of cast", { "1-2", "1-2", "2-1", "", "" }, VOTE_PASSED, "A Anna wins; 3 of 5 have voted" },
		{ "2/3 of cast", { "1-2", "1-2", "2-1", "2-1", "-1-" }, VOTE_FAILED, "C None of these wins; 5 of 5 have voted" },
		{ "unanimous of cast", { "1--", "1--", "1--", "211", "-1-" }, VOTE_PASSED, "B Bert wins; 5 of 5 have voted" },
		{ "unanimous of cast", { "1-2", "1--", "2-1", "2-1", "-21" }, VOTE_FAILED, "C None of these wins; 5 of 5 have voted" },
		/* of all ballots, of all members */
		{ "majority of present", { "1--", "1--", "---", "---", "" }, VOTE_FAILED, "C None of these wins; 4 of 5 have voted" },
		{ "majority of present", { "1--", "1--", "---", "", "" }, VOTE_PASSED, "A Anna wins; 3 of 5 have voted" },
		{ "majority of members", { "1--", "1--", "---", "", "" }, VOTE_FAILED, "C None of these wins; 3 of 5 have voted" },
		{ "majority of members", { "1--", "1--", "21-", "", "" }, VOTE_PASSED, "A Anna wins; 3 of 5 have voted" },
		/* of another number of options, of another kind: no ballots */
		{ "majority of cast", { "12-", "21", "2-13", "yes", "" }, VOTE_PASSED, "A Anna wins; 1 of 5 have voted" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct election e = { .arena = arena_new() };
		const struct vote *v;

		begin(&e, rows[i].terms, "Anna\nBert\nNone of these", 5);
		for (size_t k = 0; k < 5; k++) {
			if (*rows[i].ballots[k])
				cast(&e, k, rows[i].ballots[k], "", DAY);
		}
		v = look(&e, 7 * DAY - 1);
		assert_int_equal(v->state, VOTE_OPEN);
		assert_null(v->ranked);
		v = look(&e, 7 * DAY);
		if (v->state != rows[i].end || strcmp(votes_result_text(e.arena, e.entry), rows[i].result) != 0)
			fail_msg("row %zu: %s: %s", i, vote_state_name(v->state), votes_result_text(e.arena, e.entry));
		assert_int_equal(vote_is_for_agenda(v), v->state == VOTE_NO_QUORUM || v->state == VOTE_TIED);
		assert_string_equal(votes_decision(e.arena, e.entry),
				    v->state == VOTE_PASSED ? arena_printf(e.arena, "A seat: %s", e.entry->terms.options[v->ranked->winner]) : "A seat");
		state_free(&e.state);
		arena_free(&e.arena);
	}
}

static void the_last_ballot_in_time_counts(void **state)
{
	struct election e = { .arena = arena_new() };
	const struct vote *v;

	(void)state;
	begin(&e, "majority of cast", "Anna\nBert\nNone of these", 3);
	cast(&e, 0, "12-", "first", DAY);
	cast(&e, 0, "21-", "second", 2 * DAY);
	cast(&e, 0, "99-", "", 7 * DAY + 1);
	cast(&e, 1, "no", "", 3 * DAY);
	v = look(&e, 8 * DAY);
	assert_int_equal(v->n_voted, 1);
	assert_int_equal(v->n_remarks, 2);
	assert_int_equal(v->remarks[0].why, VOTE_NOT_ALLOWED);
	assert_int_equal(v->remarks[1].why, VOTE_LATE);
	assert_string_equal(v->voters[0].ranking, "B > A");
	assert_string_equal(v->voters[0].reason, "second");
	assert_int_equal(v->voters[0].n_cast, 2);
	assert_string_equal(votes_result_text(e.arena, e.entry), "B Bert wins; 1 of 3 have voted");
	/* before everything was read, none of that is certain */
	votes_of(e.arena, e.state, NULL, "bsc", zone_utc(), T0 + 6 * DAY, T0 + 8 * DAY, &e.list);
	assert_int_equal(e.list.entries[0].vote.state, VOTE_OPEN);
	assert_null(e.list.entries[0].vote.ranked);
	state_free(&e.state);
	arena_free(&e.arena);
}

/* A ranking does not count where nothing is ranked. */
static void no_ranking_of_a_question(void **state)
{
	struct election e = { .arena = arena_new() };
	const struct vote *v;

	(void)state;
	begin(&e, "majority of cast", "", 3);
	cast(&e, 0, "12-", "", DAY);
	cast(&e, 1, "yes", "", DAY);
	cast(&e, 2, "ranked", "", DAY);
	v = look(&e, 8 * DAY);
	assert_int_equal(v->n_voted, 1);
	assert_int_equal(v->tally.yes, 1);
	assert_int_equal(v->state, VOTE_PASSED);
	assert_null(v->ranked);
	state_free(&e.state);
	arena_free(&e.arena);
}

/* ---- there and back ---- */

static const char *result_mail(struct election *e)
{
	const struct digest_reader reader = { .name = "", .addr = policy.list_address, .zone = zone_utc(), .message_id = "n", .answers = "vote", .state = e->state };
	struct notice_composed mail;

	digest_vote(e->arena, &policy, &reader, e->entry, VOTE_NOTICE_CLOSED, false, T0 + 8 * DAY, &mail);
	return mail.text;
}

/* Whoever pastes the whole mail counts the same. */
static void check_again(struct election *e)
{
	const struct ranked_tally *tally = e->entry->vote.ranked;
	const char *text = result_mail(e);
	struct tally_sheet sheet;
	struct ranked_result result;
	struct buf faults;

	buf_init(&faults, 4096);
	if (!tally_sheet_read(e->arena, "mail", span_of(text), &sheet, &faults))
		fail_msg("%s\n%s", buf_shown(&faults).ptr, text);
	buf_free(&faults);
	assert_memory_equal(&sheet.count, &tally->count, sizeof sheet.count);
	for (size_t i = 0; i < sheet.count.n_options; i++)
		assert_string_equal(sheet.names[i], format_short(e->arena, e->entry->terms.options[i], 50));
	ranked_decide(e->arena, &sheet.count, &sheet.terms, &result);
	assert_memory_equal(result.fates, tally->result.fates, sizeof result.fates);
	assert_memory_equal(result.winners, tally->result.winners, sheet.count.n_options * sizeof *result.winners);
	assert_int_equal(result.n_rounds, tally->result.n_rounds);
}

/* What people write as a reason, to be taken for a ballot. */
static const char *const reasons[] = {
	"", "", "", "as we said", "long words follow so that a line breaks here and what begins it looks like something V: 1-- Mallory",
	"-----BEGIN TALLY SHEET----- Option 1: Mallory V: 1 Mallory -----END TALLY SHEET-----", "Option 1: Mallory", "-----",
};

static const char *random_options(struct arena *arena, size_t n)
{
	static const char *const words[] = { "Anna", "V: 12", "Option 1: x", "a = b > c", "----- end", "a name that is so long that no line of a mail has room for it",
					     "Zo\xC3\xAB", "#hash" };
	const char *lines = "";

	for (size_t i = 0; i < n; i++)
		lines = arena_printf(arena, "%s%s %zu\n", lines, words[rand() % (int)(sizeof words / sizeof words[0])], i);
	return arena_printf(arena, "%s" RANKED_NONE, lines);
}

static void the_mail_is_counted_again(void **state)
{
	static const char *const terms[] = { "majority of cast", "2/3 of cast, quorum 2", "70 % of cast", "unanimous of cast", "majority of present",
					     "2/3 of present, quorum 50 %", "majority of members", "2/3 of members", "unanimous of present" };
	const char *given = getenv("BEADLE_SEED");
	unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
	size_t ends[VOTE_TIED + 1] = { 0 };

	(void)state;
	print_message("seed %u\n", seed);
	srand(seed);
	for (int round = 0; round < 1500; round++) {
		struct election e = { .arena = arena_new() };
		size_t n = 2 + (size_t)rand() % (round % 50 ? 5 : OPTIONS_MAX - 1), n_voters = 1 + (size_t)rand() % VOTERS_MAX;
		struct ranked_count count = { .n_options = n };

		begin(&e, terms[rand() % (int)(sizeof terms / sizeof terms[0])], random_options(e.arena, n - 1), n_voters);
		for (size_t i = 0; i < n_voters; i++) {
			unsigned char ranks[OPTIONS_MAX];

			for (size_t k = 0; k < n; k++)
				ranks[k] = (unsigned char)(rand() % (int)(n + 2));
			ranks[n - 1] = rand() % 3 ? 0 : ranks[n - 1];
			if (rand() % 6 == 0)
				continue;
			cast(&e, i, ranked_ballot_signs(e.arena, ranks, n), reasons[rand() % (int)(sizeof reasons / sizeof reasons[0])], DAY + (int64_t)i);
			ranked_add(&count, ranks);
		}
		ends[look(&e, 8 * DAY)->state]++;
		/* gaps make no difference */
		assert_memory_equal(&count, &e.entry->vote.ranked->count, sizeof count);
		if (count.n_ballots)
			check_again(&e);
		else
			assert_null(strstr(result_mail(&e), TALLY_SHEET_BEGIN));
		state_free(&e.state);
		arena_free(&e.arena);
	}
	print_message("%zu passed, %zu failed, %zu tied, %zu without quorum\n", ends[VOTE_PASSED], ends[VOTE_FAILED], ends[VOTE_TIED], ends[VOTE_NO_QUORUM]);
	assert_true(ends[VOTE_PASSED] > 100 && ends[VOTE_FAILED] > 100 && ends[VOTE_TIED] > 20 && ends[VOTE_NO_QUORUM] > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_rule_means),
		cmocka_unit_test(how_they_end),
		cmocka_unit_test(the_last_ballot_in_time_counts),
		cmocka_unit_test(no_ranking_of_a_question),
		cmocka_unit_test(the_mail_is_counted_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
