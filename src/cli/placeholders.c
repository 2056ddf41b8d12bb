/* placeholders.c - see placeholders.h. */
#include "cli/placeholders.h"

#include <string.h>

#include "config/config.h"

/* Is it the domain or one below it? */
static bool is_below(struct span host, const char *domain)
{
	struct span end = span_sub(host, host.len - strlen(domain), host.len);

	if (host.len < strlen(domain) || !span_is_ci(end, domain))
		return false;
	return host.len == end.len || end.ptr[-1] == '.';
}

static bool is_placeholder(const char *addr)
{
	static const char *const domains[] = { "example.org", "example.com", "example.net",
					       "example", "invalid" };
	const char *at = addr ? strrchr(addr, '@') : NULL;

	for (size_t i = 0; at && i < sizeof domains / sizeof domains[0]; i++) {
		if (is_below(span_of(at + 1), domains[i]))
			return true;
	}
	return false;
}

/* Persons of a list whose mail goes there; those of the list before are the same people. */
static size_t people_there(const struct config_list *list, const struct config_list *before)
{
	size_t n = 0;

	if (before && before->people.persons == list->people.persons)
		return 0;
	for (size_t i = 0; i < list->people.n_persons; i++) {
		const struct person *person = &list->people.persons[i];

		n += person->n_addresses && is_placeholder(person->addresses[0]);
	}
	return n;
}

static void add(struct arena *arena, const char **text, const char *addr, const char *what,
		const char *list)
{
	if (is_placeholder(addr))
		*text = arena_printf(arena, "%s%s%s%s%s", *text ? *text : "", *text ? ", " : "",
				     what, list ? " of list " : "", list ? list : "");
}

const char *placeholders_of(struct arena *arena, const struct config *config)
{
	const char *text = NULL;
	size_t people = 0;

	add(arena, &text, config->operator_addr, "operator", NULL);
	add(arena, &text, config->outbox.from_addr, "from of the outbox", NULL);
	for (size_t i = 0; i < config->n_lists; i++) {
		const struct config_list *list = &config->lists[i];

		add(arena, &text, list->address, "address", list->name);
		add(arena, &text, list->policy.board_chair, "board_chair", list->name);
		people += people_there(list, i ? list - 1 : NULL);
	}
	if (people)
		text = arena_printf(arena, "%s%s%zu %s", text ? text : "", text ? ", " : "", people,
				    people == 1 ? "person" : "people");
	return text;
}
