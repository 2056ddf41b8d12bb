/* authres_proof.c - who a mail is proved to be from; authres.h says by what rules.
 */
#include "message/authres.h"

#include <string.h>

#include "message/dkim.h"
#include "message/internal.h"

enum { DOMAIN_SHOWN_MAX = 100 };

/* What one server says of a mail: its fields that count. */
struct authres_word {
	const struct authres *fields[8];
	size_t n;
	const char *why_not;	/* when n is 0 */
};

struct authres_judge {
	struct arena *arena;
	const struct message *message;
	const struct authres_trust *trust;
};

/* A pass for a domain, or why there is none for it. */
struct authres_verdict {
	bool passes;
	bool dmarc;		/* it was dmarc that passed */
	const char *text;	/* "dkim=example.org", or why not */
};

/* The domain of an address, or of one alone, without the dot at the end; "" for what is none. */
static struct span domain_of(const char *addr)
{
	const char *at = strrchr(addr, '@');
	struct span domain = span_trim(span_of(at ? at + 1 : addr));

	if (domain.len && domain.ptr[domain.len - 1] == '>')
		domain.len--;
	if (domain.len && domain.ptr[domain.len - 1] == '.')
		domain.len--;
	return domain;
}

/* Equal, or a domain of two labels or more that domain lies below. */
static bool is_or_holds(struct span signer, struct span domain)
{
	if (signer.len == 0 || domain.len < signer.len)
		return false;
	if (!span_eq_ci(span_sub(domain, domain.len - signer.len, signer.len), signer))
		return false;
	if (domain.len == signer.len)
		return true;
	ptrdiff_t dot = span_find_char(signer, '.');

	return domain.ptr[domain.len - signer.len - 1] == '.' && dot > 0 &&
	       (size_t)dot + 1 < signer.len;
}

/* The sender may have chosen it. */
static const char *shown(const struct authres_judge *j, struct span text)
{
	char *copy = arena_strndup(j->arena, text.ptr,
				   text.len < DOMAIN_SHOWN_MAX ? text.len : DOMAIN_SHOWN_MAX);

	for (char *p = copy; *p; p++) {
		if ((unsigned char)*p <= ' ' || (unsigned char)*p > '~')
			*p = '?';
	}
	return copy;
}

static const char *property_of(const struct authres_result *result, const char *ptype,
			       const char *property)
{
	for (size_t i = 0; i < result->n_properties; i++) {
		if (strcmp(result->properties[i].ptype, ptype) == 0 &&
		    strcmp(result->properties[i].property, property) == 0)
			return result->properties[i].value;
	}
	return "";
}

static bool is_given(const char *text)
{
	return text && *text;
}

static const char *name_of(const struct authres_server *server)
{
	return strcmp(server->authserv_id, AUTHRES_UNNAMED) == 0 ? "an unnamed server"
								 : server->authserv_id;
}

/* Empty when none is named, or when the identity is not of the domain (RFC 6376 3.5). */
static struct span dkim_domain(const struct authres_result *result)
{
	const char *i = property_of(result, "header", "i");
	struct span d = domain_of(property_of(result, "header", "d")),
		    of_i = domain_of(strchr(i, '@') ? i : "");

	if (!d.len || !of_i.len)
		return d.len ? d : of_i;
	return is_or_holds(d, of_i) ? d : span_from("", 0);
}

static bool may_be_same(const char *a, const char *b)
{
	return !*a || !*b || span_is_ci(span_of(a), b);
}

/* header.b is as much of the signature as tells it from the others (RFC 6008). */
static bool may_be_one_signature(const struct authres_result *a, const struct authres_result *b)
{
	struct span a_domain = dkim_domain(a), b_domain = dkim_domain(b);
	const char *a_b = property_of(a, "header", "b"), *b_b = property_of(b, "header", "b");
	bool is_one_domain = !a_domain.len || !b_domain.len || is_or_holds(a_domain, b_domain) ||
			     is_or_holds(b_domain, a_domain);

	return is_one_domain &&
	       may_be_same(property_of(a, "header", "s"), property_of(b, "header", "s")) &&
	       (span_starts(span_of(a_b), b_b) || span_starts(span_of(b_b), a_b));
}

