"""The plan of the house holds: who includes whom, who may use which library, what the core may ask.

Rooms stand in the order of HACKING.md: each may include headers of the rooms before it.  The pure
core must not so much as mention a file, a socket, the clock or the environment; time/clock.c is the
one place that asks the time.
"""
import glob
import os
import re
import shutil
import subprocess
import sys

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(TOP, "tests", "lib"))
import tap

ROOMS = ["base", "time", "message", "tags", "committee", "notices", "export", "config", "web",
         "ledger", "mailbox", "outbox", "bot", "cli"]
COLUMNS_MAX = 100
SIDE_BY_SIDE = [("ledger", "mailbox", "outbox")]	# none of these includes another
LIBRARIES = {
    r"gmime/": {"message"},
    r"glib\.h": {"time", "message"},
    r"libxml/": {"message"},
    r"pcre2\.h": {"tags"},
    r"libical/": {"time", "export"},
    r"jansson\.h": {"tags", "export", "ledger", "bot", "cli"},
    r"yaml\.h": {"config"},
    r"sqlite3\.h": {"ledger"},
    r"libetpan/": {"mailbox"},
    r"curl/": {"web", "outbox"},
    r"seccomp\.h": {"bot"},
    r"gnutls/": {"web", "outbox", "bot", "notices", "cli"},
}
FORBIDDEN = re.compile(
    r"socket|connect|bind|listen|accept4?|recv(from|msg)?|send(to|msg)?|getaddrinfo"
    r"|(__)?open(at)?(64)?(_2)?|creat|fopen(64)?|unlink(at)?|rename(at)?|opendir|f?stat(64)?"
    r"|time|gettimeofday|clock_gettime|localtime(_r)?|mktime|tzset"
    r"|(secure_)?getenv|setenv|putenv|fork|vfork|exec[lv][pe]*|system|popen"
    r"|rand|random|s?rand(om)?|getrandom|sleep|usleep|nanosleep"
    r"|sqlite3_.*|curl_.*|gnutls_.*|mail(imap|stream|smtp)_.*|yaml_.*")


def sources():
    for path in sorted(glob.glob(os.path.join(TOP, "src", "*", "*.[ch]"))):
        room = os.path.basename(os.path.dirname(path))
        with open(path, encoding="utf-8") as text:
            yield room, os.path.relpath(path, TOP), text.read()


def check_includes():
    upwards, strangers = [], []
    for room, path, text in sources():
        if room not in ROOMS:
            strangers.append(path + ": a room that is not in the plan")
            continue
        for header in re.findall(r'^\s*#\s*include\s*"([^"]+)"', text, re.M):
            other = header.split("/")[0]
            beside = any(room in group and other in group for group in SIDE_BY_SIDE)
            if other in ROOMS and room != other and (ROOMS.index(other) > ROOMS.index(room) or beside):
                upwards.append("%s includes %s" % (path, header))
        for header in re.findall(r'^\s*#\s*include\s*<([^>]+)>', text, re.M):
            for pattern, allowed in LIBRARIES.items():
                if re.match(pattern, header) and room not in allowed:
                    strangers.append("%s includes <%s>" % (path, header))
    tap.check_equal(upwards, [], "rooms include only rooms before them")
    tap.check_equal(strangers, [], "each library is used in its own rooms alone")


def check_core():
    archive = os.path.join(os.getcwd(), "libcore.a")
    if not shutil.which("nm") or not os.path.exists(archive):
        tap.skip("the core asks nobody", "no nm, or no libcore.a in this folder")
        return
    symbols = subprocess.run(["nm", "-A", "--undefined-only", archive], stdout=subprocess.PIPE,
                             check=True).stdout.decode()
    seen, found = 0, []
    for line in symbols.splitlines():
        where, _, symbol = line.rpartition(" U ")
        seen += bool(where)
        symbol = symbol.split("@")[0]
        if "clock.o" in where and symbol in ("clock_gettime", "time"):
            continue
        if where and FORBIDDEN.fullmatch(symbol):
            found.append("%s: %s" % (where.split(":")[1], symbol))
    tap.check(seen > 0, "the symbols of the core can be read")
    tap.check_equal(found, [], "the core asks no file, socket, clock or environment")


