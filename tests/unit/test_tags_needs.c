/* test_tags_needs.c - what scan_may_find() lets pass by holds nothing that counts: each row's example, texts made of each row's
 * pattern, every line of the real minutes, in each way that mail is written.
 *
 * A scan with a trace looks at nothing first: what it finds is what a scan has to find.  The look may be wrong in one
 * direction alone; how often it spares a parse is printed.
 */
#include <dirent.h>

#include "message/message.h"
#include "message/rough.h"
#include "tags/rules.h"
#include "tags/objections.h"
#include "tags/scan.h"
#include "pattern_text.h"
#include "tags_tables.h"

#include "rules_desk.h"

enum coding { PLAIN, QUOTED, BASE64, HTML, CRLF, LATIN, FLOWED, MIXED, ALTERNATIVE, SUBJECT, ENCODED_SUBJECT, CODINGS };

enum { MADE_OF_EACH = 30 };

static unsigned n_mails, n_passed, n_with_facts;

static void add_base64(struct buf *out, struct span s)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < s.len; i += 3) {
		unsigned v = (unsigned)(unsigned char)s.ptr[i] << 16;

		v |= i + 1 < s.len ? (unsigned)(unsigned char)s.ptr[i + 1] << 8 : 0;
		v |= i + 2 < s.len ? (unsigned)(unsigned char)s.ptr[i + 2] : 0;
		buf_add_char(out, digits[v >> 18]);
		buf_add_char(out, digits[v >> 12 & 63]);
		buf_add_char(out, i + 1 < s.len ? digits[v >> 6 & 63] : '=');
		buf_add_char(out, i + 2 < s.len ? digits[v & 63] : '=');
		if (i % 57 == 54)
			buf_add_char(out, '\n');
	}
	buf_add_char(out, '\n');
}

/* Every third letter encoded, and soft ends of line. */
static void add_quoted(struct buf *out, struct span s)
{
	size_t column = 0;

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		if (c == '\n') {
			buf_add_char(out, '\n');
			column = 0;
			continue;
		}
		if (c == '=' || c >= 0x7F || i % 3 == 0)
			buf_addf(out, "=%02X", c);
		else
			buf_add_char(out, (char)c);
		if (++column % 20 == 19)
			buf_add_str(out, "=\n");
	}
	buf_add_char(out, '\n');
}

static void add_html(struct buf *out, struct span s)
{
	buf_add_str(out, "<html><body><p>");
	for (size_t i = 0; i < s.len; i++) {
		switch (s.ptr[i]) {
		case '<':
			buf_add_str(out, "&lt;");
			break;
		case '&':
			buf_add_str(out, "&amp;");
			break;
		case '\n':
			buf_add_str(out, "<br>\n");
			break;
		case 'I':	/* inside "AI" */
			buf_add_str(out, "<b>I</b>");
			break;
		default:
			buf_add_char(out, s.ptr[i]);
			break;
		}
	}
	buf_add_str(out, "</p></body></html>\n");
}

/* Windows-1252 of what it has, '?' for the rest. */
static void add_latin(struct buf *out, struct span s)
{
	static const struct {
		const char *letter;
		char byte;
	} table[] = { { "\xE2\x80\x99", '\x92' }, { "\xE2\x80\x9C", '\x93' }, { "\xE2\x80\x9D", '\x94' }, { "\xE2\x80\x93", '\x96' },
		      { "\xE2\x80\x94", '\x97' }, { "\xC2\xA0", '\xA0' }, { "\xC3\xA9", '\xE9' } };

	for (size_t i = 0; i < s.len; i++) {
		bool found = (unsigned char)s.ptr[i] < 0x80;

		if (found)
			buf_add_char(out, s.ptr[i]);
		for (size_t k = 0; !found && k < sizeof table / sizeof table[0]; k++) {
			found = span_starts(span_sub(s, i, s.len), table[k].letter);
			if (found) {
				buf_add_char(out, table[k].byte);
				i += strlen(table[k].letter) - 1;
			}
		}
		if (!found && ((unsigned char)s.ptr[i] & 0xC0) != 0x80)
			buf_add_char(out, '?');
	}
}

