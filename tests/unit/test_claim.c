/* test_claim.c - which item a line of a mail speaks of: one on record, one that the mail has just raised, or none. */
#include "committee/ownership.h"
#include "committee_desk.h"

static void begin_anew(struct desk *d)
{
	state_free(&d->state);
	d->state = state_new();
}

static void said_again_is_a_mention(void **state)
{
	struct desk *d = *state;
	const char *owners[] = { "Dave" };
	struct fact first = action("Forward the email to the list of the working group", owners, 1);
	struct fact again = action("forward the mail to the list of the working group", owners, 1);

	receive(d, &first, 1);
	again.due = (struct civil_date){ 2023, 7, 1 };
	receive(d, &again, 1);
	const struct item *item = state_item(d->state, 1);

	assert_int_equal(d->state->n_items, 1);
	assert_int_equal(item->mentions, 1);
	assert_string_equal(item->text, again.text);
	assert_true(item->due_said);
	assert_int_equal(item->due.month, 7);
	assert_int_equal(item->due.day, 1);
}

static void twice_in_one_mail_is_one_item(void **state)
{
	struct desk *d = *state;
	const char *owners[] = { "KP" };
	struct fact facts[] = { action("draft the security guidance whitepaper", owners, 1),
				action("Draft security guidance whitepaper", owners, 1) };

	receive(d, facts, 2);
	assert_int_equal(d->state->n_items, 1);
	assert_int_equal(state_item(d->state, 1)->mentions, 1);
}

static void other_owner_or_short_text_is_another_item(void **state)
{
	struct desk *d = *state;
	const char *dave[] = { "Dave" }, *joe[] = { "Joe" };
	struct fact facts[] = { action("review the pull request about licences", dave, 1),
				action("review the pull request about licences", joe, 1),
				action("follow up", dave, 1), action("follow up", dave, 1) };

	facts[2].context = "Public access to the list";
	facts[3].context = "The logo";
	receive(d, facts, 4);
	assert_int_equal(d->state->n_items, 4);
}

/* Much alike, but a number or a name tells them apart: in one mail and in the next. */
static void a_number_or_a_name_tells_items_apart(void **state)
{
	static const struct {
		const char *first, *second;
		size_t in_one, in_two;
	} cases[] = {
		{ "review the PR 156 of libbpf", "review the PR 157 of libbpf", 2, 2 },
		{ "ask Google about the meeting room", "ask Meta about the meeting room", 2, 2 },
		{ "send the minutes of meeting 37", "send the minutes of meeting 38", 2, 2 },
		{ "write to sponsor A about the room", "write to sponsor B about the room", 2, 2 },
		{ "send invoice A to the treasurer", "send invoice B to the treasurer", 2, 2 },
		{ "write to the printer about the room", "write to the caterer about the room", 2, 2 },
		{ "check the list of the old members", "check the list of the new members", 2, 2 },
		{ "draft the CFP for the workshop", "read the CFP for the workshop", 2, 2 },
		{ "review the PR 156 of libbpf", "review PR 156 and PR 157 of libbpf", 2, 1 },
		{ "update the pages of the index", "update the pages of the index and the links", 2, 1 },
		{ "write the doc about maps in the kernel", "write the docs regarding maps in kernel", 2, 1 },
		{ "write to the sponsor a letter", "write to the sponsor A letter", 2, 1 },
		{ "Ask about the meeting room by July 5", "ask about the meeting room by July 12", 1, 1 },
		{ "Forward the mail to the working group", "please forward the mail to the Working Group", 1, 1 },
	};
	struct desk *d = *state;
	const char *owners[] = { "Dave" };

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct fact facts[] = { action(cases[i].first, owners, 1), action(cases[i].second, owners, 1) };

		begin_anew(d);
		receive(d, facts, 2);
		if (d->state->n_items != cases[i].in_one)
			fail_msg("in one mail, %s | %s: %zu", cases[i].first, cases[i].second, d->state->n_items);
		begin_anew(d);
		receive(d, &facts[0], 1);
		receive(d, &facts[1], 1);
		if (d->state->n_items != cases[i].in_two)
			fail_msg("in two mails, %s | %s: %zu", cases[i].first, cases[i].second, d->state->n_items);
	}
}

