/* test_promises.c - which lines of minutes who mailed them is asked about, what an answer to the receipt makes of them, by whom
 * and how long; and that what an archive says is asked of nobody. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "committee/held.h"
#include "committee/promises.h"
#include "committee/record_promise.h"
#include "committee/told.h"

enum { NOON = 1686052800, HOUR_S = 3600, DAY_S = 24 * HOUR_S };

static const char *joe_names[] = { "Joe" }, *dora_names[] = { "Dora" }, *kim_names[] = { "Kim" };
static struct person persons[] = {
	{ .name = "Joe Stone", .aliases = joe_names, .n_aliases = 1, .member = true },
	{ .name = "Dora Lind", .aliases = dora_names, .n_aliases = 1, .member = true },
	{ .name = "Kim Park", .aliases = kim_names, .n_aliases = 1, .member = true },
};
static const struct people people = { .persons = persons, .n_persons = 3 };
static const char *joe[] = { "Joe" }, *dora[] = { "Dora" };

struct desk {
	struct arena *arena;
	struct state *state;
	int mails;
	const char *proof;
	int64_t quiet_until_s;
	bool is_reread;
	const char *thread;
};

static int setup(void **state)
{
	struct desk *d = mem_zalloc(1, sizeof *d);

	d->arena = arena_new();
	d->state = state_new();
	d->proof = "dkim";
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

static void apply(struct desk *d, const struct event_list *events)
{
	struct err err;

	for (size_t i = 0; i < events->len; i++)
		assert_int_equal(state_apply(d->state, &events->events[i], &err), ERR_NONE);
}

static struct fact said(enum fact_kind kind, const char **owners, const char *text, unsigned line)
{
	return (struct fact){ .kind = kind, .rule = "promise-will", .owners = owners, .n_owners = 1, .text = text, .quote = text, .line = line,
			      .meeting = 10, .item = -1, .row = -1, .minutes = -1, .note = "", .detail = "", .context = "", .command = "" };
}

static struct incoming mail_of(struct desk *d, const char *id, const char *sender, int64_t at_s)
{
	return (struct incoming){
		.list = "sc", .people = &people, .message_id = id, .author_addr = "a@x", .author_name = sender, .sender = sender,
		.subject = "", .refs = "", .thread = "", .proof = d->proof, .received_at_s = at_s, .date = civil_from_utc(at_s).date,
		.default_due_days = 14, .quiet_until_s = d->quiet_until_s, .is_reread = d->is_reread,
	};
}

/* Kim mails minutes; "1 Joe: ping the printers | 2 ..." is what she would be asked, and is. */
static const char *minutes(struct desk *d, const struct fact *facts, size_t n)
{
	const char *id = arena_printf(d->arena, "m%d@x", ++d->mails), *text = "";
	const struct incoming mail = mail_of(d, id, "Kim Park", NOON + d->mails * DAY_S);
	struct event_list events = { 0 };

	record_facts(d->arena, d->state, &mail, facts, n, &events);
	record_promises(d->arena, d->state, &mail, facts, n, &events);
	for (size_t i = 0; i < events.len; i++) {
		const struct event *e = &events.events[i];

		if (e->kind == EVENT_PROMISE)
			text = arena_printf(d->arena, "%s%s%d %s: %s", text, *text ? " | " : "", e->promise.row, e->promise.owners, e->promise.text);
	}
	struct event asked = { .kind = EVENT_PROMISE, .act = NOTICE_ANNOUNCED, .list = "sc", .actor = EVENT_BY_BOT, .rule = RULE_NOTICE,
			       .message_id = arena_printf(d->arena, "r%d@x", d->mails), .at_s = mail.received_at_s,
			       .promise = { .mail = id, .until_s = mail.received_at_s + PROMISE_FOR_S } };

	if (*text)
		event_list_add(d->arena, &events, &asked);
	apply(d, &events);
	return text;
}

