"""The smtp and sendmail drivers against a real Postfix, with TLS and login where Dovecot is there."""
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import certs
import tap
from outbox_probe import MAIL, need_probe, run
from servers import Dovecot, Postfix, need_dovecot, need_postfix

DAVE, JOE, KP = "dave@example.org", "joe@example.org", "kp@example.org"
USERS = {"dave": "pw-dave", "joe": "pw-joe", "kp": "pw-kp", "bot": "open sesame"}


def body_of(mail):
    return mail.replace(b"\r\n", b"\n").partition(b"\n\n")[2]


def check_plain():
    with Postfix(users=USERS) as mta:
        mta.refusals[JOE] = "450 4.2.1 try later"
        mta.refusals[KP] = "550 5.1.1 left the committee"
        result = run(mta.port, DAVE, JOE, KP)
        mta.wait_idle()
        tap.check_equal((result.outcomes, result.codes, result.kind), ("SLR", [250, 450, 550], "none"),
                        "each recipient has an outcome of its own")
        tap.check_match("queued as", result.replies[0], "with the server's words")
        tap.check_in("left the committee", result.replies[2], "for the refused one too")
        tap.check_equal([body_of(m) for m in mta.messages("dave")], [body_of(MAIL)], "the mail arrives as it was")
        tap.check_equal((mta.messages("joe"), mta.messages("kp")), ([], []), "and nowhere else")
        tap.check_equal(run(mta.port, JOE, KP).outcomes, "LR", "nobody taken")
        tap.check_equal(run(mta.port, DAVE, **{"from": ""}).outcomes, "S", "the empty sender")
        result = run(mta.port, "x@elsewhere.example.net", DAVE)
        tap.check_equal(result.outcomes[1:], "S", "a foreign address does not harm ours")
        mta.wait_idle()
        many = ["dave+%d@example.org" % i for i in range(300)]
        result = run(mta.port, *many)
        tap.check_equal(result.outcomes, "S" * 300, "three hundred recipients in one mail")
        before = len(mta.messages("dave"))
        result = run(mta.port, DAVE, repeat=20)
        mta.wait_idle()
        tap.check_equal((result.outcomes, len(mta.messages("dave")) >= before + 20), ("S" * 20, True),
                        "twenty mails over one connection")
        with open(mta.log, "rb") as log:
            tap.check_equal(len(re.findall(rb"smtpd\[\d+\]: connect from", log.read())) <= 8, True,
                            "which is one connection in the server's log")
        big = MAIL + (b"." * 60 + b"\r\n") * 50000
        result = run(mta.port, DAVE, mail=big)
        mta.wait_idle()
        tap.check_equal(result.outcomes, "S", "three megabytes of dots")
        tap.check_equal(any(body_of(m) == body_of(big) for m in mta.messages("dave")), True, "arrive as they were")
        result = run(mta.port, check=True)
        tap.check_equal((result.kind, [s.split(":")[0] for s in result.steps]),
                        ("none", ["name", "TCP", "greeting", "login", "sender"]), "check names each step")
        result = run(mta.port, DAVE, tls="starttls")
        tap.check_equal((result.outcomes, result.kind), ("U", "refused"), "STARTTLS wanted, none offered")
        tap.check_in("STARTTLS", result.text, "and named")
        check_sendmail(mta)
    result = run(mta.port, DAVE)
    tap.check_equal((result.outcomes, result.kind), ("U", "retry"), "the server is gone")


def check_sendmail(mta):
    program = shutil.which("sendmail", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/lib")
    if not program:
        tap.skip("sendmail", "no sendmail program")
        return
    # The program takes its configuration from the environment only here: postdrop wants it so.
    script = mta.write("sendmail", '#!/bin/sh\nMAIL_CONFIG=%s exec %s "$@"\n' % (mta.path("etc"), program), 0o755)
    before = len(mta.messages("dave"))
    result = run(0, DAVE, driver="sendmail", path=script)
    if result.outcomes == "S":
        mta.wait_idle()
        tap.check_equal([body_of(m) for m in mta.messages("dave")[before:]].count(body_of(MAIL)) >= 1, True,
                        "Postfix's sendmail takes a mail and delivers it")
    else:
        tap.check_in(result.outcomes, "LR", "Postfix's sendmail says why it does not")
        tap.diag(result.output)


def check_tls():
    made = certs.Certs()
    secret = os.path.join(made.folder, "secret")
    with open(secret, "w", encoding="ascii") as out:
        out.write(USERS["bot"] + "\n")
    os.chmod(secret, 0o600)
    usual = {"user": "bot", "secret_file": secret, "tls": "starttls", "ca": made.ca, "tls_name": "mail.example.org"}
    with Dovecot(users=USERS, tokens={"token-of-bot": "bot"}) as imap, \
            Postfix(dovecot=imap, cert=made.good, require_auth=True, require_tls=True) as mta:
        for auth in ("auto", "plain", "login"):
            result = run(mta.port, DAVE, auth=auth, **usual)
            tap.check_equal((result.outcomes, result.kind), ("S", "none"), "STARTTLS and login by " + auth)
        result = run(mta.tls_port, DAVE, repeat=3, **dict(usual, tls="implicit"))
        tap.check_equal((result.outcomes, result.kind), ("SSS", "none"), "TLS from the start, kept")
        token = os.path.join(made.folder, "token")
        with open(token, "w", encoding="ascii") as out:
            out.write("token-of-bot\n")
        stale = os.path.join(made.folder, "stale")
        with open(stale, "w", encoding="ascii") as out:
            out.write("token-of-yesterday\n")
        os.chmod(token, 0o600)
        os.chmod(stale, 0o600)
        for auth in ("xoauth2", "oauthbearer"):
            result = run(mta.port, DAVE, **dict(usual, secret_file=token, auth=auth))
            tap.check_equal((result.outcomes, result.kind), ("S", "none"), "login by " + auth)
            result = run(mta.port, DAVE, **dict(usual, secret_file=stale, auth=auth))
            tap.check_equal((result.outcomes, result.kind), ("U", "refused"), "a wrong token by " + auth)
        mta.wait_idle()
        tap.check_equal(len(imap.messages("dave")), 8, "all of them arrived")
        with open(secret, "w", encoding="ascii") as out:
            out.write("wrong\n")
        result = run(mta.port, DAVE, **usual)
        tap.check_equal((result.outcomes, result.kind), ("U", "refused"), "a wrong password")
        tap.check_match(r"login: 535", result.text, "is named")
        result = run(mta.port, DAVE, **{k: v for k, v in usual.items() if k not in ("user", "secret_file")})
        tap.check_equal(result.kind in ("refused", "none") and result.outcomes in "UR", True, "no login at all")
        result = run(mta.port, check=True, **dict(usual, ca=made.stranger.cert))
        tap.check_equal((result.kind, "issuer is unknown" in result.text), ("refused", True), "check: another authority")
        result = run(mta.port, check=True, **usual)
        tap.check_in("login: 535", result.text, "check: the login")
        with open(mta.log, "rb") as log:
            tap.check_not_in(b"Anonymous TLS connection established from unknown: SSLv3", log.read(), "no old TLS")


def main():
    reason = need_probe() or need_postfix() or certs.need_certs()
    if reason:
        tap.skip_all(reason)
    check_plain()
    reason = need_dovecot()
    if reason:
        tap.skip("TLS and login", reason)
    else:
        check_tls()
    tap.done()


main()
