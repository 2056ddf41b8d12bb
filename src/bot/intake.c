/* intake.c - from a mailbox's frames to events in the ledger.
 *
 * The read worker has one mail at a time.  It starts at the first one, for the rules that it
 * compiles cost more than a round in which nothing came.  Messages gather in one transaction with
 * the cursor that covers them.  It is committed every COMMIT_EVERY messages and whenever nothing is
 * on its way, so that a mail that arrives alone need not wait.
 */
#include "bot/intake.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/failpoint.h"
#include "base/keyset.h"
#include "base/log.h"
#include "bot/reading.h"
#include "time/clock.h"

enum {
	COMMIT_EVERY = 200,
	READ_LIMIT_MS = 60 * 1000,	/* a mail that takes longer to read is put aside */
	READER_IDLE_MS = 5 * 60 * 1000,	/* a list that is quiet needs no reader */
	OUT_OF_REACH_S = 3600,		/* then the operator is told */
	STOP_GRACE_MS = 2000,
};

static enum err_kind start_reader(struct intake *in, struct err *err)
{
	in->reader_ready = false;
	in->reader_plan = in->w->plan_version;
	in->job = (struct read_job){ .config = in->w->config, .calendars = in->w->calendars };
	return worker_start(&in->reader, "beadle-read", read_worker_main, &in->job, err);
}

/* From what is committed.  The worker has a copy of all that it is given. */
static enum err_kind start_fetch(struct intake *in, struct intake_mailbox *m, struct err *err)
{
	const struct config_mailbox *config = m->mailbox->config;
	struct key_set *known = config->type == MAILBOX_MAILDIR ? key_set_new() : NULL;
	enum err_kind kind = ERR_NONE;

	m->job.mailbox = config;
	m->job.uidvalidity = m->mailbox->cursor.uidvalidity;
	m->job.uid = m->mailbox->cursor.uid;
	m->job.known = known;
	m->job.once = in->once;
	if (known)
		kind = ledger_mail_keys(in->w->ledger, config->name, known, err);
	if (!kind)
		kind = worker_start(&m->worker, "beadle-fetch", fetch_worker_main, &m->job, err);
	m->job.known = NULL;
	key_set_free(&known);
	return kind;
}

enum err_kind intake_start(struct intake *in, struct err *err)
{
	in->mailboxes = mem_zalloc(in->w->n_mailboxes, sizeof *in->mailboxes);
	buf_init(&in->in_hand_bytes, FRAME_BYTES_MAX);
	for (; in->n_mailboxes < in->w->n_mailboxes; in->n_mailboxes++) {
		struct intake_mailbox *m = &in->mailboxes[in->n_mailboxes];

		m->mailbox = &in->w->mailboxes[in->n_mailboxes];
		if (start_fetch(in, m, err))
			return err->kind;
	}
	return ERR_NONE;
}

void intake_stop(struct intake *in)
{
	for (size_t i = 0; i < in->n_mailboxes; i++)
		/* what it had is still in the mailbox */
		worker_stop(&in->mailboxes[i].worker, 0);
	worker_stop(&in->reader, in->in_hand_from ? 0 : STOP_GRACE_MS);	/* it had its time */
	frame_free(&in->in_hand);
	buf_free(&in->in_hand_bytes);
	free(in->mailboxes);
	in->mailboxes = NULL;
	in->n_mailboxes = 0;
}

bool intake_is_synced(const struct intake *in)
{
	for (size_t i = 0; i < in->n_mailboxes; i++) {
		if (!in->mailboxes[i].mailbox->synced && !in->mailboxes[i].ended)
			return false;
	}
	return in->in_hand_from == NULL;
}

bool intake_is_waiting(const struct intake *in)
{
	for (size_t i = 0; !in->in_hand_from && i < in->n_mailboxes; i++) {
		struct intake_mailbox *m = &in->mailboxes[i];

		if (worker_is_running(&m->worker) && frame_is_buffered(&m->worker.reader))
			return true;
	}
	return false;
}

bool intake_is_fetching(const struct intake *in)
{
	for (size_t i = 0; i < in->n_mailboxes; i++) {
		if (worker_is_running(&in->mailboxes[i].worker))
			return true;
	}
	return false;
}

void intake_forget(struct intake *in)
{
	frame_free(&in->in_hand);
	in->in_hand_from = NULL;
	in->in_hand_waits = false;
}

bool intake_is_reading(const struct intake *in)
{
	return in->in_hand_from && !in->in_hand_waits;
}

