/* test_export.c - the ledger as calendar, page and data: what stands in tests/data/export, valid in its own format, and
 * nothing but text whatever a mail said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <libical/ical.h>

#include "source_desk.h"

#include "committee/record_agenda.h"
#include "export/export.h"
#include "export/metrics.h"
#include "export/page.h"
#include "time/zone.h"

#define COUNT(a) (sizeof (a) / sizeof (a)[0])

enum { HOUR_S = 3600, FILE_MAX_BYTES = 256 * 1024 };

static const char *dave_addr[] = { "dave@example.org" };
static struct person persons[] = {
	{ .name = "Dave Thorn", .addresses = dave_addr, .n_addresses = 1, .member = true },
	{ .name = "Joe Stone", .member = true },
	{ .name = "Zo\xC3\xAB Berg", .member = true },
};
static const struct people people = { .persons = persons, .n_persons = COUNT(persons) };
static const int starts[] = { 13 * 60 };
static const struct chair_seat seats[] = { { .name = "Dave Thorn" }, { .name = "Joe Stone" }, { .name = "Zo\xC3\xAB Berg" } };
static const struct chair_order order = { .seats = seats, .n_seats = COUNT(seats) };
static const struct meeting_exception exceptions[] = {
	{ .date = { 2023, 5, 10 }, .cancelled = CANCELLED_USES_NUMBER, .start_minute = -1 },
};
static const struct notice_policy policy = {
	.list_name = "bsc", .list_address = "bsc@lists.example.org", .has_tokens = true, .mail_proof = MAIL_PROVED_BY_SIGNATURE, .prefix = "[BSC]", .zone = "America/Los_Angeles",
	.chair = "Dave Thorn", .from_name = "Beadle", .from_addr = "beadle@example.org",
	.archive = "https://lists.example.org/g/bsc/message/{message-id}",
};

static struct arena *arena;
static struct state *state;
static struct meeting_rule rule;
static struct meeting_plan plan;
static struct meeting_context context;
static int64_t now_s;

static int64_t at(const char *text)
{
	int64_t utc_s = 0;

	assert_true(civil_parse_instant(span_of(text), &utc_s));
	return utc_s;
}

static void apply(const char *when, struct event e)
{
	static int64_t id;
	struct err err;

	e.id = ++id;
	e.at_s = at(when);
	e.list = "bsc";
	e = event_copy(arena, &e);
	if (state_apply(state, &e, &err))
		fail_msg("%s", err.text);
}

static void raise_item(int number, const char *when, const char *text, const char *context_text, struct civil_date due,
		       const char *owner, const char *group)
{
	apply(when, (struct event){ .kind = EVENT_RAISED, .item = number, .raised.text = text, .raised.context = context_text, .raised.due.day = due,
				    .raised.quote = text, .actor = "Joe Stone", .message_id = "m1@example.org", .line = 12, .rule = "paren-owner" });
	if (owner)
		apply(when, (struct event){ .kind = EVENT_ASSIGNED, .item = number, .assigned.written = owner, .assigned.group = group,
					    .assigned.person = people_by_name(&people, owner) ? owner : "" });
}

static void follow_changes(void)
{
	struct meeting_change *changes;
	size_t n = record_meeting_changes(arena, state, "bsc", &changes);

	calendar_set_changes(context.calendar, changes, n);
}

static int set_up(void **unused)
{
	struct err err;

	(void)unused;
	arena = arena_new();
	state = state_new();
	state->born_at_s = at("2023-03-01T00:00:00Z");
	rule = (struct meeting_rule){ .from = { 2023, 4, 12 }, .start_minutes = starts, .n_start_minutes = 1, .length_s = HOUR_S,
				      .place = "Room 5, https://meet.example.org/bsc" };
	assert_int_equal(recurrence_parse(arena, span_of("FREQ=MONTHLY;BYDAY=2WE"), &rule.recurrence, &err), ERR_NONE);
	plan = (struct meeting_plan){ .zone = "America/Los_Angeles", .rules = &rule, .n_rules = 1, .first_number = 7,
				      .first_date = { 2023, 4, 12 }, .chairs = &order, .exceptions = exceptions,
				      .n_exceptions = COUNT(exceptions) };
	context = (struct meeting_context){ .state = state, .policy = &policy, .people = &people, .calendar = calendar_new(&plan) };
	now_s = context.read_s = at("2023-07-04T18:00:00Z");
	return 0;
}

static int tear_down(void **unused)
{
	(void)unused;
	calendar_free(&context.calendar);
	forget_sources();
	state_free(&state);
	arena_free(&arena);
	return 0;
}

static void vote_event(const char *when, int number, const char *act, const char *actor, struct event_vote said)
{
	said.number = number;
	apply(when, (struct event){ .kind = EVENT_VOTE, .act = act, .actor = actor, .proof = "token", .vote = said, .line = 1,
				    .message_id = arena_printf(arena, "v%d-%s-%s@example.org", number, act, when) });
}

/* One that is over, and one that runs. */
static void vote(void)
{
	static const char *const voters = "Dave Thorn\nJoe Stone\nZo\xC3\xAB Berg";
	const struct event_vote loss = { .mail = "failure", .voter = "Zo\xC3\xAB Berg" };

	for (int n = 11; n <= 12; n++) {
		const char *day = n == 11 ? "2023-06-20" : "2023-07-03";

		vote_event(arena_printf(arena, "%sT10:00:00Z", day), n, "opened", "Dave Thorn",
			   (struct event_vote){ .title = n == 11 ? "=Admit <b>one</b>" : "The charter", .rule = n == 11 ? "default" : "charter",
						.terms = n == 11 ? "majority of cast, quorum 50 %" : "2/3 of members", .voters = voters, .period_days = 7 });
		for (size_t i = 0; i < COUNT(persons); i++) {
			vote_event(arena_printf(arena, "%sT10:01:0%zuZ", day, i), n, i == 2 ? "untold" : "told", "beadle",
				   (struct event_vote){ .mail = "ballot", .voter = persons[i].name });
		}
		vote_event(arena_printf(arena, "%sT10:02:00Z", day), n, "told", "beadle", loss);
		vote_event(arena_printf(arena, "%sT11:00:00Z", day), n, "cast", "Joe Stone",
			   (struct event_vote){ .choice = "yes", .words = "=1+1 & <more>" });
	}
	vote_event("2023-06-20T12:00:00Z", 11, "cast", "Dave Thorn", (struct event_vote){ .choice = "no" });
	vote_event("2023-06-21T10:00:00Z", 13, "opened", "Dave Thorn",
		   (struct event_vote){ .title = "A seat", .rule = "default", .terms = "2/3 of cast, quorum 50 %", .voters = voters,
					.options = "=Anna\nBert <b>\nNone of these", .period_days = 7 });
	for (size_t i = 0; i < COUNT(persons); i++)
		vote_event(arena_printf(arena, "2023-06-21T10:01:0%zuZ", i), 13, "told", "beadle",
			   (struct event_vote){ .mail = "ballot", .voter = persons[i].name });
	vote_event("2023-06-21T11:00:00Z", 13, "cast", "Joe Stone", (struct event_vote){ .choice = "21-", .words = "by far" });
	vote_event("2023-06-21T12:00:00Z", 13, "cast", "Dave Thorn", (struct event_vote){ .choice = "-12" });
}

