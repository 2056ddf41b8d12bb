/* test_message_types.c - of what type a part is, which of several is read, and what is told of a mail without text.
 */
#include "message_desk.h"

#include "message/rough.h"

static bool holds(const void *user, struct span text, enum message_ask ask)
{
	(void)ask;
	return span_find(text, user) >= 0;
}

/* The lines of the body, joined by '|', quote marks before them. */
static const char *body_of(const struct message *message)
{
	const char *all = "";

	for (size_t i = 0; i < message->n_lines; i++) {
		const struct message_line *l = &message->lines[i];

		all = arena_printf(arena, "%s%s%.*s" SPAN_FMT, all, i ? "|" : "", (int)l->quote_depth, ">>>>", SPAN_ARG(l->text));
	}
	return all;
}

#define LATIN "caf\xE9"
#define CAFE "caf\xC3\xA9"

static void a_type_that_cannot_be_read_is_plain_text(void **state)
{
	static const struct {
		const char *type, *body, *want;
	} cases[] = {
		/* RFC 2045, 5.2 */
		{ "text", "x", "x" }, { "text/", "x", "x" }, { "plain", "x", "x" }, { "text plain", "x", "x" }, { "/plain", "x", "x" },
		{ "text/plain/x", "x", "x" }, { ";", "x", "x" }, { "", "x", "x" }, { "<text/plain>", "x", "x" }, { "a b c", "x", "x" },
		{ "text; charset=iso-8859-7", "\xE1", "\xCE\xB1" }, { "text plain; charset=iso-8859-7", "\xE1", "\xCE\xB1" },
		{ "charset=iso-8859-7", "\xE1", "\xCE\xB1" }, { "text/plain charset=iso-8859-7", "\xE1", "\xCE\xB1" },
		{ "text/plain, charset=iso-8859-7", "\xE1", "\xCE\xB1" }, { "text/plain;; charset=iso-8859-7;", "\xE1", "\xCE\xB1" },
		{ "\"text/plain\"; charset=\"iso-8859-7\"", "\xE1", "\xCE\xB1" }, { "text/plain (so); charset=iso-8859-7", "\xE1", "\xCE\xB1" },
		{ "text / plain ; charset = iso-8859-7", "\xE1", "\xCE\xB1" },
		{ "text /html", "<p>x</p>", "x" }, { "\"text/html\"", "<p>x</p>", "x" }, { "TEXT/HTML", "<p>x</p>", "x" },
		/* a kind that is known is not text because its name is cut short */
		{ "image", "x", "" }, { "application", "x", "" }, { "application/", "x", "" },
		{ "multipart; boundary=b", "--b\n\nx\n--b--\n", "x" }, { "multipart/; boundary=b", "--b\n\nx\n--b--\n", "x" },
		/* RFC 2046, 4.1.4 */
		{ "text/x-notes", "x", "x" }, { "text/x-notes; charset=iso-8859-1", LATIN, CAFE }, { "text/unheard-of", "x", "x" },
		{ "text/x-rst", "x", "x" }, { "text/calendar", "BEGIN:VCALENDAR", "" }, { "text/x-vcard", "BEGIN:VCARD", "" },
		/* RFC 1896 and RFC 1341 */
		{ "text/enriched", "<bold>[AI</bold> Dave] a <<b>\nc\n\nd<param>red</param>", "[AI Dave] a <b> c|d" },
		{ "text/enriched", "<excerpt>[AI\nDave] a\n\nb</excerpt>c", ">[AI Dave] a|>b|c" },
		{ "text/enriched", "<nofill>a\nb</nofill> c < d", "a|b c < d" },
		{ "text/richtext", "<bold>a</bold><nl>b <lt>c>\nd<comment>e</comment>", "a|b <c> d" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct message m = read_text(arena_printf(arena, "Content-Type: %s\n\n%s\n", cases[i].type, cases[i].body));

		if (strcmp(body_of(&m), cases[i].want) != 0)
			fail_msg("Content-Type: %s: %s", cases[i].type, body_of(&m));
	}
}

#define PICTURE "--b\nContent-Type: image/png\nContent-ID: <p>\nContent-Transfer-Encoding: base64\n\nQUFB\n"
#define PDF "--b\nContent-Type: application/pdf\n\nQUFB\n"
#define ONE "--b\nContent-Type: text/html\nContent-ID: <one@b>\n\n<p>one</p>\n"
#define TWO "--b\nContent-Type: text/html\nContent-ID: <two@b>\n\n<p>two</p>\n"
#define NOTES "--b\nContent-Type: text/x-notes\n\nnotes\n"
#define INNER "--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\ninner\n--c\nContent-Type: text/html\n\n<p>i</p>\n--c--\n"

static void the_root_of_related_parts_is_read(void **state)
{
	static const struct {
		const char *type, *parts, *want;
	} cases[] = {
		{ "multipart/related; start=\"<two@b>\"", PICTURE ONE TWO, "two" },
		{ "multipart/related; start=\"<two@b>\"", ONE TWO, "two" },
		{ "multipart/related", ONE TWO, "one" },
		{ "multipart/related", PICTURE ONE TWO, "one" },
		{ "multipart/related; start=\"<gone@b>\"", PICTURE ONE, "one" },
		{ "multipart/related; start=\"<p>\"", PICTURE ONE, "one" },	/* a picture is no root */
		{ "multipart/related", PICTURE INNER, "inner" },
		{ "multipart/related", PDF NOTES, "notes" },
		{ "multipart/related", PICTURE, "" },
		{ "multipart/mixed", PICTURE NOTES ONE, "notes|one" },
		{ "multipart/mixed", PDF ONE, "one" },
		{ "multipart/alternative", NOTES ONE, "one" },
		{ "multipart/alternative", PICTURE NOTES, "notes" },
		{ "multipart/alternative", "--b\nContent-Type: text/enriched\n\n<bold>rich</bold>\n" NOTES, "rich" },
		{ "multipart/alternative", ONE "--b\nContent-Type: text/x-amp-html\n\n<p>amp</p>\n", "one" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct message m = read_text(arena_printf(arena, "Content-Type: %s; boundary=b\n\n%s--b--\n", cases[i].type,
							  cases[i].parts));

		if (strcmp(body_of(&m), cases[i].want) != 0)
			fail_msg("%zu %s: %s", i, cases[i].type, body_of(&m));
	}
}

static const char *many(const char *text, size_t count)
{
	struct buf all;

	buf_init(&all, 4 << 20);
	for (size_t i = 0; i < count; i++)
		buf_add_str(&all, text);
	assert_false(buf_is_cut(&all));
	const char *copy = arena_strndup(arena, buf_fitted(&all).ptr, buf_len(&all));

	buf_free(&all);
	return copy;
}

static void pictures_in_html_are_no_text(void **state)
{
	const char *data = many("AAAABBBBCCCCDDDD", 20000);	/* 320 kB */
	const char *const forms[] = {
		"<p>[AI Dave] x</p><img src=\"data:image/png;base64,%s\">", "<img alt='a' src='data:image/png;base64,%s'><p>[AI Dave] x</p>",
		"<img src=data:image/png;base64,%s><p>[AI Dave] x</p>", "<p style=\"background: url(data:image/png;base64,%s)\">[AI Dave] x</p>",
		"<style>@font-face { src: url(data:font/woff2;base64,%s) }</style><p>[AI Dave] x</p>",
		"<a href = \"DATA:text/plain,%s\">[AI Dave]</a> x",
	};
	struct message_limits limits = message_limits_default();
	struct message message;
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		struct buf mail;

		buf_init(&mail, 4 << 20);
		buf_add_str(&mail, "Content-Type: text/html\n\n");
		buf_add_span(&mail, span_sub(span_of(forms[i]), 0, (size_t)span_find(span_of(forms[i]), "%s")));
		buf_add_str(&mail, data);
		buf_add_str(&mail, strstr(forms[i], "%s") + 2);
		assert_true(message_rough_find(buf_fitted(&mail), &(struct message_look){ .may_hold = holds, .user = "[AI Dave]" }));
		if (message_read(arena, buf_fitted(&mail), &limits, &message, &err))
			fail_msg("%s: %s", forms[i], err.text);
		assert_string_equal(body_of(&message), "[AI Dave] x");
		buf_free(&mail);
	}
	/* what is text counts as before, and so does what only speaks of such an address */
	for (size_t i = 0; i < 2; i++) {
		const char *mail = arena_printf(arena, "Content-Type: text/html\n\n<p>%s%s</p>", i ? "data:image/png;base64," : "", data);

		assert_int_equal(message_read(arena, span_of(mail), &limits, &message, &err), ERR_DATA);
		assert_non_null(strstr(err.text, "html_bytes"));
	}
	/* without an end, again and again: no more than one pass */
	assert_int_equal(message_read(arena, span_of(arena_printf(arena, "Content-Type: text/html\n\n<p>x</p>%s",
			 many("<style><a b='data:", 50000))), &limits, &message, &err), ERR_NONE);
	assert_string_equal(body_of(&message), "x");
}

static void what_nobody_sees_is_no_part_of_the_text(void **state)
{
	static const struct {
		const char *type, *body, *want;
	} cases[] = {
		{ "text/plain; charset=utf-8", "\xE2\x80\x8B[AI\xC2\xAD Da\xE2\x81\xA0ve] x\xEF\xBB\xBF", "[AI Dave] x" },
		{ "text/plain; charset=utf-8", "\xC2\xA0 done\xC2\xA0now\xC2\xA0", "  done now" },
		{ "text/plain; charset=iso-8859-1", "\xA0[A\xADI] x", " [AI] x" },
		{ "text/plain; charset=utf-8", "a\xE2\x80\xAE""b\xE2\x81\xA6""c\xD8\x9C""d", "abcd" },
		{ "text/plain; charset=utf-8", "\xE2\x80\x8D[AI]\xE2\x80\x8Cx", "[AI]x" },
		/* a joiner between letters that it joins */
		{ "text/plain; charset=utf-8", "\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE\xD9\x88", "\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE\xD9\x88" },
		{ "text/html; charset=utf-8", "<p>&#8203;[AI&nbsp;D&shy;ave] x&zwnj;</p>", "[AI Dave] x" },
		{ "text/plain; charset=utf-8; format=flowed", "a\xC2\xA0\nb \nc", "a|b c" },	/* no line that goes on */
		{ "text/plain; charset=utf-8", "\xE2\x80\x8B> quoted", ">quoted" },
	};
	struct message m;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		m = read_text(arena_printf(arena, "Content-Type: %s\n\n%s\n", cases[i].type, cases[i].body));
		if (strcmp(body_of(&m), cases[i].want) != 0)
			fail_msg("%zu: %s", i, body_of(&m));
	}
	m = read_text("Subject: \xE2\x80\x8B[AI=?utf-8?Q?=E2=80=8B=C2=A0Dave]?= x\nFrom: \"Jo\xC2\xAD""e\" <joe@example.org>\n\n");
	assert_string_equal(m.subject, "[AI Dave] x");
	assert_string_equal(m.from.name, "Joe");
}

