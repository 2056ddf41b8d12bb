/* mailtext.c - see mailtext.h.  The encoding of bodies is GMime's, hashing and base64 are
 * GLib's. */
#include "message/mailtext.h"

#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "time/civil.h"

enum {
	FOLD_COLUMNS = 76,
	WORD_MAX = 65,		/* an encoded word may have 75 characters, but not in a line of
				 * more than 76 with "Reply-To: " */
	WORD_ROOM = WORD_MAX - 12,	/* less "=?utf-8?Q?" and "?=" */
	SEAL_WORD = 56, MAC_LEN = 32, VALUE_MAX = 64 * 1024,
};

static const char id_begin[] = "beadle.";

static bool is_ascii(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text >= 0x80)
			return false;
	}
	return true;
}

void mailtext_header(struct buf *out, const char *name, const char *value)
{
	size_t column = strlen(name) + 2;

	buf_addf(out, "%s: ", name);
	for (bool first = true; *value; first = false) {
		while (*value && ((unsigned char)*value <= ' ' || *value == 0x7F))
			value++;
		const char *word = value;

		while (*value && (unsigned char)*value > ' ' && *value != 0x7F)
			value++;
		size_t len = (size_t)(value - word);

		if (!len)
			break;
		if (!first && column + 1 + len > FOLD_COLUMNS) {
			buf_add_str(out, "\r\n ");
			column = 1;
		} else if (!first) {
			buf_add_char(out, ' ');
			column++;
		}
		buf_add(out, word, len);
		column += len;
	}
	buf_add_str(out, "\r\n");
}

/* ---- encoded words (RFC 2047) ---- */

/* What an encoded word has as it is, in a phrase too. */
static bool is_plain_in_word(char c)
{
	return ascii_is_alnum((unsigned char)c) || strchr("!*+-/", c);
}

static size_t quoted_len(struct span s)
{
	size_t len = 0;

	for (size_t i = 0; i < s.len; i++)
		len += is_plain_in_word(s.ptr[i]) || s.ptr[i] == ' ' ? 1 : 3;
	return len;
}

static void add_quoted(struct buf *out, struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == ' ')
			buf_add_char(out, '_');
		else if (is_plain_in_word(s.ptr[i]))
			buf_add_char(out, s.ptr[i]);
		else
			buf_addf(out, "=%02X", (unsigned char)s.ptr[i]);
	}
}

static void add_base64(struct buf *out, struct span s)
{
	gchar *text = g_base64_encode((const guchar *)s.ptr, s.len);

	buf_add_str(out, text);
	g_free(text);
}

/* Bytes of the character that the text begins with; of what is no UTF-8, one. */
static size_t char_len(struct span s)
{
	size_t n = 1;

	while (n < s.len && n < 4 && ((unsigned char)s.ptr[n] & 0xC0) == 0x80)
		n++;
	return n;
}

/* As encoded words, with a space between each two; no character is cut. */
static void add_words(struct buf *out, struct span s)
{
	bool quote = quoted_len(s) <= s.len * 5 / 3;	/* what is ASCII for the most part stays
							 * readable */

	while (s.len) {
		size_t n = char_len(s);

		while (n < s.len) {
			size_t more = n + char_len(span_sub(s, n, s.len));

			if ((quote ? quoted_len(span_sub(s, 0, more)) : (more + 2) / 3 * 4) >
			    WORD_ROOM)
				break;
			n = more;
		}
		buf_add_str(out, quote ? "=?utf-8?Q?" : "=?utf-8?B?");
		(quote ? add_quoted : add_base64)(out, span_sub(s, 0, n));
		s = span_sub(s, n, s.len);
		buf_add_str(out, s.len ? "?= " : "?=");
	}
}

/* Would it be read as something else as it stands? */
static bool needs_words(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char)s.ptr[i] >= 0x80)
			return true;
	}
	return span_find(s, "=?") >= 0;
}

/* One space for each run of spaces and control characters: an encoded word would hand them on. */
static struct span calm(struct arena *arena, const char *text)
{
	char *copy = arena_alloc(arena, strlen(text) + 1, 1);
	size_t n = 0;

	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		bool is_c1 = p[0] == 0xC2 && p[1] >= 0x80 && p[1] < 0xA0;

		if (*p > ' ' && *p != 0x7F && !is_c1)
			copy[n++] = (char)*p;
		else if (n && copy[n - 1] != ' ')
			copy[n++] = ' ';
		p += is_c1;
	}
	return span_trim(span_from(copy, n));
}

/* The words from the first to the last that need it are encoded as one, so that the spaces between
 * them are kept. */
