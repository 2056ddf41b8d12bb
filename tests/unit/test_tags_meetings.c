/* test_tags_meetings.c - what heads the minutes of a meeting, when it was, and who chaired it. */
#include "tags_cases.h"

/* Each above an entry: the meeting is found, and "by Friday" counts from its day. */
static void natural_headings_are_meetings(void **state)
{
	static const struct {
		const char *head, *meeting, *friday;
	} cases[] = {
		{ "# Harbour TSC Meeting #12 - 6 March 2026", "#12", "2026-03-13" },
		{ "Harbour TSC Meeting #12 - 6 March 2026", "#12", "2026-03-13" },
		{ "Minutes of meeting #12, 2026-03-04", "#12", "2026-03-06" },
		{ "**Minutes of the board meeting No. 12 (4 March 2026)**", "#12", "2026-03-06" },
		{ "12th meeting, 4 March 2026", "#12", "2026-03-06" },
		{ "## 3rd regular board meeting, March 4, 2026", "#3", "2026-03-06" },
		{ "Meeting 12 - 2026-03-04", "#12", "2026-03-06" },
		{ "Meeting number 12 of Wednesday, 4 March 2026", "#12", "2026-03-06" },
		{ "## [2026-03-04] Weekly", "", "2026-03-06" },
		{ "[2026-03-04] Weekly", "", "2026-03-06" },
		{ "## [2026-03-04] Harbour group", "", "2026-03-06" },
		{ "## 2026-03-04", "", "2026-03-06" },
		{ "# Weekly call\n\nDate: 2026-03-04", "", "2026-03-06" },
		{ "Weekly call\nDate: 4 March 2026\nPresent: Dave, Joe", "", "2026-03-06" },
		{ "# Harbour board\n\nWhen: Wednesday, March 4, 2026\nChair: Dave", "", "2026-03-06" },
		{ "Date: 2026-03-04\nChair: Dave", "", "2026-03-06" },
		{ "Meeting notes 2026-03-04", "", "2026-03-06" },
		{ "Notes from our fortnightly sync, 4th March 2026", "", "2026-03-06" },
		{ "Minutes - steering committee - 04.03.2026", "", "2026-03-06" },
		{ "Board telecon, 2026-03-04", "", "2026-03-06" },
		{ "# TSC minutes 2026/03/04", "", "2026-03-06" },
		{ "---\ntitle: Weekly call\ndate: 2026-03-04\n---", "", "2026-03-06" },
		{ "---\ndate: 2026-03-04\nmeeting: 12\nchair: Dave\n---", "#12", "2026-03-06" },
		{ "---\nlayout: minutes\ntitle: \"TSC meeting\"\ndate: 2026-03-04T16:00:00Z\nnumber: 12\n---", "#12", "2026-03-06" },
		{ "+++\ntitle = \"Minutes\"\ndate = 2026-03-04\n+++", "", "2026-03-06" },
		{ "Meeting #12\nDate: 2026-03-04", "#12", "2026-03-06" },
		{ "# Agenda and notes of the March 4th video call\n\nDate: 2026-03-04", "", "2026-03-06" },
		{ "## [NEXT] Triage (2026-03-04)", "", "2026-03-06" },
		{ "Approved minutes of meeting #12 of 4 March 2026", "#12", "2026-03-06" },
		{ "# Harbour working group meeting minutes\n4 Mar 2026", "", "2026-03-06" },
		{ "# Harbour WG meeting\n\n2026-03-04", "", "2026-03-06" },
		{ "Agenda and minutes of the board meeting\n\n2026-03-04 at 20:00 UTC on Jitsi\n\nPresent: Dave, Joe", "", "2026-03-06" },
		{ "# Harbour board\n\nWednesday, March 4, 2026, 16:00\n\nChair: Dave", "", "2026-03-06" },
		{ "# Harbour releases\n\n### Date: 2026-03-04\n\n## Attendees\n\n- Dave\n\n## Notes", "", "2026-03-06" },
		{ "---\ntitle: \"Harbour Group Meeting, 4 March 2026\"\nlayout: plain\n---", "", "2026-03-06" },
		{ "Harbour Conference Call March 4, 2026", "", "2026-03-06" },
		{ "Minutes of the TSC call, 4th March 2026. Approved 18 March 2026.", "", "2026-03-06" },
		{ "TSC Meeting Minutes 4-Mar-26", "", "2026-03-06" },
		{ "# TSC minutes 4-Mar-2026", "", "2026-03-06" },
		{ "= Minutes of the meeting of March 4, 2026 =", "", "2026-03-06" },
		{ "Harbour Board Meeting :: Wednesday 2026-03-04", "", "2026-03-06" },
	};
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *text = arena_printf(arena, "%s\n\n- AI(Joe): print by Friday\n", cases[i].head);
		const char *got = describe(&(struct fact_list){ 0 }), *due = "none", *number = "";
		struct fact_list list = scan_text_of(text, &people);
		char day[CIVIL_TEXT_SIZE];
		size_t n = 0;

		for (size_t k = 0; k < list.len; k++) {
			const struct fact *f = &list.facts[k];

			if (f->kind == FACT_MEETING) {
				n++;
				number = f->meeting >= 0 ? arena_printf(arena, "#%d", f->meeting) : "";
			} else if (f->kind == FACT_ACTION && civil_is_set(f->due)) {
				due = arena_strdup(arena, civil_format_iso(f->due, day));
			}
		}
		got = describe(&list);
		if (n != 1 || strcmp(number, cases[i].meeting) != 0 || strcmp(due, cases[i].friday) != 0) {
			printf("# %s\n#   wanted %s, %s\n#   got: %s\n", cases[i].head, cases[i].meeting, cases[i].friday, got);
			bad++;
		}
	}
	assert_int_equal(bad, 0);
}

