/* scan_decision.c - decisions in the words of minutes, a sentence at a time.
 *
 * A sentence counts when a rule finds that a body of people has decided, and nothing takes that
 * back: a question, a condition, quotation marks, one person who speaks, a meeting that is past.
 * A line has one decision at most; tags ("[DECISION] ...") are read with the others.
 */
#include "tags/scan_work.h"

#include <string.h>

#include "base/buf.h"

enum { SENTENCE_MAX = 600, SAYS_LITTLE = 30, ABOVE_MAX = 160, TEXT_MAX = 500 };

static bool matches(const struct scan *scan, enum rule_use use, struct span text,
		    struct rule_match *m)
{
	return rules_match_use(scan->rules, scan->work, use, text, m);
}

/* The name of a body of people: by its words, as a group of the list, or in a meeting's heading. */
static bool is_body(struct scan *scan, struct span name)
{
	struct owners owners;
	struct fact probe = { 0 };
	struct rule_match m;

	if (matches(scan, USE_DECISION_BODY, name, &m))
		return true;
	if (span_starts_ci(name, "the "))
		name = span_sub(name, 4, name.len);
	if (owners_read(&scan->names, name, TRUST_KNOWN, &owners) && owners.n) {
		owners_resolve(&scan->names, &owners, &probe);
		return probe.n_groups > 0;
	}
	const char *clean = scan_text(scan, name);

	for (size_t i = 0; name.len > 1 && i < scan->n_meetings; i++) {
		if (span_has(scan_meeting_title(scan, &scan->meetings[i]), clean))
			return true;
	}
	return false;
}

/* Words in front of a clause by which somebody thinks, asks or supposes what follows. */
static bool is_supposed(struct span before)
{
	static const char *const words[] = {
		"if ",	   "unless ", "whether ", "until ", "once ",  "think",	 "believe",
		"suggest", "hope",    "wonder",	  "ask",    "propos", "expect",	 "would ",
		"should ", "could ",  "might ",	  "may ",   "assum",  "in case", "concern",
		"want",	   "likely",  "possib",	  "plan ",  "when ",  "before ", "suspect",
		NULL
	};

	return span_any(before, span_has_ci, words);
}

/* Whether the clause depends on the words in front of it: nothing sets it apart from them. */
static bool depends(struct span sentence, size_t start)
{
	struct span before = span_trim(span_sub(sentence, 0, start));
	bool is_apart =
		!before.len || (start < sentence.len && strchr(",;:-(", sentence.ptr[start]));

	return !is_apart && is_supposed(before);
}

/* The rule by which a sentence, which begins at `from` in the line, says that something was
 * decided. */
static bool says_decision(struct scan *scan, struct span line, struct span sentence,
			  struct rule_match *out)
{
	struct rules_list rules = rules_with_use(scan->rules, USE_DECISION);
	size_t from = (size_t)(sentence.ptr - line.ptr);
	struct rule_match m;

	if (sentence.len > SENTENCE_MAX || scan_is_question(sentence) ||
	    matches(scan, USE_DECISION_NOT, sentence, &m))
		return false;
	for (size_t i = 0; i < rules.len; i++) {
		if (!rules_match(scan->rules, scan->work, rules.at[i], RULE_WHOLE, sentence, 0, &m))
			continue;
		if (m.parts[PART_OWNER].len && !is_body(scan, m.parts[PART_OWNER]))
			continue;
		if (scan_is_quoted(line, from + m.start) || depends(sentence, m.start))
			continue;
		*out = m;
		return true;
	}
	return false;
}

/* "Decisions:" above it, as its parent, its heading, or the paragraph that heads its list. */
static bool is_listed(const struct scan *scan, int index, struct rule_match *m)
{
	const struct outline_line *lines = scan->outline.lines, *line = &lines[index];

	if (line->parent >= 0)
		return matches(scan, USE_DECISION_HEAD, scan_seen(&lines[line->parent]), m);
	int above = scan->marks[index].above;

	return above >= 0 && matches(scan, USE_DECISION_HEAD, scan_seen(&lines[above]), m);
}

void scan_mark_above(struct scan *scan)
{
	bool is_below_items = false;
	int above = -1;

	for (int i = 0; i < (int)scan->outline.len; i++) {
		const struct outline_line *line = &scan->outline.lines[i];
		bool is_item = line->kind == OUTLINE_ITEM;

		scan->marks[i].above = is_item || !is_below_items ? above : -1;
		if (line->depth)
			continue;
		is_below_items = is_item;
		above = is_item ? above : i;
	}
}

/* The words that stand below a line, where it says nothing itself. */
static struct span words_below(struct scan *scan, int index)
{
	const struct outline *o = &scan->outline;
	struct buf buf;
	struct span text;

	buf_init(&buf, TEXT_MAX);
	for (int i = index + 1; i < o->lines[index].end; i = o->lines[i].end) {
		buf_add_str(&buf, buf_len(&buf) ? "; " : "");
		buf_add_span(&buf, scan_seen(&o->lines[i]));
	}
	text = span_of(scan_text(scan, buf_shown(&buf)));
	buf_free(&buf);
	return text;
}

