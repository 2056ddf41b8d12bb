/* refusal.c - see refusal.h.
 *
 * Statuses are those of RFC 3463, RFC 4954 and RFC 5248, and those of one's own that Google and
 * Microsoft have documented; words are what the servers are known to say, of which the shortest
 * part is kept that says it.
 */
#include "outbox/refusal.h"

#include <string.h>

#include "message/bounce.h"

/* A row fits when all that it names fits; the first that fits decides.  Case does not matter. */
struct sign {
	const char *status;		/* "" any; without its class: "7.60" */
	const char *words;		/* "" any */
	enum refusal_cause cause;
	bool ours_alone;		/* only in the mouth of our own server
					 * (REFUSAL_BY_OUR_SERVER) */
};

#define ACCOUNT(status, words) { status, words, REFUSAL_OF_ACCOUNT, false }
#define OUR_SERVER(status, words) { status, words, REFUSAL_OF_ACCOUNT, true }
#define ADDRESS(status, words) { status, words, REFUSAL_OF_ADDRESS, false }
#define CONTENT(status, words) { status, words, REFUSAL_OF_CONTENT, false }

static const struct sign signs[] = {
	/* What another system said of the address when ours asked it: its words are not our
	 * server's (Postfix, Exim). */
	ADDRESS("", "undeliverable address"),
	ADDRESS("", "sent: rcpt to:"),
	/* A limit of the recipient's, in words that sound like one of ours (Exchange Online,
	 * Gmail). */
	ADDRESS("2.121", ""),
	ADDRESS("2.122", ""),
	ADDRESS("", "user you are trying to contact"),
	ADDRESS("", "recipient has exceeded"),
	ADDRESS("", "recipient's"),

	/* So many mails a day or an hour, and no more. */
	ACCOUNT("4.5", ""), /* Gmail; RFC 3463: the mail system is congested */
	ACCOUNT("1.90", ""),
	ACCOUNT("1.91", ""),
	ACCOUNT("1.92", ""), /* Exchange Online */
	ACCOUNT("7.232", ""),
	ACCOUNT("7.233", ""), /* ... a tenant's recipients outside */
	ACCOUNT("", "storedrv.submission"),
	ACCOUNT("", "submission quota"),
	ACCOUNT("", "sending limit"),
	ACCOUNT("", "sending quota"),
	ACCOUNT("", "send limit"),
	ACCOUNT("", "send quota"),
	ACCOUNT("", "outgoing mail limit"),
	ACCOUNT("", "outgoing limit"),
	ACCOUNT("", "relaying limit"),
	ACCOUNT("", "relay quota"), /* GoDaddy */
	ACCOUNT("", "relay limit exceeded"), /* Google's relay */
	ACCOUNT("", "limit for sending"), /* Gmail's own report */
	ACCOUNT("", "daily limit"),
	ACCOUNT("", "daily quota"),
	ACCOUNT("", "daily message quota"), /* SES */
	ACCOUNT("", "hourly limit"),
	ACCOUNT("", "hourly quota"),
	ACCOUNT("", "maximum sending rate"),
	ACCOUNT("", "mail rate exceeded"),
	ACCOUNT("", "unusual sending activity"), /* Zoho */
	ACCOUNT("", "max emails per hour"),
	ACCOUNT("", "max defers and failures"), /* cPanel on Exim */
	ACCOUNT("", "sending too fast"),
	ACCOUNT("", "message count quota"),
	ACCOUNT("", "messages per hour exceeded"),
	ACCOUNT("", "recipients per hour exceeded"), /* postfwd */
	ACCOUNT("", "limit_reached"),
	ACCOUNT("", "plan_expired"), /* Qboxmail */
	ACCOUNT("", "maximum credits exceeded"), /* SendGrid */
	ACCOUNT("", "exceeded your message limit"),
	ACCOUNT("", "exceeded your limit"),

	/* The account, its owner or its network is shut out. */
	ACCOUNT("7.705", ""),
	ACCOUNT("7.708", ""),
	ACCOUNT("7.750", ""), /* Exchange Online */
	ACCOUNT("", "tenant has exceeded threshold"),
	ACCOUNT("", "bad outbound sender"),
	ACCOUNT("2.253", ""), /* ... no licence */
	ACCOUNT("", "sender address blocked"), /* Zoho */
	ACCOUNT("", "sending paused"),
	ACCOUNT("", "sending suspended"),
	ACCOUNT("", "not subscribed to ses"),
	OUR_SERVER("", "your account"),
	OUR_SERVER("", "sending account"),
	OUR_SERVER("", "sender account"),
	OUR_SERVER("", "domain is not allowed to send"), /* Mailgun */
	OUR_SERVER("7.501", ""),
	OUR_SERVER("7.502", ""),
	OUR_SERVER("7.503", ""),
	OUR_SERVER("7.13", ""),
	OUR_SERVER("", "client host rejected"),
	OUR_SERVER("", "client host blocked"),
	OUR_SERVER("", "blocked using"),

	/* It may not send as its own address. */
	ACCOUNT("7.60", ""),
	ACCOUNT("2.252", ""),
	ACCOUNT("", "sendasdenied"), /* Exchange */
	OUR_SERVER("", "permissions to send as"),
	OUR_SERVER("", "send on behalf"),
	OUR_SERVER("", "not owned by"), /* Postfix: by the user who has logged in */
	OUR_SERVER("", "address is not verified"),
	OUR_SERVER("", "domain not verified"), /* SES, SMTP2GO */
	OUR_SERVER("", "verified sender"), /* SendGrid: does not match a verified sender */
	OUR_SERVER("1.7", ""),
	OUR_SERVER("1.8", ""),
	OUR_SERVER("", "sender address rejected"),
	OUR_SERVER("", "sender address is not"),
	OUR_SERVER("", "sender address not allowed"), /* GMX, web.de */
	OUR_SERVER("", "sender verify failed"), /* Exim */
	OUR_SERVER("", "not authorised to send from"),
	OUR_SERVER("", "not authorized to send from"), /* Fastmail */
	OUR_SERVER("", "not allowed to send from"),
	OUR_SERVER("", "not one of your addresses"), /* iCloud */
	OUR_SERVER("", "same as authorization user"),
	OUR_SERVER("", "equal authorized user"), /* QQ, NetEase */
	OUR_SERVER("", "invalid sender"),
	OUR_SERVER("", "sender rejected"),
	OUR_SERVER("", "sender denied"),
	OUR_SERVER("", "unauthorized sender"),
	OUR_SERVER("", "disallowed as"), /* Zoho */

	/* It is not logged in, and so the server relays nothing. */
	OUR_SERVER("7.3", ""),
	OUR_SERVER("7.57", ""),
	OUR_SERVER("7.64", ""),
	OUR_SERVER("7.139", ""), /* Exchange */
	OUR_SERVER("7.54", ""),
	OUR_SERVER("7.8", ""),
	OUR_SERVER("7.9", ""),
	OUR_SERVER("7.11", ""),
	OUR_SERVER("7.14", ""),
	OUR_SERVER("", "authentication required"),
	OUR_SERVER("", "authentication is required"),
	OUR_SERVER("", "requires authentication"),
	OUR_SERVER("", "without authentication"),
	OUR_SERVER("", "not authenticated"),
	OUR_SERVER("", "authenticate first"),
	OUR_SERVER("", "please authenticate"),
	OUR_SERVER("", "must authenticate"),
	OUR_SERVER("", "don't authenticate"),
	OUR_SERVER("", "not logged in"),
	OUR_SERVER("", "log in first"),
	OUR_SERVER("", "login first"),
	OUR_SERVER("", "credentials for relay"),
	OUR_SERVER("", "relay access denied"),
	OUR_SERVER("", "relaying denied"),
	OUR_SERVER("", "relay denied"),
	OUR_SERVER("", "relay not permitted"),
	OUR_SERVER("", "relaying not permitted"), /* Exim */
	OUR_SERVER("", "relay not allowed"),
	OUR_SERVER("", "relaying not allowed"),
	OUR_SERVER("", "relaying disallowed"),
	OUR_SERVER("", "relay prohibited"),
	OUR_SERVER("", "relaying prohibited"),
	OUR_SERVER("", "relaying is prohibited"),
	OUR_SERVER("", "not permitted to relay"),
	OUR_SERVER("", "not allowed to relay"),
	OUR_SERVER("", "unable to relay"),
	OUR_SERVER("", "no relaying"),
	OUR_SERVER("", "not relay"),
	OUR_SERVER("", "relay_not_allowed"),
	OUR_SERVER("", "not an open relay"),
	OUR_SERVER("", "rcpthosts"), /* qmail */

	CONTENT("3.4", ""),
	CONTENT("2.3", ""),
	CONTENT("6.", ""),
};

