/* objection.c - whether a text may object to something in plain words: a look before the rules.
 *
 * Most replies say nothing of the kind and end here.  A wrong answer has one direction: what the
 * rules of rules_objection.c find passes (test_tags_glance.c and test_tags_objections.c compare
 * them).  A word counts by itself, or when what a clause of that sense needs stands near: somebody
 * who speaks for themselves, a denial.  Line ends are spaces, for sentences are wrapped.
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
	{ "adopt", DENIED }, { "against", TAKES_SIDE }, { "agree", DENIED },
	{ "alarmed", SPOKEN }, { "approv", DENIED }, { "awful", IDEA },
	{ "back ", DENIED | SPOKEN }, { "bad", IDEA }, { "beg to ", 0 },
	{ "block", SPOKEN | MATTERS }, { "blocking", SPOKEN }, { "but not", SPOKEN },
	{ "can", NOT_DONE }, { "cancel", BEGINS }, { "certainly not", CLOSES },
	{ "challeng", SPOKEN }, { "comfortable", DENIED }, { "concern", SPOKEN },
	{ "consent", 0 }, { "contest", SPOKEN }, { "convinced", DENIED }, { "count me", 0 },
	{ "decided", DENIED }, { "declin", SPOKEN }, { "definitely not", CLOSES },
	{ "dis-agr", 0 }, { "disag", 0 }, { "disappr", 0 }, { "dislike", SPOKEN },
	{ "dissag", 0 }, { "dissatisf", SPOKEN }, { "dissen", 0 },
	{ "do not", BEGINS | NOT_DONE }, { "don", BEGINS | NOT_DONE }, { "doubt", SPOKEN | HAD },
	{ "endors", DENIED }, { "favo", DENIED }, { "fine", DENIED | SPOKEN },
	{ "go along", DENIED }, { "happy", DENIED | SPOKEN }, { "hate", SPOKEN | MATTERS },
	{ "horrible", IDEA }, { "idea", DENIED | THOUGHT }, { "in agreement", DENIED },
	{ "in support", DENIED }, { "issue", SPOKEN | HAD }, { "justified", DENIED | THOUGHT },
	{ "let us not", 0 }, { "let's not", 0 }, { "let\xE2\x80\x99s not", 0 },
	{ "lets not", 0 }, { "like", DENIED | SPOKEN }, { "like us not", 0 },
	{ "live with", DENIED }, { "may", NOT_DONE }, { "misgiving", SPOKEN },
	{ "mistake", BEING }, { "must", NOT_DONE }, { "nack", 0 }, { "nak", 0 },
	{ "no", SAID_NO }, { "not agreed", 0 }, { "not like this", 0 }, { "not now", BEGINS },
	{ "not so fast", BEGINS }, { "not yet", BEGINS }, { "o.k.", DENIED },
	{ "object", BEGINS | WHOLE }, { "object", SPOKEN | WHOLE }, { "objection", 0 },
	{ "objet", SPOKEN }, { "ok", DENIED | SPOKEN }, { "on board", DENIED }, { "opos", 0 },
	{ "oppos", 0 }, { "please cancel", 0 }, { "please do not", 0 }, { "please don", 0 },
	{ "please drop", 0 }, { "please hold", 0 }, { "please no", CLOSES },
	{ "please reconsider", 0 }, { "please reject", 0 }, { "please retract", 0 },
	{ "please revert", 0 }, { "please stop", 0 }, { "please wait", 0 },
	{ "please withdraw", 0 }, { "please, don", 0 }, { "prefer", WISHED }, { "prematur", 0 },
	{ "problem", SPOKEN | HAD }, { "protest", SPOKEN }, { "put me", 0 },
	{ "rather", WISHED }, { "ready", DENIED }, { "refus", SPOKEN },
	{ "reject", SPOKEN | MATTERS }, { "rejecting", SPOKEN }, { "rejected", BEGINS },
	{ "reservation", SPOKEN }, { "right", DENIED | THOUGHT },
	{ "satisfied", DENIED | SPOKEN }, { "sensible", DENIED | THOUGHT },
	{ "should", DENIED | THOUGHT }, { "should", NOT_DONE }, { "sign off", DENIED },
	{ "support", DENIED }, { "surely not", CLOSES }, { "take issue", 0 },
	{ "terrible", IDEA }, { "too early", BEING }, { "unacceptable", 0 },
	{ "uncomfortable", SPOKEN }, { "unhappy", SPOKEN }, { "veto", 0 }, { "vot", VOTED },
	{ "want", DENIED | SPOKEN }, { "what ", DENIED | BEING }, { "wise", DENIED | THOUGHT },
	{ "withhold", 0 }, { "worried", SPOKEN }, { "wrong", BEING | CLOSES },
	{ "wrong to ", BEING },
};

static bool is_word(char c)
{
	return ascii_is_alnum((unsigned char)c) || c == '_';
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

static bool begins_with(struct span s, const char *const *stems)
{
	while (*stems && !begins(s, *stems))
		stems++;
	return *stems != NULL;
}

static bool is_any_word(struct span s, const char *const *words)
{
	while (*words && !(begins(s, *words) && is_whole(s, strlen(*words))))
		words++;
	return *words != NULL;
}

/* A word of the list in front of at, not further than look. */
static bool has_before(struct span text, size_t at, size_t look, const char *const *words)
{
	for (size_t i = at > look ? at - look : 0; i < at; i++) {
		bool in_word = i && is_word(text.ptr[i - 1]);

		if (!in_word && is_any_word(span_sub(text, i, at - i), words))
			return true;
	}
	return false;
}

