/* world.c - what reading the configuration asks of the machine: files and the names of zones. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/schema.h"

#define ZONE_DIR "/usr/share/zoneinfo/"

/* A compiled zone file of that name; the name cannot lead out of the folder. */
static bool zone_known(const char *name)
{
	char path[256] = ZONE_DIR, magic[4] = "";
	size_t len = strlen(name);
	bool known;
	int fd;

	if (strcmp(name, "UTC") == 0)
		return true;
	if (!ascii_is_alpha(name[0]) || len >= sizeof path - sizeof ZONE_DIR)
		return false;
	for (const char *p = name; *p; p++) {
		if (!ascii_is_alpha(*p) && !ascii_is_digit(*p) && !strchr("_+-/", *p))
			return false;
	}
	memcpy(path + sizeof ZONE_DIR - 1, name, len + 1);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return false;
	known = read(fd, magic, sizeof magic) == (ssize_t)sizeof magic &&
		memcmp(magic, "TZif", 4) == 0;
	close(fd);
	return known;
}

static enum err_kind load(const char *file, struct buf *out, struct err *err)
{
	char block[16 * 1024];
	enum err_kind kind = ERR_NONE;
	struct stat st;
	/* a FIFO must not hold us */
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return err_set(err, ERR_CONFIG,
			       "there is no such file");
	if (fd < 0)
		return err_set(err, ERR_CONFIG,
			       "it cannot be opened (%s), expected a file that can be read",
			       strerror(errno));
	if (fstat(fd, &st) < 0) {
		kind = err_set(err, ERR_CONFIG, "it cannot be read (%s)", strerror(errno));
		goto out;
	}
	if (!S_ISREG(st.st_mode)) {
		kind = err_set(err, ERR_CONFIG, "it is a %s, expected a file",
			       S_ISDIR(st.st_mode) ? "folder" : "device, pipe or socket");
		goto out;
	}
	for (;;) {
		ssize_t n = read(fd, block, sizeof block);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			kind = err_set(err, ERR_CONFIG, "it cannot be read (%s)", strerror(errno));
			goto out;
		}
		if (n == 0)
			break;
		buf_add(out, block, (size_t)n);
		if (buf_is_cut(out)) {
			kind = err_set(err, ERR_CONFIG,
				       "it is larger than 1 MiB, expected a configuration");
			goto out;
		}
	}
out:
	close(fd);
	return kind;
}

const struct config_world config_world = { zone_known, load, rules_family_known, rules_families,
					   rule_pattern_check };
