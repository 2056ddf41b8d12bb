/* test_config.c - the configuration: broken files with their problems beside, the values of
 * good ones, and that tables, manual page and example name the same keys and defaults.
 *
 * tests/data/config/X.yaml has its problems in X.expected (empty: none).  Write one anew with
 * BEADLE_UPDATE=1 in the environment, and read the difference.
 */
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "config/config.h"
#include "config/schema.h"
#include "time/zone.h"

enum { PROBLEMS_TEXT_MAX = 100 * 1024 };

static char *slurp(const char *file)
{
	FILE *in = fopen(file, "r");
	struct buf buf;
	char block[4096];
	size_t n;

	buf_init(&buf, 1024 * 1024);
	while (in && (n = fread(block, 1, sizeof block, in)) > 0)
		buf_add(&buf, block, n);
	if (in)
		fclose(in);
	char *text = mem_strdup(buf_fitted(&buf).ptr);

	buf_free(&buf);
	return text;
}

static void spit(const char *file, const char *text, mode_t mode)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void check_file(const char *name)
{
	char expected_name[300];
	struct config *config;
	struct buf problems;
	struct err err;

	snprintf(expected_name, sizeof expected_name, "%.*s.expected", (int)strlen(name) - 5, name);
	buf_init(&problems, PROBLEMS_TEXT_MAX);
	enum err_kind kind = config_read(name, &config, &problems, &err);

	if (getenv("BEADLE_UPDATE"))
		spit(expected_name, buf_fitted(&problems).ptr, 0644);
	assert_int_equal(access(expected_name, R_OK), 0);
	char *expected = slurp(expected_name);

	if (strcmp(buf_fitted(&problems).ptr, expected) != 0)
		print_error("%s differs from %s\n", name, expected_name);
	assert_string_equal(buf_fitted(&problems).ptr, expected);
	assert_int_equal(kind, *expected ? ERR_CONFIG : ERR_NONE);
	assert_true((config == NULL) == (*expected != '\0'));
	free(expected);
	buf_free(&problems);
	config_free(&config);
	assert_null(config);
}

static void every_broken_file_says_what_is_wrong(void **state)
{
	struct dirent **entries;
	int n = scandir(".", &entries, NULL, alphasort), seen = 0;

	(void)state;
	assert_true(n > 0);
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;

		/* people_*.yaml are named by others */
		if (span_ends(span_of(name), ".yaml") && !span_starts(span_of(name), "people_")) {
			check_file(name);
			seen++;
		}
		free(entries[i]);
	}
	free(entries);
	assert_true(seen >= 35);
}

static struct config *good(const char *file)
{
	struct config *config;
	struct buf problems;
	struct err err;

	buf_init(&problems, PROBLEMS_TEXT_MAX);
	if (config_read(file, &config, &problems, &err))
		print_error("%s", buf_fitted(&problems).ptr);
	assert_non_null(config);
	assert_int_equal(buf_len(&problems), 0);
	buf_free(&problems);
	return config;
}

