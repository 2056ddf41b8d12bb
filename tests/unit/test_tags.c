/* test_tags.c - what single lines, mails and small minutes yield: owners, text, status, due, kinds. */
#include "tags/outline.h"
#include "tags_tables.h"

#include "tags_cases.h"

static void every_shape_is_read(void **state)
{
	static const struct line_case cases[] = {
		{ "- AI(Dave): Forward email", "action [Dave] Forward email" },
		{ "- **AI (KP):** pick a week", "action [KP] pick a week" },
		{ "- AI [Daniel/Joe]: talk to somebody", "action [Daniel;Joe] talk to somebody" },
		{ "- AI: KP to start from the blog", "action [KP] start from the blog" },
		{ "- AI: Dan Brown will check", "action [Dan Brown] check" },
		{ "- **AI Joe:** reach out", "action [Joe] reach out" },
		{ "- AI: Daniel: update links", "action [Daniel] update links" },
		{ "- ^^^AI(everyone): look at it", "action [everyone] look at it" },
		{ "- [AI: all] Continue the roadmap", "action [all] Continue the roadmap" },
		{ "- ACTION (?): create a list", "action [] create a list" },
		{ "- AI starting a doc", "action [] starting a doc" },
		{ "- AI: Ask from LF", "action [] Ask from LF" },
		{ "- AI: doc for topics", "action [] doc for topics" },
		{ "- KP AI: ask for an invite", "action [KP] ask for an invite" },
		{ "- Action on the page - AI(Daniel): [a link](https://example.org/x)", "action [Daniel] Action on the page - a link" },
		{ "- Language update - AI(KP)", "action [KP] Language update" },
		{ "- Is a notice sufficient?  **AI: Brendan** to check", "action [Brendan] check" },
		{ "- ebpf.io - AI Daniel: Move domains. It is good.", "action [Daniel] Move domains. It is good." },
		{ "- **Kubearmor: AI Daniel to hit merge**", "action [Daniel] hit merge" },
		{ "- **AI(Thomas) to move it. \\[DONE\\]**", "action [Thomas] move it. {done}" },
		{ "- AI(Dave): Next steps \\[DONE, PR \\#[[156]{.ul}](https://example.org/156)\\]", "action [Dave] Next steps {done} (PR #156)" },
		{ "- AI: Remove it (Joe) [DONE]", "action [Joe] Remove it {done}" },
		{ "- AI: [[Daniel]{.ul}\n  [Berg]{.ul}](mailto:d@example.org) follow up\n  \\[DONE\\]", "action [Daniel Berg] follow up {done}" },
		{ "-   **Let's follow up again with the others on the page for style?\n    AI: Daniel \\[DONE, pinged\\]**",
		  "action [Daniel] Let's follow up again with the others on the page for style? {done} (pinged)" },
		{ "- AI: Joe and Daniel to collect handles", "action [Joe;Daniel] collect handles" },
		{ "- AI(Daniel): Bill should reach out", "action [Daniel] Bill should reach out" },
		{ "- Proposal: KP takes an action item to compare", "action [KP] compare" },
		{ "- AI(BSC members): Approve it", "action [BSC members] Approve it" },
		{ "- AI(Liz): write", "action [Liz] write" },
		{ "**ACTION**: [Mona] send the list", "action [Mona] send the list" },
		{ "- [Dave] **[Action - Mona]** send the list", "action [Mona] send the list" },
		{ "- AI -- Mona -- send the list", "action [Mona] send the list" },
		{ "- ~~AI (mona): send the list~~", "action [mona] send the list {done}" },
		{ "- AI: Someone to look", "action [] look" },
		{ "ACTION: put the exception into the paragraph that deals with the\nresulting form", "action [] put the exception into the paragraph that deals with the resulting form" },
		{ "- AI(Dave): send it\n  - DONE", "action [Dave] send it {done}" },
		{ "- AI(Dave): send it\n  - [Daniel: pinged somebody]", "action [Dave] send it" },
		{ "- AI(Dave): one thing. AI(Joe): another", "action [Dave] one thing.\naction [Joe] another" },
		{ "ACTION-12: Dave to send the draft", "action [Dave] send the draft" },
		{ "ACTION-20230714-2: Dave to send the draft", "action [Dave] send the draft" },
		{ "ACTION ITEM 2023-07-14.02: Dave to send the draft", "action [Dave] send the draft" },
		{ "Action item 3 - Dave to send the draft", "action [Dave] send the draft" },
		{ "- AI(Dave, by July 5): send it", "action [Dave] send it <2023-07-05>" },
		{ "- Action [Dave, July 5]: send it", "action [Dave] send it <2023-07-05>" },
		{ "- [DONE] AI(Dave): send it", "action [Dave] send it {done}" },
		{ "- [DONE] [AI Dave] send it", "action [Dave] send it {done}" },
		{ "[Done] [AI] send it", "action [] send it {done}" },
		{ "- \\[DONE, PR \\#156\\] \\[AI: Dave, Joe\\] send it", "action [Dave;Joe] send it {done} (PR #156)" },
		{ "- Release 1.2 DONE - AI(Dave): send it", "action [Dave] send it" },
		{ "- DONE: [AI Dave] send it", "action [Dave] send it {done}" },
		{ "- (done) [ACTION: Dave] send it", "action [Dave] send it {done}" },
		{ "- [Don] [AI Dave] send it", "action [Dave] send it" },
		{ "- **DONE** AI(Dave): send it", "action [Dave] send it {done}" },
		{ "- Half of it DONE AI(Dave): send it", "action [Dave] send it" },
		{ "- [AI: Dave to send it by July 5]", "action [Dave] send it by July 5 <2023-07-05>" },
		{ "- [ACTION: Joe will send it]", "action [Joe] send it" },
		{ "- [AI Dave: send it]", "action [Dave] send it" },
		{ "- [AI: send it to the board]", "action [] send it to the board" },
		{ "- [AI][Mona] send it", "action [Mona] send it" },
		{ "- [AI] [Dave] send it", "action [Dave] send it" },
		{ "- [AI] [Draft] send it", "action [] [Draft] send it" },
		{ "- [AI] Mona to send it", "action [Mona] send it" },
		{ "- [AI] Dave: send it", "action [Dave] send it" },
		{ "- [AI] Security: send it", "action [] Security: send it" },
		{ "- [AI] please send it to Dave", "action [] please send it to Dave" },
		{ "- AI(Dave, with help from Joe): send it", "action [Dave] send it" },
		{ "- AI(all maintainers): send it", "action [all maintainers] send it" },
		{ "- Action 7.2: Dave to send it", "action [Dave] send it" },
		{ "- \xF0\x9F\x91\x89 AI: Dave to send it", "action [Dave] send it" },
		{ "- \xE2\x9E\xA1\xEF\xB8\x8F **Action (Dave):** send it", "action [Dave] send it" },
		{ "<Ann> ACTION: Dave to send it\n<trackbot> Created ACTION-12 - send it [on Dave].\n<Ann> thanks", "action [Dave] send it" },
		{ "- AI 3: Dave to send it", "action [Dave] send it" },
		{ "[NEW] ACTION: Dave to send it", "action [Dave] send it" },
		{ "<scribe> ACTION: Dave to send it", "action [Dave] send it" },
		{ "- Dave to send it [AI]", "action [Dave] send it" },
		{ "- send it - [ACTION]", "action [] send it" },
		{ "- AI: Once it is merged, Dave/Joe to tell them", "action [Dave;Joe] Once it is merged, Dave/Joe to tell them" },
		{ "- AI: If there is time, we will do it", "action [] If there is time, we will do it" },
		{ "- see the page (AI: Joe)", "action [Joe] see the page" },
		/* words where only an owner stands are kept as they are: whose it is will be asked */
		{ "AI(all but Dave): do it", "action [all but Dave] do it" },
		{ "- AI(the chair): ask the board", "action [the chair] ask the board" },
		{ "- AI (the chair): ask the board", "action [the chair] ask the board" },
		{ "- AI(whoever has time): fix it", "action [whoever has time] fix it" },
		{ "- AI (whoever has time): fix it", "action [whoever has time] fix it" },
		{ "- **AI(everybody else):** fix it", "action [everybody else] fix it" },
		{ "- AI(whoever has time, by July 5): fix it", "action [whoever has time] fix it <2023-07-05>" },
		{ "- AI(whoever): fix it", "action [] fix it" },
		{ "- It is late. AI(the chair): ask them", "action [the chair] ask them" },
		{ "Dave's AI: send it", "action [Dave] send it" },
		{ "- Dave\xE2\x80\x99s action item: send it", "action [Dave] send it" },
		{ "[AI] @dave send it", "action [@dave] send it" },
		{ "[AI] @dave, @joe: send it", "action [@dave;@joe] send it" },
		{ "- AI -> Joe: send it", "action [Joe] send it" },
		{ "- AI \xE2\x86\x92 Joe to send it", "action [Joe] send it" },
		/* done, where it can be said */
		{ "[AI Dave DONE] send it", "action [Dave] send it {done}" },
		{ "[AI Dave, done] send it", "action [Dave] send it {done}" },
		{ "[AI: Dave, Joe - DONE] send it", "action [Dave;Joe] send it {done}" },
		{ "[AI DONE] send it", "action [] send it {done}" },
		{ "[AI Dave due 2023-07-05 DONE] send it", "action [Dave] send it {done} <2023-07-05>" },
		{ "AI(Dave, DONE): send it", "action [Dave] send it {done}" },
		{ "[AI Mona Done] send it", "action [Mona Done] send it" },
		{ "[AI MacDONE] send it", "action [MacDONE] send it" },
		{ "- AI(Dave): send it **Done**", "action [Dave] send it {done}" },
		{ "- AI(Dave): send it **done.**", "action [Dave] send it {done}" },
		{ "- **AI(Dave): get it done**", "action [Dave] get it done" },
		{ "- AI(Dave): get it done", "action [Dave] get it done" },
		{ "- AI(Dave): **get it done**", "action [Dave] get it done" },
		{ "AI (done): Dave to send it", "action [Dave] send it {done}" },
		{ "AI [DONE]: Dave: send it", "action [Dave] send it {done}" },
		{ "AI (done): send it", "action [] send it {done}" },
		{ "AI (in progress): Dave to send it", "action [Dave] send it" },
		{ "- AI: Joe to send it **Done by Maya before the call**", "action [Joe] send it {done} (by Maya before the call)" },
		{ "- AI: Joe to send it - done by Mark", "action [Joe] send it {done} (by Mark)" },
		{ "- [AI] {Mona and Dave} will send it", "action [Mona;Dave] send it" },
		{ "- [AI] {Mona} should send it", "action [Mona] send it" },
		{ "- [AI] {draft} send it", "action [] {draft} send it" },
		{ "- TODO: All students must send it", "action [All students] send it" },
		{ "- ACTION: every member of the board to send it", "action [every member of the board] send it" },
		{ "- ACTION: everyone Send it", "action [everyone] Send it" },
		{ "- ACTION: J.R. Stone to send it", "action [J.R. Stone] send it" },
		{ "- AI: resolved: send it", "action [] resolved: send it" },
		{ "- AI: Resolved to send it", "action [] Resolved to send it" },
		{ "- AI: Front page: Mona to send it", "action [Mona] send it" },
		{ "- AI slop: Dave will send it", "" },
		{ "- Dave action item: send it", "action [Dave] send it" },
		{ "- AI(Dave): [x] send it", "action [Dave] send it {done}" },
		{ "- AI: Dave to send it [x]", "action [Dave] send it [x]" },
		{ "- AI(Dave): [ ] send it", "action [Dave] send it" },
		/* numbers behind the tag */
		{ "- ACTION #3: Dave to send it", "action [Dave] send it" },
		{ "- AI #3 - Dave to send it", "action [Dave] send it" },
		{ "- Action 2023-04: Dave to send it", "action [Dave] send it" },
		{ "- Action 5 of the list is done", "" },
		{ "> ***Action #1: send it (Dave)***", "action [Dave] send it" },
		{ "> **Action #1**: send it (Dave)", "" },
		/* how wikis write */
		{ "* '''ACTION''': Dave will send it", "action [Dave] send it" },
		{ "* Notes\n** '''TODO:''' Dave to send it\n*** ''AI'': Joe to print it", "action [Dave] send it\naction [Joe] print it" },
		{ "== Action items ==\n* '''Dave''': send it\n** to all\n* ''Joe'' to print it\n\n== Notes ==\n* Dave: it is late",
		  "action [Dave] send it\naction [Joe] print it" },
		{ "- AI: Dave to write ''send it'' and ''all", "action [Dave] write send it and ''all" },
		{ "***AI*: Dave** to send it", "action [Dave] send it" },
		{ "*** ACTION *** Dave to send it", "action [Dave] send it" },
	};

	(void)state;
	assert_int_equal(run_cases(cases, sizeof cases / sizeof *cases, &people), 0);
}

