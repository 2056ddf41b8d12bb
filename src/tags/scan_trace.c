/* scan_trace.c - the account of a scan, for `beadle explain`: what each source line was taken for,
 * and why one that looks like a tag yielded nothing.  It runs after the facts are there and
 * changes none. */
#include "tags/scan_work.h"

#include <string.h>

static const char *what_of(struct scan *scan, int index, const char **rule_out)
{
	static const struct {
		enum rule_use use;
		const char *what;
	} uses[] = {
		{ USE_SECTION_REVIEW, "review of earlier items" },
		{ USE_SECTION_DONE, "list of finished items" },
		{ USE_SECTION, "list of action items" },
		{ USE_AGENDA_HEAD, "agenda" },
		{ USE_PLAN_LEAD, "agenda" },
		{ USE_PLAN_TOPICS, "agenda" },
		{ USE_PEOPLE, "participants" },
		{ USE_ABSENT, "regrets" },
		{ USE_CHAIR, "chair" },
		{ USE_META, "about the meeting" },
	};
	static const char *const entries[] = { "", "entry of action items",
					       "entry of finished items", "entry of a review" };
	const struct scan_mark *mark = &scan->marks[index];
	struct rule_match m;

	for (size_t i = 0; i < scan->n_meetings; i++) {
		if (scan->meetings[i].line == index) {
			*rule_out = scan->meetings[i].rule;
			return "meeting";
		}
	}
	for (size_t i = 0; (mark->opens_section || mark->meta) && i < sizeof uses / sizeof uses[0];
	     i++) {
		if (mark->opens_section != (uses[i].use <= USE_SECTION_REVIEW) ||
		    !rules_match_use(scan->rules, scan->work, uses[i].use,
				     scan_seen(&scan->outline.lines[index]), &m))
			continue;
		*rule_out = m.rule->name;
		return uses[i].what;
	}
	if (mark->is_person)
		return "one of the people";
	if (mark->opens_section)
		return "part of a list of action items";
	if (mark->meta)
		return "about the meeting";
	if (mark->entry_of != SECTION_NONE)
		return entries[mark->entry_of];
	if (mark->status_only)
		return "status of the item above";
	return mark->agenda_level == 0	 ? "agenda entry"
	       : mark->agenda_level == 1 ? "below an agenda entry"
					 : "";
}

/* A rule whose counter-example holds the same word as a word of its own. */
static const struct rule *counter_of(const struct scan *scan, struct span word)
{
	for (size_t i = 0; i < rules_count(scan->rules); i++) {
		const struct rule *rule = rules_at(scan->rules, i);
		struct span counter = span_of(rule->counter);

		for (size_t at = 0; at + word.len <= counter.len; at++) {
			struct span after = span_sub(counter, at + word.len, 1);

			if (span_eq(span_sub(counter, at, word.len), word) &&
			    (!at || !ascii_is_alpha((unsigned char)counter.ptr[at - 1])) &&
			    (!after.len || !(ascii_is_alpha((unsigned char)after.ptr[0]) ||
					     strchr("/'", after.ptr[0]))))
				return rule;
		}
	}
	return NULL;
}

static bool has_fact(const struct scan *scan, size_t first, unsigned from, unsigned to)
{
	for (size_t i = first; i < scan->out->len; i++) {
		if (scan->out->facts[i].line >= from && scan->out->facts[i].line <= to)
			return true;
	}
	return false;
}

/* "ai: ...", "Action required: ...": no word of a tag at all. */
static bool is_no_tag_word(struct span word)
{
	static const char *const words[] = { "AI",   "A.I.", "ACTION", "TODO", "To-do", "To-Do",
					     "ToDo", "Todo", "Action", "[",    NULL };
	bool is_required = span_has_ci(word, "required");

	return is_required || !span_any(word, span_has, words);
}

