/* test_decide_deadline.c - which notices about deadlines are due when, through outages and with a mailbox
 * that is not read; and that nothing is ever said to stand while an objection does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "base/buf.h"
#include "committee/deadlines.h"
#include "committee/event_stored.h"
#include "committee/told.h"
#include "notices/decide_deadline.h"

enum { HOUR = 3600, DAY = 24 * HOUR, ACTS_MAX = 8, LOOKS_MAX = 12, T0 = 1688169600 /* 2023-07-01 00:00 UTC */ };

static const char *const kp[] = { "kp@example.org" }, *const dave[] = { "dave@example.org" };
static const struct person persons[] = {
	{ .name = "Dave Thaler", .addresses = (const char **)dave, .n_addresses = 1, .member = true },
	{ .name = "KP Singh", .addresses = (const char **)kp, .n_addresses = 1, .member = true },
};
static const struct people people = { .persons = (struct person *)persons, .n_persons = 2 };
static const struct notice_policy policy = {
	.list_name = "bsc", .list_address = "bsc@lists.example.org", .has_tokens = true, .mail_proof = MAIL_PROVED_BY_SIGNATURE, .list_id = "bsc.lists.example.org", .prefix = "[BSC]",
	.zone = "UTC", .chair = "KP Singh", .board_chair = "board@example.org", .from_name = "Beadle",
	.from_addr = "beadle@example.org", .operator_addr = "ops@example.org",
};

/* Something that was mailed, hours after T0. */
struct act {
	int64_t at_s;
	const char *what, *actor;	/* what: behind "unseen " in a mail to the bot alone */
	bool proved, chair;
	int days;			/* period */
	const char *text;		/* of minutes */
};

/* A round at that instant, and the keys of the notices that it decides, without "deadline/1/"; "!" a trouble. */
struct look {
	int64_t at_s;
	int64_t unread_s;		/* the mailbox was read up to so long before */
	const char *keys;
};

struct story {
	const char *name;
	int minutes;			/* meeting; -1: proposal */
	int64_t quiet_until_s;
	const char *outcomes;		/* of the notices to the list, in order: t a server takes it at once, as all behind them;
					 * 1 just before the next look, 2 before the one behind; x it is refused at once; - never anything */
	struct act acts[ACTS_MAX];
	struct look looks[LOOKS_MAX];
};

struct world {
	struct arena *arena;
	struct state *state;
	const struct story *story;
	size_t next_act;
	const char *outcomes;		/* that are left; NULL before the first */
	const char *on_its_way;		/* the mail that a server takes just before one of the next looks; NULL */
	int looks_to_go;
	const char *opened_by;		/* the first mail to the list */
};

static void take(struct world *w, const struct event *e)
{
	struct err err;

	assert_int_equal(state_apply(w->state, e, &err), ERR_NONE);
}

static void act(struct world *w, const struct act *a)
{
	bool unseen = span_starts(span_of(a->what), "unseen ");
	struct event e = {
		.at_s = T0 + a->at_s, .kind = EVENT_DEADLINE, .list = "bsc", .actor = a->actor, .rule = "silent-tag",
		.message_id = arena_printf(w->arena, "m%lld", (long long)a->at_s), .act = a->what + (unseen ? strlen("unseen ") : 0), .deadline.unseen = unseen,
		.deadline.number = 1, .deadline.meeting = -1, .deadline.period_days = a->days, .proof = a->proved ? "token" : "",
		.deadline.roles = (strchr(a->actor, '@') ? 0u : DEADLINE_BY_MEMBER) | (a->chair ? DEADLINE_BY_CHAIR : 0u),
		.quiet_until_s = w->story->quiet_until_s,
	};

	if (strcmp(a->what, "opened") == 0 && w->story->minutes >= 0) {
		e.deadline.meeting = w->story->minutes;
		assert_true(civil_parse_iso(span_of("2023-06-30"), &e.deadline.meeting_day));
	}
	event_set_text(&e, STORED_TEXT, "New logo");
	event_set_text(&e, STORED_DETAIL, a->text);
	take(w, &e);
}

