/* test_intake.c - many mails on their way at once: the order in which they are recorded, who is put
 * aside when the reader dies, and what is read again.
 *
 * Both workers are stand-ins.  A mailbox has so many mails, of which some are "die" or "stop": they
 * end, or hold up for ever, whoever reads them.  A reading's subject is the number of the process
 * that made it.
 */
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "bot/intake.h"
#include "bot/reading.h"
#include "time/clock.h"

enum { NOW = 1688500000, MAILS_MAX = 4000, TURN_MS = 20, LARGE_BYTES = 300 * 1024 };

static struct err err;

#define OK(call) \
	do { \
		if ((call) != ERR_NONE) \
			fail_msg("%s: %s", #call, err.text); \
	} while (0)

/* ---- what happens ---- */

static struct scenario {
	unsigned n_mails;
	unsigned die_at[3], stop_at;	/* these mails end whoever reads them; holds them up */
	unsigned fetch_ends_at;		/* the first fetch worker ends behind it */
	unsigned plan_changes_at, killed_at;	/* when it is recorded: other meetings; an
						 * innocent reader is killed */
	size_t mail_bytes;
	bool is_to_fill;	/* a reader that is held up is waited for until nothing more is
				 * taken up */
} scenario;

static struct taken {
	uint32_t uid;
	unsigned mailbox;
	bool aside;
	long reader;
} taken[2 * MAILS_MAX];

static size_t n_taken, most_entries, most_bytes, most_given;
static struct intake *intake;

static bool is_to_die(unsigned uid)
{
	for (size_t i = 0; i < sizeof scenario.die_at / sizeof scenario.die_at[0]; i++) {
		if (scenario.die_at[i] == uid)
			return true;
	}
	return false;
}

/* ---- stand-ins ---- */

void fetch_add_key(struct buf *out, const char *key)
{
	buf_add_str(out, key);
}

static void gather_mail(struct frame_writer *frames, unsigned uid)
{
	struct buf bytes;
	struct err ignored;

	buf_init(&bytes, FRAME_BYTES_MAX);
	buf_addf(&bytes, "%s %u",
		 is_to_die(uid)		   ? "die"
		 : uid == scenario.stop_at ? "stop"
					   : "mail",
		 uid);
	while (buf_len(&bytes) < scenario.mail_bytes)
		buf_add_str(&bytes, " and so on");
	json_t *head = json_pack("{s:i, s:i, s:s, s:i}", "uidvalidity", 1, "uid", (int)uid, "key",
				 "", "received", NOW - 1);

	if (frame_gather(frames, FRAME_MAIL, head, buf_fitted(&bytes), &ignored) ||
	    (frame_is_enough(frames) && frame_flush(frames, &ignored)))
		_exit(1);
	json_decref(head);
	buf_free(&bytes);
}

int fetch_worker_main(int fd, void *user)
{
	const struct fetch_job *job = user;
	struct frame_writer frames;
	struct err ignored;
	char end;

	frame_writer_init(&frames, fd);
	for (unsigned uid = job->uid + 1; uid <= scenario.n_mails; uid++) {
		gather_mail(&frames, uid);
		if (uid == scenario.fetch_ends_at && job->failures == 0)
			return frame_flush(&frames, &ignored) ? 1 : 2;
	}
	json_t *head = json_pack("{s:I}", "begun_ms", (json_int_t)clock_monotonic_ms());

	if (frame_gather(&frames, FRAME_SYNCED, head, span_of(""), &ignored) ||
	    frame_flush(&frames, &ignored))
		return 1;
	json_decref(head);
	frame_writer_free(&frames);
	while (!job->once && read(fd, &end, 1) > 0)
		;
	return 0;
}

static void answer(struct frame_writer *answers, const struct frame *mail)
{
	char id[40], subject[40];
	struct reading reading = { .message_id = id, .subject = subject };
	struct err ignored;

	snprintf(id, sizeof id, "%.30s", mail->bytes.ptr);
	snprintf(subject, sizeof subject, "%ld", (long)getpid());
	json_t *head = readings_to_json(&(struct reading_list){ &reading, 1 });

	if (frame_gather(answers, FRAME_FACTS, head, span_of(""), &ignored))
		_exit(1);
	json_decref(head);
}

int read_worker_main(int fd, void *user)
{
	struct frame_reader frames;
	struct frame_writer answers;
	struct frame frame;
	struct err ignored;
	bool eof = false;

	(void)user;
	frame_reader_init(&frames, fd);
	frame_writer_init(&answers, fd);
	if (frame_gather(&answers, FRAME_READY, NULL, span_of(""), &ignored))
		return 1;
	for (;;) {
		if ((!frame_is_buffered(&frames) || frame_is_enough(&answers)) &&
		    frame_flush(&answers, &ignored))
			break;
		if (frame_read(&frames, &frame, &eof, &ignored) || eof)
			break;
		if (span_starts(frame.bytes, "die"))
			_exit(3);
		if (span_starts(frame.bytes, "stop"))
			raise(SIGSTOP);
		answer(&answers, &frame);
		frame_free(&frame);
	}
	frame_reader_free(&frames);
	frame_writer_free(&answers);
	return 0;
}

static enum err_kind take(struct world *w, struct arena *arena, const struct reading_list *readings,
			  const struct ledger_message *row, bool past, struct err *e)
{
	const struct reading *reading = &readings->readings[0];
	struct ledger_message message = *row;

	(void)arena;
	(void)past;
	message.fate = reading->why_not ? FATE_ASIDE : FATE_READ;
	message.message_id = reading->message_id;
	message.why = reading->why_not;
	taken[n_taken++] =
		(struct taken){ .uid = row->uid,
				.mailbox = (unsigned)(row->mailbox[0] - 'a'),
				.aside = reading->why_not != NULL,
				.reader = reading->why_not ? 0 : atol(reading->subject) };
	if (row->uid == scenario.plan_changes_at)
		w->plan_version++;
	if (row->uid == scenario.killed_at)
		kill(intake->reader.pid, SIGKILL);
	return ledger_add_message(w->ledger, &message, e);
}

/* ---- a keeper that has nothing else to do ---- */

static bool is_reader_held_up(void)
{
	siginfo_t info = { .si_pid = 0 };

	return worker_is_running(&intake->reader) &&
	       waitid(P_PID, (id_t)intake->reader.pid, &info, WSTOPPED | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid != 0;
}

static void serve(struct intake *in)
{
	struct pollfd fds[3] = { { .fd = worker_is_running(&in->reader) ? in->reader.fd : -1,
				   .events = POLLIN } };

	if (fds[0].fd >= 0 && frame_is_unwritten(&in->reader.writer))
		fds[0].events |= POLLOUT;
	for (size_t i = 0; i < in->n_mailboxes; i++) {
		const struct worker *worker = &in->mailboxes[i].worker;

		fds[i + 1] = (struct pollfd){ .fd = intake_is_open(in) && worker_is_running(worker)
							    ? worker->fd
							    : -1,
					      .events = POLLIN };
	}
	int ready = poll(fds, (nfds_t)in->n_mailboxes + 1, intake_is_waiting(in) ? 0 : TURN_MS);

	if (fds[0].revents & POLLOUT)
		frame_push(&in->reader.writer);
	if (fds[0].revents & ~POLLOUT)
		OK(intake_facts(in, &err));
	for (size_t i = 0; i < in->n_mailboxes && intake_is_open(in); i++) {
		struct intake_mailbox *m = &in->mailboxes[i];

		if (worker_is_running(&m->worker) &&
		    (fds[i + 1].revents || frame_is_buffered(&m->worker.reader)))
			OK(intake_frame(in, m, &err));
	}
	if (is_reader_held_up() && !(scenario.is_to_fill && intake_is_open(in)))
		OK(intake_overrun(in, &err));
	if (ready == 0 && !in->n)
		OK(intake_commit(in, &err));
}

static bool is_over(const struct intake *in)
{
	for (size_t i = 0; i < in->n_mailboxes; i++) {
		if (!in->mailboxes[i].mailbox->synced)
			return false;
	}
	return in->n == 0 && !in->uncommitted;
}

/* Until everything is recorded; returns how far the ledger says each mailbox was read. */
static void run(struct scenario what, size_t n_mailboxes, struct ledger_cursor *cursors_out)
{
	static const struct config_mailbox mailboxes[] = { { .name = "a" }, { .name = "b" } };
	struct config config = { .n_lists = 0 };
	struct world w = { .config = &config,
			   .now_s = NOW,
			   .look = { .wall_s = NOW },
			   .n_mailboxes = n_mailboxes };
	struct intake in = { .w = &w, .take = take, .reader = { .fd = -1 } };

	scenario = what;
	intake = &in;
	n_taken = most_entries = most_bytes = most_given = 0;
	OK(world_open(&w, NULL, LEDGER_MEMORY, NOW, &err));
	w.mailboxes = mem_zalloc(n_mailboxes, sizeof *w.mailboxes);
	for (size_t i = 0; i < n_mailboxes; i++)
		w.mailboxes[i].config = &mailboxes[i];
	OK(intake_start(&in, &err));
	while (!is_over(&in)) {
		OK(intake_go_on(&in, &err));
		most_given = in.n_given > most_given ? in.n_given : most_given;
		serve(&in);
		most_entries = in.n > most_entries ? in.n : most_entries;
		most_bytes = in.n_bytes > most_bytes ? in.n_bytes : most_bytes;
	}
	for (size_t i = 0; i < n_mailboxes; i++)
		OK(ledger_get_cursor(w.ledger, mailboxes[i].name, &cursors_out[i], &err));
	intake_stop(&in);
	world_close(&w);
}

/* Each once, in order; only those put aside that must be. */
static void check_all(const struct ledger_cursor *cursors, size_t n_mailboxes)
{
	uint32_t last[2] = { 0 };

	assert_int_equal(n_taken, n_mailboxes * scenario.n_mails);
	for (size_t i = 0; i < n_taken; i++) {
		assert_int_equal(taken[i].uid, ++last[taken[i].mailbox]);
		assert_int_equal(taken[i].aside,
				 is_to_die(taken[i].uid) || taken[i].uid == scenario.stop_at);
	}
	for (size_t i = 0; i < n_mailboxes; i++)
		assert_int_equal(cursors[i].uid, scenario.n_mails);
}

static void many_are_on_their_way_and_none_overtakes(void **state)
{
	struct ledger_cursor cursors[2];

	(void)state;
	run((struct scenario){ .n_mails = 3000 }, 1, cursors);
	check_all(cursors, 1);
	assert_true(most_given > 10);
	for (size_t i = 1; i < n_taken; i++)
		assert_int_equal(taken[i].reader, taken[0].reader);
	run((struct scenario){ .n_mails = 1000 }, 2, cursors);
	check_all(cursors, 2);
}

static void what_is_on_its_way_has_bounds(void **state)
{
	struct ledger_cursor cursors[2];

	(void)state;
	run((struct scenario){ .n_mails = 3000, .stop_at = 10, .is_to_fill = true }, 1, cursors);
	check_all(cursors, 1);
	assert_int_equal(most_entries, INTAKE_MAX);
	run((struct scenario){ .n_mails = 60,
			       .stop_at = 10,
			       .mail_bytes = LARGE_BYTES,
			       .is_to_fill = true },
	    1, cursors);
	check_all(cursors, 1);
	assert_in_range(most_bytes, 2 << 20, (2 << 20) + LARGE_BYTES + 100);
}

static void the_mail_that_ends_its_reader_is_put_aside_alone(void **state)
{
	struct ledger_cursor cursors[2];

	(void)state;
	run((struct scenario){ .n_mails = 2000, .die_at = { 1, 500, 501 } }, 1, cursors);
	check_all(cursors, 1);
	run((struct scenario){ .n_mails = 1000, .die_at = { 1000 } }, 1, cursors);
	check_all(cursors, 1);
	run((struct scenario){ .n_mails = 500, .die_at = { 100 }, .stop_at = 300 }, 2, cursors);
	check_all(cursors, 2);
}

static void who_was_read_beside_it_is_not_to_blame(void **state)
{
	struct ledger_cursor cursors[2];

	(void)state;
	run((struct scenario){ .n_mails = 2000, .killed_at = 400 }, 1, cursors);
	check_all(cursors, 1);
	assert_int_not_equal(taken[0].reader, taken[n_taken - 1].reader);
}

static void what_was_read_by_other_meetings_is_read_again(void **state)
{
	struct ledger_cursor cursors[2];

	(void)state;
	run((struct scenario){ .n_mails = 1000, .plan_changes_at = 300 }, 1, cursors);
	check_all(cursors, 1);
	for (size_t i = 0; i < n_taken; i++)
		assert_int_equal(taken[i].reader,
				 taken[i].uid <= 300 ? taken[0].reader : taken[n_taken - 1].reader);
	assert_int_not_equal(taken[0].reader, taken[n_taken - 1].reader);
}

static void a_fetch_worker_that_ends_begins_again_behind_what_is_recorded(void **state)
{
	struct ledger_cursor cursors[2];

	(void)state;
	run((struct scenario){ .n_mails = 1000, .fetch_ends_at = 400 }, 1, cursors);
	check_all(cursors, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_are_on_their_way_and_none_overtakes),
		cmocka_unit_test(what_is_on_its_way_has_bounds),
		cmocka_unit_test(the_mail_that_ends_its_reader_is_put_aside_alone),
		cmocka_unit_test(who_was_read_beside_it_is_not_to_blame),
		cmocka_unit_test(what_was_read_by_other_meetings_is_read_again),
		cmocka_unit_test(a_fetch_worker_that_ends_begins_again_behind_what_is_recorded),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
