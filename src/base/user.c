/* user.c - see user.h. */
#include "base/user.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err_kind find_user(const char *name, struct passwd **out, struct err *err)
{
	errno = 0;
	*out = getpwnam(name);
	if (!*out)
		return err_set(err, ERR_CONFIG, "user: %s is not a user of this machine%s%s", name,
			       errno ? ": " : "", errno ? strerror(errno) : "");
	if ((*out)->pw_uid == 0)
		return err_set(err, ERR_CONFIG, "user: %s is root by another name", name);
	return ERR_NONE;
}

static enum err_kind not_theirs(const char *folder, const char *what, const struct passwd *user,
				struct err *err)
{
	return err_set(err, ERR_CONFIG,
		       "%s%s%s does not belong to %s, the user that beadle runs as: chown -R %s %s",
		       folder, *what ? "/" : "", what, user->pw_name, user->pw_name, folder);
}

/* What an earlier start as root has left there would stop this one, and less plainly. */
static enum err_kind check_files(int fd, const char *folder, const struct passwd *user,
				 struct err *err)
{
	enum err_kind kind = ERR_NONE;
	DIR *dir = fdopendir(fd);
	struct dirent *entry;
	struct stat st;

	if (!dir) {
		close(fd);
		return err_set(err, ERR_CONFIG, "%s: %s", folder, strerror(errno));
	}
	while (!kind && (entry = readdir(dir))) {
		bool is_file = fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
			       S_ISREG(st.st_mode);

		if (is_file && st.st_uid != user->pw_uid)
			kind = not_theirs(folder, entry->d_name, user, err);
	}
	closedir(dir);
	return kind;
}

/* By its descriptor: whoever owns the folder above could put another in its place. */
static enum err_kind check_folder(const char *folder, bool make, const struct passwd *user,
				  struct err *err)
{
	bool is_new = make && mkdir(folder, 0700) == 0;
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (is_new ? O_NOFOLLOW : 0));
	struct stat st;

	if (fd < 0 && errno == ENOENT)
		return ERR_NONE;	/* who wants to make it will say what is wrong */
	if (fd < 0 || fstat(fd, &st) != 0 ||
	    (is_new && fchown(fd, user->pw_uid, user->pw_gid) != 0)) {
		err_set(err, ERR_CONFIG, "%s: %s", folder, strerror(errno));
		if (fd >= 0)
			close(fd);
		return ERR_CONFIG;
	}
	if (!is_new && st.st_uid != user->pw_uid) {
		close(fd);
		return not_theirs(folder, "", user, err);
	}
	return check_files(fd, folder, user, err);
}

/* The groups, the group, the user, in this order: each takes that the process is root still. */
static bool change(const struct passwd *user)
{
	uid_t real, effective, saved;
	gid_t real_group, effective_group, saved_group;

	if (initgroups(user->pw_name, user->pw_gid) != 0 ||
	    setresgid(user->pw_gid, user->pw_gid, user->pw_gid) != 0 ||
	    setresuid(user->pw_uid, user->pw_uid, user->pw_uid) != 0)
		return false;
	errno = EPERM;
	if (getresuid(&real, &effective, &saved) != 0 ||
	    getresgid(&real_group, &effective_group, &saved_group) != 0)
		return false;
	bool is_user = real == user->pw_uid && effective == user->pw_uid && saved == user->pw_uid;
	bool is_group = real_group == user->pw_gid && effective_group == user->pw_gid &&
			saved_group == user->pw_gid;

	return is_user && is_group && setuid(0) != 0 && seteuid(0) != 0;
}

enum err_kind user_become(const char *name, const char *folder, bool make_folder, struct err *err)
{
	struct passwd *user;

	if (find_user(name, &user, err) || check_folder(folder, make_folder, user, err))
		return err->kind;
	if (!change(user))
		return err_set(err, ERR_CONFIG, "user: cannot become %s: %s", name,
			       strerror(errno));
	/* for the commands of the configuration */
	setenv("HOME", user->pw_dir, 1);
	setenv("USER", user->pw_name, 1);
	setenv("LOGNAME", user->pw_name, 1);
	return ERR_NONE;
}
