#!/usr/bin/env python3
"""Killed at random while a mailbox of thousands is fetched: nothing lost, nothing doubled, and how much memory each process took.

	bench/chaos.py BUILD-FOLDER [--mails N] [--kills N] [--seed N]

The mailbox is that of sync.py, behind Dovecot; one mail in twenty has an item, whose owner is written to.  SIGKILL ends one
process of a round, or all of them, at a random moment, again and again; the last round is left alone.  Of each mail the
ledger must then have one row, of each item what an undisturbed run has, and each item is told in one mail.  Ends with
status 1 where anything differs.
"""
import argparse
import collections
import contextlib
import os
import pathlib
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from still import family
from sync import CONFIG, HERE, OF_LIST, TRIED_AGAIN, fill

from dovecot import Dovecot, need_dovecot

NOW = "2023-06-06T12:00:00Z"  # a day after the first mail
OUTBOX = "limits: {per_recipient_day: 1000, per_hour: 100000}, from: Beadle <bot@example.org>"
LIST = "raise: anyone, limits: {entries_per_day: 10000}, notices: {assigned_after: 0s}, zone: UTC"
LOOKS_S = 0.05


class World:
    def __init__(self, build, port, root):
        self.root, self.program, self.peaks_kb = root, build / "beadle", collections.Counter()
        (root / "pass").write_text("secret\n")
        (root / "pass").chmod(0o600)
        text = CONFIG.format(state=root / "state", port=port, password=root / "pass", out=root / "out")
        (root / "yaml").write_text(text.replace("zone: UTC", LIST).replace("from: Beadle <bot@example.org>", OUTBOX))

    def begin(self):
        return subprocess.Popen([self.program, "-c", self.root / "yaml", "once", "--now", NOW], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)

    def watch(self, pid):
        """What its processes share with nobody, at the most."""
        for one in family(pid):
            with contextlib.suppress(OSError):
                name = pathlib.Path("/proc/%d/comm" % one).read_text().strip()
                private = re.findall(r"^Private_\w+:\s+(\d+)", pathlib.Path("/proc/%d/smaps_rollup" % one).read_text(), re.M)
                self.peaks_kb[name] = max(self.peaks_kb[name], sum(map(int, private)))

    def once(self):
        """To its end."""
        with self.begin() as child:
            while child.poll() is None:
                self.watch(child.pid)
                time.sleep(LOOKS_S)
            printed = child.stdout.read().decode()
        assert child.returncode in (0, TRIED_AGAIN), (child.returncode, printed[-2000:])
        return child.returncode

    def disturbed(self, rng):
        """A round of which something is killed; whether it was still there."""
        with self.begin() as child:
            end = time.monotonic() + rng.expovariate(1.5)
            while child.poll() is None and time.monotonic() < end:
                self.watch(child.pid)
                time.sleep(min(LOOKS_S, max(0, end - time.monotonic())))
            pids = family(child.pid) if child.poll() is None else []
            killed = 0
            for pid in [rng.choice(pids)] if pids and rng.random() < 0.7 else pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    killed += 1
            child.stdout.read()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # what has outlived its keeper
        return killed

    def recorded(self):
        """The mails and the items, each as often as they are there, and how often each item was told."""
        with contextlib.closing(sqlite3.connect(self.root / "state" / "ledger.db")) as db:
            mails = collections.Counter(db.execute("select uid, message_id, fate from message"))
            items = collections.Counter(db.execute("select message_id, line, kind, data from event where kind in ('raised', 'assigned')"))
        told, ids = collections.Counter(), collections.Counter()
        for path in (self.root / "out").glob("*/*"):
            text = path.read_text(errors="replace")
            ids.update(re.findall(r"(?mi)^Message-ID: (\S+)", text)[:1])
            told.update(re.findall(r"(?m)^ *#(\d+)\b", text))
        return {"mails": mails, "items": items, "Message-IDs sent": ids, "items told": told}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--mails", type=int, default=30000)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    given = parser.parse_args()
    if need_dovecot():
        sys.exit("skipped: " + need_dovecot())
    rng, build, found, killed = random.Random(given.seed), given.build.resolve(), [], 0
    corpora = os.environ.get("BEADLE_CORPORA", HERE.parent.parent / "shared" / "corpora")
    with contextlib.ExitStack() as stack:
        imap = stack.enter_context(Dovecot(users={"bot": "secret"}))
        worlds = [World(build, imap.port, pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="beadle-chaos-")))) for _ in range(2)]
        for world in worlds:
            world.once()  # the mailbox is empty: what comes into it later is news
        print("%d mails, %.1f MB, seed %d" % (given.mails, fill(imap, corpora, given.mails, OF_LIST) / 1e6, given.seed), flush=True)
        for world, rounds in zip(worlds, (0, given.kills)):
            killed += sum(world.disturbed(rng) for _ in range(rounds))
            while world.once():
                pass
            found.append(world.recorded())
            print("%d rounds killed: %s; private MB at the most: %s" % (
                rounds, ", ".join("%d %s" % (of.total(), what) for what, of in found[-1].items()),
                ", ".join("%s %.1f" % (name, kb / 1024) for name, kb in sorted(world.peaks_kb.items()))), flush=True)
    wanted, got = found
    lost = sum(((wanted[what] - got[what]).total() for what in ("mails", "items")), (wanted["items told"] - got["items told"]).total())
    doubled = sum((got[what] - wanted[what]).total() for what in ("mails", "items"))
    doubled += sum(n - 1 for what in ("Message-IDs sent", "items told") for n in got[what].values() if n > 1)
    print("%d processes killed, %d lost, %d doubled" % (killed, lost, doubled))
    sys.exit(1 if lost or doubled else 0)


if __name__ == "__main__":
    main()
