/* test_ranked.c - ranked votes: against a plain count that follows the definitions word by word,
 * against the published figures of elections of the Debian project, and the ballots themselves.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "committee/ranked.h"
#include "committee/ranked_ballot.h"
#include "committee/ranked_options.h"

/* ---- the plain count ---- */

/* Sets of options are bits. */
struct plain {
	size_t n, n_ballots;
	const unsigned char *ballots; /* n ranks each */
	const struct ranked_terms *terms;
	unsigned prefer[8][8];
	enum ranked_fate fates[8];
	bool gone[8][8]; /* defeats that were dropped */
};

static enum ranked_fate plain_fate(const struct plain *p, size_t a)
{
	unsigned yes = p->prefer[a][p->n - 1], no = p->prefer[p->n - 1][a];
	const struct ranked_majority *m = &p->terms->majority[a];

	if (a == p->n - 1)
		return RANKED_STAYS;
	if (yes < p->terms->quorum)
		return RANKED_WITHOUT_QUORUM;
	if (yes <= no)
		return RANKED_WITHOUT_MAJORITY;
	/* yes : no is at least for_it : against */
	return m->against && yes * m->against < no * m->for_it ? RANKED_WITHOUT_MAJORITY : RANKED_STAYS;
}

static void plain_begin(struct plain *p)
{
	memset(p->gone, 0, sizeof p->gone);
	memset(p->prefer, 0, sizeof p->prefer);
	for (size_t i = 0; i < p->n_ballots * p->n * p->n; i++) {
		const unsigned char *ballot = p->ballots + i / (p->n * p->n) * p->n;
		size_t a = i / p->n % p->n, b = i % p->n;

		p->prefer[a][b] += (ballot[a] ? ballot[a] : 1000) < (ballot[b] ? ballot[b] : 1000);
	}
	for (size_t a = 0; a < p->n; a++)
		p->fates[a] = plain_fate(p, a);
}

static bool plain_beats(const struct plain *p, size_t a, size_t b)
{
	return p->fates[a] == RANKED_STAYS && p->fates[b] == RANKED_STAYS && !p->gone[a][b] && p->prefer[a][b] > p->prefer[b][a];
}

static bool is_unbeaten(const struct plain *p, unsigned all, unsigned set)
{
	for (size_t a = 0; a < p->n; a++) {
		for (size_t b = 0; b < p->n; b++) {
			if ((all & ~set) >> a & 1 && set >> b & 1 && plain_beats(p, a, b))
				return false;
		}
	}
	return true;
}

/* By its other definition: all smallest sets that nobody outside beats anybody of. */
static unsigned plain_schwartz(const struct plain *p)
{
	unsigned all = 0, out = 0;

	for (size_t a = 0; a < p->n; a++)
		all |= (unsigned)(p->fates[a] == RANKED_STAYS) << a;
	for (unsigned set = 1; set <= all; set++) {
		bool smallest = (set & ~all) == 0 && is_unbeaten(p, all, set);

		for (unsigned part = (set - 1) & set; smallest && part; part = (part - 1) & set)
			smallest = !is_unbeaten(p, all, part);
		if (smallest)
			out |= set;
	}
	return out;
}

static bool plain_weaker(const struct plain *p, size_t a, size_t x, size_t b, size_t y)
{
	if (p->prefer[a][x] != p->prefer[b][y])
		return p->prefer[a][x] < p->prefer[b][y];
	return p->prefer[x][a] > p->prefer[y][b];
}

/* Drops the defeats of the set that none is weaker than; how many. */
static size_t plain_drop(struct plain *p, unsigned set)
{
	bool drop[8][8] = { { false } };
	size_t n = 0;

	for (size_t a = 0; a < p->n; a++) {
		for (size_t x = 0; x < p->n; x++) {
			drop[a][x] = set >> a & 1 && set >> x & 1 && plain_beats(p, a, x);
			for (size_t b = 0; drop[a][x] && b < p->n; b++) {
				for (size_t y = 0; y < p->n; y++) {
					if (set >> b & 1 && set >> y & 1 && plain_beats(p, b, y) && plain_weaker(p, b, y, a, x))
						drop[a][x] = false;
				}
			}
		}
	}
	for (size_t a = 0; a < p->n; a++) {
		for (size_t x = 0; x < p->n; x++) {
			n += drop[a][x];
			p->gone[a][x] = p->gone[a][x] || drop[a][x];
		}
	}
	return n;
}