/* Where in a mail the same words are said again, and by whom. */
static void a_list_of_action_items_repeats(void **state)
{
	static const char *const names[] = { "Dave", "Joe", "Docs", "all" };
	static const struct {
		int first, second;		/* owners, -1: none */
		const char *text, *below_first, *below_second;
		bool in_list;			/* the second */
		size_t items, owners;		/* of the first item, in the end */
	} cases[] = {
		{ 0, 0, "send the slides of the talk", "Budget", "Summary", true, 1, 1 },
		{ 0, 0, "send the slides of the talk", "Budget", "Travel", false, 2, 1 },
		{ 0, 0, "send the slides of the talk", "Budget", "Budget", false, 1, 1 },
		{ 0, 0, "follow up", "Budget", "Summary", true, 1, 1 },
		{ -1, 0, "send the slides of the talk", "Budget", "Summary", true, 1, 1 },
		{ 0, 1, "send the slides of the talk", "Budget", "Summary", true, 2, 1 },
		{ 2, 2, "send the slides of the talk", "Budget", "Summary", true, 1, 2 },
		{ 2, 3, "send the slides of the talk", "Budget", "Summary", true, 2, 2 },
		{ 0, 3, "send the slides of the talk", "Budget", "Budget", false, 2, 1 },
	};
	struct desk *d = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *first[] = { cases[i].first >= 0 ? names[cases[i].first] : NULL }, *second[] = { names[cases[i].second] };
		struct fact facts[] = { action(cases[i].text, first, *first != NULL), action(cases[i].text, second, 1) };

		facts[0].context = cases[i].below_first;
		facts[1].context = cases[i].below_second;
		facts[1].in_section = cases[i].in_list;
		begin_anew(d);
		receive(d, facts, 2);
		if (d->state->n_items != cases[i].items || state_item(d->state, 1)->n_owners != cases[i].owners)
			fail_msg("case %zu: %zu items, %zu owners", i, d->state->n_items, state_item(d->state, 1)->n_owners);
	}
}

/* The same words for more people are another item; for a part of the joint owners they are not. */
static void a_wider_circle_is_another_item(void **state)
{
	static const struct {
		const char *first[2], *second[2], *text;
		size_t items;
	} cases[] = {
		{ { "Docs" }, { "all" }, "update the pages of the index", 2 },
		{ { "Docs" }, { "Docs" }, "update the pages of the index now", 1 },
		{ { "Dave" }, { "Docs" }, "update the pages of the index", 2 },
		{ { "Docs" }, { "Dave" }, "update the pages of the index", 1 },
		{ { "Docs" }, { "Dave" }, "update the pages of the index now", 2 },
		{ { "Dave" }, { "Dave", "Joe" }, "update the pages of the index", 1 },
		{ { "Dave" }, { "Dave", "Joe" }, "update the pages of the index now", 2 },
		{ { "Dave", "Joe" }, { "Joe" }, "update the pages of the index now", 1 },
		{ { "Dave", "Joe" }, { "Docs" }, "update the pages of the index now", 2 },
	};
	struct desk *d = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *first[] = { cases[i].first[0], cases[i].first[1] }, *second[] = { cases[i].second[0], cases[i].second[1] };
		struct fact was = action("update the pages of the index", first, first[1] ? 2 : 1);
		struct fact is = action(cases[i].text, second, second[1] ? 2 : 1);

		begin_anew(d);
		d->message_id = "one@example.org";
		receive(d, &was, 1);
		d->message_id = "two@example.org";
		receive(d, &is, 1);
		if (d->state->n_items != cases[i].items)
			fail_msg("case %zu: %zu items", i, d->state->n_items);
	}
}

