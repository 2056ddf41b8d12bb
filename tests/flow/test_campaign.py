#!/usr/bin/env python3
"""A stranger's campaign of a month, against a committee that goes on with its work.

The committee's month is played alone first: mail to the list, answers to notices, two meetings with minutes, deadlines by silence, and a
round at each instant at which something may be due.  Then the same month with a stranger who sends every day what a stranger
can (hostile_mails() has the kinds), though he knows what is public of the list: its address, that of the bot, the Message-IDs and
numbers of its archive.  What left the bot in the second month and not in the first is there because of him.

Twice: a configuration that has evidence of the list and of the senders (the strictest), and one that has neither (the default, in
which From is believed as far as `raise: members` goes).
"""
import collections
import concurrent.futures
import email
import email.policy
import email.utils
import os
import pathlib
import re
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402
import world as folders  # noqa: E402

LIST, BOT, SECRET = "bsc@lists.example.net", "bot@example.org", "bot+list-9x3kq7w2@example.org"
CHAIR = "kp@example.org"
PEOPLE = {"Dave Thaler": "dave@example.org", "Joe Stringer": "joe@example.org", "KP Singh": CHAIR, "Lisa Marsh": "lisa@example.org"}
CONFIG = """\
state: state
operator: ops@example.org
people:
  - {name: Dave Thaler, aliases: [Dave], address: dave@example.org}
  - {name: Joe Stringer, aliases: [Joe], address: joe@example.org}
  - {name: KP Singh, aliases: [KP], address: kp@example.org}
  - {name: Lisa Marsh, aliases: [Lisa], address: lisa@example.org}
mailboxes: {in: {type: maildir, path: inbox}}
outbox: {type: maildir, path: outbox, from: Beadle <bot@example.org>}
ANSWERS
lists:
  bsc:
    address: bsc@lists.example.net
    list_id: bsc.lists.example.net
    mailbox: in
    prefix: "[BSC]"
    chair: KP Singh
    board_chair: board@example.org
    EVIDENCE
    meetings:
      rule: FREQ=WEEKLY;INTERVAL=2;BYDAY=WE
      start: "16:00"
      first: {number: 39, date: 2023-06-14}
      chairs: {members: [Dave, KP], first: KP}
"""
CONFIGURATIONS = {
    "strictest": CONFIG.replace("ANSWERS", "answers: {authserv_id: mx.example.org, hops: 1}").replace(
        "EVIDENCE", f"delivered_to: {SECRET}"),
    "default": CONFIG.replace("ANSWERS\n", "").replace("    EVIDENCE\n", ""),
}
BEGIN, FIRST_DAY, DAYS = "2023-06-04T12:00:00Z", folders.seconds("2023-06-05T00:00:00Z"), 30
ROUNDS = ("00:01", "09:01", "10:01", "10:12", "16:01", "16:12")
COVERED = "from:to:cc:subject:date:message-id:in-reply-to:references:list-id"
MINUTES = """\
# Meeting #%d (%s)

Present: Dave Thaler, Joe Stringer, KP Singh, Lisa Marsh

## Documentation

AI(Dave): write to the foundation about the page by %s
AI(Lisa): ask the auditors for a date

## Budget

[DECISION] The workshop gets its room.
%s"""

