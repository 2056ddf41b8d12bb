/* csv.c - tables for a spreadsheet, in the form of RFC 4180: CRLF, quotes where needed,
 * UTF-8.
 *
 * A spreadsheet takes a cell that begins with =, +, - or @ for a formula.  Text that somebody
 * wrote then gets an apostrophe in front, which spreadsheets understand as "text".
 */
#include <string.h>

#include "export/view.h"

struct sheet {
	struct buf bytes;
	bool begun;				/* this row has a cell */
};

static void add_cell(struct sheet *s, const char *text, bool written)
{
	static const char *const formulas[] = {
		"=", "+", "-", "@", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"
	};
	bool guard = false;
	struct span inside;

	text = text ? text : "";
	inside = span_trim(span_of(text));
	for (size_t i = 0; written && i < sizeof formulas / sizeof formulas[0]; i++)
		guard = guard || span_starts(inside, formulas[i]);
	if (s->begun)
		buf_add_char(&s->bytes, ',');
	s->begun = true;
	bool quoted = guard || strpbrk(text, "\",\r\n\t") || inside.len != strlen(text);

	if (quoted)
		buf_add_char(&s->bytes, '"');
	if (guard)
		buf_add_char(&s->bytes, '\'');
	for (; *text; text++) {
		if (*text == '"')
			buf_add_char(&s->bytes, '"');
		buf_add_char(&s->bytes, *text);
	}
	if (quoted)
		buf_add_char(&s->bytes, '"');
}

static void add_text(struct sheet *s, const char *text)		/* somebody wrote it */
{
	add_cell(s, text, true);
}

static void add_own(struct sheet *s,
		    const char *text) /* a word, a date, an instant of ours; NULL: nothing */
{
	add_cell(s, text, false);
}

static void add_number(struct sheet *s, struct arena *arena, int64_t number)
{
	add_cell(s, arena_printf(arena, "%lld", (long long)number), false);
}

static void end_row(struct sheet *s)
{
	buf_add_str(&s->bytes, "\r\n");
	s->begun = false;
}

static void begin_sheet(struct sheet *s, const char *head)
{
	*s = (struct sheet){ 0 };
	buf_init(&s->bytes, EXPORT_BYTES_MAX);
	buf_add_str(&s->bytes, head);
	end_row(s);
}

static void add_items(struct arena *arena, const struct export_view *v, struct sheet *s)
{
	for (size_t i = 0; i < v->n_items; i++) {
		const struct item *item = v->items[i];

		add_own(s, v->context->policy->list_name);
		add_number(s, arena, item->number);
		add_own(s, item_status_name(item->status));
		add_text(s, export_owners(arena, item, SIZE_MAX));
		add_own(s, export_day(arena, item->due));
		add_text(s, item->text);
		add_text(s, item->context);
		add_own(s, export_instant(arena, item->raised_at_s));
		add_text(s, item->raised_by);
		add_own(s, export_instant(arena, item->closed_at_s));
		add_text(s, item->note);
		add_text(s, item->message_id);
		add_own(s, export_source(arena, v, item->message_id));
		end_row(s);
	}
}

static void add_deadlines(struct arena *arena, const struct export_view *v, struct sheet *s)
{
	for (size_t i = 0; i < v->deadlines.len; i++) {
		const struct deadline_entry *e = &v->deadlines.entries[i];
		const struct deadline *d = &e->deadline;

		if (!d->opened)
			continue;
		add_own(s, v->context->policy->list_name);
		add_number(s, arena, e->number);
		add_own(s, deadline_state_name(d->state));
		add_text(s, e->title);
		add_own(s, e->meeting > 0 ? arena_printf(arena, "%d", e->meeting) : NULL);
		add_own(s, export_instant(arena, d->opened_s));
		add_text(s, d->opener);
		add_own(s, export_instant(arena, d->closes_s));
		add_own(s, export_instant(arena, d->settled_s));
		add_number(s, arena, (int64_t)d->n_standing);
		add_text(s, d->message_id);
		add_own(s, export_source(arena, v, d->message_id));
		end_row(s);
	}
}

static const char *result_text(struct arena *arena, const struct vote_entry *e)
{
	bool is_decided = !vote_is_running(&e->vote) && e->vote.state != VOTE_WITHDRAWN;

	return is_decided ? votes_result_text(arena, e) : "";
}

/* Nothing while nobody may know it. */
static void add_count(struct sheet *s, struct arena *arena, const struct tally *tally, size_t n)
{
	if (tally->sealed)
		add_own(s, "");
	else
		add_number(s, arena, (int64_t)n);
}

