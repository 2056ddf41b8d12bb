/* outbox.c - the drivers by their configuration, and the outcomes by name. */
#include "outbox/outbox.h"

#include "config/config.h"

const struct outbox_driver *outbox_driver(const struct config_outbox *config)
{
	switch (config->type) {
	case OUTBOX_SMTP:
		return &outbox_smtp;
	case OUTBOX_SENDMAIL:
		return &outbox_sendmail;
	case OUTBOX_MAILDIR:
		return &outbox_maildir;
	}
	return NULL;
}

const char *outcome_name(enum outcome outcome)
{
	static const char *const names[] = {
		[OUTCOME_UNTRIED] = "untried", [OUTCOME_SENT] = "sent", [OUTCOME_LATER] = "later",
		[OUTCOME_REFUSED] = "refused", [OUTCOME_DOUBT] = "doubt",
	};

	return (unsigned)outcome < sizeof names / sizeof names[0] ? names[outcome] : "unknown";
}
