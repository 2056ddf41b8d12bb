/* ledger.h - what must not be lost: events, messages read, mail to send (SQLite).
 *
 * The only room with SQL.  WAL, synchronous=FULL, foreign keys, one writer: the keeper.  Beside it
 * the operator's commands append events (LEDGER_ACT), and nothing else, or put others in their
 * place (LEDGER_REBUILD); whoever keeps a state in memory asks for what they have done
 * (ledger_new_events).  Every write happens between ledger_begin() and ledger_commit(); after a
 * crash either all of a transaction is there or nothing of it.  Events and notice keys are
 * append-only (triggers refuse UPDATE and DELETE).  The schema has a version and is migrated on
 * opening, in a transaction.
 *
 * A ledger has a secret of its own, made of random bytes when it is made and never changed: it goes
 * with every copy of the file.  A ledger in memory has zeros.
 *
 * Errors: ERR_RETRY (busy, disk full, I/O error: roll back, try the round again later),
 * ERR_CONFIG (no such folder, no permission, file of a newer beadle), ERR_BUG (a
 * constraint that our own code must keep), ERR_DATA (the file is damaged).
 * Instants are UTC seconds.  Strings given are borrowed during the call; strings handed
 * out live in the arena given.
 */
#ifndef BEADLE_LEDGER_LEDGER_H
#define BEADLE_LEDGER_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/span.h"
#include "committee/event.h"
#include "committee/state.h"
#include "notices/queue.h"

struct key_set;				/* base/keyset.h */
struct ledger;

enum ledger_mode {
	LEDGER_WRITE,	/* creates it when missing; takes the lock of the folder, so that two
			 * keepers never meet: ERR_RETRY with the other's pid in the text when it
			 * is held.  Forked children share the lock until they end or call
			 * ledger_close (which leaves the parent's ledger alone): no keeper
			 * begins while an orphaned send worker may still be sending */
	LEDGER_ACT,	/* appends events beside a running keeper, or without one: takes no lock
			 * of the folder, creates and migrates nothing; ledger_begin waits for
			 * the keeper's transaction, then ERR_RETRY. ERR_CONFIG as with
			 * LEDGER_READ */
	LEDGER_REBUILD,	/* the same, and may write all that a rebuild writes */
	LEDGER_READ,	/* for list and show, beside a running keeper; ERR_CONFIG when there is
			 * none yet, or one of an older beadle (only a writer migrates) */
	LEDGER_MEMORY,	/* simulate, tests: folder is ignored */
};

/* folder is state_dir; the file in it is ledger.db.  now_s becomes the time of birth of a new
 * ledger. */
MUST_CHECK enum err_kind ledger_open(const char *folder, enum ledger_mode mode, int64_t now_s,
				     struct ledger **out, struct err *err);
void ledger_close(struct ledger **ledger);	/* rolls back what is not committed; NULL is fine */
int64_t ledger_born_at(const struct ledger *ledger);
/* Is the file whole, and can its texts be read?  ERR_DATA says where they cannot. */
MUST_CHECK enum err_kind ledger_check(struct ledger *ledger, struct err *err);
/* May we write what a round has to?  ERR_CONFIG names the file of the folder that we may not; what
 * is not there yet is no hindrance. */
MUST_CHECK enum err_kind ledger_check_rights(const char *folder, struct err *err);

MUST_CHECK enum err_kind ledger_begin(struct ledger *ledger, struct err *err);
MUST_CHECK enum err_kind ledger_commit(struct ledger *ledger, struct err *err);
void ledger_rollback(struct ledger *ledger);	/* nothing happens when no transaction is open */

/* All events and notice keys, applied to a new state, which gets the ledger's birth and secret
 * too. */
MUST_CHECK enum err_kind ledger_load_state(struct ledger *ledger, struct state *out,
					   struct err *err);
/* ledger.snapshot beside the ledger spares the next loading most of the events: writes it when
 * 20,000 have come since the last.  state: as the ledger is.  It can be removed at any time, and
 * one that does not fit is not used: that it cannot be written is no trouble but that loading takes
 * longer. */
