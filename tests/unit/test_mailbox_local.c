/* test_mailbox_local.c - maildir, a folder of *.eml, mbox, a single mail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>
#include <cmocka.h>

#include "base/keyset.h"
#include "base/buf.h"
#include "base/mem.h"
#include "config/config.h"
#include "mailbox/mailbox.h"

enum { MAILS_MAX = 20 };

struct box {
	char folder[64];
	struct config_mailbox config;
	struct mailbox *mailbox;
	struct mailbox_cursor cursor;
	struct got {
		uint32_t uid;
		int64_t received_utc_s;
		char key[80], bytes[400];
		bool reduced, unreadable;
	} got[MAILS_MAX];
	size_t n, fail_at;
};

static enum err_kind take(void *user, const struct mailbox_mail *mail, struct err *err)
{
	struct box *box = user;

	if (box->fail_at && box->n + 1 == box->fail_at)
		return err_set(err, ERR_RETRY, "stop");
	assert_true(box->n < MAILS_MAX);
	struct got *got = &box->got[box->n++];

	*got = (struct got){ .uid = mail->uid, .received_utc_s = mail->received_utc_s, .reduced = mail->reduced,
			     .unreadable = mail->unreadable != NULL };
	snprintf(got->key, sizeof got->key, "%s", mail->key);
	snprintf(got->bytes, sizeof got->bytes, SPAN_FMT, SPAN_ARG(mail->bytes));
	return ERR_NONE;
}

static const char *put(const struct box *box, const char *name, const char *text, int64_t mtime_s)
{
	static char path[200];
	struct utimbuf times = { .actime = mtime_s, .modtime = mtime_s };

	snprintf(path, sizeof path, "%s/%s", box->folder, name);
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	if (mtime_s)
		utime(path, &times);
	return path;
}

static void add(const struct box *box, const char *name, const char *text)
{
	char path[200];

	snprintf(path, sizeof path, "%s/%s", box->folder, name);
	FILE *file = fopen(path, "ae");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void make_folder(const struct box *box, const char *name)
{
	char path[200];

	snprintf(path, sizeof path, "%s/%s", box->folder, name);
	assert_int_equal(mkdir(path, 0700), 0);
}

static void box_new(struct box *box, enum mailbox_type type, const char *name)
{
	*box = (struct box){ .config = { .name = "test", .type = type, .whole_bytes = 65536, .max_bytes = 300,
					 .batch = 200 } };
	snprintf(box->folder, sizeof box->folder, "/tmp/beadle-mailbox-XXXXXX");
	assert_non_null(mkdtemp(box->folder));
	if (name) {
		static char path[200];

		snprintf(path, sizeof path, "%s/%s", box->folder, name);
		box->config.path = path;
	} else {
		box->config.path = box->folder;
	}
}

static enum err_kind fetch(struct box *box)
{
	const struct mailbox_driver *driver = mailbox_driver(&box->config);
	struct err err;

	box->n = 0;
	if (!box->mailbox)
		assert_int_equal(driver->open(&box->config, &box->mailbox, &err), ERR_NONE);
	return driver->fetch(box->mailbox, &box->cursor, take, box, &err);
}

static void box_close(struct box *box)
{
	mailbox_driver(&box->config)->close(&box->mailbox);
	assert_null(box->mailbox);
}

static void box_free(struct box *box)
{
	char command[120];

	box_close(box);
	snprintf(command, sizeof command, "rm -r '%s'", box->folder);
	assert_int_equal(system(command), 0);
}

/* Somebody copies a mail into the folder: half of it is no mail. */
static void what_is_being_written_is_left_for_later(void **state)
{
	struct box box;
	char path[200];

	(void)state;
	box_new(&box, MAILBOX_MAILDIR, NULL);
	put(&box, "a.eml", "Subject: a\n\n", 0);
	snprintf(path, sizeof path, "%s/b.eml", box.folder);
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	fputs("Subject: b\n", file);
	fflush(file);
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 1);
	fputs("\nall of it\n", file);
	fclose(file);
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 1);
	assert_string_equal(box.got[0].bytes, "Subject: b\n\nall of it\n");
	box_free(&box);
}

