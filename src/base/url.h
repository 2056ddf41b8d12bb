/* url.h - an address of the web: its parts, and whether it may stand as a link before people.
 *
 * What a mail brings along is hostile: an address passes for a link when each of its characters
 * may stand in a URL (RFC 3986), so that it neither ends early nor shows as something else, and
 * when it names nobody before its host, so that the host is the one that is read.
 */
#ifndef BEADLE_BASE_URL_H
#define BEADLE_BASE_URL_H

#include <stdbool.h>

#include "base/span.h"

struct buf;

enum { URL_LINK_BYTES_MAX = 500 };

struct url {
	bool plain;		/* http, not https */
	bool has_user;		/* "user@" or "user:password@" before the host */
	struct span host;	/* without port and the brackets of IPv6 */
	struct span rest;	/* path, query and fragment, with what they begin with */
};

/* False when it does not begin with http:// or https://, letter case aside. */
bool url_split(struct span text, struct url *out);

/* The whole text, of URL_LINK_BYTES_MAX at most, is a link.  *out may be NULL. */
bool url_is_link(struct span text, struct url *out);

/* The first link among the words of a text, without what encloses it: "(https://example.org)". */
bool url_find_link(struct span text, struct span *out);

/* Is the host the domain, or one below it?  Letter case aside; nothing is below "". */
bool url_host_is_of(struct span host, struct span domain);

/* All that is neither a letter, a digit, one of -._~ nor @ becomes %XX: fit for a path and for a
 * value in a query. */
void url_add_escaped(struct buf *out, struct span text);

#endif
