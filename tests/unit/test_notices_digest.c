/* test_notices_digest.c - what the list, the chairs and the board are told about meetings and deadlines.
 *
 * The texts are compared with the files in tests/data/notices, which read as documentation.  The skeleton of
 * the minutes goes there and back: mailed, pasted, filled in, mailed again, read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <libical/ical.h>

#include "base/buf.h"
#include "committee/held.h"
#include "notices/calendar.h"
#include "notices/changes.h"
#include "notices/digest.h"
#include "notices/layout.h"
#include "tags/scan.h"
#include "tags_tables.h"

enum { COUNT_MAX = 32 };

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *dave_addrs[] = { "dave@example.org" }, *joe_addrs[] = { "joe@example.org" };
static struct person persons[] = {
	{ .name = "Dave Thorn", .addresses = dave_addrs, .n_addresses = 1, .member = true },
	{ .name = "Joe Stone", .addresses = joe_addrs, .n_addresses = 1, .member = true },
	{ .name = "KP Sand", .member = true },
	{ .name = "Zo\xC3\xAB Berg", .member = true },
};
static const struct people people = { .persons = persons, .n_persons = 4 };
static const struct notice_policy policy = {
	.list_name = "bsc", .list_address = "bsc@lists.example.org", .has_tokens = true, .mail_proof = MAIL_PROVED_BY_SIGNATURE, .list_id = "bsc.lists.example.org",
	.prefix = "[BSC]", .zone = "America/Los_Angeles", .from_name = "Beadle", .from_addr = "beadle@example.org",
};

static struct arena *arena;
static const struct zone *seattle, *zurich;

static int setup(void **state)
{
	(void)state;
	arena = arena_new();
	seattle = zone_find("America/Los_Angeles");
	zurich = zone_find("Europe/Zurich");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static int64_t at(const char *text)
{
	int64_t s;

	assert_true(civil_parse_instant(span_of(text), &s));
	return s;
}

/* Every line CRLF, at most 78 bytes; in 7bit text at most 72 columns of our own text. */
static void check_form(struct span mail)
{
	struct span rest, line;
	bool head = true;

	for (rest = mail; span_next_line(&rest, &line);) {
		struct span text = line.len && line.ptr[line.len - 1] == '\r' ? span_sub(line, 0, line.len - 1) : line;

		assert_true(line.ptr[line.len] == '\r' || text.len < line.len);
		if (text.len > 78)
			fail_msg("too long: " SPAN_FMT, SPAN_ARG(text));
		if (!text.len)
			head = false;
		if (span_starts(text, "From "))
			fail_msg("a line begins with From in " SPAN_FMT, SPAN_ARG(mail));
		if (head)
			assert_false(span_starts_ci(text, "Bcc:"));
	}
}

static void compare_with_file(const char *name, struct span got)
{
	const char *top = getenv("srcdir");
	char path[4096], want[64 * 1024];

	check_form(got);
	snprintf(path, sizeof path, "%s/tests/data/notices/%s", top ? top : ".", name);
	FILE *file = fopen(path, getenv("BEADLE_UPDATE") ? "w+" : "r");

	if (!file)
		fail_msg("%s is missing", path);
	if (getenv("BEADLE_UPDATE")) {
		fwrite(got.ptr, 1, got.len, file);
		rewind(file);
	}
	size_t len = fread(want, 1, sizeof want - 1, file);

	fclose(file);
	want[len] = '\0';
	if (!span_eq(got, span_from(want, len)))
		fail_msg("%s differs; got:\n" SPAN_FMT, path, SPAN_ARG(got));
}

static const char *message_id(const char *key)
{
	return mailtext_message_id(arena, span_of("a secret"), key, "example.org");
}

static struct digest_reader list_reader(const char *key)
{
	return (struct digest_reader){ .name = "", .addr = policy.list_address, .zone = seattle, .message_id = message_id(key),
				       .answers = "" };
}

static struct digest_reader chair_reader(const char *key)
{
	return (struct digest_reader){ .name = "Joe Stone", .addr = "joe@example.org", .zone = zurich,
				       .message_id = message_id(key), .answers = "" };
}

static struct item *an_item(int number, const char *text, const char *owner, const char *raised, const char *due)
{
	struct item *item = arena_alloc(arena, 1, sizeof *item);

	*item = (struct item){ .number = number, .list = "bsc", .text = text, .detail = "", .context = "", .quote = text, .due_unread = "",
			       .message_id = "m1@example.org", .rule = "bracket", .raised_by = "KP Sand", .note = "",
			       .raised_at_s = at(raised) };
	if (*due)
		assert_true(civil_parse_iso(span_of(due), &item->due));
	if (*owner) {
		item->owners = arena_alloc(arena, 1, sizeof *item->owners);
		item->owners[0] = (struct owner){ .written = owner, .person = owner, .group = "" };
		item->n_owners = 1;
	}
	return item;
}

static struct item_list items_of(const struct item *a, const struct item *b)
{
	struct item_view *rows = arena_alloc(arena, 2, sizeof *rows);

	rows[0] = (struct item_view){ .item = a };
	rows[1] = (struct item_view){ .item = b };
	return (struct item_list){ rows, (a != NULL) + (size_t)(b != NULL) };
}

/* ---- deadlines for the views ---- */

static struct deadline_event events[COUNT_MAX];
static size_t n_events, n_mails;
static struct deadline_terms terms;

static void event(const char *when, enum deadline_event_kind kind, const char *actor, unsigned roles, const char *text)
{
	assert_true(n_events < COUNT_MAX);
	events[n_events] = (struct deadline_event){
		.kind = kind, .at_s = at(when), .actor = actor, .roles = roles, .proved = true, .text = text,
		.message_id = arena_printf(arena, "d%zu@example.org", n_mails++),
	};
	n_events++;
}

/* A server takes a notice to the list that names this end. */
static void told(const char *when, const char *end)
{
	const struct deadline_event announced = { .kind = DEADLINE_EVENT_ANNOUNCED, .at_s = at(when), .actor = "beadle", .text = "",
						  .message_id = when, .named_s = at(end) };

	assert_true(n_events + 1 < COUNT_MAX);
	events[n_events++] = announced;
	events[n_events] = announced;
	events[n_events++].kind = DEADLINE_EVENT_TOLD;
}

/* Minutes of #38, mailed on Thursday. */
static void begin_minutes(void)
{
	n_events = n_mails = 0;
	terms = (struct deadline_terms){ .kind = DEADLINE_MINUTES, .zone = seattle, .meeting_date = { 2023, 6, 28 } };
	event("2023-06-29T18:00:00Z", DEADLINE_EVENT_OPENED, "KP Sand", DEADLINE_BY_CHAIR, "");
	told("2023-06-29T18:01:00Z", "2023-07-06T06:59:59Z");
	n_mails++;
}

