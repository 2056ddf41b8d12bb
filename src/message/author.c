/* author.c - the person behind a From that a list rewrote for DMARC.
 *
 * Nothing is undone unless From is evidently the list's: its address is the list's, or
 * carries the author's in the list's domain, or is "X via list" there.  Whoever can write a
 * header can write X-Original-From or Reply-To; so what the list does not put there itself
 * must agree with what it does, and two different answers are no answer.
 */
#include <string.h>

#include "message/internal.h"

struct list_identity {
	const char *addr[6];	/* lower case */
	size_t n;
	const char *domain;	/* of the list's address, "" if unknown */
};

static const char *domain_of(const char *addr)
{
	const char *at = strrchr(addr, '@');

	return at ? at + 1 : "";
}

static void add_list_address(struct arena *arena, struct list_identity *list, struct span addr)
{
	addr = span_trim(addr);
	if (addr.len < 3 || span_find_char(addr, '@') < 1 || list->n >= 6)
		return;
	list->addr[list->n++] = text_lower(arena, addr);
	if (!list->domain[0])
		list->domain = domain_of(list->addr[list->n - 1]);
}

/* Where lists say their address: behind which words of which field, and up to what. */
static const struct {
	const char *field, *before, *until;
	bool at_start;		/* the words begin the field */
} list_fields[] = {
	{ "List-Post", "mailto:", ">?, \t\r\n", false },
	{ "X-BeenThere", "", ",", true },
	{ "Mailing-List", "list ", ";", true },
};

static struct list_identity identify_list(struct arena *arena, const struct message_head *head,
					  const char *list_id)
{
	struct list_identity list = { .domain = "" };

	for (size_t i = 0; i < sizeof list_fields / sizeof list_fields[0]; i++) {
		struct span value = span_trim(head_value(head, list_fields[i].field));
		ptrdiff_t at = span_find_ci(value, list_fields[i].before);
		size_t len = 0;

		if (at < 0 || (at > 0 && list_fields[i].at_start))
			continue;
		value = span_sub(value, (size_t)at + strlen(list_fields[i].before), value.len);
		while (len < value.len && !strchr(list_fields[i].until, value.ptr[len]))
			len++;
		add_list_address(arena, &list, span_sub(value, 0, len));
	}
	/* "bsc.lists.example.org" is bsc@lists.example.org in all the usual list managers (RFC 2919
	 * asks for a domain the owner controls).  A name of the list may hold dots itself. */
	const char *dot = strchr(list_id, '.');

	if (dot && strchr(dot + 1, '.') && dot > list_id) {
		char *addr = arena_strdup(arena, list_id);

		addr[dot - list_id] = '@';
		add_list_address(arena, &list, span_of(addr));
	}
	return list;
}

static bool in_list_domain(const struct list_identity *list, const char *domain)
{
	size_t have = strlen(domain), want = strlen(list->domain);

	if (want == 0 || have < want || strcmp(domain + have - want, list->domain) != 0)
		return false;
	return have == want || domain[have - want - 1] == '.';
}

static bool is_list_address(const struct list_identity *list, const char *addr)
{
	for (size_t i = 0; i < list->n; i++)
		if (span_eq_ci(span_of(list->addr[i]), span_of(addr)))
			return true;
	return false;
}

/* The author's name in "Dave via bsc", "'Dave' via bsc", "Dave (via bsc)"; NULL if there is no via.
 * Mailman writes the word in the list's language. */
static const char *name_before_via(struct arena *arena, const char *name)
{
	static const char *const words[] = {
		" via ", " (via ", " über ", " a través de ", " através de ", " por meio de ",
		" tramite ", " через ", " przez ",
	};
	struct span s = span_of(name);

	for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
		ptrdiff_t last = -1, at;
		size_t from = 0;

		/* The last one counts: a person may be called "Ana via Roma". */
		while ((at = span_find_ci(span_sub(s, from, s.len), words[w])) >= 0) {
			last = (ptrdiff_t)from + at;
			from = (size_t)last + 1;
		}
		if (last <= 0)
			continue;
		struct span person = span_trim(span_sub(s, 0, (size_t)last));

		person = span_unwrap(person, "''");
		return arena_strndup(arena, person.ptr, person.len);
	}
	return NULL;
}

/* Whether the local part carries addr: dave=example.org, dave=40example.org, dave.example.org,
 * each perhaps behind "devnull+" or another word and a plus. */
