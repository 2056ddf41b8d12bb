/* test_tags_explain.c - the account of a scan line by line, and an operator's own patterns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tags/rules.h"
#include "tags/scan.h"

static struct arena *arena;

static struct rules *rules_with(const struct rule_pattern *patterns, size_t n)
{
	struct rules *rules;
	struct err err;

	assert_int_equal(rules_new_with(NULL, patterns, n, NULL, &rules, &err), ERR_NONE);
	return rules;
}

static void expect(const struct scan_judged *got, unsigned line, const char *shape, const char *what, const char *rule,
		   const char *why_part)
{
	assert_int_equal(got->line, line);
	assert_string_equal(got->shape, shape);
	assert_string_equal(got->what, what);
	assert_string_equal(got->rule, rule);
	if (!*why_part)
		assert_string_equal(got->why_not, "");
	else if (!strstr(got->why_not, why_part))
		fail_msg("line %u: \"%s\" lacks \"%s\"", line, got->why_not, why_part);
}

static void minutes_line_by_line(void **state)
{
	static const char text[] =
		"# Meeting #38 - 2023-06-28\n"		/* 1 */
		"\n"
		"- Chair: KP\n"
		"- Agenda\n"
		"  - [Dave] Title (10m)\n"		/* 5 */
		"    - AI(Dave): send it before\n"
		"      the AI is forgotten\n"
		"    - Review open AI's\n"
		"    - AI/ML is fun\n"
		"    - Joe asked for AI tools\n"		/* 10 */
		"```\n"
		"AI: Joe to go\n"
		"```\n"
		"> AI: KP to go\n"
		"- AI: none.\n"				/* 15 */
		"## AI policy\n"
		"- an AI (large) model\n"
		"- Action items:\n"
		"  - Dave: write it\n"
		"- `AI: x` was typed\n"			/* 20 */
		"- GenAI\n";
	struct rules *rules = rules_with(NULL, 0);
	struct scan_trace trace = { .lines = NULL };
	const struct scan_context context = { .trace = &trace };
	struct fact_list facts = { .facts = NULL };
	struct err err;

	(void)state;
	assert_int_equal(scan_minutes(arena, rules, span_of(text), &context, &facts, &err), ERR_NONE);
	assert_int_equal(trace.len, 21);
	expect(&trace.lines[0], 1, "heading", "meeting", "meeting-numbered", "");
	expect(&trace.lines[1], 2, "blank", "", "", "");
	expect(&trace.lines[2], 3, "bullet", "chair", "chair", "");
	expect(&trace.lines[3], 4, "bullet", "agenda", "agenda-head", "");
	expect(&trace.lines[4], 5, "bullet", "agenda entry", "", "");
	expect(&trace.lines[5], 6, "bullet", "below an agenda entry", "", "");
	expect(&trace.lines[6], 7, "continuation", "", "", "part of the item");
	expect(&trace.lines[7], 8, "bullet", "review of earlier items", "section-review", "heads a review");
	expect(&trace.lines[8], 9, "bullet", "below an agenda entry", "", "\"AI/ML\" is a look-alike: counter-example of rule");
	expect(&trace.lines[9], 10, "bullet", "below an agenda entry", "", "no owner, colon or bracket");
	expect(&trace.lines[11], 12, "code", "", "", "it stands in code");
	expect(&trace.lines[13], 14, "quote", "", "", "it is quoted");
	expect(&trace.lines[14], 15, "bullet", "agenda entry", "", "nothing to do");
	expect(&trace.lines[15], 16, "heading", "", "", "a heading holds no item");
	expect(&trace.lines[16], 17, "bullet", "", "", "\"large\" is no owner: a word that is no common one +1");
	expect(&trace.lines[17], 18, "bullet", "list of action items", "section", "it heads a list");
	expect(&trace.lines[18], 19, "bullet", "entry of action items", "", "");
	expect(&trace.lines[19], 20, "bullet", "", "", "in code");
	expect(&trace.lines[20], 21, "bullet", "", "", "look-alike");
	assert_int_equal(facts.len, 4);		/* the meeting, the entry, two items: the account changes nothing */
	rules_free(&rules);
}