static struct deadline_view minutes_at(const char *now)
{
	struct deadline *d = arena_alloc(arena, 1, sizeof *d);

	deadline_fold(arena, &terms, events, n_events, at(now), at(now), d);
	return (struct deadline_view){ .number = 7, .title = "Minutes of meeting #38 of Wed 28 Jun 2023",
				       .kind = DEADLINE_MINUTES, .meeting = 38, .deadline = d, .end_said = "" };
}

/* ---- the week ---- */

static void the_weekly_digest_is_that_of_the_file(void **state)
{
	struct item *done = an_item(3, "Ask the port authority for the berth plan", "KP Sand", "2023-06-14T20:00:00Z", "2023-06-28");
	const struct thread threads[] = {
		{ .subject = "New logo", .message_id = "t1", .messages = 12, .people = 5 },
		{ .subject = "Z\xC3\xBCrich: where to meet", .message_id = "t2", .messages = 1, .people = 1 },
	};
	const struct meeting_view next = { .number = 39, .start_s = at("2023-07-12T20:00:00Z"), .length_minutes = 60,
					   .chair = "Joe Stone", .where = "https://meet.example.org/bsc" };
	struct digest_reader reader = list_reader("weekly/bsc/2023-07-03");
	struct notice_composed mail;

	(void)state;
	begin_minutes();
	event("2023-07-01T10:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave Thorn", DEADLINE_BY_MEMBER, "I never said that");
	const struct deadline_view deadline = minutes_at("2023-07-03T16:00:00Z");

	done->status = ITEM_DONE;
	done->note = "it is in the shared folder";
	const struct weekly_view view = {
		.from_s = at("2023-06-26T16:00:00Z"), .to_s = at("2023-07-03T16:00:00Z"),
		.added = items_of(an_item(12, "Forward the announcement of the working group to the list of the kernel and ask for comments",
					  "Dave Thorn", "2023-06-28T20:00:00Z", "2023-07-05"), an_item(13, "Find a room", "",
					  "2023-06-28T20:00:00Z", "")),
		.done = items_of(done, NULL),
		.overdue = items_of(an_item(5, "Compare the offers", "Joe Stone", "2023-05-31T20:00:00Z", "2023-06-14"), NULL),
		.due = items_of(an_item(12, "Forward the announcement", "Dave Thorn", "2023-06-28T20:00:00Z", "2023-07-05"), NULL),
		.n_news = 3, .deadlines = &deadline, .n_deadlines = 1, .next = &next, .threads = threads, .n_threads = 2,
	};

	assert_true(digest_weekly(arena, &policy, &reader, &view, view.to_s, &mail));
	assert_string_equal(mail.subject, "[BSC] The week: 2 new, 1 done, 1 overdue, 1 due this week");
	compare_with_file("weekly.eml", mail.bytes);
}

static void a_week_without_anything_has_no_digest(void **state)
{
	const struct meeting_view next = { .number = 39, .start_s = at("2023-07-12T20:00:00Z"), .chair = "", .where = "" };
	struct thread thread = { .subject = "x", .message_id = "t", .messages = 1, .people = 1 };
	struct weekly_view view = { .from_s = at("2023-06-26"), .to_s = at("2023-07-03"), .next = &next };
	struct digest_reader reader = list_reader("weekly/bsc/2023-07-03");
	struct notice_composed mail;

	(void)state;
	assert_false(digest_weekly(arena, &policy, &reader, &view, view.to_s, &mail));
	view.threads = &thread;
	view.n_threads = 1;
	assert_false(digest_weekly(arena, &policy, &reader, &view, view.to_s, &mail));
	thread.messages = thread.people = 2;
	assert_true(digest_weekly(arena, &policy, &reader, &view, view.to_s, &mail));
	assert_string_equal(mail.subject, "[BSC] The week on the list");
}

/* A vote brings a digest about when it ends in that week, or has ended and no notice of its own says so. */
static void a_week_with_a_vote(void **state)
{
	static const struct {
		const char *opened, *closes;
		enum vote_state state;
		const char *line;	/* NULL: no digest */
	} table[] = {
		{ "2023-06-22T10:00:00Z", "2023-07-06T10:00:00Z", VOTE_OPEN, "#7  ends Thu 6 Jul, 2 of 4 have voted  The charter\n" },
		{ "2023-06-22T10:00:00Z", "2023-07-06T10:00:00Z", VOTE_EXTENDED, "#7  ends Thu 6 Jul, 2 of 4 have voted  The charter\n" },
		{ "2023-06-29T10:00:00Z", "2023-07-06T10:00:00Z", VOTE_OPEN, NULL },	/* the list has just heard of it */
		{ "2023-06-22T10:00:00Z", "2023-07-20T10:00:00Z", VOTE_OPEN, NULL },
		{ "2023-06-22T10:00:00Z", "2023-06-29T10:00:00Z", VOTE_PASSED, "#7  passed on Thu 29 Jun (2 yes, 0 no, 0 abstained)  The charter\n" },
		{ "2023-06-22T10:00:00Z", "2023-06-29T10:00:00Z", VOTE_FAILED, "#7  not passed on Thu 29 Jun (2 yes, 0 no, 0 abstained)  The charter\n" },
		{ "2023-06-22T10:00:00Z", "2023-06-29T10:00:00Z", VOTE_NO_QUORUM, "#7  no quorum on Thu 29 Jun  The charter\n" },
		{ "2023-06-22T10:00:00Z", "2023-06-29T10:00:00Z", VOTE_WITHDRAWN, "#7  withdrawn on Thu 29 Jun  The charter\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct vote_entry entry = {
			.number = 7, .title = "The charter",
			.vote = { .opened = true, .state = table[i].state, .opened_s = at(table[i].opened), .closes_s = at(table[i].closes),
				  .tally = { .members = 4, .yes = 2 }, .n_voters = 4, .n_voted = 2 },
		};
		const struct weekly_view view = { .from_s = at("2023-06-26T16:00:00Z"), .to_s = at("2023-07-03T16:00:00Z"), .votes = { &entry, 1, 1 } };
		struct digest_reader reader = list_reader("weekly/bsc/2023-07-03");
		struct notice_composed mail;
		bool is_due;

		if (vote_state_is_end(entry.vote.state))
			entry.vote.settled_s = entry.vote.closes_s;
		is_due = digest_weekly(arena, &policy, &reader, &view, view.to_s, &mail);
		assert_int_equal(is_due, table[i].line != NULL);
		if (is_due && !strstr(mail.text, table[i].line))
			fail_msg("row %zu, not in:\n%s", i, mail.text);
	}
}

/* ---- the agenda ---- */

