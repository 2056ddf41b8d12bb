/* event_stored.c - see event_stored.h.
 *
 * A kind has one set of rows, or one for each of its acts that has members of its own; the last set
 * of a kind is that of all its other acts.  What has no row is not kept, in memory neither.
 */
#include "committee/event_stored.h"

#include <string.h>

#include "committee/deadlines.h"
#include "committee/held.h"
#include "committee/promises.h"
#include "committee/told.h"

static const char *const slot_names[] = {
	[STORED_WRITTEN] = "written",
	[STORED_PERSON] = "person",
	[STORED_GROUP] = "group",
	[STORED_TEXT] = "text",
	[STORED_DETAIL] = "detail",
	[STORED_CONTEXT] = "context",
	[STORED_OPTIONS] = "options",
	[STORED_QUOTE] = "quote",
	[STORED_WHAT] = "what",
	[STORED_UNREAD] = "unread",
	[STORED_PROOF] = "proof",
	[STORED_SAID_IN] = "said_in",
	[STORED_DUE] = "due",
	[STORED_ON] = "on",
	[STORED_DUE_SAID] = "due_said",
	[STORED_QUIET_UNTIL] = "quiet_until",
	[STORED_NUMBER] = "number",
	[STORED_MINUTES] = "minutes",
	[STORED_PERIOD_DAYS] = "period_days",
	[STORED_PERIOD] = "period",
	[STORED_ROLES] = "roles",
	[STORED_SECRET] = "secret",
};

const char *event_slot_name(enum event_slot slot)
{
	return slot_names[slot];
}

#define MEMBER(slot, member) EVENT_MEMBER_OF(struct event, slot, member)
#define MARK(slot, member, mark)                                                                   \
	{                                                                                          \
		slot, EVENT_MARK, offsetof(struct event, member), mark                             \
	}

static const struct event_member head[] = {
	MEMBER(STORED_COLUMN, at_s),
	MEMBER(STORED_COLUMN, item),
	MEMBER(STORED_COLUMN, list),
	MEMBER(STORED_COLUMN, actor),
	MEMBER(STORED_COLUMN, message_id),
	MEMBER(STORED_COLUMN, line),
	MEMBER(STORED_COLUMN, rule),
	MEMBER(STORED_PROOF, proof),
	MEMBER(STORED_SAID_IN, said_in),
	MEMBER(STORED_QUIET_UNTIL, quiet_until_s),
};

enum { N_HEAD = sizeof head / sizeof head[0] };

static const struct event_member raised[] = {
	MEMBER(STORED_TEXT, raised.text),
	MEMBER(STORED_DETAIL, raised.detail),
	MEMBER(STORED_CONTEXT, raised.context),
	MEMBER(STORED_QUOTE, raised.quote),
	MEMBER(STORED_WRITTEN, raised.owners),
	MEMBER(STORED_DUE, raised.due.day),
	MEMBER(STORED_DUE_SAID, raised.due.said),
	MARK(STORED_WHAT, raised.due.at_meeting, "next-meeting"),
	MEMBER(STORED_UNREAD, raised.due.unread),
	MEMBER(STORED_NUMBER, raised.meeting),
	MEMBER(STORED_ON, raised.meeting_day),
};

static const struct event_member assigned[] = {
	MEMBER(STORED_WRITTEN, assigned.written),
	MEMBER(STORED_PERSON, assigned.person),
	MEMBER(STORED_GROUP, assigned.group),
};

static const struct event_member mentioned[] = {
	MEMBER(STORED_QUOTE, mentioned.quote),
	MEMBER(STORED_WRITTEN, mentioned.owners),
};

static const struct event_member reworded[] = {
	MEMBER(STORED_TEXT, reworded.text),
	MEMBER(STORED_DETAIL, reworded.detail),
};

