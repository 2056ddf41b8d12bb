/* ranked_ballot.c - see ranked_ballot.h. */
#include "committee/ranked_ballot.h"

#include <string.h>

#include "committee/ballot.h"

enum { QUOTE_BYTES_MAX = 40, NAME_BYTES_MAX = 60, BEGINNING_BYTES_MIN = 2 };

struct ballot_reading {
	struct arena *arena;
	const char *const *names;
	size_t n;
	unsigned char ranks[RANKED_LETTERS];
	struct span reason;
	const char *fault;
};

static bool is_wrong(struct ballot_reading *r, const char *what, struct span word)
{
	word = span_cut(word, QUOTE_BYTES_MAX);
	r->fault = arena_printf(r->arena, "\"" SPAN_FMT "\" %s", SPAN_ARG(word), what);
	return false;
}

/* ---- 2 1 3 ---- */

/* The next rank: white space or a comma ends it. */
static struct span next_word(struct span *rest)
{
	struct span word = span_strip_start(*rest, " \t\r\n,;");
	size_t len = 0;

	while (len < word.len && !memchr(" \t\r\n,;", word.ptr[len], 6))
		len++;
	*rest = span_sub(word, len, word.len);
	return span_sub(word, 0, len);
}

/* "213", "2-1": a sign for each option, as on a tally sheet; the default one can be left out. */
static bool read_signs(struct ballot_reading *r, struct span line)
{
	bool is_whole = line.len == r->n || (r->n > 2 && line.len == r->n - 1);

	return r->n > 1 && is_whole && !span_strip_start(line, "123456789-").len &&
	       ranked_ballot_from_signs(line, line.len, r->ranks);
}

/* "- I know her", "(I know her)": what stands behind a ballot that is whole. */
static bool is_reason(struct span rest)
{
	static const char *const signs[] = { "- ", "\xE2\x80\x93 ", "\xE2\x80\x94 ", "(", NULL };

	return span_any(span_trim(rest), span_starts, signs) != NULL;
}

static bool read_ranks(struct ballot_reading *r, struct span line)
{
	struct span rest = line, word;
	unsigned long rank = 0;
	size_t i = 0;

	for (; !(i == r->n && is_reason(rest)) && (word = next_word(&rest)).len; i++) {
		if (i == r->n)
			return is_wrong(r, "is one rank too many", word);
		rank = 0;
		if (!span_is(word, "-") &&
		    (!span_to_uint(word, RANKED_RANK_MAX, &rank) || rank == 0))
			return is_wrong(r, "is no rank from 1 to 99", word);
		r->ranks[i] = (unsigned char)rank;
	}
	if (i == 1 && rank != 1 && r->n > 1)
		return is_wrong(r, "alone may be a rank or an option", line);
	r->reason = rest;
	return true;
}

/* ---- which option ---- */

bool ranked_is_none(struct span name)
{
	static const char *const names[] = { RANKED_NONE,     "none of the above",
					     "none of them",  "none of the options",
					     "none of those", "none",
					     "nota",	      NULL };

	return span_any(span_strip_end(name, ". "), span_is_ci, names) != NULL;
}

/* The number of a letter or number that names an option by its place; n: none. */
static size_t option_at(const struct ballot_reading *r, struct span word)
{
	char letter = word.len == 1 ? (char)ascii_lower(word.ptr[0]) : '\0';
	unsigned long number;

	if (letter >= 'a' && letter < (char)('a' + r->n))
		return (size_t)(letter - 'a');
	if (span_to_uint(word, r->n, &number) && number)
		return number - 1;
	return r->n;
}

/* Does a word of the name begin so? */
static bool has_beginning(struct span name, struct span beginning)
{
	for (size_t i = 0; i + beginning.len <= name.len; i++) {
		bool begins = i == 0 || !ascii_is_alnum((unsigned char)name.ptr[i - 1]);

		/* within a letter of several bytes no word begins */
		if (i && (unsigned char)name.ptr[i - 1] >= 0x80)
			begins = false;
		if (begins && span_eq_ci(span_sub(name, i, beginning.len), beginning))
			return true;
	}
	return false;
}

