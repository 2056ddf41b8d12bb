#!/usr/bin/env python3
"""Mail that pretends to be somebody's: what each tried, and that nothing of the ledger has moved.

A committee with items, a meeting and a deadline, and one mail after the other on a copy of it.  Those at the end are
genuine and of the same make, and each of them does change something: so the others could have.
"""
import calendar
import email
import email.policy
import json
import os
import pathlib
import re
import shutil
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
people:
  - {name: Dave Thaler, aliases: [Dave], address: dave@example.org}
  - {name: Joe Stringer, aliases: [Joe], address: joe@example.org}
  - {name: KP Singh, aliases: [KP], address: kp@example.org}
mailboxes:
  in: {type: maildir, path: inbox}
outbox: {type: maildir, path: outbox, from: Beadle <bot@example.org>, limits: {per_recipient_day: 1000, per_hour: 1000}}
answers: {authserv_id: mx.example.org, hops: 1}
lists:
  bsc:
    address: bsc@lists.example.net
    list_id: bsc.lists.example.net
    mailbox: in
    prefix: "[BSC]"
    chair: KP Singh
    notices: {assigned_after: 0s, weekly: no, handover: 0, agenda: 0, agenda_digest: 0, minutes_missing: 0}
    meetings:
      rule: FREQ=WEEKLY;BYDAY=WE
      start: "13:00"
      first: {number: 39, date: 2023-06-14}
      chairs: {members: [Dave, KP], first: KP}
"""
BEGIN, TOLD, NOW = "2023-06-05T08:00:00Z", "2023-06-05T09:01:00Z", "2023-06-05T12:00:00Z"
MINUTES = ("AI(Dave): send the letter to the foundation by June 19\n"
           "AI(Joe): update the list of projects by June 19\n"
           "AI(Joe): ask the auditors by June 19\n\n[SILENT 2w] New logo\n")
RESULTS = "Authentication-Results: mx.example.org; "
MX = "Received: from lists.example.net by mx.example.org with ESMTPS id 1; Mon, 5 Jun 2023 11:00:00 +0000\n"
FAR = "Received: from laptop by lists.example.net with ESMTPSA id 2; Mon, 5 Jun 2023 10:59:00 +0000\n"


def seconds(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


class World:
    """A folder with a ledger; fork() is a copy of it to spoil."""
    count = 0

    def __init__(self, root):
        self.root = pathlib.Path(root)

    def beadle(self, *args):
        return subprocess.run([BEADLE, "-c", str(self.root / "beadle.yaml"), *args], cwd=self.root, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=120)

    def deliver(self, text, when):
        World.count += 1
        path = self.root / "inbox/new" / f"{seconds(when)}.M{World.count}.test"
        path.write_bytes(text.encode().replace(b"\n", b"\r\n"))
        os.utime(path, (seconds(when), seconds(when)))

    def once(self, when):
        done = self.beadle("once", "-v", "--now", when)
        assert done.returncode == 0, done.stderr
        return done.stderr

    def sent(self):
        mails = [email.message_from_bytes(p.read_bytes(), policy=email.policy.default) for p in (self.root / "outbox/new").iterdir()]
        return sorted(mails, key=lambda m: str(m["Message-ID"]))

    def notice(self, to):
        return next(m for m in self.sent() if to in m["To"] and m["X-Beadle-Notice"] == "assigned")

    def standing(self):
        """What counts: the items, whose turn it is, what stands open, whom to leave alone."""
        folder, history = self.root / "export", self.history()
        self.beadle("export", "json", str(folder), "--now", NOW)
        state = json.loads((folder / "beadle.json").read_text())["lists"][0]
        for item in state["items"]:
            item.pop("mentions")
        quiet = [e["act"] for e in history if e["what"] == "person"]
        moved = [e["act"] for e in history if e["what"] == "meeting" and e["act"] != "ignored"]
        snoozed = [e["due"] for e in history if e["what"] == "snoozed"]
        open_now = [(d["status"], d["closes"], len(d["objections"])) for d in state["deadlines"]]
        return state["items"], open_now, quiet, moved, snoozed

    def history(self):
        """Without what was sent, which stands between the events."""
        lines = [json.loads(line) for line in self.beadle("history", "--json").stdout.splitlines()]
        return [line for line in lines if "outcome" not in line]

    def fork(self, name):
        copy = self.root.parent / name
        shutil.copytree(self.root, copy)
        return World(copy)


def begin(root):
    world = World(root)
    world.root.mkdir()
    (world.root / "beadle.yaml").write_text(CONFIG)
    for box in ("inbox", "outbox"):
        for part in ("cur", "new", "tmp"):
            (world.root / box / part).mkdir(parents=True)
    world.once(BEGIN)
    world.deliver(f"{MX}{RESULTS}dkim=pass header.d=example.org; spf=pass smtp.mailfrom=example.org\n"
                  "From: KP Singh <kp@example.org>\nTo: bsc@lists.example.net\nList-Id: <bsc.lists.example.net>\n"
                  f"Subject: what we agreed on\nMessage-ID: <agreed@example.org>\n\n{MINUTES}", "2023-06-05T09:00:00Z")
    world.once(TOLD)
    return world


def mail(body, frm="Dave Thaler <dave@example.org>", to="bot@example.org", top=MX, mid="<x@example.net>", more="", subject="Re: yours"):
    return (f"{top}{FAR}From: {frm}\nTo: {to}\nSubject: {subject}\nDate: Mon, 05 Jun 2023 11:00:00 +0000\n"
            f"Message-ID: {mid}\n{more}\n{body}")


def on_list(body, results="", to="bsc@lists.example.net", **rest):
    """Our server's field stands below its own Received, as Postfix with a milter has it."""
    more = rest.pop("more", "")
    top = rest.pop("top", MX + (RESULTS + results + "\n" if results else ""))
    return mail(body, to=to, top=top, more=more + "List-Id: <bsc.lists.example.net>\n", **rest)


