/* intake.c - from a mailbox's frames to events in the ledger.
 *
 * The read worker has one mail at a time.  Messages gather in one transaction with the
 * cursor that covers them; it is committed every COMMIT_EVERY messages and whenever
 * nothing is on its way, so that a mail that arrives alone is not kept waiting.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/failpoint.h"
#include "base/log.h"
#include "bot/keeper_parts.h"
#include "bot/reading.h"
#include "time/clock.h"

enum {
	COMMIT_EVERY = 200,
	READ_LIMIT_MS = 60 * 1000,	/* a mail that takes longer to read is put aside */
	DAY_S = 24 * 3600,
	OUT_OF_REACH_S = 3600,		/* then the operator is told */
	STOP_GRACE_MS = 500,
	TROUBLE_MAX = 16 * 1024,	/* what does not fit would leave the operator nothing to read */
};

static enum err_kind start_reader(struct keeper *k, struct err *err)
{
	k->reader_ready = false;
	k->reader_stale = false;
	k->read_job = (struct read_job){ .config = k->config, .calendars = k->calendars };
	return worker_start(&k->read_worker, "beadle-read", read_worker_main, &k->read_job, err);
}

enum err_kind intake_start(struct keeper *k, struct err *err)
{
	k->intakes = mem_zalloc(k->config->n_mailboxes, sizeof *k->intakes);
	buf_init(&k->in_hand_bytes, FRAME_BYTES_MAX);
	for (size_t i = 0; i < k->config->n_mailboxes; i++) {
		struct intake *in = &k->intakes[k->n_intakes];

		if (!config_is_used(k->config, &k->config->mailboxes[i]))
			continue;
		in->config = &k->config->mailboxes[i];
		if (ledger_get_cursor(k->ledger, in->config->name, &in->cursor, err))
			return err->kind;
		if (k->config->outbox.witness &&
		    ledger_has_witness(k->ledger, in->config->name, k->config->outbox.witness, &in->has_copies, err))
			return err->kind;
		in->job = (struct fetch_job){ .mailbox = in->config, .uidvalidity = in->cursor.uidvalidity,
					      .uid = in->cursor.uid, .once = k->options->once };
		if (worker_start(&in->worker, "beadle-fetch", fetch_worker_main, &in->job, err))
			return err->kind;
		k->n_intakes++;
	}
	return start_reader(k, err);
}

void intake_stop(struct keeper *k)
{
	for (size_t i = 0; i < k->n_intakes; i++)
		worker_stop(&k->intakes[i].worker, 0);	/* what it had is still in the mailbox */
	worker_stop(&k->read_worker, k->in_hand_from ? 0 : STOP_GRACE_MS);	/* it had its time */
	frame_free(&k->in_hand);
	buf_free(&k->in_hand_bytes);
	free(k->intakes);
	k->intakes = NULL;
	k->n_intakes = 0;
}

bool intake_all_synced(const struct keeper *k)
{
	for (size_t i = 0; i < k->n_intakes; i++) {
		if (!k->intakes[i].synced && !k->intakes[i].ended)
			return false;
	}
	return k->in_hand_from == NULL;
}

void intake_forget(struct keeper *k)
{
	frame_free(&k->in_hand);
	k->in_hand_from = NULL;
}

int intake_deadline_ms(const struct keeper *k)
{
	if (!k->in_hand_from)
		return -1;
	int64_t left = k->in_hand_since_ms + READ_LIMIT_MS - clock_monotonic_ms();

	return left > 0 ? (int)left : 0;
}

static enum err_kind begin(struct keeper *k, struct err *err)
{
	return k->uncommitted ? ERR_NONE : follow_begin(k, NULL, err);
}

enum err_kind intake_commit(struct keeper *k, struct err *err)
{
	if (!k->uncommitted)
		return ERR_NONE;
	failpoint("intake.before-commit");
	if (ledger_commit(k->ledger, err))
		return err->kind;
	failpoint("intake.committed");
	k->uncommitted = 0;
	return ERR_NONE;
}

static uint32_t head_u32(const struct frame *frame, const char *key)
{
	return (uint32_t)json_integer_value(json_object_get(frame->head, key));
}

/* The message row of the mail in hand; the caller fills in what reading it has shown. */
static struct ledger_message row_of(const struct keeper *k)
{
	return (struct ledger_message){
		.mailbox = k->in_hand_from->config->name,
		.uidvalidity = head_u32(&k->in_hand, "uidvalidity"), .uid = head_u32(&k->in_hand, "uid"),
		.key = frame_text(&k->in_hand, "key"), .message_id = "", .list = "", .author = "", .subject = "",
		.received_at_s = json_integer_value(json_object_get(k->in_hand.head, "received")),
		.read_at_s = k->now_s,
	};
}

static enum err_kind put_aside_in_hand(struct keeper *k, const char *why, const char *message_id, struct err *err)
{
	struct ledger_message row = row_of(k);