int intake_deadline_ms(const struct intake *in)
{
	if (!worker_is_running(&in->reader))
		return -1;
	int64_t limit_ms = intake_is_reading(in) ? READ_LIMIT_MS : READER_IDLE_MS;
	int64_t left = in->reader_given_ms + limit_ms - clock_monotonic_ms();

	return left > 0 ? (int)left : 0;
}

static enum err_kind begin(struct intake *in, struct err *err)
{
	return in->uncommitted ? ERR_NONE : world_begin(in->w, NULL, err);
}

enum err_kind intake_commit(struct intake *in, struct err *err)
{
	if (!in->uncommitted)
		return ERR_NONE;
	failpoint("intake.before-commit");
	if (world_commit(in->w, err))
		return err->kind;
	failpoint("intake.committed");
	in->uncommitted = 0;
	return ERR_NONE;
}

static uint32_t head_u32(const struct frame *frame, const char *key)
{
	return (uint32_t)json_integer_value(json_object_get(frame->head, key));
}

/* The message row of the mail in hand; the caller fills in what reading it has shown. */
static struct ledger_message row_of(const struct intake *in)
{
	return (struct ledger_message){
		.mailbox = in->in_hand_from->mailbox->config->name,
		.uidvalidity = head_u32(&in->in_hand, "uidvalidity"),
		.uid = head_u32(&in->in_hand, "uid"),
		.key = frame_text(&in->in_hand, "key"),
		.message_id = "",
		.list = "",
		.author = "",
		.subject = "",
		.received_at_s = json_integer_value(json_object_get(in->in_hand.head, "received")),
		.read_at_s = in->w->now_s,
	};
}

static enum err_kind take_in_hand(struct intake *in, struct arena *arena,
				  const struct reading_list *readings, struct err *err)
{
	struct ledger_message row = row_of(in);

	row.bytes = buf_fitted(&in->in_hand_bytes);
	return in->take(in->w, arena, readings, &row, !in->in_hand_from->mailbox->cursor.first_done,
			err);
}

/* The mail in hand cannot be read. */
static enum err_kind put_aside_in_hand(struct intake *in, const char *why, struct err *err)
{
	struct reading reading = { .why_not = why, .message_id = "" };
	struct arena *arena = arena_new();
	enum err_kind kind =
		take_in_hand(in, arena, &(struct reading_list){ &reading, 1 }, err);

	in->w->changed = true;
	arena_free(&arena);
	return kind;
}

/* The mail in hand is dealt with: the cursor moves past it. */
static enum err_kind let_go(struct intake *in, struct err *err)
{
	struct intake_mailbox *m = in->in_hand_from;
	struct ledger_cursor *c = &m->mailbox->cursor;

	c->uidvalidity = head_u32(&in->in_hand, "uidvalidity");
	c->uid = head_u32(&in->in_hand, "uid");
	if (ledger_set_cursor(in->w->ledger, m->mailbox->config->name, c, err))
		return err->kind;
	intake_forget(in);
	if (in->progress)
		in->progress(in->user, &in->w->report);
	if (++in->uncommitted >= COMMIT_EVERY)
		return intake_commit(in, err);
	return ERR_NONE;
}

/* The read worker has ended.  One that never began (no memory, no sandbox) would end at every mail:
 * no mail is to blame, and the run ends before all of them are put aside. */
static enum err_kind reader_ended(struct intake *in, struct err *err)
{
	struct frame frame;
	struct err ignored;
	bool eof = false;

	if (!in->reader_ready)
		kill(in->reader.pid, SIGKILL);	/* what it has said can be read to its end */
	while (!in->reader_ready && !frame_read(&in->reader.reader, &frame, &eof, &ignored) &&
	       !eof) {
		in->reader_ready = frame.type == FRAME_READY;
		frame_free(&frame);
	}
	worker_stop(&in->reader, 0);
	if (!in->reader_ready)
		return err_set(
			err, ERR_RETRY,
			"the process that reads mail ends as soon as it starts (see the log)");
	return ERR_NONE;
}

static enum err_kind reader_lost(struct intake *in, const char *why, struct err *err)
{
	log_error("read-worker-lost", L_STR("why", why),
		  L_STR("mailbox", in->in_hand_from->mailbox->config->name),
		  L_NUM("uid", head_u32(&in->in_hand, "uid")));
	if (reader_ended(in, err) || begin(in, err) || put_aside_in_hand(in, why, err))
		return err->kind;
	return let_go(in, err);
}

enum err_kind intake_overrun(struct intake *in, struct err *err)
{
	if (!intake_is_reading(in)) {
		worker_stop(&in->reader, STOP_GRACE_MS);
		return ERR_NONE;
	}
	return reader_lost(in, "reading it took longer than 60 s (limit read-time)", err);
}

