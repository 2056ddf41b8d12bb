/* rebuild_mails.c - see rebuild_mails.h. */
#include "bot/rebuild_mails.h"

#include <stdlib.h>
#include <string.h>

#include "bot/worker.h"
#include "config/config.h"
#include "ledger/ledger.h"
#include "mailbox/mailbox.h"

static enum err_kind take(void *user, const struct mailbox_mail *mail, struct err *err)
{
	struct rebuild_mails *a = user;
	struct buf key;

	(void)err;
	if (mail->unreadable)		/* put aside when it came, and it stays there */
		return ERR_NONE;
	buf_init(&key, FETCH_KEY_MAX);
	fetch_add_key(&key, mail->key);
	a->mails = arena_grow(a->arena, a->mails, a->len, &a->cap, sizeof *a->mails);
	a->mails[a->len++] = (struct rebuild_source){
		.mailbox = a->mailbox,
		.key = arena_strdup(a->arena, buf_fitted(&key).ptr),
		.uidvalidity = mail->uidvalidity,
		.uid = mail->uid,
		.bytes = span_from(arena_strndup(a->arena, mail->bytes.ptr, mail->bytes.len),
				   mail->bytes.len),
	};
	buf_free(&key);
	if (a->progress)
		a->progress(a->user, a->len);
	return ERR_NONE;
}

/* By key where there is one: a Maildir's numbers are others each time. */
static int compare(const void *x, const void *y)
{
	const struct rebuild_source *a = x, *b = y;
	int order = strcmp(a->mailbox, b->mailbox);

	if (!order)
		order = strcmp(a->key, b->key);
	if (order || *a->key)
		return order;
	if (a->uidvalidity != b->uidvalidity)
		return a->uidvalidity < b->uidvalidity ? -1 : 1;
	return a->uid < b->uid ? -1 : a->uid > b->uid;
}

enum err_kind rebuild_mails_fetch(const struct config *config, struct arena *arena,
				  struct rebuild_mails *out, struct err *err)
{
	out->arena = arena;
	for (size_t i = 0; i < config->n_mailboxes; i++) {
		const struct config_mailbox *mailbox = &config->mailboxes[i];
		const struct mailbox_driver *driver = mailbox_driver(mailbox);
		struct mailbox_cursor cursor = { 0 };
		struct mailbox *opened = NULL;

		if (!config_is_used(config, mailbox))
			continue;
		out->mailbox = mailbox->name;
		enum err_kind kind = driver->open(mailbox, &opened, err);

		if (!kind)
			kind = driver->fetch(opened, &cursor, take, out, err);
		driver->close(&opened);
		if (kind)
			return err_wrap(err, "mailbox %s", mailbox->name);
	}
	if (out->len)
		qsort(out->mails, out->len, sizeof *out->mails, compare);
	return ERR_NONE;
}

const struct rebuild_source *rebuild_mails_find(const struct rebuild_mails *a,
						const struct ledger_message *row)
{
	const struct rebuild_source wanted = { .mailbox = row->mailbox,
					     .key = row->key,
					     .uidvalidity = row->uidvalidity,
					     .uid = row->uid };

	return a->len ? bsearch(&wanted, a->mails, a->len, sizeof *a->mails, compare) : NULL;
}
