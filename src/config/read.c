/* read.c - from the tree of a whole file to struct config, and what must hold between its parts.
 *
 * Everything that can be checked without a server is checked here, and a check that fails never
 * hides another: parts that could not be read are left out of later checks.
 */
#include <string.h>

#include "config/schema.h"
#include "message/message.h"
#include "notices/source.h"

enum { DAY_S = 24 * 3600 };

/* Lists and their people, while the places are still needed. */
struct config_pending {
	struct config_reader *reader;
	struct config *config;
	const struct config_node *top;
	const struct config_node **mailbox_nodes; /* names, in the order of config->mailboxes */
	bool *mailbox_used;
	struct people_set shared;		/* persons of the top level */
	struct people_set shared_grouped;	/* with the groups of the top level */
	bool has_shared;
};

enum {
	PATTERNS_MAX = 50,
	BANNERS_MAX = 50,
	BANNER_LETTERS_MIN = 8,		/* before the first *: less would take what people write */
	ANSWER_TOKEN_LEN = 34,		/* bot/token.h */
	LOCAL_PART_MAX = 64,		/* RFC 5321, 4.5.3.1.1 */
};

#define WRONG(p, node, ...) NODE_PROBLEM((p)->reader->problems, node, __VA_ARGS__)
#define QUOTED(p, text) problem_quote((p)->reader->arena, text)

static bool same(const char *a, const char *b)
{
	return a && b && span_eq_ci(span_of(a), span_of(b));
}

/* A mapping without a key at the place of another node: gives the defaults of a part that was left
 * out. */
static const struct config_node *or_nothing(struct config_pending *p,
					    const struct config_node *part,
					    const struct config_node *parent)
{
	struct config_node *nothing;

	if (part)
		return part;
	nothing = arena_alloc(p->reader->arena, 1, sizeof *nothing);
	*nothing = (struct config_node){ .kind = NODE_MAPPING,
				  .source = parent->source,
				  .line = parent->line,
				  .column = parent->column };
	return nothing;
}

/* The value of a key, if it is a mapping at all. */
static const struct config_node *node_find_in(const struct config_node *node, const char *key)
{
	return node->kind == NODE_MAPPING ? node_find(node, key) : NULL;
}

static bool name_is_good(const char *name, const char *also)
{
	size_t len = strlen(name);

	if (!len || len > 64)
		return false;
	for (; *name; name++) {
		if (!(*name >= 'a' && *name <= 'z') && !ascii_is_digit(*name) &&
		    !strchr(also, *name))
			return false;
	}
	return true;
}

static void check_secret(struct config_pending *p, const struct config_node *node,
			 struct config_server *server)
{
	static const char *const keys[] = { "password_file", "password_command", "credential" };
	const struct config_node *user = node_find(node, "user"), *auth = node_find(node, "auth"),
			  *first = NULL;

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		const struct config_node *secret = node_find(node, keys[i]);

		if (!secret)
			continue;
		if (first)
			WRONG(p, secret,
			      "a second source of the password, expected one of password_file, "
			      "password_command and credential");
		first = first ? first : secret;
	}
	if (!user) {
		if (first)
			WRONG(p, first, "a password without a user, expected \"user\" beside it");
		if (auth && server->auth != AUTH_NONE && server->auth != AUTH_AUTO)
			WRONG(p, auth, "a way to log in without a user, expected \"user\" beside "
				       "it");
		server->auth = AUTH_NONE;
		return;
	}
	if (auth && server->auth == AUTH_NONE)
		WRONG(p, auth, "a user but no login (none), expected one of the two");
	else if (!first)
		WRONG(p, user,
		      "a user without a password, expected password_file, password_command or "
		      "credential");
}

static void check_server(struct config_pending *p, const struct config_node *node,
			 struct config_server *server, const uint16_t ports[3])
{
	const struct config_node *tls = node_find(node, "tls");

	if (!node_find(node, "port"))
		server->port = ports[server->tls];
	if (server->tls == TLS_NONE && server->host && !server->insecure_plain &&
	    !host_is_loopback(span_of(server->host)))
		WRONG(p, tls ? tls : node,
		      "plain text to %s, expected tls: implicit or starttls (or insecure_plain: "
		      "yes, and anybody on the way can read and change the mail)",
		      QUOTED(p, server->host));
	check_secret(p, node, server);
}

