/* reader.c - see reader.h. */
#include "cli/reader.h"

#include "bot/plan.h"

/* Up to when every mail of the list was read, as far as the ledger knows. */
static enum err_kind read_until(struct ledger_reader *r, const struct config_list *list,
				int64_t now_s, int64_t *out, struct err *err)
{
	struct ledger_cursor cursor;

	if (ledger_get_cursor(r->ledger, list->mailbox, &cursor, err))
		return err->kind;
	*out = cursor.synced_at_s < now_s ? cursor.synced_at_s : now_s;
	return ERR_NONE;
}

static enum err_kind open_lists(struct ledger_reader *r, int64_t now_s, struct err *err)
{
	r->lists = arena_alloc(r->arena, r->config->n_lists, sizeof *r->lists);
	for (size_t i = 0; i < r->config->n_lists; i++) {
		const struct config_list *list = &r->config->lists[i];
		struct meeting_context *c = &r->lists[i];

		*c = (struct meeting_context){ .state = r->state,
					       .policy = &list->policy,
					       .people = &list->people };
		if (plan_calendar(r->ledger, r->arena, r->state, list, &c->calendar, err) ||
		    read_until(r, list, now_s, &c->read_s, err))
			return err->kind;
	}
	return ERR_NONE;
}

int ledger_reader_open_bare(const struct cli *cli, struct ledger_reader *out)
{
	int status = STATUS_DONE;
	struct err err;

	*out = (struct ledger_reader){ .now_s = cli->now_s,
				       .arena = arena_new(),
				       .config = cli_config(cli, &status) };
	if (!out->config)
		return status;
	if (ledger_open(out->config->state_dir, LEDGER_READ, cli->now_s, &out->ledger, &err))
		return cli_fail(&err);
	return STATUS_DONE;
}

int ledger_reader_open(const struct cli *cli, const char *only_list, struct ledger_reader *out)
{
	int status = ledger_reader_open_bare(cli, out);
	struct err err;

	if (status != STATUS_DONE)
		return status;
	if (only_list && !config_list(out->config, only_list)) {
		cli_complain("--list %s: %s has no such list", only_list, out->config->file);
		return STATUS_FAILED;
	}
	out->state = state_new();
	if (ledger_load_state(out->ledger, out->state, &err) || open_lists(out, cli->now_s, &err))
		return cli_fail(&err);
	return STATUS_DONE;
}

void ledger_reader_close(struct ledger_reader *r)
{
	for (size_t i = 0; r->lists && i < r->config->n_lists; i++)
		calendar_free(&r->lists[i].calendar);
	ledger_close(&r->ledger);
	if (r->state)
		state_free(&r->state);
	arena_free(&r->arena);
	config_free(&r->config);
}
