/* test_tags_promises.c - what minutes say that somebody will do, without a tag; what only sounds like it; and the labels of the
 * first committee's minutes, where they lie beside the project. */
#include <stdio.h>
#include <string.h>

#include "tags/scan.h"
#include "tags_tables.h"

#include "rules_desk.h"

static const char *al_joe[] = { "Joe" }, *al_dora[] = { "Dora", "DL" }, *al_mark[] = { "Mark" };
static struct person persons[] = {
	{ .name = "Joe Stone", .aliases = al_joe, .n_aliases = 1, .member = true },
	{ .name = "Dora Lind", .aliases = al_dora, .n_aliases = 2, .member = true },
	{ .name = "Mark Oak", .aliases = al_mark, .n_aliases = 1 },
};
static size_t crew_members[] = { 0, 1 };
static struct people_group groups[] = { { .name = "Crew", .members = crew_members, .n_members = 2 } };
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
		{ "- Budget\n  - Joe will ask the bank by March 20", "Budget: [Joe] ask the bank by March 20 (due 2024-03-20)" },
		{ "- Budget audit -- Dora to review", "Budget audit: [Dora] review" },
		{ "- Next step: Joe to ask the caterer", "[Joe] ask the caterer" },
		{ "- Joe and Dora to meet the mayor", "[Joe, Dora] meet the mayor" },
		{ "- Joe/DL will draw the map", "[Joe, DL] draw the map" },
		{ "- Crew to read the draft", "[Crew] read the draft" },
		{ "- Joe to book the room, Dora to order the tea", "[Joe] book the room; [Dora] order the tea" },
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
		"- Should we ask Joe to write it?",
		"- Dora to write the letter?",
		"- Joe will not write it",
		"- Joe will be on holiday",
		"- Dora to join late",
		"- Anna will write it",
		"- He will write it",
		"- Joe will come if it is needed",
		"- The letter says \"Joe will write again\" and more",
		"- Dora wrote the letter",
		"- AI(Joe): Dora to write the letter",
		"Action items:\n\n- Dora to write the letter",
	};
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		bad += differ(in_minutes(cases[i]), cases[i], "");
	assert_int_equal(bad, 0);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(minutes_say_who_will_do_what),
		cmocka_unit_test(minutes_that_promise_nothing_say_nothing),
		cmocka_unit_test(promises_are_looked_for_in_minutes_and_where_they_are_asked_for),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
