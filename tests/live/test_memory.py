"""Memory: `once` over a thousand mails of varied shapes under valgrind, and the size of an idle daemon.

valgrind's reports come over a socket: the read worker can open no file, nor write to one.
"""
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import procs
import shapes
import tap
from dovecot import Dovecot, need_dovecot
from program import BEADLE, SANITIZERS, Program, need_beadle

MAILS = 1000
FEW = 200	# under valgrind from IMAP: the mails are the same, the way that they come is not
PSS_MAX_KB = 40 * 1024
LINE_EXTRA_KB = 6 * 1024
SUPPRESSIONS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib", "valgrind.supp")
CONFIG = """\
state: state
operator: ops@example.org
people:
  - {{name: Dave Thaler, aliases: [Dave], address: dave@example.org}}
  - {{name: Joe Stringer, aliases: [Joe], address: joe@example.org}}
  - {{name: KP Singh, aliases: [KP], address: kp@example.org}}
mailboxes:
  bot: {mailbox}
outbox: {{type: maildir, path: outbox, from: Beadle <beadle@example.org>, limits: {{per_recipient_day: 1000}}}}
lists:
  bsc: {{address: bsc@lists.example.org, list_id: bsc.lists.example.org, mailbox: bot, prefix: "[BSC]", zone: UTC,
        notices: {{assigned_after: 0s}}}}
"""
IMAP = "{{type: imap, host: 127.0.0.1, port: {port}, tls: none, user: {user}, password_file: pass}}"


class Reports:
    """What valgrind says, by process."""

    def __init__(self):
        self.text = b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.ended = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        conn, _ = self.listener.accept()
        while data := conn.recv(65536):
            self.text += data
        self.ended.set()

    def processes(self):
        """Number to lines of each process; all have ended."""
        self.ended.wait(60)
        found = {}
        for line in self.text.decode("utf-8", "replace").splitlines():
            match = re.match(r"(?:==|--|\*\*)(\d+)(?:==|--|\*\*) ?(.*)", line)
            if match:
                found.setdefault(match.group(1), []).append(match.group(2))
        return found


def fill_maildir(folder, count):
    for part in ("cur", "new", "tmp"):
        os.makedirs(os.path.join(folder, part))
    for n in range(count):
        path = os.path.join(folder, "new", "%d.M%06d.test" % (1685959200 + n, n))
        with open(path, "wb") as out:
            out.write(shapes.make(n))
        os.utime(path, (1685959200 + n, 1685959200 + n))


def test_valgrind(name, count, mailbox, fill):
    """mailbox: its configuration, with so many mails; fill(program) puts them into it."""
    reports = Reports()
    with Program(["valgrind", "--log-socket=127.0.0.1:%d" % reports.port, "--leak-check=full", "--show-leak-kinds=definite",
                  "--errors-for-leak-kinds=definite", "--error-exitcode=99", "--suppressions=" + SUPPRESSIONS]) as bot:
        fill(bot)
        bot.configure(CONFIG.format(mailbox=mailbox), "secret")
        done = bot.once("2023-06-05T12:00:00Z")
        processes = reports.processes()
        tap.diag(name + ": " + done.out.strip() + "; fates: " + fates(done.events))
        tap.check_equal(done.status, 0, "%s under valgrind: status 0" % name)
        tap.check(done.out.startswith("%d new mails" % count), "%s: all %d mails were read" % (name, count), out=done.out)
        tap.check(not done.has_event("read-worker-lost"), "%s: no mail kills its reader" % name, log=done.err[-3000:])
        tap.check(not done.has_event("outcome", outcome="refused"), "%s: whatever the mails say, each notice can be sent" % name)
        check_reports(name, processes)


def check_reports(name, processes):
    errors = lost = 0
    bad = []
    for number, lines in processes.items():
        text = "\n".join(lines)
        found = re.search(r"ERROR SUMMARY: ([\d,]+) errors", text)
        if not found:
            bad.append("process %s has no summary:\n%s" % (number, text[-1500:]))
            continue
        leaked = re.search(r"definitely lost: ([\d,]+) bytes", text)
        leak = int(leaked.group(1).replace(",", "")) if leaked else 0
        count = int(found.group(1).replace(",", ""))
        errors, lost = errors + count, lost + leak
        if count or leak:
            bad.append("process %s:\n%s" % (number, text[:6000]))
    tap.diag("%s: %d processes, %d errors, %d bytes definitely lost" % (name, len(processes), errors, lost))
    tap.check(len(processes) >= 4, "%s: keeper, fetch, read and send worker have reported" % name, processes=len(processes))
    tap.check(not bad, "%s: no error and no leak in any of them" % name, reports="\n".join(bad))


