/* rough.c - see rough.h. */
#include "message/rough.h"

#include <gmime/gmime.h>
#include <string.h>

#include "message/banner.h"
#include "message/internal.h"

enum { BANNER_ON_TOP = 1024, PLAIN_MAX_BYTES = 4 * 1024 * 1024 };

struct rough {
	const struct message_look *look;
	enum message_ask ask;
	bool found;
};

static bool is_worth(const struct rough *rough, struct span text)
{
	return message_may_hold(rough->look, text, rough->ask);
}

/* Behind a banner's sentence or label the writer's words may go on in the same line: there each
 * begins one. */
static bool top_is_worth(const struct rough *rough, struct span top)
{
	struct buf text;
	bool yes;

	if (!banner_may_stand(top))
		return false;
	buf_init(&text, top.len);
	buf_add_span(&text, top);
	for (char *p = buf_writable(&text); p + 1 < buf_writable(&text) + buf_len(&text); p++) {
		if (memchr(".!?:])-", *p, 7) && (p[1] == ' ' || p[1] == '\t'))
			p[1] = '\n';
	}
	yes = is_worth(rough, buf_fitted(&text));
	buf_free(&text);
	return yes;
}

static bool plain_is_worth(const struct rough *rough, struct span text)
{
	return span_find(text, "-----BEGIN PGP MESSAGE") >= 0 || is_worth(rough, text) ||
	       top_is_worth(rough, span_sub(text, 0, BANNER_ON_TOP));
}

static bool html_is_worth(const struct rough *rough, struct span html)
{
	struct buf plain;
	bool yes;

	buf_init(&plain, PLAIN_MAX_BYTES);
	yes = !html_strip(html, &plain) || buf_is_cut(&plain) ||
	      plain_is_worth(rough, buf_fitted(&plain));
	buf_free(&plain);
	return yes;
}

static void take_text(void *user, const struct message_text *text)
{
	struct rough *rough = user;

	if (rough->found || text->odd)
		rough->found = true;
	else if (text->html)
		rough->found = html_is_worth(rough, text->text);
	else
		rough->found = plain_is_worth(rough, text->text);
}

/* A mail whose parts cannot be told is looked at as it came. */
static bool find(struct arena *arena, struct span bytes, struct rough *rough)
{
	const struct message_limits limits = message_limits_of(bytes.len);
	struct message_parts parts;
	bool unread;
	struct err err;

	if (parts_read(arena, bytes, &limits, &parts, &err))
		return plain_is_worth(rough, bytes);
	const struct message_head *head = &parts.parts[0].head;
	struct span subject = span_of(text_from_header(arena, head_value(head, "Subject")));

	if (message_may_hold(rough->look, subject, ASK_MAIL))
		return true;
	if (head_find(head, "In-Reply-To") || message_subject_replies(subject))
		rough->ask = ASK_REPLY;
	return message_texts(arena, &parts, &limits, take_text, rough, &unread, &err) || unread ||
	       rough->found;
}

bool message_rough_find(struct span bytes, const struct message_look *look)
{
	struct rough rough = { .look = look, .ask = ASK_FIRST };
	struct arena *arena = arena_new();

	g_mime_init(); /* counted: nothing when message_prepare() was called */
	bool yes = find(arena, bytes, &rough);

	g_mime_shutdown();
	arena_free(&arena);
	return yes;
}
