/* scan_reply.c - the commands at the beginning of an answer: "done", "#12 snooze 2w", "2: not me
 * -> Dave".
 *
 * Source lines are read from the first new one on; reading stops at the first that is no command.
 *  In a mail to the program itself every command counts, and a mail without any says so (command
 * "unknown"), because its writer waits for an answer.  In a mail to the list people talk to each
 * other: only commands that name an item count there ("#12 drop", "[DROP #12]"), and "done" by
 * itself in a reply.  A command below the quoted row of one item means that item: the only row of
 * that quotation, or its last one where commands already stand between quotations.
 */
#include "tags/scan_work.h"

#include <string.h>

enum { NUMBERS_MAX = 20, DATE_WORDS_MAX = 6, NAME_WORDS_MAX = 4, TEXT_MAX = 1000 };

struct reply_numbers {
	int values[NUMBERS_MAX];
	bool marked[NUMBERS_MAX];	/* "#12": an item's; otherwise a row's, or an item's */
	size_t n;
	bool all;
};

/* Of the rows in the quotation right above. */
struct quoted_rows {
	int last;			/* its number; 0: other text follows it */
	size_t n;
};

struct reply {
	struct scan *scan;
	bool to_bot;
	bool answers;			/* another mail: what it is about need not be said */
	size_t n_commands;
	unsigned line;
	struct quoted_rows items;	/* "#12  due ..." */
	struct quoted_rows lines;	/* "1  Dave Thaler, ...": to be answered by yes or no */
	bool between;			/* commands stand below an earlier quotation */
	struct span quote;		/* the line as it was written */
};

static struct span skip(struct span s, const char *chars)
{
	while (s.len && strchr(chars, s.ptr[0]) && s.ptr[0])
		s = span_sub(s, 1, s.len);
	return s;
}

static bool take_word(struct span *s, const char *word)
{
	size_t n = strlen(word);

	if (!span_starts_ci(*s, word) || (s->len > n && (ascii_is_alpha((unsigned char)s->ptr[n]) ||
							 ascii_is_digit((unsigned char)s->ptr[n]))))
		return false;
	*s = span_sub(*s, n, s->len);
	return true;
}

/* "#12", "1, 3", "2 and #4", "all" in front of *s.  False, and *s as it was, when there is none or
 * too many. */
static bool take_numbers(struct span *s, struct reply_numbers *out)
{
	struct span rest = skip(*s, " \t"), next = rest;

	*out = (struct reply_numbers){ .n = 0 };
	if (take_word(&next, "all") || take_word(&next, "both") || take_word(&next, "everything")) {
		out->all = true;
		(void)take_word(&next, " of them");
		*s = next;
		return true;
	}
	for (;;) {
		bool marked = next.len && next.ptr[0] == '#';
		size_t digits = 0;
		unsigned long value;

		if (marked)
			next = span_sub(next, 1, next.len);
		while (digits < next.len && ascii_is_digit((unsigned char)next.ptr[digits]))
			digits++;
		if (!digits || out->n == NUMBERS_MAX ||
		    !span_to_uint(span_sub(next, 0, digits), 999999999, &value) || !value)
			break;	/* nothing has the number 0, and 0 stands for all elsewhere */
		/* "2w", "2023-07-05", "5th", "10:30", "100%" are no numbers of items */
		if (digits < next.len &&
		    (ascii_is_alpha((unsigned char)next.ptr[digits]) ||
		     strchr("/%", next.ptr[digits]) ||
		     (strchr("-:.", next.ptr[digits]) && digits + 1 < next.len &&
		      ascii_is_digit((unsigned char)next.ptr[digits + 1]))))
			break;
		out->values[out->n] = (int)value;
		out->marked[out->n++] = marked;
		rest = span_sub(next, digits, next.len);
		next = skip(rest, " \t,&+");
		(void)take_word(&next, "and");
		next = skip(next, " \t");
	}
	if (!out->n)
		return false;
	*s = rest;
	return true;
}

