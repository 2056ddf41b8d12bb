/* bounce.c - see bounce.h.
 *
 * A report in the form of RFC 3464 is believed from anybody, prose only from a sender that is
 * evidently a mail system.  In prose, a phrase of the table opens a list of addresses, each with
 * what was said about it, up to a line that opens the copy of the mail itself.
 */
#include "message/bounce.h"

#include <string.h>

#include "base/buf.h"
#include "message/internal.h"

struct report {
	struct arena *arena;
	const struct message_parts *parts;
	const struct message *message;
	struct bounce *out;
	size_t cap;
};

/* ---- one recipient ---- */

static bool is_atom(char c)
{
	return (unsigned char)c > ' ' && c != 127 && !strchr("<>()[],;:\"", c);
}

/* Without "rfc822;" and brackets; "" for what is no address. */
static const char *clean_addr(struct arena *arena, struct span s)
{
	ptrdiff_t type = span_find_char(s, ';');

	s = span_trim(type >= 0 ? span_sub(s, (size_t)type + 1, s.len) : s);
	if (s.len && s.ptr[0] == '<')
		s = span_sub(s, 1, s.len);
	size_t n = 0, ats = 0;

	while (n < s.len && is_atom(s.ptr[n]))
		ats += s.ptr[n++] == '@';
	while (n && strchr(".,!?'", s.ptr[n - 1]))
		n--;
	ptrdiff_t at = span_find_char(span_sub(s, 0, n), '@');

	if (ats != 1 || at < 1 || (size_t)at + 1 >= n || n > 320)
		return "";
	if (span_utf8_valid(span_sub(s, 0, n)) != n)
		return "";
	return message_ascii_address(arena, arena_strndup(arena, s.ptr, n));
}

/* One line of at most BOUNCE_TEXT_BYTES. */
static const char *one_line(struct arena *arena, struct span s)
{
	struct span raw = span_sub(span_trim(s), 0, 4 * BOUNCE_TEXT_BYTES);
	struct span text = span_sub(span_of(text_from_header(arena, raw)), 0, BOUNCE_TEXT_BYTES);

	return arena_strndup(arena, text.ptr, span_utf8_valid(text));
}

/* Digits, at most three; 0: none. */
static size_t digits_at(struct span s, size_t at)
{
	size_t n = 0;

	while (at + n < s.len && n < 3 && ascii_is_digit(s.ptr[at + n]))
		n++;
	return n;
}

/* The length of "5.1.1" at s, 0 if there is none. */
static size_t status_len(struct span s)
{
	size_t subject = digits_at(s, 2), detail = digits_at(s, 3 + subject);
	size_t end = 3 + subject + detail;

	if (s.len < 5 || !strchr("245", s.ptr[0]) || s.ptr[1] != '.')
		return 0;
	if (!subject || !detail || s.ptr[2 + subject] != '.')
		return 0;
	bool goes_on = end < s.len && (s.ptr[end] == '.' || ascii_is_alnum(s.ptr[end]));

	return goes_on ? 0 : end;
}

void bounce_status(struct span s, char out[BOUNCE_STATUS_SIZE])
{
	out[0] = '\0';
	for (size_t i = 0; i + 4 < s.len; i++) {
		char before = i ? s.ptr[i - 1] : ' ';
		size_t len = status_len(span_sub(s, i, s.len));

		if (len == 0 || (is_atom(before) && before != '#' && before != '-'))
			continue;
		memcpy(out, s.ptr + i, len);
		out[len] = '\0';
		return;
	}
}

static const char *status_in(struct arena *arena, struct span s)
{
	char status[BOUNCE_STATUS_SIZE];

	bounce_status(s, status);
	return arena_strdup(arena, status);
}

static void add_recipient(struct report *r, struct bounce_recipient recipient)
{
	struct bounce *b = r->out;

	if (!*recipient.addr || b->n_recipients == BOUNCE_RECIPIENTS_MAX)
		return;
	for (size_t i = 0; i < b->n_recipients; i++) {
		struct bounce_recipient *known = &b->recipients[i];

		if (!span_eq_ci(span_of(known->addr), span_of(recipient.addr)))
			continue;
		if (!*known->text)
			*known = recipient;
		return;
	}
	b->recipients = arena_grow(r->arena, b->recipients, b->n_recipients, &r->cap,
				   sizeof *b->recipients);
	b->recipients[b->n_recipients++] = recipient;
}

/* ---- RFC 3464 ---- */

