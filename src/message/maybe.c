/* maybe.c - the look at raw bytes that spares most mails a parse.
 *
 * Wrong answers have one direction: what might hold a tag or a command is parsed.  Bodies in base64
 * and quoted-printable are decoded, HTML is stripped, both roughly, and looked at as well as the
 * bytes themselves, so a part's true extent does not matter.  Charsets that are not ASCII for ASCII
 * are parsed.
 */
#include <string.h>

#include "base/letter.h"
#include "message/glance.h"
#include "message/internal.h"
#include "message/letters.h"

enum {
	DECODED_MAX_BYTES = 4 * 1024 * 1024,
	TAIL = 24,
	LINE_LOOK = 240,
	TO_DO_LOOK = 60,
	BANNER_ON_TOP = 1024,
	BANNER_BELOW_HEADS = 64 * 1024,
};

/* Commands (PRODUCT 6) that stand alone on their line, at most "resume" with a stop; and those with
 * something behind. */
static const char *const alone[] = { "stop", "resume", "status", "help", "drop", "+1", "-1" };
static const char *const followed[] = {
	"done",	    "completed", "finished", "drop",   "snooze", "due ", "not me",
	"not mine", "not my",	 "owner ",   "pause ", "+1",	 "-1",
};
/* "It is done", "I have finished #12", "that's not mine": how they begin, and a word of which there
 * must be one. */
static const char *const spoken[] = {
	"it", "this", "that", "i ", "i'", "i\xE2\x80\x99", "already "
};
static const char *const done[] = {
	"done", "completed", "finished", "not me", "not mine", "not my "
};

/* Tags in brackets that are no AI, action, agenda or to-do; lower case, behind the bracket. */
static const char *const brackets[] = {
	"done",	   "drop",     "snooze", "due",	 "owner",   "not me",	"silent",
	"lazy",	   "minutes",  "object", "ok]",	 "comment", "withdraw", "extend",
	"restart", "resolved", "cancel", "move", "chair",   "skip",
};

/* Words that head minutes or a section of them. */
static const char *const headings[] = {
	"action",   "agenda", "minutes", "meeting", "attend", "participants",
	"present:", "ai ",    "ai:",	 "ai(",	    "ai[",
};

static bool starts_with_any(struct span s, const char *const *words, size_t n)
{
	if (s.len == 0)
		return false;
	char first = (char)ascii_lower((unsigned char)s.ptr[0]);

	for (size_t i = 0; i < n; i++)
		if (words[i][0] == first && span_starts_ci(s, words[i]))
			return true;
	return false;
}
#define STARTS(s, words) starts_with_any((s), (words), sizeof(words) / sizeof((words)[0]))

static struct span skip_digits(struct span s)
{
	while (s.len > 0 && ascii_is_digit((unsigned char)s.ptr[0]))
		s = span_sub(s, 1, s.len);
	return s;
}

static bool holds_done(struct span line)
{
	for (size_t i = 0; i < sizeof done / sizeof done[0]; i++) {
		if (span_find_ci(line, done[i]) >= 0)
			return true;
	}
	return false;
}

/* Behind a bullet, marks of bold, and the numbers of items or rows: "- **#12, #13 and #14:**
 * done". */
static struct span skip_marks(struct span line)
{
	if (span_starts(line, "- "))
		line = span_sub(line, 2, line.len);
	while (line.len > 0 &&
	       (strchr("*_\\#0123456789", line.ptr[0]) || span_starts_ci(line, "and "))) {
		line = span_sub(line, ascii_is_alpha((unsigned char)line.ptr[0]) ? 4 : 1, line.len);
		while (line.len > 0 && (ascii_is_space((unsigned char)line.ptr[0]) ||
					strchr(".,:)-&+", line.ptr[0])))
			line = span_sub(line, 1, line.len);
	}
	return line;
}

bool maybe_command(struct span line)
{
	line = skip_marks(span_trim(span_sub(line, 0, 200)));
	if (line.len == 0 || !memchr("+-CDFHINOPRSTcdfhinoprst", line.ptr[0], 24))
		return false;
	if (line.len <= sizeof "resume" + 1 && STARTS(line, alone))
		return true;
	return STARTS(line, followed) || (STARTS(line, spoken) && holds_done(line));
}

