/* fuzz_authres.c - libFuzzer harness: whatever stands in Authentication-Results, mail that our server did not
 * pass is not proved.
 *
 * The input is the value of a field that the sender wrote, below one of ours with a failure.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "message/authres.h"
#include "message/message.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	message_prepare();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char above[] = "Authentication-Results: mx.example.net; dkim=fail header.d=example.org\nAuthentication-Results:";
	static const char below[] = "\nFrom: dave@example.org\n\n";
	const struct authres_trust trust = { .ours = { "mx.example.net", 2, 1 }, .list_domain = "lists.example.org" };
	const struct authres_trust theirs = { .ours = { "theirs", 0, 1 }, .list_domain = "lists.example.org" };
	struct message_limits limits = message_limits_default();
	size_t n = sizeof above - 1 + size + sizeof below - 1;
	struct arena *arena = arena_new();
	char *mail = malloc(n);
	struct message message;
	struct err err;

	if (!mail)
		abort();
	memcpy(mail, above, sizeof above - 1);
	if (size)
		memcpy(mail + sizeof above - 1, data, size);
	memcpy(mail + sizeof above - 1 + size, below, sizeof below - 1);
	if (message_read(arena, span_from(mail, n), &limits, &message, &err) == ERR_NONE) {
		if (authres_prove(arena, &message, &trust).kind != AUTHRES_NONE)
			abort();
		for (size_t i = 0; i < message.n_authres; i++)
			if (message.authres[i].n_results > AUTHRES_RESULTS_MAX)
				abort();
		const char *text = authres_prove(arena, &message, &theirs).text;

		if (span_utf8_valid(span_of(text)) != strlen(text) || strpbrk(text, "\r\n"))
			abort();
	}
	free(mail);
	arena_free(&arena);
	return 0;
}
