/* markup.c - one pass over a logical line, with the brackets matched beforehand.
 *
 * Invariants: the output is never longer than the source; every loop moves forward;
 * look-ahead for closing marks stops after LOOK_AHEAD bytes.
 */
#include "tags/markup.h"

#include <string.h>

enum { LOOK_AHEAD = 600, MAX_NESTING = 16 };

struct markup_reader {
	const char *s;
	size_t n;
	const unsigned *partner;	/* of '[' and '(': index of the closing one; 0: none */
	char *text, *mask;
	unsigned char *attr;
	size_t out;
	bool in_url;
	unsigned url_parens;
	bool strong, emphasis, underscore, struck;
	size_t quotes;			/* of the run that opened a wiki's emphasis; 0: none */
	struct {
		size_t end, after;
		unsigned char attr;
	} open[MAX_NESTING];
	size_t depth;
};

static bool is_punct(char c)
{
	return c > ' ' && c < 0x7f && !ascii_is_alpha(c) && !ascii_is_digit(c);
}

static bool is_word(char c)
{
	unsigned char u = (unsigned char)c;

	return ascii_is_alnum(u) || u >= 0x80;
}

/* One bracket opens at i; while it is open its place holds the one around it, counted from 1. */
static void open_at(unsigned *partner, unsigned *innermost, size_t i)
{
	partner[i] = *innermost;
	*innermost = (unsigned)i + 1;
}

static void close_at(unsigned *partner, unsigned *innermost, size_t i)
{
	if (*innermost == 0)
		return;
	unsigned opened = *innermost - 1;

	*innermost = partner[opened];
	partner[opened] = (unsigned)i;
}

/* What was never closed has no partner. */
static void give_up_open(unsigned *partner, unsigned innermost)
{
	while (innermost) {
		unsigned opened = innermost - 1;

		innermost = partner[opened];
		partner[opened] = 0;
	}
}

static const unsigned *match_brackets(struct arena *arena, struct span source)
{
	unsigned *partner = arena_alloc(arena, source.len + 1, sizeof *partner);
	unsigned square = 0, round = 0;

	for (size_t i = 0; i < source.len; i++) {
		switch (source.ptr[i]) {
		case '\\':
			i++;
			break;
		case '[':
			open_at(partner, &square, i);
			break;
		case ']':
			close_at(partner, &square, i);
			break;
		case '(':
			open_at(partner, &round, i);
			break;
		case ')':
			close_at(partner, &round, i);
			break;
		default:
			break;
		}
	}
	give_up_open(partner, square);
	give_up_open(partner, round);
	return partner;
}

static void emit(struct markup_reader *r, char c, unsigned attr)
{
	if (ascii_is_space((unsigned char)c)) {
		r->in_url = false;
		if (r->out == 0 || r->text[r->out - 1] == ' ')
			return;
		c = ' ';
	}
	for (size_t i = 0; i < r->depth; i++)
		attr |= r->open[i].attr;
	if (r->in_url)
		attr |= MARKUP_URL;
	if (r->struck)
		attr |= MARKUP_STRUCK;
	if (r->strong || r->quotes > 2)
		attr |= MARKUP_BOLD;
	r->text[r->out] = c;
	r->mask[r->out] = (attr & (MARKUP_CODE | MARKUP_URL)) ? '\x01' : c;
	r->attr[r->out] = (unsigned char)attr;
	r->out++;
}

static bool looking_at(const struct markup_reader *r, size_t i, const char *what)
{
	size_t len = strlen(what);

	return i + len <= r->n && memcmp(r->s + i, what, len) == 0;
}

/* A target in round brackets is one only if it looks like an address: "[Dave](10m)" is no link. */
static bool is_target(const struct markup_reader *r, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < from + 200; i++) {
		if (strchr(":/#.@", r->s[i]))
			return true;
	}
	return false;
}

/* At '[': a link or a pandoc span opens when something follows its ']'. */
static bool open_bracket(struct markup_reader *r, size_t i)
{
	size_t end = r->partner[i], after;
	unsigned char attr = 0;

	if (!end || r->depth == MAX_NESTING)
		return false;
	if (end + 1 < r->n && r->s[end + 1] == '(' && r->partner[end + 1] &&
	    is_target(r, end + 2, r->partner[end + 1])) {
		after = (size_t)r->partner[end + 1] + 1;
		attr = MARKUP_LINK;
		if (looking_at(r, end + 2, "mailto:"))
			attr |= MARKUP_MAILTO;
	} else if (looking_at(r, end + 1, "{.")) {
		size_t look = r->n - end - 1 < 40 ? r->n - end - 1 : 40;
		const char *brace = memchr(r->s + end + 1, '}', look);

		if (!brace)
			return false;
		after = (size_t)(brace - r->s) + 1;
	} else {
		return false;
	}
	r->open[r->depth].end = end;
	r->open[r->depth].after = after;
	r->open[r->depth].attr = attr;
	r->depth++;
	return true;
}

