/* reading.c - see reading.h. */
#include "bot/reading.h"

#include <stdlib.h>
#include <string.h>

#include "bot/origin.h"
#include "committee/calendar.h"
#include "config/config.h"
#include "message/authres.h"
#include "message/identity.h"
#include "message/message.h"
#include "message/whole.h"
#include "tags/scan.h"
#include "time/zone.h"

enum {
	REFS_MAX_BYTES = 16 * 1024,
	MINUTES_MAX_BYTES = 256 * 1024,
	DAY_S = 24 * 3600,
	PLAUSIBLE_FROM_S = 7305 * DAY_S /* 1990 */
};

static bool is_same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool is_same_pattern(const struct rule_pattern *a, const struct rule_pattern *b)
{
	return a->kind == b->kind && is_same_text(a->name, b->name) &&
	       is_same_text(a->match, b->match);
}

/* Do both lists read the same tags? */
static bool is_read_alike(const struct config_list *a, const struct config_list *b)
{
	size_t i = 0;

	if (a->n_patterns != b->n_patterns || !a->tags != !b->tags)
		return false;
	for (; a->tags && a->tags[i] && b->tags[i]; i++) {
		if (strcmp(a->tags[i], b->tags[i]) != 0)
			return false;
	}
	if (a->tags && (a->tags[i] || b->tags[i]))
		return false;
	for (i = 0; i < a->n_patterns; i++) {
		if (!is_same_pattern(&a->patterns[i], &b->patterns[i]))
			return false;
	}
	return true;
}

/* The first list that reads the same tags as this one: itself, if none before it does. */
static size_t alike(const struct config *config, size_t list)
{
	size_t first = 0;

	while (first < list && !is_read_alike(&config->lists[first], &config->lists[list]))
		first++;
	return first;
}

enum err_kind reader_new(const struct config *config, struct meeting_calendar *const *calendars,
			 struct reading_context *out, struct err *err)
{
	*out = (struct reading_context){ .config = config, .calendars = calendars };
	if (rules_house_needs(&out->needs, err) != ERR_NONE)
		return err->kind;
	out->look = needs_look(out->needs);
	out->rules = mem_zalloc(config->n_lists, sizeof *out->rules);
	for (size_t i = 0; i < config->n_lists; i++) {
		const struct config_list *list = &config->lists[i];
		size_t first = alike(config, i);

		/* loaded while the file system is open */
		zone_find(list->policy.zone);
		out->rules[i] = out->rules[first];
		if (first == i && rules_new_with(list->tags, list->patterns, list->n_patterns,
						 out->needs, &out->rules[i], err)) {
			reader_free(out);
			return err_wrap(err, "lists.%s.tags", list->name);
		}
	}
	return ERR_NONE;
}

void reader_free(struct reading_context *reader)
{
	for (size_t i = reader->rules ? reader->config->n_lists : 0; i > 0; i--) {
		if (alike(reader->config, i - 1) == i - 1)
			rules_free(&reader->rules[i - 1]);
	}
	free(reader->rules);
	reader->rules = NULL;
	needs_free(&reader->needs);
}

/* What was not posted on the list raises nothing: of it commands count alone, and whoever meant
 * more is told. */
static void keep_commands(struct fact_list *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->len; i++) {
		struct fact fact = list->facts[i];

		if (fact.kind == FACT_MEETING || fact.kind == FACT_TITLE ||
		    fact.kind == FACT_UNHEADED || fact.kind == FACT_PROMISE)
			continue;
		if (fact.kind != FACT_COMMAND && fact.kind != FACT_REPORT) {
			fact.kind = FACT_COMMAND;
			fact.command = COMMAND_FOR_LIST;
		}
		list->facts[kept++] = fact;
	}
	list->len = kept;
}

/* Every mail that this one says it belongs to.  Of very many the last ones: they are the
 * nearest. */
static const char *refs_of(struct arena *arena, const struct message *message)
{
	const char *last =
		message->n_references ? message->references[message->n_references - 1] : "";
	const char *reply = strcmp(last, message->in_reply_to) != 0 ? message->in_reply_to : "";
	size_t first = message->n_references, bytes = strlen(reply) + 1;

	while (first > 0 && bytes + strlen(message->references[first - 1]) + 1 <= REFS_MAX_BYTES)
		bytes += strlen(message->references[--first]) + 1;
	struct buf refs;

	buf_init(&refs, REFS_MAX_BYTES);
	for (size_t i = first; i < message->n_references; i++)
		buf_addf(&refs, "%s\n", message->references[i]);
	if (*reply)
		buf_addf(&refs, "%s\n", reply);
	struct span whole;
	const char *text = buf_whole(&refs, &whole) ? span_copy(arena, whole).ptr : "";

	buf_free(&refs);
	return text;
}