/* Soft ends of line in place of some blanks. */
static void add_flowed(struct buf *out, struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		bool breaks = s.ptr[i] == ' ' && i > 2 && i + 2 < s.len && s.ptr[i + 1] != '>' && s.ptr[i + 1] != ' ' && s.ptr[i - 1] != '\n';

		buf_add_char(out, s.ptr[i]);
		if (breaks && i % 2)
			buf_add_char(out, '\n');
	}
	buf_add_char(out, '\n');
}

static void add_crlf(struct buf *out, struct span s)
{
	struct span line;

	while (span_next_line(&s, &line)) {
		buf_add_span(out, line);
		buf_add_str(out, "\r\n");
	}
}

static void add_body(struct buf *out, struct span text, enum coding coding)
{
	switch (coding) {
	case QUOTED:
	case ALTERNATIVE:
		add_quoted(out, text);
		break;
	case BASE64:
		add_base64(out, text);
		break;
	case HTML:
		add_html(out, text);
		break;
	case CRLF:
		add_crlf(out, text);
		break;
	case LATIN:
		add_latin(out, text);
		break;
	case FLOWED:
		add_flowed(out, text);
		break;
	default:
		buf_add_span(out, text);
		buf_add_char(out, '\n');
		break;
	}
}

static void make_mail(struct buf *mail, struct span text, enum coding coding, bool answer)
{
#define TEXT "Content-Type: text/plain; charset=utf-8"
	static const char *const heads[CODINGS] = {
		[PLAIN] = TEXT "\n\n", [QUOTED] = TEXT "\nContent-Transfer-Encoding: quoted-printable\n\n",
		[BASE64] = TEXT "\nContent-Transfer-Encoding: base64\n\n", [HTML] = "Content-Type: text/html; charset=utf-8\n\n",
		[CRLF] = TEXT "\r\n\r\n", [LATIN] = "Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: 8bit\n\n",
		[FLOWED] = TEXT "; format=flowed\n\n",
		[MIXED] = "Content-Type: multipart/mixed; boundary=b\n\n--b\n" TEXT "\n\n",
		[ALTERNATIVE] = "Content-Type: multipart/alternative; boundary=b\n\n--b\n" TEXT "\n"
				"Content-Transfer-Encoding: quoted-printable\n\n",
		[SUBJECT] = TEXT "\n\nhello\n", [ENCODED_SUBJECT] = TEXT "\n\nhello\n",
	};
	static const char *const tails[CODINGS] = {
		[MIXED] = "\n--b--\n", [ALTERNATIVE] = "\n--b\nContent-Type: text/html\n\n<p>other words</p>\n--b--\n",
	};

	buf_clear(mail);
	buf_addf(mail, "From: dave@example.org\nMIME-Version: 1.0\n%sSubject: ", answer ? "In-Reply-To: <a@example.org>\n" : "");
	if (coding == ENCODED_SUBJECT) {
		buf_add_str(mail, "=?utf-8?B?");
		add_base64(mail, text);
		buf_shorten(mail, buf_len(mail) - 1);
		buf_add_str(mail, "?=");
	} else if (coding == SUBJECT) {
		buf_add_span(mail, text);
	} else {
		buf_add_str(mail, "notes");
	}
	buf_addf(mail, "\n%s", heads[coding]);
	if (coding != SUBJECT && coding != ENCODED_SUBJECT)
		add_body(mail, text, coding);
	buf_add_str(mail, tails[coding] ? tails[coding] : "");
}

/* How many facts a scan finds; trace: with nothing looked at first. */
static size_t count_facts(struct span mail, bool trace, const char **rule_out)
{
	const struct message_limits limits = message_limits_default();
	struct scan_trace traced = { .len = 0 };
	const struct scan_context context = { .base = { 2023, 6, 28 }, .trace = trace ? &traced : NULL };
	struct fact_list list = { .facts = NULL };
	struct message message;
	struct err err;

	arena_reset(arena);
	if (message_read(arena, mail, &limits, &message, &err))
		return 0;
	if (scan_message(arena, rules, &message, &context, &list, &err))
		print_message("%s\n", err.text);
	*rule_out = list.len ? list.facts[0].rule : "none";
	return list.len;
}

