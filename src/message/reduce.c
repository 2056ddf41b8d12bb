/* reduce.c - see reduce.h.  Lines come and go; most_bytes bounds what is kept, and the limits of a
 * mail bound the heads.  A mail beyond those is refused when it is read, and need not be kept in
 * full. */
#include "message/reduce.h"

#include <stdlib.h>
#include <string.h>
#include <gmime/gmime.h>

#include "base/buf.h"
#include "base/mem.h"
#include "message/internal.h"

enum {
	LINE_PIECE_BYTES = 16 * 1024,	/* a longer line comes in pieces */
	REPORT_BYTES = 64 * 1024,	/* of a mail that came back, or a report about it */
};

struct reduction {
	struct message_limits limits;
	size_t most_bytes;
	struct arena *arena;		/* of one mail */
	struct buf kept;		/* all of it, or what is left of it */
	struct buf line;		/* that has not ended yet, or a piece of one */
	bool begun;			/* the piece is not the line's first */
	bool reducing;
	bool over;			/* a bound of the head, or of parts: the rest does not
					 * matter */
	bool cut;			/* text did not fit */
	bool ended;

	struct buf head;		/* of the part that begins */
	bool in_head, in_digest;
	unsigned parts;
	struct message_boundaries open;		/* their `part`: 1 for a digest */
	bool *alternative, *has_plain;	/* of each that is open: what it is, and whether its
					 * plain text has come */
	size_t room;			/* for text, in this mail */
	size_t share;			/* for the body of this part */
	bool is_text;			/* whose loss would be one */
	bool is_plain;
};

struct reduction *reduction_new(size_t most_bytes)
{
	struct reduction *r = mem_zalloc(1, sizeof *r);

	g_mime_init();	/* for good: GMime does not bear to begin anew */
	r->limits = message_limits_default();
	r->most_bytes = most_bytes;
	r->arena = arena_new();
	buf_init(&r->kept, most_bytes + MESSAGE_HEADS_BYTES);
	buf_init(&r->line, LINE_PIECE_BYTES + 1);
	buf_init(&r->head, r->limits.header_block_bytes + r->limits.header_bytes);
	return r;
}

void reduction_free(struct reduction **reduction)
{
	struct reduction *r = *reduction;

	*reduction = NULL;
	if (!r)
		return;
	buf_free(&r->kept);
	buf_free(&r->line);
	buf_free(&r->head);
	arena_free(&r->arena);
	free(r);
}

/* ---- parts ---- */

static bool in_read_alternative(const struct reduction *r)
{
	for (unsigned i = 0; i < r->open.depth; i++) {
		if (r->alternative[i] && r->has_plain[i])
			return true;
	}
	return false;
}

/* How much is kept of the body that begins. */
static void begin_body(struct reduction *r, const struct message_part *p)
{
	bool text = part_is(p, "text", NULL) && !p->attachment && message_reads_text(p->subtype);

	r->is_plain = text && part_is(p, "text", "plain");
	r->is_text = text && !in_read_alternative(r);
	r->share = r->is_text ? (size_t)-1 : 0;
	if (part_is(p, "message", NULL) || part_is(p, "text", "rfc822-headers"))
		r->share = REPORT_BYTES;
}

static void open_multi(struct reduction *r, const struct message_part *p)
{
	if (r->open.depth > r->limits.depth) {
		r->over = true;
		return;
	}
	unsigned at = r->open.depth++;

	r->open.stack[at] = (struct open_multi){ p->boundary, strlen(p->boundary),
						 part_is(p, "multipart", "digest") };
	r->alternative[at] = part_is(p, "multipart", "alternative");
	r->has_plain[at] = false;
	r->is_text = true;	/* until its boundary comes: perhaps it never does */
	r->is_plain = false;
	r->share = (size_t)-1;
}

/* The head of a part is whole. */
static void end_head(struct reduction *r)
{
	struct span rest = span_copy(r->arena, buf_fitted(&r->head));
	struct message_part part;
	struct err err;

	buf_add_span(&r->kept, rest);
	r->in_head = false;
	r->over = r->over || buf_is_cut(&r->head) || ++r->parts > r->limits.parts + 1 ||
		  part_read_head(r->arena, &rest, &r->limits, r->in_digest, &part, &err);
	buf_clear(&r->head);
	if (r->over)
		return;
	r->in_digest = false;
	if (part.kind == PART_MULTI)
		open_multi(r, &part);
	else if (part.kind == PART_MESSAGE)
		r->in_head = true;
	else
		begin_body(r, &part);
}

