/* image.c - see image.h.
 *
 * In front stand the texts, each once and with its NUL, so that they are used where they are.  The
 * rest is numbers, of seven bits a byte, the lowest first: of a text its place among the texts.
 * Which members there are say tables; those of events are the ledger's (event_stored.h).
 */
#include "committee/image.h"

#include <stdlib.h>
#include <string.h>

#include "committee/event_stored.h"

#define PART(type, member) EVENT_MEMBER_OF(struct type, STORED_COLUMN, member)
#define N_OF(members) (sizeof(members) / sizeof *(members))

static const struct event_member item_members[] = {
	PART(item, list),
	PART(item, text),
	PART(item, text_said),
	PART(item, detail),
	PART(item, context),
	PART(item, quote),
	PART(item, message_id),
	PART(item, line),
	PART(item, rule),
	PART(item, raised_by),
	PART(item, raise_proof),
	PART(item, meeting.number),
	PART(item, meeting.day),
	PART(item, named),
	PART(item, raised_at_s),
	PART(item, quiet_until_s),
	PART(item, touched_at_s),
	PART(item, due),
	PART(item, due_said),
	PART(item, due_unread),
	PART(item, due_at_meeting),
	PART(item, due_set_at_s),
	PART(item, status),
	PART(item, closed_at_s),
	PART(item, note),
	PART(item, mentions),
	PART(item, duty.every),
	PART(item, duty.from),
	PART(item, duty.days_are_due),
	PART(item, duty.round),
	PART(item, duty.opened_at_s),
	PART(item, duty.owners),
};

static const struct event_member owner_members[] = {
	PART(owner, written),
	PART(owner, person),
	PART(owner, group),
	PART(owner, assigned_at_s),
	PART(owner, done_at_s),
	PART(owner, quiet_until_s),
	PART(owner, by_clock),
	PART(owner, snoozed_until),
	PART(owner, last_call),
	PART(owner, last_call_at_s),
};

static const struct event_member looks_done_members[] = {
	PART(looks_done, words),
	PART(looks_done, actor),
	PART(looks_done, proof),
	PART(looks_done, message_id),
	PART(looks_done, line),
	PART(looks_done, at_s),
};

uint64_t image_layout(void)
{
	uint64_t hash = event_members_hash(FNV64_BASIS);

	hash = event_member_hash(item_members, N_OF(item_members), hash);
	hash = event_member_hash(owner_members, N_OF(owner_members), hash);
	return event_member_hash(looks_done_members, N_OF(looks_done_members), hash);
}

/* ---- writing ---- */

struct image_writer {
	struct buf texts, numbers;
	size_t *slots;		/* places of texts; 0: free */
	size_t n_slots, n_texts;
};

static void put_number(struct image_writer *w, uint64_t number)
{
	char bytes[10];
	size_t n = 0;

	for (; number >= 0x80; number >>= 7)
		bytes[n++] = (char)(number | 0x80);
	bytes[n++] = (char)number;
	buf_add(&w->numbers, bytes, n);
}

/* Small ones are short, whatever their sign. */
static void put_signed(struct image_writer *w, int64_t number)
{
	put_number(w, ((uint64_t)number << 1) ^ (number < 0 ? UINT64_MAX : 0));
}

/* Where the text is known, or the free slot for it. */
static size_t *slot_of(const struct image_writer *w, const char *text)
{
	const char *texts = buf_fitted(&w->texts).ptr;
	size_t i = span_hash(span_of(text), FNV64_PRIME, FNV64_BASIS) & (w->n_slots - 1);

	while (w->slots[i] && strcmp(texts + w->slots[i], text) != 0)
		i = (i + 1) & (w->n_slots - 1);
	return &w->slots[i];
}

static void grow(struct image_writer *w)
{
	size_t *old = w->slots, n_old = w->n_slots;
	const char *texts = buf_fitted(&w->texts).ptr;

	w->n_slots = n_old ? 2 * n_old : 1024;
	w->slots = mem_zalloc(w->n_slots, sizeof *w->slots);
	for (size_t i = 0; i < n_old; i++) {
		if (old[i])
			*slot_of(w, texts + old[i]) = old[i];
	}
	free(old);
}

