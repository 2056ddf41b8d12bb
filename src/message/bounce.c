/* bounce.c - see bounce.h.
 *
 * A report in the form of RFC 3464 is believed from anybody; prose only from what shows itself to be a
 * mail system.  There a phrase of the table opens a list of addresses, each with what was said of it, up to
 * a line that opens the copy of the mail itself.
 */
#include "message/bounce.h"

#include <string.h>

#include "base/buf.h"
#include "message/internal.h"

struct report {
	struct arena *arena;
	const struct parts *parts;
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

	if (ats != 1 || at < 1 || (size_t)at + 1 >= n || n > 320 || span_utf8_valid(span_sub(s, 0, n)) != n)
		return "";
	return message_ascii_address(arena, arena_strndup(arena, s.ptr, n));
}

/* One line of at most BOUNCE_TEXT_BYTES. */
static const char *one_line(struct arena *arena, struct span s)
{
	struct span text = span_of(text_from_header(arena, span_sub(span_trim(s), 0, 4 * BOUNCE_TEXT_BYTES)));

	return arena_strndup(arena, text.ptr, span_utf8_valid(span_sub(text, 0, BOUNCE_TEXT_BYTES)));
}

/* Digits, at most three; 0: none. */
static size_t digits_at(struct span s, size_t at)
{
	size_t n = 0;

	while (at + n < s.len && n < 3 && ascii_is_digit(s.ptr[at + n]))
		n++;
	return n;
}

void bounce_status(struct span s, char out[BOUNCE_STATUS_SIZE])
{
	out[0] = '\0';
	for (size_t i = 0; i + 4 < s.len; i++) {
		char class = s.ptr[i], before = i ? s.ptr[i - 1] : ' ';
		size_t subject, detail, end;

		if ((class != '2' && class != '4' && class != '5') || s.ptr[i + 1] != '.' ||
		    (is_atom(before) && before != '#' && before != '-'))
			continue;
		subject = digits_at(s, i + 2);
		if (!subject || i + 2 + subject >= s.len || s.ptr[i + 2 + subject] != '.')
			continue;
		detail = digits_at(s, i + 3 + subject);
		end = i + 3 + subject + detail;
		if (!detail || (end < s.len && (s.ptr[end] == '.' || ascii_is_digit(s.ptr[end]) || ascii_is_alpha(s.ptr[end]))))
			continue;
		memcpy(out, s.ptr + i, end - i);
		out[end - i] = '\0';
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
	b->recipients = arena_grow(r->arena, b->recipients, b->n_recipients, &r->cap, sizeof *b->recipients);
	b->recipients[b->n_recipients++] = recipient;
}

/* ---- RFC 3464 ---- */

/* A block of fields between blank lines: the report's own, which has no recipient, or a recipient's. */
static void read_block(struct report *r, struct span block)
{
	struct bounce_recipient recipient = { .addr = "", .sent_to = "", .status = "", .text = "" };
	struct span action = { "", 0 };
	struct field field;

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
			ptrdiff_t type = span_find_char(value, ';');

			recipient.text = one_line(r->arena, span_sub(value, (size_t)(type + 1), value.len));
		}
	}
	if (!*recipient.addr)
		recipient.addr = recipient.sent_to;
	if (!*recipient.status)
		recipient.status = status_in(r->arena, span_of(recipient.text));
	recipient.permanent = span_starts_ci(action, "failed") || (!action.len && *recipient.status == '5');
	if (recipient.permanent || span_starts_ci(action, "delayed") || (!action.len && *recipient.status == '4'))
		add_recipient(r, recipient);
}

static struct span decoded(struct report *r, const struct part *part)
{
	return text_from_transfer(r->arena, part->body, head_value(&part->head, "Content-Transfer-Encoding"));
}

static void read_status_part(struct report *r, const struct part *part)
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

static bool is_status_part(const struct part *p)
{
	return part_is(p, "message", "delivery-status") || part_is(p, "message", "global-delivery-status");
}

/* ---- prose ---- */