# What the committee does: instant, where to, from whom, its Message-ID, subject, what it answers - a mail of the list, or the notice with
# these words, UNPROVED where the list proves nothing - and its text.
UNPROVED = "could not be proved"
TO_LIST, TO_BOT = "list", "bot"
MONTH = [
    ("2023-06-05T10:00:00Z", TO_LIST, "Dave Thaler", "room", "Workshop", None, "[AI Joe due 2023-06-12] book the room\n[AI Lisa] print the badges\n"),
    ("2023-06-06T10:00:00Z", TO_LIST, "KP Singh", "logo", "[SILENT 1w] Adopt the new logo", None, "Please look at it.\n"),
    ("2023-06-06T16:00:00Z", TO_BOT, "Joe Stringer", "room-done", None, "book the room", "done, it is the large one\n"),
    ("2023-06-07T10:00:00Z", TO_LIST, "Lisa Marsh", "budget", "Next meeting", None, "[AGENDA 20m Lisa] Budget of the workshop\n"),
    ("2023-06-08T10:00:00Z", TO_LIST, "Dave Thaler", "blue", "Re: Adopt the new logo", "logo", "[OBJECT] the blue cannot be read\n"),
    ("2023-06-08T16:00:00Z", TO_BOT, "Dave Thaler", "blue-again", None, UNPROVED, "[OBJECT] the blue cannot be read\n"),
    ("2023-06-09T10:00:00Z", TO_LIST, "Joe Stringer", "talk", "Talks", None, "A paper was accepted, shall we go?\n\n[AI KP due 2023-06-20] ask for money\n"),
    ("2023-06-09T16:00:00Z", TO_BOT, "KP Singh", "money-snooze", None, "ask for money", "snooze 1w\n"),
    ("2023-06-12T10:00:00Z", TO_LIST, "Joe Stringer", "page", "[SILENT 3d] Take the page down", None, "It is old.\n"),
    ("2023-06-13T16:00:00Z", TO_BOT, "Lisa Marsh", "not-me", None, "print the badges", "not me -> Joe\n"),
    ("2023-06-15T10:00:00Z", TO_LIST, "KP Singh", "minutes-39", "[MINUTES #39]", None,
     MINUTES % (39, "2023-06-14", "June 26", "")),
    ("2023-06-16T10:00:00Z", TO_LIST, "KP Singh", "minutes-39b", "[MINUTES #39]", None,
     MINUTES % (39, "2023-06-14", "June 26", "It has a window.\n")),
    ("2023-06-19T10:00:00Z", TO_LIST, "Dave Thaler", "charter", "[SILENT 1w] Change the charter", None, "Section 3 goes.\n"),
    ("2023-06-20T10:00:00Z", TO_LIST, "Joe Stringer", "plus", "Re: Change the charter", "charter", "+1\n"),
    ("2023-06-21T16:00:00Z", TO_BOT, "Dave Thaler", "status", None, "write to the foundation", "status\n"),
    ("2023-06-26T10:00:00Z", TO_LIST, "Lisa Marsh", "talk-agenda", "Agenda", None, "[AGENDA 10m Joe] The talk\n"),
    ("2023-06-29T10:00:00Z", TO_LIST, "Dave Thaler", "minutes-40", "[MINUTES #40]", None,
     MINUTES % (40, "2023-06-28", "July 3", "")),
    ("2023-06-30T10:00:00Z", TO_LIST, "KP Singh", "mirror", "[SILENT 72h] Move the mirror", None, "The old one is slow.\n"),
    ("2023-07-01T10:00:00Z", TO_LIST, "Joe Stringer", "prose", "Re: Move the mirror", "mirror", "I oppose this, it has our keys.\n"),
]


def stamp(at_s):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at_s))


def instants():
    return [FIRST_DAY + day * 86400 + int(r[:2]) * 3600 + int(r[3:]) * 60 for day in range(DAYS) for r in ROUNDS]


