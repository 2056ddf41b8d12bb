/* rebuild.c - see rebuild.h.
 *
 * The keeper's own parts make the new ledger in memory, from two sequences: the mails, as the
 * table `message` has them, and the events that stay.  An event that stays goes where it stood
 * among the events of the mails; where the mails had none, times decide.
 */
#include "bot/rebuild.h"

#include <stdlib.h>
#include <string.h>

#include "base/failpoint.h"
#include "bot/rebuild_mails.h"
#include "bot/judge.h"
#include "bot/keep.h"
#include "bot/plan.h"
#include "bot/reading.h"
#include "bot/rebuild_notices.h"
#include "bot/world.h"
#include "committee/reread.h"

enum { TRIES_MAX = 5 };

/* A mail that was read. */
struct row {
	const struct rebuild_source *mail;	/* NULL: it stays as it was judged */
	struct ledger_message now;	/* as it is judged now */
	size_t n_events, last_event;	/* that it made before, by index */
};

struct rebuilder {
	const struct config *config;
	const struct rebuild_options *options;
	struct rebuild *out;
	struct rebuild_mails at_hand;
	struct ledger *ledger;		/* that is rebuilt */
	int64_t version;		/* of it, when it was read */

	/* of one try */
	struct arena *arena;		/* out->arena */
	struct ledger_message_list messages;
	struct event_list before, after, made;	/* made: by reading again */
	struct row *rows;		/* rows[i] of messages.messages[i] */
	size_t *by_id;			/* indexes of the rows that were read, by Message-ID and
					 * list */
	size_t n_by_id, next_row;
	struct world w;
	struct world_rereading rereading;
	struct reread reread;
	struct reading_context reader;
	struct event_list waiting;	/* of items that are not there, or not yet */
	size_t kept;			/* so many events of before stay where they are */
};

static int compare(const struct ledger_message *m, const char *message_id, const char *list)
{
	int order = strcmp(m->message_id, message_id);

	return order ? order : strcmp(m->list, list);
}

static int by_id(const void *a, const void *b, void *user)
{
	const struct ledger_message *messages = user;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	int order = compare(&messages[x], messages[y].message_id, messages[y].list);

	return order ? order : x < y ? -1 : x > y;
}

/* The first row of that mail, at or behind that list in the order of names; NULL: there is none. */
static struct row *first_row(const struct rebuilder *b, const char *message_id, const char *list)
{
	const struct ledger_message *messages = b->messages.messages;
	size_t low = 0, high = b->n_by_id;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&messages[b->by_id[middle]], message_id, list) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	bool found =
		low < b->n_by_id && strcmp(messages[b->by_id[low]].message_id, message_id) == 0;

	return found ? &b->rows[b->by_id[low]] : NULL;
}

/* The row of the mail that said so, of several copies the first; NULL: there is none. */
static struct row *row_of(const struct rebuilder *b, const struct event *e)
{
	struct row *row = first_row(b, event_source(e), e->list);
	bool is_own = row && strcmp(b->messages.messages[row - b->rows].list, e->list) == 0;

	return is_own ? row : first_row(b, event_source(e), ""); /* the list had another name */
}

/* The mail of a row, or another copy of it in the same mailbox: when a server has numbered its
 * mails anew, they came once more. */
static const struct rebuild_source *find_mail(const struct rebuilder *b,
					    const struct ledger_message *row)
{
	const struct rebuild_source *mail = rebuild_mails_find(&b->at_hand, row);

	if (mail || (row->fate != FATE_READ && row->fate != FATE_OUTSIDE))
		return mail;
	for (size_t i = 0; !mail && i < b->messages.len; i++) {
		const struct ledger_message *copy = &b->messages.messages[i];

		if (copy->fate == FATE_DUPLICATE &&
		    strcmp(copy->message_id, row->message_id) == 0 &&
		    strcmp(copy->mailbox, row->mailbox) == 0 && strcmp(copy->list, row->list) == 0)
			mail = rebuild_mails_find(&b->at_hand, copy);
	}
	return mail;
}

