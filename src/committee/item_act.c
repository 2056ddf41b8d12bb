/* item_act.c - see item_act.h for who may do what. */
#include "committee/item_act.h"

#include <string.h>

#include "committee/ownership.h"
#include "tags/fact.h"

enum { DATE_MAX_DAYS = 2 * 366, TEXT_SHOWN = 60, KEPT_DAYS = 14 };

struct item_deed {
	struct arena *arena;
	const struct act_place *place;
	const struct actor *actor;
	const struct item_act *act;
	const struct item *item;
	struct event_list *out;
	const struct owner *mine;	/* how the actor owns it; NULL: not, or he has done it */
	bool may_all;			/* the chair, who raised it */
};

bool item_act_from_name(const char *name, enum item_act_kind *out)
{
	static const char *const names[] = { "done",   "drop",  "snooze", "due",   "not-me",
					     "owner", "keep", "reopen", "revive" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcmp(names[i], name) == 0) {
			*out = (enum item_act_kind)i;
			return true;
		}
	}
	return false;
}

struct event item_act_event(const struct act_place *place, const struct actor *actor,
			    enum event_kind kind)
{
	return (struct event){
		.at_s = place->at_s,
		.kind = kind,
		.list = place->list,
		.actor = actor->name,
		.message_id = place->message_id,
		.line = place->line,
		.rule = place->rule,
		.proof = actor->proof,
		.quiet_until_s = place->quiet_until_s,
	};
}

static struct event new_event(const struct item_deed *d, enum event_kind kind)
{
	struct event e = item_act_event(d->place, d->actor, kind);

	e.item = d->item->number;
	return e;
}

static void emit(struct item_deed *d, struct event e)
{
	event_list_add(d->arena, d->out, &e);
}

/* Nothing changes; why stands in the ledger and is told. */
static bool refuse(struct item_deed *d, const char **said_out, const char *why)
{
	struct event e = new_event(d, EVENT_IGNORED);

	e.ignored = (struct event_ignored){ .why = why, .quote = d->place->quote };
	emit(d, e);
	*said_out =
		arena_printf(d->arena, "Nothing has changed for #%d: %s.", d->item->number, why);
	return false;
}

static const char *day(const struct item_deed *d, struct civil_date date)
{
	char text[CIVIL_TEXT_SIZE];

	if (date.year == d->place->today.year)
		return arena_strdup(d->arena, civil_format_short(date, text));
	return arena_printf(d->arena, "%s %d", civil_format_short(date, text), date.year);
}

/* "#12 (Forward the email)" */
static const char *the_item(const struct item_deed *d)
{
	const char *text = d->item->text;
	const struct span shown = span_cut(span_of(text), TEXT_SHOWN);

	return arena_printf(d->arena, "#%d (" SPAN_FMT "%s)", d->item->number, SPAN_ARG(shown),
			    text[shown.len] ? "..." : "");
}

static const struct owner *owned_by(const struct item *item, const struct people *people,
				    const struct person *person)
{
	for (size_t i = 0; person && i < item->n_owners; i++) {
		bool awaited = item->owners[i].done_at_s == 0 || item->status != ITEM_OPEN;

		if (awaited && people_is(people, item->owners[i].person, person))
			return &item->owners[i];
	}
	return NULL;
}

/* The entry by which the actor has done his part. */
static const struct owner *done_by(const struct item *item, const struct people *people,
				   const struct person *person)
{
	for (size_t i = 0; person && i < item->n_owners; i++) {
		if (item->owners[i].done_at_s && people_is(people, item->owners[i].person, person))
			return &item->owners[i];
	}
	return NULL;
}

static bool in_group(const struct item_deed *d)
{
	return d->mine && *d->mine->group;
}

static size_t others_waiting(const struct item_deed *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->item->n_owners; i++)
		n += &d->item->owners[i] != d->mine && *d->item->owners[i].group &&
		     !d->item->owners[i].done_at_s;
	return n;
}

