/* test_ledger_mails.c - decided mail: there once with all its recipients and keys, or not at all;
 * found by state and time; counted for the limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/failpoint.h"
#include "ledger/ledger_internal.h"

void failpoint(const char *name)
{
	(void)name;
}

static struct err err;

#define OK(call) \
	do { \
		if ((call) != ERR_NONE) \
			fail_msg("%s: %s", #call, err.text); \
	} while (0)
#define FAILS(wanted, call) assert_int_equal((call), (wanted))

enum { NOW = 1688500000 };

struct fixture {
	struct ledger *ledger;
	struct arena *arena;
};

static int setup(void **state)
{
	struct fixture *f = mem_zalloc(1, sizeof *f);

	*state = f;
	f->arena = arena_new();
	if (ledger_open("", LEDGER_MEMORY, NOW, &f->ledger, &err))
		return 1;
	return ledger_begin(f->ledger, &err) != ERR_NONE;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	ledger_close(&f->ledger);
	arena_free(&f->arena);
	free(f);
	return 0;
}

static int64_t count(struct ledger *l, const char *sql)
{
	sqlite3_stmt *stmt;

	assert_int_equal(sqlite3_prepare_v2(l->db, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	int64_t n = sqlite3_column_int64(stmt, 0);

	sqlite3_finalize(stmt);
	return n;
}

static struct ledger_recipient to(const char *addr, int64_t next_try_s)
{
	return (struct ledger_recipient){ .addr = addr, .state = DELIVERY_READY, .next_try_s = next_try_s, .reply = "" };
}

static struct ledger_mail a_mail(const char *key, const char *message_id, struct ledger_recipient *to_whom, size_t n)
{
	return (struct ledger_mail){
		.key = key, .kind = "reminder", .list = "bsc", .person = "Dave Thaler", .message_id = message_id,
		.envelope_from = "bot@example.org", .subject = "[bsc] two items", .bytes = span_from("a\0b\r\n", 5),
		.decided_at_s = NOW, .recipients = to_whom, .n_recipients = n,
	};
}

/* One mail to each address, READY at once. */
static int64_t add(struct ledger *l, const char *key, const char *const *addrs)
{
	struct ledger_recipient list[4];
	size_t n = 0;

	while (addrs[n]) {
		list[n] = to(addrs[n], NOW);
		n++;
	}
	struct ledger_mail mail = a_mail(key, key, list, n);

	OK(ledger_add_mail(l, &mail, &key, 1, &err));
	return mail.id;
}

static void set(struct ledger *l, int64_t mail, const char *addr, enum delivery_state to_state, unsigned tries,
		int64_t now_s)
{
	struct ledger_recipient r = to(addr, now_s + 600);

	r.state = to_state;
	r.tries = tries;
	OK(ledger_set_recipient(l, mail, &r, now_s, &err));
}

static void a_mail_gets_one_recipient_more(void **state)
{
	struct fixture *f = *state;
	struct ledger_recipient next = to("dave@example.net", NOW);
	struct ledger_mail mail;
	bool found;
	int64_t id = add(f->ledger, "m1@x", (const char *const[]){ "dave@example.org", NULL });

	OK(ledger_add_recipient(f->ledger, id, &next, &err));
	OK(ledger_mail_by_message_id(f->ledger, f->arena, "m1@x", &found, &mail, &err));
	assert_true(found && mail.id == id && mail.n_recipients == 2);
	assert_string_equal(mail.recipients[1].addr, "dave@example.net");
	assert_int_equal(mail.recipients[1].state, DELIVERY_READY);
	OK(ledger_mail_by_message_id(f->ledger, f->arena, "M1@x", &found, &mail, &err));
	assert_false(found);
	FAILS(ERR_BUG, ledger_add_recipient(f->ledger, id, &next, &err));
}

