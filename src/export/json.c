/* json.c - items, deadlines and meetings as JSON; the names of the members are those of the
 * commands' --json. */
#include <stdio.h>
#include <stdlib.h>

#include "export/ranked_json.h"
#include "export/view.h"
#include "notices/source.h"

enum { INDENT = 1 };

static json_t *text_or_null(const char *text)
{
	return text && *text ? json_string(text) : json_null();
}

static json_t *instant(int64_t utc_s)
{
	char text[CIVIL_TEXT_SIZE];

	return utc_s ? json_string(civil_format_instant(utc_s, text)) : json_null();
}

static json_t *day(struct civil_date date)
{
	char text[CIVIL_TEXT_SIZE];

	return civil_is_set(date) ? json_string(civil_format_iso(date, text)) : json_null();
}

static json_t *number_or_null(int number)
{
	return number > 0 ? json_integer(number) : json_null();
}

static json_t *decision_or_null(int number)
{
	return number > 0 ? json_sprintf("D%d", number) : json_null();
}

/* Fails for want of memory alone: strings of the ledger are UTF-8. */
static json_t *sure(json_t *json)
{
	if (!json)
		abort();
	return json;
}

static json_t *owner_json(const struct owner *o)
{
	return json_pack("{s:s, s:o, s:o, s:b, s:o}", "written", o->written, "person",
			 text_or_null(o->person), "group", text_or_null(o->group), "done",
			 o->done_at_s != 0, "snoozed_until", day(o->snoozed_until));
}

/* The link to a mail of the list, or null. */
static json_t *source_json(const struct notice_policy *policy, const struct state *state,
			   const char *message_id)
{
	struct arena *arena = arena_new();
	json_t *json = text_or_null(policy ? source_link(arena, policy, state, message_id) : NULL);

	arena_free(&arena);
	return json;
}

static json_t *source_in(const struct export_view *v, const char *message_id)
{
	return source_json(v->context->policy, v->context->state, message_id);
}

json_t *export_item_json(const struct item *item, const struct state *state,
			 const struct notice_policy *policy, int64_t now_s)
{
	json_t *owners = json_array();
	struct civil_date next = { 0 };

	if (policy) {
		const struct duty_round_context context = policy_recurring(policy);

		next = duty_round_next(item, &context, now_s);
	}

	for (size_t i = 0; i < item->n_owners; i++)
		json_array_append_new(owners, sure(owner_json(&item->owners[i])));
	return sure(json_pack(
		"{s:i, s:s, s:s, s:o, s:s, s:s, s:s, s:o, s:b, s:o, s:o, s:s, s:s, s:i, s:s, s:i, "
		"s:s, s:s?, s:o, s:o}",
		"item", item->number, "list", item->list, "status", item_status_name(item->status),
		"owners", owners, "text", item->text, "detail", item->detail, "context",
		item->context, "due", day(item->due), "due_said", item->due_said, "raised",
		instant(item->raised_at_s), "closed", instant(item->closed_at_s), "raised_by",
		item->raised_by, "message_id", item->message_id, "line", (int)item->line, "rule",
		item->rule, "mentions", (int)item->mentions, "note", item->note, "every",
		item_recurs(item) ? item->duty.every : NULL, "next", day(next), "source",
		source_json(policy, state, item->message_id)));
}

static json_t *objection_json(const struct export_view *v, const struct deadline_objection *o)
{
	static const char *const ends[] = { "stands", "withdrawn", "resolved" };

	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:s, s:i, s:o}", "person", o->actor, "text",
			 o->text, "status", ends[o->end], "at", instant(o->at_s), "closed",
			 instant(o->ended_s), "message_id", o->message_id, "line", (int)o->line,
			 "source", source_in(v, o->message_id));
}

json_t *export_deadline_json(const struct export_view *v, const struct deadline_entry *e)
{
	const struct deadline *d = &e->deadline;
	json_t *objections = json_array();

	for (size_t i = 0; i < d->n_objections; i++)
		json_array_append_new(objections, sure(objection_json(v, &d->objections[i])));
	return sure(json_pack(
			 "{s:i, s:s, s:s, s:s, s:s, s:o, s:o, s:s, s:o, s:o, s:b, s:b, s:o, s:i, "
			 "s:i, s:i, s:i, s:s, s:o}",
			 "deadline", e->number, "list", v->context->policy->list_name, "kind",
			 e->terms.kind == DEADLINE_MINUTES ? "minutes" : "proposal", "status",
			 deadline_state_name(d->state), "text", e->title, "meeting",
			 number_or_null(e->meeting), "opened", instant(d->opened_s), "opened_by",
			 d->opener, "closes", instant(d->closes_s), "closed", instant(d->settled_s),
			 "waits", d->waits, "untold", d->untold, "objections", objections, "agreed",
			 (int)d->n_ok, "comments", (int)d->n_comments, "extended",
			 (int)d->n_extended, "reopened", (int)d->n_reopened, "message_id",
			 d->message_id, "source", source_in(v, d->message_id)));
}

