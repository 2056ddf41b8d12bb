"""Owners answer beadle's notices with the mail programs that people have, through a real Postfix and Dovecot.

Each answer is made as that program makes it: where it puts the quotation, how it announces it, in which encoding, with
which signature.  The sender hears what came of it in his own mailbox.
"""
import base64
import email
import email.message
import email.policy
import email.utils
import html
import json
import os
import quopri
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import tap
from program import Program, need_beadle
from servers import Dovecot, Postfix, need_dovecot, need_postfix

PEOPLE = {"dave": "Dave Thaler", "joe": "Joe Stringer", "kp": "KP Singh"}
CONFIG = """\
state: state
operator: ops@example.org
people:
  - {{name: Dave Thaler, aliases: [Dave], address: dave@example.org}}
  - {{name: Joe Stringer, aliases: [Joe], address: joe@example.org}}
  - {{name: KP Singh, aliases: [KP], address: kp@example.org}}
mailboxes:
  bot: {{type: imap, host: 127.0.0.1, port: {imap}, tls: none, user: bot, password_file: pass}}
outbox: {{type: smtp, host: 127.0.0.1, port: {smtp}, tls: none, from: Beadle <bot@example.org>,
         limits: {{per_hour: 1000, per_recipient_day: 1000}}}}
lists:
  bsc: {{address: bsc@example.org, list_id: bsc.example.org, mailbox: bot, prefix: "[BSC]", zone: UTC, chair: KP Singh,
        notices: {{assigned_after: 0s, off: [weekly-digest]}}}}
"""


def text_of(mail):
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def quoted(notice):
    return "".join(("> " + line).rstrip() + "\n" for line in text_of(notice).splitlines())


def page(notice):
    return "<br>".join(html.escape(line) for line in text_of(notice).splitlines())


def head(sender, notice, more):
    """A mail of this sender that answers the notice; more: the fields of its body."""
    return ("Date: %s\r\nFrom: %s <%s@example.org>\r\nTo: %s\r\nSubject: Re: %s\r\nMessage-ID: %s\r\nIn-Reply-To: %s\r\n"
            "References: %s\r\nMIME-Version: 1.0\r\n%s\r\n"
            % (email.utils.formatdate(), PEOPLE[sender], sender, notice["Reply-To"], notice["Subject"],
               email.utils.make_msgid(domain="example.org"), notice["Message-ID"], notice["Message-ID"], more))


def alternative(plain, rich, boundary):
    """text/plain in base64, text/html in quoted-printable."""
    return ("--%s\r\nContent-Type: text/plain; charset=\"UTF-8\"\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n--%s\r\n"
            "Content-Type: text/html; charset=\"UTF-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n%s\r\n--%s--\r\n"
            % (boundary, base64.encodebytes(plain.encode()).decode(), boundary, quopri.encodestring(rich.encode()).decode(), boundary))


def gmail(sender, notice, words):
    plain = words + "\r\n\r\nOn Mon, Jun 5, 2023 at 9:01 AM Beadle <\r\nbot@example.org> wrote:\r\n\r\n" + quoted(notice)
    rich = ('<div dir="ltr">%s</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Jun 5, 2023 at 9:01 AM '
            'Beadle wrote:<br></div><blockquote class="gmail_quote" style="margin:0px">%s</blockquote></div>'
            % (html.escape(words).replace("\n", "<br>"), page(notice)))
    return head(sender, notice, 'Content-Type: multipart/alternative; boundary="000000000000a1b2"\r\n') + alternative(plain, rich, "000000000000a1b2")


