/* test_due.c - due phrases: what is a date, which day it is, and what is none.
 *
 * Unless a row says otherwise base is Wednesday 2023-06-14 and the next meeting 2023-06-28.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "time/due.h"

#define COUNT(a) (sizeof (a) / sizeof (a)[0])
#define NEXT "2023-06-28"

static struct civil_date day_of(const char *text)
{
	struct civil_date date = { 0 };

	if (text && *text)
		assert_true(civil_parse_iso(span_of(text), &date));
	return date;
}

static struct due_context context_of(const char *base)
{
	return (struct due_context){ .base = day_of(base ? base : "2023-06-14"), .next_meeting = day_of(NEXT) };
}

static const char *found_in(const char *text, const struct due_context *context, char *buf)
{
	struct due_phrase phrase;

	if (!due_find(span_of(text), context, &phrase))
		return "-";
	return civil_is_set(phrase.date) ? civil_format_iso(phrase.date, buf) : "?";
}

static void phrases_are_found(void **state)
{
	static const struct {
		const char *text, *date, *base;
	} cases[] = {
		/* written out */
		{ "due 2023-07-05", "2023-07-05", NULL },
		{ "[AI Dave due 2023-07-05] forward the email", "2023-07-05", NULL },
		{ "Dave: forward the email (due: 2023-07-05)", "2023-07-05", NULL },
		{ "by 2023-07-05T17:00Z please", "2023-07-05", NULL },
		{ "by 2023-07-05 17:00", "2023-07-05", NULL },
		{ "by 2023/07/05", "2023-07-05", NULL },
		{ "due 2023-01-05", "2023-01-05", NULL },
		{ "due 25/6/2023", "2023-06-25", NULL },
		{ "due 6/25/2023", "2023-06-25", NULL },
		{ "comments due by June 20", "2023-06-20", NULL },
		{ "due 05.07.2023", "2023-07-05", NULL },
		{ "due 5.7.2023 at the latest", "2023-07-05", NULL },
		{ "by 31.12.2023.", "2023-12-31", NULL },
		{ "by 05.07. we need it", "2023-07-05", NULL },
		{ "send it (bis 12.10.)", "2023-10-12", NULL },
		{ "send it (bis zum 12.10.2024)", "2024-10-12", NULL },
		{ "by 12.05.", "2023-05-12", NULL },
		/* without a year: what has just passed, or what comes */
		{ "comments due by June 10", "2023-06-10", NULL },
		{ "send the report by October 1", "2026-10-01", "2026-10-08" },
		{ "send the report by October 1", "2026-10-01", "2026-11-30" },
		{ "send the report by October 1", "2027-10-01", "2026-12-01" },
		{ "send it by December 20", "2026-12-20", "2027-01-05" },
		{ "send it by 20 Dec", "2026-12-20", "2027-02-18" },
		{ "send it by 20 Dec", "2027-12-20", "2027-02-19" },
		{ "by Feb 29", "2028-02-29", "2028-03-20" },
		{ "by June 14", "2023-06-14", NULL },
		{ "by end June", "2023-06-30", NULL },
		{ "by end-June", "2023-06-30", NULL },
		{ "by w/c 19 June", "2023-06-19", NULL },
		{ "by the week commencing 19 June", "2023-06-19", NULL },
		{ "by close of play Thursday", "2023-06-15", NULL },
		{ "by June 14 meeting, and plan to", "2023-06-14", "2023-05-31" },
		{ "till March 13th posting snapshot of the draft", "2023-03-13", "2023-01-25" },
		{ "AI Dave: send it by Jun 10th, 2024.", "2024-06-10", NULL },
		{ "by Jun. 20", "2023-06-20", NULL },
		{ "by 20 June", "2023-06-20", NULL },
		{ "by 20 June 2024", "2024-06-20", NULL },
		{ "by the 20th of June", "2023-06-20", NULL },
		{ "by 20th June, 2023", "2023-06-20", NULL },
		{ "until 20-Jun-2023", "2023-06-20", NULL },
		{ "by June the 20th", "2023-06-20", NULL },
		{ "BY JUNE 20", "2023-06-20", NULL },
		{ "by june 20", "2023-06-20", NULL },
		{ "by may 20 we need it", "2023-05-20", NULL },
		{ "by 5 may.", "2023-05-05", NULL },
		{ "by 5 march.", "2024-03-05", NULL },
		{ "by Sept 1", "2023-09-01", NULL },
		{ "by 5 April 2024", "2024-04-05", NULL },
		{ "need to be finalized before 12th July.", "2023-07-12", NULL },
		{ "before June 20", "2023-06-20", NULL },
		{ "no later than June 20", "2023-06-20", NULL },
		{ "not later than June 20", "2023-06-20", NULL },
		{ "on or before June 20", "2023-06-20", NULL },
		{ "prior to June 20", "2023-06-20", NULL },
		{ "open until June 20", "2023-06-20", NULL },
		{ "due on June 20", "2023-06-20", NULL },
		{ "due before June 20", "2023-06-20", NULL },
		{ "by no later than June 20", "2023-06-20", NULL },
		{ "**due** **June 20**", "2023-06-20", NULL },
		{ "due date: June 20", "2023-06-20", NULL },
		{ "due\n   June 20", "2023-06-20", NULL },
		{ "due\xC2\xA0June\xC2\xA0" "20", "2023-06-20", NULL },
		{ "by June 20\xE2\x80\x94really", "2023-06-20", NULL },
		{ "Deadline: June 20", "2023-06-20", NULL },
		{ "The deadline is June 20", "2023-06-20", NULL },
		{ "Deadline extended to June 20", "2023-06-20", NULL },
		{ "Deadline for drafts 5pm PT next Monday", "2023-03-13", "2023-03-08" },
		{ "by the meeting on June 21", "2023-06-21", NULL },
		{ "by 5pm PT on June 20", "2023-06-20", NULL },
		{ "by 17:00 UTC June 20", "2023-06-20", NULL },
		{ "BY 5PM JUNE 20", "2023-06-20", NULL },
		{ "by noon Friday", "2023-06-16", NULL },
		{ "by the 20th", "2023-06-20", NULL },
		{ "by the 10th.", "2023-07-10", NULL },
		{ "by the 31st", "2023-07-31", NULL },
		{ "by the 1st of next month", "2023-07-01", NULL },
		/* year ends and leap years */
		{ "by January 5", "2024-01-05", "2023-12-31" },
		{ "by Dec 31", "2023-12-31", "2023-12-31" },
		{ "by Feb 29", "2024-02-29", NULL },
		{ "by 29 February", "2024-02-29", "2024-03-01" },
		{ "by 29 February", "2028-02-29", "2024-05-01" },
		{ "by Feb 29, 2104", "2104-02-29", NULL },
		{ "due tomorrow", "2024-02-29", "2024-02-28" },
		{ "due tomorrow", "2024-01-01", "2023-12-31" },
		{ "by end of month", "2024-02-29", "2024-02-01" },
		/* weekdays */
		{ "Provide feedback by Tuesday", "2023-06-20", NULL },
		{ "by Wednesday", "2023-06-21", NULL },
		{ "by Thursday", "2023-06-15", NULL },
		{ "by friday", "2023-06-16", NULL },
		{ "by Fri.", "2023-06-16", NULL },
		{ "by tue", "2023-06-20", NULL },
		{ "by Sun", "2023-06-18", NULL },
		{ "by Sat Jun 24", "2023-06-24", NULL },
		{ "by next Tuesday", "2023-06-20", NULL },
		{ "by next Friday", "2023-06-23", NULL },
		{ "by next Monday", "2023-06-19", "2023-06-18" },
		{ "by this Friday", "2023-06-16", NULL },
		{ "by this Monday", "2023-06-19", NULL },
		{ "by the coming Friday", "2023-06-16", NULL },
		{ "by Friday next week", "2023-06-23", NULL },
		{ "by Tuesday of next week", "2023-06-20", NULL },
		{ "by next week Thursday", "2023-06-22", NULL },
		{ "by Tue, June 20", "2023-06-20", NULL },
		{ "by Wednesday 5 Jul", "2023-07-05", NULL },
		{ "by Friday (2023-06-30)", "2023-06-30", NULL },
		{ "by Tuesday's call", "2023-06-20", NULL },
		{ "by Monday", "2024-01-01", "2023-12-31" },
		{ "by Friday EOD", "2023-06-16", NULL },
		{ "by Friday EOD 30 June", "2023-06-30", NULL },
		{ "by Friday 3/27", "2020-03-27", "2020-03-20" },
		{ "by Friday, 8/12", "2023-12-08", NULL },	/* the other reading is a Saturday */
		{ "by Saturday (8/12)", "2023-08-12", NULL },
		{ "by Monday 8/12", "2023-06-19", NULL },	/* neither reading fits */
		/* near */
		{ "due today", "2023-06-14", NULL },
		{ "due tomorrow", "2023-06-15", NULL },
		{ "by the day after tomorrow", "2023-06-16", NULL },
		{ "by EOD", "2023-06-14", NULL },
		{ "by end of day", "2023-06-14", NULL },
		{ "by EOD Friday", "2023-06-16", NULL },
		{ "by the end of the day on Friday", "2023-06-16", NULL },
		{ "by COB tomorrow", "2023-06-15", NULL },
		{ "by EOW", "2023-06-18", NULL },
		{ "by the end of the week", "2023-06-18", NULL },
		{ "by the end of Friday", "2023-06-16", NULL },
		{ "before the weekend", "2023-06-16", NULL },
		{ "due in 2 weeks", "2023-06-28", NULL },
		{ "due in two weeks", "2023-06-28", NULL },
		{ "due in 2w", "2023-06-28", NULL },
		{ "due in a week", "2023-06-21", NULL },
		{ "send the report in 3 days", "2023-06-17", NULL },
		{ "send the report in two weeks.", "2023-06-28", NULL },
		{ "**send the report in 2 months**", "2023-08-14", NULL },
		{ "what starts in 2 weeks needs a room in 5 working days", "2023-06-21", NULL },
		{ "due in a couple of days", "2023-06-16", NULL },
		{ "due in 2-3 weeks", "2023-07-05", NULL },
		{ "due in 2 to 3 weeks", "2023-07-05", NULL },
		{ "due in 10 days", "2023-06-24", NULL },
		{ "due in a month", "2023-02-28", "2023-01-31" },
		{ "due in six months", "2023-12-14", NULL },
		{ "due in one year", "2025-02-28", "2024-02-29" },
		{ "due in 72 hours", "2023-06-17", NULL },
		{ "due in 5 business days", "2023-06-21", NULL },
		{ "by two weeks from now", "2023-06-28", NULL },
		{ "reply within 2 weeks", "2023-06-28", NULL },
		{ "reply within the next three days", "2023-06-17", NULL },
		/* periods */
		{ "until next week", "2023-06-25", NULL },
		{ "by next week", "2023-06-25", "2023-06-18" },
		{ "by next week", "2023-07-02", "2023-06-19" },
		{ "this is due this week", "2023-06-18", NULL },
		{ "before next week", "2023-06-18", NULL },
		{ "by the week after next", "2023-07-02", NULL },
		{ "by the week of July 10", "2023-07-16", NULL },
		{ "by the start of next week", "2023-06-19", NULL },
		{ "by end of next week", "2023-06-25", NULL },
		{ "by end of month", "2023-06-30", NULL },
		{ "by EOM", "2023-06-30", NULL },
		{ "by the end of the month", "2023-06-30", NULL },
		{ "by end of June", "2023-06-30", NULL },
		{ "by end of june", "2023-06-30", "2023-06-30" },
		{ "by end of June", "2024-06-30", "2023-07-01" },
		{ "by the end of February 2024", "2024-02-29", NULL },
		{ "by the end of May", "2024-05-31", NULL },
		{ "by end of next month", "2023-07-31", NULL },
		{ "by next month", "2023-07-31", NULL },
		{ "by next month", "2024-01-31", "2023-12-15" },
		{ "by this month", "2023-06-30", NULL },
		{ "by the end of the year", "2023-12-31", NULL },
		{ "by EOY", "2023-12-31", NULL },
		{ "by end of 2024", "2024-12-31", NULL },
		{ "by next year", "2024-12-31", NULL },
		{ "Needs resolution by Q2 2022", "2022-06-30", "2022-02-09" },
		{ "by Q1", "2024-03-31", NULL },
		{ "by Q2", "2023-06-30", NULL },
		{ "by end of Q3", "2023-09-30", NULL },
		{ "by 2024 Q4", "2024-12-31", NULL },
		{ "by Q4/2024", "2024-12-31", NULL },
		{ "by the end of the quarter", "2023-06-30", NULL },
		{ "by next quarter", "2023-09-30", NULL },
		{ "by mid-July", "2023-07-15", NULL },
		{ "by October", "2023-10-31", NULL },
		{ "Do election before October.", "2023-09-30", NULL },
		{ "before October", "2024-09-30", "2023-10-04" },
		{ "due in July", "2023-07-31", NULL },
		{ "by June 2024", "2024-06-30", NULL },
		{ "due in May.", "2024-05-31", NULL },
		/* the next meeting */
		{ "Set up the zoom for next meeting", NEXT, NULL },
		{ "send out more detailed instructions for next time", NEXT, NULL },
		{ "by next meeting", NEXT, NULL },
		{ "by next time", NEXT, NULL },
		{ "before the next meeting", NEXT, NULL },
		{ "until our next regular call", NEXT, NULL },
		{ "due next meeting", NEXT, NULL },
		{ "due at the next meeting", NEXT, NULL },
		{ "for the next meeting (July 5)", "2023-07-05", NULL },
		{ "for the next meeting on 2023-07-05", "2023-07-05", NULL },
		{ "two days before the next meeting", "2023-06-26", NULL },
		/* counted back */
		{ "two days before June 20", "2023-06-18", NULL },
		{ "the day before June 20", "2023-06-19", NULL },
		{ "a week before July 5", "2023-06-28", NULL },
		/* the first that is a date */
		{ "by Dave, due June 20 or by July 1", "2023-06-20", NULL },
		{ "By the time we meet, until we know, due Friday", "2023-06-16", NULL },
		{ "Meet April 6; slides by April 5", "2024-04-05", NULL },
		{ "do not forget this. Send it before June 20", "2023-06-20", NULL },
		{ "if not sent by June 20, ask", "2023-06-20", NULL },
	};

	(void)state;
	assert_true(COUNT(cases) >= 80);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct due_context context = context_of(cases[i].base);
		char buf[CIVIL_TEXT_SIZE];
		const char *got = found_in(cases[i].text, &context, buf);

		if (strcmp(got, cases[i].date) != 0)
			print_error("\"%s\": %s, wanted %s\n", cases[i].text, got, cases[i].date);
	}
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct due_context context = context_of(cases[i].base);
		char buf[CIVIL_TEXT_SIZE];

		assert_string_equal(found_in(cases[i].text, &context, buf), cases[i].date);
	}
}

