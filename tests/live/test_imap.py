"""The imap driver against a real Dovecot."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import certs
import dovecot
import imap_cases
import probe
import tap
from imap_cases import PASSWORD


def test_logins(server, run):
    for auth in ("auto", "plain", "login", "scram-sha-1", "scram-sha-256"):
        got = run.run(port=server.tls_port, auth=auth, check=True)
        tap.check_equal(got.status, 0, "login by %s" % auth)
    got = run.run(port=server.tls_port, check=True)
    tap.check_in("SCRAM-SHA-256", got.steps.get("login", ""), "the best mechanism is chosen")
    server.add_user("hashed", PASSWORD, hashed=True)
    got = run.run(user="hashed", port=server.tls_port, check=True)
    tap.check_equal((got.status, got.steps.get("login")), (0, "hashed by PLAIN"), "where SCRAM cannot be, PLAIN is tried")
    for auth in ("plain", "login", "scram-sha-256"):
        wrong = probe.Probe(password="wrong password", **{k: v for k, v in run.options.items()
                                                        if k != "password_file"})
        got = wrong.run(port=server.tls_port, auth=auth, check=True)
        tap.check_equal(got.kind, "refused", "a wrong password is refused (%s)" % auth)
        tap.check_in("login:", got.text, "and login is the step that failed (%s)" % auth)
        tap.check_not_in("wrong password", got.text + got.stderr, "without telling it (%s)" % auth)
    got = run.run(port=server.tls_port, folder="Nowhere", check=True)
    tap.check_equal(got.kind, "refused", "a folder that does not exist is refused")
    tap.check_in("mailbox: folder Nowhere", got.text, "and named")
    got = run.run(port=server.tls_port, folder="In\r\nx LOGOUT", check=True)
    tap.check_equal(got.kind, "config", "a folder with a line end never reaches the server")
    for auth in ("xoauth2", "oauthbearer"):
        token = probe.Probe(password="token-of-bot", **{k: v for k, v in run.options.items()
                                                        if k != "password_file"})
        got = token.run(port=server.tls_port, auth=auth, check=True)
        tap.check_equal(got.status, 0, "login by %s" % auth)
        stale = probe.Probe(password="stale-token", **{k: v for k, v in run.options.items()
                                                       if k != "password_file"})
        got = stale.run(port=server.tls_port, auth=auth, check=True)
        tap.check_equal(got.kind, "refused", "a bad token is refused (%s)" % auth)


def main():
    reason = dovecot.need_dovecot() or certs.need_certs() or probe.need_probe()
    if reason:
        tap.skip_all(reason)
    made = certs.Certs()
    tokens = {"token-of-bot": "bot"}
    with dovecot.Dovecot({"bot": PASSWORD}, cert=made.good, tokens=tokens) as server:
        run = probe.Probe(password=PASSWORD, host="localhost", ca=made.ca, user="bot")
        test_logins(server, run)
        imap_cases.check_all(server, run)
    tap.done()


main()
