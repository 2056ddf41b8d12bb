/* mark.c - what each line of a section is: the one walk that knows the order of the rules.
 *
 * A line with quote marks is a quote whatever stands around it, and ends a signature.  Text
 * between and after quotes is new.  Below a header block, a "----- Original Message -----" or
 * an attribution whose quote has no marks, everything is the other mail's, to the end.
 * Each look ahead is bounded or read from a table made beforehand: the walk is linear.
 * The file is long because the rules ask each other where a region ends; phrases are elsewhere.
 */
#include <string.h>

#include "message/banner.h"
#include "message/mark_work.h"

enum {
	ATTRIBUTION_LINES = 4,
	SIGNATURE_LINES = 15,	/* below a "--" that lost its blank */
	EM_SIGNATURE_LINES = 8,
	UNDERSCORE_SIGNATURE_LINES = 4,
	FOOTER_LINES = 15,
	BANNER_LINES = 60, BANNER_BYTES = 8 * 1024,
	INITIALS_MAX = 12,	/* of the writer, or the name, in front of a mark */
	INDENTED_LINES = 300,	/* no more are looked at for where an indented quote ends */
};

static void set(struct marker *m, size_t i, enum line_kind kind, const char *why)
{
	const struct raw_line *raw = &m->raw[i];
	bool as_is = kind == LINE_PATCH || kind == LINE_CODE;

	m->lines[i] = (struct message_line){
		.text = as_is ? raw->whole : raw->text,
		.number = raw->number,
		.kind = kind,
		.quote_depth = as_is ? 0 : raw->depth,
		.why = why,
	};
}

static void set_range(struct marker *m, size_t from, size_t to, enum line_kind kind,
		      const char *why)
{
	for (size_t i = from; i < to; i++)
		set(m, i, kind, why);
}

static unsigned texts_between(const struct marker *m, size_t from, size_t to)
{
	return m->text_above[to] - m->text_above[from];
}

/* Fence of at least three, alone on its line; -1 if the line is none.  0: ```, 1: ~~~. */
static int fence_of(struct span line, bool *closes_out)
{
	line = span_trim(line);
	int which = span_starts(line, "```") ? 0 : span_starts(line, "~~~") ? 1 : -1;
	size_t n = 0;

	while (which >= 0 && n < line.len && line.ptr[n] == line.ptr[0])
		n++;
	*closes_out = which >= 0 && n == line.len;
	/* ~~struck~~~ and inline ```code``` are no fences. */
	if (which >= 0 && !*closes_out && memchr(line.ptr + n, line.ptr[0], line.len - n))
		return -1;
	return which;
}

/* The same for line i: a row of tildes as wide as the text above it, or nearly, underlines a
 * heading. */
static int fence_at(const struct marker *m, size_t i, bool *closes_out)
{
	int which = fence_of(m->raw[i].text, closes_out);

	if (which != 1 || !*closes_out || i == 0)
		return which;
	size_t wide = span_trim(m->raw[i].text).len, above = span_trim(m->raw[i - 1].text).len;

	return above && wide >= 6 && wide + 2 >= above && wide <= above + 2 ? -1 : which;
}

static void look_ahead(struct arena *arena, struct marker *m)
{
	size_t n = m->n;

	m->next_text = arena_alloc(arena, n + 1, sizeof *m->next_text);
	m->next_quote = arena_alloc(arena, n + 1, sizeof *m->next_quote);
	m->text_above = arena_alloc(arena, n + 1, sizeof *m->text_above);
	m->next_fence[0] = arena_alloc(arena, n + 1, sizeof *m->next_fence[0]);
	m->next_fence[1] = arena_alloc(arena, n + 1, sizeof *m->next_fence[1]);
	m->next_text[n] = m->next_quote[n] = m->next_fence[0][n] = m->next_fence[1][n] =
		(unsigned)n;
	for (size_t i = n; i-- > 0;) {
		const struct raw_line *raw = &m->raw[i];
		bool closes;
		int fence = raw->depth == 0 ? fence_at(m, i, &closes) : -1;

		bool is_text = raw->depth > 0 || !span_is_blank(raw->text);

		m->next_text[i] = is_text ? (unsigned)i : m->next_text[i + 1];
		m->next_quote[i] = raw->depth > 0 ? (unsigned)i : m->next_quote[i + 1];
		for (int f = 0; f < 2; f++)
			m->next_fence[f][i] =
				fence == f && closes ? (unsigned)i : m->next_fence[f][i + 1];
	}
	for (size_t i = 0; i < n; i++)
		m->text_above[i + 1] = m->text_above[i] + (m->next_text[i] == i);
}

