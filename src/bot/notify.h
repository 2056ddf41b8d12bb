/* notify.h - the sd_notify protocol: one datagram to $NOTIFY_SOCKET (systemd's sd_notify(3)).
 * Without that variable every call does nothing. */
#ifndef BEADLE_BOT_NOTIFY_H
#define BEADLE_BOT_NOTIFY_H

/* "READY=1", "STOPPING=1", "RELOADING=1\n...", "STATUS=...", "WATCHDOG=1". */
void notify_systemd(const char *state);

/* Half of the watchdog's period that systemd asks for ($WATCHDOG_USEC), or -1: no watchdog. */
int notify_watchdog_ms(void);

#endif
