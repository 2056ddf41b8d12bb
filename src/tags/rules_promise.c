/* rules_promise.c - what people say in minutes that they will do, without a tag.
 *
 * A row finds a clause that begins with names and says by the form of its verb that they will do
 * something; who asks looks whether they are names of the list or of who was there.  Other rows
 * find it without a name, where it is clear whose words or deeds a sentence tells.  The verbs that
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

/* A time in front of a name: lower-case words, days, months, numbers and initials. */
#define DAY "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
#define MONTH                                                                                      \
	"(?:January|February|March|April|May|June|July|August|September|October|November|"         \
	"December)"
#define WHEN                                                                                       \
	"(?i:by|before|until|till|after|on|in|at|during|within|for|from|next|this)\\s+(?:(?:" DAY  \
	"|" MONTH "|\\p{Lu}{2,6}|\\d[\\w:.-]*|(?!and\\b)\\p{Ll}[\\p{L}'-]*)\\s+){1,6}"             \
	"(?=[\\p{Lu}@]|(?:every\\p{Ll}+|all|the|our)\\s)"
/* Where a clause begins.  "and" alone joins names: "Ask Dave and Joe to come". */
#define CLAUSE                                                                                     \
	"(?:^[^\\w@]{0,4}(?:" WHEN ")?|"                                                         \
	"(?<!\\bnot)\\s(?:agreed|decided|resolved|noted)\\s+that\\s+|"                            \
	"(?:[,;:(\\[|>\\x{2192}]|[.!?]\\s|\\s[-\\x{2013}\\x{2014}]{1,2}\\s)\\s*"                   \
	"(?:(?:and|so|then|but)\\s+)?|\\s(?:so|but)\\s+)(?:[Bb]oth\\s+)?+"
/* What only a list can know for a name. */
#define ARTICLE_NAME "(?:[Tt]he|[Oo]ur)(?:\\s+\\p{L}[\\w'-]*){1,3}"
/* The names, perhaps set apart as those of who speaks. */
#define OWNERS                                                                                     \
	"(?<owner>(?&NAMES)|(?&BODY)|" ARTICLE_NAME ")"                                            \
	"(?:\\s*[:\\])](?=\\s)|\\s+[-\\x{2013}\\x{2014}]{1,2}(?=\\s))" \
	"?"

/* What may stand in front of a verb; the verbs in -ly are none of it.  What has been taken is not
 * given back: "will probably not" has no verb. */
#define LY_VERB "(?:re|ap|sup|com|im|multi)ply|rely|fly|rally|tally|ally"
#define HARDLY                                                                                     \
	"hardly|barely|scarcely|unlikely|nearly|previously|originally|initially|formerly|"         \
	"allegedly"
#define ADVERBS                                                                                    \
	"(?:(?:(?!(?:" LY_VERB "|" HARDLY ")\\b)\\p{Ll}+ly|also|then|now|just|first|next|please|"  \
	"still|further|both|each)\\s+){0,2}+"
/* Being, having and coming are no tasks, nor is what follows "to" and is no verb.  "To summarize,
 * we wait" and "I will say that it is late" are ways of speaking. */
#define NO_WORD                                                                                    \
	HARDLY                                                                                     \
	"|not|never|no|a|an|the|this|that|these|those|there|it|its|his|her|their|our|my|your|me|"  \
	"you|us|him|them|he|she|we|they|some|any|all|each|every|next|last|both|which|what|who|"    \
	"whom|how|when|where|why|and|or|but|date"
#define NO_DOING                                                                                   \
	"enjoy|benefit|receive|blame|"                                                             \
	"need|want|like|love|prefer|wish|hope|believe|feel|miss|hear(?!\\s+from)|"                 \
	"turn(?=\\s+\\d)|vote|meet(?=\\W*$|\\s+(?:on|at|in|up|again|next|every|once|from|"         \
	"this|here|there)\\b)|"                                                                    \
	"have(?!\\s[^.;:]*\\b(?:by|before|ready|done)\\b)|become|seem|remain|stay|join|attend|"    \
	"miss|leave(?!\\s+(?:an?\\s+)?(?:comment|note|message|review)s?\\b)|arrive|"               \
	"(?:come|return)(?!\\s+(?:(?:back|up)\\s+)?with\\b)|travel|retire|resign|know|"            \
	"say|concur|admit|step\\s+(?:down|back)|drop\\s+(?:off|out)|be(?!\\s+(?!"                  \
	"(?:attend|join|leav|com|travell?|speak|miss|hav|be)ing\\b)\\p{Ll}+ing\\b)"
