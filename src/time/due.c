/* due.c - see due.h: the lead words, and which of the dates after them count.
 *
 * One pass over the words of the text; at each word that can begin a phrase the
 * readings are tried in order, and the first that ends in a date is taken.
 */
#include "time/due.h"

#include <string.h>

#include "time/due_clause.h"
#include "time/due_words.h"

enum { DEADLINE_WORDS = 4 };

enum lead {
	LEAD_NONE,
	LEAD_BY,
	LEAD_FIRM,
	LEAD_BEFORE,
	LEAD_UNTIL,
	LEAD_WITHIN,
	LEAD_DEADLINE,
	LEAD_FOR
};

static enum lead take_lead(struct due_reader *r)
{
	static const struct {
		const char *words;
		enum lead lead;
	} leads[] = {
		{ "no later than", LEAD_FIRM }, { "not later than", LEAD_FIRM },
		{ "on or before", LEAD_FIRM },	{ "by", LEAD_BY },
		{ "due date", LEAD_FIRM },	{ "due", LEAD_FIRM },
		{ "before", LEAD_BEFORE },	{ "prior to", LEAD_BEFORE },
		{ "until", LEAD_UNTIL },	{ "till", LEAD_UNTIL },
		{ "til", LEAD_UNTIL },		{ "within", LEAD_WITHIN },
		{ "deadline", LEAD_DEADLINE },	{ "for", LEAD_FOR },
		{ "bis zum", LEAD_UNTIL },	{ "bis", LEAD_UNTIL },
	};

	for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++) {
		if (due_take_words(r, leads[i].words))
			return leads[i].lead;
	}
	return LEAD_NONE;
}

/* "next meeting", "our next regular call", "the next time"; a meeting of others ("next IETF
 * meeting", "next meeting of the board") is not ours. */
static bool take_next_meeting(struct due_reader *r)
{
	static const char *const edges[] = {
		"at", "in", "the start of", "start of", "the beginning of", NULL
	};
	static const char *const whose[] = { "the", "our", NULL };
	static const char *const next[] = { "next", "upcoming", "coming", "following", NULL };
	static const char *const kinds[] = {
		"regular",	 "regularly scheduled",
		"scheduled",	 "weekly",
		"biweekly",	 "bi-weekly",
		"fortnightly",	 "monthly",
		"committee",	 "group",
		"team",		 "wg",
		"working group", NULL,
	};
	static const char *const meetings[] = {
		"meeting", "time", "call", "session", "sync", "telecon", "telco", NULL,
	};
	static const char *const of_others[] = { "of", "for", "with", "after", NULL };
	struct due_reader t = *r;

	due_take_one_of(&t, edges);
	due_take_one_of(&t, whose);
	if (!due_take_one_of(&t, next))
		return false;
	while (due_take_one_of(&t, kinds))
		;
	if (!due_take_one_of(&t, meetings) || !due_at_end_of_token(&t))
		return false;
	struct due_reader look = t;

	if (due_take_one_of(&look, of_others))
		return false;
	*r = t;
	return true;
}

/* What stands after a lead word: a date, or the next meeting. */
static bool take_target(struct due_reader *r, const struct due_context *context,
			struct due_phrase *out)
{
	struct due_range range;
	struct due_reader t = *r;

	if (take_next_meeting(&t)) {
		struct due_reader look = t;

		out->next_meeting = true;
		out->date = context->next_meeting;
		due_take_word(&look, "on");
		if (due_take_date_after(&look, &range)) {
			out->next_meeting = false;
			out->date = range.last;
			t = look;
		}
		*r = t;
		return true;
	}
	if (!due_take_day(&t, &range))
		return false;
	out->date = range.last;
	if (r->before && civil_compare(range.first, range.last) != 0) {
		out->date = civil_add_days(range.first, -1);
		/* "before this week" is said of what has been */
		if (civil_is_set(r->base) && civil_compare(r->base, range.first) >= 0 &&
		    civil_compare(r->base, range.last) <= 0)
			return false;
	}
	*r = t;
	return civil_is_set(out->date);
}

/* The colon of "due:" and what a date may be wrapped in. */
static void take_opening(struct due_reader *r, bool colon)
{
	if (colon && !due_take_char(r, ':'))
		due_take_char(r, '=');
	due_skip_gap(r);
	for (int c = due_byte_at(r, r->at); c > 0 && strchr("([\"'", c);
	     c = due_byte_at(r, r->at)) {
		r->at++;
		due_skip_gap(r);
	}
}

/* "deadline: June 10", "deadline is June 10", "deadline for drafts 5pm PT next Monday" */
static bool take_deadline(struct due_reader *r, const struct due_context *context,
			  struct due_phrase *out)
{
	static const char *const links[] = {
		"is now",	  "is",	      "of",	"on",	   "by", "extended to",
		"extended until", "moved to", "set to", "set for", NULL,
	};
	struct due_reader t = *r;
	struct span word;
	bool about;

