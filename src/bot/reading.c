/* reading.c - see reading.h. */
#include "bot/reading.h"

#include <stdlib.h>
#include <string.h>

#include "bot/token.h"
#include "committee/calendar.h"
#include "config/config.h"
#include "message/authres.h"
#include "message/bounce.h"
#include "message/handover.h"
#include "message/identity.h"
#include "message/message.h"
#include "message/whole.h"
#include "tags/scan.h"
#include "time/zone.h"

enum { REFS_MAX_BYTES = 16 * 1024, MINUTES_MAX_BYTES = 256 * 1024, DAY_S = 24 * 3600, PLAUSIBLE_FROM_S = 7305 * DAY_S /* 1990 */ };

enum err_kind reader_new(const struct config *config, struct meeting_calendar *const *calendars, struct reader *out,
			 struct err *err)
{
	*out = (struct reader){ .config = config, .calendars = calendars };
	out->rules = mem_zalloc(config->n_lists, sizeof *out->rules);
	for (size_t i = 0; i < config->n_lists; i++) {
		enum err_kind kind = rules_new_with(config->lists[i].tags, config->lists[i].patterns,
						   config->lists[i].n_patterns, &out->rules[i], err);

		if (kind) {
			reader_free(out);
			return err_wrap(err, "lists.%s.tags", config->lists[i].name);
		}
		zone_find(config->lists[i].policy.zone);	/* loaded while the file system is open */
	}
	return ERR_NONE;
}

void reader_free(struct reader *reader)
{
	for (size_t i = 0; reader->rules && i < reader->config->n_lists; i++)
		rules_free(&reader->rules[i]);
	free(reader->rules);
	reader->rules = NULL;
}

static bool is_addressed_to(const struct message *message, const char *addr)
{
	for (size_t i = 0; i < message->n_recipients; i++) {
		if (span_is_ci(span_of(message->recipients[i].addr), addr))
			return true;
	}
	return false;
}

/* The list that a mail is of. */
struct origin {
	size_t list;			/* index, or n_lists: of none */
	enum handover handover;		/* what shows it; LEAKED and NOT_SHOWN: nothing, where something should */
};

static bool is_shown(enum handover handover)
{
	return handover == HANDOVER_SECRET || handover == HANDOVER_SIGNED;
}

/* The list whose own secret the mail bears; else the one of its List-Id, else of an address in To or Cc: of these first one
 * that is shown to have handed it over. */
static struct origin find_list(struct arena *arena, const struct reader *reader, const char *mailbox, struct span bytes,
			       const struct message *message, int64_t received_s)
{
	const struct config *config = reader->config;
	struct origin by_id = { config->n_lists, HANDOVER_NOT_ASKED }, by_address = by_id;

	for (size_t i = 0; i < config->n_lists; i++) {
		const struct list_config *list = &config->lists[i];
		bool has_id = list->id && span_is_ci(span_of(message->list_id), list->id);
		bool has_address = is_addressed_to(message, list->address);

		if (mailbox && strcmp(list->mailbox, mailbox) != 0)
			continue;
		struct origin here = { i, reader->archive ? HANDOVER_NOT_ASKED : handover_of(arena, bytes, message, &list->handover, received_s) };

		if (here.handover == HANDOVER_SECRET)
			return here;
		if (has_id && by_id.list == config->n_lists)
			by_id = here;
		if (has_address && (by_address.list == config->n_lists ||
				    (is_shown(here.handover) && !is_shown(by_address.handover))))
			by_address = here;
	}
	return by_id.list < config->n_lists ? by_id : by_address;
}

/* The first token in an address that it was sent to, of a report the one that it came back by; and was it sent to the
 * program at all? */
static const char *token_of(struct arena *arena, const struct config *config, const struct message *message, bool *to_us_out)
{
	enum token_purpose purpose = message->automatic == AUTOMATIC_BOUNCE ? TOKEN_BOUNCE : TOKEN_ANSWER;
	const char *pattern = config->answers.address;

	*to_us_out = is_addressed_to(message, config->outbox.from_addr) || is_addressed_to(message, pattern);
	for (size_t i = 0; i < message->n_recipients; i++) {
		struct span token = token_in_address(pattern, purpose, message->recipients[i].addr);

		if (!token.len)
			continue;
		*to_us_out = true;
		return arena_strndup(arena, token.ptr, token.len);
	}
	return "";
}

/* Which list an answer is about that was sent to the program alone: its token says; else the only one of the mailbox,
 * or the first that knows the author.  Index, or n_lists. */
