#!/usr/bin/env python3
"""Votes when things go wrong: floods and loops of mail, mailboxes and outboxes out of reach, ballots that come back, clocks
that leap, the end of a day when the clocks change.
"""
import email.utils
import json
import os
import pathlib
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402
import world  # noqa: E402
from world import seconds  # noqa: E402

CONFIG = """\
state: state
operator: ops@example.org
people:
  - {name: Dave Thaler, aliases: [Dave], address: [dave@example.org, dave@example.net]}
  - {name: Joe Stringer, aliases: [Joe], address: joe@example.org}
  - {name: KP Singh, aliases: [KP], address: kp@example.org}
  - {name: Zoe Berg, aliases: [Zoe], address: zoe@example.org}
mailboxes:
  in: {type: maildir, path: inbox}
outbox: {type: maildir, path: outbox, from: Beadle <bot@example.org>LIMITS}
answers: {authserv_id: mx.example.org, hops: 1}
lists:
  sc:
    address: sc@lists.example.org
    list_id: sc.lists.example.org
    mailbox: in
    prefix: "[SC]"
    zone: Europe/Zurich
    chair: KP Singh
    raise: RAISE
    notices: {weekly: no}
    votes: {default: {threshold: majority, of: cast, quorum: 50%, period: 3d}}
"""
PLENTY = ", limits: {per_hour: 10000, per_recipient_day: 1000}"
BEGIN, OPENED, TOLD = "2023-06-05T08:00:00Z", "2023-06-05T09:00:00Z", "2023-06-05T09:01:00Z"
CLOSES = "2023-06-08T09:00:00Z"
TRUSTED = "Authentication-Results: mx.example.org; dmarc=pass header.from=%s; spf=pass smtp.mailfrom=%s\n"


class Committee(world.World):
    mails = 0

    def __init__(self, root, limits=PLENTY, raise_="proved", begin=True):
        super().__init__(root, CONFIG.replace("LIMITS", limits).replace("RAISE", raise_) if begin else None)
        if begin:
            self.once(BEGIN)

    def once(self, when, status=None):
        """Status 4 where a limit holds mail back."""
        done = self.beadle("once", "-v", "--now", when)
        if done.returncode not in ((0, 4) if status is None else (status,)):
            raise AssertionError(f"status {done.returncode}: {done.stderr[-2000:]}")
        return done.stderr

    def post(self, when, sender, subject, body, proved=True, more=""):
        """To the list."""
        Committee.mails += 1
        domain = sender.split("@")[1].strip(">")
        self.deliver((TRUSTED % (domain, domain) if proved else "") + "Received: from lists.example.org by mx.example.org with ESMTPS id 1; now\n"
                     f"From: {sender}\nTo: sc@lists.example.org\nList-Id: <sc.lists.example.org>\nSubject: {subject}\n"
                     f"Date: {email.utils.formatdate(seconds(when))}\nMessage-ID: <m{Committee.mails}@{domain}>\n{more}\n{body}", when)

    def open(self, when=OPENED, told=TOLD, tag="VOTE"):
        self.post(when, "KP Singh <kp@example.org>", f"[{tag}] Adopt the charter", "Please read it.\n")
        if told:
            self.once(told)
        return self

    def ballot(self, who):
        return next(m for m in self.sent(X_Beadle_Notice="ballot") if who in m["To"])

    def answer(self, when, notice, body, frm=None, more="", mid=None):
        """To a notice, at the address that it asks for."""
        Committee.mails += 1
        to = notice["Reply-To"].addresses[0].addr_spec
        mid = mid or f"<a{Committee.mails}@example.org>"
        self.deliver(f"From: {frm or notice['To']}\nTo: {to}\nSubject: Re: {notice['Subject']}\nDate: {email.utils.formatdate(seconds(when))}\n"
                     f"Message-ID: {mid}\nIn-Reply-To: {notice['Message-ID']}\n{more}\n{body}", when)

    def bounce(self, when, mail, addr):
        self.deliver(f"Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net\nTo: {mail['Return-Path'].strip('<>')}\nMessage-ID: <report{Committee.mails}{addr}>\n"
                     "Subject: Undelivered mail\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=a\n\n--a\n"
                     "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
                     f"Final-Recipient: rfc822; {addr}\nAction: failed\nStatus: 5.1.1\n\n--a--\n", when)

    def vote(self, number=1, now=CLOSES):
        votes = map(json.loads, self.beadle("votes", "--json", "--now", now).stdout.splitlines())
        return next((v for v in votes if v["vote"] == number), None)

    def choice(self, person, **rest):
        return next(v["choice"] for v in self.vote(**rest)["voters"] if person in v["person"])


def after(when, s):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds(when) + s))