static void a_mail_comes_back_with_all_that_is_its_own(void **state)
{
	static const char *const keys[] = { "reminder/1/day", "reminder/2/week" };
	struct fixture *f = *state;
	struct ledger_recipient list[] = { to("dave@example.org", NOW), to("bot@example.org", NOW + 5) };
	struct ledger_mail mail = a_mail("round/1", "abc@example.org", list, 2), got;
	bool found;

	list[1].witness = true;
	list[1].state = DELIVERY_DOUBT;
	list[1].tries = 3;
	list[1].doubt_since_s = NOW - 9;
	list[1].done_at_s = NOW - 1;
	list[1].code = 451;
	list[1].reply = "try later";
	OK(ledger_add_mail(f->ledger, &mail, keys, 2, &err));
	assert_true(mail.id > 0);
	OK(ledger_mail_by_id(f->ledger, f->arena, mail.id, &found, &got, &err));
	assert_true(found);
	assert_int_equal(got.id, mail.id);
	assert_string_equal(got.key, "round/1");
	assert_string_equal(got.kind, "reminder");
	assert_string_equal(got.list, "bsc");
	assert_string_equal(got.person, "Dave Thaler");
	assert_string_equal(got.message_id, "abc@example.org");
	assert_string_equal(got.envelope_from, "bot@example.org");
	assert_string_equal(got.subject, "[bsc] two items");
	assert_int_equal(got.decided_at_s, NOW);
	assert_true(span_eq(got.bytes, mail.bytes));
	assert_int_equal(got.n_recipients, 2);
	assert_string_equal(got.recipients[0].addr, "dave@example.org");
	assert_false(got.recipients[0].witness);
	assert_int_equal(got.recipients[0].state, DELIVERY_READY);
	assert_int_equal(got.recipients[0].next_try_s, NOW);
	const struct ledger_recipient *r = &got.recipients[1];

	assert_string_equal(r->addr, "bot@example.org");
	assert_true(r->witness && r->state == DELIVERY_DOUBT && r->tries == 3 && r->doubt_since_s == NOW - 9);
	assert_true(r->next_try_s == NOW + 5 && r->done_at_s == NOW - 1 && r->code == 451);
	assert_string_equal(r->reply, "try later");
	assert_int_equal(count(f->ledger, "SELECT count(*) FROM notice_key WHERE mail IS NOT NULL"), 2);
	OK(ledger_mail_by_id(f->ledger, f->arena, mail.id + 1, &found, &got, &err));
	assert_false(found);
}

static void nothing_is_decided_twice(void **state)
{
	static const char *const keys[] = { "new", "old" }, *const twice[] = { "same", "same" }, *const fresh[] = { "fresh" };
	struct fixture *f = *state;
	struct ledger_recipient one = to("dave@example.org", NOW), pair[] = { one, one }, nobody = to("", NOW);
	const struct {
		const char *key, *message_id;
		struct ledger_recipient *list;
		size_t n;
		const char *const *keys;
		size_t n_keys;
		const char *says;
	} cases[] = {
		{ "mail/2", "2@example.org", &one, 1, keys, 2, "\"old\"" },
		{ "mail/2", "2@example.org", &one, 1, twice, 2, "\"same\"" },
		{ "mail/1", "2@example.org", &one, 1, fresh, 1, "mail.key" },
		{ "mail/2", "1@example.org", &one, 1, fresh, 1, "mail.message_id" },
		{ "mail/2", "2@example.org", pair, 2, fresh, 1, "recipient.mail" },
		{ "mail/2", "2@example.org", &nobody, 1, fresh, 1, "CHECK" },
		{ "mail/2", "2@example.org", &one, 0, fresh, 1, "no recipient" },
		{ "", "2@example.org", &one, 1, fresh, 1, "CHECK" },
		{ "mail/2", "", &one, 1, fresh, 1, "CHECK" },
	};
	struct ledger_mail first = a_mail("mail/1", "1@example.org", &one, 1);

	OK(ledger_add_mail(f->ledger, &first, NULL, 0, &err));
	OK(ledger_add_key(f->ledger, "old", NOW, &err));
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct ledger_mail mail = a_mail(cases[i].key, cases[i].message_id, cases[i].list, cases[i].n);

		FAILS(ERR_BUG, ledger_add_mail(f->ledger, &mail, cases[i].keys, cases[i].n_keys, &err));
		if (!strstr(err.text, cases[i].says))
			fail_msg("case %zu: %s", i, err.text);
		assert_int_equal(mail.id, 0);
	}
	FAILS(ERR_BUG, ledger_add_key(f->ledger, "old", NOW, &err));
	FAILS(ERR_BUG, ledger_add_key(f->ledger, "", NOW, &err));
	OK(ledger_commit(f->ledger, &err));	/* what was there before is kept, and nothing else */
	assert_int_equal(count(f->ledger, "SELECT count(*) FROM mail"), 1);
	assert_int_equal(count(f->ledger, "SELECT count(*) FROM recipient"), 1);
	assert_int_equal(count(f->ledger, "SELECT count(*) FROM notice_key"), 1);
}

