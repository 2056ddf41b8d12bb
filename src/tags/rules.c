/* rules.c - compiling the tables, and matching one rule.
 *
 * Each rule is compiled once per place it applies to, with JIT, UTF, and a match limit:
 * what exceeds the limit does not match.  That is done when it is first tried, as most of them
 * never are: few mails have tags, and few tags are of each shape.
 *
 * Not PCRE2_MATCH_INVALID_UTF: with it the JIT of 10.42 does not find `^.*\S$` in a text that
 * ends in a character of several bytes.  Texts are made valid before (markup.h), and what is
 * not valid all the same is an error of pcre2_match(): no match.
 */
#include "tags/rules.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tags/needs.h"
#include "tags/objections.h"
#include "tags/regex.h"

enum {
	MATCH_LIMIT = 100000,
	MAX_PAIRS = 48,
	PATTERN_MAX_BYTES = 8 * 1024,
};

/* The words that every pattern may use.
 * TAG: the tag itself.  SEP: what may follow it.  NAME: one name; NAMES: several; BODY: of people.
 * LEAD: what stands before a day.  DONE, OPEN, CHECK: marks of a status.  JUNK: in front of a
 * tag. */
const char rules_define[] =
	"(?(DEFINE)"
	"(?<TAG>(?:A\\.I\\.|AIs?|ACTION(?:[ -]?(?:ITEM|POINT)S?|S)?|Action(?:[ "
	"-]?(?:[Ii]tem|[Pp]oint)s?|s)?|TODO|To-?[Dd]o)(?![\\w/]))"
	"(?<SEP>(?:\\s?\\d{1,3}(?:\\.\\d{1,3}){0,2}|-\\d{1,4})?\\s*(?::|[-\\x{"
	"2013}\\x{2014}]{1,2}(?=\\s))\\s*)"
	"(?<PARTICLE>van|von|vom|zu|zum|zur|de|da|das|dos|du|des|del|della|"
	"di|la|le|las|los|den|der|ten|ter|te|bin|binti|ibn|al|el|af|av|y)"
	"(?<NAME>(?:(?:\\p{Lu}\\.){2,4}(?=\\x20\\p{Lu}\\p{L})|"
	"@?[\\p{L}_][\\p{L}\\p{N}\\p{M}_'\\x{2019}-]*(?:\\.(?=\\s\\p{Lu}))?)(?:\\x20(?:(?&PARTICLE)"
	"\\x20){0,3}(?:d['\\x{2019}])?(?!(?&DONE)\\b)\\p{Lu}[\\p{L}"
	"\\p{M}'\\x{2019}-]*\\.?){0,3}(?:\\s?\\([^()]{1,30}\\))?[?]?)"
	"(?<AND>\\s*[/,&+]\\s*(?:and\\s+)?|\\s+(?:and|or|with|plus)\\s+|\\s+(?=@))"
	"(?<NAMES>(?&NAME)(?:(?&AND)(?&NAME)){0,7}(?:\\s+or\\s+(?:someone|"
	"somebody|anyone)(?:\\s+else)?)?)"
	"(?<WILL>to|will|wil|should|shall|must|can|(?:volunteer|offer|agree|"
	"need|promise)(?:s|d|ed)? to|is to|are to|(?:(?:is|are) )?going to)"
	"(?<DONE>(?i:done|completed?|closed|finished|resolved|fixed|dropped|cancell?ed|abandoned|"
	"obsolete|won['\\x{2019}]?t\\s?(?:do|fix)))"
	"(?<OPEN>(?i:open|new|pending|on-?going|in[\\s-]+progress|wip|continue[sd]?|started|"
	"blocked|"
	"on\\s+hold|deferred|postponed|carried\\s+(?:over|forward)))"
	"(?<CHECK>[\\x{2705}\\x{2713}\\x{2714}\\x{2611}\\x{1F5F8}\\x{1F5F9}]\\x{FE0F}?)"
	"(?<LEAD>(?i:due|by|before|until|till))"
	"(?<BODY>(?:(?i:the|our)\\s+)?(?:[\\w-]+\\s+){0,3}(?i:members|folks|team|"
	"chairs?|liaisons|lead(?:er)?s|maintainers|committee|steering|owners|editors|"
	"board|tsc|tac|council|approvers|reviewers|secretary|treasurer|authors|"
	"organi[sz]ers|community|staff|foundation|group|representatives|delegates|"
	"participants|attendees|contributors|officers|directors|developers|students))"
	"(?<JUNK>(?:[\\^>*=\\x{2192}\\x{2022}~\\s-]|(?!\\x{2612})\\p{So}\\x{FE0F}?){0,8})"
	")";

