/* archive.c - see archive.h. */
#include "cli/archive.h"

#include "message/message.h"

enum err_kind archive_read(const char *path, enum mailbox_type type, mailbox_take *take, void *user,
			   struct err *err)
{
	const struct config_mailbox config = {
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

enum { ID_SHOWN_MAX = 200 };

const char *archive_mail_name(struct arena *arena, const char *path,
			      const struct mailbox_mail *mail)
{
	const char *name = path;
	struct span id;

	if (mail->key && *mail->key)
		name = arena_printf(arena, "%s: mail %s", path, mail->key);
	else if (mail->uid)
		name = arena_printf(arena, "%s: mail %u", path, (unsigned)mail->uid);
	if (message_raw_field(arena, mail->bytes, "Message-ID", &id) && id.len)
		name = arena_printf(arena, "%s " SPAN_FMT, name,
				    SPAN_ARG(span_sub(id, 0, ID_SHOWN_MAX)));
	return name;
}
