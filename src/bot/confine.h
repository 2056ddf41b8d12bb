/* confine.h - what a process gives up before it touches the bytes of strangers.
 *
 * A hostile mail or server that breaks a parser finds itself in a process from which it can reach
 * little.  seccomp where libseccomp is, Landlock where the kernel has it; neither in a build with
 * sanitizers, nor in the one that the crash tests kill.  There is no way back.
 *
 * The read worker has no file, no socket and no program: only the descriptors that it was given,
 * memory, and its end.  The fetch, send and feed workers have sockets, names (glibc's resolver
 * with all its plug-ins, TLS with its trust) and the system's files to read; they have no file to
 * write, no program and no other process.
 */
#ifndef BEADLE_BOT_CONFINE_H
#define BEADLE_BOT_CONFINE_H

#include "base/err.h"

struct config_server;			/* config/config.h */

/* ERR_RETRY when the kernel refuses, here and below. */
MUST_CHECK enum err_kind confine_reader(struct err *err);

/* ca_file: to be read as well; NULL: none.  It is that very file: one that takes its place is seen
 * by the next worker, after a reload. */
MUST_CHECK enum err_kind confine_client(const char *ca_file, struct err *err);

/* The same for a process that logs in.  Its secret comes from another process from then on, which
 * may run the password's command and read its file, and never hears of a server; it ends with this
 * one. */
MUST_CHECK enum err_kind confine_login(struct config_server *server, struct err *err);

#endif