/* A committee in the middle of its work: an item of each kind, a meeting moved, deadlines that run and that ended. */
static void fill(void)
{
	add_source(state, "bsc", "m1@example.org", at("2023-04-13T20:00:00Z"), "");
	add_source(state, "bsc", "m9@example.org", at("2023-06-16T20:00:00Z"), "https://lists.example.org/archives/m/9/");
	add_source(state, "bsc", "d@example.org", at("2023-07-02T20:00:00Z"), "https://sign-in.example.com/");
	add_source(state, "another", "o@example.org", at("2023-07-02T20:00:00Z"), "");
	raise_item(1, "2023-04-13T20:00:00Z", "Forward the announcement, then \"follow up\"", "Working group: update", (struct civil_date){ 2023, 5, 10 },
		   "Dave Thorn", NULL);
	raise_item(2, "2023-04-13T20:00:00Z", "=SUM(A1:A9) looks odd in the budget", "", (struct civil_date){ 2023, 7, 12 }, "Joe Stone", NULL);
	raise_item(3, "2023-06-15T20:00:00Z", "Read the new front page", "", (struct civil_date){ 0 }, "Dave Thorn", "all");
	apply("2023-06-15T20:00:00Z", (struct event){ .kind = EVENT_ASSIGNED, .item = 3, .assigned.written = "Zo\xC3\xAB Berg",
						      .assigned.person = "Zo\xC3\xAB Berg", .assigned.group = "all" });
	apply("2023-06-20T20:00:00Z", (struct event){ .kind = EVENT_DONE, .item = 3, .done.person = "Zo\xC3\xAB Berg", .actor = "Zo\xC3\xAB Berg" });
	raise_item(4, "2023-06-15T20:00:00Z", "Ask the foundation", "", (struct civil_date){ 2023, 6, 28 }, "the office", NULL);
	raise_item(5, "2023-05-01T20:00:00Z", "Check with legal", "", (struct civil_date){ 2023, 6, 14 }, "Joe Stone", NULL);
	apply("2023-06-30T20:00:00Z", (struct event){ .kind = EVENT_DONE, .item = 5, .done.note = "they agree", .actor = "Joe Stone" });
	raise_item(6, "2023-05-01T20:00:00Z", "Print the posters", "", (struct civil_date){ 2023, 6, 14 }, "Joe Stone", NULL);
	apply("2023-05-02T20:00:00Z", (struct event){ .kind = EVENT_DROPPED, .item = 6, .dropped.why = "too late", .actor = "Joe Stone" });
	apply("2023-07-01T09:00:00Z", (struct event){ .kind = EVENT_MEETING, .meeting.number = 10, .act = MEETING_MOVE, .meeting.start_minute = 7 * 60,
						      .meeting.day = { 2023, 7, 13 }, .actor = "Dave Thorn" });
	apply("2023-07-01T09:05:00Z", (struct event){ .kind = EVENT_AGENDA, .agenda.title = "Budget <2024>", .agenda.presenters = "Zo\xC3\xAB Berg", .agenda.minutes = 50,
						      .actor = "Joe Stone", .message_id = "a@example.org" });
	apply("2023-07-01T09:06:00Z", (struct event){ .kind = EVENT_AGENDA, .agenda.title = "Logo", .agenda.minutes = 20, .actor = "Joe Stone",
						      .message_id = "b@example.org" });
	apply("2023-06-16T20:00:00Z", (struct event){ .kind = EVENT_MINUTES, .minutes.meeting = 9, .minutes.day = { 2023, 6, 14 }, .actor = "Joe Stone" });
	apply("2023-06-16T20:00:00Z", (struct event){ .kind = EVENT_DEADLINE, .deadline.number = 1, .act = "opened", .deadline.meeting = 9, .actor = "Joe Stone",
						      .deadline.title = "minutes of meeting #9", .deadline.meeting_day = { 2023, 6, 14 }, .message_id = "m9@example.org" });
	apply("2023-06-16T20:01:00Z", (struct event){ .kind = EVENT_DEADLINE, .deadline.number = 1, .act = "noticed", .actor = "beadle",
						      .message_id = "n1@example.org", .deadline.named_s = at("2023-06-22T06:59:59Z") });
	apply("2023-07-02T20:00:00Z", (struct event){ .kind = EVENT_DEADLINE, .deadline.number = 2, .act = "opened", .deadline.meeting = -1, .deadline.period_days = 7,
						      .actor = "Dave Thorn", .deadline.title = "Two travel grants", .message_id = "d@example.org" });
	apply("2023-07-02T20:01:00Z", (struct event){ .kind = EVENT_DEADLINE, .deadline.number = 2, .act = "announced", .actor = "beadle",
						      .message_id = "n2@example.org", .deadline.named_s = at("2023-07-09T20:00:00Z") });
	apply("2023-07-02T20:01:05Z", (struct event){ .kind = EVENT_DEADLINE, .deadline.number = 2, .act = "told", .actor = "beadle",
						      .message_id = "n2@example.org" });
	apply("2023-07-03T20:00:00Z", (struct event){ .kind = EVENT_DEADLINE, .deadline.number = 2, .act = "objected", .actor = "Joe Stone", .proof = "operator",
						      .deadline.words = "only one", .message_id = "o@example.org", .line = 1 });
	apply("2023-07-03T21:00:00Z", (struct event){ .kind = EVENT_DEADLINE, .deadline.number = 2, .act = "objected", .actor = "Zo\xC3\xAB Berg", .proof = "operator",
						      .deadline.words = "three", .message_id = "z@example.org", .line = 1 });
	apply("2023-07-03T22:00:00Z", (struct event){ .kind = EVENT_DEADLINE, .deadline.number = 2, .act = "withdraw", .actor = "Zo\xC3\xAB Berg", .proof = "operator",
						      .deadline.words = "one will do", .message_id = "y@example.org", .line = 1 });
	apply("2023-06-16T20:00:00Z", (struct event){ .kind = EVENT_DECISION, .decision.number = 1, .act = "made", .actor = "Joe Stone",
						      .decision.text = "The board voted yes on <b>one</b> list", .decision.body = "board",
						      .decision.meeting = 9, .decision.meeting_day = { 2023, 6, 14 },
						      .message_id = "m9@example.org", .line = 7 });
	apply("2023-06-16T20:00:00Z", (struct event){ .kind = EVENT_DECISION, .decision.number = 2, .act = "made", .actor = "Joe Stone",
						      .decision.text = "=We decided nothing", .message_id = "m9@example.org", .line = 9 });
	apply("2023-06-17T20:00:00Z", (struct event){ .kind = EVENT_DECISION, .decision.number = 2, .act = "taken-out", .actor = "Joe Stone" });
	apply("2023-07-03T20:00:00Z", (struct event){ .kind = EVENT_DECISION, .decision.number = 3, .act = "made", .actor = "Dave Thorn",
						      .decision.text = "Two lists after all", .decision.replaces = 1, .message_id = "d3@example.org" });
	apply("2023-07-03T23:00:00Z", (struct event){ .kind = EVENT_DECISION, .decision.number = 4, .act = "made", .actor = "beadle",
						      .rule = RULE_STANDS, .decision.text = "A new logo", .decision.deadline = 7 });
	vote();
	follow_changes();
}

