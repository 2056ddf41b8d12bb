/* scan_promise.c - what minutes say that somebody will do, without a tag, as FACT_PROMISE.
 *
 * A line is read sentence by sentence.  A clause counts when its names are of the list, or of who
 * was there, and nothing in the sentence takes it back.  What carries a tag, or stands in a list of
 * action items, is an item and none.
 */
#include "tags/scan_work.h"

#include "tags/evidence.h"

enum { PROMISES_MAX = 100, SENTENCE_MAX = 600, CLAUSES_MAX = 8 };

struct promise {
	const struct rule *rule;
	struct owners owners;
	size_t start;		/* of its clause, in the sentence */
	struct span front;	/* of the sentence, where no other promise stands there */
	struct span text;
};

/* The leftmost clause that a rule finds in the sentence from that place on. */
static bool next_clause(const struct scan *scan, struct span sentence, size_t from,
			struct rule_match *out)
{
	struct rules_list rules = rules_with_use(scan->rules, USE_PROMISE);
	struct rule_match m;

	out->rule = NULL;
	for (size_t i = 0; i < rules.len; i++) {
		if (!rules_match(scan->rules, scan->work, rules.at[i], RULE_WHOLE, sentence, from,
				 &m))
			continue;
		if (!out->rule || m.start < out->start)
			*out = m;
	}
	return out->rule != NULL;
}

/* All of them are people of the list, its groups, or were there. */
static bool are_known(const struct scan *scan, struct span names, struct owners *out)
{
	return owners_read(&scan->names, names, TRUST_KNOWN, out) && out->n &&
	       (out->evidence & (EVIDENCE_LISTED | EVIDENCE_SHOWN));
}

static size_t read_sentence(struct scan *scan, struct span line, struct span sentence,
			    struct promise *out)
{
	size_t from = 0, n = 0, at = (size_t)(sentence.ptr - line.ptr);
	struct rule_match m = { .rule = NULL };

	if (sentence.len > SENTENCE_MAX || scan_is_question(sentence))
		return 0;
	while (n < CLAUSES_MAX && next_clause(scan, sentence, from, &m)) {
		struct promise promise = { .rule = m.rule,
					   .start = m.start,
					   .front = span_sub(sentence, 0, n ? 0 : m.start),
					   .text = m.parts[PART_TEXT] };

		from = m.part_start[PART_TEXT];
		if (!scan_is_quoted(line, at + m.start) &&
		    are_known(scan, m.parts[PART_OWNER], &promise.owners))
			out[n++] = promise;
	}
	if (n && scan_matches(scan, USE_PROMISE_NOT, sentence))
		return 0;
	for (size_t i = 0; i + 1 < n; i++) {
		size_t start = (size_t)(out[i].text.ptr - sentence.ptr);

		out[i].text = span_sub(out[i].text, 0, out[i + 1].start - start);
	}
	return n;
}

/* What stands in front of it, where that says what it is about. */
static void set_context(struct scan *scan, struct fact *fact, struct span front)
{
	bool is_speaker = scan_is_speaker(scan, front);
	struct span topic = scan_strip_back(scan_strip_front(front));

	if (scan_has_letter(topic) && !is_speaker && !scan_is_of_any_topic(topic))
		fact->context = scan_text(scan, topic);
}

/* False: there are too many. */
static bool emit(struct scan *scan, int index, const struct promise *promise)
{
	size_t offset = (size_t)(promise->text.ptr - scan_seen(&scan->outline.lines[index]).ptr);
	struct span text = span_strip_end(span_trim(promise->text), " ,;:.)(-");
	struct fact *fact =
		scan_new_aside(scan, FACT_PROMISE, promise->rule->name, index, offset);

	if (!fact)
		return false;
	fact->text = scan_text(scan, text);
	set_context(scan, fact, promise->front);
	owners_resolve(&scan->names, &promise->owners, fact);
	scan_fill_due(scan, fact, index, text);
	return true;
}

static bool may_promise(const struct scan *scan, int index)
{
	const struct scan_mark *mark = &scan->marks[index];
	int meeting = mark->meeting;
	bool is_heading = meeting >= 0 && scan->meetings[meeting].line == index;
	bool is_other = mark->meta || mark->is_person || mark->opens_section || is_heading;

	return !is_other && !mark->is_action && !mark->is_decision &&
	       scan_is_in_minutes(scan, index);
}

void scan_emit_promises(struct scan *scan, size_t first)
{
	size_t n = 0;

	(void)first;
	for (int i = 0; scan->context->promises && i < (int)scan->outline.len; i++) {
		struct span line = scan_seen(&scan->outline.lines[i]), sentence;

		if (!may_promise(scan, i) || scan_is_in_section(scan, i))
			continue;
		for (size_t from = 0; scan_next_sentence(line, &from, &sentence);) {
			struct promise found[CLAUSES_MAX];
			size_t n_found = read_sentence(scan, line, sentence, found);

			for (size_t k = 0; k < n_found; k++) {
				if (n++ == PROMISES_MAX || !emit(scan, i, &found[k]))
					return;
			}
		}
	}
}
