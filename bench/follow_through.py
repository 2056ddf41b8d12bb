#!/usr/bin/env python3
"""What a committee hears in two years in which nobody answers: the 38 real meetings of ../shared/bsc, played by `beadle simulate`.

	bench/follow_through.py BEADLE CONFIG [--mbox FILE]

One mail of minutes a meeting, as the chair would have mailed it the day after; conf/examples/bsc.yaml is the configuration
that fits.  Prints the notices by kind, the mails that a person and the list get in a month, the most reminders of one item to
one person, whether each rung was mailed, and the lines of the longest agenda digest.  Counts, not times: the same everywhere.
"""
import argparse
import base64
import collections
import datetime
import json
import mailbox
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "lib"))
os.environ.setdefault("srcdir", str(HERE.parent))
import minutes  # noqa: E402

FROM, TO = "2021-10-13T00:00:00Z", "2023-07-10T00:00:00Z"
MONTHS = 21
WEEK_DAYS = 7  # so long a rung waits, for those within six days of each other go in one mail
LIST = "bsc@lists.example.org"


def played(beadle, config, mbox):
    """The mails that leave, in their order."""
    with tempfile.TemporaryDirectory() as work:
        archive = pathlib.Path(work, "archive")
        for part in ("cur", "new", "tmp"):
            (archive / part).mkdir(parents=True)
        for number, date, chair, text in minutes.real_minutes():
            path = archive / "cur" / f"{number}:2,S"
            path.write_bytes(minutes.minutes_mail(number, date, chair, text, LIST, "bsc.lists.example.org"))
        out = mbox or str(pathlib.Path(work, "out.mbox"))
        subprocess.run([beadle, "-c", config, "simulate", "--from", FROM, "--to", TO, "--mbox", out, str(archive)],
                       check=True, stdout=subprocess.DEVNULL)
        return list(mailbox.mbox(out))


def row(mail):
    """The row of the ledger that it carries."""
    sealed = "".join(mail["X-Beadle-Ledger"].split())
    head = re.match(r"(.*?)[0-9a-f]{32}$", sealed).group(1)
    return json.loads(base64.b64decode(head + "=" * (-len(head) % 4)))


def items(mail):
    """Of which items it is."""
    return row(mail)["items"]


def rungs(mails):
    """Of each item and owner: when its rungs were mailed; of each item: when a digest told that it is parked."""
    asked, parked = collections.defaultdict(dict), {}
    for mail in mails:
        told = row(mail)
        for key in told["spent"]:
            part = key.split("/")
            if part[0] == "reminder":
                asked[part[1], part[2], part[3]].setdefault(part[4], told["at"])
            elif part[0] == "parked" and mail["X-Beadle-Notice"] == "agenda-digest":
                parked.setdefault(part[1], told["at"])
    return asked, parked


def ladder(mails):
    """A line: how many were asked at each rung whose time has come, and told as parked; those that were not, by number."""
    asked, parked = rungs(mails)
    end = datetime.datetime.fromisoformat(TO).timestamp()
    day = 86400
    out = []
    for name, days in (("before", 0), ("day", 0), ("week1", 7), ("week3", 21), ("week7", 49), ("last-call", 77)):
        due = [key for key in asked if at_noon(key[2]) + (days + WEEK_DAYS) * day < end]
        missed = [key[0] for key in due if name not in asked[key]]
        out.append(f"{name} {len(due) - len(missed)} of {len(due)}" + "".join(f" (not #{n})" for n in missed))
    waited = {key[0] for key, rung in asked.items() if rung.get("last-call", end) + (14 + 16) * day < end}
    missed = [n for n in waited if n not in parked]
    out.append(f"told as parked {len(waited) - len(missed)} of {len(waited)}" + "".join(f" (not #{n})" for n in missed))
    return ", ".join(out)


def at_noon(iso):
    return datetime.datetime.fromisoformat(iso + "T12:00:00+00:00").timestamp()


def lines(mail):
    """Of its text, as its reader sees it."""
    for part in mail.walk():
        if part.get_content_type() == "text/plain":
            return len(part.get_payload(decode=True).decode().splitlines())
    return 0


def spread(counts):
    """Least, median and most."""
    return f"least {min(counts):.1f}, median {statistics.median(counts):.1f}, most {max(counts):.1f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("beadle")
    parser.add_argument("config")
    parser.add_argument("--mbox", help="keep the mails, for reading")
    args = parser.parse_args()
    if not minutes.shared("minutes.md"):
        print("skipped: no ../shared/bsc here")
        return
    mails = played(args.beadle, args.config, args.mbox)
    kinds = collections.Counter(mail["X-Beadle-Notice"] for mail in mails)
    to = collections.Counter(mail["To"] for mail in mails)
    asked = collections.Counter((mail["To"], item) for mail in mails
                                if mail["X-Beadle-Notice"] in ("reminder", "last-call") for item in items(mail))
    rows = collections.Counter(len(items(mail)) for mail in mails if mail["X-Beadle-Notice"] == "reminder")
    digests = [lines(mail) for mail in mails if mail["X-Beadle-Notice"] == "agenda-digest"]
    people = [count / MONTHS for address, count in to.items() if LIST not in address]
    print(f"{len(mails)} mails in {MONTHS} months: " + ", ".join(f"{n} {kind}" for kind, n in kinds.most_common()))
    print(f"a person in a month: {spread(people)} ({len(people)} people)")
    print(f"the list in a month: {sum(n for address, n in to.items() if LIST in address) / MONTHS:.1f}")
    print(f"asked for one item, one person: most {max(asked.values())}, median {statistics.median(asked.values()):.0f}")
    print(f"rungs: {ladder(mails)}")
    print(f"items in one reminder: most {max(rows)}")
    print(f"lines of an agenda digest: {spread(digests)}")


main()
