/* tally_sheet.c - see tally_sheet.h. */
#include "committee/tally_sheet.h"

#include <limits.h>

#include "base/keyset.h"
#include "committee/ranked_ballot.h"

enum { QUOTE_BYTES_MAX = 60 };

struct sheet_reading {
	struct arena *arena;
	const char *file;
	struct tally_sheet *sheet;
	struct buf *faults;
	struct key_set *voters;		/* each with its line */
	size_t n_named;			/* options of the head */
	unsigned line, first_ballot;	/* 0: none yet */
	bool is_over;			/* the signature has begun */
};

#define WRONG(r, ...) wrong(r, arena_printf((r)->arena, __VA_ARGS__))

static void wrong(struct sheet_reading *r, const char *text)
{
	buf_addf(r->faults, "%s:%u: %s\n", r->file, r->line, text);
}

/* As it may be shown: the sheet can hold anything. */
static const char *shown(struct arena *arena, struct span s)
{
	char *text;

	s = span_sub(s, 0, QUOTE_BYTES_MAX);
	text = arena_strndup(arena, s.ptr, s.len);
	span_repair_utf8(text, s.len);
	return span_hide_controls(text);
}

/* ---- the head ---- */

/* "   ||/  Option 4-->: None of these   |||/" */
static void read_head(struct sheet_reading *r, struct span line)
{
	static const char drawing[] = " \t|/\\-";
	struct span rest = span_strip_start(line, drawing), number;
	ptrdiff_t colon = span_find_char(rest, ':');
	unsigned long index;

	if (!span_starts_ci(rest, "option ") || colon < 0)
		return;
	number = span_trim(span_strip_end(span_sub(rest, 7, (size_t)colon - 7), " \t->"));
	index = number.len == 1 ? ranked_sign_value(number.ptr[0]) : 0;
	if (!index && !span_to_uint(number, RANKED_OPTIONS_MAX, &index))
		return;
	if (index != r->n_named + 1) {
		WRONG(r, "option %s, expected option %zu: the head names each once, in order",
		      shown(r->arena, number), r->n_named + 1);
		return;
	}
	rest = span_trim(span_strip_end(span_sub(rest, (size_t)colon + 1, rest.len), drawing));
	r->sheet->names[r->n_named++] = shown(r->arena, rest);
}

/* False: the line is none of these. */
static bool read_terms(struct sheet_reading *r, struct span line)
{
	static const size_t quorum = sizeof TALLY_SHEET_QUORUM - 1,
			    majority = sizeof TALLY_SHEET_MAJORITY - 1;
	struct ranked_terms *terms = &r->sheet->terms;
	unsigned long n, for_it, against;
	ptrdiff_t colon;

	if (span_starts(line, TALLY_SHEET_QUORUM)) {
		if (span_to_uint(span_sub(line, quorum, line.len), UINT_MAX, &n))
			terms->quorum = (unsigned)n;
		else
			WRONG(r, "no quorum, expected a number of ballots");
		return true;
	}
	if (!span_starts(line, TALLY_SHEET_MAJORITY))
		return false;
	line = span_sub(line, majority, line.len);
	colon = span_find_char(line, ':');
	if (colon < 0 || !span_to_uint(span_sub(line, 0, (size_t)colon), UINT_MAX, &for_it) ||
	    !span_to_uint(span_sub(line, (size_t)colon + 1, line.len), UINT_MAX, &against) ||
	    !against || for_it < against) {
		WRONG(r, "no majority, expected such as 2:1");
		return true;
	}
	for (size_t i = 0; i < RANKED_OPTIONS_MAX; i++)
		terms->majority[i] =
			(struct ranked_majority){ (unsigned)for_it, (unsigned)against };
	return true;
}

/* ---- ballots ---- */

/* How many options there are: as the head says, else as the first ballot. */
static bool take_options(struct sheet_reading *r, size_t n_signs)
{
	size_t n = r->n_named ? r->n_named : n_signs;

	if (n < 2 || n > RANKED_OPTIONS_MAX) {
		WRONG(r, "%zu option%s, expected 2 to %d: the last one is the default", n,
		      n == 1 ? "" : "s", RANKED_OPTIONS_MAX);
		return false;
	}
	for (size_t i = r->n_named; i < n; i++)
		r->sheet->names[i] = arena_printf(r->arena, "option %zu", i + 1);
	r->sheet->count.n_options = n;
	return true;
}

