/* regex.c - see regex.h.
 *
 * Words are found by their first three bytes: a table has those with which a match can begin, and
 * PCRE2 itself says which these are when it is asked for partial matches.  The pattern is tried
 * only there.
 */
#include "tags/regex.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Of bytes: letters without their case, digits, and the others together with some of their like. */
enum { LETTERS = 26, DIGIT = LETTERS, OTHERS, N_OTHERS = 5, KINDS = OTHERS + N_OTHERS };
enum { KIND_BITS = 5, DEPTH = 3, PATTERN_MAX = 64 * 1024 };

struct regex_words {
	pcre2_code *code;
	unsigned char kinds[256];
	bool may_be_first[256];
	unsigned char
		may_begin[(1 << KIND_BITS * DEPTH) / 8]; /* bits, by the kinds of three bytes */
};

const struct regex_dialect regex_raw = {
	.blank = "[\\W_]{1,8}",
	.class_blank = " ",
	.edge = "(?:\\b|(?<=_)|(?=_))", /* of __words__ too */
};

static bool denies(const char *p)
{
	return strncmp(p, "(?!", 3) == 0 || strncmp(p, "(?<!", 4) == 0;
}

/* What stands for the piece of a pattern at p, whose bytes are *len_out; NULL: itself. */
static const char *stand_in(const struct regex_dialect *d, const char *p, size_t *len_out)
{
	*len_out = 1;
	if (*p == ' ')
		return d->blank;
	if (*p == '$')
		return d->end;
	*len_out = 2;
	if (strncmp(p, ".*", 2) == 0)
		return d->any;
	if (strncmp(p, "\\W", 2) == 0)
		return d->mark;
	return strncmp(p, "\\b", 2) == 0 ? d->edge : NULL;
}

void regex_add(struct buf *out, const char *pattern, const struct regex_dialect *dialect)
{
	size_t depth = 0, denied = 0,
	       len; /* denied: the depth of what must not stand there; 0: none */
	bool in_class = false;

	for (const char *p = pattern; *p; p += len) {
		const struct regex_dialect *d =
			denied && dialect->denied ? dialect->denied : dialect;
		const char *other = in_class ? NULL : stand_in(d, p, &len);

		if (other) {
			buf_add_str(out, other);
			continue;
		}
		len = *p == '\\' ? 2 : 1;
		if (in_class && *p == ' ')
			buf_add_str(out, d->class_blank);
		else
			buf_add(out, p, len);
		if (in_class) {
			in_class = *p != ']';
		} else if (*p == '[') {
			in_class = true;
		} else if (*p == '(') {
			depth++;
			if (!denied && denies(p))
				denied = depth;
		} else if (*p == ')') {
			denied = denied == depth ? 0 : denied;
			depth--;
		}
	}
}

/* Without JIT it is slower, not different. */
static enum err_kind compile(const char *what, const struct buf *pattern, uint32_t options,
			     uint32_t jit, pcre2_code **out, struct err *err)
{
	PCRE2_UCHAR why[200];
	struct span text;
	PCRE2_SIZE offset;
	int code;

	*out = NULL;
	if (!buf_whole(pattern, &text))
		return err_set(err, ERR_BUG, "%s: the pattern is too long", what);
	*out = pcre2_compile((PCRE2_SPTR)text.ptr, text.len, options, &code, &offset, NULL);
	if (!*out) {
		pcre2_get_error_message(code, why, sizeof why);
		return err_set(err, ERR_BUG, "%s: %s at %zu", what, (const char *)why,
			       (size_t)offset);
	}
	(void)pcre2_jit_compile(*out, jit);
	return ERR_NONE;
}

enum err_kind regex_compile(const char *what, const struct buf *pattern, uint32_t options,
			    pcre2_code **out, struct err *err)
{
	return compile(what, pattern, options, PCRE2_JIT_COMPLETE, out, err);
}

static unsigned char kind_of(int byte)
{
	if (ascii_is_alpha(byte))
		return (unsigned char)(ascii_lower(byte) - 'a');
	return (unsigned char)(ascii_is_digit(byte) ? DIGIT : OTHERS + byte % N_OTHERS);
}

/* One byte of each kind; of letters the small ones. */
static bool stands_for_kind(int byte)
{
	return (byte >= 'a' && byte <= 'z') || byte == '0' ||
	       (byte >= 0x80 && byte < 0x80 + N_OTHERS);
}

static unsigned kinds_at(const struct regex_words *words, const char *bytes)
{
	const unsigned char *p = (const unsigned char *)bytes, *kinds = words->kinds;

	return (unsigned)kinds[p[0]] << 2 * KIND_BITS | (unsigned)kinds[p[1]] << KIND_BITS |
	       kinds[p[2]];
}

