/* secret.h - secret_read with another limit for the command, for tests. */
#ifndef BEADLE_CONFIG_SECRET_H
#define BEADLE_CONFIG_SECRET_H

#include "config/config.h"

MUST_CHECK enum err_kind secret_read_within(const struct secret_source *source, int limit_ms, struct buf *out,
					    struct err *err);

#endif
