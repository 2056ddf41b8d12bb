#!/usr/bin/env python3
"""What `make install` has put somewhere fits together: run by `make installcheck`, and so by distcheck, with a prefix of its own.

The folders come by the names that configure has for them.
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

BINDIR, SYSCONFDIR, MANDIR, DOCDIR, UNITDIR = (pathlib.Path(os.environ[name]) for name in
                                               ("bindir", "sysconfdir", "mandir", "docdir", "unitdir"))
PROGRAM = BINDIR / "beadle"
CONFIG = SYSCONFDIR / "beadle" / "beadle.yaml"


def beadle(*args):
    done = subprocess.run([str(PROGRAM), *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=60, check=False)
    return done.returncode, done.stdout.decode()


def check_units():
    units = sorted(path.stem + path.suffix for path in (TOP / "systemd").glob("*.in"))
    units = sorted([name[:-len(".in")] for name in units] + [name[:-len(".in")].replace(".", "@.") for name in units])
    tap.check_equal([name for name in units if not (UNITDIR / name).is_file()], [], "the units are in %s" % UNITDIR)
    for name in units:
        text = (UNITDIR / name).read_text()
        config = CONFIG.with_name("%i.yaml") if "@" in name else CONFIG
        started = re.findall(r"^ExecStart=(\S+) .*--config (\S+)$", text, re.M)
        if name.endswith(".service"):
            tap.check_equal(started, [(str(PROGRAM), str(config))], "%s starts the installed program, with its configuration" % name)
            tap.check_equal(re.findall(r"^ConditionPathExists=(.*)", text, re.M), [str(config)], "%s: ... if that is there" % name)


def check_pages():
    pages = [MANDIR / ("man" + path.suffix[1:]) / path.name for path in sorted((TOP / "man").glob("*.[157]"))]
    tap.check_equal([str(page) for page in pages if not page.is_file()], [], "the manual pages are in %s" % MANDIR)
    wrong = [place for page in pages for place in re.findall(r"(?<![\w.])/(?:usr/local|opt|etc/beadle)/[\w./]*", page.read_text())
             if not place.startswith(str(SYSCONFDIR))]
    tap.check_equal(wrong, [], "they name no file of another prefix")


def check_init(folder):
    """Written where the system's configurations lie, it keeps its state where the unit of that name does."""
    made = [path for path in (CONFIG.parent, SYSCONFDIR) if not path.exists()]
    try:
        CONFIG.parent.mkdir(parents=True, exist_ok=True)
    except PermissionError as error:
        tap.skip("a configuration of the system", str(error))
        return
    people, archive = folder / "people.txt", folder / "archive.mbox"
    people.write_text("Dave Miller <dave@example.org>\n")
    archive.write_text("")
    for name, state in (("beadle", "/var/lib/beadle"), ("docs", "/var/lib/beadle-docs")):
        path = CONFIG.with_name("%s.yaml" % name)
        if path.exists():
            tap.skip("%s: its state" % path, "it is there already")
            continue
        said = beadle("init", "-c", str(path), "--list", "sc", "--address", "sc@example.org", "--people", str(people), "--archive",
                      str(archive), "--zone", "UTC")
        text = path.read_text() if path.exists() else ""
        tap.check("state: %s " % state in text, "%s: its state is in %s" % (path, state), said=said, text=text)
        path.unlink(missing_ok=True)
    for path in made:
        path.rmdir()


def main():
    tap.check_in("(default: %s)" % CONFIG, beadle("--help")[1], "--help names the configuration of this prefix")
    check_pages()
    tap.check_equal(beadle("check", "-c", str(DOCDIR / "beadle.yaml"))[0], 0, "the example that is installed is good")
    if str(UNITDIR) != "no":
        check_units()
    with tempfile.TemporaryDirectory() as folder:
        check_init(pathlib.Path(folder))
    tap.done()


main()
