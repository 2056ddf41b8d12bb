/* test_ballot.c - what is a vote on the first line of an answer, and what only begins like one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "committee/ballot.h"
#include "committee/ballot_doubt.h"

/* "yes (why)" */
static const char *told(struct arena *arena, const char *line)
{
	struct span reason;
	enum ballot_choice choice = ballot_read(span_of(line), &reason);

	if (!reason.len)
		return ballot_name(choice);
	return arena_printf(arena, "%s (" SPAN_FMT ")", ballot_name(choice), SPAN_ARG(reason));
}

static void votes_are_read(void **state)
{
	static const char *const rows[][2] = {
		{ "yes", "yes" },
		{ "Yes.", "yes" },
		{ "YES!!", "yes" },
		{ "  yes  ", "yes" },
		{ "**yes**", "yes" },
		{ "*Yes*, of course", "yes (of course)" },
		{ "\xE2\x80\x9Cyes\xE2\x80\x9D", "yes" },
		{ "\"aye\"", "yes" },
		{ "yes, it is time", "yes (it is time)" },
		{ "yes it is time", "yes (it is time)" },
		{ "yes: it is time", "yes (it is time)" },
		{ "yes - it is time", "yes (it is time)" },
		{ "yes \xE2\x80\x93 it is time", "yes (it is time)" },
		{ "yes, no objections", "yes (no objections)" },
		{ "yes, and no changes please", "yes (and no changes please)" },
		{ "aye", "yes" },
		{ "Yea", "yes" },
		{ "y", "yes" },
		{ "Y.", "yes" },
		{ "+1", "yes" },
		{ "+1 (binding)", "yes ((binding))" },
		{ "+1, thanks for writing it up", "yes (thanks for writing it up)" },
		{ "**+1**", "yes" },
		{ "I vote yes", "yes" },
		{ "My vote: yes", "yes" },
		{ "My vote is *yes*, as before", "yes (as before)" },
		{ "Vote: aye", "yes" },
		{ "I'm in favour", "yes" },
		{ "I\xE2\x80\x99m voting +1", "yes" },
		{ "In favor of the proposal", "yes" },
		{ "I am in favour of this.", "yes" },
		{ "In favour of this, it is time", "yes (it is time)" },
		{ "I'm against it - too early", "no (too early)" },
		{ "For", "yes" },
		{ "For!", "yes" },
		{ "Yep", "yes" },
		{ "yeah, sure", "yes (sure)" },
		{ "nope", "no" },
		{ "vote no", "no" },
		{ "I would like to abstain", "abstain" },
		{ "I'd like to vote yes.", "yes" },
		{ "Count me as a no", "no" },
		{ "definitely yes", "yes" },
		{ "It's a yes from me", "yes (from me)" },
		{ "It\xE2\x80\x99s a no from me.", "no (from me.)" },
		{ "A clear yes", "yes" },
		{ "Of course, yes", "yes" },
		{ "I definitely vote no", "no" },
		{ "I'll abstain on this one", "abstain (on this one)" },
		{ "I have to abstain", "abstain" },
		{ "Please record my vote as yes", "yes" },
		{ "I say yes", "yes" },
		{ "I will vote no: too early", "no (too early)" },
		{ "[VOTE] yes", "yes" },
		{ "[VOTE: no]", "no" },
		{ "[+1]", "yes" },
		{ "VOTE: YES", "yes" },
		{ "Yes, let's do it", "yes (let's do it)" },
		{ "Yes, let\xE2\x80\x99s do it", "yes (let\xE2\x80\x99s do it)" },
		{ "My answer is yes", "yes" },
		{ "I vote no, changed my mind", "no (changed my mind)" },
		{ "Yes, go ahead.", "yes (go ahead.)" },
		{ "Yes, why not?", "yes (why not?)" },
		{ "yes, I think so", "yes (I think so)" },
		{ "yes, but it took long", "yes (but it took long)" },
		{ "yes, even if it is late", "yes (even if it is late)" },
		{ "Yes, no doubt about it", "yes (no doubt about it)" },
		{ "Yes, nobody is against it", "yes (nobody is against it)" },
		{ "Yes, there is no money better spent", "yes (there is no money better spent)" },
		{ "no, it would cost 10-20 % more", "no (it would cost 10-20 % more)" },
		{ "no, I doubt if we can pay for it", "no (I doubt if we can pay for it)" },
		{ "Abstain: the firm is my client's", "abstain (the firm is my client's)" },
		{ "no", "no" },
		{ "No.", "no" },
		{ "no, too early", "no (too early)" },
		{ "No - we have no money", "no (we have no money)" },
		{ "no thanks", "no (thanks)" },
		{ "Yes - after all", "yes (after all)" },
		{ "no, no", "no (no)" },
		{ "NAY", "no" },
		{ "n", "no" },
		{ "-1", "no" },
		{ "-1 why now?", "no (why now?)" },
		{ "\xE2\x88\x92" "1, too early", "no (too early)" },
		{ "\xE2\x80\x93" "1", "no" },
		{ "I am against", "no" },
		{ "Against, for the reasons above", "no (for the reasons above)" },
		{ "I vote no.", "no" },
		{ "abstain", "abstain" },
		{ "Abstain, I was not there", "abstain (I was not there)" },
		{ "I abstain", "abstain" },
		{ "I'm abstaining", "abstain" },
		{ "abstention", "abstain" },
		{ "0", "abstain" },
		{ "+0", "abstain" },
		{ "-0 not convinced", "abstain (not convinced)" },
		{ "\xC2\xB1" "0", "abstain" },
		{ "0 (no opinion)", "abstain ((no opinion))" },
		{ "yes\r\n", "yes" },
		{ "+1\xC2\xA0", "yes" },
		{ "yes,\xC2\xA0of course", "yes (of course)" },
	};
	struct arena *arena = arena_new();
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *got = told(arena, rows[i][0]);

		if (strcmp(got, rows[i][1]) != 0)
			bad += printf("# %s: %s, not %s\n", rows[i][0], got, rows[i][1]) > 0;
	}
	assert_int_equal(bad, 0);
	arena_free(&arena);
}

