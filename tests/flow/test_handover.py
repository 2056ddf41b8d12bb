#!/usr/bin/env python3
"""What is the list's mail: each kind of evidence, there and missing; copies of one mail; a secret that got about.

Each case is a configuration and mails, one round, and what is on the ledger then: raised, or waiting for the chair.  A
rebuild must find the same.
"""
import json
import os
import pathlib
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "lib"), str(HERE)]
import run  # noqa: E402
import tap  # noqa: E402

SECRET = "bot+list-9x3kq7@example.org"
CONFIG = """\
state: state
operator: ops@example.org
people:
  - {name: Dave Thaler, aliases: [Dave], address: dave@example.org}
  - {name: KP Singh, aliases: [KP], address: kp@example.org}
mailboxes: {in: {type: maildir, path: inbox}}
outbox: {type: maildir, path: outbox, from: Beadle <bot@example.org>}
answers: {authserv_id: mx.example.org, hops: 1}
lists:
  bsc: {address: bsc@lists.example.net, list_id: bsc.lists.example.net, mailbox: in, chair: KP Singh, raise: RAISE, EVIDENCE
        notices: {weekly: no, assigned_after: 0s}}
"""
DELIVERED = f"Delivered-To: {SECRET}\n"
MX = "Received: from x by mx.example.org with ESMTPS id 1; Mon, 5 Jun 2023 10:00:00 +0000\n"
RESULTS = "Authentication-Results: mx.example.org; "
SIGNED = RESULTS + "spf=pass smtp.mailfrom=bsc-bounces@lists.example.net\n"
DAVES = RESULTS + "dkim=pass header.d=example.org; spf=pass smtp.mailfrom=dave@example.org\n"
FIELD = "X-BSC-List: k3v9 w1x8 q5\n"
ID = "List-Id: <bsc.lists.example.net>\n"
START, NOON = run.seconds("2023-06-05T09:00:00Z"), run.seconds("2023-06-05T12:00:00Z")
BY = {"nothing": "", "address": f"delivered_to: {SECRET},", "domain": "signed_by: lists.example.net,",
      "field": 'list_field: "X-BSC-List: k3v9 w1x8 q5",'}
BY["any"] = "".join(BY.values())


def stamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


class World:
    """A committee in a folder of its own."""

    def __init__(self, folder, evidence, rule="anyone"):
        self.root, self.count = pathlib.Path(folder), 0
        self.root.mkdir()
        (self.root / "beadle.yaml").write_text(CONFIG.replace("EVIDENCE", BY[evidence]).replace("RAISE", rule))
        for box in ("inbox", "outbox"):
            for part in ("cur", "new", "tmp"):
                (self.root / box / part).mkdir(parents=True)
        self.once(START)

    def once(self, when):
        done = run.run(self.root, "once", "-v", "--now", stamp(when))
        assert done.returncode == 0, done.stderr
        return done.stderr

    def mail(self, top, body, when=NOON, to="bsc@lists.example.net", mid=None, more=ID, frm="Dave Thaler <dave@example.org>"):
        self.count += 1
        mid = mid or f"m{self.count}@example.org"
        text = (f"{top}Received: from laptop by lists.example.net with ESMTPSA id 2; Mon, 5 Jun 2023 09:59:00 +0000\n"
                f"From: {frm}\nTo: {to}\n{more}Subject: hello\nDate: Mon, 5 Jun 2023 10:00:00 +0000\nMessage-ID: <{mid}>\n\n{body}\n")
        run.deliver(self.root, text.encode(), when, self.count)

    def history(self):
        return [json.loads(line) for line in run.run(self.root, "history", "--json").stdout.splitlines()]

    def raised(self):
        return [e["text"] for e in self.history() if e["what"] == "raised"]

    def acts(self):
        return [e["act"] for e in self.history() if e["what"] == "held"]

    def check(self, name, raised, acts=()):
        tap.check_equal((self.raised(), self.acts()), (list(raised), list(acts)), name)
        again = run.run(self.root, "rebuild", "--now", stamp(NOON + 60), "--json")
        sums = [json.loads(line) for line in again.stdout.splitlines()]
        tap.check(again.returncode == 0 and len(sums) == 1, f"{name}: read again, nothing would change", detail=again.stdout + again.stderr)


