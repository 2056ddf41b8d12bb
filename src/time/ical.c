/* ical.c - see ical.h: from the tree of an iCalendar text to series of events, and from these to
 * occurrences. */
#include "time/ical.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "time/ical_parts.h"

enum { DAY_S = 86400, ZONES_MAX = 50 };

struct named_zone {
	struct span tzid;
	const struct ical_zone *zone;
};

struct reading {
	struct arena *arena;
	const struct ical_component *root;
	const struct ical_zone *floating, *utc;
	struct named_zone zones[ZONES_MAX];	/* those met so far */
	size_t n_zones;
	struct ical_calendar *out;
	struct ical_series *changed;	/* events with RECURRENCE-ID, until all are read */
	struct ical_mark *changed_of;
	size_t n_changed;
	struct err *err;
};

/* A moment as a property has it. */
struct moment {
	enum ical_form form;
	struct civil_time local;	/* in zone */
	const struct ical_zone *zone;
	int64_t utc_s;
};

static enum err_kind wrong(struct reading *r, const struct ical_line *line, const char *expected)
{
	return err_set(r->err, ERR_DATA, "line %u: " SPAN_FMT ":" SPAN_FMT ", expected %s",
		       line->number, SPAN_ARG(span_sub(line->name, 0, 30)),
		       SPAN_ARG(span_sub(line->value, 0, 60)), expected);
}

static enum err_kind find_zone(struct reading *r, struct span tzid, unsigned line,
			       const struct ical_zone **out)
{
	for (size_t i = 0; i < r->n_zones; i++) {
		if (span_eq(r->zones[i].tzid, tzid)) {
			*out = r->zones[i].zone;
			return ERR_NONE;
		}
	}
	if (r->n_zones == ZONES_MAX)
		return err_set(r->err, ERR_DATA, "line %u: more than %d time zones", line,
			       ZONES_MAX);
	if (ical_zone_find(r->arena, r->root, tzid, line, out, r->err))
		return r->err->kind;
	r->zones[r->n_zones++] = (struct named_zone){ tzid, *out };
	return ERR_NONE;
}

static enum err_kind read_moment(struct reading *r, const struct ical_line *line, struct span text,
				 struct moment *out)
{
	struct span tzid;

	out->form = ical_time(text, &out->local);
	out->zone = out->form == ICAL_UTC ? r->utc : r->floating;
	if (out->form == ICAL_NO_TIME)
		return wrong(r, line, "a time such as 20230705T130000");
	if (out->form == ICAL_LOCAL && ical_param(line, "TZID", &tzid) &&
	    find_zone(r, tzid, line->number, &out->zone))
		return r->err->kind;
	out->utc_s = ical_zone_to_utc(out->zone, out->local);
	return ERR_NONE;
}

static struct ical_mark mark_of(const struct moment *m)
{
	struct ical_mark mark = { .utc_s = m->utc_s };

	if (m->form == ICAL_DAY)
		mark.day = m->local.date;
	return mark;
}

/* "PT1H30M", "P1W"; false for a negative one and for what is none. */
static bool read_duration(struct span text, int64_t *out_s)
{
	static const struct {
		char unit;
		bool time;
		int64_t s;
	} units[] = { { 'W', false, 604800 },
		      { 'D', false, DAY_S },
		      { 'H', true, 3600 },
		      { 'M', true, 60 },
		      { 'S', true, 1 } };
	bool time = false, any = false;
	int64_t sum = 0;
	size_t at = 0;

	text = span_trim(text);
	if (span_starts(text, "+"))
		text = span_sub(text, 1, text.len);
	if (!span_starts_ci(text, "P"))
		return false;
	for (at = 1; at < text.len; at++) {
		size_t digits = 0, i;
		unsigned long n;

		if (!time && (text.ptr[at] == 'T' || text.ptr[at] == 't')) {
			time = true;
			continue;
		}
		while (at + digits < text.len && ascii_is_digit(text.ptr[at + digits]))
			digits++;
		if (!digits || at + digits == text.len ||
		    !span_to_uint(span_sub(text, at, digits), 999999, &n))
			return false;
		at += digits;
		for (i = 0; i < sizeof units / sizeof units[0]; i++) {
			if (units[i].time == time &&
			    ascii_lower(text.ptr[at]) == ascii_lower(units[i].unit))
				break;
		}
		if (i == sizeof units / sizeof units[0])
			return false;
		sum += (int64_t)n * units[i].s;
		any = true;
	}
	*out_s = sum;
	return any;
}

