/* web.h - one file from a web server, or the word that it has not changed (HTTP by libcurl).
 *
 * TLS is verified; plain http goes only to this machine, and a redirection only to https.  The
 * environment's proxies do not count.  It blocks, so call it in a process of its own.  The URL may
 * be a secret (calendars by private address are), so no message names it.
 */
#ifndef BEADLE_WEB_WEB_H
#define BEADLE_WEB_WEB_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/report.h"
#include "base/span.h"

enum { WEB_TAG_MAX = 300 };

struct web_request {
	const char *url;
	const char *ca_file;		/* trust these and nothing else; NULL: the system's */
	const char *etag, *modified;	/* of the copy at hand, as the server gave them; "": none */
	size_t max_bytes;
	int timeout_ms;			/* of all of it */
};

struct web_answer {
	bool unchanged;			/* the copy at hand is still good; there are no bytes */
	struct buf bytes;
	char etag[WEB_TAG_MAX], modified[WEB_TAG_MAX];	/* "" when there is none that could be
							 * sent again */
};

/* ERR_RETRY: the network, a time-out, a server in trouble.  ERR_REFUSED: no such file, not allowed,
 * a certificate that is not good.  ERR_DATA: too large.  ERR_CONFIG: ca_file.  report (may be NULL)
 * hears of each step that went well. */
MUST_CHECK enum err_kind web_fetch(const struct web_request *request,
				   step_report *report, void *user,
				   struct web_answer *out, struct err *err);
void web_answer_free(struct web_answer *answer);

/* The host in a URL, for messages. */
struct span web_url_host(const char *url);

#endif
