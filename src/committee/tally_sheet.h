/* tally_sheet.h - a tally sheet in the format of devotee, Debian's vote engine: ranked ballots, a
 * line each, that anybody can count again.
 *
 *	      Option 1--->: Anna Berg		a head, in words or drawn; it may be missing
 *	    /  Option 2-->: None of these
 *	Quorum of an option: 5			what the rule asks of each option, as ranked.h
 *	Majority of an option: 2:1		has it; neither may stand there
 *	V: 12	voter				the rank of each option in their order: 1 to 9, then
 *	V: -1	another voter			A to Z; "-": not ranked
 *
 * The last option is the default one.  A line TALLY_SHEET_BEGIN begins the sheet, whatever stands
 * before it, so that a mail can hold one below what people have said.  Everything else in front of
 * the first ballot is ignored; behind it only blank lines, lines that begin with #, and a signature
 * from "-----" on are none. Pure.
 */
#ifndef BEADLE_COMMITTEE_TALLY_SHEET_H
#define BEADLE_COMMITTEE_TALLY_SHEET_H

#include "base/buf.h"
#include "committee/ranked.h"

#define TALLY_SHEET_BEGIN "-----BEGIN TALLY SHEET-----"
#define TALLY_SHEET_END "-----END TALLY SHEET-----"
#define TALLY_SHEET_QUORUM "Quorum of an option: "
#define TALLY_SHEET_MAJORITY "Majority of an option: "

struct tally_sheet {
	struct ranked_count count;
	struct ranked_terms terms;		/* that the head has */
	const char *names[RANKED_OPTIONS_MAX];	/* of all its options; "option 3" without a head */
};

/* False when there is anything that cannot be counted: then faults has a line for each, "FILE:LINE:
 * what is wrong, what is expected".  The text is UTF-8 or not. */
bool tally_sheet_read(struct arena *arena, const char *file, struct span text,
		      struct tally_sheet *out, struct buf *faults);

#endif
