/* scan_zone.c - what stands between a tag and its task, or inside its brackets: names, a day, how
 * often, that it is done.
 *
 * rules_zone.c has the grammar.  Each of its rows that fits is a proposal; the evidence of the
 * words, of the tag in front and of what follows is added up, and the first that has enough is
 * taken.  With none, the whole is the task and nobody's.
 */
#include "tags/scan_work.h"

#include <string.h>

#include "tags/evidence.h"
#include "tags/lexicon.h"
#include "time/cycle.h"

enum { DATE_PART_MAX = 60 }; /* bytes: no date is longer */

/* Some day on which something is said, so many days after the first of them. */
static struct due_context day_after(const struct scan *scan, int days)
{
	const struct civil_date some_day = { 2000, 1, 10 };

	return (struct due_context){
		.base = civil_add_days(some_day, days),
		.next_meeting = civil_add_days(some_day, days + 14),
		.order = scan->context->dates,
	};
}

/* What is nothing but a day by its looks, whether it names one or not: "7/25", "08/07/2023". */
static bool is_date_like(const struct scan *scan, struct span text)
{
	const struct due_context context = day_after(scan, 0);
	struct civil_date date;
	struct span unread;

	if (due_parse_date(text, &context, &date))
		return true;
	return due_find_unread(scan_led(scan, text), &context, &unread) &&
	       unread.len == span_trim(text).len;
}

/* Whether text is a day of the calendar, whenever it was said: "2w" may be part of a name. */
static bool is_surely_date(const struct scan *scan, struct span text)
{
	const struct due_context one = day_after(scan, 0), other = day_after(scan, 1);
	struct civil_date a, b;

	if (!due_parse_date(text, &one, &a))
		return is_date_like(scan, text);
	return due_parse_date(text, &other, &b) &&
	       (civil_compare(a, b) == 0 || span_starts_ci(text, "in "));
}

/* "tomorrow", "Friday", "next week", counted from a day; "June" may be a person. */
static bool is_relative_date(const struct scan *scan, struct span text)
{
	const struct due_context one = day_after(scan, 0), other = day_after(scan, 31);
	struct civil_date a, b;

	return due_parse_date(text, &one, &a) && due_parse_date(text, &other, &b) &&
	       civil_compare(a, b) != 0;
}

/* "June 10" of "Dave, June 10", "2023-07-05" of "Dave 2023-07-05": a date with nothing else, not a
 * person called June. */
static bool is_date_part(const struct scan *scan, struct span inside, size_t at)
{
	struct span rest = span_trim(span_sub(inside, at, inside.len));
	bool digit = false;
	size_t before = at;

	while (before && inside.ptr[before - 1] == ' ')
		before--;
	if (!before || rest.len > DATE_PART_MAX)
		return false;
	for (size_t i = 0; i < rest.len; i++)
		digit = digit || ascii_is_digit((unsigned char)rest.ptr[i]);
	if (!digit && is_relative_date(scan, rest))
		return true;
	if (inside.ptr[before - 1] != ',')
		return (digit || span_starts_ci(rest, "in ")) && is_surely_date(scan, rest);
	return digit && is_date_like(scan, rest);
}

static const char *const due_leads[] = {
	"due ", "due:", "by ", "before ", "until ", "till ", NULL
};

static bool starts_with_lead(struct span s)
{
	return span_any(s, span_starts_ci, due_leads);
}

/* "monthly" is how often, "John Monthly" is a name: a capital wants a comma before it. */
static bool may_be_cycle(struct span inside, size_t at)
{
	struct span before = span_trim_end(span_sub(inside, 0, at));

	return before.len == 0 || before.ptr[before.len - 1] == ',' ||
	       ascii_lower((unsigned char)inside.ptr[at]) == inside.ptr[at];
}

/* "Joe every 6 months", "Joe, monthly", "every 6 months due 2023-07-05": takes how often, and what
 * is due, off the end. */
static void take_cycle(const struct scan *scan, struct scan_candidate *c, struct span *inside)
{
	for (size_t i = 0; i < inside->len; i++) {
		struct cycle cycle;
		size_t len, at;

		if ((i && inside->ptr[i - 1] != ' ' && inside->ptr[i - 1] != ',') ||
		    !may_be_cycle(*inside, i) ||
		    !cycle_take(span_sub(*inside, i, inside->len), &cycle, &len))
			continue;
		for (at = i + len; at < inside->len && strchr(",; ", inside->ptr[at]); at++)
			;
		struct span rest = span_sub(*inside, at, inside->len);

		if (rest.len && !starts_with_lead(rest) && !is_date_part(scan, *inside, at))
			continue;
		c->cycle = cycle;
		c->every = span_sub(*inside, i, len);
		c->due = rest;
		c->due_bare = rest.len && !starts_with_lead(rest);
		*inside = span_trim(span_sub(*inside, 0, i));
		return;
	}
}

