/* tables.c - every key of beadle.yaml: type, default, range, and the types it belongs to.
 *
 * Add a key here, to man/beadle.yaml.5 and to conf/beadle.yaml; test_config.c fails until all
 * three agree.
 */
#include "config/schema.h"

enum {
	MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR, WEEK = 7 * DAY, YEAR = 366 * DAY,
	KIB = 1024, MIB = 1024 * KIB,
};

/* A row says what differs from nothing; naming every zero would hide it. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define MEMBER(type, member) offsetof(type, member), sizeof(((type *)0)->member)
#define END { .key = NULL }

static const struct config_choice mailbox_types[] = {
	{ "imap", MAILBOX_IMAP },
	{ "maildir", MAILBOX_MAILDIR },
	{ "mbox", MAILBOX_MBOX },
	{ NULL, 0 },
};
static const struct config_choice outbox_types[] = {
	{ "smtp", OUTBOX_SMTP },
	{ "sendmail", OUTBOX_SENDMAIL },
	{ "maildir", OUTBOX_MAILDIR },
	{ NULL, 0 },
};
static const struct config_choice tls_modes[] = {
	{ "implicit", TLS_IMPLICIT },
	{ "starttls", TLS_STARTTLS },
	{ "none", TLS_NONE },
	{ NULL, 0 },
};
static const struct config_choice auth_mechanisms[] = {
	{ "auto", AUTH_AUTO },
	{ "plain", AUTH_PLAIN },
	{ "login", AUTH_LOGIN },
	{ "scram-sha-1", AUTH_SCRAM_SHA_1 },
	{ "scram-sha-256", AUTH_SCRAM_SHA_256 },
	{ "xoauth2", AUTH_XOAUTH2 },
	{ "oauthbearer", AUTH_OAUTHBEARER },
	{ "none", AUTH_NONE },
	{ NULL, 0 },
};

#define ON(type) (1u << (type))

/* The keys that an IMAP mailbox and an SMTP outbox share.  `port` has no default here: it follows
 * `tls`. */
#define SERVER_FIELDS(type, who, default_tls)                                                      \
	{ "host",	 FIELD_HOST,	  MEMBER(type, server.host),                               \
	  .only = (who), .needed = (who), .expected = "the name or address of the server" },       \
		{ "port",	FIELD_NUMBER,  MEMBER(type, server.port),	    .min = 1,      \
		  .max = 65535, .only = (who), .expected = "a port from 1 to 65535" },             \
		{ "tls",       FIELD_CHOICE,	     MEMBER(type, server.tls),                     \
		  default_tls, .choices = tls_modes, .only = (who) },                              \
		{ "insecure_plain", FIELD_BOOL, MEMBER(type, server.insecure_plain), "no",         \
		  .only = (who) },                                                                 \
		{ "ca_file", FIELD_PATH, MEMBER(type, server.ca_file), .only = (who),              \
		  .expected = "a file of certificates (PEM)" },                                    \
		{ "tls_name", FIELD_HOST, MEMBER(type, server.tls_name), .only = (who),            \
		  .expected = "the host name in the server's certificate" },                       \
		{ "user", FIELD_WIRE, MEMBER(type, server.user), .only = (who),                    \
		  .expected = "the name to log in with" },                                         \
		{ "password_file", FIELD_PATH, MEMBER(type, server.secret.file), .only = (who),    \
		  .expected = "a file that only its owner can read" },                             \
		{ "password_command", FIELD_TEXT, MEMBER(type, server.secret.command),             \
		  .only = (who), .expected = "a shell command that prints the password" },         \
		{ "credential", FIELD_NAME, MEMBER(type, server.secret.credential), .only = (who), \
		  .expected = "the name of a systemd credential" },                                \
		{ "auth",                                                                          \
		  FIELD_CHOICE,                                                                    \
		  MEMBER(type, server.auth),                                                       \
		  "auto",                                                                          \
		  .choices = auth_mechanisms,                                                      \
		  .only = (who) },                                                                 \
	{                                                                                          \
		"timeout", FIELD_PERIOD_MS, MEMBER(type, server.timeout_ms), "60s",                \
			.min = 1, .max = 10 * MINUTE, .only = (who)                                \
	}

