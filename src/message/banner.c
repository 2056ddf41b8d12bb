/* banner.c - see banner.h.
 *
 * The text is read sentence by sentence, over the ends of lines that a sentence is wrapped at.  Some sentences are a
 * banner by themselves, some only beside one; the first that is neither ends it.  Doubt is the writer's text: a banner
 * that stays is answered as no command, a sentence that goes is lost.
 */
#include "message/banner.h"

#include <string.h>

#include "message/glance.h"
#include "message/internal.h"

enum {
	SENTENCES_MAX = 24, SENTENCE_MAX = 800, WRAPPED_COLUMNS = 50, LABEL_WORDS = 10, NEAR_WORDS = 12, STAR_MAX = 300,
	MARKED_MAX = 4096, MARK_LOOK = 1500,
};

/* How words begin that say where a mail comes from; folded, as all below. */
static const char *const outside[] = {
	"external", "extern", "esterno", "esterna", "ekstern", "outside", "außerhalb", "ausserhalb", "extérieur", "exterieur", "exterior",
	"fuera de", "fora da", "buiten", "utanför", "udenfor", "utenfor", "zewnętrzn", "unknown", "unverified", "untrusted",
};
/* ... what it is about, ... */
static const char *const mail[] = {
	"email", "e-mail", "mail", "message", "sender", "nachricht", "absender", "courriel", "expéditeur", "correo", "remitente", "mensaje",
	"mensagem", "remetente", "messaggio", "mittente", "bericht", "afzender", "meddelande", "avsändare", "melding", "meddelelse", "wiadomość",
};
/* ... and by what it is called "this". */
static const char *const these[] = {
	"this", "the following", "the sender", "the source", "you have received", "you received", "you are receiving", "diese", "der absender",
	"ce ", "cet", "l'expéditeur", "este", "esta", "el remitente", "questo", "questa", "il mittente", "dit", "deze", "detta", "denna", "denne", "dette",
	"ta wiadomość", "email from", "e-mail from", "mail from", "message from", "sent from", "originated", "received from",
};
static const char *const labels[] = {
	"caution", "warning", "attention", "alert", "be careful", "careful", "be cautious", "beware", "security", "external", "extern", "vorsicht",
	"achtung", "warnung", "avertissement", "mise en garde", "prudence", "aviso", "advertencia", "precaución", "atención", "cuidado",
	"atenção", "avviso", "attenzione", "let op", "waarschuwing", "varning", "advarsel", "uwaga",
};
/* Whole words that a label may consist of. */
static const char *const label_words[] = {
	"caution", "warning", "attention", "alert", "notice", "be", "careful", "security", "external", "extern", "externe", "externer", "externo",
	"esterno", "ekstern", "ext", "outside", "unknown", "unverified", "untrusted", "email", "e-mail", "mail", "message", "sender", "source",
	"origin", "incoming", "banner", "nachricht", "absender", "courriel", "correo", "messaggio", "bericht", "organization", "organisation",
	"company", "network", "this", "is", "an", "a", "from", "of", "the", "our", "your", "this", "please", "vorsicht", "achtung", "warnung",
};
/* What is said beside: only warnings say it of a mail. */
static const char *const advice[] = {
	"use caution", "exercise caution", "with caution", "be cautious", "be careful", "report suspicious", "report phishing", "report this",
	"learn why", "learnaboutsenderidentification", "content is safe", "know the content", "know the sender", "recognize the sender",
	"recognise the sender", "verify the sender", "trust the sender", "think before you", "phish", "malware", "suspicious", "impersonat", "spoof",
	"powered by mimecast", "powered by proofpoint", "help desk", "helpdesk", "service desk", "it department", "security team",
};
static const char *const opens[] = {
	"click", "open", "klick", "öffne", "cliqu", "ouvr", "abra", "abrir", "clic", "apri", "klik", "klicka", "åbn", "åpne", "klikaj", "respond",
};
static const char *const opened[] = {
	"link", "attachment", "anhang", "anhäng", "lien", "pièce", "enlace", "adjunto", "allegat", "bijlage", "bilag", "anexo", "załącznik",
};
static const char *const unless[] = {
	"unless", "until", "without", "only", "if you", "expect", "recogni", "trust", "safe", "verif", "sofern", "wenn", "es sei denn", "nur",
	"sauf", "à moins", "a menos", "salvo", "se non", "a meno", "tenzij", "såvida", "medmindre", "med mindre", "chyba",
};
static const char *const seldom[] = {
	"often get", "often receive", "häufig", "nicht oft", "souvent", "suele recibir", "costuma receber", "spesso", "niet vaak", "ofte", "ofta",
};
/* Who writes of himself has written it. */
static const char *const oneself[] = { "i", "we", "i'm", "i've", "i'll", "i'd", "my", "me", "ich", "je", "yo", "io", "ik", "jag", "jeg" };
/* A line that ends with one of these is wrapped. */
static const char *const joins[] = {
	"of", "the", "a", "an", "from", "or", "and", "unless", "you", "to", "not", "in", "is", "are", "was", "your", "our", "this", "with", "by", "know",
	"und", "oder", "der", "die", "das", "von", "et", "ou", "de", "la", "le", "y", "e", "en", "van",
};
#define N(table) (sizeof(table) / sizeof((table)[0]))

