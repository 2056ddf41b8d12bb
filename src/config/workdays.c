/* workdays.c - on which days somebody is reminded: `workdays` and `holidays` of a list or a
 * person. */
#include "config/schema.h"
#include "time/holidays.h"

static bool weekday_of(const char *word, unsigned *bit_out)
{
	static const char *const days[] = { "sunday",	"monday", "tuesday", "wednesday",
					    "thursday", "friday", "saturday" };

	for (unsigned i = 0; i < sizeof days / sizeof days[0]; i++) {
		if (span_is_ci(span_of(word), days[i])) {
			*bit_out = 1u << i;
			return true;
		}
	}
	return false;
}

static void read_days(struct config_reader *reader, const struct config_node *node, unsigned *out)
{
	static const char expected[] = "days of the week such as [monday, tuesday]";
	unsigned all = 0;

	if (node->kind != NODE_LIST || !node->n_items) {
		NODE_PROBLEM(reader->problems, node, "%s for the working days, expected %s",
			     node->kind == NODE_LIST ? "an empty list" : node_kind_name(node),
			     expected);
		return;
	}
	for (size_t i = 0; i < node->n_items; i++) {
		const char *word = value_text(reader, node->items[i], expected);
		unsigned bit;

		if (word && weekday_of(word, &bit))
			all |= bit;
		else if (word)
			NODE_PROBLEM(reader->problems, node->items[i],
				     "%s is no day of the week, expected such as monday",
				     problem_quote(reader->arena, word));
	}
	if (all)
		*out = all;
}

static void read_holidays(struct config_reader *reader, const struct config_node *node,
			  struct holidays *out)
{
	const char *name = value_text(reader, node, "the name of a file of holidays");
	struct buf bytes;
	struct span text;
	struct err err;

	if (!name)
		return;
	buf_init(&bytes, HOLIDAYS_BYTES_MAX);
	if (reader_load(reader, reader_path(reader, name), &bytes, &err))
		NODE_PROBLEM(reader->problems, node, "%s cannot be read: %s",
			     problem_quote(reader->arena, name), err.text);
	else if (!buf_whole(&bytes, &text))
		NODE_PROBLEM(reader->problems, node, "%s is larger than %d bytes",
			     problem_quote(reader->arena, name), HOLIDAYS_BYTES_MAX);
	else if (holidays_read(reader->arena, text, out, &err))
		NODE_PROBLEM(reader->problems, node, "%s: %s",
			     problem_quote(reader->arena, name), err.text);
	buf_free(&bytes);
}

void workdays_read(struct config_reader *reader, const struct config_node *mapping,
		   unsigned *weekdays, struct holidays *holidays)
{
	const struct config_node *days = node_find(mapping, "workdays"),
			  *file = node_find(mapping, "holidays");

	if (days)
		read_days(reader, days, weekdays);
	if (file)
		read_holidays(reader, file, holidays);
}