/* Two lines never get one item: the better pair first, whichever line comes first. */
static void each_line_finds_its_own_item(void **state)
{
	struct desk *d = *state;
	const char *owners[] = { "Dave" };
	struct fact first = action("update the pages of the index", owners, 1);
	struct fact both[] = { action("update the pages of the index and the links", owners, 1), first };

	d->message_id = "one@example.org";
	receive(d, &first, 1);
	d->message_id = "two@example.org";
	receive(d, both, 2);
	assert_int_equal(d->state->n_items, 2);
	assert_string_equal(state_item(d->state, 1)->text, first.text);
	assert_string_equal(state_item(d->state, 2)->text, both[0].text);
}

static const char *owners_of(const struct desk *d, int number)
{
	const struct item *item = state_item(d->state, number);
	const struct ownership o = { .owners = item->owners, .len = item->n_owners };

	return ownership_text(d->arena, &o);
}

/* One line of the minutes of a meeting, in a mail of its own. */
static void receive_minutes(struct desk *d, int meeting, const char *text, const char *owner, const char *message_id)
{
	const char **owners = arena_alloc(d->arena, 1, sizeof *owners);
	struct fact facts[] = { action("Meeting", NULL, 0), { 0 } };

	owners[0] = owner;
	facts[0].kind = FACT_MEETING;
	facts[0].line = 1;
	facts[0].meeting = meeting;
	facts[0].due = (struct civil_date){ 2023, 6, 28 };
	facts[1] = action(text, owners, owner != NULL);
	facts[1].meeting = meeting;
	d->message_id = message_id;
	receive(d, facts, 2);
}

static void corrected_minutes_hand_an_item_over(void **state)
{
	static const struct {
		int first, second;		/* numbers of the meetings; -1: by their day alone */
		const char *was, *is, *text;
		const char *owner;		/* of #1, afterwards */
		size_t items;
	} cases[] = {
		{ 10, 10, "Dave", "Joe", "write the mirror script", "Joe Stringer", 1 },
		{ -1, -1, "Dave", "Joe", "write the mirror script", "Joe Stringer", 1 },
		{ 10, 10, "Dave", "Docs", "write the mirror script", "Docs", 1 },
		{ 10, 10, "Docs", "Joe", "write the mirror script", "Joe Stringer", 1 },
		{ 10, 10, "Dave", "Nobody", "write the mirror script", "Nobody", 1 },
		{ 10, 10, "Dave", NULL, "write the mirror script", "Dave Thaler", 1 },
		{ 10, 10, "Dave", "Joe", "write the mirror page", "Dave Thaler", 2 },
		{ 10, 11, "Dave", "Joe", "write the mirror script", "Dave Thaler", 2 },
	};
	struct desk *d = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		begin_anew(d);
		receive_minutes(d, cases[i].first, "write the mirror script", cases[i].was, "one@example.org");
		receive_minutes(d, cases[i].second, cases[i].text, cases[i].is, "two@example.org");
		if (d->state->n_items != cases[i].items || strcmp(owners_of(d, 1), cases[i].owner) != 0)
			fail_msg("case %zu: %zu items, #1 is %s", i, d->state->n_items, owners_of(d, 1));
	}
}

/* Minutes that still say what they said do not take an item back from whom it was passed on to. */
static void minutes_said_again_do_not_take_it_back(void **state)
{
	struct desk *d = *state;
	const char *joe[] = { "Joe" };
	struct fact pass = action("", joe, 1);

	receive_minutes(d, 10, "write the mirror script", "Dave", "one@example.org");
	pass.kind = FACT_COMMAND;
	pass.command = "owner";
	pass.item = 1;
	receive(d, &pass, 1);
	assert_string_equal(owners_of(d, 1), "Joe Stringer");
	receive_minutes(d, 10, "write the mirror script", "Dave", "two@example.org");
	assert_int_equal(d->state->n_items, 1);
	assert_string_equal(owners_of(d, 1), "Joe Stringer");
	receive_minutes(d, 10, "write the mirror script", "KP", "three@example.org");
	assert_string_equal(owners_of(d, 1), "KP Singh");
	receive_minutes(d, 10, "write the mirror script", "Dave", "four@example.org");
	assert_string_equal(owners_of(d, 1), "Dave Thaler");
	assert_int_equal(d->state->n_items, 1);
}

