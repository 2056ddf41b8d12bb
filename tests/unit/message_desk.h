/* message_desk.h - for tests of the message room: an arena for each test, and mails that can be read. */
#ifndef MESSAGE_DESK_H
#define MESSAGE_DESK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "message/message.h"
#include "tags/scan.h"

static struct arena *arena;
static struct needs *needs;
static struct message_look look;	/* of the rules of the house */

static int desk_look(void)
{
	struct err err;

	if (rules_house_needs(&needs, &err))
		return -1;
	look = needs_look(needs);
	return 0;
}

static int set_up(void **state)
{
	(void)state;
	message_prepare();
	arena = arena_new();
	return desk_look();
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	needs_free(&needs);
	return 0;
}

static struct message read_bytes(struct span bytes)
{
	struct message_limits limits = message_limits_default();
	struct message message;
	struct err err;

	limits.look = &look;
	if (message_read(arena, bytes, &limits, &message, &err))
		fail_msg("%s: " SPAN_FMT, err.text, SPAN_ARG(span_sub(bytes, 0, 1000)));
	return message;
}

static struct message read_text(const char *text)
{
	return read_bytes(span_of(text));
}

#endif