static int64_t bounded_length(int64_t length_s)
{
	return length_s < 0 ? 0 : length_s > ICAL_LENGTH_MAX_S ? ICAL_LENGTH_MAX_S : length_s;
}

static enum err_kind read_length(struct reading *r, const struct ical_component *event,
				 int64_t start_utc_s, int64_t *out_s)
{
	const struct ical_line *end = ical_find(event, "DTEND"),
			       *duration = ical_find(event, "DURATION");
	struct moment m;

	*out_s = 0;
	if (end) {
		if (read_moment(r, end, end->value, &m))
			return r->err->kind;
		*out_s = bounded_length(m.utc_s - start_utc_s);
	} else if (duration) {
		if (!read_duration(duration->value, out_s))
			return wrong(r, duration, "a duration such as PT1H");
		*out_s = bounded_length(*out_s);
	}
	return ERR_NONE;
}

/* TEXT with its escapes undone, on one line. */
static const char *read_text(struct arena *arena, const struct ical_line *line)
{
	struct buf text;
	const char *out;

	if (!line)
		return "";
	buf_init(&text, 1000);
	for (size_t i = 0; i < line->value.len; i++) {
		char c = line->value.ptr[i];

		if (c == '\\' && i + 1 < line->value.len) {
			c = line->value.ptr[++i];
			if (c == 'n' || c == 'N')
				c = ' ';
		}
		buf_add_char(&text, (unsigned char)c < ' ' || c == 0x7F ? ' ' : c);
	}
	out = arena_strndup(arena, buf_fitted(&text).ptr, span_utf8_valid(buf_fitted(&text)));
	buf_free(&text);
	return out;
}

/* How many values all lines of that name have. */
static size_t count_values(const struct ical_component *event, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < event->n_lines; i++) {
		if (!span_is_ci(event->lines[i].name, name))
			continue;
		n++;
		for (size_t k = 0; k < event->lines[i].value.len; k++)
			n += event->lines[i].value.ptr[k] == ',';
	}
	return n;
}

/* RDATE or EXDATE: each value to marks, which has room for all of them. */
static enum err_kind read_dates(struct reading *r, const struct ical_component *event,
				const char *name, struct ical_mark *marks, size_t *n_out)
{
	struct moment m;

	*n_out = 0;
	for (size_t i = 0; i < event->n_lines; i++) {
		const struct ical_line *line = &event->lines[i];
		struct span rest = line->value;

		if (!span_is_ci(line->name, name))
			continue;
		for (bool more = true; more;) {
			ptrdiff_t comma = span_find_char(rest, ','), slash;
			struct span value = comma < 0 ? rest : span_sub(rest, 0, (size_t)comma);

			more = comma >= 0;
			rest = more ? span_sub(rest, (size_t)comma + 1, rest.len) : rest;
			slash = span_find_char(value, '/');	/* a PERIOD: its start */
			if (slash >= 0)
				value = span_sub(value, 0, (size_t)slash);
			if (read_moment(r, line, value, &m))
				return r->err->kind;
			marks[(*n_out)++] = mark_of(&m);
		}
	}
	return ERR_NONE;
}

