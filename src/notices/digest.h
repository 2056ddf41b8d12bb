/* digest.h - the texts about meetings and deadlines: views in, complete mails out.
 *
 * A view is plain data that whoever decides fills from its state; nothing here looks anything up.
 * All functions are pure: the same views and instants give the same bytes.  Strings are UTF-8, ""
 * where there is nothing, and may hold anything a mail held.  Form as in compose.h: the first line
 * says what is wanted, the last two how to answer; each time is in the reader's zone and in UTC.
 */
#ifndef BEADLE_NOTICES_DIGEST_H
#define BEADLE_NOTICES_DIGEST_H

#include "base/mem.h"
#include "committee/deadlines.h"
#include "committee/presence.h"
#include "committee/decisions.h"
#include "committee/state.h"
#include "committee/threads.h"
#include "committee/votes.h"
#include "notices/envelope.h"
#include "notices/policy.h"

/* To whom a mail goes. */
struct digest_reader {
	const char *name;		/* full name; "" for the list */
	const char *addr;
	const struct zone *zone;
	const char *message_id;		/* the mail's own: envelope_message_id() */
	const char *answers;		/* Message-ID of the mail it belongs to; "" for none */
	const struct state *state;	/* for links to sources (source.h); NULL: they are named by
					 * Message-ID */
};

struct meeting_view {
	int number;
	int64_t start_s;
	int length_minutes;
	const char *chair;		/* full name; "" unknown */
	const char *where;
	unsigned sequence;		/* how often it was changed: of the calendar entry */
};

struct deadline_view {
	int number;
	const char *title;
	enum deadline_kind kind;
	int meeting;			/* whose minutes; -1 */
	const struct deadline *deadline;
	const char *text_id;		/* Message-ID of the mail whose text counts; NULL or "": it
					 * is the one that opened it */
	const char *end_said;		/* when it has passed already, or was not understood: it
					 * has a week; "" */
	struct told_end wrong;	/* what was said of its end, and is corrected; at_s 0:
					 * nothing */
	const char *note;		/* beside who opened it (raise_note()); NULL or "" */
};

struct item_view {
	const struct item *item;
};

struct item_list {
	const struct item_view *rows;
	size_t n;
};

/* ---- the list's digest of a week ---- */

struct weekly_view {
	int64_t from_s, to_s;		/* to: the Monday morning it is sent at */
	struct item_list added, done, overdue, due;	/* each item in one of them; overdue: since
							 * from_s; due: until to_s + 1 week */
	size_t n_overdue_before;	/* overdue for longer: counted */
	size_t n_news;			/* items that are new or done, or due and not told as new,
					 * with that date, by the digest of the week before */
	const struct deadline_view *deadlines;	/* open, or settled since from_s and not told of by
						 * a notice of their own */
	size_t n_deadlines;
	struct vote_list votes;			/* the same of votes */
	struct decision_list decisions;		/* made since from_s, that stand */
	const struct meeting_view *next;	/* NULL: unknown */
	const char *quiet;			/* who gets no reminders, as they asked; NULL or
						 * "": nobody */
	const struct thread *threads;
	size_t n_threads;
};

/* False, and nothing composed, without news: an item that is new, done or due and untold, a
 * deadline or a vote that ends within the week and was opened before the last one, a thread that
 * several people wrote in.  What was due, what has just been opened by a notice of its own, a mail
 * that nobody answered, the next meeting stand in a digest, but bring none about. */
bool digest_weekly(struct arena *arena, const struct notice_policy *policy,
		   const struct digest_reader *reader, const struct weekly_view *view,
		   int64_t now_s, struct notice_composed *out);

/* ---- the chair's digest before a meeting, and the list's agenda ---- */

struct agenda_row {
	const char *title;
	const char *const *presenters;	/* full names, else as written */
	size_t n_presenters;
	const char *raised_by;		/* presents where nobody is named */
	const char *note;		/* beside it (raise_note()); NULL or "" */
	int minutes;			/* -1: none said */
	int carried_from;		/* number of the first meeting that it was meant for; -1:
					 * not carried over */
	bool discussed;			/* the minutes of the meeting have it */
	const char *message_id;		/* the mail that raised it */
};

/* Those about an item stand first, and have letters: "a", "b", ... */
struct question_view {
	const struct item *item;	/* NULL: not about an item */
	const char *text;		/* "Who is \"Davd\"?" */
	const char *message_id;
	const char *key;		/* that asking it spends; "": it was asked of this chair */
	const char *chair_key;		/* ... and that says so */
};

struct failing_view {
	const char *name, *addr;	/* whose, and which address mail comes back from */
	int64_t since_s;
	const char *why;		/* what was said of it; "" nothing */
	const char *instead;		/* where his mail goes now; "" nowhere */
};

