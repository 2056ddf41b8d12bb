/* scan_answer.c - answers to deadlines in a reply, and the chair's commands in any mail.
 *
 * Source lines are looked at and not logical ones: "+1" in the second line of a paragraph does not
 * begin anything for its writer, but for a mail program that wraps lines it would.
 */
#include "tags/scan_work.h"

#include <string.h>

bool scan_is_greeting(struct span line)
{
	static const char *const words[] = { "hi", "hello", "hey", "dear", "all", "folks", "thanks", "thank you", "good morning",
					     "good afternoon", "greetings" };
	char last = line.len ? line.ptr[line.len - 1] : '\0';

	if (line.len > 25 || !strchr(",!.:", last))
		return false;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		size_t n = strlen(words[i]);

		if (span_starts_ci(line, words[i]) && (n >= line.len || !ascii_is_alpha((unsigned char)line.ptr[n])))
			return true;
	}
	return false;
}

/* "object-tag" -> "object"; the bare ones by name. */
static const char *command_of(struct arena *arena, const struct rule *rule)
{
	size_t n = strcspn(rule->name, "-");

	if (strcmp(rule->name, "minus-one") == 0)
		return "object";
	if (strcmp(rule->name, "plus-one") == 0)
		return "ok";
	if (rule->use == USE_PLAIN_OBJECTION || rule->use == USE_PLAIN_MINUS)
		return "plain-objection";
	return arena_strndup(arena, rule->name, n);
}

static struct fact *add_answer(struct scan *scan, const struct rule_match *m, unsigned number, struct span line)
{
	struct fact *fact;
	struct due_context context = scan_due_context(scan, -1);
	unsigned long n;

	context.to_come = true;		/* nothing is extended or moved into the past */
	if (scan->n_tags == scan->max_tags) {
		scan->over = true;
		return NULL;
	}
	scan->n_tags++;
	scan->out->facts = arena_grow(scan->arena, scan->out->facts, scan->out->len, &scan->out->cap,
				      sizeof *scan->out->facts);
	fact = &scan->out->facts[scan->out->len++];
	*fact = (struct fact){ .kind = FACT_COMMAND, .rule = m->rule->name, .detail = "", .context = "", .note = "",
			       .minutes = -1, .item = -1, .row = -1, .meeting = -1, .line = number };
	fact->command = command_of(scan->arena, m->rule);
	fact->quote = scan_text(scan, line);
	fact->text = scan_text(scan, m->parts[PART_TEXT]);
	if (span_to_uint(m->parts[PART_NUMBER], 999999999, &n)) {
		if (m->rule->family == FAMILY_MEETING)
			fact->meeting = (int)n;
		else
			fact->item = (int)n;
	}
	if (m->parts[PART_INSIDE].len) {
		fact->note = scan_text(scan, m->parts[PART_INSIDE]);
		/* "1w" is a period, counted from the deadline's end and not from today */
		int64_t seconds;

		if (!civil_parse_period(m->parts[PART_INSIDE], &seconds))
			(void)due_parse_date(m->parts[PART_INSIDE], &context, &fact->due);
	}
	if (m->parts[PART_DATE].len)
		(void)civil_parse_iso(m->parts[PART_DATE], &fact->due);
	if (m->parts[PART_HOURS].len)
		fact->note = scan_text(scan, m->parts[PART_HOURS]);
	if (m->parts[PART_OWNER].len) {
		struct owners owners = { .n = 0 };

		if (owners_read(&scan->names, m->parts[PART_OWNER], m->rule->trust, &owners))
			owners_resolve(&scan->names, &owners, fact);
	}
	return fact;
}

static bool try_use(struct scan *scan, enum rule_use use, struct span line, struct rule_match *m)
{
	if (!rules_match_use(scan->rules, scan->work, use, line, m))
		return false;
	/* a day that no calendar has ("[MOVE #39 2023-13-45]") is no command */
	struct civil_date date;

	return !m->parts[PART_DATE].len || civil_parse_iso(m->parts[PART_DATE], &date);
}

