/* test_committee_again.c - "the same item again", on the real minutes of the first committee: 38 meetings mailed one
 * after the other, mailed again after clean-up, and forwarded.
 *
 * A mention of an earlier item is linked to it, what comes again raises nothing new, and no two items become one.
 * Reads ../shared/bsc beside the project; where that is missing it says so and passes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "committee/record.h"
#include "committee/state.h"
#include "message/message.h"
#include "tags/scan.h"
#include "tags_tables.h"

enum { MEETINGS_MAX = 60, LINES_MAX = 4000, DAY_S = 86400 };

static const char *al_alexei[] = { "Alexei" }, *al_andrii[] = { "Andrii" }, *al_brendan[] = { "Brendan" };
static const char *al_daniel[] = { "Daniel" }, *al_dave[] = { "Dave", "DT" }, *al_joe[] = { "Joe" }, *al_kp[] = { "KP" };
static const char *al_lorenz[] = { "Lorenz" }, *al_thomas[] = { "Thomas" }, *al_dan[] = { "Dan" }, *al_bsc[] = { "BSC members" };

#define PERSON(full, aliases_, member_) \
	{ .name = full, .aliases = aliases_, .n_aliases = sizeof aliases_ / sizeof *aliases_, .member = member_ }

static struct person persons[] = {
	PERSON("Alexei Starovoitov", al_alexei, true), PERSON("Andrii Nakryiko", al_andrii, true),
	PERSON("Brendan Gregg", al_brendan, true), PERSON("Daniel Borkmann", al_daniel, true),
	PERSON("Dave Thaler", al_dave, true), PERSON("Joe Stringer", al_joe, true), PERSON("KP Singh", al_kp, true),
	PERSON("Lorenz Bauer", al_lorenz, true), PERSON("Thomas Graf", al_thomas, false), PERSON("Dan Brown", al_dan, false),
};
static size_t bsc_members[] = { 0, 1, 2, 3, 4, 5, 6, 7 };
static struct people_group groups[] = {
	{ .name = "BSC", .aliases = al_bsc, .n_aliases = 1, .members = bsc_members, .n_members = 8 },
};
static const struct people people = { .persons = persons, .n_persons = sizeof persons / sizeof *persons,
				      .groups = groups, .n_groups = 1 };

/* One meeting's minutes: lines [line, line + n) of the file. */
struct part {
	struct span text;
	unsigned line;
	int number;
};

static struct arena *arena;
static struct rules *rules;
static struct state *state;
static struct part parts[MEETINGS_MAX];
static size_t n_parts;
static struct table gold;
static int item_of_line[LINES_MAX];	/* of minutes.md: the item that was raised or mentioned there */
static bool raised_at[LINES_MAX];

/* What one mail did. */
struct outcome {
	unsigned raised, mentioned, reworded, facts;
};

static void read_parts(const char *path)
{
	struct span rest = table_file(arena, path), line;
	const char *end = rest.ptr + rest.len;
	unsigned number = 0;

	while (span_next_line(&rest, &line)) {
		ptrdiff_t hash = span_find(line, "#");
		unsigned long meeting;
		struct span digits;

		number++;
		if (!span_starts(line, "## ") || (hash = span_find(span_sub(line, 3, line.len), "#")) < 0)
			continue;
		digits = span_sub(line, (size_t)hash + 4, line.len);
		for (size_t i = 0; i < digits.len; i++) {
			if (!ascii_is_digit((unsigned char)digits.ptr[i]))
				digits.len = i;
		}
		if (!span_to_uint(digits, 1000, &meeting))
			continue;
		assert_true(n_parts < MEETINGS_MAX);
		if (n_parts)
			parts[n_parts - 1].text.len = (size_t)(line.ptr - parts[n_parts - 1].text.ptr);
		parts[n_parts++] = (struct part){ .text = span_from(line.ptr, (size_t)(end - line.ptr)), .line = number,
						  .number = (int)meeting };
	}
	/* the newest stands first: from now on the oldest */
	for (size_t i = 0; i < n_parts / 2; i++) {
		struct part swap = parts[i];

		parts[i] = parts[n_parts - 1 - i];
		parts[n_parts - 1 - i] = swap;
	}
}

