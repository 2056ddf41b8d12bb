/* imap_fetch.c - see imap_fetch.h.
 *
 * First the list of what is new (UID, size, date), then small mails in runs of one
 * command each, large ones one by one in their place, so that the order is the store's.
 * Invariant: a mail is handed over only after all earlier ones of its run, whatever the
 * order the server answers in; what the server leaves out of an OK answer is expunged.
 */
#include "mailbox/imap_fetch.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/failpoint.h"
#include "base/log.h"
#include "base/mem.h"
#include "config/config.h"
#include "time/civil.h"

enum { LIST_BYTES_MAX = 256 * 1024 * 1024, LIST_BYTES_PER_MAIL = 512, OVERHEAD_BYTES = 64 * 1024,
       HEADER_BYTES = 256 * 1024 };

/* ---- libetpan's items ---- */

struct mailimap_fetch_type *imap_items(struct mailimap_fetch_att *const *atts, size_t n)
{
	struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();

	for (size_t i = 0; i < n; i++) {
		if (!type || !atts[i] || mailimap_fetch_type_new_fetch_att_list_add(type, atts[i]) != 0)
			abort();
	}
	return type;
}

struct mailimap_fetch_att *imap_item_body(struct mailimap_section *section, size_t most_bytes)
{
	uint32_t most = most_bytes > UINT32_MAX ? UINT32_MAX : (uint32_t)most_bytes;

	return mailimap_fetch_att_new_body_peek_section_partial(section, 0, most ? most : 1);
}

/* 0 for a date that is none. */
static int64_t utc_of(const struct mailimap_date_time *t)
{
	int zone = t->dt_zone < 0 ? -t->dt_zone : t->dt_zone;	/* +0530 is 530 */
	int64_t offset_s = (zone / 100 * 60 + zone % 100) * 60;

	if (!civil_is_valid(t->dt_year, t->dt_month, t->dt_day) || zone > 2400 || t->dt_hour < 0 || t->dt_hour > 23 ||
	    t->dt_min < 0 || t->dt_min > 59 || t->dt_sec < 0 || t->dt_sec > 60)
		return 0;
	struct civil_time civil = { .date = { .year = (int16_t)t->dt_year, .month = (int8_t)t->dt_month,
					      .day = (int8_t)t->dt_day } };

	return civil_to_utc(civil) + t->dt_hour * 3600 + t->dt_min * 60 + t->dt_sec -
	       (t->dt_zone < 0 ? -offset_s : offset_s);
}

