/* digest_vote.c - see digest_vote.h. */
#include "notices/digest_vote.h"

#include <string.h>

#include "committee/deadline.h"
#include "committee/raise.h"
#include "notices/digest_ranked.h"

enum { TITLE_BYTES = 300 };

const char *vote_notice_name(enum vote_notice notice)
{
	static const char *const names[] = { "vote-opened", "vote-moved", "vote-closed",
					      "vote-corrected" };

	return names[notice];
}

const char *ballot_notice_name(enum ballot_notice notice)
{
	return notice == BALLOT_FIRST ? "ballot" : "ballot-reminder";
}

static const char *state_word(enum vote_state state, bool is_ranked)
{
	switch (state) {
	case VOTE_PASSED:
		return is_ranked ? "Decided" : "Passed";
	case VOTE_FAILED:
		return is_ranked ? "Not decided" : "Not passed";
	case VOTE_NO_QUORUM:
		return "No quorum";
	case VOTE_WITHDRAWN:
		return "Withdrawn";
	case VOTE_TIED:
		return "Tied";
	default:
		return "Open";
	}
}

static const char *wanted_of(struct arena *arena, const struct vote_entry *entry,
			     enum vote_notice notice, bool has_meetings)
{
	const char *then = has_meetings ? "this goes to the next agenda" : "nothing is decided";
	const char *title = format_short(arena, entry->title, TITLE_BYTES);
	bool is_ranked = entry->terms.n_options > 0;

	if (notice == VOTE_NOTICE_OPENED)
		return arena_printf(arena, "A vote is open: %s", title);
	if (notice == VOTE_NOTICE_MOVED)
		return arena_printf(arena, "There is more time to vote on: %s", title);
	switch (entry->vote.state) {
	case VOTE_OPEN:
	case VOTE_EXTENDED:
		return arena_printf(arena, "This vote has not ended: %s", title);
	case VOTE_PASSED:
		return arena_printf(arena, "This is %s: %s", is_ranked ? "decided" : "passed",
				    format_short(arena, votes_decision(arena, entry), TITLE_BYTES));
	case VOTE_TIED:
		return arena_printf(arena, "Options are tied, so %s: %s", then, title);
	case VOTE_NO_QUORUM:
		return arena_printf(arena, "Too few have voted, so %s: %s", then, title);
	case VOTE_WITHDRAWN:
		return arena_printf(arena, "This vote was withdrawn; nothing is decided: %s",
				    title);
	default:
		return arena_printf(arena, "%s: %s",
				    is_ranked ? "\"None of these\" wins, so nothing is decided" :
						"This is not passed",
				    title);
	}
}

static const char *subject_of(struct arena *arena, const struct vote_entry *entry,
			      enum vote_notice notice)
{
	static const char *const starts[] = { "Vote", "More time to vote", NULL, NULL };
	const char *title = format_short(arena, entry->title, DIGEST_SUBJECT_BYTES);
	const char *start = starts[notice] ? starts[notice] :
					     state_word(entry->vote.state,
							entry->terms.n_options > 0);

	if (notice == VOTE_NOTICE_CORRECTED)
		start = arena_printf(arena, "Correction. %s", start);

	return arena_printf(arena, "%s: %s", start, title);
}

/* Who opened it, where, and what it takes. */
static void add_terms(struct digest *d, const struct vote_entry *entry)
{
	const struct vote *v = &entry->vote;
	const char *note = raise_note(d->policy->people, v->opener, entry->sources[0]->proof);
	bool is_over = vote_state_is_end(v->state);

	buf_add_char(&d->text, '\n');
	digest_row(d, is_over ? "Ended  " : "Ends  ",
		   digest_instant(d, is_over ? v->settled_s : v->closes_s));
	digest_row(d, "Vote  ",
		   arena_printf(d->arena, "#%d, opened by %s%s%s%s", entry->number,
				v->opener, *note ? ", " : "", note,
				digest_source(d, ", ", v->message_id)));
	if (entry->terms.n_options)
		digest_row(d, "To win  ",
			   arena_printf(d->arena, "the best option by Schulze's method; %s",
					votes_rule_text(d->arena, entry)));
	else
		digest_row(d, "To pass  ", votes_rule_text(d->arena, entry));
}