static struct err err;

static struct export_files files_of(enum export_format format)
{
	struct export_files files = { 0 };

	assert_int_equal(export_make(arena, format, &context, 1, now_s, &files, &err), ERR_NONE);
	return files;
}

static struct span one(enum export_format format, const char *name)
{
	struct export_files files = files_of(format);

	for (size_t i = 0; i < files.len; i++) {
		if (strcmp(files.files[i].name, name) == 0)
			return files.files[i].bytes;
	}
	fail_msg("no file %s", name);
	return span_of("");
}

static void compare_with_file(const char *name, struct span got)
{
	static char want[FILE_MAX_BYTES];
	const char *top = getenv("srcdir");
	char path[4096];

	snprintf(path, sizeof path, "%s/tests/data/export/%s", top ? top : ".", name);
	FILE *file = fopen(path, getenv("BEADLE_UPDATE") ? "w+" : "r");

	if (!file)
		fail_msg("%s is missing", path);
	if (getenv("BEADLE_UPDATE")) {
		fwrite(got.ptr, 1, got.len, file);
		rewind(file);
	}
	size_t len = fread(want, 1, sizeof want, file);

	fclose(file);
	if (!span_eq(got, span_from(want, len)))
		fail_msg("%s differs; got:\n" SPAN_FMT, path, SPAN_ARG(got));
}