static bool check_mail(struct span text, const char *where, unsigned line, bool answer, enum coding coding)
{
	struct buf mail;
	const char *rule, *own;

	buf_init(&mail, 8 << 20);
	make_mail(&mail, text, coding, answer);
	size_t all = count_facts(buf_fitted(&mail), true, &rule);
	bool may = scan_may_find(rules, buf_fitted(&mail));

	n_mails++;
	n_passed += may;
	n_with_facts += all > 0;
	if (all && !may)
		fail_msg("%s:%u, coding %d: a tag (%s) in a mail that is said to hold none: " SPAN_FMT, where, line, (int)coding, rule,
			 SPAN_ARG(text));
	if (all && count_facts(buf_fitted(&mail), false, &own) != all)
		fail_msg("%s:%u, coding %d: a tag (%s) in lines that are said to hold none: " SPAN_FMT, where, line, (int)coding, rule,
			 SPAN_ARG(text));
	buf_free(&mail);
	return all > 0;
}

static void check(struct span text, const char *where, unsigned line, bool answer)
{
	bool is_line = !memchr(text.ptr, '\n', text.len);

	for (enum coding coding = PLAIN; coding < (is_line && text.len < 200 ? CODINGS : SUBJECT); coding++)
		(void)check_mail(text, where, line, answer, coding);
}

static bool is_answer(const struct rule *const *table)
{
	return *table == rules_answer_table || *table == rules_reply_table;
}

static void examples_of_the_rules(void **state)
{
	(void)state;
	for (const struct rule *const *table = rules_tables; *table; table++) {
		for (const struct rule *rule = *table; rule->name; rule++)
			check(span_of(rule->example), rule->name, 0, is_answer(table));
	}
	for (const struct objection_rule *rule = rules_objection_table; rule->name; rule++) {
		check(span_of(rule->example), rule->name, 0, true);
		/* each of them is found by itself: the loop above does not pass for want of facts */
		assert_true(check_mail(span_of(rule->example), rule->name, 0, true, PLAIN));
	}
}

/* What a row says that it needs is what its example has: a row without its word would lose all its tags. */
static void rows_that_count_by_themselves_say_what_they_need(void **state)
{
	unsigned n = 0;

	(void)state;
	for (const struct rule *const *table = rules_tables; *table; table++) {
		for (const struct rule *rule = *table; rule->name; rule++) {
			bool says = rule->needs || (rule->begins && !rule->to_us) || rule->heads;

			if (!says && rules_may_find(rules, span_of(rule->example), is_answer(table)))
				continue;	/* it has the words of another one */
			n += says;
			if (says && !rule->heads && !rules_may_find(rules, span_of(rule->example), is_answer(table)))
				fail_msg("%s does not find what it needs in its own example: %s", rule->name, rule->example);
		}
	}
	assert_true(n > 40);
}

static struct span made_text(struct buf *text, const char *pattern, const char *define)
{
	static const char *const ends[] = { "", ".", " the text", " to the text of it", " Dave to send it", ": send it" };
	struct pattern_text g = { .out = text, .define = define };

	buf_clear(text);
	pattern_make(&g, span_of(pattern));
	buf_add_str(text, ends[pattern_chance(6)]);
	return buf_fitted(text);
}

