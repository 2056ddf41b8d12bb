/* test_progress.c - plain words that say that something is done, and those that do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tags/progress.h"

struct phrase {
	const char *task, *said;
};

static const struct phrase done[] = {
	{ "forward the email to the list", "sent it yesterday" },
	{ "forward the email to the list", "I forwarded it this morning." },
	{ "forward the email to the list", "Forwarded." },
	{ "forward the email to the list", "That's done." },
	{ "forward the email to the list", "That\xE2\x80\x99s done now" },
	{ "forward the email to the list", "this is done" },
	{ "forward the email to the list", "Done!" },
	{ "forward the email to the list", "All done :-)" },
	{ "forward the email to the list", "I'm done with this one." },
	{ "forward the email to the list", "It went out last night." },
	{ "forward the email to the list", "The mail has gone out, see the archive." },
	{ "forward the email to the list", "this was taken care of on Monday" },
	{ "forward the email to the list", "Took care of it." },
	{ "forward the email to the list", "FYI, I sent that to everybody on Friday." },
	{ "forward the email to the list", "I had sent it before I saw your mail" },
	{ "forward the email to the list", "Already sent, it must be in your spam folder" },
	{ "fix the build", "PR #156 is merged" },
	{ "fix the build", "PR #156 got merged today" },
	{ "fix the build", "Merged as of this morning: https://git.example.org/pull/156" },
	{ "fix the build", "The fix has landed" },
	{ "fix the build", "fixed in 4f2a91c" },
	{ "fix the build", "This has been fixed, thanks Joe" },
	{ "fix the build", "We've pushed the fix to main." },
	{ "publish the notes", "I've posted the notes" },
	{ "publish the notes", "The notes are online" },
	{ "publish the notes", "notes are up: https://example.org/notes" },
	{ "publish the notes", "They're published" },
	{ "publish the notes", "the page is live since Tuesday" },
	{ "publish the notes", "Uploaded, please have a look." },
	{ "publish the notes", "I put them up on the wiki on 3 May" },
	{ "book a room for the meeting", "I booked the room in the town hall" },
	{ "book a room for the meeting", "Room is booked" },
	{ "book a room for the meeting", "we have booked the big one" },
	{ "write the report", "I wrote it over the weekend" },
	{ "write the report", "The report is written, and Joe has read it" },
	{ "write the report", "finished it last week" },
	{ "write the report", "The report is complete." },
	{ "write and send the letter", "the letter is written and sent" },
	{ "pay the printer", "paid on 12 June" },
	{ "pay the printer", "I have paid them, see the receipt" },
	{ "ask the three sponsors", "I've asked all of them" },
	{ "ask the three sponsors", "asked, no reply so far" },
	{ "ask the three sponsors", "Contacted them on Thursday" },
	{ "follow up with the bank", "I called them this morning" },
	{ "talk to the board", "spoke to the chair of the board yesterday" },
	{ "reach out to the caterer", "reached out to them on Monday, will keep you posted" },
	{ "set up the mailing list", "I've set up the list" },
	{ "set up the mailing list", "the list is set up" },
	{ "read the charter", "I have read it" },
	{ "read the charter", "just read it, looks good" },
	{ "update the landing page", "Updated!" },
	{ "update the landing page", "the landing page has been updated" },
	{ "review PR 12", "reviewed, left two comments" },
	{ "submit the CFP", "We submitted it an hour before the deadline" },
	{ "submit the CFP", "submitted - fingers crossed" },
	{ "close the old tickets", "I closed them all" },
	{ "file a bug about the crash", "filed as #881" },
	{ "order the badges", "Ordered 200 of the blue ones." },
	{ "draft the announcement", "Drafted and shared with the board" },
	{ "renew the domain", "renewed until 2026" },
	{ "invite Bill to the call", "Invited him, he said yes" },
	{ "clean up the wiki", "I finally cleaned that up" },
	{ "move the repository", "we moved it yesterday, the old address redirects" },
	{ "collect the slides", "I've got all the slides, collected them on Friday" },
	{ "tell the speakers", "told everyone on Sunday" },
	{ "plan the workshop", "planned it together with Maya" },
	{ "sign the contract", "signed, sealed, delivered" },
	{ "make a list of members", "Made one, it's in the shared folder." },
	{ "release version 2", "v2 is out" },
	{ "release version 2", "Released an hour ago \xF0\x9F\x8E\x89" },
	{ "check with legal", "checked with legal last week, all good" },
	{ "send calendar update", "Calendar update sent." },
	{ "get the logo approved", "This one is settled." },
	{ "translate the page", "\xE2\x9C\x85" },
	{ "deal with the spam", "dealt with" },
	{ "install the certificate", "It's been installed on both servers" },
	{ "send the invoice to the treasurer", "Invoice went out on Tuesday." },
	{ "send the invoice to the treasurer", "Just did it." },
	{ "send the invoice to the treasurer", "I did this last week, sorry for not saying so" },
	{ "send the invoice to the treasurer", "It's been taken care of." },
	{ "send the invoice to the treasurer", "Consider it done." },
	{ "send the invoice to the treasurer", "this one can be closed, I sent it on Friday" },
	{ "send the invoice to the treasurer", "You can close this." },
	{ "send the invoice to the treasurer", "This can be ticked off" },
	{ "send the invoice to the treasurer", "No longer open: sent this morning." },
	{ "send the invoice to the treasurer", "Yes, sent." },
	{ "send the invoice to the treasurer", "Yep - it's out." },
	{ "send the invoice to the treasurer", "I've already done that" },
	{ "send the invoice to the treasurer", "Finally got around to it: sent." },
	{ "send the invoice to the treasurer", "Emailed her on the 3rd" },
	{ "send the invoice to the treasurer", "I just sent it off" },
	{ "send the invoice to the treasurer", "it was sent yesterday, sorry for the delay" },
	{ "send the invoice to the treasurer", "The invoice has now been sent; nothing else to do here." },
	{ "send the invoice to the treasurer", "This is finished from my side" },
	{ "write the release notes", "The notes are written and in the repo" },
	{ "write the release notes", "Wrote them last night, review welcome" },
	{ "write the release notes", "Notes are ready" },
	{ "write the release notes", "the release notes are in git now" },
	{ "write the release notes", "I finished writing them" },
	{ "merge the docs branch", "Merged!" },
	{ "merge the docs branch", "the branch was merged into main by Joe" },
	{ "merge the docs branch", "PR #12 has been merged and the branch deleted" },
	{ "ask Bill about the venue", "Talked to Bill, he is fine with it" },
	{ "ask Bill about the venue", "I have spoken with Bill" },
	{ "ask Bill about the venue", "Bill confirmed the venue yesterday" },
	{ "ask Bill about the venue", "I asked Bill and he agreed." },
	{ "update the website", "website is updated" },
	{ "update the website", "The website now shows the new logo, done." },
	{ "update the website", "Changes are live." },
	{ "book the hotel", "Hotel booked." },
	{ "book the hotel", "booked and paid" },
	{ "book the hotel", "we have a room, I booked it on Saturday" },
	{ "prepare the slides", "the slides are done and shared" },
	{ "prepare the slides", "I prepared them" },
	{ "prepare the slides", "Slides prepared, link below" },
	{ "upload the recording", "It is on YouTube now, uploaded yesterday" },
	{ "check the license", "Checked - it's MIT." },
	{ "check the license", "I had a look, checked it all" },
	{ "schedule the call", "Call scheduled for Thursday" },
	{ "schedule the call", "scheduled it" },
	{ "create a repo", "repo created" },
	{ "create a repo", "I created the repository: github.com/x/y" },
	{ "remove the old pages", "removed" },
	{ "remove the old pages", "They're gone now, I deleted them" },
	{ "announce the workshop", "Announced on the list and on Mastodon" },
	{ "fill in the form", "filled it in" },
	{ "fill in the form", "the form is filled in" },
	{ "run the benchmark", "ran it twice" },
	{ "organise a dinner", "Organised, see you there" },
};

static const struct phrase not_done[] = {
	{ "forward the email to the list", "not done yet" },
	{ "forward the email to the list", "I haven't sent it" },
	{ "forward the email to the list", "I haven\xE2\x80\x99t sent it yet, sorry" },
	{ "forward the email to the list", "havent sent it" },
	{ "forward the email to the list", "will send it tomorrow" },
	{ "forward the email to the list", "I'll have it sent by Friday" },
	{ "forward the email to the list", "Going to send it tonight" },
	{ "forward the email to the list", "It should be sent soon" },
	{ "forward the email to the list", "has it been sent?" },
	{ "forward the email to the list", "Have you sent it" },
	{ "forward the email to the list", "sent?" },
	{ "forward the email to the list", "Who has sent it?" },
	{ "forward the email to the list", "Once it is sent, I'll tell you" },
	{ "forward the email to the list", "I will tell you when it is sent" },
	{ "forward the email to the list", "Please tell me when it's done" },
	{ "forward the email to the list", "Joe said \"it is done\"" },
	{ "forward the email to the list", "Joe says it's done" },
	{ "forward the email to the list", "I thought it was done" },
	{ "forward the email to the list", "I still need to get this done" },
	{ "forward the email to the list", "almost done" },
	{ "forward the email to the list", "half done" },
	{ "forward the email to the list", "Done, almost" },
	{ "forward the email to the list", "nothing has been sent" },
	{ "forward the email to the list", "I never sent it" },
	{ "forward the email to the list", "I could not send it, the list was closed" },
	{ "forward the email to the list", "I forgot, it was never sent" },
	{ "forward the email to the list", "I tried to send it and it bounced" },
	{ "forward the email to the list", "Well done, Joe" },
	{ "forward the email to the list", "easier said than done" },
	{ "forward the email to the list", "we want it done by Friday" },
	{ "forward the email to the list", "done by Friday" },
	{ "forward the email to the list", "Can we get this done?" },
	{ "forward the email to the list", "This needs to be done by somebody else" },
	{ "forward the email to the list", "I am sending it now" },
	{ "forward the email to the list", "sending" },
	{ "forward the email to the list", "What do you mean?" },
	{ "forward the email to the list", "I am on it" },
	{ "forward the email to the list", "Thanks for the reminder." },
	{ "forward the email to the list", "I have to send it again" },
	{ "forward the email to the list", "it may be sent later" },
	{ "forward the email to the list", "It is supposed to be sent by the secretary" },
	{ "forward the email to the list", "hopefully sent by now" },
	{ "fix the build", "is it merged?" },
	{ "fix the build", "is PR 156 merged yet?" },
	{ "fix the build", "once it is merged" },
	{ "fix the build", "as soon as it's merged I will close this" },
	{ "fix the build", "If it gets merged today we are fine" },
	{ "fix the build", "when it is merged" },
	{ "fix the build", "Not merged." },
	{ "fix the build", "the PR isn't merged" },
	{ "fix the build", "unless it has been merged" },
	{ "fix the build", "waiting for it to be merged" },
	{ "fix the build", "ready to be merged" },
	{ "fix the build", "it is being merged" },
	{ "fix the build", "Merging is up to Joe" },
	{ "fix the build", "let me know if it is fixed" },
	{ "fix the build", "That would be fixed by an update" },
	{ "fix the build", "everything but the tests is fixed" },
	{ "fix the build", "I have fixed some of it" },
	{ "fix the build", "two of the three are fixed" },
	{ "fix the build", "fixed the first part only" },
	{ "publish the notes", "I'm about to post the notes, they are not finished" },
	{ "publish the notes", "the notes are being posted" },
	{ "publish the notes", "I'd rather have them posted by Maya" },
	{ "publish the notes", "a closed list" },
	{ "publish the notes", "the published notes have a mistake" },
	{ "write the report", "how is it done elsewhere?" },
	{ "write the report", "I started on it" },
	{ "write the report", "work in progress" },
	{ "write the report", "I plan to have it finished in May" },
	{ "write the report", "no progress" },
	{ "write the report", "wrote half of it" },
	{ "write the report", "I have not written and sent it" },
	{ "book a room for the meeting", "the room must be booked first" },
	{ "book a room for the meeting", "no room booked so far" },
	{ "ask the three sponsors", "I asked two of the three" },
	{ "ask the three sponsors", "haven't asked them" },
	{ "ask the three sponsors", "did you ask them" },
	{ "review PR 12", "Could somebody review it?" },
	{ "read the charter", "please read it" },
	{ "read the charter", "I read it every day" },
	{ "set up the mailing list", "we set up lists for a living" },
	{ "send the invoice to the treasurer", "I'm on holiday until Monday, then I'll do it" },
	{ "send the invoice to the treasurer", "Not yet, sorry." },
	{ "send the invoice to the treasurer", "No." },
	{ "send the invoice to the treasurer", "I haven't done anything about it" },
	{ "send the invoice to the treasurer", "Has anybody sent it yet?" },
	{ "send the invoice to the treasurer", "Did this get sent?" },
	{ "send the invoice to the treasurer", "was this ever done?" },
	{ "send the invoice to the treasurer", "Is this done" },
	{ "send the invoice to the treasurer", "Has this been done" },
	{ "send the invoice to the treasurer", "will be done this week" },
	{ "send the invoice to the treasurer", "It'll be done by Monday." },
	{ "send the invoice to the treasurer", "I can get it done by Monday" },
	{ "send the invoice to the treasurer", "Should be done by tomorrow" },
	{ "send the invoice to the treasurer", "I hope to have it done by Friday" },
	{ "send the invoice to the treasurer", "after it's done I'll let you know" },
	{ "send the invoice to the treasurer", "when done, I'll let you know" },
	{ "send the invoice to the treasurer", "until this is done we cannot go on" },
	{ "send the invoice to the treasurer", "Assuming it's sent we are fine" },
	{ "send the invoice to the treasurer", "In case it is sent twice, sorry" },
	{ "send the invoice to the treasurer", "If I had sent it, you'd know" },
	{ "send the invoice to the treasurer", "It would have been sent if I had the address" },
	{ "send the invoice to the treasurer", "I should have sent it last week" },
	{ "send the invoice to the treasurer", "I meant to send it" },
	{ "send the invoice to the treasurer", "I wanted to have sent it by now" },
	{ "send the invoice to the treasurer", "I was going to send it yesterday" },
	{ "send the invoice to the treasurer", "Sorry, this slipped. Sending it today." },
	{ "send the invoice to the treasurer", "Far from done" },
	{ "send the invoice to the treasurer", "This is nowhere near done" },
	{ "send the invoice to the treasurer", "Less than half of it is done" },
	{ "send the invoice to the treasurer", "I doubt it was sent" },
	{ "send the invoice to the treasurer", "Somebody told me it was done" },
	{ "send the invoice to the treasurer", "Bob wrote: it's done" },
	{ "send the invoice to the treasurer", "According to Bob it is done" },
	{ "send the invoice to the treasurer", "I'd like to see it done" },
	{ "send the invoice to the treasurer", "There is work to be done" },
	{ "send the invoice to the treasurer", "can it be done by someone else" },
	{ "send the invoice to the treasurer", "to be sent" },
	{ "send the invoice to the treasurer", "it isn't finished" },
	{ "send the invoice to the treasurer", "It's not quite finished" },
	{ "send the invoice to the treasurer", "unfinished" },
	{ "send the invoice to the treasurer", "Getting it done is hard" },
	{ "send the invoice to the treasurer", "what's been done so far?" },
	{ "send the invoice to the treasurer", "Nobody has sent it" },
	{ "send the invoice to the treasurer", "Still not sent." },
	{ "send the invoice to the treasurer", "I failed to get it sent" },
	{ "send the invoice to the treasurer", "Let's get it done" },
	{ "send the invoice to the treasurer", "I need the address before it can be sent" },
	{ "send the invoice to the treasurer", "it cannot be sent without a signature" },
	{ "send the invoice to the treasurer", "the draft is ready for review" },
	{ "send the invoice to the treasurer", "I'm halfway done" },
	{ "send the invoice to the treasurer", "90% done" },
	{ "send the invoice to the treasurer", "It's as good as done" },
	{ "send the invoice to the treasurer", "nearly finished" },
	{ "send the invoice to the treasurer", "Done? No!" },
	{ "merge the docs branch", "pending merge" },
	{ "merge the docs branch", "It gets merged tonight" },
	{ "merge the docs branch", "it'd be merged if CI was green" },
	{ "merge the docs branch", "Please don't merge, it was reverted" },
	{ "merge the docs branch", "wait until it's merged" },
	{ "merge the docs branch", "before it is merged we need a review" },
	{ "merge the docs branch", "Has it merged" },
	{ "merge the docs branch", "Any chance it is merged this week?" },
	{ "merge the docs branch", "I wonder whether it was merged" },
	{ "merge the docs branch", "unmerged" },
	{ "ask Bill about the venue", "I'm asking Bill" },
	{ "ask Bill about the venue", "I ask Bill every year" },
	{ "ask Bill about the venue", "Bill hasn't answered" },
	{ "ask Bill about the venue", "I'll talk to Bill" },
	{ "book the hotel", "all hotels are booked out" },
	{ "book the hotel", "the hotel was fully booked" },
};

static void check(const struct phrase *phrases, size_t n, bool want)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < n; i++) {
		if (progress_is_done(span_of(phrases[i].said), span_of(phrases[i].task)) == want)
			continue;
		print_message("# %s: \"%s\" of \"%s\"\n", want ? "not seen" : "taken for done", phrases[i].said, phrases[i].task);
		wrong++;
	}
	print_message("# %zu phrases, %u wrong\n", n, wrong);
	assert_int_equal(wrong, 0);
}

static void these_say_that_it_is_done(void **unused)
{
	(void)unused;
	check(done, sizeof done / sizeof *done, true);
}

static void these_do_not(void **unused)
{
	(void)unused;
	check(not_done, sizeof not_done / sizeof *not_done, false);
}

/* Without knowing of what: whatever may say so of some item is let through. */
static void of_anything(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof done / sizeof *done; i++) {
		if (!progress_is_done(span_of(done[i].said), span_of("")))
			fail_msg("not seen: \"%s\"", done[i].said);
	}
}

