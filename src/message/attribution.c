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
	"написао је", "написао", "je napisao", "je napisala", "je napisao/la", "je napisal", "je napisala/a",
	"je pisao", "napisao/la je", "napisao je",
	"έγραψε",
	"đã viết", "menulis", "tulis", "เขียนว่า", "เขียน",
	"parašė", "rašė", "rakstīja", "kirjutas",
	"כתב", "כתבה", "‏כתב", "كتب", "كتبت",
	"のメール", "さんは書きました", "書きました",
	"写道", "寫道", "写信", "作成", "작성", "님이 작성", "님이 쓴 글", "쓰다",
};

/* These stand before the name: "Am 3.4.2023 um 10:02 schrieb Dave:". */
static const char *const mid_verbs[] = {
	" schrieb ", " schreef ", " skrev ", " skriver ", " kirjoitti ", " wrote ", " schrieb\"", " napisał",
	" a écrit ", " ha scritto ", " escribió ", " escreveu ", " пишет ", " écrit ", " (időpont: ",
	" пише ", " написал", " от ",
};

static const char *const intros[] = {
	"on ", "am ", "le ", "el ", "em ", "il ", "in data ", "op ", "den ", "på ", "w dniu ", "dnia ",
	"dne ", "dňa ", "în ", "pe data ", "στις ", "vào ", "pada ", "在", "于", "於", "no dia ", "dana ",
	"quoting ", "в ", "ben ", "tarihinde ", "ב-", "بتاريخ ", "ngày ", "del ",
};

static bool ends_with_word(struct span text, const char *word)
{
	size_t want = strlen(word);

	if (!span_ends(text, word))
		return false;
	if (text.len == want || (unsigned char)word[0] >= 0xE0)	/* no blanks between words there */
		return true;
	char before = text.ptr[text.len - want - 1];

	return ascii_is_space(before) || before == '>' || before == ')' || before == '"' || before == ',' ||
	       before == ']' || before == '\'';
}

struct signs {
	unsigned numbers;	/* groups of digits outside of addresses */
	bool time, year, at;
	bool date_first;	/* a number within the first words */
};

static struct signs look_for_signs(struct span t)
{
	struct signs s = { 0 };
	size_t i = 0;

	while (i < t.len) {
		if (t.ptr[i] == '@') {
			s.at = true;
			i++;
			continue;
		}
		if (!ascii_is_digit(t.ptr[i])) {
			i++;
			continue;
		}
		size_t start = i;

		while (i < t.len && ascii_is_digit(t.ptr[i]))
			i++;
		/* Digits inside a word with an @ are not a date. */
		size_t left = start, right = i;

		while (left > 0 && !ascii_is_space(t.ptr[left - 1]) && t.ptr[left - 1] != '<')
			left--;
		while (right < t.len && !ascii_is_space(t.ptr[right]) && t.ptr[right] != '>' && right - i < 100)
			right++;
		if (start - left > 100 || memchr(t.ptr + left, '@', right - left)) {
			s.at = s.at || memchr(t.ptr + left, '@', right - left);
			i = right;
			continue;
		}
		s.numbers++;
		if (start < 32)
			s.date_first = true;
		if (i - start == 4 && (memcmp(t.ptr + start, "19", 2) == 0 || memcmp(t.ptr + start, "20", 2) == 0))
			s.year = true;
		if (i - start <= 2 && i + 2 < t.len && strchr(":.h", t.ptr[i]) && ascii_is_digit(t.ptr[i + 1]) &&
		    ascii_is_digit(t.ptr[i + 2]) && (i + 3 == t.len || !ascii_is_digit(t.ptr[i + 3])))
			s.time = true;
	}
	return s;
}

bool attribution_dated(struct span line)
{
	struct signs s = look_for_signs(span_sub(line, 0, FOLDED_MAX));

	return s.numbers >= 3 && (s.time || s.year);
}

/* "Dave <dave@example.org>", "dave@example.org", "Dave [mailto:dave@example.org]": the last word is an address. */
static bool ends_with_address(struct span t)
{
	t = span_trim(t);
	while (t.len && strchr(">)]\"'", t.ptr[t.len - 1]))
		t.len--;
	size_t from = t.len;

	while (from > 0 && !ascii_is_space(t.ptr[from - 1]))
		from--;
	ptrdiff_t at = span_find_char(span_sub(t, from, t.len), '@');

	return at > 0 && from + (size_t)at + 1 < t.len;
}

static struct span strip_ornament(struct span t)
{
	t = span_trim(t);
	while (t.len > 0 && strchr("-*_ [", t.ptr[0]))
		t = span_sub(t, 1, t.len);
	while (t.len > 0 && strchr("-*_ ]", t.ptr[t.len - 1]))
		t.len--;
	return t;
}

bool attribution_may_end(struct span line)
{
	line = strip_ornament(span_trim(line));
	if (line.len == 0 || line.len > 2000)
		return false;
	return line.ptr[line.len - 1] == ':' || span_ends(line, "\xEF\xBC\x9A") || span_ends(line, "wrote");
}

enum attribution attribution_rate(struct span text, enum intro *intro_out)
{
	char folded[FOLDED_MAX];
	bool colon = false, verb = false;

	*intro_out = INTRO_NONE;
	if (text.len > FOLDED_MAX - 8)
		return ATTRIBUTION_NONE;
	struct span t = strip_ornament(span_from(folded, text_fold(text, folded, sizeof folded)));

	while (t.len > 0 && (t.ptr[t.len - 1] == ':' || span_ends(t, "\xEF\xBC\x9A"))) {
		t.len -= t.ptr[t.len - 1] == ':' ? 1 : 3;
		colon = true;
	}
	t = strip_ornament(t);
	struct span writer = { "", 0 };		/* in front of the verb */

	for (size_t i = 0; i < sizeof end_verbs / sizeof end_verbs[0] && !verb; i++) {
		verb = ends_with_word(t, end_verbs[i]);
		writer = verb ? span_sub(t, 0, t.len - strlen(end_verbs[i])) : writer;
	}
	if (!verb && !colon)
		return ATTRIBUTION_NONE;
	bool end_verb = verb;

	for (size_t i = 0; i < sizeof mid_verbs / sizeof mid_verbs[0] && !verb; i++)
		verb = span_find(t, mid_verbs[i]) >= 0;

	struct signs s = look_for_signs(t);
	bool word = false;

	for (size_t i = 0; i < sizeof intros / sizeof intros[0] && !word; i++)
		word = span_starts(t, intros[i]);
	*intro_out = word ? INTRO_WORD : s.date_first ? INTRO_DATE : INTRO_NONE;
	if (verb) {
		bool dated = (s.at && s.numbers > 0) || (s.time && s.numbers >= 3) || (s.year && s.numbers >= 2);

		if ((dated && (*intro_out || s.at)) || (colon && t.len < 200 && ends_with_address(writer)))
			return ATTRIBUTION_STRONG;
		return end_verb && colon && t.len < 200 ? ATTRIBUTION_WEAK : ATTRIBUTION_NONE;
	}
	/* No verb at all: 30.09.2017, 18.30, "John" <john@example.org>: */
	bool address_last = t.len > 0 && t.ptr[t.len - 1] == '>';

	return s.at && address_last && s.date_first && s.numbers >= 3 ? ATTRIBUTION_STRONG : ATTRIBUTION_NONE;
}
