/* scan_promise.c - what minutes say that somebody will do, without a tag, as FACT_PROMISE.
 *
 * A line is read sentence by sentence.  A clause counts when its names are of the list, or of who
 * was there, and nothing in the sentence takes it back.  Where a clause has no name, it is of whom
 * the line tells.  What carries a tag, or stands in a list of action items, is an item and none,
 * and so is what says an item of the same meeting again.
 */
#include "tags/scan_work.h"

#include <limits.h>
#include <string.h>

#include "tags/evidence.h"
#include "tags/likeness.h"

enum { PROMISES_MAX = 100, SENTENCE_MAX = 600, CLAUSES_MAX = 8 };

enum { FEW_WORDS = 2 };			/* so few alone say too little */

struct promise_clause {
	const struct rule *rule;
	struct owners owners;
	size_t start, names; /* of its clause and of its names, in the sentence */
	struct span front; /* what stands before its names, up to the promise before it */
	struct span when; /* between the beginning of its clause and its names: "By Friday" */
	struct span text;
};

/* A line while it is read, sentence by sentence, and what came of the last one. */
struct promise_line {
	struct span line, before, text; /* before: the sentence in front of it, or "" */
	struct promise_clause found[CLAUSES_MAX];
	size_t n;
	const char *why_not; /* of the last clause that did not count; NULL: there was none */
};

/* The leftmost clause that a rule of that use finds in the text from that place on. */
static bool next_clause(const struct scan *scan, enum rule_use use, struct span text, size_t from,
			struct rule_match *out)
{
	struct rules_list rules = rules_with_use(scan->rules, use);
	struct rule_match m;

	out->rule = NULL;
	for (size_t i = 0; i < rules.len; i++) {
		if (!rules_match(scan->rules, scan->work, rules.at[i], RULE_WHOLE, text, from, &m))
			continue;
		if (!out->rule || m.start < out->start)
			*out = m;
	}
	return out->rule != NULL;
}

/* People of the list, or who were there; a handle where there is no list. */
static bool are_known(const struct scan *scan, const struct owners *owners)
{
	unsigned enough = EVIDENCE_LISTED | EVIDENCE_SHOWN;

	enough |= scan->names.people ? 0 : EVIDENCE_HANDLE;
	return owners->n && (owners->evidence & enough);
}

static bool has_group(const struct scan *scan, const struct owners *owners)
{
	struct fact probe = { 0 };

	owners_resolve(&scan->names, owners, &probe);
	return probe.n_groups > 0;
}

/* What it says that a group is to do; what it can, or has offered, somebody of it does. */
static bool is_verb_for_all(struct span verb)
{
	static const char *const verbs[] = { "to", "will", "shall", "is to", "are to" };

	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		if (span_is(verb, verbs[i]))
			return true;
	}
	return false;
}

static bool read_names(const struct scan *scan, const struct rule_match *m, struct owners *out)
{
	return owners_read(&scan->names, m->parts[PART_OWNER], TRUST_KNOWN, out) &&
	       are_known(scan, out);
}

static const char *refuse(struct scan *scan, const struct rule *rule, const char *why)
{
	if (!scan->context->trace)
		return "";
	return arena_printf(scan->arena, "rule %s fits, but %s", rule->name, why);
}

/* Of words that do not look like a name in front of a task nobody asks why they are none. */
static const char *why_unknown(struct scan *scan, const struct rule_match *m,
			       const struct owners *owners)
{
	unsigned against = EVIDENCE_COMMON | EVIDENCE_PARTLY | EVIDENCE_PARTICIPLE;
	bool looks_like_name = scan->context->trace && owners->unsure &&
			       (owners->evidence & EVIDENCE_CAPITAL) &&
			       !(owners->evidence & against);

	if (are_known(scan, owners))
		return refuse(scan, m->rule, "of a group \"will\" and \"to\" alone say it");
	if (!looks_like_name || !scan_matches(scan, USE_TASK, m->parts[PART_TEXT]))
		return NULL;
	return refuse(scan, m->rule,
		      arena_printf(scan->arena, "\"%s\" is nobody of the list or of who was there",
				   owners->unsure));
}

