/* test_tags_gold.c - the real minutes of the first committee against what a reader labelled in them.
 *
 * Prints recall and precision of actions, owners, texts, status, due dates, mentions, meetings and
 * agenda entries, with the committee's people and without any; fails below what has been reached.
 * Skipped, with the reason, where the minutes are not at hand.
 */
#include "tags/scan.h"
#include "tags_tables.h"

#include "rules_desk.h"

static const char *al_alexei[] = { "Alexei" }, *al_andrii[] = { "Andrii", "Andrii Nakriyko", "Andrii Nakriyiko" };
static const char *al_brendan[] = { "Brendan" }, *al_daniel[] = { "Daniel" }, *al_dave[] = { "Dave", "DT" };
static const char *al_joe[] = { "Joe" }, *al_kp[] = { "KP", "KP SIngh" }, *al_lorenz[] = { "Lorenz" };
static const char *al_thomas[] = { "Thomas" }, *al_lisa[] = { "Lisa" }, *al_dan[] = { "Dan" }, *al_kenny[] = { "Kenny" };
static const char *al_bsc[] = { "BSC members" };

#define PERSON(full, aliases_, member_) \
	{ .name = full, .aliases = aliases_, .n_aliases = sizeof aliases_ / sizeof *aliases_, .member = member_ }

static struct person persons[] = {
	PERSON("Alexei Starovoitov", al_alexei, true), PERSON("Andrii Nakryiko", al_andrii, true),
	PERSON("Brendan Gregg", al_brendan, true), PERSON("Daniel Borkmann", al_daniel, true),
	PERSON("Dave Thaler", al_dave, true), PERSON("Joe Stringer", al_joe, true), PERSON("KP Singh", al_kp, true),
	PERSON("Lorenz Bauer", al_lorenz, true), PERSON("Thomas Graf", al_thomas, false),
	PERSON("Lisa Caywood", al_lisa, false), PERSON("Dan Brown", al_dan, false), PERSON("Kenny Paul", al_kenny, false),
};
static size_t bsc_members[] = { 0, 1, 2, 3, 4, 5, 6, 7 };
static struct people_group groups[] = {
	{ .name = "BSC", .aliases = al_bsc, .n_aliases = 1, .members = bsc_members, .n_members = 8 },
};
static const struct people bsc_people = { .persons = persons, .n_persons = sizeof persons / sizeof *persons,
					  .groups = groups, .n_groups = 1 };

static bool resolved(const struct fact *fact, struct span name)
{
	if (name.len && name.ptr[0] == '@') {
		name = span_sub(name, 1, name.len);
		for (size_t i = 0; i < fact->n_groups; i++) {
			if (span_is_ci(name, fact->groups[i]))
				return true;
		}
	}
	for (size_t i = 0; i < fact->n_people; i++) {
		if (span_is(name, fact->people[i]))
			return true;
	}
	for (size_t i = 0; i < fact->n_owners; i++) {	/* outsiders: as written */
		if (span_is(name, fact->owners[i]))
			return true;
	}
	return false;
}

/* Without people: each label begins with the name as written, or is a group. */
static bool written(const struct fact *fact, struct span name)
{
	if (resolved(fact, name))
		return true;
	if (name.len && name.ptr[0] == '@')
		name = span_sub(name, 1, name.len);
	for (size_t i = 0; i < fact->n_owners; i++) {
		if (span_starts_ci(name, fact->owners[i]) || span_starts_ci(span_of(fact->owners[i]), arena_strndup(arena, name.ptr, name.len)))
			return true;
	}
	return false;
}

static bool same_owners(const struct fact *fact, struct span want, bool with_people)
{
	size_t n = 0, parts = with_people ? fact->n_people + fact->n_groups : fact->n_owners;

	while (want.len) {
		ptrdiff_t at = span_find_char(want, ';');
		struct span one = at < 0 ? want : span_sub(want, 0, (size_t)at);

		if (!(with_people ? resolved(fact, one) : written(fact, one)))
			return false;
		n++;
		want = at < 0 ? span_of("") : span_sub(want, (size_t)at + 1, want.len);
	}
	return with_people && parts == 0 ? fact->n_owners == n : parts == n;
}

static const struct fact *at_line(const struct fact_list *list, enum fact_kind kind, unsigned line)
{
	for (size_t i = 0; i < list->len; i++) {
		if (list->facts[i].kind == kind && list->facts[i].line == line)
			return &list->facts[i];
	}
	return NULL;
}