static void put_text(struct image_writer *w, const char *text)
{
	size_t *slot;

	if (!text || !*text) {
		put_number(w, 0);
		return;
	}
	if (2 * w->n_texts >= w->n_slots)
		grow(w);
	slot = slot_of(w, text);
	if (!*slot && !buf_is_cut(&w->texts)) {
		*slot = buf_len(&w->texts);
		w->n_texts++;
		buf_add(&w->texts, text, strlen(text) + 1);
	}
	put_number(w, *slot);
}

static void put_date(struct image_writer *w, struct civil_date date)
{
	put_signed(w, date.year);
	if (!civil_is_set(date))
		return;
	put_signed(w, date.month);
	put_signed(w, date.day);
}

static void put_member(struct image_writer *w, const void *thing, const struct event_member *m)
{
	const void *from = (const char *)thing + m->offset;

	switch (m->type) {
	case EVENT_TEXT: put_text(w, *(const char *const *)from); return;
	case EVENT_DATE: put_date(w, *(const struct civil_date *)from); return;
	case EVENT_FLAG:
	case EVENT_MARK: put_number(w, *(const bool *)from); return;
	case EVENT_INT: put_signed(w, *(const int *)from); return;
	case EVENT_UNSIGNED: put_number(w, *(const unsigned *)from); return;
	case EVENT_SECONDS: put_signed(w, *(const int64_t *)from); return;
	}
}

static void put_members(struct image_writer *w, const void *thing,
			const struct event_member *members, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_member(w, thing, &members[i]);
}

static void put_item(struct image_writer *w, const struct item *item)
{
	put_signed(w, item->number);
	if (!item->number)
		return;
	put_members(w, item, item_members, N_OF(item_members));
	put_number(w, item->n_owners);
	for (size_t i = 0; i < item->n_owners; i++) {
		const struct owner *o = &item->owners[i];

		put_members(w, o, owner_members, N_OF(owner_members));
		put_number(w, o->looks_done != NULL);
		if (o->looks_done)
			put_members(w, o->looks_done, looks_done_members,
				    N_OF(looks_done_members));
	}
}

/* Of the body what the ledger has in its data: nothing else is kept of an event. */
static bool is_kept(const struct event_member *member)
{
	return member->slot < STORED_N_DATA;
}

static void put_event(struct image_writer *w, const struct event *e)
{
	const struct event_member *members;
	size_t n = event_head(&members);

	put_number(w, e->kind);
	put_text(w, e->act);	/* these two say which members it has */
	if (e->kind == EVENT_DEADLINE)
		put_signed(w, e->deadline.meeting);
	put_signed(w, e->id);
	put_members(w, e, members, n);
	n = event_members(e, &members);
	for (size_t i = 0; i < n; i++) {
		if (is_kept(&members[i]))
			put_member(w, e, &members[i]);
	}
}

static void put_places(struct image_writer *w, const struct state_places *places)
{
	size_t before = 0;

	put_number(w, places->len);
	for (size_t i = 0; i < places->len; i++) {
		put_number(w, places->at[i] - before);
		before = places->at[i];
	}
}

static void put_list(struct image_writer *w, const struct state_list *list)
{
	put_places(w, &list->items);
	put_places(w, &list->open);
	for (size_t i = 0; i < EVENT_KINDS; i++)
		put_places(w, &list->events[i]);
}

static void put_state(struct image_writer *w, const struct state *state)
{
	put_number(w, state->n_events);
	put_signed(w, state->last_event);
	put_signed(w, state->highest);
	put_number(w, state->n_items);
	for (size_t i = 0; i < state->n_items; i++)
		put_item(w, &state->items[i]);
	put_number(w, state->others.len);
	for (size_t i = 0; i < state->others.len; i++)
		put_event(w, &state->others.events[i]);
	put_list(w, &state->all);
	put_number(w, state->n_lists);
	for (size_t i = 0; i < state->n_lists; i++) {
		put_text(w, state->lists[i].name);
		put_list(w, &state->lists[i]);
	}
}

