/* intake.c - from a mailbox's frames to events in the ledger.
 *
 * The read worker starts at the first mail, for the rules that it compiles cost more than a round
 * in which nothing came.  It has several mails at a time, so that it, the fetch workers and the
 * keeper work at once.  Whatever ends it early or makes its answers stale is met alike: it is
 * stopped, what it had counts as not given, and another gets it again.  If it died of a mail, all
 * that it had is given one at a time, and that mail, which ends the next reader too, is put aside
 * alone.
 *
 * Messages gather in one transaction with the cursor that covers them.  It is committed every
 * COMMIT_EVERY messages and whenever nothing is on its way, so that a mail that arrives alone need
 * not wait.
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
	BYTES_MAX = 2 * 1024 * 1024,	/* of mails taken up, and one mail */
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
	for (; in->n_mailboxes < in->w->n_mailboxes; in->n_mailboxes++) {
		struct intake_mailbox *m = &in->mailboxes[in->n_mailboxes];

		m->mailbox = &in->w->mailboxes[in->n_mailboxes];
		if (start_fetch(in, m, err))
			return err->kind;
	}
	return ERR_NONE;
}

/* The reader has ended or must: what it had is given to the next one. */
static void take_back(struct intake *in, int grace_ms)
{
	worker_stop(&in->reader, grace_ms);
	in->n_given = 0;
}

static struct intake_entry *entry_at(struct intake *in, size_t i)
{
	return &in->entries[(in->first + i) % INTAKE_MAX];
}

static void drop_first(struct intake *in)
{
	struct intake_entry *e = entry_at(in, 0);

	in->n_bytes -= buf_len(&e->bytes);
	frame_free(&e->frame);
	buf_free(&e->bytes);
	in->first = (in->first + 1) % INTAKE_MAX;
	in->n--;
	in->n_given -= in->n_given > 0;
	in->n_alone -= in->n_alone > 0;
}

void intake_forget(struct intake *in)
{
	if (intake_is_reading(in))
		take_back(in, 0);
	while (in->n)
		drop_first(in);
	in->waits = false;
}

void intake_stop(struct intake *in)
{
	for (size_t i = 0; i < in->n_mailboxes; i++)
		/* what it had is still in the mailbox */
		worker_stop(&in->mailboxes[i].worker, 0);
	intake_forget(in);
	worker_stop(&in->reader, STOP_GRACE_MS);
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
	return in->n == 0;
}

bool intake_is_open(const struct intake *in)
{
	return in->n < INTAKE_MAX && in->n_bytes < BYTES_MAX;
}

