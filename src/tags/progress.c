/* progress.c - see progress.h.
 *
 * A sentence is cut into clauses.  One clause that says so is enough, unless it or what bears on it
 * says otherwise: the words for both stand in the tables below.
 */
#include "tags/progress.h"

#include <string.h>

enum { WORDS_MAX = 80, BYTES_MAX = 600, VERBS_MAX = 6, FEW_DIGITS = 2 };

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* What is said to be the case by itself: "it is merged", "done". */
static const char *const completed[] = {
	"deleted",   "removed",	  "done",	 "finished",  "completed", "closed",
	"fixed",     "resolved",  "settled",	 "sorted",    "handled",   "merged",
	"landed",    "submitted", "published",	 "released",  "shipped",   "sent",
	"posted",    "mailed",	  "emailed",	 "e-mailed",  "forwarded", "uploaded",
	"shared",    "pushed",	  "filed",	 "delivered", "announced", "circulated",
	"committed", "archived",  "distributed", "installed", "deployed",  "implemented",
	NULL,
};

/* The same where a form of "be" stands before it. */
static const char *const completed_state[] = { "gone",	"complete", "live", "online", "out", "over",
					       "ready", "settled",  "up",   "in",     NULL };

/* Two words that say so. */
static const char *const completed_pairs[][2] = {
	{ "did", "it" },       { "did", "this" },    { "did", "that" },	  { "went", "out" },
	{ "gone", "out" },     { "went", "live" },   { "gone", "live" },  { "taken", "care" },
	{ "took", "care" },    { "dealt", "with" },  { "wrapped", "up" }, { "ticked", "off" },
	{ "checked", "off" },  { "crossed", "off" }, { "all", "set" },	  { "in", "place" },
	{ "got", "merged" },   { "put", "up" },	     { "set", "up" },	  { "went", "through" },
	{ "gone", "through" }, { "handed", "over" }, { "handed", "in" },
};

static const char *const negations[] = {
	"far",	  "nowhere", "halfway", "not",	     "never",  "no",	 "nobody",	  "nothing",
	"none",	  "neither", "nor",	"without",   "cannot", "hardly", "barely",	  "almost",
	"nearly", "half",    "partly",	"partially", "mostly", "part",	 "parts",	  "some",
	"most",	  "only",    "still",	"yet",	     "isnt",   "havent", "hasnt",	  "didnt",
	"wasnt",  "dont",    "wont",	"cant",	     "arent",  "except", "unfortunately", NULL,
};

/* What is to come, wanted, guessed, or went wrong. */
static const char *const unreal[] = {
	"according", "allegedly", "apparently", "heard",     "thinks",	   "believes",	"reckons",
	"will",	     "shall",	  "gonna",	"going",     "would",	   "could",	"should",
	"might",     "must",	  "can",	"need",	     "needs",	   "needed",	"want",
	"wants",     "wanted",	  "plan",	"plans",     "planned",	   "planning",	"intend",
	"intended",  "hope",	  "hoping",	"hopefully", "try",	   "trying",	"tried",
	"tomorrow",  "tonight",	  "soon",	"be",	     "being",	   "get",	"gets",
	"getting",   "todo",	  "wip",	"waiting",   "awaiting",   "pending",	"please",
	"maybe",     "perhaps",	  "probably",	"supposed",  "supposedly", "thought",	"wish",
	"wonder",    "wondering", "doubt",	"unsure",    "forgot",	   "forgotten", "failed",
	"refused",   "reverted",  "bounced",	"expect",    "expected",   "ought",	"unless",
	"until",     "till",	  "whether",	"if",	     "once",	   "assuming",	"provided",
	"whenever",  "who",	  "what",	"how",	     "why",	   "whose",	"promise",
	"promised",  "remind",	  "asap",	"blocked",   "stuck",	   "missing",	"guess",
	"suppose",   "let",	  "lets",	"let's",     "imagine",	   "rather",	"start",
	"started",   "begun",	  "starting",	NULL,
};

/* Who speaks so tells what others say. */
static const char *const reported[] = {
	"says", "said", "tells", "told", "claims", "claimed", "wrote", "writes", NULL,
};

/* What begins a clause on which the other clauses of its sentence hang. */
static const char *const conditions[] = {
	"if",	    "unless", "once",	  "until",   "till", "assuming",
	"provided", "when",   "whenever", "whether", "as",   NULL,
};