/* "Cafe" of "Café": letters of Western Europe without their accents. */
static struct span plain_letters(struct arena *arena, struct span s)
{
	static const char plain[] =
		"AAAAAAACEEEEIIIIDNOOOOO*OUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty";
	char *text = arena_alloc(arena, s.len + 1, 1);
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i],
			      next = i + 1 < s.len ? (unsigned char)s.ptr[i + 1] : 0;
		bool is_latin = c == 0xC3 && next >= 0x80 && next <= 0xBF;

		text[n++] = is_latin ? plain[next - 0x80] : s.ptr[i];
		i += is_latin;
	}
	return span_from(text, n);
}

/* n: none is so called; above: several can be meant. */
static size_t option_spelled(const struct ballot_reading *r, struct span word, bool is_plain)
{
	size_t found = r->n;

	for (size_t i = 0; i < r->n; i++) {
		struct span name = span_of(r->names[i]);

		if (is_plain)
			name = plain_letters(r->arena, name);
		if (span_eq_ci(word, name))
			return i;
		if (word.len >= BEGINNING_BYTES_MIN && has_beginning(name, word))
			found = found == r->n ? i : r->n + 1;
	}
	return found;
}

static size_t option_called(const struct ballot_reading *r, struct span word)
{
	size_t found = option_spelled(r, word, false);

	if (found == r->n)
		found = option_spelled(r, plain_letters(r->arena, word), true);
	return found == r->n && ranked_is_none(word) ? r->n - 1 : found;
}

/* "B Bert", "B) Bert", "2. Bert": its place, and the same once more. */
static size_t option_labelled(const struct ballot_reading *r, struct span word)
{
	size_t len = 0, option;
	struct span name;

	while (len < word.len && ascii_is_alnum((unsigned char)word.ptr[len]))
		len++;
	name = span_trim(span_strip_start(span_sub(word, len, word.len), " \t.):"));
	option = len < word.len ? option_at(r, span_sub(word, 0, len)) : r->n;
	if (option == r->n || !name.len)
		return option;
	return span_starts_ci(span_of(r->names[option]),
			      arena_strndup(r->arena, name.ptr, name.len)) ? option : r->n;
}

static struct span unquoted(struct span word)
{
	return span_trim(ballot_strip(word));
}

static bool find_option(struct ballot_reading *r, struct span word, size_t *out)
{
	word = unquoted(word);
	*out = option_called(r, word);
	if (*out >= r->n && option_at(r, word) < r->n)
		*out = option_at(r, word);
	if (*out >= r->n && option_labelled(r, word) < r->n)
		*out = option_labelled(r, word);
	return *out < r->n;
}

/* ---- B > A = C ---- */

/* Signs as people and their programs write them. */
static const struct {
	const char *sign;
	bool is_equal;
} separators[] = {
	{ "&gt;", false },	   { "->", false }, { "\xE2\x86\x92", false },
	{ "\xEF\xBC\x9E", false }, { ">", false },  { "=", true },
};

enum { N_SEPARATORS = sizeof separators / sizeof separators[0] };

/* What stands in front of the next sign, which is cut off with it; *index_out: which one it is,
 * N_SEPARATORS: there is none any more. */
static struct span take_name(struct span *line, size_t *index_out)
{
	struct span all = *line;

	for (size_t at = 0; at < all.len; at++) {
		struct span here = span_sub(all, at, all.len);

		for (size_t i = 0; i < N_SEPARATORS; i++) {
			if (!span_starts(here, separators[i].sign))
				continue;
			*index_out = i;
			*line = span_sub(here, strlen(separators[i].sign), here.len);
			return span_trim(span_sub(all, 0, at));
		}
	}
	*index_out = N_SEPARATORS;
	*line = span_sub(all, all.len, all.len);
	return span_trim(all);
}

static bool has_separator(struct span line)
{
	size_t index;

	(void)take_name(&line, &index);
	return index != N_SEPARATORS;
}

/* Would a reason say more of what is ranked?  "- then C", "(C last)". */
static bool speaks_of_options(struct ballot_reading *r, struct span reason)
{
	struct span word;
	size_t option;

	while ((word = next_word(&reason)).len) {
		word = span_strip_end(span_strip_start(unquoted(word), "("), ").:!?");
		bool is_letter = word.len == 1 && ascii_is_upper(word.ptr[0]);

		if (is_letter ? find_option(r, word, &option) :
				word.len > BEGINNING_BYTES_MIN && option_called(r, word) < r->n)
			return true;
	}
	return false;
}

