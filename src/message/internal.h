/* internal.h - what the files of the message room share; nothing outside includes it.
 *
 *	raw.c	bytes -> header fields          mime.c  bytes -> flat list of parts, bounded;
 *		reduce.c before that
 *	text.c, charset.c, iso2022.c  decoding	head.c  header values -> ids, dates; address.c
 *						addresses
 *	identity.c by what it is known again
 *	author.c who wrote it, authres.c, dkim.c by what that is proved, bounce.c whom a mail did
 *not reach flowed.c, html.c, enriched.c  a part -> physical lines; html_strip.c: roughly, for
 *rough.c mark.c	physical lines -> marked lines (banner.c, banner_sentence.c, attribution.c,
 *labels.c, phrases.c: its tables)
 *
 * Spans point into the mail's bytes or the arena.  A `why` is always a literal.
 */
#ifndef BEADLE_MESSAGE_INTERNAL_H
#define BEADLE_MESSAGE_INTERNAL_H

#include "base/buf.h"
#include "message/message.h"

/* ---- raw.c ---- */

struct message_field {
	struct span name;		/* up to the colon; "From " is not From: other programs
					 * may take it for that */
	struct span value;	/* folded, without the last end of line */
};

struct message_head {
	struct message_field *fields;
	size_t len, cap;
	const char *doubt;		/* why another program may find other fields in it; NULL:
					 * it cannot */
};

/* Cuts one field with its continuation lines off *rest.  False: the block has ended, and *rest
 * is behind its blank line. */
bool field_next(struct span *rest, struct message_field *out);

/* Reads the fields at the start of *rest and moves *rest behind the blank line.
 * A line that can be no field ends the block when no field follows it (a mail without the
 * blank line), and is left out otherwise. */
MUST_CHECK enum err_kind head_read(struct arena *arena, struct span *rest,
				   const struct message_limits *limits, struct message_head *out,
				   struct err *err);

const struct message_field *head_find(const struct message_head *head, const char *name);
struct span head_value(const struct message_head *head, const char *name); /* empty if absent */
struct span span_unfold(struct arena *arena, struct span value); /* CR LF taken out, trimmed */

/* ---- mime.c ---- */

enum part_kind { PART_LEAF, PART_MULTI, PART_MESSAGE };

struct message_part {
	enum part_kind kind;
	int parent;			/* -1: the mail itself */
	struct message_head head; /* of this part; for a PART_MESSAGE's child: of the inner
				   * mail */
	struct span body;		/* PART_LEAF: as transmitted */
	const char *type, *subtype;	/* lower case, "text" "plain" by default */
	const char *charset;		/* "" if not said */
	const char *filename;		/* "" if none */
	const char *boundary;
	const char *report_type;
	const char *start;		/* of multipart/related: the Content-ID of its root; ""
					 * if not said */
	bool flowed, delsp;
	bool attachment;		/* Content-Disposition: attachment */
	bool opened;			/* has at least one child */
};

struct message_parts {
	struct message_part *parts; /* parts[0] is the mail; children follow their parents */
	size_t len, cap;
};

MUST_CHECK enum err_kind parts_read(struct arena *arena, struct span bytes,
				    const struct message_limits *limits, struct message_parts *out,
				    struct err *err);
/* Reads the head at the beginning of *rest, which moves behind it, and what kind of part it makes:
 * type and kind are set. */
MUST_CHECK enum err_kind part_read_head(struct arena *arena, struct span *rest,
					const struct message_limits *limits, bool in_digest,
					struct message_part *out, struct err *err);

/* The multiparts that are open, the innermost last. */
struct open_multi {
	const char *boundary;
	size_t len;
	int part;
};

struct message_boundaries {
	struct open_multi *stack;
	unsigned depth;
};

/* Index of the one whose boundary the line is, or -1. */
int boundaries_match(const struct message_boundaries *open, struct span line, bool *close_out);
bool part_is(const struct message_part *part, const char *type,
	     const char *subtype); /* subtype NULL: any */

/* ---- charset.c, iso2022.c, text.c ---- */

void charset_prepare(void);
/* Any bytes in any charset to UTF-8 without NULs; what cannot be decoded becomes U+FFFD.
 * charset "" or unknown: UTF-8 when it is valid UTF-8, windows-1252 otherwise. */
struct span text_from_charset(struct arena *arena, struct span bytes, const char *charset);

