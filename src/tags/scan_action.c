/* scan_action.c - tags in a logical line, and in a mail's subject.
 *
 * Every rule that matches is a proposal: it counts when its owner part can be a name by the
 * rule's trust and something is left to do.  A line may hold several tags; each task ends
 * where the next tag begins.
 */
#include "tags/scan_work.h"

#include <stdint.h>
#include <string.h>

#include "tags/evidence.h"

/* Whether a match makes sense; fills the candidate. */
static bool accept(struct scan *scan, const struct rule_match *m, bool mid,
		   struct scan_candidate *c)
{
	enum rule_trust trust = m->rule->trust;
	struct span text = m->parts[PART_TEXT], owner = m->parts[PART_OWNER];

	*c = (struct scan_candidate){ .m = *m, .mid = mid, .item = -1 };
	if (m->rule->kind != FACT_ACTION && m->rule->kind != FACT_MENTION)
		return true;
	if (m->parts[PART_INSIDE].len)
		return scan_read_inside(scan, c, m->parts[PART_INSIDE],
					owners_place(&scan->names, trust) |
						(trust == TRUST_KNOWN
							 ? scan_weigh_tag(m, PART_INSIDE)
							 : 0));
	if (trust == TRUST_ZONE || trust == TRUST_OWNER)
		return scan_read_zone(scan, c);
	if (!owner.len)
		return m->rule->kind == FACT_MENTION || scan_is_something(text);
	if (trust == TRUST_FULL || trust == TRUST_PLACE)
		return scan_read_inside(scan, c, owner, owners_place(&scan->names, trust)) &&
		       c->item < 0;
	return owners_read(&scan->names, owner, trust, &c->owners) &&
	       (c->owners.n > 0 || trust != TRUST_KNOWN);
}

static const char *say_owner(const struct scan *scan, const struct owners *owners)
{
	const char *evidence = evidence_say(scan->arena, owners->evidence);

	if (owners->unsure)
		return arena_printf(scan->arena, "\"%s\" is no owner: %s", owners->unsure,
				    evidence);
	return owners->n ? arena_printf(scan->arena, "the owner: %s", evidence) : "";
}

const char *scan_refusal(struct scan *scan, const struct rule_match *m)
{
	struct scan_candidate c;

	if (accept(scan, m, false, &c))
		return NULL;
	if (c.owners.unsure)
		return arena_printf(scan->arena, "rule %s fits, but %s", m->rule->name,
				    say_owner(scan, &c.owners));
	return arena_printf(scan->arena, "rule %s fits, but says that there is nothing to do",
			    m->rule->name);
}

/* The rule's first match at the line's beginning that makes sense. */
static bool find_at_start(struct scan *scan, struct span mask, size_t i, unsigned also,
			  struct scan_candidate *best)
{
	const struct rule *rule = rules_at(scan->rules, i);
	struct rule_match m;

	if (rule->operators && rules_match(scan->rules, scan->work, i, RULE_WHOLE, mask, 0, &m) &&
	    m.end > m.start && accept(scan, &m, m.start > 0, best))
		return true;
	if (!(rule->where & RULE_START) || (also && !(rule->where & also)))
		return false;
	return rules_match(scan->rules, scan->work, i, RULE_START, mask, 0, &m) &&
	       accept(scan, &m, false, best);
}

/* The same inside the line, from a place on and before another.  A match that makes no sense hides
 * a later one of the same rule: a few more tries. */
static bool find_inside(struct scan *scan, struct span mask, size_t i, unsigned where, size_t from,
			size_t before, struct scan_candidate *out)
{
	struct scan_candidate c;
	struct rule_match m;

	for (int tries = 0; tries < 4; tries++) {
		if (!rules_match(scan->rules, scan->work, i, where, mask, from, &m))
			return false;
		if (m.start >= before)
			return false;
		if (accept(scan, &m, true, &c)) {
			*out = c;
			return true;
		}
		from = m.start + 1;
	}
	return false;
}

/* The first tag at or after from: at the line's start when from is 0, then inside it. */
static bool find_tag(struct scan *scan, struct span mask, size_t from, unsigned also,
		     struct scan_candidate *best)
{
	struct rules_list tags = rules_with_use(scan->rules, USE_TAG);
	size_t before = SIZE_MAX;

	for (size_t k = 0; from == 0 && k < tags.len; k++) {
		if (find_at_start(scan, mask, tags.at[k], also, best))
			return true;
	}
	for (size_t k = 0; k < tags.len; k++) {
		unsigned places = rules_at(scan->rules, tags.at[k])->where;

		for (unsigned where = RULE_MID; where <= RULE_ANY; where <<= 1) {
			if (!(places & where) || (also && !(places & also)))
				continue;
			if (find_inside(scan, mask, tags.at[k], where, from, before, best))
				before = best->m.start;
		}
	}
	return before != SIZE_MAX;
}

const char *scan_owner_reason(struct scan *scan, int index)
{
	const struct outline_line *line = &scan->outline.lines[index];
	struct scan_candidate c;

	if (line->kind == OUTLINE_HEADING || !find_tag(scan, scan_mask(line), 0, 0, &c))
		return "";
	/* that "send" begins the task is no news */
	if (c.owners.unsure && (c.owners.evidence & EVIDENCE_COMMON))
		return "";
	return say_owner(scan, &c.owners);
}

