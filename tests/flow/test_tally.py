#!/usr/bin/env python3
"""`beadle tally`: sheets of ranked ballots in devotee's format, counted for people and as JSON; what cannot be counted,
by file and line. `test_tally.py --update` writes tests/data/tally/*.out anew: read the difference."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402

BEADLE = os.environ.get("BEADLE", str(HERE.parents[1] / "build" / "beadle"))
SHEETS = HERE.parent / "data" / "tally"
HEAD = "Option 1: Anna\nOption 2: Bert\nOption 3: None of these\n"


def tally(*args, sheet=None):
    done = subprocess.run([BEADLE, "tally", *args], cwd=SHEETS, input=sheet or b"", capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def count(sheet, *args):
    status, out, err = tally("--json", *args, "-", sheet=sheet.encode())
    return json.loads(out) if status == 0 else (status, err)


def winners(sheet, *args):
    result = count(sheet, *args)
    return result["winners"] if isinstance(result, dict) else result


def check_files():
    for name in ("seat", "broken"):
        status, out, err = tally(name + ".txt")
        got = f"status {status}\n{out}{err}"
        if "--update" in sys.argv:
            (SHEETS / (name + ".out")).write_text(got)
        tap.check_equal(got, (SHEETS / (name + ".out")).read_text(), f"{name}.txt is counted as it was")


def check_json():
    want = {"file": "-", "ballots": 3, "quorum": 2,
            "options": [{"number": 1, "name": "Anna", "default": False, "out": None},
                        {"number": 2, "name": "Bert", "default": False, "out": "quorum"},
                        {"number": 3, "name": "None of these", "default": True, "out": None}],
            "matrix": [[None, 2, 3], [0, None, 1], [0, 1, None]],
            "defeats": [{"winner": 1, "loser": 3, "for": 3, "against": 0}],
            "rounds": [{"schwartz": [1], "dropped": []}], "winners": [1]}
    tap.check_equal(count(HEAD + "V: 1-- a\nV: 1-2 b\nV: 113 c\n", "--quorum", "2"), want, "the whole object")
    circle = "V: 1234 a\nV: 1234 b\nV: 1234 c\nV: 3124 d\nV: 3124 e\nV: 2314 f\nV: 2314 g\n"
    tap.check_equal(count(circle)["rounds"],
                    [{"schwartz": [1, 2, 3], "dropped": [{"winner": 3, "loser": 1, "for": 4, "against": 3}]},
                     {"schwartz": [1], "dropped": []}], "a circle: its weakest defeat is dropped, then the set is another")
    tap.check_equal(winners("V: 12- a\nV: 21- b\n"), [1, 2], "a tie is told")
    tap.check_equal(winners("V: 231 a\n"), [3], "the default option can win")


def check_terms():
    sheet = "V: 21-4 a\nV: 2134 b\nV: 21-4 c\nV: ---1 d\nV: 4321 e\n"		# 2 has 3:2, all have the votes of 3 at most
    tap.check_equal(winners(sheet), [2], "more than half is enough where nothing else is asked")
    tap.check_equal([winners(sheet, "--majority", m) for m in ("3:2", "2", "2=2", "1=2", "3:1")], [[2], [4], [1], [2], [4]],
                    "by the majority that is asked of all, or of one")
    tap.check_equal([winners(sheet, "--quorum", q) for q in "34"], [[2], [4]], "and the quorum, exactly")
    head = lambda quorum, majority: f"Quorum of an option: {quorum}\nMajority of an option: {majority}\n" + sheet
    tap.check_equal([winners(head(q, m)) for q, m in ((3, "3:2"), (4, "1:1"), (0, "2:1"))], [[2], [4], [4]], "a sheet can have both in its head")
    tap.check_equal(winners(head(4, "3:1"), "--quorum", "3", "--majority", "1"), [2], "and the command line counts in place of it")
    tap.check_equal([tally("-", sheet=head(q, m).encode())[0] for q, m in (("half", "1:1"), (1, "2"), (1, "1:2"))], [1, 1, 1], "what is none there is told")
    wrong = [("--majority", "0"), ("--majority", "1:2"), ("--majority", "2:0"), ("--majority", "x"), ("--majority", "=3"), ("--majority", "0=3"),
             ("--majority", "4=3"), ("--quorum", "-1"), ("--quorum", "half"), ("--quorum", "99999999999999999999")]
    tap.check_equal([winners(sheet, *w)[0] for w in wrong], [2] * len(wrong), "what is none is a usage error")


def check_shapes():
    drawn = "\n     Option 1--->: A|B\n   /  Option 2-->: None   |/\n   |/\nV: 12 \t\tabc\n"
    tap.check_equal([o["name"] for o in count(drawn)["options"]], ["A|B", "None"], "the head as devotee draws it")
    tap.check_equal([o["name"] for o in count("V: 12\r\nV: 21\r\nV: 12\r\n")["options"]], ["option 1", "option 2"],
                    "without head and voters, lines ending in CR LF")
    signs = "123456789abcdefghijklmnopqrstuvwxyz"
    tap.check_equal(winners(f"V: {signs} a\nV: {signs.upper()} b\n"), [1], "35 options, ranked 1 to 35")
    tap.check_equal(count("V: 12 a\n# twice\n\nV: 12 b\n-----BEGIN PGP SIGNATURE-----\nxyz\n")["ballots"], 2, "remarks and a signature")
    names = [o["name"] for o in count("Option 1: \x1b[31mred\nOption 2: None\nV: 12 a\n")["options"]]
    tap.check_equal(names, ["?[31mred", "None"], "control characters of a name are none")
    for sheet, place in ((b"", "1"), (b"no ballot\nat all\n", "2"), (b"V: 1 a\n", "1"), (b"V: " + b"1" * 36, "1"), (b"V:\n", "1"),
                         (b"V: 12 a\n\xff\xfe\n", "2"), (b"V: 12 a\nV: 12 a\n", "2"), (b"V: 12 a\nv; 12 b\n", "2")):
        status, out, err = tally("-", sheet=sheet)
        tap.check_equal((status, out, err.split(" ")[0]), (1, "", f"-:{place}:"), f"refused with its line: {sheet[:20]!r}")


def matrix_of(mail):
    rows = re.findall(r"^ +[A-Z]((?: +(?:\d+|-))+)$", mail, re.M)
    return [[None if cell == "-" else int(cell) for cell in row.split()] for row in rows]


def check_results():
    """The whole text of a mail with a result, by the command that it names."""
    mails = [mail for story in ("vote-ranked", "vote-ranked-tie")
             for mail in (HERE / story / "outbox").read_text().split("=" * 72 + "\n") if "-----BEGIN TALLY SHEET-----" in mail]
    tap.check_equal(len(mails), 3, "the stories have three results")
    for mail in mails:
        command = re.search(r"^ +beadle tally(.*) FILE$", mail, re.M)[1].split()
        result = count(mail, *command)
        names = [o["name"] for o in result["options"]]
        said = re.search(r"^Result  (.*?) (?:win alike|wins);", mail, re.M)[1]
        tap.check_equal(count(mail.partition("\n\n")[2], *command), result, "the text of the mail, and the mail as it was saved")
        tap.check_equal((" and ".join(f"{chr(64 + w)} {names[w - 1]}" for w in result["winners"]), result["matrix"]),
                        (said, matrix_of(mail)), f"counted again: {said}")
    with tempfile.NamedTemporaryFile("w", suffix=".mbox") as archive:
        archive.write("".join(f"From x Thu Jun  8 09:01:00 2023\n{mail}\n" for mail in mails))
        archive.flush()
        tap.check_equal(tally(archive.name)[:2], (1, ""), "many mails are none")
    forged = mails[0].replace("*  Joe", "V: 1234  Mallory\n-----\n*  Joe")
    tap.check_equal(count(forged, *command)["ballots"], count(mails[0], *command)["ballots"], "what people say above a sheet is none of it")


check_files()
check_results()
check_json()
check_terms()
check_shapes()
tap.done()