	row.message_id = message_id;
	row.bytes = buf_fitted(&k->in_hand_bytes);
	return judge_put_aside(k, &row, why, err);
}

static enum err_kind judge_in_hand(struct keeper *k, struct arena *arena, const struct reading *r, struct err *err)
{
	struct ledger_message row = row_of(k);

	row.bytes = buf_fitted(&k->in_hand_bytes);
	return judge_reading(k, arena, r, &row, !k->in_hand_from->cursor.first_done, err);
}

/* The mail in hand is dealt with: the cursor moves past it. */
static enum err_kind let_go(struct keeper *k, struct err *err)
{
	struct intake *in = k->in_hand_from;
	struct ledger_cursor *c = &in->cursor;

	c->uidvalidity = head_u32(&k->in_hand, "uidvalidity");
	c->uid = head_u32(&k->in_hand, "uid");
	if (ledger_set_cursor(k->ledger, in->config->name, c, err))
		return err->kind;
	intake_forget(k);
	if (k->options->progress)
		k->options->progress(k->options->user, k->report);
	if (++k->uncommitted >= COMMIT_EVERY)
		return intake_commit(k, err);
	return ERR_NONE;
}

/* The read worker has ended.  One that never began (no memory, no sandbox) would end at every mail: no mail is to
 * blame, and the run ends before all of them are put aside. */
static enum err_kind restart_reader(struct keeper *k, struct err *err)
{
	struct frame frame;
	struct err ignored;
	bool eof = false;

	if (!k->reader_ready)
		kill(k->read_worker.pid, SIGKILL);	/* what it has said can be read to its end */
	while (!k->reader_ready && !frame_read(&k->read_worker.reader, &frame, &eof, &ignored) && !eof) {
		k->reader_ready = frame.type == FRAME_READY;
		frame_free(&frame);
	}
	worker_stop(&k->read_worker, 0);
	if (!k->reader_ready)
		return err_set(err, ERR_RETRY, "the process that reads mail ends as soon as it begins (see the log)");
	return start_reader(k, err);
}

static enum err_kind reader_lost(struct keeper *k, const char *why, struct err *err)
{
	log_error("read-worker-lost", L_STR("why", why), L_STR("mailbox", k->in_hand_from->config->name),
		  L_NUM("uid", head_u32(&k->in_hand, "uid")));
	if (restart_reader(k, err) || begin(k, err) || put_aside_in_hand(k, why, "", err))
		return err->kind;
	k->decide_now = true;
	return let_go(k, err);
}

enum err_kind intake_overrun(struct keeper *k, struct err *err)
{
	return reader_lost(k, "reading it took longer than 60 s (limit read-time)", err);
}

enum err_kind intake_facts(struct keeper *k, struct err *err)
{
	struct frame frame = { 0 };
	struct reading reading;
	bool eof;
	enum err_kind kind = frame_read(&k->read_worker.reader, &frame, &eof, err);

	if (!kind && !eof && frame.type == FRAME_READY) {
		k->reader_ready = true;
		frame_free(&frame);
		if (!frame_is_buffered(&k->read_worker.reader))
			return ERR_NONE;
		kind = frame_read(&k->read_worker.reader, &frame, &eof, err);	/* its first answer came along */
	}
	if (!k->in_hand_from) {		/* it ended with nothing to do: out of memory at the start, a signal */
		frame_free(&frame);
		return kind || eof ? restart_reader(k, err) : ERR_NONE;
	}
	if (kind || eof)
		return reader_lost(k, "the process that read it died", err);

	struct arena *arena = arena_new();

	kind = reading_from_json(arena, frame.head, &reading, err);
	if (kind)
		reading = (struct reading){ .why_not = err->text, .message_id = "" };
	kind = begin(k, err);
	if (!kind)
		kind = reading.why_not ? put_aside_in_hand(k, reading.why_not, reading.message_id, err) :
					 judge_in_hand(k, arena, &reading, err);
	k->decide_now = k->decide_now || reading.why_not;
	frame_free(&frame);
	arena_free(&arena);
	return kind ? kind : let_go(k, err);
}

/* A new mail: to the read worker, unless it was read before. */
static enum err_kind take_mail(struct keeper *k, struct intake *in, struct frame *frame, struct err *err)
{
	bool known;

	k->in_hand = *frame;
	frame->head = NULL;
	k->in_hand_from = in;
	buf_clear(&k->in_hand_bytes);
	buf_add_span(&k->in_hand_bytes, frame->bytes);
	int64_t received_s = json_integer_value(json_object_get(k->in_hand.head, "received"));
	/* where all of the mailbox was read before, what comes has come since */
	bool is_unknown = received_s == 0 && in->cursor.first_done;

