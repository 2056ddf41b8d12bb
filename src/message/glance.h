/* glance.h - finds, fast, where in a text a tag could stand, and whether it may object in plain
 * words.
 *
 * A spot is a byte at which one of the words begins that every tag has: "AI", "A.I.", "Action" (any
 * case), "agenda", "to-do", "task", or a '['.  Whether it really is one is for the caller to look
 * at.
 */
#ifndef BEADLE_MESSAGE_GLANCE_H
#define BEADLE_MESSAGE_GLANCE_H

#include "base/buf.h"
#include "base/span.h"

/* Index of the first spot at or after from; text.len when there is none. */
size_t glance_spot(struct span text, size_t from);

/* Whether a text, or a sentence of one, may object to something in plain words
 * (tags/rules_objection.c). */
bool glance_may_object(struct span text);

/* Appends what base64 or quoted-printable stands for; tolerant: what is neither is skipped or kept.
 * Lines may come one by one: *state is 0 at the beginning. */
void glance_base64(struct span text, unsigned *state, struct buf *out);
void glance_quoted(struct span text, struct buf *out);

/* Appends HTML without its tags and comments.  False when a numeric reference stands for a letter,
 * a digit or a bracket: then the text says something else than its bytes. */
bool glance_html(struct span html, struct buf *out);

#endif