static void mails_are_found_by_state_and_time(void **state)
{
	enum { READY = 1u << DELIVERY_READY, SENDING = 1u << DELIVERY_SENDING, DOUBT = 1u << DELIVERY_DOUBT,
	       SENT = 1u << DELIVERY_SENT, REFUSED = 1u << DELIVERY_REFUSED, GIVEN_UP = 1u << DELIVERY_GIVEN_UP };
	static const struct {
		unsigned states;
		int64_t now_s;
		size_t limit;
		const char *want;	/* the mails' keys */
	} cases[] = {
		{ READY, NOW - 1, 0, "" },
		{ READY, NOW, 0, "a" },
		{ READY, NOW + 700, 0, "ab" },
		{ SENDING, 0, 0, "bc" },
		{ READY | SENDING, NOW, 0, "abc" },
		{ READY | SENDING, NOW, 2, "ab" },
		{ DOUBT, 0, 0, "d" },
		{ SENT, 0, 0, "be" },
		{ REFUSED, 0, 0, "f" },
		{ GIVEN_UP, 0, 0, "g" },
		{ READY | SENDING | DOUBT | SENT | REFUSED | GIVEN_UP, NOW, 0, "abcdefg" },
		{ 0, NOW + 700, 0, "" },
	};
	static const char *const three[] = { "x@example.org", "y@example.org", "z@example.org", NULL };
	static const char *const one[] = { "x@example.org", NULL };
	static const enum delivery_state later[] = { DELIVERY_SENDING, DELIVERY_DOUBT, DELIVERY_SENT, DELIVERY_REFUSED,
						     DELIVERY_GIVEN_UP };
	struct fixture *f = *state;
	struct ledger_mail_list list;

	add(f->ledger, "a", one);
	int64_t b = add(f->ledger, "b", three);

	set(f->ledger, b, "x@example.org", DELIVERY_SENT, 1, NOW);
	set(f->ledger, b, "y@example.org", DELIVERY_SENDING, 1, NOW);
	set(f->ledger, b, "z@example.org", DELIVERY_READY, 1, NOW);	/* again in ten minutes */
	for (size_t i = 0; i < sizeof later / sizeof later[0]; i++)
		set(f->ledger, add(f->ledger, (const char *[]){ "c", "d", "e", "f", "g" }[i], one), "x@example.org",
		    later[i], 1, NOW);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char got[16] = "";

		OK(ledger_mails(f->ledger, f->arena, cases[i].states, cases[i].now_s, cases[i].limit, &list, &err));
		for (size_t j = 0; j < list.len; j++) {
			strcat(got, list.mails[j].key);
			assert_int_equal(list.mails[j].bytes.len, 5);
			assert_int_equal(list.mails[j].n_recipients, list.mails[j].id == b ? 3 : 1);
		}
		if (strcmp(got, cases[i].want) != 0)
			fail_msg("case %zu: \"%s\" instead of \"%s\"", i, got, cases[i].want);
	}
	OK(ledger_mails(f->ledger, f->arena, SENDING, NOW, 1, &list, &err));
	assert_int_equal(list.mails[0].recipients[0].state, DELIVERY_SENT);
	assert_int_equal(list.mails[0].recipients[1].state, DELIVERY_SENDING);
	assert_int_equal(list.mails[0].recipients[2].state, DELIVERY_READY);
	FAILS(ERR_NONE, ledger_exec(f->ledger, "UPDATE recipient SET state = 'lost' WHERE state = 'doubt'", &err));
	OK(ledger_mails(f->ledger, f->arena, DOUBT, NOW, 0, &list, &err));
	assert_int_equal(list.len, 0);
	FAILS(ERR_NONE, ledger_exec(f->ledger, "UPDATE recipient SET state = 'lost' WHERE addr = 'z@example.org'", &err));
	FAILS(ERR_DATA, ledger_mails(f->ledger, f->arena, SENDING, NOW, 0, &list, &err));
}

