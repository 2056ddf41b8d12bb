/* test_ledger.c - every function of the ledger on a ledger in memory: what goes in comes
 * out, what must be there once is there once, what failed leaves nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/failpoint.h"
#include "ledger/event_json.h"
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

enum { BORN = 1688000000, NOW = 1688500000 };

struct fixture {
	struct ledger *ledger;
	struct arena *arena;
};

static int setup(void **state)
{
	struct fixture *f = mem_zalloc(1, sizeof *f);

	f->arena = arena_new();
	*state = f;
	return ledger_open("ignored", LEDGER_MEMORY, BORN, &f->ledger, &err) != ERR_NONE;
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

static struct event an_event(enum event_kind kind, int item)
{
	return (struct event){
		.at_s = NOW, .kind = kind, .item = item, .list = "bsc", .actor = "Dave Thaler",
		.message_id = "m1@example.org", .line = 7, .rule = "bracket",
	};
}

static void an_event_comes_back_as_it_was(void **state)
{
	struct fixture *f = *state;
	struct event_list list;
	struct event full = {
		.at_s = -5, .kind = EVENT_RAISED, .item = 1, .list = "bsc", .actor = "J\xC3\xBCrgen",
		.message_id = "m@example.org", .line = 4000000000u, .rule = "colon", .quiet_until_s = 1234567890123,
		.raised = {
			.owners = "Dave, Joe", .text = "say \"no\"\\\n\ttwice", .detail = "d\xE2\x82\xAC", .context = "\x01",
			.quote = "> q", .due = { .day = { 2023, 7, 5 }, .said = true, .at_meeting = true }, .meeting = 38,
			.meeting_day = { 2023, 6, 28 },
		},
	};
	struct event bare = an_event(EVENT_DONE, 2);

	OK(ledger_begin(f->ledger, &err));
	OK(ledger_add_event(f->ledger, &full, &err));
	OK(ledger_add_event(f->ledger, &bare, &err));
	OK(ledger_commit(f->ledger, &err));
	assert_true(full.id > 0 && bare.id > full.id);

	OK(ledger_events(f->ledger, f->arena, 0, &list, &err));
	assert_int_equal(list.len, 2);
	struct event *e = &list.events[0];

	assert_int_equal(e->id, full.id);
	assert_int_equal(e->at_s, full.at_s);
	assert_int_equal(e->kind, full.kind);
	assert_int_equal(e->item, 1);
	assert_string_equal(e->list, full.list);
	assert_string_equal(e->actor, full.actor);
	assert_string_equal(e->message_id, full.message_id);
	assert_true(e->line == full.line);
	assert_string_equal(e->rule, full.rule);
	assert_true(e->quiet_until_s == 1234567890123 && e->raised.due.said && e->raised.due.at_meeting);
	assert_string_equal(e->raised.owners, full.raised.owners);
	assert_string_equal(e->raised.text, full.raised.text);
	assert_string_equal(e->raised.detail, full.raised.detail);
	assert_string_equal(e->raised.context, full.raised.context);
	assert_string_equal(e->raised.quote, full.raised.quote);
	assert_int_equal(civil_compare(e->raised.due.day, full.raised.due.day), 0);
	assert_int_equal(civil_compare(e->raised.meeting_day, full.raised.meeting_day), 0);
	assert_int_equal(e->raised.meeting, 38);
	e = &list.events[1];
	assert_true(e->quiet_until_s == 0);
	assert_string_equal(e->done.person, "");
	assert_string_equal(e->done.note, "");

	OK(ledger_events(f->ledger, f->arena, 2, &list, &err));
	assert_int_equal(list.len, 1);
	assert_int_equal(list.events[0].id, bare.id);
	OK(ledger_events(f->ledger, f->arena, 3, &list, &err));
	assert_int_equal(list.len, 0);
	OK(ledger_events_of_mail(f->ledger, f->arena, full.message_id, &list, &err));
	assert_true(list.len > 0 && list.events[0].id == full.id);
	OK(ledger_events_of_mail(f->ledger, f->arena, "another@example.org", &list, &err));
	assert_int_equal(list.len, 0);
}

static void an_event_that_cannot_be_is_a_bug(void **state)
{
	struct fixture *f = *state;
	struct event no_item = an_event(EVENT_RAISED, 0);
	struct event bad_data = an_event(EVENT_RAISED, 1), bad_column = an_event(EVENT_RAISED, 1);
	struct event_list list;

	bad_data.raised.text = "half a letter: \xC3";
	bad_column.actor = "\xC3";
	OK(ledger_begin(f->ledger, &err));
	FAILS(ERR_BUG, ledger_add_event(f->ledger, &no_item, &err));
	FAILS(ERR_BUG, ledger_add_event(f->ledger, &bad_column, &err));
	OK(ledger_commit(f->ledger, &err));
	assert_int_equal(count(f->ledger, "SELECT count(*) FROM event"), 0);
	/* somebody's words never stop the round */
	OK(ledger_begin(f->ledger, &err));
	OK(ledger_add_event(f->ledger, &bad_data, &err));
	OK(ledger_commit(f->ledger, &err));
	OK(ledger_events(f->ledger, f->arena, 0, &list, &err));
	assert_int_equal(list.len, 1);
	assert_string_equal(list.events[0].raised.text, "half a letter: ?");
}