/* ---- separators ---- */

/* A line of one repeated character, at least min of them. */
static bool is_rule(struct span line, const char *chars, size_t min)
{
	line = span_trim(line);
	if (line.len < min || !strchr(chars, line.ptr[0]))
		return false;
	for (size_t i = 1; i < line.len; i++)
		if (line.ptr[i] != line.ptr[0])
			return false;
	return true;
}

static bool is_em_rule(struct span line)
{
	line = span_trim(line);
	if (line.len == 0 || line.len % 3 != 0)
		return false;
	for (size_t i = 0; i < line.len; i += 3)
		if (memcmp(line.ptr + i, "\xE2\x80", 2) != 0 ||
		    (unsigned char)line.ptr[i + 2] < 0x93 || (unsigned char)line.ptr[i + 2] > 0x95)
			return false;
	return true;
}

/* "-- ", with or without the blanks that editors and programs take away or add. */
static bool is_dashes(struct span line)
{
	char folded[16];

	if (line.len < 2 || line.len > 10 || line.ptr[0] != '-')
		return false;
	struct span t = span_trim(span_from(folded, text_fold(line, folded, sizeof folded)));

	return span_is(t, "--") || span_is(t, "- --");
}

/* ---- footers ---- */

/* End of the list footer that begins at i, or 0. */
static size_t footer_end(const struct marker *m, size_t i, const char **why_out)
{
	struct span line = m->raw[i].text;
	size_t from = i, stop = m->next_quote[i];

	if (m->raw[i].depth > 0)
		return 0;
	if (span_starts(span_trim(line), "-=-=-")) {
		from = m->next_text[i + 1];
		*why_out = "footer-groupsio";
		if (from >= stop || !phrase_footer(m->raw[from].text))
			return 0;
		for (size_t k = from; k < stop && k < from + FOOTER_LINES; k++)
			if (span_starts(span_trim(m->raw[k].text), "-=-=-"))
				return k + 1;
		return stop;
	}
	bool rule = is_rule(line, "_", 2) || is_rule(line, "-=*", 20) || is_dashes(line) ||
		    is_em_rule(line) || is_rule(line, "-", 3);

	*why_out = NULL;
	if (rule) {
		/* The phrase stands in the first two lines below; Mailman's name line is
		 * anything. */
		for (int k = 0; k < 2 && !*why_out; k++) {
			from = m->next_text[from + 1];
			if (from >= stop)
				break;
			*why_out = phrase_footer(m->raw[from].text);
		}
	} else {
		*why_out = phrase_footer_alone(line);
	}
	if (!*why_out)
		return 0;
	if (texts_between(m, i, stop) <= FOOTER_LINES)
		return stop;
	/* Much below it: somebody else's footer in the middle; its own block alone. */
	size_t end = from + 1;

	while (end < stop && !span_is_blank(m->raw[end].text))
		end++;
	return end;
}

/* A part of its own that holds nothing else: Mailman adds its footer so. */
static bool is_footer_part(const struct marker *m)
{
	if (!m->context->later_part || m->n == 0 || m->text_above[m->n] > 12 ||
	    m->text_above[m->n] == 0)
		return false;
	for (size_t i = 0; i < m->n; i++) {
		if (m->raw[i].depth > 0)
			return false;
		if (phrase_footer(m->raw[i].text))
			return true;
		if (m->context->list_address[0] &&
		    span_find_ci(m->raw[i].text, m->context->list_address) >= 0)
			return true;
	}
	return false;
}

/* ---- attributions ---- */

static enum attribution rate_lines(const struct marker *m, size_t i, size_t k,
				   enum intro *intro_out)
{
	char joined[600];
	size_t len = 0;

	for (size_t j = i; j < i + k; j++) {
		struct span t = span_trim(m->raw[j].text);

		if (len + t.len + 2 >= sizeof joined)
			return ATTRIBUTION_NONE;
		if (j > i)
			joined[len++] = ' ';
		memcpy(joined + len, t.ptr, t.len);
		len += t.len;
	}
	return attribution_rate(span_from(joined, len), intro_out);
}

