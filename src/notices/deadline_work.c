/* deadline_work.c - see deadline_work.h. */
#include "notices/deadline_work.h"

#include <string.h>

#include "committee/raise.h"
#include "committee/record_deadline.h"
#include "notices/queue.h"

void deadline_wake_at(struct deadline_decider *d, int64_t at_s)
{
	if (at_s > d->now_s && at_s < *d->next_s)
		*d->next_s = at_s;
}

const char *deadline_key_at(struct deadline_decider *d, const char *stage, int64_t n)
{
	return arena_printf(d->arena, "deadline/%d/%s/%lld", d->entry->number, stage, (long long)n);
}

const char *deadline_message_id(const struct deadline_decider *d, const char *key)
{
	return envelope_message_id(d->arena, d->context->policy, d->state, key);
}

bool deadline_is_spent(const struct deadline_decider *d, const char *key)
{
	return state_has_key(d->state, key);
}

void deadline_spend(struct deadline_decider *d, const char *key)
{
	if (deadline_is_spent(d, key))
		return;
	d->spent = arena_grow(d->arena, d->spent, d->n_spent, &d->cap_spent, sizeof *d->spent);
	d->spent[d->n_spent++] = key;
}

void deadline_spend_with(struct deadline_decider *d, struct notice *notice)
{
	notice->spent = d->spent;
	notice->n_spent = d->n_spent;
	d->spent = NULL;
	d->n_spent = d->cap_spent = 0;
}

static const char *proof_of_opening(struct arena *arena, const struct deadline_entry *entry)
{
	const struct event **texts;

	return deadline_texts(arena, entry, &texts) ? texts[0]->proof : "";
}

struct deadline_view deadline_view_of(struct arena *arena, const struct people *people,
				      const struct deadline_entry *entry)
{
	bool odd = entry->deadline.date_passed || !civil_is_set(entry->terms.until);
	const struct event **texts;
	size_t n_texts = deadline_texts(arena, entry, &texts);

	return (struct deadline_view){
		.number = entry->number,
		.title = entry->title,
		.kind = entry->terms.kind,
		.meeting = entry->meeting > 0 ? entry->meeting : -1,
		.deadline = &entry->deadline,
		.text_id = n_texts ? texts[n_texts - 1]->message_id : "",
		.end_said = odd ? entry->end_said : "",
		.note = raise_note(people, entry->deadline.opener, proof_of_opening(arena, entry)),
	};
}

bool deadline_is_untold(const struct deadline_entry *entry)
{
	return entry->quiet_until_s && entry->terms.kind == DEADLINE_MINUTES;
}

static struct event new_event(const struct deadline_decider *d, enum event_kind kind)
{
	return (struct event){ .at_s = d->now_s,
			       .kind = kind,
			       .list = d->context->policy->list_name,
			       .actor = EVENT_BY_BOT,
			       .message_id = "",
			       .rule = RULE_NOTICE,
			       .act = "" };
}

static struct event announced(const struct deadline_decider *d, const char *message_id,
			      const struct deadline_saying *says)
{
	struct event e = new_event(d, EVENT_DEADLINE);

	e.act = deadline_event_name(DEADLINE_EVENT_ANNOUNCED);
	e.message_id = message_id;
	e.deadline.number = d->entry->number;
	e.deadline.meeting = -1;
	e.deadline.named_s = says ? says->named_s : 0;
	e.deadline.state = says ? says->word : "";
	return e;
}

static struct event next_agenda(const struct deadline_decider *d)
{
	struct event e = new_event(d, EVENT_AGENDA);

	e.actor = d->entry->deadline.opener;
	e.agenda = (struct event_agenda){
		.title = d->entry->title,
		.presenters = d->entry->deadline.opener,
		.minutes = -1,
	};
	e.message_id = d->entry->deadline.message_id;
	e.proof = proof_of_opening(d->arena, d->entry);
	return e;
}

struct notice *deadline_add_notice(struct deadline_decider *d, const char *key,
				   const char *kind_name, const struct person *person,
				   const char *addr, const struct notice_composed *composed,
				   const struct deadline_saying *says)
{
	struct event *events = arena_alloc(d->arena, 2, sizeof *events);
	struct notice *notice = notice_add(d->arena, d->out,
					   &(struct notice){
						   .kind = NOTICE_COMPOSED,
						   .key = key,
						   .list = d->context->policy->list_name,
						   .person = person,
						   .addr = addr,
						   .kind_name = kind_name,
						   .composed = *composed,
						   .events = events,
					   });

	if (!d->entry)
		return notice;
	notice->cause =
		queue_cause(d->arena, d->entry->deadline.opener, d->entry->deadline.opener_proved);
	events[notice->n_events++] = announced(d, composed->message_id, says);
	if (says && says->next_agenda)
		events[notice->n_events++] = next_agenda(d);
	return notice;
}

bool deadline_chair_reader(struct deadline_decider *d, const char *key, const char *answers,
			   bool as_minutes_say, const struct person **person_out,
			   struct digest_reader *out)
{
	const struct deadline_context *c = d->context;
	const char *named = as_minutes_say ? deadline_named_chair(d->arena, c->people, d->entry)
					   : NULL;
	const char *name =
		named ? named : deadline_chair(c->calendar, d->meeting, d->now_s, c->policy->chair);
	struct chair_reader reader;
	bool any = decide_chair_reader(d->state, c->policy, c->people, name, d->now_s, &reader);

	*person_out = reader.person;
	*out = (struct digest_reader){
		.name = reader.person ? reader.person->name : "",
		.addr = reader.addr,
		.zone = reader.zone,
		.message_id = deadline_message_id(d, key),
		.answers = answers,
		.state = d->state,
	};
	return any;
}