/* n names in a bracket, of six bytes each: all of them, or, where that is no list any more, an item to ask about. */
static void many_owners_lose_no_item(void **state)
{
	static const char *const frames[] = { "- [AI %s] send it", "- [AI: %s due 2023-07-05] send it", "- AI(%s): send it",
					      "- AI [%s]: send it", "- AI: [%s] send it", "- Topic. AI(%s): send it" };
	static const size_t counts[] = { 1, 17, 19, 40, 41, 200, 900 };

	(void)state;
	for (size_t f = 0; f < sizeof frames / sizeof *frames; f++) {
		for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
			const char *before = strstr(frames[f], "%s");
			char names[8000] = "";
			size_t len = 0;

			for (size_t i = 0; i < counts[c]; i++)
				len += (size_t)snprintf(names + len, sizeof names - len, "%sNa%c%c%c", i ? ", " : "",
							(char)('a' + i % 26), (char)('a' + i / 26 % 26), (char)('a' + i / 676));
			struct fact_list list = scan_text_of(arena_printf(arena, "%.*s%s%s", (int)(before - frames[f]), frames[f],
									  names, before + 2), f % 2 ? &people : NULL);

			assert_int_equal(list.len, 1);
			assert_int_equal(list.facts[0].kind, FACT_ACTION);
			assert_string_equal(list.facts[0].text, "send it");
			assert_int_equal(list.facts[0].n_owners, counts[c] <= 40 ? counts[c] : 0);
			assert_int_equal(civil_is_set(list.facts[0].due), f == 1);
		}
	}
}