def check_buffers():
    """A buffer is read through buf.h alone, which makes everybody say what a cut means to them."""
    members = re.compile(r"\bbuf_(bytes|size|room|max|cut_off)\b")
    found = [path for _, path, text in sources() if members.search(text) and not path.startswith("src/base/buf.")]
    tap.check_equal(found, [], "nobody reaches into a buffer past its cut")


def calls_of_files():
    """From each file ("room/name") to those whose functions and data it uses, as the objects in this folder have them."""
    objects = sorted(glob.glob(os.path.join("src", "*", "*.o")))
    said = subprocess.run(["nm", "-A", "--format=posix", *objects], stdout=subprocess.PIPE, check=True).stdout.decode()
    home, wanted = {}, {}
    for line in said.splitlines():
        where, symbol, kind = line.split()[:3]
        room, name = where.rstrip(":").split(os.sep)[-2:]
        file = "%s/%s" % (room, name.split("-")[-1][:-2])
        if kind in "TDBRV":
            home[symbol] = file
        elif kind == "U":
            wanted.setdefault(file, set()).add(symbol)
    return {file: {home[s] for s in symbols if s in home} - {file} for file, symbols in wanted.items()}


def reached(calls, start):
    seen, rest = set(), [start]
    while rest:
        new = calls.get(rest.pop(), set()) - seen
        seen |= new
        rest += new
    return seen


def check_circles():
    """No file needs, by whatever way, one that needs it: each can be read after those that it stands on."""
    if not shutil.which("nm") or not glob.glob(os.path.join("src", "*", "*.o")):
        tap.skip("no circles", "no nm, or no objects in this folder")
        return
    calls = calls_of_files()
    tap.check(len(calls) > 100, "the symbols of the objects can be read")
    far = {file: reached(calls, file) for file in calls}
    circles = {tuple(sorted(other for other in far[file] if file in far.get(other, ()))) for file in far if file in far[file]}
    tap.check_equal(sorted(circles), [], "no file is in a circle with others")


def check_columns():
    """Everybody sees all of a line: a hundred columns, a tab being eight."""
    longer = []
    for path in sorted(glob.glob(os.path.join(TOP, "src", "*", "*.[ch]"))):
        with open(path, encoding="utf-8") as lines:
            wide = [len(line.rstrip("\n").expandtabs(8)) > COLUMNS_MAX for line in lines]
        longer += ["%s:%d" % (path, n) for n, is_wide in enumerate(wide, 1) if is_wide]
    tap.check_equal(longer, [], "no line of src is longer than %d columns" % COLUMNS_MAX)


def check_structs():
    """A struct has a name of its own in the whole tree, so that `git grep` finds what it is.  What a driver of an interface
    hides is named by the interface, and so are those that a header only declares."""
    homes, hidden = {}, set()
    for path in sorted(glob.glob(os.path.join(TOP, "src", "*", "*.[ch]"))):
        with open(path, encoding="utf-8") as text:
            code = text.read()
        for name in re.findall(r"^(?:static |const )*struct (\w+) \{", code, re.M):
            homes.setdefault(name, set()).add(os.sep.join(path.split(os.sep)[-2:]))
        if path.endswith(".h"):
            hidden |= set(re.findall(r"^struct (\w+);\s*/\* a driver's own", code, re.M))
    tap.check(len(homes) > 300, "the structs can be read")
    again = {name: sorted(files) for name, files in homes.items() if len(files) > 1 and name not in hidden}
    tap.check_equal(again, {}, "no two structs have the same name")


def main():
    check_includes()
    check_columns()
    check_structs()
    check_core()
    check_circles()
    check_buffers()
    tap.done()


main()
