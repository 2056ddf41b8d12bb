/* cmd_votes.c - `beadle votes`: the votes of each list, in columns: when they end, how many have
 * voted, and what came of them. */
#include "cli/columns.h"
#include "cli/output.h"

static const char *end_text(struct arena *arena, const struct export_view *v,
			    const struct vote *vote)
{
	const struct civil_time end =
		zone_to_local(v->zone, vote->settled_s ? vote->settled_s : vote->closes_s);
	char iso[CIVIL_TEXT_SIZE];

	return arena_printf(arena, "%s %02d:%02d", civil_format_iso(end.date, iso), end.hour,
			    end.minute);
}

static void add_vote(struct columns *c, const struct export_view *v, const struct vote_entry *e)
{
	const struct tally *tally = &e->vote.tally;
	const char *const cells[] = {
		columns_number(c->arena, e->number),
		vote_state_name(e->vote.state),
		end_text(c->arena, v, &e->vote),
		votes_voted_text(c->arena, e),
		arena_printf(c->arena, "%zu-%zu-%zu", tally->yes, tally->no, tally->abstain),
		e->title,
	};

	columns_add(c, v, cells, vote_is_running(&e->vote) ? STYLE_PLAIN : STYLE_QUIET);
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