/* Whether two results of one method cannot both be a server's word of this mail. */
static bool are_at_odds(const struct authres_result *a, const struct authres_result *b)
{
	bool is_one = strcmp(a->result, b->result) == 0;
	const char *a_from = property_of(a, "smtp", "mailfrom"),
		   *b_from = property_of(b, "smtp", "mailfrom");

	switch (a->speaks) {
	case SPEAKS_OF_SIGNATURE:
		return !is_one && may_be_one_signature(a, b);
	case SPEAKS_OF_SENDER:
		return !is_one || !span_eq_ci(domain_of(a_from), domain_of(b_from));
	case SPEAKS_OF_MAIL:
		return !is_one || !may_be_same(property_of(a, "header", "from"),
					       property_of(b, "header", "from"));
	case SPEAKS_OF_OTHERS:
		break;
	}
	return false;
}

/* Why a field cannot be believed beside those above it, from first on, that the same server may
 * have written. */
static const char *find_odds(const struct authres_judge *j, const struct authres *first,
			     const struct authres *field)
{
	if (field->broken)
		return arena_printf(j->arena, "cannot be read: %s", field->broken);
	for (size_t i = 0; i < field->n_results; i++) {
		const struct authres_result *b = &field->results[i];

		for (const struct authres *above = first; above <= field; above++) {
			size_t n = above == field ? i : above->n_results;

			for (size_t k = 0;
			     k < n && strcmp(above->authserv_id, field->authserv_id) == 0; k++) {
				const struct authres_result *a = &above->results[k];

				if (strcmp(a->method, b->method) == 0 && are_at_odds(a, b))
					return arena_printf(j->arena,
							    "says two things of %s, %s and %s",
							    b->method, shown(j, span_of(a->result)),
							    shown(j, span_of(b->result)));
			}
		}
	}
	return NULL;
}

/* The topmost fields of that server below the field `after` (NULL: in the whole mail).  Those that
 * stand right below them may be the sender's, or its own beyond the number configured: none of them
 * may be broken or belie another. */
static struct authres_word word_of(const struct authres_judge *j,
				   const struct authres_server *server, const struct authres *after)
{
	const struct message *m = j->message;
	const size_t max = sizeof((struct authres_word *)0)->fields /
			   sizeof((struct authres_word *)0)->fields[0];
	size_t wanted = server->fields == 0 ? 1 : server->fields < max ? server->fields : max;
	struct authres_word word = { .n = 0 };
	const char *odds;

	word.why_not =
		is_given(server->authserv_id) ? m->head_doubt : "no authserv-id is configured";
	if (word.why_not)
		return word;
	for (size_t i = after ? (size_t)(after - m->authres) + 1 : 0;
	     i < m->n_authres && !word.why_not; i++) {
		const struct authres *field = &m->authres[i];

		if (!span_is_ci(span_of(field->authserv_id), server->authserv_id) ||
		    (field->original && !after))
			continue;
		/* What an older server than ours wrote below its Received is not one of ours. */
		if (word.n && field->received_above != word.fields[0]->received_above)
			break;
		if (word.n < wanted)
			word.fields[word.n++] = field;
		if ((odds = find_odds(j, word.fields[0], field)))
			word.why_not = arena_printf(j->arena, "the Authentication-Results of %s %s",
						    name_of(server), odds);
	}
	if (!word.n)
		word.why_not =
			arena_printf(j->arena, "no Authentication-Results of %s", name_of(server));
	else if (!after && word.fields[0]->received_above > server->hops)
		word.why_not =
			arena_printf(j->arena,
				     "the Authentication-Results of %s stands below %u Received "
				     "fields, more than %u",
				     name_of(server), word.fields[0]->received_above, server->hops);
	if (word.why_not)
		word.n = 0;
	return word;
}

/* The next result of that method, of all fields that count; NULL after the last. */
static const struct authres_result *next_result(const struct authres_word *word, const char *method,
						size_t *field, size_t *at)
{
	for (; *field < word->n; ++*field, *at = 0) {
		while (*at < word->fields[*field]->n_results) {
			const struct authres_result *result =
				&word->fields[*field]->results[(*at)++];

			if (strcmp(result->method, method) == 0)
				return result;
		}
	}
	return NULL;
}

/* Whether a server of that domain, or of one above it, handed the mail over, so that nobody else
 * could add to it; below: one below it will do, as where a list's bounces go. */
static bool is_handed_over_by(const struct authres_word *word, struct span domain, bool below)
{
	const struct authres_result *result;
	size_t field = 0, at = 0;

	while ((result = next_result(word, "spf", &field, &at))) {
		struct span from = domain_of(property_of(result, "smtp", "mailfrom"));

		if (strcmp(result->result, "pass") == 0 &&
		    (is_or_holds(from, domain) || (below && is_or_holds(domain, from))))
			return true;
	}
	return false;
}

