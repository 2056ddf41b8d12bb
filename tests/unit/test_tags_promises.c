/* test_tags_promises.c - what minutes say that somebody will do, without a tag; what only sounds like it; and the labels of the
 * first committee's minutes, where they lie beside the project. */
#include <stdio.h>
#include <string.h>

#include "tags/likeness.h"
#include "tags/scan.h"
#include "tags_tables.h"

#include "rules_desk.h"

static const char *al_joe[] = { "Joe" }, *al_dora[] = { "Dora", "DL" }, *al_mark[] = { "Mark" };
static struct person persons[] = {
	{ .name = "Joe Stone", .aliases = al_joe, .n_aliases = 1, .member = true },
	{ .name = "Dora Lind", .aliases = al_dora, .n_aliases = 2, .member = true },
	{ .name = "Mark Oak", .aliases = al_mark, .n_aliases = 1 },
};
static const char *al_crew[] = { "Crew members" };
static size_t crew_members[] = { 0, 1 };
static struct people_group groups[] = { { .name = "Crew", .aliases = al_crew, .n_aliases = 1, .members = crew_members, .n_members = 2 } };
static const struct people people = { .persons = persons, .n_persons = 3, .groups = groups, .n_groups = 1 };

/* "[names] text (due DAY)" of the promises found, what they are about in front. */
static const char *told(const struct fact_list *list)
{
	const char *text = "";
	char day[CIVIL_TEXT_SIZE];

	for (size_t i = 0; i < list->len; i++) {
		const struct fact *f = &list->facts[i];

		if (f->kind != FACT_PROMISE)
			continue;
		text = arena_printf(arena, "%s%s", text, *text ? "; " : "");
		if (*f->context)
			text = arena_printf(arena, "%s%s: ", text, f->context);
		for (size_t k = 0; k < f->n_owners; k++)
			text = arena_printf(arena, "%s%s%s", text, k ? ", " : "[", f->owners[k]);
		text = arena_printf(arena, "%s] %s", text, f->text);
		if (civil_is_set(f->due))
			text = arena_printf(arena, "%s (due %s)", text, civil_format_iso(f->due, day));
	}
	return text;
}

static const char *in_minutes(const char *lines)
{
	struct scan_context context = { .people = &people, .promises = true };
	struct fact_list list = { .facts = NULL };
	struct err err;
	const char *text = arena_printf(arena, "# Meeting #7 - 2024-03-06\n\n%s\n", lines);

	assert_int_equal(scan_minutes(arena, rules, span_of(text), &context, &list, &err), ERR_NONE);
	return told(&list);
}

static const char *in_mail(const char *subject, const char *body, bool promises)
{
	struct message_limits limits = message_limits_default();
	struct scan_context context = { .people = &people, .base = { 2024, 3, 6 }, .promises = promises };
	struct fact_list list = { .facts = NULL };
	struct message message;
	struct err err;
	const char *mail = arena_printf(arena, "From: Joe <joe@example.org>\r\nSubject: %s\r\n\r\n%s\r\n", subject, body);

	assert_int_equal(message_read(arena, span_of(mail), &limits, &message, &err), ERR_NONE);
	assert_int_equal(scan_message(arena, rules, &message, &context, &list, &err), ERR_NONE);
	return told(&list);
}

struct said {
	const char *lines, *want;
};

static size_t differ(const char *got, const char *lines, const char *want)
{
	if (strcmp(got, want) == 0)
		return 0;
	printf("# %s\n#   want: %s\n#   got:  %s\n", lines, want, got);
	return 1;
}