#define START_ANCHOR "^(?:<[\\w|-]{1,24}>\\s+)?(?&JUNK)"
#define MID_ANCHOR                                                                                 \
	"(?:(?<=[.?!;:,)\\]\"\\x{201D}\\x{2019}])\\s+|\\s[-\\x{2013}\\x{2014}]{1,2}\\s*|\\()\\K"
#define ANY_ANCHOR "(?<=[\\s(])"

static const char *const family_names[FAMILY_COUNT] = {
	"bracket", "paren", "colon", "trailing", "w3c", "section", "checkbox",
	"status", "agenda", "deadline", "vote", "meeting", "mention",
	"decision", "promise",
};

static const char *const part_names[PART_COUNT] = {
	"owner", "text", "topic", "note", "inside", "minutes", "number", "date",
	"year", "month", "day", "verb", "hours",
};

const struct rule *const rules_tables[] = {
	rules_action_table, rules_zone_table,  rules_section_table, rules_meeting_table,
	rules_decision_table, rules_promise_table,
	rules_answer_table, rules_reply_table, NULL,
};

enum { PLACE_START, PLACE_MID, PLACE_ANY, PLACE_WHOLE, PLACE_COUNT };

struct compiled {
	const struct rule *rule;
	struct compiled_place {
		bool is_made;
		pcre2_code *code;
		int parts[PART_COUNT];		/* group numbers, or -1 */
	} at[PLACE_COUNT];
};

struct rules {
	struct compiled *rules;
	size_t len, cap;
	size_t *order;			/* indices, by use and then as the tables have them */
	size_t first[USE_COUNT + 1];	/* where each use begins in order */
	struct rule *patterns;		/* the operator's; their strings are owned */
	size_t n_patterns;
	struct compiled *looks;
	struct literals *literals;	/* of all of them but the operator's, once a line was
					 * read */
	const struct needs *needs;	/* of all rules of the house, chosen or not */
	struct needs *own_needs;	/* these, when nobody lent any */
	bool objects;			/* objections in plain words are looked for */
	pcre2_match_context *context;
};

enum { PATTERN_MAX = 1000 };		/* bytes of an operator's pattern */

struct rules_work {
	pcre2_match_data *data;
	const struct rules_line *line;	/* NULL: none */
};

static enum err_kind compile(const char *name, const char *anchor, const char *pattern,
			     pcre2_code **out, struct err *err)
{
	/* to compile the groups takes longer than to compile most patterns */
	bool calls = strstr(anchor, "(?&") || strstr(pattern, "(?&");
	struct buf text;
	enum err_kind kind;

	buf_init(&text, PATTERN_MAX_BYTES);
	buf_addf(&text, "%s%s(?:%s)", calls ? rules_define : "", anchor, pattern);
	kind = regex_compile(name, &text, PCRE2_UTF | PCRE2_DOTALL, out, err);
	buf_free(&text);
	return kind ? err_wrap(err, "tag rules") : ERR_NONE;
}

