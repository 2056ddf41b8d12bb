/* fuzz_tags.c - any bytes as a mail's subject and marked lines: facts come from new lines alone.
 *
 * Each line's first byte chooses its kind; the first line is the subject.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tags/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct rules *rules;
	static struct arena *arena;
	struct scan_context context = { .base = { 2023, 6, 28 }, .max_tags = 100, .titles = true, .promises = true };
	struct message message = { .subject = "", .in_reply_to = "" };
	struct fact_list list = { .facts = NULL };
	struct scan_trace trace = { .lines = NULL };
	struct message_line *lines = NULL;
	size_t cap = 0;
	struct span rest, one;
	struct err err;

	if (!rules) {
		must(rules_new(NULL, &rules, &err) == ERR_NONE);
		arena = arena_new();
	}
	rest = span_from(arena_strndup(arena, (const char *)data, size), size);
	if (span_next_line(&rest, &one))
		message.subject = arena_strndup(arena, one.ptr, one.len);
	while (span_next_line(&rest, &one)) {
		lines = arena_grow(arena, lines, message.n_lines, &cap, sizeof *lines);
		lines[message.n_lines] = (struct message_line){
			.text = span_sub(one, 1, one.len), .number = (unsigned)message.n_lines + 1, .why = "fuzz",
			.kind = one.len && one.ptr[0] >= '0' && one.ptr[0] <= '7' ? (enum line_kind)(one.ptr[0] - '0') : LINE_NEW,
		};
		message.n_lines++;
	}
	message.lines = lines;
	context.trace = size % 2 ? &trace : NULL;	/* an account is asked for */
	must(scan_message(arena, rules, &message, &context, &list, &err) <= ERR_DATA);
	for (size_t i = 0; i < list.len; i++) {
		unsigned line = list.facts[i].line;

		must(line <= message.n_lines && (!line || lines[line - 1].kind == LINE_NEW));
		must(span_utf8_valid(span_of(list.facts[i].text)) == strlen(list.facts[i].text));
	}
	must(!context.trace || trace.len == message.n_lines + 1);
	arena_reset(arena);
	return 0;
}
