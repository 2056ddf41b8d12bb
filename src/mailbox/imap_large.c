/* imap_large.c - a mail too large to fetch whole: structure and header, then its text parts.
 *
 * Two commands; what they may bring is bounded by asking for so many bytes and no more,
 * whatever sizes the structure pretends.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "config/config.h"
#include "mailbox/imap_fetch.h"
#include "mailbox/imap_reduce.h"

enum { HEADER_BYTES = 256 * 1024, STRUCTURE_BYTES = 64 * 1024, OVERHEAD_BYTES = 64 * 1024 };

struct large {
	uint32_t uid;
	bool came;
	struct buf header;
	struct buf texts[REDUCE_PARTS_MAX];
	bool got[REDUCE_PARTS_MAX];
	struct reduce_plan plan;
};

static struct span section_bytes(const struct mailimap_msg_att_body_section *s)
{
	return s->sec_body_part ? span_from(s->sec_body_part, s->sec_length) : span_from("", 0);
}

/* The structure is moved out of the answer, which libetpan frees after the call. */
static struct mailimap_body *detach_structure(struct mailimap_msg_att *att)
{
	for (clistiter *i = att->att_list ? clist_begin(att->att_list) : NULL; i; i = clist_next(i)) {
		struct mailimap_msg_att_item *item = clist_content(i);

		if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC && item->att_data.att_static &&
		    item->att_data.att_static->att_type == MAILIMAP_MSG_ATT_BODYSTRUCTURE) {
			struct mailimap_body *body = item->att_data.att_static->att_data.att_bodystructure;

			item->att_data.att_static->att_data.att_bodystructure = NULL;
			return body;
		}
	}
	return NULL;
}

struct outline {
	struct large *large;
	struct mailimap_body *structure;	/* owned */
};

static void take_outline(struct mailimap_msg_att *att, void *user)
{
	struct outline *o = user;
	struct imap_answer a;

	if (!imap_answer_read(att, &a) || a.uid != o->large->uid || !a.structure || o->structure || !a.n_sections)
		return;
	o->large->came = true;
	buf_add_span(&o->large->header, section_bytes(a.sections[0]));
	o->structure = detach_structure(att);
}

static bool is_part(const struct mailimap_section *section, const struct reduce_part *part)
{
	const struct mailimap_section_spec *spec = section ? section->sec_spec : NULL;
	size_t n = 0;

	if (!spec || spec->sec_type != MAILIMAP_SECTION_SPEC_SECTION_PART || !spec->sec_data.sec_part)
		return false;
	for (clistiter *i = clist_begin(spec->sec_data.sec_part->sec_id); i; i = clist_next(i), n++) {
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
			if (large->got[k] || !is_part(a.sections[i]->sec_section, &large->plan.parts[k]))
				continue;
			buf_add_span(&large->texts[k], section_bytes(a.sections[i]));
			large->got[k] = true;
			break;
		}
	}
	large->came = true;
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

static enum err_kind fetch_texts(struct imap_session *session, struct large *large, bool *cut_out, struct err *err)
{
	struct mailimap_fetch_att *items[1 + REDUCE_PARTS_MAX] = { mailimap_fetch_att_new_uid() };
	size_t left = session->config->max_bytes, n = 1;
	uint64_t most = OVERHEAD_BYTES;

	for (size_t k = 0; k < large->plan.n_parts; k++) {
		const struct reduce_part *part = &large->plan.parts[k];
		size_t share = part->size_bytes < left ? part->size_bytes : left;

		buf_init(&large->texts[k], share + 1);
		if (share < part->size_bytes)
			*cut_out = true;
		if (share == 0)
			continue;
		items[n++] = imap_item_body(section_of(part), share);
		left -= share;
		most += share + 1024;
	}
	large->came = false;
	int r = imap_uid_fetch(session, mailimap_set_new_single(large->uid), imap_items(items, n), most, take_texts,
			       large);

	if (r == MAILIMAP_NO_ERROR)
		return ERR_NONE;
	enum err_kind kind = imap_error(session, r, err, "fetch");

	return kind == ERR_REFUSED ? (err->kind = ERR_DATA) : kind;
}

enum err_kind imap_read_large(struct imap_session *session, struct mailbox_mail *mail, uint32_t size_bytes,
			      struct buf *out, bool *gone_out, struct err *err)
{
	struct large large = { .uid = mail->uid };
	struct outline outline = { .large = &large };
	struct mailimap_fetch_att *items[] = { mailimap_fetch_att_new_uid(), mailimap_fetch_att_new_bodystructure(),
					       imap_item_body(mailimap_section_new_header(), HEADER_BYTES) };
	struct span texts[REDUCE_PARTS_MAX];
	bool cut = false;
	enum err_kind kind = ERR_NONE;

	(void)size_bytes;
	*gone_out = false;
	buf_init(&large.header, HEADER_BYTES + 1);
	for (size_t k = 0; k < REDUCE_PARTS_MAX; k++)
		buf_init(&large.texts[k], 0);
	int r = imap_uid_fetch(session, mailimap_set_new_single(large.uid), imap_items(items, 3),
			       HEADER_BYTES + STRUCTURE_BYTES + OVERHEAD_BYTES, take_outline, &outline);

	if (r != MAILIMAP_NO_ERROR) {
		kind = imap_error(session, r, err, "fetch");
		if (kind == ERR_REFUSED)
			kind = err->kind = ERR_DATA;
		goto out;
	}
	if (!large.came || !outline.structure) {
		*gone_out = true;
		goto out;
	}
	reduce_make_plan(outline.structure, &large.plan);
	if (large.plan.n_parts) {
		kind = fetch_texts(session, &large, &cut, err);
		if (kind != ERR_NONE)
			goto out;
		*gone_out = !large.came;
	}
	for (size_t k = 0; k < large.plan.n_parts; k++)
		texts[k] = buf_span(&large.texts[k]);
	reduce_assemble(buf_span(&large.header), &large.plan, texts, out);
	mail->reduced = true;
	if (cut)
		mail->unreadable = "its text is larger than max_bytes: the rest was left on the server";
	else if (large.plan.cut)
		mail->unreadable = "it has more text parts than are read";
out:
	if (outline.structure)
		mailimap_body_free(outline.structure);
	for (size_t k = 0; k < REDUCE_PARTS_MAX; k++)
		buf_free(&large.texts[k]);
	buf_free(&large.header);
	return kind;
}
