#!/usr/bin/env python3
"""The operator acts while the keeper runs, dies, or is in the middle of its round: no act is lost, done twice, or
passed over by what is written after it."""
import concurrent.futures
import datetime
import email.utils
import fcntl
import json
import os
import pathlib
import sqlite3
import struct
import subprocess
import sys
import termios

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "lib"), str(HERE.parent / "crash")]
import crash  # noqa: E402
import procs  # noqa: E402
import tap  # noqa: E402
from program import Program, need_beadle, parse_log  # noqa: E402

NOW = 1686574800  # 2023-06-12T13:00:00Z, two days before a meeting

CONFIG = """\
state: state
operator: ops@example.org
people:
  - {{name: Dave Thaler, aliases: [Dave], address: dave@example.org}}
  - {{name: Joe Stringer, aliases: [Joe], address: joe@example.org}}
  - {{name: KP Singh, aliases: [KP], address: kp@example.org}}
{owners}
mailboxes:
  in: {{type: maildir, path: inbox, poll: 1s}}
outbox: {{type: maildir, path: outbox, from: Beadle <beadle@example.org>, limits: {{per_hour: 1000, per_recipient_day: 1000}}}}
answers: {{believe_from: yes}}
lists:
  bsc:
    address: bsc@lists.example.org
    mailbox: in
    prefix: "[BSC]"
    zone: UTC
    notices: {{assigned_after: 0s}}
    meetings:
      rule: FREQ=WEEKLY;BYDAY={weekday}
      start: "13:00"
      first: {{number: 1, date: {first}}}
      chairs: {{order: alphabetical}}
"""


