/* schema.c - see schema.h: reads a mapping as its table says, and says what is unknown in it. */
#include "config/schema.h"

#include <string.h>

static bool applies(const struct config_field *field, int type)
{
	return type < 0 || !field->only || (field->only & (1u << type));
}

static bool is_needed(const struct config_field *field, int type)
{
	return type < 0 ? field->needed == FOR_ALL : (field->needed & (1u << type)) != 0;
}

static const struct config_field *field_of(const struct config_table *table, const char *key)
{
	for (const struct config_field *f = table->fields; f->key; f++) {
		if (strcmp(f->key, key) == 0)
			return f;
	}
	return NULL;
}

static const char *next_key(const void *user, size_t i)
{
	return ((const struct config_field *)user)[i].key;
}

static void add_keys(struct buf *out, const struct config_table *table, int type)
{
	bool first = true;

	for (const struct config_field *f = table->fields; f->key; f++) {
		if (!applies(f, type) || f->type == FIELD_GONE)
			continue;
		buf_addf(out, "%s%s", first ? "" : ", ", f->key);
		first = false;
	}
}

static void unknown_key(struct config_reader *reader, const struct config_node *key,
			const struct config_table *table, int type)
{
	const char *quoted = problem_quote(reader->arena, key->text);
	const char *near;
	struct buf keys;

	if (problems_full(reader->problems)) {
		NODE_PROBLEM(reader->problems, key, "unknown key");	/* it is only counted */
		return;
	}

	/* what people try first deserves an answer of its own */
	if (strcmp(key->text, "password") == 0) {
		NODE_PROBLEM(reader->problems, key,
			     "a password must not stand in this file, expected password_file, "
			     "password_command or credential");
		return;
	}
	if (strcmp(key->text, "<<") == 0) {
		NODE_PROBLEM(reader->problems, key,
			     "merging (<<) does not work here, expected the alias as a whole "
			     "value");
		return;
	}
	near = nearest_word(key->text, next_key, table->fields);
	if (near) {
		NODE_PROBLEM(reader->problems, key, "unknown key %s in %s, did you mean \"%s\"?",
			     quoted, table->what, near);
		return;
	}
	for (size_t i = 0; tables[i]; i++) {
		if (tables[i] != table && field_of(tables[i], key->text)) {
			NODE_PROBLEM(reader->problems, key,
				     "%s is not a key of %s but of %s: is the indentation right?",
				     quoted, table->what, tables[i]->what);
			return;
		}
	}
	buf_init(&keys, 900);
	add_keys(&keys, table, type);
	NODE_PROBLEM(reader->problems, key, "unknown key %s in %s, expected one of %s", quoted,
		     table->what, buf_shown(&keys).ptr);
	buf_free(&keys);
}

static const char *type_word(const struct config_table *table, int type)
{
	for (const struct config_choice *c = table->types; c && c->word; c++) {
		if (c->value == type)
			return c->word;
	}
	return "";
}

static void set_default(struct config_reader *reader, const struct config_node *mapping,
			const struct config_field *field, void *target)
{
	struct config_node node = *mapping;

	if (!field->def)
		return;
	node.kind = NODE_SCALAR;
	node.text = field->def;
	node.none = false;
	(void)schema_read_value(reader, &node, field, (char *)target + field->offset);
}

int schema_type(const struct config_node *mapping, const struct config_table *table)
{
	const struct config_node *node =
		mapping->kind == NODE_MAPPING ? node_find(mapping, "type") : NULL;

	for (const struct config_choice *c = table->types;
	     node && node->kind == NODE_SCALAR && c->word; c++) {
		if (span_is_ci(span_of(node->text), c->word))
			return c->value;
	}
	return -1;
}

bool schema_read(struct config_reader *reader, const struct config_node *mapping,
		 const struct config_table *table, int type, void *target)
{
	if (mapping->kind != NODE_MAPPING) {
		struct buf keys;

		buf_init(&keys, 300);
		add_keys(&keys, table, type);
		NODE_PROBLEM(reader->problems, mapping,
			     "%s for %s, expected a mapping with keys such as %s",
			     node_kind_name(mapping), table->what, buf_shown(&keys).ptr);
		buf_free(&keys);
		return false;
	}
	for (const struct config_field *f = table->fields; f->key; f++) {
		if (!applies(f, type))
			continue;
		set_default(reader, mapping, f, target);
		if (is_needed(f, type) && !node_find(mapping, f->key))
			NODE_PROBLEM(reader->problems, mapping, "%s lacks \"%s\", expected %s",
				     table->what, f->key, field_expected(f));
	}
	for (size_t i = 0; i + 1 < mapping->n_items; i += 2) {
		const struct config_node *key = mapping->items[i];
		const struct config_field *field = field_of(table, key->text);

		if (!field)
			unknown_key(reader, key, table, type);
		else if (field->type == FIELD_GONE)
			NODE_PROBLEM(reader->problems, key,
				     "\"%s\" is no key any more, expected %s", field->key,
				     field->expected);
		else if (!applies(field, type))
			NODE_PROBLEM(reader->problems, key,
				     "\"%s\" means nothing with type %s, leave it out",
				     field->key, type_word(table, type));
		else if (field->type != FIELD_NODE &&
			 node_find(mapping, key->text) == mapping->items[i + 1])
			(void)schema_read_value(reader, mapping->items[i + 1], field,
						(char *)target + field->offset);
	}
	return true;
}

void reader_remember_file(struct config_reader *reader, const char *file)
{
	reader->files = arena_grow(reader->arena, reader->files, reader->n_files,
				   &reader->cap_files, sizeof *reader->files);
	reader->files[reader->n_files++] = arena_strdup(reader->arena, file);
}

enum err_kind reader_load(struct config_reader *reader, const char *path, struct buf *out,
			  struct err *err)
{
	reader_remember_file(reader, path);
	return reader->world->load(path, out, err);
}
