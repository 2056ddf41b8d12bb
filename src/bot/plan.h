/* plan.h - the meetings of a list as they are now: the configured plan, the calendar that was last
 * fetched for it, and the changes by the chair and the operator. */
#ifndef BEADLE_BOT_PLAN_H
#define BEADLE_BOT_PLAN_H

#include "committee/calendar.h"
#include "committee/state.h"
#include "web/web.h"

struct ledger;
struct config_list;

/* The list's plan; without the meetings of its feed when none was fetched from that address yet.
 * Memory is the arena's and the configuration's. */
MUST_CHECK enum err_kind plan_of(struct ledger *ledger, struct arena *arena,
				 const struct config_list *list, const struct meeting_plan **out,
				 struct err *err);

/* The same as a calendar with all changes of the state; NULL where the list has no meetings.
 * calendar_free; the arena must outlive it. */
MUST_CHECK enum err_kind plan_calendar(struct ledger *ledger, struct arena *arena,
				       const struct state *state, const struct config_list *list,
				       struct meeting_calendar **out, struct err *err);

/* The calendar that one ledger keeps for the list, for another; *found_out: there is one, of this
 * address. */
MUST_CHECK enum err_kind plan_copy(struct ledger *from, struct ledger *to,
				   const struct config_list *list, bool *found_out,
				   struct err *err);

/* Fetches the calendar of a list that has a feed; what comes is a calendar with meetings, or
 * unchanged.  next_out (may be NULL): the first meeting after now, number 0 when there is none.
 * web.h says the errors, and ERR_DATA for what is no calendar.  web_answer_free in any case. */
MUST_CHECK enum err_kind
plan_fetch(const struct config_list *list, const char *etag, const char *modified, int64_t now_s,
	   void (*report)(void *user, const char *step, const char *detail), void *user,
	   struct web_answer *out, struct meeting *next_out, struct err *err);

#endif
