/* keeper.c - the loop around intake.c, round.c and delivery.c: one poll over workers, signals and
 * time.
 *
 * Nothing here blocks on a mailbox, a server or a hostile mail; the workers do.  Any trouble with
 * the ledger ends the run, and the caller starts again from what is committed.
 */
#include "bot/keeper.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "bot/delivery.h"
#include "bot/round.h"
#include "bot/feeds.h"
#include "bot/intake.h"
#include "bot/keeping.h"
#include "bot/notify.h"
#include "bot/publishing.h"
#include "bot/recall.h"
#include "bot/timekeeping.h"
#include "bot/token.h"
#include "time/clock.h"

enum {
	POLL_MAX_MS = 60 * 60 * 1000,	/* the clock may be set meanwhile: never sleep longer
					 * than this */
	FINISH_SEND_MS = 3500,		/* SIGTERM: how long an answer is waited for; with the
					 * workers' grace 5 s */
	LOOK_MS = 1000,			/* how often is looked for what no descriptor tells */
	LOOK_IDLE_MS = 60 * 1000,	/* the same when there is a descriptor for everything */
	READER_FD = 3,			/* in the order that struct loop says */
	OTHER_FDS = 5,
};

struct loop {
	const struct keeper_options *options;
	struct world w;
	struct timekeeping time;
	struct intake intake;
	struct feeds feeds;
	struct keeping keeping;
	struct delivery delivery;
	struct publishing publishing;
	struct pollfd *fds;		/* signal, the operator's acts, the clock, read worker,
					 * send worker, then the mailboxes, the feeds, and the
					 * commands for minutes */
	int signal_fd;
	int act_fd;			/* somebody wrote into the state folder; -1: not told */
	int clock_fd;			/* somebody has set the clock; -1: not told */
	enum keeper_end end;
	bool ending;
	bool rebuilt;			/* the ledger: the state is not its own any more */
	int64_t end_by_ms;
	int64_t pinged_ms;		/* the watchdog, last */
};

static int open_signals(struct err *err)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);

	if (fd < 0)
		err_set(err, ERR_RETRY, "signalfd: %s", strerror(errno));
	return fd;
}

static void begin_end(struct loop *l, enum keeper_end end)
{
	if (!l->ending)
		l->end_by_ms = clock_monotonic_ms() + FINISH_SEND_MS;
	if (!l->ending || end == KEEPER_STOPPED)
		l->end = end;
	l->ending = true;
}

static void take_signal(struct loop *l)
{
	struct signalfd_siginfo info;

	while (read(l->signal_fd, &info, sizeof info) == sizeof info) {
		enum keeper_end end = info.ssi_signo == SIGHUP ? KEEPER_RELOAD : KEEPER_STOPPED;

		log_info("signal", L_NUM("number", info.ssi_signo));
		begin_end(l, end);
	}
}

/* May mail be taken up? */
static bool is_open(const struct loop *l)
{
	return intake_is_open(&l->intake) && !l->ending && feeds_ready(&l->feeds);
}

static int least(int a, int b)
{
	return a < 0 ? b : b < 0 || a < b ? a : b;
}

