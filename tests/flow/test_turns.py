#!/usr/bin/env python3
"""`beadle scan` of a large mbox by several processes prints what one alone prints, in the same order; also when
the helpers cannot do what they should."""
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402

BEADLE = os.environ.get("BEADLE", str(HERE.parents[1] / "build" / "beadle"))
MAILS = 700
SAME = "The same words again and again.\n" * 200


def mails(last):
    """Every third has a tag, every tenth is too much for the limits, one asks for more than a frame holds."""
    many = ", ".join(f"p{i}@example.org" for i in range(1001))
    for i in range(last):
        to = many if i % 10 == 5 else "bsc@lists.example.org"
        body = f"[AI Dave] forward the announcement number {i}\n" if i % 3 == 0 or i % 10 == 5 else "Nothing to do.\n"
        if i == 100:
            body += "".join(f"AI(Dave): line {n} {'of many words ' * 60}\n\n" for n in range(400))
        yield (f"From dave@example.org Wed Jun 28 14:00:00 2023\nFrom: Dave <dave@example.org>\nTo: {to}\n"
               f"Date: Wed, 28 Jun 2023 07:00:00 -0700\nMessage-ID: <{i}@example.org>\nSubject: mail {i}\n\n"
               f"{body}\n{SAME}\n")


def scan(*arguments, processors=None, file_bytes=None):
    def prepare():
        if processors:
            os.sched_setaffinity(0, processors)
        if file_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))

    done = subprocess.run([BEADLE, "scan", *arguments], capture_output=True, preexec_fn=prepare, check=False)
    return done.returncode, done.stdout, done.stderr


def main():
    processors = os.sched_getaffinity(0)
    if len(processors) < 2:
        tap.skip_all("one processor alone")
    one = set(list(processors)[:1])
    with tempfile.TemporaryDirectory() as folder:
        box = pathlib.Path(folder) / "box"
        box.write_text("".join(mails(MAILS)))
        for arguments in ([], ["--json"], ["-v"]):
            alone = scan(*arguments, str(box), processors=one)
            name = " ".join(["scan", *arguments])
            tap.check(scan(*arguments, str(box)) == alone, f"{name}: several processes print what one prints")
            tap.check(alone[0] == 1 and alone[2].count(b"cannot be read") == MAILS // 10, f"{name}: with all complaints")
            tap.check(alone[1].count(b"announcement number") >= MAILS // 3 - MAILS // 30, f"{name}: and all tags")
        alone = scan(str(box), processors=one)
        tap.check(scan(str(box), file_bytes=0) == alone, "helpers that have no room to print are done without")
        tap.check(scan(str(box), file_bytes=4000) == alone, "and those whose room ends")
        box.write_text("".join(mails(64 * 6 + 1)))
        tap.check(scan(str(box)) == scan(str(box), processors=one), "the last turn may have one mail")
    tap.done()


main()
