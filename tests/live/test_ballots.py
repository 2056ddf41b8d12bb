"""Ballots through a real Postfix, OpenDKIM and Dovecot: those that somebody forged, and those of the voters themselves.

Each row of the table has a voter of its own, whose ballot came by mail; what is handed in for the row is counted as that
voter's vote, or is not, and the voter hears of it, or does not.  The table is printed.
"""
import base64
import calendar
import collections
import email
import email.policy
import email.utils
import json
import os
import quopri
import re
import smtplib
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import tap
from dkim import Key, sign
from dns import Names
from milters import OpenDkim, main_cf, need_milters
from program import Program, need_beadle
from programs import Sender, apple_mail, gmail, head, mutt, outlook, quoted, telephone, text_of, thunderbird, yahoo
from servers import Dovecot, Postfix, need_dovecot, need_postfix

LIST, BOT, OPENER = "sc@example.org", "bot@example.org", Sender("KP Singh", "kp@example.org")
CONFIG = """\
state: state
operator: ops@example.org
people:
{people}
groups: {{Latecomers: [{late}]}}
mailboxes:
  bot: {{type: imap, host: 127.0.0.1, port: {imap}, tls: none, user: bot, password_file: pass}}
outbox: {{type: maildir, path: outbox, from: Beadle <bot@example.org>, limits: {{per_hour: 100000, per_recipient_day: 1000}}}}
answers: {{authserv_id: mail.example.org, hops: 1}}
lists:
  sc: {{address: sc@example.org, list_id: sc.example.org, mailbox: bot, zone: UTC, chair: KP Singh, raise: proved,
       votes: {{default: {{threshold: majority, of: cast, quorum: 1, period: 1w}}, late: {{voters: Latecomers, period: 3d}}}},
       notices: {{assigned_after: 0s, off: [weekly-digest]}}}}
"""
COVERED = "from:to:cc:date:subject:message-id:in-reply-to:references".split(":")
LATE = 4				# voters of a vote that has ended before the other begins
KEYS = {domain: Key() for domain in ("example.org", "evil.example")}
NOBODY, NOTHING, RECEIPT, ANSWER = None, "-", "receipt", "answer"
EVIL = "Mallory <m@evil.example>"

# what: of the row; counted: "yes", ... or NOBODY; heard: what the voter has in the mailbox of it; mails: Handed.
Row = collections.namedtuple("Row", "what counted heard mails")
Handed = collections.namedtuple("Handed", "to mail")	# to: the envelope's recipient


def signed(mail, domain="example.org"):
    return sign(KEYS[domain], mail if isinstance(mail, bytes) else mail.encode(), domain, "k", COVERED)


class Voter:
    def __init__(self, n):
        self.sender = Sender("Vera V%03d" % n, "v%03d@example.org" % n)
        self.ballot = self.to = None

    def take(self, ballot):
        self.ballot, self.to = ballot, ballot["Reply-To"].addresses[0].addr_spec

    def mail(self, body, frm=None, to=None, subject=None, more="", mid=None, refs=True, content="text/plain; charset=utf-8", at_s=None):
        """An answer to the ballot, but for what the row changes."""
        answers = "In-Reply-To: %s\nReferences: %s\n" % (self.ballot["Message-ID"], self.ballot["Message-ID"]) if refs else ""
        return ("From: %s\nTo: %s\nSubject: %s\nDate: %s\nMessage-ID: %s\n%s%sMIME-Version: 1.0\nContent-Type: %s\n\n%s"
                % (frm or "%s <%s>" % self.sender, to or self.to, "Re: %s" % self.ballot["Subject"] if subject is None else subject,
                   email.utils.formatdate(at_s), mid or email.utils.make_msgid(domain="example.org"), answers, more, content, body))


def to_bot(voter, body="yes\n", **rest):
    return [Handed(voter.to, voter.mail(body, **rest))]