static void golden_files(void **unused)
{
	(void)unused;
	fill();
	for (size_t format = 0; format < N_EXPORT_FORMATS; format++) {
		struct export_files files = files_of((enum export_format)format), again = files_of((enum export_format)format);

		assert_int_equal(files.len, again.len);
		for (size_t i = 0; i < files.len; i++) {
			assert_true(span_eq(files.files[i].bytes, again.files[i].bytes));
			compare_with_file(files.files[i].name, files.files[i].bytes);
		}
	}
}

static void metrics_file(void **unused)
{
	static const struct metrics_mailbox mailboxes[] = { { "bot", 1688490000, 3 }, { "never", 0, -1 } };
	static const struct metrics_count messages[] = { { "read", NULL, 12 }, { "aside", NULL, 1 } };
	static const struct metrics_count notices[] = {
		{ "assigned", "ready", 1 }, { "assigned", "sent", 4 }, { "reminder", "refused", 1 }, { "odd \"kind\"\\\n", "doubt", 1 },
	};
	struct buf out;

	(void)unused;
	fill();
	buf_init(&out, FILE_MAX_BYTES);
	metrics_write(arena, &out, &(const struct metrics){
		.version = "1.2.3", .bot = "beadle@example.org", .round_s = now_s, .mailboxes = mailboxes, .n_mailboxes = COUNT(mailboxes), .lists = &context, .n_lists = 1,
		.messages = messages, .n_messages = COUNT(messages), .notices = notices, .n_notices = COUNT(notices),
		.refused_s = 1688500000, .clock_doubt_s = 1688600000, .retries = 2 });
	compare_with_file("beadle.prom", buf_fitted(&out));
	buf_free(&out);
}

static void nothing_yet(void **unused)
{
	(void)unused;
	calendar_free(&context.calendar);
	assert_true(span_find(one(EXPORT_HTML, "index.html"), "No meeting is known to come.") > 0);
	assert_true(span_find(one(EXPORT_HTML, "index.html"), "There was no item so far.") > 0);
	assert_true(span_find(one(EXPORT_JSON, "beadle.json"), "\"items\": []") > 0);
	assert_true(span_find(one(EXPORT_CSV, "items.csv"), "\r\n") > 0);
	assert_int_equal(span_find(one(EXPORT_ICS, "bsc.ics"), "BEGIN:VTODO"), -1);
}

