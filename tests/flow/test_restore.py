#!/usr/bin/env python3
"""The ledger is lost, and a copy of the day before takes its place: nothing of that day is sent again, nothing is lost.

Two committees, the same up to the loss and in all that comes after: one whose ledger was never lost, and one that was
restored.  In the end both have sent the same mails and know the same.
"""
import collections
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402
import world  # noqa: E402

CONFIG = """\
state: state
operator: ops@example.org
people:
  - {name: Dave Thaler, aliases: [Dave], address: [dave@example.org, dave@example.net]}
  - {name: Joe Stringer, aliases: [Joe], address: joe@example.org}
  - {name: KP Singh, aliases: [KP], address: kp@example.org}
mailboxes:
  in: {type: maildir, path: inbox}
outbox: {type: maildir, path: outbox, from: Beadle <bot@example.org>, limits: {per_recipient_day: 100}WITNESS}
lists:
  bsc:
    address: bsc@lists.example.org
    list_id: bsc.lists.example.org
    mailbox: in
    prefix: "[BSC]"
    zone: UTC
    chair: KP Singh
    notices: {assigned_after: 10m, weekly: monday}
    votes: {default: {quorum: 2}}
    meetings:
      rule: FREQ=WEEKLY;BYDAY=TH
      start: "13:00"
      first: {number: 7, date: 2023-06-08}
      chairs: {members: [Dave, KP], first: KP}
"""
WITNESS = ", witness: bot@example.org"


def mail(number, author, body, more="", to="bsc@lists.example.org"):
    list_id = "List-Id: <bsc.lists.example.org>\n" if to.startswith("bsc@") else ""
    return (f"From: {author} <{author.split()[0].lower()}@example.org>\nTo: {to}\n{list_id}{more}"
            f"Subject: mail {number}\nMessage-ID: <m{number}@example.org>\n\n{body}")


class Committee(world.World):
    """witness: copies come into the inbox, as a mail server would put them there; else the outbox folder is all there is."""

    def start(self, witness):
        self.deliver(mail(0, "Joe Stringer", "[AI Dave due 2023-06-09] send the letter\n[AI Joe due 2023-06-08] buy paint\n"),
                     "2023-06-05T09:00:00Z")
        self.round("2023-06-05T09:15:00Z", witness)
        self.round("2023-06-05T09:20:00Z", witness)

    def round(self, when, witness, status=0):
        """A round, and the copies of what it has sent arrive."""
        done = self.once(when, status)
        for path in sorted((self.root / "outbox/new").glob("bot@*")) if witness and (self.root / "inbox").is_dir() else ():
            self.deliver(path.read_bytes(), when)
            path.unlink()
        return done

    def answer(self, number, to, body, when):
        """To the newest notice to somebody."""
        notice = [m for m in self.archive() if to in m["X-Beadle-Envelope-To"]][-1]
        author = {"dave@": "Dave Thaler", "joe@": "Joe Stringer", "kp@": "KP Singh"}[to]
        self.deliver(mail(number, author, body, f"In-Reply-To: {notice['Message-ID']}\n", str(notice["Reply-To"])), when)

    def ballot(self, to):
        return next(m for m in self.archive() if m["X-Beadle-Notice"] == "ballot" and to in m["X-Beadle-Envelope-To"])

    def archive(self):
        return sorted(self.sent() + self.sent("taken"), key=lambda m: m["Date"].datetime)

    def mails(self):
        return collections.Counter((m["X-Beadle-Envelope-To"], m["Subject"], m.get_body(("plain",)).get_content()) for m in self.archive())

    def knows(self):
        """The events, and what became of each mail."""
        events = [json.loads(line) for line in self.beadle("history", "--json").stdout.splitlines()]
        assert events, "no history"
        events = [event for event in events if event.pop("id", None)]   # notices are none
        return (sorted(json.dumps(e, sort_keys=True) for e in events),
                sorted(self.rows("select m.key, r.addr, r.state from mail m join recipient r on r.mail = m.id where not r.witness")))


