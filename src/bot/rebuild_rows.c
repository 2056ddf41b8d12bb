/* rebuild_rows.c - see rebuild_rows.h. */
#include "bot/rebuild_rows.h"

#include <stdlib.h>
#include <string.h>

#include "bot/reading.h"
#include "bot/rebuild.h"
#include "committee/reread.h"

static int compare(const struct ledger_message *m, const char *message_id, const char *list)
{
	int order = strcmp(m->message_id, message_id);

	return order ? order : strcmp(m->list, list);
}

static int by_id(const void *a, const void *b, void *user)
{
	const struct ledger_message *messages = user;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	int order = compare(&messages[x], messages[y].message_id, messages[y].list);

	return order ? order : x < y ? -1 : x > y;
}

/* The first row of that mail, at or behind that list in the order of names; NULL: there is none. */
static struct rebuild_row *first_row(const struct rebuild_rows *b, const char *message_id,
				     const char *list)
{
	const struct ledger_message *messages = b->messages.messages;
	size_t low = 0, high = b->n_by_id;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&messages[b->by_id[middle]], message_id, list) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	bool found =
		low < b->n_by_id && strcmp(messages[b->by_id[low]].message_id, message_id) == 0;

	return found ? &b->rows[b->by_id[low]] : NULL;
}

struct rebuild_row *rebuild_row_of(const struct rebuild_rows *b, const struct event *e)
{
	struct rebuild_row *row = first_row(b, event_source(e), e->list);
	bool is_own = row && strcmp(b->messages.messages[row - b->rows].list, e->list) == 0;

	return is_own ? row : first_row(b, event_source(e), ""); /* the list had another name */
}

/* The mail of a row, or another copy of it in the same mailbox: when a server has numbered its
 * mails anew, they came once more. */
static const struct rebuild_source *find_mail(const struct rebuild_rows *b,
					      const struct rebuild_mails *at_hand,
					      const struct ledger_message *row)
{
	const struct rebuild_source *mail = rebuild_mails_find(at_hand, row);

	if (mail || (row->fate != FATE_READ && row->fate != FATE_OUTSIDE))
		return mail;
	for (size_t i = 0; !mail && i < b->messages.len; i++) {
		const struct ledger_message *copy = &b->messages.messages[i];

		if (copy->fate == FATE_DUPLICATE &&
		    strcmp(copy->message_id, row->message_id) == 0 &&
		    strcmp(copy->mailbox, row->mailbox) == 0 && strcmp(copy->list, row->list) == 0)
			mail = rebuild_mails_find(at_hand, copy);
	}
	return mail;
}

void rebuild_rows_find(struct arena *arena, const struct rebuild_mails *at_hand,
		       struct rebuild_rows *b)
{
	const struct ledger_message *messages = b->messages.messages;
	size_t n = b->messages.len;

	b->rows = arena_alloc(arena, n, sizeof *b->rows);
	b->by_id = arena_alloc(arena, n, sizeof *b->by_id);
	b->n_by_id = 0;
	for (size_t i = 0; i < n; i++) {
		b->rows[i].now = messages[i];
		/* events of mails that were kept without an id cannot be told apart */
		if (*messages[i].message_id && messages[i].fate != FATE_ASIDE)
			b->rows[i].mail = find_mail(b, at_hand, &messages[i]);
		if (*messages[i].message_id &&
		    (messages[i].fate == FATE_READ || messages[i].fate == FATE_OUTSIDE))
			b->by_id[b->n_by_id++] = i;
	}
	if (b->n_by_id)
		qsort_r(b->by_id, b->n_by_id, sizeof *b->by_id, by_id, b->messages.messages);
}

void rebuild_rows_note_events(struct rebuild_rows *b, const struct event_list *before,
			      struct reread *reread)
{
	for (size_t i = 0; i < before->len; i++) {
		const struct event *e = &before->events[i];
		struct rebuild_row *row = reread_is_of_mail(e) ? rebuild_row_of(b, e) : NULL;

		if (!row)
			continue;
		reread->again[i] = row->mail != NULL;
		if (!reread_is_left(reread, i)) {
			row->n_events++;
			row->last_event = i;
		}
	}
}

void rebuild_row_stays(struct rebuild_row *row, struct reread *reread)
{
	const size_t *which;
	size_t n = reread_mail(reread, row->now.message_id, &which);

	row->mail = NULL;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(reread->before[which[i]].list, row->now.list) == 0)
			reread->again[which[i]] = false;
	}
}

static bool is_same_mail(const struct ledger_message *a, const struct ledger_message *b)
{
	return a->uid == b->uid && a->uidvalidity == b->uidvalidity &&
	       strcmp(a->key, b->key) == 0 && strcmp(a->mailbox, b->mailbox) == 0;
}

/* Is another row of the same mail that list's, or has it become so? */
static bool is_of_other_row(const struct rebuild_rows *b, const struct rebuild_row *row,
			    const char *list)
{
	const struct ledger_message *own = &b->messages.messages[row - b->rows];

	for (size_t i = 0; i < b->messages.len; i++) {
		const struct ledger_message *m = &b->messages.messages[i];
		bool is_theirs =
			strcmp(m->list, list) == 0 || strcmp(b->rows[i].now.list, list) == 0;

		if (m != own && is_theirs && is_same_mail(m, own))
			return true;
	}
	return false;
}

const struct reading *rebuild_row_reading(const struct rebuild_rows *b,
					  const struct rebuild_row *row,
					  const struct reading_list *readings)
{
	for (size_t i = 0; i < readings->n; i++) {
		if (strcmp(readings->readings[i].list, row->now.list) == 0)
			return &readings->readings[i];
	}
	for (size_t i = 0; i < readings->n; i++) {
		if (!is_of_other_row(b, row, readings->readings[i].list))
			return &readings->readings[i];
	}
	return NULL;
}

static bool is_same_row(const struct ledger_message *a, const struct ledger_message *b)
{
	return a->fate == b->fate && strcmp(a->list, b->list) == 0 &&
	       strcmp(a->author, b->author) == 0;
}

/* A ledger of before there was a column for it knows the place of none. */
static bool has_moved(const struct rebuild_rows *b, size_t i)
{
	return strcmp(b->messages.messages[i].archived, b->rows[i].now.archived) != 0;
}

void rebuild_rows_compare(struct arena *arena, const struct rebuild_rows *b, struct rebuild *out)
{
	size_t cap = 0;

	for (size_t i = 0; i < b->messages.len; i++) {
		out->n_archived += has_moved(b, i);
		if (is_same_row(&b->messages.messages[i], &b->rows[i].now))
			continue;
		out->mails = arena_grow(arena, out->mails, out->n_mails, &cap, sizeof *out->mails);
		out->mails[out->n_mails++] =
			(struct rebuild_mail){ &b->messages.messages[i], &b->rows[i].now };
	}
}

enum err_kind rebuild_rows_write(const struct rebuild_rows *b, struct ledger *ledger,
				 struct err *err)
{
	for (size_t i = 0; i < b->messages.len; i++) {
		const struct ledger_message *now = &b->rows[i].now;
		bool is_other = !is_same_row(&b->messages.messages[i], now) || has_moved(b, i);

		if (is_other && ledger_set_message(ledger, now, err))
			return err->kind;
	}
	return ERR_NONE;
}
