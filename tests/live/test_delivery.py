"""Exactly once between beadle and a real Postfix, whatever happens to the line; and no secret for a server
that cannot prove who it is."""
import base64
import email
import email.policy
import email.utils
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import certs
import tap
from dovecot import read_maildir
from program import Program, need_beadle
from proxy import Proxy
from scripted import Reply, ScriptedImap, ScriptedSmtp
from servers import Dovecot, Postfix, need_dovecot, need_postfix

PASSWORD = "quiet river 77"
SECRETS = [PASSWORD.encode(), base64.b64encode(PASSWORD.encode()), base64.b64encode(b"\0bot\0" + PASSWORD.encode())]
PEOPLE = """\
state: state
operator: ops{n}@example.org
people:
  - {{name: Dave Thaler, aliases: [Dave], address: dave{n}@example.org}}
  - {{name: KP Singh, aliases: [KP], address: kp@example.org}}
"""
LISTS = """\
lists:
  bsc: {{address: bsc@example.org, mailbox: bot, prefix: "[BSC]", zone: UTC, notices: {{assigned_after: 0s, off: [weekly-digest]}}}}
"""
DELIVERY = PEOPLE + """\
mailboxes:
  bot: {{type: imap, host: 127.0.0.1, port: {imap}, tls: none, user: bot{n}, password_file: pass}}
outbox: {{type: smtp, host: 127.0.0.1, port: {smtp}, tls: none, from: Beadle <bot{n}@example.org>, doubt_wait: 10m}}
""" + LISTS
# The mail comes from a folder or goes to one, so that one server at a time is on trial.
TLS_IMAP = PEOPLE + """\
mailboxes:
  bot: {{type: imap, host: localhost, port: {port}, tls: {tls}, ca_file: {ca}, user: bot, password_file: pass}}
outbox: {{type: maildir, path: outbox, from: Beadle <bot@example.org>}}
""" + LISTS
TLS_SMTP = PEOPLE + """\
mailboxes:
  bot: {{type: maildir, path: inbox}}
outbox: {{type: smtp, host: localhost, port: {port}, tls: {tls}, ca_file: {ca}, user: bot, password_file: pass,
         from: Beadle <bot@example.org>}}
""" + LISTS


def later(minutes):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 60 * minutes))


def mail():
    return ("Date: %s\r\nFrom: KP <kp@example.org>\r\nTo: bsc@example.org\r\nMessage-ID: <m1@example.org>\r\n"
            "Subject: one\r\n\r\n[AI Dave] forward the letter\r\n" % email.utils.formatdate()).encode()


class Stage:
    def __init__(self, imap, mta):
        self.imap, self.mta, self.n = imap, mta, 0

    def begin(self):
        """Users of its own for each case, and the mail with Dave's new item in the bot's mailbox."""
        self.n += 1
        self.imap.append("bot%d" % self.n, mail())

    def configure(self, bot, port, dave="dave{n}@example.org"):
        config = DELIVERY.replace("dave{n}@example.org", dave)
        bot.configure(config.format(n=self.n, imap=self.imap.port, smtp=port), "secret")

    def address(self, who):
        return "%s%d@example.org" % (who, self.n)

    def round(self, bot, minutes):
        """One round, and all that Postfix took is delivered: (status, outcome for Dave or None)."""
        done = bot.once(later(minutes))
        self.mta.wait_idle()
        found = [e for e in done.events if e["event"] == "outcome" and e["to"] == self.address("dave")]
        return done, found[-1]["outcome"] if found else None

    def received(self, who):
        return len(self.imap.messages("%s%d" % (who, self.n)))


