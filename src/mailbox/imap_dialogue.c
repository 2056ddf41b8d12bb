/* imap_dialogue.c - see imap_dialogue.h. */
#include "mailbox/imap_dialogue.h"

enum { LINES_MAX = 100 };

bool imap_is_no(int r)
{
	switch (r) {
	case MAILIMAP_ERROR_UID_FETCH:
	case MAILIMAP_ERROR_FETCH:
	case MAILIMAP_ERROR_EXAMINE:
	case MAILIMAP_ERROR_SELECT:
	case MAILIMAP_ERROR_STARTTLS:
	case MAILIMAP_ERROR_NOOP:
	case MAILIMAP_ERROR_CAPABILITY:
	case MAILIMAP_ERROR_EXTENSION:
		return true;
	default:
		return false;
	}
}

/* The answer was read, and was none of ours: in its own words, which the library keeps. */
static bool is_refusal(const struct imap_session *session, int r)
{
	return r == MAILIMAP_ERROR_PROTOCOL && session->imap && session->imap->imap_response;
}

bool imap_is_answer_bad(const struct imap_session *session, int r)
{
	if (web_connection_why(session->connection))
		return imap_stream_is_answer_bad(session->stream);
	if (is_refusal(session, r))
		return false;
	return r == MAILIMAP_ERROR_PARSE || r == MAILIMAP_ERROR_PROTOCOL ||
	       r == MAILIMAP_ERROR_MEMORY;
}

enum err_kind imap_error(struct imap_session *session, int r, struct err *err, const char *step)
{
	const char *why = web_connection_why(session->connection);
	const char *said =
		session->imap && session->imap->imap_response ? session->imap->imap_response : "";

	if (why)
		return err_set(err, ERR_RETRY, "%s: %s", step, why);
	if (imap_is_no(r))
		return err_set(err, ERR_REFUSED, "%s: the server says no: %.300s", step, said);
	if (r == MAILIMAP_ERROR_DONT_ACCEPT_CONNECTION || r == MAILIMAP_ERROR_FATAL)
		return err_set(err, ERR_RETRY, "%s: the server says goodbye: %.300s", step, said);
	if (is_refusal(session, r)) /* BAD, or an answer to another command */
		return err_set(err, ERR_RETRY, "%s: the server does not accept the command: %.300s",
			       step, said);
	if (r == MAILIMAP_ERROR_STREAM)
		return err_set(err, ERR_RETRY, "%s: the connection broke", step);
	if (r == MAILIMAP_ERROR_MEMORY)
		return err_set(err, ERR_RETRY, "%s: the answer is too large", step);
	return err_set(err, ERR_RETRY, "%s: the server's answer makes no sense (%d)", step, r);
}

enum err_kind imap_fetch_failed(struct imap_session *session, int r, struct err *err)
{
	bool is_answer_bad = imap_is_answer_bad(session, r);

	imap_error(session, r, err, "fetch");
	session->dead = !imap_is_no(r);
	err->kind = session->dead && !is_answer_bad ? ERR_RETRY : ERR_DATA;
	return err->kind;
}

bool imap_is_printable(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text < ' ' || (unsigned char)*text > '~')
			return false;
	}
	return true;
}

enum err_kind imap_send_line(struct imap_session *session, const char *line, size_t len,
			     struct err *err, const char *step)
{
	mailstream *s = session->imap->imap_stream;

	if (mailstream_write(s, line, len) == (ssize_t)len && mailstream_write(s, "\r\n", 2) == 2 &&
	    mailstream_flush(s) == 0)
		return ERR_NONE;
	return imap_error(session, MAILIMAP_ERROR_STREAM, err, step);
}

enum err_kind imap_read_line(struct imap_session *session, struct span *line_out, struct err *err,
			     const char *step)
{
	mailimap *imap = session->imap;

	if (!mailstream_read_line_remove_eol(imap->imap_stream, imap->imap_stream_buffer))
		return imap_error(session, MAILIMAP_ERROR_STREAM, err, step);
	*line_out = span_from(imap->imap_stream_buffer->str, imap->imap_stream_buffer->len);
	if (!span_starts_ci(*line_out, "* BYE"))
		return ERR_NONE;
	return err_set(err, ERR_RETRY, "%s: the server says goodbye: " SPAN_FMT, step,
		       SPAN_ARG(*line_out));
}

enum err_kind imap_read_answer(struct imap_session *session, const char *tag, struct span *line_out,
			       struct err *err, const char *step)
{
	for (int i = 0; i < LINES_MAX; i++) {
		if (imap_read_line(session, line_out, err, step) != ERR_NONE)
			return err->kind;
		if (span_starts(*line_out, "* "))
			continue;
		if (span_starts(*line_out, "+") || span_starts(*line_out, tag))
			return ERR_NONE;
		break;
	}
	return err_set(err, ERR_RETRY, "%s: the server's answer makes no sense", step);
}
