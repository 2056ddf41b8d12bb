/* address.c - the addresses of a header field (RFC 5322 3.4), as real mail writes them.
 *
 * Much real mail breaks the standard: brackets, dots, commas and colons in names without quotes,
 * local parts with two dots or one at the end, quotes and brackets that never close.  A field with
 * only one possible meaning gets it: everything before an address in angle brackets is its name.
 *  A field that could mean two addresses means two, and then nobody's word counts.
 */
#include <string.h>
#include <gmime/gmime.h>

#include "base/buf.h"
#include "base/letter.h"
#include "message/internal.h"

enum { NESTED_MAX = 1 };	/* a field within a quoted string or an encoded word */

/* What stands between two commas. */
struct address_mailbox {
	struct buf name;	/* raw: encoded words as they are, quoted strings without quotes */
	struct buf bare;	/* the same with quotes, without comments: an address may stand
				 * in it alone */
	struct span comment;	/* the last one */
	struct span angle;	/* what stood in angle brackets */
	size_t name_len;	/* of the name in front of them */
	bool has_angle;
	bool has_colon;
};

struct address_reader {
	struct arena *arena;
	const struct message_limits *limits;
	struct address_list *list;
	struct span value;
	size_t at;
	size_t last_semicolon;		/* behind it; 0: there is none */
	bool quotes_end, comments_end;	/* no further one is closed */
	unsigned nested;
	struct address_mailbox box;
	struct buf before;		/* "Weber, " in front of "Joe <joe@...>": a name with a
					 * comma */
	size_t found;			/* addresses */
};

static enum err_kind read_value(struct address_reader *r, struct err *err);

/* ---- one address ---- */

/* Without the quotes that it does not need. */
static struct span bare_local(struct span local)
{
	struct span atom = span_unwrap(local, "\"\"");

	for (size_t i = 0; i < atom.len; i++) {
		if ((unsigned char)atom.ptr[i] <= ' ' || strchr("\"\\()<>@,;:[]", atom.ptr[i]))
			return local;
	}
	return atom.len ? atom : local;
}

/* Length of the comment at s with those in it, 0 if it never ends. */
static size_t comment_len(struct span s)
{
	size_t depth = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\\')
			i++;
		else if (s.ptr[i] == '(')
			depth++;
		else if (s.ptr[i] == ')' && --depth == 0)
			return i + 1;
	}
	return 0;
}

/* Without blanks, comments and stray brackets. */
static struct span bare_address(struct arena *arena, struct span s)
{
	char *out = arena_alloc(arena, s.len + 1, 1);
	size_t n = 0, i = 0;

	while (i < s.len) {
		size_t comment = s.ptr[i] == '(' ? comment_len(span_sub(s, i, s.len)) : 0;

		if (!comment && (unsigned char)s.ptr[i] > 32 && s.ptr[i] != 127 &&
		    !strchr("<>", s.ptr[i]))
			out[n++] = s.ptr[i];
		i += comment ? comment : 1;
	}
	return span_from(out, n);
}

/* "local@domain", the domain in lower case and A-labels; "" for what is none. */
static const char *clean_address(struct arena *arena, struct span s)
{
	s = span_trim(s);
	if (span_starts_ci(s, "mailto:"))
		s = span_sub(s, 7, s.len);
	ptrdiff_t route = span_starts(s, "@") ? span_find_char(s, ':') : -1;	/* RFC 5322 4.4 */

	if (route > 0)
		s = span_sub(s, (size_t)route + 1, s.len);
	s = bare_address(arena, text_from_charset(arena, s, ""));
	s = span_unwrap(s, "''");
	size_t at = s.len;

	while (at > 0 && s.ptr[at - 1] != '@')
		at--;
	struct span local = span_sub(s, 0, at ? at - 1 : 0);
	struct span domain = span_strip_end(span_sub(s, at, s.len), ".");

	if (!local.len || !domain.len)
		return "";
	if (local.ptr[0] != '"' && (span_has(local, ":") || span_has(local, ";")))
		return "";
	local = bare_local(local);
	return message_ascii_address(arena, arena_printf(arena, SPAN_FMT "@%s", SPAN_ARG(local),
							 text_lower(arena, domain)));
}

static enum err_kind add(struct address_reader *r, struct span name, const char *addr,
			 struct err *err)
{
	struct address_list *list = r->list;

	if (list->len >= r->limits->addresses)
		return err_set(err, ERR_DATA, "more than %u addresses (addresses)",
			       r->limits->addresses);
	list->list = arena_grow(r->arena, list->list, list->len, &list->cap, sizeof *list->list);
	list->list[list->len++] = (struct mail_address){
		.name = text_from_header(r->arena, name), .addr = addr,
	};
	r->found += *addr != '\0';
	return ERR_NONE;
}

