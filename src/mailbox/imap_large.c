/* imap_large.c - see imap_large.h.
 *
 * One command for structure and header of all, then one for the texts of each, all of which are
 * asked before the first is heard.  What they may bring is bounded, whatever sizes the structures
 * pretend.
 */
#include "mailbox/imap_large.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "config/config.h"
#include "mailbox/imap_answer.h"
#include "mailbox/imap_list.h"
#include "mailbox/imap_reduce.h"

enum { HEADER_BYTES = 256 * 1024, STRUCTURE_BYTES = 64 * 1024, BYTES_PER_PART = 1024 };

struct large {
	struct imap_entry *entry;
	int64_t received_utc_s;
	bool seen;
	struct mailimap_body *structure; /* owned */
	struct buf header;
	struct buf texts[REDUCE_PARTS_MAX];
	bool got[REDUCE_PARTS_MAX];
	bool is_asked, is_cut;		/* for the texts; something of them stays on the server */
	struct imap_question question;
	struct reduce_plan plan;
};

struct larges {
	struct large *all;
	size_t n;
};

/* The structure is moved out of the answer, which libetpan frees after the call. */
static struct mailimap_body *detach_structure(struct mailimap_msg_att *att)
{
	for (clistiter *i = att->att_list ? clist_begin(att->att_list) : NULL; i;
	     i = clist_next(i)) {
		struct mailimap_msg_att_item *item = clist_content(i);

		if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC && item->att_data.att_static &&
		    item->att_data.att_static->att_type == MAILIMAP_MSG_ATT_BODYSTRUCTURE) {
			struct mailimap_body *body =
				item->att_data.att_static->att_data.att_bodystructure;

			item->att_data.att_static->att_data.att_bodystructure = NULL;
			return body;
		}
	}
	return NULL;
}

static void take_outline(struct mailimap_msg_att *att, void *user)
{
	const struct larges *larges = user;
	struct large *large = NULL;
	struct imap_answer a;

	if (!imap_answer_read(att, &a))
		return;
	for (size_t i = 0; i < larges->n && !large; i++) {
		if (larges->all[i].entry->uid == a.uid)
			large = &larges->all[i];
	}
	if (!large)
		return;
	large->seen = true;
	if (a.received_utc_s)
		large->received_utc_s = a.received_utc_s;
	if (!a.structure || large->structure || !a.n_sections)
		return;
	buf_add_span(&large->header, imap_section_bytes(a.sections[0]));
	large->structure = detach_structure(att);
}

static bool is_part(const struct mailimap_section *section, const struct reduce_part *part)
{
	const struct mailimap_section_spec *spec = section ? section->sec_spec : NULL;
	size_t n = 0;

	if (!spec || spec->sec_type != MAILIMAP_SECTION_SPEC_SECTION_PART ||
	    !spec->sec_data.sec_part)
		return false;
	for (clistiter *i = clist_begin(spec->sec_data.sec_part->sec_id); i;
	     i = clist_next(i), n++) {
		if (n == part->n_section || *(uint32_t *)clist_content(i) != part->section[n])
			return false;
	}
	return n == part->n_section;
}

static void take_texts(struct mailimap_msg_att *att, void *user)
{
	struct large *large = user;
	struct imap_answer a;

	if (!imap_answer_read(att, &a) || a.uid != large->entry->uid)
		return;
	for (size_t i = 0; i < a.n_sections; i++) {
		for (size_t k = 0; k < large->plan.n_parts; k++) {
			if (large->got[k] ||
			    !is_part(a.sections[i]->sec_section, &large->plan.parts[k]))
				continue;
			struct span bytes = imap_section_bytes(a.sections[i]);

			buf_add_span(&large->texts[k], bytes);
			large->got[k] = bytes.len != 0;
			break;
		}
	}
}

/* "1.2" */
static void name_section(const struct reduce_part *part, struct buf *out)
{
	for (size_t i = 0; i < part->n_section; i++)
		buf_addf(out, "%s%" PRIu32, i ? "." : "", part->section[i]);
}

