#!/usr/bin/env python3
"""simulate: the same input gives the same bytes, an outage loses and repeats nothing, and what comes out
is what `once` would have sent at the same instants."""
import collections
import email
import email.utils
import json
import mailbox
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402

BEADLE = os.environ.get("BEADLE", str(HERE.parents[1] / "build" / "beadle"))
STORY = HERE / "outage"
SPAN = ("--from", "2023-06-05T09:00:00Z", "--to", "2023-07-31T00:00:00Z")
OUTAGE = ("--outage", "2023-06-07T00:00:00Z/2023-06-16T09:00:00Z")


def simulate(root, *args, story=STORY, span=SPAN):
    done = subprocess.run([BEADLE, "simulate", "-c", str(story / "beadle.yaml"), *span, *args, str(root / "archive")],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise AssertionError(f"simulate {args}: {done.returncode}: {done.stderr}")
    return done.stdout


def archive(root, story):
    box = mailbox.mbox(root / "archive")
    box.clear()
    for path in sorted(story.glob("*.eml"), key=lambda p: email.message_from_bytes(p.read_bytes())["Date"]):
        box.add(path.read_bytes())
    box.flush()


def due_rows(text):
    return sorted(set(re.findall(r"^#\d+  due \w+ \d+ \w+", text, re.M)))


def plan_changes(root):
    """"Next meeting" counts with what earlier mails changed, as it does with `once`."""
    story = HERE / "plan-changes"
    archive(root, story)
    simulate(root, "--mbox", str(root / "plan"), story=story,
             span=("--from", "2023-06-29T12:00:00Z", "--to", "2023-06-30T18:00:00Z"))
    text = "".join(m.get_payload(decode=True).decode().replace("\r\n", "\n") for m in mailbox.mbox(root / "plan")
                   if m["X-Beadle-Notice"] == "assigned")
    wanted = due_rows((story / "outbox").read_text())
    tap.check(len(wanted) == 5, "the story has its items")
    wanted[0] = "#1  due Wed 12 Jul"    # told at once here, a second before the meeting is moved
    tap.check_equal(due_rows(text), wanted, "due dates by the next meeting are those of `once`")


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-simulate-") as name:
        root = pathlib.Path(name)
        archive(root, STORY)
        first = simulate(root, "--mbox", str(root / "one"))
        tap.check_equal(simulate(root, "--mbox", str(root / "two")), first, "the same input, the same lines")
        tap.check_equal((root / "one").read_bytes(), (root / "two").read_bytes(), "the same input, the same mails")
        rows = [json.loads(line) for line in simulate(root, "--json").splitlines()]
        got = list(mailbox.mbox(root / "one"))
        tap.check_equal([m["Message-ID"].strip("<>") for m in got], [r["message_id"] for r in rows],
                        "the mbox holds each mail, in order")
        tap.check_equal([m["X-Beadle-Notice"] for m in got], [r["kind"] for r in rows], "and it is readable as one")

        down = [json.loads(line) for line in simulate(root, "--json", *OUTAGE).splitlines()]
        inside = [r for r in down if "2023-06-07" <= r["at"] < "2023-06-16T09:00:00Z"]
        tap.check_equal(inside, [], "an outage sends nothing")
        after = collections.Counter(r["to"] for r in down if r["at"].startswith("2023-06-16"))
        tap.check_equal(after, {"dave@example.org": 1}, "after it Dave gets one mail")
        digests = [r["at"][:10] for r in down if r["kind"] == "weekly-digest" and r["at"] >= "2023-06-07"]
        tap.check_equal(digests[:1], ["2023-06-19"], "and the list its digest on the next Monday")
        for what, sent in (("undisturbed", rows), ("with an outage", down)):
            ids = collections.Counter(r["message_id"] for r in sent)
            tap.check_equal([i for i, n in ids.items() if n > 1], [], f"nothing twice, {what}")
            days = collections.Counter((r["to"], r["at"][:10]) for r in sent if r["kind"] == "reminder")
            tap.check_equal([d for d, n in days.items() if n > 1], [], f"one reminder a day, {what}")
        dates = {email.utils.parsedate_to_datetime(m["Date"]).strftime("%H:%M") for m in got
                 if m["X-Beadle-Notice"] == "reminder"}
        tap.check_equal(dates, {"09:00"}, "every reminder at 09:00 of its reader")
        plan_changes(root)
    tap.done()


if __name__ == "__main__":
    main()
