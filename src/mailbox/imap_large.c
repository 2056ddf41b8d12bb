/* imap_large.c - see imap_large.h.
 *
 * Two commands: structure and header, then the text parts.  What they may bring is bounded,
 * whatever sizes the structure pretends.
 */
#include "mailbox/imap_large.h"

#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "mailbox/imap_answer.h"
#include "mailbox/imap_list.h"
#include "mailbox/imap_reduce.h"

enum { HEADER_BYTES = 256 * 1024, STRUCTURE_BYTES = 64 * 1024, BYTES_PER_PART = 1024 };

struct large {
	uint32_t uid;
	int64_t received_utc_s;
	bool came;
	struct mailimap_body *structure; /* owned */
	struct buf header;
	struct buf texts[REDUCE_PARTS_MAX];
	bool got[REDUCE_PARTS_MAX];
	struct reduce_plan plan;
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
	struct large *large = user;
	struct imap_answer a;

	if (!imap_answer_read(att, &a) || a.uid != large->uid)
		return;
	large->came = true;
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

	if (!imap_answer_read(att, &a) || a.uid != large->uid)
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

static struct mailimap_section *section_of(const struct reduce_part *part)
{
	clist *ids = clist_new();

	for (size_t i = 0; ids && i < part->n_section; i++) {
		uint32_t *id = malloc(sizeof *id);

		if (!id || clist_append(ids, id) != 0)
			abort();
		*id = part->section[i];
	}
	struct mailimap_section_part *p = ids ? mailimap_section_part_new(ids) : NULL;
	struct mailimap_section *section = p ? mailimap_section_new_part(p) : NULL;

	if (!section)
		abort();
	return section;
}

/* What the parts may have in all, of which a part whose size is not known may take what is left. */
static size_t share_of(const struct reduce_part *part, size_t left)
{
	return part->size_bytes && part->size_bytes < left ? part->size_bytes : left;
}

/* *cut_out: something was left on the server.  ERR_DATA: a text that was announced did not come. */
static enum err_kind fetch_texts(struct imap_session *session, struct large *large, bool *cut_out,
				 struct err *err)
{
	struct mailimap_fetch_att *items[1 + REDUCE_PARTS_MAX] = { mailimap_fetch_att_new_uid() };
	size_t left = session->config->max_bytes, n = 1;
	uint64_t most = IMAP_OVERHEAD_BYTES;

	for (size_t k = 0; k < large->plan.n_parts; k++) {
		const struct reduce_part *part = &large->plan.parts[k];
		size_t share = part->head_only ? 0 : share_of(part, left);
		bool is_cut = share < part->size_bytes;

		buf_init(&large->texts[k], share + 1);
		*cut_out |= is_cut;
		large->got[k] = share == 0;
		if (share == 0)
			continue;
		items[n++] = imap_item_body(section_of(part), is_cut ? share : IMAP_WHOLE);
		left -= part->size_bytes ? share : 0;
		most += share + BYTES_PER_PART;
	}
	int r = imap_uid_fetch(session, mailimap_set_new_single(large->uid), imap_items(items, n),
			       most, take_texts, large);

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

static enum err_kind fetch_outline(struct imap_session *session, struct large *large,
				   struct err *err)
{
	struct mailimap_fetch_att *items[4] = {
		mailimap_fetch_att_new_uid(),
		mailimap_fetch_att_new_bodystructure(),
		imap_item_body(mailimap_section_new_header(), IMAP_WHOLE),
	};
	size_t n = 3;

	if (!large->received_utc_s)
		items[n++] = mailimap_fetch_att_new_internaldate();
	int r = imap_uid_fetch(session, mailimap_set_new_single(large->uid), imap_items(items, n),
			       HEADER_BYTES + STRUCTURE_BYTES + IMAP_OVERHEAD_BYTES, take_outline,
			       large);

	if (r != MAILIMAP_NO_ERROR)
		return imap_fetch_failed(session, r, err);
	if (buf_is_cut(&large->header))
		return err_set(err, ERR_DATA, "fetch: its header is larger than %d bytes",
			       HEADER_BYTES);
	if (large->came && !large->structure)
		return err_set(err, ERR_DATA, "fetch: the server gives no structure for it");
	return ERR_NONE;
}

enum err_kind imap_read_large(struct imap_session *session, struct imap_entry *entry,
			      struct mailbox_mail *mail, struct buf *out, bool *came_out,
			      struct err *err)
{
	struct large large = { .uid = entry->uid, .received_utc_s = entry->received_utc_s };
	struct span texts[REDUCE_PARTS_MAX];
	bool cut = false;

	buf_init(&large.header, HEADER_BYTES);
	for (size_t k = 0; k < REDUCE_PARTS_MAX; k++)
		buf_init(&large.texts[k], 0);
	enum err_kind kind = fetch_outline(session, &large, err);

	if (kind != ERR_NONE || !large.came)
		goto out;
	reduce_make_plan(large.structure, &large.plan);
	/* a boundary that never comes, or none at all: what of it is text, the reader knows */
	if (large.plan.empty || (large.plan.single && mail_is_multipart(buf_fitted(&large.header))))
		kind = err_set(err, ERR_DATA,
			       "fetch: the server's structure does not fit the mail");
	else if (large.plan.n_parts)
		kind = fetch_texts(session, &large, &cut, err);
	if (kind != ERR_NONE)
		goto out;
	for (size_t k = 0; k < large.plan.n_parts; k++)
		texts[k] = buf_fitted(&large.texts[k]);
	reduce_assemble(buf_fitted(&large.header), &large.plan, texts, out);
	entry->received_utc_s = large.received_utc_s;
	mail->reduced = true;
	if (cut)
		mail->unreadable =
			"its text is larger than max_bytes: the rest stayed on the server";
	else if (large.plan.cut)
		mail->unreadable = "it has too many text parts";
out:
	*came_out = large.came;
	if (large.structure)
		mailimap_body_free(large.structure);
	for (size_t k = 0; k < REDUCE_PARTS_MAX; k++)
		buf_free(&large.texts[k]);
	buf_free(&large.header);
	return kind;
}