MUST_CHECK enum err_kind ledger_keep_snapshot(struct ledger *ledger, const struct state *state,
					      struct err *err);
/* Is it what all events make?  ERR_DATA: no.  *found_out: there is one that is used. */
MUST_CHECK enum err_kind ledger_check_snapshot(struct ledger *ledger, bool *found_out,
					       struct err *err);
/* The events that another process has appended since the state was loaded or this was last asked,
 * oldest first. Between ledger_begin and ledger_commit there will be no more.  ERR_RETRY when it
 * has been rebuilt: the state has to be loaded anew. */
MUST_CHECK enum err_kind ledger_new_events(struct ledger *ledger, struct arena *arena,
					   struct event_list *out, struct err *err);
/* Has another process rebuilt it since the state was loaded? */
MUST_CHECK enum err_kind ledger_was_rebuilt(struct ledger *ledger, bool *out, struct err *err);
/* The events of one item (0: of all), oldest first. */
MUST_CHECK enum err_kind ledger_events(struct ledger *ledger, struct arena *arena, int item,
				       struct event_list *out, struct err *err);
/* The first one after that id (0: of all); its strings are the arena's. */
MUST_CHECK enum err_kind ledger_next_event(struct ledger *ledger, struct arena *arena,
					   int64_t after_id, bool *found_out, struct event *out,
					   struct err *err);
/* The Message-IDs of the notices that were true no more when their turn came, each with why. */
MUST_CHECK enum err_kind ledger_outdated(struct ledger *ledger, struct key_set *out,
					 struct err *err);
/* What came of the mail with this Message-ID, oldest first. */
MUST_CHECK enum err_kind ledger_events_of_mail(struct ledger *ledger, struct arena *arena,
					       const char *message_id, struct event_list *out,
					       struct err *err);
/* Appends; sets event->id. */
MUST_CHECK enum err_kind ledger_add_event(struct ledger *ledger, struct event *event,
					  struct err *err);
/* A rebuild: the events from this id on are read no more, by nobody, though they stay in the file.
 * What takes their place is appended behind them, in the same transaction. */
MUST_CHECK enum err_kind ledger_replace_events(struct ledger *ledger, int64_t first_id,
					       int64_t now_s, struct err *err);
/* A number that changes whenever another process has committed anything. */
MUST_CHECK enum err_kind ledger_version(struct ledger *ledger, int64_t *out, struct err *err);

/* Secret votes.  A key is made when one is opened, and ballots lie under codes that are made with
 * it: neither says whose they are.  When the vote is over all of that is forgotten. */
enum { LEDGER_VOTE_KEY_BYTES = 32 };

/* One that has a key keeps it. */
MUST_CHECK enum err_kind ledger_add_vote_key(struct ledger *ledger, int vote, struct err *err);
/* out: LEDGER_VOTE_KEY_BYTES. */
MUST_CHECK enum err_kind ledger_vote_key(struct ledger *ledger, int vote, bool *found_out,
					 char *out, struct err *err);
/* Those that have one, ascending. */
MUST_CHECK enum err_kind ledger_keyed_votes(struct ledger *ledger, struct arena *arena,
					    int **out, size_t *n_out, struct err *err);
/* In place of what lay there. */
MUST_CHECK enum err_kind ledger_set_ballot(struct ledger *ledger, int vote, const char *code,
					   const char *choice, struct err *err);
/* "": nothing lies there. */
MUST_CHECK enum err_kind ledger_get_ballot(struct ledger *ledger, struct arena *arena, int vote,
					   const char *code, const char **out, struct err *err);
/* Key and ballots, in the copies of before an upgrade too (ledger-vN.db), and the bytes of mails
 * that were put aside and answer a mail about it. */
MUST_CHECK enum err_kind ledger_forget_vote(struct ledger *ledger, int vote, struct err *err);
/* Outside of a transaction: what was forgotten, by this run or one that was killed, leaves the
 * -wal, too. *done_out: false while another process reads in it; to be called again later. */
MUST_CHECK enum err_kind ledger_forget_past(struct ledger *ledger, bool *done_out,
					    struct err *err);

