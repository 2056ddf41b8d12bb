/* test_banner.c - what mail systems put on top of a mail is known by its form, and is never the writer's: not a command,
 * not a tag, not an objection, and not a sentence about mails from outside.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "message/banner.h"
#include "message/message.h"
#include "message/rough.h"
#include "message/whole.h"
#include "tags/scan.h"

static struct arena *arena;
static struct needs *needs;
static struct message_look look;	/* of the rules of the house */

static int setup(void **state)
{
	(void)state;
	struct err err;

	arena = arena_new();
	if (rules_house_needs(&needs, &err))
		return -1;
	look = needs_look(needs);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(&arena);
	needs_free(&needs);
	return 0;
}

/* As gateways and mail servers write them, of organizations that do not exist. */
static const char *const banners[] = {
	"CAUTION: This email originated from outside of the organization. Do not click links or open attachments unless you recognize the "
	"sender and know the content is safe.",
	"CAUTION: This email originated from outside of Example Corp. Do not click links or\nopen attachments unless you can confirm the "
	"sender and know the\ncontent is safe.",
	"[EXTERNAL]", "[EXT]", "[External Email]", "[CAUTION: External Email]", "EXTERNAL EMAIL:", "*** EXTERNAL ***", "EXTERNAL SENDER", "CAUTION: External Sender",
	"CAUTION: external", "WARNING: External email", "EXTERN", "[EXTERN]",
	"EXTERNAL EMAIL: Do not click links or open attachments unless you know the content is safe",
	"External Email - Use caution with links and attachments.",
	"***************\n\nWARNING: This email originated outside of the City of Example network.\n\nDO NOT CLICK links or attachments unless "
	"you trust the sender and know the content is safe.\n\nIf you think an email looks like phishing, forward it to the help desk.\n\n***************",
	"[You don't often get email from dave@example.org. Learn why this is important at https://aka.ms/LearnAboutSenderIdentification ]",
	"You don't often get email from dave@example.org. Learn why this is important<https://aka.ms/LearnAboutSenderIdentification>",
	"You don\xE2\x80\x99t often get email from dave@example.org. Learn why this is important",
	"[Some people who received this message don't often get email from\ndave@example.org. Learn why this is important at\n"
	"https://aka.ms/LearnAboutSenderIdentification ]\n\nCAUTION: External Sender",
	"Sie erhalten nicht h\xC3\xA4ufig E-Mails von dave@example.org. Erfahren Sie, warum dies wichtig ist: https://aka.ms/LearnAboutSenderIdentification",
	"Vous ne recevez pas souvent de courriels de la part de dave@example.org. https://aka.ms/LearnAboutSenderIdentification",
	"Minutes of the meeting. [AI Dave] forward the ZjQcmQRYFpfptBannerStart\nThis Message Is From an External Sender\nThis message came from "
	"outside your organization.\nReport Suspicious\n<https://gateway.example.net/report>\nZjQcmQRYFpfptBannerEnd",
	"done ZjQcmQRYFpfptBannerStart ZjQcmQRYFpfptBannerEnd",
	"This Message Is From an External Sender\nThis message came from outside your organization.",
	"This message was sent from outside of Example Instruments.\nDo not click links or open attachments unless you recognize the source of "
	"this email and know the content is safe.\nReport Suspicious\n<https://gateway.example.net/report>",
	"This is an external email. Please be cautious with links and attachments.",
	"The sender of this email is external to the university.",
	"\xE2\x9A\xA0\xEF\xB8\x8F External sender. Be careful with links and attachments.",
	"\xE2\x9A\xA0 CAUTION: The sender of this message is unknown. Verify the sender before you open attachments.",
	"This sender might be impersonating a domain of your organization: external message.\nPowered by Mimecast",
	"We could not verify the identity of the sender.\n\nReport this email as suspicious",
	"Email from outside the organisation",
	"Be careful with this message: its sender is outside of your organization.",
	"ATTENTION: This e-mail comes from an external source. Beware of phishing.",
	"Do not open attachments or click on links unless you expect them from this sender.",
	"ACHTUNG: Diese E-Mail wurde von einem externen Absender geschickt. Klicken Sie nicht auf Links und \xC3\xB6""ffnen Sie keine Anh\xC3\xA4nge, "
	"wenn Sie den Absender nicht kennen.",
	"VORSICHT: Externe E-Mail", "Diese Nachricht kommt von au\xC3\x9F""erhalb der Organisation.",
	"ATTENTION : Ce courriel provient de l'ext\xC3\xA9rieur de l'organisation. Ne cliquez pas sur les liens sauf si vous connaissez l'exp\xC3\xA9""diteur.",
	"AVISO: Este correo procede de un remitente externo. No abra enlaces ni archivos adjuntos salvo que conozca al remitente.",
	"ATTENZIONE: Questo messaggio proviene da un mittente esterno.",
	"LET OP: Dit bericht komt van buiten de organisatie.",
	"*** This email has been received from an unknown source. Please proceed with caution before opening attachments. ***",
	"External email: Please use caution when opening links and attachments / Courriel externe: Soyez prudent avec les liens",
	"NOTICE: This message originated outside of the company -- DO NOT CLICK on links unless you are sure the content is safe.",
	"[WARNING: MESSAGE ORIGINATED OUTSIDE OF EXAMPLE]", "-------- EXTERNAL EMAIL --------", "!!! EXTERNAL EMAIL !!!", "(External)", "##### EXTERNAL #####",
	"This Message Is From an Untrusted Sender\nYou have not previously corresponded with this sender.",
	"External (dave@example.org)\n\nReport This Email  FAQ  Example Email Security",
	"Caution! This message was sent from outside your organization.\nAllow sender | Block sender | Report",
	"Example Security WARNING: This is an external email. Do not click links or open attachments unless you recognize the sender.",
	"Think Before You Click: This email originated outside our organization.",
	"The message below is from an external source. Please exercise caution.",
	"Warning: External sender - verify before responding",
	"You have not received email from this sender before. Learn why this is important",
	"Warnung: Diese E-Mail kommt von einem externen Absender. Bitte seien Sie vorsichtig.",
	"EXTERNE MAIL: Bitte keine Links anklicken", "COURRIEL EXTERNE", "Mensaje externo. Tenga cuidado con los enlaces.",
	"[Example Official Use Only - General]", "[Public]", "Internal Use - Confidential", "Example Business Use Only", "Classification: Public",
};

