/* test_tags_sections.c - lists of action items: where a line begins an item of its own, what heads a list, and what its
 * entries are. */
#include "tags_cases.h"

/* Lines of a list go on to the full width without ending it; wrapped words stay with their item. */
static void a_line_with_a_tag_begins_an_item(void **state)
{
#define LONG "talk to the people of the front page and find a new name for it"
	static const struct line_case cases[] = {
		{ "AI: Joe to " LONG "\nAI: Dave to " LONG " as well\nAI: KP to book it\n",
		  "action [Joe] " LONG "\naction [Dave] " LONG " as well\naction [KP] book it" },
		{ "ACTION: Joe to " LONG "\nACTION: Dave to " LONG " as well\nACTION: KP to book it\n",
		  "action [Joe] " LONG "\naction [Dave] " LONG " as well\naction [KP] book it" },
		{ "ACTION-1: Joe to " LONG "\nACTION-2: Dave to " LONG "\n", "action [Joe] " LONG "\naction [Dave] " LONG },
		{ "AI(Joe): " LONG "\nAI (Dave): " LONG "\nAI [KP]: " LONG "\n", "action [Joe] " LONG "\naction [Dave] " LONG "\naction [KP] " LONG },
		{ "**AI Joe:** " LONG "\n**AI Dave:** " LONG "\n", "action [Joe] " LONG "\naction [Dave] " LONG },
		{ "TODO: " LONG "\nAction item: Dave: " LONG "\n", "action [] " LONG "\naction [Dave] " LONG },
		{ "- We said many words about the front page, and little came of it for now\n  AI Joe: " LONG "\n  AI(Dave): " LONG "\n",
		  "action [Joe] " LONG "\naction [Dave] " LONG },
		{ "Action items:\nDave: " LONG ", and\nJoe: " LONG "\nKP: book it\n",
		  "action [Dave] " LONG ", and\naction [Joe] " LONG "\naction [KP] book it" },
		{ "## Action items\n\nDave: " LONG " that is\nbetter\nJoe: " LONG "\n", "action [Dave] " LONG " that is better\naction [Joe] " LONG },
		{ "AI Joe to " LONG "\nAI Dave will " LONG "\nAI KP: book it\n", "action [Joe] " LONG "\naction [Dave] " LONG "\naction [KP] book it" },
		{ "AI Joe - " LONG "\nAI Dave - " LONG "\n", "action [Joe] " LONG "\naction [Dave] " LONG },
		{ "[AI Joe] " LONG "\n[AI: Dave] " LONG "\n[TODO] " LONG "\n", "action [Joe] " LONG "\naction [Dave] " LONG "\naction [] " LONG },
		{ "[DONE] AI(Joe): " LONG "\n[x] AI: Dave to " LONG "\n", "action [Joe] " LONG " {done}\naction [Dave] " LONG " {done}" },
		{ "TODO Joe to " LONG "\nTODO Dave to " LONG "\n", "action [Joe] " LONG "\naction [Dave] " LONG },
		{ "ACTION Joe to " LONG "\nACTION Dave to " LONG "\n", "action [Joe] " LONG "\naction [Dave] " LONG },
		{ "Action items:\n\nJoe to " LONG "\nDave will " LONG "\nKP and Dan Brown to " LONG "\n",
		  "action [Joe] " LONG "\naction [Dave] " LONG "\naction [KP;Dan Brown] " LONG },
		{ "Action items:\n@joe " LONG "\n@dave " LONG "\n", "action [@joe] " LONG "\naction [@dave] " LONG },
		{ "We talked at length of the front page and of those who have to look at it\nAI Joe to " LONG "\n", "action [Joe] " LONG },
		{ "Of all that we talked of on that day little was left for the notes, but:\n\tAI: Joe to " LONG "\n\tAI: Dave to " LONG "\n",
		  "action [Joe] " LONG "\naction [Dave] " LONG },
		{ "=> AI: Joe to " LONG "\n=> AI: Dave to " LONG "\n", "action [Joe] " LONG "\naction [Dave] " LONG },
		/* a sentence of its own is none that goes on */
		{ "AI: Joe to " LONG "\nThanks,\nDave\n", "action [Joe] " LONG },
		{ "AI: Joe to " LONG "\nBest regards\n", "action [Joe] " LONG },
		{ "- AI: Joe to " LONG "\n  We also said that it is late\n", "action [Joe] " LONG },
		{ "AI: Joe to " LONG ".\nThis is for\nthe summit\n", "action [Joe] " LONG ". This is for" },
		/* a rule below a line of a list makes no heading of it */
		{ "AI: Joe to send it\n---\n fs/file.c | 2 +-\n", "action [Joe] send it" },
		{ "Thanks.\n\n[AI Joe] send it\n---\n\nAI(Dave): print it\n-----\n", "action [Joe] send it\naction [Dave] print it" },
		{ "Action items:\nJoe: send it\n---\n\n## Notes\n", "action [Joe] send it" },
		{ "Action items\n---\n- Joe: send it\n\nAI policy\n---------\n- Dave: it is late\n", "action [Joe] send it" },
		{ "## Action items\nJoe to send it\n===\n", "action [Joe] send it" },
		/* one item all the same */
		{ "AI: Joe to talk to the people of the front page, and when that is done tell\nDave to print it\n",
		  "action [Joe] talk to the people of the front page, and when that is done tell Dave to print it" },
		{ "- AI: Joe to talk to the people of the front page and of the others, and to ask\n  Dave to print it\n",
		  "action [Joe] talk to the people of the front page and of the others, and to ask Dave to print it" },
		{ "AI(Dave): " LONG " and for\nAI tools that we have, and what\ncomes\n", "action [Dave] " LONG " and for AI tools that we have, and what" },
		{ "- AI(Dave): " LONG " and for\n  Linux: the kernel and what stands around it\n",
		  "action [Dave] " LONG " and for Linux: the kernel and what stands around it" },
		{ "- AI(Dave): " LONG "\n  [Joe] [what he said] of it, at length\n", "action [Dave] " LONG " [Joe] [what he said] of it, at length" },
	};
#undef LONG

	(void)state;
	assert_int_equal(run_cases(cases, sizeof cases / sizeof *cases, &people), 0);
}

