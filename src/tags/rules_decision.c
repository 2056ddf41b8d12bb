/* rules_decision.c - what a committee has decided: tags that say so, and the words of minutes.
 *
 * The tags count anywhere.  The rest is asked of one sentence at a time, in minutes alone, and says
 * that a body of people has decided: the verb comes right behind its name, at the beginning of a
 * clause, so that what somebody thinks, asks or plans to decide does not match.
 */
#include "tags/rules.h"

#define AFTER "\\s*[:\\x{2013}\\x{2014}-]*\\s*"
#define TEXT "(?<text>\\S.*)$"
#define LABELS "DECISIONS?|RESOLUTIONS?|RESOLVED|AGREED"

/* What only minutes have: asked for where another rule has found a meeting. */
#define SAYS(name_, use_, pattern_, example_, counter_)                                            \
	{                                                                                          \
		.name = name_, .family = FAMILY_DECISION, .use = use_, .where = RULE_WHOLE,        \
		.trust = TRUST_NONE, .kind = FACT_DECISION, .pattern = pattern_,                   \
		.example = example_, .counter = counter_                                           \
	}

/* Where a clause begins. */
#define CLAUSE                                                                                     \
	"(?:^\\W{0,4}|^(?i:after)\\s+(?:\\S+\\s+){0,3}(?:discussion|debate|review),?\\s+|[,;:]"    \
	"\\s+|[-\\x{2013}\\x{2014}\\x{2192}>]\\s+|"                                                \
	"\\b(?:and|so|but|then|therefore|instead|however|thus|now)\\s+)"

/* A body of people, by a word of the language or by the shape of a name; who asks looks whether
 * a name is one (USE_DECISION_BODY). */
#define BODY_NOUN                                                                                  \
	"(?:sub-?)?(?:committees?|boards?|councils?|group|team|panel|assembly|commission|"         \
	"task\\s+force|membership|members|attendees|participants|maintainers|voters|directors|"    \
	"trustees|meeting)"
#define BODY_WORD                                                                                  \
	"(?:[Ww]e(?:\\s+(?:all|both))?|[Ee]very(?:one|body)|"                                      \
	"[Aa]ll(?:\\s+(?:present|of\\s+us))?|"                                                     \
	"[Tt]hose\\s+present|(?:(?:[Tt]he|[Oo]ur|[Aa]ll)\\s+)?(?:[\\p{L}&/-]+\\s+){0,3}?"          \
	"(?i:" BODY_NOUN ")(?:\\s+(?:members|present))?)"
#define BODY_NAME                                                                                  \
	"(?:[Tt]he\\s+)?\\p{Lu}[\\p{L}\\p{N}/-]*(?:\\s+\\p{Lu}[\\p{L}\\p{N}-]*){0,3}"              \
	"(?:\\s+members)?"
#define BODY "(?<owner>" BODY_WORD "|" BODY_NAME ")"

#define ADVERB                                                                                     \
	"(?:has|have|all|also|now|then|finally|just|therefore|unanimously|formally|generally|"     \
	"collectively|jointly|tentatively|officially|informally|overwhelmingly|mutually)"
#define ADVERBS "\\s+(?:" ADVERB "\\s+){0,3}"
#define PASSED "approved|ratified|accepted|adopted|endorsed|rejected|authori[sz]ed"
#define HOW                                                                                        \
	"(?:unanimous(?:ly)?|by\\s+(?:(?:lazy|unanimous|general|rough|full)\\s+)?"                 \
	"(?:consensus|consent|acclamation|affirmation|vote|majority|show\\s+of\\s+hands)|"         \
	"with(?:out|\\s+no)\\s+(?:any\\s+)?(?:objections?|dissent)|nem\\.?\\s+con)"
#define MOTION                                                                                     \
	"(?:motion|proposal|resolution|amendment|minutes|agenda|charter|budget|request|"           \
	"nomination|application|vote|recommendation|ballot|bylaws?|policy)"