static void minutes_say_who_will_do_what(void **state)
{
	static const struct said cases[] = {
		{ "- Dora to write the letter", "[Dora] write the letter" },
		{ "- Joe will also call the printer.", "[Joe] call the printer" },
		{ "- Joe will reply to the printer", "[Joe] reply to the printer" },
		{ "- Joe to first apply for the grant", "[Joe] apply for the grant" },
		{ "- Joe will personally thank the hosts", "[Joe] thank the hosts" },
		{ "- Dora'll paint the boat", "[Dora] paint the boat" },
		{ "- Joe is going to clean the hall", "[Joe] clean the hall" },
		{ "- Dora plans to measure the pier", "[Dora] measure the pier" },
		{ "- Dora will be sending out the form", "[Dora] be sending out the form" },
		{ "- Joe volunteered to hang the posters", "[Joe] hang the posters" },
		{ "- Joe offers to hang the posters", "[Joe] hang the posters" },
		{ "- Dora agreed to ask the mayor", "[Dora] ask the mayor" },
		{ "- Mark is happy to lend his van", "[Mark] lend his van" },
		{ "- Joe takes the task to count the chairs", "[Joe] count the chairs" },
		{ "- Joe needs to renew the lease", "[Joe] renew the lease" },
		{ "- Dora can take that", "[Dora] take that" },
		{ "- Dora can help with the tent", "[Dora] help with the tent" },
		{ "- Joe will have the list ready by March 20", "[Joe] have the list ready by March 20 (due 2024-03-20)" },
		{ "- Joe to come back with numbers", "[Joe] come back with numbers" },
		{ "- Joe will leave a comment there", "[Joe] leave a comment there" },
		{ "- Joe undertook to phone the mayor", "[Joe] phone the mayor" },
		{ "- Dora kindly offered to paint the shed", "[Dora] paint the shed" },
		{ "- Dora's going to paint the shed", "[Dora] paint the shed" },
		{ "- Dora is to paint the shed", "[Dora] paint the shed" },
		{ "- Dora takes on the tea stall", "[Dora] takes on the tea stall" },
		/* told by another */
		{ "- Dora promised she'd mail the form", "[Dora] mail the form" },
		{ "- Dora said she will mail the form", "[Dora] mail the form" },
		{ "- Dora says she'll mail the form", "[Dora] mail the form" },
		{ "- It was agreed that Dora will mail the form", "[Dora] mail the form" },
		/* by when, in front of it */
		{ "- Before the next meeting Joe will sort the keys", "[Joe] sort the keys" },
		{ "- By Friday Joe Stone and Dora will sort the keys", "[Joe Stone, Dora] sort the keys (due 2024-03-08)" },
		{ "- By 5 April Joe will sort the keys", "[Joe] sort the keys (due 2024-04-05)" },
		/* the name behind it, or in a label */
		{ "- The form will be mailed by Dora", "[Dora] The form will be mailed by Dora" },
		{ "- The form is to be mailed by Dora by March 20",
		  "[Dora] The form is to be mailed by Dora by March 20 (due 2024-03-20)" },
		{ "- Action by Dora - buy the paint", "[Dora] buy the paint" },
		{ "- -> Dora: buy the paint", "[Dora] buy the paint" },
		{ "- Assigned to Dora: buy the paint", "[Dora] buy the paint" },
		{ "- Job for Dora: write the poster", "[Dora] write the poster" },
		/* who else */
		{ "- Joe and Dora will both dig the pond", "[Joe, Dora] dig the pond" },
		{ "- Both Joe and Dora will dig the pond", "[Joe, Dora] dig the pond" },
		{ "- Everyone will bring a spade", "[Everyone] bring a spade" },
		{ "- By Friday everyone is to bring a spade", "[everyone] bring a spade (due 2024-03-08)" },
		{ "- The crew will sweep the yard", "[The crew] sweep the yard" },
		{ "- Joe told of the gate. He will mend it", "[Joe] mend it" },
		{ "- Joe told of the gate, and he'll mend it", "[Joe] mend it" },
		{ "- Joe will mail the form and Dora the list", "[Joe] mail the form and Dora the list" },
		{ "- Joe and Dora to meet the mayor", "[Joe, Dora] meet the mayor" },
		{ "- Joe/DL will draw the map", "[Joe, DL] draw the map" },
		{ "- Joe, Dora & Mark will carry the stage", "[Joe, Dora, Mark] carry the stage" },
		{ "- Joe (with help from others) will carry the stage", "[Joe] carry the stage" },
		{ "- Crew to read the draft", "[Crew] read the draft" },
		{ "- Crew members to read the draft", "[Crew members] read the draft" },
		{ "- Joe to work with Dora on the tent", "[Joe] work with Dora on the tent" },
		{ "- Joe to book the room, Dora to order the tea", "[Joe] book the room; [Dora] order the tea" },
		{ "- Joe to book the room, and Dora will order the tea", "[Joe] book the room; [Dora] order the tea" },
		/* in front of it */
		{ "- Budget audit -- Dora to review", "Budget audit: [Dora] review" },
		{ "- Budget audit: Dora to review", "Budget audit: [Dora] review" },
		{ "- Safety rules (Joe to draft them)", "Safety rules: [Joe] draft them" },
		{ "- Next step: Joe to ask the caterer", "[Joe] ask the caterer" },
		{ "- The hall is too small, so Joe will ask for the barn", "[Joe] ask for the barn" },
		{ "- We talked about the tent. Dora to follow up on that.", "[Dora] follow up on that" },
		{ "- The hall\n  - Joe to measure it by March 20", "The hall: [Joe] measure it by March 20 (due 2024-03-20)" },
		{ "## The hall -- Joe to measure it\n\nTalk.", "The hall: [Joe] measure it" },
		/* who speaks, or is spoken of */
		{ "- Dora: will write to the bank", "[Dora] write to the bank" },
		{ "- [Dora] to write to the bank", "[Dora] write to the bank" },
		{ "- Dora - will write to the bank", "[Dora] write to the bank" },
		{ "- Dora: the bank is slow. I'll write again.", "[Dora] write again" },
		{ "- Dora: the bank is slow, but I can help them", "[Dora] help them" },
		{ "- Dora: has a long list, going to shorten it", "[Dora] shorten it" },
		{ "- Dora has looked at the list and will shorten it", "[Dora] shorten it" },
		{ "- Dora looked at the list. Will shorten it.", "[Dora] shorten it" },
		{ "- Dora: how many are there? Will write a list.", "[Dora] write a list" },
		/* to find out whether is no condition */
		{ "- Joe to see if the barn is free", "[Joe] see if the barn is free" },
		/* below an item, and the same words of another topic */
		{ "- AI(Dora): make lists\n  - Joe to write a script for them", "[Joe] write a script for them" },
		{ "- Logo\n  - Joe will review\n- Map\n  - Joe will review", "Logo: [Joe] review; Map: [Joe] review" },
	};
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		bad += differ(in_minutes(cases[i].lines), cases[i].lines, cases[i].want);
	assert_int_equal(bad, 0);
}