static void sections_are_read(void **state)
{
	static const struct line_case cases[] = {
		{ "**Action Items:**\n\n- Dave: invite them\n\n- KP: comment\n\n- Someone: check\n\n## Next\n- no item",
		  "action [Dave] invite them\naction [KP] comment\naction [] check" },
		{ "- Action items:\n  - Readme update\n  - Whitepaper (KP to draft)\n- other",
		  "action [] Readme update\naction [KP] Whitepaper (KP to draft)" },
		{ "## ACTION ITEMS\n* [ ] @dave send it\n* [x] @joe print it\n* [ ] [KP] fold it\n",
		  "action [@dave] send it\naction [@joe] print it {done}\naction [KP] fold it" },
		{ "## Completed action items\n- Dave to send it\n", "action [Dave] send it {done}" },
		{ "AI:\n\n* Update the docs\n    * a link\n", "action [] Update the docs" },
		{ "- Review previous action items\n  - [x] Dave: send it\n  - Joe: spoke about it\n", "mention [Dave] send it {done}" },
		{ "Action items from today:\n\n 1. Dave: send it to everybody and to\n    those who asked.\n 2. Joe and KP: write",
		  "action [Dave] send it to everybody and to those who asked.\naction [Joe;KP] write" },
		{ "## Next Steps / Action Items\n- Dave: send it\n", "action [Dave] send it" },
		{ "## Next steps\n- Dave: send it\n", "" },
		{ "Action items\n~~~~~~~~~~~~\n\n- Dave: send it\n\nOther\n~~~~~\n\n- Joe: spoke\n", "action [Dave] send it" },
		{ "Action items\n~~~~~~~~~~~~~~~~~~~~\n- Dave: code\n~~~~~~~~~~~~~~~~~~~~\n", "" },
		{ "## Review of action items\n- Dave: call the bank by 2023-07-05\n- Joe Stone: renew the name - still open\n- KP will print it\n"
		  "- [ ] look at it\n- Joe: I called the bank\n- Dave: the offer, by 2023-07-06\n- KP: it is due by 2023-07-06\n- KP: names of ships\n",
		  "mention [Dave] call the bank by 2023-07-05 <2023-07-05>\nmention [Joe Stone] renew the name\nmention [KP] print it\n"
		  "mention [] look at it\nmention [Dave] the offer, by 2023-07-06 <2023-07-06>" },
		{ "Previous action items:\n- Dave: send it (in progress)\n", "mention [Dave] send it" },
		{ "## Action items from last meeting\n- send it (Dave)\n- KP: called them\n- Joe will be away\n", "mention [Dave] send it" },
		{ "### Old action items\n- Dave: send it [DONE]\n- AI Joe: print it\n", "mention [Dave] send it {done}\naction [Joe] print it" },
		{ "## Open action items\n- Dave: send it\n", "action [Dave] send it" },
		{ "## Actions from last meeting\n\n| Action | Owner | Due | Status |\n|---|---|---|---|\n| send it | Dave | 2023-07-05 | open |\n| print it | Joe | | done |\n",
		  "mention [Dave] send it <2023-07-05>\nmention [Joe] print it {done}" },
		{ "### 2. Review of outstanding actions\n* action MK: share it\n* action on MK, AB: print it - done\n* AB: order it\n* AB said it was late\n",
		  "mention [MK] share it\nmention [MK;AB] print it {done}\nmention [AB] order it" },
		{ "- Review of action items\n  - Send it to all - Sean - **in progress**\n  - Print the rest - Marta - **completed**\n",
		  "mention [Sean] Send it to all\nmention [Marta] Print the rest {done}" },
		{ "- Previous AI Joe: reach out, plus more", "mention [Joe] reach out, plus more" },
		{ "- Last week's AI: Joe and Dave to follow up", "mention [Joe;Dave] follow up" },
		{ "ACTIONS:\nDave: send it\nJoe - print it\n\nDave: and that is all", "action [Dave] send it\naction [Joe] print it" },
		{ "Action items\n\xE2\x98\x90 Dave: send it\n\xE2\x98\x91 Joe: print it\n", "action [Dave] send it\naction [Joe] print it {done}" },
		{ "| Action | Owner | Due | Status |\n|---|---|---|---|\n| send it | Dave | 2023-07-05 | open |\n| print it | Joe, KP | | done |\n\n| a | b |\n| c | d |\n",
		  "action [Dave] send it <2023-07-05>\naction [Joe;KP] print it {done}" },
		{ "- action items are tracked elsewhere\n  - one\n", "" },
		{ "## To do\n- Dave: send it\n", "action [Dave] send it" },
		{ "## To-dos\n- Dave: send it\n", "action [Dave] send it" },
		{ "**To do:**\n\n- Dave: send it\n", "action [Dave] send it" },
		{ "There is more to do.\n- Dave: send it\n", "" },
		{ "to do\n- Dave: send it\n", "" },
		{ "*Action Items*\n\nDave: send it\nJoe to print it\n\nKP: spoke\n", "action [Dave] send it\naction [Joe] print it" },
		{ "Action items\n\nMoney: there is none\nDave: send it\n", "" },
		{ "## Action items\n- Dave\n  - send it\n  - print it (KP)\n  - Joe: fold it\n- Joe and KP:\n  - [x] stack it\n- KP: go\n",
		  "action [Dave] send it\naction [KP] print it\naction [Joe] fold it\naction [Joe;KP] stack it {done}\naction [KP] go" },
		{ "## Action items\n- Website\n  - the front page\n- Dave\n", "action [] Website" },
	};

	(void)state;
	assert_int_equal(run_cases(cases, sizeof cases / sizeof *cases, &people), 0);
}