static const struct event_member redated[] = {
	MEMBER(STORED_DUE, redated.due.day),
	MEMBER(STORED_DUE_SAID, redated.due.said),
	MARK(STORED_WHAT, redated.due.at_meeting, "next-meeting"),
	MEMBER(STORED_TEXT, redated.why),
};

static const struct event_member done[] = {
	MEMBER(STORED_PERSON, done.person),
	MEMBER(STORED_TEXT, done.note),
};

static const struct event_member dropped[] = {
	MEMBER(STORED_TEXT, dropped.why),
};

static const struct event_member reopened[] = {
	MEMBER(STORED_ON, reopened.round),
	MEMBER(STORED_DUE, reopened.due.day),
	MEMBER(STORED_DUE_SAID, reopened.due.said),
	MARK(STORED_WHAT, reopened.due.at_meeting, "next-meeting"),
	MEMBER(STORED_UNREAD, reopened.due.unread),
	MEMBER(STORED_PERSON, reopened.person),
	MEMBER(STORED_TEXT, reopened.note),
};

static const struct event_member recurs[] = {
	MEMBER(STORED_TEXT, recurs.every),
	MEMBER(STORED_ON, recurs.from),
	MEMBER(STORED_DUE, recurs.round),
	MEMBER(STORED_DUE_SAID, recurs.days_are_due),
	MEMBER(STORED_WRITTEN, recurs.owners),
};

static const struct event_member snoozed[] = {
	MEMBER(STORED_DUE, snoozed.until),
	MEMBER(STORED_PERSON, snoozed.person),
	MEMBER(STORED_TEXT, snoozed.note),
};

static const struct event_member released[] = {
	MEMBER(STORED_PERSON, released.person),
	MEMBER(STORED_WRITTEN, released.written),
	MEMBER(STORED_TEXT, released.why),
};

static const struct event_member looks_done[] = {
	MEMBER(STORED_PERSON, looks_done.person),
	MEMBER(STORED_TEXT, looks_done.words),
};

static const struct event_member ignored[] = {
	MEMBER(STORED_TEXT, ignored.why),
	MEMBER(STORED_QUOTE, ignored.quote),
};

static const struct event_member agenda[] = {
	MEMBER(STORED_NUMBER, agenda.meeting),
	MARK(STORED_WHAT, agenda.discussed, "discussed"),
	MARK(STORED_CONTEXT, agenda.dropped, "dropped"),
	MEMBER(STORED_TEXT, agenda.title),
	MEMBER(STORED_WRITTEN, agenda.presenters),
	MEMBER(STORED_MINUTES, agenda.minutes),
};

static const struct event_member minutes[] = {
	MEMBER(STORED_NUMBER, minutes.meeting),
	MEMBER(STORED_DUE, minutes.day),
	MEMBER(STORED_WRITTEN, minutes.chair_written),
	MEMBER(STORED_PERSON, minutes.chair),
	MEMBER(STORED_DETAIL, minutes.present),
	MEMBER(STORED_CONTEXT, minutes.regrets),
};

static const struct event_member meeting[] = {
	MEMBER(STORED_WHAT, act),
	MEMBER(STORED_NUMBER, meeting.number),
	MEMBER(STORED_DUE, meeting.day),
	MEMBER(STORED_MINUTES, meeting.start_minute),
	MEMBER(STORED_WRITTEN, meeting.chair_written),
	MEMBER(STORED_PERSON, meeting.chair),
	MEMBER(STORED_TEXT, meeting.note),
	MEMBER(STORED_QUOTE, meeting.quote),
};

static const struct event_member presence[] = {
	MEMBER(STORED_WHAT, act),
	MEMBER(STORED_NUMBER, presence.meeting),
	MEMBER(STORED_PERSON, presence.person),
	MEMBER(STORED_TEXT, presence.note),
	MEMBER(STORED_QUOTE, presence.quote),
};

