/* test_secret.c - the ballots of a secret vote in the ledger: where they lie, who can find them, and that they are forgotten. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "bot/secret.h"
#include "committee/votes.h"
#include "ledger/ledger.h"

enum { VOTE = 12, OTHER = 13 };

static const struct person persons[] = {
	{ .name = "Zoe Berg", .member = true }, { .name = "Joe Stringer", .member = true }, { .name = "KP Singh", .member = true },
	{ .name = "David Thaler", .aliases = (const char *[]){ "Dave Thaler" }, .n_aliases = 1, .member = true },
	{ .name = "Max Holm", .member = true },
};
static const struct people people = { .persons = (struct person *)persons, .n_persons = 5 };

struct box {
	struct arena *arena;
	struct ledger *ledger;
	struct state *state;
	struct err err;
};

static int setup(void **state)
{
	struct box *b = calloc(1, sizeof *b);

	b->arena = arena_new();
	b->state = state_new();
	assert_int_equal(ledger_open(NULL, LEDGER_MEMORY, 1, &b->ledger, &b->err), ERR_NONE);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct box *b = *state;

	ledger_close(&b->ledger);
	state_free(&b->state);
	arena_free(&b->arena);
	free(b);
	return 0;
}

static void keep(struct box *b, struct event e)
{
	assert_int_equal(ledger_begin(b->ledger, &b->err), ERR_NONE);
	assert_int_equal(secret_keep(b->ledger, &e, &b->err), ERR_NONE);
	assert_int_equal(ledger_commit(b->ledger, &b->err), ERR_NONE);
	assert_string_equal(e.vote.sealed, "");
}

static void open_vote(struct box *b, int number)
{
	struct event e = { .kind = EVENT_VOTE, .act = "opened", .list = "bsc", .actor = "Zoe Berg", .message_id = "m", .rule = "vote-tag",
			   .vote = { .number = number, .secret = true, .voters = "Zoe Berg\nJoe Stringer\nKP Singh\nDave Thaler" } };

	keep(b, e);
	e = event_copy(b->arena, &e);
	assert_int_equal(state_apply(b->state, &e, &b->err), ERR_NONE);
}

static void cast(struct box *b, int number, const char *who, const char *mail, const char *choice)
{
	keep(b, (struct event){ .kind = EVENT_VOTE, .act = "cast", .actor = who, .message_id = mail, .proof = "token",
				.vote = { .number = number, .sealed = choice } });
}

static const char *choice_of(struct box *b, int number, const char *who, const char *mail)
{
	const char *choice;

	assert_int_equal(secret_choice(b->ledger, b->arena, number, who, mail, &choice, &b->err), ERR_NONE);
	return choice;
}

static const char *shown(struct box *b, const char *person, const char *bytes)
{
	const struct ledger_mail mail = { .person = person, .bytes = span_of(bytes) };
	const struct secret_reader reader = { b->state, &people };
	struct span out;

	assert_int_equal(secret_show(b->ledger, b->arena, &reader, &mail, &out, &b->err), ERR_NONE);
	return arena_strndup(b->arena, out.ptr, out.len);
}

static void a_ballot_lies_where_voter_and_mail_say(void **state)
{
	struct box *b = *state;

	open_vote(b, VOTE);
	open_vote(b, OTHER);
	cast(b, VOTE, "Zoe Berg", "m1", "no");
	cast(b, VOTE, "Zoe Berg", "m2", "yes");
	cast(b, VOTE, "Joe Stringer", "m1", "abstain");
	assert_string_equal(choice_of(b, VOTE, "Zoe Berg", "m1"), "no");
	assert_string_equal(choice_of(b, VOTE, "Zoe Berg", "m2"), "yes");
	assert_string_equal(choice_of(b, VOTE, "Joe Stringer", "m1"), "abstain");
	assert_string_equal(choice_of(b, VOTE, "Joe Stringer", "m2"), "");
	assert_string_equal(choice_of(b, OTHER, "Zoe Berg", "m1"), "");
	/* the same mail once more, as a rebuild reads it */
	cast(b, VOTE, "Zoe Berg", "m1", "abstain");
	assert_string_equal(choice_of(b, VOTE, "Zoe Berg", "m1"), "abstain");
}

static void what_is_not_proved_or_too_late_lies_nowhere(void **state)
{
	struct box *b = *state;

	cast(b, VOTE, "Zoe Berg", "m1", "no");
	open_vote(b, VOTE);
	assert_string_equal(choice_of(b, VOTE, "Zoe Berg", "m1"), "");
	keep(b, (struct event){ .kind = EVENT_VOTE, .act = "cast", .actor = "Zoe Berg", .message_id = "m2", .proof = "",
				.vote = { .number = VOTE, .sealed = "yes" } });
	assert_string_equal(choice_of(b, VOTE, "Zoe Berg", "m2"), "");
}

