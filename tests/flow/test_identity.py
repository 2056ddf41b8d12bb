#!/usr/bin/env python3
"""By what beadle knows its own mail again: Message-IDs that nobody can guess, and reports that come from who has seen a mail."""
import email
import email.header
import email.utils
import hashlib
import json
import pathlib
import re
import sys
import tempfile
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402
from world import World  # noqa: E402

CONFIG = """\
state: state
people:
  - {name: Dave Thaler, aliases: [Dave], address: [dave@example.org, dave@example.net]}
  - {name: Joe Stringer, aliases: [Joe], address: joe@example.org}
mailboxes:
  in: {type: maildir, path: inbox}
outbox: {type: maildir, path: outbox, from: Beadle <bot@example.org>}
lists:
  bsc:
    address: bsc@lists.example.org
    list_id: bsc.lists.example.org
    mailbox: in
    notices: {assigned_after: 0s, weekly: no}
"""
BEGIN, TOLD, NOW = "2023-06-05T08:00:00Z", "2023-06-05T09:01:00Z", "2023-06-05T12:00:00Z"
MAIL = ("From: Joe Stringer <joe@example.org>\nTo: bsc@lists.example.org\nList-Id: <bsc.lists.example.org>\n"
        "Subject: what we agreed on\nMessage-ID: <agreed@example.org>\n\n[AI Dave] send the letter\n[AI Joe] buy paint\n")


def begin(root, config=CONFIG):
    world = World(root, config)
    world.once(BEGIN)
    world.deliver(MAIL, "2023-06-05T09:00:00Z")
    world.once(TOLD)
    return world


def message_id(world, to="dave@"):
    return world.sent(To=to)[0]["Message-ID"]


def message_ids(root):
    one, other = begin(root / "one"), begin(root / "other")
    ids = [{str(m["Message-ID"]) for m in world.sent()} for world in (one, other)]
    tap.check_equal((len(ids[0]), len(ids[1]), ids[0] & ids[1]), (2, 2, set()), "no two installations make the same Message-ID")
    guess = "beadle." + hashlib.sha256(one.rows("select key from mail")[0][0].encode()).hexdigest()[:32]
    tap.check(not any(guess in i for i in ids[0]), "a hash of the notice's key is none")
    again = one.fork("again")
    for path in (again.root / "outbox").glob("new/*"):
        path.unlink()
    rebuilt = again.beadle("rebuild", "--apply", "--now", NOW)
    again.deliver(MAIL.replace("agreed@", "more@").replace("paint", "chalk"), "2023-06-06T09:00:00Z")
    again.once("2023-06-06T09:01:00Z")
    one.deliver(MAIL.replace("agreed@", "more@").replace("paint", "chalk"), "2023-06-06T09:00:00Z")
    one.once("2023-06-06T09:01:00Z")
    new = {str(m["Message-ID"]) for m in again.sent()}
    tap.check_equal((rebuilt.returncode, len(new), new <= {str(m["Message-ID"]) for m in one.sent()}), (0, 1, True),
                    "a copy of the ledger makes the same ones, after a rebuild too")


def report(to, original, addr="dave@example.org"):
    copy = f"--a\nContent-Type: text/rfc822-headers\n\nMessage-ID: {original}\n" if original else ""
    return ("Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net\n"
            f"To: {to}\nMessage-ID: <report@mx.example.net>\nSubject: Undelivered mail\nMIME-Version: 1.0\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=a\n\n"
            "--a\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
            f"Final-Recipient: rfc822; {addr}\nAction: failed\nStatus: 5.1.1\n\n{copy}--a--\n")


def is_believed(world, name, text):
    trial = world.fork(name)
    trial.deliver(text, "2023-06-05T11:59:00Z")
    trial.once(NOW)
    return [state for state, in trial.rows("select state from recipient where addr = 'dave@example.org'")] == ["refused"]


