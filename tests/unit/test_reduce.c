/* test_reduce.c - a large mail without its attachments reads as the whole mail does, however it comes in pieces.
 *
 * Real mails are those of $BEADLE_CORPORA, or ../shared/corpora beside the project; where that is missing the test says
 * so and passes.
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
#include "message/bounce.h"
#include "message/message.h"
#include "message/reduce.h"

enum { MOST = 2000 };

static struct arena *arena;

/* What somebody who reads it gets. */
static const char *reading(struct span bytes, size_t text_bytes)
{
	const struct message_limits limits = message_limits_of(text_bytes);
	struct message m;
	struct buf out;
	struct err err;

	buf_init(&out, 16 << 20);
	if (message_read(arena, bytes, &limits, &m, &err)) {
		buf_addf(&out, "refused: %s\n", strrchr(err.text, '('));
	} else {
		buf_addf(&out, "<%s> by %s: %s %s\n", m.message_id, m.author.addr, m.subject, m.unread ? m.unread : "");
		for (size_t i = 0; i < m.n_lines; i++)
			buf_addf(&out, "%u %s " SPAN_FMT "\n", m.lines[i].number, line_kind_name(m.lines[i].kind), SPAN_ARG(m.lines[i].text));
		for (size_t i = 0; m.bounce && i < m.bounce->n_recipients; i++)
			buf_addf(&out, "%s of %s\n", m.bounce->recipients[i].addr, m.bounce->original_id);
	}
	assert_false(buf_is_cut(&out));
	const char *text = span_copy(arena, buf_fitted(&out)).ptr;

	buf_free(&out);
	return text;
}

/* In pieces of that size. */
static struct span reduced(struct reduction *r, struct span mail, size_t size, bool *reduced_out, bool *cut_out)
{
	for (size_t at = 0; at < mail.len; at += size)
		reduction_add(r, span_sub(mail, at, size));
	return reduction_end(r, reduced_out, cut_out);
}

#define HEAD "From: Joe <joe@example.org>\nMessage-ID: <1@example.org>\nSubject: x\n"
#define MIXED HEAD "Content-Type: multipart/mixed; boundary=b\n\n"
#define TEXT "--b\nContent-Type: text/plain\n\n[AI Dave] one\n"
#define DOCUMENT "--b\nContent-Type: application/pdf\nContent-Disposition: attachment\n\n@\n"
#define TEXT_FILE "--b\nContent-Type: text/plain; name=log\nContent-Disposition: attachment\n\n@\n"
#define INNER "--b\nContent-Type: multipart/related; boundary=\"b c\"\n\n--b c\nContent-Type: image/png\n\n@\n--b c\n" \
	"Content-Type: text/html\n\n<p>[AI Dave] inner</p>\n--b c--\n"
#define BOTH "--b\nContent-Type: text/plain\n\nplain\n--b\nContent-Type: text/html\n\n@\n"
#define FORWARD "--b\nContent-Type: message/rfc822\n\nFrom: KP <kp@example.org>\nContent-Type: multipart/mixed; boundary=d\n\n" \
	"--d\n\nforwarded\n--d\nContent-Type: image/png\n\n@\n--d--\n"
#define REPORT "From: MAILER-DAEMON@example.net\nReturn-Path: <>\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" \
	"--b\n\nnot delivered\n--b\nContent-Type: message/delivery-status\n\n\nFinal-Recipient: rfc822; dave@example.org\nAction: failed\n" \
	"--b\nContent-Type: message/rfc822\n\nMessage-ID: <notice@example.org>\nContent-Type: application/pdf\n\n@\n--b--\n"

/* '@' stands for a lot. */
static const struct {
	const char *mail;
	bool cut;
} cases[] = {
	{ MIXED DOCUMENT TEXT "--b--\n", false },
	{ MIXED TEXT DOCUMENT TEXT_FILE DOCUMENT TEXT "--b--\n@\n", false },
	{ MIXED DOCUMENT INNER DOCUMENT TEXT, false },
	{ MIXED FORWARD TEXT "--b--\n", false },
	{ HEAD "Content-Type: multipart/alternative; boundary=b\n\n" BOTH "--b--\n", false },
	{ HEAD "Content-Type: multipart/digest; boundary=b\n\n--b\n\nFrom: KP <kp@example.org>\n\nin a digest\n--b\n"
	  "Content-Type: image/png\n\n@\n--b--\n", false },
	{ HEAD "Content-Type: application/ms-tnef; name=winmail.dat\n\n@\n", false },
	{ HEAD "Content-Type: image/png\n\n@", false },
	{ MIXED DOCUMENT "--b\nContent-Type: text/plain\nno blank line, at once another part\n--b\n\nlast\n", false },
	{ MIXED "--b\nContent-Type: image/png\n\n@x--b\n@\n--b\n\n--b is no boundary here\n --b\n--b-- \t\n", false },
	{ REPORT, false },
	/* text beyond the bound */
	{ HEAD "\n@\n", true }, { MIXED TEXT "--b\n\n@\n--b--\n", true },
	{ HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\n\n@\n--b--\n", true },
	{ HEAD "Content-Type: multipart/mixed; boundary=never\n\n@\n", true },
};

static struct span grown(const char *mail)
{
	struct buf out;

	buf_init(&out, 16 << 20);
	for (; *mail; mail++) {
		if (*mail != '@' || (mail[1] != '\n' && mail[1] != '\0' && mail[1] != 'x'))
			buf_add_char(&out, *mail);
		else
			for (size_t i = 0; i < 3000; i++)
				buf_add_str(&out, i % 50 == 49 ? "\n" : "QUFB");
	}
	struct span span = span_copy(arena, buf_fitted(&out));

	buf_free(&out);
	return span;
}

static void attachments_go_and_text_stays(void **state)
{
	static const size_t sizes[] = { 1, 2, 7, 64, 1000, 65536, 10 << 20 };
	struct reduction *r = reduction_new(MOST);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct span mail = grown(cases[i].mail);
		const char *want = reading(mail, mail.len);

		assert_true(mail.len > 8000);
		for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
			bool is_reduced, cut;
			struct span got = reduced(r, mail, sizes[s], &is_reduced, &cut);

			if (!is_reduced || cut != cases[i].cut || got.len > MOST + 2000)
				fail_msg("%zu, pieces of %zu: %d, %d, %zu bytes", i, sizes[s], is_reduced, cut, got.len);
			if (!cut)
				assert_string_equal(reading(got, MOST), want);
		}
	}
	reduction_free(&r);
	assert_null(r);
}