/* Messages. */
enum message_fate {
	FATE_READ,		/* its tags were recorded */
	FATE_OWN,		/* the bot's own mail, come back */
	FATE_AUTOMATIC,		/* auto-submitted, a bounce */
	FATE_DUPLICATE,		/* its Message-ID was read before */
	FATE_NO_LIST,		/* no configured list is meant */
	FATE_OUTSIDE,		/* it did not come by the list: an answer to a notice, or a mail
				 * that says it is the list's and nothing shows it */
	FATE_ASIDE,		/* put aside: could not be read; its bytes are kept, 64 MiB of
				 * the newest */
};

struct ledger_message {
	int64_t id;			/* given by the ledger; read only (ledger_all_messages) */
	const char *mailbox;		/* name */
	uint32_t uidvalidity, uid;
	const char *key;		/* "" or the driver's own identification */
	const char *message_id;		/* "" if none */
	const char *refs;		/* ids of References and In-Reply-To, oldest first, one a
					 * line; NULL or "": none */
	const char *list;		/* "" if none */
	const char *author;		/* full name of a person, else address */
	const char *subject;
	const char *archived;		/* what it says of its place in the list's archive; NULL
					 * or "": nothing */
	int64_t received_at_s, date_at_s, read_at_s;
	enum message_fate fate;
	const char *why;		/* ASIDE: the error's text */
	struct span bytes;		/* ASIDE: kept, at most 1 MiB */
};

/* How many copies of our own mail were read. */
MUST_CHECK enum err_kind ledger_count_copies(struct ledger *ledger, const char *message_id,
					     unsigned *out, struct err *err);
/* Was this very mail of this mailbox read already?  By (mailbox, uidvalidity, uid) when key is "",
 * else by (mailbox, key). */
MUST_CHECK enum err_kind ledger_has_mail(struct ledger *ledger, const char *mailbox,
					 uint32_t uidvalidity, uint32_t uid, const char *key,
					 bool *out, struct err *err);
/* The keys of all mails of this mailbox that were read. */
MUST_CHECK enum err_kind ledger_mail_keys(struct ledger *ledger, const char *mailbox,
					  struct key_set *out, struct err *err);
/* Was any mail with this Message-ID read (in whatever mailbox) for that list, or for any ("")?
 * What was read when a mail was one list's alone, was read for all.  Copies put aside (ASIDE) or
 * passed over (NO_LIST) do not count: nothing was taken from them, and a later copy may be
 * readable; copies from OUTSIDE do where that is asked for.  received_at_s_out (the first of them)
 * may be NULL. */
MUST_CHECK enum err_kind ledger_has_message_id(struct ledger *ledger, const char *message_id,
					       const char *list, bool or_outside, bool *out,
					       int64_t *received_at_s_out, struct err *err);
/* Was a mail read that looks like this one, when mails without a Message-ID were kept without any?
 * By list, author, subject and date. */
MUST_CHECK enum err_kind ledger_has_nameless(struct ledger *ledger,
					     const struct ledger_message *message, bool or_outside,
					     bool *out, struct err *err);
/* Have copies for this witness come into that mailbox?  Of mail to a list they prove nothing: it
 * may have come by the list. */
MUST_CHECK enum err_kind ledger_has_witness(struct ledger *ledger, const char *mailbox,
					    const char *witness_addr, bool *out, struct err *err);
/* What the mail with this Message-ID answers: its refs (struct ledger_message), "" when it was
 * never read. */
MUST_CHECK enum err_kind ledger_message_refs(struct ledger *ledger, struct arena *arena,
					     const char *message_id, const char **out,
					     struct err *err);
/* The subject of a mail that was read, or of a notice; "" when it is neither. */
MUST_CHECK enum err_kind ledger_subject(struct ledger *ledger, struct arena *arena,
					const char *message_id, const char **out, struct err *err);
MUST_CHECK enum err_kind ledger_add_message(struct ledger *ledger,
					    const struct ledger_message *message, struct err *err);

struct ledger_message_list {
	struct ledger_message *messages;	/* in an arena */
	size_t len, cap;
};

