/* mime.c - the parts of a mail (RFC 2046), found without recursion and within bounds.
 *
 * One pass over the lines with a stack of open boundaries; nothing is decoded or copied.
 * GMime's own parser is not used here: this pass is what the caps of its pitfalls would
 * need in front of it, and it yields spans.  GMime reads the values of single fields.
 */
#include <string.h>
#include <gmime/gmime.h>

#include "message/internal.h"

enum { CONTENT_FIELD_MAX = 8192 }; /* longer Content-Type values are cut: no mailer makes them */

struct walk {
	struct arena *arena;
	const struct message_limits *limits;
	struct message_parts *parts;
	struct message_boundaries open;
};

bool part_is(const struct message_part *part, const char *type, const char *subtype)
{
	return strcmp(part->type, type) == 0 && (!subtype || strcmp(part->subtype, subtype) == 0);
}

/* Fast way for the value that four fifths of all parts have. */
static bool type_is_simple(struct span value)
{
	return span_is_ci(value, "text/plain") || value.len == 0;
}

static void skip(struct span *rest, const char *chars)
{
	while (rest->len && *rest->ptr && strchr(chars, *rest->ptr))
		*rest = span_sub(*rest, 1, rest->len);
}

/* The token (RFC 2045 5.1) at the beginning of *rest, cut off it; empty if there is none. */
static struct span cut_token(struct span *rest)
{
	size_t n = 0;

	skip(rest, " \t\"");	/* some put the whole type in quotes */
	while (n < rest->len && (unsigned char)rest->ptr[n] > ' ' &&
	       (unsigned char)rest->ptr[n] < 127 && !strchr("()<>@,;:\\\"/[]?=", rest->ptr[n]))
		n++;
	struct span token = span_sub(*rest, 0, n);

	*rest = span_sub(*rest, n, rest->len);
	return token;
}

/* "type/subtype" cut off *rest.  What cannot be read is text/plain (RFC 2045 5.2), but for a known
 * type that merely lacks its subtype. */
static void cut_type(struct arena *arena, struct span *rest, struct message_part *part)
{
	static const struct {
		const char *type, *subtype;
	} usual[] = {
		{ "multipart", "mixed" },	   { "image", "octet-stream" },
		{ "audio", "octet-stream" },	   { "video", "octet-stream" },
		{ "application", "octet-stream" },
	};
	struct span before = *rest, type = cut_token(rest), subtype = { "", 0 };

	skip(rest, " \t");
	if (rest->len && *rest->ptr == '/') {
		*rest = span_sub(*rest, 1, rest->len);
		subtype = cut_token(rest);
	}
	if (type.len && subtype.len && (!rest->len || *rest->ptr != '/')) {
		part->type = text_lower(arena, type);
		part->subtype = text_lower(arena, subtype);
	}
	for (size_t i = 0; !subtype.len && i < sizeof usual / sizeof usual[0]; i++) {
		if (span_is_ci(type, usual[i].type)) {
			part->type = usual[i].type;
			part->subtype = usual[i].subtype;
		}
	}
	if (rest->len && *rest->ptr == '=')	/* no type at all: parameters */
		*rest = before;
}

static const char *parameter(struct arena *arena, GMimeContentType *type, const char *name)
{
	const char *value = g_mime_content_type_get_parameter(type, name);

	return value ? arena_strdup(arena, value) : "";
}

/* "charset=utf-8" and nothing else, as most have it. */
static bool read_charset_alone(struct arena *arena, struct span parameters,
			       struct message_part *part)
{
	static const char name[] = "charset=";

	if (!span_starts_ci(parameters, name))
		return false;
	struct span value = span_trim(span_sub(parameters, strlen(name), parameters.len));
	size_t n = value.len;

	if (n > 1 && value.ptr[0] == '"' && value.ptr[n - 1] == '"')
		value = span_sub(value, 1, n - 2);
	for (size_t i = 0; i < value.len; i++) {
		if (!ascii_is_alnum((unsigned char)value.ptr[i]) && !strchr("-_", value.ptr[i]))
			return false;
	}
	part->charset = arena_strndup(arena, value.ptr, value.len);
	return value.len > 0;
}