# ---- floods and loops ----

def test_stranger_opens_many(root):
    """A thousand votes by a stranger open none; and in a member's name, where nothing proves who wrote."""
    for proved, frm, raise_ in ((True, "Mallory <m@evil.example>", "proved"), (False, "Joe Stringer <joe@example.org>", "proved"),
                                (False, "Mallory <m@evil.example>", "members")):
        c = Committee(root / f"strangers{proved}{raise_}", "", raise_)
        body = "".join(f"[VOTE 1h] Donation number {n}\n" for n in range(20))
        for n in range(50):
            c.post(OPENED, frm, f"votes {n}", body, proved)
        c.once(TOLD)
        c.once(after(TOLD, 86400))
        sent = sorted((m["X-Beadle-Notice"], m["To"].addresses[0].addr_spec) for m in c.sent())
        tap.check(c.vote() is None and {k for k, _ in sent} <= {"held", "answer", "trouble", "ballot"} and not c.sent(To="sc@lists"),
                  f"1,000 votes by {frm}, raise: {raise_}: none is open", sent=sent)


def test_member_opens_many(root):
    c = Committee(root / "many", "")
    c.post(OPENED, "Joe Stringer <joe@example.org>", "votes", "".join(f"[VOTE 1w] Motion {n}\n" for n in range(1000)))
    log = c.once(TOLD)
    n = len(c.sent(X_Beadle_Notice="ballot"))
    tap.check(n == 0, "1,000 votes by a member in a mail are kept for the chair", n=n, log=log[-500:], sent=[str(m["Subject"]) for m in c.sent()])


def test_many_ballots(root):
    """The last of five hundred counts, and its voter hears of it."""
    c = Committee(root / "ballots", "").open()
    ballot = c.ballot("joe@")
    for n in range(500):
        c.answer(after(TOLD, 60 + n), ballot, "no\n" if n % 2 else "yes\n")
    c.once(after(TOLD, 1000))
    tap.check_equal(c.choice("Joe"), "no", "of 500 ballots the last one counts")
    for day in range(1, 3):
        c.once(after(TOLD, 1000 + day * 86400))
    texts = [m.get_content() for m in sorted(c.sent(X_Beadle_Notice="answer"), key=lambda m: m["Date"].datetime)]
    tap.diag(f"{len(texts)} receipts")
    tap.check(0 < len(texts) < 20 and ": no. " in " ".join(texts[-1].split()), "and its voter hears of it, without a flood", texts=texts)


def test_loop(root, words, name):
    """A program without a mark answers whatever comes."""
    c = Committee(root / f"loop{name}").open()
    seen, notice, n = set(), c.ballot("zoe@"), 0
    for n in range(60):
        c.answer(after(TOLD, 60 * n + 1), notice, words % n if "%" in words else words, "zoe@example.org")
        c.once(after(TOLD, 60 * n + 30))
        new = [m for m in c.sent(To="zoe@") if m["Message-ID"] not in seen and m["X-Beadle-Notice"] == "answer"]
        if not new:
            break
        seen.update(m["Message-ID"] for m in new)
        notice = new[0]
    tap.check(n < 6, f"a mail program that answers {words!r} to all is answered {len(seen)} times")
    c.answer(after(TOLD, 60 * n + 60), c.ballot("zoe@"), "no, in my own words\n")
    c.once(after(TOLD, 60 * n + 90))
    tap.check_equal((c.choice("Zoe"), len(c.sent(To="zoe@", X_Beadle_Notice="answer"))), ("no", len(seen) + 1), "and its owner is heard, and hears")


# ---- outages ----

def notices(c, kind, to=""):
    return [m for m in c.sent(X_Beadle_Notice=kind) if to in m["To"]]


def test_mailbox_away(root):
    """Ballots that lie in a mailbox out of reach over the end count, and nothing is announced before they were read."""
    c = Committee(root / "away").open()
    c.answer(after(TOLD, 3600), c.ballot("joe@"), "yes\n")
    c.once(after(TOLD, 3700))
    (c.root / "inbox").rename(c.root / "elsewhere")
    (c.root / "elsewhere").rename(c.root / "kept")
    for late in (60, 1800, 4000):
        c.once(after(CLOSES, late), 4)
    told = [" ".join(m.get_content().split()) for m in notices(c, "trouble")]
    tap.check(not notices(c, "vote-closed") and c.vote(now=after(CLOSES, 4000))["status"] == "open", "a mailbox that cannot be read: no result")
    tap.check(any("Adopt the charter" in text and "not yet announced" in text for text in told), "after an hour the operator hears of it", told=told)
    (c.root / "kept").rename(c.root / "inbox")
    c.answer(CLOSES, c.ballot("zoe@"), "no\n")
    c.answer(after(CLOSES, -5), c.ballot("dave@"), "no\n")
    c.answer(after(CLOSES, 1), c.ballot("kp@"), "yes\n")
    c.once(after(CLOSES, 5000))
    v = c.vote(now=after(CLOSES, 5000))
    tap.check_equal((v["status"], v["yes"], v["no"], v["closed"], len(notices(c, "vote-closed"))), ("failed", 1, 2, CLOSES, 1),
                    "it is back: what was received up to the instant counts, and the result goes out once")


