/* ranked_options.c - see ranked_options.h. */
#include "committee/ranked_options.h"

enum { QUOTE_BYTES_MAX = 60 };

/* Its name is the letter or the number of another one: whoever writes it means either. */
static bool is_of_another(struct span name, size_t place, size_t n)
{
	char letter = name.len == 1 ? (char)ascii_lower(name.ptr[0]) : '\0';
	unsigned long number;

	if (letter >= 'a' && letter < (char)('a' + n))
		return letter != (char)('a' + place);
	return span_to_uint(name, n, &number) && number && number != place + 1;
}

static const char *quoted(struct arena *arena, struct span name)
{
	struct span cut = span_cut(name, QUOTE_BYTES_MAX);

	return arena_printf(arena, "\"" SPAN_FMT "%s\"", SPAN_ARG(cut),
			    cut.len < name.len ? "..." : "");
}

/* Why the option at that place of n, with the default one, is none; NULL: it is one. */
static const char *why_not(struct arena *arena, const struct span *names, size_t place, size_t n)
{
	const struct span name = names[place];

	if (ranked_is_none(name))
		return arena_printf(arena,
				    "%s is the last option of every ranked vote: leave it out",
				    quoted(arena, name));
	if (name.len > RANKED_NAME_BYTES_MAX)
		return arena_printf(arena, "the option %s is longer than %d bytes",
				    quoted(arena, name), RANKED_NAME_BYTES_MAX);
	if (is_of_another(name, place, n))
		return arena_printf(arena,
				    "the option %s is called as ballots name another one by its "
				    "place",
				    quoted(arena, name));
	for (size_t i = 0; i < place; i++) {
		if (span_eq_ci(names[i], name))
			return arena_printf(arena, "two options are called %s",
					    quoted(arena, name));
	}
	return NULL;
}

const char *ranked_options_of(struct arena *arena, const char *written, const char **lines_out)
{
	struct span names[RANKED_WRITTEN_MAX], rest = span_of(written), line;
	const char *why = NULL;
	size_t n = 0;

	*lines_out = "";
	while (span_next_line(&rest, &line)) {
		line = span_trim(line);
		if (!line.len)
			continue;
		if (n == RANKED_WRITTEN_MAX)
			return arena_printf(arena, "it has more than %d options",
					    RANKED_WRITTEN_MAX);
		names[n++] = line;
	}
	if (!n)
		return "it has no options: write them as a list below its line, as in \"- Anna\"";
	for (size_t i = 0; i < n && !why; i++)
		why = why_not(arena, names, i, n + 1);
	for (size_t i = 0; i < n && !why; i++)
		*lines_out = arena_printf(arena, "%s" SPAN_FMT "\n", *lines_out,
					  SPAN_ARG(names[i]));
	*lines_out = arena_printf(arena, "%s" RANKED_NONE, *lines_out);
	return why;
}
