/* feeds.c - calendars fetched from an address: now and then, kept, and waited for only at the
 * first start.
 *
 * A good calendar replaces the one in the ledger, in a transaction of its own, and is the plan
 * from then on.  Anything else leaves the last good one; after an hour the operator is told.  The
 * address may be a secret, so no text names it.
 */
#include "bot/feeds.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/failpoint.h"
#include "base/log.h"
#include "bot/plan.h"
#include "time/clock.h"

enum {
	HOUR_S = 3600,
	FETCH_LIMIT_MS = 45 * 1000,	/* the worker's own limits are shorter */
};

/* What is at hand: since when, and how to ask for anything newer. */
static enum err_kind look_up(struct feeds *f, struct feed *feed, struct err *err)
{
	struct ledger_calendar stored;
	bool found;

	arena_reset(feed->arena);
	feed->job = (struct feed_job){ .list = feed->list, .etag = "", .modified = "" };
	feed->checked_at_s = 0;
	if (ledger_get_calendar(f->w->ledger, feed->arena, feed->list->name, &found, &stored, err))
		return err->kind;
	/* of another address, or with no meetings by `summary`: as good as none */
	if (!found || strcmp(stored.url, feed->list->feed.url) != 0 ||
	    !world_has_meetings(f->w, feed->index))
		return ERR_NONE;
	feed->job.etag = stored.etag;
	feed->job.modified = stored.modified;
	feed->checked_at_s = stored.checked_at_s;
	return ERR_NONE;
}

enum err_kind feeds_open(struct feeds *f, struct err *err)
{
	f->feeds = mem_zalloc(f->w->config->n_lists, sizeof *f->feeds);
	for (size_t i = 0; i < f->w->config->n_lists; i++) {
		const struct config_list *list = &f->w->config->lists[i];
		struct feed *feed = &f->feeds[f->n_feeds];

		if (!list->feed.url)
			continue;
		*feed = (struct feed){
			.list = list, .index = i, .arena = arena_new(), .worker = { .fd = -1 }
		};
		f->n_feeds++;
		if (look_up(f, feed, err))
			return err->kind;
		feed->tried = feed->checked_at_s != 0;
		feed->next_s = feed->checked_at_s + (feed->tried ? list->feed.refresh_s : 0);
		if (feed->checked_at_s > f->w->now_s) /* by a clock that has been put back since */
			feed->next_s = f->w->now_s;
	}
	return ERR_NONE;
}

void feeds_stop(struct feeds *f)
{
	for (size_t i = 0; i < f->n_feeds; i++) {
		worker_stop(&f->feeds[i].worker, 0);	/* it is fetched anew */
		arena_free(&f->feeds[i].arena);
	}
	free(f->feeds);
	f->feeds = NULL;
	f->n_feeds = 0;
}

bool feeds_ready(const struct feeds *f)
{
	for (size_t i = 0; i < f->n_feeds; i++) {
		if (!f->feeds[i].tried)
			return false;
	}
	return true;
}

bool feeds_are_running(const struct feeds *f)
{
	for (size_t i = 0; i < f->n_feeds; i++) {
		if (worker_is_running(&f->feeds[i].worker))
			return true;
	}
	return false;
}

int64_t feeds_next(const struct feeds *f)
{
	int64_t next_s = INT64_MAX;

	for (size_t i = 0; i < f->n_feeds; i++) {
		const struct feed *feed = &f->feeds[i];
		bool waits = !worker_is_running(&feed->worker) && !(f->once && feed->asked);

		if (waits && feed->next_s < next_s)
			next_s = feed->next_s;
	}
	return next_s;
}

static int64_t retry_after_s(const struct feed *feed)
{
	int64_t wait_s = worker_backoff_ms(feed->failures) / 1000;

	return wait_s < feed->list->feed.refresh_s ? wait_s : feed->list->feed.refresh_s;
}

