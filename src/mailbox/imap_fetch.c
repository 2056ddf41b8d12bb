/* imap_fetch.c - see imap_fetch.h.
 *
 * First the list of what is new (UID, size, date), then runs of mails: some large ones in advance
 * (imap_large.h), then the small ones by one command, and each large one in its place, so that the
 * order is the store's.
 *
 * Invariants: a mail is handed over only after all earlier ones, in whatever order the server
 * answers.  None is passed over in silence: the first mail that a command did not bring is asked
 * for again by itself, and the mails after it in growing runs.  It is gone when the server no
 * longer lists it.  It is given up after the connection broke TRIES_BROKEN times, or another
 * failure came TRIES_ANSWERED times, if another mail can be fetched; that shows that the mail is
 * at fault and not the server.
 */
#include "mailbox/imap_fetch.h"

#include <stdlib.h>
#include <string.h>

#include "base/failpoint.h"
#include "base/log.h"
#include "base/mem.h"
#include "config/config.h"
#include "mailbox/imap_answer.h"
#include "mailbox/imap_large.h"
#include "mailbox/imap_list.h"
#include "mailbox/imap_session.h"
#include "mailbox/local.h"

enum {
	BYTES_PER_MAIL = 5 * 1024,	/* of an answer, around the mail */
	TRIES_BROKEN = 3,
	TRIES_ANSWERED = 2,
	SAMPLE_BYTES = 256 * 1024,
	BATCH_MAILS = 1000,
};

/* Some mails of which one command brings all that have not come in advance. */
struct run {
	struct imap_session *session;
	mailbox_take *take;
	void *user;
	struct err *err;
	struct imap_entry *entries;
	size_t n, next;		/* next: the first that is not done */
	size_t cut_at;		/* bytes asked for of each; IMAP_WHOLE: all */
	enum err_kind kind;	/* what take said */
};

static void hand_over(struct run *run, struct imap_entry *e, struct mailbox_mail mail)
{
	mail.uidvalidity = run->session->uidvalidity;
	mail.uid = e->uid;
	mail.key = "";
	mail.received_utc_s = e->received_utc_s;
	run->kind = run->take(run->user, &mail, run->err);
	e->done = run->kind == ERR_NONE;
}

static void hand_over_whole(struct run *run, struct imap_entry *e, struct span bytes)
{
	struct mailbox_mail mail = { .bytes = bytes };

	local_mark_cut(&mail, run->cut_at != IMAP_WHOLE && bytes.len >= run->cut_at);
	hand_over(run, e, mail);
}

static void hand_over_kept(struct run *run, struct imap_entry *e)
{
	if (e->reduced)
		hand_over(run, e,
			  (struct mailbox_mail){ .bytes = span_from(e->bytes, e->len),
						 .reduced = true,
						 .unreadable = e->unreadable });
	else
		hand_over_whole(run, e, span_from(e->bytes, e->len));
	imap_entry_drop(e);
}

/* What waits, and whose turn has come. */
static void hand_over_waiting(struct run *run)
{
	for (; run->next < run->n && run->kind == ERR_NONE; run->next++) {
		struct imap_entry *e = &run->entries[run->next];

		if (!e->came && !e->done)
			return;
		if (!e->done)
			hand_over_kept(run, e);
	}
}

static void take_whole(struct mailimap_msg_att *att, void *user)
{
	struct run *run = user;
	struct imap_answer a;

	if (!imap_answer_read(att, &a) || a.n_sections == 0 || run->kind != ERR_NONE)
		return;
	struct imap_entry *e = imap_list_find(run->entries, run->n, a.uid);
	struct span bytes = imap_section_bytes(a.sections[0]);

	/* not asked for, or twice, or without a text */
	if (!e || e->came || e->done || bytes.len == 0)
		return;
	if (e != &run->entries[run->next]) {
		imap_entry_keep(e, bytes);
		return;
	}
	hand_over_whole(run, e, bytes);
	hand_over_waiting(run);
}

/* The mails of the run that neither came nor are gone, as a set: how many.  Between two that follow
 * each other in the listing there is no other. */
