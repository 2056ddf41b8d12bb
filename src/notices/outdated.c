/* outdated.c - see outdated.h. */
#include "notices/outdated.h"

#include <stdlib.h>
#include <string.h>

#include "committee/deadlines.h"
#include "committee/held.h"
#include "committee/votes.h"
#include "notices/decide_answer.h"
#include "notices/meeting_view.h"
#include "time/zone.h"

struct outdated_judge {
	struct arena *arena;
	const struct meeting_context *c;
	const struct waiting_notice *notice;
	int64_t now_s;
	const struct zone *zone;	/* the list's */
	struct span *parts;		/* of the key, between its slashes: "agenda", "bsc",
					 * "39", "2023-07-05T14:00:00Z" */
	size_t n_parts;
};

static void split_key(struct outdated_judge *j)
{
	struct span rest = span_of(j->notice->key);
	size_t cap = 0;
	ptrdiff_t slash;

	do {
		slash = span_find_char(rest, '/');
		j->parts = arena_grow(j->arena, j->parts, j->n_parts, &cap, sizeof *j->parts);
		j->parts[j->n_parts++] = slash < 0 ? rest : span_sub(rest, 0, (size_t)slash);
		rest = slash < 0 ? rest : span_sub(rest, (size_t)slash + 1, rest.len);
	} while (slash >= 0);
}

static const char *part(const struct outdated_judge *j, size_t i)
{
	return i < j->n_parts ? arena_strndup(j->arena, j->parts[i].ptr, j->parts[i].len) : "";
}

/* ---- items ---- */

/* The entry by which the notice's person still has the item to do; NULL: he has not. */
static const struct owner *awaits(const struct outdated_judge *j, const struct item *item)
{
	const struct person *person = people_known_as(j->c->people, j->notice->person);

	for (size_t i = 0; item->status == ITEM_OPEN && i < item->n_owners; i++) {
		const struct owner *owner = &item->owners[i];
		bool is_his = strcmp(owner->person, j->notice->person) == 0 ||
			      (person && people_is(j->c->people, owner->person, person));

		if (!owner->done_at_s && is_his)
			return owner;
	}
	return NULL;
}

static bool is_snoozed(const struct outdated_judge *j, const struct owner *owner)
{
	const struct person *person = people_known_as(j->c->people, j->notice->person);
	const struct zone *zone = zone_of_either(person ? person->zone : NULL, j->c->policy->zone);

	return civil_is_set(owner->snoozed_until) &&
	       civil_compare(owner->snoozed_until, zone_to_local(zone, j->now_s).date) > 0;
}

/* "keep", another due date, another owner and back: since it was decided the ladder has begun
 * anew. */
static bool is_begun_anew(const struct outdated_judge *j, const struct item *item,
			  const struct owner *owner)
{
	return item->due_set_at_s > j->notice->decided_at_s ||
	       owner->assigned_at_s > j->notice->decided_at_s;
}

static const char *judge_assigned(const struct outdated_judge *j)
{
	for (size_t i = 0; i < j->notice->n_items; i++) {
		const struct item *item = state_item(j->c->state, j->notice->items[i]);

		if (item && awaits(j, item))
			return NULL;
	}
	return j->notice->n_items ? "nothing of it is left to do for its reader" : NULL;
}

static const char *judge_reminder(const struct outdated_judge *j)
{
	for (size_t i = 0; i < j->notice->n_items; i++) {
		const struct item *item = state_item(j->c->state, j->notice->items[i]);
		const struct owner *owner = item ? awaits(j, item) : NULL;

		if (owner && !is_snoozed(j, owner) && !is_begun_anew(j, item, owner))
			return NULL;
	}
	return j->notice->n_items ? "nothing of it is left to do for its reader, or not yet" : NULL;
}

static const char *judge_question(const struct outdated_judge *j)
{
	for (size_t i = 0; i < j->notice->n_items; i++) {
		const struct item *item = state_item(j->c->state, j->notice->items[i]);

		if (item && meeting_view_is_nobodys(item))
			return NULL;
	}
	return j->notice->n_items ? "each of its items is closed, or has an owner" : NULL;
}

/* ---- meetings and the week ---- */

/* The meeting of a key KIND/LIST/N, when it takes place; false: it does not, or the list has no
 * calendar. */
static bool meeting_of(const struct outdated_judge *j, struct meeting *out)
{
	return j->c->calendar && calendar_by_number(j->c->calendar, atoi(part(j, 2)), out) &&
	       !out->cancelled;
}

/* What is said of a meeting before it begins; why_not: what makes this one out of date, of a
 * meeting that takes place. */
