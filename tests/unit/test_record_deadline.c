/* test_record_deadline.c - what a mail opens, and which deadline its answer counts for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "committee/deadlines.h"
#include "committee/record_deadline.h"

enum { DAY = 24 * 3600, MAIL_MAX = 6, FACTS_MAX = 3 };

static const char *const dave[] = { "dave@example.org" }, *const joe[] = { "joe@example.org" }, *const kp[] = { "kp@example.org" };
static const struct person persons[] = {
	{ .name = "Dave Thaler", .addresses = (const char **)dave, .n_addresses = 1, .member = true },
	{ .name = "Joe Stringer", .addresses = (const char **)joe, .n_addresses = 1, .member = true },
	{ .name = "KP Singh", .addresses = (const char **)kp, .n_addresses = 1, .member = true },
};
static const struct people people = { .persons = (struct person *)persons, .n_persons = 3 };

/* One fact, written short. */
struct said {
	enum fact_kind kind;
	unsigned line;
	const char *word;		/* command; of a meeting its rule */
	const char *text, *note;	/* note: of the first fact, the text of minutes too; NULL: the mail's id */
	int number;			/* item, or the meeting; 0: none */
	const char *due;
};

struct letter {
	const char *id, *from, *refs;	/* refs: nearest first; behind it "|its topic|ids of mails of that topic" */
	struct said said[FACTS_MAX];
	const char *events;		/* what has to come of it: "N WHAT;..." */
};

static struct civil_date day(const char *text)
{
	struct civil_date date = { 0 };

	if (text)
		assert_true(civil_parse_iso(span_of(text), &date));
	return date;
}

static const char *part_of(struct arena *arena, const char *text, unsigned which)
{
	for (; which; which--) {
		text += strcspn(text, "|");
		text += *text == '|';
	}
	return arena_strndup(arena, text, strcspn(text, "|"));
}

/* The n-th letter arrives on the n-th day of July 2023. */
static void receive(struct arena *arena, struct state *state, const struct letter *letter, size_t n, const char *list)
{
	struct incoming mail = {
		.list = list, .people = &people, .chair = "KP Singh", .message_id = letter->id, .author_addr = letter->from,
		.proof = people_by_address(&people, letter->from) ? "dkim" : "",
		.author_name = "", .thread = part_of(arena, letter->refs, 0), .topic = part_of(arena, letter->refs, 1),
		.namesakes = part_of(arena, letter->refs, 2), .received_at_s = 1688169600 + (int64_t)n * DAY, .date = civil_add_days(day("2023-07-01"), (int)n),
	};
	struct deadline_mail dm = { .mail = &mail, .subject = "", .refs = mail.thread, .text = letter->said[0].note ? letter->said[0].note : letter->id,
				   .zone = zone_utc() };
	struct fact facts[FACTS_MAX];
	struct event_list out = { 0 };
	struct err err;
	size_t n_facts = 0;
	struct buf got;

	for (; n_facts < FACTS_MAX && letter->said[n_facts].text; n_facts++) {
		const struct said *s = &letter->said[n_facts];
		bool meeting = s->kind == FACT_MEETING, command = s->kind == FACT_COMMAND, tagged = command && s->word[0] == '[';

		facts[n_facts] = (struct fact){
			.kind = s->kind, .line = s->line, .rule = meeting ? s->word : tagged ? "object-tag" : "rule", .text = s->text, .detail = "",
			.context = "", .quote = s->text, .note = s->note ? s->note : "", .minutes = -1,
			.meeting = meeting && s->number ? s->number : -1, .item = command && s->number ? s->number : -1,
			.command = tagged ? "object" : command ? s->word : "", .due = day(s->due),
		};
	}
	record_deadlines(arena, state, &dm, facts, n_facts, &out);
	buf_init(&got, 1000);
	for (size_t i = 0; i < out.len; i++) {
		buf_addf(&got, "%d %s%s;", out.events[i].deadline.number, out.events[i].act,
			 out.events[i].deadline.roles & DEADLINE_BY_CHAIR ? " chair" : *out.events[i].proof ? "" : " unproved");
		assert_int_equal(state_apply(state, &out.events[i], &err), ERR_NONE);
	}
	assert_string_equal(buf_fitted(&got).ptr, letter->events);
	buf_free(&got);
}