static void outcome(struct world *w, const char *message_id, const char *what, int64_t at_s)
{
	struct event_list events = { 0 };

	told_events(w->arena, w->state, NULL, message_id, what, at_s, &events);
	for (size_t i = 0; i < events.len; i++)
		take(w, &events.events[i]);
}

/* What becomes of a mail to the list. */
static void send(struct world *w, const struct notice *n, int64_t now_s)
{
	if (!w->opened_by)
		w->opened_by = n->composed.message_id;
	if (!w->outcomes)
		w->outcomes = w->story ? w->story->outcomes : "";
	char what = *w->outcomes ? *w->outcomes++ : 't';

	if (what == 't' || what == 'x')
		outcome(w, n->composed.message_id, what == 't' ? NOTICE_TOLD : NOTICE_UNTOLD, now_s);
	else if (what != '-')
		w->on_its_way = n->composed.message_id;
	w->looks_to_go = what - '0';
}

/* One round; what it decides is kept as the dispatcher keeps it. */
static void look(struct world *w, int64_t now_s, int64_t read_s, struct buf *keys, int64_t *next_s_out)
{
	const struct deadline_context context = { .policy = &policy, .people = &people, .read_s = read_s };
	struct notice_list out = { 0 };
	struct trouble_list waits = { 0 };

	*next_s_out = INT64_MAX;
	if (w->on_its_way && --w->looks_to_go == 0) {
		outcome(w, w->on_its_way, NOTICE_TOLD, now_s - 1);
		w->on_its_way = NULL;
	}
	decide_deadlines(w->arena, w->state, &context, now_s, &out, &waits, next_s_out);
	for (size_t i = 0; i < out.len; i++) {
		const struct notice *n = &out.notices[i];

		assert_false(state_has_key(w->state, n->key));
		state_add_key(w->state, n->key);
		for (size_t k = 0; k < n->n_spent; k++) {
			assert_false(state_has_key(w->state, n->spent[k]));
			state_add_key(w->state, n->spent[k]);
		}
		for (size_t k = 0; k < n->n_events; k++)
			take(w, &n->events[k]);
		assert_true(n->composed.bytes.len > 0);
		if (!n->person && strcmp(n->addr, policy.list_address) == 0)
			send(w, n, now_s);
		buf_addf(keys, "%s%s", buf_len(keys) ? " " : "", n->key + strlen("deadline/1/"));
	}
	for (size_t i = 0; i < waits.len; i++)
		buf_addf(keys, "%s!", buf_len(keys) ? " " : "");
}

/* The instants in keys, as hours after T0. */
static void shorten(const struct buf *keys, struct buf *out)
{
	const char *p = buf_fitted(keys).ptr;

	while (*p) {
		char *end;
		long long n = strtoll(p, &end, 10);

		if (end - p == 10) {
			buf_addf(out, "%lldh", (n - T0 + 1) / HOUR);
			p = end;
		} else {
			buf_add_char(out, *p++);
		}
	}
}

#define OPENED { HOUR, "opened", "Dave Thaler", true, false, 3, "one\n" }
#define SAID(hour_, what_, actor_) { (hour_) * HOUR, what_, actor_, true, strcmp(actor_, "KP Singh") == 0, 0, "" }
#define UNPROVED(hour_, actor_) { (hour_) * HOUR, "objected", actor_, false, false, 0, "" }
#define UNSEEN(hour_, what_, actor_) { (hour_) * HOUR, "unseen " what_, actor_, true, false, 0, "" }
#define LOOK(hour_, keys_) { (hour_) * HOUR, 0, keys_ }

