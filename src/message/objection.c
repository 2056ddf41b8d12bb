/* objection.c - whether a text may object to something in plain words: a look at it word by word, before the rules.
 *
 * Most replies say nothing of the kind and are done with here.  A wrong answer has one direction: what the rules of
 * rules_objection.c would find passes (test_tags_glance.c and test_tags_objections.c hold them against each other).
 * A word counts by itself, or when what a clause of that sense needs stands near: somebody who speaks for himself, a
 * denial.  Line ends are spaces, for sentences are wrapped.
 */
#include <string.h>

#include "message/glance.h"

enum { SPEAKER_LOOK = 48, DENIAL_LOOK = 48, BEHIND_LOOK = 64, WORD_LOOK = 24 };

/* What has to stand near a word for it to count; several of them: all. */
enum near {
	SPOKEN = 1,		/* "I", "we", "my", "our", "me", "us" in front */
	DENIED = 2,		/* "not", "n't", "never", "unable" in front */
	THOUGHT = 4,		/* "think", "believe", "feel" in front */
	HAD = 8,		/* "have", "see" in front */
	BEING = 16,		/* "is", "be", "'s" in front */
	WISHED = 32,		/* "would", "'d" in front */
	BEGINS = 64,		/* it begins a sentence */
	NOT_DONE = 128,		/* what must not be done follows: "not be adopted", "n't merge" */
	SAID_NO = 256,		/* "no" as an answer */
	TAKES_SIDE = 512,	/* "against" behind what somebody is or does */
	IDEA = 1024,		/* "idea" follows */
	VOTED = 2048,		/* "no", "against", "is" follow */
	CLOSES = 4096,		/* it ends a clause */
	WHOLE = 16384,		/* the word has no ending */
	MATTERS = 8192,		/* the end of a clause follows, or what can be adopted */
};