static void look_alikes_are_none(void **state)
{
	static const char *const texts[] = {
		"- Review open AI's", "- How to track pending AIs", "- [Dave] topics (my action item) and more", "- AI/ML working group",
		"- AI tools are discussed", "- GenAI: what is it", "- AI is a wide field", "- OpenAI: a company", "- interaction: none",
		"- https://wiki.example.org/viewpage.action?pageId=1", "- `AI(Dave): code`", "```\nAI(Dave): code\n```", "> AI(Dave): quoted",
		"- Review previous action items", "- Discuss AI since last meeting (5 min)", "- AI safety is a topic", "- AI Act: news from Brussels",
		"- A: yes\n- Q: no", "- timely action is needed", "- traction", "- via GH action", "- the paper \xE2\x80\x9CThreats for AI: The Case\xE2\x80\x9D",
		"- ACTION: none.", "- AI: No action; awaiting review.", "- GitHub Actions auto-deploy is fine", "- AI training data: where from",
		"- AI Team feedback", "- AI(s) / tasks are shared", "- call to action: review the PR", "- Decision/Action/Follow up:",
		"Action: ?", "- release notes with ACTION REQUIRED", "- generative AI (LLM) is here", "# AI: a heading",
		"- AI (artificial intelligence): a primer", "- AI (see above)", "- AI (see above): more of it", "- AI(see above) and more",
		"- AI (the other kind): a survey", "- Google's AI: a demo", "- AI -> better tools", "- AI (open) models",
		"- AI(large models) are here", "AI Slop: tools write many patches, and somebody has to look at them.",
		"So they are - as we call them now: AI accelerators - good for one thing.", "- Action verb: \"validate\" says what the change does",
		"AI Winter - money for research was gone", "- AI Coding Assistants: policy", "- AI Code Review: the bot comments on patches",
		"AI hype: it is over", "- AI art: who owns it?", "- AI Chips will be the bottleneck", "- Action plan: see the page",
		"- AI features - not before autumn", "- AI Slop to be rejected at once", "AI Slop should not be merged", "- AI code should be marked",
		"- Topics: AI Bubble: when does it burst?", "- Action required: none", "- AI Bots (many) are here: AI Bots: they crawl",
	};
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		for (int with = 0; with < 2; with++) {
			struct fact_list list = scan_text_of(texts[i], with ? &people : NULL);

			for (size_t k = 0; k < list.len; k++) {
				if (list.facts[k].kind == FACT_AGENDA)
					continue;
				printf("# %s is read as %s by %s\n", texts[i], fact_kind_name(list.facts[k].kind), list.facts[k].rule);
				bad++;
			}
		}
	}
	assert_int_equal(bad, 0);
}