static unsigned bits_of(const bool *set, size_t n)
{
	unsigned bits = 0;

	for (size_t i = 0; i < n; i++)
		bits |= (unsigned)set[i] << i;
	return bits;
}

static void fail_with(const struct plain *p, const char *what)
{
	char text[1000];
	size_t len = 0;

	for (size_t i = 0; i < p->n_ballots && len + 20 < sizeof text; i++) {
		for (size_t a = 0; a < p->n; a++)
			text[len++] = (char)('0' + p->ballots[i * p->n + a]);
		text[len++] = ' ';
	}
	text[len] = '\0';
	fail_msg("%s: quorum %u, majority %u:%u, ballots %s", what, p->terms->quorum, p->terms->majority[0].for_it,
		 p->terms->majority[0].against, text);
}

/* How many rounds it took. */
static size_t check_against_plain(struct arena *arena, struct plain *p)
{
	struct ranked_count count = { .n_options = p->n };
	struct ranked_result got;
	unsigned set;

	for (size_t i = 0; i < p->n_ballots; i++)
		ranked_add(&count, p->ballots + i * p->n);
	ranked_decide(arena, &count, p->terms, &got);
	plain_begin(p);
	for (size_t a = 0; a < p->n; a++) {
		if (got.fates[a] != p->fates[a])
			fail_with(p, "another fate");
	}
	for (size_t round = 0; round < got.n_rounds; round++) {
		set = plain_schwartz(p);
		if (bits_of(got.rounds[round].schwartz, p->n) != set)
			fail_with(p, "another Schwartz set");
		if (got.rounds[round].n_dropped != plain_drop(p, set))
			fail_with(p, "other defeats dropped");
		for (size_t i = 0; i < got.rounds[round].n_dropped; i++) {
			if (!p->gone[got.rounds[round].dropped[i].winner][got.rounds[round].dropped[i].loser])
				fail_with(p, "another defeat dropped");
		}
	}
	if (got.rounds[got.n_rounds - 1].n_dropped || bits_of(got.winners, p->n) != plain_schwartz(p) ||
	    (size_t)__builtin_popcount(bits_of(got.winners, p->n)) != got.n_winners)
		fail_with(p, "other winners");
	return got.n_rounds;
}

static const struct ranked_terms terms_tried[] = {
	{ 0 },
	{ .quorum = 2 },
	{ .majority = { { 2, 1 } } },
	{ .quorum = 1, .majority = { { 3, 1 }, { 3, 2 } } },
};

/* All orders of n options, equal ones too, as dense ranks, the last ones ranked or not. */
static size_t all_ballots(size_t n, unsigned char *out)
{
	size_t found = 0, codes = 1;

	for (size_t i = 0; i < n; i++)
		codes *= n;
	for (size_t code = 0; code < codes; code++) {
		unsigned char *ranks = out + found * n;
		unsigned seen = 0;

		for (size_t i = 0, c = code; i < n; i++, c /= n) {
			ranks[i] = (unsigned char)(c % n);
			seen |= 1u << ranks[i];
		}
		/* without gaps: 0, 1, ... ; the last rank is "not ranked" in every second one */
		if (seen & (seen + 1))
			continue;
		unsigned last = (unsigned)__builtin_popcount(seen) - 1;

		for (size_t i = 0; i < n; i++)
			ranks[i] = ranks[i] == last && found % 2 ? 0 : (unsigned char)(ranks[i] + 1);
		found++;
	}
	return found;
}

struct exhausting {
	struct arena *arena;
	struct plain plain;
	unsigned char ballots[4 * 8];
	const unsigned char *all;
	size_t n_all, cases, rounds_most, ties;
};

static void each_with(struct exhausting *e, size_t from, size_t left)
{
	if (!left) {
		for (size_t i = 0; i < sizeof terms_tried / sizeof *terms_tried; i++) {
			/* all terms where there are few cases, else in turn */
			if (e->plain.n > 3 && e->plain.n_ballots > 3 && (e->cases + i) % 4)
				continue;
			e->plain.terms = &terms_tried[i];
			size_t rounds = check_against_plain(e->arena, &e->plain);

			e->rounds_most = rounds > e->rounds_most ? rounds : e->rounds_most;
			arena_reset(e->arena);
		}
		e->cases++;
		return;
	}
	for (size_t i = from; i < e->n_all; i++) {
		memcpy(e->ballots + (left - 1) * e->plain.n, e->all + i * e->plain.n, e->plain.n);
		each_with(e, i, left - 1);
	}
}