static const struct config_field top_fields[] = {
	{ "state", FIELD_PATH, MEMBER(struct config, state_dir), "/var/lib/beadle",
	  .expected = "the folder that holds ledger.db" },
	{ "user", FIELD_NAME, MEMBER(struct config, user),
	  .expected = "the name of a user of this machine" },
	{ "operator", FIELD_ADDRESS, MEMBER(struct config, operator_addr) },
	{ "banners", FIELD_NODE },
	{ "people", FIELD_NODE },
	{ "groups", FIELD_NODE },
	{ "mailboxes", FIELD_NODE, .needed = FOR_ALL,
	  .expected = "a mapping of names to mailboxes" },
	{ "outbox", FIELD_NODE, .needed = FOR_ALL,
	  .expected = "where mail goes (type and from at least)" },
	{ "answers", FIELD_NODE },
	{ "lists", FIELD_NODE, .needed = FOR_ALL,
	  .expected = "a mapping of names to mailing lists" },
	{ "export", FIELD_NODE },
	{ "metrics", FIELD_PATH, MEMBER(struct config, metrics_file),
	  .expected = "a file, such as beadle.prom" },
	END
};

#define EXPORT_FIELD(key, format) \
	{ key, FIELD_PATH, MEMBER(struct config, export_folders[format]), .expected = "a folder" }

static const struct config_field export_fields[] = { EXPORT_FIELD("html", EXPORT_HTML),
					      EXPORT_FIELD("ics", EXPORT_ICS),
					      EXPORT_FIELD("json", EXPORT_JSON),
					      EXPORT_FIELD("csv", EXPORT_CSV), END };

#define LOCAL (ON(MAILBOX_MAILDIR) | ON(MAILBOX_MBOX))

static const struct config_field mailbox_fields[] = {
	{ "type", FIELD_CHOICE, MEMBER(struct config_mailbox, type), .choices = mailbox_types,
	  .needed = FOR_ALL, .expected = "imap, maildir or mbox" },
	{ "path", FIELD_PATH, MEMBER(struct config_mailbox, path), .only = LOCAL, .needed = LOCAL,
	  .expected = "the Maildir folder or mbox file" },
	SERVER_FIELDS(struct config_mailbox, ON(MAILBOX_IMAP), "implicit"),
	{ "folder", FIELD_WIRE, MEMBER(struct config_mailbox, folder), "INBOX",
	  .only = ON(MAILBOX_IMAP),
	  .expected = "the folder's name as IMAP writes it (other than ASCII in modified UTF-7)" },
	{ "idle", FIELD_BOOL, MEMBER(struct config_mailbox, idle), "yes",
	  .only = ON(MAILBOX_IMAP) },
	{ "poll", FIELD_PERIOD, MEMBER(struct config_mailbox, poll_s), "5m", 1, DAY },
	{ "whole_bytes", FIELD_SIZE, MEMBER(struct config_mailbox, whole_bytes), "64k", KIB,
	  64 * MIB },
	{ "max_bytes", FIELD_SIZE, MEMBER(struct config_mailbox, max_bytes), "1M", KIB, 64 * MIB },
	{ "batch", FIELD_NUMBER, MEMBER(struct config_mailbox, batch), "1000", 1, 10000,
	  .expected = "a number of mails from 1 to 10000" },
	END
};