/* ---- one spot ---- */

static bool is_word(char c)
{
	return ascii_is_alpha((unsigned char)c) || ascii_is_digit((unsigned char)c) || c == '_' ||
	       c == '/';
}

/* What follows, an end of line made one space: tags may be wrapped. */
static struct span tail_of(struct span text, size_t at, char *out)
{
	size_t n = 0;

	while (at < text.len && n < TAIL) {
		char c = text.ptr[at++];
		bool space = ascii_is_space((unsigned char)c);

		if (space && n && out[n - 1] == ' ')
			continue;
		out[n++] = space ? ' ' : c;
	}
	return span_from(out, n);
}

static struct span line_around(struct span text, size_t at)
{
	size_t start = at, end = at;

	while (start > 0 && text.ptr[start - 1] != '\n' && at - start < LINE_LOOK)
		start--;
	while (end < text.len && text.ptr[end] != '\n' && end - at < LINE_LOOK)
		end++;
	return span_trim(span_sub(text, start, end - start));
}

/* "AI", "AIs", "A.I." as words of their own, in capitals. */
static bool is_ai(struct span text, size_t i)
{
	struct span s = span_sub(text, i, 5);
	size_t n = span_starts(s, "AI") ? 2 : span_starts(s, "A.I.") ? 4 : 0;

	if (!n || (i > 0 && ascii_is_alpha((unsigned char)text.ptr[i - 1])))
		return false;
	if (n < s.len && s.ptr[n] == 's')
		n++;
	return n >= s.len || !is_word(s.ptr[n]);
}

/* "action", "actions", "tasks", "to-do" in small letters: in few words, as in a heading, or of an
 * item. */
static bool is_small(struct span text, size_t i, size_t word_len)
{
	static const char *const of_item[] = { " item",	 "-item", "item", " point",
					       "-point", "point", " to ", ":",
					       "s:",	 "*",	  "s*" };
	static const char *const before[] = { "previous", "prior",  "earlier", "old ",	"last ",
					      "the ",	  "review", "discuss", "check", "status",
					      "progress", "update", "report",  "follow" };
	char bytes[TAIL];
	struct span tail = tail_of(text, i + word_len, bytes), line = line_around(text, i);
	size_t words = 0, start = 0;

	if (STARTS(tail, of_item) || (i > 0 && strchr("[*(#_|", text.ptr[i - 1])))
		return true;
	while (start < line.len && !ascii_is_alpha((unsigned char)line.ptr[start]))
		start++;
	if (STARTS(span_sub(line, start, 12), before))
		return true;
	/* "next actions", "our tasks", "to-do" head a list; one "action" does not */
	if (!span_starts_ci(tail, "s") && (text.ptr[i + 1] | 0x20) != 'o')
		return false;
	for (size_t k = 1; k < line.len; k++)
		words += line.ptr[k] == ' ' && line.ptr[k - 1] != ' ';
	return line.len <= 90 && words <= 8;
}

/* Behind "To do" of a heading stands little. */
static bool heads_list(struct span text, size_t at)
{
	struct span line = line_around(text, at);

	return span_sub(line, (size_t)(text.ptr + at - line.ptr), line.len).len <= TO_DO_LOOK;
}

static bool is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_tag_word(struct span text, size_t i, size_t len)
{
	size_t end = i + len;

	if (i > 0 && ascii_is_alpha((unsigned char)text.ptr[i - 1]))
		return false;
	if (i > 1 && text.ptr[i - 1] == '_' && is_word(text.ptr[i - 2]))
		return false;		/* an identifier's */
	if (end < text.len && (text.ptr[end] | 0x20) == 's')
		end++;
	if (end < text.len && is_word(text.ptr[end]) &&
	    !span_starts_ci(span_sub(text, end, 4), "item"))
		return false;
	return is_capital(text.ptr[i]) || is_small(text, i, len);
}