static const char *judge_coming(const struct outdated_judge *j,
				const char *(*why_not)(const struct outdated_judge *j,
						       const struct meeting *meeting))
{
	struct meeting meeting;

	if (!j->c->calendar)
		return NULL;
	if (!meeting_of(j, &meeting))
		return "the meeting does not take place";
	if (meeting.start_utc_s <= j->now_s)
		return "the meeting has begun";
	/* what comes back are words, and nothing of the meeting */
	/* cppcheck-suppress returnDanglingLifetime */
	return why_not(j, &meeting);
}

static const char *is_moved(const struct outdated_judge *j, const struct meeting *meeting)
{
	char start[CIVIL_TEXT_SIZE];

	civil_format_instant(meeting->start_utc_s, start);
	return strcmp(start, part(j, 3)) != 0 ? "the meeting has been moved" : NULL;
}

static const char *judge_agenda(const struct outdated_judge *j)
{
	return judge_coming(j, is_moved);
}

static const char *is_chaired_otherwise(const struct outdated_judge *j,
					const struct meeting *meeting)
{
	bool is_his = meeting->chair && strcmp(meeting->chair, j->notice->person) == 0;

	return is_his ? NULL : "somebody else chairs the meeting";
}

static const char *judge_handover(const struct outdated_judge *j)
{
	return judge_coming(j, is_chaired_otherwise);
}

static const char *judge_minutes_missing(const struct outdated_judge *j)
{
	struct meeting meeting;

	return meeting_of(j, &meeting) && meeting_view_has_minutes(j->c, &meeting)
		       ? "the minutes have come"
		       : NULL;
}

static const char *judge_weekly(const struct outdated_judge *j)
{
	struct civil_date day;

	if (!civil_parse_iso(span_of(part(j, 2)), &day))
		return NULL;
	return zone_minute_to_utc(j->zone, civil_to_days(day) + 7, j->c->policy->weekly_minute) <=
			       j->now_s
		       ? "the next week's is due"
		       : NULL;
}

static const char *has_quorum(const struct outdated_judge *j, const struct meeting *meeting)
{
	struct quorum_count count;
	struct presence presence;

	meeting_view_presence(j->arena, j->c, meeting, &presence, &count);
	return presence_is_too_few(&count) ? NULL : "enough may come again";
}

static const char *judge_no_quorum(const struct outdated_judge *j)
{
	return judge_coming(j, has_quorum);
}

/* ---- deadlines ---- */

/* How something ended was decided when the mailbox had been read up to then.  After a start it has
 * to be read again before the fold is certain once more (read_s), and a mail of that kind does not
 * wait for it: for these read_s is now. */

static const struct deadline_entry *deadline_of(const struct outdated_judge *j, int64_t read_s)
{
	int number = atoi(part(j, 1));
	struct deadline_list *list = arena_alloc(j->arena, 1, sizeof *list);

	deadlines_of(j->arena, j->c->state, j->c->policy->list_name, j->zone, read_s, j->now_s,
		     list);
	for (size_t i = 0; i < list->len; i++) {
		if (list->entries[i].number == number)
			return &list->entries[i];
	}
	return NULL;
}

static const char *judge_running(const struct outdated_judge *j)
{
	const struct deadline_entry *entry = deadline_of(j, j->c->read_s);

	return entry && deadline_is_running(&entry->deadline) ? NULL : "the deadline has ended";
}

static const char *judge_objection(const struct outdated_judge *j)
{
	const struct deadline_entry *entry = deadline_of(j, j->c->read_s);

	if (!entry || !deadline_is_running(&entry->deadline))
		return "the deadline has ended";
	return entry->deadline.n_standing ? NULL : "no objection stands any more";
}

static const char *judge_last_day(const struct outdated_judge *j)
{
	const struct deadline_entry *entry = deadline_of(j, j->c->read_s);
	int64_t closes_s = atoll(part(j, 3));

	if (!entry || !deadline_is_running(&entry->deadline) || j->now_s >= closes_s)
		return "the deadline has ended";
	return entry->deadline.closes_s != closes_s ? "the deadline ends at another instant" : NULL;
}

static const char *judge_ended(const struct outdated_judge *j)
{
	const struct deadline_entry *entry = deadline_of(j, j->now_s);

	return entry && entry->deadline.settled_s == atoll(part(j, 3))
		       ? NULL
		       : "the deadline has not ended so";
}

/* ---- votes ---- */

static const struct vote_list *all_votes(const struct outdated_judge *j, int64_t read_s)
{
	struct vote_list *list = arena_alloc(j->arena, 1, sizeof *list);

	votes_of(j->arena, j->c->state, NULL, j->c->policy->list_name, j->zone, read_s, j->now_s,
		 list);
	return list;
}

static const struct vote_entry *vote_of(const struct outdated_judge *j, int64_t read_s)
{
	return votes_find(all_votes(j, read_s), atoi(part(j, 1)));
}

