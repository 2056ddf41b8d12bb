/* test_zone.c - local time to UTC and back, held against what zoneinfo says (zone_table.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib.h>
#include <cmocka.h>

#include "time/zone.h"
#include "zone_table.h"

#define COUNT(a) (sizeof (a) / sizeof (a)[0])

static int64_t instant_of(const char *text)
{
	int64_t utc_s = 0;

	assert_true(civil_parse_instant(span_of(text), &utc_s));
	return utc_s;
}

static struct civil_time local_of(const char *text)
{
	return civil_from_utc(instant_of(text));
}

static const struct zone *zone_of(const char *name)
{
	const struct zone *zone = zone_find(name);

	if (!zone)
		fail_msg("this machine knows no zone %s", name);
	return zone;
}

static int prepare(void **state)
{
	(void)state;
	return 0;
}

static void each_instant_has_its_offset(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(instants); i++) {
		const struct zone *zone = zone_of(instants[i].zone);
		int64_t utc_s = instant_of(instants[i].utc);
		char buf[CIVIL_TEXT_SIZE];
		int offset_s = zone_offset_s(zone, utc_s);
		const char *name = zone_abbreviation(zone, utc_s, buf);

		if (offset_s != instants[i].offset_s || strcmp(name, instants[i].name) != 0)
			fail_msg("%s %s: %d %s", instants[i].zone, instants[i].utc, offset_s, name);
		assert_true(civil_to_utc(zone_to_local(zone, utc_s)) == utc_s + offset_s);
	}
}

/* As GLib's own walk finds it, every third hour: of Casablanca two changes lie within a month. */
static void no_change_is_missed(void **state)
{
	static const char *const names[] = { "Africa/Casablanca", "Europe/Dublin", "America/Los_Angeles", "Australia/Lord_Howe", "UTC" };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct zone *zone = zone_of(names[i]);
		GTimeZone *glib = g_time_zone_new_identifier(names[i]);
		int64_t from_s = instant_of("1969-06-01T00:00:00Z"), to_s = instant_of("2038-01-01T00:00:00Z");

		for (int64_t utc_s = from_s; utc_s < to_s; utc_s += 3 * 3600) {
			gint interval = g_time_zone_find_interval(glib, G_TIME_TYPE_UNIVERSAL, utc_s);

			if (zone_offset_s(zone, utc_s) != g_time_zone_get_offset(glib, interval))
				fail_msg("%s at %lld", names[i], (long long)utc_s);
		}
		g_time_zone_unref(glib);
		assert_ptr_equal(zone_find(names[i]), zone);
	}
}

static void each_local_time_has_its_instant(void **state)
{
	(void)state;
	assert_true(COUNT(locals) > 250);
	for (size_t i = 0; i < COUNT(locals); i++) {
		int64_t got = zone_to_utc(zone_of(locals[i].zone), local_of(locals[i].local));
		char buf[CIVIL_TEXT_SIZE];

		if (got != instant_of(locals[i].utc))
			fail_msg("%s %s: %s, wanted %s", locals[i].zone, locals[i].local, civil_format_instant(got, buf),
				 locals[i].utc);
	}
}

/* The cases that the contract names, in words: half past two in Seattle. */
static void gap_and_fold_are_as_promised(void **state)
{
	const struct zone *seattle = zone_of("America/Los_Angeles");
	char buf[CIVIL_TEXT_SIZE];
	int64_t in_gap = zone_to_utc(seattle, local_of("2023-03-12 02:30"));
	int64_t in_fold = zone_to_utc(seattle, local_of("2023-11-05 01:30"));

	(void)state;
	assert_string_equal(civil_format_instant(in_gap, buf), "2023-03-12T10:30:00Z");
	assert_int_equal(zone_to_local(seattle, in_gap).hour, 3);
	assert_string_equal(civil_format_instant(in_fold, buf), "2023-11-05T08:30:00Z");
	assert_string_equal(zone_abbreviation(seattle, in_fold, buf), "PDT");
}

/* Every quarter of an hour of a year goes to local time and back, but for the hour that comes again. */
static void local_times_go_back(void **state)
{
	static const char *const names[] = { "America/Los_Angeles", "Australia/Lord_Howe", "Asia/Kolkata", "Europe/Zurich" };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct zone *zone = zone_of(names[i]);

		for (int64_t t = instant_of("2024-01-01"); t < instant_of("2025-01-01"); t += 900) {
			int64_t back = zone_to_utc(zone, zone_to_local(zone, t));
			bool again = zone_offset_s(zone, t) < zone_offset_s(zone, t - 3600);

			if (back != t && !(again && back < t))
				fail_msg("%s %lld: %lld", names[i], (long long)t, (long long)back);
		}
	}
}

