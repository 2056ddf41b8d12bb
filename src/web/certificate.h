/* certificate.h - what is wrong with a server's certificate although the TLS library accepts it.
 *
 * The libraries verify chain, dates and name.  By themselves they also accept a certificate that
 * was issued for clients (its extended key usage, RFC 5280 4.2.1.12), and one that names its host
 * only in the common name, which nobody reads since RFC 9525.  Both of beadle's stacks ask here,
 * and use the same words for what their library refuses.
 */
#ifndef BEADLE_WEB_CERTIFICATE_H
#define BEADLE_WEB_CERTIFICATE_H

#include <stddef.h>

#include <gnutls/x509.h>

#define CERTIFICATE_SYSTEM_TRUST "the system's trust store"

enum { CERTIFICATE_WORDS_MAX = 300 };

/* The chain as the server has shown it, its own certificate first.  NULL: nothing is wrong; else a
 * sentence about it, which begins with "the certificate". */
const char *certificate_fault(const gnutls_datum_t *chain, unsigned n,
			      gnutls_x509_crt_fmt_t format);

/* What the library has refused. */
struct certificate_refusal {
	unsigned status;		/* of enum gnutls_certificate_status_t */
	gnutls_datum_t own;		/* the server's certificate; data NULL: not at hand */
	gnutls_x509_crt_fmt_t format;
	const char *name;		/* whose it should be */
	const char *ca_file;		/* what was trusted; NULL: the system's */
};

/* Why, as a sentence about "the certificate". */
void certificate_explain(const struct certificate_refusal *refusal, char *text_out, size_t size);

/* When it expires, for a person; "" when it is not at hand. */
void certificate_end_date(gnutls_datum_t own, gnutls_x509_crt_fmt_t format, char *text_out,
			  size_t size);

#endif