static const struct story stories[] = {
	{ "a proposal that stands", -1, 0, "", { OPENED }, {
		LOOK(1, "opened"), LOOK(48, ""), LOOK(49, "last-day/73h"), LOOK(72, ""), LOOK(73, "closed/73h chair/73h"), LOOK(80, "") } },
	{ "contested to the end goes to the next agenda", -1, 0, "", { OPENED, SAID(30, "objected", "Joe") }, {
		LOOK(1, "opened"), LOOK(31, ""), LOOK(49, "last-day/73h"), LOOK(73, "closed/73h chair/73h"), LOOK(99, "") } },
	{ "withdrawn objections give a full period", -1, 0, "", { OPENED, SAID(30, "objected", "Joe"), SAID(40, "withdraw", "Joe") }, {
		LOOK(1, "opened"), LOOK(41, "moved/112h"), LOOK(73, ""), LOOK(88, "last-day/112h"), LOOK(112, "closed/112h chair/112h") } },
	{ "an objection that the list has not seen is told at once, and once", -1, 0, "", {
		OPENED, UNSEEN(20, "objected", "Joe"), UNSEEN(21, "objected", "Joe"), UNSEEN(30, "objected", "Lisa"), SAID(31, "objected", "KP Singh") }, {
		LOOK(1, "opened"), LOOK(20, "objection/m72000"), LOOK(21, ""), LOOK(30, "objection/m108000"), LOOK(32, ""), LOOK(49, "last-day/73h"),
		LOOK(73, "closed/73h chair/73h") } },
	{ "several in one mail, and none that was withdrawn before", -1, 0, "", {
		OPENED, UNSEEN(20, "objected", "Joe"), UNSEEN(21, "objected", "Lisa"), UNSEEN(22, "objected", "KP Singh"), UNSEEN(23, "withdraw", "Joe") }, {
		LOOK(1, "opened"), LOOK(24, "objection/m75600"), LOOK(25, "") } },
	{ "so is its withdrawal, while others stand", -1, 0, "", {
		OPENED, UNSEEN(20, "objected", "Joe"), SAID(21, "objected", "Lisa"), UNSEEN(30, "withdraw", "Joe"), UNSEEN(40, "withdraw", "Lisa"),
		SAID(42, "objected", "Lisa") }, {
		LOOK(1, "opened"), LOOK(22, "objection/m72000"), LOOK(30, "objection-withdrawn/m72000"), LOOK(31, ""), LOOK(40, "moved/112h"),
		LOOK(42, "") } },
	{ "one withdrawn on the list is not repeated", -1, 0, "", {
		OPENED, UNSEEN(20, "objected", "Joe"), SAID(21, "objected", "Lisa"), SAID(30, "withdraw", "Joe") }, {
		LOOK(1, "opened"), LOOK(22, "objection/m72000"), LOOK(31, "") } },
	{ "another notice tells it too", -1, 0, "", { OPENED, UNSEEN(49, "objected", "Joe") }, {
		LOOK(1, "opened"), LOOK(49, "last-day/73h"), LOOK(50, "") } },
	{ "late it is told to the chair alone", -1, 0, "", { OPENED, UNSEEN(74, "objected", "Joe") }, {
		LOOK(1, "opened"), LOOK(49, "last-day/73h"), LOOK(73, "closed/73h chair/73h"), LOOK(75, "ask/m266400"), LOOK(76, "") } },
	{ "of the past it is nobody's news", -1, T0 + 30 * HOUR, "", { OPENED, UNSEEN(20, "objected", "Joe") }, { LOOK(30, ""), LOOK(31, "") } },
	{ "extended", -1, 0, "", { OPENED, { 70 * HOUR, "extended", "KP Singh", true, true, 1, "" } }, {
		LOOK(1, "opened"), LOOK(49, "last-day/73h"), LOOK(71, "moved/97h"), LOOK(73, ""), LOOK(90, ""),
		LOOK(97, "closed/97h chair/97h") } },
	{ "withdrawn by who opened it", -1, 0, "", { OPENED, SAID(20, "withdraw", "Dave Thaler") }, {
		LOOK(1, "opened"), LOOK(21, "closed/20h chair/20h"), LOOK(73, "") } },
	{ "what may be an objection is asked at once, and once", -1, 0, "", {
		OPENED, SAID(20, "plain-objection", "Joe"), { 21 * HOUR, "objected", "m@example.net", false, false, 0, "" } }, {
		LOOK(1, "opened"), LOOK(20, "ask/m72000"), LOOK(22, "ask/m75600"), LOOK(23, ""), LOOK(49, "last-day/73h"),
		LOOK(73, "closed/73h chair/73h") } },
	{ "what may be anybody's is told together, once a day", -1, 0, "", {
		OPENED, UNPROVED(20, "m@example.net"), UNPROVED(21, "n@example.net"), UNPROVED(22, "Joe"), SAID(23, "plain-objection", "Joe"),
		UNPROVED(30, "o@example.net"), UNPROVED(60, "p@example.net"), UNPROVED(100, "q@example.net") }, {
		LOOK(1, "opened"), LOOK(20, "ask/m72000"), LOOK(22, ""), LOOK(23, "ask/m82800"), LOOK(24, "bsc/2023-07-02"), LOOK(30, ""),
		LOOK(48, "ask/m108000"), LOOK(61, "last-day/73h"), LOOK(73, "closed/73h chair/73h"), LOOK(74, ""), LOOK(100, "ask/m360000") } },
	{ "too late is told to the chair alone", -1, 0, "", { OPENED, SAID(74, "objected", "Joe") }, {
		LOOK(1, "opened"), LOOK(49, "last-day/73h"), LOOK(73, "closed/73h chair/73h"), LOOK(75, "ask/m266400"), LOOK(76, "") } },
	{ "after an outage over all of it the time begins anew", -1, 0, "", { OPENED, SAID(74, "objected", "Joe") }, {
		LOOK(200, "opened"), LOOK(248, "last-day/272h"), LOOK(272, "closed/272h chair/272h"), LOOK(273, "") } },
	{ "so it does after one up to the last day", -1, 0, "", { OPENED }, {
		LOOK(60, "opened"), LOOK(61, ""), LOOK(73, ""), LOOK(108, "last-day/132h"), LOOK(132, "closed/132h chair/132h") } },
	{ "a notice that lies in the outbox", -1, 0, "3", { OPENED }, {
		LOOK(1, "opened"), LOOK(2, "!"), LOOK(73, "!"), LOOK(100, "moved/172h"), LOOK(148, "last-day/172h"),
		LOOK(172, "closed/172h chair/172h") } },
	{ "one that never goes out", -1, 0, "-", { OPENED, SAID(74, "objected", "Joe") }, {
		LOOK(1, "opened"), LOOK(2, "!"), LOOK(73, "!"), LOOK(400, "!") } },
	{ "what the list refuses is tried again, with gaps that grow", -1, 0, "xxx", { OPENED }, {
		LOOK(1, "opened"), { 2 * HOUR - 1, 0, "" }, LOOK(2, "opened/2 !"), { 4 * HOUR - 1, 0, "!" }, LOOK(4, "opened/3 !"),
		LOOK(8, "opened/4 !"), LOOK(80, "closed/80h chair/80h") } },
	{ "withdrawn before anybody was told", -1, 0, "-", { OPENED, SAID(2, "withdraw", "Dave Thaler") }, {
		LOOK(1, "opened"), LOOK(2, "closed/2h chair/2h"), LOOK(80, "") } },
	{ "a full period anew of which nobody is told", -1, 0, "tx", { OPENED, SAID(30, "objected", "Joe"), SAID(40, "withdraw", "Joe") }, {
		LOOK(1, "opened"), LOOK(41, "moved/112h"), LOOK(42, "moved/114h !"), LOOK(44, ""), LOOK(112, "last-day/114h"), LOOK(114, "closed/114h chair/114h") } },
	{ "news waits for the notice that is on its way", 38, 0, "2", { OPENED, { 20 * HOUR, "text-changed", "Dave Thaler", true, false, 0, "two\n" } }, {
		LOOK(1, "opened"), LOOK(20, "!"), LOOK(30, "text/1"), LOOK(168, "closed/168h chair/168h final") } },
	{ "the closing waits for the mailbox, and then sees what lay in it", -1, 0, "", { OPENED, SAID(72, "objected", "Joe") }, {
		LOOK(1, "opened"), LOOK(49, "last-day/73h"), { 73 * HOUR, 2 * HOUR, "" }, { 74 * HOUR - 1, 3 * HOUR, "" }, { 74 * HOUR, 3 * HOUR, "!" },
		{ 80 * HOUR, 7 * HOUR + 1, "!" }, { 81 * HOUR, 8 * HOUR, "closed/73h chair/73h" } } },
	{ "of the past: nothing", -1, T0 + 100 * HOUR, "", { OPENED, SAID(20, "plain-objection", "Joe"), SAID(74, "objected", "Joe") }, {
		LOOK(100, ""), LOOK(200, "") } },
	{ "of the past, but it runs on", -1, T0 + 30 * HOUR, "", { OPENED }, {
		LOOK(30, ""), LOOK(49, "last-day/73h"), LOOK(73, "closed/73h chair/73h") } },
	{ "minutes of the past: nothing, for nobody knew", 38, T0 + 30 * HOUR, "", { OPENED }, { LOOK(30, ""), LOOK(150, ""), LOOK(168, "") } },
	/* the meeting was on 30 June: the end of 7 July, 168 hours after T0 */
	{ "minutes", 38, 0, "", { OPENED, { 20 * HOUR, "text-changed", "Dave Thaler", true, false, 0, "two\n" },
			      { 21 * HOUR, "text-changed", "Joe", true, false, 0, "three\n" } }, {
		LOOK(1, "opened"), LOOK(20, "text/1"), LOOK(22, ""), LOOK(168, "closed/168h chair/168h final") } },
	{ "a stranger's is told to the chair, at once and once", -1, 0, "", {
		{ HOUR, "opened", "x@example.net", true, false, 3, "one\n" }, { 2 * HOUR, "withdraw", "KP Singh", true, true, 0, "" } }, {
		LOOK(1, "opened"), { 90 * 60, 0, "" }, LOOK(2, "closed/2h chair/2h") } },
	{ "so is one that nothing proves", 38, 0, "", { { HOUR, "opened", "Dave Thaler", false, false, 3, "one\n" } }, {
		LOOK(1, "opened"), LOOK(2, "") } },
	{ "what is over is no question any more", -1, 0, "", {
		{ HOUR, "opened", "x@example.net", true, false, 3, "one\n" }, { 2 * HOUR, "withdraw", "KP Singh", true, true, 0, "" } }, {
		LOOK(80, "closed/2h chair/2h"), LOOK(81, "") } },
	{ "a stranger's of the past is nobody's news", -1, T0 + 30 * HOUR, "", { { HOUR, "opened", "x@example.net", true, false, 3, "one\n" } }, {
		LOOK(30, ""), LOOK(50, "last-day/73h") } },
	{ "the same text again is no news", 38, 0, "", { OPENED, SAID(20, "text-again", "Dave Thaler") }, {
		LOOK(1, "opened"), LOOK(20, ""), LOOK(168, "closed/168h chair/168h final"), LOOK(169, "") } },
	{ "the last day of minutes, while an objection stands", 38, 0, "", { OPENED, SAID(150, "objected", "Joe") }, {
		LOOK(1, "opened"), LOOK(144, ""), LOOK(150, "last-day/168h"), LOOK(151, "") } },
	{ "minutes never close within 72 hours of the notice", 38, 0, "", { OPENED }, {
		LOOK(160, "opened"), LOOK(169, ""), LOOK(209, ""), LOOK(233, "closed/233h chair/233h final") } },
};