/* ---- what stands between two commas ---- */

static void box_clear(struct address_mailbox *box)
{
	buf_clear(&box->name);
	buf_clear(&box->bare);
	box->comment = box->angle = span_from("", 0);
	box->name_len = 0;
	box->has_angle = box->has_colon = false;
}

static void box_add(struct address_mailbox *box, struct span s)
{
	buf_add_span(&box->name, s);
	buf_add_span(&box->bare, s);
}

/* Whether a word of an address goes on behind the blanks at n: "joe @ example . org". */
static bool goes_on(struct span s, size_t n)
{
	struct span word = span_trim(span_sub(s, 0, n)), after = span_trim(span_sub(s, n, s.len));
	char last = word.ptr[word.len - 1], next = after.len ? after.ptr[0] : '\0';
	bool in_domain = span_find_char(word, '@') >= 0;

	return last == '@' || next == '@' || (in_domain && next && (last == '.' || next == '.'));
}

/* The next word of a text; blanks in quotes do not end it. */
static bool next_word(struct span *rest, struct span *out)
{
	*rest = span_trim(*rest);
	size_t n = 0;
	bool quoted = false;

	for (; n < rest->len; n++) {
		if (rest->ptr[n] == '"')
			quoted = !quoted;
		if (!quoted && ascii_is_space(rest->ptr[n]) && !goes_on(*rest, n))
			break;
	}
	*out = span_sub(*rest, 0, n);
	*rest = span_sub(*rest, n, rest->len);
	return n > 0;
}

static bool has_address(struct span word)
{
	bool is_text = span_ends(word, "\"") || (span_starts(word, "=?") && span_ends(word, "?="));

	return span_find_char(word, '@') >= 0 && !is_text;
}

/* "joe@example.org" and "Joe [joe@example.org]"; each word that can be an address is one, the
 * others are its name. */
static enum err_kind add_bare(struct address_reader *r, struct err *err)
{
	struct span rest = buf_fitted(&r->box.bare), word, name = buf_fitted(&r->before);
	enum err_kind kind = ERR_NONE;
	struct buf others;

	buf_init(&others, rest.len + 2);
	while (next_word(&rest, &word)) {
		if (has_address(word))
			continue;
		buf_add_span(&others, word);
		buf_add_char(&others, ' ');
	}
	if (!span_trim(name).len)
		name = span_trim(buf_fitted(&others)).len ? buf_fitted(&others) : r->box.comment;
	rest = buf_fitted(&r->box.bare);
	while (!kind && next_word(&rest, &word)) {
		if (!has_address(word))
			continue;
		while (word.len > 2 && strchr("[({'", word.ptr[0]) &&
		       strchr("])}'", word.ptr[word.len - 1]))
			word = span_sub(word, 1, word.len - 2);
		const char *addr = clean_address(r->arena, word);

		if (*addr)
			kind = add(r, name, addr, err);
	}
	buf_free(&others);
	return kind;
}

static enum err_kind add_angle(struct address_reader *r, const char *addr, struct err *err)
{
	struct span name = span_trim(buf_fitted(&r->box.name));
	const char *other =
		clean_address(r->arena, span_sub(buf_fitted(&r->box.name), r->box.name_len,
						 buf_len(&r->box.name)));

	if (*other && add(r, span_from("", 0), other, err)) /* a second one behind the brackets */
		return err->kind;
	if (!name.len)
		name = r->box.comment;
	if (!buf_len(&r->before))
		return add(r, name, addr, err);
	buf_add_span(&r->before, name);
	enum err_kind kind = add(r, buf_fitted(&r->before), addr, err);

	buf_clear(&r->before);
	return kind;
}

/* "joe at example.org (Joe)", as the archives of Mailman write it; "" for anything else. */
static const char *address_in_words(struct arena *arena, struct span name)
{
	ptrdiff_t at = span_find(name, " at ");
	struct span local = span_sub(name, 0, at > 0 ? (size_t)at : 0);
	struct span domain = span_sub(name, local.len + 4, name.len);

	if (!local.len || span_has(local, " ") || span_has(domain, " ") || !span_has(domain, "."))
		return "";
	return clean_address(arena, span_of(arena_printf(arena, SPAN_FMT "@" SPAN_FMT,
							 SPAN_ARG(local), SPAN_ARG(domain))));
}