/* ISO-2022-JP and its kin cut into stretches of one charset each. */
struct iso2022 {
	struct span rest;
	const struct set *set;		/* chosen by the last escape sequence */
	bool shifted;			/* SO: katakana for now */
	const char *other;		/* the set of 96 for ESC N; NULL: none */
	const char *charset;		/* of the stretch */
	struct buf stretch;
};

void iso2022_begin(struct iso2022 *text, struct span bytes);
bool iso2022_next(struct iso2022 *text);	/* false: there is none left */
void iso2022_end(struct iso2022 *text);

/* Undoes the Content-Transfer-Encoding; an unknown one leaves the bytes as they are. */
struct span text_from_transfer(struct arena *arena, struct span body, struct span encoding);
/* RFC 2047 and raw 8-bit: one line of UTF-8, runs of white space made one space. */
const char *text_from_header(struct arena *arena, struct span value);
size_t
text_encoded_word_len(struct span s); /* of the encoded word that s begins with; 0: with none */

/* ---- address.c ---- */

struct address_list {
	struct mail_address *list;
	size_t len, cap;
};

/* ERR_DATA when the field holds more than limits->addresses, counting those already in list. */
MUST_CHECK enum err_kind addresses_read(struct arena *arena, struct span value,
					const struct message_limits *limits,
					struct address_list *list, struct err *err);

/* ---- head.c ---- */

const char *id_first(struct arena *arena, struct span value);	/* "" if none */
void head_fill(struct arena *arena, const struct message_parts *parts, struct message *out);
/* A list that wraps a mail gives it a head and a Message-ID of its own: what the author's own head
 * says of it. */
void head_fill_wrapped(struct arena *arena, const struct message_head *inner, struct message *out);


/* ---- archived.c ---- */

/* struct message's archived. */
const char *archived_read(struct arena *arena, const struct message_head *head);

/* ---- author.c ---- */

MUST_CHECK enum err_kind author_find(struct arena *arena, const struct message_parts *parts,
				     const struct message_limits *limits, struct message *out,
				     struct err *err);
/* The part that a list wrapped (RFC 2046 message in a multipart/mixed of the list's), or -1. */
int author_wrapped_part(const struct message_parts *parts);

/* ---- authres.c, dkim.c ---- */

void authres_read(struct arena *arena, const struct message_head *head, struct message *out);
/* Also out->head_doubt: when a signature holds what a verifier may copy where it counts. */
void dkim_read(struct arena *arena, const struct message_head *head, struct message *out);

/* ---- bounce.c: once the lines are read ---- */

void bounce_read(struct arena *arena, const struct message_parts *parts, struct message *out);

/* ---- lines ---- */

enum line_hint {
	HINT_NONE,
	HINT_SIGNATURE,		/* inside an element that mail programs put signatures in */
	HINT_ATTRIBUTION,
	HINT_REPLY_BELOW,	/* this line and all below it are the mail replied to */
	HINT_CODE,
};

/* One line of a section: a paragraph of format=flowed counts as one. */
struct raw_line {
	struct span whole;	/* as it stands in the decoded body, for patches */
	struct span text;	/* quote marks taken off */
	unsigned number;
	unsigned depth;
	enum line_hint hint;
};

struct raw_lines {
	struct raw_line *lines;
	size_t len, cap;
	unsigned next_number;	/* of the next physical line, over all sections */
	unsigned max;		/* physical lines beyond it are left out */
};

void raw_lines_add(struct arena *arena, struct raw_lines *lines, const struct raw_line *line);
unsigned quote_depth(struct span line, struct span *text_out);

void plain_lines(struct arena *arena, struct span text, struct raw_lines *out);
void flowed_lines(struct arena *arena, struct span text, bool delsp, struct raw_lines *out);
void enriched_lines(struct arena *arena, struct span text, bool richtext, struct raw_lines *out);
void html_lines(struct arena *arena, struct span html, struct raw_lines *out);
bool html_is_block(const char *name);	/* an element of that name, in lower case, begins a line */
/* html_tame.c: the HTML as html_lines() takes it, without NULs, style sheets, data: addresses, and
 * what would make a parser slow. */
struct span html_tame(struct arena *arena, struct span html);

/* ---- message.c ---- */

/* A text that message_read() reads of a mail, decoded. */
struct message_text {
	struct span text;
	bool html;
	bool odd; /* only message_read() can make out what it says */
};
typedef void message_take_text(void *user, const struct message_text *text);

/* All of them.  *unread_out: there is none, or something that its reader has to hear of.  Between
 * g_mime_init() and g_mime_shutdown(). */
