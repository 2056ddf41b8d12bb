/* cmd_votes.c - `beadle votes`: the votes of each list, in columns: when they end, how many have
 * voted, and what came of them; and one of them, for `beadle show N`. */
#include "cli/cmd_votes.h"

#include <string.h>

#include "cli/chronicle.h"
#include "cli/columns.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "committee/ranked_ballot.h"
#include "notices/layout.h"

static const char *local_minute(struct arena *arena, const struct zone *zone, int64_t at_s)
{
	const struct civil_time at = zone_to_local(zone, at_s);
	char iso[CIVIL_TEXT_SIZE];

	return arena_printf(arena, "%s %02d:%02d", civil_format_iso(at.date, iso), at.hour,
			    at.minute);
}

static const char *end_text(struct arena *arena, const struct export_view *v,
			    const struct vote *vote)
{
	return local_minute(arena, v->zone, vote->settled_s ? vote->settled_s : vote->closes_s);
}

/* Of a ranked vote, the letter of who has won. */
static const char *numbers_text(struct arena *arena, const struct vote_entry *e)
{
	const struct tally *tally = &e->vote.tally;
	unsigned char ranks[RANKED_LETTERS] = { 0 };

	if (tally->sealed || (e->terms.secret && vote_is_running(&e->vote)))
		return "secret";
	if (!e->terms.n_options)
		return arena_printf(arena, "%zu-%zu-%zu", tally->yes, tally->no, tally->abstain);
	if (!e->vote.ranked || e->vote.state == VOTE_NO_QUORUM)
		return "ranked";
	for (size_t i = 0; i < e->terms.n_options; i++)
		ranks[i] = e->vote.ranked->result.winners[i];
	return ranked_ballot_text(arena, ranks, e->terms.n_options);
}

static void add_vote(struct columns *c, const struct export_view *v, const struct vote_entry *e)
{
	const char *const cells[] = {
		columns_number(c->arena, e->number),
		vote_state_name(e->vote.state),
		end_text(c->arena, v, &e->vote),
		votes_voted_text(c->arena, e),
		numbers_text(c->arena, e),
		votes_decision(c->arena, e),
	};

	columns_add(c, v, cells, vote_is_running(&e->vote) ? STYLE_PLAIN : STYLE_QUIET);
	for (size_t i = 0; i < e->n_ballots; i++) {
		const char *const ballot[] = { "", "", "", "", ballot_name(e->ballots[i].choice),
					       e->ballots[i].code };

		columns_add(c, v, ballot, STYLE_QUIET);
	}
}

static void add_votes(struct columns *c, const struct export_view *v)
{
	for (size_t i = 0; i < v->votes.len; i++) {
		const struct vote_entry *e = &v->votes.entries[i];

		if (!e->vote.opened || !columns_want(c, e->number, !vote_is_running(&e->vote)))
			continue;
		if (c->cli->json)
			output_json(export_vote_json(v, e));
		else
			add_vote(c, v, e);
	}
}

/* ---- one of them ---- */

static const char *or_dash(const char *text)
{
	return *text ? text : "-";
}

/* "yes  2023-06-05 12:00  at last"; of who has not voted what became of their ballot */
static const char *ballot_text(struct arena *arena, const struct export_view *v,
			       const struct vote_entry *e, const struct vote_voter *voter)
{
	const struct vote_shown shown = votes_shown(e, voter);

	if (!voter->cast_s)
		return arena_printf(arena, "-  (ballot %s)", ballot_mail_name(voter->mail));
	return arena_printf(arena, "%s  %s%s%s", shown.choice,
			    local_minute(arena, v->zone, voter->cast_s), *shown.reason ? "  " : "",
			    shown.reason);
}

static void print_voters(const struct terminal *t, struct arena *arena, const struct export_view *v,
			 const struct vote_entry *e)
{
	size_t width = 0, most = t->is_one ? t->columns / 2 : SIZE_MAX;

	for (size_t i = 0; i < e->vote.n_voters; i++) {
		size_t len = layout_width(e->vote.voters[i].name);

		width = len > width ? len : width;
	}
	width = width < most ? width : most;
	putchar('\n');
	terminal_say(t, STYLE_HEAD, "voters");
	putchar('\n');
	for (size_t i = 0; i < e->vote.n_voters; i++)
		terminal_hang(
			t,
			arena_printf(arena, "  %s  ",
				     terminal_padded(
					     arena,
					     terminal_short(arena, e->vote.voters[i].name, width),
					     width)),
			STYLE_PLAIN, ballot_text(arena, v, e, &e->vote.voters[i]));
}

static void print_remarks(const struct terminal *t, struct arena *arena,
			  const struct vote_entry *e)
{
	const struct vote *vote = &e->vote;

	if (!vote->n_remarks)
		return;
	putchar('\n');
	terminal_say(t, STYLE_HEAD, "without effect");
	putchar('\n');
	for (size_t i = 0; i < vote->n_remarks; i++) {
		const struct vote_event *said = vote->remarks[i].event;

		terminal_hang(t,
			      arena_printf(arena, "  %s  ", output_instant(arena, said->at_s)),
			      STYLE_PLAIN,
			      arena_printf(arena, "%s by %s: %s", vote_event_name(said->kind),
					   said->actor,
					   votes_why_not(e, e->sources[said - e->events])));
	}
}

