/* test_web.c - the mechanisms of login against the examples of their RFCs, and the words for a
 * certificate that is not trusted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "web/certificate.h"
#include "web/sasl.h"

/* ---- login ---- */

static void scram_follows_its_examples(void **state)
{
	static const struct {
		enum auth_mechanism mechanism;
		const char *nonce, *first, *server_first, *final, *server_final;
	} cases[] = {
		{ AUTH_SCRAM_SHA_1, "fyko+d2lbbFgONRv9qkxdawL",
		  "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
		  "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
		  "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+"
		  "HI4Ts=",
		  "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=" },
		{ AUTH_SCRAM_SHA_256, "rOprNGfwEbeRWgbNEkqO", "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
		  "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,"
		  "i=4096",
		  "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
		  "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
		  "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=" },
	};
	struct buf answer;
	struct err err;

	(void)state;
	buf_init(&answer, 4096);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		for (int forged = 0; forged < 2; forged++) {
			struct sasl sasl = { .mechanism = cases[i].mechanism,
					     .user = "user",
					     .secret = "pencil",
					     .nonce = cases[i].nonce };

			sasl_start(&sasl);
			assert_int_equal(sasl_answer(&sasl, span_of(""), &answer, &err), ERR_NONE);
			assert_string_equal(buf_fitted(&answer).ptr, cases[i].first);
			assert_int_equal(
				sasl_answer(&sasl, span_of(cases[i].server_first), &answer, &err),
				ERR_NONE);
			assert_string_equal(buf_fitted(&answer).ptr, cases[i].final);
			assert_false(sasl.finished);
			assert_int_equal(
				sasl_answer(&sasl,
					    span_of(forged ? "v=AAAA" : cases[i].server_final),
					    &answer, &err),
				forged ? ERR_REFUSED : ERR_NONE);
			assert_int_equal(sasl.finished, !forged);
			sasl_end(&sasl);
		}
	}
	buf_free(&answer);
}

static void scram_refuses_a_false_server(void **state)
{
	static const char *const messages[] = {
		"",
		"r=other,s=QSXCR+Q6sek8bf92,i=4096",
		"r=abc,s=QSXCR+Q6sek8bf92,i=4096",
		"r=abcdef,s=,i=4096",
		"r=abcdef,s=QSXCR+Q6sek8bf92,i=1",
		"r=abcdef,s=QSXCR+Q6sek8bf92,i=99999999999",
		"r=abcdef,s=!!!!,i=4096",
		"r=abcdef,s=QSXCR+Q6sek8bf92",
		"r=abcdef",
	};
	struct buf answer;
	struct err err;

	(void)state;
	buf_init(&answer, 4096);
	for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
		struct sasl sasl = { .mechanism = AUTH_SCRAM_SHA_256,
				     .user = "a,b=c",
				     .secret = "pencil",
				     .nonce = "abc" };

		sasl_start(&sasl);
		assert_int_equal(sasl_answer(&sasl, span_of(""), &answer, &err), ERR_NONE);
		assert_string_equal(buf_fitted(&answer).ptr, "n,,n=a=2Cb=3Dc,r=abc");
		assert_int_equal(sasl_answer(&sasl, span_of(messages[i]), &answer, &err),
				 ERR_REFUSED);
		assert_int_equal(buf_len(&answer), 0);
		sasl_end(&sasl);
	}
	buf_free(&answer);
}

static void tokens_are_wrapped(void **state)
{
	static const char want_x[] = "user=bot\x01"
				     "auth=Bearer tok\x01\x01";
	static const char want_o[] = "n,a=bot,\x01host=mail.example.org\x01port=993\x01"
				     "auth=Bearer tok\x01\x01";
	struct buf answer;
	struct err err;

	(void)state;
	buf_init(&answer, 4096);
	struct sasl x = { .mechanism = AUTH_XOAUTH2, .user = "bot", .secret = "tok" };
	struct sasl o = { .mechanism = AUTH_OAUTHBEARER,
			  .user = "bot",
			  .secret = "tok",
			  .host = "mail.example.org",
			  .port = 993 };

	sasl_start(&x);
	assert_int_equal(sasl_answer(&x, span_of(""), &answer, &err), ERR_NONE);
	assert_string_equal(buf_fitted(&answer).ptr, want_x);
	assert_int_equal(sasl_answer(&x, span_of("{\"status\":\"400\"}"), &answer, &err), ERR_NONE);
	assert_int_equal(buf_len(&answer), 0);
	sasl_end(&x);
	sasl_start(&o);
	assert_int_equal(sasl_answer(&o, span_of(""), &answer, &err), ERR_NONE);
	assert_string_equal(buf_fitted(&answer).ptr, want_o);
	assert_int_equal(sasl_answer(&o, span_of("{\"status\":\"400\"}"), &answer, &err), ERR_NONE);
	assert_string_equal(buf_fitted(&answer).ptr, "\x01");
	assert_int_equal(sasl_answer(&o, span_of("again"), &answer, &err), ERR_REFUSED);
	sasl_end(&o);
	buf_free(&answer);
}

