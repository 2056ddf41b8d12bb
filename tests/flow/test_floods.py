#!/usr/bin/env python3
"""A flood that somebody's mail brings about, and what else is due meanwhile: each real notice goes out in its minute.

Two floods: a mail of five hundred lines that each open something - which the list's limits keep from everybody but the
chair, and which does no harm without them either - and six hundred commands by strangers, each owed an answer.  The
outbox has its default limits (60 mails an hour, 10 a day to one address), and a round is played each minute in
which something is due.
"""
import calendar
import email
import email.policy
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402

BEADLE = os.environ.get("BEADLE", str(HERE.parents[1] / "build" / "beadle"))
CONFIG = """\
state: state
operator: ops@example.org
mailboxes:
  in: {type: maildir, path: inbox}
outbox: {type: maildir, path: outbox, from: Beadle <bot@example.org>}
answers: {authserv_id: mx.example.org, hops: 1}
lists:
  bsc:
    address: bsc@lists.example.net
    list_id: bsc.lists.example.net
    mailbox: in
    prefix: "[BSC]"
    people:
      - {name: Dave Thaler, aliases: [Dave], address: dave@example.org}
      - {name: Joe Stringer, aliases: [Joe], address: joe@example.org}
      - {name: KP Singh, aliases: [KP], address: kp@example.org}
      - {name: Mallory, address: mallory@example.org}
    chair: KP Singh
    limits: {LIMITS}
    notices: {assigned_after: 0s, weekly_at: "09:00", agenda: 1d, agenda_digest: 2d}
    meetings:
      rule: FREQ=WEEKLY;BYDAY=WE
      start: "13:00"
      first: {number: 39, date: 2023-06-14}
      chairs: {members: [Dave, KP], first: KP}
"""
RESULTS = "Authentication-Results: mx.example.org; dmarc=pass header.from=%s; spf=pass smtp.mailfrom=%s\n"
RECEIVED = "Received: from lists.example.net by mx.example.org with ESMTPS id 1; Mon, 5 Jun 2023 11:00:00 +0000\n"


def seconds(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def instant(at_s):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at_s))


class World:
    def __init__(self, root, limits="deadlines_per_mail: 10"):
        self.root = pathlib.Path(root)
        self.n = 0
        (self.root / "beadle.yaml").write_text(CONFIG.replace("LIMITS", limits))
        for box in ("inbox", "outbox"):
            for part in ("cur", "new", "tmp"):
                (self.root / box / part).mkdir(parents=True)

    def beadle(self, *args):
        return subprocess.run([BEADLE, "-c", str(self.root / "beadle.yaml"), *args], cwd=self.root, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=300)

    def deliver(self, when, sender, text, to="bsc@lists.example.net", subject="Something", more=""):
        self.n += 1
        domain = sender.split("@")[1]
        fields = RESULTS % (domain, domain) + RECEIVED + "Message-ID: <m%d@%s>\n" % (self.n, domain)
        if to.startswith("bsc@"):
            fields += "List-Id: <bsc.lists.example.net>\n"
        date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(seconds(when)))
        path = self.root / "inbox/new" / f"{seconds(when)}.M{self.n:06d}.test"
        path.write_text(f"{fields}Date: {date}\nFrom: {sender}\nTo: {to}\nSubject: {subject}\n{more}\n{text}")
        os.utime(path, (seconds(when), seconds(when)))

    def mails(self):
        mails = []
        for path in (self.root / "outbox/new").iterdir():
            mails.append(email.message_from_bytes(path.read_bytes(), policy=email.policy.default))
            mails[-1].at = instant(int(path.stat().st_mtime))
        return mails

    def sent(self):
        """Instant, kind, address and subject of each mail, in their order."""
        return sorted((m.at, str(m["X-Beadle-Notice"]), m["To"].addresses[0].addr_spec, str(m["Subject"])) for m in self.mails())

    def round(self, when):
        done = self.beadle("once", "-v", "--now", when)
        if done.returncode not in (0, 4):
            raise AssertionError(done.stderr)
        return done.stderr


