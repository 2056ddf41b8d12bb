#!/usr/bin/env python3
"""run.py - plays each folder beside it as a story, and compares what came of it.

A folder holds
    beadle.yaml   the configuration; mailbox `inbox` and outbox `outbox` are folders beside it
    *.txt, *.ics  what the configuration names
    *.eml         the mails
    story         one step a line:
                      TIME mail FILE            it arrives
                      TIME answer FILE ADDRESS  it arrives, in answer to the newest mail sent to that address:
                                                @REPLY_TO@, @MESSAGE_ID@, @SUBJECT@ and @QUOTED@ in it are that mail's
                      TIME once [EXIT STATUS]   one round of beadle
                      TIME rounds UNTIL PERIOD  a round every so many seconds, as by cron
                      TIME act ARGUMENT...      a command of the operator, `beadle ARGUMENT... --now TIME`
                      TIME config FILE          the operator changes the configuration
                      TIME break PATH           the folder is gone, and a file stands in its place
                      TIME mend PATH            it is back
    ledger        what the operator's commands said, and `beadle list --all` in the end
    outbox        every mail that was sent, in order: when, to whom, and its text

`run.py --update [FOLDER]...` writes the last two anew: read the difference before you keep it.
"""
import calendar
import difflib
import email
import email.policy
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402

BEADLE = os.environ.get("BEADLE", str(HERE.parents[1] / "build" / "beadle"))


def seconds(text):
    """2023-07-05T09:00:00Z as seconds of UTC."""
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def deliver(root, text, when, number):
    """Puts a mail into the inbox as a delivery agent would, received at that time."""
    new = root / "inbox" / "new"
    path = new / f"{when}.M{number:06d}.test"
    path.write_bytes(text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    os.utime(path, (when, when))


def answered(root, source, address):
    """The mail in source as an answer to the newest one that was sent to the address."""
    mail = [m for m in sent_mails(root) if address in str(m["To"])][-1]
    quoted = "".join(f"> {line}\n" for line in mail.get_body(("plain",)).get_content().splitlines())
    text = source.read_text()
    for name, value in (("REPLY_TO", str(mail["Reply-To"] or mail["From"])), ("MESSAGE_ID", str(mail["Message-ID"])),
                        ("SUBJECT", str(mail["Subject"])), ("QUOTED", quoted)):
        text = text.replace(f"@{name}@", value)
    return text.encode()


def run(root, *args):
    return subprocess.run([BEADLE, "-c", str(root / "beadle.yaml"), *args], cwd=root, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=120)


def sent_mails(root):
    """Every mail of the outbox in the order of its Date."""
    mails = []
    for path in (root / "outbox").glob("*/*"):
        if path.parent.name in ("new", "cur"):
            mails.append(email.message_from_bytes(path.read_bytes(), policy=email.policy.default))
    # no Message-ID is the same in another run
    mails.sort(key=lambda m: (m["Date"].datetime, str(m["To"]), str(m["Subject"]), m.get_body(("plain",)).get_content(),
                              m["X-Beadle-Envelope-To"]))
    return mails


def outbox(root):
    out = []
    for m in sent_mails(root):
        out.append("=" * 72 + "\n")
        for field in ("Date", "To", "Subject", "In-Reply-To"):
            if m[field]:
                out.append(f"{field}: {m[field]}\n")
        if m["X-Beadle-Envelope-To"] not in m["To"]:
            out.append(f"(to {m['X-Beadle-Envelope-To']})\n")
        for part in m.walk():
            if part.is_multipart():
                continue
            if part.get_filename():
                out.append(f"\n--- {part.get_content_type()} {part.get_filename()}\n")
            text = part.get_content().replace("\r\n", "\n")
            out.append("\n" + text.rstrip("\n") + "\n")
    return "".join(out)


CODE = re.compile(r"\b[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}\b")


def without_codes(root, text):
    """The codes of secret votes are others in each run: whose they are stands in their place, and in the order of names."""
    owners = {}
    for m in sent_mails(root):
        told = re.search(r"^Your code  (\S+)$", m.get_body(("plain",)).get_content(), re.M)
        if told:
            owners[told[1]] = str(m["To"]).split()[0]
    text = CODE.sub(lambda code: f"<code of {owners[code[0]]}>" if code[0] in owners else code[0], text)
    rows = r"(?:^(?!Your|Its).*<code of \w+>.*\n)+"    # of the result; the last one may end with an exit status
    return re.sub(rows, lambda found: "".join(sorted(found[0].replace(" [0]", "").splitlines(True), key=lambda row: row[row.index("<"):])),
                  text, flags=re.M)


def once(root, when, wanted, problems):
    done = run(root, "once", "--now", when)
    if done.returncode != wanted:
        problems.append(f"{when} once: status {done.returncode}, not {wanted}: {done.stderr.strip()}")


def act(root, when, arguments):
    done = run(root, *arguments, "--now", when)
    said = (done.stdout + done.stderr).strip().replace(f"{root}/", "")
    return f"{when} {' '.join(arguments)}: {said} [{done.returncode}]\n"


def other_step(root, folder, when, what, rest, problems):
    """What a story may do beside mail, rounds and acts."""
    path = root / rest[0]
    away = root / (rest[0] + ".away")
    if what == "rounds":
        for t in range(seconds(when), seconds(rest[0]) + 1, int(rest[1])):
            once(root, time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(t)), 0, problems)
    elif what == "config":
        shutil.copy(folder / rest[0], root / "beadle.yaml")
    elif what == "break":
        if path.exists():
            path.rename(away)
        path.write_text("no folder")
    elif what == "mend":
        path.unlink()
        if away.exists():
            away.rename(path)
    else:
        problems.append(f"unknown step: {when} {what}")


