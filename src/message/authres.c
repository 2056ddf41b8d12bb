/* authres.c - reads the Authentication-Results fields of a mail; authres_proof.c judges them.
 *
 * A server writes words of the sender's into its field: the envelope's sender and the HELO name,
 * also into comments; domain, selector and identity of a signature.  Not all of them quote well,
 * and where a line is too long it is cut or folded on the way.  So a field is broken as soon as a
 * sender may have had a hand in its structure: by what no honest name holds (a backslash, a control
 * character, a quote or a whole result in a comment, a semicolon between quotes), by what is longer
 * than any name, and by a method that no server is known to write.  Where servers differ it is read
 * leniently: values are whatever stands up to white space or a semicolon, Microsoft's fields have
 * no authserv-id.
 */
#include "message/authres.h"

#include <string.h>

#include "base/buf.h"
#include "message/internal.h"

struct cursor {
	struct arena *arena;
	struct span s;
	size_t at;
	struct span quoted;		/* in a comment, and not yet seen as a value */
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

/* Text that ends where its quotes do, whether or not quotes count in a comment. */
static bool is_one_word(struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (ascii_is_space((unsigned char)text.ptr[i]) || strchr("\"();", text.ptr[i]))
			return false;
	}
	return true;
}

/* What stands between the parentheses may be a sender's work.  Quotes are let through where rspamd
 * writes them: in ("example.org:s=k:i=1") of ARC, and around an address with a sign in it, as
 * bounces of lists have them.  That one must be said again outside: expect_value(). */
static const char *find_comment_doubt(struct cursor *c, struct span text)
{
	ptrdiff_t open = span_find_char(text, '"');
	struct span rest = open < 0 ? span_from("", 0) : span_sub(text, (size_t)open + 1, text.len);
	ptrdiff_t close = span_find_char(rest, '"');
	struct span quoted = span_sub(rest, 0, close < 0 ? 0 : (size_t)close);

	if (text.len > AUTHRES_COMMENT_BYTES_MAX)
		return "a comment is longer than any server's";
	if (span_find_char(text, ';') >= 0 && span_find_char(text, '=') >= 0)
		return "a comment holds a whole result";
	if (open < 0)
		return NULL;
	if (close < 0 || !is_one_word(quoted) || c->quoted.ptr ||
	    span_find_char(span_sub(rest, (size_t)close + 1, rest.len), '"') >= 0)
		return "a comment holds quotation marks";
	if (text.len != quoted.len + 2)
		c->quoted = quoted;
	return NULL;
}

