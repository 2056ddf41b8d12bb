/* page.h - writes HTML in which text can only be text; for src/export alone.
 *
 * All markup comes from PAGE(), which takes string literals and does not compile with anything
 * else; everything that varies goes through the other functions, which escape it.  So no mail can
 * make an element, an attribute or a script.
 */
#ifndef BEADLE_EXPORT_PAGE_H
#define BEADLE_EXPORT_PAGE_H

#include <stdint.h>

#include "base/buf.h"

struct page {
	struct buf bytes;
};

#define PAGE(page, literal) page_markup((page), "" literal "", sizeof(literal) - 1)
void page_markup(struct page *page, const char *literal, size_t len);	/* by PAGE() alone */

/* For the content of an element and for an attribute's value in double quotes.  What is not UTF-8
 * becomes U+FFFD; controls become spaces; what turns the direction of writing, and would let text
 * show in another place, is left out. */
void page_text(struct page *page, const char *text);

/* <a href="...">, and its end: what is written between is the link.  What is no link (base/url.h),
 * NULL among it, makes no element: between stands text then.  Give the end what the beginning
 * said. */
bool page_link_begin(struct page *page, const char *link);
void page_link_end(struct page *page, bool begun);

/* A text in which the first link can be followed. */
void page_text_with_link(struct page *page, const char *text);

void page_number(struct page *page, int64_t number);
void page_thousandths(struct page *page,
		      int64_t thousandths); /* "12.345", "-0.5", "7": coordinates */

#endif
