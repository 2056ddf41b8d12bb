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
#include "bot/judge.h"
#include "bot/keep.h"
#include "bot/plan.h"
#include "bot/reading.h"
#include "bot/rebuild_notices.h"
#include "bot/rebuild_rows.h"
#include "bot/world.h"
#include "committee/reread.h"

enum { TRIES_MAX = 5 };

struct rebuilder {
	const struct config *config;
	const struct rebuild_options *options;
	struct rebuild *out;
	struct rebuild_mails at_hand;
	struct ledger *ledger;		/* that is rebuilt */
	int64_t version;		/* of it, when it was read */

	/* of one try */
	struct arena *arena;		/* out->arena */
	struct rebuild_rows rows;
	size_t next_row;
	struct event_list before, after, made; /* made: by reading again */
	struct world w;
	struct world_rereading rereading;
	struct reread reread;
	struct reading_context reader;
	struct event_list waiting;	/* of items that are not there, or not yet */
	size_t kept;			/* so many events of before stay where they are */
};

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

/* The mail is judged anew, and its row says what it is now. */
static enum err_kind read_again_as(struct rebuilder *b, struct arena *arena,
				   const struct reading *reading, struct rebuild_row *row,
				   struct err *err)
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

static enum err_kind read_row(struct rebuilder *b, struct rebuild_row *row, struct err *err)
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
			reading = rebuild_row_reading(&b->rows, row, &readings);
		if (!reading)
			rebuild_row_stays(row, &b->reread);
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
		b->options->progress(b->options->user, REBUILD_READS, b->next_row,
				     b->rows.messages.len);
	return kind ? kind : let_in(b, err);
}

static enum err_kind read_rows(struct rebuilder *b, size_t end, struct err *err)
{
	enum err_kind kind = ERR_NONE;

	for (; !kind && b->next_row < end; b->next_row++)
		kind = read_row(b, &b->rows.rows[b->next_row], err);
	return kind;
}

/* Mails that made no events came before this one when they were read by then. */
static enum err_kind read_until(struct rebuilder *b, size_t event, struct err *err)
{
	size_t end = b->next_row;

	while (end < b->rows.messages.len &&
	       b->rows.messages.messages[end].read_at_s <= b->before.events[event].at_s &&
	       (!b->rows.rows[end].n_events || b->rows.rows[end].last_event < event))
		end++;
	return read_rows(b, end, err);
}

/* What happened, in its order, as it would have happened. */
static enum err_kind play(struct rebuilder *b, struct err *err)
{
	enum err_kind kind = ERR_NONE;

	for (size_t i = 0; !kind && i < b->before.len; i++) {
		const struct event *e = &b->before.events[i];
		struct rebuild_row *row = reread_is_of_mail(e) ? rebuild_row_of(&b->rows, e) : NULL;

		if (reread_is_left(&b->reread, i)) {
			if (!b->reread.again[i] && e->item && e->kind != EVENT_GONE)
				kind = keep(b, e, err);
			continue;
		}
		if (row && (size_t)(row - b->rows.rows) >= b->next_row)
			kind = read_rows(b, (size_t)(row - b->rows.rows) + 1, err);
		else if (!row)
			kind = read_until(b, i, err);
		if (!kind && !b->reread.again[i])
			kind = keep(b, e, err);
	}
	return kind ? kind : read_rows(b, b->rows.messages.len, err);
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

/* From what the ledger has now to what it would have. */
static enum err_kind compute(struct rebuilder *b, struct err *err)
{
	struct rebuild *out = b->out;

	rebuild_free(out);
	*out = (struct rebuild){ .arena = arena_new(),
				 .before = state_new(),
				 .after = state_new() };
	b->arena = out->arena;
	b->before = b->after = b->made = b->waiting = (struct event_list){ 0 };
	b->next_row = 0;
	/* mails first: what is recorded of one that comes in between stays */
	if (ledger_version(b->ledger, &b->version, err) ||
	    ledger_all_messages(b->ledger, b->arena, &b->rows.messages, err) ||
	    ledger_events(b->ledger, b->arena, 0, &b->before, err) ||
	    ledger_load_state(b->ledger, out->before, err))
		return err->kind;
	reread_begin(b->arena, &b->before, out->before, b->options->now_s, &b->reread);
	b->rereading = (struct world_rereading){ .reread = &b->reread, .ledger = b->ledger };
	rebuild_rows_find(b->arena, &b->at_hand, &b->rows);
	rebuild_rows_note_events(&b->rows, &b->before, &b->reread);
	enum err_kind kind = read_again(b, err);

	if (!kind)
		kind = join(b, err);
	if (!kind)
		kind = rebuild_ballots_find(b->arena, b->config, out->after, b->w.ledger, b->ledger,
					    b->options->now_s, &out->ballots, err);
	if (!kind) {
		const struct difference_side before = { out->before, &b->before },
					     after = { out->after, &b->after };

		out->after->born_at_s = out->before->born_at_s;
		rebuild_rows_compare(b->arena, &b->rows, out);
		differences_find(b->arena, &before, &after, &out->differences);
		out->changes = out->differences.len || out->n_mails || out->n_archived ||
			       out->ballots.len;
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
	if (rebuild_rows_write(&b->rows, b->ledger, err) ||
	    rebuild_ballots_write(&out->ballots, b->ledger, err))
		return err->kind;
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
