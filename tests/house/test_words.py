#!/usr/bin/env python3
"""The words keep up with the program: README.md, NEWS, the manual pages and --help.

What stands in README.md is run.  The kinds of block are told by the words after the fence:
    console      commands after "$ ", run in order in one scratch folder, and what they print; a line "..."
                 stands for any lines.  Beside them lie demo/, conf/ and archive.mbox, the demonstration's
                 mails as an archive.  An HTML comment "run: COMMAND" is run too and not shown to readers.
    sh           commands that are not run here: their options must exist
    text demo    lines that the demonstration prints, one after the other
    text mails   lines of the demonstration's mails
    text tags    each line is one action item
The yaml blocks of doc/servers.md are configurations but for their people and lists: each is checked.
`test_words.py --update` writes the output of the console blocks anew: read the difference before you keep it.
A block in which a "..." stands is left as it is.
"""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "lib"))
import tap  # noqa: E402

BEADLE = pathlib.Path(os.environ.get("BEADLE", str(TOP / "build" / "beadle"))).resolve()
README = TOP / "README.md"
SERVERS = TOP / "doc" / "servers.md"


def beadle(*args, **more):
    done = subprocess.run([str(BEADLE), *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=120, check=False, **more)
    return done.returncode, done.stdout.decode()


# ---- the program's own help

def long_options(text):
    return set(re.findall(r"(?<![\w-])--([a-z][a-z-]*)", text))


def helps():
    """(options of every command, command -> its own options)."""
    status, text = beadle("--help")
    tap.check_equal(status, 0, "--help ends with status 0")
    commands = re.findall(r"^  ([a-z]+) +\S", text.split("Commands:")[1].split("Options of every")[0], re.M)
    common = long_options(text.split("Options of every command:")[1].split("`beadle COMMAND --help`")[0])
    common |= long_options(text.split("for a command's own")[1])
    own = {}
    for command in commands:
        own[command] = long_options(beadle(command, "--help")[1].replace("`beadle --help`", "")) - common
    return common, own


def manual(page):
    """(options of every command, command -> its own options) as beadle.1 has them."""
    text = page.read_text()
    sections = dict(re.findall(r"^\.Sh ([A-Z ]+)\n(.*?)(?=^\.Sh |\Z)", text, re.M | re.S))

    def flags(part):
        return set(re.findall(r"\bFl -([a-z-]+)", "\n".join(re.findall(r"^\.It (.*)", part, re.M))))
    own = {name: flags(part) for name, part in
           re.findall(r"^\.Ss (\S+)\n(.*?)(?=^\.Ss |\Z)", sections["COMMANDS"], re.M | re.S)}
    return flags(sections["OPTIONS"]), own, sections


def check_manual(common, own):
    page_common, page_own, sections = manual(TOP / "man" / "beadle.1")
    synopsis_has = set(re.findall(r"^\.Cm (\S+)$", sections["SYNOPSIS"], re.M))	# some in two forms
    described = re.findall(r"^\.Ss (\S+)$", sections["COMMANDS"], re.M)
    tap.check_equal([sorted(synopsis_has), sorted(described)], [sorted(own)] * 2, "beadle.1 has each command of --help once, and no others")
    tap.check_equal(sorted(page_common), sorted(common), "beadle.1 has the options of every command")
    tap.check_equal({c: sorted(o) for c, o in page_own.items()}, {c: sorted(o) for c, o in own.items()},
                    "beadle.1 has each command's own options, and no others")
    for command, options in own.items():
        synopses = re.findall(r"^\.Cm %s\n(.*?)(?=^\.Nm|\Z)" % command, sections["SYNOPSIS"], re.M | re.S)
        tap.check(synopses and not options - set(re.findall(r"Fl -([a-z-]+)", "".join(synopses))),
                  "the synopsis of %s in beadle.1 has its options" % command)
    statuses = re.search(r"Exit status: (.*?)\.", beadle("--help")[1], re.S).group(1)
    tap.check_equal(re.findall(r"^\.It (\d)$", sections["EXIT STATUS"], re.M), re.findall(r"\d", statuses),
                    "beadle.1 has the exit statuses of --help")
    for page in sorted((TOP / "man").glob("*.[1-8]")):
        if not shutil.which("mandoc"):
            tap.skip("mandoc has nothing to say about " + page.name, "mandoc is not installed")
            continue
        lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", str(page)], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        tap.check_equal(lint.stdout.decode(), "", "mandoc has nothing to say about " + page.name)


# ---- commands that are shown and not run

def faults_of(line, common, own):
    """What is wrong with a shown command line; [] for one that is none of ours."""
    words = shlex.split(line.replace(" >", " #"), comments=True)
    if "beadle" not in words:
        return []
    words = words[words.index("beadle") + 1:]
    command = next((w for w in words if w in own), None)
    known = common | own.get(command, set())
    return ([] if command or "--help" in words or "--version" in words else ["no command: " + line]) + [
        "unknown %s: %s" % (w, line) for w in words
        if w.startswith("--") and w[2:].split("=")[0] not in known]


def check_shown(blocks, common, own):
    blocks = blocks + blocks_of((TOP / "HACKING.md").read_text())
    lines = [line for kind, text in blocks if kind == "sh" for line in text.splitlines()]
    page = (TOP / "man" / "beadle.1").read_text()
    man_lines = re.findall(r"^(?:\$|(?:\*/5|\*) \*.*?) ?(beadle .*)$", page, re.M)
    tap.check(len(man_lines) >= 5, "beadle.1 shows commands")
    faults = [f for line in lines + man_lines for f in faults_of(line, common, own)]
    tap.check_equal(faults, [], "commands that are shown and not run exist")
    bootstrap = {words[1] for words in (line.split() for line in lines) if words and words[0] == "./bootstrap"}
    usage = subprocess.run([str(TOP / "bootstrap"), "--help"], stdin=subprocess.DEVNULL,
                           stdout=subprocess.PIPE, check=False).stdout.decode()
    tap.check(bootstrap and all(re.search(r"bootstrap %s\b" % word, usage) for word in bootstrap),
              "so do those of ./bootstrap")


def check_man_scans(scratch):
    page = (TOP / "man" / "beadle.1").read_text()
    for line in re.findall(r"^\$ beadle ((?:scan|simulate) .*)$", page, re.M):
        status, output = beadle(*shlex.split(line), cwd=scratch)
        tap.check(status == 0 and re.search(": action|  reminder  ", output), "beadle.1: beadle " + line, status=status, output=output)


# ---- README.md

def blocks_of(text):
    """(kind, text) of each fenced block and hidden command, in order."""
    out = []
    for found in re.finditer(r"^```([^\n]*)\n(.*?)^```$|^<!-- run: (.*?) -->$", text, re.M | re.S):
        out.append(("run", found.group(3)) if found.group(3) else (found.group(1).strip(), found.group(2)))
    return out


def make_scratch(folder):
    for name in ("demo", "conf"):
        shutil.copytree(TOP / name, folder / name)
    with open(folder / "archive.mbox", "wb") as archive:
        for mail in sorted((folder / "demo" / "mails").glob("*.eml")):
            archive.write(b"From demo@example.org Wed Jun 28 21:20:00 2023\n" + mail.read_bytes() + b"\n")


def shell(command, folder):
    env = dict(os.environ, PATH="%s:%s" % (BEADLE.parent, os.environ["PATH"]), LC_ALL="C.UTF-8")
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=env, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, check=False)
    return done.stdout.decode()