/* What may follow, and what is read of it. */
static const char *const texts[] = {
	"done", "#12 done, merged\n", "stop", "[AI Dave] forward the announcement\n", "AI: Dave to forward it\n", "I object to this.\n", "-1 too early\n",
	"Hi Dave,\n\nplease look at it.\n", "# Meeting #38\n\n- [Dave] budget\n", "No. Not like this.\n", "+1\n", "Thanks, merged.\n", "-- \nDave\n",
	"---\ntitle: x\n", "The external audit is done.\n",
};

/* How banner and text can be put together. */
static const char *const seams[] = { "\n\n", "\n", "\n\n\n", "\n________________________________\n", "\n\n=====================\n\n", "\r\n\r\n" };

static void what_follows_is_left_whole(void **state)
{
	(void)state;
	for (size_t b = 0; b < sizeof banners / sizeof banners[0]; b++) {
		for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++) {
			for (size_t s = 0; s < sizeof seams / sizeof seams[0]; s++) {
				struct span all = span_of(arena_printf(arena, "%s%s%s", banners[b], seams[s], texts[t]));
				size_t n = banner_length(all, NULL, &look);
				struct span rest = span_sub(all, n, all.len);

				if (!span_eq(span_trim(rest), span_trim(span_of(texts[t]))))
					fail_msg("%.*s\n--- leaves:\n%.*s", SPAN_ARG(all), SPAN_ARG(rest));
			}
		}
		if (!message_rough_find(span_of(arena_printf(arena, "From: dave@example.org\n\n%s\n#12 done\n", banners[b])), &look))
			fail_msg("%s: passed by", banners[b]);
		if (!message_rough_find(span_of(arena_printf(arena, "From: dave@example.org\nContent-Type: text/html\n\n<style>%s</style><p>%s</p>#12 done",
							       arena_printf(arena, "%8000s", ""), banners[b])), &look))
			fail_msg("%s: passed by in HTML", banners[b]);
		struct span two = span_of(arena_printf(arena, "%s\n\n%s\n\ndone\n", banners[b], banners[(b + 7) % (sizeof banners / sizeof banners[0])]));

		if (!span_is(span_sub(two, banner_length(two, NULL, &look), two.len), "done\n"))
			fail_msg("%.*s\n--- leaves:\n%.*s", SPAN_ARG(two), SPAN_ARG(span_sub(two, banner_length(two, NULL, &look), two.len)));
	}
}