static void dates_that_are_merely_mentioned_are_none(void **state)
{
	static const char *const texts[] = {
		"", "due", "by", "by ", "before", "due:", "deadline:", "for",
		"meet April 6 and 20 at 1pm Pacific",
		"Invite L3AF folks to the Jan 5th BSC meeting",
		"June 10", "next week", "tomorrow", "in 2 weeks we meet", "the summit in 3 days: print badges",
		"it is out of support in 2 years", "cut the build time in 3 hours", "we meet once in a week", "in 2 weeks (or later)",
		"do not ask again in 2 weeks", "by 6.1.", "by 5.10 we need it", "by 24.04", "by 32.01.2023", "by 24.13.", "by 6.1.2",
		"by 10.0.0.1", "by 5.7.2023.1", "bis", "bis Dave", "by 05.07.2023-rc1", "fix the release 05.07.2023", "Q2 2022", "2023-07-05",
		"by Dave", "by the way", "by hand", "by then", "by now", "by and large", "by 3 people", "by 10%",
		"by the time something becomes an RFC", "by 3 ISO, IEEE", "by submitting one", "by the 3rd party",
		"by the 2nd reviewer", "before the 1st attempt of many", "before merging", "before", "before we vote",
		"due to problems", "due to Tuesday's outage", "due diligence", "until we know", "until further notice",
		"till death", "by may be", "by May", "by April", "by Jan", "written by June", "by march", "by sun", "by sat",
		"by wed", "by SAT solvers", "by Sun Microsystems", "by the Sun", "may 10 come", "by 10 may be enough",
		"by 6/10", "due 6/10/2023", "due 10/6", "by 13/13/2023", "due 2023-02-29", "due 2023-06-31", "by June 31",
		"by June 0", "by Feb 30, 2024", "by 2023-07-05-rc1", "by 12023-07-05", "due 2023-07-051", "due 2023-7",
		"extend by 2 weeks", "slipped by two days", "grew by 10", "a deadline of 1 week to post",
		"deadline is one week after the meeting", "within 2 weeks after the vote", "due 2 weeks ago",
		"goodbye Tuesday", "nearby Friday", "overdue June 20", "over due June 20", "past due June 20", "subdue Friday",
		"stand-by Tuesday", "https://example.org/due/2023-07-05", "x@by Tuesday", "dué June 20", "/by Friday",
		"by Monday.com", "by Friday_night2", "by Tuesdays", "by Mondayish", "by Marching", "by Junes",
		"do not merge before June 20", "don't publish until June 20", "don\xE2\x80\x99t merge until Friday",
		"not before June 20", "not until next week", "every Tuesday", "since June 10", "after June 10", "from June 10",
		"for next week", "for June 20", "for Tuesday", "for Jan 5th", "wishlist for next year",
		"for the next IETF meeting", "for the next meeting of the board", "for the next call for papers",
		"for next", "next meeting", "moved to next meeting", "for the following reasons", "before this week",
		"by last Friday", "by the first Tuesday of June", "by Q5 2022", "by Q22", "by week", "by end of meeting",
		"by the end", "at the end of June", "by 5pm", "by noon", "by 17:00", "by June's maintainers",
		"by Tuesday after next", "due in a few days", "deadline for the June 20 call is tight",
		"by eod 7/8", "keep it within 2 hours", "due in", "due on", "by the", "due 10", "by 2024", "in the next two weeks",
	};

	(void)state;
	assert_true(COUNT(texts) >= 40);
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < COUNT(texts); i++) {
			struct due_context context = context_of(NULL);
			char buf[CIVIL_TEXT_SIZE];
			const char *got = found_in(texts[i], &context, buf);

			if (pass == 0 && strcmp(got, "-") != 0)
				print_error("\"%s\": %s\n", texts[i], got);
			if (pass == 1)
				assert_string_equal(got, "-");
		}
	}
}

