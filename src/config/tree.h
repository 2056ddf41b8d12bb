/* tree.h - YAML text to a tree of nodes that remember their place.
 *
 * Stricter than YAML where that saves operators from mistakes: duplicate keys, tags (!x), merge
 * keys, a second document and NULs are problems.  Aliases share the node of their anchor; the size
 * of the tree with every alias written out is bounded, so that walking it is bounded too.
 */
#ifndef BEADLE_CONFIG_TREE_H
#define BEADLE_CONFIG_TREE_H

#include <stdbool.h>

#include "base/span.h"
#include "config/problem.h"

enum {
	TREE_BYTES_MAX = 1024 * 1024,
	TREE_DEPTH_MAX = 20,
	TREE_NODES_MAX = 50000,		/* with aliases written out */
	TREE_KEYS_MAX = 1000,		/* of one mapping: each is compared with each */
	TREE_ANCHORS_MAX = 1000,
};

enum node_kind { NODE_SCALAR, NODE_LIST, NODE_MAPPING };

struct config_node {
	enum node_kind kind;
	const struct config_source *source;
	unsigned line, column;		/* from 1 */
	const char *text;		/* scalar: its value, UTF-8 without NUL */
	bool none;			/* scalar: nothing, `~` or `null`, unquoted */
	struct config_node **items;		/* list: items; mapping: key, value, key, value */
	size_t n_items;			/* of a mapping twice the number of its pairs */
	size_t cap_items;
	unsigned nodes;			/* this one and all below, aliases written out */
	unsigned height;		/* levels below and including this one */
	bool open;			/* still being read: an alias to it would be a circle */
};

/* The root, or NULL when the text is no YAML that we take (the problem is added then).
 * Duplicate keys are problems too, but leave a tree: the first one counts. */
struct config_node *tree_read(struct arena *arena, const struct config_source *source,
			      struct span text, struct config_problems *problems);

/* The value of a key, or NULL. */
const struct config_node *node_find(const struct config_node *mapping, const char *key);

/* "a list", "a mapping", "text": for messages. */
const char *node_kind_name(const struct config_node *node);

#define NODE_PROBLEM(problems, node, ...) \
	problem_add(problems, (node)->source, (node)->line, (node)->column, __VA_ARGS__)

#endif