	due_skip_gap(&t);
	take_opening(&t, true);
	about = due_take_word(&t, "for") || due_take_word(&t, "to");
	for (int words = 0; words <= (about ? DEADLINE_WORDS : 0); words++) {
		struct due_reader day = t;

		if (words > 0 || !about) {
			due_skip_gap(&day);
			take_opening(&day, true);
			due_take_one_of(&day, links);
			take_opening(&day, true);
			if (take_target(&day, context, out) &&
			    (!about || due_at_end_of_clause(&day))) {
				*r = day;
				return true;
			}
		}
		*out = (struct due_phrase){ 0 };
		if (!about || !due_take_any_word(&t, &word))
			return false;
	}
	return false;
}

static bool take_within(struct due_reader *r, struct due_phrase *out)
{
	static const char *const from_then[] = { "of", "from", "after", "before", NULL };
	static const char *const from_now[] = { "from now", "of today", "from today", NULL };
	struct due_reader t = *r;

	due_take_word(&t, "the");
	due_take_word(&t, "next");
	/* what is to stay within two hours is seldom an item */
	if (!due_take_period(&t, t.base, 1, &out->date) || civil_compare(out->date, t.base) == 0)
		return false;
	struct due_reader look = t;

	if (!due_take_one_of(&t, from_now) && due_take_one_of(&look, from_then))
		return false;
	*r = t;
	return true;
}

/* "two days before June 10", "the week before next meeting" */
static bool take_period_before(struct due_reader *r, const struct due_context *context,
			       struct due_phrase *out)
{
	static const char *const befores[] = { "before", "prior to", "ahead of", NULL };
	const struct civil_date some_day = { 2000, 1, 1 };
	struct civil_date unused;
	struct due_reader t = *r;
	int days = 0;

	due_take_word(&t, "the");
	if (due_take_word(&t, "day"))
		days = 1;
	else if (due_take_word(&t, "week"))
		days = 7;
	else if (t.at != r->at || !due_take_period(&t, some_day, -1, &unused))
		return false;
	if (!due_take_one_of(&t, befores) || !take_target(&t, context, out))
		return false;
	if (civil_is_set(out->date)) {
		struct due_reader period = *r;

		if (days)
			out->date = civil_add_days(out->date, -days);
		else if (!due_take_period(&period, out->date, -1, &out->date))
			return false;
	}
	*r = t;
	return true;
}

/* "in 3 days" at the very end of what is to be done; elsewhere it is said of something else, and
 * years are no term. */
static bool take_distance_last(struct due_reader *r, const struct due_clause *clause,
			       struct due_phrase *out)
{
	static const char *const units[] = { "d",     "day",	   "days",	 "w",
					     "wk",    "wks",	   "week",	 "weeks",
					     "month", "months",	   "fortnight",	 "fortnights",
					     "m",     NULL };
	static const char *const working[] = { "business", "working", "work", NULL };
	struct due_reader t = *r, unit;
	int amount;

	if (!due_take_word(&t, "in"))
		return false;
	unit = t;
	bool is_one = due_take_word(&unit, "a") && !due_take_word(&unit, "couple");

	/* "once in a week", "build it in a day" */
	if (is_one && (due_clause_counts(clause) || due_take_word(&unit, "day")))
		return false;
	unit = t;
	if (!due_take_amount(&unit, &amount))
		return false;
	due_take_one_of(&unit, working);
	if (!due_take_one_of(&unit, units) || !due_take_period(&t, t.base, 1, &out->date))
		return false;
	size_t rest = t.at;

	while (rest < t.text.len && (ascii_is_space((unsigned char)t.text.ptr[rest]) ||
				     (t.text.ptr[rest] && strchr(".!)*_~`", t.text.ptr[rest]))))
		rest++;
	if (rest < t.text.len)
		return false;
	*r = t;
	return true;
}

/* The hour is not ours to keep, but it belongs to the phrase. */
static void take_tail(struct due_reader *r)
{
	static const char *const tails[] = { "at the latest", "latest",	    "eod", "cob",
					     "eob",	      "end of day", NULL };
	struct due_reader t = *r;

	due_take_char(&t, ',');
	due_take_word(&t, "at");
	if (due_take_clock(&t))
		*r = t;
	due_take_one_of(r, tails);
}

/* The "'s" of "Friday's" is next. */
static bool is_possessive(const struct due_reader *r)
{
	static const char *const marks[] = { "'s", "\xE2\x80\x99s", NULL };

	return span_any(span_sub(r->text, r->at, r->text.len), span_starts, marks);
}

/* What has been on that day, or "broken by Friday's update". */
static bool is_over(const struct due_reader *r, enum lead lead, const struct due_clause *clause,
		    const struct due_phrase *phrase)
{
	bool was = due_clause_was(clause);

	return ((lead != LEAD_FIRM || was) && due_clause_is_past(clause, phrase->date, r->base)) ||
	       (lead == LEAD_BY && was && is_possessive(r));
}

