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

static const char *lowered(struct arena *arena, struct span s)
{
	char *copy = arena_strndup(arena, s.ptr, s.len);

	for (char *p = copy; *p; p++)
		*p = (char)ascii_lower((unsigned char)*p);
	return copy;
}

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
	list->addr[list->n++] = lowered(arena, addr);
	if (!list->domain[0])
		list->domain = domain_of(list->addr[list->n - 1]);
}

static struct list_identity identify_list(struct arena *arena, const struct head *head, const char *list_id)
{
	struct list_identity list = { .domain = "" };
	struct span value = head_value(head, "List-Post");
	ptrdiff_t at = span_find_ci(value, "mailto:");

	if (at >= 0) {
		size_t end = (size_t)at + 7;

		while (end < value.len && !strchr(">?, \t\r\n", value.ptr[end]))
			end++;
		add_list_address(arena, &list, span_sub(value, (size_t)at + 7, end - (size_t)at - 7));
	}
	value = head_value(head, "X-BeenThere");
	at = span_find_char(value, ',');
	add_list_address(arena, &list, at >= 0 ? span_sub(value, 0, (size_t)at) : value);
	value = span_trim(head_value(head, "Mailing-List"));
	if (span_starts_ci(value, "list ")) {
		at = span_find_char(value, ';');
		add_list_address(arena, &list, span_sub(value, 5, at > 5 ? (size_t)at - 5 : value.len));
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
		" via ", " (via ", " über ", " a través de ", " através de ", " por meio de ", " tramite ",
		" через ", " przez ",
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

		if (person.len >= 2 && person.ptr[0] == '\'' && person.ptr[person.len - 1] == '\'')
			person = span_sub(person, 1, person.len - 2);
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
		const char *form = arena_printf(arena, "%.*s%s%s", (int)(at - addr), addr, marks[m], at + 1);
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
				    lowered(arena, span_of(domain)));
	}
	if (plus)
		local = plus + 1;
	const char *first = strchr(local, '.'), *second = first ? strchr(first + 1, '.') : NULL;

	if (!second || strchr(second + 1, '.') || first == local)
		return NULL;
	return arena_printf(arena, "%.*s@%s", (int)(first - local), local,
			    lowered(arena, span_of(first + 1)));
}

static bool same_name(const char *a, const char *b)
{
	struct span x = span_trim(span_of(a)), y = span_trim(span_of(b));

	return x.len > 0 && span_eq_ci(x, y);
}

struct evidence {
	const char *name;			/* before the via, or From's */
	const struct list_identity *list;
	const char *found;			/* "" none yet */
	const char *found_name;
	bool torn;				/* two different answers */
};

static void take(struct evidence *ev, const struct mail_address *a)
{
	if (ev->found[0] && !span_eq_ci(span_of(ev->found), span_of(a->addr)))
		ev->torn = true;
	if (!ev->found[0]) {
		ev->found = a->addr;
		ev->found_name = a->name;
	}
}

/* The one address among them that bears the author's name and is not the list's.  Where no
 * name fits, a single one without any name will do (alone_ok). */
static void look_for_name(const struct address_list *addresses, bool alone_ok, struct evidence *ev)
{
	const struct mail_address *alone = NULL;
	size_t others = 0;

	for (size_t i = 0; i < addresses->len; i++) {
		const struct mail_address *a = &addresses->list[i];
		const char *at = strrchr(a->addr, '@');

		if (!at || is_list_address(ev->list, a->addr))
			continue;
		others++;
		alone = a;
		if (same_name(a->name, ev->name) || same_name(a->addr, ev->name) ||
		    span_eq_ci(span_from(a->addr, (size_t)(at - a->addr)), span_of(ev->name)))
			take(ev, a);
	}
	if (alone_ok && !ev->found[0] && others == 1 && !alone->name[0])
		take(ev, alone);
}

static enum err_kind read_all(struct arena *arena, const struct head *head, const char *name,
			      const struct message_limits *limits, struct address_list *list, struct err *err)
{
	for (size_t i = 0; i < head->len; i++)
		if (span_is_ci(head->fields[i].name, name)) {
			enum err_kind kind = addresses_read(arena, head->fields[i].value, limits, list, err);

			if (kind)
				return kind;
		}
	return ERR_NONE;
}

