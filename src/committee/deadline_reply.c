/* deadline_reply.c - see deadline_reply.h. */
#include "committee/deadline_reply.h"

#include <string.h>

#include "committee/deadlines.h"
#include "committee/record_deadline.h"

enum { OPEN_MAX = 5, TITLE_BYTES = 60 };

struct replier {
	struct arena *arena;
	const struct incoming *mail;
	const struct event *event;
	const struct deadline_entry *entry;	/* NULL: nobody knows which it is */
	int running;				/* the first that runs; 0: none does */
	const char *open;			/* those that run, in words */
	const char *chair;			/* who is asked */
	bool is_proved;
};

static bool is(const struct replier *r, enum deadline_event_kind kind)
{
	return strcmp(r->event->act, deadline_event_name(kind)) == 0;
}

static bool may_object(const struct replier *r)
{
	return is(r, DEADLINE_EVENT_OBJECTED) || is(r, DEADLINE_EVENT_PLAIN_OBJECTION) ||
	       is(r, DEADLINE_EVENT_UNCLEAR);
}

/* Texts of minutes are no acts on them. */
static bool is_text(const struct replier *r)
{
	return is(r, DEADLINE_EVENT_OPENED) || is(r, DEADLINE_EVENT_TEXT_CHANGED) ||
	       is(r, DEADLINE_EVENT_TEXT_AGAIN);
}

static const char *recorded(const struct replier *r)
{
	return r->mail->to_bot ? arena_printf(r->arena, "Recorded for deadline #%d.",
					      r->event->deadline.number)
			       : NULL;
}

/* How words that may be an objection would be one. */
static const char *how_to(const struct replier *r, int number)
{
	return r->is_proved
		       ? arena_printf(r->arena,
				      "\"[OBJECT #%d]\" and why, in an answer to this mail, is "
				      "one.",
				      number)
		       : arena_printf(r->arena, "\"[OBJECT #%d]\" in its place would be one.",
				      number);
}

static const char *of_unclear(const struct replier *r)
{
	if (!r->running)
		return arena_printf(r->arena,
				    "Nothing has changed: no deadline is open. %s is told what you "
				    "wrote.",
				    r->chair);
	return arena_printf(r->arena,
			    "%s is asked which deadline this is about. Open: %s. If it is about "
			    "#%d: %s",
			    r->chair, r->open, r->running, how_to(r, r->running));
}

static const char *of_objection(const struct replier *r)
{
	int number = r->entry->number;

	if (!deadline_is_running(&r->entry->deadline))
		return arena_printf(
			r->arena,
			"Nothing has changed: deadline #%d has ended. %s is told what you wrote.",
			number, r->chair);
	if (is(r, DEADLINE_EVENT_PLAIN_OBJECTION))
		return arena_printf(r->arena,
				    "%s is asked whether this is an objection to deadline #%d. %s",
				    r->chair, number, how_to(r, number));
	if (!r->is_proved)
		return arena_printf(
			r->arena,
			"%s is asked whether this counts as an objection to deadline #%d.",
			r->chair, number);
	return recorded(r);
}

static const char *short_title(const struct replier *r, const char *title)
{
	size_t n = strnlen(title, TITLE_BYTES);

	if (!title[n])
		return title;
	n = span_utf8_valid(span_from(title, n));
	return arena_printf(r->arena, "%s ...", arena_strndup(r->arena, title, n));
}

static void find_entry(struct replier *r, const struct deadline_list *list)
{
	size_t n = 0;

	for (size_t i = 0; i < list->len; i++) {
		const struct deadline_entry *entry = &list->entries[i];

		if (entry->number == r->event->deadline.number)
			r->entry = entry;
		if (!deadline_is_running(&entry->deadline) || ++n > OPEN_MAX)
			continue;
		r->running = r->running ? r->running : entry->number;
		r->open = arena_printf(r->arena, "%s%s#%d %s", r->open, n > 1 ? ", " : "",
				       entry->number, short_title(r, entry->title));
	}
}

static void find_chair(struct replier *r)
{
	const struct incoming *mail = r->mail;
	const char *name =
		r->entry ? deadline_named_chair(r->arena, mail->people, r->entry) : NULL;

	if (!name)
		name = deadline_chair(mail->terms.calendar, r->entry ? r->entry->meeting : 0,
				      mail->received_at_s, mail->chair);
	r->chair = name ? name : "The chair";
}

const char *deadline_reply(struct arena *arena, const struct state *state,
			   const struct incoming *mail, const struct event *event)
{
	struct replier r = { .arena = arena,
			     .mail = mail,
			     .event = event,
			     .open = "",
			     .is_proved = *event->proof };
	bool is_known = r.is_proved ? incoming_sender(mail) != NULL : event->deadline.roles != 0;
	struct deadline_list list;

	/* an address that the list does not know is written to only when it has written to us */
	if (!mail->to_bot && !is_known)
		return NULL;
	if (is_text(&r))
		return recorded(&r);
	deadlines_of(arena, state, mail->list, mail->terms.zone, mail->received_at_s,
		     mail->received_at_s, &list);
	find_entry(&r, &list);
	find_chair(&r);
	/* who is asked need not hear that he is */
	if (r.is_proved && !mail->to_bot && strcmp(r.chair, event->actor) == 0)
		return NULL;
	if (!r.entry)
		return is(&r, DEADLINE_EVENT_UNCLEAR) ? of_unclear(&r) : NULL;
	if (may_object(&r))
		return of_objection(&r);
	if (!r.is_proved)
		return arena_printf(arena,
				    "Nothing has changed for deadline #%d: the sender is not "
				    "proved.",
				    r.entry->number);
	return recorded(&r);
}
