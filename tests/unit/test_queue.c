/* test_queue.c - whose mail goes next, and what the limits hold back.
 *
 * A mail is written as three words, "kind cause addr" ("-" for no cause); its id is its place in the list, from 1.
 * What was sent has its age in minutes in front.  A plan is written as its ids, and behind a bar how many are held.
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
#include "notices/queue.h"

enum { NOW = 1688500000, MANY = 700 };

static struct queue_mail mail_of(struct arena *arena, const char *text, int64_t id)
{
	char kind[40], cause[40], addr[40];
	int minutes = 0, n = 0;

	if (sscanf(text, "%d %n", &minutes, &n) == 1)
		text += n;
	assert_int_equal(sscanf(text, "%39s %39s %39s", kind, cause, addr), 3);
	return (struct queue_mail){
		.id = id, .kind = arena_strdup(arena, kind), .cause = strcmp(cause, "-") == 0 ? "" : arena_strdup(arena, cause),
		.addr = arena_strdup(arena, addr), .at_s = NOW - 60 * minutes,
	};
}

static size_t read_mails(struct arena *arena, const char *const *texts, struct queue_mail **out)
{
	size_t n = 0;

	while (texts[n])
		n++;
	*out = arena_alloc(arena, n, sizeof **out);
	for (size_t i = 0; i < n; i++)
		(*out)[i] = mail_of(arena, texts[i], (int64_t)i + 1);
	return n;
}

static const char *plan_text(struct arena *arena, const struct queue_plan *plan)
{
	const char *text = "";

	for (size_t i = 0; i < plan->len; i++)
		text = arena_printf(arena, "%s%s%d", text, i ? " " : "", (int)plan->ids[i]);
	return arena_printf(arena, "%s|%zu%s%s", text, plan->n_held, plan->limit ? " " : "", plan->limit ? plan->limit : "");
}

#define HOUR " outbox.limits.per_hour"
#define DAY " outbox.limits.per_recipient_day"
#define WORDS(...) (const char *const[]){ __VA_ARGS__ __VA_OPT__(,) NULL }

static const struct {
	const char *name;
	struct queue_limits limits;
	const char *const *sent, *const *ready;
	const char *want;
} cases[] = {
	{ "nothing", { 60, 10 }, WORDS(), WORDS(), "|0" },
	{ "the older first", { 60, 10 }, WORDS(), WORDS("assigned kp a@x", "assigned kp b@x"), "1 2|0" },
	{ "the calendar first, answers last", { 60, 10 }, WORDS(),
	  WORDS("answer dave d@x", "assigned kp a@x", "agenda - l@x", "answer joe j@x", "weekly-digest - l@x", "trouble - o@x"),
	  "3 5 2 6 1 4|0" },
	{ "authors take turns", { 60, 10 }, WORDS(),
	  WORDS("assigned kp a@x", "assigned kp b@x", "assigned kp c@x", "assigned joe a@x", "assigned dan b@x"), "1 4 5 2 3|0" },
	{ "so do an author's kinds", { 60, 10 }, WORDS(),
	  WORDS("deadline-opened kp l@x", "deadline-opened kp l@x", "deadline-opened kp l@x", "assigned kp a@x"), "1 4 2 3|0" },
	{ "who has had much in this hour waits behind who has not", { 60, 10 },
	  WORDS("5 assigned kp a@x", "5 assigned kp b@x", "90 assigned joe a@x", "90 assigned joe b@x", "90 assigned joe c@x"),
	  WORDS("assigned kp a@x", "assigned joe b@x", "assigned joe c@x"), "2 3 1|0" },
	{ "one of two quarters an author", { 8, 10 }, WORDS(),
	  WORDS("assigned kp a@x", "assigned kp b@x", "assigned kp c@x", "assigned kp d@x", "assigned kp e@x", "assigned joe a@x"),
	  "1 6 2 3 4|1" HOUR },
	{ "a quarter is the calendar's", { 8, 10 }, WORDS(),
	  WORDS("assigned kp a@x", "assigned kp b@x", "assigned kp c@x", "assigned kp d@x", "assigned joe a@x", "assigned joe b@x",
		"assigned joe c@x", "agenda - l@x", "weekly-digest - l@x"), "8 9 1 5 2 6 3 7|1" HOUR },
	{ "answers have a quarter", { 8, 10 }, WORDS(),
	  WORDS("answer a a@x", "answer b b@x", "answer c c@x", "answer d d@x", "assigned kp a@x"), "5 1 2|2" HOUR },
	{ "an answer at least", { 2, 10 }, WORDS("5 answer a a@x"), WORDS("answer b b@x", "assigned kp a@x"), "2|1" HOUR },
	{ "a small limit is not divided", { 2, 1 }, WORDS(), WORDS("assigned kp a@x", "assigned kp b@x", "assigned kp c@x"),
	  "1 2|1" HOUR },
	{ "nor is a day of one mail", { 60, 1 }, WORDS("600 assigned kp a@x"), WORDS("assigned joe a@x", "assigned kp b@x"), "2|1" DAY },
	{ "what was sent an hour ago counts for the day alone", { 2, 3 }, WORDS("61 assigned kp a@x", "62 assigned kp a@x"),
	  WORDS("assigned kp a@x", "assigned kp a@x", "assigned kp b@x"), "1 3|1" DAY },
	{ "of a recipient's day too: an author half, others the rest, the calendar its own", { 60, 8 }, WORDS(),
	  WORDS("deadline-opened m l@x", "deadline-opened m l@x", "deadline-opened m l@x", "deadline-opened m l@x",
		"deadline-opened m l@x", "deadline-opened kp l@x", "deadline-closed joe l@x", "deadline-closed dan l@x",
		"weekly-digest - l@x", "agenda - l@x", "agenda - l@x"), "9 10 11 1 6 7 8 2|3" DAY },
	{ "whoever asks is answered until the calendar's quarter", { 60, 8 }, WORDS(),
	  WORDS("answer a a@x", "answer a a@x", "answer a a@x", "answer a a@x", "answer a a@x", "answer a a@x", "answer a a@x",
		"reminder - a@x"), "8 1 2 3 4 5 6|1" DAY },
	{ "nobody's mail is no author's", { 8, 10 }, WORDS(),
	  WORDS("trouble - a@x", "trouble - b@x", "trouble - c@x", "trouble - d@x", "trouble - e@x"), "1 2 3 4 5|0" },
	{ "what goes to another address counts there", { 60, 1 }, WORDS("30 assigned kp a@x"), WORDS("assigned kp b@x"), "1|0" },
	{ "a clock that was ahead", { 2, 10 }, WORDS("-30 assigned kp a@x", "-600 assigned kp b@x"),
	  WORDS("assigned kp c@x", "assigned kp d@x"), "1|1" HOUR },
};

static void each_queue_has_its_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct arena *arena = arena_new();
		struct queue_mail *sent, *ready;
		size_t n_sent = read_mails(arena, cases[i].sent, &sent), n_ready = read_mails(arena, cases[i].ready, &ready);
		struct queue_plan plan;

		queue_plan(arena, &cases[i].limits, sent, n_sent, ready, n_ready, NOW, &plan);
		if (strcmp(plan_text(arena, &plan), cases[i].want) != 0)
			fail_msg("%s: \"%s\", not \"%s\"", cases[i].name, plan_text(arena, &plan), cases[i].want);
		arena_free(&arena);
	}
}

/* Two rows of one mail are one of the hour, one of each recipient's day, and go or stay together. */
static void a_mail_to_two_goes_once(void **state)
{
	struct arena *arena = arena_new();
	const struct queue_limits limits = { 2, 1 };
	const struct queue_mail ready[] = {
		{ 1, "assigned", "kp", "a@x", 0 }, { 1, "assigned", "kp", "b@x", 0 }, { 2, "assigned", "kp", "c@x", 0 },
		{ 3, "assigned", "kp", "d@x", 0 },
	}, sent[] = { { 9, "assigned", "kp", "b@x", NOW - 7000 } };
	struct queue_plan plan;

	(void)state;
	queue_plan(arena, &limits, NULL, 0, ready, 4, NOW, &plan);
	assert_string_equal(plan_text(arena, &plan), "1 2|1" HOUR);
	assert_int_equal(plan.held_id, 3);
	queue_plan(arena, &limits, sent, 1, ready, 4, NOW, &plan);
	assert_string_equal(plan_text(arena, &plan), "2 3|1" DAY);
	assert_int_equal(plan.held_id, 1);
	arena_free(&arena);
}