static void other_headings_are_none(void **state)
{
	static const char *const texts[] = {
		"# Release 2.4 - 2026-03-04",
		"## v2.4.1 (2026-03-04)",
		"## Version 3, 4 March 2026",
		"## 2.4 - 2026-03-04",
		"# Changelog, March 4, 2026",
		"## Next meeting: 2026-03-18",
		"## Next call - 18 March 2026",
		"Next meeting: Wednesday, 18 March 2026",
		"Next meeting #13 on 2026-03-18",
		"## Upcoming meetings 2026-03-18",
		"## Approval of the minutes of 2026-02-18",
		"Approval of minutes of meeting #11",
		"## Minutes of the previous meeting, 2026-02-18",
		"# FOSDEM 2026-01-31",
		"## Harbour Summit, 4 March 2026",
		"## Conference in Lyon, 4 March 2026",
		"# Call for papers, 2026-03-04",
		"## Meeting schedule 2026-03-04",
		"## Deadline 2026-03-04",
		"Pull request #12 was discussed in the meeting",
		"The meeting #12 is on 4 March 2026",
		"Meeting #12 will be on 2026-03-04, please join",
		"We had our meeting on 2026-03-04",
		"See the minutes of 2026-03-04",
		"Date: 2026-03-04",
		"# Printing the badges\n\nDate: 2026-03-04",
		"# Printing the badges\n\n4 March 2026",
		"# The harbour meeting\n\n4 March 2026 was a cold day",
		"# Release 2.4\n\n4-Mar-26",
		"---\ntitle: The page of 4 March 2026\n---",
		"---\ntitle: A new page\ndate: 2026-03-04\n---",
		"Call the harbour by 2026-03-04",
		"Sync with Dave on 4 March 2026",
		"Weekly meeting notes are due before 2026-03-04",
		"I missed the call on 2026-03-04?",
	};
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const char *text = arena_printf(arena, "%s\n\n- AI(Joe): print\n", texts[i]);
		struct fact_list list = scan_text_of(text, &people);
		const char *got = describe(&list);

		if (strcmp(got, "action [Joe] print") != 0) {
			printf("# %s\n#   got: %s\n", texts[i], got);
			bad++;
		}
	}
	assert_int_equal(bad, 0);
}

static void a_chair_shares_its_line(void **state)
{
	static const struct line_case cases[] = {
		{ "## Meeting #6 - 2026-03-04\n\nChair: Dave    Scribe: Joe\n", "meeting [Dave] Meeting #6 - 2026-03-04 <2026-03-04> #6" },
		{ "## Meeting #6 - 2026-03-04\n\nScribe: Joe, Chair: Dave\n", "meeting [Dave] Meeting #6 - 2026-03-04 <2026-03-04> #6" },
		{ "## Meeting #6 - 2026-03-04\n\nChair: Dave | Minutes: Joe | Time: 16:00\n", "meeting [Dave] Meeting #6 - 2026-03-04 <2026-03-04> #6" },
		{ "## Meeting #6\n\nDate: 2026-03-04; Chair: Dave; Note taker: Joe\n", "meeting [Dave] Meeting #6 <2026-03-04> #6" },
		{ "## Meeting #6 - 2026-03-04\n\n**Chair:** Dave **Scribe:** Joe\n", "meeting [Dave] Meeting #6 - 2026-03-04 <2026-03-04> #6" },
		{ "## Meeting #6 - 2026-03-04\n\nChair: Dave Thorn\tPresent: Joe, KP\n", "meeting [Dave Thorn] Meeting #6 - 2026-03-04 <2026-03-04> #6" },
		{ "## Meeting #6 - 2026-03-04\n\nChairman: Dave\nMinutes taken by: Joe\n", "meeting [Dave] Meeting #6 - 2026-03-04 <2026-03-04> #6" },
		{ "## Meeting #6 - 2026-03-04\n\nChair: Dave\n", "meeting [Dave] Meeting #6 - 2026-03-04 <2026-03-04> #6" },
		{ "## Meeting #6 - 2026-03-04\n\nChair: Dave, who said: we begin\n", "meeting [] Meeting #6 - 2026-03-04 <2026-03-04> #6" },
	};

	(void)state;
	assert_int_equal(run_cases(cases, sizeof cases / sizeof *cases, &people), 0);
}

