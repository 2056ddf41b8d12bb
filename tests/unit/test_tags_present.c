/* test_tags_present.c - who was there: lists of participants and of regrets in the shapes that minutes have.
 *
 * Invented lists of every shape, and, where they are at hand, the labelled participants of the first
 * committee's minutes, each with its meeting.
 */
#include "tags/scan.h"
#include "tags_tables.h"

#include "rules_desk.h"

static const char *al_kp[] = { "KP", "kpsingh" }, *al_dave[] = { "Dave" };

static struct person persons[] = {
	{ .name = "Dave Thaler", .aliases = al_dave, .n_aliases = 1, .member = true },
	{ .name = "KP Singh", .aliases = al_kp, .n_aliases = 2, .member = true },
	{ .name = "Joe Stringer", .member = true },
	{ .name = "Lisa Caywood" },
};
static const struct people people = { .persons = persons, .n_persons = sizeof persons / sizeof *persons };

static const struct {
	const char *what, *text, *present, *regrets;
} shapes[] = {
	{ "on the line of the head", "Present: Ann Lee, Bo Chen (chair) and Cy Dee\nRegrets: Di Eng; Ed Fox\n", "Ann Lee, Bo Chen, Cy Dee",
	  "Di Eng, Ed Fox" },
	{ "nicks, as on a chat", "Present: fern, ivy, TabOak\nRegrets: none\n", "fern, ivy, TabOak", "" },
	{ "bullets below a heading", "### Attendees\n\n* Ann Lee (@annlee)\n* Bo Chen @bochen\n* Cy Dee.\n\n### Agenda\n\n* Election Process\n",
	  "Ann Lee, Bo Chen, Cy Dee", "" },
	{ "numbers", "## In attendance\n\n1. Ann Lee\n2. Bo Chen - Acme\n", "Ann Lee, Bo Chen", "" },
	{ "plain lines", "Attendees\nAnn Lee\nBo Chen, Secretary\nCy Dee, Acme Corp\n\nNotes\nFirst Item\n", "Ann Lee, Bo Chen, Cy Dee", "" },
	{ "whose they are", "**Steering Attendees**:\n\n* Ann Lee\n\n**Community attendees:**\n\n* Bo Chen\n", "Ann Lee, Bo Chen", "" },
	{ "members and others", "**Board Members present:**  \nAnn Lee  \nBo Chen  \n\n**Others present:**  \nCy Dee  \n", "Ann Lee, Bo Chen, Cy Dee",
	  "" },
	{ "a list inside of a list", "- Participants:\n  - Ann Lee\n  - Guests:\n    - Bo Chen (Acme, maintainer)\n  - Regrets:\n    - Cy Dee\n- First topic\n",
	  "Ann Lee, Bo Chen", "Cy Dee" },
	{ "boxes", "Attendees:\n  * [x] Ann Lee (_TSC_) - Acme\n  * [ ] Bo Chen (_TSC_)\n  * [X] Cy Dee\n\nApologies:\n  Bo Chen\n", "Ann Lee, Cy Dee",
	  "Bo Chen" },
	{ "a plus for who is there", "### Roll Call / Attendance\n\n***Voting members***\n\n*Quorum is half of them.*\n\n* Acme - Ann Lee + / Bo Chen\n"
	  "* Bolt - Cy Dee\n* Core - Di (Edith) Eng +\n\n   \" + \" indicates attending\n\n***Other Attendees***\n\n* Ed Fox (Dune)\n",
	  "Ann Lee, Di Eng, Ed Fox", "" },
	{ "struck out", "Attendees:\n\n* Ann Lee - will be late\n* ~~Bo Chen~~\n", "Ann Lee", "" },
	{ "what each one is", "Roll call:\n- Ann Lee: present\n- Bo Chen (absent)\n- Cy Dee: here\n", "Ann Lee, Cy Dee", "Bo Chen" },
	{ "letters for the notes", "## Present\n\nAL: Ann Lee\nBC: Bo Chen (@bochen)\n", "Ann Lee, Bo Chen", "" },
	{ "a table with a mark", "## Attendance\n\n| Name | Org | Present |\n|---|---|---|\n| Ann Lee | Acme | x |\n| Bo Chen | Bolt | |\n| Cy Dee | Core | regrets |\n",
	  "Ann Lee", "Cy Dee" },
	{ "a table without", "## Attendees\n\n| Organisation | Attendee |\n|---|---|\n| Acme | Ann Lee |\n| Bolt | Bo Chen |\n", "Ann Lee, Bo Chen", "" },
	{ "a sentence", "Present were Ann Lee, Bo Chen and Cy Dee.\nApologies received from Di Eng.\n", "Ann Lee, Bo Chen, Cy Dee", "Di Eng" },
	{ "notes follow without a head", "Attendees:\n\n* annlee\n* bochen\n* [annlee] We have a lot of numbers. Do we want more of them, or better ones?\n* Action\n",
	  "annlee, bochen", "" },
	{ "nobody yet", "## Attendees\n(name, in alphabetical order)\n\n## Agenda\n1. Election\n", "", "" },
	{ "no list", "Present issues were fixed.\nThe participants discussed it.\nWe are all present: nothing is missing here today.\n", "", "" },
	{ "people of the list", "Participants:\n- Dave\n- @kpsingh\n- Stringer (late)\n- Somebody Else\n", "Dave Thaler, KP Singh, Joe Stringer, Somebody Else",
	  "" },
	{ "all of them", "Present: all\n", "Dave Thaler, KP Singh, Joe Stringer", "" },
	{ "nobody is absent", "Present: Dave\nAbsent: none\n\n**Actions**\n\n| Who | What | When |\n|---|---|---|\n| KP | Paint | Friday |\n", "Dave Thaler", "" },
	{ "a dash for nobody", "Present: Dave\nApologies: -\n\n1. Actions\n", "Dave Thaler", "" },
	{ "none received", "Present: Dave\nApologies: None received\n\n**Report**\n", "Dave Thaler", "" },
	{ "nobody, then notes", "Present: Dave\nRegrets: nobody\n\n- KP: painted the gate\n- Joe to sow\n", "Dave Thaler", "" },
	{ "an empty label and a bold line", "Present: Dave\nAbsent:\n\n**Actions**\n\n- KP\n", "Dave Thaler", "" },
	{ "an empty label and its list", "Present: Dave\nAbsent:\n\n- KP (Acme)\n- Joe\n", "Dave Thaler", "KP Singh, Joe Stringer" },
	{ "remarks without brackets", "Present: Dave via Zoom, KP online, Stringer from 10:15, Lisa joined late\n",
	  "Dave Thaler, KP Singh, Joe Stringer, Lisa Caywood", "" },
	{ "said twice", "Present: Dave, Dave Thaler\nGuests: Lisa Caywood\n", "Dave Thaler, Lisa Caywood", "" },
};

