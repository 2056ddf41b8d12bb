/* regex.h - patterns made from other patterns, and compiled. */
#ifndef BEADLE_TAGS_REGEX_H
#define BEADLE_TAGS_REGEX_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/buf.h"
#include "base/err.h"

/* What stands for something else in a pattern that is read as one for another kind of text; NULL:
 * itself. */
struct regex_dialect {
	const char *blank,
		*class_blank; /* a blank, and one within a class, which has to be given */
	const char *any, *mark, *end, *edge; /* ".*", "\\W", "$", "\\b" */
	const struct regex_dialect *denied;  /* within what must not stand there; NULL: the same */
};

/* A mail as it came: a blank is all that may separate two words. */
extern const struct regex_dialect regex_raw;

/* Appends a pattern, read in that dialect. */
void regex_add(struct buf *out, const char *pattern, const struct regex_dialect *dialect);

/* With JIT where there is one.  ERR_BUG names what it was to be. */
MUST_CHECK enum err_kind regex_compile(const char *what, const struct buf *pattern,
				       uint32_t options, pcre2_code **out, struct err *err);

/* Patterns that are looked for where no letter stands in front: at words, as almost no word begins
 * like one of them. */
struct regex_words;
enum regex_found { REGEX_NONE, REGEX_FOUND, REGEX_FOUND_OTHER };

struct regex_words *regex_words_new(void);
/* Takes up a pattern, read in the dialect regex_raw; line: what its line has, too, from the
 * beginning on; NULL: nothing. */
void regex_words_add(struct regex_words *words, const char *pattern, const char *line,
		     uint32_t options);
/* One that is told apart, by a kind of its caller's. */
void regex_words_add_other(struct regex_words *words, const char *pattern, unsigned kind,
			   uint32_t options);
void regex_words_free(struct regex_words **words);

/* Whether one of them stands in text there; at or after *at, where it then begins.  What cannot be
 * matched within the bounds of PCRE2 is taken for a match.  data: for one pair at least. */
bool regex_words_at(const struct regex_words *words, pcre2_match_data *data, struct span text,
		    size_t at);
/* *kinds_out: a bit for each kind of those that are told apart and stand there; NULL: they are not
 * looked for. */
enum regex_found regex_words_find(const struct regex_words *words, pcre2_match_data *data,
				  struct span text, size_t *at, unsigned *kinds_out);

#endif
