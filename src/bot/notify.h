/* notify.h - what systemd and its service tell each other through environment variables. */
#ifndef BEADLE_BOT_NOTIFY_H
#define BEADLE_BOT_NOTIFY_H

#include <stdbool.h>

/* One datagram to $NOTIFY_SOCKET (sd_notify(3)); nothing without that variable. */

/* "READY=1", "STOPPING=1", "RELOADING=1\n...", "STATUS=...", "WATCHDOG=1". */
void notify_systemd(const char *state);

/* Half of the watchdog's period that systemd asks for ($WATCHDOG_USEC), or -1: no watchdog. */
int notify_watchdog_ms(void);

/* Whether the journal is at the other end of fd ($JOURNAL_STREAM names the very same file). */
bool notify_journal_reads(int fd);

#endif