/* The order of the voters means nothing: each set of ballots once. */
static void exhaust(size_t options, size_t voters, size_t want_cases)
{
	unsigned char all[600 * 5];
	struct exhausting e = { .arena = arena_new(), .plain = { .n = options }, .all = all };

	e.n_all = all_ballots(options, all);
	e.plain.ballots = e.ballots;
	for (e.plain.n_ballots = 0; e.plain.n_ballots <= voters; e.plain.n_ballots++)
		each_with(&e, 0, e.plain.n_ballots);
	print_message("%zu options, up to %zu voters: %zu votes, %zu rounds at most\n", options, voters, e.cases, e.rounds_most);
	assert_int_equal(e.cases, want_cases);
	arena_free(&e.arena);
}

static void every_vote_of_few_is_as_by_definition(void **state)
{
	(void)state;
	exhaust(2, 4, 35);			/* sets of up to 4 of 3 ballots: 7 over 4 */
	exhaust(3, 4, 2380);			/* of 13: 17 over 4 */
	exhaust(4, 4, 1502501);			/* of 75: 79 over 4 */
	exhaust(5, 2, 147153);			/* of 541: 543 over 2 */
}

static void random_votes_are_as_by_definition(void **state)
{
	const char *given = getenv("BEADLE_SEED");
	unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
	struct arena *arena = arena_new();
	size_t longest = 0, ties = 0;
	unsigned char ballots[60 * 7];

	(void)state;
	print_message("seed %u\n", seed);
	srand(seed);
	for (int i = 0; i < 3000; i++) {
		struct ranked_terms terms = { .quorum = (unsigned)rand() % 4 };
		struct plain p = { .n = 3 + (size_t)rand() % 5, .n_ballots = 5 + (size_t)rand() % 56, .ballots = ballots, .terms = &terms };

		for (size_t a = 0; a < p.n && rand() % 2; a++)
			terms.majority[a] = (struct ranked_majority){ 1 + (unsigned)rand() % 3, 1 };
		for (size_t k = 0; k < p.n * p.n_ballots; k++)
			ballots[k] = (unsigned char)(rand() % (int)(p.n + 2));
		/* the default option is liked by few, so that the others fight it out */
		for (size_t k = 0; k < p.n_ballots; k++)
			ballots[k * p.n + p.n - 1] = rand() % 8 ? 0 : 1;
		size_t rounds = check_against_plain(arena, &p);

		longest = rounds > longest ? rounds : longest;
		ties += plain_schwartz(&p) & (plain_schwartz(&p) - 1) ? 1 : 0;
		arena_reset(arena);
	}
	print_message("%zu rounds at most, %zu ties\n", longest, ties);
	assert_true(longest > 2 && ties > 10);
	arena_free(&arena);
}

/* ---- elections of the Debian project, by its vote pages ---- */

struct published {
	const char *name;
	size_t n;
	struct ranked_terms terms;
	unsigned matrix[9][9];
	unsigned defeats[36][4]; /* winner, loser, for, against; from 1 */
	const char *dropped; /* options, from 1 */
	size_t winner;
};

