/* test_steady.c - which clock is believed, in stories of both clocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "time/steady.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR, TURNS_MAX = 12 };

#define NOON 1688385600		/* 3 July 2023, 12:00 UTC */
#define FIRST "11111111-2222-3333-4444-555555555555"
#define SECOND "66666666-7777-8888-9999-000000000000"

/* After `passed` seconds in all the wall clock is so far ahead of what it should be, and what comes of it. */
struct turn {
	int64_t passed_s, ahead_s;
	enum steady_news news;
	int64_t now_ahead_s;		/* of the time that is believed */
	const char *boot_id;		/* of a new run; NULL: the run goes on */
	int64_t began_s;		/* the machine, after so much of the story; of a new run alone */
	bool synchronised;
};

struct story {
	const char *name;
	struct turn turns[TURNS_MAX];
};

#define DOUBT STEADY_DOUBT
#define END { -1, 0, 0, 0, NULL, 0, false }

static const struct story stories[] = {
	{ "a clock that goes as it should", {
		{ 10, 0, STEADY_NOTHING, 0, NULL, 0, false },
		{ HOUR - 1, 59, STEADY_NOTHING, 59, NULL, 0, false },
		{ HOUR, -3, STEADY_CHANGED, -3, NULL, 0, false }, END } },
	{ "one that drifts, and is noted each hour", {
		{ HOUR, 60, STEADY_CHANGED, 60, NULL, 0, false },
		{ 2 * HOUR, 120, STEADY_CHANGED, 120, NULL, 0, false },
		{ 30 * DAY, 120 + 43 * MINUTE, STEADY_CHANGED, 120 + 43 * MINUTE, NULL, 0, false }, END } },
	{ "a week ahead for six seconds", {
		{ 100, 8 * DAY, DOUBT, 0, NULL, 0, false },
		{ 103, 8 * DAY, STEADY_NOTHING, 0, NULL, 0, false },
		{ 106, 1, STEADY_BACK, 1, NULL, 0, false },
		{ 107, 1, STEADY_NOTHING, 1, NULL, 0, false }, END } },
	{ "six seconds with which the system agrees", {
		{ 100, 8 * DAY, DOUBT, 0, NULL, 0, true },
		{ 105, 8 * DAY, STEADY_NOTHING, 0, NULL, 0, true },
		{ 106, 0, STEADY_BACK, 0, NULL, 0, true }, END } },
	{ "put back by two minutes, and nothing bears it out", {
		{ 100, -120, DOUBT, 0, NULL, 0, false },
		{ 99 + HOUR, -120, STEADY_NOTHING, 0, NULL, 0, false },
		{ 100 + HOUR, -120, STEADY_PUT_RIGHT, -120, NULL, 0, false },
		{ 101 + HOUR, -120, STEADY_NOTHING, -120, NULL, 0, false }, END } },
	{ "put right, as the system knows", {
		{ 100, 3 * DAY, DOUBT, 0, NULL, 0, false },
		{ 160, 3 * DAY, STEADY_NOTHING, 0, NULL, 0, true },
		{ 399, 3 * DAY, STEADY_NOTHING, 0, NULL, 0, true },
		{ 400, 3 * DAY, STEADY_PUT_RIGHT, 3 * DAY, NULL, 0, true }, END } },
	{ "one that leaps on before it is believed: the hour begins anew", {
		{ 100, 3 * DAY, DOUBT, 0, NULL, 0, false },
		{ 50 * MINUTE, 4 * DAY, STEADY_CHANGED, 0, NULL, 0, false },
		{ 70 * MINUTE, 4 * DAY, STEADY_NOTHING, 0, NULL, 0, false },
		{ 110 * MINUTE, 4 * DAY, STEADY_PUT_RIGHT, 4 * DAY, NULL, 0, false }, END } },
	{ "one that runs away by a minute each minute", {
		{ 60, 60, STEADY_NOTHING, 60, NULL, 0, false },
		{ 120, 120, DOUBT, 0, NULL, 0, false },
		{ 180, 180, STEADY_NOTHING, 0, NULL, 0, false },
		{ 240, 240, STEADY_CHANGED, 0, NULL, 0, false }, END } },
	{ "rounds, and a leap between two of them", {
		{ 300, 0, STEADY_NOTHING, 0, FIRST, 0, false },
		{ 600, 10 * HOUR, DOUBT, 0, FIRST, 0, false },
		{ 899, 10 * HOUR, STEADY_NOTHING, 0, FIRST, 0, true },
		{ 900, 10 * HOUR, STEADY_PUT_RIGHT, 10 * HOUR, FIRST, 0, true }, END } },
	{ "off for a month while the machine ran", {
		{ 30 * DAY, 20, STEADY_CHANGED, 20, FIRST, 0, false }, END } },
	{ "the machine was started again, an hour later", {
		{ HOUR, 0, STEADY_CHANGED, 0, SECOND, HOUR - 30, false },
		{ HOUR + 5, 0, STEADY_NOTHING, 0, NULL, 0, false },
		{ HOUR + 6, 2 * HOUR, DOUBT, 0, NULL, 0, false }, END } },
	{ "and it is long up before beadle is", {
		{ 5 * DAY, 0, STEADY_CHANGED, 0, SECOND, HOUR, false }, END } },
	{ "another machine, which is up for longer", {
		{ HOUR, 5, STEADY_CHANGED, 5, SECOND, -100 * DAY, false },
		{ HOUR + 5, 2 * HOUR, DOUBT, 5, NULL, 0, false }, END } },
	{ "another machine, whose clock is behind", {
		{ HOUR, -2 * HOUR, DOUBT, -HOUR, SECOND, -100 * DAY, false },
		{ HOUR + 5, -30, STEADY_BACK, -30, NULL, 0, false }, END } },
	{ "its name is not known, and its time says it", {
		{ HOUR, 0, STEADY_CHANGED, 0, "", HOUR - 30, false }, END } },
	{ "started again with a clock a year ahead, which is put right", {
		{ HOUR, 365 * DAY, DOUBT, -HOUR + 30, SECOND, HOUR - 30, false },
		{ HOUR + 10, 365 * DAY, STEADY_NOTHING, -HOUR + 30, NULL, 0, false },
		{ HOUR + 20, 0, STEADY_BACK, 0, NULL, 0, false }, END } },
	{ "started again with a clock of 1970, which is put right", {
		{ HOUR, -NOON, DOUBT, -HOUR, SECOND, HOUR - 30, false },
		{ HOUR + 20, 0, STEADY_BACK, 0, NULL, 0, false }, END } },
	{ "off for a month: who knows? An hour, or the system", {
		{ 30 * DAY, 0, DOUBT, -30 * DAY + 30, SECOND, 30 * DAY - 30, false },
		{ 30 * DAY + 299, 0, STEADY_NOTHING, -30 * DAY + 30, NULL, 0, true },
		{ 30 * DAY + 300, 0, STEADY_PUT_RIGHT, 0, NULL, 0, true }, END } },
	{ "started again while it was in doubt: all begins anew", {
		{ 100, 8 * DAY, DOUBT, 0, NULL, 0, false },
		{ 50 * MINUTE, 8 * DAY, STEADY_NOTHING, -50 * MINUTE + 30, SECOND, 50 * MINUTE - 30, false },
		{ 100 * MINUTE, 8 * DAY, STEADY_NOTHING, -50 * MINUTE + 30, NULL, 0, false },
		{ 101 * MINUTE, 0, STEADY_BACK, 0, NULL, 0, false }, END } },
};

