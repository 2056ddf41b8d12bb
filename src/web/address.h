/* address.h - which addresses belong to this machine alone. */
#ifndef BEADLE_WEB_ADDRESS_H
#define BEADLE_WEB_ADDRESS_H

#include <stdbool.h>

struct sockaddr;

/* What is said to it leaves no cable.  True for a Unix socket, too. */
bool web_is_loopback(const struct sockaddr *address);

#endif