#define DEADLINE_MEMBERS                                                                           \
	MEMBER(STORED_WHAT, act), MEMBER(STORED_NUMBER, deadline.number),                          \
		MEMBER(STORED_ROLES, deadline.roles), MEMBER(STORED_MINUTES, deadline.meeting),    \
		MEMBER(STORED_QUOTE, deadline.quote)

static const struct event_member minutes_opened[] = {
	DEADLINE_MEMBERS,
	MEMBER(STORED_TEXT, deadline.title),
	MEMBER(STORED_DETAIL, deadline.body),
	MEMBER(STORED_WRITTEN, deadline.chair_written),
	MEMBER(STORED_PERSON, deadline.chair),
	MEMBER(STORED_DUE, deadline.meeting_day),
	MEMBER(STORED_PERIOD_DAYS, deadline.period_days),
	MEMBER(STORED_PERIOD, deadline.period_s),
};

static const struct event_member proposal_opened[] = {
	DEADLINE_MEMBERS,
	MEMBER(STORED_TEXT, deadline.title),
	MEMBER(STORED_DETAIL, deadline.body),
	MEMBER(STORED_WRITTEN, deadline.end_written),
	MEMBER(STORED_DUE, deadline.until),
	MEMBER(STORED_PERIOD_DAYS, deadline.period_days),
	MEMBER(STORED_PERIOD, deadline.period_s),
};

static const struct event_member deadline_text[] = {
	DEADLINE_MEMBERS,
	MEMBER(STORED_DETAIL, deadline.body),
	MEMBER(STORED_WRITTEN, deadline.chair_written),
	MEMBER(STORED_PERSON, deadline.chair),
};

static const struct event_member deadline_told[] = {
	DEADLINE_MEMBERS,
	MEMBER(STORED_TEXT, deadline.state),
	MEMBER(STORED_PERIOD, deadline.named_s),
};

static const struct event_member deadline[] = {
	DEADLINE_MEMBERS,
	MARK(STORED_CONTEXT, deadline.unseen, "unseen"),
	MEMBER(STORED_TEXT, deadline.words),
	MEMBER(STORED_DUE, deadline.until),
	MEMBER(STORED_PERIOD_DAYS, deadline.period_days),
	MEMBER(STORED_PERIOD, deadline.period_s),
};

#define VOTE_MEMBERS                                                                               \
	MEMBER(STORED_WHAT, act), MEMBER(STORED_NUMBER, vote.number),                              \
		MEMBER(STORED_ROLES, vote.roles), MEMBER(STORED_QUOTE, vote.quote)

static const struct event_member vote_opened[] = {
	VOTE_MEMBERS,
	MEMBER(STORED_TEXT, vote.title),
	MEMBER(STORED_DETAIL, vote.body),
	MEMBER(STORED_GROUP, vote.rule),
	MEMBER(STORED_WRITTEN, vote.terms),
	MEMBER(STORED_CONTEXT, vote.voters),
	MEMBER(STORED_OPTIONS, vote.options),
	MEMBER(STORED_SECRET, vote.secret),
	MEMBER(STORED_DUE, vote.until),
	MEMBER(STORED_PERIOD_DAYS, vote.period_days),
	MEMBER(STORED_PERIOD, vote.period_s),
};

static const struct event_member vote_told[] = {
	VOTE_MEMBERS,
	MEMBER(STORED_TEXT, vote.state),
	MEMBER(STORED_WRITTEN, vote.choice),
	MEMBER(STORED_GROUP, vote.mail),
	MEMBER(STORED_PERSON, vote.voter),
	MEMBER(STORED_PERIOD, vote.named_s),
};

static const struct event_member vote_counted[] = {
	VOTE_MEMBERS,
	MEMBER(STORED_TEXT, vote.words),
	MEMBER(STORED_PERIOD, vote.named_s),
};

static const struct event_member vote[] = {
	VOTE_MEMBERS,
	MEMBER(STORED_TEXT, vote.words),
	MEMBER(STORED_WRITTEN, vote.choice),
	MEMBER(STORED_COLUMN, vote.sealed),
	MEMBER(STORED_DUE, vote.until),
	MEMBER(STORED_PERIOD_DAYS, vote.period_days),
	MEMBER(STORED_PERIOD, vote.period_s),
};

