/* rules_answer.c - answers to a deadline, the chair's commands, and words that only sound like an objection.
 *
 * Each pattern sees one source line of a reply, without the white space around it.  A tag in brackets is
 * unmistakable at the beginning of any line; a bare +1 or -1, and tags that logs of test runs have as well, answer
 * only on the first lines of a mail or right below a quotation.  What may be an objection and is none by these
 * rules is FACT_COMMAND "plain-objection": the chair is asked, nothing is decided.
 */
#include "tags/rules.h"

#define ANSWER(name_, family_, use_, trust_, pattern_, example_, counter_) \
	{ .name = name_, .family = family_, .use = use_, .where = RULE_WHOLE, .trust = trust_, .kind = FACT_COMMAND, \
	  .pattern = pattern_, .example = example_, .counter = counter_ }

/* "[WORD]" or "[WORD #12]", perhaps bold or with an escaped bracket. */
#define OPEN "^(?:\\*\\*|__)?\\\\?\\["
#define CLOSE "\\s*\\\\?\\](?:\\*\\*|__)?"
#define ITEM "(?:\\s+#(?<number>\\d{1,9}))?"
#define AFTER "\\s*[:,.!\\x{2013}\\x{2014}-]*\\s*"
#define TEXT AFTER "(?<text>.*)$"
#define TAG(word_) OPEN "(?i:" word_ ")" ITEM CLOSE TEXT

/* What follows a -1 that is a value: "-1 is returned", "-1 on error", "-1 = unlimited", "-1, 0 or 1". */
#define VALUE "(?!\\s*[\\d%=<>*/+|&^\\])}]|[,;:]\\s*[\\d+-]|[.,]\\d|\\s*-\\s*\\d|\\s+-\\w|\\s*(?i:is|was|means?|meaning|if|when|where|or|to|and|then|as|instead|" \
	"will|would|gets?|returns?|returned|indicates?|signals?|stands|equals?|otherwise|error|invalid|unlimited|infinite|disabled|default|" \
	"days?|weeks?|months?|hours?|minutes?|seconds?|degrees?|bytes?|points?|here|E[A-Z]{3,}" \
	"|(?:on|in\\s+case\\s+of|upon)\\s+(?:error|failure|success|overflow|timeout)" \
	"|for\\s+(?:error|failure|unlimited|infinite|infinity|none|unknown|default|no\\s)\\w*)(?![\\w'\\x{2019}]))"

/* "if I object", "do I object?", "anything that we object to"; where a word ends, as most places need no look back */
#define NO_CONDITION "(?=[\\s(])(?<!\\bif|\\bunless|\\bwhether|\\bdo|\\bdid|\\bshould|\\bwhen|\\bthat|\\bwhich|\\bwhat|\\buntil|\\bcan|\\bwould)"

#define OBJECTION "(?:object(?=[\\s.,;:!?)]|$)(?!\\s+(?:files?|is|was|of|model|code)\\b)|(?:am|['\\x{2019}]m)\\s+(?:strongly\\s+|firmly\\s+)?opposed\\b|veto\\s+\\w)"

/* What "Objection:" is followed by where there is none. */
#define NO_OBJECTION "\\W*(?:$|(?i:none|no|nil|nothing|n/a|not)\\b)"

/* ---- disagreement, at the beginning of a sentence ---- */

/* "Sorry, but I", "Thanks for the work, but we"; "well, if I" is a condition. */
#define SPEAKER "(?i)^\\W*(?:(?:sorry|unfortunately|regrettably|no|nope|well|but|however|still|personally|honestly|frankly|thanks|thank\\s+you|" \
	"hi|hello|hey|dear|hm+|ok|okay|yes|and|so|I(?:\\s+am|['\\x{2019}]m)\\s+(?:sorry|afraid))(?![\\w'\\x{2019}])[^.!?]{0,60}?" NO_CONDITION "[\\s,;:(\\x{2013}\\x{2014}-]+)?" \
	"(?:I|we)"
#define FIRMLY "(?:\\s+(?:strongly|firmly|respectfully|completely|totally|fully|wholly|also|still|must|have\\s+to|do|really|simply|just|politely|beg\\s+to|" \
	"certainly|definitely|absolutely|clearly|rather|very\\s+much|therefore|too))*"
