/* test_message_whole.c - what of a mail is its text, word by word: what the author wrote and quoted, and not what the
 * list, a signature or a mail program put around it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "message/whole.h"

enum { MAX_BYTES = 4000 };

struct mail {
	const char *name;
	const char *head;		/* further fields */
	const char *body, *want;	/* NULL: it is not whole */
};

static const struct mail mails[] = {
	{ "plain text", "", "# Meeting #38\n\nWe agree.\n", "# Meeting #38\n\nWe agree.\n" },
	{ "a quoted resolution in its midst", "", "Resolved:\n\n> The board grants 500.\n\nAll in favour.\n",
	  "Resolved:\n\n> The board grants 500.\n\nAll in favour.\n" },
	{ "and at its end", "In-Reply-To: <agenda@example.org>\n", "Resolved:\n\n> The board grants 500.\n> > As in May.\n",
	  "Resolved:\n\n> The board grants 500.\n>> As in May.\n" },
	{ "fenced code", "", "The rule is:\n\n```\nlimit = 500\n```\n\nAgreed.\n", "The rule is:\n\n```\nlimit = 500\n```\n\nAgreed.\n" },
	{ "indented code", "", "The rule is:\n\n    limit = 500;\n\nAgreed.\n", "The rule is:\n\n    limit = 500;\n\nAgreed.\n" },
	{ "a patch", "", "Agreed:\n\ndiff --git a/rules b/rules\n--- a/rules\n+++ b/rules\n@@ -1 +1 @@\n-limit 500\n+limit 5000\n",
	  "Agreed:\n\ndiff --git a/rules b/rules\n--- a/rules\n+++ b/rules\n@@ -1 +1 @@\n-limit 500\n+limit 5000\n" },
	{ "a quotation with who wrote it", "", "Agreed as proposed.\n\nJoe wrote:\n> Grant 500.\n", "Agreed as proposed.\n\nJoe wrote:\n> Grant 500.\n" },
	{ "the mail that it answers, below", "In-Reply-To: <agenda@example.org>\n",
	  "We agree.\n\nOn Wed, 28 Jun 2023 at 10:00, Joe Stringer <joe@example.org> wrote:\n> Agenda: the grant\n>\n> > of May\n", "We agree.\n" },
	{ "the same below a quotation of one's own", "Subject: Re: Agenda\n",
	  "We agree:\n\n> Grant 500.\n\nOn Wed, 28 Jun 2023 at 10:00, Joe Stringer <joe@example.org> wrote:\n> Agenda\n", "We agree:\n\n> Grant 500.\n" },
	{ "with signature and footer around it", "References: <agenda@example.org>\n",
	  "We agree.\n\n-- \nKP Singh\n\nOn Wed, 28 Jun 2023 at 10:00, Joe Stringer <joe@example.org> wrote:\n> Agenda\n\n"
	  "_______________________________________________\nbsc mailing list\nbsc@lists.example.org\n", "We agree.\n" },
	{ "the same from a program without quote marks", "In-Reply-To: <agenda@example.org>\n",
	  "We agree.\n\nFrom: Joe Stringer <joe@example.org>\nSent: Wednesday, June 28, 2023 10:00\nTo: bsc@lists.example.org\n"
	  "Subject: Agenda\n\nThe grant.\n", "We agree.\n" },
	{ "answered point by point it is the text", "In-Reply-To: <agenda@example.org>\n",
	  "On Wed, 28 Jun 2023 at 10:00, Joe Stringer <joe@example.org> wrote:\n> The grant\nAgreed: 500.\n",
	  "On Wed, 28 Jun 2023 at 10:00, Joe Stringer <joe@example.org> wrote:\n> The grant\nAgreed: 500.\n" },
	{ "nothing but a quotation", "In-Reply-To: <agenda@example.org>\n",
	  "On Wed, 28 Jun 2023 at 10:00, Joe Stringer <joe@example.org> wrote:\n> Grant 500.\n",
	  "On Wed, 28 Jun 2023 at 10:00, Joe Stringer <joe@example.org> wrote:\n> Grant 500.\n" },
	{ "a signature at the end", "", "We agree.\n-- \nKP Singh\n", "We agree.\n" },
	{ "dashes that are none", "", "We agree.\n\n--\nKP Singh, for\n\n> the board\n\nand all others.\n",
	  "We agree.\n\n--\nKP Singh, for\n\n> the board\n\nand all others.\n" },
	{ "text in HTML", "Content-Type: text/html\n", "<p>Resolved:</p><blockquote>Grant 500.</blockquote><p>Agreed.</p>\n",
	  "Resolved:\n\n> Grant 500.\n\nAgreed.\n" },
	{ "nothing", "", "", "" },
};

static const char *text_of(struct arena *arena, const char *head, struct span body, const struct message_limits *limits)
{
	struct message message;
	struct buf mail;
	struct err err;

	buf_init(&mail, 1024 * 1024);
	buf_addf(&mail, "From: KP Singh <kp@example.org>\nMessage-ID: <m@example.org>\n%s%s\n", strstr(head, "Subject:") ? "" : "Subject: Minutes\n", head);
	buf_add_span(&mail, body);
	assert_int_equal(message_read(arena, buf_fitted(&mail), limits, &message, &err), ERR_NONE);
	const char *text = message_whole_text(arena, &message, MAX_BYTES);

	buf_free(&mail);
	return text;
}

static void it_is_what_the_author_mailed(void **unused)
{
	const struct message_limits limits = message_limits_default();

	(void)unused;
	for (size_t i = 0; i < sizeof mails / sizeof mails[0]; i++) {
		struct arena *arena = arena_new();
		const char *text = text_of(arena, mails[i].head, span_of(mails[i].body), &limits);

		print_message("%s\n", mails[i].name);
		assert_non_null(text);
		assert_string_equal(text, mails[i].want);
		arena_free(&arena);
	}
}

static void what_is_cut_is_not_whole(void **unused)
{
	struct message_limits limits = message_limits_default();
	struct arena *arena = arena_new();
	char body[2 * MAX_BYTES];

	(void)unused;
	memset(body, 'a', sizeof body);
	body[sizeof body - 1] = '\n';
	assert_null(text_of(arena, "", span_from(body, sizeof body), &limits));
	assert_non_null(text_of(arena, "", span_from(body, MAX_BYTES - 1), &limits));
	limits.lines = 3;
	assert_non_null(text_of(arena, "", span_of("a\nb\n"), &limits));
	assert_null(text_of(arena, "", span_of("a\nb\nc\nd\n"), &limits));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_what_the_author_mailed),
		cmocka_unit_test(what_is_cut_is_not_whole),
	};

	message_prepare();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