static const struct event_member person[] = {
	MEMBER(STORED_WHAT, act),
	MEMBER(STORED_PERSON, person.person),
	MEMBER(STORED_DUE, person.until),
	MEMBER(STORED_TEXT, person.addr),
	MEMBER(STORED_DETAIL, person.why),
	MEMBER(STORED_QUOTE, person.quote),
};

static const struct event_member notice[] = {
	MEMBER(STORED_WHAT, act),
	MEMBER(STORED_PERSON, notice.person),
	MEMBER(STORED_DETAIL, notice.notice_kind),
	MEMBER(STORED_TEXT, notice.why),
};

static const struct event_member answer[] = {
	MEMBER(STORED_WHAT, act),
	MEMBER(STORED_PERSON, answer.person),
	MEMBER(STORED_WRITTEN, answer.addr),
	MEMBER(STORED_DETAIL, answer.subject),
	MEMBER(STORED_TEXT, answer.words),
	MEMBER(STORED_QUOTE, answer.proof_why),
	MEMBER(STORED_NUMBER, answer.meeting),
	MEMBER(STORED_DUE, answer.meeting_day),
};

static const struct event_member held_kept[] = {
	MEMBER(STORED_WHAT, act),
	MEMBER(STORED_PERSON, held.author),
	MEMBER(STORED_WRITTEN, held.author_addr),
	MEMBER(STORED_TEXT, held.subject),
	MEMBER(STORED_QUOTE, held.why),
	MEMBER(STORED_DETAIL, held.facts),
	MEMBER(STORED_CONTEXT, held.minutes),
	MEMBER(STORED_DUE, held.day),
	MEMBER(STORED_DUE_SAID, held.is_reply),
	MEMBER(STORED_ROLES, held.flags),
	MEMBER(STORED_NUMBER, held.n_left_out),
};

static const struct event_member held_asked[] = {
	MEMBER(STORED_WHAT, act),
	MEMBER(STORED_PERSON, held.asked),
	MEMBER(STORED_DETAIL, held.rows),
};

static const struct event_member held[] = {
	MEMBER(STORED_WHAT, act),
	MEMBER(STORED_WRITTEN, held.mail),
};

static const struct event_member parked[] = {
	MEMBER(STORED_TEXT, parked.why),
};

static const struct event_member decision[] = {
	MEMBER(STORED_WHAT, act),
	MEMBER(STORED_NUMBER, decision.number),
	MEMBER(STORED_TEXT, decision.text),
	MEMBER(STORED_WRITTEN, decision.body),
	MEMBER(STORED_QUOTE, decision.quote),
	MEMBER(STORED_DETAIL, decision.words),
	MEMBER(STORED_MINUTES, decision.meeting),
	MEMBER(STORED_DUE, decision.meeting_day),
	MEMBER(STORED_PERIOD_DAYS, decision.replaces),
	MEMBER(STORED_ROLES, decision.deadline),
};

static const struct event_member promise_said[] = {
	MEMBER(STORED_WHAT, act),
	MEMBER(STORED_WRITTEN, promise.owners),
	MEMBER(STORED_TEXT, promise.text),
	MEMBER(STORED_DETAIL, promise.detail),
	MEMBER(STORED_CONTEXT, promise.context),
	MEMBER(STORED_QUOTE, promise.quote),
	MEMBER(STORED_DUE, promise.due.day),
	MEMBER(STORED_DUE_SAID, promise.due.said),
	MARK(STORED_GROUP, promise.due.at_meeting, "next-meeting"),
	MEMBER(STORED_UNREAD, promise.due.unread),
	MEMBER(STORED_MINUTES, promise.meeting),
	MEMBER(STORED_ON, promise.meeting_day),
	MEMBER(STORED_PERIOD_DAYS, promise.row),
};