static size_t list_of_answer(const struct config *config, const char *mailbox, const char *token, const char *author)
{
	size_t only = config->n_lists, known = config->n_lists, n = 0;

	for (size_t i = 0; i < config->n_lists; i++) {
		const struct list_config *list = &config->lists[i];

		if (*token && token_is_of_list(span_of(token), list->name))
			return i;
		if (mailbox && strcmp(list->mailbox, mailbox) != 0)
			continue;
		only = i;
		n++;
		if (known == config->n_lists && people_by_address(&list->people, author))
			known = i;
	}
	return n == 1 ? only : known;
}

/* What was not posted on the list raises nothing: of it commands count alone, and whoever meant more is told. */
static void keep_commands(struct fact_list *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->len; i++) {
		struct fact fact = list->facts[i];

		if (fact.kind == FACT_MEETING || fact.kind == FACT_TITLE)
			continue;
		if (fact.kind != FACT_COMMAND) {
			fact.kind = FACT_COMMAND;
			fact.command = COMMAND_FOR_LIST;
		}
		list->facts[kept++] = fact;
	}
	list->len = kept;
}

/* Every mail that this one says it belongs to.  Of very many the last ones: they are the nearest. */
static const char *refs_of(struct arena *arena, const struct message *message)
{
	const char *last = message->n_references ? message->references[message->n_references - 1] : "";
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

/* What is agreed to when nobody objects: the text of a mail that has a meeting, whole or not at all. */
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
		out->warning = "the text of these minutes is too long to be kept (limits lines, minutes-bytes)";
}

/* By what the mail is proved to be its author's. */
static void prove(struct arena *arena, const struct config *config, const struct list_config *list,
		  const struct message *message, bool to_us, int64_t received_s, struct reading *out)
{
	const char *at = strrchr(list->address, '@'), *domain = at ? at + 1 : NULL;
	const struct authres_trust trust = {
		.ours = { config->answers.authserv_id, config->answers.hops, config->answers.fields },
		.list_domain = out->to_bot ? NULL : list->handover.signed_by ? list->handover.signed_by : domain, .list_id = list->id,
		.list = { .authserv_id = list->authserv_id }, .list_vouches = list->vouches,
		.names_us = to_us || is_addressed_to(message, list->address), .received_s = received_s,
	};
	struct authres_proof proof = { .text = "" };

	if (trust.ours.authserv_id)
		proof = authres_prove(arena, message, &trust);
	out->proof = proof.kind == AUTHRES_NONE ? "" : proof.text;
	out->proof_why = proof.kind == AUTHRES_NONE ? proof.text : "";
}

/* A clock that is ahead, or that began anew in 1970, would give items a due date that never comes or is long past. */
static bool is_plausible(int64_t date_s, int64_t received_s)
{
	return received_s < PLAUSIBLE_FROM_S || (date_s >= PLAUSIBLE_FROM_S && date_s <= received_s + DAY_S);
}

/* How large the mails can be that a mailbox hands over, and what stands on top of them. */
static struct message_limits limits_of(const struct config *config, const char *mailbox)
{
	size_t most_bytes = message_limits_default().size_bytes;

	for (size_t i = 0; mailbox && i < config->n_mailboxes; i++) {
		if (strcmp(config->mailboxes[i].name, mailbox) == 0)
			most_bytes = config->mailboxes[i].max_bytes;
	}
	struct message_limits limits = message_limits_of(most_bytes);

	limits.banners = &config->banners;
	return limits;
}

void reading_make(struct arena *arena, const struct reader *reader, const char *mailbox, int64_t received_s,
		  struct span bytes, struct reading *out)
{
	const struct message_limits limits = limits_of(reader->config, mailbox);
	struct message message;
	struct err err = { 0 };
	struct span sealed;