/* "BSC voted yes", "they accepted it": of what stands above. */
static bool says_little(struct span text, size_t enough)
{
	static const char *const words[] = { " it ",   " it.",	 " this ", " this.",
					     " them ", " these ", NULL };

	return text.len <= enough || span_any(text, span_has_ci, words);
}

/* With what it is about, where it does not say so: the line up to it, or what stands above. */
static const char *whole_text(struct scan *scan, int index, const struct rule *rule,
			      struct span text)
{
	const struct outline_line *outline = &scan->outline.lines[index];
	struct span line = scan_seen(outline), above;
	bool is_labelled = rule->use == USE_DECISION_LABEL;

	if (rule->use == USE_DECISION_HEAD || !says_little(text, is_labelled ? 0 : SAYS_LITTLE))
		return scan_text(scan, text);
	if (!is_labelled && text.ptr > line.ptr)
		return scan_text(scan, span_sub(line, 0, (size_t)(text.ptr - line.ptr) + text.len));
	above = outline->parent >= 0 ? scan_seen(&scan->outline.lines[outline->parent])
				     : scan_topic_of(scan, outline);
	above = scan_strip_back(above);
	if (!above.len || above.len > ABOVE_MAX)
		return scan_text(scan, text);
	return scan_text(scan, span_of(arena_printf(scan->arena, SPAN_FMT ": " SPAN_FMT,
						    SPAN_ARG(above), SPAN_ARG(text))));
}

/* Who decided, as written: "we" is nobody's name. */
static void set_body(struct scan *scan, struct fact *fact, struct span name)
{
	struct owners owners = { .n = 0 };

	if (span_starts_ci(name, "the "))
		name = span_sub(name, 4, name.len);
	if (!name.len || span_is_ci(span_sub(name, 0, 2), "we"))
		return;
	if (!owners_read(&scan->names, name, TRUST_KNOWN, &owners) || !owners.n) {
		owners.written[0] = scan_text(scan, name);
		owners.n = 1;
	}
	owners_resolve(&scan->names, &owners, fact);
}

static void emit(struct scan *scan, int index, const struct rule_match *m, struct span text)
{
	struct span line = scan_seen(&scan->outline.lines[index]);
	bool is_inside = text.ptr >= line.ptr && text.ptr < line.ptr + line.len;
	struct fact *fact = scan_new_fact(scan, FACT_DECISION, m->rule->name, index,
					  is_inside ? (size_t)(text.ptr - line.ptr) : 0);

	if (!fact)
		return;
	fact->text = whole_text(scan, index, m->rule, span_trim(text));
	set_body(scan, fact, m->parts[PART_OWNER]);
}

/* A label in front of it, a list around it, an answer to a question; else the first sentence that
 * says it. */
static bool find_decision(struct scan *scan, int index, struct rule_match *m, struct span *text_out)
{
	const struct outline_line *outline = &scan->outline.lines[index];
	struct span line = scan_seen(outline);

	if (matches(scan, USE_DECISION_LABEL, line, m)) {
		*text_out =
			m->parts[PART_TEXT].len ? m->parts[PART_TEXT] : words_below(scan, index);
		return text_out->len && !scan_is_question(*text_out) &&
		       !scan_says_nothing(*text_out);
	}
	*text_out = line;
	if (is_listed(scan, index, m)) {
		return !scan_is_question(line) && scan_has_letter(line) && !scan_says_nothing(line);
	}
	if (scan_is_speaker(scan, line))
		return false;
	if (matches(scan, USE_DECISION_ANSWER, line, m))
		return true;
	struct span sentence;

	for (size_t from = 0; scan_next_sentence(line, &from, &sentence);) {
		if (says_decision(scan, line, sentence, m)) {
			*text_out = sentence;
			return true;
		}
	}
	return false;
}

/* A meeting that does not take place: all that is said of it. */
static bool is_cancelled(const struct scan *scan, int index, struct rule_match *m)
{
	int meeting = scan->marks[index].meeting;

	return meeting >= 0 && scan->meetings[meeting].cancelled &&
	       index < scan->meetings[meeting].line + 4 &&
	       matches(scan, USE_DECISION_CANCELLED, scan_seen(&scan->outline.lines[index]), m);
}

void scan_emit_decision(struct scan *scan, int index)
{
	const struct outline_line *line = &scan->outline.lines[index];
	struct rule_match m = { .rule = NULL };
	struct span text = scan_seen(line);

	if (scan->marks[index].is_decision || line->kind == OUTLINE_HEADING || !text.len ||
	    scan->marks[index].meta || !scan_is_in_minutes(scan, index))
		return;
	if (line->parent >= 0 &&
	    matches(scan, USE_DECISION_CHOICES, scan_seen(&scan->outline.lines[line->parent]), &m))
		return;
	if (!is_cancelled(scan, index, &m) && !find_decision(scan, index, &m, &text))
		return;
	emit(scan, index, &m, text);
}