def test_outbox_away(root):
    """Ballots that no server takes for three hours: people have three days from then on, and are told."""
    c = Committee(root / "down")
    for path in (c.root / "outbox", c.root / "outbox.away"):
        if path.exists():
            path.rename(c.root / "outbox.away")
    (c.root / "outbox").write_text("")
    c.open(told=None)
    for minutes in (1, 30, 120):
        c.once(after(OPENED, 60 * minutes), 4)
    tap.check_equal(c.vote(now=after(CLOSES, 60))["status"], "open", "as long as no ballot was taken the vote does not end")
    (c.root / "outbox").unlink()
    if (c.root / "outbox.away").exists():
        (c.root / "outbox.away").rename(c.root / "outbox")
    up = after(OPENED, 3 * 3600)
    for late in (0, 60, 120):
        c.once(after(up, late), None)
    v = c.vote(now=after(up, 200))
    tap.check_equal((v["closes"], v["untold"], len(notices(c, "ballot"))), (after(CLOSES, 3 * 3600), False, 4), "it ends three days after they were")
    moved = notices(c, "vote-moved", "sc@lists")
    tap.check(len(moved) == 1 or "12:00 UTC" in notices(c, "vote-opened")[0].get_content(), "and the list has been told of that end",
              opened=notices(c, "vote-opened")[0].get_content())
    c.once(after(CLOSES, 60))
    tap.check(not notices(c, "vote-closed"), "nothing happens at the instant that would have been the end")
    c.once(after(CLOSES, 3 * 3600 + 60))
    tap.check_equal(len(notices(c, "vote-closed")), 1, "the result comes then")


def test_bounces(root):
    """A ballot that comes back goes to the next address; when there is none who opened the vote hears at once."""
    c = Committee(root / "bounces").open()
    first = c.ballot("dave@example.org")
    c.bounce(after(TOLD, 60), first, "dave@example.org")
    c.once(after(TOLD, 70))
    tap.check_equal((len(notices(c, "ballot", "dave@")), len(c.sent(X_Beadle_Envelope_To="dave@example.net")), len(notices(c, "ballot-failed"))), (2, 1, 0),
                    "to the next address, and nobody is troubled")
    c.bounce(after(TOLD, 80), c.sent(X_Beadle_Envelope_To="dave@example.net")[0], "dave@example.net")
    c.bounce(after(TOLD, 80), c.ballot("zoe@"), "zoe@example.org")
    c.once(after(TOLD, 90))
    failed = notices(c, "ballot-failed", "kp@")
    texts = [" ".join(m.get_content().split()) for m in failed]
    tap.check(len(failed) == 2 and all("[EXTEND #1 1w]" in text for text in texts), "both of Dave's, and Zoe's only one: who opened it hears, and how to extend",
              texts=texts)
    c.answer(after(TOLD, 100), c.ballot("joe@"), "yes\n")
    c.answer(after(TOLD, 110), failed[0], "[EXTEND #1 1w]\n")
    c.once(after(TOLD, 120))
    tap.check_equal(c.vote()["closes"], after(CLOSES, 7 * 86400), "and does")
    c.post(after(TOLD, 86400), "Zoe Berg <zoe@example.org>", "Re: Adopt the charter", "+1\n", more=f"In-Reply-To: <{c.vote()['message_id']}>\n")
    for late in (86460, 7 * 86400, 10 * 86400 + 60):
        c.once(after(TOLD, late))
    v = c.vote(now=after(TOLD, 11 * 86400))
    tap.check_equal((v["status"], v["yes"], len(notices(c, "vote-closed"))), ("passed", 2, 1), "who has no ballot can vote on the list, and nobody is waited for")


def test_late_bounce(root):
    """After the end a ballot that comes back changes nothing."""
    c = Committee(root / "late").open()
    for who in ("joe@", "kp@"):
        c.answer(after(TOLD, 100), c.ballot(who), "yes\n")
    c.once(after(CLOSES, 60))
    c.bounce(after(CLOSES, 70), c.ballot("zoe@"), "zoe@example.org")
    c.once(after(CLOSES, 80))
    tap.check_equal((c.vote()["status"], len(notices(c, "vote-closed")), len(notices(c, "ballot-failed"))), ("passed", 1, 0),
                    "a ballot that comes back after the end: the result stands")


