/* people_fault.c - why a written name means no person: nobody, several, a group (people.h). */
#include <string.h>

#include "base/nearest.h"
#include "tags/people.h"

/* What a name may have been meant to be: full names, their words, aliases. */
struct known_name {
	const char *word;
	const struct person *person;
};

struct known_names {
	struct arena *arena;
	struct known_name *names;
	size_t len, cap;
};

static void add_name(struct known_names *known, const char *word, const struct person *person)
{
	known->names = arena_grow(known->arena, known->names, known->len, &known->cap,
				  sizeof *known->names);
	known->names[known->len++] = (struct known_name){ word, person };
}

static void add_words(struct known_names *known, const struct person *person)
{
	for (const char *word = person->name; *word;) {
		size_t n = strcspn(word, " ");

		add_name(known, arena_strndup(known->arena, word, n), person);
		word += n;
		word += strspn(word, " ");
	}
}

static const char *next_name(const void *user, size_t i)
{
	const struct known_names *known = user;

	return i < known->len ? known->names[i].word : NULL;
}

/* NULL: nobody's is near. */
static const struct person *nearest_person(struct arena *arena, const struct people *people,
					   const char *written)
{
	struct known_names known = { .arena = arena };

	for (size_t i = 0; i < people->n_persons; i++) {
		const struct person *p = &people->persons[i];

		add_name(&known, p->name, p);
		add_words(&known, p);
		for (size_t k = 0; k < p->n_aliases; k++)
			add_name(&known, p->aliases[k], p);
	}
	const char *near = nearest_word(written, next_name, &known);

	for (size_t i = 0; near && i < known.len; i++) {
		if (known.names[i].word == near)
			return known.names[i].person;
	}
	return NULL;
}

/* "Dan Brook, Dan Pike" */
static const char *all_that_fit(struct arena *arena, const struct people *people,
				const char *written)
{
	const char *text = "";
	size_t index;

	for (size_t i = 0; i < people->n_persons; i++) {
		const struct people one = { .persons = &people->persons[i], .n_persons = 1 };

		if (people_resolve(&one, span_of(written), &index) == PEOPLE_PERSON)
			text = arena_printf(arena, "%s%s%s", text, *text ? ", " : "",
					    people->persons[i].name);
	}
	return text;
}

const char *people_fault(struct arena *arena, const struct people *people, const char *written)
{
	const struct person *near;
	const char *several;
	size_t index;

	switch (people_resolve(people, span_of(written), &index)) {
	case PEOPLE_PERSON:
		return NULL;
	case PEOPLE_GROUP:
		return arena_printf(arena, "\"%s\" is a group", written);
	case PEOPLE_SEVERAL:
		several = all_that_fit(arena, people, written);
		return arena_printf(arena, "\"%s\" fits more than one: %s", written,
				    *several ? several : "several groups");
	case PEOPLE_NOBODY:
		break;
	}
	near = nearest_person(arena, people, written);
	if (!near)
		return arena_printf(arena, "\"%s\" fits nobody of the list", written);
	return arena_printf(arena, "\"%s\" fits nobody of the list (did you mean %s?)", written,
			    near->name);
}
