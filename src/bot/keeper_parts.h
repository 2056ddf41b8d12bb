/* keeper_parts.h - what the files of the keeper share.  Not for others. */
#ifndef BEADLE_BOT_KEEPER_PARTS_H
#define BEADLE_BOT_KEEPER_PARTS_H

#include "bot/keeper.h"
#include "bot/worker.h"
#include "committee/calendar.h"
#include "committee/state.h"
#include "config/config.h"
#include "ledger/ledger.h"
#include "notices/envelope.h"
#include "notices/queue.h"

/* One mailbox and the worker that reads it. */
struct intake {
	const struct mailbox_config *config;
	struct fetch_job job;
	struct worker worker;
	struct ledger_cursor cursor;	/* as committed or about to be */
	bool synced;			/* at least once in this run */
	bool has_copies;		/* copies of our mail for the witness come into it, as was seen before this run */
	int64_t read_until_s;		/* every mail received up to then was read; 0: not known in this run */
	bool ended;			/* once: nothing more will come */
};

/* How far the export and the metrics have followed the state. */
struct publishing {
	uint64_t exported_events;	/* state->n_events that it shows; UINT64_MAX: none was made in this run */
	int64_t exported_s;
	int64_t next_export_s;		/* though nothing has happened */
	bool round_over;		/* since the metrics were written */
	int64_t metrics_s;
	int64_t failing_since_s[N_EXPORT_FORMATS + 1];	/* of each format and of the metrics; 0: it works */
};

/* The calendar of one list that comes by address. */
struct feed {
	const struct list_config *list;
	size_t index;			/* of the list */
	struct feed_job job;
	struct worker worker;		/* while it is being fetched */
	struct arena *arena;		/* of the job */
	int64_t checked_at_s;		/* the one at hand was still good; 0: there is none */
	int64_t next_s;			/* when to fetch it */
	int64_t begun_ms;
	unsigned failures;		/* in a row */
	bool asked;			/* in this run */
	bool tried;			/* one is at hand, or the first try is over: nothing to wait for */
};

/* A rebuild reads mails again (rebuild.c): what they say is told by what they said before. */
struct rereading {
	struct reread *reread;
	struct ledger *ledger;		/* that is rebuilt: what was sent stands there alone */
};

/* In which order what is ready goes (notices/queue.h). */
struct sending_plan {
	struct arena *arena;		/* what it is made of; NULL: it is still to be made */
	struct queue_plan queue;
	size_t next;			/* to be sent, of queue.ids */
	int64_t made_s, again_s;	/* good from the first to before the second */
	bool stale;			/* more has become ready */
	bool unused;			/* what it has counted as sent was not: a limit may hold back less */
};

struct keeper {
	const struct config *config;
	const struct keeper_options *options;
	struct keeper_report *report;
	struct ledger *ledger;
	struct state *state;
	struct meeting_calendar **calendars;	/* calendars[i] of config->lists[i]; NULL: no meetings */
	struct arena **plans;		/* what calendars[i] is made of, beside the configuration */
	struct token_keys *tokens;	/* what answers are proved by */
	bool believe_from;		/* so is the author's address */
	const struct rereading *rereading;	/* NULL: every mail is read for the first time */
	int64_t now_s;			/* of this turn of the loop */

	struct feed *feeds;		/* one per list whose calendar comes by address */
	size_t n_feeds;
	struct intake *intakes;		/* one per mailbox that a list uses */
	size_t n_intakes;
	struct worker read_worker, send_worker;
	struct read_job read_job;
	bool reader_ready;		/* the read worker has begun */
	bool reader_stale;		/* the calendars have changed since it was forked */

	struct frame in_hand;		/* the mail that the read worker has */
	struct buf in_hand_bytes;
	struct intake *in_hand_from;	/* NULL: it has none */
	int64_t in_hand_since_ms;
	unsigned uncommitted;		/* messages in the open transaction */

	struct ledger_hold hold;	/* as committed or about to be; no tries: the server takes what the bot sends */
	struct sending_plan plan;
	int64_t sending_mail;		/* id of the mail that the send worker has; 0: none */
	int64_t next_decide_s;		/* when decide may yield more */
	bool decide_now;		/* the state has changed since the last decision */
	struct publishing publishing;
};

/* Each returns ERR_NONE, or what ends the keeper: trouble with the ledger alone. */

