/* text.c - what wraps text in mail: transfer encodings (RFC 2045) and encoded words (RFC 2047).
 *
 * Encoded words are decoded here and not by GMime, which cuts words that follow each other
 * without a space, writes '?' for bad bytes and asks iconv for any charset a mail names.
 */
#include <string.h>
#include <gmime/gmime.h>

#include "base/buf.h"
#include "message/internal.h"
#include "message/letters.h"

enum { WORD_MAX = 4000 };	/* of one encoded word; RFC 2047 allows 75 */

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
	size_t n = g_mime_encoding_step(&state, body.ptr, body.len, out);
	/* what the last group of base64 lacks to be whole: some leave it away */
	static const char *const padding[] = { "", "", "==", "=" };
	bool has_rest = kind == GMIME_CONTENT_ENCODING_BASE64 && state.state > 0 && state.state < 4;
	const char *end = has_rest ? padding[state.state] : "";

	n += g_mime_encoding_flush(&state, end, strlen(end), out + n);
	return span_from(out, n);
}

/* ---- header text ---- */

struct text_word {
	struct span charset;
	char encoding;		/* 'b' or 'q' */
	struct span text;
	size_t len;		/* of all of it */
};

/* An encoded word at the start of s. */
static bool read_word(struct span s, struct text_word *out)
{
	s = span_sub(s, 0, WORD_MAX);
	if (!span_starts(s, "=?"))
		return false;
	struct span rest = span_sub(s, 2, s.len);
	ptrdiff_t mark = span_find_char(rest, '?');

	if (mark <= 0 || (size_t)mark + 3 > rest.len || rest.ptr[mark + 2] != '?')
		return false;
	out->charset = span_sub(rest, 0, (size_t)mark);
	out->encoding = (char)ascii_lower((unsigned char)rest.ptr[mark + 1]);
	rest = span_sub(rest, (size_t)mark + 3, rest.len);
	ptrdiff_t end = span_find(rest, "?=");

	if (end < 0 || (out->encoding != 'b' && out->encoding != 'q') ||
	    span_find_char(out->charset, ' ') >= 0)
		return false;
	out->text = span_sub(rest, 0, (size_t)end);
	out->len = (size_t)(rest.ptr + end + 2 - s.ptr);
	ptrdiff_t language = span_find_char(out->charset, '*');	/* RFC 2231 5 */

	if (language >= 0)
		out->charset.len = (size_t)language;
	return true;
}

size_t text_encoded_word_len(struct span s)
{
	struct text_word word;

	return read_word(s, &word) ? word.len : 0;
}

static int hex(int c)
{
	return ascii_is_digit(c)				? c - '0'
	       : ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f' ? ascii_lower(c) - 'a' + 10
								: -1;
}

static void decode_word(struct arena *arena, const struct text_word *word, struct buf *out)
{
	struct span t = word->text;

	if (word->encoding == 'b') {
		buf_add_span(out, text_from_transfer(arena, t, span_of("base64")));
		return;
	}
	for (size_t i = 0; i < t.len; i++) {
		if (t.ptr[i] == '=' && i + 2 < t.len && hex(t.ptr[i + 1]) >= 0 &&
		    hex(t.ptr[i + 2]) >= 0) {
			buf_add_char(out, (char)(hex(t.ptr[i + 1]) << 4 | hex(t.ptr[i + 2])));
			i += 2;
		} else {
			buf_add_char(out, t.ptr[i] == '_' ? ' ' : t.ptr[i]);
		}
	}
}

static void flush_words(struct arena *arena, struct span charset, struct buf *pending,
			struct buf *out)
{
	if (buf_len(pending) == 0)
		return;
	buf_add_span(out, text_from_charset(arena, span_copy(arena, buf_fitted(pending)),
					    arena_strndup(arena, charset.ptr, charset.len)));
	buf_clear(pending);
}

/* Words of one charset are put together before they are decoded: some mailers cut inside
 * a character. */
static struct span decode_words(struct arena *arena, struct span s)
{
	struct buf out, pending;
	struct span charset = { "", 0 };
	bool after_word = false;

	buf_init(&out, s.len * 4 + 64);
	buf_init(&pending, s.len + 64);
	while (s.len > 0) {
		struct text_word word;

		if (read_word(s, &word)) {
			if (!span_eq_ci(charset, word.charset))
				flush_words(arena, charset, &pending, &out);
			charset = word.charset;
			decode_word(arena, &word, &pending);
			s = span_sub(s, word.len, s.len);
			after_word = true;
			continue;
		}
		size_t blanks = 0;

		while (blanks < s.len && ascii_is_space(s.ptr[blanks]))
			blanks++;
		if (after_word && blanks > 0 && read_word(span_sub(s, blanks, s.len), &word)) {
			s = span_sub(s, blanks, s.len);
			continue;
		}
		flush_words(arena, charset, &pending, &out);
		after_word = false;
		/* Up to what may be the next word, one byte at least. */
		ptrdiff_t next = span_find(span_sub(s, 1, s.len), "=?");
		size_t take = blanks > 0 ? blanks : next < 0 ? s.len : (size_t)next + 1;

		buf_add_span(&out, text_from_charset(arena, span_sub(s, 0, take), ""));
		s = span_sub(s, take, s.len);
	}
	flush_words(arena, charset, &pending, &out);
	buf_free(&pending);
	size_t len = buf_len(&out);

	return span_from(buf_finish_shown(&out, arena), len);
}

const char *text_from_header(struct arena *arena, struct span value)
{
	struct span text = span_unfold(arena, value);

	text = span_find(text, "=?") >= 0 ? decode_words(arena, text)
					  : text_from_charset(arena, text, "");
	text = span_trim(letters_visible(arena, text));
	char *out = arena_alloc(arena, text.len + 1, 1);
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c <= ' ' || c == 127) {
			if (n > 0 && out[n - 1] != ' ')
				out[n++] = ' ';
		} else {
			out[n++] = (char)c;
		}
	}
	return out;
}
