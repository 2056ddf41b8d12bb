/* digest_ranked.c - see digest_ranked.h. */
#include "notices/digest_ranked.h"

#include <string.h>

#include "committee/ranked_ballot.h"
#include "committee/ranked_text.h"
#include "committee/tally_sheet.h"

enum { FORM_MAX = 6, SHEET_NAME_BYTES = 50 };

void digest_ranked_options(struct digest *d, const struct vote_entry *entry)
{
	const struct vote_terms *t = &entry->terms;

	digest_title(d, "The options:");
	for (size_t i = 0; i < t->n_options; i++)
		digest_row(d, arena_printf(d->arena, "%c  ", (char)('A' + i)), t->options[i]);
}

void digest_ranked_form(struct digest *d, const struct vote_entry *entry)
{
	const char *form = "?";

	for (size_t i = 1; i < entry->terms.n_options && i < FORM_MAX; i++)
		form = arena_printf(d->arena, "%s > ?", form);
	digest_paragraph(d,
			 "To fill in, with the letter of the option that you like best in front, "
			 "and \"=\" between those that you like equally well:");
	layout_lines(&d->text, arena_printf(d->arena, "\n    %s", form));
}

/* ---- the result ---- */

static void add_matrix(struct digest *d, const struct ranked_words *words)
{
	const char *matrix = ranked_matrix_text(words);

	if (strcspn(matrix, "\n") > LAYOUT_COLUMNS) {
		digest_paragraph(d, "The table of pairs is too wide for a mail: \"beadle tally\" "
				    "prints it, as said below.");
		return;
	}
	digest_title(d, "How many ballots prefer the option of a row to that of a column:");
	layout_lines(&d->text, matrix);
}

/* Without what the result has said already. */
static void add_steps(struct digest *d, const struct ranked_words *words)
{
	size_t n;
	const struct ranked_row *rows = ranked_rows(words, &n);
	bool has_circle = words->result->n_rounds > 1, is_first = true;

	for (size_t i = 0; i + 1 < n; i++) {
		if (!has_circle && strcmp(rows[i].head, "schwartz") == 0)
			continue;
		if (is_first)
			digest_title(d, "Step by step:");
		is_first = false;
		digest_row(d, arena_printf(d->arena, "%s  ", rows[i].head), rows[i].text);
	}
}

static void add_ballots(struct digest *d, const struct vote_entry *entry)
{
	const struct vote *v = &entry->vote;
	const char *absent = votes_who_chose(d->arena, entry, "");

	digest_title(d, "Who ranked what:");
	for (size_t i = 0; i < v->n_voters; i++) {
		const struct vote_shown shown = votes_shown(entry, &v->voters[i]);

		if (*shown.choice)
			digest_row(d,
				   arena_printf(d->arena, "*  %s: ",
						format_short(d->arena, v->voters[i].name,
							     DIGEST_NAME_BYTES)),
				   arena_printf(d->arena, "%s%s%s", shown.choice,
						*shown.reason ? ": " : "", shown.reason));
	}
	if (*absent)
		digest_row(d, "Did not vote  ", absent);
}

/* What the rule asks of each option. */
static void add_terms(struct digest *d, const struct ranked_terms *terms)
{
	const struct ranked_majority *m = &terms->majority[0];

	if (terms->quorum)
		layout_lines(&d->text, arena_printf(d->arena, TALLY_SHEET_QUORUM "%u",
						    terms->quorum));
	if (m->against)
		layout_lines(&d->text, arena_printf(d->arena, TALLY_SHEET_MAJORITY "%u:%u",
						    m->for_it, m->against));
}

static void add_sheet(struct digest *d, const struct vote_entry *entry)
{
	const struct vote_terms *t = &entry->terms;
	const struct vote *v = &entry->vote;

	digest_paragraph(d, "To count again, save this text in a file and run:");
	layout_lines(&d->text, "\n    beadle tally FILE\n\n" TALLY_SHEET_BEGIN);
	add_terms(d, &v->ranked->terms);
	for (size_t i = 0; i < t->n_options; i++)
		layout_lines(&d->text, arena_printf(d->arena, "Option %zu: %s", i + 1,
						    format_short(d->arena, t->options[i],
								 SHEET_NAME_BYTES)));
	for (size_t i = 0; i < v->n_voters; i++) {
		const struct vote_voter *voter = &v->voters[i];

		if (voter->ranks)
			layout_lines(&d->text,
				     arena_printf(d->arena, "V: %s  %s",
						  ranked_ballot_signs(d->arena, voter->ranks,
								      t->n_options),
						  voter->name));
	}
	layout_lines(&d->text, TALLY_SHEET_END);
}

void digest_ranked_result(struct digest *d, const struct vote_entry *entry)
{
	const struct ranked_tally *tally = entry->vote.ranked;
	const struct ranked_words words = {
		.arena = d->arena,
		.names = entry->terms.options,
		.by_letter = true,
		.is_bare = true,
		.none = "none of these",
		.count = &tally->count,
		.terms = &tally->terms,
		.result = &tally->result,
	};

	if (!tally->count.n_ballots)
		return;
	add_matrix(d, &words);
	if (entry->vote.state != VOTE_NO_QUORUM)
		add_steps(d, &words);
	add_ballots(d, entry);
	add_sheet(d, entry);
}