static void a_mail_without_readable_text_says_why(void **state)
{
	static const struct {
		const char *mail, *why;		/* a part of it; NULL: nothing to tell */
	} cases[] = {
		{ "Content-Type: application/ms-tnef; name=winmail.dat\n\nx\n", "winmail.dat" },
		{ "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n\n--b\nContent-Type: application/octet-stream; name=WINMAIL.DAT\n"
		  "Content-Disposition: attachment\n\nx\n--b--\n", "winmail.dat" },
		{ "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n"
		  "Content-Disposition: attachment; filename=smime.p7m\n\nx\n", "S/MIME" },
		{ "Content-Type: application/x-pkcs7-mime\n\nx\n", "S/MIME" },
		{ "Content-Type: application/octet-stream; name=smime.p7m\n\nx\n", "S/MIME" },
		{ "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n--b\n"
		  "Content-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream\n\nx\n--b--\n", "PGP/MIME" },
		/* with the list's footer */
		{ "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b--\n--a\n\n"
		  "____________\nsc mailing list\n--a--\n", "PGP/MIME" },
		{ "X: y\n\n-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n", "(PGP)" },
		{ "Content-Type: application/pdf\n\nx\n", "application/pdf" },
		{ "Content-Type: text/plain\nContent-Disposition: attachment; filename=a\n\nx\n", "text/plain" },
		{ "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/msword\n\nx\n--b--\n", "application/msword" },
		/* text beside it, or nothing that could say anything */
		{ "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\nContent-Type: application/ms-tnef\n\nx\n--b--\n", NULL },
		{ "Content-Type: multipart/signed; boundary=b\n\n--b\n\nhello\n--b\nContent-Type: application/pkcs7-signature\n\nx\n--b--\n", NULL },
		{ "Content-Type: image/png\n\nx\n", NULL }, { "Content-Type: text/plain\n\n\n", NULL }, { "X: y\n\n", NULL },
		{ "X: y\n\n____________\nsc mailing list\n", NULL }, { "X: y\n\n> quoted alone\n", NULL },
		{ "X: y\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nhello\n-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----\n", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct message m = read_text(cases[i].mail);

		if (!cases[i].why != !m.unread || (m.unread && !strstr(m.unread, cases[i].why)))
			fail_msg("%s: %s", cases[i].mail, m.unread ? m.unread : "nothing");
		if (m.unread && !message_rough_find(span_of(cases[i].mail), &(struct message_look){ .may_hold = holds, .user = "no such words" }))
			fail_msg("%s: scan would not look at it", cases[i].mail);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_type_that_cannot_be_read_is_plain_text),
		cmocka_unit_test(the_root_of_related_parts_is_read),
		cmocka_unit_test(pictures_in_html_are_no_text),
		cmocka_unit_test(what_nobody_sees_is_no_part_of_the_text),
		cmocka_unit_test(a_mail_without_readable_text_says_why),
	};

	return cmocka_run_group_tests_name("message types", tests, set_up, tear_down);
}
