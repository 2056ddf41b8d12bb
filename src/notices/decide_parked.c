/* decide_parked.c - see decide_parked.h. */
#include "notices/decide_parked.h"

#include <string.h>

#include "committee/walk.h"
#include "notices/advice.h"
#include "notices/layout.h"
#include "notices/meeting_view.h"
#include "notices/format.h"
#include "time/zone.h"

enum { BODY_MAX = 256 * 1024, ROWS_MAX = 200, TEXT_LINES = 2, ROW_INDENT = 4 };

struct parking {
	struct arena *arena;
	const struct meeting_context *c;
	int64_t now_s;
	struct chair_reader reader;
	struct event_list events;
	const char **named;		/* keys: what the mail has named */
	size_t n_named;
	struct buf body;
};

const char *parked_key(struct arena *arena, const char *list)
{
	return arena_printf(arena, "ladder/%s", list);
}

static const char *owners_of(struct arena *arena, const struct item *item)
{
	const char *text = "", *group = "";

	for (size_t i = 0; i < item->n_owners; i++) {
		const struct owner *o = &item->owners[i];
		const char *name = *o->group ? o->group : *o->person ? o->person : o->written;

		if (o->done_at_s || (*o->group && strcmp(o->group, group) == 0))
			continue;
		group = o->group;
		text = arena_printf(arena, "%s%s%s", text, *text ? ", " : "", name);
	}
	return *text ? text : "nobody";
}

static void park(struct parking *p, const struct item *item)
{
	const struct event e = ladder_parked(item, "nobody has answered", p->now_s);
	struct item parked = *item;

	parked.closed_at_s = p->now_s;
	event_list_add(p->arena, &p->events, &e);
	p->named[p->n_named++] = ladder_named_key(p->arena, &parked);
	if (p->n_named > ROWS_MAX)
		return;
	layout_hanging(&p->body,
		       arena_printf(p->arena, "#%d  due %s, %s  ", item->number,
				    format_date(p->arena, p->reader.zone, p->now_s, item->due),
				    owners_of(p->arena, item)),
		       ROW_INDENT, item->text, TEXT_LINES);
}

static void find(struct parking *p)
{
	const struct state *state = p->c->state;
	const struct notice_policy *policy = p->c->policy;
	struct item_walk walk = walk_items(state, policy->list_name);
	const struct item *item;
	struct civil_date today = zone_to_local(zone_of_either(policy->zone, NULL), p->now_s).date;

	p->named = arena_alloc(p->arena, state->n_items, sizeof *p->named);
	while ((item = item_walk_next(&walk))) {
		if (ladder_is_beyond(&policy->ladder, item, RUNG_PARKED, today))
			park(p, item);
	}
	if (p->n_named > ROWS_MAX)
		layout_paragraph(&p->body,
				 arena_printf(p->arena, "... and %zu more.",
					      p->n_named - ROWS_MAX));
}

static const char *text_of(struct parking *p)
{
	const struct notice_policy *policy = p->c->policy;
	const char *name =
		p->reader.person ? arena_printf(p->arena, "%s, ",
						format_first_name(p->arena, p->reader.person->name))
				 : "";
	const char *lines = arena_printf(p->arena, "\"drop parked\" to close all of them, or \"#%d "
						   "revive\" to have one back",
					 p->events.events[0].item);
	struct buf text;

	buf_init(&text, BODY_MAX + 4096);
	layout_paragraph(&text,
			 arena_printf(p->arena,
				      "%s%zu action items are parked, for they have been overdue "
				      "for months and nobody has closed them.",
				      name, p->n_named));
	buf_add_char(&text, '\n');
	layout_paragraph(&text,
			 "From now on owners are asked at growing gaps, and what nobody answers is "
			 "parked after a last call. These items lie far beyond that: nobody is "
			 "asked about them any more. Whoever says one again, in a mail or in "
			 "minutes, revives it.");
	buf_add_char(&text, '\n');
	buf_add_span(&text, buf_shown(&p->body));
	buf_add_char(&text, '\n');
	layout_paragraph(&text, advice_answer(p->arena, policy, lines, ""));
	return buf_finish_shown(&text, p->arena);
}

static void add_mail(struct parking *p, struct notice_list *out)
{
	const struct notice_policy *policy = p->c->policy;
	const char *key = parked_key(p->arena, policy->list_name);
	struct notice_composed mail;
	const struct envelope envelope = {
		.policy = policy,
		.zone = p->reader.zone,
		.kind = "parked",
		.message_id = envelope_message_id(p->arena, policy, p->c->state, key),
		.to_name = p->reader.person ? p->reader.person->name : "",
		.to_addr = p->reader.addr,
		.of_list = true,
		.subject = arena_printf(p->arena, "%zu old action items are parked", p->n_named),
		.answers = "",
		.text = text_of(p),
	};

	envelope_write(p->arena, &envelope, p->now_s, &mail);
	(void)notice_add(p->arena, out,
			 &(struct notice){
				 .kind = NOTICE_COMPOSED,
				 .key = key,
				 .list = policy->list_name,
				 .person = p->reader.person,
				 .addr = p->reader.addr,
				 .spent = p->named,
				 .n_spent = p->n_named,
				 .kind_name = "parked",
				 .composed = mail,
				 .events = p->events.events,
				 .n_events = p->events.len,
			 });
}

void decide_parked(struct arena *arena, const struct meeting_context *c, int64_t now_s,
		   struct notice_list *out, struct event_list *events_out)
{
	struct parking p = { .arena = arena, .c = c, .now_s = now_s };
	struct meeting meeting = { 0 };
	bool has_next = calendar_next(c->calendar, now_s, &meeting);
	const char *chair = has_next && meeting.chair ? meeting.chair : c->policy->chair;
	bool has_reader = decide_chair_reader(c->state, c->policy, c->people, chair, now_s,
					      &p.reader);

	buf_init(&p.body, BODY_MAX);
	find(&p);
	if (p.n_named && has_reader)
		add_mail(&p, out);
	else if (p.n_named)
		*events_out = p.events;
	buf_free(&p.body);
}
