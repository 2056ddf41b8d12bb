#!/usr/bin/env python3
"""Killed at every failpoint with folders for mailbox and outbox: nothing is lost, nothing sent twice.

The matrix of folders.py over items, commands, a mail that cannot be read, and mail that comes back; and what becomes of
workers that cannot begin.
"""
import email
import os
import pathlib
import sqlite3
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "lib")]
import crash  # noqa: E402
import folders  # noqa: E402
import tap  # noqa: E402

CONFIG = """\
state: state
operator: ops@example.org
people:
  - {name: Dave Thaler, aliases: [Dave], address: [dave@example.org, dave@example.net]}
  - {name: Joe Stringer, aliases: [Joe], address: joe@example.org}
  - {name: KP Singh, aliases: [KP], address: kp@example.org}
mailboxes:
  in: {type: maildir, path: inbox}
outbox: {type: maildir, path: outbox, from: Beadle <beadle@example.org>}
answers: {believe_from: yes}
lists:
  bsc:
    {address: bsc@lists.example.org, mailbox: in, prefix: "[BSC]", zone: UTC, notices: {assigned_after: 0s},
     standing: [{owner: Joe, text: look at the budget, every: week, from: 2023-06-09}]}
"""
MAILS = [  # received, body
    ("2023-06-05T10:00:00Z", "[AI Dave due 2023-06-12] send the letter to the foundation\n"
                             "[AI Joe due 2023-06-12] update the list of projects\n"),
    ("2023-06-05T10:00:01Z", "[DONE #2] it was up to date already\n"),
    ("2023-06-05T10:00:02Z", "X" * 70000),  # as a header field: put aside
]
STEPS = ["2023-06-05T09:00:00Z", "2023-06-05T10:05:00Z", "2023-06-09T09:00:00Z", "2023-06-12T09:30:00Z"]


def mail(number, received, body):
    sender = "joe" if body.startswith("[DONE") else "kp"
    head = (f"Date: Mon, 5 Jun 2023 10:00:{number:02d} +0000\nFrom: {sender}@example.org\n"
            f"To: bsc@lists.example.org\nMessage-ID: <m{number}@example.org>\nSubject: mail {number}\n")
    if len(body) > 60000:
        return (head + "X-Long: " + body + "\n\nnothing\n").encode()
    return (head + "\n" + body).encode()


def world(name):
    return folders.world(name, CONFIG)


def report(message_id):
    """Mail to Dave comes back."""
    return (f"From: MAILER-DAEMON@mx.example.net\nTo: beadle@example.org\nMessage-ID: <report@mx.example.net>\n"
            f"Content-Type: multipart/report; report-type=delivery-status; boundary=a\n\n--a\n"
            f"Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; dave@example.org\nAction: failed\n"
            f"Status: 5.1.1\n\n--a\nContent-Type: text/rfc822-headers\n\nMessage-ID: {message_id}\n--a--\n").encode()


def play(w):
    kills = w.once(STEPS[0])
    for number, (received, body) in enumerate(MAILS):
        path = w.root / "inbox" / "new" / f"16859592{number:02d}.M{number}.test"
        path.write_bytes(mail(number, received, body))
        os.utime(path, (1685959200 + number, 1685959200 + number))
    kills += w.once(STEPS[1])
    to_dave = [m["Message-ID"] for m in map(email.message_from_bytes, folders.outbox(w)) if "dave@" in m["To"]]
    (w.root / "inbox" / "new" / "1685959999.M9.test").write_bytes(report(to_dave[0]))
    return kills + sum(w.once(step) for step in STEPS[2:])


def kept(w):
    """What the ledger says: the items, what became of each recipient, what is known of addresses."""
    db = sqlite3.connect(w.root / "state" / "ledger.db")
    rows = db.execute("select m.key, r.addr, r.state from mail m join recipient r on r.mail = m.id order by m.key, r.id").fetchall()
    rows += db.execute("select kind, message_id, data from event where kind = 'person' order by id").fetchall()
    db.close()
    return w.ledger(), rows


def workers():
    """A read worker that cannot begin blames no mail; one that a mail kills is survived."""
    with tempfile.TemporaryDirectory(prefix="beadle-crash-") as name:
        w = world(name)
        w.once(STEPS[0])
        (w.root / "inbox" / "new" / "1685959200.M0.test").write_bytes(mail(0, *MAILS[0]))
        os.environ["BEADLE_FAILPOINT_END"] = "read.begin"
        done = w.start("once", "--now", STEPS[1])
        tap.check(done.returncode == crash.RETRY and "as soon as it starts" in done.stderr and not folders.sent(w)[0],
                  "no read worker: try again later, nothing is put aside", detail=f"{done.returncode} {done.stderr}")
        os.environ["BEADLE_FAILPOINT_END"] = "read.mail"
        done = w.start("once", "--now", STEPS[1])
        told = b"".join(folders.sent(w)[1].values())
        tap.check(done.returncode == crash.DONE and b"was put aside" in told and not w.ledger(),
                  "a mail that kills the read worker is put aside and told", detail=f"{done.returncode} {done.stderr}")
        del os.environ["BEADLE_FAILPOINT_END"]
        (w.root / "inbox" / "new" / "1685959201.M1.test").write_bytes(mail(1, *MAILS[0]))
        w.once(STEPS[1])
        tap.check(w.ledger().count("\n") == 2, "the next mail is read", detail=w.ledger())


def main():
    workers()
    count, ledger, names = folders.matrix(CONFIG, play, kept)
    tap.check(any(row[1:] == ("dave@example.net", "sent") for row in ledger[1]) and
              any(row[0] == "person" for row in ledger[1]), "what comes back goes to the other address", detail=ledger[1])
    tap.check(len(count) >= 4, f"the undisturbed run sends its mails ({len(count)})")
    tap.check(len(names) >= 50, f"the undisturbed run passes its failpoints ({len(names)})")
    tap.done()


if __name__ == "__main__":
    main()
