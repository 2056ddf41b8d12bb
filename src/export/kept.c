/* kept.c - see kept.h. */
#include "export/kept.h"

#include <stdlib.h>

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

bool kept_is_final(const struct minutes_text *m)
{
	return m->entry->deadline.state == DEADLINE_STANDS && *m->text;
}

static void add_line(struct arena *arena, struct buf *index, const struct minutes_text *m)
{
	char iso[CIVIL_TEXT_SIZE] = "no date";

	if (civil_is_set(m->day))
		civil_format_iso(m->day, iso);
	if (m->entry->meeting > 0)
		buf_addf(index, "- [Meeting #%d - %s](%s)\n", m->entry->meeting, iso,
			 kept_name(arena, m));
	else
		buf_addf(index, "- [Meeting of %s](%s)\n", iso, kept_name(arena, m));
}

void kept_files(struct arena *arena, const struct meeting_context *context,
		const struct minutes_text *minutes, size_t n, struct export_files *out)
{
	struct buf index;
	size_t before = out->len;

	buf_init(&index, EXPORT_BYTES_MAX);
	buf_addf(&index, "# Minutes of %s\n\n", context->policy->list_name);
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
}
