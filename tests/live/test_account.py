"""A mail server that refuses the bot itself - its limit, its login, its address - for hours or days: nothing is
lost, nothing goes out twice, nobody's address is taken for a bad one, and the operator hears of it when that can be."""
import calendar
import email
import email.policy
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import tap
from program import Program, need_beadle
from scripted import Reply, ScriptedSmtp

START = calendar.timegm((2023, 6, 5, 10, 0, 0))
CONFIG = """\
state: state
operator: ops@example.org
metrics: beadle.prom
people:
  - {{name: Dave Thaler, aliases: [Dave], addresses: [dave@example.org, home@example.org]}}
  - {{name: Joe Stringer, aliases: [Joe], address: joe@example.org}}
mailboxes:
  bot: {{type: maildir, path: inbox}}
outbox: {{type: smtp, host: 127.0.0.1, port: {port}, tls: none, user: bot, password_file: pass,
         from: Beadle <bot@example.org>, witness: {witness}}}
answers: {{address: "{answers}"}}
lists:
  bsc: {{address: bsc@example.org, mailbox: bot, zone: UTC, chair: Joe Stringer,
        notices: {{assigned_after: 0s, weekly: no}}}}
"""
MAIL = """\
Date: Mon, 5 Jun 2023 09:59:00 +0000
From: Joe Stringer <joe@example.org>
To: bsc@example.org
Message-ID: <m1@example.org>
Subject: one

[AI Dave due 2024-06-05] forward the letter
[AI Joe due 2024-06-05] book the room
"""
REPORT = """\
Date: Mon, 5 Jun 2023 10:04:00 +0000
From: Mail Delivery Subsystem <mailer-daemon@example.org>
To: {sender}
Delivered-To: {sender}
Message-ID: <report@example.org>
Subject: Delivery Status Notification (Failure)
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The message was not delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; dave@example.org
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 550 5.4.5 Daily user sending limit exceeded

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}

--b--
"""
ALL = ["dave@example.org", "joe@example.org", "ops@example.org"]


class Stage:
    """The bot, its server, and a clock that is set by hand."""

    def __init__(self, bot, server, witness, answers="no"):
        self.bot, self.server = bot, server
        for part in ("cur", "new", "tmp"):
            os.makedirs(bot.path("inbox", part))
        self.deliver(MAIL, -1)
        bot.configure(CONFIG.format(port=server.port, witness=witness, answers=answers), "secret")

    def deliver(self, text, minutes):
        path = self.bot.write("inbox/new/%d.M1.test" % (START + 60 * minutes), text)
        os.utime(path, (START + 60 * minutes, START + 60 * minutes))

    def round(self, minutes):
        return self.bot.once(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(START + 60 * minutes)))

    def to_people(self):
        """Who was sent a mail, the witness aside."""
        return sorted(rcpt for _, rcpts, _ in self.server.accepted for rcpt in rcpts if rcpt != "bot@example.org")

    def told(self):
        """What the operator was sent, in one line each."""
        mails = [email.message_from_bytes(body, policy=email.policy.default) for _, rcpts, body in self.server.accepted
                 if "ops@example.org" in rcpts]
        return [" ".join(mail.get_content().split()) for mail in mails]

    def refused_since(self):
        return self.bot.figure("beadle_outbox_refused_since_timestamp_seconds")

    def failing(self):
        events = [json.loads(line) for line in self.bot.call("history", "--json").out.splitlines()]
        return [e for e in events if e.get("act") == "failing"]

    def unique_ids(self):
        ids = [email.message_from_bytes(body)["Message-ID"] for _, _, body in self.server.accepted]
        return len(ids) == len(set(ids))