#define NO_TASK                                                                                    \
	"(?!(?:" NO_WORD "|" NO_DOING ")\\b|(?:summari[sz]e|clarify|recap|confirm|answer),)"
#define TASK "(?<text>" NO_TASK "\\p{Ll}[\\p{Ll}'-]+\\b.*)$"

#define GOING                                                                                      \
	"(?:(?:is|are|am)\\s+)?(?:[Gg]oing|[Pp]lanning)\\s+to|gonna|(?:[Pp]lan|[Ii]ntend)s?\\s+to"
#define OFFER                                                                                      \
	"(?:(?:has|have)\\s+)?(?:volunteer(?:s|ed)?|offer(?:s|ed)?|agree[sd]?|promise[sd]?|"       \
	"pledge[sd]?|undert(?:akes?|aken|ook)|"                                                    \
	"commit(?:s|ted)?|sign(?:s|ed)\\s+up|step(?:s|ped)\\s+up)\\s+to|volunteering\\s+to|"       \
	"(?:(?:is|are|am)\\s+)?(?:happy|glad|willing)\\s+to"                                      \
	"(?!\\s+(?:hear|see|learn|find|note|report|announce|say)\\b)|"                            \
	"(?:has|have|takes?|took)\\s+(?:an?\\s+|the\\s+)?(?:action|task)(?:\\s+item)?\\s+to"
/* What one offers to do by "can", rather than what one is able to do. */
#define TAKE                                                                                       \
	"(?:take|do|handle|own|drive|lead|help|assist|cover|pick|look\\s+(?:into|at)|follow\\s+"   \
	"up|work\\s+on)"
#define WILL "[Ww]ill|[Ss]hall|" GOING
/* "said she will", of who said it; "'d" may say what had been done, but behind a promise. */
#define SAYS_SO                                                                                    \
	"(?:(?:promise|agree|pledge)[sd]?|offer(?:s|ed)|undertook)(?:\\s+that)?\\s+"               \
	"(?:s?he|they)(?:['\\x{2019}](?:d|ll)|\\s+(?:would|will|shall))|"                          \
	"(?:says|said|confirms|confirmed)(?:\\s+that)?\\s+s?he"                                    \
	"(?:['\\x{2019}]ll|\\s+(?:will|would|shall|is\\s+going\\s+to))"
/* What stands between names and what they are to do. */
#define NAMED_VERB                                                                                 \
	"(?:(?<!['\\x{2019}]s)\\s+" ADVERBS "(?<verb>t?[Tt]o|(?:is|are)\\s+to|" WILL "|" OFFER     \
	"|" SAYS_SO "|needs\\s+to|can(?=\\s+" TAKE "\\b))|['\\x{2019}](?:ll|s\\s+going\\s+to))"

