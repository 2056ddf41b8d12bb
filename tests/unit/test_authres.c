/* test_authres.c - Authentication-Results read, and what they prove: the shapes of real servers, and forgeries. */
#include <limits.h>

#include "message/authres.h"
#include "message_desk.h"

enum { DATA_MAX = 2 * 1024 * 1024 };

/* ---- reading ---- */

/* "id: method=result {reason} ptype.property=value ...; ..." */
static const char *shown(const struct authres *field)
{
	const char *all = arena_printf(arena, "%s:", field->authserv_id);

	for (size_t i = 0; i < field->n_results; i++) {
		const struct authres_result *r = &field->results[i];

		all = arena_printf(arena, "%s%s %s=%s", all, i ? ";" : "", r->method, r->result);
		if (*r->reason)
			all = arena_printf(arena, "%s {%s}", all, r->reason);
		for (size_t p = 0; p < r->n_properties; p++)
			if (*r->properties[p].ptype)
				all = arena_printf(arena, "%s %s.%s=%s", all, r->properties[p].ptype, r->properties[p].property,
						   r->properties[p].value);
	}
	return field->broken ? arena_printf(arena, "%s ! %s", all, field->broken) : all;
}

static void fields_are_read(void **state)
{
	static const struct {
		const char *value, *want;
	} cases[] = {
		{ "mx.example.net; none", "mx.example.net:" },
		{ "mx.example.net", "mx.example.net:" },
		{ "MX.Example.NET 1; DKIM=Pass Header.D=Example.org", "mx.example.net: dkim=pass header.d=Example.org" },
		{ "mx.example.net;dkim=pass header.d=a.example;dkim=fail header.d=b.example;",
		  "mx.example.net: dkim=pass header.d=a.example; dkim=fail header.d=b.example" },
		{ "(a) mx.example.net; dkim=pass header.d=a.example", ": ! a comment stands first" },
		{ "mx.example.net (b) 1 (c) ; (d) dkim (e) / (f) 1 (g) = (h) pass (i) header (j) . (k) d (l) = (m) a.example (n)",
		  "mx.example.net: dkim=pass header.d=a.example" },
		{ "mx.example.net;\r\n\tdkim=pass (one (two (three)) four)\r\n\t header.d=a.example",
		  "mx.example.net: dkim=pass header.d=a.example" },
		{ "\"mx.example.net\"; dkim=pass reason=\"good, really (I say)\" header.d=\"a.example\" header.b=aB/c+d==",
		  "mx.example.net: dkim=pass {good, really (I say)} header.d=a.example header.b=aB/c+d==" },
		{ "mx.example.net; spf=pass smtp.mailfrom=\"x y\"@evil.example; iprev=pass policy.iprev=192.0.2.1",
		  "mx.example.net: spf=pass smtp.mailfrom=x y@evil.example; iprev=pass policy.iprev=192.0.2.1" },
		{ "mx.example.net; spf=pass smtp.mailfrom=\"sc-bounces+dave=example.org@lists.example\"",
		  "mx.example.net: spf=pass smtp.mailfrom=sc-bounces+dave=example.org@lists.example" },
		{ "mx.example.net; spf=pass (mx.example.net: domain of \"b+dave=example.org@lists.example\" designates 192.0.2.7 as permitted sender)\n"
		  "\tsmtp.mailfrom=\"b+dave=example.org@lists.example\"",
		  "mx.example.net: spf=pass smtp.mailfrom=b+dave=example.org@lists.example" },
		{ "mx.example.net; dkim=pass(2048-bit key; unprotected) header.d=a.example; arc=pass (\"lists.example:s=k:i=1\")",
		  "mx.example.net: dkim=pass header.d=a.example; arc=pass" },
		{ "mx.example.net; spf=pass smtp.mailfrom=; dkim=none", "mx.example.net: spf=pass smtp.mailfrom=; dkim=none" },
		{ "spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=a.example; example.net; dkim=pass (signature was verified)\r\n"
		  " header.d=a.example;example.net; dmarc=pass action=none header.from=a.example;compauth=pass reason=100",
		  "-: spf=pass smtp.mailfrom=a.example; dkim=pass header.d=a.example; dmarc=pass header.from=a.example;"
		  " compauth=pass {100}" },
		{ "mx.example.net; dkim=pass header.i=@b\xFC" "cher.example", "mx.example.net: dkim=pass header.i=@b\xC3\xBC" "cher.example" },
		{ "mx.example.net dkim=pass header.d=a.example", "mx.example.net: ! no semicolon follows the authserv-id" },
		{ "mx.example.net; dkim", "mx.example.net: ! a method has no result" },
		{ "mx.example.net; dkim=pass header.d", "mx.example.net: ! a property has no value" },
		{ "mx.example.net; dkim=pass header.d=a.example \"", "mx.example.net: ! a quoted string begins within a word" },
		{ "mx.example.net; dkim=pass header.d=\"a.example", "mx.example.net: ! a quoted string does not end" },
		{ "mx.example.net; spf=none) ; dkim=pass header.d=a.example", "mx.example.net: ! a comment ends that did not begin" },
		{ "mx.example.net; dkim=pass (header.d=a.example", "mx.example.net: ! a comment does not end" },
		{ "mx.example.net; dkim=pass ((((((((((((((((((((())))))))))))))))))))) header.d=a.example",
		  "mx.example.net: ! comments are nested too deeply" },
		{ "", ":" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct message m = read_text(arena_printf(arena, "Authentication-Results: %s\n\n", cases[i].value));

		assert_int_equal(m.n_authres, 1);
		assert_string_equal(shown(&m.authres[0]), cases[i].want);
	}
}

static void what_is_read_is_bounded(void **state)
{
	struct buf text;

	(void)state;
	buf_init(&text, 1000000);
	for (int i = 0; i < AUTHRES_FIELDS_MAX + 5; i++)
		buf_addf(&text, "Authentication-Results: mx%d.example.net; none\n", i);
	struct message m = read_text(arena_printf(arena, "%s\n", buf_fitted(&text).ptr));

	assert_int_equal(m.n_authres, AUTHRES_FIELDS_MAX);
	buf_clear(&text);
	buf_add_str(&text, "Authentication-Results: a");
	for (int i = 0; i < AUTHRES_RESULTS_MAX + 1; i++)
		buf_add_str(&text, ";\n dkim=pass header.d=example.org");
	m = read_text(arena_printf(arena, "%s\n\n", buf_fitted(&text).ptr));
	assert_int_equal(m.authres[0].n_results, AUTHRES_RESULTS_MAX);
	assert_string_equal(m.authres[0].broken, "there are too many results");
	buf_clear(&text);
	buf_add_str(&text, "Authentication-Results: a; dkim=pass");
	for (int i = 0; i < AUTHRES_PROPERTIES_MAX + 1; i++)
		buf_addf(&text, "\n header.x%d=example.org", i);
	m = read_text(arena_printf(arena, "%s\n\n", buf_fitted(&text).ptr));
	assert_string_equal(m.authres[0].broken, "a result has too many properties");
	buf_free(&text);
}

/* What a sender may have had a hand in.  Each begins with an honest result, so that the field is ours. */
static void what_is_in_doubt_is_broken(void **state)
{
#define LONG100 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	static const struct {
		const char *rest, *why;
	} cases[] = {
		{ "spf=none (domain of \"a); dkim=pass header.d=example.org; arc=none (b\"@evil.example has no SPF policy)",
		  "a comment holds quotation marks" },
		{ "spf=none (domain of \"a\"); dkim=pass header.d=example.org; arc=none (\"b\"@evil.example) smtp.mailfrom=a", "a comment holds quotation marks" },
		{ "spf=none (domain of \"a\" and \"a\") smtp.mailfrom=a", "a comment holds quotation marks" },
		{ "spf=none (domain of \"a\") (\"b\" too) smtp.mailfrom=a smtp.helo=b", "a comment holds quotation marks" },
		{ "spf=none (domain of \"a b\") smtp.mailfrom=\"a b\"", "a comment holds quotation marks" },
		{ "spf=none (domain of \"a\") smtp.mailfrom=b; dkim=pass header.d=a", "a comment holds quotation marks" },
		{ "none (\"a\" is none)", "a comment holds quotation marks" },
		{ "spf=pass smtp.helo=x smtp.mailfrom=dave@example.org policy.x=.evil.example", "an envelope's sender follows the HELO name" },
		{ "spf=none (domain of a\\) dkim=pass header.d=example.org)", "it holds a backslash" },
		{ "spf=none smtp.mailfrom=\"\\\"a\\\\\"; dkim=pass header.d=example.org; arc=none header.x=\"", "it holds a backslash" },
		{ "spf=none smtp.mailfrom=\"x; dkim=pass header.d=a.example\"@evil.example", "a quoted string holds a semicolon" },
		{ "spf=none smtp.mailfrom=a\"b\"@evil.example", "a quoted string begins within a word" },
		{ "spf=none smtp.mailfrom=\"a\"\"b\"@evil.example", "a value goes on behind its end" },
		{ "spf=none smtp.mailfrom=\"a\"x@evil.example", "a property has no value" },
		{ "spf=none smtp.mailfrom=dave@example.org(@evil.example)", "a value goes on behind its end" },
		{ "spf=none smtp.mailfrom=dave@example.org@evil.example", "an address has two domains" },
		{ "spf=none smtp.mailfrom=\"dave@example.org\"@evil.example", "an address has two domains" },
		{ "dkim=pass (2048-bit key) header.d=evil.example header.i=x( header.b=\"a\"; dkim=fail (2048-bit key) header.d=example.org"
		  " header.i=y))@evil.example", "a value goes on behind its end" },
		{ "dkim=pass header.d=evil.example header.i= (; dkim=fail header.d=example.org header.i=x)",
		  "a comment holds a whole result" },
		{ "dkim=pass header.d=evil.example header.i=x header.d=example.org", "a property is given twice" },
		{ "dkim=pass header.d=example.org; x=y", "a method is not known" },
		{ "x=y; dkim=pass header.d=example.org", "a method is not known" },
		{ "\"dkim\"=pass header.d=example.org", "a quoted string begins within a word" },
		{ "dkim=\"pass\" header.d=example.org", "a quoted string begins within a word" },
		{ "dkim=none; none", "a method has no result" },
		{ "none; dkim=pass header.d=example.org", "something follows a word that is no result" },
		{ "spf=none smtp.helo=a\rb; dkim=pass header.d=example.org", "it holds a control character" },
		{ "spf=none smtp.helo=a\x1b" "b", "it holds a control character" },
		{ "spf=none smtp.helo=" LONG100 LONG100 LONG100 LONG100, "a word is longer than any name" },
		{ "spf=none (" LONG100 LONG100 LONG100 LONG100 LONG100 LONG100 LONG100 ")", "a comment is longer than any server's" },
		{ "spf=none smtp.helo=a\n (" LONG100 LONG100 LONG100 LONG100 ") (" LONG100 LONG100 LONG100 LONG100 ") (" LONG100 LONG100 ")",
		  "one of its lines is so long that a server may have cut it" },
	};
	struct buf cut;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct message m = read_text(arena_printf(arena, "Authentication-Results: mx.example.net; %s\n\n", cases[i].rest));

		assert_int_equal(m.n_authres, 1);
		assert_string_equal(m.authres[0].authserv_id, "mx.example.net");
		if (!m.authres[0].broken || strcmp(m.authres[0].broken, cases[i].why) != 0)
			fail_msg("%s: %s", cases[i].rest, shown(&m.authres[0]));
	}
	buf_init(&cut, 10000);
	buf_add_str(&cut, "Authentication-Results: mx.example.net");
	for (int i = 0; i < 40; i++)
		buf_addf(&cut, ";\n\tdkim=pass (2048-bit key) header.d=evil.example header.i=@evil.example header.b=\"aB%06d\"", i);
	struct message m = read_text(arena_printf(arena, "%s\n\n", buf_fitted(&cut).ptr));

	assert_string_equal(m.authres[0].broken, "it is so long that its server may have cut it");
	buf_free(&cut);
}

