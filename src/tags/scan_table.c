/* scan_table.c - action items in a table: a head row that names an action and an owner, then rows.
 *
 * Columns are found by their heads; a table without a column for owners is read in a list of action
 * items, or where its one column says that it is one.  Rows are logical lines of their own
 * (outline.h never joins them).
 */
#include "tags/scan_work.h"

#include <string.h>

#include "tags/opening.h"

enum { MAX_COLUMNS = 12 };

enum column { COLUMN_ACTION, COLUMN_OWNER, COLUMN_DUE, COLUMN_STATUS, COLUMN_COUNT };

static const char *const heads[COLUMN_COUNT][10] = {
	{ "action", "action item", "action items", "actions", "task", "ai", "to do", "todo", "what",
	  "description" },
	{ "owner", "owners", "who", "assignee", "assigned to", "responsible", "person", "actionee",
	  "lead", "owner(s)" },
	{ "due", "due date", "deadline", "when", "by", "by when", "target", "target date",
	  "date due", NULL },
	{ "status", "state", "done", "done?", "completed", NULL, NULL, NULL, NULL, NULL },
};

/* In a list of action items the words are not needed that say so. */
static const char *const item_heads[] = { "item", "items", "text", "notes", NULL };

/* The cells of a row, with bars at its edges or without; 0: there are no bars. */
static size_t split_row(struct span row, struct span *cells)
{
	size_t n = 0;

	row = span_trim(row);
	if (span_find_char(row, '|') < 0)
		return 0;
	if (row.ptr[0] == '|')
		row = span_sub(row, 1, row.len);
	while (row.len && n < MAX_COLUMNS) {
		ptrdiff_t bar = span_find_char(row, '|');

		cells[n++] = span_trim(bar < 0 ? row : span_sub(row, 0, (size_t)bar));
		if (bar < 0)
			break;
		row = span_sub(row, (size_t)bar + 1, row.len);
	}
	return n;
}

struct span scan_cell(struct span line, struct span text)
{
	ptrdiff_t bar = span_starts(line, "|") ? span_find_char(text, '|') : -1;

	return bar < 0 ? text : span_trim_end(span_sub(text, 0, (size_t)bar));
}

struct span scan_cell_front(struct span line, struct span front)
{
	if (!span_starts(line, "|"))
		return front;
	front = span_strip_end(front, "| ");
	for (size_t i = front.len; i > 0; i--) {
		if (front.ptr[i - 1] == '|')
			return span_sub(front, i, front.len);
	}
	return front;
}

static int find_column(const struct span *cells, size_t n, const char *const *words, size_t n_words)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t w = 0; w < n_words && words[w]; w++) {
			if (span_is_ci(cells[i], words[w]))
				return (int)i;
		}
	}
	return -1;
}

/* Which columns a head row has; false when it is no head of a table of actions. */
static bool read_head(struct span row, bool in_section, int *columns)
{
	struct span cells[MAX_COLUMNS];
	size_t n = split_row(row, cells);

	for (size_t c = 0; c < COLUMN_COUNT; c++)
		columns[c] = find_column(cells, n, heads[c], 10);
	if (columns[COLUMN_ACTION] < 0 && in_section)
		columns[COLUMN_ACTION] = find_column(cells, n, item_heads, 10);
	return columns[COLUMN_ACTION] >= 0;
}

static bool is_ruler(struct span row)
{
	return span_strip_start(row, "|-:=+ ").len == 0;
}

static struct span cell_of(const struct span *cells, size_t n, int column)
{
	return column >= 0 && (size_t)column < n ? cells[column] : span_of("");
}

static bool says_done(struct span cell)
{
	static const char *const words[] = { "done",	"complete",	"completed",
					     "closed",	"finished",	"yes",
					     "x",	"\xE2\x9C\x85", "\xE2\x9C\x94",
					     "resolved" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (span_starts_ci(cell, words[i]) &&
		    (cell.len == strlen(words[i]) || strchr(" ,.:;(", cell.ptr[strlen(words[i])])))
			return true;
	}
	return false;
}