static void the_next_try_is_the_earliest_that_is_ready(void **state)
{
	struct fixture *f = *state;
	struct ledger_recipient list[] = { to("x@example.org", NOW + 50), to("y@example.org", NOW + 20) };
	struct ledger_mail mail = a_mail("a", "a", list, 2);
	int64_t next;

	OK(ledger_next_try(f->ledger, 0, &next, &err));
	assert_true(next == INT64_MAX);
	OK(ledger_add_mail(f->ledger, &mail, NULL, 0, &err));
	OK(ledger_next_try(f->ledger, 0, &next, &err));
	assert_int_equal(next, NOW + 20);
	OK(ledger_next_try(f->ledger, NOW + 19, &next, &err));
	assert_int_equal(next, NOW + 20);
	OK(ledger_next_try(f->ledger, NOW + 20, &next, &err));
	assert_int_equal(next, NOW + 50);
	set(f->ledger, mail.id, "y@example.org", DELIVERY_SENT, 1, NOW);
	OK(ledger_next_try(f->ledger, 0, &next, &err));
	assert_int_equal(next, NOW + 50);
	set(f->ledger, mail.id, "x@example.org", DELIVERY_DOUBT, 1, NOW);
	OK(ledger_next_try(f->ledger, 0, &next, &err));
	assert_true(next == INT64_MAX);
}

/* Mails, or those to that address. */
static unsigned sent(struct ledger *l, const char *addr, int64_t since_s)
{
	struct arena *arena = arena_new();
	struct ledger_queue queue;
	unsigned n = 0;

	OK(ledger_sent(l, arena, since_s, NOW + 1000, &queue, &err));
	for (size_t i = 0; i < queue.len; i++)
		n += addr ? strcmp(queue.mails[i].addr, addr) == 0 : !i || queue.mails[i].id != queue.mails[i - 1].id;
	arena_free(&arena);
	return n;
}

/* A row for each recipient that may be tried now, by the mail; the witness is none. */
static void what_is_ready_tells_what_its_order_is_made_from(void **state)
{
	struct fixture *f = *state;
	struct ledger_recipient list[] = { to("x@example.org", NOW), to("y@example.org", NOW + 20), to("z@example.org", NOW),
					   to("bot@example.org", NOW) };
	struct ledger_mail first = a_mail("first", "first", list, 4), second = a_mail("second", "second", list, 1);
	struct ledger_queue queue;

	list[3].witness = true;
	first.cause = "KP Singh";
	first.kind = "deadline-opened";
	OK(ledger_add_mail(f->ledger, &first, NULL, 0, &err));
	OK(ledger_add_mail(f->ledger, &second, NULL, 0, &err));
	OK(ledger_ready(f->ledger, f->arena, NOW - 1, &queue, &err));
	assert_int_equal(queue.len, 0);
	OK(ledger_ready(f->ledger, f->arena, NOW, &queue, &err));
	assert_int_equal(queue.len, 3);
	assert_int_equal(queue.mails[0].id, first.id);
	assert_string_equal(queue.mails[0].kind, "deadline-opened");
	assert_string_equal(queue.mails[0].cause, "KP Singh");
	assert_string_equal(queue.mails[0].addr, "x@example.org");
	assert_string_equal(queue.mails[1].addr, "z@example.org");
	assert_int_equal(queue.mails[2].id, second.id);
	assert_string_equal(queue.mails[2].kind, "reminder");
	assert_string_equal(queue.mails[2].cause, "");

	set(f->ledger, first.id, "x@example.org", DELIVERY_SENDING, 1, NOW + 30);
	set(f->ledger, first.id, "z@example.org", DELIVERY_DROPPED, 0, NOW + 30);
	OK(ledger_ready(f->ledger, f->arena, NOW + 30, &queue, &err));
	assert_int_equal(queue.len, 2);
	assert_string_equal(queue.mails[0].addr, "y@example.org");
	OK(ledger_sent(f->ledger, f->arena, NOW, NOW + 30, &queue, &err));
	assert_int_equal(queue.len, 1);
	assert_string_equal(queue.mails[0].addr, "x@example.org");
	assert_int_equal(queue.mails[0].at_s, NOW + 30);
}

