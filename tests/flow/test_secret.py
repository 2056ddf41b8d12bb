#!/usr/bin/env python3
"""Who votes what in a secret vote is nowhere once it is over: not in the ledger's bytes, its -wal, a log, a trace, an export or a
backup; the codes check out; and what is interrupted between the result and the forgetting is done by the next start.

Two ways to look.  A search takes every run of printable bytes, as strings(1) does, and reports those that name one voter and a
choice, a word of a ballot or a code; a vote that is not secret shows that it finds what is there.  And two committees play the
same, but two voters change places: whatever differs in the end would tell who voted what.
"""
import contextlib
import email
import email.policy
import hashlib
import hmac
import mailbox
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "lib"), str(HERE.parent / "crash")]
import crash  # noqa: E402
import tap  # noqa: E402
import world  # noqa: E402
from scripted import ScriptedSmtp  # noqa: E402

VOTERS = {"Zoe Berg": "zoe@example.org", "Joe Stringer": "joe@example.org", "KP Singh": "kp@example.org",
          "Dave Thaler": "dave@example.org", "Max Holm": "max@example.org"}
CONFIG = """\
state: state
operator: ops@example.org
metrics: metrics.prom
people:
""" + "".join(f"  - {{{{name: {name}, address: {address}}}}}\n" for name, address in VOTERS.items()) + """\
mailboxes: {{in: {{type: maildir, path: inbox}}}}
outbox: {{{outbox}, from: Beadle <bot@example.org>}}
lists:
  bsc:
    address: bsc@lists.example.org
    list_id: bsc.lists.example.org
    mailbox: in
    zone: UTC
    chair: KP Singh
    notices: {{weekly: no}}
    votes: {{default: {{threshold: majority, of: cast, quorum: 50%}}}}
"""
FOLDER = "type: maildir, path: outbox"
OPENS, ENDS, OVER = "2023-06-05T09:00:00Z", "2023-06-08T09:00:00Z", "2023-06-08T09:10:00Z"
CODE = r"\b[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}\b"
WORDS = r"\b(?:zebra|walrus|wombats|vulture|aye|nay|in favour)\b"    # of the ballots, and of no mail of beadle's
# a choice as the ledger, an export, a mail or a listing has it
CHOICE = r'"(?:written|choice)" ?: ?"(?:yes|no|abstain)"|,(?:yes|no|abstain),(?!no,|abstained,)|\bis(?: now)?: (?:yes|no|abstain)|^(?:Yes|No|Abstained)  |, (?:yes|no|abstain): '
BALLOTS = {"Zoe Berg": "aye, the zebra is ill", "Joe Stringer": "nay, the walrus is well", "KP Singh": "in favour of wombats"}


def swapped(ballots):
    """Zoe and Joe have changed places."""
    return dict(ballots, **{"Zoe Berg": ballots["Joe Stringer"], "Joe Stringer": ballots["Zoe Berg"]})