static void read_content_type(struct arena *arena, struct message_part *part)
{
	struct span value = span_unfold(arena, span_sub(head_value(&part->head, "Content-Type"), 0,
							CONTENT_FIELD_MAX));

	if (type_is_simple(value))
		return;
	cut_type(arena, &value, part);
	ptrdiff_t semicolon = span_find_char(value, ';'), equals = span_find_char(value, '=');

	/* GMime reads the parameters (RFC 2231); "text/plain charset=utf-8" has them as well. */
	if (semicolon >= 0 && (equals < 0 || semicolon < equals))
		value = span_sub(value, (size_t)semicolon + 1, value.len);
	skip(&value, " \t,\"");
	if (read_charset_alone(arena, value, part))
		return;
	GMimeContentType *type = g_mime_content_type_parse(
		NULL, arena_printf(arena, "text/plain;" SPAN_FMT, SPAN_ARG(value)));

	if (!type)
		return;
	part->charset = parameter(arena, type, "charset");
	part->boundary = parameter(arena, type, "boundary");
	part->filename = parameter(arena, type, "name");
	part->start = parameter(arena, type, "start");
	part->report_type = text_lower(arena, span_of(parameter(arena, type, "report-type")));
	part->flowed = span_is_ci(span_of(parameter(arena, type, "format")), "flowed");
	part->delsp = span_is_ci(span_of(parameter(arena, type, "delsp")), "yes");
	g_object_unref(type);
}

static void read_disposition(struct arena *arena, struct message_part *part)
{
	struct span value =
		span_unfold(arena, span_sub(head_value(&part->head, "Content-Disposition"), 0,
					    CONTENT_FIELD_MAX));

	if (value.len == 0 || span_is_ci(value, "inline"))
		return;
	GMimeContentDisposition *disposition =
		g_mime_content_disposition_parse(NULL, arena_strndup(arena, value.ptr, value.len));

	if (!disposition)
		return;
	const char *name = g_mime_content_disposition_get_parameter(disposition, "filename");

	if (name)
		part->filename = arena_strdup(arena, name);
	part->attachment = span_starts_ci(value, "attachment");
	g_object_unref(disposition);
}

enum err_kind part_read_head(struct arena *arena, struct span *rest,
			     const struct message_limits *limits, bool in_digest,
			     struct message_part *out, struct err *err)
{
	*out = (struct message_part){ .parent = -1,
			      .type = in_digest ? "message" : "text",
			      .subtype = in_digest ? "rfc822" : "plain",
			      .charset = "",
			      .filename = "",
			      .boundary = "",
			      .report_type = "",
			      .start = "" };
	if (head_read(arena, rest, limits, &out->head, err))
		return err->kind;
	read_content_type(arena, out);
	read_disposition(arena, out);
	struct span encoding = span_trim(head_value(&out->head, "Content-Transfer-Encoding"));
	bool encoded = span_is_ci(encoding, "base64") || span_is_ci(encoding, "quoted-printable");
	bool holds_mail = part_is(out, "message", "rfc822") || part_is(out, "message", "global") ||
			  part_is(out, "message", "news");

	out->kind = PART_LEAF;
	if (part_is(out, "multipart", NULL) && out->boundary[0]) {
		out->kind = PART_MULTI;
	} else if (part_is(out, "multipart", NULL)) {	/* no boundary: all of it is text */
		out->type = "text";
		out->subtype = "plain";
	} else if (holds_mail && !out->attachment && !encoded) {
		out->kind = PART_MESSAGE;
	}
	return ERR_NONE;
}

/* Reads the head at *rest as that of a new part. */
static enum err_kind open_part(struct walk *w, struct span *rest, int parent, int *out,
			       struct err *err)
{
	struct message_parts *parts = w->parts;
	bool in_digest = parent >= 0 && part_is(&parts->parts[parent], "multipart", "digest");

	if (parts->len > w->limits->parts)
		return err_set(err, ERR_DATA, "more than %u MIME parts (parts)", w->limits->parts);
	parts->parts =
		arena_grow(w->arena, parts->parts, parts->len, &parts->cap, sizeof *parts->parts);
	if (part_read_head(w->arena, rest, w->limits, in_digest, &parts->parts[parts->len], err))
		return err->kind;
	parts->parts[parts->len].parent = parent;
	parts->parts[parts->len].body = span_from(rest->ptr, 0);
	if (parent >= 0)
		parts->parts[parent].opened = true;
	*out = (int)parts->len++;
	return ERR_NONE;
}