static void find_rows(struct rebuilder *b)
{
	const struct ledger_message *messages = b->messages.messages;
	size_t n = b->messages.len;

	b->rows = arena_alloc(b->arena, n, sizeof *b->rows);
	b->by_id = arena_alloc(b->arena, n, sizeof *b->by_id);
	for (size_t i = 0; i < n; i++) {
		b->rows[i].now = messages[i];
		/* events of mails that were kept without an id cannot be told apart */
		if (*messages[i].message_id && messages[i].fate != FATE_ASIDE)
			b->rows[i].mail = find_mail(b, &messages[i]);
		if (*messages[i].message_id &&
		    (messages[i].fate == FATE_READ || messages[i].fate == FATE_OUTSIDE))
			b->by_id[b->n_by_id++] = i;
	}
	if (b->n_by_id)
		qsort_r(b->by_id, b->n_by_id, sizeof *b->by_id, by_id, b->messages.messages);
	for (size_t i = 0; i < b->before.len; i++) {
		struct row *row = reread_is_of_mail(&b->before.events[i])
					  ? row_of(b, &b->before.events[i])
					  : NULL;

		if (!row)
			continue;
		b->reread.again[i] = row->mail != NULL;
		if (!reread_is_left(&b->reread, i)) {
			row->n_events++;
			row->last_event = i;
		}
	}
}

/* Adds an event as it is. */
static enum err_kind add(struct rebuilder *b, const struct event *event, struct err *err)
{
	struct event e = *event;
	enum err_kind kind = ledger_begin(b->w.ledger, err);

	if (!kind)
		kind = world_append(&b->w, &e, err);
	return kind ? kind : world_commit(&b->w, err);
}

static enum err_kind keep(struct rebuilder *b, const struct event *e, struct err *err)
{
	bool there = e->item && state_item(b->w.state, e->item);

	if (e->kind == EVENT_RAISED ? there : e->item && !there) {
		if (e->kind != EVENT_RAISED)
			event_list_add(b->arena, &b->waiting, e);
		return ERR_NONE;
	}
	reread_keep(&b->reread, e);
	return add(b, e, err);
}

/* What has waited for items that are there now. */
static enum err_kind let_in(struct rebuilder *b, struct err *err)
{
	struct event_list *w = &b->waiting;
	size_t left = 0;
	enum err_kind kind = ERR_NONE;

	for (size_t i = 0; i < w->len; i++) {
		if (!kind && state_item(b->w.state, w->events[i].item))
			kind = add(b, &w->events[i], err);
		else
			w->events[left++] = w->events[i];
	}
	w->len = left;
	return kind;
}

/* It cannot be read again after all. */
static void stays(struct rebuilder *b, struct row *row)
{
	const size_t *which;
	size_t n = reread_mail(&b->reread, row->now.message_id, &which);

	row->mail = NULL;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(b->reread.before[which[i]].list, row->now.list) == 0)
			b->reread.again[which[i]] = false;
	}
}

static bool is_same_mail(const struct ledger_message *a, const struct ledger_message *b)
{
	return a->uid == b->uid && a->uidvalidity == b->uidvalidity &&
	       strcmp(a->key, b->key) == 0 && strcmp(a->mailbox, b->mailbox) == 0;
}

/* Is another row of the same mail that list's, or has it become so? */
static bool is_of_other_row(const struct rebuilder *b, const struct row *row, const char *list)
{
	const struct ledger_message *own = &b->messages.messages[row - b->rows];

	for (size_t i = 0; i < b->messages.len; i++) {
		const struct ledger_message *m = &b->messages.messages[i];
		bool is_theirs =
			strcmp(m->list, list) == 0 || strcmp(b->rows[i].now.list, list) == 0;

		if (m != own && is_theirs && is_same_mail(m, own))
			return true;
	}
	return false;
}

/* As its own list reads it; else as one that did not before, or none; NULL: of all these there are
 * rows. */
static const struct reading *reading_of(const struct rebuilder *b, const struct row *row,
					const struct reading_list *readings)
{
	for (size_t i = 0; i < readings->n; i++) {
		if (strcmp(readings->readings[i].list, row->now.list) == 0)
			return &readings->readings[i];
	}
	for (size_t i = 0; i < readings->n; i++) {
		if (!is_of_other_row(b, row, readings->readings[i].list))
			return &readings->readings[i];
	}
	return NULL;
}

