/* ending.c - see ending.h. */
#include "committee/ending.h"

void ending_tell(struct told_ends *ends, struct told_end end)
{
	ends->before = ends->last;
	ends->last = end;
	ends->n++;
}

struct ending ending_of(const struct told_ends *ends, int state, bool is_end)
{
	bool was_end = ends->n && ends->last.is_end;
	bool is_same = is_end ? was_end && ends->last.state == state : !was_end;
	struct told_end before = is_same ? ends->before : ends->last;
	struct ending w = { .n = is_same ? ends->n : ends->n + 1, .is_new = !is_same };

	if (before.at_s && before.is_end)
		w.wrong = before;
	return w;
}
