/* test_notices.c - which notices are due and what they say.
 *
 * Rules are tried on a virtual clock in the way the keeper drives them: decide, spend the
 * keys, go on.  The texts are compared with the files in tests/data/notices, which read as
 * documentation.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "notices/compose.h"
#include "notices/decide.h"
#include "notices/format.h"
#include "notices/layout.h"
#include "message/mailtext.h"
#include "time/zone.h"

enum { HOUR = 3600, DAY = 24 * HOUR };

static const char *dave_addrs[] = { "dave@example.org" }, *joe_addrs[] = { "joe@example.org" };
static struct person persons[] = {
	{ .name = "Dave Thaler", .addresses = dave_addrs, .n_addresses = 1, .zone = "America/Los_Angeles", .member = true },
	{ .name = "Joe Stringer", .addresses = joe_addrs, .n_addresses = 1, .zone = "Europe/Zurich", .member = true },
	{ .name = "Liz Rice", .member = false },	/* no address: never mailed */
};
static const struct people people = { .persons = persons, .n_persons = 3 };
static const struct notice_policy policy = {
	.list_name = "bsc", .list_address = "bsc@lists.example.org", .has_tokens = true, .mail_proof = MAIL_PROVED_BY_SIGNATURE, .list_id = "bsc.lists.example.org",
	.prefix = "[BSC]", .zone = "America/Los_Angeles", .from_name = "Beadle", .from_addr = "beadle@example.org",
	.assigned_quiet_s = 600, .reminder_minute = 540, .default_due_s = 14 * DAY,
	.ladder = { .rungs = { { RUNG_BEFORE, -3 }, { RUNG_DAY, 0 }, { RUNG_AFTER, 7 }, { RUNG_AFTER, 21 },
			       { RUNG_AFTER, 49 }, { RUNG_LAST_CALL, 77 }, { RUNG_PARKED, 91 } },
		    .n = 7 },
};

struct play {
	struct arena *arena;
	struct state *state;
	const struct notice_policy *policy;
	char *log;		/* "2023-07-02T16:00:00Z reminder Dave #1" lines */
};

static int64_t at(const char *text)
{
	int64_t s;

	assert_true(civil_parse_instant(span_of(text), &s));
	return s;
}

static int setup(void **state)
{
	struct play *p = calloc(1, sizeof *p);

	p->arena = arena_new();
	p->state = state_new();
	p->policy = &policy;
	p->log = arena_strdup(p->arena, "");
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct play *p = *state;

	state_free(&p->state);
	arena_free(&p->arena);
	free(p);
	return 0;
}

static void apply(struct play *p, struct event e)
{
	struct err err;

	e.list = "bsc";
	assert_int_equal(state_apply(p->state, &e, &err), ERR_NONE);
}

static void raise_item(struct play *p, int number, const char *when, const char *due, const char *owner, const char *text)
{
	struct civil_date date = { 0 };

	if (*due)
		assert_true(civil_parse_iso(span_of(due), &date));
	apply(p, (struct event){ .kind = EVENT_RAISED, .item = number, .at_s = at(when), .actor = "KP Singh", .proof = "dkim", .raised.text = text,
				 .raised.quote = text, .message_id = "m1@example.org", .line = 4, .rule = "bracket", .raised.due.day = date });
	apply(p, (struct event){ .kind = EVENT_ASSIGNED, .item = number, .at_s = at(when), .assigned.written = owner, .assigned.person = owner });
}

/* One round: what is due goes into the log, its keys are spent.  Returns the next instant of interest. */
static int64_t round_at(struct play *p, int64_t now_s)
{
	struct notice_list due = { 0 };
	int64_t next_s = INT64_MAX;
	char when[CIVIL_TEXT_SIZE];

	decide_list(p->arena, p->state, p->policy, &people, now_s, &due, &next_s);
	for (size_t i = 0; i < due.len; i++) {
		const struct notice *n = &due.notices[i];

		p->log = arena_printf(p->arena, "%s%s %s %.*s", p->log, civil_format_instant(now_s, when),
				      notice_name(n), (int)strcspn(n->person->name, " "), n->person->name);
		assert_false(state_has_key(p->state, n->key));
		state_add_key(p->state, n->key);
		for (size_t k = 0; k < n->n_rows; k++) {
			p->log = arena_printf(p->arena, "%s #%d", p->log, n->rows[k].item);
			assert_false(state_has_key(p->state, n->rows[k].key));
			state_add_key(p->state, n->rows[k].key);
		}
		for (size_t k = 0; k < n->n_spent; k++) {
			assert_false(state_has_key(p->state, n->spent[k]));
			state_add_key(p->state, n->spent[k]);
		}
		for (size_t k = 0; k < n->n_events; k++)
			apply(p, n->events[k]);
		p->log = arena_printf(p->arena, "%s\n", p->log);
	}
	assert_true(next_s > now_s);
	return next_s;
}

