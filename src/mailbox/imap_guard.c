/* imap_guard.c - see imap_guard.h. */
#include "mailbox/imap_guard.h"

#include "base/span.h"

static void feed_plain(struct imap_guard *g, char c)
{
	switch (c) {
	case '(':
		g->depth++;
		break;
	case ')':
		g->depth -= g->depth > 0;
		break;
	case '"':
		g->state = GUARD_QUOTED;
		break;
	case '{':
		g->state = GUARD_NUMBER;
		g->number = 0;
		break;
	case '\n': /* the end of an answer: free text before it may have had any brackets */
		g->depth = 0;
		break;
	default:
		break;
	}
}

/* After "{": digits, perhaps "+", "}", then the line's end and the literal; anything else was
 * text. */
static void feed_number(struct imap_guard *g, char c)
{
	if (g->state == GUARD_NUMBER && ascii_is_digit(c)) {
		g->number = g->number * 10 + (uint64_t)(c - '0');
		if (g->number > UINT32_MAX)	/* more than the library can count */
			g->number = UINT32_MAX;
	} else if (g->state == GUARD_NUMBER && c == '+') {
		return;
	} else if (g->state == GUARD_NUMBER && c == '}') {
		g->state = GUARD_NUMBER_END;
	} else if (g->state == GUARD_NUMBER_END && c == '\r') {
		return;
	} else if (g->state == GUARD_NUMBER_END && c == '\n') {
		g->literal_left = g->number;
		g->state = GUARD_PLAIN;
	} else {
		g->state = GUARD_PLAIN;
		feed_plain(g, c);
	}
}

bool imap_guard_feed(struct imap_guard *g, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (g->literal_left) {
			size_t skip = len - i < g->literal_left ? len - i : (size_t)g->literal_left;

			g->literal_left -= skip;
			i += skip - 1;
			continue;
		}
		switch (g->state) {
		case GUARD_PLAIN:
			feed_plain(g, bytes[i]);
			break;
		case GUARD_QUOTED:
		case GUARD_ESCAPED:
			if (bytes[i] == '\n') {		/* no string has one: it was free text */
				g->state = GUARD_PLAIN;
				g->depth = 0;
			} else if (g->state == GUARD_ESCAPED) {
				g->state = GUARD_QUOTED;
			} else if (bytes[i] == '\\') {
				g->state = GUARD_ESCAPED;
			} else if (bytes[i] == '"') {
				g->state = GUARD_PLAIN;
			}
			break;
		case GUARD_NUMBER:
		case GUARD_NUMBER_END:
			feed_number(g, bytes[i]);
			break;
		}
		if (g->depth > IMAP_DEPTH_MAX)
			return false;
	}
	return true;
}
