/* cmd_meetings.c - `beadle meetings`, `agenda` and `deadlines`: what the ledger holds beside action
 * items, in columns. */
#include <string.h>

#include "cli/columns.h"
#include "cli/output.h"
#include "notices/meeting_view.h"

/* "Wed 2023-07-12 13:00" */
static const char *local_minute(struct arena *arena, struct civil_date date, int minute)
{
	char text[CIVIL_TEXT_SIZE], iso[CIVIL_TEXT_SIZE];

	return arena_printf(arena, "%.3s %s %02d:%02d", civil_format_short(date, text),
			    civil_format_iso(date, iso), minute / 60, minute % 60);
}

/* ---- meetings ---- */

static enum style style_of_meeting(const struct export_view *v, const struct export_meeting *m)
{
	if (m == v->next)
		return STYLE_HEAD;
	return m->meeting.cancelled || m->meeting.start_utc_s <= v->now_s ? STYLE_QUIET
									  : STYLE_PLAIN;
}

/* How many were there; of one to come, how many will not be. */
static const char *present_text(struct arena *arena, const struct export_view *v,
				const struct export_meeting *m)
{
	if (m->presence.is_known)
		return arena_printf(arena, "%zu", m->presence.present.len);
	if (m->meeting.start_utc_s > v->now_s && m->presence.regrets.len)
		return arena_printf(arena, "%zu regrets", m->presence.regrets.len);
	return "-";
}

static void add_meeting(struct columns *c, const struct export_view *v,
			const struct export_meeting *m)
{
	const char *const cells[] = {
		columns_number(c->arena, m->meeting.number),
		local_minute(c->arena, m->meeting.date, m->meeting.start_minute),
		columns_text(export_meeting_chair(m)),
		export_meeting_state(v, m),
		present_text(c->arena, v, m),
		columns_text(export_meeting_quorum(v, m)),
		columns_text(export_meeting_minutes(v, m)),
		columns_text(m->meeting.place),
	};

	columns_add(c, v, cells, style_of_meeting(v, m));
}

static void add_meetings(struct columns *c, const struct export_view *v)
{
	for (size_t i = 0; i < v->n_meetings; i++) {
		const struct export_meeting *m = &v->meetings[i];

		if (!columns_want(c, m->meeting.number, m->meeting.start_utc_s <= v->now_s))
			continue;
		if (c->cli->json)
			output_json(export_meeting_json(v, m));
		else
			add_meeting(c, v, m);
	}
}

static int meetings(struct cli *cli, int argc, char **argv)
{
	static const char *const heads[] = { "N", "WHEN", "CHAIR", "STATUS", "PRESENT",
					     "QUORUM", "MINUTES", "PLACE" };
	static const struct columns_kind kind = {
		.command = &command_meetings,
		.one = "meeting",
		.nothing = "No meetings.",
		.heads = heads,
		.n_heads = sizeof heads / sizeof heads[0],
		.shrinks = 2,
		.add = add_meetings,
	};

	return columns_run(cli, &kind, argc, argv);
}

const struct cli_command command_meetings = {
	.name = "meetings",
	.synopsis = COLUMNS_SYNOPSIS,
	.does = "List meetings: when, who chairs, and what became of their minutes",
	.help = COLUMNS_HELP,
	.run = meetings,
};

/* ---- the agenda ---- */

static const char *presenters_of(struct arena *arena, const struct agenda_row *row)
{
	const char *text = "";

	for (size_t i = 0; i < row->n_presenters; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? ", " : "", row->presenters[i]);
	return *text ? text : row->raised_by;
}

/* Of an entry beside its title. */
static const char *entry_state(struct arena *arena, const struct agenda_row *row, bool is_over)
{
	if (is_over)
		return row->discussed ? "discussed" : "open";
	return row->carried_from > 0 ? arena_printf(arena, "from #%d", row->carried_from)
				     : "planned";
}