/* As the daemon does: sleeps from one instant of interest to the next. */
static void run_until(struct play *p, const char *from, const char *to)
{
	int64_t now_s = at(from), end_s = at(to);
	unsigned rounds = 0;

	while (now_s <= end_s) {
		now_s = round_at(p, now_s);
		assert_true(++rounds < 1000);
	}
}

static void assigned_waits_for_ten_quiet_minutes(void **state)
{
	struct play *p = *state;

	raise_item(p, 1, "2023-06-28T22:00:00Z", "", "Dave Thaler", "one");
	raise_item(p, 2, "2023-06-28T22:05:00Z", "", "Dave Thaler", "two");
	run_until(p, "2023-06-28T22:05:30Z", "2023-06-30T00:00:00Z");
	assert_string_equal(p->log, "2023-06-28T22:15:00Z assigned Dave #1 #2\n");
}

static void assigned_does_not_wait_for_ever(void **state)
{
	struct play *p = *state;

	for (int i = 0; i < 12; i++) {
		char when[CIVIL_TEXT_SIZE];

		raise_item(p, i + 1, civil_format_instant(at("2023-06-28T22:00:00Z") + i * 540, when), "", "Joe Stringer", "x");
		round_at(p, at("2023-06-28T22:00:00Z") + i * 540);
	}
	assert_non_null(strstr(p->log, "2023-06-28T23:"));	/* an hour after the first, though more keep coming */
}

static void a_person_without_address_is_never_mailed(void **state)
{
	struct play *p = *state;

	raise_item(p, 1, "2023-06-28T22:00:00Z", "2023-07-05", "Liz Rice", "one");
	run_until(p, "2023-06-28T22:00:00Z", "2023-09-01T00:00:00Z");
	assert_string_equal(p->log, "");
}

static void reminders_come_before_on_and_after_the_day(void **state)
{
	struct play *p = *state;

	raise_item(p, 1, "2023-06-20T22:00:00Z", "2023-07-05", "Dave Thaler", "one");
	raise_item(p, 2, "2023-06-20T22:00:00Z", "2023-07-05", "Joe Stringer", "two");
	run_until(p, "2023-06-20T22:10:00Z", "2024-06-20T00:00:00Z");
	assert_string_equal(p->log,
			    "2023-06-20T22:10:00Z assigned Dave #1\n"
			    "2023-06-20T22:10:00Z assigned Joe #2\n"
			    "2023-07-02T07:00:00Z reminder Joe #2\n"	/* 09:00 in Zurich */
			    "2023-07-02T16:00:00Z reminder Dave #1\n"	/* 09:00 in Seattle */
			    "2023-07-05T07:00:00Z reminder Joe #2\n"
			    "2023-07-05T16:00:00Z reminder Dave #1\n"
			    "2023-07-12T07:00:00Z reminder Joe #2\n"
			    "2023-07-12T16:00:00Z reminder Dave #1\n"
			    "2023-07-26T07:00:00Z reminder Joe #2\n"
			    "2023-07-26T16:00:00Z reminder Dave #1\n"
			    "2023-08-23T07:00:00Z reminder Joe #2\n"
			    "2023-08-23T16:00:00Z reminder Dave #1\n"
			    "2023-09-20T07:00:00Z last-call Joe #2\n"
			    "2023-09-20T16:00:00Z last-call Dave #1\n");
}

