#!/usr/bin/env python3
"""Two years of minutes, as their chairs would have mailed them, with conf/examples/bsc.yaml.

A first start on all of them sends one mail, to the chair.  Played from the first to the last, every meeting has its
agenda digest, every set of minutes its deadline, and nobody is reminded twice a day or at night; and an outage
of nine days makes one mail for each owner of what he missed.  The minutes are the committee's own where
../shared/bsc is at hand, else a few of ours in the same shapes.
"""
import collections
import datetime
import email
import email.policy
import email.utils
import json
import mailbox
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zoneinfo

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402
from minutes import all_minutes, minutes_mail, shared  # noqa: E402

BEADLE = os.environ.get("BEADLE", str(TOP / "build" / "beadle"))
CONFIG = TOP / "conf" / "examples" / "bsc.yaml"
SPAN = ("--from", "2021-10-01", "--to", "2023-07-15")
LIST = "bsc@lists.example.org"
REAL = shared("minutes.md") is not None
# nine days between two mails with minutes
DOWN, UP = ("2023-03-11T00:00:00Z", "2023-03-20T09:00:00Z") if REAL else ("2023-03-03T00:00:00Z", "2023-03-12T09:00:00Z")
CANCELLED = 4			# with its number
UTC = datetime.timezone.utc


def beadle(root, *args):
    done = subprocess.run([BEADLE, *args], cwd=root, text=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=300)
    if done.returncode:
        raise AssertionError(f"beadle {' '.join(args)}: {done.returncode}: {done.stderr}")
    return done.stdout


def mails_of(minutes):
    return [minutes_mail(*row, LIST, "bsc.lists.example.org") for row in minutes]


def read(data):
    return email.message_from_bytes(data, policy=email.policy.default)


def first_start(minutes):
    with tempfile.TemporaryDirectory(prefix="beadle-minutes-") as name:
        root = pathlib.Path(name)
        (root / "state").mkdir()
        for sub in ("new", "cur", "tmp"):
            (root / "inbox" / sub).mkdir(parents=True)
        shutil.copy(CONFIG, root / "beadle.yaml")
        tap.check_equal(json_count(once(root, "2021-10-01T08:00:00Z")), "0 notices decided",
                        "a first start on an empty mailbox says nothing")
        shutil.rmtree(root / "state")
        (root / "state").mkdir()
        for n, data in enumerate(mails_of(minutes)):
            path = root / "inbox" / "new" / f"{n:04d}.test"
            path.write_bytes(data)
            when = email.utils.parsedate_to_datetime(str(read(data)["Date"])).timestamp()
            os.utime(path, (when, when))
        once(root, "2023-07-15T12:00:00Z")
        sent = [read(path.read_bytes()) for path in (root / "outbox").glob("new/*")]
        tap.check_equal([(str(m["To"].addresses[0].addr_spec), m["X-Beadle-Notice"]) for m in sent],
                        [("andrii@example.org", "summary")], "a first start on all minutes: one mail, to the next chair")
        text = sent[0].get_content()
        tap.check(f"{len(minutes)} mails, from " in text, "it says how many mails were read", text=text)
        for hours in (1, 24 * 20):
            at = datetime.datetime(2023, 7, 15, 12, tzinfo=UTC) + datetime.timedelta(hours=hours)
            once(root, at.strftime("%Y-%m-%dT%H:%M:%SZ"))
        kinds = [read(path.read_bytes())["X-Beadle-Notice"] for path in (root / "outbox").glob("new/*")]
        tap.check_equal((kinds.count("summary"), kinds.count("reminder")), (1, 0), "once, and no reminder of the past later")


def once(root, now):
    return beadle(root, "once", "-c", "beadle.yaml", "--now", now)


def json_count(line):
    found = re.search(r"\d+ notices? decided", line)
    return found and found.group(0)


def simulate(root, *args):
    rows = [json.loads(line) for line in beadle(root, "simulate", "-c", str(CONFIG), "--json", *SPAN, *args,
                                                "archive").splitlines()]
    for row in rows:
        row["time"] = datetime.datetime.fromisoformat(row["at"].replace("Z", "+00:00"))
    return rows


def zones():
    """Where each person is reminded, from the example's lines."""
    found = {}
    for line in CONFIG.read_text().splitlines():
        address = re.search(r"name: .*address: ([^,}]+)", line)
        zone = re.search(r"zone: ([^,}]+)", line)
        if address:
            found[address.group(1)] = zoneinfo.ZoneInfo(zone.group(1) if zone else "America/Los_Angeles")
    return found


