/* record_vote.h - facts of one mail become events of votes.
 *
 * What opens one: [VOTE charter 2w] wherever it stands, but in an answer that repeats its subject.
 * Its rule, who may vote and for how long are fixed with that.  A tag that cannot be obeyed as it
 * stands, and options that no ballot could name (ranked_options.h), open none, and who wrote it
 * hears why: nothing is half done.
 *
 * What counts as a ballot:
 *	a mail to the bot	that answers one of its mails about the vote, or has the subject of
 *				its ballot and answers nothing: the first line that is new.  Also
 *				a line with the vote's number, "#12 yes".  Two that differ are
 *				none
 *	the thread on the list	"+1", "-1" and "0" in an answer to a mail about the vote, "aye",
 *				"I vote no", "#12 yes"; "yes" and "no, too early" where the mail
 *				that asks for votes is answered and not what somebody has said
 *				since; of a ranked vote a line that ranks options.  A voter
 *				whose line begins with a choice and is no plain vote hears once
 *				what would be one
 * Of a secret vote only the former.  Its event has no word of the mail: neither the line nor its
 * place, and in place of the rule that has read it, which differs by choice, RULE_BALLOT; the
 * choice is in `sealed`, which is kept elsewhere (bot/secret.h).  No answer quotes it either.
 *
 * Whether it counts, the fold decides (vote.h).  What was opened goes on by the rule and with the
 * voters that it began with, whatever the list's rules and people are meanwhile.  "[EXTEND 1w]" and
 * "[WITHDRAW]" are for the vote whose thread it is, or whose number they say.
 *
 * Pure: the same state and mail give the same events.
 */
#ifndef BEADLE_COMMITTEE_RECORD_VOTE_H
#define BEADLE_COMMITTEE_RECORD_VOTE_H

#include "committee/record.h"

#define RULE_BALLOT "secret-ballot"

/* The secret vote that a mail to the bot answers or names, and what stands in place of its subject;
 * 0: none.  Such a mail is a ballot and nothing else: of what it says no other event is made. */
int record_secret_vote(struct arena *arena, const struct state *state, const struct incoming *mail,
		       const struct fact *facts, size_t n_facts, const char **subject_out);

/* Appends what the tags open, and what the thread on the list says. */
void record_votes(struct arena *arena, const struct state *state, const struct incoming *mail,
		  const struct fact *facts, size_t n_facts, struct event_list *out);

/* May any of these facts speak of a vote, beside those that may speak of a deadline? */
bool record_has_votes(const struct fact *facts, size_t n_facts);

/* A line of a mail to the bot: when it answers a mail about a vote and is meant as a ballot, the
 * event is appended, and what came of it is returned as a sentence; "" where the lines before have
 * said it.  NULL: it is none. */
const char *record_ballot(struct arena *arena, const struct state *state,
			  const struct incoming *mail, const struct fact *facts, size_t n_facts,
			  const struct fact *fact, struct event_list *out);

/* What who wrote the mail hears of an event of record_votes(), as a sentence; NULL: nothing. */
const char *record_vote_reply(struct arena *arena, const struct state *state,
			      const struct incoming *mail, const struct event_list *events,
			      const struct event *event);

#endif
