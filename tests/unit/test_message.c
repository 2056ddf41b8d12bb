/* test_message.c - one mail read: fields, author, bounds, decoding, which parts are read. */
#include "message_desk.h"

/* The lines of the body, joined by '|'. */
static const char *body_of(const struct message *message)
{
	const char *all = "";

	for (size_t i = 0; i < message->n_lines; i++)
		all = arena_printf(arena, "%s%s%.*s", all, i ? "|" : "", SPAN_ARG(message->lines[i].text));
	return all;
}

static void fields_are_read(void **state)
{
	struct message m = read_text(
		"From nobody Mon Nov 23 16:00:00 2026\n"
		"Message-ID: <a1@example.org> (made here)\r\n"
		"In-Reply-To: Your mail of Monday <p9@example.org>\r\n"
		"References: <p1@example.org>\r\n <p9@example.org>\r\n"
		"SUBJECT: =?utf-8?Q?Caf=C3=A9?=\r\n =?utf-8?B?IG1lbnU=?=   plain\r\n"
		"From: \"Dave A. B.\" <Dave@Example.ORG>\r\n"
		"To: bsc@lists.example.org, Team: Joe <joe@example.org>, kp@example.org;\r\n"
		"Cc: =?iso-8859-1?Q?Jos=E9?= <jose@example.org>\r\n"
		"List-Id: \"The <fine> list\" <bsc.lists.example.org>\r\n"
		"Date: Wed, 05 Jul 2023 09:30:00 -0700 (PDT)\r\n"
		"\r\nhello\r\n");

	(void)state;
	assert_string_equal(m.message_id, "a1@example.org");
	assert_string_equal(m.in_reply_to, "p9@example.org");
	assert_int_equal(m.n_references, 2);
	assert_string_equal(m.references[0], "p1@example.org");
	assert_string_equal(m.subject, "Caf\xC3\xA9 menu plain");
	assert_string_equal(m.from.name, "Dave A. B.");
	assert_string_equal(m.from.addr, "Dave@example.org");
	assert_string_equal(m.author.addr, "Dave@example.org");
	assert_int_equal(m.author_source, AUTHOR_FROM);
	assert_int_equal(m.n_recipients, 4);
	assert_string_equal(m.recipients[2].addr, "kp@example.org");
	assert_string_equal(m.recipients[3].name, "Jos\xC3\xA9");
	assert_string_equal(m.list_id, "bsc.lists.example.org");
	assert_true(m.has_date);
	assert_int_equal(m.date_utc_s, 1688574600);
	assert_int_equal(m.date_offset_s, -7 * 3600);
	assert_int_equal(m.automatic, AUTOMATIC_NO);
	assert_string_equal(body_of(&m), "hello");
}

static void missing_fields_are_empty(void **state)
{
	struct message m = read_text("X-A: b\n\n");

	(void)state;
	assert_string_equal(m.message_id, "");
	assert_string_equal(m.subject, "");
	assert_string_equal(m.from.addr, "");
	assert_string_equal(m.author.name, "");
	assert_string_equal(m.list_id, "");
	assert_false(m.has_date);
	assert_int_equal(m.n_lines, 0);
}