static const char *const dave[] = { "Dave Thorn" }, *const two[] = { "KP Sand", "Zo\xC3\xAB Berg" };
static const char *const members[] = { "Dave Thorn", "Joe Stone", "KP Sand", "Zo\xC3\xAB Berg" };
static const struct agenda_row rows[] = {
	{ .title = "Windows roadmap", .presenters = two, .n_presenters = 2, .raised_by = "Joe Stone", .minutes = 30,
	  .carried_from = 38, .message_id = "a1@example.org" },
	{ .title = "Election: who may vote, and how nominees are asked before the vote is sent out to all",
	  .presenters = dave, .n_presenters = 1, .raised_by = "Dave Thorn", .minutes = 20, .carried_from = -1, .message_id = "" },
	{ .title = "Stack_walking & **bold** plans (draft)", .raised_by = "Joe Stone", .minutes = 15, .carried_from = -1,
	  .message_id = "" },
	{ .title = "Landscape", .presenters = dave, .n_presenters = 1, .raised_by = "KP Sand", .minutes = -1,
	  .carried_from = -1, .message_id = "" },
};

static struct agenda_view an_agenda(void)
{
	static const char *const owners[] = { "Dave Thorn", "Joe Stone" };

	return (struct agenda_view){
		.meeting = { .number = 39, .start_s = at("2023-07-12T20:00:00Z"), .length_minutes = 60, .chair = "Joe Stone",
			     .where = "https://meet.example.org/bsc" },
		.list_zone = seattle, .rows = rows, .n_rows = COUNT(rows), .participants = members, .n_participants = 4,
		.open = items_of(an_item(12, "Forward the announcement", "Dave Thorn", "2023-06-28T20:00:00Z", "2023-07-05"),
				 an_item(5, "Compare the offers", "Joe Stone", "2023-02-01T20:00:00Z", "")),
		.open_owner = owners,
	};
}

static void the_agenda_digest_is_that_of_the_file(void **state)
{
	struct item *done = an_item(3, "Ask the port authority", "KP Sand", "2023-06-14T20:00:00Z", "2023-06-28");
	struct digest_reader reader = chair_reader("agenda/bsc/39");
	struct agenda_view view = an_agenda();
	struct notice_composed mail;
	const struct question_view question = {
		.item = an_item(14, "Find a room", "", "2023-06-28T20:00:00Z", ""), .text = "Nobody owns it: who does it?",
		.message_id = "m9@example.org",
	};
	const struct failing_view failing[] = {
		{ .name = "Dave Thorn", .addr = "dave@old.example.org", .since_s = at("2023-07-03T20:00:00Z"),
		  .why = "550 5.1.1 no such user", .instead = "dave@example.org" },
		{ .name = "KP Sand", .addr = "kp@example.org", .since_s = at("2023-07-09T20:00:00Z"), .why = "", .instead = "" },
	};

	(void)state;
	begin_minutes();
	const struct deadline_view deadline = minutes_at("2023-07-10T20:00:00Z");

	done->status = ITEM_DONE;
	view.done = items_of(done, NULL);
	view.deadlines = &deadline;
	view.n_deadlines = 1;
	view.questions = &question;
	view.n_questions = 1;
	view.failing = failing;
	view.n_failing = COUNT(failing);
	digest_agenda(arena, &policy, &reader, &view, at("2023-07-10T20:00:00Z"), &mail);
	compare_with_file("agenda-digest.eml", mail.bytes);
	reader = list_reader("list-agenda/bsc/39");
	digest_list_agenda(arena, &policy, &reader, &view, at("2023-07-11T20:00:00Z"), &mail);
	compare_with_file("agenda.eml", mail.bytes);
}

static void an_empty_agenda_asks_whether_to_cancel(void **state)
{
	struct agenda_view view = an_agenda();
	struct digest_reader reader = chair_reader("agenda/bsc/39");
	struct notice_composed mail;

	(void)state;
	view.n_rows = 0;
	digest_agenda(arena, &policy, &reader, &view, at("2023-07-10T20:00:00Z"), &mail);
	check_form(mail.bytes);
	assert_true(span_find(mail.bytes, "Nothing is on the agenda: cancel?") > 0);
	assert_true(span_find(mail.bytes, "WARNING") < 0);
}

/* ---- there and back ---- */

static const char *describe(const struct fact_list *list)
{
	const char *text = "";

	for (size_t i = 0; i < list->len; i++) {
		const struct fact *f = &list->facts[i];
		char date[CIVIL_TEXT_SIZE];

		text = arena_printf(arena, "%s%s #%d ", text, fact_kind_name(f->kind), f->meeting);
		for (size_t k = 0; k < f->n_people; k++)
			text = arena_printf(arena, "%s%s%s", text, k ? "/" : "", f->people[k]);
		text = arena_printf(arena, "%s: %s", text, f->text);
		if (civil_is_set(f->due) && f->kind == FACT_MEETING)
			text = arena_printf(arena, "%s <%s>", text, civil_format_iso(f->due, date));
		if (f->minutes >= 0)
			text = arena_printf(arena, "%s %dm", text, f->minutes);
		text = arena_printf(arena, "%s\n", text);
	}
	return text;
}

static const char expected_facts[] =
	"meeting #39 Joe Stone: Meeting #39 - 2023-07-12 <2023-07-12>\n"
	"agenda #39 KP Sand/Zo\xC3\xAB Berg: Windows roadmap 30m\n"
	"agenda #39 Dave Thorn: Election: who may vote, and how nominees are asked before the vote is sent out to all 20m\n"
	"agenda #39 Joe Stone: Stack_walking & **bold** plans (draft) 15m\n"
	"agenda #39 Dave Thorn: Landscape\n";

static struct rules *new_rules(void)
{
	struct rules *rules;
	struct err err;

	assert_int_equal(rules_new(NULL, &rules, &err), ERR_NONE);
	return rules;
}

static void the_skeleton_is_read_back_without_loss(void **state)
{
	struct agenda_view view = an_agenda();
	const char *skeleton = digest_skeleton(arena, &view, false);
	const struct scan_context context = { .people = &people };
	struct fact_list list = { .facts = NULL };
	struct rules *rules = new_rules();
	struct span rest = span_of(skeleton), line;
	struct err err;

	(void)state;
	while (span_next_line(&rest, &line))
		assert_true(line.len <= 76);
	assert_int_equal(scan_minutes(arena, rules, span_of(skeleton), &context, &list, &err), ERR_NONE);
	assert_string_equal(describe(&list), expected_facts);
	rules_free(&rules);
}

/* The chair copies it out of the digest as a mail program shows it, writes notes below the entries, and
 * mails it with a program that wraps, flowed or not. */
