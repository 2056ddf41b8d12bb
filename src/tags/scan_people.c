/* scan_people.c - who was there: lists of participants and of regrets, whatever shape they have.
 *
 * A list follows its head ("Present:", "Steering Attendees", "Regrets"), on the same line, below it
 * as bullets, numbers, plain lines or rows of a table.  Where entries carry a mark (a ticked box, a
 * "+"), the mark decides; otherwise who stands in the list was there.  What is no name is nobody.
 * Names are learnt besides: they help to tell names where nobody is configured.
 */
#include "tags/scan_work.h"

#include <string.h>

enum { PEOPLE_NAME_MAX = 60, NAME_WORDS = 5, LIST_LINES = 120, ROW_CELLS = 12 };

/* One entry of a list as it stands there. */
struct there_entry {
	struct span text; /* without its box and its mark */
	bool is_marked; /* by a mark that says "here" */
	bool is_away; /* by one, or by words, that say the contrary */
	bool is_alone; /* nobody else stands on its line */
};

static const char *const here_words[] = {
	"present",	"here",		"yes",		"y", "x",   "attended",	 "+",
	"\xE2\x9C\x93", "\xE2\x9C\x94", "\xE2\x9C\x85", "p", "[x]", "attending", NULL
};
static const char *const away_words[] = { "absent",	 "regrets",  "apologies",
					  "excused",	 "away",     "sends regrets",
					  "not present", "not here", NULL };
static const char *const nobody_words[] = { "none", "nobody", "no one",	   "tbd", "tba",
					    "n/a",  "na",     "unknown",   "no",  "yes",
					    "name", "names",  "see above", NULL };

static bool is_mark(struct span s)
{
	return span_any(s, span_is_ci, here_words) != NULL;
}

static bool says_away(struct span s)
{
	s = span_strip_end(span_strip_start(span_trim(s), "([-:, "), ")].,- ");
	return span_any(s, span_starts_ci, away_words) != NULL;
}

static bool is_high(char c)
{
	return (unsigned char)c >= 0xC3;
}

/* ---- what is a name ---- */

static bool is_name_byte(char c)
{
	return ascii_is_alnum(c) || (unsigned char)c >= 0x80 || strchr(" .'-_@\n", c);
}

/* A word inside of a name that begins small: "van der Berg". */
static bool is_particle(struct span word)
{
	static const char *const particles[] = { "van", "von", "der", "den", "de", "da",  "di",
						 "del", "dos", "du",  "la",  "le", "bin", "al",
						 "el",	"ter", "ten", "zu",  NULL };

	return span_any(word, span_is, particles) != NULL;
}

static bool has_shape(struct span name)
{
	size_t words = 0;

	for (size_t i = 0; i < name.len; i++) {
		if (!is_name_byte(name.ptr[i]))
			return false;
	}
	while (name.len) {
		size_t len = 0;

		while (len < name.len && !ascii_is_space(name.ptr[len]))
			len++;
		struct span word = span_sub(name, 0, len);
		bool is_first_alone = !words && len == name.len;
		bool is_small = !ascii_is_upper(word.ptr[0]) && !is_high(word.ptr[0]);

		if (ascii_is_digit(word.ptr[0]) || ++words > NAME_WORDS)
			return false;
		if (is_small && !is_first_alone && !is_particle(word))
			return false;
		name = span_trim(span_sub(name, len, name.len));
	}
	return words > 0;
}

static bool is_known(const struct scan *scan, struct span name)
{
	const struct people *people = scan->names.people;
	size_t index;
	enum people_match match = people ? people_resolve(people, name, &index) : PEOPLE_NOBODY;

	return match == PEOPLE_PERSON || match == PEOPLE_GROUP;
}

static bool is_name(const struct scan *scan, struct span name)
{
	if (name.len < 2 || name.len > PEOPLE_NAME_MAX || span_any(name, span_is_ci, nobody_words))
		return false;
	return is_known(scan, name) || has_shape(name);
}

/* ---- an entry taken apart ---- */

/* "MB: Myles Borins": the letters that the notes have for him. */
static struct span without_letters(struct span s)
{
	size_t len = 0;

	while (len < s.len && ascii_is_upper(s.ptr[len]))
		len++;
	if (len >= 2 && len <= 4 && len + 2 < s.len && s.ptr[len] == ':')
		return span_trim(span_sub(s, len + 1, s.len));
	return s;
}

