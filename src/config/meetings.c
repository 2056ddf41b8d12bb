/* meetings.c - `meetings:` of a list to a struct meeting_plan.
 *
 * Computing the meetings shows a first date that the rule does not name, an exception on a day
 * without a meeting, or a swap of a cancelled meeting.  A plan with a problem does not count.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/url.h"
#include "config/schema.h"
#include "time/zone.h"

enum {
	LATER_MAX = 100,
	EXCEPTIONS_MAX = 1000,
	TURNS_MAX = 1000,
	STARTS_MAX = 20,
	DAY_S = 24 * 3600
};

struct meetings {
	struct config_reader *reader;
	const struct config_node *node;
	const struct people_set *people;
	struct meetings_text text;
	struct meeting_plan *plan;
	const struct zone *zone;
	struct meeting_rule *rules;
	struct meeting_exception *exceptions;
	const struct config_node **exception_nodes;	/* the date of each */
	struct chair_seat *seats;
	size_t n_seats, cap_seats;
	struct chair_turn *turns;
	const struct config_node **turn_nodes;
	size_t n_turns;
};

#define WRONG(m, node, ...) NODE_PROBLEM((m)->reader->problems, node, __VA_ARGS__)
#define QUOTED(m, text) problem_quote((m)->reader->arena, text)

static size_t count_problems(const struct meetings *m)
{
	return m->reader->problems->len + m->reader->problems->beyond;
}

static const char *date_text(struct meetings *m, struct civil_date date)
{
	char text[CIVIL_TEXT_SIZE];

	return arena_strdup(m->reader->arena, civil_format_iso(date, text));
}

/* The items of a list, at most max; 0 and a problem when it is none. */
static size_t list_items(struct meetings *m, const struct config_node *node, size_t max,
			 const char *expected)
{
	if (node->kind != NODE_LIST || !node->n_items) {
		WRONG(m, node, "%s, expected %s",
		      node->kind == NODE_LIST ? "an empty list" : node_kind_name(node), expected);
		return 0;
	}
	if (node->n_items > max) {
		WRONG(m, node, "a list of %zu, expected at most %zu", node->n_items, max);
		return 0;
	}
	return node->n_items;
}

static void read_recurrence(struct meetings *m, const struct config_node *node,
			    struct recurrence *out)
{
	const char *text =
		value_text(m->reader, node, "a rule such as FREQ=WEEKLY;INTERVAL=2;BYDAY=WE");
	struct err err;

	if (!text)
		return;
	if (recurrence_parse(m->reader->arena, span_of(text), out, &err))
		WRONG(m, node, "%s", err.text);
	else
		recurrence_localize(out, m->zone);
}

/* A time of day, or several that alternate. */
static void read_starts(struct meetings *m, const struct config_node *node,
			struct meeting_rule *rule)
{
	static const struct config_field field = { .key = "start", .type = FIELD_CLOCK };
	const struct config_node *const single[] = { node };
	size_t n = node->kind == NODE_LIST
			   ? list_items(m, node, STARTS_MAX,
					"times of day such as [\"07:00\", \"13:00\"]")
			   : 1;
	int *starts = arena_alloc(m->reader->arena, n + 1, sizeof *starts);

	for (size_t i = 0; i < n; i++) {
		const struct config_node *item =
			node->kind == NODE_LIST ? node->items[i] : single[0];

		(void)schema_read_value(m->reader, item, &field, &starts[i]);
	}
	rule->start_minutes = starts;
	rule->n_start_minutes = n;
}

static void check_fits(struct meetings *m, const struct meeting_rule *rule,
		       const struct config_node *node)
{
	struct civil_time start = { .date = rule->from };

	if (!rule->recurrence.rule || !rule->n_start_minutes || !civil_is_set(rule->from))
		return;
	start.hour = (int8_t)(rule->start_minutes[0] / 60);
	start.minute = (int8_t)(rule->start_minutes[0] % 60);
	if (!recurrence_fits(&rule->recurrence, start))
		WRONG(m, node, "%s is not a day of the rule %s, expected the day of its first "
			       "meeting",
		      date_text(m, rule->from), rule->recurrence.rule);
}

