/* test_committee.c - the fold of events, the likeness of wordings, facts that become events (see also test_claim.c). */
#include "tags/likeness.h"
#include "committee_desk.h"

static void likeness_of_wordings(void **state)
{
	static const struct {
		const char *a, *b;
		int from, to;
	} cases[] = {
		{ "Forward the email", "forward email!", 100, 100 },
		{ "request side-meeting", "request a side meeting", 100, 100 },
		{ "reach out Fulvio, plus invitation of both to BSC meeting",
		  "reach out to Fulvio plus invitation of both of them to the BSC meeting", 85, 100 },
		{ "create a PR to add Applications label",
		  "Create a PR to add major/emerging labels per category", 20, 74 },
		{ "Forward the email", "Review the PR", 0, 0 },
		{ "", "", 0, 0 },
		{ "the of and", "the of and", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int percent = likeness_percent(cases[i].a, cases[i].b);

		if (percent < cases[i].from || percent > cases[i].to)
			fail_msg("%s ~ %s: %d", cases[i].a, cases[i].b, percent);
	}
}

static void a_word_in_place_of_another(void **state)
{
	static const struct {
		const char *a, *b;
		bool equal, differs, swaps;
	} cases[] = {
		{ "Forward the e-mail!", "forward e-mail", true, false, false },
		{ "Forward the email", "forward our mail", true, false, false },
		{ "send A to B", "send B to A", false, false, false },
		{ "send the list", "list the send", false, false, false },
		{ "send invoice A", "send invoice B", false, true, true },
		{ "send a invoice", "send the invoice", true, false, false },
		{ "write to the printer", "write to the caterer", false, false, true },
		{ "write the docs", "write the documents", false, false, false },
		{ "write the doc", "write a document", false, false, false },
		{ "adding labels", "add labels", false, false, false },
		{ "receive it", "recieve it", false, false, false },
		{ "host the page", "post the page", false, false, true },
		{ "subscribe to it", "unsubscribe from it", false, false, true },
		{ "read the draft", "read the draft twice", false, false, false },
		{ "", "", false, false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct arena *arena = arena_new();
		const struct wording a = wording_of(arena, cases[i].a, (struct span){ 0 });
		const struct wording b = wording_of(arena, cases[i].b, (struct span){ 0 });

		if (wording_equal(&a, &b) != cases[i].equal || wording_differs(&a, &b) != cases[i].differs ||
		    wording_swaps(&a, &b) != cases[i].swaps || wording_swaps(&b, &a) != cases[i].swaps)
			fail_msg("%s ~ %s: equal %d, differs %d, swaps %d", cases[i].a, cases[i].b, wording_equal(&a, &b),
				 wording_differs(&a, &b), wording_swaps(&a, &b));
		arena_free(&arena);
	}
}

static void a_new_item_has_owner_and_default_due(void **state)
{
	struct desk *d = *state;
	const char *owners[] = { "Dave" };
	struct fact fact = action("Forward the email", owners, 1);

	receive(d, &fact, 1);
	const struct item *item = state_item(d->state, 1);

	assert_non_null(item);
	assert_string_equal(item->text, "Forward the email");
	assert_string_equal(item->owners[0].person, "Dave Thaler");
	assert_string_equal(item->raised_by, "KP Singh");
	assert_int_equal(civil_compare(item->due, (struct civil_date){ 2023, 7, 12 }), 0);
	assert_false(item->due_said);
	assert_true(item_awaits(item, "Dave Thaler"));
	assert_false(item_awaits(item, "Joe Stringer"));
}

/* The next meeting is the default only where the list has it so; who says "next meeting" gets it anyway. */
static void the_default_due_is_the_next_meeting_or_a_period(void **state)
{
	static const struct {
		bool by_default, said, known;
		struct civil_date due;
		bool due_said;
	} cases[] = {
		{ true, false, true, { 2023, 7, 5 }, false }, { false, false, true, { 2023, 7, 12 }, false },
		{ false, true, true, { 2023, 7, 5 }, true }, { true, true, true, { 2023, 7, 5 }, true },
		{ true, false, false, { 2023, 7, 12 }, false }, { true, true, false, { 2023, 7, 12 }, false },
	};
	struct desk *d = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct fact fact = action("Forward the email", NULL, 0);
		struct event_list events = { 0 };
		struct incoming mail = {
			.list = "bsc", .people = &people, .message_id = "m@example.org", .author_addr = d->author,
			.author_name = "", .date = { 2023, 6, 28 }, .default_due_next_meeting = cases[i].by_default,
			.default_due_days = 14,
		};

		fact.due_next_meeting = cases[i].said;
		if (cases[i].known)
			mail.next_meeting = (struct civil_date){ 2023, 7, 5 };
		record_facts(d->arena, d->state, &mail, &fact, 1, &events);
		assert_int_equal(events.len, 1);
		assert_int_equal(events.events[0].kind, EVENT_RAISED);
		const struct event_due *due = &events.events[0].raised.due;

		assert_int_equal(civil_compare(due->day, cases[i].due), 0);
		assert_int_equal(due->said, cases[i].due_said);
		assert_int_equal(due->at_meeting, cases[i].due.day == 5);
	}
}

static void a_joint_item_needs_one_a_group_item_all(void **state)
{
	struct desk *d = *state;
	const char *joint[] = { "Dave", "Joe" }, *all[] = { "all" };
	struct fact facts[] = { action("collect the handles of the members", joint, 2),
				action("register for remote participation at the meeting", all, 1) };
	struct fact done = action("", NULL, 0);

	receive(d, facts, 2);
	assert_int_equal(state_item(d->state, 2)->n_owners, 3);
	done.kind = FACT_COMMAND;
	done.command = "done";
	done.status = FACT_DONE;
	d->author = "dave@example.org";
	for (done.item = 1; done.item <= 2; done.item++)
		receive(d, &done, 1);
	assert_int_equal(state_item(d->state, 1)->status, ITEM_DONE);
	assert_int_equal(state_item(d->state, 2)->status, ITEM_OPEN);
	assert_false(item_awaits(state_item(d->state, 2), "Dave Thaler"));
	done.item = 2;
	d->author = "kp@example.org";
	receive(d, &done, 1);
	assert_int_equal(state_item(d->state, 2)->status, ITEM_OPEN);
	d->author = "joe@example.org";	/* the chair, but he owns it too: for himself, and he is the last */
	receive(d, &done, 1);
	assert_int_equal(state_item(d->state, 2)->status, ITEM_DONE);
}

static void a_stranger_closes_nothing(void **state)
{
	struct desk *d = *state;
	const char *owners[] = { "Dave" };
	struct fact fact = action("Forward the email", owners, 1), done = action("really", NULL, 0);

	receive(d, &fact, 1);
	done.kind = FACT_COMMAND;
	done.command = "done";
	done.status = FACT_DONE;
	done.item = 1;
	d->author = "mallory@example.net";
	assert_int_equal(receive(d, &done, 1), 2);	/* recorded as ignored, and answered */
	assert_int_equal(state_item(d->state, 1)->status, ITEM_OPEN);
	d->author = "joe@example.org";			/* the chair */
	receive(d, &done, 1);
	assert_int_equal(state_item(d->state, 1)->status, ITEM_DONE);
	assert_string_equal(state_item(d->state, 1)->note, "really");
	done.item = 99;
	assert_int_equal(receive(d, &done, 1), 1);	/* answered: there is none */
}

/* Nor does he by saying the item again with a mark, another date or other words. */
static void a_stranger_changes_nothing_by_saying_it_again(void **state)
{
	struct desk *d = *state;
	const char *owners[] = { "Dave" };
	struct fact fact = action("Forward the email to the working group", owners, 1), again = fact;

	fact.due = (struct civil_date){ 2023, 7, 5 };
	receive(d, &fact, 1);
	d->author = "mallory@example.net";
	again.due = (struct civil_date){ 2029, 1, 1 };
	again.text = "forward the email to the whole working group";
	receive(d, &again, 1);
	again.status = FACT_DONE;
	receive(d, &again, 1);
	const struct item *item = state_item(d->state, 1);

	assert_int_equal(d->state->n_items, 1);
	assert_int_equal(item->status, ITEM_OPEN);
	assert_int_equal(item->due.year, 2023);
	assert_string_equal(item->text, fact.text);
	assert_int_equal(item->mentions, 2);
	d->author = "dave@example.org";
	receive(d, &again, 1);
	assert_int_equal(state_item(d->state, 1)->status, ITEM_DONE);
}

/* The list took the address away, and a name alone can be anybody's. */
static void a_name_without_its_address_proves_nobody(void **state)
{
	struct desk *d = *state;
	const char *owners[] = { "Dave" };
	struct fact fact = action("Forward the email", owners, 1), done = action("", NULL, 0);

	d->author = "";
	d->author_name = "Dave Thaler";
	receive(d, &fact, 1);
	done.kind = FACT_COMMAND;
	done.command = "done";
	done.status = FACT_DONE;
	done.item = 1;
	receive(d, &done, 1);
	assert_int_equal(state_item(d->state, 1)->status, ITEM_OPEN);
}

static void a_done_mark_closes_and_a_mention_alone_raises_nothing(void **state)
{
	struct desk *d = *state;
	const char *owners[] = { "Joe" };
	struct fact fact = action("Remove the project from the repository", owners, 1);
	struct fact mention = action("write the minutes of the workshop", owners, 1);

	receive(d, &fact, 1);
	fact.status = FACT_DONE;
	fact.note = "PR #155";
	receive(d, &fact, 1);
	assert_int_equal(state_item(d->state, 1)->status, ITEM_DONE);
	assert_string_equal(state_item(d->state, 1)->note, "PR #155");
	mention.kind = FACT_MENTION;
	assert_int_equal(receive(d, &mention, 1), 0);
	assert_int_equal(d->state->n_items, 1);
}

static void an_unknown_name_is_kept_as_written(void **state)
{
	struct desk *d = *state;
	const char *owners[] = { "Liz" };
	struct fact fact = action("talk to the press about the summit", owners, 1);

	receive(d, &fact, 1);
	assert_string_equal(state_item(d->state, 1)->owners[0].written, "Liz");
	assert_string_equal(state_item(d->state, 1)->owners[0].person, "");
}

static void events_for_missing_items_are_bugs(void **state)
{
	struct desk *d = *state;
	struct err err;
	struct event e = { .kind = EVENT_DONE, .item = 3 };

	assert_int_equal(state_apply(d->state, &e, &err), ERR_BUG);
	e.kind = EVENT_RAISED;
	assert_int_equal(state_apply(d->state, &e, &err), ERR_NONE);
	assert_int_equal(state_apply(d->state, &e, &err), ERR_BUG);
	assert_null(state_item(d->state, 1));	/* a gap in the numbers */
	assert_non_null(state_item(d->state, 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(likeness_of_wordings),
		cmocka_unit_test(a_word_in_place_of_another),
		WITH_DESK(a_new_item_has_owner_and_default_due),
		WITH_DESK(the_default_due_is_the_next_meeting_or_a_period),
		WITH_DESK(a_joint_item_needs_one_a_group_item_all),
		WITH_DESK(a_stranger_closes_nothing),
		WITH_DESK(a_stranger_changes_nothing_by_saying_it_again),
		WITH_DESK(a_name_without_its_address_proves_nobody),
		WITH_DESK(a_done_mark_closes_and_a_mention_alone_raises_nothing),
		WITH_DESK(an_unknown_name_is_kept_as_written),
		WITH_DESK(events_for_missing_items_are_bugs),
	};

	return cmocka_run_group_tests_name("committee", tests, NULL, NULL);
}
