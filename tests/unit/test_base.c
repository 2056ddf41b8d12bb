/* test_base.c - spans, buffers, arenas, errors, the log's quoting and blotting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/letter.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/span.h"

static void spans_are_cut_into_lines(void **state)
{
	static const char *const want[] = { "one", "", "two\rx", "three" };
	struct span rest = span_of("one\r\n\ntwo\rx\nthree"), line;
	size_t n = 0;

	(void)state;
	while (span_next_line(&rest, &line)) {
		assert_true(n < 4);
		assert_true(span_is(line, want[n++]));
	}
	assert_int_equal(n, 4);
}

static void span_finds(void **state)
{
	(void)state;
	assert_int_equal(span_find(span_of("a [AI] b"), "[AI]"), 2);
	assert_int_equal(span_find(span_of("a"), "[AI]"), -1);
	assert_int_equal(span_find(span_of("aaab"), "aab"), 1);
	assert_int_equal(span_find(span_of("aaa"), "aab"), -1);
	assert_int_equal(span_find(span_of("a"), ""), 0);
	/* of long texts too, at each place */
	char text[1000];

	for (size_t at = 0; at + 3 <= sizeof text; at++) {
		memset(text, 'a', sizeof text);
		text[at + 2] = 'b';
		assert_int_equal(span_find(span_from(text, sizeof text), "aab"), at);
		assert_int_equal(span_find(span_from(text, at + 3), "aab"), at);
		assert_int_equal(span_find(span_from(text, at + 2), "aab"), -1);
	}
	assert_int_equal(span_find_ci(span_of("Action ITEMS:"), "items"), 7);
	assert_int_equal(span_find_ci(span_of("iItem"), "item"), 1);
	assert_int_equal(span_find_ci(span_of("ite"), "item"), -1);
	assert_int_equal(span_find_ci(span_of("a"), ""), 0);
	assert_true(span_starts_ci(span_of("Re: x"), "re:"));
	assert_false(span_starts(span_of("Re: x"), "re:"));
	assert_true(span_is(span_trim(span_of(" \t x y\r\n")), "x y"));
	assert_int_equal(span_sub(span_from(NULL, 0), 1, 1).len, 0);	/* under the sanitizer: no sum with NULL */
}

static void span_numbers_have_a_maximum(void **state)
{
	unsigned long v = 7;

	(void)state;
	assert_true(span_to_uint(span_of("0"), 10, &v) && v == 0);
	assert_true(span_to_uint(span_of("10"), 10, &v) && v == 10);
	assert_false(span_to_uint(span_of("11"), 10, &v));
	assert_false(span_to_uint(span_of("99999999999999999999999"), 1000000, &v));
	assert_false(span_to_uint(span_of(""), 10, &v));
	assert_false(span_to_uint(span_of("-1"), 10, &v));
	assert_false(span_to_uint(span_of("9"), 5, &v));
}