static const char *encode_text(struct arena *arena, const char *text)
{
	struct span s = calm(arena, text), rest = s;
	size_t begin = s.len, end = 0;
	struct buf out;

	while (rest.len) {
		ptrdiff_t space = span_find_char(rest, ' ');
		struct span word = space < 0 ? rest : span_sub(rest, 0, (size_t)space);
		size_t at = (size_t)(word.ptr - s.ptr);

		if (needs_words(word)) {
			begin = at < begin ? at : begin;
			end = at + word.len;
		}
		rest = span_sub(rest, word.len + 1, rest.len);
	}
	if (!end)
		return arena_strndup(arena, s.ptr, s.len);
	buf_init(&out, VALUE_MAX);
	buf_add_span(&out, span_sub(s, 0, begin));
	add_words(&out, span_sub(s, begin, end - begin));
	buf_add_span(&out, span_sub(s, end, s.len));
	/* whole words of it, however long a stranger's is */
	const char *encoded = span_copy(arena, buf_fitted(&out)).ptr;

	buf_free(&out);
	return encoded;
}

void mailtext_header_text(struct buf *out, const char *name, const char *text)
{
	struct arena *arena = arena_new();

	mailtext_header(out, name, encode_text(arena, text));
	arena_free(&arena);
}

const char *mailtext_mailbox(struct arena *arena, const char *name, const char *addr)
{
	if (!*name)
		return addr;
	if (needs_words(span_of(name))) {
		struct buf words;

		buf_init(&words, VALUE_MAX);
		add_words(&words, calm(arena, name));
		const char *text = arena_printf(arena, "%s <%s>", buf_fitted(&words).ptr, addr);

		buf_free(&words);
		return text;
	}
	char *quoted = arena_alloc(arena, 2 * strlen(name) + 1, 1), *p = quoted;

	for (; *name; name++) {
		if (*name == '"' || *name == '\\')
			*p++ = '\\';
		*p++ = *name;
	}
	return arena_printf(arena, "\"%s\" <%s>", quoted, addr);
}

const char *mailtext_mailto(struct arena *arena, const char *addr, const char *subject)
{
	char *local = g_uri_escape_string(addr, "@", FALSE),
	     *words = g_uri_escape_string(subject, NULL, FALSE);
	const char *uri = arena_printf(arena, "mailto:%s?subject=%s", local, words);

	g_free(local);
	g_free(words);
	return uri;
}

const char *mailtext_date(struct arena *arena, int64_t utc_s, int offset_s)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct civil_time t = civil_from_utc(utc_s + offset_s);
	int minutes = (offset_s < 0 ? -offset_s : offset_s) / 60;

	return arena_printf(arena, "%s, %02d %s %04d %02d:%02d:%02d %c%02d%02d",
			    days[civil_weekday(t.date)], t.date.day, months[t.date.month - 1],
			    t.date.year, t.hour, t.minute, t.second, offset_s < 0 ? '-' : '+',
			    minutes / 60, minutes % 60);
}

static void add_crlf(struct buf *out, struct span text)
{
	struct span line;

	while (span_next_line(&text, &line)) {
		buf_add_span(out, line);
		buf_add_str(out, "\r\n");
	}
}

/* RFC 5322, 2.1.1: at most 998 octets a line, whatever somebody's minutes do. */
static bool has_long_line(const char *text)
{
	struct span rest = span_of(text), line;

	while (span_next_line(&rest, &line)) {
		if (line.len > 900)
			return true;
	}
	return false;
}

/* The fields of one part and its text: 7bit when it is ASCII in lines of bearable length, else
 * quoted-printable.  The charset comes right behind the type; more is what follows it, "" or ";
 * name=value". */