static struct outcome play(const char *mail, const char *id, struct civil_date date, int64_t at_s, unsigned first_line)
{
	const struct message_limits limits = message_limits_default();
	const struct scan_context context = { .people = &people, .base = date };
	struct incoming incoming = {
		.list = "bsc", .people = &people, .message_id = id, .author_addr = "chair@example.org", .author_name = "Chair", .proof = "dkim",
		.received_at_s = at_s, .date = date, .default_due_days = 14,
	};
	struct fact_list facts = { .facts = NULL };
	struct event_list events = { .events = NULL };
	struct outcome out = { 0 };
	struct message message;
	struct err err;

	if (message_read(arena, span_of(mail), &limits, &message, &err))
		fail_msg("%s: %s", id, err.text);
	assert_int_equal(scan_message(arena, rules, &message, &context, &facts, &err), ERR_NONE);
	record_facts(arena, state, &incoming, facts.facts, facts.len, &events);
	for (size_t i = 0; i < facts.len; i++)
		out.facts += facts.facts[i].kind == FACT_ACTION || facts.facts[i].kind == FACT_MENTION;
	for (size_t i = 0; i < events.len; i++) {
		const struct event *e = &events.events[i];
		unsigned line = first_line + e->line - 1;

		assert_int_equal(state_apply(state, e, &err), ERR_NONE);
		out.raised += e->kind == EVENT_RAISED;
		out.mentioned += e->kind == EVENT_MENTIONED;
		out.reworded += e->kind == EVENT_REWORDED;
		if (first_line && line < LINES_MAX && (e->kind == EVENT_RAISED || e->kind == EVENT_MENTIONED)) {
			item_of_line[line] = e->item;
			raised_at[line] = e->kind == EVENT_RAISED;
		}
		if (!first_line && e->kind == EVENT_RAISED)
			print_message("# %s raises anew, line %u: %s\n", id, e->line, e->raised.text);
	}
	return out;
}

static const char *mail_of(const char *subject, const char *id, const char *before, struct span text)
{
	return arena_printf(arena, "From: Chair <chair@example.org>\nMessage-ID: <%s>\nSubject: %s\nMIME-Version: 1.0\n"
			    "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n%s%s", id, subject, before,
			    arena_strndup(arena, text.ptr, text.len));
}

/* What a chair does before minutes are mailed again: words are mended, a remark comes in, a line above all. */
static struct span clean_up(struct span text)
{
	static const char *const changes[][2] = {
		{ " and ", " & " }, { " regarding ", " about " }, { " docs", " documents" }, { " Reach out to ", " Contact " },
		{ " some ", " a few " }, { "tto ", "to " }, { " for next time", " for the next meeting" },
	};
	struct buf out;
	struct span line, copy;
	unsigned number = 0;

	buf_init(&out, 1 << 20);
	while (span_next_line(&text, &line)) {
		bool is_changed = false;

		number++;
		for (size_t i = 0; i < sizeof changes / sizeof changes[0] && !is_changed; i++) {
			ptrdiff_t at = span_find(line, changes[i][0]);

			if (at < 0)
				continue;
			buf_add(&out, line.ptr, (size_t)at);
			buf_add_str(&out, changes[i][1]);
			line = span_sub(line, (size_t)at + strlen(changes[i][0]), line.len);
			is_changed = true;
		}
		buf_add_span(&out, line);
		if (number == 1)
			buf_add_str(&out, "\n\n(cleaned up after the meeting)");
		buf_add_char(&out, '\n');
	}
	copy = span_from(arena_strndup(arena, buf_fitted(&out).ptr, buf_len(&out)), buf_len(&out));
	buf_free(&out);
	return copy;
}

static const char *label_at(unsigned line)
{
	for (size_t i = 0; i < gold.len; i++) {
		if (table_uint(gold.rows[i].cells[1]) == line)
			return arena_strndup(arena, gold.rows[i].cells[0].ptr, gold.rows[i].cells[0].len);
	}
	return NULL;
}

static void add(struct outcome *sum, struct outcome one)
{
	sum->raised += one.raised;
	sum->mentioned += one.mentioned;
	sum->reworded += one.reworded;
	sum->facts += one.facts;
}

/* The meetings' dates as labelled. */
static struct civil_date date_of(const struct table *meetings, int number)
{
	for (size_t i = 0; i < meetings->len; i++) {
		struct civil_date date;

		if ((int)table_uint(meetings->rows[i].cells[0]) == number && civil_parse_iso(meetings->rows[i].cells[1], &date))
			return date;
	}
	return (struct civil_date){ 0 };
}

static void print_outcome(const char *what, struct outcome o)
{
	print_message("# %-12s %u facts: %u raised, %u mentioned, %u reworded\n", what, o.facts, o.raised, o.mentioned, o.reworded);
}

