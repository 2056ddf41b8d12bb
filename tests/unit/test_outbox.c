/* test_outbox.c - what may go out, the maildir driver, the sendmail driver. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/buf.h"
#include "config/config.h"
#include "outbox/outbox.h"
#include "outbox/wire.h"

static char folder[64];

static int make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/beadle-outbox-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	return system(command);
}

static void read_all(const char *file, struct buf *out)
{
	char chunk[4096];
	FILE *f = fopen(file, "rb");
	size_t n;

	assert_non_null(f);
	buf_init(out, 1024 * 1024);
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		buf_add(out, chunk, n);
	fclose(f);
}

/* Number of files in folder/sub; the name of one of them. */
static int count_files(const char *top, const char *sub, char *name_out, size_t size)
{
	char path[256];
	int n = 0;
	DIR *dir;

	snprintf(path, sizeof path, "%s/%s", top, sub);
	dir = opendir(path);
	assert_non_null(dir);
	for (struct dirent *e; (e = readdir(dir));) {
		if (e->d_name[0] == '.')
			continue;
		n++;
		snprintf(name_out, size, "%s", e->d_name);
	}
	closedir(dir);
	return n;
}

static void bad_addresses_are_refused(void **state)
{
	static const char *const bad[] = {
		"", "a", "@x", "a@", "a@x\r\nDATA", "a@x\nRCPT TO:<z@x>", "a b@x", "<a@x>", "a@x>", "a@x> SIZE=1",
		"a\x7F@x", "a\x01@x", "a\t@x", "d\xC3\xA9@x", "a@\xFF",
	};
	static const char *const good[] = { "a@x", "-f@x", "bot+token=1@example.org", "\"a\"@x", "o'neil@[127.0.0.1]" };
	char longest[WIRE_ADDRESS_MAX + 2];

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		if (!wire_address_fault(bad[i]))
			fail_msg("taken: %s", bad[i]);
	}
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		assert_null(wire_address_fault(good[i]));
	memset(longest, 'a', sizeof longest);
	longest[1] = '@';
	longest[WIRE_ADDRESS_MAX] = '\0';
	assert_null(wire_address_fault(longest));
	longest[WIRE_ADDRESS_MAX] = 'a';
	longest[WIRE_ADDRESS_MAX + 1] = '\0';
	assert_non_null(wire_address_fault(longest));
	assert_non_null(wire_address_fault(NULL));
}

static void lines_are_made_whole_or_refused(void **state)
{
	static const struct {
		struct span in;
		const char *crlf, *lf;		/* NULL: refused */
	} cases[] = {
#define IN(text) { text, sizeof text - 1 }
		{ IN("a\r\nb\r\n"), "a\r\nb\r\n", "a\nb\n" },
		{ IN("a\nb"), "a\r\nb\r\n", "a\nb\n" },
		{ IN("a\r\n\r\n.\r\n"), "a\r\n\r\n.\r\n", "a\n\n.\n" },
		{ IN("a\r\nb\r"), "a\r\nb\r\n", "a\nb\n" },
		{ IN("a\r.\r\n"), NULL, NULL },
		{ IN("a\n\r.\n"), NULL, NULL },
		{ IN("a\r\r\n"), NULL, NULL },
		{ IN("a\0b\r\n"), NULL, NULL },
		{ IN(""), NULL, NULL },
	};
	char line[WIRE_LINE_MAX + 3];
	struct buf out;
	struct err err;

	(void)state;
	buf_init(&out, 4096);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		buf_clear(&out);
		if (!cases[i].crlf) {
			assert_int_equal(wire_lines(cases[i].in, "\r\n", &out, &err), ERR_DATA);
			continue;
		}
		assert_int_equal(wire_lines(cases[i].in, "\r\n", &out, &err), ERR_NONE);
		assert_string_equal(buf_fitted(&out).ptr, cases[i].crlf);
		buf_clear(&out);
		assert_int_equal(wire_lines(cases[i].in, "\n", &out, &err), ERR_NONE);
		assert_string_equal(buf_fitted(&out).ptr, cases[i].lf);
	}
	memset(line, 'x', sizeof line);
	line[WIRE_LINE_MAX] = '\r';
	line[WIRE_LINE_MAX + 1] = '\n';
	assert_int_equal(wire_lines(span_from(line, WIRE_LINE_MAX + 2), "\n", &out, &err), ERR_NONE);
	line[WIRE_LINE_MAX] = 'x';
	line[WIRE_LINE_MAX + 1] = '\r';
	line[WIRE_LINE_MAX + 2] = '\n';
	assert_int_equal(wire_lines(span_from(line, sizeof line), "\n", &out, &err), ERR_DATA);
	buf_free(&out);
}