static void local_nine_stays_nine_when_the_clocks_change(void **state)
{
	struct play *p = *state;

	/* Seattle: 12 March 2023 and 5 November 2023 */
	raise_item(p, 1, "2023-03-01T00:00:00Z", "2023-03-13", "Dave Thaler", "spring");
	raise_item(p, 2, "2023-10-20T00:00:00Z", "2023-11-06", "Dave Thaler", "autumn");
	for (int i = 1; i <= 2; i++)
		state_add_key(p->state, i == 1 ? "assigned/1/Dave Thaler/1677628800" : "assigned/2/Dave Thaler/1697760000");
	run_until(p, "2023-03-01T00:00:00Z", "2023-03-14T00:00:00Z");
	run_until(p, "2023-10-21T00:00:00Z", "2023-11-07T00:00:00Z");
	assert_non_null(strstr(p->log, "2023-03-10T17:00:00Z reminder Dave #1\n2023-03-13T16:00:00Z reminder Dave #1\n"));
	assert_non_null(strstr(p->log, "2023-11-03T16:00:00Z reminder Dave"));
	assert_non_null(strstr(p->log, "2023-11-06T17:00:00Z reminder Dave"));
}

static void one_mail_a_day_for_all_items(void **state)
{
	struct play *p = *state;

	raise_item(p, 1, "2023-06-20T22:00:00Z", "2023-07-05", "Dave Thaler", "one");
	raise_item(p, 2, "2023-06-20T22:00:00Z", "2023-07-05", "Dave Thaler", "two");
	round_at(p, at("2023-06-21T00:00:00Z"));
	round_at(p, at("2023-07-05T16:00:00Z"));
	/* moved to the same day after the mail of the day has gone: tomorrow */
	apply(p, (struct event){ .kind = EVENT_DUE, .item = 1, .at_s = at("2023-07-05T10:00:00Z"), .redated.due.day = { 2023, 7, 6 } });
	assert_int_equal(round_at(p, at("2023-07-05T17:00:00Z")), at("2023-07-06T16:00:00Z"));
	round_at(p, at("2023-07-06T16:00:00Z"));
	assert_string_equal(p->log,
			    "2023-06-21T00:00:00Z assigned Dave #1 #2\n"
			    "2023-07-05T16:00:00Z reminder Dave #1 #2\n"
			    "2023-07-06T16:00:00Z reminder Dave #1\n");
}

static void an_outage_becomes_one_mail(void **state)
{
	struct play *p = *state;

	raise_item(p, 1, "2023-06-20T22:00:00Z", "2023-07-03", "Dave Thaler", "one");
	raise_item(p, 2, "2023-06-20T22:00:00Z", "2023-07-05", "Dave Thaler", "two");
	round_at(p, at("2023-06-21T00:00:00Z"));
	assert_int_equal(round_at(p, at("2023-07-11T04:00:00Z")), at("2023-07-11T16:00:00Z"));	/* at night: not now */
	run_until(p, "2023-07-11T17:30:00Z", "2023-07-23T20:00:00Z");
	assert_string_equal(p->log,
			    "2023-06-21T00:00:00Z assigned Dave #1 #2\n"
			    "2023-07-11T17:30:00Z reminder Dave #1 #2\n");
	assert_true(state_has_key(p->state, "reminder/1/Dave Thaler/2023-07-03/before"));
	assert_true(state_has_key(p->state, "reminder/1/Dave Thaler/2023-07-03/day"));
	assert_true(state_has_key(p->state, "reminder/1/Dave Thaler/2023-07-03/week1"));
	assert_true(state_has_key(p->state, "reminder/2/Dave Thaler/2023-07-05/week1"));	/* of the next day */
}

static void long_overdue_items_share_one_mail_a_week(void **state)
{
	struct play *p = *state;

	for (int i = 1; i <= 5; i++) {	/* due on five days of one week */
		char due[CIVIL_TEXT_SIZE];

		civil_format_iso((struct civil_date){ 2023, 5, (int8_t)i }, due);
		raise_item(p, i, "2023-04-20T00:00:00Z", due, "Dave Thaler", "x");
	}
	run_until(p, "2023-04-20T00:00:00Z", "2023-12-30T00:00:00Z");
	const char *overdue = strstr(p->log, "2023-05-05");

	assert_non_null(overdue);
	assert_string_equal(overdue, "2023-05-05T16:00:00Z reminder Dave #1 #5\n"	/* the last of the due days takes #1 along */
				     "2023-05-12T16:00:00Z reminder Dave #2 #3 #4 #5\n"
				     "2023-05-22T16:00:00Z reminder Dave #5 #4 #3 #2 #1\n"
				     "2023-06-19T16:00:00Z reminder Dave #5 #4 #3 #2 #1\n"
				     "2023-07-17T16:00:00Z last-call Dave #1 #2 #3 #4 #5\n");
}

