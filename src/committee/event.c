/* event.c - see event.h. */
#include "committee/event.h"

#include <string.h>

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
	[EVENT_IGNORED] = "ignored",
	[EVENT_AGENDA] = "agenda",
	[EVENT_MINUTES] = "minutes",
	[EVENT_MEETING] = "meeting",
	[EVENT_DEADLINE] = "deadline",
	[EVENT_PERSON] = "person",
	[EVENT_ANSWER] = "answer",
};

enum { N_KINDS = sizeof names / sizeof names[0] };

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

static const char *kept(struct arena *arena, const char *text)
{
	return text && *text ? arena_strdup(arena, text) : "";
}

struct event event_copy(struct arena *arena, const struct event *event)
{
	struct event copy = *event;

	copy.list = kept(arena, event->list);
	copy.actor = kept(arena, event->actor);
	copy.message_id = kept(arena, event->message_id);
	copy.rule = kept(arena, event->rule);
	copy.proof = kept(arena, event->proof);
	copy.written = kept(arena, event->written);
	copy.person = kept(arena, event->person);
	copy.group = kept(arena, event->group);
	copy.text = kept(arena, event->text);
	copy.detail = kept(arena, event->detail);
	copy.context = kept(arena, event->context);
	copy.quote = kept(arena, event->quote);
	copy.what = kept(arena, event->what);
	return copy;
}

void event_list_add(struct arena *arena, struct event_list *list, const struct event *event)
{
	list->events = arena_grow(arena, list->events, list->len, &list->cap, sizeof *list->events);
	list->events[list->len++] = event_copy(arena, event);
}