static void nobody_unproved_corrects_minutes(void **state)
{
	struct desk *d = *state;

	receive_minutes(d, 10, "write the mirror script", "Dave", "one@example.org");
	d->author = "mallory@example.com";
	receive_minutes(d, 10, "write the mirror script", "Joe", "two@example.org");
	assert_string_equal(owners_of(d, 1), "Dave Thaler");
}

/* Who owns it jointly, then in a group, then by himself: it is always theirs and nobody else's. */
static void an_owner_by_himself_or_in_a_group(void **state)
{
	static const char *const steps[][2] = { { "Docs", "Docs" }, { "Joe", "Joe Stringer" }, { "all", "all" }, { "KP", "KP Singh" } };
	struct desk *d = *state;
	const char *both[] = { "Joe", "KP" };
	struct fact fact = action("sweep the floor", both, 2);

	receive(d, &fact, 1);
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		const char *owner[] = { steps[i][0] };
		struct fact pass = action("", owner, 1);

		pass.kind = FACT_COMMAND;
		pass.command = "owner";
		pass.item = 1;
		receive(d, &pass, 1);
		assert_string_equal(owners_of(d, 1), steps[i][1]);
	}
}

static void a_review_raises_what_nobody_knows(void **state)
{
	static const struct {
		bool known, in_section, owned;
		enum fact_status status;
		size_t items;
		const char *text;		/* of #1 */
	} cases[] = {
		{ true, true, true, FACT_OPEN, 1, "call the bank about the account" },
		{ false, true, true, FACT_OPEN, 1, "call the bank about the account" },
		{ false, true, true, FACT_DONE, 0, NULL },
		{ false, true, false, FACT_OPEN, 0, NULL },
		{ false, false, true, FACT_OPEN, 0, NULL },
	};
	struct desk *d = *state;
	const char *dave[] = { "Dave" };

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct fact known = action("call the bank", dave, 1), said = action("call the bank about the account", dave, cases[i].owned);

		begin_anew(d);
		if (cases[i].known)
			receive(d, &known, 1);
		said.kind = FACT_MENTION;
		said.in_section = cases[i].in_section;
		said.status = cases[i].status;
		said.due = (struct civil_date){ 2023, 7, 9 };
		receive(d, &said, 1);
		if (d->state->n_items != cases[i].items)
			fail_msg("case %zu: %zu items", i, d->state->n_items);
		if (!cases[i].items)
			continue;
		assert_string_equal(state_item(d->state, 1)->text, cases[i].text);
		assert_int_equal(civil_compare(state_item(d->state, 1)->due, said.due), 0);
	}
}

/* A file with the newest minutes first reviews an item above the line that raises it. */
static void a_review_above_its_item(void **state)
{
	struct desk *d = *state;
	const char *dave[] = { "Dave" };
	struct fact facts[] = { action("call the bank about the account", dave, 1), action("call the bank about our account soon", dave, 1) };

	facts[0].kind = FACT_MENTION;
	facts[0].in_section = true;
	receive(d, facts, 2);
	assert_int_equal(d->state->n_items, 1);
	assert_string_equal(state_item(d->state, 1)->text, facts[1].text);
}

