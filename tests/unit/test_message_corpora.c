/* test_message_corpora.c - real mails: each is read or refused with a reason, and a tag
 * planted into any region of a mail is judged as the region is.
 *
 * Reads lists, replies and mime below $BEADLE_CORPORA, or ../shared/corpora beside the project;
 * where that is missing each test says so and passes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "base/buf.h"
#include "message/message.h"
#include "message/rough.h"

#define PLANTED "[AI Planted] text"

static char root[400];

struct counts {
	unsigned mails, read, refused, lines;
	unsigned planted_new, planted_other, lost, false_new;
};

static bool have_corpora(void)
{
	const char *env = getenv("BEADLE_CORPORA");
	struct stat st;

	if (env)
		snprintf(root, sizeof root, "%s", env);
	else
		snprintf(root, sizeof root, "%s/../shared/corpora", SOURCE_ROOT);
	if (stat(root, &st) == 0)
		return true;
	print_message("skipped: no corpora at %s\n", root);
	return false;
}

static void load(const char *path, struct buf *out)
{
	char chunk[8192];
	FILE *file = fopen(path, "rb");
	size_t n;

	while (file && (n = fread(chunk, 1, sizeof chunk, file)) > 0)
		buf_add(out, chunk, n);
	if (file)
		fclose(file);
}

static bool has_ending(const char *name, const char *ending)
{
	return span_ends(span_of(name), ending);
}

typedef void (*visit_fn)(const char *path, struct span mail, struct counts *counts);

/* The file as a mail: bare texts and HTML of the reply collections get a header. */
static void visit_file(const char *path, visit_fn visit, struct counts *counts)
{
	struct buf mail;

	buf_init(&mail, 8 << 20);
	if (strstr(path, "/replies/") && !has_ending(path, ".eml") && !has_ending(path, ".html"))
		buf_add_str(&mail, "From: dave@example.org\nContent-Type: text/plain; charset=utf-8\n\n");
	else if (has_ending(path, ".html"))
		buf_add_str(&mail, "From: dave@example.org\nContent-Type: text/html; charset=utf-8\n\n");
	load(path, &mail);
	visit(path, buf_fitted(&mail), counts);
	buf_free(&mail);
}

static void walk(const char *dir, visit_fn visit, struct counts *counts)
{
	static const char *const skipped[] = { ".xml", ".out", ".golden", ".json", ".go", ".md", ".py", "_xml" };
	DIR *d = opendir(dir);
	struct dirent *entry;

	while (d && (entry = readdir(d))) {
		char path[1000];
		struct stat st;
		bool skip = entry->d_name[0] == '.' || strstr(entry->d_name, "_decoded_");

		for (size_t i = 0; i < sizeof skipped / sizeof skipped[0]; i++)
			skip = skip || has_ending(entry->d_name, skipped[i]);
		snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
		if (skip || stat(path, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode))
			walk(path, visit, counts);
		else
			visit_file(path, visit, counts);
	}
	if (d)
		closedir(d);
}

static void walk_corpus(const char *name, visit_fn visit, struct counts *counts)
{
	char dir[500];

	snprintf(dir, sizeof dir, "%s/%s", root, name);
	walk(dir, visit, counts);
}

static bool holds(const void *user, struct span text, enum message_ask ask)
{
	(void)ask;
	return span_find(text, user) >= 0;
}

/* ---- every mail is read, or refused with a reason ---- */

static void check_message(const char *path, const struct message *m)
{
	unsigned last = 0;

	assert_non_null(m->subject);
	assert_non_null(m->from.addr);
	assert_non_null(m->author.name);
	for (size_t i = 0; i < m->n_lines; i++) {
		const struct message_line *l = &m->lines[i];

		if (span_utf8_valid(l->text) != l->text.len || memchr(l->text.ptr, '\0', l->text.len) ||
		    memchr(l->text.ptr, '\n', l->text.len))
			fail_msg("%s:%u: not one line of UTF-8", path, l->number);
		if (l->number <= last || !l->why || !*l->why)
			fail_msg("%s:%u: out of order, or without a rule", path, l->number);
		last = l->number;
	}
}

static void read_one(const char *path, struct span mail, struct counts *counts)
{
	struct message_limits limits = message_limits_default();
	struct arena *arena = arena_new();
	struct message message;
	struct err err;

	counts->mails++;
	(void)message_rough_find(mail, &(struct message_look){ .may_hold = holds, .user = "no such words" });
	switch (message_read(arena, mail, &limits, &message, &err)) {
	case ERR_NONE:
		counts->read++;
		counts->lines += (unsigned)message.n_lines;
		check_message(path, &message);
		break;
	case ERR_DATA:
		counts->refused++;
		assert_true(err.text[0] != '\0');
		print_message("refused %s: %s\n", path + strlen(root), err.text);
		break;
	default:
		fail_msg("%s: %s", path, err.text);
	}
	arena_free(&arena);
}

