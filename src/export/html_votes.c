/* html_votes.c - the section of a page on votes: of one that is open how many have voted, of one
 * that is over what came of it, and who voted how.  Left out while the list has had none. */
#include "export/html.h"

#include "committee/ranked_ballot.h"
#include "notices/format.h"

static bool is_shown(const struct html *h, const struct vote *vote)
{
	int64_t since_s = h->view->now_s - 2 * (int64_t)EXPORT_RECENT_S;

	return vote->opened && (vote_is_running(vote) || vote->settled_s >= since_s);
}

bool html_has_votes(const struct html *h)
{
	for (size_t i = 0; i < h->view->votes.len; i++) {
		if (h->view->votes.entries[i].vote.opened)
			return true;
	}
	return false;
}

void html_vote(struct html *h, const struct vote_entry *e)
{
	struct page *p = &h->page;

	PAGE(p, HTML_ROW "<span class=\"no\">");
	bool begun = page_link_begin(p, export_source(h->arena, h->view, e->vote.message_id));

	PAGE(p, "#");
	page_number(p, e->number);
	page_link_end(p, begun);
	PAGE(p, "</span> <bdi>");
	page_text(p, e->title);
	PAGE(p, "</bdi>");
}

static void note(struct html *h, const char *head, const char *text)
{
	struct page *p = &h->page;

	if (!*text)
		return;
	PAGE(p, "<small>");
	page_text(p, head);
	PAGE(p, "<bdi>");
	page_text(p, text);
	PAGE(p, "</bdi></small>");
}

static void result(struct html *h, const struct vote_entry *e)
{
	note(h, "", votes_result_text(h->arena, e));
	for (size_t i = 0; e->terms.n_options && i < e->vote.n_voters; i++) {
		const char *choice = votes_shown(e, &e->vote.voters[i]).choice;

		if (*choice)
			note(h, arena_printf(h->arena, "%s: ", e->vote.voters[i].name), choice);
	}
	if (e->terms.n_options)
		return;
	note(h, "Yes: ", votes_who_chose(h->arena, e, ballot_name(BALLOT_YES)));
	note(h, "No: ", votes_who_chose(h->arena, e, ballot_name(BALLOT_NO)));
	note(h, "Abstained: ", votes_who_chose(h->arena, e, ballot_name(BALLOT_ABSTAIN)));
	note(h, "Voted: ", votes_who_chose(h->arena, e, ballot_name(BALLOT_SEALED)));
	note(h, "Ballots: ", votes_ballots_text(h->arena, e));
}

static const char *until_text(struct html *h, const struct vote *v)
{
	if (v->untold)
		return "ballots are on their way";
	if (v->waits)
		return "the result is not certain yet";
	return format_in_days(h->arena,
			      html_days_until(h, zone_to_local(h->view->zone, v->closes_s).date));
}

static void vote_row(struct html *h, const struct vote_entry *e)
{
	const struct vote *v = &e->vote;
	bool is_running = vote_is_running(v), is_against = v->state == VOTE_FAILED ||
							   vote_is_for_agenda(v);
	struct page *p = &h->page;

	html_vote(h, e);
	note(h, "Options: ",
	     ranked_options_text(h->arena, e->terms.options, e->terms.n_options));
	if (is_running)
		note(h, e->terms.n_options ? "To win: " : "To pass: ",
		     votes_rule_text(h->arena, e));
	else if (v->state != VOTE_WITHDRAWN)
		result(h, e);
	PAGE(p, "</th>" HTML_CELL);
	if (is_against)
		PAGE(p, "<strong class=\"late\">");
	page_text(p, vote_state_name(v->state));
	if (is_against)
		PAGE(p, "</strong>");
	if (is_running)
		note(h, "", arena_printf(h->arena, "%s have voted", votes_voted_text(h->arena, e)));
	PAGE(p, "</td>" HTML_CELL);
	html_day_of(h, is_running ? v->closes_s : v->settled_s);
	if (is_running)
		note(h, "", until_text(h, v));
	PAGE(p, "</td></tr>\n");
}

/* Those that run, or the others; the latest first. */
static size_t rows(struct html *h, bool running, bool write)
{
	const struct vote_list *all = &h->view->votes;
	size_t n = 0;

	for (size_t i = all->len; i-- > 0;) {
		const struct vote_entry *e = &all->entries[i];

		if (!is_shown(h, &e->vote) || vote_is_running(&e->vote) != running)
			continue;
		n++;
		if (write)
			vote_row(h, e);
	}
	return n;
}

void html_votes(struct html *h)
{
	struct page *p = &h->page;

	if (!html_has_votes(h))
		return;
	PAGE(p, "<section id=\"votes\" aria-labelledby=\"votes-h\"><h2 "
		"id=\"votes-h\">Votes</h2>\n");
	if (!rows(h, true, false) && !rows(h, false, false)) {
		PAGE(p, "<p class=\"none\">None is open, and none has ended in the last eight "
			"weeks.</p></section>\n");
		return;
	}
	html_rows_begin(h, "Open, and ended in the last eight weeks",
			(const char *const[]){ "Vote", "State", "Ends" }, "");
	PAGE(p, HTML_BODY);
	rows(h, true, true);
	rows(h, false, true);
	PAGE(p, "</tbody></table></section>\n");
}