static size_t add_missing(const struct run *run, struct buf *set)
{
	size_t count = 0;

	for (size_t i = 0; i < run->n; i++) {
		size_t last = i;

		while (last < run->n && !run->entries[last].came && !run->entries[last].done)
			last++;
		if (last > i)
			imap_add_set(set, run->entries[i].uid, run->entries[last - 1].uid);
		count += last - i;
		i = last;
	}
	return count;
}

static void log_gone(const struct imap_session *session, size_t n, uint32_t first_uid)
{
	log_info("mail-gone", L_STR("mailbox", session->config->name), L_NUM("mails", n),
		 L_NUM("uid", first_uid));
}

/* What the answer left out may have been removed meanwhile: what is listed no more is done with. */
static enum err_kind note_gone(struct run *run, struct err *why)
{
	struct imap_list still = { .n = 0 };
	size_t n_gone = 0;
	uint32_t first = 0;
	struct buf set;
	int r = MAILIMAP_NO_ERROR;

	buf_init(&set, IMAP_TEXT_MAX_BYTES);
	bool is_any = add_missing(run, &set) > 0;

	if (is_any)
		r = imap_list_set(run->session, buf_fitted(&set).ptr,
				  IMAP_OVERHEAD_BYTES + run->n * BYTES_PER_MAIL, &still);
	buf_free(&set);
	for (size_t i = 0; is_any && r == MAILIMAP_NO_ERROR && i < run->n; i++) {
		struct imap_entry *e = &run->entries[i];

		if (e->came || e->done || imap_list_find(still.entries, still.n, e->uid))
			continue;
		first = n_gone++ ? first : e->uid;
		e->done = true;
	}
	imap_list_free(&still);
	if (n_gone)
		log_gone(run->session, n_gone, first);
	hand_over_waiting(run);
	return r == MAILIMAP_NO_ERROR ? ERR_NONE : imap_fetch_failed(run->session, r, why);
}

/* Asks for the mails of the run with one command. */
static enum err_kind fetch_whole(struct run *run, struct err *why)
{
	const struct config_mailbox *config = run->session->config;
	bool is_asked_again = run->entries[0].tries > 0;
	struct imap_question question = { .handler = take_whole, .user = run };
	struct buf set, items;
	int r = MAILIMAP_NO_ERROR;

	question.most_bytes = IMAP_OVERHEAD_BYTES +
			      (is_asked_again ? config->max_bytes : 4 * config->whole_bytes);
	for (size_t i = 0; i < run->n; i++)
		question.most_bytes +=
			BYTES_PER_MAIL + (run->cut_at == IMAP_WHOLE
						  ? 2 * (uint64_t)run->entries[i].size_bytes
						  : 0);
	hand_over_waiting(run);
	buf_init(&set, IMAP_TEXT_MAX_BYTES);
	buf_init(&items, IMAP_TEXT_MAX_BYTES);
	imap_add_body(&items, "", run->cut_at);
	if (run->kind == ERR_NONE && add_missing(run, &set) > 0) {
		question.set = buf_fitted(&set).ptr;
		question.items = buf_fitted(&items).ptr;
		r = imap_uid_fetch(run->session, &question);
	}
	buf_free(&set);
	buf_free(&items);
	enum err_kind kind = r == MAILIMAP_NO_ERROR ? note_gone(run, why)
						    : imap_fetch_failed(run->session, r, why);

	for (size_t i = 0; i < run->n; i++)	/* what came out of turn, behind a gap */
		imap_entry_drop(&run->entries[i]);
	return kind;
}

/* ---- a large mail, or one whose size nobody knows ---- */

static bool is_small(const struct imap_entry *e, size_t whole_bytes)
{
	return e->size_bytes != 0 && e->size_bytes <= whole_bytes;
}

/* The first mail of the run, and in advance large ones that come after it.  *at_once becomes 1 when
 * the fault may be any one's of them. */
static enum err_kind fetch_large(struct run *run, const struct imap_entry *end, size_t *at_once,
				 struct err *why)
{
	const struct config_mailbox *config = run->session->config;
	struct imap_entry *large[LARGE_MAX], *first = run->entries;
	bool is_seen = false;
	size_t n = 0;