/* Where the name ends: at a bracket, an address, a handle, a dash, a comma. */
static size_t name_len(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		struct span rest = span_sub(s, i, s.len);

		if (strchr("(<[,;:|/", s.ptr[i]) || (i && s.ptr[i] == '@'))
			return i;
		if (span_starts(rest, " - ") || span_starts(rest, " -- ") ||
		    span_starts(rest, " \xE2\x80\x93") || span_starts(rest, " \xE2\x80\x94"))
			return i;
	}
	return s.len;
}

static struct span handle_in(struct span s)
{
	ptrdiff_t at = span_find_char(s, '@');
	size_t from, end;

	if (at < 0)
		return span_of("");
	from = end = (size_t)at;
	while (from && (ascii_is_alnum(s.ptr[from - 1]) || strchr("._+-", s.ptr[from - 1])))
		from--; /* an address */
	end++;
	while (end < s.len && (ascii_is_alnum(s.ptr[end]) || strchr("._-", s.ptr[end])))
		end++;
	return span_strip_end(span_sub(s, from, end - from), ".");
}

/* "Zhipeng (Howard) Huang": the whole of him. */
static const char *around_bracket(struct scan *scan, struct span s, size_t open)
{
	ptrdiff_t close = span_find_char(span_sub(s, open, s.len), ')');
	struct span front = span_trim(span_sub(s, 0, open)), back;

	if (s.ptr[open] != '(' || close < 0)
		return NULL;
	back = span_sub(s, open + (size_t)close + 1, s.len);
	if (!front.len || back.len < 2 || back.ptr[0] != ' ' || !ascii_is_upper(back.ptr[1]))
		return NULL;
	back = span_trim(back);
	back = span_trim(span_sub(back, 0, name_len(back)));
	return has_shape(back) ? arena_printf(scan->arena, SPAN_FMT " " SPAN_FMT, SPAN_ARG(front),
					      SPAN_ARG(back))
			       : NULL;
}

/* "Yuki via Zoom", "Ines joined late": the known name in front of a remark; else all of it. */
static struct span without_remark(const struct scan *scan, struct span name)
{
	static const char *const remarks[] = { "via ",	  "online", "remote", "by ",	"from ",
					       "until ",  "joined", "left ",  "for ",	"on ",
					       "virtual", "till ",  "late",   "in person", NULL };

	for (size_t i = 1; i < name.len; i++) {
		struct span front = span_sub(name, 0, i), rest = span_sub(name, i + 1, name.len);

		if (name.ptr[i] == ' ' && span_any(rest, span_starts, remarks) &&
		    is_known(scan, front))
			return front;
	}
	return name;
}

/* The person of an entry; "": it is none.  What people know beats what it looks like. */
static const char *person_of(struct scan *scan, struct span text)
{
	struct span s = without_letters(span_strip_end(span_trim(text), ".,;: ")), name, handle;
	size_t len = name_len(s);
	const char *whole;

	handle = handle_in(s);
	name = span_strip_end(span_trim(span_sub(s, 0, len)), "., ");
	whole = len < s.len ? around_bracket(scan, s, len) : NULL;
	if (whole)
		name = span_of(whole);
	if (handle.len && scan->names.people && is_known(scan, handle))
		return scan_text(scan, is_known(scan, name) ? name : handle);
	if (!is_known(scan, name))
		name = without_remark(scan, name);
	if (is_name(scan, name))
		return scan_text(scan, name);
	return !name.len && handle.len > 1 ? scan_text(scan, handle) : "";
}

static void add_name(struct scan *scan, struct scan_names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++) {
		if (strcmp(names->written[i], name) == 0)
			return;
	}
	if (names->n == SCAN_PEOPLE_MAX)
		return;
	names->written = arena_grow(scan->arena, names->written, names->n, &names->cap,
				    sizeof *names->written);
	names->written[names->n++] = name;
}

/* Takes marks and remarks off an entry: "Thomas Fossati +", "Joe (absent)", "KP: here". */
static void take_mark(struct there_entry *entry)
{
	struct span s = span_trim(entry->text);
	size_t len = name_len(s);

	if (s.len > 2 && (span_ends(s, " +") || span_ends(s, "\xE2\x9C\x93") ||
			  span_ends(s, "\xE2\x9C\x94") || span_ends(s, "\xE2\x9C\x85"))) {
		entry->is_marked = true;
		s = span_trim(span_sub(s, 0, s.len - (s.ptr[s.len - 1] == '+' ? 1 : 3)));
		/* the name stands before the mark, behind the body that it stands for */
		for (ptrdiff_t at; (at = span_find(s, " - ")) >= 0;)
			s = span_trim(span_sub(s, (size_t)at + 3, s.len));
		entry->text = s;
		return;
	}
	if (len == s.len)
		return;
	struct span remark =
		span_strip_end(span_strip_start(span_sub(s, len, s.len), " ([:,-"), " )].");

	entry->is_away = says_away(remark);
	if (remark.len > 1 && is_mark(remark))
		entry->is_marked = true;
}

