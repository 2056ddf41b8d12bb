/* head.c - values of header fields: ids, the date, signs of an automatic mail.
 */
#include <string.h>
#include <gmime/gmime.h>

#include "message/banner.h"
#include "message/identity.h"
#include "message/internal.h"
#include "message/mailtext.h"

/* ---- ids (RFC 5322 3.6.4) ---- */

static const char *clean_id(struct arena *arena, struct span id)
{
	id = text_from_charset(arena, id, "");
	char *copy = arena_alloc(arena, id.len + 1, 1);
	size_t n = 0;

	for (size_t i = 0; i < id.len; i++)
		if ((unsigned char)id.ptr[i] > 32 && id.ptr[i] != 127)
			copy[n++] = id.ptr[i];
	return copy;
}

/* Cuts the next <...> off *rest. */
static bool next_id(struct span *rest, struct span *out)
{
	for (;;) {
		ptrdiff_t open = span_find_char(*rest, '<');

		if (open < 0)
			return false;
		*rest = span_sub(*rest, (size_t)open + 1, rest->len);
		ptrdiff_t close = span_find_char(*rest, '>');

		if (close < 0)
			return false;
		*out = span_sub(*rest, 0, (size_t)close);
		*rest = span_sub(*rest, (size_t)close + 1, rest->len);
		if (span_trim(*out).len > 0)
			return true;
	}
}

const char *id_first(struct arena *arena, struct span value)
{
	struct span id;

	return next_id(&value, &id) ? clean_id(arena, id) : "";
}

/* Some programs leave the brackets away, or one of them: a value of one word is taken as it stands.
 * "" if it is none. */
static const char *own_id(struct arena *arena, struct span value)
{
	const char *id = id_first(arena, value);
	struct span word = span_trim(value);

	if (word.len && word.ptr[0] == '<')
		word = span_sub(word, 1, word.len);
	if (word.len && word.ptr[word.len - 1] == '>')
		word = span_sub(word, 0, word.len - 1);
	if (!*id && span_find_char(word, ' ') < 0)
		id = clean_id(arena, word);
	return identity_is_of_content(id) ? "" : id;
}

static void read_ids(struct arena *arena, const struct message_head *head, struct message *out)
{
	struct span value, id;
	size_t cap = 0;

	out->message_id = own_id(arena, head_value(head, "Message-ID"));
	out->in_reply_to = id_first(arena, head_value(head, "In-Reply-To"));
	value = head_value(head, "References");
	while (next_id(&value, &id)) {
		out->references = arena_grow(arena, out->references, out->n_references, &cap,
					     sizeof *out->references);
		out->references[out->n_references++] = clean_id(arena, id);
	}
}

/* ---- date ---- */

static void read_date(struct arena *arena, const struct message_head *head, struct message *out)
{
	struct span value = span_unfold(arena, span_sub(head_value(head, "Date"), 0, 200));
	GDateTime *date;

	if (value.len == 0)
		return;
	date = g_mime_utils_header_decode_date(arena_strndup(arena, value.ptr, value.len));
	if (!date)
		return;
	out->date_utc_s = g_date_time_to_unix(date);
	out->date_offset_s = (int)(g_date_time_get_utc_offset(date) / G_USEC_PER_SEC);
	out->has_date = true;
	g_date_time_unref(date);
}

/* ---- automatic mail (RFC 3834, 3464) ---- */

static bool is_bounce(const struct message_parts *parts)
{
	const struct message_part *top = &parts->parts[0];

	if (part_is(top, "multipart", "report") && strcmp(top->report_type, "delivery-status") == 0)
		return true;
	/* one that has lost its parts on the way is none the less what it says */
	if (span_starts_ci(span_trim(head_value(&top->head, "Content-Type")), "multipart/report") &&
	    span_find_ci(head_value(&top->head, "Content-Type"), "delivery-status") >= 0)
		return true;
	if (part_is(top, "message", "delivery-status") ||
	    head_find(&top->head, "X-Failed-Recipients"))
		return true;
	if (part_is(top, "multipart", NULL))
		for (size_t i = 1; i < parts->len; i++)
			if (parts->parts[i].parent == 0 &&
			    part_is(&parts->parts[i], "message", "delivery-status"))
				return true;
	return false;
}

/* A notice of this program is one whoever sent it on, and whatever else was taken off its head: two
 * of them on one list shall not read each other. */
static bool is_notice(const struct message_head *head)
{
	struct span value = head_value(head, "Message-ID"), id;

	return head_find(head, MAILTEXT_NOTICE_FIELD) ||
	       (next_id(&value, &id) && mailtext_is_message_id(id));
}