/* Rounds by cron, on the half hour alone: no reminder_at may fall between two of them. */
static void any_hour_of_the_day_will_do(void **state)
{
	static const struct {
		int minute;
		const char *log;
	} cases[] = {
		{ 0, "2023-03-12T08:30:00Z reminder Dave #1\n" },
		{ 2 * 60 + 30, "2023-03-12T10:30:00Z reminder Dave #1\n" },	/* the hour that the clocks leave out */
		{ 17 * 60 + 59, "2023-03-13T01:30:00Z reminder Dave #1\n" },
		{ 23 * 60 + 59, "2023-03-13T07:30:00Z reminder Dave #1\n" },
	};
	struct notice_policy at_any = policy;
	struct play *p = *state;

	p->policy = &at_any;
	assert_null(ladder_parse(span_of("0d, 1w"), &at_any.ladder));
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		state_free(&p->state);
		p->state = state_new();
		at_any.reminder_minute = cases[i].minute;
		raise_item(p, 1, "2023-03-01T00:00:00Z", "2023-03-12", "Dave Thaler", "x");
		round_at(p, at("2023-03-01T01:00:00Z"));
		p->log = arena_strdup(p->arena, "");
		for (int64_t now_s = at("2023-03-01T01:30:00Z"); now_s < at("2023-03-18T00:00:00Z"); now_s += HOUR)
			round_at(p, now_s);
		assert_string_equal(p->log, cases[i].log);
	}
	p->policy = &policy;
}

/* An instant from a clock that was years ahead holds back neither the news nor the reminders. */
static void a_clock_put_right_silences_nothing(void **state)
{
	struct play *p = *state;

	raise_item(p, 1, "2028-06-20T22:00:00Z", "2023-07-05", "Dave Thaler", "one");
	run_until(p, "2023-06-20T22:10:00Z", "2023-07-12T17:00:00Z");
	assert_string_equal(p->log,
			    "2023-06-20T22:10:00Z assigned Dave #1\n"
			    "2023-07-02T16:00:00Z reminder Dave #1\n"
			    "2023-07-05T16:00:00Z reminder Dave #1\n"
			    "2023-07-12T16:00:00Z reminder Dave #1\n");
}

/* More than a mail can hold: each is told once, by mails that can be read. */
static void too_many_items_for_one_mail(void **state)
{
	enum { ITEMS = 2 * DECIDE_ROWS_MAX + 50 };
	struct play *p = *state;
	struct notice_list due = { 0 };
	int64_t next_s = INT64_MAX, now_s = at("2023-07-02T16:00:00Z");
	struct notice_composed mail;

	for (int i = 1; i <= ITEMS; i++)
		raise_item(p, i, "2023-07-02T15:00:00Z", "2023-07-05", "Dave Thaler", "a text of some words");
	decide_list(p->arena, p->state, &policy, &people, now_s, &due, &next_s);
	assert_int_equal(due.len, 3);
	compose_notice(p->arena, &due.notices[2], p->state, &policy, now_s, &mail);
	assert_true(span_find(mail.bytes, "#250  due") > 0);
	assert_true(span_find(mail.bytes, "Answer with lines") > 0);
	p->log = arena_strdup(p->arena, "");
	round_at(p, now_s);
	run_until(p, "2023-07-05T16:00:00Z", "2023-07-07T17:00:00Z");
	for (int i = 1; i <= ITEMS; i++) {
		struct span number = span_of(arena_printf(p->arena, " #%d", i)), rest = span_of(p->log);
		unsigned told = 0;

		for (ptrdiff_t hit; (hit = span_find(rest, number.ptr)) >= 0; rest = span_sub(rest, (size_t)hit + 1, rest.len))
			told += !ascii_is_digit((unsigned char)rest.ptr[(size_t)hit + number.len]);
		assert_int_equal(told, 2);	/* assigned, and one reminder in the three days */
	}
}

static void what_is_done_is_not_reminded_of(void **state)
{
	struct play *p = *state;

	raise_item(p, 1, "2023-06-20T22:00:00Z", "2023-07-05", "Dave Thaler", "one");
	round_at(p, at("2023-06-21T00:00:00Z"));
	apply(p, (struct event){ .kind = EVENT_DONE, .item = 1, .at_s = at("2023-07-01T00:00:00Z"), .done.person = "Dave Thaler" });
	run_until(p, "2023-07-01T00:00:00Z", "2023-08-01T00:00:00Z");
	assert_string_equal(p->log, "2023-06-21T00:00:00Z assigned Dave #1\n");
}

