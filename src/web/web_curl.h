/* web_curl.h - what all users of libcurl share: whom to trust, and the words for a server that is
 * not trusted. */
#ifndef BEADLE_WEB_WEB_CURL_H
#define BEADLE_WEB_WEB_CURL_H

#include <stdbool.h>

#include <curl/curl.h>

#include "base/err.h"

/* Chain and host name verified, TLS 1.2 at least; by ca_file and nothing else when it is
 * not NULL. */
MUST_CHECK enum err_kind web_tls_verify(CURL *curl, const char *ca_file, struct err *err);

/* What certificate.h finds in the chain of the connection that was made; NULL: nothing, or that
 * there is no chain (plain text, a connection that was kept).  To be asked in a callback, before
 * anything is said that is a secret. */
const char *web_tls_fault(CURL *curl);

/* Why the server's certificate was not trusted: "TLS: the certificate expired on ...".
 * name: whose it should be; ca_file: what was trusted, NULL: the system's. */
void web_tls_cause(CURL *curl, const char *curl_words, const char *name, const char *ca_file,
		   char *text_out, size_t size);

/* The date on which the server's certificate ends, "" when curl does not tell. */
void web_tls_end_date(CURL *curl, char *text_out, size_t size);

#endif