def signature(h="from:to:cc:date:subject:message-id:in-reply-to:references", more=""):
    """The field of a signature that our server has found good; what it covers is the question."""
    return f"DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=k; h={h};\n\tbh=aB==; b=cDeFgHiJ{more}\n"


def flip(text, at):
    return text[:at] + ("a" if text[at] != "a" else "b") + text[at + 1:]


def forgeries(dave, joe, ids):
    """(what it tries, mail) of each."""
    token = re.search(r"\+(\w{34})@", dave).group(1)

    def addr(t):
        return f"bot+{t}@example.org"
    reply = "In-Reply-To: %s\nReferences: %s\n" % (ids["dave"], ids["dave"])
    ok = "dkim=pass header.d=example.org"
    yield "Dave's name and no proof", mail("done\n")
    yield "the notice's Message-ID and no token", mail("done\n", more=reply)
    yield "the token in the subject", mail("#1 done\n", subject=f"Re: {token}")
    yield "the token in From", mail("#1 done\n", frm=dave)
    yield "the token in Reply-To", mail("#1 done\n", more=f"Reply-To: {dave}\n")
    yield "the token in the body", mail(f"#1 done\n{dave}\n")
    for name, at in (("the mark of its list", 0), ("its notice", 5), ("its day", 15), ("its MAC", 33), ("its MAC's first letter", 18)):
        yield f"a token with {name} changed", mail("#1 done\n", to=addr(flip(token, at)))
    yield "a token cut short", mail("#1 done\n", to=addr(token[:-1]))
    yield "a token with a letter more", mail("#1 done\n", to=addr(token + "a"))
    yield "an empty token", mail("#1 done\n", to="bot+@example.org")
    yield "the right token at another domain", mail("#1 done\n", to=addr(token).replace("example.org", "example.net"))
    yield "Joe's token from Dave's address", mail("#1 done\n", to=joe)
    yield "Dave's token from Joe's address", mail("#1 done\n", frm="joe@example.org", to=dave)
    yield "Dave's token for an item of Joe's", mail("#2 done\n", to=dave)
    yield "Dave's token to hand on Joe's item", mail("#2 not me -> KP\n", to=dave)
    yield "Dave's token to raise an item for Joe", mail("[AI Joe] wash my car\n", to=dave)
    yield "a vacation reply to the token", mail("done\n", to=dave, more="Auto-Submitted: auto-replied\n")
    yield "an old vacation program's reply", mail("done\n", to=dave, more="Precedence: auto_reply\n")
    yield "a bounce to the token", mail("done\n", frm="MAILER-DAEMON@example.org", to=dave,
                                        more='Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n',
                                        subject="Undelivered Mail Returned to Sender")
    yield "another bot's answer", mail("done\n", frm="beadle@other.example", to=dave, more="Auto-Submitted: auto-generated\n")
    yield "our own mail, come back", mail("done\n", frm="Beadle <bot@example.org>", to=dave)
    yield "the word in the quotation alone", mail("> done\n", to=dave)
    yield "the word in the signature alone", mail("-- \ndone\n", to=dave)
    yield "the word in prose", mail("It will be done by Friday.\n", to=dave)
    yield "Dave on the list, unproved", on_list("[DONE #1] sent\n")
    yield "DKIM of nobody asked", on_list("[DONE #1]\n", top=MX + "Authentication-Results: mx.evil.example; " + ok + "\n")
    yield "his own field below ours", on_list("[DONE #1]\n", "dkim=none", more=RESULTS + ok + "\n")
    yield "his own field where ours writes none", on_list("[DONE #1]\n", top=MX, more=RESULTS + ok + "\n")
    yield "DKIM of another domain", on_list("[DONE #1]\n", "dkim=pass header.d=evil.example")
    yield "DKIM of a domain below", on_list("[DONE #1]\n", "dkim=pass header.d=mail.example.org")
    yield "DKIM of a domain that ends alike", on_list("[DONE #1]\n", "dkim=pass header.d=notexample.org")
    yield "DKIM of org", on_list("[DONE #1]\n", "dkim=pass header.d=org")
    yield "SPF alone", on_list("[DONE #1]\n", "spf=pass smtp.mailfrom=example.org")
    yield "DKIM that failed", on_list("[DONE #1]\n", "dkim=fail header.d=example.org")
    yield "DKIM that passed in a comment", on_list("[DONE #1]\n", "dkim=fail (dkim=pass header.d=example.org) header.d=example.org")
    yield "DMARC of another domain", on_list("[DONE #1]\n", "dmarc=pass header.from=evil.example")
    yield "DKIM passed, DMARC failed", on_list("[DONE #1]\n", ok + "; dmarc=fail header.from=example.org")
    yield "two authors", on_list("[DONE #1]\n", ok, frm="mallory@example.org, dave@example.org")
    yield "Dave's address as a name", on_list("[DONE #1]\n", "dkim=pass header.d=evil.example", frm='"dave@example.org" <m@evil.example>')
    yield "a domain that looks alike", on_list("[DONE #1]\n", "dkim=pass header.d=exarnple.org", frm="Dave Thaler <dave@exarnple.org>")
    yield "Dave in Reply-To", on_list("[DONE #1]\n", "dkim=pass header.d=evil.example", frm="m@evil.example", more="Reply-To: dave@example.org\n")
    yield "Dave in Sender", on_list("[DONE #1]\n", "dkim=pass header.d=evil.example", frm="m@evil.example", more="Sender: dave@example.org\n")
    yield "Dave in X-Original-From", on_list("[DONE #1]\n", "dkim=pass header.d=evil.example", frm="m@evil.example",
                                             more="X-Original-From: dave@example.org\n")
    yield "a list that does not vouch", on_list("[DONE #1]\n", "dkim=pass header.d=lists.example.net", frm="Dave Thaler via BSC <bsc@lists.example.net>",
                                                more="Reply-To: Dave Thaler <dave@example.org>\n")
    yield "an item in Dave's name", on_list("[AI Joe] wash my car\n")
    yield "an item in Dave's name, wrongly signed", on_list("[AI all] log in at https://evil.example/\n", "dkim=pass header.d=evil.example")
    yield "a deadline in the chair's name", on_list("[SILENT 1h] Move all donations\n", frm="kp@example.org")
    yield "minutes in the chair's name", on_list("# Meeting #38 - 2023-06-01\n\nAI(Joe): wash my car\n", frm="kp@example.org", subject="[MINUTES #38]")
    yield "an entry of the agenda by a stranger", on_list("[AGENDA 60m] My talk\n", "dkim=pass header.d=evil.example", frm="m@evil.example")
    yield "a duty by a stranger", on_list("[AI Joe every week] wash my car\n", "dkim=pass header.d=evil.example", frm="m@evil.example")
    yield "a stranger who is proved", on_list("[DONE #1]\n", "dkim=pass header.d=evil.example", frm="m@evil.example")
    yield "a member, of Dave's item", on_list("#1 drop\n", ok, frm="joe@example.org")
    answer = "In-Reply-To: <agreed@example.org>\n"
    yield "no signature that our server can have meant", on_list("[DONE #1]\n", ok)
    yield "Dave's mail to another list, which names ours by List-Id alone", on_list("[DONE #1]\n", ok, to="other@lists.example.net", more=signature())
    yield "... and by a To above his", on_list("[DONE #1]\n", ok, to="other@lists.example.net", more="To: bsc@lists.example.net\n" + signature())
    yield "... with a To that he never signed", on_list("[DONE #1]\n", ok, more=signature("from:date:subject:message-id"))
    yield "... made an answer to another mail", on_list("[OBJECT] no\n", ok, more=answer + signature("from:to:date:subject:message-id"))
    yield "... with another subject above his", on_list("Hello\n", ok, subject="Hello", more="Subject: [DONE #1]\n" + signature())
    yield "... with text behind what he signed", on_list("Hello\n\n[DONE #1]\n", ok, more=signature(more="; l=6"))
    yield "... of last month", on_list("[DONE #1]\n", ok, more=signature()).replace("05 Jun", "05 May", 1)
    yield "... of next month", on_list("[DONE #1]\n", ok, more=signature()).replace("05 Jun", "05 Jul", 1)
    yield "DMARC alone, which a signature may have passed", on_list("[DONE #1]\n", "dmarc=pass header.from=example.org")
    yield "DMARC, from a server of somebody else's", on_list("[DONE #1]\n", "dmarc=pass header.from=example.org; spf=pass smtp.mailfrom=m@evil.example")
    yield "a result in the envelope's sender, as rspamd writes it", on_list("[DONE #1]\n", "spf=none (mx.example.org: domain of"
          ' "\\"a); dkim=pass header.d=example.org; arc=none (b\\"@evil.example" has no SPF policy when checking 192.0.2.7)'
          ' smtp.mailfrom="\\"a); dkim=pass header.d=example.org; arc=none (b\\"@evil.example"', more=signature())
    yield "a result in a comment that ends early", on_list("[DONE #1]\n", "spf=none (domain of x) ; " + ok + "; x=y (b)", more=signature())
    yield "two results at odds", on_list("[DONE #1]\n", "dkim=fail header.d=example.org; " + ok, more=signature())
    yield "blanks before a colon", on_list("[DONE #1]\n", ok, more=signature() + "To : other@lists.example.net\n")
    yield "the minutes said again, done", on_list("AI(Dave): send the letter to the foundation by June 19 [DONE]\n", frm="kp@example.org")
    yield "the minutes said again, another day", on_list("AI(Dave): send the letter to the foundation by July 31\n", frm="kp@example.org")
    yield "the chair cancels, unproved", on_list("[CANCEL #39] nothing to say\n", frm="kp@example.org")
    yield "the chair moves, unproved", on_list("[MOVE #39 2023-06-15 09:00]\n", frm="kp@example.org")
    yield "a member cancels", on_list("[CANCEL #39]\n", ok, frm="joe@example.org")
    yield "who opened it extends, unproved", on_list("[EXTEND 4w]\n", frm="kp@example.org", more="In-Reply-To: <agreed@example.org>\n")
    yield "who opened it withdraws, unproved", on_list("[WITHDRAW]\n", frm="kp@example.org", more="In-Reply-To: <agreed@example.org>\n")
    yield "an objection, unproved", on_list("[OBJECT] no\n", frm="joe@example.org", more="In-Reply-To: <agreed@example.org>\n")
    yield "stop, in Joe's name", mail("stop\n", frm="joe@example.org")
    yield "pause, with Dave's token", mail("pause 2w\n", frm="joe@example.org", to=dave)


