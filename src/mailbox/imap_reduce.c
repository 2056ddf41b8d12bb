/* imap_reduce.c - see imap_reduce.h. */
#include "mailbox/imap_reduce.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "message/message.h"

/* ---- the plan ---- */

static bool is_attachment(const struct mailimap_body_type_1part *part)
{
	const struct mailimap_body_ext_1part *ext = part->bd_ext_1part;

	return ext && ext->bd_disposition && ext->bd_disposition->dsp_type &&
	       strcasecmp(ext->bd_disposition->dsp_type, "attachment") == 0;
}

static const struct mailimap_body_fields *fields_of(const struct mailimap_body_type_1part *part)
{
	switch (part->bd_type) {
	case MAILIMAP_BODY_TYPE_1PART_TEXT:
		return part->bd_data.bd_type_text ? part->bd_data.bd_type_text->bd_fields : NULL;
	case MAILIMAP_BODY_TYPE_1PART_BASIC:
		return part->bd_data.bd_type_basic ? part->bd_data.bd_type_basic->bd_fields : NULL;
	default:
		return NULL;
	}
}

static bool is_text(const struct mailimap_body_type_1part *part, const char *subtype)
{
	return part && part->bd_type == MAILIMAP_BODY_TYPE_1PART_TEXT &&
	       part->bd_data.bd_type_text && part->bd_data.bd_type_text->bd_media_text &&
	       strcasecmp(part->bd_data.bd_type_text->bd_media_text, subtype) == 0;
}

/* What a part is that is neither text nor a mail; NULL for those. */
static const struct mailimap_media_basic *media_of(const struct mailimap_body_type_1part *part)
{
	if (part->bd_type != MAILIMAP_BODY_TYPE_1PART_BASIC || !part->bd_data.bd_type_basic)
		return NULL;
	const struct mailimap_media_basic *media = part->bd_data.bd_type_basic->bd_media_basic;

	return media && media->med_subtype ? media : NULL;
}

static bool is_basic(const struct mailimap_body_type_1part *part, int type, const char *subtype)
{
	const struct mailimap_media_basic *media = media_of(part);

	return media && media->med_type == type && strcasecmp(media->med_subtype, subtype) == 0;
}

static bool is_delivery_status(const struct mailimap_body_type_1part *part)
{
	return is_basic(part, MAILIMAP_MEDIA_BASIC_MESSAGE, "delivery-status");
}

static bool is_read_text(const struct mailimap_body_type_1part *part)
{
	char subtype[80];
	size_t n = 0;

	if (part->bd_type != MAILIMAP_BODY_TYPE_1PART_TEXT || !part->bd_data.bd_type_text ||
	    !part->bd_data.bd_type_text->bd_media_text || is_attachment(part))
		return false;
	for (const char *p = part->bd_data.bd_type_text->bd_media_text;
	     *p && n + 1 < sizeof subtype; p++)
		subtype[n++] = (char)ascii_lower((unsigned char)*p);
	subtype[n] = '\0';
	return message_reads_text(subtype);
}

static bool is_wanted(const struct mailimap_body_type_1part *part)
{
	return is_delivery_status(part) || is_text(part, "rfc822-headers") || is_read_text(part);
}

/* A form of text that cannot be read: that there is one has to be told. */
static bool is_opaque(const struct mailimap_body_type_1part *part)
{
	static const char *const subtypes[] = { "ms-tnef", "vnd.ms-tnef", "pkcs7-mime",
						"x-pkcs7-mime", "pgp-encrypted" };

	for (size_t i = 0; i < sizeof subtypes / sizeof subtypes[0]; i++) {
		if (is_basic(part, MAILIMAP_MEDIA_BASIC_APPLICATION, subtypes[i]))
			return true;
	}
	return false;
}

static bool holds(const struct mailimap_body *body, const char *subtype, int depth)
{
	if (!body || depth > REDUCE_DEPTH_MAX)
		return false;
	if (body->bd_type == MAILIMAP_BODY_1PART)
		return is_text(body->bd_data.bd_body_1part, subtype) &&
		       !is_attachment(body->bd_data.bd_body_1part);
	const struct mailimap_body_type_mpart *multi = body->bd_data.bd_body_mpart;

	for (clistiter *i = multi && multi->bd_list ? clist_begin(multi->bd_list) : NULL; i;
	     i = clist_next(i)) {
		if (holds(clist_content(i), subtype, depth + 1))
			return true;
	}
	return false;
}

/* Where we are: the section numbers from the top down to this body. */
struct reduce_place {
	uint32_t section[REDUCE_DEPTH_MAX];
	size_t n;
};

static void add_parts(struct reduce_plan *plan, const struct mailimap_body *body,
		      struct reduce_place *at);

static void add_multipart(struct reduce_plan *plan, const struct mailimap_body_type_mpart *multi,
			  struct reduce_place *at)
{
	bool alternative =
		multi->bd_media_subtype && strcasecmp(multi->bd_media_subtype, "alternative") == 0;
	const struct mailimap_body *only = NULL;
	uint32_t number = 0;

