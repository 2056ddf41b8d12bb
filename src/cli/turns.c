/* turns.c - see turns.h.
 *
 * A helper is a worker (bot/worker.h) whose standard output and standard error are files in
 * memory.  After each of its turns it says how many mails that were and how much it printed, and
 * hands the output over.  The first process does a turn itself when its helper yields nothing,
 * because the helper could not start or the file has grown since it read it.
 */
#include "cli/turns.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/worker.h"
#include "cli/cli.h"
#include "cli/terminal.h"

enum {
	TURN_MAILS = 64,
	PROCESSES_MAX = 4,
	BYTES_PER_PROCESS = 1024 * 1024,
	PIECE_BYTES = 256 * 1024,
	GRACE_MS = 1000
};

struct turns {
	const char *path;
	enum mailbox_type type;
	mailbox_take *take;
	void *user;
	int *status;
	unsigned processes;
	unsigned own;			/* which of them this is; 0: the first */
	size_t seen;			/* mails of the file */
	size_t done;			/* mails of the turn at hand that the process whose turn
					 * it is has taken */
	struct worker helpers[PROCESSES_MAX - 1];
	int fd;				/* of a helper: to the first process */
};

static unsigned turn_of(const struct turns *t)
{
	return (unsigned)(t->seen / TURN_MAILS % t->processes);
}

/* ---- a helper ---- */

static enum err_kind hand_over_printed(struct turns *t, int from, off_t len, struct err *err)
{
	static char piece[PIECE_BYTES];
	enum err_kind kind = ERR_NONE;

	for (off_t at = 0; at < len && !kind;) {
		ssize_t n = pread(from, piece, sizeof piece, at);

		if (n <= 0)
			return err_set(err, ERR_RETRY, "the output of a helper process cannot be "
						       "read");
		const char *lf = n == sizeof piece ? memrchr(piece, '\n', sizeof piece) : NULL;

		n = lf ? lf + 1 - piece : n;	/* no character is parted */
		kind = frame_write(t->fd, FRAME_PRINTED, NULL, span_from(piece, (size_t)n), err);
		at += n;
	}
	if (!kind && (ftruncate(from, 0) != 0 || lseek(from, 0, SEEK_SET) != 0))
		kind = err_set(err, ERR_RETRY, "a file in memory cannot be emptied");
	return kind;
}

static enum err_kind end_turn(struct turns *t, struct err *err)
{
	if (fflush(stdout) != 0 || ferror(stdout) || ferror(stderr))
		return err_set(err, ERR_RETRY, "there is no room for the output");
	off_t out = lseek(STDOUT_FILENO, 0, SEEK_CUR), errors = lseek(STDERR_FILENO, 0, SEEK_CUR);
	json_t *head = json_pack("{s:I, s:i, s:I, s:I}", "mails", (json_int_t)t->done, "status",
				 *t->status, "out", (json_int_t)out, "errors", (json_int_t)errors);
	enum err_kind kind = frame_write(t->fd, FRAME_TURN, head, span_from("", 0), err);

	json_decref(head);
	if (!kind)
		kind = hand_over_printed(t, STDOUT_FILENO, out, err);
	if (!kind)
		kind = hand_over_printed(t, STDERR_FILENO, errors, err);
	t->done = 0;
	*t->status = STATUS_DONE;
	return kind;
}

static enum err_kind take_in_helper(void *user, const struct mailbox_mail *mail, struct err *err)
{
	struct turns *t = user;
	bool mine = turn_of(t) == t->own;
	enum err_kind kind = mine ? t->take(t->user, mail, err) : ERR_NONE;

	t->seen++;
	t->done += mine;
	return !kind && t->done == TURN_MAILS ? end_turn(t, err) : kind;
}

static bool capture(int fd)
{
	int memory = memfd_create("printed", MFD_CLOEXEC);
	bool done = memory >= 0 && dup2(memory, fd) == fd;

	if (memory >= 0)
		close(memory);
	return done;
}

