"""beadle itself as tests run it: a folder with a configuration, one command, or the daemon.

    with Program() as bot:
        bot.configure("state: state ...")
        bot.once("2023-06-05T10:00:00Z")         # .status, .out, .err, .events
        with bot.run() as daemon:
            daemon.wait_event("synced", mailbox="bot")
            daemon.terminate()                   # (exit status, seconds it took)

The log (logfmt on stderr) is what a test waits for; nothing here sleeps for its own sake.
"""
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time

import procs

BEADLE = os.path.abspath(os.environ.get("BEADLE", "./beadle"))
SANITIZERS = bool(os.environ.get("BEADLE_SANITIZERS"))
_FIELD = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*"|\S*)')


def need_beadle():
    return None if os.access(BEADLE, os.X_OK) else "%s is not built" % BEADLE


def parse_log(text):
    """The lines of a log as dicts of their fields; other lines are left out."""
    events = []
    for line in text.splitlines():
        if re.match(r"(?:time=\S+ )?level=", line):
            events.append({key: re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
                           for key, value in _FIELD.findall(line)})
    return events


def fits(event, name, fields):
    return event.get("event") == name and all(event.get(k) == str(v) for k, v in fields.items())


class Done:
    """What a command came to."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err
        self.events = parse_log(err)

    def has_event(self, name, **fields):
        return any(fits(e, name, fields) for e in self.events)


class Program:
    """wrapper: a command line put in front of the program (valgrind); root: the folder."""

    def __init__(self, wrapper=()):
        self.root = tempfile.mkdtemp(prefix="beadle-live-")
        self.wrapper = list(wrapper)

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def write(self, name, text, mode=0o644):
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text)
        os.chmod(self.path(name), mode)
        return self.path(name)

    def configure(self, text, password=None):
        """beadle.yaml, and a password in the file "pass"."""
        if password is not None:
            self.write("pass", password + "\n", 0o600)
        return self.write("beadle.yaml", text)

    def argv(self, *args):
        return self.wrapper + [BEADLE, "-c", self.path("beadle.yaml"), *args]

    def call(self, *args, timeout=300):
        done = subprocess.run(self.argv(*args), cwd=self.root, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=timeout, check=False)
        return Done(done.returncode, done.stdout.decode("utf-8", "replace"),
                    done.stderr.decode("utf-8", "replace"))

    def once(self, now=None, *args):
        return self.call("once", "-v", *(("--now", now) if now else ()), *args)

    def items(self):
        """The ledger, as `list --all --json` prints it: one object a line."""
        done = self.call("list", "--all", "--json")
        if done.status != 0:
            raise AssertionError("list: status %d\n%s" % (done.status, done.err))
        return [json.loads(line) for line in done.out.splitlines()]

    def figure(self, name):
        """A whole number of beadle.prom, whatever its labels are."""
        with open(self.path("beadle.prom"), encoding="utf-8") as figures:
            return int(re.search(r"(?m)^%s\{.*\} (\d+)$" % name, figures.read()).group(1))

    def run(self, *args, **env):
        """The daemon; args: more options; env: more environment."""
        return Daemon(self, args, env)

    def remove(self):
        if not os.environ.get("BEADLE_KEEP"):
            shutil.rmtree(self.root, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()


class Daemon:
    """`beadle run` as a child; ends with the test."""
    _count = 0

    def __init__(self, program, args, env):
        Daemon._count += 1
        self.log = program.path("log.%d" % Daemon._count)
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(program.argv("run", *args), cwd=program.root, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, env=dict(os.environ, **env),
                                            preexec_fn=procs.die_with_parent())
        self.pid = self.process.pid

    def text(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def events(self, name=None, **fields):
        found = parse_log(self.text())
        return [e for e in found if fits(e, name, fields)] if name else found

    def count(self, name, **fields):
        return len(self.events(name, **fields))

    def wait_event(self, name, count=1, deadline_s=procs.DEADLINE_S, **fields):
        """The events of that name and with these fields, once there are so many."""
        def enough():
            found = self.events(name, **fields)
            if len(found) < count and self.process.poll() is not None:
                raise procs.ServerError("beadle run has ended with %d\n%s" % (self.process.returncode, self.text()))
            return found if len(found) >= count else None
        try:
            return procs.wait_until(enough, "%d times %s %s in the log" % (count, name, fields), deadline_s)
        except procs.ServerError as error:
            raise procs.ServerError("%s\n%s" % (error, procs.tail(self.log))) from None

    def workers(self):
        """Name to process numbers of the workers."""
        found = {}
        with open("/proc/%d/task/%d/children" % (self.pid, self.pid), encoding="ascii") as children:
            for pid in children.read().split():
                try:
                    with open("/proc/%s/comm" % pid, encoding="utf-8") as comm:
                        found.setdefault(comm.read().strip(), []).append(int(pid))
                except OSError:
                    continue
        return found

    def signal(self, number):
        os.kill(self.pid, number)

    def terminate(self, deadline_s=procs.DEADLINE_S):
        """SIGTERM, and (exit status, seconds until the end)."""
        begin = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(timeout=deadline_s)
        except subprocess.TimeoutExpired:
            self.kill()
            status = None
        return status, time.monotonic() - begin

    def kill(self):
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()