static void names_by_shape(void **state)
{
	static const struct line_case cases[] = {
		{ "- AI: Need to clarify", "action [] Need to clarify" },
		{ "- AI: Talk to the board", "action [] Talk to the board" },
		{ "- AI: mnot to run tests", "action [mnot] run tests" },
		{ "- AI: set date for it", "action [] set date for it" },
		{ "- AI: We need a sync", "action [] We need a sync" },
		{ "- AI: Mona access to analytics", "action [] Mona access to analytics" },
		{ "- Participants:\n  - Mona Lis\n- AI: Mona access to analytics", "action [Mona] access to analytics" },
		{ "- AI: Note: it is late", "action [] Note: it is late" },
		{ "- AI Irvi: paint the fence", "action [Irvi] paint the fence" },
		{ "- AI Irvi: Send it on", "action [Irvi] Send it on" },
		{ "- AI Irvi: please have a look", "action [Irvi] please have a look" },
		{ "- AI Irvi - announcing it", "action [Irvi] announcing it" },
		{ "- AI Irvi to have a look", "action [Irvi] have a look" },
		{ "- AI Irvi will send it on", "action [Irvi] send it on" },
		{ "- AI Irvi agreed to be there", "action [Irvi] be there" },
		{ "- AI for irvi to have a look", "action [irvi] have a look" },
		{ "- ACTION irvi to have a look", "action [irvi] have a look" },
		{ "- Participants:\n  - Irvi Dun\n- AI Irvi: slides", "action [Irvi] slides" },
		{ "- AI: Irvi or someone else to open PRs", "action [Irvi] open PRs" },
		{ "- AI: @mona to look", "action [@mona] look" },
		{ "- AI for steering members: comment", "action [steering members] comment" },
		{ "- AI: write the LibX doc (LibX)", "action [LibX] write the LibX doc" },
	};

	(void)state;
	assert_int_equal(run_cases(cases, sizeof cases / sizeof *cases, NULL), 0);
}

static void dan_is_not_daniel(void **state)
{
	struct fact_list list = scan_text_of("- AI(Dan): one\n- AI(Daniel): two\n- AI(all): three\n- AI(Nobody Known): four\n", &people);

	(void)state;
	assert_int_equal(list.len, 4);
	assert_string_equal(list.facts[0].people[0], "Dan Brown");
	assert_string_equal(list.facts[1].people[0], "Daniel Berg");
	assert_int_equal(list.facts[2].n_people, 0);
	assert_string_equal(list.facts[2].groups[0], "all");
	assert_int_equal(list.facts[3].n_people, 0);
	assert_int_equal(list.facts[3].n_owners, 1);
}

static void dates_are_read(void **state)
{
	static const struct line_case cases[] = {
		{ "- [AI Dave due 2023-07-05] forward it", "action [Dave] forward it <2023-07-05>" },
		{ "- AI(Dave): forward it by July 5", "action [Dave] forward it by July 5 <2023-07-05>" },
		{ "- [AI Dave 2023-07-05] forward it", "action [Dave] forward it <2023-07-05>" },
		{ "- [AI Dave, 2023-07-05] forward it", "action [Dave] forward it <2023-07-05>" },
		{ "- [AI: Dave, Joe 5 July] forward it", "action [Dave;Joe] forward it <2023-07-05>" },
		{ "- [AI Dave July 5 2023] forward it", "action [Dave] forward it <2023-07-05>" },
		{ "- [AI Dave 05.07.2023] forward it", "action [Dave] forward it <2023-07-05>" },
		{ "- [AI Dave by 05.07.2023] forward it", "action [Dave] forward it <2023-07-05>" },
		{ "- [AI Dave in 3 days] forward it", "action [Dave] forward it <2023-07-01>" },
		{ "- [AI Dave in two weeks] forward it", "action [Dave] forward it <2023-07-12>" },
		{ "- AI(Mona 2023-07-05): forward it", "action [Mona] forward it <2023-07-05>" },
		{ "- AI(Mona 2w): forward it", "action [Mona 2w] forward it" },
		{ "- [AI Room 204] forward it", "action [Room 204] forward it" },
		{ "- AI(Dave): forward it in 3 days", "action [Dave] forward it in 3 days <2023-07-01>" },
		{ "- AI(Dave): forward it (bis 12.07.)", "action [Dave] forward it (bis 12.07.) <2023-07-12>" },
		{ "- AI(Dave): forward it by June 20", "action [Dave] forward it by June 20 <2023-06-20>" },
		{ "- AI(Dave): ask who is away in 3 days of July", "action [Dave] ask who is away in 3 days of July" },
		{ "## Sitzung vom 05.07.2023\n\n- AI(Dave): forward it by tomorrow",
		  "meeting [] Sitzung vom 05.07.2023 <2023-07-05>\naction [Dave] forward it by tomorrow <2023-07-06>" },
		{ "- [SILENT June 20] a logo", "deadline [] a logo <2024-06-20> (June 20)" },
		{ "- AI(Dave): set up the call for next meeting", "action [Dave] set up the call for next meeting <2023-07-12>" },
		{ "- AI(Dave): invite them to the Jan 5th meeting", "action [Dave] invite them to the Jan 5th meeting" },
		{ "- Deadline for drafts 5pm PT next Monday\n  - AI(Dave): snapshots\n  - AI(Joe): register",
		  "action [Dave] snapshots <2023-07-03>\naction [Joe] register" },
		{ "- [AI Joe every 6 months] propose projects", "action [Joe] propose projects (every 6 months) ~ every 6 months" },
		{ "## Meeting #2 - 2023-03-08\n- AI(Dave): it is for next meeting\n## Meeting #3 - 2023-03-22\n",
		  "meeting [] Meeting #2 - 2023-03-08 <2023-03-08> #2\naction [Dave] it is for next meeting <2023-03-22> #2\n"
		  "meeting [] Meeting #3 - 2023-03-22 <2023-03-22> #3" },
	};

	(void)state;
	assert_int_equal(run_cases(cases, sizeof cases / sizeof *cases, &people), 0);
}