class Committee(world.World):
    """log: whatever the program has printed."""

    @classmethod
    def begin(cls, root, outbox=FOLDER):
        bot = cls(root, CONFIG.format(outbox=outbox))
        bot.log, bot.smtp = "", None
        return bot

    def fork(self, name):
        copy = super().fork(name)
        copy.log, copy.smtp = self.log, self.smtp
        return copy

    def run(self, *args, status=0):
        done = self.beadle(*args)
        assert done.returncode == status, (args, done.returncode, done.stderr)
        self.log += done.stdout + done.stderr
        return done.stdout

    def round(self, when):
        self.run("once", "-v", "-v", "--trace=smtp,sql,imap", "--now", when)

    def mails(self):
        """(to whom, text, mail) of all that was sent."""
        if self.smtp:
            sent = [(rcpt, email.message_from_bytes(data, policy=email.policy.default))
                    for _, recipients, data in self.smtp.accepted for rcpt in recipients]
        else:
            sent = [(m["X-Beadle-Envelope-To"], m) for m in self.sent()]
        return [(to, m.get_body(("plain",)).get_content(), m) for to, m in sent]

    def open_vote(self, kind="secret 3d"):
        self.deliver("From: Dave Thaler <dave@example.org>\nTo: bsc@lists.example.org\nList-Id: <bsc.lists.example.org>\n"
                     f"Subject: [VOTE {kind}] A new name\nMessage-ID: <vote@example.org>\n\nIt is time.\n", OPENS)
        self.round("2023-06-05T09:01:00Z")

    def ballot(self, name):
        return [m for to, _, m in self.mails() if to == VOTERS[name] and str(m["Subject"]).startswith("Your ballot")][0]

    def answer(self, name, body, when, number=1, more=""):
        """number 0: the mail has no Message-ID.  What it says is its subject, too."""
        notice = self.ballot(name)
        message_id = f"Message-ID: <{name.split()[0].lower()}-{number}@example.org>\n" if number else ""
        self.deliver(f"From: {name} <{VOTERS[name]}>\nTo: {notice['Reply-To']}\nSubject: {body}\nIn-Reply-To: {notice['Message-ID']}\n"
                     f"{message_id}{more}\n{body}\n", when)

    def cast_all(self, ballots=None, number=1):
        for name, body in (ballots or BALLOTS).items():
            self.answer(name, body, "2023-06-06T09:00:00Z", number)
        self.round("2023-06-06T09:01:00Z")

    def codes(self):
        """Who was told which, in a ballot or a receipt: one each."""
        told = {}
        for to, text, _ in self.mails():
            for name, address in VOTERS.items():
                if to == address:
                    told.setdefault(name, set()).update(re.findall(CODE, text))
        assert all(len(codes) == 1 for codes in told.values()), told
        return {name: codes.pop() for name, codes in told.items()}

    def result(self):
        """What the mail to the list says of each code, and that mail."""
        texts = [text for to, text, m in self.mails() if to == "bsc@lists.example.org" and "\nEnded  " in text]
        if len(texts) != 1:
            return {}, f"{len(texts)} results"
        return dict(re.findall(rf"^({CODE})  (\w+)$", texts[0], re.M)), texts[0]

    def key(self):
        return self.rows("select key from vote_key")[0][0]

    def files(self):
        """Every byte of the state folder."""
        return {path.name: path.read_bytes() for path in sorted((self.root / "state").iterdir()) if path.is_file()}

    def has(self, *needles):
        """In which files of the state folder any of these bytes are."""
        return [name for name, data in self.files().items() if any(needle in data for needle in needles)]


def pairs(data):
    """The runs of printable bytes that name one voter, and a choice, a word of a ballot or a code."""
    runs = [run.decode("utf-8", "replace") for run in re.findall(rb"[\t\n\r -~\x80-\xff]{4,}", data)]
    found = []
    for text in runs + [part for run in runs for part in run.split("}" if data.startswith(b"{") else "\n")]:
        named = [name for name, address in VOTERS.items() if name in text or address in text]
        if len(named) == 1 and re.search(f"{CODE}|{WORDS}|{CHOICE}", text, re.M | re.I):
            found.append(text)
    return found


def copies(bot):
    """What an operator has of a vote that is over: name -> bytes."""
    out = dict(bot.files())
    for kind in ("json", "csv", "html", "ics"):
        bot.run("export", kind, f"export-{kind}", "--now", OVER)
        out.update({str(path.relative_to(bot.root)): path.read_bytes() for path in (bot.root / f"export-{kind}").rglob("*") if path.is_file()})
    for args in ("history", "history --json", "history 1", "show 1", "show 1 --json", "votes", "votes --json", "list --all", "decisions --json", "rebuild"):
        out["beadle " + args] = bot.run(*args.split(), "--now", OVER).encode()
    with contextlib.closing(sqlite3.connect(bot.root / "state/ledger.db")) as db, \
            contextlib.closing(sqlite3.connect(bot.root / "backup.db")) as backup:
        db.backup(backup)
        (bot.root / "vacuum.db").unlink(missing_ok=True)
        db.execute("vacuum into ?", (str(bot.root / "vacuum.db"),))
        out["dump"] = "\n".join(db.iterdump()).encode()
    out.update({name: (bot.root / name).read_bytes() for name in ("backup.db", "vacuum.db", "metrics.prom")})
    out["log"] = bot.log.encode()
    return out


