"""Hostile senders in front of a real Postfix whose milters write Authentication-Results: rspamd; OpenDKIM and OpenDMARC.

Each mail of the two tables of hostile_senders.py is handed in by a connection from elsewhere, and beadle reads what the
servers made of it: Dave's own are proved, so that the others could have been; of these none is.

--update keeps what the servers wrote in tests/data/authres, for tests/unit/test_authres.c.
"""
import json
import os
import re
import socket
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
import procs
import tap
from dns import Names
from hostile_senders import AUTHSERV_ID, LIST_AT, hostile, honest, names
from milters import OpenDkim, OpenDmarc, Rspamd, main_cf, need_milters
from postfix import Postfix, need_postfix
from program import Program, need_beadle

CONFIG = """\
state: state
operator: ops@example.org
people:
  - {{name: Dave Thaler, aliases: [Dave], address: [dave@example.net, dave@plain.example]}}
  - {{name: KP Singh, aliases: [KP], address: kp@example.com}}
mailboxes:
  in: {{type: maildir, path: inbox}}
outbox: {{type: maildir, path: outbox, from: Beadle <bot@example.org>, limits: {{per_recipient_day: 1000, per_hour: 1000}}}}
answers: {{authserv_id: {id}, hops: {hops}, fields: {fields}, mails_per_day: 10000}}
lists:
  sc: {{address: sc@lists.example.com, list_id: sc.lists.example.com, mailbox: in, chair: KP Singh{more}}}
"""
# What makes a mail the list's, when that is the question.
BY_ADDRESS, BY_SIGNATURE = ", raise: anyone", ", signed_by: lists.example.com, raise: anyone"
FIRST = b"From: KP Singh <kp@example.com>\nTo: sc@lists.example.com\nMessage-ID: <first@example.com>\nSubject: x\n\n[AI Dave] write\n"
# The servers, what beadle is told of them as doc/servers.md says, and their file of data.
SETUPS = (
    ("rspamd", (Rspamd,), {"hops": 1, "fields": 1}),
    ("OpenDKIM and OpenDMARC", (OpenDkim, OpenDmarc), {"hops": 0, "fields": 3}),
)
# As doc/servers.md has it.
OWN_FIELDS = r'/^Authentication-Results[[:space:]]*:[[:space:]]*"?mail\.example\.org/'


def hand_in(port, recipient, sending):
    """One connection, each line as it is; the last reply, or b"" when the server hung up."""
    with socket.create_connection(("127.0.0.1", port), timeout=procs.DEADLINE_S) as conn:
        replies = conn.makefile("rb")

        def say(line):
            if line is not None:
                conn.sendall(line + b"\r\n")
            while True:
                reply = replies.readline()
                if reply[3:4] != b"-":
                    return reply
        mail = sending.mail.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n").replace(b"\r\n.", b"\r\n..")
        say(None)
        say(b"EHLO test")
        say(b"XCLIENT ADDR=" + sending.addr + b" NAME=[UNAVAILABLE]")
        reply = say(b"EHLO " + sending.helo)
        for line in (b"MAIL FROM:<" + sending.sender + b">", b"RCPT TO:<" + recipient + b">", b"DATA", mail + b"\r\n."):
            if not reply.startswith((b"2", b"3")):
                return reply
            reply = say(line)
        return reply


def deliver(mta, sendings):
    """What arrived of each: {what: bytes}.  The address that each is sent to tells them apart."""
    for n, sending in enumerate(sendings):
        hand_in(mta.port, b"bot+%d@example.org" % n, sending)
    mta.wait_idle()
    arrived = {re.search(rb"^X-Original-To: bot\+(\d+)@", mail, re.M).group(1): mail for mail in mta.messages("bot")}
    return {sending.what: arrived[b"%d" % n] for n, sending in enumerate(sendings) if b"%d" % n in arrived}


def message_ids(mails):
    return {what: mail.partition(b"\nMessage-ID: <")[2].partition(b">")[0].decode() for what, mail in mails.items()}