static void the_phrase_is_cut_out(void **state)
{
	static const struct {
		const char *text, *phrase;
	} cases[] = {
		{ "AI Dave: send it by June 20, please", "by June 20" },
		{ "send it (due: 2023-07-05)", "due: 2023-07-05" },
		{ "**due** **June 20**!", "due** **June 20" },
		{ "send by Jun. 20, 2023.", "by Jun. 20, 2023" },
		{ "by EOD Friday we need", "by EOD Friday" },
		{ "by Friday 5pm PT we need", "by Friday 5pm PT" },
		{ "by Friday at the latest we need", "by Friday at the latest" },
		{ "due 2023-07-05T17:00:00Z or so", "due 2023-07-05T17:00:00Z" },
		{ "due 2023-07-05T17:00+02:00 or so", "due 2023-07-05T17:00+02:00" },
		{ "zoom for next meeting again", "for next meeting" },
		{ "see two days before June 20 again", "two days before June 20" },
		{ "Deadline for drafts 5pm PT next Monday", "Deadline for drafts 5pm PT next Monday" },
		{ "by Tue, June 20 for all", "by Tue, June 20" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct due_context context = context_of(NULL);
		struct due_phrase phrase;
		struct span text = span_of(cases[i].text);

		assert_true(due_find(text, &context, &phrase));
		struct span got = span_sub(text, phrase.start, phrase.len);

		if (!span_is(got, cases[i].phrase))
			fail_msg("\"" SPAN_FMT "\", wanted \"%s\"", SPAN_ARG(got), cases[i].phrase);
	}
}

/* Base is Monday 2026-01-12, as in minutes of that day. */
static void a_weekday_and_its_day_of_the_month_are_one_day(void **state)
{
	static const struct {
		const char *text, *date;
	} cases[] = {
		{ "by Friday the 23rd", "2026-01-23" },
		{ "due Fri 23", "2026-01-23" },
		{ "due Fri. 23rd", "2026-01-23" },
		{ "by Friday 23rd we need it", "2026-01-23" },
		{ "by Friday, the 23rd.", "2026-01-23" },
		{ "until Friday (the 23rd)", "2026-01-23" },
		{ "by Friday (23rd)", "2026-01-23" },
		{ "before Tuesday the 3rd", "2026-02-03" },
		{ "by Wed 28, please", "2026-01-28" },
		{ "no later than Thursday the 5th", "2026-02-05" },
		{ "by Friday the 13th", "2026-02-13" },
		{ "by Tuesday the 31st", "2026-03-31" },
		{ "by Thursday the 8th", "2026-01-08" },	/* overdue, and said so */
		{ "by EOD Friday the 23rd", "2026-01-23" },
		{ "by Friday 23.1.", "2026-01-23" },
		{ "by Friday 23/1", "2026-01-23" },
		/* the number is of something else, or nobody's day */
		{ "by Friday 10 people must vote", "2026-01-16" },
		{ "by Friday 5pm", "2026-01-16" },
		{ "by Friday 14:00", "2026-01-16" },
		{ "by Friday the 22nd", "-" },
		{ "due Monday the 32nd", "2026-01-19" },
		/* so many weeks after a weekday */
		{ "by Friday week", "2026-01-23" },
		{ "by Monday week we need it", "2026-01-26" },
		{ "due Friday fortnight", "2026-01-30" },
		{ "due a week on Friday", "2026-01-23" },
		{ "due two weeks from Wednesday", "2026-01-28" },
		{ "due a week from tomorrow", "2026-01-20" },
		/* fortnights */
		{ "report back in a fortnight", "2026-01-26" },
		{ "report back in a fortnight.", "2026-01-26" },
		{ "due in a fortnight's time", "2026-01-26" },
		{ "due in two weeks\xE2\x80\x99 time", "2026-01-26" },
		{ "report back in a week's time", "2026-01-19" },
		{ "report back in a week", "2026-01-19" },
		{ "report back (in a month)", "2026-02-12" },
		{ "due in a fortnight", "2026-01-26" },
		{ "within a fortnight", "2026-01-26" },
		{ "by a fortnight from now", "2026-01-26" },
		{ "we meet once in a fortnight", "-" },
		{ "twice in a week", "-" },
		{ "build it in a day", "-" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct due_context context = context_of("2026-01-12");
		char buf[CIVIL_TEXT_SIZE];
		const char *got = found_in(cases[i].text, &context, buf);

		if (strcmp(got, cases[i].date) != 0)
			fail_msg("\"%s\": %s, wanted %s", cases[i].text, got, cases[i].date);
	}
}

static void two_numbers_are_a_day_where_their_order_is_known(void **state)
{
	static const struct {
		const char *text, *day_first, *month_first, *unknown;
	} cases[] = {
		{ "due 1/25", "-", "2026-01-25", "-" },
		{ "by 1/25 we need it", "-", "2026-01-25", "-" },
		{ "due 25/1", "2026-01-25", "-", "-" },
		{ "by 25/1.", "2026-01-25", "-", "-" },
		{ "due 2/3", "2026-03-02", "2026-02-03", "-" },
		{ "due 12/20", "-", "2025-12-20", "-" },
		{ "by 25.1.", "2026-01-25", "-", "-" },
		{ "bis 2.2. fertig", "2026-02-02", "-", "-" },
		{ "by 05.02.", "2026-02-05", "2026-02-05", "2026-02-05" },
		{ "due 05/11/2026", "2026-11-05", "2026-05-11", "-" },
		{ "due 05-11-2026", "2026-11-05", "2026-05-11", "-" },
		{ "due 1/25/26", "2026-01-25", "2026-01-25", "-" },
		{ "by 25/1/26", "2026-01-25", "2026-01-25", "-" },
		{ "due 1/25/2026", "2026-01-25", "2026-01-25", "2026-01-25" },
		{ "by Friday 1/23", "2026-01-23", "2026-01-23", "2026-01-23" },
		/* parts, versions, ratios */
		{ "cut the budget by 1/3", "-", "-", "-" },
		{ "by 1/3 of the members", "-", "-", "-" },
		{ "grew by 1/4 in a year", "-", "-", "-" },
		{ "by 9/10 we mean nearly all", "-", "-", "-" },
		{ "by 2.4", "-", "-", "-" },
		{ "by 2.4.1", "-", "-", "-" },
		{ "by 13/13", "-", "-", "-" },
		{ "by 2025/26", "-", "-", "-" },
		{ "due 1/25/3", "-", "-", "-" },
		{ "done 1/25 of the pages", "-", "-", "-" },
	};
	static const enum date_order orders[] = { DATE_ORDER_DAY_FIRST, DATE_ORDER_MONTH_FIRST,
						  DATE_ORDER_UNKNOWN };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *const wanted[] = { cases[i].day_first, cases[i].month_first,
					       cases[i].unknown };

		for (size_t k = 0; k < COUNT(orders); k++) {
			struct due_context context = context_of("2026-01-12");
			char buf[CIVIL_TEXT_SIZE];

			context.order = orders[k];
			const char *got = found_in(cases[i].text, &context, buf);

			if (strcmp(got, wanted[k]) != 0)
				fail_msg("\"%s\" (%zu): %s, wanted %s", cases[i].text, k, got,
					 wanted[k]);
		}
	}
}

static void a_zone_tells_the_order(void **state)
{
	static const struct {
		const char *zone;
		enum date_order order;
	} cases[] = {
		{ "America/Los_Angeles", DATE_ORDER_MONTH_FIRST },
		{ "US/Eastern", DATE_ORDER_MONTH_FIRST },
		{ "America/Indiana/Knox", DATE_ORDER_MONTH_FIRST },
		{ "Asia/Tokyo", DATE_ORDER_MONTH_FIRST },
		{ "Europe/Berlin", DATE_ORDER_DAY_FIRST },
		{ "America/Sao_Paulo", DATE_ORDER_DAY_FIRST },
		{ "Asia/Kolkata", DATE_ORDER_DAY_FIRST },
		{ "America/Toronto", DATE_ORDER_UNKNOWN },
		{ "UTC", DATE_ORDER_UNKNOWN },
		{ "", DATE_ORDER_UNKNOWN },
		{ NULL, DATE_ORDER_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(date_order_of_zone(cases[i].zone), cases[i].order);
}

static void what_has_been_is_not_due(void **state)
{
	static const struct {
		const char *text, *date;
	} cases[] = {
		{ "remove users who were added before 2020-01-01", "-" },
		{ "remove users added before 2020-01-01", "-" },
		{ "close issues that had no answer until 2025-12-31", "-" },
		{ "thank everybody who joined before June 2025", "-" },
		{ "list the members whose term ended by 31 December 2025", "-" },
		{ "archive the threads which were opened before 2024", "-" },
		{ "archive mails from before 2024-05-01", "-" },
		{ "delete what was uploaded prior to Jan 1, 2026", "-" },
		{ "write to those who left before October 1", "-" },
		{ "pay the bills that came in until 2026-01-10", "-" },
		{ "merge the patches sent before 2026-01-05", "-" },
		/* but these are, overdue or not */
		{ "the survey must be finished before 2026-01-05", "2026-01-05" },
		{ "get the survey finished before 2026-01-05", "2026-01-05" },
		{ "check that the mails were sent by 2026-01-20", "2026-01-20" },
		{ "remind everybody who was invited by Friday", "2026-01-16" },
		{ "remove users who were added before 2020-01-01, due 2026-02-01", "2026-02-01" },
		{ "remove users who were added before 2020-01-01 by Friday", "2026-01-16" },
		{ "find the bills that were due by March 2025", "-" },
		{ "find the bills that are due by March 2026", "2026-03-31" },
		{ "mend the page that was broken by Friday's update", "-" },
		{ "send it to those who were there by Friday's call", "2026-01-16" },
		{ "who was it? Ask before 2026-01-10", "2026-01-10" },
		{ "send the report by 2026-01-05", "2026-01-05" },
		{ "publish the seed list by 2026-01-05", "2026-01-05" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct due_context context = context_of("2026-01-12");
		char buf[CIVIL_TEXT_SIZE];
		const char *got = found_in(cases[i].text, &context, buf);

		if (strcmp(got, cases[i].date) != 0)
			fail_msg("\"%s\": %s, wanted %s", cases[i].text, got, cases[i].date);
	}
}

static void a_date_that_names_no_day_is_told(void **state)
{
	static const struct {
		const char *text, *unread;
	} cases[] = {
		{ "send it by 05/11/2026", "05/11/2026" },
		{ "send it (due: 05/11/2026)", "05/11/2026" },
		{ "due by 6/10.", "6/10" },
		{ "due 2026-02-30", "2026-02-30" },
		{ "until 31.02.2026", "31.02.2026" },
		{ "by June 31, please", "June 31" },
		{ "by Friday the 22nd", "Friday the 22nd" },
		{ "deadline: 13/13/2026", "13/13/2026" },
		{ "no later than **05/11/26**", "05/11/26" },
		{ "by 31 February", "31 February" },
		{ "by February 31st, 2027", "February 31st, 2027" },
		{ "by the 45th", "45th" },
		{ "by 3rd Febuary", "3rd Febuary" },
		{ "by 3rd of Febuary 2027 at the latest", "3rd of Febuary 2027" },
		{ "due Octember 3", "Octember 3" },
		{ "by the end of Septmber", "end of Septmber" },
		{ "by early Feb", "early Feb" },
		{ "by Firday", "Firday" },
		{ "before Wendesday's call", "Wendesday" },
		{ "by w/c Candlemas, please", "w/c Candlemas" },
		{ "due a week after Candlemas", "a week after Candlemas" },
		{ "by meeting #15", "meeting #15" },
		{ "by the 15th meeting", "15th meeting" },
		{ "for the meeting after next", "meeting after next" },
		{ "by the team", NULL },
		{ "by mail", NULL },
		{ "by Frida", NULL },
		{ "by Augusta", NULL },
		{ "by sundry people", NULL },
		{ "by the 19th century", NULL },
		{ "by the 5th reader", NULL },
		{ "by noon", NULL },
		{ "by consensus", NULL },
		{ "before the release", NULL },
		{ "before the meeting", NULL },
		{ "for the meeting", NULL },
		{ "by w/w mail", NULL },
		{ "by 12 members", NULL },
		{ "by 3 may", NULL },
		{ "by hand", NULL },
		{ "by 24.04", NULL },
		{ "by 10.0.0.1", NULL },
		{ "by 10%", NULL },
		{ "by 3 people", NULL },
		{ "by 2024", NULL },
		{ "the talk of 05/11/2026", NULL },
		{ "by may 1000 people", NULL },
		{ "by https://example.org/05/11/2026", NULL },
		{ "by 2.4.1", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct due_context context = context_of("2026-01-12");
		struct span got = { NULL, 0 };
		bool found = due_find_unread(span_of(cases[i].text), &context, &got);

		if (found != (cases[i].unread != NULL) || (found && !span_is(got, cases[i].unread)))
			fail_msg("\"%s\": \"" SPAN_FMT "\"", cases[i].text, SPAN_ARG(got));
	}
}

static void the_next_meeting_may_be_unknown(void **state)
{
	struct due_context context = { .base = { 2023, 6, 14 } };
	struct due_phrase phrase;
	struct civil_date date = { 7, 7, 7 };

	(void)state;
	assert_true(due_find(span_of("two days before the next meeting"), &context, &phrase));
	assert_true(phrase.next_meeting);
	assert_false(civil_is_set(phrase.date));
	assert_false(due_parse_date(span_of("next meeting"), &context, &date));
	assert_int_equal(date.year, 7);
	context = context_of(NULL);
	assert_true(due_find(span_of("for next meeting"), &context, &phrase));
	assert_true(phrase.next_meeting);
	assert_true(due_find(span_of("for the next meeting on June 28"), &context, &phrase));
	assert_false(phrase.next_meeting);	/* the day was said, and stays */
	assert_true(due_find(span_of("by June 28"), &context, &phrase));
	assert_false(phrase.next_meeting);
}

static void without_a_base_only_full_dates_count(void **state)
{
	static const struct {
		const char *text, *date;
	} cases[] = {
		{ "by 2023-07-05", "2023-07-05" }, { "by July 5, 2023", "2023-07-05" }, { "by Tue, 5 Jul 2023", "2023-07-05" },
		{ "by Q3 2023", "2023-09-30" }, { "by end of July 2023", "2023-07-31" }, { "before July 2023", "2023-06-30" },
		{ "by July 5", "-" }, { "by Tuesday", "-" }, { "by tomorrow", "-" }, { "by EOD", "-" }, { "by EOW", "-" },
		{ "due in 2 weeks", "-" }, { "by next week", "-" }, { "by Q3", "-" }, { "by the 10th", "-" }, { "by October", "-" },
		{ "within 2 weeks", "-" }, { "by the weekend", "-" }, { "by end of month", "-" }, { "for next meeting", "?" },
	};
	struct due_context context = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char buf[CIVIL_TEXT_SIZE];

		assert_string_equal(found_in(cases[i].text, &context, buf), cases[i].date);
	}
}

static void a_date_by_itself_is_read(void **state)
{
	static const struct {
		const char *text, *date;
	} cases[] = {
		{ "2023-07-05", "2023-07-05" }, { " June 20 ", "2023-06-20" }, { "20 June 2024", "2024-06-20" },
		{ "friday", "2023-06-16" }, { "sat", "2023-06-17" }, { "SUN", "2023-06-18" }, { "wed", "2023-06-21" },
		{ "next tuesday", "2023-06-20" }, { "tomorrow", "2023-06-15" }, { "Today.", "2023-06-14" }, { "2w", "2023-06-28" },
		{ "1 week", "2023-06-21" }, { "a week", "2023-06-21" }, { "3d", "2023-06-17" }, { "+3d", "2023-06-17" },
		{ "in 2 weeks", "2023-06-28" }, { "for 2 weeks", "2023-06-28" }, { "until Friday", "2023-06-16" },
		{ "by EOD Friday", "2023-06-16" }, { "end of month", "2023-06-30" }, { "EOM", "2023-06-30" },
		{ "next week", "2023-06-25" }, { "next meeting", NEXT }, { "for next time", NEXT }, { "72h", "2023-06-17" },
		{ "Q3", "2023-09-30" }, { "the 20th", "2023-06-20" }, { "June 20, 5pm PT", "2023-06-20" }, { "may 20", "2023-05-20" },
		{ "10 may", "2023-05-10" }, { "12.10.2026", "2026-10-12" }, { "5.7.", "2023-07-05" }, { "05.07.", "2023-07-05" },
		{ "June 10!", "2023-06-10" }, { "by 12.10.", "2023-10-12" }, { "October", "2023-10-31" }, { "end of June", "2023-06-30" }, { "due: June 20", "2023-06-20" },
	};
	static const char *const bad[] = {
		"", " ", ".", "June", "May", "April", "Jan", "Dave", "10", "20m", "10 min", "June 20 Dave", "friday joe", "6/10",
		"2023-02-29", "2", "w", "week", "5.7", "24.04", "1.2.3", "5..7.", "5.7.23", "in", "by", "until", "99999999w", "2000000 days", "June 31", "all", "#12", "20",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct due_context context = context_of(NULL);
		struct civil_date date = { 0 };
		char buf[CIVIL_TEXT_SIZE];

		due_parse_date(span_of(cases[i].text), &context, &date);
		if (strcmp(civil_format_iso(date, buf), cases[i].date) != 0)
			fail_msg("\"%s\": %s, wanted %s", cases[i].text, buf, cases[i].date);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct due_context context = context_of(NULL);
		struct civil_date date = { 7, 7, 7 };

		if (due_parse_date(span_of(bad[i]), &context, &date) || date.year != 7)
			fail_msg("taken: %s", bad[i]);
	}
}

/* Over four years of days: what is asked for lies ahead, and is the day it says. */
static void every_day_of_the_year_serves_as_base(void **state)
{
	static const char *const weekdays[] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" };

	(void)state;
	for (int64_t days = civil_to_days(day_of("2022-12-25")); days < civil_to_days(day_of("2027-01-07")); days++) {
		struct due_context context = { .base = civil_from_days(days) };
		struct due_phrase phrase;
		char text[64], buf[CIVIL_TEXT_SIZE];

		for (int w = 0; w < 7; w++) {
			snprintf(text, sizeof text, "by %s", weekdays[w]);
			assert_true(due_find(span_of(text), &context, &phrase));
			assert_int_equal(civil_weekday(phrase.date), w);
			assert_in_range(civil_to_days(phrase.date) - days, 1, 7);
			snprintf(text, sizeof text, "by next %s", weekdays[w]);
			assert_true(due_find(span_of(text), &context, &phrase));
			assert_int_equal(civil_weekday(phrase.date), w);
			assert_in_range(civil_to_days(phrase.date) - days, 1, 13);
		}
		assert_true(due_find(span_of("by next week"), &context, &phrase));
		assert_int_equal(civil_weekday(phrase.date), 0);
		assert_in_range(civil_to_days(phrase.date) - days, 7, 13);
		assert_true(due_find(span_of("by EOM"), &context, &phrase));
		assert_int_equal(phrase.date.month, context.base.month);
		assert_int_equal(civil_add_days(phrase.date, 1).day, 1);
		/* every day that has just passed, and of the coming year, by its name, in both orders */
		for (int ahead = -60; ahead < 305; ahead += 13) {
			struct civil_date day = civil_add_days(context.base, ahead);
			char *word = civil_format_short(day, buf) + 4;	/* "5 Jul" */

			snprintf(text, sizeof text, "due %s", word);
			assert_true(due_find(span_of(text), &context, &phrase));
			assert_int_equal(civil_compare(phrase.date, day), 0);
			snprintf(text, sizeof text, "due %s %d.", strchr(word, ' ') + 1, day.day);
			assert_true(due_find(span_of(text), &context, &phrase));
			assert_int_equal(civil_compare(phrase.date, day), 0);
		}
	}
}

static void the_ends_of_the_calendar_are_no_trouble(void **state)
{
	static const char *const bases[] = { "0001-01-01", "9999-12-31", "9999-02-28" };
	static const char *const texts[] = {
		"by next week", "due in 12 months", "by Q1", "by October", "by Feb 29", "by Friday", "by next year", "by the 30th",
		"a year before January 1", "by end of next month", "before this year", "before January", "by the weekend",
		"due in 5000 business days", "before Q1", "5000 years before January 2", "by mid next month",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bases); i++) {
		for (size_t j = 0; j < COUNT(texts); j++) {
			struct due_context context = context_of(bases[i]);
			struct due_phrase phrase;

			if (due_find(span_of(texts[j]), &context, &phrase) && civil_is_set(phrase.date))
				assert_true(civil_is_valid(phrase.date.year, phrase.date.month, phrase.date.day));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(phrases_are_found),
		cmocka_unit_test(dates_that_are_merely_mentioned_are_none),
		cmocka_unit_test(the_phrase_is_cut_out),
		cmocka_unit_test(a_weekday_and_its_day_of_the_month_are_one_day),
		cmocka_unit_test(two_numbers_are_a_day_where_their_order_is_known),
		cmocka_unit_test(a_zone_tells_the_order),
		cmocka_unit_test(what_has_been_is_not_due),
		cmocka_unit_test(a_date_that_names_no_day_is_told),
		cmocka_unit_test(the_next_meeting_may_be_unknown),
		cmocka_unit_test(without_a_base_only_full_dates_count),
		cmocka_unit_test(a_date_by_itself_is_read),
		cmocka_unit_test(every_day_of_the_year_serves_as_base),
		cmocka_unit_test(the_ends_of_the_calendar_are_no_trouble),
	};

	return cmocka_run_group_tests_name("due", tests, NULL, NULL);
}
