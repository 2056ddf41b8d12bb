/* tally.c - see tally.h. */
#include "committee/tally.h"

size_t tally_voted(const struct tally *tally)
{
	return tally->yes + tally->no + tally->abstain + tally->sealed;
}

static size_t absent(const struct tally *tally)
{
	return tally->members > tally_voted(tally) ? tally->members - tally_voted(tally) : 0;
}

/* Of how many votes the threshold is a share. */
static size_t whole(const struct vote_rule *rule, const struct tally *tally)
{
	switch (rule->of) {
	case VOTE_OF_CAST:
		return tally->yes + tally->no;
	case VOTE_OF_PRESENT:
		return tally_voted(tally);
	case VOTE_OF_MEMBERS:
		break;
	}
	return tally->members;
}

enum tally_outcome tally_decide(const struct vote_rule *rule, const struct tally *tally)
{
	if (tally_voted(tally) < quorum_needed(&rule->quorum, tally->members))
		return TALLY_NO_QUORUM;
	return tally->yes >= vote_yes_needed(&rule->threshold, whole(rule, tally)) ? TALLY_PASSED
										   : TALLY_FAILED;
}

/* Nothing that the absent can do is better for the vote than all of them saying yes, or worse than
 * all of them saying no; and whether too few vote depends on nobody but them. */
bool tally_is_settled(const struct vote_rule *rule, const struct tally *tally)
{
	enum tally_outcome now = tally_decide(rule, tally);
	struct tally best = *tally, worst = *tally;

	best.yes += absent(tally);
	worst.no += absent(tally);
	return tally_decide(rule, &best) == now && tally_decide(rule, &worst) == now;
}

const char *tally_outcome_name(enum tally_outcome outcome)
{
	static const char *const names[] = { [TALLY_PASSED] = "passed",
					     [TALLY_FAILED] = "failed",
					     [TALLY_NO_QUORUM] = "no quorum",
					     [TALLY_TIED] = "tied" };

	return names[outcome];
}

/* What the rule wanted of these votes. */
static const char *needed_text(struct arena *arena, const struct vote_rule *rule,
			       const struct tally *tally, enum tally_outcome outcome)
{
	static const char *const wholes[] = { [VOTE_OF_CAST] = "yes and no votes had to be",
					      [VOTE_OF_PRESENT] = "votes had to be",
					      [VOTE_OF_MEMBERS] = "members had to say" };
	size_t all = whole(rule, tally);

	if (outcome == TALLY_NO_QUORUM)
		return arena_printf(arena, "%zu of %zu had to vote",
				    quorum_needed(&rule->quorum, tally->members), tally->members);
	if (!all)
		return "nobody said yes or no";
	return arena_printf(arena, "%zu of %zu %s yes",
			    vote_yes_needed(&rule->threshold, all), all, wholes[rule->of]);
}

const char *tally_text(struct arena *arena, const struct vote_rule *rule, const struct tally *tally)
{
	enum tally_outcome outcome = tally_decide(rule, tally);

	if (tally->sealed)
		return arena_printf(arena, "%s: %zu voted, %zu did not vote; %s",
				    tally_outcome_name(outcome), tally_voted(tally), absent(tally),
				    needed_text(arena, rule, tally, outcome));
	return arena_printf(arena, "%s: %zu yes, %zu no, %zu abstained, %zu did not vote; %s",
			    tally_outcome_name(outcome), tally->yes, tally->no, tally->abstain,
			    absent(tally), needed_text(arena, rule, tally, outcome));
}
