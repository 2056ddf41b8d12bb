/* thread.c - see thread.h. */
#include "bot/thread.h"

#include <string.h>

#include "bot/world.h"
#include "committee/deadlines.h"
#include "committee/record.h"
#include "committee/threads.h"
#include "committee/walk.h"

enum { THREAD_MAX = 200 };		/* mails that are looked up for one answer */

struct thread_ids {
	struct arena *arena;
	struct span *ids;
	size_t len, cap;
};

/* The last line is the nearest mail. */
static void add_refs(struct thread_ids *t, const char *refs)
{
	struct span rest = span_of(refs), line, *lines = NULL;
	size_t n = 0, cap = 0;

	while (span_next_line(&rest, &line)) {
		lines = arena_grow(t->arena, lines, n, &cap, sizeof *lines);
		lines[n++] = line;
	}
	while (n-- > 0 && t->len < THREAD_MAX) {
		bool there = lines[n].len == 0;

		for (size_t i = 0; i < t->len && !there; i++)
			there = span_eq(t->ids[i], lines[n]);
		if (there)
			continue;
		t->ids = arena_grow(t->arena, t->ids, t->len, &t->cap, sizeof *t->ids);
		t->ids[t->len++] = lines[n];
	}
}

enum err_kind thread_refs(const struct world *w, struct arena *arena, const char *refs,
			  const char **out, struct err *err)
{
	struct thread_ids t = { .arena = arena };
	struct buf text;

	add_refs(&t, refs);
	for (size_t i = 0; i < t.len; i++) {
		const char *more;

		if (ledger_message_refs(w->ledger, arena,
					arena_strndup(arena, t.ids[i].ptr, t.ids[i].len), &more,
					err))
			return err->kind;
		add_refs(&t, more);
	}
	buf_init(&text, 1024 * 1024);
	for (size_t i = 0; i < t.len; i++) {
		buf_add_span(&text, t.ids[i]);
		buf_add_char(&text, '\n');
	}
	/* the nearest are enough */
	*out = arena_strndup(arena, buf_fitted(&text).ptr, buf_len(&text));
	buf_free(&text);
	return ERR_NONE;
}

/* A subject without "Re:", the list's prefix and the tag that objects. */
static const char *topic_of(struct arena *arena, const char *subject, const char *prefix)
{
	struct span topic = threads_base_subject(span_of(subject), prefix, NULL);

	if (span_starts_ci(topic, "[object")) {
		ptrdiff_t end = span_find_char(topic, ']');

		topic = end < 0 ? topic
				: threads_base_subject(span_sub(topic, (size_t)end + 1, topic.len),
						       prefix, NULL);
	}
	return arena_strndup(arena, topic.ptr, topic.len);
}

/* Is it of a mail that was read or sent, about a deadline? */
static bool has_subject(const struct event *e, const char *list)
{
	enum deadline_event_kind kind;

	if (e->kind != EVENT_DEADLINE || !*e->message_id || strcmp(e->list, list) != 0 ||
	    !deadline_event_from_name(e->act, &kind))
		return false;
	return kind == DEADLINE_EVENT_OPENED || kind == DEADLINE_EVENT_TEXT_CHANGED ||
	       kind == DEADLINE_EVENT_TEXT_AGAIN || kind == DEADLINE_EVENT_NOTICED ||
	       kind == DEADLINE_EVENT_ANNOUNCED;
}

enum err_kind thread_namesakes(const struct world *w, struct arena *arena,
			       const struct config_list *list, struct incoming *mail,
			       struct err *err)
{
	struct event_walk walk = walk_events(w->state, list->name, WALK(EVENT_DEADLINE));
	const char *prefix = list->policy.prefix;
	const struct event *e;
	struct buf ids;
	enum err_kind kind = ERR_NONE;

	mail->topic = topic_of(arena, mail->subject, prefix);
	buf_init(&ids, 1024 * 1024);
	while (*mail->topic && !kind && (e = event_walk_next(&walk))) {
		const char *subject;

		if (!has_subject(e, list->name))
			continue;
		kind = ledger_subject(w->ledger, arena, e->message_id, &subject, err);
		if (!kind && w->rereading && !*subject)
			kind = ledger_subject(w->rereading->ledger, arena, e->message_id, &subject,
					      err);
		if (!kind &&
		    span_eq_ci(span_of(topic_of(arena, subject, prefix)), span_of(mail->topic)))
			buf_addf(&ids, "%s\n", e->message_id);
	}
	/* the first of very many are enough to ask by */
	mail->namesakes = span_copy(arena, buf_fitted(&ids)).ptr;
	buf_free(&ids);
	return kind;
}
