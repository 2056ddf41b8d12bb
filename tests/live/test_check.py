#!/usr/bin/env python3
"""What `once` would stumble over, `check` finds before: rights, a damaged ledger, a damaged key."""
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402

BEADLE = os.environ.get("BEADLE", str(HERE.parents[1] / "build" / "beadle"))
NOBODY = 65534
CONFIG = """\
state: state
people: [{name: Dave Miller, address: dave@acme.test}]
mailboxes: {in: {type: maildir, path: inbox}}
outbox: {type: maildir, path: outbox, from: bot@acme.test}
lists: {sc: {address: sc@acme.test, mailbox: in, minutes: {folder: minutes}}}
"""
MAIL = """From: Dave Miller <dave@acme.test>
To: sc@acme.test
Message-ID: <1@acme.test>
Date: Mon, 30 Nov 2026 10:00:00 +0000

[AI Dave] do it
"""


def be_nobody():
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


class Committee:
    """A folder with a ledger of one item; commands run as nobody, for root may everything."""

    def __init__(self, root, name):
        self.folder = root / name
        self.program = root / "beadle"
        for part in ("inbox/cur", "inbox/new", "inbox/tmp", "outbox/tmp", "outbox/new", "outbox/cur", "minutes"):
            (self.folder / part).mkdir(parents=True)
        (self.folder / "beadle.yaml").write_text(CONFIG)
        (self.folder / "inbox/new/1").write_text(MAIL)
        self.give()
        tap.check_equal(self.run("once", "--now", "2026-11-30T10:30:00Z")[0], 0, f"{name}: a round before")

    def give(self):
        if os.geteuid() == 0:
            for path in [self.folder, *self.folder.rglob("*")]:
                os.chown(path, NOBODY, NOBODY)

    def run(self, *args):
        done = subprocess.run([str(self.program), *args, "-c", "beadle.yaml"], cwd=self.folder, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=60, check=False, preexec_fn=be_nobody)
        return done.returncode, (done.stdout + done.stderr).decode()

    def damage(self, statement):
        ledger = sqlite3.connect(self.folder / "state/ledger.db")
        ledger.execute("DROP TRIGGER event_update")
        ledger.execute(statement)
        ledger.commit()
        ledger.close()
        self.give()

    def close(self):
        """Nothing new in the state folder; what a reader of the ledger has left there would do for a round."""
        for path in self.path("state").glob("ledger.db-*"):
            path.unlink()
        self.path("state").chmod(0o500)

    def path(self, name):
        return self.folder / name


CASES = [  # name, what is done, words of check, does once stumble
    ("a read-only state folder", lambda c: c.close(), "state cannot be written: Permission denied", True),
    ("a read-only ledger", lambda c: c.path("state/ledger.db").chmod(0o400), "state/ledger.db cannot be written", True),
    ("a lock that is another's", lambda c: c.path("state/ledger.lock").chmod(0), "state/ledger.lock cannot be written", True),
    ("a key that cannot be read", lambda c: c.path("state/answer.key").chmod(0), "answer.key: Permission denied", True),
    ("a damaged key", lambda c: c.path("state/answer.key").write_text("?"), "answer.key holds no key", True),
    ("a read-only outbox", lambda c: c.path("outbox/tmp").chmod(0o500), "outbox: outbox/tmp cannot be written", False),
    ("a read-only folder for minutes", lambda c: c.path("minutes").chmod(0o500), "minutes of list sc: minutes cannot be written", False),
    ("an event of no JSON", lambda c: c.damage("UPDATE event SET data = '{' WHERE id = 1"), "event 1 (raised) has data that cannot be read", True),
    ("a text of no UTF-8", lambda c: c.damage("UPDATE event SET list = CAST(x'ff' AS TEXT) WHERE id = 1"),
     "is damaged: event 1, list: not UTF-8", False),
]


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-check-") as root_name:
        root = pathlib.Path(root_name)
        root.chmod(0o755)
        shutil.copy(BEADLE, root / "beadle")
        for name, spoil, words, stumbles in CASES:
            committee = Committee(root, name.replace(" ", "-"))
            status, said = committee.run("check")
            tap.check_equal((status, "cannot" in said), (0, False), f"{name}: check is content before")
            spoil(committee)
            status, said = committee.run("check")
            is_grave = "outbox" not in words and "minutes" not in words  # there a round tries again
            tap.check((status != 0) == is_grave and words in said, f"{name}: check says so", detail=f"{status} {said}")
            if stumbles:
                tap.check(committee.run("once")[0] != 0, f"{name}: once would have failed")
            for path in committee.folder.rglob("*"):
                path.chmod(0o700)
    tap.done()


main()