/* A word that is forgotten in what a row needs loses what is said by it: texts of all words that its pattern has. */
static void texts_made_of_the_patterns(void **state)
{
	unsigned seed = getenv("BEADLE_SEED") ? (unsigned)strtoul(getenv("BEADLE_SEED"), NULL, 10) : 20230628, n = 0, found = 0;
	struct buf text, whole;

	(void)state;
	print_message("seed %u\n", seed);
	srand(seed);
	buf_init(&text, 100000);
	buf_init(&whole, 100000);
	for (unsigned round = 0; round < MADE_OF_EACH; round++) {
		for (const struct rule *const *table = rules_tables; *table; table++) {
			for (const struct rule *rule = *table; rule->name; rule++, n++)
				found += check_mail(made_text(&text, rule->pattern, rules_define), rule->name, round, is_answer(table),
						    (enum coding)(round % SUBJECT));
		}
		for (const struct objection_rule *rule = rules_objection_table; rule->name; rule++, n++) {
			static const char *const fronts[OBJECTION_PLACES] = { "For that reason I", "Sorry, but ", "", "", "Such a thing, " };

			made_text(&text, rule->pattern, rules_objection_words);
			buf_clear(&whole);
			buf_add_str(&whole, rule->place == OBJECTION_ANYWHERE || pattern_chance(3) ? fronts[rule->place] : rule->place ? "" : "We");
			buf_add_span(&whole, buf_fitted(&text));
			found += check_mail(buf_fitted(&whole), rule->name, round, true, (enum coding)(round % SUBJECT));
		}
	}
	print_message("%u texts, %u with facts\n", n, found);
	assert_true(found > n / 10);
	buf_free(&text);
	buf_free(&whole);
}

/* The same with what nobody sees in it: a tag copied from a web page is one. */
static void examples_among_what_nobody_sees(void **state)
{
	static const char *const unseen[] = { "\xE2\x80\x8B", "\xEF\xBB\xBF", "\xC2\xAD", "\xE2\x80\x8E", "\xE2\x81\xA0" };
	unsigned n = 0;
	struct buf text;

	(void)state;
	buf_init(&text, 10000);
	for (const struct rule *const *table = rules_tables; *table; table++) {
		for (const struct rule *rule = *table; rule->name; rule++) {
			struct span example = span_of(rule->example);
			size_t at = n++ % 4;

			buf_clear(&text);
			buf_add_str(&text, unseen[n % 5]);
			for (size_t i = 0; i < example.len; i++) {
				buf_add_str(&text, i == at ? unseen[(n + i) % 5] : "");
				if (example.ptr[i] == ' ' && i > 0 && example.ptr[i - 1] != '\n')
					buf_add_str(&text, "\xC2\xA0");
				else
					buf_add_char(&text, example.ptr[i]);
			}
			check(buf_fitted(&text), rule->name, 1, is_answer(table));
		}
	}
	buf_free(&text);
}

static void sections_and_tables(void **state)
{
	static const char *const texts[] = {
		"next actions\n- Dave: send it\n", "Open tasks:\n* Joe to write\n", "to-dos\n\n- Dave: go\n", "## To do\n- Dave: go\n", "To Dos:\n- Dave: go\n",
		"**To do (new)**\n\nDave: go\n", "1. Action points from the meeting\n- Dave: go\n", "__Action items__\n- Dave: go\n",
		"| What | Who |\n|---|---|\n| write it | Dave |\n", "| Task | Owner |\n|---|---|\n| write it | Dave |\n",
		"Meeting of 2023-06-28\n=====================\n\nwords\n", "Team call #38\n=============\n\nwords\n", "Call No. 38\n-----------\n\nwords\n",
		"**28 June 2023 call**\n\nwords\n", "## Sitzung vom 28.06.2023\n\nwords\n", "Meeting #38\n\nwords\n",
		"Agenda\n- [Dave] title (10m)\n", "*Agenda for 28 June*\n- [Dave] title (10m)\n", "Joe takes an action\nitem to write it\n",
		"A.I. Dave: go\n", "<Ann> previous AI Joe: go\n", "- [x] Previous action Joe: reach out\n",
		"previous action Joe: reach out\n", "Review of the actions\n- [x] Dave: sent\n", "Done action items:\n- Dave: sent\n",
		"the first\nline \xE2\x80\x93 __AI__: Dave to go\n",
	};
	unsigned found = 0;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		check(span_of(texts[i]), "text", (unsigned)i, false);
		if (check_mail(span_of(texts[i]), "text", (unsigned)i, false, PLAIN))
			found++;
		else
			print_message("nothing in %s", texts[i]);
	}
	assert_true(found >= 20);
}

