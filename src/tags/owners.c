/* owners.c - see owners.h.  The two word lists hold words that stand where a name could and are
 * not names. */
#include "tags/owners.h"

#include <string.h>

/* Nobody in particular: said, and no owner. */
static const char *const nobody_words[] = {
	"?", "??", "???", "tbd", "tba", "tbc", "someone", "somebody", "anyone", "anybody",
	"unassigned", "none", "no one", "nobody", "volunteer", "volunteer needed", "volunteers",
	"others", "other", "owner", "name", "someone else", "somebody else", "anyone else",
	"who", "whoever", "n/a", "unknown", NULL,
};

static const char *const all_words[] = {
	"all", "everyone", "everybody", "all of us", "all members", NULL,
};

/* Words that follow a tag, in lower case, sorted. */
static const char *const common_words[] = {
	"a", "access", "action", "actions", "add", "after", "agree", "agreed", "aim", "allow",
	"also", "an", "and", "announce", "another", "any", "anything", "approve", "archive",
	"arrange", "as", "ask", "assign", "at", "attempt", "attend", "audit", "back", "because",
	"before", "begin", "being", "both", "break", "bring", "bug", "build", "but", "calendar",
	"call", "can", "change", "changes", "charter", "check", "circle", "clarify", "clean",
	"close", "collect", "comment", "comments", "commit", "communicate", "compare",
	"complete", "confirm", "consensus", "consider", "contact", "continue", "convert",
	"coordinate", "could", "create", "data", "date", "deadline", "decide", "decision",
	"define", "deploy", "describe", "design", "determine", "develop", "discuss",
	"discussion", "do", "doc", "docs", "document", "documents", "does", "done", "draft",
	"drive", "due", "each", "email", "encourage", "ensure", "establish", "everything",
	"example", "expand", "explain", "explore", "extend", "figure", "file", "finalize",
	"find", "finish", "fix", "follow", "followup", "for", "formalize", "forward", "from",
	"further", "fyi", "gather", "generate", "get", "give", "go", "going", "good", "happy",
	"have", "he", "help", "hold", "how", "i", "idea", "ideally", "identify", "if",
	"implement", "improve", "in", "include", "info", "inform", "initial", "interested",
	"into", "investigate", "invite", "is", "issue", "issues", "it", "item", "items", "its",
	"join", "just", "keep", "kick", "land", "landing", "launch", "leave", "let", "let's",
	"lets", "link", "links", "list", "listen", "look", "mail", "maintain", "make", "manage",
	"may", "meet", "meeting", "merge", "message", "might", "migrate", "minutes", "more",
	"move", "moving", "must", "need", "needed", "needs", "new", "next", "no", "none", "not",
	"note", "notes", "nothing", "notify", "now", "of", "offer", "on", "once", "one", "open",
	"optional", "or", "order", "organise", "organize", "our", "paper", "perform", "ping",
	"plan", "please", "post", "pr", "prepare", "present", "presentation", "prior", "project",
	"proposal", "propose", "provide", "prs", "publish", "pull", "punt", "push", "put",
	"question", "questions", "raise", "reach", "read", "rebase", "regenerate", "register",
	"release", "remember", "remind", "reminder", "remove", "rename", "reply", "repo",
	"report", "request", "require", "research", "resolve", "respond", "review", "revisit",
	"roadmap", "run", "same", "schedule", "see", "send", "set", "setup", "share", "she",
	"should", "show", "sign", "simmer", "sketch", "so", "solicit", "solution", "something",
	"spec", "spend", "start", "starting", "status", "still", "stop", "submit", "suggest",
	"summarize", "support", "switch", "sync", "take", "talk", "task", "tell", "test",
	"testing", "tests", "thank", "thanks", "that", "the", "then", "there", "these", "they",
	"think", "this", "those", "tidy", "to", "today", "track", "transcribe", "transfer",
	"translate", "trigger", "try", "trying", "turn", "under", "understand", "update",
	"updates", "upgrade", "upload", "use", "user", "vacation", "verify", "view", "vote",
	"wait", "waiting", "want", "wants", "warn", "was", "watch", "we", "website", "what",
	"when", "where", "whether", "which", "while", "why", "will", "wip", "with", "work",
	"working", "would", "wrap", "write", "yes", "you",
};

