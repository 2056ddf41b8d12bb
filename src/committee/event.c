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
	[EVENT_GONE] = "gone",
	[EVENT_AGENDA] = "agenda",
	[EVENT_MINUTES] = "minutes",
	[EVENT_MEETING] = "meeting",
	[EVENT_DEADLINE] = "deadline",
	[EVENT_PERSON] = "person",
	[EVENT_NOTICE] = "notice",
	[EVENT_ANSWER] = "answer",
	[EVENT_HELD] = "held",
};

enum { N_KINDS = sizeof names / sizeof names[0] };

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
	copy.said_in = kept(arena, event->said_in);
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

bool event_is_same(const struct event *a, const struct event *b)
{
	const char *const texts[][2] = {
		{ a->list, b->list },
		{ a->actor, b->actor },
		{ a->message_id, b->message_id },
		{ a->rule, b->rule },
		{ a->proof, b->proof },
		{ a->written, b->written },
		{ a->person, b->person },
		{ a->group, b->group },
		{ a->text, b->text },
		{ a->detail, b->detail },
		{ a->context, b->context },
		{ a->quote, b->quote },
		{ a->what, b->what },
		{ a->said_in, b->said_in },
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		if (strcmp(texts[i][0], texts[i][1]) != 0)
			return false;
	}
	if (a->kind != b->kind || a->item != b->item || a->at_s != b->at_s || a->line != b->line ||
	    a->quiet_until_s != b->quiet_until_s || civil_compare(a->due, b->due) != 0 ||
	    civil_compare(a->on, b->on) != 0 || a->due_said != b->due_said)
		return false;
	return event_is_of_item(a->kind) || (a->number == b->number && a->minutes == b->minutes &&
					     a->period_days == b->period_days &&
					     a->period_s == b->period_s && a->roles == b->roles);
}

void event_list_add(struct arena *arena, struct event_list *list, const struct event *event)
{
	list->events = arena_grow(arena, list->events, list->len, &list->cap, sizeof *list->events);
	list->events[list->len++] = event_copy(arena, event);
}