static bool spot_may_count(struct span text, size_t i)
{
	struct span s = span_sub(text, i, 12);

	switch (s.ptr[0]) {
	case '[': {
		struct span inside = span_sub(s, 1, s.len), before;

		if (STARTS(inside, brackets))
			return true;
		if (inside.len < 2 || inside.ptr[1] != ']' || !strchr("xX ", inside.ptr[0]))
			return false;
		before = line_around(text, i);
		/* a box begins its line */
		for (size_t k = 0; k < before.len && before.ptr[k] != '['; k++) {
			if (ascii_is_alpha((unsigned char)before.ptr[k]))
				return false;
		}
		return true;
	}
	case 'A':
	case 'a':
		if ((s.ptr[1] | 0x20) == 'g')
			return span_starts_ci(s, "agenda") &&
			       (line_around(text, i).len < 60 || (i > 0 && text.ptr[i - 1] == '['));
		if ((s.ptr[1] | 0x20) == 'c')
			return span_starts_ci(s, "action") && is_tag_word(text, i, 6);
		return is_ai(text, i);
	default:
		return (span_starts_ci(s, "todo") && is_tag_word(text, i, 4)) ||
		       (span_starts_ci(s, "to-do") && is_tag_word(text, i, 5)) ||
		       (s.ptr[0] == 'T' && span_starts_ci(s, "to do") && heads_list(text, i + 5)) ||
		       (span_starts_ci(s, "task") && is_tag_word(text, i, 4));
	}
}

/* Spots from one byte of a text up to another. */
static bool may_hold_spot(struct span text, size_t from, size_t to)
{
	struct span look = span_sub(text, 0, to);

	for (size_t i = glance_spot(look, from); i < to; i = glance_spot(look, i + 1)) {
		if (spot_may_count(text, i))
			return true;
	}
	return false;
}

bool maybe_spot(struct span text)
{
	return may_hold_spot(text, 0, text.len);
}

/* ---- lines: headings, tables, commands ---- */

static bool has_year(struct span line)
{
	for (size_t i = 0; i + 4 <= line.len; i++) {
		if ((line.ptr[i] == '1' || line.ptr[i] == '2') &&
		    skip_digits(span_sub(line, i, 4)).len == 0 &&
		    (i == 0 || !is_word(line.ptr[i - 1])) &&
		    (i + 4 == line.len || !is_word(line.ptr[i + 4])))
			return true;
	}
	return false;
}

static bool is_underline(struct span line)
{
	for (size_t i = 1; i < line.len; i++) {
		if (line.ptr[i] != line.ptr[0])
			return false;
	}
	return line.len > 2;
}

/* A heading that can be a meeting's, or a table's head row that has no word of a spot. */
static bool line_may_head(struct span line, struct span before)
{
	static const char *const owners[] = { "owner",	     "who",    "assign",
					      "responsible", "person", "lead" };

	switch (line.ptr[0]) {
	case '#':
	case '*':
	case '_':
		return (line.ptr[0] == '#' || line.ptr[1 % line.len] == line.ptr[0]) &&
		       (has_year(line) || span_find_ci(line, "meeting") >= 0);
	case '=':
	case '-':
	case '~':
		return (is_underline(span_trim_end(line)) && has_year(before)) ||
		       span_starts(line, "-----BEGIN PGP MESSAGE");
	case '|':
		for (size_t i = 0; i < sizeof owners / sizeof owners[0]; i++) {
			if (span_find_ci(line, owners[i]) >= 0)
				return true;
		}
		return false;
	default:
		return false;
	}
}

/* One line; before is the one above it, empty behind a quote.  *first_io: the line begins a
 * paragraph. */
