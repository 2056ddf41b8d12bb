#!/usr/bin/env python3
"""`beadle rebuild`: with the same rules there is nothing to change, whatever has happened; with others the difference is
shown, and applied without a mail about the past.

The stories beside this file and the minutes of tests/flow/test_minutes.py are read again as they were read.  Then a person gets
an alias, a sort of tags is switched off and on, mails are taken away, the daemon runs beside it, and SIGKILL comes
at every failpoint (crash.stride()).
"""
import contextlib
import datetime
import email.utils
import json
import os
import pathlib
import shutil
import sqlite3
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "lib"), str(HERE.parent / "crash")]
import crash  # noqa: E402
import run  # noqa: E402
import tap  # noqa: E402
import test_minutes  # noqa: E402
from minutes import all_minutes  # noqa: E402
from program import SANITIZERS, Program  # noqa: E402

CONFIG = """\
state: state
operator: ops@example.org
people:
  - {name: Dave Thaler, aliases: [Dave%(alias)s], address: dave@example.org}
  - {name: Joe Stringer, aliases: [Joe], address: joe@example.org}
  - {name: KP Singh, aliases: [KP], address: kp@example.org}
mailboxes:
  in: {type: maildir, path: inbox, poll: 1s}
outbox: {type: maildir, path: outbox, from: Beadle <beadle@example.org>}
answers: {believe_from: yes}
lists:
  bsc: {address: bsc@lists.example.org, mailbox: in, prefix: "[BSC]", zone: UTC, chair: KP Singh, tags: [%(tags)s],
        notices: {assigned_after: 0s}}
"""
TAGS = "bracket, colon, paren, status, agenda, deadline, meeting, mention"
# received, sender, subject, body
MAILS = [
    ("2023-06-01T10:00:00Z", "kp", "plans", "[AI Davey due 2023-06-05] forward the letter\n"
                                            "[AI Joe due 2023-06-20] book the room\n"
                                            "AI(Joe): write to the printers by 2023-06-21\n"
                                            "[AI Davey due 2023-06-25] read the report\n"),
    ("2023-06-02T10:00:00Z", "dave", "logo", "[SILENT 1w] Adopt the new logo\n"),
    ("2023-06-03T10:00:00Z", "joe", "Re: plans", "[DONE #2] it is booked\n"),
    ("2023-06-03T11:00:00Z", "kp", "next", "[AGENDA 10m Joe] Budget\n"),
]


def of_time(when):
    return datetime.datetime.fromisoformat(when.replace("Z", "+00:00")).timestamp()


class Committee(Program):
    """A list with its mails, and the operator's acts on them."""

    def __init__(self, **rules):
        super().__init__()
        self.rules(**rules)
        for part in ("cur", "new", "tmp"):
            os.makedirs(self.path("inbox", part))
        self.delivered = 0

    def rules(self, alias="", tags=TAGS):
        self.configure(CONFIG % {"alias": alias, "tags": tags})

    def deliver(self, when, sender, subject, body):
        self.delivered += 1
        path = self.path("inbox", "new", f"{self.delivered}.M{self.delivered}.test")
        head = (f"Date: {email.utils.formatdate(of_time(when))}\nFrom: {sender}@example.org\nTo: bsc@lists.example.org\n"
                f"Message-ID: <m{self.delivered}@example.org>\nSubject: {subject}\n")
        pathlib.Path(path).write_text(f"{head}\n{body}")
        os.utime(path, (of_time(when), of_time(when)))

    def live(self):
        """As it may have been: each mail read as it came, some acts, and what they have brought about."""
        for when, *mail in MAILS:
            self.deliver(when, *mail)
            self.say("once", now=when)
        self.say("due", "3", "2023-06-22", now="2023-06-04T10:00:00Z")
        self.say("done", "4", "Joe has it", now="2023-06-04T11:00:00Z")
        self.say("once", now="2023-06-04T12:00:00Z")

    def say(self, *args, now="2023-06-04T13:00:00Z"):
        done = self.call(*args, "--now", now)
        if done.status:
            raise AssertionError(f"{args}: {done.status} {done.err}")
        return done.out

    def rebuild(self, *args, now="2023-06-04T13:00:00Z"):
        """(what is otherwise, the sum)."""
        rows = [json.loads(line) for line in self.say("rebuild", "--json", *args, now=now).splitlines()]
        return rows[:-1], rows[-1]

    def listed(self):
        return {row["item"]: row for row in map(json.loads, self.say("list", "--all", "--json").splitlines())}

    def ledger(self):
        """Everything that is read of it."""
        return self.say("history", "--json"), self.say("list", "--all", "--json")

    def sent(self):
        """File -> text."""
        return {path.name: path.read_text() for path in pathlib.Path(self.path("outbox")).glob("new/*")}