def to_plain(voter, body="yes\n", domain=None, **rest):
    """To the address that everybody knows."""
    mail = voter.mail(body, to=BOT, **rest)
    return [Handed(BOT, signed(mail, domain) if domain else mail)]


def in_thread(voter, opening, body="+1\n", domain="example.org", frm=None, more="", at_s=None, via=None):
    """via: the mail of somebody else in between."""
    mail = voter.mail(body, frm=frm, to=LIST, refs=False, subject="Re: the charter", at_s=at_s,
                      more="In-Reply-To: %s\nReferences: %s\n%s" % (via or opening, "%s %s" % (opening, via) if via else opening, more))
    return [Handed(LIST, signed(mail, domain) if domain else mail)]


def forged(voters, opening, mallory):
    """Rows that count for nobody; mallory is a voter, too."""
    def row(what, make, heard=NOTHING, counted=NOBODY):
        voter = next(voters)
        return voter, Row(what, counted, heard, make(voter))
    quote = lambda v: "\n\nOn Mon, Jun 5, 2023 at 9:01 AM Vera wrote:\n\n> yes\n" + quoted(v.ballot)
    yield row("a stranger, to the plain address", lambda v: to_plain(v, frm=EVIL, domain="evil.example"))
    yield row("a stranger, in the voter's name", to_plain, ANSWER)
    yield row("a stranger, the voter's name displayed", lambda v: to_plain(v, frm="%s <m@evil.example>" % v.sender.name, domain="evil.example"))
    yield row("a stranger, the voter's address displayed", lambda v: to_plain(v, frm='"%s" <m@evil.example>' % v.sender.addr, domain="evil.example"))
    yield row("a stranger with a token made up", lambda v: [Handed("bot+%s@example.org" % ("a" * 34), v.mail("yes\n", frm=EVIL, to=BOT))])
    yield row("... with the voter's, one letter changed", lambda v: [Handed(v.to[:-13] + ("a" if v.to[-13] != "a" else "b") + v.to[-12:], v.mail("yes\n", frm=EVIL, to=BOT))])
    yield row("... in Reply-To, in the body, in the subject", lambda v: to_plain(v, "yes\n%s\n" % v.to, frm=EVIL, subject=v.to, more="Reply-To: %s\n" % v.to))
    yield row("a member in the voter's name, unproved", lambda v: to_plain(v, more="Sender: mallory@example.org\n"), ANSWER)
    yield row("a member with the voter's token", lambda v: to_bot(v, frm="Mallory Moth <mallory@example.org>"))
    yield row("a member answers the voter's ballot, proved as themselves", lambda v: to_plain(v, frm="Mallory Moth <mallory@example.org>", domain="example.org"))
    yield row("a member's own token, in the voter's name", lambda v: [Handed(mallory.to, v.mail("yes\n", to=mallory.to))], ANSWER)
    yield row("a ballot forwarded, and answered by who got it", lambda v: to_bot(v, "yes\n" + quote(v), frm="Mallory Moth <mallory@example.org>",
                                                                               subject="Re: Fwd: %s" % v.ballot["Subject"]))
    yield row("a member quotes the voter's yes", lambda v: to_plain(v, quote(v), frm="Mallory Moth <mallory@example.org>", domain="example.org"))
    yield row("two From fields, the voter's first", lambda v: to_plain(v, more="From: m@evil.example\n", domain="evil.example"), ANSWER)
    yield row("two From fields, the voter's second", lambda v: to_plain(v, frm="m@evil.example", more="From: %s <%s>\n" % v.sender, domain="evil.example"))
    yield row("two authors in one From", lambda v: to_plain(v, frm="m@evil.example, %s <%s>" % v.sender, domain="evil.example"))
    yield row("DKIM of another domain", lambda v: to_plain(v, domain="evil.example"), ANSWER)
    yield row("DKIM that does not cover the answer", lambda v: [Handed(BOT, "In-Reply-To: %s\n".__mod__(v.ballot["Message-ID"]).encode()
              + sign(KEYS["example.org"], v.mail("yes\n", to=BOT, refs=False).encode(), "example.org", "k", ["from", "to", "date", "subject", "message-id"]))], ANSWER)
    yield row("Authentication-Results of the sender's", lambda v: to_plain(
        v, more="Authentication-Results: mail.example.org; dkim=pass header.d=example.org; dmarc=pass header.from=example.org\n"), ANSWER)
    yield row("in private, about no vote", lambda v: to_plain(v, domain="example.org", refs=False, subject="hello"), ANSWER)
    yield row("in private, by the number alone, unproved", lambda v: to_plain(v, "#2 yes\n", refs=False, subject="hello"), ANSWER)
    yield row("the list, unproved", lambda v: in_thread(v, opening, domain=None), ANSWER)
    yield row("the list, DKIM of another domain", lambda v: in_thread(v, opening, domain="evil.example"), ANSWER)
    yield row("the list, results of the sender's", lambda v: in_thread(
        v, opening, domain=None, more="Authentication-Results: mail.example.org; dkim=pass header.d=example.org\n"), ANSWER)
    yield row("the list, by a stranger who is proved", lambda v: in_thread(v, opening, frm=EVIL, domain="evil.example"))
    yield row("words on the list, unproved", lambda v: in_thread(v, opening, "yes\n", domain=None), ANSWER)
    yield row("... DKIM of another domain", lambda v: in_thread(v, opening, "I vote yes\n", domain="evil.example"), ANSWER)
    yield row("... by a stranger who is proved", lambda v: in_thread(v, opening, "Yes, go ahead.\n", frm=EVIL, domain="evil.example"))
    yield row("... in another thread", lambda v: in_thread(v, "<nothing@example.org>", "I vote yes\n"))
    yield row("... quoted", lambda v: in_thread(v, opening, "Vera wrote:\n> yes\n\nWell said.\n"))
    yield row("... below a quoted question", lambda v: in_thread(v, opening, "> Did everybody get it?\n\nYes.\n"), ANSWER)
    yield row("... in answer to somebody", lambda v: in_thread(v, opening, "Yes, please.\n", via="<question@example.org>"), ANSWER)
    yield row("... +1 in answer to somebody", lambda v: in_thread(v, opening, "+1\n", via="<somebody@example.org>"), ANSWER)
    yield row("... +1 for something else", lambda v: in_thread(v, opening, "+1 for waiting until March\n"), ANSWER)
    yield row("... what was seen", lambda v: in_thread(v, opening, "Yes, I saw that too.\n"), ANSWER)
    yield row("... a condition", lambda v: in_thread(v, opening, "yes if we wait for March\n"), ANSWER)
    yield row("... a condition in the next line", lambda v: in_thread(v, opening, "Yes\nbut not before March.\n"), ANSWER)
    yield row("... a question", lambda v: in_thread(v, opening, "Yes, but what about the fee?\n"), ANSWER)
    yield row("... a correction", lambda v: in_thread(v, opening, "no, sorry: yes\n"), ANSWER)
    yield row("... two choices", lambda v: in_thread(v, opening, "yes\nno\n"), ANSWER)
    yield row("... no idea, no problem", lambda v: in_thread(v, opening, "No idea\n") + in_thread(v, opening, "No problem, I will ask.\n"))
    yield row("... below some prose", lambda v: in_thread(v, opening, "I have read it for long.\n\nYes.\n"))
    yield row("a part", lambda v: to_bot(v, "yes to the first, no to the second\n"), ANSWER)
    yield row("a correction", lambda v: to_bot(v, "no (mistake: I meant yes)\n"), ANSWER)
    yield row("... in the next line", lambda v: to_bot(v, "no\nsorry, yes\n"), ANSWER)
    yield row("... in the next paragraph", lambda v: to_bot(v, "Yes\n\nbut only if the fee is waived\n"), ANSWER)
    yield row("word of the mail itself", lambda v: to_bot(v, "Yes, I got the mail, will vote tomorrow\n"), ANSWER)
    yield row("a condition behind a but", lambda v: to_bot(v, "yes but not before March\n"), ANSWER)
    yield row("an automatic reply that says yes", lambda v: to_bot(v, more="Auto-Submitted: auto-replied\n"))
    yield row("a vacation notice that quotes yes", lambda v: to_bot(v, "I am away until Monday.\n\n> yes\n", more="Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\n"))
    yield row("an unmarked vacation notice that quotes yes", lambda v: to_bot(v, "I am away until Monday.\n" + quote(v), subject="Out of office"), ANSWER)
    yield row("a bounce that quotes yes", lambda v: [Handed(v.to, v.mail(
        "--b\nContent-Type: text/plain\n\nyes\n\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; x@example.net\nAction: failed\nStatus: 5.1.1\n\n"
        "--b\nContent-Type: message/rfc822\n\nSubject: yes\n\nyes\n--b--\n", frm="MAILER-DAEMON@example.net", subject="Undelivered Mail Returned to Sender",
        content='multipart/report; report-type=delivery-status; boundary="b"'))])
    yield row("a bounce by another program's words", lambda v: to_bot(v, "yes\n", frm="Mail Delivery Subsystem <mailer-daemon@example.net>",
                                                                      subject="Delivery Status Notification (Failure)", more="Return-Path: <>\n"))
    yield row("two choices", lambda v: to_bot(v, "yes\nno\n"), ANSWER)
    yield row("... of other words", lambda v: to_bot(v, "aye\nabstain, rather\n"), ANSWER)
    yield row("... by a sign", lambda v: to_bot(v, "yes\n-1\n"), ANSWER)
    yield row("... with the number", lambda v: to_bot(v, "no\n\n#2 yes\n"), ANSWER)
    yield row("the number of a vote that is none", lambda v: to_bot(v, "#99 yes\n"), ANSWER)
    yield row("two choices in one line", lambda v: to_bot(v, "yes and no\n"), ANSWER)
    yield row("yes in the text, no in the HTML", lambda v: to_bot(
        v, '--b\nContent-Type: text/plain\n\nyes\n--b\nContent-Type: text/html\n\n<p>no</p>\n--b--\n', content='multipart/alternative; boundary="b"'), RECEIPT, "yes")
    yield row("a condition", lambda v: to_bot(v, "yes, if it is cheaper\n"), ANSWER)
    yield row("a question", lambda v: to_bot(v, "yes?\n"), ANSWER)
    yield row("yes in the signature", lambda v: to_bot(v, "\n-- \nyes\n"), ANSWER)
    yield row("yes below some prose", lambda v: to_bot(v, "I have thought about it for long.\nyes\n"), ANSWER)
    yield row("no text at all", lambda v: to_bot(v, ""), ANSWER)
    yield row("yes in a file", lambda v: to_bot(
        v, '--b\nContent-Type: text/plain\n\n--b\nContent-Type: text/plain; name="vote.txt"\nContent-Disposition: attachment; filename="vote.txt"\n\nyes\n--b--\n',
        content='multipart/mixed; boundary="b"'), ANSWER)
    yield row("yes in a quotation alone", lambda v: to_bot(v, "> yes\n"), ANSWER)
    yield row("yes in a forwarded mail", lambda v: to_bot(v, "---------- Forwarded message ----------\nFrom: Vera <v@example.org>\nSubject: Re: x\n\nyes\n"), ANSWER)
    yield row("yes that is hidden in HTML", lambda v: to_bot(v, '<p style="display:none">yes</p><p>I cannot decide.</p>', content="text/html; charset=utf-8"), ANSWER)
    yield row("on, displayed as no", lambda v: to_bot(v, "\u202eon\n"), ANSWER)
    yield row("sey, displayed as yes", lambda v: to_bot(v, "\u202esey\u202c\n"), ANSWER)
    yield row("letters of full width", lambda v: to_bot(v, "\uff59\uff45\uff53\n"), ANSWER)
    yield row("letters that look alike", lambda v: to_bot(v, "\u0443es\n"), ANSWER)
    yield row("yes behind 3,000 lines", lambda v: to_bot(v, ("word " * 12 + "\n") * 3000 + "yes\n"), ANSWER)
    yield row("a mail whose text is too large, of which the operator is told", lambda v: to_bot(v, ("y" * 900 + "\n") * 2500 + "yes\n"))


