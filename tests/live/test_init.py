#!/usr/bin/env python3
"""`beadle init`: a first configuration from options, and from a dialogue at a terminal; what it writes passes `check`."""
import json
import os
import pathlib
import pty
import select
import signal
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import procs  # noqa: E402
import tap  # noqa: E402

BEADLE = os.environ.get("BEADLE", str(HERE.parents[1] / "build" / "beadle"))
PEOPLE = 'Farid Haddad <farid@acme.test>\n# a comment\n\n"Grace Lindqvist" <grace@acme.test>\nTom\u00e1s Ortega, tomas@acme.test\n' \
    "dan@acme.test;Dan Pike\nO'Brien: Una\tuna@acme.test\n"
NEEDED = ["--list", "sc", "--address", "sc@lists.acme.test", "--people", "people.txt"]
MEETS = ["--meets", "every 2 weeks", "--next", "2026-12-09 13:00"]
LIMIT_S = 20
FRIGHTENING = ("missing", "cannot", "error", "failed")


def run(folder, *args):
    done = subprocess.run([BEADLE, *args], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    return done.returncode, (done.stdout + done.stderr).decode()


def talk(folder, answers, *args):
    """What was said at a terminal, and the exit status.  A None among the answers ends the input there."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execv(BEADLE, [BEADLE, "init", *args])
    os.write(terminal, "".join(a + "\n" if a is not None else "\x04" for a in answers).encode())
    said = b""
    try:
        while select.select([terminal], [], [], LIMIT_S)[0] and (block := os.read(terminal, 65536)):
            said += block
        os.kill(pid, signal.SIGKILL)  # it waits for more
    except OSError:  # its end, as Linux tells it
        pass
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(terminal)
    return status, said.decode().replace("\r", "")


def fresh(root, name, people=PEOPLE):
    folder = root / name
    folder.mkdir()
    (folder / "people.txt").write_text(people)
    return folder


def check_good(folder, what, config="beadle.yaml"):
    status, said = run(folder, "check", "-c", config)
    tap.check(status == 0 and "good (1 list" in said and not any(w in said for w in FRIGHTENING),
              f"{what}: check accepts it, and nothing that it says is a surprise", detail=said)
    return said


def by_options(root):
    folder = fresh(root, "options")
    status, said = run(folder, "init", *NEEDED, *MEETS, "--chair", "grace", "--zone", "Europe/Berlin", "--operator", "me@acme.test")
    tap.check_equal(status, 0, "options alone write a configuration")
    text = (folder / "beadle.yaml").read_text()
    lines = text.count("\n") - PEOPLE.count("@")
    tap.check(lines <= 25 and text.count("#") >= 8, "it is short, and has comments", detail=text)
    said = check_good(folder, "from options")
    tap.check("chaired by Dan Pike" in said and "#1 on Wed 2026-12-09 13:00 Europe/Berlin" in said,
              "meetings and whose turn it is are known", detail=said)
    tap.check("addresses:" not in said, "no address is taken for an example's", detail=said)
    tap.check_equal(run(folder, "once", "-c", "beadle.yaml")[0], 0, "once runs with it at once")

    before = (folder / "beadle.yaml").read_text()
    status, said = run(folder, "init", *NEEDED)
    tap.check(status == 1 and "is there already" in said and (folder / "beadle.yaml").read_text() == before,
              "a file that is there is left alone", detail=said)


def elsewhere(root):
    folder = fresh(root, "elsewhere", "- {name: Farid Haddad, address: farid@acme.test}\n- {name: Grace Lindqvist}\n")
    (folder / "old.mbox").write_text("From x Wed Jun 28 21:20:00 2023\nFrom: farid@acme.test\nTo: sc@lists.acme.test\n"
                                     "Message-ID: <1@acme.test>\nDate: Wed, 28 Jun 2023 21:20:00 +0000\n\n[AI Grace] one thing\n\n")
    status, said = run(folder, "init", "-c", "a/b/x.yaml", *NEEDED, "--archive", "old.mbox", "--json")
    tap.check(status == 0 and json.loads(said) == {"file": "a/b/x.yaml", "list": "sc", "people": 2},
              "it is written where -c says", detail=said)
    text = (folder / "a/b/x.yaml").read_text()
    tap.check("people: ../../people.txt" in text and "path: ../../old.mbox" in text,
              "and names a people file and an archive from there", detail=text)
    said = check_good(folder, "in another folder", "a/b/x.yaml")
    tap.check("only folders: no mail leaves this machine" in said, "it says that nothing is sent", detail=said)
    said = run(folder, "once", "-c", "a/b/x.yaml")[1]
    tap.check("1 new mail, 1 new item" in said, "the archive is read", detail=said)


def refused(root):
    folder = fresh(root, "refused")
    for args, words in (([], "needs --list"), (NEEDED[:2], "needs --address"), (NEEDED[:4], "needs --people"),
                        ([*NEEDED, "--zone", "Mars"], "no time zone"), ([*NEEDED, "--chair", "Frid"], "did you mean Farid Haddad?"),
                        ([*NEEDED, "--meets", "now and then"], "every 2 weeks"), ([*NEEDED, "--meets", "monthly"], "needs --next"),
                        ([*NEEDED, "--meets", "every Monday", "--next", "2026-12-09 13:00"], "is no day of"),
                        ([*NEEDED, "--next", "2026-12-09 13:00"], "nothing without --meets"),
                        (["--list", "S C", *NEEDED[2:]], "small letters"), ([*NEEDED[:4], "--people", "gone"], "no such file"),
                        ([*NEEDED, "more"], "takes no argument")):
        status, said = run(folder, "init", *args)
        tap.check(status == 2 and words in said and not (folder / "beadle.yaml").exists(), f"init {' '.join(args)}", detail=said)
    for people, words in (("Farid\n", "people.txt:1: \"Farid\" lacks an address"), ("\nx@acme.test\n", "people.txt:2: \"x@acme.test\" lacks a name"),
                          ("# none\n", "nobody is named"), ("- {nmae: Farid}\n", "people.txt:1:4: unknown key \"nmae\"")):
        (folder / "people.txt").write_text(people)
        status, said = run(folder, "init", *NEEDED)
        tap.check(status == 2 and words in said, f"people {people!r}", detail=said)
    (folder / "people.txt").write_text("Farid Haddad <sc@lists.acme.test>\n")
    status, said = run(folder, "init", *NEEDED)
    tap.check(status == 3 and "is the address of the list" in said and not (folder / "beadle.yaml").exists(),
              "answers that do not go together", detail=said)


def by_dialogue(root):
    reason = procs.need_terminal()
    if reason:
        tap.skip("a dialogue", reason)
        return
    folder = fresh(root, "dialogue")
    status, said = talk(folder, ["Our List", "our", "nobody", "our@lists.acme.test", "Farid", "Farid Haddad <farid@acme.test>",
                                 "grace@acme.test Grace Lindqvist", "", "Frid", "Farid", "Mars", "Europe/Berlin", "now and then",
                                 "every first Monday", "soon", "2026-12-09 13:00", "2026-12-07 13:00", "", ""])
    tap.check_equal(status, 0, "a dialogue writes a configuration")
    for words in ("small letters", "has no @", "lacks an address", "did you mean Farid Haddad?", "no time zone known here",
                  "is not understood", "names no time of day", "is no day of"):
        tap.check(words in said, f"... and asks again: {words}", detail=said)
    said = check_good(folder, "from a dialogue")
    tap.check("#2 on Mon 2027-01-04 13:00 Europe/Berlin, chaired by Grace" in said, "the rhythm is the one that was meant", detail=said)

    folder = fresh(root, "short")
    status, said = talk(folder, [""] * 5, *NEEDED)
    tap.check(status == 0 and "short name" not in said and "chairs it" in said, "what options say is not asked", detail=said)
    check_good(folder, "with the answers left out")

    folder = fresh(root, "ended")
    status, said = talk(folder, ["our", None])
    tap.check(status == 1 and "nothing was written" in said and not (folder / "beadle.yaml").exists(),
              "the end of the input writes nothing", detail=said)


def placeholders(root):
    folder = fresh(root, "placeholders")
    run(folder, "init", *NEEDED, "--operator", "root@example.org")
    with open(folder / "beadle.yaml", "a", encoding="utf-8") as config:
        config.write("    board_chair: board@sub.example.com\n")
    said = run(folder, "check", "-c", "beadle.yaml")[1]
    tap.check("addresses: an example's, where mail reaches nobody: operator, board_chair of list sc\n" in said,
              "addresses that were left as the example has them are told", detail=said)
    said = [json.loads(line) for line in run(folder, "check", "-c", "beadle.yaml", "--json")[1].splitlines()]
    tap.check([r["text"] for r in said if r["part"] == "addresses" and r["status"] == "example"] != [], "... in JSON too", detail=str(said))


with tempfile.TemporaryDirectory(prefix="beadle-init-") as root_name:
    for story in (by_options, elsewhere, refused, by_dialogue, placeholders):
        story(pathlib.Path(root_name))
tap.done()
