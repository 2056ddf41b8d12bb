"""Two beadles that serve the same two lists, for a month: each gets all that the other one writes to the lists.

The lists send it on as lists do, well or badly.  Each must send what it sends without the other, to the letter of
the subject; and on no day do the two of them keep each other awake.
"""
import collections
import datetime
import email
import email.policy
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import tap
from program import SANITIZERS, Program, need_beadle

UTC = datetime.timezone.utc
BEGIN = datetime.datetime(2023, 6, 5, tzinfo=UTC)
DAYS = 31
HOUR = datetime.time(9, 5)	# of each day, when both look at their mail
ROUNDS_MAX = 5		# on one day: a mail and its answer take two
BOTS = {"beadle": "Beadle", "usher": "Usher"}
LISTS = {"sc": "SC", "docs": "Docs"}
CONFIG = """\
state: state
operator: ops@example.org
answers: {{believe_from: yes}}
people:
  - {{name: Dave Thaler, aliases: [Dave], address: dave@example.org}}
  - {{name: Joe Stringer, aliases: [Joe], address: joe@example.org}}
  - {{name: KP Singh, aliases: [KP], address: kp@example.org}}
mailboxes:
  in: {{type: maildir, path: inbox}}
outbox: {{type: maildir, path: outbox, from: {name} <{bot}@example.org>, limits: {{per_hour: 1000, per_recipient_day: 100}}}}
lists:
  sc: {{address: sc@lists.example.org, list_id: sc.lists.example.org, mailbox: in, prefix: "[SC]", chair: KP Singh,
       meetings: {{rule: FREQ=WEEKLY;INTERVAL=2;BYDAY=WE, start: "15:00", first: {{number: 38, date: 2023-06-07}}}}}}
  docs: {{address: docs@lists.example.org, list_id: docs.lists.example.org, mailbox: in, prefix: "[Docs]", chair: Dave Thaler,
         votes: {{default: {{quorum: 1}}}}}}
"""
# Day, list, sender, subject, text, the mail that it answers.  The last two weeks are quiet.
MAILS = (
    (0, "docs", "dave", "The guide", "[AI Joe] write the chapter on lists by June 16\n[AGENDA 10m Dave] the guide\n", None),
    (1, "sc", "joe", "Logo", "[SILENT 1w] New logo\n\nas attached.\n", None),
    (2, "docs", "kp", "Re: The guide", "I can help.\n\n> [AI Joe] write the chapter on lists by June 16\n", 0),
    (3, "sc", "kp", "[MINUTES #38]", """## Meeting #38 - 2023-06-07

- **Chair: KP Singh**
- **Participants:**
  - **Dave Thaler**
- **Agenda**
  - Budget
    - AI(Dave): ask three printers for their prices by June 20
    - AI(KP): book the room for the workshop
    - AI: Lisa to look at the charter
""", None),
    (5, "sc", "dave", "Re: Logo", "[OBJECT] the colours cannot be printed\n", 1),
    (7, "sc", "dave", "Re: Logo", "[WITHDRAW] they can\n", 1),
    (8, "docs", "joe", "Re: The guide", "[DONE #1] it is there\n", 0),
    (11, "sc", "joe", "Printers", "[AI: Dave, KP] answer the printers by June 22\n", None),
    (9, "docs", "kp", "The cover", "[VOTE 3d] A blue cover\n", None),
    (10, "docs", "joe", "Re: The cover", "+1, at last\n", 8),
    (11, "docs", "dave", "Re: The cover", "-1 it is too dark\n", 8),
    (11, "docs", "joe", "Re: The cover", "+1\n", 8),
)


# What a list makes of a beadle's mail before it sends it on, each worse than the one before.

def rewrite_from(mail, name):
    author = mail["From"].addresses[0]
    del mail["From"], mail["Reply-To"], mail["Precedence"]
    mail["From"] = '"%s via %s" <%s>' % (author.display_name, LISTS[name], address(name))
    mail["Reply-To"] = str(author)
    mail["Precedence"] = "list"


def forget_automatic(mail, name):
    rewrite_from(mail, name)
    del mail["Auto-Submitted"], mail["Precedence"]


def leave_nothing(mail, name):
    forget_automatic(mail, name)
    del mail["From"], mail["Reply-To"]
    mail["From"] = '"%s" <%s>' % (LISTS[name], address(name))
    for field in [field for field in mail.keys() if field.lower().startswith("x-")]:
        del mail[field]
    number = mail["Message-ID"].strip("<>").replace("beadle.", "").split("@")[0]
    del mail["Message-ID"]
    mail["Message-ID"] = "<%s@lists.example.org>" % number


VARIANTS = (("From rewritten", rewrite_from), ("Auto-Submitted and Precedence taken off too", forget_automatic),
            ("the author hidden, no field with X-, a new Message-ID too", leave_nothing))


def address(name):
    return name + "@lists.example.org"


