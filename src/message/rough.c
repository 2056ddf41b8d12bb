/* rough.c - see rough.h. */
#include "message/rough.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/letter.h"
#include "message/banner.h"
#include "message/internal.h"
#include "message/letters.h"

enum { DECODED_MAX_BYTES = 4 * 1024 * 1024, BANNER_ON_TOP = 1024, BANNER_BELOW_HEADS = 64 * 1024 };

enum coding { CODING_NONE, CODING_BASE64, CODING_QUOTED };

struct rough {
	const struct message_look *look;
	enum coding coding;
	bool html, opaque, parts;
	bool typed, text; /* a head says of what type it is; one says that it is text */
	bool reply;
	struct buf decoded;
};

/* ---- heads ---- */

static bool holds(const char *text, size_t len, const char *word)
{
	return span_find(span_from(text, len), word) >= 0;
}

/* A type and charset as almost every mail has them: nothing to look for. */
static bool is_usual(const char *text, size_t len)
{
	bool is_type = holds(text, len, "text/plain") || holds(text, len, "multipart/") ||
		       holds(text, len, "text/html");

	if (!is_type || holds(text, len, "delsp"))
		return false;
	return holds(text, len, "utf-8") || holds(text, len, "us-ascii") ||
	       holds(text, len, "iso-8859-") || !holds(text, len, "charset");
}

/* A field of a head says how text is written; value may be folded. */
static void note_field(struct rough *rough, struct span name, struct span value)
{
	static const char *const opaque[] = {
		"uue",
		"yenc",
		"binhex",
		"delsp",
		"utf-7",
		"utf-16",
		"utf-32",
		"utf7",
		"utf16",
		"utf32",
		"hz-gb",
		"ucs-",
		"iso-10646",
		"ebcdic",
		"ibm",
		"cp037",
		"unicode-1",
		"richtext",
		"enriched",
		"iso-2022",
		"csiso2022",
		"cp5022",
		/* whoever wrote it has to hear that it cannot be read */
		"encrypted",
		"pkcs7-mime",
		".p7m",
		"ms-tnef",
		"winmail.dat",
	};

	char low[400];
	size_t n = 0;

	if (!span_starts_ci(name, "content-t")) /* -Type, -Transfer-Encoding */
		return;
	for (; n < value.len && n < sizeof low; n++)
		low[n] = (char)ascii_lower((unsigned char)value.ptr[n]);
	if (!span_is_ci(name, "content-transfer-encoding"))
		rough->typed = true;
	else if (holds(low, n, "base64"))
		rough->coding = CODING_BASE64;
	else
		rough->coding = holds(low, n, "quoted-printable") ? CODING_QUOTED : CODING_NONE;
	rough->text = rough->text || holds(low, n, "text/");
	rough->html = rough->html || holds(low, n, "html");
	rough->parts = rough->parts || holds(low, n, "multipart/") || holds(low, n, "message/");
	if (is_usual(low, n))
		return;
	for (size_t i = 0; i < sizeof opaque / sizeof opaque[0] && !rough->opaque; i++)
		rough->opaque = holds(low, n, opaque[i]);
}

/* The next line of a head that is of interest: a subject, what it replies to, or what says how the
 * content is written.  False at the end of the block or at a line that is no field; *rest is then
 * there. */
static bool next_of_interest(struct span *rest)
{
	const char *p = rest->ptr, *end = p + rest->len;

	while (p < end) {
		const char *q = p, *lf = memchr(p, '\n', (size_t)(end - p));

		while (q < end && (unsigned char)*q > ' ' && (unsigned char)*q < 0x7F && *q != ':')
			q++;
		*rest = span_from(p, (size_t)(end - p));
		if (*p != ' ' && *p != '\t' && (q == p || q == end || *q != ':'))
			return false;
		if ((*p | 0x20) == 's' || (*p | 0x20) == 'c' || (*p | 0x20) == 'i')
			return true;
		p = lf ? lf + 1 : end;
	}
	*rest = span_from(end, 0);
	return false;
}

/* ---- decoding ---- */

/* Appends what a stretch of a body stands for. */
static void decode(struct rough *rough, struct span s)
{
	unsigned char chunk[4096 + 8];
	int state = 0;
	guint32 save = 0;

	for (size_t at = 0; at < s.len && rough->coding != CODING_NONE; at += 4096) {
		const unsigned char *in = (const unsigned char *)s.ptr + at;
		size_t len = s.len - at < 4096 ? s.len - at : 4096;

		if (rough->coding == CODING_BASE64)
			len = g_mime_encoding_base64_decode_step(in, len, chunk, &state, &save);
		else
			len = g_mime_encoding_quoted_decode_step(in, len, chunk, &state, &save);
		buf_add(&rough->decoded, chunk, len);
	}
}