static void what_only_begins_like_one_is_none(void **state)
{
	static const char *const lines[] = {
		"", " ", "maybe", "yes?", "yes ?", "no?", "+1?", "yes/no", "yes / no", "yes and no", "yes or no", "yes, but no", "no, yes",
		"Yes, I abstain", "no, I vote yes", "yes if the price is right", "yes, if the price is right", "+1 once the text is fixed",
		"yes, but only if it is cheaper", "Yes provided that Bert agrees", "yes, after the review", "yes (subject to the review)", "no objections", "No objection from me",
		"no problem", "no comment", "no opinion", "no strong feelings", "no vote from me yet", "no idea", "no longer needed", "0 objections",
		"0 comments", "0.5", "0,5", "00", "+10", "+1000", "+1.5", "-10", "-1.5", "-1%", "+1/2", "1", "2 1 3", "nobody", "not yes", "note: yes",
		"nope-ish", "no-one", "yesterday", "yes-man", "ayes have it", "yearly", "n/a", "y tho", "n or y", "noon", "eye", "I agree", "for now",
		"No ballot came for Dan", "No. 3 is unclear", "I abstain from comments", "+1 (555) 123 4567 is the number of the call", "+1 week please",
		"It is a yes-man", "I would vote yes", "I'd vote yes", "I won't vote yes", "definitely not yes", "not a yes from me", "It's no problem", "of course no objections", "Anna says yes",
		"A no-brainer", "For a yes", "that's for now", "I vote for the other one", "[VOTE 1w] The library", "I will vote yes tomorrow", "is it a yes",
		"abstainer", "I will vote later", "vote", "unless", "\xE2\x80\x93", "B > A",
	};
	struct span reason;

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		enum ballot_choice choice = ballot_read(span_of(lines[i]), &reason);

		if (choice != BALLOT_NONE)
			fail_msg("\"%s\" is read as %s", lines[i], ballot_name(choice));
		assert_int_equal(reason.len, 0);
	}
}