/* What looks like a tag or an entry and is none has a reason, of its own line. */
static void what_is_none_has_a_reason(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *why;
	} cases[] = {
		{ "So that all of those who work on the front page, and the others too, can see what the\nAI Tools of today are\n", 2,
		  "goes on with line 1" },
		{ "- We want to say a lot of the front page here and of the other pages\n  with the AI\n", 2, "goes on with line 1" },
		{ "AI(Dave): send it to those who are on the list and to those who are not on\n  it, whatever the AI says\n", 2, "part of the item" },
		{ "- ai: Dave to send it\n", 1, "no tag" },
		{ "Ai: Dave to send it\n", 1, "no tag" },
		{ "- action: Dave to send it\n", 1, "no tag" },
		{ "Action required: renew it\n", 1, "no tag" },
		{ "- To-do\n", 1, "heads a list" },
		{ "- Joe AI\n", 1, "stands alone" },
		{ "## Action items\n\nWe looked at them.\n", 3, "a paragraph" },
		{ "## Action items\n\n- none\n", 3, "nothing to do" },
		{ "## Action items\n\n### Website\n\n- it is slow\n", 5, "below a topic" },
		{ "## Action items\n\n| a | b |\n|---|---|\n", 3, "table" },
		{ "## Review of action items\n- we had none\n", 2, "in a review" },
		{ "- [ ] Harbour\n", 1, "a box" },
	};
	struct rules *rules = rules_with(NULL, 0);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct scan_trace trace = { .lines = NULL };
		const struct scan_context context = { .trace = &trace };
		struct fact_list facts = { .facts = NULL };
		struct err err;

		assert_int_equal(scan_minutes(arena, rules, span_of(cases[i].text), &context, &facts, &err), ERR_NONE);
		assert_true(trace.len >= cases[i].line);
		const char *why = trace.lines[cases[i].line - 1].why_not;

		if (!strstr(why, cases[i].why))
			fail_msg("case %zu: \"%s\" lacks \"%s\"", i, why, cases[i].why);
	}
	rules_free(&rules);
}

/* What was found for and against an owner stands beside the item. */
static void owners_are_accounted_for(void **state)
{
	static const char text[] = "- AI: Dave to send it\n- AI: Moved to April\n- AI(liz): send it\n- AI: send it\n";
	static const char *const wants[] = {
		"the owner: a capital +2, a clear tag in front +1, \"to\" behind it +2, then a task +1: 6 of 4",
		"\"Moved\" is no owner: a capital +2, a participle -1, a clear tag in front +1, \"to\" behind it +2, then what is no task -3: 1 of 4",
		"the owner: a name elsewhere in the text +3, a place for an owner alone +4: 7 of 4", "",
	};
	struct rules *rules = rules_with(NULL, 0);
	struct scan_trace trace = { .lines = NULL };
	const struct scan_context context = { .trace = &trace };
	struct fact_list facts = { .facts = NULL };
	struct err err;

	(void)state;
	assert_int_equal(scan_minutes(arena, rules, span_of(text), &context, &facts, &err), ERR_NONE);
	assert_int_equal(facts.len, 4);
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(trace.lines[i].owner, wants[i]);
	rules_free(&rules);
}

static void mail_line_by_line(void **state)
{
	static const char mail[] =
		"From: Dave <dave@example.org>\nSubject: Re: [AI Dave] send it\n\n"
		"[AI Joe] send it\n\n"
		"On Mon, 26 Jun 2023 at 9:00, Joe <joe@example.org> wrote:\n"
		"> [AI KP] old\n"
		"-- \nDave\nAI: signed\n";
	const struct message_limits limits = message_limits_default();
	struct rules *rules = rules_with(NULL, 0);
	struct scan_trace trace = { .lines = NULL };
	const struct scan_context context = { .trace = &trace };
	struct fact_list facts = { .facts = NULL };
	struct message message;
	struct err err;

	(void)state;
	assert_int_equal(message_read(arena, span_of(mail), &limits, &message, &err), ERR_NONE);
	assert_int_equal(scan_message(arena, rules, &message, &context, &facts, &err), ERR_NONE);
	assert_int_equal(trace.len, 1 + message.n_lines);
	expect(&trace.lines[0], 0, "subject", "", "", "a reply repeats");
	expect(&trace.lines[1], 1, "text", "", "", "");
	assert_string_equal(trace.lines[4].shape, "quote");
	assert_string_equal(trace.lines[4].why_not, "it is quoted");
	assert_string_equal(trace.lines[7].why_not, "it stands in a signature");
	assert_int_equal(facts.len, 1);
	rules_free(&rules);
}