/* Every one that there is, in the order in which they were read, without bytes. */
MUST_CHECK enum err_kind ledger_all_messages(struct ledger *ledger, struct arena *arena,
					     struct ledger_message_list *out, struct err *err);
/* It was read again: what is known of the one with this id is list, author, subject, refs, date and
 * fate now. */
MUST_CHECK enum err_kind ledger_set_message(struct ledger *ledger,
					    const struct ledger_message *message, struct err *err);

/* The mails of a list that were read (FATE_READ) and received in [from_s, to_s), oldest first,
 * without bytes. */
MUST_CHECK enum err_kind ledger_list_messages(struct ledger *ledger, struct arena *arena,
					      const char *list, int64_t from_s, int64_t to_s,
					      struct ledger_message_list *out, struct err *err);
/* How many of a list that were read are dated before that instant, and the first and the last of
 * their dates (0: none).  A mail without a date that can be is of the day when it was received. */
MUST_CHECK enum err_kind ledger_count_messages(struct ledger *ledger, const char *list,
					       int64_t before_s, size_t *out, int64_t *first_s_out,
					       int64_t *last_s_out, struct err *err);

/* The calendar that was last fetched for a list: the good one, whatever came of later tries. */
struct ledger_calendar {
	const char *url;		/* it came from */
	const char *etag, *modified;	/* as the server gave them; "": none */
	int64_t fetched_at_s;		/* these bytes */
	int64_t checked_at_s;		/* last known to be still the same */
	struct span bytes;
};

MUST_CHECK enum err_kind ledger_get_calendar(struct ledger *ledger, struct arena *arena,
					     const char *list, bool *found_out,
					     struct ledger_calendar *out, struct err *err);
MUST_CHECK enum err_kind ledger_set_calendar(struct ledger *ledger, const char *list,
					     const struct ledger_calendar *calendar,
					     struct err *err);
/* The bytes that are there are still good. */
MUST_CHECK enum err_kind ledger_confirm_calendar(struct ledger *ledger, const char *list,
						 int64_t now_s, struct err *err);

struct ledger_cursor {
	uint32_t uidvalidity, uid;
	bool first_done;		/* the first sync has come to its end: what comes later
					 * is news */
	int64_t synced_at_s;		/* the last complete fetch; 0: never */
};

/* A mailbox never read gives all zeros. */
MUST_CHECK enum err_kind ledger_get_cursor(struct ledger *ledger, const char *mailbox,
					   struct ledger_cursor *out, struct err *err);
MUST_CHECK enum err_kind ledger_set_cursor(struct ledger *ledger, const char *mailbox,
					   const struct ledger_cursor *cursor, struct err *err);

/* Outgoing mail. */
enum delivery_state {
	DELIVERY_READY,		/* to be tried at next_try_s or later */
	DELIVERY_SENDING,	/* handed to a driver, outcome not yet recorded: after a crash it
				 * is in doubt */
	DELIVERY_DOUBT,		/* the answer to the final dot never came: being looked for since
				 * doubt_since_s */
	DELIVERY_SENT,
	DELIVERY_REFUSED,	/* 5xx: for good */
	DELIVERY_GIVEN_UP,	/* tried for too long */
	DELIVERY_DROPPED,	/* it was true no more when its turn came */
};

struct ledger_recipient {
	const char *addr;
	bool witness;			/* the bot's own copy: its outcome does not matter to the
					 * mail's */
	enum delivery_state state;
	unsigned tries;
	int64_t next_try_s;
	int64_t doubt_since_s;		/* 0: not in doubt */
	int64_t done_at_s;		/* 0 until SENT, REFUSED, GIVEN_UP or DROPPED */
	int code;
	const char *reply;		/* of the last try */
};

struct ledger_mail {
	int64_t id;			/* given by the ledger */
	const char *key;		/* of the mail: unique, ever */
	const char *kind;		/* "assigned", "reminder", "trouble" */
	const char *list;		/* "" for trouble */
	const char *person;		/* "" if none */
	const char *message_id;		/* without <>: unique, ever */
	const char *envelope_from;
	const char *subject;
	struct span bytes;
	int64_t decided_at_s;
	const char *cause;		/* who has brought it about (notices/queue.h); "" nobody;
					 * written only */
	const int *items;		/* that it tells of, in the order of its rows */
	size_t n_items;
	struct ledger_recipient *recipients;
	size_t n_recipients;
};