static void print_vote(struct ledger_reader *r, const struct export_view *v,
		       const struct vote_entry *e, const struct chronicle *chronicle)
{
	const struct terminal t = terminal_of(stdout);
	const struct event *opened = e->sources[0];
	const struct vote *vote = &e->vote;
	struct arena *arena = r->arena;
	const char *link = export_source(arena, v, vote->message_id);

	terminal_hang(&t, arena_printf(arena, "#%d  ", e->number), STYLE_HEAD, e->title);
	if (*e->body)
		terminal_hang(&t, "    ", STYLE_PLAIN, e->body);
	putchar('\n');
	terminal_hang(&t, "list     ", STYLE_PLAIN, e->list);
	terminal_hang(&t, "status   ", vote->state == VOTE_PASSED ? STYLE_GOOD : STYLE_PLAIN,
		      arena_printf(arena, "%s%s", vote_state_name(vote->state),
				   vote->waits ? ", and its result is not certain yet" : ""));
	terminal_hang(&t, vote_is_running(vote) ? "ends     " : "ended    ", STYLE_PLAIN,
		      end_text(arena, v, vote));
	if (e->terms.n_options)
		terminal_hang(&t, "options  ", STYLE_PLAIN,
			      ranked_options_text(arena, e->terms.options, e->terms.n_options));
	terminal_hang(&t, e->terms.n_options ? "to win   " : "to pass  ", STYLE_PLAIN,
		      arena_printf(arena, "%s (%s)", votes_rule_text(arena, e),
				   e->terms.rule->name));
	terminal_hang(&t, "voted    ", STYLE_PLAIN, votes_voted_text(arena, e));
	if (!vote_is_running(vote) && vote->state != VOTE_WITHDRAWN)
		terminal_hang(&t, "result   ", STYLE_PLAIN,
			      votes_result_text(arena, e));
	terminal_hang(&t, "opened   ", STYLE_PLAIN, arena_printf(arena, "by %s", vote->opener));
	terminal_hang(&t, "source   ", STYLE_PLAIN, or_dash(opened->vote.quote));
	terminal_hang(&t, "         ", STYLE_QUIET,
		      arena_printf(arena, "line %u of <%s>, rule %s", opened->line,
				   vote->message_id, opened->rule));
	if (link)
		terminal_hang(&t, "         ", STYLE_QUIET, link);
	print_voters(&t, arena, v, e);
	print_remarks(&t, arena, e);
	putchar('\n');
	terminal_say(&t, STYLE_HEAD, "history");
	putchar('\n');
	chronicle_print(r, &t, chronicle);
}

static void print_json(const struct ledger_reader *r, const struct export_view *v,
		       const struct vote_entry *e, const struct chronicle *chronicle)
{
	json_t *json = export_vote_json(v, e), *history = json_array();

	for (size_t i = 0; i < chronicle->len; i++)
		json_array_append_new(history, chronicle_json(r, &chronicle->lines[i]));
	json_object_set_new(json, "quote", json_string(e->sources[0]->vote.quote));
	json_object_set_new(json, "history", history);
	output_json(json);
}

bool vote_show(const struct cli *cli, struct ledger_reader *r, int number, int *status_out)
{
	for (size_t i = 0; i < r->config->n_lists; i++) {
		struct chronicle chronicle = { 0 };
		struct export_view view;
		struct err err;

		export_view_fill(r->arena, &r->lists[i], r->now_s, &view);
		const struct vote_entry *e = votes_find(&view.votes, number);

		if (!e || !e->vote.opened)
			continue;
		*status_out = STATUS_DONE;
		if (chronicle_of(r, number, &chronicle, &err))
			*status_out = cli_fail(&err);
		else if (cli->json)
			print_json(r, &view, e, &chronicle);
		else
			print_vote(r, &view, e, &chronicle);
		return true;
	}
	return false;
}

static int votes(struct cli *cli, int argc, char **argv)
{
	static const char *const heads[] = { "N", "STATUS", "UNTIL", "VOTED", "YES-NO-ABSTAIN",
					     "TITLE" };
	static const struct columns_kind kind = {
		.command = &command_votes,
		.one = "vote",
		.nothing = "No votes.",
		.heads = heads,
		.n_heads = sizeof heads / sizeof heads[0],
		.shrinks = 1,
		.add = add_votes,
	};

	return columns_run(cli, &kind, argc, argv);
}

const struct cli_command command_votes = {
	.name = "votes",
	.synopsis = COLUMNS_SYNOPSIS,
	.does = "List votes: when they end, how many have voted, and what came of them",
	.help = COLUMNS_HELP,
	.run = votes,
};