/* The last option of a line, and why. */
static bool find_last(struct ballot_reading *r, struct span word, size_t *out)
{
	if (find_option(r, word, out))
		return true;
	for (size_t at = 1; at < word.len; at++) {
		struct span rest = span_sub(word, at, word.len);

		if (!ascii_is_space((unsigned char)word.ptr[at - 1]) || !is_reason(rest))
			continue;
		if (!find_option(r, span_trim(span_sub(word, 0, at)), out) ||
		    speaks_of_options(r, rest))
			return false;
		r->reason = rest;
		return true;
	}
	return false;
}

/* "?": what a voter has left of the example. */
static bool is_blank(struct span word)
{
	return word.len && !span_strip_start(word, "?").len;
}

static bool read_order(struct ballot_reading *r, struct span line)
{
	size_t index = 0, option;
	unsigned char rank = 1;
	bool is_empty = true;

	line = span_strip_start(line, "- \t");	/* a bullet */
	while (index != N_SEPARATORS) {
		struct span word = take_name(&line, &index);
		bool is_last = index == N_SEPARATORS;

		if (!is_blank(word)) {
			bool is_found = is_last ? find_last(r, word, &option)
						: find_option(r, word, &option);

			if (!is_found)
				return is_wrong(r,
						option_called(r, word) > r->n
							? "can be several options"
							: "is no option",
						word);
			if (r->ranks[option])
				return is_wrong(r, "is named twice", word);
			r->ranks[option] = rank;
			is_empty = false;
		}
		if (rank == RANKED_RANK_MAX && !is_last)
			return is_wrong(r, "goes on too long", word);
		rank = (unsigned char)(rank + (!is_last && !separators[index].is_equal));
	}
	return is_empty ? is_wrong(r, "ranks nothing", line) : true;
}

/* "C, D, A": options, and nothing that says which one is preferred. */
static bool names_several(struct ballot_reading *r, struct span line)
{
	size_t n = 0, option;

	while (line.len) {
		size_t len = 0;

		while (len < line.len && !memchr(",;/", line.ptr[len], 3))
			len++;
		if (!find_option(r, span_trim(span_sub(line, 0, len)), &option))
			return false;
		line = span_sub(line, len + 1, line.len);
		n++;
	}
	return n > 1;
}

static bool read_line(struct ballot_reading *r, struct span line)
{
	struct span reason;

	memset(r->ranks, 0, sizeof r->ranks);
	if (!line.len)
		return is_wrong(r, "ranks nothing", line);
	if (has_separator(line))
		return read_order(r, line);
	if (ascii_is_digit(line.ptr[0]) || line.ptr[0] == '-') {
		if (read_signs(r, line) || read_ranks(r, line))
			return true;
	} else if (ballot_read(line, &reason) == BALLOT_ABSTAIN) {
		r->reason = reason;
		return true;
	}
	const char *fault = r->fault;
	size_t option;

	memset(r->ranks, 0, sizeof r->ranks);
	/* a name may begin with a digit, too */
	if (option_called(r, unquoted(line)) >= r->n && fault)
		return false;
	if (!find_last(r, line, &option) && names_several(r, line))
		return is_wrong(r,
				"may be an order or not: write > between options, as in \"B > A\"",
				line);
	if (!find_last(r, line, &option))
		return is_wrong(r, option_called(r, line) > r->n ? "can be several options"
								: "is no option", line);
	r->ranks[option] = 1;
	return true;
}

bool ranked_ballot_read(struct arena *arena, struct span line, const char *const *names, size_t n,
			unsigned char *ranks_out, struct span *reason_out, const char **fault_out)
{
	struct ballot_reading r = { .arena = arena, .names = names, .n = n };
	struct span bare = span_strip_end(span_trim(ballot_strip(line)), ".!; \t"),
		    behind = ballot_behind_lead(bare);

	if (!read_line(&r, bare)) {
		*fault_out = r.fault;
		/* later, for in "I > A" it is the ninth option, and no "I vote" */
		if (behind.len == bare.len || !read_line(&r, behind))
			return false;
	}
	memcpy(ranks_out, r.ranks, n);
	*reason_out = span_unwrap(ballot_reason(r.reason), "()");
	return true;
}