/* Whether the result speaks of that signature, for all that it says. */
static bool speaks_of(const struct authres_result *result, const struct dkim_signature *signature)
{
	const char *d = property_of(result, "header", "d");
	struct span domain = span_of(signature->domain);
	bool is_its =
		*d ? span_eq_ci(domain_of(d), domain) : is_or_holds(domain, dkim_domain(result));

	return is_its && may_be_same(property_of(result, "header", "s"), signature->selector) &&
	       span_starts(span_of(signature->b), property_of(result, "header", "b"));
}

/* Why a mail that passed may still be somebody's who only sent it again, here and now; NULL: it
 * cannot. */
static const char *find_replay(const struct authres_judge *j, const struct authres_result *result,
			       struct span signer)
{
	const struct message *m = j->message;
	const char *lacks = "is not in the mail";
	bool any = false;

	for (size_t i = 0; i < m->n_signatures; i++) {
		if (!speaks_of(result, &m->signatures[i]))
			continue;
		lacks = any && lacks ? lacks : m->signatures[i].lacks;
		any = true;
	}
	if (lacks)
		return arena_printf(j->arena, "the signature by %s %s", shown(j, signer), lacks);
	if (!j->trust->names_us)
		return "it is addressed to somebody else: neither To nor Cc names the list";
	if (!m->has_date)
		return "it has no date";
	if (m->date_utc_s < j->trust->received_s - AUTHRES_AGE_MAX_S)
		return arena_printf(j->arena, "it was written more than %d days before it came",
				    AUTHRES_AGE_MAX_S / AUTHRES_DAY_S);
	return m->date_utc_s > j->trust->received_s + AUTHRES_DAY_S ? "its date is yet to come"
								    : NULL;
}

/* What is said of dmarc for the domain as the one in From; NULL: nothing. */
static const char *dmarc_for(const struct authres_judge *j, const struct authres_word *word,
			     struct span domain)
{
	const struct authres_result *result;
	const char *said = NULL;
	size_t field = 0, at = 0;

	while ((result = next_result(word, "dmarc", &field, &at))) {
		if (strcmp(result->result, "pass") != 0)
			said = shown(j, span_of(result->result));
		else if (!said &&
			 span_eq_ci(domain_of(property_of(result, "header", "from")), domain))
			said = "pass";
	}
	return said;
}

/* A pass of dkim for the domain, the mail being handed over by its server or not; why_not
 * otherwise. */
static const char *dkim_for(const struct authres_judge *j, const struct authres_word *word,
			    struct span domain, bool handed_over, const char **why_not_out)
{
	const struct authres_result *result;
	size_t field = 0, at = 0;

	*why_not_out = NULL;
	while ((result = next_result(word, "dkim", &field, &at))) {
		struct span signer = dkim_domain(result);
		const char *name = shown(j, signer), *why;

		if (strcmp(result->result, "pass") != 0)
			why = *why_not_out ? *why_not_out
					   : arena_printf(j->arena, "dkim=%s",
							  shown(j, span_of(result->result)));
		else if (!signer.len)
			why = "dkim passes for no named domain";
		else if (!is_or_holds(signer, domain))
			why = arena_printf(j->arena, "dkim passes for %s, which is not %s's", name,
					   shown(j, domain));
		else if (handed_over || !(why = find_replay(j, result, signer)))
			return name;
		*why_not_out = why;
	}
	return NULL;
}

/* Whether dkim passes for the domain, or dmarc for it as the domain in From, in a way that shows
 * that it was the author who sent the mail here: by a server of the domain's own, or by what the
 * signature covers. */
static struct authres_verdict verdict_for(const struct authres_judge *j,
					  const struct authres_word *word, struct span domain,
					  bool below)
{
	bool handed_over = is_handed_over_by(word, domain, below);
	const char *why_not, *dmarc = dmarc_for(j, word, domain),
			     *dkim = dkim_for(j, word, domain, handed_over, &why_not);

	if (dkim && dmarc && strcmp(dmarc, "fail") == 0)
		return (struct authres_verdict){ .text = "dmarc=fail" };
	if (dkim)
		return (struct authres_verdict){ .passes = true,
					 .text = arena_printf(j->arena, "dkim=%s", dkim) };
	if (dmarc && strcmp(dmarc, "pass") == 0 && handed_over)
		return (struct authres_verdict){ .passes = true,
					 .dmarc = true,
					 .text = arena_printf(j->arena, "dmarc=%s",
							      shown(j, domain)) };
	if (why_not)
		return (struct authres_verdict){ .text = why_not };
	if (dmarc && strcmp(dmarc, "pass") == 0)
		return (struct authres_verdict){
			.text = arena_printf(
				j->arena,
				"dmarc passes, but no spf=pass says that it came straight from %s",
				shown(j, domain))
		};
	if (dmarc)
		return (struct authres_verdict){ .text = arena_printf(j->arena, "dmarc=%s",
								      dmarc) };
	return (struct authres_verdict){ .text = "neither dkim nor dmarc was looked at" };
}

