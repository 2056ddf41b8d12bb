/* publish.c - see publish.h: a temporary file beside the old one, fsync, rename, fsync of the
 * folder. */
#include "bot/publish.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* The first as the umask allows, the other in any case. */
enum { FOLDER_MODE = 0755, FILE_MODE = 0644 };

static enum err_kind failed(struct err *err, const char *folder, const char *name, const char *what)
{
	int error = errno;
	bool later = error == ENOSPC || error == EDQUOT || error == EIO || error == EMFILE ||
		     error == ENFILE || error == ENOMEM;

	return err_set(err, later ? ERR_RETRY : ERR_CONFIG, "%s%s%s: %s: %s", folder,
		       *name ? "/" : "", name, what, strerror(error));
}

static bool holds(int folder_fd, const char *name, struct span bytes)
{
	int fd = openat(folder_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	char part[16 * 1024];
	bool same = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		    (uint64_t)st.st_size == bytes.len;

	while (same && bytes.len) {
		ssize_t n = read(fd, part, sizeof part);

		same = n > 0 && (size_t)n <= bytes.len && memcmp(part, bytes.ptr, (size_t)n) == 0;
		bytes = span_sub(bytes, same ? (size_t)n : 0, bytes.len);
	}
	if (fd >= 0)
		close(fd);
	return same;
}

static enum err_kind replace(int folder_fd, const char *folder, const char *name, struct span bytes,
			     struct err *err)
{
	char fresh[NAME_MAX + 1];
	enum err_kind kind = ERR_NONE;

	/* one writer a folder; what one that was killed has left behind is written over */
	if (snprintf(fresh, sizeof fresh, ".%s.new", name) >= (int)sizeof fresh)
		return err_set(err, ERR_CONFIG, "%s/%s: the name is too long", folder, name);
	int fd = openat(folder_fd, fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
			FILE_MODE);

	if (fd < 0)
		return failed(err, folder, fresh, "cannot be written");
	/* a service's umask is for its secrets; who may read this is said by the mode of the
	 * folder */
	if (fchmod(fd, FILE_MODE) != 0 || !file_write_all(fd, bytes) || fsync(fd) != 0)
		kind = failed(err, folder, fresh, "cannot be written");
	if (close(fd) != 0 && !kind)
		kind = failed(err, folder, fresh, "cannot be written");
	if (!kind && renameat(folder_fd, fresh, folder_fd, name) != 0)
		kind = failed(err, folder, name, "cannot be replaced");
	if (!kind && fsync(folder_fd) != 0 &&
	    errno != EINVAL) /* some file systems have no fsync of folders */
		kind = failed(err, folder, "", "cannot be written");
	if (kind)
		unlinkat(folder_fd, fresh, 0);
	return kind;
}

enum err_kind publish_file(const char *folder, const char *name, struct span bytes, struct err *err)
{
	enum err_kind kind = ERR_NONE;

	if (mkdir(folder, FOLDER_MODE) != 0 && errno != EEXIST)
		return failed(err, folder, "", "cannot be made");
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return failed(err, folder, "", "cannot be opened");
	if (!holds(fd, name, bytes))
		kind = replace(fd, folder, name, bytes, err);
	close(fd);
	return kind;
}

enum err_kind publish_files(const char *folder, const struct export_files *files, struct err *err)
{
	enum err_kind kind = ERR_NONE;

	for (size_t i = 0; !kind && i < files->len; i++)
		kind = publish_file(folder, files->files[i].name, files->files[i].bytes, err);
	return kind;
}

enum err_kind publish_export(const char *folder, enum export_format format,
			     const struct meeting_context *lists, size_t n_lists, int64_t now_s,
			     struct err *err)
{
	struct arena *arena = arena_new();
	struct export_files files = { 0 };
	enum err_kind kind = export_make(arena, format, lists, n_lists, now_s, &files, err);

	if (!kind)
		kind = publish_files(folder, &files, err);
	arena_free(&arena);
	return kind;
}
