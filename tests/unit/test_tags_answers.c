/* test_tags_answers.c - what answers a deadline, what the chair commands, and the traps of real lists. */
#include <stdio.h>
#include <string.h>

#include "rules_desk.h"
#include "tags/scan.h"
#include "time/zone.h"

static const char *al_joe[] = { "Joe" };
static struct person persons[] = { { .name = "Joe Stone", .aliases = al_joe, .n_aliases = 1, .member = true } };
static const struct people people = { .persons = persons, .n_persons = 1 };

/* "object 1 the date; ..." of a mail with this body. */
static const char *read_mail(const char *head, const char *body)
{
	struct message_limits limits = message_limits_default();
	struct scan_context context = { .people = &people, .base = { 2023, 6, 28 } };
	struct fact_list list = { .facts = NULL };
	struct message message;
	struct err err;
	const char *text = "", *mail = arena_printf(arena, "From: Joe <joe@example.org>\r\n%s\r\n%s", head, body);

	assert_int_equal(message_read(arena, span_of(mail), &limits, &message, &err), ERR_NONE);
	assert_int_equal(scan_message(arena, rules, &message, &context, &list, &err), ERR_NONE);
	for (size_t i = 0; i < list.len; i++) {
		const struct fact *f = &list.facts[i];
		char date[CIVIL_TEXT_SIZE];

		if (f->kind != FACT_COMMAND)
			continue;
		text = arena_printf(arena, "%s%s%s@%u", text, *text ? "; " : "", f->command, f->line);
		if (f->item >= 0)
			text = arena_printf(arena, "%s item %d", text, f->item);
		if (f->meeting >= 0)
			text = arena_printf(arena, "%s #%d", text, f->meeting);
		if (civil_is_set(f->due))
			text = arena_printf(arena, "%s <%s>", text, civil_format_iso(f->due, date));
		if (*f->note)
			text = arena_printf(arena, "%s (%s)", text, f->note);
		for (size_t k = 0; k < f->n_people; k++)
			text = arena_printf(arena, "%s [%s]", text, f->people[k]);
		if (*f->text)
			text = arena_printf(arena, "%s %s", text, f->text);
	}
	return text;
}

struct mail_case {
	const char *body, *want;
};

static void check(const char *head, const struct mail_case *cases, size_t n)
{
	size_t bad = 0;

	for (size_t i = 0; i < n; i++) {
		const char *got = read_mail(head, cases[i].body);

		if (strcmp(got, cases[i].want) != 0) {
			printf("# %s\n#   want: %s\n#   got:  %s\n", cases[i].body, cases[i].want, got);
			bad++;
		}
	}
	assert_int_equal(bad, 0);
}

#define REPLY "Subject: Re: [BSC] new logo\r\nIn-Reply-To: <a@example.org>\r\n"
#define CHECK(head_, cases_) check(head_, cases_, sizeof cases_ / sizeof cases_[0])

static void answers_are_read_in_a_reply(void **state)
{
	static const struct mail_case cases[] = {
		{ "[OBJECT] the date is wrong\n", "object@1 the date is wrong" },
		{ "[object]: the date\n", "object@1 the date" },
		{ "**[OBJECT]** the date\n", "object@1 the date" },
		{ "[OBJECTION] section 2\n", "object@1 section 2" },
		{ "[Objection #12]: section 2\n", "object@1 item 12 section 2" },
		{ "Hi all,\n\nObjection: section 2\n", "object@3 section 2" },
		{ "**Objection:** section 2\n", "object@1 section 2" },
		{ "OBJECT\n", "object@1" },
		{ "OBJECT: the date\n", "object@1 the date" },
		{ "OBJECT - the date\n", "object@1 the date" },
		{ "[OBJECT #12] the date\n", "object@1 item 12 the date" },
		{ "Dave has a point here, and\nI thought about it.\n\n[OBJECT] the date\n", "object@4 the date" },
		{ "-1 this breaks older kernels\n", "object@1 this breaks older kernels" },
		{ "-1\n", "object@1" },
		{ "-1: too early\n", "object@1 too early" },
		{ "-1, I would wait\n", "object@1 I would wait" },
		{ "-1 on this\n", "object@1 on this" },
		{ "-1 for the second paragraph\n", "object@1 for the second paragraph" },
		{ "Hi all,\n\n-1. Too early.\n", "object@3 Too early." },
		{ "On Wed, Dave Thorn wrote:\n> new logo\n\n-1 from me\n", "object@4 from me" },
		{ "[OK]\n", "ok@1" },
		{ "+1\n", "ok@1" },
		{ "+1 thanks\n", "ok@1 thanks" },
		{ "+1, well done.\n\nJoe\n", "ok@1 well done." },
		{ "Thanks Dave,\n+1\n", "ok@2" },
		{ "[COMMENT] a word is missing\n", "comment@1 a word is missing" },
		{ "+1\n[COMMENT] a word is missing\n", "ok@1; comment@2 a word is missing" },
		{ "[WITHDRAW]\n", "withdraw@1" },
		{ "That settles it.\n\n[WITHDRAW] thanks\n", "withdraw@3 thanks" },
		{ "[EXTEND 1w] holidays\n", "extend@1 (1w) holidays" },
		{ "[EXTEND #7 2023-07-12]\n", "extend@1 item 7 <2023-07-12> (2023-07-12)" },
		{ "[EXTEND by 2 weeks]\n", "extend@1 (2 weeks)" },
		{ "[EXTEND]\n", "extend@1" },
		{ "[RESOLVED] we talked\n", "resolved@1 we talked" },
		{ "[RESTART] point 2 is new\n", "restart@1 point 2 is new" },
		{ "[RESTART #7]\n", "restart@1 item 7" },
	};

	(void)state;
	CHECK(REPLY, cases);
}

