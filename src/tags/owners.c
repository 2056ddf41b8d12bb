/* owners.c - see owners.h.  What the words of a name weigh; lexicon.h has the words. */
#include "tags/owners.h"

#include <string.h>

#include "tags/evidence.h"
#include "tags/lexicon.h"

const char *owners_text(struct arena *arena, struct span s)
{
	char *copy = arena_strndup(arena, s.ptr ? s.ptr : "", s.len);

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)copy[i], next = (unsigned char)copy[i + 1];

		if (c != '\n' && (c < 0x20 || c == 0x7f))
			copy[i] = ' ';
		else if (c == 0xC2 && next >= 0x80 && next < 0xA0)
			copy[i] = copy[i + 1] = ' ';	/* C1: a terminal obeys it like ESC */
	}
	span_repair_utf8(copy, s.len);
	return copy;
}

void names_init(struct owner_names *names, struct arena *arena, const struct people *people)
{
	*names = (struct owner_names){ .arena = arena, .people = people };
}

static bool has_known(const struct owner_names *names, const char *lower)
{
	for (size_t i = 0; i < names->n_known; i++) {
		if (strcmp(names->known[i], lower) == 0)
			return true;
	}
	return false;
}

static struct span trim_name(struct span s)
{
	return span_strip_end(span_strip_start(span_trim(s), "*_~:,;.\"' "), "*~:,;.?!\"' ");
}

static bool starts_upper(struct span s)
{
	return s.len && (ascii_is_upper(s.ptr[0]) || (unsigned char)s.ptr[0] >= 0xC3);
}

void names_learn(struct owner_names *names, struct span name)
{
	char lower[LEXICON_WORD_SIZE];

	name = trim_name(name);
	if (name.len && name.ptr[0] == '@')
		name = span_sub(name, 1, name.len);
	if (name.len < 2 || names->n_known >= NAMES_MAX ||
	    !lexicon_lower(name, lower, sizeof lower))
		return;
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.ptr[i];
		bool inner_digit = i > 0 && ascii_is_digit(c);

		if (c < 0x80 && !ascii_is_alpha(c) && !strchr(" '-_.", c) && !inner_digit)
			return;
	}
	if (lexicon_is_common(lower) || lexicon_is_field(lower) || lexicon_is_nobody(lower) ||
	    has_known(names, lower))
		return;
	names->known = arena_grow(names->arena, names->known, names->n_known, &names->cap,
				  sizeof *names->known);
	names->known[names->n_known++] = arena_strdup(names->arena, lower);
}

/* Capitalised words, two to five of them, or one. */
static bool is_full_name(struct span s, size_t *words_out)
{
	size_t words = 0;

	for (size_t i = 0; i < s.len; ) {
		size_t start = i;

		while (i < s.len && s.ptr[i] != ' ')
			i++;
		bool upper = starts_upper(span_sub(s, start, i - start));

		if (!upper && !(words && i - start <= 3))	/* "van", "de", "la" */
			return false;
		words += upper;
		while (i < s.len && s.ptr[i] == ' ')
			i++;
	}
	*words_out = words;
	return words >= 1 && words <= 5;
}

/* The length of the name at the start: up to a bracket, a sign, a dash. */
static size_t name_len(struct span s)
{
	size_t i = 0;

	for (; i < s.len; i++) {
		bool dash = i && s.ptr[i] == '-' && s.ptr[i - 1] == ' ';

		if (dash || strchr("([,;:@<|", s.ptr[i]) || (unsigned char)s.ptr[i] == 0xE2)
			break;
	}
	return i;
}

static bool is_handle_byte(unsigned char c)
{
	return ascii_is_alnum(c) || c == '-';
}

/* "(@joesepi)", "(SC)" */
static void learn_handles(struct owner_names *names, struct span s)
{
	for (size_t i = 0; i + 1 < s.len; i++) {
		size_t n = 0;

		if (s.ptr[i] != '@' && s.ptr[i] != '(')
			continue;
		while (i + 1 + n < s.len && is_handle_byte((unsigned char)s.ptr[i + 1 + n]))
			n++;
		bool closed = span_starts(span_sub(s, i + 1 + n, 1), ")");

		if (s.ptr[i] == '@' || (closed && n >= 2 && n <= 3))
			names_learn(names, span_sub(s, i + 1, n));
	}
}

