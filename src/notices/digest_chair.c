/* digest_chair.c - what a chair is asked at once, and told between the meetings. */
#include "notices/digest_work.h"

/* A letter for each about an item: by that it is answered. */
void digest_questions_asked(struct digest *d, const struct question_view *questions, size_t n,
			    bool with_due, bool with_source)
{
	for (size_t i = 0; i < n; i++) {
		const struct question_view *q = &questions[i];

		digest_row(d,
			   q->item ? arena_printf(d->arena, "%c  #%d  ", (int)('a' + i),
						  q->item->number)
				   : "*  ",
			   q->item ? arena_printf(d->arena, "%s %s", q->text, q->item->text)
				   : q->text);
		if (q->item && with_due)
			digest_note(d, digest_due(d, q->item));
		if (*q->message_id && with_source)
			digest_note(d, digest_source(d, "", q->message_id));
	}
}

void digest_questions(struct arena *arena, const struct notice_policy *policy,
		      const struct digest_reader *reader, const struct question_view *questions,
		      size_t n_questions, int64_t now_s, struct notice_composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	const struct item *item = n_questions ? questions[0].item : NULL;

	digest_begin(&d, arena, policy, reader, now_s,
		     arena_printf(arena, "%s%s.", digest_hello(&probe),
				  n_questions == 1
					  ? "please answer a question that cannot wait"
					  : "please answer these questions that cannot wait"));
	buf_add_char(&d.text, '\n');
	digest_questions_asked(&d, questions, n_questions, true, true);
	digest_end(&d, "question",
		   n_questions == 1 && item
			   ? arena_printf(arena, "Whose is #%d %s?", item->number,
					  format_short(arena, item->text, DIGEST_SUBJECT_BYTES))
			   : format_count(arena, n_questions, "question to the chair",
				       "questions to the chair"),
		   advice_answer(arena, policy,
				 arena_printf(arena, "\"a %s\" or \"a drop\"",
					      format_another(arena, policy->people, reader->name)),
				 "the next minutes can say it, too"),
		   NULL, 0, out);
}

void digest_handover(struct arena *arena, const struct notice_policy *policy,
		     const struct digest_reader *reader, const struct meeting_view *next,
		     int64_t now_s, struct notice_composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	const char *name = digest_meeting(&probe, next),
		   *another = format_another(arena, policy->people, reader->name);

	digest_begin(
		&d, arena, policy, reader, now_s,
		arena_printf(arena, "%sit is your turn to chair %s.", digest_hello(&probe), name));
	digest_title(&d, "When and where:");
	digest_row(&d, "*  ", digest_instant(&d, next->start_s));
	if (*next->where)
		digest_note(&d, next->where);
	digest_paragraph(&d, "Two days before it you get the agenda, the open action items and a "
			     "skeleton of the minutes.");
	digest_end(
		&d, "handover",
		arena_printf(arena, "You chair %s on %s", name, digest_meeting_day(&d, next)),
		arena_printf(arena, "Cannot come? %s",
			     advice_answer(
				     arena, policy,
				     next->number >= 0
					     ? arena_printf(arena,
							    "\"[SKIP]\" to pass the turn on, or "
							    "\"[CHAIR #%d %s]\" to swap it with %s",
							    next->number, another, another)
					     : "\"[SKIP]\" to pass the turn on",
				     "")),
		NULL, 0, out);
}

void digest_minutes_missing(struct arena *arena, const struct notice_policy *policy,
			    const struct digest_reader *reader, const struct meeting_view *meeting,
			    int64_t now_s, struct notice_composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	const char *name = digest_meeting(&probe, meeting);

	digest_begin(
		&d, arena, policy, reader, now_s,
		arena_printf(arena,
			     "%splease mail the minutes of %s of %s to %s: none have come so far.",
			     digest_hello(&probe), name, digest_meeting_day(&probe, meeting),
			     policy->list_address));
	digest_paragraph(&d, "The week in which the members can object begins with the meeting; "
			     "they have at least three "
			     "days from the notice that follows your mail.");
	digest_end(&d, "minutes-missing", arena_printf(arena, "Minutes of %s are missing", name),
		   meeting->number >= 0
			   ? arena_printf(arena,
					  "A mail with the minutes' headings is enough, or one "
					  "with \"[MINUTES #%d]\" in its subject. It was "
					  "cancelled? %s",
					  meeting->number,
					  advice_answer(arena, policy,
							arena_printf(arena, "\"[CANCEL #%d]\"",
								     meeting->number),
							""))
			   : "A mail with the minutes' headings is enough.",
		   NULL, 0, out);
}
