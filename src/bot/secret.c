/* secret.c - see secret.h. */
#include "bot/secret.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "bot/token.h"
#include "committee/votes.h"
#include "ledger/ledger.h"
#include "tags/people.h"

enum {
	PLACE_LEN = 26,			/* where a ballot lies: 130 bits */
	GROUPS = 3, GROUP_LEN = 4,	/* of a code: 60 bits, to be compared by eye */
	DIGITS = GROUPS * GROUP_LEN,
	CODE_LEN = DIGITS + GROUPS - 1,
	NUMBER_LEN_MAX = 10,
};

/* Where a code would stand that nobody can make any more. */
#define CODE_GONE "the one that your ballot names"

/* Lengths in front: no two make the same text. */
static void make_mac(const char *key, const char *what, int vote, const char *voter,
		     const char *message_id, size_t n, char *out)
{
	struct buf text;
	struct span whole;

	buf_init(&text, 64 * 1024);
	buf_addf(&text, "beadle %s 1\n%d\n%zu %s\n%zu %s\n", what, vote, strlen(voter), voter,
		 strlen(message_id), message_id);
	if (!buf_whole(&text, &whole))
		abort();
	token_mac(span_from(key, LEDGER_VOTE_KEY_BYTES), whole, n, out);
	buf_free(&text);
}

static const char *place_of(struct arena *arena, const char *key, int vote, const char *voter,
			    const char *message_id)
{
	char place[PLACE_LEN];

	make_mac(key, "ballot", vote, voter, message_id, sizeof place, place);
	return arena_strndup(arena, place, sizeof place);
}

/* "k7qm-2xpd-9fht" */
static const char *code_of(struct arena *arena, const char *key, int vote, const char *voter)
{
	char digits[DIGITS];

	make_mac(key, "code", vote, voter, "", sizeof digits, digits);
	return arena_printf(arena, "%.*s-%.*s-%.*s", GROUP_LEN, digits, GROUP_LEN,
			    digits + GROUP_LEN, GROUP_LEN, digits + 2 * GROUP_LEN);
}

/* ---- recorded ---- */

enum err_kind secret_put(struct ledger *ledger, int vote, const char *voter,
			 const char *message_id, const char *choice, struct err *err)
{
	char key[LEDGER_VOTE_KEY_BYTES];
	struct arena *arena = arena_new();
	bool found;
	enum err_kind kind = ledger_vote_key(ledger, vote, &found, key, err);

	if (!kind && found)
		kind = ledger_set_ballot(ledger, vote,
					 place_of(arena, key, vote, voter, message_id), choice,
					 err);
	explicit_bzero(key, sizeof key);
	arena_free(&arena);
	return kind;
}

enum err_kind secret_keep(struct ledger *ledger, struct event *e, struct err *err)
{
	enum err_kind kind = ERR_NONE;

	if (e->kind != EVENT_VOTE)
		return ERR_NONE;
	if (e->vote.secret && event_is(e, EVENT_VOTE, vote_event_name(VOTE_EVENT_OPENED)))
		kind = ledger_add_vote_key(ledger, e->vote.number, err);
	/* what nothing proves does not count, whatever it says */
	if (e->vote.sealed && *e->vote.sealed && *e->proof)
		kind = secret_put(ledger, e->vote.number, e->actor, e->message_id, e->vote.sealed,
				  err);
	e->vote.sealed = "";
	return kind;
}

enum err_kind secret_choice(struct ledger *ledger, struct arena *arena, int vote,
			    const char *voter, const char *message_id, const char **out,
			    struct err *err)
{
	char key[LEDGER_VOTE_KEY_BYTES];
	bool found;
	enum err_kind kind = ledger_vote_key(ledger, vote, &found, key, err);

	*out = "";
	if (!kind && found)
		kind = ledger_get_ballot(ledger, arena, vote,
					 place_of(arena, key, vote, voter, message_id), out, err);
	explicit_bzero(key, sizeof key);
	return kind;
}

/* ---- counted ---- */

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *join(struct arena *arena, const char **lines, size_t n)
{
	const char *text = "";

	if (n)
		qsort(lines, n, sizeof *lines, compare_lines);
	for (size_t i = 0; i < n; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? ", " : "", lines[i]);
	return text;
}

