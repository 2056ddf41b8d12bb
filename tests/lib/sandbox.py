"""What a unit of systemd lets its service ask the kernel for, without a systemd that runs.

    python3 tests/lib/sandbox.py UNIT COMMAND [ARG...]

runs the command under the system calls, address families and memory rules of that unit, with no privilege to
gain and, when root starts it, as a user who is nobody.  Folders are as they are: ProtectSystem= and its like
need a systemd.
"""
import ctypes
import ctypes.util
import errno
import os
import re
import shutil
import signal
import socket
import subprocess
import sys

USER = 64123				# in nobody's range: what a DynamicUser= might get
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
EQUAL, GREATER, MASKED_EQUAL = 4, 6, 7	# libseccomp's comparisons
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
PROT_WRITE, PROT_EXEC = 2, 4


class Comparison(ctypes.Structure):
    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


def need_sandbox():
    """Why no unit can be played here; None when one can."""
    if not shutil.which("systemd-analyze"):
        return "systemd-analyze (systemd) is not installed"
    if not ctypes.util.find_library("seccomp"):
        return "libseccomp is not installed"
    return None


def settings(unit):
    """Name to the values of a unit's [Service], in order."""
    found = {}
    with open(unit, encoding="utf-8") as file:
        for name, value in re.findall(r"^([A-Z]\w+)=(.*)$", file.read().split("[Service]")[1], re.M):
            found.setdefault(name, []).append(value.strip())
    return found


def names_of(word):
    """The system calls of a set such as @system-service; of any other word itself."""
    if not word.startswith("@"):
        return {word}
    listed = subprocess.run(["systemd-analyze", "syscall-filter", word], stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, check=True).stdout.decode()
    words = [line.strip() for line in listed.splitlines()[1:] if line.startswith("    ")]
    return set().union(*(names_of(w) for w in words if not w.startswith("#")))


def system_calls(unit):
    """What SystemCallFilter= leaves; systemd itself always allows @default."""
    allowed = names_of("@default")
    for line in settings(unit)["SystemCallFilter"]:
        found = set().union(*(names_of(word) for word in line.lstrip("~").split()))
        allowed = allowed - found if line.startswith("~") else allowed | found
    return allowed


class Filter:
    def __init__(self, otherwise):
        self.lib = ctypes.CDLL(ctypes.util.find_library("seccomp"))
        self.lib.seccomp_init.restype = ctypes.c_void_p
        self.context = ctypes.c_void_p(self.lib.seccomp_init(ctypes.c_uint32(otherwise)))

    def add(self, action, name, *comparisons):
        number = self.lib.seccomp_syscall_resolve_name(name.encode())
        if number < 0:		# of another architecture
            return
        rows = (Comparison * len(comparisons))(*comparisons)
        self._call("rule_add_array", ctypes.c_uint32(action), number, len(comparisons), rows)

    def load(self):
        self._call("load")

    def _call(self, name, *args):
        status = getattr(self.lib, "seccomp_" + name)(self.context, *args)
        if status < 0:
            raise OSError(-status, os.strerror(-status), name)


def confine(unit):
    allowed, service = system_calls(unit), settings(unit)
    calls = Filter(ERRNO | errno.EPERM)
    for name in sorted(allowed):
        calls.add(ALLOW, name)
    rest = Filter(ALLOW)
    families = [getattr(socket, name) for name in service["RestrictAddressFamilies"][-1].split()]
    for family in set(range(64)) - set(families):
        rest.add(ERRNO | errno.EAFNOSUPPORT, "socket", Comparison(0, EQUAL, family))
    rest.add(ERRNO | errno.EAFNOSUPPORT, "socket", Comparison(0, GREATER, 63))
    if service.get("MemoryDenyWriteExecute") == ["yes"]:
        both = PROT_WRITE | PROT_EXEC
        rest.add(ERRNO | errno.EPERM, "mmap", Comparison(2, MASKED_EQUAL, both, both))
        for name in ("mprotect", "pkey_mprotect"):
            rest.add(ERRNO | errno.EPERM, name, Comparison(2, MASKED_EQUAL, PROT_EXEC, PROT_EXEC))
    libc = ctypes.CDLL(None, use_errno=True)
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(USER)
        os.setuid(USER)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)	# lost with the user
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    rest.load()
    calls.load()


def main(unit, *argv):
    program = os.open(argv[0], os.O_RDONLY)	# before its folder may be out of reach
    os.set_inheritable(program, False)
    confine(unit)
    os.execve(program, argv, os.environ)


if __name__ == "__main__":
    main(*sys.argv[1:])
