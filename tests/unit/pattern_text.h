/* pattern_text.h - for tests: texts that a pattern may match, made of the pattern itself by chance.
 *
 * It reads what the rules are written in: groups, alternatives, classes, repetition, calls of named groups.  What is only
 * looked at (lookahead, lookbehind) gives nothing, or now and then its text; whoever asks finds out whether a text matches.
 */
#ifndef PATTERN_TEXT_H
#define PATTERN_TEXT_H

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/span.h"

struct pattern_text {
	struct buf *out;
	const char *define;		/* "(?(DEFINE)(?<NAME>...)...)" */
	unsigned depth;
};

static inline size_t pattern_chance(size_t n)
{
	return n ? (size_t)rand() % n : 0;
}

static inline void pattern_add_code(struct buf *out, unsigned long u)
{
	if (u < 0x80) {
		buf_add_char(out, (char)u);
	} else if (u < 0x800) {
		buf_add_char(out, (char)(0xC0 | u >> 6));
		buf_add_char(out, (char)(0x80 | (u & 63)));
	} else {
		buf_add_char(out, (char)(0xE0 | u >> 12));
		buf_add_char(out, (char)(0x80 | (u >> 6 & 63)));
		buf_add_char(out, (char)(0x80 | (u & 63)));
	}
}

/* Behind the class, group or escape that begins at i. */
static inline size_t pattern_skip(struct span p, size_t i)
{
	size_t depth = 0;

	do {
		if (p.ptr[i] == '\\') {
			i += 2;
			if (p.ptr[i - 1] == 'p' || p.ptr[i - 1] == 'x')
				i += p.ptr[i] == '{' ? (size_t)span_find_char(span_sub(p, i, p.len), '}') + 1 : 1;
		} else if (p.ptr[i] == '[') {
			for (i += p.ptr[i + 1] == '^' ? 3 : 2; i < p.len && p.ptr[i] != ']'; i++)
				i += p.ptr[i] == '\\';
			i++;
		} else {
			depth += p.ptr[i] == '(';
			depth -= p.ptr[i] == ')';
			i++;
		}
	} while (depth && i < p.len);
	return i;
}

static inline void pattern_escape(struct pattern_text *g, struct span e)
{
	switch (e.ptr[1]) {
	case 's':
		buf_add_char(g->out, ' ');
		break;
	case 'S':
	case 'w':
		buf_add_char(g->out, "abdeginorst"[pattern_chance(11)]);
		break;
	case 'W':
		buf_add_str(g->out, pattern_chance(2) ? ", " : " ");
		break;
	case 'd':
		buf_add_char(g->out, "1234"[pattern_chance(4)]);
		break;
	case 'p':
		buf_add_str(g->out, span_find(e, "Lu") >= 0 ? "D" : span_find(e, "N") >= 0 ? "1" : span_find(e, "L") >= 0 ? "a" : "");
		break;
	case 'x':
		pattern_add_code(g->out, strtoul(e.ptr + 2 + (e.ptr[2] == '{'), NULL, 16));
		break;
	case 'b':
	case 'B':
	case 'A':
	case 'K':
		break;
	default:
		buf_add_char(g->out, e.ptr[1]);
		break;
	}
}

static inline void pattern_class(struct pattern_text *g, struct span c)
{
	size_t at[64], n = 0, i = 1;

	if (c.ptr[1] == '^') {
		buf_add_char(g->out, "aeD"[pattern_chance(3)]);
		return;
	}
	while (i + 1 < c.len && n < 64) {
		at[n++] = i;
		i = c.ptr[i] == '\\' ? pattern_skip(c, i) : i + 1;
		if (i + 2 < c.len && c.ptr[i] == '-' && c.ptr[i - 1] >= '0')	/* a range: its first is enough */
			i += 2;
	}
	i = at[pattern_chance(n)];
	if (c.ptr[i] == '\\')
		pattern_escape(g, span_sub(c, i, pattern_skip(c, i) - i));
	else
		buf_add_char(g->out, c.ptr[i]);
}