/* A block of fields between blank lines: a recipient's, or the report's own, which has none. */
static void read_block(struct report *r, struct span block)
{
	struct bounce_recipient recipient = { .addr = "", .sent_to = "", .status = "", .text = "" };
	struct span action = { "", 0 };
	struct message_field field;

	while (field_next(&block, &field)) {
		struct span value = span_unfold(r->arena, field.value);

		if (span_is_ci(field.name, "Final-Recipient")) {
			recipient.addr = clean_addr(r->arena, value);
		} else if (span_is_ci(field.name, "Original-Recipient")) {
			recipient.sent_to = clean_addr(r->arena, value);
		} else if (span_is_ci(field.name, "Action")) {
			action = value;
		} else if (span_is_ci(field.name, "Status")) {
			recipient.status = status_in(r->arena, value);
		} else if (span_is_ci(field.name, "Diagnostic-Code")) {
			size_t type_len = (size_t)(span_find_char(value, ';') + 1);

			recipient.text = one_line(r->arena, span_sub(value, type_len, value.len));
		}
	}
	if (!*recipient.addr)
		recipient.addr = recipient.sent_to;
	if (!*recipient.status)
		recipient.status = status_in(r->arena, span_of(recipient.text));
	char class = action.len ? '\0' : *recipient.status;

	recipient.permanent = class == '5' || span_starts_ci(action, "failed");
	if (recipient.permanent || class == '4' || span_starts_ci(action, "delayed"))
		add_recipient(r, recipient);
}

static struct span decoded(struct report *r, const struct message_part *part)
{
	struct span encoding = head_value(&part->head, "Content-Transfer-Encoding");

	return text_from_transfer(r->arena, part->body, encoding);
}

static void read_status_part(struct report *r, const struct message_part *part)
{
	struct span rest = decoded(r, part), line, block = { rest.ptr, 0 };

	while (span_next_line(&rest, &line)) {
		if (span_trim(line).len) {
			block.len = (size_t)(line.ptr + line.len - block.ptr);
			continue;
		}
		read_block(r, block);
		block = span_from(rest.ptr, 0);
	}
	read_block(r, block);
}

static bool is_status_part(const struct message_part *p)
{
	return part_is(p, "message", "delivery-status") ||
	       part_is(p, "message", "global-delivery-status");
}

/* ---- prose ---- */

/* Where the addresses are that a phrase opens: in the lines below it, or one behind it, of which
 * all is said in that line or in the next paragraph too. */
enum place { BELOW, IN_LINE, IN_LINE_AND_BELOW };

/* What opens a list of addresses; it may be wrapped. */
struct opening {
	const char *rule, *phrase;
	bool permanent;
	enum place place;
};

static const struct opening openings[] = {
	{ "exim", "the following address(es) failed", true, BELOW },
	{ "exim", "could not be delivered to all of its recipients", true, BELOW },
	{ "gmx", "the following address failed", true, BELOW },	/* web.de and mail.com as well */
	{ "ionos", "the following addresses failed", true, BELOW },
	{ "exim", "the address to which the message has not yet been delivered", false, BELOW },
	{ "exim", "the addresses to which the message has not yet been delivered", false, BELOW },
	{ "qmail", "this is the qmail-send program at", true, BELOW },
	{ "postfix", "this is the postfix program at", true, BELOW },
	{ "postfix", "this is the mail system at", true, BELOW },
	{ "postfix", "this is the postfix mail system at", true, BELOW },
	{ "sendmail", "the following addresses had permanent", true, BELOW },
	{ "sendmail", "the following addresses had transient", false, BELOW },
	{ "sendmail", "the following addresses had delivery problems", true, BELOW },
	{ "sendmail", "transcript of session follows", true, BELOW },
	{ "exchange", "did not reach the following recipient", true, BELOW },
	{ "exchange", "delivery has failed to these recipients", true, BELOW },
	{ "exchange", "delivery is delayed to these recipients", false, BELOW },
	{ "exchange", "delivery to the following recipients failed", true, BELOW },
	{ "gmail", "delivery to the following recipient failed permanently", true, BELOW },
	{ "gmail", "delivery to the following recipients failed permanently", true, BELOW },
	{ "gmail", "delivery to the following recipient has been delayed", false, BELOW },
	{ "gmail", "your message wasn't delivered to", true, IN_LINE },
	{ "gmail", "there was a temporary problem while delivering your message to", false,
	  IN_LINE },
	{ "zoho", "could not be delivered to one or more of its recipients", true, BELOW },
	{ "yahoo", "unable to deliver your message to the following address", true, BELOW },
	{ "dma", "there was an error delivering your mail to", true, IN_LINE_AND_BELOW },
	{ "domino", "was not delivered to:", true, BELOW },
	{ "domino", "wurde nicht zugestellt an:", true, BELOW },
	{ "other", "the following recipient(s) could not be reached", true, BELOW },
	{ "other", "could not be delivered to the following recipient", true, BELOW },
	{ "other", "was undeliverable to the following recipient", true, BELOW },
	{ "other", "could not deliver your message to", true, IN_LINE },
};

