/* tree.c - see tree.h.  Driven by libyaml's events; the stack of open collections is ours, so
 * neither depth nor size is up to the file. */
#include "config/tree.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "config/syntax.h"

struct anchor {
	const char *name;
	struct config_node *node;
};

struct tree {
	struct arena *arena;
	const struct config_source *source;
	struct config_problems *problems;
	struct config_node *stack[TREE_DEPTH_MAX];
	size_t depth;
	struct config_node *root;
	struct anchor *anchors;
	size_t n_anchors, cap_anchors;
	unsigned nodes;
};

const char *node_kind_name(const struct config_node *node)
{
	switch (node->kind) {
	case NODE_LIST:
		return "a list";
	case NODE_MAPPING:
		return "a mapping";
	case NODE_SCALAR:
		break;
	}
	return node->none ? "nothing" : "text";
}

const struct config_node *node_find(const struct config_node *mapping, const char *key)
{
	for (size_t i = 0; i + 1 < mapping->n_items; i += 2) {
		if (mapping->items[i]->kind == NODE_SCALAR &&
		    strcmp(mapping->items[i]->text, key) == 0)
			return mapping->items[i + 1];
	}
	return NULL;
}

static struct config_node *node_new(struct tree *tree, enum node_kind kind,
				    const yaml_event_t *event)
{
	struct config_node *node = arena_alloc(tree->arena, 1, sizeof *node);

	node->kind = kind;
	node->source = tree->source;
	node->line = (unsigned)event->start_mark.line + 1;
	node->column = (unsigned)event->start_mark.column + 1;
	node->nodes = 1;
	node->height = 1;
	return node;
}

static void refuse_double_key(const struct tree *tree, const struct config_node *mapping,
			      const struct config_node *key)
{
	for (size_t i = 0; i < mapping->n_items; i += 2) {
		if (mapping->items[i]->kind == NODE_SCALAR &&
		    strcmp(mapping->items[i]->text, key->text) == 0) {
			NODE_PROBLEM(tree->problems, key,
				     "the key %s is here a second time (first in line %u), "
				     "expected each key once",
				     problem_quote(tree->arena, key->text),
				     mapping->items[i]->line);
			return;
		}
	}
}

/* Puts a finished or just opened node under the open collection.  shared: by an alias. */
static bool attach(struct tree *tree, struct config_node *node, bool shared, unsigned line,
		   unsigned column)
{
	tree->nodes += shared ? node->nodes : 1;
	if (tree->nodes > TREE_NODES_MAX) {
		problem_add(
			tree->problems, tree->source, line, column,
			"too much in one file, expected at most %d values (aliases written out)",
			TREE_NODES_MAX);
		return false;
	}
	if (tree->depth + node->height > TREE_DEPTH_MAX) {
		problem_add(tree->problems, tree->source, line, column,
			    "nested too deeply, expected at most %d levels", TREE_DEPTH_MAX);
		return false;
	}
	if (!tree->depth) {
		tree->root = node;
		return true;
	}
	struct config_node *parent = tree->stack[tree->depth - 1];

	if (parent->kind == NODE_MAPPING && parent->n_items % 2 == 0) {
		if (node->kind != NODE_SCALAR) {
			problem_add(tree->problems, tree->source, line, column,
				    "%s as a key, expected text", node_kind_name(node));
			return false;
		}
		if (parent->n_items / 2 >= TREE_KEYS_MAX) {
			problem_add(tree->problems, tree->source, line, column,
				    "too many keys in one mapping, expected at most %d",
				    TREE_KEYS_MAX);
			return false;
		}
		refuse_double_key(tree, parent, node);
	}
	parent->items = arena_grow(tree->arena, parent->items, parent->n_items, &parent->cap_items,
				   sizeof(struct config_node *));
	parent->items[parent->n_items++] = node;
	if (shared) {
		/* what is opened here reports to its parents when it closes */
		parent->nodes += node->nodes;
		if (node->height + 1 > parent->height)
			parent->height = node->height + 1;
	}
	return true;
}

static bool remember(struct tree *tree, const yaml_char_t *anchor, struct config_node *node)
{
	if (!anchor)
		return true;
	if (tree->n_anchors == TREE_ANCHORS_MAX) {
		NODE_PROBLEM(tree->problems, node, "too many anchors (&...), expected at most %d",
			     TREE_ANCHORS_MAX);
		return false;
	}
	tree->anchors = arena_grow(tree->arena, tree->anchors, tree->n_anchors, &tree->cap_anchors,
				   sizeof *tree->anchors);
	tree->anchors[tree->n_anchors].name = arena_strdup(tree->arena, (const char *)anchor);
	tree->anchors[tree->n_anchors++].node = node;
	return true;
}