/* The mail is judged anew, and its row says what it is now. */
static enum err_kind read_again_as(struct rebuilder *b, struct arena *arena,
				   const struct reading *reading, struct row *row, struct err *err)
{
	struct ledger_message *now = &row->now;
	struct judge_verdict verdict;

	if (judge_reading(&b->w, arena, reading, now, false, &verdict, err) ||
	    keep_verdict(&b->w, &verdict, err))
		return err->kind;
	*now = verdict.row;
	now->list = arena_strdup(b->arena, now->list);
	now->author = arena_strdup(b->arena, now->author);
	now->subject = arena_strdup(b->arena, now->subject);
	now->refs = arena_strdup(b->arena, now->refs ? now->refs : "");
	now->message_id = arena_strdup(b->arena, now->message_id);
	now->archived = arena_strdup(b->arena, now->archived);
	b->out->n_read++;
	return ERR_NONE;
}

static enum err_kind read_row(struct rebuilder *b, struct row *row, struct err *err)
{
	struct arena *arena = arena_new();
	struct reading_list readings;
	const struct reading *reading = NULL;
	enum err_kind kind = ledger_begin(b->w.ledger, err);

	if (row->mail) {
		reading_make(arena, &b->reader, row->now.mailbox, row->now.received_at_s,
			     row->mail->bytes, &readings);
		if (!readings.readings[0].why_not &&
		    strcmp(readings.readings[0].message_id, row->now.message_id) == 0)
			reading = reading_of(b, row, &readings);
		if (!reading)
			stays(b, row);
	}
	b->w.now_s = row->now.read_at_s;
	if (!kind && row->mail) {
		kind = read_again_as(b, arena, reading, row, err);
	} else if (!kind) {
		kind = ledger_add_message(b->w.ledger, &row->now, err);
		b->out->n_missing += row->n_events > 0;
	}
	if (!kind)
		kind = ledger_commit(b->w.ledger, err);
	arena_free(&arena);
	if (b->options->progress)
		b->options->progress(b->options->user, REBUILD_READS, b->next_row, b->messages.len);
	return kind ? kind : let_in(b, err);
}

static enum err_kind read_rows(struct rebuilder *b, size_t end, struct err *err)
{
	enum err_kind kind = ERR_NONE;

	for (; !kind && b->next_row < end; b->next_row++)
		kind = read_row(b, &b->rows[b->next_row], err);
	return kind;
}

/* Mails that made no events came before this one when they were read by then. */
static enum err_kind read_until(struct rebuilder *b, size_t event, struct err *err)
{
	size_t end = b->next_row;

	while (end < b->messages.len &&
	       b->messages.messages[end].read_at_s <= b->before.events[event].at_s &&
	       (!b->rows[end].n_events || b->rows[end].last_event < event))
		end++;
	return read_rows(b, end, err);
}

/* What happened, in its order, as it would have happened. */
static enum err_kind play(struct rebuilder *b, struct err *err)
{
	enum err_kind kind = ERR_NONE;

	for (size_t i = 0; !kind && i < b->before.len; i++) {
		const struct event *e = &b->before.events[i];
		struct row *row = reread_is_of_mail(e) ? row_of(b, e) : NULL;

		if (reread_is_left(&b->reread, i)) {
			if (!b->reread.again[i] && e->item && e->kind != EVENT_GONE)
				kind = keep(b, e, err);
			continue;
		}
		if (row && (size_t)(row - b->rows) >= b->next_row)
			kind = read_rows(b, (size_t)(row - b->rows) + 1, err);
		else if (!row)
			kind = read_until(b, i, err);
		if (!kind && !b->reread.again[i])
			kind = keep(b, e, err);
	}
	return kind ? kind : read_rows(b, b->messages.len, err);
}

static enum err_kind copy_calendars(struct rebuilder *b, struct err *err)
{
	enum err_kind kind = ERR_NONE;
	bool found;

	for (size_t i = 0; !kind && i < b->config->n_lists; i++) {
		if (b->config->lists[i].feed.url)
			kind = plan_copy(b->ledger, b->w.ledger, &b->config->lists[i], &found, err);
	}
	return kind;
}