/* What takes a clause back; NULL: nothing does. */
static const char *why_taken_back(struct scan *scan, const struct promise_line *s,
				  const struct promise_clause *p)
{
	struct fact mark = { .status = FACT_OPEN, .note = "" };
	struct span texts[] = { p->front, p->text }, text = span_strip_end(p->text, ". ");
	struct rule_match m;

	if (scan_is_question(s->text))
		return refuse(scan, p->rule, "it asks");
	if (scan_is_quoted(s->line, (size_t)(s->text.ptr - s->line.ptr) + p->start))
		return refuse(scan, p->rule, "somebody is quoted");
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		if (rules_match_use(scan->rules, scan->work, USE_PROMISE_NOT, texts[i], &m))
			return refuse(scan, p->rule,
				      arena_printf(scan->arena, "rule %s says that it is none",
						   m.rule->name));
	}
	scan_take_status(scan, &mark, &text);
	return mark.status == FACT_DONE ? refuse(scan, p->rule, "it is done") : NULL;
}

/* Up to the next promise of the sentence, and to the bracket that closes around it, or the cell of
 * a table. */
static struct span whole_text(struct span line, struct span text, const char *next)
{
	size_t depth = 0;

	text = scan_cell(line, text);
	if (next && next < text.ptr + text.len)
		text.len = (size_t)(next - text.ptr);
	for (size_t i = 0; i < text.len; i++) {
		depth += strchr("([", text.ptr[i]) != NULL;
		if (strchr(")]", text.ptr[i]) && depth-- == 0)
			text.len = i;
	}
	return span_strip_end(span_trim(text), " ,;:.-");
}

static void keep(struct scan *scan, struct promise_line *s, const struct promise_clause *p)
{
	s->why_not = why_taken_back(scan, s, p);
	if (!s->why_not)
		s->found[s->n++] = *p;
}

/* Those that begin with names. */
static void find_named(struct scan *scan, struct promise_line *s)
{
	struct rule_match m = { .rule = NULL };
	struct promise_clause promises[CLAUSES_MAX];
	size_t from = 0, n = 0;

	while (n < CLAUSES_MAX && next_clause(scan, USE_PROMISE, s->text, from, &m)) {
		struct promise_clause *p = &promises[n];

		from = m.part_start[PART_TEXT];
		*p = (struct promise_clause){ .rule = m.rule,
					      .start = m.start,
					      .names = m.part_start[PART_OWNER],
					      .text = m.parts[PART_TEXT] };
		if (read_names(scan, &m, &p->owners) &&
		    (is_verb_for_all(m.parts[PART_VERB]) || !has_group(scan, &p->owners))) {
			n++;
			continue;
		}
		const char *why = why_unknown(scan, &m, &p->owners);

		s->why_not = why ? why : s->why_not;
	}
	for (size_t i = 0, begin = 0; i < n; i++) {
		struct promise_clause *p = &promises[i];

		p->front = span_sub(s->text, begin, p->names > begin ? p->names - begin : 0);
		p->when = span_sub(s->text, p->start, p->names - p->start);
		begin = (size_t)(p->text.ptr - s->text.ptr);
		p->text = whole_text(s->line, p->text,
				     i + 1 < n ? s->text.ptr + promises[i + 1].start : NULL);
		begin += p->text.len;
		keep(scan, s, p);
	}
}

/* The name stands behind what is to be done, or in a label in front of it. */
static void find_given(struct scan *scan, struct promise_line *s, enum rule_use use)
{
	struct rule_match m;
	struct promise_clause promise;

	if (!rules_match_use(scan->rules, scan->work, use, s->text, &m))
		return;
	promise = (struct promise_clause){
		.rule = m.rule,
		.start = m.start,
		.front = span_sub(s->text, 0, 0),
		.text = whole_text(s->line, m.parts[PART_TEXT], NULL),
	};
	if (!read_names(scan, &m, &promise.owners))
		return;
	if (use == USE_PROMISE_LABEL && !scan_matches(scan, USE_TASK, promise.text) &&
	    !scan_matches(scan, USE_TASK_LIKELY, promise.text))
		s->why_not = refuse(scan, m.rule, "it does not say what is to be done");
	else
		keep(scan, s, &promise);
}