/* What a reader could take for a tag; the end of a word is part of it: "AI/ML", "AI's". */
#define LOOKS                                                                                      \
	"(?:[\\p{L}\\p{N}]{0,12}(?:\\bA\\.I\\.|AI)(?:['\\x{2019}]?s|/"                             \
	"\\w{1,10})?(?![\\p{L}\\p{N}])"                                                            \
	"|(?<![\\p{L}\\p{N}])(?:ACTIONS?|Actions?(?=\\s*[:(\\[-]|\\s+\\p{Lu})|(?i:action[ "        \
	"-](?:items?|points?)))(?![\\p{L}\\p{N}])"                                                 \
	"|(?<![\\p{L}\\p{N}])(?:TODO|To-?[Dd]o)(?![\\p{L}\\p{N}])"                                 \
	"|^\\W{0,8}\\K(?i:action(?:s|\\srequired)?|ai|to-?do)(?=\\s*[:(\\[]|\\s+@|$)"              \
	"|\\[(?:(?:AGENDA|Agenda|SILENT|LAZY|VOTE|Vote|MINUTES|Minutes|DECISION|Decision)\\b" \
	"(?!\\]\\()|(?i:done)\\s+#))"

/* An operator's pattern by itself, without the groups of the house: its numbers and places are its
 * own. */
static enum err_kind compile_alone(const char *pattern, pcre2_code **out, struct err *err)
{
	PCRE2_UCHAR why[200];
	PCRE2_SIZE offset;
	int code;

	*out = NULL;
	if (strlen(pattern) > PATTERN_MAX)
		return err_set(err, ERR_CONFIG, "the pattern is longer than %d bytes", PATTERN_MAX);
	*out = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
			     PCRE2_UTF | PCRE2_DOTALL | PCRE2_NEVER_BACKSLASH_C, &code, &offset,
			     NULL);
	if (*out) {
		(void)pcre2_jit_compile(*out, PCRE2_JIT_COMPLETE);
		return ERR_NONE;
	}
	pcre2_get_error_message(code, why, sizeof why);
	return err_set(err, ERR_CONFIG, "%s at character %zu of the pattern", (const char *)why,
		       (size_t)offset + 1);
}

/* Compiles a rule for a place.  One of the house that does not compile, which a test would find,
 * has no code: it matches nothing. */
static enum err_kind make(const struct rule *rule, size_t place, struct compiled_place *out,
			  struct err *err)
{
	static const char *const anchors[PLACE_COUNT] = { START_ANCHOR, MID_ANCHOR, ANY_ANCHOR,
							  "" };
	enum err_kind kind;

	out->is_made = true;
	if (rule->operators)
		kind = compile_alone(rule->pattern, &out->code, err);
	else
		kind = compile(rule->name, anchors[place], rule->pattern, &out->code, err);
	for (size_t part = 0; !kind && part < PART_COUNT; part++)
		out->parts[part] = pcre2_substring_number_from_name(out->code,
								    (PCRE2_SPTR)part_names[part]);
	return kind;
}

static const struct compiled_place *made(const struct rule *rule, size_t place,
					 struct compiled_place *out)
{
	static const unsigned places[PLACE_COUNT] = { RULE_START, RULE_MID, RULE_ANY, RULE_WHOLE };
	struct err err;

	if (!out->is_made && (rule->where & places[place]))
		(void)!make(rule, place, out, &err);
	return out;
}

static struct compiled *add_rule(struct rules *rules, const struct rule *rule)
{
	struct compiled *c;

	rules->rules = mem_grow(rules->rules, rules->len, &rules->cap, sizeof *rules->rules);
	c = &rules->rules[rules->len++];
	memset(c, 0, sizeof *c);
	c->rule = rule;
	return c;
}

/* "bsc" is the set that the first committee uses: all but the World Wide Web Consortium's and
 * checkboxes. */
