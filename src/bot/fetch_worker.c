/* fetch_worker.c - reads one mailbox with blocking code, in a process of its own.
 *
 * It hands over each mail as a frame and says SYNCED when there are no more; then it waits for the
 * server's hint or the time to poll.  The keeper decides what is committed: after a crash of
 * either, the cursor in the ledger counts.
 */
#include <poll.h>

#include "base/failpoint.h"
#include "base/log.h"
#include "bot/confine.h"
#include "bot/worker.h"
#include "config/config.h"
#include "mailbox/mailbox.h"
#include "time/clock.h"

void fetch_add_key(struct buf *out, const char *key)
{
	struct span rest = span_of(key ? key : "");

	while (rest.len) {
		size_t good = span_utf8_valid(rest);

		buf_add(out, rest.ptr, good);
		if (good < rest.len)
			buf_addf(out, "=%02X", (unsigned char)rest.ptr[good]);
		rest = span_sub(rest, good + 1, rest.len);
	}
}

static enum err_kind hand_over(void *user, const struct mailbox_mail *mail, struct err *err)
{
	struct frame_writer *frames = user;
	struct buf key;

	buf_init(&key, FETCH_KEY_MAX);
	fetch_add_key(&key, mail->key);
	json_t *head =
		json_pack("{s:I, s:I, s:s, s:I, s:b}", "uidvalidity", (json_int_t)mail->uidvalidity,
			  "uid", (json_int_t)mail->uid, "key", buf_fitted(&key).ptr, "received",
			  (json_int_t)mail->received_utc_s, "reduced", (int)mail->reduced);

	buf_free(&key);
	if (mail->unreadable &&
	    json_object_set_new(head, "unreadable", json_string(mail->unreadable)))
		json_object_set_new(head, "unreadable",
				    json_string("(the reason has a name that is not UTF-8)"));
	enum err_kind kind = frame_gather(frames, FRAME_MAIL, head, mail->bytes, err);

	json_decref(head);
	if (!kind && frame_is_enough(frames))
		kind = frame_flush(frames, err);
	return kind;
}

/* Opens, fetches and waits until something fails; the cursor remembers how far it came. */
static enum err_kind serve(struct frame_writer *frames, const struct fetch_job *job,
			   struct mailbox_cursor *cursor, unsigned *failures, bool *stop_out,
			   struct err *err)
{
	const struct mailbox_driver *driver = mailbox_driver(job->mailbox);
	struct mailbox *mailbox = NULL;
	enum err_kind kind = driver->open(job->mailbox, &mailbox, err);

	while (!kind && !*stop_out) {
		int64_t begun_ms = clock_monotonic_ms();

		kind = driver->fetch(mailbox, cursor, hand_over, frames, err);
		if (kind)
			break;
		failpoint("fetch.handed-over");
		json_t *head = json_pack("{s:I, s:I, s:I}", "begun_ms", (json_int_t)begun_ms,
					 "uidvalidity", (json_int_t)cursor->uidvalidity, "uid",
					 (json_int_t)cursor->uid);

		kind = frame_gather(frames, FRAME_SYNCED, head, span_of(""), err);
		json_decref(head);
		if (!kind)
			kind = frame_flush(frames, err);
		*failures = 0;
		if (kind || job->once) {
			*stop_out = true;
			break;
		}
		kind = driver->wait(mailbox, (int)(job->mailbox->poll_s * 1000), frames->fd,
				    stop_out, err);
	}
	driver->close(&mailbox);
	return kind;
}

/* Waits as long as so many failures ask for.  Nothing is ever sent to this worker: a socket that
 * becomes readable means that the keeper is gone or wants an end. */
static bool is_told_to_stop(int fd, unsigned failures)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, worker_backoff_ms(failures)) > 0;
}

static bool tell_trouble(struct frame_writer *frames, enum err_kind trouble, const char *text)
{
	json_t *head = json_pack("{s:s, s:s}", "kind", err_kind_name(trouble), "text", text);
	struct err ignored;

	if (!head)
		head = json_pack("{s:s, s:s}", "kind", err_kind_name(trouble), "text",
				 "(not UTF-8)");
	enum err_kind kind = frame_gather(frames, FRAME_TROUBLE, head, span_of(""), &ignored);

	json_decref(head);
	return !kind && frame_flush(frames, &ignored) == ERR_NONE;
}

int fetch_worker_main(int fd, void *user)
{
	struct fetch_job job = *(const struct fetch_job *)user;
	struct config_mailbox mailbox = *job.mailbox;
	struct mailbox_cursor cursor = { job.uidvalidity, job.uid, job.known };
	unsigned failures = job.failures;
	bool stop = failures && !job.once && is_told_to_stop(fd, failures);
	struct frame_writer frames;
	struct err err = { 0 };

	frame_writer_init(&frames, fd);
	job.mailbox = &mailbox;
	if (mailbox.type == MAILBOX_IMAP && confine_login(&mailbox.server, &err) != ERR_NONE) {
		log_error("fetch-worker", L_STR("error", err.text));
		return 1;
	}
	while (!stop) {
		enum err_kind kind = serve(&frames, &job, &cursor, &failures, &stop, &err);

		if (!kind)
			continue;
		failures++;
		if (!tell_trouble(&frames, kind, err.text) || job.once)
			break;
		if (kind == ERR_BUG)	/* this process is of no use any more */
			return 1;
		stop = is_told_to_stop(fd, failures);
	}
	frame_writer_free(&frames);
	return 0;
}