/* Bytes as a match may begin with them. */
struct beginning {
	struct regex_words *words;
	const pcre2_code *any_case;
	pcre2_match_data *data;
	char bytes[DEPTH];
};

static bool can_begin(const struct beginning *b, size_t len)
{
	return pcre2_match(b->any_case, (PCRE2_SPTR)b->bytes, len, 0, PCRE2_PARTIAL_HARD, b->data,
			   NULL) != PCRE2_ERROR_NOMATCH;
}

/* Notes all beginnings of which so many bytes are known.  Of each byte it is asked whether it can
 * follow, but behind the second of letters alone: the rest is taken for possible, with all that
 * follows it. */
static void note_beginnings(struct beginning *b, size_t known, bool asks)
{
	struct regex_words *words = b->words;

	if (known == DEPTH) {
		unsigned kinds = kinds_at(words, b->bytes);

		words->may_begin[kinds / 8] |= (unsigned char)(1u << kinds % 8);
		return;
	}
	for (int byte = 0; byte < 256; byte++) {
		bool asked = asks && (known < 2 || words->kinds[byte] < LETTERS);

		if (ascii_lower(byte) != byte || (!asked && !stands_for_kind(byte)))
			continue;
		b->bytes[known] = (char)byte;
		if (asked && !can_begin(b, known + 1))
			continue;
		note_beginnings(b, known + 1, asked);
		if (!known)
			words->may_be_first[byte] = true;
	}
}

/* The length of the first alternative. */
static size_t alternative_len(const char *pattern)
{
	size_t depth = 0, i = 0;
	bool in_class = false;

	for (; pattern[i] && (pattern[i] != '|' || depth || in_class); i++) {
		if (pattern[i] == '\\')
			i++;
		else if (in_class)
			in_class = pattern[i] != ']';
		else if (pattern[i] == '[')
			in_class = true;
		else if (pattern[i] == '(')
			depth++;
		else if (pattern[i] == ')')
			depth--;
	}
	return i;
}

/* By which letters an alternative is found, bit by bit; bit 26: by none, it is tried for all. */
static unsigned letters_of(struct span alternative)
{
	enum { MANY_LETTERS = 8 };
	pcre2_code *code;
	const uint8_t *map = NULL;
	uint32_t type = 0, unit = 0;
	unsigned letters = 0;
	PCRE2_SIZE offset;
	int error;

	code = pcre2_compile((PCRE2_SPTR)alternative.ptr, alternative.len,
			     PCRE2_CASELESS | PCRE2_MULTILINE | PCRE2_DOTALL, &error, &offset,
			     NULL);
	if (!code)
		return 1u << LETTERS; /* who compiles all of them says why */
	(void)pcre2_pattern_info(code, PCRE2_INFO_FIRSTCODETYPE, &type);
	(void)pcre2_pattern_info(code, PCRE2_INFO_FIRSTCODEUNIT, &unit);
	(void)pcre2_pattern_info(code, PCRE2_INFO_FIRSTBITMAP, &map);
	for (int byte = 0; byte < 256; byte++) {
		bool can = type == 1 ? ascii_lower((int)unit) == ascii_lower(byte)
				     : !map || (map[byte / 8] >> byte % 8 & 1);
		unsigned letter =
			ascii_is_alpha(byte) ? (unsigned)ascii_lower(byte) - 'a' : LETTERS;

		letters |= can ? 1u << letter : 0;
	}
	pcre2_code_free(code);
	/* of what can begin with many, one is enough: it is tried for all */
	return __builtin_popcount(letters) > MANY_LETTERS ? 1u << LETTERS : letters;
}

struct alternative {
	struct span text;
	unsigned letters;
	bool other;
};

struct alternatives {
	struct alternative *all;
	size_t n, cap;
};

static bool is_known(const struct alternatives *list, struct span text)
{
	for (size_t i = 0; i < list->n; i++) {
		if (span_eq(list->all[i].text, text))
			return true;
	}
	return false;
}

static void split(const char *pattern, bool other, struct alternatives *list)
{
	while (*pattern) {
		struct span text = span_from(pattern, alternative_len(pattern));

		pattern += text.len + (pattern[text.len] == '|');
		if (is_known(list, text))
			continue;
		list->all = mem_grow(list->all, list->n, &list->cap, sizeof *list->all);
		list->all[list->n++] = (struct alternative){ text, letters_of(text), other };
	}
}