static bool local_carries(struct arena *arena, const char *local, const char *addr)
{
	static const char *const marks[] = { "=", "=40", ".", "_at_", "+" };
	const char *at = strrchr(addr, '@');

	if (!at || at == addr)
		return false;
	for (size_t m = 0; m < sizeof marks / sizeof marks[0]; m++) {
		const char *form = arena_printf(arena, "%.*s%s%s", (int)(at - addr), addr, marks[m],
						at + 1);
		size_t have = strlen(local), want = strlen(form);

		if (have >= want && span_eq_ci(span_of(local + have - want), span_of(form)) &&
		    (have == want || local[have - want - 1] == '+'))
			return true;
	}
	return false;
}

/* dave=example.org and dave=40example.org say it themselves; dave.example.org only when there
 * is one way to split it. */
static const char *decode_local(struct arena *arena, const char *local)
{
	const char *plus = strrchr(local, '+'), *eq = strrchr(local, '='), *domain;

	if (eq && eq > local) {
		domain = eq + (strncmp(eq, "=40", 3) == 0 && strchr(eq + 3, '.') ? 3 : 1);
		if (!strchr(domain, '.'))
			return NULL;
		return arena_printf(arena, "%.*s@%s", (int)(eq - local), local,
				    text_lower(arena, span_of(domain)));
	}
	if (plus)
		local = plus + 1;
	const char *first = strchr(local, '.'), *second = first ? strchr(first + 1, '.') : NULL;

	if (!second || strchr(second + 1, '.') || first == local)
		return NULL;
	return arena_printf(arena, "%.*s@%s", (int)(first - local), local,
			    text_lower(arena, span_of(first + 1)));
}

static bool same_name(const char *a, const char *b)
{
	struct span x = span_trim(span_of(a)), y = span_trim(span_of(b));

	return x.len > 0 && span_eq_ci(x, y);
}

enum { FROM, TO, CC, REPLY_TO, ORIGINAL, FIELDS };

static const char *const field_names[FIELDS] = {
	"From", "To", "Cc", "Reply-To", "X-Original-From",
};

/* A From that may be the list's, and who is found behind it. */
struct author_search {
	struct arena *arena;
	const struct message_parts *parts;
	const struct message_limits *limits;
	struct message *out;
	struct err *err;
	enum err_kind kind;		/* of a field that could not be read */
	struct address_list fields[FIELDS];
	struct list_identity list;
	const char *name;		/* before the via, or From's */
	const char *local;		/* of From's address, "" if it has none */
	const char *encoded;		/* the address that local says, or NULL */
	bool is_via, is_list;		/* From is "X via list"; it has the list's address */
	bool is_inside, is_relay;	/* one in its domain; one that carries X-Original-From */
	struct mail_address found;	/* addr "": none yet */
	enum author_source source;
	bool is_torn;			/* two different answers */
};

static void take(struct author_search *s, struct mail_address a, enum author_source source)
{
	if (s->found.addr[0]) {
		s->is_torn = s->is_torn || !span_eq_ci(span_of(s->found.addr), span_of(a.addr));
		return;
	}
	s->found = a;
	s->source = source;
}

static bool has_name(const struct mail_address *a, const char *name)
{
	struct span local = span_from(a->addr, (size_t)(strrchr(a->addr, '@') - a->addr));

	return same_name(a->name, name) || same_name(a->addr, name) ||
	       span_eq_ci(local, span_of(name));
}

/* Takes the one address of the field that bears the author's name and is not the list's.  Returns
 * how many are not, and the last of them; 0 when one has been taken. */
static size_t look_for_name(struct author_search *s, int field, enum author_source source,
			    const struct mail_address **last_out)
{
	size_t others = 0;

	for (size_t i = 0; i < s->fields[field].len; i++) {
		const struct mail_address *a = &s->fields[field].list[i];

		if (!strchr(a->addr, '@') || is_list_address(&s->list, a->addr))
			continue;
		others++;
		*last_out = a;
		if (has_name(a, s->name))
			take(s, *a, source);
	}
	return s->found.addr[0] ? 0 : others;
}

static void read_all(struct author_search *s, const struct message_head *head, const char *name,
		     struct address_list *list)
{
	for (size_t i = 0; i < head->len && s->kind == ERR_NONE; i++) {
		const struct message_field *field = &head->fields[i];

		if (span_is_ci(field->name, name))
			s->kind = addresses_read(s->arena, field->value, s->limits, list, s->err);
	}
}