static bool choose(bool *chosen, const char *name)
{
	if (strcmp(name, "all") == 0 || strcmp(name, "bsc") == 0) {
		for (size_t f = 0; f < FAMILY_COUNT; f++)
			chosen[f] = chosen[f] || *name == 'a' ||
				    (f != FAMILY_W3C && f != FAMILY_CHECKBOX);
		return true;
	}
	for (size_t f = 0; f < FAMILY_COUNT; f++) {
		if (strcmp(name, family_names[f]) == 0) {
			chosen[f] = true;
			return true;
		}
	}
	return false;
}

static const char known_families[] = "all, bsc, bracket, paren, colon, trailing, w3c, section, "
				     "checkbox, status, agenda, deadline, vote, meeting, mention, "
				     "decision, promise";

const char *rules_families(void)
{
	return known_families;
}

bool rules_family_known(const char *name)
{
	bool chosen[FAMILY_COUNT] = { false };

	return choose(chosen, name);
}

const char *rules_objection(const struct rules *rules, struct rules_work *work,
			    struct span sentence)
{
	if (!rules->objects)
		return NULL;
	return objections_in_sentence(needs_objections(rules->needs), work->data, rules->context,
				      sentence);
}

/* What an entry and a task look like is asked for by several families. */
static bool is_asked(const struct rule *rule, const bool *chosen)
{
	bool is_shared = rule->use == USE_ENTRY || rule->use == USE_TASK ||
			 rule->use == USE_TASK_LIKELY;

	return is_shared || chosen[rule->family];
}

static void add_house(struct rules *rules, const bool *chosen)
{
	static const struct rule looks = { .name = "looks", .where = RULE_WHOLE, .pattern = LOOKS };

	rules->looks = mem_zalloc(1, sizeof *rules->looks);
	rules->looks->rule = &looks;
	for (const struct rule *const *table = rules_tables; *table; table++) {
		for (const struct rule *rule = *table; rule->name; rule++) {
			if (is_asked(rule, chosen))
				(void)add_rule(rules, rule);
		}
	}
}

static int match_alone(const pcre2_code *code, const char *text)
{
	pcre2_match_context *context = pcre2_match_context_create(NULL);
	pcre2_match_data *data = pcre2_match_data_create_from_pattern(code, NULL);
	int found;

	if (!context || !data)
		abort();
	pcre2_set_match_limit(context, MATCH_LIMIT);
	found = pcre2_match(code, (PCRE2_SPTR)text, strlen(text), 0, 0, data, context);
	pcre2_match_data_free(data);
	pcre2_match_context_free(context);
	return found;
}

enum err_kind rule_pattern_check(const struct rule_pattern *pattern,
				 enum rule_pattern_part *part_out, struct err *err)
{
	enum err_kind kind;
	pcre2_code *code;
	uint32_t groups;
	int found;

	*part_out = PATTERN_NAME;
	for (const struct rule *const *table = rules_tables; *table; table++) {
		for (const struct rule *rule = *table; rule->name; rule++) {
			if (strcmp(rule->name, pattern->name) == 0)
				return err_set(err, ERR_CONFIG,
					       "\"%s\" is the name of a built-in rule, expected "
					       "another",
					       pattern->name);
		}
	}
	*part_out = PATTERN_MATCH;
	kind = compile_alone(pattern->match, &code, err);
	if (kind)
		return kind;
	(void)pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
	if (pcre2_substring_number_from_name(code, (PCRE2_SPTR)"text") < 0) {
		kind = err_set(err, ERR_CONFIG,
			       "the pattern lacks the group (?<text>...), expected one for the "
			       "task");
		goto out;
	}
	if (groups + 1 > MAX_PAIRS / 2) {
		kind = err_set(err, ERR_CONFIG, "the pattern has %u groups, expected at most %d",
			       (unsigned)groups, MAX_PAIRS / 2 - 1);
		goto out;
	}
	if (match_alone(code, "") >= 0) {
		kind = err_set(
			err, ERR_CONFIG,
			"the pattern matches an empty line, expected one that does not");
		goto out;
	}
	*part_out = PATTERN_EXAMPLE;
	found = match_alone(code, pattern->example);
	if (found < 0) {
		kind = err_set(err, ERR_CONFIG, "%s, expected a line that the pattern matches",
			       found == PCRE2_ERROR_NOMATCH
				       ? "the pattern does not match its example"
				       : "matching the example took more steps than are allowed");
		goto out;
	}
	*part_out = PATTERN_COUNTER;
	found = match_alone(code, pattern->counter);
	if (found >= 0)
		kind = err_set(err, ERR_CONFIG,
			       "the pattern matches its counter-example, expected a line that it "
			       "does not match");
	else if (found != PCRE2_ERROR_NOMATCH)
		kind = err_set(err, ERR_CONFIG,
			       "matching the counter-example took more steps than are allowed");
out:
	pcre2_code_free(code);
	return kind;
}

