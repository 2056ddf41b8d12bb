/* schema.h - the keys of the configuration as tables, and the reader that they drive.
 *
 * A table per mapping says of each key its type, default, range and what is expected; the reader,
 * the messages, man/beadle.yaml.5 and conf/beadle.yaml follow it (tests/unit/test_config.c compares
 * them).  Keys whose value is a structure of its own (people, mailboxes, ...) are FIELD_NODE: known
 * here, read by their own code.
 */
#ifndef BEADLE_CONFIG_SCHEMA_H
#define BEADLE_CONFIG_SCHEMA_H

#include <stdbool.h>
#include <stdint.h>

#include "committee/calendar.h"
#include "committee/ladder.h"
#include "config/config.h"
#include "config/tree.h"

/* What the reader needs of the machine; tests and fuzzers give their own. */
struct config_world {
	bool (*zone_known)(const char *iana_name);
	/* The whole file, at most TREE_BYTES_MAX; ERR_CONFIG with a reason otherwise. */
	enum err_kind (*load)(const char *file, struct buf *out, struct err *err);
	/* The families of tags, and whether a pattern does what its examples say (tags/scan.h). */
	bool (*family_known)(const char *name);
	const char *(*families)(void);
	enum err_kind (*pattern_check)(const struct rule_pattern *pattern,
				       enum rule_pattern_part *part_out, struct err *err);
};

extern const struct config_world config_world;	/* the real one */

struct config_reader {
	struct arena *arena;
	struct config_problems *problems;
	const struct config_world *world;
	const char *dir;		/* relative paths count from here: "" or ends in "/" */
	const char **files;		/* that were read, the configuration itself first */
	size_t n_files, cap_files;
};

enum field_type {
	FIELD_NODE,			/* nothing is stored */
	FIELD_TEXT,			/* const char *: one line */
	FIELD_LINES,			/* const char *: several lines */
	FIELD_NAME,			/* const char *: [A-Za-z0-9._-]+ */
	FIELD_WIRE,			/* const char *: printable ASCII that goes to a server as
					 * it is */
	FIELD_HOST,			/* const char *: name or address of a host */
	FIELD_ADDRESS,			/* const char *: addr-spec */
	FIELD_LIST_ID,			/* const char *: without <> */
	FIELD_ZONE,			/* const char *: IANA name */
	FIELD_PATH,			/* const char *: from the configuration's folder */
	FIELD_CHOICE,			/* an enum */
	FIELD_BOOL,			/* bool */
	FIELD_NUMBER,			/* 2, 4 or 8 bytes */
	FIELD_SIZE,			/* 8 bytes; 64k, 1M */
	FIELD_PERIOD,			/* int64_t seconds; 10m, 3d */
	FIELD_PERIOD_MS,		/* int: milliseconds; written as a period */
	FIELD_CLOCK,			/* int: minutes after midnight; 09:00 */
	FIELD_DATE,			/* struct civil_date; 2023-07-05 */
	FIELD_LADDER,			/* struct ladder; committee/ladder.h */
	FIELD_QUORUM,			/* struct quorum; committee/quorum.h */
	FIELD_THRESHOLD,		/* struct vote_threshold; committee/vote_rule.h */
	FIELD_GONE,			/* a key of earlier versions: `expected` says what is
					 * written instead */
};

struct config_choice {
	const char *word;
	int value;
};

struct config_field {
	const char *key;
	enum field_type type;
	size_t offset, size;		/* in the structure that the mapping fills */
	const char *def;		/* as it would be written; NULL: none, the member stays 0 */
	int64_t min, max;		/* FIELD_NUMBER, SIZE, PERIOD (seconds) */
	const struct config_choice *choices;	/* ends with a NULL word */
	const char *expected;		/* for messages and for the man page's reader */
	unsigned only;			/* types it is for, a bit each (1 << type); 0: all */
	unsigned needed;		/* types that must have it */
};

#define FOR_ALL (~0u)

struct config_table {
	const char *title;		/* the man page's .Ss */
	const char *what;		/* "a mailbox": for messages */
	const struct config_field *fields;	/* ends with a NULL key */
	const struct config_choice *types;	/* values of the key `type`; NULL: there is one type
					 * alone */
};

extern const struct config_table table_top, table_export, table_mailbox, table_outbox, table_limits,
	table_answers, table_list, table_list_limits, table_pattern, table_notices, table_person,
	table_group, table_people_file, table_meetings,
	table_minutes, table_first, table_later, table_exception,
	table_chairs, table_turn, table_standing, table_vote;
extern const struct config_table *const tables[];	/* all of them, NULL at the end */

/* What the key `type` says; -1 when it says nothing known (schema_read has a problem for that). */
int schema_type(const struct config_node *mapping, const struct config_table *table);

/* Fills target from a mapping: defaults first, then what is written.  type selects the keys that
 * apply (-1: all; 0 where there is one type alone). False when the node is no mapping (a problem is
 * added); other problems leave members at their default. */
bool schema_read(struct config_reader *reader, const struct config_node *mapping,
		 const struct config_table *table, int type, void *target);

/* One value by its own; false and a problem at the node when it is not what the field wants. */
bool schema_read_value(struct config_reader *reader, const struct config_node *node,
		       const struct config_field *field, void *member);

/* The scalar's text when it is a scalar with a value and without control characters; else NULL and
 * a problem. */
