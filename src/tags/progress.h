/* progress.h - what plain words say of how far something has come.
 *
 * "Sent it yesterday", "PR #156 is merged", "that's done" say that it is done: the past tense of
 * what was to be done, or a word of completion.  Negations, questions, what is to come, conditions,
 * guesses, a part of it, and what other people are quoted with say nothing of the kind.  English;
 * whoever is told of it is asked, and decides.  Pure.
 */
#ifndef BEADLE_TAGS_PROGRESS_H
#define BEADLE_TAGS_PROGRESS_H

#include <stdbool.h>

#include "base/span.h"

/* Cuts the next sentence off *rest, its mark with it.  False when nothing is left. */
bool progress_next_sentence(struct span *rest, struct span *sentence_out);

/* Does a sentence say that something is done?  task: what was to be done, as it is written, whose
 * verbs count as well.  "": may it say so of anything? */
bool progress_is_done(struct span sentence, struct span task);

/* Has the sentence the past of a verb of the task? */
bool progress_has_verb(struct span sentence, struct span task);

/* Does what stands behind a task, "two of three answered", "waiting for legal", "still open", say
 * how far it has come? */
bool progress_is_remark(struct span remark);

#endif