#define TAG(text_, note_) { FACT_DEADLINE, 3, NULL, text_, note_, 0, NULL }
#define SUBJECT(text_, note_) { FACT_DEADLINE, 0, NULL, text_, note_, 0, NULL }
#define MINUTES(number_) { FACT_MEETING, 0, "minutes-tag", "minutes", NULL, number_, NULL }
#define TEXT(number_, text_) { FACT_MEETING, 0, "minutes-tag", "minutes", text_, number_, NULL }
#define HEADING(number_, due_) { FACT_MEETING, 1, "meeting-numbered", "heading", NULL, number_, due_ }
#define SAYS(word_, number_) { FACT_COMMAND, 1, word_, "words", NULL, number_, NULL }

static const struct {
	const char *name;
	struct letter letters[MAIL_MAX];
} stories[] = {
	{ "a tag opens, and everybody may answer", {
		{ "a", "dave@example.org", "", { TAG("logo", "1w") }, "1 opened;" },
		{ "b", "joe@example.org", "a\n", { SAYS("object", 0) }, "1 objected;" },
		{ "c", "kp@example.org", "b\na\n", { SAYS("resolved", 0) }, "1 resolved chair;" },
		{ "d", "mallory@example.net", "a\n", { SAYS("object", 0), SAYS("comment", 0) }, "1 objected unproved;1 comment unproved;" },
		{ "e", "dave@example.org", "a\n", { SAYS("extend", 0), SAYS("withdraw", 0), SAYS("plain-objection", 0) },
		  "1 extended;1 withdraw;1 plain-objection;" } } },
	{ "the subject of an answer opens what it does not repeat", {
		{ "a", "dave@example.org", "", { SUBJECT("logo", "1w") }, "1 opened;" },
		{ "b", "joe@example.org", "a\n|logo|a\n", { SUBJECT("logo", "1w") }, "" },
		{ "c", "joe@example.org", "a\n|colour|", { SUBJECT("colour", "1w") }, "2 opened;" },
		{ "d", "joe@example.org", "a\n|logo|a\n", { TAG("logo", "1w") }, "3 opened;" } } },
	{ "an answer of no thread counts for nothing", {
		{ "a", "dave@example.org", "", { TAG("logo", "1w") }, "1 opened;" },
		{ "b", "joe@example.org", "x\n", { SAYS("object", 0) }, "" },
		{ "c", "joe@example.org", "x\n", { SAYS("object", 1) }, "1 objected;" },
		{ "d", "joe@example.org", "x\n", { SAYS("object", 7) }, "" },
		{ "e", "joe@example.org", "a\n", { SAYS("object", 7) }, "1 objected;" } } },
	{ "an objection finds its deadline by the subject", {
		{ "a", "dave@example.org", "", { TAG("logo", "1w") }, "1 opened;" },
		{ "b", "dave@example.org", "", { TAG("colour", "1w") }, "2 opened;" },
		{ "c", "joe@example.org", "|our colours|b\n", { SAYS("[object]", 0), SAYS("ok", 0) }, "2 objected;2 ok;" },
		{ "d", "joe@example.org", "x\n|Logo", { SAYS("object", 0), SAYS("plain-objection", 0) }, "1 objected;1 plain-objection;" },
		{ "e", "joe@example.org", "a\n|colour|b\n", { SAYS("object", 0) }, "1 objected;" },
		{ "f", "joe@example.org", "|colour|b\n", { SAYS("[object]", 1) }, "1 objected;" } } },
	{ "... or by being the only one", {
		{ "a", "dave@example.org", "", { TAG("logo", "1w") }, "1 opened;" },
		{ "b", "joe@example.org", "|I see it otherwise", { SAYS("[object]", 0) }, "1 objected;" },
		{ "c", "joe@example.org", "x\n|Re: x", { SAYS("[object]", 0) }, "1 objected;" },
		{ "d", "joe@example.org", "", { SAYS("[object]", 9) }, "0 objection-unclear;" } } },
	{ "words in another thread are about that, and in none they are asked about", {
		{ "a", "dave@example.org", "", { TAG("logo", "1w") }, "1 opened;" },
		{ "b", "joe@example.org", "x\n|patches", { SAYS("object", 0), SAYS("plain-objection", 0), SAYS("ok", 0) }, "" },
		{ "c", "joe@example.org", "|patches", { SAYS("object", 0), SAYS("plain-objection", 0) }, "1 plain-objection;1 plain-objection;" },
		{ "d", "joe@example.org", "|patches", { SAYS("withdraw", 0), SAYS("extend", 0), SAYS("ok", 0) }, "1 extended;" } } },
	{ "where several are open the chair is asked which", {
		{ "a", "dave@example.org", "", { TAG("logo", "1w") }, "1 opened;" },
		{ "b", "dave@example.org", "", { TAG("colour", "1w") }, "2 opened;" },
		{ "c", "joe@example.org", "|I see it otherwise", { SAYS("[object]", 0) }, "0 objection-unclear;" },
		{ "d", "mallory@example.net", "", { SAYS("plain-objection", 0) }, "0 objection-unclear unproved;" },
		{ "e", "joe@example.org", "|both|a\nb\n", { SAYS("[object]", 0), SAYS("comment", 0) }, "0 objection-unclear;" },
		{ "f", "joe@example.org", "x\n", { SAYS("plain-objection", 0) }, "" } } },
	{ "where none is, too, for who says it so", {
		{ "a", "joe@example.org", "", { SAYS("[object]", 0) }, "0 objection-unclear;" },
		{ "b", "joe@example.org", "", { SAYS("object", 0), SAYS("plain-objection", 0) }, "" },
		{ "c", "dave@example.org", "", { TAG("logo", "1d") }, "1 opened;" },
		{ "d", "joe@example.org", "a\n", { SAYS("ok", 0) }, "" },
		{ "e", "joe@example.org", "|logo", { SAYS("object", 0) }, "1 objected;" } } },
	{ "the nearest mail decides", {
		{ "a", "dave@example.org", "", { TAG("logo", "1w") }, "1 opened;" },
		{ "b", "joe@example.org", "a\n", { SAYS("comment", 0), TAG("colour", "1w") }, "1 comment;2 opened;" },
		{ "c", "kp@example.org", "b\na\n", { SAYS("ok", 0) }, "2 ok chair;" },
		{ "d", "kp@example.org", "a\n", { SAYS("ok", 0) }, "1 ok chair;" },
		{ "e", "kp@example.org", "a\n", { SAYS("ok", 2) }, "2 ok chair;" } } },
	{ "two of one mail are both answered", {
		{ "a", "dave@example.org", "", { TAG("logo", "1w"), TAG("colour", "2w") }, "1 opened;2 opened;" },
		{ "b", "joe@example.org", "a\n", { SAYS("object", 0) }, "1 objected;2 objected;" },
		{ "c", "joe@example.org", "a\n", { SAYS("withdraw", 2) }, "2 withdraw;" } } },
	{ "a restart stands in the thread, or in the mail with the new text", {
		{ "a", "dave@example.org", "", { MINUTES(38) }, "1 opened;" },
		{ "b", "kp@example.org", "a\n", { SAYS("restart", 0) }, "1 restart chair;" },
		{ "c", "kp@example.org", "", { SAYS("restart", 0), MINUTES(38) }, "1 restart chair;1 text-changed chair;" },
		{ "d", "kp@example.org", "", { SAYS("restart", 38) }, "" },
		{ "e", "kp@example.org", "", { SAYS("restart", 0) }, "" },
		{ "f", "joe@example.org", "a\n", { SAYS("restart", 0) }, "1 restart;" } } },
	{ "minutes open once a meeting", {
		{ "a", "dave@example.org", "", { MINUTES(38) }, "1 opened;" },
		{ "b", "dave@example.org", "", { MINUTES(38) }, "1 text-changed;" },
		{ "c", "dave@example.org", "", { MINUTES(39) }, "2 opened;" },
		{ "d", "joe@example.org", "a\n", { SAYS("object", 38) }, "1 objected;" },
		{ "e", "joe@example.org", "a\n", { HEADING(38, "2023-06-28") }, "" },
		{ "f", "dave@example.org", "a\n", { HEADING(38, "2023-06-28") }, "1 text-changed;" } } },
	{ "the chair's heading is minutes, others' are not", {
		{ "a", "joe@example.org", "", { HEADING(38, "2023-06-28") }, "" },
		{ "b", "kp@example.org", "", { HEADING(39, "2023-07-12") }, "" },
		{ "c", "kp@example.org", "x\n", { HEADING(38, "2023-06-28") }, "" },
		{ "d", "kp@example.org", "", { HEADING(38, "2023-06-28") }, "1 opened chair;" },
		{ "e", "kp@example.org", "", { HEADING(38, "2023-06-28") }, "1 text-changed chair;" } } },
	{ "who hides his address has no minutes to change", {
		{ "b", "kp@example.org", "", { MINUTES(38) }, "1 opened chair;" },
		{ "c", "", "", { MINUTES(38), HEADING(38, "2023-06-28") }, "" },
		{ "d", "kp@example.org", "", { MINUTES(38) }, "1 text-changed chair;" } } },
	{ "a stranger's are recorded like any other's, where he may raise them", {
		{ "a", "mallory@example.net", "", { MINUTES(38), HEADING(38, "2023-06-28") }, "1 opened unproved;" },
		{ "b", "joe@example.org", "a\n", { SAYS("object", 38) }, "1 objected;" },
		{ "c", "mallory@example.net", "", { TAG("logo", "1w") }, "2 opened unproved;" },
		{ "d", "dave@example.org", "", { MINUTES(38) }, "1 text-changed;" } } },
	{ "the same text again changes nothing, and what answers it is known", {
		{ "a", "dave@example.org", "", { TEXT(38, "Present:  Dave\n\n- we agree\n") }, "1 opened;" },
		{ "b", "dave@example.org", "", { TEXT(38, "Present: Dave\n- we  agree") }, "1 text-again;" },
		{ "c", "joe@example.org", "b\n", { SAYS("object", 0) }, "1 objected;" },
		{ "d", "dave@example.org", "", { TEXT(38, "Present: Dave\n- we dis agree") }, "1 text-changed;" },
		{ "e", "dave@example.org", "", { TEXT(38, "Present: Dave\n- we disagree") }, "1 text-changed;" },
		{ "f", "kp@example.org", "", { TEXT(38, "Present: Dave - we disagree") }, "1 text-again chair;" } } },
	{ "a tag and its heading are one", {
		{ "a", "kp@example.org", "", { MINUTES(38), HEADING(38, "2023-06-28"), HEADING(39, "2023-07-12") }, "1 opened chair;" } } },
};

