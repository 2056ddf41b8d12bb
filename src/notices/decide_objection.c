/* decide_objection.c - see decide_objection.h. */
#include "notices/decide_objection.h"

#include <string.h>

#include "committee/walk.h"
#include "notices/queue.h"
#include "time/zone.h"

static const char *ask_key(struct deadline_decider *d, const struct deadline_remark *remark)
{
	const struct deadline_event *e = remark->event;

	return *e->message_id ? arena_printf(d->arena, "deadline/%d/ask/%s", d->entry->number,
					     e->message_id)
			      : deadline_key_at(d, "ask", e->at_s);
}

/* What the chair has to hear of, and has not heard. */
static bool is_to_ask(struct deadline_decider *d, const struct deadline_remark *remark,
		      const char *key)
{
	return remark->to_chair &&
	       (!d->entry->quiet_until_s || remark->event->at_s > d->entry->quiet_until_s) &&
	       !deadline_is_spent(d, key);
}

/* One mail, one question, however many lines. */
static bool is_gathered(const struct deadline_decider *d, const char *key)
{
	for (size_t i = d->n_gathered; i-- > 0;) {
		if (strcmp(d->gathered[i].key, key) == 0)
			return true;
	}
	return false;
}

static bool is_decided(const struct deadline_decider *d, const char *key)
{
	for (size_t i = d->out->len; i-- > 0;) {
		if (strcmp(d->out->notices[i].key, key) == 0)
			return true;
	}
	return false;
}

static void gather(struct deadline_decider *d, const struct gathered_objection *objection)
{
	d->gathered = arena_grow(d->arena, d->gathered, d->n_gathered, &d->cap_gathered,
				 sizeof *d->gathered);
	d->gathered[d->n_gathered++] = *objection;
}

/* about: further keys of the mail; NULL: none. */
static void ask_about(struct deadline_decider *d, const struct gathered_objection *objection,
		      const char *about)
{
	const struct deadline_remark *remark = objection->row.remark;
	struct deadline_view view = deadline_view_of(d->arena, d->context->people, d->entry);
	const struct person *person;
	struct digest_reader reader;
	struct notice_composed composed = { 0 };

	if (!deadline_chair_reader(d, objection->key, objection->answers, true, &person, &reader))
		return;
	digest_objection_asked(d->arena, d->context->policy, &reader, &view, remark, d->now_s,
			       &composed);
	struct notice *notice = deadline_add_notice(d, objection->key, "deadline-question", person,
						    reader.addr, &composed, NULL);

	notice->cause = queue_cause(d->arena, remark->event->actor, remark->event->proved);
	if (about)
		deadline_spend(d, about);
	deadline_spend_with(d, notice);
}

void objection_ask(struct deadline_decider *d)
{
	const struct deadline *deadline = &d->entry->deadline;

	for (size_t i = 0; i < deadline->n_remarks; i++) {
		const struct deadline_remark *remark = &deadline->remarks[i];
		const struct deadline_event *e = remark->event;
		bool is_by_people =
			e->proved && (e->roles & (DEADLINE_BY_MEMBER | DEADLINE_BY_CHAIR |
						  DEADLINE_BY_OPERATOR));
		const struct gathered_objection objection = {
			.key = remark->to_chair ? ask_key(d, remark) : "",
			.answers = *e->message_id ? e->message_id : deadline->message_id,
			.row = { .entry = d->entry, .remark = remark },
		};

		if (!remark->to_chair || !is_to_ask(d, remark, objection.key))
			continue;
		if (!is_by_people && !is_gathered(d, objection.key))
			gather(d, &objection);
		else if (is_by_people && !is_decided(d, objection.key))
			ask_about(d, &objection, NULL);
	}
}

/* Has the mail of remark i another one before it?  What one mail says has come at one instant. */
static bool is_said_before(const struct deadline *deadline, size_t i)
{
	const struct deadline_event *e = deadline->remarks[i].event;

	for (size_t k = i;
	     *e->message_id && k-- > 0 && deadline->remarks[k].event->at_s == e->at_s;) {
		if (deadline->remarks[k].to_chair &&
		    strcmp(deadline->remarks[k].event->message_id, e->message_id) == 0)
			return true;
	}
	return false;
}

void objection_tell_all(struct deadline_decider *d)
{
	const struct deadline *deadline = &d->entry->deadline;

	for (size_t i = 0; i < deadline->n_remarks; i++) {
		if (is_to_ask(d, &deadline->remarks[i], ask_key(d, &deadline->remarks[i])) &&
		    !is_said_before(deadline, i))
			deadline_spend(d, ask_key(d, &deadline->remarks[i]));
	}
}

/* ---- to which deadline nobody knows ---- */

/* Those that run. */
static struct deadline_view *running(struct deadline_decider *d, const struct deadline_list *list,
				     size_t *n_out)
{
	struct deadline_view *views = arena_alloc(d->arena, list->len + 1, sizeof *views);

	*n_out = 0;
	for (size_t i = 0; i < list->len; i++) {
		if (deadline_is_running(&list->entries[i].deadline) &&
		    !deadline_is_untold(&list->entries[i]))
			views[(*n_out)++] =
				deadline_view_of(d->arena, d->context->people, &list->entries[i]);
	}
	return views;
}