def fates(events):
    count = {}
    for e in events:
        if e["event"] == "mail":
            count[e["fate"]] = count.get(e["fate"], 0) + 1
    return ", ".join("%s %d" % pair for pair in sorted(count.items()))


def size_kb(pid, field):
    """A field of smaps_rollup (Pss) or of status (VmRSS) in kB; None where the kernel does not tell."""
    path = "smaps_rollup" if field == "Pss" else "status"
    try:
        with open("/proc/%d/%s" % (pid, path), encoding="ascii") as file:
            return int(re.search(r"^%s:\s+(\d+) kB" % field, file.read(), re.M).group(1))
    except (OSError, AttributeError):
        return None


def peak_kb(path):
    """Of `scan` over this file, which may be refused but must end."""
    child = subprocess.Popen([BEADLE, "scan", path], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    tap.check(child.returncode in (0, 1), "scan %s ends by itself" % os.path.basename(path))
    return usage.ru_maxrss


def test_hostile_lines():
    """A megabyte that is one line of tags costs little more than a megabyte that is one line of words."""
    head = "From: Joe <joe@example.org>\nTo: l@example.org\nSubject: x\nMessage-ID: <a@example.org>\n\n"
    with tempfile.TemporaryDirectory(prefix="beadle-live-") as root:
        for kind, front in (("eml", head), ("md", "")):
            peaks = {}
            for name, word in (("words", "word "), ("bold", "**AI: "), ("parenthesis", "AI(Dave): x "),
                               ("bracket", "[AI Dave] x "), ("open", "[(")):
                path = os.path.join(root, "%s.%s" % (name, kind))
                with open(path, "w", encoding="utf-8") as out:
                    out.write(front + word * (960000 // len(word)) + "\nAI: Joe to look\n")
                peaks[name] = peak_kb(path)
            for name, peak in peaks.items():
                tap.check(peak <= peaks["words"] + LINE_EXTRA_KB, "%s: a line of nothing but %s" % (kind, name),
                          peak_kb=peak, words_kb=peaks["words"])


def fill_dovecot(imap):
    """Before anybody has logged in."""
    fill_maildir(imap.maildir("bot"), MAILS)
    fill_maildir(imap.maildir("few"), FEW)
    for folder, _, files in os.walk(imap.path("mail")):
        for name in [folder] + [os.path.join(folder, file) for file in files]:
            os.chown(name, imap.uid, imap.gid)


def test_idle(imap):
    """After a thousand mails over IMAP, waiting for the next."""
    with Program() as bot:
        bot.configure(CONFIG.format(mailbox=IMAP.format(port=imap.port, user="bot")), "secret")
        with bot.run() as daemon:
            daemon.wait_event("synced")
            procs.wait_until(lambda: daemon.count("mail") == MAILS, "all mails in the log")
            # Mails put aside are told to the operator: there is a send worker, too.
            daemon.wait_event("outcome", outcome="sent")
            processes = {"beadle": [daemon.pid], **daemon.workers()}
            rss = pss = 0
            for name, pids in processes.items():
                for pid in pids:
                    one_rss, one_pss = size_kb(pid, "VmRSS"), size_kb(pid, "Pss")
                    tap.diag("idle: %-12s RSS %6s kB, PSS %6s kB" % (name, one_rss, one_pss))
                    rss, pss = rss + one_rss, (None if pss is None or one_pss is None else pss + one_pss)
            tap.diag("idle: in all       RSS %6s kB, PSS %6s kB" % (rss, pss))
            tap.check_equal(sorted(processes), ["beadle", "beadle-fetch", "beadle-read", "beadle-send"], "keeper and three workers")
            tap.check((pss if pss is not None else rss) < PSS_MAX_KB, "an idle daemon takes less than 40 MB")
            tap.check_equal(daemon.terminate()[0], 0, "and ends well")


def main():
    if need_beadle():
        tap.skip_all(need_beadle())
    if SANITIZERS:
        tap.skip_all("the sanitizers look at the memory, and have one of their own")
    test_hostile_lines()
    reason = None if shutil.which("valgrind") else "valgrind is not installed"
    if reason:
        tap.skip("valgrind", reason)
    else:
        test_valgrind("folder", MAILS, "{type: maildir, path: inbox}", lambda bot: fill_maildir(bot.path("inbox"), MAILS))
    if need_dovecot():
        tap.skip("IMAP and the size of an idle daemon", need_dovecot())
        tap.done()
    with Dovecot(users={"bot": "secret", "few": "secret"}) as imap:
        fill_dovecot(imap)
        if not reason:
            test_valgrind("IMAP", FEW, IMAP.format(port=imap.port, user="few"), lambda bot: None)
        test_idle(imap)
    tap.done()


if __name__ == "__main__":
    main()
