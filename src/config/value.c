/* value.c - one value: its text to a number, a period, an address, ...
 *
 * Whatever reaches a server or a header from here holds no control character; what goes
 * out as it is (addresses, user, folder, host) is printable ASCII.
 */
#include <stdio.h>
#include <string.h>

#include "config/schema.h"
#include "message/message.h"

enum {
	TEXT_MAX_BYTES = 500,
	LINES_MAX_BYTES = 4000,
	LOCAL_PART_MAX = 64,
	ADDRESS_MAX = 254,
	HOST_MAX = 253
};

/* Of the value of a choice, a list id and others that are no secret. */
#define QUOTE(reader, text) problem_quote((reader)->arena, text)

static bool wrong(struct config_reader *reader, const struct config_node *node, const char *what,
		  const char *expected)
{
	NODE_PROBLEM(reader->problems, node, "%s, expected %s", what, expected);
	return false;
}

/* C0, DEL, C1, and the separators of lines and paragraphs that some programs take for a line's
 * end. */
static bool is_control(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	if (u[0] < 0x20 || u[0] == 0x7F)
		return true;
	if (u[0] == 0xC2 && u[1] >= 0x80 && u[1] < 0xA0)
		return true;
	return u[0] == 0xE2 && u[1] == 0x80 && (u[2] == 0xA8 || u[2] == 0xA9);
}

static const char *text_of(struct config_reader *reader, const struct config_node *node,
			   const char *expected, bool lines)
{
	size_t max = lines ? LINES_MAX_BYTES : TEXT_MAX_BYTES;

	if (node->kind != NODE_SCALAR) {
		NODE_PROBLEM(reader->problems, node, "%s, expected %s", node_kind_name(node),
			     expected);
		return NULL;
	}
	if (node->none) {
		NODE_PROBLEM(reader->problems, node,
			     "no value, expected %s (leave the key out for the default; \"\" is an "
			     "empty text)",
			     expected);
		return NULL;
	}
	for (const char *p = node->text; *p; p++) {
		if (is_control(p) && !(lines && *p == '\n')) {
			NODE_PROBLEM(reader->problems, node,
				     "a control character in the value, expected %s", expected);
			return NULL;
		}
	}
	if (strlen(node->text) > max) {
		NODE_PROBLEM(reader->problems, node, "a value of %zu bytes, expected at most %zu",
			     strlen(node->text), max);
		return NULL;
	}
	return node->text;
}

const char *value_text(struct config_reader *reader, const struct config_node *node,
		       const char *expected)
{
	return text_of(reader, node, expected, false);
}

bool period_parse(const char *text, int64_t max_s, int64_t *out_s)
{
	struct span rest = span_of(text);

	*out_s = 0;
	if (strcmp(text, "0") == 0)
		return true;
	while (rest.len) {
		size_t len = rest.len - span_strip_start(rest, "0123456789").len + 1;
		int64_t part_s;

		if (ascii_is_upper(rest.ptr[len - 1]) ||
		    !civil_parse_period(span_sub(rest, 0, len), &part_s))
			return false;
		*out_s += part_s;
		if (*out_s > max_s)
			return false;
		rest = span_sub(rest, len, rest.len);
	}
	return *text;
}

/* "64k", "64 kB", "1M", "1 MiB", "4096": units of 1024. */
static bool size_parse(const char *text, int64_t max, int64_t *out)
{
	struct span s = span_of(text), unit;
	unsigned long n;
	size_t digits = 0;
	int64_t factor;

	while (digits < s.len && ascii_is_digit(s.ptr[digits]))
		digits++;
	unit = span_trim(span_sub(s, digits, s.len));
	if (span_is(unit, "") || span_is_ci(unit, "b"))
		factor = 1;
	else if (span_is_ci(unit, "k") || span_is_ci(unit, "kb") || span_is_ci(unit, "kib"))
		factor = 1024;
	else if (span_is_ci(unit, "m") || span_is_ci(unit, "mb") || span_is_ci(unit, "mib"))
		factor = 1024 * 1024;
	else
		return false;
	if (!span_to_uint(span_sub(s, 0, digits), (unsigned long)(max / factor), &n))
		return false;
	*out = (int64_t)n * factor;
	return true;
}