static struct authres_proof no_proof(const char *why)
{
	return (struct authres_proof){ AUTHRES_NONE, why };
}

/* What the list's server saw of the author; NULL with *why_out when that does not count. */
static const char *seen_by_list(const struct authres_judge *j, const struct authres_word *ours,
				struct span author, const char **why_out)
{
	const struct authres_trust *trust = j->trust;

	*why_out = trust->list_vouches ? "it does not show who its server saw"
				       : "the list does not vouch for its senders";
	if (!is_given(trust->list.authserv_id))
		return NULL;
	struct authres_word word = word_of(j, &trust->list, ours->fields[ours->n - 1]);
	struct authres_verdict verdict = word.n ? verdict_for(j, &word, author, false)
					: (struct authres_verdict){ .text = word.why_not };

	if (!verdict.passes)
		*why_out = arena_printf(j->arena, "there: %s", verdict.text);
	else if (!is_handed_over_by(ours, domain_of(trust->list_domain), true))
		*why_out = "no spf=pass says that it came straight from there";
	else
		return arena_printf(j->arena, "%s by %s", verdict.text, name_of(&trust->list));
	return NULL;
}

/* The mail is the list's; is its word enough that it is the author's? */
static struct authres_proof prove_by_list(const struct authres_judge *j,
					  const struct authres_word *ours, const char *list_text,
					  struct span author)
{
	enum author_source source = j->message->author_source;
	bool signed_by_list = source == AUTHOR_FROM || source == AUTHOR_ENCODED,
	     vouched = j->trust->list_vouches;
	const char *why, *seen = seen_by_list(j, ours, author, &why);

	if (signed_by_list ? !seen && !vouched : !seen)
		return no_proof(arena_printf(j->arena, "from the list, but %s", why));
	if (!signed_by_list && !vouched)
		return no_proof(arena_printf(j->arena,
					     "from the list, but its author stands in %s alone",
					     author_source_name(source)));
	const char *text =
		arena_printf(j->arena, "list: %s by %s, %s", list_text, name_of(&j->trust->ours),
			     seen ? seen : "which vouches for its senders");

	return (struct authres_proof){ AUTHRES_LIST, text };
}

struct authres_proof authres_prove(struct arena *arena, const struct message *message,
				   const struct authres_trust *trust)
{
	struct authres_judge j = { .arena = arena, .message = message, .trust = trust };
	bool rewritten = message->author_source != AUTHOR_FROM;
	struct span author = domain_of(message->author.addr);
	struct authres_word ours = word_of(&j, &trust->ours, NULL);
	struct authres_verdict direct = { .text = "" };

	if (!ours.n)
		return no_proof(ours.why_not);
	if (message->from_count != 1)
		return no_proof(message->from_count ? "more than one author in From"
						    : "no author in From");
	if (!strchr(message->author.addr, '@') || author.len == 0)
		return no_proof("the author's address is not known");
	if (!rewritten) {
		direct = verdict_for(&j, &ours, author, false);
		if (direct.passes)
			return (struct authres_proof){ direct.dmarc ? AUTHRES_DMARC : AUTHRES_DKIM,
						       arena_printf(arena, "%s by %s", direct.text,
								    name_of(&trust->ours)) };
	}
	if (!is_given(trust->list_domain) ||
	    (is_given(trust->list_id) && !span_is_ci(span_of(message->list_id), trust->list_id)))
		return no_proof(rewritten ? "From was rewritten, and by no list of ours"
					  : direct.text);
	struct authres_verdict by_list =
		verdict_for(&j, &ours, domain_of(trust->list_domain), true);

	if (!by_list.passes)
		return no_proof(rewritten ? by_list.text : direct.text);
	return prove_by_list(&j, &ours, by_list.text, author);
}

bool authres_is_from(struct arena *arena, const struct message *message,
		     const struct authres_trust *trust)
{
	const struct authres_judge j = { .arena = arena, .message = message, .trust = trust };
	struct span domain = domain_of(trust->list_domain);
	struct authres_word word = word_of(&j, &trust->ours, NULL);

	return word.n && (is_handed_over_by(&word, domain, true) ||
			  verdict_for(&j, &word, domain, true).passes);
}