static void learn_initials(struct owner_names *names, struct span name)
{
	char initials[4];
	size_t n = 0;

	for (size_t i = 0; i < name.len && n < sizeof initials; i++) {
		bool begins = i == 0 || name.ptr[i - 1] == ' ';

		if (begins && ascii_is_upper(name.ptr[i]))
			initials[n++] = name.ptr[i];
	}
	if (n >= 2)
		names_learn(names, span_from(initials, n));
}

void names_learn_person(struct owner_names *names, struct span written)
{
	struct span name = span_trim(written);
	size_t len = name_len(name), words;

	learn_handles(names, span_sub(name, len, name.len));
	name = trim_name(span_sub(name, 0, len));
	ptrdiff_t space = span_find_char(name, ' ');

	if (name.len > 60 || !is_full_name(name, &words)) {
		if (name.len < 30 && space < 0)
			names_learn(names, name);
		return;
	}
	names_learn(names, name);
	if (words < 2)
		return;
	names_learn(names, span_sub(name, 0, (size_t)space));
	learn_initials(names, name);
}

static bool is_listed(const struct owner_names *names, struct span name)
{
	size_t index;

	return names->people && people_resolve(names->people, name, &index) != PEOPLE_NOBODY;
}

/* "Bumped to next call": a participle, unless it is as short as "Fred". */
static bool is_participle(const char *lower)
{
	size_t len = strlen(lower);

	return len >= 5 && strcmp(lower + len - 2, "ed") == 0 && !strchr(lower, ' ');
}

/* One of several words begins tasks: "Draft charter". */
static bool is_partly_common(const char *lower)
{
	const char *space = strchr(lower, ' ');
	char first[LEXICON_WORD_SIZE];

	return space &&
	       (lexicon_is_common(space + 1) ||
		(lexicon_lower(span_from(lower, (size_t)(space - lower)), first, sizeof first) &&
		 lexicon_is_common(first)));
}

/* "CPC members": a body by its last word. */
static bool is_body(const char *lower)
{
	const char *last = strrchr(lower, ' ');

	return lexicon_is_body(last ? last + 1 : lower) && !is_partly_common(lower);
}

/* "all maintainers", "every member of the board" */
static bool is_each(const char *lower)
{
	static const char *const words[] = { "all ", "every ", "each ", NULL };
	const char *word = span_any(span_of(lower), span_starts, words);
	const char *space = word ? strchr(lower + strlen(word), ' ') : NULL;

	return word && (!space || span_starts(span_of(space), " of ") ||
			span_starts(span_of(space), " in "));
}

/* What a name that nobody knows looks like. */
static unsigned weigh_form(struct span part, const char *lower, unsigned place)
{
	const unsigned around = EVIDENCE_OWES | EVIDENCE_MODAL | EVIDENCE_SIGN;
	unsigned bits = is_partly_common(lower) ? EVIDENCE_PARTLY : 0;
	bool alone = !strchr(lower, ' ');
	bool article = span_starts(span_of(lower), "the ") || span_starts(span_of(lower), "our ");
	size_t words;

	if (strstr(lower, " to ") || strstr(lower, " will "))
		return bits | EVIDENCE_REMARK;
	if (is_each(lower) || is_body(article ? lower + 4 : lower))
		return EVIDENCE_BODY;
	if (starts_upper(part)) {
		if (is_participle(lower))
			bits |= (place & around) && !(place & EVIDENCE_TASK)
					? EVIDENCE_PARTICIPLE | EVIDENCE_NO_TASK
					: EVIDENCE_PARTICIPLE;
		return is_full_name(part, &words) && words <= 4 ? bits | EVIDENCE_CAPITAL : bits;
	}
	if (alone)
		return part.len >= 3 ? bits | EVIDENCE_LOWER : bits;
	return bits | EVIDENCE_REMARK;	/* "in progress", "see below" */
}

/* Against somebody who is known it says nothing that an article follows, unless his name is a
 * word. */