static bool take_alias(struct tree *tree, const yaml_event_t *event)
{
	const char *name = (const char *)event->data.alias.anchor;
	unsigned line = (unsigned)event->start_mark.line + 1,
		 column = (unsigned)event->start_mark.column + 1;

	/* the latest anchor of a name counts */
	for (size_t i = tree->n_anchors; i-- > 0;) {
		struct config_node *node = tree->anchors[i].node;

		if (strcmp(tree->anchors[i].name, name) != 0)
			continue;
		if (node->open) {
			problem_add(tree->problems, tree->source, line, column,
				    "the alias *%s stands inside the value that it means, expected "
				    "it after that value",
				    name);
			return false;
		}
		return attach(tree, node, true, line, column);
	}
	problem_add(tree->problems, tree->source, line, column,
		    "the alias *%s has no anchor, expected &%s before it (or quotes around a text "
		    "that begins with *)",
		    name, name);
	return false;
}

static bool refuse_tag(struct tree *tree, const yaml_event_t *event, const yaml_char_t *tag)
{
	if (!tag)
		return false;
	problem_add(tree->problems, tree->source, (unsigned)event->start_mark.line + 1,
		    (unsigned)event->start_mark.column + 1,
		    "YAML tags (!...) mean nothing here, expected the value in quotes");
	return true;
}

static bool take_scalar(struct tree *tree, const yaml_event_t *event)
{
	const char *value = (const char *)event->data.scalar.value;
	size_t len = event->data.scalar.length;
	struct config_node *node = node_new(tree, NODE_SCALAR, event);

	if (refuse_tag(tree, event, event->data.scalar.tag))
		return false;
	if (memchr(value, '\0', len)) {
		NODE_PROBLEM(tree->problems, node,
			     "a NUL in a text, expected text without control characters");
		return false;
	}
	node->text = arena_strndup(tree->arena, value, len);
	if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
		node->none = !len || strcmp(node->text, "~") == 0 ||
			     span_is_ci(span_of(node->text), "null");
	if (!attach(tree, node, true, node->line, node->column))
		return false;
	return remember(tree, event->data.scalar.anchor, node);
}

static bool open_collection(struct tree *tree, const yaml_event_t *event, enum node_kind kind,
			    const yaml_char_t *anchor, const yaml_char_t *tag)
{
	struct config_node *node = node_new(tree, kind, event);

	if (refuse_tag(tree, event, tag) || !attach(tree, node, false, node->line, node->column))
		return false;
	node->open = true;
	tree->stack[tree->depth++] = node;
	return remember(tree, anchor, node);
}

static void close_collection(struct tree *tree)
{
	struct config_node *node = tree->stack[--tree->depth];

	node->open = false;
	if (tree->depth) {
		struct config_node *parent = tree->stack[tree->depth - 1];

		parent->nodes += node->nodes;
		if (node->height + 1 > parent->height)
			parent->height = node->height + 1;
	}
}

static bool take_event(struct tree *tree, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (tree->root) {
			problem_add(tree->problems, tree->source,
				    (unsigned)event->start_mark.line + 1,
				    (unsigned)event->start_mark.column + 1,
				    "a second document (---), expected only one in a file");
			return false;
		}
		return true;
	case YAML_ALIAS_EVENT:
		return take_alias(tree, event);
	case YAML_SCALAR_EVENT:
		return take_scalar(tree, event);
	case YAML_SEQUENCE_START_EVENT:
		return open_collection(tree, event, NODE_LIST, event->data.sequence_start.anchor,
				       event->data.sequence_start.tag);
	case YAML_MAPPING_START_EVENT:
		return open_collection(tree, event, NODE_MAPPING, event->data.mapping_start.anchor,
				       event->data.mapping_start.tag);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		close_collection(tree);
		return true;
	default:
		return true;
	}
}

struct config_node *tree_read(struct arena *arena, const struct config_source *source,
			      struct span text, struct config_problems *problems)
{
	struct tree tree = { .arena = arena, .source = source, .problems = problems };
	yaml_parser_t parser;
	bool good, end = false;

	if (text.len > TREE_BYTES_MAX) {
		problem_add(problems, source, 1, 1,
			    "the file is larger than 1 MiB, expected a configuration");
		return NULL;
	}
	text = syntax_without_mark(text);
	if (!syntax_is_text(text, source, problems))
		return NULL;
	if (!yaml_parser_initialize(&parser)) {
		problem_add(problems, source, 1, 1, "out of memory");
		return NULL;
	}
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text.ptr, text.len);
	do {
		yaml_event_t event;

		good = yaml_parser_parse(&parser, &event);
		if (!good) {
			syntax_problem(&parser, text, source, problems);
			break;
		}
		good = take_event(&tree, &event);
		end = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	} while (good && !end);
	yaml_parser_delete(&parser);
	if (!good)
		return NULL;
	if (!tree.root || (tree.root->kind == NODE_SCALAR && tree.root->none)) {
		problem_add(problems, source, 1, 1,
			    "this file is empty, expected a configuration");
		return NULL;
	}
	return tree.root;
}