/* With the number in the place of each "#". */
static const char *numbered(struct arena *arena, const char *text, int number)
{
	const char *hash = strchr(text, '#');

	return hash ? numbered(arena, arena_printf(arena, "%.*s%d%s", (int)(hash - text), text, number, hash + 1), number) : text;
}

/* An outsider has the bot owe very many mails; whatever else becomes ready goes at once, in any minute of that. */
static void a_flood_delays_nobody(void **state)
{
	static const char *const floods[] = { "deadline-opened mallory list@x", "answer s# s#@x", "assigned mallory p#@x" };
	static const char *const real[] = { "agenda - list@x", "deadline-opened chair list@x", "assigned chair dave@x",
					    "weekly-digest - list@x", "reminder - dave@x", "deadline-closed joe list@x" };
	const struct queue_limits limits = { 60, 10 };
	enum { N_REAL = sizeof real / sizeof real[0] };

	(void)state;
	for (size_t f = 0; f < sizeof floods / sizeof floods[0]; f++) {
		struct arena *arena = arena_new();
		struct queue_mail *waiting = arena_alloc(arena, MANY + 1, sizeof *waiting), sent[MANY];
		size_t n_sent = 0, n_waiting = 0, next_real = 0;

		for (int i = 0; i < MANY; i++)
			waiting[n_waiting++] = mail_of(arena, numbered(arena, floods[f], i), i + 1);
		for (int minute = 0; minute < 360; minute++) {
			bool comes = minute % 60 == 7 && next_real < N_REAL;
			int64_t now_s = NOW + 60 * minute, real_id = MANY + 1 + (int64_t)next_real;
			struct queue_plan plan;
			bool gone = false;

			if (comes)
				waiting[n_waiting++] = mail_of(arena, real[next_real++], real_id);
			queue_plan(arena, &limits, sent, n_sent, waiting, n_waiting, now_s, &plan);
			for (size_t i = 0; i < plan.len; i++) {
				size_t k = 0;

				while (waiting[k].id != plan.ids[i])
					k++;
				gone = gone || plan.ids[i] == real_id;
				sent[n_sent] = waiting[k];
				sent[n_sent++].at_s = now_s;
				memmove(&waiting[k], &waiting[k + 1], (--n_waiting - k) * sizeof *waiting);
			}
			if (comes && !gone)
				fail_msg("%s: \"%s\" did not go in its minute", floods[f], real[next_real - 1]);
		}
		assert_int_equal(next_real, N_REAL);
		assert_true(n_waiting > 0);
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_queue_has_its_order),
		cmocka_unit_test(a_mail_to_two_goes_once),
		cmocka_unit_test(a_flood_delays_nobody),
	};

	return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
