/* rules_meeting.c - agenda entries, deadlines, commands, meeting headings and who was there. */
#include "tags/rules.h"

#define TAG(name_, family_, kind_, words_, pattern_, example_, counter_)                           \
	{                                                                                          \
		.name = name_, .family = family_, .use = USE_TAG,                                  \
		.where = RULE_START | RULE_SUBJECT, .trust = TRUST_FULL, .kind = kind_,            \
		.pattern = "[\\[](?:" words_ ")" pattern_,                                         \
		.needs = "\\[[*_]{0,3}(?:" words_ ")\\b", .example = example_, .counter = counter_ \
	}
#define WHOLE(name_, family_, use_, trust_, kind_, pattern_, example_, counter_)                   \
	{                                                                                          \
		.name = name_, .family = family_, .use = use_, .where = RULE_WHOLE,                \
		.trust = trust_, .kind = kind_, .pattern = pattern_, .example = example_,          \
		.counter = counter_                                                                \
	}

/* The rest of a line, which a blank at its end may make go on. */
#define GOES_ON "(?:[^\n]*?[ ]\r?\n){0,4}?[^\n]{0,1000}?"

/* One that counts by itself. */
#define OPENS(name_, family_, use_, kind_)                                                         \
	.name = name_, .family = family_, .use = use_, .where = RULE_WHOLE, .trust = TRUST_NONE,   \
	.kind = kind_

#define AFTER "\\s*[:\\x{2013}\\x{2014}-]*\\s*"
#define TEXT "(?<text>.*)$"
/* Whose list of people it is: "Steering Committee", "TSC Members". */
#define CAPITALISED "[A-Z][\\w.&'/-]{0,30}\\s+"
#define BODY                                                                                       \
	"(?:(?:" CAPITALISED "){1,4}|(?:" CAPITALISED "){0,3}(?i:members|others|people|also|in|"   \
	"persons|voters|representatives|delegates|invited|remote|external)\\s+)"
#define AWAY                                                                                       \
	"regrets|apologies|absentees?|absent|excused|not\\s+present|not\\s+attending|"            \
	"unable\\s+to\\s+attend|(?:regrets|apologies)\\s+(?:received|for\\s+absence)|"            \
	"members\\s+absent"
#define MONTH "(?<month>(?i:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*)\\.?"
#define MONTHS "(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
/* What a meeting, or what was written of it, is called. */
#define MEETING                                                                                    \
	"meetings?|minutes|calls?|agenda|triage|sync|notes|weekly|(?:bi-?)?weekly|fortnightly|"    \
	"monthly|stand-?up|tele(?:con|co|conference)|session|plenary|retro|huddle|catch-?up"
#define NOT_A_DAY "(?!\\s*(?:of\\s+)?" MONTHS ")"
/* ... up to what says which meeting it is: its number, or its day. */
#define HAS_NUMBER                                                                                 \
	GOES_ON "(?:(?:#|(?i:no|nr|number))[^A-Za-z0-9\n]{0,8}\\d|"                                \
	    "\\d[*_]{0,3}(?i:st|nd|rd|th)(?![A-Za-z])|(?i:meeting|session|telecon) \\d)"
#define HAS_DAY                                                                                    \
	GOES_ON "(?:\\d{4}[/-]\\d|\\d[.]\\d\\d?[.](?:19|20)\\d\\d|"                                \
	    "\\d(?:[*_]{0,3}(?i:st|nd|rd|th))?(?: of)?[^A-Za-z0-9\n]{1,8}" MONTHS                  \
	    "|" MONTHS "[^\n]{0,20}?(?:[ ]\r?\n)?[^\n]{0,9}?\\d)"
/* ... in a line that has no mark of a heading. */
#define NEEDS_MEETING                                                                              \
	"(?i:meetings?|minutes|tele(?:con|co|conference)|(?:bi-?)?weekly|fortnightly|monthly|"     \
	"stand-?up|plenary|triage)"
/* "#12" of something else */
#define NOT_OF_MEETING "(?<!PR )(?<!pr )(?<!ssue )(?<!equest )(?<!tem )(?<!ug )(?<!RFC )(?<!AI )"
#define MINUTES "(?<minutes>\\d{1,3})\\s*(?:m|mins?|minutes)(?:\\s+(?:max|maximum|total|each))?"
#define HOURS "(?<hours>\\d(?:\\.5)?)\\s*(?:h|hrs?|hours?)"