/* judge: what becomes of one mail.  Between start and stop it has the calendars of the lists. */
void judge_start(struct keeper *k);
/* Once there is a ledger, and whenever it has another calendar for that list. */
MUST_CHECK enum err_kind judge_load_plans(struct keeper *k, struct err *err);
MUST_CHECK enum err_kind judge_take_plan(struct keeper *k, size_t list, struct err *err);
bool judge_has_meetings(struct keeper *k, size_t list);	/* any at all */
void judge_follow_changes(struct keeper *k);	/* what was changed of the meetings' plan; at the start and after every change */
void judge_stop(struct keeper *k);
/* Within the open transaction.  row says where it comes from; the rest of it is
 * filled in.  past: its mailbox is read for the first time, so that what is old in it is nobody's news. */
struct reading;
MUST_CHECK enum err_kind judge_reading(struct keeper *k, struct arena *arena, const struct reading *reading,
				       struct ledger_message *row, bool past, struct err *err);
/* Puts it aside: kept, reported once, and never in the way of the next. */
MUST_CHECK enum err_kind judge_put_aside(struct keeper *k, struct ledger_message *row, const char *why,
					 struct err *err);

/* answers: who has sent a mail and which notice it answers (into *mail); where a notice asks to be answered, and where
 * reports about a mail come back to. */
struct incoming;
struct notice;
MUST_CHECK enum err_kind answers_identify(struct keeper *k, struct arena *arena, const struct reading *reading,
					  struct incoming *mail, struct err *err);
struct span answers_with_address(const struct keeper *k, struct arena *arena, const struct notice *notice,
				 const struct composed *composed);
const char *answers_envelope_from(const struct keeper *k, struct arena *arena, const struct ledger_mail *mail);

/* deadlines: what a mail answers, and which notices about deadlines by silence are due. */
struct notice_list;
/* All that a mail with these refs answers, through other mails too, the nearest first, one a line. */
MUST_CHECK enum err_kind deadlines_thread(struct keeper *k, struct arena *arena, const char *refs, const char **out, struct err *err);
/* Fills topic and namesakes of a mail that has its subject. */
MUST_CHECK enum err_kind deadlines_namesakes(struct keeper *k, struct arena *arena, const struct list_config *list,
					     struct incoming *mail, struct err *err);
/* Every mail of the list that was received up to then has been read. */
int64_t deadlines_read_until(const struct keeper *k, const struct list_config *list);
MUST_CHECK enum err_kind deadlines_decide(struct keeper *k, struct arena *arena, const struct list_config *list,
					  struct notice_list *out, struct err *err);

/* What notices about a list are decided from: no mails in it. */
struct meeting_context;
void keeper_context(const struct keeper *k, size_t list, struct meeting_context *out);

/* told: what became of a mail at that instant (committee/told.h).  Within the transaction that keeps the outcome. */
MUST_CHECK enum err_kind told_keep(struct keeper *k, const struct ledger_mail *mail, const char *what, int64_t at_s, struct err *err);

/* recall: what a restored ledger lacks of the mails that were sent since. */
struct notice;
/* The mail's bytes with what the ledger has of it in front: keys, the mail's own first, and the notice's events. */
struct span recall_with_field(const struct keeper *k, struct arena *arena, const struct ledger_mail *mail,
			      const char *const *keys, size_t n_keys, const struct notice *notice);
struct recalled_copy {
	const char *field;		/* MAILTEXT_LEDGER_FIELD; "" none */
	const char *subject;
	int64_t received_at_s;
	struct span bytes;
};
/* A copy of our own mail was read.  Within the open transaction. */
MUST_CHECK enum err_kind recall_take(struct keeper *k, struct arena *arena, const struct recalled_copy *copy, struct err *err);
/* The same of what lies in the folder that mail goes to; before anything is read. */
MUST_CHECK enum err_kind recall_from_outbox(struct keeper *k, struct err *err);
/* Was the mailbox that copies come into read to its end in this run?  Before, the ledger may not know what was sent: nothing
 * is decided, nor sent that nobody has, but what the operator is to hear. */
bool recall_is_over(const struct keeper *k);
/* Is there what has waited for every mailbox to be read to its end, and were they?  It is done within a transaction. */
MUST_CHECK enum err_kind recall_waits(const struct keeper *k, bool *out, struct err *err);
MUST_CHECK enum err_kind recall_finish(struct keeper *k, struct err *err);

/* bounces: addresses that mail comes back from.  All within the open transaction. */
/* The mail is a report (reading->report): marks the addresses, and tries the next one of each person. */
MUST_CHECK enum err_kind bounces_take(struct keeper *k, struct arena *arena, const struct reading *reading, struct err *err);
/* The server has refused this recipient for good.  *tried_out: the mail goes to another address of the person. */
MUST_CHECK enum err_kind bounces_refused(struct keeper *k, const struct ledger_mail *mail,
					 const struct ledger_recipient *recipient, bool *tried_out, struct err *err);
