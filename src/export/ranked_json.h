/* ranked_json.h - how a ranked vote came out, as JSON: of a tally sheet and of a vote by mail
 * alike. */
#ifndef BEADLE_EXPORT_RANKED_JSON_H
#define BEADLE_EXPORT_RANKED_JSON_H

#include <jansson.h>

#include "committee/ranked.h"

/* Adds ballots, quorum, options, matrix, defeats, rounds and winners; options count from 1. */
void ranked_json_add(json_t *object, const char *const *names, const struct ranked_count *count,
		     const struct ranked_terms *terms, const struct ranked_result *result);

#endif
