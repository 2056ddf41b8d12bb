/* ical.c - see ical.h: from the components of an iCalendar text to series of events, and from these
 * to occurrences. */
#include "time/ical.h"

#include <stdlib.h>
#include <string.h>

#include "time/ical_parts.h"

enum {
	DAY_S = 86400,
	ZONES_MAX = 50,
	VALUES_MAX = 500, /* on a line: libical passes over what follows */
};

struct named_zone {
	const char *tzid;
	const struct ical_zone *zone;
};

struct ical_reading {
	struct arena *arena;
	struct span text;
	icalcomponent *calendar; /* the one that is read now */
	const struct ical_zone *floating, *utc;
	struct named_zone zones[ZONES_MAX]; /* those met so far */
	size_t n_zones, n_events;
	struct ical_calendar *out;
	struct ical_series *changed; /* events with RECURRENCE-ID, until all are read */
	struct ical_mark *changed_of;
	size_t n_changed;
	struct err *err;
};

/* A moment as a property has it. */
struct moment {
	enum ical_form form;
	struct civil_time local; /* in zone */
	const struct ical_zone *zone;
	int64_t utc_s;
};

/* One VEVENT, as far as its lines were read. */
struct ical_event {
	struct ical_series s;
	struct moment start, end, original; /* ICAL_NO_TIME: not said */
	struct ical_mark *extra; /* RDATE */
	size_t cap_extra, cap_excluded;
};

static struct span line_at(struct span text, unsigned number)
{
	struct span line = { 0 };

	while (number-- && span_next_line(&text, &line))
		continue;
	return line;
}

static enum err_kind wrong(struct ical_reading *r, const struct ical_line *line,
			   const char *expected)
{
	struct span text = line_at(r->text, line->number);

	return err_set(r->err, ERR_DATA, "line %u: " SPAN_FMT ", expected %s", line->number,
		       SPAN_ARG(span_sub(text, 0, 90)), expected);
}

/* Where the value counts. */
static enum err_kind wrong_value(struct ical_reading *r, const struct ical_line *line)
{
	static const char time[] = "a time such as 20230705T130000";
	static const struct {
		const char *name, *expected;
	} values[] = {
		{ "DTSTART", time },
		{ "DTEND", time },
		{ "DURATION", "a duration such as PT1H" },
		{ "RDATE", time },
		{ "EXDATE", time },
		{ "RECURRENCE-ID", time },
		{ "RRULE", "a rule such as FREQ=WEEKLY" },
	};
	struct span text = line_at(r->text, line->number);

	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
		if (span_starts_ci(text, values[i].name))
			return wrong(r, line, values[i].expected);
	}
	return ERR_NONE;
}

static enum err_kind find_zone(struct ical_reading *r, const char *tzid, unsigned line,
			       const struct ical_zone **out)
{
	for (size_t i = 0; i < r->n_zones; i++) {
		if (strcmp(r->zones[i].tzid, tzid) == 0) {
			*out = r->zones[i].zone;
			return ERR_NONE;
		}
	}
	if (r->n_zones == ZONES_MAX)
		return err_set(r->err, ERR_DATA, "line %u: more than %d time zones", line,
			       ZONES_MAX);
	if (ical_zone_find(r->arena, r->calendar, tzid, line, out, r->err))
		return r->err->kind;
	r->zones[r->n_zones++] = (struct named_zone){ arena_strdup(r->arena, tzid), *out };
	return ERR_NONE;
}

static enum err_kind read_moment(struct ical_reading *r, const struct ical_line *line,
				 struct moment *out)
{
	icalparameter *tzid = icalproperty_get_first_parameter(line->property, ICAL_TZID_PARAMETER);