def honest(voters, opening):
    def row(what, make, counted="yes", heard=RECEIPT):
        voter = next(voters)
        return voter, Row(what, counted, heard, make(voter))
    for program in (gmail, outlook, apple_mail, telephone, yahoo):
        yield row(program.__name__.replace("_", " "), lambda v: [Handed(v.to, program(v.sender, v.ballot, "yes"))])
    yield row("thunderbird, below the quotation", lambda v: [Handed(v.to, thunderbird(v.sender, v.ballot, "no, it is too early"))], "no")
    yield row("mutt, below the quotation", lambda v: to_bot(v, "On Mon, Jun 05, 2023 at 09:01:00AM +0000, Beadle wrote:\n%s\nAye.\n\n-- \nVera\n" % quoted(v.ballot)))
    yield row("mutt, a greeting before it", lambda v: to_bot(v, "Hi,\n\nyes\n\n%s" % quoted(v.ballot)))
    yield row("base64", lambda v: [Handed(v.to, head(v.sender, v.ballot, "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n")
                                          + base64.encodebytes("Abstain \u2013 I was not there\n".encode()).decode())], "abstain")
    yield row("quoted-printable", lambda v: [Handed(v.to, head(
        v.sender, v.ballot, "Content-Type: text/plain; charset=windows-1252\r\nContent-Transfer-Encoding: quoted-printable\r\n")
        + quopri.encodestring("\u201cYes\u201d \u2013 at last\n".encode("cp1252")).decode())])
    yield row("a large file beside it", lambda v: to_bot(
        v, '--b\nContent-Type: text/plain\n\nyes\n--b\nContent-Type: application/pdf; name="a.pdf"\nContent-Transfer-Encoding: base64\n\n%s\n--b--\n'
        % (("QUJD" * 18 + "\n") * 3000), content='multipart/mixed; boundary="b"'))
    yield row("3,000 lines quoted below it", lambda v: to_bot(v, "yes\n\n" + ("> " + "word " * 12 + "\n") * 3000))
    yield row("HTML alone", lambda v: to_bot(v, "<html><body><div><b>No</b>, not yet</div></body></html>", content="text/html; charset=utf-8"), "no")
    yield row("UTF-16", lambda v: [Handed(v.to, head(v.sender, v.ballot, "Content-Type: text/plain; charset=utf-16\r\nContent-Transfer-Encoding: base64\r\n")
                                          + base64.encodebytes("yes\n".encode("utf-16")).decode())])
    yield row("a byte order mark before it", lambda v: to_bot(v, "\ufeffyes\n"))
    yield row("a space of no width before it", lambda v: to_bot(v, "\u200byes\u200b\n"))
    yield row("yes in the subject, no text", lambda v: to_bot(v, "", subject="yes"))
    yield row("abstain in the subject, no text", lambda v: to_bot(v, "", subject="Abstain."), "abstain")
    yield row("+1", lambda v: to_bot(v, "+1 (binding)\n"))
    yield row("in so many words", lambda v: to_bot(v, "It\u2019s a yes from me.\n"))
    yield row("... abstaining", lambda v: to_bot(v, "I\u2019ll abstain on this one\n"), "abstain")
    yield row("the tag before it", lambda v: to_bot(v, "[VOTE] no\n"), "no")
    yield row("a minus as typed", lambda v: to_bot(v, "\u22121\n"), "no")
    yield row("from an address that nobody knows", lambda v: to_bot(v, frm="vera@phone.example"))
    yield row("the address in capitals", lambda v: [Handed(v.to.upper().replace("EXAMPLE.ORG", "example.org"), v.mail("yes\n"))])
    yield row("the plain address, signed by their domain", lambda v: to_plain(v, domain="example.org"))
    yield row("in private to the mail that opened it", lambda v: to_plain(v, domain="example.org", refs=False, more="In-Reply-To: %s\n" % opening))
    yield row("in private, by the number alone", lambda v: to_plain(v, "#2 no\n", domain="example.org", refs=False, subject="hello"), "no")
    yield row("in private, by the subject alone", lambda v: to_plain(v, "no\n", domain="example.org", refs=False), "no")
    yield row("the list, signed by their domain", lambda v: in_thread(v, opening))
    yield row("the list, 0", lambda v: in_thread(v, opening, "0\n"), "abstain")
    yield row("the list, yes", lambda v: in_thread(v, opening, "yes\n"))
    yield row("the list, y", lambda v: in_thread(v, opening, "y\n"))
    yield row("... with a reason", lambda v: in_thread(v, opening, "Hi all,\n\nYes, go ahead.\n\nVera\n"))
    yield row("... below what it answers", lambda v: in_thread(v, opening, "KP Singh wrote:\n> [VOTE 1w] The charter\n\nNo - too early\n"), "no")
    yield row("... and its number", lambda v: in_thread(v, opening, "#2 no\n"), "no")
    yield row("... in answer to somebody, said as who votes says it", lambda v: in_thread(
        v, opening, "I vote no, changed my mind\n", via="<question@example.org>"), "no")
    yield row("... abstain", lambda v: in_thread(v, opening, "Abstain: my own firm\n"), "abstain")
    yield row("with the choice of their number", lambda v: to_bot(v, "#2 yes\n"))
    yield row("... behind it", lambda v: to_bot(v, "no #2, it is too early\n"), "no")
    yield row("a file beside it", lambda v: to_bot(
        v, '--b\nContent-Type: text/plain\n\nyes\n--b\nContent-Type: text/plain; name="why.txt"\nContent-Disposition: attachment\n\nno\n--b--\n',
        content='multipart/mixed; boundary="b"'))


