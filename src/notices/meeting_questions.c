/* meeting_questions.c - what a chair is asked in the digest: whose an item is, and who chaired (see
 * meeting_view.h). */
#include "notices/meeting_view.h"

#include <string.h>

static bool is_of(const struct meeting_context *c, const char *list)
{
	return strcmp(list, c->policy->list_name) == 0;
}

static void ask(struct question_list *list, const char *key, struct question_view question)
{
	if (list->len == VIEW_QUESTIONS_MAX)
		return;
	list->keys[list->len] = key;
	list->rows[list->len++] = question;
}

/* The names that mean nobody; "" when each owner is known. */
static const char *unknown_owners(struct arena *arena, const struct item *item)
{
	const char *text = "";

	for (size_t i = 0; i < item->n_owners; i++) {
		const struct owner *o = &item->owners[i];

		if (!*o->person && !o->done_at_s)
			text = arena_printf(arena, "%s%s\"%s\"", text, *text ? ", " : "",
					    o->written);
	}
	return text;
}

bool meeting_view_is_nobodys(const struct item *item)
{
	bool is_known = item->n_owners > 0;

	for (size_t i = 0; i < item->n_owners; i++)
		is_known = is_known && (*item->owners[i].person || item->owners[i].done_at_s);
	return item->number && item->status == ITEM_OPEN && !is_known;
}

const char *meeting_view_whose(struct arena *arena, const struct item *item)
{
	if (!meeting_view_is_nobodys(item))
		return NULL;
	return item->n_owners ? arena_printf(arena, "Who is %s?", unknown_owners(arena, item))
			      : "Whose is it?";
}

bool meeting_view_is_past(const struct meeting_context *c, const struct item *item)
{
	int64_t past_s = item->quiet_until_s > c->state->born_at_s ? item->quiet_until_s
								   : c->state->born_at_s;

	return item->touched_at_s < past_s && civil_is_set(item->due) &&
	       civil_compare(item->due,
			     zone_to_local(zone_of_either(c->policy->zone, NULL), past_s).date) < 0;
}

/* NULL when each owner is known, or it was asked before. */
static const char *owner_question(struct arena *arena, const struct meeting_context *c,
				  const struct item *item, const char **key_out)
{
	if (!is_of(c, item->list))
		return NULL;
	*key_out = arena_printf(arena, "question/%d", item->number);
	return state_has_key(c->state, *key_out) ? NULL : meeting_view_whose(arena, item);
}

static void ask_owners(struct arena *arena, const struct meeting_context *c,
		       struct question_list *list)
{
	for (size_t i = c->state->n_items; i-- > 0;) {
		const struct item *item = &c->state->items[i];
		const char *key, *text = owner_question(arena, c, item, &key);

		if (text)
			ask(list, key,
			    (struct question_view){
				    .item = item, .text = text, .message_id = item->message_id });
	}
}

/* In minutes that name another chair than the expected one, or a name that means nobody or
 * several. */
static const char *chair_question(struct arena *arena, const struct event_minutes *minutes,
				  const struct meeting *meeting)
{
	char day[CIVIL_TEXT_SIZE];

	civil_format_iso(meeting->date, day);
	if (!*minutes->chair)
		return arena_printf(arena,
				    "The minutes of #%d (%s) name \"%s\" as its chair: who is "
				    "that? It was the turn of "
				    "%s. If another chaired, \"[CHAIR #%d NAME]\" says so.",
				    meeting->number, day, minutes->chair_written, meeting->chair,
				    meeting->number);
	return arena_printf(arena,
			    "The minutes of #%d (%s) name %s as its chair, and it was the turn of "
			    "%s. Did they swap? Then \"[CHAIR #%d %s]\" says so.",
			    meeting->number, day, minutes->chair, meeting->chair, meeting->number,
			    minutes->chair);
}

/* The chair that minutes name against the one whose turn it was. */
static void ask_chairs(struct arena *arena, const struct meeting_context *c,
		       struct question_list *list)
{
	for (size_t i = c->state->others.len; i-- > 0;) {
		const struct event *e = &c->state->others.events[i];
		const struct event_minutes *m = &e->minutes;
		struct meeting meeting;

		if (e->kind != EVENT_MINUTES || !is_of(c, e->list) || e->quiet_until_s ||
		    !(*m->chair || *m->chair_written) ||
		    (m->meeting > 0 ? !calendar_by_number(c->calendar, m->meeting, &meeting)
				    : !calendar_by_date(c->calendar, m->day, &meeting)) ||
		    !meeting.chair || strcmp(meeting.chair, m->chair) == 0)
			continue;
		const char *key = arena_printf(arena, "question/%s/chair/%d", c->policy->list_name,
					       meeting.number);

		if (!state_has_key(c->state, key))
			ask(list, key,
			    (struct question_view){ .text = chair_question(arena, m, &meeting),
						    .message_id = e->message_id });
	}
}

static struct question_list no_questions(struct arena *arena)
{
	return (struct question_list){
		.rows = arena_alloc(arena, VIEW_QUESTIONS_MAX, sizeof (struct question_view)),
		.keys = arena_alloc(arena, VIEW_QUESTIONS_MAX, sizeof (const char *)),
	};
}

void meeting_view_questions(struct arena *arena, const struct meeting_context *c,
			    struct question_list *out)
{
	*out = no_questions(arena);
	ask_chairs(arena, c, out);
	ask_owners(arena, c, out);
}

void meeting_view_urgent(struct arena *arena, const struct meeting_context *c, int64_t first_day,
			 int64_t last_day, struct question_list *out, int64_t *next_day_out)
{
	*out = no_questions(arena);
	*next_day_out = INT64_MAX;
	for (size_t i = 0; i < c->state->n_items; i++) {
		const struct item *item = &c->state->items[i];
		int64_t due = civil_is_set(item->due) ? civil_to_days(item->due) : INT64_MAX;
		const char *key, *text;

		if (due < first_day || due == INT64_MAX || meeting_view_is_past(c, item))
			continue;
		text = owner_question(arena, c, item, &key);
		if (text && due <= last_day)
			ask(out, key,
			    (struct question_view){
				    .item = item, .text = text, .message_id = item->message_id });
		else if (text && due < *next_day_out)
			*next_day_out = due;
	}
}