/* Who is to do what, as the row's cells say it: in a column of its own, or as an entry does. */
static struct scan_entry read_row(struct scan *scan, const struct span *cells, size_t n,
				  const int *columns)
{
	struct scan_entry e = { .found = { .status = FACT_OPEN, .note = "" },
				.text = cell_of(cells, n, columns[COLUMN_ACTION]) };
	char box = opening_box(e.text);

	if (box)
		e.text = span_trim(span_sub(e.text, 3, e.text.len));
	scan_take_status(scan, &e.found, &e.text);
	if (box == 'x' || says_done(cell_of(cells, n, columns[COLUMN_STATUS])))
		e.found.status = FACT_DONE;
	if (columns[COLUMN_OWNER] < 0)
		scan_entry_read(scan, &e);
	else
		(void)owners_read(&scan->names, cell_of(cells, n, columns[COLUMN_OWNER]),
				  TRUST_FULL, &e.owners);
	return e;
}

static void emit_row(struct scan *scan, int index, const int *columns)
{
	const struct scan_mark *mark = &scan->marks[index];
	enum fact_kind kind = mark->entry_of == SECTION_REVIEW ? FACT_MENTION : FACT_ACTION;
	struct span cells[MAX_COLUMNS], due;
	size_t n = split_row(scan_seen(&scan->outline.lines[index]), cells);
	struct scan_entry e = read_row(scan, cells, n, columns);
	struct due_context context = scan_due_context(scan, index);
	struct fact *fact;

	if (e.text.len < 2 || mark->is_action)
		return;
	if (!scan_has_letter(e.text) || scan_says_nothing(e.text)) /* "| [DONE] |": of what? */
		return;
	fact = scan_new_fact(scan, kind, "table-row", index, 0);
	if (!fact)
		return;
	fact->status = e.found.status;
	fact->note = e.found.note;
	fact->text = scan_text(scan, e.text);
	owners_resolve(&scan->names, &e.owners, fact);
	due = cell_of(cells, n, columns[COLUMN_DUE]);
	if (!due.len || !due_parse_date(due, &context, &fact->due))
		scan_fill_due(scan, fact, index, due.len ? scan_led(scan, due) : e.text);
	scan->marks[index].is_action = true;
}

/* A row with bars, whether or not at the edges. */
static bool is_row(const struct scan *scan, int index)
{
	const struct outline *o = &scan->outline;

	return index < (int)o->len && o->lines[index].kind == OUTLINE_PARA &&
	       span_find_char(scan_seen(&o->lines[index]), '|') >= 0;
}

/* "+---+---+" */
static bool is_grid(const struct scan *scan, int index)
{
	const struct outline *o = &scan->outline;

	return index < (int)o->len && o->lines[index].kind == OUTLINE_PARA &&
	       span_starts(scan_seen(&o->lines[index]), "+") &&
	       is_ruler(scan_seen(&o->lines[index]));
}

/* Whether a table may begin there: without bars at the edges, a ruler below tells it. */
static bool begins_table(const struct scan *scan, int index)
{
	const struct outline *o = &scan->outline;

	if (!is_row(scan, index))
		return false;
	return o->lines[index].seen.text[0] == '|' ||
	       (is_row(scan, index + 1) && is_ruler(scan_seen(&o->lines[index + 1])));
}

bool scan_emit_table(struct scan *scan, int *index)
{
	const struct outline *o = &scan->outline;
	int columns[COLUMN_COUNT], i = *index;
	bool in_section = scan->marks[i].entry_of != SECTION_NONE;
	struct span head = scan_seen(&o->lines[i]);
	struct rule_match m;

	if (!begins_table(scan, i))
		return false;
	if (!in_section && !rules_match_use(scan->rules, scan->work, USE_TABLE, head, &m))
		return false;
	if (!read_head(head, in_section, columns))
		return false;
	bool has_edges = head.ptr[0] == '|';

	for (i++; (is_row(scan, i) || is_grid(scan, i)) && !scan->over; i++) {
		struct span row = scan_seen(&o->lines[i]);

		if ((row.ptr[0] == '|') != has_edges && !is_ruler(row))
			break;
		if (o->lines[i].blank_before && !has_edges)
			break;
		if (!is_ruler(row))
			emit_row(scan, i, columns);
	}
	*index = i - 1;
	return true;
}