/* A clause that takes back what stands before it. */
static const char *const reservations[] = {
	"almost", "nearly", "partly",  "partially", "mostly", "except",
	"not",	  "only",   "kidding", "apart",	    "minus",  NULL,
};

static const char *const subjects[] = {
	"i",	 "we",	 "you", "it",	  "he",	   "she",   "they", "that",  "this",
	"there", "will", "can", "should", "would", "could", "i'll", "we'll", "it'll",
	"let",	 "am",	 "is",	"are",	  "need",  "the",   "now",  NULL,
};

static const char *const determiners[] = {
	"a",	 "an",	 "the", "our",	"your",	  "my",	  "his", "her", "their", "its",
	"every", "each", "any", "well", "nicely", "than", "as",	 "of",	NULL,
};

static const char *const being[] = {
	"is",	   "are",  "was",   "were", "it's",   "that's",	      "this's",
	"they're", "been", "now",   "all",  "what's", "everything's", "already",
	"finally", "its",  "thats", "i'm",  "we're",  NULL,
};

/* Verbs whose past is no -ed. */
static const char *const irregular[][3] = {
	{ "bring", "brought", "brought" }, { "build", "built", "built" },
	{ "buy", "bought", "bought" },	   { "catch", "caught", "caught" },
	{ "choose", "chose", "chosen" },   { "come", "came", "come" },
	{ "cut", "cut", "cut" },	   { "deal", "dealt", "dealt" },
	{ "do", "did", "done" },	   { "draw", "drew", "drawn" },
	{ "drive", "drove", "driven" },	   { "find", "found", "found" },
	{ "get", "got", "gotten" },	   { "give", "gave", "given" },
	{ "go", "went", "gone" },	   { "hand", "handed", "handed" },
	{ "hit", "hit", "hit" },	   { "hold", "held", "held" },
	{ "keep", "kept", "kept" },	   { "lead", "led", "led" },
	{ "make", "made", "made" },	   { "meet", "met", "met" },
	{ "pay", "paid", "paid" },	   { "put", "put", "put" },
	{ "read", "read", "read" },	   { "run", "ran", "run" },
	{ "see", "saw", "seen" },	   { "sell", "sold", "sold" },
	{ "send", "sent", "sent" },	   { "set", "set", "set" },
	{ "show", "showed", "shown" },	   { "speak", "spoke", "spoken" },
	{ "spend", "spent", "spent" },	   { "split", "split", "split" },
	{ "take", "took", "taken" },	   { "teach", "taught", "taught" },
	{ "tell", "told", "told" },	   { "think", "thought", "thought" },
	{ "throw", "threw", "thrown" },	   { "win", "won", "won" },
	{ "write", "wrote", "written" },
};

/* Verbs that one speaks to people by: the past of any of them answers any other. */
static const char *const speaking[] = {
	"confirm", "agree",   "ask",   "ping",	 "contact", "reach", "follow", "talk",
	"write",   "call",    "email", "mail",	 "tell",    "check", "invite", "notify",
	"speak",   "message", "phone", "remind", "chase",   "poke",  NULL,
};

static const char *const numbers[] = {
	"one",	"two", "three", "four",	   "five", "six",  "seven", "eight",
	"nine", "ten", "few",	"several", "many", "both", NULL,
};

/* A sentence in lower case, in words; '\0' of cuts: the word goes on with the clause, else what
 * begins the clause there. */
struct sentence {
	char bytes[BYTES_MAX];
	struct span words[WORDS_MAX];
	bool begins[WORDS_MAX]; /* a clause */
	size_t n;
	bool asks;
};

/* What is to be done, by its verbs. */
struct task {
	struct span verbs[VERBS_MAX];
	size_t n;
	bool is_any; /* nothing is known of it */
};

static bool is_any(struct span word, const char *const *words)
{
	return span_any(word, span_is, words) != NULL;
}

static bool ends_with(struct span word, const char *end)
{
	return word.len > strlen(end) && span_ends(word, end);
}

