/* frame.h - what the keeper and its workers say to each other over a socket pair.
 *
 * A frame is a type, a small JSON object and raw bytes (a mail).  Both ends are our own
 * processes on one machine; still every length is bounded, because the read worker
 * has seen hostile bytes.
 */
#ifndef BEADLE_BOT_FRAME_H
#define BEADLE_BOT_FRAME_H

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"

enum frame_type {
	FRAME_MAIL = 1,		/* fetch -> keeper -> read: one mail and where it comes from */
	FRAME_SYNCED,		/* fetch -> keeper: all mail there was at begun_ms (monotonic)
				 * has been handed over */
	FRAME_TROUBLE,		/* fetch, feed, command -> keeper: the mailbox cannot be read, the
				 * calendar not be fetched now, the command has failed */
	FRAME_FACTS,		/* read -> keeper: what the mail says, or why it cannot be read */
	FRAME_SEND,		/* keeper -> send: one mail and its recipients */
	FRAME_OUTCOME,		/* send -> keeper: what became of each recipient */
	FRAME_CALENDAR,		/* feed -> keeper: a list's calendar, or that it has not changed */
	FRAME_READY,		/* read -> keeper: it has begun; what kills it now is a mail's
				 * doing */
	FRAME_TURN,		/* scan's helper -> scan: how many mails it took, and how much it
				 * printed */
	FRAME_DONE,		/* command -> keeper: it has ended well */
	FRAME_PRINTED,		/* scan's helper -> scan: a piece of that */
};

/* FRAME_BYTES_MAX: the largest max_bytes of a mailbox, and what a mail has beside. */
enum { FRAME_HEAD_MAX = 4 * 1024 * 1024, FRAME_BYTES_MAX = 66 * 1024 * 1024 };

struct frame {
	enum frame_type type;
	json_t *head;		/* owned: frame_free; an object */
	struct span bytes;	/* borrowed from the reader until its next frame */
};

/* Blocks until all is written.  head may be NULL for {}; it is borrowed.
 * ERR_RETRY: the other end is gone; ERR_DATA: larger than the bounds. */
MUST_CHECK enum err_kind frame_write(int fd, enum frame_type type, json_t *head, struct span bytes,
				     struct err *err);

/* For many small frames: each write wakes the other end up, so some are gathered for it. */
struct frame_writer {
	int fd;
	struct buf out;			/* what waits to be written */
	size_t written;			/* of its front */
	int64_t since_ms;		/* when the first of it was gathered (monotonic) */
};

void frame_writer_init(struct frame_writer *writer, int fd);
void frame_writer_free(struct frame_writer *writer);

/* As frame_write(), but nothing is written yet. */
MUST_CHECK enum err_kind frame_gather(struct frame_writer *writer, enum frame_type type,
				      json_t *head, struct span bytes, struct err *err);
/* Has so much gathered, or for so long, that the other end should have it? */
bool frame_is_enough(const struct frame_writer *writer);
bool frame_is_unwritten(const struct frame_writer *writer);	/* does anything wait? */
/* Writes all that waits, and blocks; ERR_RETRY: the other end is gone. */
MUST_CHECK enum err_kind frame_flush(struct frame_writer *writer, struct err *err);
/* Writes what the other end takes now.  What it does not take because it is gone is dropped: who
 * reads from it learns of that, after all that it has said. */
void frame_push(struct frame_writer *writer);

struct frame_reader {
	int fd;
	struct buf in;
	size_t used;		/* bytes of the frames handed out: dropped when more is read */
};

void frame_reader_init(struct frame_reader *reader, int fd);
void frame_reader_free(struct frame_reader *reader);

/* Blocks until a frame is there (the poll before it tells when one may be).  *eof_out: the other
 * end is gone, at a border between frames; in the middle of one that is ERR_DATA, as is a frame
 * beyond the bounds. */
MUST_CHECK enum err_kind frame_read(struct frame_reader *reader, struct frame *out, bool *eof_out,
				    struct err *err);
/* Is a whole frame in memory already?  poll(2) does not know of it. */
bool frame_is_buffered(const struct frame_reader *reader);
/* A text of the head, "" when there is none; borrowed from it. */
const char *frame_text(const struct frame *frame, const char *key);
void frame_free(struct frame *frame);

#endif
