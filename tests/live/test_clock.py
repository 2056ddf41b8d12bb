"""A machine whose clock leaps, by the program with a clock that is set here (beadle-clock): nothing is said by it that
could not be taken back, and all goes on when it is believed again."""
import email
import email.policy
import email.utils
import json
import os
import re
import struct
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import procs
import program
import tap
from dovecot import read_maildir
from program import Program

program.BEADLE += "-clock"
MINUTE, HOUR, DAY = 60, 3600, 86400
BEGIN = 1687989600	# 28 June 2023, 22:00 UTC
CONFIG = """\
state: state
operator: ops@example.org
metrics: beadle.prom
people:
  - {name: Dave Thaler, aliases: [Dave], address: dave@example.org}
  - {name: KP Singh, aliases: [KP], address: kp@example.org}
mailboxes:
  in: {type: maildir, path: inbox}
outbox: {type: maildir, path: outbox, from: Beadle <beadle@example.org>}
answers: {believe_from: yes}
lists:
  bsc: {address: bsc@example.org, mailbox: in, chair: KP, zone: UTC, notices: {weekly: no, assigned_after: 0s},
        votes: {default: {quorum: 1}}}
"""
OPENING = ("KP Singh <kp@example.org>", "[SILENT 1w] Move the donations", "opening", "")
OBJECTION = ("Dave Thaler <dave@example.org>", "Re: [SILENT 1w] Move the donations", "objection", "[OBJECT] not to that bank")
VOTE = ("KP Singh <kp@example.org>", "[VOTE 1w] Sell the boat", "vote", "")
BALLOT = ("Dave Thaler <dave@example.org>", "Re: Sell the boat", "ballot", "+1")
CHAT = ("Dave Thaler <dave@example.org>", "the weather", "chat", "It rains.")


class Clock:
    """What the machine's clocks say; the time that passes in truth passes beside it."""

    def __init__(self, bot):
        self.path = bot.path("clock")
        self.passed, self.ahead, self.booted, self.synchronised, self.boots = 0, BEGIN - int(time.time()), 0, 0, 0
        self.silent = 0
        os.environ["BEADLE_CLOCK"] = self.path
        self.restart()

    def set(self):
        with open(self.path, "r+b" if os.path.exists(self.path) else "wb") as file:
            file.write(struct.pack("5q", self.passed, self.ahead, self.booted, self.synchronised, self.silent))

    def go(self, seconds):
        self.passed += seconds
        self.set()

    def be_silent(self, seconds):
        """Nothing happens for so long."""
        self.silent += seconds
        self.set()

    def leap(self, seconds):
        self.ahead += seconds
        self.set()

    def trust(self, synchronised):
        self.synchronised = synchronised
        self.set()

    def restart(self):
        """The machine begins anew, a minute ago."""
        self.boots += 1
        self.booted = int(time.clock_gettime(time.CLOCK_BOOTTIME)) + self.passed - MINUTE
        os.environ["BEADLE_BOOT_ID"] = "00000000-0000-0000-0000-%012d" % self.boots
        self.set()

    def now(self):
        return int(time.time()) + self.passed + self.ahead


class Stage:
    def __init__(self, bot):
        self.bot, self.clock, self.count = bot, Clock(bot), 0
        for part in ("cur", "new", "tmp"):
            os.makedirs(bot.path("inbox", part))
        bot.configure(CONFIG)

    def deliver(self, mail, received, written):
        author, subject, name, text = mail
        answers = {"objection": "opening", "ballot": "vote"}.get(name)
        thread = "In-Reply-To: <%s@example.org>\n" % answers if answers else ""
        self.count += 1
        path = self.bot.write("inbox/tmp/%d" % self.count,
                              "Date: %s\nFrom: %s\nTo: bsc@example.org\nSubject: %s\nMessage-ID: <%s@example.org>\n%s\n%s\n"
                              % (email.utils.formatdate(written), author, subject, name, thread, text))
        os.utime(path, (received, received))
        os.rename(path, self.bot.path("inbox/new/%d.M%d.test" % (received, self.count)))

    def open(self, daemon):
        """A deadline, of which the list has been told."""
        daemon.wait_event("synced")
        self.deliver(OPENING, self.clock.now(), self.clock.now() - 5)
        daemon.wait_event("told")

    def sent(self):
        """(to, subject) of all that went out."""
        mails = [email.message_from_bytes(data, policy=email.policy.default) for data in read_maildir(self.bot.path("outbox"))]
        return sorted((m["To"].addresses[0].username, str(m["Subject"])) for m in mails)

    def subjects(self, word):
        return [subject for _, subject in self.sent() if word in subject]

    def told(self):
        """What the operator was sent, in one line each."""
        mails = [email.message_from_bytes(data, policy=email.policy.default) for data in read_maildir(self.bot.path("outbox"))]
        return [" ".join(m.get_content().split()) for m in mails if "ops@" in m["To"]]

    def in_doubt_since(self):
        return self.bot.figure("beadle_clock_in_doubt_since_timestamp_seconds")

    def check(self):
        return " ".join(self.bot.call("check").out.split())


