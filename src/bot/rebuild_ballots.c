/* rebuild_ballots.c - see rebuild_ballots.h. */
#include "bot/rebuild_ballots.h"

#include <string.h>

#include "bot/secret.h"
#include "committee/votes.h"
#include "config/config.h"
#include "ledger/ledger.h"
#include "time/zone.h"

struct ballot_finder {
	struct arena *arena;
	struct ledger *again, *ledger;
	struct rebuild_ballots *out;
};

static enum err_kind compare(struct ballot_finder *f, const struct event *cast, struct err *err)
{
	struct rebuild_ballots *out = f->out;
	struct rebuild_ballot ballot = { .vote = cast->vote.number,
					 .voter = cast->actor,
					 .message_id = cast->message_id };
	const char *had;

	if (secret_choice(f->again, f->arena, ballot.vote, ballot.voter, ballot.message_id,
			  &ballot.choice, err) ||
	    secret_choice(f->ledger, f->arena, ballot.vote, ballot.voter, ballot.message_id, &had,
			  err))
		return err->kind;
	if (!*ballot.choice || strcmp(ballot.choice, had) == 0)
		return ERR_NONE;
	out->ballots =
		arena_grow(f->arena, out->ballots, out->len, &out->cap, sizeof *out->ballots);
	out->ballots[out->len++] = ballot;
	return ERR_NONE;
}

static enum err_kind compare_all(struct ballot_finder *f, const struct vote_entry *entry,
				 struct err *err)
{
	bool is_secret = entry->terms.secret && vote_is_running(&entry->vote);
	struct rebuild_ballots *out = f->out;
	enum err_kind kind = ERR_NONE;

	if (!is_secret)
		return ERR_NONE;
	out->votes = arena_grow(f->arena, out->votes, out->n_votes, &out->cap_votes,
				sizeof *out->votes);
	out->votes[out->n_votes++] = entry->number;
	for (size_t i = 0; !kind && i < entry->n; i++) {
		if (entry->events[i].kind == VOTE_EVENT_CAST)
			kind = compare(f, entry->sources[i], err);
	}
	return kind;
}

enum err_kind rebuild_ballots_find(struct arena *arena, const struct config *config,
				   const struct state *state, struct ledger *again,
				   struct ledger *ledger, int64_t now_s,
				   struct rebuild_ballots *out, struct err *err)
{
	struct ballot_finder f = { arena, again, ledger, out };
	enum err_kind kind = ERR_NONE;

	*out = (struct rebuild_ballots){ 0 };
	for (size_t i = 0; !kind && i < config->n_lists; i++) {
		const struct config_list *list = &config->lists[i];
		struct vote_list votes;

		votes_of(arena, state, NULL, list->name, zone_of_either(list->policy.zone, NULL),
			 now_s, now_s, &votes);
		for (size_t k = 0; !kind && k < votes.len; k++)
			kind = compare_all(&f, &votes.entries[k], err);
	}
	return kind;
}

enum err_kind rebuild_ballots_write(const struct rebuild_ballots *all, struct ledger *ledger,
				    struct err *err)
{
	enum err_kind kind = ERR_NONE;

	for (size_t i = 0; !kind && i < all->n_votes; i++)
		kind = ledger_add_vote_key(ledger, all->votes[i], err);
	for (size_t i = 0; !kind && i < all->len; i++) {
		const struct rebuild_ballot *b = &all->ballots[i];

		kind = secret_put(ledger, b->vote, b->voter, b->message_id, b->choice, err);
	}
	return kind;
}