def lost_day(bot, witness):
    """What happens between the copy and the loss."""
    bot.round("2023-06-06T09:01:00Z", witness)    # a reminder, and the digest to the chair
    bot.deliver(mail(1, "Dave Thaler", "[AI Joe due 2023-06-20] ask the auditors\n[AI Dave due 2023-06-07] call the bank\n\n"
                          "[SILENT 3d] New logo\n"), "2023-06-06T10:00:00Z")
    bot.round("2023-06-06T10:00:30Z", witness)
    bot.round("2023-06-06T10:20:00Z", witness)
    bot.answer(2, "joe@", "#3 done: they agreed\n", "2023-06-06T11:00:00Z")
    bot.round("2023-06-06T11:00:30Z", witness)
    bot.deliver(mail(3, "KP Singh", "[AI Dave] paint the shed\n"), "2023-06-06T12:00:00Z")
    bot.round("2023-06-06T12:30:00Z", witness)
    bot.deliver(mail(7, "KP Singh", "[VOTE 4d] Buy a boat\n"), "2023-06-06T13:00:00Z")
    bot.round("2023-06-06T13:00:30Z", witness)    # ballots
    bot.answer(8, "joe@", "yes: at last\n", "2023-06-06T13:30:00Z")
    bot.round("2023-06-06T13:31:00Z", witness)
    bot.deliver(mail(4, "KP Singh", "[AI Dave] sell the boat\n[AI Nobody] find a name\n"), "2023-06-06T15:00:00Z")
    bot.round("2023-06-06T15:30:00Z", witness)


REPORT = """\
Return-Path: <>
From: MAILER-DAEMON@mx.example.net
To: {to}
Message-ID: <report@mx.example.net>
Subject: Undelivered mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=a

--a
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; dave@example.org
Action: failed
Status: 5.1.1

--a--
"""


def day_after(bot, witness):
    """The first round is the one after the restore; what came meanwhile lies in the mailbox."""
    bot.deliver(mail(5, "Joe Stringer", "[AI Dave due 2023-06-23] count the chairs\n"), "2023-06-06T23:00:00Z")
    bot.round("2023-06-07T09:01:00Z", witness)
    bot.answer(6, "dave@", "#1 done\n", "2023-06-07T10:00:00Z")
    bot.deliver(mail(9, "KP Singh", "no\n", f"In-Reply-To: {bot.ballot('kp@')['Message-ID']}\n", str(bot.ballot("kp@")["Reply-To"])), "2023-06-07T10:30:00Z")
    bounced = [m for m in bot.archive() if "dave@example.org" in m["X-Beadle-Envelope-To"] and "sell the boat" in str(m["Subject"])][0]
    bot.deliver(REPORT.format(to=bounced["Return-Path"].strip("<>")), "2023-06-07T11:00:00Z")
    for when in ("2023-06-07T11:01:00Z", "2023-06-08T09:01:00Z", "2023-06-09T09:01:00Z", "2023-06-09T10:01:00Z", "2023-06-10T13:01:00Z", "2023-06-12T09:01:00Z"):
        bot.round(when, witness)


def copy(bot):
    """sqlite3 ledger.db ".backup", in the middle of whatever goes on."""
    with sqlite3.connect(bot.root / "state/ledger.db") as source, sqlite3.connect(bot.root / "copy.db") as target:
        source.backup(target)


def restore(bot):
    for path in (bot.root / "state").glob("ledger.*"):
        path.unlink()
    (bot.root / "copy.db").rename(bot.root / "state/ledger.db")


def lose(root, witness):
    """Returns both, just after the loss."""
    root.mkdir()
    kept = Committee(root / "kept", CONFIG.replace("WITNESS", WITNESS if witness else ""))
    kept.once("2023-06-05T08:00:00Z")
    kept.start(witness)
    copy(kept)
    lost_day(kept, witness)
    restored = kept.fork("restored")
    restore(restored)
    if witness:     # a server has taken it all, and gives nothing back
        (restored.root / "outbox").rename(restored.root / "taken")
    return kept, restored


def play(root, name, witness):
    kept, restored = lose(root, witness)
    n = len(kept.archive())
    day_after(kept, witness)
    day_after(restored, witness)
    wanted, got = kept.mails(), restored.mails()
    tap.check(n >= 10 and len(kept.archive()) > n + 10, f"{name}: there was enough to be sent ({n}, then {len(kept.archive())})")
    tap.check_equal([m[:2] for m in (got - wanted).elements()], [], f"{name}: nothing is sent twice, or otherwise")
    tap.check_equal([m[:2] for m in (wanted - got).elements()], [], f"{name}: nothing is lost")
    tap.check_equal(restored.knows(), kept.knows(), f"{name}: and the same is known")


def copies(bot):
    """Those in the mailbox, as files."""
    return [path for path in sorted((bot.root / "inbox/new").iterdir()) if b"\nX-Beadle-Notice:" in path.read_bytes().replace(b"\r", b"")]


def change_copies(bot, change):
    for path in copies(bot):
        times = path.stat()
        path.write_bytes(change(path.read_bytes()))
        os.utime(path, (times.st_atime, times.st_mtime))


FIELD = re.compile(rb"X-Beadle-Ledger:.*\r\n(?:[ \t].*\r\n)*")


