/* calendar.h - the meetings of a committee: which, when, and who chairs.
 *
 * A plan says it by rules (RFC 5545, local time) or by an iCalendar file, with exceptions; changes
 * that came later, by mail or by the operator, apply on top in the order of their time.  What comes
 * out is computed from the first meeting on, so that numbers and turns are the same whenever it is
 * asked.
 *
 * Numbers go by the planned days: a meeting keeps its number when it is moved, even behind the next
 * one. A cancelled meeting lets its number go to the next one unless said otherwise.  Turns of the
 * chair go by the instants at which meetings are held (chairs.h).
 *
 * Pure: no clock, no file; zones by name through time/zone.h, UTC where the machine does not know
 * one. Strings are borrowed from the plan and the changes, which must outlive the calendar.
 */
#ifndef BEADLE_COMMITTEE_CALENDAR_H
#define BEADLE_COMMITTEE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "committee/chairs.h"
#include "time/civil.h"
#include "time/ical.h"
#include "time/recurrence.h"

enum { MEETING_LAST_YEAR = 2100 };	/* later meetings are not looked for */

/* How meetings come round, from a day on until the next such rule. */
struct meeting_rule {
	struct civil_date from;		/* its first meeting; must fit the rule */
	struct recurrence recurrence;
	const int *start_minutes;	/* after midnight; they alternate from date to date,
					 * cancelled or not */
	size_t n_start_minutes;		/* at least one */
	int64_t length_s;
	const char *place;		/* a room, a link; NULL: none is said */
};

enum meeting_cancelled { CANCELLED_NOT, CANCELLED_LETS_NUMBER_GO, CANCELLED_USES_NUMBER };

struct meeting_exception {
	struct civil_date date;		/* as the rule has it; of an extra meeting, its day */
	enum meeting_cancelled cancelled;
	bool extra;			/* a meeting where the rule has none; takes a number and
					 * a turn like any other */
	struct civil_date moved;	/* not set: stays on its day */
	int start_minute;		/* -1: as the rule has it (extra: as the rule's first
					 * start time) */
	int64_t length_s;		/* 0: as the rule has it */
	const char *place;		/* NULL: as the rule has it */
};

struct meeting_plan {
	const char *zone;		/* IANA name: local dates and times are in it */
	const struct meeting_rule *rules;	/* ascending by from; none: series count */
	size_t n_rules;
	const struct ical_series *series;	/* of an iCalendar file */
	size_t n_series;
	int64_t length_s;		/* where a series says none, and of extra meetings beside
					 * it */
	const char *place;		/* the same of a series; NULL: none is said */
	int first_number;		/* of the first meeting on or after first_date; what is
					 * before does not count */
	struct civil_date first_date;
	const struct meeting_exception *exceptions;
	size_t n_exceptions;
	const struct chair_order *chairs;	/* NULL: no rotation */
};

enum meeting_change_kind { CHANGE_CANCEL, CHANGE_MOVE, CHANGE_CHAIR, CHANGE_STAND_IN, CHANGE_SKIP };

/* One act of the chair or the operator.  number means what it meant at at_s: a change sees the
 * numbers that those before it left behind. */
struct meeting_change {
	int64_t at_s;
	const char *actor;
	enum meeting_change_kind kind;
	int number;
	bool lets_number_go;		/* CANCEL: the next meeting gets it; usually not, since
					 * it was announced */
	struct civil_date date;		/* MOVE: not set keeps the day.  A cancelled meeting
					 * takes place again */
	int start_minute;		/* MOVE: -1 keeps the local time */
	const char *chair;		/* CHAIR (a swap), STAND_IN: who chairs; SKIP: NULL, or
					 * who is expected */
};

struct meeting {
	int number;			/* 0: cancelled, and the number went on */
	int64_t start_utc_s;
	int64_t length_s;
	struct civil_date date;		/* local */
	int start_minute;		/* local, after midnight */
	struct civil_date planned;	/* local date by the rule: what an exception names */
	bool cancelled, extra;
	bool excepted;			/* an exception of the plan changed it */
	const char *chair;		/* full name; NULL: cancelled, or nobody is known */
	const char *place;		/* where; NULL: none is said */
};

struct meeting_list {
	struct meeting *meetings;	/* by start; in an arena */
	size_t len, cap;
};

/* All meetings planned up to that instant, and somewhat beyond.  applied_out, when not NULL, has
 * room for plan->chairs->n_turns and says which of them could be applied. */
void meetings_expand(struct arena *arena, const struct meeting_plan *plan,
		     const struct meeting_change *changes, size_t n_changes, int64_t until_utc_s,
		     struct meeting_list *out, bool *applied_out);

/* The same, computed as far as it is asked about and kept. */
struct meeting_calendar;

struct meeting_calendar *calendar_new(const struct meeting_plan *plan);	/* NULL for NULL */
void calendar_free(struct meeting_calendar **calendar);		/* NULL is fine */
/* Replaces those given before; borrowed. */
void calendar_set_changes(struct meeting_calendar *calendar, const struct meeting_change *changes,
			  size_t n_changes);

/* Each gives false when there is none, or when the calendar is NULL.  Cancelled meetings are found
 * by number and date alone. */
bool calendar_next(struct meeting_calendar *calendar, int64_t after_utc_s,
		   struct meeting *out); /* starts after it */
bool calendar_next_day(struct meeting_calendar *calendar, struct civil_date after,
		       struct meeting *out); /* on a later day */
bool calendar_last(struct meeting_calendar *calendar, int64_t until_utc_s,
		   struct meeting *out); /* started by then */
bool calendar_by_number(struct meeting_calendar *calendar, int number, struct meeting *out);
int64_t calendar_instant(const struct meeting_calendar *calendar, struct civil_date date,
			 int minute); /* of a local time; not NULL */
bool calendar_by_date(struct meeting_calendar *calendar, struct civil_date date,
		      struct meeting *out); /* held rather than cancelled */

/* All that start by then, cancelled ones too, by start.  The calendar's, until it is asked for
 * anything else. */
size_t calendar_until(struct meeting_calendar *calendar, int64_t until_utc_s,
		      const struct meeting **out);

#endif
