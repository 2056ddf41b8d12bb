/* scan_work.h - what the parts of the scanner share during one scan; for src/tags/scan*.c alone. */
#ifndef BEADLE_TAGS_SCAN_WORK_H
#define BEADLE_TAGS_SCAN_WORK_H

#include "tags/outline.h"
#include "tags/owners.h"
#include "tags/rules.h"
#include "tags/scan.h"
#include "time/cycle.h"
#include "time/due.h"

enum {
	SCAN_MAX_TAGS = 500,
	SCAN_TAGS_PER_LINE = 32,
	SCAN_DETAIL_MAX = 4000,
	SCAN_PEOPLE_MAX = 200,		/* of one meeting */
};

enum scan_section { SECTION_NONE, SECTION_ACTIONS, SECTION_DONE, SECTION_REVIEW };

/* What a logical line is to the scanner beyond the outline. */
struct scan_mark {
	struct rules_line rules;	/* which of them may match in it */
	int meeting;			/* index into meetings, or -1 */
	enum scan_section entry_of;	/* a direct entry of such a section */
	struct span list_owner;		/* of a list's head: whom it names; of an entry: whom the
					 * head of its list or part does */
	signed char owned_below;	/* whether a line below names who does it: 1, -1: none does,
					 * 0: not asked yet */
	bool must_say;			/* an entry only if it says who or what is to be done: other
					 * things may stand there */
	int agenda_level;		/* 0: an entry of the agenda, 1: directly below one, -1:
					 * neither */
	int above;			/* the nearest line that is not indented and may head its
					 * list; -1: none */
	bool listed;			/* as an entry of a list below the word "Agenda": one
					 * whatever it says */
	unsigned plan_number;		/* that stands in front of it, without a bullet's sign;
					 * 0: none */
	bool names_owner;		/* "Dave: Logo", below a number by itself */
	bool meta;			/* duration, chair, participants: no agenda entry */
	bool is_person;			/* an entry of a list of people */
	bool opens_section;		/* "Action items:" */
	bool is_action;			/* an action's tag stands in it */
	bool has_presenter;		/* as an agenda entry */
	bool is_decision;		/* a tag says so */
	bool status_only;		/* says that its parent is done, nothing else */
};

/* Names as written, each once. */
struct scan_names {
	const char **written;
	size_t n, cap;
};

/* Who was there, and who sent regrets. */
struct scan_there {
	struct scan_names present, regrets;
};

struct scan_meeting {
	int line;			/* index of its heading; -1: the subject */
	int end;			/* index of the first line that is another meeting's */
	int number;			/* -1: none */
	struct civil_date date, next;	/* next: of the meeting after it, if the text has it */
	struct owners chair;
	struct scan_there there;
	const char *rule;		/* by which it was found */
	bool cancelled;
	bool attended;			/* it says who was there */
	bool is_fact;			/* its heading says that it is a meeting */
};

/* Times of day, in minutes; -1: none. */
struct scan_clock {
	int start, end;
};

/* The last entry of an agenda with a time: it lasts until the next one. */
struct scan_timed {
	size_t fact;			/* its index + 1; 0: none */
	int start;
};

/* Which meeting an agenda that is mailed ahead is for, as far as the mail says. */
struct scan_plan {
	int number;			/* -1: not said */
	struct civil_date day;
};

struct scan {
	struct arena *arena;
	const struct rules *rules;
	struct rules_work *work;
	const struct scan_context *context;
	const char *subject;		/* of a mail that answers none, and no tag; else NULL */
	struct outline outline;
	struct owner_names names;
	struct scan_mark *marks;
	struct scan_meeting *meetings;
	size_t n_meetings, cap_meetings;
	struct scan_there there;	/* below no meeting's heading */
	const char *mail_subject;	/* of a mail; NULL: the text is none */
	bool is_answer;
	struct scan_plan plan;
	struct scan_timed timed;
	const struct outline_line *quoted;	/* the line of the last fact, its source, and its
						 * quote */
	const struct message_line *quoted_source;
	const char *quote;
	bool is_file;			/* no mail */
	bool is_minutes;		/* all of the text is, below a heading or not */
	unsigned max_tags, n_tags;
	bool over;
	struct fact_list *out;
};

