/* imap_guard.h - looks at an IMAP server's bytes before libetpan parses them.
 *
 * The library's parser is recursive and has no limit: some ten thousand brackets end the
 * process.  The guard follows strings and literals (RFC 3501, 4.3) and says when brackets
 * nest deeper than any honest answer's.  Pure.
 */
#ifndef BEADLE_MAILBOX_IMAP_GUARD_H
#define BEADLE_MAILBOX_IMAP_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { IMAP_DEPTH_MAX = 400 };

struct imap_guard {		/* all zero to begin with */
	uint64_t literal_left;	/* bytes of a literal still to come */
	uint64_t number;	/* of a literal's announcement */
	unsigned depth;
	enum { GUARD_PLAIN, GUARD_QUOTED, GUARD_ESCAPED, GUARD_NUMBER, GUARD_NUMBER_END } state;
};

/* False when the bytes nest too deeply; then the answer must not reach the parser. */
bool imap_guard_feed(struct imap_guard *guard, const char *bytes, size_t len);

#endif
