/* test_tags_planted.c - a tag planted into each region of each real mail: a fact from new text, none from what is
 * quoted, signed, forwarded or the list's footer; as the mail came, in base64, in quoted-printable, and in HTML.
 *
 * Reads lists and replies below $BEADLE_CORPORA, or ../shared/corpora beside the project; where
 * that is missing it says so and passes.
 */
#include <dirent.h>
#include <sys/stat.h>
#include <gmime/gmime.h>

#include "message/message.h"
#include "tags/scan.h"
#include "tags_tables.h"

#include "rules_desk.h"

#define PLANTED "[AI Planted] water the plants"

enum coding { AS_IT_CAME, BASE64, QUOTED, CODINGS };

/* One text part of a mail. */
struct place {
	size_t head, body, end;		/* where they begin, and where the body ends */
	char type[80], transfer[40];
};

struct counts {
	unsigned mails, planted_new, planted_other, lost, false_new;
};

static struct counts plain[CODINGS], html;
static unsigned with_facts, let_through;
static const char *now;

/* ---- the parts of a mail, roughly ---- */

static bool is_boundary(struct span mail, struct span line)
{
	struct span rest = mail, one;

	if (!span_starts(line, "--") || line.len < 3)
		return false;
	while (span_next_line(&rest, &one)) {
		ptrdiff_t at = span_find_ci(one, "boundary=");
		struct span b;

		if (at < 0)
			continue;
		b = span_sub(one, (size_t)at + 9, one.len);
		if (b.len && b.ptr[0] == '"') {
			b = span_sub(b, 1, b.len);
			b = span_sub(b, 0, span_find_char(b, '"') < 0 ? b.len : (size_t)span_find_char(b, '"'));
		} else {
			b = span_trim(span_sub(b, 0, span_find_char(b, ';') < 0 ? b.len : (size_t)span_find_char(b, ';')));
		}
		if (b.len && span_eq(span_sub(line, 2, b.len), b))
			return true;
	}
	return false;
}

static void note(struct span line, const char *name, char *out, size_t size)
{
	struct span value;

	if (!span_starts_ci(line, name))
		return;
	value = span_trim(span_sub(line, strlen(name), line.len));
	snprintf(out, size, SPAN_FMT, SPAN_ARG(value));
}

/* The next part whose head begins at or behind *at_io; false when there is none. */
static bool next_place(struct span mail, size_t *at_io, struct place *out)
{
	while (*at_io < mail.len) {
		struct span rest = span_sub(mail, *at_io, mail.len), line;
		bool folded_type = false, folded_transfer = false;

		*out = (struct place){ .head = *at_io };
		while (span_next_line(&rest, &line) && line.len) {
			bool folded = line.ptr[0] == ' ' || line.ptr[0] == '\t';

			if (folded && folded_type && !out->type[0])
				note(line, "", out->type, sizeof out->type);
			if (folded && folded_transfer && !out->transfer[0])
				note(line, "", out->transfer, sizeof out->transfer);
			if (folded)
				continue;
			folded_type = span_starts_ci(line, "content-type:");
			folded_transfer = span_starts_ci(line, "content-transfer-encoding:");
			note(line, "content-type:", out->type, sizeof out->type);
			note(line, "content-transfer-encoding:", out->transfer, sizeof out->transfer);
		}
		out->body = (size_t)(rest.ptr - mail.ptr);
		if (span_starts_ci(span_of(out->type), "message/rfc822")) {
			*at_io = out->body;
			continue;
		}
		out->end = mail.len;
		*at_io = mail.len;
		while (rest.len && span_next_line(&rest, &line)) {
			if (is_boundary(mail, line)) {
				out->end = (size_t)(line.ptr - mail.ptr);
				*at_io = (size_t)(rest.ptr - mail.ptr);
				break;
			}
		}
		if (!out->type[0] || span_starts_ci(span_of(out->type), "text/plain") || span_starts_ci(span_of(out->type), "text/html"))
			return true;
	}
	return false;
}

static void convert(struct span in, GMimeContentEncoding kind, bool decode, struct buf *out)
{
	GMimeEncoding state;
	char *bytes;
	size_t n;

	if (decode)
		g_mime_encoding_init_decode(&state, kind);
	else
		g_mime_encoding_init_encode(&state, kind);
	bytes = mem_alloc(g_mime_encoding_outlen(&state, in.len) + 100);
	n = g_mime_encoding_flush(&state, in.ptr, in.len, bytes);
	buf_add(out, bytes, n);
	free(bytes);
}