static void words_are_cut_at_a_character(void **state)
{
	struct outbox_recipient r = { .addr = "a@x" };
	char text[2 * OUTCOME_REPLY_MAX + 1];

	(void)state;
	for (size_t i = 0; i < 2 * OUTCOME_REPLY_MAX; i += 2)
		memcpy(text + i, "\xC3\xA9", 2);
	text[2 * OUTCOME_REPLY_MAX] = '\0';
	wire_settle(&r, OUTCOME_LATER, 450, text);
	assert_int_equal(strlen(r.reply), OUTCOME_REPLY_MAX - 2);
	assert_int_equal(span_utf8_valid(span_of(r.reply)), OUTCOME_REPLY_MAX - 2);
	wire_settle(&r, OUTCOME_LATER, 450, "a\xFF\nb\xC3");
	assert_string_equal(r.reply, "a??b?");
}

struct sending {
	struct outbox_recipient rcpt[3];
	struct outbox_mail mail;
	struct err err;
	enum err_kind kind;
};

static void send_by(const struct config_outbox *config, struct sending *s)
{
	const struct outbox_driver *driver = outbox_driver(config);
	struct outbox *outbox = NULL;

	s->rcpt[0] = (struct outbox_recipient){ .addr = "dave@example.org" };
	s->rcpt[1] = (struct outbox_recipient){ .addr = "joe@example.org" };
	s->rcpt[2] = (struct outbox_recipient){ .addr = "kp@example.org\nBcc: x@y" };
	s->mail.recipients = s->rcpt;
	s->mail.n_recipients = 3;
	s->mail.now_utc_s = 1688500000;
	if (!s->mail.bytes.ptr)
		s->mail.bytes = span_of("Subject: x\r\n\r\n.\r\n.text\r\n");
	assert_int_equal(driver->open(config, &outbox, &s->err), ERR_NONE);
	s->kind = driver->send(outbox, &s->mail, &s->err);
	driver->close(&outbox);
	assert_null(outbox);
}

static void maildir_delivers_once(void **state)
{
	struct config_outbox config = { .type = OUTBOX_MAILDIR, .path = folder };
	struct sending s = { .mail = { .message_id = "k/1:2,S@example.org", .envelope_from = "beadle@example.org" } };
	char name[256], from[512], to[512], other[256];
	struct stat st;
	struct buf got;

	(void)state;
	send_by(&config, &s);
	assert_int_equal(s.kind, ERR_NONE);
	assert_int_equal(s.rcpt[0].outcome, OUTCOME_SENT);
	assert_int_equal(s.rcpt[1].outcome, OUTCOME_SENT);
	assert_int_equal(s.rcpt[2].outcome, OUTCOME_REFUSED);
	assert_int_equal(count_files(folder, "tmp", name, sizeof name), 0);
	assert_int_equal(count_files(folder, "new", name, sizeof name), 2);
	snprintf(from, sizeof from, "%s/new/joe@example.org,k=2F1=3A2=2CS@example.org", folder);
	assert_int_equal(stat(from, &st), 0);
	snprintf(from, sizeof from, "%s/new/dave@example.org,k=2F1=3A2=2CS@example.org", folder);
	read_all(from, &got);
	assert_string_equal(buf_fitted(&got).ptr, "Return-Path: <beadle@example.org>\n"
			    "X-Beadle-Envelope-To: dave@example.org\n"
			    "Subject: x\n\n.\n.text\n");
	buf_free(&got);
	assert_int_equal(stat(from, &st), 0);
	assert_int_equal(st.st_mtime, 1688500000);
	assert_int_equal(st.st_mode & 0777, 0600);

	/* In new/, and then in cur/ under whatever flags. */
	static const struct {
		const char *sub, *flags;
	} places[] = { { "new", "" }, { "cur", "" }, { "cur", ":2," }, { "cur", ":2,FRS" }, { "new", ":2,S" } };

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		snprintf(to, sizeof to, "%s/%s/dave@example.org,k=2F1=3A2=2CS@example.org%s", folder, places[i].sub, places[i].flags);
		assert_int_equal(rename(from, to), 0);
		strcpy(from, to);
		send_by(&config, &s);
		assert_int_equal(s.kind, ERR_NONE);
		assert_int_equal(s.rcpt[0].outcome, OUTCOME_SENT);
		assert_int_equal(count_files(folder, "new", other, sizeof other) +
				 count_files(folder, "cur", other, sizeof other), 2);
	}
}

