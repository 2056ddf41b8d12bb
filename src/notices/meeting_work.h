/* meeting_work.h - what the views of meetings share; for src/notices alone. */
#ifndef BEADLE_NOTICES_MEETING_WORK_H
#define BEADLE_NOTICES_MEETING_WORK_H

#include "notices/meeting_view.h"

struct zone;

bool meeting_is_of(const struct meeting_context *c, const char *list);
const struct zone *meeting_list_zone(const struct meeting_context *c);
/* Where mail to the person goes, or to the list where it is NULL; and who reads the mail of that
 * key. */
const char *meeting_addr(const struct meeting_context *c, const struct person *person,
			 int64_t now_s);
struct digest_reader meeting_reader(struct arena *arena, const struct meeting_context *c,
				    const struct person *person, const char *key, int64_t now_s);
bool meeting_is_about(const struct meeting_context *c, const struct event *e, enum event_kind kind,
		      const struct meeting *meeting);

/* Items with an instant in [from_s, to_s); those that are due as they stand at from_s, by what was
 * known at to_s. */
typedef bool meeting_item_test(const struct meeting_context *c, const struct item *item,
			       int64_t from_s, int64_t to_s);
meeting_item_test meeting_item_is_done, meeting_item_is_new;
struct item_list meeting_items_that(struct arena *arena, const struct meeting_context *c,
				    meeting_item_test *test, int64_t from_s, int64_t to_s);
/* An item stands in one part of a mail: those that stand in another are left out. */
struct item_list meeting_items_without(struct arena *arena, struct item_list all,
				       struct item_list others);
struct item_list meeting_items_of_both(struct arena *arena, struct item_list a,
				       struct item_list b);

#endif