static void several_lists(void **unused)
{
	struct notice_policy other = policy;
	struct meeting_context lists[2];
	struct export_files files = { 0 };

	(void)unused;
	fill();
	other.list_name = "index";	/* its page must not be taken for the one that leads to all */
	lists[0] = lists[1] = context;
	lists[1].policy = &other;
	lists[1].calendar = NULL;
	assert_int_equal(export_make(arena, EXPORT_HTML, lists, 2, now_s, &files, &err), ERR_NONE);
	assert_int_equal(files.len, 3);
	assert_string_equal(files.files[0].name, "list-bsc.html");
	assert_string_equal(files.files[1].name, "list-index.html");
	assert_string_equal(files.files[2].name, "index.html");
	assert_true(span_find(files.files[2].bytes, "href=\"list-index.html\"") > 0);
	assert_int_equal(export_make(arena, EXPORT_CSV, lists, 2, now_s, &files, &err), ERR_NONE);
	assert_int_equal(files.len, 9);
}

/* ---- iCalendar ---- */

static icalcomponent *parsed(struct span ics)
{
	icalcomponent *calendar = icalparser_parse_string(arena_strndup(arena, ics.ptr, ics.len));

	assert_non_null(calendar);
	assert_int_equal(icalcomponent_isa(calendar), ICAL_VCALENDAR_COMPONENT);
	assert_int_equal(icalcomponent_count_errors(calendar), 0);
	assert_true(icalrestriction_check(calendar));
	return calendar;
}

static const char *text_in(icalcomponent *c, const char *uid, icalproperty_kind kind)
{
	for (icalcomponent *i = icalcomponent_get_first_component(c, ICAL_ANY_COMPONENT); i;
	     i = icalcomponent_get_next_component(c, ICAL_ANY_COMPONENT)) {
		icalproperty *p = icalcomponent_get_first_property(i, kind);

		if (strcmp(icalcomponent_get_uid(i), uid) == 0)
			return p ? arena_strdup(arena, icalproperty_get_value_as_string(p)) : "";
	}
	return "not there";
}

static void check_ics_form(struct span ics)
{
	while (ics.len) {
		ptrdiff_t end = span_find(ics, "\r\n");

		assert_true(end >= 0);
		if (end > 75)
			fail_msg("a line of %td octets", end);
		assert_int_equal(span_find_char(span_sub(ics, 0, (size_t)end), '\n'), -1);
		ics = span_sub(ics, (size_t)end + 2, ics.len);
	}
}

static void calendar_is_read_back(void **unused)
{
	static const struct {
		const char *uid;
		icalproperty_kind property;
		const char *want;
	} rows[] = {
		{ "meeting-8-bsc@example.org", ICAL_STATUS_PROPERTY, "CANCELLED" },
		{ "meeting-8-bsc@example.org", ICAL_SEQUENCE_PROPERTY, "1" },
		{ "meeting-9-bsc@example.org", ICAL_STATUS_PROPERTY, "CONFIRMED" },
		{ "meeting-9-bsc@example.org", ICAL_SEQUENCE_PROPERTY, "0" },
		{ "meeting-9-bsc@example.org", ICAL_DTSTART_PROPERTY, "20230614T200000Z" },
		{ "meeting-10-bsc@example.org", ICAL_SEQUENCE_PROPERTY, "1" },
		{ "meeting-10-bsc@example.org", ICAL_DTSTART_PROPERTY, "20230713T140000Z" },
		{ "meeting-10-bsc@example.org", ICAL_DTEND_PROPERTY, "20230713T150000Z" },
		{ "item-1-bsc@example.org", ICAL_STATUS_PROPERTY, "NEEDS-ACTION" },
		{ "item-1-bsc@example.org", ICAL_DUE_PROPERTY, "20230510" },
		{ "item-1-bsc@example.org", ICAL_SUMMARY_PROPERTY, "#1 Forward the announcement\\, then \"follow up\"" },
		{ "item-3-bsc@example.org", ICAL_STATUS_PROPERTY, "IN-PROCESS" },
		{ "item-3-bsc@example.org", ICAL_DUE_PROPERTY, "" },
		{ "item-5-bsc@example.org", ICAL_STATUS_PROPERTY, "COMPLETED" },
		{ "item-5-bsc@example.org", ICAL_COMPLETED_PROPERTY, "20230630T200000Z" },
		{ "item-6-bsc@example.org", ICAL_STATUS_PROPERTY, "not there" },
	};

	(void)unused;
	fill();
	struct span ics = one(EXPORT_ICS, "bsc.ics");
	icalcomponent *calendar = parsed(ics);

	check_ics_form(ics);
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(text_in(calendar, rows[i].uid, rows[i].property), rows[i].want);
	icalcomponent_free(calendar);
}

