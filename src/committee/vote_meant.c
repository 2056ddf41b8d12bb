/* vote_meant.c - which vote a mail or a line is about. */
#include "committee/vote_work.h"

#include <stdlib.h>
#include <string.h>

#include "committee/answered.h"

/* That which the mail is about; one that opened several is about each of them. */
static struct answered_vote vote_of_mail(const struct vote_recorder *r, struct span id)
{
	struct answered_vote found = { .entry = votes_of_mail(&r->votes, id) };
	const struct vote_entry *entry = found.entry;

	if (!entry || !span_is(id, entry->vote.message_id))
		return found;
	for (size_t i = 0; i < r->votes.len; i++) {
		const struct vote_entry *other = &r->votes.entries[i];
		bool is_meant = other != entry && vote_is_running(&other->vote) &&
				strcmp(other->vote.message_id, entry->vote.message_id) == 0;

		if (is_meant && !vote_is_running(&entry->vote))
			found.entry = entry = other;
		else if (is_meant)
			found.unclear = true;
	}
	return found;
}

/* What a mail program keeps when it answers a ballot and drops all else: "Re: [SC] Your ballot: The
 * charter". */
static struct span title_in_subject(const struct incoming *mail)
{
	static const char *const heads[] = { BALLOT_SUBJECT ": ", BALLOT_SUBJECT_MISSING ": ",
					     BALLOT_SUBJECT_LAST_DAY ": " };
	struct span subject = span_of(mail->subject ? mail->subject : "");

	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
		ptrdiff_t at = span_find(subject, heads[i]);

		if (at >= 0)
			return span_trim(span_sub(subject, (size_t)at + strlen(heads[i]),
						  subject.len));
	}
	return span_of("");
}

static struct answered_vote vote_of_subject(const struct vote_recorder *r)
{
	static const char dots[] = "...";	/* of a title that is too long for a subject */
	struct span title = title_in_subject(r->mail);
	struct answered_vote found = { .entry = NULL };
	bool is_cut = span_ends(title, dots);

	if (is_cut)
		title = span_sub(title, 0, title.len - strlen(dots));
	for (size_t i = 0; title.len && i < r->votes.len; i++) {
		const struct vote_entry *entry = &r->votes.entries[i];
		struct span all = span_of(entry->title);
		bool is_meant = is_cut ? span_eq(span_sub(all, 0, title.len), title) :
					 span_eq(all, title);

		if (!is_meant || !vote_is_running(&entry->vote))
			continue;
		found.unclear = found.entry != NULL;
		found.entry = entry;
	}
	return found;
}

/* Its key says what a notice is about, "vote/7/ballot/Joe Stringer", where the ledger does not: it
 * was restored from a copy, and what it lacks is taken back later (bot/recall.h). */
static struct answered_vote vote_of_notice(const struct vote_recorder *r,
					   const struct answered_notice *notice)
{
	struct span key = span_of(notice->key ? notice->key : "");
	struct answered_vote found = { .entry = NULL };

	if (notice->message_id)
		found = vote_of_mail(r, span_of(notice->message_id));
	if (!found.entry && span_starts(key, "vote/"))
		found.entry = votes_find(&r->votes, atoi(key.ptr + strlen("vote/")));
	if (!found.entry && span_starts(key, "answer/"))
		found = vote_of_mail(r, span_sub(key, strlen("answer/"), key.len));
	return found;
}

struct answered_vote vote_meant(const struct vote_recorder *r, int number)
{
	const struct incoming *mail = r->mail;
	struct span rest = span_of(mail->thread ? mail->thread : ""), id;
	struct answered_vote found = { .entry = NULL };

	if (number > 0)
		return (struct answered_vote){ .entry = votes_find(&r->votes, number) };
	if (mail->answered)
		found = vote_of_notice(r, mail->answered);
	while (!found.entry && span_next_line(&rest, &id))
		found = vote_of_mail(r, id);
	if (!found.entry && mail->to_bot && !mail->answered)
		found = vote_of_subject(r);
	/* a mail program, or a list's archive, that drops what is answered */
	if (!found.entry && !mail->to_bot && !mail->answered && !(mail->thread && *mail->thread))
		found.entry =
			votes_of_reply(&r->votes, span_of(mail->subject ? mail->subject : ""));
	return found;
}

bool vote_meant_by_subject(const struct incoming *mail)
{
	return title_in_subject(mail).len > 0;
}

/* Has the mail's part about deadlines taken the line for one of these? */
static bool is_taken(const struct vote_recorder *r, const struct fact *fact)
{
	for (size_t i = 0; i < r->out->len; i++) {
		const struct event *e = &r->out->events[i];

		if (e->kind == EVENT_DEADLINE && e->line == fact->line &&
		    strcmp(e->rule, fact->rule) == 0)
			return true;
	}
	return false;
}

const struct vote_entry *vote_meant_alone(struct vote_recorder *r, const struct fact *fact)
{
	struct deadline_list deadlines;
	const struct vote_entry *last;
	bool is_extend = fact_is_command(fact, "extend");
	size_t n = votes_running(&r->votes, &last);

	if (is_taken(r, fact) || !answered_names_nothing(r->mail))
		return NULL;
	deadlines_of(r->arena, r->state, r->mail->list, r->mail->terms.zone,
		     r->mail->received_at_s, r->mail->received_at_s, &deadlines);
	n += deadlines_running(&deadlines);
	if (is_extend && n == 1)
		return last;
	if (n)
		vote_work_ask(r, fact,
		    "Nothing has changed: it does not say for which vote or deadline. Please write "
		    "its number, as in \"[EXTEND #12 1w]\" or \"[WITHDRAW #12]\".");
	return NULL;
}
