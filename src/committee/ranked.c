/* ranked.c - see ranked.h. */
#include "committee/ranked.h"

#include <stdint.h>
#include <string.h>

/* Its defeats are thinned out round by round. */
struct ranked_work {
	const struct ranked_count *count;
	struct ranked_defeat *defeats;	/* not dropped yet */
	size_t n_defeats;
	bool reaches[RANKED_OPTIONS_MAX][RANKED_OPTIONS_MAX];
};

void ranked_add(struct ranked_count *count, const unsigned char *ranks)
{
	for (size_t a = 0; a < count->n_options; a++) {
		for (size_t b = 0; b < count->n_options; b++)
			count->over[a][b] += ranks[a] && (!ranks[b] || ranks[a] < ranks[b]);
	}
	count->n_ballots++;
}

static enum ranked_fate fate_of(const struct ranked_count *count, const struct ranked_terms *terms,
				size_t option)
{
	size_t none = count->n_options - 1;
	const struct ranked_majority *m = &terms->majority[option];
	uint64_t for_it = count->over[option][none], against = count->over[none][option];

	if (option == none)
		return RANKED_STAYS;
	if (for_it < terms->quorum)
		return RANKED_WITHOUT_QUORUM;
	if (for_it <= against || for_it * m->against < against * m->for_it)
		return RANKED_WITHOUT_MAJORITY;
	return RANKED_STAYS;
}

static void find_defeats(struct arena *arena, const struct ranked_count *count,
			 struct ranked_result *out)
{
	size_t n = count->n_options, cap = 0;

	for (size_t a = 0; a < n; a++) {
		for (size_t b = 0; b < n; b++) {
			if (out->fates[a] != RANKED_STAYS || out->fates[b] != RANKED_STAYS ||
			    count->over[a][b] <= count->over[b][a])
				continue;
			out->defeats = arena_grow(arena, out->defeats, out->n_defeats, &cap,
						  sizeof *out->defeats);
			out->defeats[out->n_defeats++] = (struct ranked_defeat){ a, b };
		}
	}
}

/* Who defeats whom over any number of steps. */
static void find_paths(struct ranked_work *w)
{
	size_t n = w->count->n_options;

	memset(w->reaches, 0, sizeof w->reaches);
	for (size_t i = 0; i < w->n_defeats; i++)
		w->reaches[w->defeats[i].winner][w->defeats[i].loser] = true;
	for (size_t via = 0; via < n; via++) {
		for (size_t a = 0; a < n; a++) {
			for (size_t b = 0; w->reaches[a][via] && b < n; b++)
				w->reaches[a][b] = w->reaches[a][b] || w->reaches[via][b];
		}
	}
}

static void find_schwartz(const struct ranked_work *w, const enum ranked_fate *fates, bool *out)
{
	for (size_t a = 0; a < w->count->n_options; a++) {
		out[a] = fates[a] == RANKED_STAYS;
		for (size_t b = 0; out[a] && b < w->count->n_options; b++)
			out[a] = w->reaches[a][b] || !w->reaches[b][a];
	}
}

static bool is_weaker(const struct ranked_count *count, struct ranked_defeat x,
		      struct ranked_defeat y)
{
	unsigned for_x = count->over[x.winner][x.loser], for_y = count->over[y.winner][y.loser];

	if (for_x != for_y)
		return for_x < for_y;
	return count->over[x.loser][x.winner] > count->over[y.loser][y.winner];
}

static bool is_inside(const struct ranked_round *round, struct ranked_defeat d)
{
	return round->schwartz[d.winner] && round->schwartz[d.loser];
}

/* Takes the weakest defeats inside the set out of those that are left. */
static void drop_weakest(struct arena *arena, struct ranked_work *w, struct ranked_round *round)
{
	const struct ranked_defeat *weakest = NULL;
	size_t kept = 0;

	for (size_t i = 0; i < w->n_defeats; i++) {
		if (is_inside(round, w->defeats[i]) &&
		    (!weakest || is_weaker(w->count, w->defeats[i], *weakest)))
			weakest = &w->defeats[i];
	}
	if (!weakest)
		return;
	const struct ranked_defeat least = *weakest;

	round->dropped = arena_alloc(arena, w->n_defeats, sizeof *round->dropped);
	for (size_t i = 0; i < w->n_defeats; i++) {
		if (is_inside(round, w->defeats[i]) && !is_weaker(w->count, least, w->defeats[i]))
			round->dropped[round->n_dropped++] = w->defeats[i];
		else
			w->defeats[kept++] = w->defeats[i];
	}
	w->n_defeats = kept;
}

void ranked_decide(struct arena *arena, const struct ranked_count *count,
		   const struct ranked_terms *terms, struct ranked_result *out)
{
	struct ranked_work w = { .count = count };
	struct ranked_round *round;
	size_t cap = 0;

	*out = (struct ranked_result){ .n_rounds = 0 };
	for (size_t a = 0; a < count->n_options; a++)
		out->fates[a] = fate_of(count, terms, a);
	find_defeats(arena, count, out);
	w.defeats = arena_alloc(arena, out->n_defeats + 1, sizeof *w.defeats);
	for (; w.n_defeats < out->n_defeats; w.n_defeats++)
		w.defeats[w.n_defeats] = out->defeats[w.n_defeats];
	do {
		out->rounds = arena_grow(arena, out->rounds, out->n_rounds, &cap,
					 sizeof *out->rounds);
		round = &out->rounds[out->n_rounds++];
		*round = (struct ranked_round){ .n_dropped = 0 };
		find_paths(&w);
		find_schwartz(&w, out->fates, round->schwartz);
		drop_weakest(arena, &w, round);
	} while (round->n_dropped);
	out->winners = round->schwartz;
	for (size_t a = 0; a < count->n_options; a++)
		out->n_winners += round->schwartz[a];
}