def test_kinds(folder):
    """Present, missing, and only looking like it."""
    cases = [
        ("nothing", MX + DAVES, True), ("nothing", MX, True),
        ("address", DELIVERED + MX, True), ("address", "Delivered-To: bot@example.org\n" + MX + DELIVERED, False), ("address", MX + SIGNED + FIELD, False),
        ("domain", MX + SIGNED, True), ("domain", MX + DAVES, False), ("domain", DELIVERED + MX + FIELD, False),
        ("field", MX + FIELD, True), ("field", MX + FIELD.replace("k3v9", "K3V9"), False), ("field", DELIVERED + MX + SIGNED, False),
        ("any", DELIVERED + MX, True), ("any", MX + SIGNED, True), ("any", MX + FIELD, True), ("any", MX + DAVES, False),
    ]
    for n, (evidence, top, counts) in enumerate(cases):
        world = World(folder / f"kind{n}", evidence)
        world.mail(top, "[AI Dave] read it")
        world.once(NOON)
        sent = [str(m["To"]) for m in run.sent_mails(world.root)]
        world.check(f"by {evidence}: {'shown' if counts else 'not shown'} ({n})", ["read it"] * counts, ["kept"] * (not counts))
        tap.check_equal(len(sent), int(counts), f"... and {'its owner hears of it' if counts else 'nobody hears of it that day'}")


def test_without_list_id(folder):
    """A secret of the list's own tells it, though its name stands nowhere; a signature does not."""
    for evidence, top, counts in (("address", DELIVERED + MX, 1), ("field", MX + FIELD, 1), ("domain", MX + SIGNED, 0)):
        world = World(folder / f"bare-{evidence}", evidence)
        world.mail(top, "[AI Dave] read it", to="undisclosed@example.net", more="")
        world.once(NOON)
        world.check(f"in a blind copy, by {evidence}", ["read it"] * counts)


def test_copies(folder):
    """A mail to the list and to the bot comes twice, in either order; what it says counts once."""
    body = "[AI Dave] read it\n[AI KP] write it"
    for name, first, second in (("the bot's copy first", MX + DAVES, DELIVERED + MX + DAVES), ("the list's first", DELIVERED + MX + DAVES, MX + DAVES)):
        world = World(folder / name.replace(" ", "-").replace("'", ""), "address", "proved")
        for at, top in enumerate((first, second)):
            world.mail(top, body, NOON + at, mid="same@example.org", to="bsc@lists.example.net, bot@example.org",
                       more=ID + "DKIM-Signature: v=1; d=example.org; s=k; h=from:to:cc:subject:date:message-id; b=aBc\n")
            world.once(NOON + at)
        world.check(name, ["read it", "write it"], ["kept", "come"] if first is not None and "Delivered-To" not in first else [])
    world = World(folder / "preempted", "address", "proved")
    world.mail(MX, "[AI Dave] wash my car", mid="guessed@example.org", frm="KP Singh <kp@example.org>")
    world.once(NOON)
    world.mail(DELIVERED + MX + DAVES, "[AI KP] write it", mid="guessed@example.org")
    world.once(NOON + 1)
    world.check("nobody keeps the list's mail out by its Message-ID", ["write it"], ["kept", "come"])


def test_commands_once(folder):
    """A command in a mail that comes twice is obeyed once, and answered once."""
    world = World(folder / "commands", "address", "proved")
    world.mail(DELIVERED + MX + DAVES, "[AI Dave] read it")
    world.once(NOON)
    for at, top in enumerate((MX + DAVES, DELIVERED + MX + DAVES)):
        world.mail(top, "[DONE #1] read", NOON + 60 + at, mid="done@example.org", to="bsc@lists.example.net, bot@example.org")
        world.once(NOON + 60 + at)
    done = [e for e in world.history() if e["what"] in ("done", "ignored")]
    answers = [m for m in run.sent_mails(world.root) if m["X-Beadle-Notice"] == "answer"]
    tap.check_equal(([e["what"] for e in done], len(answers)), (["done"], 1), "a command of two copies is obeyed and answered once")
    world.check("... and so read again", ["read it"])