static void add_entry(struct columns *c, const struct export_view *v, const struct meeting *m,
		      const struct agenda_row *row)
{
	bool is_over = m->start_utc_s <= v->now_s;
	char iso[CIVIL_TEXT_SIZE];

	if (c->cli->json) {
		output_json(export_agenda_json(v, m->number, row));
		return;
	}
	const char *const cells[] = {
		columns_number(c->arena, m->number),
		arena_strdup(c->arena, civil_format_iso(m->date, iso)),
		entry_state(c->arena, row, is_over),
		row->minutes > 0 ? arena_printf(c->arena, "%dm", row->minutes) : "-",
		presenters_of(c->arena, row),
		row->title,
	};

	columns_add(c, v, cells, is_over ? STYLE_QUIET : STYLE_PLAIN);
}

static void add_agenda(struct columns *c, const struct export_view *v)
{
	for (size_t i = 0; i < v->n_meetings; i++) {
		const struct meeting *m = &v->meetings[i].meeting;
		const struct agenda_row *rows;

		if (m->cancelled || !columns_want(c, m->number, m->start_utc_s <= v->now_s))
			continue;
		size_t n = meeting_view_entries(c->arena, v->context, m, v->now_s, &rows);
		bool is_later = v->next && m->start_utc_s > v->next->meeting.start_utc_s;

		for (size_t k = 0; k < n; k++) {
			/* it is carried over to the next one, and no further as yet */
			if (!is_later || rows[k].carried_from <= 0)
				add_entry(c, v, m, &rows[k]);
		}
	}
}

static int agenda(struct cli *cli, int argc, char **argv)
{
	static const char *const heads[] = { "N", "DATE", "STATUS", "TIME", "PRESENTER", "TITLE" };
	static const struct columns_kind kind = {
		.command = &command_agenda,
		.one = "meeting",
		.nothing = "Nothing is on the agenda.",
		.heads = heads,
		.n_heads = sizeof heads / sizeof heads[0],
		.shrinks = 4,
		.add = add_agenda,
	};

	return columns_run(cli, &kind, argc, argv);
}

const struct cli_command command_agenda = {
	.name = "agenda",
	.synopsis = COLUMNS_SYNOPSIS,
	.does = "List the agenda of past and coming meetings, or of meeting N",
	.help = COLUMNS_HELP,
	.run = agenda,
};

/* ---- deadlines by silence ---- */

static enum style style_of_deadline(const struct deadline *d)
{
	if (d->state == DEADLINE_CONTESTED)
		return STYLE_BAD;
	return deadline_is_running(d) ? STYLE_PLAIN : STYLE_QUIET;
}

static void add_deadline(struct columns *c, const struct export_view *v,
			 const struct deadline_entry *e)
{
	const struct deadline *d = &e->deadline;
	const struct civil_time end =
		zone_to_local(v->zone, d->settled_s ? d->settled_s : d->closes_s);
	const char *const cells[] = {
		columns_number(c->arena, e->number),
		deadline_state_name(d->state),
		local_minute(c->arena, end.date, end.hour * 60 + end.minute),
		d->n_objections
			? arena_printf(c->arena, "%zu of %zu", d->n_standing, d->n_objections)
			: "-",
		e->title,
	};

	columns_add(c, v, cells, style_of_deadline(d));
}

static void add_deadlines(struct columns *c, const struct export_view *v)
{
	for (size_t i = 0; i < v->deadlines.len; i++) {
		const struct deadline_entry *e = &v->deadlines.entries[i];

		if (!e->deadline.opened ||
		    !columns_want(c, e->number, !deadline_is_running(&e->deadline)))
			continue;
		if (c->cli->json)
			output_json(export_deadline_json(v, e));
		else
			add_deadline(c, v, e);
	}
}

static int deadlines(struct cli *cli, int argc, char **argv)
{
	static const char *const heads[] = { "N", "STATUS", "UNTIL", "AGAINST", "TITLE" };
	static const struct columns_kind kind = {
		.command = &command_deadlines,
		.one = "deadline",
		.nothing = "No deadlines.",
		.heads = heads,
		.n_heads = sizeof heads / sizeof heads[0],
		.shrinks = 1,
		.add = add_deadlines,
	};

	return columns_run(cli, &kind, argc, argv);
}

const struct cli_command command_deadlines = {
	.name = "deadlines",
	.synopsis = COLUMNS_SYNOPSIS,
	.does = "List deadlines by silence: when they end, objections, and how they ended",
	.help = COLUMNS_HELP,
	.run = deadlines,
};