static void defaults_are_those_of_the_headers(void **state)
{
	struct config *config = good("small.yaml");
	const struct config_outbox *outbox = &config->outbox;
	const struct config_list *list = config_list(config, "bsc");
	const struct notice_policy *policy = &list->policy;

	(void)state;
	assert_string_equal(config->file, "small.yaml");
	assert_string_equal(config->state_dir, "/var/lib/beadle");
	assert_null(config->operator_addr);
	assert_int_equal(config->n_mailboxes, 1);
	const struct config_mailbox *mailbox = &config->mailboxes[0];

	assert_string_equal(mailbox->name, "bot");
	assert_int_equal(mailbox->type, MAILBOX_MAILDIR);
	assert_string_equal(mailbox->path, "in");
	assert_int_equal(mailbox->poll_s, 300);
	assert_int_equal(mailbox->whole_bytes, 64 * 1024);
	assert_int_equal(mailbox->max_bytes, 1024 * 1024);
	assert_int_equal(mailbox->batch, 1000);

	assert_int_equal(outbox->type, OUTBOX_MAILDIR);
	assert_string_equal(outbox->from_name, "Beadle");
	assert_string_equal(outbox->from_addr, "bot@example.org");
	assert_null(outbox->witness);
	assert_int_equal(outbox->doubt_wait_s, 600);
	assert_int_equal(outbox->per_hour, 60);
	assert_int_equal(outbox->per_recipient_day, 10);
	assert_int_equal(outbox->retry_first_s, 60);
	assert_int_equal(outbox->retry_last_s, 4 * 3600);
	assert_int_equal(outbox->give_up_s, 5 * 86400);

	assert_null(config_list(config, "tsc"));
	assert_null(list->id);
	assert_null(list->tags);
	assert_null(list->chair);
	assert_null(policy->board_chair);
	assert_string_equal(list->mailbox, "bot");
	assert_int_equal(list->people.n_persons, 1);
	assert_true(list->people.persons[0].member);
	assert_null(list->people.persons[0].zone);
	assert_string_equal(policy->list_name, "bsc");
	assert_string_equal(policy->list_address, "bsc@lists.example.org");
	assert_string_equal(policy->prefix, "");
	assert_string_equal(policy->zone, "UTC");
	assert_string_equal(policy->from_addr, "bot@example.org");
	assert_int_equal(policy->assigned_quiet_s, 600);
	assert_int_equal(policy->reminder_minute, 540);
	assert_int_equal(policy->ladder.n, 7);
	assert_int_equal(policy->ladder.rungs[0].days, -3);
	assert_int_equal(policy->ladder.rungs[6].days, 13 * 7);
	assert_int_equal(policy->weekdays, WORKDAYS_MONDAY_TO_FRIDAY);
	assert_int_equal(policy->default_due_s, 14 * 86400);
	assert_null(policy->opening);
	assert_null(policy->closing);
	assert_int_equal(list->n_votes, 1);
	assert_false(list->has_votes);
	assert_string_equal(list->votes->name, "default");
	assert_int_equal(list->votes->threshold.kind, THRESHOLD_MAJORITY);
	assert_int_equal(list->votes->of, VOTE_OF_CAST);
	assert_int_equal(quorum_needed(&list->votes->quorum, 9), 5);
	assert_int_equal(list->votes->period_s, 7 * 86400);
	assert_int_equal(list->votes->opened_by, VOTE_BY_MEMBERS);
	assert_null(list->votes->voters);
	config_free(&config);
}