/* A rule from a later day on; what it does not say stays as it was. */
static void read_later(struct meetings *m, const struct config_node *node, size_t index)
{
	struct meeting_rule *rule = &m->rules[index];
	const struct config_node *from, *part;
	struct later_text text = { 0 };

	*rule = m->rules[index - 1];
	if (!schema_read(m->reader, node, &table_later, 0, &text))
		return;
	from = node_find(node, "from");
	rule->from = text.from;
	if (text.length_s)
		rule->length_s = text.length_s;
	if (text.place)
		rule->place = text.place;
	part = node_find(node, "rule");
	if (part)
		read_recurrence(m, part, &rule->recurrence);
	part = node_find(node, "start");
	if (part)
		read_starts(m, part, rule);
	if (!from || !civil_is_set(text.from))
		return;
	if (civil_compare(m->rules[index - 1].from, text.from) >= 0)
		WRONG(m, from,
		      "%s is not after %s, expected later rules in the order of their days",
		      date_text(m, text.from), date_text(m, m->rules[index - 1].from));
	else
		check_fits(m, rule, from);
}

static void read_rules(struct meetings *m, const struct config_node *rule,
		       const struct config_node *first_date)
{
	const struct config_node *later = node_find(m->node, "later"),
			  *start = node_find(m->node, "start");
	size_t n = later ? list_items(m, later, LATER_MAX,
				      "a list of later rules (- from: 2023-07-05)")
			 : 0;

	m->rules = arena_alloc(m->reader->arena, n + 1, sizeof *m->rules);
	m->rules[0].from = m->plan->first_date;
	m->rules[0].length_s = m->text.length_s;
	m->rules[0].place = m->text.place;
	read_recurrence(m, rule, &m->rules[0].recurrence);
	if (start)
		read_starts(m, start, &m->rules[0]);
	else
		WRONG(m, m->node,
		      "the plan of the meetings lacks \"start\", expected a time of day such as "
		      "\"13:00\", or several that "
		      "alternate");
	check_fits(m, &m->rules[0], first_date ? first_date : m->node);
	for (size_t i = 0; i < n; i++)
		read_later(m, later->items[i], i + 1);
	m->plan->rules = m->rules;
	m->plan->n_rules = n + 1;
}

/* The events of the text whose title holds what `summary` says; false when there are none. */
static bool take_series(struct arena *arena, const struct ical_calendar *calendar,
			const char *summary, struct meeting_plan *plan)
{
	struct ical_series *series = arena_alloc(arena, calendar->n_series + 1, sizeof *series);

	plan->n_series = 0;
	for (size_t i = 0; i < calendar->n_series; i++) {
		if (!summary || span_find_ci(span_of(calendar->series[i].summary), summary) >= 0)
			series[plan->n_series++] = calendar->series[i];
	}
	plan->series = series;
	return plan->n_series > 0;
}

enum err_kind config_plan_with(struct arena *arena, const struct config_list *list,
			       struct span text, struct meeting_plan *out, struct err *err)
{
	const struct zone *zone = zone_of_either(list->meetings->zone, NULL);
	struct ical_calendar calendar;

	*out = *list->meetings;
	if (ical_read(arena, span_copy(arena, text), zone, &calendar, err))
		return err->kind;
	if (!take_series(arena, &calendar, list->feed.summary, out))
		return err_set(err, ERR_DATA, "it has no event with a time of day%s",
			       list->feed.summary ? " and that summary" : "");
	return ERR_NONE;
}

/* What a calendar, as a file or by address, takes the place of. */
static void refuse_rule(struct meetings *m, const char *what)
{
	static const char *const others[] = { "start", "later" };

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		const struct config_node *other = node_find(m->node, others[i]);

		if (other)
			WRONG(m, other, "\"%s\" means nothing with %s, leave it out",
			      others[i], what);
	}
}

static const char *url_fault(const char *text)
{
	struct url url;

	if (!url_split(span_of(text), &url) || strchr(text, ' '))
		return "not an address that can be fetched";
	if (url.has_user)
		return "an address with a user or a password";
	if (!url.host.len)
		return "an address without a host";
	return url.plain && !host_is_loopback(url.host) ? "plain text to another machine" : NULL;
}

/* The address itself may be a secret, and is not repeated. */
static void read_feed(struct meetings *m, const struct config_node *node, struct config_feed *out)
{
	const char *fault;

	refuse_rule(m, "a calendar's address");
	if (!m->text.ical)
		return;
	fault = url_fault(m->text.ical);
	if (fault)
		WRONG(m, node, "%s, expected https://host/...", fault);
	*out = (struct config_feed){ .url = m->text.ical,
				     .ca_file = m->text.ca_file,
				     .refresh_s = m->text.refresh_s,
				     .summary = m->text.summary };
}

