/* compose.h - a decided notice becomes the complete bytes of a mail.  Pure: the same
 * notice, state and time give the same bytes.
 *
 * Form: plain text, UTF-8, format=flowed, at most 72 columns, CRLF; Auto-Submitted:
 * auto-generated (RFC 3834), Precedence: bulk, List-Id of the list, In-Reply-To the
 * mail that raised the item.  Header injection cannot happen: every header value
 * passes through one function that leaves no CR, LF or other control character.
 */
#ifndef BEADLE_NOTICES_COMPOSE_H
#define BEADLE_NOTICES_COMPOSE_H

#include "base/mem.h"
#include "notices/decide.h"
#include "notices/envelope.h"

/* policy is the list's; for trouble any list's (its from_name, from_addr and zone are used). */
void compose_notice(struct arena *arena, const struct notice *notice, const struct state *state,
		    const struct notice_policy *policy, int64_t now_s, struct notice_composed *out);

#endif
