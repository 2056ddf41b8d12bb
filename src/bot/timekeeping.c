/* timekeeping.c - what time it is for the keeper, and whether to believe it.
 *
 * The clocks are asked only here, once in each turn of the loop.  While the wall clock is in
 * doubt, now is the last believed time plus the time that has passed; mail is read, and nothing is
 * decided or sent except what the operator is to hear.  A caller that gives a time of its own
 * (simulate, once --now) has none of this.
 */
#include "bot/timekeeping.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "time/civil.h"
#include "time/clock.h"

enum { TELL_AFTER_S = 60 };

/* The kernel's name for this run of the machine.  The sandbox of systemd hides that file, so the
 * unit says it: without the hyphens that the file has. */
static void find_boot_id(char out[STEADY_ID_SIZE])
{
	const char *said = getenv("BEADLE_BOOT_ID");
	FILE *file = said ? NULL : fopen("/proc/sys/kernel/random/boot_id", "re");
	char id[STEADY_ID_SIZE] = "";
	size_t len = 0;

	if (said)
		snprintf(id, sizeof id, "%s", said);
	else if (file && !fgets(id, sizeof id, file))
		id[0] = '\0';
	if (file)
		fclose(file);
	for (const char *p = id; *p; p++) {
		if (isxdigit((unsigned char)*p))
			out[len++] = *p;
	}
	out[len] = '\0';
}

static struct steady_look look_now(bool in_doubt)
{
	struct steady_look look;

	do {			/* a machine that is put to sleep between the two makes no jump */
		look.boot_s = clock_boot_s();
		look.wall_s = clock_now_s();
	} while (clock_boot_s() > look.boot_s + 1);
	look.synchronised = in_doubt && clock_is_synchronised();
	return look;
}

/* ---- in words ---- */

static const char *say_doubt(struct arena *arena, const struct steady *s)
{
	const struct steady_look odd = { .wall_s = s->odd_wall_s, .boot_s = s->odd_boot_s };
	char wall[CIVIL_TEXT_SIZE], now[CIVIL_TEXT_SIZE];

	return arena_printf(
		arena,
		"The clock of this machine cannot be believed: it said %s when it was %s%s, by the"
		" time that had passed since it was right.",
		civil_format_instant(odd.wall_s, wall),
		civil_format_instant(steady_now(s, &odd), now), s->restarted ? " or later" : "");
}

static const char *say_held(struct arena *arena, const struct steady *s)
{
	return arena_printf(arena,
			    "%s Nothing is decided, and only mail to the operator is sent, until "
			    "the clock is right again, or has run evenly for %d minutes and mail "
			    "that came in or the system's synchronisation confirms it, or has run "
			    "evenly for %d minutes without that.",
			    say_doubt(arena, s), STEADY_SETTLE_S / 60, STEADY_PROVED_S / 60);
}

/* How the doubt has come to its end. */
static const char *why_over(const struct steady *s, const struct steady_look *look,
			    enum steady_news news)
{
	if (news == STEADY_BACK)
		return "It is right again";
	if (s->borne_out)
		return "It is believed now, because mail that came in confirms it";
	if (look->synchronised)
		return "It is believed now, because the system says that it is synchronised";
	return "It is believed now, because it has run evenly since";
}

static const char *say_over(struct arena *arena, const struct steady *s,
			    const struct steady_look *look, enum steady_news news)
{
	return arena_printf(
		arena,
		"%s %s. For %" PRId64 " seconds nothing was decided, and nothing sent but mail to"
		" the operator.",
		say_doubt(arena, s), why_over(s, look, news), steady_now(s, look) - s->since_s);
}

enum err_kind timekeeping_doubt(struct ledger *ledger, struct arena *arena, const char **out,
				struct err *err)
{
	char boot_id[STEADY_ID_SIZE];
	struct steady steady;

	*out = NULL;
	if (ledger_get_clock(ledger, &steady, err))
		return err->kind;
	const struct steady_look look = look_now(steady.in_doubt);

