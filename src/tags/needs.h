/* needs.h - what a text must hold for any rule to count: one look at bytes, made of the rows of all
 * rules.
 *
 * Wrong answers have one direction: what a rule would find passes.  The members `needs`, `begins`
 * and `heads` of a row are patterns for bytes: UTF-8 or whatever a mail is written in, with its
 * line ends and marks, wrapped anywhere.  Therefore a blank outside of a class stands for all that
 * separates two words.  What a row of objections needs is looked at again, with its sentence, by
 * the patterns of all of them.
 */
#ifndef BEADLE_TAGS_NEEDS_H
#define BEADLE_TAGS_NEEDS_H

#include "tags/rules.h"

struct objections;

/* Of n rows, and of objections in plain words. */
MUST_CHECK enum err_kind needs_new(const struct rule *const *rows, size_t n, struct needs **out,
				   struct err *err);
const struct objections *needs_objections(const struct needs *needs);

/* Whether a line (a text without line ends) holds what its own tags and sections need; data: for
 * one pair at least. */
bool needs_of_line(const struct needs *needs, pcre2_match_data *data, struct span line);

/* Whether a text does, its quoted lines left aside.  reply: it answers another mail. */
bool needs_of_text(const struct needs *needs, pcre2_match_data *data, struct span text, bool reply);

#endif