/* "5.7.60" against "7.60"; "6." stands for the whole subject. */
static bool status_fits(const char *status, const char *sign)
{
	size_t len = strlen(sign);

	if (!*sign)
		return true;
	if (!*status)
		return false;
	return sign[len - 1] == '.' ? strncmp(status + 2, sign, len) == 0
				    : strcmp(status + 2, sign) == 0;
}

static enum refusal_cause by_status(int code, const char *status)
{
	static const char *const of_address[] = { "0.", "1.", "2.", "4." };

	if (!*status && code == 552)
		return REFUSAL_OF_CONTENT;
	if (!*status)
		return code == 0 || code == 550 || code == 551 || code == 553 || code == 556
			       ? REFUSAL_OF_ADDRESS
			       : REFUSAL_OTHER;
	if (strcmp(status + 2, "1.7") == 0 ||
	    strcmp(status + 2, "1.8") == 0) /* the sender's address */
		return REFUSAL_OTHER;
	for (size_t i = 0; i < sizeof of_address / sizeof of_address[0]; i++) {
		if (status_fits(status, of_address[i]))
			return REFUSAL_OF_ADDRESS;
	}
	return REFUSAL_OTHER;
}

enum refusal_cause refusal_cause(int code, const char *status, const char *text, enum refusal_by by)
{
	char found[BOUNCE_STATUS_SIZE];

