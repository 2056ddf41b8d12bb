/* rules_reply.c - commands in plain words, in an answer to a notice (PRODUCT 6).
 *
 * Each pattern sees one source line of a reply, without leading white space, bullets and item
 * numbers; the rule's name after "reply-" is the command.  People write these words in prose as
 * well.  A line that continues in another sense ("done by Friday", "due to illness") or takes the
 * command back ("done with half of it") is left alone: the sender is asked, and nothing is closed
 * that they still have to do.
 */
#include "tags/rules.h"

#define COMMAND(name_, to_us_, answers_, behind_, begins_, pattern_, example_, counter_)           \
	{                                                                                          \
		.name = "reply-" name_, .family = FAMILY_STATUS, .use = USE_REPLY,                 \
		.where = RULE_WHOLE, .trust = TRUST_KNOWN, .kind = FACT_COMMAND,                   \
		.pattern = "(?i)^" pattern_ "$", .begins = begins_, .behind = behind_,             \
		.to_us = to_us_, .answers = answers_, .example = example_, .counter = counter_     \
	}
#define REPLY(name_, begins_, pattern_, example_, counter_)                                        \
	COMMAND(name_, false, true, NULL, begins_, pattern_, example_, counter_)
#define BEHIND(name_, begins_, pattern_, example_, counter_)                                       \
	COMMAND(name_, false, true, OF, begins_, pattern_, example_, counter_)
#define TO_US(name_, begins_, pattern_, example_, counter_)                                        \
	COMMAND(name_, true, false, NULL, "(?i:" begins_ ")\\b", pattern_, example_, counter_)

/* In front of the word: the numbers of items or rows, and what says that it is theirs. */
#define OF                                                                                         \
	"(?i:(?:and|all|both|everything|of|them|it|this|that|is|was|has|been|now|already|i|am|"    \
	"have|m|s|ve)\\b[^A-Za-z]{0,20}+)++"

#define END_OF_WORD "(?![\\w'\\x{2019}])"
#define THIS                                                                                       \
	"(?:(?:it|this|that)(?:\\s+(?:is|was|has\\s+been)|['\\x{2019}]s)\\s+(?:been\\s+|now\\s+|"  \
	"already\\s+)?)?"
#define IT "(?:\\s+(?:it|this|that|them))?"
#define STOP "\\s*[.!]*"

/* What must not follow "done".  Another time, a condition, or the word as a noun ... */
#define LATER                                                                                      \
	"(?:\\s*\\?|-ish\\b|\\s+(?:before|until|till|soon|later|shortly|eventually|tomorrow|"      \
	"tonight|next|when|if|once|unless|after|as\\s+soon|deals?|or|yet|reading|writing"          \
	"|is|are|was|were|will|would|should|can|could|must|means?|so\\s+far|more\\s+or\\s+less|"   \
	"what\\s+(?:I|we)\\s+c(?:an|ould)|for\\s+(?:now|today|the\\s+day|this\\s+week)"            \
	"|in\\s+(?:an?|\\d+|one|two|three|four|a\\s+few|some|the\\s+next)\\s+(?:minutes?|hours?|"  \
	"days?|weeks?|months?))\\b"                                                                \
	"|\\s*[,;:\\x{2013}\\x{2014}-]\\s*(?:if|once|when|unless|pending|provided|as\\s+soon)\\b)"
/* ... "by" a day, where "by Joe" is the past ... */
#define DAY                                                                                        \
	"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun|jan(?:uary)?|"  \
	"feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"                                      \
	"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|christmas|easter|"  \
	"eo[dwm]|cob|q[1-4])\\b"
