/* test_handover.c - what shows that a list has handed a mail over, and what only looks like it. */
#include "message/handover.h"
#include "message_desk.h"

#define SECRET "beadle+list-9x3kq7@example.org"
#define RECEIVED "Received: from mail by mx.example.org; Mon, 5 Jun 2023 11:00:00 +0000\r\n"
#define RESULTS "Authentication-Results: mx.example.org; "
#define REST "From: Dave Thaler <dave@example.org>\r\nTo: bsc@lists.example.net\r\nList-Id: <bsc.lists.example.net>\r\n" \
	     "Subject: tags\r\nDate: Mon, 5 Jun 2023 10:59:00 +0000\r\nMessage-ID: <1@example.org>\r\n\r\nhello\r\n"
#define SIGNATURE(domain, covers) "DKIM-Signature: v=1; a=rsa-sha256; d=" domain "; s=k; h=" covers ";\r\n bh=aB==; b=cDeF\r\n"
#define ALL "from:to:cc:subject:date:message-id:in-reply-to:references"

static const struct handover_terms by_address = { .delivered_to = SECRET, .ours = { .hops = 2 } };
static const struct handover_terms by_address_strictly = { .delivered_to = SECRET, .ours = { .hops = 1 } };
static const struct handover_terms by_field = { .field_name = "X-Bsc-List", .field_value = "k3v9 w1x8" };
static const struct handover_terms by_domain = { .signed_by = "lists.example.net", .list_address = "bsc@lists.example.net", .ours = { "mx.example.org", 1, 1 } };
static const struct handover_terms by_any = { .signed_by = "lists.example.net", .list_address = "bsc@lists.example.net", .ours = { "mx.example.org", 1, 1 },
					      .delivered_to = SECRET, .field_name = "X-Bsc-List", .field_value = "k3v9 w1x8" };
static const struct handover_terms by_nothing = { .ours = { "mx.example.org", 1, 1 } };