def clock_said(daemon, count):
    return daemon.wait_event("clock", count)[-1]["what"]


def test_six_seconds():
    """A week and a day ahead for six seconds while a deadline is open, and an objection comes in just then."""
    with Program() as bot:
        stage = Stage(bot)
        clock = stage.clock
        with bot.run() as daemon:
            stage.open(daemon)
            stage.deliver(VOTE, clock.now(), clock.now() - 5)
            daemon.wait_event("told", 4)	# the list twice, and two voters
            clock.go(3 * DAY)
            written = clock.now()
            clock.leap(8 * DAY)
            said = clock_said(daemon, 1)
            # the mail server of the same machine has the same clock
            stage.deliver(OBJECTION, clock.now(), written)
            stage.deliver(BALLOT, clock.now(), written)
            daemon.wait_event("waits")
            tap.check_equal((stage.subjects("Stands") + stage.subjects("boat")[4:], daemon.count("mail", msg="objection@example.org")), ([], 0),
                            "a deadline that is over by a clock that leapt does not stand, and mail of then waits")
            tap.check_in("Nothing is decided, and only mail to the operator is sent", said, "the log says so")
            clock.go(6)
            clock.leap(-8 * DAY)
            tap.check_in("It is right again.", clock_said(daemon, 2), "and that it is over")
            daemon.wait_event("mail", msg="objection@example.org", fate="read")
            told = procs.wait_until(stage.told, "the operator's mail")
            tap.check(len(told) == 1 and re.search(r"it said 2023-07-09T22:\S+ when it was 2023-07-01T22:\S+, by the time", told[0]),
                      "the operator is told what the clock said, and what time it was", told=told)
            clock.go(8 * DAY)
            stage.deliver(CHAT, clock.now(), clock.now() - 5)
            procs.wait_until(lambda: stage.subjects("Not agreed"), "the end")
            tap.check_equal(stage.subjects("Stands"), [], "the objection came in time: nothing stands a week later")
            procs.wait_until(lambda: stage.subjects("Passed: Sell the boat"), "the result")
            tap.ok("and the vote is over then, with the ballot that came in time")
            daemon.terminate()
        events = [json.loads(line) for line in bot.call("history", "--json").out.splitlines()]
        tap.check_equal([e["at"][:10] for e in events if e["act"] == "objected"], ["2023-07-01"], "it counts by the true time")
        tap.check_equal([e["at"][:10] for e in events if e["act"] == "cast"], ["2023-07-01"], "and so does the ballot")


def test_put_right():
    """It was behind by more than a week, and somebody puts it right."""
    with Program() as bot:
        stage = Stage(bot)
        clock = stage.clock
        with bot.run() as daemon:
            stage.open(daemon)
            clock.leap(8 * DAY)
            clock_said(daemon, 1)
            stage.deliver(CHAT, clock.now(), clock.now() - 30)
            daemon.wait_event("waits")
            clock.go(2 * MINUTE)
            told = procs.wait_until(stage.told, "the operator's mail")
            tap.check_equal((len(told), stage.subjects("Stands")), (1, []), "after a minute the operator is told, and nothing stands")
            tap.check_in("2023-07-06T22:", told[0], "by which clock")
            clock.go(4 * MINUTE)
            tap.check_in("It is believed now, because mail that came in confirms it", clock_said(daemon, 2),
                         "mail that came in bears it out, after five minutes")
            daemon.wait_event("mail", msg="chat@example.org", fate="read")
            procs.wait_until(lambda: stage.subjects("Stands"), "the deadline stands")
            tap.ok("and all goes on by the new clock")
            daemon.terminate()
        tap.check_equal(len(stage.told()), 1, "of which the operator hears once")