/* ---- lists ---- */

/* What a list says before it is clear whether marks decide in it. */
struct there_list {
	struct scan *scan;
	const char *names[SCAN_PEOPLE_MAX];
	bool here[SCAN_PEOPLE_MAX], away[SCAN_PEOPLE_MAX];
	size_t n;
	bool is_marked; /* some entry has a mark */
	bool is_absent; /* of who was not there */
};

static bool add_entry(struct there_list *list, struct there_entry entry)
{
	take_mark(&entry);
	const char *name = person_of(list->scan, entry.text);

	list->is_marked = list->is_marked || entry.is_marked;
	if (!*name || list->n == SCAN_PEOPLE_MAX)
		return false;
	list->names[list->n] = name;
	list->here[list->n] = entry.is_marked;
	list->away[list->n++] = entry.is_away;
	return true;
}

/* The end of the first of several names: a comma, a semicolon, a line's end, an "and". */
static size_t piece_len(struct span text, size_t *skip_out, bool slash)
{
	size_t depth = 0;

	for (size_t i = 0; i < text.len; i++) {
		struct span rest = span_sub(text, i, text.len);

		depth += text.ptr[i] == '(';
		if (text.ptr[i] == ')' && depth)
			depth--;
		*skip_out = 1;
		if (depth)
			continue;
		if (strchr(",;\n", text.ptr[i]) || (slash && text.ptr[i] == '/'))
			return i;
		*skip_out = span_starts_ci(rest, " and ") ? 5 : span_starts(rest, " & ") ? 3 : 0;
		if (*skip_out)
			return i;
	}
	*skip_out = 0;
	return text.len;
}

/* "Kate Stewart, Linux Foundation" in a list of bullets: what follows the comma says whose. */
static bool is_affiliation(const struct scan *scan, struct span piece, bool is_all)
{
	return is_all && !is_known(scan, piece);
}

/* "none", "-", "None received", "No apologies": nobody is meant, and the list is whole. */
static bool says_nobody(const struct scan *scan, struct span text)
{
	static const char *const words[] = { "none",	     "nobody",	"no one",  "no-one",
					     "no apologies", "no regrets", "no absen", "n/a",
					     NULL };

	text = span_strip_end(span_strip_start(span_trim(text), "([*_ "), ")]*_.,;! ");
	if (is_known(scan, text))
		return false;
	if (span_is_ci(text, "nil") || span_any(text, span_starts_ci, words))
		return true;
	return text.len && !scan_has_letter(text);
}

static bool add_line(struct there_list *list, struct span text, struct there_entry mark)
{
	bool any = false, slash = span_find(text, " + /") >= 0 || span_ends(text, " +");
	bool comma = false;

	while (text.len) {
		size_t skip, len = piece_len(text, &skip, slash);
		struct span piece = span_trim(span_sub(text, 0, len)), rest = text;

		text = span_sub(text, len + skip, text.len);
		if (span_starts_ci(piece, "and "))
			piece = span_sub(piece, 4, piece.len);
		if (comma && is_affiliation(list->scan, piece, mark.is_alone && !text.len))
			break;
		mark.text = piece;
		comma = !any && len < rest.len && rest.ptr[len] == ',';
		any = (piece.len && add_entry(list, mark)) || any;
	}
	return any;
}

static bool is_heading_of_people(struct scan *scan, struct span text, struct rule_match *m)
{
	return text.len && text.len <= 400 &&
	       (rules_match_use(scan->rules, scan->work, USE_PEOPLE, text, m) ||
		rules_match_use(scan->rules, scan->work, USE_ABSENT, text, m));
}

/* ---- tables ---- */

static size_t cells_of(struct span row, struct span *cells)
{
	size_t n = 0;

	row = span_strip_end(span_strip_start(span_trim(row), "|"), " ");
	while (row.len && n < ROW_CELLS) {
		ptrdiff_t bar = span_find_char(row, '|');

		cells[n++] = span_trim(bar < 0 ? row : span_sub(row, 0, (size_t)bar));
		row = bar < 0 ? span_of("") : span_sub(row, (size_t)bar + 1, row.len);
	}
	return n;
}

static bool is_row(const struct outline_line *line)
{
	return line->kind == OUTLINE_PARA && line->seen.len && line->seen.text[0] == '|';
}

