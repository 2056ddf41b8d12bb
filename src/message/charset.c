/* charset.c - bytes in any charset to UTF-8.
 *
 * No mail is lost to a wrong charset: what cannot be decoded becomes U+FFFD, and an unknown
 * charset is read as UTF-8 or windows-1252.  NULs and an opening byte order mark are dropped.
 *  iconv is asked only for charsets of the table, and message_prepare() has opened each of them,
 * so nothing is looked for on disk once the file system is closed.
 */
#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/buf.h"
#include "message/internal.h"

#define REPLACEMENT "\xEF\xBF\xBD"

/* Names as they occur in mail, and iconv's.  Where mailers say less than they send (GB2312 for
 * GBK, EUC-KR for CP949), the larger set is taken.  Families with numbers: see canonical(). */
static const struct {
	const char *name, *iconv_name;
} charsets[] = {
	{ "utf-7", "UTF-7" },
	{ "unicode-1-1-utf-7", "UTF-7" },
	{ "utf-16", "UTF-16" },
	{ "utf-16le", "UTF-16LE" },
	{ "utf-16be", "UTF-16BE" },
	{ "ucs-2", "UTF-16" },
	{ "unicode", "UTF-16" },
	{ "utf-32", "UTF-32" },
	{ "utf-32le", "UTF-32LE" },
	{ "utf-32be", "UTF-32BE" },
	{ "koi8-r", "KOI8-R" },
	{ "koi8r", "KOI8-R" },
	{ "koi8-u", "KOI8-U" },
	{ "koi8u", "KOI8-U" },
	{ "shift_jis", "CP932" },
	{ "shift-jis", "CP932" },
	{ "sjis", "CP932" },
	{ "x-sjis", "CP932" },
	{ "ms_kanji", "CP932" },
	{ "windows-31j", "CP932" },
	{ "cp932", "CP932" },
	{ "euc-jp", "EUC-JP" },
	{ "x-euc-jp", "EUC-JP" },
	{ "euc-jisx0213", "EUC-JISX0213" },
	{ "gb2312", "GB18030" },
	{ "gb_2312-80", "GB18030" },
	{ "euc-cn", "GB18030" },
	{ "gbk", "GB18030" },
	{ "x-gbk", "GB18030" },
	{ "cp936", "GB18030" },
	{ "windows-936", "GB18030" },
	{ "gb18030", "GB18030" },
	{ "big5", "BIG5-HKSCS" },
	{ "x-big5", "BIG5-HKSCS" },
	{ "cn-big5", "BIG5-HKSCS" },
	{ "cp950", "BIG5-HKSCS" },
	{ "big5-hkscs", "BIG5-HKSCS" },
	{ "euc-tw", "EUC-TW" },
	{ "iso-2022-cn", "ISO-2022-CN" },
	{ "euc-kr", "CP949" },
	{ "ks_c_5601-1987", "CP949" },
	{ "ksc5601", "CP949" },
	{ "ks_c_5601", "CP949" },
	{ "cp949", "CP949" },
	{ "windows-949", "CP949" },
	{ "iso-2022-kr", "ISO-2022-KR" },
	{ "johab", "JOHAB" },
	{ "tis-620", "CP874" },
	{ "windows-874", "CP874" },
	{ "cp874", "CP874" },
	{ "iso-8859-11", "CP874" },
	{ "macintosh", "MACINTOSH" },
	{ "x-mac-roman", "MACINTOSH" },
	{ "mac", "MACINTOSH" },
	{ "x-mac-cyrillic", "MAC-CYRILLIC" },
	{ "viscii", "VISCII" },
	{ "tcvn", "TCVN" },
	{ "armscii-8", "ARMSCII-8" },
	{ "latin2", "ISO-8859-2" },
	{ "latin3", "ISO-8859-3" },
	{ "latin4", "ISO-8859-4" },
	{ "latin5", "ISO-8859-9" },
	{ "latin6", "ISO-8859-10" },
	{ "latin7", "ISO-8859-13" },
	{ "latin8", "ISO-8859-14" },
	{ "latin9", "ISO-8859-15" },
	{ "latin-9", "ISO-8859-15" },
	{ "latin10", "ISO-8859-16" },
	{ "cp437", "IBM437" },
	{ "ibm437", "IBM437" },
	{ "cp850", "IBM850" },
	{ "ibm850", "IBM850" },
	{ "cp852", "IBM852" },
	{ "ibm852", "IBM852" },
	{ "cp866", "IBM866" },
	{ "ibm866", "IBM866" },
	{ "cp1125", "CP1125" },
	{ "georgian-ps", "GEORGIAN-PS" },
};
static const char *const isos[] = {
	NULL,	      NULL,	     "ISO-8859-2",  "ISO-8859-3",  "ISO-8859-4",  "ISO-8859-5",
	"ISO-8859-6", "ISO-8859-7",  "ISO-8859-8",  "ISO-8859-9",  "ISO-8859-10", NULL,
	NULL,	      "ISO-8859-13", "ISO-8859-14", "ISO-8859-15", "ISO-8859-16",
};
static const char *const windows[] = {
	"CP1250", "CP1251", NULL, "CP1253", "CP1254", "CP1255", "CP1256", "CP1257", "CP1258",
};
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Held open until the process ends: glibc unloads the table of a charset when its last
 * descriptor closes, and could not load it again behind a closed file system.  Written once,
 * by charset_prepare(), and never used: the one global of this room. */
