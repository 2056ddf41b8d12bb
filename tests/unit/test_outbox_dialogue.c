/* test_outbox_dialogue.c - transcripts of SMTP dialogues and what they mean for each recipient.
 *
 * A transcript's lines begin with "C " (a command goes out), "S " (a reply line comes in) or are
 * "." (the final dot may be on the wire).  Outcomes are written as one letter for each
 * recipient: U untried, S sent, L later, R refused, D doubt.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "outbox/smtp_dialogue.h"

#define HELLO "S 220 mx ESMTP\nC EHLO b\nS 250-mx\nS 250-STARTTLS\nS 250 AUTH PLAIN LOGIN\n"
#define MAIL HELLO "C MAIL FROM:<b@x>\nS 250 ok\n"
#define TWO MAIL "C RCPT TO:<a@x>\nS 250 ok\nC RCPT TO:<b@x>\nS 250 ok\n"
#define SENDING TWO "C DATA\nS 354 go\n"

static const struct transcript {
	const char *name, *lines;
	bool want_login;
	enum err_kind kind;
	const char *outcomes;
	int code_b;		/* of the second recipient */
	const char *text;	/* in the error, or in the second recipient's reply */
} transcripts[] = {
	{ "all is well", SENDING ".\nS 250 queued as 1\n", false, ERR_NONE, "SS", 250, "queued as 1" },
	{ "250 in several lines", SENDING ".\nS 250-one\nS 250-two\nS 250 three\n", false, ERR_NONE, "SS", 250, "one two three" },
	{ "reply without words", SENDING ".\nS 250\n", false, ERR_NONE, "SS", 250, "" },
	{ "kept connection, no greeting", "C MAIL FROM:<b@x>\nS 250 ok\nC RCPT TO:<a@x>\nS 250 ok\nC RCPT TO:<b@x>\n"
	  "S 250 ok\nC DATA\nS 354 go\n.\nS 250 ok\n", true, ERR_NONE, "SS", 250, "ok" },
	{ "nothing came", "", false, ERR_RETRY, "UU", 0, "broke" },
	{ "greeting 554", "S 554 go away\n", false, ERR_REFUSED, "UU", 554, "greeting: 554 go away" },
	{ "greeting 421", "S 421 busy\n", false, ERR_RETRY, "UU", 421, "greeting: 421" },
	{ "no SMTP", "S SSH-2.0-OpenSSH\n", false, ERR_RETRY, "UU", 0, "SSH-2.0" },
	{ "EHLO refused, HELO taken", "S 220 x\nC EHLO b\nS 502 what\nC HELO b\nS 250 x\nC MAIL FROM:<b@x>\n", false,
	  ERR_RETRY, "UU", 0, "broke" },
	{ "STARTTLS refused", HELLO "C STARTTLS\nS 454 not now\n", false, ERR_RETRY, "UU", 454, "STARTTLS: 454" },
	{ "password wrong", HELLO "C AUTH PLAIN AAAA\nS 535 5.7.8 bad\n", true, ERR_REFUSED, "UU", 535, "login: 535 5.7.8 bad" },
	{ "login later", HELLO "C AUTH PLAIN AAAA\nS 454 later\n", true, ERR_RETRY, "UU", 454, "login: 454" },
	{ "base64 that spells commands", HELLO "C AUTH LOGIN\nS 334 x\nC DATA\nS 334 y\nC QUIT\nS 235 ok\nC MAIL FROM:<b@x>\n"
	  "S 250 ok\nC RCPT TO:<a@x>\nS 250 ok\nC RCPT TO:<b@x>\nS 250 ok\nC DATA\nS 354 go\n.\nS 250 ok\n", true,
	  ERR_NONE, "SS", 250, "ok" },
	{ "login wanted and not offered", "S 220 x\nC EHLO b\nS 250 x\nC MAIL FROM:<b@x>\n", true, ERR_REFUSED, "UU", 0,
	  "offers no login" },
	{ "login wanted and not offered, RCPT under way", "S 220 x\nC EHLO b\nS 250 x\nC MAIL FROM:<b@x>\nS 250 ok\n"
	  "C RCPT TO:<a@x>\nS 250 ok\n", true, ERR_REFUSED, "UU", 0, "offers no login" },
	{ "QUIT goes out before the verdict", MAIL "C RCPT TO:<a@x>\nS 450 a\nC RCPT TO:<b@x>\nS 550 b\nC QUIT\n"
	  "S 221 bye\n", false, ERR_NONE, "LR", 550, "b" },
	{ "MAIL 450", HELLO "C MAIL FROM:<b@x>\nS 450 grey\n", false, ERR_NONE, "LL", 450, "grey" },
	{ "MAIL 552", HELLO "C MAIL FROM:<b@x>\nS 552 too big\n", false, ERR_NONE, "RR", 552, "too big" },
	{ "MAIL 530: login", HELLO "C MAIL FROM:<b@x>\nS 530 5.7.0 auth first\n", false, ERR_REFUSED, "UU", 530, "sender: 530" },
	{ "MAIL 421", HELLO "C MAIL FROM:<b@x>\nS 421 bye\n", false, ERR_RETRY, "LL", 421, "bye" },
	{ "MAIL unanswered", HELLO "C MAIL FROM:<b@x>\n", false, ERR_RETRY, "UU", 0, "broke" },
	{ "RCPT 450, 550", MAIL "C RCPT TO:<a@x>\nS 450 later\nC RCPT TO:<b@x>\nS 550-no\nS 550 such user\n", false,
	  ERR_NONE, "LR", 550, "no such user" },
	{ "RCPT mixed", MAIL "C RCPT TO:<a@x>\nS 251 forwarded\nC RCPT TO:<b@x>\nS 550 no\nC DATA\nS 354 go\n.\nS 250 ok\n", false,
	  ERR_NONE, "SR", 550, "no" },
	{ "RCPT refused keeps its outcome in doubt", MAIL "C RCPT TO:<a@x>\nS 250 ok\nC RCPT TO:<b@x>\nS 550 no\nC DATA\n"
	  "S 354 go\n.\n", false, ERR_RETRY, "DR", 550, "broke" },
	{ "RCPT 530: login", MAIL "C RCPT TO:<a@x>\nS 530 auth\nC RCPT TO:<b@x>\nS 530 auth\n", false, ERR_REFUSED, "LL", 530, "530 auth" },
	{ "RCPT 421 at the second", MAIL "C RCPT TO:<a@x>\nS 250 ok\nC RCPT TO:<b@x>\nS 421 bye\n", false, ERR_RETRY, "LL", 421, "bye" },
	{ "RCPT 421 at the first", MAIL "C RCPT TO:<a@x>\nS 421 bye\n", false, ERR_RETRY, "LU", 421, "421 bye" },
	{ "RCPT unanswered", MAIL "C RCPT TO:<a@x>\nS 250 ok\nC RCPT TO:<b@x>\n", false, ERR_RETRY, "LL", 0, "broke" },
	{ "RCPT answered by nonsense class", MAIL "C RCPT TO:<a@x>\nS 999 x\nC RCPT TO:<b@x>\nS 150 y\n", false, ERR_NONE, "LL", 150, "y" },
	{ "DATA 451", TWO "C DATA\nS 451 later\n", false, ERR_NONE, "LL", 451, "later" },
	{ "DATA 554", TWO "C DATA\nS 554 no\n", false, ERR_NONE, "RR", 554, "no" },
	{ "DATA 250", TWO "C DATA\nS 250 what\n", false, ERR_NONE, "LL", 250, "what" },
	{ "lost before the dot", SENDING, false, ERR_RETRY, "LL", 0, "broke" },
	{ "lost after the dot", SENDING ".\n", false, ERR_RETRY, "DD", 0, "broke" },
	{ "lost inside the answer", SENDING ".\nS 250-first\n", false, ERR_RETRY, "DD", 0, "broke" },
	{ "dot 452", SENDING ".\nS 452 full\n", false, ERR_NONE, "LL", 452, "full" },
	{ "dot 554", SENDING ".\nS 554 spam\n", false, ERR_NONE, "RR", 554, "spam" },
	{ "dot 421", SENDING ".\nS 421 shutting down\n", false, ERR_NONE, "LL", 421, "shutting down" },
	{ "dot 354", SENDING ".\nS 354 again\n", false, ERR_RETRY, "DD", 0, "broke" },
	{ "dot answered by garbage", SENDING ".\nS \x01\x02\xFF\n", false, ERR_RETRY, "DD", 0, "not an SMTP reply" },
	{ "QUIT's answer changes nothing", SENDING ".\nS 250 ok\nC QUIT\nS 554 what\n", false, ERR_NONE, "SS", 250, "ok" },
	{ "a stranger's RCPT", MAIL "C RCPT TO:<z@x>\nS 250 ok\n", false, ERR_BUG, "UU", 0, "not the mail's" },
};