/* At the beginning of each story the machine has run for a day and both clocks agree. */
static struct steady begin(void)
{
	const struct steady_look look = { .wall_s = NOON, .boot_s = DAY };
	struct steady s = { 0 };

	assert_int_equal(steady_start(&s, FIRST, &look), STEADY_CHANGED);
	return s;
}

static void play(const struct story *story)
{
	struct steady s = begin();
	int64_t began_s = -DAY;

	for (const struct turn *t = story->turns; t->passed_s >= 0; t++) {
		int64_t now_s = NOON + t->passed_s;

		began_s = t->boot_id && t->began_s ? t->began_s : began_s;
		const struct steady_look look = { .wall_s = now_s + t->ahead_s, .boot_s = t->passed_s - began_s,
						  .synchronised = t->synchronised };
		enum steady_news news = t->boot_id ? steady_start(&s, t->boot_id, &look) :
						     steady_follow(&s, &look);
		int64_t ahead_s = steady_now(&s, &look) - now_s;

		if (news != t->news || ahead_s != t->now_ahead_s)
			fail_msg("%s, after %lld s: news %d, %lld s ahead", story->name,
				 (long long)t->passed_s, (int)news, (long long)ahead_s);
	}
}

static void stories_come_out_right(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof stories / sizeof stories[0]; i++)
		play(&stories[i]);
}

