/* objections.h - objections in plain words: the rows of rules_objection.c, compiled for one
 * sentence and for a whole text. */
#ifndef BEADLE_TAGS_OBJECTIONS_H
#define BEADLE_TAGS_OBJECTIONS_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"

/* Where in a sentence a pattern begins. */
enum objection_place {
	OBJECTION_WE,	  /* behind "I" or "we" of a clause that its writer says himself */
	OBJECTION_CLAUSE, /* with such a clause */
	OBJECTION_HELLO, /* at the beginning, behind "Hi Joe,", "Sorry, but" and the like at most */
	OBJECTION_START, /* at the beginning, behind marks at most */
	OBJECTION_ANYWHERE, /* as long as nothing before it denies it */
	OBJECTION_PLACES,
};

struct objection_rule {
	const char *name;
	enum objection_place place;
	const char *needs; /* words, of which its sentence has one (needs.h) */
	const char *pattern;
	const char *example; /* this rule is the one that finds it */
	const char *counter; /* none does */
};

extern const struct objection_rule rules_objection_table[]; /* ended by one without a name */
extern const char rules_objection_words[], rules_objection_guard[];

struct objections;
struct objections *objections_new(void);
void objections_free(struct objections **objections);

/* The name of the rule by which a sentence, as somebody wrote it, may object; NULL: it does not. */
const char *objections_in_sentence(const struct objections *objections, pcre2_match_data *data,
				   pcre2_match_context *context, struct span sentence);

/* A text as it came, gone through from word to word. */
struct objections_walk {
	size_t judged; /* sentences up to there object to nothing */
	size_t unsaid; /* neither "I" nor "we" stands in front of it in its
			* sentence */
};
/* Whether the sentence may object that has what rows need there; places: a bit for each place of
 * theirs. */
bool objections_around(const struct objections *objections, pcre2_match_data *data,
		       struct span text, size_t at, unsigned places, struct objections_walk *walk);

#endif