/* Capitalised words behind a bare "AI" that make it the other AI. */
static const char *const field_words[] = {
	"act", "agent", "agents", "alliance", "assistant", "assistants", "bill", "bom",
	"chatbot", "companies", "company", "dataset", "engineer", "ethics", "factory",
	"foundation", "generated", "governance", "group", "index", "lab", "labs", "model",
	"models", "overview", "policy", "profile", "profiles", "regulation", "review", "safety",
	"sbom", "security", "stack", "strategy", "summit", "system", "systems", "team", "tool",
	"tools", "track", "training", "wg", "workgroup", "working", NULL,
};

static int by_word(const void *key, const void *element)
{
	return strcmp(key, *(const char *const *)element);
}

static bool is_in(const char *word, const char *const *list)
{
	return span_any(span_of(word), span_is, list);
}

static bool is_common(const char *word)
{
	size_t n = sizeof common_words / sizeof common_words[0];

	return bsearch(word, common_words, n, sizeof common_words[0], by_word) ||
	       is_in(word, field_words);
}

/* Lower case, bounded; what is longer is no name. */
static bool lower_copy(struct span s, char *buf, size_t size)
{
	if (s.len >= size)
		return false;
	for (size_t i = 0; i < s.len; i++)
		buf[i] = (char)ascii_lower((unsigned char)s.ptr[i]);
	buf[s.len] = '\0';
	return true;
}

const char *owners_text(struct arena *arena, struct span s)
{
	char *copy = arena_strndup(arena, s.ptr ? s.ptr : "", s.len);

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)copy[i], next = (unsigned char)copy[i + 1];

		if (c != '\n' && (c < 0x20 || c == 0x7f))
			copy[i] = ' ';
		else if (c == 0xC2 && next >= 0x80 && next < 0xA0)
			copy[i] = copy[i + 1] = ' ';	/* C1: a terminal obeys it like ESC */
	}
	span_repair_utf8(copy, s.len);
	return copy;
}

void names_init(struct owner_names *names, struct arena *arena, const struct people *people)
{
	*names = (struct owner_names){ .arena = arena, .people = people };
}

static bool has_known(const struct owner_names *names, const char *lower)
{
	for (size_t i = 0; i < names->n_known; i++) {
		if (strcmp(names->known[i], lower) == 0)
			return true;
	}
	return false;
}

static struct span trim_name(struct span s)
{
	return span_strip_end(span_strip_start(span_trim(s), "*_~:,;.\"' "), "*~:,;.?!\"' ");
}

static bool starts_upper(struct span s)
{
	return s.len && (ascii_is_upper(s.ptr[0]) || (unsigned char)s.ptr[0] >= 0xC3);
}

void names_learn(struct owner_names *names, struct span name)
{
	char lower[64];

	name = trim_name(name);
	if (name.len && name.ptr[0] == '@')
		name = span_sub(name, 1, name.len);
	if (name.len < 2 || names->n_known >= NAMES_MAX || !lower_copy(name, lower, sizeof lower))
		return;
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.ptr[i];
		bool inner_digit = i > 0 && ascii_is_digit(c);

		if (c < 0x80 && !ascii_is_alpha(c) && !strchr(" '-_.", c) && !inner_digit)
			return;
	}
	if (is_common(lower) || is_in(lower, nobody_words) || has_known(names, lower))
		return;
	names->known = arena_grow(names->arena, names->known, names->n_known, &names->cap,
				  sizeof *names->known);
	names->known[names->n_known++] = arena_strdup(names->arena, lower);
}

/* Capitalised words, two to five of them, or one. */
static bool is_full_name(struct span s, size_t *words_out)
{
	size_t words = 0;

	for (size_t i = 0; i < s.len; ) {
		size_t start = i;

		while (i < s.len && s.ptr[i] != ' ')
			i++;
		if (!starts_upper(span_sub(s, start, i - start)) && !(words && i - start <= 3))
			return false;
		words++;
		while (i < s.len && s.ptr[i] == ' ')
			i++;
	}
	*words_out = words;
	return words >= 1 && words <= 5;
}