/* Other programs may take "From : x" for a From field, and see the end of the header elsewhere. */
static void a_name_with_blanks_is_no_field(void **state)
{
	struct message m = read_text("From : Mallory <mallory@evil.example>\nFrom: Dave <dave@example.org>\nSubject :[AI Dave] pay\n"
				     "Message-ID\t: <a@evil.example>\nList-Id : <sc.lists.example.com>\nTo : sc@lists.example.com\n"
				     "Authentication-Results : mx.example.net; dkim=pass header.d=example.org\n more\nCc: joe@example.org\n\nhello\n");

	(void)state;
	assert_string_equal(m.from.addr, "dave@example.org");
	assert_int_equal(m.from_count, 1);
	assert_string_equal(m.subject, "");
	assert_string_equal(m.message_id, "");
	assert_string_equal(m.list_id, "");
	assert_int_equal(m.n_recipients, 1);
	assert_int_equal(m.n_authres, 0);
	assert_int_equal(m.n_lines, 1);
	assert_string_equal(m.head_doubt, "a field name has blanks before its colon");
	m = read_text("From dave@example.org Mon Jul  3 09:00:00 2023\nFrom: dave@example.org\n\nhello\n");
	assert_null(m.head_doubt);
	m = read_text("From: dave@example.org\nwhat is this\nTo: sc@lists.example.com\n\nhello\n");
	assert_string_equal(m.head_doubt, "a line of the header is no field");
}

/* ---- proof ---- */

#define FROM "From: Dave Miller <dave@example.org>\n"
#define AR "Authentication-Results: "
#define OURS AR "mx.example.net; "
#define BY_US "Received: from out.example.org by mx.example.net (Postfix) with ESMTPS id 1; Mon, 3 Jul 2023 09:00:00 +0000\n"
#define BY_THEM "Received: from pc by out.example.org with ESMTPSA id 2; Mon, 3 Jul 2023 08:59:00 +0000\n"
#define BY_LIST "Received: from out.example.org by lists.example.com with ESMTPS id 3; Mon, 3 Jul 2023 08:59:30 +0000\n"
#define SIGNATURE(domain, h) "DKIM-Signature: v=1; a=rsa-sha256; d=" domain "; s=k; h=" h ";\n\tbh=bH8=; b=aBcD\n\t eFgHiJ+/kL==\n"
#define HELD "from:to:cc:date:subject:message-id:in-reply-to:references"
#define SIGNED SIGNATURE("example.org", HELD)

/* From rewritten by the list: so that the list's own signature covers the author; and so that it may not. */
#define LIST "List-Id: <sc.lists.example.com>\nList-Post: <mailto:sc@lists.example.com>\nTo: sc@lists.example.com\n"
#define ENCODED "From: Dave Miller via sc <dave=example.org@lists.example.com>\n" LIST
#define MUNGED "From: Dave Miller via sc <sc@lists.example.com>\nReply-To: Dave Miller <dave@example.org>\n" LIST
#define LIST_PASSES OURS "dkim=pass header.d=lists.example.com; spf=pass smtp.mailfrom=sc-bounces@lists.example.com\n"
#define LIST_SAW AR "lists.example.com; dkim=pass header.d=example.org\n" SIGNED

