/* scan.h - text in, facts out.
 *
 * The rules are data (one table per family, src/tags/rules_*.c), compiled once by
 * PCRE2 into a struct rules that is immutable afterwards.  Structure comes before
 * patterns: lines are first made into logical lines (wrapped bullets joined, markdown
 * looked through, depth and parent known); tags are looked for in those.
 */
#ifndef BEADLE_TAGS_SCAN_H
#define BEADLE_TAGS_SCAN_H

#include "message/message.h"
#include "tags/fact.h"
#include "tags/pattern.h"
#include "tags/people.h"
#include "time/order.h"

struct rules;

/* What the rules of the house need, all of them, whatever a list has chosen (needs.h). */
struct needs;
MUST_CHECK enum err_kind rules_house_needs(struct needs **out, struct err *err);
void needs_free(struct needs **needs);
struct message_look needs_look(const struct needs *needs);	/* as long as the needs */

/* families: NULL-terminated names as in `tags: [...]`, or NULL for all.
 * ERR_CONFIG names an unknown family. */
MUST_CHECK enum err_kind rules_new(const char *const *families, struct rules **out,
				   struct err *err);

/* The same with patterns beside.  needs: borrowed as long as the rules; NULL: they make their own.
 * ERR_CONFIG also for what rule_pattern_check() says of one. */
MUST_CHECK enum err_kind rules_new_with(const char *const *families,
					const struct rule_pattern *patterns, size_t n,
					const struct needs *needs, struct rules **out,
					struct err *err);
void rules_free(struct rules **rules);
/* An operator's own, which may match any mail. */
bool rules_has_patterns(const struct rules *rules);

/* What a line was taken for, and why it yielded no tag although it looks like one. */
struct scan_judged {
	unsigned line;			/* number; 0: the subject */
	const char *shape;		/* "heading", "bullet", "text", "continuation", "table",
					 * "code", "quote", "rule", "blank"; in a mail a line
					 * that is not new has its kind there */
	const char *what;		/* "meeting", "agenda", "entry of action items", ...; ""
					 * if nothing special */
	const char *rule;		/* that decided `what`; "" if none */
	const char *owner;		/* of a tag that made an item: what was found for and
					 * against its owner (evidence.h); "" if nothing */
	const char *why_not;		/* it looks like a tag and no fact came of it: why; else
					 * "" */
};

struct scan_trace {
	struct scan_judged *lines;	/* in the scan's arena, one for each source line, in
					 * order */
	size_t len, cap;
};

struct scan_context {
	const struct people *people;	/* NULL: names by shape and position alone */
	struct civil_date base;		/* the message's date in the list's zone; minutes
					 * override it */
	struct civil_date next_meeting;	/* not set: unknown */
	enum date_order dates;		/* which number of 6/10 is the day */
	bool to_bot;			/* the mail was written to the program itself: it is an
					 * answer, whatever it says */
	bool titles;			/* of minutes also what their parts are about, as
					 * FACT_TITLE: no tags, for who knows the agenda */
	bool reports;			/* also what may say that something is done, as
					 * FACT_REPORT: no tags, for who knows the items */
	bool promises;			/* of minutes also what somebody of the list, or who was
					 * there, will do, as FACT_PROMISE: no tags, to be asked
					 * about */
	unsigned max_tags;		/* facts from one mail or file; 0: the default, 500 */
	struct scan_trace *trace;	/* filled for `explain`; NULL: nobody asks */
};

/* Facts are appended in the order of their lines; the subject's come first with line 0.
 * Errors: ERR_DATA ("more than 500 tags", ...), with the facts found so far in the list. */
MUST_CHECK enum err_kind scan_message(struct arena *arena, const struct rules *rules,
				      const struct message *message,
				      const struct scan_context *context, struct fact_list *out,
				      struct err *err);

/* Cheap: false when scan_message() would find nothing in a mail, by its bytes as they came. */
bool scan_may_find(const struct rules *rules, struct span bytes);

/* Minutes in a file of their own, markdown or plain text. */
MUST_CHECK enum err_kind scan_minutes(struct arena *arena, const struct rules *rules,
				      struct span text, const struct scan_context *context,
				      struct fact_list *out, struct err *err);

#endif
