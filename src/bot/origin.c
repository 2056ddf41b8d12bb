/* origin.c - see origin.h. */
#include "bot/origin.h"

#include <string.h>

#include "bot/token.h"
#include "config/config.h"
#include "message/message.h"

bool origin_is_addressed_to(const struct message *message, const char *addr)
{
	for (size_t i = 0; i < message->n_recipients; i++) {
		if (span_is_ci(span_of(message->recipients[i].addr), addr))
			return true;
	}
	return false;
}

static struct origin origin_of(struct arena *arena, const struct config_list *list, size_t i,
			       bool archive, struct span bytes, const struct message *message,
			       int64_t received_s)
{
	bool has_id = list->id && span_is_ci(span_of(message->list_id), list->id);
	enum handover handover =
		archive ? HANDOVER_NOT_ASKED
			: handover_of(arena, bytes, message, &list->handover, received_s);

	return (struct origin){ i, handover, has_id || handover == HANDOVER_SECRET };
}

/* Those whose own secret it bears, that List-Id names, or that stand in To or Cc. */
static void find_lists(struct arena *arena, const struct config *config, bool archive,
		       const char *mailbox, struct span bytes, const struct message *message,
		       int64_t received_s, struct origins *out)
{
	bool any_named = false;

	for (size_t i = 0; i < config->n_lists && out->n < ORIGIN_LISTS_MAX; i++) {
		const struct config_list *list = &config->lists[i];

		if (mailbox && strcmp(list->mailbox, mailbox) != 0)
			continue;
		struct origin here = origin_of(arena, list, i, archive, bytes, message, received_s);

		any_named = any_named || here.named;
		if (here.named || origin_is_addressed_to(message, list->address))
			out->lists[out->n++] = here;
	}
	/* what one list of a domain has signed, another one has not let in: its own copy will show
	 * that */
	for (size_t i = 0; any_named && i < out->n; i++) {
		if (!out->lists[i].named && out->lists[i].handover == HANDOVER_SIGNED)
			out->lists[i].handover = HANDOVER_NOT_SHOWN;
	}
}

static const char *token_of(struct arena *arena, const struct config *config,
			    const struct message *message, bool *to_us_out)
{
	enum token_purpose purpose =
		message->automatic == AUTOMATIC_BOUNCE ? TOKEN_BOUNCE : TOKEN_ANSWER;
	const char *pattern = config->answers.address;

	*to_us_out = origin_is_addressed_to(message, config->outbox.from_addr) ||
		     origin_is_addressed_to(message, pattern);
	for (size_t i = 0; i < message->n_recipients; i++) {
		struct span token = token_in_address(pattern, purpose, message->recipients[i].addr);

		if (!token.len)
			continue;
		*to_us_out = true;
		return arena_strndup(arena, token.ptr, token.len);
	}
	return "";
}

/* Which list an answer is about that was sent to the program alone: its token says; else the only
 * one of the mailbox, or the first that knows the author.  Index, or n_lists. */
static size_t list_of_answer(const struct config *config, const char *mailbox, const char *token,
			     const char *author)
{
	size_t only = config->n_lists, known = config->n_lists, n = 0;

	for (size_t i = 0; i < config->n_lists; i++) {
		const struct config_list *list = &config->lists[i];

		if (*token && token_is_of_list(span_of(token), list->name))
			return i;
		if (mailbox && strcmp(list->mailbox, mailbox) != 0)
			continue;
		only = i;
		n++;
		if (known == config->n_lists && people_by_address(&list->people, author))
			known = i;
	}
	return n == 1 ? only : known;
}

/* A mail that raises nothing is one list's: the one whose copy it is, else the first. */
static void keep_one(struct origins *origins)
{
	size_t one = 0;

	for (size_t i = origins->n; i-- > 0;)
		one = origins->lists[i].named ? i : one;
	if (!origins->n)
		return;
	origins->lists[0] = origins->lists[one];
	origins->n = 1;
}

void origins_find(struct arena *arena, const struct config *config, bool archive,
		  const char *mailbox, struct span bytes, const struct message *message,
		  int64_t received_s, struct origins *out)
{
	const char *bot = config->outbox.from_addr;
	bool is_own = span_is_ci(span_of(message->from.addr), bot) ||
		      span_is_ci(span_of(message->author.addr), bot);
	size_t other = config->n_lists;

	*out = (struct origins){ .token = "" };
	find_lists(arena, config, archive, mailbox, bytes, message, received_s, out);
	if (is_own || message->automatic != AUTOMATIC_NO)
		keep_one(out);
	out->token = token_of(arena, config, message, &out->to_us);
	out->to_bot = !out->n && out->to_us;
	if (out->to_bot)
		other = list_of_answer(config, mailbox, out->token, message->author.addr);
	else if (!out->n && archive && config->n_lists == 1)
		other = 0;
	if (other < config->n_lists)
		out->lists[out->n++] =
			(struct origin){ .list = other, .handover = HANDOVER_NOT_ASKED };
}

const char *origins_names(struct arena *arena, const struct config *config,
			  const struct origins *origins)
{
	const char *names = "";

	for (size_t i = 0; i < origins->n; i++)
		names = arena_printf(arena, "%s%s\n", names,
				     config->lists[origins->lists[i].list].name);
	return names;
}
