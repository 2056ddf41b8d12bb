#!/usr/bin/env python3
"""A ledger from before the ladder: what has been overdue for months is parked by one mail to the chair, and no owner
is mailed about it once more; the rest goes on where it was.

tests/data/ledger/before-ladder.sql is such a ledger, as sqlite3 dumps it: six items of 10 January 2023, about which
their owners were asked every week."""
import email
import email.policy
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402

BEADLE = os.environ.get("BEADLE", str(HERE.parents[1] / "build" / "beadle"))
DUMP = HERE.parent / "data" / "ledger" / "before-ladder.sql"
CONFIG = HERE / "ladder" / "beadle.yaml"
ANSWER = """\
From: KP Singh <kp@example.org>
To: {to}
Subject: Re: {subject}
In-Reply-To: {id}
Date: Wed, 21 Jun 2023 10:00:00 +0000
Message-ID: <drop-parked@example.org>

drop parked
"""


def beadle(root, *args):
    done = subprocess.run([BEADLE, args[0], "-c", "beadle.yaml", *args[1:]], cwd=root, text=True, stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=120)
    if done.returncode:
        raise AssertionError(f"beadle {args}: {done.returncode}: {done.stderr}")
    return done.stdout


def new_mails(root, seen):
    mails = []
    for path in sorted((root / "outbox" / "new").glob("*")):
        if path not in seen:
            seen.add(path)
            mails.append(email.message_from_bytes(path.read_bytes(), policy=email.policy.default))
    return sorted(((m["X-Beadle-Notice"], m["To"].addresses[0].addr_spec, m) for m in mails), key=lambda row: row[:2])


def statuses(root):
    return {line.split()[0]: line.split()[1] for line in beadle(root, "list", "--all").splitlines()[1:]}


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-upgrade-") as name:
        root, seen = pathlib.Path(name), set()
        for part in ("state", "inbox/cur", "inbox/new", "inbox/tmp"):
            (root / part).mkdir(parents=True)
        (root / "beadle.yaml").write_text(CONFIG.read_text())
        ledger = sqlite3.connect(root / "state" / "ledger.db")
        ledger.executescript(DUMP.read_text())
        ledger.close()

        beadle(root, "once", "--now", "2023-06-20T16:00:00Z")
        mails = new_mails(root, seen)
        tap.check_equal([row[:2] for row in mails],
                        [("parked", "kp@example.org"), ("reminder", "dave@example.org"), ("reminder", "joe@example.org")],
                        "one mail to the chair, and to the owners what is due of the rest")
        told = mails[0][2].get_content()
        tap.check(all(f"\n#{n}  due" in told for n in (1, 2, 3)) and "#4" not in told, "it names what lies far back", text=told)
        rows = "".join(m.get_content() for _, _, m in mails[1:])
        tap.check("#1  due" not in rows and "#2  due" not in rows and "#3  due" not in rows,
                  "no owner is asked about that once more", text=rows)
        tap.check_equal(statuses(root), {"#1": "parked", "#2": "parked", "#3": "parked", "#4": "open", "#5": "open", "#6": "open"},
                        "it is parked")

        answer = ANSWER.format(to=mails[0][2]["Reply-To"], subject=mails[0][2]["Subject"], id=mails[0][2]["Message-ID"])
        (root / "inbox" / "new" / "1.test").write_text(answer)
        beadle(root, "once", "--now", "2023-06-21T10:01:00Z")
        mails = new_mails(root, seen)
        tap.check_equal([row[:2] for row in mails], [("answer", "kp@example.org")], "the chair is answered, and nothing is said twice")
        tap.check("3 items are dropped: #1, #2, #3." in mails[0][2].get_content(), "all that the mail has named is dropped",
                  text=mails[0][2].get_content())
        tap.check_equal([statuses(root)[n] for n in ("#1", "#3", "#4")], ["dropped", "dropped", "open"], "and nothing else")
    tap.done()


if __name__ == "__main__":
    main()