static void a_label_may_stand_in_the_line(void **state)
{
	static const char *const labels[] = { "[EXTERNAL] ", "[EXT]: ", "EXTERNAL: ", "EXTERNAL EMAIL - ", "[External Email] ",
					      "CAUTION: This message is from outside of the company. " };

	(void)state;
	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
		struct span all = span_of(arena_printf(arena, "%sdone, merged\n", labels[i]));
		struct span rest = span_sub(all, banner_length(all, NULL, &look), all.len);

		if (!span_is(span_trim(rest), "done, merged"))
			fail_msg("%.*s--- leaves: %.*s", SPAN_ARG(all), SPAN_ARG(rest));
	}
}

static void what_people_write_is_no_banner(void **state)
{
	static const char *const own[] = {
		"done\n", "External\n\nThe audit.\n", "External audit: Dave reports\n", "I got this message from outside, is it spam?\n",
		"The mail from Kenny was lost.\n", "This email is about the external audit.\n", "Please do not click on the link, it is broken.\n",
		"Attention: the meeting is at ten.\n", "WARNING: the build is broken.\n", "Caution, wet floor.\n", "We often get email from dave@example.org about it\n",
		"I object: this message came from outside.\n", "This external message is unacceptable.\n",
		"[AI Dave] warn of external email: do not open attachments unless you know the sender\n",
		"AI: Dave to say that this email is external\n", "Agenda:\n- [EXTERNAL] email policy\n", "[EXTERNAL-AUDIT] minutes\n",
		"stop\n\nThis email originated from outside.\n", "I'd rather not open attachments unless I know the sender.\n",
		"Joe to ask Kenny.\n\nCAUTION: This email originated from outside of the organization.\n",
		"Confidential budget of the board\n", "The use of names\n", "[internal] budget\n", "General use of the logo is fine.\n",
		"Please verify the numbers.\n", "The message of the board is clear.\n", "[AGENDA] external email\n",
		"done\n\nFrom: Joe\nTo: Dave\n\nZjQcmQRYFpfptBannerStart\nZjQcmQRYFpfptBannerEnd\n", "",
	};

	(void)state;
	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
		size_t n = banner_length(span_of(own[i]), NULL, &look);

		if (n)
			fail_msg("%s--- taken: %.*s", own[i], (int)n, own[i]);
	}
}

