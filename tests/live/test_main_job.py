"""The main job between real servers: minutes of two years are read in silence, then each new
`[AI Dave]` on the list becomes a mail in Dave's own mailbox, once, and soon.

The minutes are the committee's own where ../shared/bsc is at hand, cut into one mail a meeting as
its chair would have mailed it the day after; else a small archive in the same shapes.
"""
import email
import email.message
import email.policy
import email.utils
import os
import re
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import certs
import procs
import tap
from minutes import WHAT, address, all_minutes, minutes_mail, shared, table
from program import SANITIZERS, Program, need_beadle
from servers import Dovecot, Postfix, need_dovecot, need_postfix

ROUNDS = 10 if SANITIZERS else 50
LIST = "bsc@example.org"
PEOPLE = {
    "Alexei Starovoitov": ["Alexei"], "Andrii Nakryiko": ["Andrii"], "Brendan Gregg": ["Brendan"],
    "Daniel Borkmann": ["Daniel"], "Dave Thaler": ["Dave", "DT"], "Joe Stringer": ["Joe"], "KP Singh": ["KP"],
    "Lorenz Bauer": ["Lorenz"], "Thomas Graf": ["Thomas"], "Lisa Caywood": ["Lisa"], "Dan Brown": ["Dan"],
    "Kenny Paul": ["Kenny"],
}
GUESTS = ("Thomas Graf", "Lisa Caywood", "Dan Brown", "Kenny Paul")
CONFIG = """\
state: state
operator: ops@example.org
people:
{people}groups:
  BSC: {{aliases: [BSC members], members: [{members}]}}
mailboxes:
  bot: {{type: imap, host: 127.0.0.1, port: {imap}, tls: implicit, tls_name: mail.example.org, ca_file: {ca},
        user: bot, password_file: pass}}
outbox: {{type: smtp, host: 127.0.0.1, port: {smtp}, tls: starttls, tls_name: mail.example.org, ca_file: {ca},
         user: bot, password_file: pass, from: Beadle <bot@example.org>, witness: bot@example.org,
         limits: {{per_hour: 10000, per_recipient_day: 1000}}}}
lists:
  bsc: {{address: {list}, list_id: bsc.example.org, mailbox: bot, prefix: "[BSC]", zone: America/Los_Angeles,
        chair: KP Singh, notices: {{assigned_after: 0s}}}}
"""
WHOM = ("auditors", "board", "editors", "hosts", "speakers", "press")