/* "for two weeks, I am away": the longest beginning that is a date or a period.  False when none
 * is. */
static bool take_date(const struct scan *scan, struct span *s, struct civil_date *out)
{
	static const char *const leads[] = { "for", "until", "till", "to", "by", "on" };
	const struct due_context context = scan_due_context(scan, -1);
	struct span text = skip(*s, " \t:,-");
	size_t ends[DATE_WORDS_MAX], n = 0;

	for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++) {
		if (take_word(&text, leads[i])) {
			text = skip(text, " \t");
			break;
		}
	}
	for (size_t i = 0; i < text.len && n < DATE_WORDS_MAX; i++) {
		if (i + 1 == text.len || ascii_is_space((unsigned char)text.ptr[i + 1]))
			ends[n++] = i + 1;
	}
	while (n-- > 0) {
		struct span part = span_sub(text, 0, ends[n]);

		while (part.len && strchr(".,;:!", part.ptr[part.len - 1]))
			part.len--;
		if (!part.len || !due_parse_date(part, &context, out))
			continue;
		*s = span_sub(text, ends[n], text.len);
		return true;
	}
	return false;
}

static struct fact *add_command(struct reply *r, const char *rule, const char *command)
{
	struct fact *fact = scan_new_command(r->scan, rule, command, r->line, r->quote);

	if (fact && strcmp(command, "done") == 0)
		fact->status = FACT_DONE;
	r->n_commands += fact != NULL;
	return fact;
}

/* "-> Dave", "=> Dave, KP", "but Dave": to whom it goes; what is no name is a note. */
static struct span new_owner(struct reply *r, struct span text, struct owners *owners)
{
	static const char *const arrows[] = { "->",   "=>", "\xE2\x86\x92", "\xE2\x80\x93>",
					      "&gt;", ">" };
	struct span rest = skip(text, " \t,:.-");

	*owners = (struct owners){ .n = 0 };
	for (size_t i = 0; i < sizeof arrows / sizeof arrows[0]; i++) {
		ptrdiff_t at = span_find_ci(span_sub(text, 0, 12), arrows[i]);

		if (at < 0)
			continue;
		rest = span_trim(span_sub(text, (size_t)at + strlen(arrows[i]), text.len));
		while (rest.len && strchr(".!", rest.ptr[rest.len - 1]))
			rest.len--;
		if (owners_read(&r->scan->names, rest, TRUST_FULL, owners) && owners->n)
			return span_of("");
		return rest;
	}
	if (take_word(&rest, "but") || take_word(&rest, "ask") || take_word(&rest, "it's") ||
	    take_word(&rest, "it is"))
		rest = skip(rest, " \t");
	while (rest.len && strchr(".!", rest.ptr[rest.len - 1]))
		rest.len--;
	if (owners_read(&r->scan->names, rest, TRUST_KNOWN, owners) && owners->n)
		return span_of("");
	*owners = (struct owners){ .n = 0 };
	return text;
}

/* What stands behind the command's word and its numbers. */
struct arguments {
	struct span text;
	struct civil_date date;
	struct span when;		/* what should have been a date */
	struct owners owners;
};

static struct arguments arguments_of(struct reply *r, const struct rule_match *m,
				     struct reply_numbers *numbers)
{
	const char *command = m->rule->name + strlen("reply-");
	bool dated = strcmp(command, "snooze") == 0 || strcmp(command, "due") == 0 ||
		     strcmp(command, "pause") == 0;
	bool owner = strcmp(command, "owner") == 0;
	struct arguments a = { .text = dated || owner ? m->parts[PART_INSIDE]
						      : m->parts[PART_TEXT] };
	struct reply_numbers behind;