static void read_ics(struct meetings *m, const struct config_node *node)
{
	struct ical_calendar calendar;
	struct err err;
	struct buf bytes;

	refuse_rule(m, "an iCalendar file");
	if (!m->text.ics)
		return;
	buf_init(&bytes, ICAL_BYTES_MAX);
	if (reader_load(m->reader, m->text.ics, &bytes, &err))
		WRONG(m, node, "iCalendar file %s: %s", QUOTED(m, m->text.ics), err.text);
	else if (ical_read(m->reader->arena, span_copy(m->reader->arena, buf_fitted(&bytes)),
			   m->zone, &calendar, &err))
		WRONG(m, node, "iCalendar file %s: %s", QUOTED(m, m->text.ics), err.text);
	else if (!take_series(m->reader->arena, &calendar, m->text.summary, m->plan))
		WRONG(m, node, "no event with a time of day%s in %s, expected the meetings there",
		      m->text.summary ? " and that summary" : "", QUOTED(m, m->text.ics));
	buf_free(&bytes);
}

static void read_source(struct meetings *m, const struct config_node *first_date,
			struct config_feed *feed_out)
{
	static const struct { const char *key, *with; bool file_too;
	} others[] = {
		{ "summary", "\"ics\" or \"ical\"", true },
		{ "ca_file", "\"ical\"", false },
		{ "refresh", "\"ical\"", false },
	};
	const struct config_node *rule = node_find(m->node, "rule"),
				 *ics = node_find(m->node, "ics");
	const struct config_node *ical = node_find(m->node, "ical");

	if ((rule && (ics || ical)) || (ics && ical))
		WRONG(m, ical ? ical : ics,
		      "more than one of rule, ics and ical, expected one of them");
	else if (rule)
		read_rules(m, rule, first_date);
	else if (ics)
		read_ics(m, ics);
	else if (ical)
		read_feed(m, ical, feed_out);
	else
		WRONG(m, m->node,
		      "the plan of the meetings lacks \"rule\", expected a rule such as "
		      "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE, "
		      "\"ics\" with the name of a file, or \"ical\" with an address");
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		const struct config_node *other = node_find(m->node, others[i].key);

		if (other && !ical && !(ics && others[i].file_too))
			WRONG(m, other, "\"%s\" means nothing without %s, leave it out",
			      others[i].key, others[i].with);
	}
}

static bool changes_anything(const struct meeting_exception *e)
{
	bool is_elsewhen = civil_is_set(e->moved) || e->start_minute >= 0 || e->length_s;

	return e->extra || e->cancelled || is_elsewhen || e->place;
}

static void check_exception(struct meetings *m, const struct config_node *node, size_t index)
{
	const struct meeting_exception *e = &m->exceptions[index];
	const struct config_node *date = m->exception_nodes[index];

	if (!civil_is_set(e->date))
		return;
	if (e->extra && (e->cancelled || civil_is_set(e->moved)))
		WRONG(m, node,
		      "an extra meeting that is cancelled or moved, expected its own day alone");
	else if (e->cancelled && (civil_is_set(e->moved) || e->start_minute >= 0))
		WRONG(m, node, "a meeting both cancelled and moved, expected one of them");
	else if (!changes_anything(e))
		WRONG(m, node,
		      "an exception that changes nothing, expected cancelled, moved, start, "
		      "length, place or extra");
	if (civil_compare(e->date, m->plan->first_date) < 0)
		WRONG(m, date, "%s is before the first meeting, expected a later day",
		      date_text(m, e->date));
	for (size_t i = 0; i < index; i++) {
		if (civil_compare(m->exceptions[i].date, e->date) == 0)
			WRONG(m, date,
			      "%s has an exception already (line %u), expected one for each day",
			      date_text(m, e->date), m->exception_nodes[i]->line);
	}
}