static enum err_kind read_repeats(struct reading *r, const struct ical_component *event,
				  struct ical_series *s)
{
	const struct ical_line *rule = NULL;
	size_t n_extra = count_values(event, "RDATE"), n_excluded = count_values(event, "EXDATE");
	struct ical_mark *extra;

	for (size_t i = 0; i < event->n_lines; i++) {
		const struct ical_line *line = &event->lines[i];

		if (span_is_ci(line->name, "EXRULE"))
			return wrong(r, line, "EXDATE, or a rule that needs no EXRULE");
		if (!span_is_ci(line->name, "RRULE"))
			continue;
		if (rule)
			return wrong(r, line, "one RRULE in an event");
		rule = line;
	}
	if (n_extra > ICAL_DATES_MAX || n_excluded > ICAL_DATES_MAX)
		return err_set(r->err, ERR_DATA, "line %u: more than %d dates in one event",
			       event->number, ICAL_DATES_MAX);
	if (rule) {
		if (recurrence_parse(r->arena, rule->value, &s->rule, r->err))
			return err_wrap(r->err, "line %u", rule->number);
		if (s->rule.until_kind == UNTIL_UTC) {
			s->rule.until = ical_zone_to_local(s->zone, civil_to_utc(s->rule.until));
			s->rule.until_kind = UNTIL_LOCAL;
		}
		s->has_rule = true;
	}
	extra = arena_alloc(r->arena, n_extra + 1, sizeof *extra);
	s->extra_utc_s = arena_alloc(r->arena, n_extra + 1, sizeof *s->extra_utc_s);
	s->excluded = arena_alloc(r->arena, n_excluded + 1, sizeof *s->excluded);
	if (read_dates(r, event, "RDATE", extra, &s->n_extra) ||
	    read_dates(r, event, "EXDATE", s->excluded, &s->n_excluded))
		return r->err->kind;
	for (size_t i = 0; i < s->n_extra; i++) {
		struct civil_time same_hour = s->start;

		/* a day alone: at the hour of the others */
		same_hour.date = extra[i].day;
		s->extra_utc_s[i] = civil_is_set(extra[i].day)
					    ? ical_zone_to_utc(s->zone, same_hour)
					    : extra[i].utc_s;
	}
	return ERR_NONE;
}

static enum err_kind read_event(struct reading *r, const struct ical_component *event)
{
	const struct ical_line *start = ical_find(event, "DTSTART"),
			       *status = ical_find(event, "STATUS");
	const struct ical_line *id = ical_find(event, "RECURRENCE-ID"),
			       *sequence = ical_find(event, "SEQUENCE");
	struct ical_series s = { .line = event->number };
	struct moment m, original = { 0 };
	unsigned long n = 0;
	struct span range;

	if (!start)
		return err_set(r->err, ERR_DATA, "line %u: an event without DTSTART",
			       event->number);
	if (read_moment(r, start, start->value, &m))
		return r->err->kind;
	if (m.form == ICAL_DAY) {
		r->out->n_all_day++;
		return ERR_NONE;
	}
	s.zone = m.zone;
	s.start = m.local;
	s.uid = read_text(r->arena, ical_find(event, "UID"));
	s.summary = read_text(r->arena, ical_find(event, "SUMMARY"));
	s.cancelled = status && span_is_ci(span_trim(status->value), "CANCELLED");
	if (sequence && span_to_uint(span_trim(sequence->value), 1000000000, &n))
		s.sequence = (long)n;
	if (read_length(r, event, m.utc_s, &s.length_s))
		return r->err->kind;
	if (!id) {
		if (read_repeats(r, event, &s))
			return r->err->kind;
		r->out->series[r->out->n_series++] = s;
		return ERR_NONE;
	}
	if (ical_param(id, "RANGE", &range))
		return wrong(r, id, "a single occurrence (RANGE is not understood)");
	if (read_moment(r, id, id->value, &original))
		return r->err->kind;
	r->changed[r->n_changed] = s;
	r->changed_of[r->n_changed++] = mark_of(&original);
	return ERR_NONE;
}