static void a_mail_within_the_bound_stays_as_it_is(void **state)
{
	struct reduction *r = reduction_new(MOST);
	bool is_reduced, cut;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct span mail = span_of(cases[i].mail), got = reduced(r, mail, 100, &is_reduced, &cut);

		assert_false(is_reduced || cut);
		assert_true(span_eq(got, mail));
	}
	assert_int_equal(reduction_end(r, &is_reduced, &cut).len, 0);	/* a mail without a byte */
	assert_false(is_reduced || cut);
	reduction_free(&r);
}

/* What is kept is bounded, whatever comes. */
static void memory_is_bounded(void **state)
{
	static const char *const floods[] = {
		MIXED TEXT DOCUMENT, HEAD "X: ", "", MIXED, "--b\n\n", HEAD "Content-Type: message/rfc822\n\n",
		MIXED "--b\nContent-Type: multipart/mixed; boundary=",
	};
	static const char *const pieces[] = { "QUFBQUFB\n", "QUFBQUFB", "--b\n\n", "Content-Type: message/rfc822\n\n", "X: y\n", "\n" };
	struct reduction *r = reduction_new(MOST);
	bool is_reduced, cut;

	(void)state;
	for (size_t f = 0; f < sizeof floods / sizeof floods[0]; f++) {
		for (size_t p = 0; p < sizeof pieces / sizeof pieces[0]; p++) {
			struct span many = grown("@");
			struct buf block;

			buf_init(&block, 1 << 20);
			while (buf_len(&block) < 60000)
				buf_add_str(&block, pieces[p]);
			reduction_add(r, span_of(floods[f]));
			for (size_t i = 0; i < 60; i++)
				reduction_add(r, buf_fitted(&block));
			reduction_add(r, many);
			assert_true(reduction_end(r, &is_reduced, &cut).len < MOST + MESSAGE_HEADS_BYTES);
			buf_free(&block);
			arena_reset(arena);
		}
	}
	reduction_free(&r);
}

/* ---- real mails ---- */

static unsigned n_mails, n_shorter;

static void try_file(struct reduction *r, const char *path)
{
	static char bytes[8 << 20];
	FILE *file = fopen(path, "rb");
	size_t n = file ? fread(bytes, 1, sizeof bytes, file) : 0;
	struct span mail = span_from(bytes, n);
	bool is_reduced, cut;

	if (file)
		fclose(file);
	if (n < 2 || n > 600000)
		return;
	/* a head without a blank line behind it cannot be told from the text before all of it is there */
	if (span_find(mail, "\n\n") < 0 && span_find(mail, "\n\r\n") < 0)
		return;
	struct span got = reduced(r, mail, 1 + n_mails % 5000, &is_reduced, &cut);

	n_mails++;
	n_shorter += got.len < mail.len;
	if (!is_reduced && mail.len > 1 << 15)
		fail_msg("%s: not reduced", path);
	if (!cut && strcmp(reading(got, n), reading(mail, n)) != 0)
		fail_msg("%s\nwant %s\ngot  %s", path, reading(mail, n), reading(got, n));
	arena_reset(arena);
}

static void walk(const char *dir, const char *ending)
{
	DIR *d = opendir(dir);
	struct dirent *entry;

	while (d && (entry = readdir(d))) {
		char path[1000];
		struct stat st;

		snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
		if (entry->d_name[0] == '.' || stat(path, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode)) {
			walk(path, ending);
		} else if (span_ends(span_of(path), ending) && st.st_size > 1) {
			struct reduction *r = reduction_new((size_t)st.st_size - 1);	/* all text has room */

			try_file(r, path);
			reduction_free(&r);
		}
	}
	if (d)
		closedir(d);
}

static void real_mails_read_alike(void **state)
{
	static const char *const folders[] = { "lists", "replies", "mime" };
	static const char *const endings[] = { ".eml", ".msg", ".txt", ".raw" };
	const char *env = getenv("BEADLE_CORPORA");
	char root[600];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		for (size_t e = 0; e < 4; e++) {
			snprintf(root, sizeof root, "%s/%s", env ? env : SOURCE_ROOT "/../shared/corpora", folders[i]);
			walk(root, endings[e]);
		}
	}
	if (!n_mails)
		print_message("skipped: no corpora\n");
	else
		print_message("%u mails, %u of them shorter\n", n_mails, n_shorter);
}

static int set_up(void **state)
{
	(void)state;
	message_prepare();
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attachments_go_and_text_stays), cmocka_unit_test(a_mail_within_the_bound_stays_as_it_is),
		cmocka_unit_test(memory_is_bounded), cmocka_unit_test(real_mails_read_alike),
	};

	return cmocka_run_group_tests_name("reduce", tests, set_up, tear_down);
}
