/* test_trace.c - what a trace shows of a dialogue, and what it must not, in whatever pieces the bytes come. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/log.h"
#include "base/trace.h"

struct dialogue {
	const char *name;
	enum trace_kind kind;
	const char *said;		/* "> " sent, "< " received, "! " a login begins, "." it ends; lines end in \r\n */
	const char *shown;
};

static const struct dialogue dialogues[] = {
	{ "a literal is counted", TRACE_IMAP,
	  "> 1 UID FETCH 7:* (BODY.PEEK[])\r\n"
	  "< * 1 FETCH (UID 7 BODY[] {16}\r\n[AI Dave] it\r\n\r\n)\r\n"
	  "< 1 OK done\r\n",
	  "sent 1 UID FETCH 7:* (BODY.PEEK[])\n"
	  "received * 1 FETCH (UID 7 BODY[] {16}\n"
	  "received (16 bytes)\n"
	  "received )\n"
	  "received 1 OK done\n" },
	{ "a short text in quotes is not shown either", TRACE_IMAP,
	  "< * 1 FETCH (BODY[1] \"a \\\" b\" BODY[2] \"c\" BODYSTRUCTURE (\"text\" \"plain\"))\r\n",
	  "received * 1 FETCH (BODY[1] \"******\" BODY[2] \"*\" BODYSTRUCTURE (\"text\" \"plain\"))\n" },
	{ "a login with a command", TRACE_IMAP,
	  "! \r\n> auth LOGIN \"bot\" \"open \\\"sesame\"\r\n< * CAPABILITY IMAP4rev1\r\n"
	  "< auth NO not \"bot\" \"open \\\"sesame\"\r\n. \r\n> 2 NOOP\r\n",
	  "sent auth LOGIN ***\n"
	  "received * CAPABILITY IMAP4rev1\n"
	  "received auth NO not ***\n"
	  "sent 2 NOOP\n" },
	{ "a login with challenges", TRACE_IMAP,
	  "! \r\n> auth AUTHENTICATE SCRAM-SHA-256\r\n< + \r\n> biwsbj1ib3Q=\r\n< + cj1hYmM=\r\n> cHJvb2Y=\r\n"
	  "< auth OK in\r\n. \r\n",
	  "sent auth AUTHENTICATE SCRAM-SHA-256\n"
	  "received +\n"
	  "sent ***\n"
	  "received + ***\n"
	  "sent ***\n"
	  "received auth OK in\n" },
	{ "SMTP, and a server that repeats what it was told", TRACE_SMTP,
	  "! \r\n> AUTH PLAIN AGJvdABzZXNhbWU=\r\n< 535 5.7.8 refused: AGJvdABzZXNhbWU=\r\n. \r\n"
	  "! \r\n> AUTH LOGIN\r\n< 334 VXNlcm5hbWU6\r\n> Ym90\r\n< 334 UGFzc3dvcmQ6\r\n> c2VzYW1l\r\n< 235 in\r\n. \r\n"
	  "> MAIL FROM:<bot@example.org>\r\n< 250 {15}\r\n< 250 ok\r\n",
	  "sent AUTH PLAIN ***\n"
	  "received 535 5.7.8 refused: ***\n"
	  "sent AUTH LOGIN\n"
	  "received 334 ***\n"
	  "sent ***\n"
	  "received 334 ***\n"
	  "sent ***\n"
	  "received 235 in\n"
	  "sent MAIL FROM:<bot@example.org>\n"
	  "received 250 {15}\n"
	  "received 250 ok\n" },
};