/* What the parts may have in all, of which a part whose size is not known may take what is left. */
static size_t share_of(const struct reduce_part *part, size_t left)
{
	return part->size_bytes && part->size_bytes < left ? part->size_bytes : left;
}

/* Asks for the texts, if there are any; *bytes_out grows by what they may have. */
static enum err_kind ask_texts(struct imap_session *session, struct large *large,
			       size_t *bytes_out, struct err *err)
{
	size_t left = session->config->max_bytes;
	struct buf items, section, set;

	large->question = (struct imap_question){ .most_bytes = IMAP_OVERHEAD_BYTES,
						  .handler = take_texts,
						  .user = large };
	buf_init(&set, IMAP_TEXT_MAX_BYTES);
	buf_init(&items, IMAP_TEXT_MAX_BYTES);
	buf_init(&section, IMAP_TEXT_MAX_BYTES);
	imap_add_set(&set, large->entry->uid, large->entry->uid);
	for (size_t k = 0; k < large->plan.n_parts; k++) {
		const struct reduce_part *part = &large->plan.parts[k];
		size_t share = part->head_only ? 0 : share_of(part, left);
		bool is_cut = share < part->size_bytes;

		buf_init(&large->texts[k], share + 1);
		large->is_cut |= is_cut;
		large->got[k] = share == 0;
		if (share == 0)
			continue;
		buf_clear(&section);
		name_section(part, &section);
		imap_add_body(&items, buf_fitted(&section).ptr, is_cut ? share : IMAP_WHOLE);
		left -= part->size_bytes ? share : 0;
		large->question.most_bytes += share + BYTES_PER_PART;
		*bytes_out += share;
	}
	large->question.set = buf_fitted(&set).ptr;
	large->question.items = buf_fitted(&items).ptr;
	int r = large->plan.n_parts ? imap_ask(session, &large->question) : MAILIMAP_NO_ERROR;

	large->is_asked = large->plan.n_parts && r == MAILIMAP_NO_ERROR;
	large->question.set = large->question.items = NULL;
	buf_free(&set);
	buf_free(&items);
	buf_free(&section);
	return r == MAILIMAP_NO_ERROR ? ERR_NONE : imap_fetch_failed(session, r, err);
}

/* ERR_DATA: a text that was announced did not come. */
static enum err_kind hear_texts(struct imap_session *session, struct large *large, struct err *err)
{
	int r = large->is_asked ? imap_hear(session, &large->question) : MAILIMAP_NO_ERROR;

	if (r != MAILIMAP_NO_ERROR)
		return imap_fetch_failed(session, r, err);
	for (size_t k = 0; k < large->plan.n_parts; k++) {
		if (buf_is_cut(&large->texts[k]) ||
		    (!large->got[k] && large->plan.parts[k].size_bytes))
			return err_set(
				err, ERR_DATA,
				"fetch: part %zu of its text did not come as announced",
				k + 1);
	}
	return ERR_NONE;
}

static enum err_kind fetch_outlines(struct imap_session *session, struct larges *larges,
				    struct err *err)
{
	struct imap_question question = { .handler = take_outline, .user = larges };
	bool is_dated = true;
	struct buf items, set;

	buf_init(&set, IMAP_TEXT_MAX_BYTES);
	buf_init(&items, IMAP_TEXT_MAX_BYTES);
	for (size_t i = 0; i < larges->n; i++) {
		imap_add_set(&set, larges->all[i].entry->uid, larges->all[i].entry->uid);
		is_dated = is_dated && larges->all[i].received_utc_s;
	}
	buf_add_str(&items, "BODYSTRUCTURE");
	imap_add_body(&items, "HEADER", IMAP_WHOLE);
	if (!is_dated)
		buf_add_str(&items, " INTERNALDATE");
	question.set = buf_fitted(&set).ptr;
	question.items = buf_fitted(&items).ptr;
	question.most_bytes =
		IMAP_OVERHEAD_BYTES + larges->n * (uint64_t)(HEADER_BYTES + STRUCTURE_BYTES);
	int r = imap_uid_fetch(session, &question);

	buf_free(&set);
	buf_free(&items);
	return r == MAILIMAP_NO_ERROR ? ERR_NONE : imap_fetch_failed(session, r, err);
}