const char *value_text(struct config_reader *reader, const struct config_node *node,
		       const char *expected);

/* *out: the address with its domain in A-labels.  NULL when that is an addr-spec that may go to an
 * SMTP server as it is, else what is wrong with it. */
const char *address_read(struct arena *arena, const char *text, const char **out);

/* Does the name or address mean this machine alone, whatever a resolver says? */
bool host_is_loopback(struct span host);

/* "10m", "1w", "0"; false when it is none or beyond max_s. */
bool period_parse(const char *text, int64_t max_s, int64_t *out_s);

/* "09:00", "9:00"; false when it is no time of day. */
bool clock_parse(const char *text, int *out_minutes);

/* A path as the configuration means it. */
const char *reader_path(struct config_reader *reader, const char *path);

/* It is a part of the configuration. */
void reader_remember_file(struct config_reader *reader, const char *file);
/* The bytes of a file that the configuration names, which is remembered. */
MUST_CHECK enum err_kind reader_load(struct config_reader *reader, const char *path,
				     struct buf *out, struct err *err);

/* The same as in messages: "expected ...". */
const char *field_expected(const struct config_field *field);

/* Who claims a name or an address, and where; sorted by text, letter case aside. */
struct config_claim {
	const char *text;
	size_t owner;			/* index of the person; of a group n_persons + its index */
	const struct config_node *node;
};

/* People while they are being read: the places are needed for messages about them. */
struct people_set {
	struct people people;
	struct config_claim *names, *addresses;
	size_t n_names, n_addresses;
	bool broken;			/* somebody could not be read: a name not found says
					 * nothing */
};

/* people.c.  Persons first; groups are resolved against them, and may differ from list to list. */
void people_read_persons(struct config_reader *reader, const struct config_node *list,
			 struct people_set *out);
void people_read_groups(struct config_reader *reader, const struct config_node *groups,
			struct people_set *set);

/* The person that a configured name means, as in a tag (people_resolve) but that groups do not
 * count.  False and a problem when that is nobody, or several. */
bool people_find(struct config_reader *reader, const struct config_node *node,
		 const struct people_set *set, size_t *out);

/* The problem of a name that means none of these people and groups. */
void people_refuse(struct config_reader *reader, const struct config_node *node,
		   const struct people_set *set, const struct people *people, const char *name);

/* Where an address was configured, or NULL. */
const struct config_node *people_address_node(const struct people_set *set, const char *addr);

/* `people:` may be the name of a file: then *persons_io becomes the list in it and *groups_io its
 * groups, when it has any.  False when nothing can be read there, with a problem added. */
bool people_load(struct config_reader *reader, const struct config_node **persons_io,
		 const struct config_node **groups_io);

/* What a people file holds: a list, or a mapping with people and groups (NULL: none). */
bool people_open(struct config_reader *reader, const struct config_node *root,
		 const struct config_node **persons_out, const struct config_node **groups_out);

/* What a `meetings:` mapping says before it is a plan: meetings.c alone. */
struct meetings_text {
	const char *zone, *ics, *ical, *ca_file, *summary, *place;
	int64_t length_s, refresh_s;
};
struct first_text {
	unsigned number;
	struct civil_date date;
};
struct later_text {
	struct civil_date from;
	int64_t length_s;
	const char *place;
};
struct exception_text {
	struct civil_date date, moved;
	int cancelled;			/* enum meeting_cancelled */
	bool extra;
	int start_minute;
	int64_t length_s;
	const char *place;
};
struct turn_text {
	unsigned meeting;
	bool nobody;
	struct civil_date from;
};
enum { CHAIRS_ALPHABETICAL, CHAIRS_LISTED };

/* meetings.c: the plan, or NULL when it has problems (they are added).  list_zone: where none is
 * said.  feed_out is filled in when it comes by address. */
struct meeting_plan *meetings_read(struct config_reader *reader, const struct config_node *node,
				   const char *list_zone, const struct people_set *people,
				   struct config_feed *feed_out);

/* workdays.c: the keys `workdays` and `holidays` of a list or a person. */
void workdays_read(struct config_reader *reader, const struct config_node *mapping,
		   unsigned *weekdays, struct holidays *holidays);

/* standing.c: the duties that come back; what has problems is left out. */
void standing_read(struct config_reader *reader, const struct config_node *node,
		   const struct people_set *people, struct config_list *list);

/* votes.c: the key `votes` of a list; the default rule is there in any case, and the first. */
void votes_read(struct config_reader *reader, const struct config_node *mapping,
		const struct people_set *people, struct config_list *list);

/* handover.c: what shows that the list has handed a mail over, and who may raise something.  The
 * list is the last of config->lists so far. */
void handover_read(struct config_reader *reader, const struct config_node *node,
		   const struct config *config, const struct people_set *people,
		   struct config_list *list);

/* read.c: fills config from the tree of a whole file. */
void config_read_top(struct config_reader *reader, const struct config_node *top,
		     struct config *config);

/* config_read and config_read_people with the bytes at hand; file names them in messages. */
MUST_CHECK enum err_kind config_read_from(const struct config_world *world, const char *file,
					  struct span bytes, struct config **out,
					  struct buf *problems_out, struct err *err);
MUST_CHECK enum err_kind config_people_from(const struct config_world *world, struct arena *arena,
					    const char *file, struct span bytes, struct people *out,
					    struct buf *problems_out, struct err *err);

#endif