static const struct config_field outbox_fields[] = {
	{ "type", FIELD_CHOICE, MEMBER(struct config_outbox, type), .choices = outbox_types,
	  .needed = FOR_ALL, .expected = "smtp, sendmail or maildir" },
	{ "from", FIELD_NODE, .needed = FOR_ALL,
	  .expected = "the bot's own address, such as \"Beadle <bot@example.org>\"" },
	{ "path", FIELD_PATH, MEMBER(struct config_outbox, path),
	  .only = ON(OUTBOX_SENDMAIL) | ON(OUTBOX_MAILDIR), .needed = ON(OUTBOX_MAILDIR),
	  .expected = "the Maildir folder (maildir) or the program (sendmail)" },
	SERVER_FIELDS(struct config_outbox, ON(OUTBOX_SMTP), "starttls"),
	{ "helo", FIELD_HOST, MEMBER(struct config_outbox, helo), .only = ON(OUTBOX_SMTP),
	  .expected = "the host name to greet with" },
	{ "witness", FIELD_NODE },
	{ "doubt_wait", FIELD_PERIOD, MEMBER(struct config_outbox, doubt_wait_s), "10m", 0, DAY },
	{ "limits", FIELD_NODE },
	{ "retry_first", FIELD_PERIOD, MEMBER(struct config_outbox, retry_first_s), "1m", 1, DAY },
	{ "retry_last", FIELD_PERIOD, MEMBER(struct config_outbox, retry_last_s), "4h", 1, WEEK },
	{ "give_up", FIELD_PERIOD, MEMBER(struct config_outbox, give_up_s), "5d", MINUTE,
	  30 * DAY },
	END
};

static const struct config_field limits_fields[] = {
	{ "per_hour", FIELD_NUMBER, MEMBER(struct config_outbox, per_hour), "60", 1, 100000,
	  .expected = "a number of mails from 1 to 100000" },
	{ "per_recipient_day", FIELD_NUMBER, MEMBER(struct config_outbox, per_recipient_day), "10",
	  1, 1000, .expected = "a number of mails from 1 to 1000" },
	END
};

static const struct config_field answers_fields[] = {
	{ "address", FIELD_NODE },
	{ "valid", FIELD_PERIOD, MEMBER(struct config, answers.valid_s), "60d", DAY, YEAR },
	{ "authserv_id", FIELD_WIRE, MEMBER(struct config, answers.authserv_id),
	  .expected = "the first word of the Authentication-Results that your server writes" },
	{ "hops", FIELD_NUMBER, MEMBER(struct config, answers.hops), "2", 0, 20,
	  .expected = "a number of Received fields from 0 to 20" },
	{ "fields", FIELD_NUMBER, MEMBER(struct config, answers.fields), "1", 1, 10,
	  .expected = "a number of Authentication-Results fields from 1 to 10" },
	{ "believe_from", FIELD_BOOL, MEMBER(struct config, answers.believe_from), "no" },
	{ "commands_per_mail", FIELD_NUMBER, MEMBER(struct config, answers.commands_per_mail), "20",
	  1, 500, .expected = "a number of commands from 1 to 500" },
	{ "mails_per_day", FIELD_NUMBER, MEMBER(struct config, answers.mails_per_day), "50", 1,
	  10000, .expected = "a number of mails from 1 to 10000" },
	END
};

static const struct config_choice raise_rules[] = {
	{ "proved", RAISE_PROVED },
	{ "members", RAISE_MEMBERS },
	{ "anyone", RAISE_ANYONE },
	{ NULL, 0 },
};

static const struct config_choice date_orders[] = {
	{ "by-zone", DATE_ORDER_UNKNOWN },
	{ "day-first", DATE_ORDER_DAY_FIRST },
	{ "month-first", DATE_ORDER_MONTH_FIRST },
	{ NULL, 0 },
};

