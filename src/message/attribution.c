/* attribution.c - "On Tue, 4 Jul 2023 at 10:02, Dave wrote:" in the languages of mail programs.
 *
 * A verb from the table at the end (or, in some languages, in the middle) and a date or an
 * address: none of it is looked for in a fixed order, as each program has its own.
 */
#include <string.h>

#include "message/internal.h"

enum { FOLDED_MAX = 600 };

/* Lower case; the text before the colon ends with one of these. */
static const char *const end_verbs[] = {
	"wrote", "writes", "said", "has written",
	"schrieb", "schrieb folgendes", "schrieb am", "geschrieben",
	"a écrit", "écrit", "a ecrit",
	"escribió", "escribio", "ha escrito", "va escriure",
	"escreveu", "escreveu o seguinte",
	"ha scritto", "scrisse", "scrive", "ha scritto quanto segue",
	"schreef", "schreef het volgende", "heeft geschreven",
	"skrev", "skrev följande", "skrev følgende", "skriver",
	"kirjoitti", "kirjoitti näin",
	"napisał(a)", "napisał", "napisała", "pisze",
	"napsal(a)", "napsal", "napsala", "napísal(a)", "napísal", "napísala",
	"írta", "ezt írta", "a következőt írta",
	"a scris", "a scris următoarele",
	"yazdı", "şunu yazdı", "şunları yazdı", "yazdi",
	"написал", "написала", "написал(а)", "пишет", "писал", "писал(а)", "пишете",
	"написав", "написала", "написав(ла)", "пише", "написа",
	"написао је", "написао", "je napisao", "je napisala", "je napisao/la", "je napisal",
	"je napisala/a", "je pisao", "napisao/la je", "napisao je",
	"έγραψε",
	"đã viết", "menulis", "tulis", "เขียนว่า", "เขียน",
	"parašė", "rašė", "rakstīja", "kirjutas",
	"כתב", "כתבה", "‏כתב", "كتب", "كتبت",
	"のメール", "さんは書きました", "書きました",
	"写道", "寫道", "写信", "作成", "작성", "님이 작성", "님이 쓴 글", "쓰다",
};

/* These stand before the name: "Am 3.4.2023 um 10:02 schrieb Dave:". */
static const char *const mid_verbs[] = {
	" schrieb ", " schreef ", " skrev ", " skriver ", " kirjoitti ", " wrote ", " schrieb\"",
	" napisał", " a écrit ", " ha scritto ", " escribió ", " escreveu ", " пишет ",
	" écrit ", " (időpont: ", " пише ", " написал", " от ",
};

static const char *const intros[] = {
	"on ", "am ", "le ", "el ", "em ", "il ", "in data ", "op ", "den ", "på ", "w dniu ",
	"dnia ", "dne ", "dňa ", "în ", "pe data ", "στις ", "vào ", "pada ", "在", "于", "於",
	"no dia ", "dana ", "quoting ", "в ", "ben ", "tarihinde ", "ב-", "بتاريخ ", "ngày ",
	"del ",
};

/* A table's word that t ends with, and that begins there as a word; NULL: none. */
static const char *last_verb(struct span t)
{
	for (size_t i = 0; i < sizeof end_verbs / sizeof end_verbs[0]; i++) {
		const char *verb = end_verbs[i];
		size_t len = strlen(verb);

		if (!span_ends(t, verb))
			continue;
		/* no blanks between words in those languages */
		if (t.len == len || (unsigned char)verb[0] >= 0xE0)
			return verb;
		char before = t.ptr[t.len - len - 1];

		if (ascii_is_space(before) || (before && strchr(">)\",]'", before)))
			return verb;
	}
	return NULL;
}

struct attribution_signs {
	unsigned numbers;	/* groups of digits outside of addresses */
	bool time, year, at;
	bool date_first;	/* a number within the first words */
};

/* ":02", ".02", "h02", and no further digit: behind one or two digits it makes a time of day. */
static bool is_minutes(struct span behind)
{
	if (behind.len < 3 || !strchr(":.h", behind.ptr[0]))
		return false;
	if (!ascii_is_digit(behind.ptr[1]) || !ascii_is_digit(behind.ptr[2]))
		return false;
	return behind.len == 3 || !ascii_is_digit(behind.ptr[3]);
}

static void note_number(struct attribution_signs *s, struct span t, size_t start, size_t end)
{
	struct span digits = span_sub(t, start, end - start);

	s->numbers++;
	if (start < 32)
		s->date_first = true;
	if (digits.len == 4 && (span_starts(digits, "19") || span_starts(digits, "20")))
		s->year = true;
	if (digits.len <= 2 && is_minutes(span_sub(t, end, 4)))
		s->time = true;
}

