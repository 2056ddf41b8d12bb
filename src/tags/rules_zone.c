/* rules_zone.c - what may stand between a tag and its task: names and their joiners, a date, and
 * what shows that they are the owners.
 *
 * Tried in this order on the words behind a tag, whatever its shape.  What a row finds speaks for
 * the owner; whether it is enough, evidence.h says.
 */
#include "tags/evidence.h"
#include "tags/rules.h"

#define ZONE(name_, evidence_, pattern_, example_, counter_)                                       \
	{                                                                                          \
		.name = name_, .family = FAMILY_STATUS, .use = USE_ZONE, .where = RULE_WHOLE,      \
		.trust = TRUST_ZONE, .kind = FACT_ACTION, .evidence = evidence_,                   \
		.pattern = pattern_, .example = example_, .counter = counter_                      \
	}

/* Marks of emphasis that found no partner may stand behind the names. */
#define OWNERS                                                                                     \
	"(?:(?:for|on)\\s+)?(?!(?&DONE)(?:\\s*:|\\s+to\\b))(?<owner>(?&NAMES)|(?&BODY)|" EACH      \
	")\\*{0,3}"
/* "All students", "every member of the board" */
#define EACH "(?i:all|every|each)\\s+[\\p{L}-]{3,}(?:\\s+(?:of|in)\\s+(?:the\\s+|our\\s+)?\\p{L}+)?"
#define DAY                                                                                        \
	"(?:\\s*,)?\\s+(?<date>(?&LEAD)\\s[^:()\\[\\]]{2,40}?|(?i:this|next)\\s\\w+|(?i:today|"    \
	"tomorrow))"
#define TEXT "(?<text>\\S.*)$"

const struct rule rules_zone_table[] = {
	ZONE("zone-topic", 0,
	     "^(?<topic>\\p{L}[^:()\\[\\]]{1,50}):\\s+(?<owner>(?&NAMES))\\s+(?<verb>(?&WILL)),?"
	     "\\s+" TEXT,
	     "Front page: Dave to forward the email", "Front page: forward it to Dave"),
	ZONE("zone-verb", 0, "^" OWNERS "(?:" DAY ")?(?:\\s*:)?\\s+(?<verb>(?&WILL)),?\\s+" TEXT,
	     "Dave and Joe to forward the email", "forward the email"),
	ZONE("zone-please", 0, "^(?<owner>(?&BODY)|" EACH ")\\s+(?<verb>please)\\s+" TEXT,
	     "WG members please forward the email", "please forward the email"),
	ZONE("zone-sign", EVIDENCE_SIGN,
	     "^" OWNERS "(?:\\s*<[^<>]{3,80}>)?(?:" DAY
	     ")?(?:\\s*:|\\s+(?:[\\x{2013}\\x{2014}-]{1,2}|"
	     "[=-]>|\\x{2192})(?=\\s))\\s*(?<text>.*)$",
	     "Dave by Friday: forward the email", "forward the email to Dave"),
	ZONE("zone-comma", EVIDENCE_CALLED, "^" OWNERS ",\\s*" TEXT, "Dave, forward the email",
	     "forward the email, Dave"),
	ZONE("zone-bracket", 0,
	     "^[\\[({](?<inside>(?:[^\\[\\](){}]|\\([^()]{1,30}\\))+)[\\])}]\\s*[:\\x{2013}\\x{"
	     "2014}-]*"
	     "\\s*(?:(?<verb>(?&WILL))\\s+(?=\\S))?(?<text>.*)$",
	     "[Dave, Joe] write an agenda", "write [Dave]"),
	ZONE("zone-alone", 0, "^" OWNERS "\\s*(?<note>\\[[^\\[\\]]*\\]|\\([^()]*\\))?\\s*[.)]?$",
	     "Daniel [DONE, pinged Thomas]", "Daniel starts"),
	ZONE("zone-text", 0, "^" OWNERS "\\s+" TEXT, "Daniel follow up", "Daniel"),
	ZONE("zone-first", 0,
	     "^(?<owner>\\p{Lu}[\\p{L}\\p{M}'\\x{2019}-]*|every(?:one|body))\\s+" TEXT,
	     "Daniel Review the list", "daniel review"),
	ZONE("zone-clause", EVIDENCE_FIRM,
	     "^(?<text>(?:Once|After|When|If|As soon as)\\s[^.;:]{3,80}?,\\s+"
	     "(?<owner>(?&NAMES))\\s+(?:to|will)\\s+\\S.*)$",
	     "Once it is merged, Mark/Sean to write the news", "Once upon a time"),
	{ .name = NULL },
};