static const struct config_field list_fields[] = {
	{ "address", FIELD_ADDRESS, MEMBER(struct config_list, address), .needed = FOR_ALL },
	{ "list_id", FIELD_LIST_ID, MEMBER(struct config_list, id) },
	{ "mailbox", FIELD_NODE, .needed = FOR_ALL,
	  .expected = "the name of one of the mailboxes" },
	{ "authserv_id", FIELD_WIRE, MEMBER(struct config_list, authserv_id),
	  .expected =
		  "the first word of the Authentication-Results that the list's server writes" },
	{ "vouches", FIELD_BOOL, MEMBER(struct config_list, vouches), "no" },
	{ "raise", FIELD_CHOICE, MEMBER(struct config_list, raise), .choices = raise_rules },
	{ "limits", FIELD_NODE },
	{ "signed_by", FIELD_HOST, MEMBER(struct config_list, handover.signed_by),
	  .expected = "the domain that signs the list's mail (header.d of dkim=pass, smtp.mailfrom "
		      "of spf=pass)" },
	{ "delivered_to", FIELD_ADDRESS, MEMBER(struct config_list, handover.delivered_to) },
	{ "list_field", FIELD_NODE },
	{ "archive", FIELD_WIRE, MEMBER(struct config_list, policy.archive),
	  .expected = "where the list's archive has a mail, such as "
		      "\"https://lists.example.org/{message-id}\"" },
	{ "prefix", FIELD_TEXT, MEMBER(struct config_list, policy.prefix), "",
	  .expected = "the beginning of subjects, such as \"[eBPF-BSC]\"" },
	{ "zone", FIELD_ZONE, MEMBER(struct config_list, policy.zone), "UTC" },
	{ "dates", FIELD_CHOICE, MEMBER(struct config_list, policy.dates), "by-zone",
	  .choices = date_orders },
	{ "tags", FIELD_NODE },
	{ "patterns", FIELD_NODE },
	{ "chair", FIELD_NODE },
	{ "board_chair", FIELD_ADDRESS, MEMBER(struct config_list, policy.board_chair) },
	{ "people", FIELD_NODE },
	{ "groups", FIELD_NODE },
	{ "workdays", FIELD_NODE },
	{ "holidays", FIELD_NODE },
	{ "notices", FIELD_NODE },
	{ "meetings", FIELD_NODE },
	{ "minutes", FIELD_NODE },
	{ "quorum", FIELD_QUORUM, MEMBER(struct config_list, policy.quorum) },
	{ "standing", FIELD_NODE },
	{ "votes", FIELD_NODE },
	END
};

#define LIST_LIMIT(key, default_number)                                                            \
	{                                                                                          \
#key, FIELD_NUMBER, MEMBER(struct config_list, limits.key), default_number, 1,     \
			100000, .expected = "a number from 1 to 100000"                            \
	}

static const struct config_field list_limits_fields[] = {
	LIST_LIMIT(deadlines_per_mail, "10"), LIST_LIMIT(deadlines_per_day, "20"),
	LIST_LIMIT(entries_per_mail, "200"), LIST_LIMIT(entries_per_day, "400"), END
};

static const struct config_choice pattern_kinds[] = {
	{ "action", FACT_ACTION },
	{ "agenda", FACT_AGENDA },
	{ "deadline", FACT_DEADLINE },
	{ "mention", FACT_MENTION },
	{ NULL, 0 },
};

static const struct config_field pattern_fields[] = {
	{ "name", FIELD_NAME, MEMBER(struct rule_pattern, name), .needed = FOR_ALL,
	  .expected = "a name for `beadle explain`, such as our-ai" },
	{ "match", FIELD_TEXT, MEMBER(struct rule_pattern, match), .needed = FOR_ALL,
	  .expected = "a regular expression (PCRE2) with a group (?<text>...)" },
	{ "kind", FIELD_CHOICE, MEMBER(struct rule_pattern, kind), "action",
	  .choices = pattern_kinds },
	{ "example", FIELD_TEXT, MEMBER(struct rule_pattern, example), .needed = FOR_ALL,
	  .expected = "a line that it matches" },
	{ "counter", FIELD_TEXT, MEMBER(struct rule_pattern, counter), .needed = FOR_ALL,
	  .expected = "a line that it must not match" },
	END
};

static const struct config_field minutes_fields[] = {
	{ "folder", FIELD_PATH, MEMBER(struct config_list, minutes.folder), .needed = FOR_ALL,
	  .expected = "the folder that minutes are kept in" },
	{ "command", FIELD_TEXT, MEMBER(struct config_list, minutes.command),
	  .expected = "a shell command, such as ./publish" },
	END
};

static const struct config_choice weekly_days[] = {
	{ "no", -1 },	 { "monday", 1 },   { "tuesday", 2 }, { "wednesday", 3 }, { "thursday", 4 },
	{ "friday", 5 }, { "saturday", 6 }, { "sunday", 0 },  { NULL, 0 },
};