/* ... and why: the end of what their writer is told. */
static void what_takes_a_choice_back_is_named(void **state)
{
	static const struct {
		const char *line, *below, *doubt;
	} rows[] = {
		{ "yes?", "", BALLOT_DOUBT_ASKS },
		{ "no, sorry: yes", "", BALLOT_DOUBT_TWO },
		{ "no, wait: yes", "", BALLOT_DOUBT_TWO },
		{ "no (mistake: I meant yes)", "", BALLOT_DOUBT_TWO },
		{ "yes to the first, no to the second", "", BALLOT_DOUBT_OPEN },
		{ "no to the first, yes to the second", "", BALLOT_DOUBT_TWO },
		{ "Yes. Actually no.", "", BALLOT_DOUBT_TWO },
		{ "yes, sorry, I meant -1", "", BALLOT_DOUBT_TWO },
		{ "yes \xE2\x80\x93 oops", "", BALLOT_DOUBT_TWO },
		{ "no, scratch that", "", BALLOT_DOUBT_TWO },
		{ "+1 ... make that -1", "", BALLOT_DOUBT_TWO },
		{ "aye, or rather abstain", "", BALLOT_DOUBT_TWO },
		{ "no no yes", "", BALLOT_DOUBT_TWO },
		{ "Yes (no!)", "", BALLOT_DOUBT_TWO },
		{ "in favour, no, against", "", BALLOT_DOUBT_TWO },
		{ "no", "sorry, yes", BALLOT_DOUBT_TWO },
		{ "no", "Wait, I meant yes.", BALLOT_DOUBT_TWO },
		{ "yes but not before March", "", BALLOT_DOUBT_OPEN },
		{ "yes, not before March", "", BALLOT_DOUBT_OPEN },
		{ "yes if we wait for March", "", BALLOT_DOUBT_OPEN },
		{ "yes, I am for it if we wait for March", "", BALLOT_DOUBT_OPEN },
		{ "Yes, but what about the fee?", "", BALLOT_DOUBT_OPEN },
		{ "yes, but we should ask them first", "", BALLOT_DOUBT_OPEN },
		{ "+1, as long as it is paid for", "", BALLOT_DOUBT_OPEN },
		{ "yes in principle", "", BALLOT_DOUBT_OPEN },
		{ "yes in March", "", BALLOT_DOUBT_OPEN },
		{ "Yes, with one condition", "", BALLOT_DOUBT_OPEN },
		{ "yes, when funded", "", BALLOT_DOUBT_OPEN },
		{ "I vote yes to the first and no to the second", "", BALLOT_DOUBT_OPEN },
		{ "no, my mistake, yes", "", BALLOT_DOUBT_TWO },
		{ "yes, correction: no", "", BALLOT_DOUBT_TWO },
		{ "Yes, probably", "", BALLOT_DOUBT_OPEN },
		{ "yes to point 2", "", BALLOT_DOUBT_OPEN },
		{ "yes, except for the fee", "", BALLOT_DOUBT_OPEN },
		{ "yes with the following changes", "", BALLOT_DOUBT_OPEN },
		{ "no unless the fee is dropped", "", BALLOT_DOUBT_OPEN },
		{ "no until I have seen the text", "", BALLOT_DOUBT_OPEN },
		{ "abstain, unless mine is the vote that decides", "", BALLOT_DOUBT_OPEN },
		{ "In favour of waiting", "", BALLOT_DOUBT_OPEN },
		{ "against the other one", "", BALLOT_DOUBT_OPEN },
		{ "Yes, I think that this is what we have been waiting for", "as long as it is paid for", BALLOT_DOUBT_OPEN },
		{ "yes", "but only with the new text", BALLOT_DOUBT_OPEN },
		{ "I vote yes.", "And no.", BALLOT_DOUBT_TWO },
		{ "Definitely yes, if it is cheaper", "", BALLOT_DOUBT_OPEN },
		{ "It's a yes from me once it is paid for", "", BALLOT_DOUBT_OPEN },
		{ "It's a yes from Cleo", "", BALLOT_DOUBT_ELSE },
		{ "\"yes\" is what Anna said", "", BALLOT_DOUBT_ELSE },
		{ "Yes, let\xE2\x80\x99s wait", "", BALLOT_DOUBT_OPEN },
		{ "Yes, let's do it next month", "", BALLOT_DOUBT_OPEN },
		{ "Yes, let us discuss it first", "", BALLOT_DOUBT_OPEN },
		{ "Yes, let me think about it", "", BALLOT_DOUBT_ELSE },
		{ "Yes, I'll look at it", "", BALLOT_DOUBT_ELSE },
		{ "Yes", "\nbut only if the fee is waived", BALLOT_DOUBT_OPEN },
		{ "no", "\nwait, yes", BALLOT_DOUBT_TWO },
		{ "yes", "\nit is time if you ask me", NULL },
		{ "yes, with the exception of section 3", "", BALLOT_DOUBT_OPEN },
		{ "Yes without section 3", "", BALLOT_DOUBT_OPEN },
		{ "yes to both", "", BALLOT_DOUBT_OPEN },
		{ "Yes, I got the mail, will vote tomorrow", "", BALLOT_DOUBT_ELSE },
		{ "Yes later", "", BALLOT_DOUBT_ELSE },
		{ "Yes, tomorrow", "", BALLOT_DOUBT_ELSE },
		{ "Yes, I have received this.", "", BALLOT_DOUBT_ELSE },
		{ "Yes, I have a question: who pays?", "", BALLOT_DOUBT_ASKS },
		{ "Yes - who pays?", "", BALLOT_DOUBT_ASKS },
		{ "No, wait.", "", BALLOT_DOUBT_ELSE },
		{ "No, wait for Friday, I want to think", "", BALLOT_DOUBT_ELSE },
		{ "No, I have not read it yet", "", BALLOT_DOUBT_ELSE },
		{ "No, this is the wrong address", "", BALLOT_DOUBT_ELSE },
		{ "Against all odds, this looks fine", "", BALLOT_DOUBT_OPEN },
		/* another paragraph's sentence, or a name */
		{ "yes.", "If you need help, write to me.", NULL },
		{ "+1", "Joe", NULL },
		{ "Yes, this is fine.", "No more from me.", NULL },
	};
	struct ballot_line said;
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		ballot_parse(span_of(rows[i].line), span_of(rows[i].below), &said);
		const char *want = rows[i].doubt ? rows[i].doubt : "", *got = said.doubt ? said.doubt : "";

		if (strcmp(got, want) != 0 || (said.choice == BALLOT_NONE) != (*want != '\0'))
			bad += printf("# %s | %s: %s (%s), not %s\n", rows[i].line, rows[i].below, got, ballot_name(said.choice), want) > 0;
	}
	assert_int_equal(bad, 0);
}

