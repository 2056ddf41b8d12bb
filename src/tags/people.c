/* people.c - see people.h.
 *
 * Names are compared word by word: white space between words is one thing, whether a
 * space, a line's end or a no-break space, since a name may be wrapped over two lines.
 * Letters are the same in either case and in each form of Unicode (letters.h).
 * Each step of the order either decides (one fits, or several do) or leaves it to the next.  A step
 * looks at those alone who have a key in common with what is written; whether they fit is its own
 * question.
 */
#include "tags/people.h"

#include <stdlib.h>
#include <string.h>

#include "message/letters.h"
#include "message/message.h"

static bool is_upper(int c)
{
	return ascii_is_upper(c);
}

/* Length of the white space character at i; 0: there is none. */
static size_t space_at(struct span s, size_t i)
{
	if (ascii_is_space((unsigned char)s.ptr[i]))
		return 1;
	return s.ptr[i] == '\xC2' && i + 1 < s.len && s.ptr[i + 1] == '\xA0' ? 2 : 0;
}

/* Length of the white space at the start of s. */
static size_t space_len(struct span s)
{
	size_t i = 0, n;

	while (i < s.len && (n = space_at(s, i)))
		i += n;
	return i;
}

static bool next_word(struct span *rest, struct span *word_out)
{
	size_t start = space_len(*rest), end = start;

	while (end < rest->len && !space_at(*rest, end))
		end++;
	*word_out = span_sub(*rest, start, end - start);
	*rest = span_sub(*rest, end, rest->len);
	return end > start;
}

/* Is the written word that of the name? */
typedef bool word_fits(struct span name, struct span written);

static bool words_fit(struct span a, struct span b, word_fits *same)
{
	struct span word_a, word_b;

	for (;;) {
		bool more = next_word(&a, &word_a);

		if (next_word(&b, &word_b) != more)
			return false;
		if (!more)
			return true;
		if (!same(word_a, word_b))
			return false;
	}
}

static bool names_equal(struct span a, struct span b)
{
	return words_fit(a, b, letters_equal);
}

static struct span without_at(struct span s)
{
	return span_starts(s, "@") ? span_sub(s, 1, s.len) : s;
}

static bool among(const char *const *names, size_t n, struct span written, word_fits *same)
{
	for (size_t i = 0; i < n; i++) {
		if (words_fit(without_at(span_of(names[i])), written, same))
			return true;
	}
	return false;
}

/* What of a person's name a step looks at. */
typedef bool person_fits(const struct person *person, struct span written, word_fits *same);

static bool fits_name(const struct person *person, struct span written, word_fits *same)
{
	return words_fit(span_of(person->name), written, same);
}

static bool fits_alias(const struct person *person, struct span written, word_fits *same)
{
	return among(person->aliases, person->n_aliases, written, same);
}

static bool has_address(const struct person *person, struct span addr)
{
	for (size_t i = 0; i < person->n_addresses; i++) {
		if (span_is_ci(addr, person->addresses[i]))
			return true;
	}
	return false;
}

static bool fits_address(const struct person *person, struct span addr, word_fits *same)
{
	(void)same;
	return has_address(person, addr);
}

/* "KP" of "KP Singh"; never a part of it, as Dan is not Daniel. */
static bool fits_first_name(const struct person *person, struct span written, word_fits *same)
{
	struct span rest = span_of(person->name), first;

	return next_word(&rest, &first) && words_fit(first, written, same);
}

/* "DT" of "Dave Thaler".  Capitals alone: "is" and "to" are words before they are people. */
static bool fits_initials(const struct person *person, struct span written, word_fits *same)
{
	struct span rest = span_of(person->name), word;
	size_t at = 0, letters = 0;

	for (size_t i = 0; i < written.len; i++) {
		if ((unsigned char)written.ptr[i] < 0x80 &&
		    !is_upper((unsigned char)written.ptr[i]))
			return false;
	}
	while (next_word(&rest, &word)) {
		struct span letter = span_sub(written, at, written.len);

		letter = span_sub(letter, 0, letters_first_len(letter));
		if (!same(span_sub(word, 0, letters_first_len(word)), letter))
			return false;
		at += letter.len;
		letters++;
	}
	return letters >= 2 && at == written.len;
}

static bool last_word(struct span name, struct span *last_out)
{
	struct span word;
	size_t n = 0;

	while (next_word(&name, &word)) {
		*last_out = word;
		n++;
	}
	return n >= 2;
}

static bool fits_surname(const struct person *person, struct span written, word_fits *same)
{
	struct span last;

	return last_word(span_of(person->name), &last) && words_fit(last, written, same);
}

/* Is the letter, with or without its point, the first one of the word? */
static bool is_letter_of(struct span letter, struct span word, word_fits *same)
{
	if (span_ends(letter, "."))
		letter.len--;
	return letter.len && letter.len == letters_first_len(letter) &&
	       same(span_sub(word, 0, letters_first_len(word)), letter);
}