/* Four that nobody answers to, and a fifth: it comes first and in full, they are a line each, the newest first. */
static void a_long_reminder_is_brief_about_what_was_told_often(void **state)
{
	struct play *p = *state;
	struct notice_list due = { 0 };
	int64_t next_s = INT64_MAX, now_s = at("2023-08-23T16:00:00Z");
	struct notice_composed mail;

	for (int i = 1; i <= 4; i++)
		raise_item(p, i, "2023-06-20T22:00:00Z", "2023-07-05", "Dave Thaler", i % 2 ? "an odd thing" : "an even thing");
	run_until(p, "2023-06-20T22:10:00Z", "2023-08-19T00:00:00Z");
	raise_item(p, 5, "2023-08-21T22:00:00Z", "2023-08-23", "Dave Thaler", "the new thing");
	round_at(p, at("2023-08-21T22:10:00Z"));
	decide_list(p->arena, p->state, &policy, &people, now_s, &due, &next_s);
	assert_int_equal(due.len, 1);
	assert_int_equal(due.notices[0].n_rows, 5);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(due.notices[0].rows[i].item, 5 - i);
		assert_int_equal(due.notices[0].rows[i].brief, i > 0);
	}
	compose_notice(p->arena, &due.notices[0], p->state, &policy, now_s, &mail);
	assert_non_null(strstr(mail.text, "#5  due Wed 23 Aug (today)  the new thing\n     KP Singh on Mon 21 Aug, <m1@example.org> line 4\n\n"
					  "And still open, as you have been told before:\n#4  due Wed 5 Jul (49 days overdue)  an even thing\n"
					  "#3  due Wed 5 Jul (49 days overdue)  an odd thing\n"));
}

static void the_past_of_a_new_mailbox_is_silent(void **state)
{
	struct play *p = *state;
	int64_t first_read_s = at("2023-06-05T10:00:00Z");

	for (int i = 1; i <= 2; i++) {
		apply(p, (struct event){ .kind = EVENT_RAISED, .item = i, .at_s = at("2023-05-01T00:00:00Z"), .actor = "KP", .proof = "dkim",
					 .raised.due.day = i == 1 ? (struct civil_date){ 2023, 5, 20 } : (struct civil_date){ 2023, 6, 15 },
					 .quiet_until_s = first_read_s });
		apply(p, (struct event){ .kind = EVENT_ASSIGNED, .item = i, .at_s = at("2023-05-01T00:00:00Z"),
					 .assigned.person = "Dave Thaler", .quiet_until_s = first_read_s });
	}
	run_until(p, "2023-06-05T10:00:00Z", "2023-06-16T00:00:00Z");
	assert_string_equal(p->log, "2023-06-12T16:00:00Z reminder Dave #2\n2023-06-15T16:00:00Z reminder Dave #2\n");
}

/* Random items, random outages: a person never gets two reminders on a day of his, none outside his day,
 * none for what is done, and no item due is forgotten. */
static void whatever_happens_one_a_day_by_daylight(void **state)
{
	unsigned seed = getenv("BEADLE_SEED") ? (unsigned)atoi(getenv("BEADLE_SEED")) : 20231123;
	struct play *p = *state;
	int64_t now_s = at("2023-01-01T00:00:00Z"), end_s = at("2023-12-31T00:00:00Z");
	int number = 0;

	print_message("# seed %u\n", seed);
	srand(seed);
	while (now_s < end_s) {
		if (rand() % 3 == 0) {
			char when[CIVIL_TEXT_SIZE], due[CIVIL_TEXT_SIZE];

			civil_format_instant(now_s, when);
			civil_format_iso(civil_add_days(civil_from_utc(now_s).date, rand() % 20), due);
			raise_item(p, ++number, when, due, rand() % 2 ? "Dave Thaler" : "Joe Stringer", "x");
		}
		if (number && rand() % 4 == 0)
			apply(p, (struct event){ .kind = EVENT_DONE, .item = 1 + rand() % number, .at_s = now_s, .done.person = "" });
		int64_t next_s = round_at(p, now_s);
		int64_t pause_s = rand() % 10 == 0 ? rand() % (12 * DAY) : rand() % (8 * HOUR);

		now_s = rand() % 2 && next_s < end_s ? next_s : now_s + 1 + pause_s;
	}
	char last[2][CIVIL_TEXT_SIZE] = { "", "" };
	struct span rest = span_of(p->log), line;
	unsigned reminders = 0;

	while (span_next_line(&rest, &line)) {
		int who = span_find(line, " Joe ") > 0;
		const struct zone *zone = zone_find(who ? "Europe/Zurich" : "America/Los_Angeles");
		char day[CIVIL_TEXT_SIZE];
		int64_t at_s;

		if (span_find(line, " reminder ") < 0)
			continue;
		assert_true(civil_parse_instant(span_sub(line, 0, 20), &at_s));
		struct civil_time local = zone_to_local(zone, at_s);

		assert_in_range(local.hour, 9, 17);
		civil_format_iso(local.date, day);
		assert_string_not_equal(day, last[who]);
		strcpy(last[who], day);
		reminders++;
	}
	assert_true(reminders > 50);
}