static const struct published elections[] = {
	{ "leader 2004", 4, { .quorum = 46 },
	  {
		{   0,  55,  29, 144 },
		{ 385,   0, 182, 394 },
		{ 438, 287,   0, 442 },
		{ 258,  70,  26,   0 },
	  },
	  { { 2, 1, 385, 55 }, { 3, 1, 438, 29 }, { 4, 1, 258, 144 }, { 3, 2, 287, 182 }, { 2, 4, 394, 70 }, { 3, 4, 442, 26 } },
	  "1", 3 },
	{ "leader 2005", 7, { .quorum = 47 },
	  {
		{   0,  18,  33,  18,  52,  39, 112 },
		{ 394,   0, 220, 221, 350, 249, 384 },
		{ 420, 248,   0, 245, 352, 244, 376 },
		{ 440, 244, 222,   0, 375, 264, 390 },
		{ 314,  60,  95,  80,   0,  99, 261 },
		{ 378, 185, 184, 196, 307,   0, 346 },
		{ 337,  75, 107, 101, 184, 120,   0 },
	  },
	  { { 3, 2, 248, 220 }, { 4, 2, 244, 221 }, { 2, 5, 350, 60 }, { 2, 6, 249, 185 }, { 2, 7, 384, 75 }, { 3, 4, 245, 222 },
	    { 3, 5, 352, 95 }, { 3, 6, 244, 184 }, { 3, 7, 376, 107 }, { 4, 5, 375, 80 }, { 4, 6, 264, 196 }, { 4, 7, 390, 101 },
	    { 6, 5, 307, 99 }, { 5, 7, 261, 184 }, { 6, 7, 346, 120 } },
	  "1", 3 },
	{ "leader 2007", 9, { .quorum = 49 },
	  {
		{   0, 340, 247, 163, 163, 181, 219, 331, 337 },
		{  28,   0,  38,  31,  45,  37,  91,  94, 142 },
		{ 130, 255,   0,  75, 129, 121, 170, 239, 268 },
		{ 237, 329, 278,   0, 211, 227, 252, 330, 346 },
		{ 224, 344, 271, 203,   0, 215, 264, 330, 342 },
		{ 213, 342, 261, 177, 190,   0, 240, 326, 340 },
		{ 202, 307, 243, 184, 131, 184,   0, 287, 298 },
		{  42, 159,  73,  43,  58,  56, 109,   0, 183 },
		{ 109, 270, 160,  91, 103, 113, 156, 233,   0 },
	  },
	  { { 1, 3, 247, 130 }, { 4, 1, 237, 163 }, { 5, 1, 224, 163 }, { 6, 1, 213, 181 }, { 1, 7, 219, 202 }, { 1, 9, 337, 109 },
	    { 4, 3, 278, 75 }, { 5, 3, 271, 129 }, { 6, 3, 261, 121 }, { 7, 3, 243, 170 }, { 3, 9, 268, 160 }, { 4, 5, 211, 203 },
	    { 4, 6, 227, 177 }, { 4, 7, 252, 184 }, { 4, 9, 346, 91 }, { 5, 6, 215, 190 }, { 5, 7, 264, 131 }, { 5, 9, 342, 103 },
	    { 6, 7, 240, 184 }, { 6, 9, 340, 113 }, { 7, 9, 298, 156 } },
	  "28", 4 },
	/* four of its options needed three to one */
	{ "lenny 2008", 7, { .quorum = 48, .majority = { { 0 }, { 3, 1 }, { 3, 1 }, { 3, 1 }, { 0 }, { 3, 1 } } },
	  {
		{   0,  46,  60,  72,  73,  89, 117 },
		{ 281,   0, 160, 160, 171, 177, 224 },
		{ 255,  61,   0, 125, 137, 151, 204 },
		{ 253, 121, 146,   0, 160, 166, 194 },
		{ 234, 105, 128, 135,   0, 136, 191 },
		{ 220, 118, 134, 125, 134,   0, 180 },
		{ 226, 129, 145, 153, 160, 169,   0 },
	  },
	  { { 5, 7, 191, 160 } },
	  "12346", 5 },
};

static bool is_listed(const struct ranked_result *r, size_t winner, size_t loser)
{
	for (size_t i = 0; i < r->n_defeats; i++) {
		if (r->defeats[i].winner == winner - 1 && r->defeats[i].loser == loser - 1)
			return true;
	}
	return false;
}

/* The page of 2004 lists defeats of the option that was dropped as well: those are none here. */
static void published_elections_come_out_as_published(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (size_t e = 0; e < sizeof elections / sizeof elections[0]; e++) {
		const struct published *p = &elections[e];
		struct ranked_count count = { .n_options = p->n };
		struct ranked_result r;
		size_t listed = 0;

		print_message("%s\n", p->name);
		for (size_t a = 0; a < p->n; a++)
			memcpy(count.over[a], p->matrix[a], p->n * sizeof count.over[a][0]);
		ranked_decide(arena, &count, &p->terms, &r);
		for (size_t a = 0; a < p->n; a++)
			assert_true((r.fates[a] != RANKED_STAYS) == (strchr(p->dropped, (char)('1' + a)) != NULL));
		for (size_t i = 0; i < 36 && p->defeats[i][0]; i++) {
			const unsigned *d = p->defeats[i];
			bool stays = !strchr(p->dropped, (char)('0' + d[0])) && !strchr(p->dropped, (char)('0' + d[1]));

			assert_int_equal(count.over[d[0] - 1][d[1] - 1], d[2]);
			assert_int_equal(count.over[d[1] - 1][d[0] - 1], d[3]);
			assert_true(is_listed(&r, d[0], d[1]) == stays);
			listed += stays;
		}
		assert_int_equal(r.n_defeats, listed);
		assert_int_equal(r.n_winners, 1);
		assert_true(r.winners[p->winner - 1]);
		assert_int_equal(r.n_rounds, 1);
	}
	arena_free(&arena);
}

