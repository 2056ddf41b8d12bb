#!/usr/bin/env python3
"""What a person at a terminal sees: lines that fit, colours where they are wanted, nothing that a mail could do to the
terminal; and through a pipe plain text, the same whatever the environment says."""
import json
import os
import pathlib
import pty
import re
import selectors
import struct
import subprocess
import sys
import tempfile
import fcntl
import termios
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import procs  # noqa: E402
import tap  # noqa: E402

BEADLE = os.environ.get("BEADLE", str(HERE.parents[1] / "build" / "beadle"))
DEMO = HERE.parents[1] / "demo"
NOW = "2023-07-11T09:00:00Z"
LATER = "2023-07-11T10:00:00Z"  # what came at that instant is of the week before
STYLE = re.compile(r"\033\[[0-9]*m")
HOSTILE = "[AI Dave] look\033[2J at \033]0;owned\007 this \x9b31m\u202e\u2066\u200e gnp\u200b\n\n> quoted \033[31m\u202e\n"
# C0, C1, and what turns the direction of writing or is not seen
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
LONG = "[AI Dave] " + "a rather long item that goes on and on, " * 6 + "until it ends\n" \
       "[AGENDA 20m] " + "a rather long title, " * 6 + "that \u202eends\n"
# Chinese, and letters with their accents beside them
WIDE = "[AI Dave] \u628a\u9884\u7b97\u8868\u7ffb\u8bd1\u6210\u82f1\u6587" + "\u5e76\u4e14\u53d1\u7ed9\u6240\u6709\u7684\u6210\u5458" * 8 + "\n\n" \
       "[AI Joe] write the e\u0301tude of Zu\u0308rich\n"
MEETINGS = """
    meetings: {rule: FREQ=WEEKLY;INTERVAL=2;BYDAY=WE, start: "13:00", first: {number: 1, date: 2023-06-28}, chairs: {order: alphabetical}}
"""


def plain(root, *args, **env):
    done = subprocess.run([BEADLE, *args], cwd=root, stdin=subprocess.DEVNULL, capture_output=True, timeout=120,
                          env=dict(os.environ, **env), check=False)
    return done.stdout.decode("utf-8", "replace")