def same_rules():
    differ, changed = [], []

    def look(root, when, config):
        # what has proved an answer is not there for ever
        (root / "state" / "answer.key").unlink(missing_ok=True)
        shown = run.run(root, "rebuild", "--json", "--now", when)
        if config == "beadle.yaml":
            if shown.returncode or '"changes": false' not in shown.stdout or '"missing": 0' not in shown.stdout:
                differ.append(f"{story.name}: {shown.returncode} {shown.stderr}{shown.stdout}")
            return
        before = len(run.sent_mails(root))
        applied = [run.run(root, "rebuild", "--apply", "--json", "--now", when) for _ in range(2)]
        run.run(root, "once", "--now", when)
        changed.append((story.name, [done.returncode for done in applied], '"changes": false' in applied[1].stdout,
                        len(run.sent_mails(root)) - before))

    stories = sorted(p.parent for p in HERE.glob("*/story"))
    for story in stories[::crash.stride()]:	# run.py plays them all
        run.play(story, look)
    tap.check(len(stories) > 15 and not differ, "every story, read again by the same rules: nothing would change",
              detail="\n".join(differ))
    tap.check_equal([row for row in changed if row[1:] != ([0, 0], True, 0)], [],
                    f"and by those of its end ({len(changed)}): applied, nothing would change, and no mail comes of it")


def minutes():
    mails = test_minutes.mails_of(all_minutes())
    ways = [("read at once", 1), ("read as they came", len(mails))]
    for name, rounds in ways[:1] if SANITIZERS else ways:
        with Program() as bot:
            shutil.copy(test_minutes.CONFIG, bot.path("beadle.yaml"))
            for part in ("state", "inbox/cur", "inbox/new", "inbox/tmp"):
                os.makedirs(bot.path(*part.split("/")))
            for n, data in enumerate(mails):
                when = email.utils.parsedate_to_datetime(str(test_minutes.read(data)["Date"])).timestamp()
                path = bot.path("inbox", "new", f"{n:04d}.test")
                pathlib.Path(path).write_bytes(data)
                os.utime(path, (when, when))
                if rounds > 1 or n + 1 == len(mails):
                    at = datetime.datetime.fromtimestamp(when + 3600, test_minutes.UTC)
                    bot.once(at.strftime("%Y-%m-%dT%H:%M:%SZ"))
            done = bot.call("rebuild", "--now", "2023-07-15T12:00:00Z")
            tap.check_equal((done.status, done.out), (0, f"{len(mails)} mails were read again.\nNothing would change.\n"),
                            f"{len(mails)} minutes, {name}: nothing would change")


def alias():
    """Two items name somebody by a name that nobody has."""
    with Committee() as bot:
        bot.live()
        tap.check_equal(bot.rebuild()[1], {"kind": "sum", "read": 4, "missing": 0, "changes": False, "applied": False},
                        "nothing has changed, and nothing would")
        before, mails = bot.ledger(), bot.sent()
        bot.rules(alias=", Davey")
        rows, total = bot.rebuild()
        tap.check_equal([(r["item"], r["change"], r["fields"], r["before"]["owners"][0]["person"], r["after"]["owners"][0]["person"])
                         for r in rows if r["kind"] == "item"],
                        [(1, "changes", ["owners"], "", "Dave Thaler"), (4, "changes", ["owners"], "", "Dave Thaler")],
                        "a new alias: two items get their owner")
        tap.check_equal((total["changes"], total["applied"], bot.ledger()), (True, False, before), "that is shown, and no more")
        shown = bot.say("rebuild")
        tap.check("#1 changes  forward the letter\n  owners   Davey (nobody known) -> Dave Thaler\n" in shown and
                  shown.endswith("4 mails were read again.\nItems: 2 change, 0 appear, 0 vanish. Nothing is sent again.\n"
                                 "Nothing is changed yet: use --apply to do it.\n"), "also for people", detail=shown)
        tap.check(bot.say("rebuild", "--apply").endswith("The change is applied.\n"), "applied")
        items = bot.listed()
        tap.check_equal([(n, items[n]["status"], items[n]["due"]) for n in items],
                        [(1, "open", "2023-06-05"), (2, "done", "2023-06-20"), (3, "open", "2023-06-22"), (4, "done", "2023-06-25")],
                        "numbers, the operator's acts and those by mail are as they were")
        tap.check_equal([o["person"] for o in items[1]["owners"]], ["Dave Thaler"], "it has its owner")
        tap.check("line 1 of <m1@example.org>, rule bracket" in bot.say("history", "1").replace("\n", " "),
                  "whose source is the mail")
        tap.check_equal(bot.rebuild()[1]["changes"], False, "again: nothing would change")
        for when in ("2023-06-04T13:00:10Z", "2023-06-04T14:00:00Z"):
            bot.say("once", now=when)
        tap.check_equal(bot.sent(), mails, "nobody is mailed about it")
        bot.say("once", now="2023-06-05T09:30:00Z")
        new = [text for name, text in bot.sent().items() if name not in mails and "dave@example.org" in text]
        tap.check(len(new) == 1 and "Action item due: #1" in new[0], "on the day it is due he is reminded, once", detail=new)


