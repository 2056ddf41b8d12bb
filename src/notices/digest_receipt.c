/* digest_receipt.c - what came of the minutes that somebody has mailed, to who mailed them: a page,
 * what is wanted of them first. */
#include "notices/digest_work.h"

#include <string.h>

#include "committee/promises.h"

enum { RECEIPT_ROW_LINES = 2, RECEIPT_ITEMS_MAX = 20, RECEIPT_DECISIONS_MAX = 15, QUOTE_BYTES = 110,
       YES_NUMBERS = 4, NAMES_LINES = 5 };

/* "the minutes of meeting #22" */
static const char *minutes_named(const struct digest *d, const struct receipt_view *view)
{
	if (view->number > 0)
		return arena_printf(d->arena, "the minutes of meeting #%d", view->number);
	if (civil_is_set(view->day))
		return arena_printf(d->arena, "the minutes of %s",
				    format_date(d->arena, d->reader->zone, d->now_s, view->day));
	return "your mail";
}

/* "yes", "yes 1 2": all of them, as long as they are few. */
static const char *yes_to(struct arena *arena, size_t n)
{
	const char *text = "yes";

	for (size_t i = 1; n > 1 && n <= YES_NUMBERS && i <= n; i++)
		text = arena_printf(arena, "%s %zu", text, i);
	return text;
}

/* "2 lines of the minutes of meeting #22 read like promises" */
static const char *promised(const struct digest *d, const char *minutes, size_t n)
{
	if (n == 1)
		return arena_printf(d->arena,
				    "a line of %s reads like a promise and has no tag: answer "
				    "\"yes\" to record it, or \"no\".", minutes);
	return arena_printf(d->arena,
			    "%zu lines of %s read like promises and have no tag: answer \"%s\" "
			    "to record them, or \"no\".", n, minutes, yes_to(d->arena, n));
}

static const char *wanted(const struct digest *d, const struct receipt_view *view)
{
	const char *hello = digest_hello(d), *minutes = minutes_named(d, view);

	if (*view->heading)
		return arena_printf(d->arena,
				    "%sare these the minutes of a meeting? No line of your mail "
				    "says of which.",
				    hello);
	if (view->n_promises)
		return arena_printf(d->arena, "%s%s%s", hello,
				    promised(d, minutes, view->n_promises),
				    view->n_unclear ? " And please look at what was not clear." :
						      "");
	if (view->n_unclear)
		return arena_printf(d->arena, "%s%s of %s %s not clear: please say what is meant.",
				    hello,
				    format_count(d->arena, view->n_unclear, "action item", NULL),
				    minutes, view->n_unclear == 1 ? "is" : "are");
	if (view->gone.n || view->gone_decisions.len)
		return arena_printf(d->arena,
				    "%splease look at what %s do not have any more: is it over?",
				    hello, minutes);
	/* what the first receipt has asked may wait still */
	return arena_printf(d->arena,
			    view->is_again
				    ? "%snothing new is wanted of you: this has changed in %s."
				    : "%snothing is wanted of you: this was recorded from %s.",
			    hello, minutes);
}

/* The line without what makes it an entry of a list; of a long one the part that matters. */
static const char *promise_quoted(struct arena *arena, const struct promise_row *row)
{
	const char *quote = row->quote + strspn(row->quote, " \t*+->");

	return strlen(quote) <= QUOTE_BYTES ?
		quote :
		arena_printf(arena, "... %s", format_short(arena, row->text, QUOTE_BYTES));
}

static void add_promises(struct digest *d, const struct receipt_view *view)
{
	if (view->n_promises)
		digest_title(d, "Promises without a tag:");
	for (size_t i = 0; i < view->n_promises; i++) {
		const struct promise_row *row = &view->promises[i];

		digest_row(d,
			   arena_printf(d->arena, "%d  %s, line %u: ", row->row, row->owners,
					row->line),
			   promise_quoted(d->arena, row));
	}
	if (view->n_promises == PROMISES_MAX)
		digest_row(d, "*  ",
			   "There may be more: so many of a mail are asked about, and the rest "
			   "when it is mailed again.");
}

static void add_heading(struct digest *d, const char *heading)
{
	if (!*heading)
		return;
	digest_paragraph(d, "Without such a line days count from the mail, and nobody is asked "
			    "whether the minutes stand. If they are minutes, mail them to the list "
			    "again below this one:");
	buf_add_char(&d->text, '\n');
	layout_lines(&d->text, arena_printf(d->arena, "    %s\n", heading));
	digest_paragraph(d, "What was recorded already is known again, and nothing is recorded "
			    "twice. If they are none, there is nothing to do.");
}

