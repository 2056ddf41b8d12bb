/* file.h - file functions that the shell rooms share. */
#ifndef BEADLE_BASE_FILE_H
#define BEADLE_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/span.h"

/* Can nobody but its owner and root change the file or folder, nor put another in its place?
 * ERR_CONFIG says who can, and what to do.  Rights of the owner's private group (it has his name's
 * number and no other member) are his own. What is not there is nobody's. */
MUST_CHECK enum err_kind file_check_writers(const char *path, struct err *err);

/* All of it, however many calls that takes.  False, with errno, when it cannot be. */
bool file_write_all(int fd, struct span bytes);

/* A descriptor that can be read when a file has come into one of these folders (those that exist),
 * or somebody who wrote one has closed it; the caller closes it.  -1: nobody can tell. */
int file_watch(const char *const *folders, size_t n);
/* What it has told is taken as known. */
void file_watch_take(int fd);

#endif