	*out = (struct reading){ .list = "", .message_id = "", .author_addr = "", .author_name = "",
				 .author_source = "", .from_addr = "", .subject = "", .refs = "", .minutes = "", .date_s = received_s,
				 .token = "", .sealed = "", .proof = "", .proof_why = "" };
	if (message_read(arena, bytes, &limits, &message, &err)) {
		struct span id;

		out->why_not = arena_strdup(arena, err.text);
		if (message_raw_field(arena, bytes, "Message-ID", &id)) {
			id = span_trim(id);
			if (id.len > 2 && id.len < 1000 && id.ptr[0] == '<' && id.ptr[id.len - 1] == '>' &&
			    span_utf8_valid(id) == id.len)
				out->message_id = arena_strndup(arena, id.ptr + 1, id.len - 2);
		}
		return;
	}
	out->message_id = *message.message_id ? message.message_id : identity_of_content(arena, bytes, &message);
	out->author_addr = message.author.addr;
	out->author_name = message.author.name;
	out->author_source = author_source_name(message.author_source);
	out->from_addr = message.from.addr;
	if (span_is_ci(span_of(out->from_addr), reader->config->outbox.from_addr) &&
	    message_raw_field(arena, bytes, MAILTEXT_LEDGER_FIELD, &sealed))
		out->sealed = arena_strndup(arena, sealed.ptr, span_utf8_valid(sealed));
	out->subject = message.subject;
	out->refs = refs_of(arena, &message);
	out->automatic = message.automatic == AUTOMATIC_REPLY;
	out->bounce = message.automatic == AUTOMATIC_BOUNCE;
	out->report = message.bounce;
	out->unread = message.unread;
	if (message.is_cut)
		out->warning = arena_printf(arena, "what follows line %u was not read (limit lines)", limits.lines);
	if (message.has_date && is_plausible(message.date_utc_s, received_s))
		out->date_s = message.date_utc_s;

	struct origin origin = find_list(arena, reader, mailbox, bytes, &message, received_s);
	size_t i = origin.list;
	bool to_us;

	out->leaked = origin.handover == HANDOVER_LEAKED;
	out->outside = out->leaked || origin.handover == HANDOVER_NOT_SHOWN;
	out->token = token_of(arena, reader->config, &message, &to_us);
	if (i == reader->config->n_lists && to_us) {
		i = list_of_answer(reader->config, mailbox, out->token, message.author.addr);
		out->to_bot = true;
	}
	if (i == reader->config->n_lists && reader->archive && i == 1)
		i = 0;
	if (i == reader->config->n_lists)
		return;
	const struct list_config *list = &reader->config->lists[i];
	const struct zone *zone = zone_find(list->policy.zone);

	out->list = list->name;
	for (size_t n = 0; n < reader->config->n_lists; n++)
		handover_blot(arena, &reader->config->lists[n].handover, &message);
	out->subject = message.subject;
	prove(arena, reader->config, list, &message, to_us, received_s, out);
	out->date = zone_to_local(zone ? zone : zone_utc(), out->date_s).date;
	/* the look knows the rules and banners of the house alone */
	bool is_own = rules_has_patterns(reader->rules[i]) || reader->config->banners.n;
	bool is_answer = out->to_bot || *out->token;

	if (out->automatic || out->bounce || (!is_answer && !is_own && !message_may_hold_tag(bytes)))
		return;
	struct scan_context context = { .people = &list->people, .base = out->date, .to_bot = is_answer,
					.titles = true };
	struct meeting meeting;

	if (calendar_next_day(reader->calendars[i], out->date, &meeting))
		context.next_meeting = meeting.date;
	if (scan_message(arena, reader->rules[i], &message, &context, &out->facts, &err))
		out->warning = arena_strdup(arena, err.text);
	if (out->to_bot)
		keep_commands(&out->facts);
	read_minutes(arena, &message, out);
}

static const char *text_of(struct arena *arena, const json_t *json, const char *key)
{
	const char *text = json_string_value(json_object_get(json, key));

	return text ? arena_strdup(arena, text) : NULL;
}

static json_t *report_to_json(const struct bounce *report)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < report->n_recipients; i++) {
		const struct bounce_recipient *b = &report->recipients[i];

		json_array_append_new(rows, json_pack("{s:s, s:s, s:b, s:s, s:s}", "addr", b->addr, "sent_to", b->sent_to,
						      "permanent", b->permanent, "status", b->status, "text", b->text));
	}
	return json_pack("{s:s, s:s, s:o}", "original_id", report->original_id, "rule", report->rule, "recipients", rows);
}

/* NULL when it is not whole. */
static const struct bounce *report_from_json(struct arena *arena, const json_t *json)
{
	struct bounce *report = arena_alloc(arena, 1, sizeof *report);
	json_t *rows = json_object_get(json, "recipients"), *row;
	size_t i;

	report->original_id = text_of(arena, json, "original_id");
	report->rule = text_of(arena, json, "rule");
	report->recipients = arena_alloc(arena, json_array_size(rows), sizeof *report->recipients);
	json_array_foreach(rows, i, row) {
		struct bounce_recipient b = {
			.addr = text_of(arena, row, "addr"), .sent_to = text_of(arena, row, "sent_to"),
			.permanent = json_is_true(json_object_get(row, "permanent")), .status = text_of(arena, row, "status"),
			.text = text_of(arena, row, "text"),
		};

		if (!b.addr || !b.sent_to || !b.status || !b.text || i >= BOUNCE_RECIPIENTS_MAX)
			return NULL;
		report->recipients[report->n_recipients++] = b;
	}
	return report->original_id && report->rule ? report : NULL;
}

