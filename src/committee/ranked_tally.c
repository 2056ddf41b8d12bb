/* ranked_tally.c - see ranked_tally.h. */
#include "committee/ranked_tally.h"

enum tally_outcome ranked_tally_decide(struct arena *arena, const struct vote_rule *rule,
				       const unsigned char *const *ballots, size_t n,
				       size_t n_options, struct ranked_tally *out)
{
	struct ranked_count *count = &out->count;

	*out = (struct ranked_tally){ .count = { .n_options = n_options } };
	for (size_t i = 0; i < n; i++) {
		if (ballots[i])
			ranked_add(count, ballots[i]);
	}
	vote_rule_ranked(rule, n, count->n_ballots, &out->terms);
	ranked_decide(arena, count, &out->terms, &out->result);
	while (!out->result.winners[out->winner])
		out->winner++;
	if (count->n_ballots < quorum_needed(&rule->quorum, n))
		return TALLY_NO_QUORUM;
	if (out->result.n_winners > 1)
		return TALLY_TIED;
	return out->winner == n_options - 1 ? TALLY_FAILED : TALLY_PASSED;
}