int author_wrapped_part(const struct message_parts *parts)
{
	const struct message_part *top = &parts->parts[0];
	int wrapped = -1;

	if (top->kind == PART_MESSAGE)
		return parts->len > 1 ? 0 : -1;
	if (!part_is(top, "multipart", "mixed"))
		return -1;
	for (size_t i = 1; i < parts->len; i++) {
		const struct message_part *p = &parts->parts[i];

		if (p->parent != 0)
			continue;
		if (p->kind == PART_MESSAGE) {
			if (wrapped >= 0)
				return -1;
			wrapped = (int)i;
		} else if (!part_is(p, "text", "plain") || p->body.len > 4000) {
			return -1;	/* lists add nothing but a short header and footer */
		}
	}
	return wrapped;
}

static bool set_author(struct author_search *s, const char *name, const char *addr,
		       enum author_source source)
{
	s->out->author = (struct mail_address){ name, addr };
	s->out->author_source = source;
	return true;
}

static bool look_in_local(struct author_search *s)
{
	if (!s->encoded || !strchr(s->local, '='))
		return false;
	return set_author(s, s->name, s->encoded, AUTHOR_ENCODED);
}

/* Google writes X-Original-From and -Sender over whatever the author had there. */
static bool look_in_original(struct author_search *s)
{
	struct address_list *original = &s->fields[ORIGINAL];
	const char *list_id = text_lower(s->arena, span_of(s->out->list_id));
	bool is_sure = s->is_relay || span_ends(span_of(list_id), ".googlegroups.com");

	if (is_sure && original->len == 0)
		read_all(s, &s->parts->parts[0].head, "X-Original-Sender", original);
	if (!is_sure || original->len != 1 || !original->list[0].addr[0])
		return false;
	return set_author(s, s->name, original->list[0].addr, AUTHOR_X_ORIGINAL_FROM);
}

/* In a mail that the list wrapped: its head stands in the message part's child. */
static bool look_inside(struct author_search *s)
{
	int wrapped = author_wrapped_part(s->parts);
	const struct message_part *part = s->parts->parts, *end = part + s->parts->len;
	struct address_list from = { 0 };

	while (part < end && (wrapped < 0 || part->parent != wrapped))
		part++;
	if (part == end)
		return false;
	read_all(s, &part->head, "From", &from);
	if (from.len != 1)
		return false;
	struct mail_address a = from.list[0];

	if (!a.addr[0] || is_list_address(&s->list, a.addr))
		return false;
	head_fill_wrapped(s->arena, &part->head, s->out);
	return set_author(s, a.name[0] ? a.name : s->name, a.addr, AUTHOR_WRAPPED);
}

static void look_in_reply_to(struct author_search *s)
{
	const struct address_list *reply = &s->fields[REPLY_TO];
	const struct mail_address *last;

	if (look_for_name(s, REPLY_TO, AUTHOR_REPLY_TO, &last) == 1 && !last->name[0])
		take(s, *last, AUTHOR_REPLY_TO);
	/* dave.example.o.rg@lists...: which split it is, Reply-To tells. */
	for (size_t i = 0; i < reply->len && s->is_inside && !s->is_list; i++) {
		if (local_carries(s->arena, s->local, reply->list[i].addr)) {
			take(s, reply->list[i], AUTHOR_ENCODED);
			s->source = AUTHOR_ENCODED;
		}
	}
}

/* What anybody can write must agree; where it does not, the author is unknown. */
static void look_for_agreement(struct author_search *s)
{
	const struct address_list *original = &s->fields[ORIGINAL];
	const struct mail_address *last;

	if (s->encoded)
		take(s, (struct mail_address){ s->name, s->encoded }, AUTHOR_ENCODED);
	else
		look_in_reply_to(s);
	if (!s->found.addr[0])
		look_for_name(s, CC, AUTHOR_CC, &last);
	/* An X-Original-From that says otherwise is somebody's invention. */
	for (size_t i = 0; i < original->len; i++) {
		if (original->list[i].addr[0])
			take(s, original->list[i], AUTHOR_X_ORIGINAL_FROM);
	}
	bool is_named = s->found.name[0] && !same_name(s->found.name, s->name);

	if (!s->found.addr[0] || s->is_torn || (s->source == AUTHOR_X_ORIGINAL_FROM && is_named))
		set_author(s, s->name, "", AUTHOR_UNKNOWN);
	else
		set_author(s, s->name[0] ? s->name : s->found.name, s->found.addr, s->source);
}