static void maildir_hands_over_by_time_of_delivery(void **state)
{
	struct box box;

	(void)state;
	box_new(&box, MAILBOX_MAILDIR, NULL);
	make_folder(&box, "new");
	make_folder(&box, "cur");
	make_folder(&box, "tmp");
	put(&box, "new/1688000300.M1.host", "Subject: third\n\n", 1688000999);
	put(&box, "cur/1688000100.M9.host:2,S", "Subject: first\n\n", 0);
	put(&box, "new/1688000200.M1.host", "Subject: second\n\n", 0);
	put(&box, "new/.hidden", "no mail", 0);
	put(&box, "tmp/1688000000.M1.host", "Subject: half\n", 0);
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 3);
	assert_string_equal(box.got[0].bytes, "Subject: first\n\n");
	assert_string_equal(box.got[0].key, "1688000100.M9.host");
	assert_string_equal(box.got[1].bytes, "Subject: second\n\n");
	assert_string_equal(box.got[2].bytes, "Subject: third\n\n");
	assert_int_equal(box.got[2].received_utc_s, 1688000999);
	assert_int_equal(box.cursor.uid, 3);
	assert_int_equal(box.cursor.uidvalidity, 1);

	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 0);		/* each once a session */

	/* Read by its owner, it moves and gets flags: the same mail. */
	char from[200], to[200];

	snprintf(from, sizeof from, "%s/new/1688000200.M1.host", box.folder);
	snprintf(to, sizeof to, "%s/cur/1688000200.M1.host:2,RS", box.folder);
	assert_int_equal(rename(from, to), 0);
	put(&box, "new/1688000050.M1.host", "Subject: late\n\n", 0);	/* an older time, a new mail */
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 1);
	assert_string_equal(box.got[0].bytes, "Subject: late\n\n");
	assert_int_equal(box.got[0].uid, 4);

	/* After a restart all come again, with uids never used before: the ledger knows the keys. */
	box_close(&box);
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 4);
	assert_int_equal(box.got[0].uid, 5);
	assert_string_equal(box.got[0].key, "1688000050.M1.host");
	box_free(&box);
}

/* A session that begins anew with what the ledger knows of the last one. */
static void maildir_passes_over_what_is_known(void **state)
{
	struct key_set *known = key_set_new();
	struct box box;

	(void)state;
	box_new(&box, MAILBOX_MAILDIR, NULL);
	make_folder(&box, "new");
	make_folder(&box, "cur");
	put(&box, "cur/1688000100.M9.host:2,S", "Subject: read before\n\n", 0);
	put(&box, "new/1688000200.M1.host", "Subject: and this\n\n", 0);
	put(&box, "new/1688000300.M1.host", "Subject: new\n\n", 0);
	key_set_add(known, "1688000100.M9.host");
	key_set_add(known, "1688000200.M1.host");
	box.cursor = (struct mailbox_cursor){ 1, 7, known };
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 1);
	assert_string_equal(box.got[0].bytes, "Subject: new\n\n");
	assert_int_equal(box.got[0].uid, 8);
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 0);
	box_free(&box);
	key_set_free(&known);
}

static void maildir_goes_on_where_the_taker_stopped(void **state)
{
	struct box box;

	(void)state;
	box_new(&box, MAILBOX_MAILDIR, NULL);
	make_folder(&box, "new");
	make_folder(&box, "cur");
	put(&box, "new/1.a", "A: 1\n\n", 0);
	put(&box, "new/2.a", "A: 2\n\n", 0);
	put(&box, "new/3.a", "A: 3\n\n", 0);
	box.fail_at = 2;
	assert_int_equal(fetch(&box), ERR_RETRY);
	assert_int_equal(box.cursor.uid, 1);
	box.fail_at = 0;
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 2);
	assert_string_equal(box.got[0].bytes, "A: 2\n\n");
	box_free(&box);
}

/* A copy without its empty folder; what is missing that was there before is another matter. */
static void a_maildir_may_lack_a_folder(void **state)
{
	struct box box;
	char command[200];

	(void)state;
	box_new(&box, MAILBOX_MAILDIR, NULL);
	make_folder(&box, "cur");
	put(&box, "cur/1:2,S", "A: 1\n\n", 0);
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 1);
	make_folder(&box, "new");
	put(&box, "new/2", "A: 2\n\n", 0);
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 1);
	snprintf(command, sizeof command, "rm -r '%s/new'", box.folder);
	assert_int_equal(system(command), 0);
	assert_int_equal(fetch(&box), ERR_RETRY);
	box_free(&box);
}