static enum coding coding_of(const struct place *p)
{
	return span_starts_ci(span_of(p->transfer), "base64") ? BASE64 :
	       span_starts_ci(span_of(p->transfer), "quoted-printable") ? QUOTED : AS_IT_CAME;
}

static void decode_part(struct span mail, const struct place *p, struct buf *out)
{
	struct span body = span_sub(mail, p->body, p->end - p->body);

	if (coding_of(p) == AS_IT_CAME)
		buf_add_span(out, body);
	else
		convert(body, coding_of(p) == BASE64 ? GMIME_CONTENT_ENCODING_BASE64 : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE, true, out);
}

/* The mail with another text in one of its parts, written as coding says. */
static void rebuild(struct span mail, const struct place *p, struct span text, enum coding coding, struct buf *out)
{
	struct span head = span_sub(mail, p->head, p->body - p->head), line;
	bool skipping = false;

	buf_add(out, mail.ptr, p->head);
	while (span_next_line(&head, &line) && line.len) {
		skipping = span_starts_ci(line, "content-transfer-encoding:") ||
			   (skipping && (line.ptr[0] == ' ' || line.ptr[0] == '\t'));
		if (skipping)
			continue;
		buf_add_span(out, line);
		buf_add_char(out, '\n');
	}
	if (coding != AS_IT_CAME)
		buf_addf(out, "Content-Transfer-Encoding: %s\n", coding == BASE64 ? "base64" : "quoted-printable");
	else if (p->transfer[0] && coding_of(p) == AS_IT_CAME)
		buf_addf(out, "Content-Transfer-Encoding: %s\n", p->transfer);
	buf_add_char(out, '\n');
	if (coding == AS_IT_CAME)
		buf_add_span(out, text);
	else
		convert(text, coding == BASE64 ? GMIME_CONTENT_ENCODING_BASE64 : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE, false, out);
	if (buf_len(out) && buf_fitted(out).ptr[buf_len(out) - 1] != '\n')
		buf_add_char(out, '\n');
	buf_add(out, mail.ptr + p->end, mail.len - p->end);
}

/* ---- planting ---- */

static bool yields_fact(struct span mail, bool *seen_out)
{
	struct message_limits limits = message_limits_default();
	const struct scan_context context = { .people = NULL };
	struct arena *own = arena_new();
	struct fact_list facts = { .facts = NULL };
	struct message message;
	struct err err;
	bool found = false;

	*seen_out = false;
	limits.size_bytes *= 4;
	if (message_read(own, mail, &limits, &message, &err))
		fail_msg("%s, planted: %s", now, err.text);
	for (size_t i = 0; i < message.n_lines; i++)
		*seen_out = *seen_out || span_find(message.lines[i].text, PLANTED) >= 0;
	if (scan_message(own, rules, &message, &context, &facts, &err))
		print_message("%s: %s\n", now, err.text);
	for (size_t i = 0; i < facts.len; i++) {
		const struct fact *f = &facts.facts[i];

		found = found || (f->kind == FACT_ACTION && f->n_owners == 1 && strcmp(f->owners[0], "Planted") == 0 &&
				  strstr(f->text, "water the plants"));
	}
	if (found && !scan_may_find(rules, mail))
		fail_msg("%s: scan_may_find(rules, ) does not see the planted tag", now);
	arena_free(&own);
	return found;
}

static void judge(struct span mail, const struct message_line *l, const char *how, struct counts *c)
{
	bool want = l->kind == LINE_NEW, seen, got = yields_fact(mail, &seen);

	if (!seen)
		fail_msg("%s: what was planted at line %u is gone (%s)", now, l->number, how);
	*(want ? &c->planted_new : &c->planted_other) += 1;
	if (want == got)
		return;
	*(want ? &c->lost : &c->false_new) += 1;
	print_message("%s, %s: at line %u (%s, %s) the planted tag is %s\n", now, how, l->number, line_kind_name(l->kind), l->why,
		      got ? "found" : "lost");
}