static void ask_to_what(struct deadline_decider *d, const struct gathered_objection *objection,
			const struct deadline_list *list, const char *about)
{
	const struct event *e = objection->row.unclear;
	const struct person *person;
	struct digest_reader reader;
	struct notice_composed composed = { 0 };
	size_t n;
	struct deadline_view *views = running(d, list, &n);

	if (!deadline_chair_reader(d, objection->key, objection->answers, false, &person, &reader))
		return;
	digest_objection_unclear(d->arena, d->context->policy, &reader, e, views, n, d->now_s,
				 &composed);
	struct notice *notice = deadline_add_notice(d, objection->key, "deadline-question", person,
						    reader.addr, &composed, NULL);

	notice->cause = queue_cause(d->arena, e->actor, *e->proof);
	if (about)
		deadline_spend(d, about);
	deadline_spend_with(d, notice);
}

/* Once a mail, and none of before the ledger. */
static void look_for_unclear(struct deadline_decider *d, const struct deadline_list *list)
{
	const struct notice_policy *policy = d->context->policy;
	struct event_walk walk = walk_events(d->state, policy->list_name, WALK(EVENT_DEADLINE));
	const struct event *e;

	while ((e = event_walk_next(&walk))) {
		bool is_one = strcmp(e->act, deadline_event_name(DEADLINE_EVENT_UNCLEAR)) == 0;

		if (!is_one || e->quiet_until_s)
			continue;
		const struct gathered_objection objection = {
			.key = arena_printf(d->arena, "objection-unclear/%s/%s", policy->list_name,
					    e->message_id),
			.answers = e->message_id,
			.row = { .unclear = e },
		};
		bool is_by_people = *e->proof && e->deadline.roles;

		if (deadline_is_spent(d, objection.key))
			continue;
		if (!is_by_people && !is_gathered(d, objection.key))
			gather(d, &objection);
		else if (is_by_people && !is_decided(d, objection.key))
			ask_to_what(d, &objection, list, NULL);
	}
}

/* ---- all of a day ---- */

static bool is_of_one_deadline(const struct deadline_decider *d)
{
	for (size_t i = 1; i < d->n_gathered; i++) {
		if (d->gathered[i].row.entry != d->gathered[0].row.entry)
			return false;
	}
	return d->gathered[0].row.entry;
}

static void ask_about_all(struct deadline_decider *d, const struct deadline_list *list,
			  const char *key)
{
	struct objection_row *rows = arena_alloc(d->arena, d->n_gathered, sizeof *rows);
	bool is_of_one = is_of_one_deadline(d);
	const struct person *person;
	struct digest_reader reader;
	struct notice_composed composed = { 0 };
	size_t n_running;

	d->entry = is_of_one ? d->gathered[0].row.entry : NULL;
	if (!deadline_chair_reader(d, key, is_of_one ? d->entry->deadline.message_id : "",
				   is_of_one, &person, &reader))
		return;
	for (size_t i = 0; i < d->n_gathered; i++)
		rows[i] = d->gathered[i].row;
	const struct objections_view view = {
		.rows = rows,
		.n_rows = d->n_gathered,
		.running = running(d, list, &n_running),
		.n_running = n_running,
	};

	digest_objections_asked(d->arena, d->context->policy, &reader, &view, d->now_s, &composed);
	struct notice *notice = deadline_add_notice(d, key, "deadline-question", person,
						    reader.addr, &composed, NULL);

	notice->cause = NULL;
	for (size_t i = 0; i < d->n_gathered; i++)
		deadline_spend(d, d->gathered[i].key);
	deadline_spend_with(d, notice);
}

void objection_ask_gathered(struct deadline_decider *d, const struct deadline_list *list)
{
	const struct notice_policy *policy = d->context->policy;
	const struct person *person;
	struct digest_reader reader;
	char iso[CIVIL_TEXT_SIZE];

	d->entry = NULL;
	d->meeting = 0;
	look_for_unclear(d, list);
	if (!d->n_gathered || !deadline_chair_reader(d, "", "", false, &person, &reader))
		return;
	int64_t day = zone_last_day(reader.zone, d->now_s, policy->reminder_minute);
	const char *key = arena_printf(d->arena, "objections/%s/%s", policy->list_name,
				       civil_format_iso(civil_from_days(day), iso));

	if (deadline_is_spent(d, key)) {
		deadline_wake_at(d,
				 zone_minute_to_utc(reader.zone, day + 1, policy->reminder_minute));
		return;
	}
	if (d->n_gathered > 1) {
		ask_about_all(d, list, key);
		return;
	}
	d->entry = d->gathered[0].row.entry;
	d->meeting = d->entry ? d->entry->meeting : 0;
	if (d->entry)
		ask_about(d, &d->gathered[0], key);
	else
		ask_to_what(d, &d->gathered[0], list, key);
}
