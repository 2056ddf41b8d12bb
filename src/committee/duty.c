/* duty.c - see duty.h. */
#include "committee/duty.h"

#include "committee/state.h"

bool item_recurs(const struct item *item)
{
	return *item->duty.every && item->status != ITEM_DROPPED;
}

int64_t item_opened_at(const struct item *item)
{
	return item->duty.opened_at_s ? item->duty.opened_at_s : item->raised_at_s;
}

void duty_apply_recurs(struct item *item, const struct event_recurs *recurs)
{
	struct duty *duty = &item->duty;
	bool is_known = cycle_parse(span_of(recurs->every), &duty->cycle);

	/* words that a later version has written and this one does not know: it is no duty here */
	duty->every = is_known ? recurs->every : "";
	duty->from = recurs->from;
	duty->days_are_due = recurs->days_are_due;
	duty->owners = recurs->owners;
	if (civil_is_set(recurs->round))
		duty->round = recurs->round;
	if (*duty->every && item->status == ITEM_DROPPED) /* taken up again: it waits for its day */
		item->status = ITEM_DONE;
}

void duty_apply_reopened(struct item *item, const struct event *e)
{
	const struct event_reopened *reopened = &e->reopened;

	item->status = ITEM_OPEN;
	item->closed_at_s = 0;
	item->note = "";
	item->due = reopened->due.day;
	item->due_said = reopened->due.said;
	item->due_at_meeting = false;
	item->due_set_at_s = e->at_s;
	item->duty.round = reopened->round;
	item->duty.opened_at_s = e->at_s;
	for (size_t i = 0; i < item->n_owners; i++) {
		struct owner *o = &item->owners[i];

		o->done_at_s = 0;
		o->assigned_at_s = e->at_s;
		o->quiet_until_s = e->quiet_until_s;
		o->snoozed_until = (struct civil_date){ 0 };
		o->by_clock = true;
	}
}
