/* certificate.h - what is wrong with a server's certificate although the TLS library takes it.
 *
 * The libraries verify chain, dates and name.  Left to themselves they also take a certificate that
 * was issued for clients (its extended key usage, RFC 5280 4.2.1.12), and one that names its host
 * in the common name alone, which is read by nobody since RFC 9525.  Both stacks of beadle ask
 * here, and say the same words.
 */
#ifndef BEADLE_WEB_CERTIFICATE_H
#define BEADLE_WEB_CERTIFICATE_H

#include <gnutls/x509.h>

/* The chain as the server has shown it, its own certificate first.  NULL: nothing is wrong; else a
 * sentence about it, which begins with "the certificate". */
const char *certificate_fault(const gnutls_datum_t *chain, unsigned n,
			      gnutls_x509_crt_fmt_t format);

#endif
