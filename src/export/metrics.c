/* metrics.c - see metrics.h.  What only grows ends in _total; the rest may fall. */
#include "export/metrics.h"

#include <inttypes.h>
#include <string.h>

#include "committee/deadlines.h"
#include "committee/votes.h"
#include "time/zone.h"

enum { N_DEADLINE_STATES = DEADLINE_WITHDRAWN + 1, N_ITEM_STATES = ITEM_DROPPED + 1,
       N_VOTE_STATES = VOTE_TIED + 1 };

struct label {
	const char *name, *value;	/* value NULL: left out */
};

static void family(struct buf *out, const char *name, const char *type, const char *help)
{
	buf_addf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* The format escapes a backslash, a quote and a line's end, and nothing else. */
static void add_value(struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\\' || *text == '"')
			buf_add_char(out, '\\');
		if (*text == '\n')
			buf_add_str(out, "\\n");
		else
			buf_add_char(out, *text);
	}
}

/* Each has the bot's address: several beadles on one machine can be collected together. */
static void sample(const struct metrics *m, struct buf *out, const char *name, struct label one,
		   struct label two, int64_t value)
{
	const struct label labels[] = { { "bot", m->bot }, one, two };
	const char *before = "{";

	buf_add_str(out, name);
	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
		if (!labels[i].value)
			continue;
		buf_addf(out, "%s%s=\"", before, labels[i].name);
		add_value(out, labels[i].value);
		buf_add_char(out, '"');
		before = ",";
	}
	buf_addf(out, "} %" PRId64 "\n", value);
}

static const struct label no_label;

static void add_mailboxes(struct buf *out, const struct metrics *m)
{
	static const char sync[] = "beadle_mailbox_last_sync_timestamp_seconds",
			  lag[] = "beadle_mailbox_lag_seconds";

	family(out, sync, "gauge", "When the mailbox was last read to its end; 0 if never.");
	for (size_t i = 0; i < m->n_mailboxes; i++)
		sample(m, out, sync, (struct label){ "mailbox", m->mailboxes[i].name }, no_label,
		       m->mailboxes[i].synced_s);
	family(out, lag, "gauge", "How long the last mail that was read had been at the server.");
	for (size_t i = 0; i < m->n_mailboxes; i++) {
		if (m->mailboxes[i].lag_s >= 0)
			sample(m, out, lag, (struct label){ "mailbox", m->mailboxes[i].name },
			       no_label, m->mailboxes[i].lag_s);
	}
}

static void add_items(struct buf *out, const struct metrics *m)
{
	static const char all[] = "beadle_items", late[] = "beadle_items_overdue";
	const struct state *state = m->n_lists ? m->lists[0].state : NULL;

	for (int overdue = 0; overdue < 2; overdue++) {
		if (overdue)
			family(out, late, "gauge",
			       "Open action items whose day has passed in the list's zone.");
		else
			family(out, all, "gauge", "Action items by state.");
		for (size_t l = 0; l < m->n_lists; l++) {
			const char *name = m->lists[l].policy->list_name;
			struct civil_date today =
				zone_to_local(zone_of_either(m->lists[l].policy->zone, NULL),
					      m->round_s)
					.date;
			int64_t n[N_ITEM_STATES] = { 0 }, n_late = 0;

			for (size_t i = 0; i < state->n_items; i++) {
				const struct item *item = &state->items[i];

				if (!item->number || strcmp(item->list, name) != 0)
					continue;
				n[item->status]++;
				n_late += item->status == ITEM_OPEN && civil_is_set(item->due) &&
					  civil_compare(item->due, today) < 0;
			}
			if (overdue)
				sample(m, out, late, (struct label){ "list", name }, no_label,
				       n_late);
			for (int s = 0; s < N_ITEM_STATES && !overdue; s++)
				sample(m, out, all, (struct label){ "list", name },
				       (struct label){ "state",
						       item_status_name((enum item_status)s) },
				       n[s]);
		}
	}
}

static void add_deadlines(struct arena *arena, struct buf *out, const struct metrics *m)
{
	static const char name[] = "beadle_deadlines";

	family(out, name, "gauge", "Deadlines by silence by state.");
	for (size_t l = 0; l < m->n_lists; l++) {
		const struct meeting_context *c = &m->lists[l];
		int64_t n[N_DEADLINE_STATES] = { 0 };
		struct deadline_list list;

		deadlines_of(arena, c->state, c->policy->list_name,
			     zone_of_either(c->policy->zone, NULL), c->read_s, m->round_s, &list);
		for (size_t i = 0; i < list.len; i++)
			n[list.entries[i].deadline.state] += list.entries[i].deadline.opened;
		for (int s = 0; s < N_DEADLINE_STATES; s++)
			sample(m, out, name, (struct label){ "list", c->policy->list_name },
			       (struct label){ "state",
					       deadline_state_name((enum deadline_state)s) },
			       n[s]);
	}
}