static void every_kind_is_stored_by_its_name(void **state)
{
	struct fixture *f = *state;
	struct event_list list;

	OK(ledger_begin(f->ledger, &err));
	for (enum event_kind kind = EVENT_RAISED; kind <= EVENT_IGNORED; kind++) {
		struct event e = an_event(kind, 1);

		OK(ledger_add_event(f->ledger, &e, &err));
	}
	OK(ledger_events(f->ledger, f->arena, 1, &list, &err));
	for (size_t i = 0; i < list.len; i++)
		assert_int_equal(list.events[i].kind, i);
	assert_int_equal(list.len, EVENT_IGNORED + 1);
	assert_int_equal(count(f->ledger, "SELECT count(*) FROM event WHERE kind = 'reopened'"), 1);
}

static void an_event_of_no_item_comes_back_too(void **state)
{
	struct event written = {
		.at_s = 5, .kind = EVENT_DEADLINE, .list = "bsc", .actor = "Joe", .message_id = "m@x", .rule = "answer",
		.deadline.number = 3, .act = "extended", .deadline.meeting = -1, .deadline.period_days = 7, .deadline.period_s = 60, .deadline.roles = 2, .proof = "token",};
	struct fixture *f = *state;
	struct event_list list;

	OK(ledger_begin(f->ledger, &err));
	OK(ledger_add_event(f->ledger, &written, &err));
	OK(ledger_events(f->ledger, f->arena, 0, &list, &err));
	assert_int_equal(list.len, 1);
	const struct event *e = &list.events[0];

	assert_int_equal(e->kind, EVENT_DEADLINE);
	assert_string_equal(e->act, "extended");
	const struct event_deadline *d = &e->deadline;

	assert_true(d->number == 3 && d->meeting == -1 && d->period_days == 7 && d->period_s == 60 && d->roles == 2 && strcmp(e->proof, "token") == 0);
}