class Month(folders.World):
    """A world in which mail comes as our own server writes it down."""
    strict = False

    def __init__(self, *args):
        super().__init__(*args)
        self.read, self.handed_on = {}, set()

    def sent(self, folder="outbox", **fields):
        """As ever, and no mail is parsed twice."""
        for path in (self.root / folder / "new").glob("*"):
            if path.name not in self.read:
                self.read[path.name] = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        return [m for m in self.read.values() if all(text in str(m[name.replace("_", "-")]) for name, text in fields.items())]

    def hand_on(self, at_s):
        """The list sends what it got of the bot to its readers, who are the bot too."""
        for mail in self.sent(To=LIST):
            if mail["Message-ID"] not in self.handed_on:
                self.handed_on.add(mail["Message-ID"])
                self.deliver(self.top(SECRET, "dkim=none").encode() + mail.as_bytes(), stamp(at_s))

    def top(self, delivered, results):
        fields = (f"Delivered-To: {delivered}\nReceived: from relay by mx.example.org with ESMTPS id 1; Mon, 5 Jun 2023 10:00:00 +0000\n")
        return fields + (f"Authentication-Results: mx.example.org; {results}\n" if self.strict else "")

    def put(self, at_s, frm, to, subject, body, mid, more="", delivered=BOT, results="dkim=none; dmarc=fail header.from=example.org",
            content="text/plain; charset=utf-8"):
        head = (f"Received: from laptop by relay with ESMTPSA id 2; Mon, 5 Jun 2023 09:59:00 +0000\nFrom: {frm}\nTo: {to}\n"
                f"Subject: {subject}\nDate: {email.utils.formatdate(at_s)}\nMessage-ID: <{mid}>\nMIME-Version: 1.0\nContent-Type: {content}\n")
        data = self.top(delivered, results) + head + more + "\n" + body
        self.deliver(data, stamp(at_s))
        return data

    def mails(self):
        """(instant, kind, to, subject, text) of what left, with all that no two months have alike taken out."""
        out = []
        for mail in self.sent():
            text = "".join(p.get_content() for p in mail.walk() if p.get_content_type() == "text/plain")
            text = re.sub(r"<beadle\.\w+@\S+>|bot\+\w+@\S+", "<>", " ".join(text.split()))
            out.append((mail["Date"].datetime.astimezone().timestamp(), str(mail["X-Beadle-Notice"]), mail["X-Beadle-Envelope-To"],
                        str(mail["Subject"]), text))
        return sorted(out)


# ---- the committee ----

def signed(domain):
    return f"DKIM-Signature: v=1; a=rsa-sha256; d={domain}; s=k; h={COVERED};\n\tbh=aB==; b=cDeFgHiJ\n"


def good(domain):
    return f"dkim=pass header.d={domain}; dmarc=pass header.from={domain}; spf=pass smtp.mailfrom=x@{domain}"


def honest_mail(month, when, where, who, name, subject, answers, text):
    at_s, addr = folders.seconds(when), PEOPLE[who]
    more = signed(addr.split("@")[1])
    if where == TO_LIST:
        more += "List-Id: <bsc.lists.example.net>\n" + (f"In-Reply-To: <{answers}@example.org>\n" if answers else "")
        month.put(at_s, f"{who} <{addr}>", LIST, subject, text, f"{name}@example.org", more, delivered=SECRET, results=good("example.org"))
        return
    if answers == UNPROVED and month.strict:
        return
    mine = [m for m in month.sent(X_Beadle_Notice="answer" if answers == UNPROVED else "assigned") if addr in str(m["To"])]
    mail = max((m for m in mine if answers in " ".join(m.get_content().split())), key=lambda m: m["Date"].datetime)
    row = re.search(rf"#(\d+) [^#]*{answers}", " ".join(mail.get_content().split()))
    text = (f"#{row.group(1)} " if row and text != "status\n" else "") + text
    more += f"In-Reply-To: {mail['Message-ID']}\nReferences: {mail['In-Reply-To'] or ''} {mail['Message-ID']}\n"
    month.put(at_s, f"{who} <{addr}>", str(mail["Reply-To"]), f"Re: {mail['Subject']}", text, f"{name}@example.org", more,
              delivered=str(mail["Reply-To"].addresses[0].addr_spec), results=good("example.org"))


# ---- the stranger ----

EVIL, EVIL_ID = "m@evil.example", "List-Id: <bsc.lists.example.net>\n"