static void add_secrecy(struct digest *d, const struct vote_entry *entry)
{
	if (entry->terms.secret)
		digest_row(d, "Secret  ",
			   "who has voted is known, but not how; the result lists each ballot by "
			   "a code that only its voter is told");
}

/* The text that is voted on, line by line as it was mailed. */
static void add_text(struct digest *d, const struct vote_entry *entry)
{
	struct span rest = span_of(entry->body), line;

	if (!rest.len)
		return;
	digest_title(d, "The text:");
	while (span_next_line(&rest, &line))
		layout_hanging(&d->text, "| ", strlen("| "),
			       arena_strndup(d->arena, line.ptr, line.len), 0);
}

static void add_names(struct digest *d, const struct vote_entry *entry, const char *head,
		      const char *choice)
{
	const char *names = votes_who_chose(d->arena, entry, choice);

	if (*names)
		digest_row(d, head, names);
}

static void add_reasons(struct digest *d, const struct vote_entry *entry)
{
	const struct vote *v = &entry->vote;
	bool is_first = true;

	for (size_t i = 0; i < v->n_voters; i++) {
		const struct vote_shown shown = votes_shown(entry, &v->voters[i]);

		if (!*shown.reason)
			continue;
		if (is_first)
			digest_title(d, "What they said:");
		is_first = false;
		digest_row(d,
			   arena_printf(d->arena, "*  %s, %s: ",
					format_short(d->arena, v->voters[i].name,
						     DIGEST_NAME_BYTES),
					shown.choice),
			   shown.reason);
	}
}

/* What each secret ballot says, for its voter to find and for anybody to count. */
static void add_ballots(struct digest *d, const struct vote_entry *entry)
{
	if (entry->vote.tally.sealed)
		digest_paragraph(d, "It was secret, and nothing is decided: what the ballots say "
				    "is not opened, and stays untold.");
	if (!entry->n_ballots)
		return;
	digest_title(d, "The ballots, in the order of their codes:");
	for (size_t i = 0; i < entry->n_ballots; i++)
		digest_row(d, arena_printf(d->arena, "%s  ", entry->ballots[i].code),
			   ballot_name(entry->ballots[i].choice));
}

static void add_result(struct digest *d, const struct vote_entry *entry)
{
	digest_row(d, "Result  ", votes_result_text(d->arena, entry));
	if (entry->vote.ranked) {
		digest_ranked_options(d, entry);
		digest_ranked_result(d, entry);
		return;
	}
	buf_add_char(&d->text, '\n');
	add_names(d, entry, "Yes  ", ballot_name(BALLOT_YES));
	add_names(d, entry, "No  ", ballot_name(BALLOT_NO));
	add_names(d, entry, "Abstained  ", ballot_name(BALLOT_ABSTAIN));
	add_names(d, entry, "Voted  ", ballot_name(BALLOT_SEALED));
	add_names(d, entry, "Did not vote  ", "");
	add_reasons(d, entry);
	if (entry->terms.secret)
		add_ballots(d, entry);
}

/* "the operator: it was a mistake" */
static const char *by_whom(struct digest *d, const struct vote_event *event)
{
	const char *who = format_short(d->arena, event->actor, DIGEST_NAME_BYTES);

	return arena_printf(d->arena, "%s%s%s%s",
			    event->roles & DEADLINE_BY_OPERATOR ? "the " : "", who,
			    *event->text ? ": " : "", event->text);
}