static enum err_kind read_events(struct reading *r, const struct ical_component *component,
				 size_t *n_io)
{
	for (size_t i = 0; i < component->n_parts; i++) {
		const struct ical_component *part = component->parts[i];

		if (span_is_ci(part->name, "VCALENDAR") && read_events(r, part, n_io))
			return r->err->kind;
		if (!span_is_ci(part->name, "VEVENT"))
			continue;
		if (++*n_io > ICAL_EVENTS_MAX)
			return err_set(r->err, ERR_DATA, "line %u: more than %d events",
				       part->number, ICAL_EVENTS_MAX);
		if (read_event(r, part))
			return r->err->kind;
	}
	return ERR_NONE;
}

static bool same_mark(const struct ical_mark *a, const struct ical_mark *b)
{
	return civil_compare(a->day, b->day) == 0 && (civil_is_set(a->day) || a->utc_s == b->utc_s);
}

/* An event mailed again with a higher SEQUENCE takes the place of the earlier one. */
static void drop_old_versions(struct ical_calendar *calendar)
{
	size_t kept = 0;

	for (size_t i = 0; i < calendar->n_series; i++) {
		struct ical_series s = calendar->series[i];
		size_t k;

		for (k = 0; k < kept; k++) {
			if (*s.uid && strcmp(s.uid, calendar->series[k].uid) == 0)
				break;
		}
		if (k == kept)
			calendar->series[kept++] = s;
		else if (s.sequence >= calendar->series[k].sequence)
			calendar->series[k] = s;
	}
	calendar->n_series = kept;
}

static void attach(struct reading *r, struct ical_series *s, size_t changed)
{
	const struct ical_series *c = &r->changed[changed];
	struct ical_override new = {
		.original = r->changed_of[changed],
		.start_utc_s = ical_zone_to_utc(c->zone, c->start),
		.length_s = c->length_s,
		.cancelled = c->cancelled,
		.sequence = c->sequence,
	};

	for (size_t i = 0; i < s->n_overrides; i++) {
		if (!same_mark(&s->overrides[i].original, &new.original))
			continue;
		if (new.sequence >= s->overrides[i].sequence)
			s->overrides[i] = new;
		return;
	}
	s->overrides = arena_grow(r->arena, s->overrides, s->n_overrides, &s->cap_overrides,
				  sizeof *s->overrides);
	s->overrides[s->n_overrides++] = new;
}

/* A changed occurrence whose series is not in the file is an event by itself. */
static void attach_all(struct reading *r)
{
	size_t n_masters = r->out->n_series;

	for (size_t i = 0; i < r->n_changed; i++) {
		size_t k;

		for (k = 0; k < n_masters; k++) {
			if (strcmp(r->out->series[k].uid, r->changed[i].uid) == 0)
				break;
		}
		if (k < n_masters)
			attach(r, &r->out->series[k], i);
		else
			r->out->series[r->out->n_series++] = r->changed[i];
	}
}

enum err_kind ical_read(struct arena *arena, struct span text, const struct zone *floating,
			struct ical_calendar *out, struct err *err)
{
	struct reading r = { .arena = arena, .out = out, .err = err };
	struct ical_component *root;
	enum err_kind kind;
	size_t n = 0;

	*out = (struct ical_calendar){ 0 };
	if (ical_parse(arena, text, &root, err))
		return err->kind;
	if (!root->n_parts || !span_is_ci(root->parts[0]->name, "VCALENDAR"))
		return err_set(err, ERR_DATA,
			       "line 1: no BEGIN:VCALENDAR, expected an iCalendar file");
	r.root = root;
	r.floating = ical_zone_of(arena, floating);
	r.utc = ical_zone_of(arena, zone_utc());
	out->series = arena_alloc(arena, ICAL_EVENTS_MAX, sizeof *out->series);
	r.changed = mem_zalloc(ICAL_EVENTS_MAX, sizeof *r.changed);
	r.changed_of = mem_zalloc(ICAL_EVENTS_MAX, sizeof *r.changed_of);
	kind = read_events(&r, root, &n);
	if (!kind) {
		drop_old_versions(out);
		attach_all(&r);
	}
	free(r.changed);
	free(r.changed_of);
	return kind;
}