/* What is said of an answer to the receipt for the n-th mail, so long after it. */
static const char *answer(struct desk *d, int n, size_t who, const char *command, int row, int64_t after_s)
{
	const struct answered_notice what_came_of_it = { .kind = NOTICE_ANSWER, .list = "sc", .message_id = "answer1@x" };
	const struct answered_notice notice = { .kind = NOTICE_RECEIPT, .list = "sc", .message_id = arena_printf(d->arena, "r%d@x", n) };
	struct incoming mail = mail_of(d, "answer@x", persons[who].name, NOON + n * DAY_S + after_s);
	const struct actor actor = { .name = persons[who].name, .person = &persons[who], .proof = d->proof };
	struct fact fact = said(FACT_COMMAND, NULL, "", 1);
	struct event_list events = { 0 };

	if (d->thread) {	/* an answer to what came of an answer */
		mail.thread = d->thread;
		mail.answered = &what_came_of_it;
	} else {
		mail.answered = &notice;
	}
	fact.n_owners = 0;
	fact.command = command;
	fact.row = row;
	const char *sentence = record_promise_answer(d->arena, d->state, &mail, &actor, &fact, &events);

	apply(d, &events);
	return sentence;
}

static void a_yes_makes_an_item_of_it(void **state)
{
	struct desk *d = *state;
	const struct fact facts[] = { said(FACT_PROMISE, joe, "ping the printers about it", 5), said(FACT_PROMISE, dora, "write the long letter", 7) };

	assert_string_equal(minutes(d, facts, 2), "1 Joe: ping the printers about it | 2 Dora: write the long letter");
	assert_int_equal(d->state->n_items, 0);
	assert_string_equal(answer(d, 1, 2, "yes", 2, HOUR_S), "#1 is recorded for Dora Lind, due Wed 21 Jun: write the long letter");
	const struct item *item = state_item(d->state, 1);

	assert_string_equal(item->message_id, "m1@x");
	assert_int_equal(item->line, 7);
	assert_string_equal(item->raised_by, "Kim Park");
	assert_string_equal(item->owners[0].person, "Dora Lind");
	assert_string_equal(answer(d, 1, 2, "yes", 2, HOUR_S), "Line 2 is recorded already.");
	assert_string_equal(answer(d, 1, 2, "yes", -1, HOUR_S), "#2 is recorded for Joe Stone, due Wed 21 Jun: ping the printers about it\n"
							       "Line 2 is recorded already.");
	assert_int_equal(d->state->n_items, 2);
	assert_string_equal(answer(d, 1, 2, "yes", 9, HOUR_S), "Nothing has changed: that mail has no line 9.");
}

static void who_may_answer(void **state)
{
	struct desk *d = *state;
	const struct fact fact = said(FACT_PROMISE, joe, "ping the printers about it", 5);

	minutes(d, &fact, 1);
	assert_non_null(strstr(answer(d, 1, 1, "yes", 1, HOUR_S), "Nothing has changed: only who mailed the minutes"));
	d->proof = "";
	assert_string_equal(answer(d, 1, 2, "yes", 1, HOUR_S), "Nothing has changed: the sender is not proved.");
	assert_int_equal(d->state->n_items, 0);
	d->proof = "dkim";
	assert_non_null(strstr(answer(d, 1, 0, "yes", 1, HOUR_S), "#1 is recorded"));	/* the owner */
	assert_string_equal(state_item(d->state, 1)->raised_by, "Kim Park");
	assert_string_equal(state_item(d->state, 1)->raise_proof, "confirmed by Joe Stone");
}

static void an_answer_to_what_came_of_an_answer_counts(void **state)
{
	struct desk *d = *state;
	const struct fact facts[] = { said(FACT_PROMISE, joe, "ping the printers about it", 5), said(FACT_PROMISE, dora, "write the long letter", 7) };
	struct event_list back = { 0 };
	const struct event taken = { .kind = EVENT_HELD, .act = HELD_TAKEN_BACK, .list = "sc", .actor = "operator", .message_id = "",
				     .rule = RULE_OPERATOR, .held.mail = "m1@x" };

	minutes(d, facts, 2);
	d->thread = "answer1@x\nyes@x\nr1@x\n";
	assert_non_null(strstr(answer(d, 1, 2, "yes", 1, HOUR_S), "#1 is recorded"));
	d->thread = "answer1@x\nyes@x\n";
	assert_null(answer(d, 1, 2, "yes", 2, HOUR_S));
	d->thread = NULL;
	event_list_add(d->arena, &back, &taken);
	apply(d, &back);
	assert_string_equal(answer(d, 1, 2, "yes", 2, HOUR_S), "Nothing has changed: all that came of those minutes was taken back.");
}