/* 'v': a vote wherever it is said; 't': one in answer to the vote itself, for it may answer any mail; '-': neither. */
static void among_people_who_talk_a_vote_is_plain(void **state)
{
	static const struct {
		char how;
		const char *line, *below;
	} rows[] = {
		{ 't', "yes", "" }, { 't', "Yes.", "Joe" }, { 't', "No!", "" }, { 't', "Yes, go ahead.", "" }, { 't', "yes: it is time", "" },
		{ 't', "no - too early", "" }, { 't', "No, we cannot afford it", "" }, { 't', "Yes, I support this", "" }, { 't', "yep", "" },
		{ 't', "**Yes**, please", "" }, { 't', "Yes, of course", "" }, { 't', "No, thanks", "" }, { 't', "Yes (good idea)", "" }, { 't', "Yes, please", "" }, { 't', "Yes, sounds good", "" }, { 't', "Yes - well done", "" },
		{ 't', "No, it is too early", "" }, { 't', "No, the budget is not there", "" },
		{ 'v', "I vote no, changed my mind", "" }, { 'v', "I vote yes because it is time", "" }, { 'v', "My vote: yes", "" }, { 't', "aye", "" },
		{ 't', "Nay, too early", "" }, { 'v', "abstain", "" }, { 'v', "Abstain: my own firm", "" }, { 't', "In favour.", "" }, { 't', "I'm against", "" },
		{ 'v', "I abstain", "" }, { 't', "+1", "" }, { 't', "-1, too early", "" },
		{ '-', "No idea", "" }, { '-', "No problem", "" }, { '-', "No problem, I will do it", "" }, { '-', "Yes, but what about the fee?", "" },
		{ '-', "yes if we wait for March", "" }, { '-', "Yes, what about the fee?", "" }, { '-', "yes it is on Tuesday", "" },
		{ '-', "No need to wait", "" }, { '-', "Yes, I saw that too", "" }, { '-', "No, I did not get the mail", "" }, { '-', "Yes, that was Joe", "" },
		{ '-', "Yes, exactly", "" }, { '-', "No, there is another one", "" }, { '-', "No, you are right", "" }, { '-', "Yes, on Tuesday", "" },
		{ '-', "No one told me", "" }, { '-', "Abstain from cake", "" }, { '-', "Against the bylaws, I think", "" }, { 't', "y", "" }, { 't', "for", "" },
		{ '-', "Yes, this is good.", "What about the fee?" }, { '-', "Yes, I'm here", "" }, { '-', "No, Dave.", "" }, { '-', "Yes, Dave, the room is booked.", "" }, { 't', "Yes, finally, it is time", "" }, { '-', "Yes, Dave is right", "" }, { '-', "No, wait", "" },
		{ '-', "Yes, let's discuss", "" }, { '-', "No, not me", "" }, { '-', "I vote yes?", "" }, { '-', "I voted yes", "" },
		{ 't', "+1 from me", "" }, { 't', "Yes from me too.", "" }, { 't', "yes to this", "" }, { 't', "No, I disagree", "" }, { 't', "+1 (binding)", "" },
		{ 't', "no, I do not support it", "" }, { 'v', "I vote: yes", "" }, { 'v', "I want to vote no", "" }, { 'v', "I vote for it", "" },
		{ '-', "+1 for postponing", "" }, { '-', "+1 to postpone this", "" }, { '-', "+1, I also think we should wait", "" },
		{ '-', "+1 I also think it is too early", "" }, { '-', "+1, too early", "" }, { '-', "+1 to what Bob said", "" }, { '-', "+1 to Bob", "" },
		{ '-', "+1 week please", "" }, { '-', "-1 for waiting any longer, let us adopt it", "" }, { '-', "-1 for pizza", "" },
		{ '-', "-1, let us adopt it", "" }, { '-', "+1, but not yet", "" }, { '-', "I abstain from comments", "" },
		{ '-', "I vote we wait", "" }, { '-', "definitely yes", "" }, { '-', "It's a yes from me", "" }, { '-', "I'll abstain", "" }, { '-', "I will vote no", "" },
		{ 't', "Yes, I'm in favor", "" }, { '-', "+1, I don\xE2\x80\x99t think so", "" }, { '-', "aye aye captain", "" },
	};
	struct ballot_line said;
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		ballot_parse(span_of(rows[i].line), span_of(rows[i].below), &said);
		char how = !said.choice || !said.is_plain ? '-' : said.is_explicit ? 'v' : 't';

		if (how != rows[i].how)
			bad += printf("# %s: %c, not %c (%s)\n", rows[i].line, how, rows[i].how, ballot_name(said.choice)) > 0;
	}
	assert_int_equal(bad, 0);
}

