/* rules_action.c - the shapes of an action item's tag, one table per family.
 *
 * Order matters within a place: the first rule whose parts make sense wins, so the more
 * particular shape stands first.  See rules.h for the groups that patterns may call.
 */
#include "tags/rules.h"

#define ACTION(name_, family_, where_, trust_, pattern_, example_, counter_)                       \
	{                                                                                          \
		.name = name_, .family = family_, .use = USE_TAG, .where = where_,                 \
		.trust = trust_, .kind = FACT_ACTION, .pattern = pattern_, .needs = NEEDS_TAG,     \
		.example = example_, .counter = counter_                                           \
	}

/* The tag's word (TAG of rules_define, and what rows have instead), no part of another word or of
 * an identifier. */
#define NEEDS_TAG                                                                                  \
	"(?<![A-Za-z0-9]_)(?:AIs?|A\\.I\\.|(?:ACTION|Action)(?i:s|items?|points?)?|TODO|To-?[Dd]"  \
	"o)(?!_?["                                                                                 \
	"A-Za-z0-9/])"

/* What may stand between a tag's end and its task. */
#define AFTER "\\s*[:\\x{2013}\\x{2014}-]*\\s*"
#define TEXT "(?<text>.*)$"
#define EARLIER                                                                                    \
	"(?i:(?:the\\s+)?(?:previous|prior|earlier|old|last\\s+(?:week|meeting|time|month)(?:['"   \
	"\\x{2019}]?s)?))\\s+"                                                                     \
	"(?i:AIs?|action(?:\\s+items?)?|todo)\\b"
#define EARLIER_BEGINS                                                                             \
	"(?i:(?:the )?(?:previous|prior|earlier|old|last "                                         \
	"(?:week|meeting|time|month)).{1,8}?(?<![a-z])(?:AIs?|action|todo))"
/* The tag in the singular: "pending AIs [Dave]" is a title. */
#define ONE_TAG                                                                                    \
	"(?:A\\.I\\.|AI|ACTION(?:[ -]?(?:ITEM|POINT))?|Action(?:[ -](?:[Ii]tem|[Pp]oint))?|TODO)"
/* "[DONE]", "[PENDING]": what is said of an item, and nobody. */
#define NO_STATUS "(?!\\[?(?:(?&DONE)|(?&OPEN))\\b)"
/* A speaker in front: "[Jim] [ACTION - Lee] text". */
#define SPEAKER "(?:" NO_STATUS "(?:\\[[^\\[\\]]{1,40}\\]|(?&NAME)(?=:))\\s*:?\\s*)?"
#define HEDGE                                                                                      \
	"(?:\\((?:possible|potential|maybe)\\)\\s*|[\\[(](?&OPEN)[\\])]\\s*:?\\s*|(?:New|Next|"    \
	"Open|"                                                                                    \
	"Potential|Possible)\\s+)?"

/* What is said about the item where its owner could stand. */
#define DONE_REMARK "[(\\[](?&DONE)!?[)\\]]"
#define OPEN_REMARK "[(\\[](?&OPEN)[)\\]]"
#define REMARK "(?:(?<note>" DONE_REMARK ")|" OPEN_REMARK ")"

