/* secret.h - secret_read for a process that may not run commands or read files, and for tests. */
#ifndef BEADLE_CONFIG_SECRET_H
#define BEADLE_CONFIG_SECRET_H

#include "config/config.h"

enum { SECRET_MAX = 4096 };		/* bytes of the first line */

/* With another limit for the command. */
MUST_CHECK enum err_kind secret_read_within(const struct config_secret *source, int limit_ms,
					    struct buf *out, struct err *err);

/* Reads the secret each time that the process at the other end of fd, a socket, asks for it: that
 * one calls secret_read with a source that has its end alone.  Returns when it is gone.  Its
 * secret_read gives ERR_BUG when this end is gone: then it had better end too. */
void secret_serve(const struct config_secret *source, int fd);

/* secret_wire.c: of the one end and of the other.  False when the peer is gone. */
MUST_CHECK enum err_kind secret_ask(int fd, struct buf *out, struct err *err);
bool secret_await_request(int fd);
bool secret_tell(int fd, enum err_kind kind, const char *text);	/* text: the secret, or why not */

#endif
