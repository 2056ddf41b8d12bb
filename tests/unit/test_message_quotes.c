/* test_message_quotes.c - what is quoted in an answer: the heads of tests/data/quotes, and the answers of
 * corpora/replies against tests/data/replies, with a tag planted below each of their lines.
 *
 * The corpora are those of $BEADLE_CORPORA, or ../shared/corpora beside the project; where they are missing the test says
 * so and passes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "message/message.h"
#include "tags_tables.h"

#define ANSWER                                                                                     \
	"From: Joe <joe@example.org>\nSubject: Re: New logo\n"                                     \
	"Content-Type: text/plain; charset=utf-8\n\n"
#define PLANTED "[AI Dave] book the room"

static struct arena *files;	/* what was read for a test */

static int set_up(void **state)
{
	(void)state;
	message_prepare();
	files = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(&files);
	return 0;
}

/* Whether the line that is the text counts; fails when there is none. */
static bool is_new(struct span mail, const char *text, const char *what)
{
	struct message_limits limits = message_limits_default();
	struct arena *own = arena_new();
	struct message message;
	struct err err;
	int found = -1;

	if (message_read(own, mail, &limits, &message, &err))
		fail_msg("%s: %s", what, err.text);
	for (size_t i = 0; i < message.n_lines; i++) {
		if (span_find(message.lines[i].text, text) >= 0)
			found = message.lines[i].kind == LINE_NEW;
	}
	if (found < 0)
		fail_msg("%s: \"%s\" is gone", what, text);
	arena_free(&own);
	return found;
}

/* ---- heads ---- */

static unsigned heads, head_mails, head_faults;

static void judge_head(struct span head, const char *between, const char *indent, bool want_new)
{
	struct buf mail;

	buf_init(&mail, 10000);
	buf_addf(&mail, ANSWER "Fine with me.\n\n%.*s\n%s%sWe should do it.\n%s" PLANTED "\n",
		 SPAN_ARG(span_trim_end(head)), between, indent, indent);
	head_mails++;
	if (is_new(buf_fitted(&mail), PLANTED, "a head") != want_new) {
		head_faults++;
		print_message("%s:\n%s\n", want_new ? "is text" : "is quoted", buf_fitted(&mail).ptr);
	}
	buf_free(&mail);
}

static void judge_case(struct span kind, struct span head)
{
	bool quote = span_is(kind, "quote"), text = span_is(kind, "text");

	heads++;
	judge_head(head, "\n", "", text);
	if (quote || text)
		judge_head(head, "", "", text);
	if (!quote)
		return;
	judge_head(head, "\n", "    ", false);
	judge_head(head, "\n", "\t", false);
	judge_head(head, "", "  ", false);
}

static void heads_of_quotations_are_known(void **state)
{
	const char *path = arena_printf(files, "%s/tests/data/quotes", SOURCE_ROOT);
	struct span rest = table_file(files, path), line, kind = span_of(NULL), head = kind;

	(void)state;
	while (span_next_line(&rest, &line)) {
		if (!span_starts(line, "=== ")) {
			head.len = (size_t)(line.ptr + line.len - head.ptr);
			continue;
		}
		if (kind.len)
			judge_case(kind, head);
		kind = span_sub(line, 4, line.len);
		head = span_from(rest.ptr, 0);
	}
	judge_case(kind, head);
	print_message("%u heads, %u mails, %u misread\n", heads, head_mails, head_faults);
	assert_true(heads > 150);
	assert_int_equal(head_faults, 0);
}

/* ---- answers ---- */

struct answers {
	unsigned mails, of_new, found, of_quoted, false_new;
};

/* "1-3 7": whether n is among them. */
static bool is_among(struct span ranges, unsigned n)
{
	const char *at = ranges.ptr, *end = ranges.ptr + ranges.len;

	while (at < end && *at != '-') {
		char *next;
		unsigned long from = strtoul(at, &next, 10), to = from;

		if (*next == '-')
			to = strtoul(next + 1, &next, 10);
		if (n >= from && n <= to)
			return true;
		at = next + (*next == ' ');
		if (next >= end)
			break;
	}
	return false;
}