/* Subheadings, names and states below the heading divide the list. */
static void lists_have_parts(void **state)
{
	static const struct line_case cases[] = {
		{ "## Action items\n\n### Open\n\n- Dave: send it\n\n### Joe\n\n- print it\n", "action [Dave] send it\naction [Joe] print it" },
		{ "# Action Items\n## New\n* Dave to send it\n## Done\n* Joe to print it\n## KP and Dan Brown\n* fold it\n",
		  "action [Dave] send it\naction [Joe] print it {done}\naction [KP;Dan Brown] fold it" },
		{ "## Action items\n\n### Website\n\n- Dave: send it\n- Joe will print it\n\n## Next meeting\n\n- Dave: host it\n",
		  "action [Dave] send it\naction [Joe] print it" },
		{ "## Action items\n\n### Completed\n- Dave: send it\n### In progress\n- Joe: print it\n### Carried over\n- KP: fold it\n",
		  "action [Dave] send it {done}\naction [Joe] print it\naction [KP] fold it" },
		{ "## Action items\n\n**Open**\n\n- Dave: send it\n\n**Closed**\n\n- Joe: print it\n", "action [Dave] send it\naction [Joe] print it {done}" },
		{ "**Action items**\n\n**Open**\n\n- Dave: send it\n\n**Joe**\n\n- print it\n\n**Budget**\n\nThere is none.\n",
		  "action [Dave] send it\naction [Joe] print it" },
		{ "Action items:\n\nOpen:\n- Dave: send it\n- Joe: print it\n\nDone:\n- KP: fold it\n",
		  "action [Dave] send it\naction [Joe] print it\naction [KP] fold it {done}" },
		{ "## Action items\n\nDave:\n\n- send it\n- print it\n\nJoe:\n\n- fold it\n", "action [Dave] send it\naction [Dave] print it\naction [Joe] fold it" },
		{ "## Action items\n\n- Open\n  - Dave: send it\n- Done\n  - Joe: print it\n", "action [Dave] send it\naction [Joe] print it {done}" },
		{ "Action items\n============\n\nOpen\n----\n\n- Dave: send it\n\nJoe\n---\n\n- print it\n\nNotes\n=====\n\n- Dave: it is late\n",
		  "action [Dave] send it\naction [Joe] print it" },
		{ "## Action items\n\n### @dave\n\n- send it\n", "action [@dave] send it" },
		{ "## Action items\n### Done\n#### Joe\n- send it\n#### Dave\n- print it\n### Open\n#### Joe\n- fold it\n",
		  "action [Joe] send it {done}\naction [Dave] print it {done}\naction [Joe] fold it" },
		/* what the list is not about */
		{ "## Action items\n\n- Dave: send it\n\n### Notes\n\n- Joe: we talked of it\n\n### Agenda\n\n- Joe: the budget\n",
		  "action [Dave] send it\nagenda [Joe] the budget" },
		{ "## Action items\n\n### Website\n\n- it is slow\n- nobody likes it\n", "" },
		{ "## Action items\n\nThere are none.\n\n### Next meeting\n\n- in two weeks\n", "" },
	};

	(void)state;
	assert_int_equal(run_cases(cases, sizeof cases / sizeof *cases, &people), 0);
}