static void a_hold_is_there_until_it_is_over(void **state)
{
	static const char *const x[] = { "x@example.org", NULL };
	struct fixture *f = *state;
	struct ledger_hold hold = { .since_s = NOW, .tries = 1, .next_try_s = NOW + 60, .reply = "550 5.4.5 daily limit" }, got;
	int64_t next;
	bool found;

	OK(ledger_get_hold(f->ledger, f->arena, &found, &got, &err));
	assert_false(found);
	OK(ledger_set_hold(f->ledger, &hold, &err));
	hold.tries = 2;
	OK(ledger_set_hold(f->ledger, &hold, &err));
	OK(ledger_get_hold(f->ledger, f->arena, &found, &got, &err));
	assert_true(found && got.since_s == NOW && got.tries == 2 && got.next_try_s == NOW + 60);
	assert_string_equal(got.reply, "550 5.4.5 daily limit");

	set(f->ledger, add(f->ledger, "a", x), "x@example.org", DELIVERY_READY, 3, NOW);	/* in ten minutes */
	OK(ledger_end_hold(f->ledger, NOW + 100, &err));
	OK(ledger_get_hold(f->ledger, f->arena, &found, &got, &err));
	assert_false(found);
	OK(ledger_next_try(f->ledger, 0, &next, &err));
	assert_int_equal(next, NOW + 100);
}

static void what_was_handed_over_counts_for_the_limits(void **state)
{
	static const char *const both[] = { "x@example.org", "y@example.org", NULL }, *const x[] = { "x@example.org", NULL };
	struct fixture *f = *state;
	int64_t a = add(f->ledger, "a", both), b = add(f->ledger, "b", x), c = add(f->ledger, "c", x);

	assert_int_equal(sent(f->ledger, NULL, 0), 0);
	set(f->ledger, a, "x@example.org", DELIVERY_SENDING, 0, NOW);
	set(f->ledger, a, "y@example.org", DELIVERY_SENDING, 0, NOW);
	assert_int_equal(sent(f->ledger, NULL, NOW), 1);		/* a mail, not its recipients */
	assert_int_equal(sent(f->ledger, "x@example.org", NOW), 1);
	assert_int_equal(sent(f->ledger, "y@example.org", NOW), 1);
	assert_int_equal(sent(f->ledger, "z@example.org", NOW), 0);
	assert_int_equal(sent(f->ledger, NULL, NOW + 1), 0);

	set(f->ledger, a, "x@example.org", DELIVERY_SENT, 1, NOW + 100);	/* counts from the handing over */
	assert_int_equal(sent(f->ledger, "x@example.org", NOW + 1), 0);
	set(f->ledger, a, "y@example.org", DELIVERY_READY, 1, NOW + 100);	/* 4xx: counts when it is tried again */
	assert_int_equal(sent(f->ledger, "y@example.org", NOW), 0);
	set(f->ledger, a, "y@example.org", DELIVERY_SENDING, 1, NOW + 200);
	assert_int_equal(sent(f->ledger, "y@example.org", NOW + 200), 1);

	set(f->ledger, b, "x@example.org", DELIVERY_SENT, 1, NOW + 300);	/* a driver without a step between */
	assert_int_equal(sent(f->ledger, "x@example.org", NOW + 300), 1);
	assert_int_equal(sent(f->ledger, "x@example.org", NOW), 2);
	set(f->ledger, c, "x@example.org", DELIVERY_GIVEN_UP, 0, NOW + 300);	/* never left */
	set(f->ledger, add(f->ledger, "e", x), "x@example.org", DELIVERY_DROPPED, 0, NOW + 300);
	assert_int_equal(sent(f->ledger, "x@example.org", NOW), 2);
	set(f->ledger, add(f->ledger, "d", x), "x@example.org", DELIVERY_SENT, 0, NOW + 2000);	/* a clock ahead */
	assert_int_equal(sent(f->ledger, "x@example.org", NOW), 2);
	assert_int_equal(sent(f->ledger, NULL, NOW), 2);
}

