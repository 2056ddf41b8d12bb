/* test_fact.c - facts to JSON and back; what a confined process may have written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tags/fact.h"

#define COUNT(a) (sizeof (a) / sizeof (a)[0])

static const char *owners[] = { "Dave", "somebody" };
static const char *people[] = { "Dave Thaler" };
static const char *groups[] = { "all" };

static const struct fact full = {
	.kind = FACT_DEADLINE, .line = 42, .rule = "bracket", .owners = owners, .n_owners = 2,
	.people = people, .n_people = 1, .groups = groups, .n_groups = 1,
	.text = "Forward the \"email\"", .detail = "one\ntwo", .context = "Zo\xC3\xAB", .quote = "[AI Dave] ...",
	.status = FACT_DONE, .note = "PR #156", .every = "every 6 months", .due = { 2023, 7, 5 }, .due_next_meeting = true,
	.minutes = 20, .meeting = 39, .in_section = true, .item = 12, .row = 2, .command = "extend",
};
static const struct fact bare = {
	.kind = FACT_ACTION, .rule = "colon", .text = "x", .detail = "", .context = "", .quote = "x", .note = "",
	.minutes = -1, .meeting = -1, .item = -1, .row = -1, .command = "",
};
static const char full_text[] =
	"{\"kind\":\"deadline\",\"file\":\"a.md\",\"message_id\":\"m@example.org\",\"line\":42,\"rule\":\"bracket\","
	"\"owners\":[\"Dave\",\"somebody\"],\"people\":[\"Dave Thaler\"],\"groups\":[\"all\"],"
	"\"text\":\"Forward the \\\"email\\\"\",\"status\":\"done\",\"due\":\"2023-07-05\",\"minutes\":20,\"meeting\":39,"
	"\"detail\":\"one\\ntwo\",\"context\":\"Zo\xC3\xAB\",\"quote\":\"[AI Dave] ...\",\"note\":\"PR #156\",\"every\":\"every 6 months\","
	"\"due_next_meeting\":true,\"in_section\":true,\"item\":12,\"row\":2,\"command\":\"extend\"}";
static const char bare_text[] =
	"{\"kind\":\"action\",\"file\":null,\"message_id\":null,\"line\":0,\"rule\":\"colon\","
	"\"owners\":[],\"people\":[],\"groups\":[],\"text\":\"x\",\"status\":\"open\",\"due\":null,\"minutes\":null,"
	"\"meeting\":null,\"detail\":\"\",\"context\":\"\",\"quote\":\"x\",\"note\":\"\",\"every\":null,"
	"\"due_next_meeting\":false,\"in_section\":false,\"item\":null,\"row\":null,\"command\":\"\"}";

static void assert_json(json_t *json, const char *want)
{
	char *text = json_dumps(json, JSON_COMPACT);

	assert_string_equal(text, want);
	free(text);
	json_decref(json);
}

static void facts_are_written(void **state)
{
	(void)state;
	assert_json(fact_to_json(&full, "a.md", "m@example.org"), full_text);
	assert_json(fact_to_json(&bare, NULL, NULL), bare_text);
}

static void facts_come_back(void **state)
{
	static const char *const texts[] = { full_text, bare_text };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct arena *arena = arena_new();
		json_t *json = json_loads(texts[i], 0, NULL);
		struct fact fact;
		struct err err;

		assert_non_null(json);
		assert_int_equal(fact_from_json(arena, json, &fact, &err), ERR_NONE);
		json_decref(json);	/* nothing may be borrowed from it */
		assert_json(fact_to_json(&fact, i ? NULL : "a.md", i ? NULL : "m@example.org"), texts[i]);
		arena_free(&arena);
	}
}

static void every_kind_has_its_name(void **state)
{
	static const char *const names[] = { "action", "agenda", "deadline", "vote", "mention", "command", "meeting", "decision", "title", "report", "unheaded",
					     "promise" };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		assert_string_equal(fact_kind_name((enum fact_kind)i), names[i]);
	assert_string_equal(fact_kind_name((enum fact_kind)COUNT(names)), "unknown");
}

static void bytes_that_are_not_utf8_are_replaced(void **state)
{
	struct fact fact = bare;

	(void)state;
	fact.text = "a\xFF" "b\xC3";
	json_t *json = fact_to_json(&fact, "\xE9.md", NULL);

	assert_string_equal(json_string_value(json_object_get(json, "text")), "a?b?");
	assert_string_equal(json_string_value(json_object_get(json, "file")), "?.md");
	json_decref(json);
}

static json_t *text_with_nul(void)
{
	return json_stringn("a\0b", 3);
}

static void a_field_that_is_missing_or_wrong_is_data(void **state)
{
	static const struct {
		const char *key, *value;	/* NULL: the field is taken away */
	} cases[] = {
		{ "kind", NULL }, { "kind", "\"Action\"" }, { "kind", "0" }, { "line", NULL }, { "line", "-1" },
		{ "line", "4294967296" }, { "line", "1.0" }, { "line", "\"1\"" }, { "rule", "null" }, { "owners", NULL },
		{ "owners", "\"Dave\"" }, { "owners", "[1]" }, { "owners", "[null]" }, { "people", "{}" }, { "groups", NULL },
		{ "text", NULL }, { "text", "null" }, { "text", "[]" }, { "status", "\"closed\"" }, { "status", NULL },
		{ "due", NULL }, { "due", "\"\"" }, { "due", "\"2023-02-29\"" }, { "due", "\"tomorrow\"" }, { "due", "20230705" },
		{ "minutes", NULL }, { "minutes", "-1" }, { "minutes", "2147483648" }, { "meeting", "\"38\"" }, { "meeting", "true" },
		{ "detail", NULL }, { "context", "3" }, { "quote", NULL }, { "note", "null" }, { "due_next_meeting", NULL },
		{ "due_next_meeting", "0" }, { "in_section", NULL }, { "in_section", "null" }, { "item", NULL }, { "item", "1e3" },
	};
	struct arena *arena = arena_new();
	struct fact fact = bare;
	struct err err;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		json_t *json = json_loads(full_text, 0, NULL);

		if (cases[i].value)
			json_object_set_new(json, cases[i].key, json_loads(cases[i].value, JSON_DECODE_ANY, NULL));
		else
			json_object_del(json, cases[i].key);
		if (fact_from_json(arena, json, &fact, &err) != ERR_DATA || !strstr(err.text, cases[i].key))
			fail_msg("%s: %s", cases[i].key, cases[i].value ? cases[i].value : "(missing)");
		json_decref(json);
	}
	json_t *json = json_loads(full_text, 0, NULL);

	json_object_set_new(json, "text", text_with_nul());
	assert_int_equal(fact_from_json(arena, json, &fact, &err), ERR_DATA);
	json_decref(json);
	json = json_array();
	assert_int_equal(fact_from_json(arena, json, &fact, &err), ERR_DATA);
	json_decref(json);
	assert_int_equal(fact_from_json(arena, NULL, &fact, &err), ERR_DATA);
	assert_string_equal(fact.rule, "colon");	/* nothing was touched */
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_are_written),
		cmocka_unit_test(facts_come_back),
		cmocka_unit_test(every_kind_has_its_name),
		cmocka_unit_test(bytes_that_are_not_utf8_are_replaced),
		cmocka_unit_test(a_field_that_is_missing_or_wrong_is_data),
	};

	return cmocka_run_group_tests_name("fact", tests, NULL, NULL);
}
