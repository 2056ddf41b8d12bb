#!/usr/bin/env python3
"""What --json prints is what doc/beadle.schema.json says: of every command, in the states in which stories beside this
file end, of minutes (the committee's own where ../shared/bsc is at hand), and of an empty ledger.

A command without a schema fails, and so does a member that the schema does not know, or a word of the program's tables
that it lacks.
"""
import contextlib
import json
import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent / "lib")]
import run  # noqa: E402
import tap  # noqa: E402
from minutes import all_minutes, minutes_mail  # noqa: E402
from world import World  # noqa: E402

with contextlib.suppress(ImportError):
    import jsonschema

FILE = "beadle.json"    # export json writes it; it is no command
READS = ("check", "list --all", "history", "meetings", "agenda", "deadlines", "votes", "decisions --all", "minutes", "held",
         "preview digest", "preview agenda", "preview reminders", "preview minutes", "preview weekly", "names owners", "rebuild")
STORIES = ("bounces", "deadline-contested", "receipt", "regrets-quorum", "vote-ranked", "vote-secret")
CONFIG = """\
state: state
operator: ops@example.org
people:
  - {name: Dave Thaler, aliases: [Dave], address: dave@example.org}
  - {name: KP Singh, aliases: [KP], address: kp@example.org}
mailboxes: {in: {type: maildir, path: inbox}}
outbox: {type: maildir, path: outbox, from: Beadle <bot@example.org>}
answers: {believe_from: yes}
lists:
  bsc:
    address: bsc@lists.example.org
    mailbox: in
    zone: Europe/Berlin
    chair: KP Singh
    votes: {default: {threshold: majority}}
    standing: [{owner: Dave, text: renew the certificate, every: month, from: 2023-07-01}]
    meetings: {rule: FREQ=WEEKLY;BYDAY=WE, start: "13:00", first: {number: 7, date: 2023-06-07}, chairs: {order: alphabetical}}
"""
MAIL = "From: %s\nTo: bsc@lists.example.org\nMessage-ID: <%d@example.org>\nSubject: %s\nDate: Mon, 5 Jun 2023 09:00:00 +0000\n\n%s"
MAILS = (("kp@example.org", "plans", "".join(f"[AI Dave] write chapter {n}\n\n" for n in range(1, 6)) + "[AI] ask the printers\n"),
         ("kp@example.org", "[SILENT 1w] Adopt the logo", "It is in the folder.\n"),
         ("kp@example.org", "[VOTE 1w] Adopt the charter", "It is in the folder, too.\n"),
         ("nobody@example.net", "hello", "[AI Dave] buy our watches\n"), ("nobody@example.net", "again", "[AI Dave] buy them all\n"))
NOW = "2023-06-05T10:00:00Z"
# What the operator does then: #1 to #6 are items, #7 a deadline, #8 a vote
ACTS = ("add Paint the hall --owner Dave", "done 1 at last", "reopen 1", "drop 2", "revive 2", "owner 3 KP", "due 3 2023-06-20",
        "snooze 3 1w", "keep 3", "extend 7 1w", "withdraw 8", "pause Dave 2w", "resume Dave", "move 8 2023-06-15", "chair 9 KP",
        "skip 8", "cancel 9")


def table(name):
    return rf"\b{name}\[\] = \{{(.*?)\}};"


def function(name):
    return rf"\b{name}\([^;]*?\)\n\{{(.*?)\n\}}"


