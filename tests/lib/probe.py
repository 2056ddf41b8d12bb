"""Runs tests/unit/mailbox_probe and reads what it prints."""
import os
import subprocess
import tempfile

DEADLINE_S = 60


def path():
    """Where the program is; BEADLE names its neighbour in the build tree."""
    top = os.path.dirname(os.environ.get("BEADLE") or os.path.abspath("beadle"))
    return os.path.join(top, "tests", "unit", "mailbox_probe")


def need_probe():
    return None if os.access(path(), os.X_OK) else "mailbox_probe is not built"


class Result:
    """status, mails (dicts), steps (name to detail, in order), cursor (uidvalidity, uid), kind and
    text of the error ("" when there was none), stderr."""

    def __init__(self, status, out, stderr):
        self.status = status
        self.stderr = stderr
        self.mails, self.steps, self.waits = [], {}, []
        self.cursor = (0, 0)
        self.kind = self.text = ""
        for line in out.splitlines():
            word = line.split("\t")
            if word[0] == "mail":
                self.mails.append({"uidvalidity": int(word[1]), "uid": int(word[2]), "size": int(word[3]),
                                   "received": int(word[4]), "reduced": word[5] == "r", "key": word[6],
                                   "id": word[7], "why": word[8]})
            elif word[0] == "step":
                self.steps[word[1]] = word[2]
            elif word[0] == "cursor":
                self.cursor = (int(word[1]), int(word[2]))
            elif word[0] == "waited":
                self.waits.append(word[1])
            elif word[0] == "error":
                self.kind, self.text = word[1], word[2]

    def ids(self):
        return [mail["id"] for mail in self.mails]

    def uids(self):
        return [mail["uid"] for mail in self.mails]


class Probe:
    """Options common to all runs; a password goes into a file of its own."""

    def __init__(self, password=None, **options):
        self.options = options
        self._file = None
        if password is not None:
            self._file = tempfile.NamedTemporaryFile("w", prefix="beadle-probe-")
            self._file.write(password + "\n")
            self._file.flush()
            self.options["password_file"] = self._file.name

    def argv(self, **options):
        argv = [path()]
        for key, value in {**self.options, **options}.items():
            if value is None or value is False:
                continue
            argv.append("--" + key.replace("_", "-"))
            if value is not True:
                argv.append(str(value))
        return argv

    def run(self, **options):
        done = subprocess.run(self.argv(**options), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=DEADLINE_S, check=False)
        return Result(done.returncode, done.stdout.decode("utf-8", "replace"),
                      done.stderr.decode("utf-8", "replace"))

    def start(self, **options):
        """Running, with standard input a pipe (closing it wakes); read lines from .stdout."""
        return subprocess.Popen(self.argv(**options), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)