static void notices_are_due(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof stories / sizeof stories[0]; i++) {
		struct world w = { .arena = arena_new(), .state = state_new(), .story = &stories[i] };

		for (size_t n = 0; n < LOOKS_MAX && stories[i].looks[n].keys; n++) {
			const struct look *l = &stories[i].looks[n];
			struct buf keys, got;
			int64_t next_s, read_s = T0 + l->at_s - l->unread_s;

			for (; w.next_act < ACTS_MAX && stories[i].acts[w.next_act].what &&
			     T0 + stories[i].acts[w.next_act].at_s <= read_s; w.next_act++)
				act(&w, &stories[i].acts[w.next_act]);
			buf_init(&keys, 4000);
			buf_init(&got, 4000);
			look(&w, T0 + l->at_s, read_s, &keys, &next_s);
			shorten(&keys, &got);
			print_message("%s, hour %lld\n", stories[i].name, (long long)(l->at_s / HOUR));
			assert_string_equal(buf_fitted(&got).ptr, l->keys);
			assert_true(next_s > T0 + l->at_s);
			buf_free(&keys);
			buf_free(&got);
		}
		state_free(&w.state);
		arena_free(&w.arena);
	}
}

/* What goes to the next agenda does so by an event, in the transaction of its notice. */
static void what_is_not_agreed_is_on_the_agenda(void **unused)
{
	struct world w = { .arena = arena_new(), .state = state_new(), .story = &stories[1] };
	size_t agenda = 0;
	struct buf keys;
	int64_t next_s;

	(void)unused;
	act(&w, &stories[1].acts[0]);
	act(&w, &stories[1].acts[1]);
	buf_init(&keys, 4000);
	look(&w, T0 + HOUR, T0 + HOUR, &keys, &next_s);
	look(&w, T0 + 73 * HOUR, T0 + 73 * HOUR, &keys, &next_s);
	look(&w, T0 + 74 * HOUR, T0 + 74 * HOUR, &keys, &next_s);
	for (size_t i = 0; i < w.state->others.len; i++) {
		const struct event *e = &w.state->others.events[i];

		if (e->kind != EVENT_AGENDA)
			continue;
		agenda++;
		assert_string_equal(e->agenda.title, "New logo");
		assert_string_equal(e->agenda.presenters, "Dave Thaler");
	}
	assert_int_equal(agenda, 1);
	buf_free(&keys);
	state_free(&w.state);
	arena_free(&w.arena);
}

