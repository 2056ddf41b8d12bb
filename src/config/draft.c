/* draft.c - see draft.h. */
#include "config/draft.h"

#include <string.h>

#include "config/schema.h"
#include "time/due.h"
#include "time/zone.h"

enum { COMMENT_COLUMN = 40 };

static const char *const weekdays[] = { "SU", "MO", "TU", "WE", "TH", "FR", "SA" };

const char *draft_take_list(struct config_draft *draft, const char *text)
{
	size_t fits = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");

	if (!fits || text[fits] || fits > 64)
		return "a list is named by small letters, digits and -, such as bsc";
	draft->list = arena_strdup(draft->arena, text);
	return NULL;
}

static const char *take_address(struct config_draft *draft, const char *text, const char **out)
{
	const char *fault = address_read(draft->arena, text, out);

	if (!fault)
		return NULL;
	*out = NULL;
	return arena_printf(draft->arena, "%s has %s, expected one such as dave@example.org",
			    problem_quote(draft->arena, text), fault);
}

const char *draft_take_address(struct config_draft *draft, const char *text)
{
	return take_address(draft, text, &draft->address);
}

const char *draft_take_operator(struct config_draft *draft, const char *text)
{
	return take_address(draft, text, &draft->operator_addr);
}

/* The word with the @ in it; nothing at its end where there is none. */
static struct span find_address(struct span line)
{
	static const char ends[] = " \t,;<>\"()";
	ptrdiff_t at = span_find_char(line, '@');
	size_t begin, end;

	if (at < 0)
		return span_sub(line, line.len, 0);
	begin = end = (size_t)at;
	while (begin && !strchr(ends, line.ptr[begin - 1]))
		begin--;
	while (end < line.len && !strchr(ends, line.ptr[end]))
		end++;
	return span_sub(line, begin, end - begin);
}

const char *draft_take_person(struct config_draft *draft, const char *text)
{
	static const char around[] = " \t,;<>\"()";
	struct arena *arena = draft->arena;
	struct people *people = &draft->people;
	struct span line = span_of(text), addr = find_address(line);
	struct span before = span_sub(line, 0, (size_t)(addr.ptr - line.ptr));
	struct span after = span_sub(line, before.len + addr.len, line.len);
	struct span name = span_strip_end(span_strip_start(before, around), around);
	const char *fault, **addresses = arena_alloc(arena, 1, sizeof *addresses);

	if (!name.len)
		name = span_strip_end(span_strip_start(after, around), around);
	if (!addr.len || !name.len)
		return arena_printf(arena, "%s lacks %s, expected one such as Dave Miller "
					   "<dave@example.org>",
				    problem_quote(arena, text), addr.len ? "a name" : "an address");
	fault = take_address(draft, arena_strndup(arena, addr.ptr, addr.len), addresses);
	if (fault)
		return fault;
	people->persons = arena_grow(arena, people->persons, people->n_persons,
				     &draft->cap_persons, sizeof *people->persons);
	people->persons[people->n_persons++] = (struct person){
		.name = arena_strndup(arena, name.ptr, name.len), .addresses = addresses,
		.n_addresses = 1,
	};
	return NULL;
}

const char *draft_take_chair(struct config_draft *draft, const char *text)
{
	draft->chair = arena_strdup(draft->arena, text);
	return people_fault(draft->arena, &draft->people, draft->chair);
}

const char *draft_take_zone(struct config_draft *draft, const char *text)
{
	if (!config_world.zone_known(text))
		return arena_printf(draft->arena, "%s is no time zone known here, expected one "
						  "such as Europe/Berlin",
				    problem_quote(draft->arena, text));
	draft->zone = arena_strdup(draft->arena, text);
	return NULL;
}