def check_reminders(rows):
    where = zones()
    days, hours = collections.Counter(), collections.Counter()
    for row in rows:
        if row["kind"] == "reminder":
            local = row["time"].astimezone(where[row["to"]])
            days[row["to"], local.date()] += 1
            hours[local.strftime("%H:%M")] += 1
    tap.check(sum(days.values()) > 20, "people are reminded", reminders=sum(days.values()))
    tap.check_equal([d for d, n in days.items() if n > 1], [], "nobody has two reminders in a day of his")
    tap.check_equal(list(hours), ["09:00"], "and none outside of his hour")


def check_digests(sent):
    digests = [m for m in sent if m["X-Beadle-Notice"] == "agenda-digest"]
    numbers, wrong = [], []
    for mail in digests:
        calendar = next(p for p in mail.walk() if p.get_content_type() == "text/calendar").get_content()
        start = datetime.datetime.strptime(re.search(r"DTSTART:(\S+)", calendar).group(1), "%Y%m%dT%H%M%SZ")
        number = int(re.search(r"#(\d+)", str(mail["Subject"])).group(1))
        at = email.utils.parsedate_to_datetime(str(mail["Date"])).astimezone(UTC).replace(tzinfo=None)
        numbers.append(number)
        if start - at != datetime.timedelta(hours=48):
            wrong.append((number, str(start - at)))
    tap.check_equal(numbers, [n for n in range(1, 40) if n != CANCELLED], "every meeting has exactly one agenda digest")
    tap.check_equal(wrong, [], f"each of the {len(numbers)} exactly 48 hours before")


def check_deadlines(rows, minutes):
    stages = collections.defaultdict(list)
    for row in rows:
        number = re.search(r"minutes of meeting #(\d+)", row["subject"])
        if number and row["kind"].startswith("deadline-") and row["to"] == LIST:
            stages[int(number.group(1))].append(row["kind"].removeprefix("deadline-"))
    full = ["opened", "closed"]	# nobody objects, so there is no last day
    lacking = {n: stages.get(n, []) for n, *_ in minutes if stages.get(n) != full}
    if REAL:
        # what says that the meeting was cancelled is no minutes
        tap.check_equal(lacking, {CANCELLED: []}, "every set of minutes was opened, and closed")
    else:
        tap.check_equal([s for s in stages.values() if s != full], [], "what was opened closed")


def reminded(sent, begin, end):
    """{address: items} of the reminders in [begin, end)."""
    found = collections.defaultdict(set)
    for mail in sent:
        at = email.utils.parsedate_to_datetime(str(mail["Date"]))
        if mail["X-Beadle-Notice"] == "reminder" and begin <= at < end:
            found[mail["To"].addresses[0].addr_spec] |= set(re.findall(r"^ ?#(\d+)  ", mail.get_content(), re.M))
    return found


def play(root, name, *args):
    rows = simulate(root, "--mbox", name, *args)
    return rows, [read(m.as_bytes()) for m in mailbox.mbox(root / name)]


def check_outage(root, sent):
    down, up = (datetime.datetime.fromisoformat(t.replace("Z", "+00:00")) for t in (DOWN, UP))
    rows, after = play(root, "outage.mbox", "--outage", f"{DOWN}/{UP}")
    tap.check_equal([r["at"] for r in rows if down <= r["time"] < up], [], "nine days of an outage send nothing")
    ids = collections.Counter(r["message_id"] for r in rows)
    tap.check_equal([i for i, n in ids.items() if n > 1], [], "and nothing twice")
    late = up + datetime.timedelta(days=1)
    mails = collections.Counter(r["to"] for r in rows if r["kind"] == "reminder" and up <= r["time"] < late)
    missed, told = reminded(sent, down, late), reminded(after, up, late)
    tap.check(missed, "somebody missed a reminder in it", missed=dict(missed))
    tap.check_equal({who: mails[who] for who in missed}, dict.fromkeys(missed, 1), "each owner has one mail after it")
    tap.check_equal({who: sorted(items - told[who]) for who, items in missed.items() if items - told[who]}, {},
                    "of every item that he would have been reminded of")


def main():
    minutes = all_minutes()
    first_start(minutes)
    with tempfile.TemporaryDirectory(prefix="beadle-minutes-") as name:
        root = pathlib.Path(name)
        box = mailbox.mbox(root / "archive")
        for data in mails_of(minutes):
            box.add(data)
        box.flush()
        rows, sent = play(root, "sent.mbox")
        tap.diag(", ".join(f"{n} {kind}" for kind, n in collections.Counter(r["kind"] for r in rows).items()))
        tap.check_equal([r for r in rows if r["kind"] == "summary"], [], "an archive that begins empty has no past")
        check_reminders(rows)
        check_digests(sent)
        check_deadlines(rows, minutes)
        check_outage(root, sent)
    tap.done()


if __name__ == "__main__":
    main()