#define NOT_DO "\\s+(?:do\\s+not|don['\\x{2019}]?t|cannot|can\\s+not|can['\\x{2019}]?t|could\\s+not|couldn['\\x{2019}]t|will\\s+not|won['\\x{2019}]t|" \
	"am\\s+(?:unable|not\\s+able)\\s+to)" "(?:\\s+(?:really|fully|quite|yet|possibly|at\\s+all))*"

/* What can be adopted or not. */
#define MATTER "(?:this|that|these|it|(?:(?:the|your|our|its|his|her|their|any|such)\\s+(?:[\\w-]+\\s+){0,2})?(?:proposals?|motion|resolution|decisions?|minutes|" \
	"text|draft|document|wording|statement|plan|changes?|amendment|idea|removal|choice|name|logo|date|points?|section|paragraph|item|clause|" \
	"budget|conclusion|direction|policy|charter|appointment|election|nomination|deadline|letter|announcement|report)|" \
	"(?:adopting|approving|removing|changing|adding|publishing|accepting))(?![\\w'\\x{2019}])"
/* ... and what one can be against: most things, but no person, and not "the weather" */
#define THING "(?:" MATTER "|(?:the|your|our|its|his|her|their|those|such|any)\\s+(?!(?:weather|clock|wall|odds|grain|tide|current)\\b)\\w|\\w{2,}ing\\b)"
#define ENDS "\\s*(?:$|[.!,;:(\\x{2013}\\x{2014}-])"