def report(what, recipient):
    """A bounce in the standard's form."""
    return ("--b\nContent-Type: text/plain\n\nUndelivered.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; evil.example\n\n"
            f"Final-Recipient: rfc822; {recipient}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no such user\n\n"
            f"--b\nContent-Type: message/rfc822\n\nMessage-ID: {what}\nTo: {recipient}\nSubject: x\n\n--b--\n")


class Stranger:
    """n: how many mails of each kind he has sent."""

    def __init__(self, month):
        self.month, self.n = month, collections.Counter()

    def send(self, kind, at_s, frm=EVIL, to=BOT, subject="hello", body="", more="", **rest):
        self.n[kind] += 1
        serial = sum(self.n.values())
        if "evil.example" in frm and "results" not in rest:
            rest["results"], more = good("evil.example"), more + signed("evil.example")
        rest.setdefault("mid", f"s{serial}@evil.example")
        self.month.put(at_s, frm, to, subject, body, more=more, **rest)

    def public(self):
        """What the archive of the list has: Message-IDs of the bot's notices to it, the newest last."""
        mails = sorted(self.month.sent(To=LIST), key=lambda m: m["Date"].datetime)
        return [str(m["Message-ID"]) for m in mails]

    def slot(self, day, slot, t):
        """What he sends before that round of the day: each has some of it."""
        name, addr = list(PEOPLE.items())[day % len(PEOPLE)]
        forged, notices = f"{name} <{addr}>", self.public()
        reply = f"In-Reply-To: {notices[-1]}\n" if notices else ""
        if slot == 0:
            self.send("deadline straight to the bot", t, more=EVIL_ID, body="[SILENT 1h] Move all donations to another account\n")
            self.send("deadline to the bot, list in To", t, to=f"{LIST}, {BOT}", subject="[SILENT 1w] Dissolve the committee")
            self.send("item for all", t, more=EVIL_ID, body="[AI all] log in at https://evil.example/\n")
            self.send("minutes by a stranger", t, more=EVIL_ID, subject="[MINUTES #39]", body=MINUTES % (39, "2023-06-14", "June 30", "All is sold.\n"))
        elif slot == 1:
            self.send("deadline in a member's name", t, forged, LIST, more=EVIL_ID, body=f"[SILENT 2d] Give {name} the keys, part {day}\n")
            self.send("item in a member's name", t, forged, LIST, more=EVIL_ID, body=f"[AI all] read attachment {day}\n")
            self.send("the chair's command", t, f"KP Singh <{CHAIR}>", LIST, more=EVIL_ID, body="[CANCEL #40]\n")
            self.send("the chair's yes", t, f"KP Singh <{CHAIR}>", BOT, more=reply, body="yes\nyes 1 2 3\ndrop all\n")
        elif slot == 2:
            old = signed("example.org").replace("list-id", "x-list")
            for body in ("done\n", "-1 no\n", "[WITHDRAW]\n"):
                self.send("signed mail replayed from another list", t, f"Dave Thaler <{PEOPLE['Dave Thaler']}>", "other@lists.example.net", subject="Re: x",
                          more=EVIL_ID + reply + old, body=body, results=good("example.org").split(";", maxsplit=1)[0])
            if day > 2:
                self.send("the list's own mail replayed", t, f"KP Singh <{CHAIR}>", LIST, "[SILENT 1w] Adopt the new logo", "Please look at it.\n", EVIL_ID + signed("example.org"),
                      mid="logo@example.org", results="dkim=pass header.d=example.org")
        elif slot == 3:
            for n in range(5):
                self.send("objection", t, f"m{n}@evil.example", LIST, "Re: it", "[OBJECT] no\n", EVIL_ID + reply)
                self.send("objection to nothing", t, f"m{n}@evil.example", LIST, "Hm", "[OBJECT] no\n", EVIL_ID)
            self.send("objection in a member's name", t, forged, LIST, "Re: it", "-1 no\n", EVIL_ID + reply)
            for n in range(10):
                self.send("commands", t, f"m{n}@s{n}.evil.example", BOT, "Re: it", "".join(f"#{i} done\n" for i in range(1, 21)), reply)
            self.send("commands in a member's name", t, forged, BOT, "Re: it", "#1 done\n#2 drop\nstatus\nhelp\nstop\n", reply)
            self.send("commands in a member's name", t, forged, LIST, "Re: it", "#1 done\n[DONE #2]\n", EVIL_ID)
            self.send("all that came of a mail taken back", t, f"KP Singh <{CHAIR}>", LIST, "Re: x", "drop mail #1\n", EVIL_ID)
            for who in (addr, LIST, "board@example.org"):
                for to in (BOT, "bot+baaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.org"):
                    self.send("forged bounce", t, "MAILER-DAEMON@evil.example", to, "Undelivered Mail Returned to Sender",
                              report(notices[-1] if notices else "<beadle.1@example.org>", who), delivered=to,
                              content='multipart/report; report-type=delivery-status; boundary="b"')
            self.send("unsubscribe", t, forged, BOT, "stop", "stop\n")
            self.send("unsubscribe", t, forged, "bot+laaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.org", "unsubscribe", "This message was sent by a mail program to stop mail.\n")
        elif slot == 4:
            self.send("automatic reply", t, forged, BOT, "Out of office", "done\n", reply + "Auto-Submitted: auto-replied\n")
            self.send("out of office, not marked", t, "away@evil.example", BOT, "Out of office", "I am back on Monday.\n", reply)
            self.send("winmail", t, more=EVIL_ID, body="eJ8+\n", content="application/ms-tnef; name=winmail.dat")
            self.send("winmail in a member's name", t, forged, LIST, more=EVIL_ID, body="eJ8+\n", content="application/ms-tnef; name=winmail.dat")
            self.send("broken", t, frm="m@evil.example\0", more="X: " + "a" * 70000 + "\n", body="\0\xff[AI all] x\n")
        elif slot == 5:
            lines = "".join(f"[SILENT 1w] Donation number {day}-{n}\n" for n in range(500))
            self.send("500 lines", t, more=EVIL_ID, body=lines)
            self.send("500 lines in a member's name", t, forged, LIST, more=EVIL_ID, body=lines)


