/* test_tags_votes.c - tags that open a vote: what their brackets say, the options below them, and what only speaks of one. */
#include <string.h>

#include "tags/scan.h"
#include "tags/vote_tag.h"

#include "rules_desk.h"

static struct person persons[] = { { .name = "Dave Thorn", .member = true } };
static const struct people people = { .persons = persons, .n_persons = 1 };

/* "2w Title <2024-03-20> {A|B}; ..." of the votes found. */
static const char *told(const struct fact_list *list)
{
	const char *text = "";
	char day[CIVIL_TEXT_SIZE];

	for (size_t i = 0; i < list->len; i++) {
		const struct fact *f = &list->facts[i];

		if (f->kind != FACT_VOTE)
			continue;
		text = arena_printf(arena, "%s%s(%s) %s", text, *text ? "; " : "", f->note, f->text);
		if (civil_is_set(f->due))
			text = arena_printf(arena, "%s <%s>", text, civil_format_iso(f->due, day));
		if (*f->detail) {
			char *options = arena_strdup(arena, f->detail);

			for (char *p = options; *p; p++)
				*p = *p == '\n' ? '|' : *p;
			text = arena_printf(arena, "%s {%s}", text, options);
		}
	}
	return text;
}

static const char *in_mail(const char *subject, const char *body)
{
	struct message_limits limits = message_limits_default();
	struct scan_context context = { .people = &people, .base = { 2024, 3, 6 } };
	struct fact_list list = { .facts = NULL };
	struct message message;
	struct err err;
	const char *mail = arena_printf(arena, "From: Dave <dave@example.org>\r\nSubject: %s\r\n\r\n%s\r\n", subject, body);

	assert_int_equal(message_read(arena, span_of(mail), &limits, &message, &err), ERR_NONE);
	assert_int_equal(scan_message(arena, rules, &message, &context, &list, &err), ERR_NONE);
	return told(&list);
}