/* Where the addresses are that a phrase opens: in the lines below it, or one behind it, which all is said of in that line
 * or in the next paragraph too. */
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
	{ "gmx", "the following address failed", true, BELOW },		/* web.de and mail.com write the same */
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
	{ "gmail", "there was a temporary problem while delivering your message to", false, IN_LINE },
	{ "zoho", "could not be delivered to one or more of its recipients", true, BELOW },
	{ "yahoo", "unable to deliver your message to the following address", true, BELOW },
	{ "dma", "there was an error delivering your mail to", true, IN_LINE_AND_BELOW },
	{ "domino", "was not delivered to:", true, BELOW }, { "domino", "wurde nicht zugestellt an:", true, BELOW },
	{ "other", "the following recipient(s) could not be reached", true, BELOW },
	{ "other", "could not be delivered to the following recipient", true, BELOW },
	{ "other", "was undeliverable to the following recipient", true, BELOW },
	{ "other", "could not deliver your message to", true, IN_LINE },
};

/* What opens the copy of the mail, or what no longer speaks of addresses. */
static const char *const closings[] = {
	"this is a copy of the message", "this is a copy of your message", "below this line is a copy of the message", "original message",
	"unsent message follows", "message header follows", "message text follows", "returned message", "headers of the message",
	"message headers", "included is a copy", "undelivered message headers", "forwarded message", "start of the message",
	"the header of the original message",
};

/* "<dave@example.org>:", "dave@example.org on Mon", "Dave (dave@example.org)"; rest_out is what stands behind.
 * A line that merely has one in a sentence is none. */
static const char *addr_of_line(struct arena *arena, struct span line, struct span *rest_out)
{
	struct span s = span_trim(line);
	size_t begin = 0;
	ptrdiff_t paren = span_find_char(s, '('), open = span_find_char(s, '<');

	if (span_starts(s, "'") || span_starts(s, "*") || span_starts(s, "-") || span_starts(s, "\""))
		s = span_trim(span_sub(s, 1, s.len));
	if (paren > 0 && s.len && s.ptr[s.len - 1] == ')' && span_find_char(span_sub(s, 0, (size_t)paren), '@') < 0)
		begin = (size_t)paren + 1;
	else if (open > 0 && s.ptr[s.len - 1] == '>')
		begin = (size_t)open;
	else if (s.len > 5 && ascii_is_digit(s.ptr[0]) && ascii_is_digit(s.ptr[1]) && ascii_is_digit(s.ptr[2]) && s.ptr[3] == ' ')
		begin = 4;	/* "550 <dave@example.org>... User unknown" */
	struct span from = span_trim(span_sub(s, begin, s.len));

	if (begin == 4 && span_starts(from, "5.") && (paren = span_find_char(from, ' ')) > 0)
		from = span_trim(span_sub(from, (size_t)paren, from.len));
	const char *addr = clean_addr(arena, from);
	ptrdiff_t at = *addr ? span_find(from, addr) : -1;

	if (at < 0 || at > 1)
		return "";
	struct span rest = span_sub(from, (size_t)at + strlen(addr), from.len);

	while (rest.len && strchr(">):.'\"", rest.ptr[0]))
		rest = span_sub(rest, 1, rest.len);
	*rest_out = span_trim(rest);
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
	/* the copy itself, that nothing announces */
	if (span_starts(folded, "received:") || span_starts(folded, "return-path:") || span_starts(folded, "message-id:"))
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
	static const char *const words[] = { "because:", "for the following reason:", "aus folgendem grund:", "da:" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (span_is(span_trim(folded), words[i]))
			return true;
	}
	return false;
}

struct prose {
	struct report *report;
	const struct opening *opening;
	struct bounce_recipient current;
	struct buf text;		/* what is said of it, so far */
	bool opens_text;		/* the sentence with the address: what is said of it is in the next paragraph */
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
	p->current = (struct bounce_recipient){ .addr = addr, .sent_to = "", .permanent = p->opening->permanent };
	buf_add_span(&p->text, rest);
}

/* An address behind the phrase, which may stand in the next line. */
static void read_in_line(struct prose *p, struct span line, struct span next)
{
	struct arena *arena = p->report->arena;
	ptrdiff_t at = span_find_ci(line, p->opening->phrase);
	struct span rest = at < 0 ? line : span_sub(line, (size_t)at + strlen(p->opening->phrase), line.len);
	const char *addr = clean_addr(arena, span_trim(rest));

	if (!*addr && !span_trim(rest).len)
		addr = clean_addr(arena, span_trim(next));
	begin_recipient(p, addr, span_trim(line));
}

