/* span.h - borrowed bytes with a length: mail holds NULs, so pointers alone will not do.
 *
 * A span never owns; its header says until when the bytes live.  Letter case is
 * ASCII's everywhere here, whatever the locale.
 */
#ifndef BEADLE_BASE_SPAN_H
#define BEADLE_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span {
	const char *ptr;
	size_t len;
};

#define SPAN_FMT "%.*s"
#define SPAN_ARG(s) (int)((s).len > 100000 ? 100000 : (s).len), (s).ptr

static inline struct span span_from(const char *ptr, size_t len)
{
	return (struct span){ ptr, len };
}

struct span span_of(const char *text);		/* up to the NUL; NULL gives an empty span */
struct span span_sub(struct span s, size_t start, size_t len);	/* clipped to s */

bool span_eq(struct span a, struct span b);
bool span_eq_ci(struct span a, struct span b);
bool span_starts_ci(struct span s, const char *prefix);
bool span_ends(struct span s, const char *suffix);

/* Index of the first occurrence, or -1. */
ptrdiff_t span_find(struct span s, const char *needle);
ptrdiff_t span_find_ci(struct span s, const char *needle);
ptrdiff_t span_find_char(struct span s, char c);
bool span_has(struct span s, const char *needle);
bool span_has_ci(struct span s, const char *needle);

/* Without white space (space, tab, CR, LF, FF, VT) at both ends / at the end. */
struct span span_trim(struct span s);
struct span span_trim_end(struct span s);
bool span_is_blank(struct span s);
/* Without what stands at the start / at the end and is among chars. */
struct span span_strip_start(struct span s, const char *chars);
struct span span_strip_end(struct span s, const char *chars);
/* Without the two characters of the pair ("<>") where the one begins and the other ends it. */
struct span span_unwrap(struct span s, const char *pair);

/* Cuts the next line off *rest: without its LF or CRLF.  False when nothing is left. */
bool span_next_line(struct span *rest, struct span *line_out);

/* Whether one of the lines is that one, which is not empty. */
bool span_has_line(struct span lines, struct span line);

/* A decimal number of digits alone, at most max; false for anything else. */
bool span_to_uint(struct span s, unsigned long max, unsigned long *out);

/* Length of the longest valid UTF-8 prefix; s.len when all of it is valid. */
size_t span_utf8_valid(struct span s);
/* The beginning of a valid one that has at most so many bytes and ends with a whole letter. */
struct span span_cut(struct span s, size_t max);
/* Each byte that is no UTF-8 becomes '?'. */
void span_repair_utf8(char *bytes, size_t len);
/* Each control character becomes '?'; the text itself. */
char *span_hide_controls(char *text);

/* Letter case aside; less than 0, 0 or more, like strcmp(). */
int span_compare_ci(struct span a, struct span b);

/* FNV-1a, for what no attacker chooses: hash is the basis, or what came of the bytes before.  Of
 * the shorter one the lower 32 bits count. */
#define FNV32_PRIME 16777619u
#define FNV32_BASIS 2166136261u
#define FNV64_PRIME 1099511628211u
#define FNV64_BASIS 14695981039346656037u
uint64_t span_hash(struct span s, uint64_t prime, uint64_t hash);

/* Here, because they are asked of every line with dozens of words, or for every byte of a mail. */

static inline int ascii_lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

/* Equal to the text, byte for byte, or letter case aside. */
static inline bool span_is(struct span s, const char *text)
{
	size_t i = 0;

	while (i < s.len && text[i] && s.ptr[i] == text[i])
		i++;
	return i == s.len && !text[i];
}

static inline bool span_is_ci(struct span s, const char *text)
{
	size_t i = 0;

	while (i < s.len && text[i] &&
	       ascii_lower((unsigned char)s.ptr[i]) == ascii_lower((unsigned char)text[i]))
		i++;
	return i == s.len && !text[i];
}

static inline bool span_starts(struct span s, const char *prefix)
{
	size_t i = 0;

	while (i < s.len && prefix[i] && s.ptr[i] == prefix[i])
		i++;
	return !prefix[i];
}

/* The first word of a list, which NULL ends, that `fits` - span_is, span_starts, span_has and their
 * like - says yes to; NULL: there is none. */
static inline const char *span_any(struct span s, bool (*fits)(struct span s, const char *word),
				   const char *const *words)
{
	while (*words && !fits(s, *words))
		words++;
	return *words;
}

static inline bool ascii_is_space(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool ascii_is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_is_upper(int c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool ascii_is_alpha(int c)
{
	c = ascii_lower(c);
	return c >= 'a' && c <= 'z';
}

static inline bool ascii_is_alnum(int c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c);
}

#endif