static const char *joined(const char *const *names, size_t n)
{
	const char *text = "";

	for (size_t i = 0; i < n; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? ", " : "", names[i]);
	return text;
}

static const struct fact *meeting_of(const char *text)
{
	struct scan_context context = { .people = &people };
	struct fact_list list = { .facts = NULL };
	struct err err;

	assert_int_equal(scan_minutes(arena, rules, span_of(text), &context, &list, &err), ERR_NONE);
	for (size_t i = 0; i < list.len; i++) {
		if (list.facts[i].kind == FACT_MEETING)
			return &list.facts[i];
	}
	fail_msg("no meeting in:\n%s", text);
	return NULL;
}

static void lists_of_each_shape(void **state)
{
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		const struct fact *fact = meeting_of(arena_printf(arena, "# Meeting #7 - 2024-03-06\n\n%s", shapes[i].text));
		const char *present = joined(fact->present, fact->n_present), *regrets = joined(fact->regrets, fact->n_regrets);

		if (strcmp(present, shapes[i].present) == 0 && strcmp(regrets, shapes[i].regrets) == 0)
			continue;
		wrong++;
		printf("# %s:\n#  want %s | %s\n#   got %s | %s\n", shapes[i].what, shapes[i].present, shapes[i].regrets, present, regrets);
	}
	assert_int_equal(wrong, 0);
}

/* What a reader labelled: the name, or what stands there with its link and its bracket. */
static bool is_labelled(const char *name, struct span full, struct span written)
{
	return span_is(full, name) || span_is(written, name) || span_starts(written, arena_printf(arena, "%s (", name)) ||
	       span_has(written, arena_printf(arena, "[%s]", name));
}

static void labelled_participants(void **state)
{
	struct scan_context context = { .people = NULL };
	struct finding t = { 0, 0, 0 };
	struct fact_list list = { .facts = NULL };
	struct table table;
	struct err err;

	(void)state;
	if (!table_shared(arena, "bsc/participants.tsv")) {
		printf("# skipped: no ../shared/bsc/participants.tsv beside the project\n");
		return;
	}
	assert_true(table_read(arena, table_shared(arena, "bsc/participants.tsv"), &table));
	assert_int_equal(scan_minutes(arena, rules, table_file(arena, table_shared(arena, "bsc/minutes.md")), &context, &list, &err), ERR_NONE);
	for (size_t i = 0; i < table.len; i++) {
		const struct table_row *row = &table.rows[i];
		bool found = false;

		for (size_t k = 0; k < list.len; k++) {
			const struct fact *fact = &list.facts[k];

			if (fact->kind != FACT_MEETING || fact->meeting != (int)table_uint(row->cells[0]))
				continue;
			for (size_t p = 0; p < fact->n_present; p++)
				found = found || is_labelled(fact->present[p], row->cells[2], row->cells[3]);
		}
		t.wanted++;
		t.found += found;
		if (!found)
			printf("# missing, meeting " SPAN_FMT ": " SPAN_FMT "\n", SPAN_ARG(row->cells[0]), SPAN_ARG(row->cells[2]));
	}
	for (size_t k = 0; k < list.len; k++) {
		const struct fact *fact = &list.facts[k];

		for (size_t p = 0; fact->kind == FACT_MEETING && p < fact->n_present; p++) {
			bool labelled = false;

			for (size_t i = 0; i < table.len; i++)
				labelled = labelled || ((int)table_uint(table.rows[i].cells[0]) == fact->meeting &&
							is_labelled(fact->present[p], table.rows[i].cells[2], table.rows[i].cells[3]));
			t.wrong += !labelled;
			if (!labelled)
				printf("# nobody, meeting %d: %s\n", fact->meeting, fact->present[p]);
		}
	}
	tally_print("participants", t);
	assert_int_equal(t.found, t.wanted);
	assert_int_equal(t.wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_of_each_shape),
		cmocka_unit_test(labelled_participants),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
