/* ics.c - a list's calendar: meetings as VEVENT, action items as VTODO; UIDs are those of the
 * mails. */
#include "export/view.h"
#include "notices/calendar.h"
#include "notices/format.h"
#include "notices/source.h"

enum { DESCRIPTION_BYTES = 2000, SUMMARY_BYTES = 200 };

static void add_meeting(struct arena *arena, const struct export_view *v,
			const struct export_meeting *m, struct buf *out)
{
	const char *chair = export_meeting_chair(m),
		   *line = chair ? arena_printf(arena, "Chair: %s", chair) : "";
	struct calendar_event event = calendar_of_meeting(arena, v->context->policy, &m->view,
							  v->zone, line, m->changed_s);

	event.cancelled = m->meeting.cancelled;
	for (size_t i = 0; m == v->next && i < v->agenda.n_rows; i++)
		event.description = arena_printf(
			arena, "%s%s%zu. %s", event.description, *event.description ? "\n" : "",
			i + 1, format_short(arena, v->agenda.rows[i].title, SUMMARY_BYTES));
	calendar_add_event(out, &event);
}

static enum calendar_todo_status status_of(const struct item *item)
{
	if (item->status != ITEM_OPEN)
		return item->status == ITEM_DONE ? TODO_COMPLETED : TODO_CANCELLED;
	for (size_t i = 0; i < item->n_owners; i++) {
		if (item->owners[i].done_at_s)
			return TODO_IN_PROCESS;
	}
	return TODO_NEEDS_ACTION;
}

static void add_item(struct arena *arena, const struct export_view *v, const struct item *item,
		     struct buf *out)
{
	const struct notice_policy *policy = v->context->policy;
	const char *about =
		*item->context ? arena_printf(arena, "\nAbout: %s",
					      format_short(arena, item->context, SUMMARY_BYTES))
			       : "";
	const char *from = source_text(arena, policy, v->context->state, item->message_id);
	const char *source = *from ? arena_printf(arena, "\nSource: %s", from) : "";
	const struct calendar_todo todo = {
		.uid = arena_printf(arena, "item-%d-%s@%s", item->number, policy->list_name,
				    calendar_domain(policy)),
		.stamp_s = item->touched_at_s,
		.created_s = item->raised_at_s,
		.completed_s = item->closed_at_s,
		.due = item->due,
		.status = status_of(item),
		.summary = arena_printf(arena, "#%d %s", item->number,
					format_short(arena, item->text, SUMMARY_BYTES)),
		.description = arena_printf(arena, "%s\nOwner: %s%s%s",
					    format_short(arena, item->text, DESCRIPTION_BYTES),
					    export_owners(arena, item, SIZE_MAX), about, source),
		.url = export_source(arena, v, item->message_id),
		.organizer_name = policy->list_name,
		.organizer_addr = policy->list_address,
	};

	calendar_add_todo(out, &todo);
}

/* Files have CRLF (RFC 5545, 3.1). */
static void add_crlf(struct buf *out, const struct buf *lines)
{
	struct span rest = buf_fitted(lines), line;

	if (buf_is_cut(lines))
		buf_give_up(out);
	while (span_next_line(&rest, &line)) {
		buf_add_span(out, line);
		buf_add_str(out, "\r\n");
	}
}

void export_ics(struct arena *arena, const struct export_view *views, size_t n,
		struct export_files *out)
{
	for (size_t i = 0; i < n; i++) {
		const struct export_view *v = &views[i];
		const struct notice_policy *policy = v->context->policy;
		struct buf text, bytes;

		buf_init(&text, EXPORT_BYTES_MAX);
		buf_init(&bytes, EXPORT_BYTES_MAX);
		calendar_begin(&text, policy->list_name);
		for (size_t m = 0; m < v->n_meetings; m++)
			add_meeting(arena, v, &v->meetings[m], &text);
		for (size_t k = 0; k < v->n_items; k++) {
			if (v->items[k]->status == ITEM_OPEN ||
			    v->items[k]->closed_at_s >= v->now_s - EXPORT_RECENT_S)
				add_item(arena, v, v->items[k], &text);
		}
		calendar_end(&text);
		add_crlf(&bytes, &text);
		buf_free(&text);
		export_add_file(arena, out, arena_printf(arena, "%s.ics", policy->list_name),
				&bytes);
	}
}
