/* test_tags_glance.c - what message_may_hold_tag() lets pass by holds no tag: every example of a rule, every
 * line of the real minutes, in each encoding, as a mail that is scanned and glanced at.
 *
 * The glance may be wrong in one direction alone; how often it spares a parse is printed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <cmocka.h>

#include "message/glance.h"
#include "message/message.h"
#include "tags/rules.h"
#include "tags/scan.h"
#include "tags_tables.h"

enum coding { PLAIN, QUOTED, BASE64, HTML, CODINGS };

static struct arena *arena;
static struct rules *rules;
static unsigned n_mails, n_passed, n_with_facts;

static void add_base64(struct buf *out, struct span s)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < s.len; i += 3) {
		unsigned v = (unsigned)(unsigned char)s.ptr[i] << 16;

		v |= i + 1 < s.len ? (unsigned)(unsigned char)s.ptr[i + 1] << 8 : 0;
		v |= i + 2 < s.len ? (unsigned)(unsigned char)s.ptr[i + 2] : 0;
		buf_add_char(out, digits[v >> 18]);
		buf_add_char(out, digits[v >> 12 & 63]);
		buf_add_char(out, i + 1 < s.len ? digits[v >> 6 & 63] : '=');
		buf_add_char(out, i + 2 < s.len ? digits[v & 63] : '=');
		if (i % 57 == 54)
			buf_add_char(out, '\n');
	}
	buf_add_char(out, '\n');
}

/* Every third letter encoded, and soft ends of line. */
static void add_quoted(struct buf *out, struct span s)
{
	size_t column = 0;

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		if (c == '\n') {
			buf_add_char(out, '\n');
			column = 0;
			continue;
		}
		if (c == '=' || c >= 0x7F || i % 3 == 0)
			buf_addf(out, "=%02X", c);
		else
			buf_add_char(out, (char)c);
		if (++column % 20 == 19)
			buf_add_str(out, "=\n");
	}
	buf_add_char(out, '\n');
}

static void add_html(struct buf *out, struct span s)
{
	buf_add_str(out, "<html><body><p>");
	for (size_t i = 0; i < s.len; i++) {
		switch (s.ptr[i]) {
		case '<':
			buf_add_str(out, "&lt;");
			break;
		case '&':
			buf_add_str(out, "&amp;");
			break;
		case '\n':
			buf_add_str(out, "<br>\n");
			break;
		case 'I':	/* inside "AI" */
			buf_add_str(out, "<b>I</b>");
			break;
		default:
			buf_add_char(out, s.ptr[i]);
			break;
		}
	}
	buf_add_str(out, "</p></body></html>\n");
}

static void make_mail(struct buf *mail, struct span text, enum coding coding, bool answer)
{
	static const char *const fields[CODINGS] = {
		"Content-Type: text/plain; charset=utf-8\n", "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n",
		"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n", "Content-Type: text/html; charset=utf-8\n",
	};

	buf_clear(mail);
	buf_addf(mail, "From: dave@example.org\nSubject: %snotes\nMIME-Version: 1.0\n", answer ? "Re: " : "");
	buf_add_str(mail, fields[coding]);
	buf_add_char(mail, '\n');
	if (coding == QUOTED)
		add_quoted(mail, text);
	else if (coding == BASE64)
		add_base64(mail, text);
	else if (coding == HTML)
		add_html(mail, text);
	else
		buf_add_span(mail, text);
}

/* answer: it holds one, which is none in minutes. */
static void check(struct span text, const char *where, unsigned line, bool answer)
{
	const struct message_limits limits = message_limits_default();
	const struct scan_context context = { .people = NULL };
	struct fact_list list = { .facts = NULL };
	struct buf mail;
	struct err err;

	/* As minutes, where nothing is glanced at first. */
	arena_reset(arena);
	if (scan_minutes(arena, rules, text, &context, &list, &err))
		print_message("%s:%u: %s\n", where, line, err.text);
	buf_init(&mail, 8 << 20);
	for (enum coding coding = PLAIN; coding < CODINGS; coding++) {
		struct message message;

		make_mail(&mail, text, coding, answer);
		bool may = message_may_hold_tag(buf_fitted(&mail));

		if (may && message_read(arena, buf_fitted(&mail), &limits, &message, &err))
			fail_msg("%s:%u: %s", where, line, err.text);
		if (may && (list.len || answer) && coding == PLAIN && !message_lines_may_hold_tag(&message))
			fail_msg("%s:%u: a tag (%s) in lines that are said to hold none: " SPAN_FMT, where, line,
				 list.len ? list.facts[0].rule : "answer", SPAN_ARG(text));
		n_mails++;
		n_passed += may;
		n_with_facts += list.len > 0;
		if ((list.len || answer) && !may)
			fail_msg("%s:%u, coding %d: a tag (%s) in a mail that is said to hold none: " SPAN_FMT, where, line,
				 (int)coding, list.len ? list.facts[0].rule : "answer", SPAN_ARG(text));
	}
	buf_free(&mail);
}

static void examples_of_the_rules(void **state)
{
	(void)state;
	for (const struct rule *const *table = rules_tables; *table; table++) {
		for (const struct rule *rule = *table; rule->name; rule++)
			check(span_of(rule->example), rule->name, 0, *table == rules_answer_table);
	}
	for (const struct objection_rule *rule = rules_objection_table; rule->name; rule++)
		check(span_of(rule->example), rule->name, 0, true);
}

