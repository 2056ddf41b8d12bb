/* test_tags_reply.c - commands in plain words: in an answer to a notice, and in a thread of the list. */
#include <stdio.h>
#include <string.h>

#include "rules_desk.h"
#include "tags/scan.h"
#include "time/zone.h"

static const char *al_joe[] = { "Joe" }, *al_kp[] = { "KP" };
static struct person persons[] = {
	{ .name = "Joe Stone", .aliases = al_joe, .n_aliases = 1, .member = true },
	{ .name = "KP Rao", .aliases = al_kp, .n_aliases = 1, .member = true },
};
static const struct people people = { .persons = persons, .n_persons = 2 };

/* "done #12 sent it; snooze row 2 <2023-07-12>; ..." */
static const char *read_mail(const char *head, const char *body, bool to_bot)
{
	struct message_limits limits = message_limits_default();
	struct scan_context context = { .people = &people, .base = { 2023, 6, 28 }, .to_bot = to_bot };	/* a Wednesday */
	struct fact_list list = { .facts = NULL };
	struct message message;
	struct err err;
	const char *text = "", *mail = arena_printf(arena, "From: Joe <joe@example.org>\r\n%s\r\n%s", head, body);

	assert_int_equal(message_read(arena, span_of(mail), &limits, &message, &err), ERR_NONE);
	assert_int_equal(scan_message(arena, rules, &message, &context, &list, &err), ERR_NONE);
	for (size_t i = 0; i < list.len; i++) {
		const struct fact *f = &list.facts[i];
		char date[CIVIL_TEXT_SIZE];

		text = arena_printf(arena, "%s%s%s", text, *text ? "; " : "", f->kind == FACT_COMMAND ? f->command : fact_kind_name(f->kind));
		if (f->kind != FACT_COMMAND)
			continue;
		if (f->item >= 0)
			text = arena_printf(arena, "%s #%d", text, f->item);
		if (f->row >= 0)
			text = arena_printf(arena, f->row ? "%s row %d" : "%s all", text, f->row);
		if (civil_is_set(f->due))
			text = arena_printf(arena, "%s <%s>", text, civil_format_iso(f->due, date));
		if (*f->note)
			text = arena_printf(arena, "%s (%s?)", text, f->note);
		for (size_t k = 0; k < f->n_owners; k++)
			text = arena_printf(arena, "%s [%s]", text, f->owners[k]);
		if (*f->text)
			text = arena_printf(arena, "%s %s", text, f->text);
	}
	return text;
}

struct mail_case {
	const char *body, *want;
};

static void check(const char *head, const struct mail_case *cases, size_t n, bool to_bot)
{
	size_t bad = 0;

	for (size_t i = 0; i < n; i++) {
		const char *got = read_mail(head, cases[i].body, to_bot);

		if (strcmp(got, cases[i].want) != 0) {
			printf("# %s\n#   want: %s\n#   got:  %s\n", cases[i].body, cases[i].want, got);
			bad++;
		}
	}
	assert_int_equal(bad, 0);
}

#define REPLY "Subject: Re: [SC] 2 action items due\r\nIn-Reply-To: <a@example.org>\r\n"
#define CHECK(head_, cases_, to_bot_) check(head_, cases_, sizeof cases_ / sizeof cases_[0], to_bot_)
#define QUOTED "On Wed, 28 Jun 2023 at 09:00, Beadle <bot@example.org> wrote:\n> Joe, these are due:\n>\n"