static void minutes_mended_within_days(void **state)
{
	struct desk *d = *state;
	const char *dave[] = { "Dave" }, *joe[] = { "Joe" };
	struct fact first = action("Reach out to Apple folks", dave, 1), mended = action("Contact Apple folks", dave, 1);
	struct fact others = action("Contact Apple folks", joe, 1), elsewhere = mended, later = action("Contact Intel folks", dave, 1);

	first.context = mended.context = others.context = later.context = "Other systems";
	elsewhere.context = "Conference";
	d->message_id = "minutes@example.org";
	receive(d, &first, 1);
	d->message_id = "again@example.org";
	receive(d, &mended, 1);
	assert_int_equal(d->state->n_items, 1);
	assert_string_equal(state_item(d->state, 1)->text, "Contact Apple folks");
	receive(d, &others, 1);			/* somebody else */
	assert_int_equal(d->state->n_items, 2);
	d->message_id = "other@example.org";
	receive(d, &elsewhere, 1);		/* a line with another parent, few words: said of something else */
	assert_int_equal(d->state->n_items, 3);
	d->now_s += 11 * 86400;			/* the next meeting */
	d->message_id = "next@example.org";
	receive(d, &later, 1);
	assert_int_equal(d->state->n_items, 4);
}

static void a_mention_needs_no_line_above(void **state)
{
	struct desk *d = *state;
	const char *dave[] = { "Dave" };
	struct fact first = action("request side-meeting", dave, 1), mention = first, again = first;

	first.context = "IETF prep";
	again.context = "Conference";
	mention.kind = FACT_MENTION;
	mention.context = "Status of earlier items";
	receive(d, &first, 1);
	receive(d, &mention, 1);
	assert_int_equal(d->state->n_items, 1);
	assert_int_equal(state_item(d->state, 1)->mentions, 1);
	receive(d, &again, 1);			/* an action of so few words below another line is another one */
	assert_int_equal(d->state->n_items, 2);
}

/* How often a duty comes back is kept once, changed by who may, and half a year later it is still the same item. */
static void a_duty_is_known_again(void **state)
{
	struct desk *d = *state;
	const struct item *item;
	struct fact fact = action("Propose projects", joe_names, 1);

	fact.every = "every 6 months";
	assert_int_equal(receive(d, &fact, 1), 3);
	item = state_item(d->state, 1);
	assert_true(item_recurs(item));
	assert_string_equal(item->duty.every, "every 6 months");
	assert_int_equal(civil_compare(item->duty.from, (struct civil_date){ 2023, 6, 28 }), 0);
	assert_false(item->duty.days_are_due);
	fact.status = FACT_DONE;
	receive(d, &fact, 1);
	assert_int_equal(item->status, ITEM_DONE);
	/* in minutes of half a year later, below a line that it did not have */
	d->now_s += 180 * 24 * 3600;
	fact.status = FACT_OPEN;
	fact.context = "Standing duties";
	assert_int_equal(receive(d, &fact, 1), 1);
	assert_int_equal(d->state->n_items, 1);
	assert_int_equal(item->status, ITEM_DONE);
	/* more often, and with a date */
	fact.context = "";
	fact.every = "every month";
	fact.due = (struct civil_date){ 2024, 1, 31 };
	receive(d, &fact, 1);
	assert_int_equal(d->state->n_items, 1);
	assert_string_equal(item->duty.every, "every month");
	assert_int_equal(civil_compare(item->duty.from, fact.due), 0);
	assert_true(item->duty.days_are_due);
	/* a stranger changes nothing */
	d->author = "stranger@example.net";
	fact.every = "every day";
	receive(d, &fact, 1);
	assert_string_equal(item->duty.every, "every month");
	/* an ordinary item may become a duty */
	d->author = "kp@example.org";
	fact = action("Send the newsletter to all members of the committee", joe_names, 1);
	receive(d, &fact, 1);
	assert_false(item_recurs(state_item(d->state, 2)));
	fact.every = "every month";
	receive(d, &fact, 1);
	assert_int_equal(d->state->n_items, 2);
	assert_true(item_recurs(state_item(d->state, 2)));
}

/* Two mails, each with one line; what comes of the item in between. */
struct said_again {
	const char *subject;		/* of the second mail */
	int meeting, day;		/* in whose minutes it stands, of June 2023; 0: in a mail */
	enum fact_kind kind;
	bool in_review, done;
	size_t items;
};