enum trust_name { PLAIN, ALONE, SPLIT, GMAIL, OUTLOOK, CHECKS, VOUCHES, BOTH, GOOGLE, SPF_TOO };

static const struct authres_trust trusts[] = {
	[PLAIN] = { .ours = { "mx.example.net", 1, 1 }, .list_domain = "lists.example.com", .list_id = "sc.lists.example.com" },
	[ALONE] = { .ours = { "mx.example.net", 1, 0 } },
	[SPLIT] = { .ours = { "mx.example.net", 1, 2 }, .list_domain = "lists.example.com" },
	[SPF_TOO] = { .ours = { "mx.example.net", 1, 3 } },
	[GMAIL] = { .ours = { "mx.google.com", 2, 1 } },
	[OUTLOOK] = { .ours = { AUTHRES_UNNAMED, 3, 1 } },
	[CHECKS] = { .ours = { "mx.example.net", 1, 1 }, .list_domain = "lists.example.com", .list = { "lists.example.com", 0, 1 } },
	[VOUCHES] = { .ours = { "mx.example.net", 1, 1 }, .list_domain = "lists.example.com", .list_vouches = true,
		      .list_id = "sc.lists.example.com" },
	[BOTH] = { .ours = { "mx.example.net", 1, 1 }, .list_domain = "lists.example.com", .list = { "lists.example.com", 0, 1 },
		   .list_vouches = true },
	[GOOGLE] = { .ours = { "mx.example.net", 1, 1 }, .list_domain = "googlegroups.com", .list = { "gmr-mx.google.com", 0, 1 },
		     .list_vouches = true },
};

struct proof_case {
	const char *what;
	enum trust_name trust;
	const char *header;
	enum authres_kind kind;
	const char *text;
};

/* What each mail has, be it in doubt or not. */
#define REST "Date: Mon, 3 Jul 2023 08:58:00 +0000\nMessage-ID: <1@example.org>\nSubject: [DONE #1]\n"

static void check_proofs(const struct proof_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *to = strstr(cases[i].header, "To: sc@") ? "" : "To: sc@lists.example.com\n";
		struct message m = read_text(arena_printf(arena, "%s%s" REST "\nhello\n", cases[i].header, to));
		struct authres_trust trust = trusts[cases[i].trust];

		trust.names_us = true;
		trust.received_s = m.date_utc_s + 60;
		struct authres_proof proof = authres_prove(arena, &m, &trust);

		if (proof.kind != cases[i].kind || strcmp(proof.text, cases[i].text) != 0)
			fail_msg("%s: kind %d, \"%s\"", cases[i].what, (int)proof.kind, proof.text);
	}
}

/* In the order in which these servers really put their fields. */
static void fields_of_real_servers_prove(void **state)
{
	static const struct proof_case cases[] = {
		{ "Postfix, rspamd", PLAIN,
		  "Return-Path: <dave@example.org>\nDelivered-To: bot@example.net\n" BY_US
		  OURS "\n\tdkim=pass header.d=example.org header.s=k header.b=aBcD;\n\tspf=pass (mx.example.net: domain of dave@example.org"
		  " designates 192.0.2.7 as permitted sender) smtp.mailfrom=dave@example.org;\n\tdmarc=pass (policy=reject)"
		  " header.from=example.org\n" BY_THEM SIGNED FROM,
		  AUTHRES_DKIM, "dkim=example.org by mx.example.net" },
		{ "Postfix, OpenDMARC above OpenDKIM: with a DMARC record", PLAIN,
		  BY_US OURS "dmarc=pass (p=none dis=none) header.from=example.org\n"
		  OURS "\n\tdkim=pass (2048-bit key; unprotected) header.d=example.org header.i=@example.org header.b=\"aBcD\";\n"
		  "\tdkim-atps=neutral\n" BY_THEM SIGNED FROM,
		  AUTHRES_NONE, "dmarc passes, but no spf=pass says that it came straight from example.org" },
		{ "... with SPF", SPF_TOO,
		  BY_US OURS "dmarc=pass (p=none dis=none) header.from=example.org\n" OURS "spf=pass smtp.mailfrom=example.org\n"
		  OURS "\n\tdkim=none\n" BY_THEM SIGNED FROM,
		  AUTHRES_DMARC, "dmarc=example.org by mx.example.net" },
		{ "... without one, and one field alone trusted", PLAIN,
		  BY_US OURS "dmarc=none (p=none dis=none) header.from=example.org\n"
		  OURS "dkim=pass (2048-bit key) header.d=example.org\n" BY_THEM SIGNED FROM,
		  AUTHRES_NONE, "dmarc=none" },
		{ "... and both", SPLIT,
		  BY_US OURS "dmarc=none (p=none dis=none) header.from=example.org\n"
		  OURS "dkim=pass (2048-bit key) header.d=example.org\n" BY_THEM SIGNED FROM,
		  AUTHRES_DKIM, "dkim=example.org by mx.example.net" },
		{ "the filters of Sendmail and old Postfix: above Received", PLAIN,
		  OURS "dkim=pass header.i=@example.org\n" BY_US BY_THEM SIGNED FROM,
		  AUTHRES_DKIM, "dkim=example.org by mx.example.net" },
		{ "Exim", PLAIN,
		  OURS "\n\tiprev=pass (out.example.org) smtp.remote-ip=192.0.2.7;\n\tspf=pass smtp.mailfrom=example.org;\n"
		  "\tdkim=pass header.d=example.org header.s=k header.a=rsa-sha256;\n\tdmarc=pass header.from=example.org\n"
		  BY_US BY_THEM SIGNED FROM,
		  AUTHRES_DKIM, "dkim=example.org by mx.example.net" },
		{ "Gmail", GMAIL,
		  "Delivered-To: bot@gmail.com\nReceived: by 2002:a05:6504:13c4:b0:1 with SMTP id a1; Mon, 3 Jul 2023 02:00:00 -0700\n"
		  "X-Google-Smtp-Source: Ab1\nX-Received: by 2002:a17:90a:c04:b0:2 with SMTP id b1; Mon, 3 Jul 2023 02:00:00 -0700\n"
		  "ARC-Seal: i=1; a=rsa-sha256; d=google.com; b=Ab1\nARC-Message-Signature: i=1; d=google.com; b=Ab1\n"
		  "ARC-Authentication-Results: i=1; mx.google.com;\n       dkim=pass header.i=@example.org header.s=k header.b=aB;\n"
		  "Return-Path: <dave@example.org>\n"
		  "Received: from out.example.org (out.example.org. [192.0.2.7])\n        by mx.google.com with ESMTPS id c1\n"
		  "Received-SPF: pass (google.com: domain of dave@example.org designates 192.0.2.7 as permitted sender)\n"
		  AR "mx.google.com;\n       dkim=pass header.i=@example.org header.s=k header.b=aB/c+D;\n       spf=pass (google.com: domain"
		  " of dave@example.org designates 192.0.2.7 as permitted sender) smtp.mailfrom=dave@example.org;\n"
		  "       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=example.org\n" SIGNED BY_THEM FROM,
		  AUTHRES_DKIM, "dkim=example.org by mx.google.com" },
		{ "Microsoft 365", OUTLOOK,
		  "Received: from A.EURP1.PROD.OUTLOOK.COM by B.EURP1.PROD.OUTLOOK.COM with HTTPS; Mon, 3 Jul 2023 09:00:02 +0000\n"
		  "Received: from C.eurprd01.prod.exchangelabs.com by A.EURP1.PROD.OUTLOOK.COM with Microsoft SMTP Server id 15\n"
		  "Received: from D.mail.protection.outlook.com by C.outlook.office365.com via Frontend Transport\n"
		  AR "spf=pass (sender IP is 192.0.2.7)\n smtp.mailfrom=example.org; dkim=pass (signature was verified)\n"
		  " header.d=example.org;dmarc=pass action=none\n header.from=example.org;compauth=pass reason=100\n"
		  "Received-SPF: Pass (protection.outlook.com: domain of example.org designates 192.0.2.7 as permitted sender)\n"
		  "Received: from out.example.org (192.0.2.7) by D.mail.protection.outlook.com with Microsoft SMTP Server\n"
		  SIGNED BY_THEM FROM,
		  AUTHRES_DKIM, "dkim=example.org by an unnamed server" },
		{ "Postfix and Dovecot's LMTP, with too few hops", PLAIN,
		  "Received: from mx.example.net by imap.example.net with LMTP id d1; Mon, 3 Jul 2023 09:00:01 +0000\n"
		  BY_US OURS "dkim=pass header.d=example.org\n" BY_THEM FROM,
		  AUTHRES_NONE, "the Authentication-Results of mx.example.net stands below 2 Received fields, more than 1" },
		{ "Mailman 3 on a Postfix with rspamd", CHECKS,
		  BY_US LIST_PASSES
		  "Received: from localhost by lists.example.com (Postfix) with ESMTP id 5; Mon, 3 Jul 2023 08:59:40 +0000\n"
		  "Received: from out.example.org by lists.example.com (Postfix) with ESMTPS id 4; Mon, 3 Jul 2023 08:59:30 +0000\n"
		  AR "lists.example.com;\n\tdkim=pass header.d=example.org header.s=k;\n\tdmarc=pass (policy=quarantine)"
		  " header.from=example.org\n" SIGNED ENCODED,
		  AUTHRES_LIST, "list: dkim=lists.example.com by mx.example.net, dkim=example.org by lists.example.com" },
		{ "Google Groups", GOOGLE,
		  BY_US OURS "dkim=pass header.d=googlegroups.com; spf=pass smtp.mailfrom=sc+bncB1@googlegroups.com;"
		  " dmarc=pass header.from=googlegroups.com\n" BY_THEM
		  "From: \"'Dave Miller' via SC\" <sc@googlegroups.com>\nX-Original-Sender: dave@example.org\n"
		  "X-Original-Authentication-Results: gmr-mx.google.com;       dkim=pass\n header.i=@example.org header.s=k;       spf=pass (google.com: domain of dave@example.org\n"
		  " designates 192.0.2.7 as permitted sender) smtp.mailfrom=dave@example.org;       dmarc=pass\n"
		  " (p=REJECT sp=REJECT dis=NONE) header.from=example.org\nX-Original-From: Dave Miller <dave@example.org>\n"
		  "Reply-To: Dave Miller <dave@example.org>\nMailing-list: list sc@googlegroups.com; contact sc+owners@googlegroups.com\n"
		  "List-ID: <sc.googlegroups.com>\n",
		  AUTHRES_LIST, "list: dkim=googlegroups.com by mx.example.net, dkim=example.org by gmr-mx.google.com" },
	};

	(void)state;
	check_proofs(cases, sizeof cases / sizeof cases[0]);
}

