/* read_worker.c - bytes in, facts out, in a process that can do nothing else.
 *
 * A hostile mail that breaks a parser breaks it here, where there is no file, no socket and no
 * secret; the keeper puts that mail aside and starts another worker.
 */
#include <string.h>

#include "base/failpoint.h"
#include "base/log.h"
#include "bot/confine.h"
#include "bot/reading.h"
#include "bot/worker.h"
#include "config/config.h"
#include "message/message.h"
#include "time/zone.h"

static enum err_kind answer(struct frame_writer *answers, const struct reading_context *reader,
			    struct arena *arena, const struct frame *frame, struct err *err)
{
	struct reading_list readings;

	failpoint("read.mail");
	reading_make(arena, reader, json_string_value(json_object_get(frame->head, "mailbox")),
		     json_integer_value(json_object_get(frame->head, "received")), frame->bytes,
		     &readings);
	json_t *head = readings_to_json(&readings);

	if (!head)
		head = readings_to_json(&(struct reading_list){
			.n = 1,
			.readings = &(struct reading){ .why_not = "its text cannot be made UTF-8",
						       .message_id = "" } });
	enum err_kind kind = frame_gather(answers, FRAME_FACTS, head, span_of(""), err);

	json_decref(head);
	return kind;
}

int read_worker_main(int fd, void *user)
{
	const struct read_job *job = user;
	struct arena *arena = arena_new();
	struct frame_reader frames;
	struct frame_writer answers;
	struct reading_context reader;
	struct err err = { 0 };
	bool eof = false;
	enum err_kind kind;

	message_prepare();
	frame_reader_init(&frames, fd);
	frame_writer_init(&answers, fd);
	kind = reader_new(job->config, job->calendars, &reader, &err);
	if (!kind) {
		log_forget_secrets();
		failpoint("read.begin");
		kind = confine_reader(&err);
	}
	if (kind)
		log_error("read-worker", L_STR("error", err.text));
	/* from here on it ends when the keeper does, however that may be */
	bool goes_on = !kind && !frame_write(fd, FRAME_READY, NULL, span_of(""), &err);

	while (goes_on) {
		struct frame frame;

		/* whoever waits for the next mail keeps nobody waiting for an answer */
		if (!frame_is_buffered(&frames) || frame_is_enough(&answers))
			kind = frame_flush(&answers, &err);
		if (!kind)
			kind = frame_read(&frames, &frame, &eof, &err);
		if (kind || eof)
			break;
		if (frame.type == FRAME_MAIL)
			kind = answer(&answers, &reader, arena, &frame, &err);
		goes_on = !kind;
		frame_free(&frame);
		arena_reset(arena);
	}
	if (kind == ERR_DATA)
		log_error("read-worker", L_STR("error", err.text));
	reader_free(&reader);
	frame_reader_free(&frames);
	frame_writer_free(&answers);
	arena_free(&arena);
	return kind ? 1 : 0;
}