/* One decided notice: the mail with its recipients, and the keys that it covers.  A key or
 * Message-ID that is there already is ERR_BUG: nothing is decided twice. */
MUST_CHECK enum err_kind ledger_add_mail(struct ledger *ledger, struct ledger_mail *mail,
					 const char *const *keys, size_t n_keys, struct err *err);
/* The events, as JSON, that came with a mail which was taken back from its copy: kept until they
 * are done. */
MUST_CHECK enum err_kind ledger_add_recalled(struct ledger *ledger, int64_t mail_id,
					     const char *events, struct err *err);
MUST_CHECK enum err_kind ledger_next_recalled(struct ledger *ledger, struct arena *arena,
					      bool *found_out, int64_t *mail_id_out,
					      const char **events_out,
					      struct err *err); /* the oldest */
MUST_CHECK enum err_kind ledger_end_recalled(struct ledger *ledger, int64_t mail_id,
					     struct err *err);
/* A notice that was decided, as far as an answer to it has to know. */
struct ledger_notice {
	const char *kind, *list, *person, *message_id;
	const char *key;
	int *items;
	size_t n_items;
};

/* The only notice whose Message-ID begins so, or is this one when whole.  Not found: *found_out is
 * false. */
MUST_CHECK enum err_kind ledger_find_notice(struct ledger *ledger, struct arena *arena,
					    const char *message_id, bool whole, bool *found_out,
					    struct ledger_notice *out, struct err *err);
/* Every key that was ever spent. */
MUST_CHECK enum err_kind ledger_keys(struct ledger *ledger, struct arena *arena, const char ***out,
				     size_t *n_out, struct err *err);
/* A key that is spent without a mail: a stage that lies in the past of a new ledger, or comes of a
 * rebuild. */
MUST_CHECK enum err_kind ledger_add_key(struct ledger *ledger, const char *key, int64_t now_s,
					struct err *err);

struct ledger_mail_list {
	struct ledger_mail *mails;	/* in an arena, oldest first */
	size_t len, cap;
};

/* Mails with a recipient in one of these states (a bit set, 1u << DELIVERY_...); with bytes.
 * READY ones only when next_try_s <= now_s.  limit 0: all. */
MUST_CHECK enum err_kind ledger_mails(struct ledger *ledger, struct arena *arena, unsigned states,
				      int64_t now_s, size_t limit, struct ledger_mail_list *out,
				      struct err *err);
/* All that were ever decided, or those that tell of this item, whatever became of them; without
 * bytes.  item 0: all. */
MUST_CHECK enum err_kind ledger_notices(struct ledger *ledger, struct arena *arena, int item,
					struct ledger_mail_list *out, struct err *err);
/* The first one that was decided after the one with that id (0: of all); without bytes. */
MUST_CHECK enum err_kind ledger_next_notice(struct ledger *ledger, struct arena *arena,
					    int64_t after_id, bool *found_out,
					    struct ledger_mail *out, struct err *err);
MUST_CHECK enum err_kind ledger_mail_by_id(struct ledger *ledger, struct arena *arena, int64_t id,
					   bool *found_out, struct ledger_mail *out,
					   struct err *err);
MUST_CHECK enum err_kind ledger_mail_by_message_id(struct ledger *ledger, struct arena *arena,
						   const char *message_id, bool *found_out,
						   struct ledger_mail *out, struct err *err);
/* One recipient more of a mail that is there already: ERR_BUG when it has this one. */
MUST_CHECK enum err_kind ledger_add_recipient(struct ledger *ledger, int64_t mail_id,
					      const struct ledger_recipient *recipient,
					      struct err *err);
/* The earliest next_try_s of what is READY that is later than after_s; INT64_MAX when there is
 * none. */
MUST_CHECK enum err_kind ledger_next_try(struct ledger *ledger, int64_t after_s, int64_t *out,
					 struct err *err);

