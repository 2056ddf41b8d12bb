/* text.c - transmitted bytes to UTF-8: transfer encodings, charsets, encoded words.
 *
 * No mail is lost to a wrong charset: what cannot be decoded becomes U+FFFD, an unknown
 * charset is read as UTF-8 or windows-1252.  NULs and an opening byte order mark are dropped.
 */
#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <gmime/gmime.h>

#include "base/buf.h"
#include "message/internal.h"

#define REPLACEMENT "\xEF\xBF\xBD"

/* What the world's mail is written in.  UTF-8, ASCII, latin1 and windows-1252 are done here
 * and need no table from disk. */
static const char *const known_charsets[] = {
	"UTF-7", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE", "UCS-2",
	"ISO-8859-2", "ISO-8859-3", "ISO-8859-4", "ISO-8859-5", "ISO-8859-6", "ISO-8859-7",
	"ISO-8859-8", "ISO-8859-9", "ISO-8859-10", "ISO-8859-11", "ISO-8859-13", "ISO-8859-14",
	"ISO-8859-15", "ISO-8859-16", "WINDOWS-1250", "WINDOWS-1251", "WINDOWS-1253",
	"WINDOWS-1254", "WINDOWS-1255", "WINDOWS-1256", "WINDOWS-1257", "WINDOWS-1258",
	"KOI8-R", "KOI8-U", "IBM437", "IBM850", "IBM852", "IBM866", "MACINTOSH", "TIS-620",
	"ISO-2022-JP", "ISO-2022-JP-2", "SHIFT_JIS", "EUC-JP", "CP932", "GB2312", "GBK", "GB18030",
	"BIG5", "BIG5-HKSCS", "EUC-TW", "EUC-KR", "CP949", "ISO-2022-KR", "ISO-2022-CN",
	"WINDOWS-874", "VISCII", "ARMSCII-8",
};

void message_prepare(void)
{
	/* Held open on purpose until the process ends: glibc unloads the table of a charset when its
	 * last descriptor closes, and could not load it again behind a closed file system. */
	g_mime_init();
	for (size_t i = 0; i < sizeof known_charsets / sizeof known_charsets[0]; i++) {
		(void)iconv_open("UTF-8", known_charsets[i]);
		(void)iconv_open(known_charsets[i], "UTF-8");
	}
	(void)iconv_open("UTF-8", "ISO-8859-1");
	(void)iconv_open("UTF-8", "WINDOWS-1252");
	(void)iconv_open("UTF-8", "US-ASCII");
	(void)iconv_open("UTF-8", "UTF-8");

	/* One value of each kind through GMime and libxml2, for what they load on first use. */
	struct arena *arena = arena_new();
	struct raw_lines lines = { .max = 10 };
	struct message_limits limits = message_limits_default();
	struct address_list list = { 0 };
	struct err err;
	GDateTime *date = g_mime_utils_header_decode_date("Mon, 23 Nov 2026 16:00:00 -0530");

	if (date)
		g_date_time_unref(date);
	(void)text_from_header(arena, span_of("=?koi8-r?Q?=C1?= =?iso-8859-1?B?4Q==?= \xE1"));
	if (addresses_read(arena, span_of("=?utf-8?Q?D=C3=A1ve?= <dave@example.org>"), &limits, &list, &err))
		(void)err;
	html_lines(arena, span_of("<p>caf&eacute;</p>"), &lines);
	arena_free(&arena);
}

/* ---- charsets ---- */

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
	char *copy = arena_strndup(arena, out.data, out.len);
	struct span result = repair_utf8(arena, span_from(copy, out.len));

	buf_free(&out);
	return result;
}

static bool is_one_of(const char *charset, const char *const *names)
{
	for (; *names; names++)
		if (span_is_ci(span_of(charset), *names))
			return true;
	return false;
}

struct span text_from_charset(struct arena *arena, struct span bytes, const char *charset)
{
	static const char *const utf8[] = { "utf-8", "utf8", "unicode-1-1-utf-8", "cp65001", NULL };
	static const char *const latin[] = { "iso-8859-1", "iso8859-1", "latin1", "windows-1252", "cp1252",
					     "iso_8859-1", "l1", NULL };
	static const char *const none[] = { "", "us-ascii", "ascii", "ansi_x3.4-1968", "7bit", "8bit",
					    "unknown-8bit", "x-unknown", "unknown", "default", NULL };

	if (is_one_of(charset, utf8))
		return repair_utf8(arena, bytes);
	if (is_one_of(charset, latin))
		return from_cp1252(arena, bytes);
	if (!is_one_of(charset, none) && strlen(charset) < 60 && !strchr(charset, '/')) {
		iconv_t cd = iconv_open("UTF-8", g_mime_charset_iconv_name(charset));

		if (cd != (iconv_t)-1) {
			struct span text = from_iconv(arena, bytes, cd);

			iconv_close(cd);
			return text;
		}
	}
	if (span_utf8_valid(bytes) == bytes.len)
		return repair_utf8(arena, bytes);
	return from_cp1252(arena, bytes);
}

/* ---- transfer encodings ---- */

struct span text_from_transfer(struct arena *arena, struct span body, struct span encoding)
{
	GMimeContentEncoding kind;
	GMimeEncoding state;

	encoding = span_trim(encoding);
	if (span_starts_ci(encoding, "quoted-printable"))
		kind = GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
	else if (span_starts_ci(encoding, "base64"))
		kind = GMIME_CONTENT_ENCODING_BASE64;
	else if (span_starts_ci(encoding, "x-uu") || span_starts_ci(encoding, "uuencode"))
		kind = GMIME_CONTENT_ENCODING_UUENCODE;
	else
		return body;
	g_mime_encoding_init_decode(&state, kind);
	char *out = arena_alloc(arena, g_mime_encoding_outlen(&state, body.len) + 16, 1);
	size_t n = g_mime_encoding_flush(&state, body.ptr, body.len, out);

	return span_from(out, n);
}

/* ---- header text ---- */

/* GMime cuts encoded words that follow each other without a space: gives it one, which it
 * drops again between two encoded words (RFC 2047 6.2). */
static char *space_encoded_words(struct arena *arena, struct span value)
{
	char *out = arena_alloc(arena, value.len * 2 + 1, 1);
	size_t n = 0;

	for (size_t i = 0; i < value.len; i++) {
		if (i >= 2 && value.ptr[i] == '=' && i + 1 < value.len && value.ptr[i + 1] == '?' &&
		    value.ptr[i - 1] == '=' && value.ptr[i - 2] == '?')
			out[n++] = ' ';
		if (value.ptr[i] != '\0')
			out[n++] = value.ptr[i];
	}
	return out;
}

const char *text_from_header(struct arena *arena, struct span value)
{
	struct span text = span_unfold(arena, value);

	if (span_find(text, "=?") >= 0) {
		char *decoded = g_mime_utils_header_decode_text(NULL, space_encoded_words(arena, text));

		if (decoded) {
			text = span_of(arena_strdup(arena, decoded));
			g_free(decoded);
		}
	}
	text = text_from_charset(arena, text, "");
	char *out = arena_alloc(arena, text.len + 1, 1);
	size_t n = 0;

	text = span_trim(text);
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c < 32 || c == 127 || c == ' ') {
			if (n > 0 && out[n - 1] != ' ')
				out[n++] = ' ';
		} else {
			out[n++] = (char)c;
		}
	}
	return out;
}