static enum err_kind tell_operator(struct feeds *f, const struct feed *feed, int64_t since_s,
				   const char *why, struct err *err)
{
	struct arena *arena = arena_new();

	const char *key = arena_printf(arena, "calendar/%s/%" PRId64, feed->list->name, since_s);
	const char *text = arena_printf(
		arena, "The calendar of list %s cannot be fetched from " SPAN_FMT ": %.1000s. %s",
		feed->list->name, SPAN_ARG(web_url_host(feed->list->feed.url)), why,
		feed->checked_at_s ? "Until then the last good one counts."
				   : "Until then the list has no meetings.");
	enum err_kind kind = world_tell_operator(f->w, key, text, err);

	arena_free(&arena);
	f->w->changed = true;
	return kind;
}

static enum err_kind failed(struct feeds *f, struct feed *feed, const char *why, struct err *err)
{
	int64_t since_s = feed->checked_at_s ? feed->checked_at_s + feed->list->feed.refresh_s
					     : ledger_born_at(f->w->ledger);

	log_error("calendar-out-of-reach", L_STR("list", feed->list->name), L_STR("why", why));
	feed->tried = true;
	feed->failures++;
	feed->next_s = f->w->now_s + retry_after_s(feed);
	f->w->report.trouble = true;
	return f->w->now_s - since_s < HOUR_S ? ERR_NONE
					      : tell_operator(f, feed, since_s, why, err);
}

static enum err_kind keep(struct feeds *f, struct feed *feed, const struct frame *frame,
			  struct err *err)
{
	bool unchanged = json_is_true(json_object_get(frame->head, "unchanged"));
	const struct ledger_calendar calendar = {
		.url = feed->list->feed.url,
		.etag = frame_text(frame, "etag"),
		.modified = frame_text(frame, "modified"),
		.fetched_at_s = f->w->now_s,
		.checked_at_s = f->w->now_s,
		.bytes = frame->bytes,
	};
	enum err_kind kind = world_begin(f->w, NULL, err);

	if (!kind)
		kind = unchanged ? ledger_confirm_calendar(f->w->ledger, feed->list->name,
							   f->w->now_s, err)
				 : ledger_set_calendar(f->w->ledger, feed->list->name, &calendar,
						       err);
	failpoint("feeds.before-commit");
	if (!kind)
		kind = world_commit(f->w, err);
	failpoint("feeds.kept");
	log_info("calendar", L_STR("list", feed->list->name),
		 L_STR("outcome", unchanged ? "unchanged" : "new"));
	if (!kind && !unchanged)
		kind = world_take_plan(f->w, feed->index, err);
	if (!kind)
		kind = look_up(f, feed, err);
	feed->tried = true;
	feed->failures = 0;
	feed->next_s = f->w->now_s + feed->list->feed.refresh_s;
	f->w->changed = f->w->changed || !unchanged;
	return kind;
}

enum err_kind feeds_start_due(struct feeds *f, struct err *err)
{
	for (size_t i = 0; i < f->n_feeds; i++) {
		struct feed *feed = &f->feeds[i];

		if (worker_is_running(&feed->worker)) {
			if (clock_monotonic_ms() - feed->begun_ms < FETCH_LIMIT_MS)
				continue;
			worker_stop(&feed->worker, 0);
			if (failed(f, feed, "fetching it took longer than 45 s", err))
				return err->kind;
		}
		if (f->w->now_s < feed->next_s || (f->once && feed->asked))
			continue;
		feed->asked = true;
		feed->begun_ms = clock_monotonic_ms();
		feed->job.now_s = f->w->now_s;
		if (worker_start(&feed->worker, "beadle-feed", feed_worker_main, &feed->job, err))
			return err->kind;
	}
	return ERR_NONE;
}

enum err_kind feeds_frame(struct feeds *f, struct feed *feed, struct err *err)
{
	struct frame frame = { 0 };
	struct err lost;
	bool eof = false;
	enum err_kind kind = frame_read(&feed->worker.reader, &frame, &eof, &lost);

	if (kind || eof)
		kind = failed(f, feed, "the process that fetched it died", err);
	else if (frame.type == FRAME_CALENDAR)
		kind = keep(f, feed, &frame, err);
	else
		kind = failed(f, feed, frame_text(&frame, "text"), err);
	frame_free(&frame);
	worker_stop(&feed->worker, 0);
	return kind;
}
