/* digest_held.c - the mail that asks the chair which of the mails that wait shall count. */
#include "notices/digest_work.h"

#include <string.h>

#include "committee/held.h"

enum { LINE_ROWS = 2, LINE_BYTES = 300 };

static void add_row(struct digest *d, size_t number, const struct held_row *row)
{
	const struct event *kept = row->kept;
	const char *day = format_date(d->arena, d->reader->zone, d->now_s,
				   zone_to_local(d->reader->zone, kept->at_s).date);

	buf_add_char(&d->text, '\n');
	digest_row(d, arena_printf(d->arena, "%zu  ", number),
		   arena_printf(d->arena, "%s on %s: %s",
				format_short(d->arena, held_author(d->arena, kept),
					     2 * DIGEST_NAME_BYTES),
				day, row->counts));
	digest_note(d, arena_printf(d->arena, "Waits because %s.", kept->held.why));
	for (size_t i = 0; i < row->n_lines; i++)
		layout_hanging(&d->text, "    | ", DIGEST_ROW_INDENT + 2,
			       format_short(d->arena, row->lines[i], LINE_BYTES), LINE_ROWS);
	if (row->n_more)
		digest_note(d, arena_printf(d->arena, "and %s that this mail has no room for",
					    format_count(d->arena, row->n_more, "line", NULL)));
	const char *subject = format_short(d->arena, kept->held.subject, DIGEST_SUBJECT_BYTES);

	digest_note(d, arena_printf(d->arena, "%s%s", subject,
				    digest_source(d, *subject ? ", " : "", kept->message_id)));
}

static const char *how_to_answer(struct arena *arena, const struct notice_policy *policy,
				 const struct held_view *view)
{
	const char *forgotten =
		arena_printf(arena, "What nobody answers within %d weeks is forgotten.",
			     HELD_FOR_S / (7 * 24 * 3600));

	if (view->for_operator)
		return arena_printf(arena,
				    "\"beadle held\" lists them; \"beadle held yes N\" lets one "
				    "count, \"beadle held drop N\" drops "
				    "it. %s",
				    forgotten);
	const char *lines =
		view->n_rows == 1 && !view->n_more
			? "\"yes\", and it counts from then on, or with \"drop\", and it is gone"
			: "lines such as \"yes 1\", \"drop 2\", or \"drop all\" for everything "
			  "that waits";

	return arena_printf(arena, "%s %s", advice_answer(arena, policy, lines, ""), forgotten);
}

void digest_held(struct arena *arena, const struct notice_policy *policy,
		 const struct digest_reader *reader, const struct held_view *view, int64_t now_s,
		 struct notice_composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	size_t n = view->n_rows + view->n_more;

	digest_begin(&d, arena, policy, reader, now_s,
		     n == 1 ? arena_printf(arena,
					   "%sshall this mail count? It would raise something and "
					   "may not by itself, so nobody else was "
					   "told.",
					   digest_hello(&probe))
			    : arena_printf(arena,
					   "%swhich of these %zu mails shall count? They would "
					   "raise something and may not by themselves, "
					   "so nobody else was told.",
					   digest_hello(&probe), n));
	for (size_t i = 0; i < view->n_rows; i++)
		add_row(&d, i + 1, &view->rows[i]);
	if (view->n_more)
		digest_paragraph(&d,
				 arena_printf(arena, "%s that this one has no room for.",
					      view->n_more == 1
						      ? "1 mail more waits"
						      : arena_printf(arena, "%zu mails more wait",
								     view->n_more)));
	digest_end(&d, "held",
		   n == 1 ? "1 mail waits for your yes"
			  : arena_printf(arena, "%zu mails wait for your yes", n),
		   how_to_answer(arena, policy, view), NULL, 0, out);
}
