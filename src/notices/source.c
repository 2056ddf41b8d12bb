/* source.c - see source.h. */
#include "notices/source.h"

#include <string.h>

#include "base/buf.h"
#include "base/url.h"
#include "message/archived.h"
#include "message/identity.h"
#include "time/zone.h"

/* ---- the archive's address of a mail ---- */

struct filling {
	struct arena *arena;
	const char *message_id;
	struct span number;		/* empty: not known */
	struct civil_date day;		/* when it was received, in the list's zone */
};

/* What stands for a placeholder; empty where it cannot be told. */
static struct span fill_message_id(const struct filling *f)
{
	return span_of(f->message_id);
}

static struct span fill_hash(const struct filling *f)
{
	return span_of(archived_hash(f->arena, f->message_id));
}

static struct span fill_number(const struct filling *f)
{
	return f->number;
}

static struct span fill_year(const struct filling *f)
{
	return span_of(arena_printf(f->arena, "%04d", f->day.year));
}

static struct span fill_month(const struct filling *f)
{
	return span_of(arena_printf(f->arena, "%02d", f->day.month));
}

static struct span fill_month_name(const struct filling *f)
{
	static const char *const names[] = { "January",	  "February", "March",	  "April",
					     "May",	  "June",     "July",	  "August",
					     "September", "October",  "November", "December" };

	return span_of(names[f->day.month - 1]);
}

static struct span fill_day(const struct filling *f)
{
	return span_of(arena_printf(f->arena, "%02d", f->day.day));
}

static const struct {
	const char *name;
	struct span (*fill)(const struct filling *f);
} placeholders[] = {
	{ "{message-id}", fill_message_id }, { "{hash}", fill_hash },
	{ "{number}", fill_number },	     { "{year}", fill_year },
	{ "{month}", fill_month },	     { "{month-name}", fill_month_name },
	{ "{day}", fill_day },
};

enum { N_PLACEHOLDERS = sizeof placeholders / sizeof placeholders[0] };

/* Index of the one that the text begins with, or N_PLACEHOLDERS. */
static size_t placeholder_at(struct span text)
{
	size_t i = 0;

	while (i < N_PLACEHOLDERS && !span_starts(text, placeholders[i].name))
		i++;
	return i;
}

/* NULL when it has no placeholder, or one for which nothing is known. */
static const char *fill_archive(const struct filling *f, const char *archive)
{
	struct span rest = span_of(archive);
	struct buf link;
	bool is_filled = false, is_known = true;

	buf_init(&link, URL_LINK_BYTES_MAX);
	while (rest.len) {
		size_t which = rest.ptr[0] == '{' ? placeholder_at(rest) : N_PLACEHOLDERS;
		size_t len = which < N_PLACEHOLDERS ? strlen(placeholders[which].name) : 1;

		if (which < N_PLACEHOLDERS) {
			struct span value = placeholders[which].fill(f);

			is_filled = true;
			is_known = is_known && value.len;
			url_add_escaped(&link, value);
		} else {
			buf_add_char(&link, rest.ptr[0]);
		}
		rest = span_sub(rest, len, rest.len);
	}
	struct span whole;
	bool is_whole = buf_whole(&link, &whole) && is_filled && is_known;
	const char *text = is_whole ? span_copy(f->arena, whole).ptr : NULL;

	buf_free(&link);
	return text;
}

const char *source_archive_fault(struct arena *arena, const char *archive)
{
	const struct filling example = {
		.arena = arena,
		.message_id = "x",
		.number = span_of("1"),
		.day = { .year = 2000, .month = 1, .day = 1 },
	};
	const char *filled = fill_archive(&example, archive);
	struct span text = span_of(filled ? filled : archive);
	struct url url;

	if (url_split(span_of(archive), &url) && span_find_char(url.host, '{') >= 0)
		return "a placeholder within the host";
	if (span_find_char(text, '{') >= 0)
		return "a placeholder that is none";
	return url_is_link(text, NULL) ? NULL : "no address of a web page";
}

/* ---- the link ---- */

static struct span domain_of(const char *address)
{
	const char *at = address ? strrchr(address, '@') : NULL;

	return at ? span_of(at + 1) : span_of("");
}

/* Has the operator named the host, or a domain above it? */
static bool is_of_list(const struct notice_policy *policy, struct span host)
{
	struct url archive = { .host = span_of("") };

	if (policy->archive)
		(void)url_split(span_of(policy->archive), &archive);
	return url_host_is_of(host, domain_of(policy->list_address)) ||
	       url_host_is_of(host, span_of(policy->signed_by)) ||
	       span_eq_ci(host, archive.host);
}

const char *source_link(struct arena *arena, const struct notice_policy *policy,
			const struct state *state, const char *message_id)
{
	int64_t received_at_s = 0;
	const char *archived = NULL;
	struct url url;

	if (state && *message_id)
		archived = state_source(arena, state, policy->list_name, message_id,
					&received_at_s);
	if (!archived)
		return NULL;
	struct span link = archived_link(span_of(archived));

	if (link.len && url_is_link(link, &url) && is_of_list(policy, url.host))
		return span_copy(arena, link).ptr;
	if (!policy->archive || identity_is_of_content(message_id))
		return NULL;
	const struct filling filling = {
		.arena = arena,
		.message_id = message_id,
		.number = archived_number(span_of(archived)),
		.day = zone_to_local(zone_of_either(policy->zone, NULL), received_at_s).date,
	};

	return fill_archive(&filling, policy->archive);
}

const char *source_text(struct arena *arena, const struct notice_policy *policy,
			const struct state *state, const char *message_id)
{
	const char *link = source_link(arena, policy, state, message_id);

	if (link)
		return link;
	return *message_id ? arena_printf(arena, "<%s>", message_id) : "";
}