static void an_answer_to_the_program(void **state)
{
	static const struct mail_case cases[] = {
		{ "done\n", "done" },
		{ "Done.\n", "done" },
		{ "DONE!\n\nJoe\n", "done" },
		{ "**done**\n", "done" },
		{ "done sent it on Friday\n", "done sent it on Friday" },
		{ "Done, sent it on Friday.\n", "done sent it on Friday." },
		{ "done - PR #156\n", "done PR #156" },
		{ "It's done.\n", "done" },
		{ "This is already done\n", "done" },
		{ "I've finished it\n", "done it" },
		{ "done #12\n", "done #12" },
		{ "#12 done\n", "done #12" },
		{ "#12: done, merged\n", "done #12 merged" },
		{ "done #12, #13 and #15 all merged\n", "done #12 all merged; done #13 all merged; done #15 all merged" },
		{ "2 done\n", "done row 2" },
		{ "1, 3 done\n", "done row 1; done row 3" },
		{ "2) done\n3) drop, obsolete\n", "done row 2; drop row 3 obsolete" },
		{ "all done\n", "done all" },
		{ "done all of them\n", "done all" },
		{ "done 2\nsnooze 3 1w\n", "done row 2; snooze row 3 <2023-07-05>" },
		{ "Hi,\n\ndone, thanks!\n", "done thanks!" },
		{ "- done #12\n- drop #13\n", "done #12; drop #13" },
		{ "done\nThanks for the reminder!\nsnooze 2w\n", "done" },
		{ "[DONE #12] merged\n", "done #12 merged" },
		{ "done, thanks\n", "done thanks" },
		{ "Done with it\n", "done with it" },
		{ "done with the slides\n", "done with the slides" },
		{ "done: sent on Monday\n", "done sent on Monday" },
		{ "done by Joe\n", "done by Joe" },
		{ "done by Marcia, thanks\n", "done by Marcia, thanks" },
		{ "done by me\n", "done by me" },
		{ "done half an hour ago\n", "done half an hour ago" },
		{ "done, with some help from KP\n", "done with some help from KP" },
		{ "done, but it took a while\n", "done but it took a while" },
		{ "done. If it is not enough, tell me\n", "done If it is not enough, tell me" },
		{ "done, and the rest too\n", "done and the rest too" },
		{ "done 100%\n", "done 100%" },
		{ "done in May\n", "done in May" },
		{ "done in the meeting\n", "done in the meeting" },
		{ "[SNOOZE #12 2w] away\n", "snooze #12 <2023-07-12> away" },
		{ "drop\n", "drop" },
		{ "drop #12: nobody needs it\n", "drop #12 nobody needs it" },
		{ "Dropped it, no longer needed\n", "drop no longer needed" },
		{ "snooze 2w\n", "snooze <2023-07-12>" },
		{ "snooze 2 weeks\n", "snooze <2023-07-12>" },
		{ "snooze for two weeks, I am away\n", "snooze <2023-07-12> I am away" },
		{ "snooze until 2023-08-01\n", "snooze <2023-08-01>" },
		{ "snooze until Friday please\n", "snooze <2023-06-30> please" },
		{ "Snooze #12 until 1 August.\n", "snooze #12 <2023-08-01>" },
		{ "#12 snooze 3d\n", "snooze #12 <2023-07-01>" },
		{ "snooze\n", "snooze" },
		{ "snooze banana\n", "snooze (banana?) banana" },
		{ "due 2023-07-20\n", "due <2023-07-20>" },
		{ "due July 20, waiting for legal\n", "due <2023-07-20> waiting for legal" },
		{ "due: next Friday\n", "due <2023-07-07>" },
		{ "due #12 2023-07-20\n", "due #12 <2023-07-20>" },
		{ "due 3 2023-07-20\n", "due row 3 <2023-07-20>" },
		{ "due 2023-13-45\n", "due (2023-13-45?) 2023-13-45" },
		{ "not me\n", "not-me" },
		{ "Not me -> KP\n", "not-me [KP]" },
		{ "not me => KP, Joe\n", "not-me [KP] [Joe]" },
		{ "not me, KP\n", "not-me [KP]" },
		{ "It's not mine, ask KP.\n", "not-me [KP]" },
		{ "#12 not me -> KP\n", "not-me #12 [KP]" },
		{ "not me -> Zoe\n", "not-me [Zoe]" },
		{ "not me, I left the committee\n", "not-me I left the committee" },
		{ "owner KP\n", "owner [KP]" },
		{ "owner #12 Joe and KP\n", "owner #12 [Joe] [KP]" },
		{ "#12 owner: KP\n", "owner #12 [KP]" },
		{ "pause 2w\n", "pause <2023-07-12>" },
		{ "pause until August 1\n", "pause <2023-08-01>" },
		{ "stop\n", "stop" },
		{ "Stop sending me these mails!\n", "stop" },
		{ "unsubscribe\n", "stop" },
		{ "resume\n", "resume" },
		{ "status\n", "status" },
		{ "help\n", "help" },
		{ "+1\n", "ok" },
		{ "+1\ndone #12\n", "ok; done #12" },
		{ QUOTED "> #12  due Wed 5 Jul (in 7 days)  Forward it\n\ndone\n\n> #13  due Wed 5 Jul (in 7 days)  Ask legal\n\nsnooze 1w\n",
		  "done #12; snooze #13 <2023-07-05>" },
		{ QUOTED "> #12  due Wed 5 Jul (in 7 days)  Forward it\n> #13  due Wed 5 Jul (in 7 days)  Ask legal\n\ndone\n", "done" },
		{ QUOTED "> #12  due Wed 5 Jul (in 7 days)  Forward it\n\ndone\n\n> #13  due Wed 5 Jul (in 7 days)  Ask legal\n>\n"
		  "> #14  due Wed 5 Jul (in 7 days)  Book\n>      the room\n\ndrop\n", "done #12; drop #14" },
		{ QUOTED "> #12  due Wed 5 Jul (in 7 days)  Forward it\n\ndone\n\n> #13  due Wed 5 Jul (in 7 days)  Ask legal\n>\n"
		  "> #14  due Wed 5 Jul (in 7 days)  Book\n>\n> Answer with lines\n\ndrop\n", "done #12; drop" },
		{ "done\n\n" QUOTED "> #12  due Wed 5 Jul (in 7 days)  Forward it\n", "done" },
		/* lines of a receipt are answered by yes and no, its items by the rest */
		{ QUOTED "> 1  Joe Stone, line 8: Joe will ask\n\nyes\n\n> 2  Dave Thorn, line 9: Dave to write\n\nno\n", "yes row 1; no row 2" },
		{ QUOTED "> 1  Joe Stone, line 8: Joe will ask\n> 2  Dave Thorn, line 9: Dave to write\n\nyes\n", "yes" },
		{ QUOTED "> 1  Joe Stone, line 8: Joe will ask\n> #12  due Wed 5 Jul (in 7 days)  Forward it\n\ndone\n", "done #12" },
		/* prose */
		{ "Will be done by Friday.\n", "unknown" },
		{ "done by Friday, I promise\n", "unknown" },
		{ "Done?\n", "unknown" },
		{ "Not done yet, sorry\n", "unknown" },
		{ "Done with half of it, rest next week.\n", "unknown" },
		{ "done is better than perfect\n", "unknown" },
		{ "done half\n", "unknown" },
		{ "done, partly\n", "unknown" },
		{ "done partially, more next week\n", "unknown" },
		{ "done - almost\n", "unknown" },
		{ "done nearly\n", "unknown" },
		{ "done mostly\n", "unknown" },
		{ "done most of it\n", "unknown" },
		{ "Done with part of it\n", "unknown" },
		{ "done with the first half\n", "unknown" },
		{ "done except the index\n", "unknown" },
		{ "done, except for the index\n", "unknown" },
		{ "done but not merged\n", "unknown" },
		{ "done with the slides but not with the text\n", "unknown" },
		{ "done, the rest next week\n", "unknown" },
		{ "done the slides, rest tomorrow\n", "unknown" },
		{ "done when Joe has answered\n", "unknown" },
		{ "done if nobody objects\n", "unknown" },
		{ "done, once it is merged\n", "unknown" },
		{ "done once it is merged\n", "unknown" },
		{ "done by tomorrow\n", "unknown" },
		{ "done by June 9\n", "unknown" },
		{ "done by the end of May\n", "unknown" },
		{ "done by 2023-07-05\n", "unknown" },
		{ "done in two weeks\n", "unknown" },
		{ "done later\n", "unknown" },
		{ "done for today\n", "unknown" },
		{ "done 80%\n", "unknown" },
		{ "done-ish\n", "unknown" },
		{ "done, still waiting for KP\n", "unknown" },
		{ "#12 done with half of it\n", "unknown" },
		{ "I have finished most of it\n", "unknown" },
		{ "done next week\n", "unknown" },
		{ "Done? Not yet.\n", "unknown" },
		{ "Due to illness I could not do it\n", "unknown" },
		{ "Drop me a line about it\n", "unknown" },
		{ "Stop by my office\n", "unknown" },
		{ "I will look into it.\ndone #12\n", "unknown" },
		{ "dnoe\n", "unknown" },
		{ QUOTED "> done\n", "unknown" },
		{ "-- \ndone\n", "unknown" },
		{ "", "unknown" },
		{ "abstain: I was away\n", "ballot I was away" },
		{ "yes\nagainst it, rather\n", "yes; ballot it, rather" },
	};

	(void)state;
	CHECK(REPLY, cases, true);
}

