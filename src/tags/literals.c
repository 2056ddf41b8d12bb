/* literals.c - see literals.h.
 *
 * A pattern is read as the ways in which it can match: each is what it begins with, what it ends
 * with, and the best literal in between; a gap stands for whatever is not known.  Of each way the
 * most telling piece is kept, and these are the pattern's literals.  What is looked for at a place
 * alone (anchors, what must not stand there) is no piece of any way.
 *
 * Only ASCII is read, and what has no letter case beyond it: quotation marks and dashes.  Of other
 * letters two are the same as ASCII ones to PCRE2 where case does not count: a text with one of
 * these may match anything.
 */
#include "tags/literals.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

enum {
	WAYS_MAX = 64,		/* of what is put together */
	CHOICES_MAX = 256,	/* of alternatives */
	PIECE_MAX = 24,		/* bytes */
	CLASS_MAX = 4,		/* characters of a class that are told apart */
	GROUPS_MAX = 16,
	NESTED_MAX = 24,
	KEY_BYTES = 3,
	KEYS = 4096,
};

/* One way to match.  Without a gap it is head alone. */
struct way {
	struct span head, best, tail;
	bool gap;
};

struct ways {
	struct way *all;
	size_t n, cap;
};

struct group {
	struct span name;
	struct ways ways;
};

struct parser {
	struct arena *arena;
	const char *p;
	struct group groups[GROUPS_MAX];
	size_t n_groups;
	size_t nested;
};

/* ---- ways ---- */

static const struct way nothing = { .gap = false }, anything = { .gap = true };

/* All digits are looked for as one. */
static unsigned char kind_of(int byte)
{
	if (ascii_is_digit(byte))
		return '0';
	return ascii_is_space(byte) ? ' ' : (unsigned char)ascii_lower(byte);
}

static bool is_mark(char c)
{
	return c != ' ' && !ascii_is_alnum((unsigned char)c);
}

/* How much a piece tells; 0: it stands everywhere. */
static size_t worth(struct span piece)
{
	size_t n = piece.len > 8 ? 8 : piece.len, marks = 0, common = 0;

	for (size_t i = 0; i < n; i++) {
		marks += is_mark(piece.ptr[i]);
		common += piece.ptr[i] == '0' || strchr(" .,:-", piece.ptr[i]) != NULL;
	}
	if (common == n)
		return marks > 0;
	return n == 1 ? 3 * marks : n;
}

static struct span better(struct span a, struct span b)
{
	return worth(b) > worth(a) ? b : a;
}

static struct span telling(const struct way *way)
{
	return better(better(way->head, way->best), way->tail);
}

static size_t least_worth(const struct ways *ways)
{
	size_t least = SIZE_MAX;

	for (size_t i = 0; i < ways->n; i++) {
		size_t one = worth(telling(&ways->all[i]));

		least = one < least ? one : least;
	}
	return least;
}

static void add(struct parser *parser, struct ways *ways, struct way way)
{
	ways->all = arena_grow(parser->arena, ways->all, ways->n, &ways->cap, sizeof *ways->all);
	ways->all[ways->n++] = way;
}

static struct ways only(struct parser *parser, struct way way)
{
	struct ways ways = { .n = 1, .cap = 1 };

	ways.all = arena_alloc(parser->arena, 1, sizeof way);
	ways.all[0] = way;
	return ways;
}

static struct span join(struct parser *parser, struct span a, struct span b)
{
	if (!a.len || !b.len)
		return a.len ? a : b;
	char *both = arena_alloc(parser->arena, a.len + b.len, 1);

	memcpy(both, a.ptr, a.len);
	memcpy(both + a.len, b.ptr, b.len);
	return span_from(both, a.len + b.len);
}

/* One way, and then another. */
static struct way follow(struct parser *parser, const struct way *a, const struct way *b)
{
	struct span middle = join(parser, a->gap ? a->tail : a->head, b->head);
	struct way way = { .head = a->gap ? a->head : middle, .gap = a->gap || b->gap };

	way.best = better(a->best, b->best);
	if (a->gap && b->gap)
		way.best = better(way.best, middle);
	if (way.gap)
		way.tail = b->gap ? b->tail : middle;
	if (way.gap || way.head.len <= PIECE_MAX)
		return way;
	return (struct way){ .gap = true,
			     .head = way.head,
			     .tail = span_sub(way.head, way.head.len - PIECE_MAX / 2, PIECE_MAX) };
}

