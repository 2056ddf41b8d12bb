/* file.h - what the shell rooms do with files alike. */
#ifndef BEADLE_BASE_FILE_H
#define BEADLE_BASE_FILE_H

#include <stdbool.h>

#include "base/span.h"

/* All of it, however many calls that takes.  False, with errno, when it cannot be. */
bool file_write_all(int fd, struct span bytes);

#endif
