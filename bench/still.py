#!/usr/bin/env python3
"""Where nothing is new: a round over known mail, and the daemon that waits, against scripts of the usual kind.

	bench/still.py BUILD-FOLDER [--mails N]

The peer logs in over IMAP, asks which mails are there, and logs out (imaplib); the one that waits sits in IDLE.  Of the daemon
that waits, all its processes count: the memory that they share with nobody, and how often they were woken in the seconds
that it was watched.
"""
import argparse
import collections
import contextlib
import os
import pathlib
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time

from growth import configure, once, put_mail
from sync import CONFIG, HERE, clocked, fill

from dovecot import Dovecot

LOOK = "import imaplib, sys\nc = imaplib.IMAP4('127.0.0.1', int(sys.argv[1]))\nc.login('bot', 'secret')\nc.select(readonly=True)\n"
SEARCH = LOOK + "print(len(c.uid('SEARCH', 'UID', '1:*')[1][0].split()))\nc.logout()\n"
IDLE = LOOK + "c.send(b'a IDLE\\r\\n')\nc.readline()\nprint('ready', flush=True)\nc.readline()\n"
WATCHED_S = 20

Waiting = collections.namedtuple("Waiting", "private_mb wakes")


def maildir(build, mails):
    """The figures of a round over a folder of so many known mails."""
    with tempfile.TemporaryDirectory(prefix="beadle-bench-") as folder:
        work = pathlib.Path(folder)
        configure(work, 1, 1)
        for number in range(mails):
            put_mail(work, number, 0, "l0", "a line of it\n" * 200)
        once(build, work, printed=b"%d new mails" % mails)
        return once(build, work, 61)


@contextlib.contextmanager
def filled(mails):
    corpora = os.environ.get("BEADLE_CORPORA", HERE.parent.parent / "shared" / "corpora")
    with Dovecot(users={"bot": "secret"}) as imap, tempfile.TemporaryDirectory(prefix="beadle-bench-") as folder:
        work = pathlib.Path(folder)
        fill(imap, corpora, mails)
        (work / "pass").write_text("secret\n")
        (work / "pass").chmod(0o600)
        (work / "yaml").write_text(CONFIG.format(state=work / "state", port=imap.port, password=work / "pass", out=work / "out"))
        yield imap, work


def imap_round(build, work, port, rounds):
    """(beadle, script): the medians of rounds with nothing new."""
    argv = [build / "beadle", "-c", work / "yaml", "once"], [sys.executable, "-c", SEARCH, str(port)]
    clocked(argv[0])
    figures = [[clocked(one)[0] for one in argv] for _ in range(rounds)]
    return [type(of_one[0])(*map(statistics.median, zip(*of_one))) for of_one in zip(*figures)]


def family(pid):
    pids = [pid]
    for parent in pids:
        with contextlib.suppress(OSError):
            pids += map(int, pathlib.Path("/proc/%d/task/%d/children" % (parent, parent)).read_text().split())
    return pids


def summed(pids, file, pattern):
    return sum(int(found) for pid in pids for found in re.findall(pattern, pathlib.Path("/proc/%d/%s" % (pid, file)).read_text(), re.M))


def watched(argv, is_ready):
    """A process that waits, from when a line of it says so."""
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as child:
        while not is_ready(child.stdout.readline()):
            assert child.poll() is None, argv
        time.sleep(2)  # the last of what it had to do
        pids = family(child.pid)
        before = summed(pids, "status", r"_switches:\s+(\d+)")
        time.sleep(WATCHED_S)
        found = Waiting(summed(pids, "smaps_rollup", r"^Private_\w+:\s+(\d+)") / 1024, summed(pids, "status", r"_switches:\s+(\d+)") - before)
        child.send_signal(signal.SIGTERM)
        child.stdout.read()
    return found


def waiting(build, work, port):
    """(beadle, script)"""
    return (watched([build / "beadle", "-c", work / "yaml", "run"], lambda line: b"event=ready" in line),
            watched([sys.executable, "-c", IDLE, str(port)], lambda line: line == b"ready\n"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--mails", type=int, default=5000)
    given = parser.parse_args()
    build = given.build.resolve()
    for mails in (given.mails // 10, given.mails):
        figures = maildir(build, mails)
        print("Maildir  %6d known mails  %6.2f s  cpu %5.2f s" % (mails, figures.seconds, figures.cpu_s), flush=True)
    with filled(given.mails) as (imap, work):
        ours, its = imap_round(build, work, imap.port, 5)
        print("IMAP     %6d known mails  %6.2f s  cpu %5.2f s  script %6.2f s  cpu %5.2f s" % (given.mails, *ours[:2], *its[:2]))
        ours, its = waiting(build, work, imap.port)
        print("waiting  %.1f MB, %d wakes in %d s; script %.1f MB, %d wakes" % (*ours, WATCHED_S, *its))


if __name__ == "__main__":
    main()