def outlook(sender, notice, words):
    """HTML and nothing else; the notice below a block of its header, not marked as a quotation."""
    rich = ('<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang="EN-US"><div class="WordSection1"><p class="MsoNormal">%s'
            '<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><p class="MsoNormal">Best regards,<o:p></o:p></p>'
            '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> Beadle &lt;bot@example.org&gt;<br>'
            '<b>Sent:</b> Monday, June 5, 2023 9:01 AM<br><b>To:</b> %s<br><b>Subject:</b> %s</p></div><p class="MsoNormal">%s</p></div></body></html>'
            % ("</p><p class=\"MsoNormal\">".join(html.escape(w) for w in words.splitlines()), PEOPLE[sender], html.escape(notice["Subject"]), page(notice)))
    return (head(sender, notice, 'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n')
            + base64.encodebytes(rich.encode()).decode())


def apple_mail(sender, notice, words):
    return (head(sender, notice, "Content-Type: text/plain;\r\n\tcharset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n")
            + quopri.encodestring((words + "\n\n\n> On 5 Jun 2023, at 09:01, Beadle <bot@example.org> wrote:\n> \n" + quoted(notice) + "\n").encode()).decode())


def thunderbird(sender, notice, words):
    """Below what it answers, and format=flowed."""
    return (head(sender, notice, "Content-Type: text/plain; charset=UTF-8; format=flowed\r\nContent-Transfer-Encoding: 8bit\r\n")
            + "On 05.06.23 09:01, Beadle wrote:\n" + quoted(notice) + "\n" + words + "\n\n-- \nJoe Stringer\nthe committee's archive\n")


def mutt(sender, notice, words):
    """Among the rows: each word below the one that it answers."""
    lines, answers = [], dict(re.findall(r"(#\d+) (.*)", words))
    for row in text_of(notice).split("\n\n"):
        lines += ["> " + line for line in row.splitlines()] + [">"]
        number = re.match(r"(#\d+)  ", row)
        if number and number[1] in answers:
            lines += ["", answers[number[1]], ""]
    return (head(sender, notice, "Content-Type: text/plain; charset=us-ascii\r\nContent-Disposition: inline\r\nUser-Agent: Mutt/2.2.9\r\n")
            + "On Mon, Jun 05, 2023 at 09:01:00AM +0000, Beadle wrote:\n" + "\n".join(lines) + "\n")


def telephone(sender, notice, words):
    return (head(sender, notice, "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n")
            + quopri.encodestring((words[0].upper() + words[1:] + "\n\nVon meinem iPhone gesendet\n\n> Am 05.06.2023 um 09:01 schrieb Beadle "
                                   "<bot@example.org>:\n> \n> \ufeff" + quoted(notice)[2:]).encode()).decode())


def yahoo(sender, notice, words):
    plain = words + "\n\n    On Monday, June 5, 2023 at 09:01:00 AM UTC, Beadle <bot@example.org> wrote:\n\n" + re.sub("(?m)^", " ", text_of(notice))
    rich = ('<html><body><div class="yahoo-style-wrap"><div>%s</div></div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>On Monday, June 5, '
            '2023 at 09:01:00 AM UTC, Beadle wrote:</div><div>%s</div></div></body></html>' % (html.escape(words), page(notice)))
    return head(sender, notice, 'Content-Type: multipart/alternative; boundary="----=_Part_1_2"\r\n') + alternative(plain, rich, "----=_Part_1_2")


# Program, who answers, in what words, and the state of the items that the notice had.
ROUNDS = (
    (gmail, "dave", ["write the letter"], "done, they have it", ["done"]),
    (outlook, "joe", ["book the room"], "Done.", ["done"]),
    (apple_mail, "dave", ["ask the auditors"], "not me -> Joe", ["Joe Stringer"]),
    (thunderbird, "joe", ["renew the certificate"], "snooze 2w", ["snoozed"]),
    (mutt, "dave", ["collect the slides", "measure the hall", "print the banner"], "#1 done\n#3 drop, it is too late", ["done", "open", "dropped"]),
    (telephone, "joe", ["translate the page"], "done", ["done"]),
    (yahoo, "dave", ["archive the mails"], "drop", ["dropped"]),
    (gmail, "joe", ["count the votes", "seal the urn"], "done", ["open", "open"]),
)


