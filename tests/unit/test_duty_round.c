/* test_duty_round.c - duties that come back: of mails and of the configuration, after outages and across clock changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "committee/event_stored.h"
#include "committee/duty_round.h"

#define COUNT(a) (sizeof (a) / sizeof (a)[0])
#define LIST "bsc"

enum { DAY_S = 24 * 3600 };

static const char *dave_names[] = { "Dave" }, *joe_names[] = { "Joe" };
static struct person persons[] = {
	{ .name = "Dave Thaler", .aliases = dave_names, .n_aliases = 1, .member = true },
	{ .name = "Joe Stringer", .aliases = joe_names, .n_aliases = 1, .member = true },
};
static const struct people people = { .persons = persons, .n_persons = 2 };

struct desk {
	struct arena *arena;
	struct state *state;
	struct duty_round_context context;
	struct event_list seen;		/* of the last round */
	int64_t next_s;
	int64_t last_id;
};

static int setup(void **state)
{
	struct desk *d = calloc(1, sizeof *d);

	d->arena = arena_new();
	d->state = state_new();
	d->context = (struct duty_round_context){
		.list = LIST, .people = &people, .zone = zone_find("America/Los_Angeles"), .minute = 9 * 60, .lead_days = 3,
		.default_due_days = 14,
	};
	*state = d;
	return 0;
}

static int teardown(void **state)
{
	struct desk *d = *state;

	state_free(&d->state);
	arena_free(&d->arena);
	free(d);
	return 0;
}

static struct civil_date day_of(const char *text)
{
	struct civil_date date = { 0 };

	if (text)
		assert_true(civil_parse_iso(span_of(text), &date));
	return date;
}

static int64_t instant(const char *text)
{
	int64_t utc_s;

	assert_true(civil_parse_instant(span_of(text), &utc_s));
	return utc_s;
}

static void apply(struct desk *d, struct event e)
{
	struct err err;

	e.id = ++d->last_id;
	e.list = LIST;
	if (!e.rule)
		e.rule = "bracket";
	if (state_apply(d->state, &e, &err))
		fail_msg("%s", err.text);
}

static void act(struct desk *d, enum event_kind kind, int item, const char *at)
{
	apply(d, (struct event){ .kind = kind, .item = item, .at_s = instant(at), .actor = "Joe Stringer" });
}

/* Item 1, raised by a mail at 18:00 UTC of that day. */
static void raise_duty(struct desk *d, const char *every, const char *day, const char *due)
{
	int64_t at_s = instant(day) + 18 * 3600;
	int item = (int)d->state->n_items + 1;

	apply(d, (struct event){ .kind = EVENT_RAISED, .item = item, .at_s = at_s, .raised.text = "propose projects", .message_id = "m@x",
				 .raised.due.day = day_of(due), .raised.due.said = due != NULL });
	apply(d, (struct event){ .kind = EVENT_ASSIGNED, .item = item, .at_s = at_s, .assigned.written = "Joe", .assigned.person = "Joe Stringer" });
	apply(d, (struct event){ .kind = EVENT_RECURS, .item = item, .at_s = at_s, .recurs.every = every, .recurs.from = day_of(due ? due : day),
				 .recurs.round = day_of(due ? due : day), .recurs.days_are_due = due != NULL });
}

/* One round of the bot: asks until nothing more comes of it, as src/bot/round.c does.  Says how many came back. */
static int round_at_s(struct desk *d, int64_t now_s)
{
	int back = 0;

	d->seen = (struct event_list){ 0 };
	for (int pass = 0; pass < 3; pass++) {
		struct event_list events = { 0 };

		d->next_s = INT64_MAX;
		duty_round_events(d->arena, d->state, &d->context, now_s, &events, &d->next_s);
		if (!events.len)
			return back;
		for (size_t i = 0; i < events.len; i++) {
			back += events.events[i].kind == EVENT_REOPENED || events.events[i].kind == EVENT_RAISED;
			event_list_add(d->arena, &d->seen, &events.events[i]);
			apply(d, events.events[i]);
		}
	}
	fail_msg("a third pass still has events");
	return back;
}

static int round_at(struct desk *d, const char *now)
{
	return round_at_s(d, instant(now));
}

