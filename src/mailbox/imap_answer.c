/* imap_answer.c - see imap_answer.h. */
#include "mailbox/imap_answer.h"

#include <inttypes.h>

#include "time/civil.h"

void imap_add_set(struct buf *set, uint32_t first, uint32_t last)
{
	buf_addf(set, "%s%" PRIu32, buf_len(set) ? "," : "", first);
	if (last == 0)
		buf_add_str(set, ":*");
	else if (last != first)
		buf_addf(set, ":%" PRIu32, last);
}

void imap_add_body(struct buf *items, const char *section, size_t most_bytes)
{
	size_t most = most_bytes > UINT32_MAX ? UINT32_MAX : most_bytes;

	buf_addf(items, "%sBODY.PEEK[%s]", buf_len(items) ? " " : "", section);
	if (most != IMAP_WHOLE)
		buf_addf(items, "<0.%zu>", most);
}

/* 0 for a date that is none. */
static int64_t utc_of(const struct mailimap_date_time *t)
{
	int zone = t->dt_zone < 0 ? -t->dt_zone : t->dt_zone;	/* +0530 is 530 */
	int64_t offset_s = (zone / 100 * 60 + zone % 100) * 60;

	if (!civil_is_valid(t->dt_year, t->dt_month, t->dt_day) || zone > 2400 || t->dt_hour < 0 ||
	    t->dt_hour > 23 || t->dt_min < 0 || t->dt_min > 59 || t->dt_sec < 0 || t->dt_sec > 60)
		return 0;
	struct civil_time civil = { .date = { .year = (int16_t)t->dt_year,
					      .month = (int8_t)t->dt_month,
					      .day = (int8_t)t->dt_day } };

	return civil_to_utc(civil) + t->dt_hour * 3600 + t->dt_min * 60 + t->dt_sec -
	       (t->dt_zone < 0 ? -offset_s : offset_s);
}

bool imap_answer_read(const struct mailimap_msg_att *att, struct imap_answer *out)
{
	*out = (struct imap_answer){ .number = att->att_number };
	for (clistiter *i = att->att_list ? clist_begin(att->att_list) : NULL; i;
	     i = clist_next(i)) {
		const struct mailimap_msg_att_item *item = clist_content(i);

		if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC || !item->att_data.att_static)
			continue;
		const struct mailimap_msg_att_static *s = item->att_data.att_static;

		if (s->att_type == MAILIMAP_MSG_ATT_UID)
			out->uid = s->att_data.att_uid;
		else if (s->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE)
			out->size_bytes = s->att_data.att_rfc822_size;
		else if (s->att_type == MAILIMAP_MSG_ATT_INTERNALDATE &&
			 s->att_data.att_internal_date)
			out->received_utc_s = utc_of(s->att_data.att_internal_date);
		else if (s->att_type == MAILIMAP_MSG_ATT_BODYSTRUCTURE)
			out->structure = s->att_data.att_bodystructure;
		else if (s->att_type == MAILIMAP_MSG_ATT_BODY_SECTION &&
			 s->att_data.att_body_section &&
			 out->n_sections < sizeof out->sections / sizeof out->sections[0])
			out->sections[out->n_sections++] = s->att_data.att_body_section;
	}
	return out->uid != 0;
}

/* The handler of libetpan runs only when somebody watches the progress. */
static void no_progress(size_t current, size_t maximum, void *user)
{
	(void)current;
	(void)maximum;
	(void)user;
}

struct span imap_section_bytes(const struct mailimap_msg_att_body_section *section)
{
	return section->sec_body_part ? span_from(section->sec_body_part, section->sec_length)
				      : span_from("", 0);
}

static int ask(struct imap_session *session, const char *command, struct imap_question *q)
{
	struct err ignored;
	struct buf line;

	buf_init(&line, 2 * IMAP_TEXT_MAX_BYTES);
	q->tag = ++session->imap->imap_tag;
	buf_addf(&line, "%d %s %s (UID %s)", q->tag, command, q->set, q->items);
	imap_stream_allow(session->stream, q->most_bytes);
	bool is_sent = !buf_is_cut(&line) &&
		       !imap_send_line(session, buf_fitted(&line).ptr, buf_len(&line), &ignored,
				       "fetch");

	buf_free(&line);
	return is_sent ? MAILIMAP_NO_ERROR : MAILIMAP_ERROR_STREAM;
}

/* What the server says at the end. */
static int result_of(const struct mailimap_response *response)
{
	const struct mailimap_response_done *done = response->rsp_resp_done;

	if (done->rsp_type != MAILIMAP_RESP_DONE_TYPE_TAGGED)
		return MAILIMAP_ERROR_FATAL;
	switch (done->rsp_data.rsp_tagged->rsp_cond_state->rsp_type) {
	case MAILIMAP_RESP_COND_STATE_OK: return MAILIMAP_NO_ERROR;
	case MAILIMAP_RESP_COND_STATE_BAD: return MAILIMAP_ERROR_PROTOCOL;
	default: return MAILIMAP_ERROR_UID_FETCH;
	}
}

int imap_hear(struct imap_session *session, const struct imap_question *q)
{
	mailimap *imap = session->imap;
	struct mailimap_response *response = NULL;
	int last_tag = imap->imap_tag;

	imap_stream_allow(session->stream, q->most_bytes);
	mailimap_set_progress_callback(imap, no_progress, no_progress, NULL);
	mailimap_set_msg_att_handler(imap, q->handler, q->user);
	imap->imap_tag = q->tag;	/* the one that is looked for in the answer */
	int r = mailimap_read_line(imap) ? mailimap_parse_response(imap, &response)
					 : MAILIMAP_ERROR_STREAM;

	imap->imap_tag = last_tag;
	mailimap_set_msg_att_handler(imap, NULL, NULL);
	mailimap_set_progress_callback(imap, NULL, NULL, NULL);
	if (r != MAILIMAP_NO_ERROR)
		return r;
	r = result_of(response);
	mailimap_response_free(response);
	return r;
}

int imap_ask(struct imap_session *session, struct imap_question *q)
{
	return ask(session, "UID FETCH", q);
}

int imap_uid_fetch(struct imap_session *session, struct imap_question *q)
{
	int r = ask(session, "UID FETCH", q);

	return r == MAILIMAP_NO_ERROR ? imap_hear(session, q) : r;
}

int imap_number_fetch(struct imap_session *session, struct imap_question *q)
{
	int r = ask(session, "FETCH", q);

	return r == MAILIMAP_NO_ERROR ? imap_hear(session, q) : r;
}