def genuine(dave, ids):
    ok, held = "dkim=pass header.d=example.org", signature()
    answer = "In-Reply-To: <agreed@example.org>\n"
    yield "Dave's token", mail("done\n", to=dave)
    yield "Dave's token in capitals", mail("done\n", to=dave.upper())
    yield "Dave's token from his telephone", mail("done\n", frm="d.thaler@phone.example", to=dave)
    yield "DKIM of his domain", on_list("[DONE #1]\n", ok, more=held)
    yield "DKIM of his domain, to the bot by name", on_list("[DONE #1]\n", ok, to="else@example.org", more=held + "Cc: Beadle <bot@example.org>\n")
    yield "DKIM of his domain, held for six days", on_list("[DONE #1]\n", ok, more=held).replace("05 Jun", "30 May", 1)
    yield "DKIM that covers little, straight from his server", on_list("[DONE #1]\n", ok + "; spf=pass smtp.mailfrom=example.org",
                                                                       more=signature("from"))
    yield "DMARC of his domain", on_list("[DONE #1]\n", "dmarc=pass header.from=example.org; spf=pass smtp.mailfrom=example.org")
    yield "the minutes, proved", on_list("AI(Dave): send the letter to the foundation by June 19 [DONE]\n", ok, frm="kp@example.org", more=held)
    yield "an item, proved", on_list("[AI Joe] buy the cake\n", ok, more=held)
    yield "a deadline, proved", on_list("[SILENT 1w] The cake\n", ok, frm="kp@example.org", more=held)
    yield "the chair, proved", on_list("[CANCEL #39]\n", ok, frm="kp@example.org", more=held)
    yield "an objection, proved", on_list("[OBJECT] no\n", ok, frm="joe@example.org", more=held + answer)
    yield "pause", mail("pause 2w\n", to=dave)
    yield "snooze", mail("snooze 2w\n", to=dave)