/* "Dave DONE", "Dave, done": the mark goes. */
static void take_done(struct scan_candidate *c, struct span *inside)
{
	static const char *const marks[] = { "DONE",	  "COMPLETED", "done",
					     "completed", "Done",      "Completed" };

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		if (!span_ends(*inside, marks[i]))
			continue;
		bool capitals = marks[i][1] < 'a';
		size_t len = inside->len - strlen(marks[i]);
		struct span before = span_trim_end(span_sub(*inside, 0, len));

		if (before.len && !strchr(",;:-", before.ptr[before.len - 1]) &&
		    (!capitals || before.len == len))
			continue;
		c->done = true;
		*inside = span_strip_end(before, ",;:- ");
		return;
	}
}

/* The inside of "[AI Dave due 2023-07-05]", "[AI #12]", "[AI Joe every 6 months]", "AI(Dave, June
 * 10)". */
bool scan_read_inside(struct scan *scan, struct scan_candidate *c, struct span inside,
		      unsigned place)
{
	size_t cut;
	unsigned long n;

	inside = span_trim(inside);
	take_done(c, &inside);
	take_cycle(scan, c, &inside);
	cut = inside.len;

	if (inside.len > 1 && inside.ptr[0] == '#' &&
	    span_to_uint(span_sub(inside, 1, inside.len), 999999999, &n)) {
		c->item = (int)n;
		return true;
	}
	for (size_t i = 0; i < inside.len; i++) {
		struct span rest = span_sub(inside, i, inside.len);

		if (i && inside.ptr[i - 1] != ' ' && inside.ptr[i - 1] != ',')
			continue;
		if (i && !c->due.len && cut == inside.len && is_date_part(scan, inside, i)) {
			c->due = rest;
			c->due_bare = true;
			cut = i;
		}
		if (!c->due.len && starts_with_lead(rest)) {
			c->due = rest;
			cut = i < cut ? i : cut;
		}
		if (!c->every.len && span_starts_ci(rest, "every ")) {
			c->every = rest;
			cut = i < cut ? i : cut;
		}
	}
	inside = span_trim(span_sub(inside, 0, cut));
	while (inside.len && strchr(",;:-", inside.ptr[inside.len - 1]))
		inside = span_trim(span_sub(inside, 0, inside.len - 1));
	if (!inside.len)
		return true;
	return owners_weigh(&scan->names, inside, place, &c->owners);
}

/* "CreateLog", "create_log()": a name of a program, which is nobody's task. */
static bool is_identifier(struct span text)
{
	bool joined = span_has(text, "_") || span_has(text, "()");

	for (size_t i = 1; i < text.len && !joined; i++) {
		bool lower_before = ascii_is_alpha(text.ptr[i - 1]) &&
				    !ascii_is_upper(text.ptr[i - 1]);

		joined = lower_before && ascii_is_upper(text.ptr[i]);
	}
	return joined && span_find_char(text, ' ') < 0;
}

bool scan_is_something(struct span text)
{
	text = span_trim(text);
	return scan_has_letter(text) && !scan_says_nothing(text) && !is_identifier(text);
}

static bool starts_with_word(struct span text, const char *const *words)
{
	for (; *words; words++) {
		size_t len = strlen(*words);

		if (span_starts_ci(text, *words) &&
		    (text.len == len || !ascii_is_alnum((unsigned char)text.ptr[len])))
			return true;
	}
	return false;
}

static bool starts_with_article(struct span text)
{
	static const char *const words[] = { "a",    "an",    "all",  "her",   "his",
					     "it",   "its",   "our",  "the",   "their",
					     "them", "these", "this", "those", NULL };

	return starts_with_word(text, words);
}

static bool is_task(struct scan *scan, struct span text)
{
	text = span_strip_end(text, ").;,! ");
	if (span_find_char(text, ' ') < 0) /* "review" */
		text = span_of(arena_printf(scan->arena, SPAN_FMT " it", SPAN_ARG(text)));
	return scan_matches(scan, USE_TASK, text) || scan_matches(scan, USE_TASK_LIKELY, text);
}

/* "update the page", "send email", "review PR 12": a verb with its object, where a name in front of
 * it is not followed by "to". "update of the page" is none. */
static bool is_bare_task(struct scan *scan, struct span text)
{
	struct rule_match m;

	if (scan_matches(scan, USE_TASK_LIKELY, text))
		return true;
	if (!rules_match_use(scan->rules, scan->work, USE_TASK, text, &m))
		return false;
	char begins = m.parts[PART_TEXT].ptr[0];

	return starts_with_article(m.parts[PART_TEXT]) || ascii_is_upper(begins) ||
	       ascii_is_digit(begins) || strchr("@#\x01", begins);
}