enum err_kind secret_count(struct ledger *ledger, struct arena *arena,
			   const struct vote_entry *entry, int64_t now_s, struct event *out,
			   const char **lost_out, struct err *err)
{
	const struct vote *v = &entry->vote;
	const char **lines = arena_alloc(arena, v->n_voters, sizeof *lines), *choice;
	char key[LEDGER_VOTE_KEY_BYTES] = { 0 };
	bool found;
	size_t n = 0;
	enum err_kind kind = ledger_vote_key(ledger, entry->number, &found, key, err);

	*lost_out = NULL;
	for (size_t i = 0; !kind && i < v->n_voters; i++) {
		const struct vote_voter *voter = &v->voters[i];

		if (voter->choice == BALLOT_NONE)
			continue;
		kind = secret_choice(ledger, arena, entry->number, voter->name, voter->message_id,
				     &choice, err);
		if (!kind && !*choice)
			*lost_out = voter->name;
		lines[n++] = arena_printf(arena, "%s %s",
					  code_of(arena, key, entry->number, voter->name), choice);
	}
	explicit_bzero(key, sizeof key);
	*out = (struct event){
		.at_s = now_s,
		.kind = EVENT_VOTE,
		.act = vote_event_name(VOTE_EVENT_COUNTED),
		.list = entry->list,
		.actor = EVENT_BY_BOT,
		.message_id = "",
		.rule = RULE_NOTICE,
		.vote = { .number = entry->number,
			  .words = join(arena, lines, n),
			  .named_s = v->closes_s },
	};
	return kind;
}

/* ---- told ---- */

/* The number of the vote whose mark stands there; 0: it is none. */
static int mark_at(struct span s, size_t *len_out)
{
	size_t n = strlen(VOTE_CODE_MARK), digits = 0;
	unsigned long number;

	while (digits < NUMBER_LEN_MAX && n + digits < s.len &&
	       ascii_is_digit((unsigned char)s.ptr[n + digits]))
		digits++;
	*len_out = n + digits + 1;
	if (n + digits >= s.len || s.ptr[n + digits] != '}' ||
	    !span_to_uint(span_sub(s, n, digits), INT32_MAX, &number))
		return 0;
	return (int)number;
}

/* As the vote has it; NULL: the person is none of its voters. */
static const char *voter_name(struct arena *arena, const struct secret_reader *reader, int vote,
			      const char *name)
{
	const struct person *person =
		reader->people ? people_known_as(reader->people, name) : NULL;
	struct span rest = span_of(votes_voter_lines(reader->state, vote)), line;

	while (span_next_line(&rest, &line)) {
		const char *voter = arena_strndup(arena, line.ptr, line.len);

		if (span_is(line, name) || (person && people_is(reader->people, voter, person)))
			return voter;
	}
	return NULL;
}

static enum err_kind code_for(struct ledger *ledger, struct arena *arena, int vote,
			      const char *voter, const char **out, struct err *err)
{
	char key[LEDGER_VOTE_KEY_BYTES];
	bool found;
	enum err_kind kind = ledger_vote_key(ledger, vote, &found, key, err);

	*out = !kind && found && voter ? code_of(arena, key, vote, voter) : CODE_GONE;
	explicit_bzero(key, sizeof key);
	return kind;
}

enum err_kind secret_show(struct ledger *ledger, struct arena *arena,
			  const struct secret_reader *reader, const struct ledger_mail *mail,
			  struct span *out, struct err *err)
{
	enum { MARKS_MAX = 8 };
	struct span rest = mail->bytes;
	enum err_kind kind = ERR_NONE;
	struct buf bytes;
	ptrdiff_t at;

	*out = mail->bytes;
	if (!*mail->person || !span_has(mail->bytes, VOTE_CODE_MARK))
		return ERR_NONE;
	buf_init(&bytes, mail->bytes.len + MARKS_MAX * sizeof CODE_GONE);
	for (int n = 0; !kind && n < MARKS_MAX && (at = span_find(rest, VOTE_CODE_MARK)) >= 0;
	     n++) {
		struct span mark = span_sub(rest, (size_t)at, rest.len);
		const char *code = "";
		size_t len;
		int vote = mark_at(mark, &len);

		if (vote)
			kind = code_for(ledger, arena, vote,
					voter_name(arena, reader, vote, mail->person), &code, err);
		buf_add_span(&bytes, span_sub(rest, 0, (size_t)at));
		buf_add_str(&bytes, code);
		rest = span_sub(mark, vote ? len : strlen(VOTE_CODE_MARK), mark.len);
	}
	buf_add_span(&bytes, rest);
	*out = span_copy(arena, buf_fitted(&bytes));
	buf_wipe(&bytes);
	buf_free(&bytes);
	return kind;
}

static bool is_code(struct span s)
{
	for (size_t i = 0; i < CODE_LEN; i++) {
		unsigned char c = i < s.len ? (unsigned char)s.ptr[i] : 0;
		bool is_digit = (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7');

		if (i % (GROUP_LEN + 1) == GROUP_LEN ? c != '-' : !is_digit)
			return false;
	}
	return s.len == CODE_LEN || !ascii_is_alnum((unsigned char)s.ptr[CODE_LEN]);
}

struct span secret_hide(struct arena *arena, struct span bytes)
{
	char *copy = arena_strndup(arena, bytes.ptr, bytes.len);

	for (size_t i = 0; i + CODE_LEN <= bytes.len; i++) {
		bool is_begin = i == 0 || !ascii_is_alnum((unsigned char)copy[i - 1]);

		if (is_begin && is_code(span_sub(span_from(copy, bytes.len), i, bytes.len)))
			memset(copy + i, '*', CODE_LEN);
	}
	return span_from(copy, bytes.len);
}
