/* needs.h - what a text must hold for any rule to count: one look at bytes, made from the rows of
 * all rules.
 *
 * The look errs on one side only: whatever a rule would find passes.  The members `needs`,
 * `begins` and `heads` of a row are patterns for bytes: UTF-8 or whatever a mail is written in,
 * with its line ends and marks, wrapped anywhere.  So a blank outside a class stands for
 * everything that separates two words.  A text that has what a row of objections needs is looked
 * at again, sentence by sentence, with the patterns of all those rows.
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

#endif