/* What may be a vote, as long as the mail is in the thread of one. */
static void a_choice_is_read_in_a_reply(void **state)
{
	static const struct mail_case cases[] = {
		{ "yes\n", "choice@1" },
		{ "Hi all,\n\nYes, go ahead.\n\nJoe\n", "choice@3 go ahead." },
		{ "*Yes*\n", "choice@1 *" },
		{ "I vote: yes\n", "choice@1" },
		{ "I vote for it\n", "choice@1" },
		{ "I want to vote no\n", "choice@1; plain-objection@1" },
		{ "I vote no, changed my mind\n", "choice@1 changed my mind; plain-objection@1" },
		{ "#31 no\n", "choice@1 item 31" },
		{ "[#31] aye\n", "choice@1 item 31" },
		{ "**#31**: abstain, not there\n", "choice@1 item 31 not there" },
		{ "**Yes**\n", "choice@1 **" },
		{ "I'm in favour.\n", "choice@1" },
		{ "My vote is no\n", "choice@1; plain-objection@1" },
		{ "I'd like to vote yes\n", "choice@1" },
		{ "yes if we wait for March\n", "choice@1 if we wait for March" },
		{ "On Wed, Dave Thorn wrote:\n> new logo\n\nYes\n", "choice@4" },
		/* the first lines alone, and no part of another word */
		{ "I have thought about it.\nyes\n", "" },
		{ "I have thought about it.\n\nNo, I think.\n", "" },
		{ "> yes\n", "" },
		{ "No idea\n", "" },
		{ "No problem, I will send it\n", "" },
		{ "Not yet\n", "" },
		{ "Yesterday we met\n", "" },
		{ "No-one was there\n", "" },
		{ "I voted yes\n", "" },
		{ "I vote we wait\n", "choice@1" }, { "It's a yes from me\n", "choice@1" }, { "Definitely yes!\n", "choice@1" }, { "y\n", "choice@1" },
		{ "For!\n", "choice@1" }, { "\"yes\"\n", "choice@1" }, { "[yes]\n", "choice@1" }, { "LGTM\n", "choice@1" }, { "I'd say yes\n", "choice@1" },
		{ "For now I have none\n", "" }, { "Of course I have seen it\n", "" }, { "OK, I will\n", "" }, { "I have no objection\n", "" },
	};

	(void)state;
	CHECK(REPLY, cases);
	assert_string_equal(read_mail("Subject: new logo\r\n", "yes\n"), "");
	assert_string_equal(read_mail("Subject: new logo\r\n", "#1 yes\n#2: no, too dear\n"), "choice@1 item 1; choice@2 item 2 too dear");
}