static iconv_t held[COUNT(charsets) + COUNT(isos) + COUNT(windows)];

void charset_prepare(void)
{
	size_t n = 0;

	if (held[0])
		return;
	for (size_t i = 0; i < COUNT(charsets); i++)
		if (i == 0 || strcmp(charsets[i].iconv_name, charsets[i - 1].iconv_name) != 0)
			held[n++] = iconv_open("UTF-8", charsets[i].iconv_name);
	for (size_t i = 0; i < COUNT(isos); i++)
		if (isos[i])
			held[n++] = iconv_open("UTF-8", isos[i]);
	for (size_t i = 0; i < COUNT(windows); i++)
		if (windows[i])
			held[n++] = iconv_open("UTF-8", windows[i]);
}

/* iconv's name for it, or NULL. */
static const char *canonical(struct span name)
{
	static const char *const iso_prefixes[] = { "iso-8859-", "iso8859-", "iso_8859-", "8859-",
						    "iso8859_" };
	static const char *const win_prefixes[] = { "windows-125", "cp125",   "cp-125",
						    "x-cp125",	   "win-125", "windows125" };
	unsigned long number;

	for (size_t i = 0; i < COUNT(charsets); i++)
		if (span_is_ci(name, charsets[i].name))
			return charsets[i].iconv_name;
	for (size_t i = 0; i < COUNT(iso_prefixes); i++)
		if (span_starts_ci(name, iso_prefixes[i])) {
			struct span rest = span_sub(name, strlen(iso_prefixes[i]), name.len);

			/* -i and -e say how Hebrew is ordered, which matters to nobody here. */
			if (span_ends(rest, "-i") || span_ends(rest, "-I") ||
			    span_ends(rest, "-e") || span_ends(rest, "-E"))
				rest.len -= 2;
			return span_to_uint(rest, COUNT(isos) - 1, &number) ? isos[number] : NULL;
		}
	for (size_t i = 0; i < COUNT(win_prefixes); i++)
		if (span_starts_ci(name, win_prefixes[i]) &&
		    span_to_uint(span_sub(name, strlen(win_prefixes[i]), name.len),
				 COUNT(windows) - 1, &number))
			return windows[number];
	return NULL;
}

/* windows-1252 for 0x80..0x9F; undefined places as the web reads them. */
static const unsigned short cp1252_high[32] = {
	0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
	0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
	0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};

static struct span from_cp1252(struct arena *arena, struct span bytes)
{
	char *out = arena_alloc(arena, bytes.len * 3 + 1, 1);
	size_t n = 0;

	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char c = (unsigned char)bytes.ptr[i];
		unsigned u = c >= 0x80 && c < 0xA0 ? cp1252_high[c - 0x80] : c;

		if (u == 0)
			continue;
		if (u < 0x80) {
			out[n++] = (char)u;
		} else if (u < 0x800) {
			out[n++] = (char)(0xC0 | (u >> 6));
			out[n++] = (char)(0x80 | (u & 63));
		} else {
			out[n++] = (char)(0xE0 | (u >> 12));
			out[n++] = (char)(0x80 | ((u >> 6) & 63));
			out[n++] = (char)(0x80 | (u & 63));
		}
	}
	return span_from(out, n);
}

/* Bad sequences become U+FFFD, one for a run of bytes that can begin nothing together. */
static struct span repair_utf8(struct arena *arena, struct span bytes)
{
	if (span_starts(bytes, "\xEF\xBB\xBF"))
		bytes = span_sub(bytes, 3, bytes.len);
	if (span_utf8_valid(bytes) == bytes.len && !memchr(bytes.ptr, '\0', bytes.len))
		return bytes;
	char *out = arena_alloc(arena, bytes.len * 3 + 1, 1);
	size_t n = 0;