static bool says_automatic(const struct message_head *head)
{
	static const char *const fields[] = {
		"X-Autoreply",	    "X-Auto-Reply",	"X-Autorespond", "X-Autoresponder",
		"X-Mail-Autoreply", "X-Autoreply-From", "X-Vacation",
	};
	struct span value = head_value(head, "Auto-Submitted");
	ptrdiff_t end = span_find_char(value, ';');

	value = span_trim(end >= 0 ? span_sub(value, 0, (size_t)end) : value);
	end = span_find_char(value, '(');
	if (end > 0)
		value = span_trim(span_sub(value, 0, (size_t)end));
	if (value.len > 0 && !span_is_ci(value, "no"))
		return true;
	value = span_trim(head_value(head, "Precedence"));
	if (span_is_ci(value, "auto_reply") || span_is_ci(value, "auto-reply"))
		return true;
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		if (head_find(head, fields[i]) &&
		    !span_is_ci(span_trim(head_value(head, fields[i])), "no"))
			return true;
	/* Exchange marks nothing but the subject, beside a wish not to be answered, which a gateway
	 * may take away.  What nobody writes by hand is enough by itself. */
	static const char *const by_programs[] = { "Automatic reply:", "Automatische Antwort:",
						   NULL };
	static const char *const by_anybody[] = { "Out of office:", "Undeliverable:", NULL };
	struct span subject = span_trim(head_value(head, "Subject"));

	if (span_any(subject, span_starts_ci, by_programs) ||
	    (head_find(head, "X-Auto-Response-Suppress") &&
	     span_any(subject, span_starts_ci, by_anybody)))
		return true;
	return is_notice(head);
}

/* What List-Unsubscribe asks for, by a press of a button: Apple Mail marks it as automatic, and its
 * user has sent it. */
static bool asks_to_stop(const struct message_head *head, const char *subject)
{
	struct span s = span_trim(span_of(subject));

	return (span_is_ci(s, MAILTEXT_STOP) || span_is_ci(s, "unsubscribe")) && !is_notice(head);
}

static bool is_reply(const struct message_parts *parts, const char *subject)
{
	if (asks_to_stop(&parts->parts[0].head, subject))
		return false;
	return says_automatic(&parts->parts[0].head) ||
	       (part_is(&parts->parts[0], "multipart", "report") &&
		strcmp(parts->parts[0].report_type, "disposition-notification") == 0);
}

void head_fill(struct arena *arena, const struct message_parts *parts, struct message *out)
{
	const struct message_head *head = &parts->parts[0].head;

	read_ids(arena, head, out);
	read_date(arena, head, out);
	out->subject =
		banner_free_subject(arena, text_from_header(arena, head_value(head, "Subject")));
	/* The id is the last <...>: a description before it may hold one of its own. */
	struct span value = head_value(head, "List-Id"), id;

	out->archived = archived_read(arena, head);
	out->list_id = "";
	while (next_id(&value, &id))
		out->list_id = clean_id(arena, id);
	out->automatic = is_bounce(parts)		 ? AUTOMATIC_BOUNCE
			 : is_reply(parts, out->subject) ? AUTOMATIC_REPLY
							 : AUTOMATIC_NO;
}

void head_fill_wrapped(struct arena *arena, const struct message_head *inner, struct message *out)
{
	const char *id = id_first(arena, head_value(inner, "Message-ID"));
	size_t cap = out->n_references;

	if (out->automatic == AUTOMATIC_NO && says_automatic(inner))
		out->automatic = AUTOMATIC_REPLY;
	if (!*id || strcmp(id, out->message_id) == 0)
		return;
	out->references = arena_grow(arena, out->references, out->n_references, &cap,
				     sizeof *out->references);
	out->references[out->n_references++] = id;
}

bool message_subject_replies(struct span subject)
{
	static const char *const prefixes[] = {
		"re", "fwd", "fw", "aw",  "wg", "sv",  "vs",  "antw", "tr",
		"rv", "odp", "vb", "rif", "r",	"res", "enc", "ynt",  "\xE5\x9B\x9E\xE5\xA4\x8D"
	};
	struct span s = span_trim(subject);

	while (s.len && s.ptr[0] == '[') {	/* "[bsc] Re: ..." */
		ptrdiff_t end = span_find_char(s, ']');

		if (end < 0)
			break;
		s = span_trim(span_sub(s, (size_t)end + 1, s.len));
	}
	for (size_t pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
			size_t n = strlen(prefixes[i]);

			if (!span_starts_ci(s, prefixes[i]) || n >= s.len)
				continue;
			if (s.ptr[n] == '[' || s.ptr[n] == '(') {	/* "Re[2]:" */
				while (n < s.len && s.ptr[n] != ']' && s.ptr[n] != ')')
					n++;
				n++;
			}
			if (n < s.len &&
			    (s.ptr[n] == ':' || span_starts(span_sub(s, n, 3), "\xEF\xBC\x9A")))
				return true;
		}
		s = span_trim(subject);
	}
	return false;
}
