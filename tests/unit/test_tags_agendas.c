/* test_tags_agendas.c - agendas as they are mailed ahead of a meeting: tests/data/agendas, which says how it is
 * written. */
#include "tags_tables.h"

#include "rules_desk.h"

static const char *al_dave[] = { "Dave" }, *al_daniel[] = { "Daniel" }, *al_dan[] = { "Dan" }, *al_joe[] = { "Joe" },
		  *al_kp[] = { "KP" };
static struct person persons[] = {
	{ .name = "Dave Thorn", .aliases = al_dave, .n_aliases = 1, .member = true },
	{ .name = "Daniel Berg", .aliases = al_daniel, .n_aliases = 1, .member = true },
	{ .name = "Dan Brown", .aliases = al_dan, .n_aliases = 1, .member = true },
	{ .name = "Joe Stone", .aliases = al_joe, .n_aliases = 1, .member = true },
	{ .name = "KP Sand", .aliases = al_kp, .n_aliases = 1, .member = true },
};
static const struct people people = { .persons = persons, .n_persons = 5 };

static const char *entry_text(const struct fact *f)
{
	const char *names = "";

	for (size_t i = 0; i < f->n_owners; i++)
		names = arena_printf(arena, "%s%s%s", names, i ? "," : "", f->owners[i]);
	if (f->minutes < 0)
		return arena_printf(arena, "[%s] - | %s\n", names, f->text);
	return arena_printf(arena, "[%s] %d | %s\n", names, f->minutes, f->text);
}

static const char *entries_of(struct span subject, struct span text)
{
	struct message_limits limits = message_limits_default();
	struct scan_context context = { .people = &people, .base = { 2023, 6, 28 } };
	struct fact_list list = { .facts = NULL };
	const char *mail, *out = "";
	struct message message;
	struct err err;

	mail = arena_printf(arena,
			    "From: joe@example.org\nSubject: %.*s\nMessage-ID: <agenda@example.org>\n"
			    "Content-Type: text/plain; charset=utf-8\n\n%.*s",
			    SPAN_ARG(subject), SPAN_ARG(text));
	assert_int_equal(message_read(arena, span_of(mail), &limits, &message, &err), ERR_NONE);
	assert_int_equal(scan_message(arena, rules, &message, &context, &list, &err), ERR_NONE);
	for (size_t i = 0; i < list.len; i++) {
		if (list.facts[i].kind == FACT_AGENDA)
			out = arena_printf(arena, "%s%s", out, entry_text(&list.facts[i]));
	}
	/* what is looked at first must not hide one */
	assert_true(!*out || scan_may_find(rules, span_of(mail)));
	return out;
}

static void mailed_agendas_are_read(void **state)
{
	struct span all = table_file(arena, arena_printf(arena, "%s/tests/data/agendas", SOURCE_ROOT)), line;
	struct span subject = span_of(NULL), text = subject, want = subject;
	unsigned mails = 0, bad = 0;
	bool more = true, is_want = false;

	(void)state;
	while (more) {
		more = span_next_line(&all, &line);
		if (!more || span_starts(line, "=== ")) {
			const char *got = subject.len ? entries_of(subject, text) : "";

			mails += subject.len > 0;
			if (subject.len && !span_is(want, got)) {
				print_message("%.*s\nwant\n%.*sgot\n%s\n", SPAN_ARG(subject), SPAN_ARG(want), got);
				bad++;
			}
			subject = more ? span_sub(line, 4, line.len) : span_of(NULL);
			text = span_from(all.ptr, 0);
			want = span_of(NULL);
			is_want = false;
		} else if (span_is(line, "---")) {
			want = span_from(all.ptr, 0);
			is_want = true;
		} else if (is_want) {
			want.len = (size_t)(all.ptr - want.ptr);
		} else if (subject.len) {
			text.len = (size_t)(all.ptr - text.ptr);
		}
	}
	print_message("%u mails, %u misread\n", mails, bad);
	assert_true(mails > 20);
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mailed_agendas_are_read),
	};

	return cmocka_run_group_tests_name("agendas", tests, setup, teardown);
}