/* A line of prose; false: the copy of the mail begins. */
static bool read_line(struct prose *p, struct span line, struct span next)
{
	char fold[256];
	struct span folded = span_from(fold, text_fold(span_sub(line, 0, 200), fold, sizeof fold)), rest;
	const struct opening *opening = opening_of(folded, next);
	const char *addr;

	if (opening) {
		end_recipient(p);
		p->opening = opening;
		if (opening->place != BELOW)
			read_in_line(p, line, next);
		return true;
	}
	if (closes(folded))
		return false;
	if (!p->opening || p->opening->place == IN_LINE)
		return true;
	addr = p->opening->place == BELOW ? addr_of_line(p->report->arena, line, &rest) : "";
	if (*addr) {
		begin_recipient(p, addr, rest);
	} else if (!span_trim(line).len) {
		p->ended = buf_len(&p->text) > 0 && !p->opens_text;
		p->opens_text = false;
	} else if (*p->current.addr && !p->ended && buf_len(&p->text) < 2 * BOUNCE_TEXT_BYTES && !announces(folded)) {
		buf_add_char(&p->text, ' ');
		buf_add_span(&p->text, span_sub(span_trim(line), 0, BOUNCE_TEXT_BYTES));
	}
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

		add_recipient(r, (struct bounce_recipient){ .addr = clean_addr(r->arena, one), .sent_to = "", .permanent = true,
							    .status = "", .text = "" });
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

static const char *id_of_part(struct report *r, size_t i)
{
	const struct part *p = &r->parts->parts[i];

	if (p->kind == PART_MESSAGE) {
		bool has_child = i + 1 < r->parts->len && r->parts->parts[i + 1].parent == (int)i;

		return has_child ? id_first(r->arena, head_value(&r->parts->parts[i + 1].head, "Message-ID")) : "";
	}
	bool is_copy = part_is(p, "text", "rfc822-headers") || part_is(p, "text", "rfc822-header") || part_is(p, "message", "rfc822") ||
		       part_is(p, "message", "rfc822-headers") || part_is(p, "message", "global") ||
		       part_is(p, "message", "global-headers");

	return p->kind == PART_LEAF && is_copy ? id_of_head(r->arena, decoded(r, p)) : "";
}

static const char *id_of_text(struct report *r, size_t from)
{
	const struct message *m = r->message;

	for (size_t i = from; i < m->n_lines; i++) {
		struct span line = span_trim(m->lines[i].text);

		if (span_starts_ci(line, "Message-ID:"))
			return id_first(r->arena, line.len > 12 || i + 1 == m->n_lines ? line : m->lines[i + 1].text);
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

static bool starts_with_any(struct span s, const char *const *words)
{
	for (; *words; words++) {
		if (span_starts_ci(s, *words))
			return true;
	}
	return false;
}

/* How far a mail shows that no person has sent it. */
enum sender { SENDER_MAY_BE_ANYBODY, SENDER_MAY_BE_SYSTEM, SENDER_IS_SYSTEM };

/* By its names alone where it has to be: not everything that hands a mail on keeps the envelope's sender. */
static enum sender rate_sender(const struct report *r)
{
	static const char *const daemons[] = { "mailer-daemon", "mailerdaemon", "mail-daemon", "maildaemon", "mailsystem", NULL };
	static const char *const others[] = { "postmaster", "microsoftexchange", "mailrouter", NULL };
	const struct head *head = &r->parts->parts[0].head;
	const struct mail_address *from = &r->message->from;
	struct span path = span_trim(head_value(head, "Return-Path")), who = span_of(*from->addr ? from->addr : from->name);
	bool is_nobody = !*from->addr && span_find(head_value(head, "From"), "<>") >= 0;
	bool comes_from_nobody = span_is(path, "<>") || span_is(path, "<#@[]>"), may_be = starts_with_any(who, others);

	if (is_nobody || starts_with_any(who, daemons) || (comes_from_nobody && may_be))
		return SENDER_IS_SYSTEM;
	return comes_from_nobody || may_be ? SENDER_MAY_BE_SYSTEM : SENDER_MAY_BE_ANYBODY;
}

void bounce_read(struct arena *arena, const struct parts *parts, struct message *out)
{
	struct report r = { .arena = arena, .parts = parts, .message = out };
	enum sender sender = rate_sender(&r);
	size_t copy_from = 0;

	if (sender == SENDER_IS_SYSTEM)
		out->automatic = AUTOMATIC_BOUNCE;
	if (out->automatic == AUTOMATIC_NO && sender == SENDER_MAY_BE_ANYBODY)
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
