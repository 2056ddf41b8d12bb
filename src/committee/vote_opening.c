/* vote_opening.c - "[VOTE charter 2w] title" opens a vote, with all that is fixed then: its rule,
 * who may vote, and for how long.  What cannot be obeyed as it stands opens none, and says why. */
#include "committee/vote_work.h"

#include <string.h>

#include "base/buf.h"
#include "committee/ballot.h"
#include "committee/deadline.h"
#include "committee/ranked_options.h"
#include "committee/record_deadline.h"

enum { VOTERS_MAX_BYTES = 256 * 1024, VOTE_MIN_S = 3600, VOTE_MAX_S = 366 * 24 * 3600 };

static const struct vote_rule *find_rule(const struct list_terms *terms, struct span name)
{
	for (size_t i = 0; name.len && i < terms->n_votes; i++) {
		if (span_is_ci(name, terms->votes[i].name))
			return &terms->votes[i];
	}
	return name.len ? NULL : &terms->votes[0];
}

static const char *rule_names(struct arena *arena, const struct list_terms *terms)
{
	const char *names = terms->votes[0].name;

	for (size_t i = 1; i < terms->n_votes; i++)
		names = arena_printf(arena, "%s, %s", names, terms->votes[i].name);
	return names;
}

/* Why nobody could vote for so long, as the end of a sentence; NULL: they can, or nothing is
 * said. */
static const char *why_not_so_long(const struct vote_recorder *r, const struct vote_tag *tag)
{
	int64_t begin_s = r->mail->received_at_s, end_s = vote_work_end(r, tag, begin_s);
	char day[CIVIL_TEXT_SIZE];

	if (tag->minute >= 0 && !civil_is_set(tag->day))
		return "its time of day has no day: write both, as in \"[VOTE until 2027-05-31 "
		       "17:00]\"";
	if (!end_s && tag->zone.len)
		return arena_printf(r->arena,
				    "\"" SPAN_FMT
				    "\" is no zone of the list on that day: write the "
				    "time in UTC, or without a zone in the list's",
				    SPAN_ARG(tag->zone));
	if (!end_s)
		return NULL;
	if (end_s <= begin_s)
		return arena_printf(
			r->arena,
			"%s has passed: write a day to come, or for how long people can "
			"vote, as in \"[VOTE 1w]\"",
			tag->minute < 0 ? civil_format_iso(tag->day, day)
					: civil_format_instant(end_s, day));
	if (end_s - begin_s < VOTE_MIN_S)
		return "that is less than an hour: leave people time to vote, as in \"[VOTE 1w]\"";
	if (end_s - begin_s > VOTE_MAX_S)
		return "that is more than a year: write a day or a period that people can wait "
		       "for, "
		       "as in \"[VOTE 1w]\"";
	return NULL;
}

/* "[VOTE] yes", "[VOTE YES]": who writes that votes.  "[VOTE 1w] No to the merger" is a title. */
static bool is_ballot(const struct vote_tag *tag, const struct fact *fact)
{
	bool has_end = tag->period.len || civil_is_set(tag->day);
	struct span said = span_of(*fact->text ? fact->text : fact->note), reason;

	return ballot_read(said, &reason) != BALLOT_NONE && !(has_end && reason.len);
}

/* Why the tag opens none, as the end of a sentence; NULL: it does. */
static const char *why_not(const struct vote_recorder *r, const struct vote_tag *tag,
			   const struct vote_rule *rule, const char *title,
			   const struct fact *fact, const char **options_out)
{
	const struct list_terms *terms = &r->mail->terms;
	unsigned roles = deadline_roles(r->mail, terms->calendar, -1);
	const char *why;

	if (is_ballot(tag, fact))
		return "that is a choice, and nothing to vote on. To vote, answer your ballot";
	if (!*title)
		return "it does not say what to vote on: write it behind the tag, as in \"[VOTE "
		       "1w] Admit the library\"";
	if (tag->secret && tag->ranked)
		return "a vote is secret or ranked, not both, for a published ranking can tell "
		       "whose "
		       "it is";
	if (!rule)
		return arena_printf(r->arena, "there is no rule \"%.*s\"; there are: %s",
				    (int)tag->rule.len, tag->rule.ptr,
				    rule_names(r->arena, terms));
	if (tag->unread.len)
		return arena_printf(r->arena, "\"%.*s\" is no rule, period or day",
				    (int)tag->unread.len, tag->unread.ptr);
	if (rule->opened_by == VOTE_BY_CHAIR && !(roles & DEADLINE_BY_CHAIR))
		return arena_printf(r->arena, "only the chair opens a vote by the rule %s",
				    rule->name);
	if (!vote_rule_voters(rule, r->mail->people))
		return "nobody of the list may vote";
	why = why_not_so_long(r, tag);
	*options_out = "";
	if (why || !tag->ranked)
		return why;
	return ranked_options_of(r->arena, fact->detail, options_out);
}