/* Decodes the encoded stretches of a body, and notes what its parts' heads say. */
static void decode_body(struct rough *rough, struct span body)
{
	struct span rest = body, line;
	const char *from = body.ptr; /* where the stretch begins */

	while (span_next_line(&rest, &line)) {
		bool ends = rough->coding == CODING_BASE64 && span_starts(line, "--");
		ptrdiff_t colon = span_starts_ci(line, "content-") ? span_find_char(line, ':') : -1;

		if (!ends && colon < 0)
			continue;
		decode(rough, span_from(from, (size_t)(line.ptr - from)));
		buf_add_char(&rough->decoded, '\n');
		from = line.ptr;
		if (ends)
			rough->coding = CODING_NONE;
		if (colon < 0)
			continue;
		struct span value = span_sub(line, (size_t)colon + 1, line.len), next;

		while (rest.len > 0 && (rest.ptr[0] == ' ' || rest.ptr[0] == '\t') &&
		       span_next_line(&rest, &next))
			value.len = (size_t)(next.ptr + next.len - value.ptr);
		note_field(rough, span_trim(span_sub(line, 0, (size_t)colon)), value);
		from = rest.ptr;
	}
	decode(rough, span_from(from, (size_t)(body.ptr + body.len - from)));
}

/* ---- the mail ---- */

/* A text as it is seen. */
static bool is_worth(const struct rough *rough, struct span text)
{
	if (letter_ascii_len(text) == text.len)
		return message_may_hold(rough->look, text, rough->reply ? ASK_REPLY : ASK_FIRST);
	struct arena *arena = arena_new();
	bool yes = message_may_hold(rough->look, letters_visible(arena, text),
				    rough->reply ? ASK_REPLY : ASK_FIRST);

	arena_free(&arena);
	return yes;
}

/* Behind a banner's sentence or label the writer's words may go on in the same line: there each
 * begins one. */
static bool top_is_worth(const struct rough *rough, struct span top)
{
	struct buf text;
	bool yes;

	if (!banner_may_stand(top))
		return false;
	buf_init(&text, top.len);
	buf_add_span(&text, top);
	for (char *p = buf_writable(&text); p + 1 < buf_writable(&text) + buf_len(&text); p++) {
		if (memchr(".!?:])-", *p, 7) && (p[1] == ' ' || p[1] == '\t'))
			p[1] = '\n';
	}
	yes = is_worth(rough, buf_fitted(&text));
	buf_free(&text);
	return yes;
}

static bool html_is_worth(const struct rough *rough, struct span html)
{
	struct buf plain;
	bool yes;

	buf_init(&plain, DECODED_MAX_BYTES);
	yes = !html_strip(html, &plain) || buf_is_cut(&plain) ||
	      is_worth(rough, buf_fitted(&plain)) ||
	      top_is_worth(rough, span_sub(buf_fitted(&plain), 0, BANNER_BELOW_HEADS));
	buf_free(&plain);
	return yes;
}

static bool body_is_worth(struct rough *rough, struct span body)
{
	/* of HTML all is looked at again, below */
	size_t top = rough->parts && !rough->html ? BANNER_BELOW_HEADS : BANNER_ON_TOP;

	if (rough->opaque || span_find(body, "-----BEGIN PGP MESSAGE") >= 0)
		return true;
	if (is_worth(rough, body) || top_is_worth(rough, span_sub(body, 0, top)))
		return true;
	if (rough->parts || rough->html || rough->coding != CODING_NONE)
		decode_body(rough, body);
	if (rough->opaque || (rough->typed && !rough->text) || buf_is_cut(&rough->decoded))
		return true;
	struct span decoded = buf_fitted(&rough->decoded);

	if (is_worth(rough, decoded) ||
	    top_is_worth(rough, span_sub(decoded, 0, BANNER_BELOW_HEADS)))
		return true;
	return rough->html && (html_is_worth(rough, decoded) || html_is_worth(rough, body));
}

/* All of the mail may be an attachment. */
static bool is_attached(const struct message_field *field)
{
	return span_is_ci(field->name, "Content-Disposition") &&
	       span_starts_ci(span_trim(field->value), "attachment");
}

bool message_rough_find(struct span bytes, const struct message_look *look)
{
	struct rough rough = { .look = look, .coding = CODING_NONE };
	struct span subject = span_of("");
	struct message_field field;
	bool yes;

	while (next_of_interest(&bytes), field_next(&bytes, &field)) {
		if (span_is_ci(field.name, "Subject")) {
			subject = span_trim(field.value);
			if (letter_ascii_len(subject) < subject.len ||
			    span_find(subject, "=?") >= 0 ||
			    message_may_hold(look, subject, ASK_MAIL))
				return true;
			rough.reply = rough.reply || message_subject_replies(subject);
		} else if (span_is_ci(field.name, "In-Reply-To")) {
			rough.reply = true;
		} else if ((field.name.ptr[0] | 0x20) == 'c') {
			note_field(&rough, field.name, field.value);
			rough.opaque = rough.opaque || is_attached(&field);
		}
	}
	buf_init(&rough.decoded, DECODED_MAX_BYTES);
	yes = body_is_worth(&rough, bytes);
	buf_free(&rough.decoded);
	return yes;
}
