/* fuzz_minutes.c - any bytes as minutes: facts are bounded, in order, and valid UTF-8.
 *
 * The first byte chooses whether people are configured and whether an account is asked for.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tags/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check(const struct fact_list *list, unsigned lines_max)
{
	for (size_t i = 0; i < list->len; i++) {
		const struct fact *f = &list->facts[i];

		must(f->line <= lines_max && (!i || list->facts[i - 1].line <= f->line));
		must(f->rule && span_utf8_valid(span_of(f->text)) == strlen(f->text));
		must(span_utf8_valid(span_of(f->detail)) == strlen(f->detail));
		must(span_utf8_valid(span_of(f->quote)) == strlen(f->quote));
		for (size_t k = 0; k < f->n_owners; k++)
			must(span_utf8_valid(span_of(f->owners[k])) == strlen(f->owners[k]));
		must(f->n_people + f->n_groups <= f->n_owners);
		must(f->kind != FACT_ACTION || f->text[0]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *aliases[] = { "Dave", "DT" };
	static struct person person = { .name = "Dave Thorn", .aliases = aliases, .n_aliases = 2, .member = true };
	static const struct people people = { .persons = &person, .n_persons = 1 };
	static struct rules *rules;
	static struct arena *arena;
	struct scan_context context = { .base = { 2023, 6, 28 }, .max_tags = 100, .titles = true, .promises = true };
	struct fact_list list = { .facts = NULL };
	struct scan_trace trace = { .lines = NULL };
	struct err err;

	if (!rules) {
		must(rules_new(NULL, &rules, &err) == ERR_NONE);
		arena = arena_new();
	}
	if (size) {
		context.people = data[0] & 1 ? &people : NULL;
		context.trace = data[0] & 2 ? &trace : NULL;
		if (scan_minutes(arena, rules, span_from((const char *)data + 1, size - 1), &context, &list, &err) == ERR_NONE)
			must(list.len <= 200);	/* titles are no tags */
		check(&list, (unsigned)size + 1);
		for (size_t i = 0; i < trace.len; i++)
			must(trace.lines[i].line == i + 1 && trace.lines[i].shape && trace.lines[i].why_not);
	}
	arena_reset(arena);
	return 0;
}
