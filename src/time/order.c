/* order.c - see order.h.  The first row that fits a zone's name decides. */
#include "time/order.h"

#include "base/span.h"

struct place {
	const char *zone;		/* a name, or what it begins with when that ends in "/" */
	enum date_order order;
};

static const struct place places[] = {
	/* the United States */
	{ "US/", DATE_ORDER_MONTH_FIRST },
	{ "America/New_York", DATE_ORDER_MONTH_FIRST },
	{ "America/Detroit", DATE_ORDER_MONTH_FIRST },
	{ "America/Kentucky/", DATE_ORDER_MONTH_FIRST },
	{ "America/Louisville", DATE_ORDER_MONTH_FIRST },
	{ "America/Indiana/", DATE_ORDER_MONTH_FIRST },
	{ "America/Indianapolis", DATE_ORDER_MONTH_FIRST },
	{ "America/Chicago", DATE_ORDER_MONTH_FIRST },
	{ "America/Menominee", DATE_ORDER_MONTH_FIRST },
	{ "America/North_Dakota/", DATE_ORDER_MONTH_FIRST },
	{ "America/Denver", DATE_ORDER_MONTH_FIRST },
	{ "America/Boise", DATE_ORDER_MONTH_FIRST },
	{ "America/Phoenix", DATE_ORDER_MONTH_FIRST },
	{ "America/Los_Angeles", DATE_ORDER_MONTH_FIRST },
	{ "America/Anchorage", DATE_ORDER_MONTH_FIRST },
	{ "America/Juneau", DATE_ORDER_MONTH_FIRST },
	{ "America/Sitka", DATE_ORDER_MONTH_FIRST },
	{ "America/Metlakatla", DATE_ORDER_MONTH_FIRST },
	{ "America/Yakutat", DATE_ORDER_MONTH_FIRST },
	{ "America/Nome", DATE_ORDER_MONTH_FIRST },
	{ "America/Adak", DATE_ORDER_MONTH_FIRST },
	{ "America/Puerto_Rico", DATE_ORDER_MONTH_FIRST },
	{ "Pacific/Honolulu", DATE_ORDER_MONTH_FIRST },
	{ "Pacific/Guam", DATE_ORDER_MONTH_FIRST },
	{ "Pacific/Pago_Pago", DATE_ORDER_MONTH_FIRST },
	/* Canada writes both */
	{ "Canada/", DATE_ORDER_UNKNOWN },
	{ "America/Toronto", DATE_ORDER_UNKNOWN },
	{ "America/Montreal", DATE_ORDER_UNKNOWN },
	{ "America/Vancouver", DATE_ORDER_UNKNOWN },
	{ "America/Edmonton", DATE_ORDER_UNKNOWN },
	{ "America/Winnipeg", DATE_ORDER_UNKNOWN },
	{ "America/Regina", DATE_ORDER_UNKNOWN },
	{ "America/Halifax", DATE_ORDER_UNKNOWN },
	{ "America/Moncton", DATE_ORDER_UNKNOWN },
	{ "America/Glace_Bay", DATE_ORDER_UNKNOWN },
	{ "America/Goose_Bay", DATE_ORDER_UNKNOWN },
	{ "America/St_Johns", DATE_ORDER_UNKNOWN },
	{ "America/Whitehorse", DATE_ORDER_UNKNOWN },
	{ "America/Dawson", DATE_ORDER_UNKNOWN },
	{ "America/Dawson_Creek", DATE_ORDER_UNKNOWN },
	{ "America/Yellowknife", DATE_ORDER_UNKNOWN },
	{ "America/Iqaluit", DATE_ORDER_UNKNOWN },
	/* the year in front, and the month before the day */
	{ "Asia/Tokyo", DATE_ORDER_MONTH_FIRST },
	{ "Asia/Seoul", DATE_ORDER_MONTH_FIRST },
	{ "Asia/Shanghai", DATE_ORDER_MONTH_FIRST },
	{ "Asia/Taipei", DATE_ORDER_MONTH_FIRST },
	{ "Asia/Manila", DATE_ORDER_MONTH_FIRST },
	{ "Europe/Budapest", DATE_ORDER_UNKNOWN },
	{ "Europe/Vilnius", DATE_ORDER_UNKNOWN },
	/* the rest of the world */
	{ "America/", DATE_ORDER_DAY_FIRST },
	{ "Europe/", DATE_ORDER_DAY_FIRST },
	{ "Africa/", DATE_ORDER_DAY_FIRST },
	{ "Asia/", DATE_ORDER_DAY_FIRST },
	{ "Australia/", DATE_ORDER_DAY_FIRST },
	{ "Atlantic/", DATE_ORDER_DAY_FIRST },
	{ "Indian/", DATE_ORDER_DAY_FIRST },
	{ "Pacific/", DATE_ORDER_DAY_FIRST },
};

enum date_order date_order_of_zone(const char *zone)
{
	const struct span name = span_of(zone ? zone : "");

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		const struct span place = span_of(places[i].zone);
		bool is_region = place.ptr[place.len - 1] == '/';

		if (is_region ? span_starts(name, places[i].zone) : span_is(name, places[i].zone))
			return places[i].order;
	}
	return DATE_ORDER_UNKNOWN;
}