static void domains_must_be_aligned(void **state)
{
#define US(results) BY_US OURS results "\n" BY_THEM SIGNED
	static const struct proof_case cases[] = {
		{ "dmarc and spf", PLAIN, US("dmarc=pass header.from=example.org; spf=pass smtp.mailfrom=dave@example.org") FROM,
		  AUTHRES_DMARC, "dmarc=example.org by mx.example.net" },
		{ "dmarc, and spf of a domain above", PLAIN,
		  US("dmarc=pass header.from=eng.example.org; spf=pass smtp.mailfrom=dave@example.org") "From: dave@eng.example.org\n",
		  AUTHRES_DMARC, "dmarc=eng.example.org by mx.example.net" },
		{ "dmarc, and spf of a domain below", PLAIN, US("dmarc=pass header.from=example.org; spf=pass smtp.mailfrom=dave@eng.example.org") FROM,
		  AUTHRES_NONE, "dmarc passes, but no spf=pass says that it came straight from example.org" },
		{ "dmarc, and spf of another", PLAIN, US("dmarc=pass header.from=example.org; spf=pass smtp.mailfrom=m@evil.example") FROM,
		  AUTHRES_NONE, "dmarc passes, but no spf=pass says that it came straight from example.org" },
		{ "dmarc, and spf of the HELO name", PLAIN, US("dmarc=pass header.from=example.org; spf=pass smtp.helo=example.org") FROM,
		  AUTHRES_NONE, "dmarc passes, but no spf=pass says that it came straight from example.org" },
		{ "dmarc alone", PLAIN, US("dmarc=pass header.from=example.org") FROM,
		  AUTHRES_NONE, "dmarc passes, but no spf=pass says that it came straight from example.org" },
		{ "no list", ALONE, US("dkim=pass header.d=example.org") FROM, AUTHRES_DKIM, "dkim=example.org by mx.example.net" },
		{ "a domain above the author's", PLAIN, US("dkim=pass header.d=example.org") "From: dave@eng.example.org\n",
		  AUTHRES_DKIM, "dkim=example.org by mx.example.net" },
		{ "a domain below the author's", PLAIN, US("dkim=pass header.d=mail.example.org") FROM,
		  AUTHRES_NONE, "dkim passes for mail.example.org, which is not example.org's" },
		{ "a top-level domain", PLAIN, US("dkim=pass header.d=org") FROM, AUTHRES_NONE, "dkim passes for org, which is not example.org's" },
		{ "a dot and a top-level domain", PLAIN, US("dkim=pass header.d=.org") FROM,
		  AUTHRES_NONE, "dkim passes for .org, which is not example.org's" },
		{ "an end that is no label's", PLAIN, US("dkim=pass header.d=example.org") "From: dave@badexample.org\n",
		  AUTHRES_NONE, "dkim passes for example.org, which is not badexample.org's" },
		{ "another's", PLAIN, US("dkim=pass header.d=evil.example") FROM,
		  AUTHRES_NONE, "dkim passes for evil.example, which is not example.org's" },
		{ "one of several", PLAIN, US("dkim=pass header.d=esp.example; dkim=fail header.d=example.org header.s=j; dkim=pass header.d=example.org header.s=k") FROM,
		  AUTHRES_DKIM, "dkim=example.org by mx.example.net" },
		{ "the right one fails, another passes", PLAIN, US("dkim=fail header.d=example.org; dkim=pass header.d=esp.example") FROM,
		  AUTHRES_NONE, "dkim passes for esp.example, which is not example.org's" },
		{ "case and the dot at the end", PLAIN, US("DKIM=PASS HEADER.D=EXAMPLE.ORG.") "From: Dave@Example.Org\n",
		  AUTHRES_DKIM, "dkim=EXAMPLE.ORG by mx.example.net" },
		{ "header.i alone", PLAIN, US("dkim=pass header.i=dave@example.org") FROM, AUTHRES_DKIM, "dkim=example.org by mx.example.net" },
		{ "header.d before header.i", PLAIN, US("dkim=pass header.i=@mail.evil.example header.d=evil.example") FROM,
		  AUTHRES_NONE, "dkim passes for evil.example, which is not example.org's" },
		{ "header.d that is not header.i's", PLAIN, US("dkim=pass header.i=@evil.example header.d=example.org") FROM,
		  AUTHRES_NONE, "dkim passes for no named domain" },
		{ "passes and fails", PLAIN, US("dkim=pass header.d=example.org; dkim=fail header.d=example.org") FROM,
		  AUTHRES_NONE, "the Authentication-Results of mx.example.net says two things of dkim, pass and fail" },
		{ "passes and fails, as one signature", PLAIN, US("dkim=pass header.d=example.org header.b=aBcDeFgH;"
		  " dkim=fail header.i=@example.org header.s=k header.b=aBcDeFgHiJ") FROM,
		  AUTHRES_NONE, "the Authentication-Results of mx.example.net says two things of dkim, pass and fail" },
		{ "no signature, and one that passes", PLAIN, US("dkim=none; dkim=pass header.d=example.org") FROM,
		  AUTHRES_NONE, "the Authentication-Results of mx.example.net says two things of dkim, none and pass" },
		{ "two envelopes", PLAIN, US("dkim=pass header.d=example.org; spf=pass smtp.mailfrom=a@example.org; spf=pass smtp.mailfrom=b@b.example") FROM,
		  AUTHRES_NONE, "the Authentication-Results of mx.example.net says two things of spf, pass and pass" },
		{ "a HELO name, and what may be a part of it", PLAIN,
		  US("dkim=pass header.d=example.org; spf=none smtp.helo=a.example; spf=pass smtp.mailfrom=dave@example.org") FROM,
		  AUTHRES_NONE, "the Authentication-Results of mx.example.net says two things of spf, none and pass" },
		{ "two authors to DMARC", PLAIN, US("dmarc=pass header.from=evil.example; dmarc=pass header.from=example.org") FROM,
		  AUTHRES_NONE, "the Authentication-Results of mx.example.net says two things of dmarc, pass and pass" },
		{ "no domain at all", PLAIN, US("dkim=pass header.s=k") FROM, AUTHRES_NONE, "dkim passes for no named domain" },
		{ "a domain of another property", PLAIN, US("dkim=pass policy.d=example.org") FROM, AUTHRES_NONE, "dkim passes for no named domain" },
		{ "an A-label", PLAIN, US("dkim=pass header.d=xn--bcher-kva.example") SIGNATURE("xn--bcher-kva.example", HELD)
		  "From: dave@xn--bcher-kva.example\n",
		  AUTHRES_DKIM, "dkim=xn--bcher-kva.example by mx.example.net" },
		{ "a U-label in From, as in SMTPUTF8", PLAIN, US("dkim=pass header.d=xn--bcher-kva.example")
		  SIGNATURE("xn--bcher-kva.example", HELD) "From: dave@b\xC3\xBC" "cher.example\n",
		  AUTHRES_DKIM, "dkim=xn--bcher-kva.example by mx.example.net" },
		{ "dkim=policy", PLAIN, US("dkim=policy header.d=example.org") FROM, AUTHRES_NONE, "dkim=policy" },
		{ "dkim=neutral", PLAIN, US("dkim=neutral header.d=example.org") FROM, AUTHRES_NONE, "dkim=neutral" },
		{ "dkim=fail", PLAIN, US("dkim=fail reason=\"bad signature\" header.d=example.org") FROM, AUTHRES_NONE, "dkim=fail" },
		{ "dkim=temperror", PLAIN, US("dkim=temperror header.d=example.org; spf=pass smtp.mailfrom=dave@example.org") FROM,
		  AUTHRES_NONE, "dkim=temperror" },
		{ "spf alone", PLAIN, US("spf=pass smtp.mailfrom=dave@example.org") FROM, AUTHRES_NONE, "neither dkim nor dmarc was looked at" },
		{ "arc alone", PLAIN, US("arc=pass header.d=example.org") FROM, AUTHRES_NONE, "neither dkim nor dmarc was looked at" },
		{ "none", PLAIN, US("none") FROM, AUTHRES_NONE, "neither dkim nor dmarc was looked at" },
		{ "dmarc of a domain above", PLAIN, US("dmarc=pass header.from=example.org") "From: dave@eng.example.org\n",
		  AUTHRES_NONE, "neither dkim nor dmarc was looked at" },
		{ "dmarc=bestguesspass", PLAIN, US("dmarc=bestguesspass header.from=example.org") FROM, AUTHRES_NONE, "dmarc=bestguesspass" },
		{ "dmarc fails beside", PLAIN, US("dkim=pass header.d=example.org; dmarc=fail header.from=example.org") FROM, AUTHRES_NONE, "dmarc=fail" },
		{ "dmarc fails and passes", PLAIN, US("dmarc=pass header.from=example.org; dmarc=fail header.from=example.org") FROM,
		  AUTHRES_NONE, "the Authentication-Results of mx.example.net says two things of dmarc, pass and fail" },
		{ "two From fields", PLAIN, US("dkim=pass header.d=example.org") FROM "From: mallory@example.org\n",
		  AUTHRES_NONE, "more than one author in From" },
		{ "two addresses in From", PLAIN, US("dkim=pass header.d=example.org") "From: dave@example.org, mallory@example.org\n",
		  AUTHRES_NONE, "more than one author in From" },
		{ "no From", PLAIN, US("dkim=pass header.d=example.org") "To: dave@example.org\n", AUTHRES_NONE, "no author in From" },
		{ "an address without domain", PLAIN, US("dkim=pass header.d=example.org") "From: dave\n", AUTHRES_NONE,
		  "the author's address is not known" },
		{ "what the sender chose is shown harmlessly", PLAIN, US("dkim=pass header.d=\"e\t[2J\xC3\xA9\"") FROM,
		  AUTHRES_NONE, "dkim passes for e?[2J?\?, which is not example.org's" },
	};

	(void)state;
	check_proofs(cases, sizeof cases / sizeof cases[0]);
}

