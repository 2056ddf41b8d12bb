/* rules.c - compiling the tables, and matching one rule.
 *
 * Each rule is compiled once per place it applies to, with JIT, UTF, and a match limit:
 * what exceeds the limit does not match.  After rules_new() nothing changes.
 *
 * Not PCRE2_MATCH_INVALID_UTF: with it the JIT of 10.42 does not find `^.*\S$` in a text that
 * ends in a character of several bytes.  Texts are made valid before (markup.h), and what is
 * not valid all the same is an error of pcre2_match(): no match.
 */
#include "tags/rules.h"

#include <string.h>

#include "base/mem.h"

enum { MATCH_LIMIT = 100000, MAX_PAIRS = 48 };

/* The words that every pattern may use.
 * TAG: the tag itself.  SEP: what may follow it.  NAME: one name; NAMES: several.  STOP: in front of a tag. */
#define RULES_DEFINE \
	"(?(DEFINE)" \
	"(?<TAG>(?:A\\.I\\.|AIs?|ACTION(?:[ -]?ITEMS?|S)?|Action(?:[ -]?[Ii]tems?|s)?|TODO|To-?[Dd]o)(?![\\w/]))" \
	"(?<SEP>(?:\\s?\\d{1,3}|-\\d{1,4})?\\s*(?::|[-\\x{2013}\\x{2014}]{1,2}(?=\\s))\\s*)" \
	"(?<NAME>@?[\\p{L}_][\\p{L}\\p{N}\\p{M}_'\\x{2019}-]*(?:\\.(?=\\s\\p{Lu}))?(?:\\x20\\p{Lu}[\\p{L}\\p{M}'\\x{2019}-]*\\.?){0,3}" \
		"(?:\\s?\\([^()]{1,30}\\))?[?]?)" \
	"(?<AND>\\s*[/,&+]\\s*(?:and\\s+)?|\\s+(?:and|or)\\s+)" \
	"(?<NAMES>(?&NAME)(?:(?&AND)(?&NAME)){0,7}(?:\\s+or\\s+(?:someone|somebody|anyone)(?:\\s+else)?)?)" \
	"(?<WILL>to|will|wil|should|shall|must|can|volunteers? to|volunteered to|agreed to|needs to|is to|are to|going to|" \
		"is going to|are going to)" \
	"(?<JUNK>[\\^>*=\\x{2192}\\x{2022}~\\s-]{0,8})" \
	")"

#define START_ANCHOR "^(?:<[\\w|-]{1,24}>\\s+)?(?&JUNK)"
#define MID_ANCHOR "(?:(?<=[.?!;:)\\]\"\\x{201D}\\x{2019}])\\s+|\\s[-\\x{2013}\\x{2014}]{1,2}\\s*|\\()\\K"
#define ANY_ANCHOR "(?<=[\\s(])"

static const char *const family_names[FAMILY_COUNT] = {
	"bracket", "paren", "colon", "trailing", "w3c", "section", "checkbox",
	"status", "agenda", "deadline", "meeting", "mention",
};

static const char *const part_names[PART_COUNT] = {
	"owner", "text", "topic", "note", "inside", "minutes", "number", "date",
	"year", "month", "day", "verb", "hours",
};

const struct rule *const rules_tables[] = { rules_action_table, rules_section_table, rules_meeting_table, rules_answer_table, NULL };

enum { PLACE_START, PLACE_MID, PLACE_ANY, PLACE_WHOLE, PLACE_COUNT };

struct compiled {
	const struct rule *rule;
	struct {
		pcre2_code *code;
		int parts[PART_COUNT];		/* group numbers, or -1 */
	} at[PLACE_COUNT];
};

struct rules {
	struct compiled *rules;
	size_t len, cap;
	pcre2_code *prefilter;
	pcre2_match_context *context;
};

struct rules_work {
	pcre2_match_data *data;
};

static enum err_kind compile(const char *name, const char *anchor, const char *pattern, pcre2_code **out,
			     struct err *err)
{
	char text[4096];
	int code, len = snprintf(text, sizeof text, "%s%s(?:%s)", RULES_DEFINE, anchor, pattern);
	PCRE2_SIZE offset;

	if (len < 0 || (size_t)len >= sizeof text)
		return err_set(err, ERR_BUG, "tag rule %s: the pattern is too long", name);
	*out = pcre2_compile((PCRE2_SPTR)text, (PCRE2_SIZE)len,
			     PCRE2_UTF | PCRE2_DOTALL, &code, &offset, NULL);
	if (!*out) {
		PCRE2_UCHAR why[200];

		pcre2_get_error_message(code, why, sizeof why);
		return err_set(err, ERR_BUG, "tag rule %s: %s at %zu", name, (const char *)why,
			       (size_t)offset - strlen(RULES_DEFINE));
	}
	(void)pcre2_jit_compile(*out, PCRE2_JIT_COMPLETE);	/* without JIT it is slower, not different */
	return ERR_NONE;
}

