/* answered.c - see answered.h. */
#include "committee/answered.h"

#include <string.h>

bool answered_names_nothing(const struct incoming *mail)
{
	return !mail->answered && !(mail->thread && *mail->thread);
}

struct answered_search {
	struct arena *arena;
	const struct deadline_list *deadlines;
	const struct vote_list *votes;
	const struct incoming *mail;
	struct answered_deadlines *out;
};

static void add(struct answered_search *s, const struct deadline_entry *entry)
{
	s->out->entries[s->out->n++] = entry;
}

static bool has_mail(const struct deadline_entry *entry, struct span id, bool opening)
{
	for (size_t i = 0; i < entry->n; i++) {
		const char *own = entry->events[i].message_id;

		if (*own && span_eq(span_of(own), id) &&
		    (!opening || entry->events[i].kind == DEADLINE_EVENT_OPENED))
			return true;
	}
	return false;
}

/* Those that a mail speaks of: one that opens some speaks of these, even if it answered another. */
static void add_of_mail(struct answered_search *s, struct span id)
{
	for (int opening = 1; id.len && !s->out->n && opening >= 0; opening--) {
		for (size_t i = 0; i < s->deadlines->len; i++) {
			if (has_mail(&s->deadlines->entries[i], id, opening))
				add(s, &s->deadlines->entries[i]);
		}
	}
}

/* True: the search is over, for that mail belongs to a deadline or to a vote. */
static bool is_found(struct answered_search *s, struct span id)
{
	add_of_mail(s, id);
	return s->out->n || votes_of_mail(s->votes, id);
}

/* True: it answers a vote. */
static bool by_thread(struct answered_search *s)
{
	struct span rest = span_of(s->mail->thread ? s->mail->thread : ""), id;
	bool found = s->mail->answered && s->mail->answered->message_id &&
		     is_found(s, span_of(s->mail->answered->message_id));

	while (!found && span_next_line(&rest, &id))
		found = is_found(s, id);
	if (!found && !(s->mail->thread && *s->mail->thread))
		return votes_of_reply(s->votes, span_of(s->mail->subject ? s->mail->subject : ""));
	return found && !s->out->n;
}

static const struct deadline_entry *by_number(const struct answered_search *s, int number)
{
	for (size_t i = 0; i < s->out->n; i++) {
		if (s->out->entries[i]->meeting == number)
			return s->out->entries[i];
	}
	for (size_t i = 0; i < s->deadlines->len; i++) {
		if (s->deadlines->entries[i].number == number)
			return &s->deadlines->entries[i];
	}
	return NULL;
}

static bool is_namesake(const struct answered_search *s, const struct deadline_entry *entry)
{
	struct span rest = span_of(s->mail->namesakes ? s->mail->namesakes : ""), id;

	if (s->mail->topic && *s->mail->topic &&
	    span_eq_ci(span_of(s->mail->topic), span_of(entry->title)))
		return true;
	while (span_next_line(&rest, &id)) {
		if (id.len && has_mail(entry, id, false))
			return true;
	}
	return false;
}

/* What runs goes before what is over; of that the last. */
static void by_subject(struct answered_search *s)
{
	const struct deadline_entry *over = NULL;

	for (size_t i = 0; i < s->deadlines->len; i++) {
		const struct deadline_entry *entry = &s->deadlines->entries[i];

		if (!is_namesake(s, entry))
			continue;
		if (deadline_is_running(&entry->deadline))
			add(s, entry);
		else
			over = entry;
	}
	if (!s->out->n && over)
		add(s, over);
}

static void all_running(struct answered_search *s)
{
	for (size_t i = 0; i < s->deadlines->len; i++) {
		if (deadline_is_running(&s->deadlines->entries[i].deadline))
			add(s, &s->deadlines->entries[i]);
	}
}

/* Was it opened by one mail, all of it? */
static bool is_of_one_mail(const struct answered_deadlines *found)
{
	for (size_t i = 1; i < found->n; i++) {
		if (strcmp(found->entries[i]->deadline.message_id,
			   found->entries[0]->deadline.message_id) != 0)
			return false;
	}
	return true;
}

static void ask_which(struct answered_deadlines *found)
{
	found->n = 0;
	found->unclear = true;
}

/* Nothing has named one.  A mail that answers another is about that, unless it says "[OBJECT]". */
static void by_what_runs(struct answered_search *s, bool is_tag, bool numbered)
{
	struct answered_deadlines *found = s->out;

	if (!is_tag && !answered_names_nothing(s->mail))
		return;
	all_running(s);
	if (found->n > 1 || (is_tag && (!found->n || numbered)))
		ask_which(found);
	else
		found->doubtful = !is_tag;
}

/* "[EXTEND 1w]" in a mail that names nothing: the only deadline that runs, where no vote does. */
static void by_running_alone(struct answered_search *s)
{
	const struct vote_entry *vote;

	if (deadlines_running(s->deadlines) == 1 && !votes_running(s->votes, &vote))
		all_running(s);
}

void answered_find(struct arena *arena, const struct deadline_list *deadlines,
		   const struct vote_list *votes, const struct incoming *mail,
		   const struct fact *fact, enum deadline_event_kind kind,
		   struct answered_deadlines *out)
{
	struct answered_search s = {
		.arena = arena, .deadlines = deadlines, .votes = votes, .mail = mail, .out = out
	};
	bool objects = kind == DEADLINE_EVENT_OBJECTED || kind == DEADLINE_EVENT_PLAIN_OBJECTION;
	const struct deadline_entry *numbered;
	bool names_vote;

	*out = (struct answered_deadlines){ .entries = arena_alloc(arena, deadlines->len + 1,
								   sizeof *out->entries) };
	bool answers_vote = by_thread(&s);

	numbered = fact->item > 0 ? by_number(&s, fact->item) : NULL;
	names_vote = !numbered && fact->item > 0 && votes_find(votes, fact->item);
	if (numbered || names_vote)
		out->n = 0;
	if (numbered)
		add(&s, numbered);
	if (out->n || names_vote || (answers_vote && fact->item <= 0))
		return;
	if (!answers_vote)
		by_subject(&s);
	if (out->n > 1 && !is_of_one_mail(out)) {
		ask_which(out);
		out->unclear = objects;
	} else if (!out->n && objects) {
		by_what_runs(&s, strcmp(fact->rule, "object-tag") == 0, fact->item > 0);
	} else if (!out->n && kind == DEADLINE_EVENT_EXTENDED && fact->item <= 0 &&
		   answered_names_nothing(mail)) {
		by_running_alone(&s);
	}
}