/* The notice of that key as it is due at now_s; NULL: none. */
static const struct notice *due_notice(struct world *w, int64_t now_s, const char *key_start)
{
	const struct deadline_context context = { .policy = &policy, .people = &people, .read_s = now_s };
	struct notice_list *out = arena_alloc(w->arena, 1, sizeof *out);
	struct trouble_list waits = { 0 };
	int64_t next_s = INT64_MAX;

	decide_deadlines(w->arena, w->state, &context, now_s, out, &waits, &next_s);
	for (size_t i = 0; i < out->len; i++) {
		if (strncmp(out->notices[i].key, key_start, strlen(key_start)) == 0)
			return &out->notices[i];
	}
	return NULL;
}

static struct event minutes_event(const char *what, const char *actor)
{
	struct event e = {
		.at_s = T0 + HOUR, .kind = EVENT_DEADLINE, .list = "bsc", .actor = actor, .rule = "minutes-tag", .message_id = "m",
		.act = what, .deadline.meeting = 38, .deadline.number = 1, .deadline.title = "minutes of meeting #38", .proof = "dkim",
	};

	assert_true(civil_parse_iso(span_of("2023-06-30"), &e.deadline.meeting_day));
	return e;
}

static void minutes_are_published_by_the_chair_whom_they_name(void **unused)
{
	static const struct {
		const char *actor, *written, *person, *want;
	} cases[] = {
		{ "Dave Thaler", "Dave", "Dave Thaler", "Dave Thaler" },
		{ "KP Singh", "Dave", "Dave Thaler", "Dave Thaler" },	/* a secretary mailed them */
		{ "Dave Thaler", "D.", "", "Dave Thaler" },		/* nobody, or several: who mailed them */
		{ "Dave Thaler", "", "", "KP Singh" },			/* nothing is said: who was expected */
		{ "x@example.net", "D.", "", "KP Singh" },
		{ "Dave Thaler", "Ada", "Ada Gone", "KP Singh" },	/* of the list no more */
	};

	(void)unused;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct world w = { .arena = arena_new(), .state = state_new() };
		struct event e = minutes_event("opened", cases[i].actor);

		e.deadline.chair_written = cases[i].written;
		e.deadline.chair = cases[i].person;
		take(&w, &e);
		e = minutes_event("noticed", "beadle");
		take(&w, &e);
		const struct notice *notice = due_notice(&w, T0 + 8 * DAY, "deadline/1/chair/");

		assert_non_null(notice);
		assert_string_equal(notice->person->name, cases[i].want);
		state_free(&w.state);
		arena_free(&w.arena);
	}
}