static void a_filled_in_skeleton_mailed_to_the_list_is_read_back(void **state)
{
	static const char *const styles[] = { "text/plain; charset=utf-8; format=flowed", "text/plain; charset=utf-8" };
	struct digest_reader reader = chair_reader("agenda/bsc/39");
	struct message_limits limits = message_limits_default();
	struct agenda_view view = an_agenda();
	struct rules *rules = new_rules();
	struct message digest;
	struct notice_composed mail;
	struct err err;

	(void)state;
	digest_agenda(arena, &policy, &reader, &view, at("2023-07-10T20:00:00Z"), &mail);
	assert_int_equal(message_read(arena, mail.bytes, &limits, &digest, &err), ERR_NONE);
	for (size_t s = 0; s < COUNT(styles); s++) {
		const struct scan_context context = { .people = &people };
		struct fact_list list = { .facts = NULL };
		struct message minutes;
		const char *body = "";
		bool in = false;

		for (size_t i = 0; i < digest.n_lines; i++) {
			struct span line = digest.lines[i].text;

			in = in || span_starts(line, "## Meeting");
			if (in && (span_starts(line, "Answer with") || span_starts(line, "-- ")))
				break;
			if (!in)
				continue;
			/* as a flowed mail has to be written: a leading space is stuffed */
			body = arena_printf(arena, "%s%s" SPAN_FMT "\r\n", body,
					    s == 0 && line.len && line.ptr[0] == ' ' ? " " : "", SPAN_ARG(line));
			if (span_find(line, "Landscape") >= 0)
				body = arena_printf(arena, "%s%s    - we looked at three projects\r\n"
						    "%s    - AI(Dave): send the list\r\n", body, s == 0 ? " " : "", s == 0 ? " " : "");
		}
		const char *bytes = arena_printf(arena, "From: Joe Stone <joe@example.org>\r\nSubject: Minutes of #39\r\n"
						 "MIME-Version: 1.0\r\nContent-Type: %s\r\n"
						 "Content-Transfer-Encoding: 8bit\r\n\r\n%s", styles[s], body);

		assert_int_equal(message_read(arena, span_of(bytes), &limits, &minutes, &err), ERR_NONE);
		assert_int_equal(scan_message(arena, rules, &minutes, &context, &list, &err), ERR_NONE);
		/* the subject may say something as well */
		while (list.len && list.facts[0].line == 0) {
			list.facts++;
			list.len--;
		}
		assert_string_equal(describe(&list), arena_printf(arena, "%saction #39 Dave Thorn: send the list\n", expected_facts));
	}
	rules_free(&rules);
}

/* The agendas of real minutes: each title, presenter and time box comes back as it was. */
static void real_agendas_survive_the_skeleton(void **state)
{
	const char *path = table_shared(arena, "bsc/minutes.md");
	const struct scan_context context = { .people = NULL };
	struct fact_list all = { .facts = NULL };
	struct rules *rules;
	unsigned meetings = 0, entries = 0, bad = 0;
	struct err err;

	(void)state;
	if (!path) {
		printf("# skipped: no ../shared/bsc/minutes.md beside the project\n");
		return;
	}
	rules = new_rules();
	assert_int_equal(scan_minutes(arena, rules, table_file(arena, path), &context, &all, &err), ERR_NONE);
	for (size_t m = 0; m < all.len; m++) {
		const struct fact *meeting = &all.facts[m];
		struct agenda_row *agenda = arena_alloc(arena, all.len, sizeof *agenda);
		const struct fact **wanted = arena_alloc(arena, all.len, sizeof *wanted);
		struct agenda_view view = { .list_zone = zone_utc(), .rows = agenda };
		struct fact_list back = { .facts = NULL };
		size_t k = 0;

		if (meeting->kind != FACT_MEETING)
			continue;
		view.meeting = (struct meeting_view){
			.number = meeting->meeting, .start_s = civil_to_utc((struct civil_time){ .date = meeting->due }),
			.length_minutes = 60, .chair = meeting->n_owners ? meeting->owners[0] : "", .where = "",
		};
		for (size_t i = m + 1; i < all.len && all.facts[i].kind != FACT_MEETING; i++) {
			const struct fact *f = &all.facts[i];

			if (f->kind != FACT_AGENDA)
				continue;
			agenda[view.n_rows] = (struct agenda_row){ .title = f->text, .presenters = (const char *const *)f->owners,
								   .n_presenters = f->n_owners, .raised_by = "", .minutes = f->minutes,
								   .carried_from = -1, .message_id = "" };
			wanted[view.n_rows++] = f;
		}
		assert_int_equal(scan_minutes(arena, rules, span_of(digest_skeleton(arena, &view, meetings % 2)), &context, &back, &err), ERR_NONE);
		meetings++;
		entries += (unsigned)view.n_rows;
		assert_int_equal(back.facts[0].kind, FACT_MEETING);
		assert_int_equal(back.facts[0].meeting, meeting->meeting);
		assert_int_equal(civil_compare(back.facts[0].due, meeting->due), 0);
		for (size_t i = 1; i < back.len; i++) {
			const struct fact *f = &back.facts[i];

			if (f->kind != FACT_AGENDA || k >= view.n_rows || strcmp(f->text, wanted[k]->text) != 0 ||
			    f->minutes != wanted[k]->minutes || f->n_owners != wanted[k]->n_owners ||
			    (f->n_owners && strcmp(f->owners[0], wanted[k]->owners[0]) != 0)) {
				printf("# #%d: %s instead of %s\n", meeting->meeting, f->text, k < view.n_rows ? wanted[k]->text : "nothing");
				bad++;
			}
			k++;
		}
		bad += k != view.n_rows;
		if (k != view.n_rows)
			printf("# #%d: %zu entries of %zu\n", meeting->meeting, k, view.n_rows);
	}
	printf("# %u meetings, %u entries\n", meetings, entries);
	rules_free(&rules);
	assert_true(meetings > 30 && entries > 80);
	assert_int_equal(bad, 0);
}

/* ---- calendar ---- */

static void the_calendar_is_valid(void **state)
{
	const struct calendar_event event_in = {
		.uid = "meeting-39-bsc@example.org", .sequence = 2, .stamp_s = at("2023-07-10T20:00:00Z"),
		.start_s = at("2023-07-12T20:00:00Z"), .end_s = at("2023-07-12T21:00:00Z"),
		.summary = "bsc; meeting \x1B, #39 \\",
		.description = "1. Z\xC3\xBCrich: \xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"
			       "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\n2. x\nEND:VEVENT",
		.location = "https://meet.example.org/bsc", .organizer_name = "b\"s\nc", .organizer_addr = "bsc@lists.example.org",
	};
	struct span rest, line;
	struct buf buf;

	(void)state;
	buf_init(&buf, 10000);
	calendar_write(&buf, &event_in);
	for (rest = buf_fitted(&buf); span_next_line(&rest, &line);) {
		assert_true(line.len <= 75);
		assert_int_equal(span_utf8_valid(line), line.len);
	}
	icalcomponent *calendar = icalparser_parse_string(buf_fitted(&buf).ptr);

	assert_non_null(calendar);
	assert_int_equal(icalcomponent_count_errors(calendar), 0);
	assert_int_equal(icalrestriction_check(calendar), 1);
	icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);

	assert_non_null(event);
	assert_int_equal(icaltime_as_timet(icalcomponent_get_dtstart(event)), event_in.start_s);
	assert_int_equal(icaltime_as_timet(icalcomponent_get_dtend(event)), event_in.end_s);
	assert_string_equal(icalcomponent_get_summary(event), "bsc; meeting  , #39 \\");
	assert_string_equal(icalcomponent_get_description(event), event_in.description);
	assert_string_equal(icalcomponent_get_uid(event), event_in.uid);
	assert_int_equal(icalcomponent_get_sequence(event), 2);
	icalcomponent_free(calendar);
	buf_free(&buf);
}

