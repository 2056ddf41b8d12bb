/* imap_list.h - which mails of the selected folder are new: UID, size, date. */
#ifndef BEADLE_MAILBOX_IMAP_LIST_H
#define BEADLE_MAILBOX_IMAP_LIST_H

#include "mailbox/imap_dialogue.h"

struct imap_entry {
	uint32_t uid;
	uint32_t number;	/* its place in the folder when it was listed, from 1; 0: not
				 * known */
	uint32_t size_bytes;	/* 0: not known, whatever the server says */
	int64_t received_utc_s;	/* 0: not known */
	unsigned tries;		/* for the fetch: how often it could not be had */
	char *bytes;		/* for the fetch: came before its turn; owned */
	size_t len;
	bool came, done;
	bool reduced;		/* what came is without its attachments */
	const char *unreadable;	/* why it is not all; NULL */
};

struct imap_list {
	struct imap_entry *entries;	/* owned, by UID; imap_list_free */
	size_t n, cap;
	uint32_t after_uid;		/* only what is above it is listed */
	uint32_t after_number;		/* the place of that one; 0: there is none (any more) */
	bool answered;			/* about any mail */
};

/* Everything after list->after_uid, which the caller has set in a list of zeros.  A listing with
 * gaps, or one that the library cannot read, is completed by a search: what is known by that alone
 * has neither size nor date.  ERR_RETRY: the session is dead.  It may have been opened anew. */
MUST_CHECK enum err_kind imap_list_new(struct imap_session *session, struct imap_list *list,
				       struct err *err);

/* Lists the mails of a set (imap_answer.h).  The result is libetpan's. */
MUST_CHECK int imap_list_set(struct imap_session *session, const char *set, uint64_t most_bytes,
			     struct imap_list *list);

/* The entry with that UID, or NULL. */
struct imap_entry *imap_list_find(struct imap_entry *entries, size_t n, uint32_t uid);

/* What it is, until its turn comes; copied. */
void imap_entry_keep(struct imap_entry *entry, struct span bytes);
void imap_entry_drop(struct imap_entry *entry);

void imap_list_free(struct imap_list *list);

#endif
