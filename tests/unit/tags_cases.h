/* tags_cases.h - for tests of what texts yield: some people, and tables of texts with their facts in one line each. */
#ifndef TAGS_CASES_H
#define TAGS_CASES_H

#include <stdio.h>
#include <string.h>

#include "rules_desk.h"

static const char *al_dave[] = { "Dave", "dave" }, *al_daniel[] = { "Daniel" }, *al_dan[] = { "Dan" }, *al_joe[] = { "Joe" };
static const char *al_kp[] = { "KP" }, *al_bsc[] = { "BSC members" };
static struct person persons[] = {
	{ .name = "Dave Thorn", .aliases = al_dave, .n_aliases = 2, .member = true },
	{ .name = "Daniel Berg", .aliases = al_daniel, .n_aliases = 1, .member = true },
	{ .name = "Dan Brown", .aliases = al_dan, .n_aliases = 1 },
	{ .name = "Joe Stone", .aliases = al_joe, .n_aliases = 1, .member = true },
	{ .name = "KP Sand", .aliases = al_kp, .n_aliases = 1, .member = true },
};
static size_t members[] = { 0, 1, 3, 4 };
static struct people_group groups[] = { { .name = "BSC", .aliases = al_bsc, .n_aliases = 1, .members = members, .n_members = 4 } };
static const struct people people = { .persons = persons, .n_persons = 5, .groups = groups, .n_groups = 1 };

static struct fact_list scan_text_of(const char *text, const struct people *whose)
{
	struct scan_context context = { .people = whose, .base = { 2023, 6, 28 }, .next_meeting = { 2023, 7, 12 } };
	struct fact_list list = { .facts = NULL };
	struct err err;

	assert_int_equal(scan_minutes(arena, rules, span_of(text), &context, &list, &err), ERR_NONE);
	return list;
}

static const char *joined(const char **names, size_t n)
{
	const char *out = "";

	for (size_t i = 0; i < n; i++)
		out = arena_printf(arena, "%s%s%s", out, i ? ";" : "", names[i]);
	return out;
}

/* "action [Dave] forward the email {done} <2023-07-05> (note)", one line a fact. */
static const char *describe(const struct fact_list *list)
{
	const char *out = "";

	for (size_t i = 0; i < list->len; i++) {
		const struct fact *f = &list->facts[i];
		char date[CIVIL_TEXT_SIZE];

		out = arena_printf(arena, "%s%s%s [%s] %s", out, i ? "\n" : "", fact_kind_name(f->kind),
				   joined(f->owners, f->n_owners), f->text);
		if (f->status == FACT_DONE)
			out = arena_printf(arena, "%s {done}", out);
		if (civil_is_set(f->due))
			out = arena_printf(arena, "%s <%s>", out, civil_format_iso(f->due, date));
		if (f->minutes >= 0)
			out = arena_printf(arena, "%s %dm", out, f->minutes);
		if (f->meeting >= 0)
			out = arena_printf(arena, "%s #%d", out, f->meeting);
		if (f->item >= 0)
			out = arena_printf(arena, "%s item %d", out, f->item);
		if (f->note[0])
			out = arena_printf(arena, "%s (%s)", out, f->note);
		if (f->every)
			out = arena_printf(arena, "%s ~ %s", out, f->every);
	}
	return out;
}

struct line_case {
	const char *text, *want;
};

static size_t run_cases(const struct line_case *cases, size_t n, const struct people *whose)
{
	size_t bad = 0;

	for (size_t i = 0; i < n; i++) {
		struct fact_list list = scan_text_of(cases[i].text, whose);
		const char *got = describe(&list);

		if (strcmp(got, cases[i].want) != 0) {
			printf("# %s\n#   want: %s\n#   got:  %s\n", cases[i].text, cases[i].want, got);
			bad++;
		}
	}
	return bad;
}

#endif