static const char *dates(const struct desk *d, struct civil_date on, struct civil_date due)
{
	char a[CIVIL_TEXT_SIZE], b[CIVIL_TEXT_SIZE];

	return arena_printf(d->arena, "%s due %s", civil_format_iso(on, a), civil_is_set(due) ? civil_format_iso(due, b) : "never");
}

static void days_bring_duties_back(void **state)
{
	static const struct {
		const char *every, *raised, *due, *done, *now;
		const char *back;	/* NULL: it does not */
	} cases[] = {
		/* nothing said of a date: from the day of the mail, at 09:00 in Seattle, due two weeks later */
		{ "every 6 months", "2023-01-10", NULL, "2023-01-20", "2023-07-10T15:59:59Z", NULL },
		{ "every 6 months", "2023-01-10", NULL, "2023-01-20", "2023-07-10T16:00:00Z", "2023-07-10 due 2023-07-24" },
		{ "every 6 months", "2023-07-10", NULL, "2023-07-20", "2024-01-10T16:59:59Z", NULL },
		{ "every 6 months", "2023-07-10", NULL, "2023-07-20", "2024-01-10T17:00:00Z", "2024-01-10 due 2024-01-24" },
		/* a due date: three days ahead of each such day */
		{ "every 6 months", "2023-01-10", "2023-03-31", "2023-02-01", "2023-03-31T18:00:00Z", NULL },
		{ "every 6 months", "2023-01-10", "2023-03-31", "2023-02-01", "2023-09-27T15:59:59Z", NULL },
		{ "every 6 months", "2023-01-10", "2023-03-31", "2023-02-01", "2023-09-27T16:00:00Z", "2023-09-30 due 2023-09-30" },
		/* the short month */
		{ "every month", "2023-01-31", NULL, "2023-02-02", "2023-02-28T17:00:00Z", "2023-02-28 due 2023-03-14" },
		{ "every month", "2023-01-31", NULL, "2023-03-02", "2023-03-30T16:00:00Z", NULL },
		{ "every month", "2023-01-31", NULL, "2023-03-02", "2023-03-31T16:00:00Z", "2023-03-31 due 2023-04-14" },
		/* the default is cut short by the next day */
		{ "every week", "2023-06-14", NULL, "2023-06-15", "2023-06-21T16:00:00Z", "2023-06-21 due 2023-06-27" },
		{ "every Monday", "2023-06-14", NULL, "2023-06-15", "2023-06-19T16:00:00Z", "2023-06-19 due 2023-06-25" },
		{ "every day", "2023-06-14", NULL, "2023-06-14T20:00:00Z", "2023-06-15T16:00:00Z", "2023-06-15 due 2023-06-15" },
		{ "every day", "2023-06-14", "2023-06-14", "2023-06-14T20:00:00Z", "2023-06-15T16:00:00Z", "2023-06-15 due 2023-06-15" },
		{ "every first Monday of the month", "2023-06-14", NULL, "2023-06-15", "2023-07-02T20:00:00Z", NULL },
		{ "every first Monday of the month", "2023-06-14", NULL, "2023-06-15", "2023-07-03T16:00:00Z", "2023-07-03 due 2023-07-17" },
		/* done late: that of its day or later is done with it */
		{ "every month", "2023-01-10", NULL, "2023-02-09", "2023-02-10T17:00:00Z", "2023-02-10 due 2023-02-24" },
		{ "every month", "2023-01-10", NULL, "2023-02-10", "2023-02-10T17:00:00Z", NULL },
		{ "every month", "2023-01-10", NULL, "2023-02-12", "2023-03-09T20:00:00Z", NULL },
		{ "every month", "2023-01-10", NULL, "2023-02-12", "2023-03-10T17:00:00Z", "2023-03-10 due 2023-03-24" },
		/* done early, ahead of the day that was said */
		{ "every week", "2023-06-12", "2023-06-19", "2023-06-13", "2023-06-19T20:00:00Z", NULL },
		{ "every week", "2023-06-12", "2023-06-19", "2023-06-17", "2023-06-23T16:00:00Z", "2023-06-26 due 2023-06-26" },
		/* an outage: once, the last day that has come; a due date that has passed is made up for */
		{ "every month", "2021-01-31", NULL, "2021-02-02", "2023-06-14T18:00:00Z", "2023-05-31 due 2023-06-28" },
		{ "every month", "2021-01-31", "2021-01-31", "2021-02-02", "2023-06-14T18:00:00Z", "2023-05-31 due 2023-06-28" },
		{ "every 2 weeks", "2021-06-16", NULL, "2021-06-17", "2023-06-14T18:00:00Z", "2023-06-14 due 2023-06-27" },
		/* open: it stays */
		{ "every week", "2023-06-14", NULL, NULL, "2023-06-21T16:00:00Z", NULL },
		{ "every week", "2021-06-14", NULL, NULL, "2023-06-21T16:00:00Z", NULL },
		{ "every 6 months", "2023-01-10", "2023-03-31", NULL, "2023-09-27T16:00:00Z", NULL },
	};
	size_t bad = 0;

	for (size_t i = 0; i < COUNT(cases); i++) {
		void *fresh;

		assert_int_equal(setup(&fresh), 0);
		struct desk *d = fresh;
		const char *got = NULL;

		raise_duty(d, cases[i].every, cases[i].raised, cases[i].due);
		if (cases[i].done)
			act(d, EVENT_DONE, 1, strlen(cases[i].done) == 10 ? arena_printf(d->arena, "%sT18:00:00Z", cases[i].done) :
			    cases[i].done);
		if (round_at(d, cases[i].now))
			got = dates(d, event_date(&d->seen.events[0], STORED_ON), state_item(d->state, 1)->due);
		if (strcmp(got ? got : "-", cases[i].back ? cases[i].back : "-") != 0) {
			printf("# row %zu (%s from %s): %s, not %s\n", i, cases[i].every, cases[i].raised, got ? got : "nothing",
			       cases[i].back ? cases[i].back : "nothing");
			bad++;
		}
		assert_int_equal(round_at(d, cases[i].now), 0);	/* and never twice */
		assert_int_equal(state_item(d->state, 1)->status == ITEM_OPEN, cases[i].back || !cases[i].done);
		teardown(&fresh);
	}
	(void)state;
	assert_int_equal(bad, 0);
}

