/* keyset.c - open addressing with linear probing, at most half full; nothing is ever removed. */
#include "base/keyset.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct key_set {
	char **slots;		/* a key with its NUL, then the value with its own */
	size_t n_slots, len;	/* n_slots is a power of two */
};

struct key_set *key_set_new(void)
{
	struct key_set *set = mem_zalloc(1, sizeof *set);

	set->n_slots = 64;
	set->slots = mem_zalloc(set->n_slots, sizeof *set->slots);
	return set;
}

void key_set_free(struct key_set **set)
{
	if (!*set)
		return;
	for (size_t i = 0; i < (*set)->n_slots; i++)
		free((*set)->slots[i]);
	free((*set)->slots);
	free(*set);
	*set = NULL;
}

/* The slot that holds the key, or the free one where it belongs. */
static char **slot_of(char **slots, size_t n_slots, const char *key)
{
	size_t i = span_hash(span_of(key), FNV64_PRIME, FNV64_BASIS) & (n_slots - 1);

	while (slots[i] && strcmp(slots[i], key) != 0)
		i = (i + 1) & (n_slots - 1);
	return &slots[i];
}

bool key_set_has(const struct key_set *set, const char *key)
{
	return *slot_of(set->slots, set->n_slots, key) != NULL;
}

const char *key_set_value(const struct key_set *set, const char *key)
{
	const char *there = *slot_of(set->slots, set->n_slots, key);

	return there ? there + strlen(there) + 1 : NULL;
}

bool key_set_add(struct key_set *set, const char *key)
{
	return key_set_add_with(set, key, "");
}

bool key_set_add_with(struct key_set *set, const char *key, const char *value)
{
	char **slot = slot_of(set->slots, set->n_slots, key);
	size_t key_size = strlen(key) + 1, value_size = strlen(value) + 1;

	if (*slot)
		return false;
	*slot = mem_zalloc(key_size + value_size, 1);
	memcpy(*slot, key, key_size);
	memcpy(*slot + key_size, value, value_size);
	if (++set->len * 2 < set->n_slots)
		return true;

	size_t n = set->n_slots * 2;
	char **grown = mem_zalloc(n, sizeof *grown);

	for (size_t i = 0; i < set->n_slots; i++) {
		if (set->slots[i])
			*slot_of(grown, n, set->slots[i]) = set->slots[i];
	}
	free(set->slots);
	set->slots = grown;
	set->n_slots = n;
	return true;
}