	/* a server whose clock is ahead: nothing happens before its time */
	if (received_s > k->now_s || is_unknown)
		json_object_set_new(k->in_hand.head, "received", json_integer(k->now_s));
	if (ledger_has_mail(k->ledger, in->config->name, head_u32(&k->in_hand, "uidvalidity"),
			    head_u32(&k->in_hand, "uid"), frame_text(&k->in_hand, "key"), &known, err))
		return err->kind;
	if (known) {
		intake_forget(k);
		return ERR_NONE;
	}
	const char *unreadable = json_string_value(json_object_get(k->in_hand.head, "unreadable"));

	if (unreadable) {
		if (begin(k, err) || put_aside_in_hand(k, unreadable, "", err))
			return err->kind;
		k->decide_now = true;
		return let_go(k, err);
	}
	json_object_set_new(k->in_hand.head, "mailbox", json_string(in->config->name));
	if (k->reader_stale) {		/* "by next meeting" is said of the meetings as they are now */
		worker_stop(&k->read_worker, STOP_GRACE_MS);
		if (start_reader(k, err))
			return err->kind;
	}
	k->in_hand_since_ms = clock_monotonic_ms();
	failpoint("intake.to-reader");
	log_debug("to-reader", L_STR("mailbox", in->config->name), L_NUM("uid", head_u32(&k->in_hand, "uid")));
	if (frame_write(k->read_worker.fd, FRAME_MAIL, k->in_hand.head, buf_fitted(&k->in_hand_bytes), err))
		return reader_lost(k, "the process that read it died", err);
	return ERR_NONE;
}

/* begun_ms: when the fetch that has come to its end began; what came into the mailbox since may not be read. */
static enum err_kind synced(struct keeper *k, struct intake *in, int64_t begun_ms, struct err *err)
{
	int64_t ago_ms = clock_monotonic_ms() - begun_ms;

	log_info("synced", L_STR("mailbox", in->config->name), L_NUM("uid", in->cursor.uid));
	in->synced = true;
	k->plan.stale = true;	/* what has waited for it */
	in->job.failures = 0;
	k->decide_now = true;
	in->cursor.first_done = true;
	in->cursor.synced_at_s = k->now_s;
	in->read_until_s = k->now_s - (ago_ms + 999) / 1000 - 1;
	if (begin(k, err) || ledger_set_cursor(k->ledger, in->config->name, &in->cursor, err))
		return err->kind;
	k->uncommitted++;
	return intake_commit(k, err);
}

static enum err_kind out_of_reach(struct keeper *k, struct intake *in, const struct frame *frame, struct err *err)
{
	int64_t since_s = in->cursor.synced_at_s ? in->cursor.synced_at_s : ledger_born_at(k->ledger);
	const char *text = frame_text(frame, "text");
	/* a refused password or certificate does not heal by itself: it is told at once */
	bool lasting = strcmp(frame_text(frame, "kind"), err_kind_name(ERR_RETRY)) != 0;
	struct arena *arena = arena_new();
	enum err_kind kind;

	log_error("mailbox-out-of-reach", L_STR("mailbox", in->config->name), L_STR("why", text));
	in->ended = true;	/* the first round need not wait for it any longer */
	k->report->trouble = true;
	k->report->refused_mailbox = k->report->refused_mailbox || lasting;
	/* a time to come was read from a clock that has been put back since */
	if (!lasting && since_s <= k->now_s && k->now_s - since_s < OUT_OF_REACH_S)
		return ERR_NONE;
	const char *key = arena_printf(arena, "mailbox/%s/%" PRId64, in->config->name, since_s);
	const char *what = arena_printf(arena, "Mailbox %s cannot be read: %.1000s", in->config->name, text);
	kind = begin(k, err);
	if (!kind)
		kind = ledger_add_trouble(k->ledger, key, what, k->now_s, err);
	arena_free(&arena);
	k->uncommitted++;
	k->decide_now = true;
	return kind ? kind : intake_commit(k, err);
}

enum err_kind intake_frame(struct keeper *k, struct intake *in, struct err *err)
{
	struct frame frame = { 0 };
	bool eof;
	enum err_kind kind = frame_read(&in->worker.reader, &frame, &eof, err);

	if (kind || eof) {
		worker_stop(&in->worker, STOP_GRACE_MS);
		in->ended = true;
		if (k->options->once) {
			k->report->trouble = k->report->trouble || !in->synced;
			return ERR_NONE;
		}
		/* it crashed: what it had is still in the mailbox */
		log_error("fetch-worker-lost", L_STR("mailbox", in->config->name));
		in->job.uidvalidity = in->cursor.uidvalidity;
		in->job.uid = in->cursor.uid;
		in->job.failures++;
		return worker_start(&in->worker, "beadle-fetch", fetch_worker_main, &in->job, err);
	}
	if (frame.type == FRAME_MAIL)
		kind = take_mail(k, in, &frame, err);
	else if (frame.type == FRAME_SYNCED)
		kind = synced(k, in, json_integer_value(json_object_get(frame.head, "begun_ms")), err);
	else if (frame.type == FRAME_TROUBLE)
		kind = out_of_reach(k, in, &frame, err);
	frame_free(&frame);
	return kind;
}