static void every_key_reaches_its_member(void **state)
{
	struct config *config = good("../config/full.yaml");
	const struct config_mailbox *bot = &config->mailboxes[0], *old = &config->mailboxes[1];
	const struct config_outbox *outbox = &config->outbox;

	(void)state;
	assert_string_equal(config->state_dir, "../config/state");
	assert_string_equal(config->operator_addr, "ops@example.org");
	assert_string_equal(bot->name, "bot");
	assert_string_equal(old->name, "Old.Mail_2");
	assert_int_equal(bot->type, MAILBOX_IMAP);
	assert_string_equal(bot->server.host, "imap.example.org");
	assert_int_equal(bot->server.port, 1993);
	assert_int_equal(bot->server.tls, TLS_STARTTLS);
	assert_true(bot->server.insecure_plain);
	assert_string_equal(bot->server.ca_file, "../config/ca.pem");
	assert_string_equal(bot->server.tls_name, "mail.example.org");
	assert_string_equal(bot->server.user, "bot");
	assert_string_equal(bot->server.secret.file, "../config/imap.pass");
	assert_null(bot->server.secret.command);
	assert_null(bot->server.secret.credential);
	assert_int_equal(bot->server.auth, AUTH_SCRAM_SHA_256);
	assert_int_equal(bot->server.timeout_ms, 5000);
	assert_string_equal(bot->folder, "Lists");
	assert_false(bot->idle);
	assert_int_equal(bot->poll_s, 5400);
	assert_int_equal(bot->whole_bytes, 128 * 1024);
	assert_int_equal(bot->max_bytes, 2 * 1024 * 1024);
	assert_int_equal(bot->batch, 50);
	assert_int_equal(old->type, MAILBOX_MBOX);
	assert_string_equal(old->path, "/srv/old.mbox");

	assert_int_equal(config->banners.n, 2);
	assert_string_equal(config->banners.texts[0], "Checked by * of Example Corp.");
	assert_int_equal(outbox->type, OUTBOX_SMTP);
	assert_string_equal(outbox->server.host, "::1");
	assert_int_equal(outbox->server.tls, TLS_NONE);
	assert_int_equal(outbox->server.port, 25);
	assert_string_equal(outbox->server.secret.credential, "smtp");
	assert_int_equal(outbox->server.auth, AUTH_AUTO);
	assert_string_equal(outbox->from_name, "The Beadle");
	assert_string_equal(outbox->from_addr, "bot@example.org");
	assert_string_equal(outbox->helo, "bot.example.org");
	assert_string_equal(outbox->witness, "copies@example.org");
	assert_int_equal(outbox->doubt_wait_s, 1200);
	assert_int_equal(outbox->per_hour, 7);
	assert_int_equal(outbox->per_recipient_day, 3);
	assert_int_equal(outbox->retry_first_s, 10);
	assert_int_equal(outbox->retry_last_s, 3600);
	assert_int_equal(outbox->give_up_s, 2 * 86400);

	const struct config_list *list = config_list(config, "bsc");
	const struct notice_policy *policy = &list->policy;

	assert_string_equal(list->id, "bsc.lists.example.org");
	assert_string_equal(list->tags[0], "bracket");
	assert_string_equal(list->tags[1], "colon");
	assert_null(list->tags[2]);
	assert_int_equal(list->n_patterns, 1);
	assert_string_equal(list->patterns[0].name, "our-ai");
	assert_string_equal(list->patterns[0].match, "^TODO\\((?<owner>[^)]*)\\):\\s*(?<text>.*)");
	assert_int_equal(list->patterns[0].kind, FACT_MENTION);
	assert_string_equal(list->patterns[0].example, "TODO(Dave): x");
	assert_string_equal(list->patterns[0].counter, "TODO list");
	assert_int_equal(list->n_votes, 3);
	assert_string_equal(list->votes[0].name, "default");
	assert_int_equal(list->votes[0].threshold.share.number, 60);
	assert_int_equal(list->votes[0].of, VOTE_OF_PRESENT);
	assert_int_equal(list->votes[0].quorum.number, 2);
	assert_int_equal(list->votes[0].period_s, 7 * 86400);
	assert_int_equal(list->votes[0].opened_by, VOTE_BY_MEMBERS);
	assert_string_equal(list->votes[1].name, "charter");
	assert_int_equal(list->votes[1].threshold.share.over, 3);
	assert_int_equal(list->votes[1].of, VOTE_OF_MEMBERS);
	assert_int_equal(list->votes[1].quorum.number, 2);	/* of the default rule */
	assert_int_equal(list->votes[1].period_s, 14 * 86400);
	assert_int_equal(list->votes[1].opened_by, VOTE_BY_CHAIR);
	assert_int_equal(vote_rule_voters(&list->votes[1], &list->people), 2);
	assert_int_equal(list->votes[2].threshold.kind, THRESHOLD_UNANIMOUS);
	assert_int_equal(list->votes[2].of, VOTE_OF_PRESENT);	/* likewise */
	assert_string_equal(list->chair, "Dave Thaler");
	assert_string_equal(policy->board_chair, "board@example.org");
	assert_string_equal(policy->chair, "Dave Thaler");
	assert_string_equal(policy->list_id, "bsc.lists.example.org");
	assert_string_equal(policy->prefix, "[eBPF-BSC]");
	assert_string_equal(policy->zone, "America/Los_Angeles");
	assert_string_equal(policy->from_name, "The Beadle");
	assert_string_equal(policy->operator_addr, "ops@example.org");
	assert_int_equal(policy->assigned_quiet_s, 0);
	assert_int_equal(policy->reminder_minute, 7 * 60 + 5);
	assert_int_equal(policy->ladder.n, 5);
	assert_int_equal(policy->ladder.rungs[2].kind, RUNG_AFTER);
	assert_int_equal(policy->ladder.rungs[2].days, 10);
	assert_int_equal(policy->ladder.rungs[3].kind, RUNG_LAST_CALL);
	assert_int_equal(policy->default_due_s, 0);
	assert_string_equal(policy->opening, "Dear colleague,\nthis is a machine.\n");
	assert_string_equal(policy->closing, "");
	assert_int_equal(list->n_standing, 2);
	assert_string_equal(list->standing[0].text, "send: the newsletter");
	assert_string_equal(list->standing[0].every, "every other Friday");
	assert_int_equal(list->standing[0].cycle.n, 14);
	assert_int_equal(civil_compare(list->standing[0].from, (struct civil_date){ 2023, 7, 7 }), 0);
	assert_int_equal(list->standing[1].n_owners, 2);
	assert_string_equal(list->standing[1].owners_text, "Joe, KP Singh");
	assert_string_equal(list->standing[1].every, "every 6 months");

	const struct duty_round_context recurring = config_recurring(list, NULL);

	assert_string_equal(recurring.list, "bsc");
	assert_string_equal(zone_name(recurring.zone), "America/Los_Angeles");
	assert_int_equal(recurring.minute, 7 * 60 + 5);
	assert_int_equal(recurring.lead_days, 2);
	assert_int_equal(recurring.default_due_days, 0);
	assert_int_equal(recurring.n_standing, 2);
	config_free(&config);
}