static void minutes_that_promise_nothing_say_nothing(void **state)
{
	static const char *const cases[] = {
		/* questions, conditions, suppositions */
		"- Should we ask Joe to write it?",
		"- Dora to write the letter?",
		"- Joe will bring it if it is needed",
		"- If the bank agrees, Joe will sign it",
		"- Unless the hall is free, Joe will ask for the barn",
		"- Proposal: Joe to write two letters",
		"- Maybe Joe will write it",
		"- Joe might write it",
		"- Joe could write it",
		"- Joe should write it",
		/* no verb, or none of doing */
		"- Joe will not write it",
		"- Joe will probably not write it",
		"- Joe will still not write it",
		"- Joe will hardly ever write",
		"- Joe won't write it",
		"- Joe will be on holiday",
		"- Joe will have a new job",
		"- Joe will come late",
		"- Joe will leave the crew",
		"- Joe and Dora will attend",
		"- Joe will be attending the fair",
		"- Dora to join late",
		"- From Joe to Dora",
		"- Joe: to me the tent is fine",
		"- Mail from: Joe to the list",
		"- Joe can see the point",
		"- Joe, will there be any tea",
		"- Joe: to summarize, the tent is heavy",
		"- Joe: I will say that it is late",
		"- Joe is happy to hear the news",
		"- Joe will turn 60 on Friday",
		"- Joe will need a key",
		"- The fair will be attended by Dora",
		"- Everyone will enjoy the fair",
		"- Dora is to blame",
		"- It was not agreed that Dora will mail the form",
		"- Dora takes on average two days",
		"- -> Dora: yes, that is true",
		/* nobody of the list */
		"- Joe told Dora of the gate. He will mend it",
		"- Joe: the printer is slow. He will mend it",
		"- The board will mend it",
		"- The form will be mailed by Anna",
		"- Anna will write it",
		"- He will write it",
		"- We will write it",
		"- The tent will move to the barn",
		"- Maintainers to submit their forms",
		"- Ask Joe to write it",
		"- mark to write it",
		"- Crew will meet on Monday",
		"- Everyone can take a leading part",
		/* quoted, over, of earlier */
		"- The letter says \"Joe will write again\" and more",
		"- Dora wrote the letter",
		"- Dora: started a list of letters",
		"- Dora is writing the letter",
		"- Joe to write the letter (done)",
		"- Dora said she'd written the letter",
		"- Dora previously agreed to write the letter",
		"- The letter was written by Dora",
		"- [x] Joe to write the letter",
		"- ~~Joe to write the letter~~ DONE",
		"- Last week's action: buy paint, Joe to write the letter",
		"- Previous AI Joe: Dora to write the letter",
		/* of things */
		"- Joe: the old tent is heavy, will break the frame",
		"- Joe: the old tent is heavy. Will fall down soon.",
		/* said by an item */
		"- AI(Joe): Dora to write the letter",
		"- Dora to write the letter\n- AI(Dora): write the letter",
		"- Logo\n  - Dora will review\n\nAction items:\n\n- Dora: review the logo",
		"Action items:\n\n- Dora to write the letter",
		"Participants: Joe, Dora to join late",
	};
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		bad += differ(in_minutes(cases[i]), cases[i], "");
	assert_int_equal(bad, 0);
}