static void receive_again(struct desk *d, const struct said_again *c, const char *text)
{
	static const char *dave[] = { "Dave" };
	struct fact facts[] = { action("Meeting", NULL, 0), action(text, dave, 1) };

	facts[0].kind = FACT_MEETING;
	facts[0].line = 1;
	facts[0].meeting = facts[1].meeting = c->meeting;
	facts[0].due = (struct civil_date){ 2023, 6, (int8_t)c->day };
	facts[1].kind = c->kind;
	facts[1].in_review = c->in_review;
	facts[1].in_section = c->in_review;
	facts[1].status = c->done ? FACT_DONE : FACT_OPEN;
	d->subject = c->subject;
	receive(d, c->meeting ? facts : facts + 1, c->meeting ? 2 : 1);
}

static void close_item(struct desk *d, int item)
{
	struct fact done = action("", NULL, 0);

	done.kind = FACT_COMMAND;
	done.command = "done";
	done.item = item;
	receive(d, &done, 1);
	assert_int_equal(state_item(d->state, item)->status, ITEM_DONE);
}

/* A tag of what is closed asks for it once more; minutes mailed again, a forwarded copy, a review and what was said before
 * it was closed do not.  The item was raised by the minutes of meeting #10 of June 12, and closed on June 29. */
static void said_again_after_it_was_closed(void **state)
{
	static const struct said_again cases[] = {
		{ "Once more", 0, 0, FACT_ACTION, false, false, 2 },
		{ "Minutes of #11", 11, 30, FACT_ACTION, false, false, 2 },
		{ "Minutes of #10, cleaned up", 10, 12, FACT_ACTION, false, false, 1 },
		{ "Minutes of #11, late", 11, 26, FACT_ACTION, false, false, 1 },
		{ "Fwd: Minutes of #10", 0, 0, FACT_ACTION, false, false, 1 },
		{ "[BSC] WG: Notes", 0, 0, FACT_ACTION, false, false, 1 },
		{ "Re: Minutes of #10", 0, 0, FACT_ACTION, false, false, 2 },
		{ "Minutes of #11", 11, 30, FACT_ACTION, true, false, 1 },
		{ "Minutes of #11", 11, 30, FACT_MENTION, true, false, 1 },
		{ "Minutes of #11", 11, 30, FACT_ACTION, false, true, 1 },
		{ "For the record", 0, 0, FACT_ACTION, false, true, 1 },
	};
	static const struct said_again first = { "Minutes of #10", 10, 12, FACT_ACTION, false, false, 1 };
	struct desk *d = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		begin_anew(d);
		d->now_s = 1688000000;
		d->message_id = "one@example.org";
		receive_again(d, &first, "forward the email to the list");
		close_item(d, 1);
		d->now_s += 86400;
		d->message_id = "two@example.org";
		receive_again(d, &cases[i], "forward the email to the list");
		if (d->state->n_items != cases[i].items)
			fail_msg("case %zu: %zu items", i, d->state->n_items);
		assert_int_equal(state_item(d->state, 1)->status, ITEM_DONE);
		d->message_id = "three@example.org";	/* and that one again, while it is open */
		receive_again(d, &cases[i], "forward the email to the list");
		if (d->state->n_items != cases[i].items)
			fail_msg("case %zu, mailed twice: %zu items", i, d->state->n_items);
	}
}

/* The subject of an answer that has no "Re:" repeats the tag of the mail it answers; other words are new, and so are the same
 * ones in its text. */
static void the_subject_of_an_answer_raises_nothing_twice(void **state)
{
	static const struct {
		const char *refs, *text;
		unsigned line;
		size_t items;
	} cases[] = {
		{ "one@example.org\n", "forward the email to the list", 0, 1 },
		{ "zero@example.org\none@example.org\n", "forward the email to the list", 0, 1 },
		{ "one@example.org\n", "book a room for the autumn", 0, 2 },
		{ "one@example.org\n", "forward the email to the list", 3, 2 },
		{ "other@example.org\n", "forward the email to the list", 0, 2 },
	};
	struct desk *d = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct fact first = action("forward the email to the list", dave_names, 1), again = action(cases[i].text, dave_names, 1);
		struct fact more = action("ask the bank for a letter", dave_names, 1);
		struct fact facts[] = { first, more };

		begin_anew(d);
		facts[0].line = 0;
		again.line = cases[i].line;
		d->message_id = "one@example.org";
		d->refs = "";
		receive(d, facts, 2);
		close_item(d, 1);
		d->message_id = "two@example.org";
		d->refs = cases[i].refs;
		receive(d, &again, 1);
		if (d->state->n_items != cases[i].items + 1)
			fail_msg("case %zu: %zu items", i, d->state->n_items);
	}
	d->refs = "";
}