def matches(wanted, got):
    pattern = "".join("(?:.*\n)*?" if line == "..." else re.escape(line) + "\n" for line in wanted.splitlines())
    return re.fullmatch(pattern, got) is not None


def commands_of(block):
    """(command, output) in order."""
    parts = re.split(r"^\$ (.*)\n", block, flags=re.M)
    return list(zip(parts[1::2], parts[2::2]))


def check_readme(text, blocks, scratch, update):
    for kind, block in blocks:
        if kind == "run":
            tap.check_equal(shell(block, scratch), "", "what the reader's editor does works")
        if kind != "console":
            continue
        new = []
        for command, wanted in commands_of(block):
            got = re.sub(r"(?m)^beadle runs as root, .*\n", "", shell(command, scratch))	# readers are not
            new.append("$ %s\n%s" % (command, wanted if "...\n" in wanted else got))
            if not update:
                tap.check(matches(wanted, got), "README.md: " + command, wanted=wanted, got=got)
        text = text.replace(block, "".join(new))
    if update:
        README.write_text(text)


def check_excerpts(blocks, scratch):
    demo = subprocess.run([str(scratch / "demo" / "run"), str(BEADLE), "demo-run"], cwd=scratch,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=120, check=False)
    tap.check_equal(demo.returncode, 0, "the demonstration plays")
    mails = "".join(p.read_text() for p in sorted((scratch / "demo" / "mails").glob("*.eml")))
    seen = set()
    for kind, block in blocks:
        seen.add(kind)
        if kind == "text demo":
            tap.check_in(block, demo.stdout.decode(), "README.md shows a mail of the demonstration")
        elif kind == "text mails":
            tap.check_in(block, mails, "README.md shows lines of the demonstration's minutes")
        elif kind == "text tags":
            (scratch / "tags.txt").write_text(block.replace("\n", "\n\n"))
            found = [line for line in beadle("scan", "tags.txt", cwd=scratch)[1].splitlines() if ": action" in line]
            tap.check_equal([int(line.split(":")[1]) for line in found],
                            [2 * n + 1 for n in range(len(block.splitlines()))],
                            "each tag that README.md shows is an action item")
    tap.check({"console", "sh", "text demo", "text mails", "text tags"} <= seen, "README.md has its blocks",
              seen=sorted(seen))