/* A match that makes sense as a tag. */
struct scan_candidate {
	struct rule_match m;
	struct owners owners;
	bool mid;
	bool is_entry;			/* of a list of items: no tag stands in front */
	struct span due, every;		/* of a bracket */
	struct cycle cycle;		/* what every says; CYCLE_NONE: nothing understood */
	bool due_bare;			/* due is a date without a word like "by" */
	bool done;			/* the bracket says so */
	int item;			/* "#12", or -1 */
};

static inline struct span scan_seen(const struct outline_line *line)
{
	return span_from(line->seen.text, line->seen.len);
}

static inline struct span scan_mask(const struct outline_line *line)
{
	return span_from(line->seen.mask, line->seen.len);
}

/* Makes that line the one at hand: only rules that may match in it are tried on its pieces. */
static inline void scan_enter_line(const struct scan *scan, int index)
{
	rules_enter_line(scan->work, &scan->marks[index].rules);
}

/* Whether it is said who does it, be it that nobody is known yet. */
static inline bool scan_says_owner(const struct owners *owners)
{
	return owners->n || owners->nobody;
}

/* scan_meeting.c: finds the meetings, and by scan_people.c who was there. */
void scan_find_meetings(struct scan *scan);
void scan_emit_meeting(struct scan *scan, size_t meeting);
/* Its heading: a line, or the subject. */
struct span scan_meeting_title(const struct scan *scan, const struct scan_meeting *meeting);
/* Of a mail that answers none and has what minutes have, but no meeting; first: of its facts. */
void scan_emit_unheaded(struct scan *scan, size_t first);

/* scan_people.c.  False when the line opens no list of people; end: of its meeting. */
bool scan_read_people(struct scan *scan, int line, struct span text, int end);
void scan_learn_names(struct scan *scan, struct span text);	/* "A, B and C" or one name */
void scan_fill_people(struct scan *scan, const struct scan_there *there, struct fact *fact);
/* "[MINUTES #38]" in the subject of a mail that has no meeting's heading; first: of its facts. */
void scan_fill_tagged(struct scan *scan, size_t first);

/* scan_heading.c: whether a text heads the minutes of a meeting. */
enum heading_place {
	HEADING_MARKED,			/* a line that is a heading */
	HEADING_PLAIN,			/* one by itself */
	HEADING_SUBJECT,		/* a mail's subject: it has to name minutes */
};

struct scan_heading {
	const char *rule;		/* NULL: by number or day */
	int number;			/* -1: none */
	struct civil_date date;		/* not set: none */
};

bool scan_read_heading(struct scan *scan, struct span text, enum heading_place place,
		       struct scan_heading *out);
/* "TSC call": a title that names a meeting; surely: "Weekly call", by words for nothing else. */
bool scan_names_meeting(struct span text, bool surely);
/* The first day of the calendar that a text has; of a mail its year may be missing. */
bool scan_date_in(struct scan *scan, struct span text, struct civil_date *out);
/* "date: 2026-01-14" and "meeting: 12" between two lines of dashes at the top; *index_out: the
 * first line that has them. */
bool scan_read_front_matter(struct scan *scan, int *index_out, struct scan_heading *out);

/* scan_agenda.c */
void scan_mark_agenda(struct scan *scan);
void scan_emit_agenda(struct scan *scan, int line);
void scan_emit_titles(struct scan *scan, size_t first);	/* first: of this scan's facts */

/* scan_decision.c */
void scan_mark_above(struct scan *scan);
void scan_emit_decision(struct scan *scan, int line);
/* scan_plan.c: an agenda mailed ahead, in lines [from, to); false: there is none. */
bool scan_mark_plan(struct scan *scan, int from, int to);
bool scan_is_agenda_head(struct scan *scan, const struct outline_line *line);
bool scan_is_group(const struct outline_line *line, int index); /* "Old business:" above its own */
/* Takes off an entry's title its number, and the times of day in front. */
void scan_take_number(const struct scan_mark *mark, struct span *title);
void scan_take_clock(struct scan *scan, struct span *title, struct scan_clock *out);
bool scan_is_pause(struct span title);
/* Gives lengths to the entry, and to the one before it; fact NULL: it is none. */
void scan_set_length(struct scan *scan, struct fact *fact, const struct scan_clock *clock);

/* scan_vote.c: inside is what stands behind the word in the tag's brackets. */
void scan_take_vote(struct scan *scan, struct fact *fact, int index, struct span inside);
bool scan_vote_is_over(struct span prefix);
void scan_subject_options(struct scan *scan, size_t first); /* of a tag in the subject */
/* Gives each vote of a mail the text that is voted on. */
void scan_vote_texts(struct scan *scan, const struct message *message, size_t first);

