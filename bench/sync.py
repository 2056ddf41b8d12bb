#!/usr/bin/env python3
"""The first sync of a mailbox against those who only copy it, over the same Dovecot, in the same rounds.

	bench/sync.py BUILD-FOLDER [--mails N] [--rounds N] [--delay MS] [--of-list]

The mailbox is made of the mails in ../shared/corpora (or $BEADLE_CORPORA; scan_mbox.py).  drain is a client that asks for the
bytes that beadle asks for and throws them away; mbsync (isync), if it is there, copies all of them, without fsync.  --delay
puts a proxy in between that is so far away (delay.py).  The mails are of no list that beadle looks after, but with --of-list:
then it reads their text, and writes down what they say.  Each round runs them one after the other; the medians of the rounds
are printed: seconds, seconds of processors of the client (of all its processes) and of the server, voluntary changes of
context of the client, and the ratios to drain.  On a busy machine the processors' seconds say more than the seconds.
"""
import argparse
import collections
import contextlib
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "lib"))
os.environ.setdefault("srcdir", str(HERE.parent))
from dovecot import Dovecot, need_dovecot  # noqa: E402

TRIED_AGAIN = 4  # of a round that has left something for another
WHOLE_BYTES = 64 * 1024
OF_LIST = b"List-Id: <l.example.org>\n"
TAIL_BYTES = 2048  # longer than the last line of an answer
CONFIG = """\
state: {state}
people: [{{name: Dave, address: dave@example.org}}]
mailboxes: {{in: {{type: imap, host: 127.0.0.1, port: {port}, tls: none, user: bot, password_file: {password}}}}}
outbox: {{type: maildir, path: {out}, from: Beadle <bot@example.org>}}
lists: {{l: {{address: list@example.org, list_id: l.example.org, mailbox: in, zone: UTC}}}}
"""
MBSYNC = """\
FSync no
IMAPStore far
Host 127.0.0.1
Port {port}
User bot
Pass secret
SSLType None
AuthMechs LOGIN

MaildirStore near
Path {out}/
Inbox {out}/INBOX

Channel all
Far :far:
Near :near:
Sync Pull New
Create Near
SyncState {out}/state
"""


def fill(imap, corpora, count, field=b""):
    """Into an empty mailbox, each mail with that field on top; returns the bytes."""
    folder = pathlib.Path(imap.maildir("bot"))
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    made = subprocess.run([sys.executable, HERE / "scan_mbox.py", corpora, str(count)], stdout=subprocess.PIPE, check=True)
    mails = re.split(rb"(?m)^From dave@example.org Wed Jun 28 14:00:00 2023\n", made.stdout)[1:]
    for number, mail in enumerate(mails):
        path = folder / "new" / ("%d.M%06d.bench" % (1685959200 + number, number))
        path.write_bytes(field + mail)
        os.utime(path, (1685959200 + number,) * 2)
    for place, _, files in os.walk(imap.path("mail")):
        for name in [place] + [os.path.join(place, file) for file in files]:
            os.chown(name, imap.uid, imap.gid)
    return sum(map(len, mails))


class Line:
    """A connection for who throws away what comes."""

    def __init__(self, port):
        self.sock = socket.create_connection(("127.0.0.1", port), 60)
        self.room = bytearray(1 << 20)
        self.sock.recv(4096)

    def ask(self, command, keep=False):
        """One command; its answer when it is to be kept."""
        self.sock.sendall(b"a " + command + b"\r\n")
        tail, kept = b"", []
        while True:
            n = self.sock.recv_into(self.room)
            tail = (tail + self.room[max(n - TAIL_BYTES, 0):n])[-TAIL_BYTES:]
            if keep:
                kept.append(bytes(self.room[:n]))
            last = tail[:-2].rpartition(b"\r\n")[2] if tail.endswith(b"\r\n") else b""
            if last.startswith((b"a OK", b"a NO", b"a BAD")):
                assert last.startswith(b"a OK"), last
                return b"".join(kept)


def drain(port):
    """What beadle fetches: small mails whole, of large ones header, structure and first text."""
    line = Line(port)
    line.ask(b"LOGIN bot secret")
    line.ask(b"EXAMINE INBOX")
    listed = line.ask(b"UID FETCH 1:* (UID RFC822.SIZE INTERNALDATE)", keep=True)
    sizes = {int(uid): int(size) for uid, size in re.findall(rb"UID (\d+) RFC822.SIZE (\d+)", listed)}
    large = sorted(uid for uid, size in sizes.items() if size > WHOLE_BYTES)
    first = 1
    for uid in large + [max(sizes) + 1]:
        if uid > first:
            line.ask(b"UID FETCH %d:%d (UID BODY.PEEK[])" % (first, uid - 1))
        first = uid + 1
    if large:
        uids = b",".join(b"%d" % uid for uid in large)
        line.ask(b"UID FETCH " + uids + b" (UID BODYSTRUCTURE BODY.PEEK[HEADER] BODY.PEEK[1])")


