/* scan_words.c - what a piece of text is by its words alone: whether it says anything, whether it
 * reads like a title, what is left without the separators around it. */
#include "tags/scan_work.h"

#include <string.h>

bool scan_has_letter(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (ascii_is_alpha((unsigned char)s.ptr[i]) || (unsigned char)s.ptr[i] >= 0x80)
			return true;
	}
	return false;
}

/* "none.", "no action; ...": said that there is nothing to do. */
bool scan_says_nothing(struct span text)
{
	static const char *const nothing[] = { "none", "n/a", "no action", "no actions", "nothing",
					       "tbd", "no consensus", "no-op", "no change",
					       /* what a delivery report says (RFC 3464, 2.3.3) */
					       "failed", "delayed", "delivered", "relayed",
					       "expanded" };

	text = span_trim(text);
	for (size_t i = 0; i < sizeof nothing / sizeof nothing[0]; i++) {
		size_t len = strlen(nothing[i]);

		if (span_starts_ci(text, nothing[i]) &&
		    (text.len == len || strchr(".;,!", text.ptr[len]) ||
		     (text.ptr[len] == ' ' && span_starts_ci(text, "no "))))
			return true;
	}
	return false;
}

struct span scan_strip_front(struct span s)
{
	s = span_trim(s);
	while (s.len) {
		if (strchr(":;,-> ", s.ptr[0]))
			s = span_sub(s, 1, s.len);
		else if (span_starts(s, "\xE2\x80\x93") || span_starts(s, "\xE2\x80\x94"))
			s = span_sub(s, 3, s.len);
		else
			break;
	}
	return s;
}

struct span scan_strip_verb(struct span s, bool has_owner)
{
	static const char *const verbs[] = { "to ", "will ", NULL }, *const to[] = { "to ", NULL };
	const char *verb = span_any(s, span_starts_ci, has_owner ? verbs : to);

	return verb ? span_sub(s, strlen(verb), s.len) : s;
}

struct span scan_strip_back(struct span s)
{
	s = span_trim(s);
	while (s.len) {
		if (strchr(":-(* ", s.ptr[s.len - 1]))
			s = span_trim_end(span_sub(s, 0, s.len - 1));
		else if (s.len >= 3 && (span_is(span_sub(s, s.len - 3, 3), "\xE2\x80\x93") ||
					span_is(span_sub(s, s.len - 3, 3), "\xE2\x80\x94")))
			s = span_trim_end(span_sub(s, 0, s.len - 3));
		else
			break;
	}
	return s;
}

bool scan_is_title(struct span text)
{
	static const char *const starts[] = { "we ",   "i ",	 "it ",	     "there ", "this ",
					      "that ", "they ",	 "yes",	     "no ",    "per ",
					      "to ",   "if ",	 "note ",    "is ",    "are ",
					      "can ",  "could ", "what if ", "should " };
	static const char *const inside[] = { ". ",	  " we ",    " I ",    "; ",
					      " should ", " would ", " could " };

	if (text.len < 2 || text.len > 120)
		return false;
	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
		if (span_starts_ci(text, starts[i]))
			return false;
	}
	for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++) {
		if (span_find(text, inside[i]) >= 0)
			return false;
	}
	return true;
}