static void mails_become_events(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof stories / sizeof stories[0]; i++) {
		struct arena *arena = arena_new();
		struct state *state = state_new();

		for (size_t n = 0; n < MAIL_MAX && stories[i].letters[n].id; n++) {
			print_message("%s: %s\n", stories[i].name, stories[i].letters[n].id);
			receive(arena, state, &stories[i].letters[n], n, "bsc");
		}
		state_free(&state);
		arena_free(&arena);
	}
}

static void numbers_are_of_all_lists(void **unused)
{
	static const struct letter letters[] = {
		{ "a", "dave@example.org", "", { TAG("logo", "1w") }, "1 opened;" },
		{ "b", "dave@example.org", "", { TAG("logo", "1w") }, "2 opened;" },
		{ "c", "joe@example.org", "a\n", { SAYS("object", 1) }, "" },
	};
	struct arena *arena = arena_new();
	struct state *state = state_new();
	struct deadline_list list;

	(void)unused;
	receive(arena, state, &letters[0], 0, "bsc");
	receive(arena, state, &letters[1], 1, "tsc");
	receive(arena, state, &letters[2], 2, "tsc");	/* another list's */
	deadlines_of(arena, state, "tsc", zone_utc(), INT64_MAX, 1688169600 + 2 * DAY, &list);
	assert_int_equal(list.len, 1);
	assert_int_equal(list.entries[0].number, 2);
	assert_int_equal(list.entries[0].terms.period.days, 7);
	deadlines_of(arena, state, NULL, zone_utc(), INT64_MAX, 1688169600 + 2 * DAY, &list);
	assert_int_equal(list.len, 2);
	assert_int_equal(state_next_number(state, NULL), 3);

	/* items have the same sequence; what is still to be applied counts */
	const struct event raised = {
		.kind = EVENT_RAISED, .item = 3, .list = "bsc", .act = "", .actor = "", .proof = "", .message_id = "", .rule = "",
		.raised = { .text = "read it", .detail = "", .context = "", .quote = "", .owners = "" },
	};
	struct event_list pending = { 0 };
	struct err err;

	event_list_add(arena, &pending, &raised);
	assert_int_equal(state_next_number(state, &pending), 4);
	assert_int_equal(state_apply(state, &raised, &err), ERR_NONE);
	assert_int_equal(state_next_number(state, NULL), 4);
	assert_non_null(state_item(state, 3));
	assert_null(state_item(state, 2));	/* a deadline's */
	state_free(&state);
	arena_free(&arena);
}

