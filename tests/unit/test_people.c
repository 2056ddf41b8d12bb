/* test_people.c - whom a written name means, and above all when it means nobody for sure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tags/people.h"

/* None has working days of their own. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define COUNT(a) (sizeof (a) / sizeof (a)[0])
#define LIST(...) (const char *[]){ __VA_ARGS__ }, sizeof (const char *[]){ __VA_ARGS__ } / sizeof (const char *)
#define NONE NULL, 0

static struct person persons[] = {
	{ "Dave Thaler", LIST("dthaler"), LIST("dave@example.org", "thaler@example.com"), NULL, true },
	{ "Daniel Borkmann", LIST("borkmann"), LIST("daniel@example.org"), NULL, true },
	{ "Dan Brown", NONE, NONE, NULL, false },
	{ "KP Singh", NONE, LIST("kp@example.org"), NULL, true },
	{ "Kenny Paul", NONE, LIST("kenny@example.org"), NULL, false },
	{ "Joe Stringer", LIST("@joestringer", "Big Joe"), LIST("joe@example.org"), NULL, true },
	{ "Jason Niesz", NONE, NONE, NULL, false },
	{ "Jason Brown", NONE, NONE, NULL, false },
	{ "Zo\xC3\xAB \xC3\x98rsted", NONE, LIST("zoe@xn--bcher-kva.example"), NULL, false },
	{ "Sridhar", NONE, NONE, NULL, false },
	{ "Brendan Gregg", LIST("chair"), NONE, NULL, true },
	{ "Lisa Marie Caywood", LIST("chair"), LIST("team@example.org"), NULL, true },
	{ "Ele\xCC\x81onore E\xCC\x81tienne", NONE, NONE, NULL, false },	/* accents by themselves, as macOS writes them */
	{ "Ada Wei\xC3\x9Fmann", NONE, NONE, NULL, false },
	{ "Chlo\xC3\xA9 Adams", NONE, NONE, NULL, false },
	{ "Chlo\xC3\xAB Adams", NONE, NONE, NULL, false },
	{ "Tim Otto", LIST("dan b"), LIST("team@example.org"), NULL, false },
};
static size_t tsc_members[] = { 5, 10 };
static size_t bsc_members[] = { 0, 1, 3, 5 };
static struct people_group groups[] = {
	{ "BSC members", LIST("BSC"), bsc_members, 4 },
	{ "L3AF TSC", NONE, tsc_members, 2 },
};
static const struct people people = { .persons = persons, .n_persons = COUNT(persons), .groups = groups, .n_groups = COUNT(groups) };