def test_leak(folder):
    """Whoever writes to the secret address has it; and beadle does not spread it."""
    world = World(folder / "leak", "address")
    world.mail(DELIVERED + MX, "[AI Dave] read it", to=f"bsc@lists.example.net, {SECRET}")
    world.mail(DELIVERED + MX, f"[AI Dave] unsubscribe {SECRET.upper()} please")
    log = world.once(NOON)
    world.check("a mail that is addressed to it is not the list's", ["unsubscribe ...@EXAMPLE.ORG please"], ["kept"])
    told = [m.get_content() for m in run.sent_mails(world.root) if "ops@" in str(m["To"])]
    tap.check(len(told) == 1 and "delivered_to" in told[0], "the operator is told", detail=str(told))
    said = "".join(m.as_string() for m in run.sent_mails(world.root)) + log
    tap.check("list-9x3kq7" not in said.lower(), "no mail and no log has the secret", detail=said)


def test_switched_on(folder):
    """Evidence that is configured later judges what comes then; what the list's mail has raised before stays."""
    world = World(folder / "later", "nothing", "members")
    world.mail(MX, "[AI Dave] read it")
    world.mail(MX, "Nothing to do.")
    world.once(NOON)
    (world.root / "beadle.yaml").write_text(CONFIG.replace("EVIDENCE", BY["address"]).replace("RAISE", "proved"))
    world.mail(MX, "[AI Dave] wash my car", NOON + 60)
    world.once(NOON + 60)
    world.check("what was raised before stays, and what comes now waits", ["read it"], ["kept"])


def test_exposure(folder):
    """What check says that an outsider could do, and whether it says that something is open."""
    cases = [
        ("nothing", "proved", "open", "anybody who knows the bot's address can write those", "held", "raises nothing"),
        ("address", "proved", "shown", "the secret address", "held", "asked once a day"),
        ("domain", "members", "shown", "lists.example.net has signed", "open", "gets a mail onto the list and writes a member's address"),
        ("nothing", "members", "open", "can write those", "open", "knows the bot's address and writes a member's address"),
        ("field", "anyone", "shown", "it bears X-BSC-List", "open", "can make the bot mail all members"),
    ]
    for n, (evidence, rule, mail_is, mail, outsider_is, outsider) in enumerate(cases):
        world = World(folder / f"exposure{n}", evidence, rule)
        rows = [json.loads(line) for line in run.run(world.root, "check", "--json").stdout.splitlines()]
        said = {r["step"]: (r["status"], r["text"]) for r in rows if r.get("part") == "list bsc"}
        tap.check(said["mail"][0] == mail_is and mail in said["mail"][1], f"by {evidence}: check says what is the list's mail",
                  detail=str(said))
        tap.check(said["outsider"][0] == outsider_is and outsider in said["outsider"][1],
                  f"... and with raise: {rule} what an outsider can do", detail=str(said))
    for words, change in (("nothing proves", ("answers: {authserv_id: mx.example.org, hops: 1}\n", "")),
                          ("nobody is asked", ("operator: ops@example.org\n", "")),
                          ("can act as anybody whom From names", ("answers: {authserv_id", "answers: {believe_from: yes, authserv_id"))):
        world = World(folder / words.replace(" ", "-"), "nothing", "proved")
        text = (world.root / "beadle.yaml").read_text().replace(*change)
        (world.root / "beadle.yaml").write_text(text.replace("chair: KP Singh, ", "") if "nobody" in words else text)
        said = " ".join(run.run(world.root, "check").stdout.split())
        tap.check(words in said, f"check says: {words}", detail=said)


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-handover-") as name:
        for test in (test_kinds, test_without_list_id, test_copies, test_commands_once, test_leak, test_switched_on, test_exposure):
            test(pathlib.Path(name))


if __name__ == "__main__":
    main()