/* The next meeting, or what the list has instead of one. */
static struct event_due next_day(const struct item_deed *d)
{
	int days = d->place->default_due_days;
	bool at_meeting = civil_is_set(d->place->next_meeting);

	return (struct event_due){
		.day = at_meeting ? d->place->next_meeting :
				    civil_add_days(d->place->today, days > 0 ? days : KEPT_DAYS),
		.said = true,
		.at_meeting = at_meeting,
	};
}

/* It is open again, and due at the next meeting when its day has passed.  The day that it is due
 * now. */
static struct civil_date take_back(struct item_deed *d, const char *person)
{
	struct event e = new_event(d, EVENT_REOPENED);

	e.reopened.person = person;
	e.reopened.note = d->act->text;
	if (!civil_is_set(d->item->due) || civil_compare(d->item->due, d->place->today) < 0)
		e.reopened.due = next_day(d);
	emit(d, e);
	return civil_is_set(e.reopened.due.day) ? e.reopened.due.day : d->item->due;
}

static void revive_if_parked(struct item_deed *d)
{
	if (d->item->status == ITEM_PARKED)
		(void)take_back(d, "");
}

static bool do_done(struct item_deed *d, const char **said_out)
{
	struct event e = new_event(d, EVENT_DONE);

	e.done.person = d->mine ? d->mine->person : "";
	e.done.note = d->act->text;
	emit(d, e);
	if (in_group(d) && others_waiting(d))
		*said_out = arena_printf(
			d->arena, "%s is done for you; it waits for %zu more.%s", the_item(d),
			others_waiting(d),
			d->may_all ? " \"done\" once more closes it for all of them." : "");
	else if (item_recurs(d->item))
		*said_out = arena_printf(d->arena,
					 "%s is done. It comes back %s; \"drop\" ends it for good.",
					 the_item(d), d->item->duty.every);
	else
		*said_out = arena_printf(d->arena, "%s is done.", the_item(d));
	return true;
}

static bool do_drop(struct item_deed *d, const char **said_out)
{
	bool is_alone = in_group(d) && !d->may_all;
	struct event e = new_event(d, is_alone ? EVENT_RELEASED : EVENT_DROPPED);

	if (is_alone)
		e.released =
			(struct event_released){ .person = d->mine->person, .why = d->act->text };
	else
		e.dropped.why = d->act->text;
	emit(d, e);
	*said_out =
		is_alone ? arena_printf(d->arena, "%s is off your list; the others of %s keep it.",
					the_item(d), d->mine->group)
			 : arena_printf(d->arena,
					item_recurs(d->item)
						? "%s is dropped, and does not come back."
						: "%s is dropped.",
					the_item(d));
	return true;
}

/* A day that a reminder or a due date can be about. */
static const char *day_fault(const struct item_deed *d)
{
	char example[CIVIL_TEXT_SIZE];

	if (!civil_is_set(d->act->date))
		return arena_printf(
			d->arena, "it needs a day or a period, as in 2w, Friday or %s",
			civil_format_iso(civil_add_days(d->place->today, 7), example));
	if (civil_compare(d->act->date, d->place->today) <= 0 &&
	    !(d->act->kind == ACT_DUE && civil_compare(d->act->date, d->place->today) == 0))
		return arena_printf(d->arena, "%s is not to come any more", day(d, d->act->date));
	if (civil_to_days(d->act->date) - civil_to_days(d->place->today) > DATE_MAX_DAYS)
		return arena_printf(d->arena, "%s is too far away", day(d, d->act->date));
	return NULL;
}

static bool do_snooze(struct item_deed *d, const char **said_out)
{
	struct event e = new_event(d, EVENT_SNOOZED);
	const char *fault = day_fault(d);
	bool alone = in_group(d) && !d->may_all;

	if (fault)
		return refuse(d, said_out, fault);
	revive_if_parked(d);
	e.snoozed = (struct event_snoozed){
		.until = d->act->date,
		.person = alone ? d->mine->person : "",
		.note = d->act->text,
	};
	emit(d, e);
	*said_out =
		arena_printf(d->arena, "%s is quiet until %s%s.", the_item(d), day(d, d->act->date),
			     alone		     ? " for you"
			     : d->item->n_owners > 1 ? " for all its owners"
						     : "");
	return true;
}