const struct rule rules_answer_table[] = {
	ANSWER("object-tag", FAMILY_DEADLINE, USE_ANSWER, TRUST_NONE, TAG("object(?:ion)?"),
	       "[OBJECT] the wording of the second point", "[object Object]"),
	ANSWER("object-word", FAMILY_DEADLINE, USE_ANSWER_FIRST, TRUST_NONE,
	       "^(?:\\*\\*|__)?(?:(?i:objection)(?:\\*\\*|__)?\\s*:(?:\\*\\*|__)?(?!" NO_OBJECTION ")|OBJECT(?:ION)?(?:\\*\\*|__)?(?=$|\\s*[:,.!]|\\s+[\\x{2013}\\x{2014}-]\\s))"
	       TEXT, "Objection: the wording of the second point", "Objection: none"),
	ANSWER("withdraw-tag", FAMILY_DEADLINE, USE_ANSWER, TRUST_NONE, TAG("withdraw"),
	       "[WITHDRAW] that settles it", "[WITHDRAWAL] symptoms"),
	ANSWER("extend-tag", FAMILY_DEADLINE, USE_ANSWER, TRUST_NONE,
	       OPEN "(?i:extend)" ITEM "(?:\\s*:?\\s+(?:(?i:by|to|until|till)\\s+)?(?<inside>[^\\[\\]#]{1,60}?))?" CLOSE TEXT,
	       "[EXTEND 1w] some are on holiday", "[EXTENDED] attributes"),
	ANSWER("restart-tag", FAMILY_DEADLINE, USE_ANSWER_CHAIR, TRUST_NONE, TAG("restart"),
	       "[RESTART] the second point is new", "[RESTARTED] the server"),
	ANSWER("resolved-tag", FAMILY_DEADLINE, USE_ANSWER, TRUST_NONE, TAG("resolved"),
	       "[RESOLVED] we talked about it", "[RESOLVE] symbols"),
	ANSWER("comment-tag", FAMILY_DEADLINE, USE_ANSWER, TRUST_NONE, TAG("comment"),
	       "[COMMENT] a word is missing", "[COMMENTARY] x"),
	ANSWER("ok-tag", FAMILY_DEADLINE, USE_ANSWER_FIRST, TRUST_NONE, TAG("ok"),
	       "[OK]", "[  OK  ] Started the service"),
	ANSWER("minus-one", FAMILY_DEADLINE, USE_ANSWER_FIRST, TRUST_NONE,
	       "^(?:\\*\\*)?[-\\x{2212}\\x{2013}]1(?:\\*\\*)?(?![\\w%/])" VALUE "(?=$|[\\s.,:;!?(\\x{2014}-])" TEXT,
	       "-1 for this, it breaks older kernels", "-1 is returned on error"),
	ANSWER("plus-one", FAMILY_DEADLINE, USE_ANSWER_FIRST, TRUST_NONE,
	       "^(?:\\*\\*)?\\+1(?:\\*\\*)?(?![\\w%/])(?![\\s.(-]*\\d)(?=$|[\\s.,:;!?(\\x{2014}-])" TEXT,
	       "+1, thanks for writing it up", "+1 (555) 010-0199"),

	ANSWER("cancel-tag", FAMILY_MEETING, USE_ANSWER_CHAIR, TRUST_NONE,
	       OPEN "(?i:cancel)\\s+#(?<number>\\d{1,6})" CLOSE TEXT,
	       "[CANCEL #39] nothing on the agenda", "[CANCEL] the order"),
	ANSWER("move-tag", FAMILY_MEETING, USE_ANSWER_CHAIR, TRUST_NONE,
	       OPEN "(?i:move)\\s+#(?<number>\\d{1,6})\\s+(?:to\\s+)?(?<date>\\d{4}-\\d\\d-\\d\\d)(?:[T\\s]+(?<hours>\\d\\d?:\\d\\d))?" CLOSE TEXT,
	       "[MOVE #39 2023-07-13 07:00] one day later", "[MOVE #39] to Thursday"),
	ANSWER("chair-tag", FAMILY_MEETING, USE_ANSWER_CHAIR, TRUST_FULL,
	       OPEN "(?i:chair)\\s+#(?<number>\\d{1,6})\\s*:?\\s+(?<owner>[^\\[\\]]{1,60}?)" CLOSE TEXT,
	       "[CHAIR #39 Joe] we swapped", "[CHAIR #39]"),
	ANSWER("skip-tag", FAMILY_MEETING, USE_ANSWER_SKIP, TRUST_NONE,
	       OPEN "SKIP(?:\\s+#(?<number>\\d{1,6}))?" CLOSE TEXT,
	       "[SKIP] I am away", "[SKIPPED] test 3"),

	/* asked about, never decided */
	ANSWER("plain-object", FAMILY_DEADLINE, USE_PLAIN_OBJECTION, TRUST_NONE,
	       "(?i)^(?:.*" NO_CONDITION "[\\s(]+|\\W*)(?:I|we)(?:\\s+(?:strongly|formally|hereby|still|also|do|must|will|would|have\\s+to|want\\s+to|"
	       "need\\s+to|would\\s+like\\s+to|really|firmly|respectfully|too|regretfully|now|therefore))*"
	       "(?:\\s+|(?=['\\x{2019}]))" OBJECTION "(?<text>).*$",
	       "For these reasons I strongly object to the second point.", "If I object nobody listens, so I do not object"),
	ANSWER("plain-objection", FAMILY_DEADLINE, USE_PLAIN_OBJECTION, TRUST_NONE,
	       "(?i)^(?:.*" NO_CONDITION "[\\s(]+|\\W*)(?:(?:I|we)(?:\\s+(?:do|still|must|also))*\\s+(?:have|raise|want\\s+to\\s+raise|would\\s+like\\s+to\\s+raise)\\s+(?!no\\b)"
	       "(?:an?|some|one|two|several|strong|serious|another)(?:\\s+\\w+){0,2}\\s+objections?\\b|(?:this|it|here)\\s+is\\s+my\\s+objection\\b).*(?<text>)$",
	       "I have a serious objection to the date.", "I have no objections"),
	ANSWER("plain-nack", FAMILY_DEADLINE, USE_PLAIN_OBJECTION, TRUST_NONE,
	       "^(?:(?:Nacked|NAKed|NACKed|Naked)-by:\\s*\\S.*|(?:NAK|NACK|Nack)(?<text>)[.!]{0,3})$",
	       "NACK.", "NAK is sent on the bus when the slave is busy"),
	ANSWER("plain-object-word", FAMILY_DEADLINE, USE_PLAIN_OBJECTION, TRUST_NONE,
	       "^[\\s*_]*(?:(?i:objections?)\\s*:(?!" NO_OBJECTION ")|OBJECT(?:ION)?(?=$|[\\s:,.!])(?!\\s+(?i:files?|code|is|of|model)\\b)).*(?<text>)$",
	       "Objections: the second point", "Objections: none"),
	ANSWER("plain-disagree", FAMILY_DEADLINE, USE_PLAIN_OBJECTION, TRUST_NONE,
	       SPEAKER "(?:" FIRMLY "\\s+disagree|" FIRMLY NOT_DO "\\s+agree(?!\\s+more))(?=" ENDS "|\\s+(?:strongly|completely|totally|entirely|here|because|since|"
	       "at\\s+all|and|but|that|(?:with|on|to|about)\\s+(?:you(?![\\w'\\x{2019}])|all\\s+of\\s+|" THING ")))[^?]*(?<text>)$",
	       "I do not agree with this at all.", "I disagree with the weather"),
	ANSWER("plain-against", FAMILY_DEADLINE, USE_PLAIN_OBJECTION, TRUST_NONE,
	       SPEAKER "(?:(?:\\s+(?:am|are)|['\\x{2019}](?:m|re))" FIRMLY "\\s+against|(?:\\s+will|['\\x{2019}]ll|\\s+(?:am|are)|['\\x{2019}](?:m|re))?" FIRMLY
	       "\\s+vot(?:e|ing)\\s+(?:against|no))(?=" ENDS "|\\s+" THING ")[^?]*(?<text>)$",
	       "I'm against this.", "I am not against it"),
	ANSWER("plain-support", FAMILY_DEADLINE, USE_PLAIN_OBJECTION, TRUST_NONE,
	       SPEAKER FIRMLY NOT_DO "\\s+(?:support|accept|approve)\\s+(?:of\\s+)?" MATTER "[^?]*(?<text>)$",
	       "I cannot support this.", "I do not support IPv6 on that machine"),
	ANSWER("plain-adopt", FAMILY_DEADLINE, USE_PLAIN_OBJECTION, TRUST_NONE,
	       "(?i)^(?:[^.!?]{0,60}[\\s,;:(])?\\W*(?:(?:please\\s+(?:do\\s+not|don['\\x{2019}]?t)|let\\s+us\\s+not|let['\\x{2019}]s\\s+not|(?:I|we)\\s+should(?:\\s+not|n['\\x{2019}]t)|"
	       "I\\s+(?:do\\s+not|don['\\x{2019}]?t)\\s+think\\s+(?:that\\s+)?we\\s+should)\\s+(?:adopt|approve|accept)\\s+" MATTER "|"
	       MATTER "\\s+(?:should|must)(?:\\s+not|n['\\x{2019}]t)\\s+be\\s+(?:adopted|approved|accepted))[^?]*(?<text>)$",
	       "Please do not adopt this yet.", "Please do not adopt a puppy"),
	ANSWER("plain-wrong", FAMILY_DEADLINE, USE_PLAIN_OBJECTION, TRUST_NONE,
	       "(?i)^\\W*(?:no[\\s,.;:!\\x{2013}\\x{2014}-]+(?:this|that|it)(?:\\s+is|['\\x{2019}]s)\\s+(?:(?:just|simply|plain|completely|totally|all|quite)\\s+)*wrong|"
	       "(?:no[\\s,.;:!\\x{2013}\\x{2014}-]+)?" MATTER "(?:\\s+is|['\\x{2019}]s)\\s+(?:(?:just|simply|completely|totally)\\s+)*(?:unacceptable|not\\s+acceptable))" ENDS "[^?]*(?<text>)$",
	       "No, this is wrong.", "No, this is wrong way round"),
	ANSWER("plain-minus-one", FAMILY_DEADLINE, USE_PLAIN_MINUS, TRUST_NONE,
	       "^(?:\\*\\*)?[-\\x{2212}\\x{2013}]1(?:\\*\\*)?(?![\\w%/])" VALUE "(?=$|[\\s.,:;!?(\\x{2014}-])" TEXT,
	       "-1 from me on this", "-1 if it cannot be found"),
	{ .name = NULL },
};
