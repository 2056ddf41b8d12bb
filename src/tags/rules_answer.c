/* rules_answer.c - answers to a deadline, and the chair's commands.
 *
 * Each pattern sees one source line of a reply, without the white space around it.  A tag in
 * brackets is unmistakable at the beginning of any line.  A bare +1 or -1, and tags that logs of
 * test runs have as well, answer only on the first lines of a mail or right below a quotation.
 *  What may be an objection but is not one by these rules is FACT_COMMAND "plain-objection"
 * (rules_objection.c): the chair is asked, nothing is decided.
 */
#include "tags/rules.h"

/* "[WORD ...]". */
#define ANSWER(name_, family_, use_, trust_, word_, pattern_, example_, counter_)                  \
	{                                                                                          \
		.name = name_, .family = family_, .use = use_, .where = RULE_WHOLE,                \
		.trust = trust_, .kind = FACT_COMMAND, .pattern = OPEN "(?:" word_ ")" pattern_,   \
		.needs = "\\[(?:" word_ ")(?![A-Za-z0-9])", .example = example_,                   \
		.counter = counter_                                                                \
	}
/* In so many words. */
#define PLAINLY(name_, use_, begins_, pattern_, example_, counter_)                                \
	{                                                                                          \
		.name = name_, .family = FAMILY_DEADLINE, .use = use_, .where = RULE_WHOLE,        \
		.trust = TRUST_NONE, .kind = FACT_COMMAND, .pattern = pattern_, .begins = begins_, \
		.answers = true, .example = example_, .counter = counter_                          \
	}

/* "[WORD]" or "[WORD #12]", perhaps bold or with an escaped bracket. */
#define OPEN "^(?:\\*\\*|__)?\\\\?\\["
#define CLOSE "\\s*\\\\?\\](?:\\*\\*|__)?"
#define ITEM "(?:\\s+#(?<number>\\d{1,9}))?"
#define AFTER "\\s*[:,.!\\x{2013}\\x{2014}-]*\\s*"
#define TEXT AFTER "(?<text>.*)$"

/* The signs that stand for a minus, in UTF-8 and in Windows-1252. */
#define MINUS "(?:-|\xE2\x88\x92|\xE2\x80\x93|\x96)"

/* What follows a -1 that is a value: "-1 is returned", "-1 on error", "-1 = unlimited", "-1, 0 or
 * 1". */
#define VALUE                                                                                      \
	"(?!\\s*[\\d%=<>*/"                                                                        \
	"+|&^\\])}]|[,;:]\\s*[\\d+-]|[.,]\\d|\\s*[\\x{2013}-]\\s*\\d|\\s+-\\w|\\s*\\x{00B0}|\\s*"  \
	"\\((?i:error|fail|none|unlimited|no\\b|not\\b)|\\s+[CFK]\\b|\\s*(?i:is|was|means?|"       \
	"meaning|if|when|where|or|to(?!\\s+(?:the|this|that|these|your|our|it|any|all)\\b)|and|"   \
	"then|as|instead|"                                                                         \
	"will|would|gets?|returns?|returned|indicates?|signals?|stands|equals?|otherwise|error|"   \
	"invalid|unlimited|infinite|disabled|default|"                                             \
	"days?|weeks?|months?|hours?|minutes?|seconds?|degrees?|bytes?|points?|here|E[A-Z]{3,}"    \
	"|(?:on|in\\s+case\\s+of|upon)\\s+(?:error|failure|success|overflow|timeout)"              \
	"|for\\s+(?:error|failure|unlimited|infinite|infinity|none|unknown|default|no\\s)\\w*)(?!" \
	"[\\w'\\x{2019}]))"

/* A choice, as people write it in the thread of a vote: the word, and what may stand in front of
 * it.  What it says there, committee/ballot.h knows. */
#define VOTE_NUMBER "(?:\\[?#(?<number>\\d{1,9}+)\\]?(?:\\*\\*)?[\\s:,.\\x{2013}-]*)?"
#define VOTE_LEAD                                                                                  \
	"(?:(?:my\\s+)?vote(?:\\s+is|:)?\\s+"                                                      \
	"|(?:I\\s+(?:am\\s+|want\\s+to\\s+)?)?(?:vote|voting):?\\s+"                               \
	"|I(?:['\\x{2019}]m\\s+voting|(?:['\\x{2019}]d|\\s+would)\\s+like\\s+to\\s+vote)\\s+)"