static unsigned as_known(unsigned place, unsigned bit)
{
	unsigned against = EVIDENCE_NO_TASK | EVIDENCE_OBJECT;

	return (place & EVIDENCE_DOUBLE ? place : place & ~against) | bit;
}

/* A name as it stands, at a place that says so much by itself. */
static unsigned weigh_name(const struct owner_names *names, struct span part, unsigned place)
{
	char lower[LEXICON_WORD_SIZE];
	bool is_double, is_word;

	if (place & EVIDENCE_SURE)
		return place;
	if (!part.len || !lexicon_lower(part, lower, sizeof lower))
		return place | EVIDENCE_COMMON;
	is_double = lexicon_is_double(lower) && !starts_upper(part);
	is_word = is_double || lexicon_is_common(lower);
	if (lexicon_is_all(lower))
		return as_known(place, EVIDENCE_LISTED);
	if (is_listed(names, part))
		return is_word && !starts_upper(part) ? place | EVIDENCE_LISTED_WORD
						      : as_known(place, EVIDENCE_LISTED);
	if (part.ptr[0] == '@' && span_find_char(part, ' ') < 0)
		return as_known(place, EVIDENCE_HANDLE);
	if (has_known(names, lower) && (starts_upper(part) || !is_word))
		return as_known(place, EVIDENCE_SHOWN);
	if (is_word || part.len < 2)	/* "AI(s)" */
		return place | EVIDENCE_COMMON;
	if (lexicon_is_field(lower) && !(place & EVIDENCE_TAG) &&
	    !((place & EVIDENCE_LOOSE) && lexicon_is_body(lower)))
		return place | EVIDENCE_COMMON;
	return place | weigh_form(part, lower, place);
}

bool owners_known(const struct owner_names *names, struct span name)
{
	return weigh_name(names, trim_name(name), 0) & EVIDENCE_KNOWN;
}

/* Without "(SC)" and the like; into the arena. */
static struct span without_parens(struct arena *arena, struct span s)
{
	char *copy = arena_alloc(arena, s.len + 1, 1);
	size_t n = 0, depth = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '(')
			depth++;
		else if (s.ptr[i] == ')' && depth)
			depth--;
		else if (!depth)
			copy[n++] = s.ptr[i];
	}
	return span_from(copy, n);
}

static size_t separator_at(struct span s, size_t i)
{
	static const char *const words[] = { " and ", " or ", " und ", " with ", " plus " };

	if (strchr("/,&+;", s.ptr[i]) || span_starts(span_sub(s, i, 2), " @"))
		return 1;
	for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
		if (span_starts_ci(span_sub(s, i, s.len), words[w]))
			return strlen(words[w]) - 1;
	}
	return 0;
}

static void keep_owner(const struct owner_names *names, struct span part, unsigned bits,
		       struct owners *out)
{
	if (!out->n || evidence_points(bits) < evidence_points(out->evidence))
		out->evidence = bits;
	if (out->n < OWNERS_MAX)
		out->written[out->n] = owners_text(names->arena, part);
	out->n++;
}

/* "Joe, Dave KP": two of a list with no comma between them. */
static bool add_two(const struct owner_names *names, struct span part, unsigned place,
		    struct owners *out)
{
	ptrdiff_t space = span_find_char(part, ' ');
	struct span first = span_sub(part, 0, space > 0 ? (size_t)space : 0);
	struct span second = span_trim(span_sub(part, first.len, part.len));

	if (!owners_known(names, first) || !owners_known(names, second))
		return false;
	keep_owner(names, first, weigh_name(names, first, place), out);
	keep_owner(names, second, weigh_name(names, second, place), out);
	return true;
}

/* in_list: others stand beside it. */
static bool add_owner(const struct owner_names *names, struct span part, unsigned place,
		      bool in_list, struct owners *out)
{
	char lower[LEXICON_WORD_SIZE];
	unsigned bits;

	part = trim_name(part);
	if (span_starts_ci(part, "and "))
		part = span_trim(span_sub(part, 4, part.len));
	if (span_starts_ci(part, "someone from "))
		part = span_trim(span_sub(part, strlen("someone from "), part.len));
	if (span_starts_ci(part, "owner "))
		part = span_trim(span_sub(part, strlen("owner "), part.len));
	if (!part.len ||
	    (lexicon_lower(part, lower, sizeof lower) && lexicon_is_nobody(lower))) {
		out->nobody = true;
		return true;
	}
	bits = weigh_name(names, part, place);
	if (in_list && !(bits & EVIDENCE_KNOWN) && add_two(names, part, place, out))
		return true;
	if (!evidence_suffices(bits)) {
		out->evidence = bits;
		return false;
	}
	keep_owner(names, part, bits, out);
	return true;
}

