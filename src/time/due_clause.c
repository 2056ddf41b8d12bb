/* due_clause.c - see due_clause.h. */
#include "time/due_clause.h"

enum { NEGATION_REACH = 4, SOON_DAYS = 90 };

static bool is_negation(struct span text, size_t at, struct span word)
{
	static const char *const words[] = { "not", "never", "cannot", "dont", "wont", NULL };

	if (span_any(word, span_is_ci, words))
		return true;
	/* the t of "don't" */
	return span_is_ci(word, "t") && at > 0 &&
	       (text.ptr[at - 1] == '\'' || span_ends(span_sub(text, 0, at), "\xE2\x80\x99"));
}

/* "added", "left": in the past, or a participle. */
static bool is_past(struct span word)
{
	static const char *const irregular[] = {
		"was",	  "were",   "had",    "did",   "made",	 "done",  "went",  "gone",  "came",
		"left",	  "sent",   "met",    "held",  "took",	 "taken", "wrote", "written",
		"said",	  "got",    "gave",   "given", "ran",	 "began", "begun", "became",
		"paid",	  "built",  "lost",   "won",   "found",	 "kept",  "led",   "drawn", "drew",
		"chosen", "chose",  "seen",   "saw",   "heard",	 "known", "knew",  "grew",  "grown",
		"put",	  "set",    "shown",  "fell",  "fallen", "broke", "broken", "bought", NULL
	};
	bool is_regular = word.len > 3 && span_ends(word, "ed") && !span_ends(word, "eed");

	return is_regular || span_any(word, span_is_ci, irregular);
}

void due_clause_stop(struct due_clause *clause)
{
	*clause = (struct due_clause){ .last = clause->last, .before_last = clause->before_last };
}

void due_clause_take(struct due_clause *clause, struct span text, size_t at, struct span word)
{
	static const char *const pronouns[] = { "who", "which", "that", "whose", "whom", "where",
						"when", NULL };
	static const char *const wants[] = { "get",  "gets", "getting", "have", "having", "has",
					     "want", "need", "needs",	"see",	"make",	  NULL };
	static const char *const grows[] = {
		"reduce", "reduces", "cut",	 "cuts",   "grow",	"grew",	    "grown",
		"rise",	  "rose",    "increase", "lower",  "lowered",	"decrease", "shrink",
		"raise",  "raised",  "drop",	 "dropped", "exceed",	"off",	    "reduced",
		"improve", "increased", "decreased", "shorten", "extend", "faster", NULL
	};

	if (clause->who && is_past(word))
		clause->who_did = true;
	clause->who = clause->who || span_any(word, span_is_ci, pronouns);
	clause->wants = clause->wants || span_any(word, span_is_ci, wants);
	clause->grows = clause->grows || span_any(word, span_is_ci, grows);
	if (clause->negation > 0)
		clause->negation--;
	if (is_negation(text, at, word))
		clause->negation = NEGATION_REACH;
	clause->before_last = clause->last;
	clause->last = word;
}

bool due_clause_is_overdue(const struct due_clause *clause)
{
	return span_is_ci(clause->last, "past") || span_is_ci(clause->last, "over");
}

bool due_clause_counts(const struct due_clause *clause)
{
	static const char *const words[] = { "once", "twice", "times", "time", "day", "days",
					     "hours", NULL };

	return span_any(clause->last, span_is_ci, words);
}

/* "users added before", "mails from before"; not "to be added before". */
static bool is_participle(const struct due_clause *clause)
{
	static const char *const origins[] = { "from", "since", NULL };
	static const char *const be[] = { "be", "been", "being", "get", "gets", NULL };

	if (span_any(clause->last, span_is_ci, origins))
		return true;
	return is_past(clause->last) && !clause->wants &&
	       !span_any(clause->before_last, span_is_ci, be);
}

bool due_clause_was(const struct due_clause *clause)
{
	return clause->who_did && is_past(clause->last);
}

bool due_clause_is_past(const struct due_clause *clause, struct civil_date day,
			struct civil_date base)
{
	if (!civil_is_set(day) || !civil_is_set(base))
		return false;
	int64_t ahead = civil_to_days(day) - civil_to_days(base);

	/* a day without its year can be one that lies far ahead */
	if (clause->who_did)
		return ahead <= 0 || ahead > SOON_DAYS;
	return ahead <= 0 && is_participle(clause);
}
