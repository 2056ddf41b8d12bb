/* record_deadline.h - facts of one mail become events of deadlines by silence.
 *
 * What opens one: [SILENT 1w] wherever it stands, and the minutes of a meeting that were mailed:
 * [MINUTES #39] in the subject, or a mail of the chair that is no reply and has the heading of a
 * meeting that has begun.  Minutes open one deadline a meeting, ever; mailed again while it runs
 * they are its new text, and a reply may bring them too when it is by who opened it or by the
 * chair.
 *
 * What an answer counts for: answered.h.  An objection of which that is unclear is kept for the
 * chair to be asked about.
 *
 * Pure: the same state and mail give the same events.
 */
#ifndef BEADLE_COMMITTEE_RECORD_DEADLINE_H
#define BEADLE_COMMITTEE_RECORD_DEADLINE_H

#include "committee/calendar.h"
#include "committee/deadlines.h"
#include "committee/record.h"

struct deadline_mail {
	const struct incoming *mail;
	const char *subject;
	const char *refs;		/* ids of the mails that it answers, one a line, the
					 * nearest first; "" for none */
	const char *text;		/* of minutes: what is agreed to; "" when it is not at
					 * hand, as when it is too long */
	const struct zone *zone;	/* the list's */
	struct meeting_calendar *calendar;	/* NULL: no meetings */
};

struct deadline_mail deadline_mail_of(const struct incoming *mail);

/* Appends events in the order in which they must be applied. */
void record_deadlines(struct arena *arena, const struct state *state,
		      const struct deadline_mail *mail, const struct fact *facts, size_t n_facts,
		      struct event_list *out);

/* Why the mail's minutes open no deadline, and are no new text of theirs, as the end of a sentence;
 * NULL: they do, or there are none. */
const char *record_deadline_why_not(struct arena *arena, const struct state *state,
				    const struct deadline_mail *mail, const struct fact *facts,
				    size_t n_facts);

/* Does any of these facts speak of a deadline? */
bool record_has_deadlines(const struct fact *facts, size_t n_facts);

/* Who chairs, as far as a deadline is concerned: of minutes the meeting's chair; else (meeting <=
 * 0) the chair of the last meeting before at_s; else the next one's, else `fallback`.  NULL: nobody
 * is known. */
const char *deadline_chair(struct meeting_calendar *calendar, int meeting, int64_t at_s,
			   const char *fallback);

/* What the sender of a mail is, as far as a deadline or a vote is concerned: DEADLINE_BY_*.  The
 * chair is the list's, and whoever chairs the meeting that it is about, as above. */
unsigned deadline_roles(const struct incoming *mail, struct meeting_calendar *calendar,
			int meeting);

/* Whom the newest text that counts names as its chair: where the name means nobody, or several, who
 * mailed it.  NULL: nobody. */
const char *deadline_named_chair(struct arena *arena, const struct people *people,
				 const struct deadline_entry *entry);

#endif
