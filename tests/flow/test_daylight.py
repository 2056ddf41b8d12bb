#!/usr/bin/env python3
"""The same weekly rules through both changes of the clocks in Seattle, Sydney and Zurich: the meetings that `export`
writes against Python's zoneinfo.

A time that the clock skips is read with the offset before it, one that comes twice is the first (RFC 5545, 3.3.5).
The table stands in the diagnostics.
"""
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import zoneinfo

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402

BEADLE = os.environ.get("BEADLE", str(HERE.parents[1] / "build" / "beadle"))
UTC = datetime.timezone.utc
ZONES = ("America/Los_Angeles", "Australia/Sydney", "Europe/Zurich")
RULES = (("WE", "13:00"), ("SU", "02:30"), ("SU", "01:30"))		# clocks change on Sundays
FIRST_DAY = {"WE": datetime.date(2023, 3, 1), "SU": datetime.date(2023, 3, 5)}
PERIODS = ((datetime.date(2023, 3, 1), datetime.date(2023, 4, 30)), (datetime.date(2023, 10, 1), datetime.date(2023, 11, 30)))
# Sundays in 2023 on which the clock skips the time, and on which it comes twice
SKIPPED = {("America/Los_Angeles", "2023-03-12", "02:30"), ("Australia/Sydney", "2023-10-01", "02:30"),
           ("Europe/Zurich", "2023-03-26", "02:30")}
TWICE = {("America/Los_Angeles", "2023-11-05", "01:30"), ("Australia/Sydney", "2023-04-02", "02:30"),
         ("Europe/Zurich", "2023-10-29", "02:30")}
HEAD = """\
state: state
operator: ops@example.org
people:
  - {name: Dave Thaler, address: dave@example.org}
mailboxes:
  in: {type: maildir, path: inbox}
outbox: {type: maildir, path: outbox, from: Beadle <beadle@example.org>}
lists:
"""
LIST = """\
  {name}:
    address: {name}@lists.example.org
    list_id: {name}.lists.example.org
    mailbox: in
    zone: {zone}
    chair: Dave Thaler
    meetings:
      rule: FREQ=WEEKLY;BYDAY={day}
      start: "{start}"
      first: {{number: 1, date: {first}}}
"""


def series():
    for zone in ZONES:
        for day, start in RULES:
            yield f"{zone.rpartition('/')[2].lower().replace('_', '-')}-{day.lower()}-{start.replace(':', '')}", zone, day, start


def beadle(root, *args):
    done = subprocess.run([BEADLE, "-c", "beadle.yaml", *args], cwd=root, text=True, stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=120)
    if done.returncode:
        raise AssertionError(f"beadle {' '.join(args)}: {done.returncode}: {done.stderr}")


def exported(root, now, into):
    """{list: {date: start}} as the program has it at that time."""
    beadle(root, "export", "json", "--now", now, into)
    return {one["list"]: {m["date"]: m["start"] for m in one["meetings"]}
            for one in json.loads((root / into / "beadle.json").read_text())["lists"]}


def expected(zone, day, start, begin, end):
    """(date, instant, does the clock skip it, does it come twice) for each meeting of the period, by zoneinfo."""
    zone, at, time = zoneinfo.ZoneInfo(zone), FIRST_DAY[day], datetime.time.fromisoformat(start)
    while at <= end:
        if at >= begin:
            there = datetime.datetime.combine(at, time, tzinfo=zone)
            instant = there.astimezone(UTC)
            skips = instant.astimezone(zone).replace(tzinfo=None) != there.replace(tzinfo=None)
            twice = not skips and there.utcoffset() != there.replace(fold=1).utcoffset()
            yield at.isoformat(), instant, skips, twice
        at += datetime.timedelta(days=7)


def local(instant, zone):
    """What the clock on the wall shows at an instant of the program's."""
    if not instant:
        return "(no meeting)"
    at = datetime.datetime.fromisoformat(instant.replace("Z", "+00:00"))
    return at.astimezone(zoneinfo.ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %z")


def check_series(name, zone, day, start, meetings, seen):
    wanted, got = {}, {}
    for begin, end in PERIODS:
        for date, instant, skips, twice in expected(zone, day, start, begin, end):
            wanted[date], got[date] = instant.strftime("%Y-%m-%dT%H:%M:%SZ"), meetings.get(date)
            tap.diag(f"{zone:20} {day} {start}  {local(got[date], zone):22}  {got[date]}{'  skipped' * skips}{'  twice' * twice}")
            for which, found in ((seen[0], skips), (seen[1], twice)):
                if found:
                    which.add((zone, date, start))
    within = {d: s for d, s in meetings.items()
              if any(begin.isoformat() <= d <= end.isoformat() for begin, end in PERIODS)}
    tap.check_equal(within, wanted, f"{name}: the {len(wanted)} meetings are when zoneinfo says, and there are no others")
    tap.check_equal(len({s[11:16] for d, s in got.items() if s and (zone, d, start) not in SKIPPED}), 2,
                    f"{name}: two times in UTC for the one local time")


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-daylight-") as folder:
        root = pathlib.Path(folder)
        for box in ("inbox", "outbox"):
            for sub in ("new", "cur", "tmp"):
                (root / box / sub).mkdir(parents=True)
        (root / "beadle.yaml").write_text(HEAD + "".join(
            LIST.format(name=name, zone=zone, day=day, start=start, first=FIRST_DAY[day]) for name, zone, day, start in series()))
        beadle(root, "once", "--now", "2023-02-20T12:00:00Z")
        meetings = exported(root, "2023-12-01T12:00:00Z", "out")
        seen = set(), set()
        for name, zone, day, start in series():
            check_series(name, zone, day, start, meetings[name], seen)
        tap.check_equal(seen[0], SKIPPED, "each hour that a clock skips was met")
        tap.check_equal(seen[1], TWICE, "and each that comes twice")
    tap.done()


main()