def alike(data):
    """Without what is another in each run, and without the choices that stand beside codes."""
    text = data.decode("utf-8", "replace")
    text = re.sub(r"(?m)^X-Beadle-Ledger:.*\n(?:[ \t].*\n)*", "SEALED\n", text.replace("\r\n", "\n"))
    text = re.sub(r"X-Beadle-Ledger:[^X]*?(?=\n\S|\\n\S|$)", "SEALED", text)
    text = re.sub(r"beadle\.[0-9a-f]{32}", "ID", text)
    text = re.sub(r"(\+|%2B)(b-)?[a-z0-9]{34}@", "+TOKEN@", text)
    text = re.sub(r"/tmp/[\w./-]*/(one|two)\b", "ROOT", text)
    text = re.sub(r"^time=\S+|\b(us|ms|port|pid|duration_ms)=\d+|127\.0\.0\.1:\d+|port \d+|^\S+ \d+ ", "N", text, flags=re.M)
    text = re.sub(CODE, "CODE", text)
    text = re.sub(r'(yes|no|abstain)(\W+)(?=CODE)', r"CHOICE\2", text)
    text = re.sub(r"(CHOICE) +(CODE)", r"\1 \2", text)
    return re.sub(r'(CODE"?,?\W+(?:choice": ")?)(yes|no|abstain)', r"\1CHOICE", text)


def bytes_of_mails(text):
    """A dump has the bytes of a mail in hexadecimal."""
    return re.sub(r"X'([0-9A-F]{65,})'", lambda found: alike(bytes.fromhex(found[1])), re.sub(r"'secret',X'\w+'", "SECRET", text))


def play(root, ballots, smtp, kind="secret 3d"):
    world.World.delivered = 0
    bot = Committee.begin(root, f"type: smtp, host: 127.0.0.1, port: {smtp.port}, tls: none, witness: none")
    bot.smtp = smtp
    bot.round("2023-06-05T08:00:00Z")
    bot.open_vote(kind)
    bot.answer("Zoe Berg", "the vulture, on the whole", "2023-06-05T10:00:00Z", number=8)             # that is no vote
    bot.answer("Joe Stringer", "nay, says the vulture", "2023-06-05T10:00:00Z", number=8)             # he thinks better of it
    bot.round("2023-06-05T10:01:00Z")
    bot.answer("KP Singh", "aye, says the vulture", "2023-06-05T11:00:00Z", number=7, more="X-Long: " + "x" * 70000 + "\n")  # put aside
    bot.round("2023-06-05T11:01:00Z")
    bot.cast_all(ballots, number=0)
    bot.round("2023-06-07T10:00:00Z")
    return bot