	run->n = 1;
	if (first->tries) {	/* its structure was of no help: all of it, or the beginning */
		run->cut_at = first->size_bytes > config->max_bytes ? config->max_bytes
								    : IMAP_WHOLE;
		return fetch_whole(run, why);
	}
	for (struct imap_entry *e = first; e < end && n < LARGE_MAX; e++) {
		if (!is_small(e, config->whole_bytes) && !e->came && !e->tries)
			large[n++] = e;
	}
	enum err_kind kind = imap_read_large(run->session, large, n, &is_seen, why);

	if (kind != ERR_NONE && n > 1) {
		log_warn("mails-not-fetched", L_STR("mailbox", config->name), L_NUM("mails", n),
			 L_NUM("uid", first->uid), L_STR("why", why->text));
		*at_once = 1;
		run->n = 0;
		return ERR_NONE;
	}
	if (kind == ERR_NONE && !is_seen)
		kind = note_gone(run, why);
	hand_over_waiting(run);
	return kind;
}

/* ---- a mail that cannot be had ---- */

static void take_sample(struct mailimap_msg_att *att, void *user)
{
	struct imap_answer a;

	if (imap_answer_read(att, &a) && a.n_sections && imap_section_bytes(a.sections[0]).len)
		*(bool *)user = true;
}

/* Can the mail at that place be had?  Its beginning will do. */
static bool can_be_had(struct imap_session *session, uint32_t number)
{
	bool came = false;
	struct err ignored;
	struct buf set;

	buf_init(&set, IMAP_TEXT_MAX_BYTES);
	imap_add_set(&set, number, number);
	int r = imap_number_fetch(session, &(struct imap_question){ .set = buf_fitted(&set).ptr,
								    .items = "BODY.PEEK[]",
								    .most_bytes = SAMPLE_BYTES,
								    .handler = take_sample,
								    .user = &came });

	buf_free(&set);
	if (r != MAILIMAP_NO_ERROR) {
		imap_fetch_failed(session, r, &ignored);
		/* that there is more of it than was wanted will do as well */
		came = came || imap_stream_is_answer_bad(session->stream);
	}
	return came;
}

/* Can a neighbour be had?  Then it is the mail that is at fault, and not the server.  Where there
 * is no other mail, that is so when the server has answered at all. */
static bool are_others_sound(struct imap_session *session, uint32_t number, bool is_answered)
{
	const uint32_t places[] = { number + 1, number - 1 };
	bool is_alone = true;
	struct err ignored;

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		if (session->dead && imap_session_reopen(session, &ignored) != ERR_NONE)
			return false;
		if (places[i] == 0 || places[i] > session->imap->imap_selection_info->sel_exists)
			continue;
		if (can_be_had(session, places[i]))
			return true;
		is_alone = false;
	}
	return is_alone && is_answered;
}

static enum err_kind give_up(struct run *run, struct imap_entry *e, const struct err *why)
{
	struct imap_session *session = run->session;
	struct imap_list now = { .after_uid = e->uid - 1 };
	bool is_answered = why->kind == ERR_DATA;

	if (session->dead && imap_session_reopen(session, run->err) != ERR_NONE)
		return run->err->kind;
	struct buf set;

	buf_init(&set, IMAP_TEXT_MAX_BYTES);
	imap_add_set(&set, e->uid, e->uid);
	int r = imap_list_set(session, buf_fitted(&set).ptr, IMAP_OVERHEAD_BYTES, &now);

	buf_free(&set);
	uint32_t number = now.n ? now.entries[0].number : 0;

	imap_list_free(&now);
	if (r == MAILIMAP_NO_ERROR && !number) {
		log_gone(session, 1, e->uid);
		e->done = true;
		return ERR_NONE;
	}
	if (r != MAILIMAP_NO_ERROR || !are_others_sound(session, number, is_answered))
		return err_set(run->err, ERR_RETRY, "%s", why->text);
	hand_over(run, e,
		  (struct mailbox_mail){ .bytes = span_from("", 0), .unreadable = why->text });
	return run->kind;
}

