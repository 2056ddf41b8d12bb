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
    r"gnutls/": {"web", "mailbox", "outbox", "bot", "notices", "cli"},
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


def main():
    check_includes()
    check_core()
    tap.done()


main()