/* It counts for nothing until somebody says for what; whoever wrote it. */
static void an_objection_to_nobody_knows_what_is_a_question(void **unused)
{
	struct world w = { .arena = arena_new(), .state = state_new() };
	struct event e = minutes_event("objection-unclear", "Joe Stringer"), opened = minutes_event("opened", "KP Singh");

	(void)unused;
	take(&w, &opened);
	e.deadline.number = 0;
	e.deadline.meeting = -1;
	e.message_id = "unclear@example.org";
	e.deadline.words = "[OBJECT] too early";
	take(&w, &e);
	take(&w, &e);
	const struct notice *notice = due_notice(&w, T0 + 2 * HOUR, "objection-unclear/");

	assert_non_null(notice);
	assert_string_equal(notice->key, "objection-unclear/bsc/unclear@example.org");
	assert_string_equal(notice->person->name, "KP Singh");
	assert_non_null(strstr(notice->composed.text, "Joe Stringer: [OBJECT] too early"));
	assert_non_null(strstr(notice->composed.text, "#1  "));
	state_free(&w.state);

	w.state = state_new();
	e.quiet_until_s = T0 + 2 * HOUR;
	take(&w, &e);
	assert_null(due_notice(&w, T0 + 3 * HOUR, "objection-unclear/"));
	state_free(&w.state);
	arena_free(&w.arena);
}