static int help(int fd, void *user)
{
	struct turns *t = user;
	struct err err;

	t->fd = fd;
	*t->status = STATUS_DONE;
	if (!capture(STDOUT_FILENO) || !capture(STDERR_FILENO) ||
	    archive_read(t->path, t->type, take_in_helper, t, &err))
		return STATUS_FAILED;
	return t->done && end_turn(t, &err) ? STATUS_FAILED : STATUS_DONE;
}

/* ---- the first process ---- */

static enum err_kind print(struct frame_reader *reader, FILE *to, json_int_t len, struct err *err)
{
	const struct terminal terminal = terminal_of(to);
	enum err_kind kind = ERR_NONE;

	while (len > 0 && !kind) {
		struct frame frame;
		bool eof;

		kind = frame_read(reader, &frame, &eof, err);
		if (!kind && eof)
			return err_set(err, ERR_RETRY, "a helper process ended too early");
		if (kind)
			break;
		/* the helper has printed to no terminal */
		terminal_put(&terminal, STYLE_PLAIN, frame.bytes);
		len -= (json_int_t)frame.bytes.len;
		frame_free(&frame);
	}
	return kind;
}

/* What the helper printed in its next turn; done is how many mails that were. */
static enum err_kind collect(struct turns *t, struct worker *helper, struct err *err)
{
	json_int_t mails, out, errors;
	struct frame frame;
	bool eof = false;
	int status;

	t->done = 0;
	if (!worker_is_running(helper))
		return ERR_NONE;
	if (frame_read(&helper->reader, &frame, &eof, err) || eof) {
		worker_stop(helper, GRACE_MS);
		return ERR_NONE;
	}
	int unpacked = json_unpack(frame.head, "{s:I, s:i, s:I, s:I}", "mails", &mails, "status",
				   &status, "out", &out, "errors", &errors);

	frame_free(&frame);
	if (unpacked != 0)
		return err_set(err, ERR_BUG, "a helper process did not say what it did");
	t->done = (size_t)mails;
	*t->status = *t->status ? *t->status : status;
	enum err_kind kind = print(&helper->reader, stdout, out, err);

	return kind ? kind : print(&helper->reader, stderr, errors, err);
}

static enum err_kind take_in_first(void *user, const struct mailbox_mail *mail, struct err *err)
{
	struct turns *t = user;
	size_t at = t->seen % TURN_MAILS;
	unsigned turn = turn_of(t);
	enum err_kind kind = ERR_NONE;

	t->seen++;
	if (at == 0 && turn)
		kind = collect(t, &t->helpers[turn - 1], err);
	if (kind || (turn && at < t->done))
		return kind;
	return t->take(t->user, mail, err);
}

static unsigned count_processes(const char *path, enum mailbox_type type)
{
	unsigned most = PROCESSES_MAX;
	struct stat st;
	cpu_set_t may;

	if (type != MAILBOX_MBOX || stat(path, &st) != 0 ||
	    sched_getaffinity(0, sizeof may, &may) != 0)
		return 1;
	if ((unsigned)CPU_COUNT(&may) < most)
		most = (unsigned)CPU_COUNT(&may);
	return st.st_size / BYTES_PER_PROCESS < most ? (unsigned)(st.st_size / BYTES_PER_PROCESS)
						     : most;
}

enum err_kind turns_read(const char *path, enum mailbox_type type, mailbox_take *take, void *user,
			 int *status, struct err *err)
{
	struct turns t = { .path = path, .type = type, .take = take, .user = user, .status = status,
			   .processes = count_processes(path, type) };
	enum err_kind kind;

	if (t.processes < 2)
		return archive_read(path, type, take, user, err);
	fflush(stdout);			/* or each helper would print it again */
	for (t.own = 1; t.own < t.processes; t.own++) {
		if (worker_start(&t.helpers[t.own - 1], "scan", help, &t, err))
			break;
	}
	kind = archive_read(path, type, take_in_first, &t, err);
	for (unsigned i = 0; i + 1 < t.processes; i++)
		worker_stop(&t.helpers[i], GRACE_MS);
	return kind;
}
