"""The units of systemd: well formed, tight enough, and loose enough for the daemon to do all of its work.

No systemd runs here.  What it would do at run time is played: the system calls and memory rules of the unit
(tests/lib/sandbox.py), an unprivileged user, credentials, a notification socket and a journal's stream.
"""
import email.utils
import os
import re
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import certs
import sandbox
import tap
from dovecot import Dovecot, need_dovecot
from procs import status_of
from program import BEADLE, SANITIZERS, Program, need_beadle
from scripted import ScriptedSmtp
from supervisor import Supervisor

BUILD = os.path.dirname(BEADLE)
SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
SERVICES = ("beadle.service", "beadle-once.service", "beadle@.service", "beadle-once@.service")
TIMERS = ("beadle-once.timer", "beadle-once@.timer")
EXPOSURE_MAX = 1.5
CONFIG = """\
state: state
people:
  - {{name: Dave Thaler, aliases: [Dave], address: dave@example.org}}
  - {{name: KP, address: kp@example.org}}
mailboxes:
  bot: {{type: imap, host: localhost, port: {imap}, ca_file: {ca}, user: bot, credential: beadle.imap}}
outbox: {{type: smtp, host: localhost, port: {smtp}, tls: implicit, ca_file: {ca}, user: bot, from: beadle@example.org, witness: none,
         password_command: "{command}"}}
lists:
  bsc: {{address: bsc@example.org, mailbox: bot, zone: UTC, notices: {{assigned_after: 0s}}}}
"""
MAIL = b"""Date: %s\r\nFrom: KP <kp@example.org>\r\nTo: bsc@example.org\r\nMessage-ID: <m1@example.org>\r
Subject: a task\r\n\r\n[AI Dave] paint the fence\r\n"""