#define INSTEAD_LADDER "all reminders in one line: ladder: \"" LADDER_DEFAULT "\""

static const struct config_field notices_fields[] = {
	{ "assigned_after", FIELD_PERIOD, MEMBER(struct notice_policy, assigned_quiet_s), "10m", 0,
	  WEEK },
	{ "reminder_at", FIELD_CLOCK, MEMBER(struct notice_policy, reminder_minute), "09:00" },
	{ "ladder", FIELD_LADDER, MEMBER(struct notice_policy, ladder), LADDER_DEFAULT },
	{ "reminder_before", FIELD_GONE, .expected = INSTEAD_LADDER },
	{ "reminder_repeat", FIELD_GONE, .expected = INSTEAD_LADDER },
	{ "reminder_unanswered", FIELD_GONE, .expected = INSTEAD_LADDER },
	{ "question_before", FIELD_PERIOD, MEMBER(struct notice_policy, question_before_s), "3d", 0,
	  60 * DAY },
	{ "handover", FIELD_PERIOD, MEMBER(struct notice_policy, handover_s), "1d", 0, 60 * DAY },
	{ "agenda_digest", FIELD_PERIOD, MEMBER(struct notice_policy, agenda_digest_s), "2d", 0,
	  60 * DAY },
	{ "agenda", FIELD_PERIOD, MEMBER(struct notice_policy, agenda_s), "1d", 0, 60 * DAY },
	{ "minutes_missing", FIELD_PERIOD, MEMBER(struct notice_policy, minutes_missing_s), "3d", 0,
	  60 * DAY },
	{ "weekly", FIELD_CHOICE, MEMBER(struct notice_policy, weekly_day), "monday",
	  .choices = weekly_days },
	{ "weekly_at", FIELD_CLOCK, MEMBER(struct notice_policy, weekly_minute), "09:00" },
	{ "default_due", FIELD_NODE },
	{ "off", FIELD_NODE },
	{ "opening", FIELD_LINES, MEMBER(struct notice_policy, opening),
	  .expected = "lines of text" },
	{ "closing", FIELD_LINES, MEMBER(struct notice_policy, closing),
	  .expected = "lines of text" },
	END
};

static const struct config_field meetings_fields[] = {
	{ "rule", FIELD_NODE },
	{ "ics", FIELD_PATH, MEMBER(struct meetings_text, ics),
	  .expected = "the name of an iCalendar file" },
	{ "ical", FIELD_WIRE, MEMBER(struct meetings_text, ical),
	  .expected = "the address of a calendar (https://...)" },
	{ "ca_file", FIELD_PATH, MEMBER(struct meetings_text, ca_file),
	  .expected = "a file of certificates in PEM form" },
	{ "refresh", FIELD_PERIOD, MEMBER(struct meetings_text, refresh_s), "1h", MINUTE, 7 * DAY },
	{ "summary", FIELD_TEXT, MEMBER(struct meetings_text, summary),
	  .expected = "words in the titles of the events that are meetings" },
	{ "zone", FIELD_ZONE, MEMBER(struct meetings_text, zone) },
	{ "start", FIELD_NODE },
	{ "length", FIELD_PERIOD, MEMBER(struct meetings_text, length_s), "1h", MINUTE, DAY },
	{ "place", FIELD_TEXT, MEMBER(struct meetings_text, place),
	  .expected = "where they meet: a room, a link" },
	{ "first", FIELD_NODE, .needed = FOR_ALL,
	  .expected = "the date of the first meeting (first: {date: 2023-07-05})" },
	{ "later", FIELD_NODE },
	{ "exceptions", FIELD_NODE },
	{ "chairs", FIELD_NODE },
	END
};

static const struct config_field first_fields[] = {
	{ "number", FIELD_NUMBER, MEMBER(struct first_text, number), "1", 1, 100000,
	  .expected = "a number from 1 to 100000" },
	{ "date", FIELD_DATE, MEMBER(struct first_text, date), .needed = FOR_ALL },
	END
};