	out->form = ical_time(line->property, &out->local);
	out->zone = out->form == ICAL_UTC ? r->utc : r->floating;
	if (out->form == ICAL_NO_TIME)
		return wrong_value(r, line);
	if (out->form == ICAL_LOCAL && tzid &&
	    find_zone(r, icalparameter_get_tzid(tzid), line->number, &out->zone))
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

static int64_t bounded_length(int64_t length_s)
{
	return length_s < 0 ? 0 : length_s > ICAL_LENGTH_MAX_S ? ICAL_LENGTH_MAX_S : length_s;
}

static enum err_kind read_duration(struct ical_reading *r, const struct ical_line *line,
				   int64_t *out_s)
{
	struct icaldurationtype d = icalproperty_get_duration(line->property);
	int64_t days = (int64_t)d.weeks * 7 + d.days, minutes = (int64_t)d.hours * 60 + d.minutes;

	if (d.is_neg)
		return wrong_value(r, line);
	*out_s = bounded_length(days * DAY_S + minutes * 60 + d.seconds);
	return ERR_NONE;
}

/* On one line, as far as it is UTF-8. */
static const char *read_text(struct arena *arena, const char *text)
{
	char *out = arena_strndup(arena, text, span_utf8_valid(span_of(text)));

	for (char *c = out; *c; c++) {
		if ((unsigned char)*c < ' ' || *c == 0x7F)
			*c = ' ';
	}
	return out;
}

static enum err_kind read_date(struct ical_reading *r, const struct ical_line *line,
			       struct ical_mark **marks, size_t *n, size_t *cap)
{
	struct moment m;

	if (*n == ICAL_DATES_MAX)
		return err_set(r->err, ERR_DATA, "line %u: more than %d dates in one event",
			       line->number, ICAL_DATES_MAX);
	if (line->nth == VALUES_MAX)
		return err_set(r->err, ERR_DATA, "line %u: %d dates or more, expected fewer a line",
			       line->number, VALUES_MAX);
	if (read_moment(r, line, &m))
		return r->err->kind;
	*marks = arena_grow(r->arena, *marks, *n, cap, sizeof **marks);
	(*marks)[(*n)++] = mark_of(&m);
	return ERR_NONE;
}

static enum err_kind read_rule(struct ical_reading *r, const struct ical_line *line,
			       struct ical_series *s)
{
	if (s->has_rule)
		return wrong(r, line, "one RRULE in an event");
	s->has_rule = true;
	if (recurrence_parse(r->arena, span_of(ical_rule(line->property)), &s->rule, r->err))
		return err_wrap(r->err, "line %u", line->number);
	return ERR_NONE;
}

static enum err_kind read_line(struct ical_reading *r, const struct ical_line *line,
			       struct ical_event *e)
{
	struct ical_series *s = &e->s;

	switch (icalproperty_isa(line->property)) {
	case ICAL_UID_PROPERTY:
		s->uid = read_text(r->arena, icalproperty_get_uid(line->property));
		return ERR_NONE;
	case ICAL_SUMMARY_PROPERTY:
		s->summary = read_text(r->arena, icalproperty_get_summary(line->property));
		return ERR_NONE;
	case ICAL_STATUS_PROPERTY:
		s->cancelled = icalproperty_get_status(line->property) == ICAL_STATUS_CANCELLED;
		return ERR_NONE;
	case ICAL_SEQUENCE_PROPERTY:
		s->sequence = icalproperty_get_sequence(line->property);
		return ERR_NONE;
	case ICAL_DTSTART_PROPERTY: return read_moment(r, line, &e->start);
	case ICAL_DTEND_PROPERTY: return read_moment(r, line, &e->end);
	case ICAL_DURATION_PROPERTY: return read_duration(r, line, &s->length_s);
	case ICAL_RECURRENCEID_PROPERTY:
		if (icalproperty_get_first_parameter(line->property, ICAL_RANGE_PARAMETER))
			return wrong(r, line, "a single occurrence (RANGE is not understood)");
		return read_moment(r, line, &e->original);
	case ICAL_RDATE_PROPERTY: return read_date(r, line, &e->extra, &s->n_extra, &e->cap_extra);
	case ICAL_EXDATE_PROPERTY:
		return read_date(r, line, &s->excluded, &s->n_excluded, &e->cap_excluded);
	case ICAL_EXRULE_PROPERTY: return wrong(r, line, "EXDATE, or a rule that needs no EXRULE");
	case ICAL_XLICERROR_PROPERTY: return wrong_value(r, line);
	default: return ical_rule(line->property) ? read_rule(r, line, s) : ERR_NONE;
	}
}

/* What can be said only once the start and its zone are known. */
static void complete(struct ical_reading *r, struct ical_event *e)
{
	struct ical_series *s = &e->s;

	s->zone = e->start.zone;
	s->start = e->start.local;
	if (e->end.form != ICAL_NO_TIME)
		s->length_s = bounded_length(e->end.utc_s - e->start.utc_s);
	if (s->rule.until_kind == UNTIL_UTC) {
		s->rule.until = ical_zone_to_local(s->zone, civil_to_utc(s->rule.until));
		s->rule.until_kind = UNTIL_LOCAL;
	}
	s->extra_utc_s = arena_alloc(r->arena, s->n_extra + 1, sizeof *s->extra_utc_s);
	for (size_t i = 0; i < s->n_extra; i++) {
		struct civil_time same_hour = s->start;

		/* a day alone: at the hour of the others */
		same_hour.date = e->extra[i].day;
		s->extra_utc_s[i] = civil_is_set(e->extra[i].day)
					    ? ical_zone_to_utc(s->zone, same_hour)
					    : e->extra[i].utc_s;
	}
}

static bool is_all_day(icalcomponent *event)
{
	icalproperty *start = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);