/* Where there are too many, the side that tells less is left out. */
static void then(struct parser *parser, struct ways *a, struct ways b)
{
	struct ways both = { .n = 0 };

	if (a->n * b.n > WAYS_MAX) {
		if (least_worth(a) >= least_worth(&b))
			b = only(parser, anything);
		else
			*a = only(parser, anything);
	}
	for (size_t i = 0; b.n == 1 && i < a->n; i++)
		a->all[i] = follow(parser, &a->all[i], b.all);
	if (b.n == 1)
		return;
	for (size_t i = 0; i < a->n; i++) {
		for (size_t k = 0; k < b.n; k++)
			add(parser, &both, follow(parser, &a->all[i], &b.all[k]));
	}
	*a = both;
}

static void or(struct parser *parser, struct ways *a, struct ways b)
{
	if (a->n + b.n > CHOICES_MAX) {
		*a = only(parser, anything);
		return;
	}
	for (size_t i = 0; i < b.n; i++)
		add(parser, a, b.all[i]);
}

/* ---- patterns ---- */

static struct ways read_choices(struct parser *parser);

/* Behind the parenthesis that closes the group whose content begins there. */
static const char *behind_group(const char *p)
{
	bool in_class = false;

	for (size_t depth = 1; *p && depth; p++) {
		if (*p == '\\' && p[1])
			p++;
		else if (in_class)
			in_class = *p != ']';
		else if (*p == '[')
			in_class = true;
		else
			depth += *p == '(' ? 1 : *p == ')' ? (size_t)-1 : 0;
	}
	return p;
}

static struct ways read_call(struct parser *parser)
{
	const char *end = strchr(parser->p, ')');
	struct span name = span_from(parser->p, end ? (size_t)(end - parser->p) : 0);

	parser->p += end ? name.len + 1 : strlen(parser->p);
	for (size_t i = 0; i < parser->n_groups; i++) {
		if (span_eq(parser->groups[i].name, name))
			return parser->groups[i].ways;
	}
	return only(parser, anything);
}

/* What stands there besides what follows: its place is not known. */
static struct ways aside(struct parser *parser, struct ways ways)
{
	if (!least_worth(&ways))
		return only(parser, nothing);
	for (size_t i = 0; i < ways.n; i++)
		ways.all[i] = (struct way){ .gap = true, .best = telling(&ways.all[i]) };
	return ways;
}

/* Behind "(?": a group that matches nothing by itself, or the beginning of one that does. */
static struct ways read_special(struct parser *parser)
{
	const char *p = parser->p;

	if (*p == '&') {
		parser->p++;
		return read_call(parser);
	}
	bool behind = p[0] == '<' && (p[1] == '!' || p[1] == '=');
	bool denies = p[0] == '!' || (behind && p[1] == '!');

	if (denies || *p == '#') {
		parser->p = behind_group(p);
		return only(parser, nothing);
	}
	if (*p == '(') {
		parser->p = behind_group(p);
		return only(parser, anything);
	}
	if (*p == '=' || behind) {
		parser->p += behind ? 2 : 1;
		return aside(parser, read_choices(parser));
	}
	if (*p == '<')
		p += strcspn(p, ">");
	else
		p += strcspn(p, ":|>)");
	parser->p = *p ? p + 1 : p;
	return *p == ')' ? only(parser, nothing) : read_choices(parser); /* "(?i)" */
}

/* n characters that stand for themselves. */
static struct way letters(struct parser *parser, const char *text, size_t n)
{
	char *copy = arena_strndup(parser->arena, text, n);

	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)copy[i] >= 0x80)
			return anything;
		copy[i] = (char)kind_of((unsigned char)copy[i]);
	}
	return (struct way){ .head = span_from(copy, n) };
}

static struct way letter(struct parser *parser, char c)
{
	return letters(parser, &c, 1);
}

/* Those of a word, but for one that a quantifier follows. */
static struct way read_word(struct parser *parser)
{
	const char *p = parser->p;
	size_t n = 1;

	while (n < PIECE_MAX && ascii_is_alnum((unsigned char)p[n]) && !strchr("?*+{", p[n + 1]))
		n++;
	parser->p += n;
	return letters(parser, p, n);
}