static void a_round_begins_anew(void **state)
{
	struct desk *d = *state;
	const struct item *item;

	raise_duty(d, "every month", "2023-01-10", NULL);
	apply(d, (struct event){ .kind = EVENT_ASSIGNED, .item = 1, .at_s = instant("2023-01-10"), .assigned.written = "BSC",
				 .assigned.person = "Dave Thaler", .assigned.group = "BSC" });
	apply(d, (struct event){ .kind = EVENT_SNOOZED, .item = 1, .at_s = instant("2023-01-11"), .snoozed.until = day_of("2024-01-01") });
	apply(d, (struct event){ .kind = EVENT_DUE, .item = 1, .at_s = instant("2023-01-11"), .redated.due.day = day_of("2023-02-08"), .redated.due.said = true });
	act(d, EVENT_DONE, 1, "2023-02-01");
	item = state_item(d->state, 1);
	assert_int_equal(item->status, ITEM_DONE);
	/* what was moved was that round alone: the 10th stays */
	assert_int_equal(round_at(d, "2023-02-10T17:00:00Z"), 1);
	assert_int_equal(item->status, ITEM_OPEN);
	assert_int_equal(item->n_owners, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(item->owners[i].done_at_s, 0);
		assert_int_equal(item->owners[i].assigned_at_s, instant("2023-02-10T17:00:00Z"));
		assert_false(civil_is_set(item->owners[i].snoozed_until));
		assert_true(item->owners[i].by_clock);
	}
	assert_int_equal(item_opened_at(item), instant("2023-02-10T17:00:00Z"));
	assert_false(item->due_said);
	assert_string_equal(item->note, "");
}

static void dropped_is_for_ever(void **state)
{
	struct desk *d = *state;

	raise_duty(d, "every month", "2023-01-10", NULL);
	raise_duty(d, "every month", "2023-01-10", NULL);
	act(d, EVENT_DROPPED, 1, "2023-01-12");
	act(d, EVENT_DONE, 2, "2023-01-12");
	act(d, EVENT_DROPPED, 2, "2023-01-13");		/* between two rounds */
	assert_int_equal(state_item(d->state, 2)->status, ITEM_DROPPED);
	assert_int_equal(round_at(d, "2025-01-10T20:00:00Z"), 0);
	assert_int_equal(d->next_s, INT64_MAX);
	assert_false(civil_is_set(duty_round_next(state_item(d->state, 1), &d->context, instant("2023-02-01"))));
	/* an ordinary item that is done stays done */
	act(d, EVENT_DROPPED, 2, "2023-01-14");
	assert_int_equal(state_item(d->state, 2)->closed_at_s, instant("2023-01-13"));
}

