#!/usr/bin/env python3
r"""The examples of the manual pages do what the pages say.

A comment before a display says what it is:
    .\" people        the file of people that the examples of the page are read with
    .\" minutes       lines of minutes; "=> ..." is what `beadle scan` prints of the lines before it, without their place
    .\" mail, reply   the same as the body of a mail to the list, or of a reply
    .\" config        a whole configuration, which `beadle check` accepts
    .\" list          keys of a list, likewise
    .\" run           commands after "$ ", run in order in one folder a page, and what they print; "..." stands for any lines
Lines .\" setup: COMMAND are run too, and .\" now: TIME sets the time that beadle is told.
`test_pages.py --update` writes the "=>" lines anew: read the difference before you keep it.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "lib"))
import tap  # noqa: E402

BEADLE = pathlib.Path(os.environ.get("BEADLE", str(TOP / "build" / "beadle"))).resolve()
NOW = "2023-06-28T12:00:00Z"
HEAD = ("From: KP Singh <kp@example.org>\nTo: list@example.org\nDate: Wed, 28 Jun 2023 12:00:00 +0000\n"
        "Message-ID: <1@example.org>\nContent-Type: text/plain; charset=utf-8\n")
HEADS = {"mail": HEAD + "Subject: news\n\n", "reply": HEAD + "Subject: Re: news\nIn-Reply-To: <0@example.org>\n\n"}
LIST = """\
people:
  - {name: Dave Thaler, aliases: [Dave], address: dave@example.org}
  - {name: Joe Stringer, aliases: [Joe], address: joe@example.org}
mailboxes: {in: {type: maildir, path: in}}
outbox: {type: maildir, path: out, from: bot@example.org}
lists:
  bsc:
    address: bsc@lists.example.org
    mailbox: in
"""
DISPLAY = re.compile(r'^(\.\\" (\w+)\n\.Bd -literal[^\n]*\n)(.*?)(?=^\.Ed$)|^\.\\" (setup|now): ([^\n]*)$', re.M | re.S)


def beadle(folder, *args):
    done = subprocess.run([str(BEADLE), *args], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=120, check=False)
    return done.returncode, done.stdout.decode()


def plain(text):
    """Without the escapes of the page."""
    return text.replace("\\&", "").replace("\\-", "-").replace("\\e", "\\")


def scanned(folder, kind, example):
    """What scan prints of it, a line a fact, in the form of the page."""
    name = "example.txt" if kind == "minutes" else "example.eml"
    (folder / name).write_text(HEADS.get(kind, "") + plain(example))
    status, output = beadle(folder, "scan", "--now", NOW, "--people", "people.yaml", name)
    if status:
        raise AssertionError(f"scan of {example!r}: {output}")
    facts = [re.sub(r"^example\.\w+:\d+: ", "", line).rstrip() for line in output.splitlines()]
    return "".join(f"=> {fact}\n" for fact in facts or ["nothing"]).replace("\\", "\\e")


def read_anew(folder, kind, text):
    """The display as it should be: each group of lines, and what scan prints of it."""
    groups = [g for g in re.findall(r"((?:(?!=> ).*\n)+)(?:=> .*\n)*", text)]
    return "".join(g + scanned(folder, kind, g) for g in groups)


class Shell:
    """Where the commands of a page are run: each `beadle` gets the configuration and the time."""

    def __init__(self):
        self.place = tempfile.TemporaryDirectory(prefix="beadle-pages-run-")
        self.folder, self.now, self.setups = pathlib.Path(self.place.name), NOW, []
        (self.folder / "bin").mkdir()
        wrapper = self.folder / "bin" / "beadle"
        wrapper.write_text(f'#!/bin/sh\nexec {BEADLE} "$@" -c beadle.yaml --now "$NOW"\n')
        wrapper.chmod(0o755)

    def run(self, command):
        """A function that a setup defines stays."""
        if re.match(r"\w+\(\)", command):
            self.setups.append(command)
            return ""
        script = "\n".join([*self.setups, command.replace("/var/lib/beadle", "state")])
        env = dict(os.environ, NOW=self.now, PATH=f"{self.folder}/bin:{os.environ['PATH']}")
        done = subprocess.run(["sh", "-c", script], cwd=self.folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=120, check=False)
        return done.stdout.decode()

    def run_block(self, text):
        """(what was printed, in the form of the page; whether it is what the page says)."""
        said, same = "", True
        for command, wanted in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.M):
            got = self.run(plain(command).replace("\\(dq", '"'))
            fits = "".join("(?:.*\n)*" if line == "..." else re.escape(line) + "\n" for line in plain(wanted).splitlines())
            match = bool(re.fullmatch(fits, got))
            same = same and match
            said += f"$ {command}\n" + (wanted if match else got.replace("\\", "\\e"))
        return said, same


def check_page(path, folder, update):
    page, seen = path.read_text(), 0
    shell = Shell()

    def display(found):
        nonlocal seen
        kind, text = found.group(2), found.group(3)
        if found.group(4) == "now":
            shell.now = found.group(5)
            return found.group(0)
        if found.group(4):
            shell.run(found.group(5))
            return found.group(0)
        seen += 1
        if kind == "people":
            (folder / "people.yaml").write_text(plain(text))
        elif kind in ("config", "list"):
            keys = plain(text) if kind == "config" else LIST + "".join("    " + line + "\n" for line in plain(text).splitlines())
            (folder / "beadle.yaml").write_text(keys)
            status, output = beadle(folder, "check", "-c", "beadle.yaml")
            tap.check(status == 0, f"{path.name}: the {kind} that begins with {text.splitlines()[0]} is good",
                      detail=output + keys)
        elif kind == "run":
            said, same = shell.run_block(text)
            if not update:
                tap.check(same, f"{path.name}: {text.splitlines()[0]}", detail=said)
            text = said
        elif kind in ("minutes", "mail", "reply"):
            wanted = read_anew(folder, kind, text)
            if not update:
                tap.check_equal(wanted, text, f"{path.name}: {text.splitlines()[0]}")
            text = wanted
        else:
            tap.check(False, f"{path.name}: {kind} is a known kind of example")
        return found.group(1) + text

    new = DISPLAY.sub(display, page)
    if update:
        path.write_text(new)
    return seen


def main(update):
    with tempfile.TemporaryDirectory(prefix="beadle-pages-") as name:
        folder = pathlib.Path(name)
        seen = {page.name: check_page(page, folder, update) for page in sorted((TOP / "man").glob("*.[1-8]"))}
    if update:
        return
    tap.check(seen["beadle-tags.7"] >= 25, "beadle-tags.7 has its examples", detail=str(seen))
    with tempfile.TemporaryDirectory(prefix="beadle-pages-") as name:
        folder = pathlib.Path(name)
        (folder / "beadle.yaml").write_text(LIST + "    tags: [none]\n")
        families = re.search(r"some of all, bsc, (.*)", beadle(folder, "check", "-c", "beadle.yaml")[1]).group(1).split(", ")
    page = (TOP / "man" / "beadle-tags.7").read_text().split(".Sh FAMILIES")[1]
    tap.check_equal(re.findall(r"^\.It Li (\S+)$", page, re.M), families, "beadle-tags.7 has each family of tags")
    tap.done()


main("--update" in sys.argv[1:])