static void every_mail_is_read_or_refused_with_a_reason(void **state)
{
	static const char *const corpora[] = { "lists", "replies", "mime" };

	(void)state;
	if (!have_corpora())
		return;
	for (size_t i = 0; i < sizeof corpora / sizeof corpora[0]; i++) {
		struct counts c = { 0 };

		walk_corpus(corpora[i], read_one, &c);
		print_message("%s: %u mails, %u read, %u refused, %u lines\n", corpora[i], c.mails, c.read, c.refused,
			      c.lines);
		assert_true(c.mails > 0);
		if (strcmp(corpora[i], "mime") != 0)
			assert_int_equal(c.refused, 0);
	}
}

/* ---- planted tags ---- */

/* Where the text stands as a line of its own in the raw mail, exactly once; -1 otherwise. */
static ptrdiff_t raw_line_of(struct span mail, struct span text, size_t *prefix_out)
{
	ptrdiff_t found = -1;
	struct span rest = mail, line;

	while (span_next_line(&rest, &line)) {
		size_t prefix = 0;

		while (prefix < line.len && strchr("> ", line.ptr[prefix]) && line.len - prefix > text.len)
			prefix++;
		if (!span_eq(span_trim_end(span_sub(line, prefix, line.len)), span_trim_end(text)))
			continue;
		if (found >= 0)
			return -1;
		found = line.ptr - mail.ptr;
		*prefix_out = prefix;
	}
	return found;
}

static bool is_planted_new(struct span mail, const char *path)
{
	struct message_limits limits = message_limits_default();
	struct arena *arena = arena_new();
	struct message message;
	struct err err;
	bool found = false, seen = false;

	if (message_read(arena, mail, &limits, &message, &err))
		fail_msg("%s, planted: %s", path, err.text);
	for (size_t i = 0; i < message.n_lines; i++)
		if (span_find(message.lines[i].text, PLANTED) >= 0) {
			seen = true;
			found = found || message.lines[i].kind == LINE_NEW;
		}
	if (found && !message_rough_find(mail, &(struct message_look){ .may_hold = holds, .user = PLANTED }))
		fail_msg("%s: message_rough_find() does not see what was planted", path);
	if (!seen)
		fail_msg("%s: the planted line is gone", path);
	arena_free(&arena);
	return found;
}

/* Plants below line i of the message, behind the same quote marks, and judges. */
static bool plant(const char *path, struct span mail, const struct message *m, size_t i, struct counts *counts)
{
	const struct message_line *l = &m->lines[i];
	size_t prefix = 0;
	ptrdiff_t at = span_trim(l->text).len < 8 ? -1 : raw_line_of(mail, l->text, &prefix);

	if (at < 0)
		return false;
	struct span line = span_sub(mail, (size_t)at, mail.len), rest = line, whole;

	span_next_line(&rest, &whole);
	size_t cut = rest.len > 0 ? (size_t)(rest.ptr - mail.ptr) : mail.len;
	struct buf planted;

	buf_init(&planted, mail.len + 1000);
	buf_add(&planted, mail.ptr, cut);
	if (cut > 0 && mail.ptr[cut - 1] != '\n')
		buf_add_char(&planted, '\n');
	buf_add(&planted, line.ptr, l->quote_depth > 0 ? prefix : 0);
	buf_add_str(&planted, PLANTED "\n");
	buf_add(&planted, mail.ptr + cut, mail.len - cut);
	bool want = l->kind == LINE_NEW, got = is_planted_new(buf_fitted(&planted), path);

	*(want ? &counts->planted_new : &counts->planted_other) += 1;
	if (want != got) {
		*(want ? &counts->lost : &counts->false_new) += 1;
		print_message("%s: below line %u (%s, %s), the planted tag is %s\n", path + strlen(root), l->number,
			      line_kind_name(l->kind), l->why, got ? "new" : "not new");
	}
	buf_free(&planted);
	return true;
}

static bool is_region(enum line_kind kind)
{
	return kind == LINE_NEW || kind == LINE_QUOTE || kind == LINE_SIGNATURE || kind == LINE_FOOTER ||
	       kind == LINE_FORWARDED;
}

/* One tag into each run of lines of one kind, below the first line that can be found again in
 * the raw mail and is followed by its own kind (new text: below any). */
