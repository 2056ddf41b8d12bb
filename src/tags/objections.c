/* objections.c - see objections.h.
 *
 * The same rows are compiled twice.  For a sentence: each behind what may stand before it, and
 * behind the guard.  For a text: each by itself where a clause or a sentence can begin, with blanks
 * that may be ends of line; neither the guard nor who else may have said it is looked at.  Both see
 * plain text: one mark for all that stand for the same, one blank between words.  Of a text those
 * rows alone are tried whose literals it has.
 */
#include "tags/objections.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tags/literals.h"
#include "tags/regex.h"

enum { PATTERN_MAX = 64 * 1024, AROUND_MAX = 500 };

/* Compiled when it is first tried. */
struct objection_pattern {
	bool is_made;
	pcre2_code *code;
};

struct objections {
	struct objection_pattern *sentence; /* all rows */
	struct literals *needs;	/* of what rows need, in a mail as it came */
	struct literals *rows;	/* of their patterns, in plain text */
	struct objection_pattern *texts; /* each row, as it may stand in a text; it matches wherever
					  * the row does in a sentence */
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

/* As out, which has room for all of text and one byte more: behind an end of line, as a sentence
 * begins; lines: ends of line stay, two of them at most, and marks of markup go. */
static struct span plainly_written(struct span text, bool lines, char *out)
{
	size_t n = 0, step;

	*out++ = '\n';
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
	return span_from(out - 1, n + 1);
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

/* Where in a sentence a pattern begins. */
static const char *const in_sentence[OBJECTION_PLACES] = {
	[OBJECTION_WE] = "(?&BEFORE)(?&WE)",
	[OBJECTION_CLAUSE] = "(?&BEFORE)",
	[OBJECTION_HELLO] = "(?&HELLO)",
	[OBJECTION_START] = "\\W*",
	[OBJECTION_ANYWHERE] = ("(?:(?!\\b(?:if|unless|whether|was|were|not|no(?!,)|any|"
			       "without|never)\\b|n't\\b|\").)*?"),
};

/* The same in a text, in which PCRE2 looks for the bytes that each can begin with.  A sentence
 * begins with a line, with its bullet, or behind another one. */
#define SENTENCE "(?:\n|[.!?][ \n])(?:[^\\w\n]{0,8}+\\w{1,3}[.)] )?+"
static const char *const in_text[OBJECTION_PLACES] = {
	[OBJECTION_WE] = "\\b(?=[iw])(?&WE)",
	[OBJECTION_CLAUSE] = "(?<!\\w)(?=[a-z+])",
	[OBJECTION_HELLO] = SENTENCE "(?&HELLO)",
	[OBJECTION_START] = SENTENCE "[^\\w\n-]*+-?",
	[OBJECTION_ANYWHERE] = "(?<!\\w)(?=[a-z-])",
};

enum { OPTIONS = PCRE2_CASELESS | PCRE2_DOTALL };

/* All rows as one pattern, that a sentence be gone through once. */
static void add_rows(struct buf *out)
{
	for (unsigned place = 0; place < OBJECTION_PLACES; place++) {
		const char * or = "";

		buf_addf(out, "%s%s(?:", place ? "|" : "", in_sentence[place]);
		for (const struct objection_rule *rule = rules_objection_table; rule->name;
		     rule++) {
			if (rule->place != place)
				continue;
			buf_addf(out, "%s(?:%s)(*MARK:%s)", or, rule->pattern, rule->name);
			or = "|";
		}
		buf_add_char(out, ')');
	}
}

static void compile(struct objection_pattern *out, const char *name, struct buf *pattern,
		    uint32_t options)
{
	struct err err;

	out->is_made = true;
	(void)!regex_compile(name, pattern, options, &out->code, &err);
	buf_free(pattern);
}

static void make_sentence(struct objection_pattern *sentence)
{
	struct buf text;

	buf_init(&text, PATTERN_MAX);
	buf_addf(&text, "%s^%s(?:", rules_objection_words, rules_objection_guard);
	add_rows(&text);
	buf_add_char(&text, ')');
	compile(sentence, "objections", &text, OPTIONS);
}

static void make_text(struct objection_pattern *text, const struct objection_rule *rule)
{
	struct buf pattern;

	buf_init(&pattern, PATTERN_MAX);
	buf_addf(&pattern, "%s(?:", in_text[rule->place]);
	regex_add(&pattern, rule->pattern, &wrapped);
	buf_add_char(&pattern, ')');
	regex_add(&pattern, rules_objection_words, &wrapped); /* behind what it may begin with */
	compile(text, rule->name, &pattern, OPTIONS | PCRE2_MULTILINE);
}

static void add_literals(struct literals *to, struct pieces_reader *reader, const char *pattern,
			 const struct regex_dialect *dialect)
{
	struct arena *arena = arena_new();
	struct buf text;

	buf_init(&text, PATTERN_MAX);
	regex_add(&text, pattern, dialect);
	literals_add(to, pieces_needed(reader, arena, buf_fitted(&text).ptr));
	buf_free(&text);
	arena_free(&arena);
}

static void read_literals(struct objections *objections)
{
	struct buf define;

	buf_init(&define, PATTERN_MAX);
	regex_add(&define, rules_objection_words, &wrapped);
	struct pieces_reader *raw = pieces_reader_new("", true),
			     *plain = pieces_reader_new(buf_fitted(&define).ptr, true);

	objections->needs = literals_new();
	objections->rows = literals_new();
	for (const struct objection_rule *rule = rules_objection_table; rule->name; rule++) {
		add_literals(objections->needs, raw, rule->needs, &regex_raw);
		add_literals(objections->rows, plain, rule->pattern, &wrapped);
	}
	objections->texts = mem_zalloc(literals_count(objections->rows),
				       sizeof *objections->texts);
	pieces_reader_free(&raw);
	pieces_reader_free(&plain);
	buf_free(&define);
}

struct objections *objections_new(void)
{
	struct objections *objections = mem_zalloc(1, sizeof *objections);