static bool is_letter(char c)
{
	return ascii_is_alpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool is_blank_char(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Where a word that begins with one of the table stands; -1: none does. */
static ptrdiff_t find_word(struct span s, const char *const *table, size_t n)
{
	for (size_t i = 0; i < s.len; i++) {
		if (i > 0 && is_letter(s.ptr[i - 1]))
			continue;
		for (size_t k = 0; k < n; k++) {
			if (table[k][0] == s.ptr[i] && span_starts(span_sub(s, i, s.len), table[k]))
				return (ptrdiff_t)i;
		}
	}
	return -1;
}
#define FIND(s, table) find_word((s), (table), N(table))

static bool begins_with(struct span s, const char *const *table, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (span_starts(s, table[i]))
			return true;
	}
	return false;
}
#define BEGINS(s, table) begins_with((s), (table), N(table))

static bool is_in(struct span word, const char *const *table, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (span_is(word, table[i]))
			return true;
	}
	return false;
}

/* Cuts the next word off; empty at the end.  What is neither letter nor digit separates words, but for ' - and @ in them. */
static struct span next_word(struct span *rest)
{
	size_t from = 0, to;

	while (from < rest->len && !is_letter(rest->ptr[from]) && !ascii_is_digit((unsigned char)rest->ptr[from]))
		from++;
	for (to = from; to < rest->len; to++) {
		char c = rest->ptr[to];

		if (!is_letter(c) && !ascii_is_digit((unsigned char)c) && !strchr("'-@", c))
			break;
	}
	struct span word = span_sub(*rest, from, to - from);

	*rest = span_sub(*rest, to, rest->len);
	return word;
}

static bool has_whole_word(struct span s, const char *const *table, size_t n)
{
	for (struct span word = next_word(&s); word.len; word = next_word(&s)) {
		if (is_in(word, table, n))
			return true;
	}
	return false;
}

static bool has_small(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] >= 'a' && s.ptr[i] <= 'z')
			return true;
	}
	return false;
}

/* "EXTERNAL", "[EXT]", "CAUTION: External sender": nothing but words of a label, one of which says "outside". */
static bool is_label(struct span folded, struct span written)
{
	struct span rest = folded, word;
	size_t n = 0;
	bool says_outside = false;

	while ((word = next_word(&rest)).len) {
		if (!is_in(word, label_words, N(label_words)) || ++n > LABEL_WORDS)
			return false;
		says_outside = says_outside || BEGINS(word, outside) || span_is(word, "ext");
	}
	/* one word alone may be a heading of the writer's */
	return says_outside && (n > 1 || !has_small(written) || strchr("[(", written.ptr[0]));
}

/* "This message came from outside": of which mail, and from where, said at once. */
static bool says_from_outside(struct span s)
{
	static const char *const other[] = { "about", "regarding", "concerning", "describes", "discusses" };
	struct span rest = s, begin;

	for (size_t n = 0; n < NEAR_WORDS && next_word(&rest).len;)
		n++;
	begin = span_sub(s, 0, (size_t)(rest.ptr - s.ptr));
	return BEGINS(s, these) && FIND(begin, mail) >= 0 && FIND(begin, outside) >= 0 && FIND(begin, other) < 0;
}

enum rating { RATING_NONE, RATING_BESIDE, RATING_BANNER };

/* Behind signs, emoji, and a label of few words: "Caution: ", "*** WARNING *** ". */
static struct span behind_label(struct span s, bool *labelled_out)
{
	size_t end = 0;

	*labelled_out = BEGINS(s, labels);
	for (size_t i = 0; *labelled_out && !end && i < s.len && i < 40; i++)
		end = strchr(":!*]-\n", s.ptr[i]) ? i + 1 : 0;
	s = span_sub(s, end, s.len);
	while (s.len && !is_letter(s.ptr[0]))
		s = span_sub(s, 1, s.len);
	return s;
}

