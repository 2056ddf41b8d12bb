/* columns.h - a command that prints what the ledger holds of each list, in columns or as JSON, the
 * past before what is to come:
 *
 *	beadle meetings [N] [--past | --coming] [--list NAME] [--json]
 *
 * A command says what its columns are and adds a row for each thing that is wanted; options, lists,
 * the printing and what is said when there is nothing are the same for all.
 */
#ifndef BEADLE_CLI_COLUMNS_H
#define BEADLE_CLI_COLUMNS_H

#include "cli/cli.h"
#include "cli/terminal.h"
#include "export/view.h"

struct columns;

struct columns_kind {
	const struct cli_command *command;
	const char *one;			/* "meeting": what N is the number of */
	const char *nothing;			/* "No meetings." */
	const char *const *heads;		/* without the list's, which comes first where
						 * there are several */
	size_t n_heads, shrinks;		/* as terminal_table() has them */
	void (*add)(struct columns *columns, const struct export_view *view);
};

/* The options and what they say, for the command's help. */
#define COLUMNS_SYNOPSIS "[N] [--past | --coming] [--list NAME] [--json]"
#define COLUMNS_HELP                                                                               \
	"  --past        only what is over\n  --coming      only what is to come\n"                \
	"  --list NAME   only this list\n"

struct columns {
	struct cli *cli;
	const struct columns_kind *kind;
	struct arena *arena;
	int number;				/* 0: all */
	bool past, coming;			/* are wanted */
	bool found;				/* what N names is there */
	bool many;				/* lists */
	bool printed;				/* something by itself, beside the rows */
	struct table_rows rows;
};

/* What stands in a cell: "#38", the text; "-": there is none. */
const char *columns_number(struct arena *arena, int number);
const char *columns_text(const char *text);

int columns_run(struct cli *cli, const struct columns_kind *kind, int argc, char **argv);

/* Is it asked for? */
bool columns_want(struct columns *columns, int number, bool is_past);
/* The cells are borrowed until the command ends. */
void columns_add(struct columns *columns, const struct export_view *view, const char *const *cells,
		 enum style style);

#endif
