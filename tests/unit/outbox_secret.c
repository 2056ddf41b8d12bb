/* outbox_secret.c - a double of secret_read() for the outbox's tests: a file's first line, unchecked. */
#include <stdio.h>
#include <string.h>

#include "config/config.h"

enum err_kind secret_read(const struct secret_source *source, struct buf *out, struct err *err)
{
	char line[8192];
	FILE *f = source->file ? fopen(source->file, "r") : NULL;

	if (!f)
		return err_set(err, ERR_CONFIG, "no secret");
	if (!fgets(line, sizeof line, f))
		line[0] = '\0';
	fclose(f);
	line[strcspn(line, "\n")] = '\0';
	buf_add_str(out, line);
	explicit_bzero(line, sizeof line);
	return ERR_NONE;
}