/* The text's edges are as good as space. */
static bool is_space_at(const struct markup_reader *r, size_t i)
{
	return i >= r->n || ascii_is_space((unsigned char)r->s[i]);
}

static size_t run_of(const struct markup_reader *r, size_t i)
{
	size_t end = i;

	while (end < r->n && r->s[end] == r->s[i])
		end++;
	return end - i;
}

/* The end of inline code that opens at i with a run of backticks, or 0. */
static size_t code_end(const struct markup_reader *r, size_t i, size_t run)
{
	size_t limit = r->n < i + run + LOOK_AHEAD ? r->n : i + run + LOOK_AHEAD;

	for (size_t j = i + run; j < limit; ) {
		size_t here = r->s[j] == '`' ? run_of(r, j) : 0;

		if (here == run)
			return j;
		j += here ? here : 1;
	}
	return 0;
}

/* Whether a single mark at i opens emphasis: it touches a word and one like it closes. */
static bool opens(const struct markup_reader *r, size_t i)
{
	char mark = r->s[i];
	size_t limit = r->n < i + LOOK_AHEAD ? r->n : i + LOOK_AHEAD;

	if (is_space_at(r, i + 1) || (i && is_word(r->s[i - 1])))
		return false;
	for (size_t j = i + 2; j < limit; j++) {
		if (r->s[j] != mark || is_space_at(r, j - 1))
			continue;
		if (j + 1 >= r->n || !is_word(r->s[j + 1]))
			return true;
	}
	return false;
}

static bool starts_url(const struct markup_reader *r, size_t i)
{
	char c = i < r->n ? r->s[i] : '\0';

	if ((c != 'h' && c != 'w' && c != 'f') || (i && is_word(r->s[i - 1])))
		return false;
	return looking_at(r, i, "http://") || looking_at(r, i, "https://") ||
	       looking_at(r, i, "www.") || looking_at(r, i, "ftp://");
}

/* "snake_case" */
static bool is_inside_word(const struct markup_reader *r, size_t i, size_t run)
{
	if (r->s[i] != '_' || i == 0 || i + run >= r->n)
		return false;
	return is_word(r->s[i - 1]) && is_word(r->s[i + run]);
}

/* Each of these takes what is markup at i: returns how many bytes that is, 0 if there is none. */

/* Of a run of * or _. */
static size_t take_emphasis(struct markup_reader *r, size_t i)
{
	char c = r->s[i];
	size_t run = run_of(r, i);
	bool left = i > 0 && !is_space_at(r, i - 1), right = !is_space_at(r, i + run);
	bool *one = c == '*' ? &r->emphasis : &r->underscore;

	if (r->in_url || is_inside_word(r, i, run))
		return 0;
	if (run >= 2) {
		bool ends_text = r->strong && i + run >= r->n;

		if (!left && !right && !ends_text)
			return 0;
		r->strong = r->strong != (c == '*');
		*one = *one != (run == 3 && (*one || opens(r, i + 2)));
		return run;
	}
	if (*one ? !left : !right || !opens(r, i))
		return 0;
	*one = !*one;
	return 1;
}

/* Whether a run of quotes like that at i follows, behind a word. */
static bool has_closing_quotes(const struct markup_reader *r, size_t i, size_t run)
{
	size_t limit = r->n < i + LOOK_AHEAD ? r->n : i + LOOK_AHEAD;

	for (size_t j = i + run; j < limit; ) {
		size_t here = r->s[j] == '\'' ? run_of(r, j) : 0;

		if (here == run && !is_space_at(r, j - 1))
			return true;
		j += here ? here : 1;
	}
	return false;
}

/* ''italic'', '''bold''' and both, as wikis have them. */
static size_t take_quotes(struct markup_reader *r, size_t i)
{
	size_t run = run_of(r, i);
	bool is_mark = run == 2 || run == 3 || run == 5;

	if (!is_mark || r->in_url)
		return 0;
	if (r->quotes == run) {
		r->quotes = 0;
		return run;
	}
	if (r->quotes || is_space_at(r, i + run) || (i && is_word(r->s[i - 1])) ||
	    !has_closing_quotes(r, i, run))
		return 0;
	r->quotes = run;
	return run;
}

