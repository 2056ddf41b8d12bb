/* publishing.c - keeps the export and the metrics up to date for the keeper.
 *
 * The export is written again when the state has changed, and at midnight in a list's zone, when
 * everything is a day older; the metrics are written after each round.  A failure is logged, told
 * to the operator once a run and at most once a day, and tried again; mail is read and sent all
 * the same.
 */
#include "bot/publishing.h"

#include <string.h>

#include "base/log.h"
#include "bot/publish.h"
#include "export/metrics.h"
#include "time/zone.h"

enum {
	PAUSE_S = 10,			/* a burst of mail is one change */
	AGAIN_S = 15 * 60,		/* after a failure */
	METRICS_MAX = 4 * 1024 * 1024,
};

static struct meeting_context *contexts_of(struct publishing *p, struct arena *arena)
{
	struct meeting_context *lists = arena_alloc(arena, p->w->config->n_lists, sizeof *lists);

	for (size_t i = 0; i < p->w->config->n_lists; i++)
		world_context(p->w, i, &lists[i]);
	return lists;
}

/* The first midnight to come, over all lists. */
static int64_t midnight_after(const struct publishing *p)
{
	int64_t at_s = INT64_MAX;

	for (size_t i = 0; i < p->w->config->n_lists; i++) {
		const struct zone *zone = zone_of_either(p->w->config->lists[i].policy.zone, NULL);
		int64_t day = civil_to_days(zone_to_local(zone, p->w->now_s).date) + 1,
			midnight_s = zone_minute_to_utc(zone, day, 0);

		at_s = midnight_s < at_s ? midnight_s : at_s;
	}
	return at_s;
}

/* why: of the failure; ERR_NONE when it was written. */
static enum err_kind note(struct publishing *p, size_t index, const char *what,
			  const struct err *why, bool failed, struct err *err)
{
	int64_t *since_s = &p->failing_since_s[index];
	char today[CIVIL_TEXT_SIZE];
	enum err_kind kind;

	if (!failed) {
		if (*since_s)
			log_info("published", L_STR("what", what), L_STR("after", "a failure"));
		*since_s = 0;
		return ERR_NONE;
	}
	log_error("publish", L_STR("what", what), L_STR("why", why->text));
	p->w->report.trouble = true;
	if (*since_s)
		return ERR_NONE;
	*since_s = p->w->now_s;
	struct arena *arena = arena_new();
	/* by day: each `once` is a run of its own */
	const char *key = arena_printf(arena, "publish/%s/%s", what,
				       civil_format_iso(civil_from_utc(p->w->now_s).date, today));
	const char *text = arena_printf(
		arena,
		"The %s cannot be written; the old one stays: %.1000s. Everything else goes on.",
		what, why->text);
	kind = world_tell_operator(p->w, key, text, err);
	arena_free(&arena);
	p->w->changed = true;
	return kind;
}

static enum err_kind export_all(struct publishing *p, struct err *err)
{
	static const char *const names[N_EXPORT_FORMATS] = {
		[EXPORT_ICS] = "ics export",
		[EXPORT_HTML] = "html export",
		[EXPORT_JSON] = "json export",
		[EXPORT_CSV] = "csv export",
	};
	struct arena *arena = arena_new();
	struct meeting_context *lists = contexts_of(p, arena);
	enum err_kind kind = ERR_NONE;

	p->exported_events = p->w->state->n_events;
	p->exported_plan = p->w->plan_version;
	p->exported_s = p->w->now_s;
	p->next_export_s = midnight_after(p);
	for (size_t i = 0; !kind && i < N_EXPORT_FORMATS; i++) {
		const char *folder = p->w->config->export_folders[i];
		struct err why = { 0 };
		bool failed;

		if (!folder)
			continue;
		failed = publish_export(folder, (enum export_format)i, lists, p->w->config->n_lists,
					p->w->now_s, &why) != ERR_NONE;
		if (failed && p->w->now_s + AGAIN_S < p->next_export_s)
			p->next_export_s = p->w->now_s + AGAIN_S;
		kind = note(p, i, names[i], &why, failed, err);
	}
	arena_free(&arena);
	return kind;
}

static enum err_kind fill_mailboxes(struct publishing *p, struct arena *arena, struct metrics *m,
				    struct err *err)
{
	struct metrics_mailbox *mailboxes =
		arena_alloc(arena, p->w->n_mailboxes, sizeof *mailboxes);

	m->mailboxes = mailboxes;
	m->n_mailboxes = p->w->n_mailboxes;
	for (size_t i = 0; i < p->w->n_mailboxes; i++) {
		const struct world_mailbox *in = &p->w->mailboxes[i];

		mailboxes[i] = (struct metrics_mailbox){ .name = in->config->name,
							 .synced_s = in->cursor.synced_at_s };
		if (ledger_mailbox_lag(p->w->ledger, in->config->name, &mailboxes[i].lag_s, err))
			return err->kind;
	}
	return ERR_NONE;
}

