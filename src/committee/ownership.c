/* ownership.c - see ownership.h. */
#include "committee/ownership.h"

#include <string.h>

static void add_owner(struct arena *arena, struct ownership *o, const char *written, const char *person,
		      const char *group)
{
	for (size_t i = 0; i < o->len; i++) {
		if (strcmp(o->owners[i].person, person) == 0 &&
		    (*person || strcmp(o->owners[i].written, written) == 0))
			return;
	}
	o->owners = arena_grow(arena, o->owners, o->len, &o->cap, sizeof *o->owners);
	o->owners[o->len++] = (struct owner){ .written = written, .person = person, .group = group };
}

static void add_group(struct arena *arena, struct ownership *o, const struct people *people,
		      const char *written, size_t index)
{
	const char *name = people_group_name(people, index);
	bool built_in = index == people->n_groups;

	for (size_t i = 0; i < (built_in ? people->n_persons : people->groups[index].n_members); i++) {
		const struct person *p = &people->persons[built_in ? i : people->groups[index].members[i]];

		if (!built_in || p->member)
			add_owner(arena, o, written, p->name, name);
	}
}

bool ownership_add(struct arena *arena, struct ownership *o, const struct people *people, const char *written)
{
	size_t index;

	switch (people_resolve(people, span_of(written), &index)) {
	case PEOPLE_PERSON:
		add_owner(arena, o, written, people->persons[index].name, "");
		return true;
	case PEOPLE_GROUP:
		add_group(arena, o, people, written, index);
		return true;
	case PEOPLE_NOBODY:
	case PEOPLE_SEVERAL:
		break;
	}
	add_owner(arena, o, written, "", "");
	return false;
}

struct ownership ownership_of(struct arena *arena, const struct people *people, const char *const *names, size_t n_names)
{
	struct ownership o = { 0 };

	for (size_t i = 0; i < n_names; i++)
		(void)ownership_add(arena, &o, people, names[i]);
	return o;
}

void ownership_events(struct arena *arena, const struct ownership *ownership, const struct event *like,
		      struct event_list *out)
{
	for (size_t i = 0; i < ownership->len; i++) {
		const struct owner *o = &ownership->owners[i];
		struct event e = *like;

		e.written = o->written;
		e.person = o->person;
		e.group = o->group;
		event_list_add(arena, out, &e);
	}
}
