/* threads.c - see threads.h.  Ids become numbers by sorting them; threads are the sets of a
 * union-find over these. */
#include "committee/threads.h"

#include <stdlib.h>
#include <string.h>

struct span threads_base_subject(struct span subject, const char *prefix, bool *reply_out)
{
	static const char *const marks[] = { "re",  "aw",  "sv", "vs", "antw", "odp",
					     "rif", "fwd", "fw", "wg", "tr",   "rv" };
	bool found = true, reply = false;

	while (found) {
		found = false;
		subject = span_trim(subject);
		if (*prefix && span_starts_ci(subject, prefix)) {
			subject = span_sub(subject, strlen(prefix), subject.len);
			found = true;
			continue;
		}
		for (size_t i = 0; i < sizeof marks / sizeof marks[0] && !found; i++) {
			size_t n = strlen(marks[i]);

			if (!span_starts_ci(subject, marks[i]) || n >= subject.len)
				continue;
			if (subject.ptr[n] == '[') {	/* "Re[2]:" */
				ptrdiff_t end = span_find_char(subject, ']');

				if (end < 0 || end > 8)
					continue;
				n = (size_t)end + 1;
			}
			if (n >= subject.len || subject.ptr[n] != ':')
				continue;
			subject = span_sub(subject, n + 1, subject.len);
			reply = reply || i < 7;
			found = true;
		}
	}
	if (reply_out)
		*reply_out = reply;
	return subject;
}

struct thread_node {
	const char *key;		/* an id; or a subject, behind a byte that no id has */
	size_t mail;
};

struct thread_set {
	struct arena *arena;
	struct thread_node *nodes;
	size_t len, cap;
	size_t *parent;			/* by mail */
};

static size_t find_root(struct thread_set *set, size_t i)
{
	while (set->parent[i] != i) {
		set->parent[i] = set->parent[set->parent[i]];
		i = set->parent[i];
	}
	return i;
}

static void add_node(struct thread_set *set, const char *key, size_t mail)
{
	if (!*key)
		return;
	set->nodes = arena_grow(set->arena, set->nodes, set->len, &set->cap, sizeof *set->nodes);
	set->nodes[set->len++] = (struct thread_node){ .key = key, .mail = mail };
}

static int compare_nodes(const void *left, const void *right)
{
	const struct thread_node *a = left, *b = right;
	int order = strcmp(a->key, b->key);

	return order ? order : a->mail < b->mail ? -1 : a->mail > b->mail;
}

/* Mails that name the same key are of one thread. */
static void join_all(struct thread_set *set)
{
	if (set->len)
		qsort(set->nodes, set->len, sizeof *set->nodes, compare_nodes);
	for (size_t i = 1; i < set->len; i++) {
		size_t a, b;

		if (strcmp(set->nodes[i - 1].key, set->nodes[i].key) != 0)
			continue;
		a = find_root(set, set->nodes[i - 1].mail);
		b = find_root(set, set->nodes[i].mail);
		set->parent[a > b ? a : b] = a > b ? b : a;
	}
}

static const char *subject_key(struct arena *arena, struct span base)
{
	char *key = arena_alloc(arena, base.len + 2, 1);

	key[0] = '\x01';
	for (size_t i = 0; i < base.len; i++)
		key[i + 1] = (char)ascii_lower((unsigned char)base.ptr[i]);
	return key;
}

/* A reply without a parent joins the mails of its subject that are there; two first mails of one
 * subject ("Agenda?") stay apart. */
static void join_lone_replies(struct thread_set *set, const struct thread_mail *mails, size_t n,
			      const char *prefix)
{
	struct thread_node *by_subject = arena_alloc(set->arena, n, sizeof *by_subject);
	size_t last = SIZE_MAX;

	for (size_t i = 0; i < n; i++) {
		struct span base = threads_base_subject(span_of(mails[i].subject), prefix, NULL);

		by_subject[i] =
			(struct thread_node){ .key = subject_key(set->arena, base), .mail = i };
	}
	if (n)
		qsort(by_subject, n, sizeof *by_subject, compare_nodes);
	for (size_t i = 0; i < n; i++) {
		const struct thread_mail *mail = &mails[by_subject[i].mail];
		bool reply;

		if (i == 0 || strcmp(by_subject[i - 1].key, by_subject[i].key) != 0)
			last = SIZE_MAX;
		(void)threads_base_subject(span_of(mail->subject), prefix, &reply);
		if (last != SIZE_MAX && reply && by_subject[i].key[1] && !*mail->in_reply_to &&
		    !mail->n_references) {
			size_t a = find_root(set, last), b = find_root(set, by_subject[i].mail);

			set->parent[a > b ? a : b] = a > b ? b : a;
		}
		last = by_subject[i].mail;
	}
}

struct order {
	const struct thread_mail *mail;
	size_t index;
};

