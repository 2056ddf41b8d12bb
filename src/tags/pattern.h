/* pattern.h - what the configuration says about tags: families and an operator's own patterns
 * (`tags:`, `patterns:`). */
#ifndef BEADLE_TAGS_PATTERN_H
#define BEADLE_TAGS_PATTERN_H

#include "tags/fact.h"

/* A shape of an operator's own (`patterns:` of a list), tried at the beginning of a logical line
 * before the rules of the house.  The strings are borrowed until rules_new_with() or
 * rule_pattern_check() returns. */
struct rule_pattern {
	const char *name;		/* what `explain` and facts call it */
	const char *match;		/* PCRE2; its groups owner, text, note, minutes, number
					 * and inside are read */
	enum fact_kind kind;		/* action, agenda, deadline or mention */
	const char *example;		/* a line that it matches */
	const char *counter;		/* a line that it must not match */
};

bool rules_family_known(const char *name);
const char *rules_families(void);	/* "all, bsc, bracket, ...": for messages */

enum rule_pattern_part { PATTERN_NAME, PATTERN_MATCH, PATTERN_EXAMPLE, PATTERN_COUNTER };

/* Whether a pattern compiles, has a group `text`, matches its example and not its counter-example,
 * all within the bounds of matching.  ERR_CONFIG says what is wrong and *part_out with which
 * part. */
MUST_CHECK enum err_kind rule_pattern_check(const struct rule_pattern *pattern,
					    enum rule_pattern_part *part_out, struct err *err);

#endif
