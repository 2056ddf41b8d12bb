/* act.c - see act.h. */
#include "cli/act.h"

#include "base/buf.h"
#include "base/failpoint.h"
#include "base/span.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "config/config.h"
#include "time/zone.h"

enum { WORDS_MAX = 2000, DAY_S = 24 * 3600 };

int act_open(struct cli *cli, struct act *out)
{
	int status = STATUS_DONE;
	struct err err;

	*out = (struct act){ .cli = cli, .config = cli_config(cli, &status), .arena = arena_new() };
	if (!out->config)
		return status;
	out->world = (struct world){ .config = out->config, .now_s = cli->now_s };
	return world_open(&out->world, out->config->state_dir, LEDGER_ACT, cli->now_s, &err)
		       ? cli_fail(&err)
		       : STATUS_DONE;
}

struct event act_event(const struct act *act, enum event_kind kind, const char *list)
{
	return (struct event){ .at_s = act->world.now_s,
			       .kind = kind,
			       .list = list,
			       .actor = OPERATOR_NAME,
			       .message_id = "",
			       .rule = OPERATOR_NAME,
			       .proof = OPERATOR_NAME,
			       .act = "" };
}

struct actor act_operator(void)
{
	return (struct actor){ .name = OPERATOR_NAME, .is_chair = true, .proof = OPERATOR_NAME };
}

struct act_place act_place_of(const struct act *act, const struct config_list *list)
{
	const struct zone *zone = zone_of_either(list->policy.zone, NULL);

	return (struct act_place){
		.default_due_days = (int)(list->policy.default_due_s / DAY_S),
		.list = list->name,
		.people = &list->people,
		.message_id = "",
		.rule = OPERATOR_NAME,
		.quote = "",
		.at_s = act->world.now_s,
		.today = zone_to_local(zone, act->world.now_s).date,
	};
}

const char *act_words(const struct act *act, int n, char **words)
{
	const char *copy = NULL;
	struct span whole;
	struct buf text;

	buf_init(&text, WORDS_MAX);
	for (int i = 0; i < n; i++)
		buf_addf(&text, "%s%s", i ? " " : "", words[i]);
	if (buf_whole(&text, &whole) && span_utf8_valid(whole) == whole.len)
		copy = arena_strndup(act->arena, whole.ptr, whole.len);
	else
		cli_usage(act->cli, "%s: too long, or no UTF-8", act->cli->command);
	buf_free(&text);
	return copy;
}

size_t act_names(const struct act *act, const char *text, const char **names)
{
	struct span rest = span_of(text);
	size_t n = 0;

	while (rest.len && n < ACT_NAMES_MAX) {
		ptrdiff_t comma = span_find_char(rest, ',');
		struct span name = span_trim(comma < 0 ? rest : span_sub(rest, 0, (size_t)comma));

		if (name.len)
			names[n++] = arena_strndup(act->arena, name.ptr, name.len);
		rest = comma < 0 ? span_sub(rest, rest.len, 0)
				 : span_sub(rest, (size_t)comma + 1, rest.len);
	}
	return n;
}

int act_begin(struct act *act)
{
	struct err err;

	return world_begin(&act->world, NULL, &err) ? cli_fail(&err) : STATUS_DONE;
}

int act_do(struct act *act, struct event *events, size_t n)
{
	struct err err;

	for (size_t i = 0; i < n; i++) {
		events[i] = event_copy(act->arena, &events[i]);
		if (world_append(&act->world, &events[i], &err))
			return cli_fail(&err);
		failpoint("operator.added");
	}
	return world_commit(&act->world, &err) ? cli_fail(&err) : STATUS_DONE;
}

void act_undo(struct act *act)
{
	world_rollback(&act->world);
}

void act_close(struct act *act)
{
	world_close(&act->world);
	arena_free(&act->arena);
	config_free(&act->config);
}

int act_tell(const struct act *act, const struct event *events, size_t n, const char *sentence)
{
	for (size_t i = 0; act->cli->json && i < n; i++)
		output_json(output_event(act->arena, &events[i]));
	const struct terminal terminal = terminal_of(stdout);

	if (!act->cli->json)
		terminal_say(&terminal, STYLE_PLAIN, "%s\n", sentence);
	return STATUS_DONE;
}

bool act_number(const char *text, int *out)
{
	unsigned long number;

	if (!span_to_uint(span_of(text + (*text == '#')), 1000000000, &number) || number == 0)
		return false;
	*out = (int)number;
	return true;
}