/* An agenda by its name. */
#define AGENDA_ABROAD                                                                              \
	"tagesordnung|ordre du jour|orden del d\\x{ED}a|ordine del giorno|ordem do dia|dagsorden|" \
	"dagordning|saksliste|esityslista"
#define AGENDA_WORDS "agenda|" AGENDA_ABROAD
/* Whoever asks for entries has none yet. */
#define ASKS_NOTHING                                                                               \
	"(?!.*\\b(?:please(?!\\s+(?:find|see|note|review))|if\\s+you|let\\s+(?:me|us)\\s+know|"    \
	"(?:can|could|would)\\s+you|feel\\s+free|you\\s+(?:can|may|want|would)|reply|how\\s+to|"   \
	"not\\s+on\\s+the)\\b)"
#define MONTH_WORD "(?i:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\\.?"
#define CLOCK                                                                                      \
	"\\d{1,2}(?:[:h]\\d\\d(?!\\d)(?:\\s?(?i:[ap]\\.?m)\\b\\.?)?|\\s?(?i:[ap]\\.?m)\\b\\.?)"
/* "0900", "9.30": a number elsewhere */
#define BARE_CLOCK "(?:\\d{4}|\\d\\d?\\.\\d\\d)"
#define LENGTH "(?<minutes>\\d{1,3})\\s*(?:m|mins?|minutes|minuten|'|\\x{2032})\\.?(?!\\w)"

/* What says that a vote is over, or not yet one. */
#define VOTE_OVER "(?:results?|cancel(?:l?ed)?|closed|passed|failed|withdrawn|voided|discuss)\\b"

