/* lexicon.c - see lexicon.h. */
#include "tags/lexicon.h"

#include <stdlib.h>
#include <string.h>

/* Nobody in particular: said, and no owner. */
static const char *const nobody_words[] = {
	"?",	      "??",	      "???",	       "tbd",
	"tba",	      "tbc",	      "someone",       "somebody",
	"anyone",     "anybody",      "unassigned",    "none",
	"no one",     "nobody",	      "volunteer",     "volunteer needed",
	"volunteers", "others",	      "other",	       "owner",
	"name",	      "someone else", "somebody else", "anyone else",
	"who",	      "whoever",      "n/a",	       "unknown",
	NULL,
};

static const char *const all_words[] = {
	"all", "everyone", "everybody", "all of us", "all members", NULL,
};

/* Words that are names too: in lower case words, with a capital either. */
static const char *const double_words[] = {
	"april", "art",	 "august", "bill", "chase", "drew",  "frank", "grant",	"hunter",
	"jack",	 "june", "lance",  "mark", "may",   "miles", "pat",   "pierce", "rich",
	"rob",	 "skip", "sue",	   "wade", "ward",  "will",  NULL,
};

/* Words that follow a tag, in lower case, sorted. */
static const char *const common_words[] = {
	"a",	      "access",	      "action",	     "actions",	   "add",	 "after",
	"agree",      "agreed",	      "aim",	     "allow",	   "also",	 "an",
	"and",	      "announce",     "another",     "any",	   "anything",	 "approve",
	"archive",    "arrange",      "as",	     "ask",	   "assign",	 "at",
	"attempt",    "attend",	      "audit",	     "back",	   "because",	 "before",
	"begin",      "being",	      "both",	     "break",	   "bring",	 "bug",
	"build",      "but",	      "calendar",    "call",	   "can",	 "change",
	"changes",    "charter",      "check",	     "circle",	   "clarify",	 "clean",
	"close",      "collect",      "comment",     "comments",   "commit",	 "communicate",
	"compare",    "complete",     "confirm",     "consensus",  "consider",	 "contact",
	"continue",   "convert",      "coordinate",  "could",	   "create",	 "data",
	"date",	      "deadline",     "decide",	     "decision",   "define",	 "deploy",
	"describe",   "design",	      "determine",   "develop",	   "discuss",	 "discussion",
	"do",	      "doc",	      "docs",	     "document",   "documents",	 "does",
	"done",	      "draft",	      "drive",	     "due",	   "each",	 "email",
	"encourage",  "ensure",	      "establish",   "everything", "example",	 "expand",
	"explain",    "explore",      "extend",	     "figure",	   "file",	 "finalize",
	"find",	      "finish",	      "fix",	     "follow",	   "followup",	 "for",
	"formalize",  "forward",      "from",	     "further",	   "fyi",	 "gather",
	"generate",   "get",	      "give",	     "go",	   "going",	 "good",
	"happy",      "have",	      "he",	     "help",	   "hold",	 "how",
	"i",	      "idea",	      "ideally",     "identify",   "if",	 "implement",
	"improve",    "in",	      "include",     "info",	   "inform",	 "initial",
	"interested", "into",	      "investigate", "invite",	   "is",	 "issue",
	"issues",     "it",	      "item",	     "items",	   "its",	 "join",
	"just",	      "keep",	      "kick",	     "land",	   "landing",	 "launch",
	"leave",      "let",	      "let's",	     "lets",	   "link",	 "links",
	"list",	      "listen",	      "look",	     "mail",	   "maintain",	 "make",
	"manage",     "may",	      "meet",	     "meeting",	   "merge",	 "message",
	"might",      "migrate",      "minutes",     "more",	   "move",	 "moving",
	"must",	      "need",	      "needed",	     "needs",	   "new",	 "next",
	"no",	      "none",	      "not",	     "note",	   "notes",	 "nothing",
	"notify",     "now",	      "of",	     "offer",	   "on",	 "once",
	"one",	      "open",	      "optional",    "or",	   "order",	 "organise",
	"organize",   "our",	      "paper",	     "perform",	   "ping",	 "plan",
	"please",     "point",	      "points",	     "post",	   "pr",	 "prepare",
	"present",    "presentation", "prior",	     "project",	   "proposal",	 "propose",
	"provide",    "prs",	      "publish",     "pull",	   "punt",	 "push",
	"put",	      "question",     "questions",   "raise",	   "reach",	 "read",
	"rebase",     "regenerate",   "register",    "release",	   "remember",	 "remind",
	"reminder",   "remove",	      "rename",	     "reply",	   "repo",	 "report",
	"request",    "require",      "required",    "research",   "resolve",	 "respond",
	"review",     "revisit",      "roadmap",     "run",	   "same",	 "schedule",
	"see",	      "send",	      "set",	     "setup",	   "share",	 "she",
	"should",     "show",	      "sign",	     "simmer",	   "sketch",	 "so",
	"solicit",    "solution",     "something",   "spec",	   "spend",	 "start",
	"starting",   "status",	      "still",	     "stop",	   "submit",	 "suggest",
	"summarize",  "support",      "switch",	     "sync",	   "take",	 "talk",
	"task",	      "tell",	      "test",	     "testing",	   "tests",	 "thank",
	"thanks",     "that",	      "the",	     "then",	   "there",	 "these",
	"they",	      "think",	      "this",	     "those",	   "tidy",	 "to",
	"today",      "track",	      "transcribe",  "transfer",   "translate",	 "trigger",
	"try",	      "trying",	      "turn",	     "under",	   "understand", "update",
	"updates",    "upgrade",      "upload",	     "use",	   "user",	 "vacation",
	"verify",     "view",	      "vote",	     "wait",	   "waiting",	 "want",
	"wants",      "warn",	      "was",	     "watch",	   "we",	 "website",
	"what",	      "when",	      "where",	     "whether",	   "which",	 "while",
	"why",	      "will",	      "wip",	     "with",	   "work",	 "working",
	"would",      "wrap",	      "write",	     "yes",	   "you",
};