def test_answer_lost(stage):
    stage.begin()
    with Proxy(stage.mta.port) as wire, Program() as bot:
        stage.configure(bot, wire.port)
        wire.lose_answer(b"\r\n.\r\n")
        done, outcome = stage.round(bot, 0)
        tap.check_equal((done.status, outcome, stage.received("dave")), (4, "doubt", 1),
                        "the answer to the final dot is lost: in doubt, and Postfix has it")
        tap.check(wire.wait_done(1), "by the proxy")
        done, outcome = stage.round(bot, 1)
        tap.check_equal((done.status, outcome), (0, None), "the next round sends nothing")
        tap.check(done.has_event("doubt-resolved", by="its copy in the mailbox"), "for it has found the witness",
                  events=done.err)
        done, outcome = stage.round(bot, 30)
        tap.check_equal((done.status, outcome, stage.received("dave")), (0, None, 1), "nothing comes twice")


def test_dot_lost(stage):
    stage.begin()
    with Proxy(stage.mta.port) as wire, Program() as bot:
        stage.configure(bot, wire.port)
        wire.cut_before(b"\r\n.\r\n")
        done, outcome = stage.round(bot, 0)
        tap.check_equal((done.status, outcome, stage.received("dave")), (4, "doubt", 0),
                        "the line is cut before the dot reaches Postfix: in doubt")
        tap.check(wire.wait_done(1), "by the proxy")
        done, outcome = stage.round(bot, 5)
        tap.check_equal((done.status, outcome), (4, None), "no copy comes: it is waited for")
        done, outcome = stage.round(bot, 11)
        tap.check_equal((done.status, outcome), (0, "sent"), "after doubt_wait it is sent again")
        done, outcome = stage.round(bot, 40)
        tap.check_equal((done.status, outcome, stage.received("dave")), (0, None, 1), "once")


def test_refused_for_now(stage):
    """Refused for now, and on the second try the answer is lost: the witness must prove that try, not the first."""
    stage.begin()
    with Proxy(stage.mta.port) as wire, Program() as bot:
        stage.configure(bot, wire.port)
        stage.mta.refusals[stage.address("dave")] = "450 4.2.1 mailbox busy"
        wire.leave_alone()
        wire.leave_alone()
        wire.lose_answer(b"\r\n.\r\n")
        done, outcome = stage.round(bot, 0)
        tap.check_equal((done.status, outcome, stage.received("bot")), (4, "later", 1), "450 at RCPT: later, no copy for nobody")
        tap.check(done.has_event("outcome", to=stage.address("dave"), code=450, reply="4.2.1 <%s>: Recipient address rejected: "
                                 "mailbox busy" % stage.address("dave")), "with the server's words", log=done.err)
        done, outcome = stage.round(bot, 2)
        tap.check_equal((done.status, outcome), (4, "later"), "450 again")
        del stage.mta.refusals[stage.address("dave")]
        done, outcome = stage.round(bot, 3)
        tap.check_equal((done.status, outcome, wire.connections), (0, None, 2), "the back-off is kept")
        third, outcome = stage.round(bot, 6)
        tap.check_equal((outcome, stage.received("dave")), ("doubt", 1), "taken at last, and the answer lost")
        done, outcome = stage.round(bot, 7)
        # A quick Postfix brings the copy before the round in which it was sent has read its mailbox.
        found = [d for d in (third, done) if d.has_event("doubt-resolved", by="its copy in the mailbox")]
        tap.check_equal((len(found), third.status), (1, 0 if third in found else 4), "the witness is found")
        done, outcome = stage.round(bot, 60)
        tap.check_equal((done.status, outcome, stage.received("dave")), (0, None, 1), "nothing comes twice")


def test_refused_for_good(stage):
    stage.begin()
    with Program() as bot:
        stage.configure(bot, stage.mta.port)
        stage.mta.refusals[stage.address("dave")] = "550 5.1.1 no such user"
        done, outcome = stage.round(bot, 0)
        tap.check_equal((done.status, outcome, stage.received("ops")), (0, "refused", 1), "550 at RCPT: the operator is told")
        told = email.message_from_bytes(stage.imap.messages("ops%d" % stage.n)[0], policy=email.policy.default)
        tap.check_in("no such user", " ".join(told.get_content().split()), "in the server's words")
        done, outcome = stage.round(bot, 60)
        tap.check_equal((done.status, outcome, stage.received("ops"), stage.received("dave")), (0, None, 1, 0), "once")


