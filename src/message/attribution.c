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
	" écrit ", " (időpont: ", " пише ", " написал", " от ", NULL,
};

static const char *const intros[] = {
	"on ", "am ", "le ", "el ", "em ", "il ", "in data ", "op ", "den ", "på ", "w dniu ",
	"dnia ", "dne ", "dňa ", "în ", "pe data ", "στις ", "vào ", "pada ", "在", "于", "於",
	"no dia ", "dana ", "quoting ", "в ", "ben ", "tarihinde ", "ב-", "بتاريخ ", "ngày ",
	"del ",
};

/* Webmail puts these before the name, and no verb behind it: "Quoting Dave <dave@example.org>:". */
static const char *const front_words[] = {
	"quoting ", "zitat von ", "zitiere ", "citando ", "citando a ", "citat ", "citat från ",
	"selon ", "citation de ", "en réponse à ", "mensaje citado por ", "citazione di ",
	"citeren ", "citaat van ", "citerar ", "citer ", "siterer ", "sitat ", "lainaus ", "cytat ",
	"cytowanie ", "cytując ", "cituji ", "citace ", "citujem ", "citace od ", "idézet ",
	"citat de la ", "citiram ", "alıntı ", "цитирую ", "цитирование ", "цитат ", "παραθέτω ",
	"引用 ", "thus spake ", "thus spoke ", "quoth ", "quote from ", NULL,
};

/* "In article <123@example.org>, Dave writes:" */
static const char *const front_ids[] = {
	"in message ", "in article ", "in <", "in reply to message ", "in der nachricht ",
	"im artikel ", "dans l'article ", "dans le message ", "en el mensaje ", NULL,
};