static void add_votes(struct arena *arena, const struct export_view *v, struct sheet *s)
{
	for (size_t i = 0; i < v->votes.len; i++) {
		const struct vote_entry *e = &v->votes.entries[i];
		const struct vote *vote = &e->vote;

		if (!vote->opened)
			continue;
		add_own(s, v->context->policy->list_name);
		add_number(s, arena, e->number);
		add_own(s, vote_state_name(vote->state));
		add_text(s, e->title);
		add_text(s, e->terms.rule->name);
		add_text(s, e->sources[0]->vote.terms);
		add_own(s, export_instant(arena, vote->opened_s));
		add_text(s, vote->opener);
		add_own(s, export_instant(arena, vote->closes_s));
		add_own(s, export_instant(arena, vote->settled_s));
		add_number(s, arena, (int64_t)vote->n_voters);
		add_count(s, arena, &vote->tally, vote->tally.yes);
		add_count(s, arena, &vote->tally, vote->tally.no);
		add_count(s, arena, &vote->tally, vote->tally.abstain);
		add_text(s, result_text(arena, e));
		add_text(s, vote->message_id);
		add_own(s, export_source(arena, v, vote->message_id));
		end_row(s);
	}
}

/* A row a voter, whether they have voted or not. */
static void add_ballots(struct arena *arena, const struct export_view *v, struct sheet *s)
{
	for (size_t i = 0; i < v->votes.len; i++) {
		const struct vote_entry *e = &v->votes.entries[i];

		for (size_t k = 0; e->vote.opened && k < e->vote.n_voters; k++) {
			const struct vote_voter *voter = &e->vote.voters[k];
			const struct vote_shown shown = votes_shown(e, voter);

			add_own(s, v->context->policy->list_name);
			add_number(s, arena, e->number);
			add_text(s, voter->name);
			add_own(s, shown.choice);
			add_text(s, shown.reason);
			add_own(s, export_instant(arena, voter->cast_s));
			end_row(s);
		}
	}
}

static const char *decision_text(struct arena *arena, int number)
{
	return number > 0 ? arena_printf(arena, "D%d", number) : NULL;
}

static void add_decisions(struct arena *arena, const struct export_view *v, struct sheet *s)
{
	for (size_t i = 0; i < v->decisions.len; i++) {
		const struct decision_entry *e = &v->decisions.entries[i];
		const struct event_decision *made = &e->made->decision;

		add_own(s, v->context->policy->list_name);
		add_own(s, decision_text(arena, e->number));
		add_own(s, decision_status(e));
		add_own(s, export_day(arena, export_decision_day(v, e)));
		add_own(s, made->meeting > 0 ? arena_printf(arena, "%d", made->meeting) : NULL);
		add_text(s, e->text);
		add_text(s, made->body);
		add_text(s, e->made->actor);
		add_own(s, decision_text(arena, made->replaces));
		add_own(s, decision_text(arena, e->replaced_by));
		add_text(s, export_decision_mail(v, e));
		add_own(s, export_source(arena, v, export_decision_mail(v, e)));
		end_row(s);
	}
}

static void add_meetings(struct arena *arena, const struct export_view *v, struct sheet *s)
{
	for (size_t i = 0; i < v->n_meetings; i++) {
		const struct export_meeting *m = &v->meetings[i];

		add_own(s, v->context->policy->list_name);
		add_own(s, m->meeting.number ? arena_printf(arena, "%d", m->meeting.number) : NULL);
		add_own(s, export_meeting_state(v, m));
		add_own(s, export_day(arena, m->meeting.date));
		add_own(s, export_instant(arena, m->meeting.start_utc_s));
		add_number(s, arena, m->meeting.length_s / 60);
		add_text(s, export_meeting_chair(m));
		add_own(s, m->has_minutes ? "yes" : "no");
		add_text(s, m->meeting.place);
		add_own(s, m->presence.is_known
				   ? arena_printf(arena, "%zu", m->presence.present.len)
				   : NULL);
		add_own(s, export_meeting_quorum(v, m));
		end_row(s);
	}
}

void export_csv(struct arena *arena, const struct export_view *views, size_t n,
		struct export_files *out)
{
	static const struct {
		const char *name, *head;
		void (*add)(struct arena *arena, const struct export_view *view,
			    struct sheet *sheet);
	} sheets[] = {
		{ "items.csv",
		  "list,item,status,owner,due,text,context,raised,raised_by,closed,note,message_id,"
		  "source",
		  add_items },
		{ "deadlines.csv",
		  "list,deadline,status,text,meeting,opened,opened_by,closes,closed,objections,"
		  "message_id,source",
		  add_deadlines },
		{ "votes.csv",
		  "list,vote,status,text,rule,terms,opened,opened_by,closes,closed,voters,yes,no,"
		  "abstained,result,message_id,source",
		  add_votes },
		{ "ballots.csv", "list,vote,person,choice,text,at", add_ballots },
		{ "decisions.csv",
		  "list,decision,status,date,meeting,text,body,said_by,replaces,replaced_by,"
		  "message_id,source",
		  add_decisions },
		{ "meetings.csv",
		  "list,meeting,status,date,start,length_minutes,chair,minutes_mailed,place,"
		  "present,quorum",
		  add_meetings },
	};

	for (size_t k = 0; k < sizeof sheets / sizeof sheets[0]; k++) {
		struct sheet sheet;

		begin_sheet(&sheet, sheets[k].head);
		for (size_t i = 0; i < n; i++)
			sheets[k].add(arena, &views[i], &sheet);
		export_add_file(arena, out, sheets[k].name, &sheet.bytes);
	}
}
