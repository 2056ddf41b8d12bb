#!/usr/bin/env python3
"""`beadle explain` and `beadle scan` on files: accounts line by line, as text and as JSON, with a list's own patterns."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402

BEADLE = os.environ.get("BEADLE", str(HERE.parents[1] / "build" / "beadle"))

MAIL = """\
From: Dave <dave@example.org>
Date: Wed, 28 Jun 2023 07:00:00 -0700
Message-ID: <a@example.org>
Subject: Re: [AI Joe] the email

[AI Joe due 2023-07-05] forward it
JOB Joe: water the plants

On Mon, 26 Jun 2023 at 9:00, Joe <joe@example.org> wrote:
> [AI KP] old
"""

MINUTES = """\
# Meeting #38 - 2023-06-28

- AI(Dave): send it
- Review open AI's
"""

CONFIG = """\
people: [{name: Joe Stringer, aliases: [Joe], address: joe@example.org}]
mailboxes: {m: {type: maildir, path: m}}
outbox: {type: maildir, from: bot@example.org, path: out}
lists:
  bsc:
    address: bsc@lists.example.org
    mailbox: m
    patterns:
      - {name: job, match: '^JOB (?<owner>\\w+):\\s*(?<text>.+)', example: 'JOB Joe: x', counter: 'JOBS'}
"""


def run(*arguments, data=None):
    done = subprocess.run([BEADLE, *arguments], input=data, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def main():
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        mail, minutes, config = root / "a.eml", root / "minutes.md", root / "beadle.yaml"
        mail.write_text(MAIL)
        minutes.write_text(MINUTES)
        config.write_text(CONFIG)

        status, out, _ = run("explain", str(mail))
        tap.check_equal(status, 0, "a mail is explained")
        tap.check_match(r"^ +1  text .*\[AI Joe due.*\n +=> action  owner Joe  due 2023-07-05  \"forward it\"  by rule bracket-owner\n"
                        r" +-- the owner: .*: \d+ of 4$", out, "a tag stands below its line with its rule")
        tap.check_match(r"^ +5  quote +quote-prefix .*\n +-- no tag: it is quoted$", out, "a quoted tag is said to be quoted")
        tap.check_match(r"^ subj .*\n +-- no tag: a reply repeats", out, "a reply's subject is no tag")

        status, out, _ = run("explain", "--tags", str(minutes))
        tap.check_match(r"heading: meeting +meeting-numbered", out, "a meeting is told by its rule")
        tap.check_match(r"-- no tag: it heads a review of earlier items", out, "a look-alike is explained")
        tap.check_equal(len([l for l in out.splitlines() if l[:5].strip().isdigit()]), 3, "--tags leaves out the other lines")

        status, out, _ = run("explain", "--json", str(mail), str(minutes))
        lines = [json.loads(line) for line in out.splitlines()]
        tap.check_equal([l["line"] for l in lines if l["file"] == str(minutes)], [1, 2, 3, 4], "--json has each line")
        tap.check_equal([f["rule"] for l in lines for f in l["facts"]], ["bracket-owner", "meeting-numbered", "paren-owner"],
                        "--json has the facts with their lines")

        status, out, _ = run("scan", "--json", "-c", str(config), "--list", "bsc", str(mail))
        facts = [json.loads(line) for line in out.splitlines()]
        tap.check_equal([(f["rule"], f["people"]) for f in facts], [("bracket-owner", ["Joe Stringer"]), ("job", ["Joe Stringer"])],
                        "--list brings the list's people and patterns")
        status, out, _ = run("explain", "--list", "bsc", "-", "-c", str(config), data="JOB Joe: x\n")
        tap.check_match(r"owner Joe = Joe Stringer  \"x\"  by rule job$", out, "standard input can be explained")

        tap.check_equal(run("explain", "-c", str(config), "--list", "tsc", str(mail))[0], 2, "an unknown list is a usage error")
        tap.check_equal(run("explain")[0], 2, "without a file it is a usage error")
        tap.check_equal(run("explain", str(root / "gone.md"))[0], 1, "a missing file fails")
        config.write_text(CONFIG.replace("JOB (?<owner>", "JOB ((?<owner>"))
        status, _, err = run("explain", "-c", str(config), "--list", "bsc", str(mail))
        tap.check_equal(status, 3, "a broken pattern is a configuration error")
        tap.check_match(r"beadle.yaml:9:28: .* at character \d+ of the pattern", err, "with its place")
    tap.done()


main()
