/* ranked_ballot.c - see ranked_ballot.h. */
#include "committee/ranked_ballot.h"

#include <string.h>

enum { QUOTE_BYTES_MAX = 40 };

struct ballot_reading {
	struct arena *arena;
	const char *const *names;
	size_t n;
	unsigned char ranks[RANKED_LETTERS];
	const char *fault;
};

static bool is_wrong(struct ballot_reading *r, const char *what, struct span word)
{
	word = span_sub(word, 0, QUOTE_BYTES_MAX);
	word = span_sub(word, 0, span_utf8_valid(word));
	r->fault = arena_printf(r->arena,
				"\"" SPAN_FMT "\" %s; write the rank of each of the %zu options, "
				"the best is 1 (2 1 3), or their letters from the best one on (B > "
				"A), A to %c",
				SPAN_ARG(word), what, r->n, (char)('A' + r->n - 1));
	return false;
}

/* ---- 2 1 3 ---- */

/* The next rank: white space or a comma ends it. */
static struct span next_word(struct span *rest)
{
	struct span word = span_strip_start(*rest, " \t\r\n,;");
	size_t len = 0;

	while (len < word.len && !memchr(" \t\r\n,;", word.ptr[len], 7))
		len++;
	*rest = span_sub(word, len, word.len);
	return span_sub(word, 0, len);
}

/* "213", "2-1": a sign for each option, as on a tally sheet. */
static bool read_signs(struct ballot_reading *r, struct span line)
{
	if (line.len != r->n || r->n < 2 || span_strip_start(line, "123456789-").len)
		return false;
	for (size_t i = 0; i < r->n; i++)
		r->ranks[i] = line.ptr[i] == '-' ? 0 : (unsigned char)(line.ptr[i] - '0');
	return true;
}

static bool read_ranks(struct ballot_reading *r, struct span line)
{
	struct span word;
	unsigned long rank;

	for (size_t i = 0; (word = next_word(&line)).len; i++) {
		if (i == r->n)
			return is_wrong(r, "is one rank too many", word);
		rank = 0;
		if (!span_is(word, "-") &&
		    (!span_to_uint(word, RANKED_RANK_MAX, &rank) || rank == 0))
			return is_wrong(r, "is no rank from 1 to 99", word);
		r->ranks[i] = (unsigned char)rank;
	}
	return true;
}

/* ---- B > A = C ---- */

static bool find_option(const struct ballot_reading *r, struct span word, size_t *out)
{
	char letter = word.len == 1 ? (char)ascii_lower(word.ptr[0]) : '\0';
	unsigned long number;

	for (*out = 0; *out < r->n; ++*out) {
		if (span_is_ci(word, r->names[*out]))
			return true;
	}
	for (*out = 0; *out < r->n; ++*out) {
		if (letter == (char)('a' + *out))
			return true;
	}
	if (!span_to_uint(word, r->n, &number) || !number)
		return false;
	*out = number - 1;
	return true;
}

static bool read_order(struct ballot_reading *r, struct span line)
{
	unsigned char rank = 1;

	for (;;) {
		size_t len = 0, option;

		while (len < line.len && line.ptr[len] != '>' && line.ptr[len] != '=')
			len++;
		const struct span word = span_trim(span_sub(line, 0, len));

		if (!find_option(r, word, &option))
			return is_wrong(r, "is no option", word);
		if (r->ranks[option])
			return is_wrong(r, "is named twice", word);
		r->ranks[option] = rank;
		if (len == line.len)
			return true;
		rank = (unsigned char)(rank + (line.ptr[len] == '>'));
		line = span_sub(line, len + 1, line.len);
	}
}

static bool read_line(struct ballot_reading *r, struct span line)
{
	bool is_order = span_find_char(line, '>') >= 0 || span_find_char(line, '=') >= 0;

	if (!line.len)
		return is_wrong(r, "ranks nothing", line);
	if (!is_order && (ascii_is_digit(line.ptr[0]) || line.ptr[0] == '-'))
		return read_signs(r, line) || read_ranks(r, line);
	return read_order(r, line);
}

bool ranked_ballot_read(struct arena *arena, struct span line, const char *const *names, size_t n,
			unsigned char *ranks_out, const char **fault_out)
{
	struct ballot_reading r = { .arena = arena, .names = names, .n = n };

	if (!read_line(&r, span_strip_end(span_trim(line), ".! \t"))) {
		*fault_out = r.fault;
		return false;
	}
	memcpy(ranks_out, r.ranks, n);
	return true;
}

const char *ranked_ballot_text(struct arena *arena, const unsigned char *ranks, size_t n)
{
	const char *text = "";

	for (unsigned rank = 1; rank <= RANKED_RANK_MAX; rank++) {
		const char *sign = " > ";

		for (size_t i = 0; i < n; i++) {
			if (ranks[i] != rank)
				continue;
			text = arena_printf(arena, "%s%s%c", text, *text ? sign : "",
					    (char)('A' + i));
			sign = " = ";
		}
	}
	return *text ? text : "nothing is ranked";
}