/* The same mail, sent on to another address of the person: he has it as well. */
static void maildir_delivers_to_each_recipient(void **state)
{
	struct config_outbox config = { .type = OUTBOX_MAILDIR, .path = folder };
	struct sending s = { .mail = { .message_id = "a@x", .envelope_from = "b@x" } };
	struct outbox_recipient next = { .addr = "dave@example.net" };
	const struct outbox_driver *driver = outbox_driver(&config);
	struct outbox *outbox = NULL;
	char name[256];

	(void)state;
	send_by(&config, &s);
	s.mail.recipients = &next;
	s.mail.n_recipients = 1;
	assert_int_equal(driver->open(&config, &outbox, &s.err), ERR_NONE);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(driver->send(outbox, &s.mail, &s.err), ERR_NONE);
		assert_int_equal(next.outcome, OUTCOME_SENT);
		assert_int_equal(count_files(folder, "new", name, sizeof name), 3);
	}
	driver->close(&outbox);
}

static void maildir_tells_ids_apart(void **state)
{
	struct config_outbox config = { .type = OUTBOX_MAILDIR, .path = folder };
	static const char *const ids[] = { "a@x", "a@x2", "A@x", "a=40x", ".a@x", "a@x:2,S", "\xC3\xA9@x" };
	struct sending s = { .mail = { .envelope_from = "" } };
	char name[256], long_id[400];

	(void)state;
	for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
		s.mail.message_id = ids[i];
		send_by(&config, &s);
		assert_int_equal(s.kind, ERR_NONE);
		assert_int_equal(count_files(folder, "new", name, sizeof name), 2 * (int)i + 2);
	}
	memset(long_id, 'a', sizeof long_id - 1);
	long_id[sizeof long_id - 1] = '\0';
	s.mail.message_id = long_id;
	send_by(&config, &s);
	assert_int_equal(s.rcpt[0].outcome, OUTCOME_REFUSED);
	s.mail.message_id = "";
	send_by(&config, &s);
	assert_int_equal(s.rcpt[0].outcome, OUTCOME_REFUSED);
	assert_int_equal(s.rcpt[1].outcome, OUTCOME_REFUSED);
}

static void maildir_replaces_what_a_crash_left(void **state)
{
	struct config_outbox config = { .type = OUTBOX_MAILDIR, .path = folder };
	struct sending s = { .mail = { .message_id = "a@x", .envelope_from = "b@x" } };
	char path[256], name[256];
	FILE *f;

	(void)state;
	s.mail.message_id = "first@x";
	send_by(&config, &s);
	snprintf(path, sizeof path, "%s/tmp/dave@example.org,a@x.part", folder);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("half a ma", f);
	fclose(f);
	s.mail.message_id = "a@x";
	send_by(&config, &s);
	assert_int_equal(s.rcpt[0].outcome, OUTCOME_SENT);
	assert_int_equal(count_files(folder, "tmp", name, sizeof name), 0);
	assert_int_equal(count_files(folder, "new", name, sizeof name), 4);
}

static void maildir_that_cannot_be_is_named(void **state)
{
	struct config_outbox config = { .type = OUTBOX_MAILDIR, .path = "/dev/null/x" };
	struct sending s = { .mail = { .message_id = "a@x", .envelope_from = "b@x" } };

	(void)state;
	send_by(&config, &s);
	assert_int_equal(s.kind, ERR_CONFIG);
	assert_non_null(strstr(s.err.text, "/dev/null/x"));
	assert_int_equal(s.rcpt[0].outcome, OUTCOME_UNTRIED);
}

static void bad_mail_goes_nowhere(void **state)
{
	struct config_outbox config = { .type = OUTBOX_MAILDIR, .path = folder };
	struct sending s = { .mail = { .message_id = "a@x", .envelope_from = "b@x\nX: y" } };
	char path[128];

	(void)state;
	send_by(&config, &s);
	assert_int_equal(s.kind, ERR_DATA);
	assert_int_equal(s.rcpt[0].outcome, OUTCOME_REFUSED);
	s.mail.envelope_from = "b@x";
	s.mail.bytes = span_of("a: b\r\n\r\nx\r.\r\n");
	send_by(&config, &s);
	assert_int_equal(s.kind, ERR_DATA);
	assert_int_equal(s.rcpt[1].outcome, OUTCOME_REFUSED);
	snprintf(path, sizeof path, "%s/new", folder);
	assert_int_equal(access(path, F_OK), -1);
}

static void make_program(const char *text, char *path_out, size_t size)
{
	FILE *f;

	snprintf(path_out, size, "%s/program", folder);
	unlink(path_out);
	f = fopen(path_out, "w");
	assert_non_null(f);
	fprintf(f, "#!/bin/sh\ncd '%s'\n%s\n", folder, text);
	fclose(f);
	assert_int_equal(chmod(path_out, 0700), 0);
}