static void the_list_is_known_by_what_is_its_own(void **state)
{
	static const struct {
		const struct handover_terms *terms;
		const char *mail;
		enum handover want;
	} cases[] = {
		{ &by_nothing, "Delivered-To: " SECRET "\r\n" REST, HANDOVER_NOT_ASKED },
		/* the secret address, where servers write it */
		{ &by_address, "Delivered-To: " SECRET "\r\n" RECEIVED REST, HANDOVER_SECRET },
		{ &by_address, "X-Original-To: " SECRET "\r\n" RECEIVED REST, HANDOVER_SECRET },
		{ &by_address, "Envelope-to: bot@example.org,\r\n " SECRET "\r\n" RECEIVED REST, HANDOVER_SECRET },
		{ &by_address, "X-Envelope-To: <" SECRET ">\r\n" RECEIVED REST, HANDOVER_SECRET },
		{ &by_address, "X-Delivered-To: BEADLE+List-9x3kQ7@Example.org\r\n" RECEIVED REST, HANDOVER_SECRET },
		{ &by_address, "Delivered-To: bot@example.org\r\n" RECEIVED "X-Original-To: " SECRET "\r\n" RECEIVED REST, HANDOVER_SECRET },
		{ &by_address, REST, HANDOVER_NOT_SHOWN },
		{ &by_address, "Delivered-To: beadle@example.org\r\n" RECEIVED REST, HANDOVER_NOT_SHOWN },
		{ &by_address, "Delivered-To: x" SECRET "\r\n" RECEIVED REST, HANDOVER_NOT_SHOWN },
		{ &by_address, "Delivered-To: " SECRET ".evil.example\r\n" RECEIVED REST, HANDOVER_NOT_SHOWN },
		{ &by_address, "X-Delivered: " SECRET "\r\n" RECEIVED REST, HANDOVER_NOT_SHOWN },
		/* what the sender wrote stands below our servers' Received fields */
		{ &by_address, RECEIVED RECEIVED "Delivered-To: " SECRET "\r\n" REST, HANDOVER_NOT_SHOWN },
		{ &by_address_strictly, RECEIVED "Delivered-To: " SECRET "\r\n" REST, HANDOVER_NOT_SHOWN },
		{ &by_address_strictly, "Delivered-To: " SECRET "\r\n" RECEIVED REST, HANDOVER_SECRET },
		/* an address that people can write to is no secret */
		{ &by_address, "Delivered-To: " SECRET "\r\n" RECEIVED "Cc: " SECRET "\r\n" REST, HANDOVER_LEAKED },
		/* a field of the list's server */
		{ &by_field, RECEIVED "x-bsc-list:  k3v9\r\n w1x8 \r\n" REST, HANDOVER_SECRET },
		{ &by_field, RECEIVED "X-Bsc-List: k3v9 w1x9\r\n" REST, HANDOVER_NOT_SHOWN },
		{ &by_field, RECEIVED "X-Bsc-List: k3v9\r\n" REST, HANDOVER_NOT_SHOWN },
		{ &by_field, RECEIVED "X-Bsc: k3v9 w1x8\r\n" REST, HANDOVER_NOT_SHOWN },
		{ &by_field, RECEIVED REST "X-Bsc-List: k3v9 w1x8\r\n", HANDOVER_NOT_SHOWN },
		/* the domain's signature, or its server's connection, as our server saw it */
		{ &by_domain, RECEIVED RESULTS "dkim=pass header.d=lists.example.net\r\n" SIGNATURE("lists.example.net", ALL) REST, HANDOVER_SIGNED },
		{ &by_domain, RECEIVED RESULTS "dkim=pass header.d=example.net\r\n" SIGNATURE("example.net", ALL) REST, HANDOVER_SIGNED },
		{ &by_domain, RECEIVED RESULTS "spf=pass smtp.mailfrom=bsc-bounces@lists.example.net\r\n" REST, HANDOVER_SIGNED },
		{ &by_domain, RECEIVED RESULTS "dkim=pass header.d=lists.example.net\r\n" SIGNATURE("lists.example.net", "from") REST,
		  HANDOVER_NOT_SHOWN },
		{ &by_domain, RECEIVED RESULTS "dkim=pass header.d=lists.example.net\r\n" REST, HANDOVER_NOT_SHOWN },
		{ &by_domain, RECEIVED RESULTS "spf=fail smtp.mailfrom=bsc-bounces@lists.example.net; dkim=none\r\n" REST, HANDOVER_NOT_SHOWN },
		{ &by_domain, RECEIVED RESULTS "dkim=pass header.d=evil.example\r\n" REST, HANDOVER_NOT_SHOWN },
		{ &by_domain, RECEIVED RESULTS "dkim=fail header.d=lists.example.net\r\n" REST, HANDOVER_NOT_SHOWN },
		{ &by_domain, RECEIVED RESULTS "spf=pass smtp.mailfrom=dave@example.org; dkim=pass header.d=example.org\r\n" REST, HANDOVER_NOT_SHOWN },
		{ &by_domain, RECEIVED "Authentication-Results: mx.evil.example; dkim=pass header.d=lists.example.net\r\n" REST, HANDOVER_NOT_SHOWN },
		{ &by_domain, RECEIVED RECEIVED RESULTS "dkim=pass header.d=lists.example.net\r\n" REST, HANDOVER_NOT_SHOWN },
		{ &by_domain, RECEIVED REST, HANDOVER_NOT_SHOWN },
		/* one is enough */
		{ &by_any, "Delivered-To: " SECRET "\r\n" RECEIVED REST, HANDOVER_SECRET },
		{ &by_any, RECEIVED "X-Bsc-List: k3v9 w1x8\r\n" REST, HANDOVER_SECRET },
		{ &by_any, RECEIVED RESULTS "spf=pass smtp.mailfrom=lists.example.net\r\n" REST, HANDOVER_SIGNED },
		{ &by_any, RECEIVED REST, HANDOVER_NOT_SHOWN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct message message = read_text(cases[i].mail);
		enum handover got = handover_of(arena, span_of(cases[i].mail), &message, cases[i].terms, 1685962800);

		if (got != cases[i].want)
			fail_msg("case %zu: %d, not %d:\n%s", i, got, cases[i].want, cases[i].mail);
	}
}

static void secrets_are_not_repeated(void **state)
{
	struct message message = read_text("From: a@example.org\r\nSubject: for BEADLE+list-9x3kq7@example.org\r\n\r\n"
					   "[AI Dave] look at beadle+list-9x3kq7=example.org and k3v9 w1x8\r\n"
					   "and " SECRET SECRET "\r\nnothing here\r\n");
	const struct handover_terms odd = { .field_name = "X-List", .field_value = "yes" };

	(void)state;
	handover_blot(arena, &by_any, &message);
	assert_string_equal(message.subject, "for ...@example.org");
	assert_true(span_is(message.lines[0].text, "[AI Dave] look at ...=example.org and ..."));
	assert_true(span_is(message.lines[1].text, "and ...@example.org...@example.org"));
	assert_true(span_is(message.lines[2].text, "nothing here"));
	message = read_text("Subject: yes\r\n\r\nyes, by all means\r\n");
	handover_blot(arena, &odd, &message);	/* a word is no secret */
	assert_true(span_is(message.lines[0].text, "yes, by all means"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_list_is_known_by_what_is_its_own, set_up, tear_down),
		cmocka_unit_test_setup_teardown(secrets_are_not_repeated, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