static void a_thread_of_the_list(void **state)
{
	static const struct mail_case cases[] = {
		{ "done\n", "done" },
		{ "Done.\n", "done" },
		{ "#12 done, merged\n", "done #12 merged" },
		{ "#12, #13 and #14: done\n", "done #12; done #13; done #14" },
		{ "- *#12* completed\n", "done #12" },
		{ "It's done.\n", "done" },
		{ "I have finished #12\n", "done #12" },
		{ "drop #12\n", "drop #12" },
		{ "#12 snooze 1w\n", "snooze #12 <2023-07-05>" },
		{ QUOTED "> #12  due Wed 5 Jul (in 7 days)  Forward it\n\ndone\n", "done #12" },
		/* people talking to each other */
		{ "done, thanks for looking\n", "" },
		{ "12 done\n", "" },
		{ "drop\n", "" },
		{ "snooze 1w\n", "" },
		{ "stop\n", "" },
		{ "help\n", "" },
		{ "status\n", "" },
		{ "due Friday\n", "" },
		{ "all done\n", "" },
		{ "not me\n", "" },
		{ "What do you think?\ndone\n", "" },
	};

	(void)state;
	CHECK(REPLY, cases, false);
}

static void what_is_no_reply_has_no_plain_words(void **state)
{
	static const struct mail_case cases[] = { { "done\n", "" }, { "stop\n", "" }, { "12 done\n", "" }, { "all done\n", "" },
						 { "#12 done\n", "done #12" }, { "Hi all,\n\ndone #12, #13\n", "done #12; done #13" },
						 { "- #12 done, merged\n", "done #12 merged" }, { "**#12 drop**\n", "drop #12" },
						 { "drop mail #12\n", "drop-mail #12" }, { "drop mail\n", "" },
						 { "#12 stop\n", "" }, { "#12 due to illness\n", "" }, { "We talked.\n#12 done\n", "" },
						 { "[DROP #12] nobody needs it\n", "drop #12 nobody needs it" },
						 { "[SNOOZE #12 2w]\n[DONE #13]\n", "snooze #12 <2023-07-12>; done #13" },
						 { "[OWNER #12 KP]\n", "owner #12 [KP]" }, { "[DROP] it\n", "" }, { "[STOP]\n", "" },
						 { "[due] diligence\n", "" } };

	(void)state;
	CHECK("Subject: plans\r\n", cases, false);
}

