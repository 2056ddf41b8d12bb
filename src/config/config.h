/* config.h - the whole configuration as one immutable structure (beadle.yaml(5)).
 *
 * Read once, checked whole: every error is reported at once as file:line:column, and a
 * configuration with one error is not used.  All memory belongs to the struct config;
 * everything in it is borrowed until config_free().  Periods are seconds, sizes bytes.
 */
#ifndef BEADLE_CONFIG_CONFIG_H
#define BEADLE_CONFIG_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "committee/calendar.h"
#include "committee/raise.h"
#include "committee/duty_round.h"
#include "committee/vote_rule.h"
#include "export/export.h"
#include "message/banner.h"
#include "message/handover.h"
#include "notices/policy.h"
#include "tags/pattern.h"
#include "tags/people.h"

enum tls_mode { TLS_IMPLICIT, TLS_STARTTLS, TLS_NONE };
enum auth_mechanism { AUTH_AUTO, AUTH_PLAIN, AUTH_LOGIN, AUTH_SCRAM_SHA_1, AUTH_SCRAM_SHA_256,
		      AUTH_XOAUTH2, AUTH_OAUTHBEARER, AUTH_NONE };

/* Where a secret comes from; exactly one is set, or none where no login is made. */
struct config_secret {
	const char *command;		/* run by /bin/sh -c; first line of its output */
	const char *file;		/* mode 0600 or stricter, ours or root's; first line */
	const char *credential;		/* name in $CREDENTIALS_DIRECTORY (systemd) */
	int server_fd;			/* a process's own: where secret_serve() answers; 0:
					 * nowhere */
};

/* One server's end of a connection, the same for IMAP and SMTP. */
struct config_server {
	const char *host;
	uint16_t port;
	enum tls_mode tls;		/* none: to loopback only, unless insecure_plain */
	bool insecure_plain;		/* "plain text beyond loopback": the operator insists */
	const char *ca_file;		/* trust these and nothing else; NULL: the system's */
	const char *tls_name;		/* name to verify instead of host; NULL: host */
	const char *user;		/* NULL: no login */
	struct config_secret secret;
	enum auth_mechanism auth;
	int timeout_ms;			/* of one answer: 60 s */
};

enum mailbox_type { MAILBOX_IMAP, MAILBOX_MAILDIR, MAILBOX_MBOX };

struct config_mailbox {
	const char *name;		/* key under `mailboxes` */
	enum mailbox_type type;
	const char *path;		/* maildir, mbox */
	struct config_server server;	/* imap */
	const char *folder;		/* imap: "INBOX" */
	bool idle;			/* true */
	int64_t poll_s;			/* 5 min; polling never stops, IDLE is a hint */
	size_t whole_bytes;		/* fetched whole up to this: 64 kB */
	size_t max_bytes;		/* of text fetched from a larger one: 1 MiB */
	unsigned batch;			/* mails a FETCH: 1000 */
};

enum outbox_type { OUTBOX_SMTP, OUTBOX_SENDMAIL, OUTBOX_MAILDIR };

struct config_outbox {
	enum outbox_type type;
	const char *path;		/* maildir: the folder; sendmail: the program */
	struct config_server server;	/* smtp */
	const char *helo;		/* EHLO name; NULL: the domain of `from` */
	const char *from_name;		/* "Beadle" */
	const char *from_addr;		/* the bot's own address: also what own mail is known by */
	const char *answer_addr;	/* one of the addresses that notices ask to be answered
					 * at, for a trial; NULL: none */
	const char *witness;		/* a copy of every mail goes here; NULL: no witness */
	int64_t doubt_wait_s;		/* how long a mail in doubt is looked for: 10 min */
	unsigned per_hour;		/* mails in any hour: 60 */
	unsigned per_recipient_day;	/* mails to one person in a day: 10 */
	int64_t retry_first_s, retry_last_s;	/* back-off: 1 min doubling up to 4 h */
	int64_t give_up_s;		/* 5 days: then the operator is told */
};

/* Answers to notices, and what proves that a mail is its sender's (PRODUCT 6). */
struct config_answers {
	const char *address;		/* where a notice asks to be answered:
					 * "bot+*@example.org", * is the token; without a * it
					 * has none */
	int64_t valid_s;		/* a token: 60 days */
	const char *authserv_id;	/* of our own server: its Authentication-Results count
					 * (RFC 8601); NULL: none do */
	unsigned hops, fields;		/* where that field stands (struct authres_server) */
	bool believe_from;		/* of people of the list From is taken for proof: anybody
					 * can write it */
	unsigned commands_per_mail;	/* 20 */
	unsigned mails_per_day;		/* with commands, of one person: 50 */
};

