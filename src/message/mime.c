/* mime.c - the parts of a mail (RFC 2046), found without recursion and within bounds.
 *
 * One pass over the lines with a stack of open boundaries; nothing is decoded or copied.
 * GMime's own parser is not used here: this pass is what the caps of its pitfalls would
 * need in front of it, and it yields spans.  GMime reads the values of single fields.
 */
#include <string.h>
#include <gmime/gmime.h>

#include "message/internal.h"

enum { CONTENT_FIELD_MAX = 8192 };	/* longer Content-Type values are cut: no mailer makes them */

struct open_multi {
	const char *boundary;
	size_t len;
	int part;
};

struct walk {
	struct arena *arena;
	const struct message_limits *limits;
	struct parts *parts;
	struct open_multi *stack;
	unsigned depth;
};

bool part_is(const struct part *part, const char *type, const char *subtype)
{
	return strcmp(part->type, type) == 0 && (!subtype || strcmp(part->subtype, subtype) == 0);
}

static const char *lower(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text);

	for (char *p = copy; *p; p++)
		*p = (char)ascii_lower((unsigned char)*p);
	return copy;
}

/* Fast way for the value that four fifths of all parts have. */
static bool type_is_simple(struct span value)
{
	return span_is_ci(value, "text/plain") || value.len == 0;
}

static void read_content_type(struct arena *arena, struct part *part)
{
	struct span value = span_unfold(arena, span_sub(head_value(&part->head, "Content-Type"), 0,
							CONTENT_FIELD_MAX));
	const char *param;

	if (type_is_simple(value))
		return;
	GMimeContentType *type = g_mime_content_type_parse(NULL, arena_strndup(arena, value.ptr, value.len));

	if (!type)
		return;
	const char *media = g_mime_content_type_get_media_type(type);
	const char *sub = g_mime_content_type_get_media_subtype(type);

	part->type = lower(arena, media ? media : "text");
	part->subtype = lower(arena, sub ? sub : "plain");
	if ((param = g_mime_content_type_get_parameter(type, "charset")))
		part->charset = arena_strdup(arena, param);
	if ((param = g_mime_content_type_get_parameter(type, "boundary")))
		part->boundary = arena_strdup(arena, param);
	if ((param = g_mime_content_type_get_parameter(type, "name")))
		part->filename = arena_strdup(arena, param);
	if ((param = g_mime_content_type_get_parameter(type, "report-type")))
		part->report_type = lower(arena, param);
	param = g_mime_content_type_get_parameter(type, "format");
	part->flowed = param && span_is_ci(span_of(param), "flowed");
	param = g_mime_content_type_get_parameter(type, "delsp");
	part->delsp = param && span_is_ci(span_of(param), "yes");
	g_object_unref(type);
}