/* A signed mail that somebody sends again, to another place, with fields added or moved. */
static void a_signature_must_hold_the_mail_together(void **state)
{
#define KEYED(h, more) BY_US OURS "dkim=pass header.d=example.org header.s=k header.b=aBcDeFgH\n" BY_THEM h FROM more
#define LACKS(what) "the signature by example.org " what
	static const struct proof_case cases[] = {
		{ "all of it", PLAIN, KEYED(SIGNED, "Cc: joe@example.org\nIn-Reply-To: <0@example.org>\nReferences: <0@example.org>\n"),
		  AUTHRES_DKIM, "dkim=example.org by mx.example.net" },
		{ "white space and capitals", PLAIN, KEYED("DKIM-Signature: v = 1;a=ed25519-sha256\n ;d= Example.ORG ; s=K;h=FROM : To:\n\tcc:Date:Subject"
		  ":MESSAGE-ID;bh=x;b= aBcD eFgH\n\t iJ;\n", ""), AUTHRES_DKIM, "dkim=example.org by mx.example.net" },
		{ "twice named, so that nobody adds one", PLAIN, KEYED(SIGNATURE("example.org", HELD ":from:to:cc:in-reply-to"), ""),
		  AUTHRES_DKIM, "dkim=example.org by mx.example.net" },
		{ "no To", PLAIN, KEYED(SIGNATURE("example.org", "from:date:subject:message-id"), ""), AUTHRES_NONE, LACKS("does not cover To") },
		{ "no Date", PLAIN, KEYED(SIGNATURE("example.org", "from:to:subject:message-id"), ""), AUTHRES_NONE, LACKS("does not cover Date") },
		{ "no Subject", PLAIN, KEYED(SIGNATURE("example.org", "from:to:date:message-id"), ""), AUTHRES_NONE, LACKS("does not cover Subject") },
		{ "no Message-ID", PLAIN, KEYED(SIGNATURE("example.org", "from:to:date:subject"), ""), AUTHRES_NONE, LACKS("does not cover Message-ID") },
		{ "a Cc that was added", PLAIN, KEYED(SIGNATURE("example.org", "from:to:date:subject:message-id"), "Cc: sc@lists.example.com\n"),
		  AUTHRES_NONE, LACKS("does not cover Cc") },
		{ "an In-Reply-To that was added", PLAIN, KEYED(SIGNATURE("example.org", "from:to:date:subject:message-id"), "In-Reply-To: <0@x>\n"),
		  AUTHRES_NONE, LACKS("does not cover In-Reply-To") },
		{ "References that were added", PLAIN, KEYED(SIGNATURE("example.org", "from:to:date:subject:message-id"), "References: <0@x>\n"),
		  AUTHRES_NONE, LACKS("does not cover References") },
		{ "a second To, above the one that is signed", PLAIN, "To: sc@lists.example.com\n" KEYED(SIGNED, "To: else@example.org\n"),
		  AUTHRES_NONE, LACKS("does not cover every To") },
		{ "a second Subject", PLAIN, "Subject: [WITHDRAW]\n" KEYED(SIGNED, ""), AUTHRES_NONE, LACKS("does not cover every Subject") },
		{ "a second Content-Type, where one is signed", PLAIN, "Content-Type: text/html\n" KEYED(SIGNATURE("example.org", HELD ":content-type"),
		  "Content-Type: text/plain\n"), AUTHRES_NONE, LACKS("does not cover every Content-Type") },
		{ "a name that begins alike", PLAIN, KEYED(SIGNATURE("example.org", "from:to-do:date:subject:message-id"), ""),
		  AUTHRES_NONE, LACKS("does not cover To") },
		{ "a part of the text", PLAIN, KEYED("DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=k; l=20; h=" HELD "; bh=x; b=aBcDeFgHiJ\n", ""),
		  AUTHRES_NONE, LACKS("covers a part of the text alone (l=)") },
		{ "no signature in the mail", PLAIN, KEYED("", ""), AUTHRES_NONE, LACKS("is not in the mail") },
		{ "another selector's", PLAIN, KEYED("DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=j; h=" HELD "; bh=x; b=aBcDeFgHiJ\n", ""),
		  AUTHRES_NONE, LACKS("is not in the mail") },
		{ "another signature", PLAIN, KEYED("DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=k; h=" HELD "; bh=x; b=aBcDeFgg\n", ""),
		  AUTHRES_NONE, LACKS("is not in the mail") },
		{ "another domain's", PLAIN, KEYED(SIGNATURE("evil.example", HELD), ""), AUTHRES_NONE, LACKS("is not in the mail") },
		{ "two that it may be, and one covers less", PLAIN,
		  US("dkim=pass header.d=example.org") SIGNATURE("example.org", "from") FROM, AUTHRES_NONE, LACKS("does not cover To") },
		{ "... in the other order", PLAIN,
		  SIGNATURE("example.org", "from") US("dkim=pass header.d=example.org") FROM, AUTHRES_NONE, LACKS("does not cover To") },
		{ "two, and the better one is meant", PLAIN, KEYED(SIGNED "DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=j; h=from; bh=x; b=xyz\n", ""),
		  AUTHRES_DKIM, "dkim=example.org by mx.example.net" },
		{ "the identity alone is told, below the domain", PLAIN, US("dkim=pass header.i=@eng.example.org") "From: dave@eng.example.org\n",
		  AUTHRES_DKIM, "dkim=eng.example.org by mx.example.net" },
		{ "it covers little, and the author's own server handed it over", PLAIN, BY_US
		  OURS "dkim=pass header.d=example.org; spf=pass smtp.mailfrom=dave@example.org\n" BY_THEM SIGNATURE("example.org", "from") FROM,
		  AUTHRES_DKIM, "dkim=example.org by mx.example.net" },
		{ "a tag twice", PLAIN, KEYED("DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=k; h=" HELD "; h=from; bh=x; b=aBcDeFgHiJ\n", ""),
		  AUTHRES_NONE, LACKS("cannot be read") },
		{ "no version", PLAIN, KEYED("DKIM-Signature: a=rsa-sha256; d=example.org; s=k; h=" HELD "; bh=x; b=aBcDeFgHiJ\n", ""),
		  AUTHRES_NONE, LACKS("cannot be read") },
		{ "a result in an identity, as OpenDKIM would copy it", PLAIN, KEYED(SIGNED "DKIM-Signature: v=1; a=rsa-sha256; d=evil.example; s=k;"
		  " i=x=3B=20dkim=3Dpass=20header.d=3Dexample.org@evil.example; h=from; bh=x; b=xyz\n", ""),
		  AUTHRES_NONE, "a DKIM-Signature holds more than a name where one is due" },
		{ "... in a second identity", PLAIN, KEYED(SIGNED "DKIM-Signature: v=1; a=rsa-sha256; d=evil.example; s=k;"
		  " i=@evil.example; h=from; bh=x; b=xyz; i=(@evil.example\n", ""),
		  AUTHRES_NONE, "a DKIM-Signature holds more than a name where one is due" },
		{ "... in a domain", PLAIN, KEYED(SIGNED "DKIM-Signature: v=1; d=evil.example (; h=from; bh=x; b=xyz\n", ""),
		  AUTHRES_NONE, "a DKIM-Signature holds more than a name where one is due" },
		{ "... in a signature", PLAIN, KEYED(SIGNED "DKIM-Signature: v=1; d=evil.example; h=from; bh=x; b=x\"z\n", ""),
		  AUTHRES_NONE, "a DKIM-Signature holds more than a name where one is due" },
	};
	static const struct {
		const char *why;	/* NULL: it is proved */
		int64_t late_s;
		bool names_us;
	} times[] = {
		{ NULL, 60, true }, { NULL, AUTHRES_AGE_MAX_S, true }, { NULL, -AUTHRES_DAY_S, true },
		{ "it was written more than 7 days before it came", AUTHRES_AGE_MAX_S + 1, true },
		{ "its date is yet to come", -AUTHRES_DAY_S - 1, true },
		{ "it is addressed to somebody else: neither To nor Cc names the list", 60, false },
	};

	(void)state;
	check_proofs(cases, sizeof cases / sizeof cases[0]);
	struct message m = read_text(US("dkim=pass header.d=example.org") FROM "To: sc@lists.example.com\n" REST "\nhello\n");

	for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
		struct authres_trust trust = trusts[PLAIN];

		trust.names_us = times[i].names_us;
		trust.received_s = m.date_utc_s + times[i].late_s;
		assert_string_equal(authres_prove(arena, &m, &trust).text, times[i].why ? times[i].why : "dkim=example.org by mx.example.net");
	}
	struct message odd = read_text(US("spf=pass smtp.mailfrom=sc@lists.example.com") FROM "To : x\n\nhello\n");

	assert_false(authres_is_from(arena, &odd, &trusts[PLAIN]));
	m.has_date = false;
	struct authres_trust trust = trusts[PLAIN];

	trust.names_us = true;
	assert_string_equal(authres_prove(arena, &m, &trust).text, "it has no date");
}