static int compare_received(const void *left, const void *right)
{
	const struct order *a = left, *b = right;

	if (a->mail->received_s != b->mail->received_s)
		return a->mail->received_s < b->mail->received_s ? -1 : 1;
	int order = strcmp(a->mail->message_id, b->mail->message_id);

	return order ? order : a->index < b->index ? -1 : a->index > b->index;
}

static int compare_threads(const void *left, const void *right)
{
	const struct thread *a = left, *b = right;

	if (a->messages != b->messages)
		return a->messages > b->messages ? -1 : 1;
	if (a->first_s != b->first_s)
		return a->first_s < b->first_s ? -1 : 1;
	return strcmp(a->message_id, b->message_id);
}

struct voice {
	size_t thread;
	struct span author;
};

static int compare_voices(const void *left, const void *right)
{
	const struct voice *a = left, *b = right;

	if (a->thread != b->thread)
		return a->thread < b->thread ? -1 : 1;
	return span_compare_ci(a->author, b->author);
}

static void count_people(struct voice *voices, size_t n, struct thread *threads)
{
	if (n)
		qsort(voices, n, sizeof *voices, compare_voices);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || compare_voices(&voices[i - 1], &voices[i]) != 0)
			threads[voices[i].thread].people++;
	}
}

/* The mails in order of receipt, each Message-ID once. */
static struct thread_mail *sorted_once(struct arena *arena, const struct thread_mail *mails,
				       size_t *n)
{
	struct order *order = arena_alloc(arena, *n, sizeof *order);
	struct thread_mail *sorted = arena_alloc(arena, *n, sizeof *sorted);
	struct thread_node *ids = arena_alloc(arena, *n, sizeof *ids);
	size_t kept = 0;

	for (size_t i = 0; i < *n; i++)
		order[i] = (struct order){ .mail = &mails[i], .index = i };
	if (*n)
		qsort(order, *n, sizeof *order, compare_received);
	for (size_t i = 0; i < *n; i++)
		ids[i] = (struct thread_node){ .key = order[i].mail->message_id, .mail = i };
	if (*n)
		qsort(ids, *n, sizeof *ids, compare_nodes);
	for (size_t i = 1; i < *n; i++) {
		if (*ids[i].key && strcmp(ids[i - 1].key, ids[i].key) == 0)
			order[ids[i].mail].mail = NULL;
	}
	for (size_t i = 0; i < *n; i++) {
		if (order[i].mail)
			sorted[kept++] = *order[i].mail;
	}
	*n = kept;
	return sorted;
}

static size_t leave_out_nobodys(struct thread *threads, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (threads[i].people)
			threads[kept++] = threads[i];
	}
	return kept;
}

size_t threads_of(struct arena *arena, const struct thread_mail *all, size_t n, const char *prefix,
		  int64_t from_s, int64_t to_s, struct thread **out)
{
	struct thread_mail *mails = sorted_once(arena, all, &n);
	struct thread_set set = { .arena = arena,
				  .parent = arena_alloc(arena, n, sizeof *set.parent) };
	struct thread *threads = arena_alloc(arena, n, sizeof *threads);
	struct voice *voices = arena_alloc(arena, n, sizeof *voices);
	size_t *thread_of = arena_alloc(arena, n, sizeof *thread_of), n_threads = 0, n_voices = 0;

	for (size_t i = 0; i < n; i++) {
		set.parent[i] = i;
		add_node(&set, mails[i].message_id, i);
		add_node(&set, mails[i].in_reply_to, i);
		for (size_t r = 0; r < mails[i].n_references; r++)
			add_node(&set, mails[i].references[r], i);
	}
	join_all(&set);
	join_lone_replies(&set, mails, n, prefix);
	for (size_t i = 0; i < n; i++) {
		size_t root = find_root(&set, i);	/* the smallest: the earliest mail */
		struct thread *t;

		if (mails[i].received_s < from_s || mails[i].received_s >= to_s)
			continue;
		if (!thread_of[root]) {
			struct span base =
				threads_base_subject(span_of(mails[root].subject), prefix, NULL);

			threads[n_threads] = (struct thread){
				.subject = arena_strndup(arena, base.ptr, base.len),
				.message_id = mails[root].message_id,
				.first_s = mails[i].received_s,
			};
			thread_of[root] = ++n_threads;
		}
		t = &threads[thread_of[root] - 1];
		t->messages++;
		t->last_s = mails[i].received_s;
		if (*mails[i].author)
			voices[n_voices++] = (struct voice){ .thread = thread_of[root] - 1,
							     .author = span_of(mails[i].author) };
	}
	count_people(voices, n_voices, threads);
	n_threads = leave_out_nobodys(threads, n_threads);
	if (n_threads)
		qsort(threads, n_threads, sizeof *threads, compare_threads);
	*out = threads;
	return n_threads;
}
