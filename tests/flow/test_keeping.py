#!/usr/bin/env python3
"""`minutes: {folder: ..., command: ...}`: minutes that stand become files, and a command is run for each, pushed to a bare git
repository here.  A command that fails for a day holds no mail up and is told once a day.  The register of decisions stands beside them.
"""
import datetime
import email.utils
import json
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import procs  # noqa: E402
import tap  # noqa: E402
from program import Program  # noqa: E402
from test_publishing import DEMO, deliver, troubles  # noqa: E402

NAME = "2023-06-28-meeting-38.md"
PUSH = "git add -A && git commit -qm \"Minutes: $1\" && git push -q"
BEFORE, OPENED, STANDS = "2023-06-28T20:00:00Z", "2023-06-28T21:21:00Z", "2023-07-06T12:00:00Z"


def git(folder, *args):
    done = subprocess.run(["git", "-C", folder, "-c", "user.name=Bot", "-c", "user.email=bot@example.org", *args],
                          capture_output=True, text=True, timeout=60, check=False)
    if done.returncode:
        raise RuntimeError("git %s: %s" % (" ".join(args), done.stderr))
    return done.stdout


def prepare(bot, minutes):
    shutil.rmtree(bot.path("state"), ignore_errors=True)
    for name in ("inbox", "outbox"):
        shutil.rmtree(bot.path(name), ignore_errors=True)
    for sub in ("new", "cur", "tmp"):
        os.makedirs(bot.path("inbox", sub), exist_ok=True)
    bot.configure((DEMO / "beadle.yaml").read_text() + "    minutes: %s\n" % json.dumps(minutes))


def opened(bot):
    """Minutes were mailed, and the list was told of them."""
    bot.once(BEFORE)
    deliver(bot, "1-minutes.eml", 1687987260)
    bot.once(OPENED)


def mailed():
    """The text of the mail: all below its header."""
    return (DEMO / "mails" / "1-minutes.eml").read_text().split("\n\n", 1)[1]


def sent(bot):
    return len(list(pathlib.Path(bot.path("outbox")).glob("new/*")))


def check_push(bot):
    prepare(bot, {"folder": "kept", "command": PUSH})
    git(bot.root, "init", "-q", "--bare", "-b", "main", "published.git")
    git(bot.root, "clone", "-q", "published.git", "kept")
    git(bot.path("kept"), "config", "user.name", "Beadle")
    git(bot.path("kept"), "config", "user.email", "beadle@example.org")
    git(bot.path("kept"), "checkout", "-q", "-b", "main")
    git(bot.path("kept"), "config", "push.default", "current")
    opened(bot)
    tap.check_equal(sorted(os.listdir(bot.path("kept"))), [".git"], "while somebody may object nothing is kept")
    tap.check_in("open", bot.call("minutes", "--now", OPENED).out, "the command says that they are open")
    done = bot.once(STANDS)
    tap.check_equal((done.status, done.has_event("minutes-kept", list="sc", file=NAME)), (0, True), "they stand, and the command has run")
    tap.check_equal(git(bot.path("published.git"), "log", "--format=%s"), "Minutes: %s\n" % NAME, "the repository has one commit")
    text = git(bot.path("published.git"), "show", "main:" + NAME)
    tap.check_equal(text.strip(), mailed().strip(), "with the text as it was mailed")
    tap.check_equal(git(bot.path("published.git"), "show", "main:index.md"),
                    "# Minutes of sc\n\n- [Meeting #38 - 2023-06-28](%s)\n" % NAME, "and the index")
    again = bot.once("2023-07-06T13:00:00Z")
    tap.check_equal((again.status, again.has_event("minutes-kept", list="sc", file=NAME)), (0, False), "it is not run again")
    shown = bot.call("minutes", "--now", STANDS, "38")
    tap.check_equal(shown.out.strip(), mailed().strip(), "`beadle minutes 38` prints them")
    row = json.loads(bot.call("minutes", "--now", STANDS, "--json").out)
    tap.check_equal((row["meeting"], row["status"], row["file"]), (38, "stands", NAME), "as data, too")
    os.unlink(bot.path("kept", NAME))
    bot.once("2023-07-06T14:00:00Z")
    tap.check(os.path.exists(bot.path("kept", NAME)), "a file that is gone is written again")