static void read_exceptions(struct meetings *m, const struct config_node *list)
{
	size_t n = list_items(m, list, EXCEPTIONS_MAX,
			      "a list of exceptions (- {date: 2023-07-05, cancelled: yes})");

	m->exceptions = arena_alloc(m->reader->arena, n + 1, sizeof *m->exceptions);
	m->exception_nodes = arena_alloc(m->reader->arena, n + 1, sizeof *m->exception_nodes);
	for (size_t i = 0; i < n; i++) {
		struct exception_text text = { .start_minute = -1 };
		const struct config_node *item = list->items[i];
		size_t before = count_problems(m);

		m->exception_nodes[i] = item;
		if (!schema_read(m->reader, item, &table_exception, 0, &text))
			continue;
		if (node_find(item, "date"))
			m->exception_nodes[i] = node_find(item, "date");
		m->exceptions[i] = (struct meeting_exception){
			.date = text.date,
			.cancelled = (enum meeting_cancelled)text.cancelled,
			.extra = text.extra,
			.moved = text.moved,
			.start_minute = text.start_minute,
			.length_s = text.length_s,
			.place = text.place,
		};
		if (count_problems(m) == before)
			check_exception(m, item, i);
	}
	m->plan->exceptions = m->exceptions;
	m->plan->n_exceptions = n;
}

static const char *find_name(struct meetings *m, const struct config_node *node)
{
	size_t index;

	if (!people_find(m->reader, node, m->people, &index))
		return NULL;
	return m->people->people.persons[index].name;
}

/* The last seat that a person has or had, or NULL. */
static struct chair_seat *seat_of(struct meetings *m, const char *name)
{
	for (size_t i = m->n_seats; i > 0; i--) {
		if (strcmp(m->seats[i - 1].name, name) == 0)
			return &m->seats[i - 1];
	}
	return NULL;
}

static void add_seat(struct meetings *m, const char *name, struct civil_date from)
{
	m->seats =
		arena_grow(m->reader->arena, m->seats, m->n_seats, &m->cap_seats, sizeof *m->seats);
	m->seats[m->n_seats++] = (struct chair_seat){ .name = name, .from = from };
}

static void read_seats(struct meetings *m, const struct config_node *members)
{
	const struct people *people = &m->people->people;
	size_t n =
		members ? list_items(m, members, people->n_persons + 1, "a list of names of people")
			: 0;

	for (size_t i = 0; !members && i < people->n_persons; i++) {
		if (people->persons[i].member)
			add_seat(m, people->persons[i].name, (struct civil_date){ 0 });
	}
	for (size_t i = 0; i < n; i++) {
		const char *name = find_name(m, members->items[i]);

		if (name && seat_of(m, name))
			WRONG(m, members->items[i],
			      "%s is in this list already, expected each member once",
			      QUOTED(m, name));
		else if (name)
			add_seat(m, name, (struct civil_date){ 0 });
	}
}

static void join_or_leave(struct meetings *m, const struct config_node *node, bool joins,
			  struct civil_date from)
{
	const char *name = find_name(m, node);
	struct chair_seat *seat = name ? seat_of(m, name) : NULL;

	if (!name)
		return;
	if (joins && !seat)
		add_seat(m, name, from);
	else if (joins && civil_is_set(seat->until) && civil_compare(seat->until, from) <= 0)
		add_seat(m, name, from);
	else if (joins && !civil_is_set(seat->from) && !civil_is_set(seat->until))
		seat->from = from;
	else if (!joins && seat && !civil_is_set(seat->until) &&
		 civil_compare(seat->from, from) < 0)
		seat->until = from;
	else
		WRONG(m, node,
		      joins ? "%s takes turns on that day anyway, expected somebody who does not"
			    : "%s takes no turns on that day anyway, expected somebody who does",
		      QUOTED(m, name));
}

/* One entry of `changes`: a turn of one meeting, or somebody who joins or leaves. */
static void read_turn(struct meetings *m, const struct config_node *node)
{
	static const struct {
		const char *key;
		bool of_meeting;
		enum chair_turn_kind kind;
	} acts[] = {
		{ "swap", true, TURN_SWAP },	 { "stand_in", true, TURN_STAND_IN },
		{ "skip", true, TURN_SKIP },	 { "nobody", true, TURN_NOBODY },
		{ "joins", false, TURN_NOBODY }, { "leaves", false, TURN_NOBODY },
	};
	const struct config_node *act = NULL, *which, *other;
	struct turn_text text = { 0 };
	size_t found = 0, chosen = 0;

	if (!schema_read(m->reader, node, &table_turn, 0, &text))
		return;
	for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
		const struct config_node *value = node_find(node, acts[i].key);

		if (!value || (acts[i].kind == TURN_NOBODY && acts[i].of_meeting && !text.nobody))
			continue;
		act = value;
		chosen = i;
		found++;
	}
	if (found != 1) {
		WRONG(m, node, "%s, expected one of swap, stand_in, skip, nobody, joins and leaves",
		      found ? "more than one change at a time" : "no change");
		return;
	}
	which = node_find(node, acts[chosen].of_meeting ? "meeting" : "from");
	other = node_find(node, acts[chosen].of_meeting ? "from" : "meeting");
	if (other)
		WRONG(m, other, "this means nothing with \"%s\", leave it out",
		      acts[chosen].key);
	if (!which) {
		WRONG(m, node, "a change of the chair lacks \"%s\", expected %s",
		      acts[chosen].of_meeting ? "meeting" : "from",
		      acts[chosen].of_meeting ? "the number of a meeting"
					      : "a date such as 2023-07-05");
	} else if (!acts[chosen].of_meeting) {
		if (civil_is_set(text.from))
			join_or_leave(m, act, strcmp(acts[chosen].key, "joins") == 0, text.from);
	} else {
		const char *name = acts[chosen].kind == TURN_NOBODY ? NULL : find_name(m, act);

		if (!name && acts[chosen].kind != TURN_NOBODY)
			return;
		m->turn_nodes[m->n_turns] = which;
		m->turns[m->n_turns++] =
			(struct chair_turn){ (int)text.meeting, acts[chosen].kind, name };
	}
}