/* Whom to name: who is known stays, and another one as an example. */
static const char *whose(struct digest *d, const struct item *item)
{
	const char *text = format_another(d->arena, d->policy->people, d->reader->name);

	for (size_t i = 0; i < item->n_owners; i++) {
		if (*item->owners[i].person)
			text = arena_printf(d->arena, "%s, %s", item->owners[i].person, text);
	}
	return text;
}

static void add_unclear(struct digest *d, const struct question_view *question)
{
	const struct item *item = question->item;
	char day[CIVIL_TEXT_SIZE];

	digest_row(d, arena_printf(d->arena, "#%d  ", item->number), item->text);
	if (question->text)
		digest_note(d, arena_printf(d->arena, "%s Answer \"#%d owner %s\" or the like.",
					    question->text, item->number, whose(d, item)));
	if (!*item->due_unread)
		return;
	civil_format_iso(civil_from_days(civil_to_days(zone_to_local(d->reader->zone,
								     d->now_s).date) + 7), day);
	digest_note(d,
		    arena_printf(d->arena,
				 "\"%s\" was not understood as a day, so it has %s. Answer \"#%d "
				 "due %s\" or the like.",
				 item->due_unread,
				 civil_is_set(item->due) ? "the usual due date" : "no due date",
				 item->number, day));
}

static const char *numbers_of(struct arena *arena, const struct item_list *list)
{
	const char *text = "";

	for (size_t i = 0; i < list->n; i++)
		text = arena_printf(arena, "%s%s#%d", text, i ? ", " : "",
				    list->rows[i].item->number);
	return text;
}

static void add_numbers(struct digest *d, const char *head, const struct item_list *list)
{
	if (list->n)
		layout_hanging(&d->text, head, DIGEST_ROW_INDENT, numbers_of(d->arena, list), 0);
}

/* A page has room for so many, and for the numbers of all others. */
static void add_rows(struct digest *d, const char *title, struct item_list items)
{
	size_t shown = items.n < RECEIPT_ITEMS_MAX ? items.n : RECEIPT_ITEMS_MAX;
	const struct item_list first = { items.rows, shown };
	const struct item_list rest = { shown ? items.rows + shown : NULL, items.n - shown };

	digest_items(d, title, first);
	add_numbers(d, "and  ", &rest);
}

static void add_items(struct digest *d, const struct receipt_view *view)
{
	if (view->n_unclear)
		digest_title(d, "Not clear:");
	for (size_t i = 0; i < view->n_unclear; i++)
		add_unclear(d, &view->unclear[i]);
	add_rows(d, "New:", view->added);
	add_rows(d, "Changed:", view->changed);
	if (view->closed.n || view->said_again.n)
		buf_add_char(&d->text, '\n');
	add_numbers(d, "Closed:  ", &view->closed);
	add_numbers(d, "Said again:  ", &view->said_again);
}

static void add_decisions(struct digest *d, const struct decision_list *decisions)
{
	size_t n = decisions->len, shown = n < RECEIPT_DECISIONS_MAX ? n : RECEIPT_DECISIONS_MAX;

	if (!n)
		return;
	digest_title(d, arena_printf(d->arena, "Decided (answer \"not D%d\" if it was not):",
				     decisions->entries[0].number));
	for (size_t i = 0; i < shown; i++)
		digest_row(d, arena_printf(d->arena, "D%d  ", decisions->entries[i].number),
			   decisions->entries[i].text);
	if (n > shown)
		digest_row(d, "*  ",
			   arena_printf(d->arena, "and %zu more, up to D%d", n - shown,
					decisions->entries[n - 1].number));
}

/* What the committee took out is to be taken out here, too, and only who mailed it knows. */
static void add_gone(struct digest *d, const struct receipt_view *view)
{
	const struct decision_list *decisions = &view->gone_decisions;
	const char *how = view->gone.n ? arena_printf(d->arena, "\"#%d drop\"",
						      view->gone.rows[0].item->number) : "";

	if (decisions->len)
		how = arena_printf(d->arena, "%s%s\"not D%d\"", how, *how ? ", " : "",
				   decisions->entries[0].number);
	if (!*how)
		return;
	digest_title(d, arena_printf(d->arena,
				     "Not in the minutes any more, and still recorded (%s):", how));
	for (size_t i = 0; i < view->gone.n && i < RECEIPT_ITEMS_MAX; i++)
		digest_row(d, arena_printf(d->arena, "#%d  ", view->gone.rows[i].item->number),
			   view->gone.rows[i].item->text);
	for (size_t i = 0; i < decisions->len && i < RECEIPT_DECISIONS_MAX; i++)
		digest_row(d, arena_printf(d->arena, "D%d  ", decisions->entries[i].number),
			   decisions->entries[i].text);
}