/* The same with what nobody sees in it: a tag copied from a web page is one. */
static void examples_among_what_nobody_sees(void **state)
{
	static const char *const unseen[] = { "\xE2\x80\x8B", "\xEF\xBB\xBF", "\xC2\xAD", "\xE2\x80\x8E", "\xE2\x81\xA0" };
	unsigned n = 0;
	struct buf text;

	(void)state;
	buf_init(&text, 10000);
	for (const struct rule *const *table = rules_tables; *table; table++) {
		for (const struct rule *rule = *table; rule->name; rule++) {
			struct span example = span_of(rule->example);
			size_t at = n++ % 4;

			buf_clear(&text);
			buf_add_str(&text, unseen[n % 5]);
			for (size_t i = 0; i < example.len; i++) {
				buf_add_str(&text, i == at ? unseen[(n + i) % 5] : "");
				if (example.ptr[i] == ' ' && i > 0 && example.ptr[i - 1] != '\n')
					buf_add_str(&text, "\xC2\xA0");
				else
					buf_add_char(&text, example.ptr[i]);
			}
			check(buf_fitted(&text), rule->name, 1, *table == rules_answer_table);
		}
	}
	buf_free(&text);
}

/* At each place of blocks and ends, among letters that begin other words, or nearly. */
static void a_spot_is_seen_at_each_place(void **state)
{
	/* the least that makes each a spot */
	static const char *const words[] = { "[", "AI", "A.I", "Actio", "ACTIO", "agend", "Agend", "todo", "TODO", "to-d", "To-D",
					     "task", "Task" };
	static const char fill[] = "ac ob vet op tas Ax to ag .I ";
	char text[100];

	(void)state;
	for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
		size_t len = strlen(words[w]);

		for (size_t at = 0; at + len <= sizeof text; at++) {
			for (size_t i = 0; i < sizeof text; i++)
				text[i] = fill[(i + at) % (sizeof fill - 1)];
			if (at)
				text[at - 1] = ' ';
			memcpy(text + at, words[w], len);
			if (at + len < sizeof text)
				text[at + len] = ' ';
			assert_int_equal(glance_spot(span_from(text, sizeof text), 0), at);
			assert_int_equal(glance_spot(span_from(text, sizeof text), at), at);
			assert_int_equal(glance_spot(span_from(text, at + len - 1), 0), at + len - 1);
			assert_int_equal(glance_spot(span_from(text, sizeof text), at + 1), sizeof text);
		}
	}
}

static void sections_and_tables(void **state)
{
	static const char *const texts[] = {
		"next actions\n- Dave: send it\n", "Open tasks:\n* Joe to write\n", "to-dos\n\n- Dave: go\n", "## To do\n- Dave: go\n", "To Dos:\n- Dave: go\n",
		"**To do (new)**\n\nDave: go\n",
		"| What | Who |\n|---|---|\n| write it | Dave |\n", "| Task | Owner |\n|---|---|\n| write it | Dave |\n",
		"Meeting of 2023-06-28\n=====================\n\nwords\n", "**28 June 2023 call**\n\nwords\n", "## Sitzung vom 28.06.2023\n\nwords\n",
		"Agenda\n- [Dave] title (10m)\n", "Joe takes an action\nitem to write it\n", "A.I. Dave: go\n",
		"previous action Joe: reach out\n", "Review of the actions\n- [x] Dave: sent\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		check(span_of(texts[i]), "text", (unsigned)i, false);
}

static void plain_words_of_those_who_disagree(void **state)
{
	static const char *const texts[] = {
		"I disagree.\n", "we\ndisagree with that\n", "I don't agree.\n", "I don\xE2\x80\x99t agree.\n", "I can\nnot agree to this\n",
		"I vote no.\n", "I am voting against it.\n", "I'm against this.\n", "we won't accept this\n", "I cannot support this.\n",
		"Please do not adopt this.\n", "Please don't approve it.\n", "This should not be accepted.\n", "No, that's wrong.\n",
		"It is not acceptable.\n", "This is unacceptable.\n", "OBJECT\n", "Objections: the date\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		check(span_of(texts[i]), "text", (unsigned)i, true);
}

/* Each file as one mail, and each of its lines as one. */
static void check_file(const char *path)
{
	struct arena *own = arena_new();
	struct span text = table_file(own, path), rest = text, line;
	unsigned number = 0;

	check(span_sub(text, 0, 200000), path, 0, false);
	while (span_next_line(&rest, &line)) {
		number++;
		if (line.len > 3)
			check(line, path, number, false);
	}
	arena_free(&own);
}

static void lines_of_real_minutes(void **state)
{
	struct arena *own = arena_new();
	const char *folder = table_shared(own, "corpora/minutes/webassembly__main_2018_WG-05-23.md");
	const char *bsc = table_shared(own, "bsc/minutes.md");
	struct dirent *entry;
	DIR *dir;

	(void)state;
	if (!folder || !bsc) {
		print_message("skipped: no ../shared/corpora/minutes beside the project\n");
		arena_free(&own);
		return;
	}
	check_file(bsc);
	folder = arena_strndup(own, folder, strlen(folder) - strlen("/webassembly__main_2018_WG-05-23.md"));
	dir = opendir(folder);
	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] != '.')
			check_file(arena_printf(own, "%s/%s", folder, entry->d_name));
	}
	closedir(dir);
	print_message("%u mails: %u with facts, %u parsed\n", n_mails, n_with_facts, n_passed);
	arena_free(&own);
}

static int setup(void **state)
{
	struct err err;

	(void)state;
	message_prepare();
	arena = arena_new();
	return rules_new(NULL, &rules, &err) == ERR_NONE ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	rules_free(&rules);
	arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_of_the_rules),
		cmocka_unit_test(examples_among_what_nobody_sees),
		cmocka_unit_test(a_spot_is_seen_at_each_place),
		cmocka_unit_test(sections_and_tables),
		cmocka_unit_test(plain_words_of_those_who_disagree),
		cmocka_unit_test(lines_of_real_minutes),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