bool clock_parse(const char *text, int *out_minutes)
{
	struct span s = span_of(text);
	ptrdiff_t colon = span_find_char(s, ':');
	unsigned long hours, minutes;

	if (colon < 1 || colon > 2 || s.len != (size_t)colon + 3 ||
	    !span_to_uint(span_sub(s, 0, (size_t)colon), 23, &hours) ||
	    !span_to_uint(span_sub(s, (size_t)colon + 1, 2), 59, &minutes))
		return false;
	*out_minutes = (int)(hours * 60 + minutes);
	return true;
}

/* As it would be written, for "expected a period from 10s to 1d". */
static const char *period_text(struct arena *arena, int64_t s)
{
	static const struct {
		int64_t s;
		char unit;
	} units[] = { { 604800, 'w' }, { 86400, 'd' }, { 3600, 'h' }, { 60, 'm' }, { 1, 's' } };

	if (!s)
		return "0";
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (s % units[i].s == 0)
			return arena_printf(arena, "%lld%c", (long long)(s / units[i].s),
					    units[i].unit);
	}
	return "";
}

static const char *size_text(struct arena *arena, int64_t size)
{
	if (size % (1024 * 1024) == 0)
		return arena_printf(arena, "%lldM", (long long)(size / (1024 * 1024)));
	return arena_printf(arena, "%lldk", (long long)(size / 1024));
}

static bool all_of(const char *text, const char *allowed)
{
	for (; *text; text++) {
		if (!ascii_is_alpha(*text) && !ascii_is_digit(*text) && !strchr(allowed, *text))
			return false;
	}
	return true;
}

static bool host_is_good(const char *host)
{
	size_t len = strlen(host);

	if (!len || len > HOST_MAX || host[0] == '-')
		return false;
	if (strchr(host, ':'))
		return all_of(host, ":.");	/* IPv6; the resolver has the last word */
	return all_of(host, "-._") && host[0] != '.' && !strstr(host, "..");
}

static const char *address_fault(const char *addr)
{
	const char *at = strrchr(addr, '@');

	for (const char *p = addr; *p; p++) {
		unsigned char c = (unsigned char)*p;

		if (c < 0x20 || c == 0x7F)
			return "a control character";
		if (c >= 0x80 && p < at)
			return "a character that is not ASCII before the @";
		if (c == ' ')
			return "a space";
		if (strchr("<>()[]\\,;:\"", c))
			return "one of < > ( ) [ ] \\ , ; : \"";
	}
	if (!at)
		return "no @";
	if (strchr(addr, '@') != at)
		return "two @";
	if (at == addr)
		return "nothing before the @";
	if (at - addr > LOCAL_PART_MAX)
		return "more than 64 characters before the @";
	/* a sendmail program could take it for an option */
	if (addr[0] == '-')
		return "a - at the beginning";
	if (addr[0] == '.' || at[-1] == '.' || strstr(addr, ".."))
		return "a . in a place where it cannot be";
	if (strlen(addr) > ADDRESS_MAX)
		return "more than 254 characters";
	if (!host_is_good(at + 1) || at[strlen(at) - 1] == '.')
		return "no domain after the @";
	return NULL;
}

const char *address_read(struct arena *arena, const char *text, const char **out)
{
	*out = message_ascii_address(arena, text);
	return address_fault(*out);
}

static bool list_id_read(struct config_reader *reader, const struct config_node *node,
			 const char *text, const char **out)
{
	struct span id = span_unwrap(span_of(text), "<>");	/* as in the header */

	*out = arena_strndup(reader->arena, id.ptr, id.len);
	if (!id.len || !all_of(*out, "!#$%&'*+/=?^_`{|}~.-@"))
		return wrong(reader, node,
			     arena_printf(reader->arena, "%s is not a List-Id",
				  QUOTE(reader, text)),
			     "the text between < and > in the list's List-Id header, such as "
			     "bsc.lists.example.org");
	return true;
}

static const char *next_choice(const void *user, size_t i)
{
	return ((const struct config_choice *)user)[i].word;
}