/* Why an entry of a list is none, or NULL: it is no entry of one. */
static const char *why_no_entry(const struct scan *scan, int index)
{
	const struct outline_line *line = &scan->outline.lines[index];
	const struct scan_mark *mark = &scan->marks[index];

	if (!scan_has_letter(scan_seen(line)) || line->kind == OUTLINE_HEADING || mark->meta)
		return NULL;
	if (mark->entry_of == SECTION_REVIEW)
		return "in a review only what carries a mark or a box, or names one of the people "
		       "and a task, speaks of an item";
	if (mark->entry_of == SECTION_NONE)
		return line->box ? "a box outside of a list makes an item only of what says what "
				   "is to be done"
				 : NULL;
	if (scan_says_nothing(scan_seen(line)))
		return "it says that there is nothing to do";
	if (line->seen.text[0] == '|')
		return "no head of the table names the action";
	if (line->kind == OUTLINE_PARA && line->depth == 0)
		return "a paragraph below the list's head counts only if it names an owner, or "
		       "stands "
		       "among lines that say what is to be done";
	return mark->must_say
		       ? "below a topic only what says who does it, or what is to be done, counts"
		       : NULL;
}

/* Why a logical line with a word that looks like a tag yielded nothing. */
static const char *why_not(struct scan *scan, int index, struct span word)
{
	const struct outline_line *line = &scan->outline.lines[index];
	const struct scan_mark *mark = &scan->marks[index];
	struct rules_list tags = rules_with_use(scan->rules, USE_TAG);
	struct span mask = scan_mask(line);
	const struct rule *rule;
	const char *why = NULL, *unused = "";
	struct rule_match m;
	bool bare = word.len <= 3 && (span_is(word, "AI") || span_is(word, "AIs"));

	if (mark->opens_section)
		return arena_printf(scan->arena, "it heads a %s", what_of(scan, index, &unused));
	if (line->kind == OUTLINE_HEADING)
		return "a heading holds no item";
	if (mark->entry_of == SECTION_REVIEW)
		return why_no_entry(scan, index);
	if (is_no_tag_word(word))
		return arena_printf(scan->arena,
				    "\"%s\" is no tag: AI, ACTION and TODO are, in capitals, "
				    "and \"Action item\"",
				    scan_text(scan, word));
	for (size_t i = 0; i < tags.len && !why; i++) {
		static const unsigned places[] = { RULE_START, RULE_MID, RULE_ANY };

		rule = rules_at(scan->rules, tags.at[i]);
		for (size_t p = 0; p < 3 && !why; p++) {
			if ((rule->where & places[p]) &&
			    rules_match(scan->rules, scan->work, tags.at[i], places[p], mask, 0,
					&m)) {
				why = scan_refusal(scan, &m);
				if (!why)
					why = arena_printf(
						scan->arena,
						"rule %s fits, but nothing to do is written",
						rule->name);
			}
		}
	}
	if (why)
		return why;
	if (memchr(mask.ptr, '\x01', mask.len) &&
	    !rules_looks_like_tag(scan->rules, scan->work, mask, &word))
		return "it stands in code or in an address";
	if (!bare && (rule = counter_of(scan, word)))
		return arena_printf(scan->arena,
				    "\"%s\" is a look-alike: counter-example of rule %s",
				    scan_text(scan, word), rule->name);
	if (span_find(word, "'") >= 0 || span_find(word, "/") >= 0 ||
	    span_find(word, "\xE2\x80\x99") >= 0 ||
	    (!span_starts(word, "AI") && !span_starts(word, "A") && !strchr("T[(a", word.ptr[0])))
		return arena_printf(scan->arena,
				    "\"%s\" is a look-alike: another word with the tag's letters",
				    scan_text(scan, word));
	return arena_printf(
		scan->arena,
		"\"%s\" stands alone: no owner, colon or bracket where a rule wants one",
		scan_text(scan, word));
}

static const char *why_not_read(enum line_kind kind)
{
	static const char *const why[] = {
		[LINE_NEW] = "",
		[LINE_QUOTE] = "it is quoted",
		[LINE_ATTRIBUTION] = "it stands in the line above a quote",
		[LINE_SIGNATURE] = "it stands in a signature",
		[LINE_FOOTER] = "it stands in the list's footer",
		[LINE_PATCH] = "it stands in a patch",
		[LINE_CODE] = "it stands in code",
		[LINE_FORWARDED] = "it stands in a forwarded mail",
		[LINE_BANNER] = "a mail system has put it there",
	};

	return why[kind];
}

static struct scan_judged *add(struct scan *scan, unsigned line, const char *shape)
{
	struct scan_trace *trace = scan->context->trace;

	trace->lines = arena_grow(scan->arena, trace->lines, trace->len, &trace->cap,
				  sizeof *trace->lines);
	trace->lines[trace->len] = (struct scan_judged){
		.line = line, .shape = shape, .what = "", .rule = "", .owner = "", .why_not = ""
	};
	return &trace->lines[trace->len++];
}

