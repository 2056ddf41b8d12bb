/* test_tags_days.c - when an item is due: days behind the name, in brackets, before the colon, and in the task.
 *
 * What a phrase means is tested in test_due.c; here, where it may stand.  The day is Wednesday 2023-06-28.
 */
#include "tags_cases.h"

static void days_stand_beside_the_owner(void **state)
{
	static const struct line_case cases[] = {
		/* behind the name, in brackets */
		{ "[AI Dave tomorrow] send it\n", "action [Dave] send it <2023-06-29>" },
		{ "[AI Joe Friday] send it\n", "action [Joe] send it <2023-06-30>" },
		{ "[AI: KP, Monday] send it\n", "action [KP] send it <2023-07-03>" },
		{ "AI(Dave, next week): send it\n", "action [Dave] send it <2023-07-09>" },
		{ "AI(Joe, end of month): send it\n", "action [Joe] send it <2023-06-30>" },
		{ "AI(Dave, Joe, Friday): send it\n", "action [Dave;Joe] send it <2023-06-30>" },
		{ "AI (Dave and Joe, tomorrow) send it\n", "action [Dave;Joe] send it <2023-06-29>" },
		{ "[AI Dave due Fri 30] send it\n", "action [Dave] send it <2023-06-30>" },
		{ "[AI Dave by Friday the 7th] send it\n", "action [Dave] send it <2023-07-07>" },
		{ "[AI Dave next Tuesday] send it\n", "action [Dave] send it <2023-07-04>" },
		{ "[AI Joe July 5] send it\n", "action [Joe] send it <2023-07-05>" },
		{ "[AI Joe 5 July] send it\n", "action [Joe] send it <2023-07-05>" },
		{ "[AI Dave in a fortnight] send it\n", "action [Dave] send it <2023-07-12>" },
		{ "[AI Dave today] send it\n", "action [Dave] send it <2023-06-28>" },
		{ "[AI Dave EOW] send it\n", "action [Dave] send it <2023-07-02>" },
		{ "[AI Dave, in 3 days] send it\n", "action [Dave] send it <2023-07-01>" },
		/* in parentheses behind the owner */
		{ "AI Dave (due 2023-07-05): send it\n", "action [Dave] send it <2023-07-05>" },
		{ "AI: Joe (by Friday): send it\n", "action [Joe] send it <2023-06-30>" },
		{ "AI: Joe (Friday) to send it\n", "action [Joe] send it <2023-06-30>" },
		{ "AI Dave (tomorrow): send it\n", "action [Dave] send it <2023-06-29>" },
		{ "ACTION: Dave (July 5) to send it\n", "action [Dave] send it <2023-07-05>" },
		{ "AI: Dave and Joe (by July 5): send it\n", "action [Dave;Joe] send it <2023-07-05>" },
		{ "AI Dave (next meeting): send it\n", "action [Dave] send it <2023-07-12>" },
		/* before the colon */
		{ "AI Dave by Friday: send it\n", "action [Dave] send it <2023-06-30>" },
		{ "AI Joe by 2023-07-05: send it\n", "action [Joe] send it <2023-07-05>" },
		{ "AI: Dave by Friday: send it\n", "action [Dave] send it <2023-06-30>" },
		{ "AI Dave, due July 5: send it\n", "action [Dave] send it <2023-07-05>" },
		{ "AI Dave before next meeting: send it\n", "action [Dave] send it <2023-07-12>" },
		{ "AI @dave by tomorrow: send it\n", "action [@dave] send it <2023-06-29>" },
		{ "ACTION Dave until Monday: send it\n", "action [Dave] send it <2023-07-03>" },
		{ "AI Joe and KP by the end of the month: send it\n", "action [Joe;KP] send it <2023-06-30>" },
		/* in the task */
		{ "AI(Dave): send it by Friday the 7th\n", "action [Dave] send it by Friday the 7th <2023-07-07>" },
		{ "AI(Dave): send it by Friday week\n", "action [Dave] send it by Friday week <2023-07-07>" },
		{ "AI: Dave to report in a fortnight\n", "action [Dave] report in a fortnight <2023-07-12>" },
		/* a table's cell ends it */
		{ "| 4 | AOB | AI(Dave): send it by Friday | | |\n", "action [Dave] send it by Friday <2023-06-30>" },
		{ "| 4 | AOB | send it AI(Dave) | | |\n", "action [Dave] send it" },
		/* a day is no name, and a name no day */
		{ "[AI June] send it\n", "action [June] send it" },
		{ "AI(Dave, June): send it\n", "action [Dave;June] send it" },
		{ "AI(Joe Monthly): send it\n", "action [Joe Monthly] send it" },
		{ "AI(Dave): remove users who were added before 2020-01-01\n", "action [Dave] remove users who were added before 2020-01-01" },
		{ "AI(Dave): read what Joe said by Friday's list\n", "action [Dave] read what Joe said by Friday's list <2023-06-30>" },
	};

	(void)state;
	assert_int_equal(run_cases(cases, sizeof cases / sizeof *cases, &people), 0);
}