struct ledger_queue {
	struct queue_mail *mails;	/* in an arena, by id */
	size_t len, cap;
};

/* What is READY and may be tried now: a row a recipient, witnesses aside. */
MUST_CHECK enum err_kind ledger_ready(struct ledger *ledger, struct arena *arena, int64_t now_s,
				      struct ledger_queue *out, struct err *err);
/* What was handed over from since_s to until_s: for the limits.  One that has to be tried again is
 * not among them until then, or its own tries would keep it back. */
MUST_CHECK enum err_kind ledger_sent(struct ledger *ledger, struct arena *arena, int64_t since_s,
				     int64_t until_s, struct ledger_queue *out, struct err *err);
/* Writes back one recipient of a mail: state, tries, times, code, reply. */
MUST_CHECK enum err_kind ledger_set_recipient(struct ledger *ledger, int64_t mail_id,
					      const struct ledger_recipient *recipient,
					      int64_t now_s, struct err *err);

/* The server refuses the bot's own account: its login, its address, all that it sends.  One mail is
 * tried at next_try_s, for all that wait. */
struct ledger_hold {
	int64_t since_s;		/* the first refusal after which nothing was taken */
	unsigned tries;			/* since then */
	int64_t next_try_s;
	const char *reply;		/* the last one, or why there was none */
};
MUST_CHECK enum err_kind ledger_get_hold(struct ledger *ledger, struct arena *arena,
					 bool *found_out, struct ledger_hold *out, struct err *err);
MUST_CHECK enum err_kind ledger_set_hold(struct ledger *ledger, const struct ledger_hold *hold,
					 struct err *err);
/* It takes mail again: there is none any more, and what waits for a later try is tried now. */
MUST_CHECK enum err_kind ledger_end_hold(struct ledger *ledger, int64_t now_s, struct err *err);

/* What is believed of the wall clock (time/steady.h), from one run to the next; all zeros: nothing
 * was kept yet. */
struct steady;
MUST_CHECK enum err_kind ledger_get_clock(struct ledger *ledger, struct steady *out,
					  struct err *err);
MUST_CHECK enum err_kind ledger_set_clock(struct ledger *ledger, const struct steady *steady,
					  struct err *err);

/* Trouble for the operator: kept once per key until a notice has told it. */
struct ledger_trouble {
	int64_t id;
	int64_t at_s;
	const char *key;		/* "aside/<mailbox>/<uid>", "mailbox/<name>/<since>",
					 * "refused/<message-id>/<addr>" */
	const char *text;
};
struct ledger_trouble_list {
	struct ledger_trouble *troubles;
	size_t len, cap;
};
MUST_CHECK enum err_kind ledger_add_trouble(struct ledger *ledger, const char *key,
					    const char *text, int64_t now_s, struct err *err);
/* Those that no notice key "trouble/<key>" covers yet, oldest first. */
MUST_CHECK enum err_kind ledger_troubles(struct ledger *ledger, struct arena *arena,
					 struct ledger_trouble_list *out, struct err *err);

/* How many, for statistics. */
struct ledger_count {
	const char *name, *state;
	int64_t n;
};
struct ledger_counts {			/* in an arena */
	struct ledger_count *messages;	/* by fate, "" */
	size_t n_messages;
	struct ledger_count *notices;	/* by kind of mail and state of a recipient, witnesses
					 * aside */
	size_t n_notices;
	int64_t retries;		/* tries of a recipient after the first */
};
MUST_CHECK enum err_kind ledger_count_all(struct ledger *ledger, struct arena *arena,
					  struct ledger_counts *out, struct err *err);
/* How long the last mail of a mailbox had been at its server when it was read; -1 when none came
 * since the ledger began. */
MUST_CHECK enum err_kind ledger_mailbox_lag(struct ledger *ledger, const char *mailbox,
					    int64_t *out, struct err *err);

const char *delivery_state_name(enum delivery_state state); /* "ready", "sending", "doubt", ... */
const char *message_fate_name(enum message_fate fate);		/* "read", "own", ... */

#endif