static void utf8_is_checked(void **state)
{
	static const struct {
		const char *text;
		size_t valid;
	} cases[] = {
		{ "abc", 3 }, { "\xC3\xA9", 2 }, { "\xC0\x80", 0 }, { "a\xED\xA0\x80", 1 },
		{ "12345678\xC3\xA9", 10 }, { "1234567\xC3\xA9" "12345678\xC3\xA9", 19 }, { "1234567\xFF" "12345678", 7 },
		{ "12345678" "1\xE2\x82", 9 }, { "\xF0\x9F\x98\x80", 4 }, { "\xF4\x90\x80\x80", 0 }, { "x\xE2\x82", 1 }, { "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(span_utf8_valid(span_of(cases[i].text)), cases[i].valid);
}

static void a_buffer_never_passes_its_maximum(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 5);
	buf_addf(&buf, "%d", 123);
	buf_add_str(&buf, "456");
	assert_true(buf_is_cut(&buf));
	assert_string_equal(buf_fitted(&buf).ptr, "123");
	buf_add_str(&buf, "4");	/* stays over: a hole in the middle would be worse than a cut */
	assert_string_equal(buf_fitted(&buf).ptr, "123");
	buf_clear(&buf);
	buf_add_str(&buf, "12345");
	assert_false(buf_is_cut(&buf));
	assert_string_equal(buf_fitted(&buf).ptr, "12345");
	buf_drop_front(&buf, 2);
	assert_string_equal(buf_fitted(&buf).ptr, "345");
	buf_free(&buf);
	assert_string_equal(buf_fitted(&buf).ptr, "");
}

/* Whoever asks for the whole gets nothing of a beginning; who shows it to people shows that it is one. */
static void a_cut_is_seen(void **state)
{
	struct arena *arena = arena_new();
	struct span whole;
	struct buf buf;

	(void)state;
	buf_init(&buf, 9);
	buf_add_str(&buf, "123456");
	assert_true(buf_whole(&buf, &whole));
	assert_true(span_is(whole, "123456"));
	buf_add_str(&buf, "7890");
	assert_false(buf_whole(&buf, &whole));
	assert_int_equal(whole.len, 0);
	assert_true(span_is(buf_fitted(&buf), "123456"));
	assert_true(span_is(buf_shown(&buf), "123..."));
	buf_clear(&buf);
	buf_add_str(&buf, "12\xC3\xA4\xC3\xB6");		/* the mark takes no half of a character */
	buf_give_up(&buf);
	assert_true(span_is(buf_shown(&buf), "12..."));
	assert_string_equal(buf_finish_shown(&buf, arena), "12...");
	buf_init(&buf, 9);
	buf_add_str(&buf, "all");
	assert_string_equal(buf_finish(&buf, arena), "all");
	arena_free(&arena);
}

static void an_arena_serves_large_and_small(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (int i = 0; i < 3; i++) {
		char *big = arena_alloc(arena, 100000, 1);
		int64_t *small = arena_alloc(arena, 3, sizeof *small);

		big[99999] = 'x';
		assert_int_equal((uintptr_t)small % sizeof *small, 0);
		assert_int_equal(small[2], 0);
		assert_string_equal(arena_printf(arena, "%s-%d", "a", i), i == 0 ? "a-0" : i == 1 ? "a-1" : "a-2");
		arena_reset(arena);
	}
	arena_free(&arena);
	assert_null(arena);
}

static void an_error_is_one_line_with_its_contexts(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(err_set(&err, ERR_DATA, "bad\r\nthing %d", 7), ERR_DATA);
	assert_int_equal(err_wrap(&err, "mailbox %s", "bot"), ERR_DATA);
	assert_string_equal(err.text, "mailbox bot: bad??thing 7");
}

static void letters_are_seen_or_not(void **state)
{
	static const struct {
		const char *text;
		enum letter_kind kind;
		size_t len;
	} cases[] = {
		{ "a", LETTER_SEEN, 1 }, { " ", LETTER_SEEN, 1 }, { "\n", LETTER_SEEN, 1 }, { "\t", LETTER_SEEN, 1 },
		{ "\xC3\xA9", LETTER_SEEN, 2 }, { "\xE2\x80\x93", LETTER_SEEN, 3 }, { "\xF0\x9F\x98\x80", LETTER_SEEN, 4 },
		{ "\xC2\xA0", LETTER_BLANK, 2 }, { "\xE2\x80\xA8", LETTER_BLANK, 3 }, { "\xE3\x80\x80", LETTER_BLANK, 3 },
		{ "\x1B", LETTER_CONTROL, 1 }, { "\x7F", LETTER_CONTROL, 1 }, { "\r", LETTER_CONTROL, 1 }, { "\xC2\x9B", LETTER_CONTROL, 2 },
		{ "\x9B", LETTER_CONTROL, 1 }, { "\xE2\x80", LETTER_CONTROL, 1 }, { "\xFF", LETTER_CONTROL, 1 }, { "\xC0\x80", LETTER_CONTROL, 1 },
		{ "\xE2\x80\xAA", LETTER_TURN, 3 }, { "\xE2\x80\xAE", LETTER_TURN, 3 }, { "\xE2\x81\xA6", LETTER_TURN, 3 },
		{ "\xE2\x81\xA9", LETTER_TURN, 3 }, { "\xE2\x80\x8E", LETTER_TURN, 3 }, { "\xD8\x9C", LETTER_TURN, 2 },
		{ "\xE2\x80\x8D", LETTER_JOINER, 3 }, { "\xEF\xB8\x8F", LETTER_JOINER, 3 },
		{ "\xE2\x80\x8B", LETTER_HIDDEN, 3 }, { "\xEF\xBB\xBF", LETTER_HIDDEN, 3 }, { "\xC2\xAD", LETTER_HIDDEN, 2 },
		{ "\xE2\x81\xA0", LETTER_HIDDEN, 3 }, { "\xF3\xA0\x81\x81", LETTER_HIDDEN, 4 },
	};
	char line[200];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		size_t len;

		assert_int_equal(letter_kind(span_of(cases[i].text), &len), cases[i].kind);
		assert_int_equal(len, cases[i].len);
	}
	memset(line, 'x', sizeof line);
	for (size_t at = 0; at < sizeof line; at++) {
		line[at] = '\x80';
		assert_int_equal(letter_ascii_len(span_from(line, sizeof line)), at);
		assert_int_equal(letter_ascii_len(span_from(line, at)), at);
		line[at] = 'x';
	}
}

