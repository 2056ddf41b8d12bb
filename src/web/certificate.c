/* certificate.c - see certificate.h. */
#include "web/certificate.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

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
		if (r == GNUTLS_E_SHORT_MEMORY_BUFFER) /* longer than any that is meant here */
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

/* ---- what the library refuses, in words ---- */

static gnutls_x509_crt_t import(const gnutls_datum_t *own, gnutls_x509_crt_fmt_t format)
{
	gnutls_x509_crt_t cert;

	if (!own->data || gnutls_x509_crt_init(&cert) < 0)
		return NULL;
	if (gnutls_x509_crt_import(cert, own, format) == 0)
		return cert;
	gnutls_x509_crt_deinit(cert);
	return NULL;
}

static void date_text(time_t t, char *text_out, size_t size)
{
	struct tm tm;

	if (!gmtime_r(&t, &tm) || !strftime(text_out, size, "%Y-%m-%d %H:%M UTC", &tm))
		snprintf(text_out, size, "an unknown day");
}

void certificate_end_date(gnutls_datum_t own, gnutls_x509_crt_fmt_t format, char *text_out,
			  size_t size)
{
	gnutls_x509_crt_t cert = import(&own, format);

	text_out[0] = '\0';
	if (!cert)
		return;
	date_text(gnutls_x509_crt_get_expiration_time(cert), text_out, size);
	gnutls_x509_crt_deinit(cert);
}

void certificate_explain(const struct certificate_refusal *refusal, char *text_out, size_t size)
{
	const unsigned status = refusal->status;
	const char *trust = refusal->ca_file ? refusal->ca_file : CERTIFICATE_SYSTEM_TRUST;
	bool is_unknown = status & (GNUTLS_CERT_SIGNER_NOT_FOUND | GNUTLS_CERT_SIGNER_NOT_CA);
	bool is_self_signed = false;
	char start[40] = "an unknown day", end[40] = "an unknown day", who[200] = "no name";
	size_t who_size = sizeof who;
	gnutls_x509_crt_t cert = import(&refusal->own, refusal->format);

	if (cert) {
		date_text(gnutls_x509_crt_get_activation_time(cert), start, sizeof start);
		date_text(gnutls_x509_crt_get_expiration_time(cert), end, sizeof end);
		is_self_signed = gnutls_x509_crt_check_issuer(cert, cert) == 1;
		if (is_unknown && !is_self_signed)
			gnutls_x509_crt_get_issuer_dn(cert, who, &who_size);
		else
			gnutls_x509_crt_get_dn(cert, who, &who_size);
		gnutls_x509_crt_deinit(cert);
	}
	if (status & GNUTLS_CERT_EXPIRED)
		snprintf(text_out, size, "the certificate expired on %s", end);
	else if (status & GNUTLS_CERT_NOT_ACTIVATED)
		snprintf(text_out, size, "the certificate is valid only from %s", start);
	else if (status & GNUTLS_CERT_REVOKED)
		snprintf(text_out, size, "the certificate was revoked");
	else if (status & GNUTLS_CERT_INSECURE_ALGORITHM)
		snprintf(text_out, size, "the certificate is signed with a weak algorithm");
	else if (is_unknown && is_self_signed)
		snprintf(text_out, size, "the certificate is self-signed (%s) and not in %s", who,
			 trust);
	else if (is_unknown)
		snprintf(text_out, size,
			 "the certificate's issuer is unknown (%s): it is not in %s", who, trust);
	else if (status & GNUTLS_CERT_UNEXPECTED_OWNER)
		snprintf(text_out, size, "the certificate is not for %s (it is for %s)",
			 refusal->name, who);
	else
		snprintf(text_out, size, "the certificate is not trusted");
}
