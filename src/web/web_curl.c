/* web_curl.c - see web_curl.h.
 *
 * curl on GnuTLS says "server certificate verification failed" for every cause; the bits
 * of CURLINFO_SSL_VERIFYRESULT and the certificate of CURLINFO_CERTINFO tell them apart.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <gnutls/gnutls.h>

#include "web/certificate.h"
#include "web/web_curl.h"

enum { CHAIN_MAX = 16 };

static const char *field_of(const struct curl_slist *fields, const char *name)
{
	size_t len = strlen(name);

	for (; fields; fields = fields->next) {
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

static gnutls_datum_t pem_of(const char *pem)
{
	return (gnutls_datum_t){ .data = (unsigned char *)(uintptr_t)pem,
				 .size = pem ? (unsigned)strlen(pem) : 0 };
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
			chain[n++] = pem_of(pem);
	}
	return certificate_fault(chain, n, GNUTLS_X509_FMT_PEM);
}

/* The server's own certificate, the first of the chain; without data where curl has none. */
static gnutls_datum_t own_certificate(CURL *curl)
{
	struct curl_certinfo *info = chain_of(curl);

	return pem_of(info ? field_of(info->certinfo[0], "Cert") : NULL);
}

void web_tls_end_date(CURL *curl, char *text_out, size_t size)
{
	certificate_end_date(own_certificate(curl), GNUTLS_X509_FMT_PEM, text_out, size);
}

/* The bits of the verification as GnuTLS has them; 0: another library's, or none.  A wrong name is
 * found by curl itself. */
static unsigned status_of(CURL *curl, const char *curl_words)
{
	const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);
	long bits = 0;

	if (strstr(curl_words, "does not match") ||
	    strstr(curl_words, "no alternative certificate subject name"))
		return GNUTLS_CERT_UNEXPECTED_OWNER;
	if (!version->ssl_version || strncasecmp(version->ssl_version, "GnuTLS", 6) != 0)
		return 0;
	curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &bits);
	return (unsigned)bits;
}

void web_tls_cause(CURL *curl, const char *curl_words, const char *name, const char *ca_file,
		   char *text_out, size_t size)
{
	struct certificate_refusal refusal = {
		.status = status_of(curl, curl_words),
		.own = own_certificate(curl),
		.format = GNUTLS_X509_FMT_PEM,
		.name = name,
		.ca_file = ca_file,
	};
	const char *step = refusal.status == GNUTLS_CERT_UNEXPECTED_OWNER ? "host name" : "TLS";
	char words[CERTIFICATE_WORDS_MAX];

	certificate_explain(&refusal, words, sizeof words);
	snprintf(text_out, size, "%s: %s%s%s", step, words, refusal.status ? "" : ": ",
		 refusal.status ? "" : curl_words);
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
		return err_set(err, ERR_CONFIG, "TLS: cannot read %s: %s", ca_file,
			       strerror(errno));
	curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file);
	/* Without this the system's authorities would still be trusted besides. */
	curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	return ERR_NONE;
}