#define VOTE_WORD                                                                                  \
	"(?:yes|yep|yup|yeah|yea|aye|nope|nay|abstain(?:ing)?|abstention)\\b"
#define VOTE_NO                                                                                    \
	"no\\b(?=\\W*$|[*_\"]*\\s*[,.:;!(\\x{2014}]|\\s+[\\x{2013}-]|\\s+(?:to|thanks|thank|from|" \
	"but|if|unless|"                                                                           \
	"until|wait|sorry|not|because|we|it|and|or|yes)\\b)"
#define VOTE_SIDE "(?:in\\s+favou?r|against)\\b"

/* What is meant as one, perhaps, and is none that counts there: its writer hears so. */
#define CHOICE_LIKE                                                                                \
	"(?i:(?:definite|absolute|certain|clear|strong)ly|of\\x20course|please|count|record|"      \
	"a\\x20(?:clear|strong)|it\\W{1,3}s\\x20a|"                                                \
	"i(?:\\x20(?:say|will|would|have|cast|definitely|strongly|still|do)\\b|"                   \
	"\\W{1,3}(?:ll|d)\\x20))"
#define CHOICE_LIKE_BEHIND                                                                         \
	"[^.!?\n]{0,25}\\b(?i:yes|no(?!\\x20\\w)|aye|nay|abstain|"                                 \
	"(?:vote|in)\\x20(?:for|favou?r|against))\\b"
#define CHOICE_LIKE_ALONE                                                                          \
	"(?i:(?:i\\x20)?(?:(?:fully|strongly)\\x20)?(?:agreed?|approved?|support|vote)\\b|"        \
	"(?:lgtm|no\\x20objections?)\\b|"                                                          \
	"(?:(?:i\\W{1,3}m\\x20)?for|[yn]|ok|okay|sure|yes|no)(?:\\x20(?:it|this))?"                \
	"[^A-Za-z]{0,4}$)"

/* An option of a ranked vote. */
#define NAME "[^<>=\"@/|{}]{1,80}+"

/* What "Objection:" is followed by where there is none. */
#define NO_OBJECTION "\\W*(?:$|(?i:none|no|nil|nothing|n/a|not)\\b)"

