"""A list of a real Mailman 3 that rewrites From for DMARC, with beadle as one of its members.

Each way of rewriting is one round: Dave's mail comes by the list, and beadle's own notice goes to the list and
comes back from it.  Then Joe answers his notice, the digest of the week goes out while the line to Postfix
breaks, and in the end everything is at rest, with each mail counted.
"""
import collections
import datetime
import email
import email.message
import email.policy
import email.utils
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import procs
import tap
from mailman import Mailman, need_mailman
from program import Program, need_beadle
from proxy import Proxy
from servers import Dovecot, Postfix, need_dovecot, need_postfix

BEGIN = time.monotonic()
LIST = "sc@lists.test"
PEOPLE = {"dave": "Dave Thaler", "joe": "Joe Stringer", "kp": "KP Singh"}
CONFIG = """\
state: state
operator: ops@example.org
people:
  - {{name: Dave Thaler, aliases: [Dave], address: dave@example.org}}
  - {{name: Joe Stringer, aliases: [Joe], address: joe@example.org}}
  - {{name: KP Singh, aliases: [KP], address: kp@example.org}}
mailboxes:
  bot: {{type: imap, host: 127.0.0.1, port: {imap}, tls: none, user: bot, password_file: pass}}
outbox: {{type: smtp, host: 127.0.0.1, port: {smtp}, tls: none, from: Beadle <bot@example.org>, doubt_wait: 10m}}
lists:
  sc: {{address: {list}, list_id: sc.lists.test, mailbox: bot, prefix: "[SC]", zone: UTC, chair: KP Singh,
       notices: {{assigned_after: 0s, weekly: {weekday}, weekly_at: "09:00"}}}}
"""
# What the list does to a mail, its settings for that, and the field in which the author is found.
STYLES = (
    ("From rewritten, author in Reply-To", {"dmarc_mitigate_action": "munge_from", "reply_goes_to_list": "no_munging"}, "Reply-To"),
    ("From rewritten, author in Cc", {"dmarc_mitigate_action": "munge_from", "reply_goes_to_list": "point_to_list"}, "Cc"),
    ("the mail wrapped", {"dmarc_mitigate_action": "wrap_message", "reply_goes_to_list": "no_munging"}, None),
)
ITEMS = ("send the banner to the printers", "renew the certificate of the web page", "collect slides of all speakers")
TITLES = ("New logo", "Budget of the summer school", "Charter of the group for documentation")
POST = """\
Hello all,

[AI Joe due %s] %s
[SILENT until %s] %s

Dave
"""


def day(offset):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=offset)).date()


# None of the three is near when the digest goes out, so that nothing else does.
DIGEST_DAY, DUE, CLOSES = day(3), day(60), day(50)


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def mail_of(sender, to, subject, body, message_id, **fields):
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["Date"] = email.utils.formatdate()
    mail["From"] = "%s <%s@example.org>" % (PEOPLE[sender], sender)
    mail["To"] = to
    mail["Subject"] = subject
    mail["Message-ID"] = message_id
    for name, value in fields.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(body)
    return mail.as_bytes()