def bounces(root):
    world = begin(root / "bounces")
    path, answer = world.sent(To="dave@")[0]["Return-Path"].strip("<>"), email.utils.parseaddr(world.sent(To="dave@")[0]["Reply-To"])[1]
    other, own = world.sent(To="joe@")[0]["Return-Path"].strip("<>"), message_id(world)
    tap.check(path.startswith("bot+b-") and path.endswith("@example.org") and path != other,
              "each mail has an envelope's sender of its own", detail=path)
    last = "a" if path.split("@")[0][-1] != "a" else "b"
    believed = (("its Message-ID", "bot@example.org", own), ("its envelope's sender", path, None),
                ("its envelope's sender in capitals, another Message-ID", path.upper(), "<x@example.net>"))
    forged = (("a guessed Message-ID", "bot@example.org", "<beadle.%s@example.org>" % hashlib.sha256(
                  world.rows("select key from mail where person like 'Dave%'")[0][0].encode()).hexdigest()[:32]),
              ("no Message-ID", "bot@example.org", None),
              ("the token of an answer", answer.replace("+", "+b-"), None), ("an answer's address", answer, None),
              ("a token with another end", path.split("@")[0][:-1] + last + "@example.org", None),
              ("the token of another mail", other, None), ("a token that is none", "bot+b-" + "a" * 34 + "@example.org", None))
    for n, (name, to, original) in enumerate(believed):
        tap.check(is_believed(world, f"believed{n}", report(to, original)), "a report is believed by " + name)
    for n, (name, to, original) in enumerate(forged):
        tap.check(not is_believed(world, f"forged{n}", report(to, original)), "but not by " + name)
    # a mail of a beadle that had no secret: what it said is known, but anybody could have guessed it
    old = world.fork("old")
    old.rows("update mail set message_id = 'beadle.' || substr('0123456789abcdef0123456789abcdef', 1, 32) || '@example.org'"
             " where person like 'Dave%'")
    tap.check(not is_believed(old, "old-report", report("bot@example.org", "<beadle.0123456789abcdef0123456789abcdef@example.org>")),
              "nor by a Message-ID that was made without the secret")
    for n, (name, config) in enumerate((("no tokens", "answers: {address: no}"), ("tokens in another domain", "answers: {address: bot+*@example.net}"),
                                        ("no room for them", "answers: {address: the-secretary-of-the-council+*@example.org}"))):
        plain = begin(root / f"plain{n}", CONFIG + config + "\n")
        mail = plain.sent(To="dave@")[0]
        tap.check_equal(mail["Return-Path"], "<bot@example.org>", f"{name}: the sender is the bot's own address")
        tap.check(is_believed(plain, f"plain-report{n}", report("bot@example.org", mail["Message-ID"])), f"{name}: the Message-ID proves a report")


NAME, TASK = "Jörg =?utf-8?Q?X?= Weber, genannt Müller-Lüdenscheidt", "grüß die Sekretärin in Zürich, Größe wäre schön"


def fields(root):
    """Another program reads what we have written."""
    world = begin(root / "fields", CONFIG.replace("{name: Dave Thaler,", '{name: "%s",' % NAME))
    world.deliver(MAIL.replace("agreed@", "more@").replace("send the letter", TASK), "2023-06-06T09:00:00Z")
    world.once("2023-06-06T09:01:00Z")
    raw = [p.read_bytes() for p in (world.root / "outbox/new").glob("dave@*")]
    mails = [m for m in world.sent(To="dave@") if "Zürich" in m["Subject"]]
    read = [[str(email.header.make_header(email.header.decode_header(email.message_from_bytes(data)[field])))
             for field in ("To", "Subject")] for data in raw]
    tap.check_equal(sorted(read)[1], [NAME + " <dave@example.org>", "Action item for you: #3 " + TASK],
                    "names and subjects that are not ASCII, or look encoded, are read as they were meant")
    words = [w for data in raw for w in re.findall(rb"=\?utf-8\?[QB]\?[^?]*\?=", data)]
    tap.check(len(words) > 5 and all(len(w) <= 75 for w in words), "no encoded word is longer than 75 characters")
    mail = mails[0]
    tap.check_equal((mail["X-Auto-Response-Suppress"], urllib.parse.unquote(mail["List-Unsubscribe"].split("?")[0]), "+" in mail["List-Unsubscribe"]),
                    ("All", "<mailto:" + email.utils.parseaddr(mail["Reply-To"])[1], False), "nobody is to answer by a rule, and to unsubscribe needs no +")


BELIEVING = CONFIG + "answers: {believe_from: yes}\n"


def states(world):
    return [row["status"] for row in map(json.loads, world.beadle("list", "--all", "--json").stdout.splitlines())]


def references(root):
    """A thread so long that not all of it is kept."""
    world = begin(root / "references", BELIEVING)
    thread = [f"<a-mail-of-a-very-long-thread-{n:05d}@example.org>" for n in range(800)] + [str(message_id(world))]
    world.deliver("From: Dave Thaler <dave@example.org>\nTo: bsc@lists.example.org\nList-Id: <bsc.lists.example.org>\n"
                  "Subject: Re: what we agreed on\nMessage-ID: <late@example.org>\nReferences: " + "\n ".join(thread) +
                  "\n\ndone\n", "2023-06-05T11:00:00Z")
    world.once(NOW)
    refs = world.rows("select refs from message where message_id = 'late@example.org'")[0][0].splitlines()
    tap.check_equal((states(world), refs == [i.strip("<>") for i in thread[-len(refs):]], 300 < len(refs) < 800), (["done", "open"], True, True),
                    "of References beyond 16 KiB the nearest are kept")


