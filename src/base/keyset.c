/* keyset.c - open addressing with linear probing, at most half full; nothing is ever removed. */
#include "base/keyset.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct key_slot {
	uint64_t hash;
	const char *key;	/* with its NUL, then the value with its own; NULL: free */
};

struct key_set {
	struct arena *arena;
	struct key_slot *slots;
	size_t n_slots, len;	/* n_slots is a power of two */
};

struct key_set *key_set_new(void)
{
	struct key_set *set = mem_zalloc(1, sizeof *set);

	set->arena = arena_new();
	set->n_slots = 64;
	set->slots = mem_zalloc(set->n_slots, sizeof *set->slots);
	return set;
}

void key_set_free(struct key_set **set)
{
	if (!*set)
		return;
	arena_free(&(*set)->arena);
	free((*set)->slots);
	free(*set);
	*set = NULL;
}

static uint64_t hash_of(const char *key)
{
	return span_hash(span_of(key), FNV64_PRIME, FNV64_BASIS);
}

/* The slot that holds the key, or the free one where it belongs. */
static struct key_slot *slot_of(const struct key_set *set, const char *key, uint64_t hash)
{
	size_t i = hash & (set->n_slots - 1);

	while (set->slots[i].key &&
	       (set->slots[i].hash != hash || strcmp(set->slots[i].key, key) != 0))
		i = (i + 1) & (set->n_slots - 1);
	return &set->slots[i];
}

bool key_set_has(const struct key_set *set, const char *key)
{
	return slot_of(set, key, hash_of(key))->key != NULL;
}

const char *key_set_value(const struct key_set *set, const char *key)
{
	const char *there = slot_of(set, key, hash_of(key))->key;

	return there ? there + strlen(there) + 1 : NULL;
}

bool key_set_add(struct key_set *set, const char *key)
{
	return key_set_add_with(set, key, "");
}

static void grow(struct key_set *set)
{
	struct key_slot *old = set->slots;
	size_t n_old = set->n_slots;

	set->n_slots *= 2;
	set->slots = mem_zalloc(set->n_slots, sizeof *set->slots);
	for (size_t i = 0; i < n_old; i++) {
		size_t at = old[i].hash & (set->n_slots - 1);

		while (old[i].key && set->slots[at].key)
			at = (at + 1) & (set->n_slots - 1);
		if (old[i].key)
			set->slots[at] = old[i];
	}
	free(old);
}

bool key_set_add_with(struct key_set *set, const char *key, const char *value)
{
	uint64_t hash = hash_of(key);
	struct key_slot *slot = slot_of(set, key, hash);
	size_t key_size = strlen(key) + 1, value_size = strlen(value) + 1;

	if (slot->key)
		return false;
	char *both = arena_alloc(set->arena, key_size + value_size, 1);

	memcpy(both, key, key_size);
	memcpy(both + key_size, value, value_size);
	*slot = (struct key_slot){ hash, both };
	if (++set->len * 2 >= set->n_slots)
		grow(set);
	return true;
}