/* One step of a story whose clock may be wrong: what is read (NULL: nothing), and then a round at that hour. */
struct turn {
	struct act read;
	int64_t at_s;
	const char *keys;
};

#define TURN(hour_, keys_) { { 0 }, (hour_) * HOUR, keys_ }

/* What was said by a clock that was ahead, or before a mail was read that came in time, is taken back. */
static void what_was_said_wrongly_is_corrected(void **unused)
{
	static const struct {
		const char *name;
		int minutes;
		const char *outcomes;
		struct turn turns[LOOKS_MAX];
	} stories_of_clocks[] = {
		{ "a clock that is ahead for a moment", -1, "", {
			TURN(1, "opened"), TURN(73, "closed/73h chair/73h"), TURN(30, "corrected/2/open chair/corrected/2"), TURN(31, ""),
			{ SAID(40, "objected", "Joe"), 41 * HOUR, "" }, TURN(72, ""), TURN(73, "closed/73h/3 chair/73h/3"), TURN(80, "") } },
		{ "a clock that is set back by seconds", -1, "", {
			TURN(1, "opened"), TURN(73, "closed/73h chair/73h"), { { 0 }, 73 * HOUR - 10, "" }, TURN(73, "") } },
		{ "an objection that came in time is read late", -1, "", {
			TURN(1, "opened"), TURN(73, "closed/73h chair/73h"), { SAID(72, "objected", "Joe"), 74 * HOUR, "corrected/2/not agreed chair/73h/2" },
			TURN(75, "") } },
		{ "minutes that were final are not, and then they are", 38, "", {
			TURN(1, "opened"), TURN(168, "closed/168h chair/168h final"), TURN(30, "corrected/2/open chair/corrected/2 final/2"),
			TURN(31, ""), TURN(168, "closed/168h/3 chair/168h/3 final/3"), TURN(169, "") } },
		{ "the notice that opened it came back after the end", -1, "", {
			TURN(1, "opened"), TURN(73, "closed/73h chair/73h"), { { 74 * HOUR, "untold", "opened", true, false, 0, "" }, 74 * HOUR,
			"corrected/2/open chair/corrected/2 !" }, TURN(75, ""), TURN(122, "last-day/146h"), TURN(146, "closed/146h/3 chair/146h/3") } },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof stories_of_clocks / sizeof stories_of_clocks[0]; i++) {
		const struct story story = { "", stories_of_clocks[i].minutes, 0, "", { OPENED }, { { 0 } } };
		struct world w = { .arena = arena_new(), .state = state_new(), .story = &story };
		size_t n_agenda = 0;

		act(&w, &story.acts[0]);
		for (const struct turn *t = stories_of_clocks[i].turns; t->keys && t < stories_of_clocks[i].turns + LOOKS_MAX; t++) {
			struct buf keys, got;
			int64_t next_s;

			buf_init(&keys, 4000);
			buf_init(&got, 4000);
			if (t->read.what && strcmp(t->read.what, "untold") == 0)
				outcome(&w, w.opened_by, NOTICE_UNTOLD, T0 + t->read.at_s);
			else if (t->read.what)
				act(&w, &t->read);
			look(&w, T0 + t->at_s, T0 + t->at_s, &keys, &next_s);
			shorten(&keys, &got);
			print_message("%s, hour %lld\n", stories_of_clocks[i].name, (long long)(t->at_s / HOUR));
			assert_string_equal(buf_fitted(&got).ptr, t->keys);
			buf_free(&keys);
			buf_free(&got);
		}
		for (size_t k = 0; k < w.state->others.len; k++)
			n_agenda += w.state->others.events[k].kind == EVENT_AGENDA;
		assert_int_equal(n_agenda, i == 0 || i == 2);
		state_free(&w.state);
		arena_free(&w.arena);
	}
}