const struct rule rules_decision_table[] = {
	{ .name = "decision-tag",
	  .family = FAMILY_DECISION,
	  .use = USE_TAG,
	  .where = RULE_START | RULE_SUBJECT,
	  .trust = TRUST_FULL,
	  .kind = FACT_DECISION,
	  .pattern = "[\\[](?:DECISION|Decision)\\b(?:\\s*[,;:]?\\s*"
		     "(?:(?i:replaces|replacing|supersedes)\\s+[Dd](?<number>\\d{1,9})\\b)?"
		     "[^\\[\\]]{0,60})?\\]" AFTER "(?<text>.*)$",
	  .needs = "\\[[*_]{0,3}(?:DECISION|Decision)\\b",
	  .example = "[DECISION, replaces D5] Meet on Thursdays",
	  .counter = "[DECISIONS] x" },
	{ .name = "decision-label",
	  .family = FAMILY_DECISION,
	  .use = USE_TAG,
	  .where = RULE_START | RULE_SUBJECT,
	  .trust = TRUST_FULL,
	  .kind = FACT_DECISION,
	  .pattern = "(?:" LABELS ")(?:\\s+#?\\d{1,4}(?:\\.\\d{1,3})?)?\\s*:\\s*" TEXT,
	  .begins = "(?:" LABELS ")\\b",
	  .example = "RESOLVED: publish the draft as a note",
	  .counter = "DECISION makers: who are they?" },

	/* a label of minutes, in any case; the words may stand below it */
	SAYS("decision-said", USE_DECISION_LABEL,
	     "^(?i:(?!no\\s|need|lack|want|seek)(?:[\\p{L}-]{2,12}\\s+)?"
	     "(?:consensus|decisions?|resolutions?|resolved|agreed|agreements?|conclusions?|"
	     "decided|verdict|ruling|approved|adopted|accepted|ratified|rejected|carried)(?:\\s+(?:"
	     "made|reached))?)\\s*:\\s*(?<text>.*)$",
	     "Consensus: list them in one place", "No consensus: talk again"),
	/* a list of them */
	SAYS("decision-list", USE_DECISION_HEAD,
	     "^\\W{0,3}(?i:(?:key\\s+|main\\s+|formal\\s+|summary\\s+of\\s+)?"
	     "(?:decisions?|resolutions?)(?:\\s+(?:made|taken|reached|adopted|passed)"
	     "(?:\\s+(?:today|at\\s+this\\s+meeting))?)?)\\s*:?\\W{0,3}$",
	     "Decisions made:", "Decisions needed:"),

	/* all that is said of a meeting */
	SAYS("decision-cancelled", USE_DECISION_CANCELLED, "^\\W{0,3}(?i:cancell?ed)[^\\w?]{0,3}$",
	     "Cancelled", "Cancelled if nobody comes"),

	/* whoever decides */
	SAYS("decision-decided", USE_DECISION,
	     CLAUSE BODY ADVERBS
	     "(?:decided|agreed|resolved|concluded|opted|consented|chose|determined)"
	     "(?:\\s+(?:in\\s+principle|unanimously|by\\s+consensus))?"
	     "(?:,?\\s+(?:to|that|on|for|upon|against|not|it|this|there)\\b|\\s*[:.!]|$)",
	     "We decided to meet every other week", "They asked whether we decided to meet"),
	SAYS("decision-voted", USE_DECISION,
	     CLAUSE BODY ADVERBS
	     "voted\\s+(?i:unanimously|overwhelmingly|yes|no|to|for|in\\s+favou?r|against|down|"
	     "\\d+\\s*(?:-|to|:|/)\\s*\\d+)\\b",
	     "The board voted in favor on Monday", "The board will vote on Monday"),
	SAYS("decision-approved", USE_DECISION,
	     CLAUSE BODY ADVERBS "(?:" PASSED "|appointed|granted|declined)\\b",
	     "TSC approved the new charter", "A list approved by the TSC"),
	SAYS("decision-says-yes", USE_DECISION,
	     CLAUSE BODY "\\s+(?:(?:says?|said|gives?|gave)\\s+(?i:yes|no|ok(?:ay)?|(?:its|their|a)"
			 "\\s+(?:approval|consent|ok|go))\\b|(?:is|are|was|were)\\s+(?:all\\s+)?"
			 "(?i:good|ok(?:ay)?|fine|happy|in\\s+(?:favou?r|agreement))\\b(?!\\?))",
	     "BSC says yes.", "What if the BSC says yes?"),
	SAYS("decision-fine-with-all", USE_DECISION,
	     "^\\W{0,4}(?i:ok(?:ay)?|fine|good|agreed)\\s+(?:with|by)\\s+(?<owner>" BODY_WORD
	     "|" BODY_NAME ")\\b",
	     "Okay with everyone as it stands", "Okay with the wording"),

	/* what they came to */
	SAYS("decision-agreement", USE_DECISION,
	     CLAUSE
	     "(?i:(?:there\\s+(?:was|is)|we\\s+have|(?:we\\s+)?(?:reached|came\\s+to))\\s+"
	     "(?:an?\\s+)?(?:(?:rough|general|clear|broad|strong|unanimous|full|overall)\\s+)?"
	     "(?:consensus|agreement)\\b(?!\\s+(?:yet|needed))|"
	     "(?:the\\s+)?(?:(?:rough|general|clear|broad|strong|group|unanimous)\\s+)?consensus"
	     "\\s+(?:is|was|to|that|on|for|reached)\\b(?!\\s+(?:needed|required|not|yet))|"
	     "(?:general|unanimous|broad)\\s+(?:agreement|consent)\\b)",
	     "There was agreement to move it", "There was no agreement to move it"),
	SAYS("decision-it-was", USE_DECISION,
	     CLAUSE "(?i:it)\\s+(?:was|has\\s+been|is)\\s+(?:" ADVERB "\\s+){0,2}"
		    "(?:decided|agreed|resolved|determined|concluded)\\b",
	     "It was agreed to publish both", "It was suggested to publish both"),
	SAYS("decision-participle", USE_DECISION,
	     "^\\W{0,4}(?:(?i:unanimously|tentatively|formally)\\s+)?(?:(?:Decided|Agreed|Resolved|"
	     "Voted|Chose)\\s+(?:to|that|on|not|against|upon|for|unanimously|by)\\b|"
	     "Agreed,?\\s+(?!with\\b|at\\b|but\\b)\\p{L}|Decided\\s+(?!if\\b|whether\\b|by\\b)|"
	     "(?:Decision|Agreement),?\\s+(?:was\\s+|is\\s+)?(?:to|that|not)\\b|"
	     "(?:https?://\\S+\\s+)?(?:is|was|are|were|has\\s+been|have\\s+been)\\s+(?:" PASSED
	     ")\\b)",
	     "Agreed to keep both", "Agreed with Dave about this"),
	SAYS("decision-whole", USE_DECISION,
	     "^\\W{0,4}(?i:(?:unanimously\\s+)?(?:approved|accepted|adopted|ratified|agreed|"
	     "carried|rejected|decided|declined|(?:motion\\s+)?(?:carries|passes|passed)|"
	     "no\\s+objections?(?:\\s+(?:were\\s+)?(?:raised|heard))?|silent\\s+agreement)"
	     "(?:,?\\s+(?:" HOW "|\\p{L}+ly))?)[^\\w?]{0,3}$",
	     "Approved", "Approved by email last week"),
	SAYS("decision-behind", USE_DECISION,
	     "^.{3,}?\\S(?:\\s*[,;:]|\\s+[-\\x{2013}\\x{2014}\\x{2192}>]+|\\s*\\()\\s*"
	     "(?i:(?:unanimously\\s+)?(?:approved|accepted|adopted|ratified|agreed|carried|"
	     "rejected)(?:,?\\s+" HOW ")?)[^\\w?]{0,3}$",
	     "Small change of the text, ratified", "Which of them are approved"),
	SAYS("decision-how", USE_DECISION,
	     "\\b(?:" PASSED "|agreed|passed|passes|carried|decided|resolved|elected|confirmed)"
	     ",?\\s+" HOW "\\b|\\b(?i:unanimous(?:ly)?\\s+(?:" PASSED
	     "|agreed|passed|elected|vote|consent|agreement))\\b",
	     "New chair elected unanimously", "It has to be unanimous"),
	SAYS("decision-motion", USE_DECISION,
	     CLAUSE
	     "(?i:(?:the\\s+|this\\s+)?(?:[\\p{L}-]+\\s+){0,3}?" MOTION "\\b[^.?!]{0,80}?"
	     "(?<!not)(?<!being)(?<!\\sbe)\\s+(?:(?:was|were|is|are|has\\s+been|have\\s+been)\\s+)?"
	     "(?:unanimously\\s+)?(?:approved|adopted|accepted|ratified|carried|carries|passed|"
	     "passes|rejected|denied|defeated|fails|failed)\\b)(?!\\s+(?:for|to|in|if|at)\\b)",
	     "The motion to rename it passed", "The motion to rename it may pass"),
	SAYS("decision-vote", USE_DECISION,
	     "^\\W{0,4}(?i:(?:positive|affirmative|negative|unanimous)\\s+vote\\s+"
	     "(?:for|on|to|in|against|of)|(?:vote|motion|poll)(?:\\s+results?)?\\s*:\\s*"
	     "(?:yes|passed|passes|carried|carries|approved|unanimous|\\d+\\s*(?:yes|in\\s+favou?r|"
	     "for|-|:)))\\b",
	     "Positive vote for the process", "Vote: who counts?"),
	SAYS("decision-named", USE_DECISION,
	     "\\b(?:now|was|were|is|has\\s+been|have\\s+been)\\s+(?:voted|elected|appointed)\\s+"
	     "(?:in\\s+)?(?:as\\b|(?:on)?to\\s+the\\b|(?:vice[- ]?)?chair)",
	     "Dora now voted as vice chair", "Dora wants to be voted as vice chair"),
	SAYS("decision-permitted", USE_DECISION,
	     "\\b(?:is|are|was|were)\\s+(?:hereby\\s+)?(?:pre-?)?(?:authori[sz]ed|approved|"
	     "permitted)"
	     "\\s+to\\b",
	     "Both events are authorized to use the logo", "Both want to be authorized to use it"),
	SAYS("decision-from-now", USE_DECISION,
	     CLAUSE
	     "(?i:(?:(?:at\\s+least\\s+)?for\\s+now|from\\s+now\\s+on|going\\s+forward|"
	     "henceforth|effective\\s+immediately|in\\s+(?:the\\s+)?future),?\\s+(?:we|"
	     "the\\s+" BODY_NOUN
	     ")\\s+(?:will|shall)\\b|(?:this\\s+and\\s+|this\\s+meeting\\s+and\\s+)?(?:all\\s+)?"
	     "future\\s+" BODY_NOUN "s?\\s+(?:will|shall)\\b)",
	     "For now, we will keep both", "For now, we may keep both"),
	SAYS("decision-there-will", USE_DECISION,
	     "^\\W{0,4}There\\s+(?:will|shall)\\s+be\\s+(?:an?|no)\\s+(?:\\S+\\s+){0,2}?"
	     "(?:deadline|limit|rule|requirement|period|vote|quorum|process|policy)\\b",
	     "There will be a deadline of a week", "There will be a deadlock"),
	SAYS("decision-meeting-off", USE_DECISION,
	     CLAUSE
	     "(?i:(?:the\\s+|our\\s+)?(?:next|this|following|upcoming)\\s+(?:\\S+\\s+)?"
	     "(?:meeting|call|session)(?:\\s+(?:on|of)\\s+[^,.]{2,24}?)?\\s+(?:is|was|has\\s+been|"
	     "will\\s+be)\\s+(?:cancell?ed|skipped))\\b",
	     "Next meeting is canceled", "Tell them if the next meeting is canceled"),
	SAYS("decision-answer", USE_DECISION_ANSWER,
	     "^\\W{0,4}(?i:should|shall|do|can|are|is|will)\\s+(?i:we|the|it|this|these)\\b.{4,160}"
	     "\\?"
	     "\\s*(?:[-\\x{2013}\\x{2014}:]+\\s*)?(?i:(?:yes|no|agreed|approved)\\b)[^?]{0,12}$",
	     "Should we move it down? Yes", "Should we move it down? Yes, but who would do it?"),

	/* which name is a body's: by its words, or by letters that end like one */
	SAYS("decision-body", USE_DECISION_BODY,
	     "^(?:" BODY_WORD "|(?:[Tt]he\\s+)?(?:\\p{Lu}[\\p{L}\\p{N}-]*\\s+)?"
	     "[A-Za-z0-9-]{0,7}(?:SC|TC|WG|CG|IG|PC|SIG|AC|GB|TAB|TOC|MC|EC|CC|BoD|[A-Z]B)"
	     "(?:\\s+members)?)$",
	     "the TSC", "Daniel"),
	/* what takes it back */
	SAYS("decision-not", USE_DECISION_NOT,
	     "\\b(?i:(?:already|previously|earlier|formerly|originally|initially)\\s+"
	     "(?:been\\s+)?(?:agreed|decided|voted|resolved|" PASSED
	     ")|last\\s+(?:week|time|meeting|"
	     "month|year|call|session|quarter)|at\\s+the\\s+(?:previous|last|prior)|"
	     "as\\s+(?:previously\\s+)?(?:agreed|decided|approved)|had\\s+(?:been\\s+)?"
	     "(?:agreed|decided|voted|approved)|not\\s+(?:yet\\s+)?(?:agreed|decided|approved|"
	     "concluded|conclude|decide)|no\\s+(?:decision|consensus|agreement|vote|conclusion)|"
	     "to\\s+be\\s+(?:decided|approved|agreed|ratified)|tentative(?:ly)?\\s+proposed)\\b",
	     "As agreed, both stay", "We agreed that both stay"),
	SAYS("decision-if", USE_DECISION_NOT,
	     "^\\W{0,4}(?i:if|unless|once|until|when|whenever|before|whether|assuming|suppose|"
	     "provided|in\\s+case|for\\s+example|example|e\\.g\\.|as\\s+soon\\s+as|idea|option|"
	     "proposal|proposed|suggestion|question|draft|straw\\s*man)\\b",
	     "If the board approves it, we are done", "The board approves it if it can"),
	SAYS("decision-choices", USE_DECISION_CHOICES,
	     "^\\W{0,4}(?i:(?:open\\s+|possible\\s+)?(?:options?|alternatives?|questions?|issues?|"
	     "ideas?|examples?)|next\\s+steps?|(?:practical\\s+)?steps|to\\s+be\\s+decided)\\W{0,4}"
	     "$",
	     "Options:", "Options trading"),
	{ .name = NULL },
};