static void forgeries_prove_nothing(void **state)
{
#define FORGED OURS "dkim=pass header.d=example.org; dmarc=pass header.from=example.org\n"
	static const struct proof_case cases[] = {
		{ "none at all", PLAIN, BY_US BY_THEM FROM, AUTHRES_NONE, "no Authentication-Results of mx.example.net" },
		{ "another's name", PLAIN, BY_US AR "mx.evil.example; dkim=pass header.d=example.org\n" FROM,
		  AUTHRES_NONE, "no Authentication-Results of mx.example.net" },
		{ "a name that begins like ours", PLAIN, BY_US AR "mx.example.net.evil.example; dkim=pass header.d=example.org\n" FROM,
		  AUTHRES_NONE, "no Authentication-Results of mx.example.net" },
		{ "below our own", PLAIN, BY_US OURS "dkim=none\n" FORGED FROM, AUTHRES_NONE,
		  "the Authentication-Results of mx.example.net says two things of dkim, none and pass" },
		{ "below our own, which speaks of other methods", PLAIN, BY_US OURS "spf=none\n" FORGED FROM,
		  AUTHRES_NONE, "neither dkim nor dmarc was looked at" },
		{ "below our own, which cannot be read", PLAIN, BY_US OURS "spf=none (a\\)\n" FORGED FROM,
		  AUTHRES_NONE, "the Authentication-Results of mx.example.net cannot be read: it holds a backslash" },
		{ "a field name with blanks", PLAIN, BY_US "Authentication-Results : mx.example.net; dkim=pass header.d=example.org\n" FROM,
		  AUTHRES_NONE, "a field name has blanks before its colon" },
		{ "an author whose field name has blanks", PLAIN, US("dkim=pass header.d=example.org") FROM "From : mallory@example.org\n",
		  AUTHRES_NONE, "a field name has blanks before its colon" },
		{ "below our own, on top of Received", PLAIN, OURS "dkim=none\n" BY_US FORGED FROM, AUTHRES_NONE, "dkim=none" },
		{ "above the list's Received, where ours is missing", PLAIN, BY_US BY_LIST FORGED FROM,
		  AUTHRES_NONE, "the Authentication-Results of mx.example.net stands below 2 Received fields, more than 1" },
		{ "behind an older Received, in place of our second field", SPLIT, OURS "dmarc=none header.from=example.org\n" BY_US FORGED FROM,
		  AUTHRES_NONE, "dmarc=none" },
		{ "our second field, and a third", SPLIT, BY_US OURS "dmarc=none\n" OURS "dkim=fail\n" FORGED FROM, AUTHRES_NONE,
		  "the Authentication-Results of mx.example.net says two things of dkim, fail and pass" },
		{ "a second field that our first belies", SPLIT, BY_US OURS "dmarc=fail header.from=example.org\n" FORGED FROM,
		  AUTHRES_NONE, "the Authentication-Results of mx.example.net says two things of dmarc, fail and pass" },
		{ "Google's renamed field as ours", PLAIN, BY_US "X-Original-" FORGED FROM, AUTHRES_NONE,
		  "no Authentication-Results of mx.example.net" },
		{ "ARC's as ours", PLAIN, BY_US "ARC-Authentication-Results: i=1; mx.example.net; dkim=pass header.d=example.org\n" FROM,
		  AUTHRES_NONE, "no Authentication-Results of mx.example.net" },
		{ "no name where ours has one", PLAIN, BY_US AR "dkim=pass header.d=example.org\n" FROM, AUTHRES_NONE,
		  "no Authentication-Results of mx.example.net" },
		{ "a result in a sender's address", PLAIN,
		  BY_US OURS "spf=pass smtp.mailfrom=\"x; dkim=pass header.d=example.org\"@evil.example\n" FROM,
		  AUTHRES_NONE, "the Authentication-Results of mx.example.net cannot be read: a quoted string holds a semicolon" },
		{ "a result out of a comment", PLAIN, BY_US OURS "spf=pass (domain of x) ; dkim=pass header.d=example.org; x) designates)\n" FROM,
		  AUTHRES_NONE, "the Authentication-Results of mx.example.net cannot be read: a comment ends that did not begin" },
		{ "a domain that ends early, for who is careless", PLAIN, BY_US OURS "dkim=pass header.d=\"example.org\t\xC3\xA9\"\n" FROM,
		  AUTHRES_NONE, "dkim passes for example.org?\?\?, which is not example.org's" },
		{ "in the body", PLAIN, BY_US FROM "\n" FORGED, AUTHRES_NONE, "no Authentication-Results of mx.example.net" },
	};

	(void)state;
	check_proofs(cases, sizeof cases / sizeof cases[0]);
}

