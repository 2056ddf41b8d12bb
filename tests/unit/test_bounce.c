/* test_bounce.c - every delivery report of tests/data/bounce, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "message/bounce.h"
#include "message/message.h"

/* return_path: false takes it off, as some systems do that hand a mail on. */
static struct message read_file(struct arena *arena, const char *name, bool return_path)
{
	struct message_limits limits = message_limits_default();
	struct message message;
	char path[500];
	static char bytes[1 << 16];
	struct err err;

	snprintf(path, sizeof path, "%s/tests/data/bounce/%s.eml", SOURCE_ROOT, name);
	FILE *file = fopen(path, "rb");

	if (!file)
		fail_msg("%s: cannot be opened", path);
	size_t n = fread(bytes, 1, sizeof bytes, file);

	fclose(file);
	struct span mail = span_from(arena_strndup(arena, bytes, n), n);

	if (!return_path && span_starts(mail, "Return-Path:"))
		mail = span_sub(mail, (size_t)span_find_char(mail, '\n') + 1, mail.len);
	if (message_read(arena, mail, &limits, &message, &err))
		fail_msg("%s: %s", name, err.text);
	return message;
}

/* "rule original: addr[>sent_to] failed|late status (text)" and a line for each further recipient. */
static const char *shown(struct arena *arena, const struct bounce *bounce)
{
	const char *all;

	if (!bounce)
		return "";
	all = arena_printf(arena, "%s %s:", bounce->rule, bounce->original_id);
	for (size_t i = 0; i < bounce->n_recipients; i++) {
		const struct bounce_recipient *r = &bounce->recipients[i];

		all = arena_printf(arena, "%s%s %s%s%s %s %s (%s)", all, i ? "\n" : "", r->addr, *r->sent_to ? ">" : "", r->sent_to,
				   r->permanent ? "failed" : "late", r->status, r->text);
	}
	return all;
}

