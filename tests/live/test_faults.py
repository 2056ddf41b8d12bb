"""The scripted servers: sane when nothing is asked, faulty exactly where a test says so."""
import imaplib
import os
import smtplib
import ssl
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import certs
import tap
from faults import Drop, Expect, ScriptedServer, Send, Stall, StartTls, Truncate
from scripted import Reply, ScriptedImap, ScriptedSmtp

MAIL = b"Subject: x\r\nMessage-ID: <1@example.org>\r\n\r\n.dot first\r\nlast\r\n"
PEERS = ["joe@example.org", "kp@example.org"]


def client(server):
    return smtplib.SMTP("127.0.0.1", server.port, timeout=30)


def unverified():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def raised(kind, function, *args):
    """The exception of this kind that the call raises, None when it raises none."""
    try:
        function(*args)
    except kind as error:
        return error
    return None


def check_smtp(made):
    with ScriptedSmtp(starttls=made.good) as server:
        with client(server) as smtp:
            smtp.starttls(context=unverified())
            smtp.login("bot", "secret")
            smtp.sendmail("bot@example.org", PEERS, MAIL)
        tap.check_equal(server.mails, [("bot@example.org", PEERS, MAIL.replace(b"\r\n", b"\n"))],
                        "smtp: a sane dialogue takes the mail, dots undone")
        tap.check_equal(server.logins[-1][1], b"\0bot\0secret", "smtp: the login is noted")
        tap.check_not_in(b"AUTH", server.received_plain(), "smtp: what came before TLS is told apart")
        tap.check_equal(server.errors + server.surprises, [], "smtp: no mistake in the script")

    with ScriptedSmtp({"RCPT kp@example.org": [Send("450 4.2.1 later")]}) as server:
        with client(server) as smtp:
            refused = smtp.sendmail("bot@example.org", PEERS, MAIL)
        tap.check_equal(list(refused), ["kp@example.org"], "smtp: one recipient refused")
        tap.check_equal(server.accepted[0][1], ["joe@example.org"], "smtp: the other one taken")

    with ScriptedSmtp({"DATA.": [[Drop()], [Drop(reset=True)]]}) as server:
        for name in ("drop", "reset"):
            error = raised((smtplib.SMTPServerDisconnected, OSError),
                           client(server).sendmail, "bot@example.org", PEERS, MAIL)
            tap.check(error is not None, "smtp: %s in the place of the last answer" % name)
        client(server).sendmail("bot@example.org", PEERS, MAIL)
        tap.check_equal((len(server.mails), len(server.accepted)), (3, 1),
                        "smtp: faults are used up, mails in doubt are told from accepted ones")

    with ScriptedSmtp({"EHLO": [Truncate("250-mail.example.org", 9)]}) as server:
        error = raised(smtplib.SMTPServerDisconnected, client(server).sendmail,
                       "bot@example.org", PEERS, MAIL)
        tap.check(error is not None, "smtp: a line cut in the middle")

    with ScriptedSmtp({"GREETING": [Stall()]}) as server:
        error = raised(OSError, smtplib.SMTP, "127.0.0.1", server.port, None, 0.05)
        tap.check(error is not None, "smtp: a stall lasts until the peer has enough")
        tap.check(server.wait_connections(1, ended=True), "smtp: and ends when it closes")


def check_imap(made):
    with ScriptedImap([MAIL, MAIL], starttls=made.good) as server:
        imap = imaplib.IMAP4("127.0.0.1", server.port, timeout=30)
        imap.starttls(unverified())
        imap.login("bot", "two words")
        tap.check_equal(server.logins, [("bot", "two words")], "imap: the login is noted")
        tap.check_equal(imap.select("INBOX"), ("OK", [b"2"]), "imap: SELECT counts the messages")
        data = imap.uid("FETCH", "1:*", "(UID INTERNALDATE BODY.PEEK[])")[1]
        tap.check_equal([part[1] for part in data if isinstance(part, tuple)], [MAIL, MAIL],
                        "imap: FETCH gives them unharmed")
        data = imap.uid("FETCH", "2", "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")[1]
        tap.check_equal(data[0][1], b"Message-ID: <1@example.org>\r\n\r\n", "imap: header fields")
        tap.check_equal(imap.uid("SEARCH", "HEADER", "Message-ID", '"<1@example.org>"')[1], [b"1 2"],
                        "imap: SEARCH by Message-ID")
        imap.logout()
        tap.check_equal(server.errors, [], "imap: no mistake in the script")

    with ScriptedImap(faults={"LOGIN": [Reply("%TAG NO [UNAVAILABLE] not now")]}) as server:
        imap = imaplib.IMAP4("127.0.0.1", server.port, timeout=30)
        error = raised(imap.error, imap.login, "bot", "secret")
        tap.check_in("UNAVAILABLE", str(error), "imap: a refusal carries the tag it answers")

    with ScriptedImap([MAIL], faults={"COMPLETE UID FETCH": [Drop()]}) as server:
        imap = imaplib.IMAP4("127.0.0.1", server.port, timeout=30)
        imap.login("bot", "secret")
        imap.select("INBOX")
        error = raised(imap.abort, imap.uid, "FETCH", "1", "(BODY.PEEK[])")
        tap.check(error is not None, "imap: data without its completion")


def check_script(made):
    script = [Send("* OK hello"), Expect(r"^\S+ STARTTLS$"), Send("x OK"), StartTls(made.expired)]
    with ScriptedServer(script) as server:
        with smtplib.socket.create_connection(("127.0.0.1", server.port), 30) as raw:
            raw.recv(100)
            raw.sendall(b"a STARTTLS\r\n")
            raw.recv(100)
            context = ssl.create_default_context(cafile=made.ca)
            error = raised(ssl.SSLError, lambda: context.wrap_socket(raw, server_hostname="localhost"))
            tap.check_in("expired", str(error), "script: an expired certificate is presented")
        server.wait_connections(1, ended=True)
        tap.check(server.tls_errors, "script: the refusal of it is noted")
        with smtplib.socket.create_connection(("127.0.0.1", server.port), 30) as raw:
            raw.sendall(b"nonsense\r\n")
            while raw.recv(100):
                pass
        server.wait_connections(2, ended=True)
        tap.check_equal(server.surprises, [b"nonsense"], "script: what was not expected is noted")


def main():
    reason = certs.need_certs()
    if reason:
        tap.skip_all(reason)
    made = certs.Certs()
    check_smtp(made)
    check_imap(made)
    check_script(made)
    tap.done()


main()
