/* message.h - the bytes of one mail read into marked lines (RFC 5322, 2045-2047, 2231, 3676).
 *
 * Everything in struct message is UTF-8, NUL-free and borrowed from the arena it was
 * read into.  Hostile input is bounded before any parser sees it; what exceeds a bound
 * is ERR_DATA with the bound's name in the text, and the caller puts the mail aside.
 */
#ifndef BEADLE_MESSAGE_MESSAGE_H
#define BEADLE_MESSAGE_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/span.h"

struct authres;
struct message_banners;
struct message_parts;
struct bounce;
struct dkim_signature;

/* What a line is: only LINE_NEW is read for tags. */
enum line_kind {
	LINE_NEW,
	LINE_QUOTE,		/* "> ...", HTML blockquote, below Outlook's header block */
	LINE_ATTRIBUTION,	/* "On ... wrote:" */
	LINE_SIGNATURE,
	LINE_FOOTER,		/* the list's */
	LINE_PATCH,		/* diff and its hunks */
	LINE_CODE,		/* fenced or indented as code */
	LINE_FORWARDED,		/* a forwarded message and its header block */
	LINE_BANNER,		/* what a mail system has put on top (message/banner.h) */
};

struct message_line {
	struct span text;	/* without its end of line; a format=flowed paragraph is one line */
	unsigned number;	/* from 1, in the decoded body */
	enum line_kind kind;
	unsigned quote_depth;	/* leading '>' that were taken off text */
	const char *why;	/* the rule that decided the kind, a literal: "quote-prefix",
				 * "signature-dashes" */
};

struct mail_address {
	const char *name;	/* decoded display name, "" if none */
	const char *addr;	/* addr-spec, domain in lower case, "" if none */
};

enum author_source {
	AUTHOR_FROM,			/* From as it stands */
	AUTHOR_X_ORIGINAL_FROM,		/* X-Original-From, X-Original-Sender and their like */
	AUTHOR_REPLY_TO,		/* "Dave via bsc" with the address in Reply-To */
	AUTHOR_CC,			/* the same with the address in Cc (Mailman's rewriting) */
	AUTHOR_ENCODED,			/* dave=example.org@lists..., dave.example.org@... */
	AUTHOR_WRAPPED,			/* From of the message/rfc822 that the list wrapped */
	AUTHOR_UNKNOWN,			/* rewritten, and the address cannot be had: name alone */
};

enum automatic_kind {
	AUTOMATIC_NO,
	AUTOMATIC_REPLY,	/* Auto-Submitted other than "no", vacation, Precedence:
				 * auto_reply, a notice of this program, here or elsewhere */
	AUTOMATIC_BOUNCE,	/* delivery status notification */
};

struct message {
	const char *message_id;		/* without <>; "" if none (identity.h) */
	const char *in_reply_to;	/* the first id; "" if none */
	const char **references;	/* oldest first; last the Message-ID of a mail that the
					 * list has wrapped */
	size_t n_references;
	const char *subject;		/* decoded, folded white space made one space, without a
					 * mail system's "[EXTERNAL]" */
	struct mail_address from;	/* as the header says; the first of them */
	size_t from_count;		/* addresses in all From fields: more than one and the
					 * author is in doubt */
	struct mail_address author;	/* behind the list's rewriting */
	enum author_source author_source;
	struct mail_address *recipients;/* To and Cc */
	size_t n_recipients;
	const char *list_id;		/* what stands in <> (RFC 2919); "" if none */
	const char *archived;		/* what it says of its place in an archive, in the form of
					 * message/archived.h; "" nothing */
	enum automatic_kind automatic;
	struct bounce *bounce;		/* a delivery report that names who was not reached
					 * (message/bounce.h); else NULL */
	int64_t date_utc_s;		/* Date; valid when has_date */
	int date_offset_s;		/* its offset, seconds east of UTC */
	bool has_date;
	const char *head_doubt;		/* why other programs may find something else in the
					 * header; NULL: they cannot */
	struct dkim_signature *signatures;	/* topmost first (message/dkim.h) */
	size_t n_signatures;
	struct authres *authres;	/* Authentication-Results, topmost first
					 * (message/authres.h) */
	size_t n_authres;
	bool body_is_html;		/* converted, because there was no text/plain */
	const char *unread;		/* it may say something, of which no text could be read:
					 * why ("it is encrypted (PGP/MIME)"); NULL: there was
					 * text, or nothing that could hold any */
	bool is_cut;			/* as many lines as limits->lines were read: there may be
					 * more */
	struct message_line *lines;
	size_t n_lines;
	const struct message_parts *parts;	/* of the room's own use */
	bool is_text_read;
};