void image_write(const struct state *state, struct buf *out)
{
	struct image_writer w = { .slots = NULL };
	struct span texts, numbers;
	uint64_t n_bytes;

	buf_init(&w.texts, IMAGE_BYTES_MAX);
	buf_init(&w.numbers, IMAGE_BYTES_MAX);
	buf_add_char(&w.texts, '\0');
	put_state(&w, state);
	n_bytes = buf_len(&w.texts);
	if (buf_whole(&w.texts, &texts) && buf_whole(&w.numbers, &numbers)) {
		buf_add(out, &n_bytes, sizeof n_bytes);
		buf_add_span(out, texts);
		buf_add_span(out, numbers);
	} else {
		buf_give_up(out);
	}
	buf_free(&w.texts);
	buf_free(&w.numbers);
	free(w.slots);
}

/* ---- reading ---- */

struct image_reader {
	struct arena *arena;		/* the state's */
	struct span texts;
	const unsigned char *at, *end;
	bool is_bad;
};

static uint64_t take_number(struct image_reader *r)
{
	uint64_t number = 0;

	for (unsigned shift = 0; shift < 64 && r->at < r->end; shift += 7) {
		unsigned char byte = *r->at++;

		number |= (uint64_t)(byte & 0x7F) << shift;
		if (byte < 0x80)
			return number;
	}
	r->is_bad = true;
	return 0;
}

static int64_t take_signed(struct image_reader *r)
{
	uint64_t number = take_number(r);

	return (int64_t)(number >> 1) ^ -(int64_t)(number & 1);
}

/* Of what takes a byte at least. */
static size_t take_count(struct image_reader *r)
{
	uint64_t n = take_number(r);

	if (n <= (uint64_t)(r->end - r->at))
		return (size_t)n;
	r->is_bad = true;
	return 0;
}

static const char *take_text(struct image_reader *r)
{
	uint64_t at = take_number(r);

	if (at < r->texts.len)
		return r->texts.ptr + at;
	r->is_bad = true;
	return "";
}

static struct civil_date take_date(struct image_reader *r)
{
	struct civil_date date = { .year = (int16_t)take_signed(r) };

	if (civil_is_set(date)) {
		date.month = (int8_t)take_signed(r);
		date.day = (int8_t)take_signed(r);
	}
	return date;
}

static void take_member(struct image_reader *r, void *thing, const struct event_member *m)
{
	void *to = (char *)thing + m->offset;

	switch (m->type) {
	case EVENT_TEXT: *(const char **)to = take_text(r); return;
	case EVENT_DATE: *(struct civil_date *)to = take_date(r); return;
	case EVENT_FLAG:
	case EVENT_MARK: *(bool *)to = take_number(r) != 0; return;
	case EVENT_INT: *(int *)to = (int)take_signed(r); return;
	case EVENT_UNSIGNED: *(unsigned *)to = (unsigned)take_number(r); return;
	case EVENT_SECONDS: *(int64_t *)to = take_signed(r); return;
	}
}

static void take_members(struct image_reader *r, void *thing, const struct event_member *members,
			 size_t n)
{
	for (size_t i = 0; i < n; i++)
		take_member(r, thing, &members[i]);
}

static void take_owner(struct image_reader *r, struct owner *o)
{
	struct looks_done *said;

	take_members(r, o, owner_members, N_OF(owner_members));
	if (!take_number(r))
		return;
	said = arena_alloc(r->arena, 1, sizeof *said);
	take_members(r, said, looks_done_members, N_OF(looks_done_members));
	o->looks_done = said;
}

static void take_item(struct image_reader *r, struct item *item, size_t number)
{
	int64_t found = take_signed(r);

	*item = item_gap();
	if (!found)
		return;
	item->number = (int)found;
	r->is_bad |= found < 0 || (size_t)found != number;
	take_members(r, item, item_members, N_OF(item_members));
	item_new_wording(r->arena, item);
	r->is_bad |= item->status > ITEM_PARKED;
	if (*item->duty.every)
		r->is_bad |= !cycle_parse(span_of(item->duty.every), &item->duty.cycle);
	item->n_owners = item->cap_owners = take_count(r);
	if (item->n_owners)
		item->owners = arena_alloc(r->arena, item->n_owners, sizeof *item->owners);
	for (size_t i = 0; i < item->n_owners && !r->is_bad; i++)
		take_owner(r, &item->owners[i]);
}

