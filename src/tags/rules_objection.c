/* rules_objection.c - objections in plain words: the chair is asked about these, nothing is
 * decided.
 *
 * A small grammar rather than a list of phrases.  People ("I", "we", "our group") object by a verb
 * ("I must object"), by where they stand ("we are against it"), or by what they do not give ("I
 * cannot agree"); or they say what must not be done ("please do not publish this"), or what they
 * think of it ("a bad idea", "NAK").  What is adopted or not is a MATTER; verbs with other uses
 * ("support", "reject", "block") need one behind them.
 *
 * The patterns see one sentence in ASCII marks (objections.c): one blank between words, and ' " -
 * for everything that stands for them.  A question, a condition, another person's words, a denial
 * and what is over are not objections: the guard and STOP know the words that make a clause one of
 * these, and between "I" and its verb nothing may stand that changes the sense.
 */
#include "tags/objections.h"

/* A question; what is said with a wink; what is taken back in the same breath; what would be if. */
const char rules_objection_guard[] =
	"(?!.*(?:\\?\\W*|[;,]-?\\))$)"
	"(?!.*\\b(?:no longer|any ?more|used to|none|(?:i|we) (?:hereby )?(?:withdraw|retract|drop)"
	"|(?:is|are|was|were|been) (?:\\w+ )?(?<!until it is )(?:resolved|withdrawn|addressed"
	"|answered|settled))\\b)"
	"(?!.*(?:\\bwould|'d)\\b.*\\b(?:if|unless)\\b)";

/* BEFORE: a sentence up to a clause that its writer says himself.  HELLO: what may stand in front
 * of everything.  WE: the writer.  FIRMLY, MUST: what may stand between him and his verb.  AM: he
 * is. NOT: denies a verb; NOT_DO: "I" does.  ENDS: a clause does.  THING: what one can be against,
 * most things but no person and not "the weather".  GO: to go on with a matter; GONE: that it is
 * gone on with.  NAY: what stands for an objection by itself. */
