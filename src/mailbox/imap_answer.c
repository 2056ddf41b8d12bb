/* imap_answer.c - see imap_answer.h. */
#include "mailbox/imap_answer.h"

#include <stdlib.h>

#include "time/civil.h"

struct mailimap_fetch_type *imap_items(struct mailimap_fetch_att *const *atts, size_t n)
{
	struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();

	for (size_t i = 0; i < n; i++) {
		if (!type || !atts[i] ||
		    mailimap_fetch_type_new_fetch_att_list_add(type, atts[i]) != 0)
			abort();
	}
	return type;
}

struct mailimap_fetch_att *imap_item_body(struct mailimap_section *section, size_t most_bytes)
{
	uint32_t most = most_bytes > UINT32_MAX ? UINT32_MAX : (uint32_t)most_bytes;

	return most_bytes == IMAP_WHOLE
		       ? mailimap_fetch_att_new_body_peek_section(section)
		       : mailimap_fetch_att_new_body_peek_section_partial(section, 0, most);
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

typedef int fetch_command(mailimap *imap, struct mailimap_set *set,
			  struct mailimap_fetch_type *type, clist **out);

static int fetch(struct imap_session *session, fetch_command *command, struct mailimap_set *set,
		 struct mailimap_fetch_type *type, uint64_t most_bytes,
		 mailimap_msg_att_handler *handler, void *user)
{
	clist *result = NULL;

	if (!set || !type)
		abort();
	imap_stream_allow(session->stream, most_bytes);
	mailimap_set_progress_callback(session->imap, no_progress, no_progress, NULL);
	mailimap_set_msg_att_handler(session->imap, handler, user);
	int r = command(session->imap, set, type, &result);

	mailimap_set_msg_att_handler(session->imap, NULL, NULL);
	mailimap_set_progress_callback(session->imap, NULL, NULL, NULL);
	if (r == MAILIMAP_NO_ERROR && result)
		mailimap_fetch_list_free(result);
	mailimap_fetch_type_free(type);
	mailimap_set_free(set);
	return r;
}

int imap_uid_fetch(struct imap_session *session, struct mailimap_set *set,
		   struct mailimap_fetch_type *type, uint64_t most_bytes,
		   mailimap_msg_att_handler *handler, void *user)
{
	return fetch(session, mailimap_uid_fetch, set, type, most_bytes, handler, user);
}

int imap_number_fetch(struct imap_session *session, uint32_t number,
		      struct mailimap_fetch_type *type, uint64_t most_bytes,
		      mailimap_msg_att_handler *handler, void *user)
{
	return fetch(session, mailimap_fetch, mailimap_set_new_single(number), type, most_bytes,
		     handler, user);
}