def test_refused(key, reply, words, witness="bot@example.org"):
    """Refused for seven hours by an answer in this place of the dialogue, then taken."""
    name = "%s %s%s" % (key, reply[:40], "" if witness != "none" else ", no witness")
    with ScriptedSmtp({key: [Reply(reply)]}) as server, Program() as bot:
        stage = Stage(bot, server, witness)
        statuses = {stage.round(minutes).status for minutes in range(0, 420, 20)}
        tap.check_equal((statuses, stage.to_people()), ({4}, []), "%s: no mail goes, and each round says so" % name)
        tries = len(server.connections)
        tap.check(4 <= tries <= 12, "%s: it is tried with growing gaps" % name, tries=tries)
        tap.check_equal(stage.failing(), [], "%s: nobody's address is marked" % name)
        checked = bot.call("check")
        tap.check_equal((stage.refused_since(), checked.status, words in " ".join(checked.out.split())), (START, 0, True),
                        "%s: metrics and check show it" % name)
        del server.faults[key]
        statuses = [stage.round(minutes).status for minutes in range(420, 720, 60)]
        tap.check_equal((statuses[-1], stage.to_people(), stage.unique_ids()), (0, ALL, True),
                        "%s: then each mail goes, once" % name)
        told = stage.told()
        tap.check(len(told) == 1 and words in told[0], "%s: the operator is told, in the server's words" % name, told=told)
        checked = bot.call("check")
        tap.check_equal((stage.refused_since(), "refuses" in checked.out), (0, False), "%s: and it is over" % name)


def test_all_refused():
    """No word says why, but the server refuses the bot's own copy too: that speaks of the bot, and holds for this mail."""
    for key, reply in (("RCPT", "550 5.1.1 user unknown"), ("DATA.", "554 5.7.1 rejected as spam")):
        with ScriptedSmtp({key: [Reply(reply)]}) as server, Program() as bot:
            stage = Stage(bot, server, "bot@example.org")
            statuses = {stage.round(minutes).status for minutes in range(0, 420, 20)}
            tap.check_equal((statuses, stage.to_people(), stage.failing()), ({4}, [], []), "%s to all: they wait" % reply)
            del server.faults[key]
            for minutes in range(420, 720, 60):
                last = stage.round(minutes)
            tap.check_equal((last.status, sorted(set(stage.to_people())), stage.to_people().count("dave@example.org")), (0, ALL, 1),
                            "%s to all: then each goes, once" % reply)


def test_one_refused():
    """One recipient is refused, and the bot's own copy would be taken: it is that address."""
    with ScriptedSmtp({"RCPT dave@example.org": [Reply("550 no such user")]}) as server, Program() as bot:
        stage = Stage(bot, server, "bot@example.org")
        tap.check_equal(stage.round(0).status, 0, "one refused among others")
        tap.check_equal(([e["text"] for e in stage.failing()], stage.to_people()),
                        (["dave@example.org"], ["home@example.org", "joe@example.org"]), "is marked, and the next address gets the mail")


def test_relay_for_one():
    """The server relays for nobody from here, though it takes what stays with it: the list's own mail goes on."""
    with ScriptedSmtp({"RCPT dave@example.org": [Reply("554 5.7.1 <dave@example.org>: Relay access denied")]}) as server, \
            Program() as bot:
        stage = Stage(bot, server, "bot@example.org")
        done = stage.round(0)
        tap.check_equal((done.status, stage.to_people(), stage.failing()), (4, ["joe@example.org", "ops@example.org"], []),
                        "relay denied for one: that one waits, the others go, the operator is told at once")
        del server.faults["RCPT dave@example.org"]
        stage.round(10)
        tap.check_equal(stage.to_people(), ALL, "and goes when it can")


class OwnAddressAlone(ScriptedSmtp):
    """Takes mail from the account's own address alone, as many do; says so where it pleases."""

    def __init__(self, key, reply):
        self.key, self.refusal = key, Reply(reply)
        super().__init__({})

    def answer(self, conn, key, sane, note=None):
        if key == "MAIL":
            own = b"MAIL FROM:<bot@example.org>" in conn.received[-1]
            self.faults = {} if own else {self.key: [self.refusal]}
        return super().answer(conn, key, sane, note)


