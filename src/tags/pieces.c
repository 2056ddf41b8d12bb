/* pieces.c - see pieces.h.
 *
 * A pattern is read as the ways in which it can match: each is what it begins with, what it ends
 * with, and the most telling piece in between; a gap stands for whatever is not known.  What is
 * asked of a place alone (anchors, what must not stand there) is no piece of any way.
 *
 * Only ASCII is read, and what has no letter case beyond it: quotation marks and dashes.
 */
#include "tags/pieces.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum {
	WAYS_MAX = 64,		/* of what is put together */
	CHOICES_MAX = 256,	/* of alternatives */
	PIECE_MAX = 24,		/* bytes */
	BEGINNING_MAX = 8,
	CLASS_MAX = 4,		/* characters of a class that are told apart */
	GROUPS_MAX = 16,
	NESTED_MAX = 24,
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

struct pieces_reader {
	struct arena *arena;		/* of the pattern that is read */
	struct arena *own;
	const char *p;
	struct group groups[GROUPS_MAX];
	size_t n_groups;
	size_t nested;
	bool bytes;			/* it matches bytes, whatever they mean */
	bool begins;			/* what matches begin with is asked for */
};

/* ---- ways ---- */

static const struct way nothing = { .gap = false }, anything = { .gap = true };

unsigned char pieces_kind(int byte)
{
	if (ascii_is_digit(byte))
		return '0';
	return ascii_is_space(byte) ? ' ' : (unsigned char)ascii_lower(byte);
}

bool pieces_is_mark(int byte)
{
	return byte != ' ' && !ascii_is_alnum(byte);
}

static bool is_common(char c)
{
	return c == ' ' || c == '0' || c == '.' || c == ',' || c == ':' || c == '-';
}

/* How much a piece tells; 0: it stands everywhere. */
static size_t worth(struct span piece)
{
	size_t n = piece.len > 8 ? 8 : piece.len, i = 0;

	while (i < n && is_common(piece.ptr[i]))
		i++;
	if (n > 1)
		return i < n ? n : piece.ptr[0] != piece.ptr[1];
	if (!n || !pieces_is_mark((unsigned char)piece.ptr[0]))
		return 0;
	return i < n ? 3 : 1;
}

static struct span better(struct span a, struct span b)
{
	if (!a.len || !b.len)
		return a.len ? a : b;
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

static void add(struct pieces_reader *reader, struct ways *ways, struct way way)
{
	ways->all = arena_grow(reader->arena, ways->all, ways->n, &ways->cap, sizeof *ways->all);
	ways->all[ways->n++] = way;
}

static struct ways only(struct pieces_reader *reader, struct way way)
{
	struct ways ways = { .n = 1, .cap = 1 };

	ways.all = arena_alloc(reader->arena, 1, sizeof way);
	ways.all[0] = way;
	return ways;
}

static struct span join(struct pieces_reader *reader, struct span a, struct span b)
{
	if (!a.len || !b.len)
		return a.len ? a : b;
	char *both = arena_alloc(reader->arena, a.len + b.len, 1);

