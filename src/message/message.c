/* message.c - one mail read: which parts hold its text, and their lines in order.
 *
 * text/plain before HTML in each alternative; attachments are left; inline text parts follow
 * each other, each marked by itself, because a signature or footer ends with its part.
 */
#include <string.h>
#include <gmime/gmime.h>

#include "message/internal.h"

struct reading {
	struct arena *arena;
	const struct parts *parts;
	const struct message_limits *limits;
	struct err *err;
	int wrapped;			/* a list's wrapping is looked through; -1 if none */
	struct mark_context context;
	unsigned next_number;
	unsigned texts;			/* sections read so far */
	struct marked marked;
	bool plain_read, html_read;
};

static const struct part *part_at(const struct reading *r, int part)
{
	return &r->parts->parts[part];
}

/* Next child of the part, after the one given (-1: the first); -1 if there is none. */
static int next_child(const struct reading *r, int part, int after)
{
	for (int i = after < 0 ? part + 1 : after + 1; i < (int)r->parts->len; i++) {
		if (part_at(r, i)->parent == part)
			return i;
	}
	return -1;
}

static bool is_plain(const struct part *p)
{
	return part_is(p, "text", "plain") || part_is(p, "text", "markdown") || part_is(p, "text", "x-markdown") ||
	       (part_is(p, "text", NULL) && p->subtype[0] == '\0');
}

/* Text that stands in the mail's body: a file name makes it an attachment unless it comes first,
 * where some programs name the body. */
static bool is_body(const struct reading *r, const struct part *p)
{
	if (p->kind != PART_LEAF || p->attachment)
		return false;
	if (p->filename[0] && r->texts > 0)
		return false;
	return is_plain(p) || part_is(p, "text", "html");
}

static bool is_list_patch(const struct part *p)
{
	struct span name = span_of(p->filename);

	return span_ends(name, ".patch") || span_ends(name, ".diff");
}

static struct span part_text(struct reading *r, const struct part *p)
{
	struct span bytes = text_from_transfer(r->arena, p->body, head_value(&p->head, "Content-Transfer-Encoding"));

	return text_from_charset(r->arena, bytes, p->charset);
}

static enum err_kind read_text(struct reading *r, const struct part *p, bool forwarded)
{
	/* Beside a mail that the list wrapped stands only what the list says. */
	bool beside = r->wrapped > 0 && p->parent == 0;
	bool html = part_is(p, "text", "html");
	struct raw_lines raw = { .next_number = r->next_number, .max = r->limits->lines };
	struct span text = part_text(r, p);

	if (html && text.len > r->limits->html_bytes)
		return err_set(r->err, ERR_DATA, "HTML of %zu bytes, more than %zu (html_bytes)", text.len,
			       r->limits->html_bytes);
	if (html)
		html_lines(r->arena, text, &raw);
	else if (p->flowed)
		flowed_lines(r->arena, text, p->delsp, &raw);
	else
		plain_lines(r->arena, text, &raw);
	struct mark_context context = r->context;

	context.forwarded = forwarded;
	context.later_part = r->texts > 0;
	context.beside_wrapped = beside;
	size_t before = r->marked.len;

	mark_lines(r->arena, raw.lines, raw.len, &context, &r->marked);
	r->next_number = raw.next_number;
	r->texts++;
	for (size_t i = before; i < r->marked.len; i++)
		if (r->marked.lines[i].kind != LINE_FOOTER) {
			*(html ? &r->html_read : &r->plain_read) = true;
			break;
		}
	return ERR_NONE;
}

/* Whether the part or what is in it has text worth choosing: plain, and not blank. */
static bool has_plain(struct reading *r, int part)
{
	const struct part *p = part_at(r, part);

	if (p->kind == PART_LEAF)
		return is_body(r, p) && is_plain(p) && span_trim(part_text(r, p)).len > 0;
	if (p->kind == PART_MESSAGE)
		return false;
	for (int c = next_child(r, part, -1); c >= 0; c = next_child(r, part, c))
		if (part_at(r, c)->kind == PART_LEAF && has_plain(r, c))
			return true;
	return false;
}

static bool has_html(struct reading *r, int part)
{
	const struct part *p = part_at(r, part);

	if (p->kind == PART_LEAF)
		return is_body(r, p) && part_is(p, "text", "html") && span_trim(p->body).len > 0;
	for (int c = next_child(r, part, -1); c >= 0 && p->kind == PART_MULTI; c = next_child(r, part, c))
		if (has_html(r, c))
			return true;
	return false;
}

