/* scan_vote.c - "[VOTE rank 2w] Seat": what the tag says, and the options of a ranked vote, which
 * are the entries of the list below it. */
#include "tags/scan_work.h"

#include "base/buf.h"
#include "tags/vote_tag.h"

enum { OPTIONS_MAX_BYTES = 16 * 1024 };

/* Nothing below is about this vote any more. */
static bool ends_vote(const struct outline_line *line)
{
	return line->kind == OUTLINE_HEADING || span_starts(scan_seen(line), "[");
}

/* The entries of the first list between two lines: [*from_out, the result). */
static int find_list(const struct outline *o, int from, int to, int *from_out)
{
	int depth;

	while (from < to && o->lines[from].kind != OUTLINE_ITEM && !ends_vote(&o->lines[from]))
		from++;
	*from_out = from;
	if (from == to || o->lines[from].kind != OUTLINE_ITEM)
		return from;
	depth = o->lines[from].depth;
	while (from < to && o->lines[from].kind == OUTLINE_ITEM && o->lines[from].depth == depth)
		from = o->lines[from].end;
	return from;
}

/* index: of the tag's line; -1: it is the subject. */
static void take_options(struct scan *scan, struct fact *fact, int index)
{
	const struct outline *o = &scan->outline;
	bool is_entry = index >= 0 && o->lines[index].kind == OUTLINE_ITEM;
	int first, end = is_entry ? o->lines[index].end : (int)o->len;
	struct buf options;

	end = find_list(o, index + 1, end, &first);
	buf_init(&options, OPTIONS_MAX_BYTES);
	for (int i = first; i < end; i = o->lines[i].end) {
		const char *text = scan_text(scan, scan_seen(&o->lines[i]));

		if (!*text)
			continue;
		buf_addf(&options, "%s%s", buf_len(&options) ? "\n" : "", text);
		scan->marks[i].is_action = true;	/* taken */
	}
	if (buf_len(&options))
		fact->detail = buf_finish_shown(&options, scan->arena);
	else
		buf_free(&options);
}

void scan_take_vote(struct scan *scan, struct fact *fact, int index, struct span inside)
{
	struct due_context context = scan_due_context(scan, index);
	struct vote_tag tag;

	context.to_come = true;
	vote_tag_read(inside, &context, &tag);
	fact->note = scan_text(scan, inside);
	fact->due = tag.day;
	if (tag.period_s && civil_is_set(context.base))
		fact->due = civil_add_days(context.base, (int)((tag.period_s + 86399) / 86400));
	if (tag.ranked && fact->line)
		take_options(scan, fact, index);
}

/* "[RESULT] [VOTE] Release 2.0": what it stands in front of is over. */
bool scan_vote_is_over(struct span prefix)
{
	static const char *const words[] = { "result", "cancel", "closed",  "passed",  "failed",
					     "withdr", "voided", "discuss", "cancell", NULL };

	return span_any(span_strip_start(prefix, "[ "), span_starts_ci, words) != NULL;
}

void scan_subject_options(struct scan *scan, size_t first)
{
	struct fact *fact = first < scan->out->len ? &scan->out->facts[first] : NULL;
	const struct due_context context = scan_due_context(scan, -1);
	struct vote_tag tag;

	if (!fact || fact->kind != FACT_VOTE || fact->line)
		return;
	vote_tag_read(span_of(fact->note), &context, &tag);
	if (tag.ranked)
		take_options(scan, fact, -1);
}
