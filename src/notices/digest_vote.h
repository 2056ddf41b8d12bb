/* digest_vote.h - the texts about votes; form as in digest.h.  Pure. */
#ifndef BEADLE_NOTICES_DIGEST_VOTE_H
#define BEADLE_NOTICES_DIGEST_VOTE_H

#include "committee/votes.h"
#include "notices/digest.h"

enum vote_notice {
	VOTE_NOTICE_OPENED,
	VOTE_NOTICE_MOVED,		/* it ends at another instant than was said */
	VOTE_NOTICE_CLOSED,		/* passed, failed, no quorum or withdrawn */
	VOTE_NOTICE_CORRECTED,		/* what was said of its end was wrong */
};

enum ballot_notice { BALLOT_FIRST, BALLOT_HALF_WAY, BALLOT_LAST_DAY };

const char *vote_notice_name(enum vote_notice notice);		/* "vote-opened", ... */
const char *ballot_notice_name(enum ballot_notice notice);	/* "ballot", "ballot-reminder" */
#define BALLOT_FAILED_NAME "ballot-failed"

/* To the list: the rule in words and numbers; of a vote that is over the result, with names.
 * has_meetings: what is not decided goes to the next one. */
void digest_vote(struct arena *arena, const struct notice_policy *policy,
		 const struct digest_reader *reader, const struct vote_entry *entry,
		 enum vote_notice notice, bool has_meetings, int64_t now_s,
		 struct notice_composed *out);

/* To a voter: what is asked, and how to vote in an answer. */
void digest_ballot(struct arena *arena, const struct notice_policy *policy,
		   const struct digest_reader *reader, const struct vote_entry *entry,
		   enum ballot_notice notice, int64_t now_s, struct notice_composed *out);

/* To who opened it: that voter has no ballot. */
void digest_ballot_failed(struct arena *arena, const struct notice_policy *policy,
			  const struct digest_reader *reader, const struct vote_entry *entry,
			  const char *voter, int64_t now_s, struct notice_composed *out);

#endif