static char letter(enum outcome outcome)
{
	return "USLRD"[outcome];
}

static void play(struct smtp_dialogue *d, const char *lines)
{
	struct span rest = span_of(lines), line;

	while (span_next_line(&rest, &line)) {
		if (span_is(line, "."))
			smtp_dialogue_dot(d);
		else if (line.ptr[0] == 'C')
			smtp_dialogue_command(d, span_sub(line, 2, line.len));
		else
			smtp_dialogue_reply(d, span_sub(line, 2, line.len));
	}
}

static void each_recipient_gets_its_outcome(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof transcripts / sizeof transcripts[0]; i++) {
		const struct transcript *t = &transcripts[i];
		struct outbox_recipient a = { .addr = "a@x" }, b = { .addr = "b@x" };
		struct outbox_recipient *both[] = { &a, &b };
		struct smtp_dialogue d;
		struct err err = { 0 };
		enum err_kind kind;
		char got[3] = "";

		smtp_dialogue_start(&d, both, 2, t->want_login);
		play(&d, t->lines);
		kind = smtp_dialogue_finish(&d, ERR_RETRY, "it broke off", &err);
		got[0] = letter(a.outcome);
		got[1] = letter(b.outcome);
		if (kind != t->kind || strcmp(got, t->outcomes) != 0 || b.code != t->code_b ||
		    (!strstr(err.text, t->text) && !strstr(b.reply, t->text)))
			fail_msg("%s: got %s %s %d \"%s\" / \"%s\"", t->name, err_kind_name(kind), got, b.code,
				 b.reply, err.text);
	}
}