int author_wrapped_part(const struct parts *parts)
{
	int wrapped = -1;

	if (!part_is(&parts->parts[0], "multipart", "mixed") && parts->parts[0].kind != PART_MESSAGE)
		return -1;
	for (size_t i = 1; i < parts->len; i++) {
		const struct part *p = &parts->parts[i];

		if (parts->parts[0].kind == PART_MESSAGE)
			return 0;
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

static void set_author(struct message *out, const char *name, const char *addr, enum author_source source)
{
	out->author = (struct mail_address){ name, addr };
	out->author_source = source;
}

enum err_kind author_find(struct arena *arena, const struct parts *parts,
			  const struct message_limits *limits, struct message *out, struct err *err)
{
	const struct head *head = &parts->parts[0].head;
	struct address_list from = { 0 }, to = { 0 }, cc = { 0 }, reply = { 0 }, original = { 0 }, inner = { 0 };
	enum err_kind kind;

	if ((kind = read_all(arena, head, "From", limits, &from, err)) ||
	    (kind = read_all(arena, head, "To", limits, &to, err)) ||
	    (kind = read_all(arena, head, "Cc", limits, &cc, err)) ||
	    (kind = read_all(arena, head, "Reply-To", limits, &reply, err)) ||
	    (kind = read_all(arena, head, "X-Original-From", limits, &original, err)))
		return kind;
	if (to.len + cc.len > limits->addresses)
		return err_set(err, ERR_DATA, "more than %u addresses (addresses)", limits->addresses);
	out->n_recipients = to.len + cc.len;
	out->recipients = arena_alloc(arena, out->n_recipients + 1, sizeof *out->recipients);
	if (to.len)
		memcpy(out->recipients, to.list, to.len * sizeof *to.list);
	if (cc.len)
		memcpy(out->recipients + to.len, cc.list, cc.len * sizeof *cc.list);

	out->from_count = from.len;
	out->from = from.len ? from.list[0] : (struct mail_address){ "", "" };
	set_author(out, out->from.name, out->from.addr, AUTHOR_FROM);

	struct list_identity list = identify_list(arena, head, out->list_id);
	const char *person = name_before_via(arena, out->from.name);
	const char *at = strrchr(out->from.addr, '@');

	/* Without List-Id and its kin: "Dave via bsc" from the address that the mail went to. */
	if (list.n == 0 && person)
		for (size_t i = 0; i < out->n_recipients; i++)
			if (span_eq_ci(span_of(out->recipients[i].addr), span_of(out->from.addr)))
				add_list_address(arena, &list, span_of(out->from.addr));

	const char *local = at ? arena_strndup(arena, out->from.addr, (size_t)(at - out->from.addr)) : "";
	bool inside = at && in_list_domain(&list, at + 1);
	bool is_list = at && is_list_address(&list, out->from.addr);
	const char *encoded = inside && !is_list ? decode_local(arena, local) : NULL;
	bool carries = false;

	if (encoded)
		encoded = message_ascii_address(arena, encoded);
	/* Outside of the list's domain a relay must carry the author's address in its own. */
	if (person && at && !inside)
		for (size_t i = 0; i < original.len; i++)
			carries = carries || local_carries(arena, local, original.list[i].addr);
	if (encoded && !person && !strchr(local, '='))
		encoded = NULL;	/* dave.o.brien@lists... without via is just an address */
	if (!is_list && !(inside && person) && !encoded && !carries)
		return ERR_NONE;

	struct evidence ev = { .name = person ? person : out->from.name, .list = &list, .found = "", .found_name = "" };
	const char *name = ev.name;

	/* What the list or relay itself says, strongest first. */
	if (encoded && strchr(local, '=')) {
		set_author(out, name, encoded, AUTHOR_ENCODED);
		return ERR_NONE;
	}
	if (carries && original.len == 1) {
		set_author(out, name, original.list[0].addr, AUTHOR_X_ORIGINAL_FROM);
		return ERR_NONE;
	}
	/* Google writes X-Original-From and -Sender over whatever the author had there. */
	bool google = span_ends(span_of(lowered(arena, span_of(out->list_id))), ".googlegroups.com");

	if (google && original.len == 0 &&
	    (kind = read_all(arena, head, "X-Original-Sender", limits, &original, err)))
		return kind;
	if (google && original.len == 1 && original.list[0].addr[0]) {
		set_author(out, name, original.list[0].addr, AUTHOR_X_ORIGINAL_FROM);
		return ERR_NONE;
	}
	int wrapped = author_wrapped_part(parts);

	if (wrapped >= 0) {
		/* The inner mail's head stands in the message part's child. */
		const struct head *inside_head = NULL;

		for (size_t i = 0; i < parts->len && !inside_head; i++)
			if (parts->parts[i].parent == wrapped)
				inside_head = &parts->parts[i].head;
		if (inside_head && (kind = read_all(arena, inside_head, "From", limits, &inner, err)))
			return kind;
		if (inner.len == 1 && inner.list[0].addr[0] && !is_list_address(&list, inner.list[0].addr)) {
			set_author(out, inner.list[0].name[0] ? inner.list[0].name : name,
				   inner.list[0].addr, AUTHOR_WRAPPED);
			head_fill_wrapped(arena, inside_head, out);
			return ERR_NONE;
		}
	}
	enum author_source source = AUTHOR_REPLY_TO;

	if (encoded) {
		take(&ev, &(struct mail_address){ name, encoded });
		source = AUTHOR_ENCODED;
	} else {
		look_for_name(&reply, true, &ev);
		/* dave.example.o.rg@lists...: which split it is, Reply-To tells. */
		for (size_t i = 0; i < reply.len; i++)
			if (inside && !is_list && local_carries(arena, local, reply.list[i].addr)) {
				take(&ev, &reply.list[i]);
				source = AUTHOR_ENCODED;
			}
		if (!ev.found[0]) {
			look_for_name(&cc, false, &ev);
			source = AUTHOR_CC;
		}
	}
	/* An X-Original-From that says otherwise is somebody's invention. */
	for (size_t i = 0; i < original.len; i++)
		if (original.list[i].addr[0]) {
			if (!ev.found[0])
				source = AUTHOR_X_ORIGINAL_FROM;
			take(&ev, &original.list[i]);
		}
	if (source == AUTHOR_X_ORIGINAL_FROM && ev.found_name[0] && !same_name(ev.found_name, name))
		ev.torn = true;
	if (ev.found[0] && !ev.torn)
		set_author(out, name[0] ? name : ev.found_name, ev.found, source);
	else
		set_author(out, name, "", AUTHOR_UNKNOWN);
	return ERR_NONE;
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