/* What ledgers hold since the first release: each member is read, and written as it was. */
static void members_are_stored_as_ever(void **state)
{
	static const struct { enum event_kind kind; const char *data; } cases[] = {
		{ EVENT_RAISED, "{\"written\":\"Joe, Ann\",\"text\":\"t\",\"detail\":\"d\",\"context\":\"c\",\"quote\":\"q\",\"what\":\"next-meeting\","
		  "\"proof\":\"dkim\",\"said_in\":\"y@x\",\"due\":\"2026-03-04\",\"on\":\"2026-02-03\",\"due_said\":true,\"quiet_until\":5,\"number\":38}" },
		{ EVENT_RAISED, "{\"text\":\"t\",\"unread\":\"05/11/2026\"}" },
		{ EVENT_ASSIGNED, "{\"written\":\"Joe\",\"person\":\"Joe Stone\",\"group\":\"all\"}" },
		{ EVENT_MENTIONED, "{\"written\":\"Joe\",\"quote\":\"q\"}" },
		{ EVENT_REWORDED, "{\"text\":\"t\",\"detail\":\"d\"}" },
		{ EVENT_DUE, "{\"text\":\"why\",\"what\":\"next-meeting\",\"due\":\"2026-03-04\",\"due_said\":true}" },
		{ EVENT_DONE, "{\"person\":\"Joe Stone\",\"text\":\"sent\"}" },
		{ EVENT_DROPPED, "{\"text\":\"too late\"}" },
		{ EVENT_REOPENED, "{\"due\":\"2026-03-04\",\"on\":\"2026-03-04\",\"due_said\":true}" },
		{ EVENT_RECURS, "{\"written\":\"Joe\",\"text\":\"every 6 months\",\"due\":\"2026-03-04\",\"on\":\"2026-02-03\",\"due_said\":true}" },
		{ EVENT_SNOOZED, "{\"person\":\"Joe Stone\",\"text\":\"away\",\"due\":\"2026-03-04\"}" },
		{ EVENT_RELEASED, "{\"written\":\"Joe\",\"person\":\"Joe Stone\",\"text\":\"not me\"}" },
		{ EVENT_IGNORED, "{\"text\":\"why\",\"quote\":\"q\"}" },
		{ EVENT_GONE, "{\"proof\":\"operator\"}" },
		{ EVENT_AGENDA, "{\"written\":\"Joe\",\"text\":\"t\",\"what\":\"discussed\",\"number\":38,\"minutes\":20}" },
		{ EVENT_MINUTES, "{\"written\":\"Joe\",\"person\":\"Joe Stone\",\"due\":\"2026-03-04\",\"number\":38,\"minutes\":-1}" },
		{ EVENT_MINUTES, "{\"detail\":\"Joe Stone\\nAnn Lee\",\"context\":\"Bo Chen\",\"due\":\"2026-03-04\",\"number\":38,\"minutes\":-1}" },
		{ EVENT_PRESENCE, "{\"person\":\"Joe Stone\",\"text\":\"t\",\"quote\":\"q\",\"what\":\"regrets\",\"number\":38,\"minutes\":-1}" },
		{ EVENT_MEETING, "{\"written\":\"Joe\",\"person\":\"Joe Stone\",\"text\":\"t\",\"quote\":\"q\",\"what\":\"move\",\"due\":\"2026-03-04\","
		  "\"number\":38,\"minutes\":420}" },
		{ EVENT_DEADLINE, "{\"written\":\"Joe\",\"person\":\"Joe Stone\",\"text\":\"t\",\"detail\":\"d\",\"quote\":\"q\",\"what\":\"opened\","
		  "\"due\":\"2026-03-04\",\"number\":4,\"minutes\":0,\"roles\":3}" },
		{ EVENT_DEADLINE, "{\"written\":\"by Easter\",\"text\":\"t\",\"detail\":\"d\",\"quote\":\"q\",\"what\":\"opened\",\"due\":\"2026-03-04\","
		  "\"number\":4,\"minutes\":-1,\"period_days\":7,\"period\":60,\"roles\":1}" },
		{ EVENT_DEADLINE, "{\"written\":\"Joe\",\"person\":\"Joe Stone\",\"detail\":\"d\",\"what\":\"text-changed\",\"number\":4,\"minutes\":-1}" },
		{ EVENT_DEADLINE, "{\"text\":\"stands\",\"what\":\"announced\",\"number\":4,\"minutes\":-1,\"period\":1686646800}" },
		{ EVENT_DEADLINE, "{\"text\":\"t\",\"what\":\"extended\",\"due\":\"2026-03-04\",\"number\":4,\"minutes\":-1,\"period_days\":7}" },
		{ EVENT_DEADLINE, "{\"text\":\"t\",\"what\":\"of a later beadle\",\"number\":4,\"minutes\":-1}" },
		{ EVENT_PERSON, "{\"person\":\"Joe Stone\",\"text\":\"joe@x\",\"detail\":\"550\",\"quote\":\"q\",\"what\":\"failing\",\"due\":\"2026-03-04\","
		  "\"minutes\":-1}" },
		{ EVENT_NOTICE, "{\"person\":\"Joe Stone\",\"text\":\"why\",\"detail\":\"reminder\",\"what\":\"outdated\",\"minutes\":-1}" },
		{ EVENT_ANSWER, "{\"written\":\"joe@x\",\"person\":\"Joe Stone\",\"text\":\"t\",\"detail\":\"d\",\"quote\":\"q\",\"what\":\"commands\","
		  "\"minutes\":-1}" },
		{ EVENT_HELD, "{\"written\":\"joe@x\",\"person\":\"Joe Stone\",\"text\":\"t\",\"detail\":\"d\",\"context\":\"c\",\"quote\":\"q\","
		  "\"what\":\"kept\",\"due\":\"2026-03-04\",\"due_said\":true,\"number\":4,\"minutes\":-1,\"roles\":1}" },
		{ EVENT_HELD, "{\"person\":\"Joe Stone\",\"detail\":\"m@x\",\"what\":\"asked\",\"minutes\":-1}" },
		{ EVENT_HELD, "{\"written\":\"m@x\",\"what\":\"confirmed\",\"minutes\":-1}" },
		{ EVENT_REOPENED, "{\"person\":\"Joe Stone\",\"text\":\"not yet\",\"what\":\"next-meeting\",\"due\":\"2026-03-04\",\"due_said\":true}" },
		{ EVENT_PARKED, "{\"text\":\"nobody has answered\"}" },
		{ EVENT_DECISION, "{\"written\":\"board\",\"text\":\"t\",\"detail\":\"d\",\"quote\":\"q\",\"what\":\"made\","
		  "\"due\":\"2026-03-04\",\"number\":4,\"minutes\":12,\"period_days\":3,\"roles\":2}" },
		{ EVENT_ANSWER, "{\"person\":\"Joe Stone\",\"text\":\"t\",\"what\":\"receipt\",\"due\":\"2026-03-04\",\"number\":38,\"minutes\":-1}" },
		{ EVENT_PROMISE, "{\"written\":\"Joe\\nDora\",\"group\":\"next-meeting\",\"text\":\"t\",\"detail\":\"d\",\"context\":\"c\",\"quote\":\"q\","
		  "\"what\":\"said\",\"unread\":\"u\",\"due\":\"2026-03-04\",\"on\":\"2026-03-05\",\"due_said\":true,\"minutes\":12,\"period_days\":3}" },
		{ EVENT_PROMISE, "{\"written\":\"m@x\",\"what\":\"announced\",\"minutes\":-1,\"period\":1686646800}" },
		{ EVENT_PROMISE, "{\"written\":\"m@x\",\"quote\":\"q\",\"what\":\"confirmed\",\"minutes\":-1,\"period_days\":3}" },
		{ EVENT_VOTE, "{\"written\":\"2/3 of members\",\"group\":\"charter\",\"text\":\"t\",\"detail\":\"d\",\"context\":\"Joe\\nDora\","
		  "\"quote\":\"q\",\"what\":\"opened\",\"due\":\"2026-03-04\",\"number\":4,\"minutes\":-1,\"period_days\":3,\"period\":60,\"roles\":2}" },
		{ EVENT_VOTE, "{\"group\":\"charter\",\"text\":\"t\",\"what\":\"opened\",\"number\":4,\"minutes\":-1,\"secret\":true}" },
		{ EVENT_VOTE, "{\"text\":\"aaaa-bbbb-cccc yes\",\"what\":\"counted\",\"number\":4,\"minutes\":-1,\"period\":1686646800}" },
		{ EVENT_VOTE, "{\"person\":\"Joe Stone\",\"group\":\"ballot\",\"text\":\"passed\",\"what\":\"told\",\"number\":4,\"minutes\":-1,\"period\":1686646800}" },
		{ EVENT_VOTE, "{\"written\":\"majority of cast\",\"group\":\"default\",\"text\":\"t\",\"context\":\"Joe\",\"options\":\"Anna\\nBert\\nNone of these\","
			      "\"what\":\"opened\",\"number\":5,\"minutes\":-1,\"period_days\":7,\"roles\":1}" },
		{ EVENT_VOTE, "{\"written\":\"yes\",\"text\":\"w\",\"quote\":\"q\",\"what\":\"cast\",\"number\":4,\"minutes\":-1,\"roles\":1}" },
		{ EVENT_LAST_CALL, "{\"person\":\"Joe Stone\",\"what\":\"announced\",\"number\":12,\"minutes\":-1,\"period\":1686646800}" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct event e = an_event(cases[i].kind, 1);
		json_t *data = json_loads(cases[i].data, 0, NULL);

		assert_int_equal(event_data_from_json(data, &e), ERR_NONE);
		e = event_copy(f->arena, &e);
		json_t *again = event_data_to_json(&e);
		char *text = json_dumps(again, JSON_COMPACT);

		assert_string_equal(text, cases[i].data);
		free(text);
		json_decref(again);
		json_decref(data);
	}
}

static void the_state_is_the_fold_of_events_and_keys(void **state)
{
	struct fixture *f = *state;
	struct event raised = an_event(EVENT_RAISED, 1), assigned = an_event(EVENT_ASSIGNED, 1);
	struct event done = an_event(EVENT_DONE, 1);

	raised.raised.text = "forward the email";
	assigned.assigned.person = done.done.person = "Dave Thaler";
	done.at_s = NOW + 9;
	OK(ledger_begin(f->ledger, &err));
	OK(ledger_add_event(f->ledger, &raised, &err));
	OK(ledger_add_event(f->ledger, &assigned, &err));
	OK(ledger_add_key(f->ledger, "assigned/1/Dave", NOW, &err));

	for (int round = 0; round < 2; round++) {	/* inside of a transaction, then outside */
		struct state *s = state_new();

		OK(ledger_load_state(f->ledger, s, &err));
		assert_int_equal(s->born_at_s, BORN);
		const struct item *item = state_item(s, 1);

		assert_non_null(item);
		assert_string_equal(item->text, "forward the email");
		assert_int_equal(item->status, round == 0 ? ITEM_OPEN : ITEM_DONE);
		assert_true(state_has_key(s, "assigned/1/Dave"));
		assert_false(state_has_key(s, "assigned/1"));
		state_free(&s);
		if (round == 0) {
			OK(ledger_add_event(f->ledger, &done, &err));
			OK(ledger_commit(f->ledger, &err));
		}
	}
}

static void events_that_make_no_sense_are_told(void **state)
{
	static const struct {
		const char *kind, *item, *line, *data, *says;
		enum err_kind err_kind;
	} cases[] = {
		{ "'raised'", "1", "0", "'{\"later\":[1]}'", NULL, ERR_NONE },
		{ "'exploded'", "1", "0", "'{}'", "unknown kind", ERR_DATA },
		{ "'raised'", "5000000000", "0", "'{}'", "out of range", ERR_DATA },
		{ "'raised'", "1", "5000000000", "'{}'", "out of range", ERR_DATA },
		{ "'raised'", "1", "0", "'{'", "data", ERR_DATA },
		{ "'raised'", "1", "0", "'[]'", "data", ERR_DATA },
		{ "'raised'", "1", "0", "'{\"text\":3}'", "data", ERR_DATA },
		{ "'raised'", "1", "0", "'{\"due\":\"soon\"}'", "data", ERR_DATA },
		{ "'done'", "1", "0", "'{}'", "event 1", ERR_BUG },	/* of an item that was never raised */
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct ledger *l;
		struct state *s = state_new();
		char *sql = sqlite3_mprintf("INSERT INTO event VALUES (1, 0, %s, %s, '', '', '', %s, '', %s)",
					    cases[i].kind, cases[i].item, cases[i].line, cases[i].data);

		OK(ledger_open("", LEDGER_MEMORY, BORN, &l, &err));
		OK(ledger_exec(l, sql, &err));
		FAILS(cases[i].err_kind, ledger_load_state(l, s, &err));
		if (cases[i].says)
			assert_non_null(strstr(err.text, cases[i].says));
		assert_true(sqlite3_get_autocommit(l->db));	/* no snapshot stays open */
		sqlite3_free(sql);
		state_free(&s);
		ledger_close(&l);
	}
	(void)state;
}

static void what_is_appended_stays(void **state)
{
	static const char *const refused[] = {
		"UPDATE event SET actor = 'x'",
		"UPDATE OR IGNORE event SET actor = 'x'",
		"DELETE FROM event",
		"DELETE FROM event WHERE id = 1",
		"INSERT OR REPLACE INTO event VALUES (1, 0, 'done', 1, '', 'x', '', 0, '', '{}')",
		"UPDATE notice_key SET at_s = 1",
		"DELETE FROM notice_key",
		"INSERT OR REPLACE INTO notice_key VALUES ('k', NULL, 1)",
	};
	struct fixture *f = *state;
	struct event e = an_event(EVENT_RAISED, 1);

	OK(ledger_begin(f->ledger, &err));
	OK(ledger_add_event(f->ledger, &e, &err));
	OK(ledger_add_key(f->ledger, "k", NOW, &err));
	OK(ledger_commit(f->ledger, &err));
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		FAILS(ERR_BUG, ledger_exec(f->ledger, refused[i], &err));
		assert_non_null(strstr(err.text, "never") ? strstr(err.text, "never") : strstr(err.text, "once"));
	}
	assert_int_equal(count(f->ledger, "SELECT count(*) FROM event WHERE actor = 'Dave Thaler' AND kind = 'raised'"), 1);
	assert_int_equal(count(f->ledger, "SELECT at_s FROM notice_key WHERE key = 'k'"), NOW);
}