def configure(bot, first, owners=0):
    """Meetings once a week from that day on."""
    rows = "".join("  - {name: Owner %c%c, address: o%d@example.org}\n" % (65 + n // 26, 97 + n % 26, n)
                   for n in range(owners))
    bot.configure(CONFIG.format(weekday=first.strftime("%a")[:2].upper(), first=first.isoformat(), owners=rows))
    for part in ("cur", "new", "tmp"):
        os.makedirs(bot.path("inbox", part))


def deliver(bot, n, sender, body):
    text = ("Date: %s\r\nFrom: %s@example.org\r\nTo: bsc@lists.example.org\r\nMessage-ID: <m%d@example.org>\r\n"
            "Subject: mail %d\r\n\r\n%s\r\n" % (email.utils.formatdate(), sender, n, n, body))
    with open(bot.path("inbox", "tmp", "%d" % n), "w", encoding="utf-8") as out:
        out.write(text)
    os.rename(bot.path("inbox", "tmp", "%d" % n), bot.path("inbox", "new", "%d" % n))


def events(bot):
    """Of meetings: (actor, number, what)."""
    with sqlite3.connect("file:%s?mode=ro" % bot.path("state", "ledger.db"), uri=True) as db:
        return [(actor, json.loads(data).get("number"), json.loads(data)["what"]) for actor, data in
                db.execute("SELECT actor, data FROM event WHERE kind = 'meeting' ORDER BY id")]


def full(pipe):
    """Is there no room for one more line in it?"""
    return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0\0\0\0"))[0] > 4096 - 200


def next_week():
    return datetime.date.today() + datetime.timedelta(days=7)


def beside_a_daemon():
    with Program() as bot:
        configure(bot, next_week())
        with bot.run() as daemon:
            daemon.wait_event("synced")
            done = bot.call("chair", "1", "Joe")
            tap.check_equal((done.status, done.out.count("\n")), (0, 1), "an act beside the daemon: " + done.out.strip())
            daemon.wait_event("act", by="operator", number=1, what="chair")
            tap.ok("the daemon takes it up")
            # by the configuration it would be Dave's turn, and Joe could not say so
            deliver(bot, 1, "joe", "[CANCEL #1]")
            procs.wait_until(lambda: len(events(bot)) > 1, "the mail counts")  # it is logged before it is committed
            tap.check_equal(events(bot), [("operator", 1, "chair"), ("Joe Stringer", 1, "cancel")],
                            "what a mail may do is judged by it")
            done = bot.call("cancel", "1")
            tap.check_equal((done.status, done.err), (1, f"beadle: cancel #1 ({next_week()} 13:00): it is cancelled already\n"),
                            "and acts are judged by what came by mail")

            deliver(bot, 2, "kp", "[AI Dave] read the report for next meeting")
            procs.wait_until(bot.items, "the item is there")
            tap.check_equal([item["due"] for item in bot.items()], [str(next_week() + datetime.timedelta(days=7))],
                            "the process that reads mail knows that the next meeting is the second one")

            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                acts = [pool.submit(bot.call, "cancel", str(n)) for n in range(2, 22)]
                for n in range(10):
                    deliver(bot, 10 + n, "dave", "[AI Dave] write letter number %d" % n)
                statuses = [act.result().status for act in acts]
            tap.check_equal(statuses, [0] * 20, "twenty acts, four at a time, while mail arrives")
            daemon.wait_event("act", 21)
            daemon.wait_event("mail", 12, fate="read")
            tap.check_equal(sorted(n for actor, n, what in events(bot) if what == "cancel" and actor == "operator"),
                            list(range(2, 22)), "each is there once")
            daemon.wait_event("outcome", to="dave@example.org", outcome="sent")
            tap.check_equal(daemon.terminate()[0], 0, "and the daemon goes on")
        tap.check_equal(bot.call("cancel", "22").status, 0, "without a daemon the same")
        done = bot.once()
        tap.check(done.status == 0, "and the next start has it", detail=done.err)


def keeper_dies():
    """The keeper is killed when it has just taken an act up; what it does after its next start knows of it."""
    with Program() as bot:
        configure(bot, next_week())
        bot.argv = lambda *args: [crash.PROGRAM, "-c", bot.path("beadle.yaml"), *args]
        with bot.run(BEADLE_FAILPOINT_END="follow.applied") as daemon:
            daemon.wait_event("synced")
            tap.check_equal(bot.call("chair", "1", "Joe").status, 0, "an act")
            procs.wait_until(lambda: daemon.process.poll() is not None, "the keeper dies at follow.applied")
        deliver(bot, 1, "joe", "[CANCEL #1]")
        tap.check_equal(bot.once().status, 0, "the keeper died of it, and starts again")
        tap.check_equal(events(bot), [("operator", 1, "chair"), ("Joe Stringer", 1, "cancel")], "nothing is lost")


def killed_while_acting():
    """SIGKILL at each failpoint of a command: all of the act or nothing, and the same command mends it."""
    with Program() as bot:
        configure(bot, next_week())
        bot.once()
        world = crash.World(bot.root)
        world.start("cancel", "1")
        names = world.passed()
        tap.check_equal([n for n in names if n.startswith("operator.")], ["operator.added"], "a command passes its failpoints")
        wrong = []
        for n in range(1, len(names) + 1):
            number = str(n + 1)
            world.kill_at = len(world.passed()) + n
            try:
                world.start("cancel", number)
                wrong.append("%s: not killed" % names[n - 1])
            except crash.Killed:
                pass
            there = sum(e == ("operator", n + 1, "cancel") for e in events(bot))
            again = world.start("cancel", number).returncode
            want = (1, 1) if names[n - 1] == "ledger.after-commit" else (0, 0)
            if (there, again) != want or events(bot).count(("operator", n + 1, "cancel")) != 1:
                wrong.append("%s: %d there, then status %d" % (names[n - 1], there, again))
        tap.diag("act: %d failpoints, %d scenarios, %d wrong" % (len(names), len(names), len(wrong)))
        tap.check(not wrong, "killed at each: all or nothing", detail="\n".join(wrong))
        tap.check_equal(bot.once().status, 0, "the keeper takes over")


def between_decision_and_mail():
    """An act comes while the keeper writes down many decided mails; the last of them is about the meeting.

    Its log goes into a small pipe that is not read after the first mail, so that it waits behind one of the next
    ones, with no transaction open, until the act is there.
    """
    owners = 150
    with Program() as bot:
        configure(bot, datetime.date(2023, 6, 14), owners)
        bot.once("2023-06-05T09:00:00Z")
        deliver(bot, 1, "dave", "".join("[AI Owner %c%c] write letter number %d\r\n" % (65 + n // 26, 97 + n % 26, n)
                                        for n in range(owners)))
        os.utime(bot.path("inbox", "new", "1"), (NOW, NOW))
        log, end = os.pipe()
        fcntl.fcntl(log, fcntl.F_SETPIPE_SZ, 4096)
        process = subprocess.Popen(bot.argv("once", "-v", "--now", "2023-06-12T13:00:00Z"), cwd=bot.root, stderr=end,
                                   stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        os.close(end)
        with open(log, encoding="utf-8", buffering=1, errors="replace") as lines:
            said = ""
            while "event=notice" not in said:
                said += os.read(log, 100).decode()
            procs.wait_until(lambda: full(log), "the keeper waits for its log to be read")
            with sqlite3.connect(bot.path("state", "ledger.db"), timeout=30) as db:
                before = db.execute("SELECT count(*) FROM mail WHERE kind = 'assigned'").fetchone()[0]
                db.execute("INSERT INTO event (at_s, kind, item, list, actor, message_id, line, rule, data) VALUES "
                           "(?, 'meeting', 0, 'bsc', 'operator', '', 0, 'operator', ?)",
                           (NOW, json.dumps({"what": "cancel", "minutes": -1, "number": 1})))
            said += lines.read()
        status = process.wait(60)
        kinds = [e["kind"] for e in parse_log(said) if e["event"] == "notice"]
        tap.check(0 < before < owners and "event=act" in said, "an act comes after %d of %d mails" % (before, owners), detail=said)
        tap.check_equal((status, kinds.count("assigned"), kinds.count("agenda-digest")), (0, owners, 0),
                        "what was decided before it is decided anew: each owner once, no agenda of a cancelled meeting")


def main():
    reason = need_beadle() or (None if os.access(crash.PROGRAM, os.X_OK) else "%s is not built" % crash.PROGRAM)
    if reason:
        tap.skip_all(reason)
    for test in (beside_a_daemon, keeper_dies, killed_while_acting, between_decision_and_mail):
        test()
    tap.done()


if __name__ == "__main__":
    main()