/* Whether what stands at `at` has quote marks, perhaps below a "[snip]" or a greeting. */
static bool quote_follows(const struct marker *m, size_t at)
{
	size_t quote = m->next_quote[at];

	return quote < m->n && texts_between(m, at, quote) <= 3;
}

static bool is_indented(struct span line)
{
	return span_starts(line, "    ") || span_starts(line, "\t");
}

/* End of the indented lines from `at` on, blank ones between them: what some programs quote with
 * instead of marks. 0: none are there, or they are a list, or the text goes on to their left. */
static size_t indented_quote_end(const struct marker *m, size_t at)
{
	size_t i = m->next_text[at], end = 0, stop = i + INDENTED_LINES;
	struct span first = i < m->n ? span_trim(m->raw[i].text) : span_from("", 0);

	if (first.len > 1 && strchr("-*+", first.ptr[0]) && first.ptr[1] == ' ')
		return 0;
	for (; i < m->n && i < stop && m->raw[i].depth == 0; i = m->next_text[i + 1]) {
		struct span line = m->raw[i].text;
		bool indented = is_indented(line) || span_starts(line, "  ");

		if (!indented && end == i)	/* a paragraph whose first line stands further in */
			return 0;
		if (!indented)
			break;
		end = i + 1;
	}
	return end;
}

static bool ends_sentence(struct span line)
{
	char end = line.ptr[line.len - 1];
	bool ordinal = end == '.' && line.len > 1 && ascii_is_digit(line.ptr[line.len - 2]);

	return !ordinal && strchr(".!?", end);
}

/* The line at i is blank, but its paragraph goes on with an address: a link that was broken. */
static bool goes_on_with_address(const struct marker *m, size_t i)
{
	return span_is_blank(m->raw[i].text) && i + 1 < m->n &&
	       span_starts(span_trim(m->raw[i + 1].whole), "<");
}

static bool is_set_apart_in_answer(const struct marker *m, size_t i)
{
	return m->context->answers && m->text_above[i] > 0 && span_is_blank(m->raw[i - 1].text);
}

static bool quote_marks_follow(const struct marker *m, size_t at)
{
	return m->next_text[at] < m->n && m->raw[m->next_text[at]].depth > 0;
}

/* Whether lines [i, i + k) begin with somebody or a date, and do not end a sentence before: new
 * text may stand in front of an attribution. */
static bool begins_attribution(const struct marker *m, size_t i, size_t k, enum intro intro)
{
	struct span first = span_trim(m->raw[i].text);
	enum intro late;

	for (size_t j = 1; j < k; j++) {
		if (rate_lines(m, i + j, k - j, &late) == ATTRIBUTION_STRONG &&
		    late != INTRO_NONE && late >= intro)
			return false;
	}
	return (intro != INTRO_NONE || attribution_begins_with_sender(first)) &&
	       !ends_sentence(first);
}

/* Lines of the attribution that begins at i; 0 if none does. */
static size_t attribution_at(const struct marker *m, size_t i, bool *strong_out)
{
	size_t most = ATTRIBUTION_LINES;

	for (size_t k = 1; k <= most && i + k <= m->n; k++) {
		const struct raw_line *last = &m->raw[i + k - 1];
		enum intro intro;

		if (k > 1 && goes_on_with_address(m, i + k - 1)) {
			most = ATTRIBUTION_LINES + 2;
			continue;
		}
		if (last->depth > 0 || span_is_blank(last->text) || last->text.len > 600)
			return 0;
		if (!attribution_may_end(last->text))
			continue;
		enum attribution rate = rate_lines(m, i, k, &intro);

		if (rate == ATTRIBUTION_NONE || (k > 1 && rate != ATTRIBUTION_STRONG))
			continue;
		if (rate == ATTRIBUTION_STRONG) {
			if (k > 1 && !begins_attribution(m, i, k, intro))
				continue;
			*strong_out = true;
			return k;
		}
		/* what somebody said may stand in minutes */
		bool said = span_ends(span_trim_end(last->text), "said:");

		bool quoted = quote_marks_follow(m, i + 1) ||
			      (!said && indented_quote_end(m, i + 1) > 0);

		if (!quoted && (rate != ATTRIBUTION_NAMED || !is_set_apart_in_answer(m, i)))
			continue;
		*strong_out = !quoted;
		return k;
	}
	return 0;
}

