#!/usr/bin/env python3
"""What grows, against a tenth of itself: people, lists, events, notices, years of simulation.

	bench/growth.py BUILD-FOLDER [--only PART]

Each part is done with N and with N / 10 of what it is named after.  The ratio is the time of one of N to the time of one of
the tenth: 1 is linear, and the start of the program, which does not grow, makes it less.
"""
import argparse
import datetime
import os
import pathlib
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

from sync import HERE, Figures, clocked

os.environ.setdefault("srcdir", str(HERE.parent))
import minutes  # noqa: E402 - sync.py says where it lies

BEGIN = datetime.datetime(2023, 11, 14, 22, 0, tzinfo=datetime.timezone.utc)
CONFIG = """\
state: {work}/state
people:
{people}
mailboxes: {{in: {{type: maildir, path: {work}/in}}}}
outbox: {outbox}
lists:
{lists}
"""
OUT = "{{type: maildir, path: {work}/out, from: Beadle <bot@example.org>, limits: {{per_hour: {per_hour}}}}}"
SINK = "{{type: smtp, host: 127.0.0.1, port: {port}, tls: none, from: Beadle <bot@example.org>, limits: {{per_hour: {per_hour}}}}}"
ITEMS_A_MAIL = 50


def letters(number):
    return "".join(chr(ord("a") + number // 26 ** place % 26) for place in (3, 2, 1, 0))


def name(number):
    return "P%s Q%s" % (letters(number), letters(number))


def configure(work, n_people, n_lists, outbox=OUT, per_hour=100000, **values):
    people = "\n".join("  - {name: %s, address: p%s@example.org}" % (name(i), letters(i)) for i in range(n_people))
    lists = "\n".join("  l%d: {address: l%d@example.org, mailbox: in, zone: UTC}" % (i, i) for i in range(n_lists))
    (work / "yaml").write_text(CONFIG.format(work=work, people=people, lists=lists, outbox=outbox.format(work=work, per_hour=per_hour, **values)))
    for part in ("new", "cur", "tmp"):
        (work / "in" / part).mkdir(parents=True, exist_ok=True)


def put_mail(work, number, author, to, text):
    path = work / "in" / "new" / ("%d.M%06d.bench" % (BEGIN.timestamp() + number, number))
    path.write_text("From: %s <p%s@example.org>\nTo: %s@example.org\nSubject: mail %d\nMessage-ID: <%d@bench.example.org>\n"
                    "Date: %s\n\n%s" % (name(author), letters(author), to, number, number,
                                        BEGIN.strftime("%a, %d %b %Y %H:%M:%S +0000"), text))
    os.utime(path, (BEGIN.timestamp() + number,) * 2)


def put_items(work, n_people):
    """An item for each of them, on one list, each mail by somebody else."""
    for first in range(0, n_people, ITEMS_A_MAIL):
        put_mail(work, first, first, "l0", "".join("[AI] %s: send report %d\n" % (name(i), i)
                                                   for i in range(first, min(first + ITEMS_A_MAIL, n_people))))


def once(build, work, minutes_later=60, printed=None):
    now = (BEGIN + datetime.timedelta(minutes=minutes_later)).strftime("%Y-%m-%dT%H:%M:%SZ")
    figures, out = clocked([build / "beadle", "-c", work / "yaml", "once", "--now", now])
    assert printed is None or printed in out, out[-2000:]
    return figures


def people(build, work, n):
    configure(work, n, 1)
    put_items(work, n)
    return once(build, work, printed=b"%d new items" % n)


def lists(build, work, n):
    """One mail to one of them."""
    configure(work, 3, n)
    put_mail(work, 0, 0, "l0", "[AI] %s: send a report\n" % name(1))
    return once(build, work, printed=b"1 new item,")


def events(build, work, n):
    """A round with nothing new, behind a past of so many events, of which the round before has left a snapshot."""
    configure(work, 10, 10)
    put_items(work, 10)
    once(build, work)
    with sqlite3.connect(work / "state" / "ledger.db") as ledger:
        ledger.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO event"
                       " (at_s, kind, item, list, actor, message_id, line, rule, data) SELECT at_s + n.i, 'mentioned', item, list,"
                       " actor, 'm' || n.i || '@bench.example.org', line, rule, '{}' FROM event, n WHERE kind = 'raised' AND"
                       " item = 1 + n.i %% 10" % n)
    once(build, work, 61)
    return once(build, work, 62)


def notices(build, work, n):
    """A mail to each of so many people, decided before, over one connection to an smtp-sink."""
    with Sink() as port:
        configure(work, n + 1, 1, SINK, 1, port=port)
        put_items(work, n + 1)
        once(build, work, printed=b"1 sent")
        configure(work, n + 1, 1, SINK, port=port)
        return once(build, work, 200, b"%d sent" % n)


def years(build, work, n):
    """Of one committee: the minutes of its first two years, again and again."""
    for part in ("new", "cur", "tmp"):
        (work / "in" / part).mkdir(parents=True)
    for turn in range(n // 2):
        later = datetime.timedelta(days=728 * turn)
        for number, day, chair, text in minutes.all_minutes():
            new_day = (datetime.date.fromisoformat(day) + later).isoformat()
            text = re.sub(r"(?<=#)%d\b" % number, str(number + 38 * turn), text.replace(day, new_day))
            mail = minutes.minutes_mail(number + 38 * turn, new_day, chair, text, "bsc@lists.example.org", "bsc.lists.example.org")
            (work / "in" / "cur" / ("%03d.%03d:2,S" % (turn, number))).write_bytes(mail)
    to = datetime.date(2021, 10, 13) + datetime.timedelta(days=364 * n)
    return clocked([build / "beadle", "-c", HERE.parent / "conf" / "examples" / "bsc.yaml", "simulate", "--from",
                    "2021-10-13T00:00:00Z", "--to", "%sT00:00:00Z" % to, work / "in"])[0]


class Sink:
    """A server that takes all mail and keeps none."""

    def __enter__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        user = ["-u", "nobody"] if os.getuid() == 0 else []
        self.process = subprocess.Popen(["/usr/sbin/smtp-sink", *user, "127.0.0.1:%d" % port, "100"], stderr=subprocess.DEVNULL)
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return port
            except OSError:
                time.sleep(0.01)

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def smtp_source(n):
    """A client that sends as many mails of the size of a notice to such a server."""
    with Sink() as port:
        return clocked(["/usr/sbin/smtp-source", "-d", "-m", str(n), "-l", "1800", "-f", "bot@example.org", "-t", "p@example.org",
                        "127.0.0.1:%d" % port])[0]


PARTS = {"people": (people, 2000), "lists": (lists, 1000), "events": (events, 1000000), "notices": (notices, 2000), "years": (years, 20)}


def measure(build, part, n):
    with tempfile.TemporaryDirectory(prefix="beadle-bench-") as work:
        return PARTS[part][0](build.resolve(), pathlib.Path(work), n)


def compare(build, only=()):
    """(part, its number, the figures of that many, those of a tenth, which count ten times) of each part."""
    for part, (_, n) in PARTS.items():
        if only and part not in only:
            continue
        tenth = measure(build, part, n // 10)
        yield part, n, measure(build, part, n), Figures(*(10 * figure for figure in tenth))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--only", action="append", default=[])
    given = parser.parse_args()
    for part, n, whole, tenth in compare(given.build, given.only):
        print("%-8s %8d  %7.2f s  cpu %6.2f s  %6.2f x its tenth (cpu %6.2f x)"
              % (part, n, whole.seconds, whole.cpu_s, whole.seconds / tenth.seconds, whole.cpu_s / tenth.cpu_s), flush=True)


if __name__ == "__main__":
    main()