static int64_t afternoon(void)
{
	return 1688572800;
}

static void a_log_line_is_quoted_and_blotted(void **state)
{
	char line[500];
	int ends[2], saved = dup(STDERR_FILENO);

	(void)state;
	assert_int_equal(pipe(ends), 0);
	log_add_secret("hunter2!");
	dup2(ends[1], STDERR_FILENO);
	log_info("login", L_STR("user", "dave"), L_STR("said", "pass \"hunter2!\"\nlevel=error"), L_NUM("n", -3));
	log_debug("unseen", L_NUM("n", 1));
	/* what a terminal would obey, or a reader not see */
	log_info("mail", L_STR("subject", "Zo\xC3\xAB"), L_STR("from", "a\xE2\x80\xAE" "b\x1B[2J\xC2\x9B\x9B"), L_STR("to", "c\xE2\x80\x8B"));
	/* base64 of "hunter2!", "-hunter2!--" and "--hunter2!-": what a server might repeat of a login */
	log_warn("echo", L_STR("a", "aHVudGVyMiE="), L_STR("b", "LWh1bnRlcjIhLS0="), L_STR("c", "LS1odW50ZXIyIS0="));
	/* what says nothing is left out; where nothing else adds the time, the line has it */
	log_set_clock(afternoon);
	log_info("item", L_SOME("item", 0), L_STR("person", ""), L_SOME("number", 12), L_NUM("mails", 0));
	log_set_clock(NULL);
	dup2(saved, STDERR_FILENO);
	ssize_t len = read(ends[0], line, sizeof line - 1);

	assert_true(len > 0);
	line[len] = '\0';
	assert_string_equal(line, "level=info event=login user=dave said=\"pass \\\"***\\\"\\nlevel=error\" n=-3\n"
			    "level=info event=mail subject=Zo\xC3\xAB from=\"a\\xe2\\x80\\xae" "b\\x1b[2J\\xc2\\x9b\\x9b\" to=\"c\\xe2\\x80\\x8b\"\n"
			    "level=warn event=echo a=\"***E=\" b=\"LW***LS0=\" c=\"LS1***S0=\"\n"
			    "time=2023-07-05T16:00:00Z level=info event=item number=12 mails=0\n");
	log_forget_secrets();
	close(ends[0]);
	close(ends[1]);
	close(saved);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spans_are_cut_into_lines),
		cmocka_unit_test(span_finds),
		cmocka_unit_test(span_numbers_have_a_maximum),
		cmocka_unit_test(utf8_is_checked),
		cmocka_unit_test(a_buffer_never_passes_its_maximum),
		cmocka_unit_test(a_cut_is_seen),
		cmocka_unit_test(an_arena_serves_large_and_small),
		cmocka_unit_test(an_error_is_one_line_with_its_contexts),
		cmocka_unit_test(letters_are_seen_or_not),
		cmocka_unit_test(a_log_line_is_quoted_and_blotted),
	};

	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