/* ---- signatures ---- */

/* U+1427: what a browser's mail tracker leaves below the text. */
#define TRACKER_MARK "\xE1\x90\xA7"

static const char *signature_at(const struct marker *m, size_t i)
{
	struct span line = m->raw[i].text;
	bool sure;

	if (span_is(line, "-- ") || span_is(line, "- -- "))
		return "signature-dashes";
	unsigned below = texts_between(m, i + 1, m->next_quote[i]);

	if (is_dashes(line) && below <= SIGNATURE_LINES)
		return "signature-dashes";
	if (is_em_rule(line) && below > 0 && below <= EM_SIGNATURE_LINES)
		return "signature-em-dash";
	if (span_is(span_trim(line), TRACKER_MARK))
		return "signature-tracker";
	bool ends = m->next_quote[i] == m->n && m->next_quote[0] < i;

	if (ends && below > 0 && below <= UNDERSCORE_SIGNATURE_LINES && is_rule(line, "_", 10))
		return "signature-underscores";
	const char *mobile = phrase_mobile(line, &sure);

	if (!mobile)
		return NULL;
	if (sure)
		return mobile;
	/* "Sent from a torch of pixels" is one only where nothing of the writer's follows. */
	size_t next = m->next_text[i + 1];
	enum line_kind kind;
	const char *why;
	bool strong;

	if (next >= m->n || m->raw[next].depth > 0 ||
	    attribution_at(m, next, &strong) ||
	    mark_header_block_end(m, next, false) || phrase_separator(m->raw[next].text, &kind) ||
	    footer_end(m, next, &why) || is_dashes(m->raw[next].text))
		return mobile;
	return NULL;
}

/* End of the PGP armour at i, or 0. */
static size_t pgp_end(const struct marker *m, size_t i)
{
	struct span line = m->raw[i].text;

	if (!span_starts(line, "-----BEGIN PGP "))
		return 0;
	bool header = span_starts(line, "-----BEGIN PGP SIGNED MESSAGE-----");

	for (size_t j = i + 1; j < m->n; j++) {
		if (header && span_find(span_trim(m->raw[j].text), ": ") < 0)
			return j;
		if (!header && span_starts(m->raw[j].text, "-----END PGP "))
			return j + 1;
	}
	return m->n;
}

/* ---- indented code ---- */

static bool looks_like_code(struct span line)
{
	static const char *const starts[] = { "#include", "#define", "#!/",   "$ ",
					      "sudo ",	  "git ",    "def ",  "return ",
					      "import ",  "if (",    "for (", "while (",
					      "//",	  "/*",	     "&& ",   "make " };

	line = span_trim(line);
	if (line.len == 0 || line.ptr[0] == '[' || span_starts(line, "- ") ||
	    span_starts(line, "* "))
		return false;
	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
		if (span_starts(line, starts[i]))
			return true;
	return strchr(";{}\\", line.ptr[line.len - 1]) != NULL;
}

/* End of the indented paragraph at i; *code_out: whether half of its lines look like code. */
static size_t indented_end(const struct marker *m, size_t i, bool *code_out)
{
	unsigned lines = 0, code = 0;
	size_t j = i;

	for (; j < m->n && m->raw[j].depth == 0 && is_indented(m->raw[j].text) &&
	       !span_is_blank(m->raw[j].text);
	     j++) {
		lines++;
		code += looks_like_code(m->raw[j].text);
	}
	*code_out = lines > 0 && code * 2 >= lines;
	return j;
}

/* ---- the walk ---- */

struct mark_state {
	enum line_kind kind;	/* LINE_NEW, LINE_SIGNATURE, or what is below a header block */
	const char *why;
	bool below;		/* to the end of the section */
};

/* End of the header block below the rule at i, or 0. */
static size_t block_below_rule(const struct marker *m, size_t i)
{
	size_t block = m->next_text[i + 1], end;

	if (block >= m->n || m->raw[block].depth > 0)
		return 0;
	end = mark_header_block_end(m, block, true);
	/* one line that got between, where the rule underlines nothing */
	bool is_apart =
		is_rule(m->raw[i].text, "_", 10) ||
		(i > 0 && span_is_blank(m->raw[i - 1].text) && is_rule(m->raw[i].text, "-", 20));

	if (!end && is_apart && block == i + 1)
		end = mark_header_block_end(m, m->next_text[block + 1], false);
	return end;
}