static const struct event_member promise[] = {
	MEMBER(STORED_WHAT, act),
	MEMBER(STORED_WRITTEN, promise.mail),
	MEMBER(STORED_QUOTE, promise.quote),
	MEMBER(STORED_PERIOD_DAYS, promise.row),
	MEMBER(STORED_PERIOD, promise.until_s),
};

static const struct event_member last_call[] = {
	MEMBER(STORED_WHAT, act),
	MEMBER(STORED_NUMBER, last_call.item),
	MEMBER(STORED_PERSON, last_call.person),
	MEMBER(STORED_PERIOD, last_call.until_s),
};

#define ROWS(members) members, sizeof(members) / sizeof *(members)
#define OF_ALL_ACTS(members)                                                                       \
	{                                                                                          \
		{                                                                                  \
			NULL, ROWS(members)                                                        \
		}                                                                                  \
	}

enum { SETS_MAX = 9 };

static const struct event_rows {
	const char *act;	/* NULL: all but those above, and the last of its kind */
	const struct event_member *members;
	size_t n;
} rows[EVENT_KINDS][SETS_MAX] = {
	[EVENT_RAISED] = OF_ALL_ACTS(raised),
	[EVENT_ASSIGNED] = OF_ALL_ACTS(assigned),
	[EVENT_MENTIONED] = OF_ALL_ACTS(mentioned),
	[EVENT_REWORDED] = OF_ALL_ACTS(reworded),
	[EVENT_DUE] = OF_ALL_ACTS(redated),
	[EVENT_DONE] = OF_ALL_ACTS(done),
	[EVENT_DROPPED] = OF_ALL_ACTS(dropped),
	[EVENT_REOPENED] = OF_ALL_ACTS(reopened),
	[EVENT_RECURS] = OF_ALL_ACTS(recurs),
	[EVENT_SNOOZED] = OF_ALL_ACTS(snoozed),
	[EVENT_RELEASED] = OF_ALL_ACTS(released),
	[EVENT_LOOKS_DONE] = OF_ALL_ACTS(looks_done),
	[EVENT_IGNORED] = OF_ALL_ACTS(ignored),
	[EVENT_GONE] = { { NULL, NULL, 0 } },
	[EVENT_PARKED] = OF_ALL_ACTS(parked),
	[EVENT_AGENDA] = OF_ALL_ACTS(agenda),
	[EVENT_MINUTES] = OF_ALL_ACTS(minutes),
	[EVENT_MEETING] = OF_ALL_ACTS(meeting),
	[EVENT_PRESENCE] = OF_ALL_ACTS(presence),
	[EVENT_DEADLINE] = {
		{ "opened", ROWS(minutes_opened) }, /* see is_rows_of() */
		{ "opened", ROWS(proposal_opened) },
		{ "text-changed", ROWS(deadline_text) },
		{ "text-again", ROWS(deadline_text) },
		{ "noticed", ROWS(deadline_told) },
		{ NOTICE_ANNOUNCED, ROWS(deadline_told) },
		{ NOTICE_TOLD, ROWS(deadline_told) },
		{ NOTICE_UNTOLD, ROWS(deadline_told) },
		{ NULL, ROWS(deadline) },
	},
	[EVENT_VOTE] = {
		{ "opened", ROWS(vote_opened) },
		{ NOTICE_ANNOUNCED, ROWS(vote_told) },
		{ NOTICE_TOLD, ROWS(vote_told) },
		{ NOTICE_UNTOLD, ROWS(vote_told) },
		{ "counted", ROWS(vote_counted) },
		{ NULL, ROWS(vote) },
	},
	[EVENT_PERSON] = OF_ALL_ACTS(person),
	[EVENT_NOTICE] = OF_ALL_ACTS(notice),
	[EVENT_ANSWER] = OF_ALL_ACTS(answer),
	[EVENT_HELD] = {
		{ HELD_KEPT, ROWS(held_kept) },
		{ HELD_ASKED, ROWS(held_asked) },
		{ NULL, ROWS(held) },
	},
	[EVENT_DECISION] = OF_ALL_ACTS(decision),
	[EVENT_PROMISE] = {
		{ PROMISE_SAID, ROWS(promise_said) },
		{ NULL, ROWS(promise) },
	},
	[EVENT_LAST_CALL] = OF_ALL_ACTS(last_call),
};