/* An entry that names nobody and has entries below it says what they are about. */
static void entries_have_topics(void **state)
{
	static const struct line_case cases[] = {
		{ "## Action items\n\n- Sponsors\n  - Joe: send it\n  - Dave to print it\n", "action [Joe] send it\naction [Dave] print it" },
		{ "Action items:\n\n* Website\n    * [ ] @dave send it\n    * [x] Joe: print it\n* KP: fold it\n",
		  "action [@dave] send it\naction [Joe] print it {done}\naction [KP] fold it" },
		{ "## Action items\n\n1. Front page:\n   - send it (Joe)\n   - Dave will print it\n2. Joe: fold it\n",
		  "action [Joe] send it\naction [Dave] print it\naction [Joe] fold it" },
		{ "- **Action items**\n  - **Sponsors**\n    - **Joe**: send it\n    - **Dave**: print it\n", "action [Joe] send it\naction [Dave] print it" },
		{ "## Action items\n\n- Summit\n  - Rooms\n    - Joe: book them\n  - Dave: send it\n", "action [Joe] book them\naction [Dave] send it" },
		{ "## Action items\n\n**Sponsors**\n\n- Joe: send it\n\n**Website**\n\n- Dave to print it\n", "action [Joe] send it\naction [Dave] print it" },
		/* an item with notes below it */
		{ "## Action items\n\n- Write the letter\n  - Joe: we have no paper\n", "action [] Write the letter" },
		{ "## Action items\n\n- Joe: write the letter\n  - Dave will help\n", "action [Joe] write the letter" },
		{ "## Action items\n\n- Website\n  - the front page\n  - and the rest\n", "action [] Website" },
		{ "## Action items\n\n- [ ] write the letter\n  - Joe: on paper\n", "action [] write the letter" },
	};

	(void)state;
	assert_int_equal(run_cases(cases, sizeof cases / sizeof *cases, &people), 0);
}

/* Whoever the heading names owns what names nobody. */
static void headings_have_owners(void **state)
{
	static const struct line_case cases[] = {
		{ "- **Action Items** (Dave/Joe)\n  - Put together a draft\n", "action [Dave;Joe] Put together a draft" },
		{ "## Action items - Dave\n\n- send it\n- Joe: print it\n", "action [Dave] send it\naction [Joe] print it" },
		{ "Action items (Joe):\n- send it\n- print it\n", "action [Joe] send it\naction [Joe] print it" },
		{ "## Action items for Dave\n\n- send it\n", "action [Dave] send it" },
		{ "**Action items: Dave and Joe**\n\n- send it\n", "action [Dave;Joe] send it" },
		{ "### Dave's action items\n\n* send it\n", "action [Dave] send it" },
		{ "### Action Items [Dan Brown]\n\n1. send it\n2. print it (Joe)\n", "action [Dan Brown] send it\naction [Joe] print it" },
		{ "ACTIONS \xE2\x80\x93 KP:\n\n- send it\n", "action [KP] send it" },
		{ "## TODO (@dave)\n\n- [ ] send it\n- [x] print it\n", "action [@dave] send it\naction [@dave] print it {done}" },
		{ "## AIs (Joe)\n\n- send it\n", "action [Joe] send it" },
		/* no names */
		{ "## Action items (draft)\n\n- send it\n", "action [] send it" },
		{ "## Action items (2023-06-28)\n\n- send it\n", "action [] send it" },
		{ "## Action items (from the chat)\n\n- send it\n", "action [] send it" },
	};

	(void)state;
	assert_int_equal(run_cases(cases, sizeof cases / sizeof *cases, &people), 0);
}

