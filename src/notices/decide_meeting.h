/* decide_meeting.h - which mails about meetings are due, and the list's digest of a week.  Pure.
 *
 * As in decide.h a rule is "due when now >= t and its key is not spent"; t before the birth of the
 * ledger says nothing, and neither does what makes no sense any more: an agenda when the meeting
 * has begun, a turn of a meeting that is over, any week but the last.  Keys:
 *	handover/LIST/N				the day after a meeting, to who chairs N, the next
 *						one
 *	agenda-digest/LIST/N/START		ahead of a meeting, to its chair; START in UTC: once
 *						more when it is moved
 *	agenda/LIST/N/START			ahead of a meeting, to the list, once it has entries
 *	minutes-missing/LIST/N			days after a meeting without minutes, to its chair
 *	weekly/LIST/YYYY-MM-DD			the day it is sent on, to the list: on no other, and
 *						only with news (digest.h)
 *	question/ITEM, question/LIST/chair/N	asked as a row of an agenda digest; /K behind it the
 *						second and the third time
 *	question/ITEM/at/N			... of that meeting's chair
 *	mail/question/ITEM			items of nobody known that are due before a digest
 *						could ask, to the chair
 * Handover, missing minutes and such questions keep to the hours in which people are reminded, in
 * the chair's zone.  Where no turns are configured the list's chair gets what a meeting's chair
 * would.
 */
#ifndef BEADLE_NOTICES_DECIDE_MEETING_H
#define BEADLE_NOTICES_DECIDE_MEETING_H

#include "committee/calendar.h"
#include "notices/decide.h"
#include "notices/digest.h"

struct meeting_context {
	const struct state *state;
	const struct notice_policy *policy;
	const struct people *people;
	struct meeting_calendar *calendar;	/* with the changes so far; NULL: the list has no
						 * meetings */
	int64_t read_s;				/* every mail received up to then was read: for
						 * what became of deadlines */
	const struct thread_mail *mails;	/* of the list since meeting_weekly_due() said;
						 * only the digest of a week reads them */
	size_t n_mails;
};

/* Is a digest of the week to be made?  It tells of [*from_s_out, *to_s_out), which begins with the
 * last one that was sent; the list's mails from some weeks before that help to tell threads. */
bool meeting_weekly_due(const struct meeting_context *c, int64_t now_s, int64_t *from_s_out,
			int64_t *to_s_out);

/* Appends what is due, as decide_list() does. */
void decide_meetings(struct arena *arena, const struct meeting_context *c, int64_t now_s,
		     struct notice_list *out, int64_t *next_s_out);

/* For a look ahead of time: the next meeting's digest to its chair, its agenda, the skeleton of its
 * minutes, the week up to now.  *text_out is the skeleton, which is no mail; otherwise NULL, and
 * *out has list, person, addr, kind_name and composed. False when there is none, or nobody to get
 * it. */
enum meeting_preview { PREVIEW_DIGEST, PREVIEW_AGENDA, PREVIEW_MINUTES, PREVIEW_WEEKLY };
bool meeting_preview(struct arena *arena, const struct meeting_context *c,
		     enum meeting_preview what, int64_t now_s, struct notice *out,
		     const char **text_out);

#endif
