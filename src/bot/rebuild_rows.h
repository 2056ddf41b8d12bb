/* rebuild_rows.h - the rows of the mails that were read, for a rebuild: of which mail each is, and
 * what it is when it is judged anew. */
#ifndef BEADLE_BOT_REBUILD_ROWS_H
#define BEADLE_BOT_REBUILD_ROWS_H

#include "bot/rebuild_mails.h"
#include "committee/event.h"
#include "ledger/ledger.h"

struct reading;
struct reading_list;
struct rebuild;
struct reread;

struct rebuild_row {
	const struct rebuild_source *mail;	/* NULL: it stays as it was judged */
	struct ledger_message now;	/* as it is judged now */
	size_t n_events, last_event;	/* that it made before, by index */
};

struct rebuild_rows {
	struct ledger_message_list messages;
	struct rebuild_row *rows;	/* rows[i] of messages.messages[i] */
	size_t *by_id;			/* indexes of the rows that were read, by Message-ID and
					 * list */
	size_t n_by_id;
};

/* Of messages, with the mails that are there still. */
void rebuild_rows_find(struct arena *arena, const struct rebuild_mails *mails,
		       struct rebuild_rows *rows);
/* The row of the mail that said so, of several copies the first; NULL: there is none. */
struct rebuild_row *rebuild_row_of(const struct rebuild_rows *rows, const struct event *event);
/* As its own list reads it; else as one that did not before, or none; NULL: of all these there are
 * rows. */
const struct reading *rebuild_row_reading(const struct rebuild_rows *rows,
					  const struct rebuild_row *row,
					  const struct reading_list *readings);
/* Which events the rows made before, and which of them their mails make anew. */
void rebuild_rows_note_events(struct rebuild_rows *rows, const struct event_list *before,
			      struct reread *reread);
/* It cannot be read again after all. */
void rebuild_row_stays(struct rebuild_row *row, struct reread *reread);
/* Which rows are otherwise now; and writes those. */
void rebuild_rows_compare(struct arena *arena, const struct rebuild_rows *rows,
			  struct rebuild *out);
MUST_CHECK enum err_kind rebuild_rows_write(const struct rebuild_rows *rows,
					    struct ledger *ledger, struct err *err);

#endif