WITH_LETTERS, AS_SENT = "b\u00fccher.example", "xn--bcher-kva.example"


def domains(root):
    """Domains with other letters than ASCII's, in the configuration and in mail, each in both forms."""
    config = (BELIEVING.replace("[dave@example.org, dave@example.net]", "dave@" + WITH_LETTERS).replace("joe@example.org", "joe@" + AS_SENT)
              .replace("bsc@lists.example.org", "bsc@lists." + WITH_LETTERS).replace("    list_id: bsc.lists.example.org\n", "")
              .replace("<bot@example.org>", f"<bot@{WITH_LETTERS.upper()}>"))
    world = World(root / "domains", config)
    world.once(BEGIN)
    for domain, other, name in ((WITH_LETTERS, AS_SENT, "one"), (AS_SENT, WITH_LETTERS, "two")):
        world.deliver(f"From: Joe Stringer <joe@{domain}>\nTo: bsc@lists.{other}\nSubject: {name}\nMessage-ID: <{name}@example.org>\n\n"
                      f"[AI dave@{domain}] send letter {name}\n", "2023-06-05T09:00:00Z")
        world.deliver(f"From: bot@{domain}\nTo: bsc@lists.{other}\nSubject: {name}\nMessage-ID: <own-{name}@example.org>\n\n[AI Dave] x\n",
                      "2023-06-05T09:00:00Z")
    world.once(TOLD)
    sent = [(m["From"], m["To"]) for m in world.sent(Subject="action item")]
    tap.check_equal((sent, states(world)), ([(f"Beadle <bot@{AS_SENT}>", f"Dave Thaler <dave@{AS_SENT}>")], ["open", "open"]),
                    "people, the list and the bot are known by a domain in either form, and it is written in ASCII")
    world.deliver(f"From: dave@{WITH_LETTERS}\nTo: bsc@lists.{AS_SENT}\nSubject: Re: two\nIn-Reply-To: <two@example.org>\n"
                  "Message-ID: <three@example.org>\n\ndone\n", "2023-06-05T11:00:00Z")
    report_to = world.sent(Subject="action item")[0]
    world.deliver(report(report_to["Return-Path"].strip("<>"), None, f"dave@{WITH_LETTERS}"), "2023-06-05T11:30:00Z")
    world.once(NOW)
    tap.check_equal((states(world), world.rows("select state from recipient where addr = ? order by id limit 1", f"dave@{AS_SENT}")),
                    (["open", "done"], [("refused",)]), "who answers is known so, and whom a report names")


NAMELESS = ("From: Joe Stringer <joe@example.org>\nTo: bsc@lists.example.org\nList-Id: <bsc.lists.example.org>\n"
            "Date: Tue, 6 Jun 2023 08:59:00 +0000\nSubject: chalk\n%s\n[AI Dave] %s\n")
COPY = ("Received: from a.example by b.example; Tue, 6 Jun 2023 09:10:00 +0000\n" + NAMELESS.replace("chalk\n%s", "[BSC] chalk\n%s") +
        "_______________________________________________\nbsc mailing list\nbsc@lists.example.org\n")


def deliver_again(world):
    """Every mail once more, as from a server that has numbered its mails anew."""
    for path in (world.root / "inbox").glob("[nc]*/*"):
        path.rename(path.with_name("again." + path.name))