static void read_chairs(struct meetings *m, const struct config_node *node)
{
	struct chair_order *order = arena_alloc(m->reader->arena, 1, sizeof *order);
	const struct config_node *first, *changes;
	int how = CHAIRS_ALPHABETICAL;
	size_t n;

	if (!schema_read(m->reader, node, &table_chairs, 0, &how))
		return;
	first = node_find(node, "first");
	changes = node_find(node, "changes");
	if (how == CHAIRS_LISTED && !node_find(node, "members"))
		WRONG(m, node,
		      "the order of the chairs lacks \"members\", expected the names in their "
		      "order");
	read_seats(m, node_find(node, "members"));
	n = changes ? list_items(m, changes, TURNS_MAX,
				 "a list of changes (- {meeting: 6, skip: Dave})")
		    : 0;
	m->turns = arena_alloc(m->reader->arena, n + 1, sizeof *m->turns);
	m->turn_nodes = arena_alloc(m->reader->arena, n + 1, sizeof *m->turn_nodes);
	for (size_t i = 0; i < n; i++)
		read_turn(m, changes->items[i]);
	if (first)
		order->first = find_name(m, first);
	if (order->first && !seat_of(m, order->first))
		WRONG(m, first, "%s has no turn, expected one of the members",
		      QUOTED(m, order->first));
	if (how == CHAIRS_ALPHABETICAL)
		chairs_sort(m->seats, m->n_seats);
	order->seats = m->seats;
	order->n_seats = m->n_seats;
	order->turns = m->turns;
	order->n_turns = m->n_turns;
	m->plan->chairs = order;
}

static const struct meeting *planned_on(const struct meeting_list *list, struct civil_date day)
{
	for (size_t i = 0; i < list->len; i++) {
		if (!list->meetings[i].extra && civil_compare(list->meetings[i].planned, day) == 0)
			return &list->meetings[i];
	}
	return NULL;
}

static struct civil_date nearest_planned(const struct meeting_list *list, struct civil_date day)
{
	struct civil_date best = { 0 };
	int64_t best_days = INT64_MAX;

	for (size_t i = 0; i < list->len; i++) {
		int64_t days = llabs(civil_to_days(list->meetings[i].planned) - civil_to_days(day));

		if (list->meetings[i].extra || days >= best_days)
			continue;
		best_days = days;
		best = list->meetings[i].planned;
	}
	return best;
}

static void check_exceptions(struct meetings *m, const struct meeting_list *list)
{
	for (size_t i = 0; i < m->plan->n_exceptions; i++) {
		const struct meeting_exception *e = &m->exceptions[i];
		const struct config_node *node = m->exception_nodes[i];
		const struct meeting *found = planned_on(list, e->date);
		struct civil_date near = nearest_planned(list, e->date);

		if (e->extra && found)
			WRONG(m, node,
			      "a meeting is planned on %s anyway, expected another day for an "
			      "extra one",
			      date_text(m, e->date));
		else if (!e->extra && !found)
			WRONG(m, node,
			      "no meeting is planned on %s, expected such a day%s%s (or extra: "
			      "yes)",
			      date_text(m, e->date), civil_is_set(near) ? ", the nearest is " : "",
			      civil_is_set(near) ? date_text(m, near) : "");
	}
}