static bool is_first_of(struct sheet_reading *r, struct span voter)
{
	const char *name = arena_strndup(r->arena, voter.ptr, voter.len), *before;

	if (!voter.len ||
	    key_set_add_with(r->voters, name, arena_printf(r->arena, "%u", r->line)))
		return true;
	before = key_set_value(r->voters, name);
	WRONG(r, "a second ballot of %s, expected one of each voter (the first one is on line %s)",
	      shown(r->arena, voter), before);
	return false;
}

/* What stands behind "V:". */
static void read_ballot(struct sheet_reading *r, struct span rest)
{
	unsigned char ranks[RANKED_OPTIONS_MAX];
	size_t n = 0;

	rest = span_trim(rest);
	while (n < rest.len && !ascii_is_space(rest.ptr[n]))
		n++;
	if (!r->first_ballot) {
		r->first_ballot = r->line;
		if (!take_options(r, n))
			return;
	}
	if (!r->sheet->count.n_options)
		return;			/* that was told with the first one */
	if (n != r->sheet->count.n_options) {
		WRONG(r, "%zu rank%s, expected %zu, one for each option", n, n == 1 ? "" : "s",
		      r->sheet->count.n_options);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		ranks[i] = (unsigned char)ranked_sign_value(rest.ptr[i]);
		if (!ranks[i] && rest.ptr[i] != '-') {
			WRONG(r, "\"%s\" is no rank, expected 1 to 9, A to Z, or - for none",
			      shown(r->arena, span_sub(rest, i, 1)));
			return;
		}
	}
	if (is_first_of(r, span_trim(span_sub(rest, n, rest.len))))
		ranked_add(&r->sheet->count, ranks);
}

/* "V:", or what was meant so. */
static bool is_ballot(struct span line, struct span *rest_out)
{
	struct span rest;

	if (!line.len || ascii_lower(line.ptr[0]) != 'v')
		return false;
	rest = span_strip_start(span_sub(line, 1, line.len), " \t");
	*rest_out = span_sub(rest, 1, rest.len);
	return rest.len && rest.ptr[0] == ':';
}

/* What stood before was none of it. */
static void begin_again(struct sheet_reading *r)
{
	key_set_free(&r->voters);
	r->voters = key_set_new();
	r->n_named = 0;
	r->first_ballot = 0;
	r->is_over = false;
	buf_clear(r->faults);
	*r->sheet = (struct tally_sheet){ .names = { NULL } };
}

static void read_line(struct sheet_reading *r, struct span line)
{
	struct span rest;

	line = span_trim(line);
	if (span_is(line, TALLY_SHEET_BEGIN))
		begin_again(r);
	else if (r->is_over)
		return;
	else if (is_ballot(line, &rest)) {
		read_ballot(r, rest);
	} else if (!r->first_ballot) {
		if (!read_terms(r, line))
			read_head(r, line);
	} else if (span_starts(line, "-----")) {
		r->is_over = true;
	} else if (line.len && line.ptr[0] != '#') {
		WRONG(r, "\"%s\" is no ballot, expected V: and a rank for each option",
		      shown(r->arena, line));
	}
}

bool tally_sheet_read(struct arena *arena, const char *file, struct span text,
		      struct tally_sheet *out, struct buf *faults)
{
	struct sheet_reading r = { .arena = arena,
				   .file = file,
				   .sheet = out,
				   .faults = faults,
				   .voters = key_set_new() };
	struct span line;

	*out = (struct tally_sheet){ .names = { NULL } };
	while (span_next_line(&text, &line)) {
		r.line++;
		read_line(&r, line);
	}
	if (!r.first_ballot) {
		r.line += !r.line;
		wrong(&r, "no ballot up to here, expected lines such as \"V: 2134 voter\"");
	}
	key_set_free(&r.voters);
	return buf_len(faults) == 0 && !buf_is_cut(faults);
}