#define BY_A_DAY "\\s+by\\s+(?!(?:me|us|him|her|them|@?(?!" DAY ")(?-i:[A-Z]))[\\w-]*\\b)"
/* ... a part of it, right behind it ... */
#define IN_PART                                                                                    \
	"(?:[\\s,;:\\x{2013}\\x{2014}-]*(?:with\\s+)?(?:about\\s+|to\\s+)?(?:half(?:way)?(?!\\s+"  \
	"an?\\b)|parts?\\s+of|partly|partially|almost|nearly|mostly|most(?:\\s+of|\\s*[.,!]?$)|"   \
	"some(?:\\s+of|\\s*[.,!]?$)"                                                               \
	"|a\\s+(?:part|bit|half)|the\\s+first\\s+(?:half|part|step|round|bit|two|three)|all\\s+"   \
	"but|everything\\s+but|up\\s+to)\\b"                                                       \
	"|[\\s,:-]*(?:with\\s+)?(?:about\\s+|to\\s+)?\\d{1,2}\\s*(?:%|per\\s?cent))"
/* ... or what is left of it, anywhere in the line. */
#define LEFT_OVER                                                                                  \
	".*\\b(?:except|apart\\s+from|modulo|half\\s+of|the\\s+rest(?!\\s+(?:too|as\\s+well))|"    \
	"rest\\s+(?:next|tomorrow|later|will|to|follows|is|on|in|by)"                              \
	"|but\\s+(?:not|for|still|only)|not\\s+(?:yet|all|everything|completely|entirely|quite|"   \
	"fully|finished|done)"                                                                     \
	"|still\\s+(?:missing|open|to\\s+do|needs?|waiting|ha(?:s|ve)\\s+to)|more\\s+to\\s+(?:do|" \
	"come)|to\\s+be\\s+continued)\\b"

