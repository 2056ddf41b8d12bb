/* reading_json.c - a reading as the read worker hands it to the keeper (see reading.h). */
#include "bot/reading.h"

#include <stddef.h>

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

/* Most of them say nothing: a text that is NULL, a needed one that is empty and a flag that is not
 * set are left out. */
#define MEMBER(name, kind) { #name, offsetof(struct reading, name), kind }
#define TEXT(name) MEMBER(name, NEEDED)
static const struct member {
	const char *key;
	size_t offset;
	enum { NEEDED, OPTIONAL, FLAG } kind;
} members[] = {
	MEMBER(why_not, OPTIONAL), MEMBER(warning, OPTIONAL), MEMBER(unread, OPTIONAL),
	TEXT(message_id), TEXT(author_addr), TEXT(author_name), TEXT(author_source),
	TEXT(from_addr), TEXT(subject), TEXT(refs), TEXT(list), TEXT(lists), TEXT(token),
	TEXT(proof), TEXT(proof_why), TEXT(sealed), TEXT(archived), TEXT(minutes),
	MEMBER(automatic, FLAG), MEMBER(bounce, FLAG), MEMBER(to_bot, FLAG), MEMBER(outside, FLAG),
	MEMBER(leaked, FLAG),
};

enum { N_MEMBERS = sizeof members / sizeof members[0] };

static json_t *one_to_json(const struct reading *r)
{
	json_t *facts = json_array();

	for (size_t i = 0; i < r->facts.len; i++)
		json_array_append_new(facts, fact_to_json(&r->facts.facts[i], NULL, NULL));

	json_t *json = json_pack("{s:I, s:[iii], s:o}", "date", (json_int_t)r->date_s, "day",
				 r->date.year, r->date.month, r->date.day, "facts", facts);
	bool whole = json != NULL;

	for (size_t i = 0; i < N_MEMBERS; i++) {
		const void *at = (const char *)r + members[i].offset;
		const char *const *text = at;

		if (members[i].kind == FLAG) {
			if (*(const bool *)at)
				json_object_set_new(json, members[i].key, json_true());
			continue;
		}
		bool is_said = *text && (members[i].kind == OPTIONAL || **text);

		if (is_said && json_object_set_new(json, members[i].key, json_string(*text)))
			whole = false;
	}
	if (r->report && json_object_set_new(json, "report", report_to_json(r->report)))
		whole = false;
	if (whole)
		return json;
	json_decref(json);
	return NULL;
}

static enum err_kind one_from_json(struct arena *arena, const json_t *json, struct reading *out,
				   struct err *err)
{
	json_t *facts = json_object_get(json, "facts"), *fact;
	json_t *day = json_object_get(json, "day");
	size_t i;

	*out = (struct reading){ .date_s = json_integer_value(json_object_get(json, "date")) };
	for (i = 0; i < N_MEMBERS; i++) {
		void *at = (char *)out + members[i].offset;
		const char **text = at;

		if (members[i].kind == FLAG)
			*(bool *)at = json_is_true(json_object_get(json, members[i].key));
		else
			*text = text_of(arena, json, members[i].key);
		if (members[i].kind == NEEDED && !*text)
			*text = "";
	}
	if (out->why_not)
		return ERR_NONE;
	if (!json_is_array(facts) || json_array_size(day) != 3)
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
