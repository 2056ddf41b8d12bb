/* imap_answer.h - FETCH by libetpan: the items of a command, and the useful parts of an answer. */
#ifndef BEADLE_MAILBOX_IMAP_ANSWER_H
#define BEADLE_MAILBOX_IMAP_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mailbox/imap_dialogue.h"

enum { IMAP_OVERHEAD_BYTES = 64 * 1024, IMAP_WHOLE = 0 };

/* Items as a command has them.  Takes them over. */
struct mailimap_fetch_type *imap_items(struct mailimap_fetch_att *const *atts, size_t n);

/* BODY.PEEK[section], of which no more than most_bytes; IMAP_WHOLE: all of it.  A part is asked for
 * only where it must be: some servers answer <0.65536> to it, or <65536>, which no parser
 * understands.  Takes over section. */
struct mailimap_fetch_att *imap_item_body(struct mailimap_section *section, size_t most_bytes);

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

/* UID FETCH of a set with a handler per mail, so that memory stays flat, and the same by places in
 * the folder.  Reads at most most_bytes.  The result is libetpan's.  Take over set and type. */
MUST_CHECK int imap_uid_fetch(struct imap_session *session, struct mailimap_set *set,
			      struct mailimap_fetch_type *type, uint64_t most_bytes,
			      mailimap_msg_att_handler *handler, void *user);
MUST_CHECK int imap_number_fetch(struct imap_session *session, uint32_t number,
				 struct mailimap_fetch_type *type, uint64_t most_bytes,
				 mailimap_msg_att_handler *handler, void *user);

#endif