static enum err_kind read_again(struct rebuilder *b, struct err *err)
{
	struct world *w = &b->w;

	*w = (struct world){ .config = b->config,
			     .next_decide_s = INT64_MAX,
			     .rereading = &b->rereading,
			     .believe_from = b->config->answers.believe_from };
	enum err_kind kind = world_open(w, NULL, LEDGER_MEMORY, ledger_born_at(b->ledger), err);

	if (!kind)
		kind = reader_new(b->config, w->calendars, &b->reader, err);
	if (!kind)
		kind = copy_calendars(b, err);
	if (!kind)
		kind = world_load_plans(w, err);
	if (!kind)
		kind = play(b, err);
	if (!kind)
		kind = ledger_events(w->ledger, b->arena, 0, &b->made, err);
	return kind;
}

static void read_again_end(struct rebuilder *b)
{
	world_close(&b->w);
	reader_free(&b->reader);
}

/* What stays where it is, then what was made otherwise, then what is left of the rest. */
static enum err_kind join(struct rebuilder *b, struct err *err)
{
	size_t kept = 0, same = 0;
	enum err_kind kind = ERR_NONE;

	for (; kept < b->before.len; kept++) {
		bool left = reread_is_left(&b->reread, kept);

		if (left && reread_is_back(&b->reread, kept))
			break;
		if (!left && (same == b->made.len ||
			      !event_is_same(&b->before.events[kept], &b->made.events[same])))
			break;
		event_list_add(b->arena, &b->after, &b->before.events[kept]);
		same += !left;
	}
	b->kept = kept;
	for (; same < b->made.len; same++) {
		event_list_add(b->arena, &b->after, &b->made.events[same]);
		b->after.events[b->after.len - 1].id = 0;
	}
	reread_remains(&b->reread, kept, &b->after);
	for (size_t i = 0; !kind && i < b->after.len; i++)
		kind = state_apply(b->out->after, &b->after.events[i], err);
	return kind;
}

static bool is_same_row(const struct ledger_message *a, const struct ledger_message *b)
{
	return a->fate == b->fate && strcmp(a->list, b->list) == 0 &&
	       strcmp(a->author, b->author) == 0;
}

/* A ledger of before there was a column for it knows the place of none. */
static bool has_moved(const struct rebuilder *b, size_t i)
{
	return strcmp(b->messages.messages[i].archived, b->rows[i].now.archived) != 0;
}

static void find_mails(struct rebuilder *b)
{
	struct rebuild *out = b->out;
	size_t cap = 0;

	for (size_t i = 0; i < b->messages.len; i++) {
		out->n_archived += has_moved(b, i);
		if (is_same_row(&b->messages.messages[i], &b->rows[i].now))
			continue;
		out->mails =
			arena_grow(b->arena, out->mails, out->n_mails, &cap, sizeof *out->mails);
		out->mails[out->n_mails++] =
			(struct rebuild_mail){ &b->messages.messages[i], &b->rows[i].now };
	}
}

/* From what the ledger has now to what it would have. */
static enum err_kind compute(struct rebuilder *b, struct err *err)
{
	struct rebuild *out = b->out;
	int next_item;

	rebuild_free(out);
	*out = (struct rebuild){ .arena = arena_new(),
				 .before = state_new(),
				 .after = state_new() };
	b->arena = out->arena;
	b->before = b->after = b->made = b->waiting = (struct event_list){ 0 };
	b->n_by_id = b->next_row = 0;
	/* mails first: what is recorded of one that comes in between stays */
	if (ledger_version(b->ledger, &b->version, err) ||
	    ledger_all_messages(b->ledger, b->arena, &b->messages, err) ||
	    ledger_events(b->ledger, b->arena, 0, &b->before, err) ||
	    ledger_load_state(b->ledger, out->before, err) ||
	    ledger_next_item(b->ledger, &next_item, err))
		return err->kind;
	reread_begin(b->arena, &b->before, out->before, next_item, b->options->now_s, &b->reread);
	b->rereading = (struct world_rereading){ .reread = &b->reread, .ledger = b->ledger };
	find_rows(b);
	enum err_kind kind = read_again(b, err);