static void a_list_proves_for_its_authors(void **state)
{
	static const struct proof_case cases[] = {
		{ "it saw a pass", CHECKS, BY_US LIST_PASSES BY_LIST LIST_SAW ENCODED,
		  AUTHRES_LIST, "list: dkim=lists.example.com by mx.example.net, dkim=example.org by lists.example.com" },
		{ "by dmarc", CHECKS, BY_US OURS "dmarc=pass header.from=lists.example.com; spf=pass smtp.mailfrom=lists.example.com\n" BY_LIST
		  AR "lists.example.com; dmarc=pass header.from=example.org; spf=pass smtp.mailfrom=dave@example.org\n" ENCODED,
		  AUTHRES_LIST, "list: dmarc=lists.example.com by mx.example.net, dmarc=example.org by lists.example.com" },
		{ "it vouches", VOUCHES, BY_US LIST_PASSES BY_LIST ENCODED,
		  AUTHRES_LIST, "list: dkim=lists.example.com by mx.example.net, which vouches for its senders" },
		{ "it vouches, From is the author's and his signature broken", VOUCHES,
		  BY_US OURS "dkim=fail header.d=example.org; dkim=pass header.d=lists.example.com\n" BY_LIST
		  SIGNATURE("lists.example.com", HELD) LIST FROM,
		  AUTHRES_LIST, "list: dkim=lists.example.com by mx.example.net, which vouches for its senders" },
		{ "it vouches, and its signature leaves out what the mail answers", VOUCHES,
		  BY_US OURS "dkim=pass header.d=lists.example.com\n" BY_LIST SIGNATURE("lists.example.com", "from:to:cc:date:subject:message-id")
		  ENCODED "In-Reply-To: <0@example.org>\n",
		  AUTHRES_NONE, "the signature by lists.example.com does not cover In-Reply-To" },
		{ "it vouches, and a domain below it handed the mail over", VOUCHES,
		  BY_US OURS "dkim=pass header.d=lists.example.com; spf=pass smtp.mailfrom=sc@bounces.lists.example.com\n" BY_LIST ENCODED,
		  AUTHRES_LIST, "list: dkim=lists.example.com by mx.example.net, which vouches for its senders" },
		{ "it saw a pass, and the author's signature broke after", CHECKS,
		  BY_US OURS "dkim=fail header.d=example.org; dkim=pass header.d=lists.example.com; spf=pass smtp.mailfrom=x@lists.example.com\n"
		  BY_LIST LIST_SAW LIST FROM,
		  AUTHRES_LIST, "list: dkim=lists.example.com by mx.example.net, dkim=example.org by lists.example.com" },
		{ "it neither saw nor vouches", PLAIN, BY_US LIST_PASSES BY_LIST ENCODED,
		  AUTHRES_NONE, "from the list, but the list does not vouch for its senders" },
		{ "the author's own signature is the list's matter where From is rewritten", PLAIN,
		  BY_US OURS "dkim=pass header.d=example.org\n" BY_LIST ENCODED,
		  AUTHRES_NONE, "dkim passes for example.org, which is not lists.example.com's" },
		{ "not the list's signature", VOUCHES, BY_US OURS "dkim=pass header.d=evil.example\n" BY_LIST ENCODED,
		  AUTHRES_NONE, "dkim passes for evil.example, which is not lists.example.com's" },
		{ "another list of that domain", VOUCHES, BY_US LIST_PASSES BY_LIST
		  "From: Dave Miller via evil <dave=example.org@lists.example.com>\nList-Id: <evil.lists.example.com>\n",
		  AUTHRES_NONE, "From was rewritten, and by no list of ours" },
		{ "no list of ours", ALONE, BY_US LIST_PASSES BY_LIST ENCODED, AUTHRES_NONE, "From was rewritten, and by no list of ours" },
		{ "it saw a failure", CHECKS, BY_US LIST_PASSES BY_LIST AR "lists.example.com; dkim=fail header.d=example.org\n" ENCODED,
		  AUTHRES_NONE, "from the list, but there: dkim=fail" },
		{ "it saw another's pass", CHECKS, BY_US LIST_PASSES BY_LIST AR "lists.example.com; dkim=pass header.d=evil.example\n" ENCODED,
		  AUTHRES_NONE, "from the list, but there: dkim passes for evil.example, which is not example.org's" },
		{ "it saw nothing", CHECKS, BY_US LIST_PASSES BY_LIST ENCODED,
		  AUTHRES_NONE, "from the list, but there: no Authentication-Results of lists.example.com" },
		{ "the sender's forgery below what it saw", CHECKS,
		  BY_US LIST_PASSES BY_LIST AR "lists.example.com; dkim=none\n" LIST_SAW ENCODED,
		  AUTHRES_NONE, "from the list, but there: the Authentication-Results of lists.example.com says two things of dkim, none and pass" },
		{ "what it saw, above our field", CHECKS, LIST_SAW BY_US LIST_PASSES BY_LIST ENCODED,
		  AUTHRES_NONE, "from the list, but there: no Authentication-Results of lists.example.com" },
		{ "a signed mail of the list sent again by somebody who added a field", CHECKS,
		  BY_US OURS "dkim=pass header.d=lists.example.com; spf=pass smtp.mailfrom=x@evil.example\n" LIST_SAW BY_LIST
		  SIGNATURE("lists.example.com", HELD) ENCODED,
		  AUTHRES_NONE, "from the list, but no spf=pass says that it came straight from there" },
		{ "found in Reply-To, seen and vouched for", BOTH, BY_US LIST_PASSES BY_LIST LIST_SAW MUNGED,
		  AUTHRES_LIST, "list: dkim=lists.example.com by mx.example.net, dkim=example.org by lists.example.com" },
		{ "found in Reply-To, vouched for alone", VOUCHES, BY_US LIST_PASSES BY_LIST MUNGED,
		  AUTHRES_NONE, "from the list, but it does not show who its server saw" },
		{ "found in Reply-To, seen alone", CHECKS, BY_US LIST_PASSES BY_LIST LIST_SAW MUNGED,
		  AUTHRES_NONE, "from the list, but its author stands in reply-to alone" },
		{ "found in Cc, seen alone", CHECKS, BY_US LIST_PASSES BY_LIST LIST_SAW
		  "From: Dave Miller via sc <sc@lists.example.com>\nCc: Dave Miller <dave@example.org>\n" LIST,
		  AUTHRES_NONE, "from the list, but its author stands in cc alone" },
		{ "a name without an address", BOTH, BY_US LIST_PASSES BY_LIST LIST_SAW "From: Dave Miller via sc <sc@lists.example.com>\n" LIST,
		  AUTHRES_NONE, "the author's address is not known" },
	};

	(void)state;
	check_proofs(cases, sizeof cases / sizeof cases[0]);
}

