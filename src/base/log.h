/* log.h - logfmt lines on standard error, with secrets blotted out at the sink.
 *
 *	time=2023-07-05T16:00:00Z level=info event=fetched mailbox=bot uid=12 msg=abc@example.org
 *
 * Pure rooms never log: they return facts and errors.  `msg=` is the Message-ID of
 * the mail that a line is about, the same from fetch to send.
 */
#ifndef BEADLE_BASE_LOG_H
#define BEADLE_BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

/* TRACE: printed whatever the level, for it was asked for by name (base/trace.h). */
enum log_level {
	LOG_LEVEL_TRACE,
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARN,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG
};

struct log_field {
	const char *key;	/* [a-z_]+ */
	const char *str;	/* NULL: the number counts */
	int64_t num;
};

/* A function, because clang warns when a literal is asked whether it is NULL. */
static inline const char *log_text(const char *str)
{
	return str ? str : "";
}

#define L_STR(key, str) ((struct log_field){ (key), log_text(str), 0 })
#define L_NUM(key, num) ((struct log_field){ (key), NULL, (int64_t)(num) })
#define L_END ((struct log_field){ NULL, NULL, 0 })

/* A number, and a 0 that means none: such a field says nothing and is left out. */
#define L_SOME(key, num) ((struct log_field){ (key), (num) ? NULL : "", (int64_t)(num) })

/* One line, written with one write(2); fields up to one whose key is NULL.  Empty texts are left
 * out. */
void log_fields(enum log_level level, const char *event, const struct log_field *fields);

#define log_error(event, ...)                                                                      \
	log_fields(LOG_LEVEL_ERROR, event, (const struct log_field[]){ __VA_ARGS__, L_END })
#define log_warn(event, ...)                                                                       \
	log_fields(LOG_LEVEL_WARN, event, (const struct log_field[]){ __VA_ARGS__, L_END })
#define log_info(event, ...)                                                                       \
	log_fields(LOG_LEVEL_INFO, event, (const struct log_field[]){ __VA_ARGS__, L_END })
#define log_debug(event, ...)                                                                      \
	log_fields(LOG_LEVEL_DEBUG, event, (const struct log_field[]){ __VA_ARGS__, L_END })

void log_set_level(enum log_level level); /* what is less urgent is dropped; default info */

/* Begin each line with its priority as the journal reads it, "<4>" (systemd's sd-daemon(3));
 * default no. */
void log_set_priorities(bool on);
/* Begin each line with its time, which now_s tells (UTC, seconds); NULL, the default: do not. */
void log_set_clock(int64_t (*now_s)(void));
/* What log_set_priorities() adds, for other lines on standard error; "" without it. */
const char *log_priority(enum log_level level);

/* From now on every occurrence of this text in a line is printed as "***",
 * and so is base64 of a text in which it stands, as a server might repeat it from a login.
 * Secrets shorter than four bytes are not registered (they would blot out words). */
void log_add_secret(const char *secret);
void log_forget_secrets(void);

#endif
