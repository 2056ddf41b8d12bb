/* confine.h - what a process gives up before it touches the bytes of strangers.
 *
 * Whatever a hostile mail or server does to a parser, it does it in a process from which little can
 * be reached.  seccomp where libseccomp is, Landlock where the kernel has it; nothing of it in a
 * build with sanitizers, or in one that the crash tests kill.  There is no way back.
 *
 * The read worker has no file, no socket, no program: the descriptors that it was given, memory,
 * and its end.  The fetch, send and feed workers have sockets and names (glibc's resolver with all
 * its plug-ins, TLS with its trust), and files of the system to read; none to write, no program, no
 * other process.
 */
#ifndef BEADLE_BOT_CONFINE_H
#define BEADLE_BOT_CONFINE_H

#include "base/err.h"

struct server_config;			/* config/config.h */

/* ERR_RETRY when the kernel refuses, here and below. */
MUST_CHECK enum err_kind confine_reader(struct err *err);

/* ca_file: to be read as well; NULL: none.  It is that very file: one that takes its place is seen
 * by the next worker, after a reload. */
MUST_CHECK enum err_kind confine_client(const char *ca_file, struct err *err);

/* The same for a process that logs in.  Its secret comes from another process from then on, which
 * may run the password's command and read its file, and never hears of a server; it ends with this
 * one. */
MUST_CHECK enum err_kind confine_login(struct server_config *server, struct err *err);

#endif
