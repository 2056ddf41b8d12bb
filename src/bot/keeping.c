/* keeping.c - see keeping.h. */
#include "bot/keeping.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/failpoint.h"
#include "base/log.h"
#include "bot/publish.h"
#include "export/kept.h"
#include "time/clock.h"

enum {
	MINUTE_S = 60,
	COMMAND_LIMIT_MS = 10 * 60 * 1000,
	STUCK_LIMIT_MS = COMMAND_LIMIT_MS + 30 * 1000, /* the worker ends the command itself */
	AGAIN_FIRST_S = 5 * MINUTE_S,
	AGAIN_LAST_S = 4 * 60 * MINUTE_S,
	LOOK_S = 60 * MINUTE_S,
};

void keeping_open(struct keeping *k)
{
	k->lists = mem_zalloc(k->w->config->n_lists, sizeof *k->lists);
	for (size_t i = 0; i < k->w->config->n_lists; i++) {
		const struct config_list *list = &k->w->config->lists[i];

		if (list->minutes.folder)
			k->lists[k->n_lists++] = (struct keeping_list){
				.list = list,
				.index = i,
				.arena = arena_new(),
				.worker = { .fd = -1 },
				.seen = SIZE_MAX,
			};
	}
}

void keeping_stop(struct keeping *k)
{
	for (size_t i = 0; i < k->n_lists; i++) {
		worker_stop(&k->lists[i].worker, 0); /* it is run anew */
		arena_free(&k->lists[i].arena);
	}
	free(k->lists);
	k->lists = NULL;
	k->n_lists = 0;
}

bool keeping_is_running(const struct keeping *k)
{
	for (size_t i = 0; i < k->n_lists; i++) {
		if (worker_is_running(&k->lists[i].worker))
			return true;
	}
	return false;
}

int64_t keeping_next(const struct keeping *k)
{
	int64_t at_s = INT64_MAX;

	for (size_t i = 0; i < k->n_lists; i++) {
		const struct keeping_list *l = &k->lists[i];

		if (!worker_is_running(&l->worker) && l->next_s > k->w->now_s && l->next_s < at_s)
			at_s = l->next_s;
	}
	return at_s;
}

/* by day: each `once` is a run of its own */
static enum err_kind failed(struct keeping *k, struct keeping_list *l, const char *what,
			    const char *why, const char *said, struct err *err)
{
	struct arena *arena = arena_new();
	char today[CIVIL_TEXT_SIZE];
	int64_t wait_s = worker_doubled(AGAIN_FIRST_S, AGAIN_LAST_S, ++l->failures);

	log_error("keep-minutes", L_STR("list", l->list->name), L_STR("what", what),
		  L_STR("why", why));
	l->next_s = k->w->now_s + wait_s;
	k->w->report.trouble = true;
	const char *key = arena_printf(arena, "keep-minutes/%s/%s", l->list->name,
				       civil_format_iso(civil_from_utc(k->w->now_s).date, today));
	const char *text = arena_printf(
		arena,
		"%s for the minutes of list %s: %.1000s. It is tried again, and mail goes on.%s%s",
		what, l->list->name, why, *said ? "\n\nIts last lines:\n" : "", said);
	enum err_kind kind = world_tell_operator(k->w, key, text, err);

	arena_free(&arena);
	k->w->changed = true;
	return kind;
}

/* A command of one word or several gets the name behind them; for a line in the language of the
 * shell it is $1. */
static const char *line_of(struct arena *arena, const char *command)
{
	bool is_plain = !strpbrk(command, "|&;<>()$`\\\"'*?[]#~=%!{}\n");

	return is_plain ? arena_printf(arena, "%s \"$1\"", command) : command;
}

static const char *key_of(struct arena *arena, const struct keeping_list *l,
			  const struct minutes_text *m)
{
	return arena_printf(arena, "minutes-kept/%s/%s/%" PRId64, l->list->name,
			    kept_name(arena, m), m->entry->deadline.settled_s);
}

