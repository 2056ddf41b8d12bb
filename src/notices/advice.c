/* advice.c - see advice.h. */
#include "notices/advice.h"

static const char *operator_of(const struct notice_policy *policy)
{
	return policy->operator_addr ? policy->operator_addr : "whoever runs beadle";
}

static const char *tell_operator(struct arena *arena, const struct notice_policy *policy)
{
	return arena_printf(arena,
			    "Nothing proves here who wrote a mail: tell %s what shall change.",
			    operator_of(policy));
}

static bool is_list_proved(const struct notice_policy *policy)
{
	return policy->mail_proof != MAIL_PROVED_BY_NOTHING;
}

static const char *signature_of(const struct notice_policy *policy)
{
	return policy->mail_proof == MAIL_PROVED_BY_SIGNATURE ? ", in a mail that your server signs"
							      : "";
}

const char *advice_answer(struct arena *arena, const struct notice_policy *policy,
			  const char *lines, const char *more)
{
	const char *rest = *more ? arena_printf(arena, "; %s", more) : "";

	if (policy->has_tokens)
		return arena_printf(arena, "Answer with %s%s.", lines, rest);
	if (is_list_proved(policy))
		return arena_printf(arena, "Reply to %s%s, with %s%s.", policy->from_addr,
				    signature_of(policy), lines, rest);
	return tell_operator(arena, policy);
}

const char *advice_ballot(struct arena *arena, const struct notice_policy *policy,
			  size_t n_options, const char *until)
{
	const char *lines = "\"yes\", \"no\" or \"abstain\"",
		   *more = "why can stand behind it, and the last one counts";

	if (n_options) {
		lines = arena_printf(arena,
				     "the options from the best one on, as in \"B > A\", or a rank "
				     "for each in their order, as in \"2 1%s\"",
				     n_options > 2 ? " 3" : "");
		more = "what you leave out is behind these, and the last one counts";
	}
	if (!until)
		return advice_answer(arena, policy, lines, more);
	return advice_answer(arena, policy,
			     arena_printf(arena, "%s%s%s", lines,
					  n_options && *until ? "," : "", until),
			     "the last one counts");
}

const char *advice_vote(struct arena *arena, const struct notice_policy *policy, size_t n_options,
			bool is_secret)
{
	static const char own[] = "Voters have a ballot of their own: to vote, answer that mail.";

	if (is_secret)
		return arena_printf(arena, "%s What is said here does not count.", own);
	if (!is_list_proved(policy))
		return own;
	return arena_printf(arena, "%s A reply to this one counts too if it begins with %s.", own,
			    n_options ? "the options from the best one on, as in \"B > A\"" :
					"\"yes\", \"no\" or \"abstain\", and why");
}

const char *advice_close(struct arena *arena, const struct notice_policy *policy, int item)
{
	if (is_list_proved(policy))
		return arena_printf(
			arena,
			"Done with one? Write \"[DONE #%d]\" and a few words in a mail to %s.",
			item, policy->list_address);
	if (policy->has_tokens)
		return "Done with one? Answer the mail that you got about it with \"done\".";
	return arena_printf(arena, "Done with one? Tell %s.", operator_of(policy));
}

const char *advice_beside(struct arena *arena, const struct notice_policy *policy, bool to_list,
			  const char *what)
{
	bool counts = is_list_proved(policy) || (policy->has_tokens && !to_list);

	return counts ? arena_printf(arena, " (%s)", what) : "";
}

const char *advice_object(struct arena *arena, const struct notice_policy *policy)
{
	const char *then = ": the chair is told";

	if (is_list_proved(policy))
		then = "";
	else if (policy->has_tokens)
		then = ", and answer the mail that asks whether it was you";
	return arena_printf(arena,
			    "To object, begin a line of a reply to %s with \"[OBJECT]\" and say "
			    "why%s. Silence is consent.",
			    policy->list_address, then);
}

const char *advice_agenda(struct arena *arena, const struct notice_policy *policy)
{
	return arena_printf(arena,
			    "A line \"[AGENDA 10m] title\" in a mail to %s puts it on the agenda.",
			    policy->list_address);
}

const char *advice_regrets(const struct notice_policy *policy)
{
	return is_list_proved(policy) ? " Cannot come? Reply with \"regrets\"." : "";
}

const char *advice_prove(struct arena *arena, const struct notice_policy *policy)
{
	if (policy->has_tokens)
		return "If you wrote it, answer this mail with the same line: the address that it "
		       "goes to is proof.";
	if (is_list_proved(policy))
		return arena_printf(arena,
				    "If you wrote it, write the same line once more to %s%s.",
				    policy->from_addr, signature_of(policy));
	return tell_operator(arena, policy);
}
