"""Owners answer beadle's notices with the mail programs that people have, through a real Postfix and Dovecot.

Each answer is made as that program makes it: where it puts the quotation, how it announces it, in which encoding, with
which signature.  The sender hears what came of it in his own mailbox.
"""
import email
import email.policy
import email.utils
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import tap
from program import Program, need_beadle
from programs import Sender, apple_mail, gmail, mutt, outlook, telephone, text_of, thunderbird, yahoo
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
    stage.mta.send(f"{owner}@example.org", [to], program(Sender(PEOPLE[owner], f"{owner}@example.org"), notice, words).encode())
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