/* A mail: its subject, its text, and what comes of it; sent on Saturday 2026-03-07. */
static void a_subject_heads_what_has_no_heading(void **state)
{
	static const struct {
		const char *subject, *text, *want;
	} cases[] = {
		/* of a day to come: no line of the text is its heading */
		{ "TSC minutes, 18 March 2026", "- AI(Joe): print\n\nAgenda:\n- Logo\n- Budget\n",
		  "meeting [] TSC minutes, 18 March 2026 <2026-03-18>\naction [Joe] print\nagenda [] Logo <2026-03-18>\nagenda [] Budget <2026-03-18>" },
		{ "TSC minutes, 4 March 2026 (meeting #12)", "- AI(Joe): print by Friday\n",
		  "meeting [] TSC minutes, 4 March 2026 (meeting #12) <2026-03-04> #12\naction [Joe] print by Friday <2026-03-06> #12" },
		{ "[WG] Minutes 2026-03-04", "Chair: Dave\n\n- AI(Joe): print by Friday\n",
		  "meeting [Dave] [WG] Minutes 2026-03-04 <2026-03-04>\naction [Joe] print by Friday <2026-03-06>" },
		{ "Meeting notes, March 4", "AI(Joe): print by Friday\n",
		  "meeting [] Meeting notes, March 4 <2026-03-04>\naction [Joe] print by Friday <2026-03-06>" },
		{ "Draft minutes of the 12th meeting", "AI(Joe): print by Friday\n",
		  "meeting [] Draft minutes of the 12th meeting #12\naction [Joe] print by Friday <2026-03-13> #12" },
		/* the text's own heading counts */
		{ "TSC minutes, 4 March 2026 (meeting #12)", "Minutes of meeting #12, 2026-03-04\nChair: Dave\n\n- AI(Joe): print\n",
		  "meeting [Dave] Minutes of meeting #12, 2026-03-04 <2026-03-04> #12\naction [Joe] print #12" },
		{ "minutes", "Minutes of 4 March\n\n- AI(Joe): print by Friday\n",
		  "meeting [] Minutes of 4 March <2026-03-04>\naction [Joe] print by Friday <2026-03-06>" },
		/* none */
		{ "Re: TSC minutes, 4 March 2026", "AI(Joe): print\n", "action [Joe] print" },
		{ "Comments on the minutes of 4 March 2026", "AI(Joe): print\n", "action [Joe] print" },
		{ "The minutes of 4 March 2026 are missing", "AI(Joe): print\n", "action [Joe] print" },
		{ "Meeting on 18 March 2026", "AI(Joe): print\n", "action [Joe] print" },
		{ "Agenda of meeting #13", "AI(Joe): print\n", "action [Joe] print" },
		{ "Release 2.4 of 4 March 2026", "AI(Joe): print\n", "action [Joe] print" },
		{ "Minutes of the previous meeting #11", "AI(Joe): print\n", "action [Joe] print" },
		{ "minutes", "AI(Joe): print\n", "action [Joe] print" },
	};
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *bytes = arena_printf(arena, "From: Dave <dave@example.org>\r\nMessage-ID: <m@example.org>\r\nSubject: %s\r\n\r\n%s",
						 cases[i].subject, cases[i].text);
		struct scan_context context = { .people = &people, .base = { 2026, 3, 7 } };
		struct fact_list list = { .facts = NULL };
		const struct message_limits limits = message_limits_default();
		struct message message;
		struct err err;

		assert_int_equal(message_read(arena, span_of(bytes), &limits, &message, &err), ERR_NONE);
		assert_int_equal(scan_message(arena, rules, &message, &context, &list, &err), ERR_NONE);
		if (strcmp(describe(&list), cases[i].want) != 0) {
			printf("# %s\n#   want: %s\n#   got:  %s\n", cases[i].subject, cases[i].want, describe(&list));
			bad++;
		}
	}
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(natural_headings_are_meetings),
		cmocka_unit_test(other_headings_are_none),
		cmocka_unit_test(a_chair_shares_its_line),
		cmocka_unit_test(a_subject_heads_what_has_no_heading),
	};

	message_prepare();
	return cmocka_run_group_tests(tests, setup, teardown);
}