/* ---- circles, ties, the default option ---- */

static void add(struct ranked_count *count, unsigned times, const char *ranks)
{
	unsigned char r[RANKED_OPTIONS_MAX];

	for (size_t i = 0; i < count->n_options; i++)
		r[i] = ranks[i] == '-' ? 0 : (unsigned char)(ranks[i] - '0');
	for (; times; times--)
		ranked_add(count, r);
}

static void circles_ties_and_the_default_option(void **state)
{
	static const struct {
		const char *what;
		size_t n;
		struct {
			unsigned times;
			const char *ranks;
		} ballots[6];
		struct ranked_terms terms;
		const char *winners;	/* from 1 */
		size_t rounds;
	} rows[] = {
		{ "nobody votes: the default option", 3, { { 0, "" } }, { 0 }, "3", 1 },
		{ "one option", 2, { { 1, "1-" } }, { 0 }, "1", 1 },
		{ "a ballot that ranks nothing says nothing", 3, { { 9, "---" }, { 1, "21-" } }, { 0 }, "2", 1 },
		{ "the default option wins", 3, { { 3, "231" }, { 2, "123" } }, { 0 }, "3", 1 },
		{ "two are liked equally well: a tie", 3, { { 4, "12-" }, { 4, "21-" } }, { 0 }, "12", 1 },
		{ "all say that both are first: a tie", 3, { { 5, "112" } }, { 0 }, "12", 1 },
		{ "a circle: 7 to 6 is its weakest defeat", 4,
		  { { 5, "1234" }, { 4, "3124" }, { 3, "2314" }, { 1, "1324" } }, { 0 }, "1", 2 },
		{ "a circle: two of its defeats are 8 to 5, and go together", 4,
		  { { 5, "1234" }, { 4, "3124" }, { 3, "2314" }, { 1, "3214" } }, { 0 }, "12", 2 },
		{ "a circle of equals falls apart at once: a tie of three", 4,
		  { { 1, "1234" }, { 1, "3124" }, { 1, "2314" } }, { 0 }, "123", 2 },
		{ "the quorum takes out who is liked best", 3, { { 3, "1-2" }, { 4, "-1-" } }, { .quorum = 4 }, "2", 1 },
		{ "one less does not", 3, { { 4, "1-2" }, { 3, "-1-" } }, { .quorum = 4 }, "1", 1 },
		{ "nobody has the quorum", 3, { { 3, "123" }, { 3, "213" } }, { .quorum = 7 }, "3", 1 },
		{ "three to one, and it has three to one", 2, { { 3, "12" }, { 1, "21" } }, { .majority = { { 3, 1 } } }, "1", 1 },
		{ "it has a little less", 2, { { 5, "12" }, { 2, "21" } }, { .majority = { { 3, 1 } } }, "2", 1 },
		{ "three to two, exactly", 2, { { 6, "12" }, { 4, "21" } }, { .majority = { { 3, 2 } } }, "1", 1 },
		{ "one to one is not enough: more must like it", 2, { { 2, "12" }, { 2, "21" } }, { 0 }, "2", 1 },
		{ "a circle of three", 4, { { 4, "1234" }, { 4, "2314" }, { 2, "3124" }, { 1, "1243" } }, { 0 }, "1", 2 },
		{ "without the third of them there is none", 4,
		  { { 4, "1234" }, { 4, "2314" }, { 2, "3124" }, { 1, "1243" } }, { .majority = { { 0 }, { 0 }, { 11, 1 } } }, "1", 1 },
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct ranked_count count = { .n_options = rows[i].n };
		struct ranked_result r;
		char winners[10] = "";

		for (size_t k = 0; rows[i].ballots[k].times; k++)
			add(&count, rows[i].ballots[k].times, rows[i].ballots[k].ranks);
		ranked_decide(arena, &count, &rows[i].terms, &r);
		for (size_t a = 0; a < rows[i].n; a++) {
			if (r.winners[a])
				strcat(winners, (char[]){ (char)('1' + a), '\0' });
		}
		if (strcmp(winners, rows[i].winners) != 0 || r.n_rounds != rows[i].rounds || strlen(winners) != r.n_winners)
			fail_msg("%s: %s in %zu rounds, not %s in %zu", rows[i].what, winners, r.n_rounds, rows[i].winners, rows[i].rounds);
	}
	arena_free(&arena);
}