/* The columns of a table: whose names, and which says who was there (-1: none). */
static void read_columns(struct span head, size_t *name_out, int *mark_out)
{
	static const char *const names[] = { "name", "member",	       "attendee", "participant",
					     "who",  "representative", "person",   NULL };
	static const char *const marks[] = { "present",	  "attended", "attendance", "here",
					     "attending", "status",   NULL };
	struct span cells[ROW_CELLS];
	size_t n = cells_of(head, cells);

	*name_out = 0;
	*mark_out = -1;
	for (size_t i = n; i-- > 0;) {
		if (span_any(cells[i], span_starts_ci, names))
			*name_out = i;
		else if (span_any(cells[i], span_starts_ci, marks))
			*mark_out = (int)i;
	}
}

static int read_table(struct there_list *list, int index, int end)
{
	const struct outline *o = &list->scan->outline;
	struct span cells[ROW_CELLS];
	size_t name_at;
	int mark_at, i = index;

	read_columns(scan_seen(&o->lines[index]), &name_at, &mark_at);
	list->is_marked = mark_at >= 0;
	for (i++; i < end && is_row(&o->lines[i]); i++) {
		size_t n = cells_of(scan_seen(&o->lines[i]), cells);
		struct there_entry entry = { .is_alone = true };

		if (name_at >= n || !scan_has_letter(cells[name_at]))
			continue;
		if (mark_at >= 0 && (size_t)mark_at < n) {
			entry.is_marked = is_mark(cells[mark_at]);
			entry.is_away = says_away(cells[mark_at]);
		}
		add_line(list, cells[name_at], entry);
	}
	return i;
}

/* ---- below a head ---- */

static bool looks_listed(struct span text)
{
	return text.len < 90 && !memchr(text.ptr, '?', text.len) &&
	       (text.len < 40 || span_find(text, ". ") < 0);
}

/* "A, B and C" or one name. */
void scan_learn_names(struct scan *scan, struct span text)
{
	while (text.len) {
		size_t i = 0, depth = 0;

		while (i < text.len && (depth || (text.ptr[i] != ',' && text.ptr[i] != ';' &&
						  text.ptr[i] != '\n'))) {
			depth += text.ptr[i] == '(';
			if (text.ptr[i] == ')' && depth)
				depth--;
			i++;
		}
		names_learn_person(&scan->names, span_sub(text, 0, i));
		text = span_sub(text, i + 1, text.len);
	}
}

/* Does the list that begins at first end before the line? */
static bool is_behind_list(struct scan *scan, int head, int first, int i)
{
	const struct outline *o = &scan->outline;
	const struct outline_line *line = &o->lines[i];
	bool is_leaf = o->lines[head].end == head + 1;
	struct rule_match m;

	if (line->kind == OUTLINE_HEADING)
		return first >= 0 || line->level < 7 ||
		       is_heading_of_people(scan, scan_seen(line), &m);
	if (rules_match_use(scan->rules, scan->work, USE_AGENDA_HEAD, scan_seen(line), &m))
		return true;
	if (is_leaf && is_heading_of_people(scan, scan_seen(line), &m))
		return true;
	if (is_leaf && o->lines[head].kind == OUTLINE_ITEM && line->depth <= o->lines[head].depth)
		return true;
	if (first < 0)
		return false;
	if (line->depth < o->lines[first].depth || line->kind != o->lines[first].kind)
		return line->depth <= o->lines[first].depth;
	return line->kind == OUTLINE_PARA && line->blank_before && !is_row(line);
}

/* Below a label of who was away nobody may stand at all: what comes next may be something else. */
static bool is_behind_label(const struct there_list *list, int head, int i)
{
	const struct outline *o = &list->scan->outline;
	const struct outline_line *line = &o->lines[i];
	const bool is_title = o->lines[head].kind == OUTLINE_HEADING && o->lines[head].level < 7;

	if (!list->is_absent || is_title)
		return false;
	return line->kind == OUTLINE_HEADING ||
	       (line->kind == OUTLINE_PARA && line->blank_before && outline_is_header(line));
}

static bool is_row_of_tasks(struct scan *scan, const struct outline_line *line)
{
	struct rule_match m;

	return is_row(line) &&
	       rules_match_use(scan->rules, scan->work, USE_TABLE, scan_seen(line), &m);
}

