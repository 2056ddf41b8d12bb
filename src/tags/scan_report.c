/* scan_report.c - sentences that may say that something is done, as FACT_REPORT.
 *
 * In a mail that answers another they are its author's, and the line quoted above tells what they
 * are about.  In minutes they are whoever's name stands in the line.  Whether there is such an
 * item, and whether the sentence says that it is done, is judged where the items are known
 * (committee/record_report.h).
 */
#include "tags/scan_work.h"

#include <string.h>

#include "tags/progress.h"

enum { REPORTS_MAX = 30, SENTENCE_MAX = 400 };

bool scan_is_in_thread(const struct message *message)
{
	return message->n_references || (message->in_reply_to && *message->in_reply_to);
}

static bool has_fact(const struct scan *scan, size_t first, unsigned number)
{
	for (size_t i = first; i < scan->out->len; i++) {
		if (scan->out->facts[i].line == number && scan->out->facts[i].kind != FACT_REPORT)
			return true;
	}
	return false;
}

/* What a telephone says of itself is no sentence of its owner's. */
static bool is_signature(struct span sentence)
{
	return span_starts_ci(sentence, "sent from ") || span_starts_ci(sentence, "sent with ") ||
	       span_starts_ci(sentence, "sent via ");
}

/* NULL: there are too many. */
static struct fact *add_report(struct scan *scan, int index, struct span sentence, size_t first)
{
	size_t n = 0;
	struct fact *fact;

	for (size_t i = first; i < scan->out->len; i++)
		n += scan->out->facts[i].kind == FACT_REPORT;
	if (n == REPORTS_MAX)
		return NULL;
	const char *seen = scan->outline.lines[index].seen.text;

	fact = scan_new_aside(scan, FACT_REPORT, "report", index, (size_t)(sentence.ptr - seen));
	if (!fact)
		return NULL;
	fact->text = scan_text(scan, sentence);
	fact->quote = fact->text;
	fact->context = "";
	return fact;
}

/* The last line of the quotation right above the new lines in which this one stands. */
static const char *quoted_above(const struct scan *scan, const struct message *message,
				unsigned number)
{
	size_t i = 0;

	while (i < message->n_lines && message->lines[i].number < number)
		i++;
	while (i-- > 0) {
		const struct message_line *line = &message->lines[i];

		if (line->kind == LINE_QUOTE && span_trim(line->text).len)
			return scan_text(scan, line->text);
		if (line->kind != LINE_NEW && line->kind != LINE_QUOTE)
			break;
	}
	return "";
}

/* The sentences of an answer. */
static void report_answer(struct scan *scan, const struct message *message, int index, size_t first)
{
	struct span rest = scan_seen(&scan->outline.lines[index]), sentence;

	while (progress_next_sentence(&rest, &sentence)) {
		if (sentence.len > SENTENCE_MAX || is_signature(sentence) ||
		    !progress_is_done(sentence, span_of("")))
			continue;
		struct fact *fact = add_report(scan, index, sentence, first);

		if (!fact)
			return;
		fact->context = quoted_above(scan, message, fact->line);
	}
}

/* "Dave: ...", "[Dave] ...", "Dave - ...", "Dave has ...", "... (Dave)" */
static bool take_speaker(struct scan *scan, struct span *text, struct owners *owners)
{
	if (scan_take_speaker(scan, text, owners) || scan_take_name(scan, text, owners)) {
		*text = scan_strip_front(*text);
		return true;
	}
	owners->n = 0;
	scan_owner_from_tail(scan, owners, text);
	return owners->n > 0;
}

/* "reported that he has sent it": the minutes say what he says. */
static struct span without_report(struct span text)
{
	static const char *const verbs[] = { "reported ",  "reports ",	"said ",  "says ",
					     "confirmed ", "confirms ", "noted ", "mentioned ",
					     "that ",	   "he ",	"she ",	  "they ",
					     NULL };
	const char *verb;

	while ((verb = span_any(text, span_starts_ci, verbs)))
		text = span_trim(span_sub(text, strlen(verb), text.len));
	return text;
}

static void report_minutes(struct scan *scan, int index, size_t first)
{
	struct span text = span_trim(scan_seen(&scan->outline.lines[index])), sentence;
	struct owners owners;

	if (!take_speaker(scan, &text, &owners))
		return;
	text = without_report(text);
	while (progress_next_sentence(&text, &sentence)) {
		if (sentence.len > SENTENCE_MAX || !progress_is_done(sentence, span_of("")))
			continue;
		struct fact *fact = add_report(scan, index, sentence, first);

		if (!fact)
			return;
		fact->quote = scan_text(scan, scan_seen(&scan->outline.lines[index]));
		owners_resolve(&scan->names, &owners, fact);
	}
}

static bool is_minutes(const struct scan *scan, size_t first)
{
	for (size_t i = first; i < scan->out->len; i++) {
		if (scan->out->facts[i].kind == FACT_MEETING)
			return true;
	}
	return false;
}

void scan_emit_reports(struct scan *scan, const struct message *message, size_t first, bool bare)
{
	bool minutes = !bare && is_minutes(scan, first);
	const struct outline *o = &scan->outline;

	if (bare) {
		scan->marks = arena_alloc(scan->arena, o->len + 1, sizeof *scan->marks);
		for (size_t i = 0; i < o->len; i++)
			scan->marks[i].meeting = -1;
	}
	if (!minutes && !scan_is_in_thread(message))
		return;
	for (size_t i = 0; i < o->len && !scan->over; i++) {
		const struct outline_line *line = &o->lines[i];

		if (line->kind == OUTLINE_HEADING || scan->marks[i].meta ||
		    has_fact(scan, first, outline_source(o, line, 0)->number))
			continue;
		if (minutes)
			report_minutes(scan, (int)i, first);
		else
			report_answer(scan, message, (int)i, first);
	}
}