static void header_text_is_decoded(void **state)
{
	static const struct {
		const char *raw, *want;
	} cases[] = {
		{ "plain", "plain" },
		{ "=?utf-8?q?a?= =?utf-8?q?b?=", "ab" },
		{ "=?utf-8?q?a?==?utf-8?q?b?=", "ab" },
		{ "=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c" },
		{ "=?utf-8?B?w6k=?=", "\xC3\xA9" },
		{ "=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=", "\xC3\xA9" },		/* cut inside a character */
		{ "=?utf-8?B?YQ?= =?utf-8?B?W0FJXQ?=", "a[AI]" },		/* without padding */
		{ "=?iso-2022-jp?B?GyRCLSEbKEI?= x", "\xE2\x91\xA0 x" },
		{ "=?koi8-r?B?8NLJ18XU?=", "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82" },
		{ "=?windows-1252*en?Q?=93x=94?=", "\xE2\x80\x9Cx\xE2\x80\x9D" },
		{ "=?x-unknown?Q?=E9?=", "\xC3\xA9" },
		{ "=?utf-8?Q?=FFx?=", "\xEF\xBF\xBDx" },
		{ "=?utf-8?X?zz?= y", "=?utf-8?X?zz?= y" },
		{ "=?broken", "=?broken" },
		{ "caf\xC3\xA9", "caf\xC3\xA9" },
		{ "caf\xE9", "caf\xC3\xA9" },
		{ "a\tb  c", "a b c" },
		{ "=?utf-8?Q?a=00b=0Ac?=", "ab c" },
		{ "=?utf-8?Q?[AI_Dave]?= x", "[AI Dave] x" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct message m = read_text(arena_printf(arena, "Subject: %s\n\n", cases[i].raw));

		assert_string_equal(m.subject, cases[i].want);
	}
}

/* ---- authors: the shapes that lists make ---- */

#define LIST "List-Id: <bsc.lists.example.org>\nList-Post: <mailto:bsc@lists.example.org>\n"

static void authors_are_found_behind_lists(void **state)
{
	static const struct {
		const char *what, *header, *name, *addr;
		enum author_source source;
	} cases[] = {
		{ "plain", LIST "From: Dave <dave@example.org>\nReply-To: bsc@lists.example.org\n",
		  "Dave", "dave@example.org", AUTHOR_FROM },
		{ "Reply-To gives no authority", LIST "From: Mal <mal@example.net>\nReply-To: Dave <dave@example.org>\n",
		  "Mal", "mal@example.net", AUTHOR_FROM },
		{ "nor does X-Original-From", LIST "From: Mal <mal@example.net>\nX-Original-From: Dave <dave@example.org>\n",
		  "Mal", "mal@example.net", AUTHOR_FROM },
		{ "Mailman 2", LIST "From: Dave via bsc <bsc@lists.example.org>\nReply-To: Dave <dave@example.org>\n",
		  "Dave", "dave@example.org", AUTHOR_REPLY_TO },
		{ "Mailman 3, Reply-To without a name", LIST
		  "From: Dave via bsc <bsc@lists.example.org>\nReply-To: dave@example.org\n",
		  "Dave", "dave@example.org", AUTHOR_REPLY_TO },
		{ "Reply-To with the list beside", LIST
		  "From: \"Smith, Dave via bsc\" <bsc@lists.example.org>\n"
		  "Reply-To: bsc@lists.example.org, \"Smith, Dave\" <dave@example.org>\n",
		  "Smith, Dave", "dave@example.org", AUTHOR_REPLY_TO },
		{ "Mailman, author in Cc", LIST
		  "From: Dave via bsc <bsc@lists.example.org>\nReply-To: The list <bsc@lists.example.org>\n"
		  "Cc: Joe <joe@example.org>, Dave <dave@example.org>\n",
		  "Dave", "dave@example.org", AUTHOR_CC },
		{ "a German list", LIST "From: Dave \xC3\xBC""ber bsc <bsc@lists.example.org>\nReply-To: Dave <dave@example.org>\n",
		  "Dave", "dave@example.org", AUTHOR_REPLY_TO },
		{ "groups.io", "List-Id: <bsc.groups.io>\nMailing-List: list bsc@groups.io; contact bsc+owner@groups.io\n"
		  "From: \"Dave via groups.io\" <dave=example.org@groups.io>\nReply-To: bsc@groups.io,mal@example.net\n",
		  "Dave", "dave@example.org", AUTHOR_ENCODED },
		{ "encoded with =40", "List-Id: <bsc.example.org>\nFrom: Dave <dave=40example.com@dmarc.example.org>\n"
		  "List-Post: <mailto:bsc@example.org>\n", "Dave", "dave@example.com", AUTHOR_ENCODED },
		{ "encoded with dots", LIST "From: Dave via bsc <dave.example.org@dmarc.lists.example.org>\n",
		  "Dave", "dave@example.org", AUTHOR_ENCODED },
		{ "dots that split two ways, Reply-To tells", LIST
		  "From: Dave via bsc <dave.b.example.org@lists.example.org>\nReply-To: dave.b@example.org\n",
		  "Dave", "dave.b@example.org", AUTHOR_ENCODED },
		{ "Google Groups", "List-Id: <bsc.googlegroups.com>\nX-BeenThere: bsc@googlegroups.com\n"
		  "From: \"'Dave' via bsc\" <bsc@googlegroups.com>\nX-Original-From: Dave <dave@example.org>\n"
		  "Reply-To: Dave <dave@work.example.org>\n", "Dave", "dave@example.org", AUTHOR_X_ORIGINAL_FROM },
		{ "Google Groups, sender alone", "List-Id: <bsc.googlegroups.com>\n"
		  "From: 'Dave' via bsc <bsc@googlegroups.com>\nX-Original-Sender: dave@example.org\n",
		  "Dave", "dave@example.org", AUTHOR_X_ORIGINAL_FROM },
		{ "B4 relay", LIST "From: Dave via B4 Relay <devnull+dave.example.org@kernel.example.net>\n"
		  "X-Original-From: Dave <dave@example.org>\nReply-To: dave@example.org\n",
		  "Dave", "dave@example.org", AUTHOR_X_ORIGINAL_FROM },
		{ "a relay that carries another address", LIST
		  "From: Dave via Relay <devnull+mal.example.net@example.net>\nX-Original-From: Dave <dave@example.org>\n",
		  "Dave via Relay", "devnull+mal.example.net@example.net", AUTHOR_FROM },
		{ "without list fields, mailed to itself",
		  "From: Dave via bsc <bsc@lists.example.org>\nTo: bsc@lists.example.org\nReply-To: Dave <dave@example.org>\n",
		  "Dave", "dave@example.org", AUTHOR_REPLY_TO },
		{ "via somebody else's service", LIST "From: Dave via Docs <noreply@docs.example.com>\nReply-To: Dave <dave@example.org>\n",
		  "Dave via Docs", "noreply@docs.example.com", AUTHOR_FROM },
		{ "nothing to go by", LIST "From: Dave via bsc <bsc@lists.example.org>\nReply-To: bsc@lists.example.org\n",
		  "Dave", "", AUTHOR_UNKNOWN },
		{ "two who claim the name", LIST "From: Dave via bsc <bsc@lists.example.org>\n"
		  "Reply-To: Dave <dave@example.org>, Dave <mal@example.net>\n", "Dave", "", AUTHOR_UNKNOWN },
		{ "an invented X-Original-From", LIST "From: Mal via bsc <bsc@lists.example.org>\n"
		  "Reply-To: Mal <mal@example.net>\nX-Original-From: Dave <dave@example.org>\n", "Mal", "", AUTHOR_UNKNOWN },
		{ "an invented one alone", LIST "From: Mal via bsc <bsc@lists.example.org>\n"
		  "X-Original-From: Dave <dave@example.org>\n", "Mal", "", AUTHOR_UNKNOWN },
		{ "another's nameful Reply-To", LIST "From: Mal via bsc <bsc@lists.example.org>\n"
		  "Reply-To: Dave <dave@example.org>\n", "Mal", "", AUTHOR_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct message m = read_text(arena_printf(arena, "%s\nx\n", cases[i].header));

		if (strcmp(m.author.addr, cases[i].addr) != 0 || strcmp(m.author.name, cases[i].name) != 0 ||
		    m.author_source != cases[i].source)
			fail_msg("%s: got \"%s\" <%s> by %s", cases[i].what, m.author.name, m.author.addr,
				 author_source_name(m.author_source));
	}
}

/* As Mailman 3 wraps a mail of Dave's, with this field among his. */
#define WRAPPED(field) LIST "Precedence: list\nMessage-ID: <179573503941.26917.1692@localhost>\nMIME-Version: 1.0\n" \
	"From: Dave Thaler via BSC <bsc@lists.example.org>\nReply-To: Dave Thaler <dave@example.org>\n" \
	"Content-Type: message/rfc822\nContent-Disposition: inline\n\n" \
	"From: Dave Thaler <dave@example.org>\nMessage-ID: <inner@example.org>\n" field

static void a_wrapped_mail_is_read_as_the_authors(void **state)
{
	static const char inner[] =
		"Content-Type: multipart/mixed; boundary=b\n\n"
		"--b\nContent-Type: text/plain\n\nThe sender's domain has a policy.\n"
		"--b\nContent-Type: message/rfc822\n\nFrom: Dave <dave@example.org>\nSubject: x\n\n[AI Joe] look\n"
		"--b\nContent-Type: text/plain\n\n____________________\nbsc mailing list\n--b--\n";
	struct message m = read_text(arena_printf(arena, LIST "From: Dave via bsc <bsc@lists.example.org>\n%s", inner));
	struct message again = read_text(WRAPPED("\nx\n"));

	(void)state;
	assert_string_equal(again.message_id, "179573503941.26917.1692@localhost");
	assert_int_equal(again.n_references, 1);
	assert_string_equal(again.references[0], "inner@example.org");
	assert_int_equal(m.author_source, AUTHOR_WRAPPED);
	assert_string_equal(m.author.addr, "dave@example.org");
	assert_int_equal(m.n_lines, 4);
	assert_int_equal(m.lines[0].kind, LINE_FOOTER);
	assert_int_equal(m.lines[1].kind, LINE_NEW);
	assert_true(span_is(m.lines[1].text, "[AI Joe] look"));
	assert_int_equal(m.lines[3].kind, LINE_FOOTER);

	/* The same, sent by a person: somebody's forwarded mail. */
	m = read_text(arena_printf(arena, LIST "From: Joe <joe@example.org>\n%s", inner));
	assert_string_equal(m.author.addr, "joe@example.org");
	assert_int_equal(m.lines[1].kind, LINE_FORWARDED);
}

static void automatic_mail_is_known(void **state)
{
	static const struct {
		const char *header;
		enum automatic_kind want;
	} cases[] = {
		{ "Auto-Submitted: no\n", AUTOMATIC_NO },
		{ "Auto-Submitted: no (really)\n", AUTOMATIC_NO },
		{ "Auto-Submitted: auto-replied; owner-email=\"x@example.org\"\n", AUTOMATIC_REPLY },
		{ "Auto-Submitted: auto-generated\n", AUTOMATIC_REPLY },
		/* a program has sent what its user has asked for */
		{ "Auto-Submitted: auto-replied\nX-Apple-Unsubscribe: true\nSubject: stop\n", AUTOMATIC_NO },
		{ "Auto-Submitted: auto-generated\nSubject: Unsubscribe\n", AUTOMATIC_NO },
		{ "Auto-Submitted: auto-replied\nSubject: Re: stop\n", AUTOMATIC_REPLY },
		{ "X-Beadle-Notice: answer\nSubject: stop\n", AUTOMATIC_REPLY },
		{ "Precedence: bulk\n", AUTOMATIC_NO },
		{ "Precedence: auto_reply\n", AUTOMATIC_REPLY },
		{ "X-Autoreply: yes\n", AUTOMATIC_REPLY },
		{ "X-Auto-Response-Suppress: All\nSubject: hi\n", AUTOMATIC_NO },
		{ "X-Auto-Response-Suppress: All\nSubject: Automatic reply: hi\n", AUTOMATIC_REPLY },
		{ "Subject: Automatic reply: hi\n", AUTOMATIC_REPLY },
		{ "Subject: Re: Automatic reply: hi\n", AUTOMATIC_NO },
		{ "Subject: Out of office: hi\n", AUTOMATIC_NO },
		{ "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n", AUTOMATIC_BOUNCE },
		{ "Content-Type: multipart/report; boundary=b;\n report-type=\"Delivery-Status\"\n", AUTOMATIC_BOUNCE },
		{ "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n", AUTOMATIC_REPLY },
		{ "Return-Path: <>\nFrom: MAILER-DAEMON@example.org\n", AUTOMATIC_BOUNCE },
		{ "Return-Path: <>\nFrom: dave@example.org\n", AUTOMATIC_NO },
		{ "X-Failed-Recipients: dave@example.org\n", AUTOMATIC_BOUNCE },
		{ "X-Beadle-Notice: weekly-digest\n", AUTOMATIC_REPLY },
		{ "Message-ID: <beadle.0123456789abcdef0123456789abcdef@example.org>\n", AUTOMATIC_REPLY },
		{ "Message-ID: <beadle.0123456789abcdef0123456789abcde@example.org>\n", AUTOMATIC_NO },
		{ "Message-ID: <beadle.0123456789abcdef0123456789abcdeg@example.org>\n", AUTOMATIC_NO },
		{ "Message-ID: <beadle.0123456789abcdef0123456789abcdef>\n", AUTOMATIC_NO },
		{ "In-Reply-To: <beadle.0123456789abcdef0123456789abcdef@example.org>\n", AUTOMATIC_NO },
		/* Mailman's wrapping keeps Precedence of all this, and makes a Message-ID of its own. */
		{ WRAPPED("Auto-Submitted: auto-replied\n"), AUTOMATIC_REPLY },
		{ WRAPPED("Auto-Submitted: no\n"), AUTOMATIC_NO },
		{ WRAPPED("X-Beadle-Notice: agenda\n"), AUTOMATIC_REPLY },
		/* What somebody attaches to his mail says nothing of the mail. */
		{ "From: Dave <dave@example.org>\nContent-Type: message/rfc822\n\nFrom: Joe <joe@example.org>\n"
		  "Auto-Submitted: auto-replied\n", AUTOMATIC_NO },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct message m = read_text(arena_printf(arena, "%s\n--b\n\nx\n--b--\n", cases[i].header));

		if (m.automatic != cases[i].want)
			fail_msg("%s: %d", cases[i].header, m.automatic);
	}
}

static void dates_have_their_offset(void **state)
{
	static const struct {
		const char *date;
		int64_t utc_s;
		int offset_s;
	} cases[] = {
		{ "Wed, 5 Jul 2023 09:30:00 +0530", 1688529600, 19800 },
		{ "5 Jul 2023 09:30 GMT", 1688549400, 0 },
		{ "Wed,  5 Jul 2023 09:30:00 EST", 1688567400, -18000 },
		{ "Thu, 29 Feb 2024 23:59:59 -0000", 1709251199, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct message m = read_text(arena_printf(arena, "Date: %s\n\n", cases[i].date));

		assert_true(m.has_date);
		assert_int_equal(m.date_utc_s, cases[i].utc_s);
		assert_int_equal(m.date_offset_s, cases[i].offset_s);
	}
	assert_false(read_text("Date: next Tuesday, I hope\n\n").has_date);
}

static void charsets_never_lose_a_mail(void **state)
{
	static const struct {
		const char *charset, *raw, *want;
	} cases[] = {
		{ "utf-8", "caf\xC3\xA9", "caf\xC3\xA9" },
		{ "utf-8", "caf\xE9 x", "caf\xEF\xBF\xBD x" },
		{ "us-ascii", "caf\xE9", "caf\xC3\xA9" },
		{ "us-ascii", "caf\xC3\xA9", "caf\xC3\xA9" },
		{ "nonsense/..", "caf\xE9", "caf\xC3\xA9" },
		{ "iso-8859-1", "\x93q\x94", "\xE2\x80\x9Cq\xE2\x80\x9D" },
		{ "windows-1251", "\xC4\xE0", "\xD0\x94\xD0\xB0" },
		{ "CP1251", "\xC4\xE0", "\xD0\x94\xD0\xB0" },
		{ "iso8859-2", "\xB1", "\xC4\x85" },
		{ "ISO-8859-8-I", "\xE0", "\xD7\x90" },
		{ "gb2312", "\xC4\xE3", "\xE4\xBD\xA0" },
		{ "iso-2022-jp", "\x1B$B4A\x1B(B", "\xE6\xBC\xA2" },
		/* beyond JIS X 0208: NEC's and IBM's, katakana in each form, JIS X 0212 and 0213, Chinese and Korean */
		{ "iso-2022-jp", "\x1B$B-!-j\x1B(B x", "\xE2\x91\xA0\xE3\x88\xB1 x" },
		{ "ISO-2022-JP-MS", "\x1B$B|byu\x1B(B", "\xE9\xAB\x99\xEF\xA8\x91" },
		{ "cp50221", "\x1B(I123\x1B(B", "\xEF\xBD\xB1\xEF\xBD\xB2\xEF\xBD\xB3" },
		{ "iso-2022-jp", "\x0E" "12\x0F" "a\xB3", "\xEF\xBD\xB1\xEF\xBD\xB2" "a\xEF\xBD\xB3" },
		{ "iso-2022-jp-1", "\x1B$(D\"q\x1B(B", "\xE2\x84\x96" },
		{ "iso-2022-jp-3", "\x1B$(O-!\x1B(B", "\xE2\x91\xA0" },
		{ "iso-2022-jp-2", "\x1B$A<:\x1B$(C0!\x1B.A\x1BNi\x1B(B", "\xE5\xB7\xB1\xEA\xB0\x80\xC3\xA9" },
		{ "us-ascii", "\x1B$B4A\x1B(B", "\xE6\xBC\xA2" },
		{ "iso-2022-jp", "\x1B$B4", "\xEF\xBF\xBD" },
		{ "iso-2022-jp", "\x1B$B4A\x1BZ", "\xE6\xBC\xA2\x1B\xEF\xBF\xBD" },
		{ "euc-jp", "x\xFF", "x\xEF\xBF\xBD" },
		{ "utf-7", "a+AOk-b", "a\xC3\xA9""b" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct message m = read_text(arena_printf(arena, "Content-Type: text/plain; charset=\"%s\"\n\n%s\n",
							  cases[i].charset, cases[i].raw));

		if (strcmp(body_of(&m), cases[i].want) != 0)
			fail_msg("%s: %s", cases[i].charset, body_of(&m));
	}
	struct message m = read_bytes(span_from("A: b\n\na\0b\n", 10));

	assert_string_equal(body_of(&m), "ab");
}

static void transfer_encodings_are_undone(void **state)
{
	static const struct {
		const char *encoding, *raw, *want;
	} cases[] = {
		{ "7bit", "a=41\n", "a=41" },
		{ "quoted-printable", "caf=C3=A9 =\nx\n=\n", "caf\xC3\xA9 x" },
		{ "Quoted-Printable", "bad =ZZ\n", "bad =ZZ" },
		{ "base64", "aGVsbG8K\n", "hello" },
		{ "BASE64", "aGVs\nbG8=\n\n_____\n", "hello" },
		{ "base64", "aGVs\nbG8\n", "hello" }, { "base64", "aGVsbA", "hell" },	/* without its padding */
		{ "x-unheard-of", "a\n", "a" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct message m = read_text(arena_printf(arena, "Content-Type: text/plain; charset=utf-8\n"
			"Content-Transfer-Encoding: %s\n\n%s", cases[i].encoding, cases[i].raw));

		/* What follows the padding of base64 is no text of the mail, but no reason to lose it. */
		if (strncmp(body_of(&m), cases[i].want, strlen(cases[i].want)) != 0)
			fail_msg("%s: %s", cases[i].encoding, body_of(&m));
	}
}

#define PLAIN "--b\nContent-Type: text/plain\n\nplain\n"
#define HTML "--b\nContent-Type: text/html\n\n<p>html</p>\n"

static void the_right_parts_are_read(void **state)
{
	static const struct {
		const char *type, *parts, *want;
		bool html;
	} cases[] = {
		{ "multipart/alternative", PLAIN HTML "--b--\n", "plain", false },
		{ "multipart/alternative", HTML PLAIN "--b--\n", "plain", false },
		{ "multipart/alternative", HTML "--b--\n", "html", true },
		{ "multipart/alternative", "--b\nContent-Type: text/plain\n\n \n\n" HTML "--b--\n", "html", true },
		{ "multipart/mixed", PLAIN PLAIN "--b--\n", "plain|plain", false },
		{ "multipart/mixed", PLAIN "--b\nContent-Disposition: attachment\n\nhidden\n--b--\n", "plain", false },
		{ "multipart/mixed", PLAIN "--b\nContent-Type: text/x-patch\n\nhidden\n--b--\n", "plain", false },
		{ "multipart/mixed", PLAIN "--b\nContent-Type: text/plain; name=log.txt\n\nhidden\n--b--\n", "plain", false },
		{ "multipart/mixed", PLAIN "--b\nContent-Type: application/pdf\n\nhidden\n--b--\n", "plain", false },
		{ "multipart/signed", PLAIN "--b\nContent-Type: text/plain\n\nsignature\n--b--\n", "plain", false },
		{ "multipart/related", HTML "--b\nContent-Type: text/plain\n\nextra\n--b--\n", "html", true },
		{ "multipart/encrypted", PLAIN "--b--\n", "", false },
		{ "multipart/mixed", PLAIN "--b\nnot a header\n", "plain|not a header", false },
		{ "multipart/mixed", PLAIN, "plain", false },			/* no closing boundary */
		{ "multipart/mixed", "no boundary at all\n", "no boundary at all", false },
		{ "multipart/mixed", PLAIN "--bb\nnear miss\n--b--\n", "plain|--bb|near miss", false },
		{ "multipart/mixed", "--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\nin\n--c\n"
		  "Content-Type: text/html\n\nx\n--c--\n" PLAIN "--b--\n", "in|plain", false },
		{ "multipart/mixed", "--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nin\n" PLAIN "--b--\n",
		  "in|plain", false },						/* inner one never closed */
		{ "multipart/digest", "--b\n\nFrom: a@example.org\n\nin a digest\n--b--\n", "in a digest", false },
		{ "text/plain", "one\n\ntwo\n", "one||two", false },
		{ "text/html", "<ul><li>a<li>b</ul>", "- a|- b", true },
		{ "application/octet-stream", "bytes\n", "", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct message m = read_text(arena_printf(arena, "Content-Type: %s; boundary=\"b\"\n\n%s",
							  cases[i].type, cases[i].parts));

		if (strcmp(body_of(&m), cases[i].want) != 0 || m.body_is_html != cases[i].html)
			fail_msg("%zu %s: %s", i, cases[i].type, body_of(&m));
	}
}

static void flowed_paragraphs_are_one_line(void **state)
{
	static const struct {
		const char *param, *raw, *want;
		unsigned last_number;
	} cases[] = {
		{ "", "a \nb\nc\n", "a |b|c", 3 },
		{ "; format=flowed", "a \nb\nc\n", "a b|c", 3 },
		{ "; format=flowed; delsp=yes", "[AI \nDave] x\ny\n", "[AIDave] x|y", 3 },
		{ "; format=flowed", "> a \n> b\nc\n", "a b|c", 3 },
		{ "; format=flowed", "> a \nb\n", "a |b", 2 },
		{ "; format=flowed", ">> a \n> b\n", "a |b", 2 },
		{ "; format=flowed", " From \nx\n", "From x", 1 },
		{ "; format=flowed", "a \n-- \nsig \nx\n", "a |-- |sig x", 3 },
		{ "; format=flowed", "a \n", "a ", 1 },
		{ "; format=FLOWED", "a \n\nb\n", "a |b", 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct message m = read_text(arena_printf(arena, "Content-Type: text/plain; charset=utf-8%s\n\n%s",
							  cases[i].param, cases[i].raw));

		if (strcmp(body_of(&m), cases[i].want) != 0)
			fail_msg("%zu: %s", i, body_of(&m));
		assert_int_equal(m.lines[m.n_lines - 1].number, cases[i].last_number);
	}
}

static void html_reads_as_typed(void **state)
{
	static const struct {
		const char *html, *want;
	} cases[] = {
		{ "a<br>b", "a|b" },
		{ "<p>a</p><p>b</p>", "a||b" },
		{ "<div>a</div><div>b</div>", "a|b" },
		{ "<b>AI:</b> <i>Dave</i>\n to  look", "AI: Dave to look" },
		{ "A<b>I</b>: x", "AI: x" },
		{ "<ol><li>a</li><li>b<ul><li>c</li></ul></li></ol>", "1. a|2. b|  - c" },
		{ "<h2>Action items</h2>x", "## Action items||x" },
		{ "<s>done that</s>", "~~done that~~" },
		{ "<input type=checkbox checked>a", "[x] a" },
		{ "see <a href=\"https://example.org/doc\">doc</a>.", "see doc <https://example.org/doc>." },
		{ "<a href=\"https://example.org/\">https://example.org</a>", "https://example.org" },
		{ "[AI <a href=\"https://example.org/dave\">Dave</a>] x", "[AI Dave] x <https://example.org/dave>" },
		{ "[AI <a href=\"mailto:dave@example.org\">Dave</a>] x", "[AI Dave] x" },
		{ "<style>p { x }</style><script>[AI Dave]</script>a", "a" },
		{ "<span style=\"display:none\">[AI Dave]</span>a", "a" },
		{ "a&nbsp;&amp;&#65;&#8203;b", "a &Ab" },
		{ "<pre>  x\n y</pre>", "  x| y" },
		{ "<table><tr><td>a</td><td>b</td></tr></table>", "a  b" },
		{ "<meta charset=koi8-r>\xC3\xA9", "\xC3\xA9" },
		{ "unclosed <b>bold <i", "unclosed bold" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct message m = read_text(arena_printf(arena, "Content-Type: text/html; charset=utf-8\n\n%s",
							  cases[i].html));

		if (strcmp(body_of(&m), cases[i].want) != 0)
			fail_msg("%s: %s", cases[i].html, body_of(&m));
	}
}

/* ---- bounds ---- */

static const char *error_of(struct span bytes, const struct message_limits *limits)
{
	static struct err err;
	struct message message;
	enum err_kind kind = message_read(arena, bytes, limits, &message, &err);

	assert_int_equal(kind, ERR_DATA);
	return err.text;
}

static struct span repeated(const char *head, const char *piece, size_t times, const char *tail)
{
	struct buf buf;

	buf_init(&buf, 64u << 20);
	buf_add_str(&buf, head);
	for (size_t i = 0; i < times; i++)
		buf_add_str(&buf, piece);
	buf_add_str(&buf, tail);
	struct span span = span_from(arena_strndup(arena, buf_fitted(&buf).ptr, buf_len(&buf)), buf_len(&buf));

	buf_free(&buf);
	return span;
}

static struct span nested(unsigned levels)
{
	struct buf buf;

	buf_init(&buf, 1u << 20);
	buf_add_str(&buf, "A: b\n");
	for (unsigned i = 0; i < levels; i++)
		buf_addf(&buf, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i, i);
	buf_add_str(&buf, "\ndeep\n");
	struct span span = span_from(arena_strndup(arena, buf_fitted(&buf).ptr, buf_len(&buf)), buf_len(&buf));

	buf_free(&buf);
	return span;
}

static void hostile_mail_is_refused_by_the_bounds_name(void **state)
{
	struct message_limits limits = message_limits_default();

	(void)state;
#define REFUSED(bytes, bound) assert_non_null(strstr(error_of((bytes), &limits), (bound)))
	REFUSED(repeated("A: b\n\n", "0123456789", 110000, ""), "(size_bytes)");
	REFUSED(repeated("", "A: 0123456789012345678901234567890123456789\n", 6000, "\n"), "(header_count)");
	REFUSED(repeated("A: ", "0123456789", 7000, "\n\n"), "(header_bytes)");
	limits.header_count = 100000;
	REFUSED(repeated("", "A: 0123456789012345678901234567890123456789\n", 7000, "\n"), "(header_block_bytes)");
	limits = message_limits_default();
	REFUSED(repeated("To: ", "a@example.org, ", 1100, "b@example.org\n\n"), "(addresses)");
	REFUSED(repeated("Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n", 300, "--b--\n"), "(parts)");
	REFUSED(nested(60), "(depth)");
	REFUSED(repeated("A: b\n", "Content-Type: message/rfc822\n\n", 60, "\nx\n"), "(depth)");
	REFUSED(repeated("Content-Type: text/html\n\n", "<b>x</b>\n", 30000, ""), "(html_bytes)");
	REFUSED(span_of(""), "no header field");
	REFUSED(span_of("just text\n"), "no header field");
#undef REFUSED
}

static void what_is_within_the_bounds_is_read(void **state)
{
	struct message_limits limits = message_limits_default();
	struct message m;
	struct err err;

	(void)state;
	assert_int_equal(message_read(arena, nested(49), &limits, &m, &err), ERR_NONE);
	assert_string_equal(body_of(&m), "deep");
	m = read_bytes(repeated("To: ", "\"Smith, Dave\" <a@example.org>, ", 900, "b@example.org\n\n"));
	assert_int_equal(m.n_recipients, 901);
	/* what makes other parsers recurse, or search again and again */
	static const char *const pieces[] = { "a:", "(", "\"", "<", "\\\"", "<a@b", "@ ", "\"(<", "a;:", "=?a?q?" };

	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++)
		m = read_bytes(repeated("From: ", pieces[i], 60000 / strlen(pieces[i]), "\n\n"));
	m = read_bytes(repeated("A: b\n\n", "x\n", 30000, ""));
	assert_int_equal(m.n_lines, limits.lines);	/* further ones are left out */
	assert_int_equal(m.lines[m.n_lines - 1].number, limits.lines);
	m = read_bytes(repeated("Content-Type: text/html\n\n<p ", "a=b ", 60000, ">x</p>"));
	assert_string_equal(body_of(&m), "x");
	m = read_bytes(repeated("Content-Type: text/html\n\n", "<div>", 40000, "x"));
	assert_string_equal(body_of(&m), "x");
	/* A boundary that makes another parser crash. */
	m = read_text("Content-Type: multipart/mixed; boundary=\"\\\"\"\n\n--\"\n\nx\n");
	assert_int_equal(m.n_lines > 0, true);
}

/* ---- without a parse ---- */

static void raw_fields_are_found(void **state)
{
	static const char mail[] = "From x\nSubject: a\r\n\tb\r\nMessage-Id: <1@example.org>\r\nX:\r\n\r\nTo: body\r\n";
	struct span value;

	(void)state;
	assert_true(message_raw_field(arena, span_of(mail), "subject", &value));
	assert_true(span_is(value, "a\tb"));
	assert_true(message_raw_field(arena, span_of(mail), "Message-ID", &value));
	assert_true(span_is(value, "<1@example.org>"));
	assert_true(message_raw_field(arena, span_of(mail), "X", &value));
	assert_int_equal(value.len, 0);
	assert_false(message_raw_field(arena, span_of(mail), "To", &value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_read),
		cmocka_unit_test(missing_fields_are_empty),
		cmocka_unit_test(header_text_is_decoded),
		cmocka_unit_test(authors_are_found_behind_lists),
		cmocka_unit_test(a_wrapped_mail_is_read_as_the_authors),
		cmocka_unit_test(automatic_mail_is_known),
		cmocka_unit_test(dates_have_their_offset),
		cmocka_unit_test(charsets_never_lose_a_mail),
		cmocka_unit_test(transfer_encodings_are_undone),
		cmocka_unit_test(the_right_parts_are_read),
		cmocka_unit_test(flowed_paragraphs_are_one_line),
		cmocka_unit_test(html_reads_as_typed),
		cmocka_unit_test(hostile_mail_is_refused_by_the_bounds_name),
		cmocka_unit_test(what_is_within_the_bounds_is_read),
		cmocka_unit_test(raw_fields_are_found),
	};

	return cmocka_run_group_tests_name("message", tests, set_up, tear_down);
}