/* Where the meetings are fetched from, as an iCalendar text. */
struct config_feed {
	const char *url;		/* NULL: they are not.  May be a secret: it stands in no
					 * message */
	const char *ca_file;		/* trust these and nothing else; NULL: the system's */
	int64_t refresh_s;		/* 1 h */
	const char *summary;		/* only events whose title holds these words; NULL: all */
};

/* What becomes of minutes that stand. */
struct config_minutes {
	const char *folder;		/* where they are kept as files; NULL: nowhere */
	const char *command;		/* run there with a file's name; NULL: none is */
};

struct config_list {
	const char *name;		/* key under `lists`: [a-z0-9-]+ */
	const char *address;		/* posting address */
	const char *id;			/* List-Id; NULL: any mail of the mailbox addressed to
					 * `address` */
	const char *mailbox;		/* key under `mailboxes` */
	const char *authserv_id;	/* of the list's server, for mail whose From it rewrites;
					 * NULL: not known */
	bool vouches;			/* the list lets nobody post in another's name */
	struct handover_terms handover;	/* what shows that a mail is the list's */
	struct raise_limits limits;	/* of one mail, and of one author a day */
	enum raise_rule raise;		/* who may raise something; without the key by what can
					 * prove a sender */
	const char *const *tags;	/* families, NULL-terminated; NULL: all */
	struct rule_pattern *patterns;	/* the operator's own shapes, each checked */
	size_t n_patterns;
	struct people people;
	const char *chair;		/* full name of a person; NULL: none */
	struct notice_policy policy;	/* zone, prefix, times of the notices */
	struct meeting_plan *meetings;	/* NULL: none; with a feed it has no series, see
					 * config_plan_with */
	struct config_feed feed;
	struct config_minutes minutes;
	const struct standing_duty *standing;
	size_t n_standing;
	const struct vote_rule *votes;	/* the default one first; others by name */
	size_t n_votes;			/* one at least */
	bool has_votes;			/* the key is there */
};

struct config {
	struct arena *arena;
	const char *file;
	const char *const *files;	/* that it was read from, `file` first; one that several
					 * lists name stands once for each */
	size_t n_files;
	const char *state_dir;		/* holds ledger.db */
	const char *user;		/* who runs beadle when root starts it; NULL: root */
	const char *operator_addr;	/* NULL: trouble is logged only */
	struct message_banners banners; /* what the own mail system puts on top of mails, beside
					 * what is known by its form */
	struct config_mailbox *mailboxes;
	size_t n_mailboxes;
	struct config_outbox outbox;
	struct config_answers answers;
	struct config_list *lists;
	size_t n_lists;
	const char *export_folders[N_EXPORT_FORMATS];	/* kept up to date; NULL: not this format */
	const char *metrics_file;	/* written after each round; NULL: none */
};

/* Reads file and the files it names (people).  On error *out is NULL and problems_out holds one
 * line each, "file:line:column: what is wrong, what is expected", in order of place; err says how
 * many. */
MUST_CHECK enum err_kind config_read(const char *file, struct config **out,
				     struct buf *problems_out, struct err *err);

/* A people file alone (`scan --people FILE`): the same keys as under `people:`. */
MUST_CHECK enum err_kind config_read_people(struct arena *arena, const char *file,
					    struct people *out, struct buf *problems_out,
					    struct err *err);
void config_free(struct config **config);

/* The i-th of the files that none but who runs beadle may write (file_check_writers): those of the
 * configuration, and the ledger.  NULL behind the last.  In the arena. */
const char *config_guarded(struct arena *arena, const struct config *config, size_t i);

const struct config_list *config_list(const struct config *config, const char *name);
bool config_is_used(const struct config *config,
		    const struct config_mailbox *mailbox); /* by any list */

/* The plan of a list with a feed, with the meetings of this text.  ERR_DATA when it is none or has
 * no meetings.  Memory is the arena's and the configuration's. */
MUST_CHECK enum err_kind config_plan_with(struct arena *arena, const struct config_list *list,
					  struct span text, struct meeting_plan *out,
					  struct err *err);

/* When the duties of the list come back; calendar: its meetings, or NULL.  Borrowed from both. */
struct duty_round_context config_recurring(const struct config_list *list,
					  struct meeting_calendar *calendar);

/* The secret itself, into out (bounded, no newline), and registered with the log so that it is
 * blotted out.  ERR_CONFIG for a file others can read, ERR_RETRY for a command that failed. */
MUST_CHECK enum err_kind secret_read(const struct config_secret *source, struct buf *out,
				     struct err *err);

#endif
