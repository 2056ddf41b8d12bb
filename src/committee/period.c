/* period.c - see period.h. */
#include "committee/period.h"

enum { DELAY_S = 3600, DELAY_SHARE = 12 };

bool period_read(struct span text, struct period *out)
{
	int64_t seconds;
	size_t i = 0;

	text = span_trim(text);
	if (!civil_parse_period(text, &seconds) || seconds <= 0)
		return false;
	while (i < text.len && !ascii_is_alpha((unsigned char)text.ptr[i]))
		i++;
	int unit = i < text.len ? ascii_lower((unsigned char)text.ptr[i]) : 0;

	*out = (struct period){ 0 };
	if (unit == 'd' || unit == 'w')
		out->days = (int)(seconds / 86400);
	else
		out->seconds = seconds;
	return true;
}

bool period_is_set(struct period period)
{
	return period.days || period.seconds;
}

int64_t period_end(const struct zone *zone, int64_t begin_s, struct period period)
{
	if (period.days) {
		struct civil_time local = zone_to_local(zone, begin_s);

		local.date = civil_add_days(local.date, period.days);
		if (civil_is_set(local.date))
			begin_s = zone_to_utc(zone, local);
	}
	return begin_s + period.seconds;
}

int64_t period_end_of_day(const struct zone *zone, struct civil_date date)
{
	return zone_to_utc(zone, (struct civil_time){ .date = civil_add_days(date, 1) }) - 1;
}

int64_t period_end_of_last_day(const struct zone *zone, struct civil_date last, int64_t at_s,
			       int64_t begin_s)
{
	int64_t late_days = civil_to_days(zone_to_local(zone, begin_s).date) -
			    civil_to_days(zone_to_local(zone, at_s).date);

	return period_end_of_day(zone, civil_add_days(last, (int)late_days));
}

int64_t period_extended_end(const struct zone *zone, int64_t before_s, int64_t at_s,
			    int64_t begin_s, struct period period, struct civil_date until)
{
	if (civil_is_set(until))
		return period_end_of_last_day(zone, until, at_s, begin_s);
	return period_end(zone, before_s > begin_s ? before_s : begin_s,
			  period_is_set(period) ? period : PERIOD_WEEK);
}

int64_t period_delay_s(int64_t period_s)
{
	int64_t share_s = period_s / DELAY_SHARE;

	return share_s < DELAY_S ? share_s : DELAY_S;
}