class Bot:
    def __init__(self, name):
        self.name = name
        self.program = Program()
        for folder in ("inbox/cur", "inbox/new", "inbox/tmp"):
            os.makedirs(self.program.path(folder))
        self.program.configure(CONFIG.format(bot=name, name=BOTS[name]))
        self.count = 0
        self.seen = set()
        self.sent = []

    def deliver(self, data, when):
        self.count += 1
        path = self.program.path("inbox", "new", "%d.M%06d.test" % (when.timestamp(), self.count))
        with open(path, "wb") as out:
            out.write(data)
        os.utime(path, (when.timestamp(), when.timestamp()))

    def once(self, now):
        """One round; the mails that it has written."""
        done = self.program.once(now.strftime("%Y-%m-%dT%H:%M:%SZ"))
        if done.status != 0:
            raise AssertionError("%s once: status %d\n%s" % (self.name, done.status, done.err))
        new, folder = [], self.program.path("outbox", "new")
        for name in sorted(os.listdir(folder) if os.path.isdir(folder) else ()):
            if name not in self.seen:
                self.seen.add(name)
                with open(os.path.join(folder, name), "rb") as file:
                    new.append(email.message_from_bytes(file.read(), policy=email.policy.default))
        self.sent += [(now.strftime("%d %b %H"), str(mail["To"].addresses[0].addr_spec), mail["Subject"]) for mail in new]
        return new


def from_people(when, name, sender, subject, text, number, answered):
    mail = email.message.EmailMessage(policy=email.policy.default)
    mail["Date"] = when
    mail["From"] = "%s <%s@example.org>" % ({"dave": "Dave Thaler", "joe": "Joe Stringer", "kp": "KP Singh"}[sender], sender)
    mail["To"] = address(name)
    mail["Subject"] = subject
    mail["Message-ID"] = "<m%d@example.org>" % number
    if answered is not None:
        mail["In-Reply-To"] = "<m%d@example.org>" % answered
    mail.set_content(text)
    return mail


def through_list(mail, name, rewrite):
    """The mail as the list's members get it; people's own mail is always rewritten well."""
    mail = email.message_from_bytes(mail.as_bytes(), policy=email.policy.default)
    (rewrite if mail["Auto-Submitted"] else rewrite_from)(mail, name)
    del mail["List-Id"]
    mail["List-Id"] = "<%s.lists.example.org>" % name
    mail["List-Post"] = "<mailto:%s>" % address(name)
    part = mail.get_body(("plain",)) or mail
    text = part.get_content() + "_" * 47 + "\n%s mailing list -- %s\nTo unsubscribe send an email to %s-leave@lists.example.org\n" % (
        LISTS[name], address(name), name)
    part.set_content(text, cte="8bit")
    return mail.as_bytes()


class Month:
    def __init__(self, names, rewrite):
        self.bots = [Bot(name) for name in names]
        self.rewrite = rewrite
        self.rounds = 0		# most that any instant took

    def post(self, mail, when):
        """A mail on its way to whom it is for: the lists' mail goes to every bot, also to the one that wrote it.

        True when a bot got it."""
        to, before = mail["To"].addresses[0].addr_spec, [bot.count for bot in self.bots]
        for bot in self.bots:
            for name in LISTS:
                if to == address(name):
                    bot.deliver(through_list(mail, name, self.rewrite), when)
            if to == bot.name + "@example.org":
                bot.deliver(mail.as_bytes(), when)
        return before != [bot.count for bot in self.bots]

    def settle(self, now):
        """Rounds of all bots until none of them writes any more."""
        for n in range(ROUNDS_MAX):
            now += datetime.timedelta(minutes=n)
            new = [mail for bot in self.bots for mail in bot.once(now)]
            # Not any(): all of them are to be delivered.
            if not [mail for mail in new if self.post(mail, now)]:
                return
            self.rounds = max(self.rounds, n + 1)
        raise AssertionError("%s: mail is still written after %d rounds" % (now, ROUNDS_MAX))

    def play(self):
        """The mails of each bot, and the items in its ledger."""
        try:
            self.settle(BEGIN)	# nothing of it is of the past
            for day in range(DAYS):
                date = BEGIN + datetime.timedelta(days=day)
                for number, (on, *mail) in enumerate(MAILS):
                    if on == day:
                        when = date + datetime.timedelta(hours=8)
                        self.post(from_people(when, *mail[:4], number, mail[4]), when)
                self.settle(datetime.datetime.combine(date, HOUR, UTC))
            return {bot.name: (bot.sent, len(bot.program.items())) for bot in self.bots}
        finally:
            for bot in self.bots:
                bot.program.remove()


def differences(alone, together):
    one, other = collections.Counter(alone), collections.Counter(together)
    return sorted(["only alone: %s %s %s" % mail for mail in (one - other).elements()] +
                  ["only together: %s %s %s" % mail for mail in (other - one).elements()])


def main():
    if need_beadle():
        tap.skip_all(need_beadle())
    if os.access("/dev/shm", os.W_OK):
        tempfile.tempdir = "/dev/shm"	# hundreds of rounds, and nothing of them is to outlive this
    (sent_alone, items_alone), = Month(["beadle"], rewrite_from).play().values()
    for name, rewrite in VARIANTS[-1:] if SANITIZERS else VARIANTS:	# the worst one reads the most
        month = Month(list(BOTS), rewrite)
        together = month.play()
        to_lists = sum(to.endswith("@lists.example.org") for sent, _ in together.values() for _, to, _ in sent)
        tap.diag("%s: %d mails alone; %s together, %d of them to the lists; at most %d rounds in a day wrote to them"
                 % (name, len(sent_alone), " + ".join(str(len(sent)) for sent, _ in together.values()), to_lists, month.rounds))
        tap.check(to_lists > 10, "%s: both write to the lists" % name, mails=to_lists)
        for bot, (sent, items) in together.items():
            tap.check_equal(differences(sent_alone, sent), [], "%s: %s sends what it sends alone" % (name, BOTS[bot]))
            tap.check_equal(items, items_alone, "%s: and records the same items" % name)
    tap.done()


if __name__ == "__main__":
    main()