static void a_code_is_told_to_its_voter_and_stands_in_the_count(void **state)
{
	const char *const names[] = { "Zoe Berg", "Joe Stringer", "KP Singh", "Dave Thaler" };
	struct vote_voter voters[] = { { .name = names[0], .choice = BALLOT_SEALED, .message_id = "m3" },
				       { .name = names[1], .choice = BALLOT_SEALED, .message_id = "m2" },
				       { .name = names[2] },
				       { .name = names[3], .choice = BALLOT_SEALED, .message_id = "m4" } };
	const struct vote_entry entry = { .number = VOTE, .list = "bsc",
					  .vote = { .voters = voters, .n_voters = 4, .closes_s = 77 } };
	struct box *b = *state;
	const char *lost, *code = "";
	struct event count;

	open_vote(b, VOTE);
	cast(b, VOTE, names[0], "m1", "yes");
	cast(b, VOTE, names[0], "m3", "no");
	cast(b, VOTE, names[1], "m2", "yes");
	assert_int_equal(secret_count(b->ledger, b->arena, &entry, 99, &count, &lost, &b->err), ERR_NONE);
	assert_string_equal(lost, names[3]);
	cast(b, VOTE, names[3], "m4", "abstain");
	assert_int_equal(secret_count(b->ledger, b->arena, &entry, 99, &count, &lost, &b->err), ERR_NONE);
	assert_null(lost);
	assert_string_equal(count.act, "counted");
	assert_int_equal(count.vote.number, VOTE);
	assert_int_equal(count.vote.named_s, 77);
	for (struct span rest = span_of(count.vote.words); rest.len;) {
		const char *one = arena_strndup(b->arena, rest.ptr, 14);

		assert_true(strcmp(code, one) < 0);
		code = one;
		rest = span_sub(rest, strcspn(rest.ptr, ",") + 2, rest.len);
	}
	for (size_t i = 0; i < 4; i++) {
		const char *mail = shown(b, names[i], "To: you\r\n\r\nYour code  {code-of-vote-12}\r\nmore {code-of-vote-x} {code\r\n");
		static const char *const choices[] = { " no", " yes", NULL, " abstain" };
		char told[32];

		assert_int_equal(strncmp(mail, "To: you\r\n\r\nYour code  ", 22), 0);
		assert_string_equal(mail + 22 + 14, "\r\nmore x} {code\r\n");
		snprintf(told, sizeof told, "%.14s%s", mail + 22, choices[i] ? choices[i] : "");
		assert_true(choices[i] ? strstr(count.vote.words, told) != NULL : strstr(count.vote.words, told) == NULL);
		/* a copy that comes back has it no more */
		assert_null(strstr(secret_hide(b->arena, span_of(mail)).ptr, told));
		assert_int_equal(secret_hide(b->arena, span_of(mail)).len, strlen(mail));
	}
	/* whose name has changed since has the same one; who is no voter has none */
	assert_string_equal(shown(b, "David Thaler", "{code-of-vote-12}"), shown(b, names[3], "{code-of-vote-12}"));
	assert_string_equal(shown(b, "Max Holm", "{code-of-vote-12}"), "the one that your ballot names");
	/* to the list it is told to nobody */
	assert_string_equal(shown(b, "", "{code-of-vote-12}"), "{code-of-vote-12}");
}

static void what_is_over_is_forgotten(void **state)
{
	struct box *b = *state;
	int *votes;
	size_t n;
	bool done;

	open_vote(b, VOTE);
	open_vote(b, OTHER);
	cast(b, VOTE, "Zoe Berg", "m1", "no");
	cast(b, OTHER, "Zoe Berg", "m2", "yes");
	assert_int_equal(ledger_begin(b->ledger, &b->err), ERR_NONE);
	assert_int_equal(ledger_forget_vote(b->ledger, VOTE, &b->err), ERR_NONE);
	assert_int_equal(ledger_commit(b->ledger, &b->err), ERR_NONE);
	assert_int_equal(ledger_forget_past(b->ledger, &done, &b->err), ERR_NONE);
	assert_true(done);
	assert_string_equal(choice_of(b, VOTE, "Zoe Berg", "m1"), "");
	assert_string_equal(choice_of(b, OTHER, "Zoe Berg", "m2"), "yes");
	assert_string_equal(shown(b, "Zoe Berg", "{code-of-vote-12}"), "the one that your ballot names");
	assert_int_equal(ledger_keyed_votes(b->ledger, b->arena, &votes, &n, &b->err), ERR_NONE);
	assert_int_equal(n, 1);
	assert_int_equal(votes[0], OTHER);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_ballot_lies_where_voter_and_mail_say),
		TEST(what_is_not_proved_or_too_late_lies_nowhere),
		TEST(a_code_is_told_to_its_voter_and_stands_in_the_count),
		TEST(what_is_over_is_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