/* Capitalised words behind a bare "AI" that make it the other AI. */
static const char *const field_words[] = {
	"act",	    "agent",   "agents",    "alliance",	  "assistant",	"assistants",
	"bill",	    "bom",     "chatbot",   "companies",  "company",	"dataset",
	"engineer", "ethics",  "factory",   "foundation", "generated",	"governance",
	"group",    "index",   "lab",	    "labs",	  "model",	"models",
	"overview", "policy",  "profile",   "profiles",	  "regulation", "review",
	"safety",   "sbom",    "security",  "stack",	  "strategy",	"summit",
	"system",   "systems", "team",	    "tool",	  "tools",	"track",
	"training", "wg",      "workgroup", "working",	  NULL,
};

/* The last word of a body of people, or somebody's office. */
static const char *const body_words[] = {
	"approvers", "board",	    "chair",   "chairs",     "committee",  "community",
	"council",   "editors",	    "folks",   "foundation", "group",	   "leads",
	"leaders",   "authors",	    "officers", "directors", "developers", "students",
	"delegates", "participants", "attendees", "contributors", "representatives",
	"liaisons",  "maintainers", "members", "organisers", "organizers", "owners",
	"reviewers", "secretary",   "staff",   "steering",   "tac",	   "team",
	"treasurer", "tsc",	    "wg",      NULL,
};

static int by_word(const void *key, const void *element)
{
	return strcmp(key, *(const char *const *)element);
}

static bool is_in(const char *word, const char *const *list)
{
	return span_any(span_of(word), span_is, list);
}

bool lexicon_lower(struct span s, char *buf, size_t size)
{
	size_t n = 0;

	if (s.len >= size)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		bool curly = span_starts(span_sub(s, i, 3), "\xE2\x80\x99");

		buf[n++] = (char)(curly ? '\'' : ascii_lower((unsigned char)s.ptr[i]));
		i += curly ? 2 : 0;
	}
	buf[n] = '\0';
	return true;
}

static bool is_common(const char *word)
{
	size_t n = sizeof common_words / sizeof common_words[0];

	return bsearch(word, common_words, n, sizeof common_words[0], by_word) != NULL;
}

/* "follow-up", "sign-off": the first word decides. */
bool lexicon_is_common(const char *lower)
{
	char first[LEXICON_WORD_SIZE];
	size_t len = strcspn(lower, "-");

	if (is_common(lower))
		return true;
	return lower[len] == '-' && len >= 3 &&
	       lexicon_lower(span_from(lower, len), first, sizeof first) && is_common(first);
}

bool lexicon_is_field(const char *lower)
{
	return is_in(lower, field_words);
}

bool lexicon_is_body(const char *lower)
{
	return is_in(lower, body_words);
}

bool lexicon_is_double(const char *lower)
{
	return is_in(lower, double_words);
}

bool lexicon_is_nobody(const char *lower)
{
	return is_in(lower, nobody_words);
}

bool lexicon_is_all(const char *lower)
{
	return is_in(lower, all_words);
}