static void add_why_later(struct digest *d, const struct vote *v)
{
	const struct vote_step *last = v->n_steps ? &v->steps[v->n_steps - 1] : NULL;

	if (v->delayed || !last || !last->event)
		digest_row(d, "Why  ", "ballots were delivered late, and the time to vote begins "
				       "with that");
	else
		digest_row(d, "Why  ",
			   arena_printf(d->arena, "extended by %s", by_whom(d, last->event)));
}

/* What was said of its end, and why that was wrong. */
static void add_wrong(struct digest *d, const struct vote_entry *entry)
{
	const struct vote *v = &entry->vote;
	const struct told_end wrong = votes_ending(entry).wrong;
	const char *winner, *said = state_word(votes_told(entry, wrong, &winner),
					       entry->terms.n_options > 0);

	if (wrong.at_s && winner)
		said = arena_printf(d->arena, "%s: %s", said, winner);
	if (wrong.at_s)
		digest_wrong(d, said, wrong.at_s, v->untold, vote_state_is_end(v->state));
}

/* "2w", as long as the vote was to be open; one until some day has a week. */
static const char *period_of(struct arena *arena, const struct period *period)
{
	if (period->days > 0 && period->days % 7 == 0)
		return arena_printf(arena, "%dw", period->days / 7);
	if (period->days > 0)
		return arena_printf(arena, "%dd", period->days);
	if (period->seconds >= 3600 && period->seconds % 3600 == 0)
		return arena_printf(arena, "%dh", (int)(period->seconds / 3600));
	return "1w";
}

/* What opens one of its kind, by the same rule. */
static const char *tag_of(struct arena *arena, const struct vote_entry *entry)
{
	const char *rule = entry->terms.rule->name;
	bool is_default = strcmp(rule, VOTE_RULE_DEFAULT) == 0;

	return arena_printf(arena, "[VOTE%s%s%s%s %s] title", entry->terms.secret ? " secret" : "",
			    entry->terms.n_options ? " rank" : "", is_default ? "" : " ",
			    is_default ? "" : rule, period_of(arena, &entry->terms.period));
}

static const char *answer_of(struct digest *d, const struct vote_entry *entry, bool has_meetings)
{
	if (!vote_state_is_end(entry->vote.state))
		return advice_vote(d->arena, d->policy, entry->terms.n_options,
				   entry->terms.secret);
	if (entry->vote.state == VOTE_PASSED)
		return "This is a decision now, and stands in the register of decisions.";
	if (entry->vote.state == VOTE_TIED && has_meetings)
		return "Nobody breaks a tie by chance: it is on the agenda of the next meeting.";
	return arena_printf(d->arena, "To vote again, mail to %s with a line \"%s\".",
			    d->policy->list_address, tag_of(d->arena, entry));
}

void digest_vote(struct arena *arena, const struct notice_policy *policy,
		 const struct digest_reader *reader, const struct vote_entry *entry,
		 enum vote_notice notice, bool has_meetings, int64_t now_s,
		 struct notice_composed *out)
{
	const struct vote *v = &entry->vote;
	struct digest d;

	const char *wanted = wanted_of(arena, entry, notice, has_meetings);
	bool has_result = vote_state_is_end(v->state) && v->state != VOTE_WITHDRAWN;