def without_id(root):
    world = World(root / "nameless", BELIEVING)
    world.once(BEGIN)
    world.deliver(NAMELESS % ("", "buy chalk"), "2023-06-06T09:00:00Z")
    world.once("2023-06-06T09:01:00Z")
    world.deliver(COPY % ("Message-ID: <>\n", "buy chalk"), "2023-06-06T09:10:00Z")
    world.once("2023-06-06T09:11:00Z")
    tap.check_equal(states(world), ["open"], "a second copy of a mail without Message-ID opens nothing")
    world.deliver(NAMELESS % ("Message-ID: <>\n", "water the plants"), "2023-06-06T09:20:00Z")
    world.once("2023-06-06T09:21:00Z")
    tap.check_equal(states(world), ["open", "open"], "another mail does")
    tap.check_equal([(m["In-Reply-To"], m["References"]) for m in world.sent(To="dave@")], [(None, None)] * 2,
                    "its identity is not cited")
    rebuilt = world.fork("nameless-rebuilt").beadle("rebuild", "--json", "--now", NOW.replace("-05T", "-07T"))
    tap.check('"changes": false' in rebuilt.stdout, "a rebuild reads them again", detail=rebuilt.stdout + rebuilt.stderr)
    old = world.fork("nameless-old")
    old.rows("update message set message_id = ''")
    for name, trial in (("a new numbering", world), ("one on a ledger that knew no such identity", old)):
        deliver_again(trial)
        trial.once("2023-06-07T09:00:00Z")
        tap.check_equal((states(trial), len(trial.sent()), trial.rows("select count(*) from message where fate = 'duplicate'")),
                        (["open", "open"], 2, [(4,)]), f"{name} opens nothing again")
    other = World(root / "mbox", BELIEVING.replace("{type: maildir, path: inbox}", "{type: mbox, path: inbox.mbox}"))
    (other.root / "inbox.mbox").write_text("From joe@example.org Tue Jun  6 09:00:00 2023\n" + NAMELESS % ("", "buy chalk") + "\n")
    other.once("2023-06-06T09:01:00Z")
    tap.check_equal(other.rows("select message_id from message"), world.rows("select message_id from message order by id limit 1"),
                    "from a mailbox of another sort it is the same")


def beyond_ascii(root):
    world = World(root / "beyond", BELIEVING)
    world.once(BEGIN)
    world.deliver(NAMELESS % ("Message-ID: <gr\u00fc\u00df@example.org>\n", "buy chalk"), "2023-06-06T09:00:00Z")
    world.once("2023-06-06T09:01:00Z")
    mail = world.sent(To="dave@")[0]
    raw = [p.read_bytes() for p in (world.root / "outbox/new").glob("dave@*")]
    tap.check_equal((mail["In-Reply-To"], mail["References"], [data.split(b"\r\n\r\n")[0].isascii() for data in raw]), (None, None, [True]),
                    "a Message-ID beyond ASCII is not cited")
    world.deliver("From: Dave Thaler <dave@example.org>\nTo: bsc@lists.example.org\nList-Id: <bsc.lists.example.org>\n"
                  "Message-ID: <reply@example.org>\nReferences: <gr\u00fc\u00df@example.org>\nSubject: Re: chalk\n\ndone\n",
                  "2023-06-06T10:00:00Z")
    world.once("2023-06-06T10:01:00Z")
    tap.check_equal(states(world), ["done"], "but what answers it is known")


TWO = BELIEVING + ("  tsc:\n    address: tsc@lists.example.org\n    list_id: tsc.lists.example.org\n    mailbox: in\n"
                   "    notices: {assigned_after: 0s, weekly: no}\n")
TWO = TWO.replace("answers: {believe_from: yes}\n", "") + "answers: {believe_from: yes}\n"


def to_both(name, body, copy=None, sender="Joe Stringer <joe@example.org>", answers=None, more=""):
    """A mail to both lists; copy: the one that handed it over."""
    return (f"From: {sender}\nTo: bsc@lists.example.org, tsc@lists.example.org\nMessage-ID: <{name}@example.org>\n"
            f"Subject: {'Re: ' if answers else ''}{name}\n" + more +
            (f"List-Id: <{copy}.lists.example.org>\n" if copy else "") + (f"References: <{answers}@example.org>\n" if answers else "") + f"\n{body}\n")


def items(world):
    rows = map(json.loads, world.beadle("list", "--all", "--json").stdout.splitlines())
    return [(row["list"], row["status"]) for row in sorted(rows, key=lambda row: row["item"])]


