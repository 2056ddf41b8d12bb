/* grant.c - see grant.h. */
#include "committee/grant.h"

#include <string.h>

#include "committee/period.h"

struct telling *telling_find(const struct telling_list *list, const char *message_id)
{
	for (size_t i = 0; i < list->len; i++) {
		if (!list->mails[i].of_old && strcmp(list->mails[i].message_id, message_id) == 0)
			return &list->mails[i];
	}
	return NULL;
}

void telling_announce(struct arena *arena, struct telling_list *list, const struct telling *mail)
{
	struct telling *known = mail->of_old ? NULL : telling_find(list, mail->message_id);

	if (known) {
		known->told_s = known->lost_s = 0;
		return;
	}
	list->mails = arena_grow(arena, list->mails, list->len, &list->cap, sizeof *list->mails);
	list->mails[list->len++] = *mail;
}

static bool tells_of(const struct telling *t, int64_t at_s, int64_t end_s)
{
	if (t->of_old)
		return t->told_s >= at_s;
	return t->told_s && t->named_s + period_delay_s(end_s - at_s) >= end_s;
}

const struct telling *telling_first(const struct telling_list *list, int64_t at_s, int64_t end_s)
{
	const struct telling *first = NULL;

	for (size_t i = 0; i < list->len; i++) {
		const struct telling *t = &list->mails[i];

		if (tells_of(t, at_s, end_s) && (!first || t->told_s < first->told_s))
			first = t;
	}
	return first;
}

struct telling_counts telling_count(const struct telling_list *list)
{
	struct telling_counts counts = { .n = (unsigned)list->len };

	for (size_t i = 0; i < list->len; i++) {
		const struct telling *t = &list->mails[i];
		bool is_first = t->told_s &&
				(!counts.first_told_s || t->told_s < counts.first_told_s);

		if (!t->told_s && !t->lost_s)
			counts.is_on_its_way = true;
		if (t->lost_s)
			counts.lost_s = t->lost_s;
		counts.n_lost = t->lost_s ? counts.n_lost + 1 : t->told_s ? 0 : counts.n_lost;
		if (t->told_s)
			counts.trying_s = 0;
		else if (!counts.trying_s)
			counts.trying_s = t->at_s;
		if (!t->lost_s && t->named_s)
			counts.named_s = t->named_s;
		if (is_first)
			counts.first_told_s = t->told_s;
	}
	return counts;
}

int64_t telling_again_at(unsigned n_lost, int64_t lost_s)
{
	enum { FIRST_S = 3600, LAST_S = 24 * 3600 };
	int64_t wait_s = FIRST_S;

	for (unsigned i = 1; i < n_lost && wait_s < LAST_S; i++)
		wait_s *= 2;
	return !n_lost ? 0 : lost_s + (wait_s < LAST_S ? wait_s : LAST_S);
}

static int compare_texts(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

int receipt_compare(const struct receipt *a, const struct receipt *b)
{
	int order;

	if (a->at_s != b->at_s)
		return a->at_s < b->at_s ? -1 : 1;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	order = compare_texts(a->message_id, b->message_id);
	if (!order)
		order = a->line < b->line ? -1 : a->line > b->line;
	if (!order)
		order = compare_texts(a->actor, b->actor);
	return order ? order : compare_texts(a->text, b->text);
}

static bool is_near(int64_t a, int64_t b, int64_t delay_s)
{
	return a <= b + delay_s && b <= a + delay_s;
}

void grant_begin(int64_t at_s, int64_t now_s, int64_t told_s, int64_t named_s, grant_end_fn end,
		 const void *context, struct granted *out)
{
	int64_t end_s = end(context, at_s), delay_s = period_delay_s(end_s - at_s);
	int64_t begin_s = told_s ? told_s : now_s > at_s ? now_s : at_s;

	*out = (struct granted){
		.closes_s = begin_s - at_s <= delay_s ? end_s : end(context, begin_s),
		.known_s = told_s ? told_s : at_s,
		.untold = !told_s,
	};
	if (!told_s)
		return;
	if (is_near(named_s, out->closes_s, delay_s))
		out->closes_s = named_s;
	else
		out->delayed = out->closes_s > end_s;
}