/* ---- deadlines ---- */

static void deadline_notices_are_those_of_the_files(void **state)
{
	struct digest_reader reader = list_reader("deadline/7/opened");
	struct deadline_view view;
	struct notice_composed mail;

	(void)state;
	begin_minutes();
	reader.answers = "d0@example.org";
	view = minutes_at("2023-06-29T18:01:00Z");
	digest_deadline(arena, &policy, &reader, &view, DEADLINE_NOTICE_OPENED, "", at("2023-06-29T18:01:00Z"), &mail);
	compare_with_file("deadline-opened.eml", mail.bytes);

	event("2023-06-30T10:00:00Z", DEADLINE_EVENT_TEXT_CHANGED, "KP Sand", DEADLINE_BY_CHAIR, "");
	event("2023-07-01T10:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave Thorn", DEADLINE_BY_MEMBER, "I never said that");
	view = minutes_at("2023-07-01T12:00:00Z");
	reader.message_id = message_id("deadline/7/text/1");
	digest_deadline(arena, &policy, &reader, &view, DEADLINE_NOTICE_TEXT, "- we agree\n+ we do not agree\n", at("2023-07-01T12:00:00Z"), &mail);
	compare_with_file("deadline-text.eml", mail.bytes);

	digest_deadline(arena, &policy, &reader, &view, DEADLINE_NOTICE_TEXT, NULL, at("2023-07-01T12:00:00Z"), &mail);
	assert_non_null(strstr(mail.text, "It is too long to be compared here"));
	digest_deadline(arena, &policy, &reader, &view, DEADLINE_NOTICE_MOVED, "- 500\n+ 5000\n", at("2023-07-01T12:00:00Z"), &mail);
	assert_non_null(strstr(mail.text, "What changed:\n- 500\n+ 5000\n"));

	reader.message_id = message_id("deadline/7/last-day");
	view = minutes_at("2023-07-05T07:00:00Z");
	digest_deadline(arena, &policy, &reader, &view, DEADLINE_NOTICE_LAST_DAY, "", at("2023-07-05T07:00:00Z"), &mail);
	compare_with_file("deadline-last-day.eml", mail.bytes);

	reader.message_id = message_id("deadline/7/closed");
	view = minutes_at("2023-07-06T07:05:00Z");
	assert_int_equal(view.deadline->state, DEADLINE_NOT_AGREED);
	digest_deadline(arena, &policy, &reader, &view, DEADLINE_NOTICE_CLOSED, "", at("2023-07-06T07:05:00Z"), &mail);
	compare_with_file("deadline-not-agreed.eml", mail.bytes);

	event("2023-07-03T10:00:00Z", DEADLINE_EVENT_WITHDRAW, "Dave Thorn", DEADLINE_BY_MEMBER, "");
	view = minutes_at("2023-07-03T12:00:00Z");
	reader.message_id = message_id("deadline/7/moved/1");
	digest_deadline(arena, &policy, &reader, &view, DEADLINE_NOTICE_MOVED, "", at("2023-07-03T12:00:00Z"), &mail);
	compare_with_file("deadline-moved.eml", mail.bytes);
	told("2023-07-03T12:00:00Z", "2023-07-11T06:59:59Z");

	event("2023-07-11T10:00:00Z", DEADLINE_EVENT_OBJECTED, "Zo\xC3\xAB Berg", DEADLINE_BY_MEMBER, "too late, I know");
	event("2023-07-02T10:00:00Z", DEADLINE_EVENT_OK, "Joe Stone", DEADLINE_BY_MEMBER, "");
	view = minutes_at("2023-07-12T12:00:00Z");
	assert_int_equal(view.deadline->state, DEADLINE_STANDS);
	reader.message_id = message_id("deadline/7/closed/2");
	digest_deadline(arena, &policy, &reader, &view, DEADLINE_NOTICE_CLOSED, "", at("2023-07-12T12:00:00Z"), &mail);
	compare_with_file("deadline-closed.eml", mail.bytes);

	reader = chair_reader("deadline/7/chair");
	digest_deadline_chair(arena, &policy, &reader, &view, at("2023-07-12T12:00:00Z"), &mail);
	compare_with_file("deadline-chair.eml", mail.bytes);
	reader = (struct digest_reader){ .name = "Mona Quist", .addr = "mona@example.org", .zone = zone_utc(),
					 .message_id = message_id("deadline/7/final"), .answers = "" };
	digest_final_minutes(arena, &policy, &reader, &view, "## Meeting #38 - 2023-06-28\n\n- **Chair: KP Sand**\n",
			     at("2023-07-12T12:00:00Z"), &mail);
	compare_with_file("minutes-final.eml", mail.bytes);
	reader = chair_reader("deadline/7/late");
	assert_int_equal(view.deadline->n_remarks, 1);
	digest_objection_asked(arena, &policy, &reader, &view, &view.deadline->remarks[0], at("2023-07-12T12:00:00Z"), &mail);
	check_form(mail.bytes);
	assert_true(span_find(mail.bytes, "Nothing has changed by it.") > 0);
}

static void changes_are_lines_gone_and_new(void **state)
{
	static const struct { const char *before, *after, *want; } cases[] = {
		{ "a\nb\nc\n", "a\nb\nc", "" },
		{ "a\nb\n\nc\n", "a \nb\nc\n", "" },
		{ "a\nb\nc\n", "a\nx\nc\n", "- b\n+ x\n" },
		{ "a\nb\nc\nd\n", "a\nc\nd\ne\n", "- b\n+ e\n" },
		{ "", "a\n", "+ a\n" }, { "a\n", "", "- a\n" },
		{ "a\nb\nc\nd\n", "w\nx\ny\n", "- a\n- b\n- c\nand 4 more lines\n" },
	};
	struct buf before, after;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(changes_between(arena, span_of(cases[i].before), span_of(cases[i].after), 3), cases[i].want);
	buf_init(&before, 100000);
	buf_init(&after, 100000);
	for (int i = 0; i < 2000; i++) {
		buf_addf(&before, "a%d\n", i);
		buf_addf(&after, "b%d\n", i);
	}
	assert_string_equal(changes_between(arena, buf_fitted(&before), buf_fitted(&after), 3), "- 2000 lines\n+ 2000 lines\n");
	buf_free(&before);
	buf_free(&after);
}

