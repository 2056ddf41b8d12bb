/* message.c - one mail read: which parts hold its text, and their lines in order.
 *
 * text/plain before HTML in each alternative; attachments are left; inline text parts follow
 * each other, each marked by itself, because a signature or footer ends with its part.
 * A type of text that is not known is text/plain (RFC 2046 4.1.4).
 */
#include <string.h>
#include <gmime/gmime.h>

#include "message/internal.h"
#include "message/letters.h"

struct message_reading {
	struct arena *arena;
	const struct message_parts *parts;
	const struct message_limits *limits;
	struct err *err;
	int wrapped;			/* a list's wrapping is looked through; -1 if none */
	struct mark_context context;
	unsigned next_number;
	unsigned texts;			/* sections read so far */
	struct message_marked marked;
	bool is_cut;			/* there may be more lines than the limit */
	bool plain_read, html_read;
	message_take_text *take; /* of texts, of which no lines are made; NULL: lines are */
	void *user;
};

static const struct message_part *part_at(const struct message_reading *r, int part)
{
	return &r->parts->parts[part];
}

/* Next child of the part, after the one given (-1: the first); -1 if there is none. */
static int next_child(const struct message_reading *r, int part, int after)
{
	for (int i = after < 0 ? part + 1 : after + 1; i < (int)r->parts->len; i++) {
		if (part_at(r, i)->parent == part)
			return i;
	}
	return -1;
}

/* How the text of a part is written. */
enum form { FORM_NONE, FORM_PLAIN, FORM_HTML, FORM_ENRICHED, FORM_RICHTEXT, FORM_OTHER };

static enum form form_of_subtype(const char *subtype)
{
	static const struct {
		const char *subtype;
		enum form form;
	} known[] = {
		{ "plain", FORM_PLAIN },
		{ "", FORM_PLAIN },
		{ "markdown", FORM_PLAIN },
		{ "x-markdown", FORM_PLAIN },
		{ "html", FORM_HTML },
		{ "enriched", FORM_ENRICHED },
		{ "richtext", FORM_RICHTEXT },
		/* for machines, or the same text once more */
		{ "calendar", FORM_NONE },
		{ "x-vcalendar", FORM_NONE },
		{ "vcard", FORM_NONE },
		{ "x-vcard", FORM_NONE },
		{ "directory", FORM_NONE },
		{ "css", FORM_NONE },
		{ "csv", FORM_NONE },
		{ "tab-separated-values", FORM_NONE },
		{ "javascript", FORM_NONE },
		{ "x-javascript", FORM_NONE },
		{ "xml", FORM_NONE },
		{ "xsl", FORM_NONE },
		{ "rtf", FORM_NONE },
		{ "x-patch", FORM_NONE },
		{ "x-diff", FORM_NONE },
		{ "rfc822-headers", FORM_NONE },
		{ "rfc822-header", FORM_NONE },
		{ "x-amp-html", FORM_NONE },
		{ "watch-html", FORM_NONE },
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (strcmp(subtype, known[i].subtype) == 0)
			return known[i].form;
	}
	return FORM_OTHER;
}

bool message_reads_text(const char *subtype)
{
	return form_of_subtype(subtype) != FORM_NONE;
}

static enum form form_of(const struct message_part *p)
{
	return part_is(p, "text", NULL) ? form_of_subtype(p->subtype) : FORM_NONE;
}

/* Text that stands in the mail's body: a file name makes it an attachment unless it comes first,
 * where some programs name the body. */
static bool is_body(const struct message_reading *r, const struct message_part *p)
{
	if (p->kind != PART_LEAF || p->attachment)
		return false;
	if (p->filename[0] && r->texts > 0)
		return false;
	return form_of(p) != FORM_NONE;
}

static bool is_list_patch(const struct message_part *p)
{
	struct span name = span_of(p->filename);

	return span_ends(name, ".patch") || span_ends(name, ".diff");
}

static struct span part_text(struct message_reading *r, const struct message_part *p)
{
	struct span bytes = text_from_transfer(r->arena, p->body,
					       head_value(&p->head, "Content-Transfer-Encoding"));