static bool choice_read(struct config_reader *reader, const struct config_node *node,
			const struct config_choice *choices, const char *text, int *out)
{
	struct buf words;

	for (const struct config_choice *c = choices; c->word; c++) {
		if (span_is_ci(span_of(text), c->word)) {
			*out = c->value;
			return true;
		}
	}
	buf_init(&words, 500);
	for (const struct config_choice *c = choices; c->word; c++)
		buf_addf(&words, "%s%s", c == choices ? "" : c[1].word ? ", " : " or ", c->word);
	const char *near = nearest_word(text, next_choice, choices);

	NODE_PROBLEM(reader->problems, node, "%s is unknown%s%s%s, expected %s",
		     QUOTE(reader, text), near ? " (did you mean " : "", near ? near : "",
		     near ? "?)" : "", buf_shown(&words).ptr);
	buf_free(&words);
	return false;
}

static bool bool_read(struct config_reader *reader, const struct config_node *node,
		      const char *text, bool *out)
{
	static const char *const words[][2] = { { "no", "yes" },
						{ "false", "true" },
						{ "off", "on" } };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		for (int value = 0; value < 2; value++) {
			if (span_is_ci(span_of(text), words[i][value])) {
				*out = value != 0;
				return true;
			}
		}
	}
	return wrong(reader, node,
		     arena_printf(reader->arena, "%s is neither", QUOTE(reader, text)),
		     "yes or no");
}

static void store_number(void *member, size_t size, int64_t n)
{
	if (size == 2) {
		uint16_t v = (uint16_t)n;

		memcpy(member, &v, sizeof v);
	} else if (size == 4) {
		uint32_t v = (uint32_t)n;

		memcpy(member, &v, sizeof v);
	} else {
		memcpy(member, &n, sizeof n);
	}
}

static bool number_read(struct config_reader *reader, const struct config_node *node,
			const struct config_field *field, const char *text, void *member)
{
	struct arena *arena = reader->arena;
	const char *expected = field->expected;
	unsigned long number = 0;
	int64_t n = 0;
	bool good;

	switch (field->type) {
	case FIELD_NUMBER:
		good = span_to_uint(span_of(text), (unsigned long)field->max, &number);
		n = (int64_t)number;
		break;
	case FIELD_SIZE:
		good = size_parse(text, field->max, &n);
		expected = arena_printf(arena, "a size from %s to %s", size_text(arena, field->min),
					size_text(arena, field->max));
		break;
	default:
		good = period_parse(text, field->max, &n);
		expected = arena_printf(arena, "a period from %s to %s (30s, 10m, 2h, 3d, 1w)",
					period_text(arena, field->min),
					period_text(arena, field->max));
		break;
	}
	if (!good || n < field->min)
		return wrong(reader, node,
			     arena_printf(arena, "%s does not fit", QUOTE(reader, text)), expected);
	store_number(member, field->size, field->type == FIELD_PERIOD_MS ? n * 1000 : n);
	return true;
}

const char *reader_path(struct config_reader *reader, const char *path)
{
	if (path[0] == '/')
		return path;
	return arena_printf(reader->arena, "%s%s", reader->dir, path);
}

/* What a field wants, where its row leaves it to the type. */
const char *field_expected(const struct config_field *field)
{
	if (field->expected)
		return field->expected;
	switch (field->type) {
	case FIELD_CHOICE:
		return "one of the words for it";
	case FIELD_ADDRESS:
		return "an address such as dave@example.org";
	case FIELD_LIST_ID:
		return "the list's List-Id";
	case FIELD_ZONE:
		return "a time zone such as Europe/Berlin";
	case FIELD_BOOL:
		return "yes or no";
	case FIELD_SIZE:
		return "a size such as 64k";
	case FIELD_PERIOD:
	case FIELD_PERIOD_MS:
		return "a period such as 10m, 3d or 1w";
	case FIELD_CLOCK:
		return "a time of day such as \"09:00\"";
	case FIELD_DATE:
		return "a date such as 2023-07-05";
	case FIELD_QUORUM:
		return "a number of members, 50% or 2/3";
	case FIELD_THRESHOLD:
		return "majority, 2/3, 70% or unanimous";
	case FIELD_LADDER:
		return "rungs such as \"" LADDER_DEFAULT "\", or no";
	default:
		return "a value";
	}
}