/* However an entry is written: a handle, bold, numbered, without a bullet. */
static void entries_are_written_in_many_ways(void **state)
{
	static const struct line_case cases[] = {
		{ "## Action items\n- @dave: send it\n- @joe to print it by July 5\n- @kp will fold it\n- @dan send it\n",
		  "action [@dave] send it\naction [@joe] print it by July 5 <2023-07-05>\naction [@kp] fold it\naction [@dan] send it" },
		{ "## Action items\n- @dave, @joe: send it\n- @dave and @joe to print it\n- @dave - fold it\n- **@dave** - fold it again\n",
		  "action [@dave;@joe] send it\naction [@dave;@joe] print it\naction [@dave] fold it\naction [@dave] fold it again" },
		{ "## Action items\n\n@dave: send it\n@joe to print it\n", "action [@dave] send it\naction [@joe] print it" },
		{ "## Action items\n- **Dave**: send it\n- **Joe:** print it\n- **KP** - fold it\n- **Dave to send it again**\n- **Joe** will print it again\n",
		  "action [Dave] send it\naction [Joe] print it\naction [KP] fold it\naction [Dave] send it again\naction [Joe] print it again" },
		{ "## Action items\n- **Dave** send it\n- **Joe and KP** print it\n- **Website** fold it\n",
		  "action [Dave] send it\naction [Joe;KP] print it\naction [] Website fold it" },
		{ "## Action items\n1. **Dave**: send it\n2. **Joe** to print it\n3) KP: fold it\n\n10. Dave - send it again\n",
		  "action [Dave] send it\naction [Joe] print it\naction [KP] fold it\naction [Dave] send it again" },
		{ "Action items:\n1) Dave: send it\n2) print it (Joe)\na) KP: fold it\n", "action [Dave] send it\naction [Joe] print it\naction [KP] fold it" },
		{ "Action items\n(1) Dave: send it\n(2) Joe to print it\n", "action [Dave] send it\naction [Joe] print it" },
		{ "Action items\n1.1 Dave: send it\n1.2 Joe to print it\n", "action [Dave] send it\naction [Joe] print it" },
		{ "**Action items**\n\n**Dave**: send it\n**Joe**: print it\n", "action [Dave] send it\naction [Joe] print it" },
		{ "**Action items**\n\n**Dave: send it**\n**Joe to print it**\n", "action [Dave] send it\naction [Joe] print it" },
		{ "Action items:\n  Dave: send it\n  Joe to print it\n  KP - fold it\n", "action [Dave] send it\naction [Joe] print it\naction [KP] fold it" },
		{ "## Action items\n\nDave to send it\nJoe will print it\nfold it (KP)\n", "action [Dave] send it\naction [Joe] print it\naction [KP] fold it" },
		{ "## Action items\n\nDave to send it\n\nJoe will print it\n\nKP: fold it\n", "action [Dave] send it\naction [Joe] print it\naction [KP] fold it" },
		{ "ACTION ITEMS\n\nDave to send it.\nJoe to print it.\n", "action [Dave] send it.\naction [Joe] print it." },
		{ "## Action items\n\nsend the badges to everybody\nprint the rest\n", "action [] send the badges to everybody\naction [] print the rest" },
		{ "## Action items\n\n[ ] Dave: send it\n[x] Joe: print it\n[ ] fold it (KP)\n", "action [Dave] send it\naction [Joe] print it {done}\naction [KP] fold it" },
		{ "## Action items\n\n[Dave] send it\n[Joe] print it\n", "action [Dave] send it\naction [Joe] print it" },
		{ "## Action items\n\n1. send it\n   - **Owner**: Dave\n   - **Due**: 2023-07-05\n   - to all of them\n2. print it\n   - Owner: TBD\n3. fold it\n   - Assigned to: Joe, KP\n",
		  "action [Dave] send it <2023-07-05>\naction [] print it\naction [Joe;KP] fold it" },
		{ "## Action items\n\n#### High priority\n\n- Dave: send it\n\n#### Low\n\n- look at it (Joe)\n", "action [Dave] send it\naction [Joe] look at it" },
		/* a name behind the task, of people whom nobody knows, where it is a habit */
		{ "## Action items\n- Send it to all - Sean\n- Print the rest \xE2\x80\x93 Marta Lis - in progress\n",
		  "action [Sean] Send it to all\naction [Marta Lis] Print the rest" },
		{ "## Action items\n- Send it to all - Windows\n- Print the rest\n", "action [] Send it to all - Windows\naction [] Print the rest" },
		{ "## Action items\n- Send it to all - Friday\n- Print the rest - June\n", "action [] Send it to all - Friday\naction [] Print the rest - June" },
		{ "## Action items\n- Rework Beginning (Joe)\n- default to the old one (Joe)\n", "action [Joe] Rework Beginning\naction [Joe] default to the old one" },
		/* what it is about, in front of who does it */
		{ "## Action items\n- Board Election: Mona to send it\n- Website: Dave will print it\n- Dave: Joe to fold it\n",
		  "action [Mona] send it\naction [Dave] print it\naction [Dave] Joe to fold it" },
		{ "## Action items\n\nWG members please print it\n\nSubgroup leaders should send it\n",
		  "action [WG members] print it\naction [Subgroup leaders] send it" },
		/* how it is, below */
		{ "Action items:\n\nDave: send it\n- done\nJoe: print it\n- in progress\n", "action [Dave] send it {done}\naction [Joe] print it" },
		{ "Action:\n\n- Mona will send it\n- Dave and Joe to print it\n", "action [Mona] send it\naction [Dave;Joe] print it" },
		{ "**Action items**\n\n* Dave to send it\n\n** Joe will print it\n", "action [Dave] send it\naction [Joe] print it" },
		{ "## Action items\n- bugs to look into\n  - the door (Joe)\n  - the roof (Dave)\n", "action [Joe] the door\naction [Dave] the roof" },
		/* words about the list */
		{ "## Action items\n\nWe had no time for these. Please read them.\n\n- Dave: send it\n", "action [Dave] send it" },
		{ "## Action items\n\nNone this week.\n", "" },
		{ "## Action items\n\nNone\n\n## Notes\n- Dave: it is late\n", "" },
		{ "## Action items\n\nSend mail to the list if you want one. We look at it each week.\n", "" },
	};

	(void)state;
	assert_int_equal(run_cases(cases, sizeof cases / sizeof *cases, &people), 0);
}

