/* syntax.c - see syntax.h. */
#include "config/syntax.h"

#include <string.h>

static const char byte_order_mark[] = "\xEF\xBB\xBF";

/* Line and column of a byte. */
static void place_of(struct span text, size_t offset, unsigned *line_out, unsigned *column_out)
{
	*line_out = *column_out = 1;
	for (size_t i = 0; i < offset && i < text.len; i++) {
		if (text.ptr[i] == '\n') {
			++*line_out;
			*column_out = 1;
		} else if (((unsigned char)text.ptr[i] & 0xC0) != 0x80) {
			++*column_out;
		}
	}
}

struct span syntax_without_mark(struct span text)
{
	return span_starts(text, byte_order_mark) ? span_sub(text, 3, text.len) : text;
}

static bool is_utf16(struct span text)
{
	return span_starts(text, "\xFF\xFE") || span_starts(text, "\xFE\xFF");
}

bool syntax_is_text(struct span text, const struct config_source *source,
		    struct config_problems *problems)
{
	size_t bad = span_utf8_valid(text);
	unsigned line, column;

	if (is_utf16(text)) {
		problem_add(problems, source, 1, 1, "the file is UTF-16, expected UTF-8: save it "
						    "anew in that encoding");
		return false;
	}
	for (size_t i = 0; i < bad; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F) {
			place_of(text, i, &line, &column);
			problem_add(problems, source, line, column,
				    "a control character (byte 0x%02x), expected only text", c);
			return false;
		}
		if (c == 0xEF && span_starts(span_sub(text, i, text.len), byte_order_mark)) {
			place_of(text, i, &line, &column);
			problem_add(problems, source, line, column,
				    "a byte order mark (an invisible character) inside the file; "
				    "delete this line and write it anew");
			return false;
		}
	}
	if (bad == text.len)
		return true;
	place_of(text, bad, &line, &column);
	problem_add(problems, source, line, column,
		    "byte 0x%02x is not UTF-8, expected a file in UTF-8",
		    (unsigned char)text.ptr[bad]);
	return false;
}

/* The column of a tab among the white space and dashes that begin the line, or 0. */
static unsigned tab_in_indent(struct span text, unsigned line)
{
	struct span rest = text, now = { 0 };

	for (unsigned i = 0; i < line; i++) {
		if (!span_next_line(&rest, &now))
			return 0;
	}
	for (size_t i = 0; i < now.len && strchr(" \t-", now.ptr[i]); i++) {
		if (now.ptr[i] == '\t')
			return (unsigned)i + 1;
	}
	return 0;
}

struct words {
	const char *said;		/* of the problem, or of what was being read then */
	bool begins;			/* the slip is where that began */
	const char *meant;
};

#define QUOTED_VALUE "expected the value in quotes"
#define UNCLOSED_QUOTE "a quote that is not closed, expected the closing one"

/* The first that fits counts. */
static const struct words *words_for(const char *problem, const char *context)
{
	static const struct words words[] = {
		{ "scanning an alias", true,
		  "a value that begins with *, expected it in quotes: \"*\"" },
		{ "scanning an anchor", true,
		  "a value that begins with &, expected it in quotes: \"&\"" },
		{ "directive", false, "a line that begins with %, expected \"key: value\"" },
		{ "found incompatible YAML document", false,
		  "a line that begins with %, expected \"key: value\"" },
		{ "parsing a tag", true, "YAML tags (!...) mean nothing here, " QUOTED_VALUE },
		{ "scanning a tag", true, "YAML tags (!...) mean nothing here, " QUOTED_VALUE },
		{ "found undefined tag handle", false,
		  "YAML tags (!...) mean nothing here, " QUOTED_VALUE },
		{ "scanning a block scalar", true,
		  "a value that begins with | or >, expected its text on the next lines, further "
		  "to the right; or all of it in quotes" },
		{ "could not find expected ':'", true,
		  "a line that is not \"key: value\", expected a colon and a space after the key" },
		{ "mapping values are not allowed", false,
		  "a second colon in one line or a wrong indentation; expected "
		  "text with \": \" in quotes" },
		{ "mapping keys are not allowed", false,
		  "a value that begins with \"? \", expected it in quotes" },
		{ "did not find expected key", false,
		  "wrong indentation or a quote or bracket that ends too soon, "
		  "expected the next key" },
		{ "did not find expected '-' indicator", false,
		  "wrong indentation, expected the next \"- \" of the list" },
		{ "block sequence entries are not allowed", false,
		  "\"- \" cannot stand here, expected it on a line of "
		  "its own" },
		{ "did not find expected ',' or '}'", true,
		  "this { has no }, expected \",\" between the keys of the mapping and \"}\" at "
		  "its end" },
		{ "did not find expected ',' or ']'", true,
		  "this [ has no ], expected \",\" between the entries of the list and \"]\" at "
		  "its end" },
		{ "did not find expected node content", false,
		  "a bracket, brace or comma in the place of a value, " QUOTED_VALUE },
		{ "found unexpected end of stream", true, UNCLOSED_QUOTE },
		{ "found unexpected document indicator", true, UNCLOSED_QUOTE },
		{ "quoted scalar", false,
		  "an unknown escape in a text in double quotes, expected \\\\ for one "
		  "backslash, or single quotes" },
		{ "found character that cannot start any token", false,
		  "a character that no value can begin with (@ ` %), " QUOTED_VALUE },
		{ "found unexpected ':'", false, "a colon inside a value, " QUOTED_VALUE },
		{ "did not find expected <document start>", false,
		  "less indentation than the first line of the file, expected the same for all "
		  "keys of the top level" },
		{ "found a tab character", false, "a tab, expected spaces" },
	};
	static const struct words other = {
		NULL, false, "this cannot be read as \"key: value\", " QUOTED_VALUE };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strstr(problem, words[i].said) || strstr(context, words[i].said))
			return &words[i];
	}
	return &other;
}

void syntax_problem(const yaml_parser_t *parser, struct span text,
		    const struct config_source *source, struct config_problems *problems)
{
	const char *context = parser->context ? parser->context : "";
	unsigned line = (unsigned)parser->problem_mark.line + 1;
	unsigned column = (unsigned)parser->problem_mark.column + 1;

	if (parser->error == YAML_MEMORY_ERROR) {
		problem_add(problems, source, line, column, "out of memory");
		return;
	}
	if (parser->error == YAML_READER_ERROR) {
		place_of(text, parser->problem_offset, &line, &column);
		problem_add(problems, source, line, column,
			    "a control character, expected only text");
		return;
	}
	/* the tab is seldom where the parser stumbles, but on that line or on the one before */
	for (unsigned at = line; at + 1 >= line && at > 0; at--) {
		unsigned tab = tab_in_indent(text, at);

		if (tab) {
			problem_add(problems, source, at, tab,
				    "a tab in the indentation, expected spaces (YAML takes no tabs "
				    "there)");
			return;
		}
	}
	const struct words *words = words_for(parser->problem ? parser->problem : "", context);

	if (words->begins && *context) {
		line = (unsigned)parser->context_mark.line + 1;
		column = (unsigned)parser->context_mark.column + 1;
	}
	problem_add(problems, source, line, column, "%s", words->meant);
}