static bool line_may_hold(struct span line, struct span before, bool *first_io)
{
	size_t start = 0;

	if (*first_io && maybe_command(line))
		return true;
	if (!ascii_is_alpha((unsigned char)line.ptr[0])) {
		if ((line.ptr[0] == '+' || line.ptr[0] == '-') &&
		    span_starts(span_sub(line, 1, 1), "1") &&
		    span_ends(span_trim_end(before), ",")) /* below a salutation */
			return true;
		if (line_may_head(line, before))
			return true;
	}
	while (start < line.len && !ascii_is_alpha((unsigned char)line.ptr[start]))
		start++;
	char c = start < line.len ? (char)(line.ptr[start] | 0x20) : '\0';

	if ((c == 'a' || c == 'm' || c == 'p') && STARTS(span_sub(line, start, 20), headings))
		return true;
	/* A line of blanks, or one that ends like an attribution, lets a command follow. */
	*first_io = start == line.len || line.ptr[line.len - 1] == ':' ||
		    (ascii_is_space((unsigned char)line.ptr[line.len - 1]) &&
		     span_ends(span_trim_end(line), ":"));
	return false;
}

/* The lines between two quotes at once; reply: they may object as well. */
static bool lines_may_hold(struct span text, size_t from, size_t to, bool reply)
{
	return may_hold_spot(text, from, to) ||
	       (reply && glance_may_object(span_sub(text, from, to - from)));
}

/* A body, line by line. */
static bool may_hold(struct span text, bool reply)
{
	struct span before = { "", 0 };
	size_t unquoted = 0;		/* where the lines since the last quote begin */
	bool first = true;

	for (size_t i = 0, next; i < text.len; i = next) {
		const char *p = text.ptr + i, *lf = memchr(p, '\n', text.len - i);
		struct span line = span_from(p, lf ? (size_t)(lf - p) : text.len - i);

		next = i + line.len + (lf != NULL);
		if (*p == '>') {
			if (unquoted < i && lines_may_hold(text, unquoted, i, reply))
				return true;
			unquoted = next;
		}
		if (*p == '\n' || *p == '\r' || *p == '>') {
			first = true;
			before.len = 0;
			continue;
		}
		if (line_may_hold(line, before, &first))
			return true;
		before = line;
	}
	return unquoted < text.len && lines_may_hold(text, unquoted, text.len, reply);
}

bool text_may_hold_tag(struct span text)
{
	return may_hold(text, false);
}

/* The same of bytes as they came: as they are seen. */
static bool bytes_may_hold(struct span bytes, bool reply)
{
	if (letter_ascii_len(bytes) == bytes.len)
		return may_hold(bytes, reply);
	struct arena *arena = arena_new();
	bool yes = may_hold(letters_visible(arena, bytes), reply);

	arena_free(&arena);
	return yes;
}

/* ---- the mail ---- */

enum coding { CODING_NONE, CODING_BASE64, CODING_QUOTED };

struct look {
	enum coding coding;
	bool html, opaque, parts;
	bool typed, text;	/* a head says of what type it is; one says that it is text */
	bool reply;
	unsigned base64;
	struct buf decoded;
};

static bool holds(const char *text, size_t len, const char *word)
{
	return span_find(span_from(text, len), word) >= 0;
}

/* A type and charset as almost every mail has them: nothing to look for. */
static bool is_usual(const char *text, size_t len)
{
	return !holds(text, len, "delsp") &&
	       (holds(text, len, "text/plain") || holds(text, len, "multipart/") ||
		holds(text, len, "text/html")) &&
	       (holds(text, len, "utf-8") || holds(text, len, "us-ascii") ||
		holds(text, len, "iso-8859-") || !holds(text, len, "charset"));
}