/* By the letter that they begin with, that of many only a few be tried. */
static void add_by_letter(struct buf *out, const struct alternatives *list)
{
	for (unsigned letter = 0; letter <= LETTERS; letter++) {
		size_t before = buf_len(out);

		for (size_t i = 0; i < list->n; i++) {
			const struct alternative *a = &list->all[i];

			if (!(a->letters >> letter & 1))
				continue;
			if (buf_len(out) > before)
				buf_add_char(out, '|');
			else if (letter < LETTERS)
				buf_addf(out, "%s(?=[%c%c])(?:", before ? "|" : "",
					 (int)letter + 'a', (int)letter + 'A');
			else
				buf_addf(out, "%s(?:", before ? "|" : "");
			buf_addf(out, a->other ? "(?i:" SPAN_FMT ")(*MARK:other)" : SPAN_FMT,
				 SPAN_ARG(a->text));
		}
		buf_add_str(out, buf_len(out) > before ? ")" : "");
	}
}

enum err_kind regex_words_new(const char *what, const struct buf *pattern, const struct buf *others,
			      uint32_t options, struct regex_words **out, struct err *err)
{
	struct regex_words *words = mem_zalloc(1, sizeof *words);
	struct alternatives list = { .n = 0 };
	pcre2_code *any_case = NULL;
	enum err_kind kind;
	struct buf sorted;

	*out = words;
	buf_init(&sorted, PATTERN_MAX);
	split(buf_fitted(pattern).ptr, false, &list);
	if (others)
		split(buf_fitted(others).ptr, true, &list);
	add_by_letter(&sorted, &list);
	free(list.all);
	kind = regex_compile(what, &sorted, options | PCRE2_ANCHORED, &words->code, err);
	if (!kind)
		kind = compile(what, &sorted, options | PCRE2_ANCHORED | PCRE2_CASELESS,
			       PCRE2_JIT_PARTIAL_HARD, &any_case, err);
	buf_free(&sorted);
	if (kind) {
		regex_words_free(out);
		return kind;
	}
	struct beginning b = { .words = words,
			       .any_case = any_case,
			       .data = pcre2_match_data_create(1, NULL) };

	if (!b.data)
		abort();
	for (int byte = 0; byte < 256; byte++)
		words->kinds[byte] = kind_of(byte);
	note_beginnings(&b, 0, true);
	for (int byte = 'A'; byte <= 'Z'; byte++)
		words->may_be_first[byte] = words->may_be_first[ascii_lower(byte)];
	pcre2_match_data_free(b.data);
	pcre2_code_free(any_case);
	return ERR_NONE;
}

void regex_words_free(struct regex_words **words)
{
	if (*words)
		pcre2_code_free((*words)->code);
	free(*words);
	*words = NULL;
}

/* By the first three bytes: what the text does not have any more is a blank. */
static bool may_begin_at(const struct regex_words *words, const char *p, size_t len)
{
	unsigned kinds;

	if (len >= DEPTH)
		kinds = kinds_at(words, p);
	else
		kinds = kinds_at(words, (char[DEPTH]){ p[0], len > 1 ? p[1] : ' ', ' ' });
	return words->may_begin[kinds / 8] >> kinds % 8 & 1;
}

static enum regex_found match_at(const struct regex_words *words, pcre2_match_data *data,
				 struct span text, size_t at)
{
	if (pcre2_match(words->code, (PCRE2_SPTR)text.ptr, text.len, at, 0, data, NULL) ==
	    PCRE2_ERROR_NOMATCH)
		return REGEX_NONE;
	return pcre2_get_mark(data) ? REGEX_FOUND_OTHER : REGEX_FOUND;
}

enum regex_found regex_words_at(const struct regex_words *words, pcre2_match_data *data,
				struct span text, size_t at)
{
	if (at >= text.len || !words->may_be_first[(unsigned char)text.ptr[at]] ||
	    !may_begin_at(words, text.ptr + at, text.len - at))
		return REGEX_NONE;
	return match_at(words, data, text, at);
}

enum regex_found regex_words_find(const struct regex_words *words, pcre2_match_data *data,
				  struct span text, size_t *at)
{
	const unsigned char *kinds = words->kinds;
	const char *p = text.ptr + *at, *end = text.ptr + text.len;

	while (p < end) {
		if (words->may_be_first[(unsigned char)*p] &&
		    may_begin_at(words, p, (size_t)(end - p))) {
			*at = (size_t)(p - text.ptr);
			enum regex_found found = match_at(words, data, text, *at);

			if (found)
				return found;
		}
		while (p < end && kinds[(unsigned char)*p] < LETTERS)
			p++;
		p += p < end; /* behind what is no letter */
	}
	return REGEX_NONE;
}
