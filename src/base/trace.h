/* trace.h - what is said to servers and to the ledger, for --trace: lines of the log, whatever its
 * level.
 *
 *	level=trace event=imap host=imap.example.org way=sent text="3 UID FETCH 7:* (UID)"
 *
 * A trace shows the protocol and no content: the size of a mail, who was asked to log in and what
 * the server said, an SQL statement without its values.  The log's secrets are blotted out here,
 * too.
 */
#ifndef BEADLE_BASE_TRACE_H
#define BEADLE_BASE_TRACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

enum trace_kind { TRACE_IMAP, TRACE_SMTP, TRACE_SQL, TRACE_KINDS };

/* "imap,sql": these from now on, in this process and those it forks.  False: one of the words is
 * none. */
bool trace_select(const char *words);
bool trace_is_on(enum trace_kind kind);

/* One connection. */
struct trace;

/* NULL when this kind is not selected: then each of the following does nothing.  host is
 * borrowed. */
struct trace *trace_new(enum trace_kind kind, const char *host);
void trace_free(struct trace **trace);

/* Bytes as they pass, in whatever pieces; a line is printed when it is complete, a literal of IMAP
 * is counted. */
void trace_sent(struct trace *trace, struct span bytes);
void trace_received(struct trace *trace, struct span bytes);
/* Bytes of a mail that went out, to be counted alone. */
void trace_sent_mail(struct trace *trace, size_t len);

/* While it is on, lines are a login's: of what is sent the command and the mechanism are printed,
 * of the server's challenges nothing.  What is left out becomes a secret of the log (base/log.h),
 * lest the server repeat it. */
void trace_hide(struct trace *trace, bool on);

#endif