def unit(name):
    return os.path.join(BUILD, "systemd", name)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def analyze(*args):
    done = subprocess.run(["systemd-analyze", *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout.decode("utf-8", "replace")


def test_units(folder):
    if not shutil.which("systemd-analyze"):
        tap.skip("the units are well formed, and tight enough", "systemd-analyze (systemd) is not installed")
        return
    for name in SERVICES + TIMERS:
        text = read(unit(name))
        tap.check_equal(re.findall(r"@\w*@", text), [], "%s: every place is filled in" % name)
        # the program is not installed yet
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(re.sub(r"(?m)^(ExecStart=)\S+", lambda m: m[1] + BEADLE, text))
    for name in SERVICES + TIMERS:
        tap.check_equal(analyze("verify", "--man=no", os.path.join(folder, name)), (0, ""), "systemd-analyze verify %s" % name)
    for name in SERVICES:
        _, said = analyze("security", "--offline=true", "--no-pager", os.path.join(folder, name))
        found = re.search(r"Overall exposure level for \S+ (\d+\.\d+)", said)
        tap.diag(found.group(0) if found else said)
        tap.check(found and float(found.group(1)) < EXPOSURE_MAX,
                  "systemd-analyze security %s: below %s" % (name, EXPOSURE_MAX), said=said)


CONFINED = (sys.executable, sandbox.__file__, unit("beadle.service"))


def test_instances():
    """Units of one committee among several differ from those of the only one by its name, and in nothing that is shared."""
    for name in ("beadle.service", "beadle-once.service", "beadle-once.timer"):
        only, one = read(unit(name)), read(unit(name.replace(".", "@.")))
        for generic, own in (("beadle@%i.service", "beadle.service"), ("beadle-once@%i.timer", "beadle-once.timer"),
                             (name.replace(".", "@."), name), ("e-mail: %i", "e-mail"), ("/%i.yaml", "/beadle.yaml"), ("beadle-%i", "beadle")):
            one = one.replace(generic, own)
        tap.check_equal(one, only, "%s: the instance is what the unit is" % name)
    for name in ("beadle@.service", "beadle-once@.service"):
        service = sandbox.settings(unit(name))
        config = os.path.basename(service["ExecStart"][0].split()[-1])
        tap.check_equal([config] + [service[key][0] for key in ("User", "StateDirectory")], ["%i.yaml", "beadle-%i", "beadle-%i"],
                        "%s: configuration, user and state of its own" % name)
        tap.check_equal(service["LoadCredential"], ["beadle.imap:beadle-%i.imap", "beadle.smtp:beadle-%i.smtp"],
                        "%s: passwords of its own, under the same names" % name)


class Service(Program):
    """The program as beadle.service starts it."""

    def __init__(self):
        reason = sandbox.need_sandbox()
        if reason:
            tap.skip("the daemon works in its sandbox", reason)
        self.is_confined = not reason and not SANITIZERS    # which ask for more than the unit allows
        super().__init__(CONFINED if self.is_confined else ())
        for name in ("state", "credentials"):
            os.mkdir(self.path(name), 0o700)

    def give_away(self):
        """What it needs, to the user that it runs as."""
        if self.is_confined and os.getuid() == 0:
            for folder, _, files in os.walk(self.root):
                for path in [folder] + [os.path.join(folder, name) for name in files]:
                    os.chown(path, sandbox.USER, sandbox.USER)


def writable_code(pid):
    with open("/proc/%d/maps" % pid, encoding="utf-8") as file:
        return [line for line in file if line.split()[1].startswith("rwx")]


def check_confined(daemon):
    """Asked of the processes themselves, lest the test play no sandbox at all."""
    workers = {name: pids[0] for name, pids in daemon.workers().items()}
    tap.check({"beadle-fetch", "beadle-read", "beadle-send"} <= set(workers), "its three workers run", workers=workers)
    for name, pid in sorted(dict(workers, keeper=daemon.pid).items()):
        tap.check_equal((status_of(pid, "NoNewPrivs"), status_of(pid, "Seccomp"), writable_code(pid)), ("1", "2", []),
                        "%s: no privilege to gain, system calls filtered, no memory that is written and run" % name)
    units = int(status_of(daemon.pid, "Seccomp_filters"))
    for name in ("beadle-fetch", "beadle-read", "beadle-send"):
        tap.check_equal(int(status_of(workers[name], "Seccomp_filters")) - units, 1, "%s has closed the rest by itself" % name)


def test_rules():
    """Without memory that is written and run PCRE2 interprets the tag rules: slower, not different."""
    if SANITIZERS:
        return
    if sandbox.need_sandbox():
        tap.skip("tags are the same in the sandbox", sandbox.need_sandbox())
        return
    with Program() as free, Program(CONFINED) as confined:
        # The confined user need not be able to read our own folder: a clone may lie in a home of mode 0700.
        minutes = shutil.copytree(os.path.join(SOURCE, "tests", "data", "minutes"), confined.path("minutes"))
        files = [os.path.join(minutes, name) for name in sorted(os.listdir(minutes)) if not name.endswith(".facts")]
        for path in [confined.root, minutes] + files:
            os.chmod(path, 0o644 if path in files else 0o755)
        want, got = ([bot.call("scan", "--json", path) for path in files] for bot in (free, confined))
        tap.check_equal([done.err for done in got], [""] * len(files), "in the sandbox minutes can be read")
        want, got = ([line for done in all_done for line in done.out.splitlines()] for all_done in (want, got))
        tap.check(len(want) > 10 and got == want, "tags are the same in the sandbox", want="\n".join(want), got="\n".join(got))


def test_service(ca):
    with Dovecot(users={"bot": "imap-secret"}, cert=ca["good"]) as imap, ScriptedSmtp(tls=ca["good"]) as smtp, \
            Service() as bot:
        shutil.copy(ca.ca, bot.path("ca.pem"))
        imap.append("bot", MAIL % email.utils.formatdate().encode())
        bot.write("credentials/beadle.imap", "imap-secret\n", 0o400)
        bot.configure(CONFIG.format(imap=imap.tls_port, smtp=smtp.port, ca=bot.path("ca.pem"), command="echo smtp-secret"))
        bot.give_away()
        systemd = Supervisor(bot.path("notify"), 0o666)
        with bot.run(NOTIFY_SOCKET=systemd.path, WATCHDOG_USEC="200000",
                     CREDENTIALS_DIRECTORY=bot.path("credentials")) as daemon:
            systemd.wait("READY=1")
            daemon.wait_event("outcome", to="dave@example.org", outcome="sent")
            tap.check_equal([login[1] for login in smtp.logins], [b"\0bot\0smtp-secret"],
                            "a credential, a password command, TLS both ways: a task is read and its owner told")
            if bot.is_confined:
                check_confined(daemon)
            systemd.wait("WATCHDOG=1", systemd.count("WATCHDOG=1") + 2)
            tap.ok("it pings its watchdog")
            daemon.signal(signal.SIGHUP)
            systemd.wait("READY=1", 2)
            tap.check_equal(systemd.count("RELOADING=1"), 1, "RELOADING=1, and READY=1 again")
            tap.check_equal(daemon.terminate()[0], 0, "SIGTERM: status 0")
            tap.check_equal(systemd.count("STOPPING=1"), 1, "STOPPING=1")
            tap.check_not_in("<6>", daemon.text(), "no priorities where no journal reads")


def test_journal():
    """$JOURNAL_STREAM names the file that standard error is."""
    with Program() as bot:
        for folder in ("inbox/new", "inbox/cur", "inbox/tmp"):
            os.makedirs(bot.path(folder))
        bot.configure("state: state\npeople:\n  - {name: Dave Thaler, address: dave@example.org}\n"
                      "mailboxes: {in: {type: maildir, path: inbox}}\n"
                      "outbox: {type: maildir, path: out, from: b@example.org}\n"
                      "lists: {bsc: {address: bsc@example.org, mailbox: in}}\n")

        def said(stream=lambda st: "%d:%d" % (st.st_dev, st.st_ino)):
            with open(bot.path("journal"), "w+b") as journal:
                env = dict(os.environ, JOURNAL_STREAM=stream(os.fstat(journal.fileno())))
                subprocess.run(bot.argv("once", "-v"), cwd=bot.root, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=journal, env=env, check=False)
                journal.seek(0)
                return journal.read().decode()
        lines = said().splitlines()
        tap.check(lines and all(re.match(r"<6>level=info event=", line) for line in lines),
                  "the journal gets the priority of each line", lines="\n".join(lines))
        tap.check_match(r"\Atime=\S+ level=info", said(lambda st: "%d:%d" % (st.st_dev, st.st_ino + 1)), "another file gets the time instead")
        bot.write("beadle.yaml", "stat: state\nlists: 7\n")
        lines = said().splitlines()
        tap.check(len(lines) > 2 and all(line.startswith("<3>") for line in lines),
                  "every line about a bad configuration is an error", lines="\n".join(lines))


def main():
    reason = need_beadle()
    if reason:
        tap.skip_all(reason)
    with Program() as scratch:
        test_units(scratch.root)
    test_instances()
    test_journal()
    test_rules()
    reason = need_dovecot() or certs.need_certs()
    if reason:
        tap.skip("the daemon as systemd runs it", reason)
    else:
        test_service(certs.Certs())
    tap.done()


main()