static void names_mean(void **state)
{
	static const struct {
		const char *written;
		enum people_match match;
		const char *name;
	} cases[] = {
		{ "Dave Thaler", PEOPLE_PERSON, "Dave Thaler" },
		{ "dave thaler", PEOPLE_PERSON, "Dave Thaler" },
		{ " Dave\n   Thaler ", PEOPLE_PERSON, "Dave Thaler" },
		{ "Dave\xC2\xA0Thaler", PEOPLE_PERSON, "Dave Thaler" },
		{ "Dave", PEOPLE_PERSON, "Dave Thaler" },
		{ "DAVE", PEOPLE_PERSON, "Dave Thaler" },
		{ "@dave", PEOPLE_PERSON, "Dave Thaler" },
		{ "@dthaler", PEOPLE_PERSON, "Dave Thaler" },
		{ "dthaler", PEOPLE_PERSON, "Dave Thaler" },
		{ "DT", PEOPLE_PERSON, "Dave Thaler" },
		{ "Thaler", PEOPLE_PERSON, "Dave Thaler" },
		{ "thaler", PEOPLE_PERSON, "Dave Thaler" },
		{ "Thaler@Example.com", PEOPLE_PERSON, "Dave Thaler" },
		{ "zoe@b\xC3\xBC" "cher.example", PEOPLE_PERSON, "Zo\xC3\xAB \xC3\x98rsted" },
		{ "zoe@XN--bcher-kva.example", PEOPLE_PERSON, "Zo\xC3\xAB \xC3\x98rsted" },
		{ "zo\xC3\xAB@b\xC3\xBC" "cher.example", PEOPLE_NOBODY, NULL },
		{ "Dave T.", PEOPLE_PERSON, "Dave Thaler" },
		{ "Dave T", PEOPLE_PERSON, "Dave Thaler" },
		{ "Dave B", PEOPLE_NOBODY, NULL },
		{ "Daniel", PEOPLE_PERSON, "Daniel Borkmann" },
		{ "Dan", PEOPLE_PERSON, "Dan Brown" },
		{ "Dani", PEOPLE_NOBODY, NULL },
		{ "DB", PEOPLE_SEVERAL, NULL },
		{ "Dan B", PEOPLE_PERSON, "Tim Otto" },		/* the operator's word stands before ours */
		{ "KP", PEOPLE_PERSON, "KP Singh" },
		{ "kp", PEOPLE_PERSON, "KP Singh" },
		{ "KP Singh", PEOPLE_PERSON, "KP Singh" },
		{ "KS", PEOPLE_PERSON, "KP Singh" },
		{ "Joe", PEOPLE_PERSON, "Joe Stringer" },
		{ "@joestringer", PEOPLE_PERSON, "Joe Stringer" },
		{ "joestringer", PEOPLE_PERSON, "Joe Stringer" },
		{ "big  joe", PEOPLE_PERSON, "Joe Stringer" },
		{ "Jason", PEOPLE_SEVERAL, NULL },
		{ "Jason N", PEOPLE_PERSON, "Jason Niesz" },
		{ "Jason Niesz", PEOPLE_PERSON, "Jason Niesz" },
		{ "Brown", PEOPLE_SEVERAL, NULL },
		{ "Zo\xC3\xAB", PEOPLE_PERSON, "Zo\xC3\xAB \xC3\x98rsted" },
		{ "ZO\xC3\xAB", PEOPLE_PERSON, "Zo\xC3\xAB \xC3\x98rsted" },
		{ "ZO\xC3\x8B", PEOPLE_PERSON, "Zo\xC3\xAB \xC3\x98rsted" },		/* capital */
		{ "Zoe\xCC\x88", PEOPLE_PERSON, "Zo\xC3\xAB \xC3\x98rsted" },		/* the dots by themselves */
		{ "ZOE\xCC\x88", PEOPLE_PERSON, "Zo\xC3\xAB \xC3\x98rsted" },
		{ "Zoe\xCC\x88 \xC3\xB8rsted", PEOPLE_PERSON, "Zo\xC3\xAB \xC3\x98rsted" },
		{ "Zoe\xCC\x88 O", PEOPLE_NOBODY, NULL },
		{ "Zoe\xCC\x81", PEOPLE_NOBODY, NULL },		/* another accent */
		{ "Zo\xC3", PEOPLE_NOBODY, NULL },
		{ "Ele\xCC\x81onore", PEOPLE_PERSON, "Ele\xCC\x81onore E\xCC\x81tienne" },
		{ "\xC3\x89L\xC3\x89ONORE", PEOPLE_NOBODY, NULL },
		{ "El\xC3\xA9onore", PEOPLE_PERSON, "Ele\xCC\x81onore E\xCC\x81tienne" },
		{ "EL\xC3\x89ONORE", PEOPLE_PERSON, "Ele\xCC\x81onore E\xCC\x81tienne" },
		{ "\xC3\x89tienne", PEOPLE_PERSON, "Ele\xCC\x81onore E\xCC\x81tienne" },
		{ "E\xC3\x89", PEOPLE_PERSON, "Ele\xCC\x81onore E\xCC\x81tienne" },
		{ "EE\xCC\x81", PEOPLE_PERSON, "Ele\xCC\x81onore E\xCC\x81tienne" },
		{ "Ele\xCC\x81onore E\xCC\x81.", PEOPLE_PERSON, "Ele\xCC\x81onore E\xCC\x81tienne" },
		{ "El\xC3\xA9onore \xC3\x89", PEOPLE_PERSON, "Ele\xCC\x81onore E\xCC\x81tienne" },
		{ "WEISSMANN", PEOPLE_PERSON, "Ada Wei\xC3\x9Fmann" },
		{ "Zoe", PEOPLE_PERSON, "Zo\xC3\xAB \xC3\x98rsted" },		/* accents left out */
		{ "Zoe \xC3\x98rsted", PEOPLE_PERSON, "Zo\xC3\xAB \xC3\x98rsted" },
		{ "Eleonore", PEOPLE_PERSON, "Ele\xCC\x81onore E\xCC\x81tienne" },
		{ "Eleonore E.", PEOPLE_PERSON, "Ele\xCC\x81onore E\xCC\x81tienne" },
		{ "Br\xC3\xB6wn", PEOPLE_NOBODY, NULL },		/* an accent that nobody has */
		{ "Chloe", PEOPLE_SEVERAL, NULL },
		{ "Chlo\xC3\xA9", PEOPLE_PERSON, "Chlo\xC3\xA9 Adams" },
		{ "D. Thaler", PEOPLE_PERSON, "Dave Thaler" },
		{ "D Thaler", PEOPLE_PERSON, "Dave Thaler" },
		{ "d. thaler", PEOPLE_NOBODY, NULL },
		{ "J. Thaler", PEOPLE_NOBODY, NULL },
		{ "J. Brown", PEOPLE_PERSON, "Jason Brown" },
		{ "D. Brown", PEOPLE_PERSON, "Dan Brown" },
		{ "L. Caywood", PEOPLE_PERSON, "Lisa Marie Caywood" },
		{ "L. Marie Caywood", PEOPLE_PERSON, "Lisa Marie Caywood" },
		{ "C. Adams", PEOPLE_SEVERAL, NULL },
		{ "Z\xC3\x98", PEOPLE_PERSON, "Zo\xC3\xAB \xC3\x98rsted" },
		{ "Z\xC3", PEOPLE_NOBODY, NULL },
		{ "Zo\xC3\xAB \xC3\x98.", PEOPLE_PERSON, "Zo\xC3\xAB \xC3\x98rsted" },
		{ "Sridhar", PEOPLE_PERSON, "Sridhar" },
		{ "S", PEOPLE_NOBODY, NULL },
		{ "LMC", PEOPLE_PERSON, "Lisa Marie Caywood" },
		{ "LM", PEOPLE_NOBODY, NULL },
		{ "Marie", PEOPLE_NOBODY, NULL },
		{ "Lisa C.", PEOPLE_PERSON, "Lisa Marie Caywood" },
		{ "chair", PEOPLE_SEVERAL, NULL },
		{ "team@example.org", PEOPLE_SEVERAL, NULL },
		{ "TO", PEOPLE_PERSON, "Tim Otto" },
		{ "to", PEOPLE_NOBODY, NULL },
		{ "To", PEOPLE_NOBODY, NULL },
		{ "Dave and Joe", PEOPLE_NOBODY, NULL },
		{ "Dave/Joe", PEOPLE_NOBODY, NULL },
		{ "Dave Havey", PEOPLE_NOBODY, NULL },
		{ "Thaler Dave", PEOPLE_NOBODY, NULL },
		{ "Ask", PEOPLE_NOBODY, NULL },
		{ "", PEOPLE_NOBODY, NULL },
		{ "  ", PEOPLE_NOBODY, NULL },
		{ "@", PEOPLE_NOBODY, NULL },
		{ "\xC2\xA0", PEOPLE_NOBODY, NULL },
		{ "BSC", PEOPLE_GROUP, "BSC members" },
		{ "bsc members", PEOPLE_GROUP, "BSC members" },
		{ "All BSC members", PEOPLE_GROUP, "BSC members" },
		{ "all BSC", PEOPLE_GROUP, "BSC members" },
		{ "the BSC", PEOPLE_GROUP, "BSC members" },
		{ "@bsc", PEOPLE_GROUP, "BSC members" },
		{ "L3AF TSC", PEOPLE_GROUP, "L3AF TSC" },
		{ "TSC", PEOPLE_NOBODY, NULL },
		{ "all", PEOPLE_GROUP, "all" },
		{ "All", PEOPLE_GROUP, "all" },
		{ "everyone", PEOPLE_GROUP, "all" },
		{ "Everybody", PEOPLE_GROUP, "all" },
		{ "all members", PEOPLE_GROUP, "all" },
		{ "@all", PEOPLE_GROUP, "all" },
		{ "all tests", PEOPLE_NOBODY, NULL },
		{ "the", PEOPLE_NOBODY, NULL },
		{ "all Dave", PEOPLE_NOBODY, NULL },
	};

	struct arena *arena = arena_new();
	struct people sorted = people;

	(void)state;
	people_sort(arena, &sorted);
	for (size_t i = 0; i < 2 * COUNT(cases); i++) {
		const struct people *asked = i % 2 ? &sorted : &people;
		const char *written = cases[i / 2].written, *expected = cases[i / 2].name;
		size_t index = SIZE_MAX;
		enum people_match match = people_resolve(asked, span_of(written), &index);
		const char *name = match == PEOPLE_PERSON ? people.persons[index].name :
				   match == PEOPLE_GROUP ? people_group_name(&people, index) : NULL;

		if (match != cases[i / 2].match || (name && strcmp(name, expected) != 0))
			fail_msg("\"%s\" gives %d %s", written, (int)match, name ? name : "-");
	}
	arena_free(&arena);
}