def at_the_end(voters, opening, closes_s):
    """(when it was received, Row) of each."""
    private = lambda v, at_s: Handed(v.to, v.mail("yes\n", at_s=at_s))
    public = lambda v, at_s: Handed(LIST, in_thread(v, opening, at_s=at_s)[0].mail)
    for what, make, late, counted, heard in (
            ("exactly at the instant", private, 0, "yes", RECEIPT), ("exactly at the instant, the list", public, 0, "yes", RECEIPT),
            ("one second late", private, 1, NOBODY, ANSWER), ("one second late, the list", public, 1, NOBODY, ANSWER)):
        voter = next(voters)
        yield closes_s + late, voter, Row(what, counted, heard, [make(voter, closes_s + late)])


def stepwise(voters, opening):
    """Several mails, of which the last proved one counts."""
    def row(what, make, counted, heard=RECEIPT):
        voter = next(voters)
        return voter, Row(what, counted, heard, make(voter))

    def replayed(v, mid=None):
        first = v.mail("yes\n", mid="<first-%s>" % v.sender.addr)
        return [Handed(v.to, first), Handed(v.to, v.mail("no\n")),
                Handed(v.to, first if not mid else first.replace("<first-", "<again-"))]

    def signed_again(v, new_id):
        mail = in_thread(v, opening)[0].mail
        again = re.sub(rb"\nMessage-ID: <", b"\nMessage-ID: <again.", mail) if new_id else mail
        return [Handed(LIST, mail), Handed(v.to, v.mail("no\n")), Handed(LIST, again)]

    def leaked(v, later, proved=lambda mail: mail):
        """Copied to the list: its readers have seen the token then."""
        mail = proved(v.mail("yes\n", more="Cc: %s\n" % LIST))
        return [Handed(v.to, mail), Handed(LIST, mail)] + ([Handed(v.to, v.mail("no\n", frm="vera@phone.example"))] if later else [])
    yield row("changed: the last one counts", lambda v: to_bot(v) + to_bot(v, "no\n"), "no")
    yield row("their own mail again: the one behind it counts", replayed, "no")
    yield row("their own mail again, another Message-ID", lambda v: replayed(v, "again"), "yes")
    yield row("their own signed mail again, the list", lambda v: signed_again(v, False), "no")
    yield row("their own signed mail again, the list, another Message-ID", lambda v: signed_again(v, True), "no")
    yield row("list, then in private", lambda v: in_thread(v, opening) + to_bot(v, "no\n"), "no")
    yield row("in private, then list", lambda v: to_bot(v, "no\n") + in_thread(v, opening), "yes")
    yield row("one mail to the list and to the bot", lambda v: leaked(v, False), "yes")
    yield row("... whose address then is everybody's", lambda v: leaked(v, True), "yes")
    yield row("... though a signature proved it", lambda v: leaked(v, True, signed), "yes")
    yield row("what is none behind one that counts", lambda v: to_bot(v) + to_bot(v, "I am not so sure\n"), "yes")
    yield row("talk in the thread behind one that counts", lambda v: to_bot(v) + in_thread(v, opening, "No, that was Joe.\n"), "yes")
    yield row("words in the thread behind one that counts", lambda v: to_bot(v) + in_thread(v, opening, "I vote no, changed my mind\n"), "no")
    yield row("a forged one behind one that counts", lambda v: to_bot(v) + to_plain(v, "no\n"), "yes")