struct agenda_view {
	struct meeting_view meeting;
	const struct zone *list_zone;	/* the date of the minutes is of this one */
	const struct agenda_row *rows;
	size_t n_rows;
	struct item_list added, done;	/* since the last meeting */
	struct item_list due;		/* since then, or at this one at the latest */
	struct item_list parked;	/* since then, or by this mail */
	struct item_list open;		/* all others, sorted by owner: an item of two owners
					 * stands under each (say_owner) */
	const char *const *open_owner;	/* whom open.rows[i] stands under; "" nobody */
	const struct deadline_view *deadlines;	/* open, or settled since the last meeting */
	size_t n_deadlines;
	struct vote_list votes;			/* the same of votes */
	struct decision_list decisions;		/* made since the last meeting, that stand */
	const struct question_view *questions;
	size_t n_questions;
	const struct failing_view *failing;
	size_t n_failing;
	const char *const *participants;	/* expected: the members */
	size_t n_participants;
	struct presence presence;	/* who has sent regrets */
	struct quorum_count quorum;
};

/* To the chair, with the skeleton of the minutes and a calendar part: in 80 lines, where rows that
 * become numbers can bring that about. */
void digest_agenda(struct arena *arena, const struct notice_policy *policy,
		   const struct digest_reader *reader, const struct agenda_view *view,
		   int64_t now_s, struct notice_composed *out);

/* To the list, the day before: when, where, what. */
void digest_list_agenda(struct arena *arena, const struct notice_policy *policy,
			const struct digest_reader *reader, const struct agenda_view *view,
			int64_t now_s, struct notice_composed *out);

/* The minutes to fill in, in markdown as the committee writes them, at most 70 columns.  Read back
 * by scan_minutes it yields the same meeting, date, chair, titles, presenters and minutes.  brief:
 * all participants in one entry. */
const char *digest_skeleton(struct arena *arena, const struct agenda_view *view, bool brief);

/* ---- to the chair, once: what the archive held when it was first read ---- */

struct summary_view {
	size_t n_mails;			/* read, of before the ledger began */
	int64_t first_s, last_s;	/* their dates */
	size_t n_minutes;		/* meetings whose minutes were found */
	size_t n_items, n_done, n_dropped;
	size_t n_old;			/* that "drop old" would close */
	struct item_list open;		/* as in struct agenda_view */
	const char *const *open_owner;
	const struct deadline_view *deadlines;	/* open */
	size_t n_deadlines;
	struct vote_list votes;			/* open */
	const struct question_view *questions;
	size_t n_questions;
	const struct meeting_view *next;	/* NULL: unknown */
	int64_t digest_s;		/* when its chair gets the next agenda digest; 0: unknown */
};

void digest_summary(struct arena *arena, const struct notice_policy *policy,
		    const struct digest_reader *reader, const struct summary_view *view,
		    int64_t now_s, struct notice_composed *out);

/* ---- deadlines ---- */

enum deadline_notice {
	DEADLINE_NOTICE_OPENED,
	DEADLINE_NOTICE_TEXT,		/* new text while it is open */
	DEADLINE_NOTICE_MOVED,		/* extended, or open again: another instant */
	DEADLINE_NOTICE_LAST_DAY,
	DEADLINE_NOTICE_CLOSED,		/* stands, not agreed, or withdrawn: what deadline->state
					 * says */
	DEADLINE_NOTICE_CORRECTED,	/* view->wrong was said, and deadline->state is right */
};

/* "deadline-opened", ...: kind and part of the key. */
const char *deadline_notice_name(enum deadline_notice notice);

/* To the list.  changes: what a new text changed (changes_between()), "" when there is none to tell
 * of, NULL when that cannot be said.  The instant printed holds when a server takes it soon
 * (deadline.h). */
void digest_deadline(struct arena *arena, const struct notice_policy *policy,
		     const struct digest_reader *reader, const struct deadline_view *view,
		     enum deadline_notice notice, const char *changes, int64_t now_s,
		     struct notice_composed *out);

/* To the list: objections that it has not seen, made or withdrawn in mail to the bot alone. */
#define DEADLINE_OBJECTION_NAME "deadline-objection"
void digest_objections(struct arena *arena, const struct notice_policy *policy,
		       const struct digest_reader *reader, const struct deadline_view *view,
		       const struct deadline_objection *const *rows, size_t n, int64_t now_s,
		       struct notice_composed *out);

/* To the chair when a deadline has ended, or what was said of that is corrected: what is to be done
 * now, and what was late or unclear. */
void digest_deadline_chair(struct arena *arena, const struct notice_policy *policy,
			   const struct digest_reader *reader, const struct deadline_view *view,
			   int64_t now_s, struct notice_composed *out);

/* To the governing-board chair: minutes that stand, or, though that was said, do not; text is
 * theirs ("" when it is not at hand: the source is named). */
void digest_final_minutes(struct arena *arena, const struct notice_policy *policy,
			  const struct digest_reader *reader, const struct deadline_view *view,
			  const char *text, int64_t now_s, struct notice_composed *out);