static json_t *names_json(const char *const *names, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_string(names[i]));
	return list;
}

/* Of a ranked vote whose end decided. */
static json_t *ranked_json(const struct vote_entry *e)
{
	const struct ranked_tally *tally = e->vote.ranked;
	json_t *object;

	if (!tally)
		return json_null();
	object = json_object();
	ranked_json_add(object, e->terms.options, &tally->count, &tally->terms, &tally->result);
	return object;
}

static json_t *voter_json(const struct vote_entry *e, const struct vote_voter *voter)
{
	const struct vote_shown shown = votes_shown(e, voter);

	return json_pack("{s:s, s:o, s:o, s:o, s:i, s:s}", "person", voter->name, "choice",
			 text_or_null(shown.choice), "text", text_or_null(shown.reason), "at",
			 instant(voter->cast_s), "cast", (int)voter->n_cast, "ballot",
			 ballot_mail_name(voter->mail));
}

static json_t *remark_json(const struct vote_entry *e, const struct vote_event *said)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:s, s:i}", "person", said->actor, "what",
			 vote_event_name(said->kind), "why",
			 votes_why_not(e, e->sources[said - e->events]), "at", instant(said->at_s),
			 "message_id", said->message_id, "line", (int)said->line);
}

/* What its ballots say, once it is known, by their codes. */
static void add_secret(json_t *json, const struct vote_entry *e)
{
	static const char *const numbers[] = { "yes", "no", "abstained" };
	json_t *ballots = json_array();

	for (size_t i = 0; i < e->n_ballots; i++)
		json_array_append_new(
			ballots, sure(json_pack("{s:s, s:s}", "code", e->ballots[i].code, "choice",
						ballot_name(e->ballots[i].choice))));
	json_object_set_new(json, "secret", json_true());
	json_object_set_new(json, "voted", json_integer((json_int_t)tally_voted(&e->vote.tally)));
	json_object_set_new(json, "ballots", ballots);
	for (size_t i = 0; e->vote.tally.sealed && i < 3; i++)
		json_object_set_new(json, numbers[i], json_null());
}

json_t *export_vote_json(const struct export_view *v, const struct vote_entry *e)
{
	const struct vote *vote = &e->vote;
	json_t *voters = json_array(), *remarks = json_array();
	struct arena *arena = arena_new();

	for (size_t i = 0; i < vote->n_voters; i++)
		json_array_append_new(voters, sure(voter_json(e, &vote->voters[i])));
	for (size_t i = 0; i < vote->n_remarks; i++)
		json_array_append_new(remarks, sure(remark_json(e, vote->remarks[i].event)));
	json_t *json = sure(json_pack(
		"{s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:s, s:o, s:o, s:b, s:b, s:i, s:i, s:i, "
		"s:o, s:o, s:o, s:o, s:i, s:s, s:o}",
		"vote", e->number, "list", v->context->policy->list_name, "status",
		vote_state_name(vote->state), "text", e->title, "rule", e->terms.rule->name,
		"terms", e->sources[0]->vote.terms, "to_pass", votes_rule_text(arena, e), "opened",
		instant(vote->opened_s), "opened_by", vote->opener, "closes",
		instant(vote->closes_s), "closed", instant(vote->settled_s), "waits", vote->waits,
		"untold", vote->untold, "yes", (int)vote->tally.yes, "no", (int)vote->tally.no,
		"abstained", (int)vote->tally.abstain, "options",
		names_json(e->terms.options, e->terms.n_options), "ranked", ranked_json(e),
		"voters", voters, "without_effect", remarks,
		"extended", (int)vote->n_extended, "message_id", vote->message_id, "source",
		source_in(v, vote->message_id)));

	arena_free(&arena);
	if (e->terms.secret)
		add_secret(json, e);
	return json;
}

static json_t *quorum_json(const struct export_view *v, const struct export_meeting *m)
{
	const struct quorum_count *count = &m->quorum;

	if (!count->needed)
		return json_null();
	return json_pack("{s:I, s:I, s:o, s:I, s:o}", "members", (json_int_t)count->members,
			 "needed", (json_int_t)count->needed, "present",
			 m->presence.is_known ? json_integer((json_int_t)count->present)
					      : json_null(),
			 "coming", (json_int_t)count->coming, "met",
			 text_or_null(export_meeting_quorum(v, m)));
}