static void long_lines_of_minutes_are_encoded(void **state)
{
	struct digest_reader reader = chair_reader("x");
	struct deadline_view view;
	struct notice_composed mail;
	char text[3001];

	(void)state;
	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	begin_minutes();
	view = minutes_at("2023-07-06T07:00:00Z");
	digest_final_minutes(arena, &policy, &reader, &view, text, at("2023-07-06T07:00:00Z"), &mail);
	check_form(mail.bytes);
}

static void a_plain_objection_is_asked_about(void **state)
{
	struct digest_reader reader = chair_reader("deadline/7/ask/1");
	struct deadline_view view;
	struct notice_composed mail;

	(void)state;
	begin_minutes();
	event("2023-07-01T10:00:00Z", DEADLINE_EVENT_PLAIN_OBJECTION, "Dave Thorn", DEADLINE_BY_MEMBER, "I object to the second point.");
	view = minutes_at("2023-07-01T12:00:00Z");
	assert_int_equal(view.deadline->n_remarks, 1);
	digest_objection_asked(arena, &policy, &reader, &view, &view.deadline->remarks[0], at("2023-07-01T12:00:00Z"), &mail);
	compare_with_file("deadline-question.eml", mail.bytes);
}

/* Many, by whoever: so many have a row, people of the list first. */
static void objections_of_a_day_are_asked_about_together(void **state)
{
	const struct event unclear = { .kind = EVENT_DEADLINE, .at_s = at("2023-07-01T11:00:00Z"), .actor = "x@example.net", .proof = "",
				       .message_id = "what@example.net", .deadline.words = "[OBJECT] to all of it\r\nBcc: all@example.org" };
	struct objection_row asked[DIGEST_OBJECTIONS_MAX + 3];
	struct digest_reader reader = chair_reader("objections/bsc/2023-07-01");
	struct deadline_entry entry = { .number = 7 };
	struct deadline_view view;
	struct notice_composed mail;

	(void)state;
	begin_minutes();
	for (int i = 0; i < DIGEST_OBJECTIONS_MAX + 1; i++)
		event("2023-07-01T10:00:00Z", DEADLINE_EVENT_OBJECTED, i ? arena_printf(arena, "m%d@example.net", i) : "n@example.net", 0, "no");
	event("2023-07-01T10:00:01Z", DEADLINE_EVENT_OBJECTED, "Dave Thorn", DEADLINE_BY_MEMBER, "The second point is wrong.");
	for (size_t i = n_events - DIGEST_OBJECTIONS_MAX - 2; i < n_events; i++)
		events[i].proved = false;
	view = minutes_at("2023-07-01T12:00:00Z");
	assert_int_equal(view.deadline->n_remarks, DIGEST_OBJECTIONS_MAX + 2);
	entry.title = view.title;
	entry.deadline = *view.deadline;
	for (size_t i = 0; i < view.deadline->n_remarks; i++)
		asked[i + 1] = (struct objection_row){ .entry = &entry, .remark = &view.deadline->remarks[i] };
	asked[0] = (struct objection_row){ .unclear = &unclear };
	const struct objections_view all = { .rows = asked, .n_rows = view.deadline->n_remarks + 1, .running = &view, .n_running = 1 };

	digest_objections_asked(arena, &policy, &reader, &all, at("2023-07-01T12:00:00Z"), &mail);
	compare_with_file("objections.eml", mail.bytes);
}

static void an_end_that_cannot_be_is_told(void **state)
{
	static const struct {
		const char *said;
		bool passed;
		const char *want;
	} cases[] = {
		{ "until June 5", true, "\n\"until June 5\" had passed already, so it has a week.\n" },
		{ "until blue moon", false, "\n\"until blue moon\" was not understood as its end, so it has a week.\n" },
		{ "", true, "\nThe day that was named had passed already, so it has a week.\n" },
		{ "", false, NULL },
	};
	struct digest_reader reader = list_reader("deadline/7/opened");
	struct notice_composed mail;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		begin_minutes();
		struct deadline_view view = minutes_at("2023-06-29T18:01:00Z");
		struct deadline deadline = *view.deadline;

		deadline.date_passed = cases[i].passed;
		view.deadline = &deadline;
		view.end_said = cases[i].said;
		digest_deadline(arena, &policy, &reader, &view, DEADLINE_NOTICE_OPENED, "", at("2023-06-29T18:01:00Z"), &mail);
		if (cases[i].want)
			assert_non_null(strstr(mail.text, cases[i].want));
		else
			assert_null(strstr(mail.text, "so it has a week"));
	}
}

static void what_waits_is_asked_about(void **state)
{
	static const char *const lines[] = { "[SILENT 1h] Remove the chair\r\nBcc: all@example.org", "[AI all] log in at https://evil.example/" };
	const struct event coup = { .kind = EVENT_HELD, .act = HELD_KEPT, .actor = "m@evil.example", .held.author = "",
				    .held.author_addr = "m@evil.example", .held.subject = "Money\nTo: x@y.example", .held.why = "m@evil.example is not among the people of the list", .message_id = "coup@evil.example",
				    .at_s = at("2023-06-28T22:00:00Z") };
	const struct event notes = { .kind = EVENT_HELD, .act = HELD_KEPT, .actor = "Joe Stringer", .held.author = "Joe Stringer",
				     .held.author_addr = "joe@example.org", .held.subject = "", .held.why = "nothing proves that Joe Stringer wrote it: dkim=fail", .message_id = "notes@example.org",
				     .at_s = at("2023-06-29T08:00:00Z") };
	const struct held_row waiting[] = {
		{ .kept = &notes, .counts = "minutes", .lines = lines, .n_lines = 0 },
		{ .kept = &coup, .counts = "1 deadline by silence, 12 action items", .lines = lines, .n_lines = 2, .n_more = 11 },
	};
	const struct held_view view = { .rows = waiting, .n_rows = 2, .n_more = 3 }, one = { .rows = waiting, .n_rows = 1, .for_operator = true };
	struct digest_reader reader = chair_reader("held/bsc/2023-06-29");
	struct notice_composed mail;

	(void)state;
	digest_held(arena, &policy, &reader, &view, at("2023-06-29T18:01:00Z"), &mail);
	compare_with_file("held.eml", mail.bytes);
	reader.name = "";
	reader.addr = "ops@example.org";
	reader.message_id = message_id("held/bsc/2023-06-30");
	digest_held(arena, &policy, &reader, &one, at("2023-06-30T18:01:00Z"), &mail);
	compare_with_file("held-operator.eml", mail.bytes);
}