static void read_disposition(struct arena *arena, struct part *part)
{
	struct span value = span_unfold(arena, span_sub(head_value(&part->head, "Content-Disposition"), 0,
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

/* Reads the head at *rest as that of a new part. */
static enum err_kind open_part(struct walk *w, struct span *rest, int parent, int *out, struct err *err)
{
	struct parts *parts = w->parts;
	enum err_kind kind;

	if (parts->len > w->limits->parts)
		return err_set(err, ERR_DATA, "more than %u MIME parts (parts)", w->limits->parts);
	parts->parts = arena_grow(w->arena, parts->parts, parts->len, &parts->cap, sizeof *parts->parts);
	struct part *part = &parts->parts[parts->len];

	*part = (struct part){ .parent = parent, .type = "text", .subtype = "plain", .charset = "",
			       .filename = "", .boundary = "", .report_type = "" };
	if (parent >= 0 && part_is(&parts->parts[parent], "multipart", "digest")) {
		part->type = "message";
		part->subtype = "rfc822";
	}
	if ((kind = head_read(w->arena, rest, w->limits, &part->head, err)))
		return kind;
	read_content_type(w->arena, part);
	read_disposition(w->arena, part);
	if (parent >= 0)
		parts->parts[parent].opened = true;
	*out = (int)parts->len++;
	return ERR_NONE;
}

/* Index on the stack of the boundary that the line is, or -1. */
static int match_boundary(const struct walk *w, struct span line, bool *close_out)
{
	if (line.len < 3 || line.ptr[0] != '-' || line.ptr[1] != '-')
		return -1;
	struct span rest = span_trim_end(span_sub(line, 2, line.len));

	for (int i = (int)w->depth - 1; i >= 0; i--) {
		const struct open_multi *m = &w->stack[i];

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
static unsigned nesting(const struct parts *parts, int part)
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
		struct part *p = &w->parts->parts[part];

		if (nesting(w->parts, part) > w->limits->depth)
			return err_set(err, ERR_DATA, "MIME nested deeper than %u levels (depth)",
				       w->limits->depth);
		if (part_is(p, "multipart", NULL) && p->boundary[0]) {
			p->kind = PART_MULTI;
			p->body = span_from(rest->ptr, 0);
			w->stack[w->depth++] = (struct open_multi){
				p->boundary, strlen(p->boundary), part };
			*leaf_out = -1;
			return ERR_NONE;
		}
		if (part_is(p, "multipart", NULL)) {	/* no boundary: all of it is text */
			p->type = "text";
			p->subtype = "plain";
		}
		struct span encoding = span_trim(head_value(&p->head, "Content-Transfer-Encoding"));

		if (p->attachment || !part_is(p, "message", NULL) || span_is_ci(encoding, "base64") ||
		    span_is_ci(encoding, "quoted-printable") ||
		    !(part_is(p, "message", "rfc822") || part_is(p, "message", "global") ||
		      part_is(p, "message", "news"))) {
			p->kind = PART_LEAF;
			p->body = span_from(rest->ptr, 0);
			*leaf_out = part;
			return ERR_NONE;
		}
		p->kind = PART_MESSAGE;
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
		if (match_boundary(w, line, &close) >= 0)
			return span_from(rest.ptr, (size_t)(line.ptr - rest.ptr));
	}
	return rest;
}

enum err_kind parts_read(struct arena *arena, struct span bytes, const struct message_limits *limits,
			 struct parts *out, struct err *err)
{
	struct walk w = { .arena = arena, .limits = limits, .parts = out };
	struct span rest = bytes, line;
	enum err_kind kind;
	int leaf;

	*out = (struct parts){ 0 };
	if (bytes.len > limits->size_bytes)
		return err_set(err, ERR_DATA, "a mail of %zu bytes, more than %zu (size_bytes)", bytes.len,
			       limits->size_bytes);
	w.stack = arena_alloc(arena, limits->depth + 2, sizeof *w.stack);
	if ((kind = open_chain(&w, &rest, -1, &leaf, err)))
		return kind;
	const char *body = rest.ptr;

	while (w.depth > 0 && span_next_line(&rest, &line)) {
		bool close;
		int at = match_boundary(&w, line, &close);

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
		w.depth = (unsigned)at + (close ? 0 : 1);
		leaf = -1;
		if (close)
			continue;
		struct span head = until_boundary(&w, rest);

		if ((kind = open_chain(&w, &head, w.stack[at].part, &leaf, err)))
			return kind;
		rest = span_from(head.ptr, (size_t)(bytes.ptr + bytes.len - head.ptr));
		body = rest.ptr;
	}
	if (leaf >= 0)
		out->parts[leaf].body = span_from(body, (size_t)(bytes.ptr + bytes.len - body));
	struct part *top = &out->parts[0];

	if (top->kind == PART_MULTI && !top->opened) {	/* its boundary never came: read what is there */
		top->kind = PART_LEAF;
		top->type = "text";
		top->subtype = "plain";
		top->body.len = (size_t)(bytes.ptr + bytes.len - top->body.ptr);
	}
	if (top->head.len == 0)
		return err_set(err, ERR_DATA, "no header field: not a mail");
	return ERR_NONE;
}
