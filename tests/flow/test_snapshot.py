#!/usr/bin/env python3
"""A ledger with many events: what is known is the same with the snapshot beside it, without it, and with any that does not fit.

What a committee has said by mail stands in it, and 20,000 events more that are put there with SQL.  In the end SIGKILL comes
at each step of writing a snapshot.
"""
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import stat
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
  - {name: Dave Thaler, aliases: [Dave], address: dave@example.org}
  - {name: Joe Stringer, aliases: [Joe], address: joe@example.org}
  - {name: KP Singh, aliases: [KP], address: kp@example.org}
mailboxes:
  in: {type: maildir, path: inbox}
outbox: {type: maildir, path: outbox, from: Beadle <bot@example.org>}
answers: {believe_from: yes}
lists:
  bsc: {address: bsc@lists.example.org, mailbox: in, zone: UTC, chair: KP Singh, votes: {default: {quorum: 2}}}
"""
MAILS = [
    ("2023-06-01T10:00:00Z", "kp", "plans", "[AI Dave due 2023-06-05] forward the letter\n[AI Joe] buy paint, every 2 months\n"
                                            "AI(Joe): write to the printers by 2023-06-21\n"),
    ("2023-06-02T10:00:00Z", "dave", "logo", "[SILENT 1w] Adopt the new logo\n"),
    ("2023-06-02T11:00:00Z", "kp", "date", "[VOTE 1w] Meet on Mondays\n"),
    ("2023-06-03T10:00:00Z", "joe", "Re: plans", "[DONE #2] it is bought\n"),
    ("2023-06-03T11:00:00Z", "kp", "next", "[AGENDA 10m Joe] Budget\n[DECIDED] The office stays where it is.\n"),
]
PAST = 20000
SEED = int(os.environ.get("BEADLE_SEED", "16"))
ASKED = (("list", "--all", "--json"), ("show", "1", "--json"), ("votes", "--all", "--json"), ("decisions", "--json"), ("status", "--json"),
         ("history", "--json"), ("export", "json"))
UNUSED = "not-used="


class Committee(world.World):
    def start(self):
        for number, (when, author, subject, body) in enumerate(MAILS):
            self.say(number, when, author, subject, body)
        self.once("2023-06-03T12:00:00Z")
        return self

    def say(self, number, when, author, subject, body):
        self.deliver(f"From: {author}@example.org\nTo: bsc@lists.example.org\nSubject: {subject}\nMessage-ID: <m{number}@example.org>\n\n{body}",
                     when)

    def grow(self, n=PAST):
        """So many times somebody has mentioned an item."""
        self.rows("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO event"
                  " (at_s, kind, item, list, actor, message_id, line, rule, data) SELECT at_s + n.i, 'mentioned', item, list,"
                  " actor, 'm' || n.i || '@past.example.org', line, rule, '{}' FROM (SELECT * FROM event WHERE kind = 'raised' AND item = 1 LIMIT 1), n", n)

    @property
    def snapshot(self):
        return self.root / "state/ledger.snapshot"

    def known(self):
        """All that is shown, and whether the snapshot was left unused."""
        done = [self.beadle("-v", "--now", "2023-06-04T12:00:00Z", *args) for args in ASKED]
        return [d.stdout for d in done], any(UNUSED in d.stderr for d in done)

    def folded(self):
        aside = self.root / "aside"
        self.snapshot.rename(aside)
        try:
            return self.known()[0]
        finally:
            aside.rename(self.snapshot)

    def check_same(self, name, used=True):
        known, was_unused = self.known()
        tap.check_equal(known, self.folded(), name + ": all is the same without it")
        tap.check_equal(was_unused, not used, name + (": it is used" if used else ": it is not used"))


def writes_one(bot):
    tap.check(not bot.snapshot.exists(), "a ledger with few events has no snapshot")
    bot.grow()
    said = bot.once("2023-06-03T12:10:00Z")
    tap.check("event=snapshot" in said and bot.snapshot.exists(), "one with many gets it at the end of a run", detail=said)
    tap.check_equal(stat.S_IMODE(bot.snapshot.stat().st_mode), 0o600, "nobody else may read it")
    bot.check_same("a snapshot of all events")
    wrote = bot.snapshot.stat().st_mtime_ns
    tap.check("event=snapshot" not in bot.once("2023-06-03T12:11:00Z"), "the next run uses it and writes none")
    tap.check_equal(bot.snapshot.stat().st_mtime_ns, wrote, "as long as little comes")
    tap.check_in("snapshot: it is what the events make", bot.beadle("check").stdout, "check looks at it")
    parts = [json.loads(line) for line in bot.beadle("check", "--json").stdout.splitlines()]
    tap.check([p for p in parts if p["part"] == "snapshot" and p["status"] == "good"], "and says so as JSON", detail=str(parts))


def goes_on(bot):
    """What comes behind it, by mail and by the operator."""
    bot = bot.fork("on")
    tap.check_equal(bot.beadle("done", "1", "--now", "2023-06-03T12:20:00Z").returncode, 0, "the operator acts")
    bot.check_same("an act behind it")
    bot.say(90, "2023-06-03T12:30:00Z", "kp", "more", "[AI Dave] ask the bank\n[DROP #3]\n")
    bot.say(91, "2023-06-03T12:31:00Z", "dave", "Re: logo", "I object to the logo.\n")
    said = bot.once("2023-06-03T12:40:00Z")
    tap.check(UNUSED not in said, "a run takes it up", detail=said)
    bot.check_same("mails behind it")
    first = bot.snapshot.read_bytes()
    bot.grow()
    tap.check("event=snapshot" in bot.once("2023-06-03T12:50:00Z"), "another follows when as many have come again")
    tap.check(bot.snapshot.read_bytes() != first, "it is another")
    bot.check_same("the second")
    bot.snapshot.write_bytes(first)
    bot.check_same("the first, put back", used=False)


def damaged(bot):
    bot = bot.fork("damaged")
    good, rand = bot.snapshot.read_bytes(), random.Random(SEED)
    tap.diag(f"BEADLE_SEED={SEED}")
    places = sorted({0, 7, 8, 15, 16, 24, 32, 40, 55, 56, 64, len(good) // 2, len(good) - 1} | {rand.randrange(len(good)) for _ in range(20)})
    known, used = bot.known()[0], []
    for at in places:
        bot.snapshot.write_bytes(good[:at] + bytes([good[at] ^ 1 << rand.randrange(8)]) + good[at + 1:])
        done = bot.beadle("-v", "list", "--all", "--json", "--now", "2023-06-04T12:00:00Z")
        used += [at] if UNUSED not in done.stderr or done.stdout != known[0] else []
    tap.check_equal(used, [], f"with a bit turned at any of {len(places)} places it is not used")
    for size in (0, 1, 55, 56, 57, len(good) // 2, len(good) - 1):
        bot.snapshot.write_bytes(good[:size])
        done = bot.beadle("-v", "list", "--all", "--json", "--now", "2023-06-04T12:00:00Z")
        used += [size] if (size and UNUSED not in done.stderr) or done.stdout != known[0] else []
    tap.check_equal(used, [], "nor cut to any size")
    bot.snapshot.write_bytes(good[:-1] + b"?")
    bot.check_same("a damaged one", used=False)
    tap.check("event=snapshot" in bot.once("2023-06-03T12:10:00Z"), "a run puts a good one in its place")
    bot.check_same("that")


def foreign(bot):
    """Of another ledger, of an older copy, and of before a rebuild."""
    other = Committee(bot.root.parent / "other", CONFIG).start()
    other.say(80, "2023-06-03T12:05:00Z", "kp", "other", "[AI KP] something else\n")
    other.grow()
    other.once("2023-06-03T12:10:00Z")
    bot, mine = bot.fork("foreign"), bot.snapshot.read_bytes()
    bot.snapshot.write_bytes(other.snapshot.read_bytes())
    bot.check_same("that of another ledger", used=False)

    bot.snapshot.write_bytes(mine)
    with sqlite3.connect(bot.root / "state/ledger.db") as db, sqlite3.connect(bot.root / "copy.db") as copy:
        db.backup(copy)
    bot.check_same("a copy is made with it")
    bot.beadle("done", "1", "--now", "2023-06-03T12:20:00Z")
    bot.grow()
    bot.once("2023-06-03T12:30:00Z")
    newer = bot.snapshot.read_bytes()
    for name in ("ledger.db", "ledger.db-wal", "ledger.db-shm"):
        (bot.root / "state" / name).unlink(missing_ok=True)
    shutil.copy(bot.root / "copy.db", bot.root / "state/ledger.db")
    bot.check_same("one that is newer than the ledger", used=False)
    bot.beadle("drop", "1", "--now", "2023-06-03T12:20:00Z")  # as many events again, and another in the midst
    bot.grow()
    tap.check(bot.rows("SELECT max(id) FROM event") >= [(2 * PAST,)], "the copy goes on, as far as that one went")
    bot.check_same("one of another continuation", used=False)
    bot.snapshot.write_bytes(mine)
    bot.check_same("the one of when the copy was made")
    assert newer != mine


def rebuilt(bot):
    bot = bot.fork("rebuilt")
    text = (bot.root / "beadle.yaml").read_text()
    (bot.root / "beadle.yaml").write_text(text.replace("aliases: [Joe]", "aliases: [Joe, Joey]"))
    bot.say(70, "2023-06-03T11:30:00Z", "kp", "joey", "[AI Joey] find a room\n")
    bot.once("2023-06-03T12:20:00Z")
    (bot.root / "beadle.yaml").write_text(text)
    done = bot.beadle("rebuild", "--apply", "--now", "2023-06-03T12:30:00Z")
    tap.check(done.returncode == 0 and bot.rows("SELECT count(*) FROM rebuild") == [(1,)], "the ledger is rebuilt", detail=done.stdout + done.stderr)
    bot.check_same("after a rebuild", used=False)


def wrong(bot):
    """It fits, and the events make something else: nothing but check can know."""
    bot = bot.fork("wrong")
    bot.rows("DROP TRIGGER event_update")
    bot.rows("UPDATE event SET item = 3 WHERE id = (SELECT max(id) FROM event WHERE kind = 'mentioned')")
    done = bot.beadle("check")
    tap.check(done.returncode != 0 and "ledger.db is not what its events make" in done.stderr, "check finds one that is wrong", detail=done.stderr)


def unwritable(bot):
    bot = bot.fork("unwritable")
    bot.snapshot.unlink()
    (bot.root / "state/ledger.snapshot.part").mkdir()
    said = bot.once("2023-06-03T12:10:00Z")
    tap.check("level=warn event=snapshot" in said and not bot.snapshot.exists(), "that it cannot be written is told and no failure", detail=said)


def killed(bot):
    for step in ("snapshot.written", "snapshot.renamed", "ledger.before-commit"):
        one = bot.fork("killed-" + step)
        one.grow()
        env = dict(os.environ, BEADLE_FAILPOINT_LOG=str(one.root / "failpoints"), BEADLE_FAILPOINT_KILL=step)
        done = subprocess.run([world.BEADLE + "-crash", "-c", "beadle.yaml", "once", "--now", "2023-06-03T12:10:00Z"], cwd=one.root, env=env,
                              stdin=subprocess.DEVNULL, capture_output=True, start_new_session=True, timeout=120)
        tap.check_equal(done.returncode, -signal.SIGKILL, f"killed at {step}")
        known = one.known()[0]
        tap.check_equal(known, one.folded(), "what is known is the same with what that left")
        one.once("2023-06-03T12:20:00Z")
        one.check_same("the next run goes on")
        tap.check(not (one.root / "state/ledger.snapshot.part").exists(), "and leaves no part")


with tempfile.TemporaryDirectory(prefix="beadle-snapshot-") as folder:
    committee = Committee(pathlib.Path(folder) / "bot", CONFIG).start()
    writes_one(committee)
    for part in (goes_on, damaged, foreign, rebuilt, wrong, unwritable, killed):
        part(committee)
tap.done()