/* All that a mail has raised, raised by another one: a copy of it, though no heading says of which meeting. */
static void a_copy_without_a_heading_raises_nothing(void **state)
{
	struct desk *d = *state;
	struct fact facts[] = { action("forward the email", dave_names, 1), action("book a room for the autumn", joe_names, 1) };

	d->message_id = "one@example.org";
	receive(d, facts, 2);
	close_item(d, 1);
	d->message_id = "two@example.org";
	receive(d, facts, 2);
	assert_int_equal(d->state->n_items, 2);
	d->message_id = "three@example.org";
	receive(d, facts, 1);
	assert_int_equal(d->state->n_items, 3);
}

/* What is done is closed below any topic, unless it may be one of two. */
static void a_mark_of_being_done_needs_no_topic(void **state)
{
	static const struct {
		const char *below[2], *done_below, *text;
		enum item_status want[2];
		size_t items;
	} cases[] = {
		{ { "Legal", NULL }, "Old items", "follow up", { ITEM_DONE, ITEM_OPEN }, 1 },
		{ { "Legal", NULL }, "Old items", "pay the printer for the autumn", { ITEM_DONE, ITEM_OPEN }, 1 },
		{ { "Legal", "Logo" }, "Logo", "follow up", { ITEM_OPEN, ITEM_DONE }, 2 },
		{ { "Legal", "Logo" }, "Legal", "follow up", { ITEM_DONE, ITEM_OPEN }, 2 },
		{ { "Legal", "Logo" }, "Old items", "follow up", { ITEM_OPEN, ITEM_OPEN }, 3 },
	};
	struct desk *d = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		size_t n = cases[i].below[1] ? 2 : 1;

		begin_anew(d);
		for (size_t k = 0; k < n; k++) {
			struct fact fact = action(cases[i].text, dave_names, 1);

			fact.context = cases[i].below[k];
			d->message_id = k ? "two@example.org" : "one@example.org";
			receive(d, &fact, 1);
		}
		struct fact done = action(cases[i].text, dave_names, 1);

		if (d->state->n_items != n)
			continue;	/* long enough to be one item wherever it stands */
		done.context = cases[i].done_below;
		done.status = FACT_DONE;
		d->message_id = "three@example.org";
		receive(d, &done, 1);
		if (d->state->n_items != cases[i].items)
			fail_msg("case %zu: %zu items", i, d->state->n_items);
		for (size_t k = 0; k < n; k++) {
			if (state_item(d->state, (int)k + 1)->status != cases[i].want[k])
				fail_msg("case %zu: #%zu is %s", i, k + 1, item_status_name(state_item(d->state, (int)k + 1)->status));
		}
	}
}