static void add_body(struct reduction *r, struct span line)
{
	size_t most = r->share < r->room ? r->share : r->room,
	       take = line.len < most ? line.len : most;

	buf_add(&r->kept, line.ptr, take);
	r->share -= take;
	r->room -= take;
	r->cut = r->cut || (r->is_text && take < line.len);
	for (unsigned i = 0; r->is_plain && span_trim(line).len > 0 && i < r->open.depth; i++)
		r->has_plain[i] = true;
}

/* A line with its end, or a piece of a long one. */
static void take_line(struct reduction *r, struct span line)
{
	bool close, is_first = !r->begun;
	int at = is_first ? boundaries_match(&r->open, line, &close) : -1;

	r->begun = line.len == 0 || line.ptr[line.len - 1] != '\n';
	if (at >= 0) {
		if (r->in_head)
			end_head(r);
		buf_add_span(&r->kept, line);
		r->open.depth = (unsigned)at + !close;
		r->in_head = !close;
		r->in_digest = r->open.stack[at].part;
		/* one that only ever closes has no parts: what stands there is read */
		r->is_text = close && r->parts == 1;
		r->share = r->is_text ? (size_t)-1 : 0;
		r->is_plain = false;
		return;
	}
	if (!r->in_head) {
		add_body(r, line);
		return;
	}
	buf_add_span(&r->head, line);
	if (buf_is_cut(&r->head) || (is_first && span_trim(line).len == 0))
		end_head(r);
}

static void take_lines(struct reduction *r, struct span piece)
{
	while (piece.len > 0 && !r->over) {
		const char *lf = memchr(piece.ptr, '\n', piece.len);
		size_t len = lf ? (size_t)(lf - piece.ptr) + 1 : piece.len,
		       room = LINE_PIECE_BYTES - buf_len(&r->line);

		len = len < room ? len : room;
		buf_add(&r->line, piece.ptr, len);
		piece = span_sub(piece, len, piece.len);
		if (buf_len(&r->line) < LINE_PIECE_BYTES &&
		    buf_fitted(&r->line).ptr[buf_len(&r->line) - 1] != '\n')
			break;
		take_line(r, buf_fitted(&r->line));
		buf_clear(&r->line);
	}
}

/* ---- the mail ---- */

static void begin_mail(struct reduction *r)
{
	buf_clear(&r->kept);
	buf_clear(&r->line);
	buf_clear(&r->head);
	arena_reset(r->arena);
	r->begun = r->reducing = r->over = r->cut = r->ended = false;
	r->parts = r->open.depth = 0;
}

static void begin_reducing(struct reduction *r)
{
	struct span so_far = span_copy(r->arena, buf_fitted(&r->kept));
	size_t levels = r->limits.depth + 2;

	r->reducing = true;
	r->in_head = true;
	r->room = r->most_bytes;
	r->open.stack = arena_alloc(r->arena, levels, sizeof *r->open.stack);
	r->alternative = arena_alloc(r->arena, levels, sizeof *r->alternative);
	r->has_plain = arena_alloc(r->arena, levels, sizeof *r->has_plain);
	buf_clear(&r->kept);
	take_lines(r, so_far);
}

void reduction_add(struct reduction *r, struct span piece)
{
	if (r->ended)
		begin_mail(r);
	if (!r->reducing && buf_len(&r->kept) + piece.len <= r->most_bytes) {
		buf_add_span(&r->kept, piece);
		return;
	}
	if (!r->reducing)
		begin_reducing(r);
	take_lines(r, piece);
}

struct span reduction_end(struct reduction *r, bool *reduced_out, bool *cut_out)
{
	if (r->ended)
		begin_mail(r);
	if (r->reducing && buf_len(&r->line) && !r->over)
		take_line(r, buf_fitted(&r->line));
	if (r->reducing && r->in_head && !r->over)
		end_head(r);
	*reduced_out = r->reducing;
	*cut_out = r->cut || buf_is_cut(&r->kept);
	r->ended = true;
	return buf_fitted(&r->kept);
}