/* Where the mail's bytes would begin: b is the witness, and is not sent to alone. */
static void the_witness_is_not_sent_to_alone(void **state)
{
	static const struct {
		const char *a, *b;
		bool ends;
		const char *outcomes;
	} cases[] = {
		{ "250", "250", false, "LL" }, { "450", "250", true, "LU" }, { "550", "250", true, "RU" },
		{ "250", "550", false, "LR" }, { "450", "450", false, "LL" }, { "530", "250", false, "LL" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct outbox_recipient a = { .addr = "a@x" }, b = { .addr = "b@x", .witness = true };
		struct outbox_recipient *both[] = { &a, &b };
		struct smtp_dialogue d;
		struct err err = { 0 };
		char lines[200], got[3] = "";

		snprintf(lines, sizeof lines, MAIL "C RCPT TO:<a@x>\nS %s a\nC RCPT TO:<b@x>\nS %s b\nC DATA\nS 354 go\n",
			 cases[i].a, cases[i].b);
		smtp_dialogue_start(&d, both, 2, false);
		play(&d, lines);
		assert_int_equal(smtp_dialogue_ends_before_data(&d), cases[i].ends);
		got[0] = letter(a.outcome);
		got[1] = letter(b.outcome);
		assert_string_equal(got, cases[i].outcomes);
		if (cases[i].ends)
			assert_int_equal(smtp_dialogue_finish(&d, ERR_RETRY, "aborted", &err), ERR_NONE);
	}
}

/* The outcomes are true at any point at which the dialogue may stop: cut after each line. */
static void a_dialogue_cut_anywhere_never_claims_too_much(void **state)
{
	static const char lines[] = SENDING ".\nS 250 ok\n";
	const char *dot = strstr(lines, "\n.\n") + 3;

	(void)state;
	for (const char *cut = lines; (cut = strchr(cut, '\n')) && cut[1]; cut++) {
		struct outbox_recipient a = { .addr = "a@x" }, b = { .addr = "b@x" };
		struct outbox_recipient *both[] = { &a, &b };
		char part[sizeof lines];
		struct smtp_dialogue d;
		struct err err;

		snprintf(part, sizeof part, "%.*s", (int)(cut + 1 - lines), lines);
		smtp_dialogue_start(&d, both, 2, false);
		play(&d, part);
		assert_int_equal(smtp_dialogue_finish(&d, ERR_RETRY, "cut", &err), ERR_RETRY);
		if (cut + 1 >= dot)
			assert_int_equal(a.outcome, OUTCOME_DOUBT);
		else
			assert_true(a.outcome == OUTCOME_UNTRIED || a.outcome == OUTCOME_LATER);
	}
}

static void long_and_hostile_words_are_one_clean_line(void **state)
{
	struct outbox_recipient a = { .addr = "a@x" }, *one = &a;
	struct smtp_dialogue d;
	char line[4096];
	struct err err;

	(void)state;
	smtp_dialogue_start(&d, &one, 1, false);
	play(&d, MAIL "C RCPT TO:<a@x>\n");
	memset(line, '\x1B', sizeof line);
	memcpy(line, "550-", 4);
	smtp_dialogue_reply(&d, span_from(line, sizeof line));
	line[3] = ' ';
	smtp_dialogue_reply(&d, span_from(line, sizeof line));
	assert_int_equal(smtp_dialogue_finish(&d, ERR_RETRY, "", &err), ERR_NONE);
	assert_int_equal(a.outcome, OUTCOME_REFUSED);
	assert_int_equal(strlen(a.reply), OUTCOME_REPLY_MAX - 1);
	assert_int_equal(strspn(a.reply, "?"), OUTCOME_REPLY_MAX - 1);
}

static void endless_replies_are_noticed(void **state)
{
	struct smtp_dialogue d;

	(void)state;
	smtp_dialogue_start(&d, NULL, 0, false);
	for (int i = 0; i < 1000; i++)
		smtp_dialogue_reply(&d, span_of("250-and so on\r\n"));
	assert_false(smtp_dialogue_is_endless(&d));
	for (int i = 0; i < 100000; i++)
		smtp_dialogue_reply(&d, span_of("250-and so on\r\n"));
	assert_true(smtp_dialogue_is_endless(&d));
}

static void what_the_server_offers_is_kept(void **state)
{
	struct smtp_dialogue d;

	(void)state;
	smtp_dialogue_start(&d, NULL, 0, true);
	play(&d, HELLO);
	assert_true(d.tls_offered);
	assert_string_equal(d.mechanisms, "PLAIN LOGIN");
	play(&d, "C STARTTLS\nS 220 go\nC EHLO b\nS 250-mx\nS 250 SIZE 1\n");
	assert_false(d.tls_offered);
	assert_string_equal(d.mechanisms, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_recipient_gets_its_outcome),
		cmocka_unit_test(the_witness_is_not_sent_to_alone),
		cmocka_unit_test(a_dialogue_cut_anywhere_never_claims_too_much),
		cmocka_unit_test(long_and_hostile_words_are_one_clean_line),
		cmocka_unit_test(endless_replies_are_noticed),
		cmocka_unit_test(what_the_server_offers_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
