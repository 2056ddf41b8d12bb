/* queue.c - see queue.h. */
#include "notices/queue.h"

#include <stdlib.h>
#include <string.h>

enum { HOUR_S = 3600 };

enum queue_lane queue_lane_of(const char *kind)
{
	static const char *const calendar[] = {
		"agenda",	   "agenda-digest", "ballot-reminder", "handover", "held",
		"last-call",	   "minutes-missing", "parked",	  "reminder",
		"summary",	   "weekly-digest",
	};

	if (strcmp(kind, "answer") == 0)
		return QUEUE_ANSWER;
	for (size_t i = 0; i < sizeof calendar / sizeof calendar[0]; i++) {
		if (strcmp(kind, calendar[i]) == 0)
			return QUEUE_CALENDAR;
	}
	return QUEUE_NOTICE;
}

const char *queue_cause(struct arena *arena, const char *author, bool proved)
{
	return proved ? author : arena_printf(arena, "%s (not proved)", author);
}

/* ---- how much of a limit is used ---- */

/* Of an hour, or of a recipient's day: what all use, what is not the calendar's, what are
 * answers. */
struct usage {
	unsigned all, others, answers;
};

/* What one author has used of it. */
struct share {
	const char *of, *cause;		/* of: the address; "" the hour */
	unsigned n;
};

/* A table from pairs of texts to numbers: open addressing, never full. */
struct shares {
	struct share *slots;
	size_t n_slots;			/* a power of two */
};

struct usages {
	struct usage hour;
	struct usage *days;		/* days[i] of the address that has place i in `addrs` */
	struct shares addrs, causes;
	unsigned n_addrs;
};

static uint64_t hash(uint64_t h, const char *text)
{
	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 1099511628211u;
	return (h ^ 0xff) * 1099511628211u;
}

static struct share *find_share(struct shares *shares, const char *of, const char *cause)
{
	size_t i = (size_t)hash(hash(14695981039346656037u, of), cause) & (shares->n_slots - 1);

	while (shares->slots[i].of &&
	       (strcmp(shares->slots[i].of, of) != 0 || strcmp(shares->slots[i].cause, cause) != 0))
		i = (i + 1) & (shares->n_slots - 1);
	if (!shares->slots[i].of)
		shares->slots[i] = (struct share){ .of = of, .cause = cause };
	return &shares->slots[i];
}

static void shares_init(struct shares *shares, struct arena *arena, size_t n)
{
	shares->n_slots = 16;
	while (shares->n_slots < 2 * n)
		shares->n_slots *= 2;
	shares->slots = arena_alloc(arena, shares->n_slots, sizeof *shares->slots);
}

static struct usage *day_of(struct usages *u, const char *addr)
{
	struct share *place = find_share(&u->addrs, addr, "");

	if (!place->n)
		place->n = ++u->n_addrs;
	return &u->days[place->n - 1];
}

static void use(struct usage *usage, enum queue_lane lane)
{
	usage->all++;
	usage->others += lane != QUEUE_CALENDAR;
	usage->answers += lane == QUEUE_ANSWER;
}

/* The mail was, or will be, handed over. */
static void count_hour(struct usages *u, const struct queue_mail *mail)
{
	use(&u->hour, queue_lane_of(mail->kind));
	find_share(&u->causes, "", mail->cause)->n++;
}

static void count_day(struct usages *u, const struct queue_mail *row)
{
	use(day_of(u, row->addr), queue_lane_of(row->kind));
	find_share(&u->causes, row->addr, row->cause)->n++;
}

/* Is there room for one more?  share: what its author has used. */
static bool has_room(unsigned limit, const struct usage *usage, const struct queue_mail *mail,
		     const struct share *share)
{
	unsigned quarter = limit / 4;

	if (usage->all >= limit)
		return false;
	if (queue_lane_of(mail->kind) == QUEUE_CALENDAR)
		return true;
	return usage->others < limit - quarter && (!*mail->cause || share->n < limit - 2 * quarter);
}

static bool has_room_for_answer(unsigned per_hour, const struct usage *hour)
{
	unsigned quarter = per_hour / 4;

	return hour->answers < (quarter ? quarter : 1);
}

/* Whoever asks much is told much: his day has room for answers until the calendar's quarter. */
static bool has_room_in_day(unsigned limit, const struct usage *day, const struct queue_mail *mail,
			    const struct share *share)
{
	if (queue_lane_of(mail->kind) == QUEUE_ANSWER)
		return day->others < limit - limit / 4;
	return has_room(limit, day, mail, share);
}

/* The limit that holds the mail back, whose n rows begin here; NULL: none does. */
static const char *limit_of(struct usages *u, const struct queue_limits *limits,
			    const struct queue_mail *rows, size_t n)
{
	bool is_answer = queue_lane_of(rows->kind) == QUEUE_ANSWER;

	if (!has_room(limits->per_hour, &u->hour, rows, find_share(&u->causes, "", rows->cause)) ||
	    (is_answer && !has_room_for_answer(limits->per_hour, &u->hour)))
		return "outbox.limits.per_hour";
	for (size_t i = 0; i < n; i++) {
		if (!has_room_in_day(limits->per_recipient_day, day_of(u, rows[i].addr), &rows[i],
				     find_share(&u->causes, rows[i].addr, rows[i].cause)))
			return "outbox.limits.per_recipient_day";
	}
	return NULL;
}