/* Bullets of word processors, and white space that is none to a program. */
static void bullets_of_word_processors(void **state)
{
	static const struct line_case cases[] = {
		{ "\xC2\xB7         [AI Joe] send it\no\tAI: Dave to print it\n\xC2\xA7  AI(KP): fold it\n", "action [Joe] send it\naction [Dave] print it\naction [KP] fold it" },
		{ "Action items:\n\xC2\xB7\xC2\xA0\xC2\xA0\xC2\xA0 Joe: send it\n\xE2\x96\xAA Dave to print it\n\xE2\x80\x93 KP: fold it\n",
		  "action [Joe] send it\naction [Dave] print it\naction [KP] fold it" },
		{ "Action items:\n\xEF\x82\xB7 Joe: send it\n   o   Dave to print it\n", "action [Joe] send it" },
		{ "Action items:\n\xE2\x97\x8B Joe: send it\n\xE2\x9E\xA2 Dave to print it\n\xE2\x96\xA0 KP: fold it\n\xE2\x81\x83 Dave: fold it\n",
		  "action [Joe] send it\naction [Dave] print it\naction [KP] fold it\naction [Dave] fold it" },
		{ "  * The budget\n    o ACTION - Dave to print it\n\n  * The port\n    o ACTION: KP: fold it\n",
		  "action [Dave] print it\naction [KP] fold it" },
		{ "\xC2\xA0\xC2\xA0- AI:\xC2\xA0" "Dave\xC2\xA0to send it\n", "action [Dave] send it" },
	};

	(void)state;
	assert_int_equal(run_cases(cases, sizeof cases / sizeof *cases, &people), 0);
}

