#!/usr/bin/env python3
"""Killed at the steps of votes, from the opening to the result: each ballot, receipt and result once, and the right outcome.

The matrix of folders.py; BEADLE_STRIDE=1 kills at every step instead of every ninth.
"""
import email
import email.policy
import json
import os
import pathlib
import sqlite3
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "lib")]
import crash  # noqa: E402
import folders  # noqa: E402
import tap  # noqa: E402
from world import seconds  # noqa: E402

CONFIG = """\
state: state
operator: ops@example.org
people:
  - {name: Dave Thaler, aliases: [Dave], address: [dave@example.org, dave@example.net]}
  - {name: Joe Stringer, aliases: [Joe], address: joe@example.org}
  - {name: KP Singh, aliases: [KP], address: kp@example.org}
mailboxes:
  in: {type: maildir, path: inbox}
outbox: {type: maildir, path: outbox, from: Beadle <beadle@example.org>, limits: {per_recipient_day: 100}}
answers: {believe_from: yes}
lists:
  sc: {address: sc@lists.example.org, mailbox: in, prefix: "[SC]", zone: UTC, chair: KP, notices: {weekly: no},
       meetings: {rule: FREQ=MONTHLY;BYDAY=4WE, start: "16:00", first: {date: 2023-06-28, number: 1}},
       votes: {default: {quorum: 1, period: 3d}, board: {threshold: 2/3, of: members, quorum: 3}}}
"""
BEGIN, OPENED, READ = "2023-06-05T09:00:00Z", "2023-06-05T10:00:00Z", "2023-06-05T10:00:30Z"
HEAD = "Date: Mon, 5 Jun 2023 10:00:00 +0000\nFrom: %s@example.org\nTo: %s\nMessage-ID: <%s@example.org>\nSubject: %s\n%s\n%s"
REPORT = """\
From: MAILER-DAEMON@mx.example.net
To: {to}
Message-ID: <report-{addr}>
Content-Type: multipart/report; report-type=delivery-status; boundary=a

--a
Content-Type: message/delivery-status

Final-Recipient: rfc822; {addr}
Action: failed
Status: 5.1.1

--a--
"""


def deliver(w, name, when, text):
    path = w.root / "inbox" / "new" / f"{seconds(when)}.{name}.test"
    path.write_text(text)
    os.utime(path, (seconds(when), seconds(when)))


def ballot(w, number, addr):
    mails = [email.message_from_bytes(data, policy=email.policy.default) for data in folders.outbox(w)]
    title = {1: "Adopt the charter", 2: "A new seal"}[number]
    return next(m for m in mails if m["X-Beadle-Notice"] == "ballot" and m["X-Beadle-Envelope-To"] == addr and title in m["Subject"])


def answer(w, number, who, when, line, name):
    notice = ballot(w, number, f"{who}@example.org")
    to = notice["Reply-To"].addresses[0].addr_spec
    deliver(w, name, when, HEAD % (who, to, name, f"Re: {notice['Subject']}", f"In-Reply-To: {notice['Message-ID']}\n", line + "\n"))


def report(w, number, addr, when):
    deliver(w, f"report{number}{addr}", when, REPORT.format(addr=addr, to=ballot(w, number, addr)["Return-Path"].strip("<>")))


def play(w):
    """Two votes in a mail: the one passes, the other has no quorum; Dave has no address that works."""
    kills = w.once(BEGIN)
    deliver(w, "opening", OPENED, HEAD % ("kp", "sc@lists.example.org", "opening", "votes", "", "[VOTE] Adopt the charter\n[VOTE board 4d] A new seal\n"))
    kills += w.once(READ)
    answer(w, 1, "joe", "2023-06-05T11:00:00Z", "no, too early", "joe1")
    answer(w, 2, "joe", "2023-06-05T11:00:01Z", "perhaps", "joe2")
    report(w, 1, "dave@example.org", "2023-06-05T11:00:02Z")
    deliver(w, "kp1", "2023-06-05T11:00:03Z", HEAD % ("kp", "sc@lists.example.org", "kp1", "Re: votes",
            f"In-Reply-To: {ballot(w, 1, 'kp@example.org')['Message-ID']}\n", "+1\n"))
    kills += w.once("2023-06-05T11:01:00Z")
    report(w, 1, "dave@example.net", "2023-06-05T11:02:00Z")
    answer(w, 1, "joe", "2023-06-05T11:02:01Z", "yes", "joe3")
    kills += w.once("2023-06-05T11:03:00Z")
    return kills + sum(w.once(step) for step in ("2023-06-07T10:01:00Z", "2023-06-08T10:01:00Z", "2023-06-09T10:01:00Z"))


def kept(w):
    votes = subprocess.run([crash.PROGRAM, "-c", str(w.root / "beadle.yaml"), "votes", "--json", "--now", "2023-06-09T11:00:00Z"], cwd=w.root,
                           capture_output=True, text=True, timeout=60, check=True).stdout
    db = sqlite3.connect(w.root / "state" / "ledger.db")
    rows = db.execute("select m.key, r.addr, r.state from mail m join recipient r on r.mail = m.id order by m.key, r.id").fetchall()
    events = db.execute("select kind, data from event where kind in ('agenda', 'decision', 'person') order by id").fetchall()
    db.close()
    return votes, [(folders.without_ids(key), *rest) for key, *rest in rows], events


def main():
    count, ledger, names = folders.matrix(CONFIG, play, kept, int(os.environ.get("BEADLE_STRIDE", "9")))
    votes = [json.loads(line) for line in ledger[0].splitlines()]
    tap.check_equal([(v["status"], v["yes"], v["no"]) for v in votes], [("passed", 2, 0), ("no quorum", 0, 0)], "the undisturbed run has its outcomes")
    kinds = [key.split("/")[2] for key, _ in count if key.startswith("vote/")]
    wanted = {"opened": 2, "ballot": 7, "failed": 1, "closed": 2}
    tap.check_equal({kind: kinds.count(kind) for kind in wanted}, wanted, "and its mails")
    tap.check_equal((len([key for key, _ in count if key.startswith("answer/")]), [kind for kind, _ in ledger[2]].count("agenda")), (4, 1),
                    "four answers, and an entry of the next agenda")
    tap.check(len(names) >= 100, f"it passes its failpoints ({len(names)})")
    tap.done()


if __name__ == "__main__":
    main()
