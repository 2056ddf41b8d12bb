/* test_outbox_refusal.c - which refusals speak of the bot's own account: replies in the shape of the usual
 * servers', and what becomes of the recipients of one transaction. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "outbox/refusal.h"

static const char *const names[] = {
	[REFUSAL_OTHER] = "other", [REFUSAL_OF_ADDRESS] = "address", [REFUSAL_OF_CONTENT] = "content",
	[REFUSAL_OF_ACCOUNT] = "account",
};

struct reply {
	int code;
	const char *text;
	enum refusal_cause cause;
};

static const struct reply replies[] = {
	/* so many a day */
	{ 550, "5.4.5 Daily user sending limit exceeded. For more information see the help. a1-2b.30 - gsmtp", REFUSAL_OF_ACCOUNT },
	{ 550, "5.4.5 Daily sending quota exceeded - gsmtp", REFUSAL_OF_ACCOUNT },
	{ 550, "5.7.1 Daily SMTP relay limit exceeded for user. c3-4d.12 - gsmtp", REFUSAL_OF_ACCOUNT },
	{ 550, "5.1.90 Your message can't be sent because you've reached your daily limit for message recipients", REFUSAL_OF_ACCOUNT },
	{ 554, "5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message due to a permanent"
	       " exception", REFUSAL_OF_ACCOUNT },
	{ 554, "5.2.0 STOREDRV.Submission.Exception:OutboundSpamException; verdict is Suspend", REFUSAL_OF_ACCOUNT },
	{ 550, "5.7.233 Your message can't be sent because your tenant exceeded its daily limit for recipients outside",
	  REFUSAL_OF_ACCOUNT },
	{ 550, "5.4.6 Unusual sending activity detected. Please try after sometime", REFUSAL_OF_ACCOUNT },
	{ 550, "5.4.6 mail rate exceeded limit", REFUSAL_OF_ACCOUNT },
	{ 550, "Domain example.org has exceeded the max emails per hour (313/250 (125%)) allowed. Message discarded.",
	  REFUSAL_OF_ACCOUNT },
	{ 550, "Domain example.org has exceeded the max defers and failures per hour (5/5 (100%)) allowed", REFUSAL_OF_ACCOUNT },
	{ 550, "bot@example.org has exceeded its 24-hour sending limit. Messages to 101 recipients out of 100 allowed", REFUSAL_OF_ACCOUNT },
	{ 554, "5.7.1 <dave@example.net>: Recipient address rejected: Email Sending Quota Exceeded", REFUSAL_OF_ACCOUNT },
	{ 550, "Stop, you are sending too fast! You will be able to send again in an hour", REFUSAL_OF_ACCOUNT },
	{ 554, "5.7.1 message count quota exceeded", REFUSAL_OF_ACCOUNT },
	{ 550, "err=daily_limit_reached", REFUSAL_OF_ACCOUNT },
	{ 550, "Maximum credits exceeded", REFUSAL_OF_ACCOUNT },

	/* shut out */
	{ 550, "5.7.705 Access denied, tenant has exceeded threshold", REFUSAL_OF_ACCOUNT },
	{ 550, "5.7.708 Access denied, traffic not accepted from this IP", REFUSAL_OF_ACCOUNT },
	{ 550, "5.7.750 Service unavailable. Client blocked from sending from unregistered domains", REFUSAL_OF_ACCOUNT },
	{ 550, "5.1.8 Access denied, bad outbound sender. AS(42004)", REFUSAL_OF_ACCOUNT },
	{ 554, "5.1.8 Sender Address Blocked", REFUSAL_OF_ACCOUNT },
	{ 554, "Sending paused for this account. For more information, please check the inbox of the account", REFUSAL_OF_ACCOUNT },
	{ 550, "5.7.1 Your account has been locked because of unusual activity", REFUSAL_OF_ACCOUNT },
	{ 554, "5.7.1 Service unavailable; Client host [192.0.2.7] blocked using bl.example", REFUSAL_OF_ACCOUNT },
	{ 554, "5.7.1 <unknown[192.0.2.7]>: Client host rejected: Access denied", REFUSAL_OF_ACCOUNT },

	/* may not send as */
	{ 550, "5.7.60 SMTP; Client does not have permissions to send as this sender", REFUSAL_OF_ACCOUNT },
	{ 554, "5.2.252 SendAsDenied; bot@example.org not allowed to send as list@example.org", REFUSAL_OF_ACCOUNT },
	{ 553, "5.7.1 <bot@example.org>: Sender address rejected: not owned by user ops@example.org", REFUSAL_OF_ACCOUNT },
	{ 554, "Message rejected: Email address is not verified. The following identities failed the check", REFUSAL_OF_ACCOUNT },
	{ 550, "The from address does not match a verified Sender Identity.", REFUSAL_OF_ACCOUNT },
	{ 550, "From header sender domain not verified", REFUSAL_OF_ACCOUNT },
	{ 550, "Requested action not taken: Sender address is not allowed.", REFUSAL_OF_ACCOUNT },
	{ 551, "5.7.1 Not authorised to send from this header address", REFUSAL_OF_ACCOUNT },
	{ 553, "Relaying disallowed as bot@example.org", REFUSAL_OF_ACCOUNT },
	{ 550, "5.7.0 From address is not one of your addresses.", REFUSAL_OF_ACCOUNT },
	{ 501, "mail from address must be same as authorization user", REFUSAL_OF_ACCOUNT },
	{ 550, "Sender verify failed", REFUSAL_OF_ACCOUNT },

	/* not logged in */
	{ 554, "5.7.1 <dave@example.net>: Relay access denied", REFUSAL_OF_ACCOUNT },
	{ 550, "relay not permitted", REFUSAL_OF_ACCOUNT },
	{ 550, "5.7.1 <dave@example.net>... Relaying denied. Proper authentication required.", REFUSAL_OF_ACCOUNT },
	{ 550, "5.7.54 SMTP; Unable to relay recipient in non-accepted domain", REFUSAL_OF_ACCOUNT },
	{ 550, "5.7.1 Unable to relay", REFUSAL_OF_ACCOUNT },
	{ 550, "5.7.64 TenantAttribution; Relay Access Denied", REFUSAL_OF_ACCOUNT },
	{ 553, "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", REFUSAL_OF_ACCOUNT },
	{ 553, "you don't authenticate or the domain isn't in my list", REFUSAL_OF_ACCOUNT },
	{ 550, "5.7.1 Invalid credentials for relay [192.0.2.7]. The address is not registered.", REFUSAL_OF_ACCOUNT },
	{ 503, "5.5.4 Error: send AUTH command first, you must authenticate", REFUSAL_OF_ACCOUNT },
	{ 550, "5.7.1 Authentication required", REFUSAL_OF_ACCOUNT },
	{ 553, "5.7.1 <bot@example.org>: Sender address rejected: not logged in", REFUSAL_OF_ACCOUNT },

	/* the recipient's, though some of it sounds alike */
	{ 550, "5.1.1 <dave@example.net>: Recipient address rejected: User unknown in virtual mailbox table", REFUSAL_OF_ADDRESS },
	{ 550, "5.1.1 The email account that you tried to reach does not exist.", REFUSAL_OF_ADDRESS },
	{ 550, "5.2.1 The email account that you tried to reach is disabled.", REFUSAL_OF_ADDRESS },
	{ 550, "5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages; daily limit",
	  REFUSAL_OF_ADDRESS },
	{ 550, "5.2.121 Recipient's per hour message receive limit from specific sender exceeded", REFUSAL_OF_ADDRESS },
	{ 552, "5.2.2 The recipient's inbox is out of storage space", REFUSAL_OF_ADDRESS },
	{ 550, "5.1.1 <dave@example.net>: Recipient address rejected: undeliverable address: host mx.example.net[192.0.2.9] said: 550"
	       " 5.4.5 daily sending limit", REFUSAL_OF_ADDRESS },
	{ 550, "no such user", REFUSAL_OF_ADDRESS },
	{ 551, "user not local", REFUSAL_OF_ADDRESS },

	/* the mail's, or nobody knows whose */
	{ 552, "5.3.4 Message size exceeds fixed limit", REFUSAL_OF_CONTENT },
	{ 552, "message exceeds the size allowed", REFUSAL_OF_CONTENT },
	{ 554, "5.6.0 Lone CR or LF in headers", REFUSAL_OF_CONTENT },
	{ 554, "5.7.1 Spam message rejected", REFUSAL_OTHER },
	{ 550, "5.7.1 The sender is not on the list of who may write to this group", REFUSAL_OTHER },
	{ 554, "transaction failed", REFUSAL_OTHER },
	{ 554, "", REFUSAL_OTHER },
};