	/* "snooze 2 weeks" is a period, "snooze 2 1w" has a row in front of it */
	if (dated && take_date(r->scan, &a.text, &a.date))
		dated = false;
	if (!numbers->n && !numbers->all && take_numbers(&a.text, &behind))
		*numbers = behind;
	bool is_item = strcmp(command, "yes") != 0 && strcmp(command, "no") != 0;
	const struct quoted_rows *rows = is_item || !r->lines.n ? &r->items : &r->lines;

	if (!numbers->n && !numbers->all && rows->last && (rows->n == 1 || r->between))
		*numbers = (struct reply_numbers){ .values = { rows->last },
						   .marked = { rows == &r->items },
						   .n = 1 };
	if (dated && !take_date(r->scan, &a.text, &a.date))
		a.when = span_trim(a.text);
	if (owner) {
		if (!owners_read(&r->scan->names, skip(a.text, " \t:=->"), TRUST_FULL, &a.owners))
			a.owners.n = 0;
		a.when = a.owners.n ? span_of("") : span_trim(a.text);
		a.text = span_of("");
	} else if (strcmp(command, "not-me") == 0) {
		a.text = new_owner(r, a.text, &a.owners);
	}
	a.text = span_trim(skip(a.text, " \t:,.;!-\xE2\x80\x93\x94"));
	return a;
}

static void emit(struct reply *r, const struct rule_match *m, const struct reply_numbers *numbers,
		 const struct arguments *a, const char *rule)
{
	size_t n = numbers->n ? numbers->n : 1;

	for (size_t i = 0; i < n; i++) {
		struct fact *fact = add_command(r, rule, m->rule->name + strlen("reply-"));

		if (!fact)
			return;
		if (numbers->all)
			fact->row = 0;
		else if (numbers->n && numbers->marked[i])
			fact->item = numbers->values[i];
		else if (numbers->n)
			fact->row = numbers->values[i];
		fact->text = scan_text(r->scan, a->text);
		fact->due = a->date;
		fact->note = scan_text(r->scan, a->when);
		owners_resolve(&r->scan->names, &a->owners, fact);
	}
}

/* In a mail to the list: does the line say enough to be meant for us? */
static bool says_enough(const struct reply *r, const struct rule_match *m,
			const struct reply_numbers *numbers, const struct arguments *a)
{
	static const char *const to_bot_alone[] = {
		"reply-pause", "reply-stop", "reply-resume",	  "reply-status",  "reply-help",
		"reply-yes",   "reply-no",   "reply-drop-parked", "reply-drop-old",
		"reply-ballot"
	};

	for (size_t i = 0; i < sizeof to_bot_alone / sizeof to_bot_alone[0]; i++) {
		if (strcmp(m->rule->name, to_bot_alone[i]) == 0)
			return false;
	}
	if (numbers->all)
		return false;
	for (size_t i = 0; i < numbers->n; i++) {
		if (!numbers->marked[i])
			return false;
	}
	if (numbers->n)
		return true;
	if (!r->answers)
		return false;
	return strcmp(m->rule->name, "reply-drop-mail") == 0 ||
	       strcmp(m->rule->name, "reply-regrets") == 0 ||
	       strcmp(m->rule->name, "reply-attend") == 0 ||
	       (strcmp(m->rule->name, "reply-done") == 0 && !a->text.len);
}

/* "[DROP #12] why" is "drop #12 why". */
static struct span without_brackets(struct scan *scan, struct span s)
{
	ptrdiff_t close = s.len && s.ptr[0] == '[' ? span_find_char(s, ']') : -1;

	if (close < 2)
		return s;
	return span_of(arena_printf(scan->arena, "%.*s " SPAN_FMT, (int)close - 1, s.ptr + 1,
				    SPAN_ARG(span_sub(s, (size_t)close + 1, s.len))));
}

/* "a Dave", "b) drop", "C: snooze 2w": the answer to a question of a notice by its letter.  A
 * capital without a sign behind it begins a sentence. */
