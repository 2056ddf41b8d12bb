#!/usr/bin/env python3
"""The command line: what it says and its exit status, when used as meant and otherwise (beadle(1))."""
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402

BEADLE = os.environ.get("BEADLE", "./beadle")
STORY = HERE.parent / "flow" / "alike"
DONE, FAILED, USAGE, CONFIG, TEMPORARY = range(5)

# arguments, status, part of what it says
CASES = [
    ([], USAGE, "Usage: beadle COMMAND"),
    (["--help"], DONE, "Exit status"),
    (["list", "--help"], DONE, "Usage: beadle list"),
    (["--version"], DONE, "beadle "),
    (["remind"], USAGE, "remind: no such command"),
    (["--bogus"], USAGE, "Try `beadle --help`"),
    (["list", "--bogus"], USAGE, "Try `beadle list --help`"),
    (["list", "all"], USAGE, "`beadle show N`"),
    (["list", "--list", "other"], FAILED, "has no such list"),
    (["list", "--owner", "Dave"], DONE, "review PR 157"),
    (["list", "--owner", "Wilhelmina"], FAILED, '"Wilhelmina" fits nobody of the list'),
    (["extend"], USAGE, "extend takes N PERIOD|DATE"),
    (["extend", "1"], USAGE, "extend takes N PERIOD|DATE"),
    (["extend", "1", "1w"], FAILED, "there is neither a deadline nor a vote #1"),
    (["withdraw", "x"], USAGE, "withdraw takes N [WHY]"),
    (["withdraw", "9"], FAILED, "there is neither a deadline nor a vote #9"),
    (["show"], USAGE, "the number of one item"),
    (["show", "one"], USAGE, "the number of one item"),
    (["show", "0"], FAILED, "there is no item or vote #0"),
    (["show", "99999999999"], USAGE, "the number of one item"),
    (["show", "#1"], DONE, "review PR 156"),
    (["show", "1", "--json"], DONE, '"history"'),
    (["cancel"], USAGE, "cancel takes N"),
    (["cancel", "0"], USAGE, "cancel takes N"),
    (["cancel", "1"], FAILED, "no list has meetings"),
    (["cancel", "1", "--list", "other"], FAILED, "there is no such list"),
    (["move", "1", "tomorrow"], USAGE, 'TIME is "YYYY-MM-DD HH:MM", or just the day'),
    (["move", "1", "2023-06-31"], USAGE, "move takes N TIME"),
    (["move", "1", "2023-06-30 25:00"], USAGE, "move takes N TIME"),
    (["chair", "1"], USAGE, "chair takes N NAME"),
    (["skip", "next"], USAGE, "skip takes [N]"),
    (["once", "--now", "99999999999"], USAGE, "not a time"),
    (["once", "--now", "2023-02-30"], USAGE, "not a time"),
    (["once", "--now"], USAGE, "requires an argument"),
    (["run", "--now", "2023-06-05"], USAGE, "`once --now`"),
    (["check"], DONE, "good (1 list, 1 mailbox)"),
    (["check", "-c", "/"], CONFIG, "it is a folder"),
    (["check", "-c", "missing.yaml"], CONFIG, "no such file"),
    (["scan"], USAGE, "scan takes the files to read"),
    (["scan", "missing.eml"], FAILED, "No such file"),
    (["scan", "--zone", "Mars/Olympus", "x"], USAGE, "no such time zone"),
]


def run(root, *args, **more):
    return subprocess.run([BEADLE, "-c", "beadle.yaml", *args] if args else [BEADLE], cwd=root, stdin=subprocess.DEVNULL,
                          stdout=more.pop("stdout", subprocess.PIPE), stderr=subprocess.PIPE, text=True, timeout=120, **more)


def make(root):
    shutil.copy(STORY / "beadle.yaml", root)
    for part in ("cur", "new", "tmp"):
        (root / "inbox" / part).mkdir(parents=True)
    run(root, "once", "--now", "2023-06-05T09:00:00Z")
    shutil.copy(STORY / "minutes.eml", root / "inbox" / "new" / "1685959200.M1.test")
    return run(root, "once", "--now", "2023-06-05T10:30:00Z")


