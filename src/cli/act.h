/* act.h - what the operator's acting commands have in common (bot/world.h).
 *
 *	act_open	configuration, ledger, state
 *	act_begin	from here on the state is everything there is
 *	... judge by world.state; if the act is not possible: act_undo, cli_complain, STATUS_FAILED
 *	act_do		the events are appended and applied, and it has happened
 *	act_tell	only now is anything printed
 *	act_close
 *
 * Each returns an exit status, and has said what went wrong unless that is STATUS_DONE.
 */
#ifndef BEADLE_CLI_ACT_H
#define BEADLE_CLI_ACT_H

#include "bot/world.h"
#include "cli/cli.h"
#include "committee/item_act.h"

#define OPERATOR_NAME RULE_OPERATOR	/* actor, rule and proof of the events */

struct act {
	struct cli *cli;
	struct config *config;
	struct world world;
	struct arena *arena;		/* until act_close */
};

int act_open(struct cli *cli, struct act *out);
/* An event of this list by the operator, to be filled in. */
struct event act_event(const struct act *act, enum event_kind kind, const char *list);
/* The operator, who may what the chair may, and where they act. */
struct actor act_operator(void);
struct act_place act_place_of(const struct act *act, const struct config_list *list);
/* Words of the command line as one text, in the arena; NULL, and said why, when they are too long
 * or no UTF-8. */
const char *act_words(const struct act *act, int n, char **words);
/* "Dave Thaler, Joe": names one by one, in the arena; returns how many. */
enum { ACT_NAMES_MAX = 12 };
size_t act_names(const struct act *act, const char *text, const char **names);
int act_begin(struct act *act);
int act_do(struct act *act, struct event *events,
	   size_t n); /* gives them their ids; all or none of them */
void act_undo(struct act *act);
void act_close(struct act *act);	/* whatever act_open gave */

/* What was done: the events with --json, a line each, else the sentence. */
int act_tell(const struct act *act, const struct event *events, size_t n, const char *sentence);

/* The number of an item or a meeting: "39", "#39". */
bool act_number(const char *text, int *out);

#endif
