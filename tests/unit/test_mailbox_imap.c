/* test_mailbox_imap.c - without a server: what of a large mail is fetched, the smaller mail made of
 * it, and what is kept from the parser. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "mailbox/imap_guard.h"
#include "mailbox/imap_reduce.h"

/* ---- structures, built as the library builds them ---- */

/* The library frees its strings by its own table of them. */
static char *str(const char *text)
{
	MMAPString *s = mmap_string_new(text);

	assert_non_null(s);
	assert_int_equal(mmap_string_ref(s), 0);
	return s->str;
}

static struct mailimap_body *leaf(const char *type, const char *subtype, const char *disposition, uint32_t size)
{
	struct mailimap_body_fld_dsp *dsp = disposition ?
		mailimap_body_fld_dsp_new(str(disposition), NULL) : NULL;
	struct mailimap_body_ext_1part *ext = mailimap_body_ext_1part_new(NULL, dsp, NULL, NULL, NULL);
	clist *list = clist_new();

	clist_append(list, mailimap_single_body_fld_param_new(str("charset"), str("ut\"f-8\r\nX: y")));
	clist_append(list, mailimap_single_body_fld_param_new(str("name"), str("a.txt")));
	struct mailimap_body_fields *fields = mailimap_body_fields_new(mailimap_body_fld_param_new(list), NULL, NULL,
		mailimap_body_fld_enc_new(MAILIMAP_BODY_FLD_ENC_BASE64, NULL), size);
	struct mailimap_body_type_1part *part;

	if (strcmp(type, "text") == 0) {
		part = mailimap_body_type_1part_new(MAILIMAP_BODY_TYPE_1PART_TEXT, NULL, NULL,
			mailimap_body_type_text_new(str(subtype), fields, 1), ext);
	} else {
		int media = strcmp(type, "message") == 0 ? MAILIMAP_MEDIA_BASIC_MESSAGE : MAILIMAP_MEDIA_BASIC_APPLICATION;

		part = mailimap_body_type_1part_new(MAILIMAP_BODY_TYPE_1PART_BASIC, mailimap_body_type_basic_new(
			mailimap_media_basic_new(media, NULL, str(subtype)), fields), NULL, NULL, ext);
	}
	return mailimap_body_new(MAILIMAP_BODY_1PART, part, NULL);
}

static struct mailimap_body *multi(const char *subtype, size_t n, struct mailimap_body *const *children)
{
	clist *list = clist_new();

	for (size_t i = 0; i < n; i++)
		clist_append(list, children[i]);
	return mailimap_body_new(MAILIMAP_BODY_MPART, NULL, mailimap_body_type_mpart_new(list, str(subtype), NULL));
}

/* The sections of a plan as "1 2.1". */
static const char *sections(const struct reduce_plan *plan)
{
	static char text[400];

	text[0] = '\0';
	for (size_t i = 0; i < plan->n_parts; i++) {
		for (size_t k = 0; k < plan->parts[i].n_section; k++)
			snprintf(text + strlen(text), sizeof text - strlen(text), "%s%u", k ? "." : i ? " " : "",
				 (unsigned)plan->parts[i].section[k]);
	}
	return text;
}

static void check_plan(struct mailimap_body *body, const char *want)
{
	struct reduce_plan plan;

	reduce_make_plan(body, &plan);
	assert_string_equal(sections(&plan), want);
	mailimap_body_free(body);
}

#define MULTI(subtype, ...) multi(subtype, sizeof((struct mailimap_body *[]){ __VA_ARGS__ }) / sizeof(void *), \
				  (struct mailimap_body *[]){ __VA_ARGS__ })

