#!/usr/bin/env python3
"""The skeleton of the minutes, filled in as a chair would and mailed to the list, is read back without loss: the items
with owners and due dates, what was discussed and what was not, the meeting with its chair, the deadline by silence."""
import email.message
import email.policy
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402

BEADLE = os.environ.get("BEADLE", str(HERE.parents[1] / "build" / "beadle"))
STORY = HERE / "meeting-cycle"
TITLE = "a charter that is so long that neither the mail with the digest nor the skeleton can keep it on a single line"
AGENDA = f"""\
[AGENDA 20m Joe] the order of the workshop
[AGENDA 15m KP] {TITLE}
[AGENDA 10m] what_is * in beadle.yaml (and what is not)
"""
# below which entry the chair wrote what, and what is to come of it: (owners, due, text)
NOTES = {
    "the order of the workshop": [
        ("Everybody liked the new order", None),
        ("[AI Joe] print the badges", (["Joe Stringer"], "2023-07-12", "print the badges")),
        ("AI: Dave to book the room by 2023-07-05", (["Dave Thaler"], "2023-07-05", "book the room by 2023-07-05")),
    ],
    "a charter": [
        ("AI(KP, Joe): send the charter to the lawyers due 2023-07-20",
         (["KP Singh", "Joe Stringer"], "2023-07-20", "send the charter to the lawyers due 2023-07-20")),
        ("[AI] find a date for the vote", ([], "2023-07-12", "find a date for the vote")),
    ],
}


def beadle(root, *args):
    done = subprocess.run([BEADLE, "-c", "beadle.yaml", *args], cwd=root, text=True, stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=60)
    if done.returncode:
        raise AssertionError(f"beadle {' '.join(args)}: {done.returncode}: {done.stderr}")
    return done.stdout


def deliver(root, name, who, received_s, date, subject, text):
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["List-Id"] = who, "bsc@lists.example.org", "bsc.lists.example.org"
    mail["Date"], mail["Subject"], mail["Message-ID"] = date, subject, f"<{name}@example.org>"
    mail.set_content(text)
    path = root / "inbox" / "new" / name
    path.write_bytes(mail.as_bytes())
    os.utime(path, (received_s, received_s))


def fill_in(skeleton):
    """Notes below the entries that have some; the entry without any was not reached, and its line is taken out."""
    lines = skeleton.rstrip("\n").split("\n")
    begin = lines.index("- **Agenda**") + 1
    entries = []
    for line in lines[begin:]:
        if line.startswith("  - "):
            entries.append([line])
        else:
            entries[-1].append(line)
    out = lines[:begin]
    for entry in entries:
        notes = next((notes for title, notes in NOTES.items() if title in entry[0]), None)
        if notes:
            out += entry + ["    - " + note for note, _ in notes]
    return "\n".join(out) + "\n", len(entries)


def digest_text(root):
    """The text of the digest that the chair got; format=flowed puts a space before what begins with one (RFC 3676, 4.4)."""
    for path in (root / "outbox").glob("new/*"):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        if mail["X-Beadle-Notice"] == "agenda-digest":
            lines = mail.get_body(("plain",)).get_content().splitlines()
            return "\n".join(line.removeprefix(" ") for line in lines)
    return ""


def exported(root, now):
    beadle(root, "export", "json", "--now", now, "out")
    return json.loads((root / "out" / "beadle.json").read_text())["lists"][0]


def check_ledger(one):
    wanted = sorted((item for notes in NOTES.values() for _, item in notes if item), key=lambda item: item[2])
    got = sorted((([o["person"] for o in i["owners"]], i["due"], i["text"]) for i in one["items"]), key=lambda item: item[2])
    tap.check_equal(got, wanted, "each item, with its owners and its due date, and no other")
    meetings = {m["meeting"]: m for m in one["meetings"]}
    tap.check_equal([n for n, m in meetings.items() if m["minutes_mailed"]], [38], "they are the minutes of #38")
    tap.check_equal((meetings[38]["date"], meetings[38]["chair"]), ("2023-06-28", "Dave Thaler"), "of its day and its chair")
    tap.check_equal([(e["meeting"], e["carried_from"], e["text"], e["owners"], e["minutes"]) for e in one["agenda"]
                     if e["meeting"] != 38],
                    [(39, 38, "what_is * in beadle.yaml (and what is not)", [], 10)],
                    "the entries that were discussed are done, the other one is carried over as it was written")
    tap.check_equal([(d["status"], d["meeting"], d["opened_by"]) for d in one["deadlines"]], [("open", 38, "Dave Thaler")],
                    "and one deadline by silence is open")
    tap.diag(f"deadline closes {one['deadlines'][0]['closes']}" if one["deadlines"] else "no deadline")


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-round-trip-") as folder:
        root = pathlib.Path(folder)
        shutil.copy(STORY / "beadle.yaml", root)
        for box in ("inbox", "outbox"):
            for sub in ("new", "cur", "tmp"):
                (root / box / sub).mkdir(parents=True)
        beadle(root, "once", "--now", "2023-06-21T12:00:00Z")
        deliver(root, "agenda", "Joe Stringer <joe@example.org>", 1687435200, "Thu, 22 Jun 2023 14:00:00 +0200",
                "For Wednesday", AGENDA)
        beadle(root, "once", "--now", "2023-06-22T12:01:00Z")
        beadle(root, "once", "--now", "2023-06-26T20:00:00Z")
        skeleton = beadle(root, "preview", "minutes", "--now", "2023-06-26T20:00:00Z")
        tap.check_in(skeleton.rstrip("\n"), digest_text(root), "the digest to the chair has the skeleton that preview shows")
        minutes, n_entries = fill_in(skeleton)
        tap.check_equal(n_entries, 3, "which has each entry of the agenda")
        tap.diag(minutes)
        deliver(root, "minutes", "Dave Thaler <dave@example.org>", 1688000400, "Wed, 28 Jun 2023 18:00:00 -0700",
                "Minutes of Wednesday", minutes)
        beadle(root, "once", "--now", "2023-06-29T01:01:00Z")
        check_ledger(exported(root, "2023-06-29T01:02:00Z"))
        before = exported(root, "2023-06-29T01:02:00Z")
        deliver(root, "again", "Dave Thaler <dave@example.org>", 1688004000, "Wed, 28 Jun 2023 19:00:00 -0700",
                "Minutes of Wednesday, without the typing errors", minutes)
        beadle(root, "once", "--now", "2023-06-29T02:01:00Z")
        after = exported(root, "2023-06-29T02:02:00Z")
        tap.check_equal([i["text"] for i in after["items"]], [i["text"] for i in before["items"]], "mailed again: no item twice")
        tap.check_equal(len(after["deadlines"]), 1, "and no second deadline")
    tap.done()


main()