/* What may be asked of a text: whether it may hold something that counts in a mail, in one that
 * answers none, in one that answers another, in one to the program itself; or a word of an
 * objection that nobody has to say of themselves. */
enum message_ask { ASK_MAIL, ASK_FIRST, ASK_REPLY, ASK_TO_US, ASK_OBJECTION };

/* Who knows that (tags/needs.h).  NULL knows nothing: anything may. */
struct message_look {
	bool (*may_hold)(const void *user, struct span text, enum message_ask ask);
	const void *user;
};

static inline bool message_may_hold(const struct message_look *look, struct span text,
				    enum message_ask ask)
{
	return !look || look->may_hold(look->user, text, ask);
}

/* The bounds of section 10, and what one's own mail system adds; message_limits_default() gives the
 * defaults. */
struct message_limits {
	size_t size_bytes;		/* whole mail: 1 MiB (attachments are left away before) */
	size_t header_block_bytes;	/* 256 kB */
	size_t header_bytes;		/* one field: 64 kB */
	unsigned header_count;		/* 1,000 */
	unsigned addresses;		/* 1,000 in one mail */
	unsigned parts;			/* 200 */
	unsigned depth;			/* 50 */
	size_t html_bytes;		/* 256 kB */
	unsigned lines;			/* 20,000 in the decoded body; further ones are left out */
	const struct message_banners
		*banners; /* borrowed; NULL: those alone that are known by their form */
	const struct message_look
		*look; /* borrowed; what may count is no banner; NULL: anything may */
};

struct message_limits message_limits_default(void);
/* Of mail from a mailbox that hands over so much text of it at most (reduce.h, max_bytes): beside
 * that it has its heads. */
enum { MESSAGE_HEADS_BYTES = 1024 * 1024 };
struct message_limits message_limits_of(size_t text_bytes);

/* Loads what decoding needs from disk (charset tables), so that a sandbox may close it after. */
void message_prepare(void);

/* Reads one mail.  Errors: ERR_DATA alone. */
MUST_CHECK enum err_kind message_read(struct arena *arena, struct span bytes,
				      const struct message_limits *limits,
				      struct message *out, struct err *err);

/* The same in two steps, for whoever learns from the head of most mails that they are none of his:
 * the head, without lines, body_is_html, unread, is_cut and bounce; and these, of a message whose
 * bytes are still there, once however often it is asked for. */
MUST_CHECK enum err_kind message_read_head(struct arena *arena, struct span bytes,
					   const struct message_limits *limits,
					   struct message *out, struct err *err);
MUST_CHECK enum err_kind message_read_text(struct arena *arena, const struct message_limits *limits,
					   struct message *message, struct err *err);

/* Whether the text may show that the mail is a delivery report, as `automatic` says after it. */
bool message_may_report(const struct message *head);

/* Whether a subject repeats another mail's: "Re:", "Fwd:", and what other languages call them. */
bool message_subject_replies(struct span subject);
/* The same for "Fwd:" and its like alone. */
bool message_subject_forwards(struct span subject);

/* One header field's first value from raw bytes, unfolded, not decoded; for the fetch side. False
 * if absent. */
bool message_raw_field(struct arena *arena, struct span bytes, const char *name, struct span *out);

/* The labels of a domain as A-labels (RFC 5890), in which all domains are compared and written; as
 * it is if that fails.  The same of an address: what stands before the last @ stays. */
struct span message_ascii_domain(struct arena *arena, struct span domain);
const char *message_ascii_address(struct arena *arena, const char *addr);

/* Whether a part of type text is read where it stands in the body: all that nobody has said to be
 * something else than text for people (RFC 2046, 4.1.4).  Lower case; "" is plain. */
bool message_reads_text(const char *subtype);

/* Did a system on the way add it: the list, or the receiver's mail system? */
bool line_is_added(const struct message_line *line);

const char *line_kind_name(enum line_kind kind);	/* "new", "quote", ... */
const char *author_source_name(enum author_source source);

#endif