/* A field of a head says how text is written; value may be folded. */
static void note_field(struct look *look, struct span name, struct span value)
{
	static const char *const opaque[] = {
		"uue",
		"yenc",
		"binhex",
		"delsp",
		"utf-7",
		"utf-16",
		"utf-32",
		"utf7",
		"utf16",
		"utf32",
		"hz-gb",
		"ucs-",
		"iso-10646",
		"ebcdic",
		"ibm",
		"cp037",
		"unicode-1",
		"richtext",
		"enriched",
		"iso-2022",
		"csiso2022",
		"cp5022",
		/* whoever wrote it has to hear that it cannot be read */
		"encrypted",
		"pkcs7-mime",
		".p7m",
		"ms-tnef",
		"winmail.dat",
	};

	char low[400];
	size_t n = 0;

	if (!span_starts_ci(name, "content-t"))		/* -Type, -Transfer-Encoding */
		return;
	for (; n < value.len && n < sizeof low; n++)
		low[n] = (char)ascii_lower((unsigned char)value.ptr[n]);
	if (span_is_ci(name, "content-transfer-encoding"))
		look->coding = holds(low, n, "base64")		   ? CODING_BASE64
			       : holds(low, n, "quoted-printable") ? CODING_QUOTED
								   : CODING_NONE;
	else
		look->typed = true;
	look->text = look->text || holds(low, n, "text/");
	look->html = look->html || holds(low, n, "html");
	look->parts = look->parts || holds(low, n, "multipart/") || holds(low, n, "message/");
	if (is_usual(low, n))
		return;
	for (size_t i = 0; i < sizeof opaque / sizeof opaque[0] && !look->opaque; i++)
		look->opaque = holds(low, n, opaque[i]);
}

/* Decodes the encoded stretches of a body, and notes what its parts' heads say. */
static void decode_body(struct look *look, struct span body)
{
	struct span rest = body, line;
	const char *from = body.ptr;	/* quoted-printable is decoded in stretches */

	while (span_next_line(&rest, &line)) {
		ptrdiff_t colon;

		if (look->coding == CODING_BASE64) {
			if (line.len > 1 && line.ptr[0] == '-' && line.ptr[1] == '-')
				look->coding = CODING_NONE;
			else
				glance_base64(line, &look->base64, &look->decoded);
		}
		if (line.len < 9 || (line.ptr[0] | 0x20) != 'c' ||
		    !span_starts_ci(line, "content-") || (colon = span_find_char(line, ':')) < 0)
			continue;
		if (look->coding == CODING_QUOTED)
			glance_quoted(span_from(from, (size_t)(line.ptr - from)), &look->decoded);
		struct span value = span_sub(line, (size_t)colon + 1, line.len), next;

		while (rest.len > 0 && (rest.ptr[0] == ' ' || rest.ptr[0] == '\t') &&
		       span_next_line(&rest, &next))
			value.len = (size_t)(next.ptr + next.len - value.ptr);
		note_field(look, span_trim(span_sub(line, 0, (size_t)colon)), value);
		buf_add_char(&look->decoded, '\n');
		look->base64 = 0;
		from = rest.ptr;
	}
	if (look->coding == CODING_QUOTED)
		glance_quoted(span_from(from, (size_t)(body.ptr + body.len - from)),
			      &look->decoded);
}

/* Words of which a banner (banner.h) has one at least: right below it a command may stand. */
static bool may_hold_banner(struct span text)
{
	static const char *const words[] = {
		"xtern",	 "XTERN",      "utside",     "UTSIDE",	"BannerStart",
		"often get",	 "attachment", "ATTACHMENT", "sender",	"SENDER",
		"estern",	 "ekstern",    "rieur",	     "xterior", "erhalb",
		"fuera",	 "buiten",     "utanf",	     "enfor",	"recogni",
		"often receive", "Sender",     "se Only",    "SE ONLY", "onfidential",
		"lassification", "[Public]",   "[EXT",	     "[Ext",	"[ext",
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (span_find(text, words[i]) >= 0)
			return true;
	}
	return false;
}

static bool body_may_hold(struct look *look, struct span body)
{
	struct buf plain;
	bool yes;

	size_t top = look->html || look->parts ? BANNER_BELOW_HEADS : BANNER_ON_TOP;

	if (look->opaque || may_hold_banner(span_sub(body, 0, top)) ||
	    bytes_may_hold(body, look->reply))
		return true;
	if (look->parts || look->html || look->coding != CODING_NONE)
		decode_body(look, body);
	struct span decoded = buf_fitted(&look->decoded);

	if (look->opaque || (look->typed && !look->text) || buf_is_cut(&look->decoded))
		return true;
	if (may_hold_banner(span_sub(decoded, 0, BANNER_BELOW_HEADS)) ||
	    bytes_may_hold(decoded, look->reply))
		return true;
	if (!look->html)
		return false;
	buf_init(&plain, DECODED_MAX_BYTES);
	yes = !glance_html(buf_fitted(&look->decoded), &plain) || !glance_html(body, &plain) ||
	      buf_is_cut(&plain) || bytes_may_hold(buf_fitted(&plain), look->reply);
	buf_free(&plain);
	return yes;
}