static void tables_have_one_column_or_no_edges(void **state)
{
	static const struct line_case cases[] = {
		{ "| Action Item |\n|---|\n| Joe: send it |\n| Dave to print it |\n", "action [Joe] send it\naction [Dave] print it" },
		{ "| Action items |\n| --- |\n| [ ] @dave send it |\n| print it (KP) |\n| [DONE] Joe: fold it |\n",
		  "action [@dave] send it\naction [KP] print it\naction [Joe] fold it {done}" },
		{ "## Action items\n\n| Description |\n|---|\n| Joe: send it |\n", "action [Joe] send it" },
		{ "Action | Owner | Due\n---|---|---\nsend it | Dave | 2023-07-05\nprint it | Joe, KP |\n", "action [Dave] send it <2023-07-05>\naction [Joe;KP] print it" },
		{ "Owner | Action item\n--- | ---\nDave | send it\nJoe and KP | print it\n\nJoe | is away\n", "action [Dave] send it\naction [Joe;KP] print it" },
		{ "Task | Who | Status\n:--- | :---: | ---:\nsend a word to all of those who have not heard of it until now, with a copy | Dave | done\n"
		  "print it | Joe | open\n", "action [Dave] send a word to all of those who have not heard of it until now, with a copy {done}\naction [Joe] print it" },
		{ "| # | Action | Owner |\n|---|---|---|\n| 1 | send it | Dave |\n| 2 | print it | |\n", "action [Dave] send it\naction [] print it" },
		{ "## Action items\n\n| # | Item |\n|---|---|\n| 1 | Dave: send it |\n| 2 | Joe to print it |\n", "action [Dave] send it\naction [Joe] print it" },
		{ "+--------+-------+\n| Action | Owner |\n+========+=======+\n| send it | Dave |\n+--------+-------+\n| print it | Joe |\n+--------+-------+\n",
		  "action [Dave] send it\naction [Joe] print it" },
		/* no tables of actions */
		{ "| Members |\n|---|\n| Joe: chair |\n", "" },
		{ "a | b\n--- | ---\nDave | Joe\n", "" },
		{ "Dave | Joe\nAction | Owner\n", "" },
	};

	(void)state;
	assert_int_equal(run_cases(cases, sizeof cases / sizeof *cases, &people), 0);
}

/* An entry with a box is an item wherever it stands, if it says who does what or what is to be done. */
static void boxes_are_items(void **state)
{
	static const struct line_case cases[] = {
		{ "- [ ] Dave: send it\n- [x] Joe to print it\n- [ ] @kp fold it\n* [ ] send it again (Dave)\n",
		  "action [Dave] send it\naction [Joe] print it {done}\naction [@kp] fold it\naction [Dave] send it again" },
		{ "- [ ] send the badges\n- [x] print the rest\n", "action [] send the badges\naction [] print the rest {done}" },
		{ "[ ] Dave: send it\n[X] Joe: print it\n", "action [Dave] send it\naction [Joe] print it {done}" },
		{ "## Website\n- Fonts\n  - [ ] [Dave] send it\n", "action [Dave] send it" },
		{ "\xE2\x98\x90 Dave: send it\n\xE2\x98\x91 Joe to print it\n", "action [Dave] send it\naction [Joe] print it {done}" },
		/* who was there, what was talked of */
		{ "* [x] Dave Thorn (_TSC_) - Boats and Sails\n* [ ] Joe Stone (_TSC Chair_) - Harbour Works\n* [ ] Kim Oak - Boats\n", "" },
		{ "Present:\n- [x] Dave Thorn\n- [ ] Joe Stone: Harbour Works\n", "" },
		{ "- [x] Roll call\n- [ ] Budget\n- [ ] The new logo (10m)\n", "" },
		{ "- [x] I have read the rules\n- [ ] This is a bug\n", "" },
		{ "- [x](https://example.org/x) Dave: a link\n", "" },
	};

	(void)state;
	assert_int_equal(run_cases(cases, sizeof cases / sizeof *cases, &people), 0);
}

