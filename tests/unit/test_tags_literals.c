/* test_tags_literals.c - which words a text must have for a pattern to match it, read from the pattern. */
#include <stdio.h>
#include <string.h>

#include "rules_desk.h"
#include "pattern_text.h"
#include "tags/literals.h"
#include "tags/rules.h"

enum { MADE_OF_EACH = 100 };

static const char define[] = "(?(DEFINE)(?<DONE>(?i:done|closed))(?<MARK>\\[(?&DONE)\\]))";

typedef struct pieces read_pieces(struct pieces_reader *reader, struct arena *arena, const char *pattern);

static void check_pieces(read_pieces *read, const char *pattern, const char *expected)
{
	struct pieces_reader *reader = pieces_reader_new(define, read == pieces_beginning);
	struct pieces pieces = read(reader, arena, pattern);
	struct buf out;

	buf_init(&out, 10000);
	for (size_t i = 0; i < pieces.n; i++)
		buf_addf(&out, SPAN_FMT "\n", SPAN_ARG(pieces.all[i]));
	if (!span_is(buf_fitted(&out), expected))
		fail_msg("%s: " SPAN_FMT, pattern, SPAN_ARG(buf_fitted(&out)));
	buf_free(&out);
	pieces_reader_free(&reader);
}

static void pieces_of_patterns(void **state)
{
	static const struct {
		const char *pattern, *pieces;
	} cases[] = {
		{ "^(?i:agreed|decided)\\b", "agreed\ndecided\n" },
		{ "^Agreed\\s+to", "agreed \n" },
		{ "(?:has|have)?\\s*cancell?ed$", "canceled\ncancelled\n" },
		{ "x*board[s]?", "board\n" },
		{ "[Tt]o-?[Dd]o", "todo\nto-do\n" },
		{ "(?:new|old) (?:list|item)s?", "new list\nnew item\nold list\nold item\n" },
		{ "\\p{Lu}\\w+(?:'|\\x{2019})ll", "'ll\n\xE2\x80\x99ll\n" },
		{ "\\[(?&DONE)", "[done\n[closed\n" },
		{ "(?&MARK)!?", "[done]\n[closed]\n" },
		{ "^(?=.{0,100}meeting).*", "meeting\n" },
		{ "(?:ab){2,3}c", "abc\n" },
		{ "#(?<number>\\d{1,3})", "#0\n" },
		/* no text without it matches, wherever it is denied */
		{ "(?!not)(?<!never )voted", "voted\n" },
		{ "(?<note>\\(.*\\))", "(\n" },
		/* a match may have none of them */
		{ "(?:agreed)?", "" },
		{ "agreed|\\d+", "" },
		{ "(?:agreed|[a-z]+)", "" },
		{ ".*", "" },
		{ "(?i)r\xC3\xA9union", "union\n" },
		{ "[^a]b", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		check_pieces(pieces_needed, cases[i].pattern, cases[i].pieces);
}

static void beginnings_of_patterns(void **state)
{
	static const struct {
		const char *pattern, *pieces;
	} cases[] = {
		{ "(?i:agreed|decided)\\b", "agreed\ndecided\n" },
		{ "AIs?|A\\.I\\.", "ai\na.i.\n" },
		{ "\\[[*_]{0,3}DONE", "[done\n[*\n[_\n" },
		{ "(?:the )?(?=\\w)list[a-z]", "list\nthe list\n" },
		{ "(?<![A-Z])to[\\W_]{1,8}do", "to\n" },
		{ "(?:19|20)\\d\\d|\\d?x", "0000\nx\n0x\n" },
		{ "(?:-|\xE2\x88\x92|\x96)1", "-0\n\xE2\x88\x92" "0\n\x96" "0\n" },
		{ "(?:ab|a)+", "a\n" },
		{ "[a-z]o|no", "" },
		{ "(?:no)?", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		check_pieces(pieces_beginning, cases[i].pattern, cases[i].pieces);
}

static void texts_of_any_shape(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool may;
	} cases[] = {
		{ "agreed to", "They AGREED\tto it", true },
		{ "agreed to", "They agreed  to it", false },
		{ "agreed", "agree", false },
		{ "agreed", "agree", false },
		{ "ai", "said", true },
		{ "ai", "a", false },
		{ "ai", "", false },
		{ "[#]", "no", false },
		{ "[#]", "item #1", true },
		{ "item #\\d", "item #9", true },
		{ "item #\\d", "item #", false },
		/* to PCRE2 these are an "s" and a "k" */
		{ "(?i)closed", "clo\xC5\xBF" "ed", true },
		{ "(?i)asked", "as\xE2\x84\xAA" "ed", true },
		{ "(?i)asked", "\xE2\x84", false },
		{ ".*", "", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct pieces_reader *reader = pieces_reader_new(define, false);
		struct literals *literals = literals_new();
		struct literals_set found;

		literals_add(literals, pieces_needed(reader, arena, "another pattern"));
		literals_add(literals, pieces_needed(reader, arena, cases[i].pattern));
		literals_find(literals, span_of(cases[i].text), &found);
		if (literals_has(&found, 1) != cases[i].may)
			fail_msg("%s: %s", cases[i].pattern, cases[i].text);
		literals_free(&literals);
		pieces_reader_free(&reader);
	}
}

static void more_patterns_than_are_told_apart(void **state)
{
	struct literals *literals = literals_new();
	struct literals_set found;

	(void)state;
	for (size_t i = 0; i < LITERALS_PATTERNS_MAX + 10; i++)
		literals_add(literals, (struct pieces){ &(struct span){ "agreed", 6 }, 1 });
	literals_find(literals, span_of("no"), &found);
	assert_false(literals_has(&found, LITERALS_PATTERNS_MAX - 1));
	assert_true(literals_has(&found, LITERALS_PATTERNS_MAX + 9));
	literals_free(&literals);
}

/* Whatever a rule finds it finds in a line whose literals are known, too. */
static void rules_find_the_same_in_lines(void **state)
{
	static const unsigned places[] = { RULE_START, RULE_MID, RULE_ANY, RULE_WHOLE };
	const char *seed = getenv("BEADLE_SEED");
	struct rules_work *work = rules_work_new(rules);
	struct buf text;
	size_t n = 0;

	(void)state;
	srand(seed ? (unsigned)strtoul(seed, NULL, 10) : 20230628);
	buf_init(&text, 100000);
	for (size_t i = 0; i < rules_count(rules) * MADE_OF_EACH; i++) {
		size_t index = i / MADE_OF_EACH;
		const struct rule *rule = rules_at(rules, index);
		struct pattern_text made = { .out = &text, .define = rules_define };
		struct rules_line line;

		buf_clear(&text);
		if (i % 3 == 0)
			buf_add_str(&text, "- ");
		if (i % MADE_OF_EACH)
			pattern_make(&made, span_of(rule->pattern));
		else
			buf_add_str(&text, rule->example);
		buf_add_str(&text, i % 2 ? "" : " and more");
		span_repair_utf8(buf_writable(&text), buf_len(&text));
		struct span s = buf_fitted(&text);

		rules_read_line(rules, s, s.ptr, &line);
		for (size_t p = 0; p < 4; p++) {
			struct rule_match m;

			rules_enter_line(work, NULL);
			if (!(rule->where & places[p]) || !rules_match(rules, work, index, places[p], s, 0, &m))
				continue;
			n++;
			rules_enter_line(work, &line);
			if (!rules_match(rules, work, index, places[p], s, 0, &m))
				fail_msg("%s is not tried in: " SPAN_FMT, rule->name, SPAN_ARG(s));
		}
	}
	print_message("%zu matches\n", n);
	assert_true(n > 2000);
	buf_free(&text);
	rules_work_free(&work);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_of_patterns),
		cmocka_unit_test(beginnings_of_patterns),
		cmocka_unit_test(texts_of_any_shape),
		cmocka_unit_test(more_patterns_than_are_told_apart),
		cmocka_unit_test(rules_find_the_same_in_lines),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
