/* keyset.h - a set of texts: which notices were decided, which Message-IDs were seen.
 *
 * Grows without bound: one entry per notice ever sent, some dozens of bytes each.
 */
#ifndef BEADLE_BASE_KEYSET_H
#define BEADLE_BASE_KEYSET_H

#include <stdbool.h>

struct key_set;

struct key_set *key_set_new(void);
void key_set_free(struct key_set **set);	/* NULL is fine */
bool key_set_add(struct key_set *set, const char *key);	/* copies; false when it was there */
bool key_set_has(const struct key_set *set, const char *key);

#endif