static void a_mail_about_it_belongs_to_its_thread(void **unused)
{
	static const struct letter letters[] = {
		{ "a", "dave@example.org", "", { TAG("logo", "1w") }, "1 opened;" },
		{ "b", "joe@example.org", "notice\n", { SAYS("object", 0) }, "1 objected;" },
	};
	struct event notice = { .at_s = 1688169601, .kind = EVENT_DEADLINE, .list = "bsc", .actor = "beadle", .message_id = "notice",
				.rule = "deadline", .deadline.number = 1, .act = "announced", .deadline.named_s = 1688774400, .deadline.meeting = -1 };
	struct arena *arena = arena_new();
	struct state *state = state_new();
	struct deadline_list list;
	struct err err;

	(void)unused;
	receive(arena, state, &letters[0], 0, "bsc");
	assert_int_equal(state_apply(state, &notice, &err), ERR_NONE);
	receive(arena, state, &letters[1], 1, "bsc");
	deadlines_of(arena, state, "bsc", zone_utc(), INT64_MAX, 1688169600 + 2 * DAY, &list);
	assert_int_equal(list.entries[0].deadline.state, DEADLINE_CONTESTED);
	assert_int_equal(list.entries[0].deadline.named_s, 1688774400);
	state_free(&state);
	arena_free(&arena);
}

