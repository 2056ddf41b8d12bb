/* send_worker.c - one mail in, an outcome per recipient out; keeps the connection for the next. */
#include <string.h>

#include "base/failpoint.h"
#include "base/log.h"
#include "bot/confine.h"
#include "bot/worker.h"
#include "config/config.h"
#include "outbox/outbox.h"
#include "outbox/refusal.h"

static json_t *outcomes(const struct outbox_mail *mail, enum err_kind kind, const char *text)
{
	json_t *list = json_array();

	for (size_t i = 0; i < mail->n_recipients; i++) {
		const struct outbox_recipient *r = &mail->recipients[i];
		json_t *row = json_pack("{s:s, s:i, s:i, s:s}", "addr", r->addr, "outcome",
					(int)r->outcome, "code", r->code, "reply", r->reply);

		if (!row)	/* a server's words need not be UTF-8 */
			row = json_pack("{s:s, s:i, s:i, s:s}", "addr", r->addr, "outcome",
					(int)r->outcome, "code", r->code, "reply",
					"(the reply is not UTF-8)");
		json_array_append_new(list, row);
	}
	json_t *head = json_pack("{s:s, s:s, s:o}", "kind", err_kind_name(kind), "text", text,
				 "recipients", list);

	return head ? head
		    : json_pack("{s:s, s:s, s:o}", "kind", err_kind_name(kind), "text",
				"(not UTF-8)", "recipients", list);
}

struct sender {
	const struct outbox_driver *driver;
	struct outbox *outbox;		/* NULL: it could not be opened, and nothing is tried */
	struct err why;			/* not */
	const char *from_addr;		/* the bot's own */
	bool from_alone;		/* the server takes mail from that address alone */
};

/* When the server refuses the bot itself, nobody has the mail, and perhaps it is because of the
 * token in the sender's address: it is tried once more, without. */
static enum err_kind send_from(struct sender *s, struct outbox_mail *mail, struct err *err)
{
	if (!s->outbox) {
		*err = s->why;
		return s->why.kind;
	}
	enum err_kind kind = s->driver->send(s->outbox, mail, err);

	if (kind)
		return kind;
	kind = refusal_judge(mail, err);
	if (kind != ERR_REFUSED || strcmp(mail->envelope_from, s->from_addr) == 0)
		return kind;
	mail->envelope_from = s->from_addr;
	kind = send_from(s, mail, err);
	s->from_alone = !kind;
	return kind;
}

/* ERR_BUG: this process can send nothing any more; the keeper has been told what became of the
 * mail. */
static enum err_kind send_one(int fd, struct sender *s, const struct frame *frame, struct err *err)
{
	struct arena *arena = arena_new();
	json_t *addrs = json_object_get(frame->head, "recipients"), *addr;
	const char *witness = json_string_value(json_object_get(frame->head, "witness"));
	struct err send_err = { 0 };
	size_t i;
	struct outbox_mail mail = {
		.message_id = json_string_value(json_object_get(frame->head, "message_id")),
		.envelope_from = json_string_value(json_object_get(frame->head, "from")),
		.now_utc_s = json_integer_value(json_object_get(frame->head, "now")),
		.n_recipients = json_array_size(addrs), .bytes = frame->bytes,
	};

	mail.recipients = arena_alloc(arena, mail.n_recipients, sizeof *mail.recipients);
	json_array_foreach(addrs, i, addr) {
		mail.recipients[i].addr = json_string_value(addr);
		mail.recipients[i].witness =
			witness && strcmp(witness, mail.recipients[i].addr) == 0;
	}
	if (s->from_alone)
		mail.envelope_from = s->from_addr;
	enum err_kind kind = send_from(s, &mail, &send_err);
	bool is_of_no_use = !s->outbox || kind == ERR_BUG;

	failpoint("send.driver-done");
	json_t *head = outcomes(&mail, kind, send_err.text);

	kind = frame_write(fd, FRAME_OUTCOME, head, span_of(""), err);
	json_decref(head);
	arena_free(&arena);
	return kind || !is_of_no_use ? kind : err_set(err, ERR_BUG, "%s", send_err.text);
}

int send_worker_main(int fd, void *user)
{
	struct config_outbox config = *(const struct config_outbox *)user;
	struct sender s = { .driver = outbox_driver(&config), .from_addr = config.from_addr };
	struct frame_reader reader;
	struct err err = { 0 };
	bool eof = false;
	enum err_kind kind = ERR_NONE;

	frame_reader_init(&reader, fd);
	if (config.type != OUTBOX_SMTP || confine_login(&config.server, &s.why) == ERR_NONE)
		s.driver->open(&config, &s.outbox, &s.why);
	while (!kind) {
		struct frame frame;

		kind = frame_read(&reader, &frame, &eof, &err);
		if (kind || eof)
			break;
		if (frame.type == FRAME_SEND)
			kind = send_one(fd, &s, &frame, &err);
		frame_free(&frame);
	}
	if (kind)
		log_error("send-worker", L_STR("error", err.text));
	s.driver->close(&s.outbox);
	frame_reader_free(&reader);
	return kind ? 1 : 0;
}