static enum err_kind add_rule(struct rules *rules, const struct rule *rule, struct err *err)
{
	static const char *const anchors[PLACE_COUNT] = { START_ANCHOR, MID_ANCHOR, ANY_ANCHOR, "" };
	static const unsigned places[PLACE_COUNT] = { RULE_START, RULE_MID, RULE_ANY, RULE_WHOLE };
	struct compiled *c;

	rules->rules = mem_grow(rules->rules, rules->len, &rules->cap, sizeof *rules->rules);
	c = &rules->rules[rules->len++];
	memset(c, 0, sizeof *c);
	c->rule = rule;
	for (size_t place = 0; place < PLACE_COUNT; place++) {
		if (!(rule->where & places[place]))
			continue;
		if (compile(rule->name, anchors[place], rule->pattern, &c->at[place].code, err) != ERR_NONE)
			return err->kind;
		for (size_t part = 0; part < PART_COUNT; part++) {
			c->at[place].parts[part] = pcre2_substring_number_from_name(
				c->at[place].code, (PCRE2_SPTR)part_names[part]);
		}
	}
	return ERR_NONE;
}

/* "bsc" is the set that the first committee uses: all but the World Wide Web Consortium's and checkboxes. */
static bool choose(bool *chosen, const char *name)
{
	if (strcmp(name, "all") == 0 || strcmp(name, "bsc") == 0) {
		for (size_t f = 0; f < FAMILY_COUNT; f++)
			chosen[f] = chosen[f] || *name == 'a' || (f != FAMILY_W3C && f != FAMILY_CHECKBOX);
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

enum err_kind rules_new(const char *const *families, struct rules **out, struct err *err)
{
	bool chosen[FAMILY_COUNT] = { false };
	struct rules *rules;

	*out = NULL;
	if (!families)
		(void)choose(chosen, "all");
	for (size_t i = 0; families && families[i]; i++) {
		if (!choose(chosen, families[i]))
			return err_set(err, ERR_CONFIG, "unknown family of tags \"%s\" (known: all, bsc, bracket, paren, "
				       "colon, trailing, w3c, section, checkbox, status, agenda, deadline, meeting, "
				       "mention)", families[i]);
	}
	/* Done marks and meeting headings are part of reading any tag. */
	chosen[FAMILY_STATUS] = chosen[FAMILY_MEETING] = true;
	rules = mem_zalloc(1, sizeof *rules);
	rules->context = pcre2_match_context_create(NULL);
	if (!rules->context) {
		rules_free(&rules);
		return err_set(err, ERR_BUG, "no match context");
	}
	pcre2_set_match_limit(rules->context, MATCH_LIMIT);
	if (compile("prefilter", "", "(?i)\\b(?:a\\.?i|action|to-?do|tasks)|[\\[(](?:agenda|done|silent|lazy|minutes)",
		    &rules->prefilter, err) != ERR_NONE) {
		rules_free(&rules);
		return err->kind;
	}
	for (const struct rule *const *table = rules_tables; *table; table++) {
		for (const struct rule *rule = *table; rule->name; rule++) {
			if (chosen[rule->family] && add_rule(rules, rule, err) != ERR_NONE) {
				rules_free(&rules);
				return err->kind;
			}
		}
	}
	*out = rules;
	return ERR_NONE;
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
	pcre2_code_free(r->prefilter);
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

static int run(const struct rules *rules, struct rules_work *work, const pcre2_code *code, struct span text, size_t from)
{
	while (from < text.len && ((unsigned char)text.ptr[from] & 0xC0) == 0x80)
		from++;			/* only a character's beginning may be the start */
	return pcre2_match(code, (PCRE2_SPTR)text.ptr, text.len, from, 0, work->data, rules->context);
}

bool rules_match(const struct rules *rules, struct rules_work *work, size_t index, unsigned where,
		 struct span text, size_t from, struct rule_match *out)
{
	const struct compiled *c = &rules->rules[index];
	size_t place = where == RULE_START ? PLACE_START : where == RULE_MID ? PLACE_MID :
		       where == RULE_ANY ? PLACE_ANY : PLACE_WHOLE;
	const PCRE2_SIZE *ovector;
	int groups;

	if (!c->at[place].code || from > text.len)
		return false;
	groups = run(rules, work, c->at[place].code, text, from);
	if (groups <= 0)
		return false;
	ovector = pcre2_get_ovector_pointer(work->data);
	memset(out, 0, sizeof *out);
	out->rule = c->rule;
	out->start = ovector[0];
	out->end = ovector[1];
	for (size_t part = 0; part < PART_COUNT; part++) {
		int group = c->at[place].parts[part];
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
	for (size_t i = 0; i < rules->len; i++) {
		if (rules->rules[i].rule->use == use && rules_match(rules, work, i, RULE_WHOLE, text, 0, out))
			return true;
	}
	return false;
}

bool rules_may_hold_tag(const struct rules *rules, struct rules_work *work, struct span text)
{
	return run(rules, work, rules->prefilter, text, 0) > 0;
}