/* What stands below a line that may be a vote, and above it, may say that it is none. */
static void a_choice_has_the_lines_around_it(void **state)
{
	static const struct {
		const char *body, *below, *above;
	} rows[] = {
		{ "Yes\nbut not before\nMarch.\n\nJoe\n", "but not before March.\nJoe", "" },
		{ "> Did you get it?\n>\n\nYes.\n\n-- \nJoe\n", "", "Did you get it?" },
		{ "> one\n\nHello,\n\nyes\n> two\n", "", "one" },
	};
	struct message_limits limits = message_limits_default();
	struct scan_context context = { .people = &people, .base = { 2023, 6, 28 } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct fact_list list = { .facts = NULL };
		struct message message;
		struct err err;

		assert_int_equal(message_read(arena, span_of(arena_printf(arena, "From: Joe <joe@example.org>\r\n" REPLY "\r\n%s", rows[i].body)),
					      &limits, &message, &err), ERR_NONE);
		assert_int_equal(scan_message(arena, rules, &message, &context, &list, &err), ERR_NONE);
		assert_int_equal(list.len, 1);
		assert_string_equal(list.facts[0].command, "choice");
		assert_string_equal(list.facts[0].detail, rows[i].below);
		assert_string_equal(list.facts[0].context, rows[i].above);
	}
}

static void the_chairs_commands_are_read_in_any_mail(void **state)
{
	static const struct mail_case cases[] = {
		{ "[CANCEL #39] nothing to talk about\n", "cancel@1 #39 nothing to talk about" },
		{ "[MOVE #39 2023-07-13 07:00]\n", "move@1 #39 <2023-07-13> (07:00)" },
		{ "[MOVE #39 to 2023-07-13]\n", "move@1 #39 <2023-07-13>" },
		{ "[MOVE #39 2023-13-13 07:00]\n", "" },
		{ "[CHAIR #39 Joe] we swapped\n", "chair@1 #39 [Joe Stone] we swapped" },
		{ "[SKIP]\n", "skip@1" },
		{ "Sorry, I am ill.\n\n[CANCEL #39]\n", "cancel@3 #39" },
		{ "The log says:\n[SKIP] test 12\n", "" },
		{ "[CANCEL] the order\n[MOVE] the chair\n[CHAIR] of the board\n", "" },
	};

	(void)state;
	CHECK("Subject: next meeting\r\n", cases);
	CHECK(REPLY, cases);
}

static void the_traps_of_real_lists_contest_nothing(void **state)
{
	static const struct mail_case cases[] = {
		{ "If anyone has any objections, please let me know.\n", "" },
		{ "if there are no objections I will apply it tomorrow\n", "" },
		{ "I have no objection.\n", "" },
		{ "I don't object to that.\n", "" },
		{ "I do not object.\n", "" },
		{ "I won't object if you rename it.\n", "" },
		{ "No objections from my side.\n", "choice@1" },
		{ "Unless I object, consider it agreed.\n", "" },
		{ "The slave answers NAK when it is busy.\n", "" },
		{ "NAK after the address byte means that nobody is there\n", "" },
		{ "it was snacked-by: mistake\n", "" },
		{ "+1 650 555 0100\n", "" },
		{ "+1-650-555-0100\n", "" },
		{ "+1 (650) 555-0100\n", "" },
		{ "+1.650.555.0100\n", "" },
		{ "You can dial in at\n+1 now\n", "" },
		{ "-1 is returned on error\n", "" },
		{ "-1 if the map is full\n", "" },
		{ "-1 on error, 0 otherwise\n", "" },
		{ "-1, 0 or 1\n", "" },
		{ "-1 = unlimited\n", "" },
		{ "-1 means that there is none\n", "" },
		{ "-1.5 degrees\n", "" },
		{ "-10 of them\n", "" },
		{ "-1; 0\n", "" },
		{ "-1ULL\n", "" },
		{ "It returns\n-1 from the inner loop\n", "" },
		{ "-1 here should be -EINVAL\n", "" },
		{ "-1 -EINVAL\n", "" },
		{ "-1 EINVAL\n", "" },
		{ "`-1` is odd\n", "" },
		{ "> return -1;\n\nreturn -1 is better\n", "" },
		{ "Look:\n\n```\n-1 no\n[OBJECT] x\n```\n", "" },
		{ "Look:\n\n\t-1 no\n", "" },
		{ "> -1 no\n> [OBJECT] no\n\nNice.\n", "" },
		{ "--- a/x.c\n+++ b/x.c\n@@ -1,2 +1,2 @@\n-1 no\n+1 yes\n", "" },
		{ "Nice.\n-- \nJoe\n+1 650 555 0100\n[OBJECT] never\n", "" },
		{ "The [OBJECT] tag is for this.\n", "" },
		{ "[object Object] was printed\n", "" },
		{ "[  OK  ] Started the service\n", "" },
		{ "I wrote:\n[OK] test 1\n", "" },
		{ "We object files to the linker.\n", "" },
		{ "You can object to it until Wednesday.\n", "" },
		{ "Do I object? No.\n", "" },
		{ "In that case the object is freed; I checked.\n", "" },
		{ "Is there anything that we object to?\n", "" },
		{ "Objection: none\n", "" },
		{ "Objections: none so far.\n", "" },
		{ "Objections:\n", "" },
		{ "Objection - I have none.\n", "" },
		{ "object: a file\n", "" },
		{ "OBJECT files are linked\n", "" },
		{ "OBJECTS = a.o\n", "" },
		{ "I don't disagree.\n", "" },
		{ "I do not disagree with this.\n", "" },
		{ "I can't disagree with that.\n", "" },
		{ "I disagree with the weather.\n", "" },
		{ "I disagree with Joe, the text is fine.\n", "" },
		{ "If I disagree I will say so.\n", "" },
		{ "Well, if I disagree I will say so.\n", "" },
		{ "Where I disagree is the weather.\n", "" },
		{ "Feel free to disagree with this.\n", "" },
		{ "Do you think I disagree?\n", "" },
		{ "I agree.\n", "choice@1" },
		{ "I could not agree more.\n", "" },
		{ "I can't agree more with this.\n", "" },
		{ "We did not agree on the date.\n", "" },
		{ "I'm not against this.\n", "" },
		{ "I am not against it.\n", "" },
		{ "Not against.\n", "" },
		{ "I have nothing against this.\n", "" },
		{ "I'm running it against the new kernel.\n", "" },
		{ "I am against the clock here.\n", "choice@1 the clock here." },
		{ "I voted last week.\n", "" },
		{ "I cannot support two windows.\n", "" },
		{ "We do not support IPv6 there.\n", "" },
		{ "I can support this.\n", "" },
		{ "I fully support this.\n", "choice@1" },
		{ "Can't I support this?\n", "" },
		{ "Please do not hesitate to adopt this.\n", "" },
		{ "Please do not adopt a puppy.\n", "" },
		{ "Please adopt this.\n", "" },
		{ "No, this is fine.\n", "choice@1 this is fine." },
		{ "No, that is not wrong.\n", "choice@1 that is not wrong." },
		{ "This is wrong: the link is broken.\n", "" },
		{ "No problem, this is what is wrong with it\n", "" },
		{ "> I disagree.\n\nWhy?\n", "" },
		{ "Dave said: \"I disagree\".\n", "" },
	};

	(void)state;
	CHECK(REPLY, cases);
}