int boundaries_match(const struct message_boundaries *open, struct span line, bool *close_out)
{
	if (line.len < 3 || line.ptr[0] != '-' || line.ptr[1] != '-')
		return -1;
	struct span rest = span_trim_end(span_sub(line, 2, line.len));

	for (int i = (int)open->depth - 1; i >= 0; i--) {
		const struct open_multi *m = &open->stack[i];

		if (rest.len < m->len || memcmp(rest.ptr, m->boundary, m->len) != 0)
			continue;
		if (rest.len == m->len || (rest.len == m->len + 2 && rest.ptr[m->len] == '-' &&
					   rest.ptr[m->len + 1] == '-')) {
			*close_out = rest.len != m->len;
			return i;
		}
	}
	return -1;
}

/* Levels of messages and multiparts that the part is inside of. */
static unsigned nesting(const struct message_parts *parts, int part)
{
	unsigned depth = 0;

	for (; part >= 0; part = parts->parts[part].parent)
		depth++;
	return depth;
}

/* Opens the part at *rest, and what it begins with: a message's inner part.  *leaf_out is the
 * leaf whose body begins at *rest now, or -1 inside a multipart's preamble. */
static enum err_kind open_chain(struct walk *w, struct span *rest, int parent, int *leaf_out,
				struct err *err)
{
	for (;;) {
		int part = -1;
		enum err_kind kind = open_part(w, rest, parent, &part, err);

		if (kind)
			return kind;
		struct message_part *p = &w->parts->parts[part];

		if (nesting(w->parts, part) > w->limits->depth)
			return err_set(err, ERR_DATA, "MIME nested deeper than %u levels (depth)",
				       w->limits->depth);
		if (p->kind == PART_MULTI) {
			w->open.stack[w->open.depth++] =
				(struct open_multi){ p->boundary, strlen(p->boundary), part };
			*leaf_out = -1;
			return ERR_NONE;
		}
		if (p->kind == PART_LEAF) {
			*leaf_out = part;
			return ERR_NONE;
		}
		parent = part;
	}
}

/* A head never reaches over a boundary line: gives head_read what is before the next one. */
static struct span until_boundary(const struct walk *w, struct span rest)
{
	struct span scan = rest, line;
	bool close;

	while (span_next_line(&scan, &line)) {
		if (span_trim_end(line).len == 0)
			return rest;
		if (boundaries_match(&w->open, line, &close) >= 0)
			return span_from(rest.ptr, (size_t)(line.ptr - rest.ptr));
	}
	return rest;
}

enum err_kind parts_read(struct arena *arena, struct span bytes,
			 const struct message_limits *limits, struct message_parts *out,
			 struct err *err)
{
	struct walk w = { .arena = arena, .limits = limits, .parts = out };
	struct span rest = bytes, line;
	enum err_kind kind;
	int leaf;

	*out = (struct message_parts){ 0 };
	if (bytes.len > limits->size_bytes)
		return err_set(err, ERR_DATA, "a mail of %zu bytes, more than %zu (size_bytes)",
			       bytes.len, limits->size_bytes);
	w.open.stack = arena_alloc(arena, limits->depth + 2, sizeof *w.open.stack);
	if ((kind = open_chain(&w, &rest, -1, &leaf, err)))
		return kind;
	const char *body = rest.ptr;

	while (w.open.depth > 0 && span_next_line(&rest, &line)) {
		bool close;
		int at = boundaries_match(&w.open, line, &close);

		if (at < 0)
			continue;
		if (leaf >= 0) {
			/* The end of line before a boundary belongs to it (RFC 2046 5.1.1). */
			size_t len = (size_t)(line.ptr - body);

			if (len > 0 && body[len - 1] == '\n')
				len--;
			if (len > 0 && body[len - 1] == '\r')
				len--;
			out->parts[leaf].body = span_from(body, len);
		}
		w.open.depth = (unsigned)at + (close ? 0 : 1);
		leaf = -1;
		if (close)
			continue;
		struct span head = until_boundary(&w, rest);

		if ((kind = open_chain(&w, &head, w.open.stack[at].part, &leaf, err)))
			return kind;
		rest = span_from(head.ptr, (size_t)(bytes.ptr + bytes.len - head.ptr));
		body = rest.ptr;
	}
	if (leaf >= 0)
		out->parts[leaf].body = span_from(body, (size_t)(bytes.ptr + bytes.len - body));
	struct message_part *top = &out->parts[0];

	if (top->kind == PART_MULTI && !top->opened) {	/* its boundary never came: read what is
							 * there */
		top->kind = PART_LEAF;
		top->type = "text";
		top->subtype = "plain";
		top->body.len = (size_t)(bytes.ptr + bytes.len - top->body.ptr);
	}
	if (top->head.len == 0)
		return err_set(err, ERR_DATA, "no header field, so not a mail");
	return ERR_NONE;
}