/* How many lines from i on the other mail's beginning takes (header block, separator,
 * attribution); sets the state for what follows.  0: none begins here. */
static size_t other_mail(struct marker *m, size_t i, struct mark_state *st)
{
	const struct raw_line *raw = &m->raw[i];
	enum line_kind kind = m->context->subject_forwards ? LINE_FORWARDED : LINE_QUOTE;
	const char *why = "header-block";
	size_t end;
	bool strong;

	if (raw->hint == HINT_REPLY_BELOW) {
		*st = (struct mark_state){ kind, "reply-element", true };
		set(m, i, kind, st->why);
		return 1;
	}
	const char *separator = phrase_separator(raw->text, &kind);

	if (separator) {
		why = separator;
		end = block_below_rule(m, i);
		if (end == 0)
			end = i + 1;
	} else if (is_rule(raw->text, "_-=", 5)) {
		end = block_below_rule(m, i);
	} else {
		end = mark_header_block_end(m, i, false);
		end = end ? end : mark_notes_head_end(m, i);
	}
	if (end > 0) {
		size_t next = m->next_text[end];
		/* Programs that still put marks below the block let people answer in between. */
		bool marked = next < m->n && m->raw[next].depth > 0;

		set_range(m, i, end, kind, why);
		*st = marked ? (struct mark_state){ LINE_NEW, "new", false }
			     : (struct mark_state){ kind,
						    separator ? separator : "below-header-block",
						    true };
		return end - i;
	}
	size_t k = attribution_at(m, i, &strong);

	if (k > 0) {
		set_range(m, i, i + k, LINE_ATTRIBUTION,
			  strong ? "attribution" : "attribution-short");
		*st = (struct mark_state){ LINE_NEW, "new", false };
		if (quote_follows(m, i + k) || m->next_text[i + k] >= m->n)
			return k;
		end = indented_quote_end(m, i + k);
		if (end > 0) {
			set_range(m, i + k, end, LINE_QUOTE, "quote-indent");
			return end - i;
		}
		if (strong)
			*st = (struct mark_state){ LINE_QUOTE, "below-attribution", true };
		return k;
	}
	if (raw->hint == HINT_ATTRIBUTION && !span_is_blank(raw->text)) {
		set(m, i, LINE_ATTRIBUTION, "attribution-element");
		return 1;
	}
	return 0;
}

/* Code and patches at i in new text: how many lines, 0 if none. */
static size_t code_or_patch(struct marker *m, size_t i)
{
	const struct raw_line *raw = &m->raw[i];
	const char *why;
	bool closes, code;
	size_t end = i + patch_lines(raw, m->n - i, &why);

	if (end > i) {
		set_range(m, i, end, LINE_PATCH, why);
		return end - i;
	}
	int fence = fence_at(m, i, &closes);

	if (fence >= 0) {
		size_t close = m->next_fence[fence][i + 1];

		if (close < m->n && close < m->next_quote[i]) {
			set_range(m, i, close + 1, LINE_CODE, "code-fence");
			return close + 1 - i;
		}
	}
	if (raw->hint == HINT_CODE && !span_is_blank(raw->text)) {
		set(m, i, LINE_CODE, "code-element");
		return 1;
	}
	if (is_indented(raw->text) && !span_is_blank(raw->text) &&
	    (i == 0 || span_is_blank(m->raw[i - 1].text))) {
		end = indented_end(m, i, &code);
		if (code) {
			set_range(m, i, end, LINE_CODE, "code-indented");
			return end - i;
		}
	}
	return 0;
}