def play(folder, look=None):
    """Runs the story in a folder of its own; returns (problems, ledger, outbox).  look(root, when, config): called when it is
    over, at the time of its last step, with the configuration that counts then."""
    problems = []
    with tempfile.TemporaryDirectory(prefix="beadle-flow-") as name:
        root = pathlib.Path(name)
        for path in (folder / "beadle.yaml", *folder.glob("*.txt"), *folder.glob("*.ics")):
            shutil.copy(path, root)
        for part in ("cur", "new", "tmp"):
            (root / "inbox" / part).mkdir(parents=True)
        number, said, config = 0, "", "beadle.yaml"
        for line in (folder / "story").read_text().splitlines():
            line = re.split(r"(?:^| )# ", line)[0].strip()
            if not line:
                continue
            when, what, *rest = shlex.split(line)
            if what in ("mail", "answer"):
                number += 1
                text = answered(root, folder / rest[0], rest[1]) if what == "answer" else (folder / rest[0]).read_bytes()
                deliver(root, text, seconds(when), number)
            elif what == "act":
                said += act(root, when, rest)
            elif what == "once":
                once(root, when, int(rest[0]) if rest else 0, problems)
            else:
                other_step(root, folder, when, what, rest, problems)
                config = rest[0] if what == "config" else config
        if look:
            look(root, rest[0] if what == "rounds" else when, config)
        listed = run(root, "list", "--all")
        if listed.returncode:
            problems.append(f"list: {listed.stderr.strip()}")
        return problems, without_codes(root, said + listed.stdout), without_codes(root, outbox(root))


def differences(kind, wanted, got):
    return list(difflib.unified_diff(wanted.splitlines(), got.splitlines(), f"expected {kind}", f"got {kind}", lineterm=""))


def main(args):
    update = "--update" in args
    names = [a for a in args if not a.startswith("-")]
    folders = [HERE / n for n in names] or sorted(p.parent for p in HERE.glob("*/story"))
    if not folders:
        tap.skip_all("no stories")
    tap.plan(len(folders))
    for folder in folders:
        problems, ledger, sent = play(folder)
        if update:
            (folder / "ledger").write_text(ledger)
            (folder / "outbox").write_text(sent)
        problems += differences("ledger", (folder / "ledger").read_text(), ledger)
        problems += differences("outbox", (folder / "outbox").read_text(), sent)
        tap.check(not problems, folder.name, detail="\n".join(problems))
    tap.done()


if __name__ == "__main__":
    main(sys.argv[1:])
