/* record_report.c - see record_report.h. */
#include "committee/record_report.h"

#include <string.h>

#include "committee/walk.h"
#include "tags/progress.h"

enum {
	SAME_LINE_PERCENT = 75,
	ENOUGH_WORDS = 2,
	SHORT_WORDS = 5,
	QUOTED_SCORE = 100,
	VERB_SCORE = 2
};

struct reporter {
	struct arena *arena;
	const struct state *state;
	const struct incoming *mail;
	struct event_list *out;
};

bool record_has_reports(const struct fact *facts, size_t n_facts)
{
	for (size_t i = 0; i < n_facts; i++) {
		if (facts[i].kind == FACT_REPORT)
			return true;
	}
	return false;
}

static void emit(struct arena *arena, const struct incoming *mail, const struct fact *fact,
		 int item, const char *person, const char *words, struct event_list *out)
{
	struct event e = incoming_event(mail, EVENT_LOOKS_DONE);

	e.item = item;
	e.line = fact->line;
	e.rule = fact->rule;
	e.looks_done = (struct event_looks_done){ .person = person, .words = words };
	event_list_add(arena, out, &e);
}

/* Is the mail an answer to the one that raised the item, or to a notice about it? */
static bool is_in_thread(const struct incoming *mail, const struct item *item)
{
	const struct answered_notice *notice = mail->answered;

	for (size_t i = 0; notice && i < notice->n_items; i++) {
		if (notice->items[i] == item->number)
			return true;
	}
	const char *answered = mail->thread ? mail->thread : mail->refs;

	return span_has_line(span_of(answered), span_of(item->message_id));
}

/* The words of an item without the verb that begins them. */
static struct wording nouns_of(struct arena *arena, const struct item *item)
{
	const char *rest = item->text + strcspn(item->text, " ");

	return wording_of(arena, rest, (struct span){ 0 });
}

/* How much of a sentence speaks for the item, beside that it says that something is done. */
struct resemblance {
	size_t nouns, n_nouns;
	bool has_verb;
};

/* False: it says nothing of the kind, or names another thing in the item's place. */
static bool compare(struct arena *arena, const char *sentence, const struct item *item,
		    struct resemblance *out)
{
	const struct wording words = wording_of(arena, sentence, (struct span){ 0 });
	const struct wording nouns = nouns_of(arena, item);

	if (!progress_is_done(span_of(sentence), span_of(item->text)) ||
	    wording_differs(&words, item_wording(item)))
		return false;
	*out = (struct resemblance){
		.nouns = wording_covered(&nouns, &words),
		.n_nouns = nouns.n,
		.has_verb = progress_has_verb(span_of(sentence), span_of(item->text)),
	};
	return true;
}

/* Does the quoted line that an answer stands below show the item? */
static bool is_quoted(struct arena *arena, const struct fact *fact, const struct item *item)
{
	const struct wording line = wording_of(arena, fact->context, (struct span){ 0 });
	const struct wording *known = item_wording(item);

	if (!line.n || !known->n)
		return false;
	return wording_covered(known, &line) * 100 >= known->n * SAME_LINE_PERCENT;
}

static bool names_number(const char *sentence, int number)
{
	char written[16];
	const char *at;

	snprintf(written, sizeof written, "#%d", number);
	at = strstr(sentence, written);
	return at && !ascii_is_digit((unsigned char)at[strlen(written)]);
}

static size_t count_words(const char *text)
{
	size_t n = 0;

	for (size_t i = 0; text[i]; i++)
		n += text[i] != ' ' && (!i || text[i - 1] == ' ');
	return n;
}

static size_t score_of(const struct reporter *r, const struct fact *fact, const struct item *item)
{
	struct resemblance like;

	if (!compare(r->arena, fact->text, item, &like))
		return 0;
	size_t score = 1 + like.nouns;

	if (like.has_verb)
		score += VERB_SCORE;

	if (is_quoted(r->arena, fact, item) || names_number(fact->text, item->number))
		score += QUOTED_SCORE;
	return score;
}

/* Of several that may be meant the one that most speaks for, and of one alone what is short enough
 * to be about nothing else; NULL: none, or two. */
static const struct item *item_of_answer(const struct reporter *r, const struct fact *fact,
					 const struct person *person)
{
	struct item_walk walk = walk_items(r->state, r->mail->list);
	const struct item *item, *best = NULL, *shown = NULL;
	size_t best_score = 0, n = 0, n_raised = 0;
	bool is_tied = false;

	while ((item = item_walk_next(&walk))) {
		if (!is_in_thread(r->mail, item))
			continue;
		n_raised++;
		if (is_quoted(r->arena, fact, item) && !item_awaits(item, person->name))
			shown = item;
		if (!item_awaits(item, person->name))
			continue;
		size_t score = score_of(r, fact, item);

		n++;
		is_tied = score == best_score  ? best_score > 0
			  : score > best_score ? false
					       : is_tied;
		if (score > best_score) {
			best = item;
			best_score = score;
		}
	}
	if (!best || is_tied || (shown && best_score < QUOTED_SCORE))
		return NULL;
	bool is_alone = n_raised == 1 || (n == 1 && count_words(fact->text) <= SHORT_WORDS);

	return best_score > 1 || is_alone ? best : NULL;
}