static void a_configured_group_named_all_wins(void **state)
{
	struct people_group own[] = { { "Whole house", LIST("all"), bsc_members, 4 }, { "Guests", LIST("GG"), NULL, 0 },
			       { "Friends", LIST("gg"), NULL, 0 } };
	struct people with = { .persons = persons, .n_persons = COUNT(persons), .groups = own, .n_groups = COUNT(own) };
	size_t index = 99;

	(void)state;
	assert_int_equal(people_resolve(&with, span_of("ALL"), &index), PEOPLE_GROUP);
	assert_int_equal(index, 0);
	assert_int_equal(people_resolve(&with, span_of("everyone"), &index), PEOPLE_GROUP);
	assert_int_equal(index, 3);
	assert_string_equal(people_group_name(&with, index), "all");
	assert_int_equal(people_resolve(&with, span_of("GG"), &index), PEOPLE_SEVERAL);
}

static void no_people_mean_nobody(void **state)
{
	struct people none = { 0 };
	size_t index = 7;

	(void)state;
	assert_int_equal(people_resolve(&none, span_of("Dave"), &index), PEOPLE_NOBODY);
	assert_int_equal(people_resolve(&none, span_from("Da\0ve", 5), &index), PEOPLE_NOBODY);
	assert_int_equal(people_resolve(&none, span_of("all"), &index), PEOPLE_GROUP);
	assert_int_equal(index, 0);
	assert_null(people_by_address(&none, "dave@example.org"));
}