	if (!multi->bd_list)
		return;
	if (at->n == REDUCE_DEPTH_MAX) {
		plan->cut = true;
		return;
	}
	/* The same text twice would be read twice: the first form with plain text is enough. */
	for (clistiter *i = clist_begin(multi->bd_list); alternative && i && !only;
	     i = clist_next(i)) {
		if (holds(clist_content(i), "plain", 0))
			only = clist_content(i);
	}
	for (clistiter *i = clist_begin(multi->bd_list); alternative && i && !only;
	     i = clist_next(i)) {
		if (holds(clist_content(i), "html", 0))
			only = clist_content(i);
	}
	for (clistiter *i = clist_begin(multi->bd_list); i; i = clist_next(i)) {
		number++;
		if (only && clist_content(i) != only)
			continue;
		at->section[at->n++] = number;
		add_parts(plan, clist_content(i), at);
		at->n--;
	}
}

static void add_parts(struct reduce_plan *plan, const struct mailimap_body *body,
		      struct reduce_place *at)
{
	if (!body)
		return;
	if (body->bd_type == MAILIMAP_BODY_MPART) {
		if (body->bd_data.bd_body_mpart)
			add_multipart(plan, body->bd_data.bd_body_mpart, at);
		return;
	}
	const struct mailimap_body_type_1part *part = body->bd_data.bd_body_1part;

	if (!part || !fields_of(part) || !(is_wanted(part) || is_opaque(part)))
		return;
	if (plan->n_parts == REDUCE_PARTS_MAX) {
		plan->cut = true;
		return;
	}
	struct reduce_part *out = &plan->parts[plan->n_parts++];

	memcpy(out->section, at->section, sizeof out->section);
	out->n_section = at->n;
	if (at->n == 0) {		/* a mail without parts: its text is section 1 */
		out->section[0] = 1;
		out->n_section = 1;
	}
	out->body = part;
	out->head_only = !is_wanted(part);
	out->size_bytes = out->head_only ? 0 : fields_of(part)->bd_size;
}

/* Has any part of it a byte?  A mail in the mail has. */
static bool has_bytes(const struct mailimap_body *body, int depth)
{
	if (!body || depth > REDUCE_DEPTH_MAX)
		return false;
	if (body->bd_type == MAILIMAP_BODY_1PART) {
		const struct mailimap_body_type_1part *part = body->bd_data.bd_body_1part;
		const struct mailimap_body_fields *fields = part ? fields_of(part) : NULL;

		return part && (fields ? fields->bd_size > 0
				       : part->bd_type == MAILIMAP_BODY_TYPE_1PART_MSG);
	}
	const struct mailimap_body_type_mpart *multi = body->bd_data.bd_body_mpart;

	for (clistiter *i = multi && multi->bd_list ? clist_begin(multi->bd_list) : NULL; i;
	     i = clist_next(i)) {
		if (has_bytes(clist_content(i), depth + 1))
			return true;
	}
	return false;
}

void reduce_make_plan(const struct mailimap_body *structure, struct reduce_plan *out)
{
	struct reduce_place top = { .n = 0 };
	const struct mailimap_body_type_mpart *multi =
		structure->bd_type == MAILIMAP_BODY_MPART ? structure->bd_data.bd_body_mpart : NULL;

	*out = (struct reduce_plan){ .single = !multi, .empty = !has_bytes(structure, 0) };
	out->report = multi && multi->bd_media_subtype &&
		      strcasecmp(multi->bd_media_subtype, "report") == 0;
	add_parts(out, structure, &top);
	/* A receipt for having read is a report too, and not about a delivery. */
	if (out->report) {
		bool delivery = false;

		for (size_t i = 0; i < out->n_parts; i++)
			delivery |= is_delivery_status(out->parts[i].body);
		out->report = delivery;
	}
}

/* ---- the smaller mail ---- */

static bool is_replaced_field(struct span line)
{
	return span_starts_ci(line, "content-") || span_starts_ci(line, "lines:") ||
	       span_starts_ci(line, "mime-version:");
}

/* The header without the fields that speak of the old body, nor the empty line. */
static void add_header(struct span header, bool keep_all, struct buf *out)
{
	struct span line;
	bool skip = false;

	while (span_next_line(&header, &line) && line.len) {
		if (line.ptr[0] != ' ' && line.ptr[0] != '\t')
			skip = !keep_all && is_replaced_field(line);
		if (skip)
			continue;
		buf_add_span(out, line);
		buf_add_str(out, "\r\n");
	}
}

static void add_token(struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text > ' ' && *text < 0x7F && !strchr("()<>@,;:\\\"/[]?=", *text))
			buf_add_char(out, *text);
	}
}

