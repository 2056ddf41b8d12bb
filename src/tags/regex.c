/* regex.c - see regex.h. */
#include "tags/regex.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tags/literals.h"

enum { PATTERN_MAX = 64 * 1024 };

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
enum err_kind regex_compile(const char *what, const struct buf *pattern, uint32_t options,
			    pcre2_code **out, struct err *err)
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
	(void)pcre2_jit_compile(*out, PCRE2_JIT_COMPLETE);
	return ERR_NONE;
}

/* ---- words ---- */

/* A pattern that is compiled when it is first tried. */
struct regex_lazy {
	char *pattern;			/* NULL: none */
	uint32_t options;
	bool is_made;
	pcre2_code *code;
};

struct regex_word {
	struct regex_lazy word, line;
	unsigned other; /* a bit for each of its kinds; 0: not told apart */
};

struct regex_words {
	struct regex_word *all;
	size_t n, cap;
	struct literals *begins;	/* what each begins with */
	struct pieces_reader *reader;
	struct arena *arena;
};

struct regex_words *regex_words_new(void)
{
	struct regex_words *words = mem_zalloc(1, sizeof *words);

	words->begins = literals_new();
	words->reader = pieces_reader_new("", true);
	words->arena = arena_new();
	return words;
}

static struct regex_lazy lazy(const char *pattern, uint32_t options)
{
	struct regex_lazy made = { .options = options | PCRE2_ANCHORED };
	struct buf text;

	if (!pattern)
		return made;
	buf_init(&text, PATTERN_MAX);
	regex_add(&text, pattern, &regex_raw);
	made.pattern = mem_strdup(buf_fitted(&text).ptr);
	buf_free(&text);
	return made;
}

static void lazy_free(struct regex_lazy *lazy)
{
	pcre2_code_free(lazy->code);
	free(lazy->pattern);
}

/* Takes over the pattern. */
static struct regex_word *add(struct regex_words *words, struct regex_lazy pattern)
{
	struct regex_word *word;

	words->all = mem_grow(words->all, words->n, &words->cap, sizeof *words->all);
	word = &words->all[words->n++];
	*word = (struct regex_word){ .word = pattern };
	literals_add(words->begins,
		     pieces_beginning(words->reader, words->arena, word->word.pattern));
	arena_reset(words->arena);
	return word;
}

void regex_words_add(struct regex_words *words, const char *pattern, const char *line,
		     uint32_t options)
{
	add(words, lazy(pattern, options))->line = lazy(line, options);
}

void regex_words_add_other(struct regex_words *words, const char *pattern, unsigned kind,
			   uint32_t options)
{
	struct regex_lazy made = lazy(pattern, options);
	size_t i = 0;

	while (i < words->n &&
	       !(words->all[i].other && strcmp(words->all[i].word.pattern, made.pattern) == 0))
		i++;
	if (i < words->n)
		lazy_free(&made);	/* it is one of several kinds */
	else
		(void)add(words, made);
	words->all[i].other |= 1U << kind;
}

void regex_words_free(struct regex_words **words)
{
	struct regex_words *w = *words;

	*words = NULL;
	if (!w)
		return;
	for (size_t i = 0; i < w->n; i++) {
		lazy_free(&w->all[i].word);
		lazy_free(&w->all[i].line);
	}
	free(w->all);
	literals_free(&w->begins);
	pieces_reader_free(&w->reader);
	arena_free(&w->arena);
	free(w);
}

/* One that does not compile, which a test would find, stands anywhere. */
static bool stands_at(struct regex_lazy *lazy, pcre2_match_data *data, struct span text, size_t at)
{
	if (!lazy->is_made && lazy->pattern) {
		struct buf pattern;
		struct err err;

		buf_init(&pattern, PATTERN_MAX);
		buf_add_str(&pattern, lazy->pattern);
		(void)!regex_compile("a word", &pattern, lazy->options, &lazy->code, &err);
		buf_free(&pattern);
	}
	lazy->is_made = true;
	return !lazy->code || pcre2_match(lazy->code, (PCRE2_SPTR)text.ptr, text.len, at, 0, data,
					  NULL) != PCRE2_ERROR_NOMATCH;
}

/* Where the line begins; one that ends with a blank may go on in the next. */
static size_t line_start(struct span text, size_t at)
{
	const char *p = text.ptr + at;

	while (p > text.ptr) {
		const char *before = p[-1] == '\n' ? p - 1 : p;

		if (before < p && before > text.ptr && before[-1] == '\r')
			before--;
		if (before < p && (before == text.ptr || before[-1] != ' '))
			break;
		p--;
	}
	return (size_t)(p - text.ptr);
}

static bool is_there(struct regex_word *word, pcre2_match_data *data, struct span text, size_t at)
{
	return stands_at(&word->word, data, text, at) &&
	       (!word->line.pattern || stands_at(&word->line, data, text, line_start(text, at)));
}

/* Which of those that may stand there does. */
static enum regex_found match_at(const struct regex_words *words, const struct literals_set *may,
				 pcre2_match_data *data, struct span text, size_t at,
				 unsigned *kinds_out)
{
	unsigned kinds = 0;
	bool found = false;

	for (size_t i = literals_next(may, 0); i < words->n && !found;
	     i = literals_next(may, i + 1)) {
		struct regex_word *word = &words->all[i];
		bool is_known = word->other && (!kinds_out || !(word->other & ~kinds));

		if (is_known || !is_there(word, data, text, at))
			continue;
		kinds |= word->other;
		found = !word->other;
	}
	if (kinds_out)
		*kinds_out = kinds;
	return found ? REGEX_FOUND : kinds ? REGEX_FOUND_OTHER : REGEX_NONE;
}

bool regex_words_at(const struct regex_words *words, pcre2_match_data *data, struct span text,
		    size_t at)
{
	struct literals_set may;

	if (at >= text.len || !literals_stand_at(words->begins, text, at, &may))
		return false;
	return match_at(words, &may, data, text, at, NULL) == REGEX_FOUND;
}

enum regex_found regex_words_find(const struct regex_words *words, pcre2_match_data *data,
				  struct span text, size_t *at, unsigned *kinds_out)
{
	struct literals_set may;

	for (; literals_next_word(words->begins, text, at, &may); ++*at) {
		enum regex_found found = match_at(words, &may, data, text, *at, kinds_out);

		if (found)
			return found;
	}
	return REGEX_NONE;
}
