/* incoming.c - who has sent a mail, and what all events of it have in common: see record.h. */
#include <string.h>

#include "committee/record.h"

const struct person *incoming_sender(const struct incoming *mail)
{
	return mail->sender && *mail->sender ? people_by_name(mail->people, mail->sender) :
					       people_by_address(mail->people, mail->author_addr);
}

bool incoming_is_proved(const struct incoming *mail)
{
	return mail->proof && *mail->proof;
}

const char *incoming_actor(const struct incoming *mail)
{
	const struct person *sender = incoming_sender(mail);

	return sender ? sender->name : *mail->author_addr ? mail->author_addr : mail->author_name;
}

struct event incoming_event(const struct incoming *mail, enum event_kind kind)
{
	return (struct event){
		.at_s = mail->received_at_s,
		.kind = kind,
		.list = mail->list,
		.actor = incoming_actor(mail),
		.message_id = mail->message_id,
		.proof = mail->proof,
		.quiet_until_s = mail->quiet_until_s,
	};
}

bool incoming_is_from_chair(const struct incoming *mail)
{
	const char *const chairs[] = { mail->chair, mail->last_chair, mail->next_chair };
	const struct person *sender = incoming_sender(mail);

	for (size_t i = 0; sender && i < sizeof chairs / sizeof chairs[0]; i++) {
		if (chairs[i] && strcmp(chairs[i], sender->name) == 0)
			return true;
	}
	return false;
}
