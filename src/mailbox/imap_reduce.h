/* imap_reduce.h - what is worth fetching of a large mail, and the smaller mail made from it.
 *
 * Pure.  The BODYSTRUCTURE tells which parts to fetch: text that is read and is not an attachment,
 * only the plain one of a multipart/alternative, and the parts of a delivery status notification.
 *  Text in a form that cannot be read (winmail.dat, S/MIME) keeps only its head.  The smaller mail
 * keeps the header fields of the original except Content-*, and holds the parts under
 * multipart/mixed.
 */
#ifndef BEADLE_MAILBOX_IMAP_REDUCE_H
#define BEADLE_MAILBOX_IMAP_REDUCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <libetpan/libetpan.h>

#include "base/buf.h"
#include "base/span.h"

enum { REDUCE_PARTS_MAX = 20, REDUCE_DEPTH_MAX = 50 };

struct reduce_part {
	uint32_t section[REDUCE_DEPTH_MAX];	/* 1, 2.1, ... */
	size_t n_section;
	const struct mailimap_body_type_1part *body;	/* borrowed from the structure */
	uint32_t size_bytes;			/* as announced, still encoded */
	bool head_only;				/* the body is not fetched */
};

struct reduce_plan {
	struct reduce_part parts[REDUCE_PARTS_MAX];
	size_t n_parts;
	bool single;		/* not a multipart: the mail's own header describes part 1 */
	bool report;		/* multipart/report about a delivery */
	bool empty;		/* no part has a byte: the server has not understood the mail */
	bool cut;		/* it had more parts, or deeper ones, than we take */
};

void reduce_make_plan(const struct mailimap_body *structure, struct reduce_plan *out);

/* Puts the smaller mail together: header is the original's, texts[i] the bytes of part i. */
void reduce_assemble(struct span header, const struct reduce_plan *plan, const struct span *texts,
		     struct buf *out);

/* True when the header says that the body is a multipart. */
bool mail_is_multipart(struct span mail);

#endif
