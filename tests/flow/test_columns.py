#!/usr/bin/env python3
"""What the operator asks of the ledger, in columns and as JSON: meetings, agenda, deadlines, past and to come; and
what was sent, with what became of it."""
import contextlib
import datetime
import email.utils
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402

BEADLE = os.environ.get("BEADLE", str(HERE.parents[1] / "build" / "beadle"))
NOW = "2023-06-22T09:00:00Z"
CONFIG = """\
state: state
operator: ops@example.org
people:
  - {name: Dave Thorn, aliases: [Dave], address: dave@example.org}
  - {name: Dan Brook, address: dan.b@example.org}
  - {name: Dan Pike, address: dan.p@example.org}
  - {name: Zoë Berg, aliases: [Zoë], address: zoe@example.org}
mailboxes: {in: {type: maildir, path: inbox}}
outbox: {type: maildir, path: outbox, from: Beadle <beadle@example.org>}
answers: {believe_from: yes}
lists:
  sc:
    address: sc@lists.example.org
    list_id: sc.lists.example.org
    mailbox: in
    zone: Europe/Berlin
    chair: Dave Thorn
    meetings:
      rule: FREQ=WEEKLY;INTERVAL=2;BYDAY=WE
      start: "13:00"
      first: {number: 7, date: 2023-06-07}
      exceptions: [{date: 2023-06-21, cancelled: yes}]
      chairs: {members: [Dave, Zoë, Dan Pike], order: listed}
"""
MAILS = [
    ("2023-06-02T08:00:00Z", "dave", "agenda", "[AGENDA 20m Zoë] The budget of the year\n[AGENDA] A new room\n"),
    ("2023-06-07T19:00:00Z", "dave", "[MINUTES #7] what we did",
     "## Meeting #7 - 2023-06-07\n\n- **Chair: Dave Thorn**\n- **Agenda**\n  - The budget of the year\n    - AI(Dave): write it down by June 20\n"),
    ("2023-06-12T08:00:00Z", "zoe", "proposal", "[SILENT 2w] Move the archive to the new server\n"),
    ("2023-06-13T08:00:00Z", "dan.p", "no", "[OBJECT #2] who pays for it?\n"),
    ("2023-06-14T08:00:00Z", "zoe", "later", "[AGENDA #9] The summer school\n"),
]


def beadle(root, *args):
    return subprocess.run([BEADLE, *args], cwd=root, text=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)


def ask(root, *args, now=NOW):
    return beadle(root, *args, "-c", "beadle.yaml", "--now", now)


def rows(root, *args):
    """What it prints for people, cell by cell, without the head."""
    lines = ask(root, *args).stdout.splitlines()
    starts = [i for i, c in enumerate(lines[0]) if c != " " and (i == 0 or lines[0][i - 2:i] == "  ")]
    return [[line[a:b].strip() for a, b in zip(starts, starts[1:] + [None])] for line in lines[1:]]


def objects(root, *args):
    return [json.loads(line) for line in ask(root, *args, "--json").stdout.splitlines()]