/* All of it stands in quotes, or in an encoded word. */
static enum err_kind add_nested(struct address_reader *r, struct span name, struct err *err)
{
	struct address_reader inner = {
		.arena = r->arena, .limits = r->limits, .list = r->list, .nested = r->nested + 1,
		.value = span_of(text_from_header(r->arena, name)),
	};
	enum err_kind kind = read_value(&inner, err);

	r->found += inner.found;
	return kind;
}

/* Where neither brackets nor a word hold an address: the name may, as may the comment. */
static enum err_kind add_hidden(struct address_reader *r, struct span name, bool last,
				struct err *err)
{
	struct address_mailbox *box = &r->box;
	bool is_encoded = last && !r->list->len && span_has(name, "=?");
	size_t before = r->found;
	enum err_kind kind = ERR_NONE;

	if (!box->has_angle && r->nested < NESTED_MAX && (span_has(name, "@") || is_encoded))
		kind = add_nested(r, name, err);
	if (kind || r->found > before)
		return kind;
	if (span_find_char(box->comment, '@') > 0) {
		const char *addr = clean_address(r->arena, box->comment);

		if (*addr)
			return add(r, name, addr, err);
	}
	const char *addr = box->has_angle ? "" : address_in_words(r->arena, name);

	return *addr ? add(r, box->comment, addr, err) : ERR_NONE;
}

/* A comma, a semicolon or the end. */
static enum err_kind end_box(struct address_reader *r, bool last, struct err *err)
{
	struct address_mailbox *box = &r->box;
	const char *angle = box->has_angle ? clean_address(r->arena, box->angle) : "";
	struct span name = span_trim(buf_fitted(&box->name));
	size_t before = r->found;
	enum err_kind kind = ERR_NONE;

	if (*angle)
		kind = add_angle(r, angle, err);
	else if (span_has(buf_fitted(&box->bare), "@"))
		kind = add_bare(r, err);
	if (!kind && r->found == before)
		kind = add_hidden(r, name, last, err);
	if (r->found > before) {
		buf_clear(&r->before);
	} else if (name.len) {
		buf_add_span(&r->before, name);
		buf_add_str(&r->before, last ? "" : ", ");
	}
	bool is_nobody = last && !r->found && !r->nested;

	if (!kind && is_nobody && buf_len(&r->before))	/* somebody without an address */
		kind = add(r, buf_fitted(&r->before), "", err);
	box_clear(box);
	return kind;
}

/* ---- the pieces ---- */

/* Length of the quoted string at s, 0 if it never ends. */
static size_t quoted_len(struct span s)
{
	for (size_t i = 1; i < s.len; i++) {
		if (s.ptr[i] == '\\')
			i++;
		else if (s.ptr[i] == '"')
			return i + 1;
	}
	return 0;
}

/* At '<': what stands up to '>', or up to the next comma where there is none.  Returns its
 * length. */
static size_t angle_len(struct span s, struct span *inside_out)
{
	size_t i = 1;
	bool quoted = false;

	while (i < s.len && (quoted || (s.ptr[i] != '>' && s.ptr[i] != ','  && s.ptr[i] != ';'))) {
		quoted = quoted != (s.ptr[i] == '"');
		i++;
	}
	if (quoted)	/* it never closes */
		for (i = 1; i < s.len && s.ptr[i] != '>' && s.ptr[i] != ','; i++)
			;
	/* "@relay.example,@other.example:joe@example.org" */
	if (i < s.len && s.ptr[i] == ',' && s.len > 1 && s.ptr[1] == '@' &&
	    span_find_char(s, '>') > 0)
		i = (size_t)span_find_char(s, '>');
	*inside_out = span_sub(s, 1, i - 1);
	return i < s.len && s.ptr[i] == '>' ? i + 1 : i;
}

/* What len_of says of s; *over: it has said 0 once, and would for all that follows. */
static size_t closed_len(struct span s, size_t (*len_of)(struct span s), bool *over)
{
	size_t len = *over ? 0 : len_of(s);

	*over = len == 0;
	return len;
}

static void take_quoted(struct address_reader *r, struct span s, size_t len)
{
	buf_add_span(&r->box.bare, span_sub(s, 0, len));
	for (size_t i = 1; i + 1 < len; i++) {
		i += s.ptr[i] == '\\' && i + 2 < len;
		buf_add_char(&r->box.name, s.ptr[i]);
	}
	r->at += len;
}

/* A group's name, when a semicolon ends the group; else a colon in a name. */
static bool begins_group(const struct address_reader *r)
{
	return r->at < r->last_semicolon && !r->box.has_angle && !r->box.has_colon &&
	       span_find_char(buf_fitted(&r->box.bare), '@') < 0;
}

