/* mem.c - see mem.h.  Running out of memory ends the process: the keeper is started
 * again by its supervisor and finds everything it had promised in the ledger. */
#include "base/mem.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BLOCK_SIZE = 16 * 1024 };

struct block {
	struct block *next;
	size_t used, size;
	alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *blocks;	/* the newest first */
};

static void out_of_memory(void)
{
	static const char text[] = "beadle: out of memory\n";

	fwrite(text, 1, sizeof text - 1, stderr);
	abort();
}

void *mem_alloc(size_t size)
{
	void *p = malloc(size ? size : 1);

	if (!p)
		out_of_memory();
	return p;
}

void *mem_zalloc(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	if (!p)
		out_of_memory();
	return p;
}

void *mem_realloc(void *old, size_t size)
{
	void *p = realloc(old, size ? size : 1);

	if (!p)
		out_of_memory();
	return p;
}

char *mem_strdup(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(mem_alloc(size), text, size);
}

static size_t grown_cap(size_t cap, size_t element_size)
{
	size_t grown = cap ? cap * 2 : 8;

	if (grown < cap || grown > SIZE_MAX / element_size)
		out_of_memory();
	return grown;
}

void *mem_grow(void *old, size_t len, size_t *cap, size_t element_size)
{
	if (old && len < *cap)
		return old;
	*cap = grown_cap(*cap, element_size);
	return mem_realloc(old, *cap * element_size);
}

struct arena *arena_new(void)
{
	return mem_zalloc(1, sizeof(struct arena));
}

static void free_blocks(struct block *block)
{
	while (block) {
		struct block *next = block->next;

		free(block);
		block = next;
	}
}

void arena_free(struct arena **arena)
{
	if (!*arena)
		return;
	free_blocks((*arena)->blocks);
	free(*arena);
	*arena = NULL;
}

void arena_reset(struct arena *arena)
{
	struct block *keep = arena->blocks;

	if (!keep)
		return;
	if (keep->size > ARENA_BLOCK_SIZE) {
		/* a block made for one large object is not worth keeping */
		free_blocks(keep);
		arena->blocks = NULL;
		return;
	}
	free_blocks(keep->next);
	keep->next = NULL;
	keep->used = 0;
}

/* Not cleared. */
static void *take(struct arena *arena, size_t count, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct block *block = arena->blocks;

	if (size && count > (SIZE_MAX - align) / size)
		out_of_memory();
	size_t need = (count * size + align - 1) / align * align;

	if (!block || block->size - block->used < need) {
		size_t room = need > ARENA_BLOCK_SIZE ? need : ARENA_BLOCK_SIZE;

		if (room > SIZE_MAX - sizeof *block)
			out_of_memory();
		block = mem_alloc(sizeof *block + room);
		block->size = room;
		block->used = 0;
		block->next = arena->blocks;
		arena->blocks = block;
	}
	void *p = block->bytes + block->used;

	block->used += need;
	return p;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
	return memset(take(arena, count, size), 0, count * size);
}

char *arena_strndup(struct arena *arena, const char *text, size_t len)
{
	char *copy = take(arena, len + 1, 1);

	if (len)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

struct span span_copy(struct arena *arena, struct span s)
{
	return span_from(arena_strndup(arena, s.ptr, s.len), s.len);
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list ap, again;

	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		out_of_memory();
	char *text = take(arena, (size_t)n + 1, 1);

	vsnprintf(text, (size_t)n + 1, fmt, again);
	va_end(again);
	return text;
}

void *arena_grow(struct arena *arena, void *old, size_t len, size_t *cap, size_t element_size)
{
	if (old && len < *cap)
		return old;
	*cap = grown_cap(*cap, element_size);
	void *grown = arena_alloc(arena, *cap, element_size);

	if (len)
		memcpy(grown, old, len * element_size);
	return grown;
}