bool intake_is_waiting(const struct intake *in)
{
	for (size_t i = 0; intake_is_open(in) && i < in->n_mailboxes; i++) {
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
	return in->n > 0;
}

bool intake_is_reading(const struct intake *in)
{
	return in->n_given > 0;
}

int intake_deadline_ms(const struct intake *in)
{
	if (!worker_is_running(&in->reader))
		return -1;
	int64_t limit_ms = intake_is_reading(in) ? READ_LIMIT_MS : READER_IDLE_MS;
	int64_t left = in->reader_since_ms + limit_ms - clock_monotonic_ms();

	return left > 0 ? (int)left : 0;
}

static enum err_kind begin(struct intake *in, struct err *err)
{
	return in->uncommitted ? ERR_NONE : world_begin(in->w, NULL, err);
}

static enum err_kind keep_cursors(struct intake *in, struct err *err)
{
	for (size_t i = 0; i < in->n_mailboxes; i++) {
		struct intake_mailbox *m = &in->mailboxes[i];

		if (m->moved && ledger_set_cursor(in->w->ledger, m->mailbox->config->name,
						  &m->mailbox->cursor, err))
			return err->kind;
		m->moved = false;
	}
	return ERR_NONE;
}

enum err_kind intake_commit(struct intake *in, struct err *err)
{
	if (!in->uncommitted)
		return ERR_NONE;
	failpoint("intake.before-commit");
	if (keep_cursors(in, err) || world_commit(in->w, err))
		return err->kind;
	failpoint("intake.committed");
	in->uncommitted = 0;
	return ERR_NONE;
}

static uint32_t head_u32(const struct frame *frame, const char *key)
{
	return (uint32_t)json_integer_value(json_object_get(frame->head, key));
}

static const char *name_of(const struct intake_entry *e)
{
	return e->from->mailbox->config->name;
}

/* Why a mail need not be read; NULL: it must be. */
static const char *unreadable(const struct intake_entry *e)
{
	return json_string_value(json_object_get(e->frame.head, "unreadable"));
}

static bool needs_reader(const struct intake_entry *e)
{
	return e->frame.type == FRAME_MAIL && !unreadable(e);
}

/* The mail becomes a row, and what it says events. */
static enum err_kind take(struct intake *in, const struct intake_entry *e, struct arena *arena,
			  const struct reading_list *readings, struct err *err)
{
	const struct ledger_message row = {
		.mailbox = name_of(e),
		.uidvalidity = head_u32(&e->frame, "uidvalidity"),
		.uid = head_u32(&e->frame, "uid"),
		.key = frame_text(&e->frame, "key"),
		.message_id = "",
		.list = "",
		.author = "",
		.subject = "",
		.received_at_s = e->bounded_s,
		.read_at_s = in->w->now_s,
		.bytes = buf_fitted(&e->bytes),
	};

	in->w->changed = in->w->changed || readings->readings[0].why_not;
	if (begin(in, err))
		return err->kind;
	return in->take(in->w, arena, readings, &row, !e->from->mailbox->cursor.first_done, err);
}

/* The first mail is dealt with: the cursor moves past it. */
static enum err_kind let_go(struct intake *in, struct err *err)
{
	const struct intake_entry *e = entry_at(in, 0);
	struct ledger_cursor *c = &e->from->mailbox->cursor;

	c->uidvalidity = head_u32(&e->frame, "uidvalidity");
	c->uid = head_u32(&e->frame, "uid");
	e->from->moved = true;
	drop_first(in);
	in->reader_since_ms = clock_monotonic_ms();
	if (in->progress)
		in->progress(in->user, &in->w->report);
	if (++in->uncommitted >= COMMIT_EVERY)
		return intake_commit(in, err);
	return ERR_NONE;
}

/* The first mail cannot be read. */
static enum err_kind put_aside(struct intake *in, const char *why, struct err *err)
{
	struct reading reading = { .why_not = why, .message_id = "" };
	struct arena *arena = arena_new();
	enum err_kind kind = take(in, entry_at(in, 0), arena,
				  &(struct reading_list){ &reading, 1 }, err);

	arena_free(&arena);
	return kind ? kind : let_go(in, err);
}

/* ---- what needs no reader ---- */

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
	if (!m->mailbox->cursor.first_done)
		world_wake(in->w);
	m->mailbox->cursor.first_done = true;
	m->mailbox->cursor.synced_at_s = in->w->now_s;
	m->mailbox->read_until_s = in->w->now_s - (ago_ms + 999) / 1000 - 1;
	m->moved = true;
	if (begin(in, err))
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

/* When the server received the mail.  Its clock may be ahead: nothing happens before its time. */
static void note_received(const struct intake *in, struct intake_entry *e)
{
	/* where all of the mailbox was read before, what comes has come since */
	bool is_unknown = e->received_s == 0 && e->from->mailbox->cursor.first_done;
	int64_t latest_s = steady_latest(&in->w->clock, &in->w->look);

	e->bounded_s = e->received_s > latest_s || is_unknown ? latest_s : e->received_s;
}

/* A fetch worker has ended.  What it had is still in the mailbox. */
static enum err_kind ended(struct intake *in, struct intake_mailbox *m, struct err *err)
{
	m->ended = true;
	if (in->once) {
		in->w->report.trouble = in->w->report.trouble || !m->mailbox->synced;
		return ERR_NONE;
	}
	log_error("fetch-worker-lost", L_STR("mailbox", m->mailbox->config->name));
	m->job.failures++;
	return start_fetch(in, m, err);
}

static enum err_kind follow(struct intake *in, const struct intake_entry *e, struct err *err)
{
	const json_t *begun = json_object_get(e->frame.head, "begun_ms");

	if (!e->frame.head)
		return ended(in, e->from, err);
	if (e->frame.type == FRAME_SYNCED)
		return synced(in, e->from, json_integer_value(begun), err);
	if (e->frame.type == FRAME_TROUBLE)
		return out_of_reach(in, e->from, &e->frame, err);
	return ERR_NONE;
}

/* Up to the first that needs the reader. */
static enum err_kind follow_first(struct intake *in, struct err *err)
{
	while (in->n && !needs_reader(entry_at(in, 0))) {
		struct intake_entry *e = entry_at(in, 0);

		if (e->frame.type == FRAME_MAIL) {
			note_received(in, e);
			if (put_aside(in, unreadable(e), err))
				return err->kind;
			continue;
		}
		if (follow(in, e, err))
			return err->kind;
		drop_first(in);
	}
	return ERR_NONE;
}

/* ---- what the reader is given, and what becomes of it ---- */

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
	take_back(in, 0);
	if (!in->reader_ready)
		return err_set(
			err, ERR_RETRY,
			"the process that reads mail ends as soon as it starts (see the log)");
	return ERR_NONE;
}