/* In HTML a line begins where a block does, and no word ends with a tag. */
static void lines_of_html(void **state)
{
	static const char *const bodies[] = {
		"<h2>Meeting #38 - 2023-06-28</h2><p>words</p>", "<div>hello</div>Action items:<ul><li>Dave: go</li></ul>",
		"<section>hello</section><article>Agenda</article><ul><li>[Dave] title (10m)</li></ul>",
		"<p>x</p><p>A<b>I</b>: Dave\nto go</p>", "<table><tr><td>AI:</td><td>Dave to go</td></tr></table>",
		"<pre>hello\n\nAction items:\n- Dave: go\n</pre>", "<p>I don&rsquo;t\nagree with this.</p>", "<p>We can&#8217;t support\nthis&nbsp;text.</p>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
		const char *rule, *mail;

		mail = strdup(arena_printf(arena, "Subject: Re: x\nContent-Type: text/html; charset=utf-8\n\n%s\n", bodies[i]));
		if (!count_facts(span_of(mail), true, &rule))
			fail_msg("nothing in %s", bodies[i]);
		if (!scan_may_find(rules, span_of(mail)))
			fail_msg("%s is passed by", bodies[i]);
		free((char *)(uintptr_t)mail);
	}
}

static void plain_words_of_those_who_disagree(void **state)
{
	static const char *const texts[] = {
		"I disagree.\n", "we\ndisagree with that\n", "I don't agree.\n", "I don\xE2\x80\x99t agree.\n", "I can\nnot agree to this\n",
		"I vote no.\n", "I am voting against it.\n", "I'm against this.\n", "we won't accept this\n", "I cannot support this.\n",
		"Please do not adopt this.\n", "Please don't approve it.\n", "This should not be accepted.\n", "No, that's wrong.\n",
		"It is not acceptable.\n", "This is unacceptable.\n", "OBJECT\n", "Objections: the date\n",
		"I read all of it twice and with some care, and *cannot*\nsupport\nthis text.\n", "Thanks for v2.0 of it. I still object\nto its date.\n",
		"- I do not agree with this.\n- The rest is fine.\n", "I like it, e.g. the first part, but I object to the second.\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		check(span_of(texts[i]), "text", (unsigned)i, true);
}

/* What people write most is spared a parse, and what it is spared for. */
static void what_is_let_through(void **state)
{
	static const struct {
		const char *mail;
		bool may;
	} cases[] = {
		{ "Subject: Re: hi\n\nHi Dave,\n#12 done\n", true },		/* a greeting may stand in front */
		{ "Subject: hi\n\n[EXTERNAL] This mail comes from outside.\n\n#12 done\n", true },
		{ "Subject: hi\n\n[EXTERNAL] #12 done\n", true },
		{ "Subject: hi\n\nCAUTION: This email comes from outside of the company. #12 done\n", true },
		{ "Subject: hi\n\nCAUTION: This email comes from outside of the company. Hello all.\n", false },
		{ "Subject: hi\n\nhello there\nDave said\n", false },
		{ "Subject: hi\n\n> [AI Dave] quoted\n", false },
		{ "Subject: hi\n\nplain [1] reference\n", false },
		{ "Subject: hi\n\n[AI Dave] x\n", true },
		{ "Subject: hi\n\nx AI: Dave\n", true },
		{ "Subject: hi\n\nAI Dave: x\n", true },
		{ "Subject: hi\n\nKP AI: x\n", true },
		{ "Subject: hi\n\n*action items*\n", true },
		{ "Subject: hi\n\nACTION-12: x\n", true },
		{ "Subject: hi\n\n - [ ] x\n", false },
		{ "Subject: hi\n\n[silent 1w] x\n", false },
		{ "Subject: Re: hi\n\ndone\n", true },
		{ "Subject: hi\n\ndone\n", false },		/* it names no item, and answers nothing */
		{ "Subject: hi\n\n  #2 snooze 1w\n", true },
		{ "Subject: hi\n\n  2 snooze 1w\n", false },
		{ "Subject: hi\n\n#12 done\n", true },
		{ "Subject: Re: hi\n\n+1\n", true },
		{ "Subject: hi\n\n+1\n", false },
		{ "Subject: hi\n\n#12 yes\n", true },
		{ "Subject: Re: hi\n\n-1 no\n", true },
		{ "Subject: hi\n\n-1 no\n", false },
		{ "Subject: Re: hi\n\nFor that reason I object to it\n", true },
		{ "Subject: Re: hi\n\nI am opposed to it\n", true },
		{ "Subject: Re: hi\n\nI OBJECT to it\n", true },
		{ "Subject: Re: hi\n\nWe object strongly\n", false },
		{ "Subject: Re: hi\n\nTo the date I\nobject: it is too early\n", true },
		{ "Subject: Re: hi\n\nHere are my objections\n", false },
		{ "Subject: Re: hi\n\nI veto this\n", true },
		{ "Subject: Re: hi\n\n> I object to it\nthanks\n", false },
		{ "Subject: Re: hi\n\nThe result is an object.\n", false },
		{ "Subject: Re: hi\n\nI use objects\n", false },
		{ "Subject: hi\nIn-Reply-To: <a@example.org>\n\nI'd rather we did not\n", true },
		{ "Subject: Re: hi\n\nI'd rather have tea\n", false },		
		{ "Subject: hi\n\nI object to it\n", false },			/* it answers nothing */
		{ "Subject: Re: hi\n\nNACK.\n", true },
		{ "Subject: Re: hi\n\nThe object file snaked along\n", false },
		{ "Subject: [AI Dave] x\n\n\n", true },
		{ "Subject: =?utf-8?Q?=5BAI_Dave=5D?=\n\n\n", true },
		{ "Subject: hi\nContent-Transfer-Encoding: base64\n\nW0FJXQ==\n", true },
		{ "Subject: hi\nContent-Transfer-Encoding:\n quoted-printable\n\n=5bAI\n", true },
		{ "Subject: hi\nContent-Transfer-Encoding: 8bit\n\nx\n", false },
		{ "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\nA&#73;\n", true },
		{ "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type:\n text/html\n\nA&#73;\n", true },
		{ "Content-Type: text/plain; charset=utf-7\n\n+AEEASQ-: Dave\n", true },
		{ "Content-Type: text/plain; charset=utf-7\n\nx\n", false },
		{ "Content-Type: text/plain; format=flowed; delsp=yes\n\nA \nI: x\n", true },
		{ "Subject: hi\n\n## Meeting #38 - 2023-06-28\n", true },
		{ "Subject: [bsc] Minutes of 5 July\n\nhello\n", true },
		{ "Subject: [bsc] Photos of 5 July\n\nhello\n", false },
		{ "Subject: Re: hi\n\n> quoted\ndone, and mailed\n", true },
		{ "Subject: [bsc] hi\n\nwe took action\nand the MAINTAINERS said no to [PATCH]\n", false },
		{ "Subject: hi\n\n*[Action - Dave]* x\n", true },
		{ "Subject: hi\n\n^^^AI(everyone): x\n", true },
		{ "Subject: Re: hi\n\nsorry,\nnot me, that one\n", true },
		{ "Subject: Re: hi\n\nOn Tuesday KP wrote:\nnot me\n", true },
	};

	unsigned bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *rule;

		if (scan_may_find(rules, span_of(cases[i].mail)) == cases[i].may &&
		    (cases[i].may || !count_facts(span_of(cases[i].mail), true, &rule)))
			continue;
		print_message("%s: %s\n", cases[i].may ? "passed by" : "let through", cases[i].mail);
		bad++;
	}
	assert_int_equal(bad, 0);
}