/* "\x20" and "\x{2013}", behind the x. */
static struct way read_hex(struct parser *parser)
{
	bool in_braces = *parser->p == '{';
	char *end, two[3] = "";

	if (!in_braces)
		memcpy(two, parser->p, strnlen(parser->p, 2));
	unsigned long code = strtoul(in_braces ? parser->p + 1 : two, &end, 16);

	parser->p = in_braces ? end + (*end == '}') : parser->p + (end - two);
	if (code >= 0x2010 && code <= 0x205E) {
		char *mark =
			arena_printf(parser->arena, "\xE2%c%c", (int)(0x80 | (code >> 6 & 0x3F)),
				     (int)(0x80 | (code & 0x3F)));

		return (struct way){ .head = span_of(mark) };
	}
	return code && code < 0x80 ? letter(parser, (char)code) : anything;
}

static struct way read_escape(struct parser *parser)
{
	char c = *parser->p;

	if (!c)
		return nothing;
	parser->p++;
	if (c == 'x')
		return read_hex(parser);
	if (strchr("pP", c) && *parser->p == '{')
		parser->p += strcspn(parser->p, "}") + 1;
	else if (strchr("pP", c) && *parser->p)
		parser->p++;
	if (c == 's' || c == 'd')
		return letter(parser, c == 's' ? ' ' : '0');
	if (strchr("bBAzZGK", c))
		return nothing;
	return ascii_is_alnum((unsigned char)c) ? anything : letter(parser, c);
}

/* Behind "[": each of its characters where they are few and plain. */
static struct ways read_class(struct parser *parser)
{
	struct ways ways = { .n = 0 };
	bool denies = *parser->p == '^', is_known = !denies;

	parser->p += denies;
	for (bool first = true; *parser->p && (first || *parser->p != ']'); first = false) {
		bool is_range = !first && *parser->p == '-' && parser->p[1] != ']';
		bool is_posix = *parser->p == '[' && parser->p[1] == ':';
		struct way one;

		if (*parser->p++ == '\\')
			one = read_escape(parser);
		else
			one = letter(parser, parser->p[-1]);
		is_known = is_known && !is_range && !is_posix && !one.gap && one.head.len;
		for (size_t i = 0; is_known && i < ways.n && one.head.len; i++) {
			if (span_eq(ways.all[i].head, one.head))
				one.head.len = 0;
		}
		if (one.head.len)
			add(parser, &ways, one);
	}
	parser->p += *parser->p == ']';
	return is_known && ways.n && ways.n <= CLASS_MAX ? ways : only(parser, anything);
}

static struct ways read_atom(struct parser *parser)
{
	char c = *parser->p;

	if (ascii_is_alnum((unsigned char)c))
		return only(parser, read_word(parser));
	parser->p++;
	if (c == '(' && *parser->p == '*') {
		parser->p = behind_group(parser->p);
		return only(parser, nothing);
	}
	if (c == '(' && *parser->p == '?') {
		parser->p++;
		return read_special(parser);
	}
	if (c == '(')
		return read_choices(parser);
	if (c == '[')
		return read_class(parser);
	if (c == '\\')
		return only(parser, read_escape(parser));
	if (c == '^' || c == '$')
		return only(parser, nothing);
	return only(parser, c == '.' ? anything : letter(parser, c));
}

/* How often at least, and whether it can be more than once; false: it says nothing. */
static bool read_quantifier(struct parser *parser, bool *optional_out, bool *repeats_out)
{
	const char *p = parser->p;
	char *end;

	*optional_out = *p == '?' || *p == '*';
	*repeats_out = *p == '*' || *p == '+';
	if (*p == '{' && ascii_is_digit((unsigned char)p[1])) {
		*optional_out = strtoul(p + 1, &end, 10) == 0;
		*repeats_out = true;
		p = end + strcspn(end, "}");
	} else if (!*optional_out && !*repeats_out) {
		return false;
	}
	p += *p != '\0';
	parser->p = p + (*p == '?' || *p == '+');
	return true;
}

static struct ways repeated(struct parser *parser, struct ways ways, bool optional, bool repeats)
{
	struct ways all = { .n = 0 };