/* The item of the person that a line of minutes tells of; NULL: none, or two. */
static const struct item *item_of_line(const struct reporter *r, const struct fact *fact,
				       const char *person)
{
	struct item_walk walk = walk_items(r->state, r->mail->list);
	const struct item *item, *best = NULL;
	size_t best_score = 0;
	bool is_tied = false;

	while ((item = item_walk_next(&walk))) {
		struct resemblance like;

		if (!item_awaits(item, person) || !compare(r->arena, fact->text, item, &like))
			continue;
		size_t score = like.nouns + like.has_verb;
		bool is_enough =
			like.nouns && (score >= ENOUGH_WORDS || like.nouns == like.n_nouns);

		if (!is_enough || score < best_score)
			continue;
		is_tied = score == best_score;
		best = item;
		best_score = score;
	}
	return is_tied ? NULL : best;
}

static void report(struct reporter *r, const struct fact *fact)
{
	const struct person *sender = incoming_sender(r->mail);
	const struct item *item;

	if (!sender)
		return;
	for (size_t i = 0; i < fact->n_people; i++) {
		item = item_of_line(r, fact, fact->people[i]);
		if (item)
			emit(r->arena, r->mail, fact, item->number, fact->people[i], fact->quote,
			     r->out);
	}
	if (fact->n_people)
		return;
	item = item_of_answer(r, fact, sender);
	if (item)
		emit(r->arena, r->mail, fact, item->number, sender->name, fact->quote, r->out);
}

void record_reports(struct arena *arena, const struct state *state, const struct incoming *mail,
		    const struct fact *facts, size_t n_facts, struct event_list *out)
{
	struct reporter r = { .arena = arena, .state = state, .mail = mail, .out = out };

	for (size_t i = 0; i < n_facts; i++) {
		if (facts[i].kind == FACT_REPORT)
			report(&r, &facts[i]);
	}
}

/* Takes "Dave: " off; NULL: no name of one of the people stands there. */
static const struct person *take_speaker(const struct people *people, struct span *line)
{
	bool is_bracket = line->len && line->ptr[0] == '[';
	ptrdiff_t end = span_find_char(*line, is_bracket ? ']' : ':');
	size_t index;

	if (end <= 0 ||
	    people_resolve(people, span_sub(*line, is_bracket, (size_t)end - is_bracket), &index) !=
		    PEOPLE_PERSON)
		return NULL;
	*line = span_trim(span_sub(*line, (size_t)end + 1, line->len));
	return &people->persons[index];
}

/* Whose report it is: who is named, else whom the line names as its owner, else the one owner. */
static const char *reporter_of(const struct claim *claim, const struct item *item,
			       const struct person *speaker)
{
	const char *found = NULL;

	for (size_t i = 0; i < item->n_owners; i++) {
		const char *person = item->owners[i].person;
		bool is_named = !speaker && !claim->owners.len && !*item->owners[i].group;

		if (!*person || !item_awaits(item, person))
			continue;
		if (speaker)
			is_named = strcmp(speaker->name, person) == 0;
		for (size_t k = 0; !speaker && k < claim->owners.len; k++)
			is_named =
				is_named || (strcmp(claim->owners.owners[k].person, person) == 0 &&
					     !*claim->owners.owners[k].group);
		if (is_named && !found)
			found = person;
	}
	return found;
}

static bool says_done(struct span line, const struct item *item)
{
	struct span sentence;

	while (progress_next_sentence(&line, &sentence)) {
		if (progress_is_done(sentence, span_of(item->text)))
			return true;
	}
	return false;
}

void report_of_mention(struct arena *arena, const struct incoming *mail, const struct claim *claim,
		       const struct item *item, struct event_list *out)
{
	const struct claim_front *remark = claim_remark(claim, item);
	struct span rest = span_of(claim->fact->detail), line;
	const char *person = reporter_of(claim, item, NULL);

	if (strcmp(mail->message_id, item->message_id) == 0 || !incoming_sender(mail))
		return;
	if (person && remark && says_done(remark->remark, item)) {
		emit(arena, mail, claim->fact, item->number, person, claim->fact->quote, out);
		return;
	}
	while (span_next_line(&rest, &line)) {
		const struct person *speaker = take_speaker(mail->people, &line);

		person = reporter_of(claim, item, speaker);
		if (!person || !says_done(line, item))
			continue;
		emit(arena, mail, claim->fact, item->number, person,
		     arena_strndup(arena, line.ptr, line.len), out);
		return;
	}
}