# Where the program has the words of an enumeration: what the group of a pattern finds in files
WORDS = {
    "fact_kind": [("src/tags/fact.c", table("kind_names"))],
    "item_status": [("src/committee/state.c", function("item_status_name"))],
    "item_field": [("src/committee/difference.c", function("difference_field_name"))],
    "event_kind": [("src/committee/event.c", table("names"))],
    "deadline_status": [("src/committee/deadline.c", table("state_names"))],
    "vote_status": [("src/committee/vote.c", table("state_names"))],
    "ballot_mail": [("src/committee/vote.c", function("ballot_mail_name"))],
    "mail_fate": [("src/ledger/messages.c", function("message_fate_name"))],
    "notice_outcome": [("src/cli/chronicle.c", function("outcome_of"))],
    "rung_kind": [("src/cli/ahead.c", function("ahead_word"))],
    "line_shape": [("src/message/mark.c", function("line_kind_name")),
                   ("src/tags/scan_trace.c", function("shape_(?:outside|of)")), ("src/tags/scan_trace.c", r"add\(scan, 0, (.*?)\)")],
    "notice_kind": [("src/notices/*.c", function(r"\w*notice_name")),
                    ("src/notices/*.c", r"(?:\.kind_name =|add_notice\(\w+,)((?:[^;{}]{0,90}?\"[a-z-]+\")+)"),
                    ("src/*/*.h", r"#define (?:\w+_NAME|DIGEST_\w+|NOTICE_HELD) (\"[a-z-]+\")")],
    "check_status": [("src/cli/cmd_check.c", r"print_json\([^;{]*?, [^;{]*?,\s+((?:[^;{,]*?\"[\w ]+\")+),")],
}
ENUMERATED = ("kind", "what", "status", "act", "outcome", "step", "shape", "minutes", "met", "change", "ballot", "fate")


ASIDE = {"title", "report", "unheaded"}    # facts that the daemon alone asks for


def words_of(name):
    return {word for files, pattern in WORDS[name] for path in TOP.glob(files)
            for found in re.finditer(pattern, path.read_text(), re.S)
            for word in re.findall(r'"(\w[\w -]*)"', found[1])} - {"unknown"} - ASIDE


def shape_of(value, key=None):
    """What a schema can tell apart: members, types, and the words of an enumeration."""
    if isinstance(value, dict):
        return tuple((k, shape_of(v, k)) for k, v in value.items())
    if isinstance(value, list):
        return tuple(sorted({shape_of(v) for v in value}, key=repr))
    return value if key in ENUMERATED else type(value).__name__


def thin(value):
    """One of each shape."""
    if isinstance(value, list):
        return [thin(v) for v in {shape_of(v): v for v in value}.values()]
    return {k: thin(v) for k, v in value.items()} if isinstance(value, dict) else value


class Checker:
    """Takes what commands print; one object of each shape is enough."""

    def __init__(self, schema):
        jsonschema.Draft202012Validator.check_schema(schema)
        self.schema, self.validator = schema, jsonschema.Draft202012Validator(schema)
        self.shapes, self.examples, self.wrong = set(), {}, []

    def is_good(self, command, row):
        return self.validator.is_valid({command: row})

    def take(self, command, row):
        shape = (command, shape_of(row))
        if shape in self.shapes:
            return
        self.shapes.add(shape)
        row = thin(row)
        self.examples.setdefault(command, row)
        if len(json.dumps(row)) > len(json.dumps(self.examples[command])):
            self.examples[command] = row
        for error in self.validator.iter_errors({command: row}):
            best = jsonschema.exceptions.best_match([error])
            self.wrong.append(f"{command}: {list(best.absolute_path)}: {best.message[:300]}")


def ask(checker, world, line, now=NOW, status=0):
    command, *rest = line.split(" ")
    done = world.beadle(command, *rest, "--json", *(("--now", now) if command != "simulate" else ()))
    if done.returncode != status:
        checker.wrong.append(f"{line}: {done.returncode}: {done.stderr}")
    rows = [json.loads(row) for row in done.stdout.splitlines()]
    for row in rows:
        checker.take(command, row)
    return rows


def ask_everything(checker, world, now):
    """What it prints of this ledger, whatever that holds; each item, vote and decision by itself as well."""
    for line in READS:
        for row in ask(checker, world, line, now)[-4:]:
            number = row.get(line.split("s ")[0].rstrip("s"), row.get("item"))
            if number and line in ("list --all", "votes", "decisions --all"):
                ask(checker, world, f"show {number}", now)
    world.beadle("export", "json", str(world.root / "out"), "--now", now)
    checker.take(FILE, json.loads((world.root / "out" / FILE).read_text()))


def ask_of_files(checker, folder, pattern):
    names = " ".join(path.name for path in sorted(folder.glob(pattern)))
    for command in ("scan", "explain"):
        ask(checker, World(folder), f"{command} {names}")


def ask_of_stories(checker):
    def look(root, when, _):
        ask_everything(checker, World(root), when)
    for name in STORIES:
        run.play(HERE / name, look)
        ask_of_files(checker, HERE / name, "*.eml")


