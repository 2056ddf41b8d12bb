#!/usr/bin/env python3
"""export: the files of each format, read back by other programs' means; the same ledger gives the same bytes, and a
reader never meets half a file."""
import csv
import html.parser
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
DEMO = HERE.parents[1] / "demo"
NOW = "2023-07-04T09:00:00Z"
VOID = {"meta", "link", "br", "img", "path", "rect", "line", "circle"}


def beadle(root, *args):
    done = subprocess.run([BEADLE, *args, "-c", str(root / "beadle.yaml")], cwd=root, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=120, umask=0o077)
    return done.returncode, done.stdout, done.stderr


def prepare(root):
    for sub in ("new", "cur", "tmp"):
        (root / "inbox" / sub).mkdir(parents=True)
    for mail in sorted((DEMO / "mails").glob("*.eml")):
        (root / "inbox" / "new" / mail.name).write_bytes(mail.read_bytes())
    (root / "beadle.yaml").write_text((DEMO / "beadle.yaml").read_text())
    status, _, err = beadle(root, "once", "--now", NOW)
    tap.check_equal((status, err), (0, ""), "the demonstration's mails are read")


def snapshot(folder):
    return {p.name: (p.read_bytes(), p.stat().st_ino) for p in sorted(folder.iterdir())}


def check_again(root, kind, names):
    folder = root / kind
    tap.check_equal(beadle(root, "export", kind, "--now", NOW, str(folder)), (0, "", ""), "export " + kind)
    first = snapshot(folder)
    tap.check_equal(sorted(first), names, kind + ": its files, and no others")
    tap.check_equal({p.stat().st_mode & 0o777 for p in folder.iterdir()}, {0o644}, kind + ": readable for who may enter the folder")
    beadle(root, "export", kind, "--now", NOW, str(folder))
    tap.check_equal(snapshot(folder), first, kind + ": the same again, left alone")
    for name in names:
        (folder / name).write_bytes(b"what was there before")
    before = snapshot(folder)
    with open(folder / names[0], "rb") as reader:	# a reader that has begun goes on with what it has
        beadle(root, "export", kind, "--now", NOW, str(folder))
        tap.check_equal(reader.read(), b"what was there before", kind + ": a file is replaced, not written over")
    after = snapshot(folder)
    tap.check_equal({n: b for n, (b, _) in after.items()}, {n: b for n, (b, _) in first.items()}, kind + ": and whole")
    tap.check(all(after[n][1] != before[n][1] for n in names), kind + ": by another file of that name")


def check_json(root):
    data = json.loads((root / "json" / "beadle.json").read_text())
    listed = [json.loads(line) for line in beadle(root, "list", "--all", "--json")[1].splitlines()]
    tap.check(len(listed) >= 6, "there are items", listed=listed)
    tap.check_equal(data["lists"][0]["items"], listed, "json: the items of `list --all --json`")
    tap.check_equal((data["made"], data["lists"][0]["list"]), (NOW, "sc"), "json: when, and of what")
    return listed


def check_csv(root, listed):
    with open(root / "csv" / "items.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    tap.check_equal([(int(r["item"]), r["text"], r["status"], r["due"]) for r in rows],
                    [(i["item"], i["text"], i["status"], i["due"] or "") for i in listed], "csv: the same items")
    tap.check_equal(len({len(r) for r in rows}), 1, "csv: each row has each cell")


def check_ics(root, listed):
    """By the letter of RFC 5545, 3.1 and 3.4, without a library."""
    data = (root / "ics" / "sc.ics").read_bytes()
    lines = data.split(b"\r\n")
    tap.check(data.endswith(b"\r\n") and b"\n" not in data.replace(b"\r\n", b"") and max(map(len, lines)) <= 75,
              "ics: lines end in CRLF and have at most 75 octets")
    unfolded = data.replace(b"\r\n ", b"").decode().splitlines()
    tap.check(all(re.fullmatch(r'[A-Z-]+(;[A-Z-]+=("[^"]*"|[^";:,]*))*:.*', line) for line in unfolded), "ics: each line is one")
    open_parts, bad = [], []
    for line in unfolded:
        if line.startswith("BEGIN:"):
            open_parts.append(line[6:])
        elif line.startswith("END:") and (not open_parts or open_parts.pop() != line[4:]):
            bad.append(line)
    tap.check_equal((open_parts, bad), ([], []), "ics: what begins ends")
    uids = [line for line in unfolded if line.startswith("UID:")]
    tap.check_equal(len(set(uids)), len(uids), "ics: no UID twice")
    tap.check_equal(sum(line.startswith("UID:item-") for line in unfolded), len(listed), "ics: each item")


class Structure(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.stack, self.faults, self.ids, self.targets, self.urls, self.tags = [], [], [], [], [], set()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.add(tag)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        for name, value in attrs.items():
            if name in ("href", "src", "action", "srcset", "data", "xlink:href"):
                (self.targets if value.startswith("#") else self.urls).append(value)
            if name == "aria-labelledby":
                self.targets += ["#" + part for part in value.split()]
            if name.startswith("on"):
                self.faults.append("an event's attribute: " + name)
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.stack or self.stack.pop() != tag:
            self.faults.append("ends what has not begun: " + tag)


def check_html(root):
    page = Structure()
    page.feed((root / "html" / "index.html").read_text())
    page.close()
    tap.check_equal((page.stack, page.faults), ([], []), "html: elements are nested, and none has a script")
    tap.check_equal(len(set(page.ids)), len(page.ids), "html: no id twice")
    tap.check_equal([t for t in page.targets if t[1:] not in page.ids], [], "html: what is pointed to is there")
    tap.check_equal(page.urls, ["data:,"], "html: nothing from elsewhere")
    tap.check_equal({"script", "iframe", "img", "object", "embed", "form"} & page.tags, set(), "html: no element that could fetch or do")


def check_errors(root):
    (root / "file").write_text("")
    for args, status, text in (
            (("pdf", "x"), 2, "one of ics, html, json and csv"), (("html",), 2, "and a folder"), (("html", "x", "y"), 2, "and a folder"),
            (("html", "--list", "nobody", "x"), 1, "no such list"), (("html", str(root / "file")), 3, "file: cannot be opened: Not a directory"),
            (("html", str(root / "no" / "where")), 3, "cannot be made: No such file")):
        got, _, err = beadle(root, "export", *args)
        tap.check_equal((got, text in err), (status, True), "export %s: status %d, and why" % (" ".join(args[:2]), status))
    (root / "html" / "index.html").unlink()
    (root / "html" / "index.html").mkdir()
    tap.check_equal(beadle(root, "export", "html", str(root / "html"))[0], 3, "a folder of the file's name is not replaced")
    tap.check_equal([p.name for p in (root / "html").iterdir()], ["index.html"], "and nothing is left behind")


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-export-") as name:
        root = pathlib.Path(name)
        prepare(root)
        for kind, names in (("ics", ["sc.ics"]), ("html", ["index.html"]), ("json", ["beadle.json"]),
                            ("csv", ["ballots.csv", "deadlines.csv", "decisions.csv", "items.csv", "meetings.csv", "votes.csv"])):
            check_again(root, kind, names)
        listed = check_json(root)
        check_csv(root, listed)
        check_ics(root, listed)
        check_html(root)
        check_errors(root)
    tap.done()


if __name__ == "__main__":
    main()
