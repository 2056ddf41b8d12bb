/* operator.c - see operator.h. */
#include "bot/operator.h"

#include "base/failpoint.h"
#include "ledger/ledger.h"

enum err_kind operator_open(const char *state_dir, int64_t now_s, struct operator_session *out, struct err *err)
{
	*out = (struct operator_session){ .state = state_new(), .arena = arena_new(), .now_s = now_s };
	if (ledger_open(state_dir, LEDGER_ACT, now_s, &out->ledger, err))
		return err->kind;
	return ledger_load_state(out->ledger, out->state, err);
}

enum err_kind operator_begin(struct operator_session *s, struct err *err)
{
	struct event_list events;
	enum err_kind kind = ledger_begin(s->ledger, err);

	if (!kind)
		kind = ledger_new_events(s->ledger, s->arena, &events, err);
	for (size_t i = 0; !kind && i < events.len; i++)
		kind = state_apply(s->state, &events.events[i], err);
	return kind;
}

struct event operator_event(const struct operator_session *s, enum event_kind kind, const char *list)
{
	return (struct event){ .at_s = s->now_s, .kind = kind, .list = list, .actor = OPERATOR_NAME, .message_id = "",
			       .rule = OPERATOR_NAME, .proof = OPERATOR_NAME, .minutes = -1 };
}

enum err_kind operator_add(struct operator_session *s, struct event *event, struct err *err)
{
	*event = event_copy(s->arena, event);
	if (ledger_add_event(s->ledger, event, err))
		return err->kind;
	failpoint("operator.added");
	return state_apply(s->state, event, err);
}

enum err_kind operator_commit(struct operator_session *s, struct err *err)
{
	return ledger_commit(s->ledger, err);
}

void operator_rollback(struct operator_session *s)
{
	ledger_rollback(s->ledger);
}

void operator_close(struct operator_session *s)
{
	ledger_close(&s->ledger);
	if (s->state)
		state_free(&s->state);
	if (s->arena)
		arena_free(&s->arena);
}
