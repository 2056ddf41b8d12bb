/* policy.h - when and in what words a list's notices go out; the configuration fills it.
 *
 * Periods are seconds.  Local clock times are minutes after midnight in the reader's zone.
 */
#ifndef BEADLE_NOTICES_POLICY_H
#define BEADLE_NOTICES_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "committee/ladder.h"
#include "committee/duty_round.h"
#include "committee/quorum.h"
#include "tags/people.h"
#include "time/order.h"

/* By what a mail to the list, or one to the bot without a token, is proved to be its author's. */
enum mail_proof { MAIL_PROVED_BY_NOTHING, MAIL_PROVED_BY_SIGNATURE, MAIL_PROVED_BY_FROM };

struct notice_policy {
	const char *list_name;		/* "bsc" */
	const char *list_address;
	const char *list_id;
	const char *archive;		/* where the list's archive has a mail, with placeholders
					 * (source.h); NULL: nothing is known of it */
	const char *signed_by;		/* the domain that signs the list's mail; NULL: none said */
	const char *prefix;		/* "[eBPF-BSC]"; "" for none */
	const char *zone;		/* the list's, IANA name */
	enum date_order dates;		/* how its people write days; unknown: policy_dates()
					 * asks the zone */
	struct quorum quorum;		/* of its meetings */
	const char *chair;		/* full name, or NULL */
	const struct people *people;	/* whose names stand in examples of how to answer; NULL:
					 * made-up ones */
	bool has_tokens;		/* an answer to a notice is proved by the address that it
					 * goes to */
	enum mail_proof mail_proof;
	const char *board_chair;	/* address of the governing-board chair, who gets final
					 * minutes; NULL: nobody */
	const char *from_name, *from_addr;	/* the bot's */
	const char *operator_addr;	/* NULL: no trouble notices */
	int64_t assigned_quiet_s;	/* gathered until nothing new for: 10 min */
	int reminder_minute;		/* 09:00 = 540 */
	struct ladder ladder;		/* of reminders, up to parking */
	unsigned weekdays;		/* on which people are reminded, where they have no own */
	struct holidays holidays;	/* on which nobody is */
	int64_t question_before_s;	/* whole days: whose an item is that is due so soon is
					 * asked at once, if a digest would come too late: 3
					 * days; 0: never */
	int64_t handover_s;		/* whole days after a meeting, to the next chair: 1 day;
					 * 0: none */
	int64_t agenda_digest_s;	/* before a meeting, to its chair: 48 hours; 0: none */
	int64_t agenda_s;		/* before a meeting, to the list: 24 hours; 0: none */
	int64_t minutes_missing_s;	/* whole days after a meeting without minutes, to its
					 * chair: 3 days; 0: none */
	int weekly_day;			/* of the list's digest, 0 = Sunday .. 6; -1: none.
					 * Monday */
	int weekly_minute;		/* in the list's zone: 09:00 */
	bool default_due_next_meeting;	/* nothing said: the next meeting, while there is one;
					 * else: */
	int64_t default_due_s;		/* 2 weeks after it was raised; 0: no due date */
	const char *const *off;		/* kinds that are not sent, NULL-terminated; NULL: all are
					 * sent */
	const char *opening, *closing;	/* own lines at the top and bottom; NULL: none */
};

/* When duties of the list come back; people, calendar and standing duties are left to who knows
 * them. */
struct duty_round_context policy_recurring(const struct notice_policy *policy);

/* Which number of 6/10 is the day for the list's people. */
enum date_order policy_dates(const struct notice_policy *policy);

/* Kinds of notices as their header field X-Beadle-Notice names them.  What gives people time or
 * answers them cannot be switched off. */
bool policy_is_off(const struct notice_policy *policy, const char *kind);
bool policy_may_be_off(const char *kind);
const char *policy_kinds_off(struct arena *arena);	/* "agenda, agenda-digest, ..." */
/* The ladder of a person of the list, by that person's clock and working days. */
struct ladder_clock policy_ladder(const struct notice_policy *policy, const struct person *person,
				  int64_t now_s);
/* ... and of the list. */
struct ladder_terms policy_ladder_terms(const struct notice_policy *policy,
					const struct people *people);

#endif
