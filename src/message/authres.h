/* authres.h - Authentication-Results (RFC 8601): by what a mail is proved to be its author's.
 *
 * Anybody can write such a field.  What makes one ours is where it stands, and that our server
 * does what the RFC demands of it: it takes out, or always writes its own above, whatever comes
 * in under its name.  So of the fields with the configured authserv-id the topmost alone
 * counts, and only when no more Received fields stand above it than our own servers write:
 *
 *	what reads the mail for us		`hops`	`fields`
 *	the field on top of all (Exim)		0	1
 *	Postfix with rspamd			1	1
 *	Postfix with OpenDKIM, OpenDMARC	1       2, or 3 with its SPF; AlwaysAddARHeader must
 *						be on
 *	... and Dovecot's LMTP above each	+1
 *	Gmail					2	1
 *	Microsoft 365 (id AUTHRES_UNNAMED)	3 or 4	1
 *
 * Where it is in doubt the answer is no: a field into which a sender may have written is broken
 * (authres.c says by what that is seen), and so is one that says two things of one signature, of
 * the envelope's sender or of the mail, or that is belied so by another in the same name right
 * below it.  A broken field of ours is still ours: what stands below does not take its place.  A
 * header in which other programs may find other fields proves nothing.  Pure; strings are UTF-8,
 * borrowed from the arena.
 */
#ifndef BEADLE_MESSAGE_AUTHRES_H
#define BEADLE_MESSAGE_AUTHRES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

struct message;

/* Beyond them: further fields are not read; a field with more of the others counts for nothing.
 * OpenDKIM cuts its field at 4,096 bytes, Postfix a line at 998; an address has 320 bytes at
 * most. */
enum {
	AUTHRES_FIELDS_MAX = 50,
	AUTHRES_RESULTS_MAX = 50,
	AUTHRES_PROPERTIES_MAX = 30,
	AUTHRES_COMMENT_DEPTH_MAX = 20,
	AUTHRES_FIELD_BYTES_MAX = 3000,
	AUTHRES_LINE_BYTES_MAX = 900,
	AUTHRES_COMMENT_BYTES_MAX = 600,
	AUTHRES_WORD_BYTES_MAX = 320,
};

#define AUTHRES_UNNAMED "-"	/* the authserv-id of a server that writes none */

struct authres_property {
	const char *ptype;	/* "header", "smtp", "policy"; "" where none is written; lower
				 * case */
	const char *property;	/* "d", "from", "mailfrom"; lower case */
	const char *value;	/* without quotes */
};

/* What one result of a method is about: of that there may be no other. */
enum authres_speaks {
	SPEAKS_OF_MAIL,		/* the whole mail */
	SPEAKS_OF_SIGNATURE,	/* one signature: header.d or .i, .s, .b */
	SPEAKS_OF_SENDER,	/* the envelope's: smtp.mailfrom, or smtp.helo where it is empty */
	SPEAKS_OF_OTHERS,	/* of what there may be many */
};

struct authres_result {
	enum authres_speaks speaks;
	const char *method;	/* "dkim", "dmarc", "spf"; lower case, without its version */
	const char *result;	/* "pass", "fail"; lower case */
	const char *reason;	/* "" if none */
	struct authres_property *properties;
	size_t n_properties;
};

struct authres {
	const char *authserv_id;	/* AUTHRES_UNNAMED if none; lower case */
	unsigned received_above;	/* Received fields above this one */
	bool original;			/* X-Original-Authentication-Results: Google Groups keeps
					 * its own there */
	const char *broken;		/* why it counts for nothing; NULL: it could be read to
					 * its end */
	struct authres_result *results;	/* none: nothing was looked at */
	size_t n_results;
};

/* A server whose word counts. */
struct authres_server {
	const char *authserv_id;	/* NULL or "": there is none */
	unsigned hops;			/* Received fields that may stand above its fields; of a
					 * list's not looked at */
	unsigned fields;		/* how many it writes on every mail, one below the other;
					 * 0 is 1 */
};

/* A mail server tries for five days, and a list may hold a mail over a weekend. */
enum { AUTHRES_HOPS_DEFAULT = 2, AUTHRES_DAY_S = 24 * 3600, AUTHRES_AGE_MAX_S = 7 * AUTHRES_DAY_S };

struct authres_trust {
	struct authres_server ours;
	const char *list_domain;	/* of the list's own address; NULL or "": the mail is of
					 * no list */
	const char *list_id;		/* that the list's mail bears; NULL or "": any will do */
	struct authres_server list;	/* which looks at mail before the list sends it on */
	bool list_vouches;		/* the list takes mail from proved senders alone, and
					 * what says who the author is behind a rewritten From,
					 * it has written itself */
	bool names_us;			/* To or Cc has the list's address, or one of ours */
	int64_t received_s;		/* when our server took it; the Date field is judged
					 * against it */
};

enum authres_kind { AUTHRES_NONE, AUTHRES_DKIM, AUTHRES_DMARC, AUTHRES_LIST };

struct authres_proof {
	enum authres_kind kind;
	const char *text;	/* for the audit: "dkim=example.org by mx.example.net"; or why
				 * there is none */
};

/* What proves that the mail is message->author's:
 *
 *  - the author stands in From: dkim=pass of their domain or of a domain above it with at least
 *    two labels (a domain below is not theirs: it may be let to others, and so no public suffix
 *    list is needed), or dmarc=pass of exactly the domain in From.  spf=pass never by itself.
 *    A signature stays good wherever the mail is sent on to.  So one of these must be true as well:
 *      - a server of that domain, or of one above it, handed the mail to the server that says so:
 *        spf=pass of smtp.mailfrom; or
 *      - each DKIM-Signature that the dkim=pass can be about covers what the mail does
 *        (message/dkim.h), names_us, and Date is at most AUTHRES_AGE_MAX_S before received_s and
 *        a day after it.
 *  - or the mail is the list's: dkim or dmarc passes so for list_domain (or spf of a domain below
 *    it), and
 *      - the list's server saw such a pass of the author's domain.  Nobody has signed its field, so
 *        the list itself must have handed the mail over: spf=pass of its domain; or
 *      - the list vouches, and the author stands in From or is encoded in the list's From.
 *        Found in Reply-To, Cc, X-Original-From or a wrapped mail he needs both.
 *
 * More than one author in From, or a dmarc=fail beside a dkim=pass, proves nothing. */
struct authres_proof authres_prove(struct arena *arena, const struct message *message,
				   const struct authres_trust *trust);

/* Is the mail of list_domain, whoever wrote it: does dkim or dmarc pass for it as above, or did one
 * of its servers hand the mail to ours (spf=pass)?  A domain that people write from as well says no
 * more than that somebody of it did. */
bool authres_is_from(struct arena *arena, const struct message *message,
		     const struct authres_trust *trust);


#endif