const struct rule rules_action_table[] = {
	/* mention: what was asked for earlier */
	{ .name = "previous-verb",
	  .family = FAMILY_MENTION,
	  .use = USE_TAG,
	  .where = RULE_START,
	  .trust = TRUST_SHAPE,
	  .kind = FACT_MENTION,
	  .pattern = EARLIER "\\s*:\\s*(?<owner>(?&NAMES))\\s+(?<verb>(?&WILL))\\s+(?<text>\\S.*)$",
	  .begins = EARLIER_BEGINS,
	  .example = "Last week's AI: Joe and Dave to follow up",
	  .counter = "Last week we used AI: it was fun" },
	{ .name = "previous",
	  .family = FAMILY_MENTION,
	  .use = USE_TAG,
	  .where = RULE_START,
	  .trust = TRUST_SHAPE,
	  .kind = FACT_MENTION,
	  .pattern = EARLIER "\\s*(?|[(\\[](?<owner>[^()\\[\\]]{1,60})[)\\]]|"
			     "(?<owner>(?&NAMES)))?\\s*[:\\x{2013}\\x{2014}-]\\s*" TEXT,
	  .begins = EARLIER_BEGINS,
	  .example = "Previous AI Joe: reach out to the board",
	  .counter = "Review previous action items" },
	/* bracket */
	ACTION("bracket-task", FAMILY_BRACKET, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_OWNER,
	       "\\[(?&TAG)(?:(?&SEP)|\\s+)(?=(?:(?&NAMES)|(?&BODY))(?:\\s*:|\\s+(?&WILL)\\s|\\s+"
	       "(?&LEAD)\\s[^:]*:))(?<text>[^\\[\\]]*[^\\[\\]\\s])\\s*\\]\\s*[.]?$",
	       "[AI: Dave to forward the email]", "[AI: Dave, Joe] forward the email"),
	ACTION("bracket-bracket", FAMILY_BRACKET, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_FULL,
	       SPEAKER "\\[(?&TAG)\\]\\[(?<owner>[^\\[\\]]+)\\]" AFTER TEXT,
	       "[AI][Dave] forward the email", "[AI] [Draft] forward the email"),
	ACTION("bracket-owner", FAMILY_BRACKET, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_FULL,
	       HEDGE SPEAKER
	       "[\\[(](?&TAG)(?:\\s*[:\\x{2013}\\x{2014}-]+\\s*|\\s+)(?<inside>(?:[^\\[\\]("
	       ")]++|\\([^()]{1,30}\\))+)[\\])]" AFTER TEXT,
	       "[AI Dave due 2023-07-05] forward the email", "[AIX] port is broken"),

	ACTION("bracket", FAMILY_BRACKET, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_ZONE,
	       HEDGE SPEAKER "(?:\\[(?&TAG)\\s*:?\\s*\\]|\\((?&TAG)\\s*:?\\s*\\))" AFTER TEXT,
	       "[AI] forward the email", "[Aide] forward the email"),
	ACTION("bracket-last", FAMILY_BRACKET, RULE_ANY, TRUST_KNOWN,
	       "[\\[(](?&TAG)(?:(?&SEP)|\\s+)(?<inside>[^\\[\\]()]+)[\\])]\\s*[.]?$",
	       "Ask the city about the permit [AI: Dave]", "an [AI: Dave] and more"),
	ACTION("bracket-task-alone", FAMILY_BRACKET, RULE_START | RULE_SUBJECT, TRUST_NONE,
	       "\\[(?&TAG)\\s*:\\s*(?<text>[^\\[\\]\\s]+(?:\\s+[^\\[\\]\\s]+){2,})\\s*\\]\\s*[.]?$",
	       "[AI: forward the email to the board]", "[AI: Dave, Joe] forward the email"),

	/* parenthesis */
	ACTION("remark", FAMILY_COLON, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_ZONE,
	       "(?&TAG)\\s*" REMARK "\\s*:\\s*" TEXT, "AI (in progress): forward the email",
	       "AI (progress): forward the email"),
	ACTION("paren-owner", FAMILY_PAREN, RULE_START | RULE_SUBJECT, TRUST_FULL,
	       HEDGE ONE_TAG "\\s*:?\\s*(?![\\[(](?:(?&DONE)|(?&OPEN))[\\])])(?|"
			     "\\((?<owner>(?:[^()]++|\\([^()]{1,20}\\))+)\\)|"
			     "\\[(?<owner>[^\\[\\]]+)\\])" AFTER TEXT,
	       "AI(Dave): forward the email", "AI tools (Dave)"),
	ACTION("paren-owner-glued", FAMILY_PAREN, RULE_ANY, TRUST_FULL,
	       "(?:AI|ACTION)\\((?<owner>[^()]+)\\)" AFTER TEXT,
	       "needs a rebase. AI(Dave) let them know", "an AI (large) model"),
	ACTION("paren-owner-mid", FAMILY_PAREN, RULE_MID | RULE_ANY, TRUST_KNOWN,
	       "(?:AI|ACTION)\\s*(?|\\((?<owner>[^()]+)\\)|\\[(?<owner>[^\\[\\]]+)\\])" AFTER TEXT,
	       "needs a rebase - AI [Dave/Joe]: tell them", "How to track pending AIs [Dave]"),
	ACTION("paren-words", FAMILY_PAREN, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_PLACE,
	       "(?:(?|(?:AI|ACTION|TODO)\\((?=[^()]{2,200}[()])(?<owner>(?:[^()]++|\\([^()]{1,20}"
	       "\\))+)\\)|" ONE_TAG "\\s+\\((?<owner>(?:(?i:all|every(?:one|body)|any(?:one|body)|"
	       "some(?:one|body)|who(?:ever)?)\\s[^()]{1,60}|"
	       "(?i:the|our)\\s+(?&BODY)))\\)))\\s*:\\s*(?<text>\\S.*)$",
	       "AI(whoever has time): forward the email", "AI (artificial intelligence): a primer"),

	/* owner first */
	ACTION("owner-first-bracket", FAMILY_TRAILING, RULE_START, TRUST_FULL,
	       NO_STATUS
	       "\\[(?<owner>[^\\[\\]]{1,40})\\]\\s*(?::\\s*|[\\x{2013}\\x{2014}-]\\s*)?(?&TAG)\\s*:"
	       "\\s*" TEXT,
	       "[Jim] AI: talk about the demo", "[Jim] on AI tools"),
	{ .name = "owner-first-possessive",
	  .family = FAMILY_TRAILING,
	  .use = USE_TAG,
	  .where = RULE_START,
	  .trust = TRUST_KNOWN,
	  .kind = FACT_ACTION,
	  .pattern = "(?<owner>@?\\p{L}[\\p{L}\\p{M}\\p{N}_-]*(?:\\x20\\p{Lu}[\\p{L}\\p{M}-]*){0,2}"
		     ")['\\x{2019}]s?\\s+(?:AIs?|ACTION|[Aa]ction\\s+[Ii]tems?)\\s*:\\s*" TEXT,
	  .needs = "(?:AIs?|ACTION|[Aa]ction [Ii]tems?)\\W{0,4}:",
	  .example = "Dave's AI: forward the email",
	  .counter = "Dave's AI is better" },
	ACTION("owner-first", FAMILY_TRAILING, RULE_START, TRUST_KNOWN,
	       "(?<owner>(?&NAMES))\\s*(?::\\s*|[\\x{2013}\\x{2014}-]\\s*)?"
	       "(?:AI|ACTION|[Aa]ction\\s[Ii]tems?)\\s*:\\s*" TEXT,
	       "KP AI: a project can ask for an invite", "KP asked whether AI: a study was read"),

	/* colon */
	ACTION("colon", FAMILY_COLON, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_ZONE,
	       HEDGE "(?&TAG)(?&SEP)" TEXT, "AI: doc for topics", "AI/ML working group"),
	ACTION("bare", FAMILY_COLON, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_OWNER,
	       "(?&TAG)(?:\\s*(?:[=-]{1,2}>|[\\x{2192}\\x{27A1}]\\x{FE0F}?)\\s*|\\s+(?:(?:for|on)"
	       "\\s+)?)(?<text>\\S.*)$",
	       "AI Daniel to merge it", "AI, to be clear, is not meant"),
	ACTION("colon-alone", FAMILY_COLON, RULE_ANY, TRUST_KNOWN,
	       "(?&TAG)(?&SEP)(?<owner>(?&NAMES))\\s*(?<note>\\[[^\\[\\]]*\\]|\\([^()]*\\)|"
	       "(?&DONE))?\\s*[.)]?$",
	       "and then AI: Daniel [DONE, pinged Thomas]", "AI: Daniel starts"),

	/* w3c */
	ACTION("w3c-number", FAMILY_W3C, RULE_START | RULE_MID, TRUST_ZONE,
	       "(?:(?:ACTION|Action)(?:\\s(?:ITEM|[Ii]tem))?\\s#?|ACTION-|(?&TAG)\\s?#)"
	       "\\d{1,8}(?:[.-]\\d{1,6})*"
	       "\\s*[:\\x{2013}\\x{2014}-]\\s*" TEXT,
	       "ACTION-12: Dave to send the draft", "see ACTION-12"),

	ACTION("tag-last", FAMILY_TRAILING, RULE_START, TRUST_ZONE,
	       "(?<text>\\S.*?)\\s*(?:[\\x{2013}\\x{2014}-]\\s*)?"
	       "(?:\\[(?:AI|ACTION(?: ITEM)?|Action(?: [Ii]tem)?)\\]|\\((?:ACTION|Action)(?: "
	       "[Ii]tem)?\\))\\s*[.]?$",
	       "Dave to send the draft [AI]", "artificial intelligence (AI)"),

	/* the tag alone, then a task in so many words */
	ACTION("bare-verb", FAMILY_COLON, RULE_START, TRUST_NONE,
	       "AI\\s+(?<text>(?:start|creat|writ|draft|updat|prepar|send|ask|check|open|fil|add|"
	       "mak|gather|collect|"
	       "organi[sz]|schedul|sett|follow|reach|contact|publish|finish|review|propos|invit|"
	       "find)ing\\s+.*)$",
	       "AI starting Google doc", "AI training data is a topic"),
	{ .name = "takes-action",
	  .family = FAMILY_COLON,
	  .use = USE_TAG,
	  .where = RULE_START | RULE_MID,
	  .trust = TRUST_SHAPE,
	  .kind = FACT_ACTION,
	  .pattern = "(?<owner>(?&NAMES))\\s+(?:takes?|took|has\\s+taken|gets?|got)\\s+an\\s+(?:AI|"
		     "action(?:\\s+item)?)\\s+to\\s+(?<text>\\S.*)$",
	  .needs = "an (?:AI|action)(?: item)? to\\b",
	  .example = "Lorenz takes an action item to compare platforms",
	  .counter = "Joe is taking it as an action item." },
	ACTION("todo-text", FAMILY_COLON, RULE_START, TRUST_NONE,
	       "(?:TODO|ACTION[ -]ITEM)(?:\\s*--|\\s*[\\x{2013}\\x{2014}])?\\s*(?<![A-Z])"
	       "(?!REVIEW|STATUS|LIST|(?i:lists?|items?|comments?|entr(?:y|ies)|files?|apps?|"
	       "sections?|tags?|pages?|markers?|notes?|stuff|things?|tests?|passed|failed|skipped|"
	       "is|are|was|were|for|in|on|of|and|or|as|by|at|from|that|which|here|above|below)\\b)"
	       "(?<text>\\p{L}[\\p{L}\\p{M}'\\x{2019}-]*\\s+\\S.*)$",
	       "TODO forward the email", "TODO lists are long"),
	{ .name = NULL },
};