static void a_recipient_is_written_back(void **state)
{
	static const char *const x[] = { "x@example.org", NULL };
	struct fixture *f = *state;
	int64_t id = add(f->ledger, "a", x);
	struct ledger_mail got;
	struct ledger_recipient r = {
		.addr = "x@example.org", .state = DELIVERY_REFUSED, .tries = 2, .next_try_s = 3, .doubt_since_s = 4,
		.done_at_s = 5, .code = 550, .reply = "no such user",
	};
	bool found;

	OK(ledger_set_recipient(f->ledger, id, &r, NOW, &err));
	OK(ledger_mail_by_id(f->ledger, f->arena, id, &found, &got, &err));
	const struct ledger_recipient *now = got.recipients;

	assert_true(now->state == DELIVERY_REFUSED && now->tries == 2 && now->next_try_s == 3);
	assert_true(now->doubt_since_s == 4 && now->done_at_s == 5 && now->code == 550);
	assert_string_equal(now->reply, "no such user");
	FAILS(ERR_BUG, ledger_set_recipient(f->ledger, id + 1, &r, NOW, &err));
	r.addr = "y@example.org";
	FAILS(ERR_BUG, ledger_set_recipient(f->ledger, id, &r, NOW, &err));

	/* Whatever a confused caller wants, what was sent is never sent again; a bounce may still come. */
	set(f->ledger, id, "x@example.org", DELIVERY_SENT, 2, NOW);
	r = to("x@example.org", NOW);
	FAILS(ERR_BUG, ledger_set_recipient(f->ledger, id, &r, NOW, &err));
	assert_non_null(strstr(err.text, "never sent again"));
	set(f->ledger, id, "x@example.org", DELIVERY_SENT, 2, NOW);
	set(f->ledger, id, "x@example.org", DELIVERY_REFUSED, 2, NOW);
}

static void states_have_names(void **state)
{
	static const char *const names[] = { "ready", "sending", "doubt", "sent", "refused", "given-up", "dropped", "unknown" };

	(void)state;
	for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
		assert_string_equal(delivery_state_name((enum delivery_state)i), names[i]);
}

static void notices_are_found_by_the_item_that_they_tell_of(void **state)
{
	static const int items[][3] = { { 1, 12, 0 }, { 2, 0, 0 }, { 112, 21, 0 } };
	static const size_t n_items[] = { 2, 1, 2 };
	static const struct { int item; const char *keys; } cases[] = {
		{ 0, "abcd" }, { 1, "a" }, { 2, "b" }, { 12, "a" }, { 112, "c" }, { 11, "" },
	};
	static const char *const keys[] = { "a", "b", "c", "d" };
	struct fixture *f = *state;

	for (size_t i = 0; i < 4; i++) {
		struct ledger_recipient whom = to("dave@example.org", NOW);
		struct ledger_mail mail = a_mail(keys[i], keys[i], &whom, 1);

		mail.items = i < 3 ? items[i] : NULL;
		mail.n_items = i < 3 ? n_items[i] : 0;
		mail.cause = "";
		OK(ledger_add_mail(f->ledger, &mail, NULL, 0, &err));
	}
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct ledger_mail_list list;

		OK(ledger_notices(f->ledger, f->arena, cases[i].item, &list, &err));
		assert_int_equal(list.len, strlen(cases[i].keys));
		for (size_t k = 0; k < list.len; k++) {
			assert_int_equal(list.mails[k].key[0], cases[i].keys[k]);
			assert_int_equal(list.mails[k].bytes.len, 0);
			assert_string_equal(list.mails[k].recipients[0].addr, "dave@example.org");
		}
	}
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_mail_comes_back_with_all_that_is_its_own),
		T(a_mail_gets_one_recipient_more),
		T(nothing_is_decided_twice),
		T(mails_are_found_by_state_and_time),
		T(the_next_try_is_the_earliest_that_is_ready),
		T(what_is_ready_tells_what_its_order_is_made_from),
		T(a_hold_is_there_until_it_is_over),
		T(notices_are_found_by_the_item_that_they_tell_of),
		T(what_was_handed_over_counts_for_the_limits),
		T(a_recipient_is_written_back),
		T(states_have_names),
	};

	return cmocka_run_group_tests_name("ledger-mails", tests, NULL, NULL);
}