/* e: cleared. */
static void take_event(struct image_reader *r, struct event *e)
{
	uint64_t kind = take_number(r);
	const struct event_member *members;
	size_t n = event_head(&members);

	if (kind >= EVENT_KINDS || event_is_of_item((enum event_kind)kind)) {
		r->is_bad = true;
		return;
	}
	e->kind = (enum event_kind)kind;
	e->act = take_text(r);
	if (e->kind == EVENT_DEADLINE)
		e->deadline.meeting = (int)take_signed(r);
	e->id = take_signed(r);
	take_members(r, e, members, n);
	n = event_members(e, &members);
	for (size_t i = 0; i < n; i++) {
		if (is_kept(&members[i]))
			take_member(r, e, &members[i]);
	}
	event_fill(e);
}

static void take_places(struct image_reader *r, struct state_places *places, size_t from,
			size_t below)
{
	size_t n = take_count(r), at = 0;

	if (!n)
		return;
	places->at = mem_zalloc(n, sizeof *places->at);
	places->len = places->cap = n;
	for (size_t i = 0; i < n; i++) {
		at += take_number(r);
		r->is_bad |= at < from || at >= below;
		places->at[i] = at;
	}
}

static void take_list(struct image_reader *r, const struct state *state, struct state_list *list)
{
	take_places(r, &list->items, 1, state->n_items + 1);
	take_places(r, &list->open, 1, state->n_items + 1);
	for (size_t i = 0; i < EVENT_KINDS && !r->is_bad; i++)
		take_places(r, &list->events[i], 0, state->others.len);
}

static void take_lists(struct image_reader *r, struct state *state)
{
	size_t n;

	take_list(r, state, &state->all);
	n = take_count(r);
	state->lists = mem_zalloc(n, sizeof *state->lists);
	state->cap_lists = n;
	while (state->n_lists < n && !r->is_bad) {
		struct state_list *list = &state->lists[state->n_lists++];

		list->name = take_text(r);
		take_list(r, state, list);
	}
}

static void take_state(struct image_reader *r, struct state *state)
{
	struct event_list *others = &state->others;
	size_t n;

	state->n_events = take_number(r);
	state->last_event = take_signed(r);
	state->highest = (int)take_signed(r);
	n = take_count(r);
	state->items = mem_alloc(n * sizeof *state->items);
	state->cap_items = n;
	while (state->n_items < n && !r->is_bad) {
		state->n_items++;
		take_item(r, &state->items[state->n_items - 1], state->n_items);
	}
	n = take_count(r);
	others->cap = n + n / 16 + 1; /* some will come */
	others->events = arena_alloc(r->arena, others->cap, sizeof *others->events);
	while (others->len < n && !r->is_bad)
		take_event(r, &others->events[others->len++]);
	if (!r->is_bad)
		take_lists(r, state);
}

struct state *image_read(struct span bytes)
{
	struct state *state = state_new();
	struct image_reader r = { .arena = state->arena };
	uint64_t n_texts = 0;

	if (bytes.len >= sizeof n_texts)
		memcpy(&n_texts, bytes.ptr, sizeof n_texts);
	bytes = span_sub(bytes, sizeof n_texts, bytes.len);
	if (n_texts && n_texts <= bytes.len && !bytes.ptr[n_texts - 1]) {
		r.texts = span_sub(bytes, 0, (size_t)n_texts);
		r.at = (const unsigned char *)bytes.ptr + n_texts;
		r.end = (const unsigned char *)bytes.ptr + bytes.len;
		take_state(&r, state);
	}
	if (!r.at || r.is_bad || r.at != r.end)
		state_free(&state);
	return state;
}