/* "to next call", "to the list", "to April 5", "to be rejected": no verb, or none of doing. */
static bool is_no_verb(struct span text)
{
	static const char *const words[] = { "be", "last", "next", "some", NULL };

	return starts_with_article(text) || starts_with_word(text, words) ||
	       ascii_is_upper(text.ptr[0]) || ascii_is_digit(text.ptr[0]) || text.ptr[0] == '@';
}

/* "ACTION", "AI:", "AI for": no other AI.  A bracket says no more than that a tag stands in it. */
unsigned scan_weigh_tag(const struct rule_match *m, enum rule_part behind)
{
	const char *whole = m->parts[behind].ptr - m->part_start[behind];
	struct span tag =
		span_trim_end(span_from(whole + m->start, m->part_start[behind] - m->start));
	static const char *const ends[] = { ":",
					    "-",
					    ">",
					    "*",
					    " for",
					    " on",
					    "\xE2\x80\x93",
					    "\xE2\x80\x94",
					    "\xE2\x86\x92",
					    "\xE2\x9E\xA1",
					    "\xEF\xB8\x8F",
					    NULL };

	if (span_ends(tag, "]") || span_ends(tag, ")"))
		return 0;
	if (span_has(tag, "ACTION") || span_has_ci(tag, "todo") || span_has_ci(tag, "to-do"))
		return EVIDENCE_TAG;
	return span_any(tag, span_ends, ends) ? EVIDENCE_TAG : 0;
}

/* What follows the names of a row. */
static unsigned weigh_rest(struct scan *scan, const struct rule_match *m)
{
	struct span text = span_trim(m->parts[PART_TEXT]), verb = m->parts[PART_VERB];
	bool owes = span_is(verb, "to") || span_ends(verb, " to");
	unsigned bits = m->rule->evidence;

	if (verb.len)
		bits |= owes ? EVIDENCE_OWES : EVIDENCE_MODAL;
	if (!text.len || (bits & EVIDENCE_FIRM))
		return bits;
	if (bits & EVIDENCE_CALLED)
		return is_task(scan, text) ? bits : bits & ~(unsigned)EVIDENCE_CALLED;
	if (!verb.len && !(bits & EVIDENCE_SIGN))
		return bits | (is_bare_task(scan, text) ? EVIDENCE_TASK : 0);
	if (is_task(scan, text) && !span_starts_ci(text, "be "))
		return bits | EVIDENCE_TASK;
	return bits | (span_is(verb, "to") && is_no_verb(text) ? EVIDENCE_NO_TASK : 0);
}

/* A word that is also a name, with nothing behind it that only a name has. */
static unsigned weigh_bare(struct span owner, struct span text, bool has_task)
{
	char lower[LEXICON_WORD_SIZE];
	bool is_double = lexicon_lower(owner, lower, sizeof lower) && lexicon_is_double(lower);
	unsigned bits = is_double ? EVIDENCE_DOUBLE : 0;

	/* "Mark the page"; "Will send it" leaves out who will */
	if (starts_with_article(text) || span_is_ci(owner, "will") || span_is_ci(owner, "may"))
		bits |= EVIDENCE_OBJECT;
	if (text.len && ascii_is_upper(text.ptr[0]) && !has_task)
		bits |= EVIDENCE_SURNAME;
	return bits;
}

/* "by Friday", "due 2023-07-05", "tomorrow", in the words of time/due.h. */
static bool is_day(const struct scan *scan, struct span s)
{
	const struct due_context context = day_after(scan, 0);
	struct due_phrase phrase;
	struct span unread;

	s = span_trim(s);
	if (!s.len || s.len > DATE_PART_MAX)
		return false;
	if (!starts_with_lead(s))
		return is_date_like(scan, s);
	return due_find(s, &context, &phrase) ? phrase.start == 0 :
						due_find_unread(s, &context, &unread);
}

/* The day of "Dora (due 2026-01-21)"; the names are what is left. */
static bool take_day(const struct scan *scan, struct scan_candidate *c,
		     const struct rule_match *m, struct span *names)
{
	ptrdiff_t open = span_find_char(*names, '(');

	c->due = m->parts[PART_DATE];
	if (open > 0 && !c->due.len) {
		struct span inside = span_sub(*names, (size_t)open + 1, names->len);

		inside = span_sub(inside, 0, (size_t)span_find_char(inside, ')'));
		/* "due whenever" is told, and no name */
		if (is_day(scan, inside) || span_starts_ci(inside, "due ")) {
			*names = span_trim(span_sub(*names, 0, (size_t)open));
			c->due = inside;
		}
	}
	c->due_bare = c->due.len && !starts_with_lead(c->due);
	return !m->parts[PART_DATE].len || is_day(scan, c->due);
}

