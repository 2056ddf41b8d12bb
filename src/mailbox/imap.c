/* imap.c - the imap driver of mailbox.h: a session, and what the functions make of it. */
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "config/config.h"
#include "mailbox/imap_fetch.h"
#include "mailbox/imap_idle.h"
#include "mailbox/imap_session.h"
#include "mailbox/mailbox.h"

struct mailbox {
	struct imap_session session;
};

static enum err_kind imap_driver_open(const struct config_mailbox *config, struct mailbox **out,
				      struct err *err)
{
	struct mailbox *m = mem_zalloc(1, sizeof *m);
	enum err_kind kind = imap_session_open(config, NULL, NULL, &m->session, err);

	if (kind != ERR_NONE) {
		free(m);
		m = NULL;
	}
	*out = m;
	return kind;
}

static enum err_kind imap_driver_fetch(struct mailbox *m, struct mailbox_cursor *cursor,
				       mailbox_take *take, void *user, struct err *err)
{
	if (m->session.quiet && m->session.imap) {
		enum err_kind kind = imap_session_examine(&m->session, err);

		if (kind != ERR_NONE)
			return kind;
		m->session.quiet = false;
	}
	return imap_fetch(&m->session, cursor, take, user, err);
}

static enum err_kind imap_driver_wait(struct mailbox *m, int timeout_ms, int wake_fd,
				      bool *woken_out, struct err *err)
{
	return imap_wait(&m->session, timeout_ms, wake_fd, woken_out, err);
}

static enum err_kind imap_driver_check(const struct config_mailbox *config,
				       step_report *report,
				       void *user, struct err *err)
{
	struct imap_session session;
	enum err_kind kind = imap_session_open(config, report, user, &session, err);

	if (kind == ERR_NONE)
		imap_session_close(&session);
	return kind;
}

static void imap_driver_close(struct mailbox **mailbox)
{
	if (!*mailbox)
		return;
	imap_session_close(&(*mailbox)->session);
	free(*mailbox);
	*mailbox = NULL;
}

const struct mailbox_driver mailbox_imap = {
	.name = "imap",
	.open = imap_driver_open,
	.fetch = imap_driver_fetch,
	.wait = imap_driver_wait,
	.check = imap_driver_check,
	.close = imap_driver_close,
};
