/* reading_json.c - a reading as the read worker hands it to the keeper (see reading.h). */
#include "bot/reading.h"

#include "message/bounce.h"

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

		json_array_append_new(rows,
				      json_pack("{s:s, s:s, s:b, s:s, s:s}", "addr", b->addr,
						"sent_to", b->sent_to, "permanent", b->permanent,
						"status", b->status, "text", b->text));
	}
	return json_pack("{s:s, s:s, s:o}", "original_id", report->original_id, "rule",
			 report->rule, "recipients", rows);
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
			.addr = text_of(arena, row, "addr"),
			.sent_to = text_of(arena, row, "sent_to"),
			.permanent = json_is_true(json_object_get(row, "permanent")),
			.status = text_of(arena, row, "status"),
			.text = text_of(arena, row, "text"),
		};

		if (!b.addr || !b.sent_to || !b.status || !b.text || i >= BOUNCE_RECIPIENTS_MAX)
			return NULL;
		report->recipients[report->n_recipients++] = b;
	}
	return report->original_id && report->rule ? report : NULL;
}

static json_t *one_to_json(const struct reading *r)
{
	json_t *facts = json_array();

	if (r->why_not)
		return json_pack("{s:s, s:s, s:o}", "why_not", r->why_not, "message_id",
				 r->message_id, "facts", facts);
	for (size_t i = 0; i < r->facts.len; i++)
		json_array_append_new(facts, fact_to_json(&r->facts.facts[i], NULL, NULL));

	json_t *json = json_pack(
		"{s:b, s:b, s:b, s:s, s:s, s:s, s:s, s:s?, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, "
		"s:b, s:b, s:I, s:[iii], s:o}",
		"to_bot", r->to_bot, "outside", r->outside, "leaked", r->leaked, "token", r->token,
		"proof", r->proof, "proof_why", r->proof_why, "minutes", r->minutes, "warning",
		r->warning, "message_id", r->message_id, "author", r->author_addr, "author_name",
		r->author_name, "author_source", r->author_source, "from", r->from_addr, "subject",
		r->subject, "refs", r->refs, "list", r->list, "automatic", r->automatic, "bounce",
		r->bounce, "date", (json_int_t)r->date_s, "day", r->date.year, r->date.month,
		r->date.day, "facts", facts);

	if (json && *r->lists)
		json_object_set_new(json, "lists", json_string(r->lists));
	if (json && *r->sealed)
		json_object_set_new(json, "sealed", json_string(r->sealed));
	if (json && r->unread)
		json_object_set_new(json, "unread", json_string(r->unread));
	if (json && r->report)
		json_object_set_new(json, "report", report_to_json(r->report));
	return json;
}

static enum err_kind one_from_json(struct arena *arena, const json_t *json, struct reading *out,
				   struct err *err)
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
		.lists = text_of(arena, json, "lists"),
		.automatic = json_is_true(json_object_get(json, "automatic")),
		.bounce = json_is_true(json_object_get(json, "bounce")),
		.date_s = json_integer_value(json_object_get(json, "date")),
	};
	out->sealed = out->sealed ? out->sealed : "";
	out->lists = out->lists ? out->lists : "";
	if (out->why_not && out->message_id)
		return ERR_NONE;
	if (!out->token || !out->proof || !out->proof_why || !out->minutes || !out->message_id ||
	    !out->author_addr || !out->author_name || !out->from_addr || !out->subject ||
	    !out->refs || !out->list || !json_is_array(facts) || json_array_size(day) != 3)
		return err_set(err, ERR_DATA, "the read worker's answer lacks a field");

	const json_t *report = json_object_get(json, "report");

	if (report && !(out->report = report_from_json(arena, report)))
		return err_set(err, ERR_DATA,
			       "the read worker's answer lacks a field of a delivery report");
	int year = (int)json_integer_value(json_array_get(day, 0));
	int month = (int)json_integer_value(json_array_get(day, 1));
	int mday = (int)json_integer_value(json_array_get(day, 2));

	if (civil_is_valid(year, month, mday))
		out->date = (struct civil_date){ (int16_t)year, (int8_t)month, (int8_t)mday };
	json_array_foreach(facts, i, fact) {
		struct fact_list *list = &out->facts;

		list->facts =
			arena_grow(arena, list->facts, list->len, &list->cap, sizeof *list->facts);
		if (fact_from_json(arena, fact, &list->facts[list->len], err))
			return err->kind;
		list->len++;
	}
	return ERR_NONE;
}

json_t *readings_to_json(const struct reading_list *list)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < list->n; i++) {
		if (json_array_append_new(rows, one_to_json(&list->readings[i]))) {
			json_decref(rows);
			return NULL;
		}
	}
	return json_pack("{s:o}", "readings", rows);
}

enum err_kind readings_from_json(struct arena *arena, const json_t *json, struct reading_list *out,
				 struct err *err)
{
	json_t *rows = json_object_get(json, "readings"), *row;
	size_t i;

	*out = (struct reading_list){ arena_alloc(arena, ORIGIN_LISTS_MAX, sizeof *out->readings),
				      json_array_size(rows) };
	if (!out->n || out->n > ORIGIN_LISTS_MAX)
		return err_set(err, ERR_DATA, "the read worker's answer lacks a reading");
	json_array_foreach(rows, i, row) {
		if (one_from_json(arena, row, &out->readings[i], err))
			return err->kind;
	}
	return ERR_NONE;
}
