/* fuzz_votes.c - what people write of votes in any bytes: what is read lies inside the text, and says the same when it is read
 * again.
 *
 * The first byte chooses what is read: the words of a tag, a ballot, a ranked ballot, a tally sheet.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "committee/ballot.h"
#include "committee/ranked_ballot.h"
#include "committee/tally_sheet.h"
#include "tags/vote_tag.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct arena *arena;

static void must(bool holds)
{
	if (!holds)
		abort();
}

static bool is_inside(struct span part, struct span whole)
{
	return !part.len || (part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len);
}

static void read_tag(struct span text)
{
	const struct due_context context = { .base = { 2023, 6, 28 }, .to_come = true };
	struct vote_tag tag;

	vote_tag_read(text, &context, &tag);
	must(is_inside(tag.rule, text) && is_inside(tag.period, text) && is_inside(tag.unread, text));
	must(tag.minute >= -1 && tag.minute < 24 * 60);
	must(!tag.period_s || tag.period.len);
}

static void read_ballot(struct span text)
{
	struct span rest = text, line = text, reason;
	struct ballot_line said;

	(void)span_next_line(&rest, &line);
	ballot_parse(line, rest, &said);
	must(is_inside(said.reason, line));
	must(said.choice <= BALLOT_ABSTAIN && (said.choice == BALLOT_NONE || !said.doubt));
	must(!said.is_plain || said.choice != BALLOT_NONE);
	/* what goes on below takes a vote back, and makes none */
	must(!said.choice || ballot_read(line, &reason) == said.choice);
	must(ballot_number(&line) >= 0 && is_inside(line, text));
}

/* The first line has the number of options, each of which is as long as the rest of it. */
static void read_ranking(struct span text)
{
	static const char *const pool[] = { "Anna", "Bert, who is new", "Caf\xC3\xA9", "4", "Bert", "A: Rome", "B", "=", "none" };
	unsigned char ranks[RANKED_LETTERS], again[RANKED_LETTERS];
	const char *names[RANKED_LETTERS], *fault = NULL;
	struct span reason = span_of("");
	size_t n = text.len ? 1 + (unsigned char)text.ptr[0] % RANKED_LETTERS : 1;

	text = span_sub(text, text.len > 0, text.len);
	for (size_t i = 0; i + 1 < n; i++)
		names[i] = i < sizeof pool / sizeof pool[0] ? pool[i] : arena_printf(arena, "Option %zu", i);
	names[n - 1] = RANKED_NONE;
	if (!ranked_ballot_read(arena, text, names, n, ranks, &reason, &fault)) {
		must(fault != NULL);
		return;
	}
	must(is_inside(reason, text));
	for (size_t i = 0; i < n; i++)
		must(ranks[i] <= RANKED_RANK_MAX);
	must(ranked_ballot_from_signs(span_of(ranked_ballot_signs(arena, ranks, n)), n, again));
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < n; k++)
			must((ranks[i] < ranks[k]) == (again[i] < again[k]));
	}
	(void)ranked_ballot_words(arena, ranks, names, n);
}

static void read_sheet(struct span text)
{
	struct tally_sheet sheet;
	struct buf faults;

	buf_init(&faults, 64 * 1024);
	if (!tally_sheet_read(arena, "sheet", text, &sheet, &faults))
		must(buf_len(&faults) > 0);
	buf_free(&faults);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(struct span text) = { read_tag, read_ballot, read_ranking, read_sheet };

	if (!size)
		return 0;
	if (!arena)
		arena = arena_new();
	/* data ends where its block ends: reading one byte too far is seen */
	readers[data[0] % 4](span_from((const char *)data + 1, size - 1));
	arena_reset(arena);
	return 0;
}
