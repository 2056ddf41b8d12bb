/* syntax.h - why a text is no YAML that we take, in an operator's words.
 *
 * libyaml speaks of tokens, and often of the place where it stumbled rather than of the one where
 * the slip is; an operator thinks of keys, quotes and indentation.
 */
#ifndef BEADLE_CONFIG_SYNTAX_H
#define BEADLE_CONFIG_SYNTAX_H

#include <yaml.h>

#include "base/span.h"
#include "config/problem.h"

/* The text without the byte order mark that some editors begin a file with. */
struct span syntax_without_mark(struct span text);

/* False, and one problem, when it is not UTF-8 or holds what is no text. */
bool syntax_is_text(struct span text, const struct config_source *source,
		    struct config_problems *problems);

/* Adds the one problem that made the parser fail on the text. */
void syntax_problem(const yaml_parser_t *parser, struct span text,
		    const struct config_source *source, struct config_problems *problems);

#endif