static void a_skipped_day_is_a_gap(void **state)
{
	const struct zone *apia = zone_of("Pacific/Apia");	/* went over the date line on 2011-12-30 */
	char buf[CIVIL_TEXT_SIZE];

	(void)state;
	assert_string_equal(civil_format_instant(zone_to_utc(apia, local_of("2011-12-30 12:00")), buf), "2011-12-30T22:00:00Z");
	assert_string_equal(civil_format_instant(zone_to_utc(apia, local_of("2011-12-29 12:00")), buf), "2011-12-29T22:00:00Z");
	assert_string_equal(civil_format_instant(zone_to_utc(apia, local_of("2011-12-31 12:00")), buf), "2011-12-30T22:00:00Z");
}

static void far_years_follow_the_last_rules(void **state)
{
	const struct zone *zurich = zone_of("Europe/Zurich");

	(void)state;
	for (int16_t year = 2099; year <= 9998; year = (int16_t)(year + 7)) {
		struct civil_time summer = { { year, 7, 1 }, 12, 0, 0 }, winter = { { year, 1, 15 }, 12, 0, 0 };
		struct civil_date last = { year, 3, 31 };

		assert_int_equal(zone_offset_s(zurich, civil_to_utc(summer)), 7200);
		assert_int_equal(zone_offset_s(zurich, civil_to_utc(winter)), 3600);
		/* 01:00 UTC on the last Sunday of March */
		int64_t change = civil_to_utc((struct civil_time){ civil_add_days(last, -civil_weekday(last)), 1, 0, 0 });

		assert_int_equal(zone_offset_s(zurich, change - 1), 3600);
		assert_int_equal(zone_offset_s(zurich, change), 7200);
	}
	zone_offset_s(zurich, INT64_MAX / 2);
	zone_offset_s(zurich, INT64_MIN / 2);
}

static void names_are_looked_up(void **state)
{
	static const char *const bad[] = {
		"", "Mars/Olympus", "europe/zurich", "Europe", "../../../etc/passwd", "Europe/../Europe/Zurich", "/etc/localtime",
		"Europe/Zurich ", "right/Europe/Zurich", "zone.tab", "tzdata.zi", "PST", "Europe/Zurich\n",
	};
	static const char *const good[] = { "Europe/Zurich", "Etc/UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "Pacific/Auckland" };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		if (zone_find(bad[i]))
			fail_msg("found: %s", bad[i]);
	}
	for (size_t i = 0; i < COUNT(good); i++) {
		const struct zone *zone = zone_of(good[i]);

		assert_string_equal(zone_name(zone), good[i]);
		assert_ptr_equal(zone_find(good[i]), zone);
	}
	assert_ptr_equal(zone_find("UTC"), zone_utc());
	assert_string_equal(zone_name(zone_utc()), "UTC");
}

/* A process that may open no file: what it asks must be in memory already. */
static void found_zones_need_no_file(void **state)
{
	const struct zone *seattle = zone_of("America/Los_Angeles"), *old = zone_of("America/Denver");
	pid_t pid = fork();
	int status;

	(void)state;
	assert_true(pid >= 0);
	if (pid == 0) {
		const struct rlimit none = { 0, 0 };
		char buf[CIVIL_TEXT_SIZE];
		bool good = setrlimit(RLIMIT_NOFILE, &none) == 0;

		good = good && zone_find("America/Los_Angeles") == seattle && zone_find("America/Denver") == old;
		good = good && zone_offset_s(seattle, instant_of("2023-07-05")) == -7 * 3600;
		good = good && zone_offset_s(seattle, instant_of("2100-07-05")) == -7 * 3600;
		good = good && zone_offset_s(old, instant_of("2300-07-05")) == -6 * 3600;
		good = good && strcmp(zone_abbreviation(old, instant_of("2023-01-05"), buf), "MST") == 0;
		good = good && zone_offset_s(zone_utc(), 0) == 0;
		_exit(good ? 0 : 1);
	}
	assert_true(waitpid(pid, &status, 0) == pid);
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_instant_has_its_offset),
		cmocka_unit_test(no_change_is_missed),
		cmocka_unit_test(each_local_time_has_its_instant),
		cmocka_unit_test(gap_and_fold_are_as_promised),
		cmocka_unit_test(local_times_go_back),
		cmocka_unit_test(a_skipped_day_is_a_gap),
		cmocka_unit_test(far_years_follow_the_last_rules),
		cmocka_unit_test(names_are_looked_up),
		cmocka_unit_test(found_zones_need_no_file),
	};

	return cmocka_run_group_tests_name("zone", tests, prepare, NULL);
}
