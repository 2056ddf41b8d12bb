"""crash.py - kills beadle at a failpoint and starts it again, as a supervisor would.

A world is a folder with a configuration; a step is one `beadle once --now TIME`.  The program
is beadle-crash: the same objects as beadle, linked with tests/crash/failpoint_kill.c.
"""
import os
import pathlib
import signal
import subprocess

PROGRAM = os.environ.get("BEADLE", "./beadle") + "-crash"
RETRY, DONE = 4, 0
STARTS_MAX = 50


class Killed(Exception):
    """The failpoint was reached."""


class World:
    """One folder, and the failpoints that its processes have passed."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.log = self.root / "failpoints"
        self.kill_at = None

    def passed(self):
        return self.log.read_text().splitlines() if self.log.exists() else []

    def start(self, *args):
        """Runs the program once; raises Killed when a failpoint has killed it."""
        env = dict(os.environ, BEADLE_FAILPOINT_LOG=str(self.log))
        if self.kill_at:
            env["BEADLE_FAILPOINT_KILL"] = str(self.kill_at)
        done = subprocess.run([PROGRAM, "-c", str(self.root / "beadle.yaml"), *args], cwd=self.root, env=env,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
                              start_new_session=True)
        if done.returncode == -signal.SIGKILL:
            self.kill_at = None
            raise Killed
        return done

    def once(self, now, until=None):
        """One step, begun again after a crash and, on "try again later", after until() has
        returned the time of the next try; returns how often it was killed."""
        kills = 0
        for _ in range(STARTS_MAX):
            try:
                done = self.start("once", "--now", now, "-v")
            except Killed:
                kills += 1
                continue
            if done.returncode == DONE:
                return kills
            if done.returncode != RETRY:
                raise AssertionError(f"once --now {now}: status {done.returncode}\n{done.stderr}")
            if until:
                now = until(now)
        raise AssertionError(f"once --now {now} never ends: {done.stdout}\n{done.stderr}")

    def ledger(self):
        listed = subprocess.run([PROGRAM, "-c", str(self.root / "beadle.yaml"), "list", "--all", "--json"],
                                cwd=self.root, capture_output=True, text=True, timeout=60, check=True)
        return listed.stdout


def compare(wanted, got):
    """Both: message id -> how often it was received.  Returns (lost, duplicated)."""
    lost = sum(1 for m in wanted if got.get(m, 0) < 1)
    duplicated = sum(max(n - 1, 0) for n in got.values()) + sum(1 for m in got if m not in wanted)
    return lost, duplicated


def stride():
    """Every failpoint; under the sanitizers, which are slow, every seventh."""
    return 7 if os.environ.get("BEADLE_SANITIZERS") else 1
