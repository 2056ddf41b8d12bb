/* source_desk.h - for tests: mails of the lists, of which a state knows as it does by its ledger. */
#ifndef SOURCE_DESK_H
#define SOURCE_DESK_H

#include <assert.h>
#include <string.h>

#include "committee/state.h"

enum { DESK_SOURCES = 64 };

static struct desk_source {
	const struct state *state;
	const char *list, *message_id, *archived;
	int64_t received_at_s;
} desk_sources[DESK_SOURCES];
static size_t n_desk_sources;

static const char *find_desk_source(void *user, struct arena *unused, const char *list, const char *message_id,
				    int64_t *received_at_s_out)
{
	(void)unused;
	for (size_t i = 0; i < n_desk_sources; i++) {
		const struct desk_source *s = &desk_sources[i];

		if (s->state == user && strcmp(s->list, list) == 0 && strcmp(s->message_id, message_id) == 0) {
			*received_at_s_out = s->received_at_s;
			return s->archived;
		}
	}
	return NULL;
}

/* The first one that was added of a mail counts. */
static void add_source(struct state *state, const char *list, const char *message_id, int64_t received_at_s, const char *archived)
{
	assert(n_desk_sources < DESK_SOURCES);
	desk_sources[n_desk_sources++] = (struct desk_source){ state, list, message_id, archived, received_at_s };
	state->source = find_desk_source;
	state->source_user = state;
}

static void forget_sources(void)
{
	n_desk_sources = 0;
}

#endif