	memcpy(both, a.ptr, a.len);
	memcpy(both + a.len, b.ptr, b.len);
	return span_from(both, a.len + b.len);
}

/* One way, and then another. */
static struct way follow(struct pieces_reader *reader, const struct way *a, const struct way *b)
{
	struct span middle = join(reader, a->gap ? a->tail : a->head, b->head);
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

/* What matches begin with is told by the first bytes: what follows enough of them is left out. */
static void then_begin(struct pieces_reader *reader, struct ways *a, struct ways b)
{
	struct ways both = { .n = 0 };

	for (size_t i = 0; i < a->n; i++) {
		for (size_t k = 0; k < b.n; k++) {
			struct way way = follow(reader, &a->all[i], &b.all[k]);

			way.gap = way.gap || way.head.len >= BEGINNING_MAX;
			add(reader, &both, way);
			if (a->all[i].gap)
				break;
		}
	}
	*a = both.n > CHOICES_MAX ? only(reader, anything) : both;
}

/* Where there are too many, the side that tells less is left out. */
static void then(struct pieces_reader *reader, struct ways *a, struct ways b)
{
	struct ways both = { .n = 0 };

	if (reader->begins) {
		then_begin(reader, a, b);
		return;
	}
	if (a->n * b.n > WAYS_MAX) {
		if (least_worth(a) >= least_worth(&b))
			b = only(reader, anything);
		else
			*a = only(reader, anything);
	}
	for (size_t i = 0; b.n == 1 && i < a->n; i++)
		a->all[i] = follow(reader, &a->all[i], b.all);
	if (b.n == 1)
		return;
	for (size_t i = 0; i < a->n; i++) {
		for (size_t k = 0; k < b.n; k++)
			add(reader, &both, follow(reader, &a->all[i], &b.all[k]));
	}
	*a = both;
}

static bool is_nothing(const struct way *way)
{
	return !way->gap && !way->head.len;
}

static void or(struct pieces_reader *reader, struct ways *a, struct ways b)
{
	bool has_nothing = false;

	if (a->n + b.n > CHOICES_MAX) {
		*a = only(reader, anything);
		return;
	}
	for (size_t i = 0; i < a->n && !has_nothing; i++)
		has_nothing = is_nothing(&a->all[i]);
	for (size_t i = 0; i < b.n; i++) {
		if (!has_nothing || !is_nothing(&b.all[i]))
			add(reader, a, b.all[i]);
	}
}

/* ---- patterns ---- */

static struct ways read_choices(struct pieces_reader *reader);

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

static struct ways read_call(struct pieces_reader *reader)
{
	const char *end = strchr(reader->p, ')');
	struct span name = span_from(reader->p, end ? (size_t)(end - reader->p) : 0);

	reader->p += end ? name.len + 1 : strlen(reader->p);
	for (size_t i = 0; i < reader->n_groups; i++) {
		if (span_eq(reader->groups[i].name, name))
			return reader->groups[i].ways;
	}
	return only(reader, anything);
}

/* What stands there besides what follows: its place is not known. */
static struct ways aside(struct pieces_reader *reader, struct ways ways)
{
	if (reader->begins || !least_worth(&ways))
		return only(reader, nothing);
	for (size_t i = 0; i < ways.n; i++)
		ways.all[i] = (struct way){ .gap = true, .best = telling(&ways.all[i]) };
	return ways;
}

/* Behind "(?": a group that matches nothing by itself, or the beginning of one that does. */
static struct ways read_special(struct pieces_reader *reader)
{
	const char *p = reader->p;

	if (*p == '&') {
		reader->p++;
		return read_call(reader);
	}
	bool behind = p[0] == '<' && (p[1] == '!' || p[1] == '=');
	bool denies = p[0] == '!' || (behind && p[1] == '!');

	if (denies || *p == '#') {
		reader->p = behind_group(p);
		return only(reader, nothing);
	}
	if (*p == '(') {
		reader->p = behind_group(p);
		return only(reader, anything);
	}
	if (*p == '=' || behind) {
		reader->p += behind ? 2 : 1;
		return aside(reader, read_choices(reader));
	}
	if (*p == '<')
		p += strcspn(p, ">");
	else
		p += strcspn(p, ":|>)");
	reader->p = *p ? p + 1 : p;
	return *p == ')' ? only(reader, nothing) : read_choices(reader); /* "(?i)" */
}

/* n characters that stand for themselves. */
static struct way letters(struct pieces_reader *reader, const char *text, size_t n)
{
	char *copy = arena_strndup(reader->arena, text, n);

	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)copy[i] >= 0x80 && !reader->bytes)
			return anything;
		copy[i] = (char)pieces_kind((unsigned char)copy[i]);
	}
	return (struct way){ .head = span_from(copy, n) };
}

static struct way letter(struct pieces_reader *reader, char c)
{
	return letters(reader, &c, 1);
}

/* Those of a word, but for one that a quantifier follows. */
static struct way read_word(struct pieces_reader *reader)
{
	const char *p = reader->p;
	size_t n = 1;

	while (n < PIECE_MAX && ascii_is_alnum((unsigned char)p[n]) && !strchr("?*+{", p[n + 1]))
		n++;
	reader->p += n;
	return letters(reader, p, n);
}