static struct span without_signs(struct span s)
{
	for (;;) {
		unsigned char c = s.len ? (unsigned char)s.ptr[0] : 'a';
		size_t n = c == 0xE2 || c == 0xEF ? 3 : c == 0xF0 ? 4 : ascii_is_alpha(c) || c >= 0x80 ? 0 : 1;

		if (!n || n > s.len)
			return s;
		s = span_sub(s, n, s.len);
	}
}

static enum rating rate(struct span written)
{
	char bytes[SENTENCE_MAX + 8];
	size_t n = text_fold(written, bytes, sizeof bytes);
	bool labelled;

	for (size_t i = 0; i < n; i++)
		bytes[i] = bytes[i] == '\n' ? ' ' : bytes[i];
	struct span s = without_signs(span_from(bytes, n)), said = behind_label(s, &labelled);
	bool warns = FIND(s, opens) >= 0 && FIND(s, opened) >= 0, is_about_mail = FIND(s, mail) >= 0, advises = FIND(s, advice) >= 0;
	bool from_outside = FIND(s, outside) >= 0, could_not = span_starts(said, "we could not verify") || span_starts(said, "we couldn't verify");

	if (could_not)
		return is_about_mail ? RATING_BANNER : RATING_BESIDE;
	if (has_whole_word(s, oneself, N(oneself)) || (!warns && glance_may_object(written)))
		return RATING_NONE;
	if (is_label(s, span_trim(written)) || says_from_outside(said))
		return RATING_BANNER;
	if ((warns && FIND(s, unless) >= 0) || (labelled && is_about_mail && (from_outside || advises)))
		return RATING_BANNER;
	if (span_find(s, "learnaboutsenderidentification") >= 0 || (FIND(s, seldom) >= 0 && is_about_mail && span_find(s, "@") > 0))
		return RATING_BANNER;
	return labelled || warns || advises || (is_about_mail && from_outside) || span_starts(s, "http") ? RATING_BESIDE : RATING_NONE;
}

/* ---- sentences ---- */

static struct span line_at(struct span text, size_t at)
{
	struct span rest = span_sub(text, at, text.len), line = rest;

	(void)span_next_line(&rest, &line);
	return line;
}

static bool is_joining(struct span line)
{
	char folded[16];
	size_t from = line.len;

	while (from > 0 && is_letter(line.ptr[from - 1]))
		from--;
	struct span word = span_sub(line, from, line.len);

	return word.len < sizeof folded - 4 && is_in(span_from(folded, text_fold(word, folded, sizeof folded)), joins, N(joins));
}

/* Does the sentence that has come to the end of a line go on in the next one? */
static bool goes_on(struct span so_far, struct span next)
{
	size_t from = so_far.len;

	next = span_trim(next);
	if (!next.len || maybe_command(next) || maybe_spot(next))
		return false;
	while (from > 0 && so_far.ptr[from - 1] != '\n')
		from--;
	struct span last = span_trim(span_sub(so_far, from, so_far.len));
	bool is_small = (next.ptr[0] >= 'a' && next.ptr[0] <= 'z') || ascii_is_digit((unsigned char)next.ptr[0]) || next.ptr[0] == '<';
	bool is_open = span_find_char(so_far, '[') >= 0 && span_find_char(so_far, ']') < 0;

	return is_joining(last) || (is_small && (last.len >= WRAPPED_COLUMNS || is_open));
}

static bool closes(char c)
{
	return c == '\0' || strchr(" \t\r\n)]*\"'_>|", c) != NULL;
}

/* End of the sentence that begins at from.  A label ends it, too: "[EXTERNAL]", "EXTERN:". */
static size_t sentence_end(struct span text, size_t from)
{
	char folded[SENTENCE_MAX + 8];
	size_t i;

	for (i = from; i < text.len && i < from + SENTENCE_MAX; i++) {
		char c = text.ptr[i], next = i + 1 < text.len ? text.ptr[i + 1] : '\0';
		struct span so_far = span_sub(text, from, i - from);

		if (c == '\n' && !goes_on(so_far, line_at(text, i + 1)))
			return i;
		if (strchr(".!?", c) && closes(next)) {
			for (i++; i < text.len && strchr(".!?)]*\"'_", text.ptr[i]);)
				i++;
			return i;
		}
		bool is_dash = c == '-' && is_blank_char(next) && i > from && is_blank_char(text.ptr[i - 1]);

		if ((!strchr(":])", c) && !is_dash) || so_far.len > 80)
			continue;
		if (is_label(without_signs(span_from(folded, text_fold(so_far, folded, sizeof folded))), so_far)) {
			while (i < text.len && strchr(":])*- \t", text.ptr[i]))
				i++;
			return i;
		}
	}
	return i;
}