/* The next line of a head that is of interest: a subject, what it replies to, or what says how the
 * content is written.  False at the end of the block or at a line that is no field; *rest is then
 * there. */
static bool next_of_interest(struct span *rest)
{
	const char *p = rest->ptr, *end = p + rest->len;

	while (p < end) {
		const char *q = p, *lf = memchr(p, '\n', (size_t)(end - p));

		while (q < end && (unsigned char)*q > ' ' && (unsigned char)*q < 0x7F && *q != ':')
			q++;
		*rest = span_from(p, (size_t)(end - p));
		if (*p != ' ' && *p != '\t' && (q == p || q == end || *q != ':'))
			return false;
		if ((*p | 0x20) == 's' || (*p | 0x20) == 'c' || (*p | 0x20) == 'i')
			return true;
		p = lf ? lf + 1 : end;
	}
	*rest = span_from(end, 0);
	return false;
}

/* "Re:", in whatever language. */
static bool subject_may_reply(struct span subject)
{
	return span_find_char(subject, ':') >= 0 || span_find(subject, "\xEF\xBC\x9A") >= 0;
}

/* The new lines of a reply as one text: a sentence goes on over several. */
static bool lines_may_object(const struct message *message)
{
	struct buf text;
	bool yes;

	if (!*message->in_reply_to && !subject_may_reply(span_of(message->subject)))
		return false;
	buf_init(&text, DECODED_MAX_BYTES);
	for (size_t i = 0; i < message->n_lines; i++) {
		if (message->lines[i].kind == LINE_NEW)
			buf_add_span(&text, message->lines[i].text);
		buf_add_char(&text, '\n');
	}
	yes = buf_is_cut(&text) || glance_may_object(buf_fitted(&text));
	buf_free(&text);
	return yes;
}

bool message_lines_may_hold_tag(const struct message *message)
{
	struct span before = { "", 0 };
	bool first = true;

	if (text_may_hold_tag(span_of(message->subject)))
		return true;
	for (size_t i = 0; i < message->n_lines; i++) {
		struct span text = message->lines[i].text;

		if (message->lines[i].kind != LINE_NEW || !text.len) {
			first = true;
			before.len = 0;
			continue;
		}
		if ((text.ptr[0] != '>' && may_hold_spot(text, 0, text.len)) ||
		    line_may_hold(text, before, &first))
			return true;
		before = text;
	}
	return lines_may_object(message);
}

bool message_may_hold_tag(struct span bytes)
{
	struct look look = { .coding = CODING_NONE };
	struct field field;
	bool yes = false;

	while (!yes && (next_of_interest(&bytes), field_next(&bytes, &field))) {
		if (span_is_ci(field.name, "Subject")) {
			struct span subject = span_trim(field.value);

			yes = letter_ascii_len(subject) < subject.len ||
			      span_find(subject, "=?") >= 0 ||
			      span_find_ci(subject, "minutes") >= 0 || may_hold(subject, false) ||
			      maybe_command(subject);
			look.reply = look.reply || subject_may_reply(subject);
		} else if (span_is_ci(field.name, "In-Reply-To")) {
			look.reply = true;
		} else if ((field.name.ptr[0] | 0x20) == 'c') {
			note_field(&look, field.name, field.value);
			/* all of it may be one */
			look.opaque = look.opaque ||
				      (span_is_ci(field.name, "Content-Disposition") &&
				       span_starts_ci(span_trim(field.value), "attachment"));
		}
	}
	if (yes)
		return true;
	buf_init(&look.decoded, DECODED_MAX_BYTES);
	yes = body_may_hold(&look, bytes);
	buf_free(&look.decoded);
	return yes;
}