json_t *export_decision_json(const struct export_view *v, const struct decision_entry *e)
{
	const struct event *made = e->made;

	return sure(json_pack(
		"{s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:s, s:s, s:i, s:s, s:i, "
		"s:o}",
		"decision", decision_or_null(e->number), "list", made->list, "status",
		decision_status(e), "text", e->text, "date", day(export_decision_day(v, e)),
		"meeting", number_or_null(made->decision.meeting), "body",
		text_or_null(made->decision.body), "said_by", made->actor, "replaces",
		decision_or_null(made->decision.replaces), "replaced_by",
		decision_or_null(e->replaced_by), "deadline",
		number_or_null(made->decision.deadline), "quote", e->quote, "message_id",
		export_decision_mail(v, e), "line", (int)made->line, "rule", made->rule, "mentions",
		(int)e->mentions, "source", source_in(v, export_decision_mail(v, e))));
}

json_t *export_meeting_json(const struct export_view *v, const struct export_meeting *m)
{
	return sure(
		json_pack("{s:o, s:s, s:s, s:o, s:o, s:o, s:s, s:o, s:o, s:b, s:o, s:o, s:o, "
			  "s:o}",
			  "meeting", number_or_null(m->meeting.number), "list",
			  v->context->policy->list_name, "status", export_meeting_state(v, m),
			  "date", day(m->meeting.date), "start", instant(m->meeting.start_utc_s),
			  "end", instant(m->meeting.start_utc_s + m->meeting.length_s), "zone",
			  zone_name(v->zone), "place", text_or_null(m->meeting.place), "chair",
			  text_or_null(export_meeting_chair(m)), "minutes_mailed", m->has_minutes,
			  "minutes", text_or_null(export_meeting_minutes(v, m)), "present",
			  m->presence.is_known
				  ? names_json(m->presence.present.names, m->presence.present.len)
				  : json_null(),
			  "regrets", names_json(m->presence.regrets.names, m->presence.regrets.len),
			  "quorum", quorum_json(v, m)));
}

json_t *export_agenda_json(const struct export_view *v, int meeting, const struct agenda_row *row)
{
	json_t *presenters = names_json(row->presenters, row->n_presenters);

	return sure(json_pack("{s:o, s:s, s:s, s:o, s:o, s:o, s:b, s:s, s:s, s:o}", "meeting",
			      number_or_null(meeting), "list", v->context->policy->list_name,
			      "text", row->title, "owners", presenters, "minutes",
			      number_or_null(row->minutes), "carried_from",
			      number_or_null(row->carried_from), "discussed", row->discussed,
			      "raised_by", row->raised_by, "message_id", row->message_id, "source",
			      source_in(v, row->message_id)));
}

static json_t *list_json(const struct export_view *v)
{
	json_t *items = json_array(), *deadlines = json_array(), *meetings = json_array(),
	       *votes = json_array(),
	       *agenda = json_array(), *decisions = json_array();

	for (size_t i = 0; i < v->n_items; i++)
		json_array_append_new(items,
				      export_item_json(v->items[i], v->context->state,
						       v->context->policy, v->now_s));
	for (size_t i = 0; i < v->deadlines.len; i++) {
		if (v->deadlines.entries[i].deadline.opened)
			json_array_append_new(deadlines,
					      export_deadline_json(v, &v->deadlines.entries[i]));
	}
	for (size_t i = 0; i < v->votes.len; i++) {
		if (v->votes.entries[i].vote.opened)
			json_array_append_new(votes,
					      export_vote_json(v, &v->votes.entries[i]));
	}
	for (size_t i = 0; i < v->decisions.len; i++)
		json_array_append_new(decisions,
				      export_decision_json(v, &v->decisions.entries[i]));
	for (size_t i = 0; i < v->n_meetings; i++)
		json_array_append_new(meetings, export_meeting_json(v, &v->meetings[i]));
	for (size_t i = 0; i < v->agenda.n_rows; i++)
		json_array_append_new(agenda, export_agenda_json(v, v->agenda.meeting.number,
								 &v->agenda.rows[i]));
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "list",
			 v->context->policy->list_name, "address", v->context->policy->list_address,
			 "zone", zone_name(v->zone), "items", items, "deadlines", deadlines,
			 "votes", votes, "meetings", meetings, "agenda", agenda,
			 "decisions", decisions);
}

void export_json(struct arena *arena, const struct export_view *views, size_t n,
		 struct export_files *out)
{
	json_t *lists = json_array(), *all;
	struct buf buf;

	for (size_t i = 0; i < n; i++)
		json_array_append_new(lists, sure(list_json(&views[i])));
	all = sure(
		json_pack("{s:o, s:o}", "made", instant(n ? views[0].now_s : 0), "lists", lists));
	char *text = json_dumps(all, JSON_INDENT(INDENT));

	json_decref(all);
	buf_init(&buf, EXPORT_BYTES_MAX);
	if (text)
		buf_add_str(&buf, text);
	free(text);
	buf_add_char(&buf, '\n');
	export_add_file(arena, out, "beadle.json", &buf);
}
