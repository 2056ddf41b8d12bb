"""A mail in doubt waits for the mailbox that its copy comes into, and for no other."""
import calendar
import email
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import tap
from faults import Drop
from program import Program, need_beadle
from scripted import ScriptedSmtp

START = calendar.timegm((2023, 6, 5, 10, 0, 0))
CONFIG = """\
state: state
people:
  - {{name: Dave Thaler, aliases: [Dave], address: dave@example.org}}
mailboxes:
  bot: {{type: maildir, path: inbox}}
  list: {{type: maildir, path: archive}}
outbox: {{type: smtp, host: 127.0.0.1, port: {port}, tls: none, from: Beadle <bot@example.org>, witness: {witness}, doubt_wait: 10m}}
lists:
  bsc: {{address: bsc@example.org, mailbox: list, zone: UTC, notices: {{assigned_after: 0s, weekly: no}}}}
  old: {{address: old@example.org, mailbox: bot, zone: UTC, notices: {{assigned_after: 0s, weekly: no}}}}
"""
MAIL = """\
Date: Mon, 5 Jun 2023 09:59:00 +0000
From: Dave Thaler <dave@example.org>
To: bsc@example.org
Message-ID: <m{n}@example.org>
Subject: {n}

[AI Dave due 2024-06-05] do number {n}
"""


class Stage:
    def __init__(self, bot, server, witness="bot@example.org"):
        self.bot, self.server, self.n = bot, server, 0
        for part in ("cur", "new", "tmp"):
            os.makedirs(bot.path("inbox", part))
            os.makedirs(bot.path("archive", part))
        bot.configure(CONFIG.format(port=server.port, witness=witness))
        self.round(-10)

    def round(self, minutes):
        return self.bot.once(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(START + 60 * minutes)))

    def deliver(self, folder, text, minutes):
        self.n += 1
        path = self.bot.write("%s/new/%d.M%d.test" % (folder, START + 60 * minutes, self.n), text)
        os.utime(path, (START + 60 * minutes, START + 60 * minutes))

    def item(self, minutes):
        self.n += 1
        self.deliver("archive", MAIL.format(n=self.n), minutes)
        return self.round(minutes)

    def copy(self, folder, minutes):
        """The last mail that the server took comes back."""
        text = self.server.mails[-1][2].decode().replace("\r\n", "\n")
        self.deliver(folder, text, minutes)
        return email.message_from_string(text)["Message-ID"]

    def lose(self, folder):
        os.rename(self.bot.path(folder), self.bot.path(folder + ".away"))


def in_doubt(lost, seen, witness="bot@example.org"):
    """What becomes of a mail in doubt while a mailbox is out of reach; seen: copies have come before."""
    with ScriptedSmtp({}) as server, Program() as bot:
        stage = Stage(bot, server, witness)
        stage.item(0)
        if seen:
            stage.copy("inbox", 1)
            stage.round(1)
        server.faults["DATA."] = [Drop()]
        first = stage.item(10)
        del server.faults["DATA."]
        stage.lose(lost)
        rounds = [stage.round(minutes) for minutes in (15, 25)]
        doubts = len([e for e in first.events if e.get("outcome") == "doubt" and "dave@" in e.get("to", "")])
        return doubts, [done.has_event("doubt-resolved", by="no copy came: sending it again") for done in rounds]


def copy_found():
    """In whatever mailbox, a copy is a copy."""
    with ScriptedSmtp({"DATA.": [Drop()]}) as server, Program() as bot:
        stage = Stage(bot, server)
        stage.item(0)
        stage.copy("archive", 1)
        stage.lose("inbox")
        tap.check(stage.round(2).has_event("doubt-resolved", by="its copy in the mailbox"), "a copy elsewhere proves it as well")


def main():
    if need_beadle():
        tap.skip_all(need_beadle())
    tap.check_equal(in_doubt("archive", True), (1, [False, True]), "the other mailbox is out of reach: sent again after doubt_wait")
    tap.check_equal(in_doubt("inbox", True), (1, [False, False]), "its own is: it waits")
    tap.check_equal(in_doubt("archive", False), (1, [False, False]), "no copy ever came: it may come into any")
    tap.check_equal(in_doubt("archive", True, "none"), (1, [False, True]), "without a witness a person's mail waits for no mailbox")
    copy_found()
    tap.done()


if __name__ == "__main__":
    main()