/* "20m Dave", "#39", "Dave 10 min". */
static void read_agenda_inside(struct scan *scan, struct span inside, struct fact *fact)
{
	char kept[128];
	size_t n = 0;
	struct owners owners;

	while (inside.len) {
		size_t len = 0;
		struct span word;
		unsigned long number;

		inside = span_trim(inside);
		while (len < inside.len && inside.ptr[len] != ' ' && inside.ptr[len] != ',')
			len++;
		word = span_sub(inside, 0, len);
		if (word.len > 1 && word.ptr[0] == '#' &&
		    span_to_uint(span_sub(word, 1, word.len), 1000000, &number)) {
			fact->meeting = (int)number;
		} else if (word.len && ascii_is_digit((unsigned char)word.ptr[0])) {
			char bracketed[40];
			struct rule_match m;
			int size = snprintf(bracketed, sizeof bracketed, "[" SPAN_FMT "] x",
					    SPAN_ARG(word));

			if (size > 0 && (size_t)size < sizeof bracketed &&
			    rules_match_use(scan->rules, scan->work, USE_AGENDA_MINUTES,
					    span_of(bracketed), &m))
				scan_set_minutes(&m, &fact->minutes);
			else if (span_to_uint(word, 600, &number) && number)
				fact->minutes = (int)number;
		} else if (n + word.len + 3 < sizeof kept && !span_is_ci(word, "min") &&
			   !span_is_ci(word, "minutes")) {
			memcpy(kept + n, word.ptr, word.len);
			n += word.len;
			kept[n++] = len < inside.len && inside.ptr[len] == ',' ? ',' : ' ';
		}
		inside = span_sub(inside, len + 1, inside.len);
	}
	if (n && owners_read(&scan->names, span_from(kept, n), TRUST_FULL, &owners))
		owners_resolve(&scan->names, &owners, fact);
}

static void build_other(struct scan *scan, int index, const struct scan_candidate *c,
			struct span seen)
{
	struct span inside = span_trim(c->m.parts[PART_INSIDE]);
	struct span text = span_trim(
		span_from(seen.ptr + c->m.part_start[PART_TEXT], c->m.parts[PART_TEXT].len));
	struct fact *fact =
		scan_new_fact(scan, c->m.rule->kind, c->m.rule->name, index, c->m.start);
	struct due_context context = scan_due_context(scan, index);
	unsigned long number;
	int64_t seconds;

	if (!fact)
		return;
	if (inside.len && inside.ptr)	/* the words as written, not as masked */
		inside = span_trim(span_from(seen.ptr + c->m.part_start[PART_INSIDE],
					     c->m.parts[PART_INSIDE].len));
	fact->text = scan_text(scan, text);
	switch (c->m.rule->kind) {
	case FACT_AGENDA:
		read_agenda_inside(scan, inside, fact);
		break;
	case FACT_DEADLINE:
		fact->note = scan_text(scan, inside);
		context.to_come = true;
		if (due_parse_date(inside, &context, &fact->due))
			break;
		if (civil_is_set(context.base) && civil_parse_period(inside, &seconds) &&
		    seconds < 86400LL * 3660)
			fact->due = civil_add_days(context.base, (int)((seconds + 86399) / 86400));
		break;
	case FACT_VOTE:
		scan_take_vote(scan, fact, index, inside);
		break;
	case FACT_DECISION:
		if (span_to_uint(c->m.parts[PART_NUMBER], 999999999, &number))
			fact->item = (int)number;
		if (index >= 0)
			scan->marks[index].is_decision = true;
		break;
	case FACT_MEETING:
		if (span_to_uint(c->m.parts[PART_NUMBER], 1000000, &number))
			fact->meeting = (int)number;
		if (inside.len)
			(void)due_parse_date(inside, &context, &fact->due);
		break;
	default:
		if (span_to_uint(c->m.parts[PART_NUMBER], 999999999, &number))
			fact->item = (int)number;
		fact->command = "done";
		fact->status = FACT_DONE;
		break;
	}
	if (index >= 0)
		scan->marks[index].is_action = true;	/* taken: no agenda entry by its shape as
							 * well */
}

static void build_command(struct scan *scan, int index, const struct scan_candidate *c,
			  struct span seen)
{
	struct fact *fact = scan_new_fact(scan, FACT_COMMAND, "item", index, c->m.start);
	struct span text;

	if (!fact)
		return;
	text = scan_strip_front(
		span_from(seen.ptr + c->m.part_start[PART_TEXT], c->m.parts[PART_TEXT].len));
	scan_take_status(scan, fact, &text);
	if (fact->status == FACT_DONE)
		fact->command = "done";
	fact->text = scan_text(scan, text);
	fact->item = c->item;
	scan_fill_due(scan, fact, index, text);
	if (index >= 0)
		scan->marks[index].is_action = true;
}