/* For explain alone: somebody will be, have or need something. */
static void say_no_task(struct scan *scan, struct promise_line *s)
{
	struct rule_match m;
	struct owners owners;

	if (!scan->context->trace || s->why_not ||
	    !rules_match_use(scan->rules, scan->work, USE_PROMISE_NEAR, s->text, &m) ||
	    !read_names(scan, &m, &owners))
		return;
	s->why_not = refuse(scan, m.rule, "its verb is none of doing something");
}

/* Who speaks in the line, beyond doubt: "Dora: ...", "Dora - ...". */
static bool read_speaker(const struct scan *scan, struct span line, struct owners *out,
			 struct span *rest_out)
{
	struct span rest = line;
	bool is_speaker = scan_take_speaker(scan, &rest, out);

	if (!is_speaker && !scan_take_name(scan, &rest, out))
		return false;
	*rest_out = scan_strip_front(rest);
	return (is_speaker || rest_out->ptr > rest.ptr) && are_known(scan, out) &&
	       !has_group(scan, out);
}

/* Whom a sentence tells of: who is its subject, or "Dora: has a list". */
static bool read_subject(const struct scan *scan, struct span sentence, struct owners *out)
{
	struct span rest = sentence, said;

	if (read_speaker(scan, sentence, out, &said))
		return scan_matches(scan, USE_PROMISE_TELLS, said);
	return scan_take_name(scan, &rest, out) && are_known(scan, out) && !has_group(scan, out);
}

/* The one person that a text names, for "he" behind it; false: none, or several. */
static bool read_only_one(const struct scan *scan, struct span text, struct owners *out)
{
	struct fact named = { 0 };

	while ((text = scan_strip_front(text)).len) {
		ptrdiff_t end = span_find_char(text, ' ');
		struct span rest = text, word = end < 0 ? text : span_sub(text, 0, (size_t)end);
		struct owners owners;

		word = span_strip_end(word, ".,;:)]");
		if (span_ends(word, "'s"))
			word.len -= 2;
		bool is_name = ascii_is_upper((unsigned char)text.ptr[0]) &&
			       (scan_take_name(scan, &rest, &owners) ||
				owners_read(&scan->names, word, TRUST_KNOWN, &owners));

		if (is_name && are_known(scan, &owners) && !has_group(scan, &owners)) {
			owners_resolve(&scan->names, &owners, &named);
			*out = owners;
		}
		if (rest.ptr == text.ptr)
			rest = span_sub(text, end < 0 ? text.len : (size_t)end, text.len);
		text = rest;
	}
	return named.n_people ? named.n_people == 1 : named.n_owners == 1;
}

/* Who will do what a clause without a name says. */
static bool read_doer(const struct scan *scan, const struct promise_line *s,
		      const struct rule_match *m, struct owners *out)
{
	struct span rest;

	if (m->rule->use == USE_PROMISE_OWN)
		return read_speaker(scan, s->line, out, &rest);
	if (m->parts[PART_OWNER].len)
		return !read_speaker(scan, s->line, out, &rest) &&
		       read_only_one(scan, m->start ? span_sub(s->text, 0, m->start) : s->before,
				     out);
	if (m->start)
		return read_subject(scan, span_sub(s->text, 0, m->start), out);
	if (read_subject(scan, s->before, out))
		return true;
	/* of other things too, unless they are tasks: "Will break the build" */
	return scan_matches(scan, USE_TASK, m->parts[PART_TEXT]) &&
	       read_speaker(scan, s->line, out, &rest);
}