static enum err_kind take_angle(struct address_reader *r, struct span rest, struct err *err)
{
	enum err_kind kind = ERR_NONE;
	struct span inside;
	size_t len = angle_len(rest, &inside);

	/* two of them without a comma */
	if (r->box.has_angle && *clean_address(r->arena, r->box.angle)) {
		struct span behind =
			span_sub(buf_fitted(&r->box.name), r->box.name_len, buf_len(&r->box.name));
		const char *name = arena_strndup(r->arena, behind.ptr, behind.len);

		buf_shorten(&r->box.name, r->box.name_len);
		kind = end_box(r, false, err);
		box_add(&r->box, span_of(name));
	}
	if (!r->box.has_angle || span_find_char(inside, '@') >= 0)
		r->box.angle = inside;
	r->box.has_angle = true;
	r->box.name_len = buf_len(&r->box.name);
	r->at += len;
	return kind;
}

static enum err_kind read_value(struct address_reader *r, struct err *err)
{
	enum err_kind kind = ERR_NONE;

	for (size_t i = 0; i < r->value.len; i++)
		r->last_semicolon = r->value.ptr[i] == ';' ? i + 1 : r->last_semicolon;
	buf_init(&r->box.name, r->value.len + 1);
	buf_init(&r->box.bare, r->value.len + 1);
	buf_init(&r->before, 3 * r->value.len + 3);
	box_clear(&r->box);
	while (!kind && r->at < r->value.len) {
		struct span rest = span_sub(r->value, r->at, r->value.len);
		char c = rest.ptr[0];
		size_t len = 0;

		if (c == '"' && (len = closed_len(rest, quoted_len, &r->quotes_end)) > 0) {
			take_quoted(r, rest, len);
		} else if (c == '(' &&
			   (len = closed_len(rest, comment_len, &r->comments_end)) > 0) {
			r->box.comment = span_sub(rest, 1, len - 2);
			r->at += len;
		} else if (c == '=' && (len = text_encoded_word_len(rest)) > 0) {
			box_add(&r->box, span_sub(rest, 0, len));
			r->at += len;
		} else if (c == '<') {
			kind = take_angle(r, rest, err);
		} else if (c == '>') {
			r->at++;
		} else if (c == ',' || c == ';') {
			r->at++;
			kind = end_box(r, false, err);
		} else if (c == ':' && begins_group(r)) {
			r->at++;
			box_clear(&r->box);
			r->box.has_colon = true;
			buf_clear(&r->before);
		} else {
			len = c == '\\' && rest.len > 1;
			r->at += len + 1;
			box_add(&r->box, span_sub(rest, len, 1));
		}
	}
	if (!kind)
		kind = end_box(r, true, err);
	buf_free(&r->box.name);
	buf_free(&r->box.bare);
	buf_free(&r->before);
	return kind;
}

enum err_kind addresses_read(struct arena *arena, struct span value,
			     const struct message_limits *limits, struct address_list *list,
			     struct err *err)
{
	struct address_reader r = {
		.arena = arena, .limits = limits, .list = list, .value = span_unfold(arena, value)
	};

	return r.value.len ? read_value(&r, err) : ERR_NONE;
}

struct span message_ascii_domain(struct arena *arena, struct span domain)
{
	if (letter_ascii_len(domain) == domain.len)
		return domain;
	for (size_t i = 0; i < domain.len; i++) {
		unsigned char c = (unsigned char)domain.ptr[i];

		/* GMime would cut the domain there. */
		if (c < 128 && !ascii_is_alpha(c) && !ascii_is_digit(c) && c != '-' && c != '.')
			return domain;
	}
	InternetAddress *mailbox = internet_address_mailbox_new(
		NULL, arena_printf(arena, "x@" SPAN_FMT, SPAN_ARG(domain)));
	const char *addr = internet_address_mailbox_get_idn_addr(INTERNET_ADDRESS_MAILBOX(mailbox));

	if (addr && strncmp(addr, "x@", 2) == 0)
		domain = span_of(arena_strdup(arena, addr + 2));
	g_object_unref(mailbox);
	return domain;
}

const char *message_ascii_address(struct arena *arena, const char *addr)
{
	const char *at = strrchr(addr, '@');
	struct span domain = at ? message_ascii_domain(arena, span_of(at + 1)) : span_of("");

	if (!at || domain.ptr == at + 1)
		return addr;
	return arena_printf(arena, "%.*s@" SPAN_FMT, (int)(at - addr), addr, SPAN_ARG(domain));
}