static bool has_row(const struct table *table, size_t column, unsigned line)
{
	for (size_t i = 0; i < table->len; i++) {
		if (table_uint(table->rows[i].cells[column]) == line)
			return true;
	}
	return false;
}

struct result {
	struct finding actions, owners, texts, status, due, mentions, meetings, agenda, agenda_parts;
};

static void compare_actions(const struct fact_list *list, bool with_people, struct result *r)
{
	struct table table;

	assert_true(table_read(arena, table_shared(arena, "bsc/actions.tsv"), &table));
	for (size_t i = 0; i < table.len; i++) {
		const struct table_row *row = &table.rows[i];
		unsigned line = table_uint(row->cells[1]);
		const struct fact *fact = at_line(list, FACT_ACTION, line);
		bool next_meeting = span_find(row->cells[8], "relative due") >= 0;
		char date[CIVIL_TEXT_SIZE] = "";

		if (!span_is(row->cells[10], "sure"))
			continue;
		r->actions.wanted++;
		if (!fact) {
			printf("# missing action, line %u: " SPAN_FMT "\n", line, SPAN_ARG(row->cells[6]));
			continue;
		}
		r->actions.found++;
		r->owners.wanted++;
		r->texts.wanted++;
		r->status.wanted++;
		r->due.wanted++;
		if (same_owners(fact, row->cells[5], with_people)) {
			r->owners.found++;
		} else {
			r->owners.wrong++;
			printf("# owners, line %u: want " SPAN_FMT ", first is %s of %zu (rule %s)\n", line, SPAN_ARG(row->cells[5]),
			       fact->n_owners ? fact->owners[0] : "-", fact->n_owners, fact->rule);
		}
		if (strcmp(table_plain(arena, row->cells[6]), table_plain(arena, span_of(fact->text))) == 0) {
			r->texts.found++;
		} else {
			r->texts.wrong++;
			printf("# text, line %u: want " SPAN_FMT "\n#    got %s\n", line, SPAN_ARG(row->cells[6]), fact->text);
		}
		if (span_is(row->cells[7], fact->status == FACT_DONE ? "done" : "open")) {
			r->status.found++;
		} else {
			r->status.wrong++;
			printf("# status, line %u\n", line);
		}
		if (civil_is_set(fact->due))
			civil_format_iso(fact->due, date);
		if (span_is(row->cells[9], date) || (!row->cells[9].len && next_meeting && fact->due_next_meeting)) {
			r->due.found++;
		} else {
			r->due.wrong++;
			printf("# due, line %u: want \"" SPAN_FMT "\", got \"%s\"\n", line, SPAN_ARG(row->cells[9]), date);
		}
	}
	for (size_t i = 0; i < list->len; i++) {
		if (list->facts[i].kind == FACT_ACTION && !has_row(&table, 1, list->facts[i].line)) {
			r->actions.wrong++;
			printf("# false action, line %u (rule %s): %s\n", list->facts[i].line, list->facts[i].rule,
			       list->facts[i].text);
		}
	}
}

