/* ranked_text.c - see ranked_text.h. */
#include "committee/ranked_text.h"

#include "base/buf.h"

enum { MATRIX_BYTES_MAX = 64 * 1024 };

struct rows {
	const struct ranked_words *w;
	struct ranked_row *rows;
	size_t n, cap;
};

static void add(struct rows *r, const char *head, const char *text)
{
	r->rows = arena_grow(r->w->arena, r->rows, r->n, &r->cap, sizeof *r->rows);
	r->rows[r->n++] = (struct ranked_row){ head, text };
}

/* "3", "C" */
static const char *sign_of(const struct ranked_words *w, size_t option)
{
	return w->by_letter ? arena_printf(w->arena, "%c", (char)('A' + option)) :
			      arena_printf(w->arena, "%zu", option + 1);
}

/* "3 Anna Berg" */
static const char *option_text(const struct ranked_words *w, size_t option)
{
	return arena_printf(w->arena, "%s %s", sign_of(w, option), w->names[option]);
}

const char *ranked_matrix_text(const struct ranked_words *w)
{
	const struct ranked_count *c = w->count;
	size_t widest = c->n_ballots;
	struct buf text;
	int width = 2;

	for (; widest > 9; widest /= 10)
		width++;
	width += width < 3;
	buf_init(&text, MATRIX_BYTES_MAX);
	buf_addf(&text, "%3s", "");
	for (size_t b = 0; b < c->n_options; b++)
		buf_addf(&text, " %*s", width, sign_of(w, b));
	for (size_t a = 0; a < c->n_options; a++) {
		buf_addf(&text, "\n%3s", sign_of(w, a));
		for (size_t b = 0; b < c->n_options; b++) {
			if (a == b)
				buf_addf(&text, " %*s", width, "-");
			else
				buf_addf(&text, " %*u", width, c->over[a][b]);
		}
		if (!w->is_bare)
			buf_addf(&text, "  %s", w->names[a]);
	}
	return buf_finish_shown(&text, w->arena);
}

static void add_fate(struct rows *r, size_t option)
{
	const struct ranked_words *w = r->w;
	const struct ranked_count *c = w->count;
	const struct ranked_majority *m = &w->terms->majority[option];
	size_t none = c->n_options - 1;
	const char *votes = arena_printf(w->arena, "%s: %u to %u against %s",
					 option_text(w, option), c->over[option][none],
					 c->over[none][option], w->none);

	switch (w->result->fates[option]) {
	case RANKED_STAYS:
		return;
	case RANKED_WITHOUT_QUORUM:
		add(r, "out",
		    arena_printf(w->arena, "%s, and the quorum is %u", votes, w->terms->quorum));
		return;
	case RANKED_WITHOUT_MAJORITY:
		break;
	}
	if (m->against)
		add(r, "out", arena_printf(w->arena, "%s, and it needs %u to %u", votes, m->for_it,
					   m->against));
	else
		add(r, "out", arena_printf(w->arena, "%s, and it needs more than half", votes));
}

static const char *defeat_text(const struct ranked_words *w, const struct ranked_defeat *d)
{
	const struct ranked_count *c = w->count;

	return arena_printf(w->arena, "%s defeats %s by %u to %u", sign_of(w, d->winner),
			    sign_of(w, d->loser), c->over[d->winner][d->loser],
			    c->over[d->loser][d->winner]);
}

const char *ranked_set_text(const struct ranked_words *w, const bool *set, bool with_names)
{
	const char *text = "";

	for (size_t i = 0; i < w->count->n_options; i++) {
		if (set[i])
			text = arena_printf(w->arena, "%s%s%s", text, *text ? ", " : "",
					    with_names ? option_text(w, i) : sign_of(w, i));
	}
	return text;
}

static void add_rounds(struct rows *r)
{
	for (size_t i = 0; i < r->w->result->n_rounds; i++) {
		const struct ranked_round *round = &r->w->result->rounds[i];

		add(r, "schwartz", ranked_set_text(r->w, round->schwartz, false));
		for (size_t k = 0; k < round->n_dropped; k++)
			add(r, "dropped",
			    arena_printf(r->w->arena, "%s, the weakest of them",
					 defeat_text(r->w, &round->dropped[k])));
	}
}

struct ranked_row *ranked_rows(const struct ranked_words *w, size_t *n_out)
{
	struct rows r = { .w = w };

	for (size_t i = 0; i < w->count->n_options; i++)
		add_fate(&r, i);
	for (size_t i = 0; i < w->result->n_defeats; i++)
		add(&r, "defeat", defeat_text(w, &w->result->defeats[i]));
	add_rounds(&r);
	add(&r, w->result->n_winners > 1 ? "tie" : "winner",
	    ranked_set_text(w, w->result->winners, true));
	*n_out = r.n;
	return r.rows;
}