def test_other_address(stage):
    """Refused for good at one address of Dave's: the same mail goes to the next, and nobody is troubled."""
    stage.begin()
    with Program() as bot:
        stage.configure(bot, stage.mta.port, "[dave{n}@example.org, home{n}@example.org]")
        stage.mta.refusals[stage.address("dave")] = "550 5.1.1 no such user"
        done, outcome = stage.round(bot, 0)
        tap.check_equal((done.status, outcome), (0, "refused"), "550 at RCPT of the first address")
        tap.check_equal([stage.received(who) for who in ("dave", "home", "bot", "ops")], [0, 1, 2, 0],
                        "the other address gets it, the bot its copy, the operator nothing")
        stage.round(bot, 60)
        tap.check_equal((stage.received("home"), stage.received("ops")), (1, 0), "once")


def test_comes_back(stage):
    """Postfix takes the mail, cannot deliver it and says so to the bot: a real report."""
    stage.begin()
    with Program() as bot:
        stage.configure(bot, stage.mta.port, "[dave{n}@example.org, home{n}@example.org]")
        stage.mta.aliases[stage.address("dave")] = ["dave@gone.example"]
        done, outcome = stage.round(bot, 0)
        tap.check_equal((done.status, outcome), (0, "sent"), "taken, for an address that leads nowhere")
        tap.check_equal([stage.received(who) for who in ("home", "bot", "ops")], [0, 3, 0], "it comes back to the bot")
        done, _ = stage.round(bot, 1)
        tap.check(done.has_event("came-back", to=stage.address("dave")), "which reads the report", log=done.err)
        tap.check_equal([stage.received(who) for who in ("home", "ops")], [1, 0], "and sends it to the other address")
        stage.round(bot, 60)
        tap.check_equal((stage.received("home"), stage.received("ops")), (1, 0), "once")


def deliver_to_folder(bot):
    for part in ("cur", "new", "tmp"):
        os.makedirs(bot.path("inbox", part))
    with open(bot.path("inbox", "new", "1.M1.test"), "wb") as out:
        out.write(mail().replace(b"\r\n", b"\n"))


def told_nothing(server, name):
    said = server.received() + b"\n" + server.received_plain()
    tap.check(not any(secret in said for secret in SECRETS) and not server.logins
              and not any(word in said.upper() for word in (b"AUTH ", b"AUTHENTICATE", b"LOGIN")),
              "%s: no secret was told" % name, said=said[:500])


def try_tls(made, name, protocol, tls, make_server, words):
    """check --connect and once against a server that must not be trusted."""
    name = "%s, %s" % (name, protocol)
    with make_server() as server, Program() as bot:
        config = TLS_IMAP if protocol == "IMAP" else TLS_SMTP
        deliver_to_folder(bot)
        bot.configure(config.format(n="", port=server.port, tls=tls, ca=made.ca), PASSWORD)
        checked = bot.call("check", "--connect")
        failed = [line.strip() for line in checked.out.splitlines() if "failed:" in line]
        tap.diag("%s: %s" % (name, failed[0] if failed else checked.out))
        tap.check_equal((checked.status, len(failed)), (1, 1), "%s: check --connect fails" % name)
        tap.check(re.search(words, "".join(failed)), "%s: and names the cause" % name, wanted=words, got=checked.out)
        done = bot.once()
        why = " ".join(e.get("why", "") + e.get("reply", "") for e in done.events)
        # A mailbox that cannot be trusted needs the operator; a mail that cannot leave is tried again.
        tap.check_equal(done.status, 1 if protocol == "IMAP" else 4, "%s: once, status" % name)
        tap.check(re.search(words, why), "%s: once names it in the log" % name, wanted=words, got=done.err)
        told_nothing(server, name)
        if protocol == "IMAP":
            tap.check_equal([b"To: ops@" in m for m in read_maildir(bot.path("outbox"))], [True], "%s: the operator is told" % name)
        else:
            tap.check_equal(server.mails, [], "%s: no mail was handed over" % name)


