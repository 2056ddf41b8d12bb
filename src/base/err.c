/* err.c - see err.h.  The text is always terminated and always one line. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/span.h"

static void clean(char *text)
{
	size_t len = strlen(text);

	/* snprintf may have cut a UTF-8 character in two: drop its first part. */
	if (len == ERR_TEXT_MAX - 1) {
		while (len > 0 && ((unsigned char)text[len - 1] & 0xC0) == 0x80)
			len--;
		if (len > 0 && ((unsigned char)text[len - 1] & 0x80))
			len--;
		text[len] = '\0';
	}
	span_hide_controls(text);
}

enum err_kind err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
{
	va_list ap;

	err->kind = kind;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
	clean(err->text);
	return kind;
}

enum err_kind err_wrap(struct err *err, const char *fmt, ...)
{
	char old[ERR_TEXT_MAX];
	va_list ap;

	memcpy(old, err->text, sizeof old);
	va_start(ap, fmt);
	int n = vsnprintf(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof err->text)
		snprintf(err->text + n, sizeof err->text - (size_t)n, ": %s", old);
	clean(err->text);
	return err->kind;
}

const char *err_kind_name(enum err_kind kind)
{
	static const char *const names[] = {
		[ERR_NONE] = "none", [ERR_RETRY] = "retry", [ERR_REFUSED] = "refused",
		[ERR_DATA] = "data", [ERR_CONFIG] = "config", [ERR_BUG] = "bug",
	};

	return (unsigned)kind < sizeof names / sizeof names[0] ? names[kind] : "unknown";
}