static enum err_kind add_patterns(struct rules *rules, const struct rule_pattern *patterns,
				  size_t n, struct err *err)
{
	rules->patterns = n ? mem_zalloc(n, sizeof *rules->patterns) : NULL;
	for (size_t i = 0; i < n; i++) {
		struct rule *rule = &rules->patterns[i];
		enum rule_pattern_part part;

		if (rule_pattern_check(&patterns[i], &part, err) != ERR_NONE)
			return err_wrap(err, "pattern %s", patterns[i].name);
		*rule = (struct rule){ .name = mem_strdup(patterns[i].name),
				       .use = USE_TAG,
				       .where = RULE_WHOLE,
				       .trust = TRUST_FULL,
				       .kind = patterns[i].kind,
				       .pattern = mem_strdup(patterns[i].match),
				       .example = mem_strdup(patterns[i].example),
				       .counter = mem_strdup(patterns[i].counter),
				       .operators = true };
		rules->n_patterns = i + 1;
		struct compiled *c = add_rule(rules, rule);

		if (make(rule, PLACE_WHOLE, &c->at[PLACE_WHOLE], err) != ERR_NONE)
			return err->kind;
	}
	return ERR_NONE;
}

/* Most rules are asked for by their use, for every line: none should have to pass all others by. */
static void index_by_use(struct rules *rules)
{
	size_t n = 0;

	rules->order = mem_zalloc(rules->len + 1, sizeof *rules->order);
	for (size_t use = 0; use < USE_COUNT; use++) {
		rules->first[use] = n;
		for (size_t i = 0; i < rules->len; i++) {
			if (rules->rules[i].rule->use == use)
				rules->order[n++] = i;
		}
	}
	rules->first[USE_COUNT] = n;
}

enum err_kind rules_house_needs(struct needs **out, struct err *err)
{
	const struct rule **rows = NULL;
	size_t n = 0, cap = 0;
	enum err_kind kind;

	for (const struct rule *const *table = rules_tables; *table; table++) {
		for (const struct rule *rule = *table; rule->name; rule++) {
			rows = mem_grow(rows, n, &cap, sizeof *rows);
			rows[n++] = rule;
		}
	}
	kind = needs_new(rows, n, out, err);
	free(rows);
	return kind;
}

enum err_kind rules_new_with(const char *const *families, const struct rule_pattern *patterns,
			     size_t n, const struct needs *needs, struct rules **out,
			     struct err *err)
{
	bool chosen[FAMILY_COUNT] = { false };
	struct rules *rules;

	*out = NULL;
	if (!families)
		(void)choose(chosen, "all");
	for (size_t i = 0; families && families[i]; i++) {
		if (!choose(chosen, families[i]))
			return err_set(err, ERR_CONFIG, "unknown family of tags \"%s\" (known: %s)",
				       families[i], known_families);
	}
	/* Done marks and meeting headings are part of reading any tag. */
	chosen[FAMILY_STATUS] = chosen[FAMILY_MEETING] = true;
	rules = mem_zalloc(1, sizeof *rules);
	rules->context = pcre2_match_context_create(NULL);
	if (!rules->context)
		abort();
	pcre2_set_match_limit(rules->context, MATCH_LIMIT);
	rules->literals = literals_new();
	if (add_patterns(rules, patterns, n, err) != ERR_NONE) {
		rules_free(&rules);
		return err->kind;
	}
	add_house(rules, chosen);
	index_by_use(rules);
	rules->objects = chosen[FAMILY_DEADLINE];
	rules->needs = needs;
	if (!needs && rules_house_needs(&rules->own_needs, err) != ERR_NONE) {
		rules_free(&rules);
		return err->kind;
	}
	if (!needs)
		rules->needs = rules->own_needs;
	*out = rules;
	return ERR_NONE;
}