	if (!kind)
		kind = join(b, err);
	if (!kind) {
		const struct difference_side before = { out->before, &b->before },
					     after = { out->after, &b->after };

		out->after->born_at_s = out->before->born_at_s;
		find_mails(b);
		differences_find(b->arena, &before, &after, &out->differences);
		out->changes = out->differences.len > 0 || out->n_mails > 0 || out->n_archived > 0;
		if (out->changes)
			kind = rebuild_notices_find(b->arena, b->ledger, &b->w, &b->before,
						    &b->after, b->options->now_s, &out->unsaid,
						    &out->n_unsaid, err);
	}
	read_again_end(b);
	return kind;
}

static enum err_kind write_all(struct rebuilder *b, struct err *err)
{
	const struct rebuild *out = b->out;
	const int64_t now_s = b->options->now_s;

	if (b->kept < b->before.len &&
	    ledger_replace_events(b->ledger, b->before.events[b->kept].id, now_s, err))
		return err->kind;
	failpoint("rebuild.replaced");
	for (size_t i = b->kept; i < b->after.len; i++) {
		if (ledger_add_event(b->ledger, &b->after.events[i], err))
			return err->kind;
		failpoint("rebuild.added");
	}
	for (size_t i = 0; i < out->n_mails; i++) {
		if (ledger_set_message(b->ledger, out->mails[i].after, err))
			return err->kind;
	}
	for (size_t i = 0; i < b->messages.len; i++) {
		if (has_moved(b, i) && ledger_set_message(b->ledger, &b->rows[i].now, err))
			return err->kind;
	}
	for (size_t i = 0; i < out->n_unsaid; i++) {
		if (ledger_add_key(b->ledger, out->unsaid[i], now_s, err))
			return err->kind;
	}
	failpoint("rebuild.written");
	return ledger_commit(b->ledger, err);
}

static enum err_kind is_stale(struct rebuilder *b, bool *out, struct err *err)
{
	int64_t version;
	enum err_kind kind = ledger_version(b->ledger, &version, err);

	*out = !kind && version != b->version;
	return kind;
}

/* *stale_out: it has changed since it was read; nothing is written. */
static enum err_kind apply(struct rebuilder *b, bool *stale_out, struct err *err)
{
	if (ledger_begin(b->ledger, err) || is_stale(b, stale_out, err))
		return err->kind;
	if (*stale_out || !b->out->changes) {
		ledger_rollback(b->ledger);
		return ERR_NONE;
	}
	if (write_all(b, err))
		return err->kind;
	b->out->applied = true;
	return ERR_NONE;
}

static void fetched(void *user, size_t n)
{
	const struct rebuild_options *options = user;

	options->progress(options->user, REBUILD_FETCHES, n, 0);
}

enum err_kind rebuild_run(const struct config *config, const struct rebuild_options *options,
			  struct rebuild *out, struct err *err)
{
	struct arena *mails = arena_new();
	struct rebuilder b = {
		.config = config,
		.options = options,
		.out = out,
		.at_hand = { .progress = options->progress ? fetched : NULL,
			     .user = (void *)(uintptr_t)options },
	};
	bool stale = true;

	*out = (struct rebuild){ 0 };
	enum err_kind kind =
		ledger_open(config->state_dir, options->apply ? LEDGER_REBUILD : LEDGER_READ,
			    options->now_s, &b.ledger, err);

	if (!kind)
		kind = rebuild_mails_fetch(config, mails, &b.at_hand, err);
	for (int try = 0; !kind && stale && try < TRIES_MAX; try++) {
		kind = compute(&b, err);
		if (!kind)
			kind = options->apply ? apply(&b, &stale, err) : is_stale(&b, &stale, err);
	}
	if (!kind && stale)
		kind = err_set(err, ERR_RETRY,
			       "the ledger kept changing; nothing was applied");
	ledger_close(&b.ledger);
	arena_free(&mails);
	return kind;
}

void rebuild_free(struct rebuild *rebuild)
{
	if (rebuild->before)
		state_free(&rebuild->before);
	if (rebuild->after)
		state_free(&rebuild->after);
	arena_free(&rebuild->arena);
}
