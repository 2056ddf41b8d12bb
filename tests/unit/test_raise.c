/* test_raise.c - how much one mail and one author may raise: by what each has raised in the day before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "committee/event_stored.h"
#include "committee/raise.h"
#include "committee/record.h"
#include "committee/record_agenda.h"

enum { NOW = 1688500000, HOUR_S = 3600 };

static const struct person persons[] = { { .name = "KP Singh", .member = true }, { .name = "Joe Stringer", .member = true } };
static const struct people people = { .persons = (struct person *)persons, .n_persons = 2 };

static struct event event_of(char what, const char *actor, const char *proof, int number)
{
	struct event e = { .kind = EVENT_RAISED, .list = "bsc", .actor = actor, .proof = proof, .message_id = "m@x", .rule = "r", .act = "" };

	switch (what) {
	case 'i':
		e.item = number;
		break;
	case 'a':
		e.kind = EVENT_AGENDA;
		break;
	case 't':
		e.kind = EVENT_AGENDA;
		e.agenda.discussed = true;
		break;
	case 'd':
		e.kind = EVENT_DEADLINE;
		e.act = "opened";
		e.deadline.number = number;
		break;
	default:
		e.kind = EVENT_DEADLINE;
		e.act = "objected";
		e.deadline.number = number;
	}
	event_set_text(&e, STORED_TEXT, "x");
	return e;
}

/* What was there before, a word each: what, hours ago, and "?" not proved, "j" Joe's, "q" of the past, "c" the chair let it count,
 * "o" on another list.  Then what the mail raises: i an item, a an entry, t what was discussed, d a deadline, o an objection. */
static const struct {
	const char *before, *raised;
	bool unproved, past, let_in;
	const char *limit;		/* NULL: it may */
} cases[] = {
	{ "", "", false, false, false, NULL },
	{ "", "dd", false, false, false, NULL },
	{ "", "ddd", false, false, false, "limits.deadlines_per_mail" },
	{ "", "iiaa", false, false, false, NULL },
	{ "", "iiaai", false, false, false, "limits.entries_per_mail" },
	{ "", "ddiiaa", false, false, false, NULL },
	{ "", "ttttttttt", false, false, false, NULL },
	{ "", "ooooooooo", false, false, false, NULL },
	{ "", "ddd", false, true, false, NULL },		/* of the past: nobody is told */
	{ "", "ddd", false, false, true, NULL },		/* a rebuild: it was there before */
	{ "d1 d2", "d", false, false, false, NULL },
	{ "d1 d2", "dd", false, false, false, "limits.deadlines_per_day" },
	{ "d1 d25", "dd", false, false, false, NULL },
	{ "d1? d2?", "dd", false, false, false, NULL },		/* somebody has written in his name, perhaps */
	{ "d1 d2", "dd", true, false, false, NULL },
	{ "d1? d2?", "dd", true, false, false, "limits.deadlines_per_day" },
	{ "d1j d2j", "dd", false, false, false, NULL },
	{ "d1q d2q", "dd", false, false, false, NULL },
	{ "d1c d2c", "dd", false, false, false, NULL },
	{ "d1o d2o", "dd", false, false, false, NULL },
	{ "d1 d2 d3", "i", false, false, false, NULL },		/* what it does not raise is not in its way */
	{ "i1 a2 i3", "iia", false, false, false, NULL },
	{ "i1 a2 i3", "iiai", false, false, false, "limits.entries_per_day" },
	{ "i1 a2 i30", "iiai", false, false, false, NULL },
	{ "i1? a2q i3j t1", "iiai", false, false, false, NULL },
};

static void put(struct state *state, const char *word, int number)
{
	bool is_unproved = strchr(word, '?'), is_joes = strchr(word, 'j');
	struct event e = event_of(word[0], is_joes ? "Joe Stringer" : "KP Singh", is_unproved ? "" : "token", number);
	struct err err;

	e.at_s = NOW - atoi(word + 1) * HOUR_S;
	e.quiet_until_s = strchr(word, 'q') ? NOW : 0;
	e.said_in = strchr(word, 'c') ? "yes@x" : "";
	e.list = strchr(word, 'o') ? "other" : "bsc";
	assert_int_equal(state_apply(state, &e, &err), ERR_NONE);
}

static void more_than_anybody_has_to_raise_waits(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct arena *arena = arena_new();
		struct state *state = state_new();
		struct event_list raised = { 0 };
		struct incoming mail = {
			.list = "bsc", .people = &people, .message_id = "n@x", .author_addr = "", .author_name = "", .sender = "KP Singh",
			.proof = cases[i].unproved ? "" : "token", .received_at_s = NOW, .was_let_in = cases[i].let_in,
			.quiet_until_s = cases[i].past ? NOW + 1 : 0,
			.terms.limits = { .deadlines_per_mail = 2, .deadlines_per_day = 3, .entries_per_mail = 4, .entries_per_day = 6 },
		};
		struct span rest = span_of(cases[i].before);
		const char *limit = "", *why;
		int number = 0;

		while (rest.len) {
			ptrdiff_t end = span_find_char(rest, ' ');
			size_t len = end < 0 ? rest.len : (size_t)end;

			put(state, arena_strndup(arena, rest.ptr, len), ++number);
			rest = span_sub(rest, len + (end >= 0), rest.len);
		}
		for (const char *p = cases[i].raised; *p; p++) {
			const struct event e = event_of(*p, "KP Singh", mail.proof, ++number);

			event_list_add(arena, &raised, &e);
		}
		why = raise_too_much(arena, state, &mail, &raised, &limit);
		if (!why != !cases[i].limit || (why && (strcmp(limit, cases[i].limit) != 0 || !strstr(why, limit))))
			fail_msg("case %zu: %s (%s), not %s", i, why ? why : "it may", limit ? limit : "no limit",
				 cases[i].limit ? cases[i].limit : "that it may");
		state_free(&state);
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(more_than_anybody_has_to_raise_waits) };

	return cmocka_run_group_tests_name("raise", tests, NULL, NULL);
}
