/* log.c - see log.h.  The level and the secrets are the process's own: the only state in this room
 * (with trace.c's), because a secret must be blotted out wherever a line comes from. */
#include "base/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/letter.h"
#include "base/mem.h"

enum { LINE_MAX_BYTES = 8 * 1024, SECRET_MIN = 4, BASE64_MIN = 6, SECRET_MAX = 16 * 1024 };

static enum log_level least = LOG_LEVEL_INFO;
static bool with_priorities;
static int64_t (*clock_s)(void);
static char **secrets;
static size_t n_secrets, cap_secrets;

void log_set_level(enum log_level level)
{
	least = level;
}

void log_set_priorities(bool on)
{
	with_priorities = on;
}

void log_set_clock(int64_t (*now_s)(void))
{
	clock_s = now_s;
}

static void add_time(struct buf *line)
{
	time_t now = clock_s ? (time_t)clock_s() : 0;
	char text[sizeof "time=2023-07-05T16:00:00Z "];
	struct tm tm;

	if (clock_s && gmtime_r(&now, &tm) &&
	    strftime(text, sizeof text, "time=%Y-%m-%dT%H:%M:%SZ ", &tm))
		buf_add_str(line, text);
}

const char *log_priority(enum log_level level)
{
	static const char *const prefixes[] = { "<7>", "<3>", "<4>", "<6>", "<7>" };

	return with_priorities ? prefixes[level] : "";
}

static void keep_secret(const char *secret)
{
	for (size_t i = 0; i < n_secrets; i++) {
		if (strcmp(secrets[i], secret) == 0)
			return;
	}
	secrets = mem_grow(secrets, n_secrets, &cap_secrets, sizeof *secrets);
	secrets[n_secrets++] = mem_strdup(secret);
}

/* The base64 characters that are made of the secret alone, begin bits of it being another
 * character's. */
static void keep_base64(const char *secret, size_t begin)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	struct buf text;

	buf_init(&text, 2 * SECRET_MAX);
	for (size_t bit = begin; bit + 6 <= 8 * strlen(secret); bit += 6) {
		const unsigned char *at = (const unsigned char *)secret + bit / 8;

		buf_add_char(&text, digits[(at[0] << 8 | at[1]) >> (10 - bit % 8) & 0x3F]);
	}
	struct span digits_of_it;

	if (buf_whole(&text, &digits_of_it) && digits_of_it.len >= BASE64_MIN)
		keep_secret(digits_of_it.ptr);
	buf_wipe(&text);
	buf_free(&text);
}

void log_add_secret(const char *secret)
{
	if (strlen(secret) < SECRET_MIN)
		return;
	keep_secret(secret);
	/* a login has it somewhere in a longer text: at one of three places of base64's groups */
	for (size_t begin = 0; begin < 6; begin += 2)
		keep_base64(secret, begin);
}

void log_forget_secrets(void)
{
	for (size_t i = 0; i < n_secrets; i++) {
		explicit_bzero(secrets[i], strlen(secrets[i]));
		free(secrets[i]);
	}
	free(secrets);
	secrets = NULL;
	n_secrets = cap_secrets = 0;
}

/* Adds text with each secret replaced, before quoting can change a byte of it. */
static void add_blotted(struct buf *buf, const char *text)
{
	while (*text) {
		size_t hit = 0;

		for (size_t i = 0; i < n_secrets && !hit; i++) {
			size_t len = strlen(secrets[i]);

			if (strncmp(text, secrets[i], len) == 0)
				hit = len;
		}
		if (hit) {
			buf_add_str(buf, "***");
			text += hit;
		} else {
			buf_add_char(buf, *text++);
		}
	}
}

/* What a terminal would obey, or nobody sees, is written by its bytes. */
static bool is_plain(const char *text, size_t *len_out)
{
	return letter_kind(span_from(text, strnlen(text, 4)), len_out) == LETTER_SEEN &&
	       *text != '\t' && *text != '\n';
}

static bool needs_quotes(const char *text)
{
	size_t len;

	for (; *text; text += len) {
		if (!is_plain(text, &len) || strchr(" \"=\\", *text))
			return true;
	}
	return false;
}

static void add_bytes(struct buf *line, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buf_addf(line, "\\x%02x", (unsigned char)bytes[i]);
}

static void add_value(struct buf *line, const char *text)
{
	if (!needs_quotes(text)) {
		buf_add_str(line, text);
		return;
	}
	buf_add_char(line, '"');
	for (size_t len; *text; text += len) {
		bool plain = is_plain(text, &len);

		if (*text == '"' || *text == '\\')
			buf_addf(line, "\\%c", *text);
		else if (*text == '\n')
			buf_add_str(line, "\\n");
		else if (plain)
			buf_add(line, text, len);
		else
			add_bytes(line, text, len);
	}
	buf_add_char(line, '"');
}

void log_fields(enum log_level level, const char *event, const struct log_field *fields)
{
	static const char *const names[] = { "trace", "error", "warn", "info", "debug" };
	struct buf line, value;

	if (level > least)
		return;
	buf_init(&line, LINE_MAX_BYTES);
	buf_init(&value, LINE_MAX_BYTES);
	buf_add_str(&line, log_priority(level));
	add_time(&line);
	buf_addf(&line, "level=%s event=%s", names[level], event);
	for (; fields->key; fields++) {
		if (fields->str && !*fields->str)
			continue;
		buf_addf(&line, " %s=", fields->key);
		if (!fields->str) {
			buf_addf(&line, "%lld", (long long)fields->num);
			continue;
		}
		buf_clear(&value);
		add_blotted(&value, fields->str);
		add_value(&line, buf_shown(&value).ptr);
	}
	struct span shown = buf_shown(&line);
	const struct iovec parts[] = { { (void *)(uintptr_t)shown.ptr, shown.len },
				       { (void *)(uintptr_t) "\n", 1 } };

	while (writev(STDERR_FILENO, parts, 2) < 0 && errno == EINTR)
		;
	buf_free(&value);
	buf_free(&line);
}
