/* mailbox_secret.c - secret_read() for tests of this room: the first line of a file, nothing else. */
#include <stdio.h>
#include <string.h>

#include "config/config.h"

enum err_kind secret_read(const struct secret_source *source, struct buf *out, struct err *err)
{
	char line[4096];
	FILE *file = source->file ? fopen(source->file, "re") : NULL;

	if (!file)
		return err_set(err, ERR_CONFIG, "no file with a secret");
	if (fgets(line, sizeof line, file))
		buf_add(out, line, strcspn(line, "\n"));
	fclose(file);
	return ERR_NONE;
}