static void an_end_is_kept_as_it_was_said(void **unused)
{
	static const struct letter letters[] = {
		{ "a", "dave@example.org", "", { TAG("logo", "1w") }, "1 opened;" },
		{ "b", "dave@example.org", "", { { FACT_DEADLINE, 3, NULL, "boat", "until June 5", 0, "2023-06-05" } }, "2 opened;" },
		{ "c", "dave@example.org", "", { TAG("goat", "until blue moon") }, "3 opened;" },
	};
	struct arena *arena = arena_new();
	struct state *state = state_new();
	struct deadline_list list;

	(void)unused;
	for (size_t i = 0; i < 3; i++)
		receive(arena, state, &letters[i], i, "bsc");
	deadlines_of(arena, state, "bsc", zone_utc(), INT64_MAX, 1688169600 + 3 * DAY, &list);
	assert_string_equal(list.entries[0].end_said, "");
	assert_string_equal(list.entries[1].end_said, "until June 5");
	assert_true(list.entries[1].deadline.date_passed);
	assert_string_equal(list.entries[2].end_said, "until blue moon");
	state_free(&state);
	arena_free(&arena);
}

/* The text that stands is the last that counted: not a stranger's, and not one that was late. */
static void texts_are_those_that_counted(void **unused)
{
	static const struct letter letters[] = {
		{ "a", "dave@example.org", "", { MINUTES(38) }, "1 opened;" },
		{ "b", "mallory@example.net", "", { MINUTES(38) }, "1 text-changed unproved;" },
		{ "c", "kp@example.org", "", { MINUTES(38) }, "1 text-changed chair;" },
	};
	struct arena *arena = arena_new();
	struct state *state = state_new();
	struct deadline_list list;
	const struct event **texts;

	(void)unused;
	for (size_t i = 0; i < 3; i++)
		receive(arena, state, &letters[i], i, "bsc");
	deadlines_of(arena, state, "bsc", zone_utc(), INT64_MAX, 1688169600 + 3 * DAY, &list);
	assert_int_equal(deadline_texts(arena, &list.entries[0], &texts), 2);
	assert_string_equal(texts[0]->deadline.body, "a");
	assert_string_equal(texts[1]->deadline.body, "c");
	state_free(&state);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mails_become_events),
		cmocka_unit_test(numbers_are_of_all_lists),
		cmocka_unit_test(a_mail_about_it_belongs_to_its_thread),
		cmocka_unit_test(an_end_is_kept_as_it_was_said),
		cmocka_unit_test(texts_are_those_that_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