/* As many options as there can be: a circle of 34, one defeat a little weaker than the others. */
static void the_largest_vote(void **state)
{
	struct ranked_count count = { .n_options = RANKED_OPTIONS_MAX };
	const struct ranked_terms none = { 0 };
	struct arena *arena = arena_new();
	struct ranked_result r;
	size_t n = RANKED_OPTIONS_MAX - 1;

	(void)state;
	for (size_t a = 0; a < n; a++) {
		count.over[a][n] = UINT32_MAX;
		count.over[a][(a + 1) % n] = a == 9 ? 999 : 1000;
	}
	ranked_decide(arena, &count, &none, &r);
	assert_int_equal(r.n_rounds, 2);
	assert_int_equal(r.rounds[0].n_dropped, 1);
	assert_int_equal(r.n_winners, 1);
	assert_true(r.winners[10]);
	arena_free(&arena);
}

/* ---- ballots ---- */

static const char *const names[] = { "Anna Berg", "Bert", "Cleo = C", RANKED_NONE };

/* What came of a line: the ranks and, behind "/", why; or the fault. */
static const char *read_line(struct arena *arena, const char *line, const char *const *options, size_t n)
{
	unsigned char ranks[RANKED_LETTERS];
	struct span reason = span_of("");
	const char *got = NULL;

	memset(ranks, 7, sizeof ranks);
	if (!ranked_ballot_read(arena, span_of(line), options, n, ranks, &reason, &got)) {
		assert_int_equal(ranks[0], 7);
		return got;
	}
	got = "";
	for (size_t i = 0; i < n; i++)
		got = ranks[i] ? arena_printf(arena, "%s%u", got, ranks[i]) : arena_printf(arena, "%s-", got);
	return reason.len ? arena_printf(arena, "%s / " SPAN_FMT, got, SPAN_ARG(reason)) : got;
}

struct reading_row {
	const char *line, *want;
};

static void check_lines(const struct reading_row *rows, size_t n_rows, const char *const *options, size_t n)
{
	struct arena *arena = arena_new();
	size_t wrong = 0;

	for (size_t i = 0; i < n_rows; i++) {
		const char *got = read_line(arena, rows[i].line, options, n);

		if (strcmp(got, rows[i].want) == 0)
			continue;
		print_message("%s: %s, not %s\n", rows[i].line, got, rows[i].want);
		wrong++;
	}
	arena_free(&arena);
	assert_int_equal(wrong, 0);
}

#define CHECK(rows, options, n) check_lines(rows, sizeof(rows) / sizeof (rows)[0], options, n)