def outputs(root):
    for args in (["list"], ["list", "--json"], ["show", "1"], ["--help"], ["check"], ["scan", "inbox"]):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = run(root, *args, stdout=full)
        tap.check(done.returncode == FAILED and "standard output" in done.stderr,
                  f"{args[0]} on a full disk fails", detail=f"{done.returncode} {done.stderr}")
    piped = subprocess.run(f"{BEADLE} -c beadle.yaml list | head -1", shell=True, cwd=root, capture_output=True, text=True,
                           check=False)
    tap.check(piped.stdout.startswith("ITEM") and not piped.stderr, "a reader that has had enough", detail=piped.stderr)
    plain = run(root, "list", env=dict(os.environ, LC_ALL="C"))
    tap.check(plain.returncode == DONE and plain.stdout == run(root, "list").stdout, "the locale changes nothing")


def strange_files(root):
    """What lies in the mailbox under whatever name is read once, or put aside and told once."""
    new = os.fsencode(root / "inbox" / "new") + b"/"
    with open(new + b"1685962800.M\xff\xfe.test", "wb") as file:
        file.write((STORY / "next.eml").read_bytes())
    os.mkdir(new + b"1685962801.folder")
    os.mkfifo(new + b"1685962802.fifo")
    os.symlink("/nonexistent", new + b"1685962803.link")
    first = run(root, "once", "--now", "2023-06-06T10:30:00Z", "--json")
    tap.check(first.returncode == DONE and '"items": 1,' in first.stdout,
              "files of strange names and kinds", detail=f"{first.stdout} {first.stderr}")
    again = run(root, "once", "--now", "2023-06-06T10:31:00Z", "--json")
    tap.check('"mails": 0,' in again.stdout and '"notices": 0,' in again.stdout, "are met once", detail=again.stdout)


def beside_a_daemon(root):
    daemon = subprocess.Popen([BEADLE, "-c", "beadle.yaml", "run"], cwd=root, stdin=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)
    try:
        for line in daemon.stderr:
            if "event=synced" in line:
                break
        tap.check(run(root, "list").returncode == DONE, "list reads beside a daemon")
        second = run(root, "once")
        tap.check(second.returncode == TEMPORARY and f"in use by process {daemon.pid}" in second.stderr,
                  "a second keeper is told who holds the ledger", detail=second.stderr)
        begun = time.monotonic()
        daemon.send_signal(signal.SIGTERM)
        rest = daemon.communicate(timeout=60)[1]
        tap.check(daemon.returncode == DONE, "SIGTERM ends it with status 0", detail=rest)
        tap.diag(f"it took {time.monotonic() - begun:.2f} s")
    finally:
        if daemon.poll() is None:
            daemon.kill()
            daemon.wait()


def broken_ledgers(root):
    path = root / "state" / "ledger.db"
    shutil.copytree(root / "state", root / "kept")
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    for command in ("check", "list", "once"):
        done = run(root, command)
        tap.check(done.returncode == CONFIG and "newer beadle" in done.stderr, f"{command}: a ledger of a newer beadle",
                  detail=f"{done.returncode} {done.stdout} {done.stderr}")
    for leaf in ("ledger.db-wal", "ledger.db-shm"):
        (root / "state" / leaf).unlink(missing_ok=True)
    path.write_bytes(b"no database at all, whatever its name says " * 100)
    for command in ("check", "list", "once"):
        done = run(root, command)
        tap.check(done.returncode == FAILED and "not a database" in done.stderr, f"{command}: a ledger that is none",
                  detail=f"{done.returncode} {done.stdout} {done.stderr}")
    shutil.rmtree(root / "state")
    done = run(root, "check")
    tap.check(done.returncode == DONE and "no ledger yet" in done.stdout and "mailbox in:" not in done.stdout,
              "check: no ledger yet is no fault")
    (root / "inbox").rename(root / "elsewhere")
    done = run(root, "check")
    tap.check(done.returncode == DONE and "mailbox in: inbox: No such file" in done.stdout, "check: a folder that is not there",
              detail=done.stdout)
    (root / "elsewhere").rename(root / "inbox")
    done = run(root, "list")
    tap.check(done.returncode == CONFIG and "has not run" in done.stderr, "list: no ledger yet", detail=done.stderr)
    (root / "state").write_text("a file")
    done = run(root, "once")
    tap.check(done.returncode == CONFIG and "not a folder" in done.stderr, "once: a file in the folder's place",
              detail=done.stderr)