static bool string_read(struct config_reader *reader, const struct config_node *node,
			const struct config_field *field, const char *text, const char **out)
{
	struct arena *arena = reader->arena;
	const char *expected = field_expected(field), *fault, *ascii;
	struct span host;

	/* an empty prefix or opening is a choice; of the others it is a slip */
	if (!*text && field->type != FIELD_LINES && !(field->def && !*field->def))
		return wrong(reader, node, "an empty text", expected);
	switch (field->type) {
	case FIELD_NAME:
		if (!all_of(text, "._-") || text[0] == '.')
			return wrong(reader, node,
				     arena_printf(arena, "%s is no such name", QUOTE(reader, text)),
				     "letters, digits, - _ and .");
		break;
	case FIELD_WIRE:
		for (const char *p = text; *p; p++) {
			if ((unsigned char)*p >= 0x80)
				return wrong(reader, node, "a character beyond ASCII", expected);
		}
		break;
	case FIELD_HOST:
		host = message_ascii_domain(arena, span_of(text));
		ascii = arena_strndup(arena, host.ptr, host.len);
		if (!host_is_good(ascii))
			return wrong(reader, node,
				     arena_printf(arena, "%s is no host", QUOTE(reader, text)),
				     expected);
		text = ascii;
		break;
	case FIELD_ADDRESS:
		fault = address_read(arena, text, &ascii);
		if (fault) {
			NODE_PROBLEM(reader->problems, node, "%s has %s, expected %s",
				     QUOTE(reader, text), fault, expected);
			return false;
		}
		text = ascii;
		break;
	case FIELD_LIST_ID:
		return list_id_read(reader, node, text, out);
	case FIELD_ZONE:
		if (!reader->world->zone_known(text))
			return wrong(reader, node,
				     arena_printf(arena, "%s is no time zone known here",
						  QUOTE(reader, text)),
				     "an IANA name such as Europe/Berlin");
		break;
	case FIELD_PATH:
		if (text[0] == '~')
			return wrong(reader, node, "~ does not mean a home folder here",
				     "a full path, or one from the configuration's folder");
		text = reader_path(reader, text);
		break;
	default:
		break;
	}
	*out = text;
	return true;
}

static bool ladder_read(struct config_reader *reader, const struct config_node *node,
			const struct config_field *field, const char *text, struct ladder *out)
{
	const char *fault = ladder_parse(span_of(text), out);

	return !fault || wrong(reader, node,
			       arena_printf(reader->arena, "%s has %s", QUOTE(reader, text), fault),
			       field_expected(field));
}

bool schema_read_value(struct config_reader *reader, const struct config_node *node,
		       const struct config_field *field, void *member)
{
	const char *text = text_of(reader, node, field_expected(field), field->type == FIELD_LINES);
	int choice;

	if (!text)
		return false;
	switch (field->type) {
	case FIELD_NODE:
		return true;
	case FIELD_CHOICE:
		if (!choice_read(reader, node, field->choices, text, &choice))
			return false;
		memcpy(member, &choice, sizeof choice);
		return true;
	case FIELD_BOOL:
		return bool_read(reader, node, text, member);
	case FIELD_NUMBER:
	case FIELD_SIZE:
	case FIELD_PERIOD:
	case FIELD_PERIOD_MS:
		return number_read(reader, node, field, text, member);
	case FIELD_CLOCK:
		if (!clock_parse(text, member))
			return wrong(reader, node,
				     arena_printf(reader->arena, "%s is no time of day",
						  QUOTE(reader, text)),
				     "hours and minutes such as \"09:00\"");
		return true;
	case FIELD_DATE:
		if (!civil_parse_iso(span_of(text), member))
			return wrong(
				reader, node,
				arena_printf(reader->arena, "%s is no date", QUOTE(reader, text)),
				"year, month and day such as 2023-07-05");
		return true;
	case FIELD_QUORUM:
		return quorum_parse(span_of(text), member) ||
		       wrong(reader, node,
			     arena_printf(reader->arena, "%s is no quorum", QUOTE(reader, text)),
			     field_expected(field));
	case FIELD_THRESHOLD:
		return vote_threshold_parse(span_of(text), member) ||
		       wrong(reader, node,
			     arena_printf(reader->arena, "%s is no threshold", QUOTE(reader, text)),
			     field_expected(field));
	case FIELD_LADDER:
		return ladder_read(reader, node, field, text, member);
	default:
		return string_read(reader, node, field, text, member);
	}
}

bool host_is_loopback(struct span host)
{
	if (span_is_ci(host, "localhost") || span_is(host, "::1"))
		return true;
	/* 127.evil.example.org is no address */
	return span_starts(host, "127.") && !span_strip_start(host, "0123456789.").len;
}
