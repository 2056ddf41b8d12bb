/* owners.h - which words are names, and whom they mean.
 *
 * If the list has people, they decide; a stranger in an unmistakable place ("AI(Liz):") is kept as
 * written.  Without people, shape decides, and what else the text says: who is listed as present,
 * and who is named where only a name can stand.
 */
#ifndef BEADLE_TAGS_OWNERS_H
#define BEADLE_TAGS_OWNERS_H

#include "base/mem.h"
#include "base/span.h"
#include "tags/fact.h"
#include "tags/people.h"
#include "tags/rules.h"

enum { NAMES_MAX = 600, OWNERS_MAX = 40 };

/* The names that a text has shown to be names: full ones, first names, handles, initials. */
struct owner_names {
	struct arena *arena;
	const struct people *people;	/* or NULL */
	const char **known;		/* lower case */
	size_t n_known, cap;
};

void names_init(struct owner_names *names, struct arena *arena, const struct people *people);

/* Learns a participant as written: "Joe Sepi (@joesepi)", "Dan Gohman (DG) - Fastly", "@handle". */
void names_learn_person(struct owner_names *names, struct span written);

/* Learns one name alone ("ehashman"), if it can be one. */
void names_learn(struct owner_names *names, struct span name);

struct owners {
	const char *written[OWNERS_MAX];
	size_t n;
	bool nobody;			/* "Someone", "?", "TBD"; or more than OWNERS_MAX */
	unsigned evidence;		/* of the least sure of them (evidence.h) */
	const char *unsure;		/* of a phrase that is none: the part that is no name */
};

/* Splits "Daniel/Joe", "Joe and Daniel", "Dave, KP" and looks at each.  False when a part is
 * no name by the trust given; then the rule that asked has not matched.  More than OWNERS_MAX
 * names are none: whose item it is will be asked. */
bool owners_read(const struct owner_names *names, struct span phrase, enum rule_trust trust,
		 struct owners *out);

/* The same with what is known of the place, as bits of evidence.h, and what a trust says of it. */
bool owners_weigh(const struct owner_names *names, struct span phrase, unsigned place,
		  struct owners *out);
unsigned owners_place(const struct owner_names *names, enum rule_trust trust);

/* One of the names, as the list, the text, or custom ("all") know it. */
bool owners_known(const struct owner_names *names, struct span name);

/* Fills owners, people and groups of a fact. */
void owners_resolve(const struct owner_names *names, const struct owners *owners,
		    struct fact *fact);

/* A copy in the arena that is valid UTF-8 without control characters. */
const char *owners_text(struct arena *arena, struct span s);

#endif