static uint64_t random_next(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed >> 33;
}

/* Random acts read at random times, rounds at the instants that the rules ask for: an announcement that it stands
 * is right by what was received up to its end, and every deadline ends in one. */
static void nothing_stands_while_an_objection_does(void **unused)
{
	static const char *const whats[] = { "objected", "objected", "withdraw", "resolved", "extended", "ok", "plain-objection" };
	static const char *const actors[] = { "Joe", "KP Singh", "Andrii" };
	const char *text = getenv("BEADLE_SEED");
	uint64_t seed = text ? strtoull(text, NULL, 10) : (uint64_t)time(NULL);
	static const struct story story = { "random", -1, 0, "", { OPENED }, { { 0 } } };
	size_t n_stands = 0, n_not = 0;

	(void)unused;
	print_message("BEADLE_SEED=%llu\n", (unsigned long long)seed);
	for (int round = 0; round < 300; round++) {
		struct world w = { .arena = arena_new(), .state = state_new(), .story = &story };
		struct act acts[ACTS_MAX];
		bool taken[ACTS_MAX] = { false };
		int64_t now_s = T0 + HOUR, next_s;
		struct buf keys;

		act(&w, &story.acts[0]);
		for (size_t i = 0; i < ACTS_MAX; i++) {
			const char *actor = actors[random_next(&seed) % 3];

			acts[i] = (struct act){ (int64_t)(2 * HOUR + random_next(&seed) % (100 * HOUR)), whats[random_next(&seed) % 7], actor,
						true, strcmp(actor, "KP Singh") == 0, 1, "" };
		}
		buf_init(&keys, 64000);
		for (int n = 0; n < 2000 && now_s < T0 + 40 * DAY; n++) {
			int64_t read_s = now_s - (int64_t)(random_next(&seed) % (6 * HOUR));

			for (size_t i = 0; i < ACTS_MAX; i++) {	/* some are read early, none late */
				if (!taken[i] && T0 + acts[i].at_s <= now_s &&
				    (T0 + acts[i].at_s <= read_s || random_next(&seed) % 2)) {
					act(&w, &acts[i]);
					taken[i] = true;
				}
			}
			look(&w, now_s, read_s, &keys, &next_s);
			now_s = next_s < now_s + 5 * HOUR ? next_s : now_s + 5 * HOUR;
		}
		const char *closed = strstr(buf_fitted(&keys).ptr, "closed/");
		struct deadline_list list;

		assert_non_null(closed);
		assert_null(strstr(closed + 1, "closed/"));
		int64_t at_s = strtoll(closed + strlen("closed/"), NULL, 10);

		deadlines_of(w.arena, w.state, "bsc", zone_utc(), INT64_MAX, T0 + 60 * DAY, &list);
		assert_int_equal(list.entries[0].deadline.settled_s, at_s);
		bool stands = list.entries[0].deadline.state == DEADLINE_STANDS;

		n_stands += stands;
		n_not += list.entries[0].deadline.state == DEADLINE_NOT_AGREED;
		for (size_t i = 0; stands && i < list.entries[0].deadline.n_objections; i++)
			assert_true(list.entries[0].deadline.objections[i].end != OBJECTION_STANDS);
		for (size_t i = 0; i < w.state->others.len; i++)
			assert_false(stands && w.state->others.events[i].kind == EVENT_AGENDA);
		buf_free(&keys);
		state_free(&w.state);
		arena_free(&w.arena);
	}
	assert_true(n_stands > 10 && n_not > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(notices_are_due),
		cmocka_unit_test(what_is_not_agreed_is_on_the_agenda),
		cmocka_unit_test(minutes_are_published_by_the_chair_whom_they_name),
		cmocka_unit_test(an_objection_to_nobody_knows_what_is_a_question),
		cmocka_unit_test(what_was_said_wrongly_is_corrected),
		cmocka_unit_test(nothing_stands_while_an_objection_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