static void plain_words_ask_the_chair(void **state)
{
	static const struct mail_case cases[] = {
		{ "I object.\n", "plain-objection@1" },
		{ "I strongly object to the second point.\n", "plain-objection@1" },
		{ "Thanks for the work, but I object to the date.\n", "plain-objection@1" },
		{ "Nice text.\n\nAs a whole it reads well. I must object to the date.\n", "plain-objection@3" },
		{ "I'm opposed to this.\n", "plain-objection@1" },
		{ "I am strongly opposed to the new name.\n", "plain-objection@1" },
		{ "I have a serious objection to the date.\n", "plain-objection@1" },
		{ "I would object to that.\n", "plain-objection@1" },
		{ "Sorry to say so after all the work that went into it, but we have to\nobject to this text.\n", "plain-objection@1" },
		{ "I do not agree with this at all.\n", "plain-objection@1" },
		{ "I don't agree.\n", "plain-objection@1" },
		{ "Sorry, I really can\xE2\x80\x99t agree to the second point.\n", "plain-objection@1" },
		{ "I disagree.\n", "plain-objection@1" },
		{ "I strongly disagree with section 2!\n", "plain-objection@1" },
		{ "Hi Dave, I disagree with the proposed date.\n", "plain-objection@1" },
		{ "Thanks for the work, but we disagree that this is needed.\n", "plain-objection@1" },
		{ "Thanks for writing it up.\n\nI disagree with removing the second point.\n", "plain-objection@3" },
		{ "> The logo is blue.\n\nI disagree.\n", "plain-objection@3" },
		{ "I'm against this.\n", "choice@1 this.; plain-objection@1" },
		{ "I am strongly against the new logo.\n", "plain-objection@1" },
		{ "I'm against the white edge.\n", "choice@1 the white edge.; plain-objection@1" },
		{ "I'm against moving it.\n", "choice@1 moving it.; plain-objection@1" },
		{ "I disagree with your figures, they are old.\n", "plain-objection@1" },
		{ "I vote against.\n", "choice@1; plain-objection@1" },
		{ "I'll vote no.\n", "choice@1; plain-objection@1" },
		{ "I cannot support this.\n", "plain-objection@1" },
		{ "Unfortunately we can't accept the second paragraph.\n", "plain-objection@1" },
		{ "Please do not adopt this yet.\n", "plain-objection@1" },
		{ "The rest is good. Please don't approve the minutes as they are.\n", "plain-objection@1" },
		{ "This should not be adopted.\n", "plain-objection@1" },
		{ "I don't think we should adopt this.\n", "plain-objection@1" },
		{ "No, this is wrong.\n", "choice@1 this is wrong.; plain-objection@1" },
		{ "This is unacceptable.\n", "plain-objection@1" },
		{ "I read it with care.\n\nObjection: section 2\n", "plain-objection@3" },
		{ "Objections: section 2\n", "plain-objection@1" },
		{ "NACK\n", "plain-objection@1" },
		{ "NAK.\n", "plain-objection@1" },
		{ "Nacked-by: Joe Stone <joe@example.org>\n", "plain-objection@1" },
		{ "Thanks for the text, it reads well.\n\n-1 from me because of the date\n",
		  "plain-objection@3 from me because of the date" },
	};

	(void)state;
	CHECK(REPLY, cases);
}