static void trouble_is_told_once_and_together(void **state)
{
	struct play *p = *state;
	const struct notice_trouble troubles[] = { { "a", "mailbox bot cannot be read", 5 }, { "b", "x", 6 } };
	struct notice_list due = { 0 };
	int64_t next_s = INT64_MAX;

	decide_trouble(p->arena, p->state, "ops@example.org", troubles, 2, 10, &due, &next_s);
	assert_int_equal(due.len, 1);
	assert_int_equal(due.notices[0].n_rows, 2);
	state_add_key(p->state, due.notices[0].rows[0].key);
	state_add_key(p->state, due.notices[0].rows[1].key);
	decide_trouble(p->arena, p->state, "ops@example.org", troubles, 2, 10, &due, &next_s);
	assert_int_equal(due.len, 1);
	decide_trouble(p->arena, p->state, NULL, troubles, 2, 10, &due, &next_s);
	assert_int_equal(due.len, 1);
}

/* Whoever mails the bot what cannot be read makes one mail a day of it, and holds up no other trouble. */
static void mails_that_cannot_be_read_are_told_once_a_day(void **state)
{
	enum { MANY = 2 * DECIDE_ROWS_MAX + 5, DAY_S = 24 * 3600 };
	struct play *p = *state;
	struct notice_trouble troubles[MANY + 2];
	struct notice_list due = { 0 };
	int64_t next_s = INT64_MAX;

	for (int i = 0; i < MANY; i++)
		troubles[i] = (struct notice_trouble){ arena_printf(p->arena, "aside/in/%d", i), "put aside", 5 };
	troubles[MANY] = (struct notice_trouble){ "mailbox", "cannot be read", 6 };
	decide_trouble(p->arena, p->state, "ops@example.org", troubles, MANY + 1, DAY_S + 10, &due, &next_s);
	assert_int_equal(due.len, 2);
	assert_int_equal(due.notices[0].n_rows, 1);
	assert_string_equal(due.notices[0].rows[0].key, "trouble/mailbox");
	assert_int_equal(due.notices[1].n_rows, DECIDE_ROWS_MAX);
	assert_non_null(strstr(due.notices[1].rows[DECIDE_ROWS_MAX - 1].text, "And 105 more"));
	for (size_t k = 0; k < due.len; k++) {
		for (size_t i = 0; i < due.notices[k].n_rows; i++)
			state_add_key(p->state, due.notices[k].rows[i].key);
		for (size_t i = 0; i < due.notices[k].n_spent; i++)
			state_add_key(p->state, due.notices[k].spent[i]);
	}
	troubles[MANY + 1] = (struct notice_trouble){ "unread/in/1", "no text", 7 };
	decide_trouble(p->arena, p->state, "ops@example.org", troubles, MANY + 2, DAY_S + 20, &due, &next_s);
	assert_int_equal(due.len, 2);
	assert_int_equal(next_s, 2 * DAY_S);
	decide_trouble(p->arena, p->state, "ops@example.org", troubles, MANY + 2, 2 * DAY_S, &due, &next_s);
	assert_int_equal(due.len, 3);
	assert_int_equal(due.notices[2].n_rows, 1);
}

