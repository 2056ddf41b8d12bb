/* people.c - the people and groups of a list.
 *
 * A name means one person or one group, or the configuration is refused: every full name, alias,
 * handle and group is claimed, and a second claim is a problem.  The same holds for addresses.
 */
#include <stdlib.h>
#include <string.h>

#include "config/schema.h"

enum { STRINGS_MAX = 100 };	/* aliases or addresses of one: each is compared with each */

struct claims {
	struct config_claim *list;
	size_t len, cap;
};

struct strings {
	const char **list;
	size_t len, cap;
};

static int compare_claims(const void *left, const void *right)
{
	const struct config_claim *a = left, *b = right;
	int order = span_compare_ci(span_of(a->text), span_of(b->text));

	if (order)
		return order;
	return a->owner < b->owner ? -1 : a->owner > b->owner;
}

static void claim(struct config_reader *reader, struct claims *claims, const char *text,
		  size_t owner, const struct config_node *node)
{
	claims->list = arena_grow(reader->arena, claims->list, claims->len, &claims->cap,
				  sizeof *claims->list);
	claims->list[claims->len++] = (struct config_claim){ text, owner, node };
}

/* The first claim of a text in a sorted list, or NULL. */
static const struct config_claim *find_claim(const struct config_claim *list, size_t len,
					     const char *text)
{
	size_t low = 0, high = len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (span_compare_ci(span_of(list[middle].text), span_of(text)) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < len && span_is_ci(span_of(list[low].text), text) ? &list[low] : NULL;
}

static const char *owner_name(const struct people *people, size_t owner)
{
	return owner < people->n_persons ? people->persons[owner].name
					 : people->groups[owner - people->n_persons].name;
}

static void twice(struct config_reader *reader, const struct people *people,
		  const struct config_claim *first, const struct config_claim *second)
{
	const char *a = owner_name(people, first->owner), *b = owner_name(people, second->owner);

	NODE_PROBLEM(reader->problems, second->node,
		     "%s is ambiguous: it means %s (line %u) and %s, expected one of them",
		     problem_quote(reader->arena, second->text), problem_quote(reader->arena, a),
		     first->node->line,
		     span_compare_ci(span_of(a), span_of(b)) == 0 ? "another of the same name"
					     : problem_quote(reader->arena, b));
}

static void sort_claims(struct config_reader *reader, const struct people *people,
			struct claims *claims)
{
	if (claims->len)
		qsort(claims->list, claims->len, sizeof claims->list[0], compare_claims);
	for (size_t i = 1; i < claims->len; i++) {
		const struct config_claim *a = &claims->list[i - 1], *b = &claims->list[i];

		if (a->owner != b->owner && span_is_ci(span_of(a->text), b->text))
			twice(reader, people, a, b);
	}
}

static void add_string(struct config_reader *reader, struct strings *strings, const char *text,
		       const struct config_node *node)
{
	if (strings->len == STRINGS_MAX) {
		NODE_PROBLEM(reader->problems, node,
			     "too many names or addresses for one person, expected at most %d",
			     STRINGS_MAX);
		return;
	}
	for (size_t i = 0; i < strings->len; i++) {
		if (span_compare_ci(span_of(strings->list[i]), span_of(text)) == 0)
			return;
	}
	strings->list = arena_grow(reader->arena, strings->list, strings->len, &strings->cap,
				   sizeof *strings->list);
	strings->list[strings->len++] = text;
}

static bool means_everybody(const char *text)
{
	static const char *const words[] = { "all", "everyone", "everybody", "all members" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (span_compare_ci(span_of(text), span_of(words[i])) == 0)
			return true;
	}
	return false;
}

/* A name by which somebody may be called in a tag; NULL and a problem when none can be. */
static const char *called_text(struct config_reader *reader, const struct config_node *node,
			       const char *expected, bool full)
{
	const char *text = value_text(reader, node, expected);

	if (!text)
		return NULL;
	text += !full && *text == '@';
	if (!*text || span_trim(span_of(text)).len != strlen(text)) {
		NODE_PROBLEM(reader->problems, node,
			     "%s is empty or has space around it, expected %s",
			     problem_quote(reader->arena, text), expected);
		return NULL;
	}
	if (means_everybody(text)) {
		NODE_PROBLEM(reader->problems, node,
			     "%s always means all members, expected another name",
			     problem_quote(reader->arena, text));
		return NULL;
	}
	if (strchr(text, '@')) {
		NODE_PROBLEM(reader->problems, node,
			     "%s holds a @, expected a name (addresses belong under \"address\")",
			     problem_quote(reader->arena, text));
		return NULL;
	}
	/* several owners are written with these between them; no such alias would ever be found */
	if (!full && strpbrk(text, ",;/()[]")) {
		NODE_PROBLEM(reader->problems, node,
			     "%s holds one of , ; / ( ) [ ], expected a name without them",
			     problem_quote(reader->arena, text));
		return NULL;
	}
	return text;
}

/* A list of scalars, or one of them alone; calls take for each. */
static void each_value(struct config_reader *reader, const struct config_node *node,
		       const char *expected, bool may_be_empty,
		       void (*take)(void *user, const struct config_node *item), void *user)
{
	if (node->kind == NODE_SCALAR) {
		take(user, node);
		return;
	}
	if (node->kind == NODE_MAPPING || (!node->n_items && !may_be_empty)) {
		NODE_PROBLEM(reader->problems, node, "%s, expected a list of %s",
			     node->n_items || node->kind == NODE_MAPPING ? node_kind_name(node)
									 : "an empty list",
			     expected);
		return;
	}
	for (size_t i = 0; i < node->n_items; i++)
		take(user, node->items[i]);
}

/* What is being read: a person or a group. */
struct people_entry {
	struct config_reader *reader;
	struct claims *names, *addresses;
	struct strings strings;
	size_t owner;
};

static void take_alias(void *user, const struct config_node *item)
{
	struct people_entry *entry = user;
	const char *text = called_text(entry->reader, item, "a short name", false);

	if (!text)
		return;
	add_string(entry->reader, &entry->strings, text, item);
	claim(entry->reader, entry->names, text, entry->owner, item);
}

static void take_address(void *user, const struct config_node *item)
{
	static const struct config_field field = { .key = "address", .type = FIELD_ADDRESS };
	struct people_entry *entry = user;
	const char *addr = NULL;

	if (!schema_read_value(entry->reader, item, &field, &addr))
		return;
	add_string(entry->reader, &entry->strings, addr, item);
	claim(entry->reader, entry->addresses, addr, entry->owner, item);
}

static void read_aliases(struct people_entry *entry, const struct config_node *mapping)
{
	const struct config_node *aliases = node_find(mapping, "aliases"),
			  *handle = node_find(mapping, "handle");

	entry->strings = (struct strings){ 0 };
	if (aliases)
		each_value(entry->reader, aliases, "short names", true, take_alias, entry);
	if (handle)
		take_alias(entry, handle);
}

static void read_person(struct config_reader *reader, const struct config_node *node,
			struct people_set *set, struct claims *names, struct claims *addresses)
{
	struct person *person = &set->people.persons[set->people.n_persons];
	struct people_entry entry = { .reader = reader,
			       .names = names,
			       .addresses = addresses,
			       .owner = set->people.n_persons };
	const struct config_node *name, *address, *more;

	if (!schema_read(reader, node, &table_person, 0, person)) {
		set->broken = true;
		return;
	}
	name = node_find(node, "name");
	person->name =
		name && person->name ? called_text(reader, name, "the full name", true) : NULL;
	if (!person->name) {
		set->broken = true;
		*person = (struct person){ 0 };
		return;
	}
	workdays_read(reader, node, &person->weekdays, &person->holidays);
	claim(reader, names, person->name, entry.owner, name);
	read_aliases(&entry, node);
	person->aliases = entry.strings.list;
	person->n_aliases = entry.strings.len;

	entry.strings = (struct strings){ 0 };
	address = node_find(node, "address");
	more = node_find(node, "addresses");
	if (address && more)
		NODE_PROBLEM(reader->problems, more,
			     "\"address\" and \"addresses\" mean the same, expected one of them");
	if (address)
		each_value(reader, address, "addresses", false, take_address, &entry);
	if (more)
		each_value(reader, more, "addresses", false, take_address, &entry);
	person->addresses = entry.strings.list;
	person->n_addresses = entry.strings.len;
	set->people.n_persons++;
}

void people_read_persons(struct config_reader *reader, const struct config_node *list,
			 struct people_set *out)
{
	struct claims names = { 0 }, addresses = { 0 };

	*out = (struct people_set){ 0 };
	if (list->kind != NODE_LIST || !list->n_items) {
		NODE_PROBLEM(reader->problems, list,
			     "%s for the people, expected a list of people (- name: ...)",
			     list->kind == NODE_LIST ? "an empty list" : node_kind_name(list));
		out->broken = true;
		return;
	}
	out->people.persons =
		arena_alloc(reader->arena, list->n_items, sizeof *out->people.persons);
	for (size_t i = 0; i < list->n_items; i++)
		read_person(reader, list->items[i], out, &names, &addresses);
	people_sort(reader->arena, &out->people);
	sort_claims(reader, &out->people, &names);
	sort_claims(reader, &out->people, &addresses);
	out->names = names.list;
	out->n_names = names.len;
	out->addresses = addresses.list;
	out->n_addresses = addresses.len;
}

bool people_find(struct config_reader *reader, const struct config_node *node,
		 const struct people_set *set, size_t *out)
{
	const char *name = value_text(reader, node, "the name of a person");
	struct people persons = set->people;

	if (!name)
		return false;
	persons.n_groups = 0;
	if (people_resolve(&persons, span_of(name), out) == PEOPLE_PERSON)
		return true;
	if (!problems_full(reader->problems))
		people_refuse(reader, node, set, &persons, name);
	return false;
}

void people_refuse(struct config_reader *reader, const struct config_node *node,
		   const struct people_set *set, const struct people *people, const char *name)
{
	if (!set->broken)
		NODE_PROBLEM(reader->problems, node, "%s, expected a name of one of the people%s",
			     people_fault(reader->arena, people, name),
			     people->n_groups ? " or of a group" : "");
}

const struct config_node *people_address_node(const struct people_set *set, const char *addr)
{
	const struct config_claim *found = find_claim(set->addresses, set->n_addresses, addr);

	return found ? found->node : NULL;
}

struct membership {
	struct config_reader *reader;
	const struct people_set *set;
	struct people_group *group;
	size_t cap;
	bool *taken;		/* of each person */
};

static void take_member(void *user, const struct config_node *item)
{
	struct membership *m = user;
	size_t index;

	if (!people_find(m->reader, item, m->set, &index))
		return;
	if (m->taken[index]) {
		NODE_PROBLEM(m->reader->problems, item,
			     "%s is in this group already, expected each member once",
			     problem_quote(m->reader->arena, m->set->people.persons[index].name));
		return;
	}
	m->taken[index] = true;
	m->group->members = arena_grow(m->reader->arena, m->group->members, m->group->n_members,
				       &m->cap, sizeof m->group->members[0]);
	m->group->members[m->group->n_members++] = index;
}

static void read_group(struct config_reader *reader, const struct config_node *name,
		       const struct config_node *value, struct people_set *set,
		       struct claims *names)
{
	struct people *people = &set->people;
	struct people_group *group = &people->groups[people->n_groups];
	struct people_entry entry = { .reader = reader,
			       .names = names,
			       .owner = people->n_persons + people->n_groups };
	struct membership m = { .reader = reader, .set = set, .group = group };
	const struct config_node *members = value;

	group->name = called_text(reader, name, "the name of a group", false);
	if (!group->name)
		return;
	people->n_groups++;
	claim(reader, names, group->name, entry.owner, name);
	if (value->kind == NODE_MAPPING) {
		if (!schema_read(reader, value, &table_group, 0, group))
			return;
		read_aliases(&entry, value);
		group->aliases = entry.strings.list;
		group->n_aliases = entry.strings.len;
		members = node_find(value, "members");
	}
	if (!members)
		return;
	m.taken = mem_zalloc(people->n_persons + 1, sizeof *m.taken);
	each_value(reader, members, "names of people", false, take_member, &m);
	free(m.taken);
}

void people_read_groups(struct config_reader *reader, const struct config_node *groups,
			struct people_set *set)
{
	struct people *people = &set->people;
	struct claims names = { 0 };

	if (groups->kind != NODE_MAPPING) {
		NODE_PROBLEM(reader->problems, groups,
			     "%s for the groups, expected a mapping of names to lists of members",
			     node_kind_name(groups));
		return;
	}
	people->groups = arena_alloc(reader->arena, groups->n_items / 2, sizeof *people->groups);
	for (size_t i = 0; i + 1 < groups->n_items; i += 2) {
		if (node_find(groups, groups->items[i]->text) == groups->items[i + 1])
			read_group(reader, groups->items[i], groups->items[i + 1], set, &names);
	}
	sort_claims(reader, people, &names);
	for (size_t i = 0; i < names.len; i++) {
		const struct config_claim *person =
			find_claim(set->names, set->n_names, names.list[i].text);

		if (person)
			twice(reader, people, person, &names.list[i]);
	}
}

bool people_open(struct config_reader *reader, const struct config_node *root,
		 const struct config_node **persons_out, const struct config_node **groups_out)
{
	*persons_out = root;
	*groups_out = NULL;
	if (root->kind == NODE_LIST)
		return true;
	if (!schema_read(reader, root, &table_people_file, 0, NULL))
		return false;
	*persons_out = node_find(root, "people");
	*groups_out = node_find(root, "groups");
	return *persons_out != NULL;
}

bool people_load(struct config_reader *reader, const struct config_node **persons_io,
		 const struct config_node **groups_io)
{
	static const struct config_field field = {
		.key = "people",
		.type = FIELD_PATH,
		.expected = "a list of people, or the name of a file that holds it"
	};
	const struct config_node *name = *persons_io, *root, *groups;
	const char *path = NULL;
	struct err err;
	struct buf bytes;

	if (name->kind != NODE_SCALAR)
		return true;
	*persons_io = NULL;
	if (!schema_read_value(reader, name, &field, &path))
		return false;
	buf_init(&bytes, TREE_BYTES_MAX);
	if (reader_load(reader, path, &bytes, &err)) {
		NODE_PROBLEM(reader->problems, name, "people file %s: %s",
			     problem_quote(reader->arena, path), err.text);
		buf_free(&bytes);
		return false;
	}
	root = tree_read(reader->arena, problems_source(reader->problems, path), buf_fitted(&bytes),
			 reader->problems);
	buf_free(&bytes);
	if (!root || !people_open(reader, root, persons_io, &groups))
		return false;
	if (groups && *groups_io) {
		NODE_PROBLEM(reader->problems, *groups_io,
			     "the people file %s has groups too, expected them in one place",
			     problem_quote(reader->arena, path));
	} else if (groups) {
		*groups_io = groups;
	}
	return true;
}