static void compare_rest(const struct fact_list *list, bool with_people, struct result *r)
{
	static const unsigned mentions[] = { 505, 508, 509, 510 };
	struct table meetings, agenda;

	for (size_t i = 0; i < 4; i++) {
		r->mentions.wanted++;
		if (at_line(list, FACT_MENTION, mentions[i]))
			r->mentions.found++;
	}
	assert_true(table_read(arena, table_shared(arena, "bsc/meetings.tsv"), &meetings));
	assert_true(table_read(arena, table_shared(arena, "bsc/agenda.tsv"), &agenda));
	for (size_t i = 0; i < meetings.len; i++) {
		const struct table_row *row = &meetings.rows[i];
		bool found = false;

		r->meetings.wanted++;
		for (size_t k = 0; k < list->len; k++) {
			const struct fact *fact = &list->facts[k];
			char date[CIVIL_TEXT_SIZE] = "";

			if (fact->kind != FACT_MEETING || fact->meeting != (int)table_uint(row->cells[0]))
				continue;
			if (civil_is_set(fact->due))
				civil_format_iso(fact->due, date);
			found = span_is(row->cells[1], date) && same_owners(fact, row->cells[2], with_people);
			if (!found)
				printf("# meeting " SPAN_FMT ": %s chair %s\n", SPAN_ARG(row->cells[0]), date,
				       fact->n_owners ? fact->owners[0] : "-");
		}
		r->meetings.found += found;
	}
	for (size_t i = 0; i < agenda.len; i++) {
		const struct table_row *row = &agenda.rows[i];
		unsigned line = table_uint(row->cells[0]);
		const struct fact *fact = at_line(list, FACT_AGENDA, line);
		int minutes = row->cells[4].len ? (int)table_uint(row->cells[4]) : -1;

		if (!span_is(row->cells[6], "sure"))
			continue;
		r->agenda.wanted++;
		if (!fact) {
			printf("# missing agenda entry, line %u: " SPAN_FMT "\n", line, SPAN_ARG(row->cells[2]));
			continue;
		}
		r->agenda.found++;
		r->agenda_parts.wanted++;
		if (same_owners(fact, row->cells[3], with_people) && fact->minutes == minutes &&
		    strcmp(table_plain(arena, row->cells[2]), table_plain(arena, span_of(fact->text))) == 0) {
			r->agenda_parts.found++;
		} else {
			r->agenda_parts.wrong++;
			printf("# agenda, line %u: want " SPAN_FMT " | " SPAN_FMT " | %d\n#    got %s | %s of %zu | %d\n", line,
			       SPAN_ARG(row->cells[2]), SPAN_ARG(row->cells[3]), minutes, fact->text,
			       fact->n_owners ? fact->owners[0] : "-", fact->n_owners, fact->minutes);
		}
	}
	for (size_t i = 0; i < list->len; i++) {
		const struct fact *fact = &list->facts[i];

		if (fact->kind == FACT_AGENDA && !has_row(&agenda, 0, fact->line)) {
			r->agenda.wrong++;
			printf("# false agenda entry, line %u (rule %s): %s\n", fact->line, fact->rule, fact->text);
		}
		r->mentions.wrong += fact->kind == FACT_MENTION && !(fact->line >= 505 && fact->line <= 510);
		r->meetings.wrong += fact->kind == FACT_MEETING && fact->meeting < 0;
	}
}

static struct result measure(const struct people *people)
{
	const char *path = table_shared(arena, "bsc/minutes.md");
	struct scan_context context = { .people = people };
	struct fact_list list = { .facts = NULL };
	struct result r = { .actions = { 0, 0, 0 } };
	struct err err;

	assert_int_equal(scan_minutes(arena, rules, table_file(arena, path), &context, &list, &err), ERR_NONE);
	compare_actions(&list, people != NULL, &r);
	compare_rest(&list, people != NULL, &r);
	printf("# --- %s\n", people ? "with the committee's people" : "names by shape and position alone");
	tally_print("actions", r.actions);
	tally_print("owners", r.owners);
	tally_print("text", r.texts);
	tally_print("status", r.status);
	tally_print("due", r.due);
	tally_print("mentions", r.mentions);
	tally_print("meetings", r.meetings);
	tally_print("agenda", r.agenda);
	tally_print("presenters", r.agenda_parts);
	return r;
}

static void assert_all(struct finding t, unsigned missing, unsigned wrong)
{
	assert_true(t.wanted > 0);
	assert_true(t.found + missing >= t.wanted);
	assert_true(t.wrong <= wrong);
}

static void with_people(void **state)
{
	struct result r;

	(void)state;
	if (!table_shared(arena, "bsc/minutes.md")) {
		printf("# skipped: no ../shared/bsc/minutes.md beside the project\n");
		return;
	}
	r = measure(&bsc_people);
	assert_all(r.actions, 0, 0);
	assert_all(r.owners, 0, 0);
	assert_all(r.texts, 0, 0);
	assert_all(r.status, 0, 0);
	assert_all(r.due, 0, 0);
	assert_all(r.mentions, 0, 0);
	assert_all(r.meetings, 0, 0);
	assert_all(r.agenda, 0, 0);
	assert_all(r.agenda_parts, 0, 0);
}

static void without_people(void **state)
{
	struct result r;

	(void)state;
	if (!table_shared(arena, "bsc/minutes.md")) {
		printf("# skipped: no ../shared/bsc/minutes.md beside the project\n");
		return;
	}
	r = measure(NULL);
	assert_all(r.actions, 0, 0);
	assert_all(r.owners, 0, 0);
	assert_all(r.texts, 0, 0);
	assert_all(r.status, 0, 0);
	assert_all(r.due, 0, 0);
	assert_all(r.mentions, 0, 0);
	assert_all(r.meetings, 0, 0);
	assert_all(r.agenda, 0, 0);
	assert_all(r.agenda_parts, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(with_people),
		cmocka_unit_test(without_people),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
