/* imap_list.c - see imap_list.h. */
#include "mailbox/imap_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "config/config.h"
#include "mailbox/imap_answer.h"
#include "mailbox/imap_session.h"

enum { LIST_BYTES_MAX = 256 * 1024 * 1024, LIST_BYTES_PER_MAIL = 512 };

static struct imap_entry *add_entry(struct imap_list *list, uint32_t uid)
{
	list->entries = mem_grow(list->entries, list->n, &list->cap, sizeof *list->entries);
	list->entries[list->n] = (struct imap_entry){ .uid = uid };
	return &list->entries[list->n++];
}

static void take_entry(struct mailimap_msg_att *att, void *user)
{
	struct imap_list *list = user;
	struct imap_answer a;

	if (!imap_answer_read(att, &a))
		return;
	list->answered = true;
	if (a.uid == list->after_uid)
		list->after_number = a.number;
	/* "n:*" names the last mail even when its UID is below n. */
	if (a.uid <= list->after_uid)
		return;
	struct imap_entry *e = add_entry(list, a.uid);

	e->number = a.number;
	e->size_bytes = a.size_bytes;
	e->received_utc_s = a.received_utc_s;
}

static int by_uid(const void *a, const void *b)
{
	uint32_t x = ((const struct imap_entry *)a)->uid, y = ((const struct imap_entry *)b)->uid;

	return (x > y) - (x < y);
}

struct imap_entry *imap_list_find(struct imap_entry *entries, size_t n, uint32_t uid)
{
	const struct imap_entry key = { .uid = uid };

	return n ? bsearch(&key, entries, n, sizeof key, by_uid) : NULL;
}

/* In order, each once: a server may tell the same thing twice. */
static void tidy(struct imap_list *list)
{
	size_t kept = 0;

	if (list->n)
		qsort(list->entries, list->n, sizeof *list->entries, by_uid);
	for (size_t i = 0; i < list->n; i++) {
		if (kept == 0 || list->entries[kept - 1].uid != list->entries[i].uid)
			list->entries[kept++] = list->entries[i];
	}
	list->n = kept;
}

int imap_list_set(struct imap_session *session, const char *set, uint64_t most_bytes,
		  struct imap_list *list)
{
	int r = imap_uid_fetch(session,
			       &(struct imap_question){ .set = set,
							.items = "RFC822.SIZE INTERNALDATE",
							.most_bytes = most_bytes,
							.handler = take_entry,
							.user = list });

	tidy(list);
	return r;
}

/* Does the listing lack a mail?  The places of what is new follow each other, from that of the last
 * known mail to the end of the folder.  Where somebody removes mails at the same time it may look
 * so although it lacks none. */
static bool has_gap(const struct imap_session *session, const struct imap_list *list)
{
	uint32_t exists = session->imap->imap_selection_info->sel_exists, last = list->after_number;
	bool is_last_known = last || !list->after_uid;

	for (size_t i = 0; i < list->n; i++) {
		if (list->entries[i].number != last + 1 && (i || is_last_known))
			return true;
		last = list->entries[i].number;
	}
	return last ? last < exists : exists && !list->answered;
}

static uint64_t most_bytes(const struct imap_session *session)
{
	uint64_t most = 17 * IMAP_OVERHEAD_BYTES + (uint64_t)session->exists * LIST_BYTES_PER_MAIL;

	return most > LIST_BYTES_MAX ? LIST_BYTES_MAX : most;
}

/* Adds what a search finds beyond what is listed. */
static int add_found(struct imap_session *session, struct imap_list *list)
{
	struct mailimap_set *set = mailimap_set_new_interval(list->after_uid + 1, 0);
	struct mailimap_search_key *key = set ? mailimap_search_key_new_uid(set) : NULL;
	size_t n_listed = list->n;
	clist *found = NULL;

	if (!key)
		abort();
	imap_stream_allow(session->stream, most_bytes(session));
	int r = mailimap_uid_search(session->imap, NULL, key, &found);

	mailimap_search_key_free(key);
	for (clistiter *i = found ? clist_begin(found) : NULL; i; i = clist_next(i)) {
		uint32_t uid = *(const uint32_t *)clist_content(i);

		if (uid > list->after_uid && !imap_list_find(list->entries, n_listed, uid))
			add_entry(list, uid);
	}
	if (found)
		mailimap_search_result_free(found);
	if (list->n > n_listed)
		log_warn("listing-incomplete", L_STR("mailbox", session->config->name),
			 L_NUM("left_out", list->n - n_listed));
	tidy(list);
	return r;
}

enum err_kind imap_list_new(struct imap_session *session, struct imap_list *list, struct err *err)
{
	session->exists = session->imap->imap_selection_info->sel_exists;
	struct buf set;

	buf_init(&set, IMAP_TEXT_MAX_BYTES);
	/* from the last known mail on, for its place in the folder */
	imap_add_set(&set, list->after_uid ? list->after_uid : 1, 0);
	int r = imap_list_set(session, buf_fitted(&set).ptr, most_bytes(session), list);

	buf_free(&set);

	if (r != MAILIMAP_NO_ERROR && imap_is_answer_bad(session, r)) {
		imap_error(session, r, err, "fetch");
		log_warn("listing-unreadable", L_STR("mailbox", session->config->name),
			 L_STR("why", err->text));
		list->n = 0;
		if (imap_session_reopen(session, err) != ERR_NONE)
			return err->kind;
		r = add_found(session, list);
	} else if (r == MAILIMAP_NO_ERROR && has_gap(session, list)) {
		r = add_found(session, list);
		if (imap_is_no(r))	/* what is listed can be had all the same */
			r = MAILIMAP_NO_ERROR;
	}
	if (r == MAILIMAP_NO_ERROR)
		return ERR_NONE;
	enum err_kind kind = imap_error(session, r, err, "fetch");

	/* the folder may have gone: a new session will tell */
	return kind == ERR_REFUSED ? (err->kind = ERR_RETRY) : kind;
}

void imap_entry_keep(struct imap_entry *entry, struct span bytes)
{
	entry->bytes = mem_alloc(bytes.len + 1);
	entry->len = bytes.len;
	memcpy(entry->bytes, bytes.ptr, bytes.len);
	entry->came = true;
	entry->reduced = false;
	entry->unreadable = NULL;
}

void imap_entry_drop(struct imap_entry *entry)
{
	free(entry->bytes);
	entry->bytes = NULL;
	entry->came = false;
}

void imap_list_free(struct imap_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		imap_entry_drop(&list->entries[i]);
	free(list->entries);
	*list = (struct imap_list){ .n = 0 };
}