static struct attribution_signs look_for_signs(struct span t)
{
	struct attribution_signs s = { .at = span_find_char(t, '@') >= 0 };

	for (size_t i = 0; i < t.len; ) {
		size_t start = i, left = i;

		while (i < t.len && ascii_is_digit(t.ptr[i]))
			i++;
		if (i == start) {
			i++;
			continue;
		}
		/* Digits inside a word with an @ are not a date. */
		size_t right = i;

		while (left > 0 && !ascii_is_space(t.ptr[left - 1]) && t.ptr[left - 1] != '<')
			left--;
		while (right < t.len && !ascii_is_space(t.ptr[right]) && t.ptr[right] != '>')
			right++;
		if (right - i > 100)
			right = i + 100;
		if (start - left <= 100 && !memchr(t.ptr + left, '@', right - left))
			note_number(&s, t, start, i);
		else
			i = right;
	}
	return s;
}

bool attribution_dated(struct span line)
{
	struct attribution_signs s = look_for_signs(span_sub(line, 0, FOLDED_MAX));

	return s.numbers >= 3 && (s.time || s.year);
}

/* "Dave <dave@example.org>", "Dave [mailto:dave@example.org]": the last word is an address. */
static bool ends_with_address(struct span t)
{
	t = span_strip_end(span_trim(t), ">)]\"'");
	size_t from = t.len;

	while (from > 0 && !ascii_is_space(t.ptr[from - 1]))
		from--;
	ptrdiff_t at = span_find_char(span_sub(t, from, t.len), '@');

	return at > 0 && from + (size_t)at + 1 < t.len;
}

static struct span strip_ornament(struct span t)
{
	return span_strip_end(span_strip_start(span_trim(t), "-*_ ["), "-*_ ]");
}

bool attribution_may_end(struct span line)
{
	line = strip_ornament(span_trim(line));
	if (line.len == 0 || line.len > 2000)
		return false;
	return span_ends(line, ":") || span_ends(line, WIDE_COLON) || span_ends(line, "wrote");
}

/* Colons at the end, the wide one of CJK among them. */
static struct span strip_colons(struct span t)
{
	while (t.len > 0) {
		if (t.ptr[t.len - 1] == ':')
			t.len--;
		else if (span_ends(t, WIDE_COLON))
			t.len -= strlen(WIDE_COLON);
		else
			break;
	}
	return t;
}

static enum intro intro_of(struct span t, const struct attribution_signs *s)
{
	for (size_t i = 0; i < sizeof intros / sizeof intros[0]; i++) {
		if (span_starts(t, intros[i]))
			return INTRO_WORD;
	}
	return s->date_first ? INTRO_DATE : INTRO_NONE;
}

static bool has_mid_verb(struct span t)
{
	for (size_t i = 0; i < sizeof mid_verbs / sizeof mid_verbs[0]; i++) {
		if (span_find(t, mid_verbs[i]) >= 0)
			return true;
	}
	return false;
}

static bool is_dated(const struct attribution_signs *s)
{
	if (s->at)
		return s->numbers > 0;
	return (s->year && s->numbers >= 2) || (s->time && s->numbers >= 3);
}

enum attribution attribution_rate(struct span text, enum intro *intro_out)
{
	char folded[FOLDED_MAX];

	*intro_out = INTRO_NONE;
	if (text.len > FOLDED_MAX - 8)
		return ATTRIBUTION_NONE;
	struct span all = strip_ornament(span_from(folded, text_fold(text, folded, sizeof folded)));
	struct span t = strip_colons(all);
	bool colon = t.len < all.len;

	t = strip_ornament(t);
	const char *verb = last_verb(t);

	if (!verb && !colon)
		return ATTRIBUTION_NONE;
	struct attribution_signs s = look_for_signs(t);

	*intro_out = intro_of(t, &s);
	if (!verb && !has_mid_verb(t)) {
		/* 30.09.2017, 18.30, "John" <john@example.org>: */
		bool dated = s.at && s.date_first && s.numbers >= 3;

		return dated && span_ends(t, ">") ? ATTRIBUTION_STRONG : ATTRIBUTION_NONE;
	}
	if (is_dated(&s) && (*intro_out || s.at))
		return ATTRIBUTION_STRONG;
	if (!verb || !colon || t.len >= 200)
		return ATTRIBUTION_NONE;
	t.len -= strlen(verb);
	return ends_with_address(t) ? ATTRIBUTION_STRONG : ATTRIBUTION_WEAK;
}
