/* test_tags_decisions.c - what was decided, by tags anywhere and in the words of minutes; what only sounds like it; and the labels
 * of the first committee's minutes, where they lie beside the project. */
#include <stdio.h>
#include <string.h>

#include "tags/scan.h"
#include "tags_tables.h"

#include "rules_desk.h"

static const char *al_joe[] = { "Joe" }, *al_dora[] = { "Dora" };
static struct person persons[] = {
	{ .name = "Joe Stone", .aliases = al_joe, .n_aliases = 1, .member = true },
	{ .name = "Dora Lind", .aliases = al_dora, .n_aliases = 1, .member = true },
};
static size_t crew_members[] = { 0, 1 };
static struct people_group groups[] = { { .name = "Crew", .members = crew_members, .n_members = 2 } };
static const struct people people = { .persons = persons, .n_persons = 2, .groups = groups, .n_groups = 1 };

/* "text; text" of the decisions found, with who decided in brackets and what is replaced behind. */
static const char *told(const struct fact_list *list)
{
	const char *text = "";

	for (size_t i = 0; i < list->len; i++) {
		const struct fact *f = &list->facts[i];

		if (f->kind != FACT_DECISION)
			continue;
		text = arena_printf(arena, "%s%s", text, *text ? "; " : "");
		if (f->n_owners)
			text = arena_printf(arena, "%s[%s] ", text, f->owners[0]);
		text = arena_printf(arena, "%s%s", text, f->text);
		if (f->item > 0)
			text = arena_printf(arena, "%s (replaces D%d)", text, f->item);
	}
	return text;
}

static const char *in_minutes(const char *lines)
{
	struct scan_context context = { .people = &people };
	struct fact_list list = { .facts = NULL };
	struct err err;
	const char *text = arena_printf(arena, "# Meeting #7 - 2024-03-06\n\n%s\n", lines);

	assert_int_equal(scan_minutes(arena, rules, span_of(text), &context, &list, &err), ERR_NONE);
	return told(&list);
}

static const char *in_mail(const char *subject, const char *body)
{
	struct message_limits limits = message_limits_default();
	struct scan_context context = { .people = &people, .base = { 2024, 3, 6 } };
	struct fact_list list = { .facts = NULL };
	struct message message;
	struct err err;
	const char *mail = arena_printf(arena, "From: Joe <joe@example.org>\r\nSubject: %s\r\n\r\n%s\r\n", subject, body);

	assert_int_equal(message_read(arena, span_of(mail), &limits, &message, &err), ERR_NONE);
	assert_int_equal(scan_message(arena, rules, &message, &context, &list, &err), ERR_NONE);
	return told(&list);
}

struct said {
	const char *lines, *want;
};

static size_t differ(const char *got, const char *lines, const char *want)
{
	if (strcmp(got, want) == 0)
		return 0;
	printf("# %s\n#   want: %s\n#   got:  %s\n", lines, want, got);
	return 1;
}

static void minutes_say_what_was_decided(void **state)
{
	static const struct said cases[] = {
		{ "- We decided to meet every other week.", "We decided to meet every other week." },
		{ "- TSC approved the budget for the workshop", "[TSC] TSC approved the budget for the workshop" },
		{ "- The steering committee has unanimously adopted the new charter",
		  "[steering committee] The steering committee has unanimously adopted the new charter" },
		{ "- After some discussion the CPC voted 7-2 to archive the project",
		  "[CPC] After some discussion the CPC voted 7-2 to archive the project" },
		{ "- Crew agreed to move the release to May", "[Crew] Crew agreed to move the release to May" },
		{ "- It was agreed that both logos stay.", "It was agreed that both logos stay." },
		{ "- Agreed to publish the notes on Fridays", "Agreed to publish the notes on Fridays" },
		{ "- Consensus: keep one mailing list", "keep one mailing list" },
		{ "- Consensus:\n  - one list\n  - one archive", "one list; one archive" },
		{ "- Rough consensus is to wait for the second draft", "Rough consensus is to wait for the second draft" },
		{ "- There was broad agreement that the form is too long", "There was broad agreement that the form is too long" },
		{ "- New mentor programme\n  - WG voted yes", "[WG] New mentor programme: WG voted yes" },
		{ "- Rename of the branch\n  - Approved", "Rename of the branch: Approved" },
		{ "- Rename of the branch, adopted unanimously", "Rename of the branch, adopted unanimously" },
		{ "- Motion to close the old tracker carried.", "Motion to close the old tracker carried." },
		{ "- Should we keep the wiki? No", "Should we keep the wiki? No" },
		{ "- Next meeting is cancelled (holiday)", "Next meeting is cancelled (holiday)" },
		{ "- From now on we will write minutes in English", "From now on we will write minutes in English" },
		{ "- Dora was elected as treasurer", "Dora was elected as treasurer" },
		{ "## Decisions\n\n- Two reviewers for each change\n- No meeting in August\n\n## Notes\n\n- Some talk",
		  "Two reviewers for each change; No meeting in August" },
		{ "DECISION: the logo stays", "the logo stays" },
		{ "- Sponsoring costs 900 EUR; why not that? The board says yes.",
		  "[board] Sponsoring costs 900 EUR; why not that? The board says yes." },
	};
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		bad += differ(in_minutes(cases[i].lines), cases[i].lines, cases[i].want);
	assert_int_equal(bad, 0);
}