static void votes_are_opened_by_a_tag(void **state)
{
	static const char *const rows[][3] = {	/* subject, body, what is found */
		{ "hi", "[VOTE 1w] Admit the library", "(1w) Admit the library <2024-03-13>" },
		{ "hi", "[VOTE] Admit the library", "() Admit the library" },
		{ "hi", "[VOTE charter 2w] Change the charter", "(charter 2w) Change the charter <2024-03-20>" },
		{ "hi", "[VOTE: 2w, charter] Change the charter", "(2w, charter) Change the charter <2024-03-20>" },
		{ "hi", "**[VOTE secret 72h]** The logo", "(secret 72h) The logo <2024-03-09>" },
		{ "hi", "[VOTE until 2024-04-01] The logo", "(until 2024-04-01) The logo <2024-04-01>" },
		{ "hi", "[Vote until next Friday] The logo", "(until next Friday) The logo <2024-03-15>" },
		{ "hi", "Hello,\n\n- [VOTE 1w] one\n- [VOTE 2w] two", "(1w) one <2024-03-13>; (2w) two <2024-03-20>" },
		{ "[VOTE 1w] Admit the library", "As we said.", "(1w) Admit the library <2024-03-13> {As we said.}" },
		{ "[sc] [VOTE board 1w] A budget", "As we said.", "(board 1w) A budget <2024-03-13> {As we said.}" },
		{ "[VOTE] Release 2.0 (RC1)", "Please vote.", "() Release 2.0 (RC1) {Please vote.}" },
		/* options: of ranked votes alone, the entries of the list below */
		{ "hi", "[VOTE rank 2w] A seat\n- Anna Berg\n- Bert\n  of the docs team\n- Cleo", "(rank 2w) A seat <2024-03-20> {Anna Berg|Bert of the docs team|Cleo}" },
		{ "hi", "[VOTE rank 2w] A seat\n\n1. Anna\n2. Bert\n\nThanks.\n\n- Joe", "(rank 2w) A seat <2024-03-20> {Anna|Bert}" },
		{ "hi", "- [VOTE rank 2w] A seat\n  - Anna\n  - Bert\n- Cleo", "(rank 2w) A seat <2024-03-20> {Anna|Bert}" },
		{ "hi", "[VOTE ranked 2w] A seat\n- Anna\n  - who likes it\n- Bert", "(ranked 2w) A seat <2024-03-20> {Anna|Bert}" },
		{ "hi", "[VOTE rank 2w] A seat\nPlease vote.\n- Anna", "(rank 2w) A seat <2024-03-20> {Anna}" },
		{ "hi", "[VOTE rank 2w] A seat\n\nThese are up:\n\n- Anna\n- Bert", "(rank 2w) A seat <2024-03-20> {Anna|Bert}" },
		{ "hi", "[VOTE rank 2w] A seat\n[VOTE rank 1w] Another\n- Anna", "(rank 2w) A seat <2024-03-20>; (rank 1w) Another <2024-03-13> {Anna}" },
		{ "hi", "[VOTE rank 2w] A seat\n# More\n- Anna", "(rank 2w) A seat <2024-03-20>" },
		{ "hi", "- [VOTE rank 2w] A seat\n- Anna", "(rank 2w) A seat <2024-03-20>" },
		{ "hi", "[VOTE 2w] A seat\n- Anna\n- Bert", "(2w) A seat <2024-03-20> {- Anna|- Bert}" },
		/* the text of any other: up to the next tag, and what somebody has said before or signs with aside */
		{ "hi", "[VOTE 1w] The charter\n\nArticle 3 shall read:\n\n  Members meet\n  once a month.\n\n\n-- \nDave",
		  "(1w) The charter <2024-03-13> {Article 3 shall read:||  Members meet|  once a month.}" },
		{ "hi", "[VOTE 1w] one\nOne text.\n\n[VOTE 2w] two\nAnother.\n> quoted\n", "(1w) one <2024-03-13> {One text.}; (2w) two <2024-03-20> {Another.}" },
		{ "hi", "[VOTE 1w] one\nText.\n[AI Dave] do it\nMore.", "(1w) one <2024-03-13> {Text.}" },
		{ "hi", "- [VOTE 1w] one\n  - below\n- two\n\nText.", "(1w) one <2024-03-13> {below}" },
		{ "hi", "[VOTE 1w] A title that goes on for so long that the line of it is wrapped by\nthe mail program\n\nText.",
		  "(1w) A title that goes on for so long that the line of it is wrapped by the mail program <2024-03-13> {Text.}" },
		{ "[VOTE rank 2w] A seat", "Hi all,\n\nthese are up:\n\n * Anna\n * (10m) Bert\n\nThanks!\n\n * Joe", "(rank 2w) A seat <2024-03-20> {Anna|(10m) Bert}" },
		{ "[VOTE rank 2w] A seat", "No list at all.", "(rank 2w) A seat <2024-03-20>" },
		/* as people write lists */
		{ "[VOTE rank] Seat", "* Anna\n* Bert", "(rank) Seat {Anna|Bert}" },
		{ "[VOTE rank] Seat", "+ Anna\n+ Bert", "(rank) Seat {Anna|Bert}" },
		{ "[VOTE rank] Seat", "1. Anna\n2. Bert", "(rank) Seat {Anna|Bert}" },
		{ "[VOTE rank] Seat", "1) Anna\n2) Bert", "(rank) Seat {Anna|Bert}" },
		{ "[VOTE rank] Seat", "(1) Anna\n(2) Bert", "(rank) Seat {Anna|Bert}" },
		{ "[VOTE rank] Seat", "A) Anna\nB) Bert", "(rank) Seat {Anna|Bert}" },
		{ "[VOTE rank] Seat", "a. Anna\nb. Bert", "(rank) Seat {Anna|Bert}" },
		{ "[VOTE rank] Seat", "A. Anna Berg, who is\n   new here\nB. Bert", "(rank) Seat {Anna Berg, who is new here|Bert}" },
		{ "[VOTE rank] Seat", "A: Anna\nB: Bert\nC: Cleo", "(rank) Seat {Anna|Bert|Cleo}" },
		{ "[VOTE rank] Seat", "1: Anna\n\n2: Bert", "(rank) Seat {Anna|Bert}" },
		{ "hi", "[VOTE rank 2w] Seat\nA. Anna\nB. Bert\n\nCheers", "(rank 2w) Seat <2024-03-20> {Anna|Bert}" },
		{ "[VOTE rank] Seat", "- A: Rome\n- B: Oslo", "(rank) Seat {Rome|Oslo}" },
		/* in one line */
		{ "[VOTE rank] Seat", "1. Paris / 2. Rome", "(rank) Seat {Paris|Rome}" },
		{ "[VOTE rank] Seat", "Hi all,\n\nOptions: Paris / Rome / Oslo\n\nDave", "(rank) Seat {Paris|Rome|Oslo}" },
		{ "[VOTE rank] Seat", "Paris | Rome", "(rank) Seat {Paris|Rome}" },
		{ "[VOTE rank] Seat", "| Paris | Rome |", "(rank) Seat {Paris|Rome}" },
		{ "[VOTE rank] Seat", "a) Paris b) Rome c) Oslo", "(rank) Seat {Paris|Rome|Oslo}" },
		{ "[VOTE rank] Seat", "1) Paris, 2) Rome", "(rank) Seat {Paris|Rome}" },
		{ "hi", "[VOTE rank 2w] Seat\nParis / Rome\n\nCheers", "(rank 2w) Seat <2024-03-20> {Paris|Rome}" },
		{ "[VOTE rank] Seat", "- Anna (see 2. below)", "(rank) Seat {Anna (see 2. below)}" },
		{ "[VOTE rank] Seat", "- Anna / Cleo\n- Bert", "(rank) Seat {Anna / Cleo|Bert}" },
		{ "[VOTE rank] Seat", "Please read the long text of the candidates below before you vote, or ask them / us what they think.", "(rank) Seat" },
		{ "[VOTE rank] Seat", "* 1) Rome\n* 2) Oslo", "(rank) Seat {Rome|Oslo}" },
		{ "[VOTE rank] Seat", "- A: Rome\n- C: Oslo", "(rank) Seat {A: Rome|C: Oslo}" },
		{ "[VOTE rank] Seat", "- [ ] Anna\n- [ ] Bert", "(rank) Seat {Anna|Bert}" },
		{ "[VOTE rank] Seat", "- **Anna**\n- [Bert](https://example.org/bert)", "(rank) Seat {Anna|Bert}" },
		{ "[VOTE rank] Seat", "\xE2\x80\xA2 Anna\n\xE2\x80\xA2 Bert", "(rank) Seat {Anna|Bert}" },
		{ "[VOTE rank] Seat", "- Anna\n\n- Bert\n\n- Cleo", "(rank) Seat {Anna|Bert|Cleo}" },
		/* text between them */
		{ "[VOTE rank] Seat", "1. Anna\n\nShe knows the docs.\n\n2. Bert\n\nHe does not.\n\nThanks", "(rank) Seat {Anna|Bert}" },
		{ "[VOTE rank] Seat", "A) Anna\n\nShe knows the docs.\n\nB) Bert\n\nHe does not.", "(rank) Seat {Anna|Bert}" },
		{ "[VOTE rank] Seat", "- Anna\n\nShe knows the docs.\n\n- Bert\n\nHe does not.\n\n- Cleo", "(rank) Seat {Anna|Bert|Cleo}" },
		{ "[VOTE rank] Seat", "- Anna\n  She knows the docs.\n\n  And more.\n- Bert", "(rank) Seat {Anna|Bert}" },
		/* lists of the rest of the mail */
		{ "[VOTE rank] Seat", "1. Anna\n2. Bert\n\nPlease mind:\n\n1. one seat\n2. no proxies", "(rank) Seat {Anna|Bert}" },
		{ "[VOTE rank] Seat", "Please mind:\n- one seat\n- no proxies\n\nThe candidates:\n- Anna\n- Bert", "(rank) Seat {Anna|Bert}" },
		{ "[VOTE rank] Seat", "Please mind:\n- one seat\n- no proxies\n\n## Options\n\n- Anna\n- Bert\n\n## Links\n- here", "(rank) Seat {Anna|Bert}" },
		{ "[VOTE rank] Seat", "- Anna\n- Bert\n\n[AI Dave] count\n- soon", "(rank) Seat {Anna|Bert}" },
		{ "[VOTE rank] Seat", "- Anna\n- Bert\n\n-- \n- Dave\n- of the docs team", "(rank) Seat {Anna|Bert}" },
		{ "[VOTE rank] Seat", "> - Anna\n> - Bert\n\n- Cleo\n- Dan", "(rank) Seat {Cleo|Dan}" },
		{ "[VOTE rank] Seat", "A. Miller has agreed to count.", "(rank) Seat" },
		{ "[VOTE rank] Seat", "Note: B. Miller counts.\nC. Berg helps.", "(rank) Seat" },
		/* what speaks of one */
		{ "Re: [VOTE 1w] Admit the library", "+1", "" },
		{ "[RESULT] [VOTE] Release 2.0", "It passed.", "" },
		{ "[VOTE][RESULT] Release 2.0", "It passed.", "" },
		{ "[VOTE RESULT] Release 2.0", "It passed.", "" },
		{ "[VOTE] [CANCELLED] Release 2.0", "A file is missing.", "" },
		{ "[CANCEL][VOTE] Release 2.0", "A file is missing.", "" },
		{ "[DISCUSS][VOTE] Release 2.0", "What do you think?", "" },
		{ "hi", "[VOTE] closed: 5 yes", "" },
		{ "hi", "[VOTES 1w] x", "" },
		{ "hi", "[vote 1w] x", "" },
		{ "hi", "We had a [VOTE 1w] on that.", "" },
		{ "hi", "> [VOTE 1w] quoted", "" },
		{ "hi", "See [Vote](https://example.org/vote)", "" },
	};
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *got = in_mail(rows[i][0], rows[i][1]);

		if (strcmp(got, rows[i][2]) == 0)
			continue;
		printf("# %s / %s\n#   want: %s\n#   got:  %s\n", rows[i][0], rows[i][1], rows[i][2], got);
		n++;
	}
	assert_int_equal(n, 0);
}