static bool take_phrase(struct due_reader *r, const struct due_context *context,
			const struct due_clause *clause, struct due_phrase *out)
{
	struct due_reader t = *r;
	enum lead lead = take_lead(&t), more;
	bool negated = clause->negation > 0;

	if (lead == LEAD_NONE)
		return (!negated && take_distance_last(r, clause, out)) ||
		       take_period_before(r, context, out);
	if (lead == LEAD_FOR) {
		struct due_reader look = t;

		if (!take_next_meeting(&look) || !take_target(&t, context, out))
			return false;
		*r = t;
		return true;
	}
	if (negated && (lead == LEAD_BEFORE || lead == LEAD_UNTIL))
		return false;
	t.passive = lead == LEAD_BY;
	t.part = lead == LEAD_BY && clause->grows;
	t.before = lead == LEAD_BEFORE;
	if (lead == LEAD_WITHIN) {
		if (!take_within(&t, out))
			return false;
	} else if (lead == LEAD_DEADLINE) {
		if (!take_deadline(&t, context, out))
			return false;
	} else {
		take_opening(&t, lead == LEAD_FIRM);
		/* "due by", "by no later than" */
		struct due_reader look = t;

		more = take_lead(&look);
		if (more == LEAD_BY || more == LEAD_FIRM || more == LEAD_BEFORE ||
		    more == LEAD_UNTIL) {
			t = look;
			t.passive = false;
			t.before = more == LEAD_BEFORE;
			take_opening(&t, more == LEAD_FIRM);
		} else if (more == LEAD_WITHIN && take_within(&look, out)) {
			*r = look;
			return true;
		}
		if (!take_target(&t, context, out))
			return false;
		if (is_over(&t, lead, clause, out))
			return false;
	}
	*r = t;
	return true;
}

static struct due_reader reader_of(struct span text, size_t at, const struct due_context *context)
{
	return (struct due_reader){
		.text = text,
		.at = at,
		.base = context->base,
		.to_come = context->to_come,
		.order = context->order,
	};
}

/* Whether a word at this place stands by itself: not in an address, a link or a compound. */
static bool is_free(struct span text, size_t at)
{
	if (at == 0)
		return true;
	char before = text.ptr[at - 1];

	if (due_is_word_byte(text, at - 1) || (before && strchr("/@=&?#.$%", before)))
		return false;
	return !((before == '-' || before == '_') && at > 1 && due_is_word_byte(text, at - 2));
}

/* Takes the phrase at the reader's place, if one begins there. */
static bool take_at(struct due_reader *r, const struct due_context *context,
		    const struct due_clause *clause, struct due_phrase *out)
{
	size_t start = r->at;

	*out = (struct due_phrase){ 0 };
	if (!is_free(r->text, start) || due_clause_is_overdue(clause) ||
	    !take_phrase(r, context, clause, out))
		return false;
	take_tail(r);
	out->start = start;
	out->len = r->at - start;
	return true;
}

bool due_find(struct span text, const struct due_context *context, struct due_phrase *out)
{
	struct due_clause clause = { .negation = 0 };
	struct due_phrase found;

	for (size_t at = 0; at < text.len; at++) {
		size_t len = 0;

		if (strchr(".;!?", text.ptr[at]) && text.ptr[at])
			due_clause_stop(&clause);
		while (due_is_word_byte(text, at + len))
			len++;
		if (len == 0)
			continue;
		struct due_reader r = reader_of(text, at, context);

		if (take_at(&r, context, &clause, &found)) {
			*out = found;
			return true;
		}
		due_clause_take(&clause, text, at, span_sub(text, at, len));
		at += len - 1;
	}
	return false;
}

bool due_find_unread(struct span text, const struct due_context *context, struct span *out)
{
	for (size_t at = 0; at < text.len; at++) {
		size_t len = 0;

		while (due_is_word_byte(text, at + len))
			len++;
		if (len == 0)
			continue;
		struct due_reader r = reader_of(text, at, context), more;
		enum lead lead = is_free(text, at) ? take_lead(&r) : LEAD_NONE;

		more = r;
		if (lead == LEAD_FIRM && take_lead(&more) != LEAD_NONE)
			r = more;
		take_opening(&r, true);
		bool is_lead = lead == LEAD_BY || lead == LEAD_FIRM || lead == LEAD_BEFORE ||
			       lead == LEAD_UNTIL || lead == LEAD_DEADLINE;

		if ((is_lead && due_take_unread(&r, out)) ||
		    ((is_lead || lead == LEAD_FOR) && due_take_unread_meeting(&r, out)))
			return true;
		at += len - 1;
	}
	return false;
}

bool due_parse_date(struct span text, const struct due_context *context, struct civil_date *out)
{
	static const char *const leads[] = {
		"due", "by", "until", "till", "til", "for", "on", NULL
	};
	struct due_reader r = { .text = span_trim(text),
				.base = context->base,
				.to_come = context->to_come,
				.order = context->order,
				.whole = true };
	struct due_phrase found = { 0 };

	due_take_one_of(&r, leads);
	due_take_char(&r, ':');
	if (!take_target(&r, context, &found) || !civil_is_set(found.date))
		return false;
	take_tail(&r);
	due_skip_gap(&r);
	for (int c = due_byte_at(&r, r.at); c > 0 && strchr(".,;!", c); c = due_byte_at(&r, r.at))
		r.at++;
	if (r.at != r.text.len)
		return false;
	*out = found.date;
	return true;
}
