/* meeting_act.c - see meeting_act.h. */
#include "committee/meeting_act.h"

#include <string.h>

/* A yearly meeting's next one is nearer. */
enum { FAR_S = 400 * 24 * 3600 };

static bool is(const struct meeting_act *act, const char *what)
{
	return strcmp(act->what, what) == 0;
}

int meeting_act_minute(struct span text)
{
	long colon = span_find(text, ":");
	unsigned long hour, minute;

	if (colon < 0 || !span_to_uint(span_sub(text, 0, (size_t)colon), 23, &hour) ||
	    !span_to_uint(span_sub(text, (size_t)colon + 1, text.len), 59, &minute))
		return -1;
	return (int)(hour * 60 + minute);
}

bool meeting_act_find(struct meeting_calendar *calendar, const struct meeting_act *act,
		      int64_t at_s, struct meeting *out)
{
	if (act->number > 0)
		return calendar_by_number(calendar, act->number, out);
	return is(act, MEETING_SKIP) && calendar_next(calendar, at_s, out);
}

static const char *judge_move(struct meeting_calendar *calendar, const struct meeting_act *act,
			      const struct meeting *meeting, struct event *e)
{
	int minute = act->start_minute >= 0 ? act->start_minute : meeting->start_minute;

	e->meeting.day = act->date;
	e->meeting.start_minute = act->start_minute;
	if (!civil_is_set(act->date))
		return "no day and time that a calendar has";
	if (!meeting->cancelled && meeting->start_utc_s <= e->at_s)
		return "the meeting has begun";
	int64_t start_s = calendar_instant(calendar, act->date, minute);

	if (start_s <= e->at_s)
		return "the new time is over";
	return !meeting->cancelled && start_s == meeting->start_utc_s ? "that is when it is" : NULL;
}

static const char *judge_cancel(const struct meeting *meeting, const struct event *e)
{
	if (meeting->cancelled)
		return "it is cancelled already";
	return meeting->start_utc_s <= e->at_s
		       ? "the meeting has begun: if nobody came, its minutes can say so"
		       : NULL;
}

static const char *judge_chair(const struct meeting_act *act, const struct meeting *meeting,
			       struct event *e)
{
	e->meeting.chair_written = act->written;
	e->meeting.chair = act->person;
	if (!*act->person)
		return "the name means nobody of the list, or several";
	if (meeting->cancelled)
		return "the meeting is cancelled";
	return meeting->chair && strcmp(meeting->chair, act->person) == 0
		       ? "it is that person's turn already"
		       : NULL;
}

static const char *judge_skip(const struct meeting *meeting, struct event *e)
{
	e->meeting.chair = meeting->chair ? meeting->chair : "";
	return meeting->cancelled || !*e->meeting.chair || meeting->start_utc_s <= e->at_s
		       ? "there is no turn to pass on"
		       : NULL;
}

const char *meeting_act_judge(struct meeting_calendar *calendar, const struct meeting_act *act,
			      const struct meeting *meeting, struct event *e)
{
	e->act = act->what;
	e->meeting.number = meeting->number;
	e->meeting.start_minute = -1;
	e->meeting.note = act->text;
	if (meeting->start_utc_s > e->at_s + FAR_S)
		return "the meeting is more than a year ahead: is the number right?";
	if (is(act, MEETING_MOVE))
		return judge_move(calendar, act, meeting, e);
	if (is(act, MEETING_CHAIR))
		return judge_chair(act, meeting, e);
	if (is(act, MEETING_SKIP))
		return judge_skip(meeting, e);
	return judge_cancel(meeting, e);
}