static void ballots_are_read(void **state)
{
	static const struct reading_row rows[] = {
		{ "2 1 3 4", "2134" },
		{ " 2, 1, 3 ", "213-" },
		{ "2; 1; 3", "213-" },
		{ "2 1 - 9.", "21-9" },
		{ "2\t1", "21--" },
		{ "2134", "2134" },
		{ "-1-2", "-1-2" },
		{ "213", "213-" },
		{ "A, B", "\"A, B\" may be an order or not: write > between options, as in \"B > A\"" },
		{ "Bert; Anna", "\"Bert; Anna\" may be an order or not: write > between options, as in \"B > A\"" },
		{ "- 1", "-1--" },
		{ "1", "1---" },
		{ "1 1 1 1", "1111" },
		{ "1 5 99 -", "1599-" },
		{ "B > A > C", "213-" },
		{ "b>a>c>d", "2134" },
		{ "b > a", "21--" },
		{ "A = B > C", "112-" },
		{ "A=B=C=D", "1111" },
		{ "C", "--1-" },
		{ "Bert > anna berg", "21--" },
		{ "Bert > none of these > A", "31-2" },
		{ "2 > 1 = 4", "21-2" },
		{ "abstain", "----" },
		{ "Abstain - I know nobody", "---- / I know nobody" },
		/* beginnings that fit one alone, of any word of the name */
		{ "anna > be", "\"be\" can be several options" },
		{ "anna > ber", "\"ber\" can be several options" },
		{ "anna > bert", "12--" },
		{ "cl > An", "2-1-" },
		{ "none > a", "2--1" },
		{ "NOTA > B", "-2-1" },
		{ "none of the above", "---1" },
		/* as mail programs and people write them */
		{ "**B > A**", "21--" },
		{ "\"B > A > C\"", "213-" },
		{ "\xE2\x80\x9C" "B > A\xE2\x80\x9D", "21--" },
		{ "B &gt; A &gt; C", "213-" },
		{ "B -> A -> C", "213-" },
		{ "B \xE2\x86\x92 A", "21--" },
		{ "- B > A", "21--" },
		{ "My vote: B > A", "21--" },
		{ "I vote B > A.", "21--" },
		{ "My ranking is 2 1 3 4", "2134" },
		{ "Ballot: 213-", "213-" },
		{ "B Bert > A Anna Berg", "21--" },
		{ "B) Bert > A) Anna", "21--" },
		{ "2. Bert > 1. Anna Berg", "21--" },
		{ "\"Bert\" > 'Anna Berg'", "21--" },
		{ "B > ? > ?", "-1--" },
		{ "B > ? > A", "31--" },
		{ "B > A - I know them both", "21-- / I know them both" },
		{ "B > A (I know them)", "21-- / I know them" },
		{ "B \xE2\x80\x94 by far", "-1-- / by far" },
		{ "2 1 3 4 - as we said", "2134 / as we said" },
		/* none, and why */
		{ "", "\"\" ranks nothing" },
		{ "? > ?", "\"\" ranks nothing" },
		{ "1 2 3 4 5", "\"5\" is one rank too many" },
		{ "0 1 2 3", "\"0\" is no rank from 1 to 99" },
		{ "1 100", "\"100\" is no rank from 1 to 99" },
		{ "1 2 because I like it", "\"because\" is no rank from 1 to 99" },
		{ "1.5 2", "\"1.5\" is no rank from 1 to 99" },
		{ "2", "\"2\" alone may be a rank or an option" },
		{ "A > E", "\"E\" is no option" },
		{ "A > B > A", "\"A\" is named twice" },
		{ "A > Anna", "\"Anna\" is named twice" },
		{ "A >> B", "\"\" is no option" },
		{ "A > B >", "\"\" is no option" },
		{ "A >= B", "\"\" is no option" },
		{ "0 > 1", "\"0\" is no option" },
		{ "5 > 1", "\"5\" is no option" },
		{ "yes", "\"yes\" is no option" },
		{ "+1", "\"+1\" is no option" },
		{ "-1", "\"-1\" is no rank from 1 to 99" },
		{ "B A C", "\"B A C\" is no option" },
		{ "B > A, then C", "\"A, then C\" is no option" },
		{ "B > A - then C", "\"A - then C\" is no option" },
		{ "B > A (Cleo last)", "\"A (Cleo last)\" is no option" },
		{ "B) Anna > A", "\"B) Anna\" is no option" },
		{ "K\xC3\xA4the > A", "\"K\xC3\xA4the\" is no option" },
		{ "I like B > A", "\"I like B\" is no option" },
	};

	(void)state;
	CHECK(rows, names, 4);
}

/* Where letters, numbers and names are near to each other. */
static void names_that_are_near_to_places(void **state)
{
	static const char *const nine[] = { "2025", "2026", "Keep the logo", "A new logo", "drop it", "Berta", "Bert",
					    "x > y", "I, Robot", RANKED_NONE };
	static const struct reading_row rows[] = {
		{ "2026 > 2025", "21--------" },
		{ "2 > 1", "21--------" },
		{ "keep > drop", "--1-2-----" },
		{ "the logo", "--1-------" },
		{ "logo > A", "\"logo\" can be several options" },
		{ "a new > A", "2--1------" },
		{ "Bert > Berta", "-----21---" },
		{ "ber", "\"ber\" can be several options" },
		{ "I > A", "2-------1-" },
		{ "I vote I > A", "2-------1-" },
		{ "i, robot > h", "-------21-" },
		{ "1 2 3 4 5 6 7 8 9 10", "12345678910" },
		{ "1-23456789", "1-23456789" },
	};

	(void)state;
	CHECK(rows, nine, 10);
}