def archived():
    """A ledger of before there was a place for it learns where the list's archive has its mails."""
    link = "https://lists.example.org/archives/1/"
    with Committee() as bot:
        bot.live()
        bot.deliver("2023-06-04T12:10:00Z", "kp", "web\nArchived-At: <%s>" % link, "[AI Joe] mend the website\n")
        bot.say("once", now="2023-06-04T12:20:00Z")
        tap.check_equal([row["source"] for row in bot.listed().values()], [None] * 4 + [link], "one mail says where it is archived")
        with contextlib.closing(sqlite3.connect(bot.path("state", "ledger.db"))) as db, db:
            db.execute("UPDATE message SET archived = ''")
        tap.check_equal(bot.listed()[6]["source"], None, "an older ledger has not kept it")
        shown = bot.say("rebuild")
        tap.check("0 vanish. Nothing is sent again.\nLinks to the archive: of 1 mail.\n" in shown, "rebuild finds it", detail=shown)
        before, mails = bot.say("history", "--json"), bot.sent()
        bot.say("rebuild", "--apply")
        tap.check_equal((bot.listed()[6]["source"], bot.say("history", "--json"), bot.rebuild()[1]["changes"]), (link, before, False),
                        "applied: there is the link, and no event is another")
        bot.say("once", now="2023-06-04T14:00:00Z")
        tap.check_equal(bot.sent(), mails, "and nobody is mailed about it")


def tags():
    """A sort of tags is switched off, and on again."""
    with Committee() as bot:
        bot.live()
        before, mails = bot.ledger(), bot.sent()
        bot.rules(tags=TAGS.replace(" paren,", "").replace(" deadline,", ""))
        rows, _ = bot.rebuild()
        tap.check_equal([(r["item"], r["change"]) for r in rows if r["kind"] == "item"], [(3, "vanishes")],
                        "an item that no rule reads vanishes")
        bot.rebuild("--apply")
        tap.check_equal((list(bot.listed()), bot.rebuild()[1]["changes"]), ([1, 2, 4], False), "applied: its number is unused")
        tap.check("raised" in bot.say("history", "3") and "gone" in bot.say("history", "3"), "what it was can still be read")
        bot.deliver("2023-06-04T13:10:00Z", "kp", "more", "[AI Joe due 2023-06-30] buy stamps\n")
        bot.say("once", now="2023-06-04T13:10:00Z")
        tap.check_equal(list(bot.listed()), [1, 2, 4, 6], "and stays so")
        tap.check_equal(len(bot.sent()), len(mails) + 1, "the list hears of no deadline that is gone")
        bot.rules()
        rows, _ = bot.rebuild("--apply", now="2023-06-04T13:20:00Z")
        tap.check_equal([(r["item"], r["change"]) for r in rows if r["kind"] == "item"], [(3, "appears")], "switched on: it is back")
        now = bot.listed()
        was = {row["item"]: row for row in map(json.loads, before[1].splitlines())}
        tap.check_equal([now[n] for n in (1, 2, 3, 4)], [was[n] for n in (1, 2, 3, 4)],
                        "with its number, its due date by the operator, and all else")
        tap.check_equal(bot.rebuild(now="2023-06-04T13:20:00Z")[1]["changes"], False, "nothing would change")
        bot.say("once", now="2023-06-04T13:30:00Z")
        tap.check_equal(len(bot.sent()), len(mails) + 1, "nothing is sent again")
        bot.say("once", now="2023-06-09T10:00:10Z")
        closed = [name for name, text in bot.sent().items() if "deadline-closed" in text]
        tap.check_equal(len(closed), 1, "the deadline ends as if nothing had been")


def taken_away():
    """What is recorded of mails that are not there any more stays, whatever the rules say."""
    with Committee() as bot:
        bot.live()
        before = bot.ledger()
        first = pathlib.Path(bot.path("inbox", "new", "1.M1.test"))
        first.rename(first.with_name("9.M9.test"))
        bot.say("once")
        bot.rules(alias=", Davey")
        rows, total = bot.rebuild()
        tap.check_equal((len(rows), total["read"], total["missing"]), (2, 5, 0), "a mail under another name is read by that")
        first.with_name("9.M9.test").unlink()
        rows, total = bot.rebuild("--apply")
        tap.check_equal((rows, total["read"], total["missing"], total["changes"]), ([], 3, 1, False), "a mail is gone, its items stay")
        tap.check_equal(bot.ledger(), before, "and the ledger is as it was")
        shutil.rmtree(bot.path("inbox"))
        done = bot.call("rebuild", "--apply")
        tap.check(done.status in (1, 4) and "mailbox in" in done.err, "a mailbox that cannot be read is no empty one",
                  detail=(done.status, done.err))
        tap.check_equal(bot.ledger(), before, "then nothing happens")