	return letters_visible(r->arena, text_from_charset(r->arena, bytes, p->charset));
}

static enum err_kind hand_over_text(struct message_reading *r, const struct message_part *p)
{
	enum form form = form_of(p);
	struct message_text text = {
		.text = part_text(r, p),
		.html = form == FORM_HTML,
		.odd = form == FORM_ENRICHED || form == FORM_RICHTEXT || p->delsp,
	};

	text.odd = text.odd || (text.html && text.text.len > r->limits->html_bytes);
	r->take(r->user, &text);
	r->texts++;
	return ERR_NONE;
}

static enum err_kind read_text(struct message_reading *r, const struct message_part *p,
			       bool forwarded)
{
	if (r->take)
		return hand_over_text(r, p);
	/* Beside a mail that the list wrapped stands only what the list says. */
	bool beside = r->wrapped > 0 && p->parent == 0;
	enum form form = form_of(p);
	bool html = form == FORM_HTML;
	struct raw_lines raw = { .next_number = r->next_number, .max = r->limits->lines };
	struct span text = part_text(r, p);

	if (html)
		text = html_tame(r->arena, text);
	if (html && text.len > r->limits->html_bytes)
		return err_set(r->err, ERR_DATA, "HTML of %zu bytes, more than %zu (html_bytes)",
			       text.len, r->limits->html_bytes);
	if (html)
		html_lines(r->arena, text, &raw);
	else if (form == FORM_ENRICHED || form == FORM_RICHTEXT)
		enriched_lines(r->arena, text, form == FORM_RICHTEXT, &raw);
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
	r->is_cut = r->is_cut || raw.next_number > raw.max;
	r->texts++;
	for (size_t i = before; i < r->marked.len; i++)
		if (!line_is_added(&r->marked.lines[i])) {
			*(html ? &r->html_read : &r->plain_read) = true;
			break;
		}
	return ERR_NONE;
}

/* Whether the part has text of that form that is not blank; deep: or a part of it has. */
static bool has_form(struct message_reading *r, int part, enum form form, bool deep)
{
	const struct message_part *p = part_at(r, part);

	if (p->kind == PART_LEAF)
		return is_body(r, p) && form_of(p) == form && span_trim(part_text(r, p)).len > 0;
	for (int c = next_child(r, part, -1); c >= 0 && p->kind == PART_MULTI;
	     c = next_child(r, part, c))
		if ((deep || part_at(r, c)->kind == PART_LEAF) && has_form(r, c, form, deep))
			return true;
	return false;
}

/* The alternative to read: plain before HTML, otherwise the last that has any text. */
static int choose(struct message_reading *r, int part)
{
	static const enum form later[] = { FORM_HTML, FORM_ENRICHED, FORM_RICHTEXT, FORM_OTHER };
	int chosen = -1, first = next_child(r, part, -1);

	for (int c = first; c >= 0; c = next_child(r, part, c))
		if (has_form(r, c, FORM_PLAIN, false))
			return c;
	for (size_t i = 0; chosen < 0 && i < sizeof later / sizeof later[0]; i++)
		for (int c = first; c >= 0; c = next_child(r, part, c))
			if (has_form(r, c, later[i], true))
				chosen = c;
	return chosen >= 0 ? chosen : first;
}

static bool has_text(struct message_reading *r, int part)
{
	for (enum form form = FORM_PLAIN; form <= FORM_OTHER; form++)
		if (has_form(r, part, form, true))
			return true;
	return false;
}

static bool has_content_id(const struct message_part *p, const char *id)
{
	struct span have = span_trim(head_value(&p->head, "Content-ID")),
		    want = span_trim(span_of(id));

	return want.len > 0 && span_eq(have, want);
}

/* What a multipart/related shows (RFC 2387): the part that start= names, else the first; one that
 * has text, if any has. */
static int root_of(struct message_reading *r, int part)
{
	int first = next_child(r, part, -1);

	for (int c = first; c >= 0; c = next_child(r, part, c))
		if (has_content_id(part_at(r, c), part_at(r, part)->start) && has_text(r, c))
			return c;
	for (int c = first; c >= 0; c = next_child(r, part, c))
		if (has_text(r, c))
			return c;
	return first;
}

