/* err.h - how a function says that it failed, and what its caller may do about it.
 *
 * The kind is the caller's choice, not the cause: a name that does not resolve
 * and a server that stalls are both ERR_RETRY.  The text names the cause for a
 * person, with the chain of contexts in front: "mailbox bot: TLS: the certificate
 * expired on 2026-01-01".  The caller owns the struct; no error is global.
 */
#ifndef BEADLE_BASE_ERR_H
#define BEADLE_BASE_ERR_H

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

enum err_kind {
	ERR_NONE = 0,
	ERR_RETRY,	/* may succeed later, unchanged: network, lock, 4xx */
	ERR_REFUSED,	/* the other side said no, for good: 5xx, bad password, TLS not trusted */
	ERR_DATA,	/* these bytes cannot be used; the next ones may */
	ERR_CONFIG,	/* the operator must change something */
	ERR_BUG,	/* an invariant of ours does not hold */
};

enum { ERR_TEXT_MAX = 1000 };

struct err {
	enum err_kind kind;
	char text[ERR_TEXT_MAX];	/* UTF-8, one line, cut at a character when too long */
};

/* Sets kind and text; returns kind, so that `return err_set(err, ERR_DATA, ...)` reads well.
 * Control characters in the result become '?', so that hostile text cannot forge log lines. */
enum err_kind err_set(struct err *err, enum err_kind kind, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* Puts "context: " in front of the text; returns the kind unchanged. */
enum err_kind err_wrap(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* "retry", "refused", ...: for logs and JSON. */
const char *err_kind_name(enum err_kind kind);

#endif