static void a_link_to_unsubscribe_writes_a_subject(void **state)
{
	static const struct mail_case subject[] = { { "", "stop" }, { "\n\n", "stop" }, { "resume\n", "resume" } };
	static const struct mail_case none[] = { { "", "" } }, nothing[] = { { "", "unknown" } };
	static const struct mail_case written_by_programs[] = {
		{ "This message was automatically generated by Gmail.\n", "stop" },
		{ "Apple Mail sent this email to unsubscribe from the message \"stop\".\n", "stop" },
		{ "I would like to be removed from this mailing list.\n\nSent from Outlook for iOS\n", "stop" },
		{ "This is a mail that was written by a program.\nPlease unsubscribe me.\n", "stop" },
		{ "resume\nThis message was automatically generated by Gmail.\n", "resume" },
	};
	static const struct mail_case said_in_words[] = { { "When is it due?\n", "unknown" } };

	(void)state;
	CHECK("Subject: stop\r\n", written_by_programs, true);
	CHECK("Subject: Unsubscribe\r\nAuto-Submitted: auto-replied\r\n", written_by_programs, true);
	CHECK("Subject: stop\r\nIn-Reply-To: <n@example.org>\r\n", written_by_programs, true);
	CHECK("Subject: status\r\n", said_in_words, true);
	CHECK("Subject: stop by my office\r\n", said_in_words, true);
	CHECK("Subject: Re: stop\r\n", said_in_words, true);
	CHECK("Subject: stop\r\n", subject, true);
	CHECK("Subject: stop\r\n", none, false);
	CHECK("Subject: Re: stop\r\n", nothing, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_to_the_program),
		cmocka_unit_test(a_thread_of_the_list),
		cmocka_unit_test(what_is_no_reply_has_no_plain_words),
		cmocka_unit_test(a_link_to_unsubscribe_writes_a_subject),
	};

	message_prepare();
	return cmocka_run_group_tests_name("reply", tests, setup, teardown);
}