static void meetings_one_after_the_other(void **unused)
{
	static const unsigned mentions[4] = { 505, 508, 509, 510 }, sources[4] = { 551, 570, 572, 573 };
	struct outcome first = { 0 }, again = { 0 }, forwarded = { 0 }, copied = { 0 };
	unsigned linked = 0, merged = 0, found = 0;
	struct table meetings;

	(void)unused;
	if (!table_shared(arena, "bsc/minutes.md")) {
		print_message("# skipped: no ../shared/bsc/minutes.md beside the project\n");
		return;
	}
	assert_true(table_read(arena, table_shared(arena, "bsc/actions.tsv"), &gold));
	assert_true(table_read(arena, table_shared(arena, "bsc/meetings.tsv"), &meetings));
	read_parts(table_shared(arena, "bsc/minutes.md"));
	for (size_t i = 0; i < n_parts; i++) {
		const struct part *p = &parts[i];
		struct civil_date date = date_of(&meetings, p->number);
		int64_t at_s = civil_to_utc((struct civil_time){ .date = date }) + DAY_S;
		const char *subject = arena_printf(arena, "[bsc] Minutes of meeting #%d", p->number), *id;

		assert_true(civil_is_set(date));
		id = arena_printf(arena, "minutes-%d@example.org", p->number);
		add(&first, play(mail_of(subject, id, "", p->text), id, date, at_s, p->line));
		id = arena_printf(arena, "again-%d@example.org", p->number);
		add(&again, play(mail_of(subject, id, "", clean_up(p->text)), id, date, at_s + 2 * DAY_S, 0));
		id = arena_printf(arena, "forwarded-%d@example.org", p->number);
		add(&forwarded, play(mail_of(arena_printf(arena, "Fwd: %s", subject), id,
					     "FYI\n\n---------- Forwarded message ---------\nFrom: Chair <chair@example.org>\n"
					     "Date: Thu, 1 Jun 2023\nSubject: Minutes\nTo: bsc@lists.example.org\n\n", p->text),
				     id, date, at_s + 3 * DAY_S, 0));
		id = arena_printf(arena, "copied-%d@example.org", p->number);
		add(&copied, play(mail_of("the minutes, for those who were away", id, "Hello,\n\nhere they are:\n\n", p->text),
				  id, date, at_s + 4 * DAY_S, 0));
	}
	for (size_t i = 0; i < 4; i++) {
		bool ok = item_of_line[mentions[i]] && !raised_at[mentions[i]] && item_of_line[mentions[i]] == item_of_line[sources[i]];

		linked += ok;
		if (!ok)
			print_message("# mention of line %u: item %d, wanted %d\n", mentions[i], item_of_line[mentions[i]],
				      item_of_line[sources[i]]);
	}
	for (size_t i = 0; i < gold.len; i++) {
		unsigned line = table_uint(gold.rows[i].cells[1]);

		if (!item_of_line[line]) {
			print_message("# not read: line %u (" SPAN_FMT ")\n", line, SPAN_ARG(gold.rows[i].cells[10]));
			continue;
		}
		found++;
		if (raised_at[line])
			continue;
		merged++;
		for (unsigned other = 0; other < LINES_MAX; other++) {
			if (raised_at[other] && item_of_line[other] == item_of_line[line])
				print_message("# merged: %s (line %u) into %s (line %u)\n", label_at(line), line,
					      label_at(other) ? label_at(other) : "no item", other);
		}
	}
	print_message("# %zu meetings, %zu labelled items: %u read, %u merged; %u of 4 mentions linked\n", n_parts, gold.len, found,
		      merged, linked);
	print_outcome("first", first);
	print_outcome("again", again);
	print_outcome("forwarded", forwarded);
	print_outcome("copied", copied);
	assert_int_equal(n_parts, 38);
	assert_int_equal(linked, 4);
	assert_int_equal(merged, 0);
	assert_int_equal(again.raised, 0);
	assert_true(again.mentioned >= first.raised && again.reworded > 0);
	assert_int_equal(forwarded.facts, 0);
	assert_int_equal(copied.raised, 0);
}

static int setup(void **unused)
{
	struct err err;

	(void)unused;
	message_prepare();
	arena = arena_new();
	state = state_new();
	return rules_new(NULL, &rules, &err) == ERR_NONE ? 0 : -1;
}

static int teardown(void **unused)
{
	(void)unused;
	rules_free(&rules);
	state_free(&state);
	arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(meetings_one_after_the_other) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