/* What a line of quoted text begins with, so that the next one is quoted as it is. */
static size_t quote_prefix(struct span line)
{
	size_t n = 0;

	while (n < line.len && strchr("> \t", line.ptr[n]))
		n++;
	return n;
}

/* The body with a tag below its line, which is at `after`. */
static bool planted_is_new(struct span body, struct span line, const char *name)
{
	size_t cut = (size_t)(line.ptr + line.len - body.ptr);
	struct buf mail;
	bool yes;

	buf_init(&mail, body.len + 1000);
	buf_add_str(&mail, ANSWER);
	buf_add(&mail, body.ptr, cut);
	buf_addf(&mail, "\n%.*s" PLANTED, (int)quote_prefix(line), line.ptr);
	buf_add(&mail, body.ptr + cut, body.len - cut);
	buf_add_char(&mail, '\n');
	yes = is_new(buf_fitted(&mail), PLANTED, name);
	buf_free(&mail);
	return yes;
}

/* A head's lines belong together: nothing is planted between them. */
static bool is_head(const struct message_line *line)
{
	static const char *const heads_of[] = { "header-block", "original-message", "forwarded-message",
						NULL };

	return line->kind == LINE_ATTRIBUTION || span_any(span_of(line->why), span_is, heads_of);
}

static void judge_answer(const char *name, struct span body, struct span new_lines, struct span left_out,
			 struct answers *answers)
{
	struct message_limits limits = message_limits_default();
	const char *mail = arena_printf(files, ANSWER "%.*s\n", SPAN_ARG(body));
	struct message message;
	struct span rest = body, line;
	struct err err;

	if (message_read(files, span_of(mail), &limits, &message, &err))
		fail_msg("%s: %s", name, err.text);
	answers->mails++;
	for (unsigned n = 1; n <= message.n_lines && span_next_line(&rest, &line); n++) {
		const struct message_line *l = &message.lines[n - 1];
		bool want = is_among(new_lines, n);

		if (!span_trim(line).len || is_among(left_out, n))
			continue;
		bool got = is_head(l) ? l->kind == LINE_NEW : planted_is_new(body, line, name);

		*(want ? &answers->of_new : &answers->of_quoted) += 1;
		answers->found += want && got;
		answers->false_new += !want && got;
		if (want != got)
			print_message("%s:%u is %s: %.*s\n", name, n, want ? "lost" : "taken for new", SPAN_ARG(line));
	}
}

static void answers_are_read_as_people_read_them(void **state)
{
	struct table labels;
	struct answers answers = { 0 };

	(void)state;
	assert_true(table_read(files, arena_printf(files, "%s/tests/data/replies", SOURCE_ROOT), &labels));
	if (!table_shared(files, "corpora/replies/crisp-erp/email_1.txt")) {
		print_message("skipped: no ../shared/corpora beside the project\n");
		return;
	}
	for (size_t i = 0; i < labels.len; i++) {
		const char *name = arena_printf(files, "%.*s", SPAN_ARG(labels.rows[i].cells[0]));
		const char *path = table_shared(files, arena_printf(files, "corpora/replies/%s", name));

		judge_answer(name, table_file(files, path), labels.rows[i].cells[1], labels.rows[i].cells[2], &answers);
	}
	print_message("%u answers: %u of %u new lines found, %u of %u quoted ones taken for new\n", answers.mails,
		      answers.found, answers.of_new, answers.false_new, answers.of_quoted);
	assert_true(answers.of_new > 500 && answers.of_quoted > 500);
	assert_int_equal(answers.found, answers.of_new);
	assert_int_equal(answers.false_new, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(heads_of_quotations_are_known, set_up, tear_down),
		cmocka_unit_test_setup_teardown(answers_are_read_as_people_read_them, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("quotes", tests, NULL, NULL);
}
