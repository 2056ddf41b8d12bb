/* mem.h - allocation that succeeds or ends the process, and arenas.
 *
 * An arena belongs to one message or one round: everything read from a mail is
 * allocated there and goes at once.  What lives longer has x_new()/x_free().
 */
#ifndef BEADLE_BASE_MEM_H
#define BEADLE_BASE_MEM_H

#include <stddef.h>

#include "base/err.h"
#include "base/span.h"

/* Each returns memory the caller frees with free(); none returns NULL.  mem_zalloc clears it. */
void *mem_alloc(size_t size) __attribute__((malloc, returns_nonnull));
void *mem_zalloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
void *mem_realloc(void *old, size_t size) __attribute__((returns_nonnull));
char *mem_strdup(const char *text) __attribute__((malloc, returns_nonnull));

/* Makes room for one more element in a vector: doubles *cap when len has reached it. */
void *mem_grow(void *old, size_t len, size_t *cap, size_t element_size)
	__attribute__((returns_nonnull));

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena **arena);		/* frees all that was taken from it; NULL is fine */
void arena_reset(struct arena *arena); /* the same, but keeps one block for the next message */

/* All memory from an arena is cleared, aligned for any type, and borrowed until the arena goes. */
void *arena_alloc(struct arena *arena, size_t count, size_t size) __attribute__((returns_nonnull));
char *arena_strndup(struct arena *arena, const char *text, size_t len)
	__attribute__((returns_nonnull));
/* The same bytes, with a NUL behind them. */
struct span span_copy(struct arena *arena, struct span s);
char *arena_strdup(struct arena *arena, const char *text) __attribute__((returns_nonnull));
char *arena_printf(struct arena *arena, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Like mem_grow, for a vector in an arena: the old block stays behind until the arena goes. */
void *arena_grow(struct arena *arena, void *old, size_t len, size_t *cap, size_t element_size)
	__attribute__((returns_nonnull));

#endif