static bool do_due(struct item_deed *d, const char **said_out)
{
	struct event e = new_event(d, EVENT_DUE);
	const char *fault = day_fault(d);

	if (!fault && in_group(d) && !d->may_all)
		fault = arena_printf(d->arena,
				     "it is for %s; \"snooze\" postpones it for you alone",
				     d->mine->group);
	if (fault)
		return refuse(d, said_out, fault);
	revive_if_parked(d);
	e.redated = (struct event_redated){
		.due = { .day = d->act->date, .said = true },
		.why = d->act->text,
	};
	emit(d, e);
	*said_out = arena_printf(d->arena, "%s is due %s.", the_item(d), day(d, d->act->date));
	return true;
}

/* Those who are named, or what is wrong with one of the names. */
static const char *named(struct item_deed *d, struct ownership *o)
{
	*o = (struct ownership){ .len = 0 };
	for (size_t i = 0; i < d->act->n_owners; i++) {
		if (!ownership_add(d->arena, o, d->place->people, d->act->owners[i]))
			return people_fault(d->arena, d->place->people, d->act->owners[i]);
	}
	return NULL;
}

/* "a Dave" answers "Who is Davd?": the others who own the item go on. */
static void keep_known(struct item_deed *d, struct ownership *o)
{
	for (size_t i = 0; i < d->item->n_owners; i++) {
		const struct owner *owner = &d->item->owners[i];

		if (*owner->person)
			(void)ownership_add(d->arena, o, d->place->people,
					    *owner->group ? owner->group : owner->person);
	}
}

static bool do_owner(struct item_deed *d, const char **said_out)
{
	struct ownership o;
	const char *fault =
		d->act->n_owners ? named(d, &o) : "it needs a name, as in \"owner Dave\"";

	if (!fault && in_group(d) && !d->may_all)
		fault = arena_printf(d->arena, "it is for %s; \"not me\" takes you off it",
				     d->mine->group);
	if (fault)
		return refuse(d, said_out, fault);
	const struct event like = new_event(d, EVENT_ASSIGNED);

	if (strcmp(d->place->rule, RULE_LETTER) == 0)
		keep_known(d, &o);
	revive_if_parked(d);
	ownership_hand_over(d->arena, d->place->people, d->item, &o, &like, d->out);
	*said_out = arena_printf(d->arena, "%s is for %s now.", the_item(d),
				 ownership_text(d->arena, &o));
	return true;
}

static bool do_not_me(struct item_deed *d, const char **said_out)
{
	const struct event like = new_event(d, EVENT_ASSIGNED);
	struct event e = new_event(d, EVENT_RELEASED);
	const char *fault;
	struct ownership o;

	fault = d->mine ? named(d, &o) : "it is not yours";
	if (!fault && ownership_has(d->place->people, &o, d->mine))
		fault = "it is yours, and you name yourself";
	if (fault)
		return refuse(d, said_out, fault);
	if (o.len)
		revive_if_parked(d);
	ownership_assign(d->arena, d->place->people, d->item, &o, &like, d->out);
	e.released.person = d->mine->person;
	e.released.why = d->act->text;
	emit(d, e);
	if (o.len)
		*said_out = arena_printf(d->arena, "%s is not yours any more; it is for %s now.",
					 the_item(d), ownership_text(d->arena, &o));
	else
		*said_out = arena_printf(d->arena, "%s is not yours any more%s.", the_item(d),
					 d->item->n_owners > 1
						 ? "; the others keep it"
						 : "; the chair will be asked whose it is");
	return true;
}