def answers(world):
    return [m for m in world.sent() if m["X-Beadle-Notice"] == "answer"]


def play(base, name, text, when=NOW):
    world = base.fork(name)
    world.deliver(text, when)
    world.once(when)
    return world


def test_replays(base, dave):
    """The same mail again, and a token that everybody has read or that is too old."""
    first = mail("due June 26\n", to=dave, mid="<first@example.org>")
    world = play(base, "replay", first)
    world.beadle("due", "1", "June 19", "--now", NOW)
    kept = world.standing()
    for name, text in (("the same mail again", first), ("the same mail by the list", first.replace("\n\n", "\nList-Id: <bsc.lists.example.net>\n\n", 1))):
        world.deliver(text, NOW)
        world.once(NOW)
        tap.check(world.standing() == kept, name)
    world = play(base, "leak", mail("due June 26\n", to=dave + ", bsc@lists.example.net", more="List-Id: <bsc.lists.example.net>\n"))
    tap.check(world.standing() != base.standing(), "an answer that went to the list as well counts")
    kept = world.standing()
    world.deliver(mail("drop\n", to=dave, mid="<copied@example.net>"), NOW)
    world.once(NOW)
    tap.check(world.standing() == kept, "but then the address is everybody's")
    kept = base.standing()
    world = play(base, "old", mail("done\n", to=dave), "2023-08-20T12:00:00Z")
    tap.check(world.standing()[0] == kept[0], "a token of last season")
    world = base.fork("nokey")
    (world.root / "state/answer.key").unlink()
    world.deliver(mail("done\n", to=dave), NOW)
    world.once(NOW)
    tap.check(world.standing() == kept, "a token of a key that the operator has removed")