/* What opens the copy of the mail, or what no longer speaks of addresses. */
static const char *const closings[] = {
	"this is a copy of the message", "this is a copy of your message",
	"below this line is a copy of the message", "original message", "unsent message follows",
	"message header follows", "message text follows", "returned message",
	"headers of the message", "message headers", "included is a copy",
	"undelivered message headers", "forwarded message", "start of the message",
	"the header of the original message",
};

/* "550 " */
static bool is_reply_code(struct span s)
{
	return s.len > 5 && digits_at(s, 0) == 3 && s.ptr[3] == ' ';
}

/* Where the address may stand in a line: in "Dave (dave@example.org)", "Dave <dave@example.org>",
 * "550 <dave@example.org>... User unknown", "550 5.1.1 <dave@example.org>". */
static struct span address_place(struct span s)
{
	ptrdiff_t paren = span_find_char(s, '('), open = span_find_char(s, '<');

	bool is_behind_name = paren > 0 && span_find_char(span_sub(s, 0, (size_t)paren), '@') < 0;

	if (is_behind_name && span_ends(s, ")"))
		return span_trim(span_sub(s, (size_t)paren + 1, s.len));
	if (open > 0 && span_ends(s, ">"))
		return span_trim(span_sub(s, (size_t)open, s.len));
	if (!is_reply_code(s))
		return s;
	s = span_trim(span_sub(s, 4, s.len));
	ptrdiff_t space = span_starts(s, "5.") ? span_find_char(s, ' ') : -1;

	return space > 0 ? span_trim(span_sub(s, (size_t)space, s.len)) : s;
}

/* "<dave@example.org>:", "dave@example.org on Mon", "Dave (dave@example.org)"; rest_out is what
 * stands behind.  A line that merely has one in a sentence is none. */
static const char *addr_of_line(struct arena *arena, struct span line, struct span *rest_out)
{
	static const char *const bullets[] = { "'", "*", "-", "\"", NULL };
	struct span s = span_trim(line);

	if (span_any(s, span_starts, bullets))
		s = span_trim(span_sub(s, 1, s.len));
	s = address_place(s);
	const char *addr = clean_addr(arena, s);
	ptrdiff_t at = *addr ? span_find(s, addr) : -1;

	if (at < 0 || at > 1)
		return "";
	s = span_sub(s, (size_t)at + strlen(addr), s.len);
	*rest_out = span_trim(span_strip_start(s, ">):.'\""));
	return addr;
}

/* Of a line with the one below it: a phrase that begins in the first. */
static const struct opening *opening_of(struct span folded, struct span next)
{
	char both[512];
	size_t len = folded.len;

	memcpy(both, folded.ptr, folded.len);
	both[len++] = ' ';
	len += text_fold(span_sub(span_trim(next), 0, 200), both + len, sizeof both - len);
	for (size_t i = 0; i < sizeof openings / sizeof openings[0]; i++) {
		ptrdiff_t at = span_find(span_from(both, len), openings[i].phrase);

		if (at >= 0 && (size_t)at < folded.len)
			return &openings[i];
	}
	return NULL;
}

static bool closes(struct span folded)
{
	static const char *const fields[] = { "received:", "return-path:", "message-id:", NULL };

	/* the copy itself, that nothing announces */
	if (span_any(folded, span_starts, fields))
		return true;
	for (size_t i = 0; i < sizeof closings / sizeof closings[0]; i++) {
		ptrdiff_t at = span_find(folded, closings[i]);

		/* a heading, not a sentence that has the words */
		if (at >= 0 && at < 12)
			return true;
	}
	return false;
}

/* What stands between an address and the reason, and is none. */
static bool announces(struct span folded)
{
	static const char *const words[] = {
		"because:", "for the following reason:", "aus folgendem grund:", "da:", NULL,
	};

	return span_any(span_trim(folded), span_is, words);
}

struct prose {
	struct report *report;
	const struct opening *opening;
	struct bounce_recipient current;
	struct buf text;		/* what is said of it, so far */
	bool opens_text;		/* by the sentence with the address: the next says why */
	bool ended;			/* the paragraph has */
};