static void minutes_that_decide_nothing_say_nothing(void **state)
{
	static const char *const cases[] = {
		"- Should we decide to meet weekly?",
		"- Is the process approved?",
		"- Joe agreed to write the draft",
		"- Joe and Dora have approved",
		"- Joe: we agreed to drop the old form",
		"- Joe thinks that we agreed to drop it",
		"- If the board approved it, we could begin",
		"- The board will vote on it in May",
		"- We would need to vote on that",
		"- Following that, it needs approval by the board",
		"- At the last meeting we agreed to wait",
		"- As agreed, both stay",
		"- We already decided to rotate the chair",
		"- We did not agree on a date",
		"- No consensus",
		"- No decision yet",
		"- Decision: should we wait?",
		"- Fedora has rejected the change",
		"- IESG approved the draft",
		"- The letter says \"the board decided to wait\" and more",
		"- Options:\n  - the board voted yes\n  - the board voted no",
		"- Cancelled if nobody comes",
		"- The motion to rename it may pass",
		"- Decide on a date for the workshop",
		"- Vote for the process",
		"- Submission Agreement",
	};
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		bad += differ(in_minutes(cases[i]), cases[i], "");
	assert_int_equal(bad, 0);
}

static void tags_count_anywhere_and_plain_words_in_minutes_alone(void **state)
{
	(void)state;
	assert_string_equal(in_mail("hello", "Hi all,\r\n\r\n[DECISION] The workshop gets its room.\r\n"), "The workshop gets its room.");
	assert_string_equal(in_mail("hello", "[DECISION, replaces D5] We meet on Thursdays"), "We meet on Thursdays (replaces D5)");
	assert_string_equal(in_mail("hello", "RESOLVED: publish the draft"), "publish the draft");
	assert_string_equal(in_mail("hello", "AGREED: two reviewers"), "two reviewers");
	assert_string_equal(in_mail("[DECISION] One list is enough", "More tomorrow."), "One list is enough");
	assert_string_equal(in_mail("hello", "We decided to go on holiday."), "");
	assert_string_equal(in_mail("hello", "> [DECISION] The workshop gets its room.\r\n\r\nGood."), "");
	assert_string_equal(in_mail("hello", "Agreed: I think so too."), "");
	assert_string_equal(in_mail("[MINUTES #7] of Wednesday", "We decided to keep the room."), "We decided to keep the room.");
	/* whose name stands in the subject, which alone is the meeting's heading */
	assert_string_equal(in_mail("Minutes of the Harbour meeting 2026-01-02", "Harbour decided to keep the room."),
			    "[Harbour] Harbour decided to keep the room.");
}

static bool is_found(const struct fact_list *list, unsigned from, unsigned to)
{
	for (size_t i = 0; i < list->len; i++) {
		const struct fact *f = &list->facts[i];

		if (f->kind == FACT_DECISION && f->line >= from && f->line <= to)
			return true;
	}
	return false;
}

static void the_first_committees_labels(void **state)
{
	const char *path = table_shared(arena, "bsc/decisions.tsv");
	struct scan_context context = { .people = NULL };
	struct fact_list list = { .facts = NULL };
	unsigned found[3] = { 0 }, rows[3] = { 0 };
	static const char *const names[3] = { "sure", "arguable", "not" };
	struct table table;
	struct err err;

	(void)state;
	if (!path || !table_read(arena, path, &table)) {
		printf("# skipped: no ../shared/bsc/decisions.tsv beside the project\n");
		return;
	}
	assert_int_equal(scan_minutes(arena, rules, table_file(arena, table_shared(arena, "bsc/minutes.md")), &context, &list, &err),
			 ERR_NONE);
	for (size_t i = 0; i < table.len; i++) {
		const struct table_row *row = &table.rows[i];
		unsigned from = table_uint(row->cells[0]), to = row->cells[1].len ? table_uint(row->cells[1]) : from;
		bool is = is_found(&list, from, to);
		size_t k = 0;

		while (k < 2 && !span_is(row->cells[6], names[k]))
			k++;
		rows[k]++;
		found[k] += is;
		if ((k == 0 && !is) || (k == 2 && is))
			printf("# %s, line %u: " SPAN_FMT "\n", k ? "false" : "missing", from, SPAN_ARG(row->cells[4]));
	}
	for (size_t k = 0; k < 3; k++)
		printf("# decisions, %-8s %u of %u\n", names[k], found[k], rows[k]);
	assert_true(rows[0] >= 36 && found[0] + 2 >= rows[0]);
	assert_true(rows[2] >= 71 && found[2] <= 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(minutes_say_what_was_decided),
		cmocka_unit_test(minutes_that_decide_nothing_say_nothing),
		cmocka_unit_test(tags_count_anywhere_and_plain_words_in_minutes_alone),
		cmocka_unit_test(the_first_committees_labels),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