def without_field(root):
    """Copies of a beadle that did not write it: a mail with the same Message-ID is not sent again."""
    kept, restored = lose(root, True)
    change_copies(restored, lambda data: FIELD.sub(b"", data))
    n = len(restored.archive())
    log = restored.round("2023-06-06T16:00:00Z", True)
    ids = [str(m["Message-ID"]) for m in restored.archive()]
    tap.check(log.count("event=sent-before") > 5 and len(ids) == len(set(ids)), "copies without the field: no Message-ID is sent twice")
    told = [json.loads(line) for line in restored.beadle("history", "--json").stdout.splitlines()]
    tap.check_equal([e["at"] for e in told if e.get("act") == "told" and e["what"] == "deadline"][0], "2023-06-06T10:00:30Z",
                    "and people know of the deadline since its copy came")
    anew = sorted(str(m["X-Beadle-Notice"]) for m in restored.archive()[n:])
    tap.check(set(anew) <= {"deadline-moved", "vote-moved", "trouble"} and len(anew) == len(set(anew)),
              "copies without the field: what is gathered anew is all that comes", anew=anew, detail=log)


def forged(root):
    """What is put back is what this very ledger has sealed: anything else in a copy keeps nothing from being sent."""
    kept, restored = lose(root, True)
    other = Committee(root / "other", CONFIG.replace("WITNESS", WITNESS))
    other.once("2023-06-05T08:00:00Z")
    for name, change in (("of another installation", lambda data: data), ("that was changed", lambda data: re.sub(
            rb"(X-Beadle-Ledger: ....)(.)", lambda m: m[1] + (b"x" if m[2] != b"x" else b"y"), data))):
        trial = (other if "another" in name else restored).fork("trial " + name.split()[-1])
        if "another" in name:
            for path in (kept.root / "inbox/new").iterdir():
                shutil.copy2(path, trial.root / "inbox/new")
        change_copies(trial, lambda data: re.sub(rb"Message-ID: <beadle\.", b"Message-ID: <x", change(data)))
        log = trial.round("2023-06-06T16:00:00Z", True)
        tap.check("event=recalled" not in log and log.count("event=notice") >= 5, f"a field {name} keeps nothing back", detail=log)


def out_of_reach(root):
    """Until the mailbox has been read nothing goes out but the operator's mail."""
    kept, restored = lose(root, True)
    restored.rows("update cursor set synced_at_s = synced_at_s - 86400")
    (restored.root / "inbox").rename(restored.root / "away")
    n = restored.mails()
    restored.round("2023-06-07T09:01:00Z", True, 4)
    tap.check_equal([m[0] for m in (restored.mails() - n).elements()], ["bot@example.org", "ops@example.org"], "the mailbox is out of reach: the operator alone hears")
    (restored.root / "away").rename(restored.root / "inbox")
    day_after(kept, True)
    day_after(restored, True)
    tap.check_equal([m[:2] for m in (restored.mails() - kept.mails()).elements() if m[0] != "ops@example.org"], [], "it is back: nothing is sent twice")


def killed(root):
    """Killed at each step of the round after the restore, and begun again."""
    kept, restored = lose(root, True)
    program, now = world.BEADLE + "-crash", "2023-06-07T09:01:00Z"

    def once(where, **env):
        return subprocess.run([program, "-c", str(where.root / "beadle.yaml"), "once", "--now", now], cwd=where.root, capture_output=True, start_new_session=True,
                              env=dict(os.environ, BEADLE_FAILPOINT_LOG=str(where.root / "passed"), **env), timeout=120).returncode

    whole = restored.fork("whole")
    once(whole)
    names = (whole.root / "passed").read_text().splitlines()
    wanted, bad, trials = (whole.mails(), whole.knows()), [], [n for n, name in enumerate(names, 1) if n % 5 == 0 or name.startswith("recall.")]
    for n in trials:
        trial = restored.fork(f"killed{n}")
        status = once(trial, BEADLE_FAILPOINT_KILL=str(n))
        once(trial)
        if status == 0 or (trial.mails(), trial.knows()) != wanted:
            bad.append((n, names[n - 1], status))
        shutil.rmtree(trial.root)
    tap.check({"recall.taken", "recall.finished"} <= set(names) and not bad,
              f"killed at one of {len(trials)} steps of the restored round: the same comes of it", detail=bad)


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-restore-") as name:
        root = pathlib.Path(name)
        play(root / "folder", "the folder that mail goes to", False)
        play(root / "witness", "copies in the mailbox", True)
        without_field(root / "without")
        forged(root / "forged")
        out_of_reach(root / "out")
        if os.access(world.BEADLE + "-crash", os.X_OK):
            killed(root / "killed")
    tap.done()


main()
