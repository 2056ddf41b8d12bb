#!/usr/bin/env python3
"""The rules of votes as `beadle check` says them, in words and with the numbers that they mean."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402

BEADLE = os.environ.get("BEADLE", str(HERE.parents[1] / "build" / "beadle"))
NAMES = ["Anna", "Bert", "Cleo", "Dirk", "Elsa", "Finn", "Gina", "Hugo", "Inga"]
CONFIG = "state: state\npeople:\n" + "".join(f"  - {{name: {n} Muster, aliases: [{n}], address: {n.lower()}@example.org}}\n" for n in NAMES) + """\
  - {name: Lars Gast, address: lars@example.org, member: no}
groups: {Board: [Anna, Bert, Cleo]}
mailboxes: {in: {type: maildir, path: inbox}}
outbox: {type: maildir, path: outbox, from: bot@example.org}
lists:
  plain: {address: plain@lists.example.org, mailbox: in}
  sc:
    address: sc@lists.example.org
    mailbox: in
    votes:
      charter: {threshold: 2/3, of: members, quorum: 7}
      board: {threshold: 70%, of: present, voters: Board}
"""
WANT = [
    "default: more than half of the yes and no votes; at least 5 of 9 must vote",
    "charter: 6 of 9 members must say yes; at least 7 of 9 must vote",
    "board: at least 70 % of the votes, abstentions included; at least 2 of 3 must vote",
]


def beadle(*args):
    done = subprocess.run([BEADLE, *args], text=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


with tempfile.TemporaryDirectory() as root:
    os.chdir(root)
    for part in ("inbox", "outbox"):
        for sub in ("cur", "new", "tmp"):
            pathlib.Path(part, sub).mkdir(parents=True)
    pathlib.Path("beadle.yaml").write_text(CONFIG)
    status, out, err = beadle("-c", "beadle.yaml", "check")
    lines = [line.partition(": vote ")[2] for line in out.splitlines() if ": vote " in line]
    tap.check_equal((status, lines), (0, WANT), "check says each rule in words; a list without votes has none" + err)
    status, out, err = beadle("-c", "beadle.yaml", "check", "--json")
    rules = [o["text"] for o in map(json.loads, out.splitlines()) if o["step"] == "vote"]
    tap.check_equal((status, rules), (0, WANT), "as JSON the same" + err)
    os.chdir("/")
tap.done()
