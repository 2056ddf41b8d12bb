/* handover.c - what shows that a list has handed a mail over, and who may raise something there. */
#include <string.h>

#include "config/schema.h"

enum { SECRET_ADDRESS_LEN = 12 /* of its local part: nobody guesses it */ };

#define WRONG(reader, node, ...) NODE_PROBLEM((reader)->problems, node, __VA_ARGS__)
#define QUOTED(reader, text) problem_quote((reader)->arena, text)

/* "Name: value" */
static void read_field(struct config_reader *reader, const struct config_node *node,
		       struct handover_terms *out)
{
	static const char expected[] =
		"a header field with its value, such as \"X-BSC-List: 9x3kq7w2\"";
	const char *text = value_text(reader, node, expected),
		   *colon = text ? strchr(text, ':') : NULL;
	struct span name = colon ? span_from(text, (size_t)(colon - text)) : span_of("");
	struct span value = colon ? span_trim(span_of(colon + 1)) : span_of("");

	if (!text)
		return;
	for (size_t i = 0; i < name.len; i++) {
		if ((unsigned char)name.ptr[i] <= ' ' || (unsigned char)name.ptr[i] > '~')
			name.len = 0;
	}
	if (!name.len || !value.len) {
		WRONG(reader, node, "%s is not a header field, expected %s", QUOTED(reader, text),
		      expected);
		return;
	}
	out->field_name = arena_strndup(reader->arena, name.ptr, name.len);
	out->field_value = arena_strndup(reader->arena, value.ptr, value.len);
}

static bool same(const char *a, const char *b)
{
	return a && b && span_eq_ci(span_of(a), span_of(b));
}

/* Whose address it is beside; NULL: nobody's. */
static const char *known_as(const struct config *config, const struct people_set *people,
			    const struct config_list *list, const char *addr)
{
	if (same(addr, config->outbox.from_addr))
		return "the bot's own address";
	if (people_address_node(people, addr))
		return "a person's address";
	if (same(addr, list->address))
		return "the address of the list";
	for (const struct config_list *other = config->lists; other < list; other++) {
		if (same(addr, other->address) || same(addr, other->handover.delivered_to))
			return "an address of another list";
	}
	return NULL;
}

static void check_address(struct config_reader *reader, const struct config_node *node,
			  const struct config *config, const struct people_set *people,
			  const struct config_list *list)
{
	static const char expected[] =
		"one that nobody else knows, such as bot+list-9x3kq7@example.org";
	const char *addr = list->handover.delivered_to,
		   *known = known_as(config, people, list, addr);

	if (known)
		WRONG(reader, node, "%s is %s, expected %s", QUOTED(reader, addr), known, expected);
	else if (strcspn(addr, "@") < SECRET_ADDRESS_LEN)
		WRONG(reader, node,
		      "%s can be guessed (fewer than %d characters before the @), expected %s",
		      QUOTED(reader, addr), SECRET_ADDRESS_LEN, expected);
}

void handover_read(struct config_reader *reader, const struct config_node *node,
		   const struct config *config, const struct people_set *people,
		   struct config_list *list)
{
	const struct config_answers *answers = &config->answers;
	const struct config_node *field = node_find(node, "list_field");

	if (field)
		read_field(reader, field, &list->handover);
	if (list->handover.delivered_to)
		check_address(reader, node_find(node, "delivered_to"), config, people, list);
	if (list->handover.signed_by && !answers->authserv_id)
		WRONG(reader, node_find(node, "signed_by"),
		      "signed_by and no server that looks at signatures, expected its authserv_id "
		      "under \"answers\"");
	list->handover.list_address = list->address;
	list->handover.ours =
		(struct authres_server){ answers->authserv_id, answers->hops, answers->fields };
	if (!node_find(node, "raise"))
		list->raise = answers->authserv_id ? RAISE_PROVED : RAISE_MEMBERS;
}