class Stage:
    def __init__(self, imap, mta, lists, bot):
        self.imap, self.mta, self.lists, self.bot = imap, mta, lists, bot
        self.wanted = collections.Counter()	# mails that each mailbox has to hold
        self.sent_by_people = 0
        self.logs = []				# of all that beadle has done

    def post(self, sender, recipient, data):
        self.sent_by_people += 1
        self.mta.send(sender + "@example.org", [recipient], data)

    def expect(self, **more):
        """So many more mails are to arrive in each mailbox; waits until they have, and all has come to rest."""
        self.wanted.update(more)
        try:
            for user, count in self.wanted.items():
                self.imap.wait_messages(user, count)
        except procs.ServerError as error:
            raise procs.ServerError("%s\n%s\n%s" % (error, self.lists.diagnosis(), self.mta.diagnosis())) from None
        self.lists.wait_idle()

    def once(self, now):
        """One round by another clock; what it sent has arrived when this returns."""
        done = self.bot.once(now.strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.logs += done.events
        self.lists.wait_idle()
        return done

    def counts(self):
        return {user: len(self.imap.messages(user)) for user in self.wanted}

    def mails(self, user, subject=""):
        found = [email.message_from_bytes(data, policy=email.policy.default) for data in self.imap.messages(user)]
        return [mail for mail in found if subject in mail["Subject"]]

    def item(self, n):
        return next((i for i in self.bot.items() if ITEMS[n] in i["text"]), None)


def check_rewritten(stage, n, name, field):
    """That the list did as it was told: without it all of this would prove nothing."""
    mail = stage.mails("joe", "Things to do, part %d" % n)[0]
    sender = mail["From"].addresses[0]
    tap.check_equal((sender.addr_spec, sender.display_name), (LIST, "Dave Thaler via SC"), "%s: it was" % name)
    tap.check(("dave@example.org" in mail[field]) if field else mail.get_content_type() == "multipart/mixed",
              "%s: and so" % name, mail=mail.as_string())
    tap.check_in("\nSC mailing list -- %s\n" % LIST, mail.as_string(), "%s: with a footer" % name)


def test_round(stage, daemon, n):
    """Dave posts a tag for Joe, and a deadline, which beadle announces on the list."""
    name, settings, field = STYLES[n]
    stage.lists.set(LIST, **settings)
    stage.post("dave", LIST, mail_of("dave", LIST, "Things to do, part %d" % n, POST % (DUE, ITEMS[n], CLOSES, TITLES[n]),
                                     "<post-%d@example.org>" % n))
    # Of Dave's mail and of the announcement each has a copy, and Joe has a mail of his own.  The bot has both
    # copies too, and two more as the witness of its mails.
    stage.expect(dave=2, joe=3, kp=2, bot=4)
    daemon.wait_event("mail", stage.wanted["bot"])
    check_rewritten(stage, n, name, field)
    item = stage.item(n) or {"raised_by": None, "owners": [], "due": None}
    tap.check_equal((item["raised_by"], [owner["person"] for owner in item["owners"]], item["due"]),
                    ("Dave Thaler", ["Joe Stringer"], str(DUE)), "%s: the item is Dave's, for Joe" % name)
    came_back = stage.mails("kp", TITLES[n])
    tap.check_equal([mail["From"].addresses[0].addr_spec for mail in came_back], [LIST], "%s: the announcement came by the list" % name)
    fates = collections.Counter(event["fate"] for event in daemon.events("mail"))
    tap.check_equal(fates, {"read": n + 1, "own": 3 * (n + 1)}, "%s: and is known as beadle's own, like the witnesses" % name)


def test_answer(stage, daemon):
    """Joe answers the notice of the first item, as a mail program does it: to Reply-To, with the notice below."""
    notice = next(mail for mail in stage.mails("joe", "Action item for you") if ITEMS[0] in text_of(mail))
    reply_to = notice["Reply-To"].addresses[0].addr_spec
    quoted = "".join("> " + line + "\n" for line in text_of(notice).splitlines())
    stage.post("joe", reply_to, mail_of(
        "joe", reply_to, "Re: " + notice["Subject"], "done, they have it\n\nOn %s, Beadle <bot@example.org> wrote:\n\n%s" % (notice["Date"], quoted),
        "<answer@example.org>", In_Reply_To=notice["Message-ID"], References=notice["Message-ID"]))
    # The answer and its echo to Joe, of which the bot has the witness.
    stage.expect(joe=1, bot=2)
    daemon.wait_event("mail", stage.wanted["bot"])
    states = [stage.item(n)["status"] for n in range(len(STYLES))]
    tap.check_equal(states, ["done", "open", "open"], "the answer to a notice closes its item, and no other")


def test_digest(stage, wire):
    """The digest of the week: Postfix takes it for the list and the line breaks before it has said so."""
    at = datetime.datetime.combine(DIGEST_DAY, datetime.time(9, 0), datetime.timezone.utc)
    wire.lose_answer(b"\r\n.\r\n")
    done = stage.once(at)
    tap.check_equal([(e["kind"], e["to"]) for e in done.events if e["event"] == "notice"], [("weekly-digest", LIST)], "the digest is due, alone")
    tap.check(done.has_event("outcome", to=LIST, outcome="doubt") and wire.wait_done(1), "the answer to its final dot is lost: in doubt", log=done.err)
    stage.expect(dave=1, joe=1, kp=1, bot=2)
    later = stage.once(at + datetime.timedelta(minutes=1))
    found = [d for d in (done, later) if d.has_event("doubt-resolved", by="its copy in the mailbox")]
    tap.check_equal(len(found), 1, "its copy proves that it was sent")
    for hours in (1, 12, 24, 36):
        done = stage.once(at + datetime.timedelta(hours=hours))
        tap.check_equal((done.status, stage.counts()), (0, dict(stage.wanted)), "%d hours later nothing has moved" % hours)
    tap.check_equal({user: len(stage.mails(user, "The week")) for user in PEOPLE}, dict.fromkeys(PEOPLE, 1), "each has the digest once")


def check_sums(stage):
    tap.check_equal(stage.counts(), dict(stage.wanted), "all in all each has the mails that he should, and no more")
    tap.check_equal(len(stage.bot.items()), len(ITEMS), "no item was made of what came back from the list")
    tap.check_equal(stage.lists.in_queues("shunt", "bad"), [], "Mailman has put nothing aside")
    tap.check_equal(stage.mails("ops"), [], "the operator has no trouble")
    read = collections.Counter(event["fate"] for event in stage.logs if event["event"] == "mail")
    notices = [event for event in stage.logs if event["event"] == "notice"]
    tap.diag("%d mails by people; beadle read %d mails (%s) and sent %d notices, %d of them to the list"
             % (stage.sent_by_people, sum(read.values()), ", ".join("%d %s" % (n, fate) for fate, n in sorted(read.items())), len(notices),
                sum(event["to"] == LIST for event in notices)))
    tap.diag("mails in each mailbox: %s; %.1f s" % (", ".join("%s %d" % pair for pair in sorted(stage.wanted.items())), time.monotonic() - BEGIN))


def main():
    reason = need_beadle() or need_dovecot() or need_postfix() or need_mailman()
    if reason:
        tap.skip_all(reason)
    lists = Mailman()
    users = {user: "secret" for user in [*PEOPLE, "bot", "ops"]}
    with Dovecot(users=users) as imap, Postfix(dovecot=imap, extra=lists.main_cf()) as mta, Program() as bot, Proxy(mta.port) as wire:
        lists.mta = mta
        with lists:
            tap.diag("the servers stand after %.1f s" % (time.monotonic() - BEGIN))
            lists.create("sc", "SC", ["%s <%s@example.org>" % (name, user) for user, name in PEOPLE.items()] + ["Beadle <bot@example.org>"])
            bot.configure(CONFIG.format(imap=imap.port, smtp=wire.port, list=LIST, weekday=DIGEST_DAY.strftime("%A").lower()), "secret")
            stage = Stage(imap, mta, lists, bot)
            with bot.run() as daemon:
                daemon.wait_event("synced", mailbox="bot")
                for n in range(len(STYLES)):
                    test_round(stage, daemon, n)
                test_answer(stage, daemon)
                tap.check_equal(daemon.terminate()[0], 0, "beadle run ends with 0")
                stage.logs += daemon.events()
            test_digest(stage, wire)
            check_sums(stage)
    tap.done()


if __name__ == "__main__":
    main()