static struct ledger_message a_message(uint32_t uid, const char *key, const char *message_id, enum message_fate fate)
{
	return (struct ledger_message){
		.mailbox = "bot", .uidvalidity = 9, .uid = uid, .key = key, .message_id = message_id, .list = "bsc",
		.author = "dave@example.org", .subject = "Re: minutes", .received_at_s = NOW, .date_at_s = NOW - 60,
		.read_at_s = NOW + uid, .fate = fate, .why = "", .bytes = span_of("bytes"),
	};
}

static bool has(struct ledger *l, const char *mailbox, uint32_t uidvalidity, uint32_t uid, const char *key)
{
	bool found;

	OK(ledger_has_mail(l, mailbox, uidvalidity, uid, key, &found, &err));
	return found;
}

static void a_mail_is_known_by_its_place(void **state)
{
	struct fixture *f = *state;
	struct ledger_message by_uid = a_message(4294967295u, "", "a@example.org", FATE_READ);
	struct ledger_message by_key = a_message(0, "new/1.file", "b@example.org", FATE_READ);

	OK(ledger_begin(f->ledger, &err));
	OK(ledger_add_message(f->ledger, &by_uid, &err));
	OK(ledger_add_message(f->ledger, &by_key, &err));
	assert_true(has(f->ledger, "bot", 9, 4294967295u, ""));
	assert_true(has(f->ledger, "bot", 9, 4294967295u, NULL));
	assert_false(has(f->ledger, "bot", 10, 4294967295u, ""));
	assert_false(has(f->ledger, "bot", 9, 0, ""));		/* the one with a key has no place by UID */
	assert_false(has(f->ledger, "other", 9, 4294967295u, ""));
	assert_true(has(f->ledger, "bot", 77, 77, "new/1.file"));
	assert_false(has(f->ledger, "other", 9, 0, "new/1.file"));
	assert_false(has(f->ledger, "bot", 9, 4294967295u, "x"));

	/* The same place twice is our own mistake; keys with equal UIDs are not. */
	FAILS(ERR_BUG, ledger_add_message(f->ledger, &by_uid, &err));
	assert_non_null(strstr(err.text, "mailbox bot"));
	FAILS(ERR_BUG, ledger_add_message(f->ledger, &by_key, &err));
	by_key.key = "new/2.file";
	OK(ledger_add_message(f->ledger, &by_key, &err));
	OK(ledger_commit(f->ledger, &err));
}