def check_failure(bot):
    prepare(bot, {"folder": "failing", "command": "sh ../publish.sh"})
    bot.write("publish.sh", "echo \"$1\" >>../tried\necho one\necho \"no network for $1\" >&2\n[ -e ../works ]\n")
    opened(bot)
    done = bot.once(STANDS)
    tap.check_equal((done.status, done.has_event("keep-minutes", list="sc")), (4, True), "a command that fails is to be tried again")
    tap.check(os.path.exists(bot.path("failing", NAME)), "the file is there all the same")
    told = troubles(bot)
    tap.check_equal(len(told), 1, "the operator is told")
    tap.check_in("no network for " + NAME, " ".join(told[0].split()), "with its last lines")
    before = sent(bot)
    deliver(bot, "2-reply.eml", 1688022360)
    for hour in (13, 15, 19):
        bot.once("2023-07-06T%02d:00:00Z" % hour)
    tap.check(sent(bot) > before, "mail is read and sent meanwhile")
    tap.check_equal(len(troubles(bot)), 1, "once a day")
    bot.once("2023-07-07T12:00:00Z")
    tap.check_equal(len(troubles(bot)), 2, "and on the next day again")
    bot.write("works", "")
    tap.check_equal(bot.once("2023-07-07T18:00:00Z").status, 0, "it works again")
    tried = pathlib.Path(bot.path("tried")).read_text().split()
    bot.once("2023-07-07T20:00:00Z")
    tap.check_equal((set(tried), pathlib.Path(bot.path("tried")).read_text().split()), ({NAME}, tried), "and is over with")


def check_folder(bot):
    prepare(bot, {"folder": "blocked"})
    pathlib.Path(bot.path("blocked")).write_text("in the way")
    opened(bot)
    done = bot.once(STANDS)
    tap.check_equal((done.status, len(troubles(bot))), (4, 1), "a folder that cannot be written is told")
    os.unlink(bot.path("blocked"))
    bot.once("2023-07-06T13:00:00Z")
    tap.check_equal(sorted(os.listdir(bot.path("blocked"))), [NAME, "index.md"], "without a command the files are all")


def check_daemon(bot):
    """A command that does not end: the mail that comes meanwhile is read and answered."""
    prepare(bot, {"folder": "slow", "command": "cat ../gate && echo \"$1\" >>../passed"})
    os.mkfifo(bot.path("gate"))
    opened(bot)
    bot.configure(pathlib.Path(bot.path("beadle.yaml")).read_text().replace("path: inbox", "path: inbox, poll: 1s"))
    with bot.run("-v") as daemon:
        gate = procs.wait_until(lambda: open_gate(bot), "the command, waiting")
        deliver(bot, "2-reply.eml", 1688022360)
        procs.wait_until(lambda: "#6" in bot.call("list", "--all").out or "book the room" in bot.call("list", "--all").out,
                         "the mail that came meanwhile")
        tap.ok("a command that does not end holds no mail up")
        os.close(gate)
        daemon.wait_event("minutes-kept", list="sc", file=NAME)
        tap.check_equal(pathlib.Path(bot.path("passed")).read_text(), NAME + "\n", "and when it ends it has done its work")
        tap.check_equal(daemon.terminate()[0], 0, "the daemon ends as ever")


def put(bot, name, at, subject, text, who="KP Rao <kp@example.org>"):
    """A mail on the list."""
    at_s = int(datetime.datetime.fromisoformat(at).timestamp())
    path = pathlib.Path(bot.path("inbox", "new", name))
    part = path.with_suffix(".part")
    part.write_text("Date: %s\nFrom: %s\nTo: sc@lists.example.org\nSubject: %s\nMessage-ID: <%s@example.org>\n"
                    "List-Id: Steering committee <sc.lists.example.org>\n\n%s"
                    % (email.utils.formatdate(at_s), who, subject, name, text))
    os.utime(part, (at_s, at_s))
    os.rename(part, path)