static void maildir_marks_what_it_cannot_have(void **state)
{
	struct box box;
	char text[500], multipart[600];

	(void)state;
	box_new(&box, MAILBOX_MAILDIR, NULL);
	make_folder(&box, "new");
	make_folder(&box, "cur");
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	memcpy(text, "A: 1\n\n", 6);
	snprintf(multipart, sizeof multipart, "Content-Type:\n multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\n\n%s\n"
		 "--b\n\n[AI Dave] read me\n--b--\n", text + 100);
	put(&box, "new/1.text", text, 0);
	put(&box, "new/2.multipart", multipart, 0);
	make_folder(&box, "new/3.folder");
	put(&box, "new/4.good", "A: 4\n\n", 0);
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 4);
	assert_true(box.got[0].reduced && box.got[0].unreadable);
	assert_int_equal(strlen(box.got[0].bytes), 306);	/* the head, and so much of the text */
	assert_true(box.got[1].reduced && !box.got[1].unreadable);
	assert_non_null(strstr(box.got[1].bytes, "[AI Dave] read me"));
	assert_true(box.got[2].unreadable);
	assert_false(box.got[3].reduced || box.got[3].unreadable);
	box_free(&box);
}

static void a_folder_of_eml_files_is_a_mailbox(void **state)
{
	struct box box;

	(void)state;
	box_new(&box, MAILBOX_MAILDIR, NULL);
	put(&box, "b.eml", "A: b\n\n", 1000);
	put(&box, "a.eml", "A: a\n\n", 2000);
	put(&box, "c.eml", "A: c\n\n", 1000);
	put(&box, "notes.txt", "no mail", 500);
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 3);
	assert_string_equal(box.got[0].key, "b.eml");
	assert_string_equal(box.got[1].key, "c.eml");
	assert_string_equal(box.got[2].key, "a.eml");
	box_free(&box);
}

static void a_missing_folder_may_come_back(void **state)
{
	struct config_mailbox config = { .name = "x", .path = "/nonexistent/x", .max_bytes = 1 };
	struct mailbox *mailbox = (struct mailbox *)&config;
	struct err err;

	(void)state;
	assert_int_equal(mailbox_maildir.open(&config, &mailbox, &err), ERR_RETRY);
	assert_null(mailbox);
	assert_int_equal(mailbox_mbox.open(&config, &mailbox, &err), ERR_RETRY);
	assert_null(mailbox);
	mailbox_maildir.close(&mailbox);
}

static const char three[] =
	"From dave@example.org Wed Jul  5 16:30:00 2023\nSubject: one\n\nHello\n\n"
	"From here on it is text.\n>From quoted\n>>From twice\n\n"
	"From joe at example.org  Wed Jul  5 18:31:00 +0200 2023\nSubject: two\nContent-Length: 99999\n\nx\nFrom dave@example.org "
	"Wed Jul  5 16:30:00 2023\nbody\n\n"
	"From - Thu Jan  1 00:00:01 1970\nSubject: three\n\n\n\n";

static void mbox_is_cut_at_its_from_lines(void **state)
{
	struct box box;

	(void)state;
	box_new(&box, MAILBOX_MBOX, "box");
	put(&box, "box", three, 0);
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 3);
	assert_string_equal(box.got[0].bytes,
			    "Subject: one\n\nHello\n\nFrom here on it is text.\nFrom quoted\n>From twice\n");
	assert_int_equal(box.got[0].received_utc_s, 1688574600);
	assert_int_equal(box.got[1].received_utc_s, 1688574660);
	/* Without an empty line before it, a From_ line is text. */
	assert_string_equal(box.got[1].bytes, "Subject: two\nContent-Length: 99999\n\nx\nFrom dave@example.org "
			    "Wed Jul  5 16:30:00 2023\nbody\n");
	assert_string_equal(box.got[2].bytes, "Subject: three\n\n\n");
	assert_int_equal(box.got[2].received_utc_s, 1);
	assert_int_equal(box.cursor.uid, 3);
	box_free(&box);
}

/* Mails of lines that begin, nearly begin or only hold what parts mails, over many times the driver's block. */
struct expected {
	struct buf bodies[400];
	size_t n;
};

static enum err_kind take_expected(void *user, const struct mailbox_mail *mail, struct err *err)
{
	struct expected *expected = user;

	(void)err;
	assert_in_range(expected->n, 0, 399);
	struct span body = buf_fitted(&expected->bodies[expected->n++]);

	if (!span_eq(body, mail->bytes))
		fail_msg("mail %zu of %zu bytes has %zu", expected->n, body.len, mail->bytes.len);
	return ERR_NONE;
}

