/* web_curl.c - see web_curl.h.
 *
 * curl on GnuTLS says "server certificate verification failed" for every cause; the bits
 * of CURLINFO_SSL_VERIFYRESULT and the fields of CURLINFO_CERTINFO tell them apart.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gnutls/gnutls.h>

#include "web/certificate.h"
#include "web/web_curl.h"

enum { CHAIN_MAX = 16 };

static const char *field_of(const struct curl_slist *fields, const char *name)
{
	size_t len = strlen(name);

	for (; fields; fields = fields->next) {
		/* "Expire date" on OpenSSL, "Expire Date" on GnuTLS. */
		if (strncasecmp(fields->data, name, len) == 0 && fields->data[len] == ':')
			return fields->data + len + 1;
	}
	return NULL;
}

static struct curl_certinfo *chain_of(CURL *curl)
{
	struct curl_certinfo *info = NULL;

	if (curl_easy_getinfo(curl, CURLINFO_CERTINFO, &info) || !info || info->num_of_certs < 1)
		return NULL;
	return info;
}

/* A field of the server's own certificate, the first of the chain; NULL when curl has none. */
static const char *cert_field(CURL *curl, const char *name)
{
	struct curl_certinfo *info = chain_of(curl);

	return info ? field_of(info->certinfo[0], name) : NULL;
}

const char *web_tls_fault(CURL *curl)
{
	struct curl_certinfo *info = chain_of(curl);
	gnutls_datum_t chain[CHAIN_MAX];
	unsigned n = 0;

	if (!info)
		return NULL;
	for (int i = 0; i < info->num_of_certs && n < CHAIN_MAX; i++) {
		const char *pem = field_of(info->certinfo[i], "Cert");

		if (pem)
			chain[n++] = (gnutls_datum_t){ .data = (unsigned char *)(uintptr_t)pem,
						       .size = (unsigned)strlen(pem) };
	}
	return certificate_fault(chain, n, GNUTLS_X509_FMT_PEM);
}

static bool is_self_signed(CURL *curl)
{
	const char *subject = cert_field(curl, "Subject"), *issuer = cert_field(curl, "Issuer");

	return subject && issuer && strcmp(subject, issuer) == 0;
}

void web_tls_end_date(CURL *curl, char *text_out, size_t size)
{
	const char *date = cert_field(curl, "Expire date");

	snprintf(text_out, size, "%s", date ? date : "");
}

void web_tls_cause(CURL *curl, const char *curl_words, const char *name, char *text_out, size_t size)
{
	const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);
	bool is_gnutls = version->ssl_version && strncasecmp(version->ssl_version, "GnuTLS", 6) == 0;
	const char *start = cert_field(curl, "Start date"), *end = cert_field(curl, "Expire date");
	const char *subject = cert_field(curl, "Subject"), *issuer = cert_field(curl, "Issuer");
	long bits = 0;

	curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &bits);
	if (strstr(curl_words, "does not match") || strstr(curl_words, "no alternative certificate subject name")) {
		snprintf(text_out, size, "host name: the certificate is not for %s (it is for %s)", name,
			 subject ? subject : "another host");
	} else if (is_gnutls && (bits & GNUTLS_CERT_EXPIRED)) {
		snprintf(text_out, size, "TLS: the certificate expired on %s", end ? end : "an unknown day");
	} else if (is_gnutls && (bits & GNUTLS_CERT_NOT_ACTIVATED)) {
		snprintf(text_out, size, "TLS: the certificate is valid only from %s", start ? start : "a later day");
	} else if (is_gnutls && (bits & GNUTLS_CERT_REVOKED)) {
		snprintf(text_out, size, "TLS: the certificate was revoked");
	} else if (is_gnutls && (bits & (GNUTLS_CERT_SIGNER_NOT_FOUND | GNUTLS_CERT_SIGNER_NOT_CA))) {
		if (is_self_signed(curl))
			snprintf(text_out, size, "TLS: the certificate is self-signed (%s)", subject);
		else
			snprintf(text_out, size, "TLS: the certificate's issuer is unknown (%s)",
				 issuer ? issuer : "no name");
	} else if (is_gnutls && (bits & GNUTLS_CERT_INSECURE_ALGORITHM)) {
		snprintf(text_out, size, "TLS: the certificate is signed with a broken algorithm");
	} else {
		snprintf(text_out, size, "TLS: the certificate is not trusted: %s", curl_words);
	}
}

enum err_kind web_tls_verify(CURL *curl, const char *ca_file, struct err *err)
{
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L);
	if (!ca_file)
		return ERR_NONE;
	if (access(ca_file, R_OK) < 0)
		return err_set(err, ERR_CONFIG, "TLS: cannot read %s: %s", ca_file, strerror(errno));
	curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file);
	/* Without this the system's authorities would still be trusted besides. */
	curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	return ERR_NONE;
}

bool web_is_loopback(const struct curl_sockaddr *address)
{
	const struct sockaddr *sa = &address->addr;

	if (address->family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, sa, sizeof in);
		return (ntohl(in.sin_addr.s_addr) >> 24) == 127;
	}
	if (address->family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, sa, sizeof in6);
		return IN6_IS_ADDR_LOOPBACK(&in6.sin6_addr);
	}
	return address->family == AF_UNIX;
}