static void end_recipient(struct prose *p)
{
	struct arena *arena = p->report->arena;

	if (*p->current.addr) {
		p->current.text = one_line(arena, buf_fitted(&p->text));
		p->current.status = status_in(arena, span_of(p->current.text));
		add_recipient(p->report, p->current);
	}
	p->current = (struct bounce_recipient){ .addr = "", .sent_to = "" };
	buf_clear(&p->text);
	p->ended = false;
}

static void begin_recipient(struct prose *p, const char *addr, struct span rest)
{
	end_recipient(p);
	if (*addr && !p->report->out->rule)
		p->report->out->rule = p->opening->rule;
	p->opens_text = p->opening->place == IN_LINE_AND_BELOW;
	p->current = (struct bounce_recipient){
		.addr = addr, .sent_to = "", .permanent = p->opening->permanent,
	};
	buf_add_span(&p->text, rest);
}

/* An address behind the phrase, which may stand in the next line. */
static void read_in_line(struct prose *p, struct span line, struct span next)
{
	struct arena *arena = p->report->arena;
	ptrdiff_t at = span_find_ci(line, p->opening->phrase);
	size_t behind = at < 0 ? 0 : (size_t)at + strlen(p->opening->phrase);
	struct span rest = span_sub(line, behind, line.len);
	const char *addr = clean_addr(arena, span_trim(rest));

	if (!*addr && !span_trim(rest).len)
		addr = clean_addr(arena, span_trim(next));
	begin_recipient(p, addr, span_trim(line));
}

/* A line that opens nothing and closes nothing. */
static void read_list_line(struct prose *p, struct span line, bool announcing)
{
	struct span rest = { 0 };
	const char *addr = "";

	if (p->opening->place == BELOW)
		addr = addr_of_line(p->report->arena, line, &rest);
	if (*addr) {
		begin_recipient(p, addr, rest);
	} else if (!span_trim(line).len) {
		p->ended = buf_len(&p->text) > 0 && !p->opens_text;
		p->opens_text = false;
	} else if (*p->current.addr && !p->ended && !announcing) {
		if (buf_len(&p->text) >= 2 * BOUNCE_TEXT_BYTES)
			return;
		buf_add_char(&p->text, ' ');
		buf_add_span(&p->text, span_sub(span_trim(line), 0, BOUNCE_TEXT_BYTES));
	}
}

/* A line of prose; false: the copy of the mail begins. */
static bool read_line(struct prose *p, struct span line, struct span next)
{
	char fold[256];
	struct span folded = span_from(fold, text_fold(span_sub(line, 0, 200), fold, sizeof fold));
	const struct opening *opening = opening_of(folded, next);

	if (opening) {
		end_recipient(p);
		p->opening = opening;
		if (opening->place != BELOW)
			read_in_line(p, line, next);
		return true;
	}
	if (closes(folded))
		return false;
	if (p->opening && p->opening->place != IN_LINE)
		read_list_line(p, line, announces(folded));
	return true;
}

/* Returns the line at which the copy of the mail begins. */
static size_t read_prose(struct report *r)
{
	const struct message *m = r->message;
	struct prose p = { .report = r, .current = { .addr = "" } };
	size_t i = 0;

	buf_init(&p.text, 8 * BOUNCE_TEXT_BYTES);
	for (; i < m->n_lines; i++) {
		struct span next = i + 1 < m->n_lines ? m->lines[i + 1].text : span_of("");

		if (!read_line(&p, m->lines[i].text, next) && p.opening)
			break;
	}
	end_recipient(&p);
	buf_free(&p.text);
	return i;
}

/* Every mail system has said so since sendmail; Exim and Google beside. */
static void read_failed_recipients(struct report *r)
{
	struct span rest = head_value(&r->parts->parts[0].head, "X-Failed-Recipients");

	while (rest.len) {
		ptrdiff_t comma = span_find_char(rest, ',');
		struct span one = comma >= 0 ? span_sub(rest, 0, (size_t)comma) : rest;

		add_recipient(r, (struct bounce_recipient){
			.addr = clean_addr(r->arena, one), .sent_to = "", .permanent = true,
			.status = "", .text = "",
		});
		r->out->rule = r->out->rule ? r->out->rule : "exim";
		rest = comma >= 0 ? span_sub(rest, (size_t)comma + 1, rest.len) : span_from("", 0);
	}
}

/* ---- the mail that came back ---- */

static const char *id_of_head(struct arena *arena, struct span bytes)
{
	struct span id;

	return message_raw_field(arena, bytes, "Message-ID", &id) ? id_first(arena, id) : "";
}