static void add_parameters(struct buf *out, const struct mailimap_body_fld_param *params)
{
	if (!params || !params->pa_list)
		return;
	for (clistiter *i = clist_begin(params->pa_list); i; i = clist_next(i)) {
		const struct mailimap_single_body_fld_param *p = clist_content(i);

		/* Names of files are of no use, and long. */
		if (!p->pa_name || !p->pa_value || strncasecmp(p->pa_name, "name", 4) == 0 ||
		    strlen(p->pa_name) > 40 || strlen(p->pa_value) > 200)
			continue;
		buf_add_str(out, ";\r\n\t");
		add_token(out, p->pa_name);
		buf_add_str(out, "=\"");
		for (const char *c = p->pa_value; *c; c++) {
			if ((unsigned char)*c >= ' ' && *c != '"' && *c != '\\' && *c != 0x7F)
				buf_add_char(out, *c);
		}
		buf_add_char(out, '"');
	}
}

static void add_part_header(struct buf *out, const struct mailimap_body_type_1part *part)
{
	const struct mailimap_body_fields *fields = fields_of(part);
	static const char *const encodings[] = {
		[MAILIMAP_BODY_FLD_ENC_7BIT] = "7bit",
		[MAILIMAP_BODY_FLD_ENC_8BIT] = "8bit",
		[MAILIMAP_BODY_FLD_ENC_BINARY] = "binary",
		[MAILIMAP_BODY_FLD_ENC_BASE64] = "base64",
		[MAILIMAP_BODY_FLD_ENC_QUOTED_PRINTABLE] = "quoted-printable",
	};

	if (part->bd_type == MAILIMAP_BODY_TYPE_1PART_TEXT) {
		buf_add_str(out, "Content-Type: text/");
		add_token(out, part->bd_data.bd_type_text->bd_media_text);
	} else {
		const struct mailimap_media_basic *media = media_of(part);

		buf_add_str(out, media && media->med_type == MAILIMAP_MEDIA_BASIC_APPLICATION
					 ? "Content-Type: application/"
					 : "Content-Type: message/");
		add_token(out, media ? media->med_subtype : "");
	}
	add_parameters(out, fields->bd_parameter);
	buf_add_str(out, "\r\n");
	const struct mailimap_body_fld_enc *enc = fields->bd_encoding;

	if (enc && enc->enc_type >= 0 && enc->enc_type < MAILIMAP_BODY_FLD_ENC_OTHER) {
		buf_addf(out, "Content-Transfer-Encoding: %s\r\n", encodings[enc->enc_type]);
	} else if (enc && enc->enc_value) {
		buf_add_str(out, "Content-Transfer-Encoding: ");
		add_token(out, enc->enc_value);
		buf_add_str(out, "\r\n");
	}
	buf_add_str(out, "\r\n");
}

/* A boundary that stands in none of the texts: it is made from them, so that no sender can know
 * it. */
static void choose_boundary(const struct reduce_plan *plan, const struct span *texts, char *out,
			    size_t size)
{
	uint64_t hash = FNV64_BASIS;

	for (size_t i = 0; i < plan->n_parts; i++)
		hash = span_hash(texts[i], FNV64_PRIME, hash);
	for (bool taken = true; taken; hash++) {
		taken = false;
		snprintf(out, size, "=_beadle_%016llx", (unsigned long long)hash);
		for (size_t i = 0; i < plan->n_parts; i++)
			taken |= span_find(texts[i], out) >= 0;
	}
}

void reduce_assemble(struct span header, const struct reduce_plan *plan, const struct span *texts,
		     struct buf *out)
{
	char boundary[40];

	add_header(header, plan->single, out);
	if (plan->single) {
		buf_add_str(out, "\r\n");
		if (plan->n_parts)
			buf_add_span(out, texts[0]);
		return;
	}
	choose_boundary(plan, texts, boundary, sizeof boundary);
	buf_addf(out,
		 "MIME-Version: 1.0\r\nContent-Type: multipart/%s;\r\n\tboundary=\"%s\"\r\n\r\n",
		 plan->report ? "report; report-type=delivery-status" : "mixed", boundary);
	for (size_t i = 0; i < plan->n_parts; i++) {
		buf_addf(out, "--%s\r\n", boundary);
		add_part_header(out, plan->parts[i].body);
		buf_add_span(out, texts[i]);
		buf_add_str(out, "\r\n");
	}
	buf_addf(out, "--%s--\r\n", boundary);
}

bool mail_is_multipart(struct span mail)
{
	struct span line;

	while (span_next_line(&mail, &line) && line.len) {
		if (span_starts_ci(line, "content-type:"))
			return span_starts_ci(span_trim(span_sub(line, 13, line.len)),
					      "multipart/") ||
			       /* folded: the type stands on the next line */
			       (span_trim(line).len == 13 && span_next_line(&mail, &line) &&
				span_starts_ci(span_trim(line), "multipart/"));
	}
	return false;
}
