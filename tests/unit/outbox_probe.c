/* outbox_probe.c - sends a file through a driver and prints what became of each recipient.
 *
 *	outbox_probe [OPTION...] FILE RCPT...
 *	outbox_probe [OPTION...] --check
 *
 * Prints one line per recipient, "rcpt ADDRESS OUTCOME CODE REPLY", and at the end of each
 * mail "end KIND TEXT"; with --check one line "step NAME DETAIL" per step and the end line.
 * --repeat N sends N mails through one outbox, with ".I" put before the @ of the Message-ID;
 * --quiet prints the end line of the last one only.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "config/config.h"
#include "outbox/outbox.h"

struct options {
	struct config_outbox config;
	const char *message_id, *from;
	unsigned long repeat;
	bool check, quiet;
};

static void report(void *user, const char *step, const char *detail)
{
	(void)user;
	printf("step %s: %s\n", step, detail);
}

static int print_end(enum err_kind kind, const struct err *err)
{
	printf("end %s %s\n", err_kind_name(kind), kind ? err->text : "");
	return kind ? 1 : 0;
}

/* A hostile address must not look like another line or field of ours. */
static void print_recipient(const struct outbox_recipient *r)
{
	printf("rcpt ");
	for (const char *p = r->addr; *p; p++)
		putchar(*p > ' ' && *p < 0x7F ? *p : '?');
	printf(" %s %d %s\n", outcome_name(r->outcome), r->code, r->reply);
}

static void read_file(const char *file, struct buf *out)
{
	char chunk[65536];
	FILE *f = fopen(file, "rb");
	size_t n;

	if (!f) {
		perror(file);
		exit(2);
	}
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		buf_add(out, chunk, n);
	fclose(f);
}

static int send_all(const struct options *o, const char *file, char **addrs, size_t n)
{
	const struct outbox_driver *driver = outbox_driver(&o->config);
	struct outbox_recipient *recipients = mem_zalloc(n + 1, sizeof *recipients);
	struct outbox *outbox = NULL;
	enum err_kind kind;
	struct buf bytes;
	struct err err;

	buf_init(&bytes, 128 * 1024 * 1024);
	read_file(file, &bytes);
	kind = driver->open(&o->config, &outbox, &err);
	for (unsigned long i = 0; !kind && i < o->repeat; i++) {
		char message_id[300];

		if (o->repeat > 1)
			snprintf(message_id, sizeof message_id, "%lu.%s", i, o->message_id);
		else
			snprintf(message_id, sizeof message_id, "%s", o->message_id);
		struct outbox_mail mail = {
			.message_id = message_id, .envelope_from = o->from, .recipients = recipients,
			.n_recipients = n, .bytes = buf_fitted(&bytes), .now_utc_s = 1688500000,
		};

		for (size_t r = 0; r < n; r++)
			recipients[r] = (struct outbox_recipient){ .addr = addrs[r] };
		kind = driver->send(outbox, &mail, &err);
		for (size_t r = 0; !o->quiet && r < n; r++)
			print_recipient(&recipients[r]);
		if (!o->quiet && i + 1 < o->repeat) {
			print_end(kind, &err);
			fflush(stdout);
			kind = ERR_NONE;
		}
	}
	if (outbox)
		driver->close(&outbox);
	buf_free(&bytes);
	free(recipients);
	return print_end(kind, &err);
}

/* Position of the word in the list, or an exit. */
static int one_of(const char *const *words, const char *word)
{
	for (int i = 0; words[i]; i++) {
		if (strcmp(words[i], word) == 0)
			return i;
	}
	fprintf(stderr, "outbox_probe: what is %s?\n", word);
	exit(2);
}

static const char *const drivers[] = { "smtp", "sendmail", "maildir", NULL };
static const char *const tls_modes[] = { "implicit", "starttls", "none", NULL };
static const char *const mechanisms[] = { "auto", "plain", "login", "scram-sha-1", "scram-sha-256", "xoauth2",
					  "oauthbearer", "none", NULL };

static const struct option long_options[] = {
	{ "driver", 1, NULL, 'd' }, { "path", 1, NULL, 'P' }, { "host", 1, NULL, 'h' },
	{ "port", 1, NULL, 'p' }, { "tls", 1, NULL, 't' }, { "insecure-plain", 0, NULL, 'i' },
	{ "ca", 1, NULL, 'c' }, { "tls-name", 1, NULL, 'n' }, { "user", 1, NULL, 'u' },
	{ "secret-file", 1, NULL, 's' }, { "auth", 1, NULL, 'a' }, { "timeout-ms", 1, NULL, 'T' },
	{ "helo", 1, NULL, 'e' }, { "from", 1, NULL, 'f' }, { "message-id", 1, NULL, 'm' },
	{ "repeat", 1, NULL, 'r' }, { "check", 0, NULL, 'C' }, { "quiet", 0, NULL, 'q' }, { 0 },
};

static void set_option(struct options *o, int c)
{
	struct config_server *server = &o->config.server;

	switch (c) {
	case 'd': o->config.type = (enum outbox_type)one_of(drivers, optarg); break;
	case 'P': o->config.path = optarg; break;
	case 'h': server->host = optarg; break;
	case 'p': server->port = (uint16_t)strtoul(optarg, NULL, 10); break;
	case 't': server->tls = (enum tls_mode)one_of(tls_modes, optarg); break;
	case 'i': server->insecure_plain = true; break;
	case 'c': server->ca_file = optarg; break;
	case 'n': server->tls_name = optarg; break;
	case 'u': server->user = optarg; break;
	case 's': server->secret.file = optarg; break;
	case 'a': server->auth = (enum auth_mechanism)one_of(mechanisms, optarg); break;
	case 'T': server->timeout_ms = (int)strtol(optarg, NULL, 10); break;
	case 'e': o->config.helo = optarg; break;
	case 'f': o->from = optarg; break;
	case 'm': o->message_id = optarg; break;
	case 'r': o->repeat = strtoul(optarg, NULL, 10); break;
	case 'C': o->check = true; break;
	case 'q': o->quiet = true; break;
	default: exit(2);
	}
}

int main(int argc, char **argv)
{
	struct options o = {
		.config = {
			.server = { .host = "127.0.0.1", .port = 25, .tls = TLS_NONE, .timeout_ms = 10000 },
			.from_addr = "beadle@example.org",
		},
		.from = "beadle@example.org", .message_id = "probe@example.org", .repeat = 1,
	};
	int c;

	while ((c = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		set_option(&o, c);
	if (o.check) {
		struct err err;
		enum err_kind kind = outbox_driver(&o.config)->check(&o.config, report, NULL, &err);

		return print_end(kind, &err);
	}
	if (argc - optind < 1) {
		fprintf(stderr, "usage: outbox_probe [OPTION...] FILE RCPT...\n");
		return 2;
	}
	return send_all(&o, argv[optind], argv + optind + 1, (size_t)(argc - optind - 1));
}
