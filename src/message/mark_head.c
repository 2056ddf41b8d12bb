/* mark_head.c - the heads that programs put above another's mail: Outlook's block of fields, the
 * heads of Notes and GroupWise.
 */
#include <string.h>

#include "message/mark_work.h"

enum { BLOCK_LINES = 24 };	/* of a header block, wrapped recipients included */

/* A block of fields, of which each label counts once. */
struct field_block {
	bool seen[LABEL_OTHER + 1];
	unsigned distinct;	/* LABEL_OTHER aside */
	size_t end;		/* behind the last label */
	bool names_sender;	/* From holds a name or an address */
	bool has_address;	/* and this one */
};

static void take_label(struct field_block *block, enum label label, struct span line, size_t at)
{
	if (label == LABEL_FROM && !block->seen[LABEL_FROM]) {
		struct span value = label_value(line);

		block->has_address = span_find_char(value, '@') > 0;
		block->names_sender = block->has_address || attribution_is_name(value);
	}
	block->distinct += label != LABEL_OTHER && !block->seen[label];
	block->seen[label] = true;
	block->end = at + 1;
}

/* Reads the block whose first label is at i.  Its lines may stand two apart. */
static struct field_block read_block(const struct marker *m, size_t i)
{
	struct field_block block = { .end = 0 };
	unsigned wrapped = 0;

	for (size_t j = i; j < m->n && j < i + BLOCK_LINES; j++) {
		const struct raw_line *raw = &m->raw[j];
		bool blank = span_is_blank(raw->text);

		if (raw->depth > 0)
			break;
		if (blank && m->next_text[j] != j + 1)
			break;
		if (blank)
			raw = &m->raw[++j];
		enum label label = raw->depth > 0 ? LABEL_NONE : label_of(raw->text);

		if (blank && (label == LABEL_NONE || block.seen[label] || wrapped))
			break;
		if (label == LABEL_NONE) {
			if (++wrapped > 6)
				break;
			continue;
		}
		wrapped = 0;
		take_label(&block, label, raw->text, j);
	}
	return block;
}

/* Of a block of two fields or one, which minutes have, too: whether it is a head.  Text stands
 * above it, and only in an answer does less than From and Subject do. */
static bool is_short_head(const struct marker *m, size_t i, const struct field_block *block,
			  bool after_rule)
{
	bool answers = m->context->answers && m->text_above[i] > 0;
	bool set_apart = i > 0 && span_is_blank(m->raw[i - 1].text);
	bool ends = block->end < m->n && span_is_blank(m->raw[block->end].text);

	if (!set_apart && !after_rule)
		return false;
	if (block->distinct == 1)
		return answers && ends && (after_rule ? block->names_sender : block->has_address);
	if (block->distinct != 2)
		return false;
	if (block->seen[LABEL_SUBJECT])
		return ends ? block->end - i == 2 || block->has_address : block->names_sender;
	return answers && ends && block->names_sender;
}

size_t mark_header_block_end(const struct marker *m, size_t i, bool after_rule)
{
	if (i >= m->n || label_of(m->raw[i].text) == LABEL_NONE)
		return 0;
	struct field_block block = read_block(m, i);

	if (!block.seen[LABEL_FROM])
		return 0;
	if (block.distinct < (after_rule ? 2u : 3u) && !is_short_head(m, i, &block, after_rule))
		return 0;
	/* A patch begins with the fields of its commit; they name no recipient. */
	if (!block.seen[LABEL_TO] && !after_rule && m->text_above[i] == 0)
		return 0;
	return block.end;
}

/* "To" alone, or "To: somebody". */
static enum label notes_label(struct span line, bool *alone_out)
{
	enum label alone = label_alone(line);

	*alone_out = alone != LABEL_NONE;
	return alone ? alone : label_of(line);
}

/* End of the head that Notes puts above a mail: a name, a date, then "To" and "Subject" with or
 * without a colon, each with its value beside it or below; 0 if none is at i. */
size_t mark_notes_head_end(const struct marker *m, size_t i)
{
	struct span name = span_trim(m->raw[i].text);
	size_t j = i;
	bool dated = false, alone;

	if (!name.len || strchr(".:!?", name.ptr[name.len - 1]) ||
	    (i > 0 && !span_is_blank(m->raw[i - 1].text)))
		return 0;
	for (; j < m->n && j < i + 6 && m->raw[j].depth == 0; j++) {
		if (span_is_blank(m->raw[j].text))
			break;
		if (dated && notes_label(m->raw[j].text, &alone) == LABEL_TO)
			break;
		dated = dated || (j < i + 3 && attribution_dated(m->raw[j].text));
	}
	j = m->next_text[j];
	if (!dated || j >= m->n || notes_label(m->raw[j].text, &alone) != LABEL_TO)
		return 0;
	for (; j < m->n && j < i + BLOCK_LINES && m->raw[j].depth == 0; j = m->next_text[j + 1]) {
		if (notes_label(m->raw[j].text, &alone) != LABEL_SUBJECT)
			continue;
		size_t value = m->next_text[j + 1];

		return alone && value < m->n && value <= j + 2 ? value + 1 : j + 1;
	}
	return 0;
}

/* "Dave Miller 6/27/2023 10:00 AM" */
static bool is_name_and_date(struct span line)
{
	size_t digits = 0;

	while (digits < line.len && !ascii_is_digit(line.ptr[digits]))
		digits++;
	if (digits == line.len || !attribution_is_name(span_sub(line, 0, digits)))
		return false;
	struct span end = span_sub(line, line.len - 2, 2);

	return ascii_is_digit(end.ptr[1]) || span_is_ci(end, "am") || span_is_ci(end, "pm");
}

/* ">>> Dave Miller <dave@example.org> 27.06.2023 10:00 >>>", or ">>> On 6/27/2023 at 10:00 AM, Dave
 * wrote:" by itself. */
bool mark_groupwise_head(const struct marker *m, size_t i)
{
	struct span line = span_trim(m->raw[i].whole);
	enum intro intro;

	if (!span_starts(line, ">>> ") || line.len <= 7 || line.len >= 300 ||
	    !attribution_dated(line))
		return false;
	if (span_ends(line, ">>>"))
		return true;
	bool is_first = i == 0 || m->raw[i - 1].depth == 0;
	bool is_last = i + 1 >= m->n || m->raw[i + 1].depth == 0;

	line = span_trim(span_sub(line, 4, line.len));
	return is_first && is_last &&
	       (is_name_and_date(line) || attribution_rate(line, &intro) == ATTRIBUTION_STRONG);
}