static void remarks(void **unused)
{
	static const char *const progress[] = {
		"two of three answered", "waiting for legal", "still open", "in progress", "no answer yet", "pinged them on Monday",
		"half done", "80%", "2/3", "blocked on the board", "moved to the autumn", "nobody has replied", "sent on Friday", "ongoing",
	};
	static const char *const content[] = { "the blue ones", "German version", "printer and caterer", "Joe, Maya", "by mail", "before lunch" };

	(void)unused;
	for (size_t i = 0; i < sizeof progress / sizeof *progress; i++) {
		if (!progress_is_remark(span_of(progress[i])))
			fail_msg("no remark: %s", progress[i]);
	}
	for (size_t i = 0; i < sizeof content / sizeof *content; i++) {
		if (progress_is_remark(span_of(content[i])))
			fail_msg("a remark: %s", content[i]);
	}
}

static void sentences(void **unused)
{
	static const char *const want[] = { "Hi Joe,", "sent it at 10.30.", "Is that fine?", "Bye" };
	struct span rest = span_of("Hi Joe,\nsent it at 10.30.  Is that fine?\n\nBye\n"), one;
	size_t n = 0;

	(void)unused;
	while (progress_next_sentence(&rest, &one)) {
		assert_true(n < sizeof want / sizeof *want);
		assert_true(span_is(one, want[n++]));
	}
	assert_int_equal(n, sizeof want / sizeof *want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(these_say_that_it_is_done), cmocka_unit_test(these_do_not), cmocka_unit_test(of_anything),
		cmocka_unit_test(remarks), cmocka_unit_test(sentences),
	};

	return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
