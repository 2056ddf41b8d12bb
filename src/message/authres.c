/* authres.c - reads the Authentication-Results fields of a mail; authres_proof.c judges them.
 *
 * A field is read strictly where a mistake could move a word of the sender's (an address, a
 * comment) to a place where it counts, and leniently where servers differ: values are whatever
 * stands up to white space or a semicolon, Microsoft's fields have no authserv-id.
 */
#include "message/authres.h"

#include <string.h>

#include "base/buf.h"
#include "message/internal.h"

struct cursor {
	struct arena *arena;
	struct span s;
	size_t at;
	const char *broken;
};

/* The first reason stands, and ends the reading. */
static void give_up(struct cursor *c, const char *why)
{
	if (!c->broken)
		c->broken = why;
}

static bool at_end(const struct cursor *c)
{
	return c->broken || c->at >= c->s.len;
}

static char peek(const struct cursor *c)
{
	return at_end(c) ? '\0' : c->s.ptr[c->at];
}

static bool is_next(const struct cursor *c, char wanted)
{
	return !at_end(c) && c->s.ptr[c->at] == wanted;
}

static bool take(struct cursor *c, char wanted)
{
	bool is = is_next(c, wanted);

	c->at += is;
	return is;
}

static void skip_comment(struct cursor *c)
{
	unsigned depth = 0;

	for (; c->at < c->s.len; c->at++) {
		char byte = c->s.ptr[c->at];

		if (byte == '\\') {
			c->at++;
		} else if (byte == '(' && ++depth > AUTHRES_COMMENT_DEPTH_MAX) {
			break;
		} else if (byte == ')' && --depth == 0) {
			c->at++;
			return;
		}
	}
	give_up(c, depth > AUTHRES_COMMENT_DEPTH_MAX ? "comments are nested too deeply" : "a comment does not end");
}

/* CFWS (RFC 5322 3.2.2) */
static void skip_space(struct cursor *c)
{
	while (!at_end(c)) {
		if (is_next(c, '('))
			skip_comment(c);
		else if (ascii_is_space((unsigned char)peek(c)))
			c->at++;
		else
			return;
	}
}

static void take_quoted(struct cursor *c, struct buf *out)
{
	for (c->at++; c->at < c->s.len; c->at++) {
		char byte = c->s.ptr[c->at];

		if (byte == '"') {
			c->at++;
			return;
		}
		if (byte == '\\' && ++c->at < c->s.len)
			byte = c->s.ptr[c->at];
		if (byte != '\r' && byte != '\n' && c->at < c->s.len)
			buf_add_char(out, byte);
	}
	give_up(c, "a quoted string does not end");
}

/* What stands up to white space, a comment, a semicolon or one of the marks; quotes taken off. */
static const char *take_word(struct cursor *c, const char *marks, bool lower)
{
	struct buf word;

	buf_init(&word, c->s.len + 1);
	while (!at_end(c)) {
		char byte = peek(c);

		if (byte == '"') {
			take_quoted(c, &word);
			continue;
		}
		if (ascii_is_space((unsigned char)byte) || byte == ';' || byte == '(' || (byte && strchr(marks, byte)))
			break;
		if (byte == ')')
			give_up(c, "a comment ends that did not begin");
		buf_add_char(&word, lower ? (char)ascii_lower((unsigned char)byte) : byte);
		c->at++;
	}
	struct span text = text_from_charset(c->arena, buf_span(&word), "");
	const char *copy = arena_strndup(c->arena, text.ptr, text.len);

	buf_free(&word);
	skip_space(c);
	return copy;
}

static void read_property(struct cursor *c, struct authres_result *result, size_t *cap)
{
	struct authres_property p = { .ptype = "", .property = take_word(c, ".=", true) };

	if (take(c, '.')) {
		skip_space(c);
		p.ptype = p.property;
		p.property = take_word(c, "=", true);
	}
	if (!*p.property || !take(c, '=')) {
		give_up(c, "a property has no value");
		return;
	}
	skip_space(c);
	p.value = take_word(c, "", false);
	if (result->n_properties == AUTHRES_PROPERTIES_MAX) {
		give_up(c, "a result has too many properties");
		return;
	}
	if (!*p.ptype && strcmp(p.property, "reason") == 0)
		result->reason = p.value;
	result->properties = arena_grow(c->arena, result->properties, result->n_properties, cap, sizeof *result->properties);
	result->properties[result->n_properties++] = p;
}

/* From behind a semicolon up to the next. */
static void read_result(struct cursor *c, struct authres *field, size_t *cap)
{
	struct authres_result result = { .reason = "" };
	size_t cap_properties = 0;

	skip_space(c);
	if (at_end(c) || is_next(c, ';'))
		return;
	result.method = take_word(c, "/=", true);
	if (take(c, '/')) {
		skip_space(c);
		take_word(c, "=", true);
	}
	if (!take(c, '=')) {
		/* "none"; Microsoft puts the receiver's domain between results */
		bool fits = strcmp(result.method, "none") == 0 || strcmp(field->authserv_id, AUTHRES_UNNAMED) == 0;

		if (!fits || (!at_end(c) && !is_next(c, ';')))
			give_up(c, "a method has no result");
		return;
	}
	skip_space(c);
	result.result = take_word(c, "=", true);
	while (!at_end(c) && !is_next(c, ';'))
		read_property(c, &result, &cap_properties);
	if (field->n_results == AUTHRES_RESULTS_MAX)
		give_up(c, "there are too many results");
	if (c->broken)
		return;
	field->results = arena_grow(c->arena, field->results, field->n_results, cap, sizeof *field->results);
	field->results[field->n_results++] = result;
}

static struct authres read_field(struct arena *arena, struct span value)
{
	struct cursor c = { .arena = arena, .s = value };
	struct authres field = { .authserv_id = AUTHRES_UNNAMED };
	size_t cap = 0, start;

	skip_space(&c);
	start = c.at;
	const char *id = take_word(&c, "=", true);

	if (is_next(&c, '=')) {
		c.at = start;
		read_result(&c, &field, &cap);
	} else {
		field.authserv_id = id;
		if (!at_end(&c) && !is_next(&c, ';')) {
			const char *version = take_word(&c, "", false);

			if (strspn(version, "0123456789") != strlen(version))
				give_up(&c, "no semicolon follows the authserv-id");
		}
	}
	while (take(&c, ';'))
		read_result(&c, &field, &cap);
	if (!at_end(&c))
		give_up(&c, "no semicolon follows a result");
	field.broken = c.broken;
	return field;
}

void authres_read(struct arena *arena, const struct head *head, struct message *out)
{
	unsigned received = 0;
	size_t cap = 0;

	for (size_t i = 0; i < head->len && out->n_authres < AUTHRES_FIELDS_MAX; i++) {
		bool original = span_is_ci(head->fields[i].name, "X-Original-Authentication-Results");

		received += span_is_ci(head->fields[i].name, "Received");
		if (!original && !span_is_ci(head->fields[i].name, "Authentication-Results"))
			continue;
		struct authres field = read_field(arena, head->fields[i].value);

		field.received_above = received;
		field.original = original;
		out->authres = arena_grow(arena, out->authres, out->n_authres, &cap, sizeof *out->authres);
		out->authres[out->n_authres++] = field;
	}
}