/* Typographic marks as those of a typewriter, what stands in quotation marks left out. */
static size_t normalize(struct span text, char *out, size_t size)
{
	bool is_quoted = false;
	size_t n = 0;

	for (size_t i = 0; i < text.len && n + 4 < size; i++) {
		struct span rest = span_sub(text, i, text.len);
		bool is_wide = span_starts(rest, "\xE2\x80");
		unsigned char last = is_wide && rest.len > 2 ? (unsigned char)rest.ptr[2] : 0;
		bool opens = text.ptr[i] == '"' || last == 0x9C || last == 0x9D || last == 0x9E;

		i += is_wide && last ? 2 : 0;
		if (opens) {
			is_quoted = !is_quoted;
			out[n++] = ' ';
		} else if (is_quoted) {
			continue;
		} else if (last == 0x99 || last == 0x98) {
			out[n++] = '\'';
		} else if (last == 0x93 || last == 0x94) {
			memcpy(out + n, " - ", 3);
			n += 3;
		} else if (last) {
			out[n++] = ' ';
		} else {
			out[n++] = (char)ascii_lower((unsigned char)text.ptr[i]);
		}
	}
	return n;
}

static bool is_word_byte(char c)
{
	return ascii_is_alnum((unsigned char)c) || c == '\'' || c == '#' || c == '/' || c == '%' ||
	       (unsigned char)c >= 0x80;
}

/* "e-mailed", but not the dash of "done -". */
static bool is_hyphen(struct span text, size_t i)
{
	return text.ptr[i] == '-' && i && i + 1 < text.len && is_word_byte(text.ptr[i - 1]) &&
	       is_word_byte(text.ptr[i + 1]);
}

static bool splits(char c)
{
	return strchr(",;:-(){}[]=>", c) != NULL;
}

/* Before "but"; before "and" and "so" where a new subject or a verb of what is to come follows. */
static void split_at_conjunctions(struct sentence *s)
{
	for (size_t i = 1; i < s->n; i++) {
		bool is_weak = is_any(s->words[i], WORDS("and", "so", "then", "or"));
		bool is_strong = is_any(s->words[i], WORDS("but", "because", "while", "although"));
		bool follows = i + 1 < s->n && (is_any(s->words[i + 1], subjects) ||
						ends_with(s->words[i + 1], "'ll"));

		if (is_strong || (is_weak && follows))
			s->begins[i] = true;
	}
}

static void read_sentence(struct span text, struct sentence *s)
{
	struct span all;
	bool begins = true;

	memset(s, 0, offsetof(struct sentence, words));
	s->n = 0;
	text = span_trim(text);
	s->asks = text.len &&
		  span_find_char(span_sub(text, text.len > 4 ? text.len - 4 : 0, 4), '?') >= 0;
	all = span_from(s->bytes, normalize(text, s->bytes, sizeof s->bytes));
	for (size_t i = 0; i < all.len && s->n < WORDS_MAX;) {
		size_t start = i;

		while (i < all.len && (is_word_byte(all.ptr[i]) || is_hyphen(all, i)))
			i++;
		if (i == start) {
			begins = begins || splits(all.ptr[i]);
			i++;
			continue;
		}
		s->words[s->n] = span_sub(all, start, i - start);
		s->begins[s->n++] = begins;
		begins = false;
	}
	split_at_conjunctions(s);
}

/* Is word the past of the verb? */
static bool is_past_of(struct span word, struct span verb)
{
	size_t n = verb.len;

	for (size_t i = 0; i < sizeof irregular / sizeof irregular[0]; i++) {
		if (span_is(verb, irregular[i][0]))
			return span_is(word, irregular[i][1]) || span_is(word, irregular[i][2]);
	}
	if (n < 2 || word.len < n + 1 || !ends_with(word, "ed"))
		return false;
	bool is_same = memcmp(word.ptr, verb.ptr, n - 1) == 0;
	char last = verb.ptr[n - 1];

	if (!is_same)
		return false;
	if (last == 'y' && word.len == n + 2 && word.ptr[n - 1] == 'i')
		return true;
	if (word.ptr[n - 1] != last)
		return false;
	if (last == 'e')
		return word.len == n + 1;
	return word.len == n + 2 || (word.len == n + 3 && word.ptr[n] == last);
}

static bool is_past_of_any(struct span word, const char *const *verbs)
{
	for (; *verbs; verbs++) {
		if (is_past_of(word, span_of(*verbs)))
			return true;
	}
	return false;
}

static bool is_any_past(struct span word)
{
	for (size_t i = 0; i < sizeof irregular / sizeof irregular[0]; i++) {
		if (span_is(word, irregular[i][1]) || span_is(word, irregular[i][2]))
			return true;
	}
	return word.len > 4 && ends_with(word, "ed");
}

