/* meeting_view.h - the views that digests about meetings are made of, filled from the state.  Pure.
 *
 * All is in the arena or borrowed from the context.
 */
#ifndef BEADLE_NOTICES_MEETING_VIEW_H
#define BEADLE_NOTICES_MEETING_VIEW_H

#include "notices/decide_meeting.h"

enum {
	VIEW_QUESTIONS_MAX = 8,		/* of one mail, by letters up to h; the others are asked in
					 * the next ones */
	VIEW_ASKED_MAX = 3,		/* meetings whose chair is asked the same */
	VIEW_CARRIED_S = 92 * 24 * 3600,	/* an entry that nobody discussed is carried over
						 * for so long */
};

/* Who chairs it, and where no turns are configured the list's chair; NULL: nobody with an
 * address. */
const struct person *meeting_view_chair(const struct meeting_context *c,
					const struct meeting *meeting);

struct meeting_view meeting_view_of(const struct meeting_context *c, const struct meeting *meeting);

/* Were minutes of it mailed? */
bool meeting_view_has_minutes(const struct meeting_context *c, const struct meeting *meeting);

/* Who was there, or will not be, and what that means for its quorum. */
void meeting_view_presence(struct arena *arena, const struct meeting_context *c,
			   const struct meeting *meeting, struct presence *out,
			   struct quorum_count *count_out);

/* Whose an item is, asked for the first time and of the chair of that meeting; the text is NULL
 * where there is nothing to ask. */
struct question_view meeting_view_question(struct arena *arena, const struct meeting *meeting,
					   const struct item *item);

struct question_list {
	struct question_view *rows;
	size_t len;
};

/* What is asked of that meeting's chair: of items that nobody known owns whose they are, then of
 * minutes that name another chair than the one whose turn it was who chaired. */
void meeting_view_questions(struct arena *arena, const struct meeting_context *c,
			    const struct meeting *meeting, struct question_list *out);

/* Items about which the chairs of VIEW_ASKED_MAX earlier meetings were asked in vain: this one is
 * told that they are parked. */
struct item_list meeting_view_given_up(struct arena *arena, const struct meeting_context *c,
				       const struct meeting *meeting);

/* Items that nobody known owns and nobody was asked about, whose due day is from first_day to
 * last_day (days since 1970), the oldest first; *next_day_out is the first due day after last_day
 * of another, INT64_MAX for none.  None of the past. */
void meeting_view_urgent(struct arena *arena, const struct meeting_context *c,
			 const struct meeting *next, int64_t first_day, int64_t last_day,
			 struct question_list *out, int64_t *next_day_out);

/* Makes rows of the questions about an item, in the order of their letters, so that an answer means
 * the one that it names, and spends the keys of all. */
void meeting_view_spend(struct arena *arena, const struct question_view *questions, size_t n,
			struct notice *notice);

/* Is it open, and is it not known whose it is, or whose too? */
bool meeting_view_is_nobodys(const struct item *item);
/* "Who is "Davd"?", "Whose is it?"; NULL for any other item. */
const char *meeting_view_whose(struct arena *arena, const struct item *item);

/* Was it overdue when the ledger began, or when its mail was first read, and has nobody spoken of
 * it since?  Then nobody is pressed. */
bool meeting_view_is_past(const struct meeting_context *c, const struct item *item);

/* The open items that are none of those given, by owner, nobody's last; one of two owners stands
 * under each, one of a group under the group's name.  (*owners_out)[i] is whom row i stands under,
 * "" nobody; returns how many. */
size_t meeting_view_open(struct arena *arena, const struct meeting_context *c,
			 struct item_list but, struct item_view **rows_out,
			 const char ***owners_out);

/* Deadlines opened by until_s that are open, or were settled since; of the past when the mailbox
 * was first read: none that was over, and no minutes. */
void meeting_view_deadlines(struct arena *arena, const struct meeting_context *c, int64_t since_s,
			    int64_t until_s, int64_t now_s, const struct deadline_view **out,
			    size_t *n_out);

/* The same of votes. */
void meeting_view_votes(struct arena *arena, const struct meeting_context *c, int64_t since_s,
			int64_t until_s, int64_t now_s, struct vote_list *out);

/* What a digest tells of deadlines and votes. */
struct meeting_told {
	const struct deadline_view *deadlines;
	size_t n_deadlines;
	const struct vote_list *votes;
};

/* What was decided from since_s until until_s and stands; of the past when the mailbox was first
 * read: nothing, and nothing that is told beside it. */
void meeting_view_decisions(struct arena *arena, const struct meeting_context *c, int64_t since_s,
			    int64_t until_s, struct meeting_told told, struct decision_list *out);

/* The entries of its agenda, in the order in which they were said first: with those that are
 * carried over to it while it is to come, afterwards with what its minutes say was discussed. */
size_t meeting_view_entries(struct arena *arena, const struct meeting_context *c,
			    const struct meeting *meeting, int64_t now_s,
			    const struct agenda_row **out);

void meeting_view_agenda(struct arena *arena, const struct meeting_context *c,
			 const struct meeting *meeting, int64_t now_s, struct agenda_view *out);

/* next has room for the first meeting after now. */
void meeting_view_weekly(struct arena *arena, const struct meeting_context *c, int64_t from_s,
			 int64_t to_s, int64_t now_s, struct weekly_view *out,
			 struct meeting_view *next);

#endif