static void duties_that_come_back_are_read(void **state)
{
	static const struct line_case cases[] = {
		{ "[AI Joe every 6 months] propose projects", "action [Joe] propose projects (every 6 months) ~ every 6 months" },
		{ "AI(Joe, every 6 months): propose projects", "action [Joe] propose projects (every 6 months) ~ every 6 months" },
		{ "AI (Joe, Every 2 Weeks): send it", "action [Joe] send it (Every 2 Weeks) ~ every 2 weeks" },
		{ "AI [Dave/Joe every month]: send it", "action [Dave;Joe] send it (every month) ~ every month" },
		{ "[AI: Dave, Joe, monthly] send it", "action [Dave;Joe] send it (monthly) ~ every month" },
		{ "[AI Joe weekly] send it", "action [Joe] send it (weekly) ~ every week" },
		{ "[AI Joe, Quarterly] send it", "action [Joe] send it (Quarterly) ~ every 3 months" },
		{ "[AI every year] send it", "action [] send it (every year) ~ every year" },
		{ "[AI all every first Monday] read it", "action [all] read it (every first Monday) ~ every first Monday of the month" },
		{ "[AI Joe every 6 months due 2023-07-05] propose projects",
		  "action [Joe] propose projects <2023-07-05> (every 6 months) ~ every 6 months" },
		{ "[AI Joe every 6 months, by July 5] propose projects",
		  "action [Joe] propose projects <2023-07-05> (every 6 months) ~ every 6 months" },
		{ "AI(Joe, every month, July 5): propose projects",
		  "action [Joe] propose projects <2023-07-05> (every month) ~ every month" },
		{ "[AI Joe due 2023-07-05 every 6 months] propose projects",
		  "action [Joe] propose projects <2023-07-05> (every 6 months) ~ every 6 months" },
		{ "[AI Joe due 2023-07-05, yearly] propose projects", "action [Joe] propose projects <2023-07-05> (yearly) ~ every year" },
		/* nothing that comes back */
		{ "AI: Joe to check every patch", "action [Joe] check every patch" },
		{ "AI: Joe to check the patches every week", "action [Joe] check the patches every week" },
		{ "[AI Joe] propose projects every 6 months", "action [Joe] propose projects every 6 months" },
		{ "[AI Joe every meeting] take notes", "action [Joe] take notes (every meeting)" },
		{ "[AI Joe every second Monday] take notes", "action [Joe] take notes (every second Monday)" },
		{ "AI(Joe): send the weekly report", "action [Joe] send the weekly report" },
		{ "[AI John Weekly] take notes", "action [John Weekly] take notes" },
	};

	(void)state;
	assert_int_equal(run_cases(cases, sizeof cases / sizeof cases[0], &people), 0);
}