static bool is_past_of_task(struct span word, const struct task *task)
{
	bool speaks = false;

	for (size_t i = 0; i < task->n; i++) {
		if (is_past_of(word, task->verbs[i]))
			return true;
		speaks = speaks || is_any(task->verbs[i], speaking);
	}
	return speaks ? is_past_of_any(word, speaking) : task->is_any && is_any_past(word);
}

/* The verbs of "write and send the letter": its first word, and those behind "and" or a comma. */
static void read_task(const struct sentence *s, struct task *task)
{
	*task = (struct task){ .is_any = s->n == 0 };
	for (size_t i = 0; i < s->n && task->n < VERBS_MAX; i++) {
		bool follows = i && is_any(s->words[i - 1], WORDS("and", "then", "or", "please"));

		if (s->begins[i] || follows)
			task->verbs[task->n++] = s->words[i];
	}
}

/* One clause: words [from, to). */
struct clause {
	const struct sentence *s;
	const struct task *task;
	size_t from, to;
};

static bool is_month(const struct clause *c, size_t i)
{
	bool before =
		i > c->from && (is_any(c->s->words[i - 1], WORDS("in", "on", "of", "since")) ||
				ascii_is_digit((unsigned char)c->s->words[i - 1].ptr[0]));
	bool after = i + 1 < c->to && ascii_is_digit((unsigned char)c->s->words[i + 1].ptr[0]);

	return before || after;
}

/* "two of three", "3 of them" */
static bool is_share(const struct clause *c, size_t i)
{
	bool is_number = is_any(c->s->words[i], numbers) ||
			 (ascii_is_digit((unsigned char)c->s->words[i].ptr[0]) &&
			  c->s->words[i].len <= FEW_DIGITS);

	return is_number && i + 1 < c->to && span_is(c->s->words[i + 1], "of");
}

static bool is_preceded(const struct clause *c, size_t i, const char *const *words)
{
	return i > c->from && is_any(c->s->words[i - 1], words);
}

static bool is_at(const struct clause *c, size_t i, const char *const *words)
{
	return i < c->to && is_any(c->s->words[i], words);
}

/* "you can close this", "this can be ticked off" */
static bool is_closable(const struct clause *c, size_t i)
{
	size_t at = i + is_at(c, i, WORDS("can"));

	if (at == i && !is_preceded(c, i, WORDS("can")))
		return false;
	if (is_at(c, at, WORDS("be")))
		return is_at(c, at + 1, WORDS("closed", "ticked", "crossed", "checked", "marked"));
	return is_at(c, at, WORDS("close")) && is_at(c, at + 1, WORDS("this", "it", "that"));
}

/* A word by which the clause says that nothing is done. */
static bool denies(const struct clause *c, size_t i)
{
	struct span word = c->s->words[i];

	if (is_past_of_task(word, c->task) && !c->task->is_any)
		return false;
	if (span_is(word, "may"))
		return !is_month(c, i);
	if (is_any(word, WORDS("until", "till")) && i > c->from && i + 1 < c->to)
		return !ascii_is_digit((unsigned char)c->s->words[i + 1].ptr[0]);
	if (is_any(word, WORDS("have", "has", "had")) && i + 1 < c->to &&
	    span_is(c->s->words[i + 1], "to"))
		return true;
	if (ends_with(word, "%"))
		return !span_is(word, "100%");
	if (is_any(word, WORDS("see", "case")))
		return is_preceded(c, i, WORDS("to", "in"));
	if (is_any(word, WORDS("can", "be")) && is_closable(c, i))
		return false;
	if (is_any(word, reported))
		return i > c->from && !is_preceded(c, i, WORDS("i", "we", "i've", "we've", "have"));
	return ends_with(word, "n't") || ends_with(word, "'ll") || is_any(word, negations) ||
	       is_any(word, unreal) || is_share(c, i);
}

static bool has_before(const struct clause *c, size_t i, const char *const *words)
{
	for (size_t k = c->from; k < i; k++) {
		if (is_any(c->s->words[k], words))
			return true;
	}
	return false;
}