static void people_are_shared_or_replaced(void **state)
{
	struct config *config = good("full.yaml");
	const struct people *bsc = &config_list(config, "bsc")->people, *tsc = &config_list(config, "tsc-2")->people;
	const struct people *own = &config_list(config, "own-groups")->people;

	(void)state;
	assert_int_equal(bsc->n_persons, 3);
	assert_int_equal(bsc->n_groups, 1);
	/* the handle "dave" is the alias "Dave": it stands once */
	assert_int_equal(bsc->persons[0].n_aliases, 2);
	assert_string_equal(bsc->persons[0].aliases[1], "DT");
	assert_int_equal(bsc->persons[2].n_addresses, 0);
	assert_string_equal(bsc->groups[0].name, "BSC members");
	assert_string_equal(bsc->groups[0].aliases[0], "BSC");
	assert_int_equal(bsc->groups[0].n_members, 2);
	assert_int_equal(bsc->groups[0].members[1], 1);

	assert_int_equal(tsc->n_persons, 1);
	assert_string_equal(tsc->persons[0].name, "Zo\xC3\xAB \xC3\x85ngstr\xC3\xB6m");
	assert_string_equal(tsc->persons[0].aliases[0], "zoe");
	assert_int_equal(tsc->persons[0].n_addresses, 2);
	assert_string_equal(tsc->persons[0].addresses[1], "z@example.net");
	assert_string_equal(tsc->persons[0].zone, "Europe/Berlin");
	assert_false(tsc->persons[0].member);
	assert_int_equal(tsc->n_groups, 1);
	assert_int_equal(tsc->groups[0].n_members, 1);

	assert_int_equal(own->n_persons, 3);
	assert_int_equal(own->n_groups, 1);
	assert_string_equal(own->groups[0].name, "Chairs");
	assert_int_equal(own->groups[0].members[0], 1);
	assert_int_equal(own->groups[0].members[1], 0);
	config_free(&config);
}

