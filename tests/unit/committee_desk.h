/* committee_desk.h - for tests of the committee room: a few people, a state, and mails that are recorded in it. */
#ifndef COMMITTEE_DESK_H
#define COMMITTEE_DESK_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "committee/record.h"
#include "committee/record_command.h"
#include "committee/record_report.h"

static const char *dave_names[] = { "Dave" }, *joe_names[] = { "Joe" }, *kp_names[] = { "KP" };
static const char *dave_addrs[] = { "dave@example.org" }, *joe_addrs[] = { "joe@example.org" };
static const char *kp_addrs[] = { "kp@example.org" };
static struct person persons[] = {
	{ .name = "Dave Thaler", .aliases = dave_names, .n_aliases = 1, .addresses = dave_addrs, .n_addresses = 1, .member = true },
	{ .name = "Joe Stringer", .aliases = joe_names, .n_aliases = 1, .addresses = joe_addrs, .n_addresses = 1, .member = true },
	{ .name = "KP Singh", .aliases = kp_names, .n_aliases = 1, .addresses = kp_addrs, .n_addresses = 1, .member = true },
};
static const char *docs_names[] = { "Docs" };
static size_t docs_members[] = { 0, 1 };
static struct people_group groups[] = { { .name = "Docs", .aliases = docs_names, .n_aliases = 1, .members = docs_members, .n_members = 2 } };
static const struct people people = { .persons = persons, .n_persons = 3, .groups = groups, .n_groups = 1 };

struct desk {
	struct arena *arena;
	struct state *state;
	int64_t now_s;
	const char *author, *author_name;
	const char *message_id;		/* NULL: the same one */
	const char *subject, *refs;
};

static int setup(void **state)
{
	struct desk *d = calloc(1, sizeof *d);

	d->arena = arena_new();
	d->state = state_new();
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
		.subject = d->subject, .refs = d->refs ? d->refs : "", .author_addr = d->author, .author_name = d->author_name, .received_at_s = d->now_s,
		.date = { 2023, 6, 28 }, .default_due_days = 14, .proof = "dkim",
	};
	struct event_list events = { 0 };
	const char *limit;
	struct err err;

	record_facts(d->arena, d->state, &mail, facts, n, &events);
	record_reports(d->arena, d->state, &mail, facts, n, &events);
	record_commands(d->arena, d->state, &mail, facts, n, &events, 0, &limit);
	for (size_t i = 0; i < events.len; i++) {
		events.events[i].id = (int64_t)i + 1;
		assert_int_equal(state_apply(d->state, &events.events[i], &err), ERR_NONE);
	}
	d->now_s += 3600;
	return events.len;
}

#define WITH_DESK(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

#endif
