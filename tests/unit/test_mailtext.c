/* test_mailtext.c - the header fields of our own mail: folding, encoded words, addresses, Message-IDs.  What is written is
 * read again by the room's own reader, and by the letter of RFC 2047: no word of more than 75 characters, no line of
 * more than 76 with one in it.  BEADLE_SEED: the seed of the random cases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "message/internal.h"
#include "message/mailtext.h"

static struct arena *arena;
static struct buf out;

static int setup(void **state)
{
	(void)state;
	arena = arena_new();
	buf_init(&out, 1 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	buf_free(&out);
	arena_free(&arena);
	return 0;
}

/* The field's value as it was written, folded as it is. */
static struct span value_of(const char *name)
{
	assert_false(buf_is_cut(&out));
	return span_sub(buf_fitted(&out), strlen(name) + 2, buf_len(&out));
}

static void check_form(const char *of)
{
	struct span rest = buf_fitted(&out), line;

	while (span_next_line(&rest, &line)) {
		bool any = false;

		for (size_t i = 0; i + 1 < line.len; i++) {
			if (line.ptr[i] != '=' || line.ptr[i + 1] != '?')
				continue;
			struct span word = span_sub(line, i, line.len);
			ptrdiff_t end = span_find(span_sub(word, 10, word.len), "?=");	/* behind "=?utf-8?Q?" */

			any = true;
			if (end < 0 || end + 12 > 75)
				fail_msg("a word of %td characters in \"%s\":\n%s", end + 12, of, buf_fitted(&out).ptr);
			i += (size_t)end + 11;
		}
		if (any && line.len > 76)
			fail_msg("a line of %zu characters in \"%s\":\n%s", line.len, of, buf_fitted(&out).ptr);
	}
	for (size_t i = 0; i < buf_len(&out); i++) {
		unsigned char c = (unsigned char)buf_fitted(&out).ptr[i];

		if (c >= 0x7F || (c < ' ' && c != '\r' && c != '\n'))
			fail_msg("a byte %02X in \"%s\":\n%s", c, of, buf_fitted(&out).ptr);
	}
}

static void subject_comes_back(const char *text, const char *wanted)
{
	buf_clear(&out);
	mailtext_header_text(&out, "Subject", text);
	check_form(text);
	const char *got = text_from_header(arena, value_of("Subject"));

	if (strcmp(got, wanted) != 0)
		fail_msg("\"%s\" became \"%s\" by way of:\n%s", wanted, got, buf_fitted(&out).ptr);
}

static void name_comes_back(const char *name, const char *wanted)
{
	const struct message_limits limits = message_limits_default();
	struct address_list list = { 0 };
	struct err err;

	buf_clear(&out);
	mailtext_header(&out, "Reply-To", mailtext_mailbox(arena, name, "o@example.org"));
	check_form(name);
	assert_int_equal(addresses_read(arena, value_of("Reply-To"), &limits, &list, &err), ERR_NONE);
	assert_int_equal(list.len, 1);
	assert_string_equal(list.list[0].addr, "o@example.org");
	if (strcmp(list.list[0].name, wanted) != 0)
		fail_msg("\"%s\" became \"%s\" by way of:\n%s", wanted, list.list[0].name, buf_fitted(&out).ptr);
}

#define LONG_WORD "\xC3\xA4\xC3\xB6\xC3\xBC\xC3\xA4\xC3\xB6\xC3\xBC\xC3\xA4\xC3\xB6\xC3\xBC\xC3\xA4\xC3\xB6\xC3\xBC"