/* The same of names in brackets. */
static bool accept_inside(struct scan *scan, struct scan_candidate *c, struct span inside,
			  unsigned tag, unsigned place)
{
	return scan_read_inside(scan, c, inside,
				tag ? EVIDENCE_CLOSED : EVIDENCE_LOOSE | place) &&
	       c->item < 0 && (c->owners.n || tag);
}

/* Whether the names that a row has found are the owners. */
static bool accept_row(struct scan *scan, struct scan_candidate *c, const struct rule_match *m,
		       unsigned tag)
{
	struct span text = m->parts[PART_TEXT], names = m->parts[PART_OWNER];
	bool needs_owner = c->m.rule->trust == TRUST_OWNER;
	unsigned place = tag | weigh_rest(scan, m);
	bool is_bare = !m->parts[PART_VERB].len &&
		       !(place & (EVIDENCE_SIGN | EVIDENCE_CALLED | EVIDENCE_FIRM));

	if (m->parts[PART_INSIDE].len)
		return !needs_owner && accept_inside(scan, c, m->parts[PART_INSIDE], tag, place);
	/* "Dave: Joe to ..." is Dave's, and "AI slop: Joe will ..." nobody's */
	if (m->parts[PART_TOPIC].len &&
	    (needs_owner || owners_known(&scan->names, m->parts[PART_TOPIC])))
		return false;
	if (!take_day(scan, c, m, &names) || (c->is_entry && !text.len))
		return false;
	/* "Dave spoke of it", "All open items" */
	if (c->is_entry && is_bare && !(place & EVIDENCE_TASK) && !span_starts(names, "@"))
		return false;
	if (c->is_entry && !is_bare && !(place & EVIDENCE_OWES))
		place |= EVIDENCE_ENTRY;
	if (is_bare)
		place |= weigh_bare(names, text, place & EVIDENCE_TASK);
	if (!text.len && span_find_char(names, ' ') > 0)
		place |= EVIDENCE_FULL_NAME;
	if (!owners_weigh(&scan->names, names, place, &c->owners))
		return false;
	return c->owners.n || (c->owners.nobody && !is_bare);
}

/* Takes what a row has found for what the tag's rule has. */
static void take_row(struct scan_candidate *c, const struct rule_match *m)
{
	static const enum rule_part parts[] = { PART_OWNER, PART_VERB, PART_NOTE, PART_TOPIC,
						PART_TEXT };
	size_t zone = c->m.part_start[PART_TEXT];

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		enum rule_part part = parts[i];

		if (part == PART_NOTE && !m->parts[part].len)
			continue; /* the tag's own: "AI (done): Dave to ..." */
		c->m.parts[part] = m->parts[part];
		c->m.part_start[part] = zone + m->part_start[part];
	}
}

/* "AI: [DONE] Dave to ...": the mark goes. */
static struct span take_front_mark(struct scan *scan, struct scan_candidate *c, struct span zone)
{
	struct fact mark = { .status = FACT_OPEN, .note = "" };
	struct span rest = zone, close = span_sub(zone, 0, 0);

	if (!zone.len || !strchr("[(", zone.ptr[0]))
		return zone;
	ptrdiff_t end = span_find_char(zone, zone.ptr[0] == '[' ? ']' : ')');

	close = end < 0 ? close : span_sub(zone, 0, (size_t)end + 1);
	rest = span_of(arena_printf(scan->arena, SPAN_FMT " x", SPAN_ARG(close)));
	scan_take_status(scan, &mark, &rest);
	if (!close.len || !span_is(rest, "x"))
		return zone;
	c->done = mark.status == FACT_DONE;
	return span_strip_start(span_sub(zone, close.len, zone.len), ": ");
}

bool scan_read_zone(struct scan *scan, struct scan_candidate *c)
{
	struct rules_list rows = rules_with_use(scan->rules, USE_ZONE);
	struct span whole = c->m.parts[PART_TEXT],
		    zone = take_front_mark(scan, c, span_strip_start(whole, "*_ "));
	struct owners refused = { .n = 0 };
	struct rule_match m;

	c->m.part_start[PART_TEXT] += whole.len - zone.len;
	c->m.parts[PART_TEXT] = zone;
	unsigned tag = c->is_entry ? EVIDENCE_LOOSE : scan_weigh_tag(&c->m, PART_TEXT);

	for (size_t i = 0; i < rows.len; i++) {
		if (!rules_match(scan->rules, scan->work, rows.at[i], RULE_WHOLE, zone, 0, &m))
			continue;
		if (accept_row(scan, c, &m, tag)) {
			take_row(c, &m);
			return true;
		}
		if (!refused.unsure)
			refused = c->owners;
		c->due = c->every = span_of("");
		c->due_bare = false;
	}
	c->owners = (struct owners){ .unsure = refused.unsure, .evidence = refused.evidence };
	return c->m.rule->trust == TRUST_ZONE && scan_is_something(zone);
}
