/* standing.c - `standing:` of a list: recurring duties from the configuration. */
#include <string.h>

#include "config/schema.h"

enum { STANDING_MAX = 200, OWNERS_MAX = 50 };

struct standing {
	struct config_reader *reader;
	const struct people_set *people;
	struct standing_duty *duties;
	size_t n;
};

#define WRONG(s, node, ...) NODE_PROBLEM((s)->reader->problems, node, __VA_ARGS__)
#define QUOTED(s, text) problem_quote((s)->reader->arena, text)

/* A person by any of his names, or a group. */
static const char *read_owner(struct standing *s, const struct config_node *node)
{
	const char *name = value_text(s->reader, node, "the name of a person or a group");
	size_t index;

	if (!name)
		return NULL;
	switch (people_resolve(&s->people->people, span_of(name), &index)) {
	case PEOPLE_PERSON:
	case PEOPLE_GROUP:
		return name;
	case PEOPLE_SEVERAL:
	case PEOPLE_NOBODY:
		break;
	}
	people_refuse(s->reader, node, s->people, &s->people->people, name);
	return NULL;
}

static void read_owners(struct standing *s, const struct config_node *node,
			struct standing_duty *out)
{
	bool is_list = node->kind == NODE_LIST;
	size_t n = is_list ? node->n_items : 1;
	const char **owners;

	if (!n || n > OWNERS_MAX) {
		WRONG(s, node, "%s, expected one name or a list of up to %d",
		      n ? "a list too long" : "an empty list", OWNERS_MAX);
		return;
	}
	owners = arena_alloc(s->reader->arena, n, sizeof *owners);
	out->owners_text = "";
	for (size_t i = 0; i < n; i++) {
		const char *name = read_owner(s, is_list ? node->items[i] : node);

		if (!name)
			return;
		owners[out->n_owners++] = name;
		out->owners_text = arena_printf(s->reader->arena, "%s%s%s", out->owners_text,
						i ? ", " : "", name);
	}
	out->owners = owners;
}

/* "6 months", "every 6 months", "monthly" */
static void read_every(struct standing *s, const struct config_node *node,
		       struct standing_duty *out)
{
	static const char expected[] = "how often, such as 6 months, Monday or monthly";
	const char *text = value_text(s->reader, node, expected);
	char every[CYCLE_TEXT_SIZE];

	if (!text)
		return;
	if (cycle_parse(span_of(text), &out->cycle) ||
	    cycle_parse(span_of(arena_printf(s->reader->arena, "every %s", text)), &out->cycle))
		out->every = arena_strdup(s->reader->arena, cycle_format(&out->cycle, every));
	else
		WRONG(s, node, "%s is not understood, expected %s", QUOTED(s, text), expected);
}

static void read_duty(struct standing *s, const struct config_node *node)
{
	struct standing_duty *duty = &s->duties[s->n];
	const struct config_node *owner, *every;

	*duty = (struct standing_duty){ .text = NULL };
	if (!schema_read(s->reader, node, &table_standing, 0, duty))
		return;
	owner = node_find(node, "owner");
	every = node_find(node, "every");
	if (owner)
		read_owners(s, owner, duty);
	if (every)
		read_every(s, every, duty);
	for (size_t i = 0; duty->text && i < s->n; i++) {
		if (strcmp(s->duties[i].text, duty->text) == 0)
			WRONG(s, node_find(node, "text"),
			      "%s is already the text of an earlier duty, expected another (a duty "
			      "is recognised by its text)",
			      QUOTED(s, duty->text));
	}
	s->n += duty->text && *duty->text;
}

void standing_read(struct config_reader *reader, const struct config_node *node,
		   const struct people_set *people, struct config_list *list)
{
	struct standing s = { .reader = reader, .people = people };

	if (node->kind != NODE_LIST || !node->n_items || node->n_items > STANDING_MAX) {
		WRONG(&s, node,
		      "%s for the standing duties, expected a list of 1 to %d ({owner: ..., text: "
		      "..., every: ..., from: ...})",
		      node->kind != NODE_LIST ? node_kind_name(node)
		      : node->n_items	      ? "a list too long"
					      : "an empty list",
		      STANDING_MAX);
		return;
	}
	s.duties = arena_alloc(reader->arena, node->n_items, sizeof *s.duties);
	for (size_t i = 0; i < node->n_items; i++)
		read_duty(&s, node->items[i]);
	list->standing = s.duties;
	list->n_standing = s.n;
}

struct duty_round_context config_recurring(const struct config_list *list,
					  struct meeting_calendar *calendar)
{
	struct duty_round_context context = policy_recurring(&list->policy);

	context.people = &list->people;
	context.calendar = calendar;
	context.standing = list->standing;
	context.n_standing = list->n_standing;
	return context;
}