def prepare(root, config=CONFIG, mails=MAILS):
    for sub in ("new", "cur", "tmp"):
        (root / "inbox" / sub).mkdir(parents=True)
    (root / "beadle.yaml").write_text(config)
    tap.check_equal(ask(root, "once", now="2023-06-01T08:00:00Z").returncode, 0, "a ledger without anything in it")
    for n, (when, sender, subject, body) in enumerate(mails):
        at = datetime.datetime.fromisoformat(when.replace("Z", "+00:00"))
        path = root / "inbox" / "new" / f"{n}.test"
        path.write_text(f"From: {sender}@example.org\nTo: sc@lists.example.org\nList-Id: <sc.lists.example.org>\nSubject: {subject}\n"
                        f"Date: {email.utils.format_datetime(at)}\nMessage-ID: <m{n}@example.org>\n"
                        f"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{body}")
        os.utime(path, (at.timestamp(), at.timestamp()))
        for minutes in (0, 30):     # what was gathered goes out
            later = (at + datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
            tap.check_equal(ask(root, "once", now=later).returncode, 0, subject + " is read, %d minutes" % minutes)


def check_meetings(root):
    got = rows(root, "meetings")
    tap.check_equal(got[:4], [["#7", "Wed 2023-06-07 13:00", "Dave Thorn", "past", "-", "-", "contested", "-"],
                              ["-", "Wed 2023-06-21 13:00", "-", "cancelled", "-", "-", "-", "-"],
                              ["#8", "Wed 2023-07-05 13:00", "Zoë Berg", "planned", "-", "-", "-", "-"],
                              ["#9", "Wed 2023-07-19 13:00", "Dan Pike", "planned", "-", "-", "-", "-"]], "meetings, past and to come")
    tap.check_equal((rows(root, "meetings", "--past"), rows(root, "meetings", "--coming")), (got[:2], got[2:]), "either alone")
    tap.check_equal(rows(root, "meetings", "#8"), [got[2]], "one of them")
    tap.check_equal([(m["meeting"], m["status"], m["start"], m["minutes"]) for m in objects(root, "meetings")[:3]],
                    [(7, "past", "2023-06-07T11:00:00Z", "contested"), (None, "cancelled", "2023-06-21T11:00:00Z", None),
                     (8, "planned", "2023-07-05T11:00:00Z", None)], "and as JSON")


def check_agenda(root):
    tap.check_equal(rows(root, "agenda"), [["#7", "2023-06-07", "discussed", "20m", "Zoë Berg", "The budget of the year"],
                                           ["#7", "2023-06-07", "open", "-", "Dave Thorn", "A new room"],
                                           ["#8", "2023-07-05", "from #7", "-", "Dave Thorn", "A new room"],
                                           ["#9", "2023-07-19", "planned", "-", "Zoë Berg", "The summer school"]],
                    "what was discussed, what was not and goes on, and what is to come")
    tap.check_equal([row[5] for row in rows(root, "agenda", "--coming")], ["A new room", "The summer school"], "what is to come alone")
    tap.check_equal([row[5] for row in rows(root, "agenda", "9")], ["The summer school"], "of one meeting")
    tap.check_equal([(e["meeting"], e["owners"], e["minutes"], e["carried_from"], e["discussed"]) for e in objects(root, "agenda")][:3],
                    [(7, ["Zoë Berg"], 20, None, True), (7, [], None, None, False), (8, [], None, 7, False)], "and as JSON")
    empty = ask(root, "agenda", "10")
    tap.check_equal((empty.stdout, empty.returncode), ("Nothing is on the agenda.\n", 0), "of a meeting that has none")


def check_deadlines(root):
    tap.check_equal(rows(root, "deadlines"), [["#2", "contested", "Wed 2023-06-14 23:59", "1 of 1", "minutes of meeting #7 of 2023-06-07"],
                                              ["#3", "open", "Mon 2023-06-26 10:00", "-", "Move the archive to the new server"]],
                    "until when, and what stands against it")
    tap.check_equal([(d["deadline"], d["status"], len(d["objections"])) for d in objects(root, "deadlines", "--coming")],
                    [(2, "contested", 1), (3, "open", 0)], "those that run, as JSON")
    tap.check_equal(ask(root, "deadlines", "--past").stdout, "No deadlines.\n", "none is settled")
    tap.check_equal([row[1] for row in rows(root, "deadlines", "3")], ["open"], "one of them")


def check_wrong(root, words):
    for args, status, said in words:
        done = ask(root, *args)
        tap.check_equal((done.returncode, done.stdout), (status, ""), " ".join(args) + ": status %d, nothing on standard output" % status)
        tap.check_in(said, done.stderr, " ".join(args) + ": says why")


OUTCOMES = (  # as the ledger has it, as the history says it
    ("state = 'refused', code = 550, reply = '550 5.1.1 no such user'", "refused (550 5.1.1 no such user)", "refused"),
    ("state = 'given-up', reply = '451 later'", "given up (451 later)", "given up"),
    ("state = 'doubt', reply = ''", "in doubt", "in doubt"),
    ("state = 'sending', done_at_s = 0, reply = ''", "waiting", "waiting"),
    ("state = 'ready', done_at_s = 0, reply = '450 4.2.0 greylisted'", "waiting (450 4.2.0 greylisted)", "waiting"),
)


def check_notices(root):
    """What was sent is part of the history, with what became of it."""
    told = "notice     assigned to Dave Thorn <dave@example.org>: "
    lines = ask(root, "history", "1").stdout.splitlines()
    tap.check_equal([line for line in lines if "notice" in line], ["  2023-06-07T19:30:00Z  " + told + "sent"], "of an item: to whom, when, and that it was sent")
    tap.check_in(told + "sent", ask(root, "show", "1").stdout, "show has it too")
    tap.check_in("#1      " + told, ask(root, "history").stdout, "of all: which item it is about")
    tap.check_in("sc      notice     deadline-opened to sc@lists.example.org: sent", ask(root, "history").stdout, "or which list")
    notices = [e for e in objects(root, "history") if e["what"] == "notice" and e["items"] == [1]]
    tap.check_equal([(e["kind"], e["person"], e["to"], e["outcome"], e["at"], e["reply"]) for e in notices],
                    [("assigned", "Dave Thorn", "dave@example.org", "sent", "2023-06-07T19:30:00Z", "")], "and as JSON")
    tap.check_equal([e for e in objects(root, "show", "1")[0]["history"] if e["what"] == "notice"], notices, "in show --json as well")
    ledger = root / "state" / "ledger.db"
    kept = ledger.read_bytes()
    for change, words, outcome in OUTCOMES:
        with contextlib.closing(sqlite3.connect(ledger)) as db:
            db.execute("drop trigger recipient_sent")
            db.execute(f"update recipient set {change} where addr = 'dave@example.org'")
            db.commit()
        tap.check_equal([line[24:] for line in ask(root, "history", "1").stdout.splitlines() if "notice" in line], [told + words], words)
        tap.check_equal([e["outcome"] for e in objects(root, "history", "1") if e["what"] == "notice"], [outcome], words + ", as JSON")
        ledger.write_bytes(kept)


def numbers(root, *args):
    return [row["item"] for row in objects(root, "list", *args)]


def check_items(root):
    """Items by owner and day; and one that the operator records."""
    added = ask(root, "add", "call", "the", "bank", "--owner", "Zoë, Dan Pike", "--due", "26/6")
    tap.check_equal((added.returncode, added.stdout), (0, "#4 is for Zoë Berg, Dan Pike, due 2023-06-26: call the bank\n"), "add: what is so now")
    done = ask(root, "add", "count the chairs", "--json")
    tap.check_equal([(e["what"], e["actor"], e["item"], e["due"], e["rule"]) for e in map(json.loads, done.stdout.splitlines())],
                    [("raised", "operator", 5, "2023-07-05", "operator")], "without an owner or a day: of nobody, for the next meeting")
    again = ask(root, "add", "call the bank", "--owner", "Zoë")
    tap.check_equal(again.returncode, 1, "the same again is none")
    tap.check_in("#4 says the same already (call the bank)", again.stderr, "and is said to be the other one")
    tap.check_equal(numbers(root), [1, 4, 5], "three are open")
    tap.check_equal(numbers(root, "--overdue"), [1], "one is overdue")
    tap.check_equal((numbers(root, "--due", "26.6."), numbers(root, "--due", "2023-06-25")), ([1, 4], [1]), "due by a day")
    tap.check_equal(numbers(root, "--due", "in 2 weeks"), [1, 4, 5], "in words")
    tap.check_equal((numbers(root, "--owner", "Zoë"), numbers(root, "--owner", "dave"), numbers(root, "--owner", "ike")), ([4], [1], [4]),
                    "of somebody, by a name, an alias, a part of it")
    tap.check_equal(numbers(root, "--owner", "dan.p@example.org", "--overdue"), [], "all of it together")
    tap.check_equal(ask(root, "list", "--owner", "Dan Pike", "--overdue").stdout, "No overdue items of Dan Pike.\n", "none: it says so")
    tap.check_equal(ask(root, "list", "--due", "2023-06-01").stdout, "No open items due by 2023-06-01.\n", "none by that day")
    shown = ask(root, "show", "4").stdout
    tap.check_in("by operator, rule operator", shown, "its source is the operator")
    tap.check_equal(ask(root, "rebuild").stdout.splitlines()[-1], "Nothing would change.", "a rebuild leaves it as it is")
    ask(root, "once", now="2023-06-22T09:30:00Z")
    tap.check_equal(sorted(e["person"] for e in objects(root, "history", "4") if e["what"] == "notice"), ["Dan Pike", "Zoë Berg"], "its owners are told")


def check_check(root):
    """The next three meetings, by the configuration and by what was changed since."""
    lines = [line for line in ask(root, "check").stdout.splitlines() if "meeting #" in line]
    tap.check_equal(lines, ["list sc: meeting #8 on Wed 2023-07-05 13:00 Europe/Berlin, chaired by Zoë Berg",
                            "list sc: meeting #9 on Wed 2023-07-19 13:00 Europe/Berlin, chaired by Dan Pike",
                            "list sc: meeting #10 on Wed 2023-08-02 13:00 Europe/Berlin, chaired by Dave Thorn"], "check: the next three meetings")
    tap.check_equal(ask(root, "chair", "8", "Dan Pike").returncode, 0, "somebody else chairs the next")
    rows_of = [o["text"] for o in objects(root, "check") if o["step"] == "meeting"]
    tap.check_equal(rows_of[0], "meeting #8 on Wed 2023-07-05 13:00 Europe/Berlin, chaired by Dan Pike", "check --json: as it is now")


def check_parked(root):
    """What nobody answers is put away in the end, and can be listed."""
    tap.check_equal(ask(root, "list", "--parked").stdout, "No parked items.\n", "none is parked yet")
    day = datetime.datetime(2023, 6, 23, 9)
    while day < datetime.datetime(2023, 11, 1):
        ask(root, "once", now=day.strftime("%Y-%m-%dT%H:%M:%SZ"))
        day += datetime.timedelta(days=4)
    later = [json.loads(line) for line in ask(root, "list", "--parked", "--owner", "Dave", "--json", now="2023-11-01T09:00:00Z").stdout.splitlines()]
    tap.check_equal([(i["item"], i["status"]) for i in later], [(1, "parked")], "months later it is, and stands under its owner")
    tap.check_not_in("#1 ", ask(root, "list", now="2023-11-01T09:00:00Z").stdout, "and is open no more")


WRONG = (
    (("list", "--parked", "--all"), 2, "--parked goes with neither --all nor --overdue"),
    (("list", "--owner", "Zoë Berk"), 1, '"Zoë Berk" fits nobody of the list (did you mean Zoë Berg?)'),
    (("list", "--owner", "Wilhelmina"), 1, '"Wilhelmina" fits nobody of the list'),
    (("list", "--owner", "Dan"), 1, '"Dan" fits more than one: Dan Brook, Dan Pike'),
    (("list", "--due", "someday"), 2, "--due someday: not a day"),
    (("add", "x", "--owner", "Dan"), 1, '"Dan" fits more than one: Dan Brook, Dan Pike'),
    (("add", "x", "--owner", "Dave, Wilhelmina"), 1, '"Wilhelmina" fits nobody of the list'),
    (("add", "x", "--due", "2023-13-45"), 2, "--due 2023-13-45: not a day"),
    (("add", "x", "--list", "board"), 1, "--list board: there is no such list"),
    (("add",), 2, "add takes TEXT"),
    (("add", " "), 2, "add takes TEXT"),
    (("chair", "8", "Zoë Berk"), 1, "did you mean Zoë Berg?"),
    (("owner", "1", "Dan"), 1, '"Dan" fits more than one: Dan Brook, Dan Pike'),
    (("mettings",), 2, "mettings: no such command; did you mean meetings?"),

    (("meetings", "99"), 1, "there is no meeting #99; `beadle meetings` lists all"),
    (("agenda", "99"), 1, "there is no meeting #99; `beadle agenda` lists all"),
    (("deadlines", "9"), 1, "there is no deadline #9; `beadle deadlines` lists all"),
    (("meetings", "next"), 2, "meetings takes [N]"),
    (("meetings", "--past", "--coming"), 2, "--past or --coming, not both"),
    (("agenda", "--list", "bsc"), 1, "has no such list"),
)
TWO = CONFIG + """\
  board:
    address: board@lists.example.org
    mailbox: in
    meetings: {rule: FREQ=MONTHLY;BYDAY=1MO, start: "10:00", first: {number: 1, date: 2023-06-05}}
"""


def check_two_lists(root):
    (root / "beadle.yaml").write_text(TWO)
    tap.check_in("of which list? Say --list NAME", ask(root, "add", "x").stderr, "an item is of one list")
    got = rows(root, "meetings", "--past")
    tap.check_equal([row[:2] for row in got], [["sc", "#7"], ["sc", "-"], ["board", "#1"]], "of several lists, which")
    tap.check_equal([row[0] for row in rows(root, "meetings", "--list", "board", "--past")], ["#1"], "of one list, without its name")
    (root / "beadle.yaml").write_text(CONFIG)


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-columns-") as name:
        root = pathlib.Path(name)
        prepare(root)
        check_meetings(root)
        check_agenda(root)
        check_deadlines(root)
        check_notices(root)
        check_wrong(root, WRONG)
        check_items(root)
        check_check(root)
        check_two_lists(root)
        check_parked(root)
    with tempfile.TemporaryDirectory(prefix="beadle-columns-") as name:
        root = pathlib.Path(name)
        prepare(root, CONFIG[:CONFIG.index("    meetings:")], [])
        tap.check_equal([ask(root, c).stdout for c in ("meetings", "agenda", "deadlines")],
                        ["No meetings.\n", "Nothing is on the agenda.\n", "No deadlines.\n"], "nothing there: it says so")
        tap.check_equal([objects(root, c) for c in ("meetings", "agenda", "deadlines")], [[], [], []], "and nothing as JSON")
    tap.done()


if __name__ == "__main__":
    main()