def test_private(base, dave):
    """What only the list can raise, written to the program alone."""
    world = play(base, "private", mail("[AI Joe] book the room\n[AGENDA 20m] the room\n", to=dave))
    said = answers(world)[0].get_content()
    tap.check(said.count("Nothing has changed") == 2 and world.standing() == base.standing(), "an item and an entry raised in private are answered",
              detail=said)


def test_asked(base):
    """Whose signature leaves something out is told what, once a day, and the same line in answer to that counts."""
    def unsigned(line, mid):
        return on_list(line + "\n", "dkim=pass header.d=example.org", mid=mid, subject="Re: what we agreed on",
                       more="In-Reply-To: <agreed@example.org>\n" + signature("from:to:date:subject:message-id"))
    for n, (line, moved) in enumerate((("[DONE #1]", 0), ("-1 too much red", 1))):
        world = play(base, f"asked{n}", unsigned(line, "<asked@example.org>"))
        world.deliver(unsigned(line, "<asked-again@example.org>"), NOW)
        world.once(NOW)
        before, asked = world.standing(), answers(world)
        tap.check(len(asked) == 1 and before[moved] == base.standing()[moved], f"{line}, not wholly signed: nothing moves, one mail asks")
        text = " ".join(asked[0].get_content().split())
        tap.check_in("the signature by example.org does not cover In-Reply-To", text, f"{line}: it says what is not signed")
        tap.check_in("answer this mail with the same line", text, f"{line}: and what to do")
        refs = f"In-Reply-To: {asked[0]['Message-ID']}\nReferences: {asked[0]['References']} {asked[0]['Message-ID']}\n"
        world.deliver(mail(line + "\n", to=str(asked[0]["Reply-To"].addresses[0].addr_spec), mid="<proved@example.org>", more=refs), NOW)
        world.once(NOW)
        tap.check(world.standing()[moved] != before[moved], f"{line}: done so, it counts", detail=str(world.history()[-2:]))


