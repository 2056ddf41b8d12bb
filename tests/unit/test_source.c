/* test_source.c - links to the mails that something comes from: what may stand as a link at all, what a mail says of its
 * place in an archive, how `archive:` is filled in, and which of them counts. */
#include "message_desk.h"
#include "source_desk.h"

#include "base/url.h"
#include "message/archived.h"
#include "notices/source.h"

#define COUNT(a) (sizeof (a) / sizeof (a)[0])
#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN

static void a_link_is_nothing_but_a_url(void **state)
{
	static const struct {
		const char *text;
		bool is_link;
	} cases[] = {
		{ "https://example.org/", true }, { "http://example.org", true }, { "HTTPS://Example.ORG:8443/a/b?c=d&e#f", true },
		{ "https://[2001:db8::1]/x", true }, { "https://example.org/a'(b),c;d=!$*+~", true }, { "https://example.org/%3Cx%3e", true },
		{ "", false }, { "https://", false }, { "https:///path", false }, { "https:example.org", false }, { "//example.org/", false },
		{ "ftp://example.org/", false }, { "javascript:alert(1)", false }, { "JavaScript://example.org/%0aalert(1)", false },
		{ "data:text/html,x", false }, { "mailto:a@example.org", false }, { " https://example.org/", false },
		{ "https://example.org/a b", false }, { "https://example.org/\"onclick=x", false }, { "https://example.org/<b>", false },
		{ "https://example.org/a\\b", false }, { "https://example.org/a\nb", false }, { "https://example.org/a\tb", false },
		{ "https://example.org/\x7F", false }, { "https://example.org/`", false }, { "https://example.org/{x}", false },
		/* the host is not what it seems */
		{ "https://lists.example.org@evil.example/", false }, { "https://a:b@evil.example/", false },
		{ "https://example.org\\@evil.example/", false }, { "https://ex%61mple.org/", false },
		{ "https://\xD0\xB5xample.org/", false }, { "https://example.org/\xE2\x80\xAEgpj", false }, { "https://example.org/\xC3\xA9", false },
		/* escapes that are none */
		{ "https://example.org/%", false }, { "https://example.org/%4", false }, { "https://example.org/%zz", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (url_is_link(span_of(cases[i].text), NULL) != cases[i].is_link)
			fail_msg("%s", cases[i].text);
	}
	assert_false(url_is_link(span_from("https://example.org/a\0b", 23), NULL));
	assert_true(url_is_link(span_of("https://example.org/" FIFTY FIFTY FIFTY FIFTY), NULL));
	assert_false(url_is_link(span_of("https://example.org/" FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY), NULL));
}

static void a_link_is_found_in_a_text(void **state)
{
	static const struct {
		const char *text, *link;
	} cases[] = {
		{ "https://meet.example.org/bsc", "https://meet.example.org/bsc" },
		{ "Room 5 (https://meet.example.org/bsc), ring twice", "https://meet.example.org/bsc" },
		{ "see <https://meet.example.org/a.b>.", "https://meet.example.org/a.b" },
		{ "Room 5", NULL }, { "", NULL }, { "javascript:alert(1) http:", NULL }, { "https://a@b.example/ x", NULL },
	};
	struct span link;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		bool found = url_find_link(span_of(cases[i].text), &link);

		if (found != (cases[i].link != NULL) || (found && !span_is(link, cases[i].link)))
			fail_msg("%s: " SPAN_FMT, cases[i].text, SPAN_ARG(link));
	}
}

#define REST "From: Dave <dave@example.org>\nTo: bsc@lists.example.org\nSubject: x\nMessage-ID: <1@example.org>\n\nhello\n"
#define PLACE "https://lists.example.org/g/bsc/message/7"

