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
	"(?<![A-Za-z0-9]_)(?:AIs?|A\\.I\\.|(?:ACTION|Action)(?i:s|items?)?|TODO|To-?[Dd]o)(?!_?["  \
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
#define ONE_TAG "(?:A\\.I\\.|AI|ACTION(?:[ -]?ITEM)?|Action(?:[ -][Ii]tem)?|TODO)"
/* A speaker in front: "[Jim] [ACTION - Lee] text"; a mark that it is done is none. */
#define SPEAKER                                                                                    \
	"(?:(?!\\[?(?i:done|completed?|closed|finished|resolved|fixed)\\b)(?:\\[[^\\[\\]]{1,40}"   \
	"\\]|(?&NAME)(?=:))\\s*:?\\s*)?"
#define HEDGE                                                                                      \
	"(?:\\((?:possible|potential|maybe|new|open)\\)\\s*|\\[(?i:new|open|pending|ongoing|"      \
	"continue[sd]?)\\]\\s*|(?:New|Next|Open|Potential|Possible)\\s+)?"

/* A body of people, or one with an office. */
#define BODY                                                                                       \
	"(?:[\\w-]+\\s+){0,3}(?i:members|folks|team|chairs?|liaisons|leads|maintainers|"           \
	"committee|steering|owners|editors|board|tsc|tac|council|approvers|reviewers|secretary|"   \
	"treasurer|organi[sz]ers)"