const struct rule rules_meeting_table[] = {
	TAG("done-item", FAMILY_STATUS, FACT_COMMAND, "DONE|Done",
	    "\\s+#(?<number>\\d{1,9})\\]" AFTER TEXT, "[DONE #12] merged on Friday",
	    "[DONE] merged"),
	TAG("agenda-tag", FAMILY_AGENDA, FACT_AGENDA, "AGENDA|Agenda",
	    "\\b(?:\\s*[:\\x{2013}\\x{2014}-]?\\s*(?<inside>[^\\[\\]]{1,120}))?\\]" AFTER TEXT,
	    "[AGENDA 20m Dave] Windows roadmap", "[AGENDAS] x"),
	TAG("silent-tag", FAMILY_DEADLINE, FACT_DEADLINE, "SILENT|LAZY",
	    "\\b(?:\\s*:?\\s*(?<inside>[^\\[\\]]{1,60}))?\\]" AFTER TEXT, "[SILENT 1w] new logo",
	    "[SILENTLY] x"),
	TAG("vote-tag", FAMILY_VOTE, FACT_VOTE, "VOTE|Vote",
	    "\\b(?!\\W{1,3}(?i:" VOTE_OVER "))(?:\\s*:?\\s*(?<inside>[^\\[\\]]{1,60}))?\\]"
	    "(?!\\s*\\[?(?i:" VOTE_OVER "))" AFTER TEXT,
	    "[VOTE charter 2w] Admit the library", "[VOTE][RESULT] Release 2.0"),
	TAG("minutes-tag", FAMILY_MEETING, FACT_MEETING, "MINUTES|Minutes",
	    "\\b(?:\\s*:?\\s*(?:#(?<number>\\d{1,6}))?\\s*(?<inside>[^\\[\\]]{0,60}))?\\]" AFTER
		    TEXT,
	    "[MINUTES #38] of Wednesday", "[MINUTE] x"),

	{ OPENS("agenda-head", FAMILY_AGENDA, USE_AGENDA_HEAD, FACT_AGENDA),
	  .begins = "(?i:(?:proposed |draft |meeting )?agenda(?: items| "
		    "topics)?)[^A-Za-z0-9\n]{0,8}(?:$|\\(|for\\b)",
	  .pattern =
		  "^\\W{0,3}(?i:(?:(?:proposed|draft|tentative|preliminary|provisional|suggested|"
		  "updated|revised|final|meeting|call)\\s+){0,2}agenda(?:\\s+items|\\s+"
		  "topics|\\s+for\\s+[^:.()]{0,40}\\d[^:.()]{0,20})?|" AGENDA_ABROAD
		  ")(?:\\s+\\([^()]{1,40}\\)|:\\s+\\[[^\\[\\]]{1,40}\\])?\\s*:?\\W{0,3}$",
	  .example = "AGENDA:", .counter = "Agenda bashing took a while" },
	WHOLE("agenda-minutes-front", FAMILY_AGENDA, USE_AGENDA_MINUTES, TRUST_NONE, FACT_AGENDA,
	      "^[\\[(](?:" MINUTES "|" HOURS ")[\\])]\\s*[:\\x{2013}\\x{2014}-]?\\s*" TEXT,
	      "(10m) Election", "(10 items) Election"),
	WHOLE("agenda-minutes-back", FAMILY_AGENDA, USE_AGENDA_MINUTES, TRUST_NONE, FACT_AGENDA,
	      "^(?<text>.*\\S)\\s*[\\[(](?:" MINUTES "|" HOURS ")[\\])]\\s*[:.]?$",
	      "Review process (10m)", "Review process (10 items)"),
	WHOLE("agenda-minutes-name", FAMILY_AGENDA, USE_AGENDA_MINUTES, TRUST_NONE, FACT_AGENDA,
	      "^(?<text>.*\\S\\s*[\\[(])" MINUTES "\\s*[,;:/]\\s*(?<owner>(?&NAMES))[\\])]\\s*$",
	      "Review of the list (5m, Lee)", "Review of the list (5m)"),
	WHOLE("agenda-plan-both", FAMILY_AGENDA, USE_PLAN_PART, TRUST_TAIL, FACT_AGENDA,
	      "^(?<text>.*\\S)\\s*[\\[(](?<owner>(?&NAMES))\\s*[,;:/"
	      "\\x{2013}\\x{2014}-]?\\s*" LENGTH "[\\])]\\s*$",
	      "Budget (Joe, 10 min)", "Budget (10 items)"),
	WHOLE("agenda-name-front", FAMILY_AGENDA, USE_AGENDA_OWNER, TRUST_SHAPE, FACT_AGENDA,
	      "^\\[(?<owner>[^\\[\\]]{1,60})\\]\\s*[:\\x{2013}\\x{2014}-]?\\s*" TEXT,
	      "[Dave] Landscape projects", "Dave: Landscape projects"),
	WHOLE("agenda-name-bracket", FAMILY_AGENDA, USE_AGENDA_OWNER, TRUST_SHAPE, FACT_AGENDA,
	      "^(?<text>.*\\S)\\s*\\[(?<owner>[^\\[\\]]{1,60})\\]\\s*[:.]?$",
	      "Windows roadmap [KP Singh/Dave]", "Windows [KP] roadmap"),
	WHOLE("agenda-name-paren", FAMILY_AGENDA, USE_AGENDA_OWNER, TRUST_KNOWN, FACT_AGENDA,
	      "^(?<text>.*\\S)\\s*\\((?<owner>[^()]{1,60})\\)\\s*[:.]?$",
	      "Signed programs (Alexei)", "Signed (by Alexei) programs"),
	WHOLE("agenda-name-dash", FAMILY_AGENDA, USE_AGENDA_OWNER, TRUST_KNOWN, FACT_AGENDA,
	      "^(?<text>.*\\S)\\s+[\\x{2013}\\x{2014}-]{1,2}\\s+(?<owner>(?&NAMES))$",
	      "bcc security vulnerability - Brendan", "well-known"),

	/* agendas that are mailed ahead */
	{ OPENS("agenda-lead", FAMILY_AGENDA, USE_PLAN_LEAD, FACT_AGENDA),
	  .needs = "(?i:" AGENDA_WORDS ")",
	  .pattern = "(?i)^(?=.{0,300}\\b(?:" AGENDA_WORDS ")\\b)" ASKS_NOTHING
		     "(?:.*(?::|\\b(?:below|follows?))\\W{0,3}"
		     "|\\W{0,3}(?:\\S+\\s+){0,4}agenda"
		     "(?:(?:\\s+(?:for|of)|\\s*[,(-])\\s+.{1,60})?\\W{0,3})$",
	  .example = "We will discuss the items on the agenda, and anything else:",
	  .counter = "Please add what you have to the agenda:" },
	{ OPENS("agenda-topics", FAMILY_AGENDA, USE_PLAN_TOPICS, FACT_AGENDA),
	  .begins = "(?i:(?:(?:the|our) )?(?:discussion |open |main )?topics)\\b" GOES_ON ":",
	  .pattern = "(?i)^(?!\\W{0,3}today.?s\\s+topics)" ASKS_NOTHING
		     "(?:.{0,200}\\b(?:topics?|items|points|issues|discuss(?:ed|ion)?|talk\\s+"
		     "about|cover|"
		     "themen|sujets|temas|punti)\\b.{0,80}|topics?|discussion)\\s*:\\W{0,3}$",
	  .example = "The topics so far:", .counter = "The topics are in the archive." },
	WHOLE("agenda-meeting", FAMILY_AGENDA, USE_PLAN_MEETING, TRUST_NONE, FACT_AGENDA,
	      "(?i)^.*\\b(?:" AGENDA_WORDS "|meetings?|(?:tele)?call|telecon|conference|sync|"
	      "treffen|sitzung|r\\x{E9}union|reuni\\x{F3}n|riunione)\\b(?<text>.*)$",
	      "Board call on Thursday", "The calling convention"),
	WHOLE("agenda-subject", FAMILY_AGENDA, USE_PLAN_SUBJECT, TRUST_NONE, FACT_AGENDA,
	      "(?i)^(?!.*\\b(?:call\\s+for|requests?|wanted|solicit|send|submit|agenda\\s+items|"
	      "agenda\\s+topics|no\\s+agenda|cancel\\w*)\\b)[^?]*\\b(?:" AGENDA_WORDS ")\\b[^?]*$",
	      "Agenda for Thursday", "Call for agenda items"),
	WHOLE("agenda-number", FAMILY_AGENDA, USE_PLAN_NUMBER, TRUST_NONE, FACT_AGENDA,
	      "(?i)^.*?\\b(?:meeting|call|agenda|sitzung|r\\x{E9}union)\\s+(?:for\\s+|of\\s+|"
	      "meeting\\s+)?(?:(?:#|no\\.?\\s*|nr\\.?\\s*)(?<number>\\d{1,5})\\b)",
	      "Agenda for meeting #39", "Agenda for 2023-07-05"),
	WHOLE("agenda-day", FAMILY_AGENDA, USE_PLAN_DAY, TRUST_NONE, FACT_AGENDA,
	      "^.*?\\b(?<date>(?:19|20)\\d\\d-\\d\\d-\\d\\d|\\d\\d?(?:st|nd|rd|th)?\\.?\\s+(?:"
	      "of\\s+)?" MONTH_WORD "(?:,?\\s+(?:19|20)\\d\\d)?|" MONTH_WORD
	      "\\s+\\d\\d?(?:st|nd|rd|th)?\\b(?:,?\\s+(?:19|20)\\d\\d)?|"
	      "\\d\\d?\\.\\d\\d?\\.(?:(?:19|20)\\d\\d)?|"
	      "(?i:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow))(?![\\w-])",
	      "Agenda for the call on July 6", "Agenda for version 2"),
	WHOLE("agenda-clock", FAMILY_AGENDA, USE_PLAN_CLOCK, TRUST_NONE, FACT_AGENDA,
	      "^(?<date>" CLOCK "|" BARE_CLOCK "(?=\\s*(?:[\\x{2013}\\x{2014}-]|Uhr)))"
	      "(?:\\s*(?:[\\x{2013}\\x{2014}-]|(?i:to|until|bis)\\s)\\s*(?<note>" CLOCK
	      "|" BARE_CLOCK "(?!\\d)))?(?:\\s*\\(?(?:UTC|GMT|C?[CEMP][SD]?T|Z|Uhr|h)\\b\\)?)?"
	      "\\s*[:|\\x{2013}\\x{2014}-]*\\s+(?![\\s\\d:.apmAPM-]*$)" TEXT,
	      "09:00-09:10 Welcome", "10 years of the board"),
	WHOLE("agenda-plan-front", FAMILY_AGENDA, USE_PLAN_PART, TRUST_SHAPE, FACT_AGENDA,
	      "^\\((?!(?i:new|old|optional|draft|tentative|continued|cont\\.?|carried\\s+over|"
	      "again|"
	      "short|brief|maybe|if\\s+time.*|tbd|tbc)\\))(?<owner>[^()]{1,60})\\)\\s*[:\\x{2013}"
	      "\\x{2014}"
	      "-]?\\s*" TEXT,
	      "(Joe) Budget", "(optional) Budget"),
	WHOLE("agenda-plan-label", FAMILY_AGENDA, USE_PLAN_PART, TRUST_KNOWN, FACT_AGENDA,
	      "^(?<owner>(?&NAMES))\\s*:\\s+" TEXT, "Joe: Budget", "Budget:"),
	WHOLE("agenda-plan-paren", FAMILY_AGENDA, USE_PLAN_PART, TRUST_TAIL, FACT_AGENDA,
	      "^(?<text>.*\\S)\\s*\\((?<owner>[^()]{1,60})\\)\\s*[:.]?$", "Budget (Joe)",
	      "Budget (by Joe) again"),
	WHOLE("agenda-plan-slash", FAMILY_AGENDA, USE_PLAN_PART, TRUST_TAIL, FACT_AGENDA,
	      "^(?<text>.*\\S)\\s+[/|]\\s+(?<owner>(?&NAMES))$", "Budget / Joe",
	      "Budget and/or fees"),
	WHOLE("agenda-plan-minutes", FAMILY_AGENDA, USE_PLAN_PART, TRUST_NONE, FACT_AGENDA,
	      "^(?<text>.*?\\S)\\s*(?:[,;:/|\\x{2013}\\x{2014}-]+|\\s{2,}|\\.{2,}|\\t)\\s*" LENGTH
	      "\\s*\\.?$",
	      "Budget - 10 min", "Budget of 10 min"),
	WHOLE("agenda-plan-minutes-front", FAMILY_AGENDA, USE_PLAN_PART, TRUST_NONE, FACT_AGENDA,
	      "^" LENGTH "\\s*[:|,\\x{2013}\\x{2014}-]+\\s*" TEXT, "10 min: Budget",
	      "10 min is too short"),

	/* meetings */
	{ OPENS("meeting-numbered", FAMILY_MEETING, USE_MEETING, FACT_MEETING),
	  .needs = NEEDS_MEETING, .line = HAS_NUMBER,
	  .heads = "(?=" GOES_ON "\\d)" GOES_ON "(?i:" MEETING ")",
	  .pattern = "^(?=.{0,100}\\b(?i:" MEETING "))(?|"
		     ".{0,80}?(?<![\\w/-])" NOT_OF_MEETING "(?:#|(?i:No\\.?|Nr\\.?|number)\\s*)"
		     "(?<number>\\d{1,6})\\b|"
		     ".{0,80}?\\b(?<number>\\d{1,4})(?i:st|nd|rd|th)\\b" NOT_A_DAY
		     "\\s+(?:[\\w-]+\\s+){0,3}?(?i:meeting|call|session|sync|telecon)|"
		     ".{0,60}?\\b(?i:meeting|session|telecon)\\s+(?<number>\\d{1,4})"
		     "(?!\\w|[/.:-]\\d)" NOT_A_DAY ").{0,80}$",
	  .example = "Meeting #38 - 2023-06-28", .counter = "Pull request #38" },
	{ OPENS("meeting-dated", FAMILY_MEETING, USE_MEETING, FACT_MEETING),
	  .needs = NEEDS_MEETING, .line = HAS_DAY,
	  .heads = GOES_ON "(?:(?:19|20)\\d\\d|\\d-[A-Za-z]{3,9}-\\d\\d)",
	  .pattern = "^(?=.{0,160}(?:\\b\\d{4}[/-]\\d\\d?[/-]\\d\\d?\\b|"
		     "\\b\\d\\d?(?i:st|nd|rd|th)?(?:\\s+(?:of\\s+)?|-)" MONTHS "|"
		     "\\b\\d\\d?\\.\\d\\d?\\.(?:19|20)\\d\\d\\b|"
		     "\\b(?i:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\\b"
		     ".{0,10}\\d))"
		     "(?:.{0,100}\\b(?i:" MEETING ")\\b.{0,60}|"
		     "\\W{0,3}[\\w ,.-]{4,40}|\\[\\d[\\d-]{5,9}\\]\\s+\\w.{2,60})$",
	  .example = "Tech Team Meeting 2023-12-05",
	  .counter = "Published the draft of the charter" },
	WHOLE("date-iso", FAMILY_MEETING, USE_MEETING_DATE, TRUST_NONE, FACT_MEETING,
	      "^.*?(?<![\\w/.-])(?<year>(?:19|20)\\d\\d)[-/.](?<month>\\d\\d?)[-/"
	      ".](?<day>\\d\\d?)(?:(?=T\\d)|(?![\\w-]))",
	      "Meeting of 2023-06-28", "issue 2023-0628"),
	WHOLE("date-dotted", FAMILY_MEETING, USE_MEETING_DATE, TRUST_NONE, FACT_MEETING,
	      "^.*?(?<![\\w/"
	      ".-])(?<day>\\d\\d?)\\.(?<month>\\d\\d?)\\.(?<year>(?:19|20)\\d\\d)(?![\\w-])",
	      "Meeting of 28.06.2023", "release 28.06.23"),
	WHOLE("date-month-first", FAMILY_MEETING, USE_MEETING_DATE, TRUST_NONE, FACT_MEETING,
	      "^.*?\\b" MONTH
	      "\\s+(?<day>\\d\\d?)(?:st|nd|rd|th)?,?\\s+(?<year>(?:19|20)\\d\\d)\\b",
	      "Group Meeting - August 5, 2022", "Group Meeting - August 5"),
	WHOLE("date-day-first", FAMILY_MEETING, USE_MEETING_DATE, TRUST_NONE, FACT_MEETING,
	      "^.*?\\b(?<day>\\d\\d?)(?:st|nd|rd|th)?\\s+(?:of\\s+)?" MONTH
	      ",?\\s+(?<year>(?:19|20)\\d\\d)\\b",
	      "Call of 12 March 2014", "12 people in March 2014"),
	WHOLE("date-dashes", FAMILY_MEETING, USE_MEETING_DATE, TRUST_NONE, FACT_MEETING,
	      "^.*?(?<![\\w/.-])(?<day>\\d\\d?)-" MONTH
	      "-(?<year>(?:(?:19|20)\\d\\d|\\d\\d))(?![\\w-])",
	      "Minutes of 4-Mar-2026", "page 4-March-ed"),
	WHOLE("chair", FAMILY_MEETING, USE_CHAIR, TRUST_SHAPE, FACT_MEETING,
	      "^(?i:(?:meeting\\s+|co-?)?chair(?:s|ed\\s+by|person|(?:wo)?man)?|moderators?|"
	      "facilitators?|presiding)\\s*:\\s*" TEXT "|^(?i:chairs?)$",
	      "Chair: KP Singh", "Chair election process"),
	{ .name = "participants",
	  .family = FAMILY_MEETING,
	  .use = USE_PEOPLE,
	  .where = RULE_WHOLE,
	  .trust = TRUST_SHAPE,
	  .kind = FACT_MEETING,
	  .begins = "(?i:participants?|attendees?|attendance|present|attending)"
		    "[^A-Za-z0-9\n]{0,8}(?:$|\\(|:)",
	  .pattern = "^\\W{0,3}(?i:(?:voting\\s+|other\\s+|remote\\s+)?(?:participants?|attendees?|"
		     "attendance|attending|present|in\\s+attendance|roll[ -]?call"
		     "|roll[ -]?call\\s*[/&]\\s*attendance"
		     "|who\\s+attended|introduction\\s+of\\s+attendees|opening,\\s+welcome\\s+and"
		     "\\s+roll\\s+call|members(?:\\s+present)?|external|guests?|"
		     "observers?|visitors?))"
		     "(?:\\s*\\([^()]{0,60}\\))?\\s*(?::\\s*(?<text>.*)|\\W{0,3})$",
	  .example = "Participants:",
	  .counter = "Participants discussed it" },
	WHOLE("participants-of", FAMILY_MEETING, USE_PEOPLE, TRUST_SHAPE, FACT_MEETING,
	      "^\\W{0,3}" BODY "(?i:participants?|attendees?|attendance|(?:in\\s+)?attendance"
	      "|present|guests?|observers?)"
	      "(?:\\s*\\([^()]{0,60}\\))?\\s*(?::\\s*(?<text>.*)|\\W{0,3})$",
	      "Steering Committee Attendees:", "Items for attendees"),
	WHOLE("participants-were", FAMILY_MEETING, USE_PEOPLE, TRUST_SHAPE, FACT_MEETING,
	      "^(?i:(?:also\\s+)?(?:present|in\\s+attendance|attending)\\s+(?:were|was)|"
	      "attended\\s+by)\\b\\s*:?\\s*" TEXT,
	      "Present were Dave, Joe and KP", "Present issues were fixed"),
	WHOLE("regrets", FAMILY_MEETING, USE_ABSENT, TRUST_SHAPE, FACT_MEETING,
	      "^\\W{0,3}(?i:" AWAY ")(?:\\s*\\([^()]{0,60}\\))?\\s*(?::\\s*(?<text>.*)|\\W{0,3})$",
	      "Regrets: KP", "Regrets of the past"),
	WHOLE("regrets-from", FAMILY_MEETING, USE_ABSENT, TRUST_SHAPE, FACT_MEETING,
	      "^(?i:" AWAY ")\\s+(?i:from|by)\\b\\s*:?\\s*" TEXT,
	      "Apologies received from Joe and KP", "Missing from the draft: a date"),
	{ OPENS("day-alone", FAMILY_MEETING, USE_DAY_ALONE, FACT_MEETING),
	  .begins = "(?i:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[^A-Za-z0-"
		    "9\n]{1,3})?"
		    "(?:(?:19|20)\\d\\d-\\d|\\d\\d?[^A-Za-z0-9\n]{0,2}(?:th |st |nd |rd )?"
		    "(?:of )?" MONTHS "|" MONTHS "[a-z]{0,6}[. ]{1,2}\\d)",
	  .pattern =
		  "^(?:(?i:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?i:day)?\\W{1,3})?"
		  "(?:(?:19|20)\\d\\d[-/.]\\d\\d?[-/.]\\d\\d?|\\d\\d?\\.\\d\\d?\\.(?:19|20)\\d\\d|"
		  "\\d\\d?(?:st|nd|rd|th|\\.)?(?:\\s+(?:of\\s+)?|-)" MONTHS
		  "[a-z]*\\.?[ ,-]{1,2}(?:19|20)\\d\\d|" MONTHS
		  "[a-z]*\\.?\\s+\\d\\d?(?:st|nd|rd|th)?,?\\s+(?:19|20)\\d\\d)"
		  "\\W{0,3}(?:$|(?:at|from|in|on|via|,|\\()?\\s*\\d\\d?[:.h]\\d\\d.{0,40}$|(?:at|"
		  "in|on|via)\\s.{2,40}$)",
	  .example = "Wednesday, 14 January 2026", .counter = "2026-01-14 was a cold day" },
	{ OPENS("date-line", FAMILY_MEETING, USE_META, FACT_MEETING),
	  .begins = "(?i:date|when|held|meeting date)[*_]{0,3}[ ]?:",
	  .pattern = "^(?i:date|when|held|meeting\\s+date)\\s*:.*$", .example = "Date: 2026-01-14",
	  .counter = "Date of the meeting" },
	WHOLE("meta", FAMILY_MEETING, USE_META, TRUST_NONE, FACT_MEETING,
	      "^(?i:duration|state|date|time|when|where|location|place|chairs?|scribes?|"
	      "(?:note|minute)s?[- ]?takers?|minutes\\s+(?:taken\\s+)?by|minutes(?=\\s*:)|"
	      "secretary|recorder|recording|dial-?in|zoom)\\s*(?::.*)?$",
	      "Duration: 1h", "Duration of the meeting was discussed"),

	WHOLE("deadline-parent", FAMILY_DEADLINE, USE_DEADLINE_PARENT, TRUST_NONE, FACT_DEADLINE,
	      "^(?i:deadlines?|due|due\\s+date)\\b(?<text>.*)$",
	      "Deadline for drafts 5pm PT next Monday", "The deadline moved"),
	{ .name = NULL },
};