const struct rule rules_answer_table[] = {
	ANSWER("object-tag", FAMILY_DEADLINE, USE_ANSWER, TRUST_NONE, "(?i:object(?:ion)?)",
	       ITEM CLOSE TEXT, "[OBJECT] the wording of the second point", "[object Object]"),
	PLAINLY("object-word", USE_ANSWER_FIRST, "(?:(?i:objection)|OBJECT)\\b",
		"^(?:\\*\\*|__)?(?:(?i:objection)(?:\\*\\*|__)?\\s*:(?:\\*\\*|__)?(?!" NO_OBJECTION
		")|OBJECT(?:ION)?(?:\\*\\*|__)?(?=$|\\s*[:,.!]|\\s+[\\x{2013}\\x{2014}-]\\s))" TEXT,
		"Objection: the wording of the second point", "Objection: none"),
	ANSWER("withdraw-tag", FAMILY_DEADLINE, USE_ANSWER, TRUST_NONE, "(?i:withdraw)",
	       ITEM CLOSE TEXT, "[WITHDRAW] that settles it", "[WITHDRAWAL] symptoms"),
	ANSWER("extend-tag", FAMILY_DEADLINE, USE_ANSWER, TRUST_NONE, "(?i:extend)",
	       ITEM
	       "(?:\\s*:?\\s+(?:(?i:by|to|until|till)\\s+)?(?<inside>[^\\[\\]#]{1,60}?))?" CLOSE
		       TEXT,
	       "[EXTEND 1w] some are on holiday", "[EXTENDED] attributes"),
	ANSWER("restart-tag", FAMILY_DEADLINE, USE_ANSWER_CHAIR, TRUST_NONE, "(?i:restart)",
	       ITEM CLOSE TEXT, "[RESTART] the second point is new", "[RESTARTED] the server"),
	ANSWER("resolved-tag", FAMILY_DEADLINE, USE_ANSWER, TRUST_NONE, "(?i:resolved)",
	       ITEM CLOSE TEXT, "[RESOLVED] we talked about it", "[RESOLVE] symbols"),
	ANSWER("comment-tag", FAMILY_DEADLINE, USE_ANSWER, TRUST_NONE, "(?i:comment)",
	       ITEM CLOSE TEXT, "[COMMENT] a word is missing", "[COMMENTARY] x"),
	ANSWER("ok-tag", FAMILY_DEADLINE, USE_ANSWER_FIRST, TRUST_NONE, "(?i:ok)", ITEM CLOSE TEXT,
	       "[OK]", "[  OK  ] Started the service"),
	PLAINLY("minus-one", USE_ANSWER_FIRST, "(?:\\*\\*)?" MINUS "1(?![\\w%/])",
		"^(?:\\*\\*)?[-\\x{2212}\\x{2013}]1(?:\\*\\*)?(?![\\w%/])" VALUE
		"(?=$|[\\s.,:;!?(\\x{2014}-])" TEXT,
		"-1 for this, it breaks older kernels", "-1 is returned on error"),
	PLAINLY("plus-one", USE_ANSWER_FIRST, "(?:\\*\\*)?\\+1(?![\\w%/])",
		"^(?:\\*\\*)?\\+1(?:\\*\\*)?(?![\\w%/"
		"])(?![\\s.(-]*\\d)(?=$|[\\s.,:;!?(\\x{2014}-])" TEXT,
		"+1, thanks for writing it up", "+1 (555) 010-0199"),
	PLAINLY("zero", USE_ANSWER_FIRST, "(?:\\*\\*)?(?:\\+|" MINUS ")?0(?![\\w%/])",
		"^(?:\\*\\*)?[+\\x{2212}\\x{2013}-]?0(?:\\*\\*)?"
		"(?=\\s*(?:$|[,:;!(]|[\\x{2013}\\x{2014}-]\\s))" TEXT,
		"0, I was not there", "0 of them were read"),

	/* a ballot of a ranked vote, where the mail is in the thread of one; by name: only with
	 * ">" */
	{ .name = "rank-order",
	  .family = FAMILY_DEADLINE,
	  .use = USE_ANSWER_FIRST,
	  .where = RULE_WHOLE,
	  .trust = TRUST_NONE,
	  .kind = FACT_COMMAND,
	  .pattern = "^" NAME "(?:=" NAME ")*+(?<!-)>" NAME "(?:=" NAME "|(?<!-)>" NAME ")*+$",
	  .amid = "[^<>\"@/|{}\n]{1,250}(?<!-)>[^<\"@/|{}\n]+$",
	  .example = "Bert > Anna = Cleo",
	  .counter = "Joe <joe@example.org> wrote:" },
	PLAINLY("rank-list", USE_ANSWER_FIRST,
		"\\*{0,2}(?:(?:[1-9][1-9-]|-+[1-9])[1-9-]{0,24}(?![A-Za-z0-9])|(?:\\d{1,2}|-)[ "
		",;]+[\\d-])",
		"^(?:\\*\\*)?(?=-*\\d|(?:-[ ,;]+)+\\d)(?:[1-9-]{2,26}|(?:\\d{1,2}|-)(?:[ "
		",;]+(?:\\d{1,2}|"
		"-)){1,25})(?:\\*\\*)?\\.?$",
		"2 1 3", "2 of 3 were read"),

	/* ... of another vote, in words */
	PLAINLY("choice-word", USE_ANSWER_FIRST,
		"(?i:yes|yep|yup|yeah|yea|aye|nope|nay|abstain|abstaining|abstention|I (?:am "
		")?(?:abstain|abstaining|vote|voting|in favou?r|against)|I (?:would like|want) to "
		"vote|my vote|vote:?|voting)\\b|(?i:I)\\W{1,5}(?i:m "
		"(?:voting|abstain|abstaining|in favou?r|against)|d like to vote)\\b|(?i:no)"
		"\\b(?!\\x20(?!(?i:to|thanks|thank|from|but|if|unless|until|wait|sorry|not|because|"
		"we|"
		"it|and|or|yes)\\b)[A-Za-z])|(?i:against|in "
		"favou?r)\\b(?!\\x20(?!(?i:of)\\b)[A-Za-z])"
		"|\\[?#\\d{1,9}\\]?\\W{1,8}[01]\\b",
		"(?i)^(?:\\*\\*?|__?)?" VOTE_NUMBER "(?:\\*\\*)?(?:" VOTE_LEAD
		"(?:\\*\\*?)?(?:" VOTE_WORD "|no\\b|" VOTE_SIDE "|for (?:it|this)\\b"
		"|[+-][01]\\b)|I(?:\\s+am|['\\x{2019}]m)?\\s+(?:" VOTE_SIDE
		"|abstain(?:ing)?\\b)|" VOTE_SIDE "(?! (?!of\\b)[a-z])|" VOTE_WORD "|" VOTE_NO
		"|(?(<number>)[+-]?[01]\\b|(*FAIL)))(?!['\\x{2019}-]?\\w)" TEXT,
		"Yes, go ahead.", "No idea what that is"),

	PLAINLY("choice-like", USE_ANSWER_FIRST,
		"(?:" CHOICE_LIKE CHOICE_LIKE_BEHIND "|" CHOICE_LIKE_ALONE ")",
		"(?i)^(?:\\*\\*?|[\"\\['\\x{201C}\\x{2018}])?(?:" CHOICE_LIKE CHOICE_LIKE_BEHIND
		"|" CHOICE_LIKE_ALONE ")(?<text>).*$",
		"It's a yes from me", "Of course I have seen it"),

	ANSWER("cancel-tag", FAMILY_MEETING, USE_ANSWER_CHAIR, TRUST_NONE, "(?i:cancel)",
	       "\\s+#(?<number>\\d{1,6})" CLOSE TEXT, "[CANCEL #39] nothing on the agenda",
	       "[CANCEL] the order"),
	ANSWER("move-tag", FAMILY_MEETING, USE_ANSWER_CHAIR, TRUST_NONE, "(?i:move)",
	       "\\s+#(?<number>\\d{1,6})\\s+(?:to\\s+)?(?<date>\\d{4}-\\d\\d-\\d\\d)(?:[T\\s]+(?<"
	       "hours>\\d\\d?:\\d\\d))?" CLOSE TEXT,
	       "[MOVE #39 2023-07-13 07:00] one day later", "[MOVE #39] to Thursday"),
	ANSWER("chair-tag", FAMILY_MEETING, USE_ANSWER_CHAIR, TRUST_FULL, "(?i:chair)",
	       "\\s+#(?<number>\\d{1,6})\\s*:?\\s+(?<owner>[^\\[\\]]{1,60}?)" CLOSE TEXT,
	       "[CHAIR #39 Joe] we swapped", "[CHAIR #39]"),
	ANSWER("regrets-tag", FAMILY_MEETING, USE_ANSWER_CHAIR, TRUST_NONE, "(?i:regrets)",
	       "\\s+#(?<number>\\d{1,6})" CLOSE TEXT, "[REGRETS #39] I am on a train",
	       "[REGRETS] none"),
	ANSWER("attend-tag", FAMILY_MEETING, USE_ANSWER_CHAIR, TRUST_NONE, "(?i:attend)",
	       "\\s+#(?<number>\\d{1,6})" CLOSE TEXT, "[ATTEND #39] I can come after all",
	       "[ATTENDED #39]"),
	ANSWER("skip-tag", FAMILY_MEETING, USE_ANSWER_SKIP, TRUST_NONE, "SKIP",
	       "(?:\\s+#(?<number>\\d{1,6}))?" CLOSE TEXT, "[SKIP] I am away", "[SKIPPED] test 3"),

	/* asked about, never decided; those in so many words are rules_objection.c */
	PLAINLY("plain-minus-one", USE_PLAIN_MINUS, "(?:\\*\\*)?" MINUS "1(?![\\w%/])",
		"^(?:\\*\\*)?[-\\x{2212}\\x{2013}]1(?:\\*\\*)?(?![\\w%/])" VALUE
		"(?=$|[\\s.,:;!?(\\x{2014}-])" TEXT,
		"-1 from me on this", "-1 if it cannot be found"),
	{ .name = NULL },
};