/* The line of the text that is l without its quote marks, exactly once. */
static bool find_line(struct span text, const struct message_line *l, struct span *line_out, size_t *prefix_out)
{
	struct span rest = text, line;
	unsigned found = 0;

	while (span_next_line(&rest, &line)) {
		size_t prefix = 0;

		while (l->quote_depth && prefix < line.len && strchr("> ", line.ptr[prefix]) && line.len - prefix > l->text.len)
			prefix++;
		if (!span_eq(span_trim_end(span_sub(line, prefix, line.len)), span_trim_end(l->text)))
			continue;
		found++;
		*line_out = line;
		*prefix_out = prefix;
	}
	return found == 1;
}

static bool plant_in_text(struct span mail, const struct place *p, struct span text, const struct message_line *l)
{
	static const char *const how[CODINGS] = { "as it came", "base64", "quoted-printable" };
	struct span line, rest;
	struct buf with, planted;
	size_t prefix;

	if (span_trim(l->text).len < 8 || !find_line(text, l, &line, &prefix))
		return false;
	rest = span_from(line.ptr, (size_t)(text.ptr + text.len - line.ptr));
	span_next_line(&rest, &line);
	buf_init(&with, text.len + 1000);
	buf_add(&with, text.ptr, text.len - rest.len);
	if (buf_len(&with) && buf_fitted(&with).ptr[buf_len(&with) - 1] != '\n')
		buf_add_char(&with, '\n');
	buf_add(&with, line.ptr, l->quote_depth ? prefix : 0);
	buf_add_str(&with, PLANTED "\n");
	buf_add_span(&with, rest);
	for (enum coding coding = AS_IT_CAME; coding < CODINGS; coding++) {
		buf_init(&planted, mail.len * 4 + 4000);
		rebuild(mail, p, buf_fitted(&with), coding == AS_IT_CAME ? coding_of(p) : coding, &planted);
		judge(buf_fitted(&planted), l, how[coding], &plain[coding]);
		buf_free(&planted);
	}
	buf_free(&with);
	return true;
}

/* In HTML behind the words of the line, which stand there once, in whatever element they are. */
static bool plant_in_html(struct span mail, const struct place *p, struct span text, const struct message_line *l)
{
	const char *words = arena_strndup(arena, l->text.ptr, l->text.len);
	struct span trimmed = span_trim(l->text);
	ptrdiff_t at;
	struct buf with, planted;

	if (trimmed.len < 6 || strpbrk(words, "<>&\"'") || (at = span_find(text, arena_strndup(arena, trimmed.ptr, trimmed.len))) < 0 ||
	    span_find(span_sub(text, (size_t)at + 1, text.len), arena_strndup(arena, trimmed.ptr, trimmed.len)) >= 0)
		return false;
	at += (ptrdiff_t)trimmed.len;
	buf_init(&with, text.len + 1000);
	buf_add(&with, text.ptr, (size_t)at);
	buf_add_str(&with, "<br>" PLANTED "<br>");
	buf_add(&with, text.ptr + at, text.len - (size_t)at);
	for (enum coding coding = AS_IT_CAME; coding < CODINGS; coding++) {
		buf_init(&planted, mail.len * 4 + 4000);
		rebuild(mail, p, buf_fitted(&with), coding == AS_IT_CAME ? coding_of(p) : coding, &planted);
		judge(buf_fitted(&planted), l, "html", &html);
		buf_free(&planted);
	}
	buf_free(&with);
	return true;
}

static bool plant(struct span mail, const struct message *m, const struct message_line *l)
{
	struct place p;
	bool done = false;

	for (size_t at = 0; !done && next_place(mail, &at, &p);) {
		bool is_html = span_starts_ci(span_of(p.type), "text/html");
		struct buf text;

		if (is_html != m->body_is_html)
			continue;
		buf_init(&text, 16 << 20);
		decode_part(mail, &p, &text);
		done = is_html ? plant_in_html(mail, &p, buf_fitted(&text), l) : plant_in_text(mail, &p, buf_fitted(&text), l);
		buf_free(&text);
	}
	return done;
}

static bool is_region(enum line_kind kind)
{
	return kind == LINE_NEW || kind == LINE_QUOTE || kind == LINE_SIGNATURE || kind == LINE_FOOTER ||
	       kind == LINE_FORWARDED;
}