static void an_objection_to_nobody_knows_what_is_asked_about(void **state)
{
	const struct event unclear = { .kind = EVENT_DEADLINE, .at_s = at("2023-06-29T17:00:00Z"), .actor = "Joe Stringer", .proof = "",
				       .message_id = "objection@example.org", .deadline.words = "[OBJECT] that is too early for the summer" };
	struct digest_reader reader = chair_reader("objection-unclear/bsc/objection@example.org");
	struct deadline_view view;
	struct notice_composed mail;

	(void)state;
	begin_minutes();
	view = minutes_at("2023-06-29T18:01:00Z");
	digest_objection_unclear(arena, &policy, &reader, &unclear, &view, 1, at("2023-06-29T18:01:00Z"), &mail);
	compare_with_file("objection-unclear.eml", mail.bytes);
}

static void what_a_chair_is_told_is_that_of_the_files(void **state)
{
	const struct meeting_view meeting = { .number = 39, .start_s = at("2023-07-12T20:00:00Z"), .length_minutes = 60,
					      .chair = "Joe Stone", .where = "https://meet.example.org/bsc" };
	const struct question_view questions[] = {
		{ .item = an_item(14, "Find a room", "", "2023-06-28T20:00:00Z", ""), .text = "Nobody owns it: who does it?",
		  .message_id = "m9@example.org" },
		{ .item = an_item(15, "Buy paint", "Davd", "2023-06-28T20:00:00Z", ""), .text = "Who is \"Davd\"?", .message_id = "" },
	};
	struct digest_reader reader = chair_reader("handover/bsc/39");
	struct notice_composed mail;

	(void)state;
	digest_handover(arena, &policy, &reader, &meeting, at("2023-06-29T16:00:00Z"), &mail);
	compare_with_file("handover.eml", mail.bytes);
	reader.message_id = message_id("minutes-missing/bsc/39");
	digest_minutes_missing(arena, &policy, &reader, &meeting, at("2023-07-15T20:00:00Z"), &mail);
	compare_with_file("minutes-missing.eml", mail.bytes);
	reader.message_id = message_id("question/14");
	digest_questions(arena, &policy, &reader, questions, 2, at("2023-06-29T16:00:00Z"), &mail);
	compare_with_file("question.eml", mail.bytes);
	digest_questions(arena, &policy, &reader, questions, 1, at("2023-06-29T16:00:00Z"), &mail);
	assert_string_equal(mail.subject, "[BSC] Whose is #14 Find a room?");
}

static void who_mails_minutes_is_told_what_came_of_them(void **state)
{
	enum { OF_JOE = 22 };
	static const char *present[] = { "Dave Thorn", "Joe Stone", "Ann Lee" };
	static struct decision_entry decided[] = { { .number = 4, .text = "The report is published in May" } };
	const struct promise_row promises[] = {
		{ .row = 1, .line = 12, .owners = "Joe Stone", .quote = "  - Joe will write to the printers about the banner, no updates otherwise" },
		{ .row = 2, .line = 40, .owners = "Ann Lee, Dave Thorn", .quote = "Slides: Ann / Dave to merge them" },
	};
	const struct question_view unclear[] = {
		{ .item = an_item(41, "Find a room", "Davd", "2023-06-28T20:00:00Z", "2023-07-12"), .text = "Who is \"Davd\"?" },
		{ .item = an_item(42, "Pay the hall", "Joe Stone", "2023-06-28T20:00:00Z", "2023-07-12") },
	};
	struct item_view added[OF_JOE], again[] = { { an_item(9, "Old", "Joe Stone", "2023-06-01T20:00:00Z", "2023-07-12") }, { an_item(12, "Older", "Joe Stone", "2023-06-01T20:00:00Z", "2023-07-12") } };
	struct receipt_view view = {
		.number = 38, .promises = promises, .n_promises = 2, .unclear = unclear, .n_unclear = 2, .said_again = { again, 2 },
		.closed = { again, 1 }, .added = { added, 2 }, .decisions = { .entries = decided, .len = 1 }, .heading = "",
		.presence = { .is_known = true, .present = { present, 3, 3 } }, .quorum = { .members = 8, .needed = 5, .present = 3 },
		.no_deadline = "the mail is a reply",
	};
	struct digest_reader reader = chair_reader("receipt/bsc/minutes@example.org");
	struct notice_composed mail;

	(void)state;
	for (int i = 0; i < OF_JOE; i++)
		added[i].item = an_item(43 + i, "Read the draft of the report", "Joe Stone", "2023-06-28T20:00:00Z", "2023-07-12");
	struct owner owners[] = { { .written = "Davd", .person = "", .group = "" }, { .written = "Ann", .person = "Ann Lee", .group = "" } };

	((struct item *)unclear[0].item)->owners = owners;
	((struct item *)unclear[0].item)->n_owners = 2;
	((struct item *)unclear[1].item)->due_unread = "05/11/2026";
	reader.answers = "minutes@example.org";
	digest_receipt(arena, &policy, &reader, &view, at("2023-06-29T18:01:00Z"), &mail);
	compare_with_file("receipt.eml", mail.bytes);
	view.n_promises = view.n_unclear = 0;
	view.added.n = OF_JOE;
	view.no_deadline = "";
	digest_receipt(arena, &policy, &reader, &view, at("2023-06-29T18:01:00Z"), &mail);
	assert_non_null(strstr(mail.text, "nothing is wanted of you: this was recorded from"));
	assert_null(strstr(mail.text, "#63  "));
	assert_non_null(strstr(mail.text, "and  #63, #64\n"));
}

