/* digest_deadline_chair.c - what the chair and the governing-board chair hear of a deadline by
 * silence. */
#include "notices/digest_work.h"

static const char *why_text(enum deadline_why why)
{
	static const char *const texts[] = {
		[DEADLINE_LATE] = "came after the end and changed nothing",
		[DEADLINE_UNPROVED] =
			"could not be proved to be from its sender, and did not count",
		[DEADLINE_NOT_ALLOWED] = "was not his to do, and did not count",
		[DEADLINE_NOTHING_THERE] = "found nothing to resolve",
		[DEADLINE_NOT_LATER] = "would not have made it later",
		[DEADLINE_ASK] = "may be meant as an objection",
		[DEADLINE_OK_OR_NOT] = "agrees, but his objection stands until he withdraws it",
	};

	return texts[why];
}

static const char *does(enum deadline_event_kind kind)
{
	switch (kind) {
	case DEADLINE_EVENT_OBJECTED: return "objects";
	case DEADLINE_EVENT_WITHDRAW: return "withdraws";
	case DEADLINE_EVENT_RESOLVED: return "calls it resolved";
	case DEADLINE_EVENT_EXTENDED: return "extends it";
	case DEADLINE_EVENT_RESTART: return "begins it anew";
	case DEADLINE_EVENT_OPENED:
	case DEADLINE_EVENT_TEXT_CHANGED: return "mails a text";
	default: return "writes";
	}
}

void digest_remark(struct digest *d, const struct deadline_remark *remark)
{
	const struct deadline_event *e = remark->event;

	digest_row(d,
		   arena_printf(d->arena, "*  %s %s: ",
				format_short(d->arena, e->actor, DIGEST_NAME_BYTES), does(e->kind)),
		   *e->text ? format_short(d->arena, e->text, DIGEST_REMARK_BYTES)
			    : "without a word");
	digest_note(d, arena_printf(d->arena, "%s; %s%s", why_text(remark->why),
				    digest_instant(d, e->at_s),
				    digest_source(d, ", ", e->message_id)));
}

bool digest_is_in_peoples_name(unsigned roles)
{
	return roles & (DEADLINE_BY_MEMBER | DEADLINE_BY_CHAIR | DEADLINE_BY_OPERATOR);
}

void digest_rest(struct digest *d, size_t n)
{
	if (n)
		digest_paragraph(
			d,
			arena_printf(d->arena, "And %zu more that this mail has no room for.", n));
}

/* Those in the name of people of the list before others.  False: there are none. */
static bool add_not_counted(struct digest *d, const struct deadline *deadline)
{
	size_t n = 0;

	for (int others = 0; others < 2; others++) {
		for (size_t i = 0; i < deadline->n_remarks; i++) {
			const struct deadline_remark *remark = &deadline->remarks[i];

			if (!remark->to_chair ||
			    digest_is_in_peoples_name(remark->event->roles) == others)
				continue;
			if (!n)
				digest_title(d, "Not counted:");
			if (n++ < DIGEST_OBJECTIONS_MAX)
				digest_remark(d, remark);
		}
	}
	digest_rest(d, n > DIGEST_OBJECTIONS_MAX ? n - DIGEST_OBJECTIONS_MAX : 0);
	return n;
}

