/* token.h - the part of an address that proves what a mail to it is about: an answer and whose it
 * is, or a delivery report.
 *
 * A notice to a person asks for answers at an address of its own: bot+TOKEN@example.org.  Only its
 * reader has seen that address, so a mail to it is theirs.  Another such address is the envelope
 * sender, where reports come back to: bot+b-TOKEN@example.org; only the systems on the way have
 * seen that one.  TOKEN is 34 letters and digits, in either case:
 *
 *	4	a mark of the list's name: which list's people and rules read the answer
 *	10	the first digits of the notice's Message-ID
 *	4	the day on which it was made, days since 1970
 *	16	80 bits of HMAC-SHA-256 (RFC 2104, truncated as RFC 4868 does) over purpose, list,
 *		person, Message-ID and day
 *
 * The key is in answer.key of the state folder, mode 0600.  A missing key is made.  A key that has
 * served as long as a token is valid is replaced; the old one is kept until every token made with
 * it has expired.  Removing the file makes every token void.
 *
 * The keys' memory is wiped in forked processes: no worker has them.
 */
#ifndef BEADLE_BOT_TOKEN_H
#define BEADLE_BOT_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/span.h"

enum { TOKEN_LEN = 34, TOKEN_REF_LEN = 10 };

struct token_keys;

/* valid_s: how long a token is.  ERR_CONFIG when the file cannot be made or is readable by others,
 * ERR_DATA when it is none of ours. */
MUST_CHECK enum err_kind token_keys_open(const char *state_dir, int64_t valid_s, int64_t now_s,
					 struct token_keys **out, struct err *err);
/* Could they be opened as they are?  Nothing is made or replaced. */
MUST_CHECK enum err_kind token_keys_check(const char *state_dir, struct err *err);
/* Keys that everybody knows, for simulations: the same bytes each time, and worth nothing. */
struct token_keys *token_keys_fixed(int64_t valid_s);
void token_keys_free(struct token_keys **keys);
/* The current key is replaced when its time has come. */
MUST_CHECK enum err_kind token_keys_rotate(struct token_keys *keys, int64_t now_s, struct err *err);

enum token_purpose { TOKEN_ANSWER, TOKEN_BOUNCE };

/* HMAC-SHA-256 of the text in n letters and digits, at most 50: not terminated. */
void token_mac(struct span key, struct span text, size_t n, char *out);

/* What the token is about; strings as the ledger has them. */
struct token_notice {
	enum token_purpose purpose;
	const char *list, *person, *message_id;
};

/* In the arena. */
const char *token_make(struct arena *arena, const struct token_keys *keys,
		       const struct token_notice *notice, int64_t now_s);

/* NULL when the token is the notice's and still valid; else why not, in words. */
const char *token_fault(const struct token_keys *keys, struct span token,
			const struct token_notice *notice, int64_t now_s);

/* The parts that say what it may be about, unproved: the first digits of the Message-ID
 * ("beadle.0123456789"), in the arena, and whether its mark is this list's. */
const char *token_message_id_start(struct arena *arena, struct span token);
bool token_is_of_list(struct span token, const char *list);

/* "bot+TOKEN@example.org" out of "bot+*@example.org"; and back: the token in an address, len 0 when
 * there is none of that purpose. */
const char *token_address(struct arena *arena, const char *pattern, enum token_purpose purpose,
			  const char *token);
struct span token_in_address(const char *pattern, enum token_purpose purpose, const char *addr);

#endif
