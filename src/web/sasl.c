/* sasl.c - see sasl.h.  Everything derived from the password is wiped before returning. */
#include "web/sasl.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

enum { TRANSCRIPT_MAX = 8 * 1024, ITERATIONS_MIN = 4096, ITERATIONS_MAX = 1000000 };

const char *sasl_name(enum auth_mechanism mechanism)
{
	switch (mechanism) {
	case AUTH_PLAIN:
		return "PLAIN";
	case AUTH_LOGIN:
		return "LOGIN";
	case AUTH_SCRAM_SHA_1:
		return "SCRAM-SHA-1";
	case AUTH_SCRAM_SHA_256:
		return "SCRAM-SHA-256";
	case AUTH_XOAUTH2:
		return "XOAUTH2";
	case AUTH_OAUTHBEARER:
		return "OAUTHBEARER";
	case AUTH_AUTO:
	case AUTH_NONE:
		break;
	}
	return "none";
}

bool sasl_client_first(enum auth_mechanism mechanism)
{
	return mechanism != AUTH_LOGIN;
}

void sasl_start(struct sasl *sasl)
{
	sasl->step = 0;
	sasl->finished = false;
	buf_init(&sasl->transcript, TRANSCRIPT_MAX);
}

void sasl_end(struct sasl *sasl)
{
	explicit_bzero(sasl->server_key_signature, sizeof sasl->server_key_signature);
	buf_free(&sasl->transcript);
}

/* A name inside SCRAM and OAUTHBEARER: '=' and ',' are written as =3D and =2C. */
static void add_saslname(struct buf *out, const char *name)
{
	for (; *name; name++) {
		if (*name == '=')
			buf_add_str(out, "=3D");
		else if (*name == ',')
			buf_add_str(out, "=2C");
		else
			buf_add_char(out, *name);
	}
}

void sasl_add_base64(struct buf *out, struct span raw)
{
	gnutls_datum_t in = { .data = (unsigned char *)(uintptr_t)raw.ptr,
			      .size = (unsigned)raw.len },
		       text;

	if (raw.len == 0 || gnutls_base64_encode2(&in, &text) < 0)
		return;
	buf_add(out, text.data, text.size);
	explicit_bzero(text.data, text.size);
	gnutls_free(text.data);
}

/* The bytes are gnutls_free()d by the caller. */
static bool decode(struct span text, gnutls_datum_t *out)
{
	gnutls_datum_t in = { .data = (unsigned char *)(uintptr_t)text.ptr,
			      .size = (unsigned)text.len };

	return text.len && gnutls_base64_decode2(&in, out) == 0;
}

bool sasl_read_base64(struct span text, struct buf *out)
{
	gnutls_datum_t raw;

	buf_clear(out);
	if (text.len == 0)
		return true;
	if (!decode(text, &raw))
		return false;
	buf_add(out, raw.data, raw.size);
	gnutls_free(raw.data);
	return true;
}

/* The value of "letter=" in a SCRAM message; empty when there is none. */
static struct span scram_field(struct span message, char letter)
{
	while (message.len >= 2) {
		ptrdiff_t comma = span_find_char(message, ',');
		size_t len = comma < 0 ? message.len : (size_t)comma;

		if (message.ptr[0] == letter && message.ptr[1] == '=' && len > 2)
			return span_sub(message, 2, len - 2);
		if (comma < 0)
			break;
		message = span_sub(message, len + 1, message.len);
	}
	return span_from("", 0);
}

static enum err_kind make_nonce(struct sasl *sasl, struct err *err)
{
	unsigned char random[16];

	if (gnutls_rnd(GNUTLS_RND_NONCE, random, sizeof random) < 0)
		return err_set(err, ERR_RETRY, "no random numbers");
	for (size_t i = 0; i < sizeof random; i++)
		snprintf(sasl->own_nonce + 2 * i, sizeof sasl->own_nonce - 2 * i, "%02x",
			 random[i]);
	sasl->nonce = sasl->own_nonce;
	return ERR_NONE;
}

