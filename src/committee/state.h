/* state.h - the action items as they stand: a fold over events.
 *
 * Pure and deterministic: the same events in the same order give the same state,
 * whoever reads them and whenever.  All memory belongs to the struct state.
 */
#ifndef BEADLE_COMMITTEE_STATE_H
#define BEADLE_COMMITTEE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "committee/duty.h"
#include "committee/event.h"
#include "tags/likeness.h"

enum item_status {
	ITEM_OPEN, ITEM_DONE, ITEM_DROPPED,
	ITEM_PARKED,			/* nobody has answered, and nobody is asked any more, until
					 * somebody says it again or takes it up (ladder.h) */
};

/* Plain words by which it looks done: nothing is closed by them, the owner is asked. */
struct looks_done {
	const char *words;
	const char *actor;		/* who wrote it, as in struct event */
	const char *proof;
	const char *message_id;
	unsigned line;
	int64_t at_s;
};

/* An owner of an item.  Joint owners (group "") have done it when one of them says so; of a group
 * each member does it by himself. */
struct owner {
	const char *written;		/* "Dave" */
	const char *person;		/* "Dave Thaler"; "" when the name fits nobody or two */
	const char *group;		/* "BSC members", "all"; "" for an owner named himself */
	int64_t assigned_at_s;
	int64_t done_at_s;		/* 0: not yet */
	int64_t quiet_until_s;		/* not announced, and nothing that fell due before is
					 * told; 0: news */
	bool by_clock;			/* nobody has just written it: he hears of it in his
					 * daytime */
	const struct looks_done *looks_done;	/* the last that was said so since the owner
						 * answered; NULL: nothing */
	struct civil_date snoozed_until;	/* no reminder before this day of his; not set:
						 * none asked for */
	const char *last_call;		/* Message-ID of the last call for it; "": none yet */
	int64_t last_call_at_s;		/* since when a server has it, or has refused it for good;
					 * 0: it is on its way, or none yet */
};

/* The meeting in whose minutes something stands; all 0: in none. */
struct meeting_said {
	int number;			/* 0: unknown */
	struct civil_date day;		/* not set: unknown */
};

struct item {
	int number;			/* 0: a gap in the numbers */
	const char *list;
	const char *text, *detail, *context, *quote;
	struct civil_date text_said;	/* on that day */
	struct item_wording *wording;	/* the state's own: item_wording() */
	const char *message_id;		/* the mail that raised it */
	unsigned line;
	const char *rule;
	const char *raised_by;
	const char *raise_proof;	/* that it was they, as in struct event; "": nothing says
					 * so */
	struct meeting_said meeting;
	const char *named;		/* the owners as those minutes said last, whoever has it
					 * since: ownership_text() */
	int64_t raised_at_s;
	int64_t quiet_until_s;		/* of the past until then; 0: news */
	int64_t touched_at_s;		/* the last event */
	struct civil_date due;		/* not set: none */
	bool due_said;
	const char *due_unread;		/* what was written where a day should stand, and is none;
					 * "" */
	bool due_at_meeting;		/* it is the day of the next meeting, and goes with it */
	int64_t due_set_at_s;
	enum item_status status;
	int64_t closed_at_s;		/* done, dropped or parked; 0 while open */
	const char *note;		/* of done, dropped or parked */
	unsigned mentions;
	struct duty duty;
	struct owner *owners;
	size_t n_owners, cap_owners;
};

/* In their order: numbers of items, or places in a state's `others`. */
struct state_places {
	size_t *at;
	size_t len, cap;
};

/* What a state has of one list, for walk.h. */
struct state_list {
	const char *name;
	struct state_places items, open;	/* of all its items, and of those that are open */
	struct state_places events[EVENT_KINDS];	/* of its others, by kind */
	uint64_t n_events;			/* of it, applied since the program began */
};

enum { STATE_SECRET_BYTES = 32 };

/* As state_source() has it. */
typedef const char *state_source_find(void *user, struct arena *arena, const char *list,
				      const char *message_id, int64_t *received_at_s_out);

struct state {
	struct arena *arena;
	struct item *items;		/* items[number - 1] */
	size_t n_items, cap_items;
	int highest;			/* number that an item or a deadline has had */
	int64_t born_at_s;		/* when the ledger began */
	char secret[STATE_SECRET_BYTES];	/* of the ledger: what the Message-IDs of its
						 * notices are derived with */
	int64_t round_before_s;		/* of a program that is started for each round: when it
					 * was the last time; 0: never, or it is there all day */
	uint64_t n_events;		/* that were applied: another number, another state */
	int64_t last_event;		/* the id of the last of them; 0: none */
	char *image;			/* owned; what texts are borrowed from (image.h); NULL:
					 * none */
	struct event_list others;	/* the events of no item, in their order */
	struct state_list *lists;	/* by name */
	size_t n_lists, cap_lists;
	struct state_list all;		/* the same of all lists together */
	struct key_set *keys;		/* of the notices ever decided */
	state_source_find *source;	/* asked by state_source(); NULL: no mail is known */
	void *source_user;
};

struct state *state_new(void);
void state_free(struct state **state);

/* Applies one event; an event for an item that does not exist is ERR_BUG, and so is a number where
 * none may be. */
MUST_CHECK enum err_kind state_apply(struct state *state, const struct event *event,
				     struct err *err);

/* For what is new: one more than any item or deadline has had, and than any in pending, which is
 * still to be applied; NULL: nothing is.  They share one sequence, so that "#12" means one thing;
 * in ledgers of before each had its own. */
int state_next_number(const struct state *state, const struct event_list *pending);

/* NULL when there is none with this number. */
const struct item *state_item(const struct state *state, int number);

/* The words by which an item is known again, said on that day: when it is due is none of them, for
 * a due date that has moved makes no other item of it. */
struct wording state_wording(struct arena *arena, const char *text, struct civil_date base);
/* Those of the item's text: every new item of its list is compared with them.  Made when they are
 * first asked for; the state's own. */
const struct wording *item_wording(const struct item *item);

/* For state.c and image.c alone: what stands where no item has a number, and that its text is
 * another one. */
struct item item_gap(void);
void item_new_wording(struct arena *arena, struct item *item);

/* A notice key, decided once, ever. */
void state_add_key(struct state *state, const char *key);
bool state_has_key(const struct state *state, const char *key);

/* What a mail that the list has handed over says of its place in the archive (message/archived.h),
 * "" nothing; NULL: no such mail, and so none that the list's archive has. */
const char *state_source(struct arena *arena, const struct state *state, const char *list,
			 const char *message_id, int64_t *received_at_s_out);

/* Is it this person's, and not done by him, whatever became of the item? */
bool item_is_owed(const struct item *item, const char *person);

/* Is this person still to do it? */
bool item_awaits(const struct item *item, const char *person);

/* By what it looks done, of what this person is still to do; NULL: nothing was said. */
const struct looks_done *item_looks_done(const struct item *item, const char *person);

/* Is it there to be done: open, or parked until somebody takes it up? */
bool item_is_alive(const struct item *item);

const char *item_status_name(enum item_status status);	/* "open", "done", "dropped", "parked" */

#endif