const char *draft_take_rhythm(struct config_draft *draft, const char *text)
{
	draft->cycle = (struct cycle){ .unit = CYCLE_NONE };
	draft->rule = arena_strdup(draft->arena, text);
	if (span_starts_ci(span_of(text), "FREQ="))
		return NULL;
	if (cycle_parse(span_of(text), &draft->cycle) ||
	    cycle_parse(span_of(arena_printf(draft->arena, "every %s", text)), &draft->cycle))
		return NULL;
	draft->rule = NULL;
	return arena_printf(draft->arena, "%s is not understood, expected every 2 weeks, every "
					  "Wednesday, every first Monday, monthly",
			    problem_quote(draft->arena, text));
}

static const char *rule_of(struct config_draft *draft)
{
	const struct cycle *cycle = &draft->cycle;
	const char *weekday = weekdays[civil_weekday(draft->first)];

	if (cycle->unit == CYCLE_MONTHS)
		return arena_printf(draft->arena, "FREQ=MONTHLY;INTERVAL=%d", cycle->n);
	if (cycle->unit == CYCLE_OF_MONTH)
		return arena_printf(draft->arena, "FREQ=MONTHLY;BYDAY=%d%s",
				    cycle->n == CYCLE_LAST ? -1 : cycle->n, weekday);
	if (cycle->n % 7 == 0)
		return arena_printf(draft->arena, "FREQ=WEEKLY;INTERVAL=%d;BYDAY=%s", cycle->n / 7,
				    weekday);
	return arena_printf(draft->arena, "FREQ=DAILY;INTERVAL=%d", cycle->n);
}

const char *draft_take_first(struct config_draft *draft, const char *text)
{
	static const char expected[] = "expected a day and a time, such as 2026-12-09 13:00";
	const struct zone *zone = zone_of_either(draft->zone, NULL);
	const struct due_context context = { .base = zone_to_local(zone, draft->now_s).date,
					     .to_come = true };
	const struct civil_date *first = &draft->first;
	char cycle[CYCLE_TEXT_SIZE];
	struct span words = span_trim(span_of(text)), day = words;

	while (day.len && day.ptr[day.len - 1] != ' ')
		day.len--;
	if (!clock_parse(arena_strndup(draft->arena, words.ptr + day.len, words.len - day.len),
			 &draft->start_minute))
		return arena_printf(draft->arena, "%s names no time of day, %s",
				    problem_quote(draft->arena, text), expected);
	if (!due_parse_date(span_trim(day), &context, &draft->first))
		return arena_printf(draft->arena, "%s names no day, %s",
				    problem_quote(draft->arena, text), expected);
	if (draft->cycle.unit == CYCLE_NONE)
		return NULL;
	if (civil_compare(cycle_next(&draft->cycle, *first, civil_add_days(*first, -1)), *first))
		return arena_printf(draft->arena, "%s is no day of \"%s\"",
				    problem_quote(draft->arena, text),
				    cycle_format(&draft->cycle, cycle));
	draft->rule = rule_of(draft);
	return NULL;
}

/* ---- the text */

static bool is_plain(const char *text)
{
	size_t len = strlen(text);

	if (!len || text[len - 1] == ' ' || span_is_ci(span_of(text), "null"))
		return false;
	if (!ascii_is_alnum(*text) && !strchr("/.", *text) && (unsigned char)*text < 0x80)
		return false;
	for (; *text; text++) {
		if (!ascii_is_alnum(*text) && !strchr(" ./@+_'-;=", *text) &&
		    (unsigned char)*text < 0x80)
			return false;
	}
	return true;
}

/* A value, in quotes where YAML needs them. */
static const char *yaml(const struct config_draft *draft, const char *text)
{
	struct buf out;

	if (is_plain(text))
		return text;
	buf_init(&out, 2 * strlen(text) + 3);
	buf_add_char(&out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			buf_add_char(&out, '\\');
		buf_add_char(&out, *text);
	}
	buf_add_char(&out, '"');
	return buf_finish(&out, draft->arena);
}

