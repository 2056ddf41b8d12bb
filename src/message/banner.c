/* banner.c - see banner.h.
 *
 * The text is read sentence by sentence, across wrapped lines.  Some sentences are a banner by
 * themselves, some only beside one; the first sentence that is neither ends it.  banner_sentence.c
 * says which is which.
 */
#include "message/banner.h"

#include <string.h>

#include "message/internal.h"

enum {
	SENTENCES_MAX = 24,
	WRAPPED_COLUMNS = 50,
	STAR_MAX = 300,
	MARKED_MAX = 4096,
	MARK_LOOK = 1500
};

static bool is_blank_char(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* ---- sentences ---- */

static struct span line_at(struct span text, size_t at)
{
	struct span rest = span_sub(text, at, text.len), line = rest;

	(void)span_next_line(&rest, &line);
	return line;
}

/* Does the sentence that has come to the end of a line go on in the next one? */
static bool goes_on(struct span so_far, struct span next, const struct message_look *look)
{
	size_t from = so_far.len;

	next = span_trim(next);
	if (!next.len || message_may_hold(look, next, ASK_TO_US))
		return false;
	while (from > 0 && so_far.ptr[from - 1] != '\n')
		from--;
	struct span last = span_trim(span_sub(so_far, from, so_far.len));
	bool is_small = (next.ptr[0] >= 'a' && next.ptr[0] <= 'z') ||
			ascii_is_digit((unsigned char)next.ptr[0]) || next.ptr[0] == '<';
	bool is_open = span_find_char(so_far, '[') >= 0 && span_find_char(so_far, ']') < 0;

	return banner_is_wrapped(last) || (is_small && (last.len >= WRAPPED_COLUMNS || is_open));
}

static bool closes(char c)
{
	return c == '\0' || strchr(" \t\r\n)]*\"'_>|", c) != NULL;
}

/* End of the sentence that begins at from.  A label ends it, too: "[EXTERNAL]", "EXTERN:". */
static size_t sentence_end(struct span text, size_t from, const struct message_look *look)
{
	size_t i;

	for (i = from; i < text.len && i < from + BANNER_SENTENCE_MAX; i++) {
		char c = text.ptr[i], next = i + 1 < text.len ? text.ptr[i + 1] : '\0';
		struct span so_far = span_sub(text, from, i - from);

		if (c == '\n' && !goes_on(so_far, line_at(text, i + 1), look))
			return i;
		if (strchr(".!?", c) && closes(next)) {
			for (i++; i < text.len && strchr(".!?)]*\"'_", text.ptr[i]);)
				i++;
			return i;
		}
		bool is_dash = c == '-' && is_blank_char(next) && i > from &&
			       is_blank_char(text.ptr[i - 1]);

		if ((!strchr(":])", c) && !is_dash) || !banner_is_label(so_far))
			continue;
		while (i < text.len && strchr(":])*- \t", text.ptr[i]))
			i++;
		return i;
	}
	return i;
}

/* What stands around banners: blanks, rules, frames, closing brackets; not what opens something. */
static size_t skip_frame(struct span text, size_t at)
{
	while (at < text.len &&
	       (is_blank_char(text.ptr[at]) || strchr("\n-_=*#~|+.!])", text.ptr[at])))
		at++;
	return at;
}

/* The end of the line, when nothing but frame stands on it behind at; and rules and blank lines
 * below. */
static size_t take_frame(struct span text, size_t at)
{
	for (size_t end = at;;) {
		size_t i = end, n = 0;

		while (i < text.len &&
		       (is_blank_char(text.ptr[i]) || strchr("-_=*|~#])", text.ptr[i])))
			n += !is_blank_char(text.ptr[i++]);
		/* "-- " below is a signature, "---" a rule of the writer's */
		bool is_frame = i == text.len || text.ptr[i] == '\n';
		bool begins_line = end > 0 && text.ptr[end - 1] == '\n';

		if (!is_frame || (begins_line && n > 0 && n < 4))
			return end;
		if (i == text.len)
			return i;
		end = i + 1;
	}
}

/* A line may be the writer's word to us. */
static bool is_for_us(struct span text, size_t from, size_t end, const struct message_look *look)
{
	while (from > 0 && text.ptr[from - 1] != '\n')
		from--;
	return message_may_hold(look, span_sub(text, from, end - from), ASK_TO_US);
}

static size_t by_form(struct span text, const struct message_look *look)
{
	size_t at = skip_frame(text, 0), end = 0;
	bool found = false;

	for (int n = 0; n < SENTENCES_MAX && at < text.len; n++) {
		size_t to = sentence_end(text, at, look);
		enum banner_rating rating =
			is_for_us(text, at, to, look)
				? BANNER_NONE
				: banner_rate(span_sub(text, at, to - at), look);

		if (rating == BANNER_NONE)
			break;
		found = found || rating == BANNER_BY_ITSELF;
		end = take_frame(text, to);
		at = skip_frame(text, end);
	}
	return found ? end : 0;
}

/* "...BannerStart" to "...BannerEnd", with the copy of the mail's first words that stands before
 * them. */
static size_t by_marks(struct span text)
{
	ptrdiff_t start = span_find(span_sub(text, 0, MARK_LOOK), "BannerStart"), end;

	/* above another paragraph it is of a mail that is quoted below */
	if (start < 0 || span_find(span_sub(text, 0, (size_t)start), "\n\n") >= 0)
		return 0;
	struct span behind = span_sub(text, (size_t)start, MARKED_MAX);

	end = span_find(behind, "BannerEnd");
	return end < 0 ? 0 : take_frame(text, (size_t)(start + end) + strlen("BannerEnd"));
}

/* ---- one's own ---- */

static bool is_space(char c)
{
	return ascii_is_space((unsigned char)c);
}

/* Bytes of text that the pattern takes; 0: it does not fit.  Each star is tried at its shortest,
 * the last one alone again. */
static size_t own_length(struct span text, const char *pattern)
{
	const char *star = NULL;
	size_t i = 0, star_at = 0, star_first = 0;

	while (i < text.len && is_space(text.ptr[i]))
		i++;
	while (*pattern) {
		bool fits = i < text.len && ascii_lower((unsigned char)text.ptr[i]) ==
						    ascii_lower((unsigned char)*pattern);

		if (*pattern == '*') {
			star = ++pattern;
			star_at = star_first = i;
		} else if (is_space(*pattern) && i < text.len && is_space(text.ptr[i])) {
			while (is_space(*pattern))
				pattern++;
			while (i < text.len && is_space(text.ptr[i]))
				i++;
		} else if (fits) {
			pattern++;
			i++;
		} else if (star && star_at < text.len && star_at < star_first + STAR_MAX) {
			pattern = star;
			i = ++star_at;
		} else {
			return 0;
		}
	}
	return i;
}

static size_t by_own(struct span text, const struct message_banners *own)
{
	for (size_t i = 0; own && i < own->n; i++) {
		size_t n = own_length(text, own->texts[i]);

		if (n)
			return take_frame(text, n);
	}
	return 0;
}

size_t banner_length(struct span text, const struct message_banners *own,
		     const struct message_look *look)
{
	size_t at = 0, n;

	/* several systems may have put one, each above the last */
	do {
		struct span rest = span_sub(text, at, text.len);

		n = by_own(rest, own);
		if (!n)
			n = by_marks(rest);
		if (!n)
			n = by_form(rest, look);
		at += n;
	} while (n && at < text.len);
	return at;
}

enum { KEY_BYTES = 3, KEYS = 4096 };

static unsigned key_at(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return (u[0] * 961u + u[1] * 31u + u[2]) % KEYS;
}

/* Words of which each banner has one at least. */
bool banner_may_stand(struct span text)
{
	static const char *const words[] = {
		"xtern",	 "XTERN",      "utside",     "UTSIDE",	"BannerStart",
		"often get",	 "attachment", "ATTACHMENT", "sender",	"SENDER",
		"estern",	 "ekstern",    "rieur",	     "xterior", "erhalb",
		"fuera",	 "buiten",     "utanf",	     "enfor",	"recogni",
		"often receive", "Sender",     "se Only",    "SE ONLY", "onfidential",
		"lassification", "[Public]",   "[EXT",	     "[Ext",	"[ext",
	};

	enum { N = sizeof words / sizeof words[0] };
	bool begins[KEYS] = { false }; /* by three letters: words are looked at where one can be */

	for (size_t i = 0; i < N; i++)
		begins[key_at(words[i])] = true;
	for (size_t at = 0; at + KEY_BYTES <= text.len; at++) {
		for (size_t i = 0; begins[key_at(text.ptr + at)] && i < N; i++) {
			if (span_starts(span_sub(text, at, text.len), words[i]))
				return true;
		}
	}
	return false;
}

/* ---- the subject ---- */

static bool has_small(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] >= 'a' && s.ptr[i] <= 'z')
			return true;
	}
	return false;
}

