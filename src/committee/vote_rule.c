/* vote_rule.c - see vote_rule.h. */
#include "committee/vote_rule.h"

bool vote_threshold_parse(struct span text, struct vote_threshold *out)
{
	struct vote_threshold t = { .kind = THRESHOLD_SHARE };

	text = span_trim(text);
	if (span_is_ci(text, "majority")) {
		t.kind = THRESHOLD_MAJORITY;
	} else if (span_is_ci(text, "unanimous")) {
		t.kind = THRESHOLD_UNANIMOUS;
	} else if (!quorum_take_share(&text, &t.share) || !t.share.over || text.len) {
		return false;
	}
	*out = t;
	return true;
}

size_t vote_rule_voters(const struct vote_rule *rule, const struct people *people)
{
	size_t group;

	if (rule->voters &&
	    people_resolve(people, span_of(rule->voters), &group) == PEOPLE_GROUP &&
	    group < people->n_groups)
		return people->groups[group].n_members;
	return quorum_members(people);
}

size_t vote_yes_needed(const struct vote_threshold *threshold, size_t whole)
{
	size_t needed = whole;

	if (threshold->kind == THRESHOLD_MAJORITY)
		needed = whole / 2 + 1;
	else if (threshold->kind == THRESHOLD_SHARE)
		needed = quorum_needed(&threshold->share, whole);
	return needed ? needed : 1;
}

/* "more than half", "at least 2/3", "all" */
static const char *share_text(struct arena *arena, const struct vote_threshold *threshold)
{
	switch (threshold->kind) {
	case THRESHOLD_MAJORITY:
		return "more than half";
	case THRESHOLD_SHARE:
		return arena_printf(arena, "at least %s",
				    quorum_share_text(arena, &threshold->share));
	case THRESHOLD_UNANIMOUS:
		break;
	}
	return "all";
}

static const char *yes_text(struct arena *arena, const struct vote_rule *rule, size_t members)
{
	switch (rule->of) {
	case VOTE_OF_CAST:
		return arena_printf(arena, "%s of the yes and no votes",
				    share_text(arena, &rule->threshold));
	case VOTE_OF_PRESENT:
		return arena_printf(arena, "%s of the votes, abstentions included",
				    share_text(arena, &rule->threshold));
	case VOTE_OF_MEMBERS:
		break;
	}
	return arena_printf(arena, "%zu of %zu members must say yes",
			    vote_yes_needed(&rule->threshold, members), members);
}

const char *vote_rule_text(struct arena *arena, const struct vote_rule *rule, size_t members)
{
	const char *yes = yes_text(arena, rule, members);

	if (!rule->quorum.number)
		return yes;
	return arena_printf(arena, "%s; at least %zu of %zu must vote", yes,
			    quorum_needed(&rule->quorum, members), members);
}