enum err_kind rules_new(const char *const *families, struct rules **out, struct err *err)
{
	return rules_new_with(families, NULL, 0, NULL, out, err);
}

bool rules_has_patterns(const struct rules *rules)
{
	return rules->n_patterns > 0;
}

static void free_text(const char *text)
{
	free((char *)(uintptr_t)text);		/* ours: mem_strdup() gave it */
}

void rules_free(struct rules **rules)
{
	struct rules *r = *rules;

	if (!r)
		return;
	for (size_t i = 0; i < r->len; i++) {
		for (size_t place = 0; place < PLACE_COUNT; place++)
			pcre2_code_free(r->rules[i].at[place].code);
	}
	for (size_t i = 0; i < r->n_patterns; i++) {
		free_text(r->patterns[i].name);
		free_text(r->patterns[i].pattern);
		free_text(r->patterns[i].example);
		free_text(r->patterns[i].counter);
	}
	free(r->patterns);
	free(r->order);
	if (r->looks)
		pcre2_code_free(r->looks->at[PLACE_WHOLE].code);
	free(r->looks);
	literals_free(&r->literals);
	needs_free(&r->own_needs);
	pcre2_match_context_free(r->context);
	free(r->rules);
	free(r);
	*rules = NULL;
}

struct rules_work *rules_work_new(const struct rules *rules)
{
	struct rules_work *work = mem_zalloc(1, sizeof *work);

	(void)rules;
	work->data = pcre2_match_data_create(MAX_PAIRS, NULL);
	if (!work->data)
		abort();
	return work;
}

void rules_work_free(struct rules_work **work)
{
	if (*work)
		pcre2_match_data_free((*work)->data);
	free(*work);
	*work = NULL;
}

size_t rules_count(const struct rules *rules)
{
	return rules->len;
}

const struct rule *rules_at(const struct rules *rules, size_t index)
{
	return rules->rules[index].rule;
}

struct rules_list rules_with_use(const struct rules *rules, enum rule_use use)
{
	return (struct rules_list){ rules->order + rules->first[use],
				    rules->first[use + 1] - rules->first[use] };
}

static int run(const struct rules *rules, struct rules_work *work, const pcre2_code *code,
	       struct span text, size_t from)
{
	while (from < text.len && ((unsigned char)text.ptr[from] & 0xC0) == 0x80)
		from++;			/* only a character's beginning may be the start */
	return pcre2_match(code, (PCRE2_SPTR)text.ptr, text.len, from, 0, work->data,
			   rules->context);
}

static void read_literals(const struct rules *rules)
{
	struct pieces_reader *reader = pieces_reader_new(rules_define, false);
	struct arena *arena = arena_new();

	for (size_t i = 0; i < rules->len; i++) {
		const struct rule *rule = rules->rules[i].rule;
		struct pieces pieces = { .n = 0 }; /* of an operator's nothing is known */

		if (!rule->operators)
			pieces = pieces_needed(reader, arena, rule->pattern);
		literals_add(rules->literals, pieces);
		arena_reset(arena);
	}
	arena_free(&arena);
	pieces_reader_free(&reader);
}

void rules_read_line(const struct rules *rules, struct span seen, const char *mask,
		     struct rules_line *out)
{
	if (!literals_count(rules->literals))
		read_literals(rules);
	*out = (struct rules_line){ .seen = seen, .mask = mask };
	literals_find(rules->literals, seen, &out->may);
}

