/* order.h - which number of 6/10 is the day: what people of a place write.
 *
 * The zone says in which country people live, and the country how they write a date.  Where both
 * ways are in use (Canada), or the zone is no place (UTC), nobody can tell.
 */
#ifndef BEADLE_TIME_ORDER_H
#define BEADLE_TIME_ORDER_H

enum date_order {
	DATE_ORDER_UNKNOWN,
	DATE_ORDER_DAY_FIRST,		/* 10/6 and 10.6. are 10 June */
	DATE_ORDER_MONTH_FIRST,		/* 6/10 is 10 June */
};

/* Of an IANA name; NULL: unknown. */
enum date_order date_order_of_zone(const char *zone);

#endif
