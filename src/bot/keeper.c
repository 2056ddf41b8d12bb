/* keeper.c - the loop around intake.c, dispatch.c and delivery.c: one poll over workers, signals and time.
 *
 * Nothing here blocks on a mailbox, a server or a hostile mail: those are the workers'.
 * Any trouble with the ledger ends the run; the caller starts it again from what is committed.
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
#include "bot/keeper_parts.h"
#include "bot/token.h"
#include "bot/notify.h"
#include "time/clock.h"

enum {
	POLL_MAX_MS = 60 * 60 * 1000,	/* the clock may be set meanwhile: never sleep longer than this */
	FINISH_SEND_MS = 3500,		/* SIGTERM: how long an answer is waited for; with the workers' grace 5 s */
	LOOK_MS = 1000,			/* how often the operator's acts and the feeds are looked after */
	OTHER_FDS = 3,
};

struct loop {
	struct keeper *k;
	struct pollfd *fds;		/* signal, read worker, send worker, then the mailboxes, then the feeds */
	int signal_fd;
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

static bool frame_waits(const struct keeper *k)
{
	for (size_t i = 0; !k->in_hand_from && i < k->n_intakes && feeds_ready(k); i++) {
		if (worker_is_running(&k->intakes[i].worker) && frame_is_buffered(&k->intakes[i].worker.reader))
			return true;
	}
	return false;
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

/* Until something has to be done that no descriptor tells. */
static int timeout_of(const struct loop *l)
{
	const struct keeper *k = l->k;
	int64_t at_s = dispatch_next(k);
	int ms = POLL_MAX_MS;

	if (frame_waits(k) || (k->uncommitted && !k->in_hand_from))
		return 0;
	if (publishing_next(k) < at_s)
		at_s = publishing_next(k);
	if (!k->sending_mail && !k->in_hand_from && !k->options->has_now && at_s - k->now_s < POLL_MAX_MS / 1000)
		ms = at_s > k->now_s ? (int)(at_s - k->now_s) * 1000 : 0;
	ms = least(ms, intake_deadline_ms(k));
	ms = least(ms, ping_in_ms(l));
	if (!k->options->once || feeds_are_running(k))
		ms = least(ms, LOOK_MS);
	if (l->ending)
		ms = least(ms, (int)(l->end_by_ms > clock_monotonic_ms() ? l->end_by_ms - clock_monotonic_ms() : 0));
	return ms;
}

static enum err_kind serve_fds(struct loop *l, int ready, struct err *err)
{
	struct keeper *k = l->k;
	bool anything = false;

	if (l->fds[0].revents)
		take_signal(l);
	if (l->fds[1].revents && intake_facts(k, err))
		return err->kind;
	/* an outcome has a transaction of its own */
	if (l->fds[2].revents && (intake_commit(k, err) || delivery_outcome(k, err)))
		return err->kind;
	for (size_t i = 0; i < k->n_feeds; i++) {
		if (l->fds[OTHER_FDS + k->n_intakes + i].revents && (intake_commit(k, err) || feeds_frame(k, &k->feeds[i], err)))
			return err->kind;
	}
	if (k->in_hand_from && intake_deadline_ms(k) == 0 && intake_overrun(k, err))
		return err->kind;
	for (size_t i = 0; i < k->n_intakes && !k->in_hand_from && !l->ending && feeds_ready(k); i++) {
		struct intake *in = &k->intakes[i];

		if (!worker_is_running(&in->worker))
			continue;
		if (!l->fds[OTHER_FDS + i].revents && !frame_is_buffered(&in->worker.reader))
			continue;
		anything = true;
		if (intake_frame(k, in, err))
			return err->kind;
	}
	/* nothing is on its way: what has gathered is committed now */
	if (!anything && ready == 0 && !k->in_hand_from)
		return intake_commit(k, err);
	return ERR_NONE;
}

static enum err_kind wait_and_serve(struct loop *l, struct err *err)
{
	struct keeper *k = l->k;
	int timeout_ms = timeout_of(l);

	l->fds[0] = (struct pollfd){ .fd = l->signal_fd, .events = POLLIN };
	l->fds[1] = (struct pollfd){ .fd = k->read_worker.fd, .events = POLLIN };
	l->fds[2] = (struct pollfd){ .fd = worker_is_running(&k->send_worker) ? k->send_worker.fd : -1, .events = POLLIN };
	for (size_t i = 0; i < k->n_intakes; i++) {
		bool wanted = worker_is_running(&k->intakes[i].worker) && !k->in_hand_from && !l->ending && feeds_ready(k);

		l->fds[OTHER_FDS + i] = (struct pollfd){ .fd = wanted ? k->intakes[i].worker.fd : -1, .events = POLLIN };
	}
	for (size_t i = 0; i < k->n_feeds; i++)
		l->fds[OTHER_FDS + k->n_intakes + i] = (struct pollfd){
			.fd = worker_is_running(&k->feeds[i].worker) ? k->feeds[i].worker.fd : -1, .events = POLLIN };
	int ready = poll(l->fds, (nfds_t)(OTHER_FDS + k->n_intakes + k->n_feeds), timeout_ms);

	if (ready < 0 && errno != EINTR)
		return err_set(err, ERR_RETRY, "poll: %s", strerror(errno));
	if (!k->options->has_now)
		k->now_s = clock_now_s();
	if (ping_in_ms(l) == 0) {
		notify_systemd("WATCHDOG=1");
		l->pinged_ms = clock_monotonic_ms();
	}
	return serve_fds(l, ready, err);
}

static bool is_over(const struct loop *l)
{
	const struct keeper *k = l->k;

	if (l->ending)
		return (!k->in_hand_from && !k->sending_mail) || clock_monotonic_ms() >= l->end_by_ms;
	if (!k->options->once || k->in_hand_from || k->uncommitted || k->decide_now || k->sending_mail)
		return false;
	for (size_t i = 0; i < k->n_intakes; i++) {
		if (worker_is_running(&k->intakes[i].worker))
			return false;
	}
	return !feeds_are_running(k);
}

static enum err_kind run_loop(struct loop *l, struct err *err)
{
	struct keeper *k = l->k;

	for (;;) {
		if (!k->uncommitted && !l->rebuilt && follow_operator(k, NULL, err))
			return err->kind;
		if (!k->uncommitted && !l->ending && feeds_start_due(k, err))
			return err->kind;
		bool quiet = !k->uncommitted && intake_all_synced(k) && feeds_ready(k) && !l->ending;

		if (quiet && (k->decide_now || k->now_s >= k->next_decide_s) && dispatch_decide(k, err))
			return err->kind;
		if (!k->uncommitted && !l->ending && delivery_send(k, err))
			return err->kind;
		bool told = !k->decide_now;

		if (!l->ending && publishing_do(k, err))
			return err->kind;
		if (told && k->decide_now)
			continue;	/* what could not be published is to be told */
		if (is_over(l))
			return intake_commit(k, err);
		if (wait_and_serve(l, err))
			return err->kind;
	}
}

/* Is the loop over because the ledger was rebuilt?  Then all begins anew with it, and with the configuration by which that was
 * done; what is being sent gets its time before. */
static bool was_rebuilt(struct loop *l)
{
	struct keeper *k = l->k;
	struct err ignored;
	bool rebuilt;

	ledger_rollback(k->ledger);
	if (l->rebuilt || ledger_was_rebuilt(k->ledger, &rebuilt, &ignored) || !rebuilt)
		return false;
	log_info("rebuilt", L_STR("what", "the ledger: all begins anew with it"));
	l->rebuilt = true;
	k->uncommitted = 0;
	intake_forget(k);
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

static enum err_kind open_all(struct keeper *k, struct err *err)
{
	if (ledger_open(k->config->state_dir, LEDGER_WRITE, k->now_s, &k->ledger, err) ||
	    ledger_load_state(k->ledger, k->state, err) || judge_load_plans(k, err) || feeds_open(k, err))
		return err->kind;
	k->believe_from = k->config->answers.believe_from;
	if (token_keys_open(k->config->state_dir, k->config->answers.valid_s, k->now_s, &k->tokens, err))
		return err->kind;
	if (delivery_recover(k, err) || recall_from_outbox(k, err) || intake_start(k, err))
		return err->kind;
	for (size_t i = 0; k->options->once && i < k->n_intakes; i++) {
		if (k->intakes[i].cursor.synced_at_s > k->state->round_before_s)
			k->state->round_before_s = k->intakes[i].cursor.synced_at_s;
	}
	return ERR_NONE;
}

enum err_kind keeper_run(const struct config *config, const struct keeper_options *options,
			 enum keeper_end *end_out, struct keeper_report *report_out, struct err *err)
{
	struct keeper k = {
		.config = config, .options = options, .report = report_out, .state = state_new(),
		.now_s = options->has_now ? options->now_s : clock_now_s(),
		.next_decide_s = INT64_MAX, .decide_now = true,
		.read_worker = { .fd = -1 }, .send_worker = { .fd = -1 },
	};
	struct loop l = { .k = &k, .end = KEEPER_DONE };
	enum err_kind kind = ERR_NONE;

	*report_out = (struct keeper_report){ 0 };
	l.fds = mem_zalloc(OTHER_FDS + config->n_mailboxes + config->n_lists, sizeof *l.fds);
	l.signal_fd = open_signals(err);
	if (l.signal_fd < 0)
		kind = err->kind;
	judge_start(&k);
	publishing_start(&k);
	if (!kind)
		kind = open_all(&k, err);
	if (!kind) {
		name_writers(config);
		notify_systemd("READY=1");
		kind = run_loop(&l, err);
		if (kind && was_rebuilt(&l))
			kind = run_loop(&l, err);
	}
	if (l.ending && l.end == KEEPER_STOPPED)
		notify_systemd("STOPPING=1");
	intake_stop(&k);
	feeds_stop(&k);
	judge_stop(&k);
	delivery_stop(&k);
	token_keys_free(&k.tokens);
	ledger_close(&k.ledger);	/* rolls back what a failure has left open */
	state_free(&k.state);
	if (l.signal_fd >= 0)
		close(l.signal_fd);
	free(l.fds);
	*end_out = l.end;
	return kind;
}