static void agendas_are_read(void **state)
{
	static const struct line_case cases[] = {
		{ "## Agenda\n- [Dave] Landscape\n- [20m] [doc](https://example.org/d) from marketing [KP/Dan]\n- (10m) Election\n"
		  "- Where? (Joe Stone) (10 min)\n- Plain\n- Remark (Governing board ask)\n- Windows [KP Sand/Dave]\n  - [Joe] speaks here\n",
		  "agenda [Dave] Landscape\nagenda [KP;Dan] doc from marketing 20m\nagenda [] Election 10m\nagenda [Joe Stone] Where? 10m\n"
		  "agenda [] Plain\nagenda [] Remark (Governing board ask)\nagenda [KP Sand;Dave] Windows" },
		{ "Agenda for July 5 (in the small room):\n- [Dave] one\n", "agenda [Dave] one" },
		{ "- **AGENDA**\n  - [Dave] one\n  - Group:\n    - [Joe] below a group\n    - [Joe] We said it\n", "agenda [Dave] one\nagenda [Joe] below a group" },
		{ "## Meeting #9 - 2022-02-23\n- **Chair:** KP Sand\n- **Participants:**\n  - Dave\n- How to go on [Dave]\n",
		  "meeting [KP Sand] Meeting #9 - 2022-02-23 <2022-02-23> #9\nagenda [Dave] How to go on #9" },
		{ "## Agenda\n1. Review of the list (5m, Joe)\n", "agenda [Joe] Review of the list 5m" },
		{ "Agenda:\n[Dave] one\n(10m) two\nthree [KP Sand/Dave]\nfour\n\n[Joe] spoke\n",
		  "agenda [Dave] one\nagenda [] two 10m\nagenda [KP Sand;Dave] three\nagenda [] four" },
		/* each entry of the list is one, whatever it says */
		{ "Agenda:\n\n- New logo\n- The budget of the summer\n- Windows roadmap\n\nJoe\n",
		  "agenda [] New logo\nagenda [] The budget of the summer\nagenda [] Windows roadmap" },
		{ "Proposed agenda\n\n1. Minutes of last time\n2. [Dave] Logo\n   - we have three drafts\n3. AOB\n",
		  "agenda [] Minutes of last time\nagenda [Dave] Logo\nagenda [] AOB" },
		{ "**Agenda**\n* Old business:\n  * Logo\n  * We said that it is late\n* New business\n  * what we know of it\n",
		  "agenda [] Logo\nagenda [] New business" },
		{ "Agenda:\n- none\n", "" },
		{ "Agenda:\n- ...\n- [1]\n", "" },
		{ "Agenda:\n\n- Logo\n\nPlease bring\n\n- a pen\n- paper\n", "agenda [] Logo" },
		{ "Meeting #9 - 2023-07-05\n=====\n\nAgenda:\n- Logo\n", "meeting [] Meeting #9 - 2023-07-05 <2023-07-05> #9\nagenda [] Logo #9" },
		{ "Meeting #9 - 2023-06-28\n=====\n\nAgenda:\n- Logo\n", "meeting [] Meeting #9 - 2023-06-28 <2023-06-28> #9\nagenda [] Logo #9" },
		/* ... but the notes of a meeting look the same */
		{ "Meeting #9 - 2023-06-28\n=====\nPresent: Dave, Joe\n\nAgenda:\n- Logo\n", "meeting [] Meeting #9 - 2023-06-28 <2023-06-28> #9" },
		{ "Meeting #8 - 2023-06-21\n=====\n\nAgenda:\n- Logo\n- Colour [Dave]\n",
		  "meeting [] Meeting #8 - 2023-06-21 <2023-06-21> #8\nagenda [Dave] Colour #8" },
		{ "# Agenda\n\n[20m] one [Dave]\n[Dave] We said that it is late\n", "agenda [Dave] one 20m" },
	};

	(void)state;
	assert_int_equal(run_cases(cases, sizeof cases / sizeof *cases, &people), 0);
}

/* A mail: lines, kind by a character in front ('>' quoted, '~' signature, '+' patch, ' ' new). */
static const char *mail_facts(const char *subject, const char *in_reply_to, const char *body)
{
	struct message message = { .subject = subject, .in_reply_to = in_reply_to, .message_id = "a@example.org" };
	struct scan_context context = { .people = &people, .base = { 2023, 6, 28 }, .next_meeting = { 2023, 7, 12 } };
	struct message_line lines[40];
	struct span rest = span_of(body), one;
	struct fact_list list = { .facts = NULL };
	struct err err;

	while (span_next_line(&rest, &one)) {
		char mark = one.len ? one.ptr[0] : ' ';

		assert_true(message.n_lines < 40);
		lines[message.n_lines] = (struct message_line){
			.text = span_sub(one, 1, one.len), .number = (unsigned)message.n_lines + 1, .why = "test",
			.kind = mark == '>' ? LINE_QUOTE : mark == '~' ? LINE_SIGNATURE : mark == '+' ? LINE_PATCH : LINE_NEW,
		};
		message.n_lines++;
	}
	message.lines = lines;
	assert_int_equal(scan_message(arena, rules, &message, &context, &list, &err), ERR_NONE);
	for (size_t i = 1; i < list.len; i++)
		assert_true(list.facts[i - 1].line <= list.facts[i].line);
	return describe(&list);
}

