#!/usr/bin/env python3
"""Duties that come back, over two years of simulate: once for each of their days, never at night, and once after an
outage; `list` and `show` tell when the next round begins."""
import collections
import email.utils
import json
import mailbox
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402

BEADLE = os.environ.get("BEADLE", str(HERE.parents[1] / "build" / "beadle"))
SPAN = ("--from", "2022-01-01T00:00:00Z", "--to", "2024-01-01T00:00:00Z")
MONTHS = [f"{y}-{m:02d}" for y in (2022, 2023) for m in range(1, 13)]

CONFIG = """
state: state
people:
  - {name: Joe Stringer, aliases: [Joe], address: joe@example.org, zone: America/Los_Angeles}
  - {name: Dave Thaler, aliases: [Dave], address: dave@example.org, zone: Australia/Sydney}
mailboxes: {in: {type: maildir, path: inbox}}
outbox: {type: maildir, path: outbox, from: Beadle <beadle@example.org>}
answers: {believe_from: yes}
lists:
  bsc:
    address: bsc@lists.example.org
    list_id: bsc.lists.example.org
    mailbox: in
    zone: America/Los_Angeles
    notices: {default_due: 5d, weekly: no}
    standing:
      - {owner: Dave, text: Look at the budget, every: last Friday, from: 2022-01-01}
"""


def mail(number, day, sender, body):
    return (f"Date: {email.utils.format_datetime(email.utils.parsedate_to_datetime(day))}\n"
            f"From: {sender}@example.org\nTo: bsc@lists.example.org\nSubject: Notes\n"
            f"Message-ID: <m{number}@example.org>\nList-Id: <bsc.lists.example.org>\n"
            f"Content-Type: text/plain; charset=utf-8\n\n{body}\n").encode()


def archive():
    """Joe's newsletter, said on 31 January; both close whatever is open on the 20th of each month."""
    yield mail(0, "Mon, 31 Jan 2022 10:00:00 -0800", "joe", "[AI Joe every month] send the newsletter to the members")
    for n, month in enumerate(MONTHS[1:], 1):
        year, number = month.split("-")
        name = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[int(number) - 1]
        for who, item in (("joe", 2), ("dave", 1)):
            yield mail(f"{n}-{who}", f"20 {name} {year} 12:00:00 +0000", who, f"[DONE #{item}]")


def beadle(root, *args):
    done = subprocess.run([BEADLE, *args], cwd=root, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise AssertionError(f"{args}: {done.returncode}: {done.stderr}")
    return done.stdout


def simulate(root, *args):
    return [json.loads(line) for line in
            beadle(root, "simulate", "-c", "beadle.yaml", "--json", *SPAN, *args, "archive").splitlines()]


def check_simulation(root):
    rows = simulate(root, "--mbox", "sent")
    tap.check_equal(simulate(root), rows, "the same input, the same notices")
    assigned = collections.Counter((r["to"].split("@")[0], r["at"][:7]) for r in rows if r["kind"] == "assigned")
    joe = {month: n for (who, month), n in assigned.items() if who == "joe"}
    tap.check_equal(sorted(joe), MONTHS, "Joe hears of the newsletter in every month")
    tap.check_equal(set(joe.values()), {1}, "and once in each")
    days = [r["at"][8:10] for r in rows if r["kind"] == "assigned" and r["to"].startswith("joe")]
    tap.check_equal(days[:6], ["31", "28", "31", "30", "31", "30"], "on the last day of short months, without drifting")
    dave = sum(n for (who, _), n in assigned.items() if who == "dave")
    tap.check(22 <= dave <= 24, "Dave hears of the budget once a month", detail=str(dave))
    hours = {(m["To"].split("<")[-1].split("@")[0], email.utils.parsedate_to_datetime(m["Date"]).strftime("%H"))
             for m in mailbox.mbox(root / "sent") if m["X-Beadle-Notice"] == "reminder"}
    tap.check_equal({hour for _, hour in hours}, {"09"}, "reminders come at nine in the morning of each")
    at_night = [(m["To"], m["Date"]) for m in mailbox.mbox(root / "sent") if m["X-Beadle-Notice"] == "assigned" and
                not 9 <= email.utils.parsedate_to_datetime(m["Date"]).hour < 18 and "joe" not in m["To"]]
    tap.check_equal(at_night, [], "nobody is told of a duty at night")

    down = simulate(root, "--outage", "2022-03-01T00:00:00Z/2023-06-10T17:00:00Z")
    after = [r for r in down if r["kind"] == "assigned" and r["at"] >= "2022-03-01"]
    tap.check_equal([r for r in after if r["at"] < "2023-06-10"], [], "an outage sends nothing")
    first = collections.Counter(r["to"] for r in after if r["at"] < "2023-06-15")
    tap.check(set(first.values()) <= {1}, "after it each duty comes back once", detail=str(first))
    ids = collections.Counter(r["message_id"] for r in down)
    tap.check_equal([i for i, n in ids.items() if n > 1], [], "nothing twice")


def check_ledger(root):
    """What the operator reads of it."""
    inbox = root / "inbox"
    for part in ("new", "cur", "tmp"):
        (inbox / part).mkdir(parents=True)
    (root / "inbox/new/1").write_bytes(next(archive()))
    os.utime(root / "inbox/new/1", (1643652000, 1643652000))
    beadle(root, "-c", "beadle.yaml", "once", "--now", "2022-01-31T18:05:00Z")
    at = ("--now", "2022-02-01T00:00:00Z")
    rows = {r["item"]: r for r in map(json.loads, beadle(root, "-c", "beadle.yaml", "list", "--json", *at).splitlines())}
    tap.check_equal({n: (r["every"], r["next"]) for n, r in rows.items()},
                    {1: ("every month", "2022-02-28"), 2: ("every last Friday of the month", "2022-02-25")},
                    "list --json says how often, and when next")
    text = beadle(root, "-c", "beadle.yaml", "list", *at)
    tap.check("send the newsletter to the members  (every month)" in text, "list says how often", detail=text)
    text = beadle(root, "-c", "beadle.yaml", "show", "2", *at)
    tap.check("recurs   every last Friday of the month; once this is done, again on 2022-02-25" in text,
              "show says when it comes back", detail=text)
    tap.check("by the configuration, rule standing" in text, "and where it comes from", detail=text)


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-duties-") as name:
        root = pathlib.Path(name)
        (root / "beadle.yaml").write_text(CONFIG)
        box = mailbox.mbox(root / "archive")
        for raw in archive():
            box.add(raw)
        box.flush()
        check_simulation(root)
        check_ledger(root)
    tap.done()


if __name__ == "__main__":
    main()
