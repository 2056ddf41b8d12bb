/* needs.c - see needs.h.
 *
 * All that may stand anywhere is one pattern, what begins a line another, what stands in a heading
 * a third.
 */
#include "tags/needs.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tags/objections.h"
#include "tags/regex.h"

enum { PATTERN_MAX = 64 * 1024, MARKS_MAX = 40, LINE_MAX_BYTES = 200 };
enum { OPTIONS = PCRE2_MULTILINE | PCRE2_DOTALL };

/* What is looked for, and where. */
enum look {
	ANYWHERE,
	BEGINS,
	ANSWERS,	/* ... and so do answers */
	BEHIND,		/* ... of which words may stand in front */
	N_WORDS,
	BEGINS_TO_US = N_WORDS,
	HEADS,
	AMID,
	N_LOOKS
};

struct needs {
	struct regex_words *words[N_WORDS]; /* of ANYWHERE with those of objections as others */
	struct regex_words *before;	/* the words in front of those of BEHIND */
	pcre2_code *rare[N_LOOKS];		/* what is looked for at few places */
	struct objections *objections;
};

static const char *words_of(const struct rule *rule, enum look look)
{
	switch (look) {
	case ANYWHERE:
		return rule->needs;
	case BEGINS:
		return rule->to_us || rule->answers ? NULL : rule->begins;
	case ANSWERS:
		return rule->answers && !rule->behind ? rule->begins : NULL;
	case BEHIND:
		return rule->behind ? rule->begins : NULL;
	case BEGINS_TO_US:
		return rule->to_us ? rule->begins : NULL;
	case AMID:
		return rule->amid;
	default:
		return rule->heads;
	}
}

static bool is_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Rows share theirs. */
static bool is_repeated(const struct rule *const *rows, size_t n, enum look look)
{
	for (size_t i = 0; i < n; i++) {
		if (is_same(words_of(rows[n], look), words_of(rows[i], look)) &&
		    is_same(rows[n]->line, rows[i]->line))
			return true;
	}
	return false;
}

/* What rows need at a place. */
static void add_words(struct needs *needs, enum look look, const struct rule *const *rows, size_t n)
{
	struct regex_words *words = regex_words_new();

	needs->words[look] = words;
	for (const struct objection_rule *rule = rules_objection_table;
	     look == ANYWHERE && rule->name; rule++)
		regex_words_add_other(words, rule->needs, rule->place, OPTIONS | PCRE2_CASELESS);
	for (size_t i = 0; i < n; i++) {
		if (look == BEHIND && rows[i]->behind && !needs->before) {
			needs->before = regex_words_new();
			regex_words_add(needs->before, rows[i]->behind, NULL, OPTIONS);
		}
		if (words_of(rows[i], look) && !is_repeated(rows, i, look))
			regex_words_add(words, words_of(rows[i], look),
					look == ANYWHERE ? rows[i]->line : NULL, OPTIONS);
	}
}

static enum err_kind compile(struct needs *needs, enum look look, const struct rule *const *rows,
			     size_t n, struct err *err)
{
	enum err_kind kind = ERR_NONE;
	struct buf text;

	buf_init(&text, PATTERN_MAX);
	for (size_t i = 0; i < n; i++) {
		if (!words_of(rows[i], look) || is_repeated(rows, i, look))
			continue;
		buf_add_str(&text, buf_len(&text) ? "|" : "");
		regex_add(&text, words_of(rows[i], look), &regex_raw);
	}
	if (buf_len(&text))
		kind = regex_compile("what rules need", &text, OPTIONS | PCRE2_ANCHORED,
				     &needs->rare[look], err);
	buf_free(&text);
	return kind;
}

enum err_kind needs_new(const struct rule *const *rows, size_t n, struct needs **out,
			struct err *err)
{
	struct needs *needs = mem_zalloc(1, sizeof *needs);
	enum err_kind kind = ERR_NONE;

	needs->objections = objections_new();
	for (enum look look = 0; look < N_WORDS; look++)
		add_words(needs, look, rows, n);
	for (enum look look = N_WORDS; !kind && look < N_LOOKS; look++)
		kind = compile(needs, look, rows, n, err);
	if (kind)
		needs_free(&needs);
	*out = needs;
	return kind;
}

void needs_free(struct needs **needs)
{
	if (*needs) {
		for (enum look look = 0; look < N_WORDS; look++)
			regex_words_free(&(*needs)->words[look]);
		regex_words_free(&(*needs)->before);
		for (enum look look = N_WORDS; look < N_LOOKS; look++)
			pcre2_code_free((*needs)->rare[look]);
		objections_free(&(*needs)->objections);
	}
	free(*needs);
	*needs = NULL;
}