/* ---- what real servers wrote of the mails of tests/live/hostile_senders.py ---- */

static struct span read_data(const char *name)
{
	const char *srcdir = getenv("srcdir"), *path = arena_printf(arena, "%s/tests/data/authres/%s", srcdir ? srcdir : ".", name);
	FILE *file = fopen(path, "rb");
	char *data = arena_alloc(arena, DATA_MAX, 1);
	size_t n = file ? fread(data, 1, DATA_MAX, file) : 0;

	assert_true(file && n > 0 && n < DATA_MAX);
	fclose(file);
	return span_from(data, n);
}

/* When the server took it: what its own, the topmost Received field ends with. */
static int64_t arrival_s(struct span mail)
{
	ptrdiff_t received = span_find(mail, "\nReceived: "), date = 0;
	struct span rest = span_sub(mail, (size_t)received, mail.len), line;

	assert_true(received >= 0);
	date = span_find(rest, "; ");
	rest = span_sub(rest, (size_t)date + 2, rest.len);
	assert_true(date >= 0 && span_next_line(&rest, &line));
	return read_text(arena_printf(arena, "Date: " SPAN_FMT "\n\n", SPAN_ARG(line))).date_utc_s;
}

static void judge(struct span mail, const struct authres_server *ours, bool *daves_out, bool *lists_out)
{
	struct message_limits limits = message_limits_default();
	struct authres_trust trust = { .ours = *ours, .list_domain = "lists.example.com", .list_id = "sc.lists.example.com",
				       .received_s = arrival_s(mail) };
	struct message message;
	bool names_list = false;
	struct err err;

	assert_int_equal(message_read(arena, mail, &limits, &message, &err), ERR_NONE);
	for (size_t i = 0; i < message.n_recipients; i++) {
		struct span addr = span_of(message.recipients[i].addr);

		names_list = names_list || span_is(addr, "sc@lists.example.com");
		trust.names_us = trust.names_us || names_list || span_is(addr, "bot@example.org");
	}
	*daves_out = span_starts(span_of(message.author.addr), "dave@") && authres_prove(arena, &message, &trust).kind != AUTHRES_NONE;
	*lists_out = names_list && authres_is_from(arena, &message, &trust);
}

static void real_servers_are_read_rightly(void **state)
{
	static const struct {
		const char *name;
		struct authres_server ours;
	} servers[] = { { "rspamd", { "mail.example.org", 1, 1 } }, { "opendkim-opendmarc", { "mail.example.org", 0, 3 } } };

	(void)state;
	for (size_t i = 0; i < sizeof servers / sizeof servers[0]; i++) {
		struct span rest = read_data(servers[i].name), what;
		size_t proved = 0, listed = 0, forged = 0;

		while (span_next_line(&rest, &what)) {
			ptrdiff_t end = span_find(rest, "\n\nFrom ");
			struct span mail = span_sub(rest, 0, end < 0 ? rest.len : (size_t)end + 1);
			bool is_daves, is_lists;

			judge(mail, &servers[i].ours, &is_daves, &is_lists);
			if (!span_starts(what, arena_printf(arena, "From %s, %s: ", is_daves ? "proved" : "forged", is_lists ? "listed" : "strange")))
				fail_msg("%s: " SPAN_FMT ": proved %d, listed %d", servers[i].name, SPAN_ARG(what), is_daves, is_lists);
			proved += is_daves;
			listed += is_lists;
			forged += !is_daves && !is_lists;
			rest = end < 0 ? span_from("", 0) : span_sub(rest, (size_t)end + 2, rest.len);
		}
		assert_int_equal(proved, 10);
		assert_int_equal(listed, 6);
		assert_true(forged > 200);
	}
}

static void without_a_server_nothing_is_proved(void **state)
{
	struct message m = read_text(BY_US OURS "dkim=pass header.d=example.org\n" FROM "\n");
	struct authres_trust trust = { .list_vouches = true };

	(void)state;
	assert_int_equal(authres_prove(arena, &m, &trust).kind, AUTHRES_NONE);
	assert_string_equal(authres_prove(arena, &m, &trust).text, "no authserv-id is configured");
	trust.ours.authserv_id = "";
	assert_string_equal(authres_prove(arena, &m, &trust).text, "no authserv-id is configured");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_read),
		cmocka_unit_test(what_is_read_is_bounded),
		cmocka_unit_test(what_is_in_doubt_is_broken),
		cmocka_unit_test(a_name_with_blanks_is_no_field),
		cmocka_unit_test(fields_of_real_servers_prove),
		cmocka_unit_test(domains_must_be_aligned),
		cmocka_unit_test(a_signature_must_hold_the_mail_together),
		cmocka_unit_test(forgeries_prove_nothing),
		cmocka_unit_test(a_list_proves_for_its_authors),
		cmocka_unit_test(real_servers_are_read_rightly),
		cmocka_unit_test(without_a_server_nothing_is_proved),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