/* Has the mail in hand to wait, because only a clock in doubt could say when it was received?  What
 * it shows of the time is heard in any case. */
static bool has_to_wait(struct intake *in,
			const struct reading *reading /* NULL: it could not be read */)
{
	struct world *w = in->w;
	int64_t received_s = in->in_hand_received_s;
	int64_t bounded_s = json_integer_value(json_object_get(in->in_hand.head, "received"));
	/* the same: it has no date of its own */
	bool is_dated = reading && reading->date_s != bounded_s;

	if (is_dated && steady_witness(&w->clock, &w->look, received_s, reading->date_s))
		w->clock_changed = true;
	return steady_is_open(&w->clock, &w->look, received_s ? received_s : INT64_MAX);
}

enum err_kind intake_facts(struct intake *in, struct err *err)
{
	struct frame frame = { 0 };
	struct reading_list readings;
	bool eof;
	enum err_kind kind = frame_read(&in->reader.reader, &frame, &eof, err);

	if (!kind && !eof && frame.type == FRAME_READY) {
		in->reader_ready = true;
		frame_free(&frame);
		if (!frame_is_buffered(&in->reader.reader))
			return ERR_NONE;
		/* its first answer came along */
		kind = frame_read(&in->reader.reader, &frame, &eof, err);
	}
	if (!intake_is_reading(in)) {		/* it ended with nothing to do: out of memory at
						 * the start, a signal */
		frame_free(&frame);
		return kind || eof ? reader_ended(in, err) : ERR_NONE;
	}
	if (kind || eof)
		return reader_lost(in, "the process that read it died", err);

	struct arena *arena = arena_new();

	struct reading none = { .why_not = err->text, .message_id = "" };

	if (readings_from_json(arena, frame.head, &readings, err))
		readings = (struct reading_list){ &none, 1 };
	const struct reading *first = &readings.readings[0];

	if (has_to_wait(in, first->why_not ? NULL : first)) {
		log_info("waits", L_STR("mailbox", in->in_hand_from->mailbox->config->name),
			 L_NUM("uid", head_u32(&in->in_hand, "uid")),
			 L_STR("why", "its time of receipt is not known until the clock can be "
				      "believed"));
		in->in_hand_waits = true;
		frame_free(&frame);
		arena_free(&arena);
		return intake_commit(in, err);
	}
	kind = begin(in, err);
	if (!kind)
		kind = take_in_hand(in, arena, &readings, err);
	in->w->changed = in->w->changed || first->why_not;
	frame_free(&frame);
	arena_free(&arena);
	return kind ? kind : let_go(in, err);
}

/* When the server received the mail in hand.  Its clock may be ahead: nothing happens before its
 * time. */
static void note_received(struct intake *in)
{
	/* where all of the mailbox was read before, what comes has come since */
	bool is_unknown =
		in->in_hand_received_s == 0 && in->in_hand_from->mailbox->cursor.first_done;
	int64_t latest_s = steady_latest(&in->w->clock, &in->w->look),
		received_s = in->in_hand_received_s;

	if (received_s > latest_s || is_unknown)
		received_s = latest_s;
	json_object_set_new(in->in_hand.head, "received", json_integer(received_s));
}

static enum err_kind give_to_reader(struct intake *in, struct err *err)
{
	if (in->reader_plan != in->w->plan_version)	/* "by next meeting": as they are now */
		worker_stop(&in->reader, STOP_GRACE_MS);
	if (!worker_is_running(&in->reader) && start_reader(in, err))
		return err->kind;
	in->reader_given_ms = clock_monotonic_ms();
	failpoint("intake.to-reader");
	log_debug("to-reader", L_STR("mailbox", in->in_hand_from->mailbox->config->name),
		  L_NUM("uid", head_u32(&in->in_hand, "uid")));
	if (frame_write(in->reader.fd, FRAME_MAIL, in->in_hand.head, buf_fitted(&in->in_hand_bytes),
			err))
		return reader_lost(in, "the process that read it died", err);
	return ERR_NONE;
}

enum err_kind intake_go_on(struct intake *in, struct err *err)
{
	if (!in->in_hand_waits || in->w->clock.in_doubt)
		return ERR_NONE;
	in->in_hand_waits = false;
	note_received(in);
	return give_to_reader(in, err);
}

/* A new mail: to the read worker, unless it was read before. */
static enum err_kind take_mail(struct intake *in, struct intake_mailbox *m, struct frame *frame,
			       struct err *err)
{
	bool known;