static void add_presence(struct digest *d, const struct receipt_view *view)
{
	const struct quorum_count *count = &view->quorum;

	if (!view->presence.is_known)
		return;
	digest_title(d, "Who was there:");
	layout_hanging(&d->text, "*  ", DIGEST_ROW_INDENT,
		       digest_names(d->arena, &view->presence.present), NAMES_LINES);
	if (count->needed)
		digest_row(d, "*  ",
			   arena_printf(d->arena, "%s: %zu of %zu members, and %zu are needed",
					count->present < count->needed ? "NO QUORUM" : "Quorum",
					count->present, count->members, count->needed));
}

static void add_deadline(struct digest *d, const struct receipt_view *view)
{
	if (view->deadline || *view->no_deadline)
		digest_title(d, "Silent deadline:");
	if (view->deadline)
		digest_row(d, arena_printf(d->arena, "#%d  ", view->deadline->number),
			   arena_printf(d->arena, "ends %s, unless somebody objects",
					digest_instant(d, view->deadline->deadline->closes_s)));
	else if (*view->no_deadline)
		digest_row(d, "*  ",
			   arena_printf(d->arena, "None opens by this mail: %s.",
					view->no_deadline));
}

static int first_open(const struct item_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		if (list->rows[i].item->status == ITEM_OPEN)
			return list->rows[i].item->number;
	}
	return 0;
}

/* What can be said of the items, by the first that is open. */
static const char *item_lines(struct arena *arena, const struct receipt_view *view)
{
	const struct item_list *const lists[] = { &view->added, &view->changed, &view->gone,
						  &view->said_again };
	int number = view->n_unclear ? view->unclear[0].item->number : 0;

	for (size_t i = 0; !number && i < sizeof lists / sizeof lists[0]; i++)
		number = first_open(lists[i]);
	if (number)
		return arena_printf(arena, "\"#%d drop\", \"#%d due Friday\"", number, number);
	return view->closed.n ? arena_printf(arena, "\"#%d reopen\"",
					     view->closed.rows[0].item->number)
			      : "";
}

static const char *how_to_answer(const struct digest *d, const struct receipt_view *view)
{
	const char *lines = item_lines(d->arena, view);

	if (view->decisions.len)
		lines = arena_printf(d->arena, "%s%s\"not D%d\"", lines, *lines ? ", " : "",
				     view->decisions.entries[0].number);
	if (view->n_promises)
		return advice_answer(d->arena, d->policy,
				     arena_printf(d->arena, "\"%s\" or \"no\"%s%s",
						  yes_to(d->arena, view->n_promises),
						  *lines ? "; also " : "", lines),
				     "what nobody answers in a week is forgotten");
	if (!*lines)
		return advice_answer(d->arena, d->policy, "\"help\" to see what can be said", "");
	return advice_answer(d->arena, d->policy, arena_printf(d->arena, "lines such as %s", lines),
			     "\"help\" tells more");
}

static const char *subject_of(const struct digest *d, const struct receipt_view *view)
{
	if (*view->heading)
		return "Of which meeting are these the minutes?";
	const char *receipt = arena_printf(d->arena, "Receipt for %s", minutes_named(d, view));

	if (view->n_promises)
		return arena_printf(d->arena, "%s: %s to confirm", receipt,
				    format_count(d->arena, view->n_promises, "line", NULL));
	if (view->n_unclear)
		return arena_printf(d->arena, "%s: %s not clear", receipt,
				    format_count(d->arena, view->n_unclear, "item", NULL));
	return receipt;
}

void digest_receipt(struct arena *arena, const struct notice_policy *policy,
		    const struct digest_reader *reader, const struct receipt_view *view,
		    int64_t now_s, struct notice_composed *out)
{
	const struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s };
	struct digest d;

	digest_begin(&d, arena, policy, reader, now_s, wanted(&probe, view));
	d.row_lines = RECEIPT_ROW_LINES;
	add_heading(&d, view->heading);
	add_promises(&d, view);
	add_items(&d, view);
	add_decisions(&d, &view->decisions);
	add_gone(&d, view);
	add_presence(&d, view);
	add_deadline(&d, view);
	digest_end(&d, DIGEST_RECEIPT, subject_of(&d, view), how_to_answer(&d, view), NULL, 0, out);
}