/* One source line.  first: it may carry what only the first lines may; a command leaves that as it is. */
static bool answer_in_line(struct scan *scan, struct span line, unsigned number, bool reply, bool first)
{
	struct rule_match m;
	char c = line.ptr[0];
	bool bracket = c == '[' || c == '*' || c == '_' || c == '\\';
	bool bare = c == '+' || c == '-' || c == '*' || c == '_' || ascii_lower((unsigned char)c) == 'o' || (unsigned char)c == 0xE2;

	if (bracket && (try_use(scan, USE_ANSWER_CHAIR, line, &m) || (reply && try_use(scan, USE_ANSWER, line, &m)) ||
			(first && try_use(scan, USE_ANSWER_SKIP, line, &m)) ||
			(reply && first && try_use(scan, USE_ANSWER_FIRST, line, &m)))) {
		(void)add_answer(scan, &m, number, line);
		return true;
	}
	if (!bare || !reply)
		return false;
	if (first && try_use(scan, USE_ANSWER_FIRST, line, &m)) {
		(void)add_answer(scan, &m, number, line);
		return true;
	}
	if (!first && try_use(scan, USE_PLAIN_MINUS, line, &m))
		(void)add_answer(scan, &m, number, line);
	return false;
}

/* Code is written in columns; an answer is not. */
static bool is_indented(struct span line)
{
	return line.len >= 4 && (line.ptr[0] == '\t' || memcmp(line.ptr, "    ", 4) == 0);
}

/* Has the line answered already? */
static bool is_answered(const struct scan *scan, unsigned number)
{
	for (size_t i = 0; i < scan->out->len; i++) {
		if (scan->out->facts[i].kind == FACT_COMMAND && scan->out->facts[i].line == number)
			return true;
	}
	return false;
}

/* Does a word of it begin as one of those that the rules for plain objections look for?  Most sentences have none. */
static bool may_object(struct span sentence)
{
	static const char begins[] = "obj opp vet vot nac nak dis agr aga sup acc app ado wro una";

	for (size_t i = 0; i + 3 <= sentence.len; i++) {
		const char *p = sentence.ptr + i;

		if (i && ascii_is_alpha((unsigned char)p[-1]))
			continue;
		for (const char *b = begins; *b; b += b[3] ? 4 : 3) {
			if ((p[0] | 0x20) == b[0] && (p[1] | 0x20) == b[1] && (p[2] | 0x20) == b[2])
				return true;
		}
	}
	return false;
}

static void plain_objections(struct scan *scan)
{
	for (size_t i = 0; i < scan->outline.len && !scan->over; i++) {
		const struct outline_line *line = &scan->outline.lines[i];
		struct span text = scan_mask(line), sentence;
		struct rule_match m;

		if (line->kind == OUTLINE_HEADING || text.len > 4000)
			continue;
		/* sentence by sentence: a condition in one says nothing about the next */
		for (size_t at = 0; at < text.len; at += sentence.len) {
			size_t n = 0;

			while (at + n < text.len && !(n && strchr(".!?", text.ptr[at + n - 1]) && text.ptr[at + n] == ' '))
				n++;
			sentence = span_sub(text, at, n);
			if (!n)
				break;
			if (!may_object(sentence) ||
			    !rules_match_use(scan->rules, scan->work, USE_PLAIN_OBJECTION, span_trim(sentence), &m))
				continue;
			unsigned number = outline_source(&scan->outline, line, at)->number;

			if (!is_answered(scan, number))
				(void)add_answer(scan, &m, number, span_sub(scan_seen(line), at, n));
			break;
		}
	}
}

void scan_answers(struct scan *scan, const struct message *message, bool reply)
{
	bool first = true, any_new = false;

	for (size_t i = 0; i < message->n_lines && !scan->over; i++) {
		const struct line *line = &message->lines[i];
		struct span text = span_trim(line->text);

		if (line->kind == LINE_QUOTE || line->kind == LINE_ATTRIBUTION) {
			first = true;		/* below what it answers */
			any_new = false;
			continue;
		}
		if (line->kind != LINE_NEW || !text.len)
			continue;
		if (text.len > 1000 || is_indented(line->text)) {
			first = false;
			continue;
		}
		if (!answer_in_line(scan, text, line->number, reply, first) && !(first && !any_new && scan_is_greeting(text)))
			first = false;
		any_new = true;
	}
	if (reply)
		plain_objections(scan);
}