def item_mail(n):
    """One of 60 promises, far enough apart not to be taken for the same item."""
    text = "forward the email number %d on the %s to the %s" % (n, WHAT[n % 10], WHOM[n // 10])
    return ("Date: %s\r\nFrom: KP Singh <kp@example.org>\r\nTo: %s\r\nList-Id: <bsc.example.org>\r\n"
            "Message-ID: <round-%d@example.org>\r\nSubject: round %d\r\n\r\n[AI Dave] %s\r\n"
            % (email.utils.formatdate(), LIST, n, n, text)
            ).encode(), text


def check_ledger(bot):
    """The ledger against the labels made by hand; which tags are found where is the tags' own test."""
    items = bot.items()
    actions = table("actions.tsv")
    tap.diag("%d items in the ledger; %d labelled, of which %d sure"
             % (len(items), len(actions), sum(row["certainty"] == "sure" for row in actions)))
    tap.check(70 <= len(items) <= 85, "the ledger has the items of the real minutes", items=len(items))
    owners = {}
    for item in items:
        key = (item["message_id"], item["text"].split("\n")[0].lower().strip(" ."))
        owners[key] = sorted(owner["person"] or "" for owner in item["owners"])
    for line in (42, 123, 187, 437, 573, 925):
        row = next(row for row in actions if row["line"] == str(line))
        key = ("minutes-%s@example.org" % row["meeting"], row["text"].lower().strip(" ."))
        got = [value for known, value in owners.items()
               if known[0] == key[0] and (known[1].startswith(key[1][:20]) or key[1][:20] in known[1])]
        tap.check_equal(got, [sorted(row["owners"].split(";"))], "line %d: the owners of \"%s\"" % (line, row["text"][:40]))
    return len(items)


def deliver_archive(mta, minutes):
    for number, date, chair, text in minutes:
        mta.send(address(chair), [LIST], minutes_mail(number, date, chair, text, LIST), login=("dave", "one"))
    mta.wait_idle()


def mails_of(imap, user):
    return [email.message_from_bytes(data, policy=email.policy.default) for data in imap.messages(user)]


def count_new(folder):
    """How many mails a Maildir holds, without reading them."""
    return sum(not name.startswith(".") for sub in ("new", "cur") for name in os.listdir(os.path.join(folder, sub)))


def play_rounds(imap, daemon):
    """Appends each mail when Dave has the one before it; the delays in seconds."""
    delays = []
    client = imap.imap("bot")
    folder = imap.maildir("dave")
    for n in range(ROUNDS):
        data, _ = item_mail(n)
        begin = time.monotonic()
        client.append("INBOX", None, None, data)
        try:
            procs.wait_until(lambda: os.path.isdir(folder + "/new") and count_new(folder) > n,
                             "Dave's mail of round %d" % n, every_s=0.002)
        except procs.ServerError as error:
            raise procs.ServerError("%s\n%s" % (error, procs.tail(daemon.log))) from None
        delays.append(time.monotonic() - begin)
    client.logout()
    return delays


def check_rounds(imap, bot):
    mails = mails_of(imap, "dave")
    tap.check_equal(len({str(m["Message-ID"]) for m in mails}), len(mails), "no Message-ID came twice")
    bodies = [re.sub(r" \n", " ", m.get_content()) for m in mails]
    bodies = [" ".join(body.split()) for body in bodies]
    wrong = [n for n in range(ROUNDS + 1) if sum(item_mail(n)[1] in body for body in bodies) != 1]
    tap.check_equal((len(mails), wrong), (ROUNDS + 1, []), "each of the %d came exactly once" % (ROUNDS + 1))
    first = mails[0]
    tap.check_equal((first["Auto-Submitted"], first["To"].addresses[0].addr_spec, first["In-Reply-To"]),
                    ("auto-generated", "dave@example.org", "<round-0@example.org>"), "and is a notice to Dave")
    open_items = [i for i in bot.items() if i["message_id"].startswith("round-")]
    tap.check_equal(len(open_items), ROUNDS + 1, "the ledger has each as an item of its own")


def main():
    reason = need_beadle() or need_dovecot() or need_postfix() or certs.need_certs()
    if reason:
        tap.skip_all(reason)
    made = certs.Certs()
    real = shared("minutes.md") is not None
    minutes = all_minutes()
    users = {"bot": "quiet river 77", "dave": "one", "ops": "two"}
    users.update({address(name).split("@")[0]: "x" for name in PEOPLE if name != "Dave Thaler"})
    with Dovecot(users=users, cert=made.good) as imap, \
         Postfix(dovecot=imap, cert=made.good, require_auth=True, require_tls=True) as mta, Program() as bot:
        mta.add_list(LIST, ["bot@example.org"], "bsc.example.org")
        bot.configure(CONFIG.format(
            people="".join("  - {name: %s, aliases: [%s], address: %s, member: %s}\n"
                           % (name, ", ".join(aliases), address(name), "no" if name in GUESTS else "yes")
                           for name, aliases in PEOPLE.items()),
            members=", ".join(name for name in PEOPLE if name not in GUESTS),
            imap=imap.tls_port, smtp=mta.port, ca=made.ca, list=LIST), users["bot"])
        deliver_archive(mta, minutes)
        tap.check_equal(len(imap.messages("bot")), len(minutes), "the %s minutes lie in the bot's mailbox"
                        % ("committee's" if real else "archive's own"))
        with bot.run() as daemon:
            daemon.wait_event("synced", mailbox="bot")
            daemon.wait_event("mail", len(minutes))
            if real:
                past = check_ledger(bot)
            else:
                past = len(bot.items())
                tap.check_equal(past, 2 * len(minutes), "the ledger has two items a meeting")
            daemon.wait_event("notice", kind="summary")
            tap.check_equal(daemon.count("notice"), 1, "one mail about the past, to the chair")

            delays = play_rounds(imap, daemon)
            tap.diag("%d rounds, append -> in Dave's mailbox: median %.3f s, worst %.3f s, best %.3f s"
                     % (ROUNDS, statistics.median(delays), max(delays), min(delays)))
            # The last of them takes the way of the others' mail, through Postfix and the list.
            begin = time.monotonic()
            mta.send("kp@example.org", [LIST], item_mail(ROUNDS)[0], login=("dave", "one"))
            procs.wait_until(lambda: count_new(imap.maildir("dave")) > ROUNDS, "the mail by way of the list", every_s=0.002)
            tap.diag("one more through Postfix to the list: %.3f s" % (time.monotonic() - begin))
            daemon.wait_event("outcome", ROUNDS + 1, to="dave@example.org", outcome="sent")
            mta.wait_idle()
            status, took = daemon.terminate()
            tap.check_equal(status, 0, "SIGTERM: status 0")
            tap.check(took < 5, "SIGTERM: ends within 5 s", seconds=took)
            tap.diag("SIGTERM to the end: %.3f s" % took)
        check_rounds(imap, bot)
        others = {user: len(imap.messages(user)) for user in users if user not in ("bot", "dave")}
        tap.check_equal({user: n for user, n in others.items() if n}, {"kp": 1},
                        "nobody else got any mail but the chair, who has the summary of the past")
        tap.check_equal(len(bot.items()), past + ROUNDS + 1, "no item but these was raised")
        witnesses = [m for m in mails_of(imap, "bot") if "bot@example.org" in str(m["From"])]
        tap.check_equal(len(witnesses), ROUNDS + 2, "the witness of each lies in the bot's mailbox, once")
        tap.check(users["bot"] not in daemon.text(), "the log does not hold the password")
    tap.done()


if __name__ == "__main__":
    main()