static bool take_letter(struct span *s, int *place_out)
{
	struct span rest = span_sub(*s, s->len > 0, s->len);
	char letter = s->len ? s->ptr[0] : ' ';
	bool is_small = letter >= 'a' && letter <= 'h', is_capital = letter >= 'A' && letter <= 'H';
	bool has_sign = rest.len && strchr(":).", rest.ptr[0]) && rest.ptr[0];

	if (has_sign)
		rest = span_sub(rest, 1, rest.len);
	if (!(is_small || (is_capital && has_sign)) || !rest.len ||
	    !ascii_is_space((unsigned char)rest.ptr[0]))
		return false;
	*place_out = 1 + letter - (is_small ? 'a' : 'A');
	*s = span_trim(skip(rest, " \t:=->"));
	return s->len > 0;
}

static size_t count_words(struct span s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		bool is_end = i + 1 == s.len || ascii_is_space((unsigned char)s.ptr[i + 1]);

		n += is_end && !ascii_is_space((unsigned char)s.ptr[i]);
	}
	return n;
}

/* A command, else whose it is: a few words, so that prose is left alone. */
static bool answer_by_letter(struct reply *r, struct span line)
{
	struct reply_numbers numbers = { .n = 1 };
	struct arguments a;
	struct rule_match m;
	bool is_command;

	if (!r->to_bot || !r->answers || !take_letter(&line, &numbers.values[0]))
		return false;
	is_command = rules_match_use(r->scan->rules, r->scan->work, USE_REPLY, line, &m);
	if (!is_command && count_words(line) <= NAME_WORDS_MAX) {
		line = span_of(arena_printf(r->scan->arena, "owner " SPAN_FMT, SPAN_ARG(line)));
		is_command =
			rules_match_use(r->scan->rules, r->scan->work, USE_REPLY, line, &m);
	}
	if (!is_command)
		return false;
	a = arguments_of(r, &m, &numbers);
	emit(r, &m, &numbers, &a, RULE_LETTER);
	return true;
}

/* "not D5, D7": a command for each. */
static void emit_decisions(struct reply *r, const struct rule_match *m)
{
	struct span rest = m->parts[PART_INSIDE];
	const char *why = scan_text(r->scan, skip(m->parts[PART_TEXT], " \t:,.;!-"));

	while (rest.len) {
		size_t digits = 0;
		unsigned long value;

		while (digits < rest.len && ascii_is_digit((unsigned char)rest.ptr[digits]))
			digits++;
		if (span_to_uint(span_sub(rest, 0, digits), 999999999, &value)) {
			struct fact *fact = add_command(r, m->rule->name,
							m->rule->name + strlen("reply-"));

			if (!fact)
				return;
			fact->item = (int)value;
			fact->text = why;
		}
		rest = span_sub(rest, digits ? digits : 1, rest.len);
	}
}

static bool command_in_line(struct reply *r, struct span line)
{
	struct reply_numbers numbers;
	struct arguments a;
	struct rule_match m;

	line = skip(line, " \t*_\\");
	if (line.len > 1 && line.ptr[0] == '-' && line.ptr[1] == ' ')
		line = skip(line, "- *_");
	if (answer_by_letter(r, line))
		return true;
	line = without_brackets(r->scan, line);
	while (line.len && strchr("*_", line.ptr[line.len - 1]))
		line.len--;
	if (take_numbers(&line, &numbers))
		line = skip(line, " \t:,.)*_-");
	if (!rules_match_use(r->scan->rules, r->scan->work, USE_REPLY, span_trim(line), &m))
		return false;
	if (strcmp(m.rule->name, "reply-not-decision") == 0) {
		emit_decisions(r, &m);
		return true;
	}
	a = arguments_of(r, &m, &numbers);
	if (!r->to_bot && !says_enough(r, &m, &numbers, &a))
		return false;
	emit(r, &m, &numbers, &a, m.rule->name);
	return true;
}

