/* rules_section.c - lists of action items, their entries, and marks that something is done.
 *
 * These patterns are asked for by their use, against a whole line or its rest.
 */
#include "tags/rules.h"

#define WHOLE(name_, family_, use_, trust_, pattern_, example_, counter_)                          \
	{                                                                                          \
		.name = name_, .family = family_, .use = use_, .where = RULE_WHOLE,                \
		.trust = trust_, .kind = FACT_ACTION, .pattern = pattern_, .example = example_,    \
		.counter = counter_                                                                \
	}

/* One that counts by itself; the others are asked for below it, or of a tag's own words. */
#define OPENS(name_, use_, needs_, begins_, pattern_, example_, counter_)                          \
	{                                                                                          \
		.name = name_, .family = FAMILY_SECTION, .use = use_, .where = RULE_WHOLE,         \
		.trust = TRUST_NONE, .kind = FACT_ACTION, .pattern = pattern_, .needs = needs_,    \
		.begins = begins_, .example = example_, .counter = counter_                        \
	}

#define ITEMS                                                                                      \
	"(?i:AIs?|action[ -]?(?:items?|points?)|actions|to-?dos?|(?-i:T[oO] "                      \
	"[dD][oO])s?|tasks|next\\s+actions)"
#define NEEDS_ITEMS                                                                                \
	"(?:(?i:AIs?|action[ -]?(?:items?|points?)|actions|to-?dos?|tasks|"                        \
	"(?:task|action) (?:list|log|register|tracker))|T[Oo] [Dd][Oo]s?)(?![A-Za-z0-9])"
/* What may stand in front of them. */
#define STATE                                                                                      \
	"(?i:next\\s+steps?\\s*(?:/|&|and)\\s*)?(?i:(?:new|open|outstanding|pending|current|"      \
	"remaining|upcoming|next|key|main|all|our|follow-?up|(?:summary|list|recap)(?:\\s+of|\\s*" \
	":))\\s+(?:new\\s+|the\\s+)?)"                                                             \
	"?"
/* What may stand behind them. */
#define LIST_WORDS                                                                                 \
	"list|log|register|tracker|summary|recap|arising|agreed|taken|assigned|identified"
#define ALSO_WORDS "next\\s+steps?|owners?|assignees|follow-?ups?|deadlines|tasks|to-?dos|actions"
#define DASH "\\s[\\x{2013}\\x{2014}=-]+>?\\s*"
#define NOTE "[,:;\\x{2013}\\x{2014}-]*\\s*"
/* An end that is no success is told. */
#define ENDED                                                                                      \
	"(?<note>(?i:dropped|cancell?ed|abandoned|obsolete|won['\\x{2019}]?t\\s?(?:do|fix)))"
/* "done by Joe before the call", not "done by Friday". */
#define BY                                                                                         \
	"(?i:(?:before|after|at|in|on|via|during|with|see|last|this|yesterday|by(?!\\s+(?:\\d|"    \
	"the\\s+end|next|tomorrow|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?" \
	"\\b|"                                                                                     \
	"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?"    \
	"(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\b)))\\b)"
#define NOTHING_MORE "[^A-Za-z0-9\n]{0,12}$"
#define TEXT "(?<text>\\S.*)$"

/* What says in brackets how things are, rather than who does them. */
#define REMARKS                                                                                    \
	"(?!(?i:pending|continued|cont|on-?going|updated?|summary|in\\s|carried|draft|copied|"     \
	"from|to)\\b)"
/* A list's head with whom it belongs to. */
#define HEADS_OF(name_, trust_, pattern_, begins_, example_, counter_)                             \
	{                                                                                          \
		.name = name_, .family = FAMILY_SECTION, .use = USE_SECTION, .where = RULE_WHOLE,  \
		.trust = trust_, .kind = FACT_ACTION,                                              \
		.pattern = "^\\W{0,3}(?:\\d+[.)]\\s*)?" pattern_ REMARKS                           \
			   "(?<owner>(?&NAMES))[)\\]]?\\s*:?\\W{0,3}$",                            \
		.begins = begins_ "@?[A-Za-z\x80-\xFF][^\n]{0,80}$", .example = example_,          \
		.counter = counter_                                                                \
	}

