/* digest_work.h - what the digests share while they write; for src/notices/digest*.c alone. */
#ifndef BEADLE_NOTICES_DIGEST_WORK_H
#define BEADLE_NOTICES_DIGEST_WORK_H

#include "notices/advice.h"
#include "notices/digest.h"
#include "notices/layout.h"
#include "notices/format.h"
#include "notices/source.h"

enum {
	DIGEST_TEXT_MAX = 512 * 1024,
	DIGEST_ROW_INDENT = 4,
	DIGEST_ROW_LINES = 4,
	DIGEST_SUBJECT_BYTES = 60,
	DIGEST_NAME_BYTES = 40,
	DIGEST_REMARK_BYTES = 400
};

struct digest {
	struct arena *arena;
	const struct notice_policy *policy;
	const struct digest_reader *reader;
	int64_t now_s;
	struct buf text;
	unsigned row_lines;		/* of a row: what is longer is cut */
};

/* Begins with the list's own opening lines and what is wanted. */
void digest_begin(struct digest *d, struct arena *arena, const struct notice_policy *policy,
		  const struct digest_reader *reader, int64_t now_s, const char *wanted);

/* Ends with the list's closing lines and how to answer, and makes the mail. */
void digest_end(struct digest *d, const char *kind, const char *subject, const char *how_to_answer,
		const struct mailtext_part *parts, size_t n_parts, struct notice_composed *out);

void digest_title(struct digest *d, const char *title); /* of a part, with a blank line before */
void digest_paragraph(struct digest *d, const char *text);	/* with a blank line before */
void digest_row(struct digest *d, const char *head, const char *text);
void digest_note(struct digest *d, const char *text);		/* below a row */

int64_t digest_days_until(const struct digest *d, struct civil_date date);
const char *digest_owners(const struct digest *d,
			  const struct item *item); /* "Dave Thaler, Joe Stringer"; "nobody" */
const char *digest_due(const struct digest *d,
		       const struct item *item); /* "due Wed 5 Jul (in 3 days)" */
/* A link to the mail or its Message-ID, behind what stands before it (", " and its like); "" for
 * no mail. */
const char *digest_source(const struct digest *d, const char *before, const char *message_id);
const char *digest_instant(const struct digest *d, int64_t at_s);
const char *digest_hello(const struct digest *d);		/* "Joe, " or "" */
const char *digest_join(struct arena *arena, const char *const *names, size_t n,
			const char *between);
const char *digest_meeting(const struct digest *d,
			   const struct meeting_view *meeting); /* "meeting #39" */

const char *digest_meeting_day(const struct digest *d,
			       const struct meeting_view *meeting);	/* "Wed 12 Jul" */
/* Those who present: named, else who raised it. */
const char *digest_presenters(struct arena *arena, const struct agenda_row *row,
			      const char *between);

/* How many of a sorted list's items, from that one on, stand under its owner. */
size_t digest_owned_by_one(const struct item_list *open, const char *const *owners, size_t from);

void digest_items(struct digest *d, const char *title, struct item_list items);
/* Below a row, by whom it is, where that is in doubt: note as raise_note() has it. */
void digest_raised(struct digest *d, const char *raised_by, const char *note);
/* with_due: where no list of open items tells it; with_source: the mail that it comes from. */
void digest_questions_asked(struct digest *d, const struct question_view *questions, size_t n,
			    bool with_due, bool with_source);
/* A line each, the newest first, of so many; the others by number.  Below the title, which goes on
 * with how to correct one. */
void digest_decisions(struct digest *d, const char *title, bool to_list,
		      const struct decision_list *decisions, size_t max);
void digest_deadlines(struct digest *d, const struct deadline_view *deadlines,
		      size_t n);		/* a line each */
void digest_votes(struct digest *d, const struct vote_list *votes);	/* the same */

/* "Dave Thaler, Joe Stringer" */
const char *digest_names(struct arena *arena, const struct name_list *list);
/* A part of the agenda digest; nothing where nobody sends regrets and no quorum is set. */
void digest_presence(struct digest *d, const struct presence *presence,
		     const struct quorum_count *count);

/* What was said of how something ended, when, and why that was wrong. */
void digest_wrong(struct digest *d, const char *said, int64_t said_s, bool is_untold,
		  bool is_over);

/* ---- of one deadline ---- */

const char *digest_deadline_subject(struct arena *arena, const struct deadline_view *view,
				    enum deadline_notice notice);
void digest_deadline_instant(struct digest *d, const char *what, int64_t at_s);
/* Who has opened it, and where. */
void digest_deadline_by(struct digest *d, const char *what, const struct deadline *deadline);
void digest_deadline_opener(struct digest *d, const struct deadline_view *view);
/* What was said of its end, and why that was wrong. */
void digest_deadline_wrong(struct digest *d, const struct deadline_view *view);
void digest_deadline_objection(struct digest *d, const struct deadline_objection *o);
void digest_deadline_objections(struct digest *d,
				const struct deadline *deadline);	/* that stand */

/* What did not count. */
void digest_remark(struct digest *d, const struct deadline_remark *remark);
bool digest_is_in_peoples_name(unsigned roles);
void digest_rest(struct digest *d, size_t n);	/* so many more, for which there is no room */

#endif
