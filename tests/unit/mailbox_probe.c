/* mailbox_probe.c - drives one mailbox from the command line and prints what it hands over,
 * for the scripts in tests/live.
 *
 *	mailbox_probe [OPTION VALUE]... [--check] [--no-idle] [--insecure]
 *
 * Lines on standard output, fields separated by tabs:
 *	step NAME DETAIL			with --check
 *	mail UIDVALIDITY UID SIZE RECEIVED FLAGS KEY MESSAGE-ID WHY	FLAGS: w(hole) or r(educed)
 *	cursor UIDVALIDITY UID		after each fetch
 *	waited woken|ended		after each wait
 *	error KIND TEXT			and exit status 1
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/span.h"
#include "config/config.h"
#include "mailbox/mailbox.h"

struct probe {
	const char *out_dir;
	long fail_at, taken;
};

static struct span field_of(struct span mail, const char *name)
{
	struct span line;

	while (span_next_line(&mail, &line) && line.len) {
		if (span_starts_ci(line, name))
			return span_trim(span_sub(line, strlen(name), line.len));
	}
	return span_from("", 0);
}

static enum err_kind take(void *user, const struct mailbox_mail *mail, struct err *err)
{
	struct probe *probe = user;
	struct span id = field_of(mail->bytes, "message-id:");

	if (++probe->taken == probe->fail_at)
		return err_set(err, ERR_BUG, "told to stop here");
	printf("mail\t%u\t%u\t%zu\t%lld\t%s\t%s\t" SPAN_FMT "\t%s\n", (unsigned)mail->uidvalidity,
	       (unsigned)mail->uid, mail->bytes.len, (long long)mail->received_utc_s, mail->reduced ? "r" : "w",
	       mail->key, SPAN_ARG(id), mail->unreadable ? mail->unreadable : "");
	fflush(stdout);
	if (probe->out_dir) {
		char path[4096];

		snprintf(path, sizeof path, "%s/%u.eml", probe->out_dir, (unsigned)mail->uid);
		FILE *file = fopen(path, "we");

		if (!file || fwrite(mail->bytes.ptr, 1, mail->bytes.len, file) != mail->bytes.len || fclose(file))
			return err_set(err, ERR_BUG, "cannot write %s", path);
	}
	return ERR_NONE;
}

static void report(void *user, const char *step, const char *detail)
{
	(void)user;
	printf("step\t%s\t%s\n", step, detail);
	fflush(stdout);
}

static int fail(const struct err *err)
{
	printf("error\t%s\t%s\n", err_kind_name(err->kind), err->text);
	return 1;
}

static enum tls_mode tls_of(const char *word)
{
	return strcmp(word, "implicit") == 0 ? TLS_IMPLICIT : strcmp(word, "none") == 0 ? TLS_NONE : TLS_STARTTLS;
}

static enum auth_mechanism auth_of(const char *word)
{
	static const char *const names[] = { "auto", "plain", "login", "scram-sha-1", "scram-sha-256", "xoauth2",
					     "oauthbearer", "none" };

	for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcmp(word, names[i]) == 0)
			return (enum auth_mechanism)i;
	}
	return AUTH_AUTO;
}

enum option_id { TYPE = 1, PATH, HOST, PORT, TLS, CA, TLS_NAME, USER, PASSWORD_FILE, AUTH, FOLDER, TIMEOUT, WHOLE, MAX,
		 BATCH, UIDVALIDITY, UID, ROUNDS, WAIT, OUT, FAIL_AT, CHECK, NO_IDLE, INSECURE };

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "type", 1, NULL, TYPE }, { "path", 1, NULL, PATH }, { "host", 1, NULL, HOST },
		{ "port", 1, NULL, PORT }, { "tls", 1, NULL, TLS }, { "ca", 1, NULL, CA },
		{ "tls-name", 1, NULL, TLS_NAME }, { "user", 1, NULL, USER },
		{ "password-file", 1, NULL, PASSWORD_FILE }, { "auth", 1, NULL, AUTH },
		{ "folder", 1, NULL, FOLDER }, { "timeout-ms", 1, NULL, TIMEOUT }, { "whole", 1, NULL, WHOLE },
		{ "max", 1, NULL, MAX }, { "batch", 1, NULL, BATCH }, { "uidvalidity", 1, NULL, UIDVALIDITY },
		{ "uid", 1, NULL, UID }, { "rounds", 1, NULL, ROUNDS }, { "wait-ms", 1, NULL, WAIT },
		{ "out", 1, NULL, OUT }, { "fail-at", 1, NULL, FAIL_AT }, { "check", 0, NULL, CHECK },
		{ "no-idle", 0, NULL, NO_IDLE }, { "insecure", 0, NULL, INSECURE }, { NULL, 0, NULL, 0 },
	};
	struct config_mailbox config = {
		.name = "probe", .type = MAILBOX_IMAP, .folder = "INBOX", .idle = true, .poll_s = 300,
		.whole_bytes = 64 * 1024, .max_bytes = 1024 * 1024, .batch = 200,
		.server = { .host = "127.0.0.1", .tls = TLS_IMPLICIT, .timeout_ms = 60000 },
	};
	struct mailbox_cursor cursor = { .uid = 0 };
	struct probe probe = { .fail_at = 0 };
	long rounds = 1;
	int wait_ms = 60000, c;
	bool check = false;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		long n = optarg ? strtol(optarg, NULL, 10) : 0;

		switch (c) {
		case TYPE:
			config.type = strcmp(optarg, "maildir") == 0 ? MAILBOX_MAILDIR :
				      strcmp(optarg, "mbox") == 0 ? MAILBOX_MBOX : MAILBOX_IMAP;
			break;
		case PATH: config.path = optarg; break;
		case HOST: config.server.host = optarg; break;
		case PORT: config.server.port = (uint16_t)n; break;
		case TLS: config.server.tls = tls_of(optarg); break;
		case CA: config.server.ca_file = optarg; break;
		case TLS_NAME: config.server.tls_name = optarg; break;
		case USER: config.server.user = optarg; break;
		case PASSWORD_FILE: config.server.secret.file = optarg; break;
		case AUTH: config.server.auth = auth_of(optarg); break;
		case FOLDER: config.folder = optarg; break;
		case TIMEOUT: config.server.timeout_ms = (int)n; break;
		case WHOLE: config.whole_bytes = (size_t)n; break;
		case MAX: config.max_bytes = (size_t)n; break;
		case BATCH: config.batch = (unsigned)n; break;
		case UIDVALIDITY: cursor.uidvalidity = (uint32_t)strtoul(optarg, NULL, 10); break;
		case UID: cursor.uid = (uint32_t)strtoul(optarg, NULL, 10); break;
		case ROUNDS: rounds = n; break;
		case WAIT: wait_ms = (int)n; break;
		case OUT: probe.out_dir = optarg; break;
		case FAIL_AT: probe.fail_at = n; break;
		case CHECK: check = true; break;
		case NO_IDLE: config.idle = false; break;
		case INSECURE: config.server.insecure_plain = true; break;
		default: return 2;
		}
	}
	const struct mailbox_driver *driver = mailbox_driver(&config);
	struct err err = { .kind = ERR_NONE };
	struct mailbox *mailbox;

	if (check)
		return driver->check(&config, report, NULL, &err) == ERR_NONE ? 0 : fail(&err);
	if (driver->open(&config, &mailbox, &err) != ERR_NONE)
		return fail(&err);
	enum err_kind kind = ERR_NONE;

	for (long i = 0; i < rounds && kind == ERR_NONE; i++) {
		bool woken;

		if (i) {
			/* Standard input is the wake descriptor: end of file wakes. */
			kind = driver->wait(mailbox, wait_ms, STDIN_FILENO, &woken, &err);
			if (kind != ERR_NONE)
				break;
			printf("waited\t%s\n", woken ? "woken" : "ended");
		}
		kind = driver->fetch(mailbox, &cursor, take, &probe, &err);
		printf("cursor\t%u\t%u\n", (unsigned)cursor.uidvalidity, (unsigned)cursor.uid);
		fflush(stdout);
	}
	driver->close(&mailbox);
	return kind == ERR_NONE ? 0 : fail(&err);
}