/* What is asked once more at the instant that it names always brings something, and never before. */
static void the_next_instant_is_named(void **state)
{
	struct desk *d = *state;
	static const char *const days[] = { "2023-03-10T17:00:00Z", "2023-04-10T16:00:00Z", "2023-11-10T17:00:00Z" };

	raise_duty(d, "every month", "2023-01-10", NULL);
	act(d, EVENT_DONE, 1, "2023-01-20");
	assert_int_equal(round_at(d, "2023-01-20T20:00:00Z"), 0);
	assert_int_equal(d->next_s, instant("2023-02-10T17:00:00Z"));
	/* 09:00 stays 09:00 when the clocks change (12 March, 5 November) */
	for (size_t i = 0; i < COUNT(days); i++) {
		assert_int_equal(round_at_s(d, instant(days[i]) - 1), i == 0);
		act(d, EVENT_DONE, 1, i == 0 ? "2023-02-20" : i == 1 ? "2023-03-20" : "2023-10-20");
		assert_int_equal(round_at_s(d, instant(days[i]) - 1), 0);
		assert_int_equal(d->next_s, instant(days[i]));
		assert_int_equal(round_at_s(d, instant(days[i])), 1);
	}
}

static void the_next_day_is_told(void **state)
{
	static const struct {
		const char *done, *now, *next;
	} cases[] = {
		{ NULL, "2023-01-20T20:00:00Z", "2023-02-10" }, { NULL, "2023-02-20T20:00:00Z", "2023-03-10" },
		{ "2023-01-20", "2023-01-20T20:00:00Z", "2023-02-10" }, { "2023-01-20", "2023-02-10T16:00:00Z", "2023-02-10" },
		{ "2023-02-10", "2023-02-10T19:00:00Z", "2023-03-10" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char iso[CIVIL_TEXT_SIZE];
		void *fresh;

		assert_int_equal(setup(&fresh), 0);
		struct desk *d = fresh;

		raise_duty(d, "every month", "2023-01-10", NULL);
		if (cases[i].done)
			act(d, EVENT_DONE, 1, arena_printf(d->arena, "%sT18:00:00Z", cases[i].done));
		assert_string_equal(civil_format_iso(duty_round_next(state_item(d->state, 1), &d->context, instant(cases[i].now)), iso),
				    cases[i].next);
		teardown(&fresh);
	}
}

/* Of the past when its mailbox was first read: back in the ledger, and nobody hears of it before its next day. */
static void duties_of_an_archive_are_quiet(void **state)
{
	struct desk *d = *state;
	const int64_t born_s = instant("2023-06-14T18:00:00Z");

	raise_duty(d, "every month", "2021-01-10", NULL);
	raise_duty(d, "every month", "2021-01-10", NULL);
	d->state->items[0].owners[0].quiet_until_s = d->state->items[1].owners[0].quiet_until_s = born_s;
	act(d, EVENT_DONE, 1, "2021-01-20");		/* #2 was never closed */
	assert_int_equal(round_at_s(d, born_s), 1);
	assert_int_equal(d->seen.events[0].item, 1);
	assert_int_equal(state_item(d->state, 1)->owners[0].quiet_until_s, born_s);
	assert_int_equal(round_at(d, "2023-07-10T15:59:00Z"), 0);
	assert_int_equal(round_at(d, "2023-07-10T16:00:00Z"), 2);
	for (int i = 1; i <= 2; i++) {
		assert_int_equal(state_item(d->state, i)->owners[0].quiet_until_s, 0);
		assert_int_equal(state_item(d->state, i)->status, ITEM_OPEN);
	}
	assert_int_equal(round_at(d, "2023-08-10T16:00:00Z"), 0);	/* news by now, and open */
}

/* Rounds every few hours and rounds with long outages between them end in the same round of the duty, and the latter
 * never has more of them. */
static void outages_change_nothing_but_the_number(void **state)
{
	static const char *const all[] = {
		"every week", "every 2 weeks", "every month", "every 6 months", "every other Friday", "every last Friday of the month",
	};
	static const char *const zones[] = { "America/Los_Angeles", "Australia/Sydney", "Europe/Zurich", "UTC" };
	const char *given = getenv("BEADLE_SEED");
	unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : 20230714;

	(void)state;
	printf("# seed %u\n", seed);
	srand(seed);
	for (int trial = 0; trial < 60; trial++) {
		const char *every = all[rand() % (int)COUNT(all)], *zone = zones[rand() % (int)COUNT(zones)];
		const char *day = rand() % 2 ? "2021-01-31" : "2021-03-14", *due = rand() % 2 ? "2021-03-31" : NULL;
		int64_t from_s = instant("2021-04-01"), to_s = from_s + (100 + rand() % 600) * (int64_t)DAY_S;
		int n_back[2] = { 0 };
		struct civil_date round[2];

		for (int outages = 0; outages < 2; outages++) {
			void *fresh;

			assert_int_equal(setup(&fresh), 0);
			struct desk *d = fresh;

			d->context.zone = zone_find(zone);
			raise_duty(d, every, day, due);
			act(d, EVENT_DONE, 1, "2021-04-01");
			for (int64_t now_s = from_s; now_s <= to_s; ) {
				int n = round_at_s(d, now_s);

				assert_in_range(n, 0, 1);
				n_back[outages] += n;
				if (n) {	/* done at once: the next day will come */
					apply(d, (struct event){ .kind = EVENT_DONE, .item = 1, .at_s = now_s });
					assert_int_equal(round_at_s(d, now_s), 0);
				}
				int64_t next_s = now_s + (outages ? (1 + rand() % 200) * (int64_t)DAY_S : 6 * 3600);

				now_s = next_s > to_s && now_s < to_s ? to_s : next_s;
			}
			round[outages] = state_item(d->state, 1)->duty.round;
			teardown(&fresh);
		}
		if (civil_compare(round[0], round[1]) != 0 || n_back[1] > n_back[0])
			fail_msg("%s from %s%s in %s: rounds %d and %d", every, day, due ? " (due)" : "", zone, n_back[0], n_back[1]);
	}
}

static const char *const joe[] = { "Joe" }, *const both[] = { "Joe", "Dave" };

static struct standing_duty entry(const char *text, const char *every, const char *from)
{
	struct standing_duty duty = { .text = text, .owners = joe, .n_owners = 1, .owners_text = "Joe", .every = every, .from = day_of(from) };

	assert_true(cycle_parse(span_of(every), &duty.cycle));
	return duty;
}

static const char *kinds(const struct desk *d)
{
	const char *text = "";

	for (size_t i = 0; i < d->seen.len; i++)
		text = arena_printf(d->arena, "%s%s%s %d", text, i ? ", " : "", event_kind_name(d->seen.events[i].kind),
				    d->seen.events[i].item);
	return text;
}

static void the_configuration_is_followed(void **state)
{
	struct desk *d = *state;
	struct standing_duty duties[2] = { entry("propose projects", "every 6 months", "2023-07-10") };
	const struct item *item;

	d->context.standing = duties;
	d->context.n_standing = 1;
	/* nothing before its first day; then it is raised, and comes back */
	assert_int_equal(round_at(d, "2023-07-01T12:00:00Z"), 0);
	assert_int_equal(d->next_s, instant("2023-07-10T16:00:00Z"));
	assert_int_equal(round_at(d, "2023-07-10T16:00:00Z"), 1);
	assert_string_equal(kinds(d), "raised 1, assigned 1, recurs 1");
	item = state_item(d->state, 1);
	assert_string_equal(item->owners[0].person, "Joe Stringer");
	assert_string_equal(dates(d, item->duty.round, item->due), "2023-07-10 due 2023-07-24");
	act(d, EVENT_DONE, 1, "2023-07-12");
	assert_int_equal(round_at(d, "2024-01-10T16:59:00Z"), 0);
	assert_int_equal(round_at(d, "2024-01-10T17:00:00Z"), 1);
	assert_string_equal(kinds(d), "reopened 1");
	/* other owners, another period: followed at once, in the open round */
	duties[0].owners = both;
	duties[0].n_owners = 2;
	duties[0].owners_text = "Joe, Dave";
	round_at(d, "2024-01-11T20:00:00Z");
	assert_string_equal(kinds(d), "assigned 1, recurs 1");
	assert_int_equal(item->n_owners, 2);
	assert_int_equal(item->status, ITEM_OPEN);
	act(d, EVENT_DONE, 1, "2024-01-12");
	duties[0].every = "every month";
	assert_true(cycle_parse(span_of("every month"), &duties[0].cycle));
	assert_int_equal(round_at(d, "2024-01-13T20:00:00Z"), 0);
	assert_string_equal(kinds(d), "recurs 1");
	assert_int_equal(round_at(d, "2024-02-10T17:00:00Z"), 1);
	/* another text is another duty; the old one ends */
	duties[0].text = "propose projects to remove";
	assert_int_equal(round_at(d, "2024-02-11T20:00:00Z"), 1);
	assert_string_equal(kinds(d), "dropped 1, recurs 1, raised 2, assigned 2, assigned 2, recurs 2");
	assert_int_equal(item->status, ITEM_DROPPED);
	assert_int_equal(round_at(d, "2024-03-10T20:00:00Z"), 0);	/* #2 is open, #1 is over */
	/* back again: the old number, from its next day on */
	duties[1] = entry("propose projects", "every month", "2023-07-10");
	d->context.n_standing = 2;
	assert_int_equal(round_at(d, "2024-03-11T20:00:00Z"), 1);
	assert_string_equal(kinds(d), "released 1, recurs 1, reopened 1");
	assert_int_equal(state_item(d->state, 1)->status, ITEM_OPEN);
	/* dropped by somebody: the configuration has no say any more */
	act(d, EVENT_DROPPED, 1, "2024-03-12");
	act(d, EVENT_DROPPED, 2, "2024-03-12");
	assert_int_equal(round_at(d, "2026-03-11T20:00:00Z"), 0);
	assert_int_equal(d->seen.len, 0);
}

static void a_first_day_that_has_passed_counts_once(void **state)
{
	struct desk *d = *state;
	const struct standing_duty duty = entry("propose projects", "every month", "2021-01-31");

	d->context.standing = &duty;
	d->context.n_standing = 1;
	assert_int_equal(round_at(d, "2023-06-14T18:00:00Z"), 1);
	assert_string_equal(dates(d, d->state->items[0].duty.round, d->state->items[0].due), "2023-05-31 due 2023-06-28");
	act(d, EVENT_DONE, 1, "2023-06-20");
	assert_int_equal(round_at(d, "2023-06-29T20:00:00Z"), 0);
	assert_int_equal(round_at(d, "2023-06-30T16:00:00Z"), 1);
}

static void lists_keep_to_themselves(void **state)
{
	struct desk *d = *state;
	const struct standing_duty duty = entry("propose projects", "every month", "2023-01-31");

	raise_duty(d, "every month", "2023-01-10", NULL);
	act(d, EVENT_DONE, 1, "2023-01-20");
	d->context.list = "tsc";
	assert_int_equal(round_at(d, "2023-03-10T20:00:00Z"), 0);
	d->context.list = LIST;
	d->context.standing = &duty;
	d->context.n_standing = 1;
	assert_int_equal(round_at(d, "2023-03-10T20:00:00Z"), 2);	/* alike, but not of the configuration */
	assert_int_equal(d->state->n_items, 2);
	d->context.list = "tsc";
	d->context.n_standing = 0;
	assert_int_equal(round_at(d, "2023-03-11T20:00:00Z"), 0);
	assert_int_equal(d->seen.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_bring_duties_back),
		cmocka_unit_test_setup_teardown(a_round_begins_anew, setup, teardown),
		cmocka_unit_test_setup_teardown(dropped_is_for_ever, setup, teardown),
		cmocka_unit_test_setup_teardown(the_next_instant_is_named, setup, teardown),
		cmocka_unit_test(the_next_day_is_told),
		cmocka_unit_test_setup_teardown(duties_of_an_archive_are_quiet, setup, teardown),
		cmocka_unit_test(outages_change_nothing_but_the_number),
		cmocka_unit_test_setup_teardown(the_configuration_is_followed, setup, teardown),
		cmocka_unit_test_setup_teardown(a_first_day_that_has_passed_counts_once, setup, teardown),
		cmocka_unit_test_setup_teardown(lists_keep_to_themselves, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
