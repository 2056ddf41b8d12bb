#!/usr/bin/env python3
"""Each delivery report of tests/data/bounce, as the answer of a mail system to a notice: the address is marked, and the same
mail goes to the person's next one, once.

BEADLE_REPORTS=FOLDER plays the reports of a folder of one's own as well: *.eml, about dave@example.org.
"""
import os
import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402
from world import World  # noqa: E402

DATA = HERE.parent / "data" / "bounce"
CONFIG = """\
state: state
people:
  - {{name: Dave Thaler, aliases: [Dave], address: [{address}, dave@next.example]}}
mailboxes:
  in: {{type: maildir, path: inbox}}
outbox: {{type: maildir, path: outbox, from: Beadle <bot@example.org>}}
lists:
  bsc:
    address: bsc@lists.example.net
    list_id: bsc.lists.example.net
    mailbox: in
    notices: {{assigned_after: 0s, weekly: no}}
"""
MAIL = ("From: Dave Thaler <dave@next.example>\nTo: bsc@lists.example.net\nList-Id: <bsc.lists.example.net>\n"
        "Subject: what we agreed on\nMessage-ID: <agreed@example.org>\n\n[AI Dave] send the letter\n")
FAILED = ("dma", "domino", "exchange", "exchange-html", "exchange-old", "exim", "gmail", "gmx", "ionos", "nameless", "postfix", "qmail",
          "sendmail", "sendmail-old", "yahoo", "zoho")
NOT_FAILED = ("exim-delay", "gmail-old", "nothing", "received", "vacation", "challenge", "receipt", "talk")
TOLD, REPORTED, AGAIN = "2023-07-03T08:02:00Z", "2023-07-03T09:01:00Z", "2023-07-03T09:02:00Z"


def begin(root, address):
    world = World(root, CONFIG.format(address=address))
    world.once("2023-07-03T08:00:00Z")
    world.deliver(MAIL, "2023-07-03T08:01:00Z")
    world.once(TOLD)
    return world


def about(report, message_id):
    """The report as the bot would get it of that mail."""
    text = report.replace(b"To: beadle@lists.example.org", b"To: bot@example.org", 1)
    return re.sub(rb"(notice\.\d+|beadle\.ID-OF-THE-NOTICE)@lists\.example\.org", message_id.strip("<>").encode(), text)


def came_of(begun, name, report):
    """(addresses that are marked, to whom the notice went)."""
    world = begun.fork(name)
    notice = world.sent(Subject="Action item for you")[0]
    world.deliver(about(report, str(notice["Message-ID"])), "2023-07-03T09:00:00Z")
    world.once(REPORTED)
    world.once(AGAIN)
    marked = [row[0] for row in world.rows("select json_extract(data, '$.text') from event where kind = 'person'")]
    to = [str(m["X-Beadle-Envelope-To"]) for m in world.sent(Subject="Action item for you") if m["Message-ID"] == notice["Message-ID"]]
    return marked, sorted(to)


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-bounces-") as name:
        root = pathlib.Path(name)
        begun = begin(root / "begun", "joe@example.com")
        for report in FAILED:
            tap.check_equal(came_of(begun, report, (DATA / f"{report}.eml").read_bytes()),
                            (["joe@example.com"], ["dave@next.example", "joe@example.com"]), f"{report}: marked, and sent to the next address")
        for report in NOT_FAILED:
            tap.check_equal(came_of(begun, report, (DATA / f"{report}.eml").read_bytes()), ([], ["joe@example.com"]),
                            f"{report}: nothing comes of it")
        history = World(root / FAILED[0]).beadle("history").stdout
        tap.check_equal(re.findall(r"  person +by (.*)  failing ", history), ["beadle"], "the history names the bot, who needs no proof")
        own = os.environ.get("BEADLE_REPORTS")
        begun = begin(root / "own", "dave@example.org") if own else None
        for path in sorted(pathlib.Path(own).glob("*.eml")) if own else ():
            tap.check_equal(came_of(begun, path.stem, path.read_bytes()),
                            (["dave@example.org"], ["dave@example.org", "dave@next.example"]), f"{path.name}: marked, and sent to the next address")
    tap.done()


main()