static void a_promise_said_twice_is_one(void **state)
{
	(void)state;
	assert_string_equal(in_minutes("- Dora to write the letter\n- Summary: Dora will write the letter"), "[Dora] write the letter");
	/* by another, or in another meeting */
	assert_string_equal(in_minutes("- Dora to write the letter\n- Joe to write the letter"), "[Dora] write the letter; [Joe] write the letter");
	assert_string_equal(in_minutes("- Dora to write the letter\n\n# Meeting #6 - 2024-02-21\n\n- Dora to write the letter"),
			    "[Dora] write the letter; [Dora] write the letter");
}

/* Where nobody is configured, those count who were there. */
static void participants_count(void **state)
{
	const char *text = "# Meeting #7 - 2024-03-06\n\nPresent: Ann Lee, Bo Chen (@bochen)\n\n- Ann will call them\n- BC to write\n"
			   "- Cy will wait for it\n- @bochen to print the map\n";
	struct scan_context context = { .promises = true };
	struct fact_list list = { .facts = NULL };
	struct err err;

	(void)state;
	assert_int_equal(scan_minutes(arena, rules, span_of(text), &context, &list, &err), ERR_NONE);
	assert_string_equal(told(&list), "[Ann] call them; [BC] write; [@bochen] print the map");
}

static void promises_are_looked_for_in_minutes_and_where_they_are_asked_for(void **state)
{
	const char *line = "Dora to write the letter";

	(void)state;
	assert_string_equal(in_mail("hello", line, true), "");
	assert_string_equal(in_mail("[MINUTES #7] of Wednesday", line, true), "[Dora] write the letter");
	assert_string_equal(in_mail("[MINUTES #7] of Wednesday", line, false), "");
	assert_string_equal(in_mail("hello", "# Meeting #7 - 2024-03-06\r\n\r\n> Dora to write the letter\r\n", true), "");
}

/* The limit of tags counts none of them; they have one of their own. */
static void there_is_a_limit(void **state)
{
	struct scan_context context = { .people = &people, .promises = true, .max_tags = 3 };
	struct fact_list list = { .facts = NULL };
	const char *text = "# Meeting #7 - 2024-03-06\n\n";
	struct err err;

	(void)state;
	for (int i = 0; i < 200; i++)
		text = arena_printf(arena, "%s- Dora to write letter %d%d\n", text, i, i);
	assert_int_equal(scan_minutes(arena, rules, span_of(text), &context, &list, &err), ERR_NONE);
	assert_int_equal(list.len, 101);	/* and the meeting */
}

static const char *why_not(const char *line)
{
	struct scan_trace trace = { .lines = NULL };
	struct scan_context context = { .people = &people, .promises = true, .trace = &trace };
	struct fact_list list = { .facts = NULL };
	struct err err;
	const char *text = arena_printf(arena, "# Meeting #7 - 2024-03-06\n\n- AI(Dora): mend the tent\n\n- %s\n", line);

	assert_int_equal(scan_minutes(arena, rules, span_of(text), &context, &list, &err), ERR_NONE);
	return trace.lines[trace.len - 1].why_not;
}

