/* rules_reply.c - commands in plain words, in an answer to a notice (PRODUCT 6).
 *
 * Each pattern sees one source line of a reply without white space, bullets and item numbers in front; what the
 * command is called is the rule's name behind "reply-".  People write these words in prose as well, so what
 * continues a sentence in another sense ("done by Friday", "due to illness") is left alone.
 */
#include "tags/rules.h"

#define REPLY(name_, pattern_, example_, counter_) \
	{ .name = "reply-" name_, .family = FAMILY_STATUS, .use = USE_REPLY, .where = RULE_WHOLE, .trust = TRUST_KNOWN, \
	  .kind = FACT_COMMAND, .pattern = "(?i)^" pattern_ "$", .example = example_, .counter = counter_ }

#define END_OF_WORD "(?![\\w'\\x{2019}])"
#define THIS "(?:(?:it|this|that)(?:\\s+(?:is|was|has\\s+been)|['\\x{2019}]s)\\s+(?:been\\s+|now\\s+|already\\s+)?)?"
#define IT "(?:\\s+(?:it|this|that|them))?"
#define STOP "\\s*[.!]*"

const struct rule rules_reply_table[] = {
	REPLY("done",
	      "(?:" THIS "|I(?:['\\x{2019}]ve|\\s+have)\\s+)(?:already\\s+)?(?:done|completed|finished)" END_OF_WORD
	      "(?!\\s*\\?|\\s+(?:by|before|until|till|soon|tomorrow|tonight|next|when|if|once|after|deals?|or|yet|reading|writing)\\b)(?<text>.*)",
	      "done, sent on Friday", "done by Friday, I hope"),
	REPLY("drop", "drop(?:ped)?" IT END_OF_WORD "(?!\\s*\\?|\\s+(?:in|by|off|me|you|us)\\b)(?<text>.*)",
	      "drop: nobody needs it any more", "Drop me a line about it"),
	REPLY("snooze", "snooze" IT END_OF_WORD "(?!\\s*\\?)(?<inside>.*)", "snooze 2w", "snoozed for a week"),
	REPLY("due", "due(?:\\s+date)?(?:\\s+is)?" END_OF_WORD "(?!\\s*\\?|\\s+to\\b)\\s*[:=]?(?<inside>.*)",
	      "due 2023-07-05", "due to illness I could not"),
	REPLY("not-me", "(?:" THIS "|I(?:['\\x{2019}]m|\\s+am)\\s+)not\\s+(?:me|mine|my\\s+(?:item|task|job))" END_OF_WORD "(?<text>.*)",
	      "not me -> Joe", "not meant to be mine"),
	REPLY("owner", "owner(?:\\s+is)?" END_OF_WORD "\\s*[:=]?\\s*(?<inside>\\S.*)", "owner Joe", "owners are many"),
	REPLY("pause", "pause" END_OF_WORD "(?!\\s*\\?)(?<inside>.*)", "pause 2w", "paused until May"),
	REPLY("stop", "(?:stop|unsubscribe)(?:\\s+(?:it|this|these|the|all|sending|reminding|me|reminders?|mails?|e-?mails?|please)){0,4}" STOP,
	      "stop", "stop by my office"),
	REPLY("resume", "resume(?:\\s+(?:the\\s+)?(?:reminders?|mails?))?" STOP, "resume", "resumes are due"),
	REPLY("status", "status" STOP "\\??", "status", "status of the release"),
	REPLY("help", "help" STOP "\\??", "help", "help is on its way"),
	{ .name = NULL },
};
