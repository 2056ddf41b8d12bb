/* file.c - see file.h. */
#include "base/file.h"

#include <errno.h>
#include <grp.h>
#include <libgen.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

bool file_write_all(int fd, struct span bytes)
{
	while (bytes.len) {
		ssize_t n = write(fd, bytes.ptr, bytes.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes = span_sub(bytes, (size_t)n, bytes.len);
	}
	return true;
}

int file_watch(const char *const *folders, size_t n)
{
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	bool any = false;

	for (size_t i = 0; fd >= 0 && i < n; i++)
		any |= inotify_add_watch(fd, folders[i],
					 IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE) >= 0;
	if (fd >= 0 && !any) {
		close(fd);
		fd = -1;
	}
	return fd;
}

void file_watch_take(int fd)
{
	char events[4096];

	while (read(fd, events, sizeof events) > 0)
		;
}

/* Is the group nobody's but the owner's? */
static bool is_private_group(uid_t owner, gid_t group)
{
	const struct passwd *user = getpwuid(owner);

	if (!user || user->pw_gid != group)
		return false;
	const struct group *members = getgrgid(group);

	return !members || !members->gr_mem[0];
}

/* sticky: in such a folder others may make files, and replace none but their own. */
static enum err_kind check_one(const char *path, bool sticky_will_do, struct err *err)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return ERR_NONE;
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return err_set(err, ERR_CONFIG,
			       "%s belongs to user %lu, who can change it: expected root or the "
			       "user that runs beadle",
			       path, (unsigned long)st.st_uid);
	if (sticky_will_do && (st.st_mode & S_ISVTX))
		return ERR_NONE;
	bool by_others = st.st_mode & S_IWOTH;
	bool by_group = (st.st_mode & S_IWGRP) && !is_private_group(st.st_uid, st.st_gid);

	if (!by_others && !by_group)
		return ERR_NONE;
	return err_set(err, ERR_CONFIG, "others can write %s (mode %04o): chmod go-w %s", path,
		       (unsigned)(st.st_mode & 07777), path);
}

enum err_kind file_check_writers(const char *path, struct err *err)
{
	char *copy = mem_strdup(path);
	enum err_kind kind = check_one(path, false, err);

	if (!kind)
		kind = check_one(dirname(copy), true, err);
	free(copy);
	return kind;
}