/* What a List-Unsubscribe link writes.  Below "stop" mail programs write a sentence of their own;
 * below another command nothing may stand.  A reply that repeats a subject has "Re:" in front of
 * it. */
static bool command_in_subject(struct reply *r, const struct message *message, bool any_text)
{
	struct rule_match m;

	r->line = 0;
	r->quote = span_trim(span_of(message->subject));
	if (any_text && (!rules_match_use(r->scan->rules, r->scan->work, USE_REPLY, r->quote, &m) ||
			 strcmp(m.rule->name, "reply-stop") != 0))
		return false;
	return command_in_line(r, r->quote);
}

static bool has_fact(const struct scan *scan, size_t first, unsigned number)
{
	for (size_t i = first; i < scan->out->len; i++) {
		/* what may be a ballot may be anything else */
		if (scan->out->facts[i].line == number &&
		    !fact_is_of_vote(&scan->out->facts[i]))
			return true;
	}
	return false;
}

/* The number that a row of a notice begins with, and blanks as many as that; 0: it is none. */
static int row_number(struct span row, size_t blanks)
{
	size_t digits = 0;
	unsigned long value;

	while (digits < row.len && ascii_is_digit((unsigned char)row.ptr[digits]))
		digits++;
	for (size_t i = 0; i < blanks; i++) {
		if (digits + i >= row.len || !ascii_is_space((unsigned char)row.ptr[digits + i]))
			return 0;
	}
	return span_to_uint(span_sub(row, 0, digits), 999999999, &value) ? (int)value : 0;
}

static void count_row(struct quoted_rows *rows, int number, bool is_apart)
{
	if (number) {
		rows->last = number;
		rows->n++;
	} else if (is_apart && rows->n != 1) {
		rows->last = 0;
	}
}

/* A row of a notice; what belongs to it is indented. */
static void look_for_row(struct reply *r, struct span line)
{
	const struct span quoted = span_trim(line);
	const bool is_indented = line.len > 1 && line.ptr[0] == ' ' && line.ptr[1] == ' ';
	const bool is_apart = quoted.len && !is_indented;
	const bool is_item = quoted.len && quoted.ptr[0] == '#';
	const struct span marked = is_item ? span_sub(quoted, 1, quoted.len) : span_of("");

	count_row(&r->items, row_number(marked, 1), is_apart);
	count_row(&r->lines, row_number(quoted, 2), is_apart);
}

void scan_reply(struct scan *scan, const struct message *message, size_t first, bool reply,
		bool to_bot)
{
	struct reply r = { .scan = scan, .to_bot = to_bot, .answers = reply };
	bool any_new = false, was_new = false;

	for (size_t i = 0; i < message->n_lines && !scan->over; i++) {
		const struct message_line *line = &message->lines[i];
		struct span text = span_trim(line->text);

		if (line->kind == LINE_QUOTE && was_new) {
			was_new = false;
			r.between = r.n_commands > 0;
			r.items = r.lines = (struct quoted_rows){ .n = 0 };
		}
		if (line->kind == LINE_QUOTE)
			look_for_row(&r, line->text);
		if (line->kind != LINE_NEW || !text.len)
			continue;
		was_new = true;
		r.line = line->number;
		r.quote = text;
		if (has_fact(scan, first, line->number)) {
			r.n_commands++;		/* an answer to a deadline, a tag */
		} else if (text.len > TEXT_MAX || !command_in_line(&r, text)) {
			if (!any_new && scan_is_greeting(text))
				continue;
			const unsigned number = r.line;

			if (!to_bot || r.n_commands || command_in_subject(&r, message, true))
				return;
			r.line = number;
			r.quote = text;
			(void)add_command(&r, "reply-unknown", "unknown");
			return;
		}
		any_new = true;
	}
	if (to_bot && !any_new && !command_in_subject(&r, message, false)) {
		r.quote = span_of("");
		(void)add_command(&r, "reply-unknown", "unknown");
	}
}