static enum err_kind scram_first(struct sasl *sasl, struct buf *answer, struct err *err)
{
	if (!sasl->nonce && make_nonce(sasl, err) != ERR_NONE)
		return err->kind;
	buf_add_str(&sasl->transcript, "n=");
	add_saslname(&sasl->transcript, sasl->user);
	buf_addf(&sasl->transcript, ",r=%s", sasl->nonce);
	buf_add_str(answer, "n,,");
	buf_add_span(answer, buf_fitted(&sasl->transcript));
	return ERR_NONE;
}

/* RFC 5802, section 3: salted password, keys, proof; the signature to expect stays in the struct.
 */
static bool scram_keys(struct sasl *sasl, const gnutls_datum_t *salt, unsigned iterations,
		       unsigned char *proof_out, size_t *size_out)
{
	bool sha256 = sasl->mechanism == AUTH_SCRAM_SHA_256;
	gnutls_mac_algorithm_t mac = sha256 ? GNUTLS_MAC_SHA256 : GNUTLS_MAC_SHA1;
	gnutls_digest_algorithm_t digest = sha256 ? GNUTLS_DIG_SHA256 : GNUTLS_DIG_SHA1;
	size_t n = sha256 ? 32 : 20;
	unsigned char salted[32], client[32], stored[32], server[32], signature[32];
	gnutls_datum_t password = { .data = (unsigned char *)(uintptr_t)sasl->secret,
				    .size = (unsigned)strlen(sasl->secret) };
	gnutls_datum_t prepared = { .data = NULL };
	struct span said;
	bool ok;

	if (!buf_whole(&sasl->transcript, &said))
		return false;

	/* What cannot be prepared goes as it is: the server may well have stored it so. */
	if (gnutls_utf8_password_normalize(password.data, password.size, &prepared, 0) == 0)
		password = prepared;
	ok = gnutls_pbkdf2(mac, &password, salt, iterations, salted, n) == 0 &&
	     gnutls_hmac_fast(mac, salted, n, "Client Key", 10, client) == 0 &&
	     gnutls_hash_fast(digest, client, n, stored) == 0 &&
	     gnutls_hmac_fast(mac, stored, n, said.ptr, said.len, signature) == 0 &&
	     gnutls_hmac_fast(mac, salted, n, "Server Key", 10, server) == 0 &&
	     gnutls_hmac_fast(mac, server, n, said.ptr, said.len, sasl->server_key_signature) == 0;
	for (size_t i = 0; ok && i < n; i++)
		proof_out[i] = client[i] ^ signature[i];
	*size_out = n;
	if (prepared.data) {
		explicit_bzero(prepared.data, prepared.size);
		gnutls_free(prepared.data);
	}
	explicit_bzero(salted, sizeof salted);
	explicit_bzero(client, sizeof client);
	explicit_bzero(stored, sizeof stored);
	explicit_bzero(server, sizeof server);
	return ok;
}

static enum err_kind scram_final(struct sasl *sasl, struct span challenge, struct buf *answer,
				 struct err *err)
{
	struct span nonce = scram_field(challenge, 'r'), salt64 = scram_field(challenge, 's');
	gnutls_datum_t salt;
	unsigned long iterations = 0;
	unsigned char proof[32];
	size_t n = 0;

	if (nonce.len <= strlen(sasl->nonce) || !span_starts(nonce, sasl->nonce) ||
	    salt64.len == 0 ||
	    !span_to_uint(scram_field(challenge, 'i'), ITERATIONS_MAX, &iterations))
		return err_set(err, ERR_REFUSED, "the server's %s message is malformed",
			       sasl_name(sasl->mechanism));
	if (iterations < ITERATIONS_MIN)
		return err_set(err, ERR_REFUSED,
			       "the server asks for %lu iterations, but fewer than %d are not safe",
			       iterations, ITERATIONS_MIN);
	if (!decode(salt64, &salt))
		return err_set(err, ERR_REFUSED, "the server's salt is not base64");
	buf_add_char(&sasl->transcript, ',');
	buf_add_span(&sasl->transcript, challenge);
	buf_add_str(&sasl->transcript, ",c=biws,r=");
	buf_add_span(&sasl->transcript, nonce);
	bool ok = scram_keys(sasl, &salt, (unsigned)iterations, proof, &n);