static void play(const struct dialogue *d, size_t piece)
{
	struct trace *trace = trace_new(d->kind, "h");
	void (*say)(struct trace *, struct span) = NULL;

	assert_non_null(trace);
	for (const char *p = d->said; *p;) {
		size_t len = strcspn(p, "\n") + 1;
		struct span line = span_from(p, len);

		p += len;
		if (line.ptr[0] == '!' || line.ptr[0] == '.') {
			trace_hide(trace, line.ptr[0] == '!');
			continue;
		}
		if (span_starts(line, "> ") || span_starts(line, "< ")) {
			say = line.ptr[0] == '>' ? trace_sent : trace_received;
			line = span_sub(line, 2, line.len);
		}
		for (; line.len; line = span_sub(line, piece, line.len))
			say(trace, span_sub(line, 0, piece));
	}
	trace_free(&trace);
	assert_null(trace);
}

/* The log's lines, reduced to "way text". */
static void shown_by(const struct dialogue *d, size_t piece, char *out, size_t size)
{
	FILE *log = tmpfile();
	int saved = dup(STDERR_FILENO);
	char line[1000], way[20], text[1000];

	assert_non_null(log);
	dup2(fileno(log), STDERR_FILENO);
	play(d, piece);
	dup2(saved, STDERR_FILENO);
	close(saved);
	rewind(log);
	out[0] = '\0';
	while (fgets(line, sizeof line, log)) {
		const char *begin = strstr(line, " way=");
		int at = 0, n;

		assert_non_null(begin);
		assert_int_equal(strncmp(line, "level=trace event=", 18), 0);
		assert_int_equal(sscanf(begin, " way=%19s text=%n", way, &at), 1);
		n = snprintf(text, sizeof text, "%s", begin + at);
		assert_true(n > 0 && text[n - 1] == '\n');
		text[n - 1] = '\0';
		snprintf(out + strlen(out), size - strlen(out), "%s ", way);
		/* unquoted as logfmt has it */
		for (const char *p = text; *p; p++) {
			if (*p == '\\' && p[1])
				p++;
			else if (*p == '"')
				continue;
			snprintf(out + strlen(out), size - strlen(out), "%c", *p);
		}
		snprintf(out + strlen(out), size - strlen(out), "\n");
	}
	fclose(log);
	log_forget_secrets();
}

static void a_dialogue_is_shown_without_its_secrets(void **state)
{
	char shown[4000];

	(void)state;
	for (size_t i = 0; i < sizeof dialogues / sizeof dialogues[0]; i++) {
		for (size_t piece = 1; piece < 200; piece = piece * 3 + 1) {
			shown_by(&dialogues[i], piece, shown, sizeof shown);
			if (strcmp(shown, dialogues[i].shown) != 0)
				print_error("%s, in pieces of %zu\n", dialogues[i].name, piece);
			assert_string_equal(shown, dialogues[i].shown);
		}
	}
}

static void kinds_are_selected_by_name(void **state)
{
	(void)state;
	assert_false(trace_is_on(TRACE_SQL));
	assert_false(trace_select("imap,sq"));
	assert_false(trace_select(""));
	assert_false(trace_select("imap,"));
	assert_true(trace_select("imap,smtp"));
	assert_true(trace_is_on(TRACE_IMAP) && trace_is_on(TRACE_SMTP));
	assert_null(trace_new(TRACE_SQL, "h"));
	trace_sent(NULL, span_of("x\n"));
	trace_hide(NULL, true);
}

static void an_endless_line_ends_the_trace(void **state)
{
	static char long_line[100 * 1000];
	struct dialogue d = { "endless", TRACE_IMAP, long_line, NULL };
	char shown[1000];

	(void)state;
	memset(long_line, 'x', sizeof long_line - 1);
	memcpy(long_line, "< ", 2);
	memcpy(long_line + sizeof long_line - 19, " {15}\r\n[AI Dave]\r\n", 18);
	shown_by(&d, 1000, shown, sizeof shown);
	assert_string_equal(shown, "received (the rest of this line is too long to show)\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_are_selected_by_name),
		cmocka_unit_test(a_dialogue_is_shown_without_its_secrets),
		cmocka_unit_test(an_endless_line_ends_the_trace),
	};

	return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