/* At each place, the end among them, between words that begin alike. */
static void a_word_is_seen_at_each_place(void **state)
{
	static const char *const words[] = { "AI", "[OBJECT", "TODO", "Action", "an action to" };
	static const char fill[] = "ac ob A vet T op to Ac an tas Ax ag .I ";
	char text[100];

	(void)state;
	for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
		size_t len = strlen(words[w]);

		for (size_t at = 0; at + len <= sizeof text; at++) {
			for (size_t i = 0; i < sizeof text; i++)
				text[i] = fill[(i + at) % (sizeof fill - 1)];
			assert_false(rules_may_find(rules, span_from(text, sizeof text), false));
			if (at)
				text[at - 1] = ' ';
			memcpy(text + at, words[w], len);
			if (at + len < sizeof text)
				text[at + len] = ' ';
			assert_true(rules_may_find(rules, span_from(text, sizeof text), false));
			assert_true(rules_may_find(rules, span_from(text + at, len), false));
		}
	}
}

/* Each file as one mail, and each of its lines as one. */
static void check_file(const char *path)
{
	struct arena *own = arena_new();
	struct span text = table_file(own, path), rest = text, line;
	unsigned number = 0;

	check(span_sub(text, 0, 200000), path, 0, false);
	while (span_next_line(&rest, &line)) {
		number++;
		if (line.len > 3)
			(void)check_mail(line, path, number, false, (enum coding)(number % SUBJECT));
	}
	arena_free(&own);
}

