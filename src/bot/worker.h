/* worker.h - child processes that the keeper talks to by frames.
 *
 * A worker is a fork with straight-line code; it ends when its socket does.  When the
 * keeper dies, for whatever reason, its workers get SIGKILL from the kernel.
 */
#ifndef BEADLE_BOT_WORKER_H
#define BEADLE_BOT_WORKER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bot/frame.h"

struct worker {
	const char *name;		/* "fetch", "read", "send": for the log */
	pid_t pid;			/* 0: not running */
	int fd;				/* the keeper's end */
	struct frame_reader reader;
	struct frame_writer writer;
};

/* Runs in the child; its end of the socket pair is fd.  The return value is the exit status. */
typedef int worker_main(int fd, void *user);

MUST_CHECK enum err_kind worker_start(struct worker *worker, const char *name, worker_main *run,
				      void *user, struct err *err);
/* Closes the socket, which ends a worker that waits; kills it when it has not ended after
 * grace_ms. */
void worker_stop(struct worker *worker, int grace_ms);
bool worker_is_running(const struct worker *worker);

worker_main fetch_worker_main, read_worker_main, send_worker_main, feed_worker_main,
	command_worker_main;

/* The driver's key as the ledger has it.  A file's name need not be UTF-8, and the mail in it is as
 * good as any: =XX for each byte that is not.  NULL is "". */
void fetch_add_key(struct buf *out, const char *key);
enum { FETCH_KEY_MAX = 64 * 1024 };

struct config;
struct config_list;
struct config_mailbox;
struct meeting_calendar;

/* The calendars as they are when the worker is forked: a change of the plan takes a new worker. */
struct read_job {
	const struct config *config;
	struct meeting_calendar *const *calendars;	/* reading.h */
};

/* One calendar, fetched once: what it answers is the end of it. */
struct feed_job {
	const struct config_list *list;
	const char *etag, *modified;	/* of the copy at hand; "": none */
	int64_t now_s;
};

struct fetch_job {
	const struct config_mailbox *mailbox;
	uint32_t uidvalidity, uid;	/* the cursor as committed */
	const struct key_set *known;	/* of a Maildir: see struct mailbox_cursor; NULL: nothing */
	bool once;			/* end after one sync */
	unsigned failures;		/* it crashed so often: waits first, as after a lost
					 * connection */
};

/* How long to wait after so many failures in a row: doubles from 5 s to 15 min, with jitter that
 * keeps many bots from coming back in step. */
int worker_backoff_ms(unsigned failures);
/* The first wait, doubled with each failure but the first, up to the last one. */
int64_t worker_doubled(int64_t first, int64_t last, unsigned failures);

#endif
