/* scan_action.c - tags in a logical line, and in a mail's subject.
 *
 * Every rule that matches is a proposal: it counts when its owner part can be a name by the
 * rule's trust and something is left to do.  A line may hold several tags; each task ends
 * where the next tag begins.
 */
#include "tags/scan_work.h"

#include <stdint.h>
#include <string.h>

#include "time/cycle.h"

enum { DATE_PART_MAX = 60 };		/* bytes: no date is longer */

/* Whether text is a day of the calendar, whenever it was said, or "in 3 days": "2w" may be part of
 * a name. */
static bool is_surely_date(struct span text)
{
	const struct due_context one = { .base = { 2000, 1, 10 } },
				 other = { .base = { 2000, 1, 11 } };
	struct civil_date a, b;

	return due_parse_date(text, &one, &a) && due_parse_date(text, &other, &b) &&
	       (civil_compare(a, b) == 0 || span_starts_ci(text, "in "));
}

/* "June 10" of "Dave, June 10", "2023-07-05" of "Dave 2023-07-05": a date with nothing else, not a
 * person called June. */
static bool is_date_part(struct span inside, size_t at)
{
	struct span rest = span_trim(span_sub(inside, at, inside.len));
	struct due_context context = { .base = { 2000, 1, 1 } };
	struct civil_date date;
	bool digit = false;
	size_t before = at;

	while (before && inside.ptr[before - 1] == ' ')
		before--;
	if (!before || rest.len > DATE_PART_MAX)
		return false;
	for (size_t i = 0; i < rest.len; i++)
		digit = digit || ascii_is_digit((unsigned char)rest.ptr[i]);
	if (inside.ptr[before - 1] != ',')
		return (digit || span_starts_ci(rest, "in ")) && is_surely_date(rest);
	return digit && due_parse_date(rest, &context, &date);
}

static const char *const due_leads[] = {
	"due ", "due:", "by ", "before ", "until ", "till ", NULL
};

static bool starts_with_lead(struct span s)
{
	for (size_t i = 0; due_leads[i]; i++) {
		if (span_starts_ci(s, due_leads[i]))
			return true;
	}
	return false;
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
static void take_cycle(struct scan_candidate *c, struct span *inside)
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

		if (rest.len && !starts_with_lead(rest) && !is_date_part(*inside, at))
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
		while (before.len && strchr(",;:- ", before.ptr[before.len - 1]))
			before.len--;
		c->done = true;
		*inside = before;
		return;
	}
}

/* The inside of "[AI Dave due 2023-07-05]", "[AI #12]", "[AI Joe every 6 months]", "AI(Dave, June
 * 10)". */