static void what_is_past_is_counted_by_its_dates(void **state)
{
	static const struct {
		int64_t date_s, received_s;
		const char *list;
		enum message_fate fate;
	} mails[] = {
		{ NOW - 5000, NOW, "bsc", FATE_READ },			/* copied here later */
		{ NOW - 9000, NOW - 8000, "bsc", FATE_READ },
		{ 5, NOW - 7000, "bsc", FATE_READ },			/* a clock of 1970 */
		{ NOW + 9000, NOW - 3000, "bsc", FATE_READ },		/* and one ahead */
		{ NOW - 100, NOW - 50, "bsc", FATE_READ },		/* news */
		{ NOW - 20000, NOW - 20000, "bsc", FATE_AUTOMATIC },
		{ NOW - 20000, NOW - 20000, "other", FATE_READ },
	};
	struct fixture *f = *state;
	int64_t first_s, last_s;
	size_t n;

	OK(ledger_begin(f->ledger, &err));
	for (uint32_t i = 0; i < sizeof mails / sizeof mails[0]; i++) {
		struct ledger_message m = a_message(i + 1, "", "", mails[i].fate);

		m.date_at_s = mails[i].date_s;
		m.received_at_s = mails[i].received_s;
		m.list = mails[i].list;
		OK(ledger_add_message(f->ledger, &m, &err));
	}
	OK(ledger_commit(f->ledger, &err));
	OK(ledger_count_messages(f->ledger, "bsc", NOW - 1000, &n, &first_s, &last_s, &err));
	assert_int_equal(n, 4);
	assert_int_equal(first_s, NOW - 9000);
	assert_int_equal(last_s, NOW - 3000);
	OK(ledger_count_messages(f->ledger, "none", NOW, &n, &first_s, &last_s, &err));
	assert_int_equal(n, 0);
	assert_int_equal(first_s, 0);
}