/* A backslash; the sign behind it is text. */
static size_t take_escape(struct markup_reader *r, size_t i)
{
	char next = i + 1 < r->n ? r->s[i + 1] : '\0';

	if (!is_punct(next))
		return 0;
	if (next == ']' || next == '[')
		r->in_url = false;
	emit(r, next, 0);
	return 2;
}

static size_t take_code(struct markup_reader *r, size_t i)
{
	size_t run = run_of(r, i), end = r->in_url ? 0 : code_end(r, i, run);

	if (!end)
		return 0;
	for (size_t j = i + run; j < end; j++)
		emit(r, r->s[j], MARKUP_CODE);
	return end + run - i;
}

static size_t take_struck(struct markup_reader *r, size_t i)
{
	if (!looking_at(r, i, "~~"))
		return 0;
	r->struck = !r->struck;
	return 2;
}

/* The mark in front of a picture's words. */
static size_t take_picture(struct markup_reader *r, size_t i)
{
	return looking_at(r, i, "![") && r->partner[i + 1];
}

static void begin_url(struct markup_reader *r)
{
	r->in_url = true;
	r->url_parens = 0;
}

/* A comment, which is left out, or an address in angle brackets. */
static size_t take_angle(struct markup_reader *r, size_t i)
{
	if (looking_at(r, i, "<!--")) {
		const char *end = memmem(r->s + i, r->n - i, "-->", 3);

		return end ? (size_t)(end - r->s) + 3 - i : r->n - i;
	}
	if (!starts_url(r, i + 1))
		return 0;
	begin_url(r);
	return 1;
}

static size_t take_angle_end(struct markup_reader *r, size_t i)
{
	size_t taken = r->in_url;

	(void)i;
	r->in_url = false;
	return taken;
}

static size_t take_bracket(struct markup_reader *r, size_t i)
{
	return !r->in_url && open_bracket(r, i);
}

static size_t (*const takers[128])(struct markup_reader *r, size_t i) = {
	['\\'] = take_escape, ['`'] = take_code, ['~'] = take_struck, ['*'] = take_emphasis,
	['_'] = take_emphasis, ['!'] = take_picture, ['<'] = take_angle, ['>'] = take_angle_end,
	['['] = take_bracket, ['\''] = take_quotes,
};

/* Whether an address without brackets around it ends in front of c. */
static bool ends_url(struct markup_reader *r, char c)
{
	if (c == '(')
		r->url_parens++;
	return c == ']' || c == '"' || (c == ')' && r->url_parens-- == 0);
}

/* Returns where to go on. */
static size_t step(struct markup_reader *r, size_t i)
{
	unsigned char c = (unsigned char)r->s[i];
	size_t taken = c < 128 && takers[c] ? takers[c](r, i) : 0;

	if (taken)
		return i + taken;
	if (r->in_url)
		r->in_url = !ends_url(r, r->s[i]);
	else if (starts_url(r, i))
		begin_url(r);
	if (c == 0xC2 && looking_at(r, i, "\xC2\xA0")) {
		emit(r, ' ', 0);
		return i + 2;
	}
	emit(r, r->s[i], 0);
	return i + 1;
}

static struct span valid_utf8(struct arena *arena, struct span s)
{
	if (span_utf8_valid(s) == s.len)
		return s;
	char *copy = arena_strndup(arena, s.ptr, s.len);

	span_repair_utf8(copy, s.len);
	return span_from(copy, s.len);
}

void markup_read(struct arena *arena, struct span source, size_t *breaks, size_t n_breaks,
		 struct markup *out)
{
	struct markup_reader r = { 0 };
	size_t next_break = 0;

	source = valid_utf8(arena, source);
	r.s = source.ptr;
	r.n = source.len;
	r.partner = match_brackets(arena, source);
	r.text = arena_alloc(arena, source.len + 1, 1);
	r.mask = arena_alloc(arena, source.len + 1, 1);
	r.attr = arena_alloc(arena, source.len + 1, 1);
	for (size_t i = 0; i < source.len; ) {
		while (next_break < n_breaks && breaks[next_break] <= i)
			breaks[next_break++] = r.out;
		if (r.depth && i >= r.open[r.depth - 1].end) {
			r.depth--;
			r.in_url = false;
			i = r.open[r.depth].after;
			continue;
		}
		i = step(&r, i);
	}
	while (next_break < n_breaks)
		breaks[next_break++] = r.out;
	while (r.out && r.text[r.out - 1] == ' ')
		r.out--;
	r.text[r.out] = '\0';
	r.mask[r.out] = '\0';
	out->text = r.text;
	out->mask = r.mask;
	out->attr = r.attr;
	out->len = r.out;
}