static void add_running_votes(struct arena *arena, struct buf *out, const struct metrics *m,
			      const struct vote_list *lists, bool closes)
{
	static const char missing[] = "beadle_vote_ballots_missing",
			  end[] = "beadle_vote_closes_timestamp_seconds";

	if (closes)
		family(out, end, "gauge", "When an open vote ends, as things stand.");
	else
		family(out, missing, "gauge", "Who may vote in an open vote and has not.");
	for (size_t l = 0; l < m->n_lists; l++) {
		for (size_t i = 0; i < lists[l].len; i++) {
			const struct vote_entry *e = &lists[l].entries[i];
			struct label list = { "list", m->lists[l].policy->list_name },
				     vote = { "vote", arena_printf(arena, "%d", e->number) };

			if (!e->vote.opened || !vote_is_running(&e->vote))
				continue;
			if (closes)
				sample(m, out, end, list, vote, e->vote.closes_s);
			else
				sample(m, out, missing, list, vote,
				       (int64_t)(e->vote.n_voters - e->vote.n_voted));
		}
	}
}

static void add_votes(struct arena *arena, struct buf *out, const struct metrics *m)
{
	static const char name[] = "beadle_votes";
	struct vote_list *lists = arena_alloc(arena, m->n_lists, sizeof *lists);

	family(out, name, "gauge", "Votes by state.");
	for (size_t l = 0; l < m->n_lists; l++) {
		const struct meeting_context *c = &m->lists[l];
		int64_t n[N_VOTE_STATES] = { 0 };

		votes_of(arena, c->state, NULL, c->policy->list_name,
			 zone_of_either(c->policy->zone, NULL), c->read_s, m->round_s, &lists[l]);
		for (size_t i = 0; i < lists[l].len; i++)
			n[lists[l].entries[i].vote.state] += lists[l].entries[i].vote.opened;
		for (int s = 0; s < N_VOTE_STATES; s++)
			sample(m, out, name, (struct label){ "list", c->policy->list_name },
			       (struct label){ "state", vote_state_name((enum vote_state)s) },
			       n[s]);
	}
	add_running_votes(arena, out, m, lists, false);
	add_running_votes(arena, out, m, lists, true);
}

/* Is nothing more to come of these notices? */
static bool is_over(const struct metrics_count *notices)
{
	static const char *const ends[] = { "sent", "refused", "given-up", "dropped" };

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		if (strcmp(notices->other, ends[i]) == 0)
			return true;
	}
	return false;
}

void metrics_write(struct arena *arena, struct buf *out, const struct metrics *m)
{
	family(out, "beadle_build_info", "gauge", "The version that runs; always 1.");
	sample(m, out, "beadle_build_info", (struct label){ "version", m->version }, no_label, 1);
	family(out, "beadle_last_round_timestamp_seconds", "gauge",
	       "When the last round came to its end.");
	sample(m, out, "beadle_last_round_timestamp_seconds", no_label, no_label, m->round_s);
	add_mailboxes(out, m);
	family(out, "beadle_messages_total", "counter",
	       "Mails that came, by what became of them; aside: put aside, unreadable.");
	for (size_t i = 0; i < m->n_messages; i++)
		sample(m, out, "beadle_messages_total",
		       (struct label){ "result", m->messages[i].label }, no_label,
		       m->messages[i].n);
	if (m->n_lists)
		add_items(out, m);
	add_deadlines(arena, out, m);
	add_votes(arena, out, m);
	/* A notice leaves `waiting` for a result, once: so the one may fall and the other may
	 * not. */
	family(out, "beadle_notices_total", "counter",
	       "Mails to a recipient that came to an end, by kind and result.");
	for (size_t i = 0; i < m->n_notices; i++) {
		const struct metrics_count *n = &m->notices[i];

		if (is_over(n))
			sample(m, out, "beadle_notices_total", (struct label){ "kind", n->label },
			       (struct label){ "result", n->other }, n->n);
	}
	family(out, "beadle_notices_waiting", "gauge",
	       "Mails to a recipient on their way: ready, sending, or in doubt.");
	for (size_t i = 0; i < m->n_notices; i++) {
		const struct metrics_count *n = &m->notices[i];

		if (!is_over(n))
			sample(m, out, "beadle_notices_waiting", (struct label){ "kind", n->label },
			       (struct label){ "state", n->other }, n->n);
	}
	family(out, "beadle_outbox_refused_since_timestamp_seconds", "gauge",
	       "Since when the mail server refuses the bot's own account or login; 0: it does "
	       "not.");
	sample(m, out, "beadle_outbox_refused_since_timestamp_seconds", no_label, no_label,
	       m->refused_s);
	family(out, "beadle_clock_in_doubt_since_timestamp_seconds", "gauge",
	       "Since when the clock of the machine cannot be believed, and nothing is decided; 0: "
	       "it can.");
	sample(m, out, "beadle_clock_in_doubt_since_timestamp_seconds", no_label, no_label,
	       m->clock_doubt_s);
	family(out, "beadle_delivery_retries_total", "counter",
	       "Tries of a recipient after the first one.");
	sample(m, out, "beadle_delivery_retries_total", no_label, no_label, m->retries);
}
