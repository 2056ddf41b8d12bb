#!/usr/bin/env python3
"""preview: says what the next round sends, and leaves the ledger as it is."""
import email
import email.policy
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402

BEADLE = os.environ.get("BEADLE", str(HERE.parents[1] / "build" / "beadle"))
STORY = HERE / "meeting-cycle"


def beadle(root, *args):
    return subprocess.run([BEADLE, "-c", str(root / "beadle.yaml"), *args], cwd=root, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=60)


def sent(root, kind):
    for path in (root / "outbox").glob("*/*"):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default) if path.is_file() else {}
        if mail.get("X-Beadle-Notice") == kind:
            return mail
    return None


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-preview-") as name:
        root = pathlib.Path(name)
        shutil.copy(STORY / "beadle.yaml", root)
        for box in ("inbox", "outbox"):
            for sub in ("new", "cur", "tmp"):
                (root / box / sub).mkdir(parents=True)
        tap.check_equal(beadle(root, "preview", "digest", "--now", "2023-06-21T12:00:00Z").returncode, 3,
                        "no ledger yet: status 3")
        tap.check_equal(beadle(root, "once", "--now", "2023-06-21T12:00:00Z").returncode, 0, "the ledger begins")
        shutil.copy(STORY / "agenda.eml", root / "inbox/new/1")
        os.utime(root / "inbox/new/1", (1687435200, 1687435200))
        tap.check_equal(beadle(root, "once", "--now", "2023-06-22T12:01:00Z").returncode, 0, "an agenda is mailed")

        for word, kind, when in (("digest", "agenda-digest", "2023-06-26T20:00:00Z"),
                                 ("agenda", "agenda", "2023-06-27T20:00:00Z")):
            before = (root / "state/ledger.db").read_bytes()
            shown = beadle(root, "preview", word, "--now", when)
            tap.check_equal((shown.returncode, shown.stderr), (0, ""), f"{word} is shown")
            tap.check_equal((root / "state/ledger.db").read_bytes(), before, "the ledger is as it was")
            tap.check_equal(sent(root, kind), None, "nothing is sent")
            beadle(root, "once", "--now", when)
            mail = sent(root, kind)
            text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
            head = f"Subject: {mail['Subject']}\n\n"
            tap.check_equal(shown.stdout.partition("\n")[2].rstrip("\n"), head + text.rstrip("\n"),
                            f"and it is the mail that went to {mail['To']}")
        skeleton = beadle(root, "preview", "minutes", "--now", "2023-06-28T00:00:00Z").stdout
        tap.check_equal(skeleton.splitlines()[0], "## Meeting #38 - 2023-06-28", "the skeleton")
        tap.check_equal("[Joe Stringer] the order of the workshop (20m)" in skeleton, True, "with the agenda")
        tap.check_equal(beadle(root, "preview", "reminders", "--now", "2023-06-28T00:00:00Z").stdout,
                        "No reminder is due now.\n", "no reminders")
        tap.check_equal(beadle(root, "preview", "nonsense").returncode, 2, "another word: status 2")
        tap.check_equal(beadle(root, "preview", "agenda", "--list", "other").returncode, 1, "another list: status 1")
    tap.done()


main()
