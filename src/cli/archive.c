/* archive.c - see archive.h. */
#include "cli/archive.h"

enum err_kind archive_read(const char *path, enum mailbox_type type, mailbox_take *take, void *user, struct err *err)
{
	const struct mailbox_config config = {
		.name = path, .type = type, .path = path, .whole_bytes = ARCHIVE_MAIL_MAX_BYTES,
		.max_bytes = ARCHIVE_MAIL_MAX_BYTES, .batch = 200,
	};
	const struct mailbox_driver *driver = mailbox_driver(&config);
	struct mailbox_cursor cursor = { 0 };
	struct mailbox *mailbox = NULL;
	enum err_kind kind = driver->open(&config, &mailbox, err);

	if (!kind)
		kind = driver->fetch(mailbox, &cursor, take, user, err);
	driver->close(&mailbox);
	return kind;
}