	while (bytes.len > 0) {
		size_t good = span_utf8_valid(bytes);

		for (size_t i = 0; i < good; i++)
			if (bytes.ptr[i] != '\0')
				out[n++] = bytes.ptr[i];
		bytes = span_sub(bytes, good, bytes.len);
		if (bytes.len == 0)
			break;
		memcpy(out + n, REPLACEMENT, 3);
		n += 3;
		bytes = span_sub(bytes, 1, bytes.len);
		while (bytes.len > 0 && ((unsigned char)bytes.ptr[0] & 0xC0) == 0x80)
			bytes = span_sub(bytes, 1, bytes.len);
	}
	return span_from(out, n);
}

static struct span from_iconv(struct arena *arena, struct span bytes, iconv_t cd)
{
	struct buf out;
	char chunk[4096], *in = (char *)(uintptr_t)bytes.ptr;
	size_t left = bytes.len;

	buf_init(&out, bytes.len * 4 + 64);
	while (left > 0) {
		char *to = chunk;
		size_t room = sizeof chunk;
		size_t before = left;
		size_t rc = iconv(cd, &in, &left, &to, &room);
		int why = errno;

		buf_add(&out, chunk, sizeof chunk - room);
		if (rc != (size_t)-1)
			break;
		if (why == E2BIG && (room < sizeof chunk || left < before))
			continue;
		buf_add_str(&out, REPLACEMENT);	/* EILSEQ, or EINVAL at the end */
		if (why == EINVAL || left == 0)
			break;
		in++;
		left--;
	}
	size_t len = buf_len(&out);

	return repair_utf8(arena, span_from(buf_finish_shown(&out, arena), len));
}

static struct span from_iso2022(struct arena *arena, struct span bytes)
{
	struct iso2022 cut;
	struct buf out;

	buf_init(&out, 8 * bytes.len + 64);
	iso2022_begin(&cut, bytes);
	while (iso2022_next(&cut)) {
		struct span stretch = span_copy(arena, buf_fitted(&cut.stretch));

		buf_add_span(&out, text_from_charset(arena, stretch, cut.charset));
	}
	iso2022_end(&cut);
	struct span text = span_copy(arena, buf_fitted(&out));

	buf_free(&out);
	return text;
}

static bool is_one_of(struct span charset, const char *const *names)
{
	for (; *names; names++)
		if (span_is_ci(charset, *names))
			return true;
	return false;
}

struct span text_from_charset(struct arena *arena, struct span bytes, const char *charset)
{
	static const char *const utf8[] = { "utf-8",   "utf8",	   "unicode-1-1-utf-8",
					    "cp65001", "utf-8mb4", NULL };
	static const char *const latin[] = { "iso-8859-1", "iso8859-1",	  "latin1",  "windows-1252",
					     "cp1252",	   "iso_8859-1",  "latin-1", "l1",
					     "x-cp1252",   "windows1252", NULL };
	static const char *const iso2022[] = { "iso-2022-jp",
					       "iso-2022-jp-1",
					       "iso-2022-jp-2",
					       "iso-2022-jp-3",
					       "iso-2022-jp-2004",
					       "iso-2022-jp-ms",
					       "csiso2022jp",
					       "csiso2022jp2",
					       "iso2022jp",
					       "x-iso-2022-jp",
					       "cp50220",
					       "cp50221",
					       "cp50222",
					       "jis",
					       NULL };
	struct span name = span_trim(span_of(charset));

	if (name.len > 0 && is_one_of(name, utf8))
		return repair_utf8(arena, bytes);
	if (name.len > 0 && is_one_of(name, latin))
		return from_cp1252(arena, bytes);
	if (name.len > 0 && is_one_of(name, iso2022))
		return from_iso2022(arena, bytes);
	const char *known = name.len > 0 && !span_is_ci(name, "us-ascii") ? canonical(name) : NULL;
	iconv_t cd = known ? iconv_open("UTF-8", known) : (iconv_t)-1;

	if (cd != (iconv_t)-1) {
		struct span text = from_iconv(arena, bytes, cd);

		iconv_close(cd);
		return text;
	}
	/* ASCII, nothing said, or nonsense said. */
	if (span_find_char(bytes, '\x1B') >= 0 &&
	    (span_find(bytes, "\x1B$B") >= 0 || span_find(bytes, "\x1B$@") >= 0))
		return from_iso2022(arena, bytes);
	if (span_utf8_valid(bytes) == bytes.len)
		return repair_utf8(arena, bytes);
	return from_cp1252(arena, bytes);
}