/* The recursion is as deep as MIME nests: limits->depth. */
static enum err_kind visit(struct message_reading *r, int part, bool forwarded)
{
	const struct message_part *p = part_at(r, part);
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
	if (part_is(p, "multipart", "related"))
		return visit(r, root_of(r, part), forwarded);
	/* The others of these are signatures and machines' reports. */
	if (part_is(p, "multipart", "signed") || part_is(p, "multipart", "report"))
		return visit(r, child, forwarded);
	for (; child >= 0 && !kind; child = next_child(r, part, child))
		kind = visit(r, child, forwarded);
	return kind;
}

bool message_subject_forwards(struct span subject)
{
	static const char *const prefixes[] = {
		"fw:", "fwd:",	  "wg:", "tr:",		 "rv:",	    "enc:",  "i:",   "vs:",
		"vb:", "doorst:", "pd:", "yönlendirme:", "пересл:", "转发:", "轉寄:"
	};
	char folded[64];
	struct span t = span_from(folded, text_fold(subject, folded, sizeof folded));

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

/* ---- mail of which nothing was read ---- */

static bool is_any(const struct message_part *p, const char *const *subtypes, const char *ending)
{
	struct span name = span_of(p->filename);

	for (; *subtypes; subtypes++)
		if (part_is(p, "application", *subtypes))
			return true;
	return name.len >= strlen(ending) &&
	       span_is_ci(span_sub(name, name.len - strlen(ending), name.len), ending);
}

/* Why the text that is surely in the part cannot be read; NULL: it holds none. */
static const char *why_opaque(const struct message_part *p)
{
	static const char *const smime[] = { "pkcs7-mime", "x-pkcs7-mime", NULL };
	static const char *const tnef[] = { "ms-tnef", "vnd.ms-tnef", NULL };

	if (part_is(p, "multipart", "encrypted") || part_is(p, "application", "pgp-encrypted"))
		return "it is encrypted (PGP/MIME)";
	if (p->kind != PART_LEAF)
		return NULL;
	if (is_any(p, smime, ".p7m"))
		return "it is encrypted, or signed as a whole (S/MIME)";
	return is_any(p, tnef, "winmail.dat") ? "its text is in Outlook's own format (winmail.dat)"
					      : NULL;
}

static bool is_read_text(const struct message_line *line)
{
	return !line_is_added(line) && strcmp(line->why, "pgp-armour") != 0 &&
	       span_trim(line->text).len > 0;
}

static const char *why_unread(struct arena *arena, const struct message_parts *parts,
			      const struct message *message)
{
	const struct message_part *only = NULL;
	const char *why = NULL;
	size_t leaves = 0;

	for (size_t i = 0; i < message->n_lines; i++) {
		if (is_read_text(&message->lines[i]))
			return NULL;
		if (span_starts(message->lines[i].text, "-----BEGIN PGP MESSAGE"))
			why = "it is encrypted (PGP)";
	}
	for (size_t i = 0; i < parts->len && !why; i++) {
		const struct message_part *p = &parts->parts[i];

		why = why_opaque(p);
		leaves += p->kind == PART_LEAF;
		only = p->kind == PART_LEAF ? p : only;
	}
	/* a picture says nothing; a document that is all of the mail may */
	bool is_document = leaves == 1 &&
			   (part_is(only, "application", NULL) || part_is(only, "text", NULL)) &&
			   (only->attachment || form_of(only) == FORM_NONE);

	if (!why && is_document)
		why = arena_printf(arena, "all of it is %s/%s", only->type, only->subtype);
	return why;
}

static bool is_opaque(const struct message_parts *parts)
{
	for (size_t i = 0; i < parts->len; i++) {
		if (why_opaque(&parts->parts[i]))
			return true;
	}
	return false;
}

enum err_kind message_texts(struct arena *arena, const struct message_parts *parts,
			    const struct message_limits *limits, message_take_text *take,
			    void *user, bool *unread_out, struct err *err)
{
	struct message_reading r = { .arena = arena,
				     .parts = parts,
				     .limits = limits,
				     .err = err,
				     .take = take,
				     .user = user };
	enum err_kind kind = visit(&r, 0, false);

	*unread_out = !r.texts || is_opaque(parts);
	return kind;
}

static enum err_kind read_head(struct arena *arena, struct span bytes,
			       const struct message_limits *limits, struct message *out,
			       struct err *err)
{
	struct message_parts *parts = arena_alloc(arena, 1, sizeof *parts);
	enum err_kind kind = parts_read(arena, bytes, limits, parts, err);

	if (kind)
		return kind;
	out->parts = parts;
	head_fill(arena, parts, out);
	out->head_doubt = parts->parts[0].head.doubt;
	authres_read(arena, &parts->parts[0].head, out);
	dkim_read(arena, &parts->parts[0].head, out);
	return author_find(arena, parts, limits, out, err);
}

static enum err_kind read_lines(struct arena *arena, const struct message_limits *limits,
				struct message *out, struct err *err)
{
	bool rewritten = out->author_source != AUTHOR_FROM;
	struct message_reading r = {
		.arena = arena,
		.parts = out->parts,
		.limits = limits,
		.err = err,
		.wrapped = rewritten ? author_wrapped_part(out->parts) : -1,
		.context = {
			.answers = *out->in_reply_to || out->n_references ||
				   message_subject_replies(span_of(out->subject)),
			.subject_forwards = message_subject_forwards(span_of(out->subject)),
			.list_address = list_address(arena, out->list_id),
			.banners = limits->banners,
			.look = limits->look,
		},
		.next_number = 1,
	};
	enum err_kind kind = visit(&r, 0, false);

	if (kind)
		return kind;
	out->lines = r.marked.lines;
	out->n_lines = r.marked.len;
	out->is_cut = r.is_cut;
	out->body_is_html = r.html_read && !r.plain_read;
	out->unread = why_unread(arena, out->parts, out);
	bounce_read(arena, out->parts, out);
	return ERR_NONE;
}

enum err_kind message_read_head(struct arena *arena, struct span bytes,
				const struct message_limits *limits, struct message *out,
				struct err *err)
{
	*out = (struct message){ .message_id = "", .in_reply_to = "", .subject = "", .list_id = "",
				 .from = { "", "" }, .author = { "", "" } };
	g_mime_init();	/* counted: nothing when message_prepare() was called */
	enum err_kind kind = read_head(arena, bytes, limits, out, err);

	g_mime_shutdown();
	return kind;
}

enum err_kind message_read_text(struct arena *arena, const struct message_limits *limits,
				struct message *message, struct err *err)
{
	if (message->is_text_read)
		return ERR_NONE;
	g_mime_init();
	enum err_kind kind = read_lines(arena, limits, message, err);

	g_mime_shutdown();
	message->is_text_read = true;
	return kind;
}

enum err_kind message_read(struct arena *arena, struct span bytes,
			   const struct message_limits *limits, struct message *out,
			   struct err *err)
{
	enum err_kind kind = message_read_head(arena, bytes, limits, out, err);

	return kind ? kind : message_read_text(arena, limits, out, err);
}

void message_prepare(void)
{
	g_mime_init();
	charset_prepare();

	/* One value of each kind through GMime and libxml2, for what they load on first use. */
	struct arena *arena = arena_new();
	struct raw_lines lines = { .max = 10 };
	struct message_limits limits = message_limits_default();
	struct message message;
	struct err err;

	if (message_read(arena,
			 span_of("From: =?koi8-r?Q?=C1?= <dave@example.org>\n"
				 "Date: Mon, 23 Nov 2026 16:00:00 -0530\n"
				 "Content-Type: multipart/mixed; boundary=\"=_\"; x*0*=utf-8''%41\n"
				 "\n--=_\nContent-Disposition: inline; filename=a\n"
				 "Content-Transfer-Encoding: base64\n\n4Q==\n--=_--\n"),
			 &limits, &message, &err))
		(void)err;
	html_lines(arena, span_of("<p>caf&eacute;</p>"), &lines);
	arena_free(&arena);
}