# ---- clocks ----

def subjects(c):
    return sorted((m["X-Beadle-Envelope-To"], str(m["Subject"])) for m in c.sent())


def test_clocks(root):
    """Rounds by a clock that is behind decide nothing, and take nothing back (by hours, they correct: test_decide_vote)."""
    c = Committee(root / "clocks").open()
    for who in ("joe@", "kp@"):
        c.answer(after(TOLD, 100), c.ballot(who), "yes\n")
    c.once(after(TOLD, 120))
    c.once(after(OPENED, -86400))
    c.once(after(CLOSES, -1))
    tap.check_equal((c.vote(now=after(CLOSES, -1))["status"], notices(c, "vote-closed")), ("open", []), "a second before the end it is open")
    c.once(after(CLOSES, 2))
    before = subjects(c)
    for late in (-60, 3, -200, 86400):
        c.once(after(CLOSES, late))
    tap.check_equal((c.vote()["status"], len(notices(c, "vote-closed")), subjects(c)), ("passed", 1, before),
                    "behind it it is over, though the clock is set back by minutes")


def test_daylight(root):
    """A last day, and days, when clocks change: the end of the day in the list's zone, and the same time of day."""
    for opened, tag, closes in (("2023-10-27T09:00:00Z", "VOTE 1w", "2023-11-03T10:00:00Z"),
                                ("2023-10-27T09:00:00Z", "VOTE 2023-10-29", "2023-10-29T22:59:59Z"),
                                ("2023-10-27T09:00:00Z", "VOTE 72h", "2023-10-30T09:00:00Z"),
                                ("2024-03-29T09:00:00Z", "VOTE 2024-03-31", "2024-03-31T21:59:59Z"),
                                ("2024-03-29T09:00:00Z", "VOTE 3d", "2024-04-01T08:00:00Z")):
        c = Committee(root / f"daylight{opened[:4]}{tag[5:]}").open(opened, after(opened, 20), tag)
        v = c.vote(now=after(opened, 60))
        tap.check_equal(v["closes"], closes, f"[{tag}] of {opened}")
        text = " ".join(c.ballot("kp@").get_content().split())
        tap.check_match(rf"\({closes[11:16]}(:59)? UTC\)", text, "and the ballot says so")


def test_simulated(root):
    """An archive that has votes: the same mails each time, and those of the votes among them."""
    c = Committee(root / "simulated").open()
    for who in ("joe@", "kp@"):
        c.answer(after(TOLD, 100), c.ballot(who), "yes\n")
    c.once(after(TOLD, 120))
    c.post(after(TOLD, 7200), "Zoe Berg <zoe@example.org>", "Re: Adopt the charter", "-1 too long\n", more=f"In-Reply-To: <{c.vote()['message_id']}>\n")
    names = sorted(str(p) for p in (c.root / "inbox").glob("[nc]*/*"))
    mbox = "".join(f"From x {time.strftime('%a %b %d %H:%M:%S %Y', time.gmtime(os.stat(p).st_mtime))}\n{pathlib.Path(p).read_text()}\n" for p in names)
    (c.root / "archive.mbox").write_text(mbox)
    plays = [c.beadle("simulate", "--from", BEGIN, "--to", after(CLOSES, 86400), "archive.mbox") for _ in range(2)]
    out = plays[0].stdout
    tap.check(plays[0].returncode == 0 and out == plays[1].stdout, "a simulation with votes says the same twice", err=plays[0].stderr[-500:])
    counts = {word: out.count(word) for word in ("Your ballot: Adopt the charter", "Vote: Adopt the charter", "Your vote is missing", "Last day: Adopt")}
    tap.check(counts["Your ballot: Adopt the charter"] >= 4 and counts["Vote: Adopt the charter"] >= 1, "ballots and the opening are printed", counts=counts)
    tap.check("No quorum: Adopt the charter" in out or "Not passed: Adopt the charter" in out or "Passed: Adopt the charter" in out, "and the result", out=out[-1500:])


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-votes-") as name:
        root = pathlib.Path(name)
        test_stranger_opens_many(root)
        test_member_opens_many(root)
        test_many_ballots(root)
        test_loop(root, "I am away until Monday.\n", 1)
        test_loop(root, "Yes, we have received your mail.\n", 2)
        test_loop(root, "Ticket %d was opened.\n", 3)
        for test in (test_mailbox_away, test_outbox_away, test_bounces, test_late_bounce, test_clocks, test_daylight, test_simulated):
            test(root)
    tap.done()


if __name__ == "__main__":
    main()
