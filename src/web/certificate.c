/* certificate.c - see certificate.h. */
#include "web/certificate.h"

#include <stdbool.h>
#include <string.h>

enum { OID_MAX = 128, NAME_MAX_BYTES = 1024 };

/* Of the purposes that the certificate is limited to: NULL when a server's is one, or when it is
 * not limited. */
static const char *purpose_fault(gnutls_x509_crt_t cert)
{
	bool for_clients = false;
	char oid[OID_MAX];
	unsigned i;

	for (i = 0;; i++) {
		size_t size = sizeof oid;
		int r = gnutls_x509_crt_get_key_purpose_oid(cert, i, oid, &size, NULL);

		if (r == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
			break;
		if (r == GNUTLS_E_SHORT_MEMORY_BUFFER)	/* longer than any that is meant here */
			continue;
		if (r < 0)
			return "the certificate has an extended key usage that cannot be read";
		if (strcmp(oid, GNUTLS_KP_TLS_WWW_SERVER) == 0 || strcmp(oid, GNUTLS_KP_ANY) == 0)
			return NULL;
		for_clients |= strcmp(oid, GNUTLS_KP_TLS_WWW_CLIENT) == 0;
	}
	if (i == 0)
		return NULL;
	return for_clients ? "the certificate is for clients, not for servers (extended key usage)"
			   : "the certificate is not for servers (extended key usage)";
}

static bool names_host(gnutls_x509_crt_t cert)
{
	char name[NAME_MAX_BYTES];

	for (unsigned i = 0;; i++) {
		size_t size = sizeof name;
		int type = gnutls_x509_crt_get_subject_alt_name(cert, i, name, &size, NULL);

		if (type == GNUTLS_SAN_DNSNAME || type == GNUTLS_SAN_IPADDRESS)
			return true;
		/* one too long for us, or of a kind unknown to the library, is none that matters */
		if (type < 0 && type != GNUTLS_E_SHORT_MEMORY_BUFFER &&
		    type != GNUTLS_E_X509_UNKNOWN_SAN)
			return false;
	}
}

static const char *fault_of(gnutls_x509_crt_t cert, bool is_servers_own)
{
	if (is_servers_own && !names_host(cert))
		return "the certificate names no host as it must (subjectAltName); its common name "
		       "does not count";
	return purpose_fault(cert);
}

const char *certificate_fault(const gnutls_datum_t *chain, unsigned n, gnutls_x509_crt_fmt_t format)
{
	const char *fault = n ? NULL : "the certificate was not shown";

	for (unsigned i = 0; i < n && !fault; i++) {
		gnutls_x509_crt_t cert;

		if (gnutls_x509_crt_init(&cert) < 0)
			return "the certificate cannot be read";
		fault = gnutls_x509_crt_import(cert, &chain[i], format) < 0
				? "the certificate cannot be read"
				: fault_of(cert, i == 0);
		gnutls_x509_crt_deinit(cert);
	}
	return fault;
}