/* A meeting that is moved again is the same one, with a higher number of its version. */
static void calendar_follows_changes(void **unused)
{
	icalcomponent *calendar;

	(void)unused;
	fill();
	apply("2023-07-02T09:00:00Z", (struct event){ .kind = EVENT_MEETING, .meeting.number = 10, .act = MEETING_CANCEL, .actor = "Dave Thorn" });
	follow_changes();
	calendar = parsed(one(EXPORT_ICS, "bsc.ics"));
	assert_string_equal(text_in(calendar, "meeting-10-bsc@example.org", ICAL_SEQUENCE_PROPERTY), "2");
	assert_string_equal(text_in(calendar, "meeting-10-bsc@example.org", ICAL_STATUS_PROPERTY), "CANCELLED");
	assert_string_equal(text_in(calendar, "meeting-10-bsc@example.org", ICAL_DTSTAMP_PROPERTY), "20230702T090000Z");
	icalcomponent_free(calendar);
}

/* ---- hostile text ---- */

static const char *const hostile[] = {
	"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'><svg onload=alert(1)>", "</title></style><script>1</script>",
	"<!--", "-->", "]]>", "&lt;b&gt;", "&#60;script&#62;", "javascript:alert(1)", "\x01\x1B[31mred\x7F", "bad \xFF\xC3 utf",
	"\xE2\x80\xAE" "gpj.exe", "a\r\nSTATUS:COMPLETED\r\nEND:VTODO", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1+1",
	"\xEF\xBC\x9D" "1+1", "\"quoted\", and more\r\nand a line", "</table></section></main>",
};

static void raise_hostile(void)
{
	add_source(state, "bsc", "m1@example.org", 0, "https://lists.example.org/\"onclick=alert(1)");
	add_source(state, "bsc", "d@x", 0, "javascript:alert(1)");
	add_source(state, "bsc", "o@x", 0, "https://lists.example.org/\xE2\x80\xAEgpj");
	rule.place = "javascript:alert(1) \"><script>1</script> https://\xE2\x80\xAE.example/ https://x@evil.example/";
	for (size_t i = 0; i < COUNT(hostile); i++) {
		add_source(state, "bsc", hostile[i], 0, hostile[i]);
		raise_item((int)i + 1, "2023-06-15T20:00:00Z", hostile[i], hostile[i], (struct civil_date){ 2023, 7, 1 }, hostile[i], i % 2 ? hostile[i] : NULL);
		apply("2023-07-01T09:05:00Z", (struct event){ .kind = EVENT_AGENDA, .agenda.title = hostile[i], .agenda.presenters = hostile[i], .agenda.minutes = 5,
							      .actor = hostile[i], .message_id = hostile[i] });
		apply("2023-07-01T09:05:00Z", (struct event){ .kind = EVENT_DEADLINE, .deadline.number = (int)i + 1, .act = "opened", .deadline.meeting = -1,
							      .deadline.period_days = 7, .actor = hostile[i], .deadline.title = hostile[i], .message_id = "d@x" });
		apply("2023-07-02T09:05:00Z", (struct event){ .kind = EVENT_DEADLINE, .deadline.number = (int)i + 1, .act = "objected", .proof = "operator",
							      .actor = hostile[i], .deadline.words = hostile[i], .message_id = "o@x", .line = (unsigned)i });
		vote_event("2023-06-20T10:00:00Z", (int)i + 1000, "opened", hostile[i],
			   (struct event_vote){ .title = hostile[i], .rule = hostile[i], .terms = "majority of cast", .voters = hostile[i], .period_days = 7 });
		vote_event("2023-06-20T10:01:00Z", (int)i + 1000, "told", "beadle", (struct event_vote){ .mail = "ballot", .voter = hostile[i] });
		vote_event("2023-06-20T11:00:00Z", (int)i + 1000, "cast", hostile[i], (struct event_vote){ .choice = "yes", .words = hostile[i] });
		if (i % 3 == 0)
			apply("2023-07-02T20:00:00Z", (struct event){ .kind = EVENT_DONE, .item = (int)i + 1, .done.note = hostile[i], .actor = hostile[i] });
	}
}

/* Every tag that opens or closes, by name and attributes' names, is one that the page of harmless text has too. */
static void add_tags(struct buf *out, struct span html)
{
	for (size_t i = 0; i < html.len; i++) {
		bool quoted = false;

		if (html.ptr[i] != '<')
			continue;
		for (; i < html.len && (quoted || html.ptr[i] != '>'); i++) {
			quoted = quoted != (html.ptr[i] == '"');
			if (!quoted && html.ptr[i] != '"')
				buf_add_char(out, html.ptr[i]);
		}
		buf_add_char(out, '\n');
	}
}

