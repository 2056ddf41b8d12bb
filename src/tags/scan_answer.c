/* scan_answer.c - answers to deadlines, and the chair's commands.
 *
 * "[OBJECT]", "[EXTEND 1w]", "[WITHDRAW]" and what names its deadline count in any mail, the rest
 * in a reply alone.
 * Source lines are looked at and not logical ones: "+1" in the second line of a paragraph does not
 * begin anything for its writer, but for a mail program that wraps lines it would.
 */
#include "tags/scan_work.h"

#include <string.h>

bool scan_is_greeting(struct span line)
{
	static const char *const words[] = {
		"hi",	  "hello",     "hey",	       "dear",		 "all",	     "folks",
		"thanks", "thank you", "good morning", "good afternoon", "greetings"
	};
	char last = line.len ? line.ptr[line.len - 1] : '\0';

	if (line.len > 25 || !strchr(",!.:", last))
		return false;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		size_t n = strlen(words[i]);

		if (span_starts_ci(line, words[i]) &&
		    (n >= line.len || !ascii_is_alpha((unsigned char)line.ptr[n])))
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
	if (strcmp(rule->name, "zero") == 0)
		return "abstain";
	if (rule->use == USE_PLAIN_MINUS)
		return "plain-objection";
	return arena_strndup(arena, rule->name, n);
}

static void add_answer(struct scan *scan, const struct rule_match *m, unsigned number,
		       struct span line, struct span above)
{
	struct fact *fact = scan_new_command(scan, m->rule->name, command_of(scan->arena, m->rule),
					     number, line);
	struct due_context context = scan_due_context(scan, -1);
	unsigned long n;

	if (fact && m->rule->use == USE_ANSWER_FIRST)
		fact->context = scan_text(scan, above);
	context.to_come = true;		/* nothing is extended or moved into the past */
	if (!fact)
		return;
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
}

static bool try_use(struct scan *scan, enum rule_use use, struct span line, struct rule_match *m)
{
	if (!rules_match_use(scan->rules, scan->work, use, line, m))
		return false;
	/* a day that no calendar has ("[MOVE #39 2023-13-45]") is no command */
	struct civil_date date;

	return !m->parts[PART_DATE].len || civil_parse_iso(m->parts[PART_DATE], &date);
}

/* What a line may carry, by where it stands. */
struct answer_place {
	bool reply;			/* of a mail that answers another */
	bool first;			/* among its first lines, or right below a quotation; a
					 * command leaves that as it is */
	bool paragraph;			/* at the beginning of one */
	struct span above;		/* the quoted line right above; len 0: none */
};

/* "[OBJECT]", "[EXTEND 1w]" and "[WITHDRAW]" alone, and what names its deadline, are meant as such
 * in any mail. */
static bool is_unmistakable(const struct rule_match *m)
{
	static const char *const rules[] = { "object-tag", "extend-tag", "withdraw-tag", NULL };

	return m->parts[PART_NUMBER].len || span_any(span_of(m->rule->name), span_is, rules);
}

/* In a mail to the program itself what begins with a choice is a command (scan_reply.c). */
static bool first_in_line(struct scan *scan, struct span line, struct rule_match *m)
{
	return try_use(scan, USE_ANSWER_FIRST, line, m) &&
	       !(scan->context->to_bot && strncmp(m->rule->name, "choice-", 7) == 0);
}

/* "#12 yes" names its vote, in any mail. */
static bool is_numbered_choice(struct scan *scan, struct span line, struct rule_match *m)
{
	return first_in_line(scan, line, m) && strcmp(m->rule->name, "choice-word") == 0 &&
	       m->parts[PART_NUMBER].len;
}

static bool tag_in_line(struct scan *scan, struct span line, const struct answer_place *at,
			struct rule_match *m)
{
	if (try_use(scan, USE_ANSWER_CHAIR, line, m))
		return true;
	if (try_use(scan, USE_ANSWER, line, m) && (at->reply || is_unmistakable(m)))
		return true;
	return at->first && (try_use(scan, USE_ANSWER_SKIP, line, m) ||
			     (at->reply && first_in_line(scan, line, m)));
}

/* Whether the source line is a command. */
static bool answer_in_line(struct scan *scan, struct span line, unsigned number,
			   const struct answer_place *at)
{
	struct rule_match m;
	char c = line.ptr[0];
	bool bracket = c == '[' || c == '*' || c == '_' || c == '\\';
	bool bare = at->first || c == '+' || c == '-' || c == '*' || (unsigned char)c == 0xE2;

	if (bracket && tag_in_line(scan, line, at, &m)) {
		add_answer(scan, &m, number, line, at->above);
		return true;
	}
	if (at->first && !at->reply && is_numbered_choice(scan, line, &m)) {
		add_answer(scan, &m, number, line, at->above);
		return true;
	}
	if (!bare || !at->reply)
		return false;
	if (at->first && first_in_line(scan, line, &m)) {
		add_answer(scan, &m, number, line, at->above);
		return true;
	}
	/* inside a paragraph it is a number that a line happens to begin with */
	if (!at->first && at->paragraph && try_use(scan, USE_PLAIN_MINUS, line, &m))
		add_answer(scan, &m, number, line, at->above);
	return false;
}

