/* objections.c - see objections.h.
 *
 * The same rows are compiled twice.  For a sentence: each behind what may stand before it, and
 * behind the guard.  For a text: each where a clause or a sentence can begin, with blanks that may
 * be ends of line; neither the guard nor who else may have said it is looked at.  Both see plain
 * text: one mark for all that stand for the same, one blank between words.
 */
#include "tags/objections.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tags/regex.h"

enum { PATTERN_MAX = 64 * 1024, AROUND_MAX = 1000 };

struct objections {
	pcre2_code *words;	     /* of rows that nobody has to say of themselves */
	pcre2_code *text, *sentence; /* the first matches wherever the second does */
};

/* ---- plain text ---- */

/* What a mark of several bytes, or one of Windows-1252, is written as; 0: itself. */
static char plain_mark(struct span s, size_t *len_out)
{
	static const struct {
		const char *mark;
		char plain;
	} marks[] = {
		{ "\xE2\x80\x98", '\'' }, { "\xE2\x80\x99", '\'' }, { "\xE2\x80\x9C", '"' },
		{ "\xE2\x80\x9D", '"' },  { "\xE2\x80\x9E", '"' },  { "\xC2\xAB", '"' },
		{ "\xE2\x80\x93", '-' },  { "\xE2\x80\x94", '-' },  { "\xE2\x88\x92", '-' },
		{ "\xC2\xA0", ' ' },	  { "\x91", '\'' },	    { "\x92", '\'' },
		{ "\x93", '"' },	  { "\x94", '"' },	    { "\x96", '-' },
		{ "\x97", '-' },	  { "\xA0", ' ' },
	};

	for (size_t i = 0; (unsigned char)s.ptr[0] >= 0x80 && i < sizeof marks / sizeof marks[0];
	     i++) {
		if (span_starts(s, marks[i].mark)) {
			*len_out = strlen(marks[i].mark);
			return marks[i].plain;
		}
	}
	return '\0';
}

/* The bytes of the character that s begins with; of what is no UTF-8 one. */
static size_t character_len(struct span s)
{
	size_t n = 1;

	while ((unsigned char)s.ptr[0] >= 0xC0 && n < 4 && n < s.len &&
	       ((unsigned char)s.ptr[n] & 0xC0) == 0x80)
		n++;
	return n;
}

/* As out, which has room for all of text; lines: ends of line stay, two of them at most, and marks
 * of markup go. */
static struct span plainly_written(struct span text, bool lines, char *out)
{
	size_t n = 0, step;

	for (size_t i = 0; i < text.len; i += step) {
		char c = plain_mark(span_from(text.ptr + i, text.len - i), &step);

		if (!c) {
			c = text.ptr[i];
			step = character_len(span_from(text.ptr + i, text.len - i));
		}
		if (ascii_is_space((unsigned char)c))
			c = lines && c == '\n' ? '\n' : ' ';
		if (c == ' ' && (!n || out[n - 1] == ' ' || out[n - 1] == '\n'))
			continue;
		if (lines && strchr("*_`~\\[]", c))
			continue;
		if (c == '\n') {
			n -= n && out[n - 1] == ' ';
			if (n > 1 && out[n - 1] == '\n' && out[n - 2] == '\n')
				continue;
		}
		out[n++] = c;
		for (size_t k = 1; k < step && (unsigned char)c >= 0x80; k++)
			out[n++] = text.ptr[i + k];
	}
	return span_from(out, n);
}

/* ---- patterns ---- */

/* Sentences as they are wrapped.  What must not follow is looked for in the line alone, for a
 * sentence may end with it. */
static const struct regex_dialect same_line = {
	.blank = " ",
	.class_blank = " ",
	.any = "[^.!?\n]*",
	.mark = "[^\\w\n]",
	.end = "(?!)",
};
static const struct regex_dialect wrapped = {
	.blank = "[ \n]", .class_blank = " \n", .any = ".{0,300}?", .denied = &same_line
};

typedef void add_row(struct buf *out, const struct objection_rule *rule);

static void add_wrapped(struct buf *out, const struct objection_rule *rule)
{
	regex_add(out, rule->pattern, &wrapped);
}

static void add_named(struct buf *out, const struct objection_rule *rule)
{
	buf_addf(out, "(?:%s)(*MARK:%s)", rule->pattern, rule->name);
}

/* All rows as one pattern, that a text be gone through once. */
static void add_rows(struct buf *out, const char *const *begins, add_row *add)
{
	for (unsigned place = 0; place < OBJECTION_PLACES; place++) {
		const char * or = "";

		buf_addf(out, "%s%s(?:", place ? "|" : "", begins[place]);
		for (const struct objection_rule *rule = rules_objection_table; rule->name;
		     rule++) {
			if (rule->place != place)
				continue;
			buf_add_str(out, or);
			add(out, rule);
			or = "|";
		}
		buf_add_char(out, ')');
	}
}

static void add_words(struct buf *out, bool all)
{
	const char * or = "";

	for (const struct objection_rule *rule = rules_objection_table; rule->name; rule++) {
		if (!all && rule->place == OBJECTION_WE)
			continue;
		buf_add_str(out, or);
		regex_add(out, rule->needs, &regex_raw);
		or = "|";
	}
}

void objections_add_words(struct buf *out)
{
	add_words(out, true);
}

