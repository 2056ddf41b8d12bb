/* iso2022.c - ISO-2022-JP (RFC 1468, 1554, 2237) as it is in use.
 *
 * Mail programs send more by that name than it has: halfwidth katakana, the characters of NEC and
 * IBM that Windows has (ISO-2022-JP-MS, CP50221), JIS X 0213.  iconv knows each of the sets that
 * the escape sequences choose, and none of the mixtures: so the sequences are read here, and the
 * text is cut into stretches, each in a form that iconv has.
 */
#include <string.h>

#include "base/buf.h"
#include "message/internal.h"

enum { ESCAPE = 0x1B, SHIFT_OUT = 0x0E, SHIFT_IN = 0x0F };

/* A set of characters, and how its bytes are written for iconv. */
struct set {
	const char *escape;		/* behind ESC */
	const char *charset;
	enum { SET_ASCII, SET_KANA, SET_SHIFTED, SET_HIGH, SET_THIRD } form;
};

static const struct set ascii = { "(B", "cp932", SET_ASCII }, kana = { "(I", "cp932", SET_KANA };

static const struct set sets[] = {
	{ "(B", "cp932", SET_ASCII },	      { "(J", "cp932", SET_ASCII },
	{ "(H", "cp932", SET_ASCII },	      { "(I", "cp932", SET_KANA },
	{ "$@", "cp932", SET_SHIFTED },	      { "$B", "cp932", SET_SHIFTED },
	{ "$(@", "cp932", SET_SHIFTED },      { "$(B", "cp932", SET_SHIFTED },
	{ "$(D", "euc-jp", SET_THIRD },	      { "$A", "gb18030", SET_HIGH },
	{ "$(A", "gb18030", SET_HIGH },	      { "$(C", "cp949", SET_HIGH },
	{ "$(O", "euc-jisx0213", SET_HIGH },  { "$(Q", "euc-jisx0213", SET_HIGH },
	{ "$(P", "euc-jisx0213", SET_THIRD },
};

void iso2022_begin(struct iso2022 *d, struct span bytes)
{
	*d = (struct iso2022){ .rest = bytes, .set = &ascii, .charset = "" };
	buf_init(&d->stretch, 2 * bytes.len + 4);
}

void iso2022_end(struct iso2022 *d)
{
	buf_free(&d->stretch);
}

/* False: it belongs to the next stretch. */
static bool add(struct iso2022 *d, const char *charset, const unsigned char *bytes, size_t len)
{
	if (buf_len(&d->stretch) && strcmp(charset, d->charset) != 0)
		return false;
	d->charset = charset;
	buf_add(&d->stretch, bytes, len);
	return true;
}

/* The escape sequence at s, which begins behind ESC.  Returns its length; 0: it is none. */
static size_t take_escape(struct iso2022 *d, struct span s)
{
	for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
		if (!span_starts(s, sets[i].escape))
			continue;
		d->set = &sets[i];
		return strlen(sets[i].escape);
	}
	if (span_starts(s, "&@"))	/* says which edition comes */
		return 2;
	if (!span_starts(s, ".A") && !span_starts(s, ".F"))
		return 0;
	d->other = s.ptr[1] == 'A' ? "iso-8859-1" : "iso-8859-7";
	return 2;
}

/* A character of two bytes. */
static bool add_pair(struct iso2022 *d, unsigned char first, unsigned char second)
{
	unsigned row = first - 0x21u;
	unsigned char bytes[3] = { 0x8F, first | 0x80, second | 0x80 };

	if (d->set->form == SET_SHIFTED) {	/* as Shift_JIS has it */
		bytes[1] = (unsigned char)(row / 2 + (row < 62 ? 0x81 : 0xC1));
		bytes[2] = (unsigned char)(row % 2 ? second + 0x7E
						   : second + (second < 0x60 ? 0x1F : 0x20));
	}
	return d->set->form == SET_THIRD ? add(d, d->set->charset, bytes, 3)
					 : add(d, d->set->charset, bytes + 1, 2);
}

static bool is_graphic(unsigned char c)
{
	return c > ' ' && c < 0x7F;
}

/* What says how the rest is to be read; its bytes, 0 if rest begins with a character. */
static size_t take_control(struct iso2022 *d, struct span s)
{
	size_t len = s.ptr[0] == ESCAPE ? take_escape(d, span_sub(s, 1, s.len)) : 0;

	if (s.ptr[0] == '\n') {	/* each line begins anew */
		d->set = &ascii;
		d->shifted = false;
	}
	if (s.ptr[0] != SHIFT_OUT && s.ptr[0] != SHIFT_IN)
		return len ? 1 + len : 0;
	d->shifted = s.ptr[0] == SHIFT_OUT;
	return 1;
}

/* The character at s; its bytes, 0 if it belongs to the next stretch. */
static size_t take_character(struct iso2022 *d, struct span s)
{
	unsigned char c = (unsigned char)s.ptr[0], next = s.len > 1 ? (unsigned char)s.ptr[1] : 0,
		      high;
	const struct set *set = d->shifted ? &kana : d->set;

	if (c == ESCAPE && next == 'N' && d->other && s.len > 2) {
		high = (unsigned char)s.ptr[2] | 0x80;
		return add(d, d->other, &high, 1) ? 3 : 0;
	}
	if (set->form < SET_SHIFTED || !is_graphic(c)) {
		high = set->form == SET_KANA && c > ' ' && c < 0x60 ? c | 0x80 : c;
		return add(d, "cp932", &high, 1);
	}
	if (!is_graphic(next))
		return add(d, "utf-8", (const unsigned char *)"\xEF\xBF\xBD", 3);
	return add_pair(d, c, next) ? 2 : 0;
}

bool iso2022_next(struct iso2022 *d)
{
	buf_clear(&d->stretch);
	while (d->rest.len) {
		size_t len = take_control(d, d->rest);

		if (!len && !(len = take_character(d, d->rest)))
			break;
		d->rest = span_sub(d->rest, len, d->rest.len);
	}
	return buf_len(&d->stretch) > 0;
}