const struct rule rules_promise_table[] = {
	SAYS("promise-named", USE_PROMISE, TRUST_KNOWN,
	     CLAUSE OWNERS NAMED_VERB "\\s+" ADVERBS TASK, "Budget audit -- Dora to review",
	     "She asked Dora to review"),
	SAYS("promise-takes", USE_PROMISE, TRUST_KNOWN,
	     CLAUSE OWNERS "\\s+" ADVERBS
			   "(?<text>takes\\s+(?:on|over)\\s+(?!average\\b)\\p{L}.*)$",
	     "Dora takes on the stall", "Dora takes the train"),
	/* the name behind it, or in a label in front of it */
	SAYS("promise-by", USE_PROMISE_BY, TRUST_KNOWN,
	     "^[^\\w@]{0,4}(?<text>[^,;:]{1,80}?\\s(?:will|shall|(?:is|are|needs?)\\s+to)\\s+"
	     "be\\s+" ADVERBS "(?!(?:join|attend|miss|accompan|own|affect|caus|surpris)\\p{Ll}*\\b)"
	     "\\p{Ll}+\\s+(?:\\p{Ll}+\\s+){0,2}by\\s+(?<owner>(?&NAMES))"
	     "(?:\\W*$|(?=\\s+(?:by|before|on|at|in|until|this|next)\\b)).*)",
	     "The list will be mailed by Dora", "The list was mailed by Dora"),
	SAYS("promise-label", USE_PROMISE_LABEL, TRUST_KNOWN,
	     "^[^\\w@>\\x{2192}]{0,4}(?:[-=]?>|\\x{2192}|(?i:(?:actions?|jobs?|tasks?|work)\\s+"
	     "(?:by|for|on|of)|assigned\\s+to)\\b:?)\\s*(?<owner>(?&NAMES)|(?&BODY))\\s*"
	     "(?::|\\s[-\\x{2013}\\x{2014}]{1,2}(?=\\s))\\s*(?:to\\s+)?(?<text>\\S.*)$",
	     "Job for Dora: mail the list", "Room for Dora: the hall"),
	SAYS("promise-no-task", USE_PROMISE_NEAR, TRUST_KNOWN,
	     CLAUSE OWNERS NAMED_VERB "\\s+(?<text>\\p{Ll}.*)$", "Dora will be late",
	     "Dora is late"),

	/* the words of who speaks: "Dora: ..." */
	SAYS("promise-own", USE_PROMISE_OWN, TRUST_NONE,
	     "(?:^|[^\\w'\\x{2019}])I(?:['\\x{2019}]ll|\\s+(?:will|shall|" GOING "|" OFFER
	     "|can(?=\\s+" TAKE "\\b))|['\\x{2019}]m\\s+(?:(?:going|planning)\\s+to|" OFFER
	     "))\\s+" ADVERBS TASK,
	     "So I'll write the letter", "I wrote the letter"),
	/* what goes on about somebody */
	SAYS("promise-next", USE_PROMISE_NEXT, TRUST_NONE,
	     "(?:^|[,;]\\s*(?:(?:and|but|so)\\s+)?|\\sand\\s+)(?:" WILL ")\\s+" ADVERBS TASK,
	     "The list is long, going to shorten it", "They wonder what will come of it"),
	/* ... with "he" for his name */
	SAYS("promise-he", USE_PROMISE_NEXT, TRUST_NONE,
	     "(?:^\\W{0,4}|[,;]\\s*(?:(?:and|but|so)\\s+)?|\\s(?:and|but|so)\\s+)"
	     "(?<owner>[Ss]?[Hh]e)(?:['\\x{2019}](?:ll|s\\s+going\\s+to)|\\s+" ADVERBS
	     "(?:is\\s+to|" WILL "|" OFFER "))\\s+" ADVERBS TASK,
	     "He will mend it", "They will mend it"),
	SAYS("promise-tells", USE_PROMISE_TELLS, TRUST_NONE,
	     "^(?i:(?!perhaps|yes|this|thanks|always|sometimes)\\p{L}+(?:s|ed|ing)|still|also|not|"
	     "would|can|might|had|did|got|found|went|made)\\s",
	     "has a list", "the list is long"),

	SAYS("promise-if", USE_PROMISE_NOT, TRUST_NONE,
	     "(?<!\\bsee|\\bcheck|\\bask|\\basks|\\basked|\\bknow|\\bout|\\bverify|\\bconfirm|"
	     "\\bdetermine|\\bdecide|\\bsure|\\bor)\\s(?i:if)\\b|^\\W*(?i:if)\\b|"
	     "\\b(?i:unless|assuming|provided|in\\s+case)\\b",
	     "come if it is needed", "see if it is needed"),
	SAYS("promise-supposed", USE_PROMISE_NOT, TRUST_NONE,
	     "^\\W{0,4}(?i:(?:another\\s+|one\\s+|an?\\s+|the\\s+)?(?:proposals?|suggestions?|"
	     "ideas?|"
	     "options?|questions?|alternatives?|examples?)|(?:proposed|suggested|maybe|perhaps|"
	     "possibly|ideally|e\\.g\\.|for\\s+(?:example|instance)|instead\\s+of|what\\s+about))"
	     "\\b|\\b(?i:maybe|perhaps|or)\\W*$",
	     "Proposal: two lists", "Two lists"),
	SAYS("promise-earlier", USE_PROMISE_NOT, TRUST_NONE,
	     "\\b(?i:last|previous|prior|earlier)\\s+(?:(?i:week|month|time|meeting|call|session)"
	     "(?:['\\x{2019}]s)?\\s+)?(?:AIs?|(?i:actions?|items?|tasks?|to-?dos?))\\b",
	     "Last week's task:", "Last week's rain"),
	{ .name = NULL },
};