static void skip_comment(struct cursor *c)
{
	size_t start = c->at + 1;
	unsigned depth = 0;

	for (; c->at < c->s.len; c->at++) {
		char byte = c->s.ptr[c->at];

		if (byte == '(' && ++depth > AUTHRES_COMMENT_DEPTH_MAX)
			break;
		if (byte != ')' || --depth)
			continue;
		struct span text = span_sub(c->s, start, c->at++ - start);

		const char *doubt = find_comment_doubt(c, text);

		if (doubt)
			give_up(c, doubt);
		return;
	}
	give_up(c, depth > AUTHRES_COMMENT_DEPTH_MAX ? "comments are nested too deeply"
						     : "a comment does not end");
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

/* No backslash is in the field (find_doubt), so that the string ends at the next quote. */
static void take_quoted(struct cursor *c, struct buf *out)
{
	for (c->at++; c->at < c->s.len; c->at++) {
		char byte = c->s.ptr[c->at];

		if (byte == ';') {
			give_up(c, "a quoted string holds a semicolon");
			return;
		}
		if (byte == '"') {
			c->at++;
			return;
		}
		if (byte != '\r' && byte != '\n')
			buf_add_char(out, byte);
	}
	give_up(c, "a quoted string does not end");
}

static const char *end_word(struct cursor *c, struct buf *word)
{
	struct span text = text_from_charset(c->arena, buf_fitted(word), "");

	const char *copy = arena_strndup(c->arena, text.ptr, text.len);

	if (text.len > AUTHRES_WORD_BYTES_MAX)
		give_up(c, "a word is longer than any name");
	buf_free(word);
	skip_space(c);
	return copy;
}

/* What stands up to white space, a comment, a semicolon or one of the marks. */
static void take_plain(struct cursor *c, const char *marks, bool lower, struct buf *word)
{
	for (; !at_end(c); c->at++) {
		char byte = peek(c);

		if (ascii_is_space((unsigned char)byte) || byte == ';' || byte == '(' ||
		    strchr(marks, byte))
			return;
		if (byte == ')')
			give_up(c, "a comment ends that did not begin");
		else if (byte == '"')
			give_up(c, "a quoted string begins within a word");
		buf_add_char(word, lower ? (char)ascii_lower((unsigned char)byte) : byte);
	}
}

/* A name that the server has chosen itself: never quoted; in lower case. */
static const char *take_name(struct cursor *c, const char *marks)
{
	struct buf word;

	buf_init(&word, c->s.len + 1);
	take_plain(c, marks, true, &word);
	return end_word(c, &word);
}

/* A value: quoted, or a quoted local part before its @domain, or as it stands. */
static const char *take_value(struct cursor *c, const char *marks, bool lower)
{
	bool quoted = is_next(c, '"');
	struct buf word;

	buf_init(&word, c->s.len + 1);
	if (quoted)
		take_quoted(c, &word);
	if (!quoted || is_next(c, '@'))
		take_plain(c, marks, lower, &word);
	if (is_next(c, '(') || (quoted && is_next(c, '"')))
		give_up(c, "a value goes on behind its end");
	return end_word(c, &word);
}

static bool is_given(const struct authres_result *result, const struct authres_property *p)
{
	for (size_t i = 0; i < result->n_properties; i++) {
		if (strcmp(result->properties[i].ptype, p->ptype) == 0 &&
		    strcmp(result->properties[i].property, p->property) == 0)
			return true;
	}
	return false;
}

static void read_property(struct cursor *c, struct authres_result *result, size_t *cap)
{
	struct authres_property p = { .ptype = "", .property = take_name(c, ".=") };

	if (take(c, '.')) {
		skip_space(c);
		p.ptype = p.property;
		p.property = take_name(c, "=");
	}
	if (!*p.property || !take(c, '=')) {
		give_up(c, "a property has no value");
		return;
	}
	skip_space(c);
	p.value = take_value(c, "", false);
	if (strchr(p.value, '@') != strrchr(p.value, '@'))
		give_up(c, "an address has two domains");
	if (result->n_properties == AUTHRES_PROPERTIES_MAX)
		give_up(c, "a result has too many properties");
	if (is_given(result, &p))
		give_up(c, "a property is given twice");
	/* OpenDMARC writes the HELO name as it came, which may have blanks in it, and nothing
	 * behind it. */
	if (strcmp(p.property, "mailfrom") == 0 &&
	    is_given(result, &(struct authres_property){ .ptype = "smtp", .property = "helo" }))
		give_up(c, "an envelope's sender follows the HELO name");
	if (c->broken)
		return;
	if (!*p.ptype && strcmp(p.property, "reason") == 0)
		result->reason = p.value;
	result->properties = arena_grow(c->arena, result->properties, result->n_properties, cap,
					sizeof *result->properties);
	result->properties[result->n_properties++] = p;
}

/* What a comment quotes is the envelope's sender or the HELO name of the same result. */
static void expect_value(struct cursor *c, const struct authres_result *result)
{
	bool found = !c->quoted.ptr;

	for (size_t i = 0; i < result->n_properties && !found; i++)
		found = strcmp(result->properties[i].ptype, "smtp") == 0 &&
			span_is(c->quoted, result->properties[i].value);
	c->quoted = span_from(NULL, 0);
	if (!found)
		give_up(c, "a comment holds quotation marks");
}

/* A method that servers are known to write. */
static bool find_method(const char *method, enum authres_speaks *speaks_out)
{
	static const struct {
		const char *method;
		enum authres_speaks speaks;
	} methods[] = {
		/* the registry of RFC 8601 */
		{ "arc", SPEAKS_OF_MAIL },
		{ "auth", SPEAKS_OF_MAIL },
		{ "dkim", SPEAKS_OF_SIGNATURE },
		{ "dkim-adsp", SPEAKS_OF_MAIL },
		{ "dkim-atps", SPEAKS_OF_MAIL },
		{ "dmarc", SPEAKS_OF_MAIL },
		{ "dnswl", SPEAKS_OF_OTHERS },
		{ "domainkeys", SPEAKS_OF_SIGNATURE },
		{ "iprev", SPEAKS_OF_MAIL },
		{ "rrvs", SPEAKS_OF_OTHERS },
		{ "sender-id", SPEAKS_OF_MAIL },
		{ "smime", SPEAKS_OF_OTHERS },
		{ "spf", SPEAKS_OF_SENDER },
		{ "vbr", SPEAKS_OF_OTHERS },
		/* Fastmail and others; Microsoft */
		{ "bimi", SPEAKS_OF_MAIL },
		{ "compauth", SPEAKS_OF_MAIL },
		{ "x-aligned-from", SPEAKS_OF_MAIL },
		{ "x-ptr", SPEAKS_OF_MAIL },
		{ "x-return-mx", SPEAKS_OF_OTHERS },
		{ "x-tls", SPEAKS_OF_MAIL },
	};

	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
		if (strcmp(method, methods[i].method) != 0)
			continue;
		*speaks_out = methods[i].speaks;
		return true;
	}
	return false;
}