unsigned owners_place(const struct owner_names *names, enum rule_trust trust)
{
	static const unsigned places[] = {
		[TRUST_KNOWN] = EVIDENCE_LOOSE,	 [TRUST_SHAPE] = EVIDENCE_FIRM,
		[TRUST_TAIL] = EVIDENCE_TAIL,	 [TRUST_FULL] = EVIDENCE_CLOSED,
		[TRUST_PLACE] = EVIDENCE_SURE,	 [TRUST_ZONE] = 0,
		[TRUST_OWNER] = 0,
	};

	return places[trust] | (trust == TRUST_TAIL && names->people ? EVIDENCE_OTHERS : 0);
}

bool owners_read(const struct owner_names *names, struct span phrase, enum rule_trust trust,
		 struct owners *out)
{
	return owners_weigh(names, phrase, owners_place(names, trust), out);
}

bool owners_weigh(const struct owner_names *names, struct span phrase, unsigned place,
		  struct owners *out)
{
	struct span rest;
	bool in_list = false;

	memset(out, 0, sizeof *out);
	phrase = span_trim(phrase);
	if ((place & EVIDENCE_SURE) || is_listed(names, trim_name(phrase)))
		return add_owner(names, phrase, place, false, out);
	rest = without_parens(names->arena, phrase);
	while (rest.len && out->n <= OWNERS_MAX) {
		size_t i = 0, gap = 0;

		while (i < rest.len && !(gap = separator_at(rest, i)))
			i++;
		struct span part = span_trim(span_sub(rest, 0, i));

		in_list = in_list || gap;
		if (part.len && !add_owner(names, part, place, in_list, out)) {
			unsigned evidence = out->evidence;

			/* "AI(Dave, with help from Joe)": words behind an owner that is known */
			if ((place & EVIDENCE_CLOSED) && out->n &&
			    owners_known(names, span_of(out->written[0])))
				break;
			*out = (struct owners){	/* half a list is nobody's */
				.unsure = owners_text(names->arena, part), .evidence = evidence,
			};
			return false;
		}
		rest = span_sub(rest, i + gap, rest.len);
	}
	if (out->n > OWNERS_MAX)
		out->n = 0;
	if (!out->n)
		out->nobody = true;
	return true;
}

static void add_unique(struct arena *arena, const char ***list, size_t *n, const char *what)
{
	size_t cap = *n;

	for (size_t i = 0; i < *n; i++) {
		if (strcmp((*list)[i], what) == 0)
			return;
	}
	*list = arena_grow(arena, *list, *n, &cap, sizeof **list);
	(*list)[(*n)++] = what;
}

void owners_resolve(const struct owner_names *names, const struct owners *owners, struct fact *fact)
{
	for (size_t i = 0; i < owners->n; i++) {
		struct span written = span_of(owners->written[i]);
		enum people_match match = PEOPLE_NOBODY;
		char lower[LEXICON_WORD_SIZE];
		size_t index;

		add_unique(names->arena, &fact->owners, &fact->n_owners, owners->written[i]);
		if (names->people)
			match = people_resolve(names->people, written, &index);
		if (match == PEOPLE_PERSON)
			add_unique(names->arena, &fact->people, &fact->n_people,
				   names->people->persons[index].name);
		else if (match == PEOPLE_GROUP)
			add_unique(names->arena, &fact->groups, &fact->n_groups,
				   people_group_name(names->people, index));
		else if (match == PEOPLE_NOBODY && lexicon_lower(written, lower, sizeof lower) &&
			 lexicon_is_all(lower))
			add_unique(names->arena, &fact->groups, &fact->n_groups, "all");
	}
}