static void find_unnamed(struct scan *scan, struct promise_line *s)
{
	struct rule_match m = { .rule = NULL };

	if (!next_clause(scan, USE_PROMISE_OWN, s->text, 0, &m) &&
	    !next_clause(scan, USE_PROMISE_NEXT, s->text, 0, &m))
		return;
	struct promise_clause promise = { .rule = m.rule,
					  .start = m.start,
					  .front = span_sub(s->text, 0, m.start),
					  .text = whole_text(s->line, m.parts[PART_TEXT], NULL) };

	if (read_doer(scan, s, &m, &promise.owners))
		keep(scan, s, &promise);
	else if (m.parts[PART_OWNER].len)
		s->why_not = refuse(scan, m.rule, "it is not clear whom it means");
}

static void read_sentence(struct scan *scan, struct promise_line *s)
{
	s->n = 0;
	if (s->text.len > SENTENCE_MAX)
		return;
	find_named(scan, s);
	if (!s->n)
		find_given(scan, s, USE_PROMISE_BY);
	if (!s->n)
		find_given(scan, s, USE_PROMISE_LABEL);
	if (!s->n)
		find_unnamed(scan, s);
	if (!s->n)
		say_no_task(scan, s);
}

/* What stands in front of it with a colon, a dash or a bracket is what it is about. */
static void set_context(struct scan *scan, struct fact *fact, struct span line,
			const struct promise_clause *p)
{
	struct span front = span_trim(p->front), cell = scan_cell_front(line, front);
	struct span topic = scan_strip_back(scan_strip_front(cell));
	char sign = front.len ? front.ptr[front.len - 1] : ' ';
	bool is_apart = strchr(":-([|>", sign) || (unsigned char)sign >= 0x80;
	bool is_topic = is_apart && scan_has_letter(topic) && p->rule->trust != TRUST_NONE;

	if (is_topic && !scan_is_of_any_topic(topic) && !scan_is_speaker(scan, front))
		fact->context = scan_text(scan, topic);
}

/* ---- what the same meeting says elsewhere ---- */

/* The words of the facts of this scan, as far as they were asked for. */
struct said_before {
	size_t first;
	struct wording *words;
	size_t n, cap;
	size_t room; /* for so many promises more */
};

/* "review" says little: what it is about belongs to it. */
static struct wording words_of(struct scan *scan, const struct fact *fact)
{
	struct wording words = wording_of(scan->arena, fact->text, span_of(""));

	if (words.n > FEW_WORDS)
		return words;
	return wording_of(scan->arena,
			  arena_printf(scan->arena, "%s %s", fact->text, fact->context),
			  span_of(""));
}

static bool shares_any(const char *const *a, size_t n_a, const char *const *b, size_t n_b)
{
	for (size_t i = 0; i < n_a; i++) {
		for (size_t k = 0; k < n_b; k++) {
			if (span_eq_ci(span_of(a[i]), span_of(b[k])))
				return true;
		}
	}
	return false;
}

static bool shares_owner(const struct fact *a, const struct fact *b)
{
	return shares_any(a->owners, a->n_owners, b->owners, b->n_owners) ||
	       shares_any(a->people, a->n_people, b->people, b->n_people);
}

/* Nothing that it says is new. */
static bool is_alike(const struct wording *promise, const struct wording *item)
{
	bool is_part = promise->n > 1 && wording_covered(promise, item) == promise->n;

	return is_part || wording_is_alike(promise, item);
}

static unsigned number_of(const struct scan *scan, int index)
{
	const struct outline *o = &scan->outline;

	if (index < 0 || index >= (int)o->len)
		return index < 0 ? 0 : UINT_MAX;
	return outline_source(o, &o->lines[index], 0)->number;
}