# ---- two months ----

# ---- what came of it ----

MINUTE, DAY = 60, 86400
# In the default nothing tells a member from who writes his name: an answer to what is not proved is sent once a day, a question about it
# goes with the others of a day, what is new for an owner with what else is, and a
# reminder with one of the six days before.
SLACK = {"answer": (DAY, 0), "assigned": (900, 900), "deadline-question": (0, DAY), "reminder": (6 * DAY, 0)}


def key(mail):
    return mail[:3]


def is_same_round(a, b):
    return a[0] // MINUTE == b[0] // MINUTE and a[1:3] == b[1:3]


def unmatched(alone, beset, slack):
    """The notices of the committee's own that did not go out in their minute; those that went with others; those of another text."""
    late, merged, other = [], [], []
    for mail in alone:
        same = [b for b in beset if is_same_round(mail, b)]
        before, after = slack.get(mail[1], (0, 0))
        if not same and any(b[1:3] == mail[1:3] and -after <= mail[0] - b[0] <= before for b in beset):
            merged.append(mail)
        elif not same:
            late.append(mail)
        elif mail not in same:
            other.append(mail)
    return late, merged, other


def because_of_him(alone, beset):
    """What left in the second month and has no like in the first."""
    rest, out = collections.Counter(key(m) for m in alone), []
    for mail in beset:
        if rest[key(mail)]:
            rest[key(mail)] -= 1
        else:
            out.append(mail)
    return out