static const struct config_field later_fields[] = {
	{ "from", FIELD_DATE, MEMBER(struct later_text, from), .needed = FOR_ALL },
	{ "rule", FIELD_NODE },
	{ "start", FIELD_NODE },
	{ "length", FIELD_PERIOD, MEMBER(struct later_text, length_s), NULL, MINUTE, DAY },
	{ "place", FIELD_TEXT, MEMBER(struct later_text, place),
	  .expected = "where they meet: a room, a link" },
	END
};

static const struct config_choice cancelled_words[] = {
	{ "no", CANCELLED_NOT },
	{ "yes", CANCELLED_LETS_NUMBER_GO },
	{ "numbered", CANCELLED_USES_NUMBER },
	{ NULL, 0 },
};

static const struct config_field exception_fields[] = {
	{ "date", FIELD_DATE, MEMBER(struct exception_text, date), .needed = FOR_ALL },
	{ "cancelled", FIELD_CHOICE, MEMBER(struct exception_text, cancelled), "no",
	  .choices = cancelled_words },
	{ "moved", FIELD_DATE, MEMBER(struct exception_text, moved) },
	{ "extra", FIELD_BOOL, MEMBER(struct exception_text, extra), "no" },
	{ "start", FIELD_CLOCK, MEMBER(struct exception_text, start_minute) },
	{ "length", FIELD_PERIOD, MEMBER(struct exception_text, length_s), NULL, MINUTE, DAY },
	{ "place", FIELD_TEXT, MEMBER(struct exception_text, place),
	  .expected = "where they meet: a room, a link" },
	END
};

static const struct config_choice chair_orders[] = {
	{ "alphabetical", CHAIRS_ALPHABETICAL }, { "listed", CHAIRS_LISTED }, { NULL, 0 },
};

static const struct config_field chairs_fields[] = {
	{ "order", FIELD_CHOICE, 0, sizeof(int), "alphabetical", .choices = chair_orders },
	{ "members", FIELD_NODE },
	{ "first", FIELD_NODE },
	{ "changes", FIELD_NODE },
	END
};

static const struct config_field turn_fields[] = {
	{ "meeting", FIELD_NUMBER, MEMBER(struct turn_text, meeting), NULL, 1, 100000,
	  .expected = "the number of a meeting" },
	{ "swap", FIELD_NODE },
	{ "stand_in", FIELD_NODE },
	{ "skip", FIELD_NODE },
	{ "nobody", FIELD_BOOL, MEMBER(struct turn_text, nobody), "no" },
	{ "from", FIELD_DATE, MEMBER(struct turn_text, from) },
	{ "joins", FIELD_NODE },
	{ "leaves", FIELD_NODE },
	END
};

static const struct config_field standing_fields[] = {
	{ "owner", FIELD_NODE, .needed = FOR_ALL,
	  .expected = "a person or a group, or a list of them" },
	{ "text", FIELD_TEXT, MEMBER(struct standing_duty, text), .needed = FOR_ALL,
	  .expected = "what is to be done" },
	{ "every", FIELD_NODE, .needed = FOR_ALL, .expected = "how often, such as 6 months" },
	{ "from", FIELD_DATE, MEMBER(struct standing_duty, from), .needed = FOR_ALL },
	END
};

static const struct config_choice vote_wholes[] = {
	{ "cast", VOTE_OF_CAST },
	{ "present", VOTE_OF_PRESENT },
	{ "members", VOTE_OF_MEMBERS },
	{ NULL, 0 },
};
static const struct config_choice vote_openers[] = {
	{ "members", VOTE_BY_MEMBERS },
	{ "chair", VOTE_BY_CHAIR },
	{ NULL, 0 },
};