const struct objections *needs_objections(const struct needs *needs)
{
	return needs->objections;
}

static bool is_letter(char c)
{
	return ascii_is_alpha((unsigned char)c);
}

/* Where the first word of a line may be: behind blanks, behind marks and numbers, behind a box, a
 * bullet's letter or the "<Ann>" of a chat. */
enum { N_PLACES = 3 };
struct places {
	size_t at[N_PLACES];
	size_t n;
};

/* Behind a word that is no part of what the line says; at itself when there is none. */
static size_t behind_label(struct span text, size_t at, size_t end)
{
	size_t n = at + 1;

	if (n < end && memchr("].)", text.ptr[n], 3))
		return n;
	if (!at || text.ptr[at - 1] != '<')
		return at;
	while (n < end && (is_letter(text.ptr[n]) || memchr("_|-", text.ptr[n], 3)))
		n++;
	return n < end && text.ptr[n] == '>' ? n : at;
}

static struct places places_of(struct span text, size_t at)
{
	size_t end = at + MARKS_MAX < text.len ? at + MARKS_MAX : text.len;
	struct places places = { .n = 1 };

	while (at < end && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
		at++;
	places.at[0] = at;
	for (size_t i = 1; i < N_PLACES; i++) {
		while (at < end && !is_letter(text.ptr[at]) && text.ptr[at] != '\n')
			at++;
		if (at > places.at[places.n - 1])
			places.at[places.n++] = at;
		at = behind_label(text, at, end);
	}
	return places;
}

/* answers: what answers do counts, too. */
static bool begins(const struct needs *needs, pcre2_match_data *data, struct span text,
		   const struct places *places, bool answers)
{
	for (size_t i = 0; i < places->n; i++) {
		size_t at = places->at[i];

		if (regex_words_at(needs->words[BEGINS], data, text, at))
			return true;
		if (!answers)
			continue;
		if (regex_words_at(needs->words[ANSWERS], data, text, at))
			return true;
		if (needs->before && regex_words_at(needs->before, data, text, at))
			at = pcre2_get_ovector_pointer(data)[1];
		if (regex_words_at(needs->words[BEHIND], data, text, at))
			return true;
	}
	return false;
}

/* What cannot be matched within the bounds may stand there. */
static bool stands_at(const pcre2_code *code, pcre2_match_data *data, struct span text, size_t at)
{
	return code && pcre2_match(code, (PCRE2_SPTR)text.ptr, text.len, at, 0, data, NULL) !=
			       PCRE2_ERROR_NOMATCH;
}

/* A line of one mark alone. */
static bool is_rule(struct span line)
{
	line = span_trim(line);
	for (size_t i = 0; i < line.len; i++) {
		if (line.ptr[i] != line.ptr[0] && line.ptr[i] != ' ')
			return false;
	}
	return line.len > 2;
}

/* Whether the line is a heading, or makes one of that before it, that holds what headings need. */
static bool heads(const struct needs *needs, pcre2_match_data *data, struct span text,
		  struct span line, const struct places *places, struct span before)
{
	char mark = places->at[0] < text.len ? text.ptr[places->at[0]] : '\0';