/* A source line that stands in no logical one. */
static const char *shape_outside(struct span text, bool *in_fence)
{
	text = span_trim(text);
	if (span_starts(text, "```") || span_starts(text, "~~~")) {
		*in_fence = !*in_fence;
		return "code";
	}
	if (*in_fence)
		return "code";
	if (!text.len)
		return "blank";
	if (text.ptr[0] == '>')
		return "quote";
	return scan_has_letter(text) ? "code" : "rule";
}

static const char *shape_of(const struct outline_line *line, bool first)
{
	static const char *const shapes[] = {
		[OUTLINE_HEADING] = "heading", [OUTLINE_ITEM] = "bullet", [OUTLINE_PARA] = "text"
	};

	if (!first)
		return "continuation";
	return line->kind == OUTLINE_PARA && line->seen.len && line->seen.text[0] == '|'
		       ? "table"
		       : shapes[line->kind];
}

static void judge_subject(struct scan *scan, const struct message *message, size_t first)
{
	struct scan_judged *j = add(scan, 0, "subject");
	struct span word;

	if (has_fact(scan, first, 0, 0) ||
	    !rules_looks_like_tag(scan->rules, scan->work,
				  span_of(owners_text(scan->arena, span_of(message->subject))),
				  &word))
		return;
	j->why_not = message_subject_replies(span_of(message->subject))
			     ? "a reply repeats the subject of the mail before it"
			     : "a subject's tag stands at its beginning, behind the list's prefix "
			       "at most";
}

/* Why a source line, a part of a logical one, has no fact, "" where none could be expected.  word:
 * the one in it that looks like a tag, or NULL. */
static const char *why_no_fact(struct scan *scan, int index, size_t part, size_t first,
			       const struct span *word)
{
	const struct outline *o = &scan->outline;
	const struct outline_line *line = &o->lines[index];
	unsigned from = o->raw[line->breaks[0].raw].number,
		 to = o->raw[line->breaks[line->n_breaks - 1].raw].number;
	const char *why = NULL;

	if (word && has_fact(scan, first, from, to))
		return "part of the item that it goes on with";
	if (word && part)
		return arena_printf(scan->arena,
				    "it goes on with line %u; inside a line a tag stands "
				    "behind the end of a sentence, or in brackets",
				    from);
	if (word)
		return why_not(scan, index, *word);
	if (part || has_fact(scan, first, from, to) || scan->marks[index].opens_section)
		return "";
	why = why_no_entry(scan, index);
	why = why ? why : scan_promise_refusal(scan, first, index);
	return why ? why : "";
}

void scan_fill_trace(struct scan *scan, const struct message *message, size_t first)
{
	const struct outline *o = &scan->outline;
	size_t index = 0, part = 0;
	bool in_fence = false;

	if (message)
		judge_subject(scan, message, first);
	for (size_t raw = 0; raw < o->n_raw; raw++) {
		const struct message_line *source = &o->raw[raw];
		const struct outline_line *line = index < o->len ? &o->lines[index] : NULL;
		struct span clean = span_of(owners_text(scan->arena, source->text)), word;
		bool looks = rules_looks_like_tag(scan->rules, scan->work, clean, &word);
		struct scan_judged *j;

		if (source->kind != LINE_NEW) {
			j = add(scan, source->number, line_kind_name(source->kind));
			j->rule = source->why;
			if (looks)
				j->why_not = why_not_read(source->kind);
			continue;
		}
		if (!line || line->breaks[part].raw != raw) {
			j = add(scan, source->number, shape_outside(source->text, &in_fence));
			if (looks)
				j->why_not = strcmp(j->shape, "code") == 0 ? "it stands in code"
									   : "it is quoted";
			continue;
		}
		j = add(scan, source->number, shape_of(line, part == 0));
		if (part == 0)
			j->what = what_of(scan, (int)index, &j->rule);
		if (!has_fact(scan, first, source->number, source->number))
			j->why_not =
				why_no_fact(scan, (int)index, part, first, looks ? &word : NULL);
		else if (looks)
			j->owner = scan_owner_reason(scan, (int)index);
		part++;
		/* a line beyond the limit is several */
		while (index < o->len && part == o->lines[index].n_breaks) {
			part = 0;
			index++;
			if (index < o->len && o->lines[index].breaks[0].raw != raw)
				break;
			if (index < o->len)
				part++;
		}
	}
}
