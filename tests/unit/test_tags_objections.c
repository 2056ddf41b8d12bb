/* test_tags_objections.c - objections in plain words, and what only sounds like one (tests/data/objections).
 *
 * Each line is the body of a reply.  Prints how many objections are seen; none may be seen where there is none, for
 * that costs the chair a mail.  Below what has been reached it fails.
 */
#include "tags/scan.h"
#include "tags_tables.h"

#include "rules_desk.h"

enum { MISSED_AT_MOST = 3 };

/* "\n" of a table's cell. */
static const char *body_of(struct span cell)
{
	struct buf body;
	const char *text;

	buf_init(&body, 10000);
	for (size_t i = 0; i < cell.len; i++) {
		bool ends = cell.ptr[i] == '\\' && i + 1 < cell.len && cell.ptr[i + 1] == 'n';

		buf_add_char(&body, ends ? '\n' : cell.ptr[i]);
		i += ends;
	}
	buf_add_char(&body, '\n');
	text = span_copy(arena, buf_fitted(&body)).ptr;
	buf_free(&body);
	return text;
}

/* The rule by which the chair hears of an objection; NULL: none. */
static const char *objects(struct span cell)
{
	const struct message_limits limits = message_limits_default();
	const struct scan_context context = { .base = { 2023, 6, 28 } };
	struct fact_list list = { .facts = NULL };
	struct message message;
	struct err err;
	struct span mail = span_of(arena_printf(arena, "From: Joe <joe@example.org>\nSubject: Re: [SC] new logo\nIn-Reply-To: <a@example.org>\n"
						"Content-Type: text/plain; charset=utf-8\n\n%s", body_of(cell)));

	if (!scan_may_find(rules, mail))	/* then nobody reads it */
		return NULL;
	assert_int_equal(message_read(arena, mail, &limits, &message, &err), ERR_NONE);
	assert_int_equal(scan_message(arena, rules, &message, &context, &list, &err), ERR_NONE);
	for (size_t i = 0; i < list.len; i++) {
		const struct fact *f = &list.facts[i];

		if (f->kind == FACT_COMMAND && (strcmp(f->command, "object") == 0 || strcmp(f->command, "plain-objection") == 0))
			return f->rule;
	}
	return NULL;
}

static unsigned count(const char *name, bool wanted)
{
	const char *srcdir = getenv("srcdir");
	struct table table;
	unsigned differ = 0;

	assert_true(table_read(arena, arena_printf(arena, "%s/tests/data/objections/%s", srcdir ? srcdir : ".", name), &table));
	for (size_t i = 0; i < table.len; i++) {
		struct span cell = table.rows[i].cells[1];
		const char *rule = objects(cell);

		assert_true(span_is(table.rows[i].cells[0], wanted ? "plain-objection" : "nothing"));
		if ((rule != NULL) == wanted)
			continue;
		differ++;
		print_message("%s: " SPAN_FMT "\n", wanted ? "missed" : rule, SPAN_ARG(cell));
	}
	print_message("%s: %zu lines, %zu %s\n", name, table.len, table.len - differ, wanted ? "seen" : "passed over");
	return differ;
}

static void objections_are_seen(void **state)
{
	(void)state;
	assert_true(count("plain.tsv", true) <= MISSED_AT_MOST);
}

static void nothing_else_is(void **state)
{
	(void)state;
	assert_int_equal(count("harmless.tsv", false), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objections_are_seen),
		cmocka_unit_test(nothing_else_is),
	};

	return cmocka_run_group_tests_name("objections", tests, setup, teardown);
}