static size_t count_with_reader(struct intake *in)
{
	size_t count = 0;

	for (size_t i = 0; i < in->n_given; i++)
		count += needs_reader(entry_at(in, i));
	return count;
}

/* One of the mails that it had was too much for it. */
static enum err_kind reader_lost(struct intake *in, const char *why, struct err *err)
{
	const struct intake_entry *e = entry_at(in, 0);
	size_t n_given = in->n_given, n_mails = count_with_reader(in);

	log_error("read-worker-lost", L_STR("why", why), L_STR("mailbox", name_of(e)),
		  L_NUM("uid", head_u32(&e->frame, "uid")), L_NUM("mails", n_mails));
	if (reader_ended(in, err))
		return err->kind;
	if (n_mails == 1)
		return put_aside(in, why, err);
	in->n_alone = n_given;
	return ERR_NONE;
}

enum err_kind intake_overrun(struct intake *in, struct err *err)
{
	if (!intake_is_reading(in)) {
		worker_stop(&in->reader, STOP_GRACE_MS);
		return ERR_NONE;
	}
	return reader_lost(in, "reading it took longer than 60 s (limit read-time)", err);
}

/* Has the mail to wait, because only a clock in doubt could say when it was received?  What it
 * shows of the time is heard in any case. */
static bool has_to_wait(struct intake *in, const struct intake_entry *e,
			const struct reading *reading)
{
	struct world *w = in->w;
	/* the same as it was received: it has no date of its own */
	bool is_dated = !reading->why_not && reading->date_s != e->bounded_s;

	if (is_dated && steady_witness(&w->clock, &w->look, e->received_s, reading->date_s))
		w->clock_changed = true;
	return steady_is_open(&w->clock, &w->look, e->received_s ? e->received_s : INT64_MAX);
}

static enum err_kind wait_for_clock(struct intake *in, struct err *err)
{
	const struct intake_entry *e = entry_at(in, 0);

	log_info("waits", L_STR("mailbox", name_of(e)), L_NUM("uid", head_u32(&e->frame, "uid")),
		 L_STR("why",
		       "its time of receipt is not known until the clock can be believed"));
	in->waits = true;
	if (count_with_reader(in) > 1)
		take_back(in, 0);	/* it answers for mails whose turn has not come */
	in->n_given = 0;
	return intake_commit(in, err);
}

static enum err_kind take_answer(struct intake *in, const struct frame *answer, struct err *err)
{
	const struct intake_entry *e = entry_at(in, 0);
	struct reading none = { .message_id = "" };
	struct arena *arena = arena_new();
	struct reading_list readings;
	enum err_kind kind;

	if (readings_from_json(arena, answer->head, &readings, err)) {
		none.why_not = arena_strdup(arena, err->text);
		readings = (struct reading_list){ &none, 1 };
	}
	if (has_to_wait(in, e, &readings.readings[0])) {
		kind = wait_for_clock(in, err);
	} else {
		kind = take(in, e, arena, &readings, err);
		if (!kind)
			kind = let_go(in, err);
		if (!kind)
			kind = follow_first(in, err);
	}
	arena_free(&arena);
	return kind;
}

/* "By next meeting": what it has read since the plan changed has to be read again. */
static bool is_reader_outdated(const struct intake *in)
{
	return in->reader_plan != in->w->plan_version;
}