def test_tls(made):
    wrong = (("expired", r"the certificate expired on \d{4}-\d\d-\d\d "), ("self_signed", "the certificate is self-signed"),
             ("wrong_host", "host name: the certificate "))
    for kind, words in wrong:
        for tls in ("implicit", "starttls"):
            pair = {"tls": made[kind]} if tls == "implicit" else {"starttls": made[kind]}
            try_tls(made, "%s certificate, %s" % (kind, tls), "IMAP", tls, lambda: ScriptedImap([mail()], **pair), words)
            try_tls(made, "%s certificate, %s" % (kind, tls), "SMTP", tls, lambda: ScriptedSmtp(**pair), words)
    try_tls(made, "STARTTLS stripped", "IMAP", "starttls", lambda: ScriptedImap([mail()]), "STARTTLS: the server does not offer it")
    try_tls(made, "STARTTLS stripped", "SMTP", "starttls", lambda: ScriptedSmtp(), "STARTTLS: the server does not offer it")


def test_trusted(made):
    """The same with the right certificate, lest all of the above be refused for another reason."""
    for protocol, config in (("IMAP", TLS_IMAP), ("SMTP", TLS_SMTP)):
        server = ScriptedImap([mail()], starttls=made.good) if protocol == "IMAP" else ScriptedSmtp(starttls=made.good)
        with server, Program() as bot:
            deliver_to_folder(bot)
            bot.configure(config.format(n="", port=server.port, tls="starttls", ca=made.ca), PASSWORD)
            tap.check_equal((bot.call("check", "--connect").status, bot.once().status), (0, 0), "good certificate, %s" % protocol)
            tap.check_equal(len(server.logins), 2, "good certificate, %s: logged in" % protocol)


ANSWERS = PEOPLE + """\
mailboxes:
  bot: {{type: maildir, path: inbox}}
outbox: {{type: smtp, host: 127.0.0.1, port: {port}, tls: none, from: Beadle <bot@example.org>}}
""" + LISTS


def test_answers():
    """An answer that would come back is worse than none: the server is asked before anybody is."""
    with ScriptedSmtp() as server, Program() as bot:
        deliver_to_folder(bot)
        bot.configure(ANSWERS.format(n="", port=server.port), PASSWORD)
        taken = bot.call("check", "--connect")
        server.faults["RCPT"] = [Reply("550 5.1.1 no such user")]
        refused = bot.call("check", "--connect")
        tap.check_equal((taken.status, "answers      ok  bot+" in taken.out), (0, True), "answers to notices would arrive")
        tap.check_equal((refused.status, "answers: 550" in refused.out), (1, True), "answers to notices would bounce")
        tap.check_equal(server.mails, [], "and no mail was sent to find that out")


def main():
    if need_beadle():
        tap.skip_all(need_beadle())
    test_answers()
    reason = certs.need_certs()
    if reason:
        tap.skip("TLS", reason)
    else:
        made = certs.Certs()
        test_trusted(made)
        test_tls(made)
    reason = need_dovecot() or need_postfix()
    if reason:
        tap.skip("deliveries through Postfix", reason)
    else:
        users = {"%s%d" % (who, n): "secret" for who in ("bot", "dave", "home", "ops") for n in range(1, 7)}
        with Dovecot(users=users) as imap, Postfix(dovecot=imap) as mta:
            stage = Stage(imap, mta)
            for test in (test_answer_lost, test_dot_lost, test_refused_for_now, test_refused_for_good,
                         test_other_address, test_comes_back):
                test(stage)
    tap.done()


if __name__ == "__main__":
    main()