static void read_below(struct there_list *list, int head, int end)
{
	struct scan *scan = list->scan;
	const struct outline *o = &scan->outline;
	bool is_leaf = o->lines[head].end == head + 1;
	int stop = is_leaf ? end : o->lines[head].end, first = -1;

	for (int i = head + 1; i < stop && i < head + LIST_LINES; i++) {
		const struct outline_line *line = &o->lines[i];
		struct rule_match m;

		if (is_behind_list(scan, head, first, i) ||
		    (first < 0 && is_behind_label(list, head, i)))
			return;
		if (is_heading_of_people(scan, scan_seen(line), &m)) {
			i = line->end - 1; /* a list of its own, inside of this one */
			continue;
		}
		if (is_row_of_tasks(scan, line))
			return;
		if (is_row(line)) {
			(void)read_table(list, i, stop);
			return;
		}
		struct there_entry entry = { .is_marked = line->box == 'x', .is_alone = true };
		bool is_away = line->seen.len && (line->seen.attr[0] & MARKUP_STRUCK);

		list->is_marked = list->is_marked || line->box;
		if (first < 0 && says_nobody(scan, scan_seen(line)))
			return;
		if (!looks_listed(scan_seen(line)) && first >= 0)
			return; /* what was said begins without a head of its own */
		if (!looks_listed(scan_seen(line)))
			continue;
		scan_learn_names(scan, scan_seen(line));
		scan->marks[i].meta = true;
		if (is_away)
			continue;
		if (add_line(list, scan_seen(line), entry)) {
			scan->marks[i].is_person = true;
			first = first < 0 ? i : first;
			i = line->end - 1; /* what stands below says more of him */
		}
	}
}

static void close_list(struct there_list *list, struct scan_there *there)
{
	struct scan *scan = list->scan;

	for (size_t i = 0; i < list->n; i++) {
		bool is_here = !list->away[i] && (!list->is_marked || list->here[i]);

		if (list->is_absent || list->away[i])
			add_name(scan, &there->regrets, list->names[i]);
		else if (is_here)
			add_name(scan, &there->present, list->names[i]);
	}
}

bool scan_read_people(struct scan *scan, int index, struct span text, int end)
{
	int at = scan->marks[index].meeting;
	struct there_list list = { .scan = scan };
	struct rule_match m;

	if (!is_heading_of_people(scan, text, &m))
		return false;
	scan->marks[index].meta = true;
	if (at >= 0)
		scan->meetings[at].attended = true;
	list.is_absent = m.rule->use == USE_ABSENT;
	if (says_nobody(scan, m.parts[PART_TEXT]))
		return true;
	if (m.parts[PART_TEXT].len) {
		scan_learn_names(scan, m.parts[PART_TEXT]);
		add_line(&list, m.parts[PART_TEXT], (struct there_entry){ .is_alone = false });
	}
	if (!list.n)
		read_below(&list, index, end);
	close_list(&list, at >= 0 && scan->meetings[at].is_fact ? &scan->meetings[at].there :
								  &scan->there);
	return true;
}

/* ---- in a fact ---- */

static void resolve_one(struct scan *scan, const char *written, struct scan_names *out)
{
	const struct people *people = scan->names.people;
	size_t index;

	if (!people) {
		add_name(scan, out, written);
		return;
	}
	switch (people_resolve(people, span_of(written), &index)) {
	case PEOPLE_PERSON: add_name(scan, out, people->persons[index].name); break;
	case PEOPLE_GROUP:
		for (size_t i = 0; i < people->n_persons; i++) {
			if (people_group_has(people, index, i))
				add_name(scan, out, people->persons[i].name);
		}
		break;
	case PEOPLE_NOBODY:
	case PEOPLE_SEVERAL: add_name(scan, out, written); break;
	}
}

static struct scan_names resolve(struct scan *scan, const struct scan_names *written)
{
	struct scan_names names = { 0 };

	for (size_t i = 0; i < written->n; i++)
		resolve_one(scan, written->written[i], &names);
	return names;
}

void scan_fill_people(struct scan *scan, const struct scan_there *there, struct fact *fact)
{
	struct scan_names present = resolve(scan, &there->present);
	struct scan_names regrets = resolve(scan, &there->regrets);

	fact->present = present.written;
	fact->n_present = present.n;
	fact->regrets = regrets.written;
	fact->n_regrets = regrets.n;
}

void scan_fill_tagged(struct scan *scan, size_t first)
{
	struct fact *tagged = NULL;

	for (size_t i = scan->out->len; i-- > first;) {
		struct fact *fact = &scan->out->facts[i];

		if (fact->kind == FACT_MEETING && fact->line)
			return;
		if (fact->kind == FACT_MEETING)
			tagged = fact;
	}
	if (tagged)
		scan_fill_people(scan, &scan->there, tagged);
}
