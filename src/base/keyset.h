/* keyset.h - a set of texts, each with a value where one is wanted: which notices were decided,
 * which Message-IDs were seen, which mails something came of.
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
/* The same with a value, which is copied; the first one stays. */
bool key_set_add_with(struct key_set *set, const char *key, const char *value);
/* The set's own, "" of a key that was added without one; NULL: the key is not there. */
const char *key_set_value(const struct key_set *set, const char *key);
bool key_set_has(const struct key_set *set, const char *key);

#endif