/* What is said of a ballot is read as a ballot that prefers the same. */
static void a_ballot_in_words_is_the_same_ballot(void **state)
{
	struct arena *arena = arena_new();
	unsigned char all[600 * 4], again[4];
	size_t n = all_ballots(4, all);
	struct span reason;
	const char *fault;

	(void)state;
	assert_int_equal(n, 75);
	for (size_t i = 0; i < n; i++) {
		const unsigned char *ranks = all + i * 4;
		struct ranked_count a = { .n_options = 4 }, b = { .n_options = 4 };
		const char *text = ranked_ballot_text(arena, ranks, 4);

		ranked_add(&a, ranks);
		if (strcmp(text, "nothing is ranked") == 0)
			memset(again, 0, sizeof again);
		else
			assert_true(ranked_ballot_read(arena, span_of(text), names, 4, again, &reason, &fault));
		ranked_add(&b, again);
		assert_memory_equal(&a, &b, sizeof a);
		/* and in signs, which have no gaps */
		assert_true(ranked_ballot_from_signs(span_of(ranked_ballot_signs(arena, ranks, 4)), 4, again));
		b = (struct ranked_count){ .n_options = 4 };
		ranked_add(&b, again);
		assert_memory_equal(&a, &b, sizeof a);
	}
	assert_string_equal(ranked_ballot_text(arena, (const unsigned char[]){ 9, 2, 9, 0 }, 4), "B > A = C");
	assert_string_equal(ranked_ballot_words(arena, (const unsigned char[]){ 9, 2, 9, 0 }, names, 4),
			    "B Bert > A Anna Berg = C Cleo = C; not ranked, so behind these: D None of these");
	assert_string_equal(ranked_ballot_words(arena, (const unsigned char[]){ 0, 0, 0, 0 }, names, 4), "nothing is ranked");
	arena_free(&arena);
}

/* ---- options ---- */

static void options_that_every_ballot_can_name(void **state)
{
	static const struct {
		const char *written, *want;
	} rows[] = {
		{ "Anna\nBert", "Anna\nBert\n" RANKED_NONE },
		{ " Anna \n\nBert\n", "Anna\nBert\n" RANKED_NONE },
		{ "Anna", "Anna\n" RANKED_NONE },
		{ "A\nB", "A\nB\n" RANKED_NONE },
		{ "1\n2\n4", "the option \"4\" is called as ballots name another one by its place" },
		{ "2025\n2026", "2025\n2026\n" RANKED_NONE },
		{ "", "it has no options: write them as a list below its line, as in \"- Anna\"" },
		{ " \n", "it has no options: write them as a list below its line, as in \"- Anna\"" },
		{ "Anna\nBert\nanna", "two options are called \"anna\"" },
		{ "Anna\nNone of the above", "\"None of the above\" is the last option of every ranked vote: leave it out" },
		{ "none of these.", "\"none of these.\" is the last option of every ranked vote: leave it out" },
		{ "B\nA", "the option \"B\" is called as ballots name another one by its place" },
		{ "Anna\n1", "the option \"1\" is called as ballots name another one by its place" },
		{ "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\nn\no\np\nq\nr\ns\nt\nu\nv\nw\nx\ny\nzz",
		  "it has more than 25 options" },
	};
	struct arena *arena = arena_new();
	const char *lines, *why, *text = "";

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		why = ranked_options_of(arena, rows[i].written, &lines);
		assert_string_equal(why ? why : lines, rows[i].want);
	}
	for (size_t i = 0; i < RANKED_WRITTEN_MAX; i++)
		text = arena_printf(arena, "%soption %zu\n", text, i);
	assert_null(ranked_options_of(arena, text, &lines));
	for (size_t i = 0; i < 30; i++)
		text = arena_printf(arena, "%s%s", i ? text : "", "long name ");
	assert_non_null(strstr(ranked_options_of(arena, text, &lines), "is longer than 200 bytes"));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_vote_of_few_is_as_by_definition),
		cmocka_unit_test(random_votes_are_as_by_definition),
		cmocka_unit_test(published_elections_come_out_as_published),
		cmocka_unit_test(circles_ties_and_the_default_option),
		cmocka_unit_test(the_largest_vote),
		cmocka_unit_test(ballots_are_read),
		cmocka_unit_test(names_that_are_near_to_places),
		cmocka_unit_test(options_that_every_ballot_can_name),
		cmocka_unit_test(a_ballot_in_words_is_the_same_ballot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