	if (notice == VOTE_NOTICE_CORRECTED)
		wanted = arena_printf(arena, "Correction. %s", wanted);
	digest_begin(&d, arena, policy, reader, now_s, wanted);
	add_terms(&d, entry);
	if (notice == VOTE_NOTICE_CORRECTED)
		add_wrong(&d, entry);
	if (v->state == VOTE_WITHDRAWN && v->n_steps && v->steps[v->n_steps - 1].event)
		digest_row(&d, "Withdrawn by  ", by_whom(&d, v->steps[v->n_steps - 1].event));
	if (has_result) {
		d.row_lines = 0;	/* nobody's name is left out */
		add_result(&d, entry);
	}
	if (notice == VOTE_NOTICE_MOVED) {
		add_why_later(&d, v);
		digest_row(&d, "Voted so far  ", votes_voted_text(arena, entry));
	}
	if (notice == VOTE_NOTICE_OPENED) {
		digest_row(&d, "Who votes  ",
			   digest_join(arena, (const char *const *)entry->terms.voters,
				       entry->terms.n_voters, ", "));
		add_secrecy(&d, entry);
		add_text(&d, entry);
	}
	if (entry->terms.n_options && !vote_state_is_end(v->state))
		digest_ranked_options(&d, entry);
	if (notice == VOTE_NOTICE_OPENED && v->date_passed)
		digest_paragraph(&d,
				 "The day that was named had passed already, so it has a week.");
	digest_end(&d, vote_notice_name(notice), subject_of(arena, entry, notice),
		   answer_of(&d, entry, has_meetings), NULL, 0, out);
}

static const char *ballot_wanted(struct arena *arena, const struct vote_entry *entry,
				 enum ballot_notice notice)
{
	static const char *const starts[] = {
		"Please vote on", "You have not voted yet on", "Last day to vote on"
	};

	return arena_printf(arena, "%s: %s", starts[notice],
			    format_short(arena, entry->title, TITLE_BYTES));
}

void digest_ballot(struct arena *arena, const struct notice_policy *policy,
		   const struct digest_reader *reader, const struct vote_entry *entry,
		   enum ballot_notice notice, int64_t now_s, struct notice_composed *out)
{
	static const char *const starts[] = { BALLOT_SUBJECT, BALLOT_SUBJECT_MISSING,
					      BALLOT_SUBJECT_LAST_DAY };
	struct digest d;

	digest_begin(&d, arena, policy, reader, now_s, ballot_wanted(arena, entry, notice));
	add_terms(&d, entry);
	if (notice != BALLOT_FIRST)
		digest_row(&d, "Voted so far  ", votes_voted_text(arena, entry));
	add_secrecy(&d, entry);
	if (entry->terms.secret)
		digest_row(&d, "Your code  ", votes_code_mark(arena, entry->number));
	add_text(&d, entry);
	if (entry->terms.n_options) {
		digest_ranked_options(&d, entry);
		digest_ranked_form(&d, entry);
	}
	digest_end(&d, ballot_notice_name(notice),
		   arena_printf(arena, "%s: %s", starts[notice],
				format_short(arena, entry->title, DIGEST_SUBJECT_BYTES)),
		   advice_ballot(arena, policy, entry->terms.n_options,
				 entry->terms.secret ? "" : NULL),
		   NULL, 0, out);
}

void digest_ballot_failed(struct arena *arena, const struct notice_policy *policy,
			  const struct digest_reader *reader, const struct vote_entry *entry,
			  const char *voter, int64_t now_s, struct notice_composed *out)
{
	struct digest d;

	digest_begin(&d, arena, policy, reader, now_s,
		     arena_printf(arena, "%s has no ballot: no mail reaches them.", voter));
	buf_add_char(&d.text, '\n');
	digest_row(&d, "Vote  ",
		   arena_printf(arena, "#%d %s", entry->number,
				format_short(arena, entry->title, TITLE_BYTES)));
	digest_row(&d, "Ends  ", digest_instant(&d, entry->vote.closes_s));
	digest_paragraph(&d, entry->terms.secret ?
				     "The vote goes on without them: a secret one has no other way "
				     "to vote than the ballot." :
				     "The vote goes on without them. They can still vote in its "
				     "thread on the list, where that is proved.");
	digest_end(&d, BALLOT_FAILED_NAME,
		   arena_printf(arena, "No ballot for %s",
				format_short(arena, voter, DIGEST_NAME_BYTES)),
		   arena_printf(arena,
				"More time? Write \"[EXTEND #%d 1w]\" in a mail to %s, or "
				"\"[WITHDRAW #%d]\".",
				entry->number, policy->list_address, entry->number),
		   NULL, 0, out);
}