static bool is_rows_of(const struct event_rows *r, const struct event *event)
{
	if (r->members == minutes_opened && event->deadline.meeting < 0)
		return false;
	return !r->act || (event->act && strcmp(r->act, event->act) == 0);
}

static const struct event_rows *rows_of(const struct event *event)
{
	const struct event_rows *r = rows[event->kind];

	while (!is_rows_of(r, event))
		r++;
	return r;
}

static const struct event_member *find(const struct event_member *members, size_t n,
				       enum event_slot slot)
{
	for (size_t i = 0; i < n; i++) {
		if (members[i].slot == slot)
			return &members[i];
	}
	return NULL;
}

const struct event_member *event_member(const struct event *event, enum event_slot slot)
{
	const struct event_member *common = find(head, N_HEAD, slot);
	const struct event_rows *r = rows_of(event);

	return common ? common : find(r->members, r->n, slot);
}

size_t event_members(const struct event *event, const struct event_member **out)
{
	const struct event_rows *r = rows_of(event);

	*out = r->members;
	return r->n;
}

size_t event_head(const struct event_member **out)
{
	*out = head;
	return N_HEAD;
}

static const void *place(const struct event *event, const struct event_member *m)
{
	return (const char *)event + m->offset;
}

static void *room_for(struct event *event, const struct event_member *m)
{
	return (char *)event + m->offset;
}

const char *event_text(const struct event *event, enum event_slot slot)
{
	const struct event_member *m = event_member(event, slot);
	const char *text = "";

	if (m && m->type == EVENT_TEXT)
		text = *(const char *const *)place(event, m);
	else if (m && m->type == EVENT_MARK && *(const bool *)place(event, m))
		text = m->mark;
	return text ? text : "";
}

struct civil_date event_date(const struct event *event, enum event_slot slot)
{
	const struct event_member *m = event_member(event, slot);

	return m && m->type == EVENT_DATE ? *(const struct civil_date *)place(event, m)
					  : (struct civil_date){ 0 };
}

static int64_t integer_at(const struct event *event, const struct event_member *m)
{
	switch (m->type) {
	case EVENT_FLAG:
	case EVENT_MARK:
		return *(const bool *)place(event, m);
	case EVENT_INT:
		return *(const int *)place(event, m);
	case EVENT_UNSIGNED:
		return *(const unsigned *)place(event, m);
	case EVENT_SECONDS:
		return *(const int64_t *)place(event, m);
	case EVENT_TEXT:
	case EVENT_DATE:
		break;
	}
	return 0;
}

int64_t event_integer(const struct event *event, enum event_slot slot, int64_t none)
{
	const struct event_member *m = event_member(event, slot);

	return m ? integer_at(event, m) : none;
}

void event_set_text(struct event *event, enum event_slot slot, const char *text)
{
	const struct event_member *m = event_member(event, slot);

	if (m && m->type == EVENT_TEXT)
		*(const char **)room_for(event, m) = text;
	else if (m && m->type == EVENT_MARK)
		*(bool *)room_for(event, m) = strcmp(text, m->mark) == 0;
}

void event_set_date(struct event *event, enum event_slot slot, struct civil_date date)
{
	const struct event_member *m = event_member(event, slot);

	if (m && m->type == EVENT_DATE)
		*(struct civil_date *)room_for(event, m) = date;
}