/* Until the watchdog wants to hear of us; -1: there is none. */
static int ping_in_ms(const struct loop *l)
{
	int period_ms = notify_watchdog_ms();
	int64_t left_ms = l->pinged_ms + period_ms - clock_monotonic_ms();

	return period_ms < 0 ? -1 : left_ms > 0 ? (int)left_ms : 0;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Is nothing on its way in? */
static bool is_quiet(const struct loop *l)
{
	return !l->intake.uncommitted && intake_is_synced(&l->intake);
}

/* When something is due that only the time brings. */
static int64_t next_s(const struct loop *l)
{
	int64_t at_s = earlier(l->w.next_decide_s, delivery_next(&l->delivery));

	at_s = earlier(at_s, keeping_next(&l->keeping));
	at_s = earlier(at_s, feeds_next(&l->feeds));
	return is_quiet(l) ? earlier(at_s, publishing_next(&l->publishing)) : at_s;
}

/* What the operator is to hear of the clock waits for no mail. */
static bool may_decide(const struct loop *l)
{
	bool is_known = is_quiet(l) && feeds_ready(&l->feeds);

	return !l->ending && !l->intake.uncommitted && (is_known || l->w.clock.in_doubt);
}

/* Until then by the clock; a loop with a time of its own is told no other, and one that waits for
 * an answer needs none. */
static int until_ms(const struct loop *l, int64_t at_s)
{
	bool is_waiting = l->delivery.mail_id || l->intake.n || l->options->has_now;

	if (is_waiting || at_s - l->w.now_s >= POLL_MAX_MS / 1000)
		return POLL_MAX_MS;
	return at_s > l->w.now_s ? (int)(at_s - l->w.now_s) * 1000 : 0;
}

static int end_in_ms(const struct loop *l)
{
	int64_t left_ms = l->end_by_ms - clock_monotonic_ms();

	return left_ms > 0 ? (int)left_ms : 0;
}

/* Until the operator's acts, the clock and the time limits of processes are looked after. */
static int look_in_ms(const struct loop *l)
{
	bool is_timed = feeds_are_running(&l->feeds) || keeping_is_running(&l->keeping);
	bool is_told = l->act_fd >= 0 && l->clock_fd >= 0 && !l->w.clock.in_doubt;

	if (is_timed)
		return LOOK_MS;
	if (l->options->once)
		return -1;
	return is_told ? LOOK_IDLE_MS : LOOK_MS;
}

/* Until something has to be done that no descriptor tells. */
static int timeout_of(const struct loop *l)
{
	bool is_frame_there = is_open(l) && intake_is_waiting(&l->intake);
	bool is_to_decide = l->w.changed && may_decide(l);
	int ms;

	if (is_frame_there || is_to_decide || (l->intake.uncommitted && !l->intake.n))
		return 0;
	ms = l->ending ? end_in_ms(l) : least(until_ms(l, next_s(l)), look_in_ms(l));
	ms = least(ms, intake_deadline_ms(&l->intake));
	return least(ms, ping_in_ms(l));
}

static int fd_of(const struct worker *worker)
{
	return worker_is_running(worker) ? worker->fd : -1;
}

/* In the order that struct loop says. */
static size_t list_fds(struct loop *l)
{
	size_t n = 0;

	l->fds[n++].fd = l->signal_fd;
	l->fds[n++].fd = l->act_fd;
	l->fds[n++].fd = l->clock_fd;
	l->fds[n++].fd = fd_of(&l->intake.reader);
	l->fds[n++].fd = fd_of(&l->delivery.worker);
	for (size_t i = 0; i < l->intake.n_mailboxes; i++)
		l->fds[n++].fd = is_open(l) ? fd_of(&l->intake.mailboxes[i].worker) : -1;
	for (size_t i = 0; i < l->feeds.n_feeds; i++)
		l->fds[n++].fd = fd_of(&l->feeds.feeds[i].worker);
	for (size_t i = 0; i < l->keeping.n_lists; i++)
		l->fds[n++].fd = fd_of(&l->keeping.lists[i].worker);
	for (size_t i = 0; i < n; i++)
		l->fds[i].events = POLLIN;
	if (l->fds[READER_FD].fd >= 0 && frame_is_unwritten(&l->intake.reader.writer))
		l->fds[READER_FD].events |= POLLOUT;
	return n;
}

static enum err_kind serve_feeds(struct loop *l, struct err *err)
{
	const struct pollfd *fds = l->fds + OTHER_FDS + l->intake.n_mailboxes;

	for (size_t i = 0; i < l->feeds.n_feeds; i++) {
		if (!fds[i].revents)
			continue;
		if (intake_commit(&l->intake, err) ||
		    feeds_frame(&l->feeds, &l->feeds.feeds[i], err))
			return err->kind;
	}
	return ERR_NONE;
}

static enum err_kind serve_commands(struct loop *l, struct err *err)
{
	const struct pollfd *fds =
		l->fds + OTHER_FDS + l->intake.n_mailboxes + l->feeds.n_feeds;

	for (size_t i = 0; i < l->keeping.n_lists; i++) {
		if (!fds[i].revents)
			continue;
		if (intake_commit(&l->intake, err) ||
		    keeping_frame(&l->keeping, &l->keeping.lists[i], err))
			return err->kind;
	}
	return ERR_NONE;
}

static enum err_kind serve_mailboxes(struct loop *l, bool *anything_out, struct err *err)
{
	*anything_out = false;
	for (size_t i = 0; i < l->intake.n_mailboxes && is_open(l); i++) {
		struct intake_mailbox *m = &l->intake.mailboxes[i];

		if (!worker_is_running(&m->worker))
			continue;
		if (!l->fds[OTHER_FDS + i].revents && !frame_is_buffered(&m->worker.reader))
			continue;
		*anything_out = true;
		if (intake_frame(&l->intake, m, err))
			return err->kind;
	}
	return ERR_NONE;
}

static enum err_kind serve_fds(struct loop *l, int ready, struct err *err)
{
	struct intake *in = &l->intake;
	bool anything;

	if (l->fds[0].revents)
		take_signal(l);
	if (l->fds[1].revents)
		file_watch_take(l->act_fd);
	if (l->fds[2].revents)
		clock_watch_take(l->clock_fd);
	if (l->fds[READER_FD].revents & POLLOUT)
		frame_push(&in->reader.writer);
	if ((l->fds[READER_FD].revents & ~POLLOUT) && intake_facts(in, err))
		return err->kind;
	/* an outcome has a transaction of its own */
	if (l->fds[4].revents &&
	    (intake_commit(in, err) || delivery_outcome(&l->delivery, !l->ending, err)))
		return err->kind;
	if (serve_feeds(l, err) || serve_commands(l, err))
		return err->kind;
	if (intake_deadline_ms(in) == 0 && intake_overrun(in, err))
		return err->kind;
	if (serve_mailboxes(l, &anything, err))
		return err->kind;
	/* nothing is on its way: what has gathered is committed now */
	if (!anything && ready == 0 && !in->n)
		return intake_commit(in, err);
	return ERR_NONE;
}

static enum err_kind wait_and_serve(struct loop *l, struct err *err)
{
	int timeout_ms = timeout_of(l);
	int ready = poll(l->fds, (nfds_t)list_fds(l), timeout_ms);

	if (ready < 0 && errno != EINTR)
		return err_set(err, ERR_RETRY, "poll: %s", strerror(errno));
	timekeeping_turn(&l->time);
	if (ping_in_ms(l) == 0) {
		notify_systemd("WATCHDOG=1");
		l->pinged_ms = clock_monotonic_ms();
	}
	return serve_fds(l, ready, err);
}

static bool is_over(const struct loop *l)
{
	bool is_busy = intake_is_reading(&l->intake) || l->delivery.mail_id;

	if (l->ending)
		return !is_busy || end_in_ms(l) == 0;
	if (!l->options->once || is_busy || l->intake.uncommitted || l->w.changed)
		return false;
	if (l->intake.waits)
		return true;	/* for another round */
	return !intake_is_fetching(&l->intake) && !feeds_are_running(&l->feeds) &&
	       !keeping_is_running(&l->keeping);
}

static enum err_kind decide(struct loop *l, struct err *err)
{
	bool is_due = l->w.changed || l->w.now_s >= l->w.next_decide_s;

	if (!is_due || !may_decide(l))
		return ERR_NONE;
	if (round_do(&l->w, err))
		return err->kind;
	return l->w.clock.in_doubt ? ERR_NONE : delivery_follow(&l->delivery, err);
}

static enum err_kind publish(struct loop *l, struct err *err)
{
	if (l->ending || !is_quiet(l))
		return ERR_NONE;
	if (keeping_start_due(&l->keeping, err))
		return err->kind;
	return publishing_do(&l->publishing, l->delivery.mail_id != 0, l->delivery.hold.since_s,
			     err);
}

static enum err_kind run_loop(struct loop *l, struct err *err)
{
	for (;;) {
		bool may_write = !l->intake.uncommitted && !l->rebuilt;

		if (may_write &&
		    (timekeeping_keep(&l->time, err) || world_follow(&l->w, NULL, err)))
			return err->kind;
		if (!l->ending && intake_go_on(&l->intake, err))
			return err->kind;
		if (!l->intake.uncommitted && !l->ending && feeds_start_due(&l->feeds, err))
			return err->kind;
		if (decide(l, err))
			return err->kind;
		if (!l->intake.uncommitted && !l->ending && delivery_send(&l->delivery, err))
			return err->kind;
		bool told = !l->w.changed;

		if (publish(l, err))
			return err->kind;
		if (told && l->w.changed)
			continue;	/* what could not be published is to be told */
		if (is_over(l))
			return intake_commit(&l->intake, err);
		if (wait_and_serve(l, err))
			return err->kind;
	}
}

/* Is the loop over because the ledger was rebuilt?  Then all begins anew with it, and with the
 * configuration by which that was done; what is being sent gets its time before. */
static bool was_rebuilt(struct loop *l)
{
	struct err ignored;
	bool rebuilt;

	world_rollback(&l->w);
	if (l->rebuilt || ledger_was_rebuilt(l->w.ledger, &rebuilt, &ignored) || !rebuilt)
		return false;
	log_info("rebuilt", L_STR("what", "the ledger: starting again with it"));
	l->rebuilt = true;
	l->intake.uncommitted = 0;
	intake_forget(&l->intake);
	begin_end(l, KEEPER_RELOAD);
	return true;
}

/* check refuses them; who starts all the same is told. */
static void name_writers(const struct config *config)
{
	struct arena *arena = arena_new();
	const char *path;
	struct err err;

	for (size_t i = 0; (path = config_guarded(arena, config, i)); i++) {
		if (file_check_writers(path, &err))
			log_warn("rights", L_STR("file", path), L_STR("why", err.text));
	}
	arena_free(&arena);
}

/* Of a program that is started for each round: when it was the last time. */
static void note_last_round(struct loop *l)
{
	struct state *state = l->w.state;

	for (size_t i = 0; l->options->once && i < l->w.n_mailboxes; i++) {
		if (l->w.mailboxes[i].cursor.synced_at_s > state->round_before_s)
			state->round_before_s = l->w.mailboxes[i].cursor.synced_at_s;
	}
}

static enum err_kind open_all(struct loop *l, struct err *err)
{
	struct world *w = &l->w;
	const struct config *config = w->config;

	if (world_open(w, config->state_dir, LEDGER_WRITE, w->now_s, err) ||
	    timekeeping_start(&l->time, err))
		return err->kind;
	if (world_load_plans(w, err) || feeds_open(&l->feeds, err))
		return err->kind;
	if (token_keys_open(config->state_dir, config->answers.valid_s, w->now_s, &w->tokens,
			    err) ||
	    delivery_recover(&l->delivery, err) || round_take_sent(w, err))
		return err->kind;
	keeping_open(&l->keeping);
	if (!l->options->once) {
		l->act_fd = file_watch(&config->state_dir, 1);
		l->clock_fd = clock_watch();
	}
	if (world_load_mailboxes(w, err) || intake_start(&l->intake, err))
		return err->kind;
	note_last_round(l);
	return ERR_NONE;
}

static void close_all(struct loop *l)
{
	const int fds[] = { l->signal_fd, l->act_fd, l->clock_fd };

	intake_stop(&l->intake);
	feeds_stop(&l->feeds);
	keeping_stop(&l->keeping);
	delivery_stop(&l->delivery);
	token_keys_free(&l->w.tokens);
	timekeeping_stop(&l->time);
	world_close(&l->w);
	for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++) {
		if (fds[i] >= 0)
			close(fds[i]);
	}
	free(l->fds);
}