/* "Dave T" or "Dave T." of "Dave Thaler": what people write where there are two Daves. */
static bool fits_first_and_letter(const struct person *person, struct span written, word_fits *same)
{
	struct span rest = written, first, letter, more, last;

	if (!next_word(&rest, &first) || !next_word(&rest, &letter) || next_word(&rest, &more))
		return false;
	return fits_first_name(person, first, same) && last_word(span_of(person->name), &last) &&
	       is_letter_of(letter, last, same);
}

/* "D. Thaler".  A capital: "a brown" bag is no person's. */
static bool fits_letter_and_surname(const struct person *person, struct span written,
				    word_fits *same)
{
	struct span rest = written, behind = span_of(person->name), letter, first, last;

	if (!next_word(&rest, &letter) ||
	    (ascii_is_alnum(letter.ptr[0]) && !is_upper((unsigned char)letter.ptr[0])) ||
	    !next_word(&behind, &first) || !last_word(span_of(person->name), &last))
		return false;
	return is_letter_of(letter, first, same) &&
	       (words_fit(last, rest, same) || words_fit(behind, rest, same));
}

/* ---- among whom he can be ---- */

/* What of a written name is the key of whoever it fits. */
typedef struct span key_of(struct span written);

static struct span whole(struct span written)
{
	return written;
}

static struct span first_word(struct span written)
{
	struct span word;

	next_word(&written, &word);
	return word;
}

static struct span end_word(struct span written)
{
	struct span word = { 0 };

	last_word(written, &word);
	return word;
}

static struct span first_letter(struct span written)
{
	struct span word = first_word(written);

	return span_sub(word, 0, letters_first_len(word));
}

struct key_list {
	struct arena *arena;
	struct people_key *list;
	size_t len, cap;
};

static void add_key(struct key_list *keys, struct span word, size_t person)
{
	const uint32_t hashes[] = { letters_hash(word), letters_plain_hash(word) };

	for (size_t i = 0; i < 2 && (i == 0 || hashes[1] != hashes[0]); i++) {
		keys->list = arena_grow(keys->arena, keys->list, keys->len, &keys->cap,
					sizeof *keys->list);
		keys->list[keys->len++] = (struct people_key){ hashes[i], (uint32_t)person };
	}
}

static int compare_keys(const void *left, const void *right)
{
	const struct people_key *a = left, *b = right;
	int order = (a->hash > b->hash) - (a->hash < b->hash);

	return order ? order : (a->person > b->person) - (a->person < b->person);
}

void people_sort(struct arena *arena, struct people *people)
{
	struct key_list keys = { .arena = arena };

	for (size_t i = 0; i < people->n_persons; i++) {
		const struct person *person = &people->persons[i];
		struct span name = span_of(person->name);

		add_key(&keys, first_word(name), i);
		add_key(&keys, first_letter(name), i);
		add_key(&keys, end_word(name), i);
		for (size_t k = 0; k < person->n_aliases; k++)
			add_key(&keys, first_word(without_at(span_of(person->aliases[k]))), i);
		for (size_t k = 0; k < person->n_addresses; k++)
			add_key(&keys, span_of(person->addresses[k]), i);
	}
	if (keys.len)
		qsort(keys.list, keys.len, sizeof *keys.list, compare_keys);
	people->keys = keys.list;
	people->n_keys = keys.len;
}

/* Goes in their order through those who can have the key; one can come twice. */
struct search {
	const struct people *people;
	uint32_t hash;
	size_t at;
};

static struct search search_for(const struct people *people, struct span key)
{
	struct search search = { .people = people };
	size_t high = people->n_keys;

	if (!people->keys)
		return search;
	search.hash = letters_hash(key);
	while (search.at < high) {
		size_t middle = search.at + (high - search.at) / 2;

		if (people->keys[middle].hash < search.hash)
			search.at = middle + 1;
		else
			high = middle;
	}
	return search;
}

/* NULL: there are no more. */
static const struct person *next_person(struct search *search)
{
	const struct people *people = search->people;

	if (!people->keys)
		return search->at < people->n_persons ? &people->persons[search->at++] : NULL;
	if (search->at == people->n_keys || people->keys[search->at].hash != search->hash)
		return NULL;
	return &people->persons[people->keys[search->at++].person];
}

/* ---- whom it means ---- */

struct step {
	person_fits *fits;
	key_of *key;
};

static enum people_match match_persons(const struct people *people, struct step step,
				       word_fits *same, struct span written, size_t *index_out)
{
	struct search search = search_for(people, step.key(written));
	const struct person *person, *found = NULL;

	while ((person = next_person(&search)) != NULL) {
		if (person == found || !step.fits(person, written, same))
			continue;
		if (found)
			return PEOPLE_SEVERAL;
		found = person;
		*index_out = (size_t)(person - people->persons);
	}
	return found ? PEOPLE_PERSON : PEOPLE_NOBODY;
}

static enum people_match match_address(const struct people *people, struct span written,
				       size_t *index_out)
{
	static const struct step step = { fits_address, whole };

	if (span_find_char(written, '@') < 0)
		return PEOPLE_NOBODY;
	struct arena *arena = arena_new();
	const char *addr =
		message_ascii_address(arena, arena_strndup(arena, written.ptr, written.len));
	enum people_match match = match_persons(people, step, NULL, span_of(addr), index_out);

	arena_free(&arena);
	return match;
}

