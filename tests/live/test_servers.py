"""The harness itself: mail goes through a real Postfix and a real Dovecot and comes out unharmed."""
import imaplib
import os
import smtplib
import ssl
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import certs
import tap
from proxy import Proxy
from servers import Dovecot, Postfix, ServerError, need_dovecot, need_postfix

MAIL = b"From: Dave <dave@example.org>\r\nSubject: round trip\r\n\r\n[AI Joe] show that it works\r\n"
USERS = {"bot": "bot's own", "dave": "one", "joe": "two"}


def check_tls(imap, made):
    context = ssl.create_default_context(cafile=made.ca)
    with smtplib.socket.create_connection(("127.0.0.1", imap.tls_port), 10) as raw:
        with context.wrap_socket(raw, server_hostname="localhost") as conn:
            tap.check(conn.recv(100).startswith(b"* OK"), "the good certificate is good")


def check_imap(imap):
    tap.check_equal(imap.append("bot", MAIL, internal_date=1700000000), 1, "APPEND tells its UID")
    client = imap.imap("bot")
    tap.check_in("IDLE", client.capabilities, "IDLE is offered")
    client.select("INBOX")
    date = client.fetch("1", "(INTERNALDATE)")[1][0]
    tap.check_in(b"14-Nov-2023", date, "INTERNALDATE is the one asked for")
    client.logout()
    tap.check_equal(imap.messages("bot"), [MAIL.replace(b"\r\n", b"\n")], "the Maildir has it")
    imap.add_user("kp", "three")
    imap.imap("kp").logout()
    tap.ok("a user added while it runs logs in")
    imap.halt()
    imap.restart()
    tap.check_equal(len(imap.messages("bot")), 1, "mail outlives a restart")


def check_tokens(imap):
    def log_in(token):
        client = imaplib.IMAP4("127.0.0.1", imap.port, timeout=30)
        said = b"user=bot\1auth=Bearer " + token + b"\1\1"
        try:
            return client.authenticate("XOAUTH2", lambda challenge: b"" if challenge else said)[0]
        except imaplib.IMAP4.error:
            return "NO"
    tap.check_equal(log_in(b"valid"), "OK", "XOAUTH2: a token that is known")
    tap.check_equal(log_in(b"stale"), "NO", "XOAUTH2: one that is not")
    del imap.tokens["valid"]
    tap.check_equal(log_in(b"valid"), "NO", "XOAUTH2: a token can be withdrawn")


def check_wire(imap, mta):
    """Answers lost between a real server and its client."""
    before = len(imap.messages("dave"))
    with Proxy(mta.port) as wire:
        wire.lose_answer(b"\r\n.\r\n")
        wire.cut_to_server(20)
        wire.cut_to_client(10)
        for name in ("the answer to the dot is lost", "cut to the server", "cut to the client"):
            try:
                with smtplib.SMTP("127.0.0.1", wire.port, timeout=30) as client:
                    client.sendmail("bot@example.org", ["dave@example.org"], MAIL)
                tap.not_ok("wire: " + name)
            except (smtplib.SMTPException, OSError):
                tap.ok("wire: " + name)
        with smtplib.SMTP("127.0.0.1", wire.port, timeout=30) as client:
            client.sendmail("bot@example.org", ["dave@example.org"], MAIL)
        tap.check(wire.wait_done(3), "wire: all three were faults of the proxy")
    mta.wait_idle()
    tap.check_equal(len(imap.messages("dave")) - before, 2,
                    "wire: the mail in doubt had been taken, the cut ones had not")


def check_mail(imap, mta):
    mta.add_list("list@example.org", ["bot@example.org", "dave@example.org"], "list.example.org")
    mta.refusals["joe@example.org"] = "450 4.2.1 full for now"
    mta.refusals["kp@example.org"] = "550 5.7.1 not this one"
    refused = mta.send("dave@example.org",
                       ["list@example.org", "joe@example.org", "kp@example.org"], MAIL)
    tap.check_equal({who: reply[0] for who, reply in refused.items()},
                    {"joe@example.org": 450, "kp@example.org": 550}, "chosen recipients are refused")
    mta.wait_idle()
    got = imap.messages("dave")
    tap.check_equal(len(got), 1, "the list reaches its member once")
    tap.check_in(b"[AI Joe] show that it works\n", got[0], "the text is unharmed")
    tap.check_in(b"List-Id: <list.example.org>\n", got[0], "the list says who it is")
    tap.check_equal(len(imap.messages("bot")), 2, "the bot hears the list too")
    del mta.refusals["joe@example.org"]
    mta.send("dave@example.org", ["joe+token@example.org"], MAIL)
    mta.wait_idle()
    tap.check_equal(len(imap.messages("joe")), 1, "a refusal can be lifted; +detail is looked through")
    try:
        mta.send("dave@example.org", ["stranger@example.org"], MAIL)
        tap.not_ok("an unknown recipient is refused")
    except smtplib.SMTPRecipientsRefused as error:
        tap.check_equal(error.recipients["stranger@example.org"][0], 550,
                        "an unknown recipient is refused")
    imap.halt()
    mta.send("dave@example.org", ["joe@example.org"], MAIL)
    try:
        mta.wait_idle(deadline_s=0.3)
        tap.not_ok("mail that cannot be delivered is not idle")
    except ServerError:
        tap.ok("mail that cannot be delivered is not idle")
    imap.restart()
    mta.wait_idle()
    tap.check_equal(len(imap.messages("joe")), 2, "it is delivered when the mailbox is back")


def check_auth(imap, made):
    with Postfix(imap, cert=made.good, require_auth=True, require_tls=True) as mta:
        try:
            mta.send("bot@example.org", ["dave@example.org"], MAIL)
            tap.not_ok("nothing is taken without a login")
        except smtplib.SMTPRecipientsRefused:
            tap.ok("nothing is taken without a login")
        tap.check_equal(mta.send("bot@example.org", ["dave@example.org"], MAIL,
                                 login=("bot", USERS["bot"])), {}, "a login is taken")
        mta.wait_idle()


def main():
    reason = need_dovecot() or certs.need_certs()
    if reason:
        tap.skip_all(reason)
    made = certs.Certs()
    with Dovecot(USERS, cert=made.good, tokens={"valid": "bot"}) as imap:
        check_tls(imap, made)
        check_imap(imap)
        check_tokens(imap)
        reason = need_postfix()
        if reason:
            tap.skip("mail through Postfix", reason)
        else:
            with Postfix(imap, cert=made.good) as mta:
                check_mail(imap, mta)
            with Postfix(imap) as mta:
                check_wire(imap, mta)
            check_auth(imap, made)
        folder = imap.root
    tap.check(not os.path.exists(folder), "nothing is left behind")
    made.remove()
    tap.done()


main()