/* The oldest first. */
static enum err_kind start_next(struct keeping *k, struct keeping_list *l,
				const struct minutes_text *minutes, size_t n, struct err *err)
{
	size_t i = 0;

	while (i < n && (!kept_is_final(&minutes[i]) ||
			 state_has_key(k->w->state, key_of(l->arena, l, &minutes[i]))))
		i++;
	if (i == n)
		return ERR_NONE;
	l->key = key_of(l->arena, l, &minutes[i]);
	l->job = (struct shell_command){ .line = line_of(l->arena, l->list->minutes.command),
					 .folder = l->list->minutes.folder,
					 .argument = kept_name(l->arena, &minutes[i]),
					 .limit_ms = COMMAND_LIMIT_MS };
	l->begun_ms = clock_monotonic_ms();
	return worker_start(&l->worker, "beadle-command", command_worker_main, &l->job, err);
}

static enum err_kind keep_list(struct keeping *k, struct keeping_list *l, struct err *err)
{
	const struct minutes_text *minutes;
	struct meeting_context context;
	struct export_files files = { 0 };
	struct export_view view;
	struct err why = { 0 };

	arena_reset(l->arena);
	world_context(k->w, l->index, &context);
	export_view_fill(l->arena, &context, k->w->now_s, &view);
	size_t n = kept_minutes(l->arena, &view.deadlines, &minutes);

	kept_files(l->arena, &view, minutes, n, &files);
	l->seen = k->w->state->others.len;
	l->looked_s = k->w->now_s;
	l->next_s = 0;
	if (publish_files(l->list->minutes.folder, &files, &why))
		return failed(k, l, "A file cannot be written", why.text, "", err);
	failpoint("keeping.written");
	if (l->list->minutes.command)
		return start_next(k, l, minutes, n, err);
	return ERR_NONE;
}

/* Has something happened that the files show? */
static bool has_news(const struct keeping *k, struct keeping_list *l)
{
	const struct event_list *events = &k->w->state->others;

	for (; l->seen < events->len; l->seen++) {
		const struct event *e = &events->events[l->seen];

		if ((e->kind == EVENT_DEADLINE || e->kind == EVENT_DECISION) &&
		    strcmp(e->list, l->list->name) == 0)
			return true;
	}
	return l->seen > events->len;
}

static bool is_due(const struct keeping *k, struct keeping_list *l)
{
	if (k->once && l->failures)
		return false;
	if (l->next_s)
		return k->w->now_s >= l->next_s;
	/* that minutes stand can be the time's doing alone */
	return has_news(k, l) || k->w->now_s >= l->looked_s + LOOK_S;
}

enum err_kind keeping_start_due(struct keeping *k, struct err *err)
{
	for (size_t i = 0; i < k->n_lists; i++) {
		struct keeping_list *l = &k->lists[i];

		if (worker_is_running(&l->worker)) {
			if (clock_monotonic_ms() - l->begun_ms < STUCK_LIMIT_MS)
				continue;
			worker_stop(&l->worker, 0);
			if (failed(k, l, "The command failed", "it did not end in time", "", err))
				return err->kind;
		}
		if (is_due(k, l) && keep_list(k, l, err))
			return err->kind;
	}
	return ERR_NONE;
}

/* It succeeded: never again for this file, and the next one may begin. */
static enum err_kind spend(struct keeping *k, struct keeping_list *l, struct err *err)
{
	enum err_kind kind = world_begin(k->w, NULL, err);

	if (!kind)
		kind = world_spend(k->w, l->key, err);
	if (!kind)
		kind = world_commit(k->w, err);
	failpoint("keeping.kept");
	if (kind)
		return kind;
	log_info("minutes-kept", L_STR("list", l->list->name), L_STR("file", l->job.argument));
	l->failures = 0;
	l->seen = SIZE_MAX;
	return ERR_NONE;
}

enum err_kind keeping_frame(struct keeping *k, struct keeping_list *l, struct err *err)
{
	struct frame frame = { 0 };
	struct err lost;
	bool eof = false;
	enum err_kind kind = frame_read(&l->worker.reader, &frame, &eof, &lost);

	if (kind || eof)
		kind = failed(k, l, "The command failed", "the process that ran it died", "", err);
	else if (frame.type == FRAME_DONE)
		kind = spend(k, l, err);
	else
		kind = failed(k, l, "The command failed", frame_text(&frame, "text"),
			      frame_text(&frame, "said"), err);
	frame_free(&frame);
	worker_stop(&l->worker, 0);
	return kind;
}