/* "\x20" and "\x{2013}", behind the x. */
static struct way read_hex(struct pieces_reader *reader)
{
	bool in_braces = *reader->p == '{';
	char *end, two[3] = "";

	if (!in_braces)
		memcpy(two, reader->p, strnlen(reader->p, 2));
	unsigned long code = strtoul(in_braces ? reader->p + 1 : two, &end, 16);

	reader->p = in_braces ? end + (*end == '}') : reader->p + (end - two);
	if (code >= 0x2010 && code <= 0x205E) {
		char *mark =
			arena_printf(reader->arena, "\xE2%c%c", (int)(0x80 | (code >> 6 & 0x3F)),
				     (int)(0x80 | (code & 0x3F)));

		return (struct way){ .head = span_of(mark) };
	}
	return code && code < 0x80 ? letter(reader, (char)code) : anything;
}

static struct way read_escape(struct pieces_reader *reader)
{
	char c = *reader->p;

	if (!c)
		return nothing;
	reader->p++;
	if (c == 'x')
		return read_hex(reader);
	if (strchr("pP", c) && *reader->p == '{')
		reader->p += strcspn(reader->p, "}") + 1;
	else if (strchr("pP", c) && *reader->p)
		reader->p++;
	if (c == 's' || c == 'd')
		return letter(reader, c == 's' ? ' ' : '0');
	if (strchr("bBAzZGK", c))
		return nothing;
	return ascii_is_alnum((unsigned char)c) ? anything : letter(reader, c);
}

/* Behind "[": each of its characters where they are few and plain. */
static struct ways read_class(struct pieces_reader *reader)
{
	struct ways ways = { .n = 0 };
	bool denies = *reader->p == '^', is_known = !denies;

	reader->p += denies;
	for (bool first = true; *reader->p && (first || *reader->p != ']'); first = false) {
		bool is_range = !first && *reader->p == '-' && reader->p[1] != ']';
		bool is_of_digits = is_range && ascii_is_digit((unsigned char)reader->p[-1]) &&
				    ascii_is_digit((unsigned char)reader->p[1]);
		bool is_posix = *reader->p == '[' && reader->p[1] == ':';
		struct way one;

		reader->p += is_of_digits;
		if (*reader->p++ == '\\')
			one = read_escape(reader);
		else
			one = letter(reader, reader->p[-1]);
		is_known = is_known && (!is_range || is_of_digits) && !is_posix && !one.gap &&
			   one.head.len;
		for (size_t i = 0; is_known && i < ways.n && one.head.len; i++) {
			if (span_eq(ways.all[i].head, one.head))
				one.head.len = 0;
		}
		if (one.head.len)
			add(reader, &ways, one);
	}
	reader->p += *reader->p == ']';
	return is_known && ways.n && ways.n <= CLASS_MAX ? ways : only(reader, anything);
}

static struct ways read_atom(struct pieces_reader *reader)
{
	char c = *reader->p;

	if (ascii_is_alnum((unsigned char)c))
		return only(reader, read_word(reader));
	reader->p++;
	if (c == '(' && *reader->p == '*') {
		reader->p = behind_group(reader->p);
		return only(reader, nothing);
	}
	if (c == '(' && *reader->p == '?') {
		reader->p++;
		return read_special(reader);
	}
	if (c == '(')
		return read_choices(reader);
	if (c == '[')
		return read_class(reader);
	if (c == '\\')
		return only(reader, read_escape(reader));
	if (c == '^' || c == '$')
		return only(reader, nothing);
	return only(reader, c == '.' ? anything : letter(reader, c));
}

/* How often at least, and whether it can be more than once; false: it says nothing. */
static bool read_quantifier(struct pieces_reader *reader, bool *optional_out, bool *repeats_out)
{
	const char *p = reader->p;
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
	reader->p = p + (*p == '?' || *p == '+');
	return true;
}

static struct ways repeated(struct pieces_reader *reader, struct ways ways, bool optional,
			    bool repeats)
{
	struct ways all = { .n = 0 };

	if (optional)
		add(reader, &all, nothing);
	for (size_t i = 0; i < ways.n; i++) {
		struct way way = ways.all[i];

		if (repeats && !way.gap)
			way = (struct way){ .gap = true, .head = way.head, .tail = way.head };
		add(reader, &all, way);
	}
	return all;
}