static void what_is_refused_is_not_asked_again(void **state)
{
	struct desk *d = *state;
	const struct fact facts[] = { said(FACT_PROMISE, joe, "ping the printers about it", 5), said(FACT_PROMISE, dora, "write the long letter", 7) };

	minutes(d, facts, 2);
	assert_string_equal(answer(d, 1, 2, "no", 1, HOUR_S), "Line 1 is not recorded, nor asked about again.");
	assert_string_equal(minutes(d, facts, 2), "");		/* 2 is still being asked about */
	assert_int_equal(d->state->n_items, 0);
	d->mails = 20;
	assert_string_equal(minutes(d, facts, 2), "1 Dora: write the long letter");
	assert_non_null(strstr(answer(d, 1, 2, "yes", 1, HOUR_S), "#1 is recorded"));	/* who refused thinks again */
}

static void a_week_later_it_is_forgotten(void **state)
{
	struct desk *d = *state;
	const struct fact fact = said(FACT_PROMISE, joe, "ping the printers about it", 5);
	struct event_list told = { 0 };

	minutes(d, &fact, 1);
	assert_string_equal(answer(d, 1, 2, "yes", 1, 8 * DAY_S),
			    "Nothing has changed: line 1 was forgotten after a week. \"AI(Joe): ping the printers about it\" in a mail to the list"
			    " records it.");
	told_events(d->arena, d->state, NULL, "r1@x", NOTICE_TOLD, NOON + 3 * DAY_S, &told);
	apply(d, &told);
	assert_non_null(strstr(answer(d, 1, 2, "yes", 1, 8 * DAY_S), "#1 is recorded"));	/* a server took it days later */
}

static void what_is_an_item_is_none(void **state)
{
	struct desk *d = *state;
	const struct fact first[] = { said(FACT_ACTION, joe, "ping the printers about the banner", 5),
				      said(FACT_PROMISE, joe, "ping the printers about a banner", 9),	/* the same mail says it with a tag */
				      said(FACT_PROMISE, dora, "write the long letter", 11), said(FACT_PROMISE, dora, "write the long letter", 12) };
	const struct fact later[] = { said(FACT_PROMISE, joe, "ping the printers about the banner", 5),
				      said(FACT_PROMISE, dora, "ping the printers about the banner", 6) };

	assert_string_equal(minutes(d, first, 4), "1 Dora: write the long letter");
	assert_string_equal(minutes(d, later, 2), "1 Dora: ping the printers about the banner");	/* somebody else's */
}

static void nobody_is_asked(void **state)
{
	struct desk *d = *state;
	const struct fact fact = said(FACT_PROMISE, joe, "ping the printers about it", 5);

	d->proof = "";
	assert_string_equal(minutes(d, &fact, 1), "");
	d->proof = "dkim";
	d->quiet_until_s = NOON;
	assert_string_equal(minutes(d, &fact, 1), "");
	d->quiet_until_s = 0;
	d->is_reread = true;
	assert_string_equal(minutes(d, &fact, 1), "");
	assert_int_equal(d->state->others.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_yes_makes_an_item_of_it, setup, teardown),
		cmocka_unit_test_setup_teardown(who_may_answer, setup, teardown),
		cmocka_unit_test_setup_teardown(an_answer_to_what_came_of_an_answer_counts, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_refused_is_not_asked_again, setup, teardown),
		cmocka_unit_test_setup_teardown(a_week_later_it_is_forgotten, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_an_item_is_none, setup, teardown),
		cmocka_unit_test_setup_teardown(nobody_is_asked, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