static void a_mail_says_where_it_is_archived(void **state)
{
	static const struct {
		const char *fields, *want;
	} cases[] = {
		{ "", "" },
		{ "Archived-At: <" PLACE ">\n", PLACE },
		{ "archived-at:<" PLACE ">\n", PLACE },
		{ "X-Archived-At: <" PLACE ">\n", PLACE },
		{ "Archived-At: " PLACE "\n", PLACE },
		/* a long one may be folded, and bear a comment */
		{ "Archived-At: (web) <https://lists.example.org\n /g/bsc/message\n\t/7>\n", PLACE },
		{ "X-Groupsio-MsgNum: 1234\n", "1234" }, { "X-Sequence: 7\nArchived-At: <" PLACE ">\n", PLACE " 7" },
		/* said twice is fine, said differently says nothing */
		{ "Archived-At: <" PLACE ">\nX-Archived-At: <" PLACE ">\n", PLACE },
		{ "Archived-At: <" PLACE ">\nArchived-At: <https://lists.example.org/g/bsc/message/8>\n", "" },
		{ "X-Sequence: 7\nX-Sequence: 8\n", "" },
		/* not a link, not a number */
		{ "Archived-At: <mid:1@example.org>\n", "" }, { "Archived-At: <javascript:alert(1)>\n", "" },
		{ "Archived-At: <https://x@evil.example/>\n", "" }, { "Archived-At: <https://example.org/\"x>\n", "" },
		{ "Archived-At: <https://example.org/\xE2\x80\xAEgpj.exe>\n", "" }, { "Archived-At: https://example.org/ x\n", "" },
		{ "Archived-At: <>\n", "" }, { "Archived-At:\n", "" }, { "Archived-At: >" PLACE "<\n", "" },
		{ "Archived-At: =?utf-8?q?=3C" PLACE "=3E?=\n", "" },
		{ "X-Sequence: 7a\n", "" }, { "X-Sequence: -7\n", "" }, { "X-Sequence: 12345678901\n", "" }, { "X-Sequence: ../7\n", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct message m = read_text(arena_printf(arena, "%s" REST, cases[i].fields));

		if (strcmp(m.archived, cases[i].want) != 0)
			fail_msg("%s: \"%s\"", cases[i].fields, m.archived);
	}
	assert_true(span_is(archived_link(span_of(PLACE " 7")), PLACE));
	assert_true(span_is(archived_number(span_of(PLACE " 7")), "7"));
	assert_int_equal(archived_number(span_of(PLACE)).len, 0);
	assert_int_equal(archived_link(span_of("7")).len, 0);
	assert_int_equal(archived_link(span_of("")).len, 0);
}

static void an_archive_is_checked(void **state)
{
	static const struct {
		const char *archive;
		bool is_good;
	} cases[] = {
		{ "https://lore.kernel.org/bpf/{message-id}/", true }, { "https://lists.example.org/hyperkitty/list/bsc@lists.example.org/message/{hash}/", true },
		{ "https://lists.example.org/g/bsc/message/{number}", true }, { "https://example.org/{year}-{month-name}/{month}/{day}", true },
		{ "https://mail.example.org/archives/", true }, { "http://localhost:8080/{message-id}", true },
		{ "https://example.org/?q=msgid:{message-id}#top", true },
		{ "https://example.org/{id}", false }, { "https://example.org/{message-id}/{", false }, { "https://example.org/{}", false },
		{ "https://{year}.example.org/", false }, { "https://{message-id}@example.org/", false }, { "lists.example.org/{message-id}", false },
		{ "javascript:{message-id}", false }, { "https://example.org/a b/{hash}", false }, { "https:///{hash}", false },
		{ "https://example.org/\"{hash}", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *fault = source_archive_fault(arena, cases[i].archive);

		if ((fault == NULL) != cases[i].is_good)
			fail_msg("%s: %s", cases[i].archive, fault ? fault : "is good");
	}
}

enum { RECEIVED_S = 1688515200 };	/* 2023-07-05T00:00:00Z: in Seattle still the 4th */

static const char *link_of(const char *archive, const char *signed_by, const char *id, const char *archived)
{
	const struct notice_policy policy = { .list_name = "bsc", .list_address = "bsc@lists.example.org", .zone = "America/Los_Angeles",
					      .archive = archive, .signed_by = signed_by };
	struct state *state = state_new();

	if (archived)
		add_source(state, "bsc", id, RECEIVED_S, archived);
	const char *link = source_link(arena, &policy, state, id);

	forget_sources();
	state_free(&state);
	return link ? link : "none";
}

static void an_archive_is_filled_in(void **state)
{
	static const struct {
		const char *archive, *id, *archived, *want;
	} cases[] = {
		{ "https://lore.kernel.org/bpf/{message-id}/", "20230705.4-dave@example.org", "",
		  "https://lore.kernel.org/bpf/20230705.4-dave@example.org/" },
		{ "https://groups.google.com/d/msgid/bsc/{message-id}", "CAO9+a=_b/c@mail.example.org", "",
		  "https://groups.google.com/d/msgid/bsc/CAO9%2Ba%3D_b%2Fc@mail.example.org" },
		{ "https://example.org/?q={message-id}&x=1", "a&b=c+d#e?f%41<\">'@x", "",
		  "https://example.org/?q=a%26b%3Dc%2Bd%23e%3Ff%2541%3C%22%3E%27@x&x=1" },
		{ "https://example.org/{message-id}", "../../evil@x", "", "https://example.org/..%2F..%2Fevil@x" },
		{ "https://example.org/{message-id}", "\xE2\x80\xAE@x", "", "https://example.org/%E2%80%AE@x" },
		{ "https://example.org/{message-id}", "{hash}@x", "", "https://example.org/%7Bhash%7D@x" },
		/* as Mailman's documentation has it */
		{ "https://example.org/message/{hash}/", "12345", "", "https://example.org/message/RSZCG7IGPHFIRW3EMTVMMDNJMNCVCOLE/" },
		{ "https://lists.example.org/g/bsc/message/{number}", "1@x", "1234", "https://lists.example.org/g/bsc/message/1234" },
		{ "https://lists.example.org/g/bsc/message/{number}", "1@x", "", "none" },
		{ "https://example.org/{year}/{month}/{day}-{month-name}", "1@x", "", "https://example.org/2023/07/04-July" },
		{ "https://example.org/archives/", "1@x", "", "none" },
		{ NULL, "1@x", "", "none" },
		/* one that no list has handed over, and one that has no id */
		{ "https://example.org/{message-id}", "1@x", NULL, "none" },
		{ "https://example.org/{message-id}", "", NULL, "none" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *link = link_of(cases[i].archive, NULL, cases[i].id, cases[i].archived);

		if (strcmp(link, cases[i].want) != 0)
			fail_msg("%s of %s: %s", cases[i].archive, cases[i].id, link);
		assert_true(strcmp(link, "none") == 0 || url_is_link(span_of(link), NULL));
	}
	/* no longer than a link may be */
	assert_string_equal(link_of("https://example.org/{message-id}", NULL,
				    FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY "@" FIFTY, ""), "none");
}

static void archived_at_counts_on_a_host_of_the_lists(void **state)
{
	static const char by_id[] = "https://lore.kernel.org/bpf/{message-id}/", filled[] = "https://lore.kernel.org/bpf/1@x/";
	static const struct {
		const char *archive, *signed_by, *archived;
		const char *want;	/* NULL: what it says */
	} cases[] = {
		{ NULL, NULL, "https://lists.example.org/7", NULL }, { NULL, NULL, "https://LISTS.example.org:8443/7", NULL },
		{ NULL, NULL, "https://www.lists.example.org/7", NULL }, { by_id, NULL, "https://lists.example.org/7", NULL },
		{ by_id, NULL, "https://lore.kernel.org/all/1@x/", NULL }, { "https://lore.kernel.org/", NULL, "https://lore.kernel.org/7", NULL },
		{ NULL, "groups.io", "https://groups.io/g/bsc/7", NULL }, { NULL, "groups.io", "https://bsc.groups.io/7", NULL },
		/* a stranger's */
		{ NULL, NULL, "https://evil.example/7", "none" }, { by_id, NULL, "https://evil.example/7", filled },
		{ by_id, "groups.io", "https://evil.example/lists.example.org/", filled },
		{ by_id, NULL, "https://evillists.example.org/7", filled }, { by_id, NULL, "https://lists.example.org.evil.example/7", filled },
		{ by_id, NULL, "https://kernel.org/7", filled }, { by_id, NULL, "https://www.lore.kernel.org/7", filled },
		{ NULL, NULL, "https://example.org/7", "none" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *link = link_of(cases[i].archive, cases[i].signed_by, "1@x", cases[i].archived);

		if (strcmp(link, cases[i].want ? cases[i].want : cases[i].archived) != 0)
			fail_msg("%s, archive %s: %s", cases[i].archived, cases[i].archive, link);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_link_is_nothing_but_a_url, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_link_is_found_in_a_text, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_mail_says_where_it_is_archived, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_archive_is_checked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_archive_is_filled_in, set_up, tear_down),
		cmocka_unit_test_setup_teardown(archived_at_counts_on_a_host_of_the_lists, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