/* What is agreed to when nobody objects: the text of a mail that has a meeting, whole or not at
 * all. */
static void read_minutes(struct arena *arena, const struct message *message, struct reading *out)
{
	bool any = false;

	for (size_t i = 0; i < out->facts.len && !any; i++)
		any = out->facts.facts[i].kind == FACT_MEETING;
	if (!any)
		return;
	const char *text = message_whole_text(arena, message, MINUTES_MAX_BYTES);

	if (text)
		out->minutes = text;
	else if (!out->warning)
		out->warning = "the text of these minutes is too long to keep (limits lines, "
			       "minutes-bytes)";
}

/* By what the mail is proved to be its author's. */
static void prove(struct arena *arena, const struct config *config, const struct config_list *list,
		  const struct message *message, bool to_us, int64_t received_s,
		  struct reading *out)
{
	const char *at = strrchr(list->address, '@'), *domain = at ? at + 1 : NULL;
	const struct authres_trust trust = {
		.ours = { config->answers.authserv_id, config->answers.hops,
			  config->answers.fields },
		.list_domain = out->to_bot		  ? NULL
			       : list->handover.signed_by ? list->handover.signed_by
							  : domain,
		.list_id = list->id,
		.list = { .authserv_id = list->authserv_id },
		.list_vouches = list->vouches,
		.names_us = to_us || origin_is_addressed_to(message, list->address),
		.received_s = received_s,
	};
	struct authres_proof proof = { .text = "" };

	if (trust.ours.authserv_id)
		proof = authres_prove(arena, message, &trust);
	out->proof = proof.kind == AUTHRES_NONE ? "" : proof.text;
	out->proof_why = proof.kind == AUTHRES_NONE ? proof.text : "";
}

/* A clock that is ahead, or that began anew in 1970, would give items a due date that never comes
 * or is long past. */
static bool is_plausible(int64_t date_s, int64_t received_s)
{
	return received_s < PLAUSIBLE_FROM_S ||
	       (date_s >= PLAUSIBLE_FROM_S && date_s <= received_s + DAY_S);
}

/* How large the mails can be that a mailbox hands over, and what stands on top of them. */
static struct message_limits limits_of(const struct reading_context *reader, const char *mailbox)
{
	const struct config *config = reader->config;
	size_t most_bytes = message_limits_default().size_bytes;

	for (size_t i = 0; mailbox && i < config->n_mailboxes; i++) {
		if (strcmp(config->mailboxes[i].name, mailbox) == 0)
			most_bytes = config->mailboxes[i].max_bytes;
	}
	struct message_limits limits = message_limits_of(most_bytes);

	limits.banners = &config->banners;
	limits.look = &reader->look;
	return limits;
}

/* Of a mail that could not be read, as far as its Message-ID is beyond doubt. */
static const char *raw_id(struct arena *arena, struct span bytes)
{
	struct span id;

	if (!message_raw_field(arena, bytes, "Message-ID", &id))
		return "";
	id = span_trim(id);
	struct span inner = span_unwrap(id, "<>");
	bool is_id = inner.len < id.len && id.len < 1000 && span_utf8_valid(id) == id.len;

	return is_id ? arena_strndup(arena, inner.ptr, inner.len) : "";
}

/* What is the same for each list. */
static void read_head(struct arena *arena, const struct reading_context *reader,
		      const struct message *message, struct span bytes, int64_t received_s,
		      struct reading *out)
{
	const struct config *config = reader->config;
	struct span sealed;

	out->message_id = *message->message_id
				  ? message->message_id
				  : identity_of_content(arena, message, &reader->look);
	out->author_addr = message->author.addr;
	out->author_name = message->author.name;
	out->author_source = author_source_name(message->author_source);
	out->from_addr = message->from.addr;
	if (span_is_ci(span_of(out->from_addr), config->outbox.from_addr) &&
	    message_raw_field(arena, bytes, MAILTEXT_LEDGER_FIELD, &sealed))
		out->sealed = arena_strndup(arena, sealed.ptr, span_utf8_valid(sealed));
	out->refs = refs_of(arena, message);
	out->archived = message->archived;
	out->automatic = message->automatic == AUTOMATIC_REPLY;
	out->bounce = message->automatic == AUTOMATIC_BOUNCE;
	out->report = message->bounce;
	out->unread = message->unread;
	if (message->has_date && is_plausible(message->date_utc_s, received_s))
		out->date_s = message->date_utc_s;
}