static enum err_kind fill_counts(struct publishing *p, struct arena *arena, struct metrics *m,
				 struct err *err)
{
	struct ledger_counts counts;

	if (ledger_count_all(p->w->ledger, arena, &counts, err))
		return err->kind;
	struct metrics_count *messages = arena_alloc(arena, FATE_ASIDE + 1, sizeof *messages);
	struct metrics_count *notices = arena_alloc(arena, counts.n_notices, sizeof *notices);

	/* each fate, so that what never happened is 0 and not missing */
	for (size_t f = 0; f <= FATE_ASIDE; f++) {
		messages[f].label = message_fate_name((enum message_fate)f);
		for (size_t i = 0; i < counts.n_messages; i++) {
			if (strcmp(counts.messages[i].name, messages[f].label) == 0)
				messages[f].n = counts.messages[i].n;
		}
	}
	for (size_t i = 0; i < counts.n_notices; i++)
		notices[i] = (struct metrics_count){ counts.notices[i].name,
						     counts.notices[i].state, counts.notices[i].n };
	m->messages = messages;
	m->n_messages = FATE_ASIDE + 1;
	m->notices = notices;
	m->n_notices = counts.n_notices;
	m->retries = counts.retries;
	return ERR_NONE;
}

static enum err_kind write_metrics(struct publishing *p, int64_t refused_since_s, struct err *err)
{
	const char *file = p->w->config->metrics_file, *slash = strrchr(file, '/');
	struct arena *arena = arena_new();
	struct metrics m = { .version = PACKAGE_VERSION,
			     .bot = p->w->config->outbox.from_addr,
			     .round_s = p->w->now_s,
			     .lists = contexts_of(p, arena),
			     .n_lists = p->w->config->n_lists,
			     .refused_s = refused_since_s,
			     .clock_doubt_s = p->w->clock.in_doubt ? p->w->clock.since_s : 0 };
	const char *folder =
		slash ? arena_strndup(arena, file, slash == file ? 1 : (size_t)(slash - file))
		      : ".";
	enum err_kind kind = fill_mailboxes(p, arena, &m, err);
	struct err why = { 0 };
	struct buf bytes;

	buf_init(&bytes, METRICS_MAX);
	if (!kind)
		kind = fill_counts(p, arena, &m, err);
	if (!kind) {
		struct span whole;
		bool failed;

		metrics_write(arena, &bytes, &m);
		failed = buf_whole(&bytes, &whole)
				 ? publish_file(folder, slash ? slash + 1 : file, whole, &why) !=
					   ERR_NONE
				 : err_set(&why, ERR_DATA, "%s would be too large", file) !=
					   ERR_NONE;

		kind = note(p, N_EXPORT_FORMATS, "metrics", &why, failed, err);
	}
	p->metrics_s = p->w->now_s;
	p->w->round_over = false;
	buf_free(&bytes);
	arena_free(&arena);
	return kind;
}

static bool wants_export(const struct publishing *p)
{
	for (size_t i = 0; i < N_EXPORT_FORMATS; i++) {
		if (p->w->config->export_folders[i])
			return true;
	}
	return false;
}

void publishing_start(struct publishing *p, struct world *w, bool once)
{
	*p = (struct publishing){
		.w = w, .once = once, .exported_events = UINT64_MAX, .next_export_s = INT64_MAX
	};
}

/* While the state stays ahead of the export: the earliest instant for the next one. */
static int64_t export_at(const struct publishing *p)
{
	if (!wants_export(p))
		return INT64_MAX;
	if (p->exported_events == p->w->state->n_events && p->exported_plan == p->w->plan_version)
		return p->next_export_s;
	if (p->once || p->exported_events == UINT64_MAX || p->exported_s > p->w->now_s)
		return p->w->now_s;
	return p->exported_s + PAUSE_S < p->next_export_s ? p->exported_s + PAUSE_S
							  : p->next_export_s;
}

int64_t publishing_next(const struct publishing *p)
{
	return export_at(p);
}

enum err_kind publishing_do(struct publishing *p, bool sending, int64_t refused_since_s,
			    struct err *err)
{
	/* a server that is slow to take a mail must not keep the figures back that would show it */
	bool is_pause_over = p->w->now_s >= p->metrics_s + PAUSE_S || p->w->now_s < p->metrics_s;

	if (p->w->now_s >= export_at(p) && export_all(p, err))
		return err->kind;
	if (p->w->config->metrics_file && p->w->round_over && (!sending || is_pause_over))
		return write_metrics(p, refused_since_s, err);
	return ERR_NONE;
}
