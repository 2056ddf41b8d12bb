/* test_address.c - who stands in an address field, whatever the standard says of its form.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "message/internal.h"

static const struct {
	const char *field, *want;	/* "name|address" of each, behind one another */
} cases[] = {
	/* RFC 5322 and 6854 */
	{ "joe@example.org", "|joe@example.org" },
	{ "Joe Weber <joe@example.org>", "Joe Weber|joe@example.org" },
	{ "\"Weber, Joe \\\"J\\\"\" <joe@Example.ORG>", "Weber, Joe \"J\"|joe@example.org" },
	{ "joe@example.org (Joe (so) Weber)", "Joe (so) Weber|joe@example.org" },
	{ "Joe (of the board) <joe(x)@example.org(y)>", "Joe|joe@example.org" },
	{ "a@example.org,\tB <b@example.org> , , c@example.org", "|a@example.org B|b@example.org |c@example.org" },
	{ "Team: Joe <joe@example.org>, kp@example.org;, dave@example.org", "Joe|joe@example.org |kp@example.org |dave@example.org" },
	{ "undisclosed-recipients:;", "" },
	{ "Joe <@relay.example,@other.example:joe@example.org>", "Joe|joe@example.org" },
	{ "\"joe\"@example.org", "|joe@example.org" },
	{ "joe @ example . org", "|joe@example.org" },
	{ "joe@[192.0.2.1]", "|joe@[192.0.2.1]" },
	{ "=?utf-8?Q?J=C3=B6e?= =?utf-8?Q?_W?= <joe@example.org>", "J\xC3\xB6""e W|joe@example.org" },
	{ "joe@m\xC3\xA4il.example", "|joe@xn--mil-qla.example" },
	{ "joe@M\xC3\x84IL.example", "|joe@xn--mil-qla.example" },
	{ "joe@XN--MIL-QLA.example.", "|joe@xn--mil-qla.example" },
	/* in use */
	{ "Joe Weber [Example] <joe@example.org>", "Joe Weber [Example]|joe@example.org" },
	{ "Joe W. Weber <joe@example.org>", "Joe W. Weber|joe@example.org" },
	{ "Weber, Joe <joe@example.org>", "Weber, Joe|joe@example.org" },
	{ "Weber, Joe, Jr., KP <kp@example.org>", "Weber, Joe, Jr., KP|kp@example.org" },
	{ "Board: Joe <joe@example.org>", "Board: Joe|joe@example.org" },
	{ "Joe @ Work <joe@example.org>", "Joe @ Work|joe@example.org" },
	{ "joe..w@example.org", "|joe..w@example.org" },
	{ "Joe <joe.@example.org>", "Joe|joe.@example.org" },
	{ "<.joe@example.org>", "|.joe@example.org" },
	{ "Joe (Example <joe@example.org>", "Joe (Example|joe@example.org" },
	{ "Joe :-) <joe@example.org>", "Joe :-)|joe@example.org" },
	{ "\"Joe <joe@example.org>", "\"Joe|joe@example.org" },
	{ "\"Joe Weber <joe@example.org>\"", "Joe Weber|joe@example.org" },
	{ "Joe <joe@example.org", "Joe|joe@example.org" },
	{ "Joe <<joe@example.org>>", "Joe|joe@example.org" },
	{ "Joe <mailto:joe@example.org>", "Joe|joe@example.org" },
	{ "Joe joe@example.org", "Joe|joe@example.org" },
	{ "joe@example.org Joe Weber", "Joe Weber|joe@example.org" },
	{ "Joe [joe@example.org]", "Joe|joe@example.org" },
	{ "Joe (joe@example.org)", "Joe|joe@example.org" },
	{ "'Joe' <'joe@example.org'>", "'Joe'|joe@example.org" },
	{ "joe at example.org (Joe Weber)", "Joe Weber|joe@example.org" },
	{ "Joe <joe@example.org>; Dave <dave@example.org>;", "Joe|joe@example.org Dave|dave@example.org" },
	{ "Joe <joe@example.org> Dave <dave@example.org>", "Joe|joe@example.org Dave|dave@example.org" },
	{ "=?utf-8?Q?Weber,_Joe?= <joe@example.org>", "Weber, Joe|joe@example.org" },
	{ "=?utf-8?Q?Joe_=3Cjoe@example.org=3E?=", "Joe|joe@example.org" },
	{ "Joe \xE9 <joe@example.org>", "Joe \xC3\xA9|joe@example.org" },
	/* nobody's address */
	{ "Joe Weber", "Joe Weber|" }, { "MAILER-DAEMON <>", "MAILER-DAEMON|" }, { "<>", "" }, { ",,;", "" }, { "joe at home", "joe at home|" },
	/* a name is no address, and what can be two is two */
	{ "chair@example.org <x@example.net>", "chair@example.org|x@example.net" },
	{ "\"chair@example.org\" <x@example.net>", "chair@example.org|x@example.net" },
	{ "\"chair@example.org\" <x>", "chair@example.org|" },
	{ "chair@example.org, <x@example.net>", "|chair@example.org |x@example.net" },
	{ "chair@example.org x@example.net", "|chair@example.org |x@example.net" },
	{ "<chair@example.org> x@example.net", "|x@example.net x@example.net|chair@example.org" },
	{ "<chair@example.org><x@example.net>", "|chair@example.org |x@example.net" },
};

static void each_field_has_its_addresses(void **state)
{
	const struct message_limits limits = message_limits_default();
	struct arena *arena = arena_new();
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct address_list list = { 0 };
		const char *got = "";

		if (addresses_read(arena, span_of(cases[i].field), &limits, &list, &err))
			fail_msg("%s: %s", cases[i].field, err.text);
		for (size_t k = 0; k < list.len; k++)
			got = arena_printf(arena, "%s%s%s|%s", got, k ? " " : "", list.list[k].name, list.list[k].addr);
		if (strcmp(got, cases[i].want) != 0)
			fail_msg("%s\nwant %s\ngot  %s", cases[i].field, cases[i].want, got);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_field_has_its_addresses) };

	message_prepare();
	return cmocka_run_group_tests_name("addresses", tests, NULL, NULL);
}
