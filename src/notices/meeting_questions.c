/* meeting_questions.c - what a chair is asked in the digest: whose an item is, and who chaired (see
 * meeting_view.h). */
#include "notices/meeting_work.h"

#include <string.h>

#include "committee/walk.h"

static void ask(struct question_list *list, struct question_view question)
{
	if (list->len < VIEW_QUESTIONS_MAX)
		list->rows[list->len++] = question;
}

/* The key of asking it for the n-th time. */
static const char *key_of(struct arena *arena, const char *question, unsigned n)
{
	return n > 1 ? arena_printf(arena, "%s/%u", question, n) : question;
}

static unsigned times_asked(struct arena *arena, const struct state *state, const char *question)
{
	unsigned n = 0;

	while (n < VIEW_ASKED_MAX && state_has_key(state, key_of(arena, question, n + 1)))
		n++;
	return n;
}

/* That it was asked of this meeting's chair, whose mail comes once more when the meeting is
 * moved. */
static const char *chair_key(struct arena *arena, const struct meeting *meeting,
			     const char *question)
{
	char day[CIVIL_TEXT_SIZE];

	return meeting->number > 0 ? arena_printf(arena, "%s/at/%d", question, meeting->number) :
	       arena_printf(arena, "%s/at/%s", question, civil_format_iso(meeting->date, day));
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

static struct question_view owner_question(struct arena *arena, const struct item *item)
{
	return (struct question_view){
		.item = item,
		.text = meeting_view_whose(arena, item),
		.message_id = item->message_id,
		.key = arena_printf(arena, "question/%d", item->number),
	};
}

struct question_view meeting_view_question(struct arena *arena, const struct meeting *meeting,
					   const struct item *item)
{
	struct question_view question = owner_question(arena, item);

	question.chair_key = chair_key(arena, meeting, question.key);
	return question;
}

/* If it was asked so often: once more; of a chair who was asked already it does not count again. */
static void ask_again(struct arena *arena, const struct meeting_context *c,
		      const struct meeting *meeting, struct question_view question, unsigned asked,
		      struct question_list *list)
{
	const char *here = chair_key(arena, meeting, question.key);

	if (times_asked(arena, c->state, question.key) != asked)
		return;
	if (state_has_key(c->state, here))
		question.key = "";
	else if (asked == VIEW_ASKED_MAX)
		return;
	else
		question.key = key_of(arena, question.key, asked + 1);
	question.chair_key = here;
	ask(list, question);
}

/* What was asked before goes first, so that it comes to an end; then the newest. */
static void ask_owners(struct arena *arena, const struct meeting_context *c,
		       const struct meeting *meeting, struct question_list *list)
{
	for (unsigned asked = VIEW_ASKED_MAX + 1; asked-- > 0;) {
		struct item_walk walk = walk_open(c->state, c->policy->list_name);
		const struct item *item;

		while ((item = item_walk_back(&walk))) {
			if (meeting_view_is_nobodys(item))
				ask_again(arena, c, meeting, owner_question(arena, item), asked,
					  list);
		}
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
		       const struct meeting *next, struct question_list *list)
{
	struct event_walk walk = walk_events(c->state, c->policy->list_name, WALK(EVENT_MINUTES));
	const struct event *e;

	while ((e = event_walk_back(&walk, EVENT_MINUTES))) {
		const struct event_minutes *m = &e->minutes;
		struct meeting meeting;

		if (e->quiet_until_s || !(*m->chair || *m->chair_written) ||
		    (m->meeting > 0 ? !calendar_by_number(c->calendar, m->meeting, &meeting)
				    : !calendar_by_date(c->calendar, m->day, &meeting)) ||
		    !meeting.chair || strcmp(meeting.chair, m->chair) == 0)
			continue;
		struct question_view question = {
			.text = chair_question(arena, m, &meeting),
			.message_id = e->message_id,
			.key = arena_printf(arena, "question/%s/chair/%d", c->policy->list_name,
					    meeting.number),
		};

		ask_again(arena, c, next, question, times_asked(arena, c->state, question.key),
			  list);
	}
}

static struct question_list no_questions(struct arena *arena)
{
	return (struct question_list){
		.rows = arena_alloc(arena, VIEW_QUESTIONS_MAX, sizeof (struct question_view)),
	};
}

void meeting_view_questions(struct arena *arena, const struct meeting_context *c,
			    const struct meeting *meeting, struct question_list *out)
{
	*out = no_questions(arena);
	ask_owners(arena, c, meeting, out);
	ask_chairs(arena, c, meeting, out);
}

struct item_list meeting_view_given_up(struct arena *arena, const struct meeting_context *c,
				       const struct meeting *meeting)
{
	struct item_walk walk = walk_open(c->state, c->policy->list_name);
	struct item_view *rows = NULL;
	const struct item *item;
	size_t n = 0, cap = 0;

	while ((item = item_walk_next(&walk))) {
		if (!meeting_view_is_nobodys(item))
			continue;
		const char *key = owner_question(arena, item).key;

		if (times_asked(arena, c->state, key) < VIEW_ASKED_MAX ||
		    state_has_key(c->state, chair_key(arena, meeting, key)))
			continue;
		rows = arena_grow(arena, rows, n, &cap, sizeof *rows);
		rows[n++] = (struct item_view){ .item = item };
	}
	return (struct item_list){ rows, n };
}

void meeting_view_urgent(struct arena *arena, const struct meeting_context *c,
			 const struct meeting *next, int64_t first_day, int64_t last_day,
			 struct question_list *out, int64_t *next_day_out)
{
	struct item_walk walk = walk_open(c->state, c->policy->list_name);
	const struct item *item;

	*out = no_questions(arena);
	*next_day_out = INT64_MAX;
	while ((item = item_walk_next(&walk))) {
		int64_t due = civil_is_set(item->due) ? civil_to_days(item->due) : INT64_MAX;

		if (due < first_day || due == INT64_MAX || meeting_view_is_past(c, item) ||
		    !meeting_view_is_nobodys(item))
			continue;
		const struct question_view question = meeting_view_question(arena, next, item);

		if (state_has_key(c->state, question.key))
			continue;
		if (due <= last_day)
			ask(out, question);
		else if (due < *next_day_out)
			*next_day_out = due;
	}
}

void meeting_view_spend(struct arena *arena, const struct question_view *questions, size_t n,
			struct notice *notice)
{
	notice->rows = arena_alloc(arena, n, sizeof *notice->rows);
	notice->spent = arena_alloc(arena, 2 * n, sizeof *notice->spent);
	for (size_t i = 0; i < n; i++) {
		const struct question_view *q = &questions[i];
		const char *key = *q->key ? q->key
					  : arena_printf(arena, "%s/%s", q->chair_key, notice->key);

		if (q->item)
			notice->rows[notice->n_rows++] =
				(struct notice_row){ .item = q->item->number, .key = key };
		else
			notice->spent[notice->n_spent++] = key;
		if (*q->key)
			notice->spent[notice->n_spent++] = q->chair_key;
	}
}