static void answers_need_a_reply(void **state)
{
	static const struct mail_case cases[] = {
		{ "+1\n", "" }, { "-1 no\n", "" }, { "I object.\n", "" },
		{ "[RESOLVED] symbols\n", "" }, { "[OK]\n", "" },
		/* but for what is unmistakable */
		{ "[OBJECT] the date\n", "object@1 the date" },
		{ "Dave is right.\n\n[Objection #3]: the date\n", "object@3 item 3 the date" },
		{ "[WITHDRAW]\n", "withdraw@1" },
		{ "[EXTEND 1w]\n", "extend@1 (1w)" },
		{ "[WITHDRAW #3]\n", "withdraw@1 item 3" },
		{ "[EXTEND #3 1w]\n", "extend@1 item 3 (1w)" },
	};
	static const struct mail_case by_subject[] = { { "+1\n", "ok@1" } };
	static const struct mail_case in_subject[] = { { "The date is off.\n", "object@0" } };
	static const struct mail_case numbered[] = { { "The date is off.\n", "object@0 item 3" } };
	static const struct mail_case others[] = { { "Why?\n", "" } };

	(void)state;
	CHECK("Subject: new logo\r\n", cases);
	CHECK("Subject: AW: new logo\r\n", by_subject);
	CHECK("Subject: [OBJECT] new logo\r\n", in_subject);
	CHECK("Subject: [BSC] [OBJECTION] Re: new logo\r\n", in_subject);
	CHECK("Subject: [BSC] [OBJECT #3] Re: new logo\r\nIn-Reply-To: <a@example.org>\r\n", numbered);
	CHECK("Subject: Re: [OBJECT] new logo\r\nIn-Reply-To: <a@example.org>\r\n", others);
	CHECK("Subject: [BSC] Re: [BSC] [OBJECT] new logo\r\n", others);
}

static void answers_come_in_order_and_are_counted(void **state)
{
	struct message_limits limits = message_limits_default();
	struct scan_context context = { .people = &people, .max_tags = 3 };
	struct fact_list list = { .facts = NULL };
	struct message message;
	struct err err;
	const char *mail = REPLY "\r\n+1\nAI(Joe): buy paint\n[COMMENT] x\n[COMMENT] y\n";

	(void)state;
	assert_int_equal(message_read(arena, span_of(mail), &limits, &message, &err), ERR_NONE);
	assert_int_equal(scan_message(arena, rules, &message, &context, &list, &err), ERR_DATA);
	assert_int_equal(list.len, 3);
	assert_int_equal(list.facts[0].line, 1);
	assert_int_equal(list.facts[1].kind, FACT_ACTION);
	assert_string_equal(list.facts[2].command, "comment");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_are_read_in_a_reply),
		cmocka_unit_test(the_chairs_commands_are_read_in_any_mail),
		cmocka_unit_test(the_traps_of_real_lists_contest_nothing),
		cmocka_unit_test(a_choice_is_read_in_a_reply),
		cmocka_unit_test(a_choice_has_the_lines_around_it),
		cmocka_unit_test(plain_words_ask_the_chair),
		cmocka_unit_test(answers_need_a_reply),
		cmocka_unit_test(answers_come_in_order_and_are_counted),
	};

	message_prepare();
	return cmocka_run_group_tests_name("answers", tests, setup, teardown);
}