/* Its author has written from there: whatever came back from that address, it works again. */
MUST_CHECK enum err_kind bounces_heard_from(struct keeper *k, const struct reading *reading, struct err *err);

/* follow: what the operator has appended to the ledger beside us.  Whoever writes what follows from the state begins
 * with follow_begin: from there to the commit the state is all that the ledger has.  *more_out (may be NULL): there was
 * something new, and what was computed before is out of date. */
MUST_CHECK enum err_kind follow_operator(struct keeper *k, bool *more_out, struct err *err);
MUST_CHECK enum err_kind follow_begin(struct keeper *k, bool *more_out, struct err *err);

/* duties: those of the list with that index which come back now.  *stale_out as in dispatch.c: the operator has acted
 * meanwhile, and everything has to be decided anew. */
MUST_CHECK enum err_kind duties_follow(struct keeper *k, struct arena *arena, size_t list, bool *stale_out, struct err *err);

/* past: the one mail about what the archive of a list held, when every mailbox was read to its end once. */
MUST_CHECK enum err_kind past_decide(struct keeper *k, struct arena *arena, size_t list, struct notice_list *out,
				     struct err *err);

/* intake: from a mailbox's frames to events. */
MUST_CHECK enum err_kind intake_start(struct keeper *k, struct err *err);
MUST_CHECK enum err_kind intake_frame(struct keeper *k, struct intake *intake, struct err *err);
MUST_CHECK enum err_kind intake_facts(struct keeper *k, struct err *err);	/* the read worker has answered */
MUST_CHECK enum err_kind intake_overrun(struct keeper *k, struct err *err);	/* it has not, for too long */
MUST_CHECK enum err_kind intake_commit(struct keeper *k, struct err *err);
bool intake_all_synced(const struct keeper *k);		/* or failed: nothing more to wait for */
void intake_forget(struct keeper *k);		/* the mail that the read worker has: it is still in its mailbox */
int intake_deadline_ms(const struct keeper *k);		/* until intake_overrun; -1: none */
void intake_stop(struct keeper *k);

/* publishing: the export and the metrics, when they are due.  That they cannot be written is no error here. */
void publishing_start(struct keeper *k);
MUST_CHECK enum err_kind publishing_do(struct keeper *k, struct err *err);
int64_t publishing_next(const struct keeper *k);	/* when there is something to do without a change; INT64_MAX: never */

/* feeds: calendars that come by address. */
MUST_CHECK enum err_kind feeds_open(struct keeper *k, struct err *err);
MUST_CHECK enum err_kind feeds_start_due(struct keeper *k, struct err *err);
MUST_CHECK enum err_kind feeds_frame(struct keeper *k, struct feed *feed, struct err *err);	/* no transaction is open */
bool feeds_ready(const struct keeper *k);	/* no mail is read before: "next meeting" would mean nothing */
bool feeds_are_running(const struct keeper *k);
void feeds_stop(struct keeper *k);

/* dispatch: from the state to mail that is to be sent. */
MUST_CHECK enum err_kind dispatch_decide(struct keeper *k, struct err *err);
int64_t dispatch_next(const struct keeper *k);	/* when there is something to decide or to send */
/* Something for the operator, told once per key; in a transaction of its own. */
MUST_CHECK enum err_kind dispatch_trouble(struct keeper *k, const char *key, const char *text, struct err *err);

/* delivery: the state machine of recipients. */
MUST_CHECK enum err_kind delivery_recover(struct keeper *k, struct err *err);	/* at the start: what was in flight */
MUST_CHECK enum err_kind delivery_follow(struct keeper *k, struct err *err);	/* doubts that are over; a clock put back */
MUST_CHECK enum err_kind delivery_send(struct keeper *k, struct err *err);	/* hands the next mail over, if any */
int64_t delivery_next(const struct keeper *k);	/* when there may be one */
MUST_CHECK enum err_kind delivery_outcome(struct keeper *k, struct err *err);	/* the send worker has answered */
/* Of a mail that did not get there: what says so behind the address, the recipient's reply why.  Once a recipient and stage. */
#define TROUBLE_REFUSED "refused"	/* it never will */
#define TROUBLE_WAITS "waits"		/* it may yet */
MUST_CHECK enum err_kind delivery_tell_operator(struct keeper *k, const struct ledger_mail *mail,
						const struct ledger_recipient *recipient, const char *stage, const char *what,
						struct err *err);
int64_t delivery_retry_after_s(const struct keeper *k, unsigned tries);	/* how long to wait after so many */
void delivery_stop(struct keeper *k);

#endif