static void a_message_id_counts_once_something_was_taken_from_it(void **state)
{
	static const struct {
		enum message_fate fate;
		const char *name;
		bool counts;
	} cases[] = {
		{ FATE_READ, "read", true }, { FATE_OWN, "own", true }, { FATE_AUTOMATIC, "automatic", true },
		{ FATE_DUPLICATE, "duplicate", true }, { FATE_NO_LIST, "no-list", false }, { FATE_ASIDE, "aside", false },
	};
	struct fixture *f = *state;
	bool found;
	int64_t at_s;

	OK(ledger_begin(f->ledger, &err));
	for (uint32_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct ledger_message m = a_message(i, "", arena_printf(f->arena, "%u@example.org", i), cases[i].fate);

		assert_string_equal(message_fate_name(cases[i].fate), cases[i].name);
		OK(ledger_has_message_id(f->ledger, m.message_id, "", false, &found, &at_s, &err));
		assert_false(found);
		OK(ledger_add_message(f->ledger, &m, &err));
		OK(ledger_has_message_id(f->ledger, m.message_id, "", false, &found, NULL, &err));
		assert_int_equal(found, cases[i].counts);
		m.uid += 100;	/* a second copy: the first time counts, and a copy put aside hides nothing */
		m.received_at_s += 100;
		m.fate = FATE_READ;
		OK(ledger_add_message(f->ledger, &m, &err));
		OK(ledger_has_message_id(f->ledger, m.message_id, "", false, &found, &at_s, &err));
		assert_true(found);
		assert_int_equal(at_s, m.received_at_s - (cases[i].counts ? 100 : 0));
	}
	struct ledger_message none = a_message(50, "", "", FATE_READ);

	OK(ledger_add_message(f->ledger, &none, &err));
	none.uid++;
	OK(ledger_add_message(f->ledger, &none, &err));
	OK(ledger_has_message_id(f->ledger, "", "", false, &found, &at_s, &err));
	assert_false(found);
	assert_string_equal(message_fate_name((enum message_fate)77), "unknown");
}

/* Is it read for that list? */
static bool is_read_for(struct fixture *f, const char *list)
{
	bool found;

	OK(ledger_has_message_id(f->ledger, "two@example.org", list, false, &found, NULL, &err));
	return found;
}

static void a_mail_is_read_for_each_of_its_lists(void **state)
{
	struct fixture *f = *state;
	struct ledger_message m = a_message(1, "", "two@example.org", FATE_READ), old = a_message(2, "", "", FATE_READ);
	bool found;

	OK(ledger_begin(f->ledger, &err));
	m.list = "bsc";
	OK(ledger_add_message(f->ledger, &m, &err));
	assert_true(is_read_for(f, "bsc") && is_read_for(f, "") && !is_read_for(f, "tsc"));
	OK(ledger_exec(f->ledger, "UPDATE meta SET value = 1 WHERE key = 'last_of_one_list'", &err));
	assert_true(is_read_for(f, "tsc"));	/* as long as it was one list's */
	m.list = "tsc";
	OK(ledger_add_message(f->ledger, &m, &err));
	FAILS(ERR_BUG, ledger_add_message(f->ledger, &m, &err));

	old.date_at_s = NOW - 10;
	OK(ledger_add_message(f->ledger, &old, &err));
	for (int i = 0; i < 5; i++) {
		struct ledger_message again = old;

		again.list = i == 1 ? "other" : again.list;
		again.author = i == 2 ? "other" : again.author;
		again.subject = i == 3 ? "other" : again.subject;
		again.date_at_s += i == 4;
		OK(ledger_has_nameless(f->ledger, &again, false, &found, &err));
		assert_int_equal(found, i == 0);
	}
}