static enum err_kind plan_texts(struct large *large, struct err *err)
{
	if (buf_is_cut(&large->header))
		return err_set(err, ERR_DATA, "fetch: its header is larger than %d bytes",
			       HEADER_BYTES);
	if (!large->structure)
		return err_set(err, ERR_DATA, "fetch: the server gives no structure for it");
	reduce_make_plan(large->structure, &large->plan);
	/* a boundary that never comes, or none at all: what of it is text, the reader knows */
	if (large->plan.empty ||
	    (large->plan.single && mail_is_multipart(buf_fitted(&large->header))))
		return err_set(err, ERR_DATA,
			       "fetch: the server's structure does not fit the mail");
	return ERR_NONE;
}

/* The smaller mail, into the entry. */
static void assemble(const struct imap_session *session, struct large *large)
{
	struct imap_entry *e = large->entry;
	struct span texts[REDUCE_PARTS_MAX];
	struct buf out;

	for (size_t k = 0; k < large->plan.n_parts; k++)
		texts[k] = buf_fitted(&large->texts[k]);
	buf_init(&out, HEADER_BYTES + session->config->max_bytes + IMAP_OVERHEAD_BYTES);
	reduce_assemble(buf_fitted(&large->header), &large->plan, texts, &out);
	imap_entry_keep(e, buf_fitted(&out));
	buf_free(&out);
	e->received_utc_s = large->received_utc_s;
	e->reduced = true;
	if (large->is_cut)
		e->unreadable = "its text is larger than max_bytes: the rest stayed on the server";
	else if (large->plan.cut)
		e->unreadable = "it has too many text parts";
}

static void free_large(struct large *large)
{
	if (large->structure)
		mailimap_body_free(large->structure);
	for (size_t k = 0; k < REDUCE_PARTS_MAX; k++)
		buf_free(&large->texts[k]);
	buf_free(&large->header);
}

/* Asks for the texts of all that may be had at a time, then hears them. */
static enum err_kind fetch_texts(struct imap_session *session, struct larges *larges,
				 struct err *err)
{
	struct err other, *why = err;	/* what happens to the first is told */
	enum err_kind of_first = ERR_NONE;
	size_t bytes = 0, n = 0;
	bool is_alive = true;

	for (; n < larges->n && (!n || bytes < LARGE_BYTES_MAX) && is_alive; n++, why = &other) {
		struct large *large = &larges->all[n];
		enum err_kind kind = large->seen ? plan_texts(large, why) : ERR_NONE;

		if (large->seen && !kind)
			kind = ask_texts(session, large, &bytes, why);
		large->seen = large->seen && !kind;
		of_first = n ? of_first : kind;
		is_alive = !session->dead;
	}
	why = err;
	for (size_t i = 0; i < n && is_alive; i++, why = &other) {
		struct large *large = &larges->all[i];

		if (!large->seen)
			continue;
		enum err_kind kind = hear_texts(session, large, why);

		if (!kind)
			assemble(session, large);
		of_first = i ? of_first : kind;
		is_alive = !session->dead;
	}
	return of_first;
}

enum err_kind imap_read_large(struct imap_session *session, struct imap_entry *const *entries,
			      size_t n, bool *seen_out, struct err *err)
{
	struct larges larges = { .all = mem_zalloc(n, sizeof *larges.all), .n = n };

	for (size_t i = 0; i < n; i++) {
		struct large *large = &larges.all[i];

		large->entry = entries[i];
		large->received_utc_s = entries[i]->received_utc_s;
		buf_init(&large->header, HEADER_BYTES);
		for (size_t k = 0; k < REDUCE_PARTS_MAX; k++)
			buf_init(&large->texts[k], 0);
	}
	enum err_kind kind = fetch_outlines(session, &larges, err);

	*seen_out = larges.all[0].seen;
	if (kind == ERR_NONE)
		kind = fetch_texts(session, &larges, err);
	for (size_t i = 0; i < n; i++)
		free_large(&larges.all[i]);
	free(larges.all);
	return kind;
}