/* "n't" and "n" with a typographic apostrophe, as such, in HTML, or left away; and whole words. */
static bool holds_denial(struct span s)
{
	static const char *const endings[] = { "n't", "n\xE2\x80\x99t", "n&", "can't", NULL };
	static const char *const words[] = {
		"not", "cannot", "never", "unable", "unwilling", "dont", "cant", "wont", "wouldnt",
		"shouldnt", "couldnt", "didnt", NULL,
	};

	for (size_t i = 0; i < s.len; i++) {
		struct span at = span_sub(s, i, s.len);

		if (begins_with(at, endings))
			return true;
		if (!(i && is_word(s.ptr[i - 1])) && is_any_word(at, words))
			return true;
	}
	return false;
}

/* Where a trigger stands. */
struct place {
	struct span text, behind;	/* behind the trigger */
	size_t at;
};

static bool is_denied(const struct place *p)
{
	size_t first = p->at > DENIAL_LOOK ? p->at - DENIAL_LOOK : 0;

	return holds_denial(span_sub(p->text, first, p->at - first));
}

static bool takes_side(const struct place *p)
{
	static const char *const words[] = {
		"am", "m", "are", "re", "is", "s", "be", "as", "me", "remain", "remains", "stand",
		"object", "protest", "vote", "voting", "im", "very", "much", "quite", "rather",
		"too", "so", "just", "still", "also", "do", NULL,
	};
	struct span before = span_trim_end(span_sub(p->text, 0, p->at));

	if (!before.len || span_ends(before, "ly") || !is_word(before.ptr[before.len - 1]))
		return true;
	return has_before(p->text, p->at, 12, words);
}

static bool closes(const struct place *p)
{
	struct span behind = span_strip_start(p->behind, "*_ \r");

	return !behind.len || strchr(".!,;:\n-<", behind.ptr[0]);
}

static bool is_whole_word(const struct place *p)
{
	return is_whole(p->behind, 0);
}

/* "no from me", "hard no", "say no", "no way", "see no need"; "no" is a word of most texts. */
static bool says_no(const struct place *p)
{
	static const char *const words[] = {
		"say", "hard", "clear", "firm", "strong", "big", "a", "sorry", NULL,
	};
	static const char *const behind[] = {
		" from ", " way", " sense", " need for", " reason", NULL,
	};

	if (!is_whole_word(p))
		return false;
	return begins_with(p->behind, behind) || closes(p) || has_before(p->text, p->at, 12, words);
}

/* The first word behind a denial: a verb that carries something out, or what becomes of it. */
static bool is_not_done(const struct place *p)
{
	static const char *const verbs[] = {
		"go ", "happen", "stand", "pass", "adopt", "approv", "accept", "merg", "publish",
		"do", "apply", "commit", "push", "land", "take", "make", "use", "chang", "remov",
		"drop", "add", "mov", "renam", "ship", "releas", "sign", "rush", "decid",
		"proceed", "just ", NULL,
	};
	static const char *const done[] = {
		"adopt", "approv", "accept", "merg", "publish", "done", "chang", "remov", "decid",
		"appli", "sign", "releas", "pass", "rush", "taken", "used", "added", "renam",
		"drop", NULL,
	};
	struct span here = span_sub(p->text, p->at, BEHIND_LOOK);

	for (size_t i = 0; i < WORD_LOOK && i < here.len; i++) {
		if (here.ptr[i] != 't' || !holds_denial(span_sub(here, 0, i + 1)))
			continue;
		struct span verb = span_trim(span_sub(here, i + 1, here.len));

		if (begins(verb, "be "))
			return begins_with(span_trim(span_sub(verb, 3, verb.len)), done);
		return begins_with(verb, verbs);
	}
	return false;
}