static void add_occurrence(struct arena *arena, struct occurrence_list *out, int64_t utc_s,
			   int64_t length_s, bool cancelled)
{
	out->list = arena_grow(arena, out->list, out->len, &out->cap, sizeof *out->list);
	out->list[out->len++] = (struct occurrence){
		.planned_utc_s = utc_s,
		.start_utc_s = utc_s,
		.length_s = length_s,
		.cancelled = cancelled,
	};
}

static bool marks(const struct ical_mark *mark, int64_t utc_s, struct civil_date local_day)
{
	return civil_is_set(mark->day) ? civil_compare(mark->day, local_day) == 0
				       : mark->utc_s == utc_s;
}

static int compare_occurrences(const void *left, const void *right)
{
	const struct occurrence *a = left, *b = right;

	return a->planned_utc_s < b->planned_utc_s ? -1 : a->planned_utc_s > b->planned_utc_s;
}

/* Sorted, each instant once (an RDATE may repeat what the rule says), without EXDATEs, and with
 * what was changed. */
static void settle(const struct ical_series *s, struct occurrence_list *list, size_t from)
{
	size_t n = list->len - from, kept = 0;
	struct occurrence *all;

	if (!n)
		return;
	all = &list->list[from];
	qsort(all, n, sizeof *all, compare_occurrences);
	for (size_t i = 0; i < n; i++) {
		struct occurrence o = all[i];
		struct civil_date day = ical_zone_to_local(s->zone, o.planned_utc_s).date;
		bool excluded = kept && all[kept - 1].planned_utc_s == o.planned_utc_s;

		for (size_t k = 0; k < s->n_excluded && !excluded; k++)
			excluded = marks(&s->excluded[k], o.planned_utc_s, day);
		if (excluded)
			continue;
		for (size_t k = 0; k < s->n_overrides; k++) {
			const struct ical_override *v = &s->overrides[k];

			if (!marks(&v->original, o.planned_utc_s, day))
				continue;
			o.start_utc_s = v->start_utc_s;
			o.length_s = v->length_s ? v->length_s : s->length_s;
			o.cancelled = s->cancelled || v->cancelled;
		}
		all[kept++] = o;
	}
	list->len = from + kept;
}

void ical_expand(struct arena *arena, const struct ical_series *s, int64_t until_utc_s,
		 struct occurrence_list *out)
{
	struct civil_times times = { 0 };
	size_t from = out->len;

	if (from >= RECURRENCE_MAX)
		return;
	if (s->has_rule)
		recurrence_expand(arena, &s->rule, s->start,
				  civil_from_utc(until_utc_s + DAY_S).date, RECURRENCE_MAX - from,
				  &times);
	for (size_t i = 0; i < times.len; i++) {
		int64_t utc_s = ical_zone_to_utc(s->zone, times.times[i]);

		if (utc_s <= until_utc_s)
			add_occurrence(arena, out, utc_s, s->length_s, s->cancelled);
	}
	if (!s->has_rule && ical_zone_to_utc(s->zone, s->start) <= until_utc_s)
		add_occurrence(arena, out, ical_zone_to_utc(s->zone, s->start), s->length_s,
			       s->cancelled);
	for (size_t i = 0; i < s->n_extra; i++) {
		if (s->extra_utc_s[i] <= until_utc_s)
			add_occurrence(arena, out, s->extra_utc_s[i], s->length_s, s->cancelled);
	}
	settle(s, out, from);
}
