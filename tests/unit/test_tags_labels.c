/* test_tags_labels.c - minutes of other groups against labels made by reading (tests/data/labels).
 *
 * Nobody is configured here: names are told by shape and position.  Prints recall and precision of
 * items and owners, by group and in all; fails below what has been reached.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tags/scan.h"
#include "tags_tables.h"

static bool owners_equal(const struct fact *fact, struct span want)
{
	size_t n = 0;

	while (want.len) {
		ptrdiff_t at = span_find_char(want, ';');
		struct span one = at < 0 ? want : span_sub(want, 0, (size_t)at);
		bool found = false;

		for (size_t i = 0; i < fact->n_owners; i++)
			found = found || span_is(one, fact->owners[i]);
		if (!found)
			return false;
		n++;
		want = at < 0 ? span_of("") : span_sub(want, (size_t)at + 1, want.len);
	}
	return n == fact->n_owners;
}

struct counts {
	struct finding items, owners, status;
};

static void add(struct finding *sum, struct finding t)
{
	sum->wanted += t.wanted;
	sum->found += t.found;
	sum->wrong += t.wrong;
}

static void compare_file(const struct table *table, size_t from, size_t to, const struct fact_list *list,
			 struct span file, struct counts *c)
{
	for (size_t i = from; i < to; i++) {
		const struct table_row *row = &table->rows[i];
		unsigned line = table_uint(row->cells[1]);
		const struct fact *fact = NULL;

		for (size_t k = 0; k < list->len && !fact; k++) {
			if (list->facts[k].kind == FACT_ACTION && list->facts[k].line == line)
				fact = &list->facts[k];
		}
		if (!span_is(row->cells[4], "sure"))
			continue;
		c->items.wanted++;
		if (!fact) {
			printf("# missing " SPAN_FMT ":%u\n", SPAN_ARG(file), line);
			continue;
		}
		c->items.found++;
		c->status.wanted++;
		if (span_is(row->cells[3], fact->status == FACT_DONE ? "done" : "open")) {
			c->status.found++;
		} else {
			c->status.wrong++;
			printf("# status " SPAN_FMT ":%u\n", SPAN_ARG(file), line);
		}
		if (span_is(row->cells[2], "?"))
			continue;
		c->owners.wanted++;
		if (owners_equal(fact, row->cells[2])) {
			c->owners.found++;
		} else {
			c->owners.wrong++;
			printf("# owners " SPAN_FMT ":%u want \"" SPAN_FMT "\" first \"%s\" of %zu (%s)\n", SPAN_ARG(file), line,
			       SPAN_ARG(row->cells[2]), fact->n_owners ? fact->owners[0] : "", fact->n_owners, fact->rule);
		}
	}
	for (size_t k = 0; k < list->len; k++) {
		bool known = false;

		if (list->facts[k].kind != FACT_ACTION)
			continue;
		for (size_t i = from; i < to && !known; i++)
			known = table_uint(table->rows[i].cells[1]) == list->facts[k].line;
		if (!known) {
			c->items.wrong++;
			printf("# false " SPAN_FMT ":%u (%s) %s\n", SPAN_ARG(file), list->facts[k].line, list->facts[k].rule,
			       list->facts[k].text);
		}
	}
}

static void other_groups(void **state)
{
	struct arena *arena = arena_new();
	const char *srcdir = getenv("srcdir");
	struct counts all = { .items = { 0, 0, 0 } };
	struct scan_context context = { .people = NULL };
	struct rules *rules;
	struct table table;
	struct err err;
	size_t files = 0;

	(void)state;
	if (!table_shared(arena, "corpora/minutes/webassembly__main_2018_WG-05-23.md")) {
		printf("# skipped: no ../shared/corpora/minutes beside the project\n");
		arena_free(&arena);
		return;
	}
	assert_true(table_read(arena, arena_printf(arena, "%s/tests/data/labels/minutes.tsv", srcdir ? srcdir : "."), &table));
	assert_int_equal(rules_new(NULL, &rules, &err), ERR_NONE);
	for (size_t i = 0, end; i < table.len; i = end) {
		struct span name = table.rows[i].cells[0];
		struct fact_list list = { .facts = NULL };
		struct counts c = { .items = { 0, 0, 0 } };
		const char *path = table_shared(arena, arena_printf(arena, "corpora/minutes/" SPAN_FMT, SPAN_ARG(name)));

		for (end = i + 1; end < table.len && span_eq(table.rows[end].cells[0], name); end++)
			;
		assert_non_null(path);
		assert_int_equal(scan_minutes(arena, rules, table_file(arena, path), &context, &list, &err), ERR_NONE);
		compare_file(&table, i, end, &list, name, &c);
		add(&all.items, c.items);
		add(&all.owners, c.owners);
		add(&all.status, c.status);
		files++;
	}
	printf("# --- %zu files of other groups, nobody configured\n", files);
	tally_print("actions", all.items);
	tally_print("owners", all.owners);
	tally_print("status", all.status);
	assert_true(files >= 20);
	assert_true(all.items.found == all.items.wanted && all.items.wrong == 0);
	assert_true(all.owners.found == all.owners.wanted);
	assert_true(all.status.found == all.status.wanted);
	rules_free(&rules);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(other_groups) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