static void add_part(struct buf *out, struct span type, const char *more, const char *disposition,
		     const char *text)
{
	bool ascii = is_ascii(text), as_is = ascii && !has_long_line(text);

	buf_addf(out, "Content-Type: " SPAN_FMT "; charset=%s%s\r\n", SPAN_ARG(type),
		 ascii ? "us-ascii" : "utf-8", more);
	buf_add_str(out, disposition);
	buf_addf(out, "Content-Transfer-Encoding: %s\r\n\r\n", as_is ? "7bit" : "quoted-printable");
	if (as_is) {
		add_crlf(out, span_of(text));
		return;
	}
	GMimeEncoding encoding;
	size_t len = strlen(text);

	g_mime_encoding_init_encode(&encoding, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	char *encoded = mem_alloc(g_mime_encoding_outlen(&encoding, len) + 1);
	size_t n = g_mime_encoding_flush(&encoding, text, len, encoded);

	add_crlf(out, span_from(encoded, n));
	free(encoded);
}

void mailtext_body(struct buf *out, const char *text)
{
	buf_add_str(out, "MIME-Version: 1.0\r\n");
	add_part(out, span_of("text/plain"), "; format=flowed", "", text);
}

void mailtext_multipart(struct buf *out, const char *seed, const char *text,
			const struct mailtext_part *parts, size_t n_parts)
{
	char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, seed, -1);

	hash[24] = '\0';	/* "=_" cannot occur in quoted-printable */
	buf_addf(out,
		 "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; "
		 "boundary=\"=_%s\"\r\n\r\n--=_%s\r\n",
		 hash, hash);
	add_part(out, span_of("text/plain"), "; format=flowed", "", text);
	for (size_t i = 0; i < n_parts; i++) {
		char disposition[160];
		struct span type = span_of(parts[i].type);
		ptrdiff_t semicolon = span_find_char(type, ';');
		const char *more = semicolon >= 0 ? type.ptr + semicolon : "";

		snprintf(disposition, sizeof disposition,
			 "Content-Disposition: attachment; filename=\"%.80s\"\r\n",
			 parts[i].file_name);
		buf_addf(out, "--=_%s\r\n", hash);
		add_part(out, semicolon >= 0 ? span_sub(type, 0, (size_t)semicolon) : type, more,
			 disposition, parts[i].text);
	}
	buf_addf(out, "--=_%s--\r\n", hash);
	g_free(hash);
}

/* In the arena, MAC_LEN digits. */
static const char *mac_of(struct arena *arena, struct span secret, const char *text)
{
	char *mac = g_compute_hmac_for_string(G_CHECKSUM_SHA256, (const unsigned char *)secret.ptr,
					      secret.len, text, -1);
	const char *copy = arena_strndup(arena, mac, MAC_LEN);

	g_free(mac);
	return copy;
}

const char *mailtext_message_id(struct arena *arena, struct span secret, const char *key,
				const char *domain)
{
	return arena_printf(arena, "%s%s@%s", id_begin, mac_of(arena, secret, key), domain);
}

/* No key of a notice begins so. */
static const char *mac_of_sealed(struct arena *arena, struct span secret, const char *words)
{
	return mac_of(arena, secret, arena_printf(arena, "sealed\n%s", words));
}

const char *mailtext_seal(struct arena *arena, struct span secret, struct span text)
{
	gchar *words = g_base64_encode((const guchar *)text.ptr, text.len);
	size_t len = strlen(words);
	const char *mac = mac_of_sealed(arena, secret, words);
	char *field = arena_alloc(arena, len + len / SEAL_WORD + MAC_LEN + 2, 1), *p = field;

	for (size_t i = 0; i < len; i += SEAL_WORD) {
		size_t n = len - i < SEAL_WORD ? len - i : SEAL_WORD;

		memcpy(p, words + i, n);
		p[n] = ' ';
		p += n + 1;
	}
	memcpy(p, mac, MAC_LEN);
	g_free(words);
	return field;
}

bool mailtext_unseal(struct arena *arena, struct span secret, struct span field,
		     struct span *text_out)
{
	char *words = arena_alloc(arena, field.len + 1, 1);
	size_t n = 0, text_len = 0;
	unsigned differ = 0;

	for (size_t i = 0; i < field.len; i++) {
		if (!ascii_is_space((unsigned char)field.ptr[i]))
			words[n++] = field.ptr[i];
	}
	if (n <= MAC_LEN)
		return false;
	const char *mac = arena_strndup(arena, words + n - MAC_LEN, MAC_LEN);

	words[n - MAC_LEN] = '\0';
	const char *wanted = mac_of_sealed(arena, secret, words);

	for (size_t i = 0; i < MAC_LEN; i++)	/* all of it, whatever the first difference */
		differ |= (unsigned)(mac[i] ^ wanted[i]);
	if (differ)
		return false;
	guchar *text = g_base64_decode(words, &text_len);

	*text_out = span_from(arena_strndup(arena, (const char *)text, text_len), text_len);
	g_free(text);
	return true;
}

bool mailtext_is_message_id(struct span id)
{
	size_t i = sizeof id_begin - 1, end = i + MAC_LEN;

	if (!span_starts(id, id_begin) || id.len <= end || id.ptr[end] != '@')
		return false;
	while (i < end && id.ptr[i] && strchr("0123456789abcdef", id.ptr[i]))
		i++;
	return i == end;
}