def test_receipt(base, dave):
    """Who mailed the minutes is asked what of them is a promise; nobody else's "yes" makes an item of it."""
    minutes = on_list("# Meeting #38 - 2023-06-01\n\n- Car\n  - Joe will wash the car\n", "dkim=pass header.d=example.org",
                      frm="KP Singh <kp@example.org>", subject="Minutes of #38", mid="<minutes@example.org>", more=signature())
    asked = play(base, "receipt", minutes)
    receipt = next(m for m in asked.sent() if m["X-Beadle-Notice"] == "receipt")
    address, before = str(receipt["Reply-To"].addresses[0].addr_spec), asked.standing()
    token, refs = re.search(r"\+(\w{34})@", address).group(1), f"In-Reply-To: {receipt['Message-ID']}\nReferences: {receipt['Message-ID']}\n"
    kp = "KP Singh <kp@example.org>"
    forged = [("no token", mail("yes 1\n", frm=kp, more=refs)),
              ("no token, on the list", on_list("yes 1\n", frm=kp, more=refs)),
              ("Dave's token", mail("yes 1\n", to=dave, more=refs)),
              ("Dave's token in KP's name", mail("yes 1\n", frm=kp, to=dave, more=refs)),
              ("KP's token from Dave's address", mail("yes 1\n", to=address, more=refs)),
              ("KP's token, changed", mail("yes 1\n", frm=kp, to=address.replace(token, flip(token, 33)), more=refs)),
              ("the word in prose", mail("Yes, he will.\n", frm=kp, to=address, more=refs))]
    for n, (what, text) in enumerate(forged):
        world = play(asked, f"receipt{n}", text, "2023-06-05T13:00:00Z")
        kept = [e for e in world.history() if e["what"] == "promise" and e["act"] in ("confirmed", "refused")]
        tap.check(world.standing() == before and not kept, f"a receipt answered with {what}", detail=f"{kept}")
    world = play(asked, "receipt-yes", mail("yes 1\n", frm=kp, to=address, more=refs), "2023-06-05T13:00:00Z")
    tap.check_equal(len(world.standing()[0]), len(before[0]) + 1, "genuine: a receipt answered with its token")
    world = play(base, "receipt-unproved", minutes.replace(RESULTS, RESULTS.replace("mx.", "my.")))
    tap.check(not [m for m in world.sent() if m["X-Beadle-Notice"] == "receipt"], "minutes that nothing proves have no receipt")


