/* event_stored.h - how the members of an event are stored: for each kind, which member has which
 * name in the ledger.
 *
 * Names are older than the members: one name holds what a kind has of its sort ("text" is the title
 * of an agenda entry, and why an item was dropped).  What is copied, compared, written and read of
 * an event is what stands here.
 */
#ifndef BEADLE_COMMITTEE_EVENT_STORED_H
#define BEADLE_COMMITTEE_EVENT_STORED_H

#include <stddef.h>

#include "committee/event.h"

/* In the order in which they are written.  From STORED_N_DATA on they have columns of their own. */
enum event_slot {
	STORED_WRITTEN,
	STORED_PERSON,
	STORED_GROUP,
	STORED_TEXT,
	STORED_DETAIL,
	STORED_CONTEXT,
	STORED_OPTIONS,
	STORED_QUOTE,
	STORED_WHAT,
	STORED_UNREAD,
	STORED_PROOF,
	STORED_SAID_IN,
	STORED_DUE,
	STORED_ON,
	STORED_DUE_SAID,
	STORED_QUIET_UNTIL,
	STORED_NUMBER,
	STORED_MINUTES,
	STORED_PERIOD_DAYS,
	STORED_PERIOD,
	STORED_ROLES,
	STORED_SECRET,
	STORED_N_DATA,
	STORED_COLUMN = STORED_N_DATA,
};

/* What a member is, and so where it stands in a union event_value. */
enum event_type {
	EVENT_TEXT,	/* const char * */
	EVENT_DATE,	/* struct civil_date */
	EVENT_FLAG,	/* bool */
	EVENT_MARK,	/* bool, stored as a text: the mark, or none */
	EVENT_INT,
	EVENT_UNSIGNED,
	EVENT_SECONDS,	/* int64_t */
};

struct event_member {
	enum event_slot slot;
	enum event_type type;
	size_t offset;		/* in struct event, or another that has such members */
	const char *mark;	/* of an EVENT_MARK */
};

/* Of any structure that has such members. */
#define EVENT_MEMBER_OF(structure, slot, member)                                                   \
	{                                                                                          \
		slot,                                                                              \
		_Generic(((structure *)0)->member,                                                 \
			const char *: EVENT_TEXT,                                                  \
			struct civil_date: EVENT_DATE,                                             \
			bool: EVENT_FLAG,                                                          \
			int: EVENT_INT,                                                            \
			unsigned: EVENT_UNSIGNED,                                                  \
			int64_t: EVENT_SECONDS),                                                   \
		offsetof(structure, member), NULL                                                  \
	}

const char *event_slot_name(enum event_slot slot);	/* "written", ... */

/* The member that the event's kind and act store there; NULL: none.  Kind and act are set, and so
 * is the meeting of a deadline. */
const struct event_member *event_member(const struct event *event, enum event_slot slot);

/* All that its kind and act store beside what every event has (event_head()); how many. */
size_t event_members(const struct event *event, const struct event_member **out);
size_t event_head(const struct event_member **out);

/* Texts that are NULL become "", of other acts of its kind too: a reader need not look at the
 * act. */
void event_fill(struct event *event);

/* A number for these members, and for those of all kinds: others have another.  hash: FNV64_BASIS,
 * or what came of those before. */
uint64_t event_member_hash(const struct event_member *members, size_t n, uint64_t hash);
uint64_t event_members_hash(uint64_t hash);

/* The texts and dates as they are stored; "", not set: it has none there. */
const char *event_text(const struct event *event, enum event_slot slot);
struct civil_date event_date(const struct event *event, enum event_slot slot);
/* Any of the numbers; none: the event has none there. */
int64_t event_integer(const struct event *event, enum event_slot slot, int64_t none);

void event_set_text(struct event *event, enum event_slot slot, const char *text);
void event_set_date(struct event *event, enum event_slot slot, struct civil_date date);
void event_set_integer(struct event *event, enum event_slot slot, int64_t number);

#endif