json_t *reading_to_json(const struct reading *r)
{
	json_t *facts = json_array();

	if (r->why_not)
		return json_pack("{s:s, s:s, s:o}", "why_not", r->why_not, "message_id", r->message_id,
				 "facts", facts);
	for (size_t i = 0; i < r->facts.len; i++)
		json_array_append_new(facts, fact_to_json(&r->facts.facts[i], NULL, NULL));

	json_t *json = json_pack("{s:b, s:b, s:b, s:s, s:s, s:s, s:s, s:s?, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:I, s:[iii], s:o}",
			 "to_bot", r->to_bot, "outside", r->outside, "leaked", r->leaked, "token", r->token, "proof", r->proof, "proof_why", r->proof_why,
			 "minutes", r->minutes, "warning", r->warning, "message_id", r->message_id, "author", r->author_addr,
			 "author_name", r->author_name, "author_source", r->author_source, "from", r->from_addr,
			 "subject", r->subject, "refs", r->refs, "list", r->list, "automatic", r->automatic, "bounce", r->bounce,
			 "date", (json_int_t)r->date_s, "day", r->date.year, r->date.month, r->date.day,
			 "facts", facts);

	if (json && *r->sealed)
		json_object_set_new(json, "sealed", json_string(r->sealed));
	if (json && r->unread)
		json_object_set_new(json, "unread", json_string(r->unread));
	if (json && r->report)
		json_object_set_new(json, "report", report_to_json(r->report));
	return json;
}

enum err_kind reading_from_json(struct arena *arena, const json_t *json, struct reading *out, struct err *err)
{
	json_t *facts = json_object_get(json, "facts"), *fact;
	json_t *day = json_object_get(json, "day");
	size_t i;

	*out = (struct reading){
		.why_not = text_of(arena, json, "why_not"),
		.minutes = text_of(arena, json, "minutes"),
		.warning = text_of(arena, json, "warning"),
		.sealed = text_of(arena, json, "sealed"),
		.unread = text_of(arena, json, "unread"),
		.to_bot = json_is_true(json_object_get(json, "to_bot")),
		.outside = json_is_true(json_object_get(json, "outside")),
		.leaked = json_is_true(json_object_get(json, "leaked")),
		.token = text_of(arena, json, "token"),
		.proof = text_of(arena, json, "proof"),
		.proof_why = text_of(arena, json, "proof_why"),
		.message_id = text_of(arena, json, "message_id"),
		.author_addr = text_of(arena, json, "author"),
		.author_name = text_of(arena, json, "author_name"),
		.author_source = text_of(arena, json, "author_source"),
		.from_addr = text_of(arena, json, "from"),
		.subject = text_of(arena, json, "subject"),
		.refs = text_of(arena, json, "refs"),
		.list = text_of(arena, json, "list"),
		.automatic = json_is_true(json_object_get(json, "automatic")),
		.bounce = json_is_true(json_object_get(json, "bounce")),
		.date_s = json_integer_value(json_object_get(json, "date")),
	};
	out->sealed = out->sealed ? out->sealed : "";
	if (out->why_not && out->message_id)
		return ERR_NONE;
	if (!out->token || !out->proof || !out->proof_why || !out->minutes || !out->message_id || !out->author_addr || !out->author_name || !out->from_addr || !out->subject || !out->refs ||
	    !out->list || !json_is_array(facts) || json_array_size(day) != 3)
		return err_set(err, ERR_DATA, "the read worker's answer lacks a field");

	const json_t *report = json_object_get(json, "report");

	if (report && !(out->report = report_from_json(arena, report)))
		return err_set(err, ERR_DATA, "the read worker's answer lacks a field of a delivery report");
	int year = (int)json_integer_value(json_array_get(day, 0));
	int month = (int)json_integer_value(json_array_get(day, 1));
	int mday = (int)json_integer_value(json_array_get(day, 2));

	if (civil_is_valid(year, month, mday))
		out->date = (struct civil_date){ (int16_t)year, (int8_t)month, (int8_t)mday };
	json_array_foreach(facts, i, fact) {
		struct fact_list *list = &out->facts;

		list->facts = arena_grow(arena, list->facts, list->len, &list->cap, sizeof *list->facts);
		if (fact_from_json(arena, fact, &list->facts[list->len], err))
			return err->kind;
		list->len++;
	}
	return ERR_NONE;
}