	return start && icalproperty_get_dtstart(start).is_date;
}

static enum err_kind read_event(struct ical_reading *r, icalcomponent *event)
{
	struct ical_event e = { .s = { .uid = "", .summary = "" } };
	struct ical_line line = { 0 };

	if (is_all_day(event)) {
		r->out->n_all_day++;
		return ERR_NONE;
	}
	while (ical_next_line(event, &line)) {
		if (read_line(r, &line, &e))
			return r->err->kind;
	}
	if (e.start.form == ICAL_NO_TIME)
		return err_set(r->err, ERR_DATA, "line %u: an event without DTSTART",
			       ical_line_of(event));
	complete(r, &e);
	if (e.original.form == ICAL_NO_TIME) {
		r->out->series[r->out->n_series++] = e.s;
		return ERR_NONE;
	}
	r->changed[r->n_changed] = e.s;
	r->changed_of[r->n_changed++] = mark_of(&e.original);
	return ERR_NONE;
}

static enum err_kind read_events(struct ical_reading *r, icalcomponent *calendar)
{
	icalcompiter at = icalcomponent_begin_component(calendar, ICAL_VEVENT_COMPONENT);

	r->calendar = calendar;
	for (icalcomponent *event; (event = icalcompiter_deref(&at)); icalcompiter_next(&at)) {
		if (r->n_events++ == ICAL_EVENTS_MAX)
			return err_set(r->err, ERR_DATA, "line %u: more than %d events",
				       ical_line_of(event), ICAL_EVENTS_MAX);
		if (read_event(r, event))
			return r->err->kind;
	}
	return ERR_NONE;
}

/* One calendar, or several one after the other. */
static enum err_kind read_calendars(struct ical_reading *r, icalcomponent *root)
{
	icalcompiter at = icalcomponent_begin_component(root, ICAL_VCALENDAR_COMPONENT);
	icalcomponent *calendar = icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT
					  ? root
					  : icalcompiter_deref(&at);

	if (!calendar)
		return err_set(r->err, ERR_DATA,
			       "line 1: no BEGIN:VCALENDAR, expected an iCalendar file");
	for (; calendar; calendar = icalcompiter_next(&at)) {
		if (read_events(r, calendar))
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

static void attach(struct ical_reading *r, struct ical_series *s, size_t changed)
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
static void attach_all(struct ical_reading *r)
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
	struct ical_reading r = { .arena = arena, .text = text, .out = out, .err = err };
	icalcomponent *root;
	enum err_kind kind;

	*out = (struct ical_calendar){ 0 };
	if (ical_parse(text, &root, err))
		return err->kind;
	r.floating = ical_zone_of(arena, floating);
	r.utc = ical_zone_of(arena, zone_utc());
	out->series = arena_alloc(arena, ICAL_EVENTS_MAX, sizeof *out->series);
	r.changed = mem_zalloc(ICAL_EVENTS_MAX, sizeof *r.changed);
	r.changed_of = mem_zalloc(ICAL_EVENTS_MAX, sizeof *r.changed_of);
	kind = read_calendars(&r, root);
	if (!kind) {
		drop_old_versions(out);
		attach_all(&r);
	}
	free(r.changed);
	free(r.changed_of);
	icalcomponent_free(root);
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
