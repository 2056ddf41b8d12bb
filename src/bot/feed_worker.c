/* feed_worker.c - one list's calendar, fetched from its address in a process of its own.
 *
 * The bytes are a stranger's.  This process reads and computes them first, because it does no harm
 * when it fails here; the keeper gets only what can be used.
 */
#include "base/failpoint.h"
#include "bot/confine.h"
#include "bot/plan.h"
#include "bot/worker.h"
#include "config/config.h"

int feed_worker_main(int fd, void *user)
{
	const struct feed_job *job = user;
	struct web_answer answer = { 0 };
	struct err err = { 0 }, ignored;
	json_t *head;
	enum err_kind kind = confine_client(job->list->feed.ca_file, &err);

	if (!kind)
		kind = plan_fetch(job->list, job->etag, job->modified, job->now_s, NULL, NULL,
				  &answer, NULL, &err);

	failpoint("feed.fetched");
	if (kind)
		head = json_pack("{s:s, s:s}", "kind", err_kind_name(kind), "text", err.text);
	else
		head = json_pack("{s:b, s:s, s:s}", "unchanged", (int)answer.unchanged, "etag",
				 answer.etag, "modified", answer.modified);
	if (!head)
		head = json_pack("{s:s, s:s}", "kind", err_kind_name(kind), "text", "(not UTF-8)");
	kind = frame_write(fd, kind ? FRAME_TROUBLE : FRAME_CALENDAR, head,
			   kind ? span_of("") : buf_fitted(&answer.bytes), &ignored);
	json_decref(head);
	web_answer_free(&answer);
	return kind ? 1 : 0;
}