	in->in_hand = *frame;
	frame->head = NULL;
	in->in_hand_from = m;
	buf_clear(&in->in_hand_bytes);
	buf_add_span(&in->in_hand_bytes, frame->bytes);
	in->in_hand_received_s = json_integer_value(json_object_get(in->in_hand.head, "received"));
	note_received(in);
	if (ledger_has_mail(in->w->ledger, m->mailbox->config->name,
			    head_u32(&in->in_hand, "uidvalidity"), head_u32(&in->in_hand, "uid"),
			    frame_text(&in->in_hand, "key"), &known, err))
		return err->kind;
	if (known) {
		intake_forget(in);
		return ERR_NONE;
	}
	const char *unreadable = json_string_value(json_object_get(in->in_hand.head, "unreadable"));

	if (unreadable) {
		if (begin(in, err) || put_aside_in_hand(in, unreadable, err))
			return err->kind;
		return let_go(in, err);
	}
	json_object_set_new(in->in_hand.head, "mailbox", json_string(m->mailbox->config->name));
	return give_to_reader(in, err);
}

/* begun_ms: when the fetch that has come to its end began; what came into the mailbox since may not
 * be read. */
static enum err_kind synced(struct intake *in, struct intake_mailbox *m, int64_t begun_ms,
			    struct err *err)
{
	int64_t ago_ms = clock_monotonic_ms() - begun_ms;

	log_info("synced", L_STR("mailbox", m->mailbox->config->name),
		 L_NUM("uid", m->mailbox->cursor.uid));
	m->mailbox->synced = true;
	in->w->queue_changed = true;	/* what has waited for it */
	m->job.failures = 0;
	in->w->changed = true;
	m->mailbox->cursor.first_done = true;
	m->mailbox->cursor.synced_at_s = in->w->now_s;
	m->mailbox->read_until_s = in->w->now_s - (ago_ms + 999) / 1000 - 1;
	if (begin(in, err) ||
	    ledger_set_cursor(in->w->ledger, m->mailbox->config->name, &m->mailbox->cursor, err))
		return err->kind;
	in->uncommitted++;
	return intake_commit(in, err);
}

static enum err_kind out_of_reach(struct intake *in, struct intake_mailbox *m,
				  const struct frame *frame, struct err *err)
{
	int64_t since_s = m->mailbox->cursor.synced_at_s ? m->mailbox->cursor.synced_at_s
							 : ledger_born_at(in->w->ledger);
	const char *text = frame_text(frame, "text");
	/* a refused password or certificate does not heal by itself: it is told at once */
	bool lasting = strcmp(frame_text(frame, "kind"), err_kind_name(ERR_RETRY)) != 0;
	enum err_kind kind;

	log_error("mailbox-out-of-reach", L_STR("mailbox", m->mailbox->config->name),
		  L_STR("why", text));
	m->ended = true;	/* the first round need not wait for it any longer */
	in->w->report.trouble = true;
	in->w->report.refused_mailbox = in->w->report.refused_mailbox || lasting;
	/* a time to come was read from a clock that has been put back since */
	if (!lasting && since_s <= in->w->now_s && in->w->now_s - since_s < OUT_OF_REACH_S)
		return ERR_NONE;
	struct arena *arena = arena_new();
	const char *key =
		arena_printf(arena, "mailbox/%s/%" PRId64, m->mailbox->config->name, since_s);
	const char *what = arena_printf(arena, "Mailbox %s cannot be read: %.1000s",
					m->mailbox->config->name, text);

	kind = begin(in, err);
	if (!kind)
		kind = world_trouble(in->w, key, what, err);
	arena_free(&arena);
	in->uncommitted++;
	in->w->changed = true;
	return kind ? kind : intake_commit(in, err);
}

enum err_kind intake_frame(struct intake *in, struct intake_mailbox *m, struct err *err)
{
	struct frame frame = { 0 };
	bool eof;
	enum err_kind kind = frame_read(&m->worker.reader, &frame, &eof, err);

	if (kind || eof) {
		worker_stop(&m->worker, STOP_GRACE_MS);
		m->ended = true;
		if (in->once) {
			in->w->report.trouble = in->w->report.trouble || !m->mailbox->synced;
			return ERR_NONE;
		}
		/* it crashed: what it had is still in the mailbox */
		log_error("fetch-worker-lost", L_STR("mailbox", m->mailbox->config->name));
		m->job.failures++;
		return start_fetch(in, m, err);
	}
	if (frame.type == FRAME_MAIL)
		kind = take_mail(in, m, &frame, err);
	else if (frame.type == FRAME_SYNCED)
		kind = synced(in, m, json_integer_value(json_object_get(frame.head, "begun_ms")),
			      err);
	else if (frame.type == FRAME_TROUBLE)
		kind = out_of_reach(in, m, &frame, err);
	frame_free(&frame);
	return kind;
}