static const char *voter_lines(const struct vote_recorder *r, const struct vote_rule *rule)
{
	const char *const *names = vote_rule_voter_names(r->arena, rule, r->mail->people);
	size_t n = vote_rule_voters(rule, r->mail->people);
	struct buf lines;

	buf_init(&lines, VOTERS_MAX_BYTES);
	for (size_t i = 0; i < n; i++)
		buf_addf(&lines, "%s%s", i ? "\n" : "", names[i]);
	return buf_finish_shown(&lines, r->arena);
}

static void set_end(const struct vote_recorder *r, struct event_vote *vote,
		    const struct vote_tag *tag, const struct vote_rule *rule)
{
	enum { DAY_S = 24 * 3600 };
	struct period period = { 0 };

	if (tag->period.len) {
		(void)period_read(tag->period, &period);
	} else if (civil_is_set(tag->day) && tag->minute >= 0) {
		period.seconds = vote_work_end(r, tag, 0) - r->mail->received_at_s;
	} else if (civil_is_set(tag->day)) {
		vote->until = tag->day;
	} else if (rule->period_s % DAY_S == 0) {
		period.days = (int)(rule->period_s / DAY_S);
	} else {
		period.seconds = rule->period_s;
	}
	vote->period_days = period.days;
	vote->period_s = period.seconds;
}

/* A tag in a line of its own is about the mail's subject; one that is the subject is about what it
 * says itself; "": nothing. */
static const char *title_of(const struct incoming *mail, const struct fact *fact)
{
	bool is_of_subject = fact->line > 0 && mail->subject &&
			     span_find_ci(span_of(mail->subject), "[vote") < 0;

	if (*fact->text)
		return fact->text;
	return is_of_subject ? mail->subject : "";
}

/* Is it in the thread of a vote that runs, or has one of that title been opened already?  It opens
 * no other: people write the tag into answers and reminders. */
static const char *why_not_again(const struct vote_recorder *r, const char *title)
{
	const struct vote_entry *entry = vote_meant(r, -1).entry;
	const char *why = "this mail is in the thread of";

	if (entry && !vote_is_running(&entry->vote))
		entry = NULL;
	for (size_t i = 0; !entry && i < r->votes.len; i++) {
		const struct vote_entry *other = &r->votes.entries[i];

		if (!vote_is_running(&other->vote) ||
		    !span_eq_ci(span_trim(span_of(title)), span_of(other->title)))
			continue;
		entry = other;
		why = "that is open already as";
	}
	return entry ? arena_printf(r->arena,
				    "%s vote #%d, \"%s\". %s For a vote on something else write a "
				    "new mail with another title",
				    why, entry->number, entry->title,
				    vote_work_how(r->arena, entry)) :
		       NULL;
}

/* Has the mail a ballot that counts where it stands? */
static bool has_cast(const struct vote_recorder *r)
{
	for (size_t i = 0; i < r->out->len; i++) {
		if (event_is(&r->out->events[i], EVENT_VOTE, vote_event_name(VOTE_EVENT_CAST)))
			return true;
	}
	return false;
}

void vote_opening_record(struct vote_recorder *r, const struct fact *fact)
{
	const struct incoming *mail = r->mail;
	const struct due_context context = { .base = mail->date, .to_come = true };
	const struct vote_rule *rule;
	struct vote_tag tag;
	struct event e;
	const char *why, *options, *title;

	vote_tag_read(span_of(fact->note), &context, &tag);
	rule = find_rule(&mail->terms, tag.rule);
	title = title_of(mail, fact);
	if (is_ballot(&tag, fact) && has_cast(r))
		return;
	why = why_not_again(r, title);
	if (!why)
		why = why_not(r, &tag, rule, title, fact, &options);
	if (why) {
		e = vote_work_event(r, VOTE_REFUSED, 0, fact);
		e.vote.words = why;
		event_list_add(r->arena, r->out, &e);
		return;
	}
	e = vote_work_event(r, vote_event_name(VOTE_EVENT_OPENED),
			    state_next_number(r->state, r->out), fact);
	e.vote.title = title;
	e.vote.options = options;
	e.vote.body = tag.ranked ? "" : fact->detail;
	e.vote.rule = rule->name;
	e.vote.terms = vote_rule_terms(r->arena, rule);
	e.vote.voters = voter_lines(r, rule);
	e.vote.secret = tag.secret;
	set_end(r, &e.vote, &tag, rule);
	event_list_add(r->arena, r->out, &e);
}