static struct ways read_sequence(struct pieces_reader *reader)
{
	struct ways ways = only(reader, nothing);

	while (*reader->p && !strchr("|)", *reader->p)) {
		struct ways atom = read_atom(reader);
		bool optional, repeats;

		if (read_quantifier(reader, &optional, &repeats))
			atom = repeated(reader, atom, optional, repeats);
		then(reader, &ways, atom);
	}
	return ways;
}

/* Up to the end of the group, which is taken as well. */
static struct ways read_choices(struct pieces_reader *reader)
{
	struct ways ways = { .n = 0 };

	if (++reader->nested > NESTED_MAX) {
		reader->p = behind_group(reader->p);
		reader->nested--;
		return only(reader, anything);
	}
	for (;;) {
		or(reader, &ways, read_sequence(reader));
		if (*reader->p != '|')
			break;
		reader->p++;
	}
	reader->p += *reader->p == ')';
	reader->nested--;
	return ways;
}

/* The groups in the order in which they stand; each may call those before it. */
static void read_groups(struct pieces_reader *reader, const char *define)
{
	static const char begins[] = "(?(DEFINE)";

	reader->p = span_starts(span_of(define), begins) ? define + strlen(begins) : "";
	while (span_starts(span_of(reader->p), "(?<") && reader->n_groups < GROUPS_MAX) {
		const char *name = reader->p + 3;
		struct group *group = &reader->groups[reader->n_groups];

		group->name = span_from(name, strcspn(name, ">"));
		reader->p = name + group->name.len + 1;
		group->ways = read_choices(reader);
		reader->n_groups++;
	}
}

struct pieces_reader *pieces_reader_new(const char *define, bool bytes)
{
	struct pieces_reader *reader = mem_zalloc(1, sizeof *reader);

	reader->own = reader->arena = arena_new();
	reader->bytes = bytes;
	read_groups(reader, define);
	return reader;
}

void pieces_reader_free(struct pieces_reader **reader)
{
	if (*reader)
		arena_free(&(*reader)->own);
	free(*reader);
	*reader = NULL;
}

/* ---- what is known ---- */

static bool is_within(struct span piece, struct span other, bool begins)
{
	for (size_t i = 0; i + piece.len <= other.len && (!i || !begins); i++) {
		if (memcmp(other.ptr + i, piece.ptr, piece.len) == 0)
			return true;
	}
	return false;
}

/* Those that others do not tell. */
static struct pieces without_told(struct arena *arena, struct pieces list, bool begins)
{
	struct pieces kept = { .all = arena_alloc(arena, list.n + 1, sizeof *kept.all) };

	for (size_t i = 0; i < list.n; i++) {
		bool is_told = false;

		for (size_t k = 0; k < list.n && !is_told; k++)
			is_told = k != i && is_within(list.all[k], list.all[i], begins) &&
				  (list.all[k].len < list.all[i].len || k < i);
		if (!is_told)
			kept.all[kept.n++] = list.all[i];
	}
	return kept;
}

static struct pieces read(struct pieces_reader *reader, struct arena *arena, const char *pattern,
			  bool begins)
{
	reader->arena = arena;
	reader->p = pattern;
	reader->begins = begins;

	struct ways ways = read_choices(reader);
	struct pieces list = { .all = arena_alloc(arena, ways.n + 1, sizeof *list.all) };

	for (size_t i = 0; i < ways.n; i++) {
		struct way *way = &ways.all[i];
		struct span piece = begins ? way->head : telling(way);

		if (*reader->p || !piece.len || (!begins && !worth(piece)))
			return (struct pieces){ .n = 0 };
		list.all[list.n++] = piece;
	}
	return without_told(arena, list, begins);
}

struct pieces pieces_needed(struct pieces_reader *reader, struct arena *arena, const char *pattern)
{
	return read(reader, arena, pattern, false);
}

struct pieces pieces_beginning(struct pieces_reader *reader, struct arena *arena,
			       const char *pattern)
{
	return read(reader, arena, pattern, true);
}