def nothing_is_left(folder):
    with ScriptedSmtp() as first, ScriptedSmtp() as second, ScriptedSmtp() as third:
        one, two = play(folder / "one", BALLOTS, first), play(folder / "two", swapped(BALLOTS), second)
        key, places = one.key(), [row[0].encode() for row in one.rows("select code from ballot")]
        tap.check_equal((len(key), len(places)), (32, 4), "while it runs the ledger has a key, and a ballot of each mail that was one")
        tap.check("ledger.db" in one.has(key) and "ledger.db" in one.has(*places), "and a search finds them")
        tap.check(one.rows("select 1 from aside where instr(bytes, 'vulture')"), "a ballot that could not be read is kept as it came")
        for bot in (one, two):
            tap.check_equal(re.findall(r'"(?:yes|no|abstained|voted)": (\w+)', bot.run("votes", "--json", "--now", ENDS)), ["null", "null", "null", "3"],
                            "of a vote that runs nobody hears more than how many have voted")
        # as an upgrade keeps the ledger of before it: of now, and of before there were secret votes
        one.rows("vacuum into ?", str(one.root / "state/ledger-v11.db"))
        one.rows("vacuum into ?", str(one.root / "state/ledger-v10.db"))
        with contextlib.closing(sqlite3.connect(one.root / "state/ledger-v10.db")) as old:
            old.executescript("drop table vote_key; drop table ballot; vacuum")
        tap.check("ledger-v11.db" in one.has(key), "a copy that was made while it ran has the key, too")
        for bot in (one, two):
            bot.round(OVER)
        told, (said, text) = one.codes(), one.result()
        tap.check_equal(said, {told["Zoe Berg"]: "yes", told["Joe Stringer"]: "no", told["KP Singh"]: "yes"}, "every voter finds their vote by their code")
        tap.check_equal(list(said), sorted(said), "in the order of the codes")
        tap.check("passed: 2 yes, 1 no, 0 abstained, 2 did not vote" in re.sub(r"\s+", " ", text), "and anybody can count again", text=text)
        tap.check_equal(one.has(key, *places, b"vulture"), [], "when it is over no file of the state folder has the key, a place, or a word")

        had = copies(one)
        tap.check_equal({name: pairs(data) for name, data in had.items() if pairs(data)}, {}, f"no pair in {len(had)} files, listings and logs")
        shown = [name for name, data in had.items() if told["Zoe Berg"].encode() in data]
        tap.check({"ledger.db", "backup.db", "vacuum.db", "export-json/beadle.json", "beadle votes", "beadle history"} <= set(shown),
                  "though the codes are there", shown=shown)
        other = copies(two)
        differ = {}
        for name in sorted(set(had) | set(other)):
            if name.endswith((".db", ".part", "-wal", "-shm", ".key", ".lock")):     # of the ledger there is the dump
                continue
            a, b = (bytes_of_mails(alike(c[name])) for c in (had, other))
            # how often a process has looked, and what was printed first, is chance
            if set(a.splitlines()) != set(b.splitlines()):
                differ[name] = sorted(set(a.splitlines()) ^ set(b.splitlines()))
        tap.check_equal(differ, {}, "where Zoe and Joe have changed places, everything is the same but the choices at their codes")

        public = play(folder / "three", BALLOTS, third, "3d")
        public.round(OVER)
        found = {name for name, data in copies(public).items() if pairs(data)}
        tap.check({"ledger.db", "backup.db", "vacuum.db", "dump", "export-json/beadle.json", "export-csv/ballots.csv", "beadle history",
                   "beadle history --json", "beadle votes --json"} <= found, "of a vote that is not secret the same search finds pairs", found=found)
        found = {name for name, data in had.items() if pairs(data + f"\nZoe Berg {told['Zoe Berg']}\n".encode())}
        tap.check_equal(found, set(had), "and one that is put there, in each of them")


def mac(key, what, voter, message_id=""):
    text = f"beadle {what} 1\n1\n{len(voter)} {voter}\n{len(message_id)} {message_id}\n"
    bits = int.from_bytes(hmac.digest(key, text.encode(), hashlib.sha256), "big")
    return "".join("abcdefghijklmnopqrstuvwxyz234567"[bits >> (256 - 5 * (i + 1)) & 31] for i in range(12))


def codes_are_made_by_the_key(bot):
    told, key = bot.codes(), bot.key()
    tap.check_equal({name: mac(key, "code", name) for name in told}, {name: code.replace("-", "") for name, code in told.items()},
                    "a code is an HMAC-SHA-256 of its voter by the vote's key")


def a_reader_holds_up_the_wal(bot):
    key = bot.key()
    reader = sqlite3.connect(bot.root / "state/ledger.db", isolation_level=None)
    reader.execute("begin")
    reader.execute("select count(*) from event").fetchall()
    bot.round(OVER)
    held = bot.has(key)
    reader.close()
    tap.check(held and len(bot.result()[0]) == 3, "while another process reads what was there, the -wal has it still", held=held)
    bot.round("2023-06-08T09:20:00Z")
    tap.check_equal(bot.has(key), [], "the next round clears it")


def without_a_result(bot, name, when, state):
    key, places = bot.key(), [row[0].encode() for row in bot.rows("select code from ballot")]
    bot.round(when)
    tap.check_equal((bot.has(key, *places), bot.rows("select count(*) from vote_key union all select count(*) from ballot")), ([], [(0,), (0,)]),
                    f"{name}: key and ballots are gone")
    _, text = bot.result()
    tap.check(not re.search(CODE, text) and state in text, f"{name}: nothing is opened", text=text)


