"""The processes that speak with servers, confined: they log in again and again by a command that they could not run
themselves, over TLS, and nothing of them is left behind."""
import imaplib
import os
import signal
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import certs
import procs
import tap
from procs import status_of
from program import SANITIZERS, Program, need_beadle
from scripted import ScriptedImap, ScriptedSmtp

CONFIG = """\
state: state
people:
  - {{name: Dave Thaler, aliases: [Dave], address: dave@example.org}}
  - {{name: KP, address: kp@example.org}}
mailboxes:
  bot: {{type: imap, host: localhost, port: {imap}, ca_file: ca.pem, user: bot, password_command: "echo x >>asked.imap; cat pass.imap"}}
outbox: {{type: smtp, host: localhost, port: {smtp}, tls: implicit, ca_file: ca.pem, user: bot, from: beadle@example.org, witness: none,
         password_file: pass.smtp}}
lists:
  bsc: {{address: bsc@example.org, mailbox: bot, zone: UTC, notices: {{assigned_after: 0s}}}}
"""


def mail(number):
    return (b"From: KP <kp@example.org>\nTo: bsc@example.org\nMessage-ID: <m%d@example.org>\nSubject: a task\n\n"
            b"[AI Dave] paint fence %d\n" % (number, number))


def children(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


def is_alive(pid):
    try:
        return status_of(pid, "State")[0] != "Z"
    except OSError:
        return False


def hang_up(server):
    """On whoever is connected."""
    for conn in server.connections:
        try:
            conn.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass	# it has gone before


def secrets_of(daemon):
    """The processes that have the passwords, by the worker that each belongs to."""
    return {name: children(pids[0]) for name, pids in daemon.workers().items() if name in ("beadle-fetch", "beadle-send")}


def check_filters(daemon):
    workers = {name: pids[0] for name, pids in daemon.workers().items()}
    if SANITIZERS:
        tap.skip("system calls are filtered", "not with sanitizers")
        return
    for name in ("beadle-fetch", "beadle-read", "beadle-send"):
        tap.check_equal((status_of(workers[name], "NoNewPrivs"), status_of(workers[name], "Seccomp")), ("1", "2"),
                        "%s: no privilege to gain, system calls filtered" % name)
    tap.check_equal(status_of(daemon.pid, "Seccomp"), "0", "the keeper is not: it runs what the operator configures")


def check_logins(bot, imap, smtp):
    with bot.run() as daemon:
        daemon.wait_event("outcome", to="dave@example.org", outcome="sent")
        tap.check_equal((imap.logins, smtp.logins), ([("bot", "first token")], [("PLAIN", b"\0bot\0smtp secret")]),
                        "both have logged in, over TLS verified by ca_file")
        check_filters(daemon)
        held = secrets_of(daemon)
        tap.check_equal(sorted((name, len(pids)) for name, pids in held.items()), [("beadle-fetch", 1), ("beadle-send", 1)],
                        "each has one process that has its password")
        bot.write("pass.imap", "second token\n", 0o600)
        imap.messages.append(mail(2))
        hang_up(imap)
        procs.wait_until(lambda: len(imap.logins) == 2, "a second login")
        tap.check_equal(imap.logins[1], ("bot", "second token"), "the command is run again for each login")
        daemon.wait_event("outcome", count=2, to="dave@example.org", outcome="sent")
        tap.ok("and what has come meanwhile is read")
        os.kill(held["beadle-fetch"][0], signal.SIGKILL)
        hang_up(imap)
        imap.messages.append(mail(3))
        daemon.wait_event("fetch-worker-lost")
        daemon.wait_event("outcome", count=3, to="dave@example.org", outcome="sent")
        tap.check(held["beadle-fetch"] != secrets_of(daemon)["beadle-fetch"], "when it dies, both begin anew")
        held = [pid for pids in secrets_of(daemon).values() for pid in pids]
        workers = [pid for pids in daemon.workers().values() for pid in pids]
        daemon.kill()
        procs.wait_until(lambda: not any(is_alive(pid) for pid in held + workers), "the end of all processes")
        tap.ok("when the keeper is killed none is left")


def main():
    reason = need_beadle() or certs.need_certs()
    if reason:
        tap.skip_all(reason)
    made = certs.Certs()
    with ScriptedImap([mail(1)], tls=made.good) as imap, ScriptedSmtp(tls=made.good) as smtp, Program() as bot:
        imap.received_at = imaplib.Time2Internaldate(time.time()).strip('"')
        with open(made.ca, encoding="ascii") as ca:
            bot.write("ca.pem", ca.read())
        bot.write("pass.imap", "first token\n", 0o600)
        bot.write("pass.smtp", "smtp secret\n", 0o600)
        bot.configure(CONFIG.format(imap=imap.port, smtp=smtp.port))
        check_logins(bot, imap, smtp)
        tap.check_equal(imap.errors + smtp.errors, [], "the scripts have no mistake")
    tap.done()


main()