class Stage:
    def __init__(self, imap, mta, bot):
        self.imap, self.mta, self.bot, self.heard = imap, mta, bot, dict.fromkeys([*PEOPLE, "bot"], 0)

    def wait(self, user, count):
        """So many further mails of the user."""
        self.imap.wait_messages(user, self.heard[user] + count)
        mails = [email.message_from_bytes(data, policy=email.policy.default) for data in self.imap.messages(user)]
        new, self.heard[user] = mails[self.heard[user]:], len(mails)
        return new

    def state(self, item):
        owner = item["owners"][0]
        if item["status"] != "open":
            return item["status"]
        return "snoozed" if owner["snoozed_until"] else owner["person"] if owner["written"] == "Joe" and owner["person"] == "Joe Stringer" else "open"


def play(stage, daemon, round_):
    program, owner, texts, words, wanted = round_
    other = {"Joe Stringer": "joe"}.get(wanted[0])
    name = f"{program.__name__}: {words!r} of {len(texts)}"
    body = "".join(f"[AI {PEOPLE[owner].split()[0]}] {text}\r\n" for text in texts)
    stage.mta.send("kp@example.org", ["bot@example.org"], (
        f"From: KP Singh <kp@example.org>\r\nTo: bsc@example.org\r\nList-Id: <bsc.example.org>\r\nSubject: something to do\r\n"
        f"Date: {email.utils.formatdate()}\r\nMessage-ID: {email.utils.make_msgid(domain='example.org')}\r\n\r\n{body}").encode())
    notice = stage.wait(owner, 1)[0]
    numbers = [int(n) for n in re.findall(r"(?m)^#(\d+)  ", text_of(notice))]
    words = re.sub(r"#(\d)", lambda m: f"#{numbers[int(m[1]) - 1]}", words)
    to = notice["Reply-To"].addresses[0].addr_spec
    stage.mta.send(f"{owner}@example.org", [to], program(owner, notice, words).encode())
    answer = stage.wait(owner, 1)[0]
    if other:
        stage.wait(other, 1)
    items = {item["item"]: item for item in stage.bot.items()}
    got = [stage.state(items[n]) if w != "open" else items[n]["status"] for n, w in zip(numbers, wanted)]
    tap.check_equal(got, wanted, name)
    tap.check_equal((answer["X-Beadle-Notice"], answer["Auto-Submitted"]), ("answer", "auto-generated"), f"{name}: answered")
    tap.check(all(f"#{n}" in text_of(answer) for n, w in zip(numbers, wanted) if w != "open"), f"{name}: with what came of it",
              detail=text_of(answer))


def main():
    reason = need_beadle() or need_dovecot() or need_postfix()
    if reason:
        tap.skip_all(reason)
    users = {user: "secret" for user in [*PEOPLE, "bot", "ops"]}
    with Dovecot(users=users) as imap, Postfix(dovecot=imap) as mta, Program() as bot:
        bot.configure(CONFIG.format(imap=imap.port, smtp=mta.port), "secret")
        stage = Stage(imap, mta, bot)
        with bot.run("-v") as daemon:
            daemon.wait_event("synced", mailbox="bot")
            for round_ in ROUNDS:
                play(stage, daemon, round_)
            mta.wait_idle()
            tap.check_equal({user: len(imap.messages(user)) for user in PEOPLE},
                            {user: stage.heard[user] for user in PEOPLE}, "each has the mails that were told of, and no more")
            fates = {e["fate"] for e in daemon.events("mail")}
            tap.check_equal(fates, {"read", "outside", "own"}, "every answer was read")	# those to the bot alone are outside the list
            daemon.terminate()
        proofs = {e.get("proof") for e in map(json.loads, bot.call("history", "--json").out.splitlines()) if e["rule"].startswith("reply-")}
        tap.check_equal(proofs, {"token"}, "each was proved by its token")


if __name__ == "__main__":
    main()
