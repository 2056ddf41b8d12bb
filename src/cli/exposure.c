/* exposure.c - see exposure.h. */
#include "cli/exposure.h"

#include <string.h>

#include "config/config.h"

static bool is_shown(const struct handover_terms *terms)
{
	return terms->delivered_to || terms->signed_by || terms->field_name;
}

static const char *either(struct arena *arena, const char *text, const char *more)
{
	return *text ? arena_printf(arena, "%s or %s", text, more) : more;
}

/* Somebody of the list whose own mail bears the signature by which its mail is known. */
static const char *sharer(const struct config_list *list)
{
	struct span domain = span_of(list->handover.signed_by);

	for (size_t i = 0; domain.len && i < list->people.n_persons; i++) {
		for (size_t k = 0; k < list->people.persons[i].n_addresses; k++) {
			const char *addr = list->people.persons[i].addresses[k],
				   *at = strrchr(addr, '@');

			if (at && span_is_ci(domain, at + 1))
				return addr;
		}
	}
	return NULL;
}

static const char *mail_of(struct arena *arena, const struct config_list *list)
{
	const struct handover_terms *terms = &list->handover;
	const char *by = "", *shared = sharer(list);

	if (!is_shown(terms))
		return "a mail is the list's by its List-Id, To or Cc, and anybody who knows the "
		       "bot's address can write those; set delivered_to, signed_by or list_field "
		       "to show which mail the list has handed over";
	if (terms->delivered_to)
		by = "it was delivered to the secret address";
	if (terms->signed_by)
		by = either(arena, by,
			    arena_printf(arena, "%s has signed or sent it", terms->signed_by));
	if (terms->field_name)
		by = either(arena, by, arena_printf(arena, "it bears %s", terms->field_name));
	return arena_printf(arena, "a mail is the list's when %s%s%s%s", by, shared ? "; but " : "",
			    shared ? shared : "",
			    shared ? " puts that signature on mail to the bot, too" : "");
}

static const char *outsider_of(struct arena *arena, const struct config *config,
			       const struct config_list *list)
{
	const char *who = is_shown(&list->handover) ? "whoever gets a mail onto the list"
						    : "whoever knows the bot's address";
	bool proves = config->answers.authserv_id;

	if (config->answers.believe_from && list->raise != RAISE_ANYONE)
		return arena_printf(
			arena, "%s can act as anybody whom From names (believe_from), even the "
			       "chair",
			who);
	switch (list->raise) {
	case RAISE_PROVED:
		return proves ? "mail that is not proved to be from its people raises nothing: the "
				"chair is asked once a day, and told about objections"
			      : "answers.authserv_id is not set, so nothing proves who wrote to "
				"the list: everything raised there waits for the chair and changes "
				"nothing by itself; answers to notices count";
	case RAISE_MEMBERS:
		return arena_printf(
			arena,
			"%s and writes a member's address into From can make the bot mail all "
			"members, and tell the list about deadlines and votes, marked as "
			"not proved; "
			"strangers wait for the chair.%s",
			who,
			proves ? ""
			       : " answers.authserv_id is not set: mail to the list changes no "
				 "item; answers to notices count");
	case RAISE_ANYONE:
		break;
	}
	return arena_printf(
		arena,
		"%s can make the bot mail all members, and tell the list about deadlines and "
		"votes",
		who);
}

bool exposure_is_none(const struct config *config)
{
	for (size_t i = 0; i < config->n_mailboxes; i++) {
		if (config->mailboxes[i].type == MAILBOX_IMAP)
			return false;
	}
	return config->outbox.type == OUTBOX_MAILDIR;
}

struct exposure exposure_of(struct arena *arena, const struct config *config,
			    const struct config_list *list)
{
	bool asks = list->chair || list->meetings || config->operator_addr;
	struct exposure e = {
		.mail = mail_of(arena, list),
		.mail_is_open = !is_shown(&list->handover) || sharer(list),
		.outsider = outsider_of(arena, config, list),
		.outsider_acts = list->raise != RAISE_PROVED || !config->answers.authserv_id ||
				 config->answers.believe_from,
	};

	if (!asks && list->raise != RAISE_ANYONE)
		e.outsider = arena_printf(arena,
					  "%s.  There is neither a chair nor an operator: nobody "
					  "is asked, and what waits is forgotten",
					  e.outsider);
	return e;
}