void digest_deadline_chair(struct arena *arena, const struct notice_policy *policy,
			   const struct digest_reader *reader, const struct deadline_view *view,
			   int64_t now_s, struct notice_composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	const struct deadline *deadline = view->deadline;
	const char *title = format_short(arena, view->title, 300), *wanted;
	const char *text_id = view->text_id && *view->text_id ? view->text_id
							      : deadline->message_id;
	bool over = deadline_state_is_end(deadline->state), any;

	if (deadline->state == DEADLINE_STANDS)
		wanted = arena_printf(arena, "%s%s: %s", digest_hello(&probe),
				      view->kind == DEADLINE_MINUTES
					      ? "please publish these minutes, they stand"
					      : "this stands",
				      title);
	else if (deadline->state == DEADLINE_NOT_AGREED)
		wanted = arena_printf(arena,
				      "%sthis is not agreed and was put on the next agenda: %s",
				      digest_hello(&probe), title);
	else if (!over)
		wanted = arena_printf(arena,
				      "%sthis has not ended, and nothing of it stands yet: %s",
				      digest_hello(&probe), title);
	else
		wanted = arena_printf(arena, "%sthis was withdrawn: %s", digest_hello(&probe),
				      title);
	digest_begin(&d, arena, policy, reader, now_s, wanted);
	digest_deadline_instant(&d, over ? "Ended" : "Ends",
				over ? deadline->settled_s : deadline->closes_s);
	digest_deadline_wrong(&d, view);
	if (view->note && *view->note)
		digest_deadline_opener(&d, view);
	else if (*text_id)
		digest_row(&d, "Text  ", digest_source(&d, "", text_id));
	if (deadline->n_standing) {
		digest_title(&d, "Objections:");
		digest_deadline_objections(&d, deadline);
	}
	any = add_not_counted(&d, deadline);
	digest_end(&d, "deadline-chair",
		   digest_deadline_subject(arena, view,
					   view->wrong.at_s ? DEADLINE_NOTICE_CORRECTED
							    : DEADLINE_NOTICE_CLOSED),
		   arena_printf(arena, "%s %s",
				deadline->state == DEADLINE_STANDS && any
					? "You think that it should not stand?"
					: "No answer is needed.",
				advice_agenda(arena, policy)),
		   NULL, 0, out);
}

static void not_final_minutes(struct arena *arena, const struct notice_policy *policy,
			      const struct digest_reader *reader, const struct deadline_view *view,
			      int64_t now_s, struct notice_composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	bool over = deadline_state_is_end(view->deadline->state);

	digest_begin(
		&d, arena, policy, reader, now_s,
		arena_printf(
			arena,
			"%sthese minutes are not final after all, please do not publish them: %s",
			digest_hello(&probe), format_short(arena, view->title, 300)));
	digest_deadline_instant(&d, over ? "Ended" : "Ends",
				over ? view->deadline->settled_s : view->deadline->closes_s);
	digest_deadline_wrong(&d, view);
	digest_end(&d, "minutes-not-final",
		   arena_printf(arena, "Correction: not final: %s",
				format_short(arena, view->title, DIGEST_SUBJECT_BYTES)),
		   arena_printf(arena,
				"No answer is needed. Questions go to %s; when they stand, you get "
				"them again.",
				policy->list_address),
		   NULL, 0, out);
}

void digest_final_minutes(struct arena *arena, const struct notice_policy *policy,
			  const struct digest_reader *reader, const struct deadline_view *view,
			  const char *text, int64_t now_s, struct notice_composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	const struct deadline *deadline = view->deadline;
	const char *title = format_short(arena, view->title, 300);
	const struct mailtext_part part = {
		.type = "text/markdown",
		.text = text,
		.file_name = view->meeting >= 0
				     ? arena_printf(arena, "minutes-%d.md", view->meeting)
				     : "minutes.md",
	};

	if (deadline->state != DEADLINE_STANDS) {
		not_final_minutes(arena, policy, reader, view, now_s, out);
		return;
	}
	digest_begin(&d, arena, policy, reader, now_s,
		     arena_printf(arena, "%sthese minutes are final and can be published: %s",
				  digest_hello(&probe), title));
	digest_deadline_instant(&d, "Final since", deadline->settled_s);
	digest_deadline_by(&d, "Mailed by  ", deadline);
	digest_paragraph(&d, deadline->n_objections
				     ? arena_printf(arena, "%s; none stands any more.",
						    format_count(arena, deadline->n_objections,
								 "objection was made",
								 "objections were made"))
				     : "Nobody objected.");
	digest_paragraph(&d, *text ? "Their text is attached."
				   : "Their text is in the mail named above.");
	digest_end(
		&d, "minutes-final",
		arena_printf(arena, "Final: %s",
			     format_short(arena, view->title, DIGEST_SUBJECT_BYTES)),
		arena_printf(
			arena,
			"No answer is needed. Questions go to %s, where the minutes were agreed.",
			policy->list_address),
		&part, *text ? 1 : 0, out);
}
