/* source.h - files for the commands that read mail and minutes without a ledger: scan, explain.
 *
 * The content of a file says what it is: a folder is a Maildir, "From " begins an mbox, a block of
 * header fields begins a mail; everything else is minutes.
 */
#ifndef BEADLE_CLI_SOURCE_H
#define BEADLE_CLI_SOURCE_H

#include "base/mem.h"
#include "base/span.h"
#include "cli/cli.h"
#include "tags/scan.h"

struct config_list;
struct mailbox_mail;

/* Both return an exit status; the mail and the text are borrowed for the call. */
struct source_taker {
	void *user;
	/* of_many: of an archive */
	int (*mail)(void *user, const char *file, bool of_many, const struct mailbox_mail *mail);
	int (*minutes)(void *user, const char *file, struct span text);
	bool each_alone;	/* mail keeps nothing from one mail to the next, and does no more
				 * than print (turns.h) */
};

/* Hands over what is in the file ("-": standard input); the first status that is not
 * STATUS_DONE. */
int source_read(const char *file, const struct source_taker *taker);

/* The options that both have: --people FILE, --zone ZONE, --list NAME. */
enum { OPT_READING_PEOPLE = 256, OPT_READING_ZONE, OPT_READING_LIST };

#define READING_OPTIONS                                                                            \
	{ "people", required_argument, NULL, OPT_READING_PEOPLE },                                 \
		{ "zone", required_argument, NULL, OPT_READING_ZONE },                             \
	{                                                                                          \
		"list", required_argument, NULL, OPT_READING_LIST                                  \
	}

#define READING_HELP                                                                               \
	"  FILE           a mail, an mbox, a Maildir folder, minutes as .md or .txt; - is "        \
	"standard input\n"                                                                         \
	"  --people FILE  names to resolve, as under `people:` in the configuration\n"             \
	"  --zone ZONE    where the list is: mail dates become days there (default UTC)\n"         \
	"  --list NAME    read as for this list of the configuration: its people, zone, tags, "    \
	"patterns and banners\n"

struct reading_options {
	struct people people;
	bool has_people;
	const struct zone *zone;
	enum date_order dates;			/* which number of 6/10 is the day */
	const char *list_name;			/* of --list; its configuration is read when -c
						 * is known */
	struct config *config;
	const struct config_list *list;
	struct message_limits limits;		/* of mail in an archive */
	struct rules *rules;
	struct needs *needs;			/* of the rules of the house */
	struct message_look look;		/* for the limits */
	struct arena *arena;
};

void reading_init(struct reading_options *options);
int reading_option(struct cli *cli, struct reading_options *options, int opt, const char *value);
int reading_begin(struct cli *cli,
		  struct reading_options *options); /* when all options are known */
void reading_end(struct reading_options *options);

#endif
