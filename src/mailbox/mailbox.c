/* mailbox.c - which driver a configuration names. */
#include "mailbox/mailbox.h"

#include "config/config.h"

const struct mailbox_driver *mailbox_driver(const struct config_mailbox *config)
{
	switch (config->type) {
	case MAILBOX_IMAP: return &mailbox_imap;
	case MAILBOX_MAILDIR: return &mailbox_maildir;
	case MAILBOX_MBOX: break;
	}
	return &mailbox_mbox;
}