	if (optional)
		add(parser, &all, nothing);
	for (size_t i = 0; i < ways.n; i++) {
		struct way way = ways.all[i];

		if (repeats && !way.gap)
			way = (struct way){ .gap = true, .head = way.head, .tail = way.head };
		add(parser, &all, way);
	}
	return all;
}

static struct ways read_sequence(struct parser *parser)
{
	struct ways ways = only(parser, nothing);

	while (*parser->p && !strchr("|)", *parser->p)) {
		struct ways atom = read_atom(parser);
		bool optional, repeats;

		if (read_quantifier(parser, &optional, &repeats))
			atom = repeated(parser, atom, optional, repeats);
		then(parser, &ways, atom);
	}
	return ways;
}

/* Up to the end of the group, which is taken as well. */
static struct ways read_choices(struct parser *parser)
{
	struct ways ways = { .n = 0 };

	if (++parser->nested > NESTED_MAX) {
		parser->p = behind_group(parser->p);
		parser->nested--;
		return only(parser, anything);
	}
	for (;;) {
		or(parser, &ways, read_sequence(parser));
		if (*parser->p != '|')
			break;
		parser->p++;
	}
	parser->p += *parser->p == ')';
	parser->nested--;
	return ways;
}

/* The groups in the order in which they stand; each may call those before it. */
static void read_groups(struct parser *parser, const char *define)
{
	static const char begins[] = "(?(DEFINE)";

	parser->p = span_starts(span_of(define), begins) ? define + strlen(begins) : "";
	while (span_starts(span_of(parser->p), "(?<") && parser->n_groups < GROUPS_MAX) {
		const char *name = parser->p + 3;
		struct group *group = &parser->groups[parser->n_groups];

		group->name = span_from(name, strcspn(name, ">"));
		parser->p = name + group->name.len + 1;
		group->ways = read_choices(parser);
		parser->n_groups++;
	}
}

static bool is_within(struct span piece, struct span other)
{
	for (size_t i = 0; i + piece.len <= other.len; i++) {
		if (memcmp(other.ptr + i, piece.ptr, piece.len) == 0)
			return true;
	}
	return false;
}

/* The pieces of which a match has one, none within another; n 0: not known. */
static struct ways pieces_of(struct parser *parser, const char *text)
{
	struct ways kept = { .n = 0 };

	parser->p = text;
	struct ways ways = read_choices(parser);

	if (*parser->p || !least_worth(&ways))
		return kept;
	for (size_t i = 0; i < ways.n; i++) {
		struct span piece = telling(&ways.all[i]);
		bool is_told = false;

		for (size_t k = 0; k < ways.n && !is_told; k++) {
			struct span other = telling(&ways.all[k]);

			is_told = k != i && is_within(other, piece) &&
				  (other.len < piece.len || k < i);
		}
		if (!is_told)
			add(parser, &kept, (struct way){ .head = piece });
	}
	return kept;
}

/* ---- texts ---- */

struct literal {
	struct span text;
	struct literals_set patterns;
	size_t next;		/* of the same key, its index + 1; 0: none */
};

struct literals {
	struct arena *arena;
	struct arena *scratch;		/* of the pattern that is read */
	struct parser parser;
	const char *define;		/* that the groups were read from */
	struct literal *all;
	size_t n, cap;
	size_t n_patterns;
	struct literals_set always;	/* of which nothing is known */
	uint16_t first[KEYS];		/* by three bytes, or two: an index + 1 */
	struct literals_set marks[256]; /* by one byte, of what has no three and no letters alone */
	unsigned char kinds[256];	/* each byte as it is looked for */
};

struct literals *literals_new(void)
{
	struct literals *literals = mem_zalloc(1, sizeof *literals);

	literals->arena = arena_new();
	literals->scratch = arena_new();
	for (int byte = 0; byte < 256; byte++)
		literals->kinds[byte] = kind_of(byte);
	return literals;
}

void literals_free(struct literals **literals)
{
	if (*literals) {
		arena_free(&(*literals)->arena);
		arena_free(&(*literals)->scratch);
	}
	free(*literals);
	*literals = NULL;
}

static void include(struct literals_set *set, size_t pattern)
{
	set->bits[pattern / 64] |= UINT64_C(1) << pattern % 64;
}

static void unite(struct literals_set *set, const struct literals_set *other)
{
	for (size_t i = 0; i < sizeof set->bits / sizeof set->bits[0]; i++)
		set->bits[i] |= other->bits[i];
}

