/* secret_wire.c - a secret from one process to another; see secret.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "config/secret.h"

struct secret_answer {
	enum err_kind kind;
	char text[SECRET_MAX + 1];	/* the secret, or why there is none */
};

static bool receive(int fd, void *out, size_t size)
{
	for (char *to = out; size;) {
		ssize_t n = read(fd, to, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		to += n;
		size -= (size_t)n;
	}
	return true;
}

static bool send_all(int fd, const void *bytes, size_t size)
{
	return file_write_all(fd, span_from(bytes, size));
}

bool secret_await_request(int fd)
{
	char request;

	return receive(fd, &request, sizeof request);
}

bool secret_tell(int fd, enum err_kind kind, const char *text)
{
	struct secret_answer *answer = mem_zalloc(1, sizeof *answer);

	answer->kind = kind;
	snprintf(answer->text, sizeof answer->text, "%s", text);
	bool is_told = send_all(fd, answer, sizeof *answer);

	explicit_bzero(answer, sizeof *answer);
	free(answer);
	return is_told;
}

enum err_kind secret_ask(int fd, struct buf *out, struct err *err)
{
	struct secret_answer *answer = mem_zalloc(1, sizeof *answer);
	bool is_told = send_all(fd, "?", 1) && receive(fd, answer, sizeof *answer);
	enum err_kind kind = ERR_NONE;

	answer->text[SECRET_MAX] = '\0';
	if (!is_told) {
		kind = err_set(err, ERR_BUG, "the process that has the password is gone");
	} else if (answer->kind) {
		kind = err_set(err, answer->kind, "%s", answer->text);
	} else {
		log_add_secret(answer->text);
		buf_add_str(out, answer->text);
		if (buf_is_cut(out))
			kind = err_set(err, ERR_BUG, "it does not fit into the caller's buffer");
	}
	explicit_bzero(answer, sizeof *answer);
	free(answer);
	return kind;
}