/* A first sync asks these of each mail. */
static void what_is_asked_of_a_mail_costs_the_same_among_many(void **state)
{
	enum { MANY = 1000, STEPS_MAX = 100 };
	struct fixture *f = *state;
	char id[32];
	bool found;

	OK(ledger_begin(f->ledger, &err));
	for (uint32_t uid = 1; uid <= MANY; uid++) {
		struct ledger_message m = a_message(uid, "", id, FATE_NO_LIST);

		snprintf(id, sizeof id, "%u@example.org", (unsigned)uid);
		m.list = "";
		OK(ledger_has_mail(f->ledger, m.mailbox, m.uidvalidity, m.uid, m.key, &found, &err));
		OK(ledger_has_message_id(f->ledger, m.message_id, m.list, false, &found, NULL, &err));
		OK(ledger_has_nameless(f->ledger, &m, false, &found, &err));
		OK(ledger_add_message(f->ledger, &m, &err));
	}
	OK(ledger_commit(f->ledger, &err));
	for (size_t i = 0; i < f->ledger->n_statements; i++) {
		sqlite3_stmt *stmt = f->ledger->statements[i].stmt;
		int runs = sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_RUN, 0);

		assert_int_equal(sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_REPREPARE, 0), 0);
		if (runs == MANY)
			assert_in_range(sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_VM_STEP, 0), runs, STEPS_MAX * runs);
	}
}

static void what_is_put_aside_keeps_its_bytes(void **state)
{
	struct fixture *f = *state;
	struct ledger_message aside = a_message(1, "", "a@example.org", FATE_ASIDE);
	char *big = mem_zalloc(LEDGER_ASIDE_MAX_BYTES + 1, 1);

	aside.why = "62 levels of parts";
	aside.bytes = span_from(big, LEDGER_ASIDE_MAX_BYTES + 1);
	OK(ledger_begin(f->ledger, &err));
	OK(ledger_add_message(f->ledger, &aside, &err));
	aside.uid = 2;
	aside.bytes = span_from("x\0y", 3);
	OK(ledger_add_message(f->ledger, &aside, &err));
	aside.uid = 3;
	aside.bytes = span_from(NULL, 0);
	OK(ledger_add_message(f->ledger, &aside, &err));
	aside = a_message(4, "", "b@example.org", FATE_READ);
	OK(ledger_add_message(f->ledger, &aside, &err));
	OK(ledger_commit(f->ledger, &err));
	assert_int_equal(count(f->ledger, "SELECT length(bytes) FROM aside JOIN message ON message.id = aside.message"
			       " WHERE uid = 1 AND why LIKE '62%'"), LEDGER_ASIDE_MAX_BYTES);
	assert_int_equal(count(f->ledger, "SELECT bytes = x'780079' FROM aside JOIN message m ON m.id = message WHERE uid = 2"), 1);
	assert_int_equal(count(f->ledger, "SELECT count(*) FROM aside"), 3);
	free(big);
}

static void what_is_put_aside_has_a_quota(void **state)
{
	struct fixture *f = *state;
	enum { FIT = LEDGER_ASIDE_QUOTA_BYTES / LEDGER_ASIDE_MAX_BYTES };
	struct ledger_message aside = a_message(1, "", "", FATE_ASIDE);
	char *big = mem_zalloc(LEDGER_ASIDE_MAX_BYTES, 1);

	aside.why = "62 levels of parts";
	aside.bytes = span_from(big, LEDGER_ASIDE_MAX_BYTES);
	OK(ledger_begin(f->ledger, &err));
	for (aside.uid = 1; aside.uid <= FIT + 3; aside.uid++)
		OK(ledger_add_message(f->ledger, &aside, &err));
	OK(ledger_commit(f->ledger, &err));
	assert_int_equal(count(f->ledger, "SELECT count(*) FROM aside"), FIT);
	assert_int_equal(count(f->ledger, "SELECT min(uid) FROM aside JOIN message ON message.id = aside.message"), 4);
	assert_int_equal(count(f->ledger, "SELECT count(*) FROM message WHERE why LIKE '62%'"), FIT + 3);
	free(big);
}

static void a_cursor_is_kept_per_mailbox(void **state)
{
	struct fixture *f = *state;
	struct ledger_cursor c, want = { 4294967295u, 17, true, NOW };

	OK(ledger_get_cursor(f->ledger, "bot", &c, &err));
	assert_true(c.uidvalidity == 0 && c.uid == 0 && !c.first_done && c.synced_at_s == 0);
	OK(ledger_begin(f->ledger, &err));
	OK(ledger_set_cursor(f->ledger, "bot", &(struct ledger_cursor){ 1, 2, false, 0 }, &err));
	OK(ledger_set_cursor(f->ledger, "bot", &want, &err));
	OK(ledger_set_cursor(f->ledger, "archive", &(struct ledger_cursor){ 3, 4, false, 5 }, &err));
	OK(ledger_commit(f->ledger, &err));
	OK(ledger_get_cursor(f->ledger, "bot", &c, &err));
	assert_true(c.uidvalidity == want.uidvalidity && c.uid == 17 && c.first_done && c.synced_at_s == NOW);
	OK(ledger_get_cursor(f->ledger, "archive", &c, &err));
	assert_true(c.uidvalidity == 3 && c.uid == 4 && !c.first_done && c.synced_at_s == 5);
}

