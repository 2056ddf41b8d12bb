/* ranked_json.c - see ranked_json.h. */
#include "export/ranked_json.h"

static json_t *defeats_json(const struct ranked_count *c, const struct ranked_defeat *defeats,
			    size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		size_t a = defeats[i].winner, b = defeats[i].loser;

		json_array_append_new(list,
				      json_pack("{s:i, s:i, s:I, s:I}", "winner", (int)a + 1,
						"loser", (int)b + 1, "for",
						(json_int_t)c->over[a][b], "against",
						(json_int_t)c->over[b][a]));
	}
	return list;
}

static json_t *set_json(const struct ranked_count *c, const bool *set)
{
	json_t *list = json_array();

	for (size_t i = 0; i < c->n_options; i++) {
		if (set[i])
			json_array_append_new(list, json_integer((json_int_t)i + 1));
	}
	return list;
}

static json_t *options_json(const struct ranked_count *c, const char *const *names,
			    const struct ranked_result *result)
{
	static const char *const fates[] = { [RANKED_STAYS] = NULL,
					     [RANKED_WITHOUT_QUORUM] = "quorum",
					     [RANKED_WITHOUT_MAJORITY] = "majority" };
	json_t *list = json_array();

	for (size_t i = 0; i < c->n_options; i++)
		json_array_append_new(list,
				      json_pack("{s:i, s:s, s:b, s:s?}", "number", (int)i + 1,
						"name", names[i], "default",
						(int)(i == c->n_options - 1), "out",
						fates[result->fates[i]]));
	return list;
}

static json_t *matrix_json(const struct ranked_count *c)
{
	json_t *rows = json_array();

	for (size_t a = 0; a < c->n_options; a++) {
		json_t *row = json_array();

		for (size_t b = 0; b < c->n_options; b++)
			json_array_append_new(row, a == b ? json_null()
							  : json_integer(c->over[a][b]));
		json_array_append_new(rows, row);
	}
	return rows;
}

static json_t *rounds_json(const struct ranked_count *c, const struct ranked_result *result)
{
	json_t *list = json_array();

	for (size_t i = 0; i < result->n_rounds; i++) {
		const struct ranked_round *round = &result->rounds[i];

		json_array_append_new(list,
				      json_pack("{s:o, s:o}", "schwartz",
						set_json(c, round->schwartz), "dropped",
						defeats_json(c, round->dropped, round->n_dropped)));
	}
	return list;
}

void ranked_json_add(json_t *object, const char *const *names, const struct ranked_count *count,
		     const struct ranked_terms *terms, const struct ranked_result *result)
{
	json_object_set_new(object, "ballots", json_integer((json_int_t)count->n_ballots));
	json_object_set_new(object, "quorum", json_integer((json_int_t)terms->quorum));
	json_object_set_new(object, "options", options_json(count, names, result));
	json_object_set_new(object, "matrix", matrix_json(count));
	json_object_set_new(object, "defeats",
			    defeats_json(count, result->defeats, result->n_defeats));
	json_object_set_new(object, "rounds", rounds_json(count, result));
	json_object_set_new(object, "winners", set_json(count, result->winners));
}