static void operators_patterns_are_read(void **state)
{
	static const struct rule_pattern patterns[] = {
		{ .name = "our-task", .match = "^T(?<number>\\d+)\\s+@(?<owner>\\w+)\\s+(?<text>.*)", .kind = FACT_ACTION,
		  .example = "T1 @dave x", .counter = "T-shirt" },
		{ .name = "topic", .match = "^Topic:\\s*(?<text>.*)", .kind = FACT_AGENDA, .example = "Topic: x", .counter = "Topics" },
	};
	struct rules *rules = rules_with(patterns, 2);
	const struct scan_context context = { .people = NULL };
	struct fact_list facts = { .facts = NULL };
	const char *mail = "From: dave@example.org\n\nhello\n\n- T12 @dave send it [DONE]\n- T-shirt\n\nTopic: Windows\n\n> T1 @joe old\n";
	const struct message_limits limits = message_limits_default();
	struct message message;
	struct err err;

	(void)state;
	assert_true(rules_has_patterns(rules));
	assert_false(rules_may_find(rules, span_of("hello\n\n- T12 @dave send it\n"), false));
	assert_true(scan_may_find(rules, span_of("From: dave@example.org\n\nhello\n\n- T12 @dave send it\n")));
	assert_int_equal(message_read(arena, span_of(mail), &limits, &message, &err), ERR_NONE);
	assert_int_equal(scan_message(arena, rules, &message, &context, &facts, &err), ERR_NONE);
	assert_int_equal(facts.len, 2);
	assert_string_equal(facts.facts[0].rule, "our-task");
	assert_string_equal(facts.facts[0].text, "send it");
	assert_string_equal(facts.facts[0].owners[0], "dave");
	assert_int_equal(facts.facts[0].status, FACT_DONE);
	assert_int_equal(facts.facts[1].kind, FACT_AGENDA);
	assert_string_equal(facts.facts[1].text, "Windows");
	rules_free(&rules);
	assert_string_equal(facts.facts[0].rule, "our-task");	/* facts outlive the rules */
}

static void bad_patterns_are_refused(void **state)
{
	static const struct {
		struct rule_pattern pattern;
		enum rule_pattern_part part;
	} cases[] = {
		{ { .name = "colon", .match = "(?<text>x)", .example = "x", .counter = "y" }, PATTERN_NAME },
		{ { .name = "n", .match = "(?<text>x", .example = "x", .counter = "y" }, PATTERN_MATCH },
		{ { .name = "n", .match = "x)|(?<text>x", .example = "x", .counter = "y" }, PATTERN_MATCH },
		{ { .name = "n", .match = "(?<owner>x)", .example = "x", .counter = "y" }, PATTERN_MATCH },
		{ { .name = "n", .match = "(?<text>x*)", .example = "x", .counter = "y" }, PATTERN_MATCH },
		{ { .name = "n", .match = "(?<text>x)\\C", .example = "xx", .counter = "y" }, PATTERN_MATCH },
		{ { .name = "n", .match = "(?<text>x)", .example = "z", .counter = "y" }, PATTERN_EXAMPLE },
		{ { .name = "n", .match = "(?<text>x)", .example = "x", .counter = "xy" }, PATTERN_COUNTER },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		enum rule_pattern_part part;
		struct rules *rules;
		struct err err;

		assert_int_equal(rule_pattern_check(&cases[i].pattern, &part, &err), ERR_CONFIG);
		assert_int_equal(part, cases[i].part);
		assert_int_equal(rules_new_with(NULL, &cases[i].pattern, 1, NULL, &rules, &err), ERR_CONFIG);
		assert_null(rules);
	}
}

static void families_are_known(void **state)
{
	(void)state;
	assert_true(rules_family_known("bsc"));
	assert_true(rules_family_known("w3c"));
	assert_false(rules_family_known("brackets"));
	assert_false(rules_family_known(""));
	for (struct span rest = span_of(rules_families()); rest.len;) {
		ptrdiff_t comma = span_find_char(rest, ',');
		struct span one = span_trim(comma < 0 ? rest : span_sub(rest, 0, (size_t)comma));

		assert_true(rules_family_known(arena_strndup(arena, one.ptr, one.len)));
		rest = comma < 0 ? span_of("") : span_sub(rest, (size_t)comma + 1, rest.len);
	}
}

static int setup(void **state)
{
	(void)state;
	message_prepare();
	arena = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(minutes_line_by_line),
		cmocka_unit_test(what_is_none_has_a_reason),
		cmocka_unit_test(owners_are_accounted_for),
		cmocka_unit_test(mail_line_by_line),
		cmocka_unit_test(operators_patterns_are_read),
		cmocka_unit_test(bad_patterns_are_refused),
		cmocka_unit_test(families_are_known),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
