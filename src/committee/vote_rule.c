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

/* NULL: all members. */
static const struct people_group *group_of(const struct vote_rule *rule,
					   const struct people *people)
{
	size_t group;

	if (rule->voters &&
	    people_resolve(people, span_of(rule->voters), &group) == PEOPLE_GROUP &&
	    group < people->n_groups)
		return &people->groups[group];
	return NULL;
}

size_t vote_rule_voters(const struct vote_rule *rule, const struct people *people)
{
	const struct people_group *group = group_of(rule, people);

	return group ? group->n_members : quorum_members(people);
}

const char *const *vote_rule_voter_names(struct arena *arena, const struct vote_rule *rule,
					 const struct people *people)
{
	const struct people_group *group = group_of(rule, people);
	const char **names = arena_alloc(arena, people->n_persons + 1, sizeof *names);
	size_t n = 0;

	for (size_t i = 0; group && i < group->n_members; i++)
		names[n++] = people->persons[group->members[i]].name;
	for (size_t i = 0; !group && i < people->n_persons; i++) {
		if (people->persons[i].member)
			names[n++] = people->persons[i].name;
	}
	return names;
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

static const char *with_quorum(struct arena *arena, const struct vote_rule *rule, size_t members,
			       const char *yes)
{
	if (!rule->quorum.number)
		return yes;
	return arena_printf(arena, "%s; at least %zu of %zu must vote", yes,
			    quorum_needed(&rule->quorum, members), members);
}

const char *vote_rule_text(struct arena *arena, const struct vote_rule *rule, size_t members)
{
	return with_quorum(arena, rule, members, yes_text(arena, rule, members));
}

/* ---- of ranked votes ---- */

static unsigned common_divisor(unsigned a, unsigned b)
{
	while (b) {
		unsigned rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

static bool is_all(const struct vote_threshold *threshold)
{
	bool is_share = threshold->kind == THRESHOLD_SHARE;

	return threshold->kind == THRESHOLD_UNANIMOUS ||
	       (is_share && threshold->share.number == threshold->share.over);
}

/* Of the ballots that tell the two apart, as for : against.  More than half is asked of every
 * option, and all is more for each against than there can be. */
static struct ranked_majority ratio_of(const struct vote_threshold *threshold, size_t members)
{
	const struct quorum *share = &threshold->share;
	unsigned against, divisor;

	if (is_all(threshold))
		return (struct ranked_majority){ (unsigned)(members ? members : 1), 1 };
	if (threshold->kind != THRESHOLD_SHARE || share->number <= share->over - share->number)
		return (struct ranked_majority){ 0 };
	against = share->over - share->number;
	divisor = common_divisor(share->number, against);
	return (struct ranked_majority){ share->number / divisor, against / divisor };
}

void vote_rule_ranked(const struct vote_rule *rule, size_t members, size_t voted,
		      struct ranked_terms *out)
{
	*out = (struct ranked_terms){ 0 };
	if (rule->of != VOTE_OF_CAST) {
		out->quorum = (unsigned)vote_yes_needed(
			&rule->threshold, rule->of == VOTE_OF_MEMBERS ? members : voted);
		return;
	}
	for (size_t i = 0; i < RANKED_OPTIONS_MAX; i++)
		out->majority[i] = ratio_of(&rule->threshold, members);
}

const char *vote_rule_ranked_text(struct arena *arena, const struct vote_rule *rule, size_t members)
{
	const struct ranked_majority ratio = ratio_of(&rule->threshold, members);
	const char *yes = "more ballots must prefer it to \"none of these\" than the other way "
			  "round";

	if (rule->of == VOTE_OF_MEMBERS)
		yes = arena_printf(arena, "%zu of %zu members must prefer it to \"none of these\"",
				   vote_yes_needed(&rule->threshold, members), members);
	else if (rule->of == VOTE_OF_PRESENT)
		yes = arena_printf(arena, "%s of the ballots must prefer it to \"none of these\"",
				   share_text(arena, &rule->threshold));
	else if (is_all(&rule->threshold))
		yes = "no ballot may prefer \"none of these\" to it";
	else if (ratio.against)
		yes = arena_printf(arena,
				   "at least %s of the ballots that tell it from \"none of these\" "
				   "must prefer it",
				   quorum_share_text(arena, &rule->threshold.share));
	return with_quorum(arena, rule, members, yes);
}

static const char *const wholes[] = {
	[VOTE_OF_CAST] = "cast", [VOTE_OF_PRESENT] = "present", [VOTE_OF_MEMBERS] = "members"
};

enum { N_WHOLES = sizeof wholes / sizeof wholes[0] };

static const char *threshold_name(struct arena *arena, const struct vote_threshold *threshold)
{
	switch (threshold->kind) {
	case THRESHOLD_MAJORITY:
		return "majority";
	case THRESHOLD_SHARE:
		return quorum_share_text(arena, &threshold->share);
	case THRESHOLD_UNANIMOUS:
		break;
	}
	return "unanimous";
}

const char *vote_rule_terms(struct arena *arena, const struct vote_rule *rule)
{
	const struct quorum *quorum = &rule->quorum;
	const char *yes = threshold_name(arena, &rule->threshold), *whole = wholes[rule->of];

	if (!quorum->number)
		return arena_printf(arena, "%s of %s", yes, whole);
	if (quorum->over)
		return arena_printf(arena, "%s of %s, quorum %s", yes, whole,
				    quorum_share_text(arena, quorum));
	return arena_printf(arena, "%s of %s, quorum %u", yes, whole, quorum->number);
}

/* What stands before the mark, which is cut off with it; all where there is none. */
static struct span take_up_to(struct span *text, const char *mark)
{
	struct span all = *text;

	for (size_t i = 0; i < all.len; i++) {
		if (!span_starts(span_from(all.ptr + i, all.len - i), mark))
			continue;
		*text = span_sub(all, i + span_of(mark).len, all.len);
		return span_sub(all, 0, i);
	}
	*text = span_sub(all, all.len, all.len);
	return all;
}

bool vote_rule_from_terms(struct span terms, struct vote_rule *rule)
{
	struct span threshold = take_up_to(&terms, " of "),
		    whole = take_up_to(&terms, ", quorum ");

	for (unsigned i = 0; i < N_WHOLES; i++) {
		if (!span_is(whole, wholes[i]))
			continue;
		rule->of = (enum vote_whole)i;
		rule->quorum = (struct quorum){ 0 };
		return vote_threshold_parse(threshold, &rule->threshold) &&
		       (!terms.len || quorum_parse(terms, &rule->quorum));
	}
	return false;
}