static void text_alone_is_planned(void **state)
{
	(void)state;
	check_plan(leaf("text", "plain", NULL, 10), "1");
	check_plan(leaf("application", "pdf", NULL, 10), "");
	check_plan(MULTI("mixed", leaf("text", "plain", "inline", 1), leaf("application", "pdf", "attachment", 9),
			 leaf("text", "PLAIN", NULL, 1), leaf("text", "plain", "ATTACHMENT", 1)), "1 3");
	check_plan(MULTI("alternative", leaf("text", "plain", NULL, 1), leaf("text", "html", NULL, 1)), "1");
	check_plan(MULTI("alternative", leaf("text", "html", NULL, 1), leaf("text", "calendar", NULL, 1)), "1");
	check_plan(MULTI("mixed", MULTI("alternative", MULTI("related", leaf("text", "html", NULL, 1),
			 leaf("application", "gif", NULL, 1)), leaf("text", "plain", NULL, 1)),
			 leaf("text", "plain", NULL, 1)), "1.2 2");
	check_plan(MULTI("alternative", leaf("text", "plain", NULL, 1), MULTI("related", leaf("text", "html", NULL, 1))),
		   "1");
	check_plan(MULTI("report", leaf("text", "plain", NULL, 1), leaf("message", "delivery-status", NULL, 1),
			 leaf("text", "rfc822-headers", NULL, 1)), "1 2 3");
	/* a text of an unknown kind is one */
	check_plan(leaf("text", "X-Notes", NULL, 10), "1");
	check_plan(MULTI("mixed", leaf("text", "x-notes", NULL, 1), leaf("text", "calendar", NULL, 1)), "1");
	check_plan(MULTI("alternative", leaf("text", "x-notes", NULL, 1), leaf("text", "html", NULL, 1)), "2");
}

/* Of text that cannot be read it has to be known that there is some. */
static void unreadable_text_keeps_its_head(void **state)
{
	struct mailimap_body *body = MULTI("mixed", leaf("text", "plain", NULL, 4), leaf("application", "MS-TNEF", "attachment", 9000));
	struct span texts[] = { span_of("SGkK"), span_of("") };
	struct reduce_plan plan;
	struct buf out;

	(void)state;
	buf_init(&out, 10000);
	reduce_make_plan(body, &plan);
	assert_string_equal(sections(&plan), "1 2");
	assert_true(!plan.parts[0].head_only && plan.parts[1].head_only && plan.parts[1].size_bytes == 0);
	reduce_assemble(span_of("From: KP <kp@example.org>\r\n\r\n"), &plan, texts, &out);
	assert_true(span_find(buf_fitted(&out), "Content-Type: application/MS-TNEF") > 0);
	mailimap_body_free(body);
	buf_free(&out);
}

static void a_structure_without_bytes_is_known(void **state)
{
	static const struct {
		uint32_t first, second;
		bool empty;
	} cases[] = { { 0, 0, true }, { 0, 1, false }, { 1, 0, false } };
	struct reduce_plan plan;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct mailimap_body *body = MULTI("mixed", MULTI("alternative", leaf("text", "plain", NULL, cases[i].first)),
						   leaf("application", "pdf", NULL, cases[i].second));

		reduce_make_plan(body, &plan);
		assert_int_equal(plan.empty, cases[i].empty);
		mailimap_body_free(body);
	}
}

static void a_plan_has_limits(void **state)
{
	struct mailimap_body *many[REDUCE_PARTS_MAX + 5], *deep;
	struct reduce_plan plan;

	(void)state;
	for (size_t i = 0; i < REDUCE_PARTS_MAX + 5; i++)
		many[i] = leaf("text", "plain", NULL, 1);
	deep = multi("mixed", REDUCE_PARTS_MAX + 5, many);
	reduce_make_plan(deep, &plan);
	assert_int_equal(plan.n_parts, REDUCE_PARTS_MAX);
	assert_true(plan.cut);
	mailimap_body_free(deep);

	deep = leaf("text", "plain", NULL, 1);
	for (int i = 0; i < REDUCE_DEPTH_MAX + 1; i++)
		deep = multi("mixed", 1, &deep);
	reduce_make_plan(deep, &plan);
	assert_int_equal(plan.n_parts, 0);
	assert_true(plan.cut);
	mailimap_body_free(deep);
}

static const char header[] = "From: KP <kp@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n"
	"\tboundary=\"x\"\r\nSubject: a\r\n b\r\nContent-Transfer-Encoding: 7bit\r\nMessage-ID: <1@example.org>\r\n\r\n";

