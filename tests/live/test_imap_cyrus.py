"""The imap driver against a real Cyrus, which is another server than Dovecot in all but the protocol."""
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import certs
import imap_cases
import probe
import tap
from cyrus import Cyrus, need_cyrus
from imap_cases import PASSWORD
from program import Program, need_beadle

CONFIG = """\
state: state
people:
  - {{name: Dave Thaler, aliases: [Dave], address: dave@example.org}}
  - {{name: KP Singh, aliases: [KP], address: kp@example.org}}
mailboxes:
  bot: {{type: imap, host: localhost, port: {port}, ca_file: {ca}, user: daemon, password_file: pass, poll: 1h}}
outbox: {{type: maildir, path: out, from: b@example.org}}
lists: {{bsc: {{address: list@example.org, mailbox: bot, zone: UTC}}}}
"""


def check_logins(server, run):
    got = run.run(port=server.tls_port, check=True)
    tap.check_equal((got.status, got.steps.get("login")), (0, "bot by PLAIN"), "SCRAM is offered and refused: PLAIN serves")
    tap.check_in("event=login-refused mailbox=probe mechanism=SCRAM-SHA-256 next=PLAIN", got.stderr, "the log says so")
    for auth in ("plain", "login"):
        tap.check_equal(run.run(port=server.tls_port, auth=auth, check=True).status, 0, "login by " + auth)
        wrong = probe.Probe(password="wrong password", **{k: v for k, v in run.options.items() if k != "password_file"})
        got = wrong.run(port=server.tls_port, auth=auth, check=True)
        tap.check_equal((got.kind, "login:" in got.text), ("refused", True), "a wrong password is refused (%s)" % auth)
    got = run.run(port=server.tls_port, folder="Nowhere", check=True)
    tap.check_equal((got.kind, "folder Nowhere" in got.text), ("refused", True), "a folder that does not exist is refused")


def check_daemon(server, ca):
    """All of beadle: a mail that comes while it waits, and a server that goes and comes back."""
    def send(number):
        server.append("daemon", imap_cases.mail(number, "[AI Dave] paint fence %d" % number))
    server.add_user("daemon", PASSWORD)
    send(1)
    with Program() as bot:
        bot.configure(CONFIG.format(port=server.tls_port, ca=ca), PASSWORD)
        with bot.run() as daemon:
            daemon.wait_event("synced", mailbox="bot")
            begin = time.monotonic()
            send(2)
            daemon.wait_event("mail", msg="m2@example.org", fate="read")
            tap.check(time.monotonic() - begin < 30, "a new mail is told by IDLE: polling would take an hour")
            server.halt()
            server.restart()
            send(3)
            daemon.wait_event("mail", msg="m3@example.org", fate="read")
            tap.check_equal(daemon.terminate()[0], 0, "the server goes and comes back: the next mail is read")
        tap.check_equal(sorted(item["text"] for item in bot.items()), ["paint fence %d" % n for n in (1, 2, 3)], "each once")


def main():
    reason = need_cyrus() or certs.need_certs() or probe.need_probe() or need_beadle()
    if reason:
        tap.skip_all(reason)
    made = certs.Certs()
    with Cyrus({"bot": PASSWORD}, cert=made.good) as server:
        run = probe.Probe(password=PASSWORD, host="localhost", ca=made.ca, user="bot")
        server.append("bot", imap_cases.mail(0))
        check_logins(server, run)
        imap_cases.check_all(server, run)
        check_daemon(server, made.ca)
    tap.done()


main()
