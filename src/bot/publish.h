/* publish.h - writes what others may read of the ledger into folders and files. */
#ifndef BEADLE_BOT_PUBLISH_H
#define BEADLE_BOT_PUBLISH_H

#include "export/export.h"

/* Puts the bytes in the place of folder/name, whole or not at all: a reader sees the old file or
 * the new one.  A folder that is missing is made (one level); a file has mode 0644.  One that holds
 * these very bytes is left alone.  ERR_RETRY: no room, an I/O error; ERR_CONFIG: no such folder, no
 * permission. */
MUST_CHECK enum err_kind publish_file(const char *folder, const char *name, struct span bytes,
				      struct err *err);

/* Each of them so, up to the first that fails. */
MUST_CHECK enum err_kind publish_files(const char *folder, const struct export_files *files,
				       struct err *err);

/* All files of a format. */
MUST_CHECK enum err_kind publish_export(const char *folder, enum export_format format,
					const struct meeting_context *lists, size_t n_lists,
					int64_t now_s, struct err *err);

#endif