def two_lists(root):
    world = World(root / "two", TWO)
    world.once(BEGIN)
    for copy in ("tsc", "bsc"):
        world.deliver(to_both("plan", "[AI Dave] draw the plan", copy), "2023-06-05T09:00:00Z")
    world.deliver(to_both("paint", "[AI Joe] buy some paint"), "2023-06-05T09:10:00Z")
    world.once("2023-06-05T09:11:00Z")
    tap.check_equal(items(world), [("bsc", "open"), ("tsc", "open")] * 2, "a mail to two lists counts for both, whether one copy of it comes or two")
    tap.check_equal(world.rows("select fate, count(*) from message group by fate order by fate"), [("duplicate", 2), ("read", 4)],
                    "and for each of them once")
    rebuilt = world.fork("two-rebuilt").beadle("rebuild", "--json", "--now", NOW)
    tap.check('"changes": false' in rebuilt.stdout, "a rebuild reads it so again", detail=rebuilt.stdout + rebuilt.stderr)
    for name, config in (("one list", CONFIG), ("one of another name", CONFIG.replace("  bsc:", "  xyz:")), ("no list of the mail", CONFIG.replace("bsc", "xyz"))):
        fewer = world.fork("fewer-" + name.replace(" ", "-"))
        (fewer.root / "beadle.yaml").write_text(config)
        done = [fewer.beadle("rebuild", "--apply", "--json", "--now", NOW) for _ in range(2)]
        tap.check([d.returncode for d in done] == [0, 0] and '"changes": false' in done[1].stdout, f"so it does where {name} is left",
                  detail=done[0].stderr + done[1].stdout)
    dave, joe = "Dave Thaler <dave@example.org>", "Joe Stringer <joe@example.org>"
    for copy in ("bsc", "tsc"):
        world.deliver(to_both("drawn", "done", copy, dave, "plan"), "2023-06-05T10:00:00Z")
    world.once("2023-06-05T10:01:00Z")
    tap.check_equal((items(world), len(world.sent(Subject="Re: drawn"))), ([("bsc", "done"), ("tsc", "done"), ("bsc", "open"), ("tsc", "open")], 1),
                    "an answer in its thread counts for what it raised in each, and gets one answer")
    world.deliver(to_both("bought", "#4 done", None, joe), "2023-06-05T11:00:00Z")
    world.once("2023-06-05T11:01:00Z")
    said = [m.get_content() for m in world.sent(Subject="Re: bought")]
    tap.check_equal((items(world)[2:], len(said), "no item" in "".join(said)), ([("bsc", "open"), ("tsc", "done")], 1, False),
                    "a number counts where it belongs, and no other list answers that it has none")
    old = world.fork("two-old")
    old.rows("delete from message where list = 'tsc'")
    old.rows("update meta set value = (select max(id) from message) where key = 'last_of_one_list'")
    for name, trial in (("a new numbering", world), ("one on a ledger in which a mail was one list's", old)):
        deliver_again(trial)
        trial.once("2023-06-05T11:30:00Z")
        tap.check_equal(len(items(trial)), 4, f"{name} opens nothing again")


def two_deadlines(root):
    world = World(root / "deadlines", TWO)
    world.once(BEGIN)
    for name in ("bsc", "tsc"):
        world.deliver(f"From: joe@example.org\nTo: {name}@lists.example.org\nMessage-ID: <open-{name}@example.org>\nSubject: of {name}\n\n"
                      f"[SILENT 1w] Adopt the rules of {name}\n", "2023-06-05T09:00:00Z")
    world.once("2023-06-05T09:01:00Z")
    world.deliver(to_both("against", "[OBJECT] too long", answers="open-tsc"), "2023-06-05T10:00:00Z")
    world.once("2023-06-05T10:01:00Z")
    tap.check_equal(world.rows("select kind, list from event where message_id = 'against@example.org'"), [("deadline", "tsc")], "an objection counts on the list whose thread it is in")


def handed_over(root):
    """Each list shows its own mail; of a mail to both each counts with its own copy."""
    config = TWO.replace("    list_id: bsc", "    list_field: 'X-Own: bsc-4711'\n    list_id: bsc").replace(
        "    list_id: tsc", "    list_field: 'X-Own: tsc-0815'\n    list_id: tsc")
    world = World(root / "handed", config)
    world.once(BEGIN)
    world.deliver(to_both("plan", "[AI Dave] draw the plan", "bsc", "Mallory <mallory@example.net>", more="X-Own: bsc-4711\n"), "2023-06-05T09:00:00Z")
    world.deliver(to_both("paint", "[AI Joe] buy some paint", "bsc", more="X-Own: bsc-4711\n"), "2023-06-05T09:00:00Z")
    world.once("2023-06-05T09:01:00Z")
    tap.check_equal((items(world), world.rows("select list, fate from message where message_id = 'paint@example.org' order by list")),
                    ([("bsc", "open")], [("bsc", "read"), ("tsc", "outside")]), "what one list hands over, another one has not")
    world.deliver(to_both("paint", "[AI Joe] buy some paint", "tsc", more="X-Own: tsc-0815\n"), "2023-06-05T09:02:00Z")
    world.once("2023-06-05T09:03:00Z")
    tap.check_equal(items(world), [("bsc", "open"), ("tsc", "open")], "until its own copy comes")


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-identity-") as name:
        message_ids(pathlib.Path(name))
        bounces(pathlib.Path(name))
        fields(pathlib.Path(name))
        references(pathlib.Path(name))
        domains(pathlib.Path(name))
        without_id(pathlib.Path(name))
        two_lists(pathlib.Path(name))
        two_deadlines(pathlib.Path(name))
        handed_over(pathlib.Path(name))
        beyond_ascii(pathlib.Path(name))
    tap.done()


main()
