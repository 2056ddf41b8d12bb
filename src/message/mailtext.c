/* mailtext.c - see mailtext.h.  Encodings are GMime's, hashing is GLib's. */
#include "message/mailtext.h"

#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "time/civil.h"

enum { FOLD_COLUMNS = 76, ID_HASH_LEN = 32 };

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

void mailtext_header_text(struct buf *out, const char *name, const char *text)
{
	if (is_ascii(text)) {
		mailtext_header(out, name, text);
		return;
	}
	char *encoded = g_mime_utils_header_encode_text(NULL, text, "utf-8");

	mailtext_header(out, name, encoded);
	g_free(encoded);
}

const char *mailtext_mailbox(struct arena *arena, const char *name, const char *addr)
{
	if (!*name)
		return addr;
	if (!is_ascii(name)) {
		char *encoded = g_mime_utils_header_encode_phrase(NULL, name, "utf-8");
		const char *text = arena_printf(arena, "%s <%s>", encoded, addr);

		g_free(encoded);
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

const char *mailtext_date(struct arena *arena, int64_t utc_s, int offset_s)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct civil_time t = civil_from_utc(utc_s + offset_s);
	int minutes = (offset_s < 0 ? -offset_s : offset_s) / 60;

	return arena_printf(arena, "%s, %02d %s %04d %02d:%02d:%02d %c%02d%02d",
			    days[civil_weekday(t.date)], t.date.day, months[t.date.month - 1], t.date.year,
			    t.hour, t.minute, t.second, offset_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
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

/* The fields of one part and its text: 7bit when it is ASCII in lines of bearable length, else quoted-printable.  The charset comes
 * right behind the type; more is what follows it, "" or "; name=value". */
static void add_part(struct buf *out, struct span type, const char *more, const char *disposition, const char *text)
{
	bool ascii = is_ascii(text), as_is = ascii && !has_long_line(text);

	buf_addf(out, "Content-Type: " SPAN_FMT "; charset=%s%s\r\n", SPAN_ARG(type), ascii ? "us-ascii" : "utf-8", more);
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

void mailtext_multipart(struct buf *out, const char *seed, const char *text, const struct mailtext_part *parts,
			size_t n_parts)
{
	char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, seed, -1);

	hash[24] = '\0';	/* "=_" cannot occur in quoted-printable */
	buf_addf(out, "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"=_%s\"\r\n\r\n--=_%s\r\n", hash, hash);
	add_part(out, span_of("text/plain"), "; format=flowed", "", text);
	for (size_t i = 0; i < n_parts; i++) {
		char disposition[160];
		struct span type = span_of(parts[i].type);
		ptrdiff_t semicolon = span_find_char(type, ';');
		const char *more = semicolon >= 0 ? type.ptr + semicolon : "";

		snprintf(disposition, sizeof disposition, "Content-Disposition: attachment; filename=\"%.80s\"\r\n",
			 parts[i].file_name);
		buf_addf(out, "--=_%s\r\n", hash);
		add_part(out, semicolon >= 0 ? span_sub(type, 0, (size_t)semicolon) : type, more, disposition, parts[i].text);
	}
	buf_addf(out, "--=_%s--\r\n", hash);
	g_free(hash);
}

const char *mailtext_message_id(struct arena *arena, struct span secret, const char *key, const char *domain)
{
	char *hash = g_compute_hmac_for_string(G_CHECKSUM_SHA256, (const unsigned char *)secret.ptr, secret.len, key, -1);
	const char *id = arena_printf(arena, "%s%.*s@%s", id_begin, ID_HASH_LEN, hash, domain);

	g_free(hash);
	return id;
}

bool mailtext_is_message_id(struct span id)
{
	size_t i = sizeof id_begin - 1, end = i + ID_HASH_LEN;

	if (!span_starts(id, id_begin) || id.len <= end || id.ptr[end] != '@')
		return false;
	while (i < end && id.ptr[i] && strchr("0123456789abcdef", id.ptr[i]))
		i++;
	return i == end;
}