static bool begins_sentence(const struct place *p)
{
	size_t at = p->at;

	while (at && p->text.ptr[at - 1] && strchr(" *_", p->text.ptr[at - 1]))
		at--;
	return !at || strchr("\n.!?:,;-", p->text.ptr[at - 1]);
}

static bool is_idea(const struct place *p)
{
	return begins(p->behind, " idea");
}

static bool is_voted(const struct place *p)
{
	static const char *const votes[] = {
		"e no", "ing no", "e against", "ing against", "e is", "ed", NULL,
	};

	return begins_with(p->behind, votes);
}

/* What can be adopted, or nothing more. */
static bool is_matter(const struct place *p)
{
	static const char *const matters[] = {
		" this", " that", " it", " the", " these", " your", " our", " his", " her",
		" their", " its", " adopt", NULL,
	};

	return closes(p) || begins_with(p->behind, matters);
}

/* Words of which one stands in front, not further off than look. */
static const struct {
	unsigned near;
	size_t look;
	const char *words[8];
} fronts[] = {
	{ SPOKEN, SPEAKER_LOOK, { "i", "we", "my", "our", "me", "us", "im" } },
	{ THOUGHT, SPEAKER_LOOK, { "think", "believe", "feel" } },
	{ HAD, SPEAKER_LOOK, { "have", "see", "ve" } },
	{ BEING, WORD_LOOK, { "is", "s", "be" } },
	{ WISHED, WORD_LOOK, { "would", "d" } },
};

static const struct {
	unsigned near;
	bool (*holds)(const struct place *p);
} surroundings[] = {
	{ DENIED, is_denied }, { BEGINS, begins_sentence }, { NOT_DONE, is_not_done },
	{ SAID_NO, says_no }, { TAKES_SIDE, takes_side }, { IDEA, is_idea },
	{ WHOLE, is_whole_word }, { CLOSES, closes }, { MATTERS, is_matter }, { VOTED, is_voted },
};

static bool is_met(struct span text, size_t at, const struct trigger *t)
{
	struct place p = { text, span_sub(text, at + strlen(t->stem), BEHIND_LOOK), at };

	for (size_t i = 0; i < sizeof fronts / sizeof fronts[0]; i++) {
		if (!(t->near & fronts[i].near))
			continue;
		if (!has_before(text, at, fronts[i].look, fronts[i].words))
			return false;
	}
	for (size_t i = 0; i < sizeof surroundings / sizeof surroundings[0]; i++) {
		if ((t->near & surroundings[i].near) && !surroundings[i].holds(&p))
			return false;
	}
	return true;
}

/* "-1" in a line, with the signs that stand for a minus; behind it no further digit. */
static bool is_minus_one(struct span text, size_t i)
{
	static const char *const ones[] = { "-1", "\xE2\x88\x92" "1", "\xE2\x80\x93" "1", NULL };
	struct span s = span_sub(text, i, 8);

	if (!begins_with(s, ones) || (i && is_word(text.ptr[i - 1])))
		return false;
	s = span_sub(s, s.ptr[0] == '-' ? 2 : 4, s.len);
	return !s.len || !(is_word(s.ptr[0]) || strchr("%/", s.ptr[0]));
}

enum { N_TRIGGERS = sizeof triggers / sizeof triggers[0] };

/* A trigger at i, of those from first to end. */
static bool is_triggered(struct span text, size_t i, size_t first, size_t end)
{
	struct span word = span_sub(text, i, WORD_LOOK);

	for (size_t t = first; t < end; t++) {
		if (begins(word, triggers[t].stem) && is_met(text, i, &triggers[t]))
			return true;
	}
	return false;
}

bool glance_may_object(struct span text)
{
	/* [letter]: index of its first trigger; the next letter's is one past its last */
	size_t first['z' + 2] = { 0 };
	bool in_word = false;

	for (size_t letter = 'a', t = 0; letter <= 'z' + 1; letter++) {
		while (t < N_TRIGGERS && (size_t)(unsigned char)triggers[t].stem[0] < letter)
			t++;
		first[letter] = t;
	}

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		size_t low = (size_t)ascii_lower(c);

		if ((c == '-' || c == 0xE2) && is_minus_one(text, i))
			return true;
		bool begins_word = !in_word && ascii_is_alpha(c);

		if (begins_word && is_triggered(text, i, first[low], first[low + 1]))
			return true;
		in_word = is_word((char)c);
	}
	return false;
}