static enum people_match match_configured_groups(const struct people *people, struct span written,
						 size_t *index_out)
{
	enum people_match match = PEOPLE_NOBODY;

	for (size_t i = 0; i < people->n_groups; i++) {
		const struct people_group *group = &people->groups[i];

		if (!names_equal(span_of(group->name), written) &&
		    !among(group->aliases, group->n_aliases, written, letters_equal))
			continue;
		if (match == PEOPLE_GROUP)
			return PEOPLE_SEVERAL;
		match = PEOPLE_GROUP;
		*index_out = i;
	}
	return match;
}

static enum people_match match_groups(const struct people *people, struct span written,
				      size_t *index_out)
{
	static const char *const everyone[] = { "all", "everyone", "everybody", "all members" };
	struct span rest = written, word;
	enum people_match match = match_configured_groups(people, written, index_out);

	if (match != PEOPLE_NOBODY)
		return match;
	if (among(everyone, sizeof everyone / sizeof everyone[0], written, letters_equal)) {
		*index_out = people->n_groups;
		return PEOPLE_GROUP;
	}
	/* "all BSC members", "the BSC" */
	if (next_word(&rest, &word) && (span_is_ci(word, "all") || span_is_ci(word, "the")) &&
	    space_len(rest) < rest.len)
		return match_configured_groups(people, rest, index_out);
	return PEOPLE_NOBODY;
}

static enum people_match match_steps(const struct people *people, word_fits *same,
				     struct span written, size_t *index_out)
{
	static const struct step exact[] = {
		{ fits_name, first_word },
		{ fits_alias, first_word },
	};
	static const struct step parts[] = {
		{ fits_first_name, first_word },
		{ fits_initials, first_letter },
		{ fits_first_and_letter, first_word },
		{ fits_letter_and_surname, end_word },
		{ fits_surname, first_word },
	};
	enum people_match match = PEOPLE_NOBODY;

	for (size_t i = 0; match == PEOPLE_NOBODY && i < sizeof exact / sizeof exact[0]; i++)
		match = match_persons(people, exact[i], same, written, index_out);
	if (match == PEOPLE_NOBODY)
		match = match_address(people, written, index_out);
	if (match == PEOPLE_NOBODY)
		match = match_groups(people, written, index_out);
	for (size_t i = 0; match == PEOPLE_NOBODY && i < sizeof parts / sizeof parts[0]; i++)
		match = match_persons(people, parts[i], same, written, index_out);
	return match;
}

/* Whose name has just these bytes. */
static const struct person *find_name(const struct people *people, struct span name)
{
	struct search search = search_for(people, first_word(name));
	const struct person *person = next_person(&search);

	while (person && !span_is(name, person->name))
		person = next_person(&search);
	return person;
}

enum people_match people_resolve(const struct people *people, struct span written,
				 size_t *index_out)
{
	enum people_match match;

	written = without_at(span_trim(written));
	if (space_len(written) == written.len)
		return PEOPLE_NOBODY;
	const struct person *named = find_name(people, written);

	if (named) {
		*index_out = (size_t)(named - people->persons);
		return PEOPLE_PERSON;
	}
	match = match_steps(people, letters_equal, written, index_out);
	return match != PEOPLE_NOBODY
		       ? match
		       : match_steps(people, letters_plain_equal, written, index_out);
}

const struct person *people_by_address(const struct people *people, const char *addr)
{
	struct search search = search_for(people, span_of(addr));
	const struct person *person = next_person(&search);

	while (person && !has_address(person, span_of(addr)))
		person = next_person(&search);
	return person;
}

const struct person *people_by_name(const struct people *people, const char *name)
{
	const struct person *named = find_name(people, span_of(name));

	if (named)
		return named;
	struct search search = search_for(people, first_word(span_of(name)));
	const struct person *person = next_person(&search);

	while (person && !names_equal(span_of(person->name), span_of(name)))
		person = next_person(&search);
	return person;
}

const struct person *people_known_as(const struct people *people, const char *name)
{
	const struct person *found = *name ? people_by_name(people, name) : NULL;
	size_t index;

	if (!found && people_resolve(people, span_of(name), &index) == PEOPLE_PERSON)
		found = &people->persons[index];
	return found;
}

bool people_is(const struct people *people, const char *name, const struct person *person)
{
	return strcmp(name, person->name) == 0 || people_known_as(people, name) == person;
}

bool people_group_has(const struct people *people, size_t group, size_t person)
{
	const struct people_group *named = &people->groups[group];

	if (group == people->n_groups)
		return people->persons[person].member;
	for (size_t i = 0; i < named->n_members; i++) {
		if (named->members[i] == person)
			return true;
	}
	return false;
}

const char *people_group_name(const struct people *people, size_t index)
{
	return index < people->n_groups ? people->groups[index].name : "all";
}