static struct span next_prefix(struct span s)
{
	size_t n = 0;

	if (s.len && s.ptr[0] == '[') {
		ptrdiff_t close = span_find_char(s, ']');

		return span_sub(s, 0, close < 0 ? 0 : (size_t)close + 1);
	}
	while (n < s.len && n < 24 &&
	       (ascii_is_alpha((unsigned char)s.ptr[n]) || (unsigned char)s.ptr[n] >= 0x80 ||
		strchr(" -()*", s.ptr[n])))
		n++;
	return span_sub(s, 0, n < s.len && s.ptr[n] == ':' ? n + 1 : 0);
}

const char *banner_free_subject(struct arena *arena, const char *subject)
{
	struct span rest = span_of(subject), prefix;
	const char *kept = "";
	bool found = false;

	while ((prefix = next_prefix(rest)).len) {
		bool is_set_apart = prefix.ptr[0] == '[' || !has_small(prefix);
		bool is_banner = is_set_apart && banner_is_label(prefix);

		rest = span_trim(span_sub(rest, prefix.len, rest.len));
		found = found || is_banner;
		if (!is_banner)
			kept = arena_printf(arena, "%s" SPAN_FMT " ", kept, SPAN_ARG(prefix));
	}
	return found ? arena_printf(arena, "%s" SPAN_FMT, kept, SPAN_ARG(rest)) : subject;
}