static void mails_are_read(void **state)
{
	static const struct {
		const char *subject, *reply_to, *body, *want;
	} cases[] = {
		{ "[AI Dave] forward the email", "", "", "action [Dave] forward the email" },
		{ "[bsc] [AI Dave] forward the email", "", "", "action [Dave] forward the email" },
		{ "Re: [AI Dave] forward the email", "", " Done.", "command []  {done}" },
		{ "[bsc] AW: [AI Dave] forward the email", "", "", "" },
		{ "[AI Dave] forward the email", "b@example.org", "", "action [Dave] forward the email" },
		{ "Re: [AI Dave] forward the email", "b@example.org", "", "" },
		{ "[bsc] AI: Dave to forward the email", "b@example.org", " Thanks.", "action [Dave] forward the email" },
		{ "[bsc] RE: [AI Dave] forward the email", "b@example.org", " Thanks.", "" },
		{ "Fwd: [AGENDA 20m] x", "", "", "" },
		{ "[SILENT] New logo", "", " Please look.", "deadline [] New logo" },
		{ "[SILENT 1w] New logo", "", " Please look.", "deadline [] New logo <2023-07-05> (1w)" },
		{ "[AGENDA #39] Roadmap", "", "", "agenda [] Roadmap #39" },
		{ "[MINUTES #38] of Wednesday", "", "", "meeting [] of Wednesday #38" },
		{ "hi", "", " Hello,\n \n [AI Dave] forward the email\n [AI: Dave, Joe] do more\n [AI all] read it\n [AI] nobody\n Thanks,\n Joe",
		  "action [Dave] forward the email\naction [Dave;Joe] do more\naction [all] read it\naction [] nobody" },
		{ "hi", "", " [AI Dave due 2023-07-05] forward a long text that is wrapped by the mail\n program into two lines\n", 
		  "action [Dave] forward a long text that is wrapped by the mail program into two lines <2023-07-05>" },
		{ "hi", "", " [DONE #12] merged on Friday\n [AI #13] has moved", "command [] merged on Friday {done} item 12\ncommand [] has moved item 13" },
		{ "hi", "", " [AGENDA 20m Dave] Windows roadmap\n [AGENDA] other\n [LAZY 72h] colour\n [SILENT 2023-07-10] charter",
		  "agenda [Dave] Windows roadmap 20m\nagenda [] other\ndeadline [] colour <2023-07-01> (72h)\ndeadline [] charter <2023-07-10> (2023-07-10)" },
		{ "hi", "", ">[AI Dave] quoted\n new text\n~AI(Dave): signature\n+AI(Dave): patch", "" },
		{ "hi", "", " AI(Dave): this is the first half of a sentence\n>quoted in the middle\n and this is other text",
		  "action [Dave] this is the first half of a sentence" },
		{ "Minutes", "", " ## Meeting #38 - 2023-06-21\n \n - Chair: Joe\n - Agenda\n   - [Dave] Topic\n     - AI(KP): it is for next time",
		  "meeting [Joe] Meeting #38 - 2023-06-21 <2023-06-21> #38\nagenda [Dave] Topic #38\naction [KP] it is for next time <2023-07-12> #38" },
	};
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *got = mail_facts(cases[i].subject, cases[i].reply_to, cases[i].body);

		if (strcmp(got, cases[i].want) != 0) {
			printf("# %s | %s\n#   want: %s\n#   got:  %s\n", cases[i].subject, cases[i].body, cases[i].want, got);
			bad++;
		}
	}
	assert_int_equal(bad, 0);
}

static void parts_of_minutes_have_titles(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "# Meeting #9 - 2023-06-28\n\n## Where we are: one (10 min)\n\nWe talked.\n\n## Nothing\n\n## Two\n- AI(Dave): send it\n",
		  "Where we are: one;Two" },
		{ "## Meeting #9 - 2023-06-28\n\n1. One\n   We talked. AI(Dave): send it\n2. Two [Dave]\nAnd talked.\n3. Nothing\n\n- Four\n  - talk\n- nothing\n",
		  "One;Two;Four" },
		{ "## Meeting #9 - 2023-06-28\n\n- One that is so long that whoever wrote it had to go on in some\n  second line\n", "" },
		{ "## Meeting #9 - 2023-06-28\n\n1. One\n   - We talked.\n\nChair: Joe\n\n## Action items\n- Dave: send it\n\n## Participants\n- Dave\n",
		  "One" },
		{ "## One\n\nWe talked.\n", "" },
		{ "## Meeting #9 - 2023-06-28\n\n**One**\n\nWe talked.\n\nTwo:\n- talk\n\n**Nothing**\n\n**Three**\n\nWe talked.\n", "One;Two;Three" },
		{ "## Meeting #9 - 2023-06-28\n\n## One\n\nDeferred to the next meeting.\n\n## Two\n\nWe talked.\n\n- Three\n  - no time\n", "Two" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scan_context context = { .people = &people, .base = { 2023, 6, 28 }, .titles = true };
		struct fact_list list = { .facts = NULL };
		struct err err;
		const char *got = "";

		assert_int_equal(scan_minutes(arena, rules, span_of(cases[i].text), &context, &list, &err), ERR_NONE);
		for (size_t k = 0; k < list.len; k++) {
			if (list.facts[k].kind == FACT_TITLE)
				got = arena_printf(arena, "%s%s%s", got, *got ? ";" : "", list.facts[k].text);
		}
		assert_string_equal(got, cases[i].want);
	}
}

static void details_context_and_lines(void **state)
{
	struct fact_list list = scan_text_of("# Notes\n- Topic of the day\n  - AI(Dave): send\n    - to the list\n    - AI(Joe): print\n    - and wait\n"
					     "- A long line that has been wrapped after many words, and then\n  there is AI(KP) tell them\n", &people);
	const struct fact *f = list.facts;

	(void)state;
	assert_int_equal(list.len, 3);
	assert_int_equal(f[0].line, 3);
	assert_string_equal(f[0].context, "Topic of the day");
	assert_string_equal(f[0].detail, "to the list\nand wait");
	assert_string_equal(f[0].quote, "- AI(Dave): send");
	assert_int_equal(f[1].line, 5);
	assert_string_equal(f[1].context, "Topic of the day");
	assert_int_equal(f[2].line, 8);
	assert_string_equal(f[2].text, "tell them");
	assert_string_equal(f[2].context, "A long line that has been wrapped after many words, and then there is");
}