static void walk(struct marker *m)
{
	struct mark_state st = { LINE_NEW, "new", false };
	size_t i = 0, step;
	const char *why;

	while (i < m->n) {
		const struct raw_line *raw = &m->raw[i];

		if (!st.below && raw->depth == 0 && st.kind == LINE_NEW &&
		    (step = code_or_patch(m, i)) > 0) {
			i += step;
			continue;
		}
		if (raw->depth > 0 && !st.below && mark_groupwise_head(m, i)) {
			size_t next = m->next_text[i + 1];

			set(m, i++, LINE_ATTRIBUTION, "groupwise-head");
			if (next < m->n && m->raw[next].depth == 0)
				st = (struct mark_state){ LINE_QUOTE, "below-attribution", true };
			continue;
		}
		if (raw->depth > 0) {
			if (!st.below)
				st = (struct mark_state){ LINE_NEW, "new", false };
			set(m, i, st.below ? st.kind : LINE_QUOTE,
			    st.below ? st.why : "quote-prefix");
			i++;
			continue;
		}
		size_t end = footer_end(m, i, &why);

		if (end > i) {
			set_range(m, i, end, LINE_FOOTER, why);
			i = end;
			continue;
		}
		if (st.below) {
			set(m, i, st.kind, st.why);
			if (st.kind == LINE_FORWARDED && phrase_ends_forward(raw->text))
				st = (struct mark_state){ LINE_NEW, "new", false };
			i++;
			continue;
		}
		if ((step = other_mail(m, i, &st)) > 0) {
			i += step;
			continue;
		}
		if ((end = pgp_end(m, i)) > i) {
			set_range(m, i, end, LINE_SIGNATURE, "pgp-armour");
			i = end;
			continue;
		}
		if (raw->hint == HINT_SIGNATURE) {
			set(m, i++, LINE_SIGNATURE, "signature-element");
			continue;
		}
		if (st.kind == LINE_NEW && (why = signature_at(m, i)))
			st = (struct mark_state){ LINE_SIGNATURE, why, false };
		set(m, i, st.kind, st.why);
		i++;
	}
}

/* Whether an address was opened, and not closed, in the last lines up to i. */
static bool is_address_open(const struct raw_line *raw, size_t i)
{
	unsigned closed = 0, lines = 0;
	bool at = false;

	for (; lines < 3 && raw[i].depth == 0 && !span_is_blank(raw[i].text); i--, lines++) {
		struct span line = raw[i].text;

		for (size_t k = line.len; k-- > 0;) {
			at = at || line.ptr[k] == '@';
			closed += line.ptr[k] == '>';
			if (line.ptr[k] == '<' && closed-- == 0)
				return at;
		}
		if (i == 0)
			break;
	}
	return false;
}

/* "Dave <dave@example.org\n>:" - the closing bracket of a wrapped address is no quote mark. */
static void mend_wrapped_addresses(struct raw_line *raw, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++) {
		struct raw_line *next = &raw[i + 1];

		if (raw[i].depth != 0 || next->depth != 1 || next->text.len > 24 ||
		    !attribution_may_end(next->text) || !is_address_open(raw, i))
			continue;
		next->text = next->whole;
		next->depth = 0;
	}
}

/* The other marks that programs quote with, "| ", ": ", or the writer's initials, "DM> "; empty:
 * none.  Tables and logs begin so too. */
static struct span other_mark(const struct raw_line *raw)
{
	struct span s = raw->text;
	size_t n = 0;

	if (raw->depth > 0 || s.len == 0)
		return span_from("", 0);
	while (n < s.len && n < INITIALS_MAX && ascii_is_alpha((unsigned char)s.ptr[n]))
		n++;
	bool is_mark = n == 0 ? s.ptr[0] == '|' || s.ptr[0] == ':' : n < s.len && s.ptr[n] == '>';

	n++;
	if (!is_mark || (s.len > n && s.ptr[n] != ' '))
		return span_from("", 0);
	return span_sub(s, 0, n);
}

static bool is_attribution_above(const struct marker *m, size_t at)
{
	enum intro intro;

	for (size_t k = 1; k <= ATTRIBUTION_LINES && k <= at; k++) {
		const struct raw_line *first = &m->raw[at - k];

		if (first->depth > 0 || span_is_blank(first->text) ||
		    (k == 1 && !attribution_may_end(first->text)))
			return false;
		if (rate_lines(m, at - k, k, &intro) != ATTRIBUTION_NONE)
			return true;
	}
	return false;
}

/* How many lines from i on have that mark. */
static size_t marked_alike(const struct marker *m, size_t i, struct span mark)
{
	size_t n = 0;

	while (i + n < m->n && span_eq(other_mark(&m->raw[i + n]), mark))
		n++;
	return n;
}

/* "Dave wrote:" and then "| words", or several lines of an answer that begin with initials: quoted,
 * as if the mark were the usual one. */