def history(mails, told, more):
    """The ledger's events after a round of reading all of them."""
    with Program() as bot:
        for box in ("inbox", "outbox"):
            for part in ("cur", "new", "tmp"):
                os.makedirs(bot.path(box, part))
        bot.configure(CONFIG.format(id=AUTHSERV_ID, more=more, **told))
        for round_of in ([FIRST], mails.values()):		# what lies there at the first start is the past
            for n, mail in enumerate(round_of):
                with open(bot.path("inbox/new/%d.%d.test" % (1700000000 + n, len(round_of))), "wb") as out:
                    out.write(mail)
            done = bot.once()
            if done.status:
                raise AssertionError(done.err)
        return [json.loads(line) for line in bot.call("history", "--json").out.splitlines()]


def judge(mails, told):
    """Of which mails beadle says that they are proved to be Dave's, and of which that they are the list's."""
    ids = {what: mail.partition(b"\nMessage-ID: <")[2].partition(b">")[0].decode() for what, mail in mails.items()}
    proved = {e["message_id"] for e in history(mails, told, BY_ADDRESS) if e["proof"] and e["actor"] == "Dave Thaler"}
    raised = {e["message_id"] for e in history(mails, told, BY_SIGNATURE) if e["what"] in ("raised", "mentioned")}
    return [{what for what, known in ids.items() if known in found} for found in (proved, raised)]


def keep(name, mails, proved, listed):
    """As a mailbox in which the From_ line says what each is."""
    with open(os.path.join(HERE, "..", "data", "authres", name), "wb") as out:
        for what, mail in mails.items():
            out.write(b"From %s, %s: %s\n" % (b"proved" if what in proved else b"forged", b"listed" if what in listed else b"strange",
                                             what.encode()))
            out.write(mail.replace(b"\nFrom ", b"\n>From ").rstrip(b"\n") + b"\n\n")


def check(name, kinds, told, good, bad):
    with Names(names()) as server:
        milters = [kind(server).start() for kind in kinds]
        with Postfix(users={"bot": ""}, extra=main_cf(*milters)) as mta:
            mails = deliver(mta, good + bad)
        for milter in milters:
            milter.stop()
    proved, listed = judge(mails, told)
    for sending in good:
        what = sending.what
        tap.check(what in proved, "%s: %s" % (name, what), mail=mails.get(what, b"not taken").decode("latin-1"))
        tap.check_equal(what in listed, sending.addr == LIST_AT and b"\nTo: sc@" in sending.mail, "%s: %s: and whether it is the list's" % (name, what))
    taken = [sending.what for sending in bad if sending.what in mails]
    deceived = [what for what in taken if what in proved | listed]
    for what in deceived:
        tap.diag("%s: BELIEVED: %s\n%s" % (name, what, mails[what].decode("latin-1")))
    tap.check(len(taken) > 100, "%s: most of the hostile mails are taken by the servers" % name)
    tap.check_equal(deceived, [], "%s: none of the hostile mails is believed" % name)
    tap.diag("%s: %d honest mails, %d believed; %d hostile mails tried, %d of them taken by the servers, %d believed"
             % (name, len(good), len(proved - set(taken)), len(bad), len(taken), len(deceived)))
    if "--update" in sys.argv:
        keep("-".join(kind.program for kind in kinds), mails, proved, listed)


def check_failing(told, bad):
    """Milters that are down, and a Postfix that goes on without them and takes out fields in its own name."""
    with Postfix(users={"bot": ""}, extra=main_cf(down=True) + "header_checks = regexp:{ {%s IGNORE} }\n" % OWN_FIELDS) as mta:
        mails = deliver(mta, bad)
    proved, listed = judge(mails, told)
    tap.check_equal((sorted(proved | listed), len(mails) > 100), ([], True), "milters that are down: nothing is believed of %d mails" % len(mails))


def main():
    reason = need_beadle() or need_postfix()
    if reason:
        tap.skip_all(reason)
    good, bad = honest(), hostile()
    for name, kinds, told in SETUPS:
        reason = need_milters(*kinds)
        if reason:
            tap.skip(name, reason)
        else:
            check(name, kinds, told, good, bad)
    check_failing({"hops": 1, "fields": 3}, bad)


if __name__ == "__main__":
    main()