def passed_over():
    """Mail that was no list's becomes a list's."""
    with Committee() as bot:
        bot.write("beadle.yaml", pathlib.Path(bot.path("beadle.yaml")).read_text().replace("address: bsc@", "address: bcs@"))
        bot.deliver(*MAILS[0])
        bot.say("once", now=MAILS[0][0])
        tap.check_equal(bot.listed(), {}, "the list's address is wrong: its mail is passed over")
        bot.rules()
        rows, _ = bot.rebuild("--apply")
        tap.check_equal([r for r in rows if r["kind"] == "mail"],
                        [{"kind": "mail", "message_id": "m1@example.org", "before": {"fate": "no-list", "list": "", "author": "kp@example.org"},
                          "after": {"fate": "read", "list": "bsc", "author": "KP Singh"}}], "put right: the mail is the list's")
        tap.check_equal((list(bot.listed()), bot.rebuild()[1]["changes"]), ([1, 2, 3, 4], False), "and its items are there")
        bot.say("once", now="2023-06-04T14:00:00Z")
        tap.check_equal([text for text in bot.sent().values() if "X-Beadle-Notice: question" not in text], [],
                        "nobody is told that it was assigned to him")


def beside_a_daemon():
    with Committee() as bot:
        bot.live()
        with bot.run() as daemon:
            daemon.wait_event("synced")
            bot.rules(alias=", Davey")
            tap.check(bot.say("rebuild", "--apply").endswith("The change is applied.\n"), "applied beside the daemon")
            daemon.wait_event("rebuilt")
            daemon.wait_event("reload", outcome="done")
            daemon.wait_event("synced", 2)
            bot.deliver("2023-06-04T15:00:00Z", "dave", "Re: plans", "[DONE #1] sent\n")
            daemon.wait_event("item", item=1, what="done")
            tap.check_equal(daemon.terminate()[0], 0, "which begins anew with it")
        tap.check_equal(bot.listed()[1]["status"], "done", "and judges by it: the owner may close his item")


def killed():
    """SIGKILL at each failpoint of applying: the ledger before or the ledger after, and the same command mends it."""
    with Committee() as bot:
        bot.live()
        bot.rules(alias=", Davey", tags=TAGS.replace(" paren,", ""))
        before = bot.ledger()
        with tempfile.TemporaryDirectory(prefix="beadle-rebuild-") as name:
            def apply(kill_at):
                shutil.copytree(bot.root, f"{name}/{kill_at}")
                world = crash.World(f"{name}/{kill_at}")
                world.kill_at = kill_at or None
                try:
                    world.start("rebuild", "--apply", "--now", "2023-06-04T13:00:00Z")
                except crash.Killed:
                    pass
                return world

            def ledger(world):
                return tuple(world.start(*words, "--now", "2023-06-04T13:00:00Z").stdout
                             for words in (("history", "--json"), ("list", "--all", "--json")))

            world = apply(0)
            points, after = world.passed(), ledger(world)
            tap.check({"rebuild.replaced", "rebuild.added", "rebuild.written"} <= set(points) and after != before,
                      f"applying passes {len(points)} failpoints")
            wrong, written = [], points.index("rebuild.written")
            for n in range(1, len(points) + 1, crash.stride()):
                world = apply(n)
                committed = "ledger.after-commit" in points[written:n]
                if ledger(world) != (after if committed else before):
                    wrong.append(f"{n} ({points[n - 1]}): neither")
                world.start("rebuild", "--apply", "--now", "2023-06-04T13:00:00Z")
                again = ledger(world)
                with sqlite3.connect(f"{name}/{n}/state/ledger.db") as db:
                    sound = db.execute("pragma integrity_check").fetchone()[0]
                if again != after or sound != "ok":
                    wrong.append(f"{n} ({points[n - 1]}): again, it is another one: {sound}")
            tap.check(not wrong, "killed at each: all of it or nothing", detail="\n".join(wrong))


def misused():
    with Committee() as bot:
        done = bot.call("rebuild")
        tap.check_equal((done.status, "no ledger" in done.err), (3, True), "without a ledger there is nothing to rebuild")
        tap.check_equal(bot.call("rebuild", "now").status, 2, "it takes no argument")


def main():
    for part in (same_rules, minutes, alias, archived, tags, taken_away, passed_over, beside_a_daemon, killed, misused):
        part()
    tap.done()


if __name__ == "__main__":
    main()