bool ranked_ballot_goes_on(struct arena *arena, const unsigned char *ranks, struct span below,
			   const char *const *names, size_t n)
{
	struct ballot_reading r = { .arena = arena, .names = names, .n = n };
	size_t n_ranked = 0;

	for (size_t i = 0; i < n; i++)
		n_ranked += ranks[i] != 0;
	return n_ranked == 1 && speaks_of_options(&r, below);
}

/* ---- in words ---- */

const char *ranked_option_text(struct arena *arena, const char *const *names, size_t option)
{
	struct span name = span_cut(span_of(names[option]), NAME_BYTES_MAX);

	return arena_printf(arena, "%c " SPAN_FMT "%s", (char)('A' + option), SPAN_ARG(name),
			    names[option][name.len] ? "..." : "");
}

const char *ranked_options_text(struct arena *arena, const char *const *names, size_t n)
{
	const char *text = "", *between = ", ";

	for (size_t i = 0; i < n; i++)
		between = strchr(names[i], ',') ? "; " : between;
	for (size_t i = 0; i < n; i++)
		text = arena_printf(arena, "%s%s%s", text, *text ? between : "",
				    ranked_option_text(arena, names, i));
	return text;
}

const char *ranked_ballot_help(struct arena *arena, const char *const *names, size_t n)
{
	return arena_printf(arena,
			    "The options are %s: write their letters or names from the best one "
			    "on, or a rank for each in this order, or \"abstain\"; a reason "
			    "stands behind a dash.",
			    ranked_options_text(arena, names, n));
}

/* Those of equal rank are joined by another sign; names: NULL for letters alone. */
static const char *join_ranked(struct arena *arena, const unsigned char *ranks,
			       const char *const *names, size_t n)
{
	const char *text = "";

	for (unsigned rank = 1; rank <= RANKED_RANK_MAX; rank++) {
		const char *sign = " > ";

		for (size_t i = 0; i < n; i++) {
			if (ranks[i] != rank)
				continue;
			text = arena_printf(arena, "%s%s%s", text, *text ? sign : "",
					    names ? ranked_option_text(arena, names, i) :
						    arena_printf(arena, "%c", (char)('A' + i)));
			sign = " = ";
		}
	}
	return *text ? text : "nothing is ranked";
}

const char *ranked_ballot_text(struct arena *arena, const unsigned char *ranks, size_t n)
{
	return join_ranked(arena, ranks, NULL, n);
}

const char *ranked_ballot_words(struct arena *arena, const unsigned char *ranks,
				const char *const *names, size_t n)
{
	const char *rest = "";
	size_t n_ranked = 0;

	for (size_t i = 0; i < n; i++) {
		if (ranks[i])
			n_ranked++;
		else
			rest = arena_printf(arena, "%s%s%s", rest, *rest ? ", " : "",
					    ranked_option_text(arena, names, i));
	}
	if (!n_ranked || n_ranked == n)
		return join_ranked(arena, ranks, names, n);
	return arena_printf(arena, "%s; not ranked, so behind these: %s",
			    join_ranked(arena, ranks, names, n), rest);
}

/* ---- in signs ---- */

unsigned ranked_sign_value(char sign)
{
	if (sign >= '1' && sign <= '9')
		return (unsigned)(sign - '0');
	return ascii_is_alpha((unsigned char)sign) ? (unsigned)(ascii_lower(sign) - 'a') + 10 : 0;
}

const char *ranked_ballot_signs(struct arena *arena, const unsigned char *ranks, size_t n)
{
	static const char signs[] = "-123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	char *text = arena_alloc(arena, n + 1, 1);

	for (size_t i = 0; i < n; i++) {
		bool is_used[RANKED_RANK_MAX + 1] = { false };
		size_t place = 0;

		for (size_t k = 0; k < n; k++)
			is_used[ranks[k]] = true;
		for (size_t rank = 1; rank <= ranks[i]; rank++)
			place += is_used[rank];
		text[i] = signs[place];
	}
	text[n] = '\0';
	return text;
}

bool ranked_ballot_from_signs(struct span signs, size_t n, unsigned char *ranks_out)
{
	if (signs.len != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		bool is_small = ascii_lower(signs.ptr[i]) == signs.ptr[i] &&
				ascii_is_alpha((unsigned char)signs.ptr[i]);

		ranks_out[i] = (unsigned char)ranked_sign_value(signs.ptr[i]);
		if ((!ranks_out[i] && signs.ptr[i] != '-') || is_small)
			return false;
	}
	return true;
}
