/* simulate.c - see simulate.h. */
#include "bot/simulate.h"

#include <string.h>

#include "bot/keep.h"
#include "bot/outcome.h"
#include "bot/plan.h"
#include "bot/reading.h"
#include "bot/round.h"
#include "bot/token.h"
#include "bot/world.h"
#include "committee/told.h"

struct player {
	struct world w;
	struct reading_context reader;
	const struct simulation *sim;
	size_t next_mail;
};

/* Reads and records one mail, in a transaction of its own. */
static enum err_kind receive(struct player *p, const struct simulated_mail *mail, bool past,
			     struct err *err)
{
	struct arena *arena = arena_new();
	struct reading_list readings;
	struct ledger_message row = {
		.mailbox = "archive",
		.uidvalidity = 1,
		.uid = (uint32_t)(p->next_mail + 1),
		.key = "",
		.message_id = "",
		.list = "",
		.author = "",
		.subject = "",
		.received_at_s = mail->received_s,
		.read_at_s = p->w.now_s,
	};
	enum err_kind kind = world_begin(&p->w, NULL, err);

	reading_make(arena, &p->reader, NULL, mail->received_s, mail->bytes, &readings);
	const struct reading *first = &readings.readings[0];

	if (!kind && first->why_not)
		p->sim->aside(p->sim->user, mail, first->why_not);
	if (!kind)
		kind = round_take(&p->w, arena, &readings, &row, past, err);
	if (!kind)
		kind = world_commit(&p->w, err);
	arena_free(&arena);
	return kind;
}

static enum err_kind receive_until(struct player *p, int64_t until_s, bool past, struct err *err)
{
	enum err_kind kind = ERR_NONE;

	for (; !kind && p->next_mail < p->sim->n_mails &&
	       p->sim->mails[p->next_mail].received_s <= until_s;
	     p->next_mail++) {
		if (past && p->sim->progress)
			p->sim->progress(p->sim->user, p->w.now_s, p->next_mail);
		kind = receive(p, &p->sim->mails[p->next_mail], past, err);
	}
	return kind;
}

/* Everything in the outbox arrives now. */
static enum err_kind deliver(struct player *p, struct err *err)
{
	struct ledger_mail_list list = { 0 };
	struct arena *arena;
	enum err_kind kind;

	if (!p->w.queue_changed)
		return ERR_NONE;
	p->w.queue_changed = false;
	arena = arena_new();
	kind = world_begin(&p->w, NULL, err);
	if (!kind)
		kind = ledger_mails(p->w.ledger, arena, 1u << DELIVERY_READY, p->w.now_s, 0, &list,
				    err);
	for (size_t i = 0; !kind && i < list.len; i++) {
		struct ledger_mail *mail = &list.mails[i];
		struct mail_outcome outcome = { .arena = arena, .mail = mail };

		kind = world_show(&p->w, arena, mail, &mail->bytes, err);
		p->sim->sent(p->sim->user, p->w.now_s, mail);
		for (size_t n = 0; n < mail->n_recipients; n++) {
			mail->recipients[n].state = DELIVERY_SENT;
			mail->recipients[n].done_at_s = p->w.now_s;
			outcome_set(&outcome, &mail->recipients[n]);
		}
		outcome_told(&p->w, &outcome, NOTICE_TOLD, p->w.now_s);
		if (!kind)
			kind = keep_outcome(&p->w, &outcome, err);
	}
	if (!kind)
		kind = world_commit(&p->w, err);
	arena_free(&arena);
	return kind;
}

/* One round of the daemon at now. */
static enum err_kind decide(struct player *p, struct err *err)
{
	do {
		if (round_do(&p->w, err) || deliver(p, err))
			return err->kind;
	} while (p->w.changed);
	return ERR_NONE;
}

/* The next instant at which anything happens; outages put it off. */
static int64_t next_instant(const struct player *p)
{
	const struct simulation *sim = p->sim;
	int64_t at_s = p->w.next_decide_s;

	if (p->next_mail < sim->n_mails && sim->mails[p->next_mail].received_s < at_s)
		at_s = sim->mails[p->next_mail].received_s;
	if (at_s >= sim->down_from_s && at_s < sim->down_to_s)
		at_s = sim->down_to_s;
	return at_s > p->w.now_s ? at_s : p->w.now_s + 1;
}

static enum err_kind play(struct player *p, struct err *err)
{
	/* the first start, on what lies in the archive by then */
	if (receive_until(p, p->w.now_s, true, err) || decide(p, err))
		return err->kind;
	for (;;) {
		int64_t at_s = next_instant(p);

		if (at_s > p->sim->to_s)
			return ERR_NONE;
		p->w.now_s = at_s;
		if (p->sim->progress)
			p->sim->progress(p->sim->user, at_s, p->next_mail);
		if (receive_until(p, at_s, false, err) || decide(p, err))
			return err->kind;
	}
}

/* A simulation fetches nothing: calendars that come by address are those of the real ledger. */
static enum err_kind borrow_calendars(struct world *w, struct err *err)
{
	struct ledger *real = NULL;
	enum err_kind kind = ERR_NONE;

	for (size_t i = 0; !kind && i < w->config->n_lists; i++) {
		const struct config_list *list = &w->config->lists[i];
		bool found = false;

		if (!list->feed.url)
			continue;
		if (!real && ledger_open(w->config->state_dir, LEDGER_READ, 0, &real, err))
			kind = err_wrap(
				err,
				"the calendar of list %s is not known yet (`beadle once` fetches "
				"it)",
				list->name);
		if (!kind)
			kind = plan_copy(real, w->ledger, list, &found, err);
		if (!kind && !found)
			kind = err_set(
				err, ERR_CONFIG,
				"the calendar of list %s is not known yet (`beadle once` fetches "
				"it)",
				list->name);
	}
	ledger_close(&real);
	return kind;
}

enum err_kind simulate_run(const struct config *config, const struct simulation *simulation,
			   struct err *err)
{
	struct player p = {
		.sim = simulation,
		.w = { .config = config,
		       .now_s = simulation->from_s,
		       .next_decide_s = INT64_MAX,
		       .tokens = token_keys_fixed(config->answers.valid_s),
		       .believe_from = true }, /* an archive is what was said; who said it was
						  proved then, or never */
	};
	enum err_kind kind = world_open(&p.w, NULL, LEDGER_MEMORY, simulation->from_s, err);

	if (!kind)
		kind = reader_new(config, p.w.calendars, &p.reader, err);
	p.reader.archive = true;
	if (!kind)
		kind = borrow_calendars(&p.w, err);
	if (!kind)
		kind = world_load_plans(&p.w, err);
	if (!kind)
		kind = play(&p, err);
	token_keys_free(&p.w.tokens);
	world_close(&p.w);
	reader_free(&p.reader);
	return kind;
}