/* The first that a run did not bring. */
static enum err_kind suspect(struct run *run, struct imap_entry *e, const struct err *why)
{
	unsigned limit = why->kind == ERR_RETRY ? TRIES_BROKEN : TRIES_ANSWERED;

	e->tries++;
	log_warn("mail-not-fetched", L_STR("mailbox", run->session->config->name),
		 L_NUM("uid", e->uid), L_NUM("times", e->tries), L_STR("why", why->text));
	return e->tries < limit ? ERR_NONE : give_up(run, e, why);
}

/* ---- all of it ---- */

/* How many mails follow each other from here that are small or have come, at most so many. */
static size_t ready_ones(const struct imap_list *list, size_t from, size_t most, size_t whole_bytes)
{
	size_t n = 0;

	while (n < most && from + n < list->n &&
	       (list->entries[from + n].came || is_small(&list->entries[from + n], whole_bytes)))
		n++;
	return n;
}

/* Past what is done.  The ledger may have been told of the mails up to there. */
static void advance(const struct imap_list *list, size_t *at, struct mailbox_cursor *cursor)
{
	for (; *at < list->n && list->entries[*at].done; (*at)++)
		cursor->uid = list->entries[*at].uid;
}

static enum err_kind fetch_list(struct imap_session *session, struct imap_list *list,
				struct mailbox_cursor *cursor, mailbox_take *take, void *user,
				struct err *err)
{
	const size_t batch = session->config->batch ? session->config->batch : BATCH_MAILS;
	size_t at_once = batch, i = 0;

	for (advance(list, &i, cursor); i < list->n; advance(list, &i, cursor)) {
		struct run run = { .session = session, .take = take, .user = user, .err = err,
				   .entries = list->entries + i };
		struct err why = { .kind = ERR_NONE };

		if (session->dead && imap_session_reopen(session, err) != ERR_NONE)
			return err->kind;
		/* how far large ones may be had in advance */
		size_t ahead = at_once == batch || at_once > list->n - i ? list->n - i : at_once;

		run.n = ready_ones(list, i, at_once, session->config->whole_bytes);
		enum err_kind kind = run.n ? fetch_whole(&run, &why)
					   : fetch_large(&run, run.entries + ahead, &at_once, &why);
		size_t end = i + run.n;

		advance(list, &i, cursor);
		if (run.kind != ERR_NONE)
			return run.kind;
		if (!run.n)
			continue;	/* again, with fewer of them */
		if (i >= end) {
			at_once = 2 * at_once < batch ? 2 * at_once : batch;
			failpoint("mailbox.batch-taken");
			continue;
		}
		if (kind == ERR_NONE)
			err_set(&why, ERR_DATA, "fetch: the server gives no text for it");
		if (suspect(&run, &list->entries[i], &why) != ERR_NONE)
			return err->kind;
		at_once = 1;
	}
	return ERR_NONE;
}

enum err_kind imap_fetch(struct imap_session *session, struct mailbox_cursor *cursor,
			 mailbox_take *take, void *user, struct err *err)
{
	if (!session->imap)
		return err_set(err, ERR_RETRY, "fetch: the connection is closed");
	if (cursor->uidvalidity != session->uidvalidity) {
		if (cursor->uidvalidity)
			log_warn("uidvalidity-changed", L_STR("mailbox", session->config->name),
				 L_NUM("was", cursor->uidvalidity),
				 L_NUM("is", session->uidvalidity));
		*cursor = (struct mailbox_cursor){ .uidvalidity = session->uidvalidity };
	}
	if (cursor->uid == UINT32_MAX)
		return ERR_NONE;
	struct imap_list list = { .after_uid = cursor->uid };
	enum err_kind kind = imap_list_new(session, &list, err);

	if (kind == ERR_NONE) {
		uint32_t exists = session->exists;

		failpoint("mailbox.listed");
		kind = fetch_list(session, &list, cursor, take, user, err);
		/* a session that was opened meanwhile takes for known what came since the
		 * listing */
		session->exists = exists;
	}
	imap_list_free(&list);
	return kind;
}