static void sendmail_hands_over_all(void **state)
{
	struct config_outbox config = { .type = OUTBOX_SENDMAIL };
	struct sending s = { .mail = { .message_id = "a@x", .envelope_from = "beadle@example.org" } };
	char path[128], file[160];
	struct buf got;

	(void)state;
	make_program("for a; do echo \"$a\"; done >args; cat >mail; echo taken", path, sizeof path);
	config.path = path;
	send_by(&config, &s);
	assert_int_equal(s.kind, ERR_NONE);
	assert_int_equal(s.rcpt[0].outcome, OUTCOME_SENT);
	assert_string_equal(s.rcpt[0].reply, "taken");
	assert_int_equal(s.rcpt[2].outcome, OUTCOME_REFUSED);
	snprintf(file, sizeof file, "%s/args", folder);
	read_all(file, &got);
	assert_string_equal(buf_fitted(&got).ptr, "-i\n-f\nbeadle@example.org\n--\ndave@example.org\njoe@example.org\n");
	buf_free(&got);
	snprintf(file, sizeof file, "%s/mail", folder);
	read_all(file, &got);
	assert_string_equal(buf_fitted(&got).ptr, "Subject: x\n\n.\n.text\n");
	buf_free(&got);
}

static void sendmail_exit_status_is_the_outcome(void **state)
{
	static const struct {
		const char *text;
		enum err_kind kind;
		enum outcome outcome;
		const char *words;
	} cases[] = {
		{ "exit 0", ERR_NONE, OUTCOME_SENT, "taken" },
		{ "echo full >&2; exit 75", ERR_NONE, OUTCOME_LATER, "exit status 75: full" },
		{ "exit 71", ERR_NONE, OUTCOME_LATER, "71" },
		{ "exit 69", ERR_NONE, OUTCOME_LATER, "69" },
		{ "exit 1", ERR_NONE, OUTCOME_LATER, "1" },
		{ "exit 67", ERR_NONE, OUTCOME_REFUSED, "67" },
		{ "exit 65", ERR_NONE, OUTCOME_REFUSED, "65" },
		{ "exit 68", ERR_NONE, OUTCOME_REFUSED, "68" },
		{ "exit 64", ERR_REFUSED, OUTCOME_LATER, "64" },
		{ "exit 78", ERR_REFUSED, OUTCOME_LATER, "78" },
		{ "kill -9 $$", ERR_RETRY, OUTCOME_DOUBT, "signal 9" },
		{ "exec cat /dev/zero", ERR_RETRY, OUTCOME_DOUBT, "did not end" },
		{ "exec </dev/null >/dev/null 2>&1; while :; do read x </dev/zero; done", ERR_RETRY, OUTCOME_DOUBT, "did not end" },
		{ "head -c 100000 /dev/zero | tr '\\0' '\\033' >&2; exit 75", ERR_NONE, OUTCOME_LATER, "75: ????" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct config_outbox config = { .type = OUTBOX_SENDMAIL };
		struct sending s = { .mail = { .message_id = "a@x", .envelope_from = "" } };
		char path[128];

		config.server.timeout_ms = strcmp(cases[i].words, "did not end") == 0 ? 50 : 60000;
		make_program(cases[i].text, path, sizeof path);
		config.path = path;
		send_by(&config, &s);
		if (s.kind != cases[i].kind || s.rcpt[0].outcome != cases[i].outcome ||
		    s.rcpt[1].outcome != cases[i].outcome || !strstr(s.rcpt[0].reply, cases[i].words))
			fail_msg("%s: %s %s %s", cases[i].text, err_kind_name(s.kind),
				 outcome_name(s.rcpt[0].outcome), s.rcpt[0].reply);
	}
}

static void sendmail_that_is_missing_is_named(void **state)
{
	struct config_outbox config = { .type = OUTBOX_SENDMAIL, .path = "/nonexistent/sendmail" };
	struct sending s = { .mail = { .message_id = "a@x", .envelope_from = "" } };
	struct outbox *outbox = NULL;
	struct err err;

	(void)state;
	send_by(&config, &s);
	assert_int_equal(s.kind, ERR_CONFIG);
	assert_int_equal(s.rcpt[0].outcome, OUTCOME_UNTRIED);
	assert_non_null(strstr(s.err.text, "/nonexistent/sendmail"));
	config.path = "sendmail";
	assert_int_equal(outbox_sendmail.open(&config, &outbox, &err), ERR_CONFIG);
	assert_null(outbox);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_addresses_are_refused),
		cmocka_unit_test(lines_are_made_whole_or_refused),
		cmocka_unit_test(words_are_cut_at_a_character),
		cmocka_unit_test_setup_teardown(maildir_delivers_once, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(maildir_delivers_to_each_recipient, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(maildir_tells_ids_apart, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(maildir_replaces_what_a_crash_left, make_folder, remove_folder),
		cmocka_unit_test(maildir_that_cannot_be_is_named),
		cmocka_unit_test_setup_teardown(bad_mail_goes_nowhere, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(sendmail_hands_over_all, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(sendmail_exit_status_is_the_outcome, make_folder, remove_folder),
		cmocka_unit_test(sendmail_that_is_missing_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