static void compare_with_file(const char *name, struct span got)
{
	const char *top = getenv("srcdir");
	char path[4096], want[64 * 1024];

	snprintf(path, sizeof path, "%s/tests/data/notices/%s", top ? top : ".", name);
	FILE *file = fopen(path, getenv("BEADLE_UPDATE") ? "w+" : "r");

	if (!file)
		fail_msg("%s is missing", path);
	if (getenv("BEADLE_UPDATE")) {
		fwrite(got.ptr, 1, got.len, file);
		rewind(file);
	}
	size_t len = fread(want, 1, sizeof want - 1, file);

	fclose(file);
	want[len] = '\0';
	if (!span_eq(got, span_from(want, len)))
		fail_msg("%s differs; got:\n" SPAN_FMT, path, SPAN_ARG(got));
}

static void the_texts_are_those_of_the_files(void **state)
{
	struct play *p = *state;
	struct notice_list due = { 0 };
	struct notice_composed mail;
	int64_t next_s = INT64_MAX, now_s = at("2023-07-02T16:00:00Z");

	raise_item(p, 1, "2023-06-28T22:00:00Z", "2023-07-05", "Dave Thaler",
		   "forward the announcement of the working group to the list of the kernel and ask for comments");
	raise_item(p, 2, "2023-06-20T22:00:00Z", "2023-06-30", "Dave Thaler", "Z\xC3\xBCrich: r\xC3\xA9server une salle");
	apply(p, (struct event){ .kind = EVENT_ASSIGNED, .item = 1, .at_s = at("2023-06-28T22:00:00Z"),
				 .assigned.written = "Joe", .assigned.person = "Joe Stringer" });
	decide_list(p->arena, p->state, &policy, &people, now_s, &due, &next_s);
	assert_int_equal(due.len, 2);	/* each hears of his items first; what has passed meanwhile is no reminder */
	compose_notice(p->arena, &due.notices[0], p->state, &policy, now_s, &mail);
	compare_with_file("assigned.eml", mail.bytes);
	for (size_t i = 0; i < due.notices[0].n_rows; i++)
		state_add_key(p->state, due.notices[0].rows[i].key);
	due.len = 0;
	decide_list(p->arena, p->state, &policy, &people, now_s, &due, &next_s);
	assert_int_equal(due.notices[0].kind, NOTICE_REMINDER);
	compose_notice(p->arena, &due.notices[0], p->state, &policy, now_s, &mail);
	compare_with_file("reminder.eml", mail.bytes);

	const struct notice_trouble trouble = { "a", "Mailbox bot cannot be read: TLS: the certificate expired on 2023-06-30", now_s };
	struct notice_list trouble_due = { 0 };

	decide_trouble(p->arena, p->state, "ops@example.org", &trouble, 1, 10, &trouble_due, &next_s);
	compose_notice(p->arena, &trouble_due.notices[0], p->state, &policy, now_s, &mail);
	compare_with_file("trouble.eml", mail.bytes);
}

/* Every line of every notice: CRLF, at most 78 columns (72 and the quoting), no control characters. */
static void hostile_text_forges_nothing(void **state)
{
	struct play *p = *state;
	struct notice_list due = { 0 };
	struct notice_composed mail;
	struct span rest, line;
	int64_t next_s = INT64_MAX, now_s = at("2023-07-02T16:00:00Z");
	bool in_header = true;

	raise_item(p, 1, "2023-06-28T22:00:00Z", "2023-07-05", "Dave Thaler",
		   "x\r\nBcc: everybody@example.net\r\n\r\n<html>\x1B[31m\nFrom the start\n.\n>quoted\nTo: you");
	decide_list(p->arena, p->state, &policy, &people, now_s, &due, &next_s);
	compose_notice(p->arena, &due.notices[0], p->state, &policy, now_s, &mail);
	for (rest = mail.bytes; span_next_line(&rest, &line);) {
		assert_true(line.ptr[line.len] == '\r');
		assert_true(line.len <= 78);
		in_header = in_header && line.len;
		if (in_header)
			assert_false(span_starts_ci(line, "Bcc:") || span_starts_ci(line, "To: you"));
		assert_false(span_starts(line, "From "));
		assert_int_equal(span_find_char(line, '\x1B'), -1);
	}
}

