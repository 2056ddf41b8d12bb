/* kept.c - see kept.h. */
#include "export/kept.h"

#include <stdlib.h>
#include <string.h>

#include "notices/format.h"

static int by_day(const void *left, const void *right)
{
	const struct minutes_text *a = left, *b = right;
	int order = civil_compare(a->day, b->day);

	return order ? order
		     : (a->entry->number > b->entry->number) -
			       (a->entry->number < b->entry->number);
}

static void fill_text(struct arena *arena, struct minutes_text *m)
{
	const struct event **texts;
	size_t n = deadline_texts(arena, m->entry, &texts);

	for (size_t i = 0; i < n; i++) {
		if (civil_is_set(texts[i]->deadline.meeting_day))
			m->day = texts[i]->deadline.meeting_day;
		if (!*texts[i]->deadline.body)
			continue;
		m->text = texts[i]->deadline.body;
		m->message_id = texts[i]->message_id;
	}
}

size_t kept_minutes(struct arena *arena, const struct deadline_list *deadlines,
		    const struct minutes_text **out)
{
	struct minutes_text *all = arena_alloc(arena, deadlines->len, sizeof *all);
	size_t n = 0;

	for (size_t i = 0; i < deadlines->len; i++) {
		const struct deadline_entry *e = &deadlines->entries[i];

		if (e->terms.kind != DEADLINE_MINUTES || !e->deadline.opened || e->taken_back)
			continue;
		all[n] = (struct minutes_text){ .entry = e,
						.text = "",
						.message_id = e->deadline.message_id };
		fill_text(arena, &all[n++]);
	}
	if (n)
		qsort(all, n, sizeof *all, by_day);
	*out = all;
	return n;
}

const char *kept_name(struct arena *arena, const struct minutes_text *m)
{
	char iso[CIVIL_TEXT_SIZE] = "undated";

	if (civil_is_set(m->day))
		civil_format_iso(m->day, iso);
	return m->entry->meeting > 0
		       ? arena_printf(arena, "%s-meeting-%d.md", iso, m->entry->meeting)
		       : arena_printf(arena, "%s-meeting.md", iso);
}

/* What somebody wrote, as markdown shows it literally, in a line. */
static const char *literal(struct arena *arena, const char *text)
{
	return format_escaped(arena, format_short(arena, text, strlen(text)), "\\`*_~[]<>&");
}

bool kept_is_final(const struct minutes_text *m)
{
	return m->entry->deadline.state == DEADLINE_STANDS && *m->text;
}

static const char *link_to(struct arena *arena, const char *what, const struct minutes_text *m)
{
	return arena_printf(arena, "[%s](%s)", what, kept_name(arena, m));
}

/* ---- the index ---- */

static void add_line(struct arena *arena, struct buf *index, const struct minutes_text *m)
{
	const char *day = civil_is_set(m->day) ? export_day(arena, m->day) : "no date";
	const char *what = m->entry->meeting > 0
				   ? arena_printf(arena, "Meeting #%d - %s", m->entry->meeting, day)
				   : arena_printf(arena, "Meeting of %s", day);

	buf_addf(index, "- %s\n", link_to(arena, what, m));
}

/* ---- the register ---- */

/* Those of the meeting that decided it, when they are kept; NULL: they are not. */
static const struct minutes_text *minutes_with(const struct minutes_text *minutes, size_t n,
					       const struct event_decision *made)
{
	for (size_t i = 0; i < n; i++) {
		const struct minutes_text *m = &minutes[i];
		bool is_it = made->meeting > 0
				     ? m->entry->meeting == made->meeting
				     : civil_is_set(m->day) &&
					       civil_compare(m->day, made->meeting_day) == 0;

		if (is_it && kept_is_final(m))
			return m;
	}
	return NULL;
}

/* By what or whom it was decided. */
static const char *decided_by(struct arena *arena, const struct decision_entry *e,
			      const struct minutes_text *minutes, size_t n)
{
	const struct event_decision *made = &e->made->decision;
	const struct minutes_text *m = minutes_with(minutes, n, made);
	const char *meeting = made->meeting > 0
				      ? arena_printf(arena, "meeting #%d", made->meeting)
				      : "meeting";

	if (made->deadline)
		return arena_printf(arena, "%s #%d",
				    strcmp(e->made->rule, RULE_PASSED) == 0 ? "vote" :
									      "nobody objected to",
				    made->deadline);
	if (m)
		return link_to(arena, meeting, m);
	return made->meeting > 0 ? meeting : literal(arena, e->made->actor);
}

static void add_decision(struct arena *arena, struct buf *text, const struct export_view *view,
			 const struct decision_entry *e, const struct minutes_text *minutes,
			 size_t n)
{
	const char *source = export_source(arena, view, export_decision_mail(view, e));

	if (source)
		buf_addf(text, "- **[D%d](<%s>)**", e->number, source);
	else
		buf_addf(text, "- **D%d**", e->number);
	buf_addf(text, ", %s, %s", export_day(arena, export_decision_day(view, e)),
		 decided_by(arena, e, minutes, n));
	if (e->made->decision.replaces)
		buf_addf(text, ", in place of D%d", e->made->decision.replaces);
	if (e->replaced_by)
		buf_addf(text, ", replaced by D%d", e->replaced_by);
	buf_addf(text, ": %s\n", literal(arena, e->text));
}

static void add_register(struct arena *arena, const struct export_view *view,
			 const struct minutes_text *minutes, size_t n, struct export_files *out)
{
	struct buf text;

	buf_init(&text, EXPORT_BYTES_MAX);
	buf_addf(&text, "# Decisions of %s\n\nThe newest first.\n\n",
		 view->context->policy->list_name);
	for (size_t i = view->decisions.len; i-- > 0;) {
		if (!view->decisions.entries[i].out)
			add_decision(arena, &text, view, &view->decisions.entries[i], minutes, n);
	}
	export_add_file(arena, out, KEPT_DECISIONS, &text);
}

void kept_files(struct arena *arena, const struct export_view *view,
		const struct minutes_text *minutes, size_t n, struct export_files *out)
{
	struct buf index;
	size_t before = out->len;

	buf_init(&index, EXPORT_BYTES_MAX);
	buf_addf(&index, "# Minutes of %s\n\n", view->context->policy->list_name);
	if (view->decisions.len)
		buf_add_str(&index, "[All decisions](" KEPT_DECISIONS ")\n\n");
	for (size_t i = n; i-- > 0;) {
		struct buf text;

		if (!kept_is_final(&minutes[i]))
			continue;
		add_line(arena, &index, &minutes[i]);
		buf_init(&text, EXPORT_BYTES_MAX);
		buf_add_str(&text, minutes[i].text);
		if (!span_ends(span_of(minutes[i].text), "\n"))
			buf_add_char(&text, '\n');
		export_add_file(arena, out, kept_name(arena, &minutes[i]), &text);
	}
	if (out->len > before)
		export_add_file(arena, out, KEPT_INDEX, &index);
	else
		buf_free(&index);
	if (view->decisions.len)
		add_register(arena, view, minutes, n, out);
}