/* For the next start; it does without. */
static void keep_snapshot(struct loop *l)
{
	struct err err;

	if (ledger_keep_snapshot(l->w.ledger, l->w.state, &err))
		log_warn("snapshot", L_STR("why", err.text));
}

enum err_kind keeper_run(const struct config *config, const struct keeper_options *options,
			 enum keeper_end *end_out, struct world_report *report_out, struct err *err)
{
	struct loop l = {
		.options = options,
		.end = KEEPER_DONE,
		.w = { .config = config,
		       .now_s = options->has_now ? options->now_s : clock_now_s(),
		       .next_decide_s = INT64_MAX,
		       .changed = true,
		       .believe_from = config->answers.believe_from },
		.time = { .w = &l.w, .is_given = options->has_now },
		.intake = { .w = &l.w,
			    .once = options->once,
			    .take = round_take,
			    .progress = options->progress,
			    .user = options->user,
			    .reader = { .fd = -1 } },
		.feeds = { .w = &l.w, .once = options->once },
		.keeping = { .w = &l.w, .once = options->once },
		.delivery = { .w = &l.w, .worker = { .fd = -1 } },
		.fds = mem_zalloc(OTHER_FDS + config->n_mailboxes + 2 * config->n_lists,
				  sizeof *l.fds),
		.signal_fd = open_signals(err),
		.act_fd = -1,
		.clock_fd = -1,
	};
	enum err_kind kind = l.signal_fd < 0 ? err->kind : ERR_NONE;

	publishing_start(&l.publishing, &l.w, options->once);
	if (!kind)
		kind = open_all(&l, err);
	if (!kind) {
		name_writers(config);
		log_info("ready", L_NUM("lists", config->n_lists),
			 L_NUM("mailboxes", config->n_mailboxes));
		notify_systemd("READY=1");
		kind = run_loop(&l, err);
		if (kind && was_rebuilt(&l))
			kind = run_loop(&l, err);
	}
	if (!kind && !l.rebuilt)
		keep_snapshot(&l);
	if (l.ending && l.end == KEEPER_STOPPED)
		notify_systemd("STOPPING=1");
	*report_out = l.w.report;
	*end_out = l.end;
	close_all(&l);
	return kind;
}