	find_boot_id(boot_id);
	steady_start(&steady, boot_id, &look);
	if (steady.in_doubt)
		*out = say_held(arena, &steady);
	return ERR_NONE;
}

/* ---- for the keeper ---- */

/* The operator is to hear it once a day at most, whatever the clock does. */
static void tell(struct timekeeping *t, const char *text, int64_t since_s)
{
	free(t->to_tell);
	t->to_tell = mem_strdup(text);
	t->to_tell_since_s = since_s;
	t->is_told = true;
}

static void note_begin(struct timekeeping *t, struct arena *arena)
{
	t->is_told = false;
	log_warn("clock", L_STR("what", say_held(arena, &t->w->clock)));
}

static void note_end(struct timekeeping *t, struct arena *arena, const struct steady *before,
		     enum steady_news news)
{
	struct world *w = t->w;
	const char *text = say_over(arena, before, &w->look, news);

	log_warn("clock", L_STR("what", text));
	if (!t->is_told)
		tell(t, text, before->since_s);
	/* by another clock it was read at another time */
	for (size_t i = 0; news == STEADY_PUT_RIGHT && i < w->n_mailboxes; i++)
		w->mailboxes[i].read_until_s = 0;
}

static void take_news(struct timekeeping *t, const struct steady *before, enum steady_news news)
{
	struct world *w = t->w;
	struct arena *arena = arena_new();
	bool ends = news == STEADY_BACK || news == STEADY_PUT_RIGHT;

	w->now_s = steady_now(&w->clock, &w->look);
	if (news == STEADY_DOUBT)
		note_begin(t, arena);
	if (ends)
		note_end(t, arena, before, news);
	if (news == STEADY_DOUBT || ends)
		w->changed = w->queue_changed = true;
	if (w->clock.in_doubt && !t->is_told && w->now_s - w->clock.since_s >= TELL_AFTER_S)
		tell(t, say_held(arena, &w->clock), w->clock.since_s);
	w->clock_changed = w->clock_changed || news != STEADY_NOTHING;
	w->report.trouble = w->report.trouble || w->clock.in_doubt;
	arena_free(&arena);
}

enum err_kind timekeeping_start(struct timekeeping *t, struct err *err)
{
	struct world *w = t->w;
	char boot_id[STEADY_ID_SIZE];

	w->look.wall_s = w->now_s;
	if (t->is_given)
		return ERR_NONE;
	if (ledger_get_clock(w->ledger, &w->clock, err))
		return err->kind;
	const struct steady before = w->clock;

	find_boot_id(boot_id);
	w->look = look_now(before.in_doubt);
	enum steady_news news = steady_start(&w->clock, boot_id, &w->look);

	take_news(t, &before, news);
	w->clock_changed = true;
	return ERR_NONE;
}

void timekeeping_turn(struct timekeeping *t)
{
	struct world *w = t->w;
	const struct steady before = w->clock;

	if (t->is_given)
		return;
	w->look = look_now(before.in_doubt);
	enum steady_news news = steady_follow(&w->clock, &w->look);

	take_news(t, &before, news);
}

enum err_kind timekeeping_keep(struct timekeeping *t, struct err *err)
{
	struct world *w = t->w;
	char key[80], day[CIVIL_TEXT_SIZE];

	if (t->is_given || (!w->clock_changed && !t->to_tell))
		return ERR_NONE;
	if (ledger_begin(w->ledger, err) || ledger_set_clock(w->ledger, &w->clock, err))
		return err->kind;
	civil_format_iso(civil_from_utc(t->to_tell_since_s).date, day);
	snprintf(key, sizeof key, "clock/%s", day);
	if (t->to_tell && world_trouble(w, key, t->to_tell, err))
		return err->kind;
	if (ledger_commit(w->ledger, err))
		return err->kind;
	w->changed = w->changed || t->to_tell;
	w->clock_changed = false;
	free(t->to_tell);
	t->to_tell = NULL;
	return ERR_NONE;
}

void timekeeping_stop(struct timekeeping *t)
{
	free(t->to_tell);
	t->to_tell = NULL;
}