/* Each link leads into the page, or to the list's archive. */
static void check_links(struct span page)
{
	static const char *const allowed[] = { "#", "data:,\"", "https://lists.example.org/g/bsc/message/", NULL };
	size_t n = 0;

	for (ptrdiff_t at = span_find(page, "href=\""); at >= 0; at = span_find(page, "href=\"")) {
		page = span_sub(page, (size_t)at + strlen("href=\""), page.len);
		if (!span_any(page, span_starts, allowed))
			fail_msg(SPAN_FMT, SPAN_ARG(span_sub(page, 0, 60)));
		n++;
	}
	assert_true(n > COUNT(hostile));
}

static void hostile_text_makes_no_markup(void **unused)
{
	struct buf harmless, got;
	struct span rest, line;

	(void)unused;
	fill();
	buf_init(&harmless, FILE_MAX_BYTES);
	buf_init(&got, 4 * FILE_MAX_BYTES);
	add_tags(&harmless, one(EXPORT_HTML, "index.html"));
	tear_down(NULL);
	set_up(NULL);
	raise_hostile();
	struct span page = one(EXPORT_HTML, "index.html");

	add_tags(&got, page);
	for (rest = buf_fitted(&got); span_next_line(&rest, &line);) {
		if (line.len && span_find(buf_fitted(&harmless), arena_strndup(arena, line.ptr, line.len)) < 0)
			fail_msg("a mail made <" SPAN_FMT ">", SPAN_ARG(line));
	}
	assert_int_equal(span_find_ci(page, "<script"), -1);
	check_links(page);
	assert_int_equal(span_find(page, "\xE2\x80\xAE"), -1);
	assert_int_equal(span_utf8_valid(page), page.len);
	for (size_t i = 0; i < page.len; i++)
		assert_true((unsigned char)page.ptr[i] >= ' ' || page.ptr[i] == '\n');
	buf_free(&harmless);
	buf_free(&got);
}

static void hostile_text_makes_no_entry(void **unused)
{
	(void)unused;
	raise_hostile();
	struct span ics = one(EXPORT_ICS, "bsc.ics");
	icalcomponent *calendar;
	int n = 0;

	check_ics_form(ics);
	calendar = icalparser_parse_string(arena_strndup(arena, ics.ptr, ics.len));
	assert_non_null(calendar);
	n = icalcomponent_count_components(calendar, ICAL_VTODO_COMPONENT);
	assert_int_equal(n, COUNT(hostile));
	assert_string_equal(text_in(calendar, "item-14-bsc@example.org", ICAL_STATUS_PROPERTY), "NEEDS-ACTION");
	icalcomponent_free(calendar);
}

/* RFC 4180 read back: cells in an arena, -1 after the last row. */
static int next_row(struct span *rest, const char **cells, int max)
{
	int n = 0;
	struct buf cell;

	if (!rest->len)
		return -1;
	buf_init(&cell, FILE_MAX_BYTES);
	for (bool quoted = false; rest->len; *rest = span_sub(*rest, 1, rest->len)) {
		char c = rest->ptr[0], next = rest->len > 1 ? rest->ptr[1] : '\0';

		if (c == '"' && quoted && next == '"') {
			buf_add_char(&cell, '"');
			*rest = span_sub(*rest, 1, rest->len);
		} else if (c == '"') {
			quoted = !quoted;
		} else if (!quoted && (c == ',' || c == '\r')) {
			assert_true(n < max);
			cells[n++] = arena_strndup(arena, buf_fitted(&cell).ptr, buf_len(&cell));
			buf_clear(&cell);
			if (c == ',')
				continue;
			assert_int_equal(next, '\n');
			*rest = span_sub(*rest, 2, rest->len);
			break;
		} else {
			assert_true(quoted || c != '\n');
			buf_add_char(&cell, c);
		}
	}
	buf_free(&cell);
	return n;
}

static void hostile_text_makes_no_formula(void **unused)
{
	static const char *const names[] = { "items.csv", "deadlines.csv", "votes.csv", "ballots.csv", "decisions.csv", "meetings.csv" };
	const char *cells[32];
	size_t guarded = 0;

	(void)unused;
	raise_hostile();
	for (size_t i = 0; i < COUNT(names); i++) {
		struct span rest = one(EXPORT_CSV, names[i]);
		int n, width = next_row(&rest, cells, COUNT(cells));
		size_t rows = 0;

		for (; (n = next_row(&rest, cells, COUNT(cells))) >= 0; rows++) {
			assert_int_equal(n, width);
			for (int k = 0; k < n; k++) {
				struct span cell = span_trim(span_of(cells[k]));

				if (cell.len && strchr("=+-@", cell.ptr[0]))
					fail_msg("%s: a cell is a formula: %s", names[i], cells[k]);
				assert_false(span_starts(cell, "\xEF\xBC\x9D"));
				guarded += span_starts(span_of(cells[k]), "'");
			}
		}
		if (i < 2)
			assert_int_equal(rows, COUNT(hostile));
	}
	assert_true(guarded > 20);
}

