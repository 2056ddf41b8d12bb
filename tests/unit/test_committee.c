/* test_committee.c - the fold of events, the likeness of wordings, facts that become events. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "committee/likeness.h"
#include "committee/record.h"
#include "committee/record_command.h"

static const char *dave_names[] = { "Dave" }, *joe_names[] = { "Joe" }, *kp_names[] = { "KP" };
static const char *dave_addrs[] = { "dave@example.org" }, *joe_addrs[] = { "joe@example.org" };
static const char *kp_addrs[] = { "kp@example.org" };
static struct person persons[] = {
	{ .name = "Dave Thaler", .aliases = dave_names, .n_aliases = 1, .addresses = dave_addrs, .n_addresses = 1, .member = true },
	{ .name = "Joe Stringer", .aliases = joe_names, .n_aliases = 1, .addresses = joe_addrs, .n_addresses = 1, .member = true },
	{ .name = "KP Singh", .aliases = kp_names, .n_aliases = 1, .addresses = kp_addrs, .n_addresses = 1, .member = true },
};
static const struct people people = { .persons = persons, .n_persons = 3 };

struct desk {
	struct arena *arena;
	struct state *state;
	int next_item;
	int64_t now_s;
	const char *author, *author_name;
	const char *message_id;		/* NULL: the same one */
};

static int setup(void **state)
{
	struct desk *d = calloc(1, sizeof *d);

	d->arena = arena_new();
	d->state = state_new();
	d->next_item = 1;
	d->now_s = 1688000000;
	d->author = "kp@example.org";
	d->author_name = "";
	*state = d;
	return 0;
}

static int teardown(void **state)
{
	struct desk *d = *state;

	state_free(&d->state);
	arena_free(&d->arena);
	free(d);
	return 0;
}

static struct fact action(const char *text, const char **owners, size_t n_owners)
{
	return (struct fact){
		.kind = FACT_ACTION, .line = 7, .rule = "test", .owners = owners, .n_owners = n_owners,
		.text = text, .detail = "", .context = "", .quote = text, .note = "", .minutes = -1, .meeting = -1, .item = -1, .row = -1,
	};
}

/* Records one mail with these facts and applies what came of it; returns the number of events. */
static size_t receive(struct desk *d, const struct fact *facts, size_t n)
{
	struct incoming mail = {
		.list = "bsc", .people = &people, .chair = "Joe Stringer", .message_id = d->message_id ? d->message_id : "m@example.org",
		.author_addr = d->author, .author_name = d->author_name, .received_at_s = d->now_s,
		.date = { 2023, 6, 28 }, .default_due_days = 14, .next_item = d->next_item, .proof = "dkim",
	};
	struct event_list events = { 0 };
	const char *limit;
	struct err err;

	record_facts(d->arena, d->state, &mail, facts, n, &events);
	record_commands(d->arena, d->state, &mail, facts, n, &events, 0, &limit);
	for (size_t i = 0; i < events.len; i++) {
		events.events[i].id = (int64_t)i + 1;
		assert_int_equal(state_apply(d->state, &events.events[i], &err), ERR_NONE);
	}
	d->next_item = (int)d->state->n_items + 1;
	d->now_s += 3600;
	return events.len;
}

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
			.default_due_days = 14, .next_item = 1,
		};

		fact.due_next_meeting = cases[i].said;
		if (cases[i].known)
			mail.next_meeting = (struct civil_date){ 2023, 7, 5 };
		record_facts(d->arena, d->state, &mail, &fact, 1, &events);
		assert_int_equal(events.len, 1);
		assert_int_equal(civil_compare(events.events[0].due, cases[i].due), 0);
		assert_int_equal(events.events[0].due_said, cases[i].due_said);
	}
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
		size_t items;
	} cases[] = {
		{ "review the PR 156 of libbpf", "review the PR 157 of libbpf", 2 },
		{ "ask Google about the meeting room", "ask Meta about the meeting room", 2 },
		{ "send the minutes of meeting 37", "send the minutes of meeting 38", 2 },
		{ "review the PR 156 of libbpf", "review PR 156 and PR 157 of libbpf", 1 },
		{ "Ask about the meeting room by July 5", "ask about the meeting room by July 12", 1 },
		{ "Forward the mail to the working group", "please forward the mail to the Working Group", 1 },
	};
	struct desk *d = *state;
	const char *owners[] = { "Dave" };

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct fact facts[] = { action(cases[i].first, owners, 1), action(cases[i].second, owners, 1) };

		state_free(&d->state);
		d->state = state_new();
		d->next_item = 1;
		receive(d, facts, 2);
		if (d->state->n_items != cases[i].items)
			fail_msg("in one mail, %s | %s: %zu", cases[i].first, cases[i].second, d->state->n_items);
		state_free(&d->state);
		d->state = state_new();
		d->next_item = 1;
		receive(d, &facts[0], 1);
		receive(d, &facts[1], 1);
		if (d->state->n_items != cases[i].items)
			fail_msg("in two mails, %s | %s: %zu", cases[i].first, cases[i].second, d->state->n_items);
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

int main(void)
{
#define WITH_DESK(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(likeness_of_wordings),
		WITH_DESK(minutes_mended_within_days),
		WITH_DESK(a_mention_needs_no_line_above),
		WITH_DESK(a_new_item_has_owner_and_default_due),
		WITH_DESK(the_default_due_is_the_next_meeting_or_a_period),
		WITH_DESK(said_again_is_a_mention),
		WITH_DESK(twice_in_one_mail_is_one_item),
		WITH_DESK(other_owner_or_short_text_is_another_item),
		WITH_DESK(a_number_or_a_name_tells_items_apart),
		WITH_DESK(a_joint_item_needs_one_a_group_item_all),
		WITH_DESK(a_stranger_closes_nothing),
		WITH_DESK(a_stranger_changes_nothing_by_saying_it_again),
		WITH_DESK(a_name_without_its_address_proves_nobody),
		WITH_DESK(a_done_mark_closes_and_a_mention_alone_raises_nothing),
		WITH_DESK(an_unknown_name_is_kept_as_written),
		WITH_DESK(a_duty_is_known_again),
		WITH_DESK(events_for_missing_items_are_bugs),
	};

	return cmocka_run_group_tests_name("committee", tests, NULL, NULL);
}