/* "went out", "put it up" */
static bool is_pair(const struct clause *c, size_t i)
{
	size_t object = i + 1, next = object;

	next += is_at(c, object, WORDS("it", "them", "that", "this", "everything"));
	for (size_t k = 0; k < sizeof completed_pairs / sizeof completed_pairs[0]; k++) {
		const char *const second[] = { completed_pairs[k][1], NULL };

		if (span_is(c->s->words[i], completed_pairs[k][0]) &&
		    (is_at(c, object, second) || is_at(c, next, second)))
			return true;
	}
	return false;
}

static bool has_same_past(struct span word)
{
	for (size_t i = 0; i < sizeof irregular / sizeof irregular[0]; i++) {
		if (span_is(word, irregular[i][0]))
			return strcmp(irregular[i][0], irregular[i][1]) == 0;
	}
	return false;
}

/* "put", "set", "read" have the past of their present: somebody has done it, or "I read it", but
 * not every day. */
static bool is_past_for_sure(const struct clause *c, size_t i)
{
	static const char *const habits[] = { "every", "always", "usually", "often",
					      "daily", "weekly", NULL };
	size_t object = i + 1 + is_at(c, i + 1, WORDS("up", "out", "in", "down", "together"));

	if (!has_same_past(c->s->words[i]))
		return true;
	if (has_before(c, c->to, habits))
		return false;
	if (has_before(c, i,
		       WORDS("i've", "we've", "have", "has", "been", "is", "was", "are", "were",
			     "already", "just", "it's")))
		return true;
	return has_before(c, i, WORDS("i", "we")) &&
	       is_at(c, object,
		     WORDS("it", "them", "that", "this", "these", "the", "both", "all",
			   "everything", "your", "his", "her", "their"));
}

/* The word by which the clause says that it is done. */
static bool affirms(const struct clause *c, size_t i)
{
	struct span word = c->s->words[i];
	bool is_deadline = i + 1 < c->to && span_is(c->s->words[i + 1], "by") && i == c->from;

	if (is_preceded(c, i, determiners) || has_before(c, i, WORDS("when", "before", "after")))
		return false;
	if (is_at(c, i + 1, WORDS("out")) && is_preceded(c, i, WORDS("are", "is", "fully")))
		return false; /* "all rooms are booked out" */
	if (is_preceded(c, i, WORDS("fully", "to")))
		return false;
	if (span_is(word, "can"))
		return is_closable(c, i);
	if (is_any(word, completed))
		return !is_deadline;
	bool is_state = is_any(word, completed_state) && is_preceded(c, i, being);

	if (is_state && !is_at(c, i + 1, WORDS("to", "of", "for")))
		return true;
	if (is_pair(c, i) || is_past_of_task(word, c->task))
		return is_past_for_sure(c, i);
	return span_is(word, "\xE2\x9C\x93") || span_starts(word, "\xE2\x9C\x85") ||
	       span_starts(word, "\xE2\x9C\x94") || span_starts(word, "\xE2\x98\x91");
}

enum verdict { SAYS_NOTHING, SAYS_NOT, SAYS_DONE };

/* Of a task that is not known nothing is denied: what is meant is judged once it is. */
static enum verdict judge_clause(const struct clause *c)
{
	enum verdict verdict = SAYS_NOTHING;

	for (size_t i = c->from; i < c->to; i++) {
		if (!c->task->is_any && denies(c, i))
			return SAYS_NOT;
		if (affirms(c, i))
			verdict = SAYS_DONE;
	}
	return verdict;
}

/* "I could not, the list was closed": why not. */
static bool is_reason(const struct sentence *s, size_t from)
{
	return is_any(s->words[from],
		      WORDS("the", "a", "my", "our", "their", "your", "because", "as"));
}

/* "is it merged", "have you sent it" without its mark */
static bool is_question(const struct sentence *s)
{
	static const char *const auxiliaries[] = { "is",   "are",   "was",  "were", "has",
						   "have", "had",   "did",  "does", "do",
						   "can",  "could", "will", NULL };
	static const char *const asked[] = { "it",	"this", "that",	 "these",  "those",
					     "the",	"you",	"we",	 "they",   "he",
					     "she",	"i",	"there", "anyone", "anybody",
					     "someone", "any",	"your",	 "our",	   NULL };

	if (s->asks)
		return true;
	return s->n > 2 && is_any(s->words[0], auxiliaries) && is_any(s->words[1], asked);
}

static bool is_as_soon(const struct sentence *s, size_t i)
{
	return !span_is(s->words[i], "as") || (i + 1 < s->n && span_is(s->words[i + 1], "soon"));
}