/* TODO without a colon begins an entry; of a program's notes it is none. */
static void todo_is_a_tag(void **state)
{
	static const struct line_case cases[] = {
		{ "- TODO write the plan\n- TODO new logo for the page\n* TODO Update the docs\n1. TODO fix it\n",
		  "action [] write the plan\naction [] new logo for the page\naction [] Update the docs\naction [] fix it" },
		{ "TODO send the list\nTODO print the list\n", "action [] send the list\naction [] print the list" },
		{ "- TODO Joe to print it\n- TODO Dave: send it\n- TODO @joe print it\n- TODO [Dave] send it\n",
		  "action [Joe] print it\naction [Dave] send it\naction [@joe] print it\naction [Dave] send it" },
		{ "- TODO(Dave): send it\n- TODO(dave) send it\n- TODO (Joe): print it\n- TODO(Joe, Dave): fold it\n",
		  "action [Dave] send it\naction [dave] send it\naction [Joe] print it\naction [Joe;Dave] fold it" },
		{ "- We talked of it, and it is late. TODO: Joe will print it\n- The list - TODO(Joe): print it\n- Is it slow? TODO Dave: send it\n",
		  "action [Joe] print it\naction [Joe] print it\naction [Dave] send it" },
		{ "- [ ] TODO write the plan\n- **TODO** write the other plan\n", "action [] write the plan\naction [] write the other plan" },
		{ "- TODO lists are long\n- TODO items of last year\n- TODO is a word\nTODO passed: 3, 5\n- TODO\n- TODO: none\n", "" },
		{ "* ACTION ITEM More examples of it are needed\n* ACTION ITEM--Use the issue to begin\n* ACTION ITEM \xE2\x80\x94 ask the bank\n",
		  "action [] More examples of it are needed\naction [] Use the issue to begin\naction [] ask the bank" },
		{ "* ACTION ITEM REVIEW (10 min)\n* ACTION ITEMS are kept elsewhere\n* ACTION ITEM list of today\n", "" },
		{ "- a todo for the page\n- todo: nobody knows\n- the TODO of the page\n", "" },
		{ "/* TODO: free it */\n// TODO: free it\n/* What it does.\n * TODO: free it\n */\n-- TODO: free it\n; TODO: free it\n% TODO: free it\n<!-- TODO: free it -->\n",
		  "" },
		{ "\tx = 1;\t/* TODO: free it */\n\treturn x;  // TODO: free it\n\ty = 2  # TODO: free it\n", "" },
		{ "ok 4 - TODO: free it\nnot ok 5 - TODO free it\nnot ok 6 - x # TODO free it\nsrc/file.c:12: TODO: free it\nfile.c:12:3: warning: TODO: free it\n", "" },
		{ "/* What it does. */\n\n* TODO: Dave to send it\n", "action [Dave] send it" },
	};

	(void)state;
	assert_int_equal(run_cases(cases, sizeof cases / sizeof *cases, &people), 0);
}

/* The head of a list, as people put it; the same words in a sentence head none. */
static void heads_of_lists(void **state)
{
	static const char *const heads[] = {
		"Actions / Follow-ups",
		"Follow-up actions",
		"Action Items & Owners",
		"\xE2\x9C\x85 Action Items",
		"5. Action Items",
		"Action items (carry-over)",
		"Actions arising from the meeting",
		"To-Do List",
		"New Action Items from this call:",
		"Actions agreed",
		"Task list",
		"Key action items",
		"ACTION ITEM LIST",
		"Action items/next steps",
		"Action register",
		"AIs:",
		"TODOs",
		"Action points",
		"Summary of action items",
		"Outstanding action items",
		"Action items 2023-06-28",
		"Today's action items",
		"Actions from today's call",
		"Our tasks",
	};
	static const char *const others[] = {
		"Action items are tracked elsewhere",
		"How we track action items",
		"Discuss the list of actions",
		"Action",
		"Call to action",
		"The actions of the board",
		"Task force",
		"GitHub Actions",
	};
	static const char *const frames[] = { "### %s\n\n- Dave: send it\n", "**%s**\n\n- Dave: send it\n", "- %s\n  - Dave: send it\n" };
	size_t bad = 0;

	(void)state;
	for (size_t f = 0; f < sizeof frames / sizeof *frames; f++) {
		size_t n_heads = sizeof heads / sizeof *heads, n_others = sizeof others / sizeof *others;

		for (size_t i = 0; i < n_heads + n_others; i++) {
			const char *head = i < n_heads ? heads[i] : others[i - n_heads], *end = strstr(frames[f], "%s") + 2;
			const char *text = arena_printf(arena, "%.*s%s%s", (int)(end - 2 - frames[f]), frames[f], head, end);
			struct fact_list list = scan_text_of(text, &people);
			size_t n = 0;

			for (size_t k = 0; k < list.len; k++)
				n += list.facts[k].kind == FACT_ACTION && strcmp(list.facts[k].text, "send it") == 0;
			if (n != (i < n_heads)) {
				printf("# %s: %zu actions\n", text, n);
				bad++;
			}
		}
	}
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_with_a_tag_begins_an_item),
		cmocka_unit_test(sections_are_read),
		cmocka_unit_test(lists_have_parts),
		cmocka_unit_test(entries_have_topics),
		cmocka_unit_test(headings_have_owners),
		cmocka_unit_test(entries_are_written_in_many_ways),
		cmocka_unit_test(bullets_of_word_processors),
		cmocka_unit_test(tables_have_one_column_or_no_edges),
		cmocka_unit_test(boxes_are_items),
		cmocka_unit_test(todo_is_a_tag),
		cmocka_unit_test(heads_of_lists),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