static enum err_kind compile(struct objections *objections, struct err *err)
{
	static const char *const in_sentence[OBJECTION_PLACES] = {
		[OBJECTION_WE] = "(?&BEFORE)(?&WE)",
		[OBJECTION_CLAUSE] = "(?&BEFORE)",
		[OBJECTION_HELLO] = "(?&HELLO)",
		[OBJECTION_START] = "\\W*",
		[OBJECTION_ANYWHERE] = ("(?:(?!\\b(?:if|unless|whether|was|were|not|no(?!,)|any|"
				       "without|never)\\b|n't\\b|\").)*?"),
	};
	/* A sentence begins with a line, with its bullet, or behind another one. */
#define SENTENCE "(?:\\A|\n|[.!?][ \n])(?:[^\\w\n]{0,8}+\\w{1,3}[.)] )?+"
	static const char *const in_text[OBJECTION_PLACES] = {
		[OBJECTION_WE] = "\\b(?&WE)",
		[OBJECTION_CLAUSE] = "(?<!\\w)(?=[a-z+])",
		[OBJECTION_HELLO] = SENTENCE "(?&HELLO)",
		[OBJECTION_START] = SENTENCE "[^\\w\n-]*+-?",
		[OBJECTION_ANYWHERE] = "(?<!\\w)(?=[a-z-])",
	};
	const uint32_t options = PCRE2_CASELESS | PCRE2_DOTALL;
	struct buf text;
	enum err_kind kind;

	buf_init(&text, PATTERN_MAX);
	buf_addf(&text, "%s^%s(?:", rules_objection_words, rules_objection_guard);
	add_rows(&text, in_sentence, add_named);
	buf_add_char(&text, ')');
	kind = regex_compile("objections", &text, options, &objections->sentence, err);
	buf_clear(&text);
	buf_add_str(&text, "(?<![A-Za-z])(?:");
	add_words(&text, false);
	buf_add_char(&text, ')');
	if (!kind)
		kind = regex_compile("words of objections", &text, options | PCRE2_MULTILINE,
				     &objections->words, err);
	buf_clear(&text);
	regex_add(&text, rules_objection_words, &wrapped);
	add_rows(&text, in_text, add_wrapped);
	if (!kind)
		kind = regex_compile("objections in a text", &text, options | PCRE2_MULTILINE,
				     &objections->text, err);
	buf_free(&text);
	return kind;
}

enum err_kind objections_new(struct objections **out, struct err *err)
{
	struct objections *objections = mem_zalloc(1, sizeof *objections);
	enum err_kind kind = compile(objections, err);

	if (kind)
		objections_free(&objections);
	*out = objections;
	return kind;
}

void objections_free(struct objections **objections)
{
	if (*objections) {
		pcre2_code_free((*objections)->words);
		pcre2_code_free((*objections)->sentence);
		pcre2_code_free((*objections)->text);
	}
	free(*objections);
	*objections = NULL;
}

/* Whether a sentence or paragraph ends right in front of i. */
static bool ends_before(struct span text, size_t i)
{
	const char *p = text.ptr + i;

	if (i < 2 || !ascii_is_space((unsigned char)p[-1]))
		return false;
	return memchr(".!?", p[-2], 3) ||
	       (p[-1] == '\n' && (p[-2] == '\n' || (i > 2 && p[-2] == '\r' && p[-3] == '\n')));
}

/* What is around a word up to the ends of its sentence, or of paragraphs; false when they are too
 * far away. */
static bool sentence_around(struct span text, size_t at, struct span *out)
{
	size_t start = at, end = at;

	while (start && !ends_before(text, start) && at - start < AROUND_MAX)
		start--;
	while (end < text.len && (end == at || !ends_before(text, end)) && end - at < AROUND_MAX)
		end++;
	*out = span_sub(text, start, end - start);
	return out->len < AROUND_MAX;
}

bool objections_has_word(const struct objections *objections, pcre2_match_data *data,
			 struct span text)
{
	return pcre2_match(objections->words, (PCRE2_SPTR)text.ptr, text.len, 0, 0, data, NULL) !=
	       PCRE2_ERROR_NOMATCH;
}

bool objections_around(const struct objections *objections, pcre2_match_data *data,
		       struct span text, size_t at, size_t *end_out)
{
	char plain[AROUND_MAX];
	struct span sentence, seen;

	if (!sentence_around(text, at, &sentence))
		return true;
	*end_out = (size_t)(sentence.ptr + sentence.len - text.ptr);
	seen = plainly_written(span_trim(sentence), true, plain);
	return pcre2_match(objections->text, (PCRE2_SPTR)seen.ptr, seen.len, 0, 0, data, NULL) !=
	       PCRE2_ERROR_NOMATCH;
}

const char *objections_in_sentence(const struct objections *objections, pcre2_match_data *data,
				   pcre2_match_context *context, struct span sentence)
{
	char *plain = mem_alloc(sentence.len + 1);
	struct span text = plainly_written(span_trim(sentence), false, plain);
	int found =
		pcre2_match(objections->text, (PCRE2_SPTR)text.ptr, text.len, 0, 0, data, context);

	if (found >= 0) /* most sentences are done with before */
		found = pcre2_match(objections->sentence, (PCRE2_SPTR)text.ptr, text.len, 0, 0,
				    data, context);
	free(plain);
	return found < 0 ? NULL : (const char *)pcre2_get_mark(data);
}