static void a_people_file_stands_alone(void **state)
{
	static const struct {
		const char *file;
		size_t persons, groups;
		const char *problems;
	} cases[] = {
		{ "people_file.yaml", 3, 1, "" },
		{ "people_list.yaml", 2, 0, "" },
		{ "people_broken.yaml", 0, 0,
		  "people_broken.yaml:1:1: a people file lacks \"people\", expected the list of people\n"
		  "people_broken.yaml:1:1: unknown key \"poeple\" in a people file, did you mean \"people\"?\n"
		  "people_broken.yaml:2:16: the key \"name\" is here a second time (first in line 2), expected "
		  "each key once\n" },
		{ "people_gone.yaml", 0, 0,
		  "people_gone.yaml:1:1: there is no such file\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct arena *arena = arena_new();
		struct people people;
		struct buf problems;
		struct err err;

		buf_init(&problems, PROBLEMS_TEXT_MAX);
		assert_int_equal(config_read_people(arena, cases[i].file, &people, &problems, &err),
				 *cases[i].problems ? ERR_CONFIG : ERR_NONE);
		assert_string_equal(buf_fitted(&problems).ptr, cases[i].problems);
		assert_int_equal(people.n_persons, cases[i].persons);
		assert_int_equal(people.n_groups, cases[i].groups);
		buf_free(&problems);
		arena_free(&arena);
	}
}

/* One text that is read as a file named x.yaml; its first problem, or "". */
static void assert_problem(const char *text, const char *want)
{
	struct config *config;
	struct buf problems;
	struct err err;

	buf_init(&problems, PROBLEMS_TEXT_MAX);
	(void)!config_read_from(&config_world, "x.yaml", span_of(text), &config, &problems, &err);
	char *end = strchr(buf_fitted(&problems).ptr, '\n');

	if (end)
		*end = '\0';
	assert_string_equal(buf_fitted(&problems).ptr, want);
	buf_free(&problems);
	config_free(&config);
}

/* A good configuration with one thing in the outbox. */
static void assert_outbox(const char *keys, enum tls_mode tls, uint16_t port, const char *witness)
{
	struct config *config;
	struct buf problems;
	struct err err;
	struct buf text;

	buf_init(&text, 2000);
	buf_init(&problems, PROBLEMS_TEXT_MAX);
	buf_addf(&text, "people: [{name: Dave}]\nmailboxes: {in: {type: mbox, path: x}}\n"
		 "outbox: {from: bot@example.org, %s}\nlists: {l: {address: l@example.org, mailbox: in}}\n", keys);
	if (config_read_from(&config_world, "x.yaml", buf_fitted(&text), &config, &problems, &err))
		print_error("%s", buf_fitted(&problems).ptr);
	assert_non_null(config);
	assert_int_equal(config->outbox.server.tls, tls);
	assert_int_equal(config->outbox.server.port, port);
	if (witness)
		assert_string_equal(config->outbox.witness, witness);
	else
		assert_null(config->outbox.witness);
	if (config->outbox.type == OUTBOX_SMTP)
		assert_int_equal(config->outbox.server.auth, AUTH_NONE);
	if (config->outbox.type == OUTBOX_SENDMAIL)
		assert_string_equal(config->outbox.path, "/usr/sbin/sendmail");
	config_free(&config);
	buf_free(&problems);
	buf_free(&text);
}

static void ports_and_witness_follow_the_outbox(void **state)
{
	(void)state;
	assert_outbox("type: smtp, host: h", TLS_STARTTLS, 587, "bot@example.org");
	assert_outbox("type: smtp, host: h, tls: implicit", TLS_IMPLICIT, 465, "bot@example.org");
	assert_outbox("type: smtp, host: localhost, tls: none", TLS_NONE, 25, "bot@example.org");
	assert_outbox("type: smtp, host: h, port: 2525, witness: none", TLS_STARTTLS, 2525, NULL);
	assert_outbox("type: SMTP, host: h, witness: w@example.org", TLS_STARTTLS, 587, "w@example.org");
	assert_outbox("type: sendmail", TLS_IMPLICIT, 0, NULL);
	assert_outbox("type: maildir, path: out, witness: w@example.org", TLS_IMPLICIT, 0, "w@example.org");
}

static void a_problem_flood_is_bounded(void **state)
{
	struct config *config;
	struct buf text, problems;
	struct err err;
	size_t lines = 0;

	(void)state;
	buf_init(&text, 100000);
	buf_init(&problems, PROBLEMS_TEXT_MAX);
	for (int i = 0; i < 500; i++)
		buf_addf(&text, "qqqqqqqqq%d: x\n", i);
	assert_int_equal(config_read_from(&config_world, "x.yaml", buf_fitted(&text), &config, &problems, &err), ERR_CONFIG);
	assert_null(config);
	for (const char *p = buf_fitted(&problems).ptr; *p; p++)
		lines += *p == '\n';
	assert_int_equal(lines, PROBLEMS_MAX + 1);
	assert_non_null(strstr(buf_fitted(&problems).ptr, "and 403 more problems, not shown\n"));
	assert_string_equal(err.text, "x.yaml: 503 problems in the configuration");
	buf_free(&text);
	buf_free(&problems);
}

static void too_much_is_refused(void **state)
{
	struct buf text;

	(void)state;
	buf_init(&text, 2 * TREE_BYTES_MAX);
	for (size_t i = 0; i < TREE_KEYS_MAX + 1; i++)
		buf_addf(&text, "k%zu: x\n", i);
	assert_problem(buf_fitted(&text).ptr, "x.yaml:1001:1: too many keys in one mapping, expected at most 1000");
	buf_clear(&text);
	for (size_t i = 0; i < TREE_ANCHORS_MAX + 1; i++)
		buf_addf(&text, "- &a%zu x\n", i);
	assert_problem(buf_fitted(&text).ptr, "x.yaml:1001:3: too many anchors (&...), expected at most 1000");
	buf_clear(&text);
	for (size_t i = 0; i < TREE_NODES_MAX; i++)
		buf_add_str(&text, "- x\n");
	assert_problem(buf_fitted(&text).ptr, "x.yaml:50000:3: too much in one file, expected at most 50000 values (aliases written out)");
	while (buf_len(&text) <= TREE_BYTES_MAX)
		buf_add_str(&text, "# ---------------------------------------------------------------\n");
	assert_problem(buf_fitted(&text).ptr, "x.yaml:1:1: the file is larger than 1 MiB, expected a configuration");
	buf_free(&text);
}

static void periods_are_read(void **state)
{
	static const struct {
		const char *text;
		int64_t s;	/* -1: refused */
	} cases[] = {
		{ "0", 0 }, { "0s", 0 }, { "10m", 600 }, { "1w", 604800 }, { "1h30m", 5400 }, { "1d12h", 129600 },
		{ "1000w", 604800000 }, { "1001w", -1 }, { "", -1 }, { "m", -1 }, { "10", -1 }, { "10 m", -1 },
		{ "1h30", -1 }, { "-1m", -1 }, { "+1m", -1 }, { "1.5h", -1 }, { "10M", -1 },
		{ "99999999999999999999s", -1 }, { "1000w1s", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int64_t s = -1;
		bool good_one = period_parse(cases[i].text, 604800000, &s);

		assert_int_equal(good_one, cases[i].s >= 0);
		if (good_one)
			assert_int_equal(s, cases[i].s);
	}
}

static const char *next_of(const void *user, size_t i)
{
	const char *const *words = user;

	return words[i];
}

static void the_nearest_word_is_found(void **state)
{
	static const char *const words[] = { "host", "port", "password_file", "poll", NULL };
	static const struct {
		const char *word, *near;
	} cases[] = {
		{ "hsot", "host" }, { "Host", "host" }, { "prot", "port" }, { "pol", "poll" }, { "polls", "poll" }, { "pools", NULL },
		{ "pasword_fiel", "password_file" }, { "password", NULL }, { "xyz", NULL }, { "", NULL }, { "h", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *near = nearest_word(cases[i].word, next_of, words);

		if (cases[i].near) {
			assert_non_null(near);
			assert_string_equal(near, cases[i].near);
		} else {
			assert_null(near);
		}
	}
}

static void files_that_are_none_are_refused(void **state)
{
	static const struct {
		const char *file, *problem;
	} cases[] = {
		{ "gone.yaml", "gone.yaml:1:1: there is no such file\n" },
		{ "folder", "folder:1:1: it is a folder, expected a file\n" },
		{ "fifo", "fifo:1:1: it is a device, pipe or socket, expected a file\n" },
		{ "large", "large:1:1: it is larger than 1 MiB, expected a configuration\n" },
		{ "secret", "secret:1:1: it cannot be opened (Permission denied), expected a file that can be read\n" },
	};
	char dir[] = "/tmp/beadle-test-XXXXXX", *home = getcwd(NULL, 0);

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(chdir(dir), 0);
	assert_int_equal(mkdir("folder", 0700), 0);
	assert_int_equal(mkfifo("fifo", 0600), 0);
	spit("large", "", 0600);
	assert_int_equal(truncate("large", 1024 * 1024 + 1), 0);
	spit("secret", "", 0);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct config *config;
		struct buf problems;
		struct err err;

		if (strcmp(cases[i].file, "secret") == 0 && geteuid() == 0) {
			print_message("# the file without rights is left out: root reads everything\n");
			continue;
		}
		buf_init(&problems, PROBLEMS_TEXT_MAX);
		assert_int_equal(config_read(cases[i].file, &config, &problems, &err), ERR_CONFIG);
		assert_string_equal(buf_fitted(&problems).ptr, cases[i].problem);
		buf_free(&problems);
	}
	unlink("fifo");
	unlink("large");
	unlink("secret");
	rmdir("folder");
	assert_int_equal(chdir(home), 0);
	rmdir(dir);
	free(home);
}

/* The part of the manual page from a heading to the next one. */
static struct span man_section(const char *man, const char *title)
{
	char heading[100];
	const char *start;

	snprintf(heading, sizeof heading, "\n.Ss %s\n", title);
	start = strstr(man, heading);
	if (!start)
		return span_of("");
	start += strlen(heading);
	struct span rest = span_of(start);
	ptrdiff_t next = span_find(rest, "\n.Ss "), last = span_find(rest, "\n.Sh ");

	if (next < 0 || (last >= 0 && last < next))
		next = last;
	return next < 0 ? rest : span_sub(rest, 0, (size_t)next + 1);
}

/* The entry of a key in it. */
static struct span man_entry(struct span section, const char *key)
{
	char item[100];
	ptrdiff_t start, end;

	snprintf(item, sizeof item, ".It Ic %s\n", key);
	start = span_find(section, item);
	if (start < 0)
		return span_of("");
	section = span_sub(section, (size_t)start + strlen(item), section.len);
	end = span_find(section, ".It ");
	return end < 0 ? section : span_sub(section, 0, (size_t)end);
}

static void check_documented(const char *man, const char *example, const struct config_table *table, const struct config_field *field)
{
	char text[100];
	struct span section = man_section(man, table->title), entry = man_entry(section, field->key);

	if (!entry.len && table->types)
		entry = man_entry(man_section(man, "Servers"), field->key);
	if (!entry.len)
		fail_msg("man/beadle.yaml.5 lacks \"%s\" under \"%s\"", field->key, table->title);
	if (field->def && *field->def) {
		snprintf(text, sizeof text, ".Ql %s", field->def);
		if (span_find(entry, text) < 0 || span_find(entry, "Default:") < 0)
			fail_msg("man/beadle.yaml.5: \"%s\" under \"%s\" lacks the default %s", field->key, table->title,
				 field->def);
	}
	if (field->needed && span_find_ci(entry, "required") < 0)
		fail_msg("man/beadle.yaml.5: \"%s\" under \"%s\" is required", field->key, table->title);
	for (const struct config_choice *c = field->choices; c && c->word; c++) {
		snprintf(text, sizeof text, ".Ql %s", c->word);
		if (span_find(entry, text) < 0)
			fail_msg("man/beadle.yaml.5: \"%s\" lacks the value %s", field->key, c->word);
	}
	snprintf(text, sizeof text, " %s: ", field->key);
	bool shown = strstr(example, text) != NULL;

	text[strlen(text) - 1] = '\n';
	shown = shown || strstr(example, text);
	text[0] = '\n';
	shown = shown || strstr(example, text);
	text[strlen(text) - 1] = ' ';
	shown = shown || strstr(example, text);
	if (!shown)
		fail_msg("conf/beadle.yaml does not show \"%s\" of %s", field->key, table->what);
}

static void page_and_example_have_every_key(void **state)
{
	char *man = slurp(TEST_SRCDIR "/man/beadle.yaml.5"), *example = slurp(TEST_SRCDIR "/conf/beadle.yaml");
	size_t items = 0, fields = 0;

	(void)state;
	assert_true(*man && *example);
	for (size_t i = 0; tables[i]; i++) {
		for (const struct config_field *f = tables[i]->fields; f->key; f++) {
			if (f->type == FIELD_GONE)
				continue;
			check_documented(man, example, tables[i], f);
			fields++;
		}
	}
	for (const char *p = man; (p = strstr(p, "\n.It Ic ")) != NULL; p++)
		items++;
	/* what mailbox and outbox share stands once in the page and twice in the tables */
	assert_int_equal(items + 12, fields);
	free(man);
	free(example);
}

/* "  # key: value" is a key that is commented out; "# Words" is not. */
static void uncomment(const char *example, const char *from, const char *to, struct buf *out)
{
	struct span rest = span_of(example), line;
	bool within = false;

	while (span_next_line(&rest, &line)) {
		if (span_starts(span_trim(line), from))
			within = true;
		if (within && span_starts(span_trim(line), to))
			within = false;
		ptrdiff_t hash = span_find_char(line, '#');

		if (within && hash >= 0 && span_trim(span_sub(line, 0, (size_t)hash)).len == 0) {
			buf_add_span(out, span_sub(line, 0, (size_t)hash));
			line = span_sub(line, (size_t)hash + 2, line.len);
		}
		buf_add_span(out, line);
		buf_add_char(out, '\n');
	}
}

static void the_example_is_accepted(void **state)
{
	struct config *config = good(TEST_SRCDIR "/conf/beadle.yaml");
	const struct config_list *list = config_list(config, "bsc");

	(void)state;
	assert_int_equal(config->mailboxes[0].type, MAILBOX_MAILDIR);
	assert_int_equal(config->outbox.type, OUTBOX_MAILDIR);
	assert_int_equal(list->people.n_persons, 4);
	assert_int_equal(list->people.n_groups, 2);
	config_free(&config);
}

/* The variants beside must be right too: each is put in, with what it replaces taken out. */
static void the_variants_of_the_example_are_accepted(void **state)
{
	char *example = slurp(TEST_SRCDIR "/conf/beadle.yaml");
	struct buf imap, smtp, text;
	struct config *config;
	struct buf problems;
	struct err err;

	(void)state;
	buf_init(&imap, 100000);
	buf_init(&smtp, 100000);
	buf_init(&text, 100000);
	buf_init(&problems, PROBLEMS_TEXT_MAX);
	uncomment(example, "# bot:", "# Where mail goes", &imap);
	uncomment(buf_fitted(&imap).ptr, "# type: smtp", "doubt_wait:", &smtp);
	/* the lines of one variant replace those of the other */
	struct span rest = buf_fitted(&smtp), line;
	bool in_outbox = false, in_bot = false;

	while (span_next_line(&rest, &line)) {
		struct span word = span_trim(line);

		if (span_starts(line, "outbox:"))
			in_outbox = true;
		if (span_starts(line, "  bot:"))
			in_bot = true;
		if (in_outbox && (span_starts(word, "type: maildir") || span_starts(word, "path:")))
			continue;
		if (span_starts(word, "connection that it was sent") || span_starts(word, "none: plain text") ||
		    span_starts(word, "#"))
			continue;
		if (in_bot && (span_starts(word, "password_command:") || span_starts(word, "credential:")) && !in_outbox)
			continue;
		if (span_starts(word, "mailbox: archive")) {
			buf_add_str(&text, "    mailbox: bot\n");
			continue;
		}
		buf_add_span(&text, line);
		buf_add_char(&text, '\n');
	}
	buf_add_str(&text, "  old: {address: old@lists.example.org, mailbox: archive}\n");
	if (config_read_from(&config_world, "x.yaml", buf_fitted(&text), &config, &problems, &err))
		print_error("%s%s", buf_fitted(&text).ptr, buf_fitted(&problems).ptr);
	assert_non_null(config);
	assert_string_equal(config->mailboxes[1].name, "bot");
	assert_int_equal(config->mailboxes[1].type, MAILBOX_IMAP);
	assert_string_equal(config->mailboxes[1].server.secret.file, "/etc/beadle/imap.pass");
	assert_int_equal(config->outbox.type, OUTBOX_SMTP);
	assert_string_equal(config->outbox.server.secret.command, "pass show beadle");
	config_free(&config);
	buf_free(&imap);
	buf_free(&smtp);
	buf_free(&text);
	buf_free(&problems);
	free(example);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_broken_file_says_what_is_wrong),
		cmocka_unit_test(defaults_are_those_of_the_headers),
		cmocka_unit_test(every_key_reaches_its_member),
		cmocka_unit_test(people_are_shared_or_replaced),
		cmocka_unit_test(a_people_file_stands_alone),
		cmocka_unit_test(ports_and_witness_follow_the_outbox),
		cmocka_unit_test(a_problem_flood_is_bounded),
		cmocka_unit_test(too_much_is_refused),
		cmocka_unit_test(periods_are_read),
		cmocka_unit_test(the_nearest_word_is_found),
		cmocka_unit_test(files_that_are_none_are_refused),
		cmocka_unit_test(page_and_example_have_every_key),
		cmocka_unit_test(the_example_is_accepted),
		cmocka_unit_test(the_variants_of_the_example_are_accepted),
	};

	/* messages name the file as it was given: from here that is its name alone */
	if (chdir(TEST_SRCDIR "/tests/data/config") != 0) {
		perror(TEST_SRCDIR "/tests/data/config");
		return 1;
	}
	return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