/* A clock that is ahead by so much since 100 s; then mail comes in. */
static const struct witness {
	const char *name;
	int64_t ahead_s, received_s, written_s;		/* both by the time that was believed, after 200 s */
	bool news, bears_out, is_open;
} witnesses[] = {
	{ "mail that both other clocks date as ours", DAY, DAY - 20, DAY - 50, true, true, true },
	{ "that was written by the clock that was believed", DAY, DAY - 20, -20, false, false, true },
	{ "whose date is not known", DAY, DAY - 20, -NOON, false, false, true },
	{ "that has lain there for an hour", DAY, DAY - HOUR, DAY - HOUR, false, false, true },
	{ "that both date as was believed", DAY, -5, -20, true, false, false },
	{ "that came in before", DAY, -HOUR, -HOUR, false, false, false },
	{ "of a server far ahead of both", DAY, 5 * DAY, 5 * DAY, false, false, true },
	{ "a small jump, nearer to the new clock", 200, 180, 150, true, true, true },
	{ "a small jump, nearer to the old one", 200, 20, 15, true, false, false },
	{ "put back, and mail as before", -DAY, -5, -20, true, false, false },
	{ "put back, and mail of that time", -DAY, -DAY - 5, -DAY - 20, true, true, false },
};

static struct steady_look after(int64_t passed_s, int64_t ahead_s)
{
	return (struct steady_look){ .wall_s = NOON + passed_s + ahead_s, .boot_s = DAY + passed_s };
}

static void mail_bears_one_of_the_clocks_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof witnesses / sizeof witnesses[0]; i++) {
		const struct witness *w = &witnesses[i];
		const struct steady_look first = after(100, w->ahead_s), then = after(200, w->ahead_s);
		const struct steady_look settled = after(100 + STEADY_SETTLE_S, w->ahead_s);
		const struct steady_look proved = after(100 + HOUR, w->ahead_s);
		int64_t received_s = NOON + 200 + w->received_s, written_s = NOON + 200 + w->written_s;
		struct steady s = begin();

		assert_int_equal(steady_follow(&s, &first), STEADY_DOUBT);
		bool is_open = steady_is_open(&s, &then, received_s);
		bool is_heard = steady_witness(&s, &then, received_s, written_s);
		bool is_against = is_heard && !w->bears_out;
		/* for the clock it is heard once; against it each time, and the hour begins anew */
		bool is_right = steady_witness(&s, &then, received_s, written_s) == is_against;

		is_right = is_right && is_open == w->is_open && is_heard == w->news;
		is_right = is_right && (steady_follow(&s, &settled) == STEADY_PUT_RIGHT) == w->bears_out;
		if (!w->bears_out)
			is_right = is_right && (steady_follow(&s, &proved) == STEADY_PUT_RIGHT) == !is_against;
		if (!is_right)
			fail_msg("%s", w->name);
	}
}

static void a_clock_that_is_believed_needs_no_witness(void **state)
{
	const struct steady_look look = { .wall_s = NOON + 5, .boot_s = DAY + 5 };
	struct steady s = begin();

	(void)state;
	assert_false(steady_witness(&s, &look, NOON + 5 * DAY, NOON + 5 * DAY));
	assert_false(steady_is_open(&s, &look, NOON + 5 * DAY));
	assert_int_equal(steady_latest(&s, &look), NOON + 5);
}

static void after_a_restart_what_came_in_since_is_taken(void **state)
{
	const struct steady_look look = { .wall_s = NOON + 30 * DAY, .boot_s = 30 };
	struct steady s = begin();

	(void)state;
	assert_int_equal(steady_start(&s, SECOND, &look), STEADY_DOUBT);
	assert_false(steady_is_open(&s, &look, NOON + 20 * DAY));
	assert_int_equal(steady_latest(&s, &look), NOON + 30 * DAY);
	assert_true(steady_witness(&s, &look, NOON + 30 * DAY - 60, NOON + 30 * DAY - 90));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stories_come_out_right),
		cmocka_unit_test(mail_bears_one_of_the_clocks_out),
		cmocka_unit_test(a_clock_that_is_believed_needs_no_witness),
		cmocka_unit_test(after_a_restart_what_came_in_since_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
