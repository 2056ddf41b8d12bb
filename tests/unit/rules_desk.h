/* rules_desk.h - for tests of the tags room: the rules of the house, and an arena, for all tests of a file. */
#ifndef RULES_DESK_H
#define RULES_DESK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "message/message.h"
#include "tags/scan.h"

static struct arena *arena;
static struct rules *rules;

static int setup(void **state)
{
	struct err err;

	(void)state;
	message_prepare();
	arena = arena_new();
	return rules_new(NULL, &rules, &err) == ERR_NONE ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	rules_free(&rules);
	arena_free(&arena);
	return 0;
}

#endif
