/* test_committee_report.c - of which item plain words say that it is done, in a thread and in minutes. */
#include "committee_desk.h"

static struct fact report_of(const char *text, const char *quoted)
{
	struct fact fact = action(text, NULL, 0);

	fact.kind = FACT_REPORT;
	fact.context = quoted;
	return fact;
}

/* Dave has three of the four that one mail has raised, Joe one; a second mail has raised one of Dave's alone. */
static void raise_all(struct desk *d)
{
	struct fact facts[] = { action("forward the email to the list", dave_names, 1), action("write the report on the budget", dave_names, 1),
				action("book a room in the town hall", joe_names, 1), action("review PR 156", dave_names, 1) };
	struct fact alone = action("fix the build", dave_names, 1);

	d->author = "kp@example.org";
	d->message_id = "minutes@example.org";
	receive(d, facts, 4);
	d->message_id = "alone@example.org";
	receive(d, &alone, 1);
}

/* The item that looks done to somebody; 0: none, -1: several. */
static int that_looks_done(const struct desk *d)
{
	int found = 0;

	for (size_t i = 0; i < d->state->n_items; i++) {
		const struct item *item = &d->state->items[i];

		for (size_t k = 0; k < item->n_owners; k++) {
			if (item_looks_done(item, item->owners[k].person))
				found = found ? -1 : item->number;
		}
		assert_int_equal(item->status, ITEM_OPEN);
	}
	return found;
}

static void in_an_answer(void **state)
{
	static const char in_minutes[] = "minutes@example.org\n", in_alone[] = "alone@example.org\n";
	static const struct {
		const char *refs, *author, *text, *quoted;
		int item;
	} cases[] = {
		{ in_alone, "dave@example.org", "sent it yesterday", "", 5 },
		{ in_alone, "dave@example.org", "PR #156 is merged.", "", 5 },
		{ in_alone, "dave@example.org", "not done yet", "", 0 },
		{ in_alone, "dave@example.org", "is it merged?", "", 0 },
		{ in_alone, "joe@example.org", "sent it yesterday", "", 0 },
		{ in_alone, "mallory@example.net", "that's done", "", 0 },
		{ "", "dave@example.org", "fixed the build", "", 0 },
		{ "other@example.org\n", "dave@example.org", "fixed the build", "", 0 },
		{ in_minutes, "dave@example.org", "I sent the email on Monday", "", 1 },
		{ in_minutes, "dave@example.org", "the report is written", "", 2 },
		{ in_minutes, "dave@example.org", "#2 is finished", "", 2 },
		{ in_minutes, "dave@example.org", "that's done", "", 0 },
		{ in_minutes, "dave@example.org", "that's done", "- AI(Dave): write the report on the budget", 2 },
		{ in_minutes, "dave@example.org", "that's done", "- AI(Joe): book a room in the town hall", 0 },
		{ in_minutes, "dave@example.org", "reviewed PR 156", "", 4 },
		{ in_minutes, "dave@example.org", "reviewed PR 157", "", 0 },
		{ in_minutes, "joe@example.org", "that's done", "", 3 },
		{ in_minutes, "joe@example.org", "I have sent everybody a mail about something else", "", 0 },
		{ "minutes@example.org\nreply@example.org\n", "joe@example.org", "we booked it", "", 3 },
	};
	struct desk *d = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fact fact = report_of(cases[i].text, cases[i].quoted);

		state_free(&d->state);
		d->state = state_new();
		d->refs = "";
		raise_all(d);
		d->refs = cases[i].refs;
		d->author = cases[i].author;
		d->message_id = "answer@example.org";
		receive(d, &fact, 1);
		if (that_looks_done(d) != cases[i].item)
			fail_msg("case %zu, %s: #%d", i, cases[i].text, that_looks_done(d));
	}
}

static void in_a_line_of_minutes(void **state)
{
	static const struct {
		const char *person, *text;
		int item;
	} cases[] = {
		{ "Dave Thaler", "forwarded the email", 1 },
		{ "Dave Thaler", "has finished the report on the budget", 2 },
		{ "Joe Stringer", "booked the town hall", 3 },
		{ "Joe Stringer", "forwarded the email", 0 },
		{ "Dave Thaler", "sent a letter to the printer", 0 },
		{ "Dave Thaler", "will forward the email to the list", 0 },
		{ "Dave Thaler", "has not forwarded the email", 0 },
		{ "Dave Thaler", "done", 0 },
	};
	struct desk *d = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fact fact = report_of(cases[i].text, "");
		const char *people_named[] = { cases[i].person };

		state_free(&d->state);
		d->state = state_new();
		raise_all(d);
		fact.people = people_named;
		fact.n_people = 1;
		d->message_id = "next@example.org";
		receive(d, &fact, 1);
		if (that_looks_done(d) != cases[i].item)
			fail_msg("case %zu, %s: #%d", i, cases[i].text, that_looks_done(d));
	}
}

static void below_an_item_that_is_said_again(void **state)
{
	static const struct {
		const char *text, *detail;
		int item;
	} cases[] = {
		{ "forward the email to the list", "sent it yesterday", 1 },
		{ "forward the email to the list", "Dave: sent it yesterday", 1 },
		{ "forward the email to the list", "Joe: I sent mine yesterday", 0 },
		{ "forward the email to the list", "not sent yet\nwill be done soon", 0 },
		{ "forward the email to the list", "why?\n[Dave] that is done", 1 },
		{ "forward the email to the list - sent on Friday", "", 1 },
		{ "forward the email to the list (still waiting for the text)", "", 0 },
		{ "forward the email to the list", "", 0 },
	};
	struct desk *d = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fact fact = action(cases[i].text, dave_names, 1);

		state_free(&d->state);
		d->state = state_new();
		raise_all(d);
		fact.detail = cases[i].detail;
		d->message_id = "next@example.org";
		receive(d, &fact, 1);
		if (that_looks_done(d) != cases[i].item)
			fail_msg("case %zu, %s: #%d", i, cases[i].text, that_looks_done(d));
		assert_int_equal(d->state->n_items, 5);
	}
}

/* Of a group each is asked for himself; who has answered is asked no more. */
static void until_it_is_answered(void **state)
{
	struct desk *d = *state;
	const char *docs[] = { "Docs" };
	struct fact fact = action("register for the workshop", docs, 1), said = report_of("registered this morning", ""), later = action("", NULL, 0);

	d->message_id = "one@example.org";
	receive(d, &fact, 1);
	d->refs = "one@example.org\n";
	d->author = "dave@example.org";
	d->message_id = "two@example.org";
	receive(d, &said, 1);
	const struct item *item = state_item(d->state, 1);

	assert_non_null(item_looks_done(item, "Dave Thaler"));
	assert_string_equal(item_looks_done(item, "Dave Thaler")->words, "registered this morning");
	assert_string_equal(item_looks_done(item, "Dave Thaler")->message_id, "two@example.org");
	assert_null(item_looks_done(item, "Joe Stringer"));
	later.kind = FACT_COMMAND;
	later.command = "snooze";
	later.item = 1;
	later.due = (struct civil_date){ 2023, 8, 1 };
	receive(d, &later, 1);
	assert_null(item_looks_done(item, "Dave Thaler"));
	assert_int_equal(item->status, ITEM_OPEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DESK(in_an_answer),
		WITH_DESK(in_a_line_of_minutes),
		WITH_DESK(below_an_item_that_is_said_again),
		WITH_DESK(until_it_is_answered),
	};

	return cmocka_run_group_tests_name("committee_report", tests, NULL, NULL);
}
