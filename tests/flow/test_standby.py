#!/usr/bin/env python3
"""Two machines for one committee: a replica of the ledger takes over, and then the first machine comes back beside it.

Both read one mailbox, and both have the ledger's secret.  What one has sent the other recognises, as long as its copy is in the
mailbox before the other one decides; what both decide at once goes out twice, under one Message-ID.
"""
import collections
import os
import pathlib
import sqlite3
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402
import world  # noqa: E402

CONFIG = """\
state: state
operator: ops@example.org
answers: {believe_from: yes}
people:
  - {name: Dave Thaler, address: dave@example.org}
  - {name: Joe Stringer, address: joe@example.org}
  - {name: KP Singh, address: kp@example.org}
mailboxes:
  in: {type: maildir, path: inbox}
outbox: {type: maildir, path: outbox, from: Beadle <bot@example.org>, witness: bot@example.org, limits: {per_recipient_day: 100}}
lists:
  sc: {address: sc@example.org, mailbox: in, zone: UTC, chair: KP Singh, notices: {assigned_after: 10m}}
"""
DAYS = range(7, 17)


class Machines:
    """deliver(): into the mailbox that all of them read; round(): one of them works, and what it sends goes out at once."""

    def __init__(self, root):
        self.first = world.World(root / "first", CONFIG)
        self.second = None
        self.sent = []		# (to, subject, Message-ID)
        self.number = 0

    def machines(self):
        return [machine for machine in (self.first, self.second) if machine]

    def deliver(self, data, when):
        for machine in self.machines():
            machine.deliver(data, when)

    def mail(self, author, body, when):
        self.number += 1
        self.deliver("From: %s <%s@example.org>\nTo: sc@example.org\nSubject: mail %d\nMessage-ID: <m%d@example.org>\n\n%s"
                     % (author, author.split()[0].lower(), self.number, self.number, body), when)

    def replicate(self):
        """The second machine gets the ledger and the key, as they are now."""
        if not self.second:
            self.second = self.first.fork("second")
        for path in (self.second.root / "state").glob("ledger.*"):
            path.unlink()
        with sqlite3.connect(self.first.root / "state/ledger.db") as source, \
                sqlite3.connect(self.second.root / "state/ledger.db") as target:
            source.backup(target)

    def post(self, when):
        """What they have written to their folders is taken by the servers: the copies come into the mailbox."""
        copies = []
        for machine in self.machines():
            for path in sorted((machine.root / "outbox").glob("new/*")):
                if path.name.startswith("bot@"):
                    copies.append(path.read_bytes())
                path.unlink()
        for copy in copies:
            self.deliver(copy, when)

    def round(self, when, *machines):
        """Each decides before the mailbox has a copy of what the others send."""
        for machine in machines:
            machine.once(when)
            self.sent += [(mail["X-Beadle-Envelope-To"], str(mail["Subject"]), str(mail["Message-ID"]))
                          for mail in machine.sent() if "bot@" not in mail["X-Beadle-Envelope-To"]]
        self.post(when)


def begin(root):
    root.mkdir()
    m = Machines(root)
    m.round("2023-06-05T08:00:00Z", m.first)
    m.mail("Joe Stringer", "[AI Dave due 2023-06-09] send the letter\n[AI Joe due 2023-06-08] buy paint\n", "2023-06-05T09:00:00Z")
    m.round("2023-06-05T09:15:00Z", m.first)
    m.replicate()
    m.mail("KP Singh", "[AI Dave due 2023-06-14] ask the auditors\n\n[SILENT 3d] New logo\n", "2023-06-06T09:00:00Z")
    m.round("2023-06-06T09:15:00Z", m.first)
    return m


def days(m, rounds):
    """What the committee writes, and rounds(m, when) at some times of each day; returns what was sent."""
    for day in DAYS:
        if day % 3 == 0:
            m.mail("Dave Thaler", "[AI Joe due 2023-06-%02d] read page %d\n" % (day + 2, day), "2023-06-%02dT08:00:00Z" % day)
        for hour in (8, 9):
            rounds(m, "2023-06-%02dT%02d:20:" % (day, hour))
    return collections.Counter(mail[:2] for mail in m.sent)


def first(m, when):
    m.round(when + "00Z", m.first)


def second(m, when):
    m.round(when + "00Z", m.second)


def in_turn(m, when):
    first(m, when)
    m.round(when + "30Z", m.second)


def at_once(m, when):
    m.round(when + "00Z", m.first, m.second)


def items(machine):
    return machine.beadle("list", "--all", "--json").stdout


def main():
    folder = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None		# nothing of it is to outlive this
    with tempfile.TemporaryDirectory(prefix="beadle-standby-", dir=folder) as name:
        root = pathlib.Path(name)
        alone = begin(root / "alone")
        wanted = days(alone, first)
        tap.check(sum(wanted.values()) > 15, "one machine sends enough", sent=sum(wanted.values()))
        for what, rounds in (("the second machine takes over from a replica of yesterday", second),
                             ("the first one comes back, and both work, half a minute apart", in_turn)):
            m = begin(root / rounds.__name__)
            got = days(m, rounds)
            tap.check_equal((sorted((got - wanted).elements()), sorted((wanted - got).elements())), ([], []),
                            "%s: nothing is sent twice, and nothing is lost" % what)
            tap.check_equal(items(m.second), items(alone.first), "%s: the items are the same" % what)
        m = begin(root / "at_once")
        got = days(m, at_once)
        tap.check(sum(got.values()) > sum(wanted.values()), "both decide at the same moment: mail goes out twice")
        tap.check_equal(len(set(m.sent)), sum(wanted.values()), "... each under one Message-ID")
        tap.check_equal((items(m.first), items(m.second)), (items(alone.first),) * 2, "... and the items are the same")
    tap.done()


main()