/* The length of the name at the start: up to a bracket, a sign, a dash. */
static size_t name_len(struct span s)
{
	size_t i = 0;

	for (; i < s.len; i++) {
		bool dash = i && s.ptr[i] == '-' && s.ptr[i - 1] == ' ';

		if (dash || strchr("([,;:@<|", s.ptr[i]) || (unsigned char)s.ptr[i] == 0xE2)
			break;
	}
	return i;
}

static bool is_handle_byte(unsigned char c)
{
	return ascii_is_alnum(c) || c == '-';
}

/* "(@joesepi)", "(SC)" */
static void learn_handles(struct owner_names *names, struct span s)
{
	for (size_t i = 0; i + 1 < s.len; i++) {
		size_t n = 0;

		if (s.ptr[i] != '@' && s.ptr[i] != '(')
			continue;
		while (i + 1 + n < s.len && is_handle_byte((unsigned char)s.ptr[i + 1 + n]))
			n++;
		bool closed = span_starts(span_sub(s, i + 1 + n, 1), ")");

		if (s.ptr[i] == '@' || (closed && n >= 2 && n <= 3))
			names_learn(names, span_sub(s, i + 1, n));
	}
}

static void learn_initials(struct owner_names *names, struct span name)
{
	char initials[4];
	size_t n = 0;

	for (size_t i = 0; i < name.len && n < sizeof initials; i++) {
		bool begins = i == 0 || name.ptr[i - 1] == ' ';

		if (begins && ascii_is_upper(name.ptr[i]))
			initials[n++] = name.ptr[i];
	}
	if (n >= 2)
		names_learn(names, span_from(initials, n));
}

void names_learn_person(struct owner_names *names, struct span written)
{
	struct span name = span_trim(written);
	size_t len = name_len(name), words;

	learn_handles(names, span_sub(name, len, name.len));
	name = trim_name(span_sub(name, 0, len));
	ptrdiff_t space = span_find_char(name, ' ');

	if (name.len > 60 || !is_full_name(name, &words)) {
		if (name.len < 30 && space < 0)
			names_learn(names, name);
		return;
	}
	names_learn(names, name);
	if (words < 2)
		return;
	names_learn(names, span_sub(name, 0, (size_t)space));
	learn_initials(names, name);
}

static bool is_listed(const struct owner_names *names, struct span name)
{
	size_t index;

	return names->people && people_resolve(names->people, name, &index) != PEOPLE_NOBODY;
}

bool owners_known(const struct owner_names *names, struct span name)
{
	char lower[64];

	name = trim_name(name);
	if (!name.len || !lower_copy(name, lower, sizeof lower))
		return false;
	if (is_in(lower, all_words))
		return true;
	if (is_listed(names, name))
		return true;
	if (!starts_upper(name) && is_common(lower))
		return false;
	/* A word in lower case is a handle, never somebody's first name. */
	if (name.ptr[0] == '@')
		return span_find_char(name, ' ') < 0;
	return has_known(names, lower) && (starts_upper(name) || !is_common(lower));
}

/* "(in progress)", "(see below)" are remarks; one word, capitals, "all maintainers" are names. */
static bool is_no_remark(struct span part)
{
	ptrdiff_t space = span_find_char(part, ' ');

	if (space < 0 || starts_upper(part))
		return true;
	return span_starts_ci(part, "all ") && span_find_char(span_sub(part, 4, part.len), ' ') < 0;
}

/* Whether part has the shape of a name, or of a handle where the position says the rest. */
static bool has_name_shape(struct span part, char *lower)
{
	char *space = strchr(lower, ' ');
	size_t words;

	if (space)
		*space = '\0';
	if (is_common(lower) || (space && is_common(space + 1)))
		return false;
	if (starts_upper(part))
		return is_full_name(part, &words) && words <= 4;
	return !space && part.len >= 3;
}

/* Whether part can be a name at a place of that trust. */
static bool acceptable(const struct owner_names *names, struct span part, enum rule_trust trust)
{
	char lower[64];

	if (trust == TRUST_PLACE)
		return true;
	if (!lower_copy(part, lower, sizeof lower))
		return false;
	if (owners_known(names, part))
		return true;
	if (trust == TRUST_KNOWN || is_common(lower))
		return false;
	if (trust == TRUST_TAIL && (names->people || !starts_upper(part)))
		return false;
	if (part.len < 2)
		return false;		/* "AI(s)" */
	if (trust == TRUST_PHRASE)
		return true;
	return trust == TRUST_FULL ? is_no_remark(part) : has_name_shape(part, lower);
}