/* A member of a group puts it off for himself. */
static bool keep_for_oneself(struct item_deed *d, const char **said_out)
{
	struct event e = new_event(d, EVENT_SNOOZED);

	e.snoozed = (struct event_snoozed){ .until = next_day(d).day,
					    .person = d->mine->person,
					    .note = d->act->text };
	emit(d, e);
	*said_out = arena_printf(d->arena, "%s is kept; it is quiet until %s for you.",
				 the_item(d), day(d, e.snoozed.until));
	return true;
}

/* No day is moved forward. */
static bool do_keep(struct item_deed *d, const char **said_out)
{
	struct event e = new_event(d, EVENT_DUE);
	const struct item *item = d->item;
	struct civil_date due;

	if (item->status == ITEM_PARKED) {
		due = take_back(d, "");
	} else if (in_group(d) && !d->may_all) {
		return keep_for_oneself(d, said_out);
	} else {
		e.redated.why = d->act->text;
		e.redated.due = next_day(d);
		if (civil_compare(item->due, e.redated.due.day) > 0)
			e.redated.due = (struct event_due){
				.day = item->due,
				.said = item->due_said,
				.at_meeting = item->due_at_meeting,
			};
		due = e.redated.due.day;
		emit(d, e);
	}
	*said_out = arena_printf(d->arena, "%s is kept; it is due %s.", the_item(d), day(d, due));
	return true;
}

static bool do_reopen(struct item_deed *d, const char **said_out)
{
	bool is_part = d->item->status == ITEM_OPEN;
	struct civil_date due = take_back(d, is_part ? d->mine->person : "");

	*said_out = arena_printf(d->arena, "%s is open %s; it is due %s.", the_item(d),
				 is_part ? "for you again" : "again", day(d, due));
	return true;
}

static bool takes_back(const struct item_act *act)
{
	return act->kind == ACT_REOPEN || act->kind == ACT_REVIVE;
}

/* Why it cannot be done to an item in its state; NULL: it can. */
static const char *state_fault(const struct item_deed *d)
{
	enum item_status status = d->item->status;

	if (takes_back(d->act))
		return status == ITEM_OPEN && !d->mine ? "it is open already" : NULL;
	/* between two rounds a duty can be dropped */
	if (item_is_alive(d->item) || (d->act->kind == ACT_DROP && item_recurs(d->item)))
		return NULL;
	return arena_printf(d->arena, "it is %s already", item_status_name(status));
}

bool item_act_do(struct arena *arena, const struct state *state, const struct act_place *place,
		 const struct actor *actor, const struct item_act *act, struct event_list *out,
		 const char **said_out)
{
	static bool (*const acts[])(struct item_deed *, const char **) = {
		[ACT_DONE] = do_done, [ACT_DROP] = do_drop,	[ACT_SNOOZE] = do_snooze,
		[ACT_DUE] = do_due,   [ACT_NOT_ME] = do_not_me, [ACT_OWNER] = do_owner,
		[ACT_KEEP] = do_keep, [ACT_REOPEN] = do_reopen, [ACT_REVIVE] = do_reopen,
	};
	const char *fault;
	struct item_deed d = {
		.arena = arena, .place = place, .actor = actor, .act = act, .out = out
	};

	d.item = state_item(state, act->item);
	if (!d.item || strcmp(d.item->list, place->list) != 0) {
		*said_out = arena_printf(arena, "There is no item #%d.", act->item);
		return false;
	}
	d.mine = takes_back(act) && d.item->status == ITEM_OPEN ?
			 done_by(d.item, place->people, actor->person) :
			 owned_by(d.item, place->people, actor->person);
	d.may_all = actor->is_chair ||
		    (*d.item->raised_by && strcmp(d.item->raised_by, actor->name) == 0);
	if (!*actor->proof)
		return refuse(&d, said_out, "the sender is not proved");
	fault = state_fault(&d);
	if (fault)
		return refuse(&d, said_out, fault);
	if (!d.mine && !d.may_all)
		return refuse(&d, said_out, "only an owner, the chair or who raised it may say so");
	return acts[act->kind](&d, said_out);
}
