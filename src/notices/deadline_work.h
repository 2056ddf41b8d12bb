/* deadline_work.h - what decides about deadlines shares while it does, and a view of one for the
 * texts. */
#ifndef BEADLE_NOTICES_DEADLINE_WORK_H
#define BEADLE_NOTICES_DEADLINE_WORK_H

#include "committee/calendar.h"
#include "committee/deadlines.h"
#include "notices/decide.h"
#include "notices/digest.h"

struct deadline_context {
	const struct notice_policy *policy;
	const struct people *people;
	struct meeting_calendar *calendar;	/* NULL: no meetings */
	int64_t read_s;				/* every mail received up to then was read */
};

/* An objection that is told together with others. */
struct gathered_objection {
	const char *key;			/* spent when it is told */
	const char *answers;			/* its mail */
	struct objection_row row;
};

struct deadline_decider {
	struct arena *arena;
	const struct state *state;
	const struct deadline_context *context;
	int64_t now_s;
	struct notice_list *out;
	int64_t *next_s;
	const struct deadline_entry *entry;	/* that is looked at; NULL: none */
	int meeting;				/* whose minutes it is about; <= 0: none */
	const struct zone *zone;		/* the list's */
	const char **spent;			/* further keys of the next notice */
	size_t n_spent, cap_spent;
	struct gathered_objection *gathered;
	size_t n_gathered, cap_gathered;
};

/* What a notice to the list says, so that the ledger knows it. */
struct deadline_saying {
	int64_t named_s;			/* the end; 0: none */
	const char *word;			/* on how it ended, or that it has not; "" */
	bool next_agenda;			/* it goes there */
};

void deadline_wake_at(struct deadline_decider *d, int64_t at_s);
const char *deadline_key_at(struct deadline_decider *d, const char *stage,
			    int64_t n); /* of d->entry */
bool deadline_is_spent(const struct deadline_decider *d, const char *key);
void deadline_spend(struct deadline_decider *d,
		    const char *key); /* with the next notice that takes d->spent */
void deadline_spend_with(struct deadline_decider *d,
			 struct notice *notice); /* this one takes them */
const char *deadline_message_id(const struct deadline_decider *d, const char *key);

/* What answers the mail belongs to d->entry, if there is one.  says: NULL: it is not for the
 * list. */
struct notice *deadline_add_notice(struct deadline_decider *d, const char *key,
				   const char *kind_name, const struct person *person,
				   const char *addr, const struct notice_composed *composed,
				   const struct deadline_saying *says);

/* Who has the chair's mail; false: nobody.  as_minutes_say: whom the text of d->entry names goes
 * first. */
bool deadline_chair_reader(struct deadline_decider *d, const char *key, const char *answers,
			   bool as_minutes_say, const struct person **person_out,
			   struct digest_reader *out);

/* Minutes of the past: nobody was told that silence would be consent, so no notice speaks of
 * them. */
bool deadline_is_untold(const struct deadline_entry *entry);

/* What the texts about it need; borrowed from the entry. */
struct deadline_view deadline_view_of(struct arena *arena, const struct people *people,
				      const struct deadline_entry *entry);

#endif