static void read_fields(struct author_search *s)
{
	const struct address_list *from = &s->fields[FROM];
	const struct address_list *to = &s->fields[TO], *cc = &s->fields[CC];
	struct message *out = s->out;

	for (int i = 0; i < FIELDS; i++)
		read_all(s, &s->parts->parts[0].head, field_names[i], &s->fields[i]);
	if (s->kind == ERR_NONE && to->len + cc->len > s->limits->addresses)
		s->kind = err_set(s->err, ERR_DATA, "more than %u addresses (addresses)",
				  s->limits->addresses);
	out->n_recipients = to->len + cc->len;
	out->recipients = arena_alloc(s->arena, out->n_recipients + 1, sizeof *out->recipients);
	if (to->len)
		memcpy(out->recipients, to->list, to->len * sizeof *to->list);
	if (cc->len)
		memcpy(out->recipients + to->len, cc->list, cc->len * sizeof *cc->list);
	out->from_count = from->len;
	out->from = from->len ? from->list[0] : (struct mail_address){ "", "" };
	set_author(s, out->from.name, out->from.addr, AUTHOR_FROM);
}

/* Reads From as an address that the list may have made. */
static void read_from(struct author_search *s)
{
	const struct mail_address *from = &s->out->from;
	const char *person = name_before_via(s->arena, from->name);
	const char *at = strrchr(from->addr, '@');

	s->is_via = person != NULL;
	s->name = person ? person : from->name;
	s->local = at ? arena_strndup(s->arena, from->addr, (size_t)(at - from->addr)) : "";
	s->list = identify_list(s->arena, &s->parts->parts[0].head, s->out->list_id);
	/* Without List-Id and its kin: "Dave via bsc" from the address that the mail went to. */
	for (size_t i = 0; i < s->out->n_recipients && s->is_via && s->list.n == 0; i++) {
		if (span_eq_ci(span_of(s->out->recipients[i].addr), span_of(from->addr)))
			add_list_address(s->arena, &s->list, span_of(from->addr));
	}
	s->is_list = is_list_address(&s->list, from->addr);
	s->is_inside = in_list_domain(&s->list, domain_of(from->addr));
}

/* Whether From is evidently the list's. */
static bool is_rewritten(struct author_search *s)
{
	const struct address_list *original = &s->fields[ORIGINAL];

	/* dave.o.brien@lists... without via is just an address */
	if (s->is_inside && !s->is_list && (s->is_via || strchr(s->local, '=')))
		s->encoded = decode_local(s->arena, s->local);
	if (s->encoded)
		s->encoded = message_ascii_address(s->arena, s->encoded);
	/* Outside of the list's domain a relay must carry the author's address in its own. */
	for (size_t i = 0; i < original->len && s->is_via && !s->is_inside; i++) {
		if (local_carries(s->arena, s->local, original->list[i].addr))
			s->is_relay = true;
	}
	return s->is_list || s->encoded || s->is_relay || (s->is_inside && s->is_via);
}

enum err_kind author_find(struct arena *arena, const struct message_parts *parts,
			  const struct message_limits *limits, struct message *out, struct err *err)
{
	struct author_search s = {
		.arena = arena, .parts = parts, .limits = limits, .out = out, .err = err,
		.found = { "", "" },
	};

	read_fields(&s);
	read_from(&s);
	/* Strongest first: what the list or relay itself says. */
	if (is_rewritten(&s) && !look_in_local(&s) && !look_in_original(&s) && !look_inside(&s))
		look_for_agreement(&s);
	return s.kind;
}

const char *author_source_name(enum author_source source)
{
	switch (source) {
	case AUTHOR_FROM: return "from";
	case AUTHOR_X_ORIGINAL_FROM: return "x-original-from";
	case AUTHOR_REPLY_TO: return "reply-to";
	case AUTHOR_CC: return "cc";
	case AUTHOR_ENCODED: return "encoded";
	case AUTHOR_WRAPPED: return "wrapped";
	case AUTHOR_UNKNOWN: return "unknown";
	}
	return "unknown";
}
