/* proof.c - who sent a mail, which notice it answers, and at which address a notice asks for
 * answers.
 *
 * A token proves its person as long as only they have seen it.  The first mail that carries it
 * through a list is still theirs; from then on everybody has read that address, and it proves
 * nothing.
 */
#include "bot/proof.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "bot/reading.h"
#include "bot/token.h"
#include "bot/world.h"
#include "committee/record_command.h"
#include "committee/reread.h"
#include "message/mailtext.h"
#include "notices/decide.h"

enum {
	REFS_LOOKED_AT = 20 /* of a long thread, the nearest */,
	FIELDS_BYTES = 4096,
	LOCAL_PART_MAX = 64 /* RFC 5321, 4.5.3.1.1 */
};

static const char of_one_who_left[] = "its token belongs to somebody who has left";

static const char *seen_key(struct arena *arena, const struct ledger_notice *notice)
{
	return arena_printf(arena, "token-seen/%s", notice->message_id);
}

/* The nearest of the mails that it answers and that are ours. */
static enum err_kind find_by_refs(struct ledger *sent, struct arena *arena, const char *refs,
				  bool *found_out, struct ledger_notice *out, struct err *err)
{
	struct span rest = span_of(refs), line, *ids = NULL;
	size_t n = 0, cap = 0;

	*found_out = false;
	while (span_next_line(&rest, &line)) {
		ids = arena_grow(arena, ids, n, &cap, sizeof *ids);
		ids[n++] = line;
	}
	for (size_t looked = 0; n-- > 0 && looked < REFS_LOOKED_AT; looked++) {
		if (ledger_find_notice(sent, arena, arena_strndup(arena, ids[n].ptr, ids[n].len),
				       true, found_out, out, err))
			return err->kind;
		if (*found_out)
			break;
	}
	return ERR_NONE;
}

/* Why the token is not that notice's, or no longer; NULL: it is. */
static const char *fault_of(const struct world *w, const struct reading *r,
			    const struct ledger_notice *notice, int64_t received_s)
{
	return token_fault(w->tokens, span_of(r->token),
			   &(struct token_notice){ TOKEN_ANSWER, notice->list, notice->person,
						   notice->message_id },
			   received_s);
}

/* Why the token does not prove that the mail is its person's; NULL: it does. */
static const char *token_why_not(const struct world *w, struct arena *arena,
				 const struct reading *r, const struct config_list *list,
				 bool found, const struct ledger_notice *notice, int64_t received_s)
{
	const struct person *author = people_by_address(&list->people, r->author_addr), *person;
	const char *fault;

	if (!found)
		return "its token belongs to no notice";
	person = people_known_as(&list->people, notice->person);
	fault = strcmp(notice->list, list->name) != 0
			? "its token is another list's"
			: fault_of(w, r, notice, received_s);
	if (fault)
		return fault;
	if (author && author != person)
		return arena_printf(arena, "it comes from %s and answers a notice to %s",
				    author->name, notice->person);
	if (state_has_key(w->state, seen_key(arena, notice)))
		return "its token was sent to the list, where everybody could read it";
	return person ? NULL : of_one_who_left;
}

/* A mail that is read again is proved by a token when it was so before: the key is gone with time,
 * and who has seen the token since proves nothing by it. */
static void prove_again(const struct world *w, const struct reading *r,
			const struct config_list *list, const struct ledger_notice *notice,
			struct incoming *mail)
{
	const struct reread *reread = w->rereading->reread;
	const size_t *which;
	size_t n = reread_mail(reread, r->message_id, &which);

	for (size_t i = 0; i < n; i++) {
		const struct event *e = &reread->before[which[i]];

		if (e->kind == EVENT_ANSWER && *e->answer.proof_why)
			mail->proof_why = e->answer.proof_why;
		if (strcmp(e->proof, PROOF_TOKEN) != 0)
			continue;
		const struct person *person =
			people_known_as(&list->people, notice ? notice->person : e->actor);

		mail->sender = person ? person->name : NULL;
		mail->proof = person ? PROOF_TOKEN : "";
		mail->voter = person ? NULL : notice ? notice->person : e->actor;
		return;
	}
}

/* Of a notice about one meeting its key says which: KIND/LIST/N and more. */
static int notice_meeting(const struct ledger_notice *notice)
{
	static const char *const kinds[] = { "agenda", "agenda-digest", "handover", "no-quorum",
					     NULL };
	const char *number = strrchr(notice->key, '/');
	size_t front = strlen(notice->kind) + strlen(notice->list) + 2;

	if (!span_any(span_of(notice->kind), span_is, kinds) || !number ||
	    strlen(notice->key) <= front)
		return 0;
	return atoi(notice->key + front);
}

