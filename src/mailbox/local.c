/* local.c - see local.h. */
#include "mailbox/local.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "mailbox/imap_reduce.h"
#include "message/reduce.h"
#include "time/clock.h"

enum { WRITING_S = 60 };

/* A lease on a file is refused while anybody has it open for writing.  File systems that refuse it
 * always (NFS) cost a new file no more than WRITING_S. */
static bool is_being_written(int fd, const struct stat *st)
{
	if (fcntl(fd, F_SETSIG, SIGURG) != 0 || fcntl(fd, F_SETLEASE, F_RDLCK) == 0) {
		fcntl(fd, F_SETLEASE, F_UNLCK);
		return false;
	}
	int64_t age_s = clock_now_s() - st->st_ctime;

	return errno == EAGAIN && age_s > -WRITING_S && age_s < WRITING_S;
}

enum err_kind local_read_file(int dir_fd, const char *path, struct reduction *out,
			      int64_t *mtime_out, struct err *err)
{
	int fd = openat(dir_fd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	char chunk[64 * 1024];
	enum err_kind kind = ERR_NONE;

	*mtime_out = 0;
	if (fd < 0 || fstat(fd, &st) != 0) {
		kind = err_set(err, ERR_DATA, "%s: %s", path, strerror(errno));
		goto out;
	}
	if (!S_ISREG(st.st_mode)) {
		kind = err_set(err, ERR_DATA, "%s: not a regular file", path);
		goto out;
	}
	*mtime_out = st.st_mtime;
	if (is_being_written(fd, &st)) {
		kind = err_set(err, ERR_DATA, "%s: somebody is still writing it", path);
		errno = ETXTBSY;
		goto out;
	}
	for (;;) {
		ssize_t n = read(fd, chunk, sizeof chunk);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			kind = err_set(err, ERR_DATA, "%s: %s", path, strerror(errno));
		if (n <= 0)
			break;
		reduction_add(out, span_from(chunk, (size_t)n));
	}
out:
	if (fd >= 0) {
		int saved = errno;

		close(fd);
		errno = saved;
	}
	return kind;
}

static const char too_large[] = "it is larger than max_bytes: the rest was not read";

void local_end_mail(struct reduction *reduction, struct mailbox_mail *mail)
{
	bool cut;

	mail->bytes = reduction_end(reduction, &mail->reduced, &cut);
	if (cut)
		mail->unreadable = too_large;
}

void local_mark_cut(struct mailbox_mail *mail, bool cut)
{
	if (!cut)
		return;
	/* Text comes first in a mail with attachments; without parts it is the text that was
	 * cut. */
	mail->reduced = true;
	if (!mail_is_multipart(mail->bytes))
		mail->unreadable = too_large;
}

void local_wait(int watch_fd, int timeout_ms, int wake_fd, bool *woken_out)
{
	int64_t end = clock_monotonic_ms() + (timeout_ms < 0 ? 0 : timeout_ms);

	*woken_out = false;
	for (;;) {
		struct pollfd fds[2] = { { .fd = wake_fd, .events = POLLIN },
					 { .fd = watch_fd, .events = POLLIN } };
		int64_t left = end - clock_monotonic_ms();
		int n = poll(fds, 2, timeout_ms < 0 ? -1 : left > 0 ? (int)left : 0);

		if (n < 0 && errno == EINTR && (timeout_ms < 0 || left > 0))
			continue;
		if (n > 0 && fds[0].revents & (POLLIN | POLLHUP))
			*woken_out = true;
		if (n > 0 && fds[1].revents)
			file_watch_take(watch_fd);
		return;
	}
}

int local_compare(int64_t a_s, const char *a_name, int64_t b_s, const char *b_name)
{
	if (a_s != b_s)
		return a_s < b_s ? -1 : 1;
	return strcmp(a_name, b_name);
}
