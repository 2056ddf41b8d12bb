"""Servers as children: private folders, free ports, readiness, and a sure end.

A server started here dies with the test: on stop(), at the end of a with block, at exit, on
SIGTERM/SIGINT/SIGHUP, and when the test itself is killed -9 a guard notices.  Nothing waits by
guessing: readiness is a greeting read from the port, with a deadline.
"""
import atexit
import ctypes
import os
import pty
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

DEADLINE_S = 60.0	# generous: a loaded machine with sanitizers is slow, not broken
POLL_S = 0.01
_PR_SET_PDEATHSIG = 1
_running = []
_libc = ctypes.CDLL(None, use_errno=True)


def need_terminal():
    """Why no program can be given a terminal of its own; None when it can."""
    try:
        for end in pty.openpty():
            os.close(end)
    except OSError as error:
        return "no terminal can be made: %s" % error
    return None


class ServerError(Exception):
    """A server did not start, did not stop or did not do in time what it was asked for."""


def wait_until(condition, what, deadline_s=DEADLINE_S, every_s=POLL_S):
    """Call condition() until it is true and return its value; ServerError at the deadline."""
    end = time.monotonic() + deadline_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise ServerError("not within %g s: %s" % (deadline_s, what))
        time.sleep(every_s)


def free_port(_taken=set()):
    """A port of 127.0.0.1 nobody listens on, below the range of outgoing connections.

    The kernel's own choice (port 0) lies inside that range, where any connection of another
    test may take it between our close and the server's bind."""
    for _ in range(1000):
        port = random.SystemRandom().randrange(10000, 32000)
        if port in _taken:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        _taken.add(port)
        return port
    raise ServerError("no free port on 127.0.0.1")


def tail(path, lines=40):
    """The last lines of a log, for a diagnostic."""
    try:
        with open(path, "rb") as log:
            return b"\n".join(log.read().splitlines()[-lines:]).decode("utf-8", "replace")
    except OSError as error:
        return str(error)


def die_with_parent(sig=signal.SIGTERM):
    """A preexec_fn: the child gets the signal when its parent dies, however that happens.

    A program that changes its user loses this (Postfix does): servers have a guard instead."""
    parent = os.getpid()

    def arm():
        _libc.prctl(_PR_SET_PDEATHSIG, sig)
        if os.getppid() != parent:
            os.kill(os.getpid(), sig)
    return arm


# Its standard input ends when the test is gone, and then all of the server goes, files too.
_GUARD = 'cat >/dev/null; kill -s KILL -- "-$1" 2>/dev/null; [ -n "$BEADLE_KEEP" ] || rm -rf "$2"'


class Server:
    """A child process with a private folder; subclasses give argv(), configure() and probe(), and ready_s when
    it may take longer than other servers to answer.

    Attributes: root (its folder, 0711: unprivileged processes of the server walk through),
    log (path of its log), process (subprocess.Popen or None).
    """
    name = "server"
    ready_s = DEADLINE_S

    def __init__(self):
        self.root = tempfile.mkdtemp(prefix="beadle-%s-" % self.name)
        os.chmod(self.root, 0o711)
        self.log = self.path("log")
        self.process = None
        self._guard = None
        _running.append(self)

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def write(self, name, text, mode=0o644):
        """A file in the private folder; returns its path."""
        path = self.path(name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        os.chmod(path, mode)
        return path

    def configure(self):
        """Choose ports and write the configuration; called again when a port was snatched."""
        raise NotImplementedError

    def argv(self):
        raise NotImplementedError

    def probe(self):
        """True when the server answers; OSError or False: not yet."""
        raise NotImplementedError

    def start(self):
        for _ in range(3):
            self.configure()
            self._spawn()
            if self._await_ready():
                return self
            text = self.diagnosis()
            self._end_process()
            if "in use" not in text:
                break
        raise ServerError("%s does not start:\n%s" % (self.name, text))

    def _spawn(self):
        with open(self.path("stdio"), "ab") as stdio:
            self.process = subprocess.Popen(self.argv(), cwd=self.root, stdin=subprocess.DEVNULL,
                                            stdout=stdio, stderr=stdio, start_new_session=True)
        self._guard = subprocess.Popen(["sh", "-c", _GUARD, "guard", str(self.process.pid), self.root],
                                       stdin=subprocess.PIPE, start_new_session=True)

    def _await_ready(self):
        end = time.monotonic() + self.ready_s
        while time.monotonic() < end:
            try:
                if self.probe():
                    return True
            except OSError:
                pass
            try:
                self.process.wait(timeout=POLL_S)
                return False
            except subprocess.TimeoutExpired:
                pass
        return False

    def diagnosis(self):
        """What the server said, for the diagnostics of a failed point."""
        return tail(self.path("stdio")) + "\n" + tail(self.log)

    def _end_process(self, gently=True):
        process, self.process = self.process, None
        if process is None:
            return
        # First the guard: later the number of the process may belong to somebody else.
        self._guard.kill()
        self._guard.stdin.close()
        self._guard.wait()
        if gently and process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                pass
        # The session the server was started in is ours alone: whoever is left in it goes now.
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        process.wait()

    def halt(self):
        """Stop the process and keep everything else, so that restart() finds the same mail."""
        self._end_process()

    def restart(self):
        """Start again after halt(), on the same ports and data."""
        self._spawn()
        if not self._await_ready():
            raise ServerError("%s does not start again:\n%s" % (self.name, self.diagnosis()))
        return self

    def stop(self):
        """End the process and remove the folder (kept when BEADLE_KEEP is set); idempotent."""
        if self in _running:
            _running.remove(self)
        self._end_process(gently=False)	# nothing of it is kept: no need to let it tidy up
        if os.environ.get("BEADLE_KEEP"):
            sys.stderr.write("# kept: %s\n" % self.root)
        else:
            shutil.rmtree(self.root, ignore_errors=True)

    def __enter__(self):
        return self if self.process else self.start()

    def __exit__(self, *_):
        self.stop()


def status_of(pid, key):
    """A line of /proc/PID/status."""
    with open("/proc/%d/status" % pid, encoding="utf-8") as file:
        return re.search(r"^%s:\s*(.*)$" % key, file.read(), re.M).group(1)


def read_greeting(port, starts, timeout_s=2.0):
    """True when what listens on the port greets with these bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=timeout_s) as conn:
        conn.settimeout(timeout_s)
        return conn.recv(512).startswith(starts)


def stop_all():
    for server in list(reversed(_running)):
        server.stop()


def _on_signal(number, _frame):
    sys.exit(128 + number)


atexit.register(stop_all)
for _number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    try:
        signal.signal(_number, _on_signal)
    except ValueError:
        pass	# imported outside the main thread: atexit and PDEATHSIG remain