const struct rule rules_reply_table[] = {
	BEHIND("done", "(?i:done|completed|finished)\\b",
	      "(?:" THIS "|I(?:['\\x{2019}]ve|\\s+have)\\s+)(?:already\\s+)?(?:done|completed|"
	      "finished)" END_OF_WORD "(?!" LATER "|" BY_A_DAY "|" IN_PART "|" LEFT_OVER
	      ")(?<text>.*)",
	      "done, sent on Friday", "done by Friday, I hope"),
	TO_US("yes", "yes",
	      "yes(?:,?\\s+please)?(?<text>\\s+(?:all|both|everything)|(?:[\\s,&]+(?:and\\s+)?#?"
	      "\\d{1,9})*)" STOP,
	      "yes 1 3", "yes, I think so"),
	TO_US("no", "no",
	      "no(?:,?\\s+(?:thanks?|thank\\s+you))?(?<text>\\s+(?:all|both|none|everything)|"
	      "(?:[\\s,&]+(?:and\\s+)?#?\\d{1,9})*)" STOP,
	      "no 2", "no, I think not"),
	BEHIND("drop-mail", "(?i:drop)\\b",
	      "drop(?:\\s+(?:the|this|that))?\\s+mail(?:\\s+(?:of|with))?(?<text>(?:\\s+#?\\d{1,9})"
	      "?)" STOP,
	      "drop mail #12", "drop mail to Bob"),
	TO_US("drop-parked", "drop",
	      "drop(?:\\s+(?:all|the|of)){0,3}\\s+parked(?:\\s+(?:items?|ones?))?" STOP,
	      "drop parked", "drop parked cars off the plan"),
	TO_US("drop-old", "drop",
	      "drop(?:\\s+(?:all|the|of)){0,3}\\s+old(?:\\s+(?:items?|ones?))?" STOP, "drop old",
	      "drop old kernels"),
	BEHIND("drop", "(?i:drop)(?:ped)?\\b(?! (?:in|by|off|me|you|us)\\b)",
	      "drop(?:ped)?" IT END_OF_WORD "(?!\\s*\\?|\\s+(?:in|by|off|me|you|us)\\b)(?<text>.*)",
	      "drop: nobody needs it any more", "Drop me a line about it"),
	BEHIND("keep", "(?i:keep)\\b(?! (?:in|up|an?|your|our|my|going|track|you|me|us)\\b)",
	      "keep" IT "(?:\\s+open)?(?<text>(?:\\s+(?:all|both|everything|(?:and\\s+)?#?\\d)|"
	      "\\s*[,:;.!\\x{2013}\\x{2014}]|\\s+-).*)?",
	      "keep, I will do it in July", "Keep me posted"),
	BEHIND("reopen", "(?i:reopen|re-open)\\b",
	      "re-?open" IT END_OF_WORD "(?!\\s*\\?)(?<text>.*)", "reopen: it was too early",
	      "reopened last week"),
	BEHIND("revive", "(?i:revive)\\b", "revive" IT END_OF_WORD "(?!\\s*\\?)(?<text>.*)",
	      "revive it, there is money now", "revived by the board"),
	BEHIND("snooze", "(?i:snooze)\\b", "snooze" IT END_OF_WORD "(?!\\s*\\?)(?<inside>.*)",
	      "snooze 2w", "snoozed for a week"),
	BEHIND("due", "(?i:due)\\b(?! to\\b)",
	      "due(?:\\s+date)?(?:\\s+is)?" END_OF_WORD
	      "(?!\\s*\\?|\\s+to\\b)\\s*[:=]?(?<inside>.*)",
	      "due 2023-07-05", "due to illness I could not"),
	BEHIND("not-me", "(?i:not m[eiy])",
	      "(?:" THIS "|I(?:['\\x{2019}]m|\\s+am)\\s+)not\\s+(?:me|mine|my\\s+(?:item|task|job)"
	      ")" END_OF_WORD "(?<text>.*)",
	      "not me -> Joe", "not meant to be mine"),
	COMMAND("not-decision", false, false, NULL, "(?:" OF ")?+(?i:not [Dd]\\d)",
	      "(?:" THIS ")?not\\s+(?<inside>d\\d{1,9}(?:(?:\\s*,\\s*|\\s+(?:and\\s+)?)"
	      "d\\d{1,9}){0,19})(?![\\w-])(?<text>.*)",
	      "not D5, we only talked about it", "not D5-compatible"),
	BEHIND("owner", "(?i:owner)\\b",
	      "owner(?:\\s+is)?" END_OF_WORD "\\s*[:=]?\\s*(?<inside>\\S.*)", "owner Joe",
	      "owners are many"),
	TO_US("pause", "pause", "pause" END_OF_WORD "(?!\\s*\\?)(?<inside>.*)", "pause 2w",
	      "paused until May"),
	TO_US("stop", "stop|unsubscribe",
	      "(?:stop|unsubscribe)(?:\\s+(?:it|this|these|the|all|sending|reminding|me|reminders?|"
	      "mails?|e-?mails?|please)){0,4}" STOP,
	      "stop", "stop by my office"),
	TO_US("resume", "resume", "resume(?:\\s+(?:the\\s+)?(?:reminders?|mails?))?" STOP, "resume",
	      "resumes are due"),
	REPLY("regrets", "(?i:regrets)\\b",
	      "regrets(?:,?\\s+sorry)?(?<text>\\s*(?:$|[,;:.!\\x{2013}\\x{2014}]|\\s-).*)",
	      "regrets, I am on a train", "regrets the delay"),
	REPLY("attend", "(?i:attend|not regrets|no regrets)\\b",
	      "(?:attend|(?:not|no)\\s+regrets)(?<text>\\s*(?:$|[,;:.!\\x{2013}\\x{2014}]|\\s-).*)",
	      "attend", "attend to it soon"),
	TO_US("status", "status", "status" STOP "\\??", "status", "status of the release"),
	TO_US("help", "help", "help" STOP "\\??", "help", "help is on its way"),
	/* which vote it is, and whether it is one at all, committee/ballot.h says */
	COMMAND("ballot", true, false, NULL,
		"(?i:yes|yea|aye|no|nay|against|in "
		"favou?r|abstain|abstaining|abstention)\\b|[+-][01]",
		"(?:(?:yes|yea|aye|no|nay|against|in\\s+favou?r|abstain(?:ing)?|"
		"abstention)" END_OF_WORD "|[+-][01](?!\\w))(?<text>.*)",
		"abstain, I was not there", "abstained from cake"),
	{ .name = NULL },
};