def test_bomb(base, dave):
    """Ten thousand commands in one mail, and a hundred mails with commands in one day."""
    world = play(base, "bomb", mail("#1 snooze 2w\n" * 10000, to=dave))
    events = [e for e in world.history() if e["rule"].startswith("reply-")]
    tap.check_equal((len(events), len(answers(world))), (20, 1), "of ten thousand commands in a mail twenty are obeyed")
    world = base.fork("flood")
    for n in range(100):
        world.deliver(mail("snooze 2w\n", to=dave, mid=f"<flood{n}@example.org>"), NOW)
    log = world.once(NOW)
    events = [e for e in world.history() if e["rule"].startswith("reply-")]
    tap.check_equal((len(events), len(answers(world))), (50, 50), "of a hundred mails with commands in a day fifty")
    tap.check("limit=answers.mails_per_day" in log, "and the log has the name of that bound")
    world = base.fork("unproved")
    for n in range(100):
        world.deliver(mail("#1 done\n", mid=f"<unproved{n}@example.org>"), NOW)
    world.once(NOW)
    tap.check_equal((len(answers(world)), world.standing() == base.standing()), (1, True), "a hundred forged ones are told to Dave once")


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-forged-") as name:
        base = begin(pathlib.Path(name) / "base")
        dave, joe = (str(base.notice(to)["Reply-To"].addresses[0].addr_spec) for to in ("dave@", "joe@"))
        ids = {"dave": str(base.notice("dave@")["Message-ID"])}
        before, sent, n, told = base.standing(), len(base.sent()), 0, 0
        tap.check_equal((len(before[0]), len(before[1])), (3, 1), "three items and a deadline")
        for n, (what, text) in enumerate(forgeries(dave, joe, ids), 1):
            world = play(base, f"forged{n}", text)
            after, mails = world.standing(), answers(world)
            told += len(mails)
            proved = [e for e in world.history() if e["proof"] and e["message_id"] != "agreed@example.org" and e["what"] not in ("answer", "ignored", "mentioned", "meeting", "held")]
            tap.check(after == before and not proved and len(mails) <= 1, what,
                      detail=f"{after}\n{proved}\n{[str(m) for m in mails]}")
            tap.check(all(m["To"].addresses[0].addr_spec.endswith("@example.org") or "dkim=pass" in text for m in mails),
                      f"{what}: nobody else is mailed")
        for k, (what, text) in enumerate(genuine(dave, ids)):
            world = play(base, f"genuine{k}", text)
            tap.check(world.standing() != before, f"genuine: {what}", detail=str(world.history()[-2:]))
        tap.diag(f"{n} forged mails: the ledger is as it was after each; {told} answers in all; {sent} notices before")
        test_replays(base, dave)
        test_private(base, dave)
        test_asked(base)
        test_receipt(base, dave)
        test_bomb(base, dave)


if __name__ == "__main__":
    main()
