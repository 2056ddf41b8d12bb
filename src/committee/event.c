/* event.c - see event.h; what the kinds have in common.  Their members: event_stored.c. */
#include "committee/event.h"

#include <string.h>

#include "committee/event_stored.h"

static const char *const names[] = {
	[EVENT_RAISED] = "raised",
	[EVENT_ASSIGNED] = "assigned",
	[EVENT_MENTIONED] = "mentioned",
	[EVENT_REWORDED] = "reworded",
	[EVENT_DUE] = "due",
	[EVENT_DONE] = "done",
	[EVENT_DROPPED] = "dropped",
	[EVENT_REOPENED] = "reopened",
	[EVENT_RECURS] = "recurs",
	[EVENT_SNOOZED] = "snoozed",
	[EVENT_RELEASED] = "released",
	[EVENT_LOOKS_DONE] = "looks-done",
	[EVENT_IGNORED] = "ignored",
	[EVENT_GONE] = "gone",
	[EVENT_PARKED] = "parked",
	[EVENT_AGENDA] = "agenda",
	[EVENT_MINUTES] = "minutes",
	[EVENT_MEETING] = "meeting",
	[EVENT_DEADLINE] = "deadline",
	[EVENT_VOTE] = "vote",
	[EVENT_PERSON] = "person",
	[EVENT_NOTICE] = "notice",
	[EVENT_ANSWER] = "answer",
	[EVENT_HELD] = "held",
	[EVENT_PRESENCE] = "presence",
	[EVENT_DECISION] = "decision",
	[EVENT_PROMISE] = "promise",
	[EVENT_LAST_CALL] = "last-call",
};

enum { N_KINDS = sizeof names / sizeof names[0] };

_Static_assert(offsetof(struct event, vote) + sizeof(struct event_vote) ==
		       sizeof(struct event),
	       "the first body is the largest");

const char *event_source(const struct event *event)
{
	return event->said_in && *event->said_in ? event->said_in : event->message_id;
}

const char *event_kind_name(enum event_kind kind)
{
	return (unsigned)kind < N_KINDS ? names[kind] : "unknown";
}

bool event_is_of_item(enum event_kind kind)
{
	return kind < EVENT_AGENDA;
}

bool event_kind_from_name(const char *name, enum event_kind *out)
{
	for (unsigned i = 0; i < N_KINDS; i++) {
		if (strcmp(names[i], name) == 0) {
			*out = (enum event_kind)i;
			return true;
		}
	}
	return false;
}

bool event_is(const struct event *event, enum event_kind kind, const char *act)
{
	return event->kind == kind && strcmp(event->act, act) == 0;
}

const char *event_person(const struct event *event)
{
	return event_text(event, STORED_PERSON);
}

int event_number(const struct event *event)
{
	return (int)event_integer(event, STORED_NUMBER, 0);
}

void event_list_add(struct arena *arena, struct event_list *list, const struct event *event)
{
	list->events = arena_grow(arena, list->events, list->len, &list->cap, sizeof *list->events);
	list->events[list->len++] = event_copy(arena, event);
}