MUST_CHECK enum err_kind message_texts(struct arena *arena, const struct message_parts *parts,
				       const struct message_limits *limits, message_take_text *take,
				       void *user, bool *unread_out, struct err *err);

/* ---- html_strip.c ---- */

/* Appends HTML without its tags and comments.  False when a numeric reference stands for a letter,
 * a digit or a bracket: then the text says something else than its bytes. */
bool html_strip(struct span html, struct buf *out);

/* ---- mark.c ---- */

struct mark_context {
	bool forwarded;		/* inside a message/rfc822 */
	bool beside_wrapped;	/* the list's own text beside a mail that it wrapped */
	bool later_part;	/* not the first inline part: may be the list's footer alone */
	bool answers;		/* a mail before it */
	bool subject_forwards;	/* "Fwd:": a header block below is a forwarded message */
	const char *list_address;	/* "" if unknown */
	const struct message_banners *banners;	/* of one's own mail system; NULL: none */
	const struct message_look *look;
};

/* Appends a struct message_line for each raw line to out (its vector in the arena). */
struct message_marked {
	struct message_line *lines;
	size_t len, cap;
};
void mark_lines(struct arena *arena, const struct raw_line *raw, size_t n,
		const struct mark_context *context, struct message_marked *out);

/* banner_sentence.c: whether a sentence, of the maximum at most, is a banner, or one beside another
 * sentence; whether the text, of another maximum, is a label ("[EXTERNAL]"); whether a line ends
 * with a word that a sentence goes on behind. */
enum { BANNER_SENTENCE_MAX = 800, BANNER_LABEL_MAX = 80 };
enum banner_rating { BANNER_NONE, BANNER_BESIDE, BANNER_BY_ITSELF };
enum banner_rating banner_rate(struct span sentence, const struct message_look *look);
bool banner_is_label(struct span text);
bool banner_is_wrapped(struct span line);

#define WIDE_COLON "\xEF\xBC\x9A"	/* of Chinese and Japanese */

const char *text_lower(struct arena *arena,
		       struct span text); /* letters of ASCII alone, up to a NUL */

/* fold.c: valid UTF-8 in lower case, tabs as spaces, cut before size bytes; out ends with a NUL.
 * Returns the length. */
size_t text_fold(struct span text, char *out, size_t size);

/* attribution.c: how strongly the text (one to four lines joined) says "X wrote on D:".  Of a WEAK
 * one the quote's marks have to follow; a NAMED one has somebody's name and a verb, or a date: in
 * an answer, below its text, that is enough. */
enum attribution { ATTRIBUTION_NONE, ATTRIBUTION_WEAK, ATTRIBUTION_NAMED, ATTRIBUTION_STRONG };
enum intro { INTRO_NONE, INTRO_DATE, INTRO_WORD };	/* how it begins: a date, "On" */
enum attribution attribution_rate(struct span text, enum intro *intro_out);
bool attribution_may_end(struct span line);	/* cheap: can this line end one? */
bool attribution_dated(struct span line);	/* has the numbers of a date */
bool attribution_is_name(struct span text);	/* "Dave Miller", "Miller, Dave (Org)" */
bool attribution_begins_with_sender(struct span line);	/* "Dave <d@example.org> ..." */

/* labels.c: "From:", "Gesendet:", ... of the header block above a quoted mail. */
enum label { LABEL_NONE, LABEL_FROM, LABEL_DATE, LABEL_TO, LABEL_SUBJECT, LABEL_OTHER };
/* A label can be several (French "De" and "A" are short): the first fitting one of the table. */
enum label label_of(struct span line);
struct span label_value(struct span line);	/* what stands behind the colon */
/* The same of a line that has the label and nothing else, nor a colon. */
enum label label_alone(struct span line);

/* phrases.c: fixed phrases; each returns the rule's name, or NULL. */
const char *phrase_separator(struct span line,
			     enum line_kind *kind_out); /* "--- Original Message ---" */
bool phrase_ends_forward(struct span line);		/* "----- End forwarded message -----" */
const char *phrase_mobile(struct span line, bool *sure_out);	/* "Sent from my phone" */
const char *phrase_footer_alone(struct span line);	/* those that need no rule above them */
const char *phrase_footer(struct span line); /* "You received this message because ..." */

/* patch.c: how many lines from here on are a patch; 0 if none begins here. */
size_t patch_lines(const struct raw_line *raw, size_t n, const char **why_out);

#endif