static inline void pattern_make(struct pattern_text *g, struct span p);

static inline void pattern_call(struct pattern_text *g, struct span name)
{
	char head[40];
	ptrdiff_t at;

	snprintf(head, sizeof head, "(?<%.*s>", (int)name.len, name.ptr);
	at = span_find(span_of(g->define), head);
	if (at < 0)
		return;
	struct span body = span_sub(span_of(g->define), (size_t)at, strlen(g->define));

	body.len = pattern_skip(body, 0);
	pattern_make(g, span_sub(body, strlen(head), body.len - strlen(head) - 1));
}

static inline void pattern_group(struct pattern_text *g, struct span p)
{
	struct span inside = span_sub(p, 1, p.len - 2);

	if (span_starts(p, "(?&")) {
		pattern_call(g, span_sub(p, 3, p.len - 4));
	} else if (span_starts(p, "(?=")) {
		if (pattern_chance(2))
			pattern_make(g, span_sub(p, 3, p.len - 4));
	} else if (span_starts(p, "(?!") || span_starts(p, "(?<!") || span_starts(p, "(?<=") || span_starts(p, "(?(") || span_starts(p, "(*")) {
		return;
	} else if (span_starts(p, "(?")) {
		ptrdiff_t head = span_starts(p, "(?<") ? span_find_char(p, '>') : span_starts(p, "(?|") ? 2 : span_find_char(p, ':');

		pattern_make(g, head < 0 ? span_of("") : span_sub(p, (size_t)head + 1, p.len - (size_t)head - 2));
	} else {
		pattern_make(g, inside);
	}
}

/* How often, and behind what says so. */
static inline size_t pattern_times(struct span p, size_t *i)
{
	size_t least = 1, most = 1;
	char c = *i < p.len ? p.ptr[*i] : '\0';

	if (c == '?' || c == '*') {
		least = 0;
		most = c == '?' ? 1 : 2;
	} else if (c == '+') {
		most = 3;
	} else if (c == '{') {
		char *end;

		least = most = strtoul(p.ptr + *i + 1, &end, 10);
		if (*end == ',')
			most = end[1] == '}' ? least + 2 : strtoul(end + 1, NULL, 10);
		most = most > least + 3 ? least + 3 : most;
		*i += (size_t)span_find_char(span_sub(p, *i, p.len), '}');
	} else {
		return 1;
	}
	++*i;
	if (*i < p.len && (p.ptr[*i] == '?' || p.ptr[*i] == '+'))
		++*i;
	return least + pattern_chance(most - least + 1);
}

static inline void pattern_atom(struct pattern_text *g, struct span atom)
{
	switch (atom.ptr[0]) {
	case '(':
		pattern_group(g, atom);
		break;
	case '[':
		pattern_class(g, atom);
		break;
	case '\\':
		pattern_escape(g, atom);
		break;
	case '^':
	case '$':
		break;
	case '.':
		buf_add_char(g->out, 'a');
		break;
	default:
		buf_add_span(g->out, atom);
		break;
	}
}

/* Appends a text of one of the pattern's alternatives. */
static inline void pattern_make(struct pattern_text *g, struct span p)
{
	size_t starts[128] = { 0 }, n = 1;

	if (g->depth > 24)
		return;
	g->depth++;
	for (size_t i = 0; i < p.len && n < 128; i = p.ptr[i] == '|' ? i + 1 : pattern_skip(p, i)) {
		if (p.ptr[i] == '|')
			starts[n++] = i + 1;
	}
	for (size_t i = starts[pattern_chance(n)]; i < p.len && p.ptr[i] != '|';) {
		size_t end = pattern_skip(p, i), next = end, times = pattern_times(p, &next);

		while (times--)
			pattern_atom(g, span_sub(p, i, end - i));
		i = next;
	}
	g->depth--;
}

#endif
