/* scan_table.c - action items in a table: a head row that names an action and an owner, then rows.
 *
 * Columns are found by their heads; a table without a column for owners is read only in a
 * section of action items.  Rows are logical lines of their own (outline.h never joins them).
 */
#include "tags/scan_work.h"

#include <string.h>

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

static size_t split_row(struct span row, struct span *cells)
{
	size_t n = 0;

	row = span_trim(row);
	if (!row.len || row.ptr[0] != '|')
		return 0;
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

/* Which columns a head row has; false when it is no head of a table of actions. */
static bool read_head(struct span row, bool in_section, int *columns)
{
	struct span cells[MAX_COLUMNS];
	size_t n = split_row(row, cells);

	for (size_t c = 0; c < COLUMN_COUNT; c++) {
		columns[c] = -1;
		for (size_t i = 0; i < n && columns[c] < 0; i++) {
			for (size_t h = 0; h < 10 && heads[c][h]; h++) {
				if (span_is_ci(cells[i], heads[c][h]))
					columns[c] = (int)i;
			}
		}
	}
	return columns[COLUMN_ACTION] >= 0 && (columns[COLUMN_OWNER] >= 0 || in_section);
}

static bool is_ruler(struct span row)
{
	for (size_t i = 0; i < row.len; i++) {
		if (!strchr("|-:= ", row.ptr[i]))
			return false;
	}
	return true;
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

static void emit_row(struct scan *scan, int index, const int *columns)
{
	struct span cells[MAX_COLUMNS], due;
	size_t n = split_row(scan_seen(&scan->outline.lines[index]), cells);
	struct span text = cell_of(cells, n, columns[COLUMN_ACTION]);
	struct owners owners = { .n = 0 };
	struct due_context context = scan_due_context(scan, index);
	struct fact found = { .status = FACT_OPEN, .note = "" }, *fact;

	if (text.len < 2 || is_ruler(text) || scan->marks[index].is_action)
		return;
	scan_take_status(scan, &found, &text);
	if (!scan_has_letter(text))		/* "| [DONE] |": of what? */
		return;
	(void)owners_read(&scan->names, cell_of(cells, n, columns[COLUMN_OWNER]), TRUST_FULL,
			  &owners);
	fact = scan_new_fact(
		scan, scan->marks[index].entry_of == SECTION_REVIEW ? FACT_MENTION : FACT_ACTION,
		"table-row", index, 0);
	if (!fact)
		return;
	fact->status = found.status;
	fact->note = found.note;
	fact->text = scan_text(scan, text);
	if (says_done(cell_of(cells, n, columns[COLUMN_STATUS])))
		fact->status = FACT_DONE;
	owners_resolve(&scan->names, &owners, fact);
	due = cell_of(cells, n, columns[COLUMN_DUE]);
	if (!due.len || !due_parse_date(due, &context, &fact->due))
		scan_fill_due(scan, fact, index, due.len ? scan_led(scan, due) : text);
	scan->marks[index].is_action = true;
}

bool scan_emit_table(struct scan *scan, int *index)
{
	const struct outline *o = &scan->outline;
	int columns[COLUMN_COUNT], i = *index;
	bool in_section = scan->marks[i].entry_of != SECTION_NONE;
	struct rule_match m;

	if (o->lines[i].kind != OUTLINE_PARA || !o->lines[i].seen.len ||
	    o->lines[i].seen.text[0] != '|')
		return false;
	if ((!in_section &&
	     !rules_match_use(scan->rules, scan->work, USE_TABLE, scan_seen(&o->lines[i]), &m)) ||
	    !read_head(scan_seen(&o->lines[i]), in_section, columns))
		return false;
	for (i++; i < (int)o->len && o->lines[i].kind == OUTLINE_PARA && o->lines[i].seen.len &&
	     o->lines[i].seen.text[0] == '|' && !scan->over; i++) {
		if (!is_ruler(scan_seen(&o->lines[i])))
			emit_row(scan, i, columns);
	}
	*index = i - 1;
	return true;
}