def reaped(pid):
    """Seconds of processors of the children of a process that have ended."""
    fields = pathlib.Path("/proc/%d/stat" % pid).read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def served(imap):
    """Of the sessions that have ended: waits until the last has."""
    while True:
        children = pathlib.Path("/proc/%d/task/%d/children" % (imap.process.pid, imap.process.pid)).read_text().split()
        names = []
        for pid in children:
            with contextlib.suppress(OSError):
                names.append(pathlib.Path("/proc/%s/comm" % pid).read_text().strip())
        if "imap" not in names:
            return reaped(imap.process.pid)
        time.sleep(0.01)


Figures = collections.namedtuple("Figures", "seconds cpu_s server_s changes")


def clocked(argv):
    """The figures of a command that ends well, without those of servers, and what it printed."""
    begin = time.monotonic()
    with tempfile.TemporaryFile() as out, subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=out) as child:
        _, status, used = os.wait4(child.pid, 0)
        took, child.returncode = time.monotonic() - begin, os.waitstatus_to_exitcode(status)
        out.seek(0)
        printed = out.read()
    assert child.returncode in (0, TRIED_AGAIN), (argv, child.returncode, printed[-2000:])
    return Figures(took, used.ru_utime + used.ru_stime, 0, used.ru_nvcsw), printed


def measured(imap, argv, check):
    """Of a client: the command, and check(what it printed)."""
    server = served(imap)
    figures, printed = clocked(argv)
    assert check(printed), (argv, printed[-2000:])
    return figures._replace(server_s=served(imap) - server)


class Clients:
    """Each syncs everything into a folder of its own, as if for the first time: a command, and a check of what it came to."""

    def __init__(self, beadle, port, mails):
        self.program, self.port, self.mails = beadle, port, mails

    def drain(self, _):
        return [sys.executable, __file__, "--drain", str(self.port)], lambda printed: True

    def mbsync(self, work):
        (work / "mbsyncrc").write_text(MBSYNC.format(port=self.port, out=work / "mail"))
        (work / "mail").mkdir()

        def is_all_there(_):
            return self.mails == sum(1 for part in ("new", "cur") for _ in os.scandir(work / "mail" / "INBOX" / part))
        return ["mbsync", "-q", "-c", work / "mbsyncrc", "all"], is_all_there

    def beadle(self, work):
        (work / "pass").write_text("secret\n")
        (work / "pass").chmod(0o600)
        (work / "yaml").write_text(CONFIG.format(state=work / "state", port=self.port, password=work / "pass",
                                                 out=work / "out"))
        return [self.program, "-c", work / "yaml", "once"], lambda printed: b"%d new mails" % self.mails in printed


@contextlib.contextmanager
def far_away(port, delay_ms):
    """The port by which the server is so far away."""
    if not delay_ms:
        yield port
        return
    with subprocess.Popen([sys.executable, HERE / "delay.py", str(port), str(delay_ms)], stdout=subprocess.PIPE) as proxy:
        try:
            yield int(proxy.stdout.readline())
        finally:
            proxy.kill()


def compare(build, mails, rounds, delay_ms, only=(), field=b""):
    """Client to the medians of its figures, drain first."""
    corpora = os.environ.get("BEADLE_CORPORA", HERE.parent.parent / "shared" / "corpora")
    with Dovecot(users={"bot": "secret"}) as imap:
        size = fill(imap, corpora, mails, field)
        print("# %d mails%s, %.1f MB%s, %d rounds" % (mails, " of a list" if field else "", size / 1e6,
                                                      ", %g ms away" % delay_ms if delay_ms else "", rounds), flush=True)
        with far_away(imap.port, delay_ms) as port:
            clients = Clients(build / "beadle", port, mails)
            names = [name for name in ("drain", "mbsync", "beadle") if (not only or name in only)
                     and (name != "mbsync" or shutil.which("mbsync"))]
            measured(imap, *clients.drain(None))  # the server makes its index, the files come into memory
            figures = {name: [] for name in names}
            for _ in range(rounds):
                for name in names:
                    with tempfile.TemporaryDirectory(prefix="beadle-bench-") as work:
                        figures[name].append(measured(imap, *getattr(clients, name)(pathlib.Path(work))))
    return {name: Figures(*map(statistics.median, zip(*of_name))) for name, of_name in figures.items()}


def main():
    if sys.argv[1:2] == ["--drain"]:
        drain(int(sys.argv[2]))
        return
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--mails", type=int, default=30000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--delay", type=float, default=0)
    parser.add_argument("--of-list", action="store_const", const=OF_LIST, default=b"")
    parser.add_argument("--only", action="append", default=[])
    given = parser.parse_args()
    if need_dovecot():
        sys.exit("skipped: " + need_dovecot())
    first = None
    for name, f in compare(given.build.resolve(), given.mails, given.rounds, given.delay, given.only, given.of_list).items():
        first = first or f
        print("%-8s %7.2f s  cpu %6.2f s (server %5.2f s)  %8d changes  %6.2f x (cpu of both %6.2f x)"
              % (name, f.seconds, f.cpu_s, f.server_s, f.changes, f.seconds / first.seconds,
                 (f.cpu_s + f.server_s) / (first.cpu_s + first.server_s)))


if __name__ == "__main__":
    main()