static void check_turns(struct meetings *m, const struct meeting_list *list, const bool *applied)
{
	for (size_t i = 0; i < m->n_turns; i++) {
		const struct meeting *found = NULL;

		for (size_t k = 0; k < list->len; k++) {
			if (list->meetings[k].number == m->turns[i].meeting)
				found = &list->meetings[k];
		}
		if (applied[i])
			continue;
		if (!found)
			WRONG(m, m->turn_nodes[i],
			      "there is no meeting #%d, expected the number of one",
			      m->turns[i].meeting);
		else if (found->cancelled)
			WRONG(m, m->turn_nodes[i],
			      "meeting #%d is cancelled, expected one that takes place",
			      m->turns[i].meeting);
		else
			WRONG(m, m->turn_nodes[i],
			      "this changes nothing: %s chairs #%d, expected a change of that",
			      found->chair ? QUOTED(m, found->chair) : "nobody",
			      m->turns[i].meeting);
	}
}

/* Computes the meetings as far as the plan speaks of them, and looks whether all it says has a
 * meaning. */
static void check_plan(struct meetings *m, const struct config_node *first_date)
{
	const struct meeting_plan *plan = m->plan;
	int64_t first_s = civil_to_utc((struct civil_time){ .date = plan->first_date }),
		until_s = first_s + 400LL * DAY_S;
	int64_t end_s = civil_to_utc((struct civil_time){ .date = { MEETING_LAST_YEAR, 12, 31 } });
	bool *applied = arena_alloc(m->reader->arena, m->n_turns + 1, sizeof *applied);
	int wanted = 0, reached;

	for (size_t i = 0; i < plan->n_exceptions; i++) {
		int64_t s = civil_to_utc((struct civil_time){ .date = plan->exceptions[i].date }) +
			    DAY_S;

		until_s = s > until_s ? s : until_s;
	}
	for (size_t i = 0; i < m->n_turns; i++)
		wanted = m->turns[i].meeting > wanted ? m->turns[i].meeting : wanted;
	for (;;) {
		struct arena *arena = arena_new();
		struct meeting_list list = { 0 };
		bool done;

		if (until_s > end_s)
			until_s = end_s;
		meetings_expand(arena, plan, NULL, 0, until_s, &list, applied);
		reached = 0;
		for (size_t i = 0; i < list.len; i++)
			reached = list.meetings[i].number > reached ? list.meetings[i].number
								    : reached;
		done = reached >= wanted || until_s >= end_s;
		if (done && first_date && !planned_on(&list, plan->first_date))
			WRONG(m, first_date,
			      "no meeting is planned on %s, expected the day of the first one%s%s",
			      date_text(m, plan->first_date), list.len ? ", such as " : "",
			      list.len ? date_text(m, list.meetings[0].planned) : "");
		else if (done)
			check_exceptions(m, &list);
		if (done)
			check_turns(m, &list, applied);
		arena_free(&arena);
		if (done)
			return;
		until_s = first_s + 2 * (until_s - first_s);
	}
}

struct meeting_plan *meetings_read(struct config_reader *reader, const struct config_node *node,
				   const char *list_zone, const struct people_set *people,
				   struct config_feed *feed_out)
{
	struct meetings m = { .reader = reader, .node = node, .people = people };
	size_t before = count_problems(&m);
	const struct config_node *first, *first_date = NULL, *part;
	struct first_text first_text = { 0 };

	m.plan = arena_alloc(reader->arena, 1, sizeof *m.plan);
	if (!schema_read(reader, node, &table_meetings, 0, &m.text))
		return NULL;
	m.plan->zone = m.text.zone ? m.text.zone : list_zone ? list_zone : "UTC";
	m.zone = zone_find(m.plan->zone);
	if (!m.zone)
		m.zone = zone_utc();
	m.plan->length_s = m.text.length_s;
	m.plan->place = m.text.place;
	first = node_find(node, "first");
	if (first && schema_read(reader, first, &table_first, 0, &first_text))
		first_date = node_find(first, "date");
	m.plan->first_number = (int)first_text.number;
	m.plan->first_date = first_text.date;
	read_source(&m, first_date, feed_out);
	part = node_find(node, "exceptions");
	if (part)
		read_exceptions(&m, part);
	part = node_find(node, "chairs");
	if (part)
		read_chairs(&m, part);
	/* what comes by address is known later */
	if (count_problems(&m) == before && !people->broken && !feed_out->url)
		check_plan(&m, first_date);
	return count_problems(&m) == before ? m.plan : NULL;
}