# What honest people do beside the flood, and which notice is due of it: (instant, sender, text, kind, to whom)
HONEST = [
    ("2023-06-12T09:00:00Z", None, "", "weekly-digest", "bsc@lists.example.net"),
    ("2023-06-12T10:30:00Z", "dave@example.org", "[SILENT 1w] Adopt the logo of Dave\n", "deadline-opened", "bsc@lists.example.net"),
    ("2023-06-12T11:07:00Z", "joe@example.org", "[AI Dave] book the room for the workshop\n", "assigned", "dave@example.org"),
    ("2023-06-12T12:13:00Z", "joe@example.org", "[AI KP] write to the foundation\n", "assigned", "kp@example.org"),
    ("2023-06-12T13:00:00Z", None, "", "agenda-digest", "kp@example.org"),
    ("2023-06-13T13:00:00Z", None, "", "agenda", "bsc@lists.example.net"),
    ("2023-06-19T10:30:00Z", None, "", "deadline-closed", "bsc@lists.example.net"),
]


def play(world, flood):
    """Runs the honest days after the flood has come; which of their notices did not go in their minute."""
    world.round("2023-06-11T08:00:00Z")
    world.deliver("2023-06-11T10:00:00Z", "joe@example.org", "[AGENDA 10m Joe] Budget\n[AI Dave due 2023-06-30] count the chairs\n")
    world.round("2023-06-11T10:01:00Z")
    flood(world)
    minutes = {"2023-06-12T08:00:00Z"}
    for when, *_ in HONEST:
        minutes.update((when, instant(seconds(when) + 59)))
    for at_s in range(seconds("2023-06-12T08:05:00Z"), seconds("2023-06-12T14:00:00Z"), 600):
        minutes.add(instant(at_s))
    to_come, logs = [h for h in HONEST if h[1]], []
    for when in sorted(minutes):
        while to_come and to_come[0][0] <= when:
            world.deliver(*to_come.pop(0)[:3])
        logs.append(world.round(when))
    sent, late = world.sent(), []
    for when, _, text, kind, to in HONEST:
        due = [m for m in sent if m[1] == kind and m[2] == to and seconds(when) <= seconds(m[0]) < seconds(when) + 60]
        if kind.startswith("deadline"):
            due = [m for m in due if "Adopt the logo of Dave" in m[3]]
        if not due:
            late.append((when, kind, to))
    return sent, late, "".join(logs)


def lines_flood(world):
    text = "".join("[SILENT 1w] Move donation number %d to another account\n" % i for i in range(500))
    world.deliver("2023-06-12T08:00:00Z", "mallory@example.org", text)


def answers_flood(world):
    for i in range(600):
        world.deliver("2023-06-12T08:00:00Z", "someone@s%d.example" % i, "done\n", subject="Re: Something",
                      more="In-Reply-To: <m1@example.org>\n")


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-flow-") as name:
        world = World(name)
        sent, late, log = play(world, lines_flood)
        tap.check_equal(late, [], "500 lines that open a deadline: each real notice goes in its minute")
        told = [(m[1], m[2]) for m in sent if m[1] == "held" or "donation" in m[3]]
        tap.check_equal(told, [("held", "kp@example.org")], "and nobody but the chair hears of them, once")
        text = " ".join(m.get_content() for m in world.mails() if m["X-Beadle-Notice"] == "held").replace(" \n", " ")
        tap.check("500 deadlines by silence and votes, more than 10 (limits.deadlines_per_mail)" in " ".join(text.split()), "why", text=text)
        tap.check("event=limit limit=limits.deadlines_per_mail" in log, "the log has the name of the limit", log=log)
    with tempfile.TemporaryDirectory(prefix="beadle-flow-") as name:
        sent, late, log = play(World(name, "deadlines_per_mail: 1000, deadlines_per_day: 1000"), lines_flood)
        of_flood = [m for m in sent if "donation" in m[3]]
        tap.diag("500 lines, no such limit: %d notices had come of them" % len(of_flood))
        tap.check_equal(late, [], "without the limit: each real notice goes in its minute")
        tap.check(len(of_flood) > 5, "though the flood is there", sent=sent)
    with tempfile.TemporaryDirectory(prefix="beadle-flow-") as name:
        sent, late, log = play(World(name), answers_flood)
        answers = [m for m in sent if m[1] == "answer"]
        tap.diag("600 commands: %d answers had gone" % len(answers))
        tap.check_equal(late, [], "600 commands by strangers: each real notice goes in its minute")
        tap.check(30 < len(answers) < 600, "though the answers are on their way", n=len(answers))
    tap.done()


if __name__ == "__main__":
    main()
