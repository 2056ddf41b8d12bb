/* people.h - whom a name can mean: the persons and groups of one list.
 *
 * Never a guess: a name that fits nobody or two people resolves to neither.
 * The configuration builds this once; everybody else reads it.
 */
#ifndef BEADLE_TAGS_PEOPLE_H
#define BEADLE_TAGS_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/span.h"
#include "time/workdays.h"

struct person {
	const char *name;		/* full name, unique in the list, UTF-8 */
	const char **aliases;		/* first names, nicknames, initials, @handles without the
					 * @ */
	size_t n_aliases;
	const char **addresses;		/* domains in A-labels; the first that works gets the
					 * mail; none: never mailed */
	size_t n_addresses;
	const char *zone;		/* IANA name, or NULL: the list's */
	bool member;			/* of the committee; others are guests who may own items */
	unsigned weekdays;		/* on which he is reminded (workdays.h); 0: the list's */
	struct holidays holidays;	/* on which he is not, beside the list's */
};

struct people_group {
	const char *name;		/* as configured: "BSC members" */
	const char **aliases;
	size_t n_aliases;
	size_t *members;		/* indexes into persons */
	size_t n_members;
};

/* Where a person stands, by the hash (letters.h) of a word of his or of an address. */
struct people_key {
	uint32_t hash, person;
};

struct people {
	struct person *persons;
	size_t n_persons;
	struct people_group *groups; /* "all" and "everyone" mean all members without being
				      * listed */
	size_t n_groups;
	struct people_key *keys;	/* by which each can be found, for who knows thousands
					 * (people_sort()); NULL: not made, all are looked at */
	size_t n_keys;
};

enum people_match { PEOPLE_NOBODY, PEOPLE_PERSON, PEOPLE_GROUP, PEOPLE_SEVERAL };

/* What one written name means, a leading @ or not.  Tried in order: full name, alias, address; a
 * configured group, with "all" or "the" before it or not; all, everyone, everybody, all members;
 * then what fits exactly one person: a first name, initials, a first name and the surname's letter
 * ("Dave T."), the first name's letter and a surname ("D. Thaler"), a surname; then all of these
 * with the accents of names left out ("Tomas" of "Tomás").  The first step that fits anybody
 * decides: an alias of one beats the first name of another, and KP is KP Singh though Kenny Paul
 * has these initials.  Letter case does not matter, nor whether accents are characters of their
 * own, but initials are capitals.  White space around it and between the words is looked through;
 * punctuation and markdown are the caller's work.  On PEOPLE_PERSON or PEOPLE_GROUP *index_out is
 * the index; on PEOPLE_GROUP the index n_groups stands for the built-in group of all members. */
enum people_match people_resolve(const struct people *people, struct span written,
				 size_t *index_out);

/* Makes keys, of the arena; the persons stay as they are from now on.  It changes nothing but how
 * long the others here take. */
void people_sort(struct arena *arena, struct people *people);

/* Why it means no person, in words for whoever wrote it, and whom it may have meant; NULL: it means
 * one. */
const char *people_fault(struct arena *arena, const struct people *people, const char *written);

/* The person with this address (all of it but letter case), or NULL. */
const struct person *people_by_address(const struct people *people, const char *addr);
const struct person *people_by_name(const struct people *people, const char *name);

/* The person whom this full name, kept from earlier, means: whose name it is now, or to whom alone
 * it leads when nobody has it any more: a former name among his aliases.  NULL: nobody any more. */
const struct person *people_known_as(const struct people *people, const char *name);

/* Is it this person whom it means? */
bool people_is(const struct people *people, const char *name, const struct person *person);

/* Is the person one of that group: of index n_groups, a member? */
bool people_group_has(const struct people *people, size_t group, size_t person);

/* "Dave Thaler" of index; "all" of the built-in group. */
const char *people_group_name(const struct people *people, size_t index);

#endif