/* One word of a megabyte, a Message-ID of ten thousand letters: no line is beyond what SMTP carries. */
static void no_line_is_too_long_for_smtp(void **state)
{
	struct play *p = *state;
	struct notice_list due = { 0 };
	struct notice_composed mail;
	struct span rest, line;
	int64_t next_s = INT64_MAX, now_s = at("2023-07-02T16:00:00Z");
	char *word = mem_zalloc(1000001, 1), *id = mem_zalloc(10001, 1);

	memset(word, 'A', 1000000);
	memset(id, 'm', 10000);
	apply(p, (struct event){ .kind = EVENT_RAISED, .item = 1, .at_s = at("2023-06-28T22:00:00Z"), .actor = word, .proof = "dkim", .raised.text = word,
				 .raised.quote = word, .raised.context = word, .message_id = id, .raised.due.day = { 2023, 7, 5 } });
	apply(p, (struct event){ .kind = EVENT_ASSIGNED, .item = 1, .assigned.person = "Dave Thaler" });
	decide_list(p->arena, p->state, &policy, &people, now_s, &due, &next_s);
	compose_notice(p->arena, &due.notices[0], p->state, &policy, now_s, &mail);
	for (rest = mail.bytes; span_next_line(&rest, &line);)
		assert_true(line.len <= 998);
	assert_int_equal(span_find(mail.bytes, "In-Reply-To"), -1);
	assert_true(span_find(mail.bytes, "Answer") > 0);
	free(word);
	free(id);
}

static void layout_wraps_and_stuffs(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 10000);
	layout_hanging(&out, "#12  ", 5, "From here on a text that is long enough to need a second line because it goes on and on", 0);
	assert_string_equal(buf_fitted(&out).ptr, "#12  From here on a text that is long enough to need a second line\n      because it goes on and on\n");
	buf_clear(&out);
	layout_paragraph(&out, "From a\tto  b");
	assert_string_equal(buf_fitted(&out).ptr, " From a to b\n");
	buf_clear(&out);
	layout_lines(&out, ">q\n  indented  \nFrom x\n");
	assert_string_equal(buf_fitted(&out).ptr, ">q\n   indented\n From x\n");
	assert_int_equal(layout_width("Z\xC3\xBCrich"), 6);
	assert_int_equal(layout_width("Zu\xCC\x88rich"), 6);	/* the dots by themselves */
	assert_int_equal(layout_width("\xE9\xA2\x84\xE7\xAE\x97 a"), 6);	/* Chinese */
	assert_int_equal(layout_width("a\xE2\x80\x8B" "b\xFF"), 3);	/* a space that nobody sees; no UTF-8 */
	buf_free(&out);
}

static void days_are_said_as_people_count_them(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(format_in_days(arena, 1), "tomorrow");
	assert_string_equal(format_in_days(arena, 89), "in 89 days");
	assert_string_equal(format_in_days(arena, 205), "in 6 months");
	assert_string_equal(format_in_days(arena, -400), "13 months ago");
	arena_free(&arena);
}

int main(void)
{
#define PLAYED(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		PLAYED(assigned_waits_for_ten_quiet_minutes),
		PLAYED(assigned_does_not_wait_for_ever),
		PLAYED(a_person_without_address_is_never_mailed),
		PLAYED(reminders_come_before_on_and_after_the_day),
		PLAYED(local_nine_stays_nine_when_the_clocks_change),
		PLAYED(one_mail_a_day_for_all_items),
		PLAYED(an_outage_becomes_one_mail),
		PLAYED(long_overdue_items_share_one_mail_a_week),
		PLAYED(any_hour_of_the_day_will_do),
		PLAYED(a_clock_put_right_silences_nothing),
		PLAYED(too_many_items_for_one_mail),
		PLAYED(no_line_is_too_long_for_smtp),
		PLAYED(what_is_done_is_not_reminded_of),
		PLAYED(a_long_reminder_is_brief_about_what_was_told_often),
		PLAYED(the_past_of_a_new_mailbox_is_silent),
		PLAYED(whatever_happens_one_a_day_by_daylight),
		PLAYED(trouble_is_told_once_and_together),
		PLAYED(mails_that_cannot_be_read_are_told_once_a_day),
		PLAYED(the_texts_are_those_of_the_files),
		PLAYED(hostile_text_forges_nothing),
		cmocka_unit_test(layout_wraps_and_stuffs),
		cmocka_unit_test(days_are_said_as_people_count_them),
	};

	return cmocka_run_group_tests_name("notices", tests, NULL, NULL);
}