static void the_last_good_calendar_is_kept(void **state)
{
	struct fixture *f = *state;
	struct ledger_calendar c = { .url = "https://x/a", .etag = "\"1\"", .modified = "", .fetched_at_s = NOW, .checked_at_s = NOW,
				     .bytes = { "a\0b", 3 } };
	bool found = true;

	OK(ledger_get_calendar(f->ledger, f->arena, "bsc", &found, &c, &err));
	assert_false(found);
	OK(ledger_begin(f->ledger, &err));
	OK(ledger_set_calendar(f->ledger, "other", &c, &err));
	c.etag = "";
	c.modified = "today";
	OK(ledger_set_calendar(f->ledger, "bsc", &c, &err));
	c.bytes = span_of("later");
	OK(ledger_set_calendar(f->ledger, "bsc", &c, &err));
	OK(ledger_confirm_calendar(f->ledger, "bsc", NOW + 5, &err));
	OK(ledger_commit(f->ledger, &err));
	OK(ledger_get_calendar(f->ledger, f->arena, "bsc", &found, &c, &err));
	assert_true(found && span_is(c.bytes, "later") && c.fetched_at_s == NOW && c.checked_at_s == NOW + 5);
	assert_string_equal(c.etag, "");
	assert_string_equal(c.modified, "today");
	OK(ledger_get_calendar(f->ledger, f->arena, "other", &found, &c, &err));
	assert_true(found && c.bytes.len == 3 && memcmp(c.bytes.ptr, "a\0b", 3) == 0 && c.checked_at_s == NOW);
	assert_string_equal(c.etag, "\"1\"");
	assert_string_equal(c.url, "https://x/a");
}

static void writes_need_a_transaction(void **state)
{
	struct fixture *f = *state;
	struct event e = an_event(EVENT_RAISED, 1);
	struct ledger_message m = a_message(1, "", "", FATE_READ);
	struct ledger_cursor c = { 0 };

	FAILS(ERR_BUG, ledger_add_event(f->ledger, &e, &err));
	FAILS(ERR_BUG, ledger_add_message(f->ledger, &m, &err));
	FAILS(ERR_BUG, ledger_set_cursor(f->ledger, "bot", &c, &err));
	FAILS(ERR_BUG, ledger_add_key(f->ledger, "k", NOW, &err));
	FAILS(ERR_BUG, ledger_add_trouble(f->ledger, "k", "t", NOW, &err));
	FAILS(ERR_BUG, ledger_commit(f->ledger, &err));
	ledger_rollback(f->ledger);
	OK(ledger_begin(f->ledger, &err));
	FAILS(ERR_BUG, ledger_begin(f->ledger, &err));
	OK(ledger_add_event(f->ledger, &e, &err));
	ledger_rollback(f->ledger);
	assert_int_equal(count(f->ledger, "SELECT count(*) FROM event"), 0);
}

static void a_trouble_waits_until_it_was_told(void **state)
{
	struct fixture *f = *state;
	struct ledger_trouble_list list;

	OK(ledger_begin(f->ledger, &err));
	OK(ledger_add_trouble(f->ledger, "mailbox/bot/5", "out of reach", NOW, &err));
	OK(ledger_add_trouble(f->ledger, "aside/bot/7", "put aside", NOW + 1, &err));
	OK(ledger_add_trouble(f->ledger, "mailbox/bot/5", "said again", NOW + 2, &err));
	OK(ledger_troubles(f->ledger, f->arena, &list, &err));
	assert_int_equal(list.len, 2);
	assert_string_equal(list.troubles[0].key, "mailbox/bot/5");
	assert_string_equal(list.troubles[0].text, "out of reach");
	assert_int_equal(list.troubles[0].at_s, NOW);
	assert_true(list.troubles[0].id < list.troubles[1].id);
	OK(ledger_add_key(f->ledger, "trouble/mailbox/bot/5", NOW, &err));
	OK(ledger_add_trouble(f->ledger, "mailbox/bot/5", "and again", NOW + 3, &err));
	OK(ledger_troubles(f->ledger, f->arena, &list, &err));
	assert_int_equal(list.len, 1);
	assert_string_equal(list.troubles[0].key, "aside/bot/7");
	FAILS(ERR_BUG, ledger_add_trouble(f->ledger, "", "no key", NOW, &err));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(an_event_comes_back_as_it_was),
		T(an_event_that_cannot_be_is_a_bug),
		T(every_kind_is_stored_by_its_name),
		T(an_event_of_no_item_comes_back_too), T(members_are_stored_as_ever),
		T(the_state_is_the_fold_of_events_and_keys),
		T(events_that_make_no_sense_are_told),
		T(what_is_appended_stays),
		T(a_mail_is_known_by_its_place),
		T(what_is_past_is_counted_by_its_dates),
		T(a_message_id_counts_once_something_was_taken_from_it),
		T(a_mail_is_read_for_each_of_its_lists),
		T(what_is_asked_of_a_mail_costs_the_same_among_many),
		T(what_is_put_aside_keeps_its_bytes),
		T(what_is_put_aside_has_a_quota),
		T(a_cursor_is_kept_per_mailbox),
		T(the_last_good_calendar_is_kept),
		T(writes_need_a_transaction),
		T(a_trouble_waits_until_it_was_told),
	};

	return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