	bounce_status(span_of(text), found);
	if (*found &&
	    (!*status || status_fits(status, "0."))) /* "5.0.0" says no more than that it failed */
		status = found;
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		const struct sign *sign = &signs[i];
		bool is_heard = by == REFUSAL_BY_OUR_SERVER || !sign->ours_alone;

		if (is_heard && status_fits(status, sign->status) &&
		    span_find_ci(span_of(text), sign->words) >= 0)
			return sign->cause;
	}
	return by_status(code, status);
}

static bool is_refused(const struct outbox_recipient *r)
{
	return r->outcome == OUTCOME_REFUSED;
}

static enum refusal_cause cause_of(const struct outbox_recipient *r)
{
	return refusal_cause(r->code, "", r->reply, REFUSAL_BY_OUR_SERVER);
}

/* Does the server take nothing from us?  An address that we ourselves would not write, it was not
 * asked about. */
static bool refuses_all(const struct outbox_mail *mail)
{
	size_t n_refused = 0, n_others = 0;

	for (size_t i = 0; i < mail->n_recipients; i++) {
		n_refused += is_refused(&mail->recipients[i]) && mail->recipients[i].code;
		n_others += !is_refused(&mail->recipients[i]);
	}
	return n_others == 0 && (n_refused > 1 || (n_refused && mail->sender_refused));
}

enum err_kind refusal_judge(struct outbox_mail *mail, struct err *err)
{
	const struct outbox_recipient *says = NULL;
	bool all = refuses_all(mail), taken = false;

	for (size_t i = 0; i < mail->n_recipients; i++) {
		struct outbox_recipient *r = &mail->recipients[i];
		enum refusal_cause cause = is_refused(r) ? cause_of(r) : REFUSAL_OTHER;

		taken = taken || !is_refused(r);
		if (!is_refused(r) || (cause != REFUSAL_OF_ACCOUNT &&
				       (!all || cause == REFUSAL_OF_CONTENT || !r->code)))
			continue;
		r->outcome = OUTCOME_LATER;
		if (cause == REFUSAL_OF_ACCOUNT || mail->sender_refused)
			says = r;
	}
	if (!says || taken)
		return ERR_NONE;
	return err_set(err, ERR_REFUSED, "account: %d %s", says->code, says->reply);
}
