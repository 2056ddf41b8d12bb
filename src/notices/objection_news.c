/* objection_news.c - see objection_news.h. */
#include "notices/objection_news.h"

#include <string.h>

static const char *made_key(struct deadline_decider *d, const struct deadline_objection *o)
{
	return arena_printf(d->arena, "deadline/%d/objection/%s", d->entry->number, o->message_id);
}

static const char *withdrawn_key(struct deadline_decider *d, const struct deadline_objection *o)
{
	return arena_printf(d->arena, "deadline/%d/objection-withdrawn/%s", d->entry->number,
			    o->message_id);
}

/* The key of what the list does not know of it; NULL: it knows all, or is not to know. */
static const char *unknown_key(struct deadline_decider *d, const struct deadline_objection *o)
{
	int64_t quiet_until_s = d->entry->quiet_until_s;
	const char *key = made_key(d, o);
	bool is_known = !o->unseen || deadline_is_spent(d, key);

	if (o->end == OBJECTION_STANDS)
		return is_known || o->at_s <= quiet_until_s ? NULL : key;
	if (o->end != OBJECTION_WITHDRAWN || !o->end_unseen || !is_known ||
	    o->ended_s <= quiet_until_s)
		return NULL;
	key = withdrawn_key(d, o);
	return deadline_is_spent(d, key) ? NULL : key;
}

void objection_news_find(struct deadline_decider *d, struct objection_news *out)
{
	const struct deadline *deadline = &d->entry->deadline;

	*out = (struct objection_news){
		.rows = arena_alloc(d->arena, deadline->n_objections + 1, sizeof *out->rows),
	};
	for (size_t i = 0; deadline->n_standing && i < deadline->n_objections; i++) {
		const char *key = unknown_key(d, &deadline->objections[i]);

		if (!key)
			continue;
		out->rows[out->n++] = &deadline->objections[i];
		out->key = out->key ? out->key : key;
	}
}

void objection_news_spend(struct deadline_decider *d, const char *key)
{
	const struct deadline *deadline = &d->entry->deadline;

	for (size_t i = 0; i < deadline->n_objections; i++) {
		const char *its = unknown_key(d, &deadline->objections[i]);

		if (its && strcmp(its, key) != 0)
			deadline_spend(d, its);
	}
}
