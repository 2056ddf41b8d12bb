/* fuzz_message.c - libFuzzer harness: any bytes are read, or refused as data. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "message/bounce.h"
#include "message/message.h"
#include "message/rough.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	message_prepare();
	return 0;
}

static bool looks_for_nothing(const void *user, struct span text, enum message_ask ask)
{
	(void)user;
	(void)text;
	(void)ask;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct message_limits limits = message_limits_default();
	struct span bytes = span_from((const char *)data, size);
	static struct arena *arena;	/* kept: its memory is cleared for each mail */
	struct message message;
	struct err err;

	if (!arena)
		arena = arena_new();
	(void)message_rough_find(bytes, &(struct message_look){ .may_hold = looks_for_nothing });
	enum err_kind kind = message_read(arena, bytes, &limits, &message, &err);

	if (kind != ERR_NONE && kind != ERR_DATA)
		abort();
	for (size_t i = 0; kind == ERR_NONE && i < message.n_lines; i++)
		if (span_utf8_valid(message.lines[i].text) != message.lines[i].text.len || !message.lines[i].why)
			abort();
	for (size_t i = 0; kind == ERR_NONE && message.bounce && i < message.bounce->n_recipients; i++) {
		const struct bounce_recipient *r = &message.bounce->recipients[i];

		if (i >= BOUNCE_RECIPIENTS_MAX || !strchr(r->addr, '@') || strlen(r->text) > BOUNCE_TEXT_BYTES ||
		    span_utf8_valid(span_of(r->text)) != strlen(r->text))
			abort();
	}
	arena_reset(arena);
	return 0;
}
