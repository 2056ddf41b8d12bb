/* workdays.c - see workdays.h. */
#include "time/workdays.h"

#include "time/civil.h"

enum { YEAR_DAYS = 366 };

static bool is_in(const struct holidays *holidays, int64_t day)
{
	for (size_t i = 0; i < holidays->n; i++) {
		if (holidays->ranges[i].first <= day && day <= holidays->ranges[i].last)
			return true;
	}
	return false;
}

bool workdays_has(const struct workdays *workdays, int64_t day)
{
	unsigned weekday = 1u << civil_weekday(civil_from_days(day));

	if (workdays->weekdays && !(workdays->weekdays & weekday))
		return false;
	return !is_in(&workdays->of_list, day) && !is_in(&workdays->of_person, day);
}

int64_t workdays_next(const struct workdays *workdays, int64_t day)
{
	for (int64_t next = day; next < day + YEAR_DAYS; next++) {
		if (workdays_has(workdays, next))
			return next;
	}
	return day;
}
