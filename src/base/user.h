/* user.h - from root to a user who can do less. */
#ifndef BEADLE_BASE_USER_H
#define BEADLE_BASE_USER_H

#include <stdbool.h>

#include "base/err.h"

/* The process, which is root's and has one thread, becomes that user's for good, with the user's
 * groups and home.  The folder and the files in it must belong to the user; make_folder: one that
 * is not there is made.  ERR_CONFIG says what the operator has to do. */
MUST_CHECK enum err_kind user_become(const char *name, const char *folder, bool make_folder,
				     struct err *err);

#endif
