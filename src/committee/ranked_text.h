/* ranked_text.h - how a ranked vote came out, in words: what `beadle tally` prints and what the
 * result of a vote by mail says.  Pure; texts are the arena's. */
#ifndef BEADLE_COMMITTEE_RANKED_TEXT_H
#define BEADLE_COMMITTEE_RANKED_TEXT_H

#include "committee/ranked.h"

struct ranked_words {
	struct arena *arena;
	const char *const *names;	/* of the options; the default one is the last */
	bool by_letter;			/* A, B, C; else 1, 2, 3 */
	bool is_bare;			/* the matrix has no names beside it */
	const char *none;		/* what the default option is called among the others */
	const struct ranked_count *count;
	const struct ranked_terms *terms;
	const struct ranked_result *result;
};

struct ranked_row {
	const char *head;		/* "out", "defeat", "schwartz", "dropped", "winner",
					 * "tie" */
	const char *text;
};

/* How many ballots prefer the option of a row to that of a column: a line each, the head first. */
const char *ranked_matrix_text(const struct ranked_words *w);

/* What led to the result, step by step, and the result. */
struct ranked_row *ranked_rows(const struct ranked_words *w, size_t *n_out);

/* "A Anna, B Bert" of a set. */
const char *ranked_set_text(const struct ranked_words *w, const bool *set, bool with_names);

#endif