static unsigned key_of(unsigned a, unsigned b, unsigned c)
{
	return (a * 961 + b * 31 + c) % KEYS;
}

static void add_piece(struct literals *literals, struct span piece, size_t pattern)
{
	const unsigned char *p = (const unsigned char *)piece.ptr;

	for (size_t i = 0; piece.len < KEY_BYTES && i < piece.len; i++) {
		if (!is_mark(piece.ptr[i]))
			continue;
		include(&literals->marks[p[i]], pattern);
		return;
	}
	unsigned key = piece.len < KEY_BYTES ? key_of(0, p[0], p[1]) : key_of(p[0], p[1], p[2]);
	size_t at = literals->first[key];

	while (at && !span_eq(literals->all[at - 1].text, piece))
		at = literals->all[at - 1].next;
	if (!at) {
		literals->all = arena_grow(literals->arena, literals->all, literals->n,
					   &literals->cap, sizeof *literals->all);
		literals->all[literals->n] = (struct literal){
			.text = span_copy(literals->arena, piece),
			.next = literals->first[key],
		};
		at = ++literals->n;
		literals->first[key] = (uint16_t)at;
	}
	include(&literals->all[at - 1].patterns, pattern);
}

size_t literals_count(const struct literals *literals)
{
	return literals->n_patterns;
}

void literals_add(struct literals *literals, const char *define, const char *text)
{
	size_t pattern = literals->n_patterns++;

	if (pattern >= LITERALS_PATTERNS_MAX)
		return;
	if (literals->define != define) {
		literals->parser.arena = literals->arena;
		literals->parser.n_groups = 0;
		read_groups(&literals->parser, define);
		literals->define = define;
	}
	literals->parser.arena = literals->scratch;
	struct ways pieces = pieces_of(&literals->parser, text);

	if (!pieces.n)
		include(&literals->always, pattern);
	for (size_t i = 0; i < pieces.n; i++)
		add_piece(literals, pieces.all[i].head, pattern);
	arena_reset(literals->scratch);
}

void literals_print(const char *define, const char *text, struct buf *out)
{
	struct parser parser = { .arena = arena_new() };

	read_groups(&parser, define);
	struct ways pieces = pieces_of(&parser, text);

	for (size_t i = 0; i < pieces.n; i++)
		buf_addf(out, SPAN_FMT "\n", SPAN_ARG(pieces.all[i].head));
	arena_free(&parser.arena);
}

/* The long s, and the sign of Kelvin: without letter case the same as "s" and "k". */
static bool is_like_ascii(const unsigned char *p, size_t len)
{
	return (len > 1 && p[0] == 0xC5 && p[1] == 0xBF) ||
	       (len > 2 && p[0] == 0xE2 && p[1] == 0x84 && p[2] == 0xAA);
}

static bool stands_at(const struct literals *literals, struct span piece, struct span text,
		      size_t at)
{
	if (piece.len > text.len - at)
		return false;
	for (size_t i = 0; i < piece.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[at + i];

		if (literals->kinds[byte] != (unsigned char)piece.ptr[i])
			return false;
	}
	return true;
}

/* Those of a key whose pieces stand there. */
static void find_at(const struct literals *literals, unsigned key, struct span text, size_t at,
		    struct literals_set *out)
{
	for (size_t i = literals->first[key]; i; i = literals->all[i - 1].next) {
		const struct literal *literal = &literals->all[i - 1];

		if (stands_at(literals, literal->text, text, at))
			unite(out, &literal->patterns);
	}
}

void literals_find(const struct literals *literals, struct span text, struct literals_set *out)
{
	const unsigned char *bytes = (const unsigned char *)text.ptr, *kinds = literals->kinds;
	unsigned a = 0, b = 0;

	*out = literals->always;
	for (size_t i = 0; i < text.len; i++) {
		unsigned c = kinds[bytes[i]];

		if (c >= 0x80 && is_like_ascii(bytes + i, text.len - i)) {
			memset(out, 0xFF, sizeof *out);
			return;
		}
		if (is_mark((char)c))
			unite(out, &literals->marks[c]);
		if (i)
			find_at(literals, key_of(0, b, c), text, i - 1, out);
		if (i > 1)
			find_at(literals, key_of(a, b, c), text, i - 2, out);
		a = b;
		b = c;
	}
}