/* scan_action.c */
void scan_learn_owners(struct scan *scan);
void scan_emit_tags(struct scan *scan, int line);
void scan_subject(struct scan *scan, const char *subject);
const char *scan_owner_reason(struct scan *scan, int line);	/* of its first tag; "": none */
const char *scan_refusal(struct scan *scan,
			 const struct rule_match *m); /* why a match makes no tag; NULL: it does */

/* scan_zone.c: reads the words behind a tag, which are the text of its match: fills owners, days
 * and the parts of the match.  False: they have no owner and need one, or say nothing. */
bool scan_read_zone(struct scan *scan, struct scan_candidate *c);
unsigned scan_weigh_tag(const struct rule_match *m, enum rule_part behind);	/* evidence.h */
/* What stands within brackets: "Dave due 2023-07-05", "#12", "Joe every 6 months".  place:
 * evidence.h. */
bool scan_read_inside(struct scan *scan, struct scan_candidate *c, struct span inside,
		      unsigned place);
bool scan_is_something(struct span text);	/* what can be a task by itself: not "none", no
						 * identifier */

/* scan_task.c: the action of a tag in a line.  topic_start: where the text in front of a tag inside
 * the line begins; end: where the next tag does. */
void scan_build_action(struct scan *scan, int line, const struct scan_candidate *tag,
		       size_t topic_start, size_t end);

/* scan_section.c */
void scan_mark_sections(struct scan *scan);

/* scan_entry.c */
void scan_learn_tails(
	struct scan *scan); /* the names behind the entries of lists, if two have one */
void scan_emit_entry(struct scan *scan, int line);
bool scan_entry_owned(struct scan *scan, int line); /* it names beyond doubt who does it */

/* An entry of a list, taken apart. */
struct scan_entry {
	struct fact found;		/* status and note */
	struct span text;		/* without what is said of its progress, and by whom */
	struct owners owners;
	struct span topic;		/* in front of the owner: "Budget: Dave to ..." */
	struct span due;		/* behind the owner, or what a line below it says; len 0:
					 * none does */
	const struct rule *rule;	/* NULL: none fits */
	bool says_open;			/* "- still open" */
	bool says_to_do;		/* "Dave to ..." */
};
/* Takes the owner off the entry's text: in front by the first rule that fits, else at its end. */
void scan_entry_read(struct scan *scan, struct scan_entry *entry);

/* scan_words.c */
bool scan_has_letter(struct span s);
/* Does a row of that use fit? */
bool scan_matches(const struct scan *scan, enum rule_use use, struct span text);
bool scan_says_nothing(struct span text);			/* "none.", "no action; ..." */
struct span scan_strip_front(struct span s);			/* without separators in front */
struct span scan_strip_back(struct span s);
/* "to send it" behind "AI(Dave)": the verb of owing goes. */
struct span scan_strip_verb(struct span s, bool has_owner);
bool scan_is_title(struct span text);

/* scan_item.c: pieces of an item's text, all of them borrowed from the line's seen text (base). */
/* "... **Done by Joe**" at the end of what is not bold itself: sets the status, and the mark goes.
 * *text is of the line. */
void scan_take_bold_mark(struct scan *scan, const struct outline_line *line, struct fact *fact,
			 struct span *text);
bool scan_all_link(const struct outline_line *line, struct span part, const char *base);
void scan_owner_from_tail(struct scan *scan, struct owners *owners, struct span *text);
void scan_status_from_tree(struct scan *scan, struct fact *fact, int line);
void scan_inherit_due(struct scan *scan, struct fact *fact, int line);

/* scan_trace.c: what each line was taken for; first is the index of this scan's first fact. */
void scan_fill_trace(struct scan *scan, const struct message *message, size_t first);

/* scan_answer.c: answers to deadlines where it is a reply, the chair's commands, from source
 * lines. */
void scan_answers(struct scan *scan, const struct message *message, bool reply);

/* scan_objection.c: what may be an objection in plain words, in the next logical line from *index
 * on that has one. */
struct scan_objection {
	const char *rule;
	unsigned line;
	struct span sentence;		/* as it was written */
};
bool scan_find_objection(const struct scan *scan, size_t *index, struct scan_objection *out);
bool scan_is_set_apart(struct span line);	/* in the columns of code */