static void add_line(struct buf *out, const char *line, const char *comment)
{
	int width = strlen(line) < COMMENT_COLUMN - 1 ? COMMENT_COLUMN : (int)strlen(line) + 2;

	buf_addf(out, "%-*s# %s\n", width, line, comment);
}

static void write_people(const struct config_draft *draft, struct buf *out)
{
	static const char names[] = "wherever somebody is named, a first name or initials will do";

	if (draft->people_file) {
		add_line(out,
			 arena_printf(draft->arena, "people: %s", yaml(draft, draft->people_file)),
			 names);
		return;
	}
	add_line(out, "people:", names);
	for (size_t i = 0; i < draft->people.n_persons; i++) {
		const struct person *person = &draft->people.persons[i];

		buf_addf(out, "  - {name: %s, address: %s}\n", yaml(draft, person->name),
			 yaml(draft, person->addresses[0]));
	}
}

static void write_meetings(const struct config_draft *draft, struct buf *out)
{
	char day[CIVIL_TEXT_SIZE];

	buf_addf(out, "    meetings:\n      rule: %s\n", yaml(draft, draft->rule));
	buf_addf(out, "      start: \"%02d:%02d\"\n", draft->start_minute / 60,
		 draft->start_minute % 60);
	buf_addf(out, "      first: {number: 1, date: %s}\n", civil_format_iso(draft->first, day));
	add_line(out, "      chairs: {order: alphabetical}", "all members in turn, by first name");
}

static const char *in_capitals(struct arena *arena, const char *text)
{
	char *capitals = arena_strdup(arena, text);

	for (char *c = capitals; *c; c++) {
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	}
	return capitals;
}

static void write_list(const struct config_draft *draft, struct buf *out)
{
	const char *at = strchr(draft->address, '@');

	buf_addf(out, "lists:\n  %s:\n    address: %s\n", draft->list, yaml(draft, draft->address));
	add_line(out,
		 arena_printf(draft->arena, "    # list_id: %.*s.%s", (int)(at - draft->address),
			      draft->address, at + 1),
		 "if its mails have such a List-Id field");
	buf_addf(out, "    mailbox: bot\n    prefix: \"[%s]\"\n    zone: %s\n",
		 in_capitals(draft->arena, draft->list), draft->zone);
	if (draft->chair)
		add_line(out,
			 arena_printf(draft->arena, "    chair: %s", yaml(draft, draft->chair)),
			 "settles what only a chair can");
	if (draft->rule)
		write_meetings(draft, out);
}

const char *draft_path(const struct config_draft *draft, const char *name)
{
	const char *slash = *draft->folder ? "/" : "";

	return arena_printf(draft->arena, "%s%s%s", draft->folder, slash, name);
}

void draft_write(const struct config_draft *draft, struct buf *out)
{
	struct arena *arena = draft->arena;
	const char *path = draft->archive ? draft->archive
					  : draft_path(draft, "inbox");

	buf_add_str(out,
		    "# A first configuration, written by `beadle init`.  beadle.yaml(5) has all "
		    "other keys.\n");
	add_line(out,
		 arena_printf(arena, "state: %s",
			      *draft->folder ? draft->folder : "state"),
		 "the folder of what beadle remembers");
	add_line(out,
		 arena_printf(arena, "%soperator: %s", draft->operator_addr ? "" : "# ",
			      draft->operator_addr ? yaml(draft, draft->operator_addr)
						   : "you@example.org"),
		 "whom to tell when something is wrong");
	write_people(draft, out);
	add_line(out, "mailboxes:", "where mail comes from: later your IMAP server");
	buf_addf(out, "  bot: {type: %s, path: %s}\n",
		 draft->archive && !draft->archive_is_folder ? "mbox" : "maildir",
		 yaml(draft, path));
	add_line(out, "outbox:", "where mail goes: into a folder, later to your SMTP server");
	buf_addf(out, "  {type: maildir, path: %s, from: Beadle <beadle%s>}\n",
		 draft_path(draft, "outbox"), strchr(draft->address, '@'));
	write_list(draft, out);
}