/* How words begin, in lower case and in the order of their first letters. */
static const struct trigger {
	const char *stem;
	unsigned near;
} triggers[] = {
	{ "absolutely not", CLOSES }, { "accept", DENIED }, { "acceptable", DENIED },
	{ "adopt", DENIED }, { "against", TAKES_SIDE }, { "agree", DENIED }, { "alarmed", SPOKEN },
	{ "approv", DENIED }, { "awful", IDEA }, { "back ", DENIED | SPOKEN }, { "bad", IDEA },
	{ "beg to ", 0 }, { "block", SPOKEN | MATTERS }, { "blocking", SPOKEN }, { "but not", SPOKEN }, { "can", NOT_DONE }, { "cancel", BEGINS },
	{ "certainly not", CLOSES }, { "challeng", SPOKEN }, { "comfortable", DENIED },
	{ "concern", SPOKEN }, { "consent", 0 }, { "contest", SPOKEN }, { "convinced", DENIED },
	{ "count me", 0 }, { "decided", DENIED }, { "declin", SPOKEN }, { "definitely not", CLOSES },
	{ "dis-agr", 0 }, { "disag", 0 }, { "disappr", 0 }, { "dislike", SPOKEN }, { "dissag", 0 },
	{ "dissatisf", SPOKEN }, { "dissen", 0 }, { "do not", BEGINS | NOT_DONE },
	{ "don", BEGINS | NOT_DONE }, { "doubt", SPOKEN | HAD }, { "endors", DENIED },
	{ "favo", DENIED }, { "fine", DENIED | SPOKEN }, { "go along", DENIED },
	{ "happy", DENIED | SPOKEN }, { "hate", SPOKEN | MATTERS }, { "horrible", IDEA },
	{ "idea", DENIED | THOUGHT }, { "in agreement", DENIED }, { "in support", DENIED },
	{ "issue", SPOKEN | HAD }, { "justified", DENIED | THOUGHT }, { "let us not", 0 },
	{ "let's not", 0 }, { "let\xE2\x80\x99s not", 0 }, { "lets not", 0 },
	{ "like", DENIED | SPOKEN }, { "like us not", 0 }, { "live with", DENIED },
	{ "may", NOT_DONE }, { "misgiving", SPOKEN }, { "mistake", BEING }, { "must", NOT_DONE },
	{ "nack", 0 }, { "nak", 0 }, { "no", SAID_NO }, { "not agreed", 0 },
	{ "not like this", 0 }, { "not now", BEGINS }, { "not so fast", BEGINS },
	{ "not yet", BEGINS }, { "o.k.", DENIED }, { "object", BEGINS | WHOLE }, { "object", SPOKEN | WHOLE },
	{ "objection", 0 }, { "objet", SPOKEN }, { "ok", DENIED | SPOKEN }, { "on board", DENIED },
	{ "opos", 0 }, { "oppos", 0 }, { "please cancel", 0 }, { "please do not", 0 },
	{ "please don", 0 }, { "please drop", 0 }, { "please hold", 0 }, { "please no", CLOSES },
	{ "please reconsider", 0 }, { "please reject", 0 }, { "please retract", 0 },
	{ "please revert", 0 }, { "please stop", 0 }, { "please wait", 0 },
	{ "please withdraw", 0 }, { "please, don", 0 }, { "prefer", WISHED }, { "prematur", 0 },
	{ "problem", SPOKEN | HAD }, { "protest", SPOKEN }, { "put me", 0 }, { "rather", WISHED },
	{ "ready", DENIED }, { "refus", SPOKEN }, { "reject", SPOKEN | MATTERS }, { "rejecting", SPOKEN }, { "rejected", BEGINS },
	{ "reservation", SPOKEN }, { "right", DENIED | THOUGHT }, { "satisfied", DENIED | SPOKEN },
	{ "sensible", DENIED | THOUGHT }, { "should", DENIED | THOUGHT }, { "should", NOT_DONE },
	{ "sign off", DENIED }, { "support", DENIED }, { "surely not", CLOSES },
	{ "take issue", 0 }, { "terrible", IDEA }, { "too early", BEING }, { "unacceptable", 0 },
	{ "uncomfortable", SPOKEN }, { "unhappy", SPOKEN }, { "veto", 0 }, { "vot", VOTED },
	{ "want", DENIED | SPOKEN }, { "what ", DENIED | BEING }, { "wise", DENIED | THOUGHT },
	{ "withhold", 0 }, { "worried", SPOKEN }, { "wrong", BEING | CLOSES }, { "wrong to ", BEING },
};

static bool is_word(char c)
{
	return ascii_is_alpha((unsigned char)c) || ascii_is_digit((unsigned char)c) || c == '_';
}

/* Does it begin with the stem, letter case and ends of line aside? */
static bool begins(struct span s, const char *stem)
{
	size_t i = 0, n = 0;

	for (; stem[n]; n++, i++) {
		char c = i < s.len ? (char)ascii_lower((unsigned char)s.ptr[i]) : '\0';

		if (stem[n] == ' ' && (c == ' ' || c == '\n' || c == '\r' || c == '\t')) {
			while (i + 1 < s.len && strchr(" \t\r\n", s.ptr[i + 1]))
				i++;
			continue;
		}
		if (c != stem[n])
			return false;
	}
	return true;
}

static bool is_whole(struct span s, size_t len)
{
	return len >= s.len || !is_word(s.ptr[len]);
}

/* A word of the list in front of at, not further than look. */
static bool has_before(struct span text, size_t at, size_t look, const char *const *words, size_t n)
{
	for (size_t i = at > look ? at - look : 0; i < at; i++) {
		if (i && is_word(text.ptr[i - 1]))
			continue;
		for (size_t w = 0; w < n; w++) {
			struct span s = span_sub(text, i, at - i);

			if (begins(s, words[w]) && is_whole(s, strlen(words[w])))
				return true;
		}
	}
	return false;
}
#define HAS_BEFORE(text, at, look, words) has_before((text), (at), (look), (words), sizeof(words) / sizeof((words)[0]))

