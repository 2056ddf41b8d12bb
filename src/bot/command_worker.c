/* command_worker.c - the operator's command for a file of minutes, in a process that waits for it.
 *
 * It reads no mail and talks to no server itself; what the command may do is the operator's
 * business, as with the command for a password.
 */
#include <string.h>

#include "base/failpoint.h"
#include "bot/worker.h"
#include "config/shell.h"

enum { TAIL_BYTES = 1200, TAIL_LINES = 8 };

/* The end of what it wrote, to both outputs. */
struct tail {
	char bytes[TAIL_BYTES];
	size_t len;
};

static void hear(void *user, bool is_error, const char *bytes, size_t len)
{
	struct tail *tail = user;
	size_t kept;

	(void)is_error;
	if (len > TAIL_BYTES) {
		bytes += len - TAIL_BYTES;
		len = TAIL_BYTES;
	}
	kept = tail->len < TAIL_BYTES - len ? tail->len : TAIL_BYTES - len;
	memmove(tail->bytes, tail->bytes + tail->len - kept, kept);
	memcpy(tail->bytes + kept, bytes, len);
	tail->len = kept + len;
}

/* The last lines, whole ones where there is room. */
static struct span last_lines(const struct tail *tail)
{
	struct span all = span_trim(span_from(tail->bytes, tail->len)), lines = all;
	size_t n = 0;

	for (size_t i = all.len; i-- > 0 && n < TAIL_LINES;) {
		if (all.ptr[i] == '\n' && ++n < TAIL_LINES)
			lines = span_sub(all, i + 1, all.len);
	}
	return n < TAIL_LINES && tail->len < TAIL_BYTES ? all : lines;
}

int command_worker_main(int fd, void *user)
{
	const struct shell_command *job = user;
	struct tail tail = { .len = 0 };
	struct err err = { 0 }, ignored;
	enum err_kind kind = shell_run(job, hear, &tail, &err);
	struct span said = last_lines(&tail);
	char text[TAIL_BYTES + 1];

	memcpy(text, said.ptr ? said.ptr : "", said.len);
	text[said.len] = '\0';
	span_repair_utf8(text, said.len);
	failpoint("command.ended");
	json_t *head = json_pack("{s:s, s:s}", "text", err.text, "said", text);

	kind = frame_write(fd, kind ? FRAME_TROUBLE : FRAME_DONE, head, span_of(""), &ignored);
	json_decref(head);
	return kind ? 1 : 0;
}
