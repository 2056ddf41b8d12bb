/* rules_promise.c - what people say in minutes that they will do, without a tag.
 *
 * A row finds a clause that begins with names and says by the form of its verb that they will do
 * something; who asks looks whether they are names of the list or of who was there.  The verbs that
 * are left out say where somebody will be, or what he will have: nothing that can be done.
 */
#include "tags/rules.h"

/* Asked for in minutes alone, where another rule has found a meeting. */
#define SAYS(name_, use_, trust_, pattern_, example_, counter_)                                    \
	{                                                                                          \
		.name = name_, .family = FAMILY_PROMISE, .use = use_, .where = RULE_WHOLE,         \
		.trust = trust_, .kind = FACT_PROMISE, .pattern = pattern_, .example = example_,   \
		.counter = counter_                                                                \
	}

/* Where a clause begins.  "and" alone joins names: "Ask Dave and Joe to come". */
#define CLAUSE                                                                                     \
	"(?:^\\W{0,4}|[,;:.(\\[|>\\x{2192}]\\s*(?:(?:and|so|then|but)\\s+)?|"                      \
	"\\s[-\\x{2013}\\x{2014}]{1,2}\\s*)"
#define OWNERS "(?<owner>(?&NAMES))"

/* What may stand in front of a verb. */
#define ADVERBS "(?:(?:\\p{Ll}+ly|also|then|now|just|first|next|please|still|further)\\s+){0,2}"
/* Being, having and coming are no tasks; neither is what follows "to" and is no verb. */
#define NO_TASK                                                                                    \
	"(?!(?:be(?!\\s+\\p{Ll}+ing\\b)|have|become|seem|remain|stay|join|attend|miss|leave|"      \
	"arrive|come|return|travel|retire|not|never|no|a|an|the|this|that|these|those|it|its|"     \
	"his|her|their|our|my|your|some|any|all|each|every|next|last|both|which|what|who)\\b)"
#define TASK "(?<text>" NO_TASK "\\p{Ll}[\\p{Ll}'-]+\\b.*)$"

const struct rule rules_promise_table[] = {
	SAYS("promise-to", USE_PROMISE, TRUST_KNOWN,
	     CLAUSE OWNERS "\\s+(?<verb>t?to)\\s+" ADVERBS TASK,
	     "Budget audit -- Dora to review", "She asked Dora to review"),
	SAYS("promise-will", USE_PROMISE, TRUST_KNOWN,
	     CLAUSE OWNERS "(?:\\s+(?<verb>will|shall|(?:(?:is|are)\\s+)?going\\s+to)|"
			   "['\\x{2019}](?:ll|s\\s+going\\s+to))\\s+" ADVERBS TASK,
	     "Dora will write the letter", "Dora will not write the letter"),

	SAYS("promise-if", USE_PROMISE_NOT, TRUST_NONE,
	     "\\b(?i:if|unless|assuming|provided|in\\s+case)\\b", "Dora will come if it is needed",
	     "Dora will give it to Joe"),
	{ .name = NULL },
};