/* "n't" and "n" with a typographic apostrophe, as such, in HTML, or left away; and whole words. */
static bool holds_denial(struct span s)
{
	static const char *const words[] = { "not", "cannot", "never", "unable", "unwilling", "dont", "cant", "wont", "wouldnt", "shouldnt", "couldnt", "didnt" };

	for (size_t i = 0; i < s.len; i++) {
		struct span at = span_sub(s, i, s.len);

		if (begins(at, "n't") || span_starts_ci(at, "n\xE2\x80\x99t") || span_starts_ci(at, "n&") || begins(at, "can't"))
			return true;
		if (i && is_word(s.ptr[i - 1]))
			continue;
		for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
			if (begins(at, words[w]) && is_whole(at, strlen(words[w])))
				return true;
		}
	}
	return false;
}

static bool takes_side(struct span text, size_t at)
{
	static const char *const words[] = { "am", "m", "are", "re", "is", "s", "be", "as", "me", "remain", "remains", "stand", "object", "protest", "vote",
					     "voting", "im", "very", "much", "quite", "rather", "too", "so", "just", "still", "also", "do" };
	struct span before = span_trim_end(span_sub(text, 0, at));

	return !before.len || span_ends(before, "ly") || !is_word(before.ptr[before.len - 1]) || HAS_BEFORE(text, at, 12, words);
}

static bool closes(struct span behind)
{
	while (behind.len && strchr("*_ \r", behind.ptr[0]))
		behind = span_sub(behind, 1, behind.len);
	return !behind.len || strchr(".!,;:\n-<", behind.ptr[0]);
}

/* "no from me", "hard no", "say no", "but no", "no way", "see no need"; "no" is a word of most texts. */
static bool says_no(struct span text, size_t at)
{
	static const char *const words[] = { "say", "hard", "clear", "firm", "strong", "big", "a", "sorry" };
	struct span behind = span_sub(text, at + 2, BEHIND_LOOK);

	if (!is_whole(span_sub(text, at, 3), 2))
		return false;
	return begins(behind, " from ") || begins(behind, " way") || begins(behind, " sense") || begins(behind, " need for") ||
	       begins(behind, " reason") || closes(behind) || HAS_BEFORE(text, at, 12, words);
}

static bool begins_with_any(struct span s, const char *const *stems, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (begins(s, stems[i]))
			return true;
	}
	return false;
}
#define BEGINS_WITH(s, stems) begins_with_any((s), (stems), sizeof(stems) / sizeof((stems)[0]))

/* The first word behind a denial: a verb of those that carry something out, or what becomes of it. */
static bool is_not_done(struct span behind)
{
	static const char *const verbs[] = { "go ", "happen", "stand", "pass", "adopt", "approv", "accept", "merg", "publish", "do", "apply", "commit", "push",
					     "land", "take", "make", "use", "chang", "remov", "drop", "add", "mov", "renam", "ship", "releas", "sign", "rush", "decid",
					     "proceed", "just " };
	static const char *const done[] = { "adopt", "approv", "accept", "merg", "publish", "done", "chang", "remov", "decid", "appli", "sign", "releas", "pass", "rush",
					    "taken", "used", "added", "renam", "drop" };

	for (size_t i = 0; i < WORD_LOOK && i < behind.len; i++) {
		if (behind.ptr[i] != 't' || !holds_denial(span_sub(behind, 0, i + 1)))
			continue;
		struct span verb = span_trim(span_sub(behind, i + 1, behind.len));

		return begins(verb, "be ") ? BEGINS_WITH(span_trim(span_sub(verb, 3, verb.len)), done) : BEGINS_WITH(verb, verbs);
	}
	return false;
}

static bool begins_sentence(struct span text, size_t at)
{
	while (at && (text.ptr[at - 1] == ' ' || text.ptr[at - 1] == '*' || text.ptr[at - 1] == '_'))
		at--;
	return !at || strchr("\n.!?:,;-", text.ptr[at - 1]);
}

static bool is_voted(struct span behind)
{
	static const char *const votes[] = { "e no", "ing no", "e against", "ing against", "e is", "ed" };

	return BEGINS_WITH(behind, votes);
}

