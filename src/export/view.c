/* view.c - what all formats are made from (view.h). */
#include "export/view.h"

#include <string.h>

#include "committee/walk.h"
#include "notices/layout.h"
#include "notices/meeting_view.h"
#include "notices/format.h"
#include "notices/source.h"

void export_add_file(struct arena *arena, struct export_files *files, const char *name,
		     struct buf *buf)
{
	struct span bytes;

	if (buf_whole(buf, &bytes)) {
		files->files = arena_grow(arena, files->files, files->len, &files->cap,
					  sizeof *files->files);
		files->files[files->len++] =
			(struct export_file){ arena_strdup(arena, name), span_copy(arena, bytes) };
	} else {
		files->too_large = arena_strdup(arena, name);
	}
	buf_free(buf);
}

static int64_t changed_at(const struct meeting_context *c, const struct meeting *m)
{
	struct event_walk walk = walk_events(c->state, c->policy->list_name, WALK(EVENT_MEETING));
	int64_t at_s = c->state->born_at_s;
	const struct event *e;

	while ((e = event_walk_next(&walk))) {
		if (e->meeting.number == m->number && e->at_s > at_s)
			at_s = e->at_s;
	}
	return at_s;
}

static void fill_meetings(struct arena *arena, struct export_view *v)
{
	const struct meeting *meetings;
	size_t n = calendar_until(v->context->calendar, v->now_s + EXPORT_AHEAD_S, &meetings);

	v->meetings = arena_alloc(arena, n, sizeof *v->meetings);
	for (size_t i = 0; i < n; i++)
		v->meetings[i].meeting = meetings[i];
	v->n_meetings = n;
	for (size_t i = 0; i < n; i++) {
		struct export_meeting *m = &v->meetings[i];

		m->view = meeting_view_of(v->context, &m->meeting);
		m->has_minutes = meeting_view_has_minutes(v->context, &m->meeting);
		meeting_view_presence(arena, v->context, &m->meeting, &m->presence, &m->quorum);
		m->changed_s = changed_at(v->context, &m->meeting);
		if (!v->next && !m->meeting.cancelled && m->meeting.start_utc_s > v->now_s)
			v->next = m;
	}
	if (v->next)
		meeting_view_agenda(arena, v->context, &v->next->meeting, v->now_s, &v->agenda);
}

void export_view_fill(struct arena *arena, const struct meeting_context *c, int64_t now_s,
		      struct export_view *out)
{
	const struct zone *zone = zone_of_either(c->policy->zone, NULL);

	*out = (struct export_view){
		.context = c, .zone = zone, .now_s = now_s, .today = zone_to_local(zone, now_s).date
	};
	out->items = arena_alloc(arena, c->state->n_items, sizeof *out->items);
	for (size_t i = 0; i < c->state->n_items; i++) {
		const struct item *item = &c->state->items[i];

		if (item->number && strcmp(item->list, c->policy->list_name) == 0)
			out->items[out->n_items++] = item;
	}
	deadlines_of(arena, c->state, c->policy->list_name, zone, c->read_s, now_s,
		     &out->deadlines);
	votes_of(arena, c->state, NULL, c->policy->list_name, zone, c->read_s, now_s, &out->votes);
	decisions_of(arena, c->state, c->policy->list_name, &out->decisions);
	fill_meetings(arena, out);
}

struct civil_date export_decision_day(const struct export_view *v, const struct decision_entry *e)
{
	if (civil_is_set(e->made->decision.meeting_day))
		return e->made->decision.meeting_day;
	return zone_to_local(v->zone, e->made->at_s).date;
}

const char *export_decision_mail(const struct export_view *v, const struct decision_entry *e)
{
	int number = e->made->decision.deadline;
	const struct vote_entry *vote = number ? votes_find(&v->votes, number) : NULL;

	if (*e->made->message_id || !number)
		return e->made->message_id;
	for (size_t i = 0; i < v->deadlines.len; i++) {
		if (v->deadlines.entries[i].number == number)
			return v->deadlines.entries[i].deadline.message_id;
	}
	return vote ? vote->vote.message_id : "";
}

bool export_is_overdue(const struct export_view *view, const struct item *item)
{
	return item->status == ITEM_OPEN && civil_is_set(item->due) &&
	       civil_compare(item->due, view->today) < 0;
}

const char *export_owner_name(const struct owner *owner)
{
	return *owner->person ? owner->person : owner->written;
}

const char *export_owners(struct arena *arena, const struct item *item, size_t columns)
{
	const char *text = "", *group = NULL;
	size_t members = 0, done = 0;

	for (size_t i = 0; i < item->n_owners; i++) {
		const struct owner *o = &item->owners[i];

		if (*o->group) {
			group = group ? group : o->group;
			members++;
			done += o->done_at_s != 0;
			continue;
		}
		text = arena_printf(arena, "%s%s%s", text, *text ? ", " : "", export_owner_name(o));
	}
	if (group) {
		const char *count = arena_printf(arena, " (%zu of %zu done)", done, members);

		if (layout_width(group) + strlen(count) > columns)
			group = format_short(arena, group,
					  columns > strlen(count) + 3 ? columns - strlen(count) - 3
								      : 1);
		text = arena_printf(arena, "%s%s%s%s", text, *text ? ", " : "", group, count);
	}
	return *text ? text : "nobody";
}

const char *export_source(struct arena *arena, const struct export_view *v, const char *message_id)
{
	return source_link(arena, v->context->policy, v->context->state, message_id);
}

const char *export_instant(struct arena *arena, int64_t utc_s)
{
	char text[CIVIL_TEXT_SIZE];

	return utc_s ? arena_strdup(arena, civil_format_instant(utc_s, text)) : NULL;
}

const char *export_day(struct arena *arena, struct civil_date date)
{
	char text[CIVIL_TEXT_SIZE];

	return civil_is_set(date) ? arena_strdup(arena, civil_format_iso(date, text)) : NULL;
}

const char *export_meeting_chair(const struct export_meeting *meeting)
{
	return meeting->meeting.cancelled || !*meeting->view.chair ? NULL : meeting->view.chair;
}

const char *export_meeting_state(const struct export_view *view,
				 const struct export_meeting *meeting)
{
	if (meeting->meeting.cancelled)
		return "cancelled";
	return meeting->meeting.start_utc_s > view->now_s ? "planned" : "past";
}

const char *export_meeting_minutes(const struct export_view *view,
				   const struct export_meeting *meeting)
{
	const struct deadline_entry *e = deadline_of_minutes(
		&view->deadlines, meeting->meeting.number, meeting->meeting.date);

	if (meeting->meeting.cancelled || meeting->meeting.start_utc_s > view->now_s)
		return NULL;
	if (!e || !e->deadline.opened || e->deadline.state == DEADLINE_OPEN)
		return meeting->has_minutes || e ? "mailed" : "none";
	return e->deadline.state == DEADLINE_STANDS ? "stand" :
	       deadline_state_name(e->deadline.state);
}

const char *export_meeting_quorum(const struct export_view *view,
				  const struct export_meeting *meeting)
{
	const struct quorum_count *count = &meeting->quorum;
	bool is_past = meeting->meeting.start_utc_s <= view->now_s;

	if (!count->needed || meeting->meeting.cancelled)
		return NULL;
	if (!is_past)
		return presence_is_too_few(count) ? "impossible" : "possible";
	if (!meeting->presence.is_known)
		return NULL;
	return count->present >= count->needed ? "yes" : "no";
}
