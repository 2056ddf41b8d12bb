/* steady.c - see steady.h. */
#include "time/steady.h"

#include <stdio.h>
#include <string.h>

enum { KEEP_S = 3600, DRIFT_SHARE = 1000 };

static int64_t distance(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

/* How far two clocks may have come apart in that time. */
static int64_t tolerance(int64_t passed_s)
{
	return STEADY_JUMP_S + passed_s / DRIFT_SHARE;
}

static int64_t expected(const struct steady *s, const struct steady_look *look)
{
	return s->wall_s + (look->boot_s - s->boot_s);
}

static bool is_where_it_should_be(const struct steady *s, const struct steady_look *look)
{
	int64_t ahead_s = look->wall_s - expected(s, look);
	int64_t tolerance_s = tolerance(look->boot_s - s->boot_s);
	int64_t off_s = s->restarted ? STEADY_OUTAGE_S : 0;

	return ahead_s >= -tolerance_s && ahead_s <= tolerance_s + off_s;
}

static bool goes_evenly(const struct steady *s, const struct steady_look *look)
{
	int64_t passed_s = look->boot_s - s->odd_boot_s;

	return distance(look->wall_s, s->odd_wall_s + passed_s) <= tolerance(passed_s);
}

static void believe(struct steady *s, const struct steady_look *look)
{
	s->wall_s = look->wall_s;
	s->boot_s = look->boot_s;
	s->restarted = s->in_doubt = s->borne_out = false;
	s->since_s = s->odd_wall_s = s->odd_boot_s = 0;
}

/* From now on it has to go evenly. */
static void doubt(struct steady *s, const struct steady_look *look)
{
	s->in_doubt = true;
	s->borne_out = false;
	s->odd_wall_s = look->wall_s;
	s->odd_boot_s = look->boot_s;
}

enum steady_news steady_follow(struct steady *s, const struct steady_look *look)
{
	bool was_in_doubt = s->in_doubt;

	if (is_where_it_should_be(s, look)) {
		if (!was_in_doubt && !s->restarted && look->boot_s - s->boot_s < KEEP_S)
			return STEADY_NOTHING;
		believe(s, look);
		return was_in_doubt ? STEADY_BACK : STEADY_CHANGED;
	}
	if (!was_in_doubt) {
		s->since_s = expected(s, look);
		doubt(s, look);
		return STEADY_DOUBT;
	}
	if (!goes_evenly(s, look)) {
		doubt(s, look);
		return STEADY_CHANGED;
	}
	int64_t evenly_s = look->boot_s - s->odd_boot_s;
	bool is_borne_out = s->borne_out || look->synchronised;

	if (evenly_s < (is_borne_out ? STEADY_SETTLE_S : STEADY_PROVED_S))
		return STEADY_NOTHING;
	believe(s, look);
	return STEADY_PUT_RIGHT;
}

static bool was_restarted(const struct steady *s, const char *boot_id, int64_t boot_s)
{
	if (*boot_id && *s->boot_id)
		return strcmp(boot_id, s->boot_id) != 0;
	return boot_s < s->boot_s;
}

enum steady_news steady_start(struct steady *s, const char *boot_id, const struct steady_look *look)
{
	bool restarted = was_restarted(s, boot_id, look->boot_s);

	snprintf(s->boot_id, sizeof s->boot_id, "%s", boot_id);
	if (!s->wall_s) {
		believe(s, look);
		return STEADY_CHANGED;
	}
	if (restarted) {
		bool is_up_since = look->wall_s - s->wall_s >= look->boot_s;

		/* up for longer than has passed: it is another machine, or its clock is behind */
		s->restarted = true;
		s->boot_s = is_up_since ? 0 : look->boot_s;
		if (s->in_doubt)
			doubt(s, look);
	}
	return steady_follow(s, look);
}

bool steady_witness(struct steady *s, const struct steady_look *look, int64_t received_s,
		    int64_t written_s)
{
	int64_t to_wall_s = distance(received_s, look->wall_s);
	int64_t to_expected_s = distance(received_s, expected(s, look));
	bool is_nearer_to_wall = to_wall_s < to_expected_s;
	bool is_nearer_to_expected = to_expected_s < to_wall_s;

	if (!s->in_doubt || distance(received_s, written_s) > STEADY_WITNESS_S)
		return false;
	if (is_nearer_to_wall && to_wall_s <= STEADY_WITNESS_S && !s->borne_out) {
		s->borne_out = true;
		return true;
	}
	/* after a restart what is expected is the earliest alone, and old mail may lie there */
	if (is_nearer_to_expected && to_expected_s <= STEADY_JUMP_S && !s->restarted) {
		doubt(s, look);
		return true;
	}
	return false;
}

int64_t steady_now(const struct steady *s, const struct steady_look *look)
{
	return s->in_doubt ? expected(s, look) : look->wall_s;
}

bool steady_is_open(const struct steady *s, const struct steady_look *look, int64_t at_s)
{
	/* after a restart what a server received since is most likely true: the machine was off */
	return s->in_doubt && !s->restarted && at_s > expected(s, look) + STEADY_JUMP_S;
}

int64_t steady_latest(const struct steady *s, const struct steady_look *look)
{
	int64_t now_s = steady_now(s, look);

	return now_s > look->wall_s ? now_s : look->wall_s;
}
