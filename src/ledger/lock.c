/* lock.c - the folder's lock: ledger.lock, with the pid of its holder in it.
 *
 * The lock belongs to the open file, not to the process: a forked worker shares it.  If only the
 * keeper dies, no other keeper starts while an orphaned send worker may still be at work, and
 * nothing is sent twice.  The file is never removed: a new file would be a new lock beside the old
 * one.
 */
#include "ledger/ledger_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum err_kind held(const char *folder, int fd, struct err *err)
{
	char pid[24] = "";
	ssize_t len = pread(fd, pid, sizeof pid - 1, 0);

	pid[len > 0 ? len : 0] = '\0';
	pid[strspn(pid, "0123456789")] = '\0';
	return err_set(
		err, ERR_RETRY,
		"the ledger in %s is in use by process %s (or by a worker that it left behind)",
		folder, *pid ? pid : "?");
}

static enum err_kind write_pid(const char *path, int fd, struct err *err)
{
	char pid[24];
	int len = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());

	if (ftruncate(fd, 0) != 0 || pwrite(fd, pid, (size_t)len, 0) != len)
		return ledger_system_error(err, path);
	return ERR_NONE;
}

enum err_kind ledger_lock(const char *folder, int *fd_out, struct err *err)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	enum err_kind kind = ERR_NONE;
	char *path = NULL;

	*fd_out = -1;
	if (asprintf(&path, "%s/ledger.lock", folder) < 0)
		abort();
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		kind = ledger_system_error(err, path);
	else if (fcntl(fd, F_OFD_SETLK, &lock) != 0)
		kind = errno == EAGAIN || errno == EACCES
			       ? held(folder, fd, err)
			       : err_set(err, ledger_errno_kind(errno), "%s: cannot be locked: "
									"%s", path,
					 strerror(errno));
	else
		kind = write_pid(path, fd, err);
	if (kind && fd >= 0)
		close(fd);
	else if (!kind)
		*fd_out = fd;
	free(path);
	return kind;
}
