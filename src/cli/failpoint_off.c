/* failpoint_off.c - what the installed program has for failpoints: nothing. */
#include "base/failpoint.h"

void failpoint(const char *name)
{
	(void)name;
}

bool failpoint_is_armed(void)
{
	return false;
}
