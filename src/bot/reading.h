/* reading.h - what one mail says, as it crosses from the read worker to the keeper.
 *
 * Strings are borrowed from the arena given.  A reading that could not be made says why.
 */
#ifndef BEADLE_BOT_READING_H
#define BEADLE_BOT_READING_H

#include <jansson.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/span.h"
#include "bot/origin.h"
#include "message/message.h"
#include "tags/fact.h"

struct bounce;
struct config;
struct config_mailbox;
struct meeting_calendar;
struct rules;

struct reading {
	const char *why_not;		/* NULL: it was read; else put it aside for this reason */
	const char *warning;		/* read, but a bound cut something off; NULL: whole */
	const char *unread;		/* why no text of it could be read (message.h); NULL:
					 * nothing was missed */
	const char *message_id;
	const char *author_addr, *author_name;
	const char *author_source;	/* how the author was found */
	const char *from_addr;		/* of the From field as it stands */
	const char *subject;
	const char *refs;		/* ids of References and In-Reply-To, oldest first, one a
					 * line; "" if none */
	const char *list;		/* name of the list that it was sent to; "" if none of
					 * ours */
	const char *lists;		/* of a mail to several: the names of all, one a line;
					 * else "" */
	bool automatic, bounce;
	bool to_bot;			/* written to the program itself: the list has not seen
					 * it */
	bool outside;			/* it says that it is the list's, and nothing shows that
					 * the list has handed it over */
	bool leaked;			/* it is addressed to the secret address of the list */
	const char *token;		/* in an address that it was sent to (token.h); "" none */
	const char *proof, *proof_why;	/* that it is its author's, by Authentication-Results; ""
					 * none, and why not */
	const char *archived;		/* what it says of its place in the list's archive
					 * (message/archived.h); "" nothing */
	const char *sealed;		/* MAILTEXT_LEDGER_FIELD of what says that it is our own
					 * mail; else "" */
	const struct bounce *report;	/* of a bounce that names who was not reached
					 * (message/bounce.h); else NULL */
	int64_t date_s;			/* the Date field when it can be true (1990 up to a day
					 * after it was received), else when it was received */
	struct civil_date date;		/* of that instant in the list's zone */
	const char *minutes;		/* whole text of a mail that has the minutes of a meeting
					 * (message/whole.h); "": it has none, or they are too
					 * long */
	struct fact_list facts;
};

/* A mail as each of its lists reads it; one reading at least. */
struct reading_list {
	struct reading *readings;
	size_t n;
};

/* The rules and calendar at i belong to config->lists[i].  Lists whose tags and patterns are the
 * same have one set of rules between them. */
struct needs;

struct reading_context {
	const struct config *config;
	struct rules **rules;
	struct needs *needs; /* of all rules: what counts in a mail before its list is known */
	struct message_look look;	/* theirs */
	bool archive; /* what is read is an archive's: a mail that names no list is the only list's,
		       * and nothing has to show that the list has handed it over */
	struct meeting_calendar *const *calendars; /* NULL where a list has no meetings; borrowed */
};

/* calendars: with the changes so far, for "by next meeting". */
MUST_CHECK enum err_kind reader_new(const struct config *config,
				    struct meeting_calendar *const *calendars,
				    struct reading_context *out, struct err *err);
void reader_free(struct reading_context *reader);

/* Reads one mail of that mailbox (NULL: of any).  Never fails: what cannot be read says so in
 * why_not. */
void reading_make(struct arena *arena, const struct reading_context *reader, const char *mailbox,
		  int64_t received_s, struct span bytes, struct reading_list *out);

/* NULL: some text is not UTF-8. */
json_t *readings_to_json(const struct reading_list *readings);
MUST_CHECK enum err_kind readings_from_json(struct arena *arena, const json_t *json,
					    struct reading_list *out, struct err *err);

#endif