def crashes(folder, bot):
    """Killed at each failpoint of the round that decides the result, and started again."""
    probe = bot.fork("probe")
    before = crash.World(probe.root)
    before.log = folder / "passed"
    before.once(OVER)
    names, wrong, killed = before.passed(), [], 0
    said, text = probe.result()
    for n in range(1, len(names) + 1, crash.stride()):
        trial = bot.fork("trial")
        again = crash.World(trial.root)
        again.kill_at = n
        killed += again.once(OVER)
        key = bot.key()
        if (trial.result()[0], trial.has(key)) != (said, []):
            wrong.append(f"{n} ({names[n - 1]}): {trial.result()} {trial.has(key)}")
        shutil.rmtree(trial.root)
    tap.check({"dispatch.decided", "forget.before-commit", "forget.committed", "forget.done"} <= set(names), "the round passes what a kill may interrupt", names=names)
    tap.check(killed > 20 or crash.stride() > 1, f"killed {killed} times at {len(names)} failpoints")
    tap.check_equal(wrong, [], "the next start announces once, the same, and forgets")


def restored(bot):
    """A backup of a vote that ran takes the place of the ledger, when it is over."""
    shutil.copytree(bot.root / "state", bot.root / "copy")
    bot.answer("Dave Thaler", "abstain", "2023-06-07T12:00:00Z")
    bot.round("2023-06-07T12:01:00Z")
    bot.round(OVER)
    key, said, votes = sqlite3.connect(bot.root / "copy/ledger.db").execute("select key from vote_key").fetchone()[0], bot.result()[0], bot.run("votes")
    shutil.rmtree(bot.root / "state")
    shutil.move(bot.root / "copy", bot.root / "state")
    for path in (bot.root / "inbox").glob("[nc]*/*dave-1*"):
        path.unlink()
    bot.round("2023-06-08T10:00:00Z")
    bot.round("2023-06-08T10:10:00Z")
    tap.check_equal((len(said), bot.result()[0], bot.run("votes")), (4, said, votes), "a restored ledger has the count from the result's mail, and announces none")
    tap.check_equal(bot.has(key), [], "and forgets the key that came back with it")


def rebuilt(bot):
    """The ballots are lost."""
    key = bot.key()
    said = bot.fork("whole")
    said.round(OVER)
    bot.rows("delete from ballot")
    lost = bot.fork("lost")
    lost.round(OVER)
    lost.round("2023-06-08T10:30:00Z")
    told = [text for to, text, _ in lost.mails() if to == "ops@example.org"]
    tap.check(not [to for to, text, _ in lost.mails() if "\nEnded  " in text] and "beadle rebuild" in re.sub(r"\s+", " ", "".join(told)),
              "without them there is no result, and the operator hears what to do", told=told)
    tap.check("Secret ballots that the ledger lacks: 3." in lost.run("rebuild", "--apply", "--now", OVER), "a rebuild reads them again")
    lost.round("2023-06-08T10:40:00Z")
    tap.check_equal((lost.result()[0], lost.has(key)), (said.result()[0], []), "and then the result is what it would have been")
    before = lost.rows("select count(*) from event")
    tap.check("Nothing would change." in lost.run("rebuild", "--apply", "--now", OVER), "when it is over a rebuild finds nothing")
    tap.check_equal((lost.rows("select count(*) from event"), lost.rows("select * from ballot")), (before, []), "and makes no ballots anew")


def simulated(folder):
    """Twice the same, codes and all."""
    bot = Committee.begin(folder / "simulated")
    mails = bot.root / "mails"
    mails.mkdir()
    (mails / "0.eml").write_text("From: Dave Thaler <dave@example.org>\nTo: bsc@lists.example.org\nList-Id: <bsc.lists.example.org>\n"
                                 "Date: Mon, 5 Jun 2023 09:00:00 +0000\nSubject: [VOTE secret 3d] A new name\nMessage-ID: <vote@example.org>\n\nIt is time.\n")
    runs = []
    for n in range(3):
        out = bot.root / f"out{n}.mbox"
        bot.run("simulate", "--from", "2023-06-05T08:00:00Z", "--to", "2023-06-09T00:00:00Z", "--mbox", str(out), *map(str, sorted(mails.iterdir())))
        sent = list(mailbox.mbox(out, factory=lambda file: email.message_from_binary_file(file, policy=email.policy.default)))
        runs.append([(str(m["To"]), m.get_body(("plain",)).get_content()) for m in sent])
        for name in BALLOTS if n == 0 else ():
            notice = [m for m in sent if VOTERS[name] in str(m["To"]) and str(m["Subject"]).startswith("Your ballot")][0]
            (mails / f"{name.split()[0]}.eml").write_text(
                f"From: {name} <{VOTERS[name]}>\nTo: {notice['Reply-To'] or notice['From']}\nDate: Tue, 6 Jun 2023 09:00:00 +0000\nSubject: Re\n"
                f"In-Reply-To: {notice['Message-ID']}\nMessage-ID: <{name.split()[0]}@example.org>\n\n{BALLOTS[name]}\n")
    said = [dict(re.findall(rf"^({CODE})  (\w+)$", text, re.M)) for _, text in runs[1] if "\nEnded  " in text]
    told = {name: re.search(CODE, text)[0] for name, address in VOTERS.items() for to, text in runs[1] if address in to and "Your code" in text}
    tap.check_equal(said, [{told["Zoe Berg"]: "yes", told["Joe Stringer"]: "no", told["KP Singh"]: "yes"}], "a simulation counts a secret vote, too")
    tap.check_equal(runs[1], runs[2], "and gives the same codes each time")