static void two_numbers_need_an_order(void **state)
{
	static const struct {
		const char *text;
		enum date_order dates;
		const char *due, *unread;
	} cases[] = {
		{ "AI(Dave): send it by 7/25", DATE_ORDER_MONTH_FIRST, "2023-07-25", "" },
		{ "AI(Dave): send it by 7/25", DATE_ORDER_UNKNOWN, "", "7/25" },
		{ "[AI Dave due 25.7.] send it", DATE_ORDER_DAY_FIRST, "2023-07-25", "" },
		{ "[AI Dave due 8/7] send it", DATE_ORDER_DAY_FIRST, "2023-07-08", "" },
		{ "[AI Dave due 8/7] send it", DATE_ORDER_UNKNOWN, "", "8/7" },
		{ "[AI Dave, 7/25] send it", DATE_ORDER_MONTH_FIRST, "2023-07-25", "" },
		{ "AI Dave (due 08/07/2023): send it", DATE_ORDER_UNKNOWN, "", "08/07/2023" },
		{ "AI Dave (due 08/07/2023): send it", DATE_ORDER_MONTH_FIRST, "2023-08-07", "" },
		{ "AI Dave by 08/07/2023: send it", DATE_ORDER_UNKNOWN, "", "08/07/2023" },
		{ "AI Dave by 08/07/2023: send it", DATE_ORDER_DAY_FIRST, "2023-07-08", "" },
		{ "AI(Dave): finish 1/25 of the pages", DATE_ORDER_MONTH_FIRST, "", "" },
		{ "AI(Dave): upgrade to 7.2", DATE_ORDER_DAY_FIRST, "", "" },
		{ "AI(Dave): send it by June 31", DATE_ORDER_UNKNOWN, "", "June 31" },
		{ "AI(Dave, due whenever): send it", DATE_ORDER_UNKNOWN, "", "whenever" },
		{ "[AI Dave due Octember 3] send it", DATE_ORDER_UNKNOWN, "", "Octember 3" },
		{ "AI Dave (due whenever): send it", DATE_ORDER_UNKNOWN, "", "whenever" },
		{ "AI(Dave, due next meeting): send it", DATE_ORDER_UNKNOWN, "", "" },
		{ "AI(Dave): send it by meeting #15", DATE_ORDER_UNKNOWN, "", "meeting #15" },
		{ "AI(Dave): send it by mail", DATE_ORDER_UNKNOWN, "", "" },
		{ "## Action items\n\n- Dave: send it by 08/07/2023", DATE_ORDER_UNKNOWN, "", "08/07/2023" },
		{ "| Action | Owner | Due |\n|---|---|---|\n| send it | Dave | 08/07/2023 |", DATE_ORDER_UNKNOWN, "", "08/07/2023" },
		{ "| Action | Owner | Due |\n|---|---|---|\n| send it | Dave | 7/25 |", DATE_ORDER_MONTH_FIRST, "2023-07-25", "" },
	};
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scan_context context = { .people = &people, .base = { 2023, 6, 28 }, .dates = cases[i].dates };
		struct fact_list list = { .facts = NULL };
		char day[CIVIL_TEXT_SIZE] = "";
		struct err err;

		assert_int_equal(scan_minutes(arena, rules, span_of(cases[i].text), &context, &list, &err), ERR_NONE);
		assert_int_equal(list.len, 1);
		const struct fact *fact = &list.facts[0];
		const char *unread = fact->due_unread ? fact->due_unread : "";

		if (civil_is_set(fact->due))
			civil_format_iso(fact->due, day);
		if (strcmp(day, cases[i].due) != 0 || strcmp(unread, cases[i].unread) != 0 || fact->n_owners != 1) {
			printf("# %s (%d)\n#   want %s \"%s\"\n#   got  %s \"%s\" %zu owners\n", cases[i].text, (int)cases[i].dates,
			       cases[i].due, cases[i].unread, day, unread, fact->n_owners);
			bad++;
		}
	}
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_stand_beside_the_owner),
		cmocka_unit_test(two_numbers_need_an_order),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
