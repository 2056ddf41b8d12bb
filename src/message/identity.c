/* identity.c - see identity.h. */
#include "message/identity.h"

#include <glib.h>
#include <string.h>

#include "message/internal.h"

#define DOMAIN "@content.invalid"	/* RFC 2606: nobody's */

enum { ID_MAX = 900, HASH_LEN = 64 };

struct content {
	struct arena *arena;
	const struct message *message;
	const struct message_look *look;
	GChecksum *hash;
};

/* Without white space: a copy may be folded and filled otherwise. */
static void add(struct content *c, struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!ascii_is_space((unsigned char)text.ptr[i]))
			g_checksum_update(c->hash, (const guchar *)text.ptr + i, 1);
	}
}

static void add_field(struct content *c, struct span text)
{
	add(c, text);
	g_checksum_update(c->hash, (const guchar *)"", 1);
}

static void add_author(struct content *c)
{
	const struct mail_address *author = &c->message->author;
	char *who = arena_strdup(c->arena, *author->addr ? author->addr : author->name);

	for (char *p = who; *p; p++)
		*p = (char)ascii_lower((unsigned char)*p);
	add_field(c, span_of(who));
}

/* Of a mail without a date, when the first server had it: the last field of these, the ones above
 * are of each copy's way. */
static void add_date(struct content *c)
{
	const struct message_head *head = &c->message->parts->parts[0].head;
	struct span received = { "", 0 };

	if (c->message->has_date) {
		add_field(c, span_of(arena_printf(c->arena, "%lld",
						  (long long)c->message->date_utc_s)));
		return;
	}
	for (size_t i = 0; i < head->len; i++) {
		if (span_is_ci(head->fields[i].name, "Received"))
			received = head->fields[i].value;
	}
	for (ptrdiff_t semicolon; (semicolon = span_find_char(received, ';')) >= 0;)
		received = span_sub(received, (size_t)semicolon + 1, received.len);
	add_field(c, received);
}

/* Brackets that can hold no tag are a list's prefix. */
static void add_subject(struct content *c)
{
	struct span rest = span_of(c->message->subject);

	while (rest.len) {
		ptrdiff_t open = span_find_char(rest, '[');
		size_t begin = open < 0 ? rest.len : (size_t)open;
		ptrdiff_t close = span_find_char(span_sub(rest, begin, rest.len), ']');
		size_t end = close < 0 ? rest.len : begin + (size_t)close + 1;

		struct span group = span_sub(rest, begin, end - begin);

		add(c, span_sub(rest, 0, begin));
		if (close < 0 || message_may_hold(c->look, group, ASK_MAIL))
			add(c, group);
		rest = span_sub(rest, end, rest.len);
	}
	add_field(c, span_of(""));
}

/* What the author wrote; else what he quoted or signed; but for what the list has put below.
 * False: there is no text. */
static bool add_lines(struct content *c)
{
	for (int new = 1; new >= 0; new--) {
		bool any = false;

		for (size_t i = 0; i < c->message->n_lines; i++) {
			const struct message_line *line = &c->message->lines[i];

			if (line->kind == LINE_FOOTER || (new && line->kind != LINE_NEW))
				continue;
			add(c, line->text);
			any = any || span_trim(line->text).len > 0;
		}
		if (any)
			return true;
	}
	return false;
}

/* Not their bytes: of a large mail they stay on the server. */
static void add_parts(struct content *c)
{
	for (size_t i = 0; i < c->message->parts->len; i++) {
		const struct message_part *p = &c->message->parts->parts[i];

		if (p->kind == PART_LEAF)
			add_field(c, span_of(arena_printf(c->arena, "%s/%s %s", p->type, p->subtype,
							  p->filename)));
	}
}

const char *identity_of_content(struct arena *arena, const struct message *message,
				const struct message_look *look)
{
	struct content c = { arena, message, look, g_checksum_new(G_CHECKSUM_SHA256) };

	add_author(&c);
	add_date(&c);
	add_subject(&c);
	if (!add_lines(&c))
		add_parts(&c);
	const char *id = arena_printf(arena, "%s" DOMAIN, g_checksum_get_string(c.hash));

	g_checksum_free(c.hash);
	return id;
}

const char *identity_of_place(struct arena *arena, const char *place)
{
	gchar *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, place, -1);
	const char *id = arena_printf(arena, "%s" DOMAIN, hash);

	g_free(hash);
	return id;
}

bool identity_is_of_content(const char *id)
{
	return strspn(id, "0123456789abcdef") == HASH_LEN && strcmp(id + HASH_LEN, DOMAIN) == 0;
}

bool identity_may_be_cited(const char *id)
{
	for (const char *p = id; *p; p++) {
		if (*p <= ' ' || *p > '~' || *p == '<' || *p == '>')
			return false;
	}
	return *id && strlen(id) <= ID_MAX && !identity_is_of_content(id);
}