static void a_reply_tells_what_it_is_about(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
		enum refusal_cause got = refusal_cause(replies[i].code, "", replies[i].text, REFUSAL_BY_OUR_SERVER);

		if (got != replies[i].cause)
			fail_msg("%d %s: %s, not %s", replies[i].code, replies[i].text, names[got], names[replies[i].cause]);
	}
}

/* What a system on the way says of relaying and of senders is its own affair; a limit is ours, whoever reports it. */
static void a_report_speaks_for_others(void **state)
{
	static const struct {
		const char *status, *text;
		enum refusal_cause cause;
	} reports[] = {
		{ "5.0.0", "smtp; 550 5.4.5 Daily user sending limit exceeded", REFUSAL_OF_ACCOUNT },
		{ "5.4.5", "", REFUSAL_OF_ACCOUNT },
		{ "5.1.90", "smtp; 550 5.1.90 Your message can't be sent", REFUSAL_OF_ACCOUNT },
		{ "5.2.0", "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException", REFUSAL_OF_ACCOUNT },
		{ "5.7.708", "Access denied, traffic not accepted from this IP", REFUSAL_OF_ACCOUNT },
		{ "", "You have reached a limit for sending mail. Your message was not sent.", REFUSAL_OF_ACCOUNT },
		{ "5.7.1", "smtp; 554 5.7.1 <dave@example.net>: Relay access denied", REFUSAL_OTHER },
		{ "5.0.0", "554 5.7.1 Spam", REFUSAL_OTHER },
		{ "5.1.8", "550 5.1.8 <bot@example.org>: Sender address rejected: Domain not found", REFUSAL_OTHER },
		{ "5.1.1", "550 5.1.1 User unknown", REFUSAL_OF_ADDRESS },
		{ "5.0.0", "", REFUSAL_OF_ADDRESS },
		{ "5.4.4", "Host or domain name not found", REFUSAL_OF_ADDRESS },
		{ "", "", REFUSAL_OF_ADDRESS },
	};

	(void)state;
	for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++) {
		enum refusal_cause got = refusal_cause(0, reports[i].status, reports[i].text, REFUSAL_BY_REPORT);

		if (got != reports[i].cause)
			fail_msg("%s \"%s\": %s, not %s", reports[i].status, reports[i].text, names[got], names[reports[i].cause]);
	}
}

