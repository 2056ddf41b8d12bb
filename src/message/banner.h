/* banner.h - what a mail system puts on top of a mail, or into its subject, to say that it comes
 * from outside.
 *
 * Banners are known by their form: a sentence that says that this mail or its sender is external
 * or unknown; a warning about links and attachments; a label such as "[EXTERNAL]"; everything
 * between the two marks that a gateway sets.  Nothing that may count by the look of message.h is a
 * banner: a tag, a command, an objection.  English, and the usual ones of Europe.
 */
#ifndef BEADLE_MESSAGE_BANNER_H
#define BEADLE_MESSAGE_BANNER_H

#include "base/mem.h"
#include "base/span.h"

struct message_look;

/* The texts of one's own mail system: white space is any white space, letter case (of ASCII) does
 * not matter, and a * is whatever stands there, up to 300 bytes. */
struct message_banners {
	const char *const *texts;
	size_t n;
};

/* How many bytes at the beginning of a mail's text are banner, with the blank lines behind it; 0:
 * none are. */
size_t banner_length(struct span text, const struct message_banners *own,
		     const struct message_look *look);

/* Whether a banner may stand in the beginning of a text, as it came: cheap. */
bool banner_may_stand(struct span text);

/* The subject without such a label, in front of it or between "Re:" and list prefixes: itself, or
 * in the arena. */
const char *banner_free_subject(struct arena *arena, const char *subject);

#endif