/* The item, or the promise, of that meeting that says the same; NULL: none does. */
static const struct fact *find_said(struct scan *scan, struct said_before *said, int meeting,
				    size_t promise)
{
	unsigned from = meeting < 0 ? 0 : number_of(scan, scan->meetings[meeting].line);
	unsigned end = meeting < 0 ? UINT_MAX : number_of(scan, scan->meetings[meeting].end);
	const struct fact *facts = scan->out->facts;

	while (said->n <= promise - said->first) {
		said->words = arena_grow(scan->arena, said->words, said->n, &said->cap,
					 sizeof *said->words);
		said->words[said->n] = words_of(scan, &facts[said->first + said->n]);
		said->n++;
	}
	for (size_t i = said->first; i < promise; i++) {
		bool is_task = facts[i].kind == FACT_ACTION || facts[i].kind == FACT_MENTION ||
			       facts[i].kind == FACT_PROMISE;
		bool is_here = facts[i].line >= from && facts[i].line < end;

		if (is_task && is_here && shares_owner(&facts[promise], &facts[i]) &&
		    is_alike(&said->words[promise - said->first], &said->words[i - said->first]))
			return &facts[i];
	}
	return NULL;
}

/* ---- lines ---- */

/* NULL: there are too many. */
static struct fact *emit(struct scan *scan, int index, const struct promise_clause *p)
{
	size_t offset = (size_t)(p->text.ptr - scan_seen(&scan->outline.lines[index]).ptr);
	struct fact *fact = scan_new_aside(scan, FACT_PROMISE, p->rule->name, index, offset);

	if (!fact)
		return NULL;
	fact->text = scan_text(scan, p->text);
	set_context(scan, fact, scan_seen(&scan->outline.lines[index]), p);
	owners_resolve(&scan->names, &p->owners, fact);
	scan_fill_due(scan, fact, index, p->text);
	if (!civil_is_set(fact->due) && !fact->due_next_meeting && p->when.len)
		scan_fill_due(scan, fact, index, p->when);
	return fact;
}

static bool may_promise(const struct scan *scan, int index)
{
	const struct outline_line *line = &scan->outline.lines[index];
	const struct scan_mark *mark = &scan->marks[index];
	int meeting = mark->meeting;
	bool is_heading = meeting >= 0 && scan->meetings[meeting].line == index;
	bool is_other = mark->meta || mark->is_person || mark->opens_section || is_heading;
	bool is_told = mark->is_action || mark->is_decision || line->box == 'x';

	return !is_other && !is_told && scan_is_in_minutes(scan, index) &&
	       !scan_is_in_section(scan, index);
}

/* The promises of a line, and why the last clause of it that reads like one is none; NULL: there is
 * no such clause. */
static const char *read_line(struct scan *scan, struct said_before *said, int index)
{
	struct promise_line s = { .line = scan_seen(&scan->outline.lines[index]),
				  .text = span_of("") };
	struct span sentence;

	scan_enter_line(scan, index);
	for (size_t from = 0; scan_next_sentence(s.line, &from, &sentence);) {
		s.before = s.text;
		s.text = sentence;
		read_sentence(scan, &s);
		for (size_t i = 0; i < s.n && said->room; i++) {
			const struct fact *same;

			if (!emit(scan, index, &s.found[i]))
				return s.why_not;
			same = find_said(scan, said, scan->marks[index].meeting,
					 scan->out->len - 1);
			if (same) {
				s.why_not =
					refuse(scan, s.found[i].rule,
					       arena_printf(scan->arena, "line %u says the same",
							    same->line));
				scan->out->len--;
				said->n--;
			} else {
				said->room--;
			}
		}
	}
	return s.why_not;
}

void scan_emit_promises(struct scan *scan, size_t first)
{
	struct said_before said = { .first = first, .room = PROMISES_MAX };

	for (int i = 0; scan->context->promises && i < (int)scan->outline.len && said.room; i++) {
		if (may_promise(scan, i))
			(void)read_line(scan, &said, i);
	}
}

const char *scan_promise_refusal(struct scan *scan, size_t first, int index)
{
	struct said_before said = { .first = first, .room = 1 };
	size_t len = scan->out->len;
	const char *why = NULL;

	if (scan->context->promises && may_promise(scan, index))
		why = read_line(scan, &said, index);
	scan->out->len = len;
	return why;
}
