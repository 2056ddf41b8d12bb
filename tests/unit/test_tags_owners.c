/* test_tags_owners.c - whose an item is, and what marks say of it: the tables in tests/data/owners. */
#include <stdio.h>
#include <string.h>

#include "tags/scan.h"
#include "tags_tables.h"

#include "rules_desk.h"

static const char *al_runa[] = { "runa" }, *al_ivo[] = { "Ivo", "@ivo-b" }, *al_finn[] = { "Finn" }, *al_mark[] = { "Mark" };
static const char *al_bill[] = { "Bill" }, *al_will[] = { "Will" }, *al_tilda[] = { "Tilda" }, *al_pilots[] = { "Pilots" };
static struct person persons[] = {
	{ .name = "Runa Hall", .aliases = al_runa, .n_aliases = 1 },
	{ .name = "Ivo Brandt", .aliases = al_ivo, .n_aliases = 2 },
	{ .name = "Finn O\xE2\x80\x99Hara", .aliases = al_finn, .n_aliases = 1 },
	{ .name = "Mark Oke", .aliases = al_mark, .n_aliases = 1 },
	{ .name = "Bill Stade", .aliases = al_bill, .n_aliases = 1 },
	{ .name = "Will Pier", .aliases = al_will, .n_aliases = 1 },
	{ .name = "Tilda van der Meer", .aliases = al_tilda, .n_aliases = 1 },
	{ .name = "Lena Vogt" },
	{ .name = "Lena van Dam" },
};
static size_t pilots[] = { 0, 1 };
static struct people_group groups[] = { { .name = "Pilots", .aliases = al_pilots, .n_aliases = 1, .members = pilots, .n_members = 2 } };
static const struct people people = { .persons = persons, .n_persons = sizeof persons / sizeof persons[0], .groups = groups, .n_groups = 1 };

static const char *joined(const char *text, const char **names, size_t n, const char *lead)
{
	for (size_t i = 0; i < n; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? ", " : lead, names[i]);
	return text;
}

/* "[Runa = Runa Hall] paint it {done} (note) <2026-01-16>", a fact behind the other. */
static const char *describe(const struct fact_list *list)
{
	const char *out = "";

	for (size_t i = 0; i < list->len; i++) {
		const struct fact *f = &list->facts[i];
		char date[CIVIL_TEXT_SIZE];

		if (f->kind != FACT_ACTION && f->kind != FACT_MENTION)
			continue;
		out = arena_printf(arena, "%s%s[", out, *out ? " | " : "");
		out = joined(out, f->owners, f->n_owners, "");
		out = joined(out, f->people, f->n_people, " = ");
		out = joined(out, f->groups, f->n_groups, " = ");
		out = arena_printf(arena, "%s] %s%s", out, f->text, f->status == FACT_DONE ? " {done}" : "");
		if (f->note[0])
			out = arena_printf(arena, "%s (%s)", out, f->note);
		if (civil_is_set(f->due))
			out = arena_printf(arena, "%s <%s>", out, civil_format_iso(f->due, date));
	}
	return *out ? out : "-";
}

/* The lines of a cell, which stand behind each other with " // " between them. */
static struct span lines_of(struct span cell)
{
	struct buf buf;
	struct span text;
	ptrdiff_t at;

	buf_init(&buf, 4000);
	while ((at = span_find(cell, " // ")) >= 0) {
		buf_add_span(&buf, span_sub(cell, 0, (size_t)at));
		buf_add_char(&buf, '\n');
		cell = span_sub(cell, (size_t)at + 4, cell.len);
	}
	buf_add_span(&buf, cell);
	text = span_of(arena_strndup(arena, buf_shown(&buf).ptr, buf_len(&buf)));
	buf_free(&buf);
	return text;
}

static size_t run_table(const char *name, bool listed)
{
	const char *srcdir = getenv("srcdir");
	struct table table;
	size_t bad = 0;

	assert_true(table_read(arena, arena_printf(arena, "%s/tests/data/owners/%s", srcdir ? srcdir : ".", name), &table));
	assert_true(table.len > 20);
	for (size_t i = 0; i < table.len; i++) {
		struct scan_context context = { .people = listed ? &people : NULL, .base = { 2026, 1, 12 } };
		struct span want = table.rows[i].cells[2];
		struct fact_list list = { .facts = NULL };
		struct err err;

		if (span_is(table.rows[i].cells[0], listed ? "nobody" : "listed"))
			continue;
		assert_int_equal(scan_minutes(arena, rules, lines_of(table.rows[i].cells[1]), &context, &list, &err), ERR_NONE);
		if (span_is(want, describe(&list)))
			continue;
		printf("# " SPAN_FMT "%s\n#   want: " SPAN_FMT "\n#   got:  %s\n", SPAN_ARG(table.rows[i].cells[1]),
		       listed ? " (with a list)" : "", SPAN_ARG(want), describe(&list));
		bad++;
	}
	return bad;
}

static void owners_are_told(void **state)
{
	(void)state;
	assert_int_equal(run_table("owners.tsv", true) + run_table("owners.tsv", false), 0);
}

static void marks_are_taken(void **state)
{
	(void)state;
	assert_int_equal(run_table("marks.tsv", true) + run_table("marks.tsv", false), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(owners_are_told),
		cmocka_unit_test(marks_are_taken),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