static void ones_own_are_matched_as_written(void **state)
{
	static const char *const own_texts[] = { "Checked by our gateway at * hours. Ask *@example.org.", "Nur intern" };
	static const struct message_banners own = { own_texts, 2 };
	static const struct {
		const char *text, *left;
	} cases[] = {
		{ "Checked by our gateway at 10:00 hours. Ask it@example.org.\n\ndone\n", "done\n" },
		{ "\n  checked  by our\ngateway at 10\nhours. ask it@example.org. done\n", "done\n" },
		{ "NUR INTERN\ndone\n", "done\n" },
		{ "Nur intern\n[EXTERNAL]\n\ndone\n", "done\n" },
		{ "Checked by our gateway.\ndone\n", "Checked by our gateway.\ndone\n" },
		{ "Nur\n", "Nur\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct span all = span_of(cases[i].text), rest = span_sub(all, banner_length(all, &own, &look), all.len);

		if (!span_eq(span_trim(rest), span_trim(span_of(cases[i].left))))
			fail_msg("%s--- leaves: %.*s", cases[i].text, SPAN_ARG(rest));
	}
}

/* A sentence longer than any banner's is cut somewhere, within a letter too. */
static void what_is_too_long_is_none(void **state)
{
	char text[3000];

	(void)state;
	for (size_t shift = 0; shift < 4; shift++) {
		size_t n = (size_t)snprintf(text, sizeof text, "CAUTION: This email is external, %.*s", (int)shift, "aaaa");

		while (n + 3 < sizeof text) {
			memcpy(text + n, "\xC3\xBC", 2);
			n += 2;
		}
		assert_int_equal(banner_length(span_from(text, n), NULL, &look), 0);
	}
}

static void a_subject_loses_the_label(void **state)
{
	static const struct {
		const char *written, *read;
	} cases[] = {
		{ "[EXTERNAL] stop", "stop" }, { "Re: [EXTERNAL] Re: new logo", "Re: Re: new logo" }, { "[bsc] [EXT] Re: new logo", "[bsc] Re: new logo" },
		{ "EXTERNAL: Re: new logo", "Re: new logo" }, { "[EXTERNAL] [AI Dave] forward it", "[AI Dave] forward it" },
		{ "[EXTERNAL EMAIL]Re: new logo", "Re: new logo" }, { "[External] new logo", "new logo" },
		{ "new logo", "new logo" }, { "External: what now?", "External: what now?" }, { "[external-audit] minutes", "[external-audit] minutes" },
		{ "[SILENT 1w] External email: a policy", "[SILENT 1w] External email: a policy" }, { "Re: new logo", "Re: new logo" }, { "", "" },
		{ "[", "[" }, { "EXTERNAL:", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_string_equal(banner_free_subject(arena, cases[i].written), cases[i].read);
}

static const char *whole_of(const char *head, const char *body)
{
	struct message_limits limits = message_limits_default();
	struct message message;
	struct err err;

	limits.look = &look;
	assert_int_equal(message_read(arena, span_of(arena_printf(arena, "From: Dave <dave@example.org>\n%s\n%s", head, body)), &limits, &message, &err),
			 ERR_NONE);
	return message_whole_text(arena, &message, 100000);
}

static void minutes_have_none_of_it(void **state)
{
	static const char minutes[] = "# Meeting #38\n\n- AI(Dave): forward it\n";
	static const char html[] = "<h1>Meeting #38</h1><ul><li>AI(Dave): forward it</li></ul>";

	(void)state;
	for (size_t b = 0; b < sizeof banners / sizeof banners[0]; b++) {
		const char *head = "Content-Type: text/plain; charset=utf-8\n";

		assert_string_equal(whole_of(head, arena_printf(arena, "%s\n\n%s", banners[b], minutes)), minutes);
		/* in HTML a frame is a table */
		head = "Content-Type: text/html; charset=utf-8\n";
		assert_string_equal(whole_of(head, arena_printf(arena, "<table><tr><td>&nbsp;</td><td><div>%s</div></td></tr></table><br>%s", banners[b], html)),
				    whole_of(head, html));
		assert_string_equal(whole_of(head, arena_printf(arena, "<div><b>%s</b></div><hr>%s", banners[b], html)), whole_of(head, html));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_follows_is_left_whole),
		cmocka_unit_test(a_label_may_stand_in_the_line),
		cmocka_unit_test(what_people_write_is_no_banner),
		cmocka_unit_test(ones_own_are_matched_as_written),
		cmocka_unit_test(what_is_too_long_is_none),
		cmocka_unit_test(a_subject_loses_the_label),
		cmocka_unit_test(minutes_have_none_of_it),
	};

	message_prepare();
	return cmocka_run_group_tests_name("banner", tests, setup, teardown);
}
