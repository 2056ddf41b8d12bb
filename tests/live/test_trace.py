#!/usr/bin/env python3
"""--trace: the dialogues of every process are shown, and of no login anything that would open the account."""
import base64
import email.utils
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import tap
from dovecot import Dovecot, need_dovecot
from faults import Send
from program import Program, need_beadle
from scripted import ScriptedSmtp

PASSWORD = 'open "the\\gate'		# needs quoting in IMAP and in the log
TOKEN = "ya29.token-of-bot"
CONFIG = """\
state: state
people:
  - {{name: Dave Thaler, aliases: [Dave], address: dave@example.org}}
  - {{name: KP Singh, aliases: [KP], address: kp@example.org}}
mailboxes:
  bot: {{type: imap, host: 127.0.0.1, port: {imap}, tls: none, user: bot, auth: {auth}, password_file: pass}}
outbox: {{type: smtp, host: 127.0.0.1, port: {smtp}, tls: none, user: bot, auth: {smtp_auth}, password_file: pass,
         from: beadle@example.org, witness: none}}
lists:
  bsc: {{address: bsc@example.org, mailbox: bot, zone: UTC, notices: {{assigned_after: 0s}}}}
"""
MAIL = """Date: %s\r\nFrom: KP <kp@example.org>\r\nTo: bsc@example.org\r\nMessage-ID: <m1@example.org>\r
Subject: a task\r\n\r\n[AI Dave] paint the fence\r\n"""
# of IMAP, of SMTP, the secret
LOGINS = (
    ("plain", "plain", PASSWORD), ("login", "login", PASSWORD), ("scram-sha-256", "plain", PASSWORD),
    ("xoauth2", "xoauth2", TOKEN), ("oauthbearer", "oauthbearer", TOKEN),
)


def b64(text):
    return base64.b64encode(text.encode()).decode()


def payloads(secret, smtp):
    """What must not be seen: the secret as it is, quoted, in base64 by itself and within each mechanism's message."""
    quoted = secret.replace("\\", "\\\\").replace('"', '\\"')
    bearer = "\1auth=Bearer %s\1\1" % secret
    found = {secret, quoted, quoted.replace("\\", "\\\\").replace('"', '\\"'), b64(secret), b64("\0bot\0" + secret),
             b64("user=bot" + bearer)}
    return found | {base64.b64encode(said).decode() for _, said in smtp.logins}


def texts(events, kind, way=None):
    return [e.get("text", "") for e in events if e["event"] == kind and e["level"] == "trace" and way in (None, e.get("way"))]


def check_hidden(text, hidden, name):
    tap.check_equal(sorted(h for h in hidden if h in text), [], name + ": nothing of the secret is seen")


def configure(bot, imap, smtp, auth, smtp_auth, secret):
    bot.configure(CONFIG.format(imap=imap.port, smtp=smtp.port, auth=auth, smtp_auth=smtp_auth), secret)


def test_once(imap, auth, smtp_auth, secret):
    with ScriptedSmtp(auth=("PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER")) as smtp, Program() as bot:
        configure(bot, imap, smtp, auth, smtp_auth, secret)
        done = bot.once(None, "--trace=imap,smtp,sql")
        tap.check_equal((done.status, len(smtp.accepted)), (0, 1), auth + ": a round with a trace does what it does without")
        sent, got = texts(done.events, "imap", "sent"), texts(done.events, "imap", "received")
        tap.check(any(line.endswith("EXAMINE INBOX") for line in sent) and any("FETCH" in line for line in got),
                  "%s: the fetch process shows its dialogue" % auth, sent="\n".join(sent), got="\n".join(got))
        wanted = "auth AUTHENTICATE " + auth.upper()
        tap.check([line for line in sent if line.startswith(wanted)] and all(
            line in (wanted, wanted + " ***") for line in sent if line.startswith("auth ")),
                  "%s: of the login the mechanism" % auth, sent="\n".join(sent))
        mails = texts(done.events, "smtp", "sent")
        tap.check("RCPT TO:<dave@example.org>" in mails and any(line.endswith(" bytes)") for line in mails),
                  "%s: the send process shows its own" % auth, sent="\n".join(mails))
        tap.check(any(line.upper().startswith("INSERT ") for line in texts(done.events, "sql")), "%s: the keeper shows SQL" % auth)
        tap.check_equal([line for line in texts(done.events, "imap") + mails + texts(done.events, "sql") if "fence" in line],
                        [], "%s: no content of a mail is shown" % auth)
        check_hidden(done.err, payloads(secret, smtp), "once by " + auth)


def test_refused(imap):
    """A server that answers with what it was told."""
    said = b64("\0bot\0" + "wrong-password")
    with ScriptedSmtp({"AUTH": [[Send("535 5.7.8 who is %s?" % said)]]}) as smtp, Program() as bot:
        configure(bot, imap, smtp, "plain", "plain", "wrong-password")
        done = bot.call("check", "--connect", "--trace", "imap,smtp")
        tap.check_equal(done.status, 1, "check --connect with a wrong password fails")
        tap.check("535 5.7.8 who is ***?" in texts(done.events, "smtp", "received"), "what the server said is shown",
                  err=done.err)
        tap.check(any(line.startswith("auth NO") for line in texts(done.events, "imap", "received")), "IMAP's too")
        check_hidden(done.err, payloads("wrong-password", smtp) | {said}, "check --connect")


def main():
    reason = need_beadle() or need_dovecot()
    if reason:
        tap.skip_all(reason)
    with Dovecot(users={"bot": PASSWORD}, tokens={TOKEN: "bot"}) as imap:
        imap.append("bot", (MAIL % email.utils.formatdate()).encode())
        for login in LOGINS:
            test_once(imap, *login)
        test_refused(imap)
    with Program() as bot:
        done = bot.call("once", "--trace=imap,mail")
        tap.check_equal(done.status, 2, "an unknown kind is a mistake")
        tap.check_in("imap,smtp,sql", done.err, "and the known ones are named")
    tap.done()


main()