def most_a_day(mails, kind):
    days = collections.Counter(m[0] // DAY for m in mails if m[1] == kind)
    return max(days.values(), default=0)


def names(mails):
    return [f"{stamp(m[0])} {m[1]} to {m[2]}: {m[3]}" for m in mails]


def judge(config, alone, beset, stranger):
    strict = config == "strictest"
    late, merged, other = unmatched(alone, beset, {} if strict else SLACK)
    extra = because_of_him(alone, beset)
    tap.diag(f"{config}: {sum(stranger.n.values())} hostile mails of {len(stranger.n)} kinds in {DAYS} days")
    tap.diag(f"{config}: {len(alone)} notices of the committee's own, {len(alone) - len(late) - len(merged)} in their minute, "
             f"{len(merged)} in a mail with others, {len(late)} not; {len(other)} of them with another text")
    tap.diag(f"{config}: {len(extra)} mails left because of the stranger")
    for (to, kind), n in sorted(collections.Counter((m[2], m[1]) for m in extra).items()):
        tap.diag(f"{config}:   {n:3} {kind} to {to}")
    tap.check_equal(names(late), [], f"{config}: every notice of the committee's own went out in its minute" +
                    ("" if strict else ", or what it says in a mail with others"))
    of_him = collections.defaultdict(list)
    for mail in extra:
        of_him[mail[2]].append(mail)
    known = set(PEOPLE.values()) | {LIST, "ops@example.org"}
    tap.check_equal(sorted(set(of_him) - known), [], f"{config}: no mail went outside")
    for person in sorted(PEOPLE.values()):
        tap.check(most_a_day(of_him[person], "answer") <= 1, f"{config}: {person} hears at most once a day of a mail in that name",
                  detail=str(names(of_him[person])))
    for kind in ("held", "deadline-question"):
        tap.check(most_a_day(beset, kind) <= (1 if kind == "held" else 2), f"{config}: the chair has one a day of {kind}")
    tap.check(most_a_day(of_him["ops@example.org"], "trouble") <= 1, f"{config}: the operator has one a day at most",
              detail=str(names(of_him["ops@example.org"])))
    if strict:
        tap.check_equal(names(of_him[LIST]), [], "strictest: nothing went to the list")
        kinds = {m[1] for m in extra}
        tap.check_equal(sorted(kinds - {"answer", "held", "deadline-question", "trouble"}), [], "strictest: nobody else was told of anything")
        tap.check_equal(names(m for m in other if m[1] not in ("deadline-chair", "deadline-question")), [],
                        "strictest: every notice has the same text, but where the chair is told what did not count")
        return
    raised = [m for m in of_him[LIST] if m[1].startswith("deadline")]
    tap.check(all("the keys, part" in m[3] for m in raised), "default: of deadlines the list heard of those in a member's name alone",
              detail=str(names(raised)))
    tap.check(all("not proved" in m[4] for m in raised), "default: and each says that it is not proved")
    tap.check(not any("Donation" in m[4] for m in beset if m[2] != CHAIR), "default: of 500 lines nobody but the chair heard")


def play(month, strict, stranger):
    month.strict = strict
    to_come = list(MONTH)
    for n, at_s in enumerate(instants()):
        if stranger:
            stranger.slot(n // len(ROUNDS), n % len(ROUNDS), at_s - 30)
        while to_come and folders.seconds(to_come[0][0]) <= at_s:
            honest_mail(month, *to_come.pop(0))
        month.once(stamp(at_s))
        month.hand_on(at_s)
    return month.mails()


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-campaign-") as name, concurrent.futures.ThreadPoolExecutor(2) as pool:
        plays = {}
        for config, text in CONFIGURATIONS.items():
            alone = Month(pathlib.Path(name) / config, text)
            alone.once(BEGIN)
            beset = alone.fork(config + "-beset")
            stranger = Stranger(beset)
            plays[config] = (pool.submit(play, alone, config == "strictest", None),
                             pool.submit(play, beset, config == "strictest", stranger), stranger)
        for config, (alone, beset, stranger) in plays.items():
            judge(config, alone.result(), beset.result(), stranger)
    tap.done()


if __name__ == "__main__":
    main()