static void reports_are_read(void **state)
{
	static const struct {
		const char *name;
		enum automatic_kind automatic;
		const char *want;
	} cases[] = {
		{ "postfix", AUTOMATIC_BOUNCE, "rfc3464 notice.1@lists.example.org: joe@example.com>joe@example.com failed 5.1.1"
		  " (550 5.1.1 <joe@example.com>: user unknown)" },
		{ "several", AUTOMATIC_BOUNCE, "rfc3464 notice.2@lists.example.org: kp@example.org late 4.2.2 (452 4.2.2 Mailbox full)\n"
		  " lisa.work@example.com>lisa@example.org failed 5.2.1 ()" },
		{ "odd", AUTOMATIC_BOUNCE, "rfc3464 notice.3@lists.example.org: u@ci.example>u@ci.example failed 5.3.0 (550 it is forbidden)" },
		{ "exim", AUTOMATIC_BOUNCE, "exim notice.4@lists.example.org: joe@example.com failed 5.1.1 (SMTP error from remote mail server"
		  " after RCPT TO:<joe@example.com>: host mail.example.com [192.0.2.25]: 550 5.1.1 unknown user)\n"
		  " kp@example.com failed  ((generated from boss@example.com) mailbox is full: retry timeout exceeded)" },
		{ "exim-delay", AUTOMATIC_BOUNCE, "exim notice.5@lists.example.org: joe@example.com late  (Delay reason: Connection timed out)" },
		{ "qmail", AUTOMATIC_BOUNCE, "qmail notice.6@lists.example.org: joe@example.com failed 5.1.1 (192.0.2.25 does not like"
		  " recipient. Remote host said: 550 #5.1.1 unknown Giving up on 192.0.2.25.)\n"
		  " kp@example.com failed 5.1.1 (Sorry, no mailbox here by that name. (#5.1.1))" },
		{ "sendmail", AUTOMATIC_BOUNCE, "sendmail notice.7@lists.example.org: joe@example.com failed 5.1.1"
		  " ((reason: 550 5.1.1 <joe@example.com>... User unknown))" },
		{ "sendmail-old", AUTOMATIC_BOUNCE, "sendmail notice.8@lists.example.org: joe@example.com failed 5.1.1 (<<< 550 5.1.1 no such user)" },
		{ "exchange", AUTOMATIC_BOUNCE, "rfc3464 notice.9@lists.example.org: joe@example.com failed 5.1.10 (550 5.1.10"
		  " RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup)" },
		{ "exchange-html", AUTOMATIC_BOUNCE, "exchange notice.10@lists.example.org: joe@example.com failed"
		  "  (The address was not found.)" },
		{ "exchange-old", AUTOMATIC_BOUNCE, "exchange notice.11@lists.example.org: joe@example.com failed  (on Mon, 3 Jul 2023 09:00:04"
		  " -0000 The recipient name is not recognized The MTS-ID of the original message is: c=us;a= ;p=example;l=1"
		  " MSEXCH:IMS:EXAMPLE:A:B 0 (000C05A6) Unknown Recipient)" },
		{ "gmail", AUTOMATIC_BOUNCE, "gmail notice.12@lists.example.org: joe@example.com failed  (Your message wasn't delivered to"
		  " joe@example.com because the address)" },
		{ "gmail-old", AUTOMATIC_BOUNCE, "gmail notice.13@lists.example.org: joe@example.com late  (Message will be"
		  " retried for 2 more day(s))" },
		{ "gmx", AUTOMATIC_BOUNCE, "gmx notice.14@lists.example.org: joe@example.com failed 5.1.1 (SMTP error from remote server after"
		  " RCPT command: host: mail.example.com 5.1.1 <joe@example.com>: nobody of that name)" },
		{ "ionos", AUTOMATIC_BOUNCE, "ionos notice.15@lists.example.org: joe@example.com failed 5.2.1 (host: mail.example.com, reason:"
		  " 550 5.2.1 the mailbox is closed)\n kp@example.com failed  (Mail size limit exceeded.)" },
		{ "zoho", AUTOMATIC_BOUNCE, "zoho notice.16@lists.example.org: joe@example.com failed 5.1.1 (Invalid Address, ERROR_CODE :550,"
		  " ERROR_CODE :5.1.1 <joe@example.com>: no mailbox)\n kp@example.com failed  (Host not reachable)" },
		{ "yahoo", AUTOMATIC_BOUNCE, "yahoo notice.17@lists.example.org: joe@example.com failed 5.1.1 (Remote host said: 550 5.1.1"
		  " <joe@example.com>... User Unknown [RCPT_TO])" },
		{ "dma", AUTOMATIC_BOUNCE, "dma notice.18@lists.example.org: joe@example.com failed 5.1.1 (There was an error delivering your"
		  " mail to <joe@example.com>. mail.example.com [192.0.2.25] did not like our RCPT TO: 550 5.1.1 unknown user)" },
		{ "domino", AUTOMATIC_BOUNCE, "domino notice.19@lists.example.org: joe@example.com failed  (User joe (joe@example.com) not"
		  " listed in Domino Directory)" },
		{ "nameless", AUTOMATIC_BOUNCE, "other notice.20@lists.example.org: joe@example.com failed 5.1.1 (550 5.1.1 nobody here)" },
		{ "bulleted", AUTOMATIC_BOUNCE, "other notice.21@lists.example.org: joe@example.com failed 5.1.1"
		  " (550 5.1.1 nobody here)\n kp@example.com failed  (the mailbox is full)\n"
		  " lisa@example.org failed 5.2.2 (552 5.2.2 over quota)" },
		{ "vacation", AUTOMATIC_REPLY, "" },
		{ "challenge", AUTOMATIC_NO, "" },
		{ "receipt", AUTOMATIC_REPLY, "" },
		{ "talk", AUTOMATIC_NO, "" },
		{ "received", AUTOMATIC_BOUNCE, "" },
		{ "nothing", AUTOMATIC_BOUNCE, "" },
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < 2 * (sizeof cases / sizeof cases[0]); i++) {
		bool return_path = i % 2 == 0;
		struct message m = read_file(arena, cases[i / 2].name, return_path);

		if (strcmp(shown(arena, m.bounce), cases[i / 2].want) != 0 || m.automatic != cases[i / 2].automatic)
			fail_msg("%s%s: %d \"%s\"", cases[i / 2].name, return_path ? "" : " without Return-Path", m.automatic,
				 shown(arena, m.bounce));
	}
	arena_free(&arena);
}

static void what_is_read_is_bounded(void **state)
{
	struct arena *arena = arena_new();
	struct message m = read_file(arena, "many", true);

	(void)state;
	assert_int_equal(m.bounce->n_recipients, BOUNCE_RECIPIENTS_MAX);
	assert_string_equal(m.bounce->recipients[99].addr, "user100@example.com");
	assert_string_equal(m.bounce->original_id, "");
	arena_free(&arena);
}

static void status_codes_stand_by_themselves(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "550 5.1.1 no such user", "5.1.1" },
		{ "550-5.1.1 The account", "5.1.1" },
		{ "(#5.1.10)", "5.1.10" },
		{ "5.1.1", "5.1.1" },
		{ "4.2.2 full, 5.1.1", "4.2.2" },
		{ "host 192.5.1.1 said no", "" },
		{ "5.1.1.1", "" },
		{ "15.1.1", "" },
		{ "3.1.1", "" },
		{ "5.1.", "" },
		{ "5..1", "" },
		{ "5.1.1234", "" },
		{ "550 no such user", "" },
		{ "", "" },
	};
	char status[BOUNCE_STATUS_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		bounce_status(span_of(cases[i].text), status);
		assert_string_equal(status, cases[i].want);
	}
}

static int set_up(void **state)
{
	(void)state;
	message_prepare();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reports_are_read),
		cmocka_unit_test(what_is_read_is_bounded),
		cmocka_unit_test(status_codes_stand_by_themselves),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