static void what_is_encoded_comes_back(void **state)
{
	static const struct {
		const char *text, *wanted;	/* NULL: the same */
	} cases[] = {
		{ "Action item for you: #1 send the letter", NULL },
		{ "[BSC] Z\xC3\xBCrich", NULL },
		{ "[BSC] the caf\xC3\xA9 at the corner, and the caf\xC3\xA9 behind it, at noon", NULL },
		{ LONG_WORD LONG_WORD LONG_WORD LONG_WORD, NULL },
		{ "see " LONG_WORD LONG_WORD LONG_WORD " and " LONG_WORD " soon", NULL },
		{ "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE3\x81\xAE\xE8\xAD\xB0\xE4\xBA\x8B\xE9\x8C\xB2\xE3\x82\x92\xE9\x80\x81\xE3\x82\x8B"
		  "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE3\x81\xAE\xE8\xAD\xB0\xE4\xBA\x8B\xE9\x8C\xB2", NULL },
		{ "\xF0\x9F\x8E\x89\xF0\x9F\x8E\x89\xF0\x9F\x8E\x89\xF0\x9F\x8E\x89\xF0\x9F\x8E\x89\xF0\x9F\x8E\x89\xF0\x9F\x8E\x89\xF0\x9F\x8E\x89"
		  "\xF0\x9F\x8E\x89\xF0\x9F\x8E\x89\xF0\x9F\x8E\x89\xF0\x9F\x8E\x89", NULL },
		/* it only looks encoded */
		{ "what =?utf-8?Q?evil?= means", NULL },
		{ "why =?", NULL },
		{ "a=?b?=c", NULL },
		{ "=?utf-8?B?w6k=?= =?utf-8?B?w6k=?=", NULL },
		{ "caf\xC3\xA9 =?utf-8?Q?x?=", NULL },
		/* no line end, no bell goes out by way of an encoded word */
		{ "caf\xC3\xA9\r\nBcc: x@y", "caf\xC3\xA9 Bcc: x@y" },
		{ " caf\xC3\xA9 \a bar\t", "caf\xC3\xA9 bar" },
		{ "caf\xC3\xA9\xC2\x9B" "31m", "caf\xC3\xA9 31m" },
		{ "a\r\nb", "a b" },
		{ "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *wanted = cases[i].wanted ? cases[i].wanted : cases[i].text;

		subject_comes_back(cases[i].text, wanted);
		if (*wanted)
			name_comes_back(cases[i].text, wanted);
	}
	name_comes_back("O\"Neil \\ Sons", "O\"Neil \\ Sons");
	name_comes_back("Weber, J\xC3\xB6rg (Chair) <x@example.net>", "Weber, J\xC3\xB6rg (Chair) <x@example.net>");
}

static void what_may_stay_as_it_is_does(void **state)
{
	(void)state;
	mailtext_header_text(&out, "Subject", "[BSC] a Z\xC3\xBCrich b");
	assert_string_equal(buf_fitted(&out).ptr, "Subject: [BSC] a =?utf-8?Q?Z=C3=BCrich?= b\r\n");
	assert_string_equal(mailtext_mailbox(arena, "J\xC3\xB6rg Weber", "j@x"), "=?utf-8?Q?J=C3=B6rg_Weber?= <j@x>");
	assert_string_equal(mailtext_mailbox(arena, "O\"Neil", "o@example.org"), "\"O\\\"Neil\" <o@example.org>");
	assert_string_equal(mailtext_mailbox(arena, "", "o@example.org"), "o@example.org");
	assert_string_equal(mailtext_mailto(arena, "bot+k3=x@example.org", "stop it"), "mailto:bot%2Bk3%3Dx@example.org?subject=stop%20it");
	assert_string_equal(mailtext_date(arena, 1688565600, 7200), "Wed, 05 Jul 2023 16:00:00 +0200");
}

static void whatever_is_put_together_comes_back(void **state)
{
	static const char *const parts[] = { " ", " ", " ", "a", "Zz", "=", "?", "=?", "?=", "_", "\"", "\\", ",", "(", "<", "@", "\xC3\xBC",
					     "\xE6\x97\xA5", "\xF0\x9F\x8E\x89", "a-word-that-goes-on-and-on-and-on-and-on" };
	const char *given = getenv("BEADLE_SEED");
	unsigned seed = given ? (unsigned)atoi(given) : (unsigned)time(NULL);

	(void)state;
	print_message("# seed %u\n", seed);
	srand(seed);
	for (int i = 0; i < 3000; i++) {
		char text[2000] = "x";	/* "" is no name, and spaces at the ends go */
		size_t n = 1 + (size_t)(rand() % 40);

		while (n-- > 0) {
			const char *part = parts[rand() % (int)(sizeof parts / sizeof parts[0])];

			if (*part != ' ' || text[strlen(text) - 1] != ' ')
				strcat(text, part);
		}
		strcat(text, "x");
		subject_comes_back(text, text);
		name_comes_back(text, text);
	}
}

static void a_message_id_cannot_be_told_without_the_secret(void **state)
{
	const char *id = mailtext_message_id(arena, span_of("\v\v\v\v\v\v\v\v\v\v\v\v\v\v\v\v\v\v\v\v"), "Hi There", "example.org");

	(void)state;
	assert_string_equal(id, "beadle.b0344c61d8db38535ca8afceaf0bf12b@example.org");	/* RFC 4231, 4.2 */
	assert_true(mailtext_is_message_id(span_of(id)));
	assert_string_not_equal(id, mailtext_message_id(arena, span_of("another"), "Hi There", "example.org"));
}

static void what_is_sealed_is_opened_with_the_secret_alone(void **state)
{
	static const char *const texts[] = { "x", "{\"key\":\"assigned/1/J\xC3\xB6rg/9\"}", "a text of a length that needs a second word, for it goes on and on" };
	const struct span secret = span_of("a secret");
	struct span text;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		const char *field = mailtext_seal(arena, secret, span_of(texts[i]));

		buf_clear(&out);
		mailtext_header(&out, MAILTEXT_LEDGER_FIELD, field);
		check_form(field);
		/* folded as it is; and with its spaces lost on the way */
		assert_true(mailtext_unseal(arena, secret, value_of(MAILTEXT_LEDGER_FIELD), &text));
		assert_true(span_is(text, texts[i]));
		assert_false(mailtext_unseal(arena, span_of("another"), span_of(field), &text));
		for (size_t n = 0; field[n]; n++) {	/* one character changed, or left out */
			char *copy = (char *)(uintptr_t)arena_strdup(arena, field);

			if (copy[n] == ' ')
				continue;
			copy[n] = copy[n] == '0' ? '1' : '0';
			assert_false(mailtext_unseal(arena, secret, span_of(copy), &text));
			memmove(copy + n, copy + n + 1, strlen(copy + n));
			assert_false(mailtext_unseal(arena, secret, span_of(copy), &text));
		}
		/* what is a Message-ID seals nothing */
		const char *id = mailtext_message_id(arena, secret, "eA==", "x");

		assert_false(mailtext_unseal(arena, secret, span_of(arena_printf(arena, "eA== %.32s", id + strlen("beadle."))), &text));
	}
	assert_false(mailtext_unseal(arena, secret, span_of(""), &text));
	assert_false(mailtext_unseal(arena, secret, span_of("0123456789abcdef0123456789abcdef"), &text));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(what_is_encoded_comes_back),
		T(what_may_stay_as_it_is_does),
		T(whatever_is_put_together_comes_back),
		T(a_message_id_cannot_be_told_without_the_secret),
		T(what_is_sealed_is_opened_with_the_secret_alone),
	};

	return cmocka_run_group_tests_name("mailtext", tests, NULL, NULL);
}