/* What it says to one list. */
static void read_for(struct arena *arena, const struct reading_context *reader,
		     const struct origin *origin, const struct message *message, struct span bytes,
		     bool to_us, int64_t received_s, struct reading *out)
{
	const struct config *config = reader->config;
	const struct config_list *list = &config->lists[origin->list];
	const struct zone *zone = zone_find(list->policy.zone);
	struct err err;

	out->list = list->name;
	out->leaked = origin->handover == HANDOVER_LEAKED;
	out->outside = out->leaked || origin->handover == HANDOVER_NOT_SHOWN;
	prove(arena, config, list, message, to_us, received_s, out);
	out->date = zone_to_local(zone ? zone : zone_utc(), out->date_s).date;
	/* the words of one's own banners are not known by their form */
	bool is_own = config->banners.n > 0;
	bool is_answer = out->to_bot || *out->token;
	/* plain words may report on what the mails before it have raised */
	bool is_in_thread = *out->refs != 0;
	bool may_find = is_answer || is_own || is_in_thread ||
			scan_may_find(reader->rules[origin->list], bytes);

	if (out->automatic || out->bounce || !may_find)
		return;
	struct scan_context context = {
		.people = &list->people, .base = out->date, .to_bot = is_answer, .titles = true,
		.reports = true, .promises = true, .dates = policy_dates(&list->policy)
	};
	struct meeting meeting;

	if (calendar_next_day(reader->calendars[origin->list], out->date, &meeting))
		context.next_meeting = meeting.date;
	if (scan_message(arena, reader->rules[origin->list], message, &context, &out->facts, &err))
		out->warning = arena_strdup(arena, err.text);
	if (out->to_bot)
		keep_commands(&out->facts);
	read_minutes(arena, message, out);
}

/* The text of a mail is read where it is one of ours.  Whether it is a delivery report, and what a
 * mail without a Message-ID is known by, may stand in the text. */
static enum err_kind read_mail(struct arena *arena, const struct reading_context *reader,
			       const char *mailbox, int64_t received_s, struct span bytes,
			       struct message *message_out, struct origins *origins_out,
			       struct err *err)
{
	const struct message_limits limits = limits_of(reader, mailbox);

	if (message_read_head(arena, bytes, &limits, message_out, err))
		return err->kind;
	bool is_told_by_text = !*message_out->message_id || message_may_report(message_out);

	if (is_told_by_text && message_read_text(arena, &limits, message_out, err))
		return err->kind;
	origins_find(arena, reader->config, reader->archive, mailbox, bytes, message_out,
		     received_s, origins_out);
	return origins_out->n ? message_read_text(arena, &limits, message_out, err) : ERR_NONE;
}

void reading_make(struct arena *arena, const struct reading_context *reader, const char *mailbox,
		  int64_t received_s, struct span bytes, struct reading_list *out)
{
	const struct config *config = reader->config;
	struct reading *first = arena_alloc(arena, ORIGIN_LISTS_MAX, sizeof *first);
	struct message message;
	struct origins origins;
	struct err err = { 0 };

	*out = (struct reading_list){ first, 1 };
	*first = (struct reading){ .list = "",
				   .lists = "",
				   .message_id = "",
				   .author_addr = "",
				   .author_name = "",
				   .author_source = "",
				   .from_addr = "",
				   .subject = "",
				   .refs = "",
				   .minutes = "",
				   .date_s = received_s,
				   .token = "",
				   .sealed = "",
				   .archived = "",
				   .proof = "",
				   .proof_why = "" };
	if (read_mail(arena, reader, mailbox, received_s, bytes, &message, &origins, &err)) {
		first->why_not = arena_strdup(arena, err.text);
		first->message_id = raw_id(arena, bytes);
		return;
	}
	read_head(arena, reader, &message, bytes, received_s, first);
	for (size_t i = 0; origins.n && i < config->n_lists; i++)
		handover_blot(arena, &config->lists[i].handover, &message);
	first->subject = message.subject;
	first->token = origins.token;
	first->to_bot = origins.to_bot;
	if (origins.n > 1)
		first->lists = origins_names(arena, config, &origins);
	if (message.is_cut)
		first->warning = arena_printf(
			arena, "nothing after line %u was read (limit lines)",
			limits_of(reader, mailbox).lines);
	for (size_t i = 1; i < origins.n; i++)
		out->readings[out->n++] = *first;
	for (size_t i = 0; i < origins.n; i++)
		read_for(arena, reader, &origins.lists[i], &message, bytes, origins.to_us,
			 received_s, &out->readings[i]);
}
