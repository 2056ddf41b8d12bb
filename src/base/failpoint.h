/* failpoint.h - the places at which the crash tests kill the process.
 *
 * Every step after which a power cut would leave a different trace on disk or on
 * the wire calls failpoint() with its name.  The installed program is linked with
 * an empty one (src/cli/failpoint_off.c), the crash tests' program with one that
 * counts and kills (tests/crash/failpoint_kill.c): the link decides, no option does.
 */
#ifndef BEADLE_BASE_FAILPOINT_H
#define BEADLE_BASE_FAILPOINT_H

#include <stdbool.h>

void failpoint(const char *name);	/* name: "room.step", e.g. "ledger.before-commit" */

/* Does it count, in a file?  Then no process may give up writing to files. */
bool failpoint_is_armed(void);

#endif
