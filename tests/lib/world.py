"""A committee in folders: a configuration, an inbox, an outbox, a ledger, and a program that is started for each round.

fork() is a copy of all of it, to try something on and forget.
"""
import calendar
import email
import email.policy
import os
import pathlib
import shutil
import sqlite3
import subprocess
import time

BEADLE = os.environ.get("BEADLE", str(pathlib.Path(__file__).resolve().parents[2] / "build" / "beadle"))


def seconds(text):
    """2023-07-05T09:00:00Z as seconds of UTC."""
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


class World:
    delivered = 0

    def __init__(self, root, config=None):
        """With a configuration it begins: mailbox `inbox` and outbox `outbox` are folders beside it."""
        self.root = pathlib.Path(root)
        if config is None:
            return
        self.root.mkdir()
        (self.root / "beadle.yaml").write_text(config)
        for part in ("cur", "new", "tmp"):
            (self.root / "inbox" / part).mkdir(parents=True)

    def fork(self, name):
        copy = self.root.parent / name
        shutil.copytree(self.root, copy)
        return type(self)(copy)

    def beadle(self, *args):
        return subprocess.run([BEADLE, "-c", str(self.root / "beadle.yaml"), *args], cwd=self.root, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=120)

    def deliver(self, data, when, folder="inbox"):
        """Puts a mail there as a delivery agent would, received at that time."""
        World.delivered += 1
        data = data.encode() if isinstance(data, str) else data
        path = self.root / folder / "new" / f"{seconds(when)}.M{World.delivered:06d}.test"
        path.write_bytes(data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
        os.utime(path, (seconds(when), seconds(when)))

    def once(self, when, status=0):
        done = self.beadle("once", "-v", "--now", when)
        assert done.returncode == status, done.stderr
        return done.stderr

    def sent(self, folder="outbox", **fields):
        """The mails in that folder whose fields hold these texts (List_Id="bsc")."""
        mails = [email.message_from_bytes(p.read_bytes(), policy=email.policy.default)
                 for p in sorted((self.root / folder).glob("[nc]*/*"))]
        return [m for m in mails if all(text in str(m[name.replace("_", "-")]) for name, text in fields.items())]

    def rows(self, sql, *values):
        """What the ledger says; a statement that changes it is kept."""
        with sqlite3.connect(self.root / "state" / "ledger.db") as db:
            return db.execute(sql, values).fetchall()