/* What can be adopted, or nothing more. */
static bool is_matter(struct span behind)
{
	static const char *const matters[] = { " this", " that", " it", " the", " these", " your", " our", " his", " her", " their", " its", " adopt" };

	return closes(behind) || BEGINS_WITH(behind, matters);
}

static bool is_met(struct span text, size_t at, const struct trigger *t)
{
	static const char *const speakers[] = { "i", "we", "my", "our", "me", "us", "im" }, *const thoughts[] = { "think", "believe", "feel" };
	static const char *const haves[] = { "have", "see", "ve" }, *const beings[] = { "is", "s", "be" }, *const wishes[] = { "would", "d" };
	size_t end = at + strlen(t->stem), first = at > DENIAL_LOOK ? at - DENIAL_LOOK : 0;
	struct span behind = span_sub(text, end, BEHIND_LOOK);

	if ((t->near & SPOKEN) && !HAS_BEFORE(text, at, SPEAKER_LOOK, speakers))
		return false;
	if ((t->near & DENIED) && !holds_denial(span_sub(text, first, at - first)))
		return false;
	if ((t->near & THOUGHT) && !HAS_BEFORE(text, at, SPEAKER_LOOK, thoughts))
		return false;
	if ((t->near & HAD) && !HAS_BEFORE(text, at, SPEAKER_LOOK, haves))
		return false;
	if ((t->near & BEING) && !HAS_BEFORE(text, at, WORD_LOOK, beings))
		return false;
	if ((t->near & WISHED) && !HAS_BEFORE(text, at, WORD_LOOK, wishes))
		return false;
	if ((t->near & BEGINS) && !begins_sentence(text, at))
		return false;
	if ((t->near & NOT_DONE) && !is_not_done(span_sub(text, at, BEHIND_LOOK)))
		return false;
	if ((t->near & SAID_NO) && !says_no(text, at))
		return false;
	if ((t->near & TAKES_SIDE) && !takes_side(text, at))
		return false;
	if ((t->near & IDEA) && !begins(behind, " idea"))
		return false;
	if ((t->near & WHOLE) && behind.len && is_word(behind.ptr[0]))
		return false;
	if ((t->near & CLOSES) && !closes(behind))
		return false;
	if ((t->near & MATTERS) && !is_matter(behind))
		return false;
	return !(t->near & VOTED) || is_voted(behind);
}

/* "-1" in a line, with the signs that stand for a minus; behind it no further digit. */
static bool is_minus_one(struct span text, size_t i)
{
	struct span s = span_sub(text, i, 8);
	size_t n = s.ptr[0] == '-' ? 1 : span_starts(s, "\xE2\x88\x92") || span_starts(s, "\xE2\x80\x93") ? 3 : 0;

	if (!n || n >= s.len || s.ptr[n] != '1' || (i && is_word(text.ptr[i - 1])))
		return false;
	return n + 1 >= s.len || !(is_word(s.ptr[n + 1]) || strchr("%/", s.ptr[n + 1]));
}

enum { N_TRIGGERS = sizeof triggers / sizeof triggers[0] };

bool glance_may_object(struct span text)
{
	size_t first['z' + 2] = { 0 };	/* [letter]: index of its first trigger; the next letter's is one past its last */
	bool in_word = false;

	for (size_t letter = 'a', t = 0; letter <= 'z' + 1; letter++) {
		while (t < N_TRIGGERS && (size_t)(unsigned char)triggers[t].stem[0] < letter)
			t++;
		first[letter] = t;
	}

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		char low = (char)ascii_lower(c);

		if ((c == '-' || c == 0xE2) && is_minus_one(text, i))
			return true;
		if (!in_word && ascii_is_alpha(c)) {
			for (size_t t = first[(size_t)low]; t < first[(size_t)low + 1]; t++) {
				if (begins(span_sub(text, i, WORD_LOOK), triggers[t].stem) && is_met(text, i, &triggers[t]))
					return true;
			}
		}
		in_word = is_word((char)c);
	}
	return false;
}