def read_some(terminal):
    """Nothing at its end, which Linux tells as an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def at_terminal(root, columns, *args, **env):
    """(standard output, standard error), each on a terminal of its own."""
    ends = [pty.openpty() for _ in range(2)]
    for _, slave in ends:
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    surroundings = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}
    child = subprocess.Popen([BEADLE, *args], cwd=root, stdin=subprocess.DEVNULL, stdout=ends[0][1], stderr=ends[1][1],
                             env={**surroundings, "TERM": "xterm", **env})
    texts = {master: b"" for master, _ in ends}
    for _, slave in ends:
        os.close(slave)
    # side by side: a terminal that nobody reads holds little, and then its writer waits
    with selectors.DefaultSelector() as selector:
        for master in texts:
            selector.register(master, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select():
                part = read_some(key.fd)
                texts[key.fd] += part
                if not part:
                    selector.unregister(key.fd)
                    os.close(key.fd)
    child.wait(timeout=120)
    return [text.decode("utf-8", "replace").replace("\r\n", "\n") for text in texts.values()]


def width(line):
    """Columns that it takes."""
    return sum(0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def once(root, now):
    return subprocess.run([BEADLE, "once", "-c", "beadle.yaml", "--now", now], cwd=root, capture_output=True, check=False).returncode


def prepare(root):
    for sub in ("new", "cur", "tmp"):
        (root / "inbox" / sub).mkdir(parents=True)
    (root / "beadle.yaml").write_text((DEMO / "beadle.yaml").read_text() + MEETINGS)
    once(root, "2023-07-01T09:00:00Z")  # what comes later is news, and the week has something to tell
    for mail in sorted((DEMO / "mails").glob("*.eml")):
        (root / "inbox" / "new" / mail.name).write_bytes(mail.read_bytes())
    head = "Date: Tue, 4 Jul 2023 08:00:00 +0000\nFrom: KP Rao <kp@example.org>\nTo: sc@lists.example.org\n" \
           "List-Id: <sc.lists.example.org>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
    (root / "hostile.eml").write_text(head + "Message-ID: <h@example.org>\nSubject: h\033[5m\n\n" + HOSTILE)
    (root / "long.eml").write_text(head + "Message-ID: <l@example.org>\nSubject: long\n\n" + LONG)
    (root / "wide.eml").write_text(head + "Message-ID: <w@example.org>\nSubject: wide\n\n" + WIDE)
    for name in ("hostile.eml", "long.eml", "wide.eml"):
        (root / "inbox" / "new" / name).write_bytes((root / name).read_bytes())
    tap.check_equal(once(root, NOW), 0, "there are items")


def check_command(root, args, wraps):
    name = " ".join(args[:2])
    piped = plain(root, *args)
    tap.check(piped and "\033" not in piped.replace("\033[2J", "").replace("\033]0;", "").replace("\033[31m", ""), name + ": plain through a pipe")
    tap.check_equal(plain(root, *args, COLUMNS="40", TERM="xterm", CLICOLOR_FORCE="1"), piped, name + ": whatever the environment says")
    for columns in (60, 80, 200):
        out, _ = at_terminal(root, columns, *args)
        bare = STYLE.sub("", out)
        wide = [line for line in bare.split("\n") if width(line) > columns]
        tap.check(not wide or not wraps, "%s: fits into %d columns" % (name, columns), wide=wide)
        tap.check_equal(UNSEEN.findall(bare), [], "%s: nothing that a terminal obeys or a reader does not see at %d columns" % (name, columns))
    tap.check_match(STYLE.pattern, out, name + ": there are colours")
    for key, value in (("NO_COLOR", "1"), ("TERM", "dumb")):
        tap.check_not_in("\033", at_terminal(root, 80, *args, **{key: value})[0], "%s: none with %s=%s" % (name, key, value))


def check_nothing_unseen(root, config, number):
    """Whatever is printed, on either stream: what scan finds, with its helpers too, what is said of a mail that cannot be
    read, of a file with such a name, of an act; and the log."""
    bad = "From: KP\u202e <kp@example.org>\nMessage-ID: <b\u202e\x1b[31m@example.org>\nX-Long: " + "a" * 70000 + "\n\n[AI Dave] x\n"
    (root / "bad\u202e\x1b[2J.eml").write_text(bad)
    hostile = (root / "hostile.eml").read_text()
    with open(root / "hostile.mbox", "w", encoding="utf-8") as out:
        for n in range(120):
            out.write("From a@example.org Wed Jun 28 21:20:00 2023\n" + hostile.replace("<h@", "<h%d@" % n) + "x" * 40000 + "\n\n")
    for args in (("scan", "hostile.eml"), ("scan", "-v", "hostile.eml"), ("scan", "--json", "hostile.eml"), ("scan", "-v", "hostile.mbox"),
                 ("explain", "--json", "hostile.eml"), ("scan", "bad\u202e\x1b[2J.eml"), ("explain", "bad\u202e\x1b[2J.eml"),
                 ("list", "\u202eDave\x1b[31m", *config), ("lis\u202et",), ("show", number, "--json", *config),
                 ("drop", number, "why\u202e\x1b[31m not", *config), ("simulate", *config[:2], "--from", "2023-06-28", "--to", "2023-07-08",
                                                                 "hostile.eml", "bad\u202e\x1b[2J.eml"),
                 ("once", "-vv", "-c", "fresh.yaml", "--now", NOW)):
        (root / "fresh.yaml").write_text((DEMO / "beadle.yaml").read_text().replace("state: state", "state: fresh"))
        out, err = at_terminal(root, 80, *args)
        name = UNSEEN.sub("?", " ".join(args[:3]))
        tap.check((out + err).strip(), "%s: says something" % name)
        tap.check(not UNSEEN.search(STYLE.sub("", out + err).replace("\r\033[K", "")), "%s: nothing unseen in it" % name, out=ascii(out[-300:]), err=ascii(err[-300:]))


def check_table(root, config, text):
    """What has no room beside the other columns stands below them, whole; columns are straight whatever is in them."""
    narrow, _ = at_terminal(root, 60, "list", *config)
    tap.check_in(text, re.sub(r"\n +", " ", STYLE.sub("", narrow)), "60 columns: the whole text of an item, below its row")
    wider = STYLE.sub("", at_terminal(root, 100, "list", *config)[0])
    starts = {width(re.search(f"^(.*?)  {begin}", wider, re.M)[1]) for begin in ("\u628a", "write the e\u0301tude", "a rather")}
    tap.check_equal(len(starts), 1, "100 columns: all texts begin at the same one")


def check_json(root):
    config = ("-c", "beadle.yaml", "--now", LATER)
    for args in (("check",), ("check", "--connect"), ("list",), ("show", "2"), ("explain", "--tags", "long.eml"),
                 ("preview", "weekly"), ("scan", "long.eml")):
        rows = [json.loads(line) for line in plain(root, *args, "--json", *config).splitlines()]
        tap.check(rows and all(isinstance(row, dict) for row in rows), "%s --json: objects" % " ".join(args), rows=rows)
        tap.check_not_in("\033", at_terminal(root, 80, *args, "--json", *config)[0], "%s --json: no colour on a terminal either" % " ".join(args))
    told = [json.loads(line) for line in plain(root, "preview", "weekly", "--json", *config).splitlines()]
    tap.check_equal([(row["kind"], row["to"]) for row in told], [("weekly-digest", "sc@lists.example.org")], "preview --json: what, and to whom")
    tap.check_equal(plain(root, "preview", "reminders", "--json", *config), "", "nothing to say: nothing")


def check_progress(root):
    """A line that says how far it is: on a terminal alone, and of work that takes longer than half a second."""
    mails = 600 if os.environ.get("BEADLE_SANITIZERS") else 3000
    box = root / "many.mbox"
    with open(box, "w", encoding="utf-8") as out:
        for n in range(mails):
            out.write("From a@example.org Wed Jun 28 21:20:00 2023\nDate: Wed, 28 Jun 2023 21:20:00 +0000\nFrom: KP Rao <kp@example.org>\n"
                      "To: sc@lists.example.org\nList-Id: <sc.lists.example.org>\nMessage-ID: <many-%d@example.org>\nSubject: no %d\n\n"
                      "[AI Dave] write chapter %d of volume %d\n\n" % (n, n, n, n * 7919))
    (root / "many.yaml").write_text((DEMO / "beadle.yaml").read_text().replace("state: state", "state: many").replace(
        "type: maildir, path: inbox", "type: mbox, path: many.mbox"))
    args = ("once", "-c", "many.yaml", "--now", NOW)
    out, err = at_terminal(root, 80, *args)
    tap.check_match(rf"^{mails} new mails, \d+ new items", out, "the sum, as ever")
    tap.check_match(r"\r\033\[KReading: \d+ mails, \d+ new items", err, "on the way there: how far it is")
    tap.check(err.rstrip("\n").endswith("\r\033[K"), "and at the end the line is gone", end=err[-80:])
    done = subprocess.run([BEADLE, *args], cwd=root, stdin=subprocess.DEVNULL, capture_output=True, timeout=300, check=False)
    tap.check_equal(done.stderr, b"", "nothing of it through a pipe")


def main():
    reason = procs.need_terminal()
    if reason:
        tap.skip_all(reason)
    with tempfile.TemporaryDirectory(prefix="beadle-terminal-") as name:
        root = pathlib.Path(name)
        prepare(root)
        config = ("-c", "beadle.yaml", "--now", LATER)
        items = [json.loads(line) for line in plain(root, "list", "--all", "--json", *config).splitlines()]
        number = {word: str(next(i["item"] for i in items if word in i["text"])) for word in ("look", "rather long")}
        for args, wraps in ((("list", *config), True), (("show", number["rather long"], *config), True),
                            (("show", number["look"], *config), True), (("explain", "long.eml"), True), (("explain", "hostile.eml"), True),
                            (("history", *config), True), (("meetings", *config), True), (("minutes", *config), True), (("agenda", *config), True), (("deadlines", *config), True), (("check", "--connect", *config), True), (("preview", "weekly", *config), False),
                            (("simulate", *config[:2], "--from", "2023-06-28", "--to", "2023-07-08", "inbox"), True)):
            check_command(root, args, wraps)
        check_table(root, config, LONG.split("] ")[1].split("\n")[0])
        check_nothing_unseen(root, config, number["look"])
        check_json(root)
        check_progress(root)
    tap.done()


if __name__ == "__main__":
    main()