static void a_number_says_which_vote(void **state)
{
	static const struct {
		const char *line;
		int number;
		enum ballot_choice choice;
	} rows[] = {
		{ "yes", 0, BALLOT_YES },	       { "#3 yes", 3, BALLOT_YES },
		{ "#3: no, too early", 3, BALLOT_NO }, { "[#3] +1", 3, BALLOT_YES },
		{ "**#3** abstain", 3, BALLOT_ABSTAIN }, { "yes #3", 3, BALLOT_YES },
		{ "no, #3", 3, BALLOT_NO },	       { "#3 -1", 3, BALLOT_NO },
		{ "#3 - no", 3, BALLOT_NO },	       { "#3 \xE2\x80\x93 aye", 3, BALLOT_YES },
			       { "yes, see #3", 0, BALLOT_YES },
		{ "#3", 3, BALLOT_NONE },	       { "#x yes", 0, BALLOT_NONE },
		{ "#99999999999 yes", 0, BALLOT_NONE }, { "3 yes", 0, BALLOT_NONE },
	};
	struct span reason;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct span line = span_of(rows[i].line);

		assert_int_equal(ballot_number(&line), rows[i].number);
		assert_int_equal(ballot_read(line, &reason), rows[i].choice);
	}
}

/* No byte beyond the line is looked at: each beginning of a line, at the end of what may be read. */
static void any_line_is_safe_to_read(void **state)
{
	static const char line[] = "**My vote is: \xE2\x80\x9C\xE2\x88\x92" "1\xE2\x80\x9D** \xE2\x80\x93 no, but only if \xC2\xB1" "0?";
	struct ballot_line said;
	struct span reason;

	(void)state;
	for (size_t from = 0; from < sizeof line; from++) {
		for (size_t len = 0; from + len < sizeof line; len++) {
			char *copy = mem_alloc(len + 1);

			memcpy(copy, line + from, len);
			struct span s = span_from(copy, len);

			(void)ballot_read(s, &reason);
			ballot_parse(s, s, &said);
			(void)ballot_number(&s);
			assert_true(!reason.len || (reason.ptr >= copy && reason.ptr + reason.len <= copy + len));
			free(copy);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(votes_are_read),
		cmocka_unit_test(what_only_begins_like_one_is_none),
		cmocka_unit_test(what_takes_a_choice_back_is_named),
		cmocka_unit_test(among_people_who_talk_a_vote_is_plain),
		cmocka_unit_test(a_number_says_which_vote),
		cmocka_unit_test(any_line_is_safe_to_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