	gnutls_free(salt.data);
	if (!ok)
		return err_set(err, ERR_REFUSED, "%s cannot be computed",
			       sasl_name(sasl->mechanism));
	buf_add_str(answer, "c=biws,r=");
	buf_add_span(answer, nonce);
	buf_add_str(answer, ",p=");
	sasl_add_base64(answer, span_from((const char *)proof, n));
	return ERR_NONE;
}

static enum err_kind scram_verify(struct sasl *sasl, struct span challenge, struct err *err)
{
	struct span v64 = scram_field(challenge, 'v'), e = scram_field(challenge, 'e');
	gnutls_datum_t v;
	size_t n = sasl->mechanism == AUTH_SCRAM_SHA_256 ? 32 : 20;

	if (e.len)
		return err_set(err, ERR_REFUSED, "the server says " SPAN_FMT, SPAN_ARG(e));
	if (!decode(v64, &v))
		return err_set(err, ERR_REFUSED,
			       "the server does not prove that it knows the password");
	bool ok = v.size == n && gnutls_memcmp(v.data, sasl->server_key_signature, n) == 0;

	gnutls_free(v.data);
	if (!ok)
		return err_set(err, ERR_REFUSED,
			       "the server does not prove that it knows the password");
	sasl->finished = true;
	return ERR_NONE;
}

static enum err_kind answer_scram(struct sasl *sasl, struct span challenge, struct buf *answer,
				  struct err *err)
{
	switch (sasl->step++) {
	case 0:
		return scram_first(sasl, answer, err);
	case 1:
		return scram_final(sasl, challenge, answer, err);
	case 2:
		return scram_verify(sasl, challenge, err);
	default:
		return err_set(err, ERR_REFUSED, "the server asks for more than the mechanism "
						 "provides");
	}
}

enum err_kind sasl_answer(struct sasl *sasl, struct span challenge, struct buf *answer,
			  struct err *err)
{
	buf_clear(answer);
	if (sasl->mechanism == AUTH_SCRAM_SHA_1 || sasl->mechanism == AUTH_SCRAM_SHA_256)
		return answer_scram(sasl, challenge, answer, err);
	sasl->step++;
	if (sasl->mechanism == AUTH_LOGIN && sasl->step <= 2) {
		buf_add_str(answer, sasl->step == 1 ? sasl->user : sasl->secret);
		sasl->finished = sasl->step == 2;
		return ERR_NONE;
	}
	if (sasl->step > 1) {
		/* XOAUTH2 and OAUTHBEARER give the reason as a challenge, to be answered before the
		 * NO. */
		if (sasl->mechanism == AUTH_OAUTHBEARER)
			buf_add_char(answer, '\x01');
		if (sasl->step > 2 || sasl->mechanism == AUTH_PLAIN ||
		    sasl->mechanism == AUTH_LOGIN)
			return err_set(err, ERR_REFUSED,
				       "the server asks for more than the mechanism provides");
		return ERR_NONE;
	}
	sasl->finished = true;
	if (sasl->mechanism == AUTH_PLAIN) {
		buf_add_char(answer, '\0');
		buf_add_str(answer, sasl->user);
		buf_add_char(answer, '\0');
		buf_add_str(answer, sasl->secret);
	} else if (sasl->mechanism == AUTH_XOAUTH2) {
		buf_addf(answer,
			 "user=%s\x01"
			 "auth=Bearer %s\x01\x01",
			 sasl->user, sasl->secret);
	} else if (sasl->mechanism == AUTH_OAUTHBEARER) {
		buf_add_str(answer, "n,a=");
		add_saslname(answer, sasl->user);
		buf_addf(answer,
			 ",\x01host=%s\x01port=%u\x01"
			 "auth=Bearer %s\x01\x01",
			 sasl->host, sasl->port, sasl->secret);
	} else {
		return err_set(err, ERR_BUG, "no such mechanism");
	}
	return ERR_NONE;
}