static const char *judge_vote(const struct outdated_judge *j)
{
	const struct vote_entry *entry = vote_of(j, j->c->read_s);

	return entry && vote_is_running(&entry->vote) ? NULL : "the vote has ended";
}

static const char *judge_ballot_reminder(const struct outdated_judge *j)
{
	const struct vote_entry *entry = vote_of(j, j->c->read_s);

	if (!entry || !vote_is_running(&entry->vote) || j->now_s >= entry->vote.closes_s)
		return "the vote has ended";
	for (size_t i = 0; i < entry->vote.n_voters; i++) {
		const struct vote_voter *voter = &entry->vote.voters[i];

		if (strcmp(voter->name, j->notice->person) == 0 && voter->choice != BALLOT_NONE)
			return "its reader has voted";
	}
	return NULL;
}

static const char *judge_result(const struct outdated_judge *j)
{
	const struct vote_entry *entry = vote_of(j, j->now_s);

	return entry && entry->vote.settled_s == atoll(part(j, 3)) ? NULL
								   : "the vote has not ended so";
}

static const char *judge_final(const struct outdated_judge *j)
{
	const struct deadline_entry *entry = deadline_of(j, j->now_s);

	return entry && entry->deadline.state == DEADLINE_STANDS ? NULL
								 : "the minutes do not stand";
}

/* ---- mails that wait ---- */

/* The mail of a later day has its rows too. */
static const char *judge_held(const struct outdated_judge *j)
{
	char iso[CIVIL_TEXT_SIZE];
	struct civil_date day;

	if (!civil_parse_iso(span_of(part(j, 2)), &day))
		return NULL;
	for (int64_t n = civil_to_days(day) + 1;
	     n <= civil_to_days(zone_to_local(j->zone, j->now_s).date) + 1; n++) {
		if (state_has_key(j->c->state,
				  arena_printf(j->arena, "held/%s/%s", part(j, 1),
					       civil_format_iso(civil_from_days(n), iso))))
			return "a later one asks the same";
	}
	return NULL;
}

/* ---- all ---- */

static const char *judge_answer(const struct outdated_judge *j)
{
	return j->now_s - j->notice->decided_at_s > ANSWER_FOR_S ? "it is older than a week" : NULL;
}

/* A Message-ID may have slashes. */
static const char *mail_of(const struct outdated_judge *j, size_t i)
{
	return j->n_parts > i ? j->parts[i].ptr : "";
}

static const char *judge_answer_or_vote(const struct outdated_judge *j)
{
	if (votes_was_replaced(all_votes(j, j->c->read_s), j->notice->person,
			       span_of(mail_of(j, 1))))
		return "its reader has voted anew, and hears of that";
	return judge_answer(j);
}

static const char *judge_receipt(const struct outdated_judge *j)
{
	if (held_is_taken_back(j->c->state, mail_of(j, 2)))
		return "all that came of that mail was taken back";
	return judge_answer(j);
}

static const struct {
	const char *kind;
	const char *(*judge)(const struct outdated_judge *j);
} judges[] = {
	{ "assigned", judge_assigned },
	{ "reminder", judge_reminder },
	{ "last-call", judge_reminder },
	{ "question", judge_question },
	{ "agenda", judge_agenda },
	{ "agenda-digest", judge_agenda },
	{ "handover", judge_handover },
	{ "minutes-missing", judge_minutes_missing },
	{ DIGEST_NO_QUORUM, judge_no_quorum },
	{ "weekly-digest", judge_weekly },
	{ "deadline-opened", judge_running },
	{ "deadline-text", judge_running },
	{ "deadline-moved", judge_running },
	{ "deadline-objection", judge_objection },
	{ "deadline-last-day", judge_last_day },
	{ "deadline-closed", judge_ended },
	{ "deadline-chair", judge_ended },
	{ "minutes-final", judge_final },
	{ "vote-opened", judge_vote },
	{ "vote-moved", judge_vote },
	{ "vote-closed", judge_result },
	{ "ballot", judge_vote },
	{ "ballot-reminder", judge_ballot_reminder },
	{ "held", judge_held },
	{ DIGEST_RECEIPT, judge_receipt },
	{ "answer", judge_answer_or_vote },
};

const char *notice_outdated(struct arena *arena, const struct meeting_context *c,
			    const struct waiting_notice *notice, int64_t now_s)
{
	struct outdated_judge *j = arena_alloc(arena, 1, sizeof *j);

	*j = (struct outdated_judge){ .arena = arena, .c = c, .notice = notice, .now_s = now_s,
			     .zone = zone_of_either(c->policy->zone, NULL) };
	split_key(j);
	for (size_t i = 0; i < sizeof judges / sizeof judges[0]; i++) {
		if (strcmp(judges[i].kind, notice->kind) == 0)
			return judges[i].judge(j);
	}
	return NULL;
}