void event_set_integer(struct event *event, enum event_slot slot, int64_t number)
{
	const struct event_member *m = event_member(event, slot);

	if (!m)
		return;
	if (m->type == EVENT_FLAG)
		*(bool *)room_for(event, m) = number != 0;
	else if (m->type == EVENT_INT)
		*(int *)room_for(event, m) = (int)number;
	else if (m->type == EVENT_UNSIGNED)
		*(unsigned *)room_for(event, m) = (unsigned)number;
	else if (m->type == EVENT_SECONDS)
		*(int64_t *)room_for(event, m) = number;
}

static const size_t sizes[] = {
	[EVENT_TEXT] = sizeof(const char *), [EVENT_DATE] = sizeof(struct civil_date),
	[EVENT_FLAG] = sizeof(bool),	     [EVENT_MARK] = sizeof(bool),
	[EVENT_INT] = sizeof(int),	     [EVENT_UNSIGNED] = sizeof(unsigned),
	[EVENT_SECONDS] = sizeof(int64_t),
};

static void copy_members(struct arena *arena, struct event *copy, const struct event *event,
			 const struct event_member *members, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		void *to = room_for(copy, &members[i]);
		const void *from = place(event, &members[i]);

		memcpy(to, from, sizes[members[i].type]);
		if (members[i].type != EVENT_TEXT)
			continue;
		const char **text = to;

		*text = *text && **text ? arena_strdup(arena, *text) : "";
	}
}

static void fill_texts(struct event *event, const struct event_member *members, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char **text = room_for(event, &members[i]);

		if (members[i].type == EVENT_TEXT && !*text)
			*text = "";
	}
}

void event_fill(struct event *event)
{
	const struct event_rows *r = rows[event->kind];

	fill_texts(event, head, N_HEAD);
	fill_texts(event, r->members, r->n);
	while (r->act) {
		r++;
		fill_texts(event, r->members, r->n);
	}
}

uint64_t event_member_hash(const struct event_member *members, size_t n, uint64_t hash)
{
	for (size_t i = 0; i < n; i++) {
		const uint64_t facts[] = { members[i].slot, members[i].type, members[i].offset };

		hash = span_hash(span_from((const char *)facts, sizeof facts), FNV64_PRIME, hash);
	}
	return hash;
}

uint64_t event_members_hash(uint64_t hash)
{
	hash = event_member_hash(head, N_HEAD, hash);
	for (size_t kind = 0; kind < EVENT_KINDS; kind++) {
		const struct event_rows *r = rows[kind];

		hash = event_member_hash(r->members, r->n, hash);
		while (r->act) {
			r++;
			hash = event_member_hash(r->members, r->n, hash);
		}
	}
	return hash;
}

struct event event_copy(struct arena *arena, const struct event *event)
{
	const struct event_rows *r = rows_of(event);
	struct event copy = { .id = event->id, .kind = event->kind, .act = "" };

	copy_members(arena, &copy, event, head, N_HEAD);
	copy_members(arena, &copy, event, r->members, r->n);
	event_fill(&copy);
	return copy;
}

static bool is_member_same(const struct event *a, const struct event *b,
			   const struct event_member *m)
{
	const char *const *text_a = place(a, m), *const *text_b = place(b, m);
	const struct civil_date *date_a = place(a, m), *date_b = place(b, m);

	if (m->type == EVENT_TEXT)
		return strcmp(*text_a, *text_b) == 0;
	if (m->type == EVENT_DATE)
		return civil_compare(*date_a, *date_b) == 0;
	return integer_at(a, m) == integer_at(b, m);
}

static bool are_same(const struct event *a, const struct event *b,
		     const struct event_member *members, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!is_member_same(a, b, &members[i]))
			return false;
	}
	return true;
}

bool event_is_same(const struct event *a, const struct event *b)
{
	const struct event_rows *r = rows_of(a);

	return r == rows_of(b) && are_same(a, b, head, N_HEAD) &&
	       are_same(a, b, r->members, r->n);
}