#define BARE "550 no"
#define GONE "550 5.1.1 no such user"
#define LIMIT "550 5.4.5 daily limit"
#define SPAM "554 5.7.1 spam"
#define SIZE "552 5.3.4 too big"

/* The last recipient is the witness, where there is more than one.  An answer is "CODE TEXT"; "250" taken, "" not asked or
 * not sent to.  Outcomes as in test_outbox_dialogue.c. */
static void one_transaction_is_judged_as_a_whole(void **state)
{
	static const struct {
		const char *answers[3];
		bool sender_refused;
		const char *outcomes;
		enum err_kind kind;
	} cases[] = {
		/* one refused among others keeps its refusal */
		{ { BARE, "250" }, false, "RS", ERR_NONE },
		{ { GONE, "" }, false, "RU", ERR_NONE },	/* the witness was taken at RCPT, and the mail not sent to it alone */
		{ { GONE, "250", "250" }, false, "RSS", ERR_NONE },
		{ { GONE, "450 later", "250" }, false, "RLS", ERR_NONE },
		{ { "250", BARE }, false, "SR", ERR_NONE },
		{ { GONE, "450 later" }, false, "RL", ERR_NONE },
		/* alone, the words must say it */
		{ { GONE }, false, "R", ERR_NONE },
		{ { SPAM }, false, "R", ERR_NONE },
		{ { LIMIT }, false, "L", ERR_REFUSED },
		/* everybody, and the bot itself */
		{ { BARE, BARE }, false, "LL", ERR_NONE },
		{ { GONE, GONE }, false, "LL", ERR_NONE },
		{ { SPAM, SPAM }, false, "LL", ERR_NONE },
		{ { GONE, SPAM, SPAM }, false, "LLL", ERR_NONE },
		{ { LIMIT, LIMIT }, false, "LL", ERR_REFUSED },
		/* such a code, though others are taken: no mail but this one waits */
		{ { LIMIT, "250" }, false, "LS", ERR_NONE },
		{ { "554 5.7.1 Relay access denied", "" }, false, "LU", ERR_NONE },
		{ { LIMIT, "250", "250" }, false, "LSS", ERR_NONE },
		/* the sender */
		{ { BARE }, true, "L", ERR_REFUSED },
		{ { SPAM, SPAM }, true, "LL", ERR_REFUSED },
		/* no try makes it smaller */
		{ { SIZE, SIZE }, false, "RR", ERR_NONE },
		{ { SIZE }, true, "R", ERR_NONE },
		/* the server was not asked: no address of ours */
		{ { "0 the address holds a space", "250" }, false, "RS", ERR_NONE },
		{ { "0 the address holds a space", BARE }, false, "RR", ERR_NONE },
		{ { "0 the address holds a space", "0 the mail is empty" }, false, "RR", ERR_NONE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct outbox_recipient recipients[3] = { { .addr = "a@x" }, { .addr = "b@x" }, { .addr = "c@x" } };
		struct outbox_mail mail = { .recipients = recipients, .sender_refused = cases[i].sender_refused };
		struct err err = { 0 };
		char got[4] = "";

		for (; mail.n_recipients < 3 && cases[i].answers[mail.n_recipients]; mail.n_recipients++) {
			struct outbox_recipient *r = &recipients[mail.n_recipients];
			const char *answer = cases[i].answers[mail.n_recipients];
			int class = *answer - '0';

			r->outcome = !*answer ? OUTCOME_UNTRIED : class == 2 ? OUTCOME_SENT : class == 4 ? OUTCOME_LATER : OUTCOME_REFUSED;
			r->code = atoi(answer);
			if (strchr(answer, ' '))
				strcpy(r->reply, strchr(answer, ' ') + 1);
		}
		enum err_kind kind = refusal_judge(&mail, &err);

		for (size_t n = 0; n < mail.n_recipients; n++)
			got[n] = "USLRD"[recipients[n].outcome];
		if (kind != cases[i].kind || strcmp(got, cases[i].outcomes) != 0)
			fail_msg("case %zu: %s %s, not %s %s", i, got, err_kind_name(kind), cases[i].outcomes,
				 err_kind_name(cases[i].kind));
		if (kind && !strstr(err.text, recipients[0].reply))
			fail_msg("case %zu: \"%s\" lacks the server's words", i, err.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reply_tells_what_it_is_about),
		cmocka_unit_test(a_report_speaks_for_others),
		cmocka_unit_test(one_transaction_is_judged_as_a_whole),
	};

	return cmocka_run_group_tests_name("outbox-refusal", tests, NULL, NULL);
}
