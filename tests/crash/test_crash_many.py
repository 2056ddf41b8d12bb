#!/usr/bin/env python3
"""Killed at random, again and again, while many mails are on their way: each is recorded once, in the order of its mailbox.

Between two deaths some failpoints are passed, by whichever process; in the end the ledger must have of every mail one row,
and the items of the undisturbed run.  The seed is printed.
"""
import os
import pathlib
import random
import sqlite3
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "lib")]
import crash  # noqa: E402
import tap  # noqa: E402

CONFIG = """\
state: state
people: [{name: Dave Thaler, aliases: [Dave], address: dave@example.org}, {name: KP Singh, address: kp@example.org}]
mailboxes: {in: {type: maildir, path: inbox}, other: {type: mbox, path: mbox}}
outbox: {type: maildir, path: outbox, from: Beadle <beadle@example.org>}
lists:
  bsc: {address: bsc@lists.example.org, mailbox: in, zone: UTC}
  gov: {address: gov@lists.example.org, mailbox: other, zone: UTC}
"""
BEGIN, MAILS, NOW, TRIALS = 1685959200, 400, "2023-06-05T12:00:00Z", 6


def mail(number, name):
    tag = f"[AI Dave] write letter {number} of {name}\n" if number % 20 == 0 else "nothing to do\n"
    return (f"Date: Mon, 5 Jun 2023 10:00:00 +0000\nFrom: kp@example.org\nTo: {name}@lists.example.org\n"
            f"Message-ID: <{number}.{name}@example.org>\nSubject: mail {number}\n\n{tag}" + "and more of it\n" * (number % 50))


def world(name):
    w = crash.World(name)
    (w.root / "beadle.yaml").write_text(CONFIG)
    for part in ("cur", "new", "tmp"):
        (w.root / "inbox" / part).mkdir(parents=True)
    for number in range(MAILS):
        path = w.root / "inbox" / "new" / f"{BEGIN + number}.M{number:06d}.test"
        path.write_text(mail(number, "bsc"))
        os.utime(path, (BEGIN + number,) * 2)
    (w.root / "mbox").write_text("".join(f"From kp@example.org Mon Jun  5 10:00:00 2023\n{mail(n, 'gov')}\n" for n in range(MAILS)))
    return w


def recorded(w):
    """Of each mailbox the Message-IDs in the order in which they were recorded; and the texts of the items."""
    db = sqlite3.connect(w.root / "state" / "ledger.db")
    rows = db.execute("select mailbox, message_id from message order by id").fetchall()
    db.close()
    return {box: [m for b, m in rows if b == box] for box in ("in", "other")}, sorted(w.ledger().count(f"letter {n} of {name}\"")
                                                                                      for n in range(0, MAILS, 20) for name in ("bsc", "gov"))


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-crash-") as name:
        w = world(name)
        w.once(NOW)
        n_points, wanted = len(w.passed()), recorded(w)
    tap.check_equal([len(ids) for ids in wanted[0].values()], [MAILS, MAILS], "the undisturbed run records every mail")
    tap.check_equal(set(wanted[1]), {1}, "and each item once")
    seed = int(os.environ.get("BEADLE_SEED", random.randrange(1 << 30)))
    tap.diag(f"{n_points} failpoints, seed {seed}")
    rng, killed = random.Random(seed), 0
    for trial in range(TRIALS if crash.stride() == 1 else 1):
        with tempfile.TemporaryDirectory(prefix="beadle-crash-") as name:
            w = world(name)
            for _ in range(4):
                w.kill_at = len(w.passed()) + rng.randrange(1, n_points)
                try:
                    w.start("once", "--now", NOW)
                except crash.Killed:
                    killed += 1
            w.kill_at = None
            w.once(NOW)
            got = recorded(w)
        tap.check(got == wanted, f"trial {trial}: killed while mails are on their way, nothing is lost, doubled or overtaken")
    tap.check(killed > trial, "each was killed at least once", killed=killed)
    tap.done()


if __name__ == "__main__":
    main()