class Stage:
    def __init__(self, imap, mta, bot):
        self.imap, self.mta, self.bot, self.taken = imap, mta, bot, set()

    def round(self, at_s=None):
        """All that is under way is delivered, read and answered."""
        now = () if at_s is None else (time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at_s)),)
        self.mta.wait_idle()
        done = self.bot.once(*now)
        if done.status:
            raise AssertionError("status %d\n%s" % (done.status, done.err))

    def hand_in(self, all_handed):
        """In their order: that of one voter's mails matters."""
        with smtplib.SMTP("127.0.0.1", self.mta.port) as client:
            for to, mail in all_handed:
                mail = mail if isinstance(mail, bytes) else mail.encode()
                client.sendmail("someone@elsewhere.example", [to], re.sub(rb"\r?\n", b"\r\n", mail))

    def put(self, to, mail, at_s):
        """As our servers would have put it there if they had received it then."""
        more = "Delivered-To: %s\n" % to
        if to == LIST:
            more += "List-Id: <sc.example.org>\nAuthentication-Results: mail.example.org; dkim=pass header.d=example.org header.s=k\n"
        self.imap.append("bot", more.encode() + (mail if isinstance(mail, bytes) else mail.encode()), internal_date=at_s)

    def mails(self):
        """What has left since the last call."""
        names = set(os.listdir(self.bot.path("outbox/new"))) - self.taken
        self.taken |= names
        found = []
        for name in names:
            with open(self.bot.path("outbox/new", name), "rb") as data:
                found.append(email.message_from_binary_file(data, policy=email.policy.default))
        return found

    def vote(self, number):
        return next(v for v in map(json.loads, self.bot.call("votes", "--json").out.splitlines()) if v["vote"] == number)