def ask_of_minutes(checker, root):
    """All of them read at once, and played."""
    world = World(root / "bsc", (TOP / "conf" / "examples" / "bsc.yaml").read_text())
    (world.root / "state").mkdir()
    for number, date, chair, text in all_minutes():
        mail = minutes_mail(number, date, chair, text, "bsc@lists.example.org", "bsc.lists.example.org")
        world.deliver(mail, f"{date}T20:00:00Z")
        (world.root / f"{number}.md").write_text(text)
    ask_of_files(checker, world.root, "*.md")
    ask(checker, world, "once", "2023-07-15T12:00:00Z")
    ask_everything(checker, world, "2023-07-15T13:00:00Z")
    ask(checker, world, "simulate --from 2021-10-01 --to 2023-07-15 inbox")
    config = (world.root / "beadle.yaml").read_text()
    (world.root / "beadle.yaml").write_text(config.replace("aliases: [Dave]", "aliases: [Davy]"))
    ask(checker, world, "rebuild", "2023-07-15T14:00:00Z")


def ask_of_acts(checker, root):
    world = World(root / "acts", CONFIG)
    ask(checker, world, "once", "2023-06-05T08:00:00Z")
    ask_everything(checker, world, "2023-06-05T08:30:00Z")
    for number, (sender, subject, body) in enumerate(MAILS):
        world.deliver(MAIL % (sender, number, subject, body), "2023-06-05T09:00:00Z")
    ask(checker, world, "once", NOW)
    held = [row["id"] for row in ask(checker, world, "held")]
    for line in (*ACTS, f"held yes {held[0]}", f"held drop {held[1]}"):
        tap.check(ask(checker, world, line), f"{line}: is done")
    ask_everything(checker, world, NOW)


def ask_of_nothing(checker, root):
    (root / "people.txt").write_text("Dave Thaler <dave@example.org>\n")
    (root / "fresh").mkdir()
    world = World(root / "fresh")
    ask(checker, world, f"init --list sc --address sc@example.org --people {root}/people.txt --zone UTC")
    ask(checker, world, "once")
    ask_everything(checker, world, NOW)
    ask(checker, World(TOP / "tests" / "data" / "tally"), "tally seat.txt")
    ask_of_files(checker, TOP / "tests" / "data" / "message", "*.eml")


def with_one_more(value):
    """Copies of it, each with one object inside that has one member too many, or one too few."""
    if isinstance(value, list):
        for i, part in enumerate(value):
            for other in with_one_more(part):
                yield value[:i] + [other] + value[i + 1:]
    if isinstance(value, dict):
        yield {**value, "forgotten": 1}
        for key, part in value.items():
            for other in with_one_more(part):
                yield {**value, key: other}


def check_commands(schema):
    world = World(TOP)
    listed = re.findall(r"^  ([a-z]+) +[A-Z]", world.beadle("--help").stdout, re.M)
    with_json = [name for name in listed if "--json" in world.beadle(name, "--help").stdout.splitlines()[0]]
    tap.check_equal(sorted({*schema["properties"]} - {FILE}), sorted(with_json), "each command with --json has a schema")


def main():
    if "jsonschema" not in globals():
        tap.skip_all("there is no python3-jsonschema")
    schema = json.loads((TOP / "doc" / "beadle.schema.json").read_text())
    check_commands(schema)
    for name in WORDS:
        tap.check_equal(sorted(schema["$defs"][name]["enum"]), sorted(words_of(name)), f"{name}: all the words, and no others")
    checker = Checker(schema)
    with tempfile.TemporaryDirectory(prefix="beadle-schema-") as name:
        root = pathlib.Path(name)
        ask_of_stories(checker)
        ask_of_minutes(checker, root)
        ask_of_acts(checker, root)
        ask_of_nothing(checker, root)
    tap.check_equal(checker.wrong, [], f"{len(checker.shapes)} objects are what it says")
    tap.check_equal(sorted(checker.examples), sorted(schema["properties"]), "of every command")
    for command, row in checker.examples.items():
        passed = [other for other in with_one_more(row) if checker.is_good(command, other)][:1]
        tap.check_equal(passed, [], f"{command}: and none has a member that it does not know")
    tap.done()


if __name__ == "__main__":
    main()