enum err_kind proof_identify(const struct world *w, struct arena *arena, const struct reading *r,
			       struct incoming *mail, const char **seen_key_out, struct err *err)
{
	const struct config_list *list = config_list(w->config, r->list);
	struct answered_notice *answered = arena_alloc(arena, 1, sizeof *answered);
	struct ledger *sent = w->rereading ? w->rereading->ledger : w->ledger;
	struct ledger_notice notice;
	bool found = false;

	*seen_key_out = NULL;
	mail->subject = r->subject;
	mail->refs = r->refs;
	mail->to_bot = r->to_bot;
	mail->commands_max = w->config->answers.commands_per_mail;
	mail->mails_max = w->config->answers.mails_per_day;
	mail->proof = r->proof;
	mail->proof_why = r->proof_why;
	if (*r->token &&
	    ledger_find_notice(sent, arena, token_message_id_start(arena, span_of(r->token)), false,
			       &found, &notice, err))
		return err->kind;
	if (*r->token && !*mail->proof && w->rereading) {
		prove_again(w, r, list, found ? &notice : NULL, mail);
	} else if (*r->token && !*mail->proof) {
		const char *why =
			token_why_not(w, arena, r, list, found, &notice, mail->received_at_s);

		if (!why) {
			mail->sender = people_known_as(&list->people, notice.person)->name;
			mail->proof = PROOF_TOKEN;
		} else {
			mail->voter = why == of_one_who_left ? notice.person : NULL;
			mail->proof_why = why;
		}
	}
	/* whatever proved the mail, and whoever sent it: the list has read the address */
	if (found && !r->to_bot && !w->rereading &&
	    !fault_of(w, r, &notice, mail->received_at_s) &&
	    !state_has_key(w->state, seen_key(arena, &notice)))
		*seen_key_out = seen_key(arena, &notice);
	mail->to_notice = found;
	if (!found && find_by_refs(sent, arena, r->refs, &found, &notice, err))
		return err->kind;
	if (found) {
		*answered = (struct answered_notice){ .kind = notice.kind,
						      .list = notice.list,
						      .message_id = notice.message_id,
						      .key = notice.key,
						      .items = notice.items,
						      .n_items = notice.n_items,
						      .meeting = notice_meeting(&notice) };
		mail->answered = answered;
	}
	if (!*mail->proof && w->believe_from && people_by_address(&list->people, r->author_addr))
		mail->proof = PROOF_FROM;
	return ERR_NONE;
}

/* The fields in front of a notice to a person: where it is answered, and how to be left alone. */
struct span proof_with_address(const struct world *w, struct arena *arena,
			       const struct notice *notice, const struct notice_composed *composed)
{
	const char *pattern = w->config->answers.address, *token, *addr;
	struct buf mail;

	if (!notice->person || !*notice->list || !strchr(pattern, '*'))
		return composed->bytes;
	token = token_make(arena, w->tokens, &(struct token_notice){
		TOKEN_ANSWER, notice->list, notice->person->name, composed->message_id }, w->now_s);
	addr = token_address(arena, pattern, TOKEN_ANSWER, token);
	/* two fields, and at most 16 times what stands in them */
	buf_init(&mail, composed->bytes.len + FIELDS_BYTES +
				16 * (strlen(w->config->outbox.from_name) + strlen(addr)));
	mailtext_header(&mail, "Reply-To",
			mailtext_mailbox(arena, w->config->outbox.from_name, addr));
	if (notice->kind != NOTICE_COMPOSED && notice->kind != NOTICE_TROUBLE)
		mailtext_header(
			&mail, "List-Unsubscribe",
			arena_printf(arena, "<%s>", mailtext_mailto(arena, addr, MAILTEXT_STOP)));
	buf_add_span(&mail, composed->bytes);
	size_t len = buf_len(&mail);

	return span_from(buf_finish(&mail, arena), len);
}

/* The envelope's sender, where reports come back to.  A list may ask whether it is a member;
 * another domain than the author's has an SPF record of its own, which need not name our server. */
const char *proof_envelope_from(const struct world *w, struct arena *arena,
				  const struct ledger_mail *mail)
{
	const char *pattern = w->config->answers.address, *from = w->config->outbox.from_addr,
		   *addr;

	if (!*mail->person || !strchr(pattern, '*') ||
	    !span_is_ci(span_of(strrchr(pattern, '@')), strrchr(from, '@')))
		return from;
	addr = token_address(arena, pattern, TOKEN_BOUNCE,
			     token_make(arena, w->tokens,
					&(struct token_notice){ TOKEN_BOUNCE, mail->list,
								mail->person, mail->message_id },
					w->now_s));
	return strcspn(addr, "@") <= LOCAL_PART_MAX ? addr : from;
}