def test_own_address_alone(key, reply):
    """A token in the sender's address is not worth a mail."""
    with OwnAddressAlone(key, reply) as server, Program() as bot:
        stage = Stage(bot, server, "bot@example.org", answers="bot+*@example.org")
        done = stage.round(0)
        tap.check_equal((done.status, done.has_event("hold"), stage.to_people()), (0, False, ["dave@example.org", "joe@example.org"]),
                        "%s %s to a sender with a token: the mail goes without" % (key, reply[:40]))
        senders = [line for conn in server.connections for line in conn.received if line.startswith(b"MAIL")]
        tap.check_equal(sum(b"bot+b-" in line for line in senders), 1, "and the next one goes without at once")


def test_reported():
    """The server takes the mail and says in a report that the account's limit was met: it goes out again, to that address alone."""
    with ScriptedSmtp() as server, Program() as bot:
        stage = Stage(bot, server, "bot@example.org")
        stage.round(0)
        sender, rcpts, body = [mail for mail in server.accepted if "dave@example.org" in mail[1]][0]
        message_id = email.message_from_bytes(body)["Message-ID"]
        stage.deliver(REPORT.format(sender=sender, message_id=message_id), 4)
        first = stage.round(5)
        tap.check(first.has_event("came-back", to="dave@example.org"), "a report of the account's limit is read", log=first.err)
        for minutes in (6, 10, 30):
            last = stage.round(minutes)
        again = [mail[1] for mail in server.accepted if email.message_from_bytes(mail[2])["Message-ID"] == message_id]
        tap.check_equal((last.status, again, stage.failing()), (0, [rcpts, ["dave@example.org"]], []),
                        "the mail goes out again, and nobody is marked")
        tap.check("came back because of the bot's own account" in " ".join(stage.told()), "the operator is told", told=stage.told())


def test_given_up():
    """Nine days: what was to be said is given up, but for the mail that tells the operator."""
    with ScriptedSmtp({"MAIL": [Reply("550 5.4.5 Daily sending quota exceeded")]}) as server, Program() as bot:
        stage = Stage(bot, server, "bot@example.org")
        for minutes in range(0, 9 * 24 * 60, 240):
            stage.round(minutes)
        del server.faults["MAIL"]
        for minutes in range(9 * 24 * 60, 10 * 24 * 60, 240):
            last = stage.round(minutes)
        told = " ".join(stage.told())
        tap.check_equal((last.status, sorted(set(stage.to_people()))), (0, ["ops@example.org"]), "after nine days the operator alone gets mail")
        tap.check("refuses the bot itself since 2023-06-05T10:00:00Z" in told, "of why", told=told)
        tap.check_equal(told.count("could not be delivered in time"), 2, "and of what was given up")
        tap.check(stage.unique_ids() and not stage.failing(), "once, and nobody is marked")


def main():
    if need_beadle():
        tap.skip_all(need_beadle())
    for case in (("MAIL", "550 5.4.5 Daily user sending limit exceeded.", "Daily user sending limit"),
                 ("RCPT", "550 5.7.60 SMTP; Client does not have permissions to send as this sender", "permissions to send as"),
                 ("RCPT", "554 5.7.1 <you@example.org>: Relay access denied", "Relay access denied"),
                 ("DATA.", "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException", "SubmissionQuotaExceeded"),
                 ("AUTH", "535 5.7.8 Username and password not accepted", "login"),
                 ("GREETING", "554 5.7.1 no service for you", "no service for you"),
                 ("MAIL", "550 5.7.1 no", "5.7.1 no", "none"),
                 ("DATA.", "550 5.1.90 Your message can't be sent because you've reached your daily limit", "daily limit", "none")):
        test_refused(*case)
    for case in (("MAIL", "553 5.7.1 <bot+b-x@example.org>: Sender address rejected: not owned by user bot"),
                 ("RCPT", "553 5.7.1 <bot+b-x@example.org>: Sender address rejected: not owned by user bot"),
                 ("DATA.", "554 5.2.252 SendAsDenied; bot@example.org not allowed to send as bot+b-x@example.org")):
        test_own_address_alone(*case)
    test_all_refused()
    test_one_refused()
    test_relay_for_one()
    test_reported()
    test_given_up()
    tap.done()


if __name__ == "__main__":
    main()
