"""Runs tests/unit/outbox_probe and reads what it prints; shared by the outbox's live tests."""
import os
import subprocess
import tempfile

PROBE = os.environ.get("OUTBOX_PROBE") or os.path.join(
    os.path.dirname(os.environ.get("BEADLE", "./beadle")), "tests", "unit", "outbox_probe")
MAIL = (b"From: beadle@example.org\r\nTo: dave@example.org\r\nSubject: x\r\n"
        b"Message-ID: <probe@example.org>\r\n\r\n.dot first\r\n..two\r\n.\r\nlast\r\n")


def need_probe():
    return None if os.access(PROBE, os.X_OK) else "%s was not built" % PROBE


class Result:
    """outcomes: a letter a recipient (U S L R D); codes; replies; kind, text: of the end line; steps."""

    def __init__(self, output):
        self.output = output
        lines = output.splitlines()
        rows = [line.split(" ", 4) for line in lines if line.startswith("rcpt ")]
        self.outcomes = "".join(row[2][0].upper() for row in rows)
        self.codes = [int(row[3]) for row in rows]
        self.replies = [row[4] if len(row) > 4 else "" for row in rows]
        self.steps = [line[5:] for line in lines if line.startswith("step ")]
        self.ends = [line.split(" ", 2) for line in lines if line.startswith("end ")]
        self.kind = self.ends[-1][1] if self.ends else "crash"
        self.text = self.ends[-1][2] if self.ends and len(self.ends[-1]) > 2 else ""


def run(port, *rcpts, mail=MAIL, check=False, **options):
    """options: tls="starttls", timeout_ms=500 ...; True stands for an option without a value."""
    argv = [PROBE, "--port", str(port)]
    for name, value in options.items():
        argv.append("--" + name.replace("_", "-"))
        if value is not True:
            argv.append(str(value))
    wrapper = os.environ.get("OUTBOX_WRAPPER")
    if wrapper:
        argv = wrapper.split() + argv
    with tempfile.NamedTemporaryFile(suffix=".eml") as file:
        file.write(mail)
        file.flush()
        argv += ["--check"] if check else [file.name] + list(rcpts)
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=300, check=False,
                              env=dict(os.environ, ALL_PROXY="socks5://127.0.0.1:9"))
    result = Result(done.stdout.decode("utf-8", "replace"))
    result.stderr = done.stderr.decode("utf-8", "replace")
    result.status = done.returncode
    return result