static void the_words_of_a_tag(void **state)
{
	static const char *const rows[][2] = {
		{ "", "" },
		{ "1w", "604800s" },
		{ "72h", "259200s" },
		{ "charter", "charter" },
		{ "charter 2w", "charter 1209600s" },
		{ "2w charter", "charter 1209600s" },
		{ ": secret, rank; board-2 10d", "board-2 secret ranked 864000s" },
		{ "SECRET Rank", "secret ranked" },
		{ "until March 20", "2024-03-20" },
		{ "charter until the 20th of March", "charter 2024-03-20" },
		{ "rule charter", "charter" },
		{ "charter other", "charter ?other" },
		{ "Charter", "Charter" },
		{ "until 2024-03-20 17:00", "2024-03-20 17:00" },
		{ "2024-03-20T9:30 charter", "charter 2024-03-20 9:30" },
		{ "until March 20 17:00", "2024-03-20 17:00" },
		{ "17:00", "17:00" },
		{ "until 2024-03-20 25:00", "2024-03-20 ?25:00" },
		{ "until 2024-03-20 5pm", "2024-03-20 17:00" },
		{ "until 2024-03-20 5 pm", "2024-03-20 17:00" },
		{ "until 2024-03-20 12am", "2024-03-20 0:00" },
		{ "until 17:00 2024-03-20", "2024-03-20 17:00" },
		{ "until Friday, 5:30 p.m. charter", "charter 2024-03-08 17:30" },
		{ "2024-03-20 at noon", "2024-03-20 12:00" },
		{ "until 2024-03-20 17:00 UTC", "2024-03-20 17:00 UTC" },
		{ "until 2024-03-20T17:00Z", "2024-03-20 17:00 Z" },
		{ "until 17:00 CET Friday", "2024-03-08 17:00 CET" },
		{ "until 2024-03-20 17:00 UTC+2", "2024-03-20 17:00 UTC+2" },
		{ "until 2024-03-20 midnight", "midnight 2024-03-20" },
		{ "until 2024-03-20 17h", "2024-03-20 ?17h" },
		{ "until 2024-03-20 17.00", "2024-03-20 ?17.00" },
		{ "until 2024-03-20 13pm", "2024-03-20 ?13pm" },
		{ "until 2024-03-20 24:00", "2024-03-20 ?24:00" },
		{ "for 1w", "604800s" },
		{ "charter for 3 days", "charter 259200s" },
		{ "charter 1w 2w", "charter 604800s ?2w" },
		{ "66%", "?66%" },
		{ "0d", "?0d" },
	};
	const struct due_context context = { .base = { 2024, 3, 6 }, .to_come = true };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *text = "";
		struct vote_tag tag;
		char day[CIVIL_TEXT_SIZE];

		vote_tag_read(span_of(rows[i][0]), &context, &tag);
		if (tag.rule.len)
			text = arena_printf(arena, " " SPAN_FMT, SPAN_ARG(tag.rule));
		text = arena_printf(arena, "%s%s%s", text, tag.secret ? " secret" : "", tag.ranked ? " ranked" : "");
		if (tag.period_s)
			text = arena_printf(arena, "%s %llds", text, (long long)tag.period_s);
		if (civil_is_set(tag.day))
			text = arena_printf(arena, "%s %s", text, civil_format_iso(tag.day, day));
		if (tag.minute >= 0)
			text = arena_printf(arena, "%s %d:%02d", text, tag.minute / 60, tag.minute % 60);
		if (tag.zone.len)
			text = arena_printf(arena, "%s " SPAN_FMT, text, SPAN_ARG(tag.zone));
		if (tag.unread.len)
			text = arena_printf(arena, "%s ?" SPAN_FMT, text, SPAN_ARG(tag.unread));
		assert_string_equal(*text ? text + 1 : text, rows[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(votes_are_opened_by_a_tag),
		cmocka_unit_test(the_words_of_a_tag),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
