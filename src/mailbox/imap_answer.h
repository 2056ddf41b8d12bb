/* imap_answer.h - FETCH: the text of a command, and the useful parts of its
 * answer, which libetpan parses. */
#ifndef BEADLE_MAILBOX_IMAP_ANSWER_H
#define BEADLE_MAILBOX_IMAP_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "mailbox/imap_dialogue.h"

enum { IMAP_OVERHEAD_BYTES = 64 * 1024, IMAP_WHOLE = 0, IMAP_TEXT_MAX_BYTES = 64 * 1024 };

/* Adds the mails from first to last to a set, as a command has it; last 0: to the end. */
void imap_add_set(struct buf *set, uint32_t first, uint32_t last);

/* Adds an item "BODY.PEEK[section]", of which no more than most_bytes; IMAP_WHOLE: all of it.  A
 * part is asked for only where it must be: some servers answer <0.65536> to it, or <65536>, which
 * no parser understands. */
void imap_add_body(struct buf *items, const char *section, size_t most_bytes);

struct imap_answer {
	uint32_t number;		/* its place in the folder, from 1 */
	uint32_t uid, size_bytes;	/* size 0: not said, or said to be 0 */
	int64_t received_utc_s;		/* 0: not said, or no date */
	const struct mailimap_body *structure;
	struct mailimap_msg_att_body_section *sections[32];
	size_t n_sections;
};

/* Everything borrowed from att.  False when it names no UID (news about flags). */
bool imap_answer_read(const struct mailimap_msg_att *att, struct imap_answer *out);

/* A section's bytes; empty for NIL. */
struct span imap_section_bytes(const struct mailimap_msg_att_body_section *section);

/* Of which mails what is asked for, and who takes it. */
struct imap_question {
	const char *set, *items;	/* "1:4,7" and "BODYSTRUCTURE"; the UID comes in any case */
	uint64_t most_bytes;		/* of the answer; more ends the session */
	mailimap_msg_att_handler *handler;	/* per mail, so that memory stays flat */
	void *user;
	int tag;			/* imap_ask() sets it */
};

/* UID FETCH.  The result is libetpan's. */
MUST_CHECK int imap_uid_fetch(struct imap_session *session, struct imap_question *question);
/* The set is of places in the folder. */
MUST_CHECK int imap_number_fetch(struct imap_session *session, struct imap_question *question);

/* The same in two steps.  Several may be asked before they are heard, in the same order: no answer
 * is waited for between them.  Nothing else may be asked meanwhile. */
MUST_CHECK int imap_ask(struct imap_session *session, struct imap_question *question);
MUST_CHECK int imap_hear(struct imap_session *session, const struct imap_question *question);

#endif