static void a_nonce_is_new(void **state)
{
	struct sasl one = { .mechanism = AUTH_SCRAM_SHA_256, .user = "user", .secret = "pencil" };
	struct sasl two = one;
	struct buf first, second;
	struct err err;

	(void)state;
	buf_init(&first, 4096);
	buf_init(&second, 4096);
	sasl_start(&one);
	sasl_start(&two);
	assert_int_equal(sasl_answer(&one, span_of(""), &first, &err), ERR_NONE);
	assert_int_equal(sasl_answer(&two, span_of(""), &second, &err), ERR_NONE);
	assert_int_equal(buf_len(&first), strlen("n,,n=user,r=") + 32);
	assert_string_not_equal(buf_fitted(&first).ptr, buf_fitted(&second).ptr);
	sasl_end(&one);
	sasl_end(&two);
	buf_free(&first);
	buf_free(&second);
}

static void base64_goes_both_ways(void **state)
{
	static const struct {
		const char *raw, *text;
	} cases[] = { { "", "" }, { "a", "YQ==" }, { "bot", "Ym90" } };
	struct buf out;

	(void)state;
	buf_init(&out, 100);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		buf_clear(&out);
		sasl_add_base64(&out, span_of(cases[i].raw));
		assert_string_equal(buf_fitted(&out).ptr, cases[i].text);
		assert_true(sasl_read_base64(span_of(cases[i].text), &out));
		assert_string_equal(buf_fitted(&out).ptr, cases[i].raw);
	}
	assert_false(sasl_read_base64(span_of("!"), &out));
	buf_free(&out);
}

static void a_refused_certificate_has_words(void **state)
{
	static const struct {
		unsigned status;
		const char *ca_file, *words;
	} cases[] = {
		{ GNUTLS_CERT_EXPIRED | GNUTLS_CERT_SIGNER_NOT_FOUND, NULL,
		  "the certificate expired on an unknown day" },
		{ GNUTLS_CERT_NOT_ACTIVATED, NULL,
		  "the certificate is valid only from an unknown day" },
		{ GNUTLS_CERT_REVOKED, NULL, "the certificate was revoked" },
		{ GNUTLS_CERT_INSECURE_ALGORITHM, NULL,
		  "the certificate is signed with a weak algorithm" },
		{ GNUTLS_CERT_SIGNER_NOT_FOUND, NULL,
		  "the certificate's issuer is unknown (no name): it is not in the system's trust "
		  "store" },
		{ GNUTLS_CERT_SIGNER_NOT_CA | GNUTLS_CERT_UNEXPECTED_OWNER, "ca.pem",
		  "the certificate's issuer is unknown (no name): it is not in ca.pem" },
		{ GNUTLS_CERT_INVALID | GNUTLS_CERT_UNEXPECTED_OWNER, NULL,
		  "the certificate is not for mail.example.org (it is for no name)" },
		{ GNUTLS_CERT_INVALID, NULL, "the certificate is not trusted" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct certificate_refusal refusal = { .status = cases[i].status,
						       .name = "mail.example.org",
						       .ca_file = cases[i].ca_file };
		char text[CERTIFICATE_WORDS_MAX];

		certificate_explain(&refusal, text, sizeof text);
		assert_string_equal(text, cases[i].words);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(scram_follows_its_examples),
		cmocka_unit_test(scram_refuses_a_false_server),
		cmocka_unit_test(a_nonce_is_new),
		cmocka_unit_test(tokens_are_wrapped),
		cmocka_unit_test(base64_goes_both_ways),
		cmocka_unit_test(a_refused_certificate_has_words),
	};

	return cmocka_run_group_tests_name("web", tests, NULL, NULL);
}