static void page_escapes(void **unused)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "plain", "plain" }, { "a<b>c&d\"e'f", "a&lt;b&gt;c&amp;d&quot;e&#39;f" }, { "&amp;", "&amp;amp;" },
		{ "tab\tline\nend", "tab line end" }, { "Zo\xC3\xAB", "Zo\xC3\xAB" }, { "x\xFFy\xC3", "x\xEF\xBF\xBDy\xEF\xBF\xBD" },
		{ "a\xE2\x80\xAE" "b\xE2\x81\xA6" "c\xD8\x9C" "d\xE2\x80\x93", "abcd\xE2\x80\x93" }, { "", "" },
	};
	static const struct {
		int64_t number;
		const char *want;
	} numbers[] = { { 0, "0" }, { 7000, "7" }, { 12345, "12.345" }, { 12340, "12.34" }, { 5, "0.005" }, { -500, "-0.5" }, { -1500, "-1.5" } };
	struct page page;

	(void)unused;
	buf_init(&page.bytes, 1000);
	for (size_t i = 0; i < COUNT(rows); i++) {
		buf_clear(&page.bytes);
		page_text(&page, rows[i].text);
		assert_string_equal(buf_fitted(&page.bytes).ptr, rows[i].want);
	}
	for (size_t i = 0; i < COUNT(numbers); i++) {
		buf_clear(&page.bytes);
		page_thousandths(&page, numbers[i].number);
		assert_string_equal(buf_fitted(&page.bytes).ptr, numbers[i].want);
	}
	buf_free(&page.bytes);
}

static void what_is_no_link_is_text(void **unused)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "Room 5", "Room 5" }, { "", "" },
		{ "https://meet.example.org/a?b='c'&d", "<a href=\"https://meet.example.org/a?b=&#39;c&#39;&amp;d\">https://meet.example.org/a?b=&#39;c&#39;&amp;d</a>" },
		{ "Room <5>, (https://meet.example.org/x). Ring \"twice\"",
		  "Room &lt;5&gt;, (<a href=\"https://meet.example.org/x\">https://meet.example.org/x</a>). Ring &quot;twice&quot;" },
		{ "javascript:alert(1)", "javascript:alert(1)" }, { "data:text/html,<b>", "data:text/html,&lt;b&gt;" },
		{ "https://x@evil.example/", "https://x@evil.example/" }, { "https://a.example/\"onclick=x", "https://a.example/&quot;onclick=x" },
		{ "https://a.example/\xE2\x80\xAEgpj", "https://a.example/gpj" },
	};
	struct page page;

	(void)unused;
	buf_init(&page.bytes, 1000);
	for (size_t i = 0; i < COUNT(rows); i++) {
		buf_clear(&page.bytes);
		page_text_with_link(&page, rows[i].text);
		assert_string_equal(buf_fitted(&page.bytes).ptr, rows[i].want);
	}
	buf_clear(&page.bytes);
	assert_false(page_link_begin(&page, NULL));
	assert_false(page_link_begin(&page, "javascript:alert(1)"));
	assert_int_equal(buf_len(&page.bytes), 0);
	buf_free(&page.bytes);
}

static void formats_have_names(void **unused)
{
	static const char *const names[N_EXPORT_FORMATS] = { "ics", "html", "json", "csv" };
	enum export_format format;

	(void)unused;
	for (size_t i = 0; i < N_EXPORT_FORMATS; i++) {
		assert_true(export_format_from_name(names[i], &format));
		assert_int_equal(format, i);
	}
	assert_false(export_format_from_name("pdf", &format));
	assert_false(export_format_from_name("", &format));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(golden_files), TEST(metrics_file), TEST(nothing_yet), TEST(several_lists), TEST(calendar_is_read_back), TEST(calendar_follows_changes),
		TEST(hostile_text_makes_no_markup), TEST(hostile_text_makes_no_entry), TEST(hostile_text_makes_no_formula),
		TEST(page_escapes), TEST(what_is_no_link_is_text), TEST(formats_have_names),
	};

	return cmocka_run_group_tests_name("export", tests, NULL, NULL);
}