static void lines_of_real_minutes(void **state)
{
	struct arena *own = arena_new();
	const char *folder = table_shared(own, "corpora/minutes/webassembly__main_2018_WG-05-23.md");
	const char *bsc = table_shared(own, "bsc/minutes.md");
	struct dirent *entry;
	DIR *dir;

	(void)state;
	if (!folder || !bsc) {
		print_message("skipped: no ../shared/corpora/minutes beside the project\n");
		arena_free(&own);
		return;
	}
	check_file(bsc);
	folder = arena_strndup(own, folder, strlen(folder) - strlen("/webassembly__main_2018_WG-05-23.md"));
	dir = opendir(folder);
	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] != '.')
			check_file(arena_printf(own, "%s/%s", folder, entry->d_name));
	}
	closedir(dir);
	print_message("%u mails: %u with facts, %u parsed\n", n_mails, n_with_facts, n_passed);
	arena_free(&own);
}

/* A mail as somebody sent it. */
static void check_real_mail(const char *path)
{
	struct arena *own = arena_new();
	struct span mail = table_file(own, path);
	const char *rule;
	size_t all = count_facts(mail, true, &rule);
	bool may = scan_may_find(rules, mail);

	n_mails++;
	n_passed += may;
	n_with_facts += all > 0;
	if (all && !may)
		fail_msg("%s: a tag (%s) in a mail that is said to hold none", path, rule);
	arena_free(&own);
}

static void check_mails_below(const char *folder)
{
	struct arena *own = arena_new();
	DIR *dir = opendir(folder);
	struct dirent *entry;

	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		const char *path = arena_printf(own, "%s/%s", folder, entry->d_name);

		if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
			check_mails_below(path);
		else if (span_ends(span_of(path), ".eml"))
			check_real_mail(path);
	}
	closedir(dir);
	arena_free(&own);
}

static void mails_of_real_lists(void **state)
{
	const char *readme = table_shared(arena, "corpora/README.md");
	char *folder;

	(void)state;
	if (!readme) {
		print_message("skipped: no ../shared/corpora beside the project\n");
		return;
	}
	folder = strdup(arena_strndup(arena, readme, strlen(readme) - strlen("/README.md")));
	n_mails = n_passed = n_with_facts = 0;
	check_mails_below(folder);
	free(folder);
	print_message("%u mails: %u with facts, %u parsed\n", n_mails, n_with_facts, n_passed);
	assert_true(n_passed < n_mails / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_of_the_rules),
		cmocka_unit_test(rows_that_count_by_themselves_say_what_they_need),
		cmocka_unit_test(texts_made_of_the_patterns),
		cmocka_unit_test(examples_among_what_nobody_sees),
		cmocka_unit_test(sections_and_tables),
		cmocka_unit_test(lines_of_html),
		cmocka_unit_test(plain_words_of_those_who_disagree),
		cmocka_unit_test(what_is_let_through),
		cmocka_unit_test(a_word_is_seen_at_each_place),
		cmocka_unit_test(lines_of_real_minutes),
		cmocka_unit_test(mails_of_real_lists),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