/* "[OBJECT] Re: new logo", behind the list's prefix: said in the subject.  Behind "Re:" somebody
 * else has. */
static void answer_in_subject(struct scan *scan, struct span subject)
{
	struct rule_match m;

	for (subject = span_trim(subject); subject.len && subject.ptr[0] == '[';) {
		ptrdiff_t end = span_find_char(subject, ']');

		if (try_use(scan, USE_ANSWER, subject, &m) && is_unmistakable(&m)) {
			m.parts[PART_TEXT].len = 0;	/* what it answers, and no reason */
			add_answer(scan, &m, 0, subject, span_of(""));
			return;
		}
		subject = end < 0 ? span_of("")
				  : span_trim(span_sub(subject, (size_t)end + 1, subject.len));
	}
}

/* Has the line said already what it means?  "+1 on the logo, but I object to its colour" has
 * not. */
static bool is_answered(const struct scan *scan, unsigned number)
{
	for (size_t i = 0; i < scan->out->len; i++) {
		const struct fact *fact = &scan->out->facts[i];

		if (fact->kind == FACT_COMMAND && fact->line == number &&
		    !fact_is_command(fact, "ok") && !fact_is_of_vote(fact))
			return true;
	}
	return false;
}

void scan_answers(struct scan *scan, const struct message *message, bool reply)
{
	struct answer_place at = { .reply = reply, .first = true, .paragraph = true };
	struct scan_objection objection;
	bool any_new = false;
	size_t next = 0;

	answer_in_subject(scan, span_of(owners_text(scan->arena, span_of(message->subject))));
	for (size_t i = 0; i < message->n_lines && !scan->over; i++) {
		const struct message_line *line = &message->lines[i];
		struct span text = span_trim(line->text);

		if (line->kind == LINE_QUOTE || line->kind == LINE_ATTRIBUTION) {
			at.first = true;	/* below what it answers */
			any_new = false;
			at.above = line->kind == LINE_QUOTE && text.len ? text : at.above;
		}
		if (line->kind != LINE_NEW || !text.len) {
			at.paragraph = true;
			continue;
		}
		if (text.len > 1000 || scan_is_set_apart(line->text))
			at.first = false;
		else if (!answer_in_line(scan, text, line->number, &at) &&
			 !(at.first && !any_new && scan_is_greeting(text)))
			at.first = false;
		at.above = at.first && !any_new ? at.above : span_of("");
		any_new = true;
		at.paragraph = false;
	}
	while (reply && !scan->over && scan_find_objection(scan, &next, &objection)) {
		if (!is_answered(scan, objection.line))
			(void)scan_new_command(scan, objection.rule, "plain-objection",
					       objection.line, objection.sentence);
	}
}

/* The next lines of the paragraph, joined, and behind "\n" those of the next one. */
static const char *lines_below(struct scan *scan, const struct message *message, unsigned number)
{
	enum { BELOW_BYTES_MAX = 500 };
	const char *below = "", *between = "";
	unsigned n_blank = 0;
	size_t i = 0;

	while (i < message->n_lines && message->lines[i].number <= number)
		i++;
	for (; i < message->n_lines && strlen(below) < BELOW_BYTES_MAX; i++) {
		struct span text = span_trim(message->lines[i].text);

		if (!text.len && strcmp(between, "\n") != 0) {
			between = "\n";
			n_blank++;
		}
		if (message->lines[i].kind != LINE_NEW || n_blank > 1)
			break;
		if (!text.len)
			continue;
		below = arena_printf(scan->arena, "%s%s" SPAN_FMT, below, between,
				     SPAN_ARG(span_cut(text, BELOW_BYTES_MAX)));
		between = " ";
	}
	return owners_text(scan->arena, span_of(below));
}

void scan_below_answers(struct scan *scan, const struct message *message, size_t first)
{
	static const char *const commands[] = { "ok",		"object",	"abstain",
						"unknown",	COMMAND_YES,	COMMAND_NO,
						COMMAND_BALLOT, COMMAND_CHOICE, COMMAND_RANK,
						NULL };

	for (size_t i = first; i < scan->out->len; i++) {
		struct fact *fact = &scan->out->facts[i];
		bool may_be_vote = fact->kind == FACT_COMMAND && fact->line &&
				   span_any(span_of(fact->command), span_is, commands);

		if (may_be_vote)
			fact->detail = lines_below(scan, message, fact->line);
	}
}
