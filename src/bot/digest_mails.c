/* digest_mails.c - see digest_mails.h. */
#include "bot/digest_mails.h"

#include "base/span.h"

size_t digest_mails(struct arena *arena, const struct ledger_message_list *messages,
		    struct thread_mail **out)
{
	*out = arena_alloc(arena, messages->len, sizeof **out);
	for (size_t i = 0; i < messages->len; i++) {
		const struct ledger_message *m = &messages->messages[i];
		struct span rest = span_of(m->refs ? m->refs : ""), line;
		const char **refs = NULL;
		size_t n = 0, cap = 0;

		while (span_next_line(&rest, &line)) {
			if (!line.len)
				continue;
			refs = arena_grow(arena, refs, n, &cap, sizeof *refs);
			refs[n++] = arena_strndup(arena, line.ptr, line.len);
		}
		(*out)[i] = (struct thread_mail){
			.message_id = m->message_id,
			.in_reply_to = "",
			.references = refs,
			.n_references = n,
			.subject = m->subject,
			.author = m->author,
			.received_s = m->received_at_s,
		};
	}
	return messages->len;
}
