/* test_message_lines.c - every mail of tests/data/message against its marks.
 *
 * NAME.marks has a line for each line of NAME.eml's body: number, kind, rule, quote depth,
 * a bar, the text.  "[AI Joe]" and "[AI KP]" are written by the sender, "[AI Dave]" is what
 * must not be found, but for two who answer below a quote (interleaved, patch).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "message/message.h"

static const char *const names[] = {
	"attribution-address", "attribution-address-bare", "attribution-address-german",
	"attribution-languages", "attribution-trimmed", "attribution-unmarked", "code",
	"false-alarms", "flowed", "footer-google", "footer-groupsio", "footer-mailman3",
	"footer-part", "forwarded", "forwarded-apple", "groupwise", "header-block-short",
	"html-apple", "html-gmail", "html-outlook", "interleaved", "message-part", "minutes",
	"mobile", "not-quoted", "notes-colons", "notes-german", "notes-lines", "original-bold",
	"original-marked", "outlook", "outlook-rule-german", "patch", "pgp", "quote-indented",
	"quote-marks", "range-diff", "signature-then-quote", "signatures", "top-posted",
};

static void load(const char *name, const char *ending, struct buf *out)
{
	char path[500], chunk[4096];
	size_t n;

	snprintf(path, sizeof path, "%s/tests/data/message/%s.%s", SOURCE_ROOT, name, ending);
	FILE *file = fopen(path, "rb");

	if (!file)
		fail_msg("%s: cannot be opened", path);
	buf_init(out, 1 << 20);
	while ((n = fread(chunk, 1, sizeof chunk, file)) > 0)
		buf_add(out, chunk, n);
	fclose(file);
}

static void check_marks(const char *name, const struct message *message, struct span want)
{
	struct span line;

	for (size_t i = 0; i < message->n_lines; i++) {
		const struct message_line *l = &message->lines[i];
		struct buf got;

		buf_init(&got, 10000);
		buf_addf(&got, "%3u %-11s %-20s %u|%.*s", l->number, line_kind_name(l->kind), l->why,
			 l->quote_depth, SPAN_ARG(l->text));
		if (!span_next_line(&want, &line) || !span_eq(line, buf_fitted(&got)))
			fail_msg("%s.eml\nwant %.*s\ngot  %s", name, SPAN_ARG(line), buf_fitted(&got).ptr);
		buf_free(&got);
	}
	if (want.len > 0)
		fail_msg("%s.eml: fewer lines than %s.marks", name, name);
}

static void lines_are_marked_as_written_down(void **state)
{
	struct message_limits limits = message_limits_default();

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct arena *arena = arena_new();
		struct message message;
		struct buf mail, marks;
		struct err err;

		load(names[i], "eml", &mail);
		load(names[i], "marks", &marks);
		if (message_read(arena, buf_fitted(&mail), &limits, &message, &err))
			fail_msg("%s.eml: %s", names[i], err.text);
		check_marks(names[i], &message, buf_fitted(&marks));
		buf_free(&mail);
		buf_free(&marks);
		arena_free(&arena);
	}
}

/* The same mails with CRLF: nothing changes. */
static void line_ends_do_not_matter(void **state)
{
	struct message_limits limits = message_limits_default();

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct arena *arena = arena_new();
		struct buf mail, marks, crlf;
		struct message message;
		struct err err;

		load(names[i], "eml", &mail);
		load(names[i], "marks", &marks);
		buf_init(&crlf, 1 << 20);
		for (size_t k = 0; k < buf_len(&mail); k++) {
			if (buf_fitted(&mail).ptr[k] == '\n')
				buf_add_char(&crlf, '\r');
			buf_add_char(&crlf, buf_fitted(&mail).ptr[k]);
		}
		if (message_read(arena, buf_fitted(&crlf), &limits, &message, &err))
			fail_msg("%s.eml: %s", names[i], err.text);
		check_marks(names[i], &message, buf_fitted(&marks));
		buf_free(&mail);
		buf_free(&marks);
		buf_free(&crlf);
		arena_free(&arena);
	}
}

static void every_kind_and_source_has_a_name(void **state)
{
	(void)state;
	for (int kind = LINE_NEW; kind <= LINE_FORWARDED; kind++)
		assert_string_not_equal(line_kind_name((enum line_kind)kind), "unknown");
	assert_string_equal(line_kind_name(LINE_NEW), "new");
	assert_string_equal(line_kind_name(LINE_QUOTE), "quote");
	assert_string_equal(author_source_name(AUTHOR_WRAPPED), "wrapped");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_marked_as_written_down),
		cmocka_unit_test(line_ends_do_not_matter),
		cmocka_unit_test(every_kind_and_source_has_a_name),
	};

	message_prepare();
	return cmocka_run_group_tests_name("message lines", tests, NULL, NULL);
}
