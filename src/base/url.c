/* url.c - see url.h. */
#include "base/url.h"

#include <string.h>

#include "base/buf.h"

bool url_split(struct span text, struct url *out)
{
	bool plain = span_starts_ci(text, "http://");
	size_t start = plain ? strlen("http://") : strlen("https://"), end;

	*out = (struct url){ .plain = plain };
	if (!plain && !span_starts_ci(text, "https://"))
		return false;
	for (end = start; end < text.len && !strchr("/?#", text.ptr[end]); end++)
		;
	struct span host = span_sub(text, start, end - start);
	ptrdiff_t at = span_find_char(host, '@'), stop;

	out->rest = span_sub(text, end, text.len);
	out->has_user = at >= 0;
	host = span_sub(host, (size_t)(at + 1), host.len);
	bool bracketed = span_starts(host, "[");

	stop = span_find_char(host, bracketed ? ']' : ':');
	if (bracketed)
		host = span_sub(host, 1, stop > 0 ? (size_t)stop - 1 : 0);
	else if (stop >= 0)
		host = span_sub(host, 0, (size_t)stop);
	out->host = host;
	return true;
}

static bool is_escape(struct span s)
{
	static const char hex[] = "0123456789abcdefABCDEF";

	return s.len >= 3 && s.ptr[1] && strchr(hex, s.ptr[1]) && s.ptr[2] && strchr(hex, s.ptr[2]);
}

/* The reserved and the unreserved characters of RFC 3986, 2.2 and 2.3, and whole escapes. */
static bool is_of_urls(struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '%' && !is_escape(span_sub(text, i, 3)))
			return false;
		if (!c || (!ascii_is_alnum(c) && !strchr("-._~:/?#[]@!$&'()*+,;=%", c)))
			return false;
	}
	return true;
}

static bool is_host(struct span host)
{
	for (size_t i = 0; i < host.len; i++) {
		if (!ascii_is_alnum(host.ptr[i]) && !strchr("-.:", host.ptr[i]))
			return false;
	}
	return host.len > 0;
}

bool url_is_link(struct span text, struct url *out)
{
	struct url url;

	if (text.len > URL_LINK_BYTES_MAX || !url_split(text, &url))
		return false;
	if (out)
		*out = url;
	return !url.has_user && is_host(url.host) && is_of_urls(text);
}

bool url_find_link(struct span text, struct span *out)
{
	for (size_t i = 0; i < text.len;) {
		size_t end = i;

		while (end < text.len && !ascii_is_space(text.ptr[end]))
			end++;
		*out = span_strip_end(span_strip_start(span_sub(text, i, end - i), "<(\"'"),
				      ">)\"',;.");
		if (url_is_link(*out, NULL))
			return true;
		i = end + 1;
	}
	return false;
}

bool url_host_is_of(struct span host, struct span domain)
{
	if (!domain.len || host.len < domain.len)
		return false;
	size_t above = host.len - domain.len;

	return span_eq_ci(span_sub(host, above, domain.len), domain) &&
	       (above == 0 || host.ptr[above - 1] == '.');
}

void url_add_escaped(struct buf *out, struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c && (ascii_is_alnum(c) || strchr("-._~@", c)))
			buf_add_char(out, (char)c);
		else
			buf_addf(out, "%%%02X", c);
	}
}