/* What an item is about: the nearest topic or heading, never what somebody says in between. */
static void the_nearest_topic_is_the_context(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "# Meeting #9 - 2023-06-28\n\n## Website\n\n- AI(Dave): send it\n", "Website" },
		{ "# Minutes of the board\n\n## Meeting #9 - 2023-06-28\n\n- AI(Dave): send it\n", "" },
		{ "# Meeting #9 - 2023-06-28\n\n## Website\n\n### Action items\n\n- Dave: send it\n", "Website" },
		{ "# Meeting #9 - 2023-06-28\n\n## Website\n\n### Notes\n\n- AI(Dave): send it\n", "Website" },
		{ "# Meeting #9 - 2023-06-28\n\n**Website**\n\n- AI(Dave): send it\n", "Website" },
		{ "# Meeting #9 - 2023-06-28\n\n- Website\n  - Joe: we need a draft of it\n    - AI(Dave): send it\n", "Website" },
		{ "# Meeting #9 - 2023-06-28\n\n- Website\n  - [Joe] a draft\n    - AI(Dave): send it\n", "Website" },
		{ "# Meeting #9 - 2023-06-28\n\n- Website\n  - the one we have looks old. It is hard to read.\n    - AI(Dave): send it\n", "Website" },
		{ "# Meeting #9 - 2023-06-28\n\n- Website\n  - Fonts\n    - AI(Dave): send it\n", "Fonts" },
		{ "# Meeting #9 - 2023-06-28\n\n## Website\n\n- Joe: we need a draft\n  - AI(Dave): send it\n", "Website" },
		{ "# Meeting #9 - 2023-06-28\n\n- [Joe] Website\n  - Next steps\n    - AI(Dave): send it\n", "[Joe] Website" },
		{ "# Meeting #9 - 2023-06-28\n\n## Website\n\n- Joe: AI(Dave) to send it\n", "Website" },
		{ "# Meeting #9 - 2023-06-28\n\n- Website: AI(Dave) to send it\n", "Website" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fact_list list = scan_text_of(cases[i].text, &people);
		const struct fact *fact = NULL;

		for (size_t k = 0; k < list.len; k++)
			fact = list.facts[k].kind == FACT_ACTION ? &list.facts[k] : fact;
		if (!fact || strcmp(fact->context, cases[i].want) != 0)
			fail_msg("case %zu: \"%s\"", i, fact ? fact->context : "no action");
	}
}

static void the_limit_is_kept(void **state)
{
	struct scan_context context = { .max_tags = 3 };
	struct fact_list list = { .facts = NULL };
	struct err err;

	(void)state;
	assert_int_equal(scan_minutes(arena, rules, span_of("- AI(A B): x\n- AI(Bo): x\n- AI(Cy): x\n- AI(Di): x\n"), &context, &list, &err), ERR_DATA);
	assert_int_equal(list.len, 3);
	assert_non_null(strstr(err.text, "max_tags"));
}

static void hostile_lines_end(void **state)
{
	static const char *const bits[] = { "[", "](", "AI ", "AI: A/", "**", "`", "~~", "(", "A. AI(", "[AI ", "_a ", "A and ", "\xE2\x80\x94 ", "\xff", "- " };
	const size_t size = 200000;

	(void)state;
	for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
		struct arena *own = arena_new();
		char *text = arena_alloc(own, size, 1);
		size_t len = strlen(bits[i]), n = 0;
		struct scan_context context = { .people = i % 2 ? &people : NULL };
		struct fact_list list = { .facts = NULL };
		struct err err;

		while (n + len < size) {
			memcpy(text + n, bits[i], len);
			n += len;
		}
		assert_true(scan_minutes(own, rules, span_from(text, n), &context, &list, &err) <= ERR_DATA);
		for (size_t k = 0; k < list.len; k++)
			assert_int_equal(span_utf8_valid(span_of(list.facts[k].text)), strlen(list.facts[k].text));
		arena_free(&own);
	}
}

/* Minutes of our own in the shapes of real ones; the facts beside them read as documentation. */
static void sample_minutes(void **state)
{
	static const char *const names[] = { "committee.md", "wrapped.md", "plain.txt" };
	const char *srcdir = getenv("srcdir");

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *path = arena_printf(arena, "%s/tests/data/minutes/%s", srcdir ? srcdir : ".", names[i]);
		const char *beside = arena_printf(arena, "%.*s.facts", (int)(strrchr(path, '.') - path), path);
		struct span want = table_file(arena, beside), rest, line;
		struct fact_list list = { .facts = NULL };
		struct scan_context context = { .people = NULL };
		struct err err;
		const char *got = "";
		size_t k = 0;

		assert_int_equal(scan_minutes(arena, rules, table_file(arena, path), &context, &list, &err), ERR_NONE);
		rest = span_of(describe(&list));
		while (span_next_line(&rest, &line))
			got = arena_printf(arena, "%s%u " SPAN_FMT "\n", got, list.facts[k++].line, SPAN_ARG(line));
		if (!span_is(want, got))
			printf("# %s is read as\n%s", names[i], got);
		assert_true(span_is(want, got));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_shape_is_read),
		cmocka_unit_test(duties_that_come_back_are_read),
		cmocka_unit_test(many_owners_lose_no_item),
		cmocka_unit_test(look_alikes_are_none),
		cmocka_unit_test(names_by_shape),
		cmocka_unit_test(dan_is_not_daniel),
		cmocka_unit_test(dates_are_read),
		cmocka_unit_test(agendas_are_read),
		cmocka_unit_test(mails_are_read),
		cmocka_unit_test(sample_minutes),
		cmocka_unit_test(parts_of_minutes_have_titles),
		cmocka_unit_test(details_context_and_lines),
		cmocka_unit_test(the_nearest_topic_is_the_context),
		cmocka_unit_test(the_limit_is_kept),
		cmocka_unit_test(hostile_lines_end),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