static void add_random_line(struct buf *body, struct buf *file, unsigned *seed)
{
	static const char *const starts[] = { "", "\r", "From ", ">From ", ">>From ", "From", "F", "> From ", "word From ", "From a Thu Jul  6",
					      ">", "Subject: From " };
	unsigned start = (unsigned)rand_r(seed) % (sizeof starts / sizeof starts[0]), len = (unsigned)rand_r(seed) % 1000;
	const char *marks = starts[start];

	while (*marks == '>')
		marks++;
	if (strncmp(marks, "From ", 5) == 0)
		buf_add_char(file, '>');
	for (int i = 0; i < 2; i++) {
		struct buf *out = i ? file : body;

		buf_add_str(out, starts[start]);
		for (unsigned k = 0; start > 1 && k < (len % 20 ? len % 90 : 20 * len); k++)
			buf_add_char(out, "Fx >"[k % 4]);
		buf_add_char(out, '\n');
	}
}

static void mbox_is_cut_alike_wherever_its_blocks_end(void **state)
{
	unsigned seed = getenv("BEADLE_SEED") ? (unsigned)strtoul(getenv("BEADLE_SEED"), NULL, 10) : 20230706;
	struct expected *expected = mem_zalloc(1, sizeof *expected);
	struct mailbox *mailbox;
	struct mailbox_cursor cursor = { .uid = 0 };
	struct box box;
	struct buf file;
	struct err err;

	(void)state;
	print_message("BEADLE_SEED=%u\n", seed);
	box_new(&box, MAILBOX_MBOX, "box");
	box.config.max_bytes = 4 << 20;
	buf_init(&file, 64 << 20);
	for (size_t i = 0; i < 400; i++) {
		buf_init(&expected->bodies[i], 4 << 20);
		buf_add_str(&file, "From a Thu Jul  6 00:00:01 2023\n");
		for (unsigned lines = (unsigned)rand_r(&seed) % 60; lines--;)
			add_random_line(&expected->bodies[i], &file, &seed);
		buf_add_str(&file, i % 3 ? "\n" : "\r\n");
	}
	put(&box, "box", buf_fitted(&file).ptr, 0);
	assert_int_equal(mailbox_mbox.open(&box.config, &mailbox, &err), ERR_NONE);
	assert_int_equal(mailbox_mbox.fetch(mailbox, &cursor, take_expected, expected, &err), ERR_NONE);
	assert_int_equal(expected->n, 400);
	assert_true(buf_len(&file) > 2 << 20);
	mailbox_mbox.close(&mailbox);
	for (size_t i = 0; i < 400; i++)
		buf_free(&expected->bodies[i]);
	buf_free(&file);
	free(expected);
	box_free(&box);
}

static void mbox_goes_on_behind_the_cursor(void **state)
{
	struct box box;
	static const char four[] = "From kp@example.org Thu Jul  6 00:00:00 2023\nSubject: four\n\nx\n";

	(void)state;
	box_new(&box, MAILBOX_MBOX, "box");
	put(&box, "box", three, 0);
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 0);
	add(&box, "box", four);
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 1);
	assert_int_equal(box.got[0].uid, 4);
	assert_string_equal(box.got[0].bytes, "Subject: four\n\nx\n");

	box_close(&box);			/* a new session has the cursor alone */
	add(&box, "box", "\nFrom a Thu Jul  6 00:00:01 2023\nSubject: five\n\nhalf a li");
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 0);		/* somebody still writes */
	add(&box, "box", "ne\n");
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 1);
	assert_int_equal(box.got[0].uid, 5);
	assert_string_equal(box.got[0].bytes, "Subject: five\n\nhalf a line\n");
	box_free(&box);
}

static void mbox_notices_that_it_was_replaced(void **state)
{
	struct box box;
	uint32_t first;

	(void)state;
	box_new(&box, MAILBOX_MBOX, "box");
	put(&box, "box", three, 0);
	assert_int_equal(fetch(&box), ERR_NONE);
	first = box.cursor.uidvalidity;
	put(&box, "box", "From a Thu Jul  6 00:00:01 2023\nSubject: other\n\nx\n", 0);
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 1);
	assert_int_equal(box.got[0].uid, 1);
	assert_int_not_equal(box.cursor.uidvalidity, first);

	/* Cut behind its first mail: the same beginning, fewer mails. */
	put(&box, "box", three, 0);
	assert_int_equal(fetch(&box), ERR_NONE);
	box_close(&box);
	put(&box, "box", "From dave@example.org Wed Jul  5 16:30:00 2023\nSubject: one\n\nHello\n", 0);
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 1);
	assert_int_equal(box.cursor.uid, 1);

	put(&box, "box", "", 0);		/* emptied by its owner */
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 0);
	assert_int_equal(box.cursor.uid, 0);
	box_free(&box);
}