static void read_mailbox(struct config_pending *p, const struct config_node *name,
			 const struct config_node *node)
{
	static const uint16_t ports[] = {
		[TLS_IMPLICIT] = 993, [TLS_STARTTLS] = 143, [TLS_NONE] = 143
	};
	struct config *config = p->config;
	struct config_mailbox *mailbox = &config->mailboxes[config->n_mailboxes];
	int type = schema_type(node, &table_mailbox);

	mailbox->name = name->text;
	p->mailbox_nodes[config->n_mailboxes++] = name;
	if (!name_is_good(name->text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_."))
		WRONG(p, name,
		      "%s cannot name a mailbox, expected at most 64 letters, digits, - _ and .",
		      QUOTED(p, name->text));
	if (!schema_read(p->reader, node, &table_mailbox, type, mailbox))
		return;
	if (type == MAILBOX_IMAP)
		check_server(p, node, &mailbox->server, ports);
}

static void read_mailboxes(struct config_pending *p)
{
	const struct config_node *node = node_find(p->top, "mailboxes");
	size_t n;

	if (!node)
		return;
	if (node->kind != NODE_MAPPING || !node->n_items) {
		WRONG(p, node,
		      "%s for the mailboxes, expected names with what each is (bot: {type: imap, "
		      "...})",
		      node->kind == NODE_MAPPING ? "an empty mapping" : node_kind_name(node));
		return;
	}
	n = node->n_items / 2;
	p->config->mailboxes = arena_alloc(p->reader->arena, n, sizeof *p->config->mailboxes);
	p->mailbox_nodes = arena_alloc(p->reader->arena, n, sizeof *p->mailbox_nodes);
	p->mailbox_used = arena_alloc(p->reader->arena, n, sizeof *p->mailbox_used);
	for (size_t i = 0; i < node->n_items; i += 2) {
		if (node_find(node, node->items[i]->text) == node->items[i + 1])
			read_mailbox(p, node->items[i], node->items[i + 1]);
	}
}

/* "Beadle <bot@example.org>", "bot@example.org", "\"The Beadle\" <bot@example.org>". */
static void read_from(struct config_pending *p, const struct config_node *node,
		      struct config_outbox *outbox)
{
	const char *text = value_text(
		p->reader, node, "the bot's own address, such as \"Beadle <bot@example.org>\"");
	struct span all, name = { "", 0 }, addr;
	ptrdiff_t open;

	if (!text)
		return;
	all = span_trim(span_of(text));
	open = span_find_char(all, '<');
	addr = all;
	if (open >= 0) {
		if (!span_ends(all, ">")) {
			WRONG(p, node,
			      "%s lacks the closing >, expected something like \"Beadle "
			      "<bot@example.org>\"",
			      QUOTED(p, text));
			return;
		}
		name = span_trim(span_sub(all, 0, (size_t)open));
		addr = span_sub(all, (size_t)open + 1, all.len - (size_t)open - 2);
	}
	name = span_trim(span_unwrap(name, "\"\""));
	const char *written = arena_strndup(p->reader->arena, addr.ptr, addr.len), *address;
	const char *fault = address_read(p->reader->arena, written, &address);

	if (fault) {
		WRONG(p, node, "%s has %s, expected something like \"Beadle <bot@example.org>\"",
		      QUOTED(p, written), fault);
		return;
	}
	if (span_find_char(name, '"') >= 0 || span_find_char(name, '\\') >= 0) {
		WRONG(p, node,
		      "a name with \" or \\ in it, expected something like \"Beadle "
		      "<bot@example.org>\"");
		return;
	}
	outbox->from_addr = address;
	if (name.len)
		outbox->from_name = arena_strndup(p->reader->arena, name.ptr, name.len);
}

static void read_witness(struct config_pending *p, const struct config_node *node,
			 struct config_outbox *outbox)
{
	static const struct config_field field = { .key = "witness", .type = FIELD_ADDRESS,
					    .expected = "the address of a copy, or none" };

	if (!node)
		outbox->witness = outbox->type == OUTBOX_SMTP ? outbox->from_addr : NULL;
	else if (node->kind != NODE_SCALAR || node->none ||
		 !span_is_ci(span_of(node->text), "none"))
		(void)schema_read_value(p->reader, node, &field, &outbox->witness);
}

static void read_outbox(struct config_pending *p)
{
	static const uint16_t ports[] = {
		[TLS_IMPLICIT] = 465, [TLS_STARTTLS] = 587, [TLS_NONE] = 25
	};
	const struct config_node *node = node_find(p->top, "outbox"), *from, *retry;
	struct config_outbox *outbox = &p->config->outbox;
	int type;

	outbox->from_name = "Beadle";
	if (!node)
		return;
	type = schema_type(node, &table_outbox);
	if (!schema_read(p->reader, node, &table_outbox, type, outbox))
		return;
	if (schema_read(p->reader, or_nothing(p, node_find(node, "limits"), node), &table_limits, 0,
			outbox) &&
	    outbox->retry_last_s < outbox->retry_first_s) {
		retry = node_find(node, "retry_last");
		WRONG(p, retry ? retry : node,
		      "retry_last is shorter than retry_first, expected at least as long");
	}
	from = node_find(node, "from");
	if (from)
		read_from(p, from, outbox);
	read_witness(p, node_find(node, "witness"), outbox);
	if (type == OUTBOX_SMTP)
		check_server(p, node, &outbox->server, ports);
	if (type == OUTBOX_SENDMAIL && !node_find(node, "path"))
		outbox->path = "/usr/sbin/sendmail";
}

/* bot+*@example.org: the token stands where the star does. */
static void read_answers_address(struct config_pending *p, const struct config_node *node,
				 struct config *config)
{
	static const char expected[] =
		"an address of the bot with a * for the token (bot+*@example.org), or no";
	const char *from = config->outbox.from_addr, *at = from ? strrchr(from, '@') : NULL, *text,
		   *star, *fault, *tried;
	struct arena *arena = p->reader->arena;

	/* a place in the local part that no delimiter tells from the rest is the operator's to
	 * choose */
	config->answers.address =
		at ? arena_printf(arena, "%.*s+*%s", (int)(at - from), from, at) : from;
	text = node ? value_text(p->reader, node, expected) : config->answers.address;
	if (!text)
		return;
	if (node && (same(text, "no") || same(text, "false"))) {
		config->answers.address = from;
		return;
	}
	text = message_ascii_address(arena, text);
	star = strchr(text, '*');
	fault = !star || strchr(star + 1, '*')
			? "one *"
			: address_read(arena,
				       arena_printf(arena, "%.*sx%s", (int)(star - text), text,
						    star + 1),
				       &tried);
	at = strrchr(text, '@');
	if (!fault && (star > at || at - text - 1 + ANSWER_TOKEN_LEN > LOCAL_PART_MAX))
		fault = star > at ? "* before the @" : "with the token it is too long";
	if (fault && node)
		WRONG(p, node, "%s does not fit (%s), expected %s", QUOTED(p, text), fault,
		      expected);
	else if (fault)		/* a long name of the bot leaves no room: then without */
		config->answers.address = from;
	else
		config->answers.address = text;
}

static void read_answers(struct config_pending *p)
{
	const struct config_node *node = node_find(p->top, "answers");

	if (schema_read(p->reader, or_nothing(p, node, p->top), &table_answers, 0, p->config))
		read_answers_address(p, node ? node_find(node, "address") : NULL, p->config);
	const char *pattern = p->config->answers.address,
		   *star = pattern ? strchr(pattern, '*') : NULL;

	if (star)
		p->config->outbox.answer_addr =
			arena_printf(p->reader->arena, "%.*s%s%s", (int)(star - pattern), pattern,
				     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", star + 1);
}

static size_t letters_before_star(const char *text)
{
	size_t n = 0;

	for (; *text && *text != '*'; text++)
		n += !ascii_is_space((unsigned char)*text);
	return n;
}

static void read_banners(struct config_pending *p, const struct config_node *node)
{
	static const char expected[] =
		"a text without * among its first 8 letters (External mail, checked by *)";
	const char **texts;
	size_t n = 0;

	if (node->kind != NODE_LIST || !node->n_items || node->n_items > BANNERS_MAX) {
		WRONG(p, node, "%s for the banners, expected a list of 1 to %d texts",
		      node->kind != NODE_LIST ? node_kind_name(node)
		      : node->n_items	      ? "a list too long"
					      : "an empty list",
		      BANNERS_MAX);
		return;
	}
	texts = arena_alloc(p->reader->arena, node->n_items, sizeof *texts);
	for (size_t i = 0; i < node->n_items; i++) {
		const char *text = value_text(p->reader, node->items[i], expected);

		if (text && letters_before_star(text) < BANNER_LETTERS_MIN)
			WRONG(p, node->items[i], "%s does not fit, expected %s", QUOTED(p, text),
			      expected);
		else if (text)
			texts[n++] = text;
	}
	p->config->banners = (struct message_banners){ texts, n };
}

static void read_shared_people(struct config_pending *p)
{
	const struct config_node *persons = node_find(p->top, "people"),
			  *groups = node_find(p->top, "groups");

	p->has_shared = persons != NULL;
	p->shared.broken = true;
	if (persons && people_load(p->reader, &persons, &groups))
		people_read_persons(p->reader, persons, &p->shared);
	else if (!persons && groups)
		WRONG(p, groups, "groups without people, expected \"people\" beside them");
	p->shared_grouped = p->shared;
	if (persons && groups)
		people_read_groups(p->reader, groups, &p->shared_grouped);
}

/* A list's own people come with their own groups; its own groups alone go with the shared
 * people. */
static void read_list_people(struct config_pending *p, const struct config_node *node,
			     struct people_set *set)
{
	const struct config_node *persons = node_find(node, "people"),
				 *groups = node_find(node, "groups");

	if (!persons && !groups) {
		*set = p->shared_grouped;
	} else if (!persons) {
		*set = p->shared;
	} else {
		*set = (struct people_set){ .broken = true };
		if (people_load(p->reader, &persons, &groups))
			people_read_persons(p->reader, persons, set);
	}
	if (groups && set->people.n_persons)
		people_read_groups(p->reader, groups, set);
	if (!node_find(node, "people") && !p->has_shared)
		WRONG(p, node, "a list lacks \"people\", expected them here or at the top level");
}

static const char *next_mailbox(const void *user, size_t i)
{
	const struct config *config = user;

	return i < config->n_mailboxes ? config->mailboxes[i].name : NULL;
}

static void read_list_mailbox(struct config_pending *p, const struct config_node *node,
			      struct config_list *list)
{
	const char *name = value_text(p->reader, node, "the name of one of the mailboxes");

	if (!name)
		return;
	for (size_t i = 0; i < p->config->n_mailboxes; i++) {
		if (strcmp(p->config->mailboxes[i].name, name) == 0) {
			list->mailbox = name;
			p->mailbox_used[i] = true;
			return;
		}
	}
	const char *near = problems_full(p->reader->problems)
				   ? NULL
				   : nearest_word(name, next_mailbox, p->config);

	WRONG(p, node, "%s is not a mailbox%s%s%s, expected the name of one under \"mailboxes\"",
	      QUOTED(p, name), near ? " (did you mean \"" : "", near ? near : "",
	      near ? "\"?)" : "");
}

/* A key whose value is a list of words out of a few. */
struct word_list {
	const char *of;			/* "the tags" */
	const char *name, *names;	/* "family of tags", "families" */
	const char *example, *without;	/* "bracket, colon"; what holds without the key */
	bool (*is_known)(const char *word);
	const char *known;		/* all of them */
};

static const char *const *read_words(struct config_pending *p, const struct config_node *node,
				     const struct word_list *list)
{
	const char **words;
	size_t n = 0;

	if (node->kind != NODE_LIST || !node->n_items) {
		WRONG(p, node,
		      "%s for %s, expected a list of %s such as [%s] (without the key: %s)",
		      node->kind == NODE_LIST ? "an empty list" : node_kind_name(node), list->of,
		      list->names, list->example, list->without);
		return NULL;
	}
	words = arena_alloc(p->reader->arena, node->n_items + 1, sizeof *words);
	for (size_t i = 0; i < node->n_items; i++) {
		const char *word =
			value_text(p->reader, node->items[i],
				   arena_printf(p->reader->arena, "the name of a %s", list->name));

		if (!word)
			continue;
		if (!name_is_good(word, "-_"))
			WRONG(p, node->items[i],
			      "%s cannot name a %s, expected something like %.*s",
			      QUOTED(p, word), list->name, (int)strcspn(list->example, ","),
			      list->example);
		else if (!list->is_known(word))
			WRONG(p, node->items[i], "%s is not a %s, expected some of %s",
			      QUOTED(p, word), list->name, list->known);
		else
			words[n++] = word;
	}
	return words;
}

static void read_tags(struct config_pending *p, const struct config_node *node,
		      struct config_list *list)
{
	const struct word_list families = {
		.of = "the tags",
		.name = "family of tags",
		.names = "families",
		.example = "bracket, colon",
		.without = "all",
		.is_known = p->reader->world->family_known,
		.known = p->reader->world->families(),
	};

	list->tags = read_words(p, node, &families);
}

static void read_off(struct config_pending *p, const struct config_node *node,
		     struct notice_policy *policy)
{
	const struct word_list kinds = {
		.of = "the notices that are off",
		.name = "kind of notice that can be off",
		.names = "kinds",
		.example = "deadline-last-day, weekly-digest",
		.without = "none",
		.is_known = policy_may_be_off,
		.known = policy_kinds_off(p->reader->arena),
	};

	policy->off = read_words(p, node, &kinds);
}

/* Each shape with its examples; what the check finds is said at the part that it found it in. */
static void read_pattern(struct config_pending *p, const struct config_node *node,
			 struct config_list *list)
{
	static const char *const keys[] = {
		[PATTERN_NAME] = "name",
		[PATTERN_MATCH] = "match",
		[PATTERN_EXAMPLE] = "example",
		[PATTERN_COUNTER] = "counter",
	};
	struct rule_pattern *pattern = &list->patterns[list->n_patterns];
	enum rule_pattern_part part;
	struct err err;

	/* one that was refused stood here */
	*pattern = (struct rule_pattern){ .name = NULL };
	if (!schema_read(p->reader, node, &table_pattern, 0, pattern) || !pattern->name ||
	    !pattern->match || !pattern->example || !pattern->counter)
		return;
	for (size_t i = 0; i < list->n_patterns; i++) {
		if (strcmp(list->patterns[i].name, pattern->name) == 0)
			WRONG(p, node_find(node, "name"),
			      "%s is already the name of an earlier pattern, expected another",
			      QUOTED(p, pattern->name));
	}
	if (p->reader->world->pattern_check(pattern, &part, &err))
		WRONG(p, node_find(node, keys[part]), "%s", err.text);
	else
		list->n_patterns++;
}

static void read_patterns(struct config_pending *p, const struct config_node *node,
			  struct config_list *list)
{
	if (node->kind != NODE_LIST || !node->n_items || node->n_items > PATTERNS_MAX) {
		WRONG(p, node,
		      "%s for the patterns, expected a list of 1 to %d ({name: ..., match: ..., "
		      "example: ..., counter: ...})",
		      node->kind != NODE_LIST ? node_kind_name(node)
		      : node->n_items	      ? "a list too long"
					      : "an empty list",
		      PATTERNS_MAX);
		return;
	}
	list->patterns = arena_alloc(p->reader->arena, node->n_items, sizeof *list->patterns);
	for (size_t i = 0; i < node->n_items; i++)
		read_pattern(p, node->items[i], list);
}

static void check_list_people(struct config_pending *p, const struct config_list *list,
			      const struct people_set *set)
{
	const struct config_node *own =
		list->address ? people_address_node(set, list->address) : NULL;
	const char *from = p->config->outbox.from_addr;

	if (own)
		WRONG(p, own, "%s is the address of the list, expected a person's own",
		      QUOTED(p, own->text));
	own = from ? people_address_node(set, from) : NULL;
	if (own)
		WRONG(p, own, "%s is the bot's own address (mail loop), expected a person's own",
		      QUOTED(p, own->text));
}

/* A number of members that the list does not have. */
static void check_quorum(struct config_pending *p, const struct config_node *node,
			 const struct config_list *list)
{
	size_t members = quorum_members(&list->people);

	if (node && members && quorum_needed(&list->policy.quorum, members) > members)
		WRONG(p, node, "no meeting can have a quorum of %s: the list has %zu members",
		      QUOTED(p, node->text), members);
}

/* Each list's index would take the place of the other's. */
static void check_minutes(struct config_pending *p, const struct config_node *node,
			  const struct config_list *list)
{
	for (const struct config_list *other = p->config->lists; other < list; other++) {
		if (other->minutes.folder && list->minutes.folder &&
		    strcmp(other->minutes.folder, list->minutes.folder) == 0)
			WRONG(p, node,
			      "the minutes of list %s are kept in %s, expected a folder of its own",
			      QUOTED(p, other->name), QUOTED(p, list->minutes.folder));
	}
}

static void check_list_address(struct config_pending *p, const struct config_node *node,
			       const struct config_list *list)
{
	const struct config_outbox *outbox = &p->config->outbox;
	const struct config_node *address = node_find(node, "address"),
				 *id = node_find(node, "list_id");

	if (list->address && same(list->address, outbox->from_addr))
		WRONG(p, address,
		      "%s is also the bot's own address (mail loop), expected the list's",
		      QUOTED(p, list->address));
	for (const struct config_list *other = p->config->lists; other < list; other++) {
		if (list->address && same(other->address, list->address))
			WRONG(p, address,
			      "%s is also the address of list %s, expected each list once",
			      QUOTED(p, list->address), other->name);
		if (list->id && same(other->id, list->id))
			WRONG(p, id, "%s is also the List-Id of list %s, expected each list once",
			      QUOTED(p, list->id), other->name);
	}
}

/* A period, or the next meeting; without the key what the list allows. */
static void read_default_due(struct config_pending *p, const struct config_node *node,
			     bool has_meetings, struct notice_policy *policy)
{
	static const char expected[] = "a period up to 366d (2w; 0: none) or next-meeting";
	const char *text;

	policy->default_due_s = 14 * DAY_S;
	policy->default_due_next_meeting = has_meetings;
	text = node ? value_text(p->reader, node, expected) : NULL;
	if (!text)
		return;
	policy->default_due_next_meeting = span_is_ci(span_of(text), "next-meeting");
	if (policy->default_due_next_meeting && !has_meetings)
		WRONG(p, node,
		      "next-meeting without meetings, expected a period such as 2w (or "
		      "\"meetings\" of the list)");
	else if (!policy->default_due_next_meeting &&
		 !period_parse(text, 366 * DAY_S, &policy->default_due_s))
		WRONG(p, node, "%s does not fit, expected %s", QUOTED(p, text), expected);
}

static void fill_policy(const struct config *config, struct config_list *list)
{
	struct notice_policy *policy = &list->policy;

	policy->list_name = list->name;
	policy->list_address = list->address;
	policy->list_id = list->id;
	policy->signed_by = list->handover.signed_by;
	policy->chair = list->chair;
	policy->people = &list->people;
	policy->from_name = config->outbox.from_name;
	policy->from_addr = config->outbox.from_addr;
	policy->operator_addr = config->operator_addr;
	policy->has_tokens = config->answers.address && strchr(config->answers.address, '*');
	policy->mail_proof = config->answers.believe_from  ? MAIL_PROVED_BY_FROM
			     : config->answers.authserv_id ? MAIL_PROVED_BY_SIGNATURE
							   : MAIL_PROVED_BY_NOTHING;
}

static void check_archive(struct config_pending *p, const struct config_node *node,
			  const char *archive)
{
	const char *fault = source_archive_fault(p->reader->arena, archive);

	if (fault)
		WRONG(p, node,
		      "%s: %s, expected one such as https://example.org/list/{message-id}, with "
		      "{hash}, {number}, {year}, {month}, {month-name} and {day} too",
		      QUOTED(p, archive), fault);
}

static void read_list(struct config_pending *p, const struct config_node *name,
		      const struct config_node *node)
{
	struct config_list *list = &p->config->lists[p->config->n_lists++];
	const struct config_node *part, *notices = node_find_in(node, "notices");
	struct people_set set;
	size_t chair;

	list->name = name->text;
	if (!name_is_good(name->text, "-"))
		WRONG(p, name,
		      "%s cannot name a list, expected at most 64 small letters, digits and -",
		      QUOTED(p, name->text));
	if (!schema_read(p->reader, node, &table_list, 0, list))
		return;
	(void)schema_read(p->reader, or_nothing(p, node_find(node, "notices"), node),
			  &table_notices, 0, &list->policy);
	(void)schema_read(p->reader, or_nothing(p, node_find(node, "limits"), node),
			  &table_list_limits, 0, list);
	list->policy.weekdays = WORKDAYS_MONDAY_TO_FRIDAY;
	workdays_read(p->reader, node, &list->policy.weekdays, &list->policy.holidays);
	if (list->policy.archive)
		check_archive(p, node_find(node, "archive"), list->policy.archive);
	part = node_find(node, "mailbox");
	if (part)
		read_list_mailbox(p, part, list);
	part = node_find(node, "tags");
	if (part)
		read_tags(p, part, list);
	part = node_find(node, "patterns");
	if (part)
		read_patterns(p, part, list);
	read_list_people(p, node, &set);
	list->people = set.people;
	part = node_find(node, "chair");
	if (part && people_find(p->reader, part, &set, &chair))
		list->chair = set.people.persons[chair].name;
	part = node_find(node, "meetings");
	if (part)
		list->meetings =
			meetings_read(p->reader, part, list->policy.zone, &set, &list->feed);
	read_default_due(p, notices ? node_find_in(notices, "default_due") : NULL, part != NULL,
			 &list->policy);
	part = notices ? node_find_in(notices, "off") : NULL;
	if (part)
		read_off(p, part, &list->policy);
	part = node_find(node, "minutes");
	if (part && schema_read(p->reader, part, &table_minutes, 0, list))
		check_minutes(p, part, list);
	part = node_find(node, "standing");
	if (part)
		standing_read(p->reader, part, &set, list);
	votes_read(p->reader, node, &set, list);
	check_list_address(p, node, list);
	check_list_people(p, list, &set);
	check_quorum(p, node_find(node, "quorum"), list);
	handover_read(p->reader, node, p->config, &set, list);
	fill_policy(p->config, list);
}

static void read_lists(struct config_pending *p)
{
	const struct config_node *node = node_find(p->top, "lists");

	if (!node)
		return;
	if (node->kind != NODE_MAPPING || !node->n_items) {
		WRONG(p, node,
		      "%s for the lists, expected names with what each is (bsc: {address: ..., "
		      "mailbox: ...})",
		      node->kind == NODE_MAPPING ? "an empty mapping" : node_kind_name(node));
		return;
	}
	p->config->lists =
		arena_alloc(p->reader->arena, node->n_items / 2, sizeof *p->config->lists);
	for (size_t i = 0; i < node->n_items; i += 2) {
		if (node_find(node, node->items[i]->text) == node->items[i + 1])
			read_list(p, node->items[i], node->items[i + 1]);
	}
}

static void check_mailboxes_used(struct config_pending *p)
{
	/* a list that could not be read may be the one that uses it */
	for (size_t i = 0; i < p->config->n_lists; i++) {
		if (!p->config->lists[i].mailbox)
			return;
	}
	for (size_t i = 0; i < p->config->n_mailboxes && p->config->n_lists; i++) {
		if (!p->mailbox_used[i])
			WRONG(p, p->mailbox_nodes[i],
			      "no list uses the mailbox %s, expected each in use (mailbox: %s)",
			      QUOTED(p, p->config->mailboxes[i].name),
			      p->config->mailboxes[i].name);
	}
}

static void check_own_addresses(struct config_pending *p)
{
	const struct config_node *outbox = node_find(p->top, "outbox"),
			  *operator_node = node_find(p->top, "operator");
	const struct config_node *witness =
		outbox && outbox->kind == NODE_MAPPING ? node_find(outbox, "witness") : NULL;
	const struct config *config = p->config;

	if (same(config->operator_addr, config->outbox.from_addr))
		WRONG(p, operator_node,
		      "%s is also the bot's own address (mail loop), expected a person's",
		      QUOTED(p, config->operator_addr));
	for (size_t i = 0; i < config->n_lists && witness; i++) {
		if (same(config->outbox.witness, config->lists[i].address))
			WRONG(p, witness,
			      "%s is the address of list %s, expected an address of the bot's own",
			      QUOTED(p, config->outbox.witness), config->lists[i].name);
	}
}

void config_read_top(struct config_reader *reader, const struct config_node *top,
		     struct config *config)
{
	struct config_pending p = { .reader = reader, .config = config, .top = top };

	if (!schema_read(reader, top, &table_top, 0, config))
		return;
	read_outbox(&p);
	read_answers(&p);
	if (node_find(top, "banners"))
		read_banners(&p, node_find(top, "banners"));
	read_mailboxes(&p);
	read_shared_people(&p);
	read_lists(&p);
	if (node_find(top, "export"))
		(void)schema_read(reader, node_find(top, "export"), &table_export, 0, config);
	check_mailboxes_used(&p);
	check_own_addresses(&p);
}
