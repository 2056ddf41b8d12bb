/* difference.c - see difference.h. */
#include "committee/difference.h"

#include <string.h>

static void add(struct arena *arena, struct difference_list *out, struct difference d)
{
	out->differences =
		arena_grow(arena, out->differences, out->len, &out->cap, sizeof *out->differences);
	out->differences[out->len++] = d;
}

const char *difference_field_name(unsigned bit)
{
	static const char *const names[] = { "text",   "detail", "owners", "due",
					     "status", "duty",	 "source", "history" };
	unsigned i = 0;

	while (i < sizeof names / sizeof names[0] - 1 && bit != 1u << i)
		i++;
	return names[i];
}

const char *difference_owner(struct arena *arena, const struct owner *o)
{
	return arena_printf(arena, "%s%s%s%s%s%s", *o->person ? o->person : o->written,
			    *o->person ? "" : " (nobody known)", *o->group ? " (" : "", o->group,
			    *o->group ? ")" : "", o->done_at_s ? " (done)" : "");
}

bool difference_is_owned(struct arena *arena, const struct item *item, const struct owner *owner)
{
	const char *text = difference_owner(arena, owner);

	for (size_t i = 0; i < item->n_owners; i++) {
		if (strcmp(difference_owner(arena, &item->owners[i]), text) == 0)
			return true;
	}
	return false;
}

static bool is_same_owners(struct arena *arena, const struct item *a, const struct item *b)
{
	bool same = a->n_owners == b->n_owners;

	for (size_t i = 0; same && i < a->n_owners; i++)
		same = difference_is_owned(arena, b, &a->owners[i]);
	return same;
}

static unsigned compare(struct arena *arena, const struct item *a, const struct item *b)
{
	unsigned fields = 0;

	fields |= strcmp(a->text, b->text) != 0 ? DIFFERS_TEXT : 0;
	fields |= strcmp(a->detail, b->detail) != 0 ? DIFFERS_DETAIL : 0;
	fields |= !is_same_owners(arena, a, b) ? DIFFERS_OWNERS : 0;
	fields |= civil_compare(a->due, b->due) != 0 ? DIFFERS_DUE : 0;
	fields |= a->status != b->status ? DIFFERS_STATUS : 0;
	fields |= strcmp(a->duty.every, b->duty.every) != 0 ? DIFFERS_DUTY : 0;
	fields |= strcmp(a->message_id, b->message_id) != 0 || a->line != b->line ||
				  strcmp(a->rule, b->rule) != 0
			  ? DIFFERS_SOURCE
			  : 0;
	return fields;
}

/* The events of each item, in their order. */
struct histories {
	const struct event ***events;	/* [item] */
	size_t *n;
	size_t n_items;
};

static struct histories histories_of(struct arena *arena, const struct event_list *list,
				     size_t n_items)
{
	struct histories h = { .events = arena_alloc(arena, n_items + 1, sizeof *h.events),
			       .n = arena_alloc(arena, n_items + 1, sizeof *h.n),
			       .n_items = n_items };

	for (size_t i = 0; i < list->len; i++)
		h.n[list->events[i].item]++;
	for (size_t i = 0; i <= n_items; i++) {
		h.events[i] = arena_alloc(arena, h.n[i], sizeof **h.events);
		h.n[i] = 0;
	}
	for (size_t i = 0; i < list->len; i++) {
		const struct event *e = &list->events[i];

		h.events[e->item][h.n[e->item]++] = e;
	}
	return h;
}

static bool is_same_history(const struct histories *a, const struct histories *b, size_t item)
{
	if (a->n[item] != b->n[item])
		return false;
	for (size_t i = 0; i < a->n[item]; i++) {
		if (!event_is_same(a->events[item][i], b->events[item][i]))
			return false;
	}
	return true;
}

static void compare_items(struct arena *arena, const struct difference_side *before,
			  const struct difference_side *after, const struct histories *was,
			  const struct histories *is, struct difference_list *out)
{
	for (size_t i = 1; i <= was->n_items; i++) {
		struct difference d = { .item = (int)i, .before = state_item(before->state, (int)i),
					.after = state_item(after->state, (int)i) };

		if (!d.before && !d.after)
			continue;
		if (d.before && d.after)
			d.fields = compare(arena, d.before, d.after);
		if (d.before && d.after && !d.fields)
			d.fields = is_same_history(was, is, i) ? 0 : DIFFERS_HISTORY;
		if (!d.before || !d.after || d.fields)
			add(arena, out, d);
	}
}

/* Those of a that b has not; most stand in the same order in both. */
static void compare_others(struct arena *arena, const struct histories *a,
			   const struct histories *b, bool gone, struct difference_list *out)
{
	bool *found = arena_alloc(arena, b->n[0], sizeof *found);
	size_t next = 0;

	for (size_t i = 0; i < a->n[0]; i++) {
		const struct event *e = a->events[0][i];
		size_t at = next, looked = 0;

		while (looked < b->n[0] &&
		       (found[at % b->n[0]] || !event_is_same(e, b->events[0][at % b->n[0]]))) {
			at++;
			looked++;
		}
		if (looked < b->n[0]) {
			found[at % b->n[0]] = true;
			next = at % b->n[0] + 1;
		} else {
			add(arena, out,
			    (struct difference){ .gone = gone ? e : NULL,
						 .come = gone ? NULL : e });
		}
	}
}

void differences_find(struct arena *arena, const struct difference_side *before,
		      const struct difference_side *after, struct difference_list *out)
{
	size_t n = before->state->n_items > after->state->n_items ? before->state->n_items
								  : after->state->n_items;
	struct histories was = histories_of(arena, before->events, n),
			 is = histories_of(arena, after->events, n);

	*out = (struct difference_list){ 0 };
	compare_items(arena, before, after, &was, &is, out);
	compare_others(arena, &was, &is, true, out);
	compare_others(arena, &is, &was, false, out);
}