/* "everything but the last page" */
static bool has_remainder(const struct sentence *s)
{
	for (size_t i = 1; i < s->n; i++) {
		if (span_is(s->words[i], "but") &&
		    is_any(s->words[i - 1], WORDS("all", "everything", "everybody", "everyone")))
			return true;
	}
	return false;
}

/* Does a clause that begins there take back what stands before it? */
static bool takes_back(const struct sentence *s, size_t i)
{
	size_t at = i + (is_any(s->words[i], WORDS("but", "and", "well", "or")) && i + 1 < s->n);

	return is_any(s->words[at], reservations) ||
	       (is_any(s->words[at], conditions) && is_as_soon(s, at));
}

bool progress_is_done(struct span text, struct span task_text)
{
	struct sentence s, task_sentence;
	struct task task;
	enum verdict before = SAYS_NOTHING;
	bool is_done = false;

	read_sentence(text, &s);
	if (!s.n || is_question(&s) || has_remainder(&s))
		return false;
	read_sentence(task_text, &task_sentence);
	read_task(&task_sentence, &task);
	for (size_t from = 0, to; from < s.n; from = to) {
		for (to = from + 1; to < s.n && !s.begins[to]; to++)
			;
		const struct clause clause = { .s = &s, .task = &task, .from = from, .to = to };

		bool is_quoting = to < s.n && is_any(s.words[to - 1], reported);

		if (takes_back(&s, from) || is_quoting)
			return false;
		enum verdict verdict = judge_clause(&clause);

		is_done = is_done ||
			  (verdict == SAYS_DONE && !(before == SAYS_NOT && is_reason(&s, from)));
		before = verdict;
	}
	return is_done;
}

bool progress_has_verb(struct span text, struct span task_text)
{
	struct sentence s, task_sentence;
	struct task task;

	read_sentence(text, &s);
	read_sentence(task_text, &task_sentence);
	read_task(&task_sentence, &task);
	for (size_t i = 0; i < s.n; i++) {
		for (size_t k = 0; k < task.n; k++) {
			if (is_past_of(s.words[i], task.verbs[k]))
				return true;
		}
	}
	return false;
}

bool progress_next_sentence(struct span *rest, struct span *out)
{
	struct span s = span_trim(*rest);
	size_t i = 0;

	if (!s.len)
		return false;
	for (; i < s.len; i++) {
		bool is_end =
			s.ptr[i] == '.' || s.ptr[i] == '!' || s.ptr[i] == '?' || s.ptr[i] == '\n';
		bool is_last = i + 1 == s.len || ascii_is_space((unsigned char)s.ptr[i + 1]);

		if (is_end && (is_last || s.ptr[i] == '\n'))
			break;
	}
	*out = span_trim(span_sub(s, 0, i + 1));
	*rest = span_sub(s, i + 1, s.len);
	return true;
}

bool progress_is_remark(struct span remark)
{
	static const char *const words[] = {
		"waiting",   "awaiting",  "waits",	"pending",     "open",	   "progress",
		"ongoing",   "on-going",  "blocked",	"stuck",       "answered", "answer",
		"answers",   "replied",	  "reply",	"replies",     "response", "news",
		"update",    "updates",	  "yet",	"still",       "not",	   "no",
		"nobody",    "nothing",	  "partly",	"partially",   "half",	   "almost",
		"nearly",    "started",	  "begun",	"asked",       "pinged",   "moved",
		"postponed", "delayed",	  "deferred",	"carried",     "hold",	   "wip",
		"underway",  "agreed",	  "approved",	"confirmed",   "promised", "contacted",
		"called",    "scheduled", "drafted",	"review",      "later",	   "soon",
		"working",   "continues", "continuing", "outstanding", "none",	   "todo",
		"needs",     "see",	  "again",	"will",	       "reminded", "responded",
		"heard",     "unchanged", "track",	NULL,
	};
	struct sentence s;
	const struct task task = { .is_any = true };

	read_sentence(remark, &s);
	const struct clause all = { .s = &s, .task = &task, .to = s.n };

	for (size_t i = 0; i < s.n; i++) {
		bool is_part = ends_with(s.words[i], "%") || span_find_char(s.words[i], '/') > 0;

		if (is_any(s.words[i], words) || ends_with(s.words[i], "n't") ||
		    is_share(&all, i) || is_part)
			return true;
	}
	return progress_is_done(remark, span_of(""));
}
