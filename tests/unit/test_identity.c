/* test_identity.c - what a mail without a Message-ID is known by: the same for each copy of it, another for each other mail. */
#include "message/identity.h"
#include "message_desk.h"

#define HEAD "From: Dave Thaler <dave@example.org>\nDate: Mon, 5 Jun 2023 10:59:00 +0000\n"
#define TEXT "[AI Joe] buy paint\n\nand let us know.\n"
#define FOOTER "_______________________________________________\nbsc mailing list\nbsc@lists.example.org\nhttps://lists.example.org/bsc\n"
#define RECEIVED(by, day) "Received: from mail by " by "; Mon, " day " Jun 2023 11:00:00 +0000\n"

static const char *id_of(const char *mail)
{
	struct message message = read_text(mail);

	assert_string_equal(message.message_id, "");
	return identity_of_content(arena, &message, &look);
}

static void copies_have_the_same(void **state)
{
	static const char first[] = HEAD "Subject: paint\n\n" TEXT;
	static const char *const copies[] = {
		RECEIVED("mx.example.net", "5") RECEIVED("a.example.org", "4") HEAD "Subject: paint\n\n" TEXT,
		"From: dave@EXAMPLE.org\nDate: Mon, 05 Jun 2023 12:59:00 +0200 (CEST)\nSubject: [BSC] paint\n\n" TEXT FOOTER,
		HEAD "Subject: [bsc 17] =?utf-8?Q?paint?=\nList-Id: <bsc.lists.example.org>\nMessage-ID:\n\n" TEXT,
		HEAD "Subject: paint\nMessage-ID: two words\nContent-Transfer-Encoding: base64\n\nW0FJIEpvZV0gYnV5IHBhaW50CgphbmQgbGV0IHVzIGtub3cuCg==\n",
		HEAD "Subject: paint\nMessage-ID: <>\nContent-Type: text/plain; format=flowed\n\n[AI Joe] buy \npaint\n\nand let \nus know.\n",
		HEAD "Subject: paint\r\n\r\n[AI Joe] buy paint\r\n\r\nand let us know.\r\n\r\n",
		"From: \"Dave Thaler via bsc\" <bsc@lists.example.org>\nReply-To: dave@example.org\nTo: bsc@lists.example.org\n"
		"List-Id: <bsc.lists.example.org>\nList-Post: <mailto:bsc@lists.example.org>\n"
		"Date: Mon, 5 Jun 2023 10:59:00 +0000\nSubject: [BSC] paint\n\n" TEXT FOOTER,
	};

	(void)state;
	assert_true(identity_is_of_content(id_of(first)));
	for (size_t i = 0; i < sizeof copies / sizeof copies[0]; i++) {
		if (strcmp(id_of(copies[i]), id_of(first)) != 0)
			fail_msg("%zu: %s", i, copies[i]);
	}
}

static void other_mails_have_others(void **state)
{
	static const char *const mails[] = {
		HEAD "Subject: paint\n\n" TEXT,
		HEAD "Subject: paint\n\n[AI Joe] buy paints\n\nand let us know.\n",
		HEAD "Subject: Re: paint\n\n" TEXT,
		HEAD "Subject: [AI Joe] paint\n\n" TEXT,
		HEAD "Subject: [AI Dave] paint\n\n" TEXT,
		HEAD "Subject: [BSC] [AI KP] paint\n\n" TEXT,
		HEAD "Subject: [SILENT 1w] paint\n\n" TEXT,
		HEAD "Subject: [DONE #2] paint\n\n" TEXT,
		HEAD "Subject: paint [open\n\n" TEXT,
		HEAD "Subject: paint\n\n> quoted\n",
		HEAD "Subject: paint\n\n> quoted too\n",
		HEAD "Subject: paint\n\n",
		HEAD "Subject: paint\nContent-Type: application/pdf; name=a.pdf\n\nAAAA\n",
		HEAD "Subject: paint\nContent-Type: application/pdf; name=b.pdf\n\nAAAA\n",
		"From: Joe <joe@example.org>\nDate: Mon, 5 Jun 2023 10:59:00 +0000\nSubject: paint\n\n" TEXT,
		"From: Dave\nDate: Mon, 5 Jun 2023 10:59:00 +0000\nSubject: paint\n\n" TEXT,
		"From: Dave Thaler <dave@example.org>\nDate: Mon, 5 Jun 2023 10:59:01 +0000\nSubject: paint\n\n" TEXT,
		"From: Dave Thaler <dave@example.org>\nSubject: paint\n\n" TEXT,
		RECEIVED("mx.example.net", "5") RECEIVED("a.example.org", "4") "From: dave@example.org\nSubject: paint\n\n" TEXT,
		RECEIVED("mx.example.net", "5") RECEIVED("a.example.org", "3") "From: dave@example.org\nSubject: paint\n\n" TEXT,
	};
	const size_t n = sizeof mails / sizeof mails[0];

	(void)state;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = i + 1; k < n; k++) {
			if (strcmp(id_of(mails[i]), id_of(mails[k])) == 0)
				fail_msg("%s\n%s", mails[i], mails[k]);
		}
	}
	/* without a date, what the first server wrote counts, and not the way since */
	assert_string_equal(id_of(RECEIVED("b.example.net", "6") RECEIVED("a.example.org", "4") "From: dave@example.org\nSubject: paint\n\n" TEXT),
			    id_of(mails[n - 2]));
}

/* Nobody claims one: his mail is known by what it says. */
static void one_that_came_with_the_mail_is_none(void **state)
{
	const char *own = id_of(HEAD "Subject: paint\n\n" TEXT);
	struct message claimed = read_text(arena_printf(arena, "From: a@example.org\nMessage-ID: <%s>\nReferences: <%s>\n\nx\n", own, own));

	(void)state;
	assert_string_equal(claimed.message_id, "");
	assert_string_equal(claimed.references[0], own);
	assert_false(identity_is_of_content("0123abc@content.invalid"));
	assert_false(identity_is_of_content(arena_printf(arena, "%s.example", own)));
}

static void what_others_do_not_know_is_not_cited(void **state)
{
	static const char *const not[] = { "", "a\xC3\xA9@example.org", "a b@example.org", "a<b@example.org", "a>@example.org", "a\t@example.org", "a\x7F@example.org" };
	char *line = arena_alloc(arena, 902, 1);

	(void)state;
	for (size_t i = 0; i < sizeof not / sizeof not[0]; i++)
		assert_false(identity_may_be_cited(not[i]));
	assert_false(identity_may_be_cited(id_of(HEAD "\n" TEXT)));
	assert_true(identity_may_be_cited("CAF+x_1!#$@mail.example.org"));
	memset(line, 'a', 900);
	assert_true(identity_may_be_cited(line));
	line[900] = 'a';
	assert_false(identity_may_be_cited(line));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(copies_have_the_same, set_up, tear_down),
		cmocka_unit_test_setup_teardown(other_mails_have_others, set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_that_came_with_the_mail_is_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_others_do_not_know_is_not_cited, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