/* One tag into each run of lines of one kind, inside it rather than at its borders. */
/* What a scan that looks at nothing first finds in a mail as it came, the looks let through. */
static void check_looks(struct arena *own, struct span mail, const struct message *m)
{
	struct scan_trace trace = { .len = 0 };
	const struct scan_context context = { .trace = &trace }, usual = { .trace = NULL };
	struct fact_list facts = { .facts = NULL }, again = { .facts = NULL };
	struct err err;

	let_through += scan_may_find(rules, mail);
	if (scan_message(own, rules, m, &context, &facts, &err))
		print_message("%s: %s\n", now, err.text);
	if (!facts.len)
		return;
	with_facts++;
	if (scan_message(own, rules, m, &usual, &again, &err))
		print_message("%s: %s\n", now, err.text);
	if (!scan_may_find(rules, mail) || again.len != facts.len)
		fail_msg("%s: a mail with tags (%s) that is said to hold none", now, facts.facts[0].rule);
}

static void plant_everywhere(struct span mail)
{
	struct message_limits limits = message_limits_default();
	struct arena *own = arena_new();
	struct message m;
	struct err err;

	plain[0].mails++;
	if (message_read(own, mail, &limits, &m, &err))
		m.n_lines = 0;
	else
		check_looks(own, mail, &m);
	for (size_t i = 0; i < m.n_lines;) {
		enum line_kind kind = m.lines[i].kind;
		size_t end = i;
		bool done = false;

		while (end < m.n_lines && m.lines[end].kind == kind)
			end++;
		for (size_t k = kind == LINE_NEW || m.lines[i].quote_depth ? i : i + 2; is_region(kind) && k < end && !done; k++) {
			if (strcmp(m.lines[k].why, "header-block") == 0 || (kind != LINE_NEW && kind != LINE_QUOTE && k + 1 >= end))
				continue;
			done = plant(mail, &m, &m.lines[k]);
		}
		i = end;
	}
	arena_free(&own);
}

static void visit_file(const char *path)
{
	struct span bytes = table_file(arena, path);
	struct buf mail;

	now = path;
	buf_init(&mail, 8 << 20);
	if (strstr(path, "/replies/") && !span_ends(span_of(path), ".eml"))
		buf_addf(&mail, "From: dave@example.org\nContent-Type: text/%s; charset=utf-8\n\n",
			 span_ends(span_of(path), ".html") ? "html" : "plain");
	buf_add_span(&mail, bytes);
	plant_everywhere(buf_fitted(&mail));
	buf_free(&mail);
	arena_reset(arena);
}

static void walk(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *entry;

	while (d && (entry = readdir(d))) {
		char path[1000];
		struct stat st;

		snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
		if (entry->d_name[0] == '.' || stat(path, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode))
			walk(path);
		else
			visit_file(path);
	}
	if (d)
		closedir(d);
}

static void print_counts(const char *what, const struct counts *c)
{
	print_message("%-18s planted %u in new text (%u lost), %u elsewhere (%u found)\n", what, c->planted_new, c->lost,
		      c->planted_other, c->false_new);
}

static void facts_come_from_new_text_alone(void **state)
{
	struct arena *own = arena_new();
	const char *minutes = table_shared(own, "corpora/README.md");
	struct counts all = html;

	(void)state;
	if (!minutes) {
		print_message("skipped: no ../shared/corpora beside the project\n");
		arena_free(&own);
		return;
	}
	walk(arena_printf(own, "%.*s/lists", (int)(strlen(minutes) - strlen("/README.md")), minutes));
	walk(arena_printf(own, "%.*s/replies", (int)(strlen(minutes) - strlen("/README.md")), minutes));
	print_message("%u mails, %u with tags of their own, %u let through\n", plain[0].mails, with_facts, let_through);
	print_counts("as they came", &plain[AS_IT_CAME]);
	print_counts("in base64", &plain[BASE64]);
	print_counts("quoted-printable", &plain[QUOTED]);
	print_counts("HTML", &html);
	all = html;
	for (size_t i = 0; i < CODINGS; i++) {
		all.lost += plain[i].lost;
		all.false_new += plain[i].false_new;
		assert_true(plain[i].planted_new > 50 && plain[i].planted_other > 50);
	}
	assert_true(html.planted_new > 5 && html.planted_other > 5);
	assert_int_equal(all.lost, 0);
	assert_int_equal(all.false_new, 0);
	arena_free(&own);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(facts_come_from_new_text_alone) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