static void a_status_line_does_not_make_another_file(void **state)
{
	struct box box;

	(void)state;
	box_new(&box, MAILBOX_MBOX, "box");
	put(&box, "box", "From a Thu Jul  6 00:00:01 2023\nSubject: x\n\nx\n", 0);
	assert_int_equal(fetch(&box), ERR_NONE);
	box_close(&box);
	put(&box, "box", "From a Thu Jul  6 00:00:01 2023\nSubject: x\nStatus: RO\n\nx\n", 0);
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 0);
	box_free(&box);
}

static void a_long_line_is_cut_at_the_limit(void **state)
{
	struct box box;
	char *text = mem_alloc(100000);

	(void)state;
	box_new(&box, MAILBOX_MBOX, "box");
	memset(text, 'y', 99999);
	text[99999] = '\0';
	put(&box, "box", "From a Thu Jul  6 00:00:01 2023\nSubject: x\n\n", 0);
	add(&box, "box", text);
	add(&box, "box", "\n\nFrom b Thu Jul  6 00:00:02 2023\nSubject: next\n\nx\n");
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 2);
	assert_int_equal(strlen(box.got[0].bytes), 312);
	assert_true(box.got[0].unreadable);
	assert_string_equal(box.got[1].bytes, "Subject: next\n\nx\n");
	free(text);
	box_free(&box);
}

static void a_single_mail_is_handed_over_once(void **state)
{
	struct box box;

	(void)state;
	box_new(&box, MAILBOX_MBOX, "one.eml");
	put(&box, "one.eml", "Subject: alone\n\nFrom here\n", 1688000000);
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 1);
	assert_string_equal(box.got[0].bytes, "Subject: alone\n\nFrom here\n");
	assert_int_equal(box.got[0].received_utc_s, 1688000000);
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 0);
	put(&box, "one.eml", "Subject: another\n\nx\n", 1688000001);
	assert_int_equal(fetch(&box), ERR_NONE);
	assert_int_equal(box.n, 1);
	box_free(&box);
}

static void waiting_ends_by_the_wake_descriptor_or_by_a_mail(void **state)
{
	struct box box;
	struct err err;
	int wake[2];
	bool woken = true;

	(void)state;
	box_new(&box, MAILBOX_MAILDIR, NULL);
	make_folder(&box, "new");
	make_folder(&box, "cur");
	assert_int_equal(pipe(wake), 0);
	assert_int_equal(fetch(&box), ERR_NONE);
	put(&box, "new/1.a", "A: 1\n\n", 0);	/* before the wait begins: the watch has noted it */
	assert_int_equal(mailbox_maildir.wait(box.mailbox, 60000, wake[0], &woken, &err), ERR_NONE);
	assert_false(woken);
	assert_int_equal(write(wake[1], "x", 1), 1);
	assert_int_equal(mailbox_maildir.wait(box.mailbox, 60000, wake[0], &woken, &err), ERR_NONE);
	assert_true(woken);
	close(wake[0]);
	close(wake[1]);
	box_free(&box);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_being_written_is_left_for_later),
		cmocka_unit_test(maildir_hands_over_by_time_of_delivery),
		cmocka_unit_test(maildir_passes_over_what_is_known),
		cmocka_unit_test(maildir_goes_on_where_the_taker_stopped),
		cmocka_unit_test(a_maildir_may_lack_a_folder),
		cmocka_unit_test(maildir_marks_what_it_cannot_have),
		cmocka_unit_test(a_folder_of_eml_files_is_a_mailbox),
		cmocka_unit_test(a_missing_folder_may_come_back),
		cmocka_unit_test(mbox_is_cut_at_its_from_lines),
		cmocka_unit_test(mbox_is_cut_alike_wherever_its_blocks_end),
		cmocka_unit_test(mbox_goes_on_behind_the_cursor),
		cmocka_unit_test(mbox_notices_that_it_was_replaced),
		cmocka_unit_test(a_status_line_does_not_make_another_file),
		cmocka_unit_test(a_long_line_is_cut_at_the_limit),
		cmocka_unit_test(a_single_mail_is_handed_over_once),
		cmocka_unit_test(waiting_ends_by_the_wake_descriptor_or_by_a_mail),
	};

	return cmocka_run_group_tests_name("mailbox local", tests, NULL, NULL);
}
