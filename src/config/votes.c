/* votes.c - `votes:` of a list: by what rules votes are decided, each by its name.
 *
 * What a rule leaves out is as in the default one, and what that leaves out as in its table.
 */
#include <string.h>

#include "config/schema.h"

enum { RULES_MAX = 50, NAME_MAX_BYTES = 32 };

#define WRONG(reader, node, ...) NODE_PROBLEM((reader)->problems, node, __VA_ARGS__)
#define QUOTED(reader, text) problem_quote((reader)->arena, text)

/* It stands in a tag beside a period and words of their own: [VOTE charter 2w]. */
static bool is_rule_name(const char *name)
{
	static const char *const taken[] = { "secret", "rank", "until", NULL };
	size_t len = strlen(name);

	if (!len || len > NAME_MAX_BYTES || !ascii_is_alpha(name[0]))
		return false;
	for (const char *p = name; *p; p++) {
		if (ascii_is_upper(*p) || !(ascii_is_alnum(*p) || *p == '-'))
			return false;
	}
	return !span_any(span_of(name), span_is, taken);
}

/* Where the value stands, or the rule that it is a default of. */
static const struct config_node *place_of(const struct config_node *node, const char *key)
{
	const struct config_node *value = node_find(node, key);

	return value ? value : node;
}

static void check_rule(struct config_reader *reader, const struct config_node *node,
		       const struct people_set *people, struct vote_rule *rule)
{
	size_t group, voters;

	if (rule->voters && people_resolve(&people->people, span_of(rule->voters), &group) !=
				    PEOPLE_GROUP) {
		if (!people->broken)
			WRONG(reader, place_of(node, "voters"),
			      "%s is not a group, expected the name of one",
			      QUOTED(reader, rule->voters));
		rule->voters = NULL;
		return;
	}
	voters = vote_rule_voters(rule, &people->people);
	if (voters && quorum_needed(&rule->quorum, voters) > voters)
		WRONG(reader, place_of(node, "quorum"),
		      "no vote by the rule %s can have a quorum of %s: %zu may vote",
		      QUOTED(reader, rule->name), quorum_text(reader->arena, &rule->quorum),
		      voters);
}

/* base: the rule that says what this one leaves out; NULL: it is that one. */
static void read_rule(struct config_reader *reader, const struct config_node *node,
		      const struct people_set *people, const struct vote_rule *base,
		      struct vote_rule *out)
{
	if (schema_read(reader, node, &table_vote, 0, out)) {
		for (const struct config_field *f = table_vote.fields; base && f->key; f++) {
			if (!node_find(node, f->key))
				memcpy((char *)out + f->offset, (const char *)base + f->offset,
				       f->size);
		}
		check_rule(reader, node, people, out);
	}
}

static void read_named(struct config_reader *reader, const struct config_node *name,
		       const struct config_node *node, const struct people_set *people,
		       struct config_list *list, struct vote_rule *rules)
{
	struct vote_rule *rule = &rules[list->n_votes++];

	rule->name = name->text;
	if (!is_rule_name(name->text))
		WRONG(reader, name,
		      "%s cannot name a rule, expected a letter and then small letters, digits "
		      "and -, at most %d in all, and not secret, rank or until",
		      QUOTED(reader, name->text), NAME_MAX_BYTES);
	read_rule(reader, node, people, &rules[0], rule);
}

void votes_read(struct config_reader *reader, const struct config_node *mapping,
		const struct people_set *people, struct config_list *list)
{
	const struct config_node *node = node_find(mapping, "votes"), *first = NULL;
	const struct config_node nothing = { .kind = NODE_MAPPING,
					     .source = mapping->source,
					     .line = mapping->line,
					     .column = mapping->column };
	size_t n = node && node->kind == NODE_MAPPING ? node->n_items : 0;
	struct vote_rule *rules = arena_alloc(reader->arena, 1 + n / 2, sizeof *rules);

	if (node && (!n || n / 2 > RULES_MAX)) {
		WRONG(reader, node,
		      "%s for the rules of votes, expected 1 to %d names with what each says "
		      "(charter: {threshold: 2/3, of: members})",
		      node->kind != NODE_MAPPING ? node_kind_name(node)
		      : n			 ? "a mapping too long"
						 : "an empty mapping",
		      RULES_MAX);
		n = 0;
	}
	if (n)
		first = node_find(node, VOTE_RULE_DEFAULT);
	rules[0].name = VOTE_RULE_DEFAULT;
	list->votes = rules;
	list->n_votes = 1;
	list->has_votes = node != NULL;
	read_rule(reader, first ? first : &nothing, people, NULL, &rules[0]);
	for (size_t i = 0; i < n; i += 2) {
		if (node->items[i + 1] != first)
			read_named(reader, node->items[i], node->items[i + 1], people, list, rules);
	}
}