/* What stands around banners: blanks, rules, frames, closing brackets; not what opens something. */
static size_t skip_frame(struct span text, size_t at)
{
	while (at < text.len && (is_blank_char(text.ptr[at]) || strchr("\n-_=*#~|+.])", text.ptr[at])))
		at++;
	return at;
}

/* The end of the line, when nothing but frame stands on it behind at; and rules and blank lines below. */
static size_t take_frame(struct span text, size_t at)
{
	for (size_t end = at;;) {
		size_t i = end, n = 0;

		while (i < text.len && (is_blank_char(text.ptr[i]) || strchr("-_=*|~#])", text.ptr[i])))
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
static bool is_for_us(struct span text, size_t from, size_t end)
{
	bool begins_line = from == 0 || span_trim(line_at(text, from)).ptr == span_trim(span_sub(text, from, text.len)).ptr;

	while (from > 0 && text.ptr[from - 1] != '\n')
		from--;
	return maybe_spot(span_sub(text, from, end - from)) || (begins_line && maybe_command(line_at(text, from)));
}

static size_t by_form(struct span text)
{
	size_t at = skip_frame(text, 0), end = 0;
	bool found = false;

	for (int n = 0; n < SENTENCES_MAX && at < text.len; n++) {
		size_t to = sentence_end(text, at);
		enum rating rating = is_for_us(text, at, to) ? RATING_NONE : rate(span_sub(text, at, to - at));

		if (rating == RATING_NONE)
			break;
		found = found || rating == RATING_BANNER;
		end = take_frame(text, to);
		at = skip_frame(text, end);
	}
	return found ? end : 0;
}

/* "...BannerStart" to "...BannerEnd", with the copy of the mail's first words that stands before them. */
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

/* Bytes of text that the pattern takes; 0: it does not fit.  Each star is tried at its shortest, the last one alone again. */
static size_t own_length(struct span text, const char *pattern)
{
	const char *star = NULL;
	size_t i = 0, star_at = 0, star_first = 0;

	while (i < text.len && is_space(text.ptr[i]))
		i++;
	while (*pattern) {
		bool fits = i < text.len && ascii_lower((unsigned char)text.ptr[i]) == ascii_lower((unsigned char)*pattern);

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

static size_t by_own(struct span text, const struct banners *own)
{
	for (size_t i = 0; own && i < own->n; i++) {
		size_t n = own_length(text, own->texts[i]);

		if (n)
			return take_frame(text, n);
	}
	return 0;
}

size_t banner_length(struct span text, const struct banners *own)
{
	size_t at = 0, n;

	/* several systems may have put one, each above the last */
	do {
		struct span rest = span_sub(text, at, text.len);

		n = by_own(rest, own);
		if (!n)
			n = by_marks(rest);
		if (!n)
			n = by_form(rest);
		at += n;
	} while (n && at < text.len);
	return at;
}

/* ---- the subject ---- */

static struct span next_prefix(struct span s)
{
	size_t n = 0;

	if (s.len && s.ptr[0] == '[') {
		ptrdiff_t close = span_find_char(s, ']');

		return span_sub(s, 0, close < 0 ? 0 : (size_t)close + 1);
	}
	while (n < s.len && n < 24 && (is_letter(s.ptr[n]) || strchr(" -()*", s.ptr[n])))
		n++;
	return span_sub(s, 0, n < s.len && s.ptr[n] == ':' ? n + 1 : 0);
}

const char *banner_free_subject(struct arena *arena, const char *subject)
{
	struct span rest = span_of(subject), prefix;
	const char *kept = "";
	bool found = false;

	while ((prefix = next_prefix(rest)).len) {
		char folded[128];
		struct span low = without_signs(span_from(folded, text_fold(prefix, folded, sizeof folded)));
		bool is_set_apart = prefix.ptr[0] == '[' || !has_small(prefix);
		bool is_banner = prefix.len < sizeof folded - 8 && is_set_apart && is_label(low, prefix);

		rest = span_trim(span_sub(rest, prefix.len, rest.len));
		found = found || is_banner;
		if (!is_banner)
			kept = arena_printf(arena, "%s" SPAN_FMT " ", kept, SPAN_ARG(prefix));
	}
	return found ? arena_printf(arena, "%s" SPAN_FMT, kept, SPAN_ARG(rest)) : subject;
}
