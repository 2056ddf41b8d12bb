/* test_config_syntax.c - what is no YAML is told in an operator's words, at the place of the slip. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "config/tree.h"

#define TAG "YAML tags (!...) mean nothing here, expected the value in quotes"
#define PERCENT "a line that begins with %, expected \"key: value\""
#define BLOCK \
	"a value that begins with | or >, expected its text on the next lines, further to the " \
	"right; or all of it in quotes"
#define TAB "a tab in the indentation, expected spaces (YAML takes no tabs there)"
#define UNCLOSED "a quote that is not closed, expected the closing one"
#define ESCAPE \
	"an unknown escape in a text in double quotes, expected \\\\ for one backslash, or single " \
	"quotes"
#define BRACE \
	"this { has no }, expected \",\" between the keys of the mapping and \"}\" at its end"
#define BRACKET \
	"this [ has no ], expected \",\" between the entries of the list and \"]\" at its end"
#define STRAY "a bracket, brace or comma in the place of a value, expected the value in quotes"
#define MARK \
	"a byte order mark (an invisible character) inside the file; delete this line and write " \
	"it anew"

static const struct {
	const char *text, *problem;	/* NULL: it is read */
} cases[] = {
	{ "\xEF\xBB\xBFkey: value\n", NULL },
	{ "\xEF\xBB\xBF- entry\n", NULL },
	{ "key: value\n\xEF\xBB\xBFother: value\n", "f:2:1: " MARK },
	{ "\xEF\xBB\xBF\xEF\xBB\xBFkey: value\n", "f:1:1: " MARK },
	{ "\xFF\xFEk\0e\0", "f:1:1: the file is UTF-16, expected UTF-8: save it anew in that encoding" },
	{ "a: b\nkey: *\n", "f:2:6: a value that begins with *, expected it in quotes: \"*\"" },
	{ "key: [*, b]\n", "f:1:7: a value that begins with *, expected it in quotes: \"*\"" },
	{ "key: *SC*\n", "f:1:6: a value that begins with *, expected it in quotes: \"*\"" },
	{ "key: *SC\n", "f:1:6: the alias *SC has no anchor, expected &SC before it (or quotes around a text that "
			"begins with *)" },
	{ "key: bot+*@example.org\n", NULL },
	{ "key: & co\n", "f:1:6: a value that begins with &, expected it in quotes: \"&\"" },
	{ "key: value\n\tother: value\n", "f:2:1: " TAB },
	{ "list:\n  -\tname: value\n", "f:2:4: " TAB },
	{ "key:\tvalue\n", NULL },
	{ "%x\nkey: value\n", "f:1:3: " PERCENT },
	{ "%YAML 3.0\n---\nkey: value\n", "f:1:1: " PERCENT },
	{ "key: |x\n", "f:1:6: " BLOCK },
	{ "key: >SC\n", "f:1:6: " BLOCK },
	{ "key: !<\n", "f:1:6: " TAG },
	{ "key: @x\n", "f:1:6: a character that no value can begin with (@ ` %), expected the value in quotes" },
	{ "key: ? x\n", "f:1:6: a value that begins with \"? \", expected it in quotes" },
	{ "key: - x\n", "f:1:6: \"- \" cannot stand here, expected it on a line of its own" },
	{ "a: b\nkey: \"open\nmore: text\n", "f:2:6: " UNCLOSED },
	{ "key: 'open\n--- x\n", "f:1:6: " UNCLOSED },
	{ "key: \"\\q\"\n", "f:1:7: " ESCAPE },
	{ "key: \"\\xZZ\"\n", "f:1:9: " ESCAPE },
	{ "a: b\nkey: {a: b\nmore: c\n", "f:2:6: " BRACE },
	{ "key: [a, b\nmore: c\n", "f:1:6: " BRACKET },
	{ "key: }\n", "f:1:6: " STRAY },
	{ "key: ,x\n", "f:1:6: " STRAY },
	{ "a: b\nkey:value\nmore: c\n", "f:2:1: a line that is not \"key: value\", expected a colon and a space after "
					"the key" },
	{ "  a: b\nkey: value\n", "f:2:1: less indentation than the first line of the file, expected the same for all "
				  "keys of the top level" },
};

static void words_are_ours(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct config_problems *problems = mem_zalloc(1, sizeof *problems);
		struct arena *arena = arena_new();
		struct buf out;

		buf_init(&out, 4096);
		problems_init(problems, arena);
		struct config_node *tree = tree_read(arena, problems_source(problems, "f"),
						     span_of(cases[i].text), problems);

		problems_print(problems, &out);
		if (!cases[i].problem) {
			assert_string_equal(buf_fitted(&out).ptr, "");
			assert_non_null(tree);
		} else {
			assert_string_equal(buf_fitted(&out).ptr,
					    arena_printf(arena, "%s\n", cases[i].problem));
			assert_null(tree);
		}
		buf_free(&out);
		arena_free(&arena);
		free(problems);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(words_are_ours) };

	return cmocka_run_group_tests_name("config syntax", tests, NULL, NULL);
}
