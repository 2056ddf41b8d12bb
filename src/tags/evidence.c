/* evidence.c - see evidence.h.  Change a weight here, and test_tags_labels says what it costs. */
#include "tags/evidence.h"

#include <stddef.h>

static const struct {
	enum evidence bit;
	int points;
	const char *words;
} weights[] = {
	{ EVIDENCE_LISTED, 3, "a name of the list" },
	{ EVIDENCE_SHOWN, 3, "a name elsewhere in the text" },
	{ EVIDENCE_HANDLE, 4, "a handle" },
	{ EVIDENCE_LISTED_WORD, 1, "a name of the list that is a word, too" },
	{ EVIDENCE_CAPITAL, 2, "a capital" },
	{ EVIDENCE_BODY, 2, "a body of people" },
	{ EVIDENCE_LOWER, 1, "a word that is no common one" },
	{ EVIDENCE_COMMON, -9, "a common word" },
	{ EVIDENCE_PARTLY, -2, "a common word among them" },
	{ EVIDENCE_REMARK, -5, "words in lower case" },
	{ EVIDENCE_PARTICIPLE, -1, "a participle" },
	{ EVIDENCE_DOUBLE, -1, "a word that is a name, too" },
	{ EVIDENCE_FULL_NAME, 1, "nothing but a full name" },
	{ EVIDENCE_TAG, 1, "a clear tag in front" },
	{ EVIDENCE_OWES, 2, "\"to\" behind it" },
	{ EVIDENCE_MODAL, 1, "\"will\" or the like behind it" },
	{ EVIDENCE_SIGN, 1, "a colon or dash behind it" },
	{ EVIDENCE_CALLED, 2, "a comma and a task behind it" },
	{ EVIDENCE_TASK, 1, "then a task" },
	{ EVIDENCE_NO_TASK, -3, "then what is no task" },
	{ EVIDENCE_OBJECT, -3, "behind it what follows a verb" },
	{ EVIDENCE_SURNAME, -3, "more of a name behind it" },
	{ EVIDENCE_OTHERS, -1, "the list has others" },
	{ EVIDENCE_LOOSE, 1, "a place where names stand" },
	{ EVIDENCE_ENTRY, 1, "in front of an entry" },
	{ EVIDENCE_TAIL, 2, "in brackets at the end" },
	{ EVIDENCE_FIRM, 3, "the place of an owner" },
	{ EVIDENCE_CLOSED, 4, "a place for an owner alone" },
	{ EVIDENCE_SURE, 20, "whatever stands in this place" },
};

enum { N_WEIGHTS = sizeof weights / sizeof weights[0] };

int evidence_points(unsigned bits)
{
	int sum = 0;

	for (size_t i = 0; i < N_WEIGHTS; i++)
		sum += bits & weights[i].bit ? weights[i].points : 0;
	return sum;
}

const char *evidence_say(struct arena *arena, unsigned bits)
{
	const char *text = "";

	for (size_t i = 0; i < N_WEIGHTS; i++) {
		if (bits & weights[i].bit)
			text = arena_printf(arena, "%s%s%s %+d", text, *text ? ", " : "",
					    weights[i].words, weights[i].points);
	}
	return arena_printf(arena, "%s: %d of %d", text, evidence_points(bits), EVIDENCE_ENOUGH);
}
