/* digest_quorum.c - who will come to a meeting, and that too few will: to its chair. */
#include "notices/digest_work.h"

/* "5 of 8 members are needed, and 6 may come" */
static const char *quorum_sentence(struct arena *arena, const struct quorum_count *count)
{
	return arena_printf(arena, "%zu of %zu members are needed, and %s%zu may come",
			    count->needed, count->members,
			    presence_is_too_few(count) ? "only " : "", count->coming);
}

const char *digest_names(struct arena *arena, const struct name_list *list)
{
	const char *text = "";

	for (size_t i = 0; i < list->len; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? ", " : "",
				    format_short(arena, list->names[i], DIGEST_NAME_BYTES));
	return text;
}

void digest_presence(struct digest *d, const struct presence *presence,
		     const struct quorum_count *count)
{
	if (!presence->regrets.len && !count->needed)
		return;
	digest_title(d, count->needed ? "Regrets and quorum:" : "Regrets:");
	if (presence->regrets.len)
		digest_row(d, "*  ",
			   arena_printf(d->arena, "%s will not come",
					digest_names(d->arena, &presence->regrets)));
	if (count->needed)
		digest_row(d, "*  ",
			   arena_printf(d->arena, "%s: %s",
					presence_is_too_few(count) ? "NO QUORUM" : "Quorum",
					quorum_sentence(d->arena, count)));
}

void digest_no_quorum(struct arena *arena, const struct notice_policy *policy,
		      const struct digest_reader *reader, const struct meeting_view *meeting,
		      const struct presence *presence, const struct quorum_count *count,
		      int64_t now_s, struct notice_composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	const char *name = digest_meeting(&probe, meeting),
		   *day = digest_meeting_day(&probe, meeting);

	digest_begin(&d, arena, policy, reader, now_s,
		     arena_printf(arena, "%s%s of %s cannot have a quorum: %s.",
				  digest_hello(&probe), name, day, quorum_sentence(arena, count)));
	digest_title(&d, "When and where:");
	digest_row(&d, "*  ", digest_instant(&d, meeting->start_s));
	if (*meeting->where)
		digest_note(&d, meeting->where);
	digest_title(&d, "Regrets:");
	digest_row(&d, "*  ", digest_names(arena, &presence->regrets));
	digest_end(
		&d, DIGEST_NO_QUORUM, arena_printf(arena, "No quorum for %s on %s", name, day),
		advice_answer(arena, policy,
			      arena_printf(arena,
					   "\"[CANCEL #%d]\", or \"[MOVE #%d ...]\" with another "
					   "day and time",
					   meeting->number, meeting->number),
			      "this is told once"),
		NULL, 0, out);
}