/* Gives each command that may be a vote the lines that go on below it. */
void scan_below_answers(struct scan *scan, const struct message *message, size_t first);

bool scan_is_greeting(struct span line);	/* "Hi Dave,": may stand before the first command */

/* scan_reply.c: commands in plain words at the beginning of an answer; of another mail their tags
 * alone.  first: of this scan's facts, found before. */
void scan_reply(struct scan *scan, const struct message *message, size_t first, bool reply,
		bool to_bot);

/* scan_report.c: sentences in a mail that answers another, and in minutes those with a name; first:
 * of this scan's facts.  Of a mail without tags (bare) nothing but its outline is read. */
bool scan_is_in_thread(const struct message *message);
void scan_emit_reports(struct scan *scan, const struct message *message, size_t first, bool bare);

/* scan_sentence.c */
/* Below a meeting's heading, or anywhere in a text that has none or is mailed as minutes. */
bool scan_is_in_minutes(const struct scan *scan, int line);
/* The next sentence of a line at or after *from, its stop included; false: there is none. */
bool scan_next_sentence(struct span line, size_t *from, struct span *out);
/* Between quotation marks that open before: what somebody else has said or written. */
bool scan_is_quoted(struct span line, size_t at);
bool scan_is_question(struct span sentence);

/* scan_promise.c: what minutes say that somebody will do, where it is asked for; first: of this
 * scan's facts. */
void scan_emit_promises(struct scan *scan, size_t first);
const char *scan_promise_refusal(struct scan *scan, size_t first, int line); /* NULL: none */

/* scan_topic.c */
bool scan_is_of_any_topic(struct span text);	/* "Next steps", "Questions:" */
bool scan_is_speaker(const struct scan *scan, struct span text);	/* "Dave: we should ..." */
/* Takes the speaker off, or the longest name of one or two words in front. */
bool scan_take_speaker(const struct scan *scan, struct span *text, struct owners *out);
bool scan_take_name(const struct scan *scan, struct span *text, struct owners *out);
/* What a line is about, "" where nothing says so. */
struct span scan_topic_of(const struct scan *scan, const struct outline_line *line);

/* scan_table.c: reads a table of action items that begins at *index; *index is then its last
 * line. */
bool scan_emit_table(struct scan *scan, int *index);
/* A text of that line as far as its cell goes, when the line is a table's row. */
struct span scan_cell(struct span line, struct span text);
/* What stands in front of a text of that line: of a row, what its own cell has, else the one
 * before. */
struct span scan_cell_front(struct span line, struct span front);

/* scan_work.c: a new fact of that kind for a line (-1: the subject), or NULL when there are too
 * many.  Context, quote, meeting and detail are filled; offset says which source line of a joined
 * one it is. */
struct fact *scan_new_fact(struct scan *scan, enum fact_kind kind, const char *rule, int line,
			   size_t offset);

/* The same of what is no tag and none of the limit's, unless the limit has been met. */
struct fact *scan_new_aside(struct scan *scan, enum fact_kind kind, const char *rule, int line,
			    size_t offset);

/* The same of the subject, where no line of the text has it. */
struct fact *scan_new_subject_fact(struct scan *scan, enum fact_kind kind, const char *rule);

/* A new command of a mail's source line (line), or NULL when there are too many tags. */
struct fact *scan_new_command(struct scan *scan, const char *rule, const char *command,
			      unsigned number, struct span line);

/* The due phrase of text, relative to the line's meeting, or what looks like a day and is none. */
void scan_fill_due(struct scan *scan, struct fact *fact, int line, struct span text);
/* A bare day as a due phrase. */
struct span scan_led(const struct scan *scan, struct span day);
struct due_context scan_due_context(const struct scan *scan, int line);

bool scan_is_reply(const struct message *message);
/* A subject without "Re:"; an answer, too, may have one. */
bool scan_has_own_subject(const struct message *message);

/* Takes done marks off *text and sets status and note. */
void scan_take_status(struct scan *scan, struct fact *fact, struct span *text);

/* An entry of a list of action items, or below one. */
bool scan_is_in_section(const struct scan *scan, int line);

const char *scan_text(const struct scan *scan, struct span s);	/* into the arena, trimmed, clean */
void scan_set_minutes(const struct rule_match *m, int *minutes);

#endif