enum err_kind intake_facts(struct intake *in, struct err *err)
{
	do {
		struct frame frame = { 0 };
		bool eof;
		enum err_kind kind = frame_read(&in->reader.reader, &frame, &eof, err);

		if (kind || eof)	/* with nothing to do: out of memory at the start, a
					 * signal */
			return intake_is_reading(in)
				       ? reader_lost(in, "the process that read it died", err)
				       : reader_ended(in, err);
		if (frame.type == FRAME_READY)
			in->reader_ready = true;
		else if (is_reader_outdated(in))
			take_back(in, 0);
		else if (intake_is_reading(in))
			kind = take_answer(in, &frame, err);
		frame_free(&frame);
		if (kind)
			return kind;
	} while (worker_is_running(&in->reader) && frame_is_buffered(&in->reader.reader));
	return ERR_NONE;
}

/* How many of the first the reader may have at a time: one, when the next may have to wait for what
 * becomes of it. */
static size_t most_given(const struct intake *in)
{
	return in->n_alone || in->w->clock.in_doubt ? 1 : in->n;
}

static enum err_kind give(struct intake *in, struct intake_entry *e, struct err *err)
{
	note_received(in, e);
	if (!in->n_given)
		in->reader_since_ms = clock_monotonic_ms();
	failpoint("intake.to-reader");
	log_debug("to-reader", L_STR("mailbox", name_of(e)),
		  L_NUM("uid", head_u32(&e->frame, "uid")));
	json_t *head = json_pack("{s:s, s:I}", "mailbox", name_of(e), "received",
				 (json_int_t)e->bounded_s);
	enum err_kind kind = frame_gather(&in->reader.writer, FRAME_MAIL, head,
					  buf_fitted(&e->bytes), err);

	json_decref(head);
	return kind;
}

static enum err_kind give_to_reader(struct intake *in, struct err *err)
{
	if (is_reader_outdated(in))
		take_back(in, intake_is_reading(in) ? 0 : STOP_GRACE_MS);
	if (!worker_is_running(&in->reader) && start_reader(in, err))
		return err->kind;
	while (in->n_given < most_given(in) && !frame_is_enough(&in->reader.writer)) {
		struct intake_entry *e = entry_at(in, in->n_given);

		if (needs_reader(e) && give(in, e, err))
			return err->kind;
		in->n_given++;
	}
	frame_push(&in->reader.writer);
	return ERR_NONE;
}

enum err_kind intake_go_on(struct intake *in, struct err *err)
{
	if (in->waits && in->w->clock.in_doubt)
		return ERR_NONE;
	in->waits = false;
	if (follow_first(in, err))
		return err->kind;
	return in->n ? give_to_reader(in, err) : ERR_NONE;
}

/* ---- what the fetch workers say ---- */

static struct intake_entry *add_entry(struct intake *in, struct intake_mailbox *m)
{
	struct intake_entry *e = entry_at(in, in->n++);

	*e = (struct intake_entry){ .from = m };
	buf_init(&e->bytes, FRAME_BYTES_MAX);
	return e;
}

/* Takes over the frame, but for the bytes; a mail that was read before is passed over. */
static enum err_kind add_frame(struct intake *in, struct intake_mailbox *m, struct frame *frame,
			       struct err *err)
{
	bool known = false;

	if (frame->type == FRAME_MAIL &&
	    ledger_has_mail(in->w->ledger, m->mailbox->config->name,
			    head_u32(frame, "uidvalidity"), head_u32(frame, "uid"),
			    frame_text(frame, "key"), &known, err))
		return err->kind;
	if (known)
		return ERR_NONE;
	struct intake_entry *e = add_entry(in, m);

	e->received_s = json_integer_value(json_object_get(frame->head, "received"));
	buf_add_span(&e->bytes, frame->bytes);
	in->n_bytes += frame->bytes.len;
	e->frame = *frame;
	frame->head = NULL;
	return ERR_NONE;
}

enum err_kind intake_frame(struct intake *in, struct intake_mailbox *m, struct err *err)
{
	do {
		struct frame frame = { 0 };
		bool eof;
		enum err_kind kind = frame_read(&m->worker.reader, &frame, &eof, err);

		if (kind || eof) {	/* a crash, or the end of what it was asked for */
			worker_stop(&m->worker, STOP_GRACE_MS);
			add_entry(in, m);
			return ERR_NONE;
		}
		kind = add_frame(in, m, &frame, err);
		frame_free(&frame);
		if (kind)
			return kind;
	} while (intake_is_open(in) && frame_is_buffered(&m->worker.reader));
	return ERR_NONE;
}
