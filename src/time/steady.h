/* steady.h - can the wall clock be believed?
 *
 * It is compared with a clock that nobody can set, which counts since the machine started.  A jump
 * of one against the other puts the wall clock in doubt, because what is done by it cannot be
 * undone.  The doubt ends when the wall clock is where it should be, when another witness confirms
 * it, or when it has run evenly for an hour.  Pure: the caller reads both clocks and passes them
 * in.
 */
#ifndef BEADLE_TIME_STEADY_H
#define BEADLE_TIME_STEADY_H

#include <stdbool.h>
#include <stdint.h>

enum {
	STEADY_JUMP_S = 60,		/* no jump, with a thousandth of the time that has passed */
	STEADY_OUTAGE_S = 24 * 3600,	/* nor is this, forwards, over a restart of the machine */
	STEADY_SETTLE_S = 5 * 60,	/* a clock that was borne out has to go on evenly for so
					 * long */
	STEADY_PROVED_S = 3600,		/* and so long one that nothing bears out */
	STEADY_WITNESS_S = 10 * 60,	/* a witness is no further off */
	STEADY_ID_SIZE = 40,
};

/* Both clocks at one instant. */
struct steady_look {
	int64_t wall_s;			/* UTC seconds */
	int64_t boot_s;			/* seconds since the machine began */
	bool synchronised;		/* the system keeps the wall clock right by another one */
};

/* To be kept over runs.  All zeros: nothing is known yet, and the first look is believed. */
struct steady {
	char boot_id[STEADY_ID_SIZE];	/* of the run of the machine that boot_s counts; ""
					 * unknown */
	int64_t wall_s, boot_s;		/* when the wall clock was right, at most an hour ago */
	bool restarted;			/* the machine has been, or it is another: who knows for
					 * how long */
	bool in_doubt;
	int64_t since_s;		/* by the time that was believed */
	int64_t odd_wall_s, odd_boot_s;	/* the doubted clock, when it began to go evenly */
	bool borne_out;
};

enum steady_news {
	STEADY_NOTHING,
	STEADY_CHANGED,			/* there is something else to be kept */
	STEADY_DOUBT,			/* begins */
	STEADY_BACK,			/* the wall clock is where it should be */
	STEADY_PUT_RIGHT,		/* it was wrong before, and is believed now */
};

/* The first look of a run; boot_id: "" where it cannot be known. */
enum steady_news steady_start(struct steady *steady, const char *boot_id,
			      const struct steady_look *look);
/* Each further one. */
enum steady_news steady_follow(struct steady *steady, const struct steady_look *look);
/* A mail came in that its server received at that instant, and that was written at that (0:
 * unknown), each by another clock than ours.  Both together bear the one or the other out.  True:
 * there is something else to be kept. */
bool steady_witness(struct steady *steady, const struct steady_look *look, int64_t received_s,
		    int64_t written_s);

/* What time it is; in doubt, by what was right before and the time that has passed: after a restart
 * at the earliest. */
int64_t steady_now(const struct steady *steady, const struct steady_look *look);
/* Whether something can have happened at that instant depends on which clock is right. */
bool steady_is_open(const struct steady *steady, const struct steady_look *look, int64_t at_s);
/* The latest instant that can be now. */
int64_t steady_latest(const struct steady *steady, const struct steady_look *look);

#endif