void rules_enter_line(struct rules_work *work, const struct rules_line *line)
{
	work->line = line && line->seen.ptr ? line : NULL;
}

/* Whether the text is a piece of the line at hand, in which the rule cannot match. */
static bool is_ruled_out(const struct rules_work *work, size_t index, struct span text)
{
	const struct rules_line *line = work->line;

	if (!line || literals_has(&line->may, index))
		return false;
	uintptr_t at = (uintptr_t)text.ptr, seen = (uintptr_t)line->seen.ptr,
		  mask = (uintptr_t)line->mask;
	bool is_seen = at >= seen && at + text.len <= seen + line->seen.len;

	return is_seen || (at >= mask && at + text.len <= mask + line->seen.len);
}

bool rules_match(const struct rules *rules, struct rules_work *work, size_t index, unsigned where,
		 struct span text, size_t from, struct rule_match *out)
{
	struct compiled *c = &rules->rules[index];
	size_t place = where == RULE_START ? PLACE_START : where == RULE_MID ? PLACE_MID :
		       where == RULE_ANY ? PLACE_ANY : PLACE_WHOLE;
	const struct compiled_place *at;
	const PCRE2_SIZE *ovector;
	int groups;

	if (from > text.len || is_ruled_out(work, index, text))
		return false;
	at = made(c->rule, place, &c->at[place]);
	if (!at->code)
		return false;
	groups = run(rules, work, at->code, text, from);
	if (groups <= 0)
		return false;
	ovector = pcre2_get_ovector_pointer(work->data);
	memset(out, 0, sizeof *out);
	out->rule = c->rule;
	out->start = ovector[0];
	out->end = ovector[1];
	for (size_t part = 0; part < PART_COUNT; part++) {
		int group = at->parts[part];
		PCRE2_SIZE start, end;

		if (group < 0 || group >= groups)
			continue;
		start = ovector[2 * group];
		end = ovector[2 * group + 1];
		if (start == PCRE2_UNSET || end < start)
			continue;
		out->parts[part] = span_from(text.ptr + start, end - start);
		out->part_start[part] = start;
	}
	return true;
}

bool rules_match_use(const struct rules *rules, struct rules_work *work, enum rule_use use,
		     struct span text, struct rule_match *out)
{
	struct rules_list list = rules_with_use(rules, use);

	for (size_t i = 0; i < list.len; i++) {
		if (rules_match(rules, work, list.at[i], RULE_WHOLE, text, 0, out))
			return true;
	}
	return false;
}

bool rules_may_hold_tag(const struct rules *rules, struct rules_work *work, struct span text)
{
	if (needs_of_line(rules->needs, work->data, text))
		return true;
	for (size_t i = 0; i < rules->n_patterns; i++) {	/* they stand first */
		if (run(rules, work, rules->rules[i].at[PLACE_WHOLE].code, text, 0) > 0)
			return true;
	}
	return false;
}

struct message_look rules_look(const struct rules *rules)
{
	return needs_look(rules->needs);
}

bool rules_may_find(const struct rules *rules, struct span text, bool reply)
{
	const struct message_look look = rules_look(rules);

	return message_may_hold(&look, text, reply ? ASK_REPLY : ASK_FIRST);
}

bool rules_looks_like_tag(const struct rules *rules, struct rules_work *work, struct span text,
			  struct span *word_out)
{
	const PCRE2_SIZE *ovector;

	const struct compiled_place *at =
		made(rules->looks->rule, PLACE_WHOLE, &rules->looks->at[PLACE_WHOLE]);

	if (!at->code || run(rules, work, at->code, text, 0) <= 0)
		return false;
	ovector = pcre2_get_ovector_pointer(work->data);
	*word_out = span_sub(text, ovector[0], ovector[1] - ovector[0]);
	return true;
}