bool imap_answer_read(const struct mailimap_msg_att *att, struct imap_answer *out)
{
	*out = (struct imap_answer){ .uid = 0 };
	for (clistiter *i = att->att_list ? clist_begin(att->att_list) : NULL; i; i = clist_next(i)) {
		const struct mailimap_msg_att_item *item = clist_content(i);

		if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC || !item->att_data.att_static)
			continue;
		const struct mailimap_msg_att_static *s = item->att_data.att_static;

		if (s->att_type == MAILIMAP_MSG_ATT_UID)
			out->uid = s->att_data.att_uid;
		else if (s->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE)
			out->size_bytes = s->att_data.att_rfc822_size;
		else if (s->att_type == MAILIMAP_MSG_ATT_INTERNALDATE && s->att_data.att_internal_date)
			out->received_utc_s = utc_of(s->att_data.att_internal_date);
		else if (s->att_type == MAILIMAP_MSG_ATT_BODYSTRUCTURE)
			out->structure = s->att_data.att_bodystructure;
		else if (s->att_type == MAILIMAP_MSG_ATT_BODY_SECTION && s->att_data.att_body_section &&
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

int imap_uid_fetch(struct imap_session *session, struct mailimap_set *set, struct mailimap_fetch_type *type,
		   uint64_t most_bytes, mailimap_msg_att_handler *handler, void *user)
{
	clist *result = NULL;

	if (!set || !type)
		abort();
	tls_stream_allow(session->stream, most_bytes);
	mailimap_set_progress_callback(session->imap, no_progress, no_progress, NULL);
	mailimap_set_msg_att_handler(session->imap, handler, user);
	int r = mailimap_uid_fetch(session->imap, set, type, &result);

	mailimap_set_msg_att_handler(session->imap, NULL, NULL);
	mailimap_set_progress_callback(session->imap, NULL, NULL, NULL);
	if (r == MAILIMAP_NO_ERROR && result)
		mailimap_fetch_list_free(result);
	mailimap_fetch_type_free(type);
	mailimap_set_free(set);
	return r;
}

/* ---- the list of what is new ---- */

struct entry {
	uint32_t uid, size_bytes;
	int64_t received_utc_s;
	char *bytes;		/* owned: came too early, waits for its turn */
	size_t len;
	bool came, done;
};

struct list {
	struct entry *entries;
	size_t n, cap;
	uint32_t after_uid;
};

static void take_entry(struct mailimap_msg_att *att, void *user)
{
	struct list *list = user;
	struct imap_answer a;

	/* "n:*" names the last mail even when its UID is below n. */
	if (!imap_answer_read(att, &a) || a.uid <= list->after_uid || a.size_bytes == 0)
		return;
	list->entries = mem_grow(list->entries, list->n, &list->cap, sizeof *list->entries);
	list->entries[list->n++] = (struct entry){ .uid = a.uid, .size_bytes = a.size_bytes,
						   .received_utc_s = a.received_utc_s };
}

static int by_uid(const void *a, const void *b)
{
	uint32_t x = ((const struct entry *)a)->uid, y = ((const struct entry *)b)->uid;

	return (x > y) - (x < y);
}

static int list_mail(struct imap_session *session, struct mailimap_set *set, struct list *list, uint64_t most)
{
	struct mailimap_fetch_att *items[] = { mailimap_fetch_att_new_uid(), mailimap_fetch_att_new_rfc822_size(),
					       mailimap_fetch_att_new_internaldate() };
	int r = imap_uid_fetch(session, set, imap_items(items, 3), most, take_entry, list);
	size_t kept = 0;

	if (list->n)
		qsort(list->entries, list->n, sizeof *list->entries, by_uid);
	for (size_t i = 0; i < list->n; i++) {		/* a server may tell the same thing twice */
		if (kept == 0 || list->entries[kept - 1].uid != list->entries[i].uid)
			list->entries[kept++] = list->entries[i];
	}
	list->n = kept;
	return r;
}

/* ---- a run of small mails ---- */

struct run {
	struct imap_session *session;
	mailbox_take *take;
	void *user;
	struct err *err;
	struct entry *entries;
	size_t n, next;		/* next: the first that was not handed over */
	size_t whole_most;	/* bytes asked for of each */
	enum err_kind kind;	/* what take said */
};

static void hand_over(struct run *run, struct entry *e, struct span bytes, bool reduced, const char *unreadable)
{
	struct mailbox_mail mail = { .uidvalidity = run->session->uidvalidity, .uid = e->uid, .key = "",
				     .received_utc_s = e->received_utc_s, .bytes = bytes, .reduced = reduced,
				     .unreadable = unreadable };

	if (run->kind == ERR_NONE)
		run->kind = run->take(run->user, &mail, run->err);
	e->done = run->kind == ERR_NONE;
}

static void hand_over_whole(struct run *run, struct entry *e, struct span bytes)
{
	const char *unreadable = NULL;

	if (bytes.len == 0)
		unreadable = "the server gives no text for it";
	else if (bytes.len >= run->whole_most)
		unreadable = "it is larger than the server announced";
	hand_over(run, e, bytes, false, unreadable);
}

/* Hands over what waits and whose turn has come; at the end of the answer gaps are no reason to wait. */
static void hand_over_waiting(struct run *run, bool over_gaps)
{
	for (; run->next < run->n; run->next++) {
		struct entry *e = &run->entries[run->next];

		if (!e->came && !over_gaps)
			return;
		if (e->came && !e->done) {
			hand_over_whole(run, e, span_from(e->bytes, e->len));
			free(e->bytes);
			e->bytes = NULL;
		}
	}
}

static void take_whole(struct mailimap_msg_att *att, void *user)
{
	struct run *run = user;
	struct imap_answer a;

	if (!imap_answer_read(att, &a) || a.n_sections == 0 || run->n == 0)
		return;
	struct entry key = { .uid = a.uid };
	struct entry *e = bsearch(&key, run->entries, run->n, sizeof key, by_uid);

	if (!e || e->came)		/* not asked for, or twice */
		return;
	struct span bytes = a.sections[0]->sec_body_part ?
		span_from(a.sections[0]->sec_body_part, a.sections[0]->sec_length) : span_from("", 0);

	e->came = true;
	if (e == &run->entries[run->next]) {
		hand_over_whole(run, e, bytes);
		run->next++;
		hand_over_waiting(run, false);
		return;
	}
	e->bytes = mem_alloc(bytes.len + 1);
	e->len = bytes.len;
	memcpy(e->bytes, bytes.ptr, bytes.len);
}

static int fetch_run(struct run *run)
{
	struct mailimap_set *set = mailimap_set_new_empty();
	uint64_t most = OVERHEAD_BYTES;

	for (size_t i = 0; i < run->n; i++) {
		size_t last = i;

		most += 1024 + 2 * (uint64_t)run->entries[i].size_bytes + 4096;
		while (last + 1 < run->n && run->entries[last + 1].uid == run->entries[last].uid + 1) {
			last++;
			most += 1024 + 2 * (uint64_t)run->entries[last].size_bytes + 4096;
		}
		if (!set || mailimap_set_add_interval(set, run->entries[i].uid, run->entries[last].uid) != 0)
			abort();
		i = last;
	}
	struct mailimap_fetch_att *items[] = { mailimap_fetch_att_new_uid(),
					       imap_item_body(mailimap_section_new(NULL), run->whole_most) };
	int r = imap_uid_fetch(run->session, set, imap_items(items, 2), most, take_whole, run);

	if (r == MAILIMAP_NO_ERROR)
		hand_over_waiting(run, true);
	for (size_t i = 0; i < run->n; i++) {	/* of a failed answer nothing that came out of turn counts */
		free(run->entries[i].bytes);
		run->entries[i].bytes = NULL;
		run->entries[i].came = run->entries[i].done;
	}
	return r;
}

/* Connects anew after an answer that could not be read; the folder must still be the same one. */
static enum err_kind reopen(struct imap_session *session, struct err *err)
{
	uint32_t uidvalidity = session->uidvalidity;
	const struct mailbox_config *config = session->config;

	imap_session_close(session);
	enum err_kind kind = imap_session_open(config, NULL, NULL, session, err);

	if (kind == ERR_NONE && session->uidvalidity != uidvalidity)
		return err_set(err, ERR_RETRY, "mailbox: the folder was replaced meanwhile");
	return kind;
}

/* Is the answer to a plain question about this mail sound?  Then its text is at fault, not the server. */
static bool server_is_sound(struct imap_session *session, uint32_t uid)
{
	struct list list = { .after_uid = uid - 1 };
	int r = list_mail(session, mailimap_set_new_single(uid), &list, OVERHEAD_BYTES);
	bool sound = r == MAILIMAP_NO_ERROR && list.n == 1 && list.entries[0].uid == uid;

	free(list.entries);
	return sound;
}

/* An answer that libetpan could not make sense of, as against a connection that broke. */
static bool is_unreadable_answer(struct imap_session *session, int r)
{
	if (tls_stream_why(session->stream))
		return tls_stream_is_answer_bad(session->stream);
	return r == MAILIMAP_ERROR_PARSE || r == MAILIMAP_ERROR_PROTOCOL || r == MAILIMAP_ERROR_MEMORY;
}

/* One mail alone that cannot be had: the rest goes on. */
static enum err_kind give_up_one(struct run *run, struct entry *e, int r, struct err *err)
{
	struct err why = { .kind = ERR_NONE };

	if (imap_is_no(r)) {
		imap_error(run->session, r, &why, "fetch");
	} else {
		enum err_kind kind = imap_error(run->session, r, &why, "fetch");

		if (!is_unreadable_answer(run->session, r)) {
			*err = why;
			return kind;
		}
		kind = reopen(run->session, err);
		if (kind != ERR_NONE)
			return kind;
		if (!server_is_sound(run->session, e->uid))
			return err_set(err, ERR_RETRY, "%s", why.text);
	}
	hand_over(run, e, span_from("", 0), false, why.text);
	return run->kind;
}

static enum err_kind fetch_small(struct run *run)
{
	int r = fetch_run(run);

	if (run->kind != ERR_NONE)
		return run->kind;
	if (r == MAILIMAP_NO_ERROR)
		return ERR_NONE;
	if (run->n == 1)
		return run->entries[0].done ? ERR_NONE : give_up_one(run, &run->entries[0], r, run->err);
	if (!imap_is_no(r)) {
		struct err why;
		enum err_kind kind = imap_error(run->session, r, &why, "fetch");

		if (!is_unreadable_answer(run->session, r)) {
			*run->err = why;
			return kind;
		}
		log_warn("answer-unreadable", L_STR("mailbox", run->session->config->name), L_STR("why", why.text));
		kind = reopen(run->session, run->err);
		if (kind != ERR_NONE)
			return kind;
	}
	for (size_t i = 0; i < run->n; i++) {
		struct run one = *run;

		if (run->entries[i].done)
			continue;
		one.entries = &run->entries[i];
		one.n = 1;
		one.next = 0;
		enum err_kind kind = fetch_small(&one);

		if (kind != ERR_NONE)
			return kind;
	}
	return ERR_NONE;
}

/* ---- a large mail ---- */

static enum err_kind fetch_large(struct run *run, struct entry *e, struct err *err)
{
	struct buf bytes;
	struct mailbox_mail mail = { .uid = e->uid };
	bool gone = false;
	enum err_kind kind;

	buf_init(&bytes, HEADER_BYTES + run->session->config->max_bytes + OVERHEAD_BYTES);
	kind = imap_read_large(run->session, &mail, e->size_bytes, &bytes, &gone, err);
	if (kind == ERR_RETRY && is_unreadable_answer(run->session, MAILIMAP_ERROR_PARSE)) {
		/* Its structure is beyond the library: its first bytes are better than nothing. */
		log_warn("structure-unreadable", L_STR("mailbox", run->session->config->name),
			 L_NUM("uid", e->uid), L_STR("why", err->text));
		kind = reopen(run->session, err);
		if (kind == ERR_NONE) {
			struct run one = *run;

			buf_free(&bytes);
			one.entries = e;
			one.n = 1;
			one.next = 0;
			one.whole_most = run->session->config->max_bytes;
			return fetch_small(&one);
		}
	}
	if (kind == ERR_NONE && !gone) {
		hand_over(run, e, buf_span(&bytes), mail.reduced, mail.unreadable);
		kind = run->kind;
	} else if (kind == ERR_DATA) {
		char why[ERR_TEXT_MAX];

		memcpy(why, err->text, sizeof why);
		hand_over(run, e, span_from("", 0), false, why);
		kind = run->kind;
	}
	buf_free(&bytes);
	return kind;
}

/* ---- all of it ---- */

static enum err_kind fetch_list(struct imap_session *session, struct list *list, struct mailbox_cursor *cursor,
				mailbox_take *take, void *user, struct err *err)
{
	const struct mailbox_config *config = session->config;
	size_t batch = config->batch ? config->batch : 200, n;

	for (size_t i = 0; i < list->n; i += n) {
		struct run run = { .session = session, .take = take, .user = user, .err = err,
				   .entries = list->entries + i,
				   .whole_most = 4 * config->whole_bytes + OVERHEAD_BYTES };
		enum err_kind kind;

		for (n = 0; i + n < list->n && n < batch && list->entries[i + n].size_bytes <= config->whole_bytes;)
			n++;
		run.n = n;
		if (n) {
			kind = fetch_small(&run);
		} else {
			n = 1;
			kind = fetch_large(&run, run.entries, err);
		}
		/* Up to the first that was not handed over the ledger may have been told. */
		for (size_t k = 0; k < n && (kind == ERR_NONE || run.entries[k].done); k++)
			cursor->uid = run.entries[k].uid;
		if (kind != ERR_NONE)
			return kind;
		failpoint("mailbox.batch-taken");
	}
	return ERR_NONE;
}

enum err_kind imap_fetch(struct imap_session *session, struct mailbox_cursor *cursor, mailbox_take *take,
			 void *user, struct err *err)
{
	if (!session->imap)
		return err_set(err, ERR_RETRY, "fetch: the connection is closed");
	if (cursor->uidvalidity != session->uidvalidity) {
		if (cursor->uidvalidity)
			log_warn("uidvalidity-changed", L_STR("mailbox", session->config->name),
				 L_NUM("was", cursor->uidvalidity), L_NUM("is", session->uidvalidity));
		*cursor = (struct mailbox_cursor){ .uidvalidity = session->uidvalidity };
	}
	if (cursor->uid == UINT32_MAX)
		return ERR_NONE;
	session->exists = session->imap->imap_selection_info->sel_exists;
	struct list list = { .after_uid = cursor->uid };
	uint64_t most = OVERHEAD_BYTES + (uint64_t)session->exists * LIST_BYTES_PER_MAIL + OVERHEAD_BYTES * 16;
	int r = list_mail(session, mailimap_set_new_interval(cursor->uid + 1, 0), &list,
			  most > LIST_BYTES_MAX ? LIST_BYTES_MAX : most);
	enum err_kind kind;

	if (r != MAILIMAP_NO_ERROR) {
		kind = imap_error(session, r, err, "fetch");
		if (kind == ERR_REFUSED)	/* the folder may have gone: a new session will tell */
			kind = err->kind = ERR_RETRY;
	} else {
		failpoint("mailbox.listed");
		kind = fetch_list(session, &list, cursor, take, user, err);
	}
	free(list.entries);
	return kind;
}
