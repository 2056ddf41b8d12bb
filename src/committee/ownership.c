/* ownership.c - see ownership.h. */
#include "committee/ownership.h"

#include <string.h>

static void add_owner(struct arena *arena, struct ownership *o, const char *written,
		      const char *person, const char *group)
{
	for (size_t i = 0; i < o->len; i++) {
		if (strcmp(o->owners[i].person, person) == 0 &&
		    (*person || strcmp(o->owners[i].written, written) == 0))
			return;
	}
	o->owners = arena_grow(arena, o->owners, o->len, &o->cap, sizeof *o->owners);
	o->owners[o->len++] =
		(struct owner){ .written = written, .person = person, .group = group };
}

static void add_group(struct arena *arena, struct ownership *o, const struct people *people,
		      const char *written, size_t index)
{
	const char *name = people_group_name(people, index);

	for (size_t i = 0; i < people->n_persons; i++) {
		if (people_group_has(people, index, i))
			add_owner(arena, o, written, people->persons[i].name, name);
	}
}

bool ownership_add(struct arena *arena, struct ownership *o, const struct people *people,
		   const char *written)
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

struct ownership ownership_of(struct arena *arena, const struct people *people,
			      const char *const *names, size_t n_names)
{
	struct ownership o = { 0 };

	for (size_t i = 0; i < n_names; i++)
		(void)ownership_add(arena, &o, people, names[i]);
	return o;
}

void ownership_events(struct arena *arena, const struct ownership *ownership,
		      const struct event *like, struct event_list *out)
{
	for (size_t i = 0; i < ownership->len; i++) {
		const struct owner *o = &ownership->owners[i];
		struct event e = *like;

		e.assigned = (struct event_assigned){ .written = o->written,
						      .person = o->person,
						      .group = o->group };
		event_list_add(arena, out, &e);
	}
}

bool ownership_is_same(const struct people *people, const struct owner *now,
		       const struct owner *old)
{
	const struct person *person = *now->person ? people_by_name(people, now->person) : NULL;

	return person ? people_is(people, old->person, person)
		      : span_eq_ci(span_of(now->written), span_of(old->written));
}

bool ownership_has(const struct people *people, const struct ownership *ownership,
		   const struct owner *owner)
{
	for (size_t i = 0; i < ownership->len; i++) {
		if (ownership_is_same(people, &ownership->owners[i], owner))
			return true;
	}
	return false;
}

static bool goes_on(const struct people *people, const struct item *item, const struct owner *now)
{
	for (size_t i = 0; i < item->n_owners; i++) {
		const struct owner *old = &item->owners[i];

		if (ownership_is_same(people, now, old) && strcmp(now->group, old->group) == 0 &&
		    (!old->done_at_s || *old->group || item->status != ITEM_OPEN))
			return true;
	}
	return false;
}

void ownership_assign(struct arena *arena, const struct people *people, const struct item *item,
		      const struct ownership *ownership, const struct event *like,
		      struct event_list *out)
{
	struct event e = *like;

	e.kind = EVENT_ASSIGNED;
	for (size_t i = 0; i < ownership->len; i++) {
		struct ownership one = { .owners = &ownership->owners[i], .len = 1 };

		if (!goes_on(people, item, one.owners))
			ownership_events(arena, &one, &e, out);
	}
}

void ownership_hand_over(struct arena *arena, const struct people *people, const struct item *item,
			 const struct ownership *ownership, const struct event *like,
			 struct event_list *out)
{
	struct event e = *like;

	ownership_assign(arena, people, item, ownership, like, out);
	e.kind = EVENT_RELEASED;
	for (size_t i = 0; i < item->n_owners; i++) {
		e.released = (struct event_released){ .person = item->owners[i].person,
						      .written = item->owners[i].written };
		if (!ownership_has(people, ownership, &item->owners[i]))
			event_list_add(arena, out, &e);
	}
}

const char *ownership_text(struct arena *arena, const struct ownership *ownership)
{
	const char *text = "";

	for (size_t i = 0; i < ownership->len; i++) {
		const struct owner *o = &ownership->owners[i];

		if (*o->group && i && strcmp(o->group, o[-1].group) == 0)
			continue;
		text = arena_printf(arena, "%s%s%s", text, i ? ", " : "",
				    *o->group	 ? o->group
				    : *o->person ? o->person
						 : o->written);
	}
	return text;
}