def opening_mail(name, tag, at_s=None):
    return signed("From: %s <%s>\nTo: %s\nSubject: [%s] Adopt the %s\nDate: %s\nMessage-ID: <%s@example.org>\n\nPlease read it.\n"
                  % (OPENER.name, OPENER.addr, LIST, tag, name, email.utils.formatdate(at_s), name))


def take_ballots(stage, voters):
    by_addr = {voter.sender.addr: voter for voter in voters}
    for ballot in stage.mails():
        if ballot["X-Beadle-Notice"] == "ballot" and OPENER.addr not in ballot["To"]:
            by_addr[ballot["To"].addresses[0].addr_spec].take(ballot)
    missing = [voter.sender.name for voter in voters if not voter.ballot]
    tap.check_equal(missing, [], "each of %d voters has a ballot" % len(voters))


def heard_of(mails, voter):
    mine = [m for m in mails if m["To"].addresses[0].addr_spec == voter.sender.addr and m["X-Beadle-Notice"] == "answer"]
    if not mine:
        return NOTHING
    texts = [" ".join(text_of(m).split()) for m in mine]
    return RECEIPT if any(re.search(r'Your vote in #\d, "Adopt the \w+", is', text) for text in texts) else ANSWER


def instant(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def judge(vote, mails, table):
    counted = {v["person"]: v["choice"] for v in vote["voters"]}
    wrong = []
    for voter, row in table:
        got = counted[voter.sender.name], heard_of(mails, voter)
        tap.diag("%-7s %-8s %s" % (got[0] or 0, got[1], row.what))
        if got != (row.counted, row.heard):
            wrong.append("%s: %s, wanted %s\n%s" % (row.what, got, (row.counted, row.heard), "\n".join(
                text_of(m) for m in mails if m["To"].addresses[0].addr_spec == voter.sender.addr)))
    tap.check_equal(wrong, [], "%d rows count, and are heard of, as they should" % len(table))


def test_the_end(stage, voters):
    """A vote of last week: what its servers took at its last second, and at the next."""
    begin_s = int(time.time()) - 7 * 86400
    stage.round(begin_s)
    stage.put(LIST, opening_mail("logo", "VOTE late 3d", begin_s + 5), begin_s + 5)
    stage.round(begin_s + 30)
    take_ballots(stage, voters)
    closes_s = instant(stage.vote(1)["closes"])
    table = list(at_the_end(iter(voters), "<logo@example.org>", closes_s))
    for at_s, _, row in table:
        stage.put(row.mails[0].to, row.mails[0].mail, at_s)
    stage.round(closes_s + 60)
    judge(stage.vote(1), stage.mails(), [(voter, row) for _, voter, row in table])
    tap.check_equal(stage.vote(1)["status"], "passed", "and it is over")


def test_table(stage, voters, mallory):
    stage.hand_in([Handed(LIST, opening_mail("charter", "VOTE 1w"))])
    stage.round()
    take_ballots(stage, [*voters, mallory])
    opening, left = "<charter@example.org>", iter(voters)
    table = list(forged(left, opening, mallory)) + list(honest(left, opening)) + list(stepwise(left, opening))
    stage.hand_in(handed for _, row in table for handed in row.mails)
    stage.round()
    judge(stage.vote(2), stage.mails(), table)


def main():
    reason = need_beadle() or need_dovecot() or need_postfix() or need_milters(OpenDkim)
    if reason:
        tap.skip_all(reason)
    voters = [Voter(n) for n in range(140)]
    mallory = Voter(0)
    mallory.sender = Sender("Mallory Moth", "mallory@example.org")
    everybody = voters + [mallory]
    people = "".join("  - {name: %s, address: %s}\n" % v.sender for v in everybody) + "  - {name: KP Singh, address: kp@example.org}\n"
    records = {("k._domainkey." + domain, "TXT"): [key.record] for domain, key in KEYS.items()}
    with Names(records) as names, OpenDkim(names) as dkim, Dovecot(users=dict.fromkeys(("bot", "archive"), "secret")) as imap, \
            Postfix(dovecot=imap, extra=main_cf(dkim)) as mta, Program() as bot:
        mta.add_list(LIST, [BOT, "archive@example.org"], "sc.example.org")
        bot.configure(CONFIG.format(people=people.rstrip("\n"), late=", ".join(v.sender.name for v in voters[:LATE]), imap=imap.port), "secret")
        stage = Stage(imap, mta, bot)
        test_the_end(stage, voters[:LATE])
        test_table(stage, voters, mallory)
    tap.done()


if __name__ == "__main__":
    main()