static void a_name_ends_where_its_span_ends(void **state)
{
	size_t index = 99;

	(void)state;
	assert_int_equal(people_resolve(&people, span_from("Daniel", 3), &index), PEOPLE_PERSON);
	assert_string_equal(persons[index].name, "Dan Brown");
	assert_int_equal(people_resolve(&people, span_from("Dave\0", 5), &index), PEOPLE_NOBODY);
}

static void people_are_found_by_address_and_name(void **state)
{
	(void)state;
	assert_ptr_equal(people_by_address(&people, "KP@EXAMPLE.ORG"), &persons[3]);
	assert_null(people_by_address(&people, "kp@example.or"));
	assert_null(people_by_address(&people, ""));
	assert_ptr_equal(people_by_name(&people, "kp singh"), &persons[3]);
	assert_null(people_by_name(&people, "KP"));
}

static struct person now[] = {
	{ "David Thaler", LIST("Dave", "Dave Thaler"), NONE, NULL, true },
	{ "Joe Stringer", LIST("Kenny Paul"), NONE, NULL, true },
	{ "Kenny Paul", NONE, NONE, NULL, true },
};
static const struct people changed = { .persons = now, .n_persons = COUNT(now) };

static void a_former_name_leads_to_its_person(void **state)
{
	(void)state;
	assert_true(people_is(&changed, "David Thaler", &now[0]));
	assert_true(people_is(&changed, "Dave Thaler", &now[0]));
	assert_false(people_is(&changed, "Dave Thaler", &now[1]));
	assert_false(people_is(&changed, "Kenny Paul", &now[1]));	/* there is one of that name */
	assert_true(people_is(&changed, "Kenny Paul", &now[2]));
	assert_false(people_is(&changed, "Liz Rice", &now[0]));
	assert_false(people_is(&changed, "", &now[0]));
}