def answered_to_all(bot, first):
    """The list and the program get a copy each: neither counts, no mail repeats what everybody could read, and the answer to it can be answered."""
    def answers():
        return [m for to, _, m in bot.mails() if to == VOTERS["Zoe Berg"] and str(m["Subject"]).startswith("Re: ")]
    ballot = bot.ballot("Zoe Berg")
    mail = (f"From: Zoe Berg <zoe@example.org>\nTo: {ballot['Reply-To']}\nCc: bsc@lists.example.org\nSubject: Re: {ballot['Subject']}\n"
            f"In-Reply-To: {ballot['Message-ID']}\nMessage-ID: <all@example.org>\n")
    copies = {"list": mail + "List-Id: <bsc.lists.example.org>\n\nno, for the vulture\n", "program": mail + "\nno, for the vulture\n"}
    for minute, copy in enumerate(sorted(copies, key=first.__ne__)):
        bot.deliver(copies[copy], f"2023-06-05T10:0{minute}:00Z")
        bot.round(f"2023-06-05T10:0{minute}:30Z")
    said = answers()[0].get_body(("plain",)).get_content()
    tap.check("answer this mail, and nobody else" in said.replace(" \n", " ") and "vulture" not in said and not bot.rows("select * from ballot"),
              f"to all, the {first} first: told how to vote, and not what was said", said=said)
    bot.deliver(f"From: Zoe Berg <zoe@example.org>\nTo: {answers()[0]['Reply-To']}\nSubject: Re\nIn-Reply-To: {answers()[0]['Message-ID']}\n"
                "Message-ID: <alone@example.org>\n\nno\n", "2023-06-05T12:00:00Z")
    bot.round("2023-06-05T12:01:00Z")
    tap.check_equal(len(bot.rows("select * from ballot")), 1, "the answer to that is a ballot")


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-secret-") as name:
        folder = pathlib.Path(name)
        nothing_is_left(folder)
        simulated(folder)
        bot = Committee.begin(folder / "base")
        bot.round("2023-06-05T08:00:00Z")
        bot.open_vote()
        answered_to_all(bot.fork("all-list"), "list")
        answered_to_all(bot.fork("all-program"), "program")
        few = bot.fork("few")
        bot.cast_all()
        codes_are_made_by_the_key(bot)
        a_reader_holds_up_the_wal(bot.fork("held"))
        few.answer("Zoe Berg", BALLOTS["Zoe Berg"], "2023-06-06T09:00:00Z")
        few.round("2023-06-06T09:01:00Z")
        without_a_result(few, "too few", OVER, "no quorum: 1 voted, 4 did not vote")
        back = bot.fork("back")
        back.deliver(f"From: Dave Thaler <dave@example.org>\nTo: {back.ballot('Dave Thaler')['Reply-To']}\nSubject: enough\n"
                     "Message-ID: <back@example.org>\n\n[WITHDRAW #1]\n", "2023-06-06T10:00:00Z")
        without_a_result(back, "withdrawn", "2023-06-06T10:01:00Z", "withdrawn")
        crashes(folder, bot)
        restored(bot.fork("restored"))
        rebuilt(bot.fork("rebuilt"))
    tap.done()


if __name__ == "__main__":
    main()