static void mend_other_marks(struct marker *m, struct raw_line *raw)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n; i += n ? n : 1) {
		struct span mark = other_mark(&raw[i]);

		n = mark.len ? marked_alike(m, i, mark) : 0;
		if (n == 0)
			continue;
		bool is_table = mark.len == 1 && span_ends(span_trim_end(raw[i].text), " |");
		bool is_word = mark.len > 1, is_log = is_word && m->context->answers;
		bool is_apart = i > 1 && span_is_blank(raw[i - 1].text) && raw[i - 1].depth == 0;
		size_t above = i - is_apart;

		if (is_table || (is_word && n < 2) ||
		    (!is_log && !is_attribution_above(m, above)))
			continue;
		for (size_t k = i; k < i + n; k++) {
			raw[k].text = span_sub(raw[k].text, mark.len + 1, raw[k].text.len);
			raw[k].depth = 1;
		}
	}
}

/* The lines on top as one text, up to the first that is quoted. */
static struct span top_of(struct arena *arena, const struct raw_line *raw, size_t n)
{
	struct buf text;

	buf_init(&text, BANNER_BYTES);
	for (size_t i = 0; i < n && i < BANNER_LINES && raw[i].depth == 0 && !buf_is_cut(&text);
	     i++) {
		buf_add_span(&text, raw[i].text);
		buf_add_char(&text, '\n');
	}
	struct span fitted = buf_fitted(&text),
		    top = span_from(arena_strndup(arena, fitted.ptr, fitted.len), fitted.len);

	buf_free(&text);
	return top;
}

/* How many lines are banner.  One that the writer's text begins on loses what stands before
 * that. */
static size_t mark_banner(struct arena *arena, struct marker *m, struct raw_line *raw, size_t n)
{
	size_t left = banner_length(top_of(arena, raw, n), m->context->banners, m->context->look),
	       i = 0;

	for (; i < n && left > raw[i].text.len; i++) {
		left -= raw[i].text.len + 1;
		m->lines[i] = (struct message_line){ .text = raw[i].text,
					     .number = raw[i].number,
					     .kind = LINE_BANNER,
					     .why = "banner" };
	}
	if (i < n && left > 0)
		raw[i].text = raw[i].whole =
			span_trim(span_sub(raw[i].text, left, raw[i].text.len));
	return i;
}

void mark_lines(struct arena *arena, const struct raw_line *raw, size_t n,
		const struct mark_context *context, struct message_marked *out)
{
	if (n == 0)
		return;
	struct raw_line *own = arena_alloc(arena, n, sizeof *own);
	struct message_line *lines = arena_alloc(arena, n, sizeof *lines);
	struct marker m = { .lines = lines, .context = context };
	bool may_begin = !context->forwarded && !context->beside_wrapped && !context->later_part;

	memcpy(own, raw, n * sizeof *own);
	size_t first = may_begin ? mark_banner(arena, &m, own, n) : 0;

	m.raw = own + first;
	m.lines = lines + first;
	m.n = n - first;
	mend_wrapped_addresses(own + first, m.n);
	mend_other_marks(&m, own + first);
	look_ahead(arena, &m);
	if (context->forwarded)
		set_range(&m, 0, m.n, LINE_FORWARDED, "message-part");
	else if (context->beside_wrapped)
		set_range(&m, 0, m.n, LINE_FOOTER, "footer-wrapper");
	else if (is_footer_part(&m))
		set_range(&m, 0, m.n, LINE_FOOTER, "footer-part");
	else
		walk(&m);
	for (size_t i = 0; i < n; i++) {
		out->lines = arena_grow(arena, out->lines, out->len, &out->cap, sizeof *out->lines);
		out->lines[out->len++] = lines[i];
	}
}

bool line_is_added(const struct message_line *line)
{
	return line->kind == LINE_FOOTER || line->kind == LINE_BANNER;
}

const char *line_kind_name(enum line_kind kind)
{
	switch (kind) {
	case LINE_NEW: return "new";
	case LINE_QUOTE: return "quote";
	case LINE_ATTRIBUTION: return "attribution";
	case LINE_SIGNATURE: return "signature";
	case LINE_FOOTER: return "footer";
	case LINE_PATCH: return "patch";
	case LINE_CODE: return "code";
	case LINE_FORWARDED: return "forwarded";
	case LINE_BANNER: return "banner";
	}
	return "unknown";
}