/* Each name, each part of one, and what is nearly one. */
static void a_sorted_table_finds_the_same(void **state)
{
	struct arena *arena = arena_new();
	struct people sorted = people;

	(void)state;
	people_sort(arena, &sorted);
	for (size_t i = 0; i < people.n_persons; i++) {
		const char *name = people.persons[i].name;

		for (size_t len = 0; len <= strlen(name) + 1; len++) {
			const struct span part = { name, len };	/* the last one with its NUL */
			size_t plain = 99, found = 99;

			assert_int_equal(people_resolve(&sorted, part, &found), people_resolve(&people, part, &plain));
			assert_int_equal(found, plain);
		}
		assert_ptr_equal(people_by_name(&sorted, name), &people.persons[i]);
		assert_ptr_equal(people_known_as(&sorted, name), &people.persons[i]);
		assert_ptr_equal(people_by_name(&sorted, arena_printf(arena, "%s!", name)), NULL);
	}
	assert_ptr_equal(people_known_as(&sorted, "kp singh"), &persons[3]);	/* the letter case has changed */
	arena_free(&arena);
}

/* Letters that are one in both cases, in either form, or with the accent left out; and what is none. */
static const char *const letters[] = {
	"a", "A", "b", "B", "e", "E", "\xC3\xA9", "\xC3\x89", "e\xCC\x81", "E\xCC\x81", "s", "S", "\xC3\x9F", "k", "K",
	"\xE2\x84\xAA" /* the sign of Kelvin */, "\xC4\xB0" /* the dotted capital I */, "i", "I", "\xCE\xB1\xCD\x85" /* iota below */,
	"\xCE\x91\xCE\x99", "'", "\xE2\x80\x99", "\xCC\x81", "\xE1\x84\x80" /* half of a Hangul syllable */, "\xE1\x85\xA1",
	"\xEA\xB0\x80", "\xC3", "\xA9", ".", "-",
};

static const char *any_word(struct arena *arena)
{
	size_t n_letters = rand() % 2 ? 8 : COUNT(letters);	/* so that some are called alike */
	const char *word = "";

	for (int n = 1 + rand() % 3; n > 0; n--)
		word = arena_printf(arena, "%s%s", word, letters[(size_t)rand() % n_letters]);
	return word;
}

static const char *any_words(struct arena *arena, int max)
{
	static const char *const spaces[] = { " ", "  ", "\n", "\xC2\xA0" };
	const char *words = any_word(arena);

	for (int n = rand() % max; n > 0; n--)
		words = arena_printf(arena, "%s%s%s", words, spaces[rand() % 4], any_word(arena));
	return words;
}

static struct people any_people(struct arena *arena)
{
	struct people found = { .groups = groups, .n_groups = COUNT(groups) };

	found.n_persons = 1 + (size_t)rand() % 12;
	found.persons = arena_alloc(arena, found.n_persons, sizeof *found.persons);
	for (size_t i = 0; i < found.n_persons; i++) {
		struct person *person = &found.persons[i];

		person->name = any_words(arena, 3);
		person->aliases = arena_alloc(arena, 2, sizeof *person->aliases);
		person->n_aliases = (size_t)rand() % 3;
		for (size_t k = 0; k < person->n_aliases; k++)
			person->aliases[k] = arena_printf(arena, "%s%s", rand() % 4 ? "" : "@", any_words(arena, 2));
		person->addresses = arena_alloc(arena, 1, sizeof *person->addresses);
		person->n_addresses = (size_t)rand() % 2;
		person->addresses[0] = arena_printf(arena, "%s@%s", any_word(arena), rand() % 2 ? "b.example" : "xn--bcher-kva.example");
	}
	return found;
}