const struct rule rules_section_table[] = {
	OPENS("section-review", USE_SECTION_REVIEW, NULL,
	      "(?i:(?:review|discuss|check|status|progress|update|report|follow|previous|prior|"
	      "last|old|past)\\b.{1,60}?(?<![a-z])(?:AIs?\\b|action)"
	      "|(?:AIs?|action[ -]?items?|actions) (?:review|follow|status|update|from|of|since))",
	      "(?i)^\\W{0,3}(?:\\d+[.)]\\s*)?(?:(?:review|discuss|check|status|progress|update|"
	      "report|follow[- "
	      "]?up(?!\\s+actions\\W*$))\\b.{0,40}\\b(?:AIs?|AI['\\x{2019}]s|action[ "
	      "-]?items?|actions)\\b"
	      "|(?:AIs?|action[ -]?items?|actions)\\s+(?:review|follow[- ]?ups?|status|updates?)\\b"
	      "|(?:previous|prior|last\\s+\\S{1,12}|old|past)\\s+(?:AIs?|action[ "
	      "-]?items?|actions)\\b"
	      "|(?:AIs?|action[ "
	      "-]?items?|actions)\\s+(?:from|of|since)\\s+(?:the\\s+)?(?:last|previous|prior|past)"
	      "\\b)[^:]{0,160}:?$",
	      "Review of previous action items", "Action items:"),
	OPENS("section-done", USE_SECTION_DONE,
	      NEEDS_ITEMS "(?:" NOTHING_MORE
			  "|\\W{1,8}(?i:complete|closed|done|finished|resolved))",
	      NULL,
	      "(?i)^\\W{0,3}(?:\\d+[.)]\\s*)?(?:(?:completed?|closed|done|finished|resolved)"
	      "\\s+" ITEMS "|" ITEMS
	      "\\s*[(:\\x{2013}\\x{2014}-]\\s*(?:completed?|closed|done|finished|resolved)\\)?)\\s*"
	      ":?\\W{0,3}$",
	      "Completed action items:", "Action items completed by Dave are listed"),
	HEADS_OF("section-owner", TRUST_TAIL,
		 STATE
		 "(?:(?<topic>(?i:action[ -]?(?:items|points)|to-?dos))|(?i:AIs|actions|tasks))"
		 "(?:\\s*[:\\x{2013}\\x{2014}-]{1,2}\\s*|\\s*[(\\[]|\\s+for\\s+)",
		 "(?i:(?:new|open|outstanding|pending|current|remaining|upcoming) )?"
		 "(?i:AIs|action[ -]?(?:items|points)|actions|to-?dos|tasks)"
		 "(?:[^A-Za-z0-9\n]{0,8}?[:(\\[\x80-\xFF-][^A-Za-z0-9\n]{0,8}| for )",
		 "Action items - Dave", "Action items - 3 of them"),
	HEADS_OF("section-tag-owner", TRUST_SHAPE,
		 "(?:AI|T[oO][ -]?[dD][oO]|(?i:action[ -]?(?:item|point)))\\s*:?\\s*[(\\[]",
		 "(?i:AI|to[ -]?do|action[ -]?(?:item|point))[^A-Za-z0-9\n]{1,8}", "TODO (Dave)",
		 "TODO (see below)"),
	OPENS("section-of", USE_SECTION, NEEDS_ITEMS NOTHING_MORE, NULL,
	      "^\\W{0,3}(?<owner>@?\\p{L}[\\p{L}\\p{M}\\p{N}_-]*(?:\\x20\\p{Lu}[\\p{L}\\p{M}-]*){0,"
	      "2}"
	      ")['\\x{2019}]s?\\s+" STATE ITEMS "\\s*:?\\W{0,3}$",
	      "Dave's action items:", "Dave's action item is late"),
	OPENS("section", USE_SECTION,
	      NEEDS_ITEMS
	      "(?: (?i:" LIST_WORDS "))?(?i: (?:from|for|of|in|at) [^\n]{0,12}?(?:meeting|"
	      "call|session|today|next [^\n ]{1,12}))?(?i:\\W{0,4}(?:/|&|and) (?:" ALSO_WORDS
	      "))?(?:\\W{0,4}[(][^()]{1,60}[)]|\\W{1,6}\\d{1,4}[./-]\\d\\d?[./"
	      "-]\\d{1,4})?" NOTHING_MORE,
	      NULL,
	      "^\\W{0,3}(?:\\d+[.)]\\s*)?" STATE "(?:" ITEMS
	      "|(?i:(?:task|action)\\s+(?:list|log|register|tracker)))"
	      "(?:\\s+(?i:" LIST_WORDS "))?"
	      "(?i:\\s+(?:from|for|of|in|at)\\s+(?:(?:this|the|today['\\x{2019}]?s)\\s+(?:meeting|"
	      "call|session)|today|(?:the\\s+)?next\\s+\\S{1,12}))?"
	      "(?i:\\s*(?:/|&|and)\\s*(?:" ALSO_WORDS "))?"
	      "(?:\\s*[(][^()]{1,60}[)]|\\s*[:\\x{2013}\\x{2014}-]{0,2}\\s*\\d{1,4}[./-]\\d\\d?[./"
	      "-]"
	      "\\d{1,4})?\\s*:?\\W{0,3}$",
	      "**Action Items:**", "Action items are tracked in the issue list"),

	OPENS("section-action", USE_SECTION, "(?:ACTION|Action)[*_ ]{0,6}:" NOTHING_MORE, NULL,
	      "^\\W{0,3}(?:\\d+[.)]\\s*)?(?:ACTION|Action)\\s*:\\W{0,3}$", "**Action:**", "Action"),

	/* what divides such a list */
	WHOLE("part", FAMILY_SECTION, USE_PART, TRUST_NONE,
	      "(?i)^\\W{0,3}(?:(?:still\\s+)?open|new|pending|in\\s+progress|on-?going|outstanding|"
	      "current|active|to\\s?-?do|remaining|blocked|carried\\s+(?:over|forward)|"
	      "(?:high|medium|low|normal)(?:est)?(?:\\s+priority)?|not\\s+(?:yet\\s+)?(?:done|"
	      "started|finished)|(?:from\\s+)?this\\s+(?:meeting|call|"
	      "week)"
	      ")(?:\\s+(?:ones|items))?\\s*(?:\\(\\d+\\))?\\s*:?\\W{0,3}$",
	      "Still open:", "Open questions"),
	WHOLE("part-done", FAMILY_SECTION, USE_PART_DONE, TRUST_NONE,
	      "(?i)^\\W{0,3}(?:completed?|closed|done|finished|resolved)(?:\\s+(?:ones|items))?\\s*"
	      "(?:\\(\\d+\\))?\\s*:?\\W{0,3}$",
	      "Completed:", "Done by Friday"),
	WHOLE("part-review", FAMILY_SECTION, USE_PART_REVIEW, TRUST_NONE,
	      "(?i)^\\W{0,3}(?:(?:from\\s+)?(?:the\\s+)?(?:last|previous|prior|past)\\s+(?:meeting|"
	      "call|"
	      "session|time|week)s?|previous|old)(?:\\s+(?:ones|items))?\\s*:?\\W{0,3}$",
	      "From last meeting", "Previous attempts"),

	{ .name = "checkbox",
	  .family = FAMILY_CHECKBOX,
	  .use = USE_BOX,
	  .where = RULE_WHOLE,
	  .trust = TRUST_NONE,
	  .kind = FACT_ACTION,
	  .pattern = "^(?:\\[[ xX_]\\]|[\\x{2610}-\\x{2612}\\x{25A1}])\\s+" TEXT,
	  .begins = "\\[[ xX_]\\][^\\n]|\xE2\x98[\x90-\x92]|\xE2\x96\xA1",
	  .example = "[ ] Dave to send the draft",
	  .counter = "[x](https://example.org)" },

	OPENS("table-row", USE_TABLE,
	      "\\|[*_ \t]{0,6}(?i:owner|who|assign|responsible|person|actionee|lead)|"
	      "(?i:owners?|who|assignee|assigned to|responsible|person|actionee|lead)[()s*_ "
	      "\t]{0,8}\\|",
	      NULL,
	      "(?i)^(?=.*\\|)(?:.*\\|)?\\s*(?:owners?(?:\\(s\\))?|who|assignee|assigned "
	      "to|responsible|person|actionee|lead)\\s*(?:\\||$)",
	      "| What | Who |", "| What | Whose |"),
	OPENS("table-items", USE_TABLE, NULL,
	      "\\|[^A-Za-z\n]{0,8}(?:(?i:no|nr|id)[^A-Za-z\n]{1,8})?(?i:action|to-?do)",
	      "(?i)^\\|(?:\\s*(?:#|no\\.?|nr\\.?|id)\\s*\\|)?\\s*(?:action[ "
	      "-]?(?:items?|points?)|actions|to-?dos?)\\s*\\|?$",
	      "| Action item |", "| Action item | Text |"),

	WHOLE("entry", FAMILY_SECTION, USE_ENTRY, TRUST_ZONE, "^" TEXT, "send the draft", " "),

	WHOLE("task", FAMILY_SECTION, USE_TASK, TRUST_NONE,
	      "(?i)^(?:please\\s+)?(?:add|address|announce|answer|approve|arrange|ask|assign|"
	      "attend|book|bring|build|buy|call|cancel|change|check|circulate|clarify|clean|close|"
	      "collect"
	      "|compare|compile|complete|confirm|contact|convert|coordinate|copy|create|decide|"
	      "define|deliver|describe|design|distribute|document|draft|edit|e-?mail|ensure|"
	      "establish|evaluate"
	      "|explain|explore|file|fill|finali[sz]e|find|finish|fix|follow|forward|gather|get|"
	      "give|go\\s+through|help|host|identify|implement|improve|include|inform|install|"
	      "investigate|invite"
	      "|join|launch|list|look|mail|make|manage|meet|merge|migrate|move|notify|open|order|"
	      "organi[sz]e|pay|phone|ping|plan|post|prepare|present|print|promote|propose|provide|"
	      "publish|pull|push|put|raise"
	      "|reach|read|rebase|record|register|release|remind|remove|rename|renew|reply|report|"
	      "request|research|resolve|respond|review|revise|rewrite|run|schedule|search|send|set|"
	      "share|sign"
	      "|solicit|start|submit|summari[sz]e|switch|sync|talk|tell|test|thank|track|transfer|"
	      "translate|try|update|upgrade|upload|verify|visit|vote|work|wrap|write)\\s+" TEXT,
	      "call the bank by October 30", "called the bank"),
	WHOLE("task-likely", FAMILY_SECTION, USE_TASK_LIKELY, TRUST_NONE,
	      "(?i)^(?!(?:and|or|but|not|no|so|now|what|who|how|why|when|where|is|are|was|were|has|"
	      "have|had|be|it|this|that|there|here|we|they|you|all|some|many|to|of|for|in|on|at|by|"
	      "from|with|about|as|than)\\b)(?:please|"
	      "[a-z]+(?<![^s]s)\\s+(?:the|an?|our|his|her|their|its|these|those|them|him|me|us|up|"
	      "out|down|back|over|into|whether)|[a-z]{3,}ing)\\s+" TEXT,
	      "paint the fence", "tools write many patches"),
	WHOLE("task-verb", FAMILY_SECTION, USE_TASK_LIKELY, TRUST_NONE,
	      "(?i)^(?:add|announce|arrange|ask|bring|choose|clarify|collect|complete|confirm|"
	      "create|"
	      "decide|define|describe|ensure|establish|evaluate|explain|finali[sz]e|get|give|"
	      "identify|"
	      "implement|improve|include|inform|investigate|invite|make|merge|notify|organi[sz]e|"
	      "prepare|propose|provide|publish|remove|rename|resolve|respond|revise|rewrite|send|"
	      "solicit|submit|summari[sz]e|tell|verify|write)\\s+" TEXT,
	      "prepare slides", "draft of slides"),
	WHOLE("task-open", FAMILY_SECTION, USE_TASK_OPEN, TRUST_NONE,
	      "(?i)^(?!(?:I|we|it|he|she|they|that|this|there|yes|no|not|still|maybe|was|is|has|"
	      "had)\\b)" TEXT,
	      "the domain", "I completely agree"),

	WHOLE("child-owner", FAMILY_SECTION, USE_OWNER_CHILD, TRUST_FULL,
	      "^(?i:owners?|assignees?|assigned\\s+to|who|responsible|lead)\\s*:\\s*(?<owner>\\S.{"
	      "0,80}?)"
	      "\\s*\\.?$",
	      "Owner: Dave", "Owners are listed"),
	WHOLE("child-due", FAMILY_SECTION, USE_OWNER_CHILD, TRUST_NONE,
	      "^(?i:due(?:\\s+date)?|deadline|when|by|until|target(?:\\s+date)?)\\s*:\\s*(?<date>"
	      "\\S.{0,40}?)"
	      "\\s*\\.?$",
	      "Due: 2023-07-05", "Due to the weather"),
	WHOLE("tail-owner", FAMILY_TRAILING, USE_OWNER_TAIL, TRUST_TAIL,
	      "^(?<text>.*\\S)\\s*[(\\[](?:owners?:?\\s+|assigned\\s+to:?\\s+)?(?<owner>(?&NAMES))["
	      ")\\]]\\s*\\.?$",
	      "Remove it from the repository (Joe)", "a list (with one more, and so on: see)"),
	WHOLE("tail-owner-dash", FAMILY_TRAILING, USE_OWNER_TAIL, TRUST_KNOWN,
	      "^(?<text>.*\\S)\\s+[\\x{2013}\\x{2014}-]{1,2}\\s+(?<owner>(?&NAMES))\\s*\\.?$",
	      "Remove it from the repository - Joe", "a well-known list"),
	WHOLE("tail-name", FAMILY_TRAILING, USE_TAIL_NAME, TRUST_SHAPE,
	      "^(?<text>.*\\S)\\s+[\\x{2013}\\x{2014}-]{1,2}\\s+(?<owner>\\p{Lu}[\\p{L}\\p{M}'\\x{"
	      "2019}-]+"
	      "(?:\\s\\p{Lu}[\\p{L}\\p{M}'\\x{2019}-]*\\.?){0,2})$",
	      "Send the draft - Sean", "Send the draft - soon"),
	WHOLE("tail-owner-verb", FAMILY_TRAILING, USE_OWNER_TAIL, TRUST_TAIL,
	      "^(?<text>.*[(\\[](?<owner>(?&NAMES))\\s+(?<verb>to|will)\\s[^()\\[\\]]+[)\\]])\\s*"
	      "\\.?$",
	      "Security guidance (KP to draft for review)", "Security guidance (to be drafted)"),

	WHOLE("tail-owner-takes", FAMILY_TRAILING, USE_OWNER_TAIL, TRUST_SHAPE,
	      "^(?<text>.*[.;]\\s+(?<owner>(?&NAMES))\\s+(?:will|to|can|agreed\\s+to)\\s+(?:take|"
	      "do|handle|own)\\s+(?:this|it|that)(?:\\s+on)?)\\s*\\.?$",
	      "All of it will be renamed. Arthit will take this on.", "It will take this long"),

	/* done */
	WHOLE("bot-stamp", FAMILY_STATUS, USE_STAMP, TRUST_NONE,
	      "^(?<text>.*\\S)\\s*\\([^\\s(),]{1,40},\\s*\\d?\\d:\\d\\d:\\d\\d\\)$",
	      "send the draft (dave, 16:43:08)", "meet at the pier (Dave, 16:43)"),
	WHOLE("done-bracket", FAMILY_STATUS, USE_STATUS, TRUST_NONE,
	      "^(?<text>.*?)\\s*\\[\\s*(?|" ENDED "|(?&DONE)\\b\\s*" NOTE "(?<note>[^\\[\\]]*))\\]"
	      "\\s*[.)]{0,2}\\s*$",
	      "Next steps for moving text [DONE, PR #156]", "done [almost]"),
	WHOLE("done-paren", FAMILY_STATUS, USE_STATUS, TRUST_NONE,
	      "^(?<text>.*?)\\s*\\((?|" ENDED "|(?&DONE)(?:(?:\\s*[,:;\\x{2013}\\x{2014}-]+\\s*|"
	      "\\s+(?=\\d|" BY "))(?<note>[^()]*))?!?)\\)\\s*\\.?$",
	      "send the draft (done)", "send the draft (done by Friday?)"),
	WHOLE("done-status", FAMILY_STATUS, USE_STATUS, TRUST_NONE,
	      "^(?<text>.*?\\S)[\\s.,;:\\x{2013}\\x{2014}-]+(?i:status)\\s*[:=]\\s*(?&DONE)[!.]?"
	      "\\s*$",
	      "send the draft. Status: closed", "send the status: done is done"),
	WHOLE("done-tail", FAMILY_STATUS, USE_STATUS, TRUST_NONE,
	      "^(?<text>.*?\\S)(?|" DASH "(?|" ENDED "|(?&DONE))[!.]?|" DASH
	      "(?|DONE\\b[.,:]?\\s*(?<note>.*)|(?i:done|completed|closed)\\s+(?=" BY
	      ")(?<note>.*))|"
	      "\\s*[.:;,]\\s*(?i:done|completed?|closed)[!.]?)\\s*$",
	      "Artem to look up prior analysis - DONE in tab.", "get it done"),
	WHOLE("done-capitals", FAMILY_STATUS, USE_STATUS, TRUST_NONE,
	      "^(?<text>.*?\\S)\\s+(?|(?:DONE|COMPLETED?|CLOSED)[!.]?|DONE\\s*[:\\x{2013}\\x{2014}-"
	      "]"
	      "\\s*(?<note>.*))\\s*$",
	      "send the draft DONE", "send the draft DONE tomorrow"),
	WHOLE("done-check", FAMILY_STATUS, USE_STATUS, TRUST_NONE,
	      "^(?<text>.*?\\S)\\s*(?&CHECK)\\s*$", "send the draft \xE2\x9C\x93",
	      "\xE2\x9C\x93 says that it is done"),
	WHOLE("done-head", FAMILY_STATUS, USE_STATUS, TRUST_NONE,
	      "^(?|[\\[(](?|" ENDED "|(?&DONE)\\b\\s*" NOTE
	      "(?<note>[^\\[\\]()]*))[\\])]\\s*:?|(?:DONE|"
	      "COMPLETED?|CLOSED|Done)\\s*[:\\x{2013}\\x{2014}-]+|(?&CHECK))\\s*" TEXT,
	      "[DONE] send the draft", "Done deals are rare"),
	WHOLE("open-head", FAMILY_STATUS, USE_STATUS_FRONT, TRUST_NONE,
	      "^[\\[(](?&OPEN)[\\])]\\s*:?\\s*" TEXT, "[PENDING] send the draft",
	      "Pending is the draft"),
	WHOLE("open-tail", FAMILY_STATUS, USE_STATUS_OPEN, TRUST_NONE,
	      "(?i)^(?<text>.*?\\S)\\s*(?:\\s[\\x{2013}\\x{2014}-]+>?|[:;,.]|(?<par>[\\[(]))\\s*(?:"
	      "is\\s+|status:?\\s*)?"
	      "(?:(?:still\\s+)?(?:open|pending|on-?going|under\\s?way|in\\s+progress|outstanding|"
	      "to\\s?-?do)|not\\s+(?:done|started|finished)(?:\\s+yet)?|not\\s+yet(?:\\s+\\w+)?"
	      "|no\\s+(?:progress|news|update|change)(?:\\s+yet)?|carried\\s+(?:over|forward))(?(<"
	      "par>)[\\])])\\s*[.!]?$",
	      "renew the domain by October 28 - still open", "leave the window open"),
	WHOLE("done-child", FAMILY_STATUS, USE_STATUS_CHILD, TRUST_NONE,
	      "^(?i:status\\s*:\\s*)?(?:[\\[(](?&DONE)[\\])]|DONE|COMPLETED?|CLOSED|(?&CHECK)|(?&"
	      "DONE)"
	      "(?=[!.]?\\s*$|!|\\.?\\s*[,:\\x{2013}\\x{2014}-]|\\s" BY "))"
	      "(?|!\\s*(?<note>.*)|\\s+(?=" BY
	      ")(?<note>.*)|\\.?\\s*(?:[,:\\x{2013}\\x{2014}-]+\\s*"
	      "(?<note>.*))?)$",
	      "DONE", "Done is better than perfect"),
	{ .name = NULL },
};