/* ---- whose turn it is ---- */

struct waiting {
	const struct queue_mail *rows;	/* of the mail */
	size_t n_rows;
	enum queue_lane lane;
	unsigned turn;
};

static int compare_id(const struct waiting *x, const struct waiting *y)
{
	return x->rows->id < y->rows->id ? -1 : x->rows->id > y->rows->id;
}

/* Lane, author, kind; the older first. */
static int by_kind(const void *a, const void *b)
{
	const struct waiting *x = a, *y = b;
	int order = x->lane != y->lane ? (int)x->lane - (int)y->lane
				       : strcmp(x->rows->cause, y->rows->cause);

	if (!order)
		order = strcmp(x->rows->kind, y->rows->kind);
	return order ? order : compare_id(x, y);
}

/* Lane, author, turn. */
static int by_author(const void *a, const void *b)
{
	const struct waiting *x = a, *y = b;
	int order = x->lane != y->lane ? (int)x->lane - (int)y->lane
				       : strcmp(x->rows->cause, y->rows->cause);

	if (!order && x->turn != y->turn)
		order = x->turn < y->turn ? -1 : 1;
	return order ? order : compare_id(x, y);
}

/* Lane, turn. */
static int by_turn(const void *a, const void *b)
{
	const struct waiting *x = a, *y = b;

	if (x->lane != y->lane)
		return (int)x->lane - (int)y->lane;
	if (x->turn != y->turn)
		return x->turn < y->turn ? -1 : 1;
	return compare_id(x, y);
}

static bool is_of_author(const struct waiting *a, const struct waiting *b)
{
	return a->lane == b->lane && strcmp(a->rows->cause, b->rows->cause) == 0;
}

/* The first mail of each kind of an author has turn 0, the second 1 ...; then these are put in a
 * row behind what the author has had in the last hour. */
static void give_turns(struct waiting *waiting, size_t n, struct usages *u)
{
	qsort(waiting, n, sizeof *waiting, by_kind);
	for (size_t i = 0; i < n; i++) {
		bool goes_on = i && is_of_author(&waiting[i], &waiting[i - 1]) &&
			       strcmp(waiting[i].rows->kind, waiting[i - 1].rows->kind) == 0;

		waiting[i].turn = goes_on ? waiting[i - 1].turn + 1 : 0;
	}
	qsort(waiting, n, sizeof *waiting, by_author);
	for (size_t i = 0; i < n; i++) {
		bool goes_on = i && is_of_author(&waiting[i], &waiting[i - 1]);

		const char *cause = waiting[i].rows->cause;
		unsigned used = *cause ? find_share(&u->causes, "", cause)->n : 0;

		waiting[i].turn = goes_on ? waiting[i - 1].turn + 1 : used;
	}
	qsort(waiting, n, sizeof *waiting, by_turn);
}

static struct waiting *mails_of(struct arena *arena, const struct queue_mail *rows, size_t n_rows,
				size_t *n_out)
{
	struct waiting *mails = arena_alloc(arena, n_rows, sizeof *mails);
	size_t n = 0;

	for (size_t i = 0; i < n_rows; i++) {
		if (!n || rows[i].id != mails[n - 1].rows->id)
			mails[n++] = (struct waiting){ .rows = &rows[i],
						       .lane = queue_lane_of(rows[i].kind) };
		mails[n - 1].n_rows++;
	}
	*n_out = n;
	return mails;
}

void queue_plan(struct arena *arena, const struct queue_limits *limits,
		const struct queue_mail *sent, size_t n_sent, const struct queue_mail *ready,
		size_t n_ready, int64_t now_s, struct queue_plan *out)
{
	struct usages u = { .days = arena_alloc(arena, n_sent + n_ready, sizeof *u.days) };
	size_t n;
	struct waiting *waiting = mails_of(arena, ready, n_ready, &n);

	*out = (struct queue_plan){ .ids = arena_alloc(arena, n, sizeof *out->ids) };
	shares_init(&u.addrs, arena, n_sent + n_ready);
	shares_init(&u.causes, arena, 2 * (n_sent + n_ready));
	for (size_t i = 0; i < n_sent; i++) {
		bool is_first = !i || sent[i].id != sent[i - 1].id;

		if (is_first && sent[i].at_s >= now_s - HOUR_S && sent[i].at_s <= now_s + HOUR_S)
			count_hour(&u, &sent[i]);
		count_day(&u, &sent[i]);
	}
	give_turns(waiting, n, &u);
	for (size_t i = 0; i < n; i++) {
		const struct queue_mail *rows = waiting[i].rows;
		const char *limit = limit_of(&u, limits, rows, waiting[i].n_rows);

		if (limit) {
			out->held_id = out->n_held++ ? out->held_id : rows->id;
			out->limit = out->limit ? out->limit : limit;
			continue;
		}
		count_hour(&u, rows);
		for (size_t k = 0; k < waiting[i].n_rows; k++)
			count_day(&u, &rows[k]);
		out->ids[out->len++] = rows->id;
	}
}