/* Their date stands behind them: "Dave wrote on 27/06/2023 10:00:". */
static const char *const dated_verbs[] = {
	" wrote on ", " wrote at ", " schrieb am ", " a écrit le ", " escribió el ",
	" ha scritto il ", " escreveu em ", " schreef op ", " skrev den ", " skrev på ",
	" napisał dnia ", " kirjoitti ", " napsal dne ", NULL,
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

static bool begins_capital(struct span word)
{
	unsigned char c = word.len ? (unsigned char)word.ptr[0] : 0;

	return (c >= 'A' && c <= 'Z') || c >= 0x80;
}

/* least: capitals. */
static bool is_name(struct span text, unsigned least)
{
	static const char *const particles[] = { "van", "von", "de", "der", "den", "del",  "della",
						 "di",	"da",  "du", "la",  "le",  "ter",  "via",
						 "al",	"el",  "bin", "y",  "e",   "(via", NULL };
	unsigned words = 0, capitals = 0;

	text = span_strip_start(span_trim(text), " *_\"'<([|\t");
	text = span_strip_end(text, " *_\"'<([>)]|,\t");
	while (text.len > 0) {
		size_t end = 0;

		while (end < text.len && !ascii_is_space(text.ptr[end]))
			end++;
		struct span word = span_strip_start(span_sub(text, 0, end), "\"'([<");

		for (size_t i = 0; i < word.len; i++) {
			if (ascii_is_digit(word.ptr[i]) || strchr(":;!?=[]#+", word.ptr[i]))
				return false;
		}
		if (!begins_capital(word) && !span_any(word, span_is, particles))
			return false;
		capitals += begins_capital(word);
		words++;
		text = span_trim(span_sub(text, end, text.len));
	}
	return words <= 6 && capitals >= least;
}

bool attribution_is_name(struct span text)
{
	return is_name(text, 2);
}

bool attribution_begins_with_sender(struct span line)
{
	line = span_strip_start(span_sub(line, 0, FOLDED_MAX), " \t*+-");
	ptrdiff_t at = span_find_char(line, '@');

	if (at <= 0)
		return false;
	size_t from = (size_t)at;

	while (from > 0 && !strchr(" \t<([", line.ptr[from - 1]))
		from--;
	return from == 0 || is_name(span_sub(line, 0, from), 1);
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
	return span_ends(line, ":") || span_ends(line, WIDE_COLON) || span_ends(line, ">") ||
	       span_ends(line, "wrote") || span_has(line, " GMT");
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
	return span_any(t, span_has, mid_verbs);
}

static bool is_dated(const struct attribution_signs *s)
{
	if (s->at)
		return s->numbers > 0;
	return (s->year && s->numbers >= 2) || (s->time && s->numbers >= 3);
}

/* What has no verb: "30.09.2017, 18.30, "John" <john@example.org>:", "Quoting John <john@...>:" */
static enum attribution rate_without_verb(struct span text, struct span t, bool colon,
					  const struct attribution_signs *s)
{
	bool in_full = s->numbers >= 3 && (s->year || s->time);

	if (colon && ends_with_address(t) && span_any(t, span_starts, front_words))
		return ATTRIBUTION_STRONG;
	if (s->date_first && s->numbers >= 3 && s->at && span_ends(t, ">"))
		return colon ? ATTRIBUTION_STRONG : ATTRIBUTION_WEAK;
	if (colon && in_full && attribution_begins_with_sender(text))
		return ATTRIBUTION_STRONG;
	/* "2016-03-03 17:21 GMT+01:00 John Doe" */
	ptrdiff_t zone = span_find(text, " GMT");
	bool is_gmail = s->year && s->time && zone > 0 && ascii_is_digit(text.ptr[0]);

	if (!is_gmail)
		return ATTRIBUTION_NONE;
	text = span_strip_start(span_sub(text, (size_t)zone + 4, text.len), "+-:0123456789 ");
	return attribution_is_name(text) ? ATTRIBUTION_NAMED : ATTRIBUTION_NONE;
}

/* "Dave Miller wrote:", "On Tuesday, Dave wrote:"; what somebody said stands in minutes. */
static bool is_writer(struct span text, const char *verb, enum intro intro)
{
	ptrdiff_t at = verb ? span_find_ci(text, verb) : -1;

	if (at <= 0 || strcmp(verb, "said") == 0)
		return false;
	text = span_trim(span_sub(text, 0, (size_t)at));
	if (intro == INTRO_WORD) {
		ptrdiff_t blank = span_find_char(text, ' ');

		text = span_sub(text, (size_t)(blank + 1), text.len);
	}
	return attribution_is_name(text);
}

enum attribution attribution_rate(struct span text, enum intro *intro_out)
{
	char folded[FOLDED_MAX];

	*intro_out = INTRO_NONE;
	text = span_trim(text);
	if (text.len > FOLDED_MAX - 8)
		return ATTRIBUTION_NONE;
	struct span all = strip_ornament(span_from(folded, text_fold(text, folded, sizeof folded)));
	struct span t = strip_colons(all);
	bool colon = t.len < all.len;

	t = strip_ornament(t);
	const char *verb = last_verb(t);
	struct attribution_signs s = look_for_signs(t);

	*intro_out = intro_of(t, &s);
	if (!verb && (!colon || !has_mid_verb(t)))
		return rate_without_verb(text, t, colon, &s);
	if (is_dated(&s) && (*intro_out || s.at || span_any(t, span_has, dated_verbs)))
		return ATTRIBUTION_STRONG;
	if (!verb || t.len >= 200)
		return ATTRIBUTION_NONE;
	t.len -= strlen(verb);
	if (s.at && span_any(t, span_starts, front_ids))
		return ATTRIBUTION_STRONG;
	if (ends_with_address(t) && (colon || attribution_begins_with_sender(text)))
		return ATTRIBUTION_STRONG;
	if (!colon)
		return ATTRIBUTION_NONE;
	return is_writer(text, verb, *intro_out) ? ATTRIBUTION_NAMED : ATTRIBUTION_WEAK;
}