def kept(bot, name):
    return pathlib.Path(bot.path("kept-too", name)).read_text()


def check_register(bot):
    prepare(bot, {"folder": "kept-too"})
    bot.once(BEFORE)
    put(bot, "minutes", "2023-06-28T21:21:00Z", "[SC] Minutes of meeting #38",
        mailed() + "  - Website\n    - Consensus: the *old* pages go, [all](http://bad.example.org) of them\n")
    bot.once("2023-06-28T21:40:00Z")
    head = "# Decisions of sc\n\nThe newest first.\n\n"
    before = "- **D1**, 2023-06-28, meeting #38: the old pages go, all of them\n"
    tap.check_equal((sorted(os.listdir(bot.path("kept-too"))), kept(bot, "decisions.md")), (["decisions.md"], head + before),
                    "a decision is in the register as soon as it is read")
    put(bot, "two", "2023-06-29T08:00:00Z", "Pages", "[DECISION, replaces D1] The <old> pages stay\n")
    bot.once("2023-06-29T09:00:00Z")
    tap.check_equal(kept(bot, "decisions.md"), head + "- **D2**, 2023-06-29, KP Rao, in place of D1: The \\<old\\> pages stay\n"
                    + before.replace(": ", ", replaced by D2: ", 1), "another one replaces it, and stands above it")
    bot.once(STANDS)
    stands = before.replace("meeting #38", "[meeting #38](%s)" % NAME)
    tap.check_in(stands.replace(": ", ", replaced by D2: ", 1), kept(bot, "decisions.md"), "minutes that stand are linked")
    tap.check_equal(kept(bot, "index.md"), "# Minutes of sc\n\n[All decisions](decisions.md)\n\n- [Meeting #38 - 2023-06-28](%s)\n" % NAME,
                    "and their index links to the register")
    put(bot, "three", "2023-07-06T13:00:00Z", "Re: Pages", "not D2, that was a joke\n")
    bot.once("2023-07-06T13:10:00Z")
    tap.check_equal(kept(bot, "decisions.md"), head + stands, "what is taken out is there no more, and replaces nothing")


def check_rare(bot):
    """The files are looked at again when minutes or decisions have changed, not after any mail."""
    prepare(bot, {"folder": "kept-rarely"})
    bot.configure(pathlib.Path(bot.path("beadle.yaml")).read_text().replace("path: inbox", "path: inbox, poll: 1s"))
    put(bot, "one", now(), "Pages", "[DECISION] The pages stay\n")
    register = pathlib.Path(bot.path("kept-rarely", "decisions.md"))
    with bot.run("-v") as daemon:
        procs.wait_until(register.exists, "the register")
        register.unlink()
        for n in range(2):
            put(bot, "ai-%d" % n, now(), "Work", "[AI Joe] water plant number %d\n" % n)
            procs.wait_until(lambda n=n: "number %d" % n in bot.call("list").out, "the item")
        tap.check(not register.exists(), "an item is no reason to compare the files")
        put(bot, "two", now(), "Pages", "[DECISION] The plants stay\n")
        procs.wait_until(register.exists, "the register once more")
        tap.check_in("D2", register.read_text(), "a decision is")
        tap.check_equal(daemon.terminate()[0], 0, "the daemon ends")


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat()


def open_gate(bot):
    """The other end of the command's pipe: there is one only while the command reads."""
    try:
        return os.open(bot.path("gate"), os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return None


def main():
    with Program() as bot:
        check_push(bot)
        check_failure(bot)
        check_folder(bot)
        check_daemon(bot)
        check_register(bot)
        check_rare(bot)
    tap.done()


if __name__ == "__main__":
    main()