	objections->sentence = mem_zalloc(1, sizeof *objections->sentence);
	read_literals(objections);
	return objections;
}

void objections_free(struct objections **objections)
{
	struct objections *o = *objections;

	*objections = NULL;
	if (!o)
		return;
	for (size_t i = 0; i < literals_count(o->rows); i++)
		pcre2_code_free(o->texts[i].code);
	free(o->texts);
	pcre2_code_free(o->sentence->code);
	free(o->sentence);
	literals_free(&o->needs);
	literals_free(&o->rows);
	free(o);
}

/* Whether a text as it came may have what a row matches in one of its sentences.  plain: room for
 * one byte more than it has; *plain_out: as it is written plainly, when it may. */
static bool may_object(const struct objections *objections, pcre2_match_data *data,
		       pcre2_match_context *context, struct span text, bool lines, char *plain,
		       struct span *plain_out)
{
	struct literals_set needed, may;

	literals_find(objections->needs, text, &needed);
	if (literals_next(&needed, 0) == LITERALS_PATTERNS_MAX)
		return false;
	text = *plain_out = plainly_written(span_trim(text), lines, plain);
	literals_find(objections->rows, text, &may);
	for (size_t i = 0; i < literals_count(objections->rows); i++) {
		struct objection_pattern *row = &objections->texts[i];

		if (!literals_has(&may, i) || !literals_has(&needed, i))
			continue;
		if (!row->is_made)
			make_text(row, &rules_objection_table[i]);
		if (!row->code || pcre2_match(row->code, (PCRE2_SPTR)text.ptr, text.len, 0, 0, data,
					      context) != PCRE2_ERROR_NOMATCH)
			return true;
	}
	return false;
}

/* Whether a sentence or paragraph ends right in front of i. */
static inline bool ends_before(struct span text, size_t i)
{
	const char *p = text.ptr + i;

	if (i < 2 || (unsigned char)p[-1] > ' ' || !ascii_is_space((unsigned char)p[-1]))
		return false;
	return memchr(".!?", p[-2], 3) ||
	       (p[-1] == '\n' && (p[-2] == '\n' || (i > 2 && p[-2] == '\r' && p[-3] == '\n')));
}

static bool is_within_word(struct span text, size_t i)
{
	return i < text.len && ascii_is_alnum((unsigned char)text.ptr[i]);
}

/* A part of "gem_object" is no word. */
static bool is_in_identifier(struct span text, size_t at)
{
	return at > 1 && text.ptr[at - 1] == '_' && is_within_word(text, at - 2);
}

/* Whether "I" or "we" stands there. */
static bool is_we_at(struct span text, size_t i)
{
	int c = ascii_lower((unsigned char)text.ptr[i]);
	bool is_we = c == 'w' && i + 1 < text.len && (text.ptr[i + 1] | 0x20) == 'e';

	return (c == 'i' || is_we) && !is_within_word(text, i + (c == 'i' ? 1 : 2)) &&
	       (!i || !is_within_word(text, i - 1));
}

/* Where the sentence begins that a word stands in, or what of it a row can match; *said_out:
 * whether its writer speaks of himself in front of the word. */
static size_t sentence_start(struct span text, size_t at, size_t unsaid, bool *said_out)
{
	size_t start = at;

	*said_out = false;
	while (start && !ends_before(text, start) && at - start < AROUND_MAX) {
		start--;
		*said_out = *said_out || (start >= unsaid && is_we_at(text, start));
	}
	return start;
}

/* Where it ends, or what of it a row can match; words in front of *judged_out have as much behind
 * them. */
static size_t sentence_end(struct span text, size_t at, size_t *judged_out)
{
	size_t end = at;

	while (end < text.len && (end == at || !ends_before(text, end)) &&
	       end - at < 2 * AROUND_MAX)
		end++;
	*judged_out = end - at < 2 * AROUND_MAX ? end : at + AROUND_MAX;
	return end;
}

bool objections_around(const struct objections *objections, pcre2_match_data *data,
		       struct span text, size_t at, unsigned places, struct objections_walk *walk)
{
	char plain[3 * AROUND_MAX + 1];
	bool said;

	if (at < walk->judged || is_in_identifier(text, at))
		return false;
	size_t start = sentence_start(text, at, walk->unsaid, &said);

	if (!said) {
		walk->unsaid = at;
		if (places == 1U << OBJECTION_WE)
			return false;
	}
	struct span sentence = span_sub(text, start, sentence_end(text, at, &walk->judged) - start);

	return may_object(objections, data, NULL, sentence, true, plain, &sentence);
}

const char *objections_in_sentence(const struct objections *objections, pcre2_match_data *data,
				   pcre2_match_context *context, struct span sentence)
{
	struct objection_pattern *rows = objections->sentence;
	char *plain = mem_alloc(sentence.len + 1);
	int found = PCRE2_ERROR_NOMATCH;

	/* most are done with before */
	if (may_object(objections, data, context, sentence, false, plain, &sentence)) {
		if (!rows->is_made)
			make_sentence(rows);
		sentence = span_sub(sentence, 1, sentence.len);
		if (rows->code)
			found = pcre2_match(rows->code, (PCRE2_SPTR)sentence.ptr, sentence.len, 0,
					    0, data, context);
	}
	free(plain);
	return found < 0 ? NULL : (const char *)pcre2_get_mark(data);
}