static const struct config_field vote_fields[] = {
	{ "threshold", FIELD_THRESHOLD, MEMBER(struct vote_rule, threshold), "majority" },
	{ "of", FIELD_CHOICE, MEMBER(struct vote_rule, of), "cast", .choices = vote_wholes },
	{ "quorum", FIELD_QUORUM, MEMBER(struct vote_rule, quorum), "50%" },
	{ "period", FIELD_PERIOD, MEMBER(struct vote_rule, period_s), "1w", HOUR, YEAR },
	{ "opened_by", FIELD_CHOICE, MEMBER(struct vote_rule, opened_by), "members",
	  .choices = vote_openers },
	{ "voters", FIELD_TEXT, MEMBER(struct vote_rule, voters), .expected = "a group" },
	END
};

static const struct config_field person_fields[] = {
	{ "name", FIELD_TEXT, MEMBER(struct person, name), .needed = FOR_ALL,
	  .expected = "the full name" },
	{ "aliases", FIELD_NODE },
	{ "address", FIELD_NODE },
	{ "addresses", FIELD_NODE },
	{ "zone", FIELD_ZONE, MEMBER(struct person, zone) },
	{ "workdays", FIELD_NODE },
	{ "holidays", FIELD_NODE },
	{ "handle", FIELD_NODE },
	{ "member", FIELD_BOOL, MEMBER(struct person, member), "yes" },
	END
};

static const struct config_field group_fields[] = {
	{ "aliases", FIELD_NODE },
	{ "members", FIELD_NODE, .needed = FOR_ALL, .expected = "a list of names of people" },
	END
};

static const struct config_field people_file_fields[] = {
	{ "people", FIELD_NODE, .needed = FOR_ALL, .expected = "the list of people" },
	{ "groups", FIELD_NODE },
	END
};

const struct config_table table_top = { "Top level", "the configuration", top_fields, NULL };
const struct config_table table_export = { "Export", "the export", export_fields, NULL };
const struct config_table table_mailbox = { "Mailboxes", "a mailbox", mailbox_fields,
					    mailbox_types };
const struct config_table table_outbox = { "Outbox", "the outbox", outbox_fields, outbox_types };
const struct config_table table_limits = { "Limits", "the limits", limits_fields, NULL };
const struct config_table table_answers = { "Answers", "the answers", answers_fields, NULL };
const struct config_table table_list = { "Lists", "a list", list_fields, NULL };
const struct config_table table_list_limits = { "Limits of a list", "the limits of a list",
					 list_limits_fields, NULL };
const struct config_table table_pattern = { "Patterns", "a pattern", pattern_fields, NULL };
const struct config_table table_notices = { "Notices", "the notices", notices_fields, NULL };
const struct config_table table_person = { "People", "a person", person_fields, NULL };
const struct config_table table_group = { "Groups", "a group", group_fields, NULL };
const struct config_table table_people_file = { "People file", "a people file", people_file_fields,
						NULL };
const struct config_table table_meetings = { "Meetings", "the plan of the meetings",
					     meetings_fields, NULL };
const struct config_table table_minutes = { "Minutes", "the keeping of minutes", minutes_fields,
					    NULL };
const struct config_table table_first = { "First meeting", "the first meeting", first_fields,
					  NULL };
const struct config_table table_later = { "Later rules", "a later rule", later_fields, NULL };
const struct config_table table_exception = { "Exceptions", "an exception", exception_fields,
					      NULL };
const struct config_table table_chairs = { "Chairs", "the order of the chairs", chairs_fields,
					   NULL };
const struct config_table table_turn = { "Changes of the chair", "a change of the chair",
					 turn_fields, NULL };
const struct config_table table_standing = { "Standing duties", "a standing duty", standing_fields,
					     NULL };
const struct config_table table_vote = { "Votes", "the rule of a vote", vote_fields, NULL };

const struct config_table *const tables[] = {
	&table_top,	&table_export,	  &table_mailbox,     &table_outbox,   &table_limits,
	&table_answers, &table_list,	  &table_list_limits, &table_pattern,  &table_notices,
	&table_person,	&table_group,	  &table_people_file, &table_meetings, &table_minutes,
	&table_first,
	&table_later,	&table_exception, &table_chairs,      &table_turn,     &table_standing,
	&table_vote,
	NULL,
};