const char rules_objection_words[] =
	"(?(DEFINE)"
	"(?<STOP>(?:if|unless|whether|why|what|which|who|whom|whose|when|whenever|where|until|till|"
	"once"
	"|do|does|did|don|can|could|should|would|may|might|must|shall|will|not|never|nobody|none"
	"|no(?!,)|said|says|wrote|writes?|asked|asks?|thought|(?<!note |aware |know |clear |record "
	"|afraid |regret |feel |sorry |believe |think |is )that(?= "
	"(?:i|we)\\b))\\b|\\S*n't\\b|\\S*\")"
	"(?<BEFORE>(?:[^\"]{1,400}?[,;:-] (?:so|but|therefore|hence|thus|yet|and so) )?\\W*"
	"(?:(?!(?&STOP))\\S+ ){0,16}?)"
	"(?<HELLO>\\W*(?:(?:so|sorry|well|no(?=[,;:.!])|nope|hm+|but|and|ok|okay|thanks|hi|hello"
	"|unfortunately|regrettably|therefore|thus|hence|then|still|personally|honestly|frankly"
	"|clearly|please|(?:hi|hello|dear|sorry) \\w+)[ ,;:.!-]+){0,3})"
	"(?<WE>(?:i|we)(?=[ '])(?: ?\\([^()]{1,40}\\))?)"
	"(?<FIRMLY>(?: "
	"(?!(?:only|hardly|barely|scarcely|rarely|early|nearly|fly|reply)\\b)(?:\\w+ly"
	"|hereby|herewith|still|also|do|very|much|quite|rather|too|so|just|again|now|once more"
	"|at all|with regret|all the more)\\b,?)*)"
	"(?<MUST>(?:'(?:d|ll|ve))?(?:(?&FIRMLY) "
	"(?:must|will|would|shall|(?:have|need|want|wish|beg|ought"
	"|intend|feel obliged|am forced|are forced) to|(?:would )?like to|tend to|can "
	"only))*(?&FIRMLY) )"
	"(?<AM>(?: am| are|'?m|'re| remain| would be|'d be| have to be)(?![\\w'])(?&FIRMLY))"
	"(?<NOT>(?:do not|don'?t|cannot|can not|can'?t|could not|couldn'?t|will not|won't|would "
	"not|wouldn'?t))"
	"(?<NOT_DO>(?:(?: (?:still|really|also|just|simply))? (?&NOT)|(?: am| are|'?m|'re) "
	"(?:unable"
	"|not able|not willing|unwilling) to)(?: (?:really|fully|quite|yet|possibly|at all"
	"|personally|currently|in good conscience))* )"
	"(?<ENDS> ?(?:$|[.!,;:(]|-+ ))"
	"(?<NOUN>(?:proposals?|motions?|resolutions?|decisions?|minutes|texts?|drafts?|documents?|"
	"wording"
	"|statements?|plans?|changes?|amendments?|ideas?|removal|choice|name|logo|dates?|timing"
	"|points?|sections?|paragraphs?|sentences?|items?|clauses?|budget|conclusions?|direction"
	"|polic(?:y|ies)|charter|appointment|elections?|nomination|deadline|letter|announcement"
	"|reports?|version|patch(?:es)?|series|adoption|publication|merge|move|approach|half|part)"
	"(?![\\w']))"
	"(?<IT>(?:this|that|these|it)(?!\\w|'(?!s\\b)))"
	"(?<ABOUT>(?:adoption(?![\\w'])|(?:the|your|our|its|his|her|their|any|such|this|that|these)"
	" "
	"(?:[\\w-]+ ){0,2}(?&NOUN)|(?:adopting|approving|removing|changing|adding|publishing"
	"|accepting|merging|moving|renaming)\\b))"
	"(?<MATTER>(?&ABOUT)|(?&IT))"
	"(?<THING>(?:(?&MATTER)|(?&NOUN) [\\d(#]|(?:the|your|our|its|his|her|their|those|such|any) "
	"(?!(?:weather|clock|wall|odds|grain|tide|current|null)\\b)\\w|\\w{2,}ing\\b))"
	"(?<GO>(?:adopt|approve|accept|merge|publish|do|apply|commit|push|land|take|make|use|"
	"change|remove"
	"|drop|add|move|rename|ship|release|sign|pass|rush|decide|go (?:ahead|there|forward|on)"
	"|proceed)(?: with| on| for)?(?=(?&ENDS)| (?:(?&ABOUT)|(?&IT)(?:(?&ENDS)| "
	"(?:yet|now|here|so"
	"|like|as|in|at|without|before|until|because|and|please|this)\\b)|(?:yet|now|like this"
	"|as (?:it )?is|so (?:fast|soon)|before|until|without)\\b)))"
	"(?<GONE>(?:be "
	"(?:adopted|approved|accepted|merged|published|done|changed|removed|decided|applied"
	"|signed|released|passed|rushed|taken|used|added|renamed|dropped)|go "
	"(?:in|ahead|out|forward"
	"|through)|(?<=must not |mustn't |may not )happen(?! again)|stand|pass)(?![\\w']))"
	"(?<MINUS>-1(?![\\w%/.,]*\\d))"
	"(?<NAY>(?:nac?k|veto|objection|(?&MINUS)))"
	"(?<FROM_ME>from (?:me|us|my|our)\\b)"
	")";

/* For the words that rows need (needs.h). */
#define NT "\\W{0,3}t\\b"
#define NEAR ".{1,60}?\\b"
#define DENIED                                                                                     \
	"(?:not|cannot|unable|unwilling|can" NT "|(?:could|did|do|have|wo|would)n" NT ")\\b" NEAR
#define NOT_CONTENT                                                                                \
	DENIED "(?:favou?r|agreement|support|okay|ok|o\\.k\\.|fine|comfortable|happy|satisfied|"   \
	       "convinced|on board)"