def check_links():
    broken = []
    for page in (README, TOP / "HACKING.md", SERVERS):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            if not (page.parent / target).exists():
                broken.append("%s: %s" % (page.name, target))
    tap.check_equal(broken, [], "what README.md, HACKING.md and doc/servers.md point to is there")
    named = set(re.findall(r"`((?:src|tests|man|conf|demo|bench|build-aux)/[\w./-]+)`", (TOP / "HACKING.md").read_text()))
    tap.check_equal(sorted(n for n in named if "NAME" not in n and not (TOP / n).exists()), [], "the files that HACKING.md names are there")


def check_servers(scratch):
    rest = re.sub(r"^(mailboxes|outbox):\n(?: .*\n)+", "", (TOP / "demo" / "beadle.yaml").read_text(), flags=re.M)
    examples = [text for kind, text in blocks_of(SERVERS.read_text()) if kind == "yaml"]
    tap.check(len(examples) >= 4, "doc/servers.md shows configurations")
    for text in examples:
        (scratch / "server.yaml").write_text(rest.replace("mailbox: archive", "mailbox: bot") + text)
        status, said = beadle("check", "-c", "server.yaml", cwd=scratch)
        tap.check_equal((status, said.splitlines()[:1]), (0, ["server.yaml: good (1 list, 1 mailbox)"]),
                        "doc/servers.md: " + ", ".join(re.findall(r"host: ([\w.]+)", text)))


# ---- the rest

def check_news():
    version = re.search(r"AC_INIT\(\[beadle\], \[([^\]]+)\]", (TOP / "configure.ac").read_text()).group(1)
    tap.check_match(r"\Abeadle %s\b" % re.escape(version), (TOP / "NEWS").read_text(),
                    "NEWS begins with the version of configure.ac")
    tap.check_equal(beadle("--version"), (0, "beadle %s\n" % version), "--version says it too")


def check_messages(scratch):
    """What a newcomer does wrong first."""
    status, text = beadle("check", "-c", "nowhere.yaml", cwd=scratch)
    tap.check_equal((status, text.count("\n")), (3, 1), "a configuration that is not there: one line, status 3")
    tap.check_in("-c FILE", text, "and the option that names another")
    demo = (TOP / "demo" / "beadle.yaml").read_text()
    (scratch / "family.yaml").write_text(demo.replace("    prefix:", "    tags: [bracket, colour]\n    prefix:"))
    status, text = beadle("check", "-c", "family.yaml", cwd=scratch)
    tap.check_equal(status, 3, "an unknown family of tags: status 3")
    tap.check_in('"colour" is not a family of tags', text, "and its name")
    status, text = beadle("scan", "-", "--peple", "x", cwd=scratch)
    tap.check_equal(status, 2, "a mistyped option: status 2")
    tap.check_in("beadle scan --help", text, "and where to read on")
    (scratch / "other.yaml").write_text(demo.replace("sc.lists.", "sx.lists.").replace("sc@lists.", "sx@lists.").replace(
        "type: maildir, path: inbox", "type: mbox, path: archive.mbox"))
    status, text = beadle("once", "-c", "other.yaml", cwd=scratch)
    tap.check_equal((status, text), (0, "3 new mails (3 of no configured list), 0 new items, 0 notices decided, 0 sent\n"),
                    "mail of another list is counted as such")
    (scratch / "large.eml").write_text(
        "From: a@example.org\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"
        "[AI Dave] look at the picture\n--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n"
        + "QUFBQUFB\n" * 200000 + "--b--\n")
    tap.check_equal(beadle("scan", "large.eml", cwd=scratch),
                    (0, "large.eml:1: action  [Dave]  look at the picture\n"),
                    "a mail with a large attachment is scanned")


def main(update):
    text = README.read_text()
    blocks = blocks_of(text)
    with tempfile.TemporaryDirectory(prefix="beadle-words-") as name:
        scratch = pathlib.Path(name)
        make_scratch(scratch)
        if update:
            check_readme(text, blocks, scratch, True)
            return
        common, own = helps()
        check_manual(common, own)
        check_shown(blocks, common, own)
        check_man_scans(scratch)
        check_readme(text, blocks, scratch, False)
        check_excerpts(blocks, scratch)
        check_servers(scratch)
        check_messages(scratch)
    check_links()
    check_news()
    tap.done()


main("--update" in sys.argv[1:])