def test_rounds():
    """The same with rounds: what is known goes from one to the next."""
    with Program() as bot:
        stage = Stage(bot)
        clock = stage.clock
        stage.deliver(OPENING, clock.now(), clock.now() - 5)
        tap.check_equal(bot.once().status, 0, "a round by a clock that is right")
        clock.go(5 * MINUTE)
        tap.check_equal((bot.once().status, stage.subjects("Silent deadline") != []), (0, True), "and another")
        clock.leap(8 * DAY)
        since = clock.now() - 8 * DAY
        rounds = []
        for _ in range(12):
            rounds.append(bot.once().status)
            checked = stage.check()
            clock.go(5 * MINUTE)
        tap.check_equal((rounds, stage.subjects("Stands"), len(stage.told())), ([4] * 12, [], 1),
                        "for an hour after a leap each round says that it is not done, and nothing stands")
        # between the two, a second may turn
        tap.check(-2 < stage.in_doubt_since() - since < MINUTE, "the metrics say since when", since=stage.in_doubt_since())
        tap.check_in("The clock of this machine cannot be believed", checked, "check says so")
        last = bot.once()
        tap.check_equal((last.status, len(stage.subjects("Stands")) > 0, stage.in_doubt_since()), (0, True, 0),
                        "after an hour the clock is believed")
        tap.check_not_in("The clock", stage.check(), "and check has nothing to say")

        clock.leap(-3 * DAY)
        clock.trust(1)
        tap.check_equal((bot.once().status, bot.once().status), (4, 4), "put back: the same")
        clock.go(5 * MINUTE)
        tap.check_equal(bot.once().status, 0, "a system that is synchronised bears it out after five minutes")


def test_start():
    """The machine is started again with a clock that is a year ahead."""
    with Program() as bot:
        stage = Stage(bot)
        clock = stage.clock
        stage.deliver(OPENING, clock.now(), clock.now() - 5)
        tap.check_equal(bot.once().status, 0, "a round before the machine is started again")
        clock.go(HOUR)
        clock.restart()
        tap.check_equal(bot.once().status, 0, "started again, an hour later: nothing is odd")
        clock.go(HOUR)
        clock.restart()
        clock.leap(365 * DAY)
        before = stage.sent()
        with bot.run() as daemon:
            said = clock_said(daemon, 1)
            tap.check_match(r"it said 2024-06-2\d\S+ when it was 2023-06-28\S+ or later", said, "a year ahead: the clock is in doubt")
            daemon.wait_event("synced")
            stage.deliver(OBJECTION, clock.now() - 365 * DAY, clock.now() - 365 * DAY - 30)
            daemon.wait_event("mail", msg="objection@example.org", fate="read")
            tap.check_equal(stage.sent(), before, "mail is read, and nothing sent")
            clock.leap(-365 * DAY)
            tap.check_in("It is right again.", clock_said(daemon, 2), "put right: it is over")
            clock.go(8 * DAY)
            stage.deliver(CHAT, clock.now(), clock.now() - 5)
            procs.wait_until(lambda: stage.subjects("Not agreed"), "the end")
            daemon.terminate()
        tap.check_equal((stage.subjects("Stands"), stage.told()[1:]), ([], []), "nothing ever stood, and the operator was told once")


def test_own_time():
    """Who says what time it is has the last word."""
    with Program() as bot:
        stage = Stage(bot)
        clock = stage.clock
        stage.deliver(OPENING, clock.now(), clock.now() - 5)
        bot.once()
        clock.leap(8 * DAY)
        done = bot.once("2023-06-29T22:00:00Z")
        tap.check_equal((done.status, done.has_event("clock")), (0, False), "once --now does not look at the machine's clock")
        checked = bot.call("check", "--now", "2023-06-29T22:00:00Z")
        tap.check_not_in("The clock", checked.out, "nor does check --now")


def test_idle():
    """The process that reads mail is there while mail comes."""
    with Program() as bot:
        stage = Stage(bot)
        with bot.run() as daemon:
            daemon.wait_event("synced")
            tap.check_equal(sorted(daemon.workers()), ["beadle-fetch"], "nobody reads before there is mail")
            stage.deliver(CHAT, stage.clock.now(), stage.clock.now() - 5)
            daemon.wait_event("mail")
            tap.check_in("beadle-read", daemon.workers(), "the first one starts a reader")

            def is_reader_gone():
                stage.clock.be_silent(5 * MINUTE)  # again and again: when it became idle cannot be seen
                return "beadle-read" not in daemon.workers()
            procs.wait_until(is_reader_gone, "the end of the reader")
            stage.deliver(OPENING, stage.clock.now(), stage.clock.now() - 5)
            daemon.wait_event("told")
            tap.ok("which ends when nothing has come for five minutes, and another one reads the next mail")
            daemon.terminate()


def main():
    if not os.access(program.BEADLE, os.X_OK):
        tap.skip_all("%s is not built" % program.BEADLE)
        return
    for test in (test_six_seconds, test_put_right, test_rounds, test_start, test_own_time, test_idle):
        test()
    tap.done()


main()