#define NOT_GIVEN                                                                                  \
	DENIED "(?:agree|consent|approve|like\\b|go along|live "                                   \
	       "with|sign|support|accept|endorse|back\\b|want\\b|decided|what (?:i|we))"
#define MINUS_ONE "(?:-|\xE2\x88\x92|\xE2\x80\x93|\xE2\x80\x94|\x96|\x97)1(?![\\w%/])"

const struct objection_rule rules_objection_table[] = {
	/* by a verb */
	{ "plain-object", OBJECTION_WE,
	  "objec?t\\b|opp?ose\\b|veto|vot(?:e|ing) (?:against|no)\\b|say no\\b|withhold|nac?k",
	  "(?&MUST)(?:objec?t(?=(?&ENDS)| (?:to|against|because|as|that|here|in|for)\\b)"
	  "|opp?ose(?=(?&ENDS)| (?:(?&THING)|here|in\\b))|veto(?=(?&ENDS)| \\w)"
	  "|vot(?:e|ing) (?:against|no)(?=(?&ENDS)| (?:on |to )?(?&THING))|say no(?=(?&ENDS)| "
	  "to\\b)(?!, (?:i|we|you|they|it) (?:do(?:es)?(?: not|n'?t) (?:need|have) "
	  "to|need(?: not|n'?t))\\b)"
	  "|withhold (?:my|our) consent|nac?k(?=(?&ENDS)| (?&MATTER)))",
	  "For these reasons I strongly object to the second point.",
	  "If I object nobody listens, so I do not object" },
	{ "plain-reject", OBJECTION_WE,
	  "(?:block|reject|contest|challenge|hate|dislike|protest|dissent|decline|refuse|"
	  "disapprove)\\b|take issue",
	  "(?&MUST)(?:(?:block|reject|contest|challenge|hate|dislike)(?=(?&ENDS)| (?&MATTER))"
	  "|(?:protest|dissent|decline|refuse|disapprove)(?=(?&ENDS))"
	  "|(?:protest (?:against|about)|dissent from|disapprove of|take issue with) (?&THING)"
	  "|refuse to (?:accept|support|agree|sign|approve|adopt|consent))",
	  "We reject the second amendment.", "I reject the null hypothesis" },
	{ "plain-acting", OBJECTION_WE,
	  "going to (?:object|oppose|veto|nac?k|block|reject|vote)|vot(?:e|ing) (?:against|no)|"
	  "blocking|vetoing|rejecting|objecting|opposing",
	  "(?&AM) (?:going to (?:object|oppose|veto|nac?k|block|reject|vote (?:against|no))"
	  "|vot(?:e|ing) (?:against|no)|blocking|vetoing|rejecting|objecting|opposing)"
	  "(?=(?&ENDS)| (?:(?:to|on) )?(?&THING)| here)",
	  "I'm blocking this until we have talked.", "I'm blocking two hours in my calendar" },
	{ "plain-disagree", OBJECTION_WE, "beg to differ|diss?-?agree",
	  "(?: beg to differ\\b|(?&MUST)diss?-?agree(?=(?&ENDS)| "
	  "(?:strongly|completely|totally|entirely"
	  "|here|because|since|at all|and|but|that|(?:with|on|to|about) (?:you(?![\\w'])|all of"
	  "|(?&THING)))))",
	  "I disagree with section 2.", "I disagree with the weather" },
	{ "plain-let-me", OBJECTION_CLAUSE, "(?:allow|let) (?:me|us)\\b",
	  "(?:allow|let) (?:me|us) (?:to )?(?:object|oppose|veto|disagree|protest)\\b",
	  "Let me object to the last point.", "Let me oblige" },

	/* by where somebody stands */
	{ "plain-against", OBJECTION_CLAUSE, "opposed|against\\b",
	  "(?:(?&WE)(?:(?&AM)| stand)|(?:count|put) (?:me|us)(?: down)?(?: "
	  "as)?(?&FIRMLY)|(?:my|our) \\w+ "
	  "(?:is|are|remains?)(?&FIRMLY)) (?:opposed(?=(?&ENDS)| to\\b)|against(?=(?&ENDS)| "
	  "(?&THING)))",
	  "I'm against this.", "I am not against it" },
	{ "plain-not-for", OBJECTION_CLAUSE, NOT_CONTENT,
	  "(?:(?&WE)(?: am| are| remain|'?m|'re)(?&FIRMLY)|(?:and|but) am) not"
	  "(?: (?:at all|really|quite|too|very|entirely|yet|particularly))* "
	  "(?:in (?:favou?r|agreement|support)(?=(?&ENDS)| (?:of|with)\\b)|(?:okay|ok|o\\.k\\.|fine"
	  "|comfortable|happy|satisfied|convinced|on board)(?=(?&ENDS)| (?:with|about|by) (?&THING)"
	  "| that (?:we|this|it)\\b))",
	  "I am not in favour.", "I'm not unhappy with this" },
	{ "plain-not-favoured", OBJECTION_HELLO, NOT_CONTENT,
	  "not (?:in favou?r(?=(?&ENDS)| of\\b)|(?:okay|ok|happy|comfortable|convinced) "
	  "(?:with|about|by) "
	  "(?&MATTER))",
	  "Hi Joe, not in favor of this change.", "Not in the office" },
	{ "plain-concern", OBJECTION_WE,
	  "(?:concerns?|reservations?|doubts|problems?|issues?|misgivings) "
	  "(?:about|with|on|regarding|over)\\b"
	  "|(?:concerned|worried|alarmed|unhappy|uncomfortable|dissatisfied) "
	  "(?:about|by|with|that)\\b|(?:concerns|reservations|doubts|misgivings)\\b",
	  "(?:(?&MUST)(?:have|see) (?!(?:no|any|not|zero|few|neither)\\b)(?:an? |some |several "
	  "|many )?"
	  "(?:(?!no\\b)[\\w-]+ "
	  "){0,2}(?:concerns?|reservations?|doubts|problems?|issues?|misgivings) "
	  "(?:about|with|on|regarding|over) (?&MATTER)|(?&AM) (?:concerned|worried|alarmed|unhappy"
	  "|uncomfortable|dissatisfied) (?:(?:about|by|with) (?&MATTER)|that (?!it\\b)(?&MATTER))"
	  "| have (?:(?:very|quite) )?(?:serious|strong|grave|major|severe|fundamental|big) "
	  "(?:concerns|reservations|doubts|misgivings)\\b)",
	  "I have serious concerns about this.", "I have a problem with the projector" },
	{ "plain-minus-stance", OBJECTION_WE,
	  MINUS_ONE "|no(?: (?:on|to|for|from)\\b|\\s*(?:$|[.!,;:(-]))",
	  "(?&AM) (?:a )?(?:-1(?=(?&ENDS)| (?:on|for|to|about|with|here|too|as|because)\\b)"
	  "|(?<=a )(?:\\w+ )?no(?=(?&ENDS)| (?:on|to|for|from)\\b))",
	  "I'm -1 on this.", "I'm -10 on this" },

	/* by what is not given */
	{ "plain-agree", OBJECTION_WE, NOT_GIVEN,
	  "(?&NOT_DO)(?:agree(?! (?:with \\w+ )?more)(?=(?&ENDS)| (?:here|because|since|at "
	  "all|and|but"
	  "|that|(?:with|on|to|about) (?:you(?![\\w'])|all of "
	  "|(?&THING))))|consent\\b|approve(?=(?&ENDS))"
	  "|like (?:(?&MATTER)|where this is going)|(?:go along|live) with (?&THING)"
	  "|sign off on (?&MATTER))",
	  "I do not agree with this at all.", "I couldn't agree more" },
	{ "plain-support", OBJECTION_WE, NOT_GIVEN,
	  "(?&NOT_DO)(?:support|accept|approve|endorse|back|want) (?:of )?(?&MATTER)(?! "
	  "(?:enough|more))",
	  "I cannot support this.", "I do not support IPv6 on that machine" },
	{ "plain-something", OBJECTION_START, NOT_GIVEN,
	  "(?&MATTER)(?: is|'s) (?:not (?:something|a \\w+) (?:that |which )?(?:i|we) "
	  "(?:can|could|will"
	  "|would) |(?:something|a \\w+) (?:that |which )?(?:i|we)(?&NOT_DO))"
	  "(?:support|accept|approve|agree|endorse|back|live with|sign)\\b",
	  "This is something I can't support.", "This is something I can live with" },
	{ "plain-not-agreed", OBJECTION_HELLO,
	  "never\\b" NEAR "(?:agree|consent|decided|approved|what (?:i|we))|" NOT_GIVEN,
	  "(?:not agreed(?=(?&ENDS))|(?:i|we) (?:did not|didn'?t|never|have "
	  "(?:not|never)|haven'?t) "
	  "(?:agreed?|consent(?:ed)?) (?:to|with) (?&MATTER)|(?&MATTER) (?:was|were|has been|is) "
	  "(?:never|not) (?:agreed|decided|approved|what (?:i|we) (?:have )?(?:agreed|decided|said"
	  "|wanted|voted))\\b)",
	  "This was never agreed.", "Not agreed upon yet" },
	{ "plain-but-not", OBJECTION_WE, "but not\\b",
	  " (?:\\w+ )?(?:support|like|agree with) .*,? but not (?:with )?(?&MATTER)",
	  "I support the idea, but not this text.", "I support the idea, but not today" },

	/* objections that somebody has */
	{ "plain-objection", OBJECTION_WE, "objections?\\b",
	  "(?&MUST)(?:(?:have|raise|register|lodge|file|state|voice|make|see) (?!(?:no|any|not|zero"
	  "|neither)\\b)(?:(?:an?|my|our|some|one|two|three|several|many|another|the following) )?"
	  "(?:(?!no\\b)[\\w-]+ ){0,2}|(?:maintain|stand by|keep|renew|repeat) (?:my|our) (?:\\w+ "
	  ")?)"
	  "objections?\\b",
	  "I have a serious objection to the date.", "I have no objections" },
	{ "plain-same-objection", OBJECTION_CLAUSE, "(?:objections?|concerns?)\\b|veto|nac?k",
	  "(?:(?&WE) (?:also |fully )?(?:second|share|support|join|echo|agree with) "
	  "(?:(?:the|that|this"
	  "|his|her|their|your) |[\\w-]+'s? )|\\+1 (?:to|for|on) (?:(?:the|that|this|his|her|your) "
	  "|[\\w-]+'s? )|same )(?:\\w+ )?(?:objections?|concerns?|veto|nac?k)"
	  "(?=(?&ENDS)| (?:as|from|here|of|to|about)\\b)",
	  "I share Dave's objection.", "I read Dave's objection" },
	{ "plain-my-objection", OBJECTION_START, "objections?\\b",
	  "(?:(?:this|it|here|that) is (?:my|our|an?) (?:\\w+ )?objection\\b|(?:my|our) (?:\\w+ )?"
	  "objections? ?(?:(?:is|are) (?:that|to|the)\\b|(?:still )?stands?\\b|remains?\\b|:)"
	  "|(?:please )?(?:record|note|register|minute) (?:my|our) (?:\\w+ )?objections?\\b)",
	  "My objection stands.", "My objection is resolved" },
	{ "plain-consider", OBJECTION_HELLO, "opposition|objected|objection|veto|nac?k|" MINUS_ONE,
	  "(?:please )?(?:consider|take|regard|treat|count|read) (?:this|it|that)(?: "
	  "(?:mail|message"
	  "|e-?mail|reply))? (?:as )?(?:(?:an?|my|our|the) )?(?:(?!no\\b)\\w+ )?(?:(?&NAY)|nac?ked"
	  "|opposition|objected|vetoed)(?=(?&ENDS)| (?:to|from|against)\\b)",
	  "Please take this as an objection.", "Please take this as a hint" },

	/* one word for all of it, at the beginning */
	{ "plain-nack", OBJECTION_HELLO, "nac?k",
	  "(?:(?:that|this|it)(?: is|'s) )?(?:(?:a|an|my|our|big|fat|firm|strong|clear|hard) ){0,3}"
	  "(?-i:NAC?K|Nack|nac?k(?= ?(?:$|[.,!]| from (?:me|my)\\b)))"
	  "(?!.*\\b(?:means?|sent|bus|device|host|slave|master|packets?|bytes?|address|endpoint"
	  "|controller|timeout|indicates?)\\b)(?=(?&ENDS)| (?:from "
	  "(?:me|us|my|our|the)|(?:on|to|for) "
	  "(?:(?&THING)|me|now)|until|because|since|again|here|too|as)\\b)",
	  "NAK from my side.", "NAK is sent on the bus when the slave is busy" },
	{ "plain-nacked-by", OBJECTION_START, "nac?ked|naked|vetoed|rejected",
	  "(?-i:Nacked|NAKed|NACKed|Naked)-by: "
	  "?\\S|(?:(?-i:NAKed|NACKed|Nacked)|vetoed|rejected)[.!]*$",
	  "Nacked-by: Mona Lis <mona@example.org>", "snacked-by: mistake" },
	{ "plain-nay", OBJECTION_HELLO, "veto|nac?k|no from|" MINUS_ONE,
	  "(?:(?:that|this|it)(?: is|'s| has to be) )?(?:(?:(?:a|an|my|our|one|one "
	  "more|big|strong|hard"
	  "|clear|firm|huge) ){1,3}(?:\\w+ )?(?:(?:veto|(?&MINUS)|nac?k) "
	  "(?:(?&FROM_ME)|(?:on|to|for) "
	  "(?&THING))|-1[.!]*$)|(?:(?:a|one|big|strong|hard|clear|firm) ){0,2}no (?&FROM_ME))",
	  "A strong -1 from me.", "A value of -1 from the loop" },
	{ "plain-so-minus", OBJECTION_START, MINUS_ONE,
	  "(?:so|sorry|unfortunately|hence|thus|still)[ ,:-]+(?&MINUS)(?= ?(?:[.!,]? ?$|[,;:] )"
	  "| (?:(?&FROM_ME)|(?:on|to|for) (?&THING)))",
	  "So -1 from my side.", "So -1 is the value" },
	{ "plain-fragment", OBJECTION_HELLO, "veto|objections?\\b",
	  "(?:veto(?= ?[.!,:]| ?$| "
	  "(?&FROM_ME))|(?:(?:a|an|my|our|strong|formal|serious|another|one|big"
	  "|clear|principal|major|procedural) ){0,2}objection(?= ?$| ?[.!,:]+(?: |$)| -| "
	  "(?&FROM_ME)"
	  "| to (?&THING))(?!\\W*(?:none|no|nil|nothing|n/a|not)\\b)"
	  "|objections ?:(?!\\W*(?:$|(?:none|no|nil|nothing|n/a|not)\\b)))",
	  "Objection!", "Objections: none" },
	{ "plain-object-word", OBJECTION_START, "objec?t\\b",
	  "(?-i:OBJECT)(?=$|[ :,.!])(?! "
	  "(?:files?|code|is|of|model)\\b)(?!\\W*(?:none|no|nil|not)\\b)",
	  "OBJECT", "OBJECT files are linked" },
	{ "plain-strongly", OBJECTION_HELLO, "opposed|disagreed?|against\\b",
	  "(?:\\w+ly (?:opposed|disagree|against)(?= ?(?:$|[.!,;:])| (?:to|with) (?&THING))"
	  "|(?:opposed|disagreed?|against)[.!]*$)",
	  "Strongly opposed.", "Opposed to the old one, this is short" },
	{ "plain-vote", OBJECTION_START, "vote is\\b|count me out|put me down",
	  "(?:(?:my|our) vote is (?:a )?(?:no\\b|against|(?&NAY))(?=(?&ENDS))|count me out\\W*$"
	  "|put me down as a (?:\\w+ )?no(?=(?&ENDS)))",
	  "My vote is no.", "My vote is nothing to you" },
	{ "plain-from-me", OBJECTION_ANYWHERE, "veto|nac?k|objections?\\b",
	  "(?<!\\w)(?:nac?k|veto|objections?) (?&FROM_ME)", "Such a rule will get a NAK from me.",
	  "No objection from me" },
	{ "plain-minus-part", OBJECTION_ANYWHERE, MINUS_ONE,
	  "(?<=[,;] )(?:but |and )?-1 (?:to|on|for) (?&THING)",
	  "+1 to the first part, -1 to the second.", "between 1, -1 and 0" },

	/* what must not be done */
	{ "plain-do-not", OBJECTION_HELLO,
	  "(?:do not|don" NT "|let us not|let\\W{0,3}s not|like (?:us|you) not to) (?:just "
			     ")?(?:adopt|approve|accept|merge|publish|do|apply|commit|push|land"
	  "|take|make|use|change|remove|drop|add|move|rename|ship|release|sign|pass|rush|decide|go|"
	  "proceed)\\b",
	  "(?:(?:please )?(?:do not|don'?t)|let us not|let'?s not|(?:i|we)(?: would|'d) like "
	  "(?:us|you) "
	  "not to) (?:just )?(?&GO)",
	  "Please do not adopt this yet.", "Please do not adopt a puppy" },
	{ "plain-hold", OBJECTION_HELLO,
	  "please (?:hold|wait|reject|withdraw|drop|stop|cancel|retract|revert|reconsider|no)\\b",
	  "please (?:(?:hold (?:off|back)|wait)(?:(?&ENDS)| (?:on|with) "
	  "(?&MATTER))|(?:reject|withdraw"
	  "|drop|stop|cancel|retract|revert|reconsider) (?&MATTER)|(?:reconsider|stop|no)\\W*$)",
	  "Please hold off on this.", "Please hold on to your hats" },
	{ "plain-not-yet", OBJECTION_START, "not (?:yet|now|like this|so fast)\\b",
	  "not (?:(?:yet|now),? please|(?:like this|so fast)(?:,? please)?)[.!]*$",
	  "Not like this, please.", "Not yet read" },
	{ "plain-should-not", OBJECTION_CLAUSE,
	  "should(?: not|n" NT ")|(?:do not|don" NT ") (?:think|believe|feel)\\b",
	  "(?:i|we) (?:should(?: not|n'?t) (?&GO)|(?:do not|don'?t) (?:think|believe|feel) (?:that "
	  ")?"
	  "(?:we should (?&GO)|(?&MATTER) should (?&GONE)))",
	  "I don't think we should adopt this.", "We should not wait" },
	{ "plain-must-not", OBJECTION_CLAUSE,
	  "(?:(?:should|must|may|can)(?:\\W{0,8}not|n" NT ")|can" NT
	  ") (?:be|go|happen|stand|pass)\\b",
	  "(?&MATTER) (?:(?:should|must|can|may)(?: not|n'?t)|cannot|can'?t) (?&GONE)",
	  "This should not be adopted.", "This should not take long" },
	{ "plain-rather", OBJECTION_WE, "(?:rather|prefer) (?:not|that|if|we|you|they|it|this)\\b",
	  "(?: would|'d)(?&FIRMLY) (?:rather (?:not (?&GO)|(?:that )?(?:we|you|they|it|this|that) "
	  "(?:(?:did|do|was|were) not|(?:did|do|was|were)n'?t|not)(?:(?&ENDS)| (?&GO)| (?&GONE)))"
	  "|prefer (?:not to (?&GO)|(?:that |if )?(?:we|you|they|it|this) "
	  "(?:(?:did|do|does|would|was"
	  "|were|should) not|(?:did|do|does|would|was|were)n'?t|not)(?:(?&ENDS)| (?&GO)| "
	  "(?&GONE))))",
	  "I'd rather we did not.", "I'd rather have tea" },
	{ "plain-no", OBJECTION_START,
	  "no way\\b|(?:absolutely|definitely|certainly|surely) "
	  "not\\b|(?:hard|clear|firm|sorry|but) no\\b|nope? (?:sorry|not like|please|do|don)"
	  "|please (?:do not|don" NT ")",
	  "(?:(?:no way|(?:absolutely|definitely|certainly|surely) not|(?:hard|clear|firm) no"
	  "|sorry[,.! ]+no|nope?[,.!]+ ?(?:sorry|not like this)|no[,.!]+ ?(?:please )?(?:do "
	  "not|don'?t)"
	  "|please[ ,]+(?:do not|don'?t))\\W*$|no[,.!]+ ?(?:please )?(?:do not|don'?t) (?&GO)"
	  "|.*[,;] ?but no\\W*$)",
	  "Absolutely not.", "Absolutely not a problem" },

	/* what it is */
	{ "plain-wrong", OBJECTION_HELLO,
	  "wrong\\b|unacceptable|not acceptable|mistake|premature|too early|not ready|against "
	  "(?:the|our)\\b",
	  "(?:(?:i|we)(?&FIRMLY) (?:think|believe|feel|find|fear) (?:that )?)?(?&MATTER)"
	  "(?: is|'s| would be) "
	  "(?:(?:just|simply|plain|plainly|completely|totally|all|quite|really|still"
	  "|far) )*(?:wrong(?= ?(?:[.!,;]|$))|(?:unacceptable|not acceptable)(?: (?:to|for) "
	  "(?:me|us))?"
	  "(?=(?&ENDS))|an? (?:(?:big|grave|serious|huge|terrible|bad) "
	  ")?mistake(?=(?&ENDS))|premature\\b"
	  "|too early(?=(?&ENDS)| (?:for (?&MATTER)|to (?&GO)))|not ready(?=(?&ENDS))"
	  "|against (?:the|our) "
	  "(?:charter|rules?|bylaws|polic(?:y|ies)|constitution|statutes|spirit))",
	  "No, this is wrong.", "No, this is wrong way round" },
	{ "plain-senseless", OBJECTION_HELLO,
	  "makes no sense|be (?:wrong|a mistake|premature) to\\b|see no (?:need|reason)",
	  "(?:(?&MATTER) makes no sense(?=(?&ENDS)| (?:at all|to (?:me|us|(?&GO))))"
	  "|it would be (?:wrong|a mistake|premature) to (?&GO)"
	  "|(?:i|we) see no (?:need|reason) (?:for (?&MATTER)|to (?&GO)))",
	  "This makes no sense.", "It makes no sense to wait" },
	{ "plain-bad-idea", OBJECTION_HELLO,
	  "(?:bad|terrible|horrible|awful) idea|(?:do not|don" NT ") (?:think|believe|feel)\\b",
	  "(?:(?:(?:i|we)(?&FIRMLY) (?:think|believe|feel|find|fear) (?:that )?)?(?&MATTER)(?: "
	  "is|'s) "
	  "(?:(?:just|simply|really|still|such|quite) )*an? (?:(?:very|really|truly) "
	  ")?(?:bad|terrible"
	  "|horrible|awful) idea(?=(?&ENDS))|(?:i|we) (?:do not|don'?t) (?:think|believe|feel) "
	  "(?:that )?"
	  "(?&MATTER)(?: is| are| would be|'s) (?:an? (?:good|wise|sensible) "
	  "(?:idea|thing|plan|choice"
	  "|change)|the right \\w+|right|wise|acceptable|ready|justified)(?=(?&ENDS)| ))",
	  "I think this is a bad idea.", "This is not a bad idea" },
	{ .name = NULL },
};