/* What is said about the item where its owner could stand. */
#define DONE_REMARK "[(\\[](?i:done|completed?|closed|finished)!?[)\\]]"
#define OPEN_REMARK "[(\\[](?i:in\\s+progress|ongoing|open|pending|new|wip|continued)[)\\]]"
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
	ACTION("bracket-task", FAMILY_BRACKET, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_SHAPE,
	       "\\[(?&TAG)(?:(?&SEP)|\\s+)(?<owner>(?&NAMES))(?:(?:\\s*:)?\\s+(?<verb>(?&WILL))\\s+"
	       "|\\s*:\\s*)(?<text>[^\\[\\]]*[^\\[\\]\\s])\\s*\\]\\s*[.]?$",
	       "[AI: Dave to forward the email]", "[AI: Dave, Joe] forward the email"),
	ACTION("bracket-bracket", FAMILY_BRACKET, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_FULL,
	       SPEAKER "\\[(?&TAG)\\]\\[(?<owner>[^\\[\\]]+)\\]" AFTER TEXT,
	       "[AI][Dave] forward the email", "[AI] [Draft] forward the email"),
	ACTION("bracket-then-verb", FAMILY_BRACKET, RULE_START | RULE_MID | RULE_SUBJECT,
	       TRUST_SHAPE,
	       SPEAKER "\\[(?&TAG)\\s*:?\\s*\\]\\s*:?\\s*(?<owner>(?&NAMES))(?:\\s*:)?\\s+(?<verb>"
		       "to|will|should)\\s+(?<text>\\S.*)$",
	       "[AI] Dave to forward the email", "[AI] forward the email"),
	ACTION("bracket-then-colon", FAMILY_BRACKET, RULE_START | RULE_MID | RULE_SUBJECT,
	       TRUST_KNOWN,
	       SPEAKER "\\[(?&TAG)\\s*:?\\s*\\]\\s*:?\\s*(?|\\[(?<owner>[^\\[\\]]+)\\]\\s*:?|(?<"
		       "owner>(?&NAMES))\\s*:)\\s*" TEXT,
	       "[AI] Dave: forward the email", "[AI] forward the email"),
	ACTION("bracket-handle", FAMILY_BRACKET, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_KNOWN,
	       SPEAKER "\\[(?&TAG)\\s*:?\\s*\\]\\s*:?\\s*(?<owner>@[\\w-]+(?:(?&AND)@[\\w-]+){0,4})"
		       "[,:]?\\s+(?<text>\\S.*)$",
	       "[AI] @dave forward the email", "[AI] forward the email to @dave"),
	ACTION("bracket-owner", FAMILY_BRACKET, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_FULL,
	       SPEAKER "[\\[(](?&TAG)(?:\\s*[:\\x{2013}\\x{2014}-]+\\s*|\\s+)(?<inside>(?:[^\\[\\]("
		       ")]++|\\([^()]{1,30}\\))+)[\\])]" AFTER TEXT,
	       "[AI Dave due 2023-07-05] forward the email", "[AIX] port is broken"),
	ACTION("bracket", FAMILY_BRACKET, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_NONE,
	       SPEAKER "(?:\\[(?&TAG)\\s*:?\\s*\\]|\\((?&TAG)\\s*:?\\s*\\))" AFTER TEXT,
	       "[AI] forward the email", "[Aide] forward the email"),

	ACTION("bracket-task-alone", FAMILY_BRACKET, RULE_START | RULE_SUBJECT, TRUST_NONE,
	       "\\[(?&TAG)\\s*:\\s*(?<text>[^\\[\\]\\s]+(?:\\s+[^\\[\\]\\s]+){2,})\\s*\\]\\s*[.]?$",
	       "[AI: forward the email to the board]", "[AI: Dave, Joe] forward the email"),

	/* parenthesis */
	ACTION("remark-owner", FAMILY_COLON, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_SHAPE,
	       "(?&TAG)\\s*" REMARK "\\s*:\\s*(?<owner>(?&NAMES))(?:\\s*:|(?:\\s*:)?\\s+(?<verb>(?&"
	       "WILL)))\\s+(?<text>\\S.*)$",
	       "AI (done): Dave to forward the email", "AI (done): forward the email"),
	ACTION("remark", FAMILY_COLON, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_NONE,
	       "(?&TAG)\\s*" REMARK "\\s*:\\s*" TEXT, "AI (in progress): forward the email",
	       "AI (progress): forward the email"),
	ACTION("paren-owner", FAMILY_PAREN, RULE_START | RULE_SUBJECT, TRUST_FULL,
	       HEDGE ONE_TAG "\\s*:?\\s*(?|\\((?<owner>(?:[^()]++|\\([^()]{1,20}\\))+)\\)|\\[(?<"
			     "owner>[^\\[\\]]+)\\])" AFTER TEXT,
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
	       "(?i:the|our)\\s+" BODY "))\\)))\\s*:\\s*(?<text>\\S.*)$",
	       "AI(whoever has time): forward the email", "AI (artificial intelligence): a primer"),

	/* owner first */
	ACTION("owner-first-bracket", FAMILY_TRAILING, RULE_START, TRUST_FULL,
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
	       "(?<owner>(?&NAMES))\\s*(?::\\s*|[\\x{2013}\\x{2014}-]\\s*)?(?:AI|ACTION)\\s*:"
	       "\\s*" TEXT,
	       "KP AI: a project can ask for an invite", "KP asked whether AI: a study was read"),

	/* colon */
	ACTION("colon-owner-verb", FAMILY_COLON, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_SHAPE,
	       HEDGE "(?&TAG)(?&SEP)(?:for\\s+|on\\s+)?(?<owner>(?&NAMES))(?:\\s*:)?\\s+(?<verb>(?&"
		     "WILL))\\s+(?<text>\\S.*)$",
	       "AI: Dan Brown will send instructions", "AI is what people talk about"),
	ACTION("colon-owner-colon", FAMILY_COLON, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_SHAPE,
	       HEDGE "(?&TAG)(?&SEP)(?:for\\s+)?(?<owner>(?&NAMES))(?:\\s*:|\\s+[\\x{2013}\\x{2014}"
		     "-]{1,2}(?=\\s)|,)\\s*" TEXT,
	       "AI: Dave: forward the email", "AI Dave will"),
	ACTION("colon-bracket", FAMILY_COLON, RULE_START | RULE_MID, TRUST_FULL,
	       HEDGE "(?&TAG)(?&SEP)[\\[(](?<owner>[^\\[\\]()]+)[\\])]" AFTER TEXT,
	       "AI: [Dave, Joe] write an agenda", "AI: write [Dave]"),
	ACTION("owner-verb", FAMILY_COLON, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_TASK,
	       "(?&TAG)\\s+(?:for\\s+|on\\s+)?(?<owner>(?&NAMES))\\s+(?<verb>(?&WILL))\\s+(?<text>"
	       "\\S.*)$",
	       "AI Daniel to merge it", "AI, to be clear, is not meant"),
	ACTION("owner-colon", FAMILY_COLON, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_TASK,
	       "(?&TAG)\\s+(?:for\\s+|on\\s+)?(?<owner>(?&NAMES))(?:\\s*:|\\s+[\\x{2013}\\x{2014}-]"
	       "{1,2}(?=\\s))\\s*" TEXT,
	       "AI Dave: request a slot", "AI/ML: a topic"),
	ACTION("arrow-owner", FAMILY_COLON, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_SHAPE,
	       "(?&TAG)\\s*(?:[=-]{1,2}>|[\\x{2192}\\x{27A1}]\\x{FE0F}?)\\s*(?<owner>(?&NAMES))(?:"
	       "\\s*:|(?:\\s*:)?\\s+(?<verb>(?&WILL)))\\s+(?<text>\\S.*)$",
	       "AI -> Joe: forward the email", "AI -> better tools"),
	ACTION("body-after-for", FAMILY_COLON, RULE_START, TRUST_PHRASE,
	       "(?&TAG)(?:\\s*:)?\\s+(?:for|on)\\s+(?:the\\s+)?(?<owner>" BODY
	       ")(?:\\s+this\\s+\\w+)?\\s*[:,]\\s*" TEXT,
	       "AI for steering members: comment on the issue", "AI for health: a survey"),
	ACTION("owner-after-for", FAMILY_COLON, RULE_START, TRUST_KNOWN,
	       "(?&TAG)\\s+(?:for|on)\\s+(?<owner>(?&NAMES))(?<text>(?:,|\\s).*|)$",
	       "AI for bob this week", "AI forbids bob"),
	ACTION("colon-owner-alone", FAMILY_COLON, RULE_START | RULE_MID | RULE_ANY, TRUST_KNOWN,
	       "(?&TAG)(?&SEP)(?<owner>(?&NAMES))\\s*(?<note>\\[[^\\[\\]]*\\]|\\([^()]*\\))?\\s*[.)"
	       "]?$",
	       "AI: Daniel [DONE, pinged Thomas]", "AI: Daniel starts"),
	ACTION("colon-fullname-alone", FAMILY_COLON, RULE_START | RULE_MID, TRUST_SHAPE,
	       "(?&TAG)(?&SEP)(?<owner>\\p{Lu}[\\p{L}'\\x{2019}-]+(?:\\x20\\p{Lu}[\\p{L}'\\x{2019}-"
	       "]+){1,2})\\s*[.]?$",
	       "AI: Jeff Mendoza", "AI: Jeff does it"),
	ACTION("colon-owner-text", FAMILY_COLON, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_KNOWN,
	       "(?&TAG)(?&SEP)(?<owner>(?&NAMES))\\s+(?<text>\\S.*)$", "AI: Daniel follow up",
	       "AIs are many"),
	ACTION("colon-clause-owner", FAMILY_COLON, RULE_START | RULE_MID, TRUST_SHAPE,
	       "(?&TAG)(?&SEP)(?<text>(?:Once|After|When|If|As soon "
	       "as)\\s[^.;:]{3,80}?,\\s+(?<owner>(?&NAMES))\\s+(?:to|will)\\s+\\S.*)$",
	       "AI: Once it is merged, Mark/Sean to write the news", "AI: Once upon a time"),
	ACTION("colon", FAMILY_COLON, RULE_START | RULE_MID | RULE_SUBJECT, TRUST_NONE,
	       HEDGE "(?&TAG)(?&SEP)" TEXT, "AI: doc for topics", "AI/ML working group"),

	/* w3c */
	ACTION("w3c-number", FAMILY_W3C, RULE_START | RULE_MID, TRUST_SHAPE,
	       "ACTION-\\d{1,6}\\s*[:\\x{2013}\\x{2014}-]\\s*(?:(?<owner>(?&NAMES))\\s+(?<verb>(?&"
	       "WILL))\\s+)?" TEXT,
	       "ACTION-12: Dave to send the draft", "see ACTION-12"),
	ACTION("w3c-bare-known", FAMILY_W3C, RULE_START, TRUST_KNOWN,
	       "(?:ACTION(?: ITEM)?|TODO)\\s+(?<owner>(?&NAMES))\\s+(?<text>\\S.*)$",
	       "ACTION Mark Novak agreed on it", "ACTION: Dave"),

	ACTION("tag-last", FAMILY_TRAILING, RULE_START, TRUST_SHAPE,
	       "(?:(?<owner>(?&NAMES))(?:\\s*:|(?:\\s*:)?\\s+(?<verb>(?&WILL)))\\s+)?(?<text>\\S.*?"
	       ")\\s*(?:[\\x{2013}\\x{2014}-]\\s*)?"
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
	       "TODO\\s+(?!(?i:lists?|items?|comments?|entr(?:y|ies)|files?|apps?|sections?|tags?|"
	       "pages?|markers?|notes?|stuff|things?|tests?|passed|failed|skipped|is|are|was|were|"
	       "for|in|on|of|and|or|as|by|at|that|which|here|above|below)\\b)"
	       "(?<text>\\p{L}[\\p{L}\\p{M}'\\x{2019}-]*\\s+\\S.*)$",
	       "TODO forward the email", "TODO lists are long"),
	{ .name = NULL },
};