/* A way of writing somebody's name, or nearly one. */
static const char *any_written(struct arena *arena, const struct people *among)
{
	const struct person *person = &among->persons[(size_t)rand() % among->n_persons];
	size_t first = strcspn(person->name, " \n\xC2");
	const char *last = strrchr(person->name, ' ') ? strrchr(person->name, ' ') + 1 : person->name;

	switch (rand() % 10) {
	case 0:
		return person->name;
	case 1:
		return arena_strndup(arena, person->name, first);
	case 2:
		return last;
	case 3:
		return arena_printf(arena, "%.*s %.1s.", (int)first, person->name, last);
	case 4:
		return arena_printf(arena, "%.1s. %s", person->name, last);
	case 5:
		return arena_printf(arena, "%.1s%.1s", person->name, last);
	case 6:
		return person->n_aliases ? person->aliases[0] : "bsc";
	case 7:
		return arena_printf(arena, "%s@%s", any_word(arena), rand() % 2 ? "B.example" : "b\xC3\xBC" "cher.example");
	case 8:
		return arena_strndup(arena, person->name, (size_t)rand() % (strlen(person->name) + 1));
	default:
		return any_words(arena, 2);
	}
}

/* Whoever is looked for among those with a key in common is looked for among all. */
static void among_any_people_a_sorted_table_finds_the_same(void **state)
{
	const char *given = getenv("BEADLE_SEED");
	unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : 20230714;
	size_t n_of[PEOPLE_SEVERAL + 1] = { 0 };

	(void)state;
	printf("# seed %u\n", seed);
	srand(seed);
	for (int round = 0; round < 500; round++) {
		struct arena *arena = arena_new();
		struct people plain = any_people(arena), sorted = plain;

		people_sort(arena, &sorted);
		for (int i = 0; i < 40; i++) {
			const char *written = any_written(arena, &plain);
			size_t expected = 99, found = 99;
			enum people_match match = people_resolve(&plain, span_of(written), &expected);

			if (people_resolve(&sorted, span_of(written), &found) != match || found != expected)
				fail_msg("\"%s\" in round %d gives %zu, expected %zu", written, round, found, expected);
			assert_ptr_equal(people_by_name(&sorted, written), people_by_name(&plain, written));
			assert_ptr_equal(people_by_address(&sorted, written), people_by_address(&plain, written));
			n_of[match]++;
		}
		arena_free(&arena);
	}
	assert_true(n_of[PEOPLE_NOBODY] > 1000 && n_of[PEOPLE_PERSON] > 1000);
	assert_true(n_of[PEOPLE_GROUP] > 100 && n_of[PEOPLE_SEVERAL] > 100);
}

static void a_name_that_means_nobody_is_told_whom_it_may_mean(void **state)
{
	static const struct { const char *written, *said; } cases[] = {
		{ "Dave", NULL },
		{ "daniel borkman", "\"daniel borkman\" fits nobody of the list (did you mean Daniel Borkmann?)" },
		{ "Thalre", "\"Thalre\" fits nobody of the list (did you mean Dave Thaler?)" },
		{ "jostringer", "\"jostringer\" fits nobody of the list (did you mean Joe Stringer?)" },
		{ "Wilhelmina", "\"Wilhelmina\" fits nobody of the list" },
		{ "", "\"\" fits nobody of the list" },
		{ "Jason", "\"Jason\" fits more than one: Jason Niesz, Jason Brown" },
		{ "chair", "\"chair\" fits more than one: Brendan Gregg, Lisa Marie Caywood" },
		{ "everyone", "\"everyone\" is a group" },
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *said = people_fault(arena, &people, cases[i].written);

		if (!cases[i].said)
			assert_null(said);
		else
			assert_string_equal(said, cases[i].said);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sorted_table_finds_the_same),
		cmocka_unit_test(among_any_people_a_sorted_table_finds_the_same),
		cmocka_unit_test(a_name_that_means_nobody_is_told_whom_it_may_mean),
		cmocka_unit_test(names_mean),
		cmocka_unit_test(a_configured_group_named_all_wins),
		cmocka_unit_test(no_people_mean_nobody),
		cmocka_unit_test(a_name_ends_where_its_span_ends),
		cmocka_unit_test(people_are_found_by_address_and_name),
		cmocka_unit_test(a_former_name_leads_to_its_person),
	};

	return cmocka_run_group_tests_name("people", tests, NULL, NULL);
}