void scan_emit_tags(struct scan *scan, int index)
{
	const struct outline_line *line = &scan->outline.lines[index];
	struct span mask = scan_mask(line), seen = scan_seen(line);
	struct scan_candidate now, next;
	size_t topic = 0;
	bool more;

	if (line->kind == OUTLINE_HEADING || !rules_may_hold_tag(scan->rules, scan->work, mask))
		return;
	if (scan->marks[index].opens_section && scan->marks[index].list_owner.len)
		return;			/* "Action items: Dave" above his */
	more = find_tag(scan, mask, 0, 0, &now);
	for (int n = 0; more && n < SCAN_TAGS_PER_LINE && !scan->over; n++) {
		size_t from = now.m.parts[PART_TEXT].len ? now.m.part_start[PART_TEXT] : now.m.end;
		size_t end = line->seen.len;

		if (now.item >= 0) {
			build_command(scan, index, &now, seen);
			return;
		}
		if (now.m.rule->kind != FACT_ACTION && now.m.rule->kind != FACT_MENTION) {
			build_other(scan, index, &now, seen);
			return;
		}
		if (from <= now.m.start)
			from = now.m.start + 1;
		more = from < line->seen.len && find_tag(scan, mask, from, 0, &next);
		if (more)
			end = next.m.start;
		scan_build_action(scan, index, &now, topic, end);
		if (more) {
			topic = next.m.start;
			now = next;
		}
	}
}

void scan_subject(struct scan *scan, const char *subject)
{
	struct markup seen = { .text = subject, .mask = subject, .len = strlen(subject) };
	struct outline_line line = {
		.kind = OUTLINE_PARA, .parent = -1, .heading = -1, .seen = seen
	};
	struct outline keep = scan->outline;
	struct scan_mark mark = { .meeting = -1, .agenda_level = -1 }, *keep_marks = scan->marks;
	struct span s = span_of(subject);
	struct scan_candidate c;

	if (seen.len > OUTLINE_LINE_MAX || !rules_may_hold_tag(scan->rules, scan->work, s))
		return;
	/* The list's own prefix in front is looked through. */
	if (!find_tag(scan, s, 0, RULE_SUBJECT, &c)) {
		size_t i = 0;

		if (!s.len || s.ptr[0] != '[')
			return;
		while (i < s.len && s.ptr[i] != ']')
			i++;
		const struct span prefix = span_sub(s, 0, i);

		s = span_trim(span_sub(s, i + 1, s.len));
		if (!find_tag(scan, s, 0, RULE_SUBJECT, &c) ||
		    (c.m.rule->kind == FACT_VOTE && scan_vote_is_over(prefix)))
			return;
	}
	seen.text = seen.mask = s.ptr;
	seen.len = s.len;
	seen.attr = arena_alloc(scan->arena, s.len + 1, 1);
	line.seen = seen;
	line.end = 1;
	scan->outline = (struct outline){ .lines = &line, .len = 1 };
	scan->marks = &mark;
	if (c.item >= 0)
		build_command(scan, 0, &c, s);
	else if (c.m.rule->kind != FACT_ACTION && c.m.rule->kind != FACT_MENTION)
		build_other(scan, 0, &c, s);
	else
		scan_build_action(scan, 0, &c, 0, s.len);
	scan->outline = keep;
	scan->marks = keep_marks;
}

/* Names that stand where only a name can: "AI(liz):", "[ehashman] topic". */
void scan_learn_owners(struct scan *scan)
{
	struct rules_list tags = rules_with_use(scan->rules, USE_TAG);

	for (size_t l = 0; l < scan->outline.len; l++) {
		const struct outline_line *line = &scan->outline.lines[l];
		struct span text = scan_mask(line);
		struct owners owners;

		scan_enter_line(scan, (int)l);
		if (line->kind == OUTLINE_HEADING || !text.len)
			continue;
		if (text.ptr[0] == '[' && line->seen.attr[0] == 0) {
			const char *close = memchr(text.ptr, ']', text.len < 40 ? text.len : 40);
			struct span inside =
				close ? span_sub(text, 1, (size_t)(close - text.ptr) - 1)
				      : span_of("");

			if (inside.len >= 2 && !ascii_is_digit((unsigned char)inside.ptr[0]) &&
			    owners_read(&scan->names, inside, TRUST_SHAPE, &owners)) {
				for (size_t i = 0; i < owners.n; i++)
					names_learn(&scan->names, span_of(owners.written[i]));
			}
		}
		if (!rules_may_hold_tag(scan->rules, scan->work, text))
			continue;
		for (size_t i = 0; i < tags.len; i++) {
			const struct rule *rule = rules_at(scan->rules, tags.at[i]);
			struct rule_match m;

			if (rule->trust != TRUST_FULL || rule->family != FAMILY_PAREN ||
			    !rules_match(scan->rules, scan->work, tags.at[i], RULE_START, text, 0,
					 &m) ||
			    !owners_read(&scan->names, m.parts[PART_OWNER], TRUST_SHAPE, &owners))
				continue;
			for (size_t k = 0; k < owners.n; k++)
				names_learn(&scan->names, span_of(owners.written[k]));
		}
	}
}
