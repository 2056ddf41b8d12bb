/* act.c - see act.h. */
#include "cli/act.h"

#include "base/span.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "config/config.h"

int act_open(struct cli *cli, struct act *out)
{
	int status = STATUS_DONE;
	struct err err;

	*out = (struct act){ .cli = cli, .config = cli_config(cli, &status) };
	if (!out->config)
		return status;
	return operator_open(out->config->state_dir, cli->now_s, &out->session, &err) ? cli_fail(&err) : STATUS_DONE;
}

int act_begin(struct act *act)
{
	struct err err;

	return operator_begin(&act->session, &err) ? cli_fail(&err) : STATUS_DONE;
}

int act_do(struct act *act, struct event *events, size_t n)
{
	struct err err;

	for (size_t i = 0; i < n; i++) {
		if (operator_add(&act->session, &events[i], &err))
			return cli_fail(&err);
	}
	return operator_commit(&act->session, &err) ? cli_fail(&err) : STATUS_DONE;
}

void act_undo(struct act *act)
{
	operator_rollback(&act->session);
}

void act_close(struct act *act)
{
	operator_close(&act->session);
	config_free(&act->config);
}

int act_tell(const struct act *act, const struct event *events, size_t n, const char *sentence)
{
	for (size_t i = 0; act->cli->json && i < n; i++)
		output_json(output_event(act->session.arena, &events[i]));
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