/* The alternative to read: plain before HTML, otherwise the last that has any text. */
static int choose(struct reading *r, int part)
{
	int html = -1, first = next_child(r, part, -1);

	for (int c = first; c >= 0; c = next_child(r, part, c))
		if (has_plain(r, c))
			return c;
	for (int c = first; c >= 0; c = next_child(r, part, c))
		if (has_html(r, c))
			html = c;
	return html >= 0 ? html : first;
}

/* The recursion is as deep as MIME nests: limits->depth. */
static enum err_kind visit(struct reading *r, int part, bool forwarded)
{
	const struct part *p = part_at(r, part);
	enum err_kind kind = ERR_NONE;
	int child = next_child(r, part, -1);

	if (p->kind == PART_LEAF)
		return is_body(r, p) && !is_list_patch(p) ? read_text(r, p, forwarded) : ERR_NONE;
	if (p->attachment && part != 0)
		return ERR_NONE;
	if (p->kind == PART_MESSAGE)
		return child >= 0 ? visit(r, child, forwarded || part != r->wrapped) : ERR_NONE;
	if (child < 0 || part_is(p, "multipart", "encrypted"))
		return ERR_NONE;
	if (part_is(p, "multipart", "alternative"))
		return visit(r, choose(r, part), forwarded);
	/* The others of these are images, signatures and machines' reports. */
	if (part_is(p, "multipart", "related") || part_is(p, "multipart", "signed") ||
	    part_is(p, "multipart", "report"))
		return visit(r, child, forwarded);
	for (; child >= 0 && !kind; child = next_child(r, part, child))
		kind = visit(r, child, forwarded);
	return kind;
}

static bool subject_forwards(const char *subject)
{
	static const char *const prefixes[] = { "fw:", "fwd:", "wg:", "tr:", "rv:", "enc:", "i:", "vs:", "vb:",
						"doorst:", "pd:", "yönlendirme:", "пересл:", "转发:", "轉寄:" };
	char folded[64];
	struct span t = span_from(folded, text_fold(span_of(subject), folded, sizeof folded));

	/* Behind the list's own prefix in brackets. */
	if (t.len > 0 && t.ptr[0] == '[') {
		ptrdiff_t close = span_find_char(t, ']');

		t = close >= 0 ? span_trim(span_sub(t, (size_t)close + 1, t.len)) : t;
	}
	for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
		if (span_starts(t, prefixes[i]))
			return true;
	return false;
}

static const char *list_address(struct arena *arena, const char *list_id)
{
	const char *dot = strchr(list_id, '.');
	char *addr = arena_strdup(arena, list_id);

	if (!dot || dot == list_id)
		return "";
	addr[dot - list_id] = '@';
	return addr;
}

static enum err_kind read_mail(struct arena *arena, struct span bytes, const struct message_limits *limits,
			       struct message *out, struct err *err)
{
	struct parts parts;
	enum err_kind kind = parts_read(arena, bytes, limits, &parts, err);

	if (kind)
		return kind;
	head_fill(arena, &parts, out);
	out->head_doubt = parts.parts[0].head.doubt;
	authres_read(arena, &parts.parts[0].head, out);
	if ((kind = author_find(arena, &parts, limits, out, err)))
		return kind;
	bool rewritten = out->author_source != AUTHOR_FROM;
	struct reading r = {
		.arena = arena,
		.parts = &parts,
		.limits = limits,
		.err = err,
		.wrapped = rewritten ? author_wrapped_part(&parts) : -1,
		.context = {
			.subject_forwards = subject_forwards(out->subject),
			.list_address = list_address(arena, out->list_id),
		},
		.next_number = 1,
	};

	if ((kind = visit(&r, 0, false)))
		return kind;
	out->lines = r.marked.lines;
	out->n_lines = r.marked.len;
	out->body_is_html = r.html_read && !r.plain_read;
	bounce_read(arena, &parts, out);
	return ERR_NONE;
}

enum err_kind message_read(struct arena *arena, struct span bytes, const struct message_limits *limits,
			   struct message *out, struct err *err)
{
	*out = (struct message){ .message_id = "", .in_reply_to = "", .subject = "", .list_id = "",
				 .from = { "", "" }, .author = { "", "" } };
	g_mime_init();	/* counted: nothing when message_prepare() was called */
	enum err_kind kind = read_mail(arena, bytes, limits, out, err);

	g_mime_shutdown();
	return kind;
}