/* Behind the words of an item: how far it has come, and words of its own. */
static void a_remark_makes_no_other_item(void **state)
{
	static const struct {
		const char *was, *is;
		size_t items;
		const char *text;		/* of #1 afterwards */
	} cases[] = {
		{ "ask the three members", "ask the three members - two of three answered", 1, "ask the three members" },
		{ "ask the three members", "ask the three members (waiting for legal)", 1, "ask the three members" },
		{ "ask the three members", "ask the three members -- still open", 1, "ask the three members" },
		{ "ask the three members", "ask the three members \xE2\x80\x93 no answer yet, will try again in the autumn", 1, "ask the three members" },
		{ "ask the three members", "ask the three members [2/3 have replied]", 1, "ask the three members" },
		{ "ask the three members", "ask the three members; Joe is waiting for the last one", 1, "ask the three members" },
		{ "ask the three members", "ask the three members: blocked on the board", 1, "ask the three members" },
		{ "ask the three members", "ask the three members, nobody has answered so far", 1, "ask the three members" },
		{ "ask the three members", "ask the three members. No reply from anybody yet.", 1, "ask the three members" },
		{ "ask the three members", "ask the three members => 80% there", 1, "ask the three members" },
		{ "ask the three members (waiting for legal)", "ask the three members - two of three answered", 1, "ask the three members - two of three answered" },
		{ "ask the three members (they meet on Thursday and decide then)", "ask the three members", 1, "ask the three members" },
		{ "ask the three members", "ask the three members, the board and whoever else may know", 2, "ask the three members" },
		{ "read the PR (156)", "read the PR (157)", 2, "read the PR (156)" },
		{ "write to the sponsor - printer", "write to the sponsor - caterer", 2, "write to the sponsor - printer" },
	};
	struct desk *d = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct fact was = action(cases[i].was, dave_names, 1), is = action(cases[i].is, dave_names, 1);

		was.context = is.context = "Sponsors";
		begin_anew(d);
		d->message_id = "one@example.org";
		receive(d, &was, 1);
		d->now_s += 14 * 86400;
		d->message_id = "two@example.org";
		receive(d, &is, 1);
		if (d->state->n_items != cases[i].items || strcmp(state_item(d->state, 1)->text, cases[i].text) != 0)
			fail_msg("%s: %zu items, %s", cases[i].is, d->state->n_items, state_item(d->state, 1)->text);
	}
}

/* Each keeps its own, whatever the order in which they are said again. */
static void equal_words_below_two_headings(void **state)
{
	struct desk *d = *state;
	struct fact facts[] = { action("send the draft to the board of directors", dave_names, 1),
				action("send the draft to the board of directors", dave_names, 1) };

	facts[0].context = "Website";
	facts[1].context = "Budget";
	d->message_id = "one@example.org";
	receive(d, facts, 2);
	assert_int_equal(d->state->n_items, 2);
	d->message_id = "two@example.org";
	facts[0].context = "Budget";
	facts[1].context = "Website";
	facts[1].status = FACT_DONE;
	receive(d, facts, 2);
	assert_int_equal(d->state->n_items, 2);
	assert_int_equal(state_item(d->state, 1)->status, ITEM_DONE);
	assert_int_equal(state_item(d->state, 2)->status, ITEM_OPEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DESK(said_again_is_a_mention),
		WITH_DESK(twice_in_one_mail_is_one_item),
		WITH_DESK(other_owner_or_short_text_is_another_item),
		WITH_DESK(a_number_or_a_name_tells_items_apart),
		WITH_DESK(a_list_of_action_items_repeats),
		WITH_DESK(a_wider_circle_is_another_item),
		WITH_DESK(each_line_finds_its_own_item),
		WITH_DESK(corrected_minutes_hand_an_item_over),
		WITH_DESK(minutes_said_again_do_not_take_it_back),
		WITH_DESK(nobody_unproved_corrects_minutes),
		WITH_DESK(an_owner_by_himself_or_in_a_group),
		WITH_DESK(a_review_raises_what_nobody_knows),
		WITH_DESK(a_review_above_its_item),
		WITH_DESK(minutes_mended_within_days),
		WITH_DESK(a_mention_needs_no_line_above),
		WITH_DESK(a_duty_is_known_again),
		WITH_DESK(said_again_after_it_was_closed),
		WITH_DESK(the_subject_of_an_answer_raises_nothing_twice),
		WITH_DESK(a_copy_without_a_heading_raises_nothing),
		WITH_DESK(a_mark_of_being_done_needs_no_topic),
		WITH_DESK(a_remark_makes_no_other_item),
		WITH_DESK(equal_words_below_two_headings),
	};

	return cmocka_run_group_tests_name("claim", tests, NULL, NULL);
}