static bool read_inside(struct scan *scan, struct scan_candidate *c, struct span inside)
{
	size_t cut;
	unsigned long n;

	inside = span_trim(inside);
	take_done(c, &inside);
	take_cycle(c, &inside);
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
		if (i && !c->due.len && cut == inside.len && is_date_part(inside, i)) {
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
	return owners_read(&scan->names, inside, c->m.rule->trust, &c->owners);
}

static bool is_task(struct scan *scan, struct span text)
{
	struct rule_match m;

	return rules_match_use(scan->rules, scan->work, USE_TASK, text, &m) ||
	       rules_match_use(scan->rules, scan->work, USE_TASK_LIKELY, text, &m);
}

static bool knows_one(const struct scan *scan, const struct owners *owners)
{
	for (size_t i = 0; i < owners->n; i++) {
		if (owners_known(&scan->names, span_of(owners->written[i])))
			return true;
	}
	return owners->n == 0;
}

/* "AI Slop: tools write patches", "AI accelerators - good for one thing", "Action verb: ...": the
 * tag's word with no colon behind it names a topic, unless what follows the unknown word is
 * somebody's task. */
static bool is_topic(struct scan *scan, const struct rule_match *m, const struct owners *owners)
{
	const char *whole = m->parts[PART_TEXT].ptr - m->part_start[PART_TEXT];
	struct span tag = span_from(whole + m->start, m->part_start[PART_OWNER] - m->start);
	struct span verb = m->parts[PART_VERB], owner = m->parts[PART_OWNER];
	struct span text = span_trim(m->parts[PART_TEXT]), word = span_trim_end(tag);

	if (span_has(tag, "ACTION") || span_has_ci(tag, "todo") || span_has_ci(tag, "to-do"))
		return false;
	if (span_ends(word, " for") || span_ends(word, " on") || knows_one(scan, owners))
		return false;
	if (!ascii_is_upper(owner.ptr[0]) && (unsigned char)owner.ptr[0] < 0xC3)
		return true;
	if (span_is(verb, "to"))
		return span_starts_ci(text, "be ");
	return !span_ends(verb, " to") && !is_task(scan, text);
}

/* Whether the owner in front of a task can be one. */
static bool accept_owner(struct scan *scan, const struct rule_match *m, struct owners *owners)
{
	enum rule_trust trust = m->rule->trust;

	if (!owners_read(&scan->names, m->parts[PART_OWNER], trust, owners))
		return false;
	if (trust == TRUST_KNOWN)
		return owners->n > 0;
	return trust != TRUST_TASK || !is_topic(scan, m, owners);
}

/* Whether a match makes sense; fills the candidate. */
static bool accept(struct scan *scan, const struct rule_match *m, bool mid,
		   struct scan_candidate *c)
{
	enum rule_trust trust = m->rule->trust;
	struct span text = m->parts[PART_TEXT];

	*c = (struct scan_candidate){ .m = *m, .mid = mid, .item = -1, .meeting = -1 };
	if (m->rule->kind != FACT_ACTION && m->rule->kind != FACT_MENTION)
		return true;
	if (m->parts[PART_INSIDE].len)
		return read_inside(scan, c, m->parts[PART_INSIDE]);
	if (!m->parts[PART_OWNER].len)
		return m->rule->kind == FACT_MENTION ||
		       (scan_has_letter(text) && !scan_says_nothing(text));
	if (trust == TRUST_FULL || trust == TRUST_PLACE)
		return read_inside(scan, c, m->parts[PART_OWNER]) && c->item < 0;
	return accept_owner(scan, m, &c->owners);
}

const char *scan_refusal(struct scan *scan, const struct rule_match *m)
{
	struct scan_candidate c;
	struct span owner = m->parts[m->parts[PART_INSIDE].len ? PART_INSIDE : PART_OWNER];
	const char *why = m->rule->trust == TRUST_TASK ? "no task follows" :
			  "does not stand where only one can";

	if (accept(scan, m, false, &c))
		return NULL;
	if (owner.len && !scan_says_nothing(owner))
		return arena_printf(scan->arena,
				    "rule %s fits, but \"%s\" is not known as a name and %s",
				    m->rule->name, scan_text(scan, owner), why);
	return arena_printf(scan->arena, "rule %s fits, but says that there is nothing to do",
			    m->rule->name);
}

/* The rule's first match at the line's beginning that makes sense. */
static bool find_at_start(struct scan *scan, struct span mask, size_t i, unsigned also,
			  struct scan_candidate *best)
{
	const struct rule *rule = rules_at(scan->rules, i);
	struct rule_match m;

	if (rule->operators && rules_match(scan->rules, scan->work, i, RULE_WHOLE, mask, 0, &m) &&
	    m.end > m.start && accept(scan, &m, m.start > 0, best))
		return true;
	if (!(rule->where & RULE_START) || (also && !(rule->where & also)))
		return false;
	return rules_match(scan->rules, scan->work, i, RULE_START, mask, 0, &m) &&
	       accept(scan, &m, false, best);
}

/* The same inside the line, from a place on and before another.  A match that makes no sense hides
 * a later one of the same rule: a few more tries. */
static bool find_inside(struct scan *scan, struct span mask, size_t i, unsigned where, size_t from,
			size_t before, struct scan_candidate *out)
{
	struct scan_candidate c;
	struct rule_match m;

	for (int tries = 0; tries < 4; tries++) {
		if (!rules_match(scan->rules, scan->work, i, where, mask, from, &m))
			return false;
		if (m.start >= before)
			return false;
		if (accept(scan, &m, true, &c)) {
			*out = c;
			return true;
		}
		from = m.start + 1;
	}
	return false;
}

/* The first tag at or after from: at the line's start when from is 0, then inside it. */
static bool find_tag(struct scan *scan, struct span mask, size_t from, unsigned also,
		     struct scan_candidate *best)
{
	struct rules_list tags = rules_with_use(scan->rules, USE_TAG);
	size_t before = SIZE_MAX;

	for (size_t k = 0; from == 0 && k < tags.len; k++) {
		if (find_at_start(scan, mask, tags.at[k], also, best))
			return true;
	}
	for (size_t k = 0; k < tags.len; k++) {
		unsigned places = rules_at(scan->rules, tags.at[k])->where;

		for (unsigned where = RULE_MID; where <= RULE_ANY; where <<= 1) {
			if (!(places & where) || (also && !(places & also)))
				continue;
			if (find_inside(scan, mask, tags.at[k], where, from, before, best))
				before = best->m.start;
		}
	}
	return before != SIZE_MAX;
}

/* "20m Dave", "#39", "Dave 10 min". */
static void read_agenda_inside(struct scan *scan, struct span inside, struct fact *fact)
{
	char kept[128];
	size_t n = 0;
	struct owners owners;

	while (inside.len) {
		size_t len = 0;
		struct span word;
		unsigned long number;

		inside = span_trim(inside);
		while (len < inside.len && inside.ptr[len] != ' ' && inside.ptr[len] != ',')
			len++;
		word = span_sub(inside, 0, len);
		if (word.len > 1 && word.ptr[0] == '#' &&
		    span_to_uint(span_sub(word, 1, word.len), 1000000, &number)) {
			fact->meeting = (int)number;
		} else if (word.len && ascii_is_digit((unsigned char)word.ptr[0])) {
			char bracketed[40];
			struct rule_match m;
			int size = snprintf(bracketed, sizeof bracketed, "[" SPAN_FMT "] x",
					    SPAN_ARG(word));

			if (size > 0 && (size_t)size < sizeof bracketed &&
			    rules_match_use(scan->rules, scan->work, USE_AGENDA_MINUTES,
					    span_of(bracketed), &m))
				scan_set_minutes(&m, fact);
			else if (span_to_uint(word, 600, &number) && number)
				fact->minutes = (int)number;
		} else if (n + word.len + 3 < sizeof kept && !span_is_ci(word, "min") &&
			   !span_is_ci(word, "minutes")) {
			memcpy(kept + n, word.ptr, word.len);
			n += word.len;
			kept[n++] = len < inside.len && inside.ptr[len] == ',' ? ',' : ' ';
		}
		inside = span_sub(inside, len + 1, inside.len);
	}
	if (n && owners_read(&scan->names, span_from(kept, n), TRUST_FULL, &owners))
		owners_resolve(&scan->names, &owners, fact);
}

static void build_other(struct scan *scan, int index, const struct scan_candidate *c,
			struct span seen)
{
	struct span inside = span_trim(c->m.parts[PART_INSIDE]);
	struct span text = span_trim(
		span_from(seen.ptr + c->m.part_start[PART_TEXT], c->m.parts[PART_TEXT].len));
	struct fact *fact =
		scan_new_fact(scan, c->m.rule->kind, c->m.rule->name, index, c->m.start);
	struct due_context context = scan_due_context(scan, index);
	unsigned long number;
	int64_t seconds;

	if (!fact)
		return;
	if (inside.len && inside.ptr)	/* the words as written, not as masked */
		inside = span_trim(span_from(seen.ptr + c->m.part_start[PART_INSIDE],
					     c->m.parts[PART_INSIDE].len));
	fact->text = scan_text(scan, text);
	switch (c->m.rule->kind) {
	case FACT_AGENDA:
		read_agenda_inside(scan, inside, fact);
		break;
	case FACT_DEADLINE:
		fact->note = scan_text(scan, inside);
		context.to_come = true;
		if (due_parse_date(inside, &context, &fact->due))
			break;
		if (civil_is_set(context.base) && civil_parse_period(inside, &seconds) &&
		    seconds < 86400LL * 3660)
			fact->due = civil_add_days(context.base, (int)((seconds + 86399) / 86400));
		break;
	case FACT_MEETING:
		if (span_to_uint(c->m.parts[PART_NUMBER], 1000000, &number))
			fact->meeting = (int)number;
		if (inside.len)
			(void)due_parse_date(inside, &context, &fact->due);
		break;
	default:
		if (span_to_uint(c->m.parts[PART_NUMBER], 999999999, &number))
			fact->item = (int)number;
		fact->command = "done";
		fact->status = FACT_DONE;
		break;
	}
	if (index >= 0)
		scan->marks[index].is_action = true;	/* taken: no agenda entry by its shape as
							 * well */
}

static void build_command(struct scan *scan, int index, const struct scan_candidate *c,
			  struct span seen)
{
	struct fact *fact = scan_new_fact(scan, FACT_COMMAND, "item", index, c->m.start);
	struct span text;

	if (!fact)
		return;
	text = scan_strip_front(
		span_from(seen.ptr + c->m.part_start[PART_TEXT], c->m.parts[PART_TEXT].len));
	scan_take_status(scan, fact, &text);
	if (fact->status == FACT_DONE)
		fact->command = "done";
	fact->text = scan_text(scan, text);
	fact->item = c->item;
	scan_fill_due(scan, fact, index, text);
	if (index >= 0)
		scan->marks[index].is_action = true;
}

void scan_emit_tags(struct scan *scan, int index)
{
	const struct outline_line *line = &scan->outline.lines[index];
	struct span mask = scan_mask(line), seen = scan_seen(line);
	struct scan_candidate now, next;
	size_t topic = 0;
	bool more;

	if (line->kind == OUTLINE_HEADING || !rules_may_hold_tag(scan->rules, scan->work, mask))
		return;
	if (scan->marks[index].opens_section && scan->marks[index].list_owner.len)
		return;			/* "Action items: Dave" above his */
	more = find_tag(scan, mask, 0, 0, &now);
	for (int n = 0; more && n < SCAN_TAGS_PER_LINE && !scan->over; n++) {
		size_t from = now.m.parts[PART_TEXT].len ? now.m.part_start[PART_TEXT] : now.m.end;
		size_t end = line->seen.len;

		if (now.item >= 0) {
			build_command(scan, index, &now, seen);
			return;
		}
		if (now.m.rule->kind != FACT_ACTION && now.m.rule->kind != FACT_MENTION) {
			build_other(scan, index, &now, seen);
			return;
		}
		if (from <= now.m.start)
			from = now.m.start + 1;
		more = from < line->seen.len && find_tag(scan, mask, from, 0, &next);
		if (more)
			end = next.m.start;
		scan_build_action(scan, index, &now, topic, end);
		if (more) {
			topic = next.m.start;
			now = next;
		}
	}
}

void scan_subject(struct scan *scan, const char *subject)
{
	struct markup seen = { .text = subject, .mask = subject, .len = strlen(subject) };
	struct outline_line line = {
		.kind = OUTLINE_PARA, .parent = -1, .heading = -1, .seen = seen
	};
	struct outline keep = scan->outline;
	struct scan_mark mark = { .meeting = -1, .agenda_level = -1 }, *keep_marks = scan->marks;
	struct span s = span_of(subject);
	struct scan_candidate c;

	if (seen.len > OUTLINE_LINE_MAX || !rules_may_hold_tag(scan->rules, scan->work, s))
		return;
	/* The list's own prefix in front is looked through. */
	if (!find_tag(scan, s, 0, RULE_SUBJECT, &c)) {
		size_t i = 0;

		if (!s.len || s.ptr[0] != '[')
			return;
		while (i < s.len && s.ptr[i] != ']')
			i++;
		s = span_trim(span_sub(s, i + 1, s.len));
		if (!find_tag(scan, s, 0, RULE_SUBJECT, &c))
			return;
	}
	seen.text = seen.mask = s.ptr;
	seen.len = s.len;
	seen.attr = arena_alloc(scan->arena, s.len + 1, 1);
	line.seen = seen;
	line.end = 1;
	scan->outline = (struct outline){ .lines = &line, .len = 1 };
	scan->marks = &mark;
	if (c.item >= 0)
		build_command(scan, 0, &c, s);
	else if (c.m.rule->kind != FACT_ACTION && c.m.rule->kind != FACT_MENTION)
		build_other(scan, 0, &c, s);
	else
		scan_build_action(scan, 0, &c, 0, s.len);
	scan->outline = keep;
	scan->marks = keep_marks;
}

/* Names that stand where only a name can: "AI(liz):", "[ehashman] topic". */
void scan_learn_owners(struct scan *scan)
{
	struct rules_list tags = rules_with_use(scan->rules, USE_TAG);

	for (size_t l = 0; l < scan->outline.len; l++) {
		const struct outline_line *line = &scan->outline.lines[l];
		struct span text = scan_mask(line);
		struct owners owners;

		if (line->kind == OUTLINE_HEADING || !text.len)
			continue;
		if (text.ptr[0] == '[' && line->seen.attr[0] == 0) {
			const char *close = memchr(text.ptr, ']', text.len < 40 ? text.len : 40);
			struct span inside =
				close ? span_sub(text, 1, (size_t)(close - text.ptr) - 1)
				      : span_of("");

			if (inside.len >= 2 && !ascii_is_digit((unsigned char)inside.ptr[0]) &&
			    owners_read(&scan->names, inside, TRUST_SHAPE, &owners)) {
				for (size_t i = 0; i < owners.n; i++)
					names_learn(&scan->names, span_of(owners.written[i]));
			}
		}
		if (!rules_may_hold_tag(scan->rules, scan->work, text))
			continue;
		for (size_t i = 0; i < tags.len; i++) {
			const struct rule *rule = rules_at(scan->rules, tags.at[i]);
			struct rule_match m;

			if (rule->trust != TRUST_FULL || rule->family != FAMILY_PAREN ||
			    !rules_match(scan->rules, scan->work, tags.at[i], RULE_START, text, 0,
					 &m) ||
			    !owners_read(&scan->names, m.parts[PART_OWNER], TRUST_SHAPE, &owners))
				continue;
			for (size_t k = 0; k < owners.n; k++)
				names_learn(&scan->names, span_of(owners.written[k]));
		}
	}
}
