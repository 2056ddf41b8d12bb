/* image.h - a state as bytes, so that it need not be folded from all events at each start.
 *
 * What the events have made is in it: items with their owners, the events of no item, and what
 * walk.h looks up.  What a state has beside (keys, secret, sources) is not.  The same state gives
 * the same bytes, however it came about: to compare two states compare these.  An image is for the
 * program that has made it, and whoever keeps one makes sure of that (image_layout() is a part of
 * it).  Pure.
 */
#ifndef BEADLE_COMMITTEE_IMAGE_H
#define BEADLE_COMMITTEE_IMAGE_H

#include "base/buf.h"
#include "committee/state.h"

#define IMAGE_BYTES_MAX ((size_t)1 << 31)

/* Another number where members of events, items or owners are others. */
uint64_t image_layout(void);

/* Appends; out is cut (buf.h) where it would have more than its maximum or IMAGE_BYTES_MAX. */
void image_write(const struct state *state, struct buf *out);

/* A new state, whose texts are borrowed from the bytes; NULL: they are no image. */
struct state *image_read(struct span bytes);

#endif
