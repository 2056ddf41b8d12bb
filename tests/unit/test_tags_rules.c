/* test_tags_rules.c - each rule matches its own example and not its counter-example; families are chosen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "tags/objections.h"
#include "tags/rules.h"

static bool matches_anywhere(const struct rules *rules, struct rules_work *work, size_t i, const char *text)
{
	static const unsigned places[] = { RULE_START, RULE_MID, RULE_ANY, RULE_WHOLE };
	struct rule_match m;

	for (size_t p = 0; p < 4; p++) {
		if ((rules_at(rules, i)->where & places[p]) && rules_match(rules, work, i, places[p], span_of(text), 0, &m))
			return true;
	}
	return false;
}

static void every_rule_keeps_its_promise(void **state)
{
	struct rules *rules;
	struct rules_work *work;
	struct err err;
	size_t bad = 0;

	(void)state;
	if (rules_new(NULL, &rules, &err) != ERR_NONE)
		fail_msg("%s", err.text);
	work = rules_work_new(rules);
	assert_true(rules_count(rules) > 40);
	for (size_t i = 0; i < rules_count(rules); i++) {
		const struct rule *rule = rules_at(rules, i);

		assert_non_null(rule->example);
		assert_non_null(rule->counter);
		if (!matches_anywhere(rules, work, i, rule->example)) {
			printf("# %s does not match its example: %s\n", rule->name, rule->example);
			bad++;
		}
		if (matches_anywhere(rules, work, i, rule->counter)) {
			printf("# %s matches its counter-example: %s\n", rule->name, rule->counter);
			bad++;
		}
	}
	rules_work_free(&work);
	rules_free(&rules);
	assert_int_equal(bad, 0);
}

static void objections_in_plain_words_keep_theirs(void **state)
{
	struct rules *rules;
	struct rules_work *work;
	struct err err;
	size_t bad = 0;

	(void)state;
	assert_int_equal(rules_new(NULL, &rules, &err), ERR_NONE);
	work = rules_work_new(rules);
	for (const struct objection_rule *rule = rules_objection_table; rule->name; rule++) {
		const char *own = rules_objection(rules, work, span_of(rule->example));
		const char *other = rules_objection(rules, work, span_of(rule->counter));

		if (own && strcmp(own, rule->name) == 0 && !other)
			continue;
		printf("# %s: its example is %s's, its counter-example %s's\n", rule->name, own ? own : "nobody", other ? other : "nobody");
		bad++;
	}
	rules_work_free(&work);
	rules_free(&rules);
	assert_int_equal(bad, 0);
}

static void names_of_rules_are_unique(void **state)
{
	(void)state;
	for (const struct rule *const *a = rules_tables; *a; a++) {
		for (const struct rule *r = *a; r->name; r++) {
			size_t same = 0;

			for (const struct rule *const *b = rules_tables; *b; b++) {
				for (const struct rule *s = *b; s->name; s++)
					same += strcmp(r->name, s->name) == 0;
			}
			assert_int_equal(same, 1);
		}
	}
}

static void families_are_chosen(void **state)
{
	static const char *const paren[] = { "paren", NULL }, *const bsc[] = { "bsc", NULL }, *const bad[] = { "bsc", "w3x", NULL };
	struct rules *rules;
	struct err err;

	(void)state;
	assert_int_equal(rules_new(paren, &rules, &err), ERR_NONE);
	for (size_t i = 0; i < rules_count(rules); i++) {
		const struct rule *rule = rules_at(rules, i);
		bool is_shared = rule->use == USE_ENTRY || rule->use == USE_TASK || rule->use == USE_TASK_LIKELY;

		assert_true(is_shared || rule->family == FAMILY_PAREN || rule->family == FAMILY_STATUS ||
			    rule->family == FAMILY_MEETING);
	}
	rules_free(&rules);
	assert_null(rules);
	assert_int_equal(rules_new(bsc, &rules, &err), ERR_NONE);
	for (size_t i = 0; i < rules_count(rules); i++)
		assert_true(rules_at(rules, i)->family != FAMILY_W3C && rules_at(rules, i)->family != FAMILY_CHECKBOX);
	rules_free(&rules);
	assert_int_equal(rules_new(bad, &rules, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "w3x"));
	assert_null(rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rule_keeps_its_promise),
		cmocka_unit_test(objections_in_plain_words_keep_theirs),
		cmocka_unit_test(names_of_rules_are_unique),
		cmocka_unit_test(families_are_chosen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