static void the_smaller_mail_keeps_the_header(void **state)
{
	struct mailimap_body *body = MULTI("mixed", leaf("text", "plain", NULL, 4), leaf("text", "html", NULL, 4));
	struct span texts[] = { span_of("SGkK"), span_of("--=_beadle_x\r\n") };
	struct reduce_plan plan;
	struct buf out;

	(void)state;
	buf_init(&out, 10000);
	reduce_make_plan(body, &plan);
	reduce_assemble(span_of(header), &plan, texts, &out);
	assert_true(span_starts(buf_fitted(&out), "From: KP <kp@example.org>\r\nSubject: a\r\n b\r\n"
				"Message-ID: <1@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n"));
	assert_true(span_find(buf_fitted(&out), "boundary=\"x\"") < 0);
	assert_true(span_find(buf_fitted(&out), "Content-Type: text/plain;\r\n\tcharset=\"utf-8X: y\"\r\n"
			      "Content-Transfer-Encoding: base64\r\n\r\nSGkK\r\n--=_beadle_") > 0);
	assert_true(span_find(buf_fitted(&out), "a.txt") < 0);
	assert_true(span_ends(buf_fitted(&out), "--\r\n"));
	mailimap_body_free(body);

	/* A mail without parts keeps its whole header, which describes its text. */
	body = leaf("text", "plain", NULL, 4);
	buf_clear(&out);
	reduce_make_plan(body, &plan);
	reduce_assemble(span_of(header), &plan, texts, &out);
	assert_true(plan.single);
	assert_int_equal(buf_len(&out), sizeof header - 1 + 4);
	assert_memory_equal(buf_fitted(&out).ptr, header, sizeof header - 1);
	mailimap_body_free(body);
	buf_free(&out);
}

static void a_delivery_report_stays_one(void **state)
{
	struct mailimap_body *body = MULTI("report", leaf("text", "plain", NULL, 4),
					   leaf("message", "delivery-status", NULL, 4));
	struct span texts[] = { span_of("x"), span_of("Action: failed\r\n") };
	struct reduce_plan plan;
	struct buf out;

	(void)state;
	buf_init(&out, 10000);
	reduce_make_plan(body, &plan);
	reduce_assemble(span_of(header), &plan, texts, &out);
	assert_true(span_find(buf_fitted(&out), "multipart/report; report-type=delivery-status;") > 0);
	assert_true(span_find(buf_fitted(&out), "Content-Type: message/delivery-status") > 0);
	mailimap_body_free(body);
	buf_free(&out);
}

static void a_multipart_is_known_by_its_header(void **state)
{
	static const struct {
		const char *mail;
		bool is;
	} cases[] = {
		{ "Content-Type: multipart/mixed\n\n", true }, { "A: b\r\ncontent-type:\r\n Multipart/x\r\n\r\n", true },
		{ "Content-Type: text/plain\n\n", false }, { "A: b\n\nContent-Type: multipart/mixed\n", false },
		{ "", false }, { "Content-Type:", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(mail_is_multipart(span_of(cases[i].mail)), cases[i].is);
}

/* ---- the guard ---- */

static bool feed_repeated(struct imap_guard *g, const char *text, int times)
{
	for (int i = 0; i < times; i++) {
		for (const char *p = text; *p; p++) {	/* byte by byte: no boundary matters */
			if (!imap_guard_feed(g, p, 1))
				return false;
		}
	}
	return true;
}

static void the_guard_counts_brackets_alone(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} cases[] = {
		{ "(", false }, { "(NIL ", false }, { "(\"a\" ", false }, { "({1}\r\n) ", false },
		{ "({5+}\r\n)))))", false }, { "(\")\" ", false }, { "()", true }, { "\"(\" ", true },
		{ "\"\\\"(\"", true }, { "{3}\r\n(((", true }, { "* OK (\r\n", true }, { "* OK don\"t (\r\n(\r\n", true },
		{ "{x}(", false }, { "{1}x(", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct imap_guard g = { .depth = 0 };

		assert_int_equal(feed_repeated(&g, cases[i].text, IMAP_DEPTH_MAX + 1), cases[i].good);
	}
	struct imap_guard g = { .depth = 0 };

	assert_true(feed_repeated(&g, "(", IMAP_DEPTH_MAX));
	assert_false(feed_repeated(&g, "(", 1));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_alone_is_planned),
		cmocka_unit_test(a_structure_without_bytes_is_known),
		cmocka_unit_test(a_plan_has_limits),
		cmocka_unit_test(unreadable_text_keeps_its_head),
		cmocka_unit_test(the_smaller_mail_keeps_the_header),
		cmocka_unit_test(a_delivery_report_stays_one),
		cmocka_unit_test(a_multipart_is_known_by_its_header),
		cmocka_unit_test(the_guard_counts_brackets_alone),
	};

	return cmocka_run_group_tests_name("mailbox imap", tests, NULL, NULL);
}