/* To the chair, at once: an objection, nobody knows to which deadline (DEADLINE_EVENT_UNCLEAR);
 * those that run. */
void digest_objection_unclear(struct arena *arena, const struct notice_policy *policy,
			      const struct digest_reader *reader, const struct event *unclear,
			      const struct deadline_view *running, size_t n_running, int64_t now_s,
			      struct notice_composed *out);

/* What may be an objection, or was late. */
struct objection_row {
	const struct deadline_entry *entry;	/* NULL: nobody knows to which deadline */
	const struct deadline_remark *remark;	/* to that */
	const struct event *unclear;		/* else (DEADLINE_EVENT_UNCLEAR) */
};

struct objections_view {
	const struct objection_row *rows;
	size_t n_rows;
	const struct deadline_view *running;	/* the deadlines that run */
	size_t n_running;
};

/* To the chair, once a day: all that nothing proves to be by people of the list.  It shows
 * DIGEST_OBJECTIONS_MAX, those in the name of its people first. */
enum { DIGEST_OBJECTIONS_MAX = 20 };
void digest_objections_asked(struct arena *arena, const struct notice_policy *policy,
			     const struct digest_reader *reader, const struct objections_view *view,
			     int64_t now_s, struct notice_composed *out);

/* To the chair, at once: what may be an objection, or was late (deadline->remarks with
 * to_chair). */
void digest_objection_asked(struct arena *arena, const struct notice_policy *policy,
			    const struct digest_reader *reader, const struct deadline_view *view,
			    const struct deadline_remark *remark, int64_t now_s,
			    struct notice_composed *out);

/* ---- to a chair ---- */

/* The day after a meeting: you chair the next one. */
void digest_handover(struct arena *arena, const struct notice_policy *policy,
		     const struct digest_reader *reader, const struct meeting_view *next,
		     int64_t now_s, struct notice_composed *out);

/* At once, when regrets leave too few for a quorum. */
#define DIGEST_NO_QUORUM "no-quorum"
void digest_no_quorum(struct arena *arena, const struct notice_policy *policy,
		      const struct digest_reader *reader, const struct meeting_view *meeting,
		      const struct presence *presence, const struct quorum_count *count,
		      int64_t now_s, struct notice_composed *out);

/* Three days after a meeting without minutes. */
void digest_minutes_missing(struct arena *arena, const struct notice_policy *policy,
			    const struct digest_reader *reader, const struct meeting_view *meeting,
			    int64_t now_s, struct notice_composed *out);

/* Questions that cannot wait for the agenda digest. */
void digest_questions(struct arena *arena, const struct notice_policy *policy,
		      const struct digest_reader *reader, const struct question_view *questions,
		      size_t n_questions, int64_t now_s, struct notice_composed *out);

/* ---- to who has mailed minutes ---- */

struct promise_row {
	int row;
	unsigned line;
	const char *owners;		/* full names, else as written */
	const char *quote;		/* the line */
	const char *text;		/* what of it is promised */
};

struct receipt_view {
	int number;			/* of the meeting; 0: none */
	struct civil_date day;		/* not set: unknown */
	bool is_again;			/* its minutes were mailed before: what has changed */
	const char *heading;		/* that what looks like minutes lacks; "" */
	const struct promise_row *promises;	/* asked about, in the order of their numbers */
	size_t n_promises;
	const struct question_view *unclear;	/* items: the text asks whose it is, NULL where
						 * only its day was not understood */
	size_t n_unclear;
	struct item_list added, changed, closed, said_again;	/* none of those */
	struct decision_list decisions;	/* made or reworded by the mail */
	struct item_list gone;		/* open ones of minutes mailed before that this mail does
					 * not have any more */
	struct decision_list gone_decisions;	/* the same */
	struct presence presence;
	struct quorum_count quorum;
	const struct deadline_view *deadline;	/* NULL: none runs */
	const char *no_deadline;	/* why not, as the end of a sentence; "" */
};

#define DIGEST_RECEIPT "receipt"
void digest_receipt(struct arena *arena, const struct notice_policy *policy,
		    const struct digest_reader *reader, const struct receipt_view *view,
		    int64_t now_s, struct notice_composed *out);

/* ---- mails that wait for the chair ---- */

struct held_row {
	const struct event *kept;	/* committee/held.h */
	const char *counts;		/* "1 deadline by silence, 3 action items" */
	const char *const *lines;	/* as they were written, the gravest first */
	size_t n_lines, n_more;		/* beside them */
};

struct held_view {
	const struct held_row *rows;
	size_t n_rows;
	size_t n_more;			/* wait as well and have no row */
	bool for_operator;		/* who answers at the terminal */
};

void digest_held(struct arena *arena, const struct notice_policy *policy,
		 const struct digest_reader *reader, const struct held_view *view, int64_t now_s,
		 struct notice_composed *out);

#endif