static bool is_copy(const struct message_part *p)
{
	static const char *const texts[] = { "rfc822-headers", "rfc822-header", NULL };
	static const char *const messages[] = {
		"rfc822", "rfc822-headers", "global", "global-headers", NULL,
	};
	bool is_text = part_is(p, "text", NULL), is_message = part_is(p, "message", NULL);

	return (is_text && span_any(span_of(p->subtype), span_is, texts)) ||
	       (is_message && span_any(span_of(p->subtype), span_is, messages));
}

static const char *id_of_part(struct report *r, size_t i)
{
	const struct message_part *p = &r->parts->parts[i];

	if (p->kind == PART_MESSAGE) {
		const struct message_part *child = i + 1 < r->parts->len ? p + 1 : NULL;

		if (!child || child->parent != (int)i)
			return "";
		return id_first(r->arena, head_value(&child->head, "Message-ID"));
	}
	return p->kind == PART_LEAF && is_copy(p) ? id_of_head(r->arena, decoded(r, p)) : "";
}

static const char *id_of_text(struct report *r, size_t from)
{
	const struct message *m = r->message;

	for (size_t i = from; i < m->n_lines; i++) {
		struct span line = span_trim(m->lines[i].text);

		if (!span_starts_ci(line, "Message-ID:"))
			continue;
		bool is_folded = line.len <= 12 && i + 1 < m->n_lines;

		return id_first(r->arena, is_folded ? m->lines[i + 1].text : line);
	}
	return "";
}

static const char *original_id(struct report *r, size_t copy_from)
{
	const struct message *m = r->message;
	const char *id = "";

	for (size_t i = 1; i < r->parts->len && !*id; i++)
		id = id_of_part(r, i);
	if (!*id)
		id = id_of_text(r, copy_from);
	if (!*id)
		id = m->in_reply_to;
	return *id || !m->n_references ? id : m->references[m->n_references - 1];
}

/* How far a mail shows that no person has sent it. */
enum sender { SENDER_MAY_BE_ANYBODY, SENDER_MAY_BE_SYSTEM, SENDER_IS_SYSTEM };

/* By its names alone where it has to be: not everything keeps the envelope's sender. */
static enum sender rate_sender(const struct message *message)
{
	static const char *const daemons[] = {
		"mailer-daemon", "mailerdaemon", "mail-daemon", "maildaemon", "mailsystem", NULL,
	};
	static const char *const others[] = {
		"postmaster", "microsoftexchange", "mailrouter", NULL,
	};
	static const char *const nobodies[] = { "<>", "<#@[]>", NULL };
	const struct message_head *head = &message->parts->parts[0].head;
	const struct mail_address *from = &message->from;
	struct span path = span_trim(head_value(head, "Return-Path"));
	struct span who = span_of(*from->addr ? from->addr : from->name);
	bool is_nobody = !*from->addr && span_has(head_value(head, "From"), "<>");
	bool comes_from_nobody = span_any(path, span_is, nobodies);
	bool may_be = span_any(who, span_starts_ci, others);

	if (is_nobody || span_any(who, span_starts_ci, daemons) || (comes_from_nobody && may_be))
		return SENDER_IS_SYSTEM;
	return comes_from_nobody || may_be ? SENDER_MAY_BE_SYSTEM : SENDER_MAY_BE_ANYBODY;
}

static bool may_report(const struct message *head, enum sender sender)
{
	return head->automatic != AUTOMATIC_NO || sender != SENDER_MAY_BE_ANYBODY;
}

bool message_may_report(const struct message *head)
{
	return may_report(head, rate_sender(head));
}

void bounce_read(struct arena *arena, const struct message_parts *parts, struct message *out)
{
	struct report r = { .arena = arena, .parts = parts, .message = out };
	enum sender sender = rate_sender(out);
	size_t copy_from = 0;

	if (sender == SENDER_IS_SYSTEM)
		out->automatic = AUTOMATIC_BOUNCE;
	if (!may_report(out, sender))
		return;
	r.out = arena_alloc(arena, 1, sizeof *r.out);
	for (size_t i = 0; i < parts->len; i++) {
		if (parts->parts[i].kind == PART_LEAF && is_status_part(&parts->parts[i])) {
			read_status_part(&r, &parts->parts[i]);
			r.out->rule = "rfc3464";
		}
	}
	if (!r.out->rule && out->automatic != AUTOMATIC_REPLY && sender != SENDER_MAY_BE_ANYBODY) {
		copy_from = read_prose(&r);
		read_failed_recipients(&r);
	}
	if (!r.out->n_recipients)
		return;
	r.out->original_id = original_id(&r, copy_from);
	out->bounce = r.out;
	out->automatic = AUTOMATIC_BOUNCE;
}