static void plant_into(const char *path, struct span mail, struct counts *counts)
{
	struct message_limits limits = message_limits_default();
	struct arena *arena = arena_new();
	struct message m;
	struct err err;

	if (message_read(arena, mail, &limits, &m, &err) || m.body_is_html)
		m.n_lines = 0;
	counts->mails++;
	for (size_t i = 0; i < m.n_lines;) {
		enum line_kind kind = m.lines[i].kind;
		size_t end = i;
		unsigned done = 0;

		while (end < m.n_lines && m.lines[end].kind == kind)
			end++;
		/* Not between the parts of a footer's or a header block's beginning, but inside. */
		size_t from = kind == LINE_NEW || m.lines[i].quote_depth > 0 ? i : i + 2;

		for (size_t k = from; is_region(kind) && k < end && done < 3; k++) {
			const char *why = m.lines[k].why;

			if (strcmp(why, "header-block") == 0 || (kind != LINE_NEW && k + 1 >= end && kind != LINE_QUOTE))
				continue;
			done += plant(path, mail, &m, k, counts);
		}
		i = end;
	}
	arena_free(&arena);
}

static void planted_tags_are_judged_as_their_region(void **state)
{
	static const char *const corpora[] = { "lists", "replies" };

	(void)state;
	if (!have_corpora())
		return;
	for (size_t i = 0; i < sizeof corpora / sizeof corpora[0]; i++) {
		struct counts c = { 0 };

		walk_corpus(corpora[i], plant_into, &c);
		print_message("%s: %u mails, planted %u in new text (%u lost), %u elsewhere (%u found)\n", corpora[i],
			      c.mails, c.planted_new, c.lost, c.planted_other, c.false_new);
		assert_true(c.planted_new > 50 && c.planted_other > 50);
		assert_int_equal(c.lost, 0);
		assert_int_equal(c.false_new, 0);
	}
}

/* ---- what talon's authors say the reply is ---- */

/* The words that are the sender's own: new text and signature. */
static void own_words(const struct message *m, bool signature, struct buf *out)
{
	for (size_t i = 0; i < m->n_lines; i++) {
		if (m->lines[i].kind != LINE_NEW && !(signature && m->lines[i].kind == LINE_SIGNATURE))
			continue;
		for (size_t k = 0; k < m->lines[i].text.len; k++) {
			char c = m->lines[i].text.ptr[k];

			if (!ascii_is_space(c))
				buf_add_char(out, c);
		}
	}
}

static void compare_reply(const char *path, struct span mail, struct counts *counts)
{
	struct message_limits limits = message_limits_default();
	struct message m;
	struct err err;
	struct buf got, want, words;
	char beside[1000];
	bool html = has_ending(path, ".html");

	if (!strstr(path, "standard_replies_") && !strstr(path, "html_replies_"))
		return;
	if (!has_ending(path, ".eml") && !html)
		return;
	snprintf(beside, sizeof beside, "%.*s_reply_text", (int)(strlen(path) - 4), path);
	buf_init(&got, 100000);
	buf_init(&want, 100000);
	buf_init(&words, 100000);
	load(beside, &words);
	if (buf_len(&words) == 0)
		buf_add_str(&words, html ? "Hi. I am fine.\nThanks,\nAlex" : "Hello");
	for (size_t k = 0; k < buf_len(&words); k++)
		if (!ascii_is_space(buf_fitted(&words).ptr[k]))
			buf_add_char(&want, buf_fitted(&words).ptr[k]);
	struct arena *arena = arena_new();

	if (message_read(arena, mail, &limits, &m, &err))
		fail_msg("%s: %s", path, err.text);
	own_words(&m, true, &got);
	counts->mails++;
	if (!span_eq(buf_fitted(&got), buf_fitted(&want))) {
		counts->lost++;
		print_message("%s: want %s\ngot %s\n", path + strlen(root), buf_fitted(&want).ptr, buf_fitted(&got).ptr);
	}
	buf_free(&got);
	buf_free(&want);
	buf_free(&words);
	arena_free(&arena);
}

static void replies_are_what_their_collectors_say(void **state)
{
	struct counts c = { 0 };

	(void)state;
	if (!have_corpora())
		return;
	walk_corpus("replies/talon", compare_reply, &c);
	print_message("talon: %u replies, %u differ\n", c.mails, c.lost);
	assert_true(c.mails > 15);
	assert_int_equal(c.lost, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_mail_is_read_or_refused_with_a_reason),
		cmocka_unit_test(planted_tags_are_judged_as_their_region),
		cmocka_unit_test(replies_are_what_their_collectors_say),
	};

	message_prepare();
	return cmocka_run_group_tests_name("message corpora", tests, NULL, NULL);
}