def places_of_a_ledger(root):
    """Asked as somebody who may not write everywhere: its folder can be made where its parent is his."""
    stranger = {"user": 65534, "group": 65534} if os.getuid() == 0 else {}
    program = root / "program"
    shutil.copy(BEADLE, program)
    config = (STORY / "beadle.yaml").read_text()
    for path in (root, root / "inbox", *(root / "inbox").iterdir()):
        path.chmod(0o755)
    for state, is_good in (("made", True), (str(root / "made"), True), ("gone/state", False), ("/proc/state", False)):
        (root / "beadle.yaml").write_text(config.replace("state: state", f"state: {state}"))
        if stranger:
            os.chown(root, stranger["user"], stranger["group"])
        done = subprocess.run([program, "check", "-c", "beadle.yaml"], cwd=root, capture_output=True, text=True, timeout=60,
                              check=False, **stranger)
        tap.check(done.returncode == DONE and ("cannot be made" not in done.stdout) == is_good,
                  f"check: a ledger in {state.replace(str(root), '...')}", detail=done.stdout + done.stderr)


def rights(root):
    """Whoever can write the configuration or the ledger is master of both: check refuses, the start names them."""
    for name, mode, why in (("beadle.yaml", 0o666, "others can write beadle.yaml"), ("beadle.yaml", 0o644, None),
                            ("state/ledger.db", 0o602, "others can write state/ledger.db"), ("state/ledger.db", 0o600, None),
                            ("state", 0o703, "others can write state"), ("state", 0o1703, None), ("state", 0o700, None)):
        (root / name).chmod(mode)
        check, once = run(root, "check"), run(root, "once", "--now", "2023-06-05T10:40:00Z")
        tap.check(check.returncode == (CONFIG if why else DONE) and (why or "good") in check.stdout,
                  f"check: {name} with mode {mode:o}", detail=check.stdout + check.stderr)
        tap.check(once.returncode == DONE and ("event=rights" in once.stderr) == bool(why),
                  f"once: {name} with mode {mode:o}", detail=once.stdout + once.stderr)


def no_core(root):
    """None of the processes leaves its memory on the disk, the one that reads mail neither."""
    shutil.copy(STORY / "minutes.eml", root / "inbox" / "new" / "1685959201.M1.test")
    with subprocess.Popen([BEADLE, "-c", "beadle.yaml", "run"], cwd=root, stderr=subprocess.PIPE, text=True) as daemon:
        while "event=mail " not in daemon.stderr.readline():
            pass
        pids = pathlib.Path(f"/proc/{daemon.pid}/task/{daemon.pid}/children").read_text().split() + [str(daemon.pid)]
        limits = [pathlib.Path(f"/proc/{pid}/limits").read_text() for pid in pids]
        daemon.terminate()
        daemon.communicate(timeout=30)
    wanted = re.compile(r"^Max core file size +0 +0 ", re.M)
    tap.check(len(limits) >= 3 and all(wanted.search(text) for text in limits), "no process may dump its memory",
              detail="\n".join(limits))


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-commands-") as name:
        root = pathlib.Path(name)
        done = make(root)
        tap.check(done.returncode == DONE and "7 new items" in done.stdout, "a round", detail=f"{done.stdout} {done.stderr}")
        for args, status, said in CASES:
            done = run(root, *args)
            tap.check(done.returncode == status and said in done.stdout + done.stderr, "beadle " + " ".join(args),
                      detail=f"{done.returncode}\n{done.stdout}{done.stderr}")
        outputs(root)
        strange_files(root)
        rights(root)
        no_core(root)
        beside_a_daemon(root)
        broken_ledgers(root)
    with tempfile.TemporaryDirectory(prefix="beadle-commands-") as name:
        make(pathlib.Path(name))
        places_of_a_ledger(pathlib.Path(name))
    tap.done()


if __name__ == "__main__":
    main()
