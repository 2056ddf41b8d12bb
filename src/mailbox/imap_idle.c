/* imap_idle.c - waiting for news: IDLE (RFC 2177) if the server has it, else the clock.
 *
 * IDLE is a hint.  Whatever the server says meanwhile, even before the "+", only ends the wait;
 * what is new is always asked for by UID.  The exchange is made here line by line, because
 * libetpan's own waits for ever when an untagged line comes before the "+".
 */
#include "mailbox/imap_idle.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/failpoint.h"
#include "config/config.h"

enum { IDLE_LONGEST_MS = 25 * 60 * 1000, LINES_MAX = 10000, ANSWER_BYTES = 256 * 1024 };

/* Passes over untagged lines up to the "+" or the tagged one.  *news_out: something was said. */
static enum err_kind read_up_to(struct imap_session *session, bool plus, bool *news_out,
				bool *refused_out, struct err *err)
{
	struct span line;

	for (int i = 0; i < LINES_MAX; i++) {
		enum err_kind kind = imap_read_line(session, &line, err, "idle");

		if (kind != ERR_NONE)
			return kind;
		if (span_starts(line, "* ")) {
			*news_out = true;
			continue;
		}
		if (span_starts(line, "+") && plus)
			return ERR_NONE;
		if (span_starts(line, "idle ")) {
			*refused_out = !span_starts_ci(line, "idle OK");
			if (!plus || *refused_out)
				return ERR_NONE;
		}
		break;
	}
	return err_set(err, ERR_RETRY, "idle: the server's answer makes no sense");
}

/* Was a mail announced since the last listing began, by an untagged EXISTS among the answers to it?
 * IDLE would not tell of it again. */
static bool was_told_before(const struct imap_session *session)
{
	return session->imap->imap_selection_info->sel_exists != session->exists;
}

/* True when something can be read without asking the descriptor. */
static bool has_buffered(const struct imap_session *session)
{
	return session->imap->imap_stream->read_buffer_len > 0 ||
	       web_connection_is_pending(session->connection);
}

static void wait_for_either(const struct imap_session *session, int timeout_ms, int wake_fd,
			    bool *woken_out)
{
	struct pollfd fds[2] = { { .fd = web_connection_fd(session->connection), .events = POLLIN },
				 { .fd = wake_fd, .events = POLLIN } };

	/* A signal may end the wait early: it is a hint. */
	if (poll(fds, 2, timeout_ms) > 0)
		*woken_out = (fds[1].revents & (POLLIN | POLLHUP)) != 0;
}

enum err_kind imap_wait(struct imap_session *session, int timeout_ms, int wake_fd, bool *woken_out,
			struct err *err)
{
	bool news = false, refused = false;
	enum err_kind kind;

	*woken_out = false;
	if (!session->imap)
		return err_set(err, ERR_RETRY, "idle: the connection is closed");
	if (timeout_ms < 0 || timeout_ms > IDLE_LONGEST_MS)
		timeout_ms = IDLE_LONGEST_MS;
	session->quiet = !was_told_before(session);
	if (!session->quiet)
		return ERR_NONE;
	if (!session->config->idle || !(session->capabilities & IMAP_IDLE)) {
		if (!has_buffered(session))
			wait_for_either(session, timeout_ms, wake_fd, woken_out);
		return ERR_NONE;
	}
	imap_stream_allow(session->stream, ANSWER_BYTES);
	kind = imap_send_line(session, "idle IDLE", 9, err, "idle");
	if (kind == ERR_NONE)
		kind = read_up_to(session, true, &news, &refused, err);
	if (kind != ERR_NONE)
		return kind;
	if (refused) { /* it promised what it does not do: the clock will have to serve */
		session->capabilities &= ~(unsigned)IMAP_IDLE;
		wait_for_either(session, timeout_ms, wake_fd, woken_out);
		return ERR_NONE;
	}
	failpoint("mailbox.idling");
	if (!news && !has_buffered(session))
		wait_for_either(session, timeout_ms, wake_fd, woken_out);
	imap_stream_allow(session->stream, ANSWER_BYTES);
	kind = imap_send_line(session, "DONE", 4, err, "idle");
	if (kind == ERR_NONE)
		kind = read_up_to(session, false, &news, &refused, err);
	session->quiet = !news;
	failpoint("mailbox.idle-done");
	return kind;
}