	if (mark == '#')
		return stands_at(needs->rare[HEADS], data, text, (size_t)(line.ptr - text.ptr));
	return before.len && memchr("=-~", mark, 3) && is_rule(line) &&
	       stands_at(needs->rare[HEADS], data, text, (size_t)(before.ptr - text.ptr));
}

/* A line with a blank at its end may go on in the next one. */
static bool goes_on(struct span line)
{
	return line.len && line.len < LINE_MAX_BYTES && line.ptr[line.len - 1] == ' ';
}

/* Whether "#12" stands in it. */
static bool has_number(struct span text)
{
	const char *p = text.ptr, *end = text.ptr + text.len;

	while (p < end && (p = memchr(p, '#', (size_t)(end - p)))) {
		if (++p < end && ascii_is_digit((unsigned char)*p))
			return true;
	}
	return false;
}

/* Whether a line, or what goes on in it, names an item. */
static bool names_item(struct span text, struct span line)
{
	size_t at = (size_t)(line.ptr - text.ptr),
	       len = line.len + (goes_on(line) ? LINE_MAX_BYTES : 0);

	return has_number(span_sub(text, at, len));
}

static bool lines_begin(const struct needs *needs, pcre2_match_data *data, struct span text,
			bool answers)
{
	struct span rest = text, line, before = span_of(""); /* with what goes on in it */
	bool numbers = !answers && has_number(text);

	while (span_next_line(&rest, &line)) {
		struct places places = places_of(text, (size_t)(line.ptr - text.ptr));
		bool may_answer = answers || (numbers && names_item(text, line));

		if (line.len && (begins(needs, data, text, &places, may_answer) ||
				 heads(needs, data, text, line, &places, before)))
			return true;
		if (goes_on(before))
			before.len = (size_t)(line.ptr + line.len - before.ptr);
		else
			before = line;
	}
	return false;
}

/* Whether what is needed stands anywhere; objects: or what may be an objection. */
static bool stands(const struct needs *needs, pcre2_match_data *data, struct span text,
		   bool objects)
{
	const struct regex_words *words = needs->words[ANYWHERE];
	enum regex_found found;
	struct objections_walk walk = { .judged = 0 };
	unsigned places;
	size_t at = 0;

	while ((found = regex_words_find(words, data, text, &at, objects ? &places : NULL))) {
		if (found == REGEX_FOUND ||
		    objections_around(needs->objections, data, text, at, places, &walk))
			return true;
		at++;
	}
	return false;
}

/* Whether a word of an objection stands anywhere that nobody has to say of themselves. */
static bool objection_stands(const struct needs *needs, pcre2_match_data *data, struct span text)
{
	unsigned places;
	size_t at = 0;

	while (regex_words_find(needs->words[ANYWHERE], data, text, &at, &places)) {
		if (places & ~(1U << OBJECTION_WE))
			return true;
		at++;
	}
	return false;
}

bool needs_of_line(const struct needs *needs, pcre2_match_data *data, struct span line)
{
	struct places places = places_of(line, 0);

	return stands(needs, data, line, false) || begins(needs, data, line, &places, true);
}

/* Cuts the next lines that are not quoted off *rest. */
static bool next_unquoted(struct span *rest, struct span *lines_out)
{
	struct span quoted;
	size_t end = 0;

	while (rest->len && rest->ptr[0] == '>')
		(void)span_next_line(rest, &quoted);
	while (end < rest->len) {
		const char *mark = memchr(rest->ptr + end, '>', rest->len - end);

		end = mark ? (size_t)(mark - rest->ptr) : rest->len;
		if (mark && mark[-1] == '\n')
			break;
		end += mark != NULL;
	}
	*lines_out = span_sub(*rest, 0, end);
	*rest = span_sub(*rest, end, rest->len);
	return lines_out->len > 0;
}

/* Whether a ">" stands in a line behind what is needed. */
static bool signs_stand(const struct needs *needs, pcre2_match_data *data, struct span text)
{
	size_t at = 0;

	while (at < text.len) {
		const char *mark = memchr(text.ptr + at, '>', text.len - at), *end;
		size_t begin;

		if (!mark)
			return false;
		for (begin = (size_t)(mark - text.ptr); begin > at && text.ptr[begin - 1] != '\n';)
			begin--;
		if (stands_at(needs->rare[AMID], data, text, begin))
			return true;
		end = memchr(mark, '\n', text.len - (size_t)(mark - text.ptr));
		at = end ? (size_t)(end - text.ptr) + 1 : text.len;
	}
	return false;
}

/* Whether a text holds what is needed, its quoted lines left aside. */
static bool is_in_text(const struct needs *needs, pcre2_match_data *data, struct span text,
		       enum message_ask ask)
{
	bool reply = ask == ASK_REPLY;
	struct span lines;

	while (next_unquoted(&text, &lines)) {
		if (stands(needs, data, lines, reply) ||
		    lines_begin(needs, data, lines, ask != ASK_FIRST) ||
		    (reply && signs_stand(needs, data, lines)))
			return true;
	}
	return false;
}

static bool begins_with_command(const struct needs *needs, pcre2_match_data *data, struct span text)
{
	struct places places = places_of(text, 0);

	for (size_t i = 0; i < places.n; i++) {
		if (stands_at(needs->rare[BEGINS_TO_US], data, text, places.at[i]))
			return true;
	}
	return false;
}

static bool may_hold(const void *user, struct span text, enum message_ask ask)
{
	const struct needs *needs = user;
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	bool may;

	if (!data)
		abort();
	if (ask == ASK_OBJECTION)
		may = objection_stands(needs, data, text);
	else
		may = is_in_text(needs, data, text, ask) ||
		      (ask == ASK_TO_US && begins_with_command(needs, data, text));
	pcre2_match_data_free(data);
	return may;
}

struct message_look needs_look(const struct needs *needs)
{
	return (struct message_look){ may_hold, needs };
}
