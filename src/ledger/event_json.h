/* event_json.h - an event as a JSON object: the part that its row keeps in the column `data`, and
 * the whole event, as it goes with the mail of a notice (bot/recall.c). */
#ifndef BEADLE_LEDGER_EVENT_JSON_H
#define BEADLE_LEDGER_EVENT_JSON_H

#include <jansson.h>

#include "base/err.h"
#include "committee/event.h"

/* To be let go by json_decref(); NULL when a text is no UTF-8. */
json_t *event_data_to_json(const struct event *event);
json_t *event_to_json(const struct event *event);

/* ERR_DATA: it is none.  The first fills in its part of *out, with strings borrowed from data; the
 * other all of it but the id, with strings of the arena. */
MUST_CHECK enum err_kind event_data_from_json(const json_t *data, struct event *out);
MUST_CHECK enum err_kind event_from_json(struct arena *arena, const json_t *json,
					 struct event *out);

#endif