static void explain_says_why_a_line_is_none(void **state)
{
	(void)state;
	assert_string_equal(why_not("Dora to write the letter"), "");
	assert_string_equal(why_not("Dora wrote the letter"), "");
	assert_string_equal(why_not("Dora to write the letter?"), "rule promise-named fits, but it asks");
	assert_string_equal(why_not("Joe will help if he can"), "rule promise-named fits, but rule promise-if says that it is none");
	assert_string_equal(why_not("\"Joe said: Dora will write\""), "rule promise-named fits, but somebody is quoted");
	assert_string_equal(why_not("Joe to write it (done)"), "rule promise-named fits, but it is done");
	assert_string_equal(why_not("Dora will mend the tent"), "rule promise-named fits, but line 3 says the same");
	assert_string_equal(why_not("Joe will need a key"), "rule promise-no-task fits, but its verb is none of doing something");
	assert_string_equal(why_not("Everyone can take a part"),
			    "rule promise-named fits, but of a group \"will\" and \"to\" alone say it");
	assert_string_equal(why_not("Joe told Dora of the gate. He will mend it"),
			    "rule promise-he fits, but it is not clear whom it means");
	assert_string_equal(why_not("-> Dora: yes, that is true"),
			    "rule promise-label fits, but it does not say what is to be done");
	assert_string_equal(why_not("Anna will write the letter"),
			    "rule promise-named fits, but \"Anna\" is nobody of the list or of who was there");
}

/* The fact of the line, and of a line with several the one that the label speaks of. */
static bool is_found(const struct fact_list *list, unsigned line, struct span label)
{
	for (size_t i = 0; i < list->len; i++) {
		const struct fact *f = &list->facts[i];

		if (f->kind == FACT_PROMISE && f->line == line && likeness_percent(f->text, span_copy(arena, label).ptr) >= 30)
			return true;
	}
	return false;
}

static void the_first_committees_labels(void **state)
{
	const char *path = table_shared(arena, "bsc/promises.tsv");
	struct scan_context context = { .promises = true };
	unsigned found[3] = { 0 }, rows[3] = { 0 };
	static const char *const names[3] = { "sure", "arguable", "not" };
	struct fact_list list = { .facts = NULL };
	struct table table;
	struct err err;

	(void)state;
	if (!path || !table_read(arena, path, &table)) {
		printf("# skipped: no ../shared/bsc/promises.tsv beside the project\n");
		return;
	}
	assert_int_equal(scan_minutes(arena, rules, table_file(arena, table_shared(arena, "bsc/minutes.md")), &context, &list, &err),
			 ERR_NONE);
	for (size_t i = 0; i < table.len; i++) {
		const struct table_row *row = &table.rows[i];
		unsigned line = table_uint(row->cells[0]);
		bool is = is_found(&list, line, row->cells[3]);
		size_t k = 0;

		while (k < 2 && !span_is(row->cells[4], names[k]))
			k++;
		rows[k]++;
		found[k] += is;
		if ((k == 0 && !is) || (k == 2 && is))
			printf("# %s, line %u: " SPAN_FMT "\n", k ? "false" : "missing", line, SPAN_ARG(row->cells[3]));
	}
	for (size_t k = 0; k < 3; k++)
		printf("# promises, %-8s %u of %u\n", names[k], found[k], rows[k]);
	assert_true(rows[0] >= 14 && found[0] + 1 >= rows[0]);
	assert_true(rows[2] >= 99 && found[2] <= 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(minutes_say_who_will_do_what),
		cmocka_unit_test(minutes_that_promise_nothing_say_nothing),
		cmocka_unit_test(a_promise_said_twice_is_one),
		cmocka_unit_test(participants_count),
		cmocka_unit_test(promises_are_looked_for_in_minutes_and_where_they_are_asked_for),
		cmocka_unit_test(there_is_a_limit),
		cmocka_unit_test(explain_says_why_a_line_is_none),
		cmocka_unit_test(the_first_committees_labels),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