/* Without "(SC)" and the like; into the arena. */
static struct span without_parens(struct arena *arena, struct span s)
{
	char *copy = arena_alloc(arena, s.len + 1, 1);
	size_t n = 0, depth = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '(')
			depth++;
		else if (s.ptr[i] == ')' && depth)
			depth--;
		else if (!depth)
			copy[n++] = s.ptr[i];
	}
	return span_from(copy, n);
}

static size_t separator_at(struct span s, size_t i)
{
	static const char *const words[] = { " and ", " or ", " und ", " with " };

	if (strchr("/,&+;", s.ptr[i]))
		return 1;
	for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
		if (span_starts_ci(span_sub(s, i, s.len), words[w]))
			return strlen(words[w]) - 1;
	}
	return 0;
}

static bool add_owner(const struct owner_names *names, struct span part, enum rule_trust trust,
		      struct owners *out)
{
	char lower[64];

	part = trim_name(part);
	if (span_starts_ci(part, "and "))
		part = span_trim(span_sub(part, 4, part.len));
	if (span_starts_ci(part, "someone from "))
		part = span_trim(span_sub(part, strlen("someone from "), part.len));
	if (span_starts_ci(part, "owner "))
		part = span_trim(span_sub(part, strlen("owner "), part.len));
	if (!part.len || (lower_copy(part, lower, sizeof lower) && is_in(lower, nobody_words))) {
		out->nobody = true;
		return true;
	}
	if (!acceptable(names, part, trust))
		return false;
	if (out->n < OWNERS_MAX)
		out->written[out->n] = owners_text(names->arena, part);
	out->n++;
	return true;
}

bool owners_read(const struct owner_names *names, struct span phrase, enum rule_trust trust,
		 struct owners *out)
{
	struct span rest;

	memset(out, 0, sizeof *out);
	phrase = span_trim(phrase);
	if (trust == TRUST_PLACE || is_listed(names, trim_name(phrase)))
		return add_owner(names, phrase, trust, out);
	rest = without_parens(names->arena, phrase);
	while (rest.len && out->n <= OWNERS_MAX) {
		size_t i = 0, gap = 0;

		while (i < rest.len && !(gap = separator_at(rest, i)))
			i++;
		struct span part = span_trim(span_sub(rest, 0, i));

		if (part.len && !add_owner(names, part, trust, out)) {
			/* "AI(Dave, with help from Joe)": words behind an owner that is known */
			if (trust == TRUST_FULL && out->n &&
			    owners_known(names, span_of(out->written[0])))
				break;
			memset(out, 0, sizeof *out);	/* half a list is nobody's */
			return false;
		}
		rest = span_sub(rest, i + gap, rest.len);
	}
	if (out->n > OWNERS_MAX)
		out->n = 0;
	if (!out->n)
		out->nobody = true;
	return true;
}

static void add_unique(struct arena *arena, const char ***list, size_t *n, const char *what)
{
	size_t cap = *n;

	for (size_t i = 0; i < *n; i++) {
		if (strcmp((*list)[i], what) == 0)
			return;
	}
	*list = arena_grow(arena, *list, *n, &cap, sizeof **list);
	(*list)[(*n)++] = what;
}

void owners_resolve(const struct owner_names *names, const struct owners *owners, struct fact *fact)
{
	for (size_t i = 0; i < owners->n; i++) {
		struct span written = span_of(owners->written[i]);
		enum people_match match = PEOPLE_NOBODY;
		char lower[64];
		size_t index;

		add_unique(names->arena, &fact->owners, &fact->n_owners, owners->written[i]);
		if (names->people)
			match = people_resolve(names->people, written, &index);
		if (match == PEOPLE_PERSON)
			add_unique(names->arena, &fact->people, &fact->n_people,
				   names->people->persons[index].name);
		else if (match == PEOPLE_GROUP)
			add_unique(names->arena, &fact->groups, &fact->n_groups,
				   people_group_name(names->people, index));
		else if (match == PEOPLE_NOBODY && lower_copy(written, lower, sizeof lower) &&
			 is_in(lower, all_words))
			add_unique(names->arena, &fact->groups, &fact->n_groups, "all");
	}
}