static void the_past_is_summed_up_in_one_mail(void **state)
{
	enum { OF_JOE = 7 };
	const struct meeting_view meeting = { .number = 39, .start_s = at("2023-07-12T20:00:00Z"), .length_minutes = 60,
					      .chair = "Joe Stone", .where = "" };
	const struct question_view question = { .item = an_item(14, "Find a room", "", "2023-05-31T20:00:00Z", ""),
						.text = "Whose is it?", .message_id = "m9@example.org" };
	struct item_view open[2 + OF_JOE];
	const char *owners[2 + OF_JOE];
	struct summary_view view = {
		.n_mails = 412, .first_s = at("2021-10-14T19:00:00Z"), .last_s = at("2023-06-29T19:00:00Z"), .n_minutes = 38,
		.n_items = 77, .n_done = 60, .n_dropped = 8, .open_owner = owners, .questions = &question, .n_questions = 1,
		.next = &meeting, .digest_s = at("2023-07-10T20:00:00Z"),
	};
	struct digest_reader reader = chair_reader("summary/bsc");
	struct notice_composed mail;

	(void)state;
	open[0] = (struct item_view){ .item = an_item(12, "Forward the announcement", "Dave Thorn", "2023-06-28T20:00:00Z", "") };
	owners[0] = "Dave Thorn";
	for (int i = 0; i < OF_JOE; i++) {
		open[1 + i] = (struct item_view){ .item = an_item(20 + i, i ? "Compare the offers" : "Too old to be shown",
								  "Joe Stone", "2022-02-01T20:00:00Z", "") };
		owners[1 + i] = "Joe Stone";
	}
	open[1 + OF_JOE] = (struct item_view){ .item = question.item };
	owners[1 + OF_JOE] = "";
	view.open = (struct item_list){ open, 2 + OF_JOE };
	digest_summary(arena, &policy, &reader, &view, at("2023-07-03T16:00:00Z"), &mail);
	compare_with_file("summary.eml", mail.bytes);
	assert_null(strstr(mail.text, "Too old"));

	/* nothing open: nothing is wanted */
	view = (struct summary_view){ .n_mails = 1, .first_s = view.first_s, .last_s = view.first_s };
	digest_summary(arena, &policy, &reader, &view, at("2023-07-03T16:00:00Z"), &mail);
	assert_non_null(strstr(mail.text, "nothing is"));
	assert_non_null(strstr(mail.text, "1 mail of Thu 14 Oct 2021"));
}

static void instants_are_said_in_the_readers_zone_and_in_utc(void **state)
{
	static const struct { const char *zone, *at, *want; } cases[] = {
		{ "America/Los_Angeles", "2023-03-08T21:00:00Z", "Wed 8 Mar 2023, 13:00 PST (21:00 UTC)" },
		{ "America/Los_Angeles", "2023-03-15T20:00:00Z", "Wed 15 Mar 2023, 13:00 PDT (20:00 UTC)" },
		{ "Australia/Sydney", "2023-03-15T20:00:00Z", "Thu 16 Mar 2023, 07:00 AEDT (Wed 15 Mar, 20:00 UTC)" },
		{ "Europe/Zurich", "2023-11-01T21:00:00Z", "Wed 1 Nov 2023, 22:00 CET (21:00 UTC)" },
		{ "America/Los_Angeles", "2023-07-06T06:59:59Z", "Wed 5 Jul 2023, 23:59:59 PDT (Thu 6 Jul, 06:59:59 UTC)" },
		{ "UTC", "2023-07-06T06:59:59Z", "Thu 6 Jul 2023, 06:59:59 UTC" },
	};

	(void)state;
	struct digest_reader reader = chair_reader("x");

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct meeting_view meeting = { .number = 1, .start_s = at(cases[i].at), .chair = "", .where = "" };
		struct notice_composed mail;

		reader.zone = zone_find(cases[i].zone);
		digest_handover(arena, &policy, &reader, &meeting, at(cases[i].at) - 86400, &mail);
		if (span_find(mail.bytes, cases[i].want) < 0)
			fail_msg("%s: " SPAN_FMT, cases[i].want, SPAN_ARG(mail.bytes));
	}
}

static void hostile_words_forge_nothing(void **state)
{
	static const char evil[] = "x\r\nBcc: everybody@example.net\r\n\r\n--=_0\x1B[31m\nFrom the start\n.\n-- \nBEGIN:VEVENT";
	const struct agenda_row row = { .title = evil, .raised_by = evil, .minutes = 5, .carried_from = -1, .message_id = evil };
	const struct thread thread = { .subject = evil, .message_id = evil, .messages = 1, .people = 1 };
	struct item *item = an_item(1, evil, evil, "2023-06-28T20:00:00Z", "");
	const struct question_view question = { .item = item, .text = evil, .message_id = evil };
	struct digest_reader reader = chair_reader("x");
	struct agenda_view agenda = an_agenda();
	struct weekly_view weekly = { .from_s = 0, .to_s = 86400 * 7, .threads = &thread, .n_threads = 1,
				      .added = items_of(item, NULL), .n_news = 1 };
	struct notice_composed mail;

	(void)state;
	agenda.rows = &row;
	agenda.n_rows = 1;
	agenda.meeting.where = evil;
	agenda.questions = &question;
	agenda.n_questions = 1;
	digest_agenda(arena, &policy, &reader, &agenda, at("2023-07-10"), &mail);
	check_form(mail.bytes);
	assert_true(span_find(mail.bytes, "\r\nBEGIN:VEVENT") == span_find(mail.bytes, "\r\nBEGIN:VEVENT\r\nUID"));
	assert_true(digest_weekly(arena, &policy, &reader, &weekly, at("2023-07-10"), &mail));
	check_form(mail.bytes);
	begin_minutes();
	event("2023-07-01T10:00:00Z", DEADLINE_EVENT_OBJECTED, evil, DEADLINE_BY_MEMBER, evil);
	struct deadline_view view = minutes_at("2023-07-06T07:00:00Z");

	view.title = evil;
	digest_deadline(arena, &policy, &reader, &view, DEADLINE_NOTICE_TEXT, evil, at("2023-07-10"), &mail);
	check_form(mail.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_weekly_digest_is_that_of_the_file),
		cmocka_unit_test(a_week_without_anything_has_no_digest),
		cmocka_unit_test(a_week_with_a_vote),
		cmocka_unit_test(the_agenda_digest_is_that_of_the_file),
		cmocka_unit_test(an_empty_agenda_asks_whether_to_cancel),
		cmocka_unit_test(the_skeleton_is_read_back_without_loss),
		cmocka_unit_test(a_filled_in_skeleton_mailed_to_the_list_is_read_back),
		cmocka_unit_test(real_agendas_survive_the_skeleton),
		cmocka_unit_test(the_calendar_is_valid),
		cmocka_unit_test(deadline_notices_are_those_of_the_files),
		cmocka_unit_test(changes_are_lines_gone_and_new),
		cmocka_unit_test(long_lines_of_minutes_are_encoded),
		cmocka_unit_test(a_plain_objection_is_asked_about),
		cmocka_unit_test(objections_of_a_day_are_asked_about_together),
		cmocka_unit_test(an_end_that_cannot_be_is_told),
		cmocka_unit_test(what_waits_is_asked_about),
		cmocka_unit_test(an_objection_to_nobody_knows_what_is_asked_about),
		cmocka_unit_test(what_a_chair_is_told_is_that_of_the_files),
		cmocka_unit_test(who_mails_minutes_is_told_what_came_of_them),
		cmocka_unit_test(the_past_is_summed_up_in_one_mail),
		cmocka_unit_test(instants_are_said_in_the_readers_zone_and_in_utc),
		cmocka_unit_test(hostile_words_forge_nothing),
	};

	message_prepare();
	return cmocka_run_group_tests_name("digest", tests, setup, teardown);
}