/* "none" stands for all results; Microsoft puts the receiver's domain between them. */
static void end_without_result(struct cursor *c, const struct authres *field, const char *word)
{
	bool is_none = strcmp(word, "none") == 0 && !field->n_results;
	bool is_unnamed = strcmp(field->authserv_id, AUTHRES_UNNAMED) == 0;

	if (!is_none && !is_unnamed)
		give_up(c, "a method has no result");
	else if (!at_end(c) && (is_none || !is_next(c, ';')))
		give_up(c, "something follows a word that is no result");
}

/* From behind a semicolon up to the next. */
static void read_result(struct cursor *c, struct authres *field, size_t *cap)
{
	struct authres_result result = { .reason = "" };
	size_t cap_properties = 0;

	skip_space(c);
	if (at_end(c) || is_next(c, ';'))
		return;
	result.method = take_name(c, "/=");
	if (take(c, '/')) {
		skip_space(c);
		take_name(c, "=");
	}
	if (!take(c, '=')) {
		end_without_result(c, field, result.method);
		return;
	}
	if (!find_method(result.method, &result.speaks))
		give_up(c, "a method is not known");
	skip_space(c);
	result.result = take_name(c, "=");
	while (!at_end(c) && !is_next(c, ';'))
		read_property(c, &result, &cap_properties);
	expect_value(c, &result);
	if (field->n_results == AUTHRES_RESULTS_MAX)
		give_up(c, "there are too many results");
	if (c->broken)
		return;
	field->results =
		arena_grow(c->arena, field->results, field->n_results, cap, sizeof *field->results);
	field->results[field->n_results++] = result;
}

/* What can be seen before anything is read. */
static const char *find_doubt(struct span value)
{
	size_t line = 0;

	if (value.len > AUTHRES_FIELD_BYTES_MAX)
		return "it is so long that its server may have cut it";
	for (size_t i = 0; i < value.len; i++, line++) {
		unsigned char byte = (unsigned char)value.ptr[i];
		bool is_end = byte == '\n' ||
			      (byte == '\r' && i + 1 < value.len && value.ptr[i + 1] == '\n');

		if (byte == '\n')
			line = 0;
		if (byte == '\\')
			return "it holds a backslash";
		if ((byte < ' ' && byte != '\t' && !is_end) || byte == 127)
			return "it holds a control character";
		if (line > AUTHRES_LINE_BYTES_MAX)
			return "one of its lines is so long that a server may have cut it";
	}
	return NULL;
}

static struct authres read_field(struct arena *arena, struct span value)
{
	struct cursor c = { .arena = arena, .s = value };
	struct authres field = { .authserv_id = AUTHRES_UNNAMED };
	size_t cap = 0, start;

	while (ascii_is_space((unsigned char)peek(&c)))
		c.at++;
	start = c.at;
	/* Servers that take out what comes in under their name look for it at the beginning. */
	if (is_next(&c, '('))
		give_up(&c, "a comment stands first");
	const char *id = take_value(&c, "=", true);

	/* Whose field it is comes first: one of ours that is broken must not make room for a
	 * sender's below it. */
	bool is_named = !is_next(&c, '=');
	const char *doubt = find_doubt(value);

	if (is_named)
		field.authserv_id = id;
	if (doubt)
		give_up(&c, doubt);
	if (!is_named) {
		c.at = start;
		read_result(&c, &field, &cap);
	} else if (!at_end(&c) && !is_next(&c, ';')) {
		const char *version = take_name(&c, "");

		if (strspn(version, "0123456789") != strlen(version))
			give_up(&c, "no semicolon follows the authserv-id");
	}
	while (take(&c, ';'))
		read_result(&c, &field, &cap);
	if (!at_end(&c))
		give_up(&c, "no semicolon follows a result");
	if (c.quoted.ptr)
		give_up(&c, "a comment holds quotation marks");
	field.broken = c.broken;
	return field;
}

void authres_read(struct arena *arena, const struct message_head *head, struct message *out)
{
	unsigned received = 0;
	size_t cap = 0;

	for (size_t i = 0; i < head->len && out->n_authres < AUTHRES_FIELDS_MAX; i++) {
		bool original =
			span_is_ci(head->fields[i].name, "X-Original-Authentication-Results");

		received += span_is_ci(head->fields[i].name, "Received");
		if (!original && !span_is_ci(head->fields[i].name, "Authentication-Results"))
			continue;
		struct authres field = read_field(arena, head->fields[i].value);

		field.received_above = received;
		field.original = original;
		out->authres =
			arena_grow(arena, out->authres, out->n_authres, &cap, sizeof *out->authres);
		out->authres[out->n_authres++] = field;
	}
}
